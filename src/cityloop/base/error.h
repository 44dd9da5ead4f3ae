#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "cityloop/base/text.h"

namespace cityloop {

enum class Fault : std::uint8_t { bad_input, not_found, conflict, forbidden, unavailable, stopped, internal };

/// Where in the user's material something is wrong. Empty fields are unknown.
struct Where {
  std::string file = {};          // input file, catalogue file, or table
  long line = 0;                  // 1-based; 0: no line
  std::string item = {};          // key path or feature id
  std::string to_string() const;  // "budget.csv:17, fund=roads"
  friend bool operator==(const Where&, const Where&) = default;
};

/// Thrown when the work cannot go on. Caught in two places only: app/main.cc and (later) io/http.
class Error : public std::runtime_error {
 public:
  Error(Fault fault, Text words, Where where = {}, Text advice = {})
      : std::runtime_error{words.en}, fault_{fault}, words_{std::move(words)}, where_{std::move(where)},
        hint_{std::move(advice)} {}
  Fault fault() const { return fault_; }
  const Text& words() const { return words_; }
  const Where& where() const { return where_; }
  const Text& hint() const { return hint_; }  // what the person can do about it

 private:
  Fault fault_;
  Text words_;
  Where where_;
  Text hint_;
};

/// The one table from fault to exit code: bad_input 2, not_found 3, conflict 4, forbidden 5, unavailable 6,
/// stopped 130, internal 70.
int exit_code(Fault);
std::string_view to_word(Fault);

/// Something wrong with the data. A value: collected, counted, stored with the snapshot, shown to the data's owner.
struct Diagnostic {
  enum class Level : std::uint8_t { note, warning, problem } level;
  std::string code;  // stable: "place.off-grid"
  Text text;
  Where where = {};
  Text hint = {};
};
std::string_view to_word(Diagnostic::Level);

/// A collector that keeps the first `kKept` of each code and counts the rest, so that a bad file cannot make a million.
class Diagnostics {
 public:
  static constexpr std::size_t kKept = 20;
  void add(Diagnostic d);
  void note(std::string code, Text text, Where where = {}, Text hint = {});
  void warning(std::string code, Text text, Where where = {}, Text hint = {});
  void problem(std::string code, Text text, Where where = {}, Text hint = {});
  void append(const Diagnostics& other);
  bool has_problem() const { return problems_ > 0; }
  std::size_t problems() const { return problems_; }
  std::span<const Diagnostic> items() const { return items_; }
  /// code → how many were seen, kept or not.
  const std::map<std::string, std::size_t>& counts() const { return counts_; }
  /// Throws one Error{bad_input} quoting the first problem and the number of the others, if there is any.
  void throw_if_problem() const;

 private:
  std::vector<Diagnostic> items_;
  std::map<std::string, std::size_t> counts_;
  std::size_t problems_ = 0;
};

}  // namespace cityloop
