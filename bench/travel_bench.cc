// Travel on a synthetic lattice city: blocks of about 100 m with jittered corners, one cell a block, a tenth of the
// stretches missing. `./bench_travel_bench --benchmark_min_time=0.5` prints, for 10⁴, 10⁵ and 10⁶ nodes, what one search
// and one whole city cost.

#include <map>

#include <benchmark/benchmark.h>

#include "cityloop/base/parallel.h"
#include "cityloop/base/random.h"
#include "cityloop/city/layers.h"
#include "cityloop/simulate/travel/search.h"

namespace {

using namespace cityloop;

/// side² nodes, cells and street corners; a place for every 500 cells.
const City& lattice_city(std::size_t side) {
  static std::map<std::size_t, City> made;
  City& city = made[side];
  if (city.grid->size() > 0) return city;
  Random random{2027, side};
  Streets s;
  std::vector<CellId> ids;
  std::vector<Point> corner;
  for (std::size_t y = 0; y < side; ++y)
    for (std::size_t x = 0; x < side; ++x) {
      const Point middle{100.0 * static_cast<double>(x) + 50, 100.0 * static_cast<double>(y) + 50};
      ids.push_back(Grid::lattice_id(middle, 100));
      corner.push_back(middle + Point{random.uniform(-30, 30), random.uniform(-30, 30)});
    }
  // Corners are stored in random order, as an importer that meets them by id would.
  std::vector<std::uint32_t> order(corner.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint32_t>(i);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  std::vector<Point> at(corner.size());
  for (std::size_t i = 0; i < corner.size(); ++i) at[order[i]] = corner[i];
  s.at = Column<NodeIdx, Point>{std::move(at)};
  s.node_ref.resize(corner.size(), 0);
  const auto join = [&](std::size_t a, std::size_t b) {
    if (random.below(10) == 0) return;
    s.from.push_back(NodeIdx{order[a]});
    s.to.push_back(NodeIdx{order[b]});
    s.length_mm.push_back(static_cast<std::uint32_t>(distance_m(corner[a], corner[b]) * 1000) + 1);
    s.forward.push_back(kAllModes);
    s.backward.push_back(kAllModes);
    s.street_class.push_back(StreetClass::residential);
    s.drive_kmh.push_back(0);
    s.way_ref.push_back(0);
    s.bends.push_back({});
    s.source.push_back({});
  };
  for (std::size_t y = 0; y < side; ++y)
    for (std::size_t x = 0; x < side; ++x) {
      if (x + 1 < side) join(y * side + x, y * side + x + 1);
      if (y + 1 < side) join(y * side + x, (y + 1) * side + x);
    }
  Places p;
  p.kinds.push_back(PlaceKindKey{"clinic"});
  p.kind_names.push_back({});
  const double extent = 100.0 * static_cast<double>(side);
  for (std::uint64_t i = 0; i < corner.size() / 500; ++i) {
    p.id.push_back(PlaceId{i});
    p.kind.push_back(KindIdx{0});
    p.at.push_back({random.uniform(0, extent), random.uniform(0, extent)});
    p.cell.push_back({});
    p.capacity.push_back(1);
    p.capacity_mark.push_back(Mark::known);
    p.name.push_back({});
    p.entrances.push_back({});
    p.source.push_back({});
  }
  city.grid = freeze(Grid::lattice("EPSG:4547", 100, ids));
  city.streets = freeze(std::move(s));
  city.places = freeze(std::move(p));
  return city;
}

const Profile kWalk = default_profile(Mode::walk);
const KindIdx kClinic[] = {KindIdx{0}};

void sizes(benchmark::internal::Benchmark* b) {
  b->Arg(100)->Arg(316)->Arg(1000)->Unit(benchmark::kMillisecond);
}

void build_network(benchmark::State& state) {
  const City& city = lattice_city(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(Network{city.streets.shared(), kWalk}.nodes());
  state.counters["nodes"] = static_cast<double>(city.streets->nodes());
}
BENCHMARK(build_network)->Apply(sizes);

/// One search over everything.
void whole_city_search(benchmark::State& state) {
  const City& city = lattice_city(static_cast<std::size_t>(state.range(0)));
  const Network network{city.streets.shared(), kWalk};
  Search search{network};
  const Link home = network.link(city.grid->centre(idx<CellIdx>(city.grid->size() / 2)));
  double settled = 0;
  for (auto _ : state)
    settled += static_cast<double>(search.run(home, Heading::from_sources, kNoPath - 1).size());
  state.counters["settled/s"] = benchmark::Counter(settled, benchmark::Counter::kIsRate);
}
BENCHMARK(whole_city_search)->Apply(sizes);

/// 15 minutes on foot from one home after another, in the order of cells.
void search_15_min(benchmark::State& state) {
  const City& city = lattice_city(static_cast<std::size_t>(state.range(0)));
  QuietRun quiet;
  const Network network{city.streets.shared(), kWalk};
  const auto links = cell_links(city, kWalk, quiet.run);
  Search search{network};
  const Cost limit = network.limit(15 * minute);
  double settled = 0;
  std::size_t c = 0;
  for (auto _ : state) {
    settled +=
        static_cast<double>(search.run((*links)[idx<CellIdx>(c)], Heading::from_sources, limit).size());
    c = (c + 1) % links->size();
  }
  state.counters["settled/s"] = benchmark::Counter(settled, benchmark::Counter::kIsRate);
  state.counters["settled"] = benchmark::Counter(settled, benchmark::Counter::kAvgIterations);
}
BENCHMARK(search_15_min)->Arg(100)->Arg(316)->Arg(1000)->Unit(benchmark::kMicrosecond);

void link_all_cells(benchmark::State& state) {
  const City& city = lattice_city(static_cast<std::size_t>(state.range(0)));
  const Network network{city.streets.shared(), kWalk};
  for (auto _ : state)
    for (const CellIdx c : each(city.grid->cells().id))
      benchmark::DoNotOptimize(network.link(city.grid->centre(c)));
  state.counters["links/s"] = benchmark::Counter(static_cast<double>(city.grid->size()),
                                                 benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(link_all_cells)->Apply(sizes);

/// The k nearest of one place per 500 cells, for every cell; network and links ready.
void nearest_for_all_cells(benchmark::State& state) {
  const City& city = lattice_city(static_cast<std::size_t>(state.range(0)));
  QuietRun quiet;
  cell_links(city, kWalk, quiet.run);
  for (auto _ : state)
    benchmark::DoNotOptimize(
        nearest_places(city, kWalk, kClinic, 60 * minute, static_cast<std::size_t>(state.range(1)), quiet.run)
            .k);
  state.counters["cells/s"] = benchmark::Counter(static_cast<double>(city.grid->size()),
                                                 benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(nearest_for_all_cells)->ArgsProduct({{100, 316, 1000}, {1, 3}})->Unit(benchmark::kMillisecond);

/// The 15-minute walking circle of every cell: which of one place per 500 cells it reaches, from either side.
void circle_for_all_cells(benchmark::State& state) {
  const City& city = lattice_city(static_cast<std::size_t>(state.range(0)));
  const auto side = state.range(1) == 0 ? Side::places : Side::cells;
  for (auto _ : state) {
    state.PauseTiming();
    QuietRun quiet;  // nothing remembered but network and links
    cell_links(city, kWalk, quiet.run);
    state.ResumeTiming();
    benchmark::DoNotOptimize(places_within(city, kWalk, kClinic, 15 * minute, quiet.run, side).size());
  }
}
BENCHMARK(circle_for_all_cells)
    ->Args({100, 0})
    ->Args({100, 1})
    ->Args({316, 0})
    ->Args({316, 1})
    ->Args({1000, 0})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
