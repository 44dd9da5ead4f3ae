#pragma once

#include <string>
#include <vector>

#include "cityloop/base/column.h"

namespace cityloop {

using StatIdx = Id<struct StatIdxTag>;

/// Published series: a variable, of a zone or of the whole city, in a year. Most official figures live here.
struct Statistics {
  std::vector<VariableKey> variables;  // sorted
  std::vector<std::string> units;      // variable → unit symbol
  Column<StatIdx, std::uint16_t> variable;
  Column<StatIdx, ZoneIdx> zone;  // invalid: the whole city
  Column<StatIdx, std::int16_t> year;
  Column<StatIdx, double> value;  // in the variable's unit
  Column<StatIdx, Mark> mark;
  Column<StatIdx, SourceRow> source;

  template <class S, class V>
  static void columns(S& s, V& v) {
    v("variables", s.variables), v("units", s.units), v("variable", s.variable), v("zone", s.zone),
        v("year", s.year);
    v("value", s.value), v("mark", s.mark), v("source", s.source);
  }
};

}  // namespace cityloop
