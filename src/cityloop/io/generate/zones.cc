#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <numbers>
#include <set>

#include <fmt/format.h>

#include "cityloop/io/generate/sketch.h"

namespace cityloop::demo {
namespace {

using Side = std::pair<Spot, Spot>;  // a directed side of a superblock, corners in superblock coordinates

/// True where the corner lies on the municipality's edge: one of its four superblocks is missing.
bool outer(const Layout& l, Spot c) {
  return !l.find(c.x, c.y) || !l.find(c.x - 1, c.y) || !l.find(c.x, c.y - 1) || !l.find(c.x - 1, c.y - 1);
}
/// The superblocks on both sides of a side; one is missing for an outer side.
bool outer(const Layout& l, Side s) {
  const auto [a, b] = s;
  if (a.x == b.x) {
    const int y = std::min(a.y, b.y);
    return !l.find(a.x, y) || !l.find(a.x - 1, y);
  }
  const int x = std::min(a.x, b.x);
  return !l.find(x, a.y) || !l.find(x, a.y - 1);
}

/// The points of a side from `a` up to, not including, `b`. Corners on the municipality's edge are moved onto its smooth
/// border, so that zones fill it exactly; sides along the edge follow the border.
void follow(const Layout& l, Side side, std::vector<Point>& out) {
  // Always in one direction, so that both neighbours get the same points.
  const bool back = side.second < side.first;
  const auto [a, b] = back ? Side{side.second, side.first} : side;
  const Point pa = l.place(a.x * kUnits, a.y * kUnits), pb = l.place(b.x * kUnits, b.y * kUnits);
  const Point da = outer(l, a) ? l.on_border(pa) - pa : Point{},
              db = outer(l, b) ? l.on_border(pb) - pb : Point{};
  std::vector<Point> line;
  if (outer(l, side)) {
    const double from = std::atan2(pa.y, pa.x);
    const double turn = std::remainder(std::atan2(pb.y, pb.x) - from, 2 * std::numbers::pi);
    const int n = std::max(2, static_cast<int>(std::ceil(std::abs(turn) * l.radius_m() / 60)));
    for (int k = 0; k <= n; ++k) {
      const double at = from + turn * k / n;
      line.push_back(l.on_border({std::cos(at), std::sin(at)}));
    }
  } else {
    constexpr int kSteps = 6;
    for (int k = 0; k <= kSteps; ++k) {
      const double t = static_cast<double>(k) / kSteps;
      line.push_back(l.place((a.x + t * (b.x - a.x)) * kUnits, (a.y + t * (b.y - a.y)) * kUnits) +
                     (1 - t) * da + t * db);
    }
  }
  if (back) std::reverse(line.begin(), line.end());
  out.insert(out.end(), line.begin(), line.end() - 1);
}

/// Rings around a set of superblocks, in superblock corners; counter-clockwise outside, clockwise holes.
std::vector<std::vector<Spot>> outline(const std::set<Spot>& members) {
  std::map<Spot, std::vector<Spot>> next;
  for (const Spot m : members) {
    const std::array<Spot, 4> c{{{m.x, m.y}, {m.x + 1, m.y}, {m.x + 1, m.y + 1}, {m.x, m.y + 1}}};
    const std::array<Spot, 4> beyond{{{m.x, m.y - 1}, {m.x + 1, m.y}, {m.x, m.y + 1}, {m.x - 1, m.y}}};
    for (std::size_t k = 0; k < 4; ++k)
      if (!members.contains(beyond[k])) next[c[k]].push_back(c[(k + 1) % 4]);
  }
  std::vector<std::vector<Spot>> rings;
  while (!next.empty()) {
    std::vector<Spot> ring;
    const Spot start = next.begin()->first;
    Spot here = start, before = start;
    do {
      auto& ways = next[here];
      std::size_t pick = 0;
      // Where two rings touch, turn left: rings then part instead of crossing.
      if (ways.size() > 1 && !ring.empty()) {
        const int dx = here.x - before.x, dy = here.y - before.y;
        for (std::size_t k = 0; k < ways.size(); ++k)
          if (ways[k] == Spot{here.x - dy, here.y + dx}) pick = k;
      }
      const Spot then = ways[pick];
      ways.erase(ways.begin() + static_cast<std::ptrdiff_t>(pick));
      if (ways.empty()) next.erase(here);
      ring.push_back(here);
      before = here;
      here = then;
    } while (here != start);
    rings.push_back(std::move(ring));
  }
  return rings;
}

std::vector<std::vector<Point>> rings_of(const Layout& l, const std::set<Spot>& members) {
  std::vector<std::vector<Point>> rings;
  for (const std::vector<Spot>& corners : outline(members)) {
    std::vector<Point> ring;
    for (std::size_t k = 0; k < corners.size(); ++k)
      follow(l, {corners[k], corners[(k + 1) % corners.size()]}, ring);
    rings.push_back(std::move(ring));
  }
  return rings;
}

/// Splits superblocks into compact groups of about `target` people: halves along the longer axis, again and again.
void split(const Layout& l, std::vector<std::uint32_t> group, double target, std::size_t most_blocks,
           const std::function<void(std::vector<std::uint32_t>)>& give) {
  double people = 0;
  int x0 = 1 << 30, x1 = -x0, y0 = x0, y1 = -x0;
  for (const std::uint32_t k : group) {
    const Superblock& b = l.superblocks()[k];
    people += b.people;
    x0 = std::min(x0, b.i), x1 = std::max(x1, b.i), y0 = std::min(y0, b.j), y1 = std::max(y1, b.j);
  }
  if (group.size() < 2 || (people <= 1.4 * target && group.size() <= most_blocks))
    return give(std::move(group));
  const bool by_x = x1 - x0 >= y1 - y0;
  std::sort(group.begin(), group.end(), [&](std::uint32_t a, std::uint32_t b) {
    const Superblock &p = l.superblocks()[a], &q = l.superblocks()[b];
    return by_x ? std::pair{p.i, p.j} < std::pair{q.i, q.j} : std::pair{p.j, p.i} < std::pair{q.j, q.i};
  });
  // Cut between rows, never within one, at the row that halves people (or blocks, where hardly anybody lives).
  const auto row = [&](std::uint32_t k) { return by_x ? l.superblocks()[k].i : l.superblocks()[k].j; };
  const double per_block = people <= 1.4 * target ? 1 : 0;
  double all = 0, run = 0;
  for (const std::uint32_t k : group) all += per_block > 0 ? 1 : l.superblocks()[k].people;
  std::size_t cut = 0;
  double best = 2;
  for (std::size_t k = 1; k < group.size(); ++k) {
    run += per_block > 0 ? 1 : l.superblocks()[group[k - 1]].people;
    if (row(group[k]) == row(group[k - 1])) continue;
    if (const double off = std::abs(run / std::max(all, 1e-9) - 0.5); off < best) best = off, cut = k;
  }
  if (cut == 0) return give(std::move(group));
  split(l, {group.begin(), group.begin() + static_cast<std::ptrdiff_t>(cut)}, target, most_blocks, give);
  split(l, {group.begin() + static_cast<std::ptrdiff_t>(cut), group.end()}, target, most_blocks, give);
}

}  // namespace

std::vector<std::vector<Point>> zone_rings(const Layout& l, const Zone& zone) {
  std::set<Spot> members;
  for (const std::uint32_t k : zone.superblocks) members.insert({l.superblocks()[k].i, l.superblocks()[k].j});
  return rings_of(l, members);
}

std::vector<Point> border_ring(const Layout& l) {
  std::vector<Point> ring;
  const int n = std::max(180, static_cast<int>(2 * std::numbers::pi * l.radius_m() / 60));
  for (int k = 0; k < n; ++k) {
    const double a = 2 * std::numbers::pi * k / n;
    ring.push_back(l.on_border({std::cos(a), std::sin(a)}));
  }
  return ring;
}

void count_zone_people(Layout& l, Sketch& s) {
  for (Superblock& b : l.superblocks()) b.people = 0;
  for (const Block& b : s.blocks) l.superblocks()[b.superblock].people += b.people;
  for (Zone& z : s.zones) {
    z.people = 0;
    for (const std::uint32_t k : z.superblocks) z.people += l.superblocks()[k].people;
  }
}

void draw_zones(Layout& l, Sketch& s) {
  count_zone_people(l, s);
  double people = 0;
  for (const Superblock& b : l.superblocks()) people += b.people;

  // Districts: the old centre, the city east and west of it, the new district, and the counties around.
  const auto big = [&](double each) {
    return std::clamp(static_cast<int>(std::lround(people / each)), 1, 6);
  };
  struct District {
    Text name;
    std::vector<std::uint32_t> members;
  };
  std::vector<District> districts;
  const auto gather = [&](Text name, const std::function<bool(const Superblock&)>& in) {
    District d{std::move(name), {}};
    for (std::uint32_t k = 0; k < l.superblocks().size(); ++k)
      if (in(l.superblocks()[k])) d.members.push_back(k);
    if (!d.members.empty()) districts.push_back(std::move(d));
  };
  const auto middle = [](const Superblock& b) { return Point{(b.i + 0.5) * kUnits, (b.j + 0.5) * kUnits}; };
  const auto southern = [&](const Superblock& b) { return l.south(middle(b).x, middle(b).y); };
  const auto built = [](const Superblock& b) { return b.quarter != Quarter::rural; };
  const int core = l.inner_ring();
  const auto central = [&](const Superblock& b) {
    return (b.quarter == Quarter::old_town || b.quarter == Quarter::main_urban) && b.i >= -core &&
           b.i < core + 1 && b.j >= -core && b.j < core + 1;
  };
  gather({"Chengzhong District", "城中区"}, [&](const Superblock& b) { return central(b); });
  gather({"Chengdong District", "城东区"},
         [&](const Superblock& b) { return built(b) && !central(b) && !southern(b) && b.i >= 0; });
  gather({"Chengxi District", "城西区"},
         [&](const Superblock& b) { return built(b) && !central(b) && !southern(b) && b.i < 0; });
  gather({"Jiangnan New District", "江南新区"},
         [&](const Superblock& b) { return built(b) && southern(b) && !central(b); });
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kCounty{
      {{"Yunxi County", "云溪县"},
       {"Qinghe County", "清河县"},
       {"Shiqiao County", "石桥县"},
       {"Fengshou County", "丰收县"},
       {"Meiling County", "梅岭县"},
       {"Liulin County", "柳林县"}}};
  const int counties = people < 50'000 ? 1 : std::max(2, big(500'000));
  for (int c = 0; c < counties; ++c)
    gather({std::string{kCounty[static_cast<std::size_t>(c)].first},
            std::string{kCounty[static_cast<std::size_t>(c)].second}},
           [&](const Superblock& b) {
             const double turn = std::atan2(middle(b).y, middle(b).x) / (2 * std::numbers::pi) + 0.5;
             return !built(b) && std::min(counties - 1, static_cast<int>(turn * counties)) == c;
           });

  std::vector<Zone> streets, communities;
  std::uint64_t names = 0;
  for (std::size_t d = 0; d < districts.size(); ++d) {
    const std::string code = fmt::format("99{:02}", d + 1);
    Zone district{.level = "district",
                  .code = code,
                  .name = districts[d].name,
                  .parent = {},
                  .superblocks = districts[d].members};
    const bool rural = !built(l.superblocks()[districts[d].members.front()]);
    const double per_street = std::min(rural ? 25'000.0 : 60'000.0, people / 8);
    std::size_t street_no = 0;
    split(l, districts[d].members, per_street, rural ? 60 : 24, [&](std::vector<std::uint32_t> members) {
      const std::string street_code = fmt::format("{}{:03}", code, ++street_no);
      const Text n = area_name(names++);
      Zone street{.level = "street",
                  .code = street_code,
                  .name = {n.en + (rural ? " Township" : " Subdistrict"), n.zh + (rural ? "镇" : "街道")},
                  .parent = code,
                  .superblocks = members};
      std::size_t community_no = 0;
      split(l, std::move(members), rural ? 2'500 : 7'000, rural ? 9 : 4,
            [&](std::vector<std::uint32_t> part) {
              const std::string community_code = fmt::format("{}{:03}", street_code, ++community_no);
              const Text m = area_name(communities.size() + 11);
              Zone community{
                  .level = "community",
                  .code = community_code,
                  .name = {m.en + (rural ? " Village" : " Community"), m.zh + (rural ? "村" : "社区")},
                  .parent = street_code,
                  .superblocks = std::move(part)};
              for (const std::uint32_t k : community.superblocks) {
                l.superblocks()[k].district = static_cast<std::uint32_t>(d);
                l.superblocks()[k].street = static_cast<std::uint32_t>(streets.size());
                l.superblocks()[k].community = static_cast<std::uint32_t>(communities.size());
              }
              communities.push_back(std::move(community));
            });
      streets.push_back(std::move(street));
    });
    s.zones.push_back(std::move(district));
  }
  s.zones.insert(s.zones.end(), streets.begin(), streets.end());
  s.zones.insert(s.zones.end(), communities.begin(), communities.end());
  count_zone_people(l, s);
  for (Zone& z : s.zones) {
    z.people_first = z.people;
    std::array<double, kQuarters> by{};
    for (const std::uint32_t k : z.superblocks) {
      by[at(l.superblocks()[k].quarter)] += 1 + l.superblocks()[k].people;
    }
    z.mostly = static_cast<Quarter>(std::max_element(by.begin(), by.end()) - by.begin());
  }
  // The same boundaries in the OSM file, for those who read nothing else.
  for (const Zone& z : s.zones) {
    if (z.level == "community") continue;
    std::vector<OsmDraft::Member> members;
    for (const std::vector<Point>& ring : zone_rings(l, z)) {
      double twice = 0;
      for (std::size_t k = 0; k < ring.size(); ++k) {
        const Point a = ring[k], b = ring[(k + 1) % ring.size()];
        twice += a.x * b.y - b.x * a.y;
      }
      members.push_back(
          {'w', s.osm.area(ring, {{"boundary", "administrative"}}), twice > 0 ? "outer" : "inner"});
    }
    s.osm.relation(std::move(members), {{"type", "boundary"},
                                        {"boundary", "administrative"},
                                        {"admin_level", z.level == "district" ? "6" : "8"},
                                        {"name", z.name.zh},
                                        {"name:en", z.name.en},
                                        {"ref", z.code},
                                        {"source", "generated"}});
  }
}

}  // namespace cityloop::demo
