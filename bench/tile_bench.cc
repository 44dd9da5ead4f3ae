// What a tile of the map costs: cutting it, and its bytes. The city is the generated one, through its own importer.

#include <algorithm>
#include <cmath>
#include <numbers>

#include <benchmark/benchmark.h>

#include "bench/demo_city.h"
#include "cityloop/geo/crs.h"
#include "cityloop/io/tiles/tiles.h"

namespace cityloop {
namespace {

using bench::demo_city;

const Tiles& demo_tiles() {
  static const Tiles tiles{demo_city()};
  return tiles;
}

struct Address {
  unsigned x, y;
};
/// The tiles of a zoom that hold the middle of at least one cell, in order.
std::vector<Address> tiles_of(unsigned z) {
  const City& city = demo_city();
  std::vector<Point> at;
  for (const CellIdx c : each(city.grid->cells().id)) at.push_back(city.grid->centre(c));
  Transform{city.grid->spec().crs, "EPSG:3857"}.forward(at);
  const double half = std::numbers::pi * 6378137, n = std::exp2(z);
  std::vector<Address> all;
  for (const Point p : at)
    all.push_back({static_cast<unsigned>((p.x + half) / (2 * half) * n),
                   static_cast<unsigned>((half - p.y) / (2 * half) * n)});
  const auto key = [](Address a) { return std::pair{a.x, a.y}; };
  std::sort(all.begin(), all.end(), [&](Address a, Address b) { return key(a) < key(b); });
  all.erase(std::unique(all.begin(), all.end(), [&](Address a, Address b) { return key(a) == key(b); }),
            all.end());
  return all;
}

void cut_tiles(benchmark::State& state, const char* set) {
  const auto z = static_cast<unsigned>(state.range(0));
  const Tiles& tiles = demo_tiles();
  const auto all = tiles_of(z);
  std::size_t at = 0, bytes = 0, most = 0;
  for (auto _ : state) {
    const std::string tile = tiles.tile(set, z, all[at].x, all[at].y);
    bytes += tile.size();
    most = std::max(most, tile.size());
    at = (at + 1) % all.size();
  }
  state.counters["bytes"] = static_cast<double>(bytes) / static_cast<double>(state.iterations());
  state.counters["most"] = static_cast<double>(most);
  state.counters["tiles"] = static_cast<double>(all.size());
}
BENCHMARK_CAPTURE(cut_tiles, basemap, "basemap")->DenseRange(10, 16)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(cut_tiles, cells, "cells")->DenseRange(10, 16)->Unit(benchmark::kMicrosecond);

void prepare_tiles(benchmark::State& state) {
  const City& city = demo_city();
  for (auto _ : state) benchmark::DoNotOptimize(Tiles{city});
}
BENCHMARK(prepare_tiles)->Unit(benchmark::kMillisecond)->Iterations(3);

}  // namespace
}  // namespace cityloop
