#include "cityloop/decide/portfolio/plan_front.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace cityloop::portfolio {
namespace {

/// Plans that a solver's tolerance lets through are few; more are a sign of a programme that is badly scaled.
constexpr int kMostCuts = 100;

void check_objectives(const Problem& p, std::span<const Objective> objectives) {
  if (objectives.empty())
    throw Error{Fault::bad_input, say("a front needs an objective", "前沿至少需要一个目标")};
  for (std::size_t k = 0; k < objectives.size(); ++k) {
    const Objective& o = objectives[k];
    if (!(o.step > 0) || !std::isfinite(o.step))
      throw Error{Fault::bad_input,
                  say("the step of objective {} is not above 0", "第 {} 个目标的步长须大于 0", k + 1)};
    const bool rows = o.kind == Objective::Kind::worth ||
                      (o.kind == Objective::Kind::sum && o.gains.size() == 1) ||
                      (o.kind == Objective::Kind::least && !o.gains.empty());
    if (!rows)
      throw Error{Fault::bad_input, say("objective {} has {} rows of gains", "第 {} 个目标有 {} 行增益",
                                        k + 1, o.gains.size())};
    for (const auto& row : o.gains) {
      if (!o.base.empty() && o.base.size() != o.gains.size())
        throw Error{Fault::bad_input,
                    say("objective {} begins with {} values for {} rows",
                        "第 {} 个目标有 {} 个初值，而行数为 {}", k + 1, o.base.size(), o.gains.size())};
      if (row.size() != p.proposals.size())
        throw Error{Fault::bad_input,
                    say("objective {} has {} gains for {} works", "第 {} 个目标有 {} 个增益，而项目有 {} 个",
                        k + 1, row.size(), p.proposals.size())};
      if (!std::all_of(row.begin(), row.end(), [](double g) { return std::isfinite(g); }))
        throw Error{Fault::bad_input,
                    say("objective {} has a gain that is no number", "第 {} 个目标的增益含非数值", k + 1)};
    }
  }
}
double base_of(const Objective& o, std::size_t row) { return o.base.empty() ? 0 : o.base[row]; }
double row_sum(std::span<const double> gains, const Starts& plan) {
  double sum = 0;
  for (std::size_t p = 0; p < plan.size(); ++p)
    if (plan[p] != kNotChosen) sum += gains[p];
  return sum;
}

/// The programme of a front: a row for the floor of each objective.
class FrontProgramme {
 public:
  FrontProgramme(const Problem& problem, std::span<const Objective> objectives)
      : problem_{problem}, objectives_{objectives}, f_{formulate(Links{problem})}, milp_{f_.milp} {
    const std::vector<Milp::Column> columns = milp_.columns;
    for (Milp::Column& c : milp_.columns) c.objective = 0;
    for (const Objective& o : objectives_) {
      std::vector<double> along(columns.size(), 0);
      if (o.kind == Objective::Kind::worth)
        for (std::size_t j = 0; j < columns.size(); ++j) along[j] = columns[j].objective * f_.value_unit;
      else if (o.kind == Objective::Kind::sum) along = by_column(o.gains[0], columns.size());
      if (o.kind == Objective::Kind::least) add_least(o, columns.size());
      else add(along, o.step);
    }
  }
  const Values& least() const { return least_; }

  /// A plan in the zone.
  ExactPlan in_zone(const Values& corner, const MilpLimits& given) const {
    Milp m = milp_;
    for (std::size_t k = 0; k < row_.size(); ++k)
      if (corner[k] > least_[k])
        m.rows[row_[k]].low = static_cast<double>(corner[k] + 1) * objectives_[k].step / unit_[k];
    MilpLimits limits = given;
    limits.gap = 0;
    limits.absolute_gap = half_step_;
    return exact_plan(
        std::move(m), f_,
        [&](const Starts& plan) {
          const Values v = steps(plan);
          for (std::size_t k = 0; k < v.size(); ++k)
            if (v[k] <= corner[k]) return false;
          return broken(problem_, plan).empty();
        },
        limits);
  }
  /// Whole steps; what a sum has lost by its rounding is not a step.
  Values steps(const Starts& plan) const {
    Values out;
    for (const Objective& o : objectives_)
      out.push_back(static_cast<std::int64_t>(std::floor(value_of(o, problem_, plan) / o.step + 1e-6)));
    return out;
  }

 private:
  std::vector<double> by_column(std::span<const double> gains, std::size_t columns) const {
    std::vector<double> out(columns, 0);
    for (std::size_t p = 0; p + 1 < f_.first.size(); ++p)
      for (std::uint32_t j = f_.first[p]; j < f_.first[p + 1]; ++j) out[j] = gains[p];
    return out;
  }
  /// No plan has less than the first or more than the second, whatever else it does.
  std::pair<double, double> reach_of(std::span<const double> along) const {
    double low = 0, high = 0;
    for (const double a : along) (a < 0 ? low : high) += a;
    return {low, high};
  }
  void floor_of(std::size_t row, double low, double high, double unit, double step) {
    half_step_ = std::min(half_step_, 0.5 * step / std::max(high - low, unit));
    row_.push_back(row);
    unit_.push_back(unit);
    least_.push_back(static_cast<std::int64_t>(std::floor(low / step)) - 2);
  }
  void add(std::span<const double> along, double step) {
    double unit = 0;
    for (const double a : along) unit = std::max(unit, std::abs(a));
    if (unit == 0) unit = 1;
    const std::size_t row = milp_.row(-kUnlimited, kUnlimited);
    const auto [low, high] = reach_of(along);
    for (std::size_t j = 0; j < along.size(); ++j) {
      if (along[j] == 0) continue;
      milp_.entry(row, j, along[j] / unit);
      milp_.columns[j].objective += along[j] / std::max(high - low, unit);
    }
    floor_of(row, low, high, unit, step);
  }
  void add_least(const Objective& o, std::size_t columns) {
    double unit = 0, low = kUnlimited, high = kUnlimited;
    for (std::size_t r = 0; r < o.gains.size(); ++r) {
      const auto [l, h] = reach_of(by_column(o.gains[r], columns));
      low = std::min(low, l + base_of(o, r));
      high = std::min(high, h + base_of(o, r));
      for (const double g : o.gains[r]) unit = std::max(unit, std::abs(g));
    }
    if (unit == 0) unit = 1;
    const std::size_t t = milp_.column({.low = low / unit - 1,
                                        .high = high / unit + 1,
                                        .objective = unit / std::max(high - low, unit),
                                        .integer = false});
    for (std::size_t r = 0; r < o.gains.size(); ++r) {
      const std::size_t row = milp_.row(-base_of(o, r) / unit, kUnlimited);
      const std::vector<double> along = by_column(o.gains[r], columns);
      for (std::size_t j = 0; j < along.size(); ++j)
        if (along[j] != 0) milp_.entry(row, j, along[j] / unit);
      milp_.entry(row, t, -1);
    }
    const std::size_t row = milp_.row(-kUnlimited, kUnlimited);
    milp_.entry(row, t, 1);
    floor_of(row, low, high, unit, o.step);
  }

  const Problem& problem_;
  std::span<const Objective> objectives_;
  Formulation f_;
  Milp milp_;
  std::vector<std::size_t> row_;
  std::vector<double> unit_;
  double half_step_ = kUnlimited;  // of the sum: what is nearer to the best is as good
  Values least_;
};

}  // namespace

double value_of(const Objective& o, const Problem& problem, const Starts& plan) {
  if (o.kind == Objective::Kind::worth) return worth(problem, plan);
  double least = kUnlimited;
  for (std::size_t r = 0; r < o.gains.size(); ++r)
    least = std::min(least, base_of(o, r) + row_sum(o.gains[r], plan));
  return least;
}

ExactPlan exact_plan(Milp m, const Formulation& f, const std::function<bool(const Starts&)>& holds,
                     const MilpLimits& limits) {
  ExactPlan out;
  for (int cut = 0; cut <= kMostCuts; ++cut) {
    ++out.solves;
    const MilpSolution s = solve(m, limits);
    if (s.outcome != Outcome::optimal) out.certain = s.outcome == Outcome::infeasible;
    if (s.x.empty()) return out;
    out.start = starts_of(f, s.x);
    if (holds(out.start)) {
      out.found = true;
      return out;
    }
    const std::size_t row = m.row(-kUnlimited, -1);
    for (std::size_t j = 0; j < f.choices; ++j) {
      const bool chosen = s.x[j] > 0.5;
      m.entry(row, j, chosen ? 1 : -1);
      m.rows[row].high += chosen ? 1 : 0;
    }
  }
  out.certain = false;
  return out;
}

PlanFront plan_front(const Problem& problem, std::span<const Objective> objectives,
                     const FrontLimits& limits) {
  validate(problem);
  check_objectives(problem, objectives);
  const FrontProgramme programme{problem, objectives};
  PlanFront out;
  std::vector<std::pair<Values, Starts>> found;
  Zones zones{programme.least()};
  while (const auto corner = zones.next()) {
    if (found.size() >= limits.most) {
      out.complete = false;
      break;
    }
    ExactPlan plan = programme.in_zone(*corner, {.nodes = limits.nodes});
    out.solves += plan.solves;
    out.complete = out.complete && plan.certain;
    if (!plan.found) {
      zones.close();
      continue;
    }
    found.emplace_back(programme.steps(plan.start), std::move(plan.start));
    zones.found(found.back().first);
  }
  // The greatest sum may lie in parts of steps, which do not count.
  std::sort(found.begin(), found.end(), std::greater<>{});
  for (const auto& [values, start] : found) {
    const bool beaten = std::any_of(found.begin(), found.end(),
                                    [&](const auto& other) { return dominates(other.first, values); });
    if (beaten) continue;
    out.points.push_back({start, {}});
    for (const Objective& o : objectives) out.points.back().values.push_back(value_of(o, problem, start));
  }
  return out;
}

}  // namespace cityloop::portfolio
