#pragma once

#include <vector>

#include "cityloop/base/column.h"
#include "cityloop/base/text.h"

namespace cityloop {

using BudgetIdx = Id<struct BudgetIdxTag>;

/// What was appropriated, committed and paid, by fund and year. What is left is computed, never stored twice.
struct Budget {
  std::vector<FundKey> funds;  // sorted
  std::vector<Text> fund_names;
  Column<BudgetIdx, std::uint16_t> fund;
  Column<BudgetIdx, std::int16_t> year;
  Column<BudgetIdx, std::int64_t> appropriated_fen, committed_fen, paid_fen;
  Column<BudgetIdx, SourceRow> source;

  template <class S, class V>
  static void columns(S& s, V& v) {
    v("funds", s.funds), v("fund_names", s.fund_names), v("fund", s.fund), v("year", s.year);
    v("appropriated_fen", s.appropriated_fen), v("committed_fen", s.committed_fen), v("paid_fen", s.paid_fen);
    v("source", s.source);
  }
};

}  // namespace cityloop
