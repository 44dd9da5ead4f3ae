#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cityloop/base/document.h"
#include "cityloop/base/hash.h"
#include "cityloop/base/id.h"
#include "cityloop/base/text.h"
#include "cityloop/base/unit.h"

namespace cityloop {

/// Where a definition or a number comes from. `verified` false is shown wherever a person sees it.
struct Source {
  std::string title, clause, edition;  // "GB 50180-2018", "table C.0.1", "2018"
  bool verified = true;
};
/// {title, clause, edition, verified}; strict. (Defined in measure/kernel.cc.)
Source parse_source(const Document&);

/// Typed parameters of a kernel, checked against its ParamSpecs when the declaration is read.
/// Numbers with a dimension are in base units.
using Param = std::variant<double, std::string, std::vector<std::string>>;
class Params {
 public:
  void set(std::string name, Param value) { values_[std::move(name)] = std::move(value); }
  void set(const std::string& name, double base, Dim dim) {
    values_[name] = base;
    dims_[name] = dim;
  }
  bool has(const std::string& name) const { return values_.contains(name); }
  double number(const std::string& name) const { return std::get<double>(values_.at(name)); }
  const std::string& word(const std::string& name) const { return std::get<std::string>(values_.at(name)); }
  const std::vector<std::string>& words(const std::string& name) const {
    return std::get<std::vector<std::string>>(values_.at(name));
  }
  /// The dimension a quantity was written in; some parameters take either of two (a limit in minutes or in metres).
  Dim dim(const std::string& name) const {
    const auto it = dims_.find(name);
    return it == dims_.end() ? Dim{} : it->second;
  }
  const std::map<std::string, Param>& all() const { return values_; }
  /// For people: "60 min", "primary_school, middle_school".
  std::string shown(const std::string& name) const;

 private:
  std::map<std::string, Param> values_;
  std::map<std::string, Dim> dims_;
};

/// What a cell or a zone stands for when its value is put together with others to that of a larger area: its residents (what
/// people live with), its land (densities), or one object among others (shares of buildings, compounds, zones).
enum class Weighing : std::uint8_t { people, area, count };
const std::vector<std::string>& weighing_words();

/// A declaration. Read from YAML; contains no code and no policy (no weight, no target, no "good" or "bad").
struct Indicator {
  IndicatorKey key;
  std::uint32_t version = 1;  // raised when any published number could change
  Text name, meaning;
  Unit unit;
  std::string kernel;  // which pure function
  Params params;
  Weighing weighing = Weighing::people;
  std::optional<Metres> reach;  // how far one local change can be felt; absent: everywhere
  Source source;
  std::string file;  // where it was declared
  ContentHash hash;  // of the declaration: for memo keys and the results' provenance
};

}  // namespace cityloop
