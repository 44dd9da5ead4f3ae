#include "cityloop/decide/site/sample.h"

#include <algorithm>
#include <numeric>

namespace cityloop::site {

Sample sampled(const Problem& p, std::size_t groups) {
  const std::size_t together = p.travel->sites() / std::max<std::size_t>(groups, 1) + 1;
  std::vector<std::uint32_t> order(p.weight.size()), key(p.weight.size());
  std::iota(order.begin(), order.end(), 0U);
  for (std::size_t i = 0; i < key.size(); ++i) {
    const auto row = p.travel->of(i);
    key[i] = row.empty() ? kUnreached : static_cast<std::uint32_t>(row.front().site / together);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return key[a] < key[b]; });
  Sample s{p, std::vector<std::uint32_t>(p.weight.size(), 0)};
  s.problem.weight.clear();
  std::vector<std::size_t> first{0};
  std::vector<Reach> reach;
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    std::int64_t sum = 0, half = 0;
    for (end = begin; end < order.size() && key[order[end]] == key[order[begin]]; ++end) {
      sum += p.weight[order[end]];
      s.group[order[end]] = static_cast<std::uint32_t>(s.problem.weight.size());
    }
    std::size_t at = begin;
    for (; at + 1 < end; ++at) {
      half += p.weight[order[at]];
      if (2 * half >= sum) break;
    }
    const auto row = p.travel->of(order[at]);
    reach.insert(reach.end(), row.begin(), row.end());
    first.push_back(reach.size());
    s.problem.weight.push_back(sum);
  }
  s.problem.travel = std::make_shared<Travel>(p.travel->sites(), std::move(first), std::move(reach));
  return s;
}

}  // namespace cityloop::site
