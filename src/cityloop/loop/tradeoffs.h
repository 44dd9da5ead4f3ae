#pragma once

// What is given up for what: a programme's value against money, carbon, running costs, and those who are worst off.

#include <optional>
#include <string>
#include <vector>

#include "cityloop/decide/portfolio/tradeoff.h"
#include "cityloop/io/export/workbook.h"
#include "cityloop/loop/programme.h"

namespace cityloop {

/// An objective besides value, as people read it.
struct SecondAim {
  std::string key;
  Text name, unit;
  int decimals = 0;
  double sign = 1;  // shown = sign × value of the objective: money and carbon are kept below 0
  portfolio::Objective objective;
};
/// How one plan differs from the one before it.
struct Difference {
  std::vector<std::size_t> in, out, moved;  // proposals; moved: another year
};
struct TradeOffs {
  std::vector<SecondAim> aims;
  portfolio::TradeFront front;
  std::vector<Difference> from_before;  // by point; the first from the programme itself
};
inline constexpr const char* kAims = "cost, running, carbon, district, group";

/// The front of value against what is asked for.
///
///   cost      money for building, in ten thousand yuan
///   running   running costs a year of all that is chosen, in ten thousand yuan
///   carbon    of building, in tonnes: by type from the rules, else from the catalogue's rules of appraisal
///   district  the overall score of the zone that is worst off, of the coarsest level or the one named
///   group     the same of the groups that the framework watches
///
/// Scores are those of today and what single projects add to them, as believed; value counts pairs as well.
///
/// params   keys; `level` of zones; `levels` above 0: so many levels of each objective instead of the exact front
/// errors   Error{bad_input}: no such objective, or the programme does not carry it, with what is missing
TradeOffs trade_offs(const Workspace&, const Programmed&, const ProgrammeRules&,
                     const std::vector<std::string>& keys, const std::string& level, std::size_t levels);
/// "in: A, B; out: C; other year: D"; "the programme" where nothing differs from it.
Text words_of(const Difference&, const Programmed&, std::size_t most);
WorkbookSheet front_sheet(const TradeOffs&, const Programmed&, Lang);

}  // namespace cityloop
