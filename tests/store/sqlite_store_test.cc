// What only a store in a file must do: be one process's, refuse what it does not know, survive kill -9.

#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include "cityloop/io/store/migrate.h"
#include "cityloop/io/store/sqlite.h"
#include "tests/paths.h"
#include "tests/store/child.h"
#include "tests/store/world.h"

namespace cityloop {
namespace {

using namespace testing;  // NOLINT: fixtures of this folder
using ::testing::HasSubstr;

Error error_of(const std::function<void()>& fn) {
  try {
    fn();
  } catch (const Error& e) {
    return e;
  }
  return Error{Fault::internal, verbatim("nothing was thrown")};
}

TEST(SqliteStore, SecondProcessIsToldWhoHoldsTheCity) {
  TempFolder folder;
  const std::string file = folder / "city.db";
  Child holder{[&](int to) {
    const auto store = sqlite_store(file);
    store->put_fact(drawn(), at(0), {});
    say_number(to, 1);
    ::pause();
  }};
  ASSERT_TRUE(holder.read());
  const Error e = error_of([&] { (void)sqlite_store(file); });
  EXPECT_EQ(e.fault(), Fault::conflict);
  EXPECT_THAT(e.words().en, HasSubstr("process " + std::to_string(holder.pid())));
  EXPECT_THAT(e.words().zh, HasSubstr(std::to_string(holder.pid())));
  EXPECT_THAT(e.hint().en, HasSubstr("kill " + std::to_string(holder.pid())));
  EXPECT_EQ(sqlite_store(file, Access::read)->latest(), id(drawn()));  // reading needs no lock
  holder.kill();
  EXPECT_EQ(sqlite_store(file)->latest(), id(drawn()));  // a dead process holds nothing
}

TEST(SqliteStore, ReaderSeesWhatTheWriterCommits) {
  TempFolder folder;
  const auto writer = sqlite_store(folder / "city.db");
  const auto reader = sqlite_store(folder / "city.db", Access::read);
  EXPECT_FALSE(reader->latest());
  writer->put_fact(drawn(), at(0), {});
  EXPECT_EQ(reader->latest(), id(drawn()));
  EXPECT_EQ(fault_of([&] { reader->put_fact(renamed(drawn(), "B"), at(0), {}); }), Fault::forbidden);
  EXPECT_EQ(fault_of([&] { reader->append(std::vector{opened(1)}); }), Fault::forbidden);
}

TEST(SqliteStore, CityThatNobodyImportedYetIsReadAsEmpty) {
  TempFolder folder;
  EXPECT_FALSE(sqlite_store(folder / "city.db", Access::read)->latest());
  EXPECT_FALSE(std::filesystem::exists(folder / "city.db"));
}

TEST(SqliteStore, FolderThatIsNotThereIsAClearError) {
  TempFolder folder;
  EXPECT_EQ(fault_of([&] { (void)sqlite_store(folder / "none/city.db"); }), Fault::unavailable);
}

TEST(SqliteStore, LayerSharedByTwoSnapshotsIsStoredOnce) {
  TempFolder folder;
  const std::string file = folder / "city.db";
  sqlite_store(file)->put_fact(drawn(), at(0), {});
  const auto layers_in = [&] {
    sqlite::Database db{file, sqlite::Open::read};
    return db.number("SELECT count(*) FROM fact_layer");
  };
  const std::int64_t before = layers_in();
  sqlite_store(file)->put_fact(renamed(drawn(), "B"), at(1), {});
  EXPECT_EQ(layers_in(), before + 1);  // only `about` differs
}

TEST(SqliteStore, LayersInUseAreNotReadTwice) {
  TempFolder folder;
  const auto store = sqlite_store(folder / "city.db");
  const SnapshotId a = store->put_fact(drawn(), at(0), {}),
                   b = store->put_fact(renamed(drawn(), "B"), at(1), {});
  const City one = store->city(a), two = store->city(b);
  EXPECT_EQ(one.streets.shared(), two.streets.shared());
  EXPECT_NE(one.about.shared(), two.about.shared());
}

TEST(SqliteStore, LedgerRefusesToBeChangedEvenFromOutside) {
  TempFolder folder;
  const std::string file = folder / "city.db";
  sqlite_store(file)->append(std::vector{opened(1)});
  {
    sqlite::Database db{file, sqlite::Open::make};
    EXPECT_THAT(error_of([&] { db.run("UPDATE ledger_entry SET at = 'x'"); }).words().en,
                HasSubstr("append-only"));
    EXPECT_THAT(error_of([&] { db.run("DELETE FROM ledger_entry"); }).words().en, HasSubstr("append-only"));
  }
  EXPECT_EQ(as_json(sqlite_store(file)->ledger()), as_json({opened(1)}));
}

TEST(SqliteStore, NewerSchemaIsRefusedAndUntouched) {
  TempFolder folder;
  const std::string file = folder / "city.db";
  sqlite_store(file).reset();
  sqlite::Database{file, sqlite::Open::make}.run("PRAGMA user_version = " +
                                                 std::to_string(newest_schema() + 1));
  for (const Access access : {Access::write, Access::read}) {
    const Error e = error_of([&] { (void)sqlite_store(file, access); });
    EXPECT_EQ(e.fault(), Fault::conflict);
    EXPECT_THAT(e.words().en, HasSubstr("newer CityLoop"));
  }
  sqlite::Database db{file, sqlite::Open::read};
  EXPECT_EQ(db.number("PRAGMA user_version"), newest_schema() + 1);
}

TEST(SqliteStore, OlderSchemaIsReadOnlyAfterAWriterBroughtItUpToDate) {
  TempFolder folder;
  const std::string file = folder / "city.db";
  sqlite::Database{file, sqlite::Open::make}.run(
      "PRAGMA user_version = 0; PRAGMA application_id = 0; VACUUM");
  EXPECT_EQ(fault_of([&] { (void)sqlite_store(file, Access::read); }), Fault::conflict);
  sqlite_store(file).reset();
  EXPECT_EQ(fault_of([&] { (void)sqlite_store(file, Access::read); }), std::nullopt);
}

TEST(SqliteStore, TheLedgerOfTheFirstSchemaIsKeptEntryByEntry) {
  TempFolder folder;
  const std::string file = folder / "city.db";
  std::ifstream in{testing::source_dir() + "/schema/sqlite/0001_facts_results_ledger.sql"};
  const std::string first{std::istreambuf_iterator<char>{in}, {}};
  {
    sqlite::Database db{file, sqlite::Open::make};
    db.run(first);
    db.run("PRAGMA application_id = " + std::to_string(kStoreApplication) + "; PRAGMA user_version = 1");
    sqlite::Statement row{
        db, "INSERT INTO ledger_entry (sequence, at, kind, of_case, body) VALUES (7, ?, ?, ?, ?)"};
    const LedgerEntry entry = opened(1);
    row.run(to_string(entry.at), "case_event", to_string(std::get<CaseEvent>(entry.what).of), to_json(entry));
  }
  const auto store = sqlite_store(file);
  EXPECT_EQ(as_json(store->ledger()), as_json({opened(1)}));
  const LedgerEntry goals{at(2), GoalsAdopted{FrameworkKey{"a"}, 1, {}, ActorKey{"m"}, "", "key: a"}};
  store->append(std::span{&goals, 1});
  EXPECT_EQ(as_json(store->ledger()), as_json({opened(1), goals}));
  // Still append-only, and numbers go on where they were.
  sqlite::Database db{file, sqlite::Open::read};
  EXPECT_EQ(db.number("SELECT max(sequence) FROM ledger_entry"), 8);
  EXPECT_EQ(
      db.number("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'ledger_entry'"),
      2);
}

TEST(SqliteStore, DatabaseOfAnotherProgramIsRefused) {
  TempFolder folder;
  const std::string file = folder / "other.db";
  sqlite::Database{file, sqlite::Open::make}.run("CREATE TABLE t (x)");
  EXPECT_EQ(fault_of([&] { (void)sqlite_store(file); }), Fault::bad_input);
  std::ofstream{folder / "text.db"} << std::string(20000, 'x');
  EXPECT_EQ(fault_of([&] { (void)sqlite_store(folder / "text.db"); }), Fault::bad_input);
}

TEST(SqliteStore, DamagedLayerIsSaidAndNotRead) {
  TempFolder folder;
  const std::string file = folder / "city.db";
  const SnapshotId s = sqlite_store(file)->put_fact(drawn(), at(0), {});
  {
    sqlite::Database db{file, sqlite::Open::make};
    db.run("DROP TRIGGER fact_layer_part_is_never_changed");
    db.run(
        "UPDATE fact_layer_part SET bytes = zeroblob(length(bytes)) WHERE layer = "
        "(SELECT key FROM fact_layer WHERE layer = 'people')");
  }
  const auto store = sqlite_store(file);
  const Error e = error_of([&] { (void)store->city(s); });
  EXPECT_EQ(e.fault(), Fault::bad_input);
  EXPECT_THAT(e.words().en, HasSubstr("people"));
}

// ---- kill -9

TEST(KillNine, NothingAcknowledgedIsLostAndNothingIsDoubled) {
  TempFolder folder;
  const std::string file = folder / "city.db";
  Random random{2026, 1};
  std::uint64_t written = 0;  // cases in the ledger, each opened and assigned in one append
  for (int round = 0; round < 30; ++round) {
    SCOPED_TRACE(round);
    std::uint64_t acknowledged = written;
    Child child{[&](int to) {
      const auto store = sqlite_store(file);
      for (std::uint64_t i = written;; ++i) {
        store->append(std::vector{opened(i), assigned(i)});
        say_number(to, i + 1);
      }
    }};
    const std::uint64_t at_least = random.below(4);  // sometimes before the first, sometimes after some
    for (std::uint64_t i = 0; i < at_least; ++i) acknowledged = child.read().value_or(acknowledged);
    ::usleep(static_cast<useconds_t>(random.below(3000)));
    child.kill();
    while (const auto more = child.read()) acknowledged = *more;

    const auto store = sqlite_store(file);
    const auto entries = store->ledger();
    const auto cases = store->cases();  // folds
    EXPECT_EQ(entries.size(), 2 * cases.size());
    ASSERT_GE(cases.size(), acknowledged);
    EXPECT_LE(cases.size(), acknowledged + 1);  // at most the one that was on its way
    for (std::uint64_t i = 0; i < cases.size(); ++i) {
      EXPECT_EQ(cases[i].id.v, i);
      EXPECT_EQ(cases[i].state, CaseState::assigned);
    }
    written = cases.size();
  }
  EXPECT_GT(written, 10U);
}

TEST(KillNine, InterruptedImportLeavesTheOldSnapshotOrTheWholeNewOne) {
  TempFolder folder;
  const std::string file = folder / "city.db";
  const City base = drawn();
  sqlite_store(file)->put_fact(base, at(0), {});
  Random random{2026, 2};
  int old = 0, whole = 0;
  for (std::uint64_t round = 0; round < 30; ++round) {
    SCOPED_TRACE(round);
    const City next = heavy(base, 200000, round);
    const SnapshotId before = *sqlite_store(file, Access::read)->latest();
    Child child{[&](int to) {
      const auto store = sqlite_store(file);
      say_number(to, 0);
      store->put_fact(next, at(static_cast<int>(round) + 1), {});
      say_number(to, 1);
      ::pause();
    }};
    ASSERT_TRUE(child.read());
    ::usleep(static_cast<useconds_t>(random.below(15000)));
    child.kill();
    const bool acknowledged = child.read().has_value();

    const auto store = sqlite_store(file);
    const SnapshotId now = *store->latest();
    EXPECT_TRUE(now == before || now == id(next));
    if (acknowledged) {
      EXPECT_EQ(now, id(next));
    }
    EXPECT_EQ(id(store->city(now)), now);
    EXPECT_EQ(id(store->city(before)), before);
    ++(now == before ? old : whole);
  }
  EXPECT_GT(old + whole, 0);
  RecordProperty("old", old);
  RecordProperty("whole", whole);
}

}  // namespace
}  // namespace cityloop
