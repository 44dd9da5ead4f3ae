#include <algorithm>
#include <cmath>
#include <map>

#include "cityloop/base/hash.h"
#include "cityloop/decide/decide.h"
#include "cityloop/simulate/travel/profile.h"

namespace cityloop {
namespace {

/// Streets are longer than the straight line by about this factor in gridded cities.
constexpr double kDetour = 1.3;
/// A further site of one type for one finding is worth proposing if it covers at least this share of the first one's demand.
constexpr double kWorthSite = 0.05;
/// A cell can take a project if at least this share of it has an allowed use.
constexpr double kAllowedShare = 0.10;

/// How far a new place helps, in a straight line: the distance that the standard allows, from the indicator's own mode and
/// speed; else its limit; else 800 m, a walk of ten minutes.
double reach_m(const Indicator& indicator, const Criterion& criterion, double cell_m) {
  Mode mode = Mode::walk;
  if (indicator.params.has("mode"))
    for (std::size_t m = 0; m < kModeWords.size(); ++m)
      if (kModeWords[m] == indicator.params.word("mode")) mode = static_cast<Mode>(m);
  const double speed =
      indicator.params.has("speed") ? indicator.params.number("speed") : default_profile(mode).speed.base();
  double reach = 800;
  const Dim time{.second = 1}, length{.metre = 1};
  if (criterion.standard && indicator.unit.dim == time)
    reach = indicator.unit.to_base(*criterion.standard) * speed;
  else if (criterion.standard && indicator.unit.dim == length)
    reach = indicator.unit.to_base(*criterion.standard);
  else if (indicator.params.has("limit"))
    reach = indicator.params.dim("limit") == length ? indicator.params.number("limit")
                                                    : indicator.params.number("limit") * speed;
  return std::clamp(reach / kDetour, 1.5 * cell_m, std::max(5000.0, 2 * cell_m));
}

/// Who waits for an answer to a finding, by cell: people × lack of score.
struct Demand {
  std::vector<CellIdx> cells;
  std::vector<double> weight;  // by CellIdx over the grid; 0 elsewhere
  explicit Demand(std::size_t grid) : weight(grid, 0.0) {}
  void clear() {  // touches only what was set: a large city has hundreds of findings
    for (const CellIdx c : cells) weight[c.v] = 0;
    cells.clear();
  }
};

std::vector<CellIdx> cells_of(const City& city, const Finding& f) {
  std::vector<CellIdx> out;
  if (!f.cells.empty()) {
    for (const CellId id : f.cells)
      if (const auto c = city.grid->find(id)) out.push_back(*c);
    std::sort(out.begin(), out.end());
    return out;
  }
  std::vector<char> wanted(city.zones->id.size(), 0);
  for (const ZoneId z : f.zones)
    if (const auto i = city.zones->find(z)) wanted[i->v] = 1;
  for (const CellIdx c : each(city.grid->cells().id)) {
    bool in = f.zones.empty();
    for (const auto& of_cell : city.zones->of_cell)
      if (!in && of_cell[c].valid() && wanted[of_cell[c].v] != 0) in = true;
    if (in) out.push_back(c);
  }
  return out;
}

void put_demand(const Situation& s, const Lens& lens, const Finding& f, Demand& d) {
  d.clear();
  const Criterion& criterion = lens.goals.criterion(f.criterion);
  const GroupKey& group = f.kind == FindingKind::gap ? f.group : criterion.people;
  const auto g = group.empty() ? std::nullopt : s.city.people->find(group);
  const Column<CellIdx, float>& people = g ? s.city.people->by_group[*g] : s.city.people->residents;
  const auto field = s.measured.find(f.about);
  const bool by_cell = field && field->support.of == Support::Of::cell;
  const double wanted = f.kind == FindingKind::gap || f.kind == FindingKind::hotspot
                            ? s.assessed.criterion(f.criterion).standings.city.score
                        : criterion.standard ? criterion.curve(*criterion.standard)
                                             : 1.0;
  for (const CellIdx c : cells_of(s.city, f)) {
    double lack = f.severity;
    if (by_cell) lack = has_value(field->mark_at(c)) ? wanted - criterion.curve(field->at(c)) : 0;
    const double w = static_cast<double>(people[c]) * std::max(lack, 0.0);
    if (!(w > 0)) continue;
    d.cells.push_back(c);
    d.weight[c.v] = w;
  }
}

/// How well a site serves a home at a distance: all of it here, none at the end of the reach.
double served(double m, double reach) { return m >= reach ? 0 : 1 - (m / reach) * (m / reach); }

/// Cells in square buckets of a quarter of the reach: sites are sought by bucket first, then exactly within the best.
class Buckets {
 public:
  Buckets(const Grid& grid, double side) : grid_{grid}, side_{side} {
    const Box box = grid.bounds();
    low_ = box.low;
    cols_ = static_cast<std::size_t>(box.width() / side) + 1;
    rows_ = static_cast<std::size_t>(box.height() / side) + 1;
    cells_.resize(cols_ * rows_);
    for (const CellIdx c : each(grid.cells().id)) cells_[of(grid.centre(c))].push_back(c);
  }
  std::size_t of(Point p) const {
    const auto col = std::min(static_cast<std::size_t>(std::max(p.x - low_.x, 0.0) / side_), cols_ - 1);
    const auto row = std::min(static_cast<std::size_t>(std::max(p.y - low_.y, 0.0) / side_), rows_ - 1);
    return row * cols_ + col;
  }
  const std::vector<CellIdx>& cells(std::size_t b) const { return cells_[b]; }
  std::size_t size() const { return cells_.size(); }
  double side() const { return side_; }

  /// The buckets within reach of some demand, and how much demand is served from the middle of each; ascending.
  std::vector<std::pair<std::size_t, double>> scores(const Demand& d, double reach) const {
    const auto span = static_cast<long>(reach / side_) + 1;
    const auto cols = static_cast<long>(cols_), rows = static_cast<long>(rows_);
    long x0 = cols, x1 = -1, y0 = rows, y1 = -1;
    std::map<std::size_t, double> in;
    for (const CellIdx c : d.cells) {
      const std::size_t b = of(grid_.centre(c));
      in[b] += d.weight[c.v];
      const auto x = static_cast<long>(b) % cols, y = static_cast<long>(b) / cols;
      x0 = std::min(x0, x), x1 = std::max(x1, x), y0 = std::min(y0, y), y1 = std::max(y1, y);
    }
    if (in.empty()) return {};
    x0 = std::max(x0 - span, 0L), x1 = std::min(x1 + span, cols - 1);
    y0 = std::max(y0 - span, 0L), y1 = std::min(y1 + span, rows - 1);
    const long width = x1 - x0 + 1;
    std::vector<double> sum(static_cast<std::size_t>(width * (y1 - y0 + 1)), 0);
    for (const auto& [b, w] : in) {
      const auto q = static_cast<long>(b) % cols, r = static_cast<long>(b) / cols;
      for (long y = std::max(r - span, y0); y <= std::min(r + span, y1); ++y)
        for (long x = std::max(q - span, x0); x <= std::min(q + span, x1); ++x)
          sum[static_cast<std::size_t>((y - y0) * width + x - x0)] +=
              w * served(side_ * std::hypot(static_cast<double>(x - q), static_cast<double>(y - r)), reach);
    }
    std::vector<std::pair<std::size_t, double>> out;
    for (std::size_t k = 0; k < sum.size(); ++k)
      if (sum[k] > 0) {
        const long x = x0 + static_cast<long>(k) % width, y = y0 + static_cast<long>(k) / width;
        out.emplace_back(static_cast<std::size_t>(y * cols + x), sum[k]);
      }
    return out;
  }

 private:
  const Grid& grid_;
  double side_;
  Point low_;
  std::size_t cols_ = 0, rows_ = 0;
  std::vector<std::vector<CellIdx>> cells_;
};

struct Site {
  CellIdx cell;
  double demand = 0;
};

/// Takes away what a site serves, and says how much it was.
double serve(const Grid& grid, Demand& d, Point at, double reach, bool take) {
  double sum = 0;
  for (const CellIdx c : grid.within(at, reach)) {
    if (!(d.weight[c.v] > 0)) continue;
    const double part = d.weight[c.v] * served(distance_m(at, grid.centre(c)), reach);
    sum += part;
    if (take) d.weight[c.v] -= part;
  }
  return sum;
}

/// Up to `most` cells that together serve much demand: the best, then the best for what is left. `open` are the buckets
/// that hold an allowed cell. Uses the demand up.
std::vector<Site> sites(const City& city, Demand& d, const std::vector<char>& may,
                        const std::vector<char>& open, const Buckets& buckets, double reach,
                        std::size_t most) {
  std::vector<Site> out;
  std::vector<std::size_t> tried;
  while (out.size() < most) {
    std::size_t best = buckets.size();
    double highest = 0;
    for (const auto& [b, score] : buckets.scores(d, reach))
      if (score > highest && open[b] != 0 && std::find(tried.begin(), tried.end(), b) == tried.end())
        highest = score, best = b;
    if (best == buckets.size()) break;
    tried.push_back(best);
    Site site;
    for (const CellIdx c : buckets.cells(best)) {
      if (may[c.v] == 0) continue;
      const double demand = serve(*city.grid, d, city.grid->centre(c), reach, false);
      if (demand > site.demand) site = {c, demand};
    }
    if (!site.cell.valid() || (!out.empty() && site.demand < kWorthSite * out.front().demand)) break;
    serve(*city.grid, d, city.grid->centre(site.cell), reach, true);
    out.push_back(site);
  }
  return out;
}

/// A candidate with the cheap estimate that orders it.
struct Draft {
  Project project;
  double worth = 0;  // people × score × weight of the criterion, per yuan
};

class Drafter {
 public:
  Drafter(const Situation& s, const Lens& lens, std::size_t most)
      : s_{s}, lens_{lens}, most_{most}, demand_{s.city.grid->size()} {}

  void add(const Finding& f, const ProjectType& type) {
    const Criterion& criterion = lens_.goals.criterion(f.criterion);
    const double reach = reach_m(lens_.indicator(f.about), criterion, s_.city.grid->spec().cell_m);
    put_demand(s_, lens_, f, demand_);
    if (demand_.cells.empty()) return;
    if (type.does == ProjectType::Does::expand_place) {
      expand(f, type, reach);
      return;
    }
    const double side = std::max(s_.city.grid->spec().cell_m, reach / 4);
    const Buckets& buckets = buckets_.try_emplace(side, *s_.city.grid, side).first->second;
    const std::vector<char>& may = allowed_for(type);
    for (const Site& site :
         sites(s_.city, demand_, may, open_buckets(type, side, buckets, may), buckets, reach, most_))
      put(f, type, site);
  }

  std::vector<Draft> done() {
    std::vector<Draft> out;
    for (auto& [id, draft] : drafts_) out.push_back(std::move(draft));
    return out;
  }

 private:
  const std::vector<char>& allowed_for(const ProjectType& type) {
    const auto at = allowed_.find(type.key);
    return at != allowed_.end() ? at->second
                                : allowed_.emplace(type.key, allowed_cells(s_.city, type)).first->second;
  }
  const std::vector<char>& open_buckets(const ProjectType& type, double side, const Buckets& buckets,
                                        const std::vector<char>& may) {
    const auto [at, fresh] = open_.try_emplace({type.key, side});
    if (fresh)
      for (std::size_t b = 0; b < buckets.size(); ++b)
        at->second.push_back(std::any_of(buckets.cells(b).begin(), buckets.cells(b).end(),
                                         [&](CellIdx c) { return may[c.v] != 0; }));
    return at->second;
  }

  Project project(const Finding& f, const ProjectType& type, ProjectId id, CellIdx cell, Point at) const {
    Project p;
    p.id = id;
    p.type = type.key;
    const Text place = cell.valid() ? place_name(s_.city, cell) : say("outside the grid", "网格外");
    p.name = {fmt::format("{} ({})", type.name.en, place.en),
              fmt::format("{}（{}）", type.name.zh, place.zh)};
    p.at = at;
    if (cell.valid()) p.cell = s_.city.grid->id(cell);
    p.capex = type.capex;
    p.opex_per_year = type.opex_per_year;
    p.years_to_build = type.years_to_build;
    p.fund = type.fund;
    p.owner = type.owner;
    p.answers = {f.id};
    return p;
  }

  void keep(const Finding& f, const ProjectType& type, Project p, double demand) {
    const Framework& goals = lens_.goals;
    const Criterion& criterion = goals.criterion(f.criterion);
    const double worth =
        demand * criterion.weight * goals.goals[goals.goal_of(f.criterion).v].weight / to_yuan(type.capex);
    const ProjectId id = p.id;
    const auto [at, fresh] = drafts_.try_emplace(id, Draft{std::move(p), worth});
    if (fresh) return;
    at->second.worth += worth;  // one project that answers two findings
    std::vector<FindingId>& answers = at->second.project.answers;
    if (std::find(answers.begin(), answers.end(), f.id) == answers.end()) answers.push_back(f.id);
  }

  void put(const Finding& f, const ProjectType& type, const Site& site) {
    const CellId cell = s_.city.grid->id(site.cell);
    const Point at = s_.city.grid->centre(site.cell);
    // A second school in a cell that got one in an earlier plan is another project and another place.
    std::uint32_t again = 0;
    ProjectId id;
    PlaceId place;
    do {
      id = ProjectId{id_of("project", type.key.word, cell.v, again)};
      place = PlaceId{id_of("built by", id.v)};
      ++again;
    } while (type.does == ProjectType::Does::add_place && places().contains(place));
    Project p = project(f, type, id, site.cell, at);
    if (type.does == ProjectType::Does::add_place)
      p.change.changes.emplace_back(
          AddPlace{place, type.place, at, type.capacity, p.name.in(s_.city.about->language)});
    else p.change.changes.emplace_back(SetLandUse{{cell}, type.land_use});
    keep(f, type, std::move(p), site.demand);
  }

  /// Enlarges the places whose surroundings ask for most, per unit of what they have.
  void expand(const Finding& f, const ProjectType& type, double reach) {
    const Places& all = *s_.city.places;
    const auto kind = all.find(type.place);
    if (!kind) return;
    std::vector<std::pair<double, PlaceIdx>> loads;
    std::map<PlaceIdx, double> demand;
    for (const PlaceIdx p : each(all.id)) {
      if (all.kind[p] != *kind || !all.open(p)) continue;
      const double near = serve(*s_.city.grid, demand_, all.at[p], reach, false);
      if (!(near > 0)) continue;
      demand[p] = near;
      loads.emplace_back(near / static_cast<double>(all.capacity[p]), p);
    }
    std::sort(loads.begin(), loads.end(), [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    for (std::size_t k = 0; k < std::min(most_, loads.size()); ++k) {
      const PlaceIdx place = loads[k].second;
      const float capacity = all.capacity[place] + type.capacity;
      const ProjectId id{id_of("project", type.key.word, all.id[place].v, capacity)};
      Project p = project(f, type, id, all.cell[place], all.at[place]);
      if (!all.name[place].empty()) {
        p.name.en = fmt::format("{}: {}", type.name.en, all.name[place]);
        p.name.zh = fmt::format("{}：{}", type.name.zh, all.name[place]);
      }
      p.change.changes.emplace_back(ResizePlace{all.id[place], capacity});
      keep(f, type, std::move(p), demand[place]);
    }
  }

  const std::map<PlaceId, PlaceIdx>& places() {
    if (places_.empty())
      for (const PlaceIdx p : each(s_.city.places->id)) places_.emplace(s_.city.places->id[p], p);
    return places_;
  }

  const Situation& s_;
  const Lens& lens_;
  std::size_t most_;
  Demand demand_;
  std::map<ProjectTypeKey, std::vector<char>> allowed_;
  std::map<std::pair<ProjectTypeKey, double>, std::vector<char>> open_;
  std::map<double, Buckets> buckets_;
  std::map<PlaceId, PlaceIdx> places_;
  std::map<ProjectId, Draft> drafts_;
};

}  // namespace

Text place_name(const City& city, CellIdx c) {
  const std::string label = city.grid->label(c);
  for (const auto& of_cell : city.zones->of_cell)
    if (of_cell[c].valid() && !city.zones->name[of_cell[c]].empty()) {
      const Text& zone = city.zones->name[of_cell[c]];
      return {zone.in(Lang::en) + " " + label, zone.in(Lang::zh) + " " + label};
    }
  return verbatim(label);
}

std::vector<char> allowed_cells(const City& city, const ProjectType& type) {
  const std::size_t n = city.grid->size();
  std::vector<double> share(n, 0);
  bool mapped = false;
  for (const LandUseKey& use : type.sites)
    if (const auto u = city.land->find(use))
      for (const CellIdx c : each(city.land->area_m2[*u])) {
        const double m2 = static_cast<double>(city.land->area_m2[*u][c]);
        if (m2 > 0) mapped = true;
        share[c.v] += m2 / city.grid->area_m2(c);
      }
  std::vector<char> out(n, 0);
  for (const CellIdx c : each(city.people->residents))
    out[c.v] = mapped ? share[c.v] >= kAllowedShare : city.people->residents[c] > 0;
  return out;
}

/// Sites for the project types that help what the findings are about.
///
///   worth(site) = Σ_c demand_c · (1 − (d/R)²)   over cells within R of the site
///   demand_c    = people_c · (score wanted − score_c)
///
/// The kernel is straight-line and cheap on purpose: it proposes, what_if() measures on the streets. Sites are chosen
/// greedily; what one serves is taken away before the next is sought, so that they stand apart.
///
/// reads    people, land, places, zones, the findings' criteria
/// cost     O(findings · types · (buckets · (R/side)² + cells of a bucket · cells within R))
std::vector<Project> candidates(const Situation& s, const Lens& lens, std::span<const ProjectType> types,
                                Run& run, std::size_t most) {
  Drafter drafter{s, lens, most};
  for (const Finding& f : s.findings) {
    // What is in the ledger has its unit and its day, and does not compete for money; where residents and computation
    // disagree, nobody knows yet what would help.
    if (f.kind == FindingKind::defect || f.kind == FindingKind::disagreement) continue;
    for (const ProjectType& type : types) {
      run.check_stop();
      if (std::find(type.helps.begin(), type.helps.end(), f.about) != type.helps.end()) drafter.add(f, type);
    }
  }
  std::vector<Draft> drafts = drafter.done();
  std::sort(drafts.begin(), drafts.end(), [](const Draft& a, const Draft& b) {
    return a.worth != b.worth ? a.worth > b.worth : a.project.id < b.project.id;
  });
  // Fund by fund in turn: a rich fund's cheap projects must not crowd out all others before anything is measured.
  std::map<FundKey, std::size_t> seen;
  std::vector<std::pair<std::size_t, std::size_t>> order;
  for (std::size_t i = 0; i < drafts.size(); ++i) order.emplace_back(seen[drafts[i].project.fund]++, i);
  std::sort(order.begin(), order.end());
  std::vector<Project> out;
  for (const auto& [turn, i] : order) out.push_back(std::move(drafts[i].project));
  return out;
}

}  // namespace cityloop
