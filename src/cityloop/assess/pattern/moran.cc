#include "cityloop/assess/pattern/moran.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

#include "cityloop/assess/equity.h"
#include "cityloop/assess/people_rows.h"

namespace cityloop {
namespace {

/// What both indices need of values and weights, islands left out.
struct Moments {
  std::size_t islands = 0;
  double n = 0, mean = 0, squares = 0, kurtosis = 0;  // squares Σ z², kurtosis b₂
  double s0 = 0, s1 = 0, s2 = 0;
  bool usable() const { return n >= 4 && squares > 0 && s0 > 0; }
};

/// The weight from j to i, 0 if there is none: rows are ascending.
double back_weight(const Neighbours& w, std::uint32_t from, std::uint32_t to) {
  const auto row = w.row(from);
  const auto at = std::lower_bound(row.begin(), row.end(), to);
  if (at == row.end() || *at != to) return 0;
  return w.weight_of(w.begin[from] + static_cast<std::size_t>(at - row.begin()));
}

/// A site whose row is empty and that nobody names is an island.
std::vector<char> on_the_map(const Neighbours& w) {
  std::vector<char> in(w.size(), 0);
  for (std::size_t i = 0; i < w.size(); ++i)
    if (w.degree(i) > 0) {
      in[i] = 1;
      for (const std::uint32_t j : w.row(i)) in[j] = 1;
    }
  return in;
}

Moments moments(std::span<const double> value, const Neighbours& w, const std::vector<char>& in) {
  Moments m;
  CarefulSum sum, squares, fourths;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (in[i] == 0) {
      ++m.islands;
      continue;
    }
    m.n += 1;
    sum.add(value[i]);
  }
  if (m.n == 0) return m;
  m.mean = sum.value() / m.n;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (in[i] == 0) continue;
    const double z = value[i] - m.mean;
    squares.add(z * z);
    fourths.add(z * z * z * z);
  }
  m.squares = squares.value();
  if (m.squares > 0) m.kurtosis = m.n * fourths.value() / (m.squares * m.squares);
  std::vector<double> out_of(value.size(), 0.0), into(value.size(), 0.0);
  CarefulSum s0, s1, s2;
  for (std::size_t i = 0; i < w.size(); ++i)
    for (std::size_t k = w.begin[i]; k < w.begin[i + 1]; ++k) {
      const double x = w.weight_of(k), back = back_weight(w, w.of[k], static_cast<std::uint32_t>(i));
      out_of[i] += x;
      into[w.of[k]] += x;
      s0.add(x);
      // ½ Σ over ordered pairs; a pair that is named in one direction only is met once and stands for two.
      s1.add(back > 0 ? (x + back) * (x + back) / 2 : x * x);
    }
  for (std::size_t i = 0; i < value.size(); ++i) s2.add((out_of[i] + into[i]) * (out_of[i] + into[i]));
  m.s0 = s0.value();
  m.s1 = s1.value();
  m.s2 = s2.value();
  return m;
}

void judge(Autocorrelation& a) {
  const double away = a.value - a.expected;
  if (a.variance_normal > 0)
    a.z_normal = away / std::sqrt(a.variance_normal), a.p_normal = two_sided(a.z_normal);
  if (a.variance_random > 0)
    a.z_random = away / std::sqrt(a.variance_random), a.p_random = two_sided(a.z_random);
}

}  // namespace

double two_sided(double z) { return std::erfc(std::abs(z) / std::numbers::sqrt2); }

Autocorrelation moran(std::span<const double> value, const Neighbours& w) {
  assert(value.size() == w.size() && "a value for each site");
  const std::vector<char> in = on_the_map(w);
  const Moments m = moments(value, w, in);
  Autocorrelation out;
  out.islands = m.islands;
  out.sites = value.size() - m.islands;
  if (!m.usable()) return out;
  CarefulSum products;
  for (std::size_t i = 0; i < w.size(); ++i)
    for (std::size_t k = w.begin[i]; k < w.begin[i + 1]; ++k)
      products.add(w.weight_of(k) * (value[i] - m.mean) * (value[w.of[k]] - m.mean));
  const double n = m.n, s00 = m.s0 * m.s0;
  out.value = n / m.s0 * products.value() / m.squares;
  out.expected = -1 / (n - 1);
  const double e2 = out.expected * out.expected;
  out.variance_normal = (n * n * m.s1 - n * m.s2 + 3 * s00) / ((n * n - 1) * s00) - e2;
  out.variance_random = (n * ((n * n - 3 * n + 3) * m.s1 - n * m.s2 + 3 * s00) -
                         m.kurtosis * ((n * n - n) * m.s1 - 2 * n * m.s2 + 6 * s00)) /
                            ((n - 1) * (n - 2) * (n - 3) * s00) -
                        e2;
  judge(out);
  return out;
}

Autocorrelation geary(std::span<const double> value, const Neighbours& w) {
  assert(value.size() == w.size() && "a value for each site");
  const std::vector<char> in = on_the_map(w);
  const Moments m = moments(value, w, in);
  Autocorrelation out;
  out.islands = m.islands;
  out.sites = value.size() - m.islands;
  out.expected = 1;
  if (!m.usable()) return out;
  CarefulSum differences;
  for (std::size_t i = 0; i < w.size(); ++i)
    for (std::size_t k = w.begin[i]; k < w.begin[i + 1]; ++k) {
      const double d = value[i] - value[w.of[k]];
      differences.add(w.weight_of(k) * d * d);
    }
  const double n = m.n, s00 = m.s0 * m.s0, b2 = m.kurtosis;
  out.value = (n - 1) / (2 * m.s0) * differences.value() / m.squares;
  out.variance_normal = ((2 * m.s1 + m.s2) * (n - 1) - 4 * s00) / (2 * (n + 1) * s00);
  out.variance_random = ((n - 1) * m.s1 * (n * n - 3 * n + 3 - (n - 1) * b2) -
                         0.25 * (n - 1) * m.s2 * (n * n + 3 * n - 6 - (n * n - n + 2) * b2) +
                         s00 * (n * n - 3 - (n - 1) * (n - 1) * b2)) /
                        (n * (n - 2) * (n - 3) * s00);
  judge(out);
  return out;
}

NearAndFar gini_near_and_far(std::span<const double> value, const Neighbours& w) {
  assert(value.size() == w.size() && "a value for each site");
  const std::vector<double> one(value.size(), 1.0);
  CarefulSum total, pairs;
  for (std::size_t i = 0; i < w.size(); ++i) {
    total.add(value[i]);
    for (const std::uint32_t j : w.row(i)) pairs.add(std::abs(value[i] - value[j]));
  }
  if (!(total.value() > 0)) return {};
  const double near = pairs.value() / (2 * static_cast<double>(value.size()) * total.value());
  return {near, std::max(0.0, gini(value, one) - near)};
}

std::vector<double> empirical_bayes_rates(std::span<const double> events,
                                          std::span<const double> population) {
  assert(events.size() == population.size());
  CarefulSum e, p, spread;
  for (std::size_t i = 0; i < events.size(); ++i) {
    assert(population[i] > 0 && "a rate needs a population");
    e.add(events[i]);
    p.add(population[i]);
  }
  std::vector<double> out(events.size(), 0.0);
  if (!(p.value() > 0)) return out;
  const double b = e.value() / p.value();
  for (std::size_t i = 0; i < events.size(); ++i) {
    const double r = events[i] / population[i] - b;
    spread.add(population[i] * r * r);
  }
  const double a = spread.value() / p.value() - b / (p.value() / static_cast<double>(events.size()));
  for (std::size_t i = 0; i < events.size(); ++i) {
    const double own = b / population[i], variance = a + own > 0 ? a + own : own;
    if (variance > 0) out[i] = (events[i] / population[i] - b) / std::sqrt(variance);
  }
  return out;
}

}  // namespace cityloop
