// Access over a table of costs: values worked out by hand, identities that hold for every table, and edits against
// a state made anew.

#include <cmath>
#include <numbers>
#include <numeric>

#include <gtest/gtest.h>

#include "cityloop/base/random.h"
#include "cityloop/simulate/access/floating.h"

namespace cityloop {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

// Two homes, three shops: costs 1, 4, 9 from the first, 4, 1 from the second, which does not reach the third.
CostTable shops() { return cost_table(2, {{0, 0, 1}, {0, 1, 4}, {0, 2, 9}, {1, 0, 4}, {1, 1, 1}}); }
const std::vector<double> kOffers{2, 3, 5};

TEST(Decay, ThresholdsCountOrNot) {
  EXPECT_EQ(Decay::binary(30)(30), 1);
  EXPECT_EQ(Decay::binary(30, Edge::does_not)(30), 0);
  EXPECT_EQ(Decay::binary(30, Edge::does_not)(29.99), 1);
}

TEST(Decay, StepsAreReadInBothConventions) {
  const Decay up_to = Decay::stepped({{10, 1}, {20, 0.68}, {30, 0.22}}, StepRule::up_to);
  EXPECT_EQ(up_to(10), 1);
  EXPECT_EQ(up_to(10.1), 0.68);
  EXPECT_EQ(up_to(30), 0.22);
  EXPECT_EQ(up_to(30.1), 0);
  const Decay from_on = Decay::stepped({{20, 0.67}, {40, 0.33}, {60, 0}}, StepRule::from_on);
  EXPECT_EQ(from_on(19.9), 1);
  EXPECT_EQ(from_on(20), 0.67);  // a cost equal to a step takes the next weight
  EXPECT_EQ(from_on(40), 0.33);
  EXPECT_EQ(from_on(60), 0);
}

TEST(Decay, EveryFormIsOneAtTheDoorAndNeverRises) {
  const Decay forms[] = {Decay::binary(60),        Decay::linear(60),       Decay::power(1.5),
                         Decay::exponential(0.05), Decay::logistic(40, 10), Decay::gaussian(20),
                         Decay::bell(60),          Decay::half_life(20)};
  for (const Decay& d : forms) {
    EXPECT_DOUBLE_EQ(d(0), 1);
    for (double c = 0; c < 130; c += 0.7) {
      EXPECT_GE(d(c), d(c + 0.7));
      EXPECT_GE(d(c), 0);
      EXPECT_EQ(d.until(45)(c), c <= 45 ? d(c) : 0);
    }
  }
  EXPECT_DOUBLE_EQ(Decay::half_life(20)(20), 0.5);
  EXPECT_DOUBLE_EQ(Decay::linear(60)(15), 0.75);
  EXPECT_DOUBLE_EQ(Decay::power(2)(4), 1.0 / 16);
  EXPECT_EQ(Decay::power(2)(0.2), 1);  // clipped
  EXPECT_DOUBLE_EQ(Decay::gaussian(20)(20), std::exp(-0.5));
  EXPECT_NEAR(Decay::bell(60)(60), 0, 1e-15);
  // The logistic halves at its mean, up to the factor that makes it 1 at the door.
  const double at_door = 1 + std::exp(-40 * std::numbers::pi / (10 * std::numbers::sqrt3));
  EXPECT_DOUBLE_EQ(Decay::logistic(40, 10)(40), 0.5 * at_door);
}

TEST(Access, SumsAndNearestByHand) {
  EXPECT_EQ(gravity(shops(), kOffers, Decay::binary(4)), (std::vector<double>{5, 5}));
  // 2·1 + 3/4 + 5/9; 2/4 + 3·1
  EXPECT_NEAR(gravity(shops(), kOffers, Decay::power(1))[0], 2 + 0.75 + 5.0 / 9, 1e-15);
  EXPECT_NEAR(gravity(shops(), kOffers, Decay::power(1))[1], 3.5, 1e-15);
  EXPECT_EQ(kth_nearest(shops(), kOffers, 1), (std::vector<double>{1, 1}));
  EXPECT_EQ(kth_nearest(shops(), kOffers, 3), (std::vector<double>{9, kInf}));
  EXPECT_EQ(kth_nearest(shops(), std::vector<double>{0, 3, 5}, 1), (std::vector<double>{4, 1}));
  // The fifth opportunity of the first home is the second shop's last; its sixth the third's first.
  EXPECT_EQ(dual_access(shops(), kOffers, 5), (std::vector<double>{4, 4}));
  EXPECT_EQ(dual_access(shops(), kOffers, 6), (std::vector<double>{9, kInf}));
  // 2 at 1, 3 at 4, 1 of 5 at 9: (2 + 12 + 9) / 6
  EXPECT_DOUBLE_EQ(mean_cost_to_closest(shops(), kOffers, 6)[0], 23.0 / 6);
  EXPECT_EQ(mean_cost_to_closest(shops(), kOffers, 6)[1], kInf);
}

TEST(Access, IntervalIsTheMedianOverCutoffs) {
  // Cutoffs 1, 2, 3, 4, 5 of the first home: 2, 2, 2, 5, 5; with 6 more: 2, 2, 2, 5, 5, 5.
  EXPECT_EQ(cumulative_interval(shops(), kOffers, 1, 5, 1)[0], 2);
  EXPECT_EQ(cumulative_interval(shops(), kOffers, 1, 6, 1)[0], 3.5);
  EXPECT_DOUBLE_EQ(cumulative_interval(shops(), kOffers, 1, 5, 1, Summary::mean)[0], 16.0 / 5);
}

TEST(Access, BalancingAsksForMoreOrForAsMany) {
  const std::vector<double> people{5, 0};
  EXPECT_EQ(balancing_cost(shops(), kOffers, people, Enough::exceeds), (std::vector<double>{9, 0}));
  EXPECT_EQ(balancing_cost(shops(), kOffers, people, Enough::reaches), (std::vector<double>{4, 0}));
  EXPECT_EQ(balancing_cost(shops(), kOffers, std::vector<double>{11, 11}), (std::vector<double>{kInf, kInf}));
}

// Three towns with 100, 50 and 10 people and 15, 20 and 100 doctors: at home cost 1, next door 40, over the border
// 80, and a limit of 61, with weight 1 ÷ cost.
TEST(Floating, ThreeHospitalsInClosedForm) {
  const std::vector<double> people{100, 50, 10}, doctors{15, 20, 100};
  const auto at = [](double ab, double bc) {
    return cost_table(3, {{0, 0, 1},
                          {0, 1, ab},
                          {0, 2, 80},
                          {1, 0, ab},
                          {1, 1, 1},
                          {1, 2, bc},
                          {2, 0, 80},
                          {2, 1, bc},
                          {2, 2, 1}});
  };
  const auto two = floating_catchment(at(40, 40), doctors, people, Decay::binary(61), Sharing::two_step);
  EXPECT_NEAR(two[0], 15.0 / 150 + 20.0 / 160, 1e-14);
  EXPECT_NEAR(two[1], 15.0 / 150 + 20.0 / 160 + 100.0 / 60, 1e-14);
  EXPECT_NEAR(two[2], 20.0 / 160 + 100.0 / 60, 1e-14);
  // 3SFCA with w = 1/c: town 0 chooses between 1 and 1/40.
  const Decay inverse = Decay::power(1).until(61);
  const auto three = floating_catchment(at(40, 40), doctors, people, inverse, Sharing::three_step);
  const double w = 1.0 / 40, end = 1 / (1 + w), mid = 1 / (1 + 2 * w);  // G of one's own hospital
  const double d0 = 100 * end + 50 * mid * w * w, d1 = 100 * end * w * w + 50 * mid + 10 * end * w * w,
               d2 = 50 * mid * w * w + 10 * end;
  EXPECT_NEAR(three[0], end * 15 / d0 + end * w * w * 20 / d1, 1e-12);
  EXPECT_NEAR(three[1], mid * (w * w * 15 / d0 + 20 / d1 + w * w * 100 / d2), 1e-12);
  EXPECT_NEAR(three[2], end * w * w * 20 / d1 + end * 100 / d2, 1e-12);
  // Everything next door: who comes nearer has no less.
  const auto near = floating_catchment(at(20, 40), doctors, people, inverse, Sharing::two_step);
  const auto far = floating_catchment(at(40, 40), doctors, people, inverse, Sharing::two_step);
  EXPECT_GT(near[0], far[0]);
}

TEST(Floating, ModifiedPunishesWhatIsFarThoughAlone) {
  // One town, one clinic at weight ½: 2SFCA does not see the way, M2SFCA halves the supply.
  const CostTable t = cost_table(1, {{0, 0, 2}});
  EXPECT_DOUBLE_EQ(floating_catchment(t, std::vector<double>{10}, std::vector<double>{100}, Decay::power(1),
                                      Sharing::two_step)[0],
                   0.1);
  EXPECT_DOUBLE_EQ(floating_catchment(t, std::vector<double>{10}, std::vector<double>{100}, Decay::power(1),
                                      Sharing::modified)[0],
                   0.05);
}

TEST(Floating, BalancedByHand) {
  // Two homes (100, 50), two clinics (3, 6), w = 1 and ½ crosswise. Rows and columns sum to 1.5.
  const CostTable t = cost_table(2, {{0, 0, 1}, {0, 1, 2}, {1, 0, 2}, {1, 1, 1}});
  const auto a = floating_catchment(t, std::vector<double>{3, 6}, std::vector<double>{100, 50},
                                    Decay::power(1), Sharing::balanced);
  const double l0 = 3 / (100 * (1 / 1.5) + 50 * (0.5 / 1.5)), l1 = 6 / (100 * (0.5 / 1.5) + 50 * (1 / 1.5));
  EXPECT_NEAR(a[0], l0 / 1.5 + l1 * 0.5 / 1.5, 1e-15);
  EXPECT_NEAR(a[1], l0 * 0.5 / 1.5 + l1 / 1.5, 1e-15);
}

struct RandomTable {
  CostTable costs;
  std::vector<double> supply, demand;
};
RandomTable random_table(std::uint64_t seed, std::size_t origins = 40, std::size_t places = 12) {
  Random random{seed, 3};
  RandomTable t;
  std::vector<CostPair> pairs;
  for (std::uint32_t i = 0; i < origins; ++i) {
    t.demand.push_back(std::floor(random.uniform(1, 500)));
    for (std::uint32_t j = 0; j < places; ++j)
      if (random.uniform() < 0.4) pairs.push_back({i, j, std::floor(random.uniform(0, 60))});
  }
  for (std::size_t j = 0; j < places; ++j)
    t.supply.push_back(random.uniform() < 0.2 ? 0 : std::floor(random.uniform(1, 90)));
  t.costs = cost_table(origins, std::move(pairs));
  return t;
}
/// Supply of the places that anybody reaches.
double reached_supply(const RandomTable& t) {
  std::vector<std::uint8_t> met(t.supply.size(), 0);
  for (const std::uint32_t j : t.costs.to) met[j] = 1;
  double sum = 0;
  for (std::size_t j = 0; j < met.size(); ++j) sum += met[j] != 0 ? t.supply[j] : 0;
  return sum;
}

TEST(Floating, SupplyIsHandedOutOnce) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const RandomTable t = random_table(seed);
    const double offered = reached_supply(t);
    const auto handed = [&](Sharing sharing, const Decay& d) {
      const auto a = floating_catchment(t.costs, t.supply, t.demand, d, sharing);
      double sum = 0;
      for (std::size_t i = 0; i < a.size(); ++i)
        sum += sharing == Sharing::availability ? a[i] : a[i] * t.demand[i];
      return sum;
    };
    for (const Decay& d : {Decay::binary(100), Decay::exponential(0.05), Decay::gaussian(25)}) {
      EXPECT_NEAR(handed(Sharing::two_step, d), offered, 1e-9 * offered);
      EXPECT_NEAR(handed(Sharing::three_step, d), offered, 1e-9 * offered);
      EXPECT_NEAR(handed(Sharing::availability, d), offered, 1e-9 * offered);
      EXPECT_LE(handed(Sharing::modified, d), offered * (1 + 1e-9));
    }
    const auto fixed = constrained_by_destination(t.costs, t.supply, t.demand, Decay::exponential(0.05));
    const auto shared =
        floating_catchment(t.costs, t.supply, t.demand, Decay::exponential(0.05), Sharing::availability);
    for (std::size_t i = 0; i < fixed.size(); ++i) EXPECT_NEAR(fixed[i], shared[i], 1e-9 * (1 + fixed[i]));
  }
}

TEST(Floating, AnEditedStateEqualsAFreshOneByteForByte) {
  const Sharing all[] = {Sharing::none,     Sharing::two_step, Sharing::three_step,
                         Sharing::modified, Sharing::balanced, Sharing::availability};
  for (const Sharing sharing : all) {
    const RandomTable t = random_table(77, 60, 14);
    const auto who = reaches(t.costs, t.supply.size(), Decay::exponential(0.04));
    std::vector<double> supply(t.supply.begin(), t.supply.begin() + 10), demand = t.demand;
    FloatingCatchment edited{sharing, demand, sharing == Sharing::availability ? 0.5 : 1};
    for (std::size_t j = 0; j < supply.size(); ++j) edited.add(who[j], supply[j]);
    edited.settle();
    Random random{static_cast<std::uint64_t>(sharing), 4};
    for (int edit = 0; edit < 300; ++edit) {
      std::vector<double> before(demand.size());
      for (std::size_t i = 0; i < before.size(); ++i) before[i] = edited.value(i);
      for (int together = random.uniform() < 0.3 ? 2 : 1; together > 0; --together) {
        const auto j = static_cast<std::uint32_t>(random.below(supply.size()));
        switch (random.below(4)) {
          case 0: edited.set_supply(j, supply[j] = 0); break;
          case 1: edited.set_supply(j, supply[j] = std::floor(random.uniform(1, 90))); break;
          case 2:
            if (supply.size() < who.size()) {
              supply.push_back(std::floor(random.uniform(1, 90)));
              edited.add(who[supply.size() - 1], supply.back());
              break;
            }
            [[fallthrough]];
          default: {
            const auto i = static_cast<std::uint32_t>(random.below(demand.size()));
            edited.set_demand(i, demand[i] = random.uniform() < 0.1 ? 0 : random.uniform(0, 800));
          }
        }
      }
      const std::vector<std::uint32_t> changed = edited.settle();
      FloatingCatchment fresh{sharing, demand, sharing == Sharing::availability ? 0.5 : 1};
      for (std::size_t j = 0; j < supply.size(); ++j) fresh.add(who[j], supply[j]);
      fresh.settle();
      for (std::size_t i = 0; i < demand.size(); ++i) {
        ASSERT_EQ(edited.value(i), fresh.value(i)) << "edit " << edit << ", origin " << i;
        if (edited.value(i) != before[i]) {
          EXPECT_TRUE(std::binary_search(changed.begin(), changed.end(), i));
        }
      }
    }
  }
}

TEST(Floating, AllAtOnceAndKeptAreTwins) {
  for (const Sharing sharing : {Sharing::none, Sharing::two_step, Sharing::three_step, Sharing::modified,
                                Sharing::balanced, Sharing::availability})
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      const RandomTable t = random_table(seed);
      const Decay decay = Decay::bell(45);
      const double power = sharing == Sharing::availability ? 0.7 : 1;
      FloatingCatchment kept{sharing, t.demand, power};
      const auto who = reaches(t.costs, t.supply.size(), decay);
      for (std::size_t j = 0; j < who.size(); ++j) kept.add(who[j], t.supply[j]);
      kept.settle();
      const auto at_once = floating_catchment(t.costs, t.supply, t.demand, decay, sharing, power);
      for (std::size_t i = 0; i < at_once.size(); ++i)
        EXPECT_NEAR(kept.value(i), at_once[i], 1e-13 * at_once[i] + 1e-17);
    }
}

TEST(Constrained, MarginsAreFilled) {
  const RandomTable t = random_table(5);
  const auto total = share_of_total(t.costs, t.supply, Decay::exponential(0.05));
  const double offered = std::accumulate(t.supply.begin(), t.supply.end(), 0.0);
  EXPECT_NEAR(std::accumulate(total.begin(), total.end(), 0.0), offered, 1e-9 * offered);
  const auto visits = constrained_by_origin(t.costs, t.supply, t.demand, Decay::exponential(0.05));
  const auto reached = gravity(t.costs, t.supply, Decay::exponential(0.05));
  double people = 0;
  for (std::size_t i = 0; i < reached.size(); ++i) people += reached[i] > 0 ? t.demand[i] : 0;
  EXPECT_NEAR(std::accumulate(visits.begin(), visits.end(), 0.0), people, 1e-9 * people);
}

TEST(Constrained, DoublyFillsBothOrSaysThatItCannot) {
  const CostTable t = cost_table(2, {{0, 0, 1}, {0, 1, 2}, {1, 0, 2}, {1, 1, 1}});
  const auto fitted =
      constrained_by_both(t, std::vector<double>{60, 40}, std::vector<double>{30, 70}, Decay::power(1));
  ASSERT_TRUE(fitted.fitted);
  EXPECT_LE(fitted.error, 1e-12);
  EXPECT_NEAR(fitted.trips[0] + fitted.trips[1], 30, 1e-9);
  EXPECT_NEAR(fitted.trips[1] + fitted.trips[3], 40, 1e-9);
  // T = a·b·w keeps the cross ratio of the weights: (1·1)/(½·½).
  EXPECT_NEAR(fitted.trips[0] * fitted.trips[3] / (fitted.trips[1] * fitted.trips[2]), 4, 1e-9);
  EXPECT_FALSE(
      constrained_by_both(t, std::vector<double>{60, 41}, std::vector<double>{30, 70}, Decay::power(1))
          .fitted);
  const CostTable apart = cost_table(2, {{0, 0, 1}, {1, 1, 1}});  // 30 people cannot fill 60 places
  EXPECT_FALSE(constrained_by_both(apart, std::vector<double>{60, 40}, std::vector<double>{30, 70},
                                   Decay::power(1), 1e-12, 50)
                   .fitted);
}

TEST(Raam, OneTownBetweenTwoClinics) {
  // 100 people; clinic 0 next door (cost 0) with 10 doctors, clinic 1 at 30 min with 10; τ = 60, ρ = 10 people a
  // doctor. Costs x/100 and ½ + (100 − x)/100 meet at x = 75: 0.75.
  const CostTable t = cost_table(1, {{0, 0, 0}, {0, 1, 30}});
  const RaamResult r = raam(t, std::vector<double>{10, 10}, std::vector<double>{100}, 60, 10);
  EXPECT_NEAR(r.cost[0], 0.75, 1e-12);
  EXPECT_NEAR(r.load[0], 75, 1e-9);
  EXPECT_LE(r.gap, 1e-9);
}

TEST(Raam, NobodyCanImproveAndEverybodyIsSomewhere) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const RandomTable t = random_table(seed);
    const RaamResult r = raam(t.costs, t.supply, t.demand, 30, 8, 1e-10);
    EXPECT_LE(r.gap, 1e-10);
    double people = 0;
    for (std::size_t i = 0; i < t.demand.size(); ++i) people += r.cost[i] < kInf ? t.demand[i] : 0;
    EXPECT_NEAR(std::accumulate(r.load.begin(), r.load.end(), 0.0), people, 1e-6 * people);
    for (std::size_t i = 0; i < t.demand.size(); ++i)
      for (auto n = t.costs.first[i]; n < t.costs.first[i + 1]; ++n)
        if (const double s = t.supply[t.costs.to[n]]; s > 0) {
          EXPECT_GE(t.costs.cost[n] / 30 + r.load[t.costs.to[n]] / (8 * s), r.cost[i] * (1 - 1e-12));
        }
    // More supply anywhere makes nobody's equilibrium dearer in total.
    std::vector<double> more = t.supply;
    for (double& s : more) s *= 2;
    const RaamResult easier = raam(t.costs, more, t.demand, 30, 8, 1e-10);
    double was = 0, now = 0;
    for (std::size_t i = 0; i < t.demand.size(); ++i)
      if (r.cost[i] < kInf) was += t.demand[i] * r.cost[i], now += t.demand[i] * easier.cost[i];
    EXPECT_LT(now, was);
  }
}

}  // namespace
}  // namespace cityloop
