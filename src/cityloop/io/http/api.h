#pragma once

// From a request to the function that answers it: the contract's table says which there are, what they need, and who may.

#include <list>
#include <map>
#include <mutex>
#include <thread>

#include "cityloop/io/http/office.h"
#include "cityloop/io/http/reply.h"
#include "cityloop/io/http/server.h"

namespace cityloop::http {

/// A request that was let in: who asks, for what, about which picture of the city.
struct Asked {
  const Request& request;
  const wire::Operation& operation;
  std::map<std::string, std::string, std::less<>> path;  // parameters of the path
  accounts::WhoPtr who;
  std::string session;
  std::shared_ptr<const Picture> picture;
  Office& office;

  const Shown& shown() const { return *picture->shown; }
  const ShownView& view() const { return shown().view(parameter("framework")); }
  /// Of the path or the query; empty if it was left out.
  std::string parameter(std::string_view name) const;
  std::int64_t integer(std::string_view name, std::int64_t otherwise) const;
  double number(std::string_view name) const;
  Lang lang() const;  // of a report: asked for, else the city's
  /// The body as a strict document.
  Document body() const;
  LngLat degrees(Point) const;
};

using Endpoint = Response (*)(const Asked&);
/// The explicit list: an operation of the contract and its function. Tests compare it with the contract.
struct Served {
  std::string_view operation;
  Endpoint endpoint;
  bool kept = false;  // the same for everybody while the picture is the same: kept, compressed, with an ETag
};
std::span<const Served> served();

/// Answers that are the same for everybody, up to so many bytes; the least recently asked for go first.
class Kept {
 public:
  explicit Kept(std::size_t most_bytes) : most_{most_bytes} {}
  struct Entry {
    Response plain;
    std::shared_ptr<const std::string> gzip;  // null: not worth it
    std::string etag;
  };
  std::shared_ptr<const Entry> find(const std::string& key);
  void keep(const std::string& key, std::shared_ptr<const Entry>);
  void clear();

 private:
  struct Row {
    std::shared_ptr<const Entry> entry;
    std::list<std::string>::iterator used;
    std::size_t bytes = 0;
  };
  std::mutex mutex_;
  std::list<std::string> order_;
  std::map<std::string, Row, std::less<>> rows_;
  std::size_t most_, bytes_ = 0;
};

/// What happened, for the log: never a body, a query or a token.
struct LogLine {
  std::string request, method, path;  // path: of the contract, so that no name stands in it
  int status = 0;
  std::uint64_t bytes = 0;
  double milliseconds = 0;
  std::string problem = {};  // of an error of our own
};

class Api {
 public:
  Api(Office&, std::function<void(const LogLine&)> log, std::size_t workers = 4);
  ~Api();
  /// Answers no more: to be called before the server, to which answers would go, is gone.
  void stop();
  Service service();
  std::function<Counters()> counters;  // of the server, for /metrics

 private:
  struct Match {
    const wire::Operation* operation = nullptr;
    const Served* served = nullptr;
    std::map<std::string, std::string, std::less<>> path;
    bool other_method = false;  // the path is known, with another method
  };
  struct Asker {
    accounts::WhoPtr who;
    std::string session;
  };
  Match match(const Head&) const;
  Asker asker(const Head&, bool secure) const;
  std::variant<Intake, Response> admit(const Head&, const std::string& peer, bool secure);
  void handle(Request, const Reply&);
  Response answer_to(const Request&, std::string& problem);
  std::optional<Response> kept_answer(const Request&, const Match&);
  Response metrics() const;
  void work(const std::stop_token&);

  Office& office_;
  std::function<void(const LogLine&)> log_;
  Kept kept_{std::size_t{192} << 20U};
  std::atomic<std::uint64_t> next_request_{1}, answered_{0}, failed_{0};
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<std::function<void()>> queue_;
  std::vector<std::jthread> workers_;
};

}  // namespace cityloop::http
