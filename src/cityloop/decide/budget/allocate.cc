#include "cityloop/decide/budget/allocate.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cityloop {
namespace {

constexpr double kLeastJudged = 0.1;

double mean_of(std::span<const double> x) {
  return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}
double variance_of(std::span<const double> x) {
  if (x.size() < 2) return 0;
  const double m = mean_of(x);
  double sum = 0;
  for (const double v : x) sum += (v - m) * (v - m);
  return sum / static_cast<double>(x.size() - 1);
}

/// How far each is from the mean, in standard deviations of what was seen before shrinking: noise does not get its spread back.
std::vector<double> standing(std::span<const double> score, std::span<const double> error, bool shrink) {
  const double sd = std::sqrt(variance_of(score)), m = mean_of(score);
  std::vector<double> out = shrink ? shrunk(score, error) : std::vector<double>{score.begin(), score.end()};
  for (double& v : out) v = sd > 0 ? (v - m) / sd : 0;
  return out;
}

std::vector<double> judge(std::span<const Share> shares, const AllocationRule& rule) {
  std::vector<double> level, change, level_error, change_error;
  for (const Share& s : shares) {
    level.push_back(s.score), change.push_back(s.change);
    level_error.push_back(s.standard_error), change_error.push_back(s.change_error);
  }
  const auto a = standing(level, level_error, rule.shrink), b = standing(change, change_error, rule.shrink);
  std::vector<double> out;
  // Four deviations below the average is the least there is: a smooth scale that one district cannot stretch for the others.
  for (std::size_t d = 0; d < shares.size(); ++d)
    out.push_back(std::max(kLeastJudged, 1 + ((1 - rule.by_change) * a[d] + rule.by_change * b[d]) / 4));
  return out;
}

/// Whole fen that sum to the pool, nearest to the amounts, none outside its bounds.
std::vector<Money> in_fen(Money pool, std::span<const double> amount, std::span<const double> low,
                          std::span<const double> high) {
  std::vector<Money> out;
  std::vector<std::size_t> order(amount.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::int64_t left = pool.fen;
  for (std::size_t d = 0; d < amount.size(); ++d) {
    out.push_back(Money{static_cast<std::int64_t>(
        std::clamp(std::floor(amount[d]), std::ceil(low[d]), std::floor(high[d])))});
    left -= out.back().fen;
  }
  const auto rest = [&](std::size_t d) { return amount[d] - std::floor(amount[d]); };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t x, std::size_t y) { return rest(x) > rest(y); });
  for (std::size_t turn = 0; left != 0 && turn < 1000; ++turn)
    for (const std::size_t d : order) {
      if (left == 0) break;
      const std::int64_t step = left > 0 ? 1 : -1;
      const auto then = static_cast<double>(out[d].fen + step);
      if (then < low[d] || then > high[d]) continue;
      out[d].fen += step;
      left -= step;
    }
  if (left != 0)
    throw Error{Fault::conflict, say("the rails are narrower than a fen: the pool cannot be spent exactly",
                                     "幅度窄于一分钱，无法分配到总额")};
  return out;
}

void check_shares(std::span<const Share> shares, const AllocationRule& rule) {
  if (shares.empty()) throw Error{Fault::bad_input, say("there is nobody to share the pool", "没有分配对象")};
  for (const Share& s : shares)
    if (!(s.need > 0) || !std::isfinite(s.need))
      throw Error{Fault::bad_input,
                  say("the need of ‘{}’ is not above 0", "“{}”的需求不大于 0", s.code),
                  {.item = s.code},
                  say("who needs nothing is left out of the table", "没有需求的对象请从表中去掉")};
  const auto within = [](double v, double most) { return v >= 0 && v <= most; };
  if (!(rule.power > 0 && rule.power <= 1) || !within(rule.by_need, 1) || !within(rule.by_change, 1) ||
      !within(rule.rail, 1))
    throw Error{Fault::bad_input,
                say("parts, power and rail of the formula lie between 0 and 1; the power above 0",
                    "公式中的比例、指数与幅度应在 0 与 1 之间，指数大于 0")};
}

}  // namespace

std::vector<double> shrunk(std::span<const double> score, std::span<const double> error) {
  const double m = mean_of(score);
  double noise = 0;
  for (const double e : error) noise += e * e;
  noise /= static_cast<double>(error.size());
  const double real = std::max(0.0, variance_of(score) - noise);
  std::vector<double> out;
  for (std::size_t d = 0; d < score.size(); ++d) {
    const double both = real + error[d] * error[d];
    out.push_back(both > 0 ? m + real / both * (score[d] - m) : m);
  }
  return out;
}

Allocated allocate(Money pool, std::span<const Share> shares, const AllocationRule& rule, bool as_is) {
  check_shares(shares, rule);
  Allocated out;
  const std::size_t n = shares.size();
  if (as_is)
    for (const Share& s : shares) out.judged.push_back(std::max(s.score, 0.0));
  else out.judged = judge(shares, rule);
  double need = 0, merit = 0, previous = 0;
  for (std::size_t d = 0; d < n; ++d) {
    need += shares[d].need;
    merit += shares[d].need * std::pow(out.judged[d], rule.power);
    previous += static_cast<double>(shares[d].previous.fen);
  }
  const auto whole = static_cast<double>(pool.fen);
  std::vector<double> wanted, low(n, 0.0), high(n, whole);
  for (std::size_t d = 0; d < n; ++d) {
    const double by_merit = merit > 0 ? shares[d].need * std::pow(out.judged[d], rule.power) / merit
                                      : 1.0 / static_cast<double>(n);
    wanted.push_back(whole * (rule.by_need * shares[d].need / need + (1 - rule.by_need) * by_merit));
  }
  out.by_formula = in_fen(pool, wanted, low, high);
  if (previous > 0)
    for (std::size_t d = 0; d < n; ++d) {
      low[d] = (1 - rule.rail) * static_cast<double>(shares[d].previous.fen);
      high[d] = (1 + rule.rail) * static_cast<double>(shares[d].previous.fen);
    }
  const double least = std::accumulate(low.begin(), low.end(), 0.0),
               most = std::accumulate(high.begin(), high.end(), 0.0);
  if (whole < least - 0.5 || whole > most + 0.5) {
    const auto shown = [](double fen) { return Money{static_cast<std::int64_t>(std::llround(fen))}; };
    throw Error{
        Fault::conflict,
        {fmt::format("the pool of {} lies outside the rails: they allow {} to {}", show_money(pool, Lang::en),
                     show_money(shown(least), Lang::en), show_money(shown(most), Lang::en)),
         fmt::format("资金总额 {} 超出幅度范围：允许 {} 至 {}", show_money(pool, Lang::zh),
                     show_money(shown(least), Lang::zh), show_money(shown(most), Lang::zh))},
        {},
        say("widen the rails, or change the pool", "请放宽幅度，或调整总额")};
  }
  const auto moved = [&](double by) {
    std::vector<double> a;
    for (std::size_t d = 0; d < n; ++d) a.push_back(std::clamp(wanted[d] + by, low[d], high[d]));
    return a;
  };
  double below = -2 * whole - most, above = 2 * whole + most;
  for (int step = 0; step < 200; ++step) {
    const double middle = below + (above - below) / 2;
    const std::vector<double> a = moved(middle);
    (std::accumulate(a.begin(), a.end(), 0.0) < whole ? below : above) = middle;
  }
  const std::vector<double> amount = moved(above);
  out.amount = in_fen(pool, amount, low, high);
  for (std::size_t d = 0; d < n; ++d) {
    const bool at_low = previous > 0 && amount[d] <= low[d] + 0.5,
               at_high = previous > 0 && amount[d] >= high[d] - 0.5;
    out.at_rail.push_back(static_cast<std::int8_t>(at_low ? -1 : at_high ? 1 : 0));
  }
  return out;
}

}  // namespace cityloop
