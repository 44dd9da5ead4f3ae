// How long a city waits for its store: importing and opening a snapshot, a durable entry of the ledger, an export.
// Run on the disk that matters: TMPDIR decides where the files lie.

#include <cstdio>
#include <filesystem>
#include <unistd.h>

#include <benchmark/benchmark.h>

#include "bench/lattice_city.h"
#include "cityloop/io/export/export.h"
#include "cityloop/io/store/store.h"

namespace cityloop {
namespace {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "cityloop-bench-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

void put_fact(benchmark::State& state) {
  const City city = bench::lattice_city(static_cast<std::size_t>(state.range(0)));
  double bytes = 0;
  for (auto _ : state) {
    Folder folder;
    { sqlite_store(folder / "city.db")->put_fact(city, Instant{}, {}); }
    bytes = static_cast<double>(std::filesystem::file_size(folder / "city.db"));
  }
  state.counters["MB"] = bytes / 1e6;
}
BENCHMARK(put_fact)->Arg(10'000)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond)->Iterations(1);

void open_city(benchmark::State& state) {
  Folder folder;
  const SnapshotId snapshot =
      sqlite_store(folder / "city.db")
          ->put_fact(bench::lattice_city(static_cast<std::size_t>(state.range(0))), Instant{}, {});
  for (auto _ : state)
    benchmark::DoNotOptimize(sqlite_store(folder / "city.db", Access::read)->city(snapshot));
}
BENCHMARK(open_city)->Arg(10'000)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond)->Iterations(3);

LedgerEntry opened(std::uint64_t i) {
  CaseEvent e;
  e.of = CaseId{i};
  e.by = ActorKey{"wang"};
  e.role = "operator";
  e.origin = ReportId{i};
  e.title = {"a broken ramp", "坡道损坏"};
  return {Instant{}, e};
}

/// One entry, one transaction, on the disk when it returns.
void append_durable(benchmark::State& state) {
  Folder folder;
  const auto store = sqlite_store(folder / "city.db");
  std::uint64_t i = 0;
  for (auto _ : state) store->append(std::vector{opened(i++)});
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(append_durable)->Unit(benchmark::kMicrosecond);

/// What the disk itself gives: a small write and fdatasync.
void bare_sync(benchmark::State& state) {
  Folder folder;
  std::FILE* file = std::fopen((folder / "x").c_str(), "wb");
  for (auto _ : state) {
    std::fputs("0123456789abcdef", file);
    std::fflush(file);
    ::fdatasync(::fileno(file));
  }
  std::fclose(file);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(bare_sync)->Unit(benchmark::kMicrosecond);

void append_thousand_at_once(benchmark::State& state) {
  Folder folder;
  const auto store = sqlite_store(folder / "city.db");
  std::uint64_t i = 0;
  for (auto _ : state) {
    std::vector<LedgerEntry> entries;
    for (int k = 0; k < 1000; ++k) entries.push_back(opened(i++));
    store->append(entries);
  }
  state.SetItemsProcessed(state.iterations() * 1000);
}
BENCHMARK(append_thousand_at_once)->Unit(benchmark::kMillisecond);

void read_ledger(benchmark::State& state) {
  Folder folder;
  const auto store = sqlite_store(folder / "city.db");
  std::vector<LedgerEntry> entries;
  for (std::uint64_t i = 0; i < 100'000; ++i) entries.push_back(opened(i));
  store->append(entries);
  for (auto _ : state) benchmark::DoNotOptimize(store->cases());
  state.SetItemsProcessed(state.iterations() * 100'000);
}
BENCHMARK(read_ledger)->Unit(benchmark::kMillisecond)->Iterations(3);

void gpkg(benchmark::State& state) {
  const City city = bench::lattice_city(static_cast<std::size_t>(state.range(0)));
  Folder folder;
  for (auto _ : state) export_gpkg({city}, folder / "city.gpkg");
  state.counters["MB"] = static_cast<double>(std::filesystem::file_size(folder / "city.gpkg")) / 1e6;
  state.counters["streets"] = static_cast<double>(city.streets->edges());
}
BENCHMARK(gpkg)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
}  // namespace cityloop
