#include "cityloop/decide/portfolio/lagrange.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cityloop::portfolio {
namespace {

constexpr std::uint32_t kNoColumn = 0xffffffffU;

/// Rows that add up over all proposals; the others join a few.
bool adds_up(Rule rule) { return rule <= Rule::cap; }

}  // namespace

Dual::Dual(const Formulation& f, const Links& l) : f_{f}, l_{l} {
  begin_.assign(f.milp.columns.size() + 1, 0);
  for (const Milp::Entry& e : f.milp.entries)
    if (!f.rows[e.row].inside) ++begin_[e.column + 1];
  std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
  row_.resize(begin_.back());
  coefficient_.resize(begin_.back());
  std::vector<std::uint32_t> at(begin_.begin(), begin_.end() - 1);
  for (const Milp::Entry& e : f.milp.entries) {
    if (f.rows[e.row].inside) continue;
    row_[at[e.column]] = e.row;
    coefficient_[at[e.column]++] = e.coefficient;
  }
  reduced_.resize(f.milp.columns.size());
  slack_.resize(f.milp.rows.size());
}

void Dual::choose(std::uint32_t column) {
  for (std::uint32_t k = begin_[column]; k < begin_[column + 1]; ++k) slack_[row_[k]] -= coefficient_[k];
}

double Dual::at(std::span<const double> prices) {
  double sum = 0;
  for (std::size_t i = 0; i < f_.rows.size(); ++i) {
    slack_[i] = 0;
    if (f_.rows[i].inside) continue;
    slack_[i] = f_.milp.rows[i].high;
    sum += prices[i] * f_.milp.rows[i].high;
  }
  for (std::size_t j = 0; j < reduced_.size(); ++j) {
    double r = f_.milp.columns[j].objective;
    for (std::uint32_t k = begin_[j]; k < begin_[j + 1]; ++k) r -= prices[row_[k]] * coefficient_[k];
    reduced_[j] = r;
  }
  best_.assign(l_.sites, 0);
  choice_.assign(l_.sites, kNoColumn);
  taken_.assign(l_.sites, 0);
  for (std::size_t p = 0; p + 1 < f_.first.size(); ++p) {
    const std::uint32_t s = l_.site[p];
    const bool must = l_.problem.proposals[p].must();
    if (taken_[s] && !must) continue;
    if (must) taken_[s] = 1, best_[s] = -kUnlimited;
    for (std::uint32_t j = f_.first[p]; j < f_.first[p + 1]; ++j)
      if (reduced_[j] > best_[s]) best_[s] = reduced_[j], choice_[s] = j;
  }
  for (std::size_t s = 0; s < l_.sites; ++s) {
    sum += best_[s];
    if (choice_[s] != kNoColumn) choose(choice_[s]);
  }
  for (std::size_t j = f_.choices; j < reduced_.size(); ++j) {
    if (reduced_[j] <= 0) continue;
    sum += reduced_[j];
    choose(static_cast<std::uint32_t>(j));
  }
  return sum;
}

std::vector<double> sampled_prices(const Formulation& f, const Links& l, std::size_t sample) {
  const std::size_t n = f.first.size() - 1;
  const std::size_t step = std::max<std::size_t>(1, n / std::max<std::size_t>(1, sample));
  std::vector<std::uint32_t> column(f.milp.columns.size(), kNoColumn), row(f.rows.size(), kNoColumn);
  Milp m;
  double part = 0;
  for (std::size_t p = 0; p < n; p += step, ++part) {
    if (l.years[p].empty()) continue;
    const auto must = l.problem.proposals[p].must();
    const std::size_t choice = m.row(must ? 1 : -kUnlimited, 1);
    for (std::uint32_t j = f.first[p]; j < f.first[p + 1]; ++j) {
      Milp::Column c = f.milp.columns[j];
      c.integer = false;
      column[j] = static_cast<std::uint32_t>(m.column(c));
      m.entry(choice, column[j], 1);
    }
  }
  part /= static_cast<double>(n);
  for (std::size_t i = 0; i < f.rows.size(); ++i)
    if (!f.rows[i].inside && adds_up(f.rows[i].what.rule))
      row[i] = static_cast<std::uint32_t>(m.row(-kUnlimited, f.milp.rows[i].high * part));
  for (const Milp::Entry& e : f.milp.entries)
    if (row[e.row] != kNoColumn && column[e.column] != kNoColumn)
      m.entry(row[e.row], column[e.column], e.coefficient);
  std::vector<double> prices(f.rows.size(), 0);
  Relaxation lp{m};
  if (lp.solve() != Outcome::optimal) return prices;
  for (std::size_t i = 0; i < f.rows.size(); ++i)
    if (row[i] != kNoColumn) prices[i] = std::max(0.0, lp.duals()[row[i]]);
  return prices;
}

DualPrices descend(const Formulation& f, Dual& dual, std::vector<double> prices, double known,
                   const DualLimits& limits) {
  DualPrices best{prices, dual.at(prices)};
  double pace = 1;
  int idle = 0;
  for (int step = 0; step < limits.steps; ++step) {
    const double value = step == 0 ? best.bound : dual.at(prices);
    if (value < best.bound) {
      best = {prices, value};
      idle = 0;
    } else if (step > 0 && ++idle == 4) {  // it overshoots: from the best again, more slowly
      pace /= 2;
      idle = 0;
      prices = best.prices;
      dual.at(prices);
    }
    const double above = best.bound - known;
    if (above <= limits.gap * std::abs(best.bound)) break;
    double norm = 0;
    for (std::size_t i = 0; i < prices.size(); ++i) {
      const double g = dual.slack()[i];
      if (prices[i] > 0 || g < 0) norm += g * g;
    }
    if (norm == 0) break;
    const double length = pace * (std::max(value, best.bound) - known) / norm;
    for (std::size_t i = 0; i < prices.size(); ++i)
      if (!f.rows[i].inside) prices[i] = std::max(0.0, prices[i] - length * dual.slack()[i]);
  }
  dual.at(best.prices);
  return best;
}

DualPrices approach(const Formulation& f, const Links& l, Dual& dual, double known,
                    const DualLimits& limits) {
  return descend(f, dual, sampled_prices(f, l, limits.sample), known, limits);
}

}  // namespace cityloop::portfolio
