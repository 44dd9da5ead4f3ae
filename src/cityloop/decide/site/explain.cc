#include "cityloop/decide/site/explain.h"

#include <algorithm>

#include "cityloop/decide/site/interchange.h"

namespace cityloop::site {

Explained explain(const Problem& problem, std::span<const std::uint32_t> open) {
  check(problem);
  const Task task{problem};
  std::vector<char> is_open(task.sites, 0);
  for (const std::uint32_t j : open) is_open[j] = 1;
  Interchange now{task};
  now.start(is_open);

  Explained out;
  std::vector<Served> served(task.sites);
  std::vector<double> sum(task.sites, 0.0);
  for (std::size_t i = 0; i < task.clients(); ++i) {
    if (problem.weight[i] == 0) continue;
    const auto row = problem.travel->of(i);
    const auto at =
        std::find_if(row.begin(), row.end(), [&](const Reach& r) { return is_open[r.site] != 0; });
    if (at == row.end()) {
      out.unreached += problem.weight[i];
      ++out.unreached_clients;
      continue;
    }
    Served& s = served[at->site];
    ++s.clients;
    s.weight += problem.weight[i];
    s.worst = std::max(s.worst, at->cost);
    sum[at->site] += static_cast<double>(problem.weight[i]) * at->cost;
  }
  std::vector<Passed> passed(task.sites);
  for (std::uint32_t in = 0; in < task.sites; ++in) passed[in] = {in, -now.opening(in)};
  for (std::uint32_t j = 0; j < task.sites; ++j) {
    if (is_open[j] == 0) continue;
    Served& s = served[j];
    s.site = j;
    s.mean = s.weight > 0 ? sum[j] / static_cast<double>(s.weight) : 0;
    s.lost = now.closing(j);
    if (task.state[j] == State::free)
      for (std::uint32_t in = 0; in < task.sites; ++in) {
        if (is_open[in] != 0 || task.state[in] != State::free || !now.affords(in, j)) continue;
        const std::int64_t change = -now.profit(in, j);
        if (s.instead == kUnreached || change < s.difference) s.instead = in, s.difference = change;
        Passed& p = passed[in];
        if (p.instead_of == kUnreached || change < p.difference) p.instead_of = j, p.difference = change;
      }
    out.open.push_back(s);
  }
  for (std::uint32_t j = 0; j < task.sites; ++j)
    if (is_open[j] == 0 && task.state[j] == State::free) out.ranking.push_back(passed[j]);
  std::stable_sort(out.ranking.begin(), out.ranking.end(),
                   [](const Passed& a, const Passed& b) { return a.gain > b.gain; });
  return out;
}

}  // namespace cityloop::site
