#pragma once

// Records ↔ rows: the only place that knows how a result becomes bytes. Facts have their own form (city/layers.h), the
// ledger is JSON (store.h); what remains are diagnostics and results.

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cityloop/io/store/store.h"

namespace cityloop {

/// {"problems": n, "counts": {code: n}, "items": [{level, code, text, where, hint}]}
std::string to_json(const Diagnostics&);

/// "case_event", "plan_adopted" or "effects_adopted".
std::string_view kind_of(const LedgerEntry&);
/// The rule of every append: a case's old and new events must fold. Throws what fold() throws; `events_of` gives the
/// events that the ledger already holds for a case. Thus whatever is in a ledger can be read back.
void refuse_illegal_moves(std::span<const LedgerEntry>,
                          const std::function<std::vector<CaseEvent>(CaseId)>& events_of);
/// Every store's answer to a result or question about a snapshot that it does not hold.
[[noreturn]] void fail_unknown_snapshot(SnapshotId);

/// A field's columns in pieces of `kFieldRows` rows, little-endian: what is read alone is small.
inline constexpr std::size_t kFieldRows = 65536;
struct FieldPiece {
  std::string value, mark, standard_error;  // the last is empty where the method gives none
};
FieldPiece to_piece(const Field&, std::size_t piece);
std::size_t pieces(std::size_t rows);
/// Appends a piece; throws Error{bad_input} if its columns do not agree in length or hold no mark.
void append_piece(Field&, std::string_view value, std::string_view mark, std::string_view standard_error);

// Each pair is exact: decode_x(encode(x)) == x bit for bit; decode throws Error{bad_input} on anything else.
std::string encode(const CriterionResult&);
std::shared_ptr<const CriterionResult> decode_criterion(std::string_view);
/// An assessment without its criteria, which have rows of their own.
std::string encode_totals(const Assessment&);
Assessment decode_totals(std::string_view);
std::string encode(const std::vector<Finding>&);
std::vector<Finding> decode_findings(std::string_view);

}  // namespace cityloop
