#pragma once

// What every answer has in common: errors as problem+json, packed columns, compression, conditional requests.

#include <span>
#include <string>

#include "cityloop/base/error.h"
#include "cityloop/io/http/message.h"
#include "cityloop/io/http/wire.h"

namespace cityloop::http {

/// The one table from fault to status: bad_input 400, not_found 404, conflict 409, forbidden 403, unavailable 503, stopped 499,
/// internal 500.
int status_of(Fault);
wire::Problem problem_of(const Error&);
/// RFC 9457. An error of CityLoop itself keeps its words to itself.
Response refusal(const Error&);

template <class T>
Response json_answer(const T& t, int status = 200) {
  return answer(status, "application/json; charset=utf-8", wire::json(t));
}

/// Packed little-endian columns: "CLC1", the length of a JSON head, the head, zeros up to a multiple of 8, then the columns,
/// each from a multiple of 8 on. Read by web/src/lib/api/packed.ts.
class Packed {
 public:
  Packed(std::string snapshot, std::size_t rows) : snapshot_{std::move(snapshot)}, rows_{rows} {}
  Packed& column(const std::string& name, std::span<const std::uint8_t>);
  Packed& column(const std::string& name, std::span<const std::uint16_t>);
  Packed& column(const std::string& name, std::span<const std::uint32_t>);
  Packed& column(const std::string& name, std::span<const float>);
  Packed& column(const std::string& name, std::span<const double>);
  std::string bytes() const;

 private:
  template <class T>
  Packed& add(const std::string& name, const char* type, std::span<const T>);
  struct Column {
    std::string name, type;
    std::size_t offset = 0, length = 0;
  };
  std::string snapshot_, data_;
  std::size_t rows_;
  std::vector<Column> columns_;
};
Response packed_answer(const Packed&);

/// RFC 1952, level 6.
std::string gzipped(std::string_view);
/// Whether bytes of this type become much smaller.
bool compresses(std::string_view content_type);
/// Whether the asker understands gzip: a q of 0 says no.
bool takes_gzip(const Head&);
/// 304 if the asker has this version already; RFC 9110 §13.1.2, weak comparison.
bool has_already(const Head&, std::string_view etag);
/// A part of a body, if one part is asked for and it exists: RFC 9110 §14. Several parts are answered by the whole.
Response ranged(Response, const Head&);

}  // namespace cityloop::http
