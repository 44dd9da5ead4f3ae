#include "cityloop/city/builder.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "cityloop/city/builder_parts.h"
#include "cityloop/city/layers.h"

namespace cityloop {

Builder::Builder(std::string crs, Date as_of, Diagnostics& notes)
    : parts_{std::make_unique<Parts>(Parts{.crs = std::move(crs), .as_of = as_of, .notes = notes})} {}
Builder::~Builder() = default;
Builder::Builder(Builder&&) noexcept = default;

const std::string& Builder::crs() const { return parts_->crs; }
Diagnostics& Builder::notes() { return parts_->notes; }
Box Builder::extent() const { return parts_->extent; }
void Builder::about(About about) { parts_->about = std::move(about); }

FileIdx Builder::add_file(const SourceFile& f) {
  Provenance& p = parts_->provenance;
  p.content.push_back(f.content);
  p.title.push_back(f.title);
  p.licence.push_back(f.licence);
  p.dated.push_back(f.dated);
  return p.file.push_back(f.file);
}

void Builder::grid_lattice(double cell_m) { parts_->cell_m = cell_m; }
void Builder::boundary(const Shape& s) {
  for (const auto& ring : s.rings)
    for (const Point p : ring) parts_->extent.add(p);
  parts_->boundaries.push_back(s);
}
void Builder::add_cell(Point inside) {
  parts_->extent.add(inside);
  parts_->cells.push_back(inside);
}
void Builder::grid_own(CellShape shape, std::vector<CellDraft> cells) {
  parts_->own_cells = true;
  parts_->cell_shape = shape;
  for (const CellDraft& c : cells) parts_->extent.add(c.centre);
  parts_->drafts.insert(parts_->drafts.end(), std::make_move_iterator(cells.begin()),
                        std::make_move_iterator(cells.end()));
}
void Builder::kind(KindRule rule) { parts_->kinds.insert_or_assign(rule.kind, std::move(rule)); }
void Builder::group(const GroupKey& key, Text name) { parts_->groups.insert_or_assign(key, std::move(name)); }
void Builder::add_people(Point at, double count, const GroupKey& group, FileIdx file, std::int64_t item) {
  if (count > 0) parts_->extent.add(at);
  parts_->people.push_back({at, {}, count, group, file, item});
}
void Builder::add_people(const std::string& cell_name, double count, const GroupKey& group, FileIdx file,
                         std::int64_t item) {
  parts_->people.push_back({{}, cell_name, count, group, file, item});
}
void Builder::zone_level(const ZoneLevelKey& level, Text name) {
  for (auto& [key, text] : parts_->levels) {
    if (key == level) {
      if (text.empty()) text = std::move(name);
      return;
    }
  }
  parts_->levels.emplace_back(level, std::move(name));
}
void Builder::add_zone(ZoneDraft z) { parts_->zones.push_back(std::move(z)); }
void Builder::add_place(PlaceDraft p) {
  parts_->extent.add(p.at);
  parts_->places.push_back(std::move(p));
}
void Builder::add_street(StreetDraft s) {
  for (const Point p : s.line) parts_->extent.add(p);
  parts_->streets.push_back(std::move(s));
}
void Builder::add_building(BuildingDraft b) {
  parts_->extent.add(b.at);
  parts_->buildings.push_back(std::move(b));
}
void Builder::add_land(const LandUseKey& use, const Shape& shape, FileIdx file, std::int64_t item) {
  parts_->land.push_back({use, shape, {}, 0, file, item});
}
void Builder::add_land(const LandUseKey& use, Point at, double area_m2, FileIdx file, std::int64_t item) {
  parts_->land.push_back({use, {}, at, area_m2, file, item});
}
void Builder::set_elevation(Point at, double metres) { parts_->elevation.emplace_back(at, metres); }
void Builder::add_statistic(StatisticDraft s) { parts_->statistics.push_back(std::move(s)); }
void Builder::add_budget(BudgetDraft b) { parts_->budget.push_back(std::move(b)); }
void Builder::add_report(ReportDraft r) { parts_->reports.push_back(std::move(r)); }
void Builder::add_inspection(InspectionDraft i) { parts_->inspections.push_back(std::move(i)); }

SourceRow Builder::Parts::row(FileIdx file, std::int64_t item) {
  if (!file.valid()) return SourceRow{};
  provenance.item.push_back(item);
  return provenance.of.push_back(file);
}
SourceRow Builder::Parts::file_row(FileIdx file) {
  if (!file.valid()) return SourceRow{};
  const auto it = file_rows.find(file);
  if (it != file_rows.end()) return it->second;
  return file_rows[file] = row(file, 0);
}
Where Builder::Parts::where(FileIdx file, std::int64_t item, std::string what) const {
  return {file.valid() ? provenance.file[file] : std::string{}, static_cast<long>(item), std::move(what)};
}

std::vector<CellId> lattice_inside(const Shape& shape, double cell_m) {
  std::vector<CellId> ids;
  const Box box = bounds(shape);
  if (box.empty()) return ids;
  // Crossings of each row of centres with the outline; between odd and even crossings the centre is inside.
  const auto row_of = [&](double y) { return static_cast<std::int64_t>(std::ceil(y / cell_m - 0.5)); };
  const std::int64_t low = row_of(box.low.y), high = row_of(box.high.y);
  std::vector<std::vector<double>> crossings(static_cast<std::size_t>(high - low + 1));
  for (const auto& ring : shape.rings) {
    for (std::size_t i = 0; i < ring.size(); ++i) {
      Point a = ring[i], b = ring[(i + 1) % ring.size()];
      if (a.y > b.y) std::swap(a, b);
      for (std::int64_t r = row_of(a.y); r <= high; ++r) {
        const double y = (static_cast<double>(r) + 0.5) * cell_m;
        if (y < a.y) continue;
        if (y >= b.y) break;
        crossings[static_cast<std::size_t>(r - low)].push_back(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x));
      }
    }
  }
  for (std::int64_t r = low; r <= high; ++r) {
    auto& xs = crossings[static_cast<std::size_t>(r - low)];
    std::sort(xs.begin(), xs.end());
    for (std::size_t i = 0; i + 1 < xs.size(); i += 2) {
      auto k = static_cast<std::int64_t>(std::ceil(xs[i] / cell_m - 0.5));
      for (; (static_cast<double>(k) + 0.5) * cell_m < xs[i + 1]; ++k)
        ids.push_back(Grid::lattice_id(
            {(static_cast<double>(k) + 0.5) * cell_m, (static_cast<double>(r) + 0.5) * cell_m}, cell_m));
    }
  }
  return ids;
}

Grid Builder::Parts::make_grid() {
  if (own_cells) {
    std::sort(drafts.begin(), drafts.end(), [](const CellDraft& a, const CellDraft& b) {
      return std::tie(a.name, a.centre) < std::tie(b.name, b.centre);
    });
    GridCells columns;
    std::set<CellId> seen;
    double area = 0;
    for (const CellDraft& d : drafts) {
      // Without a name of its own a cell is named by its centre, to the centimetre.
      const CellId c{d.name.empty()
                         ? id_of("cell", std::llround(d.centre.x * 100), std::llround(d.centre.y * 100))
                         : id_of("cell", d.name)};
      if (!seen.insert(c).second) {
        notes.problem("cell.twice", say("two cells are called `{}`; the second is left out",
                                        "有两个单元名为“{}”，后者被忽略", d.name));
        continue;
      }
      columns.id.push_back(c);
      columns.centre.push_back(d.centre);
      columns.area_m2.push_back(static_cast<float>(d.area_m2));
      columns.name.push_back(d.name);
      columns.ring.push_back(d.ring.rings.empty() ? std::span<const Point>{}
                                                  : std::span<const Point>{d.ring.rings[0]});
      area += d.area_m2;
    }
    const double side = columns.id.empty() ? 0 : std::sqrt(area / static_cast<double>(columns.id.size()));
    return Grid{{crs, side, false, cell_shape}, std::move(columns)};
  }
  std::vector<CellId> ids;
  if (cell_m <= 0)
    throw Error{
        Fault::bad_input,
        say("the size of a cell is not set", "未设置单元大小"),
        {},
        say("Write for example `cell: 100 m` in city.yaml.", "例如在 city.yaml 中写 `cell: 100 m`。")};
  for (const Point p : cells) ids.push_back(Grid::lattice_id(p, cell_m));
  for (const Shape& s : boundaries) {
    const auto inside = lattice_inside(s, cell_m);
    ids.insert(ids.end(), inside.begin(), inside.end());
  }
  if (boundaries.empty() && cells.empty())
    for (const PeopleRow& p : people)
      if (p.count > 0 && p.cell_name.empty()) ids.push_back(Grid::lattice_id(p.at, cell_m));
  return Grid::lattice(crs, cell_m, std::move(ids));
}

City Builder::freeze(Run& run) && {
  Parts& p = *parts_;
  run.progress.begin("freeze", 13);
  City city;
  city.as_of = p.as_of;
  Grid grid = p.make_grid();
  if (grid.size() == 0)
    throw Error{
        Fault::bad_input,
        say("the city is empty: no cell could be made", "城市为空：没有任何单元"),
        {},
        say("Give a boundary (`as: boundary`), cells (`as: cells`) or people with coordinates (`as: "
            "people`), more than none of them.",
            "请提供边界（`as: boundary`）、单元（`as: cells`）或带坐标且人数不为零的人口（`as: people`）。")};
  const auto step = [&] {
    run.check_stop();
    run.progress.advance(1);
  };
  city.about = cityloop::freeze(std::move(p.about));
  Zones zones = p.make_zones(grid);
  step();
  city.people = cityloop::freeze(p.make_people(grid));
  step();
  city.places = cityloop::freeze(p.make_places(grid));
  step();
  city.streets = cityloop::freeze(p.make_streets());
  step();
  city.transit = cityloop::freeze(p.make_transit());
  step();
  city.fares = cityloop::freeze(p.make_fares(*city.transit));
  step();
  city.buildings = cityloop::freeze(p.make_buildings(grid));
  step();
  city.land = cityloop::freeze(p.make_land(grid, run));
  step();
  city.statistics = cityloop::freeze(p.make_statistics(zones));
  step();
  city.budget = cityloop::freeze(p.make_budget());
  step();
  city.reports = cityloop::freeze(p.make_reports(grid));
  step();
  city.inspections = cityloop::freeze(p.make_inspections(grid, zones));
  step();
  city.zones = cityloop::freeze(std::move(zones));
  city.grid = cityloop::freeze(std::move(grid));
  step();
  city.provenance = cityloop::freeze(std::move(p.provenance));
  step();
  return city;
}

}  // namespace cityloop
