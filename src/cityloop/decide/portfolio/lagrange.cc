#include "cityloop/decide/portfolio/lagrange.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cityloop::portfolio {
namespace {

constexpr std::uint32_t kNoColumn = Dual::kNoColumn;

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
      if (f_.milp.columns[j].high > 0 && reduced_[j] > best_[s]) best_[s] = reduced_[j], choice_[s] = j;
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

Descent descend(const Formulation& f, const Links& l, Dual& dual, std::vector<double> prices, int steps) {
  struct Cut {
    std::vector<double> slope;  // by master variable
    double at_zero = 0;         // of its plane, with the prices of relations as they are
    std::vector<std::uint32_t> choice;
  };
  std::vector<std::uint32_t> row;
  for (std::uint32_t i = 0; i < f.rows.size(); ++i)
    if (!f.rows[i].inside && adds_up(f.rows[i].what.rule)) row.push_back(i);
  double usual = 1e-6;
  for (const std::uint32_t i : row) usual = std::max(usual, prices[i]);
  std::vector<Cut> cuts;
  const auto cut = [&](double value, const std::vector<double>& at) {
    Cut c{{}, value, dual.choice()};
    for (const std::uint32_t i : row) {
      c.slope.push_back(dual.slack()[i]);
      c.at_zero -= dual.slack()[i] * at[i];
    }
    cuts.push_back(std::move(c));
  };
  Descent out{prices, dual.at(prices), std::vector<double>(f.milp.columns.size(), 0)};
  cut(out.bound, prices);
  std::vector<double> weight{1};
  double box = 0.02;
  for (int step = 0; step < steps; ++step) {
    Milp m;
    for (const std::uint32_t i : row) {
      const double reach = box * (out.prices[i] > 0 ? out.prices[i] : usual / 10);
      m.column({.low = std::max(0.0, out.prices[i] - reach),
                .high = out.prices[i] + reach,
                .objective = 0,
                .integer = false});
    }
    const std::size_t height =
        m.column({.low = -kUnlimited, .high = kUnlimited, .objective = -1, .integer = false});
    for (const Cut& c : cuts) {  // slope·λ − height ≤ −at_zero, over the size of the bound
      const double size = std::max(1.0, std::abs(out.bound) / 1000);
      const std::size_t r = m.row(-kUnlimited, -c.at_zero / size);
      for (std::size_t k = 0; k < row.size(); ++k) m.entry(r, k, c.slope[k] / size);
      m.entry(r, height, -1 / size);
    }
    Relaxation master{m};
    if (master.solve() != Outcome::optimal) break;
    const double hoped = out.bound - master.x()[height];
    weight.assign(cuts.size(), 0);
    double all = 0;
    for (std::size_t k = 0; k < cuts.size(); ++k) all += weight[k] = std::max(0.0, master.duals()[k]);
    if (!(all > 0)) break;
    for (double& w : weight) w /= all;
    if (hoped <= 2e-6 * std::abs(out.bound)) break;
    std::vector<double> next = out.prices;
    for (std::size_t k = 0; k < row.size(); ++k) next[row[k]] = std::max(0.0, master.x()[k]);
    const double value = dual.at(next);
    cut(value, next);
    if (value < out.bound) {
      if (out.bound - value > hoped / 2) box = std::min(0.5, box * 2);
      out.prices = std::move(next);
      out.bound = value;
    } else {
      box *= 0.6;
    }
  }
  // Evenly: the fractional parts of multiples of the golden ratio leave no gaps and no heaps.
  constexpr double kGolden = 0.6180339887498949;
  weight.resize(cuts.size(), 0);
  double turn = 0.5;
  for (std::size_t s = 0; s < l.sites; ++s) {
    turn += kGolden;
    if (turn >= 1) turn -= 1;
    std::size_t k = 0;
    for (double sum = weight[0]; sum < turn && k + 1 < cuts.size();) sum += weight[++k];
    if (const std::uint32_t j = cuts[k].choice[s]; j != kNoColumn) out.x[j] = 1;
  }
  return out;
}

}  // namespace cityloop::portfolio
