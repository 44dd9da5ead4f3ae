#include "cityloop/decide/portfolio/robust.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "cityloop/decide/portfolio/front.h"

namespace cityloop::portfolio {
namespace {

std::int64_t overrun(std::int64_t fen, double over) { return std::llround(static_cast<double>(fen) * over); }
/// A run of years of a fund and what may be paid in it.
struct PurseRow {
  std::size_t fund = 0;
  int from = 0, until = 0;
  std::int64_t limit = 0;  // fen
};
/// What a work that starts in a year takes from a purse.
std::int64_t taken_from(const PurseRow& purse, const Proposal& w, int start, double over) {
  std::int64_t sum = 0;
  for (const Payment& pay : w.payments) {
    const int y = start + pay.year;
    if (pay.fund != purse.fund || y < purse.from || y > purse.until) continue;
    sum += over < 0 ? pay.amount.fen : overrun(pay.amount.fen, over);
  }
  return sum;
}
constexpr double kAsThought = -1;

bool purses_hold(const Problem& p, std::span<const PurseRow> purses, std::span<const double> over,
                 double most_off, const Starts& plan) {
  return std::all_of(purses.begin(), purses.end(), [&](const PurseRow& purse) {
    std::int64_t sum = 0;
    std::vector<std::int64_t> extras;
    for (std::size_t i = 0; i < plan.size(); ++i) {
      if (plan[i] == kNotChosen) continue;
      sum += taken_from(purse, p.proposals[i], plan[i], kAsThought);
      extras.push_back(taken_from(purse, p.proposals[i], plan[i], over[i]));
    }
    return sum + worst_extra(std::move(extras), most_off) <= purse.limit;
  });
}
RobustPlan robust_of(const ExactPlan& plan) {
  RobustPlan out;
  out.feasible = plan.found;
  out.certain = plan.certain;
  out.start = plan.start;
  out.solves = plan.solves;
  return out;
}
MilpLimits to_the_end(int nodes) { return {.gap = 0, .absolute_gap = 1e-9, .nodes = nodes}; }

/// The objective becomes what is left of it when the worst befalls: t ≤ Σ v x − (Γ z + Σ q).
void protect_worth(Milp& m, const Formulation& f, std::span<const double> short_by, double most_off) {
  const std::size_t columns = m.columns.size();
  const std::size_t row = m.row(-kUnlimited, 0);
  std::vector<double> deviation(f.choices, 0);
  for (std::size_t p = 0; p < short_by.size(); ++p)
    for (std::uint32_t j = f.first[p]; j < f.first[p + 1]; ++j)
      deviation[j] = short_by[p] * std::max(0.0, m.columns[j].objective);
  for (std::size_t j = 0; j < columns; ++j) {
    if (m.columns[j].objective != 0) m.entry(row, j, -m.columns[j].objective);
    m.columns[j].objective = 0;
  }
  const std::size_t t = m.column({.low = -kUnlimited, .high = kUnlimited, .objective = 1, .integer = false});
  m.entry(row, t, 1);
  protect(m, row, deviation, most_off);
}

/// The rows of all scenarios over the same columns of choice; what a plan is worth in each has a row.
struct Stacked {
  Milp milp;
  std::vector<std::vector<std::pair<std::size_t, double>>> worth;  // by scenario: columns and values
};
Stacked stacked(std::span<const Formulation> all) {
  Stacked out;
  for (std::size_t s = 0; s < all.size(); ++s) {
    const Formulation& f = all[s];
    std::vector<std::size_t> column(f.milp.columns.size());
    out.worth.emplace_back();
    for (std::size_t j = 0; j < column.size(); ++j) {
      Milp::Column c = f.milp.columns[j];
      if (c.objective != 0) out.worth[s].emplace_back(0, c.objective * f.value_unit);
      c.objective = 0;
      if (j >= f.choices || s == 0) {
        column[j] = out.milp.column(c);
      } else {
        column[j] = j;
        out.milp.columns[j].low = std::max(out.milp.columns[j].low, c.low);
        out.milp.columns[j].high = std::min(out.milp.columns[j].high, c.high);
      }
      if (f.milp.columns[j].objective != 0) out.worth[s].back().first = column[j];
    }
    std::vector<std::size_t> row;
    for (const Milp::Row& r : f.milp.rows) row.push_back(out.milp.row(r.low, r.high));
    for (const Milp::Entry& e : f.milp.entries) out.milp.entry(row[e.row], column[e.column], e.coefficient);
  }
  return out;
}

}  // namespace

std::int64_t worst_extra(std::vector<std::int64_t> extras, double most_off) {
  std::sort(extras.begin(), extras.end(), std::greater<>{});
  std::int64_t sum = 0;
  double left = most_off;
  for (const std::int64_t extra : extras) {
    if (left <= 0) break;
    // The part of a fen that cannot be paid is a fen.
    sum += left >= 1 ? extra : static_cast<std::int64_t>(std::ceil(static_cast<double>(extra) * left));
    left -= 1;
  }
  return sum;
}

double worst_shortfall(const Problem& problem, const Starts& plan, std::span<const double> short_by,
                       double most_off) {
  std::vector<double> missing;
  for (std::size_t p = 0; p < plan.size(); ++p)
    if (plan[p] != kNotChosen && !short_by.empty())
      missing.push_back(std::max(0.0, value_at(problem.proposals[p], plan[p])) * short_by[p]);
  std::sort(missing.begin(), missing.end(), std::greater<>{});
  double sum = 0;
  for (const double m : missing) {
    if (most_off <= 0) break;
    sum += m * std::min(1.0, most_off);
    most_off -= 1;
  }
  return sum;
}

RobustPlan protected_plan(const Problem& problem, std::span<const double> over, double most_off, int nodes,
                          std::span<const double> short_by) {
  validate(problem);
  if (over.size() != problem.proposals.size())
    throw Error{Fault::bad_input, say("{} works have {} possible overruns", "{} 个项目却有 {} 个超支比例",
                                      problem.proposals.size(), over.size())};
  if (!std::all_of(over.begin(), over.end(), [](double d) { return d >= 0 && std::isfinite(d); }) ||
      !(most_off >= 0))
    throw Error{Fault::bad_input, say("an overrun is below 0 or no number", "超支比例为负或非数值")};
  if (!short_by.empty() &&
      (short_by.size() != problem.proposals.size() ||
       !std::all_of(short_by.begin(), short_by.end(), [](double d) { return d >= 0 && d <= 1; })))
    throw Error{Fault::bad_input,
                say("what may be missing of effects is a part between 0 and 1 for each work",
                    "每个项目的效果不足比例应在 0 与 1 之间")};
  const Formulation f = formulate(Links{problem});
  // A purse that holds all payments as thought may not hold them with what they may cost more: which rows
  // are needed is asked of the dearest case.
  Problem dear = problem;
  for (std::size_t p = 0; p < over.size(); ++p)
    for (Payment& pay : dear.proposals[p].payments) pay.amount.fen += overrun(pay.amount.fen, over[p]);
  const Formulation with_all = formulate(Links{dear});
  Milp m = f.milp;
  for (std::size_t i = 0; i < f.rows.size(); ++i)
    if (f.rows[i].what.rule == Rule::fund) m.rows[i].high = kUnlimited;
  std::vector<PurseRow> purses;
  for (std::size_t i = 0; i < with_all.rows.size(); ++i) {
    const Formulation::RowOf& r = with_all.rows[i];
    if (r.what.rule != Rule::fund) continue;
    // The budget itself: what sums of payments as thought can reach says nothing of sums with overruns.
    const double limit = with_all.milp.rows[i].high * r.unit + r.idle;
    purses.push_back({r.what.a, r.what.from, r.what.until, std::llround(limit * 1e8)});
    const std::size_t row = m.row(-kUnlimited, limit);
    std::vector<double> deviation(f.choices, 0);
    for (std::size_t p = 0; p < over.size(); ++p)
      for (std::uint32_t j = f.first[p]; j < f.first[p + 1]; ++j) {
        const auto in_row = [&](double part) {
          return static_cast<double>(taken_from(purses.back(), problem.proposals[p], f.year[j], part)) / 1e8;
        };
        if (in_row(kAsThought) != 0) m.entry(row, j, in_row(kAsThought));
        deviation[j] = in_row(over[p]);
      }
    if (most_off > 0) protect(m, row, deviation, most_off);
  }
  if (!short_by.empty() && most_off > 0) protect_worth(m, f, short_by, most_off);
  const ExactPlan plan = exact_plan(
      m, f,
      [&](const Starts& s) {
        return broken(problem, s).empty() && purses_hold(problem, purses, over, most_off, s);
      },
      to_the_end(nodes));
  RobustPlan out = robust_of(plan);
  if (!out.feasible) return out;
  out.value = worth(problem, out.start);
  out.assured = out.value - worst_shortfall(problem, out.start, short_by, most_off);
  return out;
}

RobustPlan scenario_plan(std::span<const Scenario> scenarios, Criterion criterion, int nodes) {
  const auto wrong = [](Text what) { return Error{Fault::bad_input, std::move(what)}; };
  if (scenarios.empty()) throw wrong(say("there is no scenario", "没有情景"));
  double weights = 0;
  std::vector<Formulation> all;
  for (const Scenario& s : scenarios) {
    validate(s.problem);
    if (!(s.weight >= 0) || !std::isfinite(s.weight))
      throw wrong(say("a scenario has a weight of {}", "情景的权重为 {}", s.weight));
    weights += s.weight;
    all.push_back(formulate(Links{s.problem}));
    if (all.back().first != all[0].first ||
        !std::equal(all[0].year.begin(), all[0].year.end(), all.back().year.begin(), all.back().year.end()))
      throw wrong(say("scenarios differ in works or in years of start", "各情景的项目或开工年份不同"));
  }
  if (criterion == Criterion::expected && weights <= 0)
    throw wrong(say("all weights of scenarios are 0", "所有情景权重均为 0"));
  Stacked joint = stacked(all);
  Milp& m = joint.milp;
  const auto fits_in_all = [&](const Starts& plan) {
    return std::all_of(scenarios.begin(), scenarios.end(),
                       [&](const Scenario& s) { return broken(s.problem, plan).empty(); });
  };
  std::vector<double> best(scenarios.size(), 0);
  double unit = 0;
  for (const auto& values : joint.worth)
    for (const auto& [column, value] : values) unit = std::max(unit, std::abs(value));
  if (unit == 0) unit = 1;
  bool certain = true;
  int solves = 0;
  if (criterion == Criterion::expected) {
    for (std::size_t s = 0; s < scenarios.size(); ++s)
      for (const auto& [column, value] : joint.worth[s])
        m.columns[column].objective += scenarios[s].weight / weights * value / unit;
  } else {
    if (criterion == Criterion::regret)
      for (std::size_t s = 0; s < scenarios.size(); ++s) {
        const Problem& p = scenarios[s].problem;
        const ExactPlan alone = exact_plan(
            all[s].milp, all[s], [&](const Starts& plan) { return broken(p, plan).empty(); },
            to_the_end(nodes));
        solves += alone.solves;
        certain = certain && alone.certain;
        if (!alone.found) return {.certain = alone.certain, .start = {}, .solves = solves};
        best[s] = worth(p, alone.start);
      }
    const std::size_t t =
        m.column({.low = -kUnlimited, .high = kUnlimited, .objective = 1, .integer = false});
    for (std::size_t s = 0; s < scenarios.size(); ++s) {
      const std::size_t row = m.row(best[s] / unit, kUnlimited);
      for (const auto& [column, value] : joint.worth[s]) m.entry(row, column, value / unit);
      m.entry(row, t, -1);
    }
  }
  RobustPlan out = robust_of(exact_plan(m, all[0], fits_in_all, to_the_end(nodes)));
  out.certain = out.certain && certain;
  out.solves += solves;
  if (!out.feasible) return out;
  out.value = criterion == Criterion::expected ? 0 : kUnlimited;
  for (std::size_t s = 0; s < scenarios.size(); ++s) {
    const double v = worth(scenarios[s].problem, out.start) - best[s];
    if (criterion == Criterion::expected) out.value += scenarios[s].weight / weights * v;
    else out.value = std::min(out.value, v);
  }
  return out;
}

}  // namespace cityloop::portfolio
