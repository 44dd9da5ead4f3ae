// To be there by: the forward engine, on the day seen in a mirror.

#include "cityloop/simulate/travel/arrival.h"

#include <algorithm>

namespace cityloop {
namespace {

/// How many numbers are held at one time.
constexpr std::size_t kMostHeld = std::size_t{1} << 26U;

TransitSettings in_mirror(const TransitSettings& asked) {
  TransitSettings s = asked;
  s.arrive = false;
  s.mirrored = true;
  const std::int32_t slack = asked.boarding.slack();
  s.from = -asked.until - slack;
  s.until = -asked.from - slack;
  // The last of the departures sampled is the first of the arrivals.
  if (s.every_s > 0) s.from = s.until - (asked.until - asked.from - 1) / s.every_s * s.every_s;
  if (s.every_s > 0) s.until += 1;
  std::swap(s.access, s.egress);
  return s;
}

std::uint32_t other_end(std::uint32_t n, std::uint32_t i) { return n - 1 - i; }

/// Turns a way of the mirror round: the last ride first, each with the first trip that one can catch.
Journey turned(const Timetable& table, const Boarding& boarding, const Journey& m, std::int32_t arrival) {
  Journey j{0, 0, m.rides, {}};
  if (m.rides == 0) {
    const std::int32_t takes = m.arrives - m.leaves;
    j.leaves = arrival - takes;
    j.arrives = arrival;
    j.legs.push_back({RideLeg::kNone, RideLeg::kNone, j.leaves, arrival});
    return j;
  }
  bool first = true;
  std::int32_t now = 0;
  for (auto leg = m.legs.rbegin(); leg != m.legs.rend(); ++leg) {
    RideLeg out{leg->to, leg->from, 0, 0};
    const std::int32_t takes = leg->arrives - leg->leaves;
    if (!leg->rides()) {
      // The first walk ends when there is just time to board what the next leg boards.
      if (first) now = -(leg->leaves) - boarding.slack() - takes;
      if (first) j.leaves = now;
      first = false;
      out.leaves = now;
      now += takes;
      out.arrives = now;
      j.legs.push_back(out);
      continue;
    }
    const Timetable::Pattern& p = table.patterns()[leg->pattern];
    out.pattern = leg->pattern;
    out.board = other_end(p.stops, leg->alight);
    out.alight = other_end(p.stops, leg->board);
    const auto departures = table.departures(p, out.board);
    out.trip = static_cast<std::uint32_t>(
        std::lower_bound(departures.begin(), departures.end(), now + boarding.slack()) - departures.begin());
    out.leaves = departures[out.trip];
    out.arrives = table.arrivals(p, out.alight)[out.trip];
    now = out.arrives;
    j.legs.push_back(out);
  }
  j.arrives = now;
  return j;
}

}  // namespace

ArrivalReach::ArrivalReach(const City& city, const TransitSettings& settings,
                           std::span<const std::vector<Link>> targets, Run&)
    : city_{city}, settings_{settings}, targets_(targets.begin(), targets.end()) {
  if (!settings.weights.plain())
    throw Error{
        Fault::bad_input,
        say("weights of walking, waiting and changing are for a window of departures, not of arrivals",
            "步行、候车与换乘的权重只用于出发时段，不能与到达时段同用"),
        {},
        say("leave out either", "请去掉其中之一")};
  for (auto& links : targets_) std::erase_if(links, [](const Link& l) { return !l.valid(); });
}

void ArrivalReach::from(std::span<const std::vector<Link>> origins, Run& run, const Row& fn) const {
  const std::size_t asked = settings_.percentiles.size(), n = targets_.size();
  const std::size_t block = std::max<std::size_t>(1024, kMostHeld / std::max<std::size_t>(1, n * asked));
  for (std::size_t begin = 0; begin < origins.size(); begin += block) {
    const auto here = origins.subspan(begin, std::min(block, origins.size() - begin));
    const TransitReach reach{city_, in_mirror(settings_), here, run};
    std::vector<float> all(n * asked * here.size());
    reach.from(targets_, run, [&](std::size_t t, std::span<const float> times) {
      for (std::size_t p = 0; p < asked; ++p)
        for (std::size_t o = 0; o < here.size(); ++o)
          all[(o * asked + p) * n + t] = times[p * here.size() + o];
    });
    for (std::size_t o = 0; o < here.size(); ++o)
      fn(begin + o, std::span{all}.subspan(o * asked * n, asked * n));
  }
}

const TransitReach& ArrivalReach::mirror() const {
  std::call_once(once_, [&] {
    QuietRun quiet;
    mirror_ = std::make_unique<TransitReach>(city_, in_mirror(settings_), std::vector<std::vector<Link>>{},
                                             quiet.run);
    table_ = std::make_unique<Timetable>(mirror_->timetable().mirrored());
  });
  return *mirror_;
}

const Timetable& ArrivalReach::timetable() const {
  mirror();
  return *table_;
}

std::vector<Journey> ArrivalReach::journeys(const Link& origin, std::size_t target,
                                            std::int32_t arrival) const {
  const TransitReach& m = mirror();
  const std::span<const Link> goal = targets_[target];
  const std::int32_t moment = -arrival - settings_.boarding.slack();
  Search search = m.search();
  const auto access = m.walks(search, goal).stops[0];
  const auto egress = m.last_walks(0, {&origin, 1});
  std::optional<std::int32_t> on_foot;
  if (const LaneTime t = m.on_foot(goal, {&origin, 1}); t != kNever) on_foot = t;
  const TransitReach::Day day = m.day(0);
  std::vector<Journey> out;
  for (const Journey& j :
       cityloop::journeys(day.table, day.transfers, settings_.boarding, access, egress, on_foot, moment,
                          moment + static_cast<std::int32_t>(settings_.limit.base())))
    out.push_back(turned(*table_, settings_.boarding, j, arrival));
  return out;
}

}  // namespace cityloop
