// The server over real sockets on loopback, plain and with TLS: spoken to in bytes, so that nothing mends what is sent.

#include "cityloop/io/http/server.h"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>
#include <unistd.h>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "cityloop/base/error.h"
#include "tests/http/malformed.h"

namespace cityloop::http {
namespace {

namespace fs = std::filesystem;

/// A socket with a time limit, closed at the end.
class Line {
 public:
  explicit Line(std::uint16_t port, int seconds = 10) : fd_{::socket(AF_INET, SOCK_STREAM, 0)} {
    timeval limit{seconds, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
  }
  ~Line() { ::close(fd_); }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;
  bool connected() const { return connected_; }
  void say_bytes(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  /// Until the other side closes, or these words have come.
  std::string hear(const std::string& until = {}) const {
    std::string out;
    char piece[4096];
    while (until.empty() || out.find(until) == std::string::npos) {
      const ssize_t n = ::recv(fd_, piece, sizeof piece, 0);
      if (n <= 0) break;
      out.append(piece, static_cast<std::size_t>(n));
    }
    return out;
  }
  void half_close() const { ::shutdown(fd_, SHUT_WR); }

 private:
  int fd_;
  bool connected_ = false;
};

int status_in(const std::string& answer) {
  return answer.size() > 12 ? std::atoi(answer.substr(9, 3).c_str()) : 0;
}

/// A server that tells back what it was asked.
class Running {
 public:
  explicit Running(ServerSettings s = {}) {
    folder_ = fs::temp_directory_path() /
              ("cityloop-http-" + std::to_string(::getpid()) + "-" + std::to_string(number_++));
    fs::create_directories(folder_);
    s.port = 0;
    s.upload_folder = folder_.string();
    s.drain_seconds = 2;
    Service service;
    service.admit = [](const Head& h, const std::string&, bool) -> std::variant<Intake, Response> {
      if (h.path == "/forbidden") return answer(403, "text/plain", "no");
      return Intake{1000, h.path == "/file"};
    };
    service.handle = [](Request r, const Reply& reply) {
      if (r.head.path == "/later") {
        std::thread{[reply] {
          std::this_thread::sleep_for(std::chrono::milliseconds{100});
          reply(answer(200, "text/plain", "later"));
        }}.detach();
        return;
      }
      if (r.head.path == "/events") {
        Response out = answer(200, "text/event-stream", "");
        auto n = std::make_shared<int>(0);
        out.stream =
            Stream{[n]() -> Stream::Piece { return {"data: " + std::to_string(*n) + "\n\n", ++*n == 3}; }};
        return reply(std::move(out));
      }
      if (r.head.path == "/large") return reply(answer(200, "text/plain", std::string(1 << 20, 'x')));
      std::string body = r.body;
      if (!r.body_file.empty()) {
        std::ifstream in{r.body_file};
        body = "file:" + std::string{std::istreambuf_iterator<char>{in}, {}};
        fs::remove(r.body_file);
      }
      reply(answer(200, "text/plain", r.head.method + " " + r.head.path + " " + body));
    };
    server_ = std::make_unique<Server>(s, service);
    thread_ = std::jthread{[this](std::stop_token stop) { server_->run(stop); }};
  }
  ~Running() {
    thread_.request_stop();
    thread_.join();
    fs::remove_all(folder_);
  }
  std::uint16_t port() const { return server_->port(); }
  Counters counters() const { return server_->counters(); }
  std::string ask(const std::string& bytes) const {
    const Line line{port()};
    line.say_bytes(bytes);
    line.half_close();
    return line.hear();
  }
  void stop() { thread_.request_stop(); }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator{folder_}, {}));
  }

 private:
  static inline int number_ = 0;
  fs::path folder_;
  std::unique_ptr<Server> server_;
  std::jthread thread_;
};

constexpr const char* kHost = "Host: city\r\n";

TEST(Server, AnswersAndSaysHowLongTheAnswerIs) {
  const Running server;
  const std::string got = server.ask("GET /hello HTTP/1.1\r\nHost: city\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(status_in(got), 200);
  EXPECT_NE(got.find("content-length: 11\r\n"), std::string::npos) << got;
  EXPECT_TRUE(got.ends_with("GET /hello ")) << got;
}

TEST(Server, RefusesTheWholeCorpusAndGoesOn) {
  const Running server;
  for (const testing::Malformed& m : testing::malformed_heads()) {
    // Here bytes after a head begin the next request, which never comes whole.
    if (m.what == std::string_view{"bytes after the head"}) continue;
    const std::string got = server.ask(m.bytes);
    const std::size_t last = got.rfind("HTTP/1.1 ");
    ASSERT_NE(last, std::string::npos) << m.what << ": " << got;
    EXPECT_GE(status_in(got.substr(last)), 400) << m.what;
    EXPECT_EQ(got.find("/b"), std::string::npos) << m.what;
  }
  EXPECT_EQ(status_in(server.ask("GET / HTTP/1.1\r\nHost: city\r\n\r\n")), 200);
}

TEST(Server, RefusesBrokenChunks) {
  const Running server;
  for (const char* body : {"0x3\r\nabc\r\n0\r\n\r\n", "3\nabc\n0\n\n", "-1\r\n", "zz\r\n",
                           "3\r\nabcd\r\n0\r\n\r\n", "fffffffffffffffff\r\n", "3 \r\nabc"}) {
    const std::string got =
        server.ask(std::string{"POST /a HTTP/1.1\r\n"} + kHost + "Transfer-Encoding: chunked\r\n\r\n" + body);
    EXPECT_GE(status_in(got), 400) << body << got;
  }
}

TEST(Server, TakesBodiesWholeOrInChunksAndIntoFiles) {
  const Running server;
  EXPECT_TRUE(server.ask("POST /a HTTP/1.1\r\nHost: city\r\nContent-Length: 5\r\n\r\nhello")
                  .ends_with("POST /a hello"));
  EXPECT_TRUE(server
                  .ask("POST /a HTTP/1.1\r\nHost: city\r\nTransfer-Encoding: "
                       "chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n")
                  .ends_with("POST /a hello"));
  EXPECT_TRUE(server.ask("POST /file HTTP/1.1\r\nHost: city\r\nContent-Length: 5\r\n\r\nhello")
                  .ends_with("POST /file file:hello"));
}

TEST(Server, ABodyBeyondTheLimitIsRefusedAndLeavesNoFile) {
  const Running server;
  EXPECT_EQ(status_in(server.ask("POST /a HTTP/1.1\r\nHost: city\r\nContent-Length: 1001\r\n\r\n")), 413);
  std::string chunks;
  for (int i = 0; i < 20; ++i) chunks += "64\r\n" + std::string(100, 'x') + "\r\n";
  EXPECT_EQ(status_in(server.ask("POST /file HTTP/1.1\r\nHost: city\r\nTransfer-Encoding: chunked\r\n\r\n" +
                                 chunks)),
            413);
  EXPECT_EQ(server.files(), 0U);
}

TEST(Server, WhoMayNotNeverSendsTheBody) {
  const Running server;
  const Line line{server.port()};
  line.say_bytes("POST /forbidden HTTP/1.1\r\nHost: city\r\nContent-Length: 900\r\n\r\n");
  EXPECT_EQ(status_in(line.hear("no")), 403);  // without having been sent a byte of it
}

TEST(Server, SaysGoOnWhereItIsAsked) {
  const Running server;
  const Line line{server.port()};
  line.say_bytes("POST /a HTTP/1.1\r\nHost: city\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(status_in(line.hear("\r\n\r\n")), 100);
  line.say_bytes("hello");
  EXPECT_TRUE(line.hear("POST /a hello").ends_with("POST /a hello"));
}

TEST(Server, KeepsConnectionsAndAnswersPipelinedRequestsInOrder) {
  const Running server;
  const std::string got = server.ask(
      "GET /later HTTP/1.1\r\nHost: city\r\n\r\nGET /two HTTP/1.1\r\nHost: city\r\n\r\nGET /three "
      "HTTP/1.1\r\nHost: "
      "city\r\nConnection: close\r\n\r\n");
  const std::size_t one = got.find("later"), two = got.find("GET /two"), three = got.find("GET /three");
  EXPECT_LT(one, two);
  EXPECT_LT(two, three);
  EXPECT_NE(three, std::string::npos);
}

TEST(Server, StreamsEventsUntilTheLast) {
  const Running server;
  const std::string got = server.ask("GET /events HTTP/1.1\r\nHost: city\r\nConnection: close\r\n\r\n");
  EXPECT_NE(got.find("data: 0\n\n"), std::string::npos);
  EXPECT_NE(got.find("data: 2\n\n"), std::string::npos);
  EXPECT_TRUE(got.ends_with("0\r\n\r\n"));
}

TEST(Server, AHeadOnlyAnswerHasNoBody) {
  const Running server;
  const std::string got = server.ask("HEAD /hello HTTP/1.1\r\nHost: city\r\nConnection: close\r\n\r\n");
  EXPECT_NE(got.find("content-length: 12"), std::string::npos) << got;
  EXPECT_TRUE(got.ends_with("\r\n\r\n"));
}

TEST(Server, SlowHeadsAreGivenUpAndNobodyElseWaits) {
  ServerSettings settings;
  settings.limits.head_seconds = 1;
  const Running server{settings};
  std::vector<std::unique_ptr<Line>> slow;
  for (int i = 0; i < 64; ++i) {
    slow.push_back(std::make_unique<Line>(server.port()));
    slow.back()->say_bytes("GET / HT");
  }
  EXPECT_EQ(status_in(server.ask("GET /healthy HTTP/1.1\r\nHost: city\r\n\r\n")), 200);
  for (const auto& line : slow) EXPECT_EQ(line->hear(), "");  // closed without an answer
  // The socket is closed a moment before it is counted.
  for (int i = 0; i < 500 && server.counters().timeouts < 64; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  EXPECT_GE(server.counters().timeouts, 64U);
}

TEST(Server, AnEndlessHeadIsCutOff) {
  const Running server;
  const Line line{server.port()};
  line.say_bytes("GET / HTTP/1.1\r\nA: " + std::string(100'000, 'x'));
  EXPECT_EQ(status_in(line.hear()), 431);
}

TEST(Server, OnePeerHasOnlySoManyConnections) {
  ServerSettings settings;
  settings.limits.connections_of_peer = 3;
  const Running server{settings};
  std::vector<std::unique_ptr<Line>> lines;
  for (int i = 0; i < 3; ++i) {
    lines.push_back(std::make_unique<Line>(server.port()));
    lines.back()->say_bytes("GET /a HTTP/1.1\r\nHost: city\r\n\r\n");
    EXPECT_EQ(status_in(lines.back()->hear("GET /a")), 200);
  }
  EXPECT_EQ(server.ask("GET / HTTP/1.1\r\nHost: city\r\n\r\n"), "");
  EXPECT_EQ(server.counters().refused, 1U);
}

TEST(Server, WhatWasBegunIsFinishedBeforeItStops) {
  Running server;
  const Line line{server.port()};
  line.say_bytes("GET /later HTTP/1.1\r\nHost: city\r\n\r\n");
  std::this_thread::sleep_for(std::chrono::milliseconds{30});
  server.stop();
  EXPECT_TRUE(line.hear().ends_with("later"));
}

TEST(Server, APortThatIsTakenIsSaidSo) {
  const Running server;
  ServerSettings settings;
  settings.port = server.port();
  try {
    const Server second{settings, {}};
    FAIL() << "two servers on one port";
  } catch (const Error& e) {
    EXPECT_EQ(e.fault(), Fault::conflict);
    EXPECT_NE(e.words().en.find(std::to_string(server.port())), std::string::npos);
  }
}

/// With a certificate made for the test by the openssl program.
TEST(Server, TheCorpusIsRefusedOverTlsToo) {
  if (std::system("command -v openssl >/dev/null 2>&1") != 0)
    GTEST_SKIP() << "the openssl program is not installed";
  const fs::path folder = fs::temp_directory_path() / ("cityloop-tls-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  const std::string key = (folder / "key.pem").string(), certificate = (folder / "cert.pem").string();
  ASSERT_EQ(std::system(("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
                         "-subj /CN=localhost -keyout " +
                         key + " -out " + certificate + " >/dev/null 2>&1")
                            .c_str()),
            0);
  ServerSettings settings;
  settings.certificate = certificate;
  settings.key = key;
  {
    const Running server{settings};
    const auto over_tls = [&](const std::string& bytes) {
      const fs::path asked = folder / "asked", told = folder / "told";
      std::ofstream{asked, std::ios::binary} << bytes;
      (void)!std::system(("(cat " + asked.string() +
                          "; sleep 0.3) | timeout 10 openssl s_client -quiet -connect 127.0.0.1:" +
                          std::to_string(server.port()) + " >" + told.string() + " 2>/dev/null")
                             .c_str());
      std::ifstream in{told, std::ios::binary};
      return std::string{std::istreambuf_iterator<char>{in}, {}};
    };
    EXPECT_EQ(status_in(over_tls("GET /hello HTTP/1.1\r\nHost: city\r\nConnection: close\r\n\r\n")), 200);
    const auto all = testing::malformed_heads();
    for (std::size_t i = 0; i < all.size(); i += 9) {  // a program is started for each: some of every part
      const std::string got = over_tls(all[i].bytes);
      EXPECT_GE(status_in(got), 400) << all[i].what << got;
    }
    // Bytes that are no TLS at all do no harm.
    EXPECT_EQ(server.ask("GET / HTTP/1.1\r\nHost: city\r\n\r\n").find("HTTP/1.1 200"), std::string::npos);
    EXPECT_EQ(status_in(over_tls("GET /hello HTTP/1.1\r\nHost: city\r\nConnection: close\r\n\r\n")), 200);
  }
  fs::remove_all(folder);
}

}  // namespace
}  // namespace cityloop::http
