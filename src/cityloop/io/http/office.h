#pragma once

// The state behind the server: what is shown, who writes, what is being worked on. Endpoints ask it; they keep nothing.

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "cityloop/geo/crs.h"
#include "cityloop/io/accounts/accounts.h"
#include "cityloop/io/http/ogc/features.h"
#include "cityloop/io/tiles/tiles.h"
#include "cityloop/loop/jobs.h"
#include "cityloop/loop/shown.h"

namespace cityloop::http {

struct OfficeSettings {
  std::string folder, catalogue;  // of the city
  std::string web_folder;         // the web application; empty: none is served
  std::string base_url;           // how others reach the server: "https://city.example"
  std::string map_base;           // before addresses of tiles: empty, or base_url where a person gave one
  std::string program_version;
};

/// One picture of the city and what is made of it for maps. Immutable.
struct Picture {
  std::shared_ptr<const Shown> shown;
  std::shared_ptr<const Tiles> tiles;             // null: no city yet
  std::shared_ptr<const Transform> to_degrees;    // from the city's plane
  std::shared_ptr<const ogc::Features> features;  // null: no city yet
  std::string version;                            // of everything that is shown
};

class Office {
 public:
  Office(OfficeSettings, accounts::Accounts&, const Clock&);

  const OfficeSettings& settings() const { return settings_; }
  accounts::Accounts& accounts() { return accounts_; }
  Instant now() const { return clock_.now(); }
  Jobs& jobs() { return jobs_; }
  Memo& memo() { return memo_; }

  /// What is shown now; stays whole for as long as it is held.
  std::shared_ptr<const Picture> picture() const { return picture_.load(); }

  /// The only way to write: one at a time. What it changed is shown afterwards. A person waits for a moment, and is then told to try
  /// again (Error{unavailable}); a job waits for as long as it takes.
  enum class Changes : std::uint8_t { decisions, facts };
  enum class Waits : std::uint8_t { moment, turn };
  template <class Act>
  auto write(Changes changes, Waits waits, Progress& progress, std::stop_token stop, Act act) {
    const std::unique_lock lock = turn(waits);
    Diagnostics notes;
    Run run{notes, progress, memo_, std::move(stop)};
    Workspace& w = workspace();
    auto result = act(w, run);
    if (changes == Changes::facts) show_anew(run);
    if (changes == Changes::decisions) show_decided();
    return result;
  }
  /// Reads what no picture holds: older snapshots, the events of a case. By a connection of its own, so that no job is waited for.
  template <class Act>
  auto read(Act act) {
    const std::scoped_lock lock{reading_};
    Diagnostics notes;
    NoProgress quiet;
    Run run{notes, quiet, memo_};
    if (!reader_) reader_ = open(Access::read);
    return act(*reader_, run);
  }
  /// The city's files have changed: they are read again the next time.
  void forget();

 private:
  std::unique_lock<std::timed_mutex> turn(Waits);
  std::unique_ptr<Workspace> open(Access) const;
  Workspace& workspace();
  void show_anew(Run&);
  void show_decided();
  OfficeSettings settings_;
  accounts::Accounts& accounts_;
  const Clock& clock_;
  Memo memo_;
  std::timed_mutex writer_;
  std::mutex reading_;
  std::unique_ptr<Workspace> workspace_, reader_;
  std::atomic<std::shared_ptr<const Picture>> picture_;
  Jobs jobs_;  // last: its work uses what stands above
};

}  // namespace cityloop::http
