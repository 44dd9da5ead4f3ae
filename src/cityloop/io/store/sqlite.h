#pragma once

// SQLite as values: a database, a prepared statement, a transaction. The only files that know sqlite3.h are these two.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace cityloop::sqlite {

/// Bytes, where a bare string_view is text.
struct Blob {
  std::string_view bytes;
};

enum class Open : std::uint8_t {
  make,    // read and write; made if it is not there
  read,    // read only; must be there
  memory,  // no file
};

/// One connection. Every failure is an Error that a person can act on: a full disk is `unavailable`, a lock of another
/// program is `conflict`, a damaged or foreign file is `bad_input`.
class Database {
 public:
  Database(const std::string& file, Open);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Statements without parameters: schema steps and pragmas. Never built from what a person typed.
  void run(const std::string& sql);
  /// The first column of the first row of a statement without parameters; 0 if there is no row.
  std::int64_t number(const std::string& sql);
  std::int64_t last_row() const;
  /// Allows writing the shadow tables of an R-tree, which our own packing needs.
  void allow_shadow_tables();
  const std::string& file() const { return file_; }
  sqlite3* handle() const { return handle_; }
  [[noreturn]] void fail(int code) const;

 private:
  sqlite3* handle_ = nullptr;
  std::string file_;
};

/// A prepared statement. `run(a, b)` binds ?1 and ?2 and steps to the end; `ask(a, b)` binds and leaves the rows to
/// `next()`.
class Statement {
 public:
  Statement(Database& db, std::string_view sql);
  ~Statement();
  Statement(Statement&&) noexcept;
  Statement& operator=(Statement&&) = delete;

  template <class... Values>
  void run(const Values&... values) {
    ask(values...);  // temporaries live until the end of run
    while (next()) continue;
    reset();
  }
  template <class... Values>
  Statement& ask(Values&&... values) {
    // Rows are read after this returns: a string that nobody holds would be gone by then.
    static_assert(!(std::is_same_v<Values, std::string> || ...), "give the string a name first");
    reset();
    int at = 0;
    (bind(++at, values), ...);
    return *this;
  }
  bool next();
  void reset();

  /// What is bound must live until the statement is reset or asked again.
  void bind(int at, std::nullptr_t);
  void bind(int at, double);
  void bind(int at, std::string_view);
  void bind(int at, const std::string& s) { bind(at, std::string_view{s}); }
  void bind(int at, const char* s) { bind(at, std::string_view{s}); }
  void bind(int at, Blob);
  template <class T>
    requires(std::is_integral_v<T>)
  void bind(int at, T x) {
    bind_integer(at, static_cast<std::int64_t>(x));
  }

  // Columns of the current row, from 0; views live until the next step.
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string_view text(int column) const;
  std::string_view blob(int column) const;

 private:
  void bind_integer(int at, std::int64_t);
  void check(int code) const;
  Database* db_;
  sqlite3_stmt* handle_ = nullptr;
};

/// All or nothing: rolled back unless committed.
class Transaction {
 public:
  explicit Transaction(Database& db);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& db_;
  bool open_ = true;
};

}  // namespace cityloop::sqlite
