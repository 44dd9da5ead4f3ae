#include "cityloop/decide/appraise/discount.h"

#include <cmath>

namespace cityloop {

double Discounting::rate(int year) const {
  double r = steps.front().rate;
  for (const Step& s : steps)
    if (s.from < year) r = s.rate;
  return r;
}

double factor(const Discounting& d, int year) {
  double v = 1;
  for (int t = 1; t < year; ++t) v /= 1 + d.rate(t);
  if (year > 0) {
    const double last = 1 + d.rate(year);
    v /= d.when == Discounting::When::end_of_year ? last : std::sqrt(last);
  }
  return v;
}

double annuity(const Discounting& d, int years) {
  double sum = 0;
  for (int t = 1; t <= years; ++t) sum += factor(d, t);
  return sum;
}

double present_value(std::span<const double> flows, const Discounting& d) {
  double sum = 0, end = 1;  // end: of the year before
  for (std::size_t t = 0; t < flows.size(); ++t) {
    if (t == 0) {
      sum += flows[t];
      continue;
    }
    const double growth = 1 + d.rate(static_cast<int>(t));
    const double v = d.when == Discounting::When::end_of_year ? end / growth : end / std::sqrt(growth);
    sum += v * flows[t];
    end /= growth;
  }
  return sum;
}

}  // namespace cityloop
