#include "cityloop/decide/select.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <queue>

namespace cityloop {
namespace {

/// A measured gain may exceed an earlier one by rounding only.
constexpr double kRounding = 1e-9;
/// An exchange must add more than this share, so that exchanges end.
constexpr double kWorthSwap = 1e-7;

/// Some chosen items, with what they cost and leave.
struct Pick {
  std::vector<Picked> chosen;
  std::vector<Purse> left;
  double value = 0;
  std::vector<std::size_t> items() const {
    std::vector<std::size_t> out;
    for (const Picked& p : chosen) out.push_back(p.item);
    return out;
  }
  bool has(std::size_t item) const {
    return std::any_of(chosen.begin(), chosen.end(), [&](const Picked& p) { return p.item == item; });
  }
};

void pay(Purse& purse, const std::vector<std::pair<Year, Money>>& spending) {
  for (const auto& [year, money] : spending)
    for (auto& [y, left] : purse.left)
      if (y == year) left -= money;
}

class Selector {
 public:
  Selector(std::span<const Item> items, std::span<const Purse> purses, Gains& gains,
           const SelectLimits& limits, Run& run)
      : items_{items}, purses_{purses}, gains_{gains}, limits_{limits}, run_{run}, alone_(items.size(), 0.0),
        examined_(items.size(), 0), affordable_(items.size(), 0), last_(items.size(), 0.0) {}

  Selected done() {
    measure_alone();
    last_ = alone_;
    Pick best = empty();
    grow(best, true, true);
    tighten(best);
    const std::vector<double> last = last_;
    Pick other = empty();
    grow(other, false, false);
    if (other.value > best.value * (1 + kRounding)) best = std::move(other);
    else last_ = last;
    while (swap(best)) {}
    return told(std::move(best));
  }

 private:
  Pick empty() const { return {{}, {purses_.begin(), purses_.end()}, 0}; }
  bool spent() const { return evaluations_ >= limits_.evaluations; }
  double measured(std::span<const std::size_t> chosen, std::size_t item) {
    run_.check_stop();
    ++evaluations_;
    run_.progress.advance(1);
    return gains_.of(chosen, item);
  }

  void measure_alone() {
    for (std::size_t i = 0; i < items_.size(); ++i) {
      affordable_[i] = fits(purses_[items_[i].fund], items_[i].cost, items_[i].years) ? 1 : 0;
      if (spent()) continue;
      alone_[i] = measured({}, i);
      examined_[i] = 1;
    }
  }

  double key(std::size_t item, double gain, bool per_yuan) const {
    return per_yuan ? gain / to_yuan(items_[item].cost) : gain;
  }

  bool site_taken(const Pick& d, std::size_t item) const {
    return std::any_of(d.chosen.begin(), d.chosen.end(), [&](const Picked& p) {
      return p.item != item && items_[p.item].site == items_[item].site;
    });
  }

  /// Adds items while some gain fits. `bounding`: follow the bound on the way; only from an empty draft.
  void grow(Pick& d, bool per_yuan, bool bounding) {
    struct Entry {
      double key;
      std::size_t item;
      std::size_t when;  // how many were chosen when it was measured
      bool operator<(const Entry& o) const { return key != o.key ? key < o.key : item > o.item; }
    };
    std::priority_queue<Entry> heap;
    std::vector<double> most = alone_;  // upper bounds if gains diminish
    for (std::size_t i = 0; i < items_.size(); ++i)
      if (examined_[i] != 0 && affordable_[i] != 0 && !d.has(i)) heap.push({key(i, most[i], per_yuan), i, 0});
    if (bounding) bound_ = bound_at(0, most);
    while (!heap.empty()) {
      const Entry top = heap.top();
      heap.pop();
      const Item& item = items_[top.item];
      if (most[top.item] <= limits_.least_gain || site_taken(d, top.item)) continue;
      const auto spending = fits(d.left[item.fund], item.cost, item.years);
      if (!spending) continue;  // purses only shrink here
      if (top.when < d.chosen.size()) {
        if (spent()) break;
        const double gain = measured(d.items(), top.item);
        if (gain > most[top.item] + kRounding * (1 + std::abs(most[top.item]))) diminishing_ = false;
        most[top.item] = last_[top.item] = gain;
        heap.push({key(top.item, gain, per_yuan), top.item, d.chosen.size()});
        continue;
      }
      pay(d.left[item.fund], *spending);
      d.value += most[top.item];
      d.chosen.push_back({top.item, *spending, most[top.item]});
      most[top.item] = 0;  // it is in S: it adds nothing more to any bound
      if (bounding) bound_ = std::min(bound_, bound_at(d.value, most));
    }
    if (bounding) most_ = std::move(most);
  }

  /// Measures the gains of what was left out against all that was chosen, where evaluations allow: a sharper bound.
  void tighten(const Pick& d) {
    const std::vector<std::size_t> chosen = d.items();
    for (std::size_t i = 0; i < items_.size() && evaluations_ * 5 < limits_.evaluations * 4; ++i) {
      if (examined_[i] == 0 || d.has(i)) continue;
      const double gain = measured(chosen, i);
      if (gain > most_[i] + kRounding * (1 + std::abs(most_[i]))) diminishing_ = false;
      most_[i] = last_[i] = gain;
    }
    bound_ = std::min(bound_, bound_at(d.value, most_));
  }

  /// f(S) plus, fund by fund, the best that all its money could buy of the rest in fractions. Items already in S add 0.
  double bound_at(double value, const std::vector<double>& most) const {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < items_.size(); ++i)
      if (examined_[i] != 0 && affordable_[i] != 0 && most[i] > 0) order.push_back(i);
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      const double x = key(a, most[a], true), y = key(b, most[b], true);
      return x != y ? x > y : a < b;
    });
    std::vector<double> money;
    for (const Purse& p : purses_) money.push_back(to_yuan(p.total()));
    double sum = value;
    for (const std::size_t i : order) {
      const double cost = to_yuan(items_[i].cost);
      double& m = money[items_[i].fund];
      if (m <= 0) continue;
      sum += most[i] * std::min(1.0, m / cost);
      m -= std::min(m, cost);
    }
    return sum;
  }

  /// The draft without its k-th item and with `extra`, measured again from the first item that differs.
  std::optional<Pick> rebuilt(const Pick& d, std::size_t without, std::size_t extra) {
    Pick n = empty();
    std::vector<std::size_t> order;
    for (std::size_t k = 0; k < d.chosen.size(); ++k)
      if (k != without) order.push_back(d.chosen[k].item);
    order.push_back(extra);
    for (std::size_t k = 0; k < order.size(); ++k) {
      const Item& item = items_[order[k]];
      const auto spending = fits(n.left[item.fund], item.cost, item.years);
      if (!spending || site_taken(n, order[k])) return std::nullopt;
      if (k >= without && spent()) return std::nullopt;
      const double gain = k < without ? d.chosen[k].gain : measured(n.items(), order[k]);
      pay(n.left[item.fund], *spending);
      n.value += gain;
      n.chosen.push_back({order[k], *spending, gain});
    }
    return n;
  }

  /// One exchange that helps, if there is one that the evaluations allow.
  bool swap(Pick& d) {
    std::vector<std::size_t> outside;
    for (std::size_t i = 0; i < items_.size(); ++i)
      if (examined_[i] != 0 && affordable_[i] != 0 && alone_[i] > limits_.least_gain && !d.has(i))
        outside.push_back(i);
    std::sort(outside.begin(), outside.end(), [&](std::size_t a, std::size_t b) {
      return alone_[a] != alone_[b] ? alone_[a] > alone_[b] : a < b;
    });
    for (const std::size_t in : outside) {
      for (std::size_t k = d.chosen.size(); k-- > 0;) {
        const Item& out = items_[d.chosen[k].item];
        if (out.fund != items_[in].fund && out.site != items_[in].site) continue;
        if (alone_[in] <= d.chosen[k].gain) continue;  // cannot add more than alone, if gains diminish
        if (spent()) return false;
        const std::vector<double> last = last_;
        if (auto n = rebuilt(d, k, in)) {
          grow(*n, true, false);
          if (n->value > d.value * (1 + kWorthSwap)) {
            d = std::move(*n);
            return true;
          }
        }
        last_ = last;
      }
    }
    return false;
  }

  Selected told(Pick d) {
    Selected s;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (d.has(i)) continue;
      Refused r{i, Refusal::exhausted, std::nullopt, last_[i]};
      const auto same = std::find_if(d.chosen.begin(), d.chosen.end(),
                                     [&](const Picked& p) { return items_[p.item].site == items_[i].site; });
      if (examined_[i] == 0) r.why = Refusal::not_examined;
      else if (alone_[i] <= limits_.least_gain) r.why = Refusal::no_gain;
      else if (same != d.chosen.end()) r.why = Refusal::same_site, r.by = same->item;
      else if (fits(d.left[items_[i].fund], items_[i].cost, items_[i].years)) {
        // It could be paid: either what it would do is done already, or the evaluations ran out before its turn.
        r.why = last_[i] <= limits_.least_gain ? Refusal::dominated : Refusal::not_examined;
        if (r.why == Refusal::dominated && !d.chosen.empty()) r.by = d.chosen.back().item;
      }
      s.refused.push_back(r);
    }
    s.value = d.value;
    s.bound = std::max(bound_, d.value);
    s.diminishing = diminishing_;
    s.evaluations = evaluations_;
    s.chosen = std::move(d.chosen);
    s.left = std::move(d.left);
    return s;
  }

  std::span<const Item> items_;
  std::span<const Purse> purses_;
  Gains& gains_;
  SelectLimits limits_;
  Run& run_;
  std::vector<double> alone_;
  std::vector<char> examined_, affordable_;
  std::vector<double> last_, most_;
  double bound_ = 0;
  bool diminishing_ = true;
  std::size_t evaluations_ = 0;
};

}  // namespace

Money Purse::total() const {
  Money sum;
  for (const auto& [year, money] : left) sum += money;
  return sum;
}

std::vector<std::pair<Year, Money>> spread(Money cost, int years, Year start) {
  std::vector<std::pair<Year, Money>> out;
  const std::int64_t each_year = cost.fen / years, odd = cost.fen % years;
  for (int k = 0; k < years; ++k)
    out.emplace_back(start + std::chrono::years{k}, Money{each_year + (k < odd ? 1 : 0)});
  return out;
}

std::optional<std::vector<std::pair<Year, Money>>> fits(const Purse& purse, Money cost, int years) {
  for (const auto& [start, first] : purse.left) {
    auto spending = spread(cost, years, start);
    const bool bears = std::all_of(spending.begin(), spending.end(), [&](const auto& s) {
      return std::any_of(purse.left.begin(), purse.left.end(),
                         [&](const auto& y) { return y.first == s.first && y.second >= s.second; });
    });
    if (bears) return spending;
  }
  return std::nullopt;
}

Selected select(std::span<const Item> items, std::span<const Purse> purses, Gains& gains,
                const SelectLimits& limits, Run& run) {
  return Selector{items, purses, gains, limits, run}.done();
}

}  // namespace cityloop
