#include "cityloop/decide/portfolio/front.h"

#include <algorithm>
#include <cmath>

namespace cityloop::portfolio {
namespace {

std::int64_t sum_of(std::span<const std::int64_t> objective, std::span<const double> x) {
  std::int64_t sum = 0;
  for (std::size_t j = 0; j < objective.size(); ++j) sum += objective[j] * std::llround(x[j]);
  return sum;
}
/// What an objective can reach at most, over columns between their bounds.
double reach(const Milp& m, std::span<const std::int64_t> objective) {
  double sum = 0;
  for (std::size_t j = 0; j < objective.size(); ++j)
    sum +=
        std::abs(static_cast<double>(objective[j])) * std::max(std::abs(m.columns[j].low), m.columns[j].high);
  return sum;
}
void aim(Milp& m, std::span<const std::int64_t> first, double weight, std::span<const std::int64_t> second) {
  for (std::size_t j = 0; j < m.columns.size(); ++j)
    m.columns[j].objective = weight * static_cast<double>(first[j]) + static_cast<double>(second[j]);
}

}  // namespace

Front front(Milp m, std::span<const std::int64_t> first, std::span<const std::int64_t> second,
            const MilpLimits& given) {
  Front out;
  MilpLimits limits = given;
  limits.gap = 0;
  limits.absolute_gap = 0.5;  // objectives are whole
  const auto run = [&] {
    ++out.solves;
    MilpSolution s = solve(m, limits);
    out.complete = out.complete && (s.outcome == Outcome::optimal || s.outcome == Outcome::infeasible);
    return s;
  };
  // The far end: the best second objective, and the best first beside it.
  aim(m, second, 1, std::vector<std::int64_t>(second.size(), 0));
  const MilpSolution far = run();
  if (far.x.empty()) return out;
  const std::int64_t most = sum_of(second, far.x);
  const std::size_t row = m.row(-kUnlimited, kUnlimited);
  double least_second = 0;
  for (std::size_t j = 0; j < second.size(); ++j) {
    m.entry(row, j, static_cast<double>(second[j]));
    least_second += std::min(0.0, static_cast<double>(second[j]) * m.columns[j].high);
  }
  // The near end: the best first objective alone says from where the second counts.
  aim(m, first, 1, std::vector<std::int64_t>(first.size(), 0));
  const MilpSolution near = run();
  if (near.x.empty()) return out;
  const double range = std::min(reach(m, second), static_cast<double>(most) - least_second);
  aim(m, first, std::ceil(range) + 1, second);
  m.rows[row].low = static_cast<double>(sum_of(second, near.x));
  for (;;) {
    const MilpSolution s = run();
    if (s.x.empty()) break;
    out.points.push_back({s.x, sum_of(first, s.x), sum_of(second, s.x)});
    if (out.points.back().second >= most) break;
    // The range that is left shrinks, and with it the weight, which keeps the programme well scaled.
    m.rows[row].low = static_cast<double>(out.points.back().second + 1);
    aim(m, first, static_cast<double>(most - out.points.back().second) + 1, second);
  }
  return out;
}

void protect(Milp& m, std::size_t row, std::span<const double> deviation, double most_off) {
  const std::size_t z = m.column({.low = 0, .high = kUnlimited, .objective = 0, .integer = false});
  m.entry(row, z, most_off);
  for (std::size_t j = 0; j < deviation.size(); ++j) {
    if (deviation[j] <= 0) continue;
    const std::size_t q = m.column({.low = 0, .high = kUnlimited, .objective = 0, .integer = false});
    m.entry(row, q, 1);
    const std::size_t r = m.row(-kUnlimited, 0);
    m.entry(r, j, deviation[j]);
    m.entry(r, z, -1);
    m.entry(r, q, -1);
  }
}

}  // namespace cityloop::portfolio
