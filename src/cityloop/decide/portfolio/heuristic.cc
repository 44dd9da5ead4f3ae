#include "cityloop/decide/portfolio/heuristic.h"

#include <algorithm>
#include <numeric>

namespace cityloop::portfolio {
namespace {

constexpr double kNoGain = 1e-9;

class Builder {
 public:
  Builder(State& state, const Formulation& f, const Guide& guide)
      : s_{state}, l_{state.links()}, f_{f}, guide_{guide} {
    const std::size_t n = l_.problem.proposals.size();
    best_.assign(n, -kUnlimited);
    score_.assign(n, -kUnlimited);
    years_.resize(n);
    for (std::size_t p = 0; p < n; ++p) {
      for (std::uint32_t j = f.first[p]; j < f.first[p + 1]; ++j) {
        if (f.milp.columns[j].high == 0) continue;  // it overdraws something by itself
        years_[p].push_back(j);
        best_[p] = std::max(best_[p], guide.reduced[j]);
      }
      std::sort(years_[p].begin(), years_[p].end(), [&](std::uint32_t a, std::uint32_t b) {
        return guide.reduced[a] != guide.reduced[b] ? guide.reduced[a] > guide.reduced[b] : a < b;
      });
      if (years_[p].empty()) continue;
      // Value over price, of the year that is best after prices.
      const double value = f.milp.columns[years_[p][0]].objective, price = value - best_[p];
      score_[p] = best_[p] / std::max(price, 1e-9 * std::abs(value) + 1e-12);
    }
    order_.resize(n);
    std::iota(order_.begin(), order_.end(), 0U);
    std::sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) {
      return score_[a] != score_[b] ? score_[a] > score_[b] : a < b;
    });
  }

  void musts() {
    std::vector<std::uint32_t> all;
    for (std::uint32_t p = 0; p < best_.size(); ++p)
      if (l_.problem.proposals[p].must() && !s_.chosen(p)) all.push_back(p);
    std::sort(all.begin(), all.end(), [&](std::uint32_t a, std::uint32_t b) {
      const std::size_t wa = years_[a].size(), wb = years_[b].size();
      if (wa != wb) return wa < wb;  // the fewest years first, then the dearest
      return l_.capital[a] != l_.capital[b] ? l_.capital[a] > l_.capital[b] : a < b;
    });
    for (const std::uint32_t p : all) place(p, false, 0);
  }
  void taken_in_full() {
    if (guide_.fraction.empty()) return;
    for (std::size_t j = 0; j < f_.choices; ++j) {
      if (guide_.fraction[j] < 0.999) continue;
      wanted_.emplace_back(proposal_of(j), f_.year[j]);
    }
    put(wanted_);
  }
  /// In order, predecessors first.
  void put(std::vector<std::pair<std::uint32_t, int>> list) {
    for (int pass = 0; pass < 8 && !list.empty(); ++pass) {
      std::vector<std::pair<std::uint32_t, int>> later;
      for (const auto& [p, y] : list) {
        const auto lack = s_.refusal(p, y);
        if (!lack) s_.add(p, y);
        else if (lack->what.rule == Rule::precedence) later.emplace_back(p, y);
      }
      if (later.size() == list.size()) break;
      list = std::move(later);
    }
  }
  void wanted(const Starts& starts) {
    std::vector<std::pair<std::uint32_t, int>> list;
    for (const std::uint32_t p : order_)
      if (p < starts.size() && starts[p] != kNotChosen) list.emplace_back(p, starts[p]);
    std::stable_partition(list.begin(), list.end(),
                          [&](const auto& c) { return l_.problem.proposals[c.first].must(); });
    put(std::move(list));
  }
  void floors() {
    for (std::size_t g = 0; g < l_.problem.groups.size(); ++g) {
      if (s_.missing(g).fen == 0 && s_.missing_works(g) == 0) continue;
      std::vector<std::uint32_t> members = l_.problem.groups[g].members;
      std::sort(members.begin(), members.end(), [&](std::uint32_t a, std::uint32_t b) {
        return score_[a] != score_[b] ? score_[a] > score_[b] : a < b;
      });
      for (const std::uint32_t p : members) {
        if (s_.missing(g).fen == 0 && s_.missing_works(g) == 0) break;
        if (!s_.chosen(p)) place(p, false, 0);
      }
    }
  }
  void fill(bool shares) {
    for (int pass = 0; pass < 4; ++pass) {
      bool any = false;
      for (const std::uint32_t p : order_)
        if (!s_.chosen(p)) any = place(p, shares, kNoGain) || any;
      if (!any) break;
    }
  }
  /// Takes out what is worth least after prices until every share holds.
  void mend_shares() {
    while (!s_.shares_hold()) {
      std::uint32_t worst = 0;
      bool found = false;
      for (const std::uint32_t p : order_) {
        if (!s_.chosen(p) || !s_.removable(p) || !harms(p)) continue;
        worst = p;  // the last in order
        found = true;
      }
      if (!found) return;
      s_.remove(worst);
    }
  }
  /// What adds nothing, such as works that came for others' sake, goes.
  void prune() {
    for (auto it = order_.rbegin(); it != order_.rend(); ++it) {
      if (!s_.chosen(*it) || !s_.removable(*it)) continue;
      const double before = s_.value();
      const int year = s_.starts()[*it];
      s_.remove(*it);
      if (s_.value() < before || !s_.shares_hold()) s_.add(*it, year);
    }
  }
  void swap(const SwapLimits& limits) {
    for (int round = 0; round < limits.rounds; ++round) {
      const double before = s_.value();
      shift();
      std::size_t tried = 0;
      for (const std::uint32_t p : order_) {
        if (tried == limits.in) break;
        if (s_.chosen(p) || years_[p].empty()) continue;
        ++tried;
        exchange(p, limits.out);
      }
      fill(true);
      if (s_.value() <= before + 1e-12 * std::abs(before)) break;
    }
  }

 private:
  std::uint32_t proposal_of(std::size_t column) const {
    const auto it = std::upper_bound(f_.first.begin(), f_.first.end(), static_cast<std::uint32_t>(column));
    return static_cast<std::uint32_t>(it - f_.first.begin() - 1);
  }
  /// In the best year that has room; works that it waits for come with it if all together gain.
  bool place(std::uint32_t p, bool shares, double least) {
    std::uint32_t waits_for = 0;
    bool waits = false;
    for (const std::uint32_t j : years_[p]) {
      const int y = f_.year[j];
      const auto lack = s_.refusal(p, y, shares);
      if (!lack) {
        if (least > 0 && s_.gain(p, y) <= least) continue;
        s_.add(p, y);
        return true;
      }
      if (lack->what.rule != Rule::precedence) continue;
      const std::size_t before = l_.problem.precedences[lack->what.a].before;
      if (!s_.chosen(before) && before != p) waits = true, waits_for = static_cast<std::uint32_t>(before);
    }
    if (!waits || depth_ > 12) return false;
    const double value = s_.value();
    ++depth_;
    const bool placed = place_earliest(waits_for, shares) && place(p, shares, least > 0 ? -kUnlimited : 0);
    --depth_;
    if (placed && (least <= 0 || s_.value() > value + least)) return true;
    if (s_.chosen(p)) s_.remove(p);
    if (s_.chosen(waits_for) && s_.removable(waits_for)) s_.remove(waits_for);
    return false;
  }
  bool place_earliest(std::uint32_t p, bool shares) {
    for (std::uint32_t j = f_.first[p]; j < f_.first[p + 1]; ++j) {
      const auto lack = s_.refusal(p, f_.year[j], shares);
      if (!lack) {
        s_.add(p, f_.year[j]);
        return true;
      }
      if (lack->what.rule != Rule::precedence) continue;
      const std::size_t before = l_.problem.precedences[lack->what.a].before;
      if (s_.chosen(before) || before == p || depth_ > 12) continue;
      ++depth_;
      const bool placed = place_earliest(static_cast<std::uint32_t>(before), shares);
      --depth_;
      if (!placed) return false;
      if (!s_.refusal(p, f_.year[j], shares)) {
        s_.add(p, f_.year[j]);
        return true;
      }
    }
    return false;
  }
  /// It is outside a group whose floor fails, or inside one whose ceiling does.
  bool harms(std::uint32_t p) {
    const Problem& problem = l_.problem;
    for (std::size_t g = 0; g < problem.groups.size(); ++g) {
      const Group& group = problem.groups[g];
      if (!group.floor_share && !group.ceiling_share) continue;
      const auto& mine = l_.groups[p];
      const bool in = std::find(mine.begin(), mine.end(), g) != mine.end();
      if ((in && group.ceiling_share) || (!in && group.floor_share)) return true;
    }
    return false;
  }
  void shift() {
    for (const std::uint32_t p : order_) {
      if (!s_.chosen(p) || years_[p].size() < 2) continue;
      const int now = s_.starts()[p];
      bool waited_for = false;
      for (const std::uint32_t k : l_.after[p])
        waited_for = waited_for || s_.chosen(l_.problem.precedences[k].after);
      if (waited_for) continue;
      const Proposal& w = l_.problem.proposals[p];
      const double value = value_at(w, now);
      s_.remove(p);
      int best = now;
      double most = value + kNoGain;
      for (const std::uint32_t j : years_[p])
        if (const double v = value_at(w, f_.year[j]); v > most && !s_.refusal(p, f_.year[j], true))
          best = f_.year[j], most = v;
      s_.add(p, best);
    }
  }
  bool shares_purse(std::uint32_t p, std::uint32_t q) const {
    for (const Payment& a : l_.problem.proposals[p].payments)
      for (const Payment& b : l_.problem.proposals[q].payments)
        if (a.fund == b.fund) return true;
    return false;
  }
  void exchange(std::uint32_t p, std::size_t most) {
    // Who stands in the way by relation is tried alone; else those of the same purse, worth least after
    // prices first.
    std::vector<std::uint32_t> out;
    const auto lack = s_.refusal(p, f_.year[years_[p][0]], true);
    if (lack && (lack->what.rule == Rule::exclusion || lack->what.rule == Rule::site)) {
      out.push_back(static_cast<std::uint32_t>(lack->what.b));
    } else {
      for (auto it = order_.rbegin(); it != order_.rend() && out.size() < most; ++it)
        if (s_.chosen(*it) && (shares_purse(p, *it) || l_.problem.proposals[p].payments.empty()))
          out.push_back(*it);
    }
    for (const std::uint32_t q : out)
      if (displace(p, q)) return;
  }
  /// p in for q, or p in and q in another year; if that gains.
  bool displace(std::uint32_t p, std::uint32_t q) {
    const bool removable = s_.removable(q), must = l_.problem.proposals[q].must();
    if (!removable && !must) return false;
    const double before = s_.value();
    const int year = s_.starts()[q];
    s_.remove(q);
    const double lost = before - s_.value();
    for (const std::uint32_t j : years_[p]) {
      const int y = f_.year[j];
      const double gained = s_.gain(p, y);
      if (gained <= kNoGain || s_.refusal(p, y, true)) continue;
      s_.add(p, y);
      for (const std::uint32_t k : years_[q]) {
        const int z = f_.year[k];
        if (z == year || gained + s_.gain(q, z) <= lost + kNoGain || s_.refusal(q, z, true)) continue;
        s_.add(q, z);
        return true;
      }
      if (removable && gained > lost + kNoGain) return true;
      s_.remove(p);
    }
    s_.add(q, year);
    return false;
  }

  State& s_;
  const Links& l_;
  const Formulation& f_;
  const Guide& guide_;
  std::vector<double> best_, score_;
  std::vector<std::vector<std::uint32_t>> years_;  // columns, the best after prices first
  std::vector<std::uint32_t> order_;
  std::vector<std::pair<std::uint32_t, int>> wanted_;
  int depth_ = 0;
};

bool finish(State& state, Builder& b, const SwapLimits& limits) {
  b.floors();
  b.fill(false);
  if (!state.shares_hold()) {
    b.mend_shares();
    b.fill(true);
  }
  b.swap(limits);
  b.prune();
  return complete(state);
}

}  // namespace

bool complete(const State& state) {
  const Problem& problem = state.links().problem;
  for (std::size_t p = 0; p < problem.proposals.size(); ++p)
    if (problem.proposals[p].must() && !state.chosen(p)) return false;
  for (std::size_t g = 0; g < problem.groups.size(); ++g)
    if (state.missing(g).fen > 0 || state.missing_works(g) > 0) return false;
  return state.shares_hold();
}

bool construct(State& state, const Formulation& f, const Guide& guide, const SwapLimits& limits) {
  Builder b{state, f, guide};
  b.musts();
  b.taken_in_full();
  return finish(state, b, limits);
}

bool repair(State& state, const Formulation& f, const Guide& guide, const Starts& wanted,
            const SwapLimits& limits) {
  Builder b{state, f, guide};
  b.wanted(wanted);
  b.musts();
  return finish(state, b, limits);
}

}  // namespace cityloop::portfolio
