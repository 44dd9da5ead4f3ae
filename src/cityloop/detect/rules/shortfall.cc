#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include "cityloop/detect/rules/rules.h"

namespace cityloop {
namespace {

/// Cells with nobody in them that do not part one district from itself: a road, a park, a pond.
constexpr std::uint8_t kBridge = 3;
/// A matter larger than this share of the city's affected people's cells is told apart by the coarsest zones.
constexpr double kLargest = 1.0 / 3;
/// Clusters with fewer of the criterion's people than this are one matter per zone, "scattered homes".
constexpr double kScattered = 0.001;

/// What one criterion asks of one field.
struct Asked {
  const City& city;
  const Field& field;
  const Column<CellIdx, float>& people;
  const Criterion& criterion;
  CriterionIdx index;
  const FrameworkKey& framework;
  double least;  // score of the standard

  /// Judged in double, from the value: a stored score would fail a cell that stands exactly at the standard.
  double lack(double value) const { return least - criterion.curve(value); }
  bool below(CellIdx c) const {
    return people[c] > 0 && has_value(field.mark_at(c)) && lack(field.at(c)) > 0;
  }
  double weight(CellIdx c) const { return static_cast<double>(people[c]) * lack(field.at(c)); }
};

/// The clusters of cells below the standard, each ascending, in the order of their first cell. Two cells belong together
/// if they share an edge or if at most kBridge cells without residents lie between them.
std::vector<std::vector<CellIdx>> clusters(const Asked& a, const std::vector<CellIdx>& cells) {
  const std::size_t n = a.city.grid->size();
  constexpr std::uint32_t kNone = 0xffffffffU;
  std::vector<std::uint32_t> owner(n, kNone);
  std::vector<std::uint8_t> depth(n, 0);
  std::vector<std::uint32_t> root(cells.size());
  std::iota(root.begin(), root.end(), 0U);
  const auto find = [&](std::uint32_t i) {
    while (root[i] != i) i = root[i] = root[root[i]];
    return i;
  };
  std::vector<CellIdx> front = cells, next;
  for (std::uint32_t i = 0; i < cells.size(); ++i) owner[cells[i].v] = i;
  // Every cluster floods its empty surroundings at one pace; where two floods meet within the bridge they are one.
  for (std::uint8_t d = 0; !front.empty(); ++d) {
    next.clear();
    for (const CellIdx c : front) {
      for (const CellIdx x : a.city.grid->neighbours(c)) {
        if (owner[x.v] == kNone) {
          if (a.city.people->residents[x] > 0 || 2 * (d + 1) > kBridge + 1) continue;
          owner[x.v] = owner[c.v];
          depth[x.v] = static_cast<std::uint8_t>(d + 1);
          next.push_back(x);
        } else if (depth[c.v] + depth[x.v] <= kBridge) {
          const std::uint32_t p = find(owner[c.v]), q = find(owner[x.v]);
          root[std::max(p, q)] = std::min(p, q);
        }
      }
    }
    front.swap(next);
  }
  std::map<std::uint32_t, std::vector<CellIdx>> by_root;
  for (std::uint32_t i = 0; i < cells.size(); ++i) by_root[find(i)].push_back(cells[i]);
  std::vector<std::vector<CellIdx>> out;
  for (auto& [r, members] : by_root) out.push_back(std::move(members));
  return out;
}

std::map<ZoneIdx, std::vector<CellIdx>> by_zone(const City& city, const std::vector<CellIdx>& cells) {
  std::map<ZoneIdx, std::vector<CellIdx>> parts;
  for (const CellIdx c : cells)
    parts[city.zones->levels.empty() ? ZoneIdx{} : city.zones->of_cell.back()[c]].push_back(c);
  return parts;
}

Finding about(const Asked& a, const std::vector<CellIdx>& cells) {
  Finding f;
  f.kind = FindingKind::shortfall;
  f.about = a.criterion.indicator;
  f.criterion = a.index;
  f.zones = zones_of(a.city, cells);
  double people = 0, lack = 0, value = 0, beyond = 0;
  CellIdx worst = cells.front(), anchor = cells.front();
  for (const CellIdx c : cells) {
    const double p = static_cast<double>(a.people[c]);
    people += p;
    lack += a.weight(c);
    value += p * a.field.at(c);
    if (a.field.mark_at(c) == Mark::beyond) beyond += p;
    f.cells.push_back(a.city.grid->id(c));
    const auto rank = [&](CellIdx x) { return std::tuple{a.lack(a.field.at(x)), a.people[x]}; };
    if (rank(c) > rank(worst)) worst = c;
    if (a.weight(c) > a.weight(anchor)) anchor = c;
  }
  std::sort(f.cells.begin(), f.cells.end());
  f.affected = Persons{people};
  f.severity = lack / people;
  f.confidence = known_share(a.city, a.field, a.people, f.zones);
  const Subject where = f.zones.size() == 1 ? Subject{f.zones.front()} : Subject{WholeCity{}};
  f.evidence.push_back({f.about, where, value / people, *a.criterion.standard,
                        2 * beyond > people ? Mark::beyond : Mark::known});
  f.evidence.push_back(
      {f.about, a.city.grid->id(worst), a.field.at(worst), *a.criterion.standard, a.field.mark_at(worst)});
  f.id = fresh_id(f, a.framework, a.city.grid->id(anchor).v);
  return f;
}

void by_cell(const Asked& a, std::vector<Finding>& out) {
  std::vector<CellIdx> below;
  double people = 0;
  std::size_t lived_in = 0;
  for (const CellIdx c : each(a.people)) {
    people += static_cast<double>(a.people[c]);
    if (a.people[c] > 0) ++lived_in;
    if (a.below(c)) below.push_back(c);
  }
  std::vector<CellIdx> scattered;
  for (const std::vector<CellIdx>& cluster : clusters(a, below)) {
    const double size = std::accumulate(cluster.begin(), cluster.end(), 0.0, [&](double sum, CellIdx c) {
      return sum + static_cast<double>(a.people[c]);
    });
    if (size < kScattered * people) {
      scattered.insert(scattered.end(), cluster.begin(), cluster.end());
    } else if (static_cast<double>(cluster.size()) > kLargest * static_cast<double>(lived_in)) {
      for (const auto& [zone, part] : by_zone(a.city, cluster)) out.push_back(about(a, part));
    } else {
      out.push_back(about(a, cluster));
    }
  }
  for (const auto& [zone, part] : by_zone(a.city, scattered)) out.push_back(about(a, part));
}

/// Zone-level and whole-city criteria: one finding for each zone (or the city) that misses the standard.
void by_zone_value(const Asked& a, const Standings& standings, std::vector<Finding>& out) {
  const bool whole = a.field.support.of == Support::Of::whole;
  for (std::size_t i = 0; i < a.field.size(); ++i) {
    const double value = static_cast<double>(a.field.value[i]);
    if (!has_value(a.field.mark[i]) || !(a.lack(value) > 0)) continue;
    const Standing& s = whole ? standings.city : standings.zones[idx<ZoneIdx>(i)];
    Finding f;
    f.kind = FindingKind::shortfall;
    f.about = a.criterion.indicator;
    f.criterion = a.index;
    f.affected = Persons{s.people};
    f.severity = a.lack(value);
    f.confidence = a.field.mark[i] == Mark::estimated ? 0.5 : 1.0;
    Subject where = WholeCity{};
    std::uint64_t anchor = 0;
    if (!whole) {
      const ZoneId zone = a.city.zones->id[idx<ZoneIdx>(i)];
      f.zones.push_back(zone);
      where = zone;
      anchor = zone.v;
    }
    f.evidence.push_back({f.about, where, value, *a.criterion.standard, a.field.mark[i]});
    f.id = fresh_id(f, a.framework, anchor);
    out.push_back(std::move(f));
  }
}

}  // namespace

/// Where people are served below the declared standard.
///
///   below(c)  = score(value_c) < score(standard), judged in double from the value
///   affected  = Σ people of the criterion;  severity = Σ people · (score(standard) − score(value)) / affected
///
/// Cells that touch, or are parted by at most kBridge cells where nobody lives, are one matter. A matter that covers more
/// than a third of the lived-in cells is told apart by the coarsest zones; clusters of fewer than one in a thousand of
/// the criterion's people are one matter per coarsest zone.
///
/// reads    the criterion's field, people, zones, grid
/// marks    beyond counts as its limit's value; cells without a value are no shortfall, they lower confidence
/// errors   none
/// cost     O(cells · criteria)
std::vector<Finding> find_shortfalls(const City& city, const Measurement& measured,
                                     const Assessment& assessed, const Lens& lens, Run& run) {
  std::vector<Finding> out;
  const Framework& goals = lens.goals;
  for (std::size_t i = 0; i < goals.criteria(); ++i) {
    run.check_stop();
    const auto c = idx<CriterionIdx>(i);
    const Criterion& criterion = goals.criterion(c);
    const auto field = measured.find(criterion.indicator);
    const Column<CellIdx, float>* people = people_of(city, criterion.people);
    if (!criterion.standard || !field || people == nullptr) continue;
    // Values are stored as float: the standard is rounded alike, so that a value at the standard is at it.
    const auto standard = static_cast<double>(static_cast<float>(*criterion.standard));
    const Asked asked{city, *field, *people, criterion, c, goals.key, criterion.curve(standard)};
    if (field->support.of == Support::Of::cell) by_cell(asked, out);
    else by_zone_value(asked, assessed.criterion(c).standings, out);
  }
  return out;
}

}  // namespace cityloop
