#include "cityloop/io/import/osm_features.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "cityloop/io/import/csv.h"
#include "cityloop/io/import/to_plane.h"

namespace cityloop {
namespace {

constexpr double kEntranceStep = 100;  // metres between the entrances assumed along an open edge

bool on_plane(std::span<const Point> points) {
  return std::all_of(points.begin(), points.end(),
                     [](Point p) { return std::isfinite(p.x) && std::isfinite(p.y); });
}

/// No street has two nodes so far apart: the plane has torn it, as some do at the antimeridian.
bool leaps_somewhere(std::span<const Point> line) {
  constexpr double kMost_m = 100'000;
  for (std::size_t i = 1; i < line.size(); ++i)
    if (distance_m(line[i - 1], line[i]) > kMost_m) return true;
  return false;
}

/// The point half way along a line.
Point middle_of(std::span<const Point> line) {
  double left = length_m(line) / 2;
  for (std::size_t i = 1; i < line.size(); ++i) {
    const double d = distance_m(line[i - 1], line[i]);
    if (d >= left && d > 0) return line[i - 1] + (left / d) * (line[i] - line[i - 1]);
    left -= d;
  }
  return line.back();
}

Point inside(const Shape& shape) {
  const Point c = centroid(shape);  // cheap, and right for nearly every building
  return contains(shape, c) ? c : point_inside(shape);
}

class Adder {
 public:
  Adder(OsmFeatures& found, const Recipe& recipe, Import& in) : found_{found}, recipe_{recipe}, in_{in} {}

  void add(const OsmFeatures::Feature& f) {
    std::vector<Point> first = ring(f.first_ring);
    Shape shape;
    Point at;
    if (f.type == 'n') {
      at = first.front();
    } else if (f.open) {
      at = middle_of(first);
    } else {
      for (std::uint32_t r = 0; r < f.rings; ++r) shape.rings.push_back(ring(f.first_ring + r));
      at = inside(shape);
    }
    if (!on_plane({&at, 1})) {
      in_.run.notes.problem(
          "osm.position",
          say("an object lies outside the city's coordinate system", "对象超出城市坐标系范围"),
          Where{in_.spec.file, 0, std::string{f.type} + std::to_string(f.id)});
      return;
    }
    for (std::size_t i = 0; i < f.places.size(); ++i) add_place(f, i, shape, at);
    if (f.land >= 0 && !shape.empty())
      in_.into.add_land(recipe_.land[static_cast<std::size_t>(f.land)].use, shape, in_.file, f.id);
    if (f.building >= 0 && !shape.empty()) {
      BuildingDraft b;
      b.id = static_cast<std::uint64_t>(f.id) * 4 + (f.type == 'r' ? 2 : 1);
      b.at = at;
      b.footprint_m2 = area_m2(shape);
      b.floors = f.floors;
      b.year = f.year;
      b.use = recipe_.buildings[static_cast<std::size_t>(f.building)].use;
      b.file = in_.file;
      in_.into.add_building(std::move(b));
    }
  }

 private:
  std::vector<Point> ring(std::uint32_t r) const {
    const std::span<const Point> all{found_.points};
    const auto part = all.subspan(found_.ring_begin[r], found_.ring_begin[r + 1] - found_.ring_begin[r]);
    return {part.begin(), part.end()};
  }

  void add_place(const OsmFeatures::Feature& f, std::size_t i, const Shape& shape, Point at) {
    const Recipe::Place& rule = recipe_.places[f.places[i]];
    PlaceDraft draft;
    draft.kind = rule.kind;
    draft.ref = std::string{"osm:"} + f.type + std::to_string(f.id);
    draft.at = at;
    draft.name = f.name;
    draft.hours = f.hours;
    draft.file = in_.file;
    draft.item = f.id;
    if (f.capacity[i] >= 0) draft.capacity = f.capacity[i];
    else if (rule.capacity_is_area && !shape.empty())
      draft.capacity = static_cast<float>(std::max(1.0, area_m2(shape)));
    for (const std::uint32_t e : f.entrances) draft.entrances.push_back(found_.points[e]);
    if (draft.entrances.empty() && rule.boundary_entrances && !shape.empty())
      draft.entrances = along_boundary(shape, kEntranceStep);
    in_.into.add_place(std::move(draft));
  }

  OsmFeatures& found_;
  const Recipe& recipe_;
  Import& in_;
};

}  // namespace

float read_amount(std::string_view text) {
  const auto value = to_number(text);
  return value && *value >= 0 && *value < 1e9 ? static_cast<float>(*value) : -1.0F;
}

std::int16_t read_year_tag(std::string_view text) {
  int year = 0;
  if (text.size() < 4) return 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + 4, year);
  if (trouble != std::errc{} || end != text.data() + 4 || year < 1000 || year > 2200) return 0;
  if (text.size() > 4 && text[4] != '-' && text[4] != '.') return 0;
  return static_cast<std::int16_t>(year);
}

void add_features(OsmFeatures&& found, const Recipe& recipe, Import& in) {
  ToPlane{"EPSG:4326", in.into.crs()}(found.points);
  std::size_t off = 0, leaps = 0;
  for (const OsmFeatures::Stretch& s : found.stretches) {
    StreetDraft draft;
    draft.line.assign(found.points.begin() + static_cast<std::ptrdiff_t>(s.begin),
                      found.points.begin() + static_cast<std::ptrdiff_t>(s.end));
    if (s.gate) draft.line.push_back(draft.line.front());
    if (!on_plane(draft.line)) {
      ++off;
      continue;
    }
    if (leaps_somewhere(draft.line)) {
      ++leaps;
      continue;
    }
    draft.from_ref = s.from;
    draft.to_ref = s.to;
    draft.forward = s.permit.forward;
    draft.backward = s.permit.backward;
    draft.street_class = s.permit.street_class;
    draft.drive_kmh = s.permit.drive_kmh;
    draft.way_ref = s.way;
    draft.level = s.permit.level;
    draft.stress_forward = s.stress.forward;
    draft.stress_backward = s.stress.backward;
    draft.stress_said = s.stress.said;
    draft.from_signals = s.from_signals;
    draft.to_signals = s.to_signals;
    draft.file = in.file;
    in.into.add_street(std::move(draft));
  }
  found.stretches = {};
  if (leaps > 0)
    in.run.notes.problem("osm.leap",
                         say("{} streets leap more than 100 km from one node to the next",
                             "{} 条道路相邻节点相距超过 100 公里", leaps),
                         Where{in.spec.file},
                         say("at the antimeridian, choose `crs: auto` or the UTM zone beside it",
                             "在 180° 经线附近，请用 `crs: auto` 或相邻的 UTM 带"));
  if (off > 0)
    in.run.notes.problem(
        "osm.position",
        say("{} streets lie outside the city's coordinate system", "{} 条道路超出城市坐标系范围", off),
        Where{in.spec.file});
  Adder adder{found, recipe, in};
  for (std::size_t i = 0; i < found.features.size(); ++i) {
    if (i % 4096 == 0) in.run.check_stop();
    adder.add(found.features[i]);
  }
}

}  // namespace cityloop
