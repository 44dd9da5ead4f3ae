#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cityloop/base/run.h"
#include "cityloop/city/delta.h"
#include "cityloop/measure/field.h"
#include "cityloop/measure/indicator.h"

namespace cityloop {

struct ParamSpec {
  enum class Type : std::uint8_t { number, quantity, word, words, choice, expression } type = Type::word;
  std::string name = {};
  Text meaning = {};
  bool required = false;
  Dim dim = {};                           // quantity
  std::optional<Dim> or_dim = {};         // quantity: the other dimension it may be written in
  std::string bare_unit = "1";            // a quantity without a unit is taken in this
  std::vector<std::string> choices = {};  // choice
  std::string fallback = {};              // as it would be written in YAML; empty: none
  double least = 0, most = 1e300;         // number and quantity, in base units
};

/// All a kernel sees.
struct Ask {
  const City& city;
  const Indicator& indicator;
  const Measurement& so_far;              // fields of the indicators it needs (combine)
  std::span<const Indicator> indicators;  // their declarations
  Run& run;
};
using KernelFn = Field (*)(const Ask&);
/// The same field after a delta, from the field before; returns false to ask for a full computation.
using UpdateFn = bool (*)(const Ask& now, const City& before, const Field& was, const Delta&, Field& out);

/// A pure function from the city to a field: same inputs, same bytes, any thread count.
struct Kernel {
  std::string_view name;
  Text meaning;
  std::string_view formula;
  std::vector<ParamSpec> params;
  /// Throws Error{bad_input} unless the declared unit has a dimension that this kernel yields with these parameters.
  /// `all` is empty when one declaration is read alone: what needs the others is checked when the list is complete.
  void (*check)(const Indicator&, std::span<const Indicator> all);
  /// Layers whose change may change the field, for these parameters.
  LayerSet (*reads)(const Indicator&);
  /// Kinds of place it reads; empty: none. (Only these places matter.)
  std::vector<PlaceKindKey> (*kinds)(const Indicator&);
  /// Indicators that must be measured first.
  std::vector<IndicatorKey> (*needs)(const Indicator&);
  Support (*support)(const Indicator&, std::span<const Indicator> all);
  KernelFn measure;
  UpdateFn update = nullptr;
};

/// The explicit list; static registration is silently dropped by linkers of static libraries.
std::span<const Kernel> kernels();
const Kernel& kernel(std::string_view name,
                     const Where& where = {});  // throws Error{bad_input} with the nearest name

/// Reads one declaration, checks its kernel, parameters and unit. Throws Error{bad_input} with file and line.
Indicator parse_indicator(const Document&);
/// Checks what needs the whole list: unique keys, needs that exist, no cycles, dimensions of combine.
void check_indicators(std::span<const Indicator>);

}  // namespace cityloop
