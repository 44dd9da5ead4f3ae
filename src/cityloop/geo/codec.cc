#include "cityloop/geo/codec.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <iterator>

namespace cityloop {
namespace {

// ---- writing -------------------------------------------------------------------------------------------------------

constexpr std::uint32_t kPoint = 1, kLine = 2, kPolygon = 3, kMultiPoint = 4, kMultiLine = 5,
                        kMultiPolygon = 6;

template <class T>
void put(std::string& out, T x) {
  static_assert(std::endian::native == std::endian::little);
  char raw[sizeof x];
  std::memcpy(raw, &x, sizeof x);
  out.append(raw, sizeof x);
}
void put_point(std::string& out, Point p) {
  put(out, p.x);
  put(out, p.y);
}
void put_head(std::string& out, std::uint32_t type) {
  out.push_back(1);  // little-endian
  put(out, type);
}

/// The points of a ring as the outside world wants them: closed, outer counter-clockwise, holes clockwise (RFC 7946).
std::vector<Point> closed_ring(const std::vector<Point>& ring, bool outer) {
  std::vector<Point> points = ring;
  if ((signed_area_m2(ring) > 0) != outer) std::reverse(points.begin() + 1, points.end());
  points.push_back(points.front());
  return points;
}
void put_rings(std::string& out, const Shape& shape, const std::vector<std::size_t>& part) {
  put(out, static_cast<std::uint32_t>(part.size()));
  for (std::size_t i = 0; i < part.size(); ++i) {
    const auto points = closed_ring(shape.rings[part[i]], i == 0);
    put(out, static_cast<std::uint32_t>(points.size()));
    for (const Point p : points) put_point(out, p);
  }
}

// ---- reading -------------------------------------------------------------------------------------------------------

class WkbReader {
 public:
  WkbReader(std::span<const std::uint8_t> bytes, const Where& where) : bytes_{bytes}, where_{where} {}

  Geometry whole() {
    Geometry g = one(0);
    if (at_ != bytes_.size()) fail("bytes are left over after the geometry", "几何之后还有多余的字节");
    return g;
  }

 private:
  [[noreturn]] void fail(std::string_view en, std::string_view zh) const {
    throw Error{Fault::bad_input,
                say("This WKB geometry cannot be read: {2} (byte {0} of {1}).",
                    "无法读取该 WKB 几何：{3}（第 {0} 字节，共 {1} 字节）。", at_, bytes_.size(), en, zh),
                where_,
                say("Export the geometry again as a polygon, line or point.", "请重新导出为面、线或点。")};
  }
  template <class T>
  T take(bool swap) {
    if (bytes_.size() - at_ < sizeof(T)) fail("it ends too early", "数据过早结束");
    std::uint8_t raw[sizeof(T)];
    for (std::size_t i = 0; i < sizeof(T); ++i) raw[swap ? sizeof(T) - 1 - i : i] = bytes_[at_ + i];
    at_ += sizeof(T);
    T x;
    std::memcpy(&x, raw, sizeof x);
    return x;
  }
  /// A count that the bytes left over can hold.
  std::size_t take_count(bool swap, std::size_t least_bytes_each) {
    const std::size_t n = take<std::uint32_t>(swap);
    if (n > (bytes_.size() - at_) / least_bytes_each) fail("it ends too early", "数据过早结束");
    return n;
  }
  Point take_point(bool swap, std::size_t dims) {
    Point p;
    p.x = take<double>(swap);
    p.y = take<double>(swap);
    for (std::size_t d = 2; d < dims; ++d) take<double>(swap);  // height and measure are not kept
    if (!std::isfinite(p.x) || !std::isfinite(p.y)) fail("a coordinate is not a number", "坐标不是数字");
    return p;
  }
  std::vector<Point> take_points(bool swap, std::size_t dims) {
    const std::size_t n = take_count(swap, 8 * dims);
    std::vector<Point> points;
    points.reserve(n);
    for (std::size_t i = 0; i < n; ++i) points.push_back(take_point(swap, dims));
    return points;
  }
  void take_rings(bool swap, std::size_t dims, Shape& shape) {
    const std::size_t n = take_count(swap, 4);
    for (std::size_t i = 0; i < n; ++i) {
      auto ring = take_points(swap, dims);
      if (ring.size() > 1 && ring.front() == ring.back()) ring.pop_back();
      if (!ring.empty()) shape.rings.push_back(std::move(ring));
    }
  }
  Geometry one(int depth) {
    const auto order = take<std::uint8_t>(false);
    if (order > 1) fail("the byte order is neither 0 nor 1", "字节序既不是 0 也不是 1");
    const bool swap = order == 0;
    auto type = take<std::uint32_t>(swap);
    std::size_t dims = 2;
    if ((type & 0x80000000U) != 0) ++dims;  // the extended form says Z, M and SRID with flags,
    if ((type & 0x40000000U) != 0) ++dims;
    if ((type & 0x20000000U) != 0) take<std::uint32_t>(swap);
    type &= 0x1fffffffU;
    if (type >= 4000) fail("its type is unknown", "几何类型未知");
    dims += type / 1000 == 3 ? 2 : (type >= 1000 ? 1 : 0);  // the standard form by thousands
    if (dims > 4) fail("its type is unknown", "几何类型未知");
    type %= 1000;
    switch (type) {
      case kPoint: return take_point(swap, dims);
      case kLine: return LineString{take_points(swap, dims)};
      case kPolygon: {
        Shape shape;
        take_rings(swap, dims, shape);
        return shape;
      }
      case kMultiPoint:
      case kMultiLine:
      case kMultiPolygon: return collected(swap, type, depth);
      default: fail("only points, lines and polygons are understood", "只支持点、线、面");
    }
  }
  Geometry collected(bool swap, std::uint32_t type, int depth) {
    if (depth > 0) fail("a collection lies within a collection", "集合里又有集合");
    const std::size_t n = take_count(swap, 5);
    if (type != kMultiPolygon && n != 1)
      fail("several points or lines in one geometry", "一个几何里有多个点或多条线");
    Shape all;
    for (std::size_t i = 0; i < n; ++i) {
      Geometry part = one(depth + 1);
      if (type != kMultiPolygon) {
        if ((type == kMultiPoint) != std::holds_alternative<Point>(part) ||
            std::holds_alternative<Shape>(part))
          fail("a part has another type than its collection", "集合成员的类型不符");
        return part;
      }
      Shape* polygon = std::get_if<Shape>(&part);
      if (polygon == nullptr) fail("a part has another type than its collection", "集合成员的类型不符");
      all.rings.insert(all.rings.end(), std::make_move_iterator(polygon->rings.begin()),
                       std::make_move_iterator(polygon->rings.end()));
    }
    return all;
  }

  std::span<const std::uint8_t> bytes_;
  const Where& where_;
  std::size_t at_ = 0;
};

// ---- GeoJSON -------------------------------------------------------------------------------------------------------

std::string decimal(double x, int decimals) {
  std::string s = fmt::format("{:.{}f}", x, decimals);
  if (s.find('.') != std::string::npos) {
    s.erase(s.find_last_not_of('0') + 1);
    if (s.back() == '.') s.pop_back();
  }
  return s == "-0" ? "0" : s;
}
std::string json_point(Point p, int decimals) {
  return '[' + decimal(p.x, decimals) + ',' + decimal(p.y, decimals) + ']';
}
std::string json_points(std::span<const Point> points, int decimals) {
  std::string out = "[";
  for (const Point p : points) {
    if (out.size() > 1) out += ',';
    out += json_point(p, decimals);
  }
  return out + ']';
}
std::string json_rings(const Shape& shape, const std::vector<std::size_t>& part, int decimals) {
  std::string out = "[";
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (i > 0) out += ',';
    out += json_points(closed_ring(shape.rings[part[i]], i == 0), decimals);
  }
  return out + ']';
}

}  // namespace

Box geometry_bounds(const Geometry& g) {
  if (const auto* shape = std::get_if<Shape>(&g)) return bounds(*shape);
  Box box;
  if (const auto* p = std::get_if<Point>(&g)) box.add(*p);
  if (const auto* line = std::get_if<LineString>(&g))
    for (const Point p : line->points) box.add(p);
  return box;
}

std::string to_wkb(const Geometry& g) {
  std::string out;
  if (const auto* p = std::get_if<Point>(&g)) {
    put_head(out, kPoint);
    put_point(out, *p);
  } else if (const auto* line = std::get_if<LineString>(&g)) {
    put_head(out, kLine);
    put(out, static_cast<std::uint32_t>(line->points.size()));
    for (const Point q : line->points) put_point(out, q);
  } else {
    const Shape& shape = std::get<Shape>(g);
    const auto parts = polygons_of(shape);
    if (parts.size() == 1) {
      put_head(out, kPolygon);
      put_rings(out, shape, parts[0]);
    } else {
      put_head(out, kMultiPolygon);
      put(out, static_cast<std::uint32_t>(parts.size()));
      for (const auto& part : parts) {
        put_head(out, kPolygon);
        put_rings(out, shape, part);
      }
    }
  }
  return out;
}

Geometry parse_wkb(std::span<const std::uint8_t> bytes, const Where& where) {
  return WkbReader{bytes, where}.whole();
}

std::string to_gpkg_blob(const Geometry& g, std::int32_t srs_id) {
  // GeoPackage 1.3, clause 2.1.3: "GP", version 0, flags (bit 0 little-endian, bits 1–3 envelope, bit 4 empty).
  const Box box = geometry_bounds(g);
  const bool envelope = !std::holds_alternative<Point>(g) && !box.empty();
  std::string out = "GP";
  out.push_back(0);
  out.push_back(static_cast<char>(1 | (envelope ? 2 : 0) | (box.empty() ? 16 : 0)));
  put(out, srs_id);
  if (envelope)
    for (const double x : {box.low.x, box.high.x, box.low.y, box.high.y}) put(out, x);
  return out + to_wkb(g);
}

std::string to_geojson(const Geometry& g, int decimals) {
  if (const auto* p = std::get_if<Point>(&g))
    return R"({"type":"Point","coordinates":)" + json_point(*p, decimals) + '}';
  if (const auto* line = std::get_if<LineString>(&g))
    return R"({"type":"LineString","coordinates":)" + json_points(line->points, decimals) + '}';
  const Shape& shape = std::get<Shape>(g);
  const auto parts = polygons_of(shape);
  if (parts.size() == 1)
    return R"({"type":"Polygon","coordinates":)" + json_rings(shape, parts[0], decimals) + '}';
  std::string out = R"({"type":"MultiPolygon","coordinates":[)";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += ',';
    out += json_rings(shape, parts[i], decimals);
  }
  return out + "]}";
}

}  // namespace cityloop
