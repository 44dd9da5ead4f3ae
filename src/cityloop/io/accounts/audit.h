#pragma once

// The audit record: who did what, by which right. Rows are only ever added; each is hashed together with the hash of the
// row before it, so that a row that was changed, taken out or put in is found. That the end was not cut off can be told by
// a head that was noted elsewhere.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cityloop/base/text.h"
#include "cityloop/base/time.h"
#include "cityloop/io/accounts/secrets.h"
#include "cityloop/io/store/sqlite.h"

namespace cityloop::accounts {

/// What is recorded. No secrets, and of persons nothing but the account's name.
struct Act {
  std::string who;      // the account's name; empty: nobody who is known
  std::string role;     // in which office
  std::string action;   // "plan.adopt", "session.open"
  std::string object;   // "plan 3f2a…"
  std::string basis;    // the rule or decision, or the ground on which the permission stands
  std::string outcome;  // "done", or why not
  friend bool operator==(const Act&, const Act&) = default;
};
struct AuditEntry {
  std::int64_t number = 0;
  Instant at{};
  Act act;
  friend bool operator==(const AuditEntry&, const AuditEntry&) = default;
};

struct AuditHead {
  std::int64_t rows = 0;
  Digest hash{};  // of the last row; zeros if there is none
  friend bool operator==(const AuditHead&, const AuditHead&) = default;
};
struct AuditCheck {
  AuditHead head;                      // up to where the record is whole
  std::optional<std::int64_t> broken;  // the first row that is not what was written
  Text why;
  bool whole() const { return !broken; }
};

/// Adds a row, in the transaction that is open; gives its number. Long words are cut, line ends become blanks.
std::int64_t append_audit(sqlite::Database&, const Act&, Instant at);
/// The newest rows first; `before`: only those with a lower number (0: from the end).
std::vector<AuditEntry> read_audit(sqlite::Database&, std::size_t limit, std::int64_t before);
AuditHead audit_head(sqlite::Database&);
/// Hashes the whole record again. `noted`: a head that was written down earlier must lie on the chain.
AuditCheck check_audit(sqlite::Database&, const std::optional<AuditHead>& noted = std::nullopt);

}  // namespace cityloop::accounts
