#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <optional>
#include <unordered_set>

#include "cityloop/base/hash.h"
#include "cityloop/io/generate/sketch.h"

namespace cityloop::demo {
namespace {

enum class Road : std::uint8_t {
  none,
  trunk,
  primary,
  secondary,
  tertiary,
  residential,
  living,
  lane,
  track
};

/// How a quarter is cut: streets per superblock side, and how wide its inner streets are.
constexpr std::array<int, kQuarters> kCuts{6, 3, 2, 2, 2, 1};
constexpr std::array<Road, kQuarters> kInner{Road::living,      Road::tertiary, Road::secondary,
                                             Road::residential, Road::tertiary, Road::track};
/// Residents per km² before the whole is brought to the number asked for.
constexpr std::array<double, kQuarters> kDensity{15000, 7500, 4000, 1200, 300, 190};

/// One line of the lattice: which steps of one unit carry a road.
struct LatticeLine {
  std::map<int, Road> steps;  // from → road of [from, from + 1]
};

class Draughtsman {
 public:
  Draughtsman(const Layout& layout, Sketch& sketch) : l_{layout}, s_{sketch} {}

  void draw() {
    lay_superblock_lines();
    for (std::uint32_t k = 0; k < l_.superblocks().size(); ++k) cut(k);
    for (std::uint32_t b = 0; b < s_.blocks.size(); ++b) fill(b);
    for (std::uint32_t b = 0; b < s_.blocks.size(); ++b) close(b);
    write_streets();
    motorway();
    greenway();
    s_.street_nodes += corner_.size();
  }

 private:
  // ---- laying roads on lattice lines ---------------------------------------------------------------------------
  /// Lays steps of a road; `over_water` only for bridges. A finer road never replaces a coarser one.
  void lay(bool east_west, int line, int from, int until, Road road, bool over_water = false) {
    LatticeLine& on = lines_[{east_west, line}];
    for (int k = from; k < until; ++k) {
      const Spot a = east_west ? Spot{k, line} : Spot{line, k},
                 b = east_west ? Spot{k + 1, line} : Spot{line, k + 1};
      if (!over_water && (l_.wet(a.x, a.y, 0.15) || l_.wet(b.x, b.y, 0.15) || across(a, b))) continue;
      Road& here = on.steps[k];
      if (here == Road::none || road < here) here = road;
    }
  }
  bool across(Spot a, Spot b) const { return l_.south(a.x, a.y) != l_.south(b.x, b.y); }
  bool road_at(bool east_west, int line, int step) const {
    const auto hit = lines_.find({east_west, line});
    return hit != lines_.end() && hit->second.steps.contains(step);
  }
  /// The street node at a lattice position; made when first asked for.
  std::uint32_t corner(Spot at) {
    const auto [hit, fresh] = corner_.try_emplace(key_of(at), 0);
    if (fresh) hit->second = s_.osm.node(l_.place(at.x, at.y));
    return hit->second;
  }

  Road class_of(bool east_west, int line, const Superblock& a, const Superblock& b, int from_centre) const {
    (void)east_west;
    const auto urban = [](Quarter q) { return q <= Quarter::new_district; };
    const int rank = std::abs(line);
    const bool ring = (rank == l_.outer_ring() || rank == l_.inner_ring()) && from_centre < rank;
    if (ring && rank == l_.outer_ring()) return Road::trunk;
    if (ring) return Road::primary;
    if (line == 0) return Road::primary;  // the radials: they reach the boundary
    if (urban(a.quarter) || urban(b.quarter)) return rank % 3 == 0 ? Road::primary : Road::secondary;
    if (a.quarter != Quarter::rural || b.quarter != Quarter::rural)
      return rank % 4 == 0 ? Road::secondary : Road::tertiary;
    return rank % 4 == 0 ? Road::secondary : Road::lane;
  }

  void lay_superblock_lines() {
    for (const Superblock& b : l_.superblocks()) {
      // The western and the southern side, where there is a city on both sides of the road.
      if (const Superblock* w = l_.find(b.i - 1, b.j)) {
        const int from_centre = std::max(std::abs(b.j), std::abs(b.j + 1)) - 1;
        lay(false, b.i * kUnits, b.j * kUnits, (b.j + 1) * kUnits, class_of(false, b.i, *w, b, from_centre),
            l_.bridge(b.i));
        mark_cuts(false, b.i * kUnits, b.j * kUnits, *w, b);
      }
      if (const Superblock* south = l_.find(b.i, b.j - 1)) {
        const int from_centre = std::max(std::abs(b.i), std::abs(b.i + 1)) - 1;
        lay(true, b.j * kUnits, b.i * kUnits, (b.i + 1) * kUnits,
            class_of(true, b.j, *south, b, from_centre));
        mark_cuts(true, b.j * kUnits, b.i * kUnits, *south, b);
      }
    }
  }
  /// Registers the junctions that inner streets of both sides make on a superblock's side.
  void mark_cuts(bool east_west, int line, int from, const Superblock& a, const Superblock& b) {
    for (const Superblock* s : {&a, &b}) {
      const int n = kCuts[at(s->quarter)];
      for (int k = 0; k <= n; ++k) {
        const int p = from + k * kUnits / n;
        junctions_.insert(key_of(east_west ? Spot{p, line} : Spot{line, p}));
      }
    }
  }

  void cut(std::uint32_t number) {
    const Superblock& b = l_.superblocks()[number];
    const int n = kCuts[at(b.quarter)], step = kUnits / n, x = b.i * kUnits, y = b.j * kUnits;
    for (int k = 1; k < n; ++k) {
      lay(false, x + k * step, y, y + kUnits, kInner[at(b.quarter)]);
      lay(true, y + k * step, x, x + kUnits, kInner[at(b.quarter)]);
    }
    for (int k = 0; k <= n; ++k)
      for (int m = 0; m <= n; ++m) junctions_.insert(key_of({x + k * step, y + m * step}));
    for (int k = 0; k < n; ++k)
      for (int m = 0; m < n; ++m)
        s_.blocks.push_back({.x0 = x + k * step,
                             .y0 = y + m * step,
                             .x1 = x + (k + 1) * step,
                             .y1 = y + (m + 1) * step,
                             .quarter = b.quarter,
                             .superblock = number});
  }

  // ---- what each block is for ----------------------------------------------------------------------------------
  Random random_of(const Block& b, std::string_view what) const {
    return l_.random(what, key_of({b.x0, b.y0}));
  }

  bool touches_water(const Block& b) const {
    for (int x = b.x0; x <= b.x1; ++x) {
      const double r = l_.river_y(x), bank = l_.river_half() + 0.25;
      if (b.y0 < r + bank && b.y1 > r - bank) return true;
    }
    return false;
  }

  void fill(std::uint32_t number) {
    Block& b = s_.blocks[number];
    Random r = random_of(b, "use");
    const double u = r.uniform();
    const double mx = 0.5 * (b.x0 + b.x1), my = 0.5 * (b.y0 + b.y1);
    // The sector in the north-west that services reached last.
    const double bearing = std::atan2(my, mx);
    b.deprived = b.quarter != Quarter::rural && bearing > 1.9 && bearing < 2.9;
    const auto pick = [&](std::initializer_list<std::pair<double, Use>> shares) {
      double sum = 0;
      for (const auto& [share, use] : shares)
        if ((sum += share) > u) return use;
      return Use::homes;
    };
    switch (b.quarter) {
      case Quarter::old_town:
        b.use = pick({{0.14, Use::shops}, {0.05, Use::offices}, {0.03, Use::campus}, {0.01, Use::park}});
        break;
      case Quarter::main_urban:
        b.use = pick({{0.10, Use::shops},
                      {0.07, Use::offices},
                      {0.06, Use::campus},
                      {0.02, Use::hospital},
                      {0.07, Use::park}});
        break;
      case Quarter::new_district:
        b.use = pick({{0.07, Use::shops},
                      {0.10, Use::offices},
                      {0.03, Use::campus},
                      {0.15, Use::park},
                      {0.10, Use::empty}});
        break;
      case Quarter::suburb:
        b.use = pick({{0.10, Use::factory}, {0.05, Use::shops}, {0.03, Use::park}, {0.17, Use::green}});
        break;
      case Quarter::industry:
        b.use = pick({{0.72, Use::factory}, {0.05, Use::offices}, {0.08, Use::green}});
        break;
      case Quarter::rural: b.use = Use::hamlet; break;
    }
    // Whatever the dice say, somebody lives in the middle of the old town, so that even the smallest city has a core.
    if (b.x0 == 0 && b.y0 == 0) b.use = Use::homes;
    if (b.use != Use::hamlet && touches_water(b)) b.use = Use::empty;
    if (b.use == Use::hamlet) place_hamlet(b, r);
    const double side = l_.unit_m() / 1000.0;
    if (b.use == Use::homes || b.use == Use::hamlet)
      b.people = kDensity[at(b.quarter)] * (b.x1 - b.x0) * (b.y1 - b.y0) * side * side * r.uniform(0.6, 1.5);
    if (b.use == Use::homes && b.quarter == Quarter::main_urban) split_compounds(b, r);
    if (b.use == Use::homes && b.quarter == Quarter::suburb) village_lanes(b);
    if (b.use == Use::homes && b.quarter == Quarter::old_town) old_lanes(b);
  }
  void place_hamlet(Block& b, Random& r) {
    b.use = Use::green;
    for (int trial = 0; trial < 8; ++trial) {
      const Spot c{b.x0 + 3 + static_cast<int>(r.below(7)), b.y0 + 3 + static_cast<int>(r.below(7))};
      const Point p = l_.place(c.x, c.y);
      bool dry = true;
      for (int d = -3; d <= 3; ++d) dry = dry && !l_.wet(c.x, c.y + d, 0.5);
      if (!dry || !l_.inside(p, 3.2 * l_.unit_m())) continue;
      // A lane to the nearest superblock road that is there.
      struct Way {
        bool east_west;
        int line, from, until, end;
      };
      std::array<Way, 4> ways{{{true, c.y, b.x0, c.x, b.x0},
                               {true, c.y, c.x, b.x1, b.x1},
                               {false, c.x, b.y0, c.y, b.y0},
                               {false, c.x, c.y, b.y1, b.y1}}};
      std::stable_sort(ways.begin(), ways.end(),
                       [](const Way& p1, const Way& p2) { return p1.until - p1.from < p2.until - p2.from; });
      for (const Way& w : ways) {
        bool clear = road_at(!w.east_west, w.end, w.east_west ? c.y : c.x);
        for (int k = w.from; k <= w.until && clear; ++k)
          clear = !l_.wet(w.east_west ? k : w.line, w.east_west ? w.line : k, 0.3);
        if (!clear) continue;
        lay(w.east_west, w.line, w.from, w.until, Road::lane);
        lay(true, c.y, c.x - 2, c.x + 2, Road::lane);
        lay(false, c.x, c.y - 2, c.y + 2, Road::lane);
        junctions_.insert(key_of(w.east_west ? Spot{w.end, c.y} : Spot{c.x, w.end}));
        for (int d = -2; d <= 2; ++d) {
          junctions_.insert(key_of({c.x + d, c.y}));
          junctions_.insert(key_of({c.x, c.y + d}));
        }
        b.use = Use::hamlet;
        b.hamlet = c;
        return;
      }
    }
  }
  /// Streets between the compounds of one block: none, one or a cross.
  void split_compounds(Block& b, Random& r) {
    const double u = r.uniform();
    const int mx = (b.x0 + b.x1) / 2, my = (b.y0 + b.y1) / 2;
    const bool ns = u < 0.75, ew = u < 0.50 || u > 0.88;
    if (ns) lay(false, mx, b.y0, b.y1, Road::residential);
    if (ew) lay(true, my, b.x0, b.x1, Road::residential);
    if (ns) junctions_.insert(key_of({mx, b.y0})), junctions_.insert(key_of({mx, b.y1}));
    if (ew) junctions_.insert(key_of({b.x0, my})), junctions_.insert(key_of({b.x1, my}));
    if (ns && ew) junctions_.insert(key_of({mx, my}));
  }
  void village_lanes(const Block& b) {
    for (int k = b.x0 + 2; k < b.x1; k += 2) lay(false, k, b.y0, b.y1, Road::lane);
    for (int k = b.y0 + 2; k < b.y1; k += 2) lay(true, k, b.x0, b.x1, Road::lane);
    for (int x = b.x0; x <= b.x1; x += 2)
      for (int y = b.y0; y <= b.y1; y += 2) junctions_.insert(key_of({x, y}));
  }
  void old_lanes(const Block& b) {
    lay(false, b.x0 + 1, b.y0, b.y1, Road::living);
    lay(true, b.y0 + 1, b.x0, b.x1, Road::living);
    for (int d = 0; d <= 2; ++d) {
      junctions_.insert(key_of({b.x0 + 1, b.y0 + d}));
      junctions_.insert(key_of({b.x0 + d, b.y0 + 1}));
    }
  }

  // ---- homes and compounds -------------------------------------------------------------------------------------
  void close(std::uint32_t number) {
    const Block& b = s_.blocks[number];
    Random r = random_of(b, "close");
    if (b.use == Use::factory) return compound(number, b.x0, b.y0, b.x1, b.y1, 140, r);
    if (b.use == Use::park) return park_paths(b);
    if (b.use == Use::hamlet) return hamlet_homes(number, r);
    if (b.use != Use::homes) return;
    switch (b.quarter) {
      case Quarter::main_urban: {
        const int mx = (b.x0 + b.x1) / 2, my = (b.y0 + b.y1) / 2;
        const bool ns = road_at(false, mx, b.y0), ew = road_at(true, my, b.x0);
        const std::vector<std::pair<int, int>> xs =
            ns ? std::vector<std::pair<int, int>>{{b.x0, mx}, {mx, b.x1}}
               : std::vector<std::pair<int, int>>{{b.x0, b.x1}};
        const std::vector<std::pair<int, int>> ys =
            ew ? std::vector<std::pair<int, int>>{{b.y0, my}, {my, b.y1}}
               : std::vector<std::pair<int, int>>{{b.y0, b.y1}};
        for (const auto& [x0, x1] : xs)
          for (const auto& [y0, y1] : ys) compound(number, x0, y0, x1, y1, 58, r);
        return;
      }
      case Quarter::new_district:
      case Quarter::industry: return compound(number, b.x0, b.y0, b.x1, b.y1, 88, r);
      case Quarter::old_town: return rows(number, b.x0, b.y0, b.x1, b.y1, 8, 0.86, r);
      default: return rows(number, b.x0, b.y0, b.x1, b.y1, 9, 0.70, r);
    }
  }

  void home(std::uint32_t block, double x, double y, double along, double deep, int floors, int year,
            Random& r) {
    const Block& b = s_.blocks[block];
    const bool flats = floors > 3;
    const std::string levels = std::to_string(floors), built = std::to_string(year);
    draw_building(
        l_, s_, x, y, along, deep,
        {{"building", flats ? "apartments" : "house"}, {"building:levels", levels}, {"start_date", built}});
    s_.homes.push_back({.at = l_.place(x, y),
                        .block = block,
                        .weight = static_cast<float>(along * deep * floors * r.uniform(0.75, 1.25))});
    (void)b;
  }
  int year_of(Quarter q, Random& r) const {
    constexpr std::array<std::array<int, 2>, kQuarters> kYears{
        {{1952, 1996}, {1986, 2014}, {2012, 2025}, {1984, 2016}, {1995, 2012}, {1978, 2021}}};
    const auto [low, high] = kYears[at(q)];
    return low + static_cast<int>(r.below(static_cast<std::uint64_t>(high - low + 1)));
  }

  /// Houses in rows on `n` × `n` positions of a block without walls.
  void rows(std::uint32_t block, int x0, int y0, int x1, int y1, int n, double share, Random& r) {
    const Quarter q = s_.blocks[block].quarter;
    const int count = q == Quarter::old_town ? 5 : n;
    for (int k = 0; k < count; ++k)
      for (int m = 0; m < count; ++m) {
        if (r.uniform() > share) continue;
        const double x = x0 + (x1 - x0) * (k + 0.5) / count, y = y0 + (y1 - y0) * (m + 0.5) / count;
        const bool old = q == Quarter::old_town;
        const double along = std::min(old ? 22.0 : 16.0, 0.7 * (x1 - x0) * l_.unit_m() / count);
        const double deep = std::min(old ? 14.0 : 11.0, 0.5 * (y1 - y0) * l_.unit_m() / count);
        home(block, x, y, along, deep, static_cast<int>(old ? 1 + r.below(3) : 2 + r.below(3)), year_of(q, r),
             r);
      }
  }
  void hamlet_homes(std::uint32_t block, Random& r) {
    const Block& b = s_.blocks[block];
    const int n = 18 + static_cast<int>(r.below(20));
    for (int k = 0; k < n; ++k) {
      const bool along = r.below(2) == 0;
      const double d = r.uniform(-2.0, 2.0), off = (r.below(2) == 0 ? 1 : -1) * r.uniform(0.22, 0.60);
      const double x = b.hamlet.x + (along ? d : off), y = b.hamlet.y + (along ? off : d);
      home(block, x, y, 13, 10, 1 + static_cast<int>(r.below(3)), year_of(b.quarter, r), r);
    }
  }

  /// A walled compound: a grid of paths inside that meets the streets at its gates and nowhere else.
  void compound(std::uint32_t block, int x0, int y0, int x1, int y1, double spacing_m, Random& r) {
    const Block& b = s_.blocks[block];
    const double inset = 24.0 / l_.unit_m();
    const double width = (x1 - x0 - 2 * inset) * l_.unit_m(), height = (y1 - y0 - 2 * inset) * l_.unit_m();
    const int nx = std::max(1, static_cast<int>(std::lround(width / spacing_m)));
    const int ny = std::max(1, static_cast<int>(std::lround(height / spacing_m)));
    const auto px = [&](double k) { return x0 + inset + (x1 - x0 - 2 * inset) * k / nx; };
    const auto py = [&](double m) { return y0 + inset + (y1 - y0 - 2 * inset) * m / ny; };

    // Sides that a street passes; the middle of a side is a whole unit or next to one.
    struct Gate {
      Spot street;
      int k, m;  // the path node it leads to
    };
    std::vector<Gate> gates;
    const int mx = (x0 + x1) / 2, my = (y0 + y1) / 2;
    const int km = static_cast<int>(std::lround(nx * (mx - x0) / static_cast<double>(x1 - x0)));
    const int mm = static_cast<int>(std::lround(ny * (my - y0) / static_cast<double>(y1 - y0)));
    if (road_at(true, y0, mx)) gates.push_back({{mx, y0}, km, 0});
    if (road_at(true, y1, mx)) gates.push_back({{mx, y1}, km, ny});
    if (road_at(false, x0, my)) gates.push_back({{x0, my}, 0, mm});
    if (road_at(false, x1, my)) gates.push_back({{x1, my}, nx, mm});
    if (gates.empty()) return;
    const std::size_t most = b.quarter == Quarter::main_urban ? 1 + r.below(3) : 1 + r.below(2);
    while (gates.size() > most)
      gates.erase(gates.begin() + static_cast<std::ptrdiff_t>(r.below(gates.size())));

    std::vector<std::uint32_t> node;
    for (int m = 0; m <= ny; ++m)
      for (int k = 0; k <= nx; ++k) node.push_back(s_.osm.node(l_.place(px(k), py(m))));
    s_.street_nodes += node.size() + 2 * gates.size();
    const auto at_grid = [&](int k, int m) { return node[static_cast<std::size_t>(m * (nx + 1) + k)]; };
    const OsmTags drive{
        {"highway", "service"}, {"service", "driveway"}, {"motor_vehicle", "private"}, {"foot", "yes"}};
    const OsmTags path{{"highway", "footway"}};
    for (int m = 0; m <= ny; ++m) {
      std::vector<std::uint32_t> refs;
      for (int k = 0; k <= nx; ++k) refs.push_back(at_grid(k, m));
      way(refs, m == 0 || m == ny ? drive : path);
    }
    for (int k = 0; k <= nx; ++k) {
      std::vector<std::uint32_t> refs;
      for (int m = 0; m <= ny; ++m) refs.push_back(at_grid(k, m));
      way(refs, k == 0 || k == nx ? drive : path);
    }
    for (const Gate& g : gates) {
      junctions_.insert(key_of(g.street));
      const std::uint32_t in = at_grid(g.k, g.m), out = corner(g.street);
      const Point a = s_.osm.nodes()[out], c = s_.osm.nodes()[in];
      const std::uint32_t bar = s_.osm.node(a + 0.45 * (c - a));
      s_.osm.tag_node(
          bar, {{"barrier", "gate"}, {"foot", "yes"}, {"bicycle", "yes"}, {"motor_vehicle", "private"}});
      const std::array<std::uint32_t, 3> refs{out, bar, in};
      way(refs, drive);
    }

    const std::uint64_t number = s_.homes.size();
    const Text name = compound_name(l_.random("compound name", key_of({x0, y0})).below(900));
    std::vector<Point> ring;
    const double wall = 0.4 * inset;
    for (const auto& [cx, cy] : {std::pair{x0 + wall, y0 + wall}, std::pair{x1 - wall, y0 + wall},
                                 std::pair{x1 - wall, y1 - wall}, std::pair{x0 + wall, y1 - wall}})
      ring.push_back(l_.place(cx, cy));
    if (b.use == Use::factory) {
      s_.osm.area(ring, {{"landuse", "industrial"}, {"barrier", "fence"}});
      for (int m = 0; m < ny; ++m)
        for (int k = 0; k < nx; ++k)
          if (r.uniform() < 0.62)
            draw_building(l_, s_, px(k + 0.5), py(m + 0.5), r.uniform(50, 95), r.uniform(25, 55),
                          {{"building", "industrial"}, {"building:levels", "1"}});
      return;
    }
    s_.osm.area(ring,
                {{"landuse", "residential"}, {"name", name.zh}, {"name:en", name.en}, {"barrier", "wall"}});
    const bool towers = b.quarter == Quarter::new_district;
    const int year = year_of(b.quarter, r);
    const int floors = towers        ? 11 + static_cast<int>(r.below(23))
                       : year < 2000 ? 5 + static_cast<int>(r.below(3))
                                     : 7 + static_cast<int>(r.below(12));
    for (int m = 0; m < ny; ++m)
      for (int k = 0; k < nx; ++k)
        if (r.uniform() < (towers ? 0.55 : 0.88))
          home(block, px(k + 0.5), py(m + 0.5), std::min(towers ? 26.0 : 38.0, 0.7 * width / nx),
               towers ? 18 : 13, floors, year, r);
    if (s_.homes.size() == number) home(block, px(0.5), py(0.5), 30, 13, floors, year, r);
  }

  void park_paths(const Block& b) {
    const int mx = (b.x0 + b.x1) / 2, my = (b.y0 + b.y1) / 2;
    const double inset = 15.0 / l_.unit_m();
    const std::uint32_t middle = s_.osm.node(l_.place(mx, my));
    for (const Spot& side : {Spot{mx, b.y0}, Spot{mx, b.y1}, Spot{b.x0, my}, Spot{b.x1, my}}) {
      const bool ew = side.x == mx;
      if (!road_at(ew, ew ? side.y : side.x, ew ? side.x : side.y)) continue;
      junctions_.insert(key_of(side));
      const std::array<std::uint32_t, 2> refs{corner(side), middle};
      way(refs, {{"highway", "footway"}});
    }
    std::vector<Point> ring;
    for (const auto& [x, y] : {std::pair{b.x0 + inset, b.y0 + inset}, std::pair{b.x1 - inset, b.y0 + inset},
                               std::pair{b.x1 - inset, b.y1 - inset}, std::pair{b.x0 + inset, b.y1 - inset}})
      ring.push_back(l_.place(x, y));
    const Text name = area_name(l_.random("park name", key_of({b.x0, b.y0})).below(200));
    const std::string zh = name.zh + "公园", en = name.en + " Park";
    s_.osm.area(ring, {{"leisure", "park"}, {"name", zh}, {"name:en", en}});
    ++s_.placed["park"][at(b.quarter)];
    ++s_.places;
  }

  // ---- writing ways --------------------------------------------------------------------------------------------
  void way(std::span<const std::uint32_t> refs, const OsmTags& tags) {
    s_.osm.way(refs, tags);
    ++s_.street_ways;
  }
  void write_streets() {
    for (const auto& [where, line] : lines_) {
      const bool ew = where.first;
      std::vector<std::uint32_t> refs;
      Road road = Road::none;
      bool bridge = false;
      int last = 0;
      const auto spot = [&](int k) { return ew ? Spot{k, where.second} : Spot{where.second, k}; };
      const auto flush = [&] {
        if (refs.size() > 1) write_way(ew, where.second, spot(last), refs, road, bridge);
        refs.clear();
      };
      for (const auto& [k, r] : line.steps) {
        const Spot a = spot(k), b = spot(k + 1);
        const bool over = l_.wet(a.x, a.y, 0) || l_.wet(b.x, b.y, 0) || across(a, b);
        if (refs.empty() || k != last || r != road || over != bridge || refs.size() > 60) {
          if (!refs.empty() && k == last && refs.back() != corner(a)) refs.push_back(corner(a));
          flush();
          refs.push_back(corner(a));
          road = r;
          bridge = over;
        }
        last = k + 1;
        // A node at junctions, at ends, and every few units where the line bends.
        const auto next = line.steps.find(k + 1);
        const bool ends = next == line.steps.end() || next->second != road;
        if (junctions_.contains(key_of(b)) || ends || (k + 1) % 4 == 0) refs.push_back(corner(b));
      }
      flush();
    }
  }
  void write_way(bool ew, int line, Spot where, const std::vector<std::uint32_t>& refs, Road road,
                 bool bridge) {
    constexpr std::array<std::string_view, 9> kHighway{
        "",     "trunk", "primary", "secondary", "tertiary", "residential", "living_street", "unclassified",
        "track"};
    constexpr std::array<std::string_view, 9> kSpeed{"", "80", "60", "50", "40", "30", "20", "30", "20"};
    constexpr std::array<std::string_view, 9> kLanes{"", "6", "6", "4", "2", "2", "", "", ""};
    const auto k = static_cast<std::size_t>(road);
    Text name;
    if (line % kUnits == 0 && road <= Road::tertiary) name = road_name(ew, line / kUnits);
    if (road == Road::trunk) name = {"Outer Ring Road", "外环路"};
    OsmTags tags{{"highway", kHighway[k]}, {"maxspeed", kSpeed[k]}};
    // The hill quarter of the old town: some of its lanes are flights of steps.
    if (road == Road::living && l_.random("steps", key_of(where)).uniform() < 0.06 && refs.size() <= 4)
      tags = {{"highway", "steps"}};
    else if (!kLanes[k].empty()) tags.emplace_back("lanes", kLanes[k]);
    if (road == Road::trunk || road == Road::primary) tags.emplace_back("sidewalk", "both");
    if (!name.empty()) tags.emplace_back("name", name.zh), tags.emplace_back("name:en", name.en);
    if (bridge) tags.emplace_back("bridge", "yes"), tags.emplace_back("layer", "1");
    way(refs, tags);
  }

  /// The motorway ring: no pedestrians, joined to the streets by slip roads where the radials pass under it.
  void motorway() {
    const double q = l_.motorway_units();
    if (!l_.inside(l_.place(q, 0), 200) || !l_.inside(l_.place(-q, 0), 200) ||
        !l_.inside(l_.place(0, q), 200) || !l_.inside(l_.place(0, -q), 200) ||
        !l_.inside(l_.place(q, q), 200))
      return;  // a town too small to have one
    const int quarter = 8 * static_cast<int>(std::ceil(2 * q / kUnits));
    std::vector<std::uint32_t> ring;
    std::array<std::uint32_t, 4> slip{};
    const std::array<Point, 5> corner_at{{{q, -q}, {q, q}, {-q, q}, {-q, -q}, {q, -q}}};
    for (std::size_t side = 0; side < 4; ++side)
      for (int k = 0; k < quarter; ++k) {
        const double t = static_cast<double>(k) / quarter;
        const Point p = corner_at[side] + t * (corner_at[side + 1] - corner_at[side]);
        ring.push_back(s_.osm.node(l_.place(p.x, p.y)));
        if (k == quarter / 2) slip[side] = ring.back();
      }
    ring.push_back(ring.front());
    s_.street_nodes += ring.size();
    for (std::size_t from = 0; from + 1 < ring.size(); from += 50) {
      const std::size_t until = std::min(from + 51, ring.size());
      way(std::span{ring}.subspan(from, until - from), {{"highway", "motorway"},
                                                        {"oneway", "no"},
                                                        {"maxspeed", "100"},
                                                        {"bridge", "viaduct"},
                                                        {"layer", "2"},
                                                        {"name", "绕城高速"},
                                                        {"name:en", "Ring Motorway"},
                                                        {"foot", "no"},
                                                        {"bicycle", "no"}});
    }
    const int near = (l_.outer_ring() + 1) * kUnits;
    const std::array<Spot, 4> at_street{{{near, 0}, {0, near}, {-near, 0}, {0, -near}}};
    for (std::size_t side = 0; side < 4; ++side) {
      const auto hit = corner_.find(key_of(at_street[side]));
      if (hit == corner_.end()) continue;
      const std::array<std::uint32_t, 2> refs{slip[side], hit->second};
      way(refs, {{"highway", "motorway_link"},
                 {"oneway", "no"},
                 {"maxspeed", "60"},
                 {"foot", "no"},
                 {"bicycle", "no"}});
    }
  }

  /// A path for walking and cycling along the northern bank, from bridge to bridge through the built-up area.
  void greenway() {
    const int reach = l_.outer_ring();
    std::vector<std::uint32_t> refs;
    const auto flush = [&] {
      if (refs.size() > 2)
        way(refs, {{"highway", "cycleway"},
                   {"foot", "designated"},
                   {"name", "滨江绿道"},
                   {"name:en", "Riverside Greenway"}});
      refs.clear();
    };
    for (int i = -reach; i <= reach; ++i) {
      // The bridge's landing on the northern bank is where the greenway meets the streets.
      const int x = i * kUnits, y = static_cast<int>(std::ceil(l_.river_y(x) + l_.river_half() + 0.2));
      const auto hit = corner_.find(key_of({x, y}));
      if (hit != corner_.end() && l_.bridge(i)) refs.push_back(hit->second);
      for (int k = 1; k < kUnits && i < reach; ++k) {
        const double u = x + k;
        refs.push_back(s_.osm.node(l_.place(u, l_.river_y(u) + l_.river_half() + 0.12)));
        ++s_.street_nodes;
      }
    }
    flush();
  }

  const Layout& l_;
  Sketch& s_;
  std::map<std::pair<bool, int>, LatticeLine> lines_;
  std::unordered_set<std::uint64_t> junctions_;
  std::unordered_map<std::uint64_t, std::uint32_t> corner_;
};

}  // namespace

void draw_streets(const Layout& layout, Sketch& sketch) { Draughtsman{layout, sketch}.draw(); }

}  // namespace cityloop::demo
