// How long files take to become a city, by its size. `bench_import_bench --benchmark_filter=Demo/1000000`

#include <cstdlib>
#include <filesystem>

#include <benchmark/benchmark.h>

#include "cityloop/io/generate/generate.h"
#include "cityloop/io/import/source.h"
#include "cityloop/io/import/text_file.h"
#include "tests/paths.h"

namespace cityloop {
namespace {

City import_folder(const std::string& folder, Run& run) {
  const std::string text = read_text_file(folder + "/city.yaml", "city.yaml").text;
  return import_city(parse_city_config(parse_yaml(text, "city.yaml")), folder,
                     testing::source_dir() + "/catalogue", {}, run);
}

void Demo(benchmark::State& state) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("cityloop-bench-" + std::to_string(state.range(0)));
  QuietRun quiet;
  DemoSpec spec;
  spec.people = static_cast<double>(state.range(0));
  std::filesystem::create_directories(folder);
  generate_demo(spec, folder.string(), quiet.run);
  for (auto _ : state) {
    const City city = import_folder(folder.string(), quiet.run);
    state.counters["cells"] = static_cast<double>(city.grid->size());
    state.counters["edges"] = static_cast<double>(city.streets->edges());
    state.counters["buildings"] = static_cast<double>(city.buildings->id.size());
  }
  std::filesystem::remove_all(folder);
}
BENCHMARK(Demo)->Arg(10'000)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond)->Iterations(1);

void Real(benchmark::State& state, const char* city) {
  const std::string shared = testing::shared_dir();
  if (shared.empty()) return state.SkipWithError("no shared data");
  ::setenv("CITYLOOP_SHARED", shared.c_str(), 1);
  for (auto _ : state) {
    QuietRun quiet;
    benchmark::DoNotOptimize(import_folder(testing::source_dir() + "/tests/real/" + city, quiet.run));
  }
}
BENCHMARK_CAPTURE(Real, porto_alegre, "porto-alegre")->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK_CAPTURE(Real, las_palmas, "las-palmas")->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK_CAPTURE(Real, milan, "milan")->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
}  // namespace cityloop
