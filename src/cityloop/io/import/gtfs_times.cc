// stop_times.txt: rows in any order become trips with a time at every stop.

#include <algorithm>
#include <tuple>

#include "cityloop/io/import/gtfs_feed.h"

namespace cityloop {

struct FeedReader::RawCall {
  std::uint32_t trip = 0, stop = 0;
  std::int64_t sequence = 0;
  std::int32_t arrival = -1, departure = -1;  // negative: not given
  std::uint8_t rules = kBoard | kAlight;
  std::int64_t line = 0;
};

void FeedReader::read_calls() {
  trip_position_.assign(drafted_.size(), kNone);
  Sheet sheet;
  if (!open("stop_times.txt", true, sheet)) return;
  CsvReader& r = *sheet.rows;
  const auto of = column(sheet, "trip_id"), at = column(sheet, "stop_id"),
             nth = column(sheet, "stop_sequence");
  if (!of || !at || !nth) return;
  const auto arrives = r.find("arrival_time"), departs = r.find("departure_time"),
             pickup = r.find("pickup_type"), drop = r.find("drop_off_type");
  std::vector<RawCall> calls;
  std::string last_ref;
  std::uint32_t last_trip = kNone;
  std::size_t rows = 0;
  const auto time = [&](std::optional<std::size_t> c) -> std::int32_t {
    if (!c || trimmed(r[*c]).empty()) return -1;
    if (const auto t = gtfs_time(r[*c])) return *t;
    notes_.problem("gtfs.invalid_time", say("‘{}’ is not a time", "“{}”不是有效时刻", r[*c]), r.where(*c));
    return -1;
  };
  while (r.next()) {
    if (++rows % 65536 == 0) run_.check_stop();
    if (const std::string_view ref = trimmed(r[*of]); last_trip == kNone || ref != last_ref) {
      last_trip = find(r, *of, trip_at_, "trips.txt").value_or(kNone);
      last_ref = ref;
    }
    if (last_trip == kNone) continue;
    const auto stop = find(r, *at, stop_at_, "stops.txt");
    if (!stop) continue;
    vehicles[*stop] |= 1U << static_cast<unsigned>(feed.lines[drafted_[last_trip].line].vehicle);
    const auto sequence = to_integer(r[*nth]);
    if (!sequence || *sequence < 0) {
      notes_.problem("gtfs.number_out_of_range",
                     say("‘{}’ is not a stop_sequence", "“{}”不是有效的 stop_sequence", r[*nth]),
                     r.where(*nth));
      continue;
    }
    if (has_place_[*stop] == 0) continue;  // said already
    if (feed.stops[*stop].type != StopType::platform) {
      notes_.problem("gtfs.location_with_unexpected_stop_time",
                     say("a trip calls at ‘{}’, which is no platform", "班次停靠“{}”，但它不是站台",
                         feed.stops[*stop].ref),
                     r.where(*at));
      continue;
    }
    RawCall call;
    call.trip = last_trip;
    call.stop = *stop;
    call.sequence = *sequence;
    call.arrival = time(arrives);
    call.departure = time(departs);
    // 2 and 3 ask for a telephone call or a word with the driver, and are possible.
    if (pickup && trimmed(r[*pickup]) == "1") call.rules = static_cast<std::uint8_t>(call.rules & ~kBoard);
    if (drop && trimmed(r[*drop]) == "1") call.rules = static_cast<std::uint8_t>(call.rules & ~kAlight);
    call.line = r.line();
    calls.push_back(call);
  }
  const auto order = [](const RawCall& a, const RawCall& b) {
    return std::tie(a.trip, a.sequence) < std::tie(b.trip, b.sequence);
  };
  if (!std::is_sorted(calls.begin(), calls.end(), order)) std::stable_sort(calls.begin(), calls.end(), order);
  std::vector<std::uint8_t> seen(drafted_.size(), 0);
  for (std::size_t i = 0; i < calls.size();) {
    std::size_t j = i;
    while (j < calls.size() && calls[j].trip == calls[i].trip) ++j;
    seen[calls[i].trip] = 1;
    take_trip(calls[i].trip, std::span{calls}.subspan(i, j - i));
    i = j;
  }
  for (std::size_t t = 0; t < drafted_.size(); ++t)
    if (seen[t] == 0)
      notes_.warning("gtfs.unused_trip",
                     say("the trip ‘{}’ calls nowhere", "班次“{}”没有任何停靠", drafted_[t].ref),
                     Where{shown("trips.txt"), 0, drafted_[t].ref});
  if (interpolated_ > 0)
    notes_.note("gtfs.times_interpolated",
                say("{} times between timed stops were filled in by distance",
                    "{} 个未给出的停靠时刻已按距离内插", interpolated_),
                Where{shown("stop_times.txt")});
  drafted_.clear();
}

/// One trip's rows by sequence, completed and checked; a trip that cannot be trusted is left out whole.
void FeedReader::take_trip(std::uint32_t t, std::span<RawCall> rows) {
  const auto where = [&](const RawCall& c) {
    return Where{shown("stop_times.txt"), static_cast<long>(c.line), drafted_[t].ref};
  };
  std::vector<RawCall> calls;
  for (RawCall& c : rows) {
    if (!calls.empty() && calls.back().sequence == c.sequence) {
      notes_.problem("gtfs.duplicate_key",
                     say("the trip has the stop_sequence {} twice; the second is left out",
                         "班次的 stop_sequence {} 重复，后者已忽略", c.sequence),
                     where(c));
      continue;
    }
    if ((c.arrival < 0) != (c.departure < 0)) {
      notes_.warning("gtfs.stop_time_with_only_arrival_or_departure_time",
                     say("only one of arrival and departure is given; the other is taken to be the same",
                         "到达与出发时刻只给出一个，另一个视为相同"),
                     where(c));
      c.arrival = c.departure = std::max(c.arrival, c.departure);
    }
    if (c.departure < c.arrival) {
      notes_.problem(
          "gtfs.stop_time_with_departure_before_arrival_time",
          say("the trip departs before it arrives; it is left out", "班次出发早于到达，该班次已忽略"),
          where(c));
      return;
    }
    calls.push_back(c);
  }
  const auto timed = [](const RawCall& c) { return c.arrival >= 0; };
  const auto first = std::find_if(calls.begin(), calls.end(), timed);
  const auto end = std::find_if(calls.rbegin(), calls.rend(), timed).base();
  if (!calls.empty() && (first != calls.begin() || end != calls.end()))
    notes_.problem("gtfs.missing_trip_edge",
                   say("a trip's first and last stop need times; the stops without are left out",
                       "班次的首末站须有时刻，缺少时刻的停靠已忽略"),
                   where(first == calls.begin() ? calls.back() : calls.front()));
  calls.erase(end, calls.end());
  calls.erase(calls.begin(), first < calls.end() ? first : calls.end());
  if (calls.size() < 2) {
    notes_.warning("gtfs.unusable_trip",
                   say("a trip needs two stops with times", "班次至少需要两个带时刻的停靠"),
                   where(rows.front()));
    return;
  }
  // Fill the gaps by the straight way along the stops.
  for (std::size_t i = 1; i < calls.size(); ++i) {
    if (timed(calls[i])) {
      if (calls[i].arrival < calls[i - 1].departure) {
        notes_.problem("gtfs.stop_time_with_arrival_before_previous_departure_time",
                       say("the trip arrives before it has left the stop before; it is left out",
                           "班次到达时刻早于上一站的出发时刻，该班次已忽略"),
                       where(calls[i]));
        return;
      }
      continue;
    }
    std::size_t j = i;
    while (!timed(calls[j])) ++j;
    double whole = 0;
    std::vector<double> along;
    for (std::size_t k = i; k <= j; ++k) {
      whole += distance_m(feed.stops[calls[k - 1].stop].at, feed.stops[calls[k].stop].at);
      along.push_back(whole);
    }
    const double from = calls[i - 1].departure, until = calls[j].arrival;
    for (std::size_t k = i; k < j; ++k) {
      // All at one place: evenly, so that order survives.
      const double share =
          whole > 0 ? along[k - i] / whole : static_cast<double>(k - i + 1) / static_cast<double>(j - i + 1);
      calls[k].arrival = calls[k].departure =
          static_cast<std::int32_t>(from + share * std::max(0.0, until - from));
      ++interpolated_;
    }
  }
  if (drafted_[t].service == kNone) return;  // said already
  trip_position_[t] = static_cast<std::uint32_t>(feed.trips.size());
  FeedDraft::Trip trip = std::move(drafted_[t]);
  trip.first_call = feed.calls.size();
  trip.calls = calls.size();
  for (const RawCall& c : calls) feed.calls.push_back({c.stop, c.arrival, c.departure, c.rules});
  feed.trips.push_back(std::move(trip));
}

}  // namespace cityloop
