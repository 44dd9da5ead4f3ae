#include <algorithm>
#include <numeric>
#include <tuple>

#include "cityloop/assess/pattern/chance.h"
#include "cityloop/assess/pattern/local.h"
#include "cityloop/detect/rules/rules.h"

namespace cityloop {
namespace {

/// Of the cells named, at most this share is expected to be chance.
constexpr double kFalse = 0.05;
/// With fewer cells nothing can be told from chance.
constexpr std::size_t kFewestCells = 50;
/// A cluster of fewer than this share of the criterion's people is a corner, not a district; but so many people are one
/// in the largest city.
constexpr double kFewestPeople = 0.01, kManyPeople = 500;
/// Side by side are three cells at least.
constexpr std::size_t kFewestInCluster = 3;
/// Chance not explaining it is not enough: it must matter. The same gap in scores as between groups.
constexpr double kLack = 0.05;

/// From so many sites on chance is computed and not drawn: what replacement adds to a tail is at most 8 · 7 / 2 of this.
constexpr std::size_t kComputed = 2000;

struct Sites {
  std::vector<CellIdx> cell;
  std::vector<double> score, people;
};
Sites sites_of(const City& city, const Field& field, const Column<CellIdx, float>& people,
               const Criterion& criterion) {
  Sites s;
  for (const CellIdx c : each(city.grid->cells().id)) {
    if (!(people[c] > 0) || !has_value(field.mark_at(c))) continue;
    s.cell.push_back(c);
    s.score.push_back(criterion.curve(field.at(c)));
    s.people.push_back(static_cast<double>(people[c]));
  }
  return s;
}

/// How unusual each site's neighbours are.
LocalPattern pattern_of(const Sites& s, const Neighbours& near, Run& run) {
  if (s.score.size() < kComputed)
    return local_pattern(s.score, near, {.permutations = 9999, .seed = run.seed, .enough = 10, .screen = 1},
                         run);
  LocalPattern local = local_pattern(s.score, near, {.screen = 1e300}, run);  // closed forms only
  DealtSums chance{s.score};
  for (std::uint32_t k = 0; k < s.score.size(); ++k) {
    std::size_t sum = 0;
    for (const std::uint32_t j : near.row(k)) sum += chance.step(s.score[j]);
    local.p[k] = chance.p(near.degree(k), sum, chance.step(s.score[k]));
  }
  return local;
}

/// Sites that are low, as clusters of neighbours, each ascending, in the order of their first site.
std::vector<std::vector<std::uint32_t>> clusters(const std::vector<char>& low, const Neighbours& w) {
  std::vector<std::vector<std::uint32_t>> out;
  std::vector<char> seen(low.size(), 0);
  for (std::uint32_t first = 0; first < low.size(); ++first) {
    if (low[first] == 0 || seen[first] != 0) continue;
    std::vector<std::uint32_t> some{first};
    seen[first] = 1;
    for (std::size_t k = 0; k < some.size(); ++k)
      for (const std::uint32_t x : w.row(some[k]))
        if (low[x] != 0 && seen[x] == 0) seen[x] = 1, some.push_back(x);
    std::sort(some.begin(), some.end());
    out.push_back(std::move(some));
  }
  return out;
}

}  // namespace

/// Clusters of badly served homes that chance does not explain: where lowly scored cells lie among lowly scored cells
/// more than if the city's scores were dealt out anew.
///
///   low(c)    local Moran low among low: p of 9,999 conditional permutations (stopped early where nothing is unusual), or
///             from kComputed sites on of the closed distribution that they sample; mended for looking at all cells (Benjamini–Hochberg), ≤ kFalse; and score_c < S_city
///   affected  = Σ people;  severity = Σ people · (S_city − score) / affected, at least kLack
///
/// Nothing is told twice. A cluster in which at least half of the people stand below the criterion's standard is a
/// shortfall, and the rule of that name tells it; of any other cluster only the cells that meet the standard are named
/// here, so that nobody is counted in two findings of one criterion. What this rule adds is where people are clearly worse
/// served side by side though the standard is met, or where nobody has declared one.
///
/// Clusters of fewer than three cells, or of fewer than 1 % of the criterion's people (500 people at most), are left out.
///
/// The test is made on scores and not on values: what lies beyond the ends of the curve makes no difference to people, so
/// it makes none here. The smallest p that is drawn is 2/10,000: clusters of less than one cell in 250 cannot pass.
///
/// reads    the criterion's field, people, standings, zones, grid
/// marks    cells without a value are no sites, nobody's neighbours, and lower confidence; beyond counts as its limit
/// errors   none; nothing is said of fewer than kFewestCells cells
/// cost     O(cells · 8) a criterion; in a small city 130 · 8 random numbers a cell, and 9,999 · 8 for each that is named
/// source   Anselin 1995; Besag & Clifford 1991; Benjamini & Hochberg 1995
std::vector<Finding> find_hotspots(const City& city, const Measurement& measured, const Assessment& assessed,
                                   const Lens& lens, Run& run) {
  std::vector<Finding> out;
  const Framework& goals = lens.goals;
  for (std::size_t i = 0; i < goals.criteria(); ++i) {
    run.check_stop();
    const auto c = idx<CriterionIdx>(i);
    const Criterion& criterion = goals.criterion(c);
    const auto field = measured.find(criterion.indicator);
    const Column<CellIdx, float>* people = people_of(city, criterion.people);
    const Standing& whole = assessed.criterion(c).standings.city;
    if (!field || field->support.of != Support::Of::cell || people == nullptr || !has_value(whole.mark))
      continue;
    const Sites sites = sites_of(city, *field, *people, criterion);
    if (sites.cell.size() < kFewestCells) continue;
    const Neighbours near = neighbours_of(*city.grid, sites.cell, Contiguity::queen);
    const LocalPattern local = pattern_of(sites, near, run);
    const std::vector<Spot> spot = spots(sites.score, near, local, false_discovery(local.p), kFalse);
    std::vector<char> low(spot.size(), 0);
    for (std::size_t k = 0; k < spot.size(); ++k)
      low[k] = spot[k] == Spot::low && sites.score[k] < whole.score ? 1 : 0;
    // As in shortfall: values are stored as float, so the standard is rounded alike.
    const double enough = criterion.standard
                              ? criterion.curve(static_cast<double>(static_cast<float>(*criterion.standard)))
                              : 0;
    const double everybody = std::accumulate(sites.people.begin(), sites.people.end(), 0.0);
    const double fewest = std::min(kFewestPeople * everybody, kManyPeople);
    for (const std::vector<std::uint32_t>& cluster : clusters(low, near)) {
      Finding f;
      std::vector<CellIdx> cells;
      double members = 0, below_standard = 0, lack = 0, value = 0, beyond = 0;
      std::uint32_t worst = cluster.front(), anchor = cluster.front();
      for (const std::uint32_t k : cluster) {
        const double p = sites.people[k], x = field->at(sites.cell[k]), gap = whole.score - sites.score[k];
        if (criterion.standard && criterion.curve(x) < enough) {
          below_standard += p;
          continue;
        }
        if (cells.empty()) worst = anchor = k;
        cells.push_back(sites.cell[k]);
        members += p;
        lack += p * gap;
        value += p * x;
        if (field->mark_at(sites.cell[k]) == Mark::beyond) beyond += p;
        const auto badness = [&](std::uint32_t y) { return std::tuple{-sites.score[y], sites.people[y]}; };
        if (badness(k) > badness(worst)) worst = k;
        if (p * gap > sites.people[anchor] * (whole.score - sites.score[anchor])) anchor = k;
      }
      if (below_standard >= members || members < fewest || cells.size() < kFewestInCluster ||
          lack < kLack * members)
        continue;
      f.kind = FindingKind::hotspot;
      f.about = criterion.indicator;
      f.criterion = c;
      for (const CellIdx x : cells) f.cells.push_back(city.grid->id(x));
      std::sort(f.cells.begin(), f.cells.end());
      f.zones = zones_of(city, cells);
      f.affected = Persons{members};
      f.severity = lack / members;
      f.confidence = known_share(city, *field, *people, f.zones);
      const Subject where = f.zones.size() == 1 ? Subject{f.zones.front()} : Subject{WholeCity{}};
      f.evidence.push_back(
          {f.about, where, value / members, whole.value, 2 * beyond > members ? Mark::beyond : Mark::known});
      const CellIdx at = sites.cell[worst];
      f.evidence.push_back({f.about, city.grid->id(at), field->at(at), whole.value, field->mark_at(at)});
      f.id = fresh_id(f, goals.key, city.grid->id(sites.cell[anchor]).v);
      out.push_back(std::move(f));
    }
  }
  return out;
}

}  // namespace cityloop
