#include "cityloop/measure/indicator.h"

#include <cmath>

#include <fmt/ranges.h>

namespace cityloop {
namespace {

/// "60 min", "2.5 km", "1.25 m/s": the unit in which a person would write it.
std::string show_quantity(double base, Dim dim) {
  struct Written {
    Dim dim;
    double from, scale;  // used from this many base units on
    const char* symbol;
  };
  static constexpr Written kWritten[] = {{Dim{.second = 1}, 60, 60, "min"},   {Dim{.second = 1}, 0, 1, "s"},
                                         {Dim{.metre = 1}, 1000, 1000, "km"}, {Dim{.metre = 1}, 0, 1, "m"},
                                         {Dim{.metre = 2}, 1e6, 1e6, "km2"},  {Dim{.metre = 2}, 0, 1, "m2"}};
  for (const Written& w : kWritten)
    if (w.dim == dim && std::abs(base) >= w.from)
      return fmt::format("{} {}", show_number(base / w.scale, 3), w.symbol);
  const std::string unit = dim == Dim{} ? "" : " " + to_string(dim);
  return show_number(base, 6) + unit;
}

}  // namespace

const std::vector<std::string>& weighing_words() {
  static const std::vector<std::string> kWords{"people", "area", "count"};
  return kWords;
}

std::string Params::shown(const std::string& name) const {
  const Param& p = values_.at(name);
  if (const auto* base = std::get_if<double>(&p)) return show_quantity(*base, dim(name));
  if (const auto* word = std::get_if<std::string>(&p)) return *word;
  return fmt::format("{}", fmt::join(std::get<std::vector<std::string>>(p), ", "));
}

}  // namespace cityloop
