#include "cityloop/decide/portfolio/state.h"

#include <algorithm>

namespace cityloop::portfolio {
namespace {

__extension__ using Wide = __int128;

}  // namespace

Links::Links(const Problem& given) : problem{given} {
  const std::size_t n = problem.proposals.size();
  for (Lists* l : {&before, &after, &apart, &groups, &elements, &together}) l->resize(n);
  const auto number = [](std::size_t i) { return static_cast<std::uint32_t>(i); };
  for (std::size_t k = 0; k < problem.precedences.size(); ++k) {
    before[problem.precedences[k].after].push_back(number(k));
    after[problem.precedences[k].before].push_back(number(k));
  }
  for (const auto& [a, b] : problem.exclusions) {
    apart[a].push_back(number(b));
    apart[b].push_back(number(a));
  }
  for (std::size_t g = 0; g < problem.groups.size(); ++g) {
    for (const std::uint32_t p : problem.groups[g].members) groups[p].push_back(number(g));
    shares = shares || problem.groups[g].floor_share || problem.groups[g].ceiling_share;
  }
  for (std::size_t e = 0; e < problem.elements.size(); ++e)
    for (const std::uint32_t p : problem.elements[e].by) elements[p].push_back(number(e));
  for (std::size_t t = 0; t < problem.together.size(); ++t) {
    together[problem.together[t].a].push_back(number(t));
    together[problem.together[t].b].push_back(number(t));
  }
  std::map<std::uint64_t, std::uint32_t> dense;
  for (std::size_t p = 0; p < n; ++p) {
    years.push_back(start_years(problem, p));
    capital.push_back(portfolio::capital(problem.proposals[p]));
    const auto& s = problem.proposals[p].site;
    site.push_back(s ? dense.try_emplace(*s, number(sites)).first->second : number(sites));
    if (site.back() == sites) ++sites;
  }
  last = static_cast<std::size_t>(last_year(problem)) + 1;
}

State::State(std::shared_ptr<const Links> links) : links_{std::move(links)} {
  const Problem& p = links_->problem;
  start_.assign(p.proposals.size(), kNotChosen);
  spent_.assign(p.funds.size(), std::vector<std::int64_t>(links_->last, 0));
  running_.assign(links_->last, 0);
  group_money_.assign(p.groups.size(), 0);
  group_works_.assign(p.groups.size(), 0);
  cap_.assign(p.caps.size(), 0);
  cover_.assign(p.elements.size(), 0);
  site_.assign(links_->sites, 0);
}

std::optional<Lack> State::fund_refusal(std::size_t p, int year) const {
  const Proposal& w = links_->problem.proposals[p];
  for (std::size_t i = 0; i < w.payments.size(); ++i) {
    const std::size_t f = w.payments[i].fund;
    bool seen = false;
    for (std::size_t j = 0; j < i; ++j) seen = seen || w.payments[j].fund == f;
    if (seen) continue;
    const Fund& fund = links_->problem.funds[f];
    extra_ = spent_[f];
    for (const Payment& pay : w.payments)
      if (pay.fund == f) extra_[static_cast<std::size_t>(year + pay.year)] += pay.amount.fen;
    std::int64_t balance = 0;
    for (std::size_t y = 0; y < extra_.size(); ++y) {
      if (!fund.carries) balance = std::min<std::int64_t>(balance, 0);
      balance += (y < fund.budget.size() ? fund.budget[y].fen : 0) - extra_[y];
      const std::int64_t may_owe = y + 1 < fund.budget.size() ? fund.debt.fen : 0;
      if (balance < -may_owe) {
        const int at = static_cast<int>(y);
        return Lack{{Rule::fund, f, 0, at, at}, Money{-may_owe - balance}, 0};
      }
    }
  }
  return std::nullopt;
}
std::optional<Lack> State::running_refusal(const Running& r, int year) const {
  if (r.per_year.fen == 0 || links_->problem.fiscal_space.empty()) return std::nullopt;
  for (int k = 0; k < r.years; ++k) {
    const int y = year + r.from + k;
    const std::int64_t over =
        running_[static_cast<std::size_t>(y)] + r.per_year.fen - fiscal_space(links_->problem, y).fen;
    if (over > 0) return Lack{{Rule::fiscal_space, 0, 0, y, y}, Money{over}, 0};
  }
  return std::nullopt;
}
bool State::share_holds(const Group& g, std::int64_t sum, std::int64_t all) const {
  if (g.floor_share && Wide{10'000} * sum < Wide{*g.floor_share} * all) return false;
  return !(g.ceiling_share && Wide{10'000} * sum > Wide{*g.ceiling_share} * all);
}
std::optional<Lack> State::group_refusal(std::size_t p, bool shares) const {
  const Problem& problem = links_->problem;
  const std::int64_t cost = links_->capital[p].fen;
  for (const std::uint32_t g : links_->groups[p]) {
    const Group& group = problem.groups[g];
    if (group.ceiling && group_money_[g] + cost > group.ceiling->fen)
      return Lack{{Rule::ceiling, g}, Money{group_money_[g] + cost - group.ceiling->fen}, 0};
    if (group.most && group_works_[g] + 1 > *group.most)
      return Lack{{Rule::most, g}, {}, group_works_[g] + 1 - *group.most};
  }
  if (!shares || !links_->shares) return std::nullopt;
  for (std::size_t g = 0; g < problem.groups.size(); ++g) {
    const Group& group = problem.groups[g];
    if (!group.floor_share && !group.ceiling_share) continue;
    const auto& mine = links_->groups[p];
    const bool in = std::find(mine.begin(), mine.end(), g) != mine.end();
    const std::int64_t sum = group_money_[g] + (in ? cost : 0), all = all_ + cost;
    if (share_holds(group, sum, all)) continue;
    const Rule rule = in ? Rule::ceiling_share : Rule::floor_share;
    const Wide share = in ? group.ceiling_share.value_or(10'000) : group.floor_share.value_or(0);
    const Wide off = (share * all - Wide{10'000} * sum) / 10'000;
    return Lack{{rule, g}, Money{static_cast<std::int64_t>(off < 0 ? -off : off)}, 0};
  }
  return std::nullopt;
}

std::optional<Lack> State::refusal(std::size_t p, int year, bool shares) const {
  const Problem& problem = links_->problem;
  const auto& years = links_->years[p];
  if (chosen(p) || std::find(years.begin(), years.end(), year) == years.end())
    return Lack{{Rule::start_years, p}, {}, 1};
  for (const std::uint32_t k : links_->before[p]) {
    const Precedence& r = problem.precedences[k];
    if (!chosen(r.before)) return Lack{{Rule::precedence, k, 0, year, year}, {}, 1};
    if (start_[r.before] + r.lag > year)
      return Lack{{Rule::precedence, k, 0, year, year}, {}, start_[r.before] + r.lag - year};
  }
  for (const std::uint32_t k : links_->after[p]) {
    const Precedence& r = problem.precedences[k];
    if (chosen(r.after) && start_[r.after] < year + r.lag)
      return Lack{{Rule::precedence, k, 0, year, year}, {}, year + r.lag - start_[r.after]};
  }
  for (const std::uint32_t q : links_->apart[p])
    if (chosen(q)) return Lack{{Rule::exclusion, p, q}, {}, 1};
  if (const int holder = site_[links_->site[p]]; holder > 0)
    return Lack{{Rule::site, p, static_cast<std::size_t>(holder - 1)}, {}, 1};
  for (std::size_t k = 0; k < problem.caps.size(); ++k) {
    const std::int64_t use = problem.caps[k].use[p];
    if (use > 0 && cap_[k] + use > problem.caps[k].most)
      return Lack{{Rule::cap, k}, {}, cap_[k] + use - problem.caps[k].most};
  }
  if (const auto lack = group_refusal(p, shares)) return lack;
  if (const auto lack = running_refusal(problem.proposals[p].running, year)) return lack;
  return fund_refusal(p, year);
}

double State::gain(std::size_t p, int year) const {
  const Problem& problem = links_->problem;
  double sum = value_at(problem.proposals[p], year);
  for (const std::uint32_t e : links_->elements[p])
    if (cover_[e] == 0) sum += problem.elements[e].weight;
  for (const std::uint32_t k : links_->together[p]) {
    const Together& t = problem.together[k];
    if (chosen(t.a == p ? t.b : t.a)) sum += t.value;
  }
  return sum;
}

void State::book(std::size_t p, int year, int sign) {
  const Problem& problem = links_->problem;
  const Proposal& w = problem.proposals[p];
  for (const Payment& pay : w.payments)
    spent_[pay.fund][static_cast<std::size_t>(year + pay.year)] += sign * pay.amount.fen;
  if (w.running.per_year.fen > 0)
    for (int k = 0; k < w.running.years; ++k)
      running_[static_cast<std::size_t>(year + w.running.from + k)] += sign * w.running.per_year.fen;
  const std::int64_t cost = links_->capital[p].fen;
  all_ += sign * cost;
  for (const std::uint32_t g : links_->groups[p]) {
    group_money_[g] += sign * cost;
    group_works_[g] += sign;
  }
  for (std::size_t k = 0; k < problem.caps.size(); ++k) cap_[k] += sign * problem.caps[k].use[p];
  for (const std::uint32_t e : links_->elements[p]) cover_[e] += sign;
  site_[links_->site[p]] = sign > 0 ? static_cast<int>(p) + 1 : 0;
}
void State::add(std::size_t p, int year) {
  value_ += gain(p, year);
  book(p, year, 1);
  start_[p] = year;
}
void State::remove(std::size_t p) {
  const int year = start_[p];
  start_[p] = kNotChosen;
  book(p, year, -1);
  value_ -= gain(p, year);
}
bool State::removable(std::size_t p) const {
  const Problem& problem = links_->problem;
  if (problem.proposals[p].must()) return false;
  for (const std::uint32_t k : links_->after[p])
    if (chosen(problem.precedences[k].after)) return false;
  for (std::size_t k = 0; k < problem.caps.size(); ++k)
    if (cap_[k] - problem.caps[k].use[p] > problem.caps[k].most) return false;  // it gave what others use
  for (const std::uint32_t g : links_->groups[p]) {
    const Group& group = problem.groups[g];
    if (group.floor && group_money_[g] - links_->capital[p].fen < group.floor->fen) return false;
    if (group.least && group_works_[g] - 1 < *group.least) return false;
  }
  return true;
}
Money State::missing(std::size_t group) const {
  const Group& g = links_->problem.groups[group];
  return Money{g.floor ? std::max<std::int64_t>(0, g.floor->fen - group_money_[group]) : 0};
}
int State::missing_works(std::size_t group) const {
  const Group& g = links_->problem.groups[group];
  return g.least ? std::max(0, *g.least - group_works_[group]) : 0;
}
bool State::shares_hold() const {
  if (!links_->shares) return true;
  for (std::size_t g = 0; g < group_money_.size(); ++g)
    if (!share_holds(links_->problem.groups[g], group_money_[g], all_)) return false;
  return true;
}
Money State::left(std::size_t fund) const {
  std::int64_t sum = 0;
  for (const Money m : links_->problem.funds[fund].budget) sum += m.fen;
  for (const std::int64_t s : spent_[fund]) sum -= s;
  return Money{sum};
}

}  // namespace cityloop::portfolio
