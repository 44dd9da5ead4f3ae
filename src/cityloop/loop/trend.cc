#include "cityloop/loop/trend.h"

#include <algorithm>
#include <set>

namespace cityloop {
namespace {

/// Where in its year a day lies: 2025-07-02 is about 2025.5.
double year_of_day(Date day) {
  const int y = number(year_of(day));
  const auto begin = Date{Year{y} / 1 / 1}, end = Date{Year{y + 1} / 1 / 1};
  return y + static_cast<double>((day - begin).count()) / static_cast<double>((end - begin).count());
}

/// The published series behind an indicator of the whole city, through its own kernel, year by year.
std::vector<SeriesPoint> published(const Situation& now, const Indicator& i, std::span<const Indicator> all,
                                   Run& run) {
  std::vector<SeriesPoint> out;
  if (i.kernel != "statistic" || i.params.word("over") != "city" || i.params.word("year") != "latest")
    return out;
  const Statistics& s = *now.city.statistics;
  const std::string& variable = i.params.word("variable");
  std::set<int> years;
  for (const StatIdx x : each(s.variable))
    if (!s.zone[x].valid() && s.variables[s.variable[x]].word == variable) years.insert(s.year[x]);
  for (const int year : years) {
    Indicator then = i;
    then.params.set("year", std::to_string(year));
    const Field f = kernel(i.kernel).measure({now.city, then, now.measured, all, run});
    if (has_value(f.mark[0])) out.push_back({static_cast<double>(year), static_cast<double>(f.value[0])});
  }
  return out;
}

}  // namespace

std::vector<Trend> trends(Workspace& w, const Situation& now, Run& run) {
  const Framework& goals = w.framework();
  const std::vector<Indicator> wanted = w.measured();
  struct Past {
    double year;
    Assessment assessed;
  };
  std::vector<Past> past;
  for (const SnapshotRow& row : w.store->snapshots()) {
    if (row.id == now.measured.snapshot) continue;
    auto a = w.store->assessment(row.id, goals.key);
    // Values, not scores, are compared: another version of the goals measured the same indicators.
    if (a && a->criteria.size() == goals.criteria()) past.push_back({year_of_day(row.as_of), std::move(*a)});
  }
  std::vector<Trend> out;
  for (std::uint32_t n = 0; n < goals.criteria(); ++n) {
    run.check_stop();
    const auto c = idx<CriterionIdx>(n);
    const Criterion& criterion = goals.criterion(c);
    Trend t{c, {}, criterion.targets, {}};
    const auto i = std::find_if(wanted.begin(), wanted.end(),
                                [&](const Indicator& x) { return x.key == criterion.indicator; });
    t.series = published(now, *i, wanted, run);
    if (t.series.empty()) {
      const auto add = [&](double year, const Standing& s) {
        if (has_value(s.mark)) t.series.push_back({year, s.value});
      };
      for (const Past& p : past) add(p.year, p.assessed.criterion(c).standings.city);
      add(year_of_day(now.city.as_of), now.assessed.criterion(c).standings.city);
      std::sort(t.series.begin(), t.series.end(),
                [](const SeriesPoint& a, const SeriesPoint& b) { return a.year < b.year; });
    }
    if (t.targets.empty() && t.series.size() < 2) continue;
    t.pace = pace(t.series, t.targets, criterion.higher_is_better(), year_of_day(now.city.as_of));
    out.push_back(std::move(t));
  }
  return out;
}

}  // namespace cityloop
