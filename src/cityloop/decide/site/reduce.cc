#include "cityloop/decide/site/reduce.h"

#include <algorithm>
#include <numeric>

namespace cityloop::site {
namespace {

constexpr double kWorthReducing = 2e8;  // words compared at most

/// Sets as bits; who is part of whom.
class Sets {
 public:
  Sets(std::size_t sets, std::size_t members)
      : words_{(members + 63) / 64}, bits_(sets * words_, 0), size_(sets, 0) {}
  void add(std::size_t set, std::size_t member) {
    bits_[set * words_ + member / 64] |= std::uint64_t{1} << (member % 64);
    ++size_[set];
  }
  std::size_t size(std::size_t set) const { return size_[set]; }
  bool part(std::size_t small, std::size_t large) const {
    const std::uint64_t *a = bits_.data() + small * words_, *b = bits_.data() + large * words_;
    for (std::size_t k = 0; k < words_; ++k)
      if ((a[k] & ~b[k]) != 0) return false;
    return true;
  }

 private:
  std::size_t words_;
  std::vector<std::uint64_t> bits_;
  std::vector<std::size_t> size_;
};

}  // namespace

Reduction reduce(const Lot& lot) {
  const std::size_t m = lot.site.size(), n = lot.client.size();
  Reduction out;
  out.idle.assign(n, 0);
  const double work = static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(m + n) / 64;
  if (work > kWorthReducing) return out;
  Sets covers(m, n), covered(n, m);
  for (std::size_t c = 0; c < n; ++c)
    for (const Reach& r : lot.of(c)) {
      if (lot.weight[c] == 0) break;  // counts for nobody
      covers.add(r.site, c);
      covered.add(c, r.site);
    }
  std::vector<std::uint32_t> order(m);
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return covers.size(a) > covers.size(b); });
  std::vector<std::uint32_t> kept;
  for (const std::uint32_t a : order) {
    const auto by = std::find_if(kept.begin(), kept.end(), [&](std::uint32_t b) {
      return lot.price[b] <= lot.price[a] && covers.part(a, b);
    });
    if (by == kept.end()) kept.push_back(a);
    else out.outdone.push_back({lot.site[a], lot.site[*by]});
  }
  std::vector<std::uint32_t> rows(n);
  std::iota(rows.begin(), rows.end(), 0U);
  std::stable_sort(rows.begin(), rows.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return covered.size(a) < covered.size(b); });
  std::vector<std::uint32_t> busy;
  for (const std::uint32_t c : rows) {
    if (lot.weight[c] == 0) out.idle[c] = 1;
    else if (covered.size(c) == 0) continue;  // left out in any case: says nothing about others
    else if (std::any_of(busy.begin(), busy.end(), [&](std::uint32_t b) { return covered.part(b, c); }))
      out.idle[c] = 1;
    else busy.push_back(c);
  }
  return out;
}

Lot without(const Lot& lot, const std::vector<char>& idle) {
  Lot n;
  n.rule = lot.rule;
  n.count = lot.count;
  n.budget = lot.budget;
  n.constant = lot.constant;
  n.site = lot.site;
  n.price = lot.price;
  n.cost = lot.cost;
  n.first.push_back(0);
  for (std::size_t c = 0; c < lot.client.size(); ++c) {
    if (idle[c] != 0) continue;
    const auto row = lot.of(c);
    n.own.insert(n.own.end(), row.begin(), row.end());
    n.first.push_back(n.own.size());
    n.client.push_back(lot.client[c]);
    n.weight.push_back(lot.weight[c]);
    n.cap.push_back(lot.cap[c]);
  }
  n.reach = n.own;
  return n;
}

}  // namespace cityloop::site
