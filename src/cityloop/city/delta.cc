#include "cityloop/city/delta.h"

#include <algorithm>
#include <cmath>

#include "cityloop/base/document.h"
#include "cityloop/base/json.h"
#include "cityloop/city/layers.h"

namespace cityloop {
namespace {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

constexpr double kJoinWithin_m = 50;

/// The stretch nearest to a point that lies within `radius_m`, and where along it.
struct Foot {
  EdgeIdx edge;
  std::size_t segment = 0;
  Point at;
  double off_m = 0;
};
std::vector<Point> line_of(const Streets& s, EdgeIdx e) {
  std::vector<Point> line{s.at[s.from[e]]};
  line.insert(line.end(), s.bends[e].begin(), s.bends[e].end());
  line.push_back(s.at[s.to[e]]);
  return line;
}
std::optional<Foot> nearest_stretch(const Streets& s, Point p, double radius_m) {
  std::optional<Foot> best;
  for (const EdgeIdx e : each(s.from)) {
    Point a = s.at[s.from[e]];
    const auto bends = s.bends[e];
    for (std::size_t i = 0; i <= bends.size(); ++i) {
      const Point b = i < bends.size() ? bends[i] : s.at[s.to[e]];
      const Point foot = a + project(p, a, b) * (b - a);
      const double d = distance_m(p, foot);
      if (d <= radius_m && (!best || d < best->off_m)) best = Foot{e, i, foot, d};
      a = b;
    }
  }
  return best;
}
std::uint32_t millimetres(double m) {
  return static_cast<std::uint32_t>(std::max(1.0, std::round(m * 1000)));
}

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
  places.entrances.push_back({});
  places.source.push_back(SourceRow{});
}

/// Streets that can be cut: the columns of Streets with a vector of bends that may change.
struct Cutter {
  explicit Cutter(const Streets& s) : streets{s} {
    for (const EdgeIdx e : each(s.from)) bends.emplace_back(s.bends[e].begin(), s.bends[e].end());
  }
  EdgeIdx add(NodeIdx from, NodeIdx to, std::vector<Point> between, std::uint32_t mm, EdgeIdx like,
              Permit fwd, Permit back) {
    streets.from.push_back(from);
    streets.to.push_back(to);
    streets.length_mm.push_back(mm);
    streets.forward.push_back(fwd);
    streets.backward.push_back(back);
    streets.street_class.push_back(like.valid() ? streets.street_class[like] : StreetClass::path);
    streets.drive_kmh.push_back(like.valid() ? streets.drive_kmh[like] : std::uint8_t{0});
    streets.way_ref.push_back(like.valid() ? streets.way_ref[like] : 0);
    bends.push_back(std::move(between));
    const auto same = [&](auto& column, auto otherwise) {
      if (!column.empty()) column.push_back(like.valid() ? column[like] : otherwise);
    };
    for (auto* slope :
         {&streets.walk_forward, &streets.walk_backward, &streets.cycle_forward, &streets.cycle_backward})
      same(*slope, Streets::kFlat);
    same(streets.stress_forward, std::uint8_t{0});
    same(streets.stress_backward, std::uint8_t{0});
    same(streets.traffic, std::uint16_t{1000});
    return streets.source.push_back(like.valid() ? streets.source[like] : SourceRow{});
  }
  NodeIdx node(Point p) {
    streets.node_ref.push_back(0);
    return streets.at.push_back(p);
  }
  /// A node on the nearest stretch, which is split there in proportion of its length; or a loose node.
  NodeIdx join(Point p) {
    Streets now = done();
    const auto foot = nearest_stretch(now, p, kJoinWithin_m);
    if (!foot) return node(p);
    const EdgeIdx e = foot->edge;
    const auto line = line_of(now, e);
    double whole = 0, head = 0;
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
      const double d = distance_m(line[i], line[i + 1]);
      if (i < foot->segment) head += d;
      if (i == foot->segment) head += distance_m(line[i], foot->at);
      whole += d;
    }
    if (head < 0.5) return streets.from[e];
    if (whole - head < 0.5) return streets.to[e];
    const auto mm = static_cast<std::uint32_t>(std::round(streets.length_mm[e] * (head / whole)));
    const NodeIdx middle = node(foot->at);
    const auto cut = bends[e.v].begin() + static_cast<std::ptrdiff_t>(foot->segment);
    const NodeIdx end = streets.to[e];
    const EdgeIdx rest = add(middle, end, {cut, bends[e.v].end()}, std::max(1U, streets.length_mm[e] - mm), e,
                             streets.forward[e], streets.backward[e]);
    // Forbidden turns at the far end are now turns of the second half.
    for (const TurnIdx t : each(streets.turn_via)) {
      if (streets.turn_via[t] != end) continue;
      if (streets.turn_from[t] == e) streets.turn_from[t] = rest;
      if (streets.turn_to[t] == e) streets.turn_to[t] = rest;
    }
    auto& first = bends[e.v];
    first.resize(foot->segment);
    streets.to[e] = middle;
    streets.length_mm[e] = std::max(1U, mm);
    return middle;
  }
  Streets done() const {
    Streets out = streets;
    out.bends = {};
    for (const auto& b : bends) out.bends.push_back(b);
    return out;
  }
  Streets streets;
  std::vector<std::vector<Point>> bends;
};

void add_path(Streets& streets, const AddPath& c) {
  Cutter cutter{streets};
  const NodeIdx from = cutter.join(c.line.front());
  const NodeIdx to = cutter.join(c.line.back());
  std::vector<Point> line{cutter.streets.at[from]};
  line.insert(line.end(), c.line.begin() + 1, c.line.end() - 1);
  line.push_back(cutter.streets.at[to]);
  cutter.add(from, to, {line.begin() + 1, line.end() - 1}, millimetres(length_m(line)), EdgeIdx{}, c.modes,
             c.modes);
  streets = cutter.done();
}

std::string at_words(Point p) { return fmt::format("({:.0f}, {:.0f})", p.x, p.y); }

}  // namespace

LayerSet touches(const Delta& delta) {
  LayerSet set;
  for (const Change& change : delta.changes)
    set |= std::visit(Overloaded{[](const AddPlace&) { return layers(LayerId::places); },
                                 [](const ResizePlace&) { return layers(LayerId::places); },
                                 [](const AddPath&) { return layers(LayerId::streets); },
                                 [](const SetLandUse&) { return layers(LayerId::land); },
                                 [](const ScalePeople&) { return layers(LayerId::people); }},
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
            [&](const AddPath& c) {
              if (c.modes == 0 || c.modes > kAllModes)
                d.problem("change.modes", say("a path needs at least one mode", "道路至少需要一种出行方式"),
                          at);
              if (c.line.size() < 2 || length_m(c.line) < 1)
                d.problem(
                    "change.line",
                    say("a path needs two points at least 1 m apart", "道路至少需要相距 1 米以上的两点"), at);
              else
                for (const Point p : {c.line.front(), c.line.back()})
                  if (!nearest_stretch(*city.streets, p, kJoinWithin_m))
                    d.warning("change.loose",
                              say("the end at {} is more than {} m from any street and stays loose",
                                  "端点 {} 距任何道路超过 {} 米，将保持悬空", at_words(p), kJoinWithin_m),
                              at);
            },
            [&](const SetLandUse& c) {
              known_cells(c.cells, at);
              if (c.use.empty()) d.problem("change.use", say("which land use?", "缺少用地类型"), at);
            },
            [&](const ScalePeople& c) {
              known_cells(c.cells, at);
              if (!(c.factor >= 0) || !std::isfinite(c.factor))
                d.problem("change.factor",
                          say("people cannot be scaled by {}", "人口不能按 {} 缩放", c.factor), at);
            }},
        change);
  }
  return d;
}

City apply(const City& base, const Delta& delta) {
  City now = base;
  const LayerSet set = touches(delta);
  const auto touched = [&](LayerId l) { return set.test(static_cast<std::size_t>(l)); };
  Places places = touched(LayerId::places) ? *base.places : Places{};
  Streets streets = touched(LayerId::streets) ? *base.streets : Streets{};
  Land land = touched(LayerId::land) ? *base.land : Land{};
  People people = touched(LayerId::people) ? *base.people : People{};
  const Grid& grid = *base.grid;
  for (const Change& change : delta.changes)
    std::visit(Overloaded{[&](const AddPlace& c) { add_place(places, grid, c); },
                          [&](const ResizePlace& c) {
                            if (const auto p = places.find(c.place)) {
                              places.capacity[*p] = c.capacity;
                              places.capacity_mark[*p] = Mark::known;
                            }
                          },
                          [&](const AddPath& c) { add_path(streets, c); },
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
                          }},
               change);
  if (touched(LayerId::places)) now.places = freeze(std::move(places));
  if (touched(LayerId::streets)) now.streets = freeze(std::move(streets));
  if (touched(LayerId::land)) now.land = freeze(std::move(land));
  if (touched(LayerId::people)) now.people = freeze(std::move(people));
  return now;
}

Text describe(const Change& change) {
  return std::visit(
      Overloaded{[](const AddPlace& c) {
                   return say("add {} at {}, capacity {}", "在 {1} 新增 {0}，容量 {2}",
                              c.name.empty() ? c.kind.word : c.name, at_words(c.at), c.capacity);
                 },
                 [](const ResizePlace& c) {
                   return c.capacity > 0 ? say("set the capacity of place {} to {}",
                                               "将设施 {} 的容量设为 {}", to_string(c.place), c.capacity)
                                         : say("close place {}", "关闭设施 {}", to_string(c.place));
                 },
                 [](const AddPath& c) {
                   return say("add a path of {} m from {} to {}", "新增 {} 米道路，自 {} 至 {}",
                              std::round(length_m(c.line)), at_words(c.line.front()),
                              at_words(c.line.back()));
                 },
                 [](const SetLandUse& c) {
                   return say("turn {} cells into {}", "将 {} 个单元改为 {}", c.cells.size(), c.use.word);
                 },
                 [](const ScalePeople& c) {
                   return say("scale the residents of {} cells by {}", "将 {} 个单元的居民数乘以 {}",
                              c.cells.size(), c.factor);
                 }},
      change);
}

std::string to_json(const Delta& delta) {
  JsonWriter w;
  const auto cells = [&](const std::vector<CellId>& ids) {
    w.key("cells").begin_array();
    for (const CellId c : ids) w.value(to_string(c));
    w.end_array();
  };
  w.begin_object().key("changes").begin_array();
  for (const Change& change : delta.changes) {
    w.begin_object();
    std::visit(
        Overloaded{
            [&](const AddPlace& c) {
              w.field("do", "add_place").field("id", to_string(c.id)).field("kind", c.kind.word);
              w.field("x_m", c.at.x).field("y_m", c.at.y).field("capacity", static_cast<double>(c.capacity));
              if (!c.name.empty()) w.field("name", c.name);
            },
            [&](const ResizePlace& c) {
              w.field("do", "resize_place").field("place", to_string(c.place));
              w.field("capacity", static_cast<double>(c.capacity));
            },
            [&](const AddPath& c) {
              w.field("do", "add_path").key("modes").begin_array();
              for (std::size_t m = 0; m < kModeWords.size(); ++m)
                if ((c.modes & permit(static_cast<Mode>(m))) != 0) w.value(kModeWords[m]);
              w.end_array().key("line").begin_array();
              for (const Point p : c.line) w.begin_array().value(p.x).value(p.y).end_array();
              w.end_array();
            },
            [&](const SetLandUse& c) {
              w.field("do", "set_land_use").field("use", c.use.word);
              cells(c.cells);
            },
            [&](const ScalePeople& c) {
              w.field("do", "scale_people").field("factor", c.factor);
              cells(c.cells);
            }},
        change);
    w.end_object();
  }
  w.end_array().end_object();
  return w.take();
}

Delta parse_delta(const Document& doc) {
  static const std::vector<std::string> kDo{"add_place", "resize_place", "add_path", "set_land_use",
                                            "scale_people"};
  const auto cells = [](const Document& d) {
    std::vector<CellId> ids;
    for (const Document& c : d.at("cells").list()) ids.push_back(CellId{parse_hex(c.string(), "cell")});
    return ids;
  };
  Delta delta;
  for (const Document& d : doc.at("changes").list()) {
    switch (d.at("do").choice(kDo)) {
      case 0: {
        AddPlace c;
        c.kind = {d.at("kind").string()};
        c.at = {d.at("x_m").number(), d.at("y_m").number()};
        c.capacity = static_cast<float>(d.at("capacity").number());
        if (const auto name = d.find("name")) c.name = name->string();
        // Without an id the place is named by what and where it is, so that the same what-if drawn twice is one.
        if (const auto id = d.find("id")) c.id = PlaceId{parse_hex(id->string(), "place")};
        else
          c.id =
              PlaceId{id_of("what-if", c.kind.word, std::llround(c.at.x * 100), std::llround(c.at.y * 100))};
        delta.changes.emplace_back(std::move(c));
        break;
      }
      case 1:
        delta.changes.emplace_back(ResizePlace{PlaceId{parse_hex(d.at("place").string(), "place")},
                                               static_cast<float>(d.at("capacity").number())});
        break;
      case 2: {
        AddPath c;
        static const std::vector<std::string> kModes{kModeWords.begin(), kModeWords.end()};
        for (const Document& m : d.at("modes").list()) c.modes |= permit(static_cast<Mode>(m.choice(kModes)));
        for (const Document& p : d.at("line").list()) {
          const auto xy = p.list();
          if (xy.size() != 2) p.fail(say("a point is [x, y]", "点应写为 [x, y]"));
          c.line.push_back({xy[0].number(), xy[1].number()});
        }
        delta.changes.emplace_back(std::move(c));
        break;
      }
      case 3: delta.changes.emplace_back(SetLandUse{cells(d), {d.at("use").string()}}); break;
      default: delta.changes.emplace_back(ScalePeople{cells(d), d.at("factor").number()}); break;
    }
    d.done();
  }
  doc.done();
  return delta;
}

}  // namespace cityloop
