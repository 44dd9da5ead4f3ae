#include "cityloop/decide/budget/lab.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "cityloop/base/parallel.h"
#include "cityloop/base/random.h"

namespace cityloop {
namespace {

using Amounts = std::vector<double>;

/// What a formula gives, as shares of the pool; `report` holds what districts say of their level and change.
Amounts shared_out(Formula formula, Money pool, std::vector<Share> report, AllocationRule rule) {
  if (formula == Formula::best_takes_bonus) {
    double need = 0;
    std::size_t best = 0;
    for (std::size_t d = 0; d < report.size(); ++d) {
      need += report[d].need;
      if (report[d].score > report[best].score) best = d;
    }
    Amounts out;
    for (std::size_t d = 0; d < report.size(); ++d)
      out.push_back(rule.by_need * report[d].need / need + (d == best ? 1 - rule.by_need : 0));
    return out;
  }
  rule.shrink = formula == Formula::declared;
  const Allocated a = allocate(pool, report, rule);
  Amounts out;
  for (const Money m : a.amount) out.push_back(static_cast<double>(m.fen) / static_cast<double>(pool.fen));
  return out;
}

struct World {
  std::span<const Share> shares;
  Formula formula;
  Money pool;
  const AllocationRule& rule;
  std::vector<double> need;  // as shares

  std::vector<Share> report(std::span<const double> level, std::span<const double> before,
                            const Amounts& previous) const {
    std::vector<Share> out{shares.begin(), shares.end()};
    for (std::size_t d = 0; d < out.size(); ++d) {
      out[d].score = level[d];
      out[d].change = before.empty() ? 0 : level[d] - before[d];
      out[d].change_error = std::sqrt(2.0) * out[d].standard_error;
      out[d].previous = Money{std::llround(previous[d] * static_cast<double>(pool.fen))};
    }
    // The rails hold by whole fen; what rounding left goes to the first.
    std::int64_t sum = 0;
    for (const Share& s : out) sum += s.previous.fen;
    out[0].previous.fen += pool.fen - sum;
    return out;
  }
  Amounts give(std::span<const double> level, std::span<const double> before, const Amounts& previous) const {
    return shared_out(formula, pool, report(level, before, previous), rule);
  }
};

struct Sums {
  double noise = 0, padding = 0, holding = 0, swing = 0, small = 0, reach = 0;
};

double correlated(const std::vector<double>& x, const std::vector<double>& y) {
  const auto n = static_cast<double>(x.size());
  const double mx = std::accumulate(x.begin(), x.end(), 0.0) / n,
               my = std::accumulate(y.begin(), y.end(), 0.0) / n;
  double xy = 0, xx = 0, yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    xy += (x[i] - mx) * (y[i] - my), xx += (x[i] - mx) * (x[i] - mx), yy += (y[i] - my) * (y[i] - my);
  return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : 0;
}

Sums one_world(const World& w, const LabWorld& lab, Random random) {
  const std::size_t n = w.shares.size();
  std::vector<double> level, seen, seen_before;
  double mean = 0;
  for (const Share& s : w.shares) mean += s.score / static_cast<double>(n);
  for (std::size_t d = 0; d < n; ++d) level.push_back(mean + lab.level_sd * random.normal());
  Amounts money = w.need;
  std::vector<std::size_t> by_need(n);
  std::iota(by_need.begin(), by_need.end(), std::size_t{0});
  std::stable_sort(by_need.begin(), by_need.end(),
                   [&](std::size_t x, std::size_t y) { return w.need[x] < w.need[y]; });
  by_need.resize((n + 2) / 3);
  Sums out;
  std::vector<double> above, achieved;
  std::vector<double> level_before;
  const auto years = static_cast<double>(lab.years);
  for (std::size_t t = 0; t < lab.years; ++t) {
    seen.clear();
    for (std::size_t d = 0; d < n; ++d)
      seen.push_back(level[d] + w.shares[d].standard_error * random.normal());
    const Amounts given = w.give(seen, seen_before, money), known = w.give(level, level_before, money);
    for (std::size_t d = 0; d < n; ++d) {
      out.noise += std::abs(given[d] - known[d]) / 2 / years;
      out.swing += std::abs(given[d] - money[d]) / money[d] / static_cast<double>(n) / years;
      above.push_back(given[d] / w.need[d]);
      achieved.push_back(level[d]);
    }
    for (const std::size_t d : by_need)
      out.small += std::abs(given[d] - money[d]) / money[d] / static_cast<double>(by_need.size()) / years;
    if (t + 2 == lab.years && n > 1) {
      // One district in the middle: pads what it reports; or holds improvement back this year to show it in the next.
      const std::size_t d = n / 2;
      std::vector<double> tricked = seen;
      tricked[d] += lab.padding;
      out.padding = w.give(tricked, seen_before, money)[d] / given[d] - 1;
      tricked = seen;
      tricked[d] -= lab.held_back;
      const Amounts first = w.give(tricked, seen_before, money);
      const double honest = given[d] + w.give(seen, seen, given)[d];
      out.holding = (first[d] + w.give(seen, tricked, first)[d]) / honest - 1;
    }
    level_before = level;
    seen_before = seen;
    for (std::size_t d = 0; d < n; ++d)
      level[d] += lab.yearly_sd * random.normal() + lab.effort * (given[d] / w.need[d] - 1);
    money = given;
  }
  out.reach = correlated(above, achieved);
  return out;
}

}  // namespace

Text words_of(Formula f) {
  switch (f) {
    case Formula::declared: return {"as declared", "所声明的公式"};
    case Formula::unshrunk: return {"the same, scores taken at face value", "同一公式，不收缩误差"};
    case Formula::best_takes_bonus: break;
  }
  return {"a bonus to the first of the ranking", "奖励排名第一"};
}
std::string_view to_word(Formula f) {
  switch (f) {
    case Formula::declared: return "declared";
    case Formula::unshrunk: return "unshrunk";
    case Formula::best_takes_bonus: break;
  }
  return "best_takes_bonus";
}

std::vector<LabResult> lab(Money pool, std::span<const Share> shares, const AllocationRule& rule,
                           const LabWorld& world, Run& run) {
  allocate(pool, shares, rule);  // says what is wrong with them
  double need = 0;
  for (const Share& s : shares) need += s.need;
  std::vector<double> part;
  for (const Share& s : shares) part.push_back(s.need / need);
  std::vector<LabResult> out;
  for (const Formula formula : {Formula::declared, Formula::unshrunk, Formula::best_takes_bonus}) {
    const World w{shares, formula, pool, rule, part};
    std::vector<Sums> sums(world.worlds);
    for_chunks(run, world.worlds, 1,
               [&](std::size_t k, std::size_t) { sums[k] = one_world(w, world, Random{run.seed, k}); });
    LabResult r;
    r.formula = formula;
    const auto n = static_cast<double>(world.worlds);
    for (const Sums& s : sums) {
      r.paid_for_noise += s.noise / n, r.padding_pays += s.padding / n, r.holding_pays += s.holding / n;
      r.swing += s.swing / n, r.small_swing += s.small / n, r.reaches += s.reach / n;
    }
    out.push_back(r);
  }
  return out;
}

}  // namespace cityloop
