#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "cityloop/base/document.h"
#include "cityloop/city/layers.h"
#include "cityloop/io/store/lock.h"
#include "cityloop/io/store/migrate.h"
#include "cityloop/io/store/rows.h"
#include "cityloop/io/store/sqlite.h"
#include "cityloop/io/store/store.h"

namespace cityloop {
namespace {

using sqlite::Blob;
using sqlite::Database;
using sqlite::Open;
using sqlite::Statement;
using sqlite::Transaction;

constexpr std::size_t kPartBytes = std::size_t{32} << 20;  // well below SQLite's limit of 10^9 bytes a value
constexpr const char* kSupports[] = {"cell", "zone", "whole"};

ContentHash checksum(std::string_view bytes) { return Hasher{}.bytes(bytes.data(), bytes.size()).done(); }

/// One private file in WAL mode: one process, one connection that writes and checkpoints (docs/decisions: the store is
/// a private SQLite file). Not for several threads at once.
class SqliteStore final : public Store {
 public:
  SqliteStore(const std::string& file, Access access)
      : access_{access}, lock_{access == Access::write ? std::make_unique<WriteLock>(file) : nullptr},
        db_{file, open_as(file, access)} {
    db_.run("PRAGMA foreign_keys = ON");
    db_.run("PRAGMA temp_store = MEMORY");
    db_.run("PRAGMA cell_size_check = ON");
    if (access == Access::write) {
      db_.run("PRAGMA page_size = 16384");  // of a new file; blobs are the bulk
      (void)db_.number("PRAGMA journal_size_limit = 67108864");
      Statement{db_, "PRAGMA journal_mode = WAL"}.run();
      db_.run("PRAGMA synchronous = FULL");  // NORMAL may lose the last commits of a WAL when the power fails
    }
    // A city that nobody has imported yet can be read: it is empty.
    if (access == Access::write || in_memory_) migrate(db_);
    else require_schema(db_);
  }

  SnapshotId put_fact(const City& city, Instant imported, const Diagnostics& notes) override {
    require_write();
    const SnapshotId snapshot = id(city);
    Transaction all{db_};
    if (latest() == snapshot) return snapshot;
    if (!holds(snapshot)) {
      Statement{db_, "INSERT INTO fact_snapshot (id, as_of) VALUES (?, ?)"}.run(to_string(snapshot),
                                                                                to_string(city.as_of));
      Statement link{db_, "INSERT INTO fact_snapshot_layer (snapshot, layer) VALUES (?, ?)"};
      each_layer(city, [&](LayerId layer, const auto& content) {
        link.run(to_string(snapshot), put_layer(layer, content));
      });
    }
    Statement{db_, "INSERT INTO fact_import (snapshot, imported, diagnostics) VALUES (?, ?, ?)"}.run(
        to_string(snapshot), to_string(imported), to_json(notes));
    all.commit();
    return snapshot;
  }

  City city(SnapshotId snapshot) const override {
    Statement row{db_, "SELECT as_of FROM fact_snapshot WHERE id = ?"};
    const std::string key = to_string(snapshot);
    if (!row.ask(key).next()) fail_unknown_snapshot(snapshot);
    City city;
    city.as_of = parse_date(row.text(0));
    Statement find{db_,
                   "SELECT l.key, l.hash, l.size, l.checksum FROM fact_snapshot_layer s JOIN fact_layer l "
                   "ON l.key = s.layer WHERE s.snapshot = ?1 AND l.layer = ?2"};
    each_layer(city, [&](LayerId layer, auto& content) {
      if (!find.ask(key, to_word(layer)).next()) fail_damaged(layer);
      read_layer(layer, find, content);
    });
    if (id(city) != snapshot) fail_damaged(LayerId::count);
    return city;
  }

  std::vector<SnapshotRow> snapshots() const override {
    std::vector<SnapshotRow> rows;
    Statement all{
        db_,
        "SELECT i.snapshot, s.as_of, i.imported, i.diagnostics FROM fact_import i JOIN fact_snapshot s "
        "ON s.id = i.snapshot WHERE i.position = (SELECT max(position) FROM fact_import "
        "WHERE snapshot = i.snapshot) ORDER BY i.position"};
    while (all.next())
      rows.push_back({parse_hash(std::string{all.text(0)}), parse_date(all.text(1)),
                      parse_instant(all.text(2)), std::string{all.text(3)}});
    return rows;
  }
  std::optional<SnapshotId> latest() const override {
    Statement last{db_, "SELECT snapshot FROM fact_import ORDER BY position DESC LIMIT 1"};
    if (!last.next()) return std::nullopt;
    return parse_hash(std::string{last.text(0)});
  }

  void put_result(const Measurement& measured) override {
    require_write();
    Transaction all{db_};
    require(measured.snapshot);
    const std::string key = to_string(measured.snapshot);
    Statement{db_, "DELETE FROM result_measurement WHERE snapshot = ?"}.run(key);
    Statement{db_, "INSERT INTO result_measurement (snapshot) VALUES (?)"}.run(key);
    Statement head{
        db_, "INSERT INTO result_field (snapshot, indicator, support, level, rows) VALUES (?, ?, ?, ?, ?)"};
    Statement piece{db_,
                    "INSERT INTO result_field_piece (field, piece, value, mark, standard_error) "
                    "VALUES (?, ?, ?, ?, ?)"};
    for (const auto& [indicator, field] : measured.fields) {
      head.run(key, indicator.word, kSupports[static_cast<std::size_t>(field->support.of)],
               field->support.level.word, field->size());
      const std::int64_t row = db_.last_row();
      for (std::size_t i = 0; i < pieces(field->size()); ++i) {
        const FieldPiece bytes = to_piece(*field, i);
        piece.run(row, i, Blob{bytes.value}, Blob{bytes.mark}, Blob{bytes.standard_error});
      }
    }
    all.commit();
  }

  std::optional<Measurement> measurement(SnapshotId snapshot) const override {
    const std::string key = to_string(snapshot);
    if (!Statement{db_, "SELECT 1 FROM result_measurement WHERE snapshot = ?"}.ask(key).next())
      return std::nullopt;
    Measurement measured{snapshot, {}};
    Statement heads{db_, "SELECT key, indicator, support, level, rows FROM result_field WHERE snapshot = ?"};
    Statement piece{
        db_, "SELECT value, mark, standard_error FROM result_field_piece WHERE field = ? ORDER BY piece"};
    heads.ask(key);
    while (heads.next()) {
      auto field = std::make_shared<Field>();
      for (std::size_t of = 0; of < std::size(kSupports); ++of)
        if (heads.text(2) == kSupports[of]) field->support.of = static_cast<Support::Of>(of);
      field->support.level.word = heads.text(3);
      piece.ask(heads.integer(0));
      while (piece.next()) append_piece(*field, piece.blob(0), piece.blob(1), piece.blob(2));
      if (field->size() != static_cast<std::size_t>(heads.integer(4))) fail_damaged(LayerId::count);
      measured.fields.emplace(IndicatorKey{std::string{heads.text(1)}}, std::move(field));
    }
    return measured;
  }

  void put_result(const Assessment& assessed, const std::vector<Finding>& findings) override {
    require_write();
    Transaction all{db_};
    require(assessed.snapshot);
    const std::string key = to_string(assessed.snapshot), &framework = assessed.framework.word;
    Statement{db_, "DELETE FROM result_assessment WHERE snapshot = ? AND framework = ?"}.run(key, framework);
    const std::string totals = encode_totals(assessed), found = encode(findings);
    Statement{db_,
              "INSERT INTO result_assessment (snapshot, framework, totals, findings) VALUES (?, ?, ?, ?)"}
        .run(key, framework, Blob{totals}, Blob{found});
    Statement row{db_,
                  "INSERT INTO result_criterion (snapshot, framework, criterion, body) VALUES (?, ?, ?, ?)"};
    for (std::size_t i = 0; i < assessed.criteria.size(); ++i) {
      const std::string body = encode(*assessed.criteria[i]);
      row.run(key, framework, i, Blob{body});
    }
    all.commit();
  }
  std::optional<Assessment> assessment(SnapshotId snapshot, const FrameworkKey& framework) const override {
    const std::string key = to_string(snapshot);
    Statement row{db_, "SELECT totals FROM result_assessment WHERE snapshot = ? AND framework = ?"};
    if (!row.ask(key, framework.word).next()) return std::nullopt;
    Assessment assessed = decode_totals(row.blob(0));
    Statement criterion{
        db_, "SELECT body FROM result_criterion WHERE snapshot = ? AND framework = ? ORDER BY criterion"};
    criterion.ask(key, framework.word);
    while (criterion.next()) assessed.criteria.push_back(decode_criterion(criterion.blob(0)));
    return assessed;
  }
  std::optional<std::vector<Finding>> findings(SnapshotId snapshot,
                                               const FrameworkKey& framework) const override {
    Statement row{db_, "SELECT findings FROM result_assessment WHERE snapshot = ? AND framework = ?"};
    const std::string key = to_string(snapshot);
    if (!row.ask(key, framework.word).next()) return std::nullopt;
    return decode_findings(row.blob(0));
  }

  void put_result(const Plan& plan) override {
    require_write();
    Transaction all{db_};
    Statement{db_, "DELETE FROM result_plan WHERE id = ?"}.run(to_string(plan.id));
    Statement{db_, "INSERT INTO result_plan (id, body) VALUES (?, ?)"}.run(to_string(plan.id), to_json(plan));
    all.commit();
  }
  std::vector<Plan> plans() const override {
    std::vector<Plan> plans;
    Statement all{db_, "SELECT id, body FROM result_plan ORDER BY position"};
    while (all.next()) plans.push_back(plan_of(all.text(0), all.text(1)));
    return plans;
  }
  std::optional<Plan> plan(PlanId plan) const override {
    Statement row{db_, "SELECT id, body FROM result_plan WHERE id = ?"};
    const std::string key = to_string(plan);
    if (!row.ask(key).next()) return std::nullopt;
    return plan_of(row.text(0), row.text(1));
  }

  void put_result(SnapshotId snapshot, const Lessons& lessons) override {
    require_write();
    Transaction all{db_};
    require(snapshot);
    Statement{db_, "INSERT OR REPLACE INTO result_lessons (snapshot, body) VALUES (?, ?)"}.run(
        to_string(snapshot), to_json(lessons));
    all.commit();
  }
  std::optional<std::string> lessons(SnapshotId snapshot) const override {
    Statement row{db_, "SELECT body FROM result_lessons WHERE snapshot = ?"};
    const std::string key = to_string(snapshot);
    if (!row.ask(key).next()) return std::nullopt;
    return std::string{row.text(0)};
  }

  void drop_results() override {
    require_write();
    Transaction all{db_};
    for (const char* sql : {"DELETE FROM result_measurement", "DELETE FROM result_assessment",
                            "DELETE FROM result_plan", "DELETE FROM result_lessons"})
      db_.run(sql);
    all.commit();
  }

  void append(std::span<const LedgerEntry> entries) override {
    require_write();
    Transaction all{db_};
    Statement of_case{db_, "SELECT body FROM ledger_entry WHERE of_case = ? ORDER BY sequence"};
    refuse_illegal_moves(entries, [&](CaseId of) {
      std::vector<CaseEvent> events;
      const std::string key = to_string(of);
      of_case.ask(key);
      while (of_case.next()) events.push_back(std::get<CaseEvent>(entry_of(of_case.text(0)).what));
      return events;
    });
    Statement row{db_, "INSERT INTO ledger_entry (at, kind, of_case, body) VALUES (?, ?, ?, ?)"};
    for (const LedgerEntry& entry : entries) {
      const auto* event = std::get_if<CaseEvent>(&entry.what);
      if (event != nullptr)
        row.run(to_string(entry.at), kind_of(entry), to_string(event->of), to_json(entry));
      else row.run(to_string(entry.at), kind_of(entry), nullptr, to_json(entry));
    }
    all.commit();
  }
  std::vector<LedgerEntry> ledger() const override {
    std::vector<LedgerEntry> entries;
    Statement all{db_, "SELECT body FROM ledger_entry ORDER BY sequence"};
    while (all.next()) entries.push_back(entry_of(all.text(0)));
    return entries;
  }

 private:
  Open open_as(const std::string& file, Access access) {
    if (access == Access::write) return Open::make;
    in_memory_ = !std::filesystem::exists(file);
    return in_memory_ ? Open::memory : Open::read;
  }
  void require_write() const {
    if (access_ == Access::write) return;
    throw Error{Fault::forbidden,
                {"this store was opened for reading only", "此存储以只读方式打开"},
                {.file = db_.file()}};
  }
  bool holds(SnapshotId snapshot) const {
    const std::string key = to_string(snapshot);
    return Statement{db_, "SELECT 1 FROM fact_snapshot WHERE id = ?"}.ask(key).next();
  }
  void require(SnapshotId snapshot) const {
    if (!holds(snapshot)) fail_unknown_snapshot(snapshot);
  }
  [[noreturn]] void fail_damaged(LayerId layer) const {
    const std::string what = layer == LayerId::count ? "snapshot" : std::string{to_word(layer)};
    throw Error{Fault::bad_input,
                say("the store is damaged: {} cannot be read back", "存储已损坏：无法读回 {}", what),
                {.file = db_.file()},
                {"restore the file from a backup, or import the city again into a new workspace",
                 "请从备份恢复，或在新的工作区重新导入城市数据"}};
  }
  Plan plan_of(std::string_view id, std::string_view body) const {
    return parse_plan(parse_json(body, db_.file() + ": plan " + std::string{id}));
  }
  LedgerEntry entry_of(std::string_view body) const {
    return parse_ledger_entry(parse_json(body, db_.file() + ": ledger"));
  }

  /// The row of a layer, written if no snapshot has brought it yet.
  template <class T>
  std::int64_t put_layer(LayerId layer, const Layer<T>& content) {
    const std::string hash = to_string(content.hash());
    Statement find{db_, "SELECT key FROM fact_layer WHERE layer = ? AND hash = ?"};
    if (find.ask(to_word(layer), hash).next()) return find.integer(0);
    const std::string bytes = encode(*content);
    Statement{db_, "INSERT INTO fact_layer (layer, hash, size, checksum) VALUES (?, ?, ?, ?)"}.run(
        to_word(layer), hash, bytes.size(), to_string(checksum(bytes)));
    const std::int64_t key = db_.last_row();
    Statement part{db_, "INSERT INTO fact_layer_part (layer, part, bytes) VALUES (?, ?, ?)"};
    for (std::size_t i = 0; i * kPartBytes < bytes.size(); ++i)
      part.run(key, i, Blob{std::string_view{bytes}.substr(i * kPartBytes, kPartBytes)});
    return key;
  }
  /// `row`: key, hash, size and checksum of the layer. A layer that is still in use somewhere is shared, not read again.
  template <class T>
  void read_layer(LayerId layer, const Statement& row, Layer<T>& content) const {
    const ContentHash hash = parse_hash(std::string{row.text(1)});
    std::weak_ptr<const void>& held = held_[{layer, hash}];
    if (const auto there = held.lock()) {
      content = Layer<T>{std::static_pointer_cast<const T>(there), hash};
      return;
    }
    std::string bytes;
    bytes.reserve(static_cast<std::size_t>(row.integer(2)));
    Statement parts{db_, "SELECT bytes FROM fact_layer_part WHERE layer = ? ORDER BY part"};
    parts.ask(row.integer(0));
    while (parts.next()) bytes += parts.blob(0);
    if (bytes.size() != static_cast<std::size_t>(row.integer(2)) || to_string(checksum(bytes)) != row.text(3))
      fail_damaged(layer);
    content = Layer<T>{std::make_shared<const T>(decode<T>(bytes)), hash};
    held = content.shared();
  }

  Access access_;
  bool in_memory_ = false;
  std::unique_ptr<WriteLock> lock_;
  mutable Database db_;
  mutable std::map<std::pair<LayerId, ContentHash>, std::weak_ptr<const void>> held_;
};

}  // namespace

std::unique_ptr<Store> sqlite_store(const std::string& file, Access access) {
  return std::make_unique<SqliteStore>(file, access);
}

}  // namespace cityloop
