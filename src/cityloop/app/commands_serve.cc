// cityloop serve: the city in a browser.

#include <cstdio>
#include <filesystem>
#include <thread>

#include "cityloop/app/session.h"
#include "cityloop/io/http/api.h"

namespace cityloop {
namespace {

namespace fs = std::filesystem;

/// One line of JSON for each request, on standard error: never a query, a body, a cookie or a name.
void write_log(Instant now, const http::LogLine& l) {
  JsonWriter j;
  j.begin_object().field("at", to_string(now)).field("request", l.request).field("method", l.method);
  j.field("path", l.path).field("status", l.status).field("bytes", l.bytes);
  j.field("ms", std::round(l.milliseconds * 100) / 100);
  if (!l.problem.empty()) j.field("problem", l.problem);
  j.end_object();
  const std::string line = j.take() + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);
}

void show_accounts(const Session& s, const std::vector<accounts::Issued>& all) {
  TextTable t;
  t.column(s.t({"account", "账号"})).column(s.t({"role", "角色"})).column(s.t({"password", "密码"}));
  for (const accounts::Issued& one : all)
    t.row({one.account.name, s.t(accounts::name_of(one.account.roles.front())), one.password});
  s.table(t);
}

}  // namespace

int command_serve(Session& s) {
  const Arguments& a = s.a();
  if (a.certificate.empty() != a.key.empty())
    throw Error{Fault::bad_input,
                {"a certificate and its key belong together", "证书与私钥须同时给出"},
                {},
                {"give both --certificate and --key", "请同时指定 --certificate 和 --key"}};
  std::error_code failed;
  fs::create_directories(fs::path{a.workspace} / "data", failed);
  // Bodies that go to files are put beside where they will stay, so that keeping them is a rename.
  const fs::path arriving = fs::path{a.workspace} / "out" / "arriving";
  fs::remove_all(arriving, failed);
  fs::create_directories(arriving, failed);

  const SystemClock clock;
  accounts::Options options;
  options.visitors_read_city = !a.closed;
  accounts::Accounts accounts{(fs::path{a.workspace} / "accounts.db").string(), options};
  http::ServerSettings settings;
  settings.address = a.address;
  settings.port = static_cast<std::uint16_t>(a.port);
  settings.threads = a.threads > 0
                         ? a.threads
                         : static_cast<int>(std::min(4U, std::max(1U, std::thread::hardware_concurrency())));
  settings.certificate = a.certificate;
  settings.key = a.key;
  settings.upload_folder = arriving.string();
  settings.behind_proxy = a.behind_proxy;

  const std::string shown_address =
      a.address.find(':') == std::string::npos ? a.address : "[" + a.address + "]";
  const std::string scheme = a.certificate.empty() ? "http" : "https";
  std::string base = a.base_url;
  if (base.empty()) base = fmt::format("{}://{}:{}", scheme, shown_address, a.port);
  while (base.ends_with('/')) base.pop_back();
  http::OfficeSettings where{a.workspace,     find_catalogue(a.catalogue), find_web(a.web), base, a.base_url,
                             CITYLOOP_VERSION};
  s.remark({"Looking at the city …", "正在读取城市……"});
  http::Office office{std::move(where), accounts, clock};
  std::function<void(const http::LogLine&)> log;
  if (!a.quiet) log = [&clock](const http::LogLine& l) { write_log(clock.now(), l); };
  http::Api api{office, log, std::max(4U, std::thread::hardware_concurrency())};
  http::Server server{settings, api.service()};
  api.counters = [&server] { return server.counters(); };

  s.head(say("CityLoop is at {}://{}:{}/", "CityLoop 已启动：{}://{}:{}/", scheme, shown_address,
             server.port()));
  if (a.demo) show_accounts(s, accounts.demo_accounts(clock.now()));
  else if (const auto first = accounts.first_administrator(clock.now()))
    s.line(say("Sign in as {} with the one-time password {}", "请用账号 {} 与一次性密码 {} 登录",
               first->account.name, first->password));
  if (office.settings().web_folder.empty())
    s.remark({"The web application was not built: scripts/web build makes it. The API answers.",
              "网页应用尚未构建：请运行 scripts/web build。接口可用。"});
  std::fflush(stdout);

  std::jthread tending{[&](const std::stop_token& stop) {
    std::mutex m;
    std::condition_variable_any wake;
    std::unique_lock lock{m};
    while (!wake.wait_for(lock, stop, std::chrono::minutes{1}, [] { return false; }) &&
           !stop.stop_requested())
      accounts.tend(clock.now());
  }};
  server.run(s.run().stop);
  api.stop();
  accounts.tend(clock.now());
  s.remark({"Ended.", "已结束。"});
  return 0;
}

}  // namespace cityloop
