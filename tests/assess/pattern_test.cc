// Spatial pattern: published figures, brute-force twins over all arrangements, and the same bytes for any number of
// threads.

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "cityloop/assess/pattern/local.h"
#include "cityloop/assess/pattern/moran.h"
#include "cityloop/assess/pattern/neighbours.h"
#include "cityloop/base/parallel.h"
#include "cityloop/base/random.h"
#include "tests/assess/peer_data.h"

namespace cityloop {
namespace {

using Values = std::vector<double>;
using Lists = std::vector<std::vector<std::uint32_t>>;

Grid square(std::uint32_t cols, std::uint32_t rows) {
  std::vector<CellId> ids;
  for (std::uint32_t y = 0; y < rows; ++y)
    for (std::uint32_t x = 0; x < cols; ++x)
      ids.push_back(Grid::lattice_id({x * 100.0 + 50, y * 100.0 + 50}, 100));
  return Grid::lattice("EPSG:32650", 100, ids);
}
std::vector<CellIdx> all_cells(const Grid& g) {
  std::vector<CellIdx> out;
  for (std::size_t i = 0; i < g.size(); ++i) out.push_back(idx<CellIdx>(i));
  return out;
}
Neighbours lattice(std::uint32_t cols, std::uint32_t rows, Contiguity c) {
  const Grid g = square(cols, rows);
  return neighbours_of(g, all_cells(g), c);
}
const std::vector<Point> kSix{{10, 10}, {20, 10}, {40, 10}, {15, 20}, {30, 20}, {30, 30}};
const Values kSixValues{2, 3, 3.2, 5, 8, 7};

TEST(Neighbours, CellsTouchAtEdgesOrAlsoAtCorners) {
  const Neighbours rook = lattice(3, 3, Contiguity::rook), queen = lattice(3, 3, Contiguity::queen);
  EXPECT_EQ(rook.of.size(), 24U);
  EXPECT_EQ(queen.of.size(), 40U);
  std::vector<std::size_t> degrees;
  for (std::size_t i = 0; i < 9; ++i) degrees.push_back(queen.degree(i));
  std::sort(degrees.begin(), degrees.end());
  EXPECT_EQ(degrees, (std::vector<std::size_t>{3, 3, 3, 3, 5, 5, 5, 5, 8}));
  for (std::size_t i = 0; i < 9; ++i)
    for (const std::uint32_t j : queen.row(i)) {
      const auto back = queen.row(j);
      EXPECT_TRUE(std::find(back.begin(), back.end(), i) != back.end());
    }
}

TEST(Neighbours, CellsThatAreNotAskedAboutAreNotThere) {
  const Grid g = square(5, 1);
  const std::vector<CellIdx> some{CellIdx{0}, CellIdx{1}, CellIdx{4}};
  const Neighbours n = neighbours_of(g, some, Contiguity::queen);
  EXPECT_EQ(n.size(), 3U);
  EXPECT_EQ(n.islands(), 1U);
  EXPECT_EQ(n.degree(2), 0U);
}

TEST(Neighbours, BandIsAllPairsWithinIt) {
  Random r{3, 0};
  std::vector<Point> points;
  for (int i = 0; i < 300; ++i) points.push_back({r.uniform(-50, 50), r.uniform(-50, 50)});
  points.push_back(points.front());  // two at one spot are near each other
  const Neighbours n = neighbours_within(points, 7);
  for (std::uint32_t i = 0; i < points.size(); ++i) {
    std::vector<std::uint32_t> want;
    for (std::uint32_t j = 0; j < points.size(); ++j)
      if (j != i && distance_m(points[i], points[j]) <= 7) want.push_back(j);
    const auto row = n.row(i);
    EXPECT_EQ(std::vector<std::uint32_t>(row.begin(), row.end()), want);
  }
}

TEST(Neighbours, RowsAddUpToOneAndIslandsStayEmpty) {
  const Neighbours n = row_standardised(neighbours_from(Lists{{1, 2, 2, 0}, {0}, {}}));
  EXPECT_EQ(n.degree(0), 2U);  // doubles and the site itself are left out
  EXPECT_DOUBLE_EQ(n.weight[0] + n.weight[1], 1);
  EXPECT_DOUBLE_EQ(n.weight[2], 1);
  EXPECT_EQ(n.islands(), 1U);
}

TEST(Moran, NineCellsHaveThePublishedVariances) {
  Values y(9);
  std::iota(y.begin(), y.end(), 1.0);
  const Autocorrelation m = moran(y, lattice(3, 3, Contiguity::rook));
  EXPECT_NEAR(m.variance_random, 0.059687500000000004, 1e-15);
  EXPECT_NEAR(m.variance_normal, 0.053125, 1e-15);
  EXPECT_NEAR(m.expected, -0.125, 1e-15);
}

// All 720 arrangements of six values over six points: mean and variance under randomisation are exact, for weights that
// are symmetric and for rows that add up to one.
TEST(Moran, MomentsAreThoseOfAllArrangements) {
  for (const bool rows : {false, true}) {
    Neighbours w = neighbours_within(kSix, 15);
    if (rows) w = row_standardised(w);
    Values x = kSixValues;
    std::sort(x.begin(), x.end());
    double n = 0, mean = 0, squares = 0, geary_mean = 0, geary_squares = 0;
    const Autocorrelation m = moran(x, w), c = geary(x, w);
    ASSERT_EQ(m.islands, 0U);
    do {
      const double i = moran(x, w).value, g = geary(x, w).value;
      n += 1, mean += i, squares += i * i, geary_mean += g, geary_squares += g * g;
    } while (std::next_permutation(x.begin(), x.end()));
    EXPECT_NEAR(mean / n, m.expected, 1e-12);
    EXPECT_NEAR(squares / n - mean / n * (mean / n), m.variance_random, 1e-12);
    EXPECT_NEAR(geary_mean / n, 1, 1e-12);
    EXPECT_NEAR(geary_squares / n - geary_mean / n * (geary_mean / n), c.variance_random, 1e-12);
  }
}

TEST(Moran, IslandsAreToldAndChangeNothing) {
  Lists lists{{1}, {0, 2}, {1, 3}, {2, 4}, {3}};
  const Values x{1, 2, 4, 3, 9};
  const Autocorrelation without = moran(x, neighbours_from(lists));
  lists.emplace_back();
  Values more = x;
  more.push_back(1000);
  const Autocorrelation with = moran(more, neighbours_from(lists));
  EXPECT_EQ(with.islands, 1U);
  EXPECT_DOUBLE_EQ(with.value, without.value);
  EXPECT_DOUBLE_EQ(with.variance_random, without.variance_random);
  EXPECT_EQ(moran(Values{5, 5, 5, 5, 5}, neighbours_from(Lists{{1}, {0, 2}, {1, 3}, {2, 4}, {3}})).p_random,
            1);
}

TEST(Moran, StatesOfMexico) {
  SKIP_WITHOUT_PEER_DATA();
  const Neighbours w = row_standardised(testing::gal("mexico/mexico.gal"));
  const Values x = testing::csv_column("mexico/mexico.csv", "pcgdp1940"),
               y = testing::csv_column("mexico/mexico.csv", "pcgdp2000");
  ASSERT_EQ(w.size(), x.size());
  const Autocorrelation m = moran(x, w);
  EXPECT_NEAR(m.value, .09587236599546, 1e-12);
  EXPECT_NEAR(m.variance_normal, .01493197423594, 1e-12);
  EXPECT_NEAR(m.variance_random, .01359297666170, 1e-12);
  EXPECT_NEAR(m.z_normal, 1.04856092, 1e-8);
  EXPECT_NEAR(m.z_random, 1.09899319, 1e-8);
  EXPECT_NEAR(moran(y, w).value, .14250923940880, 1e-12);
  EXPECT_NEAR(geary(x, w).value, .86401186851360, 1e-12);
  EXPECT_NEAR(geary(y, w).value, .72303120198527, 1e-12);
}

TEST(Moran, HomicidesAroundSaintLouisAndInfantDeathsInCarolina) {
  SKIP_WITHOUT_PEER_DATA();
  const Values homicides = testing::csv_column("stl/stl_hom.txt", "HR8893");
  const Autocorrelation stl = moran(homicides, row_standardised(testing::gal("stl/stl.gal")));
  EXPECT_NEAR(stl.value, 0.24365582621771659, 1e-12);
  EXPECT_NEAR(stl.p_normal / 2, 0.00013573931385468807, 1e-12);  // published one-sided
  const Neighbours w = row_standardised(testing::gal("sids2/sids2.gal"));
  const Values rate = testing::dbf_column("sids2/sids2.dbf", "SIDR74");
  ASSERT_EQ(rate.size(), 100U);
  const Autocorrelation sids = moran(rate, w);
  EXPECT_NEAR(sids.value, 0.24772519320480135, 1e-12);
  EXPECT_NEAR(sids.p_normal / 2, 5.7916539074498452e-05, 1e-12);
  // Rates made comparable (PySAL's Moran_Rate of 1979 says 0.1662 and 0.0042).
  const Autocorrelation mended = moran(empirical_bayes_rates(testing::dbf_column("sids2/sids2.dbf", "SID79"),
                                                             testing::dbf_column("sids2/sids2.dbf", "BIR79")),
                                       w);
  EXPECT_NEAR(mended.value, 0.1662, 5e-5);
  EXPECT_NEAR(mended.p_normal / 2, 0.0042, 5e-5);
}

// R spdep 1.2-7 on the neighbourhoods of Columbus, Ohio (Anselin 1988): the globals, and each neighbourhood's local Moran,
// its z under conditional randomisation, G and G*.
TEST(Moran, CrimeInColumbusIsThatOfSpdep) {
  const std::string folder = testing::shared_dir() + "/data/clusters/columbus-crime/";
  if (testing::shared_dir().empty() || !std::filesystem::exists(folder))
    GTEST_SKIP() << "no shared data: set CITYLOOP_SHARED to the folder that holds data/clusters";
  const std::string table = folder + "columbus_local_reference.csv";
  const Values crime = testing::csv_column(table, "CRIME"), ii = testing::csv_column(table, "Ii"),
               z = testing::csv_column(table, "Z"), g = testing::csv_column(table, "G"),
               star = testing::csv_column(table, "Gstar");
  const Neighbours queen = testing::gal(folder + "columbus_queen.gal"), w = row_standardised(queen);
  ASSERT_EQ(crime.size(), 49U);
  const Autocorrelation m = moran(crime, w), c = geary(crime, w);
  EXPECT_NEAR(m.value, 0.500188557183, 1e-12);
  EXPECT_NEAR(m.z_random, 5.58938267504, 1e-10);
  EXPECT_NEAR(m.z_normal, 5.63031278774, 1e-10);
  EXPECT_NEAR(c.value, 0.540528202702, 1e-12);
  EXPECT_NEAR(-c.z_random, 4.7430615005, 1e-9);  // spdep turns the sign
  QuietRun quiet;
  const LocalPattern l = local_pattern(crime, w, {.permutations = 0}, quiet.run);
  const LocalPattern binary = local_pattern(crime, queen, {.permutations = 0}, quiet.run);
  const double mean = std::accumulate(crime.begin(), crime.end(), 0.0) / 49;
  for (std::size_t i = 0; i < 49; ++i) {
    EXPECT_NEAR(l.moran[i] * 49 / 48, ii[i], 1e-11) << i;  // spdep divides by n
    EXPECT_NEAR(crime[i] > mean ? l.g[i] : -l.g[i], z[i], 1e-10) << i;
    EXPECT_NEAR(binary.g[i], g[i], 1e-10) << i;
    EXPECT_NEAR(binary.g_star[i], star[i], 1e-10) << i;
  }
}

TEST(Moran, RatesOfSmallPopulationsAreHeldBack) {
  // One birth and one death is no epidemic; a thousand and ten times the mean is.
  const Values z = empirical_bayes_rates(Values{1, 100, 10, 10}, Values{10, 1000, 1000, 1000});
  EXPECT_GT(z[1], z[0]);  // both rates are 0.1
  EXPECT_GT(z[0], z[2]);
}

TEST(Local, TenSitesOfDeSmith) {
  SKIP_WITHOUT_PEER_DATA();
  const Values want{-.11409277, -.19940543, -.13351408, -.51770383, .48095009,
                    .12208113,  1.19148298, -.58144305, .07101383,  .34314301};
  QuietRun quiet;
  const Values z = testing::csv_column("desmith/desmith.txt", "z");
  const LocalPattern l =
      local_pattern(z, row_standardised(testing::gal("desmith/desmith.gal")), {.permutations = 0}, quiet.run);
  for (std::size_t i = 0; i < want.size(); ++i) EXPECT_NEAR(l.moran[i], want[i], 1e-8) << i;
}

// PySAL and an own computation; the first values agree. For rows that add up to one PySAL 1.x prints −0.6207 and −0.6249
// for the first point: it takes Σw for Σw², right for weights of 1 only. A z-value does not change with the unit of
// the weights.
TEST(Local, SixPointsHaveThePublishedZ) {
  const Values g{-1.0136729, -.04361589, 1.31558703, -.31412676, 1.15373986, 1.77833941},
      star{-1.39727626, -.28917762, .65064964, -.28917762, 1.23452088, 2.02424331};
  QuietRun quiet;
  for (const bool rows : {false, true}) {
    Neighbours w = neighbours_within(kSix, 15);
    if (rows) w = row_standardised(w);
    const LocalPattern l = local_pattern(kSixValues, w, {.permutations = 0}, quiet.run);
    for (std::size_t i = 0; i < 6; ++i) {
      EXPECT_NEAR(l.g[i], g[i], 1e-7) << i;
      EXPECT_NEAR(l.g_star[i], star[i], 1e-7) << i;
    }
  }
}

TEST(Local, SumOfLocalsIsTheGlobal) {
  Random r{8, 0};
  Values x;
  for (int i = 0; i < 400; ++i) x.push_back(r.normal());
  const Neighbours w = row_standardised(lattice(20, 20, Contiguity::queen));
  QuietRun quiet;
  const LocalPattern l = local_pattern(x, w, {.permutations = 0}, quiet.run);
  // Σ Iᵢ = (n − 1)/n · S₀ · I, and S₀ = n where rows add up to one.
  EXPECT_NEAR(std::accumulate(l.moran.begin(), l.moran.end(), 0.0), 399 * moran(x, w).value, 1e-10);
}

// Eight sites: all arrangements of the other values can be made, so the tails are known.
TEST(Local, PermutationsFindTheExactTails) {
  const Values x{1, 9, 4, 4, 7, 2, 8, 3};
  const Neighbours w = neighbours_from(Lists{{1, 2}, {0, 2, 4}, {0, 1, 3}, {2}, {1, 5, 6}, {4}, {4, 7}, {6}});
  QuietRun quiet;
  constexpr std::size_t kMany = 40'000;
  const LocalPattern l = local_pattern(x, w, {.permutations = kMany, .seed = 11}, quiet.run);
  for (std::size_t i = 0; i < x.size(); ++i) {
    Values others = x;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    std::sort(others.begin(), others.end());
    double observed = 0, all = 0, at_least = 0, at_most = 0, mean = 0, squares = 0;
    for (const std::uint32_t j : w.row(i)) observed += x[j];
    // next_permutation passes over arrangements that equal values make alike: as often for each sum.
    do {
      const double sum =
          std::accumulate(others.begin(), others.begin() + static_cast<std::ptrdiff_t>(w.degree(i)), 0.0);
      all += 1, at_least += sum >= observed ? 1 : 0, at_most += sum <= observed ? 1 : 0;
      mean += sum, squares += sum * sum;
    } while (std::next_permutation(others.begin(), others.end()));
    const double exact = std::min(1.0, 2 * std::min(at_least, at_most) / all);
    EXPECT_NEAR(l.p[i], exact, 5 * std::sqrt(exact / kMany) + 1.0 / kMany) << i;
    EXPECT_EQ(l.drawn[i], kMany);
    // The closed form is the exact mean and variance of the same arrangements.
    mean /= all;
    EXPECT_NEAR(l.g[i], (observed - mean) / std::sqrt(squares / all - mean * mean), 1e-10) << i;
  }
}

TEST(Local, ManyNeighboursAreDrawnWithoutRepetition) {
  // Each of forty sites has all others for neighbours but one: the sum is known but for what is left out.
  Lists lists(40);
  Values x;
  for (std::uint32_t i = 0; i < 40; ++i) {
    x.push_back(i);
    for (std::uint32_t j = 0; j < 40; ++j)
      if (j != (i + 1) % 40) lists[i].push_back(j);
  }
  QuietRun quiet;
  const LocalPattern l = local_pattern(x, neighbours_from(lists), {.permutations = 9999}, quiet.run);
  // Left out is i + 1; of the 39 others as many as are at most that large leave a sum at least as large.
  for (std::uint32_t i = 0; i < 39; ++i) {
    const double rank = i + 1, exact = std::min(1.0, 2 * std::min(rank, 40 - rank) / 39);
    EXPECT_NEAR(l.p[i], exact, 0.03) << i;
  }
}

TEST(Local, StoppingEarlyKeepsPAndSavesDraws) {
  Random r{21, 0};
  Values x;
  for (int i = 0; i < 2500; ++i) x.push_back(r.normal() + (i % 50 < 5 ? 3 : 0));  // a ridge on one side
  const Neighbours w = lattice(50, 50, Contiguity::queen);
  QuietRun quiet;
  const LocalPattern all = local_pattern(x, w, {.permutations = 999, .seed = 5}, quiet.run);
  const LocalPattern some = local_pattern(x, w, {.permutations = 999, .seed = 5, .enough = 20}, quiet.run);
  double drawn = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    drawn += some.drawn[i];
    if (some.drawn[i] == 999) EXPECT_EQ(some.p[i], all.p[i]);
    else EXPECT_NEAR(some.p[i], all.p[i], 5 * 2 * all.p[i] / std::sqrt(20.0) + 0.01) << i;
  }
  EXPECT_LT(drawn, 0.35 * 999 * 2500);
  // Uniform noise: p is uniform, early stopped or not.
  Values noise;
  for (int i = 0; i < 2500; ++i) noise.push_back(r.uniform());
  const LocalPattern n = local_pattern(noise, w, {.permutations = 999, .seed = 6, .enough = 10}, quiet.run);
  for (const double level : {0.05, 0.2, 0.5}) {
    const auto below = std::count_if(n.p.begin(), n.p.end(), [&](double p) { return p <= level; });
    EXPECT_NEAR(static_cast<double>(below) / 2500, level, 0.035) << level;
  }
}

// A map large enough to be shuffled: normal values with normal sums, so that z says what p is.
TEST(Local, LargeMapsHaveTheSameP) {
  Random r{51, 0};
  Values x;
  for (int i = 0; i < 150 * 150; ++i) x.push_back(r.normal() + (i % 150 < 10 ? 1 : 0));
  const Neighbours w = lattice(150, 150, Contiguity::queen);
  QuietRun quiet;
  const LocalPattern l = local_pattern(x, w, {.permutations = 499, .seed = 2}, quiet.run);
  double off = 0, below = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    // The tails are those of the sum of a few values of a normal mixture: close to normal, not equal to it.
    const double p = two_sided(l.g[i]);
    EXPECT_NEAR(l.p[i], p, 6 * std::sqrt(2 * (p + 0.01) / 499) + 0.03) << i;
    off += l.p[i] - p;
    if (i % 150 >= 20) below += l.p[i] <= 0.1 ? 1 : 0;
  }
  EXPECT_NEAR(off / static_cast<double>(x.size()), 0, 0.01);
  EXPECT_NEAR(below / (130 * 150), 0.1, 0.02);
  // Two halves of one value each: a home among its like can be exceeded by nobody, and only equalled.
  Values halves;
  for (int i = 0; i < 150 * 150; ++i) halves.push_back(i % 150 < 75 ? 0 : 1);
  const LocalPattern h = local_pattern(halves, w, {.permutations = 999, .seed = 2}, quiet.run);
  double deep = 0, sites = 0;
  for (std::size_t i = 0; i < halves.size(); ++i)
    if (w.degree(i) == 8 && std::abs(static_cast<double>(i % 150) - 74.5) > 2) deep += h.p[i], sites += 1;
  // 2 · (1/2)^8, of which each permutation's own 2/1000 is added.
  EXPECT_NEAR(deep / sites, 2.0 / 256 + 2.0 / 1000, 0.0005);
}

class AnyNumberOfThreads : public ::testing::TestWithParam<std::uint32_t> {};
TEST_P(AnyNumberOfThreads, GivesTheSameBytes) {
  const std::uint32_t side = GetParam();
  Random r{31, 0};
  Values x;
  for (std::uint32_t i = 0; i < side * side; ++i) x.push_back(r.normal());
  const Neighbours w = row_standardised(lattice(side, side, Contiguity::queen));
  std::vector<LocalPattern> out;
  for (const int threads : {1, 2, 7}) {
    set_threads(threads);
    QuietRun quiet;
    out.push_back(local_pattern(x, w, {.permutations = 199, .seed = 3, .enough = 10}, quiet.run));
  }
  set_threads(0);
  for (const LocalPattern& o : out) {
    EXPECT_EQ(o.p, out.front().p);
    EXPECT_EQ(o.g, out.front().g);
    EXPECT_EQ(o.drawn, out.front().drawn);
  }
  QuietRun quiet;
  EXPECT_NE(local_pattern(x, w, {.permutations = 199, .seed = 4}, quiet.run).p,
            local_pattern(x, w, {.permutations = 199, .seed = 3}, quiet.run).p);
}
INSTANTIATE_TEST_SUITE_P(Maps, AnyNumberOfThreads, ::testing::Values(55U, 145U));  // drawn, and shuffled

TEST(Local, ChanceAloneMakesNoSpotAndARidgeIsOne) {
  Random r{41, 0};
  Values noise, ridge;
  for (int i = 0; i < 2500; ++i) {
    noise.push_back(r.normal());
    ridge.push_back(noise.back() + (i % 50 < 6 ? 4 : 0));
  }
  const Neighbours w = lattice(50, 50, Contiguity::queen);
  QuietRun quiet;
  const auto found = [&](const Values& x) {
    const LocalPattern l = local_pattern(x, w, {.permutations = 1999, .seed = 1}, quiet.run);
    return spots(x, w, l, false_discovery(l.p), 0.05);
  };
  const std::vector<Spot> none = found(noise), some = found(ridge);
  EXPECT_LE(std::count_if(none.begin(), none.end(), [](Spot s) { return s != Spot::none; }), 3);
  std::size_t high = 0, elsewhere = 0;
  for (std::size_t i = 0; i < some.size(); ++i)
    if (some[i] == Spot::high) (i % 50 < 7 ? high : elsewhere) += 1;
  EXPECT_GT(high, 200U);  // of 300
  EXPECT_LT(elsewhere, 30U);
}

TEST(Local, NothingIsSaidWhereThereIsNothingToSay) {
  QuietRun quiet;
  const Neighbours w = lattice(5, 5, Contiguity::rook);
  const LocalPattern flat = local_pattern(Values(25, 3.0), w, {}, quiet.run);
  EXPECT_TRUE(std::all_of(flat.p.begin(), flat.p.end(), [](double p) { return p == 1; }));
  Lists lists{{1}, {0}, {3}, {2}, {}};
  const Neighbours with_island = neighbours_from(lists);
  const Values x{1, 2, 3, 4, 5};
  const LocalPattern l = local_pattern(x, with_island, {}, quiet.run);
  EXPECT_EQ(l.islands, 1U);
  EXPECT_EQ(l.p[4], 1);
  EXPECT_EQ(spots(x, with_island, l, l.p, 0.05)[4], Spot::island);
}

// Benjamini & Hochberg 1995, their fifteen p-values: four are rejected at 0.05, where Bonferroni rejects three.
TEST(FalseDiscovery, FifteenHypotheses) {
  const Values p{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.000};
  const Values mended = false_discovery(p);
  EXPECT_EQ(std::count_if(mended.begin(), mended.end(), [](double q) { return q <= 0.05; }), 4);
  EXPECT_NEAR(mended[0], 0.0015, 1e-15);
  EXPECT_NEAR(mended[3], 0.035625, 1e-15);
  EXPECT_NEAR(mended[4], 15 * 0.0201 / 5, 1e-15);
  double harmonic = 0;
  for (int i = 1; i <= 15; ++i) harmonic += 1.0 / i;
  const Values any = false_discovery(p, Dependence::any);
  EXPECT_NEAR(any[0], 0.0015 * harmonic, 1e-15);
  EXPECT_EQ(std::count_if(any.begin(), any.end(), [](double q) { return q <= 0.05; }), 3);
  EXPECT_TRUE(std::is_sorted(mended.begin(), mended.end()));
  EXPECT_TRUE(false_discovery({}).empty());
}

}  // namespace
}  // namespace cityloop
