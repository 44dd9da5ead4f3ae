#include "cityloop/io/backup/backup.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <set>
#include <unistd.h>

#include "cityloop/base/document.h"
#include "cityloop/base/json.h"
#include "cityloop/io/accounts/accounts.h"
#include "cityloop/io/import/zip.h"
#include "cityloop/io/store/lock.h"
#include "cityloop/io/store/migrate.h"
#include "cityloop/io/store/sqlite.h"
#include "cityloop/io/store/store.h"

namespace cityloop::backup {
namespace {

namespace fs = std::filesystem;

constexpr const char* kContents = "backup.json";
constexpr const char* kStore = "cityloop.db";
constexpr const char* kAccounts = "accounts.db";
constexpr int kForm = 1;

std::string why() { return std::strerror(errno); }
[[noreturn]] void refuse_disk(const std::string& file, const std::string& reason) {
  throw Error{Fault::unavailable,
              say("{} cannot be written: {}", "无法写入 {}：{}", file, reason),
              {.file = file},
              {"check the folder, your rights and the free space of the disk", "请检查目录、权限与磁盘空间"}};
}

/// A folder beside what is being made, on the same disk; gone at the end.
class Beside {
 public:
  explicit Beside(const fs::path& target) {
    fs::path folder = fs::absolute(target).parent_path();
    std::string name = (folder / ".cityloop-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) refuse_disk(folder.string(), why());
    path_ = name;
  }
  ~Beside() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// Onto the disk: a file, or the names in a folder.
void sync_path(const fs::path& path) {
  const int at = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (at < 0) refuse_disk(path.string(), why());
  const bool good = ::fsync(at) == 0;
  const std::string reason = good ? "" : why();
  ::close(at);
  if (!good) refuse_disk(path.string(), reason);
}

ContentHash hash_file(const fs::path& path, const Run& run) {
  std::ifstream in{path, std::ios::binary};
  Hasher h;
  std::vector<char> part(std::size_t{1} << 20);
  while (in) {
    in.read(part.data(), static_cast<std::streamsize>(part.size()));
    h.bytes(part.data(), static_cast<std::size_t>(in.gcount()));
    run.check_stop();
  }
  if (!in.eof())
    throw Error{Fault::unavailable,
                say("cannot read {}", "无法读取 {}", path.string()),
                {.file = path.string()},
                {"check that you may read it", "请确认您有读取权限"}};
  return h.done();
}

// ---- what belongs to a backup

bool is_made_again(const std::string& name) {
  const auto ends = [&](std::string_view tail) { return name.ends_with(tail); };
  return name == "out" || name.starts_with("out/") || ends(".lock") || ends("-wal") || ends("-shm") ||
         ends("-journal") || ends(".part") || name.starts_with(".cityloop-") ||
         name.find("/.cityloop-") != std::string::npos || name == kContents;
}
bool is_of_accounts(const std::string& name) { return name.starts_with("accounts."); }

/// The files of a workspace but the databases, sorted; links to files are followed, other links are told.
std::vector<std::string> files_below(const fs::path& workspace, Contents& told) {
  std::vector<std::string> names;
  auto at = fs::recursive_directory_iterator{workspace};
  for (const auto end = fs::recursive_directory_iterator{}; at != end; ++at) {
    const std::string name = at->path().lexically_relative(workspace).generic_string();
    std::error_code broken;
    if (is_made_again(name)) {
      if (at->is_directory(broken)) at.disable_recursion_pending();
    } else if (at->is_regular_file(broken)) {
      if (name != kStore && name != kAccounts) names.push_back(name);
    } else if (at->is_symlink(broken) || !at->is_directory(broken)) {
      told.outside.push_back(name);
    }
  }
  std::sort(names.begin(), names.end());
  std::sort(told.outside.begin(), told.outside.end());
  return names;
}

/// A copy as of one moment, while others write: VACUUM INTO reads in one transaction.
void copy_database(const fs::path& from, const fs::path& to) {
  sqlite::Database db{from.string(), sqlite::Open::read};
  const std::string target = to.string();
  sqlite::Statement{db, "VACUUM INTO ?"}.run(target);
  fs::permissions(to, fs::perms::owner_read | fs::perms::owner_write);
}

void count(Contents& c, const fs::path& store, const fs::path& people) {
  if (fs::exists(store)) {
    sqlite::Database db{store.string(), sqlite::Open::read};
    c.store_schema = static_cast<int>(db.number("PRAGMA user_version"));
    if (db.number("PRAGMA application_id") != kStoreApplication) require_schema(db);  // says what it is
    c.snapshots = db.number("SELECT count(*) FROM fact_snapshot");
    c.ledger = db.number("SELECT count(*) FROM ledger_entry");
  }
  if (fs::exists(people)) {
    sqlite::Database db{people.string(), sqlite::Open::read};
    c.accounts_schema = static_cast<int>(db.number("PRAGMA user_version"));
    const accounts::AuditHead head = accounts::audit_head(db);
    c.audit = head.rows;
    c.audit_hash = accounts::to_hex(head.hash);
  }
}

// ---- reading one

[[noreturn]] void refuse_backup(const std::string& file, const std::string& item, Text words) {
  throw Error{Fault::bad_input,
              std::move(words),
              {.file = file, .item = item},
              {"take another backup; nothing was changed", "请换用其他备份；未作任何更改"}};
}

Contents read_contents(const ZipReader& zip, const std::string& file) {
  if (!zip.has(kContents))
    refuse_backup(file, kContents, say("{} is no backup of CityLoop", "{} 不是 CityLoop 备份", file));
  const Document d = parse_json(zip.read(kContents, std::uint64_t{64} << 20), kContents);
  if (const auto form = d.at("form").integer(); form != kForm)
    throw Error{Fault::conflict,
                say("this backup has form {}; this program reads form {}",
                    "备份格式为 {}，本程序只能读取格式 {}", form, kForm),
                {.file = file},
                {"install the CityLoop that wrote it", "请安装写入该备份的 CityLoop 版本"}};
  Contents c;
  c.made = parse_instant(d.at("made").string());
  c.program = d.at("program").string();
  c.city = d.at("city").string();
  c.store_schema = static_cast<int>(d.at("store_schema").integer());
  c.accounts_schema = static_cast<int>(d.at("accounts_schema").integer());
  c.snapshots = d.at("snapshots").integer();
  c.ledger = d.at("ledger").integer();
  c.audit = d.at("audit").integer();
  c.audit_hash = d.at("audit_hash").string();
  c.outside = d.at("outside").strings();
  for (const Document& f : d.at("files").list())
    c.files.push_back({f.at("name").string(), static_cast<std::uint64_t>(f.at("bytes").integer()),
                       parse_hash(f.at("hash").string())});
  return c;
}

/// No entry may say where else it goes: that is how an archive writes over other people's files.
bool stays_inside(const std::string& name) {
  if (name.empty() || name.front() == '/' || name.find('\\') != std::string::npos ||
      name.find('\0') != std::string::npos)
    return false;
  for (const fs::path& part : fs::path{name})
    if (part == ".." || part == "." || part.empty()) return false;
  return true;
}

void unpack(const ZipReader& zip, const Contents& c, const std::string& file, const fs::path& into,
            Run& run) {
  std::set<std::string> promised{kContents};
  for (const File& f : c.files) {
    if (!stays_inside(f.name) || !promised.insert(f.name).second)
      refuse_backup(
          file, f.name,
          say("‘{}’ lies outside of the folder, or is there twice", "“{}”位于文件夹之外或重复出现", f.name));
  }
  for (const std::string& name : zip.names())
    if (!promised.contains(name))
      refuse_backup(file, name, say("‘{}’ is not in the backup's own list", "备份清单中没有“{}”", name));
  std::error_code unknown;
  const fs::space_info space = fs::space(into, unknown);
  if (!unknown && space.available < c.bytes())
    throw Error{Fault::unavailable,
                say("{} MB are needed here, {} MB are free", "此处需要 {} MB 空间，剩余 {} MB",
                    c.bytes() / 1'000'000 + 1, space.available / 1'000'000),
                {.file = into.parent_path().string()},
                {"make room, or name a folder on another disk", "请腾出空间，或指定其他磁盘上的文件夹"}};
  run.progress.begin("unpack", c.files.size());
  for (const File& f : c.files) {
    const fs::path to = into / fs::path{f.name};
    fs::create_directories(to.parent_path());
    Hasher h;
    std::uint64_t got = 0;
    {
      std::ofstream out{to, std::ios::binary | std::ios::trunc};
      zip.read_parts(f.name, [&](std::string_view part) {
        run.check_stop();
        got += part.size();
        if (got > f.bytes) return false;
        h.bytes(part.data(), part.size());
        out.write(part.data(), static_cast<std::streamsize>(part.size()));
        return static_cast<bool>(out);
      });
      out.flush();
      if (!out) refuse_disk(to.string(), why());
    }
    if (got != f.bytes || h.done() != f.hash)
      refuse_backup(file, f.name, say("‘{}’ in the backup is damaged", "备份中的“{}”已损坏", f.name));
    if (f.name == kStore || is_of_accounts(f.name))
      fs::permissions(to, fs::perms::owner_read | fs::perms::owner_write);
    sync_path(to);
    run.progress.advance(1);
  }
}

void need(bool good, const std::string& file, const char* item, Text words) {
  if (!good) refuse_backup(file, item, std::move(words));
}
void check_pages(const fs::path& database, const std::string& file, const char* name) {
  sqlite::Database db{database.string(), sqlite::Open::read};
  sqlite::Statement look{db, "PRAGMA integrity_check(1)"};
  const bool whole = look.ask().next() && look.text(0) == "ok";
  need(whole, file, name, say("the pages of {} are damaged", "{} 的数据页已损坏", name));
}

/// Brings the databases up to date and reads what must never be lost, all of it.
void prove(const fs::path& at, const Contents& c, const std::string& file, Restored& out) {
  if (c.store_schema > 0) {
    check_pages(at / kStore, file, kStore);
    {
      const auto store = sqlite_store((at / kStore).string());
      need(static_cast<std::int64_t>(store->ledger().size()) == c.ledger, file, kStore,
           say("the ledger does not hold the {} decisions that it should", "账本中的决定不是应有的 {} 条",
               c.ledger));
      if (const auto latest = store->latest())
        need(id(store->city(*latest)) == *latest, file, kStore,
             {"the last snapshot is not the city that its name says", "最近一次快照与其标识不符"});
    }
    out.store_schema = newest_schema();
  }
  if (c.accounts_schema > 0) {
    check_pages(at / kAccounts, file, kAccounts);
    {
      const accounts::Accounts people{(at / kAccounts).string()};
      const accounts::AuditCheck audit = people.audit_check();
      need(audit.whole() && audit.head.rows == c.audit && accounts::to_hex(audit.head.hash) == c.audit_hash,
           file, kAccounts,
           audit.whole()
               ? Text{"the audit record does not end where it should", "审计记录的末尾与备份清单不符"}
               : say("row {} of the audit record is not what was written", "审计记录第 {} 行被改动",
                     *audit.broken));
    }
    sqlite::Database db{(at / kAccounts).string(), sqlite::Open::read};
    out.accounts_schema = static_cast<int>(db.number("PRAGMA user_version"));
  }
  for (const char* lock : {"cityloop.db.lock", "accounts.db.lock"}) {
    std::error_code ignored;
    fs::remove(at / lock, ignored);
  }
}

}  // namespace

std::uint64_t Contents::bytes() const {
  std::uint64_t sum = 0;
  for (const File& f : files) sum += f.bytes;
  return sum;
}

std::string to_json(const Contents& c) {
  JsonWriter j{true};
  j.begin_object().field("form", kForm).field("made", to_string(c.made)).field("program", c.program);
  j.field("city", c.city).field("store_schema", c.store_schema).field("accounts_schema", c.accounts_schema);
  j.field("snapshots", c.snapshots).field("ledger", c.ledger).field("audit", c.audit);
  j.field("audit_hash", c.audit_hash).key("outside").begin_array();
  for (const std::string& name : c.outside) j.value(name);
  j.end_array().key("files").begin_array();
  for (const File& f : c.files)
    j.begin_object()
        .field("name", f.name)
        .field("bytes", f.bytes)
        .field("hash", to_string(f.hash))
        .end_object();
  return j.end_array().end_object().take();
}

Contents make(const Ask& ask, Run& run) {
  const fs::path workspace = fs::absolute(ask.workspace).lexically_normal(), to{ask.to};
  if (!fs::exists(workspace / "city.yaml") && !fs::exists(workspace / kStore))
    throw Error{Fault::not_found,
                say("there is no city in {}", "{} 中没有城市", ask.workspace),
                {.file = ask.workspace},
                {"name the folder of the city: cityloop -w FOLDER backup",
                 "请指明城市所在文件夹：cityloop -w 文件夹 backup"}};
  std::error_code unknown;
  if (fs::exists(to, unknown))
    throw Error{Fault::conflict,
                say("{} is there already", "{} 已存在", ask.to),
                {.file = ask.to},
                {"give another name: a backup is never written over", "请使用其他文件名：备份不会被覆盖"}};
  const Beside beside{to};
  Contents c;
  c.made = ask.now;
  c.program = ask.program;
  c.city = (workspace.filename().empty() ? workspace.parent_path() : workspace).filename().string();
  std::vector<ZipEntry> entries{{kContents, ""}};
  const auto add = [&](const std::string& name, const fs::path& from) {
    c.files.push_back({name, fs::file_size(from), hash_file(from, run)});
    entries.push_back({name, "", from.string()});
  };
  // The databases first: files that a snapshot was read from are older than it.
  for (const char* name : {kStore, kAccounts}) {
    if ((name == kAccounts && !ask.accounts) || !fs::exists(workspace / name)) continue;
    copy_database(workspace / name, beside.path() / name);
    add(name, beside.path() / name);
    run.check_stop();
  }
  count(c, beside.path() / kStore, beside.path() / kAccounts);
  for (const std::string& name : files_below(workspace, c))
    if (fs::absolute(to).lexically_normal() != workspace / name && (ask.accounts || !is_of_accounts(name)))
      add(name, workspace / name);
  entries.front().bytes = to_json(c);
  const fs::path made = beside.path() / "made.zip";
  std::size_t percent = 0;
  run.progress.begin("backup", 100);
  ZipWatch watch;
  watch.progress = [&](double done) {
    const auto now = static_cast<std::size_t>(done * 100);
    if (now > percent) run.progress.advance(now - percent);
    percent = std::max(percent, now);
  };
  watch.stop = [&run] { return run.stop.stop_requested(); };
  write_zip(made.string(), entries, watch);
  fs::permissions(made, fs::perms::owner_read | fs::perms::owner_write);
  sync_path(made);
  // A link, and not a rename: it fails if somebody made the file meanwhile.
  if (::link(made.c_str(), to.c_str()) != 0) refuse_disk(ask.to, why());
  sync_path(fs::absolute(to).parent_path());
  return c;
}

Contents check(const std::string& file, Run& run) {
  const ZipReader zip{file, file};
  const Contents c = read_contents(zip, file);
  const Beside beside{fs::path{file}};
  unpack(zip, c, file, beside.path(), run);
  Restored ignored;
  prove(beside.path(), c, file, ignored);
  return c;
}

Restored restore(const std::string& file, const std::string& folder, bool replace, Instant now, Run& run) {
  const fs::path target = [&] {
    const fs::path p = fs::absolute(folder).lexically_normal();
    return p.filename().empty() ? p.parent_path() : p;
  }();
  if (fs::exists(target) && !replace)
    throw Error{Fault::conflict,
                say("{} is there already", "{} 已存在", folder),
                {.file = folder},
                {"name a new folder, or add --replace: then the old one is kept beside it under another name",
                 "请指定新文件夹，或加 --replace：原文件夹将改名保留在旁边"}};
  const ZipReader zip{file, file};
  Restored out;
  out.contents = read_contents(zip, file);
  const Beside beside{target};
  const fs::path fresh = beside.path() / "city";
  fs::create_directories(fresh);
  unpack(zip, out.contents, file, fresh, run);
  prove(fresh, out.contents, file, out);
  if (fs::exists(target)) {
    // Whoever works in the old folder would go on writing into it unseen.
    std::vector<std::unique_ptr<WriteLock>> alone;
    for (const char* name : {kStore, kAccounts})
      if (fs::exists(target / name)) alone.push_back(std::make_unique<WriteLock>((target / name).string()));
    std::string stamp = to_string(now);
    std::replace(stamp.begin(), stamp.end(), ':', '-');
    out.moved_aside = target.string() + ".before-" + stamp;
    if (::rename(target.c_str(), out.moved_aside.c_str()) != 0) refuse_disk(out.moved_aside, why());
  }
  if (::rename(fresh.c_str(), target.c_str()) != 0) {
    const std::string reason = why();
    if (!out.moved_aside.empty()) (void)::rename(out.moved_aside.c_str(), target.c_str());
    refuse_disk(folder, reason);
  }
  sync_path(target.parent_path());
  return out;
}

}  // namespace cityloop::backup
