#include "cityloop/decide/portfolio/problem.h"

#include <algorithm>
#include <cmath>

namespace cityloop::portfolio {
namespace {

Text numbered(const std::function<Text(std::size_t)>& name, std::size_t i, const char* en, const char* zh) {
  if (name) return name(i);
  return {fmt::format("{} {}", en, i + 1), fmt::format("第 {} {}", i + 1, zh)};
}
[[noreturn]] void refuse(Text words, Text hint = {}) {
  throw Error{Fault::bad_input, std::move(words), {}, std::move(hint)};
}
void check_money(Money m, const Text& who) {
  if (m.fen < 0)
    refuse({who.en + " has an amount below 0", who.zh + "有负数金额"},
           say("costs, budgets and limits are 0 or more", "费用、预算与限额不得为负"));
}
void check_index(std::size_t i, std::size_t n, const char* en, const char* zh) {
  if (i >= n) refuse({fmt::format("there is no {} {}", en, i + 1), fmt::format("没有第 {} {}", i + 1, zh)});
}
void check_number(double x, const Text& who) {
  if (!std::isfinite(x)) refuse({who.en + " has a value that is no number", who.zh + "的效益不是数字"});
}

void check_once(std::span<const std::uint32_t> members, const Text& who) {
  std::vector<std::uint32_t> sorted(members.begin(), members.end());
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
    refuse({who.en + " names a work twice", who.zh + "重复列出同一项目"});
}

void validate_proposal(const Problem& problem, std::size_t i, const Names& names) {
  const Proposal& p = problem.proposals[i];
  const Text who = names.of_proposal(i);
  for (const Payment& pay : p.payments) {
    check_money(pay.amount, who);
    check_index(pay.fund, problem.funds.size(), "fund", "号资金");
    if (pay.year < 0) refuse({who.en + " is paid before it starts", who.zh + "的付款早于开工"});
  }
  check_money(p.running.per_year, who);
  if (p.running.from < 0 || p.running.years < 0)
    refuse({who.en + " has running costs of a negative time", who.zh + "的运行费用年限为负"});
  if (p.value.size() > 1 && p.value.size() < static_cast<std::size_t>(problem.years))
    refuse({who.en + " has values for some years only", who.zh + "只有部分年份的效益"},
           say("give one value, or one for each of the {} years", "请给出一个数，或 {} 个年份各一个",
               problem.years));
  for (const double v : p.value) check_number(v, who);
  if (p.fixed && (*p.fixed < 0 || *p.fixed >= problem.years))
    refuse({who.en + " is fixed to a year outside the horizon", who.zh + "被固定在规划期之外的年份"});
}

}  // namespace

Text Names::of_proposal(std::size_t i) const { return numbered(proposal, i, "work", "项工程"); }
Text Names::of_fund(std::size_t i) const { return numbered(fund, i, "fund", "号资金"); }
Text Names::of_group(std::size_t i) const { return numbered(group, i, "group", "组"); }
Text Names::of_cap(std::size_t i) const { return numbered(cap, i, "cap", "项总量限额"); }

Text words(const Constraint& c, const Problem& problem, const Names& names) {
  const int from = names.first_year + c.from, until = names.first_year + c.until;
  const auto two = [&](const char* en, const char* zh, const Text& x, const Text& y) {
    return Text{fmt::format(fmt::runtime(en), x.en, y.en), fmt::format(fmt::runtime(zh), x.zh, y.zh)};
  };
  const auto group = [&](const char* en, const char* zh) {
    const Text g = names.of_group(c.a);
    return Text{fmt::format(fmt::runtime(en), g.en), fmt::format(fmt::runtime(zh), g.zh)};
  };
  switch (c.rule) {
    case Rule::fund:
    case Rule::knapsack: {
      const Text f = names.of_fund(c.a);
      if (from == until)
        return {fmt::format("the budget of {} in {}", f.en, from), fmt::format("{}{} 年预算", f.zh, from)};
      return {fmt::format("the budget of {} from {} to {}", f.en, from, until),
              fmt::format("{}{}—{} 年预算", f.zh, from, until)};
    }
    case Rule::fiscal_space: return say("the fiscal space in {}", "{} 年财政运行费用空间", from);
    case Rule::floor: return group("the least amount for {}", "{}的最低投入");
    case Rule::ceiling: return group("the most that {} may cost", "{}的投入上限");
    case Rule::floor_share: return group("the least share of {}", "{}的最低占比");
    case Rule::ceiling_share: return group("the largest share of {}", "{}的最高占比");
    case Rule::least: return group("the least number of works of {}", "{}的最少项目数");
    case Rule::most: return group("the largest number of works of {}", "{}的最多项目数");
    case Rule::cap: return names.of_cap(c.a);
    case Rule::exclusion:
      return two("{} and {} exclude each other", "{}与{}互斥", names.of_proposal(c.a),
                 names.of_proposal(c.b));
    case Rule::site:
      return two("{} and {} are on one site", "{}与{}同址", names.of_proposal(c.a), names.of_proposal(c.b));
    case Rule::precedence: {
      const Precedence& p = problem.precedences[c.a];
      Text t =
          two("{} waits for {}", "{}须在{}之后", names.of_proposal(p.after), names.of_proposal(p.before));
      if (p.lag > 0) {
        t.en += fmt::format(" by {} years", p.lag);
        t.zh += fmt::format(" {} 年", p.lag);
      }
      return t;
    }
    case Rule::mandatory: {
      const Text p = names.of_proposal(c.a);
      const int by = names.first_year + problem.proposals[c.a].mandatory.value_or(0);
      return {fmt::format("{} must start by {}", p.en, by), fmt::format("{}最迟 {} 年开工", p.zh, by)};
    }
    case Rule::fixed: {
      const Text p = names.of_proposal(c.a);
      const int in = names.first_year + problem.proposals[c.a].fixed.value_or(0);
      return {fmt::format("{} is fixed to {}", p.en, in), fmt::format("{}被指定在 {} 年开工", p.zh, in)};
    }
    case Rule::start_years:
      return two("the years in which {}{} may start", "{}{}可开工的年份", names.of_proposal(c.a), {});
    case Rule::covered: return say("what counts once, no. {}", "只计一次的第 {} 项", c.a + 1);
    case Rule::synergy:
    case Rule::overlap: {
      const Together& t = problem.together[c.a];
      return two("what {} and {} are worth together", "{}与{}的共同效益", names.of_proposal(t.a),
                 names.of_proposal(t.b));
    }
  }
  return {};
}

std::vector<int> start_years(const Problem& problem, std::size_t i) {
  const Proposal& p = problem.proposals[i];
  std::vector<int> out;
  if (p.forbidden) return out;
  int last = std::min(p.latest, problem.years - 1);
  if (p.mandatory) last = std::min(last, *p.mandatory);
  for (int y = std::max(p.earliest, 0); y <= last; ++y)
    if (!p.fixed || *p.fixed == y) out.push_back(y);
  // A person's word is above the usual years, though not above a deadline.
  if (p.fixed && out.empty() && *p.fixed >= 0 && *p.fixed < problem.years &&
      *p.fixed <= p.mandatory.value_or(*p.fixed))
    out.push_back(*p.fixed);
  return out;
}
double value_at(const Proposal& p, int year) {
  if (p.value.empty()) return 0;
  return p.value.size() == 1 ? p.value[0] : p.value[static_cast<std::size_t>(year)];
}
Money capital(const Proposal& p) {
  Money sum;
  for (const Payment& pay : p.payments) sum += pay.amount;
  return sum;
}
Money fiscal_space(const Problem& problem, int year) {
  const auto last = problem.fiscal_space.size() - 1;
  return problem.fiscal_space[std::min(static_cast<std::size_t>(year), last)];
}
int last_year(const Problem& problem) {
  int last = problem.years;
  for (const Fund& f : problem.funds) last = std::max(last, static_cast<int>(f.budget.size()));
  for (const Proposal& p : problem.proposals) {
    for (const Payment& pay : p.payments) last = std::max(last, problem.years + pay.year);
    if (p.running.per_year.fen > 0 && p.running.years > 0)
      last = std::max(last, problem.years + p.running.from + p.running.years);
  }
  return last;
}

std::vector<std::size_t> precedence_cycle(const Problem& problem) {
  const std::size_t n = problem.proposals.size();
  std::vector<std::vector<std::size_t>> next(n);
  for (const Precedence& p : problem.precedences) next[p.before].push_back(p.after);
  // Depth first, without recursion: chains may be long.
  std::vector<int> colour(n, 0);
  std::vector<std::size_t> path, at;
  for (std::size_t root = 0; root < n; ++root) {
    if (colour[root] != 0) continue;
    path = {root};
    at = {0};
    colour[root] = 1;
    while (!path.empty()) {
      const std::size_t v = path.back();
      if (at.back() == next[v].size()) {
        colour[v] = 2;
        path.pop_back();
        at.pop_back();
        continue;
      }
      const std::size_t w = next[v][at.back()++];
      if (colour[w] == 1) {
        const auto from = std::find(path.begin(), path.end(), w);
        return {from, path.end()};
      }
      if (colour[w] == 0) {
        colour[w] = 1;
        path.push_back(w);
        at.push_back(0);
      }
    }
  }
  return {};
}

void validate(const Problem& problem, const Names& names) {
  const std::size_t n = problem.proposals.size();
  if (problem.years < 1) refuse(say("a programme has at least one year", "规划期至少一年"));
  for (std::size_t i = 0; i < n; ++i) validate_proposal(problem, i, names);
  for (std::size_t f = 0; f < problem.funds.size(); ++f) {
    for (const Money m : problem.funds[f].budget) check_money(m, names.of_fund(f));
    check_money(problem.funds[f].debt, names.of_fund(f));
  }
  for (const Money m : problem.fiscal_space) check_money(m, say("the fiscal space", "财政运行费用空间"));
  const auto work = [&](std::size_t i) { check_index(i, n, "work", "项工程"); };
  for (const auto& [a, b] : problem.exclusions) {
    work(a), work(b);
    if (a == b)
      refuse({names.of_proposal(a).en + " excludes itself", names.of_proposal(a).zh + "与自己互斥"});
  }
  for (const Together& t : problem.together) {
    work(t.a), work(t.b);
    check_number(t.value, names.of_proposal(t.a));
    if (t.a == t.b)
      refuse(
          {names.of_proposal(t.a).en + " is paired with itself", names.of_proposal(t.a).zh + "与自己成对"});
  }
  for (const Element& e : problem.elements) {
    check_number(e.weight, say("an element", "覆盖要素"));
    if (e.weight < 0) refuse(say("an element weighs less than 0", "覆盖要素的权重为负"));
    for (const std::uint32_t i : e.by) work(i);
    check_once(e.by, say("an element", "覆盖要素"));
  }
  for (std::size_t g = 0; g < problem.groups.size(); ++g) {
    const Group& group = problem.groups[g];
    for (const std::uint32_t i : group.members) work(i);
    check_once(group.members, names.of_group(g));
    if (group.floor) check_money(*group.floor, names.of_group(g));
    if (group.ceiling) check_money(*group.ceiling, names.of_group(g));
    for (const auto& share : {group.floor_share, group.ceiling_share})
      if (share && (*share < 0 || *share > 10'000))
        refuse({names.of_group(g).en + " has a share that is none", names.of_group(g).zh + "的占比无效"},
               say("shares are 0 to 10,000 ten-thousandths", "占比以万分之一计，取 0 至 10000"));
  }
  for (std::size_t k = 0; k < problem.caps.size(); ++k)
    if (problem.caps[k].use.size() != n)
      refuse({names.of_cap(k).en + " does not say what each work uses",
              names.of_cap(k).zh + "没有列出每个项目的用量"});
  for (const Precedence& p : problem.precedences) {
    work(p.before), work(p.after);
    if (p.lag < 0) refuse(say("a lag is below 0 years", "时间间隔为负"));
  }
  if (const std::vector<std::size_t> cycle = precedence_cycle(problem); !cycle.empty()) {
    Text chain;
    for (const std::size_t i : cycle) {
      const Text name = names.of_proposal(i);
      chain.en += name.en + " → ";
      chain.zh += name.zh + " → ";
    }
    chain.en += names.of_proposal(cycle[0]).en;
    chain.zh += names.of_proposal(cycle[0]).zh;
    refuse({"works wait for each other in a circle: " + chain.en, "项目先后关系成环：" + chain.zh},
           say("take one of these precedences out", "请去掉其中一条先后关系"));
  }
}

double worth(const Problem& problem, const Starts& start) {
  long double sum = 0;  // rounded once, so that it is not above a bound that holds
  for (std::size_t i = 0; i < start.size(); ++i)
    if (start[i] != kNotChosen) sum += value_at(problem.proposals[i], start[i]);
  for (const Together& t : problem.together)
    if (start[t.a] != kNotChosen && start[t.b] != kNotChosen) sum += t.value;
  for (const Element& e : problem.elements)
    if (std::any_of(e.by.begin(), e.by.end(), [&](std::uint32_t i) { return start[i] != kNotChosen; }))
      sum += e.weight;
  return static_cast<double>(sum);
}

}  // namespace cityloop::portfolio
