#include "cityloop/decide/portfolio/stability.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "cityloop/base/parallel.h"
#include "cityloop/base/random.h"
#include "cityloop/decide/portfolio/heuristic.h"

namespace cityloop::portfolio {
namespace {

double of(const std::vector<double>& sd, std::size_t i) {
  if (sd.empty()) return 0;
  return sd.size() == 1 ? sd[0] : sd[i];
}
/// A log-normal number of mean 1 and relative standard deviation `sd`.
double factor(double sd, double normal) {
  const double s2 = std::log1p(sd * sd);
  return std::exp(std::sqrt(s2) * normal - s2 / 2);
}

/// What of a plan fits: what must be first, then by value for money.
State kept(const Problem& problem, const Starts& plan) {
  State s{std::make_shared<Links>(problem)};
  std::vector<std::size_t> order(plan.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<double> score(plan.size());
  for (std::size_t p : order) {
    if (plan[p] == kNotChosen) continue;
    const Proposal& w = problem.proposals[p];
    score[p] = w.must() ? INFINITY : value_at(w, plan[p]) / std::max(1.0, to_yuan(s.links().capital[p]));
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return score[a] > score[b]; });
  for (bool any = true; any;) {
    any = false;
    for (const std::size_t p : order)
      if (plan[p] != kNotChosen && !s.chosen(p) && !s.refusal(p, plan[p])) s.add(p, plan[p]), any = true;
  }
  return s;
}

struct Drawn {
  Starts start;
  double regret = 0, most = 0, gap = 0;
  bool feasible = false, lost = false;
};

Drawn judge(const Problem& problem, const Starts& plan, const Options& options) {
  Drawn d;
  const Result r = solve(problem, options, plan);
  d.feasible = r.feasible;
  if (!r.feasible) return d;
  d.start = r.start;
  d.gap = r.proved_gap;
  const State s = kept(problem, plan);
  const double value = worth(problem, s.starts());
  d.lost = !complete(s);
  d.regret = std::max(0.0, r.value - value);
  d.most = std::max(0.0, std::min(r.proved, r.trusted) - value);
  return d;
}

}  // namespace

Problem drawn(const Problem& problem, const Doubt& doubt, std::uint64_t seed, std::uint64_t draw) {
  Problem out = problem;
  Random random{seed, draw};
  for (std::size_t p = 0; p < out.proposals.size(); ++p) {
    const double value = factor(of(doubt.value, p), random.normal());
    const double cost = factor(of(doubt.cost, p), random.normal());
    for (double& v : out.proposals[p].value) v *= value;
    for (Payment& pay : out.proposals[p].payments) pay.amount = scaled(pay.amount, cost);
  }
  return out;
}

Stability stability(const Problem& problem, const Starts& plan, const Draw& draw, std::size_t draws, Run& run,
                    const Options& given, double sure) {
  Options options = given;
  options.name_conflict = false;
  std::vector<Drawn> all(draws);
  for_chunks(run, draws, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t d = begin; d < end; ++d) {
      Problem q = problem;
      draw(q, d);
      all[d] = judge(q, plan, options);
    }
  });
  Stability out;
  out.share.assign(plan.size(), 0);
  for (const Drawn& d : all) {
    if (!d.feasible) {
      ++out.infeasible;
      continue;
    }
    for (std::size_t p = 0; p < plan.size(); ++p)
      if (d.start[p] != kNotChosen) out.share[p] += 1;
    out.regret.push_back(d.regret);
    out.most_regret.push_back(d.most);
    out.worst_gap = std::max(out.worst_gap, d.gap);
    if (d.lost) ++out.lost;
  }
  for (double& s : out.share) {
    s = draws > out.infeasible ? s / static_cast<double>(draws - out.infeasible) : 0;
    out.standing.push_back(s >= sure ? Standing::core : s <= 1 - sure ? Standing::out : Standing::borderline);
  }
  return out;
}
Stability stability(const Problem& problem, const Starts& plan, const Doubt& doubt, std::size_t draws,
                    Run& run, const Options& options, double sure) {
  return stability(
      problem, plan, [&](Problem& p, std::uint64_t d) { p = drawn(problem, doubt, run.seed, d); }, draws, run,
      options, sure);
}

}  // namespace cityloop::portfolio
