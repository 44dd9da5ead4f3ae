#include "cityloop/simulate/access/decay.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cityloop {
namespace {

double step_weight(const Decay& d, double cost) {
  if (d.rule == StepRule::up_to) {
    for (const auto& [until, weight] : d.steps)
      if (cost <= until * (1 + d.slack)) return weight;
    return 0;
  }
  double weight = 1;
  for (const auto& [from, w] : d.steps) {
    if (cost < from) break;
    weight = w;
  }
  return weight;
}

}  // namespace

double Decay::operator()(double cost) const {
  if (cost > limit * (1 + slack) || (edge == Edge::does_not && cost >= limit)) return 0;
  switch (of) {
    case Of::binary: return 1;
    case Of::steps: return step_weight(*this, cost);
    case Of::linear: return std::max(0.0, 1 - cost / a);
    case Of::power: return cost <= scale ? 1 : std::pow(cost / scale, -a);
    case Of::exponential: return std::exp(-a * cost);
    case Of::logistic: {
      const double k = std::numbers::pi / (b * std::numbers::sqrt3);
      return (1 + std::exp(-a * k)) / (1 + std::exp((cost - a) * k));
    }
    case Of::gaussian: return std::exp(-0.5 * (cost / a) * (cost / a));
    case Of::bell: {
      if (cost >= a) return 0;
      const double edge_height = std::exp(-0.5), x = cost / a;
      return (std::exp(-0.5 * x * x) - edge_height) / (1 - edge_height);
    }
  }
  return 0;
}

void Decay::weigh(std::span<const double> costs, std::span<double> weights) const {
  const double *c = costs.data(), *const end = c + costs.size();
  if (of == Of::binary &&
      edge == Edge::counts) {  // the most used, and one that the processor does several at a time
    const double last = limit * (1 + slack);
    for (double* w = weights.data(); c != end; ++c, ++w) *w = *c > last ? 0.0 : 1.0;
    return;
  }
  for (double* w = weights.data(); c != end; ++c, ++w) *w = (*this)(*c);
}

Decay Decay::binary(double limit, Edge edge) {
  Decay d;
  d.limit = limit;
  d.edge = edge;
  return d;
}
Decay Decay::stepped(std::vector<std::pair<double, double>> steps, StepRule rule) {
  Decay d;
  d.of = Of::steps;
  d.steps = std::move(steps);
  d.rule = rule;
  return d;
}
namespace {
Decay made(Decay::Of of, double a, double b = 0) {
  Decay d;
  d.of = of;
  d.a = a;
  d.b = b;
  return d;
}
}  // namespace
Decay Decay::linear(double zero_at) { return made(Of::linear, zero_at); }
Decay Decay::power(double exponent) { return made(Of::power, exponent); }
Decay Decay::exponential(double rate) { return made(Of::exponential, rate); }
Decay Decay::half_life(double cost) { return exponential(std::numbers::ln2 / cost); }
Decay Decay::logistic(double mean, double deviation) { return made(Of::logistic, mean, deviation); }
Decay Decay::gaussian(double sigma) { return made(Of::gaussian, sigma); }
Decay Decay::bell(double zero_at) { return made(Of::bell, zero_at); }
Decay Decay::until(double last) const {
  Decay d = *this;
  d.limit = std::min(d.limit, last);
  return d;
}

}  // namespace cityloop
