#include "cityloop/decide/appraise/worth.h"

#include <algorithm>
#include <cmath>

namespace cityloop {
namespace {

constexpr double kLeastX = 1 / 11.0, kMostX = 10;  // 1,000 % and −90 %

double value_at(std::span<const double> c, double x) {
  double v = 0;
  for (std::size_t k = c.size(); k-- > 0;) v = v * x + c[k];
  return v;
}
/// How large the terms are: a value far below is a rounding.
double size_at(std::span<const double> c, double x) {
  double v = 0;
  for (std::size_t k = c.size(); k-- > 0;) v = v * x + std::abs(c[k]);
  return v;
}

/// Roots in [kLeastX, kMostX], ascending.
std::vector<double> positive_roots(std::span<const double> given) {
  std::vector<double> c{given.begin(), given.end()};
  while (!c.empty() && c.back() == 0) c.pop_back();
  if (c.size() < 2) return {};
  if (c.size() == 2) {
    const double x = -c[0] / c[1];
    return x >= kLeastX && x <= kMostX ? std::vector{x} : std::vector<double>{};
  }
  std::vector<double> slope;
  for (std::size_t k = 1; k < c.size(); ++k) slope.push_back(static_cast<double>(k) * c[k]);
  std::vector<double> at = positive_roots(slope);
  at.insert(at.begin(), kLeastX);
  at.push_back(kMostX);
  std::vector<double> out;
  const auto nothing = [&](double x) { return std::abs(value_at(c, x)) <= 1e-13 * size_at(c, x); };
  const auto add = [&](double x) {
    if (out.empty() || x - out.back() > 1e-9) out.push_back(x);
  };
  for (std::size_t k = 0; k + 1 < at.size(); ++k) {
    double low = at[k], high = at[k + 1];
    if (nothing(low)) add(low);  // it touches nothing there
    const double left = value_at(c, low);
    if (nothing(low) || nothing(high) || (left < 0) == (value_at(c, high) < 0)) continue;
    for (int step = 0; step < 200 && high - low > 1e-16 * high; ++step) {
      const double middle = low + (high - low) / 2;
      ((value_at(c, middle) < 0) == (left < 0) ? low : high) = middle;
    }
    add(low + (high - low) / 2);
  }
  if (nothing(at.back())) add(at.back());
  return out;
}

}  // namespace

std::vector<double> internal_rates(std::span<const double> flows) {
  std::vector<double> out;
  for (const double x : positive_roots(flows)) out.push_back(1 / x - 1);
  std::sort(out.begin(), out.end());
  return out;
}

std::optional<double> modified_rate(std::span<const double> flows, double finance, double reinvest) {
  double in = 0, spent = 0;
  const auto n = static_cast<double>(flows.size()) - 1;
  for (std::size_t t = 0; t < flows.size(); ++t) {
    const auto year = static_cast<double>(t);
    if (flows[t] > 0) in += flows[t] * std::pow(1 + reinvest, n - year);
    else spent -= flows[t] * std::pow(1 + finance, -year);
  }
  if (!(n > 0) || !(in > 0) || !(spent > 0)) return std::nullopt;
  return std::pow(in / spent, 1 / n) - 1;
}

std::optional<double> payback(std::span<const double> flows, const Discounting* d) {
  double sum = 0;
  std::optional<double> when;
  for (std::size_t t = 0; t < flows.size(); ++t) {
    const double flow = d == nullptr ? flows[t] : flows[t] * factor(*d, static_cast<int>(t));
    const double before = sum;
    sum += flow;
    if (sum < -1e-9 * std::abs(flow)) when.reset();  // not for good
    else if (!when)
      when =
          t == 0 ? 0 : static_cast<double>(t) - 1 + std::clamp(before < 0 ? -before / flow : 0.0, 0.0, 1.0);
  }
  return when;
}

double equivalent_annual(double present, const Discounting& d, int years) {
  return present / annuity(d, years);
}

double social_value(const SocialOutcome& o, const Discounting& d) {
  double sum = 0, kept = o.amount * (1 - o.deadweight) * o.attribution;
  for (int t = 1; t <= o.years; ++t, kept *= 1 - o.drop_off) sum += factor(d, t) * kept;
  return sum;
}

double distributional_weight(double income, double median_income, double elasticity) {
  return std::pow(median_income / income, elasticity);
}

}  // namespace cityloop
