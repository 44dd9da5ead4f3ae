#include "cityloop/decide/site/capacitated.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "cityloop/base/error.h"
#include "cityloop/decide/site/interchange.h"

namespace cityloop::site {
namespace {

class RoomTree {
 public:
  RoomTree(const Problem& problem, const Limits& limits, Run& run)
      : task_{problem}, limits_{limits}, run_{run}, fate_{task_.state}, v_(task_.clients(), 0) {}

  Filled settled() {
    Interchange exchange{task_};
    std::vector<char> open(task_.sites, 0);
    for (std::size_t j = 0; j < task_.sites; ++j) open[j] = fate_[j] == State::open ? 1 : 0;
    exchange.start(open);
    exchange.grow();
    exchange.improve(kMost);
    look_at(exchange.open());
    while (swapped()) {}
    for (std::size_t i = 0; i < v_.size(); ++i) v_[i] = best_.ask[i] << task_.shift;
    proof_.shift = task_.shift;
    node(true);
    Filled f;
    Siting& s = f.siting;
    for (std::uint32_t j = 0; j < open_.size(); ++j)
      if (open_[j] != 0) s.open.push_back(j);
    s.value = best_.value;
    s.bound = proof_.bound = std::min(best_.value, least_);
    s.proven = s.value == s.bound;
    s.gap = s.value == 0 ? 0 : static_cast<double>(s.value - s.bound) / static_cast<double>(s.value);
    s.worth = worth(*task_.problem, s.open);
    s.proof = std::move(proof_);
    s.nodes = nodes_;
    s.iterations = iterations_;
    f.parts = best_.parts;
    for (const Part& p : f.parts)
      if (p.site == kUnreached) f.unserved += p.weight;
    return f;
  }

 private:
  static constexpr std::size_t kMost = 100'000;
  static constexpr std::size_t kSwaps = 2000;  // sets of sites tried in search of a good one

  void look_at(const std::vector<char>& open) {
    ++looks_;
    Shares s = transport(task_, open);
    if (!open_.empty() && s.value >= best_.value) return;
    best_ = std::move(s);
    open_ = open;
  }
  /// The first exchange that helps, with capacities.
  bool swapped() {
    const std::int64_t before = best_.value;
    const std::vector<char> open = open_;
    for (std::size_t out = 0; out < task_.sites; ++out) {
      if (open[out] == 0 || task_.state[out] != State::free) continue;
      for (std::size_t in = 0; in < task_.sites; ++in) {
        if (open[in] != 0 || task_.state[in] != State::free) continue;
        if (looks_ >= kSwaps) return false;
        std::vector<char> other = open;
        other[out] = 0;
        other[in] = 1;
        look_at(other);
        if (best_.value < before) return true;
      }
    }
    return false;
  }

  std::int64_t unit() const { return std::int64_t{1} << task_.shift; }
  std::int64_t good_bound() const {
    return best_.value -
           static_cast<std::int64_t>(std::floor(limits_.gap * static_cast<double>(best_.value)));
  }
  std::int64_t target() const { return (good_bound() - 1) * unit(); }

  /// L(v), the choice that attains it, and how much of each client it leaves out (or serves twice).
  std::int64_t evaluate(const std::vector<std::int64_t>& v) {
    struct Way {
      std::int64_t saved;
      std::uint32_t client;
    };
    const std::size_t m = task_.sites;
    std::vector<std::vector<Way>> ways(m);
    std::int64_t sum = 0;
    for (std::uint32_t i = 0; i < v.size(); ++i) {
      sum += task_.weight(i) * v[i];
      for (const Reach& r : task_.of(i)) {
        const std::int64_t saved = v[i] - (std::int64_t{r.cost} << task_.shift);
        if (saved <= 0) break;
        if (fate_[r.site] != State::closed && task_.weight(i) > 0) ways[r.site].push_back({saved, i});
      }
    }
    rest_.assign(m, 0);
    std::vector<std::vector<std::pair<std::uint32_t, std::int64_t>>> takes(m);
    for (std::size_t j = 0; j < m; ++j) {
      rest_[j] = task_.price[j] << task_.shift;
      std::stable_sort(ways[j].begin(), ways[j].end(),
                       [](const Way& a, const Way& b) { return a.saved > b.saved; });
      std::int64_t room = task_.problem->capacity[j];
      for (const Way& w : ways[j]) {
        if (room == 0) break;
        const std::int64_t x = std::min(room, task_.weight(w.client));
        rest_[j] -= x * w.saved;
        room -= x;
        takes[j].emplace_back(w.client, x);
      }
    }
    chosen_ = cheapest();
    missing_.assign(v.size(), 1);
    for (std::size_t j = 0; j < m; ++j) {
      if (chosen_[j] == 0) continue;
      sum += rest_[j];
      for (const auto& [i, x] : takes[j])
        missing_[i] -= static_cast<double>(x) / static_cast<double>(task_.weight(i));
    }
    return sum;
  }
  std::size_t opened() const {
    return static_cast<std::size_t>(std::count(fate_.begin(), fate_.end(), State::open));
  }
  std::vector<std::uint32_t> free_sites() const {
    std::vector<std::uint32_t> free;
    for (std::uint32_t j = 0; j < fate_.size(); ++j)
      if (fate_[j] == State::free) free.push_back(j);
    return free;
  }
  std::vector<char> cheapest() const {
    std::vector<char> chosen(fate_.size(), 0);
    std::vector<std::uint32_t> free = free_sites();
    std::stable_sort(free.begin(), free.end(), [&](auto a, auto b) { return rest_[a] < rest_[b]; });
    for (std::size_t j = 0; j < fate_.size(); ++j) chosen[j] = fate_[j] == State::open ? 1 : 0;
    for (std::size_t k = 0; k < task_.problem->count - opened(); ++k) chosen[free[k]] = 1;
    return chosen;
  }

  /// Raises L from v_; leaves the best prices in v_, and rest_ at those.
  std::int64_t raise(std::size_t most, bool root) {
    std::vector<std::int64_t> v = v_;
    std::int64_t best = evaluate(v);
    std::vector<double> direction = missing_;
    average_.assign(chosen_.begin(), chosen_.end());
    double lambda = 0.5, alpha = 0.2;
    std::size_t red = 0;
    for (std::size_t it = 0; it < most && best <= target(); ++it) {
      run_.check_stop();
      ++iterations_;
      double norm = 0;
      for (std::size_t i = 0; i < v.size(); ++i)
        norm += static_cast<double>(task_.weight(i)) * direction[i] * direction[i];
      if (norm < 1e-9) break;
      const double step =
          lambda * (static_cast<double>(target() - best) + static_cast<double>(unit())) / norm;
      for (std::size_t i = 0; i < v.size(); ++i)
        v[i] = std::clamp<std::int64_t>(v_[i] + std::llround(step * direction[i]), 0,
                                        task_.beyond << task_.shift);
      const std::int64_t l = evaluate(v);
      for (std::size_t i = 0; i < v.size(); ++i) direction[i] += alpha * (missing_[i] - direction[i]);
      for (std::size_t j = 0; j < average_.size(); ++j) average_[j] += alpha * (chosen_[j] - average_[j]);
      if (l > best) {
        best = l;
        v_ = v;
        red = 0;
        lambda = std::min(2.0, lambda * 1.2);
      } else if (++red >= 8) {
        red = 0;
        lambda *= 0.6;
        alpha = std::max(0.02, alpha * 0.9);
        if (lambda < 1e-4) break;
      }
      if (root && it % 10 == 0 && chosen_ != last_look_) {
        last_look_ = chosen_;
        look_at(chosen_);
      }
    }
    return evaluate(v_);
  }

  std::uint32_t keep() {
    proof_.prices.push_back(v_);
    return static_cast<std::uint32_t>(proof_.prices.size() - 1);
  }
  void leaf(std::int64_t bound) {
    least_ = std::min(least_, bound > 0 ? (bound + unit() - 1) / unit() : 0);
    proof_.steps.push_back({.kind = Certificate::Kind::leaf, .prices = keep()});
  }
  void exact_leaf() {
    std::vector<char> open(fate_.size(), 0);
    const bool all = opened() < task_.problem->count;
    for (std::size_t j = 0; j < fate_.size(); ++j)
      open[j] = fate_[j] == State::open || (all && fate_[j] == State::free) ? 1 : 0;
    look_at(open);
    const Shares s = transport(task_, open);
    for (std::size_t i = 0; i < v_.size(); ++i) v_[i] = s.ask[i] << task_.shift;
    leaf(s.value << task_.shift);
  }

  std::vector<Decision> decided(std::int64_t bound) const {
    std::vector<Decision> out;
    std::vector<std::int64_t> order;
    const std::vector<std::uint32_t> free = free_sites();
    for (const std::uint32_t j : free) order.push_back(rest_[j]);
    std::sort(order.begin(), order.end());
    const std::size_t k = task_.problem->count - opened();
    for (const std::uint32_t j : free) {
      if (rest_[j] > order[k - 1] && bound + rest_[j] - order[k - 1] > target()) out.push_back({j, false});
      if (rest_[j] <= order[k - 1] && bound + order[k] - rest_[j] > target()) out.push_back({j, true});
    }
    return out;
  }

  void node(bool root) {
    ++nodes_;
    const std::size_t count = task_.problem->count;
    const std::vector<State> before = fate_;
    const std::vector<std::int64_t> prices = v_;
    std::size_t most = root ? 400 : 60;
    while (true) {
      if (opened() > count || opened() + free_sites().size() < count) {
        leaf(std::numeric_limits<std::int64_t>::max() - unit());
        break;
      }
      if (opened() == count || opened() + free_sites().size() == count) {
        exact_leaf();
        break;
      }
      const std::int64_t bound = raise(most, root);
      if (bound > target() || nodes_ >= limits_.nodes || proof_.prices.size() * v_.size() > limits_.numbers) {
        leaf(bound);
        break;
      }
      if (const auto d = decided(bound); !d.empty()) {
        least_ = std::min(least_, good_bound());
        proof_.steps.push_back({.kind = Certificate::Kind::fix, .prices = keep(), .decided = d});
        for (const Decision& x : d) fate_[x.site] = x.open ? State::open : State::closed;
        most = 60;
        continue;
      }
      std::uint32_t at = kUnreached;
      double doubt = -1;
      for (const std::uint32_t j : free_sites())
        if (const double y = std::min(average_[j], 1 - average_[j]); y > doubt) doubt = y, at = j;
      proof_.steps.push_back({.kind = Certificate::Kind::split, .site = at});
      const std::vector<std::int64_t> here = v_;
      for (const State s : {State::open, State::closed}) {
        fate_[at] = s;
        v_ = here;
        node(false);
      }
      break;
    }
    fate_ = before;
    v_ = prices;
  }

  Task task_;
  Limits limits_;
  Run& run_;
  std::vector<State> fate_;
  std::vector<std::int64_t> v_, rest_;
  std::vector<char> chosen_, last_look_, open_;
  std::vector<double> missing_, average_;
  Shares best_;
  std::int64_t least_ = std::numeric_limits<std::int64_t>::max();
  Certificate proof_;
  std::size_t nodes_ = 0, iterations_ = 0, looks_ = 0;
};

}  // namespace

Filled solve_capacitated(const Problem& problem, const Limits& limits, Run& run) {
  check(problem);
  if (problem.rule != Rule::count || problem.capacity.empty())
    throw Error{Fault::bad_input,
                say("capacities are given to a number of sites", "容量约束要求指定设施点数量及其容量"),
                Where{.item = "capacity"},
                say("give the number of sites, and a capacity for each", "请给出设施点数量和各自的容量")};
  return RoomTree{problem, limits, run}.settled();
}

}  // namespace cityloop::site
