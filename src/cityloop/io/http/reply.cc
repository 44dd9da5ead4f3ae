#include "cityloop/io/http/reply.h"

#include <bit>
#include <charconv>
#include <cstring>
#include <zlib.h>

namespace cityloop::http {

static_assert(std::endian::native == std::endian::little, "packed columns are written as they lie in memory");

int status_of(Fault f) {
  switch (f) {
    case Fault::bad_input: return 400;
    case Fault::not_found: return 404;
    case Fault::conflict: return 409;
    case Fault::forbidden: return 403;
    case Fault::unavailable: return 503;
    case Fault::stopped: return 499;
    case Fault::internal: break;
  }
  return 500;
}

wire::Problem problem_of(const Error& e) {
  wire::Problem p;
  p.type = "/problems/" + std::string{to_word(e.fault())};
  p.title = to_word(e.fault());
  p.status = status_of(e.fault());
  p.detail = e.words();
  p.where = e.where().to_string();
  p.hint = e.hint();
  return p;
}

Response refusal(const Error& e) {
  wire::Problem p = problem_of(e);
  if (e.fault() == Fault::internal)
    p.detail = {"an error of CityLoop itself; the log of the server says more",
                "CityLoop 自身出错，详见服务器日志"};
  Response r = answer(static_cast<int>(p.status), "application/problem+json; charset=utf-8", wire::json(p));
  if (e.fault() == Fault::unavailable) r.with("retry-after", "2");
  return r;
}

template <class T>
Packed& Packed::add(const std::string& name, const char* type, std::span<const T> values) {
  data_.resize((data_.size() + 7) / 8 * 8, '\0');
  columns_.push_back({name, type, data_.size(), values.size()});
  const std::size_t at = data_.size();
  data_.resize(at + values.size_bytes());
  if (!values.empty()) std::memcpy(data_.data() + at, values.data(), values.size_bytes());
  return *this;
}
Packed& Packed::column(const std::string& name, std::span<const std::uint8_t> v) {
  return add(name, "u8", v);
}
Packed& Packed::column(const std::string& name, std::span<const std::uint16_t> v) {
  return add(name, "u16", v);
}
Packed& Packed::column(const std::string& name, std::span<const std::uint32_t> v) {
  return add(name, "u32", v);
}
Packed& Packed::column(const std::string& name, std::span<const float> v) { return add(name, "f32", v); }
Packed& Packed::column(const std::string& name, std::span<const double> v) { return add(name, "f64", v); }

std::string Packed::bytes() const {
  JsonWriter j;
  j.begin_object()
      .field("rows", static_cast<std::uint64_t>(rows_))
      .field("snapshot", snapshot_)
      .key("columns")
      .begin_array();
  for (const Column& c : columns_)
    j.begin_object()
        .field("name", c.name)
        .field("type", c.type)
        .field("offset", static_cast<std::uint64_t>(c.offset))
        .field("length", static_cast<std::uint64_t>(c.length))
        .end_object();
  const std::string head = j.end_array().end_object().take();
  std::string out = "CLC1";
  const auto length = static_cast<std::uint32_t>(head.size());
  out.append(reinterpret_cast<const char*>(&length), sizeof length);
  out += head;
  out.resize((out.size() + 7) / 8 * 8, '\0');
  return out + data_;
}

Response packed_answer(const Packed& p) { return answer(200, "application/octet-stream", p.bytes()); }

std::string gzipped(std::string_view bytes) {
  z_stream z{};
  // 16 + the window: a gzip wrapper instead of zlib's.
  if (deflateInit2(&z, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc{};
  std::string out(deflateBound(&z, static_cast<uLong>(bytes.size())), '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib does not write there
  z.avail_in = static_cast<uInt>(bytes.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  const int end = deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  if (end != Z_STREAM_END) throw std::bad_alloc{};
  return out;
}

bool compresses(std::string_view type) {
  return type.starts_with("text/") || type.starts_with("application/json") ||
         type.starts_with("application/geo+json") || type.starts_with("application/problem+json") ||
         type.starts_with("application/javascript") || type.starts_with("application/vnd.mapbox") ||
         type.starts_with("application/octet-stream") || type.starts_with("image/svg") ||
         type.starts_with("application/manifest");
}

bool takes_gzip(const Head& head) {
  std::string_view rest = head.field("accept-encoding");
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    std::string_view one = rest.substr(0, comma);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    while (!one.empty() && one.front() == ' ') one.remove_prefix(1);
    if (!one.starts_with("gzip") && !one.starts_with("*")) continue;
    const std::size_t q = one.find("q=");
    if (q == std::string_view::npos) return true;
    return one.substr(q + 2).find_first_of("123456789") != std::string_view::npos;
  }
  return false;
}

bool has_already(const Head& head, std::string_view etag) {
  std::string_view rest = head.field("if-none-match");
  if (rest == "*") return true;
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    std::string_view one = rest.substr(0, comma);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    while (!one.empty() && one.front() == ' ') one.remove_prefix(1);
    while (!one.empty() && one.back() == ' ') one.remove_suffix(1);
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == etag) return true;
  }
  return false;
}

Response ranged(Response r, const Head& head) {
  const std::string_view said = head.field("range");
  if (r.status != 200 || !r.body || !said.starts_with("bytes=") || said.find(',') != std::string_view::npos)
    return r;
  const std::string_view part = said.substr(6);
  const std::size_t dash = part.find('-');
  if (dash == std::string_view::npos) return r;
  const auto number = [](std::string_view s) -> std::optional<std::uint64_t> {
    std::uint64_t v = 0;
    const auto [end, failed] = std::from_chars(s.data(), s.data() + s.size(), v);
    if (s.empty() || failed != std::errc{} || end != s.data() + s.size()) return std::nullopt;
    return v;
  };
  const auto from = number(part.substr(0, dash)), until = number(part.substr(dash + 1));
  const std::uint64_t size = r.body->size();
  std::uint64_t first = 0, last = size == 0 ? 0 : size - 1;
  if (from) {
    first = *from;
    if (until) last = std::min(last, *until);
    if (until && *until < *from) return r;  // no range at all: the whole
  } else if (until) {
    first = *until >= size ? 0 : size - *until;  // the last so many
  } else {
    return r;
  }
  if (first >= size || (!from && *until == 0)) {
    Response no = answer(416, "text/plain; charset=utf-8", "no such part\n");
    no.with("content-range", fmt::format("bytes */{}", size));
    return no;
  }
  r.status = 206;
  r.body = std::make_shared<const std::string>(r.body->substr(first, last - first + 1));
  r.with("content-range", fmt::format("bytes {}-{}/{}", first, last, size));
  return r;
}

}  // namespace cityloop::http
