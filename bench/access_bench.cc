// Access measures: the floating catchment family over a full table of 900 cells, and one facility added to or
// taken from Porto Alegre with all cells scored again (needs the shared data).

#include <cstdlib>

#include <benchmark/benchmark.h>

#include "bench/real_city.h"
#include "cityloop/base/random.h"
#include "cityloop/measure/measure.h"
#include "cityloop/simulate/access/floating.h"
#include "tests/measure/declared.h"

namespace cityloop {
namespace {

/// 900 cells, each a place too, 93 % of the pairs within reach: the shape of the Belo Horizonte matrix.
struct Table {
  CostTable costs;
  std::vector<double> supply, demand;
};
const Table& table() {
  static const Table made = [] {
    Random random{9, 9};
    Table t;
    std::vector<CostPair> pairs;
    for (std::uint32_t i = 0; i < 900; ++i) {
      t.demand.push_back(random.uniform(100, 2000));
      t.supply.push_back(random.uniform(1, 900));
      for (std::uint32_t j = 0; j < 900; ++j)
        if (random.uniform() < 0.93) pairs.push_back({i, j, random.uniform(0, 120)});
    }
    t.costs = cost_table(900, std::move(pairs));
    return t;
  }();
  return made;
}
Decay bell() { return Decay::bell(60); }

FloatingCatchment built(Sharing sharing,
                        const std::vector<std::shared_ptr<const FloatingCatchment::Reach>>& who) {
  FloatingCatchment state{sharing, table().demand};
  for (std::size_t j = 0; j < who.size(); ++j) state.add(who[j], table().supply[j]);
  state.settle();
  return state;
}

/// From costs to values, weights included.
void family_full(benchmark::State& state, Sharing sharing) {
  for (auto _ : state)
    benchmark::DoNotOptimize(
        floating_catchment(table().costs, table().supply, table().demand, bell(), sharing));
}
void family_binary(benchmark::State& state, Sharing sharing) {
  for (auto _ : state)
    benchmark::DoNotOptimize(
        floating_catchment(table().costs, table().supply, table().demand, Decay::binary(60), sharing));
}
/// One place resized, from a state that stays as it is (a what-if).
void family_resize(benchmark::State& state, Sharing sharing) {
  const FloatingCatchment base = built(sharing, reaches(table().costs, 900, bell()));
  std::uint32_t place = 7;
  for (auto _ : state) {
    FloatingCatchment now = base;
    place = (place * 31 + 11) % 900;
    now.set_supply(place, 1234);
    benchmark::DoNotOptimize(now.settle());
  }
}
/// One place closed and opened again.
void family_close(benchmark::State& state, Sharing sharing) {
  const FloatingCatchment base = built(sharing, reaches(table().costs, 900, bell()));
  std::uint32_t place = 7;
  for (auto _ : state) {
    FloatingCatchment now = base;
    place = (place * 31 + 11) % 900;
    now.set_supply(place, 0);
    benchmark::DoNotOptimize(now.settle());
  }
}
#define CITYLOOP_FAMILY(fn)                                                              \
  BENCHMARK_CAPTURE(fn, two_step, Sharing::two_step)->Unit(benchmark::kMicrosecond);     \
  BENCHMARK_CAPTURE(fn, three_step, Sharing::three_step)->Unit(benchmark::kMicrosecond); \
  BENCHMARK_CAPTURE(fn, modified, Sharing::modified)->Unit(benchmark::kMicrosecond);     \
  BENCHMARK_CAPTURE(fn, balanced, Sharing::balanced)->Unit(benchmark::kMicrosecond);     \
  BENCHMARK_CAPTURE(fn, availability, Sharing::availability)->Unit(benchmark::kMicrosecond)
CITYLOOP_FAMILY(family_full);
CITYLOOP_FAMILY(family_binary);
CITYLOOP_FAMILY(family_resize);
CITYLOOP_FAMILY(family_close);

/// One facility added or closed in Porto Alegre: applied, and all 1,227 cells scored again.
void porto_alegre_edit(benchmark::State& state, const char* unit, const char* kernel, const char* params,
                       bool add) {
  const City* city = bench::real_city("porto-alegre");
  if (city == nullptr) {
    state.SkipWithError("no shared data");
    return;
  }
  const std::vector<Indicator> one{testing::declare("a", unit, kernel, params)};
  QuietRun quiet;
  const Measurement was = measure(*city, one, quiet.run);
  const auto kind = city->places->find(PlaceKindKey{"clinic"});
  std::vector<PlaceIdx> clinics;
  for (const PlaceIdx p : each(city->places->kind))
    if (city->places->kind[p] == *kind) clinics.push_back(p);
  std::uint32_t n = 4711;
  for (auto _ : state) {
    n = n * 31 + 7;
    const Delta delta = add ? Delta{{AddPlace{PlaceId{id_of("bench", n)},
                                              {"clinic"},
                                              city->grid->centre(idx<CellIdx>(n % city->grid->size())),
                                              20}}}
                            : Delta{{ResizePlace{city->places->id[clinics[n % clinics.size()]], 0}}};
    const City now = apply(*city, delta);
    benchmark::DoNotOptimize(remeasure(was, *city, now, delta, one, quiet.run));
  }
  state.counters["cells"] = static_cast<double>(city->grid->size());
  state.counters["places"] = static_cast<double>(clinics.size());
}
#define CITYLOOP_EDITS(name, ...)                                                                     \
  BENCHMARK_CAPTURE(porto_alegre_edit, name##_add, __VA_ARGS__, true)->Unit(benchmark::kMicrosecond); \
  BENCHMARK_CAPTURE(porto_alegre_edit, name##_close, __VA_ARGS__, false)->Unit(benchmark::kMicrosecond)
CITYLOOP_EDITS(within, "1", "within", "kind: clinic, limit: 30 min, count: capacity, decay: linear");
CITYLOOP_EDITS(two_step, "1/person", "catchment", "kind: clinic, limit: 30 min, decay: gaussian");
CITYLOOP_EDITS(three_step, "1/person", "catchment",
               "kind: clinic, limit: 30 min, decay: gaussian, method: 3sfca");
CITYLOOP_EDITS(balanced, "1/person", "catchment",
               "kind: clinic, limit: 30 min, decay: gaussian, method: bfca");
CITYLOOP_EDITS(raam, "1", "catchment", "kind: clinic, limit: 30 min, method: raam, tau: 30 min, rho: 2000");
CITYLOOP_EDITS(balancing, "min", "balancing", "kind: clinic, limit: 30 min, need: amount, amount: 5");
CITYLOOP_EDITS(coverage, "%", "coverage", "kind: clinic, limit: 1000 m, of: residents");
CITYLOOP_EDITS(nearest, "min", "nearest", "kind: clinic, limit: 60 min");

/// What people reach on foot, in the forms that the catalogue uses.
const std::vector<Indicator>& walk_scores() {
  static const std::vector<Indicator> list{
      testing::declare("w.clinic", "min", "nearest", "kind: clinic, limit: 15 min"),
      testing::declare("w.park", "min", "nearest", "kind: park, limit: 15 min"),
      testing::declare("w.within", "1", "within", "kind: clinic, limit: 15 min"),
      testing::declare("w.share", "1/person", "catchment", "kind: clinic, limit: 15 min, decay: gaussian"),
      testing::declare("w.covered", "%", "coverage", "kind: clinic, limit: 1000 m, of: residents")};
  return list;
}
enum class StreetWork : std::uint8_t { close, add, apply_only, anew };
/// One stretch of Porto Alegre closed, or one of some 300 m added: applied, and all cells scored again. `anew`: the same
/// scores without anything kept.
void porto_alegre_street(benchmark::State& state, StreetWork work) {
  const City* city = bench::real_city("porto-alegre");
  if (city == nullptr) {
    state.SkipWithError("no shared data");
    return;
  }
  QuietRun quiet;
  const Measurement was = measure(*city, walk_scores(), quiet.run);
  const Streets& s = *city->streets;
  std::uint32_t n = 4711;
  for (auto _ : state) {
    n = n * 31 + 7;
    const EdgeIdx e = idx<EdgeIdx>(n % s.edges());
    const Point at = 0.5 * (s.at[s.from[e]] + s.at[s.to[e]]);
    const Delta delta = work == StreetWork::add ? Delta{{AddPath{{at, at + Point{210, 210}}, kAllModes}}}
                                                : Delta{{ChangeStretch{at, s.way_ref[e], kAllModes}}};
    const City now = apply(*city, delta);
    if (work == StreetWork::apply_only) continue;
    if (work == StreetWork::anew) {
      QuietRun fresh;
      benchmark::DoNotOptimize(measure(now, walk_scores(), fresh.run));
    } else {
      benchmark::DoNotOptimize(remeasure(was, *city, now, delta, walk_scores(), quiet.run));
    }
  }
  state.counters["cells"] = static_cast<double>(city->grid->size());
  state.counters["nodes"] = static_cast<double>(s.nodes());
}
// What is kept of each edited city stays in memory: not too many of them.
#define CITYLOOP_STREET(name)                                    \
  BENCHMARK_CAPTURE(porto_alegre_street, name, StreetWork::name) \
      ->Unit(benchmark::kMillisecond)                            \
      ->Iterations(40)
CITYLOOP_STREET(close);
CITYLOOP_STREET(add);
CITYLOOP_STREET(apply_only);
CITYLOOP_STREET(anew);

}  // namespace
}  // namespace cityloop
