// Streets that are drawn, closed and slowed.

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "cityloop/city/edits.h"

namespace cityloop {
namespace {

constexpr double kJoinWithin_m = 50, kNameWithin_m = 25;

std::uint32_t millimetres(double m) {
  return static_cast<std::uint32_t>(std::max(1.0, std::round(m * 1000)));
}

/// One more row in every column of `I`: like another row, or with nothing in it. A column that Streets gains later
/// grows with the others; one that this city does not have stays empty.
template <class I>
I grow(Streets& s, I like, std::size_t rows) {
  I added{};
  const auto visit = [&](const char*, auto& column) {
    using C = std::remove_reference_t<decltype(column)>;
    if constexpr (std::is_same_v<typename C::index_type, I> &&
                  std::is_same_v<C, Column<I, typename C::value_type>>)
      if (column.size() == rows)
        added = column.push_back(like.valid() ? column[like] : typename C::value_type{});
  };
  Streets::columns(s, visit);
  return added;
}

}  // namespace

std::span<const Point> StreetsEdit::bends(EdgeIdx e) const {
  if (!redrawn_.empty())
    if (const auto it = redrawn_.find(e.v); it != redrawn_.end()) return it->second;
  return streets_.bends[e];
}

/// The stretch nearest to a point that lies within `radius_m`, and where along it; of equals the first.
std::optional<StreetsEdit::Foot> StreetsEdit::nearest(Point p, double radius_m, std::int64_t way_ref) const {
  std::optional<Foot> best;
  for (const EdgeIdx e : each(streets_.from)) {
    if (way_ref != 0 && streets_.way_ref[e] != way_ref) continue;
    Point a = streets_.at[streets_.from[e]];
    const auto between = bends(e);
    for (std::size_t i = 0; i <= between.size(); ++i) {
      const Point b = i < between.size() ? between[i] : streets_.at[streets_.to[e]];
      const Point foot = a + project(p, a, b) * (b - a);
      const double d = distance_m(p, foot);
      if (d <= radius_m && (!best || d < best->off_m)) best = Foot{e, i, foot, d};
      a = b;
    }
  }
  return best;
}

EdgeIdx StreetsEdit::add(NodeIdx from, NodeIdx to, std::vector<Point> between, std::uint32_t mm,
                         EdgeIdx like) {
  const EdgeIdx e = grow<EdgeIdx>(streets_, like, streets_.edges());
  streets_.from[e] = from;
  streets_.to[e] = to;
  streets_.length_mm[e] = mm;
  if (!like.valid()) {
    streets_.street_class[e] = StreetClass::path;
    streets_.source[e] = SourceRow{};
    for (auto* slope :
         {&streets_.walk_forward, &streets_.walk_backward, &streets_.cycle_forward, &streets_.cycle_backward})
      if (!slope->empty()) (*slope)[e] = Streets::kFlat;
    if (!streets_.traffic.empty()) streets_.traffic[e] = 1000;
  }
  redrawn_[e.v] = std::move(between);
  return e;
}

NodeIdx StreetsEdit::add_node(Point p) {
  const NodeIdx n = grow<NodeIdx>(streets_, NodeIdx{}, streets_.nodes());
  streets_.at[n] = p;
  return n;
}

/// A node on the nearest stretch, which is split there in proportion of its length; or a loose node.
NodeIdx StreetsEdit::join(Point p) {
  const auto foot = nearest(p, kJoinWithin_m);
  if (!foot) return add_node(p);
  const EdgeIdx e = foot->edge;
  const auto between = bends(e);
  std::vector<Point> line{streets_.at[streets_.from[e]]};
  line.insert(line.end(), between.begin(), between.end());
  line.push_back(streets_.at[streets_.to[e]]);
  double whole = 0, head = 0;
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    const double d = distance_m(line[i], line[i + 1]);
    if (i < foot->segment) head += d;
    if (i == foot->segment) head += distance_m(line[i], foot->at);
    whole += d;
  }
  if (head < 0.5) return streets_.from[e];
  if (whole - head < 0.5) return streets_.to[e];
  const auto mm = static_cast<std::uint32_t>(std::round(streets_.length_mm[e] * (head / whole)));
  const NodeIdx middle = add_node(foot->at);
  const auto cut = line.begin() + 1 + static_cast<std::ptrdiff_t>(foot->segment);
  const NodeIdx end = streets_.to[e];
  const EdgeIdx rest = add(middle, end, {cut, line.end() - 1}, std::max(1U, streets_.length_mm[e] - mm), e);
  // Forbidden turns at the far end are now turns of the second half.
  for (const TurnIdx t : each(streets_.turn_via)) {
    if (streets_.turn_via[t] != end) continue;
    if (streets_.turn_from[t] == e) streets_.turn_from[t] = rest;
    if (streets_.turn_to[t] == e) streets_.turn_to[t] = rest;
  }
  redrawn_[e.v] = {line.begin() + 1, cut};
  streets_.to[e] = middle;
  streets_.length_mm[e] = std::max(1U, mm);
  return middle;
}

void StreetsEdit::check(const AddPath& c, const Where& at, Diagnostics& d) const {
  if (c.modes == 0 || c.modes > kAllModes)
    d.problem("change.modes", say("a path needs at least one mode", "道路至少需要一种出行方式"), at);
  if (c.line.size() < 2 || !(length_m(c.line) >= 1) || !std::isfinite(length_m(c.line))) {
    d.problem("change.line",
              say("a path needs two points at least 1 m apart", "道路至少需要相距 1 米以上的两点"), at);
    return;
  }
  for (const Point p : {c.line.front(), c.line.back()})
    if (!nearest(p, kJoinWithin_m))
      d.warning("change.loose",
                say("the end at {} is more than {} m from any street and stays loose",
                    "端点 {} 距任何道路超过 {} 米，将保持悬空", at_words(p), kJoinWithin_m),
                at);
}

void StreetsEdit::check(const ChangeStretch& c, const Where& at, Diagnostics& d) const {
  if (c.closed > kAllModes) d.problem("change.modes", say("there is no such mode", "没有这种出行方式"), at);
  if (c.closed == 0 && c.drive_kmh == 0)
    d.problem(
        "change.nothing",
        say("a stretch is closed for some modes or given another speed: neither is said",
            "路段须对某些出行方式关闭或更改车速，二者均未给出"),
        at, say("Write `close: [drive]` or `drive_kmh: 30`.", "请写 `close: [drive]` 或 `drive_kmh: 30`。"));
  const auto foot = nearest(c.at, kNameWithin_m, c.way_ref);
  if (!foot) {
    const auto any = c.way_ref != 0 ? nearest(c.at, kNameWithin_m) : std::nullopt;
    if (any)
      d.problem("change.stretch",
                say("no stretch of way {} lies within {} m of {}; the nearest one belongs to way {}",
                    "{2} 周围 {1} 米内没有道路 {0} 的路段；最近的路段属于道路 {3}", c.way_ref, kNameWithin_m,
                    at_words(c.at), streets_.way_ref[any->edge]),
                at);
    else
      d.problem(
          "change.stretch",
          say("no street lies within {} m of {}", "{1} 周围 {0} 米内没有道路", kNameWithin_m, at_words(c.at)),
          at,
          say("Name a stretch by a point on it, in metres of the city's plane.",
              "请用路段上的一点（城市平面坐标，单位米）指定路段。"));
    return;
  }
  const Permit open = streets_.forward[foot->edge] | streets_.backward[foot->edge];
  if (c.closed != 0 && (open & c.closed) == 0 && c.drive_kmh == 0)
    d.warning("change.nothing",
              say("the stretch at {} is closed for these modes already", "{} 处的路段对这些出行方式本已关闭",
                  at_words(c.at)),
              at);
  if (c.drive_kmh != 0 && (open & static_cast<Permit>(~c.closed) & permit(Mode::drive)) == 0)
    d.warning("change.nothing",
              say("nobody may drive on the stretch at {}; its speed changes nothing",
                  "{} 处的路段不可驾车通行，车速更改不起作用", at_words(c.at)),
              at);
}

void StreetsEdit::apply(const AddPath& c) {
  const NodeIdx from = join(c.line.front());
  const NodeIdx to = join(c.line.back());
  std::vector<Point> line{streets_.at[from]};
  line.insert(line.end(), c.line.begin() + 1, c.line.end() - 1);
  line.push_back(streets_.at[to]);
  const EdgeIdx e = add(from, to, {line.begin() + 1, line.end() - 1}, millimetres(length_m(line)), EdgeIdx{});
  streets_.forward[e] = streets_.backward[e] = c.modes;
}

void StreetsEdit::apply(const ChangeStretch& c) {
  const auto foot = nearest(c.at, kNameWithin_m, c.way_ref);
  if (!foot) return;
  const auto stays = static_cast<Permit>(~c.closed);
  streets_.forward[foot->edge] &= stays;
  streets_.backward[foot->edge] &= stays;
  if (c.drive_kmh != 0) streets_.drive_kmh[foot->edge] = c.drive_kmh;
}

Streets StreetsEdit::done() const {
  Streets out = streets_;
  if (redrawn_.empty()) return out;
  std::vector<Point> data;
  data.reserve(streets_.bends.raw().size());
  std::vector<std::uint64_t> begin_of{0};
  begin_of.reserve(streets_.edges() + 1);
  for (const EdgeIdx e : each(streets_.from)) {
    const auto b = bends(e);
    data.insert(data.end(), b.begin(), b.end());
    begin_of.push_back(data.size());
  }
  out.bends.assign(std::move(data), std::move(begin_of));
  return out;
}

}  // namespace cityloop
