#include "cityloop/decide/portfolio/purse.h"

#include <algorithm>

#include "cityloop/decide/portfolio/milp.h"
#include "cityloop/decide/portfolio/verify.h"

namespace cityloop::portfolio {
namespace {

constexpr double kLeastCut = 1e-3;  // of a purse: less is not worth a row

/// The dearest content of a purse at prices of lumps.
class Packing {
 public:
  Packing(const Purse& purse, std::span<const double> price) {
    nodes_ = {{0, 0, 0, 0, 0}};
    std::vector<std::uint32_t> list{0}, next;
    for (std::uint32_t l = 0; l < purse.lumps.size(); ++l) {
      const auto [amount, count, unused] = purse.lumps[l];
      if (price[l] <= 0) continue;
      auto left = static_cast<std::uint32_t>(std::min<std::int64_t>(count, purse.limit / amount));
      for (std::uint32_t times = 1; left > 0; times *= 2) {
        times = std::min(times, left);
        left -= times;
        looked_ += list.size();
        const std::int64_t more = amount * times;
        const double worth = price[l] * times;
        next.clear();
        const auto keep = [&](std::uint32_t node) {
          if (next.empty() || nodes_[node].value > nodes_[next.back()].value) next.push_back(node);
        };
        std::size_t a = 0;
        for (const std::uint32_t b : list) {
          const std::int64_t sum = nodes_[b].sum + more;
          if (sum > purse.limit) break;
          for (; a < list.size() && nodes_[list[a]].sum < sum; ++a) keep(list[a]);
          if (a < list.size() && nodes_[list[a]].sum == sum &&
              nodes_[list[a]].value >= nodes_[b].value + worth)
            continue;
          nodes_.push_back({sum, nodes_[b].value + worth, b, l, times});
          keep(static_cast<std::uint32_t>(nodes_.size() - 1));
        }
        for (; a < list.size(); ++a) keep(list[a]);
        list.swap(next);
        if (list.size() > kMostSums || nodes_.size() > 16 * kMostSums) {
          done_ = false;
          return;
        }
      }
    }
    best_ = list.back();
  }
  bool done() const { return done_; }
  std::size_t looked() const { return looked_; }
  double value() const { return nodes_[best_].value; }
  std::int64_t sum() const { return nodes_[best_].sum; }
  std::vector<double> counts(std::size_t lumps) const {
    std::vector<double> n(lumps, 0);
    for (std::uint32_t k = best_; k != 0; k = nodes_[k].from) n[nodes_[k].lump] += nodes_[k].times;
    return n;
  }

 private:
  struct Node {
    std::int64_t sum;
    double value;
    std::uint32_t from, lump, times;
  };
  std::vector<Node> nodes_;
  std::uint32_t best_ = 0;
  bool done_ = true;
  std::size_t looked_ = 0;
};

}  // namespace

std::int64_t reach(const Purse& purse) {
  std::int64_t all = 0;
  std::vector<double> amount;
  for (const Purse::Lump& l : purse.lumps) {
    amount.push_back(static_cast<double>(l.amount));
    if (all <= purse.limit) all += std::min<std::int64_t>(l.count, purse.limit / l.amount + 1) * l.amount;
  }
  if (all <= purse.limit) return all;
  const Packing packing{purse, amount};
  return packing.done() ? packing.sum() : purse.limit;
}

std::optional<std::vector<double>> separate(const Purse& purse, std::span<const double> taken,
                                            std::size_t& work) {
  const std::size_t n = purse.lumps.size();
  // Lumps that are not taken have a price too where there are few: the cut is then good for more points.
  const double nothing = n <= 40 ? 1e-4 : 0;
  Milp master;
  bool any = false;
  for (std::size_t l = 0; l < n; ++l) {
    const Purse::Lump& lump = purse.lumps[l];
    const auto most = static_cast<double>(std::min<std::int64_t>(lump.count, purse.limit / lump.amount));
    any = any || taken[l] > 1e-6;
    const double weight = taken[l] > 1e-6 ? taken[l] + nothing : nothing;
    master.column({.low = 0, .high = weight > 0 ? 1 / most : 0, .objective = weight, .integer = false});
  }
  if (!any) return std::nullopt;
  Relaxation lp{master};
  for (int step = 0; step < 200 && work > 0; ++step) {
    if (lp.solve() != Outcome::optimal) return std::nullopt;
    std::vector<double> price(lp.x().begin(), lp.x().end());
    double worth = 0;
    for (std::size_t l = 0; l < n; ++l) {
      if (price[l] < 1e-9) price[l] = 0;
      worth += price[l] * taken[l];
    }
    if (worth < 1 + kLeastCut) return std::nullopt;
    const Packing packing{purse, price};
    work -= std::min(work, packing.looked());
    if (!packing.done()) return std::nullopt;
    if (const double most = packing.value(); worth > most * (1 + kLeastCut) && most <= 1 + 1e-6) {
      for (double& p : price) p /= most;
      return price;
    }
    lp.add_row(packing.counts(n), -kUnlimited, 1);
  }
  return std::nullopt;
}

}  // namespace cityloop::portfolio
