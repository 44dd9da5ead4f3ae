#include "cityloop/decide/site/solve.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "cityloop/base/error.h"
#include "cityloop/base/random.h"
#include "cityloop/decide/site/ascent.h"
#include "cityloop/decide/site/interchange.h"
#include "cityloop/decide/site/reduce.h"
#include "cityloop/decide/site/sample.h"

namespace cityloop::site {
namespace {

class Tree {
 public:
  Tree(const Problem& problem, const Limits& limits, Run& run)
      : task_{problem}, limits_{limits}, run_{run}, exchange_{task_} {
    // Covering that must be complete: whoever is left out costs more than all sites.
    const std::int64_t all = std::accumulate(task_.price.begin(), task_.price.end(), std::int64_t{0});
    cover_ = problem.rule == Rule::any && problem.charge.kind == Charge::Kind::within;
    for (std::size_t i = 0; i < task_.clients(); ++i)
      cover_ = cover_ && (task_.weight(i) == 0 || task_.weight(i) > all);
  }

  Siting settled() {
    if (task_.reach.size() > kLarge && task_.problem->rule == Rule::count) start_by_sample();
    else exchange_.start(from_the_start());
    exchange_.grow();
    take(exchange_.improve(kExchanges), exchange_.open());
    return done();
  }
  Siting settled_below(std::int64_t cutoff, std::int64_t enough) {
    value_ = cutoff;
    enough_ = enough;
    exchange_.start(from_the_start());
    exchange_.grow();
    if (const std::int64_t v = exchange_.improve(kExchanges); v < value_) take(v, exchange_.open());
    return done();
  }

 private:
  static constexpr std::size_t kExchanges = 100'000;
  static constexpr std::size_t kKicks = 90;
  static constexpr std::uint64_t kSeed = 1;
  static constexpr std::size_t kLarge = 5'000'000, kSample = 4'000'000;  // ways

  std::vector<char> from_the_start() const {
    std::vector<char> open(task_.sites, 0);
    for (std::size_t j = 0; j < task_.sites; ++j) open[j] = task_.state[j] == State::open ? 1 : 0;
    return open;
  }
  void take(std::int64_t value, const std::vector<char>& open) {
    value_ = value;
    open_ = open;
  }
  std::int64_t unit() const { return std::int64_t{1} << task_.shift; }
  /// A bound above this is one of `value` at least.
  std::int64_t target() const { return (good_bound() - 1) * unit(); }
  /// What must be proven: the value, or what is near enough.
  std::int64_t good_bound() const {
    return value_ - static_cast<std::int64_t>(std::floor(limits_.gap * static_cast<double>(value_)));
  }
  std::int64_t rounded(std::int64_t bound) const {  // up, to the next whole value
    return bound > 0 ? (bound + unit() - 1) / unit() : 0;
  }
  bool good_enough() const { return value_ <= enough_ && !open_.empty(); }

  Siting done() {
    Siting s;
    proof_.shift = task_.shift;
    if (v_.empty()) start_prices();
    Lot lot = whole(task_);
    settle_prices(lot);
    least_ = std::numeric_limits<std::int64_t>::max();
    if (!good_enough()) node(std::move(lot), true);
    else leaf(0);
    s.value = value_;
    s.bound = std::min(value_, least_);
    proof_.bound = s.bound;
    for (std::uint32_t j = 0; j < open_.size(); ++j)
      if (open_[j] != 0) s.open.push_back(j);
    s.proven = s.bound == s.value;
    s.gap = s.value == 0 ? 0 : static_cast<double>(s.value - s.bound) / static_cast<double>(s.value);
    s.worth = worth(*task_.problem, s.open);
    s.proof = std::move(proof_);
    s.nodes = nodes_;
    s.iterations = iterations_;
    return s;
  }

  /// A good choice and prices near the best, from a sample of clients: each asks as much above its nearest open site
  /// as the one that stands for it.
  void start_by_sample() {
    const std::size_t mean = task_.reach.size() / std::max<std::size_t>(task_.clients(), 1) + 1;
    const Sample few = sampled(*task_.problem, kSample / mean + 1);
    const Task task{few.problem};
    Interchange exchange{task};
    exchange.start(from_the_start());
    exchange.grow();
    std::int64_t value = exchange.improve(kExchanges);
    std::vector<char> open = exchange.open();
    const Lot lot = whole(task);
    Ascent ascent{lot, task.shift, run_};
    std::vector<std::int64_t> v(task.clients());
    for (std::size_t i = 0; i < v.size(); ++i) v[i] = nth_open(task, open, i, 2) << task.shift;
    std::vector<std::int64_t> some(lot.client.size());
    for (std::size_t c = 0; c < some.size(); ++c) some[c] = v[lot.client[c]];
    std::size_t n = 0;
    const auto look = [&](const std::vector<std::uint32_t>& chosen) {
      if (++n % 30 != 0) return true;
      std::vector<char> some_open = from_the_start();
      for (const std::uint32_t j : chosen) some_open[lot.site[j]] = 1;
      exchange.start(some_open);
      if (const std::int64_t found = exchange.improve(kExchanges); found < value) {
        value = found;
        open = exchange.open();
      }
      return true;
    };
    ascent.run(std::move(some), value << task.shift, {.iterations = 300, .patience = 50, .least = 2e-4},
               look);
    exchange_.start(open);
    for (std::size_t c = 0; c < lot.client.size(); ++c) v[lot.client[c]] = ascent.prices()[c];
    for (std::size_t i = 0; i < v.size(); ++i) v[i] -= nth_open(task, open, i, 1) << task.shift;
    v_.resize(task_.clients());
    for (std::size_t i = 0; i < v_.size(); ++i) {
      const std::int64_t above = v[few.group[i]];
      v_[i] = (nth_open(task_, open, i, 1) << task_.shift) + (task_.shift >= task.shift
                                                                  ? above << (task_.shift - task.shift)
                                                                  : above >> (task.shift - task_.shift));
    }
  }
  /// The charge at the nearest (1) or second nearest (2) open site.
  static std::int64_t nth_open(const Task& task, const std::vector<char>& open, std::size_t client, int n) {
    int seen = 0;
    if (!open.empty())
      for (const Reach& r : task.of(client)) {
        if (r.cost >= task.beyond) break;
        if (open[r.site] != 0 && ++seen == n) return r.cost;
      }
    return task.beyond;
  }

  /// Each client's second nearest open site: where the prices of a good choice come near.
  void start_prices() {
    v_.assign(task_.clients(), 0);
    if (cover_) return start_fair();
    for (std::size_t i = 0; i < task_.clients(); ++i) v_[i] = nth_open(task_, open_, i, 2) << task_.shift;
  }
  /// Clients that existing sites serve best pay just that.
  void settle_prices(const Lot& lot) {
    const std::vector<char> existing = from_the_start();
    std::size_t c = 0;
    for (std::size_t i = 0; i < v_.size(); ++i) {
      if (c < lot.client.size() && lot.client[c] == i) v_[i] = std::min(v_[i], lot.cap[c++] << task_.shift);
      else v_[i] = nth_open(task_, existing, i, 1) << task_.shift;
    }
  }
  /// Each site's price shared among those whom it covers: no site is worth more than it costs.
  void start_fair() {
    std::vector<std::int64_t> clients(task_.sites, 0);
    for (std::size_t i = 0; i < task_.clients(); ++i)
      for (const Reach& r : task_.of(i)) clients[r.site] += task_.weight(i);
    for (std::size_t i = 0; i < task_.clients(); ++i) {
      v_[i] = task_.of(i).empty() ? 0 : unit();
      for (const Reach& r : task_.of(i))
        v_[i] = std::min(v_[i], task_.price[r.site] * unit() / std::max<std::int64_t>(clients[r.site], 1));
    }
  }

  void keep_prices() {
    proof_.prices.push_back(v_);
    kept_ += v_.size();
  }
  void leaf(std::int64_t bound) {
    least_ = std::min(least_, rounded(bound));
    keep_prices();
    proof_.steps.push_back(
        {.kind = Certificate::Kind::leaf, .prices = static_cast<std::uint32_t>(proof_.prices.size() - 1)});
  }

  /// Tries the choice of an iteration as it is, and improved if it comes near the best.
  void look_at(const Lot& lot, const std::vector<std::uint32_t>& chosen, bool root) {
    std::vector<char> here(lot.site.size(), 0);
    for (const std::uint32_t j : chosen) here[j] = 1;
    std::int64_t value = lot.constant;
    for (const std::uint32_t j : chosen) value += lot.price[j];
    for (std::size_t c = 0; c < lot.client.size(); ++c) {
      std::int64_t pays = lot.cap[c];
      for (const Reach& r : lot.of(c))
        if (here[r.site] != 0) {
          pays = std::min<std::int64_t>(pays, r.cost);
          break;
        }
      value += lot.weight[c] * pays;
    }
    const bool near = root && static_cast<double>(value) < static_cast<double>(best_look_);
    best_look_ = std::min(best_look_, value);
    if (value >= value_ && !near) return;
    std::vector<char> open = opened_;
    for (const std::uint32_t j : chosen) open[lot.site[j]] = 1;
    exchange_.start(open);
    exchange_.grow();  // a choice with fewer sites than the rule allows is filled up
    if (const std::int64_t v = exchange_.improve(kExchanges); v < value_) take(v, exchange_.open());
  }

  bool spent() const {
    return nodes_ >= limits_.nodes || kept_ + task_.clients() > limits_.numbers || ways_ > limits_.ways;
  }

  void write_back(const Lot& lot, const std::vector<std::int64_t>& prices) {
    for (std::size_t c = 0; c < prices.size(); ++c) v_[lot.client[c]] = prices[c];
  }

  void fix(const std::vector<Decision>& decided) {
    least_ = std::min(least_, good_bound());
    keep_prices();
    proof_.steps.push_back({.kind = Certificate::Kind::fix,
                            .prices = static_cast<std::uint32_t>(proof_.prices.size() - 1),
                            .decided = decided});
  }

  /// Decides sites of the lot, and lowers the prices of clients to their new caps.
  Lot narrow(const Lot& lot, std::span<const Decision> decided) {
    for (const Decision& d : decided)
      if (d.open) opened_[d.site] = 1;
    Lot n = narrowed(lot, decided);
    // Clients that left the lot pay what they are charged by now.
    std::size_t k = 0;
    std::vector<std::uint32_t> opened;
    for (const Decision& d : decided)
      if (d.open) opened.push_back(d.site);
    for (std::size_t c = 0; c < lot.client.size(); ++c) {
      const std::uint32_t i = lot.client[c];
      if (k < n.client.size() && n.client[k] == i) {
        v_[i] = std::min(v_[i], n.cap[k] << task_.shift);
        ++k;
        continue;
      }
      std::int64_t pays = lot.cap[c];
      for (const Reach& r : lot.of(c))
        if (std::binary_search(opened.begin(), opened.end(), lot.site[r.site])) {
          pays = std::min<std::int64_t>(pays, r.cost);
          break;
        }
      v_[i] = pays << task_.shift;
    }
    return n;
  }

  /// Nothing is left to choose: the bound is the value.
  void settle(const Lot& lot) {
    std::vector<std::uint32_t> all;
    if (lot.rule != Rule::count || lot.count > 0)
      for (std::uint32_t j = 0; j < lot.site.size(); ++j) all.push_back(j);
    std::int64_t value = lot.constant;
    for (const std::uint32_t j : all) value += lot.price[j];
    for (std::size_t c = 0; c < lot.client.size(); ++c) {
      std::int64_t pays = lot.cap[c];
      if (!all.empty() && !lot.of(c).empty()) pays = std::min<std::int64_t>(pays, lot.of(c).front().cost);
      v_[lot.client[c]] = pays << task_.shift;
      value += lot.weight[c] * pays;
    }
    if (value < value_) {
      std::vector<char> open = opened_;
      for (const std::uint32_t j : all) open[lot.site[j]] = 1;
      take(value, open);
    }
    leaf(value << task_.shift);
  }
  bool nothing_left(const Lot& lot) const {
    return lot.site.empty() || (lot.rule == Rule::count && (lot.count == 0 || lot.count == lot.site.size()));
  }

  void node(Lot lot, bool root) {
    ++nodes_;
    run_.check_stop();
    run_.progress.advance(1);
    if (root) {
      opened_ = from_the_start();
      best_look_ = std::numeric_limits<std::int64_t>::max();
    }
    if (!lot.possible()) return leaf(std::numeric_limits<std::int64_t>::max() - unit());
    if (root) moved_.assign(task_.sites, {});
    for (int round = 0;; ++round) {
      if (cover_) lot = reduced(std::move(lot));
      if (nothing_left(lot)) return settle(lot);
      const std::size_t before = lot.site.size();
      Ascent ascent{lot, task_.shift, run_};
      std::vector<std::int64_t> v(lot.client.size());
      for (std::size_t c = 0; c < v.size(); ++c) v[c] = v_[lot.client[c]];
      if (!average_.empty()) {
        std::vector<double> average;
        for (const std::uint32_t j : lot.site) average.push_back(average_[j]);
        ascent.remember(std::move(average));
      }
      std::size_t n = 0;
      const auto look = [&](const std::vector<std::uint32_t>& chosen) {
        if (n % (root ? 10U : cover_ ? 100U : 4U) == 0) look_at(lot, chosen, root);
        ++n;
        return !good_enough();
      };
      ascent.run(std::move(v), target(), rules(root, round), look);
      average_.resize(task_.sites, 0);
      for (std::size_t j = 0; j < lot.site.size(); ++j) average_[lot.site[j]] = ascent.doubt()[j];
      iterations_ += ascent.iterations();
      ways_ += ascent.iterations() * lot.reach.size();
      write_back(lot, ascent.prices());
      const std::int64_t bound = ascent.best();
      moved(bound);
      if (bound > target() || good_enough()) return leaf(bound);
      std::vector<Decision> decided = ascent.decided(target());
      if (!decided.empty()) {
        fix(decided);
        lot = narrow(lot, decided);
        if (!lot.possible()) return leaf(std::numeric_limits<std::int64_t>::max() - unit());
        if (10 * decided.size() >= before && round < 20) continue;
        if (nothing_left(lot)) return settle(lot);
      }
      if (root && !kicked_ && !spent()) {
        kicked_ = true;
        const std::int64_t before_kicks = value_;
        kick(lot);
        if (value_ < before_kicks) continue;
      }
      if (spent()) return leaf(bound);
      const std::size_t at = cover_ ? hardest(lot) : in_doubt(lot);
      return split(std::move(lot), at, bound);
    }
  }

  /// Without sites that others outdo and clients that are covered anyway, until there are none.
  Lot reduced(Lot lot) {
    while (true) {
      const Reduction r = reduce(lot);
      std::vector<std::uint32_t> dropped;
      for (std::size_t c = 0; c < r.idle.size(); ++c)
        if (r.idle[c] != 0) dropped.push_back(lot.client[c]);
      if (r.outdone.empty() && dropped.empty()) return lot;
      proof_.steps.push_back({.kind = Certificate::Kind::outdone, .worse = r.outdone, .dropped = dropped});
      if (!dropped.empty()) lot = without(lot, r.idle);
      std::vector<Decision> closed;
      for (const auto& o : r.outdone) closed.push_back({o.site, false});
      std::sort(closed.begin(), closed.end(),
                [](const Decision& a, const Decision& b) { return a.site < b.site; });
      if (!closed.empty()) lot = narrow(lot, closed);
      for (const std::uint32_t i : dropped) v_[i] = 0;
    }
  }

  Ascent::Rules rules(bool root, int round) const {
    if (root) return {.iterations = round == 0 ? 600U : 400U, .patience = 50, .least = 2e-4};
    return {.iterations = 80, .patience = 20, .least = 2e-3};
  }

  /// The site that moves the bound most both ways, as far as branching on it has shown; where it has not, doubt speaks.
  std::size_t in_doubt(const Lot& lot) const {
    std::size_t most = 0;
    double best = -1;
    for (std::size_t j = 0; j < lot.site.size(); ++j) {
      const Moved& m = moved_[lot.site[j]];
      const double score = 2 * doubt(lot.site[j]) * m.guess(true) * m.guess(false);
      if (score > best) best = score, most = j;
    }
    return most;
  }
  /// What branching on a site has raised the bound by, in parts of the gap.
  struct Moved {
    double sum[2] = {0, 0};
    int times[2] = {0, 0};
    double guess(bool open) const {
      const int k = open ? 1 : 0;
      return std::max((sum[k] + 0.3) / (times[k] + 1), 1e-3);
    }
  };
  /// What a branching raised the bound by, when its side is first priced.
  void moved(std::int64_t bound) {
    if (branch_.site == kUnreached) return;
    const double gap = static_cast<double>(target() + unit() - branch_.bound);
    Moved& m = moved_[branch_.site];
    m.sum[branch_.open ? 1 : 0] += std::clamp(static_cast<double>(bound - branch_.bound) / gap, 0.0, 1.0);
    ++m.times[branch_.open ? 1 : 0];
    branch_.site = kUnreached;
  }
  double doubt(std::uint32_t site) const { return std::min(average_[site], 1 - average_[site]); }

  /// Before the tree grows: sites in doubt are exchanged at random in the best choice, which is then improved again. Where
  /// the bound of the linear relaxation is a whole number, only a better choice can end the search.
  void kick(const Lot& lot) {
    if (lot.rule != Rule::count) return;
    std::vector<std::uint32_t> some;
    for (const std::uint32_t j : lot.site)
      if (doubt(j) > 0.02) some.push_back(j);
    Random random{kSeed, lot.site.size()};
    std::size_t since = 0;
    for (std::size_t n = 0; n < kKicks && since < kKicks / 3; ++n, ++since) {
      exchange_.start(open_);
      for (int k = 0; k < 3; ++k) {
        std::vector<std::uint32_t> in, out;
        for (const std::uint32_t j : some) (exchange_.open()[j] != 0 ? out : in).push_back(j);
        if (in.empty() || out.empty()) return;
        const std::uint32_t i = in[random.below(in.size())];
        exchange_.exchange(i, out[random.below(out.size())]);
      }
      if (const std::int64_t v = exchange_.improve(kExchanges); v < value_) {
        take(v, exchange_.open());
        since = 0;
      }
    }
  }

  /// Of the client with the fewest sites left, the one that covers most.
  static std::size_t hardest(const Lot& lot) {
    std::size_t row = 0;
    std::vector<std::size_t> covers(lot.site.size(), 0);
    for (std::size_t c = 0; c < lot.client.size(); ++c) {
      if (lot.of(c).size() < lot.of(row).size()) row = c;
      for (const Reach& r : lot.of(c)) ++covers[r.site];
    }
    std::size_t most = lot.of(row).front().site;
    for (const Reach& r : lot.of(row))
      if (covers[r.site] > covers[most]) most = r.site;
    return most;
  }

  void split(Lot lot, std::size_t at, std::int64_t bound) {
    const std::uint32_t site = lot.site[at];
    proof_.steps.push_back({.kind = Certificate::Kind::split, .site = site});
    const std::vector<std::int64_t> v = v_;
    const std::vector<char> opened = opened_;
    for (const bool open : {true, false}) {
      const Decision d{site, open};
      v_ = v;
      opened_ = opened;
      branch_ = {site, open, bound};
      node(narrow(lot, {&d, 1}), false);
    }
  }

  Task task_;
  Limits limits_;
  Run& run_;
  Interchange exchange_;
  std::int64_t value_ = 0, enough_ = 0;  // nothing costs less than 0
  struct Branch {
    std::uint32_t site = kUnreached;
    bool open = false;
    std::int64_t bound = 0;
  } branch_;
  std::vector<Moved> moved_;
  std::vector<char> open_;    // the best choice
  std::vector<char> opened_;  // on this path
  std::vector<std::int64_t> v_;
  std::vector<double> average_;  // of the choices, per site of the task
  std::int64_t least_ = 0, best_look_ = 0;
  Certificate proof_;
  std::size_t nodes_ = 0, iterations_ = 0, kept_ = 0;
  std::uint64_t ways_ = 0;
  bool cover_ = false, kicked_ = false;
};

}  // namespace

Siting solve(const Problem& problem, const Limits& limits, Run& run) {
  check(problem);
  if (!problem.capacity.empty())
    throw Error{Fault::bad_input,
                say("capacities need the solver for them", "有容量约束时须使用相应的求解方法"),
                Where{.item = "capacity"}};
  return Tree{problem, limits, run}.settled();
}

Siting solve_below(const Problem& problem, std::int64_t cutoff, std::int64_t enough, const Limits& limits,
                   Run& run) {
  check(problem);
  return Tree{problem, limits, run}.settled_below(cutoff, enough);
}

}  // namespace cityloop::site
