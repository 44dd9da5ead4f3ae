// The street engine on real cities and on a generated lattice: order, costs, matrix, circles, and plain Dijkstra beside
// them as the peer. CPU time is what counts: `bench_street_engine_bench --benchmark_filter=porto_alegre`.
// Real cities need the shared data (see tests/paths.h).

#include <cstdlib>
#include <map>

#include <benchmark/benchmark.h>

#include "bench/real_city.h"
#include "cityloop/base/parallel.h"
#include "cityloop/base/random.h"
#include "cityloop/simulate/travel/matrix.h"
#include "cityloop/simulate/travel/search.h"

namespace cityloop {
namespace {

using bench::real_city;

/// side² corners of 100 m, jittered, a tenth of the stretches missing, in random order.
std::shared_ptr<const Streets> lattice_streets(std::size_t side) {
  static std::map<std::size_t, std::shared_ptr<const Streets>> made;
  auto& held = made[side];
  if (held) return held;
  Random random{2027, side};
  Streets s;
  std::vector<std::uint32_t> order(side * side);
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  std::vector<Point> at(order.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    at[order[i]] = Point{100.0 * static_cast<double>(i % side), 100.0 * static_cast<double>(i / side)} +
                   Point{random.uniform(-30, 30), random.uniform(-30, 30)};
  const auto join = [&](std::size_t a, std::size_t b) {
    if (random.below(10) == 0) return;
    s.from.push_back(NodeIdx{order[a]});
    s.to.push_back(NodeIdx{order[b]});
    s.length_mm.push_back(static_cast<std::uint32_t>(distance_m(at[order[a]], at[order[b]]) * 1000) + 1);
    s.forward.push_back(kAllModes);
    s.backward.push_back(kAllModes);
    s.street_class.push_back(StreetClass::residential);
    s.drive_kmh.push_back(0);
    s.way_ref.push_back(0);
    s.bends.push_back({});
    s.source.push_back({});
  };
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i % side + 1 < side) join(i, i + 1);
    if (i + side < order.size()) join(i, i + side);
  }
  s.at = Column<NodeIdx, Point>{std::move(at)};
  s.node_ref.resize(order.size(), 0);
  held = std::make_shared<const Streets>(std::move(s));
  return held;
}

/// A network with its hierarchy and with the points that are asked about: the cells, or corners of the lattice.
struct World {
  std::shared_ptr<const Network> network;
  std::vector<Link> links;
  std::unique_ptr<Cch> cch;
  std::unique_ptr<CchCosts> costs;
};

World* world(const std::string& city, Mode mode) {
  static std::map<std::pair<std::string, Mode>, World> made;
  const auto [at, fresh] = made.try_emplace({city, mode});
  World& w = at->second;
  if (!fresh) return &w;
  QuietRun quiet;
  const Profile profile = default_profile(mode);
  if (city.starts_with("lattice_")) {
    const auto side = static_cast<std::size_t>(std::atoi(city.c_str() + 8));
    w.network = std::make_shared<const Network>(lattice_streets(side), profile);
    Random random{1, 1};
    for (int i = 0; i < 1000; ++i)
      w.links.push_back(w.network->link({random.uniform(0, 100.0 * static_cast<double>(side)),
                                         random.uniform(0, 100.0 * static_cast<double>(side))}));
  } else {
    const City* c = real_city(city);
    if (c == nullptr) {
      made.erase(at);
      return nullptr;
    }
    w.network = network(*c, profile, quiet.run);
    const auto links = cell_links(*c, profile, quiet.run);
    // At most 1,227 cells, as many as Porto Alegre has.
    const std::size_t step = std::max<std::size_t>(1, links->size() / 1227);
    for (std::size_t i = 0; i < links->size(); i += step) w.links.push_back((*links)[idx<CellIdx>(i)]);
  }
  w.cch = std::make_unique<Cch>(*w.network, quiet.run);
  w.costs = std::make_unique<CchCosts>(*w.cch, arc_costs(*w.network), quiet.run);
  return &w;
}

/// Preprocessing that no change of costs repeats: order and shortcuts.
void order(benchmark::State& state, const char* city, Mode mode) {
  World* w = world(city, mode);
  if (w == nullptr) return state.SkipWithError("no shared data");
  QuietRun quiet;
  for (auto _ : state) benchmark::DoNotOptimize(Cch{*w->network, quiet.run}.arcs());
  state.counters["nodes"] = static_cast<double>(w->network->nodes());
  state.counters["arcs"] = static_cast<double>(w->network->arcs());
  state.counters["shortcuts"] = static_cast<double>(w->cch->arcs());
  state.counters["height"] = static_cast<double>(w->cch->height());
  state.counters["MB"] = static_cast<double>(w->cch->bytes() + 8 * w->cch->arcs()) / 1e6;
}
/// All costs anew.
void customise(benchmark::State& state, const char* city, Mode mode) {
  World* w = world(city, mode);
  if (w == nullptr) return state.SkipWithError("no shared data");
  QuietRun quiet;
  const std::vector<Cost> cost = arc_costs(*w->network);
  for (auto _ : state) benchmark::DoNotOptimize(CchCosts{*w->cch, cost, quiet.run}.all().data());
}
/// One stretch, both ways, twice as slow and back again: two changes an iteration, stretch after stretch.
void change_one_stretch(benchmark::State& state, const char* city, Mode mode) {
  World* w = world(city, mode);
  if (w == nullptr) return state.SkipWithError("no shared data");
  std::map<std::uint32_t, std::vector<std::uint32_t>> arcs_of;
  for (std::uint32_t a = 0; a < w->network->arcs(); ++a)
    arcs_of[w->network->all_out()[a].edge.v].push_back(a);
  std::vector<std::vector<std::uint32_t>> stretches;
  for (auto& [edge, arcs] : arcs_of) stretches.push_back(arcs);
  Random random{3, 3};
  double looked_at = 0;
  for (auto _ : state) {
    const auto& arcs = stretches[random.below(stretches.size())];
    std::vector<CchCosts::Change> slow, back;
    for (const std::uint32_t a : arcs) {
      const Cost c = w->network->all_out()[a].cost;
      slow.push_back({a, 2 * c});
      back.push_back({a, c});
    }
    looked_at += static_cast<double>(w->costs->change(slow) + w->costs->change(back)) / 2;
  }
  state.counters["looked_at"] = benchmark::Counter(looked_at, benchmark::Counter::kAvgIterations);
}
/// Every point to every point; hierarchy and costs ready.
void matrix(benchmark::State& state, const char* city, Mode mode) {
  World* w = world(city, mode);
  if (w == nullptr) return state.SkipWithError("no shared data");
  QuietRun quiet;
  const Cost limit = w->network->limit(120 * minute);
  double reached = 0;
  for (auto _ : state) {
    const CostMatrix table = travel_matrix(*w->costs, w->links, w->links, limit, quiet.run);
    reached = 0;
    for (const Cost c : table.cost) reached += c != kNoPath ? 1 : 0;
  }
  const OneToMany many{*w->costs, w->links};
  state.counters["points"] = static_cast<double>(w->links.size());
  state.counters["pairs"] = reached;
  state.counters["swept_nodes"] = static_cast<double>(many.nodes());
  state.counters["swept_arcs"] = static_cast<double>(many.arcs());
}
/// The same after all speeds have changed: customise, then the matrix.
void customise_and_matrix(benchmark::State& state, const char* city, Mode mode) {
  World* w = world(city, mode);
  if (w == nullptr) return state.SkipWithError("no shared data");
  QuietRun quiet;
  const Cost limit = w->network->limit(120 * minute);
  const std::vector<Cost> cost = arc_costs(*w->network);
  for (auto _ : state) {
    const CchCosts costs{*w->cch, cost, quiet.run};
    benchmark::DoNotOptimize(travel_matrix(costs, w->links, w->links, limit, quiet.run).cost.data());
  }
}
/// The peer: a search from each of the first 100 points. Multiply by points / 100.
void dijkstra_100_rows(benchmark::State& state, const char* city, Mode mode) {
  World* w = world(city, mode);
  if (w == nullptr) return state.SkipWithError("no shared data");
  const Cost limit = w->network->limit(120 * minute);
  Search search{*w->network};
  double settled = 0;
  for (auto _ : state)
    for (std::size_t i = 0; i < 100; ++i) {
      settled += static_cast<double>(
          search.run(w->links[i * w->links.size() / 100], Heading::from_sources, limit).size());
      for (const Link& to : w->links) benchmark::DoNotOptimize(search.cost(to));
    }
  state.counters["ns/settled"] = benchmark::Counter(
      settled * 1e-9, benchmark::Counter::Flags(benchmark::Counter::kIsRate | benchmark::Counter::kInvert));
}
/// 15 minutes on foot from every cell, the bare searches.
void circle_searches(benchmark::State& state, const char* city, Mode mode) {
  World* w = world(city, mode);
  if (w == nullptr) return state.SkipWithError("no shared data");
  const Cost limit = w->network->limit(15 * minute);
  Search search{*w->network};
  double settled = 0;
  for (auto _ : state)
    for (const Link& link : w->links)
      settled += static_cast<double>(search.run(link, Heading::from_sources, limit).size());
  state.counters["settled"] = benchmark::Counter(settled, benchmark::Counter::kAvgIterations);
}
/// Which open places of all kinds each cell reaches within 15 minutes on foot, from either side. Nothing is remembered
/// but network and links.
void circles(benchmark::State& state, const char* city, Side side) {
  const City* c = real_city(city);
  if (c == nullptr) return state.SkipWithError("no shared data");
  const Profile profile = default_profile(Mode::walk);
  std::vector<KindIdx> kinds;
  for (const KindIdx k : each(c->places->kinds)) kinds.push_back(k);
  double pairs = 0;
  for (auto _ : state) {
    state.PauseTiming();
    QuietRun quiet;
    cell_links(*c, profile, quiet.run);
    state.ResumeTiming();
    pairs = static_cast<double>(places_within(*c, profile, kinds, 15 * minute, quiet.run, side).raw().size());
  }
  state.counters["places"] = static_cast<double>(c->places->id.size());
  state.counters["pairs"] = pairs;
}

void all(const char* city, Mode mode) {
  const std::string name = std::string{city} + "/" + std::string{kModeWords[static_cast<std::size_t>(mode)]};
  const auto add = [&](const char* what, void (*fn)(benchmark::State&, const char*, Mode),
                       benchmark::TimeUnit unit) {
    return benchmark::RegisterBenchmark((std::string{what} + "/" + name).c_str(), fn, city, mode)
        ->Unit(unit)
        ->MeasureProcessCPUTime();
  };
  add("order", order, benchmark::kMillisecond);
  add("customise", customise, benchmark::kMillisecond);
  add("change_one_stretch", change_one_stretch, benchmark::kMicrosecond);
  add("matrix", matrix, benchmark::kMillisecond);
  add("customise_and_matrix", customise_and_matrix, benchmark::kMillisecond);
  add("dijkstra_100_rows", dijkstra_100_rows, benchmark::kMillisecond);
  if (mode == Mode::walk) add("circle_searches", circle_searches, benchmark::kMillisecond);
}

const int registered = [] {
  for (const char* city : {"porto-alegre", "las-palmas", "milan"})
    for (const Mode mode : {Mode::walk, Mode::drive}) all(city, mode);
  for (const char* city : {"lattice_100", "lattice_316", "lattice_1000"}) all(city, Mode::walk);
  for (const auto& [name, side] : {std::pair{"places", Side::places}, std::pair{"cells", Side::cells}})
    benchmark::RegisterBenchmark((std::string{"circles/porto-alegre/from_"} + name).c_str(), circles,
                                 "porto-alegre", side)
        ->Unit(benchmark::kMillisecond)
        ->MeasureProcessCPUTime();
  return 0;
}();

}  // namespace
}  // namespace cityloop
