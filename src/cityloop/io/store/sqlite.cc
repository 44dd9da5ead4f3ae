#include "cityloop/io/store/sqlite.h"

#include <utility>

#include <sqlite3.h>

#include "cityloop/base/error.h"

namespace cityloop::sqlite {
namespace {

constexpr int kBusyMs = 5000;

[[noreturn]] void fail_with(int code, const char* message, const std::string& file) {
  const Where where{.file = file};
  const int primary = code & 0xff;
  if (code == SQLITE_IOERR_NOMEM || primary == SQLITE_NOMEM) throw std::bad_alloc{};
  if (primary == SQLITE_FULL)
    throw Error{Fault::unavailable,
                {"the disk is full; nothing was lost: what had been stored before is untouched",
                 "磁盘已满；没有丢失任何内容：此前存储的数据原样保留"},
                where,
                {"free some space and run the same command again", "请释放磁盘空间后重新运行同一命令"}};
  if (primary == SQLITE_IOERR)
    throw Error{Fault::unavailable,
                say("the disk refused to read or write ({}); what had been stored before is untouched",
                    "磁盘读写失败（{}）；此前存储的数据原样保留", message),
                where,
                {"check the disk, then run the same command again", "请检查磁盘后重新运行同一命令"}};
  if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED)
    throw Error{
        Fault::conflict,
        {"another program is writing to this file", "另一个程序正在写入此文件"},
        where,
        {"close it there and run the same command again", "请在该程序中关闭此文件后重新运行同一命令"}};
  if (primary == SQLITE_NOTADB || primary == SQLITE_CORRUPT)
    throw Error{
        Fault::bad_input,
        say("this file is damaged or is not a database ({})", "文件已损坏或不是数据库（{}）", message),
        where,
        {"restore it from a backup, or import the city again into a new workspace",
         "请从备份恢复，或在新的工作区重新导入城市数据"}};
  if (primary == SQLITE_CANTOPEN || primary == SQLITE_PERM || primary == SQLITE_AUTH)
    throw Error{Fault::unavailable,
                {"this file cannot be opened", "无法打开此文件"},
                where,
                {"check that the folder exists and that you may read and write it",
                 "请检查文件夹是否存在以及读写权限"}};
  if (primary == SQLITE_READONLY)
    throw Error{Fault::forbidden,
                {"this file may only be read", "此文件只可读取"},
                where,
                {"check the permissions of the file and its folder", "请检查文件及其文件夹的权限"}};
  if (primary == SQLITE_CONSTRAINT)
    throw Error{Fault::conflict, say("the store refuses this: {}", "存储拒绝此操作：{}", message), where};
  if (primary == SQLITE_TOOBIG)
    throw Error{Fault::unavailable,
                {"one part of the city is larger than a file of this kind can hold",
                 "城市数据的某一部分超过此类文件可容纳的大小"},
                where};
  throw Error{Fault::internal, say("database error {}: {}", "数据库错误 {}：{}", code, message), where};
}

}  // namespace

Database::Database(const std::string& file, Open how) : file_{file} {
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  if (how == Open::make) flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  if (how == Open::read) flags |= SQLITE_OPEN_READONLY;
  if (how == Open::memory) flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY;
  const int code = sqlite3_open_v2(how == Open::memory ? ":memory:" : file.c_str(), &handle_, flags, nullptr);
  if (code != SQLITE_OK) {
    const std::string message = handle_ != nullptr ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
    sqlite3_close_v2(handle_);
    fail_with(code, message.c_str(), file_);
  }
  sqlite3_busy_timeout(handle_, kBusyMs);
  // A file made by somebody else must not run code here, and a misspelt name must not silently become a string.
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
}

Database::~Database() { sqlite3_close_v2(handle_); }

void Database::run(const std::string& sql) {
  const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code);
}

std::int64_t Database::number(const std::string& sql) {
  Statement statement{*this, sql};
  return statement.next() ? statement.integer(0) : 0;
}

std::int64_t Database::last_row() const { return sqlite3_last_insert_rowid(handle_); }

void Database::allow_shadow_tables() { sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 0, nullptr); }

void Database::fail(int code) const { fail_with(code, sqlite3_errmsg(handle_), file_); }

Statement::Statement(Database& db, std::string_view sql) : db_{&db} {
  check(sqlite3_prepare_v3(db.handle(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                           &handle_, nullptr));
}
Statement::~Statement() { sqlite3_finalize(handle_); }
Statement::Statement(Statement&& other) noexcept
    : db_{other.db_}, handle_{std::exchange(other.handle_, nullptr)} {}

void Statement::check(int code) const {
  if (code != SQLITE_OK) db_->fail(code);
}

bool Statement::next() {
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  try {
    db_->fail(code);
  } catch (...) {
    reset();
    throw;
  }
}
void Statement::reset() {
  sqlite3_reset(handle_);
}  // repeats the last step's code, which next() has already thrown

void Statement::bind(int at, std::nullptr_t) { check(sqlite3_bind_null(handle_, at)); }
void Statement::bind(int at, double x) { check(sqlite3_bind_double(handle_, at, x)); }
void Statement::bind(int at, std::string_view s) {
  check(sqlite3_bind_text64(handle_, at, s.data() != nullptr ? s.data() : "", s.size(), SQLITE_STATIC,
                            SQLITE_UTF8));
}
void Statement::bind(int at, Blob b) {
  check(sqlite3_bind_blob64(handle_, at, b.bytes.data() != nullptr ? b.bytes.data() : "", b.bytes.size(),
                            SQLITE_STATIC));
}
void Statement::bind_integer(int at, std::int64_t x) { check(sqlite3_bind_int64(handle_, at, x)); }

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(handle_, column); }
double Statement::real(int column) const { return sqlite3_column_double(handle_, column); }
std::string_view Statement::text(int column) const {
  const auto* s = reinterpret_cast<const char*>(sqlite3_column_text(handle_, column));
  return s == nullptr ? std::string_view{}
                      : std::string_view{s, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}
std::string_view Statement::blob(int column) const {
  const auto* s = static_cast<const char*>(sqlite3_column_blob(handle_, column));
  return s == nullptr ? std::string_view{}
                      : std::string_view{s, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

Transaction::Transaction(Database& db) : db_{db} { db_.run("BEGIN IMMEDIATE"); }
Transaction::~Transaction() {
  // A full disk may have rolled back already; then there is nothing left to undo.
  if (open_ && sqlite3_get_autocommit(db_.handle()) == 0)
    sqlite3_exec(db_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}
void Transaction::commit() {
  db_.run("COMMIT");
  open_ = false;
}

}  // namespace cityloop::sqlite
