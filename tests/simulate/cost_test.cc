#include <map>

#include <gtest/gtest.h>

#include "cityloop/base/parallel.h"
#include "cityloop/simulate/travel/cost_search.h"
#include "tests/simulate/street_town.h"

namespace cityloop {
namespace {

/// Every journey, without a thought of which is better: the least cost still to come from each stop, moment and number of
/// rides, remembered. Reads the layer and not the Timetable. Costs in thousandths.
struct Everything {
  const Transit& t;
  const TransitSettings& s;
  TownWalks walks;
  std::size_t targets;
  std::int64_t walk, wait, change;
  using Costs = std::vector<std::int64_t>;
  static constexpr std::int64_t kFar = std::int64_t{1} << 50;
  std::map<std::tuple<int, std::uint32_t, std::int32_t>, Costs> at_stop, by_vehicle;
  Everything(const StreetTown& town, const TransitSettings& settings)
      : t{*town.city.transit}, s{settings}, walks{town, settings}, targets{town.points.size()},
        walk{std::llround(settings.weights.walk * 1000)}, wait{std::llround(settings.weights.wait * 1000)},
        change{std::llround(settings.weights.change.base() * 1000)} {}

  void lower(Costs& to, const Costs& from, std::int64_t add) const {
    for (std::size_t i = 0; i < targets; ++i) to[i] = std::min(to[i], from[i] + add);
  }
  /// At a stop, ready to wait there, after `rides`.
  const Costs& waiting(int rides, std::uint32_t stop, std::int32_t now) {
    const auto key = std::tuple{rides, stop, now};
    if (const auto it = at_stop.find(key); it != at_stop.end()) return it->second;
    Costs best(targets, kFar);
    for (const TripIdx trip : each(t.trip_pattern)) {
      const auto stops = t.pattern_stops[t.trip_pattern[trip]];
      const auto rules = t.pattern_calls[t.trip_pattern[trip]];
      for (std::size_t i = 0; i + 1 < stops.size(); ++i) {
        const std::int32_t leaves = t.trip_departures[trip][i];
        if (stops[i].v != stop || (rules[i] & kBoard) == 0 || leaves < now + s.boarding.slack()) continue;
        for (std::size_t j = i + 1; j < stops.size(); ++j) {
          const std::int32_t arrives = t.trip_arrivals[trip][j];
          if ((rules[j] & kAlight) == 0 || arrives > s.until + s.limit.base()) continue;
          lower(best, arrived(rides + 1, stops[j].v, arrives),
                wait * (leaves - now) + 1000 * std::int64_t{arrives - leaves});
        }
      }
    }
    return at_stop[key] = best;
  }
  const Costs& arrived(int rides, std::uint32_t stop, std::int32_t now) {
    const auto key = std::tuple{rides, stop, now};
    if (const auto it = by_vehicle.find(key); it != by_vehicle.end()) return it->second;
    Costs best(targets, kFar);
    for (const auto& [target, seconds] : walks.egress[stop])
      best[target] = std::min(best[target], walk * seconds);
    if (rides < s.boarding.rides) {
      lower(best, waiting(rides, stop, now), change);
      for (const auto& [to, seconds] : walks.between[stop])
        lower(best, waiting(rides, to, now + seconds), change + walk * seconds);
    }
    return by_vehicle[key] = best;
  }
  /// In seconds; kBeyond over the limit.
  std::vector<float> from(std::size_t origin, std::int32_t departure) {
    Costs best(targets, kFar);
    for (std::size_t i = 0; i < targets; ++i)
      if (const auto foot = walks.on_foot[origin][i]) best[i] = walk * *foot;
    for (const auto& [stop, seconds] : walks.access[origin])
      lower(best, waiting(0, stop, departure + seconds), walk * seconds);
    std::vector<float> out;
    for (const std::int64_t c : best)
      out.push_back(c <= std::llround(s.limit.base() * 1000) ? static_cast<float>(c) / 1000 : kBeyond);
    return out;
  }
};

struct Question {
  std::vector<Link> origins;
  std::vector<std::vector<Link>> targets;
};
Question question(const StreetTown& town, const TransitSettings& s, Run& run) {
  Question q;
  const auto net = network(town.city, s.walk, run);
  for (const Point p : town.points)
    q.origins.push_back(net->link(p)), q.targets.push_back({q.origins.back()});
  return q;
}

constexpr int kMoments = 5;
TransitSettings sampled(std::uint64_t seed) {
  TransitSettings s = StreetTown::settings(seed);
  s.every_s = 240;
  s.percentiles.clear();
  for (int i = 0; i < kMoments; ++i) s.percentiles.push_back((i + 0.5) / kMoments * 100);
  return s;
}

TEST(CostSearch, IsTheLeastOfEveryJourneyOnRandomTowns) {
  std::size_t compared = 0, dearer = 0, none = 0;
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    const StreetTown town{seed};
    TransitSettings s = sampled(seed);
    Random random{seed, 13};
    const auto weight = [&] {
      return random.below(4) == 0 ? 1.0 : 1 + static_cast<double>(random.below(3000)) / 1000;
    };
    s.weights = {weight(), weight(),
                 Seconds{random.below(2) == 0 ? 0.0 : static_cast<double>(random.below(900))}};
    s.limit = Seconds{s.limit.base() * 1.5};
    if (s.weights.plain()) s.weights.walk = 1.5;
    QuietRun quiet;
    const Question q = question(town, s, quiet.run);
    TransitSettings plain = s;
    plain.weights = {};
    std::vector<std::vector<float>> fastest(q.origins.size());
    TransitReach{town.city, plain, q.targets, quiet.run}.from(
        q.origins, quiet.run,
        [&](std::size_t o, std::span<const float> times) { fastest[o].assign(times.begin(), times.end()); });
    Everything all{town, s};
    const std::size_t n = q.targets.size();
    std::vector<std::vector<float>> found(q.origins.size());
    TransitReach{town.city, s, q.targets, quiet.run}.from(
        q.origins, quiet.run,
        [&](std::size_t o, std::span<const float> costs) { found[o].assign(costs.begin(), costs.end()); });
    for (std::size_t o = 0; o < found.size(); ++o) {
      std::vector<std::vector<float>> expected(n);
      for (int m = 0; m < kMoments; ++m) {
        const auto row = all.from(o, s.from + m * s.every_s);
        for (std::size_t t = 0; t < n; ++t) expected[t].push_back(row[t]);
      }
      for (std::size_t t = 0; t < n; ++t) {
        std::sort(expected[t].begin(), expected[t].end());
        for (std::size_t p = 0; p < kMoments; ++p) {
          const float cost = found[o][p * n + t];
          ASSERT_EQ(cost, expected[t][p]) << seed << ": " << o << " → " << t;
          ++compared;
          none += cost < kBeyond ? 0 : 1;
          dearer += cost > fastest[o][p * n + t] ? 1 : 0;
          EXPECT_GE(cost, fastest[o][p * n + t]);
        }
      }
    }
  }
  EXPECT_GT(none, compared / 50);
  EXPECT_GT(compared - none, compared / 4);
  EXPECT_GT(dearer, compared / 20);
}

TEST(CostSearch, WithoutWeightsItIsTheTravelTime) {
  std::size_t reached = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const StreetTown town{seed};
    const TransitSettings s = sampled(seed);
    QuietRun quiet;
    const Question q = question(town, s, quiet.run);
    const TransitReach reach{town.city, s, q.targets, quiet.run};
    std::vector<std::vector<float>> times(q.origins.size()), costs = times;
    reach.from(q.origins, quiet.run,
               [&](std::size_t o, std::span<const float> row) { times[o].assign(row.begin(), row.end()); });
    std::vector<std::vector<Link>> origins;
    for (const Link& l : q.origins) origins.push_back({l});
    least_costs(reach, s, origins, q.targets.size(), quiet.run,
                [&](std::size_t o, std::span<const float> row) { costs[o].assign(row.begin(), row.end()); });
    EXPECT_EQ(times, costs) << seed;
    for (const auto& row : costs)
      for (const float c : row) reached += c < kBeyond ? 1 : 0;
  }
  EXPECT_GT(reached, 3000U);
}

TEST(CostSearch, HeavierWeightsNeverCostLess) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const StreetTown town{seed};
    TransitSettings s = sampled(seed);
    s.weights = {1.5, 1.25, Seconds{60}};
    const auto costs = [&] { return times(town.city, s, town.points[0], town.points[1]); };
    const auto base = costs();
    for (const Weights heavier :
         {Weights{2, 1.25, Seconds{60}}, Weights{1.5, 2, Seconds{60}}, Weights{1.5, 1.25, Seconds{300}}}) {
      s.weights = heavier;
      const auto more = costs();
      for (std::size_t i = 0; i < base.size(); ++i) EXPECT_GE(more[i], base[i]);
      s.weights = {1.5, 1.25, Seconds{60}};
    }
  }
}

TEST(CostSearch, ASlowRideWithoutAChangeIsPreferredWhereChangingIsDear) {
  // From (0, 5) to (10, 15): by row 5 and column 10, 300 s each, with a change; or by one slow line round, 20 min without.
  // All leave at 7:10: with the change one waits 60 s at least for the column, which leaves (10, 5) at 7:20.
  // By time: wait 600, ride 300, wait 300, ride 300: 1500 s. Round: wait 600 + 1200 = 1800 s.
  Desert desert;
  const auto trip = [&](std::vector<std::pair<std::uint32_t, std::int32_t>> calls) {
    std::vector<FeedDraft::Call> out;
    for (const auto& [stop, at] : calls) out.push_back({stop, at, at});
    desert.maker.trip(desert.maker.line(), out);
  };
  const std::int32_t seven = 7 * 3600;
  const std::uint32_t home = desert.stop(0, 5), middle = desert.stop(10, 5), goal = desert.stop(10, 15);
  trip({{home, seven + 600}, {middle, seven + 900}});
  trip({{middle, seven + 1200}, {goal, seven + 1500}});
  trip({{home, seven + 600}, {goal, seven + 1800}});
  const City city = desert.city();
  TransitSettings s = desert_settings();
  s.until = s.from + 1;
  s.every_s = 60;
  s.percentiles = {50};
  const auto cost = [&](const Weights& w) {
    s.weights = w;
    return times(city, s, Desert::corner(0, 5), Desert::corner(10, 15))[0];
  };
  EXPECT_EQ(cost({}), 1500);
  EXPECT_EQ(cost({1, 1, Seconds{200}}), 1700);
  EXPECT_EQ(cost({1, 1, Seconds{400}}), 1800);  // round
  // Waiting twice as bad: 1200 + 300 + 600 + 300 = 2400, and round 1200 + 1200 = 2400; three times 2,700 + 600 and 3,000.
  EXPECT_EQ(cost({1, 2, Seconds{0}}), 2400);
  EXPECT_EQ(cost({1, 3, Seconds{0}}), 3000);
  // Nobody walks: how bad it is does not matter.
  EXPECT_EQ(cost({5, 1, Seconds{200}}), 1700);
}

TEST(CostSearch, WalkingAllTheWayWeighsToo) {
  // 5 blocks are 1,000 s on foot; on the line, which leaves at once in 60 s, 150 s.
  Desert desert;
  desert.line(true, 5, 1200, true);
  TransitSettings s = desert_settings();
  s.weights = {1.5, 1, Seconds{0}};
  s.every_s = 60;
  s.percentiles = {1, 100};
  const auto t = times(desert.city(), s, Desert::corner(3, 5), Desert::corner(8, 5));
  // On the minute the wait is 90 + 60 k s, k = 0 … 19: at worst 1,230 + 150 = 1,380, less than 1.5 × 1,000.
  EXPECT_EQ(t[0], 90 + 150);
  EXPECT_EQ(t[1], 1380);
  s.weights.walk = 1.25;
  EXPECT_EQ(times(desert.city(), s, Desert::corner(3, 5), Desert::corner(8, 5))[1], 1250);
}

TEST(CostSearch, OneThreadEqualsMany) {
  const StreetTown town{5};
  TransitSettings s = sampled(5);
  s.weights = {2, 1.5, Seconds{300}};
  s.limit = Seconds{5400};
  const auto all = [&] {
    QuietRun quiet;
    const Question q = question(town, s, quiet.run);
    std::vector<std::vector<float>> out(q.origins.size());
    TransitReach{town.city, s, q.targets, quiet.run}.from(
        q.origins, quiet.run,
        [&](std::size_t o, std::span<const float> row) { out[o].assign(row.begin(), row.end()); });
    return out;
  };
  set_threads(1);
  const auto one = all();
  set_threads(4);
  EXPECT_EQ(all(), one);
  set_threads(0);
}

TEST(CostSearch, ArrivalsAreRefused) {
  const StreetTown town{1};
  TransitSettings s = sampled(1);
  s.weights = {2, 1, Seconds{0}};
  s.arrive = true;
  EXPECT_THROW(times(town.city, s, town.points[0], town.points[1]), Error);
}

}  // namespace
}  // namespace cityloop
