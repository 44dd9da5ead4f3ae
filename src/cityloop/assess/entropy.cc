#include "cityloop/assess/entropy.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "cityloop/assess/people_rows.h"

namespace cityloop {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// (e^(t·l) − 1)/t, and l at t = 0.
double grown(double t, double l) { return t == 0 ? l : std::expm1(t * l) / t; }

/// What a person with r times the mean adds. Below ½ the form that is smooth at α = 0, above the one that is at α = 1.
double term(double r, double alpha) {
  if (!(r > 0)) return alpha > 0 ? 1 / alpha : kInfinity;
  const double l = std::log(r), above = r - 1;
  if (alpha < 0.5) return std::max(0.0, (grown(alpha, l) - above) / (alpha - 1));
  return std::max(0.0, (r * grown(alpha - 1, l) - above) / alpha);
}

double entropy_of(const std::vector<PersonRow>& rows, double mean, double alpha) {
  CarefulSum sum, people;
  for (const PersonRow& r : rows) {
    sum.add(r.people * term(r.value / mean, alpha));
    people.add(r.people);
  }
  return people.value() > 0 ? sum.value() / people.value() : 0;
}
double mean_of(const std::vector<PersonRow>& rows) {
  CarefulSum amount, people;
  for (const PersonRow& r : rows) amount.add(r.people * r.value), people.add(r.people);
  return people.value() > 0 ? amount.value() / people.value() : 0;
}

/// Rows of each group, ascending.
std::vector<std::vector<PersonRow>> by_group(std::span<const double> value, std::span<const double> people,
                                             std::span<const std::uint32_t> group) {
  assert(value.size() == people.size() && value.size() == group.size());
  std::size_t groups = 0;
  for (const std::uint32_t g : group) groups = std::max<std::size_t>(groups, std::size_t{g} + 1);
  std::vector<std::vector<double>> x(groups), w(groups);
  for (std::size_t i = 0; i < value.size(); ++i)
    if (people[i] > 0) x[group[i]].push_back(value[i]), w[group[i]].push_back(people[i]);
  std::vector<std::vector<PersonRow>> out(groups);
  for (std::size_t g = 0; g < groups; ++g) out[g] = ascending_rows(x[g], w[g]);
  return out;
}

}  // namespace

double generalised_entropy(std::span<const double> value, std::span<const double> people, double alpha) {
  const std::vector<PersonRow> rows = ascending_rows(value, people);
  assert((rows.empty() || rows.front().value >= 0) && "entropy is defined for what cannot be negative");
  const double mean = mean_of(rows);
  return mean > 0 ? entropy_of(rows, mean, alpha) : 0;
}

EntropyParts entropy_parts(std::span<const double> value, std::span<const double> people,
                           std::span<const std::uint32_t> group, double alpha) {
  const std::vector<std::vector<PersonRow>> groups = by_group(value, people, group);
  EntropyParts out;
  out.between_of.assign(groups.size(), 0.0);
  out.within_of.assign(groups.size(), 0.0);
  CarefulSum all, amount;
  for (const auto& rows : groups)
    for (const PersonRow& r : rows) all.add(r.people), amount.add(r.people * r.value);
  if (!(amount.value() > 0)) return out;
  const double mean = amount.value() / all.value();
  CarefulSum between, within;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const double own = mean_of(groups[g]), f = people_of(groups[g]) / all.value(), r = own / mean;
    if (!(f > 0)) continue;
    out.between_of[g] = f * term(r, alpha);
    // v^α f^(1−α) = f·r^α. In a group that has nothing all are equal.
    if (own > 0) out.within_of[g] = f * std::pow(r, alpha) * entropy_of(groups[g], own, alpha);
    between.add(out.between_of[g]);
    within.add(out.within_of[g]);
  }
  out.between = between.value();
  out.within = within.value();
  out.total = out.between + out.within;
  return out;
}

std::vector<double> nested_entropy(std::span<const double> value, std::span<const double> people,
                                   std::span<const std::vector<std::uint32_t>> levels, double alpha) {
  std::vector<double> out;
  if (levels.empty()) return {generalised_entropy(value, people, alpha)};
  // Between the groups of a level, within those of the level before: each has its own share of the quantity, so the
  // parts of the coarse groups are weighted by v^α f^(1−α), as within is.
  const std::vector<std::uint32_t> everyone(value.size(), 0);
  for (std::size_t level = 0; level < levels.size(); ++level) {
    const std::vector<std::uint32_t>& fine = levels[level];
    const std::vector<std::uint32_t>& coarse = level == 0 ? everyone : levels[level - 1];
    assert(fine.size() == value.size());
    // Everybody has the mean of the fine group: what is within the coarse ones then is what the fine ones add.
    std::size_t groups = 0;
    for (const std::uint32_t g : fine) groups = std::max<std::size_t>(groups, std::size_t{g} + 1);
    std::vector<CarefulSum> w(groups), x(groups);
#ifndef NDEBUG
    std::vector<std::int64_t> parent(groups, -1);
#endif
    for (std::size_t i = 0; i < value.size(); ++i) {
      w[fine[i]].add(people[i]);
      x[fine[i]].add(people[i] * value[i]);
#ifndef NDEBUG
      assert((parent[fine[i]] == -1 || parent[fine[i]] == std::int64_t{coarse[i]}) && "groups are nested");
      parent[fine[i]] = coarse[i];
#endif
    }
    std::vector<double> mean, weight;
    std::vector<std::uint32_t> in(groups, 0);
    for (std::size_t i = 0; i < value.size(); ++i) in[fine[i]] = coarse[i];
    for (std::size_t g = 0; g < groups; ++g) {
      weight.push_back(w[g].value());
      mean.push_back(w[g].value() > 0 ? x[g].value() / w[g].value() : 0);
    }
    out.push_back(entropy_parts(mean, weight, in, alpha).within);
  }
  out.push_back(entropy_parts(value, people, levels.back(), alpha).within);
  return out;
}

std::vector<double> entropy_gradient(std::span<const double> value, std::span<const double> people,
                                     double alpha) {
  std::vector<double> out(value.size(), 0.0);
  const std::vector<PersonRow> rows = ascending_rows(value, people);
  const double mean = mean_of(rows), all = people_of(rows);
  if (!(mean > 0) || (alpha <= 0 && !(rows.front().value > 0))) return out;
  CarefulSum powers;  // of r^α; at α = 1 of r·ln r
  for (const PersonRow& r : rows) {
    const double x = r.value / mean;
    if (alpha == 1) powers.add(x > 0 ? r.people * x * std::log(x) : 0);
    else powers.add(r.people * std::pow(x, alpha));
  }
  const double average = powers.value() / all;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (!(people[i] > 0)) continue;
    const double x = value[i] / mean, share = people[i] / all;
    out[i] = alpha == 1 ? share * (std::log(x) - average) / mean
                        : share * (std::pow(x, alpha - 1) - average) / ((alpha - 1) * mean);
  }
  return out;
}

}  // namespace cityloop
