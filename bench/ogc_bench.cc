// What a page of OGC API – Features costs on the generated city of a million people.

#include <benchmark/benchmark.h>

#include "bench/demo_city.h"
#include "cityloop/io/http/ogc/answer.h"

namespace cityloop {
namespace {

const ogc::Features& demo_features() {
  static const ogc::Features features{{.city = std::make_shared<const City>(bench::demo_city())}};
  return features;
}

void ask(benchmark::State& state, const std::string& collection,
         const std::vector<std::pair<std::string, std::string>>& query) {
  http::Head head;
  head.method = "GET";
  head.path = "/ogc/collections/" + collection + "/items";
  head.query = query;
  std::size_t bytes = 0;
  const ogc::Features& features = demo_features();
  for (auto _ : state) {
    const auto answer = ogc::ogc_answer(head, features, "https://city.example", Instant{});
    if (answer->status != 200) state.SkipWithError(answer->body->c_str());
    bytes = answer->body->size();
  }
  state.counters["bytes"] = static_cast<double>(bytes);
  state.counters["rows"] = static_cast<double>(features.find(collection)->rows);
}
/// A box around the middle of a collection that holds about a hundredth of its area.
std::string small_box(const std::string& collection) {
  const Box b = demo_features().find(collection)->degrees_tree.bounds();
  const Point middle = 0.5 * (b.low + b.high);
  return fmt::format("{},{},{},{}", middle.x, middle.y, middle.x + 0.1 * b.width(),
                     middle.y + 0.1 * b.height());
}

void page_of_cells(benchmark::State& state) {
  ask(state, "cells", {{"limit", std::to_string(state.range(0))}});
}
BENCHMARK(page_of_cells)->Arg(1)->Arg(1000)->Arg(10'000)->Unit(benchmark::kMillisecond);

void page_in_another_system(benchmark::State& state) {
  ask(state, "cells", {{"limit", "1000"}, {"crs", "http://www.opengis.net/def/crs/EPSG/0/3857"}});
}
BENCHMARK(page_in_another_system)->Unit(benchmark::kMillisecond);

void streets_in_a_box(benchmark::State& state) {
  ask(state, "streets", {{"limit", "1000"}, {"bbox", small_box("streets")}});
}
BENCHMARK(streets_in_a_box)->Unit(benchmark::kMillisecond);

void streets_by_filter(benchmark::State& state) {
  ask(state, "streets", {{"limit", "1000"}, {"filter", "class IN ('primary','secondary') AND length > 100"}});
}
BENCHMARK(streets_by_filter)->Unit(benchmark::kMillisecond);

void prepare_features(benchmark::State& state) {
  const auto city = std::make_shared<const City>(bench::demo_city());
  for (auto _ : state) benchmark::DoNotOptimize(ogc::Features{{.city = city}});
}
BENCHMARK(prepare_features)->Unit(benchmark::kMillisecond)->Iterations(2);

}  // namespace
}  // namespace cityloop
