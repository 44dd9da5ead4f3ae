#include "cityloop/io/http/api.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <filesystem>

#include "cityloop/io/http/ogc/answer.h"
#include "cityloop/io/http/web_files.h"

namespace cityloop::http {
namespace {

constexpr std::string_view kCookie = "__Host-cityloop", kPlainCookie = "cityloop";
constexpr std::uint64_t kJsonBody = 256 * 1024;
constexpr std::uint64_t kUpload = std::uint64_t{4} << 30U;
constexpr std::size_t kMostQueued = 512;

std::string_view cookie_of(const Head& head, std::string_view name) {
  std::string_view rest = head.field("cookie");
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    std::string_view one = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    while (!one.empty() && one.front() == ' ') one.remove_prefix(1);
    const std::size_t equals = one.find('=');
    if (equals != std::string_view::npos && one.substr(0, equals) == name) return one.substr(equals + 1);
  }
  return {};
}

bool changes_something(const Head& head) {
  return head.method != "GET" && head.method != "HEAD" && head.method != "OPTIONS";
}

/// Whether a page of another origin made the browser send this: RFC 6454 and Fetch metadata.
bool from_elsewhere(const Head& head) {
  const std::string_view site = head.field("sec-fetch-site");
  if (!site.empty() && site != "same-origin" && site != "none") return true;
  const std::string_view origin = head.field("origin");
  if (origin.empty()) return false;
  const std::size_t slashes = origin.find("://");
  return slashes == std::string_view::npos || origin.substr(slashes + 3) != head.field("host");
}

/// OGC API – Features has a contract of its own, which it tells at /ogc/api.
bool is_ogc(const Head& head) { return head.path == "/ogc" || head.path.starts_with("/ogc/"); }

/// Segments against a pattern such as "/api/v1/plans/{id}" or "/api/v1/report.{format}".
bool fits(std::string_view pattern, std::string_view path,
          std::map<std::string, std::string, std::less<>>& found) {
  std::size_t p = 0, s = 0;
  while (p < pattern.size()) {
    if (pattern[p] != '{') {
      if (s >= path.size() || path[s] != pattern[p]) return false;
      ++p, ++s;
      continue;
    }
    const std::size_t close = pattern.find('}', p);
    const std::string name{pattern.substr(p + 1, close - p - 1)};
    // A parameter reaches to the end of its segment, or to what the pattern says next: the last ".", where a format follows.
    const std::size_t segment = std::min(path.find('/', s), path.size());
    std::size_t end = segment;
    if (close + 1 < pattern.size() && pattern[close + 1] != '/') {
      const std::size_t stop = std::min(pattern.find_first_of("{/", close + 1), pattern.size());
      const std::string_view next = pattern.substr(close + 1, stop - close - 1);
      end = path.substr(0, segment).rfind(next);
      if (end == std::string_view::npos || end < s) return false;
    }
    if (end == s) return false;
    found[name] = path.substr(s, end - s);
    s = end;
    p = close + 1;
  }
  return s == path.size();
}

std::optional<double> number_in(std::string_view s) {
  double v = 0;
  const auto [end, failed] = std::from_chars(s.data(), s.data() + s.size(), v);
  if (failed != std::errc{} || end != s.data() + s.size() || !std::isfinite(v)) return std::nullopt;
  return v;
}

[[noreturn]] void refuse_parameter(std::string_view name, Text why, Text advice) {
  throw Error{Fault::bad_input, std::move(why), {.item = std::string{name}}, std::move(advice)};
}

/// Unknown and repeated parameters, and values outside what the contract allows.
void check_parameters(const wire::Operation& op, const Head& head,
                      const std::map<std::string, std::string, std::less<>>& path) {
  const auto check = [](const wire::Parameter& p, const std::string& value) {
    if (p.type != wire::Parameter::Type::string) {
      const auto v = number_in(value);
      if (!v || (p.type == wire::Parameter::Type::integer && *v != std::floor(*v)))
        refuse_parameter(p.name, say("'{}' is not a number", "“{}”不是数字", value), {});
      if ((p.minimum && *v < *p.minimum) || (p.maximum && *v > *p.maximum))
        refuse_parameter(p.name, say("{} lies outside what is allowed", "{} 超出允许范围", value),
                         p.maximum ? say("from {} to {}", "从 {} 到 {}", p.minimum.value_or(0), *p.maximum)
                                   : say("from {} on", "不小于 {}", p.minimum.value_or(0)));
    }
    if (p.shortest > 0 && symbol_count(value) < p.shortest)
      refuse_parameter(p.name, {"this is too short", "过短"},
                       say("at least {} characters", "至少 {} 个字符", p.shortest));
    if (p.longest > 0 && symbol_count(value) > p.longest)
      refuse_parameter(p.name, {"this is too long", "过长"},
                       say("at most {} characters", "最多 {} 个字符", p.longest));
    if (!p.allowed.empty() && std::find(p.allowed.begin(), p.allowed.end(), value) == p.allowed.end())
      refuse_parameter(p.name, say("'{}' is not among what may be said here", "此处不能填写“{}”", value),
                       say("choose one of: {}", "可填：{}", fmt::join(p.allowed, ", ")));
  };
  for (std::size_t i = 0; i < head.query.size(); ++i) {
    const auto& [name, value] = head.query[i];
    for (std::size_t k = 0; k < i; ++k)
      if (head.query[k].first == name) refuse_parameter(name, {"this is said twice", "参数重复"}, {});
    const auto known = std::find_if(op.parameters.begin(), op.parameters.end(),
                                    [&](const wire::Parameter& p) { return !p.in_path && p.name == name; });
    // A picture's version may stand in any address, so that an address is one view for ever.
    if (known == op.parameters.end() && name != "version") {
      std::vector<std::string> all;
      for (const wire::Parameter& p : op.parameters)
        if (!p.in_path) all.emplace_back(p.name);
      refuse_parameter(name, say("there is no parameter '{}' here", "没有参数“{}”", name),
                       all.empty() ? Text{"this takes none", "此处不接受参数"}
                                   : say("there are: {}", "可用：{}", fmt::join(all, ", ")));
    }
    if (known != op.parameters.end()) check(*known, value);
  }
  for (const wire::Parameter& p : op.parameters) {
    if (p.in_path) check(p, path.at(std::string{p.name}));
    else if (p.required && !head.parameter(p.name))
      refuse_parameter(p.name, say("'{}' is missing", "缺少“{}”", p.name), {});
  }
}

/// What every answer says to browsers. The policy was proved with the map: no script, style, picture or connection from
/// elsewhere, and none in the page.
void secure_headers(Response& r, bool secure) {
  static const std::string kPolicy =
      "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data: "
      "blob:; "
      "connect-src 'self'; font-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
      "object-src 'none'; form-action 'self'";
  bool own_policy = false;
  for (const auto& [name, value] : r.fields) own_policy = own_policy || name == "content-security-policy";
  if (!own_policy) r.with("content-security-policy", kPolicy);
  r.with("x-content-type-options", "nosniff").with("referrer-policy", "same-origin");
  r.with("cross-origin-opener-policy", "same-origin").with("cross-origin-resource-policy", "same-origin");
  if (secure) r.with("strict-transport-security", "max-age=31536000");
}

}  // namespace

// ---- what an endpoint is given --------------------------------------------------------------------------------------

std::string Asked::parameter(std::string_view name) const {
  if (const auto it = path.find(name); it != path.end()) return it->second;
  return request.head.parameter(name).value_or("");
}
std::int64_t Asked::integer(std::string_view name, std::int64_t otherwise) const {
  const std::string v = parameter(name);
  return v.empty() ? otherwise
                   : static_cast<std::int64_t>(*number_in(v));  // checked against the contract before
}
double Asked::number(std::string_view name) const { return *number_in(parameter(name)); }
Lang Asked::lang() const {
  const std::string asked = parameter("lang");
  return asked.empty() ? shown().config.language : parse_lang(asked);
}
Document Asked::body() const { return parse_json(request.body, "request"); }
LngLat Asked::degrees(Point p) const {
  const Point d = picture->to_degrees->forward(p);
  return {d.x, d.y};
}

// ---- answers that are kept ------------------------------------------------------------------------------------------

std::shared_ptr<const Kept::Entry> Kept::find(const std::string& key) {
  const std::scoped_lock lock{mutex_};
  const auto it = rows_.find(key);
  if (it == rows_.end()) return nullptr;
  order_.splice(order_.begin(), order_, it->second.used);
  return it->second.entry;
}
void Kept::keep(const std::string& key, std::shared_ptr<const Entry> entry) {
  const std::size_t bytes = key.size() + (entry->plain.body ? entry->plain.body->size() : 0) +
                            (entry->gzip ? entry->gzip->size() : 0) + 512;
  if (bytes > most_ / 8) return;
  const std::scoped_lock lock{mutex_};
  if (rows_.contains(key)) return;
  order_.push_front(key);
  rows_[key] = {std::move(entry), order_.begin(), bytes};
  bytes_ += bytes;
  while (bytes_ > most_) {
    const auto last = rows_.find(order_.back());
    bytes_ -= last->second.bytes;
    rows_.erase(last);
    order_.pop_back();
  }
}
void Kept::clear() {
  const std::scoped_lock lock{mutex_};
  rows_.clear();
  order_.clear();
  bytes_ = 0;
}

// ---- the way of a request -------------------------------------------------------------------------------------------

Api::Api(Office& office, std::function<void(const LogLine&)> log, std::size_t workers)
    : office_{office}, log_{std::move(log)} {
  for (std::size_t i = 0; i < workers; ++i)
    workers_.emplace_back([this](const std::stop_token& stop) { work(stop); });
}
Api::~Api() { stop(); }

void Api::stop() {
  for (std::jthread& w : workers_) w.request_stop();
  workers_.clear();  // waits for what is being answered
  const std::scoped_lock lock{mutex_};
  queue_.clear();
}

void Api::work(const std::stop_token& stop) {
  while (true) {
    std::function<void()> next;
    {
      std::unique_lock lock{mutex_};
      if (!wake_.wait(lock, stop, [this] { return !queue_.empty(); })) return;
      next = std::move(queue_.front());
      queue_.pop_front();
    }
    next();
  }
}

Service Api::service() {
  return {[this](const Head& h, const std::string& peer, bool secure) { return admit(h, peer, secure); },
          [this](Request r, const Reply& reply) { handle(std::move(r), reply); }};
}

Api::Match Api::match(const Head& head) const {
  Match m;
  const std::string_view method = head.method == "HEAD" ? "GET" : std::string_view{head.method};
  for (const wire::Operation& op : wire::operations()) {
    std::map<std::string, std::string, std::less<>> found;
    if (!fits(op.path, head.path, found)) continue;
    if (op.method != method) {
      m.other_method = true;
      continue;
    }
    m.operation = &op;
    m.path = std::move(found);
    for (const Served& s : served())
      if (s.operation == op.id) m.served = &s;
    return m;
  }
  return m;
}

Api::Asker Api::asker(const Head& head, bool secure) const {
  Asker out;
  const Instant now = office_.now();
  // Over TLS only the name that browsers guard: another site of the domain could have set the other one.
  const std::string_view session = cookie_of(head, secure ? kCookie : kPlainCookie);
  out.session = session;
  if (!session.empty()) out.who = office_.accounts().who(session, now);
  const std::string_view bearer = head.field("authorization");
  if (!out.who && bearer.starts_with("Bearer ")) out.who = office_.accounts().who_key(bearer.substr(7), now);
  if (!out.who) out.who = office_.accounts().visitor();
  return out;
}

std::variant<Intake, Response> Api::admit(const Head& head, const std::string&, bool secure) {
  const auto no = [&](const Error& e) {
    Response r = refusal(e);
    secure_headers(r, secure);
    return r;
  };
  if (head.method == "OPTIONS") {
    Response r = answer(204, "text/plain", "");
    r.with("allow", "GET, HEAD, POST, PATCH, DELETE, OPTIONS");
    secure_headers(r, secure);
    return r;
  }
  const Match m = match(head);
  if (!m.operation) {
    if (m.other_method) {
      Response r =
          no({Fault::bad_input, {"this address does not understand that method", "该地址不支持此方法"}});
      r.status = 405;
      return r;
    }
    if (changes_something(head))
      return no({Fault::not_found, say("there is nothing at {}", "{} 处没有内容", head.path)});
    try {
      if (is_ogc(head)) accounts::require(*asker(head, secure).who, accounts::Permission::city_read);
    } catch (const Error& e) {
      return no(e);
    }
    return Intake{0};  // features, or a page or a file of the web application
  }
  try {
    const Asker by = asker(head, secure);
    if (changes_something(head)) {
      if (from_elsewhere(head))
        throw Error{Fault::forbidden,
                    {"this was sent by a page of another site", "该请求来自其他网站的页面"}};
      // A browser sends its cookie on its own; only our own page knows the token.
      if (by.who->signed_in && !accounts::same_secret(head.field("x-cityloop-token"), by.who->token))
        throw Error{Fault::forbidden,
                    {"the token of the session is missing", "缺少会话令牌"},
                    {},
                    {"load the page again", "请刷新页面"}};
    }
    accounts::require(*by.who, accounts::parse_permission(std::string{m.operation->permission}));
    check_parameters(*m.operation, head, m.path);
  } catch (const Error& e) {
    return no(e);
  }
  if (!m.operation->body) return Intake{0};
  return m.operation->json_body ? Intake{kJsonBody} : Intake{kUpload, true};
}

std::optional<Response> Api::kept_answer(const Request& request, const Match& m) {
  if (!m.served || !m.served->kept) return std::nullopt;
  const auto entry = kept_.find(office_.picture()->version + " " + request.head.target);
  if (!entry) return std::nullopt;
  Response r = entry->plain;
  if (has_already(request.head, entry->etag)) {
    r.status = 304;
    r.body.reset();
  } else if (request.head.field("range").size() > 0) {
    r = ranged(std::move(r), request.head);
  } else if (entry->gzip && takes_gzip(request.head)) {
    r.body = entry->gzip;
    r.with("content-encoding", "gzip");
  }
  return r;
}

void Api::handle(Request request, const Reply& reply) {
  const auto began = std::chrono::steady_clock::now();
  const std::uint64_t number = next_request_++;
  const Match m = match(request.head);
  const std::string path = m.operation ? std::string{m.operation->path} : request.head.path;
  const auto done = [this, began, number, reply, path](const Request& asked, Response r,
                                                       const std::string& problem = {}) {
    if (!asked.body_file.empty()) {  // what was not taken over goes, whatever became of the request
      std::error_code ignored;
      std::filesystem::remove(asked.body_file, ignored);
    }
    secure_headers(r, asked.secure);
    r.with("x-request-id", std::to_string(number));
    ++answered_;
    if (r.status >= 500) ++failed_;
    if (log_) {
      const double ms =
          std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
      log_({std::to_string(number), asked.head.method, path, r.status, r.body ? r.body->size() : 0, ms,
            problem});
    }
    reply(std::move(r));
  };
  if (m.operation) {
    if (auto kept = kept_answer(request, m)) return done(request, std::move(*kept));
    if (m.operation->id == "livez") return done(request, answer(200, "text/plain; charset=utf-8", "alive\n"));
  } else if (request.head.path == "/api/v1/openapi.json") {
    return done(request, answer(200, "application/json; charset=utf-8", wire::contract()));
  } else if (!is_ogc(request.head)) {
    return done(request, web_file(office_.settings().web_folder, request.head));
  }
  {
    const std::scoped_lock lock{mutex_};
    if (queue_.size() < kMostQueued) {
      queue_.push_back([this, done, asked = std::make_shared<Request>(std::move(request))] {
        std::string problem;
        Response r = answer_to(*asked, problem);
        done(*asked, std::move(r), problem);
      });
      wake_.notify_one();
      return;
    }
  }
  done(request, refusal({Fault::unavailable,
                         {"too much is asked at once", "请求过多"},
                         {},
                         {"try again in a moment", "请稍后再试"}}));
}

Response Api::answer_to(const Request& request, std::string& problem) {
  Match m = match(request.head);
  try {
    if (!m.operation) {
      const auto picture = office_.picture();
      if (!picture->features)
        throw Error{Fault::not_found, {"no city has been imported yet", "尚未导入城市"}};
      Response r =
          *ogc::ogc_answer(request.head, *picture->features, office_.settings().base_url, office_.now());
      if (r.body && r.body->size() > 1024 && takes_gzip(request.head)) {
        r.body = std::make_shared<const std::string>(gzipped(*r.body));
        r.with("content-encoding", "gzip").with("vary", "accept-encoding, accept");
      }
      return r;
    }
    if (m.operation->id == "metrics") return metrics();
    if (!m.served)
      throw Error{Fault::not_found, say("there is nothing at {}", "{} 处没有内容", request.head.path)};
    // Who asks is looked up again: the session may have ended while the body was on its way.
    Asker by = asker(request.head, request.secure);
    accounts::require(*by.who, accounts::parse_permission(std::string{m.operation->permission}));
    const Asked asked{
        request,           *m.operation, std::move(m.path), std::move(by.who), std::move(by.session),
        office_.picture(), office_};
    Response r = m.served->endpoint(asked);
    if (!m.served->kept || r.status != 200 || !r.body) {
      if (r.fields.empty() || r.status != 200) return r;
      if (r.body && r.body->size() > 1024 && takes_gzip(request.head) &&
          compresses(r.fields.front().second)) {
        r.body = std::make_shared<const std::string>(gzipped(*r.body));
        r.with("content-encoding", "gzip").with("vary", "accept-encoding");
      }
      return r.with("cache-control", "no-store");
    }
    auto entry = std::make_shared<Kept::Entry>();
    const std::string& version = asked.picture->version;
    entry->etag =
        '"' +
        to_string_hex(static_cast<std::uint64_t>(std::hash<std::string>{}(version + request.head.target))) +
        '"';
    r.with("etag", entry->etag);
    // An address that names the version never changes its answer. Where visitors see nothing, nobody else may keep it.
    const bool open =
        office_.accounts().visitor()->may(accounts::parse_permission(std::string{m.operation->permission}));
    const std::string whose = open ? "public, " : "private, ";
    r.with(
        "cache-control",
        whose + (request.head.parameter("version") == version ? "max-age=31536000, immutable" : "no-cache"));
    r.with("vary", "accept-encoding");
    entry->plain = r;
    if (r.body->size() > 512 && compresses(r.fields.front().second)) {
      std::string packed = gzipped(*r.body);
      if (packed.size() < r.body->size() * 9 / 10)
        entry->gzip = std::make_shared<const std::string>(std::move(packed));
    }
    kept_.keep(version + " " + request.head.target, entry);
    if (auto kept = kept_answer(request, {m.operation, m.served, {}, false})) return std::move(*kept);
    return r;
  } catch (const Error& e) {
    if (e.fault() == Fault::internal) problem = e.words().en;
    return refusal(e);
  } catch (const std::exception& e) {
    problem = e.what();
    return refusal({Fault::internal, verbatim(problem)});
  }
}

Response Api::metrics() const {
  const Counters c = counters ? counters() : Counters{};
  std::string out;
  const auto line = [&](const char* name, const char* kind, const char* help, std::uint64_t v) {
    out += fmt::format("# HELP cityloop_{0} {2}\n# TYPE cityloop_{0} {1}\ncityloop_{0} {3}\n", name, kind,
                       help, v);
  };
  line("connections_total", "counter", "Connections taken.", c.connections);
  line("connections_open", "gauge", "Connections open now.", c.open);
  line("requests_total", "counter", "Heads of requests read.", c.requests);
  line("requests_refused_total", "counter", "Refused by the guard.", c.refused);
  line("timeouts_total", "counter", "Given up because the other side was too slow.", c.timeouts);
  line("bytes_sent_total", "counter", "Bytes of answers.", c.bytes_sent);
  line("answers_total", "counter", "Answers of the application.", answered_);
  line("answers_failed_total", "counter", "Answers with a status from 500 on.", failed_);
  line("jobs_waiting", "gauge", "Work that waits.", office_.jobs().waiting());
  line("city_loaded", "gauge", "Whether a city is shown.", office_.picture()->shown->loaded() ? 1 : 0);
  return answer(200, "text/plain; version=0.0.4; charset=utf-8", out);
}

}  // namespace cityloop::http
