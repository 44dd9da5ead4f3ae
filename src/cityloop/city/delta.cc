#include "cityloop/city/delta.h"

#include <algorithm>
#include <cmath>

#include "cityloop/city/edits.h"
#include "cityloop/city/layers.h"

namespace cityloop {
namespace {

void add_place(Places& places, const Grid& grid, const AddPlace& c) {
  auto kind = places.find(c.kind);
  if (!kind) {
    places.kinds.push_back(c.kind);
    kind = places.kind_names.push_back(verbatim(c.kind.word));
  }
  places.id.push_back(c.id);
  places.kind.push_back(*kind);
  places.at.push_back(c.at);
  places.cell.push_back(grid.find(c.at).value_or(CellIdx{}));
  places.capacity.push_back(c.capacity);
  places.capacity_mark.push_back(Mark::known);
  places.name.push_back(c.name);
  places.hours.push_back({});
  places.entrances.push_back({});
  places.source.push_back(SourceRow{});
}

}  // namespace

LayerSet touches(const Delta& delta) {
  const LayerSet places = layers(LayerId::places), streets = layers(LayerId::streets),
                 transit = layers(LayerId::transit);
  LayerSet set;
  for (const Change& change : delta.changes)
    set |= std::visit(
        Overloaded{[&](const AddPlace&) { return places; }, [&](const ResizePlace&) { return places; },
                   [&](const AddPath&) { return streets; },
                   [](const SetLandUse&) { return layers(LayerId::land); },
                   [](const ScalePeople&) { return layers(LayerId::people); },
                   [&](const ChangeStretch&) { return streets; }, [&](const AddLine&) { return transit; },
                   [&](const SetHeadway&) { return transit; }, [&](const RerouteLine&) { return transit; },
                   [&](const RemoveLine&) { return transit; }, [&](const RemoveStop&) { return transit; }},
        change);
  return set;
}

std::vector<PlaceKindKey> kinds_touched(const City& base, const Delta& delta) {
  std::vector<PlaceKindKey> kinds;
  for (const Change& change : delta.changes) {
    if (const auto* add = std::get_if<AddPlace>(&change)) kinds.push_back(add->kind);
    if (const auto* resize = std::get_if<ResizePlace>(&change))
      if (const auto p = base.places->find(resize->place))
        kinds.push_back(base.places->kinds[base.places->kind[*p]]);
  }
  std::sort(kinds.begin(), kinds.end());
  kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
  return kinds;
}

Diagnostics resolve(const City& city, const Delta& delta) {
  Diagnostics d;
  std::vector<PlaceId> added;
  std::size_t i = 0;
  const auto known_cells = [&](const std::vector<CellId>& cells, const Where& at) {
    if (cells.empty()) d.problem("change.cells", say("no cells are named", "没有指定单元"), at);
    for (const CellId c : cells)
      if (!city.grid->find(c))
        d.problem("change.cell", say("there is no cell {}", "没有单元 {}", to_string(c)), at);
  };
  // A change is looked at in the city that the changes before it leave.
  std::optional<StreetsEdit> streets;
  std::optional<TransitEdit> transit;
  const auto step = [&](auto& edit, const auto& c, const Where& at) {
    Diagnostics found;
    edit.check(c, at, found);
    if (!found.has_problem()) edit.apply(c);
    for (const Diagnostic& one : found.items()) d.add(one);
  };
  const auto edit_streets = [&](const auto& c, const Where& at) {
    if (!streets) streets.emplace(*city.streets);
    step(*streets, c, at);
  };
  const auto edit_transit = [&](const auto& c, const Where& at) {
    if (!transit) transit.emplace(city);
    step(*transit, c, at);
  };
  for (const Change& change : delta.changes) {
    const Where at{"", 0, fmt::format("changes[{}]", i++)};
    std::visit(
        Overloaded{
            [&](const AddPlace& c) {
              if (!c.id.valid() || city.places->find(c.id) ||
                  std::find(added.begin(), added.end(), c.id) != added.end())
                d.problem("change.id",
                          say("the new place's id {} is taken or missing", "新设施的编号 {} 已被占用或缺失",
                              to_string(c.id)),
                          at);
              added.push_back(c.id);
              if (c.kind.empty())
                d.problem("change.kind", say("a new place needs a kind", "新设施需要类别"), at);
              if (!(c.capacity > 0) || !std::isfinite(c.capacity))
                d.problem("change.capacity",
                          say("a new place needs a capacity above 0", "新设施的容量须大于 0"), at);
              if (!std::isfinite(c.at.x) || !std::isfinite(c.at.y) || !city.grid->find(c.at))
                d.problem("change.off-grid",
                          say("{} is not in any cell of the city", "{} 不在城市的任何单元内", at_words(c.at)),
                          at,
                          say("Coordinates are metres in {}.", "坐标为 {} 下的米。", city.grid->spec().crs));
            },
            [&](const ResizePlace& c) {
              if (!city.places->find(c.place) &&
                  std::find(added.begin(), added.end(), c.place) == added.end())
                d.problem("change.place", say("there is no place {}", "没有设施 {}", to_string(c.place)), at);
              if (!(c.capacity >= 0) || !std::isfinite(c.capacity))
                d.problem("change.capacity", say("a capacity cannot be negative", "容量不能为负"), at);
            },
            [&](const AddPath& c) { edit_streets(c, at); },
            [&](const SetLandUse& c) {
              known_cells(c.cells, at);
              if (c.use.empty()) d.problem("change.use", say("which land use?", "缺少用地类型"), at);
            },
            [&](const ScalePeople& c) {
              known_cells(c.cells, at);
              if (!(c.factor >= 0) || !std::isfinite(c.factor))
                d.problem("change.factor",
                          say("people cannot be scaled by {}", "人口不能按 {} 缩放", c.factor), at);
            },
            [&](const ChangeStretch& c) { edit_streets(c, at); },
            [&](const AddLine& c) { edit_transit(c, at); }, [&](const SetHeadway& c) { edit_transit(c, at); },
            [&](const RerouteLine& c) { edit_transit(c, at); },
            [&](const RemoveLine& c) { edit_transit(c, at); },
            [&](const RemoveStop& c) { edit_transit(c, at); }},
        change);
  }
  return d;
}

City apply(const City& base, const Delta& delta) {
  City now = base;
  const LayerSet set = touches(delta);
  const auto touched = [&](LayerId l) { return set.test(static_cast<std::size_t>(l)); };
  Places places = touched(LayerId::places) ? *base.places : Places{};
  std::optional<StreetsEdit> streets;
  if (touched(LayerId::streets)) streets.emplace(*base.streets);
  std::optional<TransitEdit> transit;
  if (touched(LayerId::transit)) transit.emplace(base);
  Land land = touched(LayerId::land) ? *base.land : Land{};
  People people = touched(LayerId::people) ? *base.people : People{};
  const Grid& grid = *base.grid;
  for (const Change& change : delta.changes)
    std::visit(
        Overloaded{
            [&](const AddPlace& c) { add_place(places, grid, c); },
            [&](const ResizePlace& c) {
              if (const auto p = places.find(c.place)) {
                places.capacity[*p] = c.capacity;
                places.capacity_mark[*p] = Mark::known;
              }
            },
            [&](const AddPath& c) { streets->apply(c); },
            [&](const SetLandUse& c) {
              if (!land.find(c.use)) {
                land.uses.push_back(c.use);
                land.area_m2.emplace_back(grid.size());
              }
              for (const CellId id : c.cells)
                if (const auto cell = grid.find(id))
                  for (std::size_t u = 0; u < land.uses.size(); ++u)
                    land.area_m2[u][*cell] =
                        land.uses[u] == c.use ? static_cast<float>(grid.area_m2(*cell)) : 0;
            },
            [&](const ScalePeople& c) {
              const auto f = static_cast<float>(c.factor);
              for (const CellId id : c.cells)
                if (const auto cell = grid.find(id)) {
                  people.residents[*cell] *= f;
                  for (auto& group : people.by_group) group[*cell] *= f;
                }
            },
            [&](const ChangeStretch& c) { streets->apply(c); }, [&](const AddLine& c) { transit->apply(c); },
            [&](const SetHeadway& c) { transit->apply(c); }, [&](const RerouteLine& c) { transit->apply(c); },
            [&](const RemoveLine& c) { transit->apply(c); }, [&](const RemoveStop& c) { transit->apply(c); }},
        change);
  if (touched(LayerId::places)) now.places = freeze(std::move(places));
  if (touched(LayerId::streets)) now.streets = freeze(streets->done());
  if (touched(LayerId::transit)) now.transit = freeze(transit->done());
  if (touched(LayerId::land)) now.land = freeze(std::move(land));
  if (touched(LayerId::people)) now.people = freeze(std::move(people));
  return now;
}

std::vector<Point> sites(const City& base, const Change& change) {
  std::vector<Point> out;
  const auto cells = [&](const std::vector<CellId>& ids) {
    for (const CellId c : ids)
      if (const auto i = base.grid->find(c)) out.push_back(base.grid->centre(*i));
  };
  const auto route = [&](const std::vector<DrawnStop>& stops) {
    for (const DrawnStop& s : stops) out.push_back(s.at);
  };
  const Transit& t = *base.transit;
  const auto in_feed = [&](FeedIdx f, const std::string& name) {
    return name.empty() || t.feed_name[f] == name;
  };
  const auto line = [&](const std::string& feed, const std::string& ref) {
    std::vector<StopIdx> stops;
    for (const PatternIdx p : each(t.pattern_line)) {
      const LineIdx l = t.pattern_line[p];
      if (t.line_ref[l] == ref && in_feed(t.line_feed[l], feed))
        stops.insert(stops.end(), t.pattern_stops[p].begin(), t.pattern_stops[p].end());
    }
    std::sort(stops.begin(), stops.end());
    stops.erase(std::unique(stops.begin(), stops.end()), stops.end());
    for (const StopIdx s : stops) out.push_back(t.stop_at[s]);
  };
  std::visit(Overloaded{[&](const AddPlace& c) { out.push_back(c.at); },
                        [&](const ResizePlace& c) {
                          if (const auto p = base.places->find(c.place)) out.push_back(base.places->at[*p]);
                        },
                        [&](const AddPath& c) { out = c.line; }, [&](const SetLandUse& c) { cells(c.cells); },
                        [&](const ScalePeople& c) { cells(c.cells); },
                        [&](const ChangeStretch& c) { out.push_back(c.at); },
                        [&](const AddLine& c) { route(c.stops); },
                        [&](const SetHeadway& c) { line(c.feed, c.line); },
                        [&](const RerouteLine& c) { line(c.feed, c.line), route(c.stops); },
                        [&](const RemoveLine& c) { line(c.feed, c.line); },
                        [&](const RemoveStop& c) {
                          for (const StopIdx s : each(t.stop_ref))
                            if (t.stop_ref[s] == c.stop && in_feed(t.stop_feed[s], c.feed))
                              out.push_back(t.stop_at[s]);
                        }},
             change);
  return out;
}

}  // namespace cityloop
