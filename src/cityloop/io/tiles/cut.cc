#include "cityloop/io/tiles/cut.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>

#include "cityloop/geo/meets.h"

namespace cityloop::mvt {
namespace {

constexpr double kWorldUnits = 4294967296.0;
/// Half the width of the world in EPSG:3857: π times the semi-major axis of WGS 84.
constexpr double kHalfWorld = std::numbers::pi * 6378137.0;

Spot rounded(Point p, double step) {
  return {static_cast<std::int32_t>(std::floor(p.x / step + 0.5) * step),
          static_cast<std::int32_t>(std::floor(p.y / step + 0.5) * step)};
}

/// The fraction [0,1] at which a segment enters and leaves a square (Liang and Barsky); false: it misses it.
bool within_square(Point a, Point b, double low, double high, double& enter, double& leave) {
  enter = 0;
  leave = 1;
  const auto side = [&](double p, double q) {  // p · t ≤ q
    if (p == 0) return q >= 0;
    const double t = q / p;
    if (p < 0) enter = std::max(enter, t);
    else leave = std::min(leave, t);
    return enter <= leave;
  };
  const Point d = b - a;
  return side(-d.x, a.x - low) && side(d.x, high - a.x) && side(-d.y, a.y - low) && side(d.y, high - a.y);
}

/// Marks what Douglas and Peucker keep between two kept points. No recursion: lines may be long.
void keep_far(std::span<const Point> line, double most, std::vector<char>& keep) {
  std::vector<std::pair<std::size_t, std::size_t>> open{{0, line.size() - 1}};
  while (!open.empty()) {
    const auto [a, b] = open.back();
    open.pop_back();
    double worst = most * most;
    std::size_t at = 0;
    const Point d = line[b] - line[a];
    const double squared = d.x * d.x + d.y * d.y;
    for (std::size_t i = a + 1; i < b; ++i) {
      const Point v = line[i] - line[a];
      const double t = squared > 0 ? std::clamp((v.x * d.x + v.y * d.y) / squared, 0.0, 1.0) : 0;
      const Point off = v - t * d;
      const double far = off.x * off.x + off.y * off.y;
      if (far > worst) worst = far, at = i;
    }
    if (at == 0) continue;
    keep[at] = 1;
    open.emplace_back(a, at);
    open.emplace_back(at, b);
  }
}

void finish_line(const std::vector<Point>& line, double most, std::vector<Path>& out) {
  if (line.size() < 2) return;
  std::vector<char> keep(line.size(), most > 0 ? 0 : 1);
  keep.front() = keep.back() = 1;
  if (most > 0) keep_far(line, most, keep);
  Path path;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (keep[i] == 0) continue;
    const Spot s = rounded(line[i], 1);
    if (path.empty() || path.back() != s) path.push_back(s);
  }
  if (path.size() >= 2) out.push_back(std::move(path));
}

template <class Inside, class Cut>
void keep_side(const std::vector<Point>& in, std::vector<Point>& out, Inside inside, Cut cut) {
  out.clear();
  for (std::size_t i = 0, j = in.size() - 1; i < in.size(); j = i++) {
    if (inside(in[j]) != inside(in[i])) out.push_back(cut(in[j], in[i]));
    if (inside(in[i])) out.push_back(in[i]);
  }
}
void clip_ring(std::vector<Point>& ring, double low, double high) {
  std::vector<Point> next;
  const auto side = [&](auto inside, auto cut) {
    if (ring.size() < 3) return;
    keep_side(ring, next, inside, cut);
    std::swap(ring, next);
  };
  const auto at_x = [](Point a, Point b, double x) {
    return Point{x, a.y + (x - a.x) / (b.x - a.x) * (b.y - a.y)};
  };
  const auto at_y = [](Point a, Point b, double y) {
    return Point{a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x), y};
  };
  side([&](Point p) { return p.x >= low; }, [&](Point a, Point b) { return at_x(a, b, low); });
  side([&](Point p) { return p.x <= high; }, [&](Point a, Point b) { return at_x(a, b, high); });
  side([&](Point p) { return p.y >= low; }, [&](Point a, Point b) { return at_y(a, b, low); });
  side([&](Point p) { return p.y <= high; }, [&](Point a, Point b) { return at_y(a, b, high); });
}

/// Leaves out points that say nothing: equal to the one before, or on the straight way between (spikes are that too).
Path without_idle_points(const Path& ring) {
  Path out;
  const auto idle = [](Spot a, Spot b, Spot c) {
    return std::int64_t{b.x - a.x} * (c.y - b.y) == std::int64_t{b.y - a.y} * (c.x - b.x);
  };
  for (const Spot s : ring) {
    while (!out.empty() && out.back() == s) out.pop_back();
    while (out.size() >= 2 && idle(out[out.size() - 2], out.back(), s)) out.pop_back();
    if (out.empty() || out.back() != s) out.push_back(s);
  }
  // The same across the seam.
  for (bool again = true; again && out.size() >= 3;) {
    again = false;
    if (out.back() == out.front() || idle(out[out.size() - 2], out.back(), out.front()))
      out.pop_back(), again = true;
    else if (idle(out.back(), out[0], out[1])) out.erase(out.begin()), again = true;
  }
  return out;
}

/// Surely convex, and so valid as it stands: all turns to one side, and once around only.
bool convex(const Path& ring) {
  const std::size_t n = ring.size();
  int turned = 0, x_changes = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const Spot a = ring[i], b = ring[(i + 1) % n], c = ring[(i + 2) % n];
    const std::int64_t cross = std::int64_t{b.x - a.x} * (c.y - b.y) - std::int64_t{b.y - a.y} * (c.x - b.x);
    if (cross == 0 || (turned != 0 && (cross > 0) != (turned > 0))) return false;
    turned = cross > 0 ? 1 : -1;
    // A side straight up counts to the right: a convex ring turns back in x twice.
    x_changes += (b.x - a.x >= 0) != (c.x - b.x >= 0) ? 1 : 0;
  }
  return x_changes <= 2;
}

/// Two equal rings enclose nothing between them: a tile that lies in a hole as a whole has the outer ring and the hole both
/// as its own border. GEOS keeps one of them.
void drop_equal_pairs(std::vector<Path>& rings) {
  if (rings.size() < 2) return;
  std::vector<Path> same_start = rings;
  for (Path& r : same_start) {
    if (twice_area(r) < 0) std::reverse(r.begin(), r.end());
    std::rotate(r.begin(), std::min_element(r.begin(), r.end()), r.end());
  }
  std::vector<char> gone(rings.size(), 0);
  for (std::size_t i = 0; i < rings.size(); ++i)
    for (std::size_t j = i + 1; j < rings.size() && gone[i] == 0; ++j)
      if (gone[j] == 0 && same_start[i] == same_start[j]) gone[i] = gone[j] = 1;
  std::size_t left = 0;
  for (std::size_t i = 0; i < rings.size(); ++i)
    if (gone[i] == 0) rings[left++] = rings[i];
  rings.resize(left);
}

bool read_whole(std::string_view text, unsigned& to) {
  if (text.empty() || text.size() > 8 || (text.size() > 1 && text[0] == '0')) return false;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), to);
  return fault == std::errc{} && end == text.data() + text.size();
}

}  // namespace

WorldSpot world_spot(Point p) {
  const auto unit = [](double share) {
    return static_cast<std::uint32_t>(std::clamp(std::floor(share * kWorldUnits), 0.0, kWorldUnits - 1));
  };
  return {unit((p.x + kHalfWorld) / (2 * kHalfWorld)), unit((kHalfWorld - p.y) / (2 * kHalfWorld))};
}

TileFrame::TileFrame(unsigned zoom, unsigned column, unsigned row) : z{zoom} {
  const double side = std::ldexp(kWorldUnits, -static_cast<int>(zoom));
  x = side * column;
  y = side * row;
  unit = side / kExtent;
}
Box TileFrame::world_box() const {
  const double around = kBuffer * unit, side = kExtent * unit;
  return {{x - around, y - around}, {x + side + around, y + side + around}};
}

double tolerance(unsigned zoom) { return zoom >= kFinest ? 0 : zoom >= 14 ? kPixel / 4 : kPixel / 2; }

void cut_line(const TileFrame& tile, std::span<const WorldSpot> line, std::vector<Path>& out) {
  constexpr double low = -kBuffer, high = kExtent + kBuffer;
  const double most = tolerance(tile.z);
  std::vector<Point> part;
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    const Point a = tile.at(line[i]), b = tile.at(line[i + 1]);
    double enter = 0, leave = 1;
    if (!within_square(a, b, low, high, enter, leave)) {
      finish_line(part, most, out);
      part.clear();
      continue;
    }
    if (enter > 0 || part.empty()) {
      finish_line(part, most, out);
      part.assign(1, a + enter * (b - a));
    }
    part.push_back(leave < 1 ? a + leave * (b - a) : b);
    if (leave < 1) {
      finish_line(part, most, out);
      part.clear();
    }
  }
  finish_line(part, most, out);
}

std::optional<Path> cut_ring(const TileFrame& tile, std::span<const WorldSpot> ring) {
  constexpr double low = -kBuffer, high = kExtent + kBuffer;
  std::vector<Point> points;
  points.reserve(ring.size());
  Box box;
  for (const WorldSpot s : ring) {
    points.push_back(tile.at(s));
    box.add(points.back());
  }
  if (box.low.x < low || box.low.y < low || box.high.x > high || box.high.y > high)
    clip_ring(points, low, high);
  if (points.size() < 3) return std::nullopt;
  // A square stays what it is; only what has many corners is thinned.
  const double step = ring.size() > 8 ? std::max(1.0, tolerance(tile.z)) : 1.0;
  Path path;
  path.reserve(points.size());
  for (const Point p : points) path.push_back(rounded(p, step));
  path = without_idle_points(path);
  if (path.size() < 3 || twice_area(path) == 0) return std::nullopt;
  return path;
}

std::vector<Path> valid_rings(std::vector<Path> rings) {
  drop_equal_pairs(rings);
  if (rings.empty()) return {};
  std::vector<std::vector<Path>> polygons{std::move(rings)};
  // What is repaired is rounded again, which may cross it again: three times is enough for all but a unit here and there.
  bool changed = true;
  for (int round = 0; round < 3 && changed; ++round) {
    changed = false;
    std::vector<std::vector<Path>> next;
    for (auto& polygon : polygons) {
      if (polygon.size() == 1 && convex(polygon[0])) {
        next.push_back(std::move(polygon));
        continue;
      }
      std::vector<std::vector<Point>> points;
      for (const Path& ring : polygon) {
        points.emplace_back();
        for (const Spot s : ring)
          points.back().push_back({static_cast<double>(s.x), static_cast<double>(s.y)});
      }
      const auto valid = valid_polygons(points);
      if (valid.size() == 1 && valid[0] == points) {
        next.push_back(std::move(polygon));
        continue;
      }
      changed = true;
      for (const auto& one : valid) {
        std::vector<Path> kept;
        for (std::size_t i = 0; i < one.size() && (i == 0 || !kept.empty()); ++i) {
          Path path;
          for (const Point p : one[i]) path.push_back(rounded(p, 1));
          path = without_idle_points(path);
          if (path.size() >= 3 && twice_area(path) != 0) kept.push_back(std::move(path));
        }
        if (!kept.empty()) next.push_back(std::move(kept));
      }
    }
    polygons = std::move(next);
  }
  std::vector<Path> out;
  for (auto& polygon : polygons)
    for (std::size_t i = 0; i < polygon.size(); ++i) {
      out.push_back(std::move(polygon[i]));
      if ((twice_area(out.back()) > 0) != (i == 0)) std::reverse(out.back().begin(), out.back().end());
    }
  return out;
}

std::optional<TileAddress> read_tile_address(std::string_view path) {
  TileAddress a;
  const auto until = [&](char mark) {
    const std::size_t at = path.find(mark);
    std::string_view word = path.substr(0, at);
    path.remove_prefix(at == std::string_view::npos ? path.size() : at + 1);
    return word;
  };
  a.set = until('/');
  if (a.set.empty() || !read_whole(until('/'), a.z) || !read_whole(until('/'), a.x) ||
      !read_whole(until('.'), a.y) || path != "mvt")
    return std::nullopt;
  if (a.z > kDeepest || a.x >> a.z != 0 || a.y >> a.z != 0) return std::nullopt;
  return a;
}

}  // namespace cityloop::mvt
