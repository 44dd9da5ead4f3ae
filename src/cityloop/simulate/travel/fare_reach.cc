// Travel times within budgets: the walks of TransitReach around a FareSearch.

#include <algorithm>
#include <cmath>
#include <set>

#include "cityloop/base/parallel.h"
#include "cityloop/simulate/travel/fare_search.h"
#include "cityloop/simulate/travel/journey.h"
#include "cityloop/simulate/travel/pool.h"

namespace cityloop {
namespace {

constexpr std::size_t kOriginsPerChunk = 2;

TransitSettings with_walks(TransitSettings s, const FareRules& rules) {
  if (s.arrive || !s.weights.plain())
    throw Error{Fault::bad_input,
                say("a budget is for travel times of departures: not with arrivals, and not with weights",
                    "预算只用于出发时段的出行时间，不能与到达时段或权重同用"),
                {},
                say("leave out either", "请去掉其中之一")};
  s.every_walk = rules.by_stop();
  return s;
}

/// The best arrival at one target within one budget, as departures go from the last to the first: it holds from the
/// departure where it was found to all before it.
struct Turn {
  std::uint32_t lane;
  std::int32_t at;
};

}  // namespace

struct FareReach::Parts {
  FareRules rules;
  TransitReach reach;
  std::size_t targets;
  std::vector<Ragged<StopNumber, StopLink>> near;  // by draw: from a stop to targets, seconds
  const Transit* transit;
  std::shared_ptr<const Transit> kept;

  Parts(const City& city, const TransitSettings& s, std::span<const std::vector<Link>> links, Run& run)
      : rules{city, s.date}, reach{city, with_walks(s, rules), links, run}, targets{links.size()},
        transit{&*city.transit}, kept{city.transit.shared()} {
    for (std::size_t d = 0; d < reach.days(); ++d) {
      std::vector<std::vector<StopLink>> rows(reach.day(d).table.stops());
      for (std::uint32_t t = 0; t < targets; ++t)
        for (const StopLink& e : reach.day(d).egress[Id<struct TargetTag>{t}])
          rows[e.stop].push_back({t, e.seconds});
      near.emplace_back();
      for (const auto& r : rows) near.back().push_back(r);
    }
  }
  struct Work {
    explicit Work(const Parts& p) : search{p.reach.search()} {
      for (std::size_t d = 0; d < p.reach.days(); ++d)
        fares.emplace_back(p.reach.day(d).table, *p.transit, p.reach.day(d).transfers,
                           p.reach.settings().boarding, p.reach.base_s(), p.rules);
    }
    Search search;
    std::vector<FareSearch> fares;
    Walks walks;
    std::vector<std::vector<Turn>> turns;  // target × budget
    std::vector<Piece> pieces;
    std::vector<LaneTime> lanes;
  };

  void walk_from(Work& w, const Link& origin) const {
    w.walks = reach.walks(w.search, {&origin, 1});
    if (reach.settings().every_walk) return;
    for (std::size_t d = 0; d < reach.days(); ++d)
      w.walks.stops[d] = useful_to_board(reach.day(d).table, w.walks.stops[d]);
  }
  void one(Work&, const Link& origin, std::span<const std::int64_t> budgets,
           std::span<const double> percentiles, std::span<float> out) const;
  /// What any way from here to a target can cost.
  std::vector<std::int64_t> prices(Work&, const Link& origin, std::int64_t most) const;
};

void FareReach::Parts::one(Work& w, const Link& origin, std::span<const std::int64_t> budgets,
                           std::span<const double> percentiles, std::span<float> out) const {
  std::fill(out.begin(), out.end(), kBeyond);
  if (!origin.valid()) return;
  const TransitSettings& s = reach.settings();
  walk_from(w, origin);
  const std::size_t asked = percentiles.size(), many = budgets.size();
  const auto limit = static_cast<float>(s.limit.base());
  std::vector<std::vector<std::vector<Turn>>> turns(reach.days());  // draw → target × budget
  std::vector<std::vector<LaneTime>> moments(reach.days());
  for (std::size_t d = 0; d < reach.days(); ++d) {
    auto& here = turns[d];
    here.assign(targets * many, {});
    moments[d] = reach.moments(d, w.walks.stops[d]);
    auto lane = static_cast<std::uint32_t>(moments[d].size()) - 1;
    w.fares[d].run(
        w.walks.stops[d], moments[d], reach.last(), many == 0 ? 0 : budgets.back(),
        [&](std::uint32_t stop, std::int32_t at, std::int64_t paid) {
          const auto first = static_cast<std::size_t>(std::lower_bound(budgets.begin(), budgets.end(), paid) -
                                                      budgets.begin());
          for (const StopLink& e : near[d][StopNumber{stop}]) {
            const std::int32_t there = at + e.seconds;
            if (there >= kNever) continue;
            // Who may spend more is there no later.
            for (std::size_t b = first; b < many; ++b) {
              auto& row = here[e.stop * many + b];
              if (!row.empty() && row.back().at <= there) break;
              if (!row.empty() && row.back().lane == lane) row.back().at = there;
              else row.push_back({lane, there});
            }
          }
        },
        [&](std::size_t) { --lane; });
  }
  std::vector<float> times(asked);
  for (std::size_t t = 0; t < targets; ++t)
    for (std::size_t b = 0; b < many; ++b) {
      const LaneTime foot = w.walks.on_foot[t];
      if (s.every_s == 0) {
        w.pieces.clear();
        for (std::size_t d = 0; d < reach.days(); ++d) {
          const auto& row = turns[d][t * many + b];
          double earliest = 1;
          // From the first departure on: each arrival holds up to the departure where it was found.
          for (std::size_t i = row.size(); i-- > 0;) {
            const double latest = moments[d][row[i].lane];
            w.pieces.push_back({earliest, latest, static_cast<double>(row[i].at)});
            earliest = latest;
          }
          if (row.empty() || row.front().lane + 1 < moments[d].size())
            w.pieces.push_back(
                {earliest, static_cast<double>(moments[d].back()), std::numeric_limits<double>::infinity()});
        }
        const double on_foot = foot == kNever ? std::numeric_limits<double>::infinity() : double(foot);
        moment_percentiles(w.pieces, on_foot, percentiles, times);
      } else {
        w.lanes.clear();
        for (std::size_t d = 0; d < reach.days(); ++d) {
          const auto& row = turns[d][t * many + b];
          std::size_t next = 0;
          std::int32_t best = kNever;
          for (std::size_t l = moments[d].size(); l-- > 0;) {
            if (next < row.size() && row[next].lane == l) best = row[next++].at;
            const std::int32_t way = best >= kNever ? std::int32_t{kNever} : best - moments[d][l];
            w.lanes.push_back(static_cast<LaneTime>(std::min<std::int32_t>(way, foot)));
          }
        }
        std::sort(w.lanes.begin(), w.lanes.end());
        for (std::size_t p = 0; p < asked; ++p) {
          const double rank =
              std::max(1.0, std::ceil(percentiles[p] / 100 * static_cast<double>(w.lanes.size()) - 1e-9));
          const LaneTime x = w.lanes[static_cast<std::size_t>(rank) - 1];
          times[p] = x == kNever ? kBeyond : static_cast<float>(x);
        }
      }
      for (std::size_t p = 0; p < asked; ++p)
        out[(b * asked + p) * targets + t] = times[p] <= limit ? times[p] : kBeyond;
    }
}

std::vector<std::int64_t> FareReach::Parts::prices(Work& w, const Link& origin, std::int64_t most) const {
  std::set<std::int64_t> all{0};
  walk_from(w, origin);
  for (std::size_t d = 0; d < reach.days(); ++d)
    w.fares[d].run(
        w.walks.stops[d], reach.moments(d, w.walks.stops[d]), reach.last(), most,
        [&](std::uint32_t stop, std::int32_t, std::int64_t paid) {
          if (!near[d][StopNumber{stop}].empty()) all.insert(paid);
        },
        [](std::size_t) {});
  return {all.begin(), all.end()};
}

void need_fares(const City& city) {
  if (!city.fares->empty()) return;
  throw Error{
      Fault::bad_input,
      say("the city knows no fares", "本市没有票价数据"),
      {},
      say("add a source with `reads: fares`, or a timetable that brings its fares, and import again; or "
          "ask without a budget",
          "请加入 `reads: fares` 的来源或含票价的时刻表并重新导入；或不设预算")};
}

FareReach::FareReach(const City& city, TransitSettings settings, std::span<const std::vector<Link>> targets,
                     Run& run) {
  need_fares(city);
  parts_ = std::make_unique<Parts>(city, settings, targets, run);
}
FareReach::~FareReach() = default;
const TransitReach& FareReach::reach() const { return parts_->reach; }
const FareRules& FareReach::rules() const { return parts_->rules; }

void FareReach::from(std::span<const Link> origins, std::span<const std::int64_t> budgets, Run& run,
                     const std::function<void(std::size_t, std::span<const float>)>& fn) const {
  const Parts& p = *parts_;
  const auto& percentiles = p.reach.settings().percentiles;
  Pool<Parts::Work> pool{[&] { return std::make_unique<Parts::Work>(p); }};
  for_chunks(run, origins.size(), kOriginsPerChunk, [&](std::size_t begin, std::size_t end) {
    auto work = pool.take();
    std::vector<float> out(p.targets * percentiles.size() * budgets.size());
    for (std::size_t o = begin; o < end; ++o) {
      p.one(*work, origins[o], budgets, percentiles, out);
      fn(o, out);
    }
    pool.give(std::move(work));
  });
}

std::vector<std::vector<FareReach::Offer>> FareReach::front(const Link& origin, double percentile,
                                                            std::int64_t most) const {
  const Parts& p = *parts_;
  std::vector<std::vector<Offer>> fronts(p.targets);
  if (!origin.valid()) return fronts;
  Parts::Work work{p};
  const auto budgets = p.prices(work, origin, most);
  std::vector<float> times(p.targets * budgets.size());
  p.one(work, origin, budgets, {&percentile, 1}, times);
  for (std::size_t t = 0; t < p.targets; ++t) {
    float best = kBeyond;
    for (std::size_t b = 0; b < budgets.size(); ++b) {
      const float seconds = times[b * p.targets + t];
      if (seconds < best) fronts[t].push_back({budgets[b], best = seconds});
    }
  }
  return fronts;
}

std::optional<std::int64_t> least_fare(const FareRules& rules, const Transit& transit, const Timetable& table,
                                       std::span<const RideLeg> legs) {
  struct Held {
    std::int64_t paid;
    FareState state;
    std::int32_t clock;
  };
  if (rules.empty()) return std::nullopt;
  FareMachine machine{rules};
  std::vector<Held> all{{0, kHoldsNothing, 0}};
  std::uint32_t line_before = 0;
  for (const RideLeg& leg : legs) {
    if (!leg.rides()) continue;
    const Timetable::Pattern& p = table.patterns()[leg.pattern];
    const LineIdx line = transit.pattern_line[p.of];
    const std::uint16_t cls = rules.line_class(line);
    const bool now = rules.at_boarding(cls);
    const FareMachine::RideFacts facts{cls, rules.zone(table.city_stop(leg.from)),
                                       now ? std::uint16_t{0} : rules.zone(table.city_stop(leg.to)),
                                       rules.slice(leg.leaves),
                                       now ? std::uint16_t{0} : rules.slice(leg.arrives)};
    std::vector<Held> next;
    for (const Held& h : all)
      for (const FareStep& step : machine.steps(h.state, facts)) {
        if (step.within_s >= 0 && (step.by_arrival ? leg.arrives : leg.leaves) - h.clock > step.within_s)
          continue;
        if (step.other_line && line.v + 1 == line_before) continue;
        std::int64_t paid = h.paid >= kNoPrice ? kNoPrice : std::min(kNoPrice, h.paid + step.pay);
        if (rules.cap() >= 0 && paid < kNoPrice) paid = std::min(paid, rules.cap());
        next.push_back({paid, step.next,
                        step.clock == FareStep::Clock::boards    ? leg.leaves
                        : step.clock == FareStep::Clock::alights ? leg.arrives
                                                                 : h.clock});
      }
    all = std::move(next);
    line_before = line.v + 1;
  }
  std::optional<std::int64_t> best;
  for (const Held& h : all)
    if (!machine.open(h.state) && h.paid < kNoPrice && (!best || h.paid < *best)) best = h.paid;
  return best;
}

}  // namespace cityloop
