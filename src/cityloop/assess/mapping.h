#pragma once

// Which indicator of one framework stands for which of another: what can be compared when a city is judged by several.

#include <span>
#include <string>
#include <vector>

#include "cityloop/assess/framework.h"

namespace cityloop {

/// exact: one definition, so the same figure. close: much the same is meant, and the note says what differs.
/// none: somebody looked and there is nothing. unsaid: nobody has declared anything.
enum class Match : std::uint8_t { exact, close, none, unsaid };

/// One declared line: `of` is answered by `as`, or (none) by nothing in the framework `in`.
struct Equivalent {
  IndicatorKey of, as;
  FrameworkKey in;
  Match match = Match::close;
  Text note;
  int line = 0;
};
/// Indicators that two frameworks share by their key are exact without being declared.
struct Mapping {
  std::vector<FrameworkKey> frameworks;  // which are compared, in the order of the columns
  std::vector<Equivalent> equivalents;
};

/// {frameworks: […], equivalents: [{of, as, match: exact|close, note} | {of, in, match: none, note}]}; strict. Throws Error{bad_input} with file, line and the nearest key: frameworks and indicators that are not
/// declared, an indicator that none of the frameworks judges, a pair that is declared twice, a `none` that a pair or a shared
/// key contradicts.
Mapping parse_mapping(const Document&, std::span<const Indicator>, std::span<const Framework>);

struct Counterpart {
  Match match = Match::unsaid;
  IndicatorKey indicator;  // empty for none and unsaid
  Text note;
};
/// What stands for an indicator in a framework: the indicator itself, else all that is declared, in either direction, in the
/// order of the file; never empty.
std::vector<Counterpart> counterparts(const Mapping&, const IndicatorKey&, const Framework& in);

Text match_word(Match);  // "exact", "close", "none", "–"

}  // namespace cityloop
