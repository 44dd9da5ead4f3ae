#include "cityloop/decide/portfolio/knapsack_front.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

#include "cityloop/base/error.h"
#include "cityloop/decide/portfolio/milp.h"

namespace cityloop::portfolio {
namespace {

constexpr std::int64_t kLargestSum = std::int64_t{1} << 40;

void check_knapsack(const Knapsack& k) {
  const auto wrong = [](Text what) { return Error{Fault::bad_input, std::move(what)}; };
  if (k.objectives.empty()) throw wrong(say("a front needs an objective", "前沿至少需要一个目标"));
  if (k.capacity.size() != k.weights.size())
    throw wrong(say("{} rows of weights have {} capacities", "{} 行重量却有 {} 个容量", k.weights.size(),
                    k.capacity.size()));
  for (const auto* rows : {&k.objectives, &k.weights})
    for (const auto& row : *rows) {
      if (row.size() != k.items())
        throw wrong(say("a row has {} numbers for {} items", "一行有 {} 个数，而项目有 {} 个", row.size(),
                        k.items()));
      std::int64_t sum = 0;
      for (const std::int64_t v : row) {
        if (v > kLargestSum || v < -kLargestSum || (sum += std::abs(v)) > kLargestSum)
          throw wrong(say("the numbers of a row sum to more than {}", "一行数字之和超过 {}", kLargestSum));
      }
    }
  for (const std::int64_t b : k.capacity)
    if (std::abs(b) > kLargestSum)
      throw wrong(say("a capacity of {} is out of range", "容量 {} 超出范围", b));
}

/// What is given to the search of one zone: rows `Σ d_j x_j + s ≥ 0`, floors of objectives first.
class ZoneSearch {
 public:
  explicit ZoneSearch(const Knapsack& k)
      : k_{k}, objectives_{k.objectives.size()}, rows_{objectives_ + k.weights.size()},
        relaxation_{programme(k)} {
    std::int64_t largest = 1;
    for (const auto* rows : {&k.objectives, &k.weights})
      for (const auto& row : *rows) {
        std::int64_t sum = 0;
        for (const std::int64_t v : row) sum += std::abs(v);
        largest = std::max(largest, sum);
      }
    for (const std::int64_t b : k.capacity) largest = std::max(largest, std::abs(b));
    // A combination of rows, each below 2^40 and times at most 2^20, stays below 2^63.
    unit_ = std::ldexp(1, std::min(20, 52 - std::ilogb(static_cast<double>(largest))));
  }

  /// The best set of a zone in its direction; none: the zone is empty (unless the limit was reached).
  bool run(const Values& corner, std::int64_t limit, KnapsackPoint& found);
  std::int64_t nodes() const { return nodes_; }
  bool stopped() const { return stopped_; }

 private:
  static Milp programme(const Knapsack& k) {
    Milp m;
    for (std::size_t j = 0; j < k.items(); ++j)
      m.column({.low = 0, .high = 1, .objective = 0, .integer = false});
    const std::size_t t = m.column({.low = -1e12, .high = 1e12, .objective = 1, .integer = false});
    for (const auto& c : k.objectives) {
      const std::size_t row = m.row(0, kUnlimited);
      for (std::size_t j = 0; j < c.size(); ++j)
        if (c[j] != 0) m.entry(row, j, static_cast<double>(c[j]));
      m.entry(row, t, -1);
    }
    for (std::size_t i = 0; i < k.weights.size(); ++i) {
      const std::size_t row = m.row(-kUnlimited, static_cast<double>(k.capacity[i]));
      for (std::size_t j = 0; j < k.items(); ++j)
        if (k.weights[i][j] != 0) m.entry(row, j, static_cast<double>(k.weights[i][j]));
    }
    return m;
  }
  std::int64_t coefficient(std::size_t row, std::size_t j) const {
    return row < objectives_ ? k_.objectives[row][j] : -k_.weights[row - objectives_][j];
  }
  void arrange(const Values& corner);
  bool descend(std::int64_t limit, KnapsackPoint& found);

  const Knapsack& k_;
  std::size_t objectives_, rows_;
  Relaxation relaxation_;
  double unit_ = 1;
  std::vector<std::int64_t> multiplier_;  // by row
  std::vector<std::size_t> order_;
  std::size_t width_ = 0;
  /// By place in the order, way and row: what that way takes from what is left.
  std::vector<std::int64_t> takes_;
  std::vector<std::uint8_t> first_;  // the way of the relaxation
  std::vector<std::int64_t> left_;   // by depth and row; the last row is the combination
  std::int64_t nodes_ = 0;
  bool stopped_ = false;
};

bool ZoneSearch::run(const Values& corner, std::int64_t limit, KnapsackPoint& found) {
  for (std::size_t k = 0; k < objectives_; ++k)
    relaxation_.row_bounds(k, static_cast<double>(corner[k] + 1), kUnlimited);
  const Outcome outcome = relaxation_.solve();
  multiplier_.assign(rows_, 0);
  if (outcome == Outcome::infeasible) return false;  // no set fits the capacities
  // Without an optimum, any multipliers do.
  for (std::size_t i = 0; i < rows_; ++i) {
    const double price = outcome == Outcome::optimal ? std::abs(relaxation_.duals()[i]) : 0;
    multiplier_[i] = std::llround(std::min(price, 1.0) * unit_);
    if (i < objectives_) ++multiplier_[i];  // above 0, so that what is found is dominated by nothing
  }
  arrange(corner);
  return descend(limit, found);
}

void ZoneSearch::arrange(const Values& corner) {
  const std::size_t n = k_.items();
  std::vector<std::int64_t> combined(n, 0);
  width_ = rows_ + 1;
  left_.assign((n + 1) * width_, 0);
  for (std::size_t i = 0; i < rows_; ++i) {
    left_[i] = i < objectives_ ? -(corner[i] + 1) : k_.capacity[i - objectives_];
    left_[rows_] += multiplier_[i] * left_[i];
    for (std::size_t j = 0; j < n; ++j) {
      const std::int64_t d = coefficient(i, j);
      combined[j] += multiplier_[i] * d;
      left_[i] += std::max<std::int64_t>(d, 0);
    }
  }
  for (const std::int64_t r : combined) left_[rows_] += std::max<std::int64_t>(r, 0);
  order_.resize(n);
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
    return std::abs(combined[a]) > std::abs(combined[b]);
  });
  takes_.assign(n * 2 * width_, 0);
  first_.resize(n);
  for (std::size_t place = 0; place < n; ++place) {
    const std::size_t j = order_[place];
    first_[place] = combined[j] > 0 ? 1 : 0;
    std::int64_t* without = &takes_[place * 2 * width_];
    std::int64_t* with = without + width_;
    for (std::size_t i = 0; i <= rows_; ++i) {
      const std::int64_t d = i < rows_ ? coefficient(i, j) : combined[j];
      without[i] = std::max<std::int64_t>(d, 0);
      with[i] = std::max<std::int64_t>(-d, 0);
    }
  }
}

bool ZoneSearch::descend(std::int64_t limit, KnapsackPoint& found) {
  const std::size_t n = k_.items();
  std::vector<std::uint8_t> x(n, 0), tried(n, 0);
  std::int64_t least = 0;  // what the combination must leave
  bool any = false;
  if (std::any_of(left_.begin(), left_.begin() + static_cast<std::ptrdiff_t>(width_),
                  [](std::int64_t v) { return v < 0; }))
    return false;
  std::int64_t here = 0;
  std::size_t depth = 0;
  for (;;) {
    if (depth == n) {
      // Nothing is open any more: what is left of the floors is what the values are above them.
      const std::int64_t* end = &left_[n * width_];
      std::int64_t value = 0;
      for (std::size_t k = 0; k < objectives_; ++k) value += multiplier_[k] * end[k];
      if (value >= least) {
        least = value + 1;
        any = true;
        found.x.assign(n, 0);
        for (std::size_t place = 0; place < n; ++place) found.x[order_[place]] = x[place];
      }
    } else if (tried[depth] < 2) {
      const std::uint8_t way = tried[depth] == 0 ? first_[depth] : 1 - first_[depth];
      ++tried[depth];
      ++here;
      const std::int64_t* from = &left_[depth * width_];
      const std::int64_t* take = &takes_[(depth * 2 + way) * width_];
      std::int64_t* to = &left_[(depth + 1) * width_];
      std::int64_t below = 0;
      for (std::size_t i = 0; i < rows_; ++i) below |= to[i] = from[i] - take[i];
      to[rows_] = from[rows_] - take[rows_];
      if (below < 0 || to[rows_] < least) continue;
      x[depth] = way;
      if (++depth < n) tried[depth] = 0;
      continue;
    }
    if (limit > 0 && here >= limit) {
      stopped_ = true;
      break;
    }
    if (depth == 0) break;
    --depth;
  }
  nodes_ += here;
  if (!any) return false;
  found.values.assign(objectives_, 0);
  for (std::size_t k = 0; k < objectives_; ++k)
    for (std::size_t j = 0; j < n; ++j) found.values[k] += found.x[j] != 0 ? k_.objectives[k][j] : 0;
  return true;
}

}  // namespace

KnapsackFront knapsack_front(const Knapsack& k, std::int64_t nodes) {
  check_knapsack(k);
  KnapsackFront out;
  Values least;
  for (const auto& c : k.objectives) {
    least.push_back(-1);
    for (const std::int64_t v : c) least.back() += std::min<std::int64_t>(v, 0);
  }
  Zones zones{least};
  ZoneSearch search{k};
  while (const auto corner = zones.next()) {
    ++out.searches;
    KnapsackPoint p;
    if (search.run(*corner, nodes, p)) {
      zones.found(p.values);
      out.points.push_back(std::move(p));
    } else {
      zones.close();
    }
  }
  out.nodes = search.nodes();
  out.complete = !search.stopped();
  // A search that was stopped may have given a point that a later one dominates.
  if (!out.complete) {
    const std::vector<KnapsackPoint> all = std::move(out.points);
    out.points.clear();
    std::copy_if(all.begin(), all.end(), std::back_inserter(out.points), [&](const KnapsackPoint& p) {
      return std::none_of(all.begin(), all.end(),
                          [&](const KnapsackPoint& q) { return dominates(q.values, p.values); });
    });
  }
  std::sort(out.points.begin(), out.points.end(),
            [](const KnapsackPoint& a, const KnapsackPoint& b) { return a.values > b.values; });
  return out;
}

}  // namespace cityloop::portfolio
