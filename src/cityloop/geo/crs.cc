#include "cityloop/geo/crs.h"

#include <cmath>
#include <limits>
#include <mutex>
#include <numbers>
#include <optional>
#include <proj.h>

namespace cityloop {
namespace {

/// A PROJ context without network and without words on stderr.
struct Context {
  PJ_CONTEXT* pj = proj_context_create();
  Context() {
    proj_context_set_enable_network(pj, 0);
    proj_log_level(pj, PJ_LOG_NONE);
  }
  ~Context() { proj_context_destroy(pj); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
};
struct Destroy {
  void operator()(PJ* p) const { proj_destroy(p); }
};
using OwnedPj = std::unique_ptr<PJ, Destroy>;

/// The offset systems are no systems to PROJ: own code on top of WGS 84.
enum class Offset { none, gcj02, bd09 };
Offset offset_of(const std::string& name) {
  std::string plain;
  for (const char c : name)
    if (c != '-' && c != '_' && c != ' ')
      plain += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  if (plain == "GCJ02") return Offset::gcj02;
  if (plain == "BD09" || plain == "BD09LL") return Offset::bd09;
  return Offset::none;
}
void to_wgs84(Offset offset, std::span<Point> points) {
  if (offset == Offset::none) return;
  for (Point& p : points) {
    LngLat at{p.x, p.y};
    if (offset == Offset::bd09) at = gcj02_from_bd09(at);
    at = wgs84_from_gcj02(at);
    p = {at.lng, at.lat};
  }
}
void from_wgs84(Offset offset, std::span<Point> points) {
  if (offset == Offset::none) return;
  for (Point& p : points) {
    LngLat at = gcj02_from_wgs84({p.x, p.y});
    if (offset == Offset::bd09) at = bd09_from_gcj02(at);
    p = {at.lng, at.lat};
  }
}

Error unknown_crs(const std::string& name, const Where& where) {
  return Error{Fault::bad_input,
               say("\"{}\" is not a coordinate system that PROJ knows.", "PROJ 不认识坐标系“{}”。", name),
               where,
               say("Write an EPSG code such as EPSG:4547 or EPSG:32650, or a WKT.",
                   "请写 EPSG 代码（如 EPSG:4547、EPSG:32650）或 WKT。")};
}
void require_known(PJ_CONTEXT* context, const std::string& name) {
  const OwnedPj crs{proj_create(context, name.c_str())};
  if (!crs || proj_is_crs(crs.get()) == 0) throw unknown_crs(name, {});
}

/// The horizontal system: of a compound or bound one, the one inside it.
OwnedPj horizontal(PJ_CONTEXT* context, const std::string& crs, const Where& where = {}) {
  OwnedPj pj{proj_create(context, crs.c_str())};
  if (!pj || proj_is_crs(pj.get()) == 0) throw unknown_crs(crs, where);
  while (pj &&
         (proj_get_type(pj.get()) == PJ_TYPE_COMPOUND_CRS || proj_get_type(pj.get()) == PJ_TYPE_BOUND_CRS))
    pj.reset(proj_get_type(pj.get()) == PJ_TYPE_COMPOUND_CRS ? proj_crs_get_sub_crs(context, pj.get(), 0)
                                                             : proj_get_source_crs(context, pj.get()));
  return pj;
}

// ---- GCJ-02 --------------------------------------------------------------------------------------------------------
// The published offset: a polynomial and sines around (105°E, 35°N) in metres, taken to degrees on the Krasovsky 1940
// ellipsoid. All map services use the same constants.

constexpr double kPi = std::numbers::pi;
constexpr double kSemiMajor = 6378245.0;
constexpr double kSquaredEccentricity = 0.00669342162296594323;

double waves(double x, double first, double second) {
  return (20 * std::sin(6 * x * kPi) + 20 * std::sin(2 * x * kPi) + first + second) * 2 / 3;
}
LngLat gcj02_offset(LngLat at) {
  const double x = at.lng - 105, y = at.lat - 35, root = std::sqrt(std::abs(x));
  const double north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves(x, 0, 0) +
                       (20 * std::sin(y * kPi) + 40 * std::sin(y / 3 * kPi)) * 2 / 3 +
                       (160 * std::sin(y / 12 * kPi) + 320 * std::sin(y * kPi / 30)) * 2 / 3;
  const double east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves(x, 0, 0) +
                      (20 * std::sin(x * kPi) + 40 * std::sin(x / 3 * kPi)) * 2 / 3 +
                      (150 * std::sin(x / 12 * kPi) + 300 * std::sin(x / 30 * kPi)) * 2 / 3;
  const double phi = at.lat / 180 * kPi;
  const double w2 = 1 - kSquaredEccentricity * std::sin(phi) * std::sin(phi);
  const double w = std::sqrt(w2);
  const double meridian = kSemiMajor * (1 - kSquaredEccentricity) / (w2 * w), normal = kSemiMajor / w;
  return {east * 180 / (normal * std::cos(phi) * kPi), north * 180 / (meridian * kPi)};
}

constexpr double kBaiduPi = kPi * 3000 / 180;

}  // namespace

struct Transform::Impl {
  Context context;
  OwnedPj pj;  // null: both sides are WGS 84 as far as PROJ is concerned
  Offset from = Offset::none, to = Offset::none;
  std::mutex mutex;  // a PJ serves one caller at a time

  std::size_t apply(PJ_DIRECTION direction, std::span<Point> points) {
    to_wgs84(direction == PJ_FWD ? from : to, points);
    if (pj) {
      const std::lock_guard lock{mutex};
      proj_errno_reset(pj.get());
      proj_trans_generic(pj.get(), direction, points.empty() ? nullptr : &points[0].x, sizeof(Point),
                         points.size(), points.empty() ? nullptr : &points[0].y, sizeof(Point), points.size(),
                         nullptr, 0, 0, nullptr, 0, 0);
    }
    from_wgs84(direction == PJ_FWD ? to : from, points);
    std::size_t failed = 0;
    for (Point& p : points) {
      if (std::isfinite(p.x) && std::isfinite(p.y)) continue;
      constexpr double nan = std::numeric_limits<double>::quiet_NaN();
      p = {nan, nan};
      ++failed;
    }
    return failed;
  }
};

Transform::Transform(const std::string& from, const std::string& to) : impl_{std::make_unique<Impl>()} {
  impl_->from = offset_of(from);
  impl_->to = offset_of(to);
  const std::string source = impl_->from == Offset::none ? from : "EPSG:4326";
  const std::string target = impl_->to == Offset::none ? to : "EPSG:4326";
  PJ_CONTEXT* context = impl_->context.pj;
  require_known(context, source);
  require_known(context, target);
  if (source == target) return;
  const OwnedPj made{proj_create_crs_to_crs(context, source.c_str(), target.c_str(), nullptr)};
  if (made) impl_->pj.reset(proj_normalize_for_visualization(context, made.get()));
  if (!impl_->pj)
    throw Error{Fault::bad_input, say("There is no way from the coordinate system \"{}\" to \"{}\".",
                                      "坐标系“{}”无法转换到“{}”。", from, to)};
}
Transform::~Transform() = default;
Transform::Transform(Transform&&) noexcept = default;
Transform& Transform::operator=(Transform&&) noexcept = default;

std::size_t Transform::forward(std::span<Point> points) const { return impl_->apply(PJ_FWD, points); }
std::size_t Transform::inverse(std::span<Point> points) const { return impl_->apply(PJ_INV, points); }
Point Transform::forward(Point p) const {
  impl_->apply(PJ_FWD, {&p, 1});
  return p;
}
Point Transform::inverse(Point p) const {
  impl_->apply(PJ_INV, {&p, 1});
  return p;
}

std::string auto_crs(LngLat centre) {
  // Area of use of CGCS2000 in the EPSG registry: 73.62°E to 134.77°E, 16.70°N to 53.56°N.
  if (centre.lng >= 73.62 && centre.lng <= 134.77 && centre.lat >= 16.70 && centre.lat <= 53.56) {
    const int meridian = static_cast<int>(std::clamp(std::round(centre.lng / 3) * 3, 75.0, 135.0));
    return "EPSG:" + std::to_string(4534 + (meridian - 75) / 3);
  }
  const int zone = static_cast<int>(std::clamp(std::floor((centre.lng + 180) / 6) + 1, 1.0, 60.0));
  return "EPSG:" + std::to_string((centre.lat < 0 ? 32700 : 32600) + zone);
}

std::string crs_wkt(const std::string& crs) {
  const Context context;
  require_known(context.pj, crs);
  const OwnedPj system{proj_create(context.pj, crs.c_str())};
  const char* const one_line[] = {"MULTILINE=NO", nullptr};
  const char* wkt = proj_as_wkt(context.pj, system.get(), PJ_WKT1_GDAL, one_line);
  if (wkt == nullptr) wkt = proj_as_wkt(context.pj, system.get(), PJ_WKT2_2019, one_line);
  return wkt == nullptr ? std::string{} : std::string{wkt};
}

bool north_first(const std::string& crs) {
  const Context context;
  const OwnedPj pj = horizontal(context.pj, crs);
  const OwnedPj axes{pj ? proj_crs_get_coordinate_system(context.pj, pj.get()) : nullptr};
  const char* direction = nullptr;
  return axes &&
         proj_cs_get_axis_info(context.pj, axes.get(), 0, nullptr, nullptr, &direction, nullptr, nullptr,
                               nullptr, nullptr) != 0 &&
         direction != nullptr && std::string_view{direction} == "north";
}

bool is_geographic(const std::string& crs) {
  const Context context;
  const OwnedPj pj = horizontal(context.pj, crs);
  const PJ_TYPE type = pj ? proj_get_type(pj.get()) : PJ_TYPE_UNKNOWN;
  return type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS;
}

void require_metric(const std::string& crs, const Where& where) {
  const Context context;
  const OwnedPj pj = horizontal(context.pj, crs, where);
  bool metric = pj && proj_get_type(pj.get()) == PJ_TYPE_PROJECTED_CRS;
  if (metric) {
    const OwnedPj axes{proj_crs_get_coordinate_system(context.pj, pj.get())};
    for (int i = 0; metric && i < 2; ++i) {
      double unit = 0;
      metric = axes &&
               proj_cs_get_axis_info(context.pj, axes.get(), i, nullptr, nullptr, nullptr, &unit, nullptr,
                                     nullptr, nullptr) != 0 &&
               unit == 1.0;
    }
  }
  if (!metric)
    throw Error{
        Fault::bad_input,
        say("\"{}\" is not a projected coordinate system in metres.", "“{}”不是以米为单位的投影坐标系。",
            crs),
        where,
        say("A city is measured on a plane: choose a system such as EPSG:4547 or EPSG:32650, or write auto.",
            "城市要在平面上度量：请选用 EPSG:4547、EPSG:32650 之类的坐标系，或写 auto。")};
}

bool outside_china(LngLat at) {
  return !(at.lng >= 72.004 && at.lng <= 137.8347 && at.lat >= 0.8293 && at.lat <= 55.8271);
}
LngLat gcj02_from_wgs84(LngLat at) {
  if (outside_china(at)) return at;
  const LngLat d = gcj02_offset(at);
  return {at.lng + d.lng, at.lat + d.lat};
}
LngLat wgs84_from_gcj02(LngLat at) {
  if (outside_china(at)) return at;
  // The offset changes by less than 1 % over its own length, so each step gains two digits.
  LngLat guess = at;
  for (int i = 0; i < 8; ++i) {
    const LngLat d = gcj02_offset(guess);
    guess = {at.lng - d.lng, at.lat - d.lat};
  }
  return guess;
}
LngLat bd09_from_gcj02(LngLat at) {
  const double z = std::hypot(at.lng, at.lat) + 0.00002 * std::sin(at.lat * kBaiduPi);
  const double theta = std::atan2(at.lat, at.lng) + 0.000003 * std::cos(at.lng * kBaiduPi);
  return {z * std::cos(theta) + 0.0065, z * std::sin(theta) + 0.006};
}
LngLat gcj02_from_bd09(LngLat at) {
  const double x = at.lng - 0.0065, y = at.lat - 0.006;
  const double z = std::hypot(x, y) - 0.00002 * std::sin(y * kBaiduPi);
  const double theta = std::atan2(y, x) - 0.000003 * std::cos(x * kBaiduPi);
  return {z * std::cos(theta), z * std::sin(theta)};
}

}  // namespace cityloop
