// Belo Horizonte: every measure and every inequality figure that was published with the travel-time matrix,
// reproduced from the matrix and the land use. The reference is what the R package `accessibility` printed (15
// digits).

#include <charconv>
#include <cmath>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "cityloop/assess/equity.h"
#include "cityloop/io/import/text_file.h"
#include "cityloop/simulate/access/floating.h"
#include "tests/paths.h"

namespace cityloop {
namespace {

std::vector<std::string_view> fields(std::string_view line) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0;; at = line.find(',') + 1, line = line.substr(at)) {
    out.push_back(line.substr(0, line.find(',')));
    if (line.find(',') == std::string_view::npos) return out;
  }
}
double number(std::string_view s) {
  if (s == "Inf") return std::numeric_limits<double>::infinity();
  double v = std::nan("");
  std::from_chars(s.data(), s.data() + s.size(), v);
  return v;
}
template <class Fn>
void each_row(const std::string& text, Fn fn) {
  std::size_t at = text.find('\n') + 1;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line{text.data() + at, end - at};
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) fn(fields(line));
    at = end + 1;
  }
}

/// Read once for all tests.
struct BeloHorizonte {
  std::vector<double> people, jobs, schools, income, decile;
  std::map<std::string, std::vector<double>> published;
  CostTable time;  // minutes

  explicit BeloHorizonte(const std::string& folder) {
    std::map<std::string, std::uint32_t, std::less<>> cell;
    const auto text = [&](const char* name) { return read_text_file(folder + "/" + name, name).text; };
    each_row(text("land_use.csv"), [&](const auto& f) {
      cell.emplace(f[0], static_cast<std::uint32_t>(people.size()));
      people.push_back(number(f[1]));
      jobs.push_back(number(f[2]));
      schools.push_back(number(f[3]));
      income.push_back(number(f[4]));
      decile.push_back(number(f[5]));
    });
    std::vector<CostPair> pairs;
    each_row(text("travel_matrix.csv.gz"), [&](const auto& f) {
      pairs.push_back({cell.find(f[0])->second, cell.find(f[1])->second, number(f[2])});
    });
    time = cost_table(people.size(), std::move(pairs));
    const std::string reference = text("reference_accessibility.csv.gz");
    const auto names = fields(std::string_view{reference}.substr(0, reference.find('\n')));
    each_row(reference, [&](const auto& f) {
      for (std::size_t n = 1; n < f.size(); ++n) {
        auto& column = published[std::string{names[n]}];
        column.resize(people.size(), std::nan(""));
        column[cell.find(f[0])->second] = number(f[n]);
      }
    });
  }
};

/// BFCA divides an origin's demand over the places that it reaches: here over those that offer something, in R
/// over all destinations of the matrix. Supply too small to be counted makes a place that is open and has nothing
/// to give: R's way.
std::vector<double> all_open(std::vector<double> supply) {
  for (double& s : supply) s = s > 0 ? s : 1e-300;
  return supply;
}

class Belo : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string shared = testing::shared_dir();
    if (shared.empty())
      GTEST_SKIP() << "no shared data: set CITYLOOP_SHARED to the folder that holds data/cities";
    static const BeloHorizonte read{shared + "/data/cities/belo-horizonte"};
    bh = &read;
  }
  /// To the printed digits: R prints 15 significant ones.
  void expect_published(const char* column, const std::vector<double>& ours) {
    const auto& theirs = bh->published.at(column);
    ASSERT_EQ(theirs.size(), ours.size());
    for (std::size_t i = 0; i < ours.size(); ++i) {
      if (std::isnan(theirs[i])) {
        // R's 0/0 is our 0; a cost that R does not find is infinite here.
        EXPECT_TRUE(ours[i] == 0 || std::isinf(ours[i])) << column << ", cell " << i;
      } else if (std::isinf(theirs[i])) {
        EXPECT_TRUE(std::isinf(ours[i])) << column << ", cell " << i;
      } else {
        EXPECT_NEAR(ours[i], theirs[i], 2e-14 * std::abs(theirs[i]) + 1e-300) << column << ", cell " << i;
      }
    }
  }
  const BeloHorizonte* bh = nullptr;
};

TEST_F(Belo, TheMatrixIsTheOneDescribed) {
  EXPECT_EQ(bh->people.size(), 898U);
  EXPECT_EQ(bh->time.cost.size(), 748'437U);
  double people = 0, jobs = 0, schools = 0;
  for (std::size_t i = 0; i < 898; ++i)
    people += bh->people[i], jobs += bh->jobs[i], schools += bh->schools[i];
  EXPECT_EQ(people, 941'160);
  EXPECT_EQ(jobs, 496'088);
  EXPECT_EQ(schools, 184);
}

TEST_F(Belo, SumsAreThePublishedOnes) {
  expect_published("jobs_30min", gravity(bh->time, bh->jobs, Decay::binary(30)));
  expect_published("jobs_60min", gravity(bh->time, bh->jobs, Decay::binary(60)));
  expect_published("jobs_gravity_exp0.2", gravity(bh->time, bh->jobs, Decay::exponential(0.2)));
  expect_published("schools_gravity_linear60", gravity(bh->time, bh->schools, Decay::linear(60)));
}

TEST_F(Belo, NearestAndIntervalsAreThePublishedOnes) {
  expect_published("min_time_to_school", kth_nearest(bh->time, bh->schools, 1));
  expect_published("jobs_interval_30_60_median", cumulative_interval(bh->time, bh->jobs, 30, 60, 1));
}

TEST_F(Belo, CompetitionIsThePublishedOne) {
  expect_published("jobs_2sfca_binary50",
                   floating_catchment(bh->time, bh->jobs, bh->people, Decay::binary(50), Sharing::two_step));
  expect_published("jobs_bfca_exp0.05", floating_catchment(bh->time, all_open(bh->jobs), bh->people,
                                                           Decay::exponential(0.05), Sharing::balanced));
  expect_published(
      "jobs_spatial_availability_exp0.1",
      floating_catchment(bh->time, bh->jobs, bh->people, Decay::exponential(0.1), Sharing::availability));
}

TEST_F(Belo, BalancingIsThePublishedOneRoundedUp) {
  // R scans the cutoffs 0, 1, 2, …: it publishes the exact cost rounded up to the next whole minute.
  std::vector<double> steps = balancing_cost(bh->time, bh->jobs, bh->people, Enough::exceeds);
  for (double& t : steps) t = std::ceil(t);
  EXPECT_EQ(std::count_if(steps.begin(), steps.end(), [](double t) { return std::isinf(t); }), 2);
  expect_published("jobs_balancing_cost", steps);
}

double sum(const std::vector<double>& v) {
  double s = 0;
  for (const double x : v)
    if (std::isfinite(x)) s += x;
  return s;
}

// Further values computed once with the R package on the same matrix.
TEST_F(Belo, SumsOverAllCellsAreThoseOfThePackage) {
  EXPECT_EQ(sum(gravity(bh->time, bh->jobs, Decay::binary(30))), 85'640'632);
  EXPECT_EQ(sum(gravity(bh->time, bh->jobs, Decay::binary(60))), 374'495'082);
  EXPECT_EQ(sum(gravity(bh->time, bh->schools, Decay::binary(30))), 20'883);
  EXPECT_NEAR(sum(gravity(bh->time, bh->jobs, Decay::exponential(0.05))), 63'577'944.56, 0.006);
  EXPECT_NEAR(sum(gravity(bh->time, bh->jobs, Decay::exponential(0.1))), 14'651'218.07, 0.006);
  EXPECT_NEAR(sum(gravity(bh->time, bh->jobs, Decay::linear(60))), 127'425'161.7, 0.06);
  EXPECT_NEAR(sum(gravity(bh->time, bh->jobs, Decay::power(1))), 11'547'094.32, 0.006);
  const Decay steps = Decay::stepped({{20, 0.67}, {40, 0.33}, {60, 0}}, StepRule::from_on);
  EXPECT_NEAR(sum(gravity(bh->time, bh->jobs, steps)), 188'589'078.3, 0.06);
  EXPECT_NEAR(sum(gravity(bh->time, bh->jobs, Decay::logistic(40, 10))), 187'054'269.3, 0.06);
  const auto two =
      floating_catchment(bh->time, bh->schools, bh->people, Decay::binary(45), Sharing::two_step);
  EXPECT_NEAR(sum(two), 0.1606055146, 6e-11);
  double handed = 0;
  for (std::size_t i = 0; i < two.size(); ++i) handed += two[i] * bh->people[i];
  EXPECT_NEAR(handed, 184, 1e-9);  // all schools are reached: supply is handed out once
  EXPECT_NEAR(sum(floating_catchment(bh->time, bh->schools, bh->people, steps, Sharing::two_step)),
              0.1588123796, 6e-11);
  EXPECT_NEAR(sum(floating_catchment(bh->time, all_open(bh->schools), bh->people, Decay::binary(45),
                                     Sharing::balanced)),
              0.1863472875, 6e-11);
  EXPECT_NEAR(sum(floating_catchment(bh->time, bh->jobs, bh->people, Decay::exponential(0.05),
                                     Sharing::availability)),
              496'088, 1e-6);
  // The third school, not the third place with schools: opportunities are expanded by their number.
  const auto third = dual_access(bh->time, bh->schools, 3);
  EXPECT_NEAR(sum(third), 14'891.6, 0.06);
  EXPECT_EQ(std::count_if(third.begin(), third.end(), [](double x) { return std::isinf(x); }), 35);
}

/// What reference_inequality.txt prints, on jobs within 60 minutes, weighted by people.
TEST_F(Belo, InequalityIsThePublishedOne) {
  const std::vector<double> jobs = gravity(bh->time, bh->jobs, Decay::binary(60));
  const std::vector<double>& people = bh->people;
  EXPECT_NEAR(gini(jobs, people), 0.0524094387585994, 2e-15);
  EXPECT_NEAR(theil(jobs, people), 0.00672072134217588, 2e-16);
  EXPECT_NEAR(palma_by(jobs, people, bh->income, Cut::rows), 1.11687668903817, 1e-14);
  // The exact cuts split two rows: close, and another number.
  EXPECT_NEAR(palma_by(jobs, people, bh->income), 1.11687668903817, 1e-3);
  // Several cells have one income; R ranks them in the order of its table.
  EXPECT_NEAR(concentration(jobs, people, bh->income, Ties::in_order), 0.0289051777711486, 1e-15);
  // R takes least and most over all cells, also those where nobody lives.
  const auto [least, most] = std::minmax_element(jobs.begin(), jobs.end());
  EXPECT_NEAR(concentration_corrected(jobs, people, bh->income, *least, *most, Ties::in_order),
              0.104786537991649, 1e-14);
  const double fgt_published[] = {0.00156083981469676, 0.00090078279312699, 0.000855195358087954};
  for (int k = 0; k < 3; ++k) EXPECT_NEAR(fgt(jobs, people, 95'368, k), fgt_published[k], 1e-16);
  std::vector<std::uint32_t> decile;
  for (const double d : bh->decile) decile.push_back(std::isnan(d) ? 0 : static_cast<std::uint32_t>(d) - 1);
  const TheilParts parts = theil_parts(jobs, people, decile);
  EXPECT_NEAR(parts.between, 0.00144048182869342, 1e-15);
  EXPECT_NEAR(parts.within, 0.00528023951348244, 1e-15);
  const double within[] = {0.001232382220256808, 0.001415758256487719, 0.000626650701244393,
                           0.000336916664121821, 0.000219176552359972, 0.000263209115516249,
                           0.000317212080621143, 0.000364053050566185, 0.000237591566151566,
                           0.000267289306156587};
  const double between[] = {-0.010305955217098300, -0.007195911366585129, -0.003732871182194802,
                            -0.000540147107032765, 0.001714363144826692,  0.002568697515885283,
                            0.003917674080305452,  0.004711340581363365,  0.004874102513399485,
                            0.005429188865824171};
  for (std::size_t g = 0; g < 10; ++g) {
    EXPECT_NEAR(parts.within_of[g], within[g], 1e-16);
    EXPECT_NEAR(parts.between_of[g], between[g], 1e-15);
  }
}

/// The same figures on jobs within 30 minutes, computed once with the R package.
TEST_F(Belo, InequalityWithinHalfAnHour) {
  const std::vector<double> jobs = gravity(bh->time, bh->jobs, Decay::binary(30));
  EXPECT_NEAR(gini(jobs, bh->people), 0.4715250764, 6e-11);
  EXPECT_NEAR(theil(jobs, bh->people), 0.3616631007, 6e-11);
  EXPECT_NEAR(palma_by(jobs, bh->people, bh->income, Cut::rows), 3.800464543, 6e-10);
  EXPECT_NEAR(concentration(jobs, bh->people, bh->income, Ties::in_order), 0.286501267, 6e-10);
  const auto [least, most] = std::minmax_element(jobs.begin(), jobs.end());
  EXPECT_NEAR(concentration_corrected(jobs, bh->people, bh->income, *least, *most, Ties::in_order),
              0.3346494401, 6e-11);
}

}  // namespace
}  // namespace cityloop
