#pragma once

// Requests that must be refused, one sentence each, and some that must not; used against the guard and over the network.

#include <string>
#include <vector>

#include "cityloop/io/http/guard.h"

namespace cityloop::http::testing {

struct Malformed {
  const char* what;
  std::string bytes;
};

inline std::vector<Malformed> malformed_heads() {
  const auto get = [](const std::string& fields, const std::string& target = "/") {
    return "GET " + target + " HTTP/1.1\r\n" + fields + "\r\n";
  };
  const auto post = [](const std::string& fields) {
    return "POST /api/v1/session HTTP/1.1\r\nHost: city\r\n" + fields + "\r\n";
  };
  const std::string host = "Host: city\r\n";
  std::string many = host;
  for (int i = 0; i < 2000; ++i) many += "a: b\r\n";
  using namespace std::string_literals;
  return {
      // Framing: what request smuggling is made of.
      {"a length and a coding", post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n")},
      {"a coding and a length", post("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n")},
      {"two different lengths", post("Content-Length: 3\r\nContent-Length: 4\r\n")},
      {"the same length twice", post("Content-Length: 3\r\nContent-Length: 3\r\n")},
      {"a list of lengths", post("Content-Length: 3, 3\r\n")},
      {"a length with another behind it", post("Content-Length: 3, 0\r\n")},
      {"a signed length", post("Content-Length: +3\r\n")},
      {"a negative length", post("Content-Length: -1\r\n")},
      {"a hexadecimal length", post("Content-Length: 0x3\r\n")},
      {"a length with letters", post("Content-Length: 3abc\r\n")},
      {"an empty length", post("Content-Length: \r\n")},
      {"a length beyond all numbers", post("Content-Length: 99999999999999999999\r\n")},
      {"a coding with another name", post("Transfer-Encoding: xchunked\r\n")},
      {"two codings", post("Transfer-Encoding: chunked, gzip\r\n")},
      {"two codings the other way", post("Transfer-Encoding: gzip, chunked\r\n")},
      {"a coding twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n")},
      {"identity", post("Transfer-Encoding: identity\r\n")},
      {"a coding in quotes", post("Transfer-Encoding: \"chunked\"\r\n")},
      {"a coding on HTTP/1.0", "POST / HTTP/1.0\r\nHost: city\r\nTransfer-Encoding: chunked\r\n\r\n"},
      {"a body of a GET", get(host + "Content-Length: 5\r\n")},
      {"a chunked GET", get(host + "Transfer-Encoding: chunked\r\n")},
      // Fields.
      {"no host", get("")},
      {"two hosts", get(host + host)},
      {"an empty host", get("Host:\r\n")},
      {"a host with a path", get("Host: city/evil\r\n")},
      {"a host with a user", get("Host: me@city\r\n")},
      {"a space before the colon", get(host + "Accept : a\r\n")},
      {"a folded field", get(host + "A: b\r\n c\r\n")},
      {"a field without a name", get(host + ": b\r\n")},
      {"a field without a colon", get(host + "nothing\r\n")},
      {"a name with a space", get(host + "a b: c\r\n")},
      {"a name with a bracket", get(host + "a(b): c\r\n")},
      {"a control byte in a value", get(host + "A: b\x01c\r\n")},
      {"a delete byte in a value", get(host + "A: b\x7f\r\n")},
      {"a NUL in a value", get(host + "A: b\0c\r\n"s)},
      {"a byte beyond ASCII in a value", get(host + "A: b\xff\r\n")},
      {"a carriage return within a value", get(host + "A: b\rc\r\n")},
      {"two thousand fields", get(many)},
      {"an upgrade", get(host + "Upgrade: websocket\r\n")},
      {"trailers", post("Trailer: X\r\n")},
      {"an expectation", post("Content-Length: 1\r\nExpect: miracles\r\n")},
      // Lines.
      {"bare line feeds", "GET / HTTP/1.1\nHost: city\n\n"},
      {"one bare line feed", "GET / HTTP/1.1\r\nHost: city\nA: b\r\n\r\n"},
      {"an empty line first", "\r\nGET / HTTP/1.1\r\nHost: city\r\n\r\n"},
      {"only an empty line", "\r\n\r\n"},
      // The request line.
      {"no version", "GET /\r\nHost: city\r\n\r\n"},
      {"version 0.9", "GET / HTTP/0.9\r\nHost: city\r\n\r\n"},
      {"version 2.0", "GET / HTTP/2.0\r\nHost: city\r\n\r\n"},
      {"version 1.2", "GET / HTTP/1.2\r\nHost: city\r\n\r\n"},
      {"a version in small letters", "GET / http/1.1\r\nHost: city\r\n\r\n"},
      {"two spaces", "GET  / HTTP/1.1\r\nHost: city\r\n\r\n"},
      {"a tab for a space", "GET\t/ HTTP/1.1\r\nHost: city\r\n\r\n"},
      {"a space at the end", "GET / HTTP/1.1 \r\nHost: city\r\n\r\n"},
      {"a space at the front", " GET / HTTP/1.1\r\nHost: city\r\n\r\n"},
      {"a method in small letters", "get / HTTP/1.1\r\nHost: city\r\n\r\n"},
      {"an unknown method", "BREW / HTTP/1.1\r\nHost: city\r\n\r\n"},
      {"TRACE", "TRACE / HTTP/1.1\r\nHost: city\r\n\r\n"},
      {"CONNECT", "CONNECT city:443 HTTP/1.1\r\nHost: city\r\n\r\n"},
      {"a method with a bracket", "GE(T / HTTP/1.1\r\nHost: city\r\n\r\n"},
      // Targets.
      {"an absolute target", get(host, "http://other/")},
      {"an asterisk", get(host, "*")},
      {"no slash", get(host, "etc/passwd")},
      {"a dot segment", get(host, "/a/../b")},
      {"a dot segment at the end", get(host, "/a/..")},
      {"a single dot", get(host, "/a/./b")},
      {"an encoded dot segment", get(host, "/a/%2e%2e/b")},
      {"a half encoded dot segment", get(host, "/a/.%2e/b")},
      {"an encoded slash", get(host, "/a%2f..%2fb")},
      {"an encoded backslash", get(host, "/a%5cb")},
      {"a backslash", get(host, "/a\\..\\b")},
      {"an empty segment", get(host, "//etc/passwd")},
      {"a twice encoded dot", get(host, "/a/%252e%252e/b")},
      {"an encoded NUL", get(host, "/a%00b")},
      {"an encoded line feed", get(host, "/a%0ab")},
      {"a broken encoding", get(host, "/a%zz")},
      {"an encoding cut short", get(host, "/a%2")},
      {"a broken encoding in the query", get(host, "/a?b=%g0")},
      {"an encoded NUL in the query", get(host, "/a?b=%00")},
      {"a fragment", get(host, "/a#b")},
      {"a letter beyond ASCII", get(host, "/\xe5\xb0\x8f")},
      {"a control byte", get(host, "/a\x01")},
      {"a quote", get(host, "/a\"b")},
      {"a target that is too long", get(host, "/" + std::string(9000, 'a'))},
      {"bytes after the head", get(host) + "x"},
  };
}

inline std::vector<std::string> sound_heads() {
  return {
      "GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n",
      "GET / HTTP/1.0\r\nHost: city\r\n\r\n",
      "HEAD /assets/index-abc.js HTTP/1.1\r\nHost: [::1]:8080\r\nAccept-Encoding: gzip, deflate, br, "
      "zstd\r\n\r\n",
      "POST /api/v1/session HTTP/1.1\r\nhost: city\r\ncontent-type: application/json\r\ncontent-length: "
      "0\r\n\r\n",
      "POST /api/v1/whatif HTTP/1.1\r\nHost: city\r\nTransfer-Encoding: chunked\r\nExpect: "
      "100-continue\r\n\r\n",
      "DELETE /api/v1/session HTTP/1.1\r\nHost: city\r\nCookie: a=b; c=d\r\n\r\n",
      "GET /tiles/basemap/12/3345/1666.mvt HTTP/1.1\r\nHost: city\r\nRange: bytes=0-99\r\n\r\n",
      "GET /api/v1/cells/00000abc?framework=demo&version=1-0 HTTP/1.1\r\nHost: city\r\n\r\n",
      "GET /a.b/c%20d HTTP/1.1\r\nHost: city\r\nEmpty:\r\n\r\n",
  };
}

}  // namespace cityloop::http::testing
