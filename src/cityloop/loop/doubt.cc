#include "cityloop/loop/doubt.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cityloop {
namespace {

using portfolio::Problem;
using portfolio::Starts;

constexpr std::size_t kMostChoices = 300;  // of a programme that is branched to the end
constexpr std::size_t kKept = 40;          // proposals of one that is larger
constexpr int kNodes = 2000;
constexpr double kUnsure = 0.2;
constexpr std::size_t kLearnt = 20'000;  // draws

/// With the most promising by their worth above the shadow price of what they take, and all that must be; others are out.
bool narrow(Problem& p, const portfolio::Result& r) {
  if (p.proposals.size() * static_cast<std::size_t>(p.years) <= kMostChoices) return false;
  std::vector<char> keep(p.proposals.size(), 0);
  std::vector<std::size_t> order(p.proposals.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return r.worth_alone[a] - r.price[a] > r.worth_alone[b] - r.price[b];
  });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < p.proposals.size(); ++i)
    if (p.proposals[i].must() || r.start[i] != portfolio::kNotChosen) keep[i] = 1;
  for (const std::size_t i : order)
    if (kept < kKept && keep[i] == 0 && !p.proposals[i].forbidden) keep[i] = 1, ++kept;
  for (bool more = true; more;) {
    more = false;
    for (const portfolio::Precedence& q : p.precedences)
      if (keep[q.after] != 0 && keep[q.before] == 0) keep[q.before] = 1, more = true;
  }
  for (std::size_t i = 0; i < p.proposals.size(); ++i)
    if (keep[i] == 0) p.proposals[i].forbidden = true;
  std::erase_if(p.together, [&](const portfolio::Together& t) { return keep[t.a] == 0 || keep[t.b] == 0; });
  return true;
}

void compare(const Starts& before, const Starts& after, std::vector<std::size_t>& in,
             std::vector<std::size_t>& out) {
  for (std::size_t i = 0; i < after.size(); ++i) {
    const bool was = before[i] != portfolio::kNotChosen, is = after[i] != portfolio::kNotChosen;
    if (!was && is) in.push_back(i);
    if (was && !is) out.push_back(i);
  }
}

/// What of a plan still fits: those that gain least for their money go first, until nothing is broken.
std::size_t drop_until_it_fits(const Problem& p, Starts& plan) {
  std::size_t dropped = 0;
  const auto overdrawn = [&] {
    const auto all = portfolio::broken(p, plan);
    return std::any_of(all.begin(), all.end(), [](const portfolio::Broken& b) {
      using portfolio::Rule;
      return b.what.rule == Rule::fund || b.what.rule == Rule::fiscal_space || b.what.rule == Rule::ceiling ||
             b.what.rule == Rule::cap || b.what.rule == Rule::precedence;
    });
  };
  while (overdrawn()) {
    std::size_t least = plan.size();
    const auto rate = [&](std::size_t i) {
      return portfolio::value_at(p.proposals[i], plan[i]) /
             std::max(1.0, to_yuan(portfolio::capital(p.proposals[i])));
    };
    for (std::size_t i = 0; i < plan.size(); ++i)
      if (plan[i] != portfolio::kNotChosen && !p.proposals[i].must() &&
          (least == plan.size() || rate(i) < rate(least)))
        least = i;
    if (least == plan.size()) break;
    plan[least] = portfolio::kNotChosen;
    ++dropped;
  }
  return dropped;
}

/// What a plan lacks at worst, by fund: in its worst year, or up to it where money goes on to the next.
std::vector<Money> lacks_at_worst(const Problem& p, const std::vector<double>& over, double most_off,
                                  const Starts& plan) {
  std::vector<Money> out(p.funds.size());
  for (std::size_t f = 0; f < p.funds.size(); ++f) {
    const portfolio::Fund& fund = p.funds[f];
    const int years = static_cast<int>(fund.budget.size());
    for (int t = 0; t < years; ++t) {
      const int from = fund.carries || fund.debt.fen > 0 ? 0 : t;
      Money limit = t + 1 < years ? fund.debt : Money{};
      for (int u = from; u <= t; ++u) limit += fund.budget[static_cast<std::size_t>(u)];
      Money spent;
      std::vector<std::int64_t> extras;
      for (std::size_t i = 0; i < plan.size(); ++i) {
        if (plan[i] == portfolio::kNotChosen) continue;
        Money own, more;
        for (const portfolio::Payment& pay : p.proposals[i].payments)
          if (const int y = plan[i] + pay.year; pay.fund == f && y >= from && y <= t)
            own += pay.amount, more += scaled(pay.amount, over[i]);
        spent += own;
        extras.push_back(more.fen);
      }
      const Money worst = spent + Money{portfolio::worst_extra(std::move(extras), most_off)};
      out[f] = std::max(out[f], worst - limit);
    }
  }
  return out;
}
/// Takes out what gains least for its money, of the funds that lack at worst. False where something else does not hold.
bool thin_until_it_holds(const Problem& p, const std::vector<double>& over, double most_off, Starts& plan) {
  for (;;) {
    const std::vector<Money> lacks = lacks_at_worst(p, over, most_off, plan);
    std::size_t least = plan.size();
    const auto rate = [&](std::size_t i) {
      return portfolio::value_at(p.proposals[i], plan[i]) /
             std::max(1.0, to_yuan(portfolio::capital(p.proposals[i])));
    };
    bool short_of_money = false;
    for (std::size_t f = 0; f < lacks.size(); ++f) {
      if (lacks[f].fen <= 0) continue;
      short_of_money = true;
      for (std::size_t i = 0; i < plan.size(); ++i) {
        const auto& pays = p.proposals[i].payments;
        if (plan[i] != portfolio::kNotChosen && !p.proposals[i].must() &&
            std::any_of(pays.begin(), pays.end(), [&](const auto& pay) { return pay.fund == f; }) &&
            (least == plan.size() || rate(i) < rate(least)))
          least = i;
      }
    }
    if (!short_of_money) return portfolio::broken(p, plan).empty();
    if (least == plan.size()) return false;
    plan[least] = portfolio::kNotChosen;
  }
}

template <class Key>
double factor_for(const std::map<Key, double>& some, const Key& key, double all) {
  const auto at = some.find(key);
  return at == some.end() ? all : at->second;
}

Problem turned_out(const Programmed& p, const Problem& base, const ScenarioRule& s) {
  Problem q = base;
  const auto effect = [&](std::size_t i) { return factor_for(s.effect_of, p.projects[i].type, s.effects); };
  for (std::size_t i = 0; i < q.proposals.size(); ++i) {
    for (double& v : q.proposals[i].value) v *= effect(i);
    const double cost = factor_for(s.cost_of, p.projects[i].type, s.costs);
    for (portfolio::Payment& pay : q.proposals[i].payments) pay.amount = scaled(pay.amount, cost);
  }
  for (portfolio::Together& t : q.together) t.value *= (effect(t.a) + effect(t.b)) / 2;
  for (std::size_t f = 0; f < q.funds.size(); ++f)
    for (Money& m : q.funds[f].budget) m = scaled(m, factor_for(s.budget_of, p.funds[f], s.budgets));
  return q;
}

void must_be_known(const Programmed& p, const ProgrammeRules& rules) {
  for (const ScenarioRule& s : rules.scenarios)
    for (const auto& [fund, factor] : s.budget_of) {
      (void)factor;
      if (std::find(p.funds.begin(), p.funds.end(), fund) != p.funds.end()) continue;
      std::vector<std::string> known;
      for (const FundKey& k : p.funds) known.push_back(k.word);
      const std::string near = nearest_word(fund.word, known);
      throw Error{Fault::bad_input,
                  say("the scenario ‘{1}’ names the fund ‘{0}’, which the budget has not",
                      "情景“{2}”提到的资金“{0}”不在预算中", fund.word, s.name.en, s.name.zh),
                  {rules.file, s.line, "scenarios"},
                  near.empty() ? Text{} : say("did you mean ‘{}’?", "是否想写“{}”？", near)};
    }
}

}  // namespace

portfolio::Doubt doubt_of(const Programmed& p, const Effects& effects, const Lens& lens) {
  portfolio::Doubt doubt;
  for (const Project& x : p.projects) {
    // Of what its type is believed to do for the indicators of the goals that it moves: the largest doubt.
    double unsure = 0;
    for (const Goal& g : lens.goals.goals)
      for (const Criterion& c : g.criteria)
        if (effects.benefit.contains({x.type, c.indicator})) {
          const Belief b = effects.benefit_of(x.type, c.indicator, x.owner);
          unsure = std::max(unsure, b.standard_error / std::max(b.mean, 0.1));
        }
    if (unsure == 0) unsure = Belief{}.standard_error;
    const Belief cost = effects.cost_of(x.type, x.owner);
    const bool seen = effects.cost_of(x.type).outcomes > 0;
    doubt.value.push_back(unsure);
    doubt.cost.push_back(seen ? cost.standard_error / std::max(cost.mean, 0.1) : 0.1);
  }
  return doubt;
}

Protection protect(const Programmed& p, const Effects& effects, const Lens& lens, double most_off) {
  const portfolio::Doubt doubt = doubt_of(p, effects, lens);
  std::vector<double> over, missing;
  for (std::size_t i = 0; i < p.projects.size(); ++i) {
    over.push_back(kBadEnd * doubt.cost[i]);
    missing.push_back(std::min(1.0, kBadEnd * doubt.value[i]));
  }
  Protection out;
  out.most_off = most_off;
  Problem q = p.problem;
  out.narrowed = narrow(q, p.result);
  out.plan = portfolio::protected_plan(q, over, most_off, kNodes, missing);
  // A search that ended early may know less than the programme itself, with what does not hold taken out.
  Starts thinned = p.result.start;
  if (thin_until_it_holds(p.problem, over, most_off, thinned)) {
    const double value = portfolio::worth(p.problem, thinned);
    const double assured = value - portfolio::worst_shortfall(p.problem, thinned, missing, most_off);
    if (!out.plan.feasible || (!out.plan.certain && assured > out.plan.assured)) {
      out.plan.feasible = true;
      out.plan.start = thinned, out.plan.value = value, out.plan.assured = assured;
    }
  }
  if (!out.plan.feasible)
    throw Error{Fault::conflict,
                say("no programme holds if {} projects cost as much more as they may",
                    "若有 {} 个项目超支至上限，没有可行的规划", fmt::format("{:g}", most_off)),
                {.item = "--robust"},
                say("protect against fewer, or leave room in the budget for what must be",
                    "请减少防护的项目数，或为必须实施的项目留出余地")};
  out.plain_value = portfolio::worth(p.problem, p.result.start);
  out.plain_assured =
      out.plain_value - portfolio::worst_shortfall(p.problem, p.result.start, missing, most_off);
  out.bound = std::min(p.result.proved, p.result.trusted);
  compare(p.result.start, out.plan.start, out.in, out.out);
  const std::vector<Money> lacks = lacks_at_worst(p.problem, over, most_off, p.result.start);
  for (std::size_t f = 0; f < p.funds.size(); ++f)
    if (lacks[f].fen > 0) out.plain_lacks.emplace_back(p.funds[f], lacks[f]);
  return out;
}

Scenarios scenarios_of(const Programmed& p, const ProgrammeRules& rules, portfolio::Criterion criterion) {
  if (rules.scenarios.empty())
    throw Error{Fault::bad_input,
                say("the rules have no scenarios", "规则中没有情景"),
                {.file = rules.file},
                say("write them into plan.yaml: scenarios: [{{name: Slump, budgets: 80 %}}]",
                    "请写入 plan.yaml：scenarios: [{{name: 财政收紧, budgets: 80 %}}]")};
  must_be_known(p, rules);
  Scenarios out;
  out.criterion = criterion;
  Problem base = p.problem;
  out.narrowed = narrow(base, p.result);
  std::vector<portfolio::Scenario> all;
  for (const ScenarioRule& s : rules.scenarios) {
    all.push_back({turned_out(p, base, s), s.weight});
    const Problem whole = turned_out(p, p.problem, s);
    const portfolio::Result best =
        portfolio::solve(whole, {.gap = 1e-3, .nodes = 1000}, p.result.start, p.names);
    if (!best.feasible) {
      Text words;
      for (const portfolio::Constraint& c : best.conflict) {
        const Text t = portfolio::words(c, whole, p.names);
        words.en += "\n  " + t.en, words.zh += "\n  " + t.zh;
      }
      throw Error{Fault::conflict,
                  {"in the scenario ‘" + s.name.en + "’ nothing can hold all of this together:" + words.en,
                   "情景“" + s.name.zh + "”下以下要求无法同时满足：" + words.zh},
                  {rules.file, s.line, "scenarios"},
                  say("a plan has to fit in every scenario", "方案须在每个情景下都可行")};
    }
    Starts plain = p.result.start;
    ScenarioOutcome o{s.name, s.weight, best.value, std::min(best.proved, best.trusted), 0, 0, 0};
    o.dropped = drop_until_it_fits(whole, plain);
    o.plain = portfolio::worth(whole, plain);
    o.best = std::max(o.best, portfolio::broken(whole, plain).empty() ? o.plain : o.best);
    out.outcomes.push_back(o);
  }
  out.plan = portfolio::scenario_plan(all, criterion, kNodes);
  if (!out.plan.feasible)
    throw Error{Fault::conflict,
                say("no plan fits in every scenario", "没有在所有情景下都可行的方案"),
                {.file = rules.file, .item = "scenarios"},
                say("what must be does not fit in all of them together: move its years, or soften one",
                    "必须实施的项目无法同时适应全部情景：请调整年份或放宽其一")};
  for (std::size_t s = 0; s < all.size(); ++s)
    out.outcomes[s].chosen = portfolio::worth(turned_out(p, p.problem, rules.scenarios[s]), out.plan.start);
  compare(p.result.start, out.plan.start, out.in, out.out);
  return out;
}

std::vector<portfolio::Waiting> waiting(const Programmed& p, const ProgrammeRules& rules,
                                        const Effects& effects, const Lens& lens, Run& run) {
  const portfolio::Doubt doubt = doubt_of(p, effects, lens);
  std::vector<portfolio::Waiting> out =
      portfolio::value_of_waiting(p.problem, p.result, doubt, rules.discount, kLearnt, run.seed);
  std::erase_if(out, [&](const portfolio::Waiting& w) {
    return std::max(doubt.value[w.proposal], doubt.cost[w.proposal]) < kUnsure;
  });
  std::stable_sort(out.begin(), out.end(), [](const portfolio::Waiting& a, const portfolio::Waiting& b) {
    return a.gain() > b.gain();
  });
  return out;
}

}  // namespace cityloop
