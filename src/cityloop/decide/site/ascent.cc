#include "cityloop/decide/site/ascent.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "cityloop/base/parallel.h"

namespace cityloop::site {
namespace {

/// Lots with fewer ways than this are passed over by one thread.
constexpr std::size_t kWorthThreads = 4'000'000;

}  // namespace

Ascent::Ascent(const Lot& lot, int shift, Run& run)
    : lot_{lot}, shift_{shift}, run_{run}, is_chosen_(lot.site.size(), 0), missing_(lot.client.size(), 0),
      direction_(lot.client.size(), 0.0), average_(lot.site.size(), 0.0) {}

std::int64_t Ascent::evaluate(const std::vector<std::int64_t>& v) {
  const std::size_t m = lot_.site.size(), n = lot_.client.size();
  trial_rest_.resize(m);
  for (std::size_t j = 0; j < m; ++j) trial_rest_[j] = lot_.price[j] << shift_;
  const auto pass = [&](std::size_t begin, std::size_t end, std::int64_t* rest) {
    for (std::size_t c = begin; c < end; ++c) {
      const std::int64_t price = v[c], w = lot_.weight[c];
      const Reach* r = lot_.reach.data() + lot_.first[c];
      const Reach* const stop = lot_.reach.data() + lot_.first[c + 1];
      for (; r != stop; ++r) {
        const std::int64_t saved = price - (std::int64_t{r->cost} << shift_);
        if (saved <= 0) break;
        rest[r->site] -= w * saved;
      }
    }
  };
  if (lot_.reach.size() < kWorthThreads) pass(0, n, trial_rest_.data());
  else {
    const std::size_t grain = n / 16 + 1, chunks = (n - 1) / grain + 1;
    std::vector<std::vector<std::int64_t>> parts(chunks);
    for_chunks(run_, n, grain, [&](std::size_t begin, std::size_t end) {
      auto& part = parts[begin / grain];
      part.assign(m, 0);
      pass(begin, end, part.data());
    });
    for (const auto& part : parts)
      for (std::size_t j = 0; j < m; ++j) trial_rest_[j] += part[j];
  }
  std::int64_t sum = lot_.constant << shift_;
  for (std::size_t c = 0; c < n; ++c) sum += lot_.weight[c] * v[c];
  choose();
  return sum + chosen_sum_;
}

/// The choice that costs least at the trial's prices.
void Ascent::choose() {
  const std::vector<std::int64_t>& rest = trial_rest_;
  std::vector<std::uint32_t> order(rest.size());
  std::iota(order.begin(), order.end(), 0U);
  for (const std::uint32_t j : chosen_) is_chosen_[j] = 0;
  chosen_.clear();
  chosen_sum_ = 0;
  trial_ratio_ = 0;
  if (lot_.rule == Rule::count) {
    const auto cut = order.begin() + static_cast<std::ptrdiff_t>(lot_.count);
    if (cut != order.end())
      std::nth_element(order.begin(), cut, order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return rest[a] != rest[b] ? rest[a] < rest[b] : a < b;
      });
    chosen_.assign(order.begin(), cut);
  } else {
    std::erase_if(order, [&](std::uint32_t j) { return rest[j] >= 0; });
    if (lot_.rule == Rule::any) chosen_ = order;
    else {
      std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        const double x = -static_cast<double>(rest[a]) * static_cast<double>(lot_.cost[b]);
        const double y = -static_cast<double>(rest[b]) * static_cast<double>(lot_.cost[a]);
        return x != y ? x > y : a < b;
      });
      std::int64_t left = lot_.budget;
      for (const std::uint32_t j : order) {
        const std::int64_t cost = lot_.cost[j];
        if (cost > left) {
          // The part that the money left buys, rounded against us; quotient and remainder apart, lest it overflow.
          const std::int64_t gain = -rest[j], q = gain / cost, r = gain % cost;
          chosen_sum_ -= q * left + (r * left + cost - 1) / cost;
          trial_ratio_ = static_cast<double>(gain) / static_cast<double>(cost);
          break;
        }
        left -= cost;
        chosen_.push_back(j);
      }
    }
  }
  std::sort(chosen_.begin(), chosen_.end());
  for (const std::uint32_t j : chosen_) {
    is_chosen_[j] = 1;
    chosen_sum_ += rest[j];
  }
}

/// 1 − how many of the chosen sites would serve each client at these prices.
void Ascent::missing(const std::vector<std::int64_t>& v) {
  for_chunks(run_, lot_.client.size(), lot_.reach.size() < kWorthThreads ? lot_.client.size() : 4096,
             [&](std::size_t begin, std::size_t end) {
               for (std::size_t c = begin; c < end; ++c) {
                 std::int32_t left = 1;
                 for (const Reach& r : lot_.of(c)) {
                   if ((std::int64_t{r.cost} << shift_) >= v[c]) break;
                   left -= is_chosen_[r.site];
                 }
                 missing_[c] = left;
               }
             });
}

void Ascent::run(std::vector<std::int64_t> v, std::int64_t target, const Rules& rules, const Look& look) {
  const std::size_t n = lot_.client.size();
  for (std::size_t c = 0; c < n; ++c) v[c] = std::clamp<std::int64_t>(v[c], 0, lot_.cap[c] << shift_);
  best_ = evaluate(v);
  top_ = v;
  rest_ = trial_rest_;
  ratio_ = trial_ratio_;
  missing(v);
  for (std::size_t c = 0; c < n; ++c) direction_[c] = missing_[c];
  if (!remembers_)
    for (std::size_t j = 0; j < average_.size(); ++j) average_[j] = is_chosen_[j];
  if (best_ > target || !look(chosen_)) return;
  double lambda = 0.5, alpha = remembers_ ? 0.1 : 0.2;
  std::size_t red = 0, stalled = 0;
  double mark = static_cast<double>(best_);
  for (std::size_t it = 0; it < rules.iterations; ++it) {
    run_.check_stop();
    ++iterations_;
    double norm = 0;
    for (std::size_t c = 0; c < n; ++c) {
      // What would push a price out of its range is no direction.
      double& d = direction_[c];
      if ((d > 0 && top_[c] == lot_.cap[c] << shift_) || (d < 0 && top_[c] == 0)) continue;
      norm += static_cast<double>(lot_.weight[c]) * d * d;
    }
    if (norm < 1e-9) break;
    const double gap = static_cast<double>(target - best_) + static_cast<double>(std::int64_t{1} << shift_);
    const double step = lambda * gap / norm;
    for (std::size_t c = 0; c < n; ++c)
      v[c] = std::clamp<std::int64_t>(top_[c] + std::llround(step * direction_[c]), 0, lot_.cap[c] << shift_);
    const std::int64_t l = evaluate(v);
    missing(v);
    double along = 0;
    for (std::size_t c = 0; c < n; ++c)
      along += static_cast<double>(lot_.weight[c]) * missing_[c] * direction_[c];
    for (std::size_t c = 0; c < n; ++c) direction_[c] += alpha * (missing_[c] - direction_[c]);
    for (std::size_t j = 0; j < average_.size(); ++j) average_[j] += alpha * (is_chosen_[j] - average_[j]);
    if (l > best_) {
      best_ = l;
      top_ = v;
      rest_ = trial_rest_;
      ratio_ = trial_ratio_;
      red = 0;
      if (along > 0) lambda = std::min(2.0, lambda * 1.3);
      if (best_ > target) return;
    } else if (++red >= 10) {
      red = 0;
      lambda *= 0.66;
      if (lambda < 1e-4) break;
      alpha = std::max(0.02, alpha * 0.9);
    }
    if (!look(chosen_)) return;
    if (++stalled >= rules.patience) {
      if (static_cast<double>(best_) - mark < rules.least * gap * static_cast<double>(rules.patience)) break;
      stalled = 0;
      mark = static_cast<double>(best_);
    }
  }
}

std::vector<Decision> Ascent::decided(std::int64_t target) const {
  std::vector<Decision> out;
  const std::size_t m = rest_.size();
  if (lot_.rule == Rule::count) {
    const std::size_t k = lot_.count;
    std::vector<std::int64_t> order = rest_;
    std::sort(order.begin(), order.end());
    for (std::size_t j = 0; j < m; ++j) {
      const bool in = k > 0 && (k == m || rest_[j] <= order[k - 1]);
      if (!in && (k == 0 || best_ + rest_[j] - order[k - 1] > target)) out.push_back({lot_.site[j], false});
      // Of several as cheap as the last one in, some are out: closing one costs nothing then, and nothing is decided.
      if (in && (k == m || best_ + order[k] - rest_[j] > target)) out.push_back({lot_.site[j], true});
    }
    return out;
  }
  for (std::size_t j = 0; j < m; ++j) {
    if (lot_.rule == Rule::any) {
      if (rest_[j] >= 0 && best_ + rest_[j] > target) out.push_back({lot_.site[j], false});
      if (rest_[j] < 0 && best_ - rest_[j] > target) out.push_back({lot_.site[j], true});
    } else if (lot_.cost[j] > lot_.budget) {
      out.push_back({lot_.site[j], false});
    } else {
      // With the last money priced at what it buys, forcing the opposite costs at least this. The margin is for rounding in
      // floating point; who checks it counts exactly.
      const double opposite = static_cast<double>(rest_[j]) + ratio_ * static_cast<double>(lot_.cost[j]);
      const double margin =
          4 + 1e-9 * (std::abs(static_cast<double>(best_)) + std::abs(static_cast<double>(rest_[j])));
      if (static_cast<double>(best_) + std::abs(opposite) - margin > static_cast<double>(target))
        out.push_back({lot_.site[j], opposite < 0});
    }
  }
  return out;
}

}  // namespace cityloop::site
