// The only file that knows Boost.Beast and Asio: another library would change this file and no other. g++ 12 destroys
// temporaries of co_await expressions twice: what has a destructor gets a name before it is handed over. One thread for each
// io_context; a connection never leaves its thread, so nothing here is locked but the count of connections by peer.

// Boost 1.74 uses std::exchange in its coroutines and does not include what declares it.
#include "cityloop/io/http/server.h"

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

// Asio 1.74 looks for the coroutines of an earlier clang.
#if defined(__clang__) && !defined(BOOST_ASIO_HAS_CO_AWAIT)
#define BOOST_ASIO_HAS_CO_AWAIT 1
#endif
// g++ 12 takes Asio's recycling of coroutine frames for a mismatched delete.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include "cityloop/base/error.h"

namespace cityloop::http {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
using boost::system::error_code;
using net::ip::tcp;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr std::size_t kPiece = 256 * 1024;     // of a long body, sent or received at once
constexpr std::size_t kReadAhead = 16 * 1024;  // asked of the socket while a head is read
constexpr auto kStreamPause = std::chrono::milliseconds{50};
constexpr auto kHeartbeat = seconds{15};  // of an event stream that has nothing to say

struct Atomics {
  std::atomic<std::uint64_t> connections{0}, open{0}, requests{0}, refused{0}, timeouts{0}, bytes_sent{0};
};

/// RFC 9110 §5.6.7: IMF-fixdate.
std::string http_date() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  static constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", kDays[static_cast<std::size_t>(utc.tm_wday)],
                     utc.tm_mday, kMonths[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900,
                     utc.tm_hour, utc.tm_min, utc.tm_sec);
}

std::string head_of(const Response& r, std::optional<std::uint64_t> length, bool keep, int minor) {
  std::string out = fmt::format("HTTP/1.{} {} {}\r\ndate: {}\r\n", minor == 0 ? 1 : minor, r.status,
                                reason_of(r.status), http_date());
  for (const auto& [name, value] : r.fields) out += name + ": " + value + "\r\n";
  if (r.stream) out += "transfer-encoding: chunked\r\n";
  else if (length) out += fmt::format("content-length: {}\r\n", *length);
  out += keep ? "connection: keep-alive\r\n\r\n" : "connection: close\r\n\r\n";
  return out;
}

/// Where a head ends, or that it never will.
enum class HeadState : std::uint8_t { open, whole, broken };
HeadState head_state(std::string_view bytes, std::size_t& end) {
  for (std::size_t at = 0; (at = bytes.find('\n', at)) != std::string_view::npos; ++at) {
    if (at == 0 || bytes[at - 1] != '\r') return HeadState::broken;
    if (at >= 3 && bytes[at - 2] == '\n') {
      end = at + 1;
      return HeadState::whole;
    }
    if (at == 1) return HeadState::broken;  // an empty line where a request should begin
  }
  return bytes.find('\0') != std::string_view::npos ? HeadState::broken : HeadState::open;
}

/// Waits for an answer that may come from any thread.
///
/// The first lambda holds plain pointers into this frame, which lives until the answer is there: g++ 12 copies what a co_await
/// is given bit by bit, and a string that points into itself does not survive that.
net::awaitable<Response> answered(const Service& service, Request request) {
  const net::any_io_executor executor = co_await net::this_coro::executor;
  co_return co_await net::async_initiate<const net::use_awaitable_t<>&, void(Response)>(
      [asked = &service, what = &request, on = &executor](auto handler) {
        // A std::function must be copyable, and what continues a coroutine is not.
        auto kept = std::make_shared<decltype(handler)>(std::move(handler));
        asked->handle(std::move(*what), [executor_of_it = *on, kept](Response r) {
          net::post(executor_of_it,
                    [kept, said = std::move(r)]() mutable { std::move (*kept)(std::move(said)); });
        });
      },
      net::use_awaitable);
}

}  // namespace

struct Server::Impl {
  ServerSettings settings;
  Service service;
  std::vector<std::unique_ptr<net::io_context>> contexts;
  std::optional<tcp::acceptor> acceptor;
  std::optional<net::ssl::context> tls;
  Atomics counted;
  std::atomic<bool> draining{false};
  std::mutex mutex;
  std::map<std::string, std::size_t> peers;
  // Connections that wait for a request, by context: what a stop may close at once. Touched by that context's thread only.
  std::vector<std::set<beast::tcp_stream*>> idle;
  std::atomic<std::uint64_t> file_number{0};

  Impl(ServerSettings s, Service answers) : settings{std::move(s)}, service{std::move(answers)} {
    const int threads = std::max(1, settings.threads);
    for (int i = 0; i < threads; ++i) contexts.push_back(std::make_unique<net::io_context>(1));
    idle.resize(contexts.size());
    listen();
    if (!settings.certificate.empty()) load_certificate();
  }

  void listen() {
    error_code failed;
    const auto address = net::ip::make_address(settings.address, failed);
    if (failed)
      throw Error{Fault::bad_input,
                  say("'{}' is not an address", "“{}”不是地址", settings.address),
                  {.item = "--address"},
                  {"write for example 127.0.0.1 or ::1", "例如写 127.0.0.1 或 ::1"}};
    acceptor.emplace(*contexts[0]);
    const tcp::endpoint endpoint{address, settings.port};
    acceptor->open(endpoint.protocol(), failed);
    if (!failed) acceptor->set_option(net::socket_base::reuse_address{true}, failed);
    if (!failed) acceptor->bind(endpoint, failed);
    if (!failed) acceptor->listen(net::socket_base::max_listen_connections, failed);
    if (failed)
      throw Error{failed == net::error::access_denied ? Fault::forbidden : Fault::conflict,
                  say("cannot listen on {} port {}: {}", "无法在 {} 端口 {} 上监听：{}", settings.address,
                      settings.port, failed.message()),
                  {.item = "--port"},
                  {"choose another port, or end the program that has this one",
                   "请换一个端口，或结束占用该端口的程序"}};
  }

  void load_certificate() {
    tls.emplace(net::ssl::context::tls_server);
    tls->set_options(net::ssl::context::default_workarounds | net::ssl::context::no_sslv2 |
                     net::ssl::context::no_sslv3 | net::ssl::context::no_tlsv1 |
                     net::ssl::context::no_tlsv1_1 | net::ssl::context::no_compression);
    error_code failed;
    tls->use_certificate_chain_file(settings.certificate, failed);
    if (!failed) tls->use_private_key_file(settings.key, net::ssl::context::pem, failed);
    if (failed)
      throw Error{
          Fault::bad_input,
          say("the certificate or its key cannot be read: {}", "无法读取证书或私钥：{}", failed.message()),
          {.file = settings.certificate},
          {"give PEM files with --certificate and --key", "请用 --certificate 和 --key 指定 PEM 文件"}};
  }

  bool enter(const std::string& peer) {
    const std::scoped_lock lock{mutex};
    std::size_t& mine = peers[peer];
    if (mine >= settings.limits.connections_of_peer || counted.open >= settings.limits.connections)
      return false;
    ++mine;
    ++counted.open;
    ++counted.connections;
    return true;
  }
  void leave(const std::string& peer) {
    const std::scoped_lock lock{mutex};
    const auto it = peers.find(peer);
    if (it != peers.end() && --it->second == 0) peers.erase(it);
    --counted.open;
  }

  net::awaitable<void> accept() {
    for (std::size_t next = 0;; next = (next + 1) % contexts.size()) {
      error_code failed;
      tcp::socket socket =
          co_await acceptor->async_accept(*contexts[next], net::redirect_error(net::use_awaitable, failed));
      if (draining || !acceptor->is_open()) co_return;
      if (failed) {
        // Too many open files, most likely: wait for some to be closed instead of spinning.
        net::steady_timer pause{co_await net::this_coro::executor, std::chrono::milliseconds{50}};
        co_await pause.async_wait(net::redirect_error(net::use_awaitable, failed));
        continue;
      }
      const auto from = socket.remote_endpoint(failed);
      const std::string peer = failed ? std::string{"?"} : from.address().to_string();
      if (!enter(peer)) {
        ++counted.refused;
        continue;
      }
      socket.set_option(tcp::no_delay{true}, failed);
      net::co_spawn(*contexts[next], serve(std::move(socket), peer, next), net::detached);
    }
  }

  net::awaitable<void> serve(tcp::socket socket, std::string peer, std::size_t context) {
    struct Left {
      Impl& impl;
      const std::string& peer;
      ~Left() { impl.leave(peer); }
    };
    const Left left{*this, peer};
    try {
      if (!tls) {
        beast::tcp_stream stream{std::move(socket)};
        co_await converse(stream, stream, peer, context);
      } else {
        beast::ssl_stream<beast::tcp_stream> stream{std::move(socket), *tls};
        beast::get_lowest_layer(stream).expires_after(seconds{10});
        co_await stream.async_handshake(net::ssl::stream_base::server, net::use_awaitable);
        co_await converse(stream, beast::get_lowest_layer(stream), peer, context);
        error_code ignored;
        beast::get_lowest_layer(stream).expires_after(seconds{2});
        co_await stream.async_shutdown(net::redirect_error(net::use_awaitable, ignored));
      }
    } catch (const boost::system::system_error& e) {
      if (e.code() == beast::error::timeout) ++counted.timeouts;
    }
  }

  /// Requests of one connection, one after the other.
  template <class Stream>
  net::awaitable<void> converse(Stream& stream, beast::tcp_stream& lowest, const std::string& peer,
                                std::size_t context) {
    beast::flat_buffer buffer{settings.limits.head_bytes + kReadAhead};
    for (int served = 0; served < settings.limits.requests && !draining; ++served) {
      std::size_t end = 0;
      const HeadState state = co_await read_head_bytes(stream, lowest, buffer, context, end);
      if (state == HeadState::open) co_return;  // closed or given up by the other side
      const std::string_view bytes{static_cast<const char*>(buffer.data().data()), buffer.size()};
      ++counted.requests;
      if (state == HeadState::broken) {
        const bool long_head = bytes.size() > settings.limits.head_bytes;
        co_await refuse(stream, lowest,
                        {long_head ? 431 : 400,
                         long_head ? "a head that is too long" : "a line that does not end as it must"});
        co_return;
      }
      auto read = read_head(bytes.substr(0, end), settings.limits);
      if (const auto* refused = std::get_if<Refused>(&read)) {
        co_await refuse(stream, lowest, *refused);
        co_return;
      }
      Request request;
      request.head = std::move(std::get<Head>(read));
      request.peer = peer;
      request.secure = tls.has_value();
      believe_proxy(request);

      auto admitted = service.admit(request.head, request.peer, request.secure);
      const bool has_body = request.head.chunked || request.head.length.value_or(0) > 0;
      if (auto* no = std::get_if<Response>(&admitted)) {
        // What was not let in is not read; a body on its way would be taken for the next request.
        const bool keep = !has_body && !no->close && wants_more(request.head);
        if (!has_body) buffer.consume(end);
        co_await send(stream, lowest, *no, request.head, keep);
        if (keep) continue;
        co_await linger(lowest);
        co_return;
      }
      const Intake intake = std::get<Intake>(admitted);
      if (request.head.length.value_or(0) > intake.most) {
        co_await refuse(stream, lowest, {413, "a body that is too long"});
        co_return;
      }
      if (!has_body) {
        buffer.consume(end);
      } else if (const auto failed = co_await read_body(stream, lowest, buffer, intake, request)) {
        co_await refuse(stream, lowest, *failed);
        co_return;
      }
      lowest.expires_never();
      const Head head = request.head;
      const Response response = co_await answered(service, std::move(request));
      const bool keep =
          wants_more(head) && !response.close && served + 1 < settings.limits.requests && !draining;
      co_await send(stream, lowest, response, head, keep);
      if (!keep) {
        co_await linger(lowest);
        co_return;
      }
    }
  }

  static bool wants_more(const Head& head) {
    const std::string_view said = head.field("connection");
    return head.minor == 1 && said != "close";
  }

  void believe_proxy(Request& r) const {
    if (!settings.behind_proxy) return;
    const std::string_view all = r.head.field("x-forwarded-for");
    if (!all.empty()) {
      const std::size_t comma = all.rfind(',');
      std::string_view last = comma == std::string_view::npos ? all : all.substr(comma + 1);
      while (!last.empty() && last.front() == ' ') last.remove_prefix(1);
      if (!last.empty()) r.peer = last;
    }
    if (r.head.field("x-forwarded-proto") == "https") r.secure = true;
  }

  /// Until a whole head lies in the buffer. `open`: the other side went away, or took too long.
  template <class Stream>
  net::awaitable<HeadState> read_head_bytes(Stream& stream, beast::tcp_stream& lowest,
                                            beast::flat_buffer& buffer, std::size_t context,
                                            std::size_t& end) {
    bool waiting = buffer.size() == 0;
    if (waiting) lowest.expires_after(seconds{settings.limits.idle_seconds});
    else lowest.expires_after(seconds{settings.limits.head_seconds});
    while (true) {
      const std::string_view bytes{static_cast<const char*>(buffer.data().data()), buffer.size()};
      const HeadState state = head_state(bytes, end);
      if (state != HeadState::open) co_return state;
      if (bytes.size() > settings.limits.head_bytes) co_return HeadState::broken;
      error_code failed;
      if (waiting) idle[context].insert(&lowest);
      const std::size_t room = std::min(kReadAhead, buffer.max_size() - buffer.size());
      const std::size_t n = co_await stream.async_read_some(buffer.prepare(room),
                                                            net::redirect_error(net::use_awaitable, failed));
      idle[context].erase(&lowest);
      if (failed) {
        if (failed == beast::error::timeout) ++counted.timeouts;
        co_return HeadState::open;
      }
      buffer.commit(n);
      if (std::exchange(waiting, false)) lowest.expires_after(seconds{settings.limits.head_seconds});
    }
  }

  /// The body by Beast's parser, into memory or a file, within a time that grows with its size.
  template <class Stream>
  net::awaitable<std::optional<Refused>> read_body(Stream& stream, beast::tcp_stream& lowest,
                                                   beast::flat_buffer& buffer, const Intake& intake,
                                                   Request& request) {
    if (request.head.field("expect").size() > 0) {
      static constexpr std::string_view kGoOn = "HTTP/1.1 100 Continue\r\n\r\n";
      lowest.expires_after(seconds{settings.limits.write_seconds});
      co_await net::async_write(stream, net::buffer(kGoOn), net::use_awaitable);
    }
    bhttp::request_parser<bhttp::buffer_body> parser;
    parser.header_limit(static_cast<std::uint32_t>(settings.limits.head_bytes));
    parser.body_limit(intake.most);
    std::ofstream file;
    if (intake.to_file) {
      request.body_file = (std::filesystem::path{settings.upload_folder} /
                           fmt::format("body-{}-{}", ::getpid(), file_number.fetch_add(1)))
                              .string();
      file.open(request.body_file, std::ios::binary | std::ios::trunc);
      if (!file) co_return Refused{507, "no room for the file"};
    }
    const auto began = steady_clock::now();
    std::uint64_t got = 0;
    std::vector<char> piece(64 * 1024);
    std::optional<Refused> wrong;
    while (!parser.is_done() && !wrong) {
      const auto allowed = seconds{10} + seconds{got / settings.limits.body_bytes_per_second};
      lowest.expires_at(began + allowed + seconds{5});
      parser.get().body().data = piece.data();
      parser.get().body().size = piece.size();
      parser.get().body().more = true;
      error_code failed;
      co_await bhttp::async_read(stream, buffer, parser, net::redirect_error(net::use_awaitable, failed));
      if (failed == bhttp::error::need_buffer) failed = {};
      if (failed == bhttp::error::body_limit) wrong = Refused{413, "a body that is too long"};
      else if (failed == beast::error::timeout)
        ++counted.timeouts, wrong = Refused{408, "a body that takes too long"};
      else if (failed) wrong = Refused{400, "a body that is broken"};
      const std::size_t n = piece.size() - parser.get().body().size;
      got += n;
      if (wrong) break;
      if (intake.to_file) file.write(piece.data(), static_cast<std::streamsize>(n));
      else request.body.append(piece.data(), n);
      if (intake.to_file && !file) wrong = Refused{507, "no room for the file"};
    }
    if (wrong && intake.to_file) {
      file.close();
      std::error_code ignored;
      std::filesystem::remove(request.body_file, ignored);
    }
    co_return wrong;
  }

  template <class Stream>
  net::awaitable<void> write(Stream& stream, beast::tcp_stream& lowest, std::string_view bytes) {
    while (!bytes.empty()) {
      lowest.expires_after(seconds{settings.limits.write_seconds});
      const std::string_view part = bytes.substr(0, kPiece);
      co_await net::async_write(stream, net::buffer(part.data(), part.size()), net::use_awaitable);
      counted.bytes_sent += part.size();
      bytes.remove_prefix(part.size());
    }
  }

  template <class Stream>
  net::awaitable<void> send(Stream& stream, beast::tcp_stream& lowest, const Response& r, const Head& head,
                            bool keep) {
    const bool without = head.method == "HEAD" || r.status == 204 || r.status == 304;
    if (r.stream && !without) {
      const std::string first = head_of(r, std::nullopt, keep, head.minor);
      co_await write(stream, lowest, first);
      co_await send_stream(stream, lowest, *r.stream);
      co_return;
    }
    if (!r.file.empty()) {
      co_await send_file(stream, lowest, r, head, keep);
      co_return;
    }
    static const std::string kNothing;
    const std::string& body = r.body ? *r.body : kNothing;
    const std::string first = head_of(
        r, r.status == 204 || r.status == 304 ? std::nullopt : std::optional<std::uint64_t>{body.size()},
        keep, head.minor);
    if (without || body.empty()) {
      co_await write(stream, lowest, first);
    } else if (body.size() <= kPiece) {
      lowest.expires_after(seconds{settings.limits.write_seconds});
      const std::array<net::const_buffer, 2> both{net::buffer(first), net::buffer(body)};
      counted.bytes_sent += co_await net::async_write(stream, both, net::use_awaitable);
    } else {
      co_await write(stream, lowest, first);
      co_await write(stream, lowest, body);
    }
  }

  template <class Stream>
  net::awaitable<void> send_file(Stream& stream, beast::tcp_stream& lowest, const Response& r,
                                 const Head& head, bool keep) {
    struct Gone {
      const std::string& file;
      ~Gone() {
        std::error_code ignored;
        std::filesystem::remove(file, ignored);
      }
    };
    const Gone gone{r.file};
    std::error_code failed;
    const std::uint64_t size = std::filesystem::file_size(r.file, failed);
    std::ifstream in{r.file, std::ios::binary};
    const std::string first = head_of(r, size, keep, head.minor);
    co_await write(stream, lowest, first);
    if (head.method == "HEAD") co_return;
    std::string piece(kPiece, '\0');
    while (in && in.read(piece.data(), static_cast<std::streamsize>(piece.size())).gcount() > 0)
      co_await write(stream, lowest,
                     std::string_view{piece}.substr(0, static_cast<std::size_t>(in.gcount())));
  }

  /// Asks for what there is to say, again and again: a pause is cheaper than waking threads up for each other.
  template <class Stream>
  net::awaitable<void> send_stream(Stream& stream, beast::tcp_stream& lowest, const http::Stream& said) {
    net::steady_timer pause{co_await net::this_coro::executor};
    auto last_word = steady_clock::now();
    while (!draining) {
      http::Stream::Piece piece = said.next();
      const auto now = steady_clock::now();
      if (piece.bytes.empty() && !piece.last && now - last_word > kHeartbeat) piece.bytes = ":\n\n";
      if (!piece.bytes.empty()) {
        last_word = now;
        const std::string chunk = fmt::format("{:x}\r\n{}\r\n", piece.bytes.size(), piece.bytes);
        co_await write(stream, lowest, chunk);
      }
      if (piece.last) break;
      lowest.expires_never();
      pause.expires_after(kStreamPause);
      co_await pause.async_wait(net::use_awaitable);
    }
    co_await write(stream, lowest, "0\r\n\r\n");
  }

  template <class Stream>
  net::awaitable<void> refuse(Stream& stream, beast::tcp_stream& lowest, Refused why) {
    ++counted.refused;
    Response r = answer(why.status, "text/plain; charset=utf-8",
                        fmt::format("{}: {}\n", reason_of(why.status), why.why));
    r.with("x-content-type-options", "nosniff");
    const Head none;
    co_await send(stream, lowest, r, none, false);
    co_await linger(lowest);
  }

  /// A socket that is closed with bytes unread is reset, and the answer is lost with it: what still comes is read for a moment.
  static net::awaitable<void> linger(beast::tcp_stream& lowest) {
    error_code failed;
    lowest.socket().shutdown(tcp::socket::shutdown_send, failed);
    lowest.expires_after(seconds{1});
    std::array<char, 4096> bin{};
    for (std::size_t thrown = 0; !failed && thrown < 64 * bin.size();)
      thrown +=
          co_await lowest.async_read_some(net::buffer(bin), net::redirect_error(net::use_awaitable, failed));
  }

  void run(std::stop_token stop) {
    using Guard = net::executor_work_guard<net::io_context::executor_type>;
    std::vector<Guard> work;
    for (const auto& c : contexts) work.push_back(net::make_work_guard(*c));
    net::co_spawn(*contexts[0], accept(), net::detached);
    std::vector<std::jthread> threads;
    for (const auto& c : contexts) threads.emplace_back([&c] { c->run(); });

    std::mutex waiting;
    std::condition_variable_any wake;
    {
      std::unique_lock lock{waiting};
      wake.wait(lock, stop, [] { return false; });
    }
    draining = true;
    net::post(*contexts[0], [this] {
      error_code ignored;
      acceptor->close(ignored);
    });
    for (std::size_t i = 0; i < contexts.size(); ++i)
      net::post(*contexts[i], [this, i] {
        for (beast::tcp_stream* one : idle[i]) one->cancel();
      });
    const auto deadline = steady_clock::now() + seconds{settings.drain_seconds};
    while (counted.open > 0 && steady_clock::now() < deadline)
      std::this_thread::sleep_for(std::chrono::milliseconds{10});
    for (const auto& c : contexts) c->stop();
  }
};

Server::Server(ServerSettings settings, Service service)
    : impl_{std::make_unique<Impl>(std::move(settings), std::move(service))} {}
Server::~Server() = default;
std::uint16_t Server::port() const { return impl_->acceptor->local_endpoint().port(); }
void Server::run(std::stop_token stop) { impl_->run(std::move(stop)); }
Counters Server::counters() const {
  const Atomics& a = impl_->counted;
  return {a.connections, a.open, a.requests, a.refused, a.timeouts, a.bytes_sent};
}

std::string_view reason_of(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 416: return "Range Not Satisfiable";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 499: return "Stopped";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 507: return "Insufficient Storage";
    default: return "";
  }
}

}  // namespace cityloop::http
