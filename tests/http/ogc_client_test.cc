// Another program's client reads what is served: GDAL's, by the author of the one in QGIS. A few lines of a server are
// enough for that, and the real one has tests of its own.

#include <array>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <thread>
#include <unistd.h>

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "tests/http/ogc_fixture.h"
#include "tests/paths.h"

namespace cityloop {
namespace {

using namespace testing;  // NOLINT: the fixture
using ::testing::HasSubstr;

/// One request at a time on loopback, GET only, until it is destroyed.
class SmallServer {
 public:
  explicit SmallServer(const ogc::Features& features) : features_{features} {
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    if (::bind(socket_, reinterpret_cast<sockaddr*>(&at), size) != 0 || ::listen(socket_, 16) != 0 ||
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&at), &size) != 0)
      throw std::runtime_error{"no port to listen on"};
    base_ = "http://127.0.0.1:" + std::to_string(ntohs(at.sin_port));
    thread_ = std::thread{[this] { serve(); }};
  }
  ~SmallServer() {
    ::shutdown(socket_, SHUT_RDWR);  // wakes accept()
    thread_.join();
    ::close(socket_);
  }
  SmallServer(const SmallServer&) = delete;
  SmallServer& operator=(const SmallServer&) = delete;
  const std::string& base() const { return base_; }
  std::size_t refused() const { return refused_; }

 private:
  static std::string decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '%' && i + 2 < text.size()) {
        out += static_cast<char>(std::stoi(std::string{text.substr(i + 1, 2)}, nullptr, 16));
        i += 2;
      } else {
        out += text[i] == '+' ? ' ' : text[i];
      }
    }
    return out;
  }
  http::Response answer_to(const std::string& request) {
    http::Head head;
    head.method = request.substr(0, request.find(' '));
    const std::size_t begin = request.find(' ') + 1;
    head.target = request.substr(begin, request.find(' ', begin) - begin);
    const std::size_t question = std::min(head.target.find('?'), head.target.size());
    head.path = decoded(head.target.substr(0, question));
    for (std::size_t at = question + 1; at < head.target.size();) {
      const std::size_t end = std::min(head.target.find('&', at), head.target.size());
      const std::size_t equals = std::min(head.target.find('=', at), end);
      head.query.emplace_back(decoded(head.target.substr(at, equals - at)),
                              equals < end ? decoded(head.target.substr(equals + 1, end - equals - 1)) : "");
      at = end + 1;
    }
    for (std::size_t at = request.find("\r\n") + 2; at < request.size();) {
      const std::size_t end = request.find("\r\n", at), colon = request.find(':', at);
      if (end == at || end == std::string::npos) break;
      std::string name = request.substr(at, colon - at);
      for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      head.fields.emplace_back(name, request.substr(colon + 2, end - colon - 2));
      at = end + 2;
    }
    auto answer = ogc::ogc_answer(head, features_, base_, kOgcNow);
    return answer ? std::move(*answer) : http::answer(404, "text/plain", "nothing");
  }
  void serve() {
    for (;;) {
      const int client = ::accept(socket_, nullptr, nullptr);
      if (client < 0) return;
      std::string request;
      std::array<char, 4096> part{};
      while (request.find("\r\n\r\n") == std::string::npos) {
        const auto n = ::recv(client, part.data(), part.size(), 0);
        if (n <= 0) break;
        request.append(part.data(), static_cast<std::size_t>(n));
      }
      if (request.find("\r\n\r\n") != std::string::npos) {
        const http::Response r = answer_to(request);
        if (r.status >= 400) ++refused_;
        std::string out = "HTTP/1.1 " + std::to_string(r.status) +
                          " said\r\nconnection: close\r\ncontent-length: " + std::to_string(r.body->size()) +
                          "\r\n";
        for (const auto& [name, value] : r.fields) out += name + ": " + value + "\r\n";
        out += "\r\n" + *r.body;
        for (std::size_t sent = 0; sent < out.size();) {
          const auto n = ::send(client, out.data() + sent, out.size() - sent, MSG_NOSIGNAL);
          if (n <= 0) break;
          sent += static_cast<std::size_t>(n);
        }
      }
      ::close(client);
    }
  }
  const ogc::Features& features_;
  int socket_ = -1;
  std::string base_;
  std::atomic<std::size_t> refused_{0};
  std::thread thread_;
};

std::pair<int, std::string> run(const std::string& command) {
  std::string out;
  std::FILE* from = ::popen((command + " 2>&1").c_str(), "r");
  std::array<char, 4096> part{};
  while (const std::size_t n = std::fread(part.data(), 1, part.size(), from)) out.append(part.data(), n);
  return {WEXITSTATUS(::pclose(from)), out};
}

TEST(OgcClient, GdalReadsEveryCollectionAsItIsCounted) {
  const SmallServer server{ogc_features()};
  const auto [status, said] = run(source_dir() + "/scripts/test-ogc " + server.base());
  if (status == 77) GTEST_SKIP() << said;
  EXPECT_EQ(status, 0) << said;
  for (const auto& c : ogc_features().collections())
    EXPECT_THAT(said, HasSubstr(c->id + ": " + std::to_string(c->rows) + " features"));
  EXPECT_EQ(server.refused(), 0U) << "it asks for nothing that is not there";
}
TEST(OgcClient, GdalWalksThePagesAndFiltersByPlace) {
  if (std::system("command -v ogrinfo >/dev/null 2>&1") != 0) GTEST_SKIP() << "ogrinfo is not installed";
  const SmallServer server{ogc_features()};
  const auto count = [](const std::string& text) {
    std::size_t n = 0;
    for (std::size_t at = text.find("OGRFeature("); at != std::string::npos;
         at = text.find("OGRFeature(", at + 1))
      ++n;
    return n;
  };
  const std::string read = "ogrinfo -ro -al -oo PAGE_SIZE=4 ";
  const auto all = run(read + "OAPIF:" + server.base() + "/ogc cells");
  EXPECT_EQ(count(all.second), 23U) << all.second;
  const Box box = ogc_features().find("cells")->degrees_box[5];
  const Point p = 0.5 * (box.low + box.high);
  const auto one = run(read + fmt::format("-spat {0:.7f} {1:.7f} {0:.7f} {1:.7f} ", p.x, p.y) +
                       "OAPIF:" + server.base() + "/ogc cells");
  EXPECT_EQ(count(one.second), 1U) << one.second;
  const auto clinics = run(read + "-where \"kind='clinic'\" OAPIF:" + server.base() + "/ogc places");
  EXPECT_EQ(count(clinics.second), 2U) << clinics.second;
}

}  // namespace
}  // namespace cityloop
