#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cityloop/base/error.h"
#include "cityloop/base/money.h"
#include "cityloop/base/quantity.h"
#include "cityloop/base/time.h"
#include "cityloop/base/unit.h"

namespace cityloop {

/// A strict YAML or JSON document: every node knows its file and line; a map's unknown keys are errors that suggest the
/// nearest known key; anchors, aliases, tags and duplicate keys are refused; size and depth are limited.
///
/// A map is read by asking for its keys and then calling `done()`:
///
///   Document doc = parse_yaml(text, "city.yaml");
///   Config c;
///   c.name = doc.at("name").string();
///   if (auto cell = doc.find("cell")) c.cell = Metres{cell->quantity(Dim{.metre = 1})};
///   doc.done();   // throws if a key was not asked for
class Document {
 public:
  enum class Kind : std::uint8_t { null, scalar, list, map };
  struct Data;
  Document();  // null
  explicit Document(std::shared_ptr<const Data> data);

  Kind kind() const;
  bool is_null() const { return kind() == Kind::null; }
  bool is_scalar() const { return kind() == Kind::scalar; }
  bool is_list() const { return kind() == Kind::list; }
  bool is_map() const { return kind() == Kind::map; }
  Where where() const;  // file, line and key path

  /// The value of a key that must exist, may be absent.
  Document at(std::string_view key) const;
  std::optional<Document> find(std::string_view key) const;
  /// The keys of a map, in the order of the file. Asking marks all of them as read.
  std::vector<std::string> keys() const;
  /// Throws Error{bad_input} for the first key of this map that nobody asked for, with the nearest asked-for key.
  void done() const;

  std::vector<Document> list() const;  // of a list; a scalar counts as a list of one
  std::size_t size() const;

  std::string string() const;
  double number() const;
  std::int64_t integer() const;
  bool boolean() const;
  double quantity(Dim expected) const;      // "60 min" in base units
  double quantity(const Unit& bare) const;  // "60 min", or 60 taken in `bare`, in base units
  Money money() const;
  Date date() const;
  Text text() const;  // {en: …, zh: …}, or one scalar for both
  std::vector<std::string> strings() const;
  /// One word of a closed list; throws with the nearest word.
  std::size_t choice(const std::vector<std::string>& words) const;

  [[noreturn]] void fail(Text words, Text hint = {}) const;

 private:
  std::shared_ptr<const Data> data_;
};

/// YAML 1.2 core subset; JSON is a subset of it. Throws Error{bad_input} with file and line. Limits: 16 MiB, depth 64.
Document parse_yaml(std::string_view text, const std::string& file);
/// JSON through nlohmann-json: for larger machine-written bodies (ledger rows). No line numbers.
Document parse_json(std::string_view text, const std::string& file);

}  // namespace cityloop
