#include "cityloop/decide/portfolio/solve.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "cityloop/decide/portfolio/conflict.h"
#include "cityloop/decide/portfolio/dive.h"
#include "cityloop/decide/portfolio/heuristic.h"
#include "cityloop/decide/portfolio/lagrange.h"

namespace cityloop::portfolio {
namespace {

class Solve {
 public:
  Solve(const Problem& problem, const Options& options, const Starts& warm)
      : problem_{problem}, options_{options}, warm_{warm}, links_{std::make_shared<Links>(problem)},
        f_{formulate(*links_)} {}

  Result run() {
    if (no_year()) return std::move(out_);
    if (f_.choices > options_.large) by_prices();
    else by_relaxation();
    return std::move(out_);
  }

 private:
  static constexpr int kRounds = 40;  // of cuts
  static constexpr std::size_t kLeastWork = 200'000, kWorkOfNode = 20'000;
  /// Something must be done that overdraws a limit by itself whenever it starts.
  bool no_year() const {
    const auto out = [&](std::size_t p) {
      for (std::uint32_t j = f_.first[p]; j < f_.first[p + 1]; ++j)
        if (f_.milp.columns[j].high > 0) return false;
      return true;
    };
    for (std::size_t p = 0; p < problem_.proposals.size(); ++p)
      if (problem_.proposals[p].must() && out(p)) return true;
    return false;
  }
  /// Keeps a plan if it breaks nothing, in whole fen, and is better.
  bool offer(const Starts& start, Way way) {
    const double value = worth(problem_, start);
    if (out_.feasible && value <= out_.value) return false;
    if (!broken(problem_, start).empty()) return false;
    out_.feasible = true;
    out_.start = start;
    out_.value = value;
    out_.way = way;
    return true;
  }
  double known() const { return out_.value / f_.value_unit; }
  bool enough(double bound) const {
    return out_.feasible && (bound - out_.value) <= options_.gap * std::abs(bound);
  }

  void try_plans(const Guide& guide, const SwapLimits& swaps, Way way) {
    State state{links_};
    if (construct(state, f_, guide, swaps)) offer(state.starts(), way);
    if (warm_.size() != problem_.proposals.size() || enough(out_.proved)) return;
    offer(warm_, way);
    State again{links_};
    if (repair(again, f_, guide, warm_, swaps)) offer(again.starts(), way);
  }
  void prove(std::span<const double> prices) {
    Certificate next = certificate(f_, prices);
    next.bound = proved_bound(problem_, next);
    if (std::exchange(any_proof_, true) && next.bound >= out_.proved) return;
    out_.certificate = std::move(next);
    out_.proved = out_.trusted = out_.certificate.bound;
  }
  void bind(std::span<const double> prices) {
    if (!out_.feasible) return;
    Dual dual{f_, *links_};
    dual.at(prices);
    for (std::size_t p = 0; p + 1 < f_.first.size(); ++p) {
      double best = -kUnlimited, value = 0;
      for (std::uint32_t j = f_.first[p]; j < f_.first[p + 1]; ++j)
        if (dual.reduced()[j] > best) best = dual.reduced()[j], value = f_.milp.columns[j].objective;
      out_.worth_alone.push_back(value * f_.value_unit);
      out_.price.push_back(best == -kUnlimited ? 0 : (value - best) * f_.value_unit);
    }
    const std::vector<double> x = columns_of(f_, problem_, out_.start);
    std::vector<double> left(f_.rows.size());
    for (std::size_t i = 0; i < left.size(); ++i) left[i] = f_.milp.rows[i].high;
    for (const Milp::Entry& e : f_.milp.entries) left[e.row] -= e.coefficient * x[e.column];
    for (std::size_t i = 0; i < left.size(); ++i) {
      const Rule rule = f_.rows[i].what.rule;
      if (f_.rows[i].inside || rule == Rule::covered || rule == Rule::synergy || rule == Rule::overlap)
        continue;
      if (prices[i] <= 1e-9 && (left[i] > 1e-9 || rule >= Rule::exclusion)) continue;
      Constraint what = f_.rows[i].what;
      if (rule == Rule::knapsack) {  // the budget, seen through lumps
        what = {Rule::fund, what.a, 0, what.from, what.until};
        const auto same = std::find_if(out_.binding.begin(), out_.binding.end(),
                                       [&](const Binding& b) { return b.what == what; });
        const double price = std::max(0.0, prices[i]) * f_.value_unit;
        if (same != out_.binding.end()) same->price += price;
        else out_.binding.push_back({what, price, purse_left(left, what)});
        continue;
      }
      if (rule == Rule::exclusion) {
        const auto& clique = f_.cliques[what.a];
        what = {Rule::exclusion, clique[0], clique[1]};
      }
      out_.binding.push_back({what, std::max(0.0, prices[i]) * f_.value_unit / f_.rows[i].unit,
                              left[i] * f_.rows[i].unit + f_.rows[i].idle});
    }
    std::stable_sort(out_.binding.begin(), out_.binding.end(),
                     [](const Binding& a, const Binding& b) { return a.price > b.price; });
  }

  double purse_left(std::span<const double> left, const Constraint& what) const {
    for (std::size_t i = 0; i < left.size(); ++i)
      if (f_.rows[i].what == what) return left[i] + f_.rows[i].idle;
    return 0;
  }
  /// Rows that the relaxation breaks though no purse can pay for that, until there are none or they do not
  /// help.
  void cut(Relaxation& lp) {
    double last = lp.value(), idle = 0;
    std::size_t work = kLeastWork + kWorkOfNode * static_cast<std::size_t>(std::max(0, options_.nodes));
    for (int round = 0; round < kRounds && idle < 4; ++round) {
      bool any = false;
      std::vector<double> row(f_.milp.columns.size());
      const std::vector<double> x(lp.x().begin(), lp.x().end());
      for (const Purse& purse : f_.purses) {
        std::vector<double> taken(purse.lumps.size(), 0);
        for (const auto& [column, lump] : purse.of) taken[lump] += x[column];
        const auto price = separate(purse, taken, work);
        if (!price) continue;
        any = true;
        const std::size_t r = add_knapsack(f_, purse, *price);
        std::fill(row.begin(), row.end(), 0);
        for (std::size_t k = f_.milp.entries.size(); k-- > 0 && f_.milp.entries[k].row == r;)
          row[f_.milp.entries[k].column] = f_.milp.entries[k].coefficient;
        lp.add_row(row, -kUnlimited, f_.milp.rows[r].high);
      }
      if (!any || lp.solve() != Outcome::optimal) return;
      const double bound = lp.value(), open = out_.feasible ? bound - known() : std::abs(bound);
      if (out_.feasible && open <= options_.gap * std::abs(bound)) return;
      idle = last - bound < 0.01 * open ? idle + 1 : 0;
      last = bound;
    }
  }

  void by_prices() {
    Dual dual{f_, *links_};
    const Descent d = descend(f_, *links_, dual, sampled_prices(f_, *links_));
    prove(d.prices);
    dual.at(d.prices);
    const Guide guide{dual.reduced(), d.x};
    try_plans(guide, {.in = 0, .out = 0, .rounds = 0}, Way::prices);
    if (!out_.feasible) return by_relaxation();
    if (!enough(out_.proved)) try_plans(guide, {.in = 200, .out = 50, .rounds = 1}, Way::prices);
    bind(d.prices);
  }

  void by_relaxation() {
    Relaxation lp{f_.milp};
    const Outcome outcome = lp.solve();
    if (outcome == Outcome::infeasible) return;
    if (outcome != Outcome::optimal)
      throw Error{Fault::internal,
                  say("the relaxation of the programme could not be solved", "规划的线性松弛未能求解")};
    std::vector<double> prices(lp.duals().begin(), lp.duals().end());
    for (std::size_t i = 0; i < prices.size(); ++i)
      prices[i] = f_.rows[i].inside ? 0 : std::max(0.0, prices[i]);
    out_.certain = false;  // until a plan or a proof is found
    prove(prices);
    std::vector<double> reduced(lp.reduced().begin(), lp.reduced().end());
    std::vector<double> x(lp.x().begin(), lp.x().end());
    try_plans({reduced, x}, {}, Way::relaxation);
    if (!enough(out_.proved) && !f_.purses.empty()) {
      const std::size_t before = f_.rows.size();
      cut(lp);
      prices.resize(f_.rows.size(), 0);
      if (f_.rows.size() > before && lp.solve() == Outcome::optimal) {
        for (std::size_t i = 0; i < prices.size(); ++i)
          prices[i] = f_.rows[i].inside ? 0 : std::max(0.0, lp.duals()[i]);
        prove(prices);
        reduced.assign(lp.reduced().begin(), lp.reduced().end());
        x.assign(lp.x().begin(), lp.x().end());
        try_plans({reduced, x}, {}, Way::relaxation);
      }
    }
    const Guide guide{reduced, x};
    if (!enough(out_.proved)) {
      State state{links_};
      dive(lp, f_, state);
      const Starts rounded = state.starts();
      State filled{links_};
      if (repair(filled, f_, guide, rounded, {})) offer(filled.starts(), Way::relaxation);
    }
    if (!enough(out_.proved) && options_.nodes > 0) {
      Dual dual{f_, *links_};
      branch(dual, prices);
    }
    bind(prices);
  }

  /// Branches what is nearest to being otherwise: choices that cost at most `distance` after prices. Those
  /// further than the bound is above the known plan are in no better plan, so that looking at all nearer
  /// ones proves something.
  void branch(Dual& dual, std::span<const double> prices) {
    const double bound = dual.at(prices);
    const std::vector<double> away = distances(dual.reduced());
    for (const Stage stage :
         {Stage{250, 150}, Stage{700, 600}, Stage{f_.choices, std::max(1500, options_.nodes)}}) {
      const double spare = out_.feasible ? bound - known() + 1e-7 * std::abs(bound) : kUnlimited;
      double distance = spare;
      // Few nodes are spent near the line; a search of all needs more to prove anything.
      if (stage.nodes > 4 * options_.nodes) break;
      if (stage.columns < f_.choices) {
        if (!out_.feasible && stage.columns < 300) continue;
        std::vector<double> sorted = away;
        const auto nth = sorted.begin() + static_cast<std::ptrdiff_t>(stage.columns);
        std::nth_element(sorted.begin(), nth, sorted.end());
        distance = std::min(distance, *nth);
      }
      branch_within(dual, away, distance, distance >= spare, std::min(stage.nodes, options_.nodes));
      if (enough(std::min(out_.proved, out_.trusted)) || distance >= spare) break;
    }
    if (out_.feasible) out_.trusted = std::max(out_.trusted, out_.value);
  }
  struct Stage {
    std::size_t columns;
    int nodes;
  };
  /// What taking each column instead of its site's best choice costs after prices.
  std::vector<double> distances(std::span<const double> reduced) const {
    std::vector<double> best(links_->sites, 0), away(f_.choices);
    std::vector<char> taken(links_->sites, 0);
    const auto each = [&](auto fn) {
      for (std::size_t p = 0; p + 1 < f_.first.size(); ++p)
        for (std::uint32_t j = f_.first[p]; j < f_.first[p + 1]; ++j) fn(p, links_->site[p], j);
    };
    each([&](std::size_t p, std::uint32_t s, std::uint32_t) {
      if (problem_.proposals[p].must() && !taken[s]) taken[s] = 1, best[s] = -kUnlimited;
    });
    each([&](std::size_t p, std::uint32_t s, std::uint32_t j) {
      if (f_.milp.columns[j].high == 0) return;
      if (!taken[s] || problem_.proposals[p].must()) best[s] = std::max(best[s], reduced[j]);
    });
    each([&](std::size_t, std::uint32_t s, std::uint32_t j) {
      away[j] = f_.milp.columns[j].high == 0 ? kUnlimited : std::max(0.0, best[s] - reduced[j]);
    });
    return away;
  }
  void branch_within(const Dual& dual, const std::vector<double>& away, double distance, bool exact,
                     int nodes) {
    Milp m = f_.milp;
    MilpLimits limits{.gap = options_.gap * 0.5, .nodes = nodes, .seconds = options_.seconds};
    std::vector<double> warm;
    if (out_.feasible) warm = columns_of(f_, problem_, out_.start);
    for (std::size_t j = 0; j < f_.choices; ++j)
      if (away[j] > distance && (warm.empty() || warm[j] < 0.5)) m.columns[j].high = 0;
    for (int attempt = 0; attempt < 3; ++attempt) {
      const MilpSolution s = solve(m, limits, warm);
      out_.nodes += s.nodes;
      if (s.outcome == Outcome::infeasible) {
        // A tightened programme proves nothing about the one that was given.
        if (exact && attempt == 0 && out_.feasible) out_.trusted = std::min(out_.trusted, out_.value);
        if (exact && attempt == 0 && !out_.feasible) out_.certain = true;
        return;
      }
      if (s.outcome == Outcome::failed || s.outcome == Outcome::unbounded) return;
      if (exact && attempt == 0)
        out_.trusted = std::min(out_.trusted, std::max(s.bound * f_.value_unit, out_.value));
      if (s.x.empty()) return;
      const Starts plan = starts_of(f_, s.x);
      const std::vector<Broken> wrong = broken(problem_, plan);
      if (wrong.empty()) {
        offer(plan, Way::branch_and_cut);
        return;
      }
      // Overdrawn by rounding: mended by what fits, and solved again with a little less in those purses.
      out_.mended = true;
      State state{links_};
      if (repair(state, f_, {dual.reduced()}, plan)) offer(state.starts(), Way::branch_and_cut);
      warm.clear();
      tighten(m, wrong);
    }
  }
  void tighten(Milp& m, const std::vector<Broken>& wrong) const {
    for (std::size_t i = 0; i < f_.rows.size(); ++i) {
      if (f_.rows[i].inside) continue;
      for (const Broken& b : wrong)
        if (b.what.rule == f_.rows[i].what.rule &&
            (b.what.a == f_.rows[i].what.a || b.what.rule == Rule::fiscal_space))
          m.rows[i].high -= 2e-7 + 2 * static_cast<double>(b.money.fen) / 1e8 / f_.rows[i].unit;
    }
  }

  const Problem& problem_;
  const Options& options_;
  const Starts& warm_;
  std::shared_ptr<const Links> links_;
  Formulation f_;
  Result out_;
  bool any_proof_ = false;
};

}  // namespace

void account(const Problem& problem, Result& r) {
  r.funds.clear();
  r.running.clear();
  if (!r.feasible) return;
  const auto last = static_cast<std::size_t>(last_year(problem));
  r.running.assign(last, {});
  for (const Fund& f : problem.funds) {
    r.funds.emplace_back(std::max(last, f.budget.size()));
    for (std::size_t y = 0; y < f.budget.size(); ++y) r.funds.back()[y].budget = f.budget[y];
  }
  for (std::size_t p = 0; p < r.start.size(); ++p) {
    if (r.start[p] == kNotChosen) continue;
    const Proposal& w = problem.proposals[p];
    for (const Payment& pay : w.payments) {
      FundYearUse& use = r.funds[pay.fund][static_cast<std::size_t>(r.start[p] + pay.year)];
      use.spent += pay.amount;
      if (w.mandatory) use.mandatory += pay.amount;
    }
    if (w.running.per_year.fen > 0)
      for (int k = 0; k < w.running.years; ++k)
        r.running[static_cast<std::size_t>(r.start[p] + w.running.from + k)] += w.running.per_year;
  }
  for (std::size_t f = 0; f < r.funds.size(); ++f) {
    Money balance;
    for (FundYearUse& use : r.funds[f]) {
      if (!problem.funds[f].carries) balance = std::min(balance, Money{});
      balance = balance + use.budget - use.spent;
      use.carried = problem.funds[f].carries ? balance : std::min(balance, Money{});
    }
  }
}

Result solve(const Problem& problem, const Options& options, const Starts& warm, const Names& names) {
  validate(problem, names);
  Result out = Solve{problem, options, warm}.run();
  if (!out.feasible) {
    out.start.assign(problem.proposals.size(), kNotChosen);
    if (options.name_conflict) {
      const Conflict c = conflict(problem, std::max(options.nodes, 3000));
      out.conflict = c.constraints;
      out.certain = out.certain || (c.certain && !c.constraints.empty());
    }
    return out;
  }
  out.certain = true;
  const auto gap = [&](double bound) {
    return std::max(0.0, bound - out.value) / std::max(std::abs(bound), 1e-12);
  };
  out.gap = gap(std::min(out.trusted, out.proved));
  out.proved_gap = gap(out.proved);
  out.near_enough = out.gap <= options.gap;
  account(problem, out);
  return out;
}

}  // namespace cityloop::portfolio
