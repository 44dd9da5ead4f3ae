#include "cityloop/assess/segregation.h"

#include <cassert>
#include <cmath>

#include "cityloop/assess/people_rows.h"

namespace cityloop {
namespace {

double entropy_term(double p) { return p > 0 ? -p * std::log(p) : 0; }
double entropy_of(double p) { return entropy_term(p) + entropy_term(1 - p); }

/// Σᵢⱼ tᵢtⱼ|pᵢ − pⱼ|, from one sort.
double pair_distances(std::span<const double> share, std::span<const double> people) {
  const std::vector<PersonRow> rows = ascending_rows(share, people);
  const double all = people_of(rows);
  CarefulSum sum;
  double so_far = 0;
  for (const PersonRow& r : rows) {
    so_far += r.people;
    sum.add(2 * r.people * r.value * (2 * so_far - r.people - all));
  }
  return sum.value();
}

/// Shares of the groups in each unit, and in the city.
struct Mix {
  std::vector<std::vector<double>> share;  // group → unit
  std::vector<double> total, city;         // people of a unit; group → share
  double people = 0;
};
Mix mix_of(std::span<const std::vector<double>> groups) {
  Mix out;
  const std::size_t units = groups.empty() ? 0 : groups.front().size();
  out.total.assign(units, 0.0);
  CarefulSum people;
  for (const std::vector<double>& g : groups) {
    assert(g.size() == units && "a figure for each unit");
    for (std::size_t i = 0; i < units; ++i) out.total[i] += g[i], people.add(g[i]);
  }
  out.people = people.value();
  if (!(out.people > 0)) return out;
  for (const std::vector<double>& g : groups) {
    CarefulSum all;
    for (const double x : g) all.add(x);
    if (!(all.value() > 0)) continue;
    out.city.push_back(all.value() / out.people);
    out.share.emplace_back(units, 0.0);
    for (std::size_t i = 0; i < units; ++i)
      if (out.total[i] > 0) out.share.back()[i] = g[i] / out.total[i];
  }
  return out;
}

}  // namespace

double mean_deviation_of_share(double n, double p) {
  if (!(n > 0) || !(p > 0) || !(p < 1)) return 0;
  const double m = std::floor(n * p);
  if (m >= n) return 0;
  // (m + 1)C(n, m + 1) = Γ(n + 1)/(Γ(m + 1)Γ(n − m))
  const double ways = std::lgamma(n + 1) - std::lgamma(m + 1) - std::lgamma(n - m);
  return 2 * std::exp(ways + (n - m) * std::log1p(-p) + (m + 1) * std::log(p)) / n;
}

Segregation segregation(std::span<const double> group, std::span<const double> total) {
  assert(group.size() == total.size());
  Segregation out;
  CarefulSum members, people;
  for (std::size_t i = 0; i < total.size(); ++i) members.add(group[i]), people.add(total[i]);
  const double g = members.value(), t = people.value();
  if (!(g > 0) || !(t > g)) return out;
  const double p_city = out.share = g / t;
  CarefulSum uneven, mixed, roots, isolation, chance;
  std::vector<double> share(total.size(), 0.0);
  for (std::size_t i = 0; i < total.size(); ++i) {
    if (!(total[i] > 0)) continue;
    assert(group[i] >= 0 && group[i] <= total[i] && "a part of the people");
    const double p = share[i] = group[i] / total[i];
    uneven.add(std::abs(group[i] / g - (total[i] - group[i]) / (t - g)));
    mixed.add(total[i] * entropy_of(p));
    roots.add(total[i] * std::sqrt(p * (1 - p)));
    isolation.add(group[i] / g * p);
    chance.add(total[i] * mean_deviation_of_share(std::round(total[i]), p_city));
  }
  const double entropy = entropy_of(p_city), spread = p_city * (1 - p_city);
  out.dissimilarity = uneven.value() / 2;
  out.gini = pair_distances(share, total) / (2 * t * t * spread);
  out.entropy = 1 - mixed.value() / (t * entropy);
  const double root = roots.value() / (p_city * t);
  out.atkinson = 1 - p_city / (1 - p_city) * root * root;
  out.isolation = isolation.value();
  out.interaction = 1 - out.isolation;
  out.correlation = (out.isolation - p_city) / (1 - p_city);
  out.by_chance = std::min(1.0, chance.value() / (2 * t * spread));
  out.dissimilarity_corrected =
      out.by_chance < 1 ? (out.dissimilarity - out.by_chance) / (1 - out.by_chance) : 0;
  return out;
}

MultigroupSegregation multigroup_segregation(std::span<const std::vector<double>> groups) {
  MultigroupSegregation out;
  const Mix mix = mix_of(groups);
  if (mix.city.empty()) return out;
  CarefulSum uneven, pairs, entropies, divergence, variation, squares;
  for (std::size_t m = 0; m < mix.city.size(); ++m) {
    const double pi = mix.city[m];
    out.diversity += entropy_term(pi);
    out.interaction += pi * (1 - pi);
    pairs.add(pair_distances(mix.share[m], mix.total));
    for (std::size_t i = 0; i < mix.total.size(); ++i) {
      const double t = mix.total[i], p = mix.share[m][i];
      if (!(t > 0)) continue;
      uneven.add(t * std::abs(p - pi));
      entropies.add(t * entropy_term(p));
      if (p > 0) divergence.add(t * p * std::log(p / pi));
      variation.add(t * (p - pi) * (p - pi) / pi);
      squares.add(t * (p - pi) * (p - pi));
    }
  }
  if (!(out.interaction > 0)) return out;
  out.dissimilarity = uneven.value() / (2 * mix.people * out.interaction);
  out.gini = pairs.value() / (2 * mix.people * mix.people * out.interaction);
  out.entropy = 1 - entropies.value() / (mix.people * out.diversity);
  out.divergence = divergence.value() / mix.people;
  out.squared_variation = variation.value() / (mix.people * static_cast<double>(mix.city.size() - 1));
  out.relative_diversity = squares.value() / (mix.people * out.interaction);
  return out;
}

std::vector<double> local_divergence(std::span<const std::vector<double>> groups) {
  const Mix mix = mix_of(groups);
  std::vector<double> out(mix.total.size(), 0.0);
  for (std::size_t m = 0; m < mix.city.size(); ++m)
    for (std::size_t i = 0; i < out.size(); ++i)
      if (const double p = mix.share[m][i]; mix.total[i] > 0 && p > 0)
        out[i] += p * std::log(p / mix.city[m]);
  return out;
}

}  // namespace cityloop
