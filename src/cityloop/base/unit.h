#pragma once

#include <string>
#include <string_view>

#include "cityloop/base/error.h"
#include "cityloop/base/quantity.h"

namespace cityloop {

/// A unit met at run time: a dimension, its size in base units, and how it is written.
struct Unit {
  Dim dim = {};
  double scale = 1.0;
  std::string symbol = "1";
  double to_base(double value) const { return value * scale; }
  double from_base(double base) const { return base / scale; }
  friend bool operator==(const Unit&, const Unit&) = default;
};

/// Reads "min", "km2", "m2/person", "tCO2e/yr", "万元", "person/km2", "1/1000person", "%", "1".
/// Grammar: factor (('/' | '*' | '·') factor)*; factor = number? symbol? ('^'? exponent)?.
/// Throws Error{bad_input} with the nearest known symbol as hint.
Unit parse_unit(std::string_view text, const Where& where = {});

/// "60 min" → 3600 in base units; checks the dimension and says both when they differ.
double parse_quantity(std::string_view text, Dim expected, const Where& where = {});
/// As above, but a bare number is taken to be in `bare`.
double parse_quantity(std::string_view text, const Unit& bare, const Where& where = {});

std::string to_string(Dim);  // "m^2/person"

}  // namespace cityloop
