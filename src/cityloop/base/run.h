#pragma once

#include <any>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>

#include "cityloop/base/error.h"
#include "cityloop/base/hash.h"

namespace cityloop {

class Progress {
 public:
  virtual ~Progress() = default;
  virtual void begin(std::string_view step, std::size_t units) = 0;
  virtual void advance(std::size_t units) = 0;  // any thread; cheap
};
/// Says nothing.
class NoProgress final : public Progress {
 public:
  void begin(std::string_view, std::size_t) override {}
  void advance(std::size_t) override {}
};

/// Results of pure functions keyed by content hash. May forget at any time; never changes an answer.
class Memo {
 public:
  /// Beyond `most` results (the catchment of one place is one) all is forgotten and made again.
  explicit Memo(std::size_t most = std::size_t{1} << 18U) : most_{most} {}
  /// The value for `key`, made by `make` if it is not remembered. Thread-safe; two threads may both make it.
  template <class T, class Make>
  std::shared_ptr<const T> get(ContentHash key, Make make) {
    if (auto held = find(key)) return std::static_pointer_cast<const T>(held);
    auto made = std::make_shared<const T>(make());
    keep(key, made);
    return made;
  }
  void clear();

 private:
  std::shared_ptr<const void> find(ContentHash) const;
  void keep(ContentHash, std::shared_ptr<const void>);
  std::size_t most_;
  mutable std::mutex mutex_;
  std::unordered_map<ContentHash, std::shared_ptr<const void>> held_;
};

/// All a stage is given besides its inputs. No globals, no singletons, no clock.
struct Run {
  Diagnostics& notes;
  Progress& progress;
  Memo& memo;
  std::stop_token stop = {};
  std::uint64_t seed = 0;
  /// Throws Error{stopped} if somebody asked to stop. Stages call it once per chunk.
  void check_stop() const;
};

/// A Run with its own collectors, for tests, benchmarks and small tools: `QuietRun quiet; measure(city, …, quiet.run);`
struct QuietRun {
  Diagnostics notes;
  NoProgress progress;
  Memo memo;
  Run run{notes, progress, memo};
};

}  // namespace cityloop
