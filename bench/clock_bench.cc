// How many deadlines a second: what a list of cases asks each time that it is shown.

#include <benchmark/benchmark.h>

#include "cityloop/act/clock/limit.h"
#include "cityloop/base/document.h"
#include "cityloop/loop/files.h"
#include "tests/paths.h"

namespace cityloop {
namespace {

WorkCalendar china() {
  const std::string file = testing::source_dir() + "/catalogue/calendars/china.yaml";
  return parse_calendar(parse_yaml(read_text(file), file).list().front(), {});
}

void deadlines(benchmark::State& state, const char* limit) {
  const WorkCalendar calendar = china();
  const Limit l = parse_limit(limit);
  ZoneTime zone;
  zone.ahead = std::chrono::hours{8};
  Instant start = parse_instant("2024-01-01T00:00:00+08:00");
  for (auto _ : state) {
    start += std::chrono::minutes{97};
    if (start > parse_instant("2026-06-01")) start = parse_instant("2024-01-01");
    benchmark::DoNotOptimize(deadline(start, l, calendar, zone));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK_CAPTURE(deadlines, two_urgent_hours, "2 urgent hours");
BENCHMARK_CAPTURE(deadlines, four_working_hours, "4 working hours");
BENCHMARK_CAPTURE(deadlines, five_working_days, "5 working days");
BENCHMARK_CAPTURE(deadlines, a_year_of_working_days, "250 working days");

}  // namespace
}  // namespace cityloop
