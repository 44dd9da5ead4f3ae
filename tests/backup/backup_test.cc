// A backup is worth what comes back from it: every test here restores.

#include "cityloop/io/backup/backup.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cityloop/base/random.h"
#include "cityloop/io/accounts/accounts.h"
#include "cityloop/io/import/zip.h"
#include "cityloop/io/store/migrate.h"
#include "cityloop/io/store/sqlite.h"
#include "tests/paths.h"
#include "tests/store/child.h"
#include "tests/store/world.h"

namespace cityloop {
namespace {

namespace fs = std::filesystem;
using namespace testing;  // NOLINT: fixtures of the store's tests
using ::testing::HasSubstr;

void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream{file, std::ios::binary} << text;
}
std::string text_of(const fs::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}
/// Every file below a folder, but the databases (which are compared by what they say) and their journals.
std::map<std::string, std::string> files_of(const fs::path& folder) {
  std::map<std::string, std::string> out;
  for (const auto& at : fs::recursive_directory_iterator{folder}) {
    const std::string name = at.path().lexically_relative(folder).generic_string();
    if (at.is_regular_file() && name.find(".db") == std::string::npos) out[name] = text_of(at.path());
  }
  return out;
}

/// A workspace with a snapshot, three decisions, an administrator and files of its own.
struct Hall {
  TempFolder folder;
  std::string town = folder / "town";
  std::string zip = folder / "town.zip";
  SnapshotId snapshot;

  Hall() {
    write(town + "/city.yaml", "name: Town\n");
    write(town + "/data/people.csv", "x,y,count\n1,2,3\n");
    write(town + "/catalogue/frameworks/own.yaml", "key: own\n");
    write(town + "/data/empty.csv", "");
    write(town + "/out/report.html", "made again");
    const auto store = sqlite_store(town + "/cityloop.db");
    snapshot = store->put_fact(drawn(), at(0), {});
    store->append(std::vector{opened(1), assigned(1), opened(2, 3)});
    accounts::Accounts people{town + "/accounts.db"};
    (void)people.first_administrator(at(0));
  }
  backup::Contents make(bool with_accounts = true) const {
    QuietRun quiet;
    return backup::make({town, zip, "0.1.0", with_accounts, at(5)}, quiet.run);
  }
  backup::Restored restore(const std::string& into, bool replace = false) const {
    QuietRun quiet;
    return backup::restore(zip, folder / into, replace, at(9), quiet.run);
  }
  backup::Contents check() const {
    QuietRun quiet;
    return backup::check(zip, quiet.run);
  }
};
template <class Fn>
std::optional<Error> refused(Fn fn) {
  try {
    fn();
  } catch (const Error& e) {
    return e;
  }
  return std::nullopt;
}
/// Hidden folders that work was done in.
std::size_t leftovers(const Hall& hall) {
  std::size_t n = 0;
  for (const auto& at : fs::directory_iterator{fs::path{hall.town}.parent_path()})
    n += at.path().filename().string().starts_with(".cityloop-") ? 1 : 0;
  return n;
}

TEST(Backup, WhatComesBackIsWhatWasThere) {
  const Hall hall;
  const backup::Contents told = hall.make();
  EXPECT_EQ(told.snapshots, 1);
  EXPECT_EQ(told.ledger, 3);
  EXPECT_GT(told.audit, 0);
  EXPECT_EQ(told.store_schema, newest_schema());
  EXPECT_EQ(fs::status(hall.zip).permissions() & fs::perms::mask,
            fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(to_json(hall.check()), to_json(told));

  const backup::Restored back = hall.restore("again");
  EXPECT_EQ(to_json(back.contents), to_json(told));
  auto expected = files_of(hall.town);
  EXPECT_EQ(expected.erase("out/report.html"), 1u);
  EXPECT_EQ(files_of(hall.folder / "again"), expected);
  const auto was = sqlite_store(hall.town + "/cityloop.db", Access::read);
  const auto is = sqlite_store(hall.folder / "again/cityloop.db");
  EXPECT_EQ(as_json(is->ledger()), as_json(was->ledger()));
  EXPECT_EQ(is->latest(), hall.snapshot);
  EXPECT_EQ(id(is->city(hall.snapshot)), hall.snapshot);
  accounts::Options reading;
  reading.read_only = true;
  const accounts::Accounts people{hall.folder / "again/accounts.db", reading};
  ASSERT_EQ(people.list().size(), 1u);
  EXPECT_EQ(people.list()[0].name, "admin");
  EXPECT_TRUE(people.audit_check().whole());
  EXPECT_EQ(fs::status(hall.folder / "again/accounts.db").permissions() & fs::perms::mask,
            fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(leftovers(hall), 0u);
}

TEST(Backup, WithoutAccountsNothingNamesAPerson) {
  const Hall hall;
  write(hall.town + "/accounts.key", "secret");
  (void)hall.make(false);
  for (const std::string& name : ZipReader{hall.zip, hall.zip}.names())
    EXPECT_FALSE(name.starts_with("accounts"));
  EXPECT_EQ(hall.restore("again").contents.accounts_schema, 0);
  EXPECT_FALSE(fs::exists(hall.folder / "again/accounts.db"));
}

TEST(Backup, IsOfOneMomentWhileOthersWrite) {
  const Hall hall;
  std::atomic<bool> enough{false};
  std::thread writer{[&] {
    const auto store = sqlite_store(hall.town + "/cityloop.db");
    for (std::uint64_t n = 10; !enough; ++n) store->append(std::vector{opened(n), assigned(n)});
  }};
  const backup::Contents told = hall.make();
  enough = true;
  writer.join();
  (void)hall.restore("again");
  const auto all = as_json(sqlite_store(hall.town + "/cityloop.db", Access::read)->ledger());
  const auto some = as_json(sqlite_store(hall.folder / "again/cityloop.db", Access::read)->ledger());
  ASSERT_EQ(static_cast<std::int64_t>(some.size()), told.ledger);
  ASSERT_LE(some.size(), all.size());
  // Whole transactions: an opening is never there without the assignment that was written with it.
  EXPECT_EQ((some.size() - 3) % 2, 0u);
  EXPECT_TRUE(std::equal(some.begin(), some.end(), all.begin()));
}

TEST(Backup, LinksOutOfTheWorkspaceAreToldAndLinkedFilesAreKept) {
  const Hall hall;
  write(hall.folder / "elsewhere/big.csv", "far away");
  fs::create_symlink(hall.folder / "elsewhere/big.csv", hall.town + "/data/big.csv");
  fs::create_directory_symlink(hall.folder / "elsewhere", hall.town + "/data/folder");
  fs::create_symlink(hall.folder / "gone.csv", hall.town + "/data/gone.csv");
  EXPECT_EQ(hall.make().outside, (std::vector<std::string>{"data/folder", "data/gone.csv"}));
  (void)hall.restore("again");
  EXPECT_EQ(text_of(hall.folder / "again/data/big.csv"), "far away");
}

TEST(Backup, IsNeverWrittenOver) {
  const Hall hall;
  write(hall.zip, "somebody's");
  EXPECT_EQ(refused([&] { (void)hall.make(); })->fault(), Fault::conflict);
  EXPECT_EQ(text_of(hall.zip), "somebody's");
  EXPECT_EQ(leftovers(hall), 0u);
}

TEST(Backup, OfNoCityIsRefused) {
  const TempFolder folder;
  fs::create_directories(folder / "empty");
  QuietRun quiet;
  const auto e =
      refused([&] { (void)backup::make({folder / "empty", folder / "x.zip", "0", true, at(0)}, quiet.run); });
  ASSERT_TRUE(e);
  EXPECT_EQ(e->fault(), Fault::not_found);
  EXPECT_FALSE(fs::exists(folder / "x.zip"));
}

TEST(Restore, IntoAFolderThatIsThereNeedsToBeAskedForAndKeepsTheOld) {
  const Hall hall;
  (void)hall.make();
  EXPECT_EQ(refused([&] { (void)hall.restore("town"); })->fault(), Fault::conflict);
  write(hall.town + "/data/new.csv", "since then");
  {
    const auto store = sqlite_store(hall.town + "/cityloop.db");
    const auto e = refused([&] { (void)hall.restore("town", true); });
    ASSERT_TRUE(e);
    EXPECT_EQ(e->fault(), Fault::conflict);  // somebody works there
    EXPECT_EQ(text_of(hall.town + "/data/new.csv"), "since then");
  }
  const backup::Restored back = hall.restore("town", true);
  EXPECT_FALSE(fs::exists(hall.town + "/data/new.csv"));
  EXPECT_EQ(text_of(back.moved_aside + "/data/new.csv"), "since then");
  EXPECT_EQ(sqlite_store(hall.town + "/cityloop.db")->ledger().size(), 3u);
}

TEST(Restore, BringsAnOlderSchemaUpToDate) {
  // The previous schemas, step by step, each with a decision in its ledger.
  for (int schema = 1; schema < newest_schema(); ++schema) {
    const TempFolder folder;
    fs::create_directories(folder / "town");
    {
      sqlite::Database db{folder / "town/cityloop.db", sqlite::Open::make};
      for (int step = 1; step <= schema; ++step)
        for (const auto& file : fs::directory_iterator{testing::source_dir() + "/schema/sqlite"})
          if (file.path().filename().string().starts_with("000" + std::to_string(step)))
            db.run(text_of(file.path()));
      db.run("PRAGMA application_id = " + std::to_string(kStoreApplication) +
             "; PRAGMA user_version = " + std::to_string(schema));
      sqlite::Statement row{
          db, "INSERT INTO ledger_entry (sequence, at, kind, of_case, body) VALUES (7, ?, ?, ?, ?)"};
      const LedgerEntry entry = opened(1);
      row.run(to_string(entry.at), "case_event", to_string(std::get<CaseEvent>(entry.what).of),
              to_json(entry));
    }
    QuietRun quiet;
    const backup::Contents told =
        backup::make({folder / "town", folder / "old.zip", "0.0.9", true, at(0)}, quiet.run);
    EXPECT_EQ(told.store_schema, schema);
    const backup::Restored back =
        backup::restore(folder / "old.zip", folder / "new", false, at(1), quiet.run);
    EXPECT_EQ(back.store_schema, newest_schema());
    EXPECT_EQ(as_json(sqlite_store(folder / "new/cityloop.db")->ledger()), as_json({opened(1)}));
    // The old city was read and nothing more.
    sqlite::Database old{folder / "town/cityloop.db", sqlite::Open::read};
    EXPECT_EQ(old.number("PRAGMA user_version"), schema);
  }
}

/// The archive again, with entries changed by `edit`.
template <class Edit>
void rewrite(const std::string& zip, Edit edit) {
  std::vector<ZipEntry> entries;
  {
    const ZipReader reader{zip, zip};
    for (const std::string& name : reader.names()) entries.push_back({name, reader.read(name)});
  }
  edit(entries);
  fs::remove(zip);
  write_zip(zip, entries);
}
ZipEntry& entry(std::vector<ZipEntry>& all, const std::string& name) {
  return *std::find_if(all.begin(), all.end(), [&](const ZipEntry& e) { return e.name == name; });
}
void replace(std::string& text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
}

TEST(Restore, DamageIsSaidByNameAndNothingIsMade) {
  using Entries = std::vector<ZipEntry>;
  const std::vector<std::pair<std::string, std::function<void(Entries&)>>> cases{
      {"data/people.csv", [](Entries& all) { entry(all, "data/people.csv").bytes[3] ^= 1; }},
      {"data/people.csv", [](Entries& all) { entry(all, "data/people.csv").bytes += "4,5,6\n"; }},
      {"data/people.csv", [](Entries& all) { entry(all, "data/people.csv").bytes.pop_back(); }},
      {"cityloop.db", [](Entries& all) { entry(all, "cityloop.db").bytes[20000] ^= 1; }},
      {"data/people.csv",
       [](Entries& all) {
         std::erase_if(all, [](const ZipEntry& e) { return e.name == "data/people.csv"; });
       }},
      {"stranger.txt", [](Entries& all) { all.push_back({"stranger.txt", "x"}); }},
      {"backup.json",
       [](Entries& all) { std::erase_if(all, [](const ZipEntry& e) { return e.name == "backup.json"; }); }},
      {"../evil.csv",
       [](Entries& all) {
         replace(entry(all, "backup.json").bytes, "data/people.csv", "../evil.csv");
         entry(all, "data/people.csv").name = "../evil.csv";
       }},
      {"/tmp/evil.csv",
       [](Entries& all) {
         replace(entry(all, "backup.json").bytes, "data/people.csv", "/tmp/evil.csv");
         entry(all, "data/people.csv").name = "/tmp/evil.csv";
       }},
      {"cityloop.db",
       [](Entries& all) { replace(entry(all, "backup.json").bytes, "\"ledger\": 3", "\"ledger\": 4"); }},
      {"accounts.db",
       [](Entries& all) {
         std::string& json = entry(all, "backup.json").bytes;
         const std::size_t at = json.find("\"audit_hash\": \"") + 15;
         json[at] = json[at] == '0' ? '1' : '0';
       }},
  };
  for (std::size_t n = 0; n < cases.size(); ++n) {
    const Hall hall;
    (void)hall.make();
    rewrite(hall.zip, cases[n].second);
    for (const bool only_look : {true, false}) {
      const auto e = refused([&] {
        if (only_look) (void)hall.check();
        else (void)hall.restore("again");
      });
      ASSERT_TRUE(e) << n;
      EXPECT_TRUE(e->fault() == Fault::bad_input || e->fault() == Fault::not_found) << n;
      EXPECT_THAT(e->where().to_string(), HasSubstr(cases[n].first)) << n;
      EXPECT_FALSE(fs::exists(hall.folder / "again")) << n;
      EXPECT_FALSE(fs::exists(hall.folder / "evil.csv")) << n;
      EXPECT_EQ(leftovers(hall), 0u) << n;
    }
  }
}

TEST(Restore, AChangedAuditRecordIsFoundAlthoughAllSumsAgree) {
  const Hall hall;
  {
    sqlite::Database db{hall.town + "/accounts.db", sqlite::Open::make};
    sqlite::Statement triggers{db, "SELECT name FROM sqlite_schema WHERE type = 'trigger'"};
    std::vector<std::string> names;
    triggers.ask();
    while (triggers.next()) names.emplace_back(triggers.text(0));
    for (const std::string& name : names) db.run("DROP TRIGGER " + name);
    db.run("UPDATE audit SET who = 'nobody' WHERE rowid = 1");
  }
  (void)hall.make();
  const auto e = refused([&] { (void)hall.restore("again"); });
  ASSERT_TRUE(e);
  EXPECT_THAT(e->words().en, HasSubstr("row 1 of the audit record"));
}

TEST(Restore, FilesThatAreNoBackupsAreRefused) {
  const Hall hall;
  write(hall.zip, "PK but not really");
  EXPECT_EQ(refused([&] { (void)hall.check(); })->fault(), Fault::bad_input);
  fs::remove(hall.zip);
  EXPECT_EQ(refused([&] { (void)hall.check(); })->fault(), Fault::not_found);
  write_zip(hall.zip, std::vector<ZipEntry>{{"a.txt", "a"}});
  EXPECT_EQ(refused([&] { (void)hall.check(); })->fault(), Fault::bad_input);
}

// Killed at any moment, a backup is whole or is not there, and so is the restored folder.
TEST(Backup, KilledAtAnyMomentLeavesAllOrNothing) {
  const Hall hall;
  {
    const auto store = sqlite_store(hall.town + "/cityloop.db");
    (void)store->put_fact(heavy(drawn(), 400'000, 1), at(1), {});
  }
  const auto began = std::chrono::steady_clock::now();
  (void)hall.make();
  (void)hall.restore("whole");
  const auto usual = std::chrono::steady_clock::now() - began;
  Random random{5, 1};
  int made = 0, restored = 0;
  for (int round = 0; round < 30; ++round) {
    fs::remove(hall.zip);
    fs::remove_all(hall.folder / "again");
    const bool of_restore = round % 2 == 1;
    if (of_restore) (void)hall.make();
    Child child{[&](int to) {
      say_number(to, 1);
      if (of_restore) (void)hall.restore("again");
      else (void)hall.make();
      say_number(to, 2);
    }};
    ASSERT_TRUE(child.read());
    std::this_thread::sleep_for(usual * random.uniform(0, 0.8));
    child.kill();
    if (of_restore && fs::exists(hall.folder / "again")) {
      ++restored;
      EXPECT_EQ(sqlite_store(hall.folder / "again/cityloop.db")->ledger().size(), 3u);
      EXPECT_EQ(files_of(hall.folder / "again"), files_of(hall.folder / "whole"));
    }
    if (!of_restore && fs::exists(hall.zip)) {
      ++made;
      EXPECT_EQ(hall.check().ledger, 3);
    }
  }
  RecordProperty("made", made);
  RecordProperty("restored", restored);
}

}  // namespace
}  // namespace cityloop
