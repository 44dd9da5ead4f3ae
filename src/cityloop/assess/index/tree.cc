#include "cityloop/assess/index/tree.h"

#include <algorithm>
#include <array>

#include "cityloop/assess/index/bod.h"
#include "cityloop/assess/index/outrank.h"
#include "cityloop/base/parallel.h"

namespace cityloop::index {
namespace {

constexpr std::size_t kUnits = 256;  // of a tile: its sums stay in the first cache
constexpr std::size_t kAtOnce = 8;   // sums in registers
constexpr std::size_t kParts = 64;   // more parts than that go the slow way

[[noreturn]] void fail(const Method& m, const Node& n, Text words, Text hint) {
  throw Error{Fault::bad_input, std::move(words), {m.file, n.line, n.key}, std::move(hint)};
}

std::vector<double> judged_weights(const Method& m, const Node& n, const WeightRule& rule, WeightNote& note) {
  const std::size_t parts = n.parts.size();
  if (parts > kMostCompared)
    fail(m, n,
         say("‘{}’ has {} parts; more than {} cannot be judged consistently in pairs",
             "“{}”有 {} 个部分；超过 {} 个时两两判断难以一致", n.key, parts, kMostCompared),
         say("group them into aggregates, and compare those", "请先分组汇总，再比较各组"));
  if (!connected(rule.judgements, parts))
    fail(m, n,
         say("the judgements of ‘{}’ leave parts that are compared with nothing",
             "“{}”的判断使某些部分没有与其他部分比较", n.key),
         say("compare each part with at least one that is tied to the others",
             "请至少将每个部分与一个已关联的部分比较"));
  Judged j = ahp(rule.judgements, parts, rule.random_index);
  if (j.cr > rule.consistency && j.worst) {
    const Triad& t = *j.worst;
    const auto key = [&](std::size_t k) { return m.nodes[n.parts[k]].key; };
    fail(m, n,
         say("the judgements of ‘{}’ contradict each other: CR = {:.3f}, at most {:.3g} is taken",
             "“{}”的判断相互矛盾：CR = {:.3f}，上限为 {:.3g}", n.key, j.cr, rule.consistency),
         say("look at {0}, {1}, {2} first: [{0}, {2}] was judged {3:.3g}, but by way of {1} it is {4:.3g}",
             "请先核对 {0}、{1}、{2}：[{0}, {2}] 判为 {3:.3g}，而经 {1} 推出为 {4:.3g}", key(t.i), key(t.j),
             key(t.k), t.said, t.implied));
  }
  std::vector<double> w = j.weight;
  note.judged = std::move(j);
  return w;
}

/// Arithmetic or geometric means of some units that lie together.
struct Tile {
  Parts x, y;  // y: what is summed; its logarithms for a geometric mean, made here where they are not given
  std::span<const double> w;
  double least;
  bool geometric;
  std::vector<double> made;

  const double* summed(std::size_t j, std::size_t from, std::size_t count) {
    if (j < y.size() && !y[j].empty()) return y[j].data() + from;
    made.resize(x.size() * count);
    double* to = made.data() + j * count;
    for (std::size_t i = 0; i < count; ++i) to[i] = std::log(x[j][from + i]);
    return to;
  }
  void mean(std::size_t from, std::size_t count, double* out) {
    std::array<const double*, kParts> column;
    // Where nothing is missing, all units have the same weight, and eight sums at a time stay in registers.
    if (x.size() <= kParts) {
      double whole = 0;
      for (std::size_t j = 0; j < x.size(); ++j) whole += w[j], column[j] = summed(j, from, count);
      if (whole > 0 && whole >= least) {
        bool there = true;
        for (std::size_t i = 0; i < count; i += kAtOnce) {
          const std::size_t some = std::min(kAtOnce, count - i);
          std::array<double, kAtOnce> sum{};
          if (some == kAtOnce) {
            for (std::size_t j = 0; j < x.size(); ++j)
              for (std::size_t k = 0; k < kAtOnce; ++k) sum[k] += w[j] * column[j][i + k];
          } else {
            for (std::size_t j = 0; j < x.size(); ++j)
              for (std::size_t k = 0; k < some; ++k) sum[k] += w[j] * column[j][i + k];
          }
          for (std::size_t k = 0; k < some; ++k) {
            there = there && sum[k] == sum[k];
            out[i + k] = sum[k] / whole;
          }
        }
        if (there) {
          if (geometric)
            for (std::size_t i = 0; i < count; ++i) out[i] = std::exp(out[i]);
          return;
        }
      }
    }
    some_missing(from, count, out);
  }
  void some_missing(std::size_t from, std::size_t count, double* out) {
    std::array<double, kUnits> sum{}, whole{};
    for (std::size_t j = 0; j < x.size(); ++j) {
      const double *v = x[j].data() + from, *y_of = summed(j, from, count);
      for (std::size_t i = 0; i < count; ++i) {
        sum[i] += v[i] == v[i] ? w[j] * y_of[i] : 0.0;
        whole[i] += v[i] == v[i] ? w[j] : 0.0;
      }
    }
    for (std::size_t i = 0; i < count; ++i) {
      const bool enough = whole[i] > 0 && whole[i] >= least;
      const double mean = sum[i] / whole[i];
      out[i] = !enough ? kMissing : geometric ? std::exp(mean) : mean;
    }
  }
};

}  // namespace

std::vector<double> node_weights(const Method& m, std::size_t node, Parts x, WeightNote& note) {
  const Node& n = m.nodes[node];
  const WeightRule& rule = m.weights_of(n);
  std::vector<double> declared;
  for (const std::size_t p : n.parts) declared.push_back(m.nodes[p].weight);
  if (n.parts.size() == 1) return {1.0};
  switch (rule.by) {
    case Weighting::declared: return declared;
    case Weighting::equal:
      return std::vector<double>(n.parts.size(), 1.0 / static_cast<double>(n.parts.size()));
    case Weighting::ahp: return judged_weights(m, n, rule, note);
    case Weighting::budget:
      note.budget = budget_weights(rule.experts, rule.by_median);
      return note.budget->weight;
    case Weighting::entropy:
      for (std::size_t j = 0; j < x.size(); ++j)
        if (std::any_of(x[j].begin(), x[j].end(), [](double v) { return v < 0; }))
          fail(m, n,
               say("entropy weights of ‘{}’ need values that are not negative; ‘{}’ has some",
                   "“{}”的熵权要求数值非负，而“{}”含有负值", n.key, m.nodes[n.parts[j]].key),
               say("use normalise: min-max", "请改用 normalise: min-max"));
      return entropy_weights(x);
    case Weighting::critic: return critic_weights(x);
    case Weighting::pca:
      note.components = principal_components(x, rule.variance);
      return note.components->weight;
    case Weighting::importance: break;
  }
  note.matched = importance_weights(x, declared);
  if (!note.matched->converged)
    fail(m, n,
         say("no weights give the parts of ‘{}’ the importance that is declared",
             "没有权重能使“{}”的各部分达到所声明的重要性", n.key),
         say("the parts go together, or against each other, too much; merge some, or declare weights",
             "各部分之间相关过强或相互抵触；请合并部分指标，或直接声明权重"));
  return note.matched->weight;
}

void aggregate_units(Parts x, std::span<const double> w, const AggregateRule& rule, std::size_t begin,
                     std::size_t end, std::span<double> out, Parts logs) {
  const bool geometric = rule.by == Aggregator::geometric;
  if (rule.by == Aggregator::arithmetic || geometric) {
    Tile tile{x, geometric ? logs : x, w, rule.at_least - 1e-12, geometric, {}};
    for (std::size_t from = begin; from < end; from += kUnits)
      tile.mean(from, std::min(kUnits, end - from), out.data() + from);
    return;
  }
  Values one(x.size());
  for (std::size_t i = begin; i < end; ++i) {
    for (std::size_t j = 0; j < x.size(); ++j) one[j] = x[j][i];
    out[i] = aggregate(one, w, rule);
  }
}

Values aggregate_all(Parts x, std::span<const double> w, const AggregateRule& rule, Run& run) {
  if (rule.by == Aggregator::copeland) return copeland(x, w);
  if (rule.by == Aggregator::topsis) return topsis(x, w);
  if (rule.by == Aggregator::bod) return benefit_of_the_doubt(x, rule.share_least, rule.share_most).score;
  Values out(x[0].size());
  for_chunks(run, out.size(), 4096,
             [&](std::size_t begin, std::size_t end) { aggregate_units(x, w, rule, begin, end, out); });
  return out;
}

void check_values(const Method& m, std::size_t node, Parts x, std::span<const std::string> part_keys,
                  std::span<const std::string> units) {
  const Node& n = m.nodes[node];
  const AggregateRule& rule = m.aggregate_of(n);
  if (!needs_positive(rule.by, rule.power) && rule.by != Aggregator::bod) return;
  for (std::size_t j = 0; j < x.size(); ++j)
    for (std::size_t i = 0; i < x[j].size(); ++i)
      if (x[j][i] < 0)
        fail(m, n,
             say("‘{}’ is put together by ‘{}’, which has no answer for the negative value {:.4g} of ‘{}’ in "
                 "{}",
                 "“{0}”按“{1}”汇总，无法处理“{3}”在 {4} 处的负值 {2:.4g}", n.key, to_word(rule.by), x[j][i],
                 part_keys[j], units[i]),
             say("write normalise: {{by: min-max, to: [1, 100]}}; nothing is added silently",
                 "请写 normalise: {{by: min-max, to: [1, 100]}}；程序不会擅自加数"));
}

}  // namespace cityloop::index
