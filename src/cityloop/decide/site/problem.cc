#include "cityloop/decide/site/problem.h"

#include <algorithm>
#include <numeric>

#include "cityloop/base/error.h"

namespace cityloop::site {
namespace {

[[noreturn]] void refuse(Text words, std::string item, Text hint = {}) {
  throw Error{Fault::bad_input, std::move(words), Where{.item = std::move(item)}, std::move(hint)};
}
/// Σ weight × the dearest charge must leave room for the units in which proofs are counted.
constexpr std::int64_t kMostValue = std::int64_t{1} << 56;

void check_sites(const Problem& p) {
  const std::size_t sites = p.travel->sites();
  std::vector<char> state(sites, 0);
  for (const auto* list : {&p.existing, &p.excluded})
    for (const std::uint32_t j : *list) {
      if (j >= sites)
        refuse(say("there is no site {}: there are {}", "没有设施点{}：共有{}个", j, sites), "sites");
      if (state[j] != 0)
        refuse(say("site {} is listed twice, or both existing and excluded",
                   "设施点{}重复列出，或同时为现有与排除", j),
               "sites");
      state[j] = 1;
    }
  if (p.rule == Rule::count) {
    if (p.count > sites - p.excluded.size())
      refuse(say("{} sites are asked for, but only {} may be opened", "要求{}个设施点，但只有{}个可以开放",
                 p.count, sites - p.excluded.size()),
             "count", say("ask for fewer, or offer more candidates", "请减少数量或增加候选点"));
    if (p.count < p.existing.size())
      refuse(say("{} sites are asked for, but {} exist and stay open",
                 "要求{}个设施点，但现有并保留开放的已有{}个", p.count, p.existing.size()),
             "count", say("count existing sites among those asked for", "所要求的数量应包含现有设施点"));
    if (p.count == 0 && sites > 0) refuse(say("no sites are asked for", "要求的设施点数量为零"), "count");
  }
  if (p.rule == Rule::budget && p.budget < 0)
    refuse(say("the budget is {}: below 0", "预算为{}：小于0", p.budget), "budget");
}

void check_list(const std::vector<std::int64_t>& list, std::size_t n, std::int64_t most, Text what,
                const std::string& item) {
  if (list.size() != n)
    refuse(say("{0} are given for {1}, and there are {2}", "{0}给出了{1}个，而应有{2}个", what.en,
               list.size(), n),
           item);
  for (std::size_t k = 0; k < n; ++k)
    if (list[k] < 0 || list[k] > most)
      refuse(say("number {} of {} is {}: below 0 or too large", "第{}个{}为{}：小于0或过大", k, what.en,
                 list[k]),
             item);
}

}  // namespace

Travel::Travel(std::size_t sites, std::vector<std::size_t> first, std::vector<Reach> reach)
    : sites_{sites}, first_{std::move(first)}, reach_{std::move(reach)} {
  if (first_.empty() || first_.front() != 0 || first_.back() != reach_.size() ||
      !std::is_sorted(first_.begin(), first_.end()))
    refuse(say("the rows do not cover the ways", "行索引与出行列表不一致"), "travel");
  std::vector<std::size_t> seen(sites_, 0);
  for (std::size_t i = 0; i < clients(); ++i) {
    const auto row = of(i);
    for (std::size_t k = 0; k < row.size(); ++k) {
      if (row[k].site >= sites_ || seen[row[k].site] == i + 1 || row[k].cost == kUnreached ||
          (k > 0 && row[k] < row[k - 1]))
        refuse(say("the ways of client {} are not in order of cost and site, or name a site twice",
                   "需求点{}的出行未按成本和设施点排序，或重复列出设施点", i),
               "travel");
      seen[row[k].site] = i + 1;
    }
    if (!row.empty()) most_ = std::max(most_, row.back().cost);
  }
}

Travel Travel::dense(std::size_t clients, std::size_t sites, std::span<const std::uint32_t> cost) {
  if (cost.size() != clients * sites)
    refuse(say("a matrix of {} × {} has {} numbers", "{}×{}的矩阵却有{}个数", clients, sites, cost.size()),
           "travel");
  std::vector<std::size_t> first{0};
  std::vector<Reach> reach;
  for (std::size_t i = 0; i < clients; ++i) {
    for (std::uint32_t j = 0; j < sites; ++j)
      if (const std::uint32_t c = cost[i * sites + j]; c != kUnreached) reach.push_back({c, j});
    std::sort(reach.begin() + static_cast<std::ptrdiff_t>(first.back()), reach.end());
    first.push_back(reach.size());
  }
  return {sites, std::move(first), std::move(reach)};
}

void check(const Problem& p) {
  if (!p.travel) refuse(say("there are no ways", "缺少出行成本"), "travel");
  const std::size_t clients = p.travel->clients(), sites = p.travel->sites();
  if (p.weight.size() != clients)
    refuse(say("{} weights are given for {} clients", "{}个权重对应{}个需求点", p.weight.size(), clients),
           "weight");
  std::int64_t total = 0;
  for (std::size_t i = 0; i < clients; ++i) {
    if (p.weight[i] < 0)
      refuse(say("client {} has weight {}: below 0", "需求点{}的权重为{}：小于0", i, p.weight[i]), "weight",
             say("leave out clients that are unknown, or give them 0", "未知的需求点请略去，或赋值0"));
    if (p.weight[i] > kMostValue - total)
      refuse(say("the weights are too large to add", "权重之和过大"), "weight",
             say("give weights in larger units", "请使用更大的计量单位"));
    total += p.weight[i];
  }
  if (p.beyond < p.travel->most())
    refuse(say("being out of reach costs {}, less than a way of {}", "不可达的代价为{}，低于某段出行的{}",
               p.beyond, p.travel->most()),
           "beyond", say("charge at least the limit of the ways", "该代价至少应等于出行上限"));
  const std::int64_t most = p.charge.kind == Charge::Kind::within ? 1 : std::int64_t{p.beyond};
  if (total > 0 && most > kMostValue / total)
    refuse(say("weights times costs are too large to add", "权重与成本的乘积之和过大"), "weight",
           say("give weights in larger units", "请使用更大的计量单位"));
  check_sites(p);
  constexpr std::int64_t kMostCost = std::numeric_limits<std::int32_t>::max();
  if (p.rule == Rule::budget) check_list(p.cost, sites, kMostCost, say("costs", "造价"), "cost");
  if (!p.price.empty()) check_list(p.price, sites, std::int64_t{1} << 40, say("prices", "价格"), "price");
  if (p.capacity.empty()) return;
  check_list(p.capacity, sites, kMostValue, say("capacities", "容量"), "capacity");
  std::vector<char> state(sites, 0);
  for (const std::uint32_t j : p.excluded) state[j] = 1;
  std::int64_t room = 0;
  std::vector<std::int64_t> free;
  for (const std::uint32_t j : p.existing) state[j] = 1, room += std::min(p.capacity[j], total);
  for (std::size_t j = 0; j < sites; ++j)
    if (state[j] == 0) free.push_back(std::min(p.capacity[j], total));
  std::sort(free.begin(), free.end(), std::greater<>{});
  const std::size_t more = p.rule == Rule::count ? p.count - p.existing.size() : free.size();
  for (std::size_t k = 0; k < more && room < total; ++k) room += free[k];
  if (room < total)
    refuse(say("the sites can hold {} of {}: {} too little", "设施点最多容纳{}（需求{}），缺{}", room, total,
               total - room),
           "capacity", say("ask for more sites, or larger ones", "请增加设施点数量或扩大容量"));
}

Worth worth(const Problem& p, std::span<const std::uint32_t> open) {
  std::vector<char> is_open(p.travel->sites(), 0);
  Worth w;
  for (const std::uint32_t j : open) {
    is_open[j] = 1;
    if (!p.price.empty()) w.value += p.price[j];
  }
  const auto charge = [&](std::uint32_t c) -> std::int64_t {
    if (p.charge.kind == Charge::Kind::travel) return c;
    if (p.charge.kind == Charge::Kind::above) return c > p.charge.limit ? c - p.charge.limit : 0;
    return c > p.charge.limit ? 1 : 0;
  };
  for (std::size_t i = 0; i < p.travel->clients(); ++i) {
    if (p.weight[i] == 0) continue;
    const auto row = p.travel->of(i);
    const auto at =
        std::find_if(row.begin(), row.end(), [&](const Reach& r) { return is_open[r.site] != 0; });
    if (at == row.end()) {
      w.unreached += p.weight[i];
      ++w.unreached_clients;
      w.value += p.weight[i] * charge(p.beyond);
    } else {
      w.worst = std::max(w.worst, at->cost);
      w.value += p.weight[i] * charge(at->cost);
    }
  }
  return w;
}

}  // namespace cityloop::site
