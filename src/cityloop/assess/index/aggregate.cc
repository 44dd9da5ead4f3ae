#include "cityloop/assess/index/aggregate.h"

#include <algorithm>
#include <array>
#include <functional>

namespace cityloop::index {
namespace {

double power_mean(std::span<const double> x, std::span<const double> w, double whole, double p) {
  double sum = 0;
  if (p == 0) {
    for (std::size_t i = 0; i < x.size(); ++i)
      if (!missing(x[i])) sum += w[i] * std::log(x[i]);
    return std::exp(sum / whole);
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (missing(x[i])) continue;
    // A zero under a negative power is a zero mean (the limit), whatever the others are.
    if (p < 0 && x[i] == 0 && w[i] > 0) return 0;
    sum += w[i] * (p == -1 ? 1 / x[i] : std::pow(x[i], p));
  }
  return p == -1 ? whole / sum : std::pow(sum / whole, 1 / p);
}

/// Mean and population deviation: the penalty is that of all the parts and not of a sample of them.
double mazziotta_pareto(std::span<const double> x, std::span<const double> w, double whole, double sign) {
  double mean = 0, var = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    if (!missing(x[i])) mean += w[i] * x[i] / whole;
  for (std::size_t i = 0; i < x.size(); ++i)
    if (!missing(x[i])) var += w[i] * (x[i] - mean) * (x[i] - mean) / whole;
  return mean == 0 ? 0 : mean + sign * var / mean;
}

/// What is there, in order.
template <class Order>
Values present(std::span<const double> x, Order order) {
  Values v;
  for (const double a : x)
    if (!missing(a)) v.push_back(a);
  std::sort(v.begin(), v.end(), order);
  return v;
}

/// With k of n parts there, the weights by place are read at the middles of k equal stretches of the n: the attitude
/// (best or worst first) stays.
double ordered(std::span<const double> x, std::span<const double> places) {
  const Values v = present(x, std::greater<>{});
  const std::size_t n = places.size(), k = v.size();
  double sum = 0, whole = 0;
  for (std::size_t i = 0; i < k; ++i) {
    const double w = places[k == n ? i : (2 * i + 1) * n / (2 * k)];
    sum += w * v[i];
    whole += w;
  }
  return whole > 0 ? sum / whole : kMissing;
}

}  // namespace

const std::vector<std::string>& aggregator_words() {
  static const std::vector<std::string> words{"arithmetic", "geometric", "harmonic", "power",  "owa", "mpi-",
                                              "mpi+",       "worst",     "copeland", "topsis", "bod"};
  return words;
}
std::string_view to_word(Aggregator a) { return aggregator_words()[static_cast<std::size_t>(a)]; }

double aggregate(std::span<const double> x, std::span<const double> w, const AggregateRule& rule) {
  double whole = 0, sum = 0;
  bool all = true;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (missing(x[i])) {
      all = false;
      continue;
    }
    whole += w[i];
    sum += w[i] * x[i];
  }
  if (!(whole > 0) || (!all && whole < rule.at_least - 1e-12)) return kMissing;
  switch (rule.by) {
    case Aggregator::arithmetic: return sum / whole;
    case Aggregator::geometric: return power_mean(x, w, whole, 0);
    case Aggregator::harmonic: return power_mean(x, w, whole, -1);
    case Aggregator::power: return rule.power == 1 ? sum / whole : power_mean(x, w, whole, rule.power);
    case Aggregator::owa: return ordered(x, rule.places);
    case Aggregator::mpi_minus: return mazziotta_pareto(x, w, whole, -1);
    case Aggregator::mpi_plus: return mazziotta_pareto(x, w, whole, +1);
    case Aggregator::worst: {
      const Values v = present(x, std::less<>{});
      const std::size_t k = std::min(rule.worst, v.size());
      double worst = 0;
      for (std::size_t i = 0; i < k; ++i) worst += v[i];
      return worst / static_cast<double>(k);
    }
    case Aggregator::copeland:
    case Aggregator::topsis:
    case Aggregator::bod: break;
  }
  return kMissing;
}

double orness(std::span<const double> places) {
  if (places.size() < 2) return 1;
  const auto n = static_cast<double>(places.size());
  double sum = 0;
  for (std::size_t i = 0; i < places.size(); ++i) sum += (n - 1 - static_cast<double>(i)) * places[i];
  return sum / (n - 1);
}

}  // namespace cityloop::index
