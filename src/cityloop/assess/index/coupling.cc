#include "cityloop/assess/index/coupling.h"

#include <algorithm>
#include <cassert>

namespace cityloop::index {

Coupling coupling(std::span<const double> u, std::span<const double> weight) {
  assert(u.size() >= 2 && u.size() == weight.size());
  const auto n = static_cast<double>(u.size());
  double sum = 0, most = 0, log_product = 0, apart = 0;
  Coupling out;
  for (const double x : u) {
    if (!(x >= 0 && x <= 1)) return out;
    sum += x;
    most = std::max(most, x);
    log_product += std::log(x);
  }
  out.t = 0;
  for (std::size_t i = 0; i < u.size(); ++i) {
    out.t += weight[i] * u[i];
    for (std::size_t j = 0; j < i; ++j) apart += std::abs(u[i] - u[j]);
  }
  if (!(*std::min_element(u.begin(), u.end()) > 0)) {
    out.c = out.d = out.c_corrected = out.d_corrected = 0;
    return out;
  }
  out.c = std::min(1.0, n * std::exp(log_product / n) / sum);
  const double near = std::max(0.0, 1 - apart / (n * (n - 1) / 2));
  const double alike = std::min(1.0, std::exp((log_product - n * std::log(most)) / (n - 1)));
  out.c_corrected = std::sqrt(near * alike);
  out.d = std::sqrt(out.c * out.t);
  out.d_corrected = std::sqrt(out.c_corrected * out.t);
  return out;
}

int coupling_grade(double d) {
  // 0.3·10 is 3 exactly, but 0.29999… written as 0.3 should be in the same grade.
  return std::clamp(static_cast<int>(std::floor(d * 10 + 1e-9)), 0, 9);
}

Text coupling_grade_words(int grade) {
  static const Text words[] = {
      {"extreme imbalance", "极度失调"},    {"severe imbalance", "严重失调"},
      {"moderate imbalance", "中度失调"},   {"slight imbalance", "轻度失调"},
      {"near imbalance", "濒临失调"},       {"bare coordination", "勉强协调"},
      {"primary coordination", "初级协调"}, {"intermediate coordination", "中级协调"},
      {"good coordination", "良好协调"},    {"quality coordination", "优质协调"}};
  return words[std::clamp(grade, 0, 9)];
}

}  // namespace cityloop::index
