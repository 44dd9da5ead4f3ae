#include "cityloop/io/http/guard.h"

#include <algorithm>
#include <array>

namespace cityloop::http {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
/// RFC 9110 §5.6.2: "token = 1*tchar".
bool is_token_char(char c) {
  return is_digit(c) || is_letter(c) || std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
}
bool is_token(std::string_view s) { return !s.empty() && std::all_of(s.begin(), s.end(), is_token_char); }
bool is_visible(char c) { return c > 0x20 && c < 0x7f; }
int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
std::string lowered(std::string_view s) {
  std::string out{s};
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}
std::string_view trimmed(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
  return s;
}

constexpr std::array<std::string_view, 7> kMethods{"GET",   "HEAD",   "POST",   "PUT",
                                                   "PATCH", "DELETE", "OPTIONS"};

/// The next line without its CRLF; nothing if it ends otherwise.
std::optional<std::string_view> line_of(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  if (end == std::string_view::npos || end == 0 || rest[end - 1] != '\r') return std::nullopt;
  const std::string_view line = rest.substr(0, end - 1);
  rest.remove_prefix(end + 1);
  if (line.find('\r') != std::string_view::npos) return std::nullopt;
  return line;
}

/// Path and query of an origin-form target.
std::optional<std::string_view> read_target(std::string_view target, Head& head) {
  if (target.front() != '/') return "only paths are answered";
  if (!std::all_of(target.begin(), target.end(), is_visible)) return "a byte that has no place in a target";
  if (target.find_first_of("\\#\"<>^`{|}") != std::string_view::npos)
    return "a character that must be encoded";
  const std::size_t mark = target.find('?');
  const std::string_view raw = target.substr(0, mark);
  const auto path = percent_decoded(raw, false);
  if (!path) return "a broken encoding";
  // An encoded slash would be a slash for one reader and a letter for another.
  for (std::size_t at = 0; (at = raw.find('%', at)) != std::string_view::npos; ++at) {
    const int code = hex_value(raw[at + 1]) * 16 + hex_value(raw[at + 2]);
    if (code == '/' || code == '\\' || code == '%') return "an encoded slash, backslash or percent sign";
  }
  if (std::any_of(path->begin(), path->end(),
                  [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
    return "a control byte";
  for (std::size_t from = 0; from < path->size();) {
    const std::size_t end = std::min(path->find('/', from + 1), path->size());
    const std::string_view segment = std::string_view{*path}.substr(from + 1, end - from - 1);
    if (segment == "." || segment == ".." || (segment.empty() && end < path->size()))
      return "a dot segment or an empty one";
    from = end;
  }
  head.path = *path;
  if (mark == std::string_view::npos) return std::nullopt;
  std::string_view rest = target.substr(mark + 1);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('&'), rest.size());
    const std::string_view pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto key = percent_decoded(pair.substr(0, equals), true);
    auto value = percent_decoded(equals < pair.size() ? pair.substr(equals + 1) : std::string_view{}, true);
    if (!key || !value) return "a broken encoding";
    if (value->find('\0') != std::string::npos || key->find('\0') != std::string::npos)
      return "a control byte";
    head.query.emplace_back(std::move(*key), std::move(*value));
  }
  return std::nullopt;
}

/// What the fields say about the body, and whether they are said once.
std::optional<Refused> read_framing(Head& head) {
  int hosts = 0, lengths = 0, codings = 0;
  for (const auto& [name, value] : head.fields) {
    if (name == "host") {
      ++hosts;
      if (value.empty() || value.find_first_of(" \t/\\@?#,<>\"") != std::string::npos)
        return Refused{400, "a host that is none"};
    } else if (name == "content-length") {
      // RFC 9112 §6.3: "If a message is received without Transfer-Encoding and with an invalid Content-Length header field, then
      // the message framing is invalid".
      if (++lengths > 1) return Refused{400, "a repeated Content-Length"};
      if (value.empty() || value.size() > 18 || !std::all_of(value.begin(), value.end(), is_digit))
        return Refused{400, "a Content-Length that is no number"};
      head.length = 0;
      for (const char c : value) head.length = *head.length * 10 + static_cast<std::uint64_t>(c - '0');
    } else if (name == "transfer-encoding") {
      if (++codings > 1 || lowered(value) != "chunked")
        return Refused{400, "a transfer encoding that is not understood"};
      head.chunked = true;
    } else if (name == "upgrade" || name == "trailer") {
      return Refused{400, "nothing is upgraded or trailed here"};
    } else if (name == "expect" && lowered(value) != "100-continue") {
      return Refused{417, "an expectation that is not understood"};
    }
  }
  if (hosts != 1) return Refused{400, "a Host that is missing or repeated"};
  // RFC 9112 §6.1: "A server MAY reject a request that contains both Content-Length and Transfer-Encoding"; and on HTTP/1.0 "MUST treat
  // the message as if the framing is faulty".
  if (head.chunked && (head.length || head.minor == 0)) return Refused{400, "two ways to frame the body"};
  if ((head.method == "GET" || head.method == "HEAD" || head.method == "OPTIONS") &&
      (head.chunked || head.length.value_or(0) > 0))
    return Refused{400, "a body where none belongs"};
  return std::nullopt;
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view s, bool plus) {
  std::string out;
  out.reserve(s.size());
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] == '%') {
      if (i + 2 >= s.size()) return std::nullopt;
      const int high = hex_value(s[i + 1]), low = hex_value(s[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += plus && s[i] == '+' ? ' ' : s[i];
    }
  }
  return out;
}

std::string percent_encoded(std::string_view s) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : s) {
    if (is_digit(c) || is_letter(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += kHex[byte >> 4U];
      out += kHex[byte & 15U];
    }
  }
  return out;
}

std::variant<Head, Refused> read_head(std::string_view bytes, const Limits& limits) {
  if (bytes.size() > limits.head_bytes) return Refused{431, "a head that is too long"};
  std::string_view rest = bytes;
  const auto first = line_of(rest);
  if (!first) return Refused{400, "a line that does not end as it must"};

  // RFC 9112 §3: "request-line = method SP request-target SP HTTP-version", one space each.
  const std::size_t one = first->find(' '), two = first->rfind(' ');
  if (one == std::string_view::npos || one == two || first->find(' ', one + 1) != two)
    return Refused{400, "a request line that is none"};
  Head head;
  head.method = first->substr(0, one);
  head.target = first->substr(one + 1, two - one - 1);
  const std::string_view version = first->substr(two + 1);
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return Refused{400, "another version of HTTP"};
  head.minor = version.back() - '0';
  if (!is_token(head.method)) return Refused{400, "a method that is none"};
  if (std::find(kMethods.begin(), kMethods.end(), head.method) == kMethods.end())
    return Refused{501, "a method that is not known here"};
  if (head.target.empty()) return Refused{400, "no target"};
  if (head.target.size() > limits.target_bytes) return Refused{414, "a target that is too long"};
  if (const auto why = read_target(head.target, head)) return Refused{400, *why};

  while (true) {
    const auto line = line_of(rest);
    if (!line) return Refused{400, "a line that does not end as it must"};
    if (line->empty()) break;
    if (head.fields.size() == limits.fields) return Refused{431, "too many fields"};
    const std::size_t colon = line->find(':');
    // A name that is no token also refuses folded lines and spaces before the colon.
    if (colon == std::string_view::npos || !is_token(line->substr(0, colon)))
      return Refused{400, "a field whose name is none"};
    const std::string_view value = trimmed(line->substr(colon + 1));
    if (!std::all_of(value.begin(), value.end(), [](char c) { return c == '\t' || (c >= 0x20 && c < 0x7f); }))
      return Refused{400, "a byte that has no place in a field"};
    head.fields.emplace_back(lowered(line->substr(0, colon)), std::string{value});
  }
  if (!rest.empty()) return Refused{400, "bytes after the head"};
  if (const auto refused = read_framing(head)) return *refused;
  return head;
}

}  // namespace cityloop::http
