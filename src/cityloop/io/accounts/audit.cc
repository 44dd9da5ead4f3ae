#include "cityloop/io/accounts/audit.h"

#include <algorithm>

#include "cityloop/base/utf8.h"

namespace cityloop::accounts {
namespace {

using sqlite::Blob;
using sqlite::Database;
using sqlite::Statement;

constexpr std::size_t kLongestWord = 400;  // bytes

/// One line of bounded length: what is recorded can neither forge a second line of a log nor fill the disk.
std::string recorded(std::string_view words) {
  std::string out{words.substr(0, kLongestWord)};
  if (words.size() > kLongestWord)
    while (!out.empty() && (static_cast<unsigned char>(words[out.size()]) & 0xc0) == 0x80) out.pop_back();
  if (const std::size_t bad = first_not_utf8(out); bad != std::string::npos) out.resize(bad);
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return out;
}

/// Every field with its length before it, so that no two rows are the same bytes.
Digest hash_of(std::int64_t number, std::string_view at, const Act& a, const Digest& previous) {
  std::string bytes{bytes_of(previous)};
  const auto add = [&](std::string_view field) {
    bytes += std::to_string(field.size());
    bytes += ':';
    bytes += field;
  };
  add(std::to_string(number));
  add(at);
  for (const std::string* field : {&a.who, &a.role, &a.action, &a.object, &a.basis, &a.outcome}) add(*field);
  return digest("cityloop audit", bytes);
}

Act act_at(const Statement& row, int from) {
  const auto text = [&](int column) { return std::string{row.text(from + column)}; };
  return {text(0), text(1), text(2), text(3), text(4), text(5)};
}

}  // namespace

AuditHead audit_head(Database& db) {
  Statement last{db, "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1"};
  if (!last.next()) return {};
  return {last.integer(0), digest_of(last.blob(1))};
}

std::int64_t append_audit(Database& db, const Act& act, Instant at) {
  const AuditHead head = audit_head(db);
  const Act a{recorded(act.who),    recorded(act.role),  recorded(act.action),
              recorded(act.object), recorded(act.basis), recorded(act.outcome)};
  const std::int64_t number = head.rows + 1;
  const std::string time = to_string(at);
  const Digest hash = hash_of(number, time, a, head.hash);
  Statement{db,
            "INSERT INTO audit (number, at, who, role, action, object, basis, outcome, previous, hash) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"}
      .run(number, time, a.who, a.role, a.action, a.object, a.basis, a.outcome, Blob{bytes_of(head.hash)},
           Blob{bytes_of(hash)});
  return number;
}

std::vector<AuditEntry> read_audit(Database& db, std::size_t limit, std::int64_t before) {
  std::vector<AuditEntry> out;
  Statement rows{db,
                 "SELECT number, at, who, role, action, object, basis, outcome FROM audit "
                 "WHERE ?1 <= 0 OR number < ?1 ORDER BY number DESC LIMIT ?2"};
  rows.ask(before, limit);
  while (rows.next()) out.push_back({rows.integer(0), parse_instant(rows.text(1)), act_at(rows, 2)});
  return out;
}

AuditCheck check_audit(Database& db, const std::optional<AuditHead>& noted) {
  AuditCheck out;
  const auto broken = [&](std::int64_t row, Text why) {
    out.broken = row;
    out.why = std::move(why);
    return out;
  };
  Statement rows{db,
                 "SELECT number, at, who, role, action, object, basis, outcome, previous, hash FROM audit "
                 "ORDER BY number"};
  while (rows.next()) {
    const std::int64_t number = rows.integer(0), due = out.head.rows + 1;
    if (number != due) return broken(due, say("row {} is missing", "缺少第 {} 行", due));
    if (rows.blob(8) != bytes_of(out.head.hash))
      return broken(number,
                    say("row {} does not follow the row before it", "第 {} 行与前一行不衔接", number));
    const Digest hash = hash_of(number, rows.text(1), act_at(rows, 2), out.head.hash);
    if (rows.blob(9) != bytes_of(hash))
      return broken(number, say("row {} was changed", "第 {} 行被改动", number));
    out.head = {number, hash};
    if (noted && noted->rows == number && noted->hash != hash)
      return broken(number,
                    say("row {} is not the one that was noted", "第 {} 行与留存的记录不一致", number));
  }
  if (noted && noted->rows > out.head.rows)
    return broken(out.head.rows + 1, say("the record ends before row {}, which was noted",
                                         "记录在留存的第 {} 行之前中断", noted->rows));
  return out;
}

}  // namespace cityloop::accounts
