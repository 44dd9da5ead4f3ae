// What rides cost in Porto Alegre, from the files that r5r brings with it. (CITYLOOP_SHARED)

#include <gtest/gtest.h>

#include "cityloop/base/random.h"
#include "cityloop/io/import/text_file.h"
#include "cityloop/simulate/travel/fare_search.h"
#include "tests/io/import_fixture.h"

namespace cityloop {
namespace {

constexpr Date kDay = Date{std::chrono::year{2019} / 5 / 13};

class PortoAlegreFares : public ::testing::Test {
 protected:
  void SetUp() override {
    if (testing::shared_dir().empty())
      GTEST_SKIP() << "no shared data: set CITYLOOP_SHARED to the folder that holds data/cities";
    ::setenv("CITYLOOP_SHARED", testing::shared_dir().c_str(), 1);
    const std::string folder = testing::source_dir() + "/tests/real/porto-alegre";
    static const City read = [&] {
      QuietRun quiet;
      return import_city(
          parse_city_config(parse_yaml(read_text_file(folder + "/city.yaml", "city.yaml").text, "city.yaml")),
          folder, testing::source_dir() + "/catalogue", {}, quiet.run);
    }();
    city = &read;
  }
  LineIdx line(const std::string& ref) const {
    for (const LineIdx l : each(city->transit->line_ref))
      if (city->transit->line_ref[l] == ref) return l;
    ADD_FAILURE() << ref;
    return LineIdx{0};
  }
  /// The least that rides on these lines cost, boarded at these minutes.
  std::string price(const std::vector<std::pair<std::string, int>>& rides) const {
    const FareRules rules{*city, kDay};
    FareMachine machine{rules};
    struct Held {
      std::int64_t paid;
      FareState state;
      int since;
    };
    std::vector<Held> all{{0, kHoldsNothing, 0}};
    std::string before;
    for (const auto& [ref, minute] : rides) {
      std::vector<Held> next;
      for (const Held& h : all)
        for (const FareStep& x : machine.steps(h.state, {rules.line_class(line(ref)), 0, 0, 0, 0})) {
          if (x.within_s >= 0 && (minute - h.since) * 60 > x.within_s) continue;
          if (x.other_line && ref == before) continue;
          next.push_back({h.paid + x.pay, x.next, x.clock == FareStep::Clock::boards ? minute : h.since});
        }
      all = next;
      before = ref;
    }
    std::int64_t least = kNoPrice;
    for (const Held& h : all) least = std::min(least, h.paid);
    return show_price(least, city->fares->decimals());
  }
  const City* city = nullptr;
};

TEST_F(PortoAlegreFares, AreThoseOfTheTable) {
  EXPECT_EQ(price({{"T2", 0}}), "4.80");
  EXPECT_EQ(price({{"T2", 0}, {"T4", 60}}), "7.20");
  EXPECT_EQ(price({{"T2", 0}, {"T4", 61}}), "9.60");               // too late
  EXPECT_EQ(price({{"T2", 0}, {"T2", 30}}), "9.60");               // the same line again
  EXPECT_EQ(price({{"T2", 0}, {"T4", 20}, {"T6", 40}}), "12.00");  // one reduced change: 7.20 + 4.80
  EXPECT_EQ(price({{"LINHA1", 0}}), "4.50");
  EXPECT_EQ(price({{"LINHA1", 0}, {"LINHAAERO", 90}}), "4.50");  // free between trains, whenever
  EXPECT_EQ(price({{"T2", 0}, {"LINHA1", 30}}), "8.37");
  EXPECT_EQ(price({{"LINHA1", 0}, {"T2", 30}}), "8.37");
  EXPECT_EQ(price({{"T2", 0}, {"LINHA1", 30}, {"LINHAAERO", 50}}), "8.37");
  // The best of three: 8.37 + 4.80, 4.80 + 8.37 and 4.80 + 4.50 + 4.80 are all there are.
  EXPECT_EQ(price({{"T2", 0}, {"LINHA1", 30}, {"T4", 50}}), "13.17");
}

TEST_F(PortoAlegreFares, MoreMoneyIsNeverSlowerAndAnyMoneyIsThePlainSearch) {
  QuietRun quiet;
  TransitSettings s;
  s.date = kDay;
  s.limit = Seconds{5400};
  s.percentiles = {25, 50, 90};
  const auto cells = cell_links(*city, s.walk, quiet.run);
  std::vector<std::vector<Link>> targets;
  for (const Link& l : cells->raw()) targets.push_back({l});
  std::vector<Link> origins;
  Random random{5, 1};
  for (int n = 0; n < 6; ++n) origins.push_back(targets[random.below(targets.size())].front());
  const std::vector<std::int64_t> budgets{0, 450, 480, 720, 837, 960, 1200, kAnyPrice};
  for (const std::int32_t every_s : {300, 0}) {
    s.every_s = every_s;
    s.from = 14 * 3600;
    s.until = s.from + (every_s > 0 ? 3600 : 1200);
    const FareReach reach{*city, s, targets, quiet.run};
    const TransitReach plain{*city, s, targets, quiet.run};
    const std::size_t width = targets.size() * s.percentiles.size();
    std::vector<std::vector<float>> expected(origins.size());
    plain.from(origins, quiet.run,
               [&](std::size_t o, std::span<const float> t) { expected[o].assign(t.begin(), t.end()); });
    std::size_t faster = 0;
    std::vector<std::size_t> reached(budgets.size(), 0);
    std::vector<std::vector<float>> rows(origins.size());
    reach.from(origins, budgets, quiet.run,
               [&](std::size_t o, std::span<const float> t) { rows[o].assign(t.begin(), t.end()); });
    for (std::size_t o = 0; o < origins.size(); ++o) {
      const auto& t = rows[o];
      for (std::size_t b = 0; b < budgets.size(); ++b)
        for (std::size_t i = 0; i < width; ++i) {
          reached[b] += t[b * width + i] < kBeyond ? 1 : 0;
          if (b == 0) continue;
          ASSERT_LE(t[b * width + i], t[(b - 1) * width + i]);
          faster += t[b * width + i] < t[(b - 1) * width + i] ? 1 : 0;
        }
      for (std::size_t i = 0; i < width; ++i)
        ASSERT_EQ(t[(budgets.size() - 1) * width + i], expected[o][i])
            << o << " " << i << " every " << every_s;
    }
    EXPECT_GT(faster, 1000U);
    for (std::size_t b = 1; b < budgets.size(); ++b) EXPECT_GE(reached[b], reached[b - 1]);
    EXPECT_GT(reached[2], reached[0]);
  }
}

TEST_F(PortoAlegreFares, TheFrontIsWhatTheBudgetsSay) {
  QuietRun quiet;
  TransitSettings s;
  s.date = kDay;
  s.from = 14 * 3600;  // the sample has buses at noon only
  s.until = 15 * 3600;
  s.every_s = 300;
  s.limit = Seconds{7200};
  const auto cells = cell_links(*city, s.walk, quiet.run);
  std::vector<std::vector<Link>> targets;
  for (std::size_t c = 0; c < cells->size(); c += 100) targets.push_back({(*cells)[idx<CellIdx>(c)]});
  const FareReach reach{*city, s, targets, quiet.run};
  const Link home = (*cells)[idx<CellIdx>(400)];
  const auto fronts = reach.front(home, 50);
  std::size_t offers = 0;
  for (std::size_t t = 0; t < targets.size(); ++t) {
    float before = kBeyond;
    std::int64_t paid = -1;
    for (const FareReach::Offer& x : fronts[t]) {
      EXPECT_GT(x.paid, paid);
      EXPECT_LT(x.seconds, before);
      const std::vector<std::int64_t> at{x.paid - 1, x.paid};
      reach.from({&home, 1}, at, quiet.run, [&](std::size_t, std::span<const float> row) {
        EXPECT_EQ(row[targets.size() + t], x.seconds);
        if (x.paid > 0) {  // on foot it costs nothing
          EXPECT_EQ(row[t], before);
        }
      });
      paid = x.paid;
      before = x.seconds;
      ++offers;
    }
  }
  EXPECT_GT(offers, targets.size());
}

}  // namespace
}  // namespace cityloop
