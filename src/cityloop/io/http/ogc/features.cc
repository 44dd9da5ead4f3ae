#include "cityloop/io/http/ogc/features.h"

#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

#include "cityloop/geo/meets.h"

namespace cityloop::ogc {
namespace {

constexpr std::size_t kAtOnce = 4096;  // geometries that are transformed together
constexpr double kNear =
    1e-4;  // degrees by which systems of other datums may differ, and the sag of long sides

std::string epsg_uri(std::string_view code) {
  return "http://www.opengis.net/def/crs/EPSG/0/" + std::string{code};
}

template <class Fn>
void each_point(Geometry& g, Fn fn) {
  if (auto* p = std::get_if<Point>(&g)) fn(*p);
  if (auto* line = std::get_if<LineString>(&g))
    for (Point& p : line->points) fn(p);
  if (auto* shape = std::get_if<Shape>(&g))
    for (auto& ring : shape->rings)
      for (Point& p : ring) fn(p);
}

/// EPSG:3857 to degrees for any number, however far outside.
Box degrees_of_mercator(const Box& b) {
  constexpr double kRadius = 6378137, kDegree = 180 / std::numbers::pi;
  const auto lat = [](double y) {
    return std::atan(std::sinh(std::clamp(y / kRadius, -20.0, 20.0))) * kDegree;
  };
  return {{b.low.x / kRadius * kDegree, lat(b.low.y)}, {b.high.x / kRadius * kDegree, lat(b.high.y)}};
}

/// The id of each feature: the layer's own where it has one, unique in any case.
std::vector<std::string> feature_ids(const City& city, const ExportLayer& layer) {
  std::vector<std::string> ids;
  ids.reserve(layer.rows);
  const ExportColumn* own = nullptr;
  for (const ExportColumn& c : layer.columns)
    if (c.name == "id") own = &c;
  const Streets& s = *city.streets;
  for (std::size_t row = 0; row < layer.rows; ++row) {
    ExportValue v;
    if (own != nullptr) v = own->value(row);
    if (const auto* word = std::get_if<std::string>(&v)) {
      ids.push_back(*word);
    } else if (layer.name == "streets") {
      // A stretch is named by the way and the junctions that it lies between, which outlive a snapshot.
      const auto e = idx<EdgeIdx>(row);
      ids.push_back(
          to_string_hex(id_of("street", s.way_ref[e], s.node_ref[s.from[e]], s.node_ref[s.to[e]],
                              s.at[s.from[e]].x, s.at[s.from[e]].y, s.at[s.to[e]].x, s.at[s.to[e]].y)));
    } else {
      ids.push_back(std::to_string(row));
    }
  }
  std::unordered_map<std::string, std::size_t> seen;
  for (std::string& id : ids)
    if (const std::size_t n = ++seen[id]; n > 1) id += "-" + std::to_string(n);
  return ids;
}

Moments whole_days(Date first, Date last) {
  return {Instant{first}, Instant{last} + std::chrono::hours{24} - std::chrono::seconds{1}};
}

}  // namespace

struct Features::Impl {
  FeatureSource source;
  std::vector<Finding> none;
  std::vector<Indicator> no_indicators;
  std::unique_ptr<const ExportRequest> request;  // what the layers refer to
  std::string version;
  std::vector<System> systems;
  std::size_t storage = 0;
  std::vector<std::unique_ptr<Transform>> from_plane;  // by system; null: the plane itself
  std::vector<std::unique_ptr<Collection>> collections;

  explicit Impl(FeatureSource given) : source{std::move(given)} {
    const City& city = *source.city;
    make_systems(city.grid->spec().crs);
    make_version(city);
    request = std::make_unique<const ExportRequest>(ExportRequest{
        city,
        source.indicators ? *source.indicators : no_indicators,
        source.measured.get(),
        source.assessed.get(),
        source.framework.get(),
        source.findings ? std::span<const Finding>{*source.findings} : std::span<const Finding>{},
        source.plan.get(),
        source.lang,
        {}});
    for (ExportLayer& layer : export_layers(*request))
      if (layer.kind != ExportLayer::Kind::table)
        collections.push_back(make_collection(city, without_small_counts(city, std::move(layer))));
  }

  void make_systems(const std::string& plane) {
    const auto add = [&](std::string uri, const std::string& name) {
      for (const System& s : systems)
        if (s.uri == uri) return;
      const bool degrees = is_geographic(name);
      systems.push_back({std::move(uri), name, north_first(name), degrees, degrees ? 7 : 3});
      // Transform takes x to the east always, so that CRS84 and EPSG:4326 are one to it.
      from_plane.push_back(
          name == plane ? nullptr
                        : std::make_unique<Transform>(plane, name == "OGC:CRS84" ? "EPSG:4326" : name));
    };
    add(std::string{kCrs84}, "OGC:CRS84");
    for (const char* code : {"4326", "4490", "3857"}) add(epsg_uri(code), std::string{"EPSG:"} + code);
    if (plane.starts_with("EPSG:")) add(epsg_uri(plane.substr(5)), plane);
    for (std::size_t s = 0; s < systems.size(); ++s)
      if (systems[s].name == plane) storage = s;
  }

  void make_version(const City& city) {
    Hasher h;
    h.add(id(city)).add(source.version).add(source.lang);
    h.add(source.framework ? source.framework->key.word : "");
    if (source.measured) {
      h.add(source.measured->snapshot);
      for (const auto& [key, field] : source.measured->fields) {
        h.add(key.word);
        h.bytes(field->value.data(), field->value.size() * sizeof(float));
        h.bytes(field->mark.data(), field->mark.size() * sizeof(Mark));
      }
    }
    if (source.assessed)
      for (const auto& c : source.assessed->criteria)
        h.bytes(c->scores.value.data(), c->scores.value.size() * sizeof(float));
    if (source.findings)
      for (const Finding& f : *source.findings) h.add(f.id.v).add(f.affected.base()).add(f.severity);
    if (source.plan) {
      for (const Choice& c : source.plan->chosen) h.add(c.project.id.v).add(number(c.start)).add(c.gain);
      for (const PassedOver& p : source.plan->passed_over) h.add(p.project.id.v).add(p.gain);
    }
    version = to_string_hex(h.done().hi);
  }

  std::unique_ptr<Collection> make_collection(const City& city, ExportLayer layer) {
    auto c = std::make_unique<Collection>();
    c->fid = feature_ids(city, layer);
    for (std::size_t row = 0; row < layer.rows; ++row)
      c->find.emplace(c->fid[row], static_cast<std::uint32_t>(row));
    if (layer.name == "findings")
      c->when = [all = source.findings](std::size_t row) -> std::optional<Moments> {
        return whole_days((*all)[row].first_seen, (*all)[row].first_seen);
      };
    if (layer.name == "projects")
      c->when = [plan = source.plan](std::size_t row) -> std::optional<Moments> {
        if (row >= plan->chosen.size()) return std::nullopt;  // passed over: at no time
        const Choice& made = plan->chosen[row];
        return whole_days(Date{made.start / 1 / 1}, Date{made.done / 12 / 31});
      };
    // Outlines of zones and findings are put together from cells: once is enough.
    if (layer.name != "cells" && layer.kind == ExportLayer::Kind::polygon) {
      auto kept = std::make_shared<std::vector<Geometry>>();
      for (std::size_t row = 0; row < layer.rows; ++row) kept->push_back(layer.shape(row));
      layer.shape = [kept](std::size_t row) { return (*kept)[row]; };
    }
    c->id = layer.name;
    c->title = layer.title;
    c->meaning = layer.meaning;
    c->kind = layer.kind;
    c->rows = layer.rows;
    c->columns = std::move(layer.columns);
    c->shape = std::move(layer.shape);
    std::vector<std::uint32_t> rows;
    for (std::size_t begin = 0; begin < c->rows; begin += kAtOnce) {
      rows.resize(std::min(kAtOnce, c->rows - begin));
      std::iota(rows.begin(), rows.end(), static_cast<std::uint32_t>(begin));
      for (const std::uint32_t row : rows) c->plane_box.push_back(geometry_bounds(c->shape(row)));
      for (const Geometry& g : published(*c, rows, 0)) c->degrees_box.push_back(geometry_bounds(g));
    }
    c->plane_tree = BoxTree{c->plane_box};
    c->degrees_tree = BoxTree{c->degrees_box};
    return c;
  }

  std::vector<Geometry> published(const Collection& c, std::span<const std::uint32_t> rows,
                                  std::size_t system) const {
    std::vector<Geometry> out;
    std::vector<Point> points;
    out.reserve(rows.size());
    for (const std::uint32_t row : rows) {
      out.push_back(c.shape(row));
      each_point(out.back(), [&](Point& p) { points.push_back(p); });
    }
    if (from_plane[system]) from_plane[system]->forward(points);
    const double fine = std::pow(10.0, systems[system].decimals);
    std::size_t at = 0;
    for (Geometry& g : out)
      each_point(g, [&](Point& p) {
        p = {std::round(points[at].x * fine) / fine, std::round(points[at].y * fine) / fine};
        ++at;
      });
    return out;
  }
};

Features::Features(FeatureSource source) : impl_{std::make_unique<const Impl>(std::move(source))} {}
Features::~Features() = default;
Features::Features(Features&&) noexcept = default;
Features& Features::operator=(Features&&) noexcept = default;

const City& Features::city() const { return *impl_->source.city; }
const std::string& Features::version() const { return impl_->version; }
const std::vector<System>& Features::systems() const { return impl_->systems; }
std::size_t Features::storage() const { return impl_->storage; }
const std::vector<std::unique_ptr<Collection>>& Features::collections() const { return impl_->collections; }
std::optional<std::size_t> Features::system(std::string_view uri) const {
  for (std::size_t s = 0; s < impl_->systems.size(); ++s)
    if (impl_->systems[s].uri == uri) return s;
  return std::nullopt;
}
const Collection* Features::find(std::string_view id) const {
  for (const auto& c : impl_->collections)
    if (c->id == id) return c.get();
  return nullptr;
}
std::vector<Geometry> Features::published(const Collection& c, std::span<const std::uint32_t> rows,
                                          std::size_t system) const {
  return impl_->published(c, rows, system);
}

std::vector<std::uint32_t> Features::meeting(const Collection& c, std::span<const Geometry> any_of,
                                             std::size_t system) const {
  const System& s = impl_->systems[system];
  const bool on_plane = impl_->from_plane[system] == nullptr;
  const bool same_degrees = s.degrees && (s.name == "OGC:CRS84" || s.name == "EPSG:4326");
  std::vector<char> met(c.rows, 0);
  for (const Geometry& g : any_of) {
    const Box box = geometry_bounds(g);
    if (box.empty()) continue;
    // Which may meet: by the boxes on the plane, or those in degrees; which surely do: where a box is asked for and holds
    // all of the feature.
    const auto* asked = std::get_if<Shape>(&g);
    const bool asked_box = asked != nullptr && *asked == box_shape(box);
    const auto& tree = on_plane ? c.plane_tree : c.degrees_tree;
    const Box wide = on_plane    ? box.grown(0.01)
                     : s.degrees ? box.grown(same_degrees ? 0 : kNear)
                                 : degrees_of_mercator(box).grown(kNear);
    const Box sure = !asked_box ? Box{} : on_plane ? box.grown(-0.01) : same_degrees ? box : Box{};
    std::vector<std::uint32_t> open;
    for (const std::uint32_t row : tree.search(wide)) {
      const Box& of = on_plane ? c.plane_box[row] : c.degrees_box[row];
      if (met[row] != 0) continue;
      if (!sure.empty() && sure.contains(of.low) && sure.contains(of.high)) met[row] = 1;
      else open.push_back(row);
    }
    const Meeting with{g};
    for (std::size_t begin = 0; begin < open.size(); begin += kAtOnce) {
      const std::span<const std::uint32_t> rows =
          std::span<const std::uint32_t>{open}.subspan(begin, std::min(kAtOnce, open.size() - begin));
      const auto shapes = impl_->published(c, rows, system);
      for (std::size_t i = 0; i < rows.size(); ++i)
        if (with(shapes[i])) met[rows[i]] = 1;
    }
  }
  std::vector<std::uint32_t> rows;
  for (std::size_t row = 0; row < met.size(); ++row)
    if (met[row] != 0) rows.push_back(static_cast<std::uint32_t>(row));
  return rows;
}

}  // namespace cityloop::ogc
