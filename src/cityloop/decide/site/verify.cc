#include "cityloop/decide/site/verify.h"

#include <algorithm>
#include <numeric>

#include "cityloop/decide/site/capacitated.h"
#include "cityloop/decide/site/cover.h"

namespace cityloop::site {
namespace {

__extension__ using Exact = __int128;  // no sum of the verifier can overflow

enum class Fate : std::uint8_t { undecided, open, closed };

Verdict wrong(Text why) { return {false, std::move(why)}; }

std::int64_t charged(const Charge& charge, std::uint32_t cost) {
  switch (charge.kind) {
    case Charge::Kind::travel: return cost;
    case Charge::Kind::above: return cost > charge.limit ? std::int64_t{cost} - charge.limit : 0;
    case Charge::Kind::within: return cost > charge.limit ? 1 : 0;
  }
  return cost;
}

class Checker {
 public:
  Checker(const Problem& problem, const Certificate& proof)
      : problem_{problem}, proof_{proof}, unit_{Exact{1} << proof.shift}, fate_(problem.travel->sites()),
        weight_{problem.weight} {
    for (const std::uint32_t j : problem.existing) fate_[j] = Fate::open;
    for (const std::uint32_t j : problem.excluded) fate_[j] = Fate::closed;
    beyond_ = charged(problem.charge, problem.beyond);
  }

  Verdict tree() {
    // A split waits for its second branch with what was decided before the first.
    struct Waiting {
      std::uint32_t site;
      std::size_t decided, dropped;
    };
    std::vector<Waiting> waiting;
    for (std::size_t s = 0; s < proof_.steps.size(); ++s) {
      const Certificate::Step& step = proof_.steps[s];
      if (step.kind == Certificate::Kind::split) {
        if (step.site >= fate_.size() || fate_[step.site] != Fate::undecided)
          return wrong(say("step {} splits on a site that is decided", "第{}步对已确定的设施点分支", s));
        waiting.push_back({step.site, path_.size(), dropped_.size()});
        decide({step.site, true});
        continue;
      }
      if (step.kind == Certificate::Kind::outdone) {
        if (Verdict v = outdone(s); !v.holds) return v;
        continue;
      }
      if (Verdict v = priced(s); !v.holds) return v;
      if (step.kind == Certificate::Kind::fix) {
        if (Verdict v = fixed(s); !v.holds) return v;
        continue;
      }
      const bool empty = !possible();
      if (!empty && !enough(least(nullptr)))
        return wrong(say("the prices of step {} do not prove the bound", "第{}步的价格不足以证明下界", s));
      if (waiting.empty())
        return s + 1 == proof_.steps.size()
                   ? Verdict{true}
                   : wrong(say("steps follow after the last leaf", "最后的叶节点之后还有步骤"));
      while (path_.size() > waiting.back().decided) undo();
      for (; dropped_.size() > waiting.back().dropped; dropped_.pop_back())
        weight_[dropped_.back()] = problem_.weight[dropped_.back()];
      decide({waiting.back().site, false});
      waiting.pop_back();
    }
    return wrong(say("the tree has an open branch", "证明树有未完成的分支"));
  }

 private:
  void decide(Decision d) {
    fate_[d.site] = d.open ? Fate::open : Fate::closed;
    path_.push_back(d.site);
  }
  void undo() {
    fate_[path_.back()] = Fate::undecided;
    path_.pop_back();
  }

  /// Reads the prices of a step into rest_: price_j − Σ_i w_i max(0, v_i − c_ij) for each site.
  Verdict priced(std::size_t s) {
    const Certificate::Step& step = proof_.steps[s];
    if (step.prices >= proof_.prices.size() ||
        proof_.prices[step.prices].size() != problem_.travel->clients())
      return wrong(say("step {} has no prices", "第{}步缺少价格", s));
    const std::vector<std::int64_t>& v = proof_.prices[step.prices];
    base_ = 0;
    rest_.assign(fate_.size(), 0);
    for (std::size_t j = 0; j < problem_.price.size(); ++j) rest_[j] = unit_ * problem_.price[j];
    for (std::size_t i = 0; i < v.size(); ++i) {
      if (v[i] < 0 || v[i] > unit_ * beyond_)
        return wrong(say("step {} asks a price below 0 or above that of being left out",
                         "第{}步的价格小于0或高于不被服务的代价", s));
      base_ += Exact{weight_[i]} * v[i];
      if (problem_.capacity.empty())
        for (const Reach& r : problem_.travel->of(i)) {
          const Exact saved = v[i] - unit_ * charged(problem_.charge, r.cost);
          if (saved <= 0) break;  // ways are listed by cost, and no charge falls as the cost grows
          rest_[r.site] -= weight_[i] * saved;
        }
    }
    if (!problem_.capacity.empty()) fill(v);
    return {true};
  }

  /// With capacities a site takes the weight that saves most, as much as it has room for, and parts of clients too.
  void fill(const std::vector<std::int64_t>& v) {
    struct Saving {
      std::uint32_t site;
      Exact saved;
      std::int64_t weight;
    };
    std::vector<Saving> all;
    for (std::size_t i = 0; i < v.size(); ++i)
      for (const Reach& r : problem_.travel->of(i)) {
        const Exact saved = v[i] - unit_ * charged(problem_.charge, r.cost);
        if (saved <= 0) break;
        all.push_back({r.site, saved, weight_[i]});
      }
    std::sort(all.begin(), all.end(), [](const Saving& a, const Saving& b) { return a.saved > b.saved; });
    std::vector<std::int64_t> room = problem_.capacity;
    for (const Saving& s : all) {
      const std::int64_t taken = std::min(room[s.site], s.weight);
      rest_[s.site] -= taken * s.saved;
      room[s.site] -= taken;
    }
  }

  /// Whether any choice is allowed where the fates are as they are.
  bool possible() const {
    std::size_t open = 0, undecided = 0;
    std::int64_t spent = 0;
    for (std::size_t j = 0; j < fate_.size(); ++j) {
      open += fate_[j] == Fate::open ? 1U : 0U;
      undecided += fate_[j] == Fate::undecided ? 1U : 0U;
      if (problem_.rule == Rule::budget && fate_[j] == Fate::open && !exists(j)) spent += problem_.cost[j];
    }
    if (problem_.rule == Rule::count) return open <= problem_.count && open + undecided >= problem_.count;
    return problem_.rule == Rule::any || spent <= problem_.budget;
  }
  bool exists(std::size_t j) const {
    return std::find(problem_.existing.begin(), problem_.existing.end(), j) != problem_.existing.end();
  }

  /// L with the fates as they are, and with `also`. Only if possible().
  Exact least(const Decision* also) const {
    Exact sum = base_;
    std::vector<std::uint32_t> free;
    std::size_t open = 0;
    std::int64_t left = problem_.budget;
    for (std::uint32_t j = 0; j < fate_.size(); ++j) {
      const bool decided = fate_[j] != Fate::undecided || (also != nullptr && also->site == j);
      const bool is_open = also != nullptr && also->site == j ? also->open : fate_[j] == Fate::open;
      if (!decided) free.push_back(j);
      if (!decided || !is_open) continue;
      sum += rest_[j];
      ++open;
      if (problem_.rule == Rule::budget && !exists(j)) left -= problem_.cost[j];
    }
    if (problem_.rule == Rule::count) {
      std::sort(free.begin(), free.end(), [&](auto a, auto b) { return rest_[a] < rest_[b]; });
      for (std::size_t k = 0; k < problem_.count - open; ++k) sum += rest_[free[k]];
      return sum;
    }
    std::erase_if(free, [&](std::uint32_t j) { return rest_[j] >= 0; });
    if (problem_.rule == Rule::any) {
      for (const std::uint32_t j : free) sum += rest_[j];
      return sum;
    }
    // What the money left could buy if sites could be bought in parts, the last part rounded against us.
    std::sort(free.begin(), free.end(), [&](std::uint32_t a, std::uint32_t b) {
      return -rest_[a] * problem_.cost[b] > -rest_[b] * problem_.cost[a];
    });
    for (const std::uint32_t j : free) {
      const std::int64_t cost = problem_.cost[j];
      if (cost <= left) {
        sum += rest_[j];
        left -= cost;
        continue;
      }
      sum -= (-rest_[j] * left + cost - 1) / cost;
      break;
    }
    return sum;
  }
  /// A whole value that is at least L is at least the bound; and no value is below 0.
  bool enough(Exact l) const { return proof_.bound <= 0 || l > unit_ * (Exact{proof_.bound} - 1); }

  Verdict fixed(std::size_t s) {
    const std::vector<Decision>& decided = proof_.steps[s].decided;
    for (const Decision& d : decided)
      if (d.site >= fate_.size() || fate_[d.site] != Fate::undecided)
        return wrong(say("step {} fixes a site that is decided", "第{}步固定了已确定的设施点", s));
    if (Verdict v = problem_.rule == Rule::count ? opposites_by_order(s) : opposites(s); !v.holds) return v;
    for (const Decision& d : decided) {
      if (fate_[d.site] != Fate::undecided)
        return wrong(say("step {} fixes a site twice", "第{}步重复固定同一设施点", s));
      decide(d);
    }
    return {true};
  }
  /// Whoever opens a site that is outdone may open the other in its place, or any other where that is open already.
  Verdict outdone(std::size_t s) {
    if (!problem_.capacity.empty())
      return wrong(say("step {} compares sites with capacities", "第{}步比较了有容量限制的设施点", s));
    columns();
    std::vector<std::int64_t> pays(problem_.travel->clients(), beyond_), other(pays.size(), beyond_);
    std::size_t open = 0, undecided = 0;
    for (std::uint32_t j = 0; j < fate_.size(); ++j) {
      undecided += fate_[j] == Fate::undecided ? 1U : 0U;
      if (fate_[j] != Fate::open) continue;
      ++open;
      for (const auto& [i, c] : column_[j]) pays[i] = std::min(pays[i], c);
    }
    const auto price = [&](std::uint32_t j) { return problem_.price.empty() ? 0 : problem_.price[j]; };
    for (const auto& [a, b] : proof_.steps[s].worse) {
      if (a >= fate_.size() || b >= fate_.size() || a == b || fate_[a] != Fate::undecided ||
          fate_[b] != Fate::undecided)
        return wrong(say("step {} compares sites that are decided", "第{}步比较了已确定的设施点", s));
      bool worse = price(a) >= price(b) &&
                   (problem_.rule != Rule::budget || problem_.cost[a] >= problem_.cost[b]) &&
                   (problem_.rule != Rule::count || open + undecided > problem_.count);
      for (const auto& [i, c] : column_[b]) other[i] = c;
      for (const auto& [i, c] : column_[a])
        worse = worse && (weight_[i] == 0 || c >= pays[i] || other[i] <= c);
      for (const auto& [i, c] : column_[b]) other[i] = beyond_;
      if (!worse)
        return wrong(say("step {} closes site {}, which {} does not outdo",
                         "第{0}步关闭设施点{1}，但{2}并不优于它", s, a, b));
      decide({a, false});
      --undecided;
    }
    for (const std::uint32_t i : proof_.steps[s].dropped) {
      if (i >= weight_.size() || (weight_[i] == 0 && problem_.weight[i] > 0))
        return wrong(
            say("step {} drops a client that is unknown or dropped", "第{}步略去的需求点不存在或已略去", s));
      weight_[i] = 0;
      dropped_.push_back(i);
    }
    return {true};
  }
  /// The ways to each site, read once.
  void columns() {
    if (!column_.empty()) return;
    column_.resize(fate_.size());
    for (std::size_t i = 0; i < problem_.travel->clients(); ++i)
      for (const Reach& r : problem_.travel->of(i))
        if (const std::int64_t c = charged(problem_.charge, r.cost); c < beyond_)
          column_[r.site].emplace_back(i, c);
  }
  Verdict not_excluded(std::size_t s, std::uint32_t j) const {
    return wrong(say("the prices of step {} do not decide site {}", "第{}步的价格不足以确定设施点{}", s, j));
  }
  Verdict opposites(std::size_t s) {
    for (const Decision& d : proof_.steps[s].decided) {
      const Decision opposite{d.site, !d.open};
      const Fate before = fate_[d.site];
      fate_[d.site] = opposite.open ? Fate::open : Fate::closed;
      const bool none = !possible();
      fate_[d.site] = before;
      if (!none && !enough(least(&opposite))) return not_excluded(s, d.site);
    }
    return {true};
  }
  /// The same where the count is given: one more or one less moves the last of the cheapest only.
  Verdict opposites_by_order(std::size_t s) {
    std::vector<Exact> free;
    std::size_t open = 0;
    Exact sum = base_;
    for (std::size_t j = 0; j < fate_.size(); ++j) {
      if (fate_[j] == Fate::undecided) free.push_back(rest_[j]);
      if (fate_[j] != Fate::open) continue;
      sum += rest_[j];
      ++open;
    }
    if (open > problem_.count || open + free.size() < problem_.count)
      return {true};  // nothing is allowed here
    std::sort(free.begin(), free.end());
    const std::size_t k = problem_.count - open;
    for (std::size_t n = 0; n < k; ++n) sum += free[n];
    for (const Decision& d : proof_.steps[s].decided) {
      const Exact r = rest_[d.site];
      Exact l = sum;
      if (d.open) {  // the opposite: closed
        if (k == free.size()) continue;
        if (k > 0 && r <= free[k - 1]) l += free[k] - r;
      } else {  // the opposite: open
        if (k == 0) continue;
        if (r > free[k - 1]) l += r - free[k - 1];
      }
      if (!enough(l)) return not_excluded(s, d.site);
    }
    return {true};
  }

  const Problem& problem_;
  const Certificate& proof_;
  Exact unit_;
  std::int64_t beyond_ = 0;
  std::vector<Fate> fate_;
  std::vector<std::uint32_t> path_;
  std::vector<std::int64_t> weight_;  // of clients that count on this path
  std::vector<std::uint32_t> dropped_;
  Exact base_ = 0;
  std::vector<Exact> rest_;
  std::vector<std::vector<std::pair<std::size_t, std::int64_t>>> column_;
};

Verdict allowed(const Problem& problem, std::span<const std::uint32_t> open) {
  std::vector<char> is_open(problem.travel->sites(), 0);
  for (const std::uint32_t j : open) {
    if (j >= is_open.size() || is_open[j] != 0)
      return wrong(say("a site is unknown or open twice", "设施点不存在或重复开放"));
    is_open[j] = 1;
  }
  for (const std::uint32_t j : problem.existing)
    if (is_open[j] == 0) return wrong(say("existing site {} is closed", "现有设施点{}被关闭", j));
  for (const std::uint32_t j : problem.excluded)
    if (is_open[j] != 0) return wrong(say("excluded site {} is open", "已排除的设施点{}被开放", j));
  if (problem.rule == Rule::count && open.size() != problem.count)
    return wrong(
        say("{} sites are open, not {}", "开放了{}个设施点，而不是{}个", open.size(), problem.count));
  if (problem.rule == Rule::budget) {
    std::int64_t spent = 0;
    for (const std::uint32_t j : open)
      if (std::find(problem.existing.begin(), problem.existing.end(), j) == problem.existing.end())
        spent += problem.cost[j];
    if (spent > problem.budget) return wrong(say("the budget is overspent", "超出预算"));
  }
  return {true};
}

Exact cost_of(const Problem& problem, std::span<const std::uint32_t> open) {
  std::vector<char> is_open(problem.travel->sites(), 0);
  Exact sum = 0;
  for (const std::uint32_t j : open) {
    is_open[j] = 1;
    if (!problem.price.empty()) sum += problem.price[j];
  }
  for (std::size_t i = 0; i < problem.travel->clients(); ++i) {
    std::int64_t pays = charged(problem.charge, problem.beyond);
    for (const Reach& r : problem.travel->of(i))
      if (is_open[r.site] != 0) pays = std::min(pays, charged(problem.charge, r.cost));
    sum += Exact{problem.weight[i]} * pays;
  }
  return sum;
}

}  // namespace

Verdict verify(const Problem& problem, std::span<const std::uint32_t> open, std::int64_t value,
               const Certificate& proof) {
  if (Verdict v = allowed(problem, open); !v.holds) return v;
  // With capacities, who goes where is checked beside (capacitated.h); being nearest costs least.
  const Exact cost = cost_of(problem, open);
  if (problem.capacity.empty() ? cost != value : cost > value)
    return wrong(say("the open sites do not cost {}", "开放设施点的总成本不是{}", value));
  if (proof.bound > value) return wrong(say("the bound is above the value", "下界高于目标值"));
  if (proof.shift < 0 || proof.shift > 40) return wrong(say("the unit is not known", "计量单位无法识别"));
  return Checker{problem, proof}.tree();
}

Verdict verify_center(const Problem& problem, const Center& center) {
  if (Verdict v = allowed(problem, center.open); !v.holds) return v;
  std::vector<char> barred(problem.travel->sites(), 0), is_open(problem.travel->sites(), 0);
  for (const std::uint32_t j : problem.excluded) barred[j] = 1;
  for (const std::uint32_t j : center.open) is_open[j] = 1;
  // The covering problem in its plainest form: each client that can be reached at all counts, each new site costs 1.
  Problem plain;
  plain.travel = problem.travel;
  plain.weight.assign(problem.weight.size(), 0);
  plain.rule = Rule::any;
  plain.beyond = kUnreached;
  plain.existing = problem.existing;
  plain.excluded = problem.excluded;
  plain.price.assign(is_open.size(), 1);
  for (const std::uint32_t j : problem.existing) plain.price[j] = 0;
  const auto all = static_cast<std::int64_t>(is_open.size() - problem.existing.size()) + 1;
  std::uint32_t worst = 0;
  for (std::size_t i = 0; i < plain.weight.size(); ++i) {
    if (problem.weight[i] == 0) continue;
    std::uint32_t nearest = problem.beyond;
    bool can = false;
    for (const Reach& r : problem.travel->of(i)) {
      if (is_open[r.site] != 0) nearest = std::min(nearest, r.cost);
      can = can || barred[r.site] == 0;
    }
    if (!can) continue;
    plain.weight[i] = all;
    worst = std::max(worst, nearest);
  }
  if (worst != center.value) return wrong(say("the dearest way is {}", "最远出行成本为{}", worst));
  if (center.bound > center.value) return wrong(say("the bound is above the value", "下界高于目标值"));
  if (center.bound == 0) return {true};
  // Ways are whole numbers, so what is below the bound is at most one less; and no way is dearer than the dearest.
  plain.charge = {Charge::Kind::within, std::min(center.bound - 1, problem.travel->most())};
  const auto more = static_cast<std::int64_t>(problem.count - problem.existing.size());
  if (center.proof.bound <= more)
    return wrong(
        say("the proof does not show that {} sites are too few", "证明未显示{}个设施点不足", problem.count));
  if (center.proof.shift < 0 || center.proof.shift > 40)
    return wrong(say("the unit is not known", "计量单位无法识别"));
  return Checker{plain, center.proof}.tree();
}

Verdict verify_capacitated(const Problem& problem, const Filled& filled) {
  if (problem.capacity.empty()) return wrong(say("there are no capacities", "缺少容量"));
  std::vector<std::int64_t> room = problem.capacity, weight = problem.weight;
  std::vector<char> is_open(room.size(), 0);
  Exact sum = 0;
  std::int64_t unserved = 0;
  for (const std::uint32_t j : filled.siting.open) {
    if (j >= room.size()) return wrong(say("a site is unknown or open twice", "设施点不存在或重复开放"));
    is_open[j] = 1;
    if (!problem.price.empty()) sum += problem.price[j];
  }
  for (const Part& p : filled.parts) {
    if (p.client >= weight.size() || p.weight <= 0)
      return wrong(say("a part belongs to nobody", "存在无归属的分配"));
    std::int64_t pays = charged(problem.charge, problem.beyond);
    if (p.site == kUnreached) {
      unserved += p.weight;
    } else {
      const auto row = problem.travel->of(p.client);
      const auto way = std::find_if(row.begin(), row.end(), [&](const Reach& r) { return r.site == p.site; });
      if (p.site >= room.size() || is_open[p.site] == 0 || way == row.end())
        return wrong(
            say("client {} is sent where it cannot go", "需求点{}被分配到无法到达的设施点", p.client));
      room[p.site] -= p.weight;
      pays = charged(problem.charge, way->cost);
    }
    weight[p.client] -= p.weight;
    sum += Exact{p.weight} * pays;
  }
  for (std::size_t j = 0; j < room.size(); ++j)
    if (room[j] < 0) return wrong(say("site {} holds {} too much", "设施点{}超容{}", j, -room[j]));
  for (std::size_t i = 0; i < weight.size(); ++i)
    if (weight[i] != 0) return wrong(say("client {} is not served as a whole", "需求点{}未被完整服务", i));
  if (unserved != filled.unserved) return wrong(say("{} are not served", "有{}未被服务", unserved));
  if (sum != filled.siting.value)
    return wrong(say("the open sites do not cost {}", "开放设施点的总成本不是{}", filled.siting.value));
  return verify(problem, filled.siting.open, filled.siting.value, filled.siting.proof);
}

}  // namespace cityloop::site
