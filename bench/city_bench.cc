// How long rows take to become a city, and a what-if to become another one.

#include <benchmark/benchmark.h>

#include "bench/lattice_city.h"
#include "cityloop/city/delta.h"
#include "cityloop/city/layers.h"

namespace cityloop {
namespace {

void freeze_city(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(bench::lattice_city(static_cast<std::size_t>(state.range(0))));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(freeze_city)
    ->Arg(10'000)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1);

void apply_one_place(benchmark::State& state) {
  const City city = bench::lattice_city(static_cast<std::size_t>(state.range(0)));
  const Delta delta{{AddPlace{PlaceId{1}, {"clinic"}, city.grid->centre(CellIdx{7}), 30}}};
  for (auto _ : state) benchmark::DoNotOptimize(apply(city, delta));
}
BENCHMARK(apply_one_place)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);

void encode_and_decode(benchmark::State& state) {
  const City city = bench::lattice_city(static_cast<std::size_t>(state.range(0)));
  std::size_t bytes = 0;
  for (auto _ : state) {
    const std::string stored = encode(*city.streets);
    benchmark::DoNotOptimize(decode<Streets>(stored));
    bytes += stored.size();
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}
BENCHMARK(encode_and_decode)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace cityloop
