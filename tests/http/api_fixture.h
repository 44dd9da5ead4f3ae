#pragma once

// A generated town behind the API, spoken to without a network.

#include <filesystem>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <unistd.h>

#include <gtest/gtest.h>

#include "cityloop/base/document.h"
#include "cityloop/io/generate/generate.h"
#include "cityloop/io/http/api.h"
#include "tests/paths.h"

namespace cityloop::http::testing {

namespace fs = std::filesystem;

struct Answered {
  int status = 0;
  Fields fields;
  std::string body;
  std::string field(std::string_view name) const {
    for (const auto& [key, value] : fields)
      if (key == name) return value;
    return {};
  }
  Document json() const { return parse_json(body, "answer"); }
};

/// Who asks: cookie and token of a session.
struct By {
  std::string cookie, token;
};

class Town {
 public:
  Town() : folder_{fs::temp_directory_path() / ("cityloop-api-" + std::to_string(::getpid()))} {
    fs::remove_all(folder_);
    QuietRun quiet;
    DemoSpec spec;
    spec.people = 10'000;
    generate_demo(spec, folder_.string(), quiet.run);
    accounts_ = std::make_unique<accounts::Accounts>((folder_ / "accounts.db").string());
    for (const accounts::Issued& one : accounts_->demo_accounts(clock_.now()))
      passwords_[one.account.name] = one.password;
    OfficeSettings settings;
    settings.folder = folder_.string();
    settings.catalogue = (fs::path{cityloop::testing::source_dir()} / "catalogue").string();
    settings.base_url = "http://city.test";
    office_ = std::make_unique<Office>(settings, *accounts_, clock_);
    NoProgress progress;
    office_->write(Office::Changes::facts, Office::Waits::turn, progress, {}, [&](Workspace& w, Run& run) {
      import_facts(w, false, clock_.now(), run);
      return turn_once(w, clock_.now(), ActorKey{"test"}, run).plan.id;
    });
    api_ = std::make_unique<Api>(*office_, nullptr);
  }
  ~Town() {
    api_.reset();
    office_.reset();
    accounts_.reset();
    fs::remove_all(folder_);
  }
  /// One town for all tests of the program: what they change they do not depend on.
  static Town& one() {
    static Town town;
    return town;
  }
  Office& office() { return *office_; }
  accounts::Accounts& people() { return *accounts_; }

  Answered ask(const std::string& method, const std::string& target, const std::string& body = {},
               const By& by = {}, const Fields& more = {}) {
    std::string bytes = method + " " + target + " HTTP/1.1\r\nHost: city.test\r\n";
    if (!by.cookie.empty()) bytes += "Cookie: " + by.cookie + "\r\n";
    if (!by.token.empty()) bytes += "X-CityLoop-Token: " + by.token + "\r\n";
    for (const auto& [name, value] : more) bytes += name + ": " + value + "\r\n";
    if (!body.empty()) bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    const auto read = read_head(bytes + "\r\n", {});
    if (const auto* refused = std::get_if<Refused>(&read))
      return {refused->status, {}, std::string{refused->why}};
    const Service service = api_->service();
    Request request;
    request.head = std::get<Head>(read);
    request.body = body;
    request.peer = "192.0.2.1";
    auto admitted = service.admit(request.head, request.peer, false);
    if (auto* no = std::get_if<Response>(&admitted)) return answered(*no);
    std::promise<Response> said;
    service.handle(std::move(request), [&](Response r) { said.set_value(std::move(r)); });
    return answered(said.get_future().get());
  }
  By sign_in(const std::string& name) {
    const Answered a = ask("POST", "/api/v1/session",
                           "{\"name\":\"" + name + "\",\"password\":\"" + passwords_.at(name) + "\"}");
    if (a.status != 200) throw std::runtime_error{a.body};
    const std::string cookie = a.field("set-cookie");
    return {cookie.substr(0, cookie.find(';')), a.json().at("token").string()};
  }
  /// Waits for a job to end.
  Document ended(const std::string& id, const By& by) {
    for (int i = 0; i < 1200; ++i) {
      const Document job = ask("GET", "/api/v1/jobs/" + id, {}, by).json();
      const std::string state = job.at("state").string();
      if (state != "waiting" && state != "running") return job;
      std::this_thread::sleep_for(std::chrono::milliseconds{50});
    }
    throw std::runtime_error{"the job does not end"};
  }

 private:
  static Answered answered(const Response& r) {
    return {r.status, r.fields, r.body ? *r.body : std::string{}};
  }
  fs::path folder_;
  SystemClock clock_;
  std::map<std::string, std::string> passwords_;
  std::unique_ptr<accounts::Accounts> accounts_;
  std::unique_ptr<Office> office_;
  std::unique_ptr<Api> api_;
};

}  // namespace cityloop::http::testing
