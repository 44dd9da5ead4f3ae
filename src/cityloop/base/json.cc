#include "cityloop/base/json.h"

#include <cassert>
#include <cmath>

#include <fmt/format.h>

namespace cityloop {
namespace {

/// How many bytes of well-formed UTF-8 begin `s` (1 to 4), or 0. Overlong forms and surrogates are not well-formed.
std::size_t well_formed(std::string_view s) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  const unsigned first = at(0);
  if (first < 0x80) return 1;
  const std::size_t n = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || s.size() < n) return 0;
  for (std::size_t i = 1; i < n; ++i)
    if ((at(i) & 0xC0U) != 0x80U) return 0;
  const unsigned second = at(1);
  if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;
  if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
  return n;
}

}  // namespace

std::string json_quote(std::string_view s) {
  std::string out = "\"";
  out.reserve(s.size() + 2);
  while (!s.empty()) {
    const std::size_t n = well_formed(s);
    const char c = s.front();
    if (n == 0) out += "\uFFFD";  // the replacement character: the output stays JSON whatever the bytes
    else if (n > 1) out += s.substr(0, n);
    else if (c == '"') out += "\\\"";
    else if (c == '\\') out += "\\\\";
    else if (c == '\n') out += "\\n";
    else if (c == '\r') out += "\\r";
    else if (c == '\t') out += "\\t";
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else out += c;
    s.remove_prefix(n == 0 ? 1 : n);
  }
  out += '"';
  return out;
}

void JsonWriter::newline() {
  if (!pretty_) return;
  out_ += '\n';
  out_.append(2 * open_.size(), ' ');
}

void JsonWriter::separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (open_.empty()) return;
  char& level = open_.back();
  if (level == 'O' || level == 'A') out_ += ',';
  level = level == 'o' || level == 'O' ? 'O' : 'A';
  newline();
}

JsonWriter& JsonWriter::begin_object() {
  separate();
  out_ += '{';
  open_.push_back('o');
  return *this;
}
JsonWriter& JsonWriter::end_object() {
  assert(!open_.empty() && (open_.back() == 'o' || open_.back() == 'O') && "no object is open");
  const bool some = open_.back() == 'O';
  open_.pop_back();
  if (some) newline();
  out_ += '}';
  return *this;
}
JsonWriter& JsonWriter::begin_array() {
  separate();
  out_ += '[';
  open_.push_back('a');
  return *this;
}
JsonWriter& JsonWriter::end_array() {
  assert(!open_.empty() && (open_.back() == 'a' || open_.back() == 'A') && "no array is open");
  const bool some = open_.back() == 'A';
  open_.pop_back();
  if (some) newline();
  out_ += ']';
  return *this;
}
JsonWriter& JsonWriter::key(std::string_view k) {
  assert(!after_key_ && "a key follows a key");
  separate();
  out_ += json_quote(k);
  out_ += pretty_ ? ": " : ":";
  after_key_ = true;
  return *this;
}
JsonWriter& JsonWriter::value(std::string_view s) {
  separate();
  out_ += json_quote(s);
  return *this;
}
JsonWriter& JsonWriter::value(bool b) {
  separate();
  out_ += b ? "true" : "false";
  return *this;
}
JsonWriter& JsonWriter::value(double x) {
  assert(std::isfinite(x) && "a missing value is null beside a mark");
  if (!std::isfinite(x)) return null();  // where assertions are off, the output stays JSON
  separate();
  out_ += fmt::format("{}", x);
  return *this;
}
JsonWriter& JsonWriter::value(std::int64_t v) {
  separate();
  out_ += fmt::format("{}", v);
  return *this;
}
JsonWriter& JsonWriter::value(std::uint64_t v) {
  separate();
  out_ += fmt::format("{}", v);
  return *this;
}
JsonWriter& JsonWriter::value(const Text& t) {
  return begin_object().field("en", t.en).field("zh", t.zh).end_object();
}
JsonWriter& JsonWriter::null() {
  separate();
  out_ += "null";
  return *this;
}
JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

}  // namespace cityloop
