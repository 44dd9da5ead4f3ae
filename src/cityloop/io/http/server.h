#pragma once

// The network side of the server: connections, TLS, time limits, sending. It knows nothing of a city.

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>

#include "cityloop/io/http/guard.h"

namespace cityloop::http {

struct ServerSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;  // 0: any free one
  int threads = 2;
  std::string certificate, key;  // PEM files; both or neither
  Limits limits;
  std::string upload_folder;  // where bodies that go to files are put
  int drain_seconds = 20;     // how long requests in flight may take after a stop
  bool behind_proxy = false;  // the last X-Forwarded-For and X-Forwarded-Proto are believed
};

/// What to do with a body whose head was read: at most so many bytes, in memory or in a file.
struct Intake {
  std::uint64_t most = 0;
  bool to_file = false;
};

/// The two questions a server asks. Both are called on a connection's thread and must not wait.
struct Service {
  /// Before the body is read: who may not do this never gets to send it.
  std::function<std::variant<Intake, Response>(const Head&, const std::string& peer, bool secure)> admit;
  std::function<void(Request, Reply)> handle;
};

/// What the server counts; read by /metrics.
struct Counters {
  std::uint64_t connections = 0, open = 0, requests = 0, refused = 0, timeouts = 0, bytes_sent = 0;
};

/// HTTP/1.1 with keep-alive, pipelining, server-sent events and optional TLS.
///
///   Server server{settings, service};     // binds; throws Error{conflict} where the port is taken
///   server.run(stop);                     // until `stop`, then finishes what is in flight and returns
class Server {
 public:
  Server(ServerSettings, Service);
  ~Server();
  std::uint16_t port() const;
  void run(std::stop_token);
  Counters counters() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The words of a status.
std::string_view reason_of(int status);

}  // namespace cityloop::http
