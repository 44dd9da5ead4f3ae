// What asking who somebody is costs, and what one password costs: docs/performance.md.

#include "cityloop/io/accounts/accounts.h"

#include <filesystem>
#include <unistd.h>

#include <benchmark/benchmark.h>

namespace cityloop::accounts {
namespace {

const Instant kNow{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24}};

/// A city's accounts with so many sessions, made with cheap passwords.
struct Signed {
  explicit Signed(int people) {
    std::string name = (std::filesystem::temp_directory_path() / "cityloop-bench-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    Options o;
    o.cost = {.rounds = 1, .bytes = 8192};
    accounts = std::make_unique<Accounts>(folder + "/accounts.db", o);
    for (int i = 0; i < people; ++i) {
      const std::string who = "p" + std::to_string(i);
      const Issued made = accounts->add({who, who, {Role::analyst}}, console(), kNow);
      sessions.push_back(
          accounts->sign_in({who, made.password, "10.0." + std::to_string(i / 20) + ".1"}, kNow).session);
    }
  }
  ~Signed() {
    accounts.reset();
    std::filesystem::remove_all(folder);
  }
  Signed(const Signed&) = delete;
  Signed& operator=(const Signed&) = delete;
  std::string folder;
  std::unique_ptr<Accounts> accounts;
  std::vector<std::string> sessions;
};

void BM_Who(benchmark::State& state) {
  const Signed s{static_cast<int>(state.range(0))};
  std::size_t i = 0;
  for (auto _ : state) {
    const WhoPtr who = s.accounts->who(s.sessions[i++ % s.sessions.size()], kNow);
    if (who == nullptr) state.SkipWithError("nobody");
    benchmark::DoNotOptimize(who);
  }
}
BENCHMARK(BM_Who)->Arg(1)->Arg(1000);

void BM_WhoNobody(benchmark::State& state) {
  const Signed s{10};
  const std::string token = random_token();
  for (auto _ : state) benchmark::DoNotOptimize(s.accounts->who(token, kNow));
}
BENCHMARK(BM_WhoNobody);

void BM_Audit(benchmark::State& state) {
  const Signed s{1};
  for (auto _ : state)
    (void)s.accounts->audit({"p0", "analyst", "import.make", "file", "duty", "done"}, kNow);
}
BENCHMARK(BM_Audit)->Unit(benchmark::kMicrosecond)->UseRealTime();

void BM_Verify(benchmark::State& state) {
  const Signed s{1};
  for (std::int64_t i = s.accounts->audit_head().rows; i < state.range(0); ++i)
    (void)s.accounts->audit({"p0", "analyst", "import.make", "file", "duty", "done"}, kNow);
  for (auto _ : state)
    if (!s.accounts->audit_check().whole()) state.SkipWithError("broken");
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_Verify)->Arg(1000)->Arg(10'000)->Unit(benchmark::kMillisecond);

void BM_Password(benchmark::State& state) {
  const PasswordCost cost;
  const std::string hash = hash_password("slow heron under glass", cost);
  for (auto _ : state) benchmark::DoNotOptimize(is_password("slow heron under glass", hash));
}
BENCHMARK(BM_Password)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace cityloop::accounts
