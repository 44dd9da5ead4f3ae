#pragma once

// What a request and an answer are, without any library: endpoints see these and nothing of the network.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cityloop::http {

using Fields = std::vector<std::pair<std::string, std::string>>;  // names in lower case

/// What the guard let through of a request's head.
struct Head {
  std::string method;                                      // GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS
  std::string target;                                      // as sent
  std::string path;                                        // decoded, no dot segments
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in order
  Fields fields;
  int minor = 1;  // of HTTP/1.
  std::optional<std::uint64_t> length;
  bool chunked = false;
  std::string_view field(std::string_view lower_name) const {
    for (const auto& [name, value] : fields)
      if (name == lower_name) return value;
    return {};
  }
  std::optional<std::string> parameter(std::string_view name) const {
    for (const auto& [key, value] : query)
      if (key == name) return value;
    return std::nullopt;
  }
};

struct Request {
  Head head;
  std::string body;
  std::string body_file;  // where the body was put instead, if the route asked for that
  std::string peer;       // the address at the other end
  bool secure = false;    // TLS, here or at a proxy that is trusted
};

/// An endless answer: asked again and again for what there is to say. Called on the connection's thread; must not wait.
struct Stream {
  struct Piece {
    std::string bytes;
    bool last = false;
  };
  std::function<Piece()> next;
};

struct Response {
  int status = 200;
  Fields fields;                                // beside those that the server adds
  std::shared_ptr<const std::string> body;      // shared, so that a kept answer is sent without copying
  std::optional<Stream> stream = std::nullopt;  // instead of a body
  std::string file = {};                        // a file to be sent instead, removed when it was sent
  bool close = false;

  Response& with(std::string name, std::string value) {
    fields.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};
inline Response answer(int status, std::string type, std::string bytes) {
  return {.status = status,
          .fields = {{"content-type", std::move(type)}},
          .body = std::make_shared<const std::string>(std::move(bytes))};
}

using Reply = std::function<void(Response)>;  // called once, from any thread

}  // namespace cityloop::http
