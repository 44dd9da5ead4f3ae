// Range-RAPTOR with departures as lanes, and which walks it can do without.
// source   Delling, Pajor, Werneck 2012 (RAPTOR, rRAPTOR); Conway, Byrd, van der Linden 2017 (percentiles over a window)

#include <algorithm>

#include "cityloop/simulate/travel/transit.h"

namespace cityloop {
namespace {

constexpr std::size_t kAhead = 4;   // walks
constexpr std::uint32_t kNext = 2;  // stops of a pattern

}  // namespace

RangeSearch::RangeSearch(const Timetable& table, const Ragged<StopNumber, StopLink>& transfers,
                         Boarding boarding, std::int32_t base_s)
    : table_{&table}, transfers_{&transfers}, boarding_{boarding}, is_reached_(table.stops(), 0),
      is_marked_(table.stops(), 0), is_better_(table.stops(), 0), rode_(table.patterns().size(), 0),
      first_(table.patterns().size(), 0xffffffffU) {
  const auto relative = [&](std::int32_t t) {
    return static_cast<LaneTime>(std::clamp<std::int64_t>(std::int64_t{t} - base_s, 0, kNever));
  };
  for (const Timetable::Pattern& p : table.patterns())
    for (std::uint32_t i = 0; i < p.stops; ++i) {
      for (const std::int32_t t : table.arrivals(p, i)) arrival_.push_back(relative(t));
      for (const std::int32_t t : table.departures(p, i)) departure_.push_back(relative(t));
    }
}

void RangeSearch::run(std::span<const StopLink> access, std::span<const LaneTime> departures, LaneTime last,
                      const std::function<void(int)>& after) {
  lanes_ = departures.size();
  const std::size_t width = (lanes_ + kLaneBlock - 1) / kLaneBlock * kLaneBlock;
  if (width != width_) {
    width_ = width;
    by_vehicle_.assign(table_->stops() * width_, kNever);
    at_stop_.assign(table_->stops() * width_, kNever);
  } else {
    std::fill(by_vehicle_.begin(), by_vehicle_.end(), kNever);
    std::fill(at_stop_.begin(), at_stop_.end(), kNever);
  }
  for (const std::uint32_t s : reached_) is_reached_[s] = 0;
  reached_.clear();
  marked_.clear();
  std::fill(rode_.begin(), rode_.end(), std::uint8_t{0});
  last_ = last;
  for (const StopLink& a : access) {
    LaneTime* label = at_stop_.data() + a.stop * width_;
    for (std::size_t l = 0; l < lanes_; ++l) {
      const std::uint32_t at = std::uint32_t{departures[l]} + a.seconds;
      if (at < label[l] && at <= last) label[l] = static_cast<LaneTime>(at);
    }
    if (is_marked_[a.stop] == 0) marked_.push_back(a.stop);
    is_marked_[a.stop] = 1;
  }
  for (int ride_no = 1; ride_no <= boarding_.rides && !marked_.empty(); ++ride_no) {
    queue_.clear();
    for (const std::uint32_t s : marked_)
      for (const Timetable::At& at : table_->at(s)) {
        if (!table_->boards(table_->patterns()[at.pattern], at.position)) continue;
        std::uint32_t& first = first_[at.pattern];
        if (first == 0xffffffffU) queue_.push_back(at.pattern);
        first = std::min(first, at.position);
      }
    for (const std::uint32_t p : queue_) {
      ride(p, first_[p]);
      first_[p] = 0xffffffffU;
    }
    walk(ride_no < boarding_.rides);
    if (after) after(ride_no);
  }
  for (const std::uint32_t s : marked_) is_marked_[s] = 0;
  marked_.clear();
}

void RangeSearch::fetch(const std::vector<LaneTime>& rows, std::uint32_t stop) const {
  const LaneTime* row = rows.data() + stop * width_;
  constexpr std::size_t kLine = 64 / sizeof(LaneTime);
  for (std::size_t l = 0; l < width_; l += kLine) __builtin_prefetch(row + l);
}

/// aboard_[t]: how many lanes, the earliest ones, can be on trip t or one before it. Lane l is on the first t above l.
/// `full` is the first trip that all lanes can be on: none looks beyond it.
void RangeSearch::ride(std::uint32_t pattern, std::uint32_t from) {
  const Timetable::Pattern& p = table_->patterns()[pattern];
  const std::size_t trips = p.trips, lanes = lanes_;
  aboard_.assign(trips + 1, 0);
  std::uint16_t* aboard = aboard_.data();
  const std::int32_t slack = boarding_.slack();
  std::size_t low = trips, full = trips;  // before `low` nobody is on board
  for (std::uint32_t i = from; i < p.stops; ++i) {
    const std::uint32_t stop = table_->stop(p, i);
    if (i + kNext < p.stops) {
      const std::uint32_t next = table_->stop(p, i + kNext);
      fetch(by_vehicle_, next);
      if (is_marked_[next] != 0) fetch(at_stop_, next);
    }
    const LaneTime* arrives = arrival_.data() + p.first_time + i * trips;
    const LaneTime* departs = departure_.data() + p.first_time + i * trips;
    if (low < trips && table_->alights(p, i)) {
      LaneTime* best = by_vehicle_.data() + stop * width_;
      bool better = false;
      std::size_t begin = 0;
      // Best times rise from lane to lane: a trip no earlier than the last of them improves none, nor do later trips.
      for (std::size_t t = low; t < trips && begin < lanes; ++t) {
        const std::size_t end = aboard[t];
        const LaneTime at = arrives[t];
        if (at > last_ || at >= best[lanes - 1]) break;
        // Those this trip improves are the last of its run.
        for (std::size_t l = end; l > begin && best[l - 1] > at; --l) {
          best[l - 1] = at;
          better = true;
        }
        begin = std::max(begin, end);
      }
      if (better) rode_[pattern] = 1;
      if (better && is_better_[stop] == 0) {
        is_better_[stop] = 1;
        better_.push_back(stop);
      }
    }
    if (is_marked_[stop] == 0 || !table_->boards(p, i)) continue;
    const LaneTime* label = at_stop_.data() + stop * width_;
    if (label[0] == kNever) continue;
    // From the first trip that the earliest lane can catch.
    const std::int32_t ready = std::int32_t{label[0]} + slack;
    std::size_t t = low;
    if (low == trips)
      t = static_cast<std::size_t>(
          std::lower_bound(departs, departs + trips, ready,
                           [](LaneTime d, std::int32_t since) { return std::int32_t{d} < since; }) -
          departs);
    else
      while (t > 0 && std::int32_t{departs[t - 1]} >= ready) --t;
    std::size_t lane = 0;
    for (; t < trips && t <= full && departs[t] <= last_; ++t) {
      lane = std::max<std::size_t>(lane, aboard[t]);
      while (lane < lanes && std::int32_t{label[lane]} + slack <= std::int32_t{departs[t]}) ++lane;
      if (lane > aboard[t]) {
        aboard[t] = static_cast<std::uint16_t>(lane);
        low = std::min(low, t);
      }
      if (lane == lanes) {
        full = t;
        break;
      }
    }
  }
}

void RangeSearch::walk(bool transfers) {
  for (const std::uint32_t s : marked_) is_marked_[s] = 0;
  marked_.clear();
  const auto mark = [&](std::uint32_t s) {
    if (is_marked_[s] != 0) return;
    is_marked_[s] = 1;
    marked_.push_back(s);
  };
  for (const std::uint32_t s : better_) {
    is_better_[s] = 0;
    if (is_reached_[s] == 0) {
      is_reached_[s] = 1;
      reached_.push_back(s);
    }
  }
  if (transfers) {
    for (const std::uint32_t s : better_) {
      const LaneTime* arrived = by_vehicle_.data() + s * width_;
      if (lanes_lower(at_stop_.data() + s * width_, arrived, 0, width_)) mark(s);
      const LaneTime first = arrived[0];
      const auto walks = (*transfers_)[StopNumber{s}];
      // Rows of other stops lie anywhere in a table beyond the nearer caches: they are asked for ahead.
      for (std::size_t i = 0; i < std::min(kAhead, walks.size()); ++i) fetch(at_stop_, walks[i].stop);
      for (std::size_t i = 0; i < walks.size(); ++i) {
        const StopLink& w = walks[i];
        if (i + kAhead < walks.size()) fetch(at_stop_, walks[i + kAhead].stop);
        if (std::uint32_t{first} + w.seconds > last_) break;
        LaneTime* there = at_stop_.data() + w.stop * width_;
        if (there[lanes_ - 1] <= std::uint32_t{first} + w.seconds) continue;  // all are there before
        if (lanes_lower(there, arrived, w.seconds, width_)) mark(w.stop);
      }
    }
  }
  better_.clear();
}

namespace {

/// Calls at the linked stops by pattern and, within it, by position.
struct Call {
  std::uint32_t pattern, position;
  LaneTime seconds;
  std::uint32_t link;
};
std::vector<Call> calls_at(const Timetable& table, std::span<const StopLink> links) {
  std::vector<Call> calls;
  if (links.size() * 8 < table.stops()) {
    for (std::uint32_t i = 0; i < links.size(); ++i)
      for (const Timetable::At& at : table.at(links[i].stop))
        calls.push_back({at.pattern, at.position, links[i].seconds, i});
    std::sort(calls.begin(), calls.end(), [](const Call& a, const Call& b) {
      return a.pattern != b.pattern ? a.pattern < b.pattern : a.position < b.position;
    });
    return calls;
  }
  // Of many stops it is quicker to look through all patterns than to sort.
  constexpr std::uint32_t kNone = 0xffffffffU;
  std::vector<std::uint32_t> link_of(table.stops(), kNone);
  for (std::uint32_t i = 0; i < links.size(); ++i) link_of[links[i].stop] = i;
  for (std::uint32_t p = 0; p < table.patterns().size(); ++p)
    for (std::uint32_t i = 0; i < table.patterns()[p].stops; ++i)
      if (const std::uint32_t l = link_of[table.stop(table.patterns()[p], i)]; l != kNone)
        calls.push_back({p, i, links[l].seconds, l});
  return calls;
}
std::vector<StopLink> kept(std::span<const StopLink> links, const std::vector<std::uint8_t>& keep) {
  std::vector<StopLink> out;
  for (std::size_t i = 0; i < links.size(); ++i)
    if (keep[i] != 0) out.push_back(links[i]);
  return out;
}

}  // namespace

std::vector<StopLink> useful_to_board(const Timetable& table, std::span<const StopLink> links) {
  const std::vector<Call> calls = calls_at(table, links);
  std::vector<std::uint8_t> keep(links.size(), 0);
  std::int64_t best = 0;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const Timetable::Pattern& p = table.patterns()[calls[i].pattern];
    if (i == 0 || calls[i].pattern != calls[i - 1].pattern) best = std::numeric_limits<std::int64_t>::max();
    if (!table.boards(p, calls[i].position)) continue;
    const std::int64_t lead = calls[i].seconds - table.longest_departing(p, calls[i].position);
    if (lead < best) {
      best = lead;
      keep[calls[i].link] = 1;
    }
  }
  return kept(links, keep);
}

std::vector<StopLink> useful_to_alight(const Timetable& table, std::span<const StopLink> links) {
  const std::vector<Call> calls = calls_at(table, links);
  std::vector<std::uint8_t> keep(links.size(), 0);
  std::int64_t best = 0;
  for (std::size_t i = calls.size(); i-- > 0;) {
    const Timetable::Pattern& p = table.patterns()[calls[i].pattern];
    if (i + 1 == calls.size() || calls[i].pattern != calls[i + 1].pattern)
      best = std::numeric_limits<std::int64_t>::max();
    if (!table.alights(p, calls[i].position)) continue;
    const std::int64_t end = calls[i].seconds + table.longest_arriving(p, calls[i].position);
    if (end < best) {
      best = end;
      keep[calls[i].link] = 1;
    }
  }
  return kept(links, keep);
}

Ragged<StopNumber, StopLink> useful_transfers(const Timetable& table,
                                              const Ragged<StopNumber, StopLink>& walks,
                                              std::span<const std::uint8_t> always) {
  constexpr std::int64_t kFar = std::numeric_limits<std::int64_t>::max();
  std::vector<std::size_t> first{0};
  for (std::uint32_t s = 0; s < table.stops(); ++s)
    first.push_back(first.back() + walks[StopNumber{s}].size());
  std::vector<std::uint8_t> keep(first.back(), 0);
  // Of the riders of one pattern, from its last stop to the first: for each call of any other pattern the least that it
  // takes, from a later stop, to be there or at a call before it in time for the same trip.
  std::vector<std::vector<std::int64_t>> least;
  for (const Timetable::Pattern& p : table.patterns()) least.emplace_back(p.stops, kFar);
  std::vector<std::uint32_t> touched;
  for (const Timetable::Pattern& p : table.patterns()) {
    for (const std::uint32_t q : touched) std::fill(least[q].begin(), least[q].end(), kFar);
    touched.clear();
    for (std::uint32_t i = p.stops; i-- > 0;) {
      if (!table.alights(p, i)) continue;
      const std::uint32_t stop = table.stop(p, i);
      // Whether boarding at the end of such a walk is better than all from later stops.
      const auto offer = [&](std::uint32_t to, LaneTime seconds) {
        bool better = false;
        for (const Timetable::At& at : table.at(to)) {
          const Timetable::Pattern& other = table.patterns()[at.pattern];
          if (!table.boards(other, at.position)) continue;
          const std::int64_t takes =
              table.longest_arriving(p, i) + seconds - table.longest_departing(other, at.position);
          std::vector<std::int64_t>& known = least[at.pattern];
          if (takes >= known[at.position]) continue;
          better = true;
          touched.push_back(at.pattern);
          for (std::uint32_t j = at.position; j < other.stops && known[j] > takes; ++j) known[j] = takes;
        }
        return better;
      };
      offer(stop, 0);
      const auto row = walks[StopNumber{stop}];
      for (std::size_t n = 0; n < row.size(); ++n)
        if (offer(row[n].stop, row[n].seconds)) keep[first[stop] + n] = 1;
    }
  }
  Ragged<StopNumber, StopLink> out;
  std::vector<StopLink> kept;
  for (std::uint32_t s = 0; s < table.stops(); ++s) {
    kept.clear();
    const auto row = walks[StopNumber{s}];
    for (std::size_t n = 0; n < row.size(); ++n)
      if (keep[first[s] + n] != 0 || always[s] != 0) kept.push_back(row[n]);
    out.push_back(kept);
  }
  return out;
}

}  // namespace cityloop
