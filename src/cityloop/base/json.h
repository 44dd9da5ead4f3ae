#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cityloop/base/text.h"

namespace cityloop {

/// A streaming JSON writer. Keys keep their order; numbers print shortest round-trip; NaN and infinities are refused by
/// an assertion, because a missing value is `null` beside a mark.
class JsonWriter {
 public:
  explicit JsonWriter(bool pretty = false) : pretty_{pretty} {}
  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view);
  JsonWriter& value(std::string_view);
  JsonWriter& value(const char* s) { return value(std::string_view{s}); }
  JsonWriter& value(const std::string& s) { return value(std::string_view{s}); }
  JsonWriter& value(bool);
  JsonWriter& value(double);
  JsonWriter& value(std::int64_t);
  JsonWriter& value(std::uint64_t v);
  JsonWriter& value(int v) { return value(static_cast<std::int64_t>(v)); }
  JsonWriter& value(std::uint32_t v) { return value(static_cast<std::uint64_t>(v)); }
  JsonWriter& value(const Text&);  // {"en": …, "zh": …}
  JsonWriter& null();
  JsonWriter& raw(std::string_view json);  // already JSON
  template <class T>
  JsonWriter& field(std::string_view k, const T& v) {
    key(k);
    return value(v);
  }
  const std::string& str() const { return out_; }
  std::string take() { return std::move(out_); }

 private:
  void separate();
  void newline();
  std::string out_;
  std::vector<char> open_;  // 'o' or 'a', upper-case once something is inside
  bool pretty_;
  bool after_key_ = false;
};
std::string json_quote(std::string_view);

}  // namespace cityloop
