#include "cityloop/assess/index/check.h"

#include <algorithm>
#include <cmath>

#include "cityloop/base/parallel.h"

namespace cityloop::index {
namespace {

std::vector<std::span<const double>> columns_of(const Built& b, const std::vector<std::size_t>& indicators) {
  std::vector<std::span<const double>> out;
  for (const std::size_t j : indicators) out.emplace_back(*b.normalised[j]);
  return out;
}

std::size_t parent_of(const Method& m, std::size_t indicator) {
  for (const Node& n : m.nodes)
    if (n.indicator == indicator) return n.parent;
  return 0;
}

void relate(const Method& m, const Built& b, Run& run, Examined& out) {
  const std::size_t n = m.indicators.size();
  std::vector<double> r(n * n, kMissing);
  for_chunks(run, n, 1, [&](std::size_t a, std::size_t) {
    for (std::size_t c = a + 1; c < n; ++c) r[a * n + c] = correlation(*b.normalised[a], *b.normalised[c]);
  });
  for (std::size_t a = 0; a < n; ++a)
    for (std::size_t c = a + 1; c < n; ++c) {
      if (r[a * n + c] > kTwins) out.twins.push_back({a, c, r[a * n + c]});
      if (r[a * n + c] < kOpposed && parent_of(m, a) == parent_of(m, c))
        out.opposed.push_back({a, c, r[a * n + c]});
    }
  const auto stronger = [](const Related& x, const Related& y) { return std::abs(x.r) > std::abs(y.r); };
  std::stable_sort(out.twins.begin(), out.twins.end(), stronger);
  std::stable_sort(out.opposed.begin(), out.opposed.end(), stronger);
}

void weigh_parts(const Method& m, const Built& b, Examined& out) {
  for (std::size_t n = 0; n < m.nodes.size(); ++n) {
    const Node& node = m.nodes[n];
    if (node.leaf()) continue;
    const std::vector<std::size_t> below = m.leaves(n);
    if (below.size() > 1) out.consistency.push_back({n, below.size(), cronbach_alpha(columns_of(b, below))});
    if (node.parts.size() < 2) continue;
    double whole = 0;
    const std::size_t first = out.weighs.size();
    for (std::size_t p = 0; p < node.parts.size(); ++p) {
      // A part that does not vary moves nothing.
      const double r = correlation(*b.score[node.parts[p]], *b.score[n]);
      out.weighs.push_back({node.parts[p], b.weight[n][p], missing(r) ? 0 : r * r});
      whole += out.weighs.back().importance;
    }
    if (whole > 0)
      for (std::size_t k = first; k < out.weighs.size(); ++k) out.weighs[k].importance /= whole;
  }
}

/// The index's scores when a node is not there; nothing where that cannot be.
std::optional<Values> scores_without(const Method& m, const Built& b, std::size_t gone, Run& run) {
  Values below;  // of the node whose score has changed
  std::size_t changed = gone;
  bool there = false;
  while (changed != 0) {
    const std::size_t up = m.nodes[changed].parent;
    const Node& node = m.nodes[up];
    const AggregateRule& rule = m.aggregate_of(node);
    std::vector<std::span<const double>> parts;
    std::vector<double> weight;
    double whole = 0;
    for (std::size_t p = 0; p < node.parts.size(); ++p) {
      if (node.parts[p] == changed && !there) continue;
      parts.emplace_back(node.parts[p] == changed ? below : *b.score[node.parts[p]]);
      weight.push_back(b.weight[up][p]);
      whole += weight.back();
    }
    changed = up;
    if (parts.empty()) continue;  // then what it was all of is not there either
    if (!there && rule.by == Aggregator::owa) return std::nullopt;
    if (!(whole > 0)) return std::nullopt;
    for (double& w : weight) w /= whole;
    Values score = aggregate_all(parts, weight, rule, run);
    below = std::move(score);
    there = true;
  }
  return there ? std::optional{std::move(below)} : std::nullopt;
}

}  // namespace

double cronbach_alpha(Parts x) {
  if (x.size() < 2) return kMissing;
  std::vector<std::size_t> whole;
  for (std::size_t i = 0; i < x[0].size(); ++i)
    if (std::none_of(x.begin(), x.end(), [&](const auto& c) { return missing(c[i]); })) whole.push_back(i);
  if (whole.size() < 3) return kMissing;
  const auto variance = [&](const auto& at) {
    double mean = 0, square = 0;
    for (const std::size_t i : whole) mean += at(i);
    mean /= static_cast<double>(whole.size());
    for (const std::size_t i : whole) square += (at(i) - mean) * (at(i) - mean);
    return square;
  };
  double apart = 0;
  for (const auto& c : x) apart += variance([&](std::size_t i) { return c[i]; });
  const double together = variance([&](std::size_t i) {
    double sum = 0;
    for (const auto& c : x) sum += c[i];
    return sum;
  });
  if (!(together > 0)) return kMissing;
  const auto k = static_cast<double>(x.size());
  return k / (k - 1) * (1 - apart / together);
}

Examined check(const Method& m, const Built& b, Run& run) {
  Examined out;
  relate(m, b, run, out);
  weigh_parts(m, b, out);
  for (std::size_t n = 1; n < m.nodes.size(); ++n) {
    const auto scores = scores_without(m, b, n, run);
    if (!scores) continue;
    const std::vector<std::uint32_t> place = places(*scores);
    Without w{n, 0, 0, 0, 0, 0};
    std::size_t both = 0;
    std::uint32_t furthest = 0;
    for (std::size_t i = 0; i < place.size(); ++i) {
      if (b.place[i] == 0) continue;
      if (place[i] == 0) {
        ++w.lost;
        continue;
      }
      const std::uint32_t shift = std::max(place[i], b.place[i]) - std::min(place[i], b.place[i]);
      w.mean_shift += shift;
      if (both++ == 0 || shift > furthest) furthest = shift, w.most = i, w.from = b.place[i], w.to = place[i];
    }
    w.mean_shift = both > 0 ? w.mean_shift / static_cast<double>(both) : kMissing;
    out.without.push_back(w);
  }
  std::stable_sort(out.without.begin(), out.without.end(),
                   [](const Without& x, const Without& y) { return x.mean_shift > y.mean_shift; });
  return out;
}

}  // namespace cityloop::index
