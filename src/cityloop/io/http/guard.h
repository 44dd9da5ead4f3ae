#pragma once

// The guard in front of everything: the bytes of a request's head are read here first, strictly, and what two programs
// could read differently is refused before any library sees it.

#include <optional>
#include <string_view>
#include <variant>

#include "cityloop/io/http/message.h"

namespace cityloop::http {

/// What one connection may hold and how long it may take. Defaults are those of a public server.
struct Limits {
  std::size_t head_bytes = 16 * 1024;
  std::size_t fields = 100;
  std::size_t target_bytes = 8 * 1024;
  std::uint64_t body_bytes = 1024 * 1024;           // where a route does not say otherwise
  int head_seconds = 5;                             // from the first byte to the end of the head
  int idle_seconds = 30;                            // between requests
  int write_seconds = 30;                           // without any progress of sending
  std::uint64_t body_bytes_per_second = 16 * 1024;  // slower bodies are given up; the first 10 s are free
  int requests = 1000;                              // of one connection, then it is closed
  std::size_t connections = 4096, connections_of_peer = 512;
};

/// Why a head is refused, and with which status.
struct Refused {
  int status = 400;
  std::string_view why;
};

/// Reads a head, from its first byte to the empty line that ends it.
///
/// refuses  line ends other than CRLF, control bytes, bytes beyond ASCII, folded fields, space before a colon, names that are
///          no tokens; a missing or repeated Host; a Content-Length that is repeated, signed, a list or no number; any
///          Transfer-Encoding but exactly "chunked", and that with HTTP/1.0 or beside Content-Length; targets that are not
///          paths, hold dot segments (plain or encoded), encoded slashes or NULs, backslashes or broken encodings; other
///          versions than 1.0 and 1.1; methods that are not in the list (501)
/// cost     one pass over the bytes
/// source   RFC 9112 §2.2, §3, §5, §6.1–6.3, §11.2; RFC 9110 §7.2
std::variant<Head, Refused> read_head(std::string_view bytes, const Limits&);

/// "a%20b" → "a b"; nothing if the encoding is broken. `plus`: a plus sign is a space, as in forms.
std::optional<std::string> percent_decoded(std::string_view, bool plus);
std::string percent_encoded(std::string_view);

}  // namespace cityloop::http
