#pragma once

// Work that takes longer than a person waits: done one after the other on a thread of its own, with progress, and a way to stop.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "cityloop/base/run.h"

namespace cityloop {

enum class JobState : std::uint8_t { waiting, running, done, failed, stopped };
std::string_view to_word(JobState);

/// What is known of a job at one moment.
struct JobNow {
  std::string id, what;
  std::string owner;  // the account that asked; nobody else may watch or stop it but an administrator
  JobState state = JobState::waiting;
  std::string step;
  std::size_t done = 0, units = 0;
  std::string result;                // where what was made can be fetched
  std::shared_ptr<const void> made;  // what was made, where it has no address of its own
  std::optional<Error> problem;
  std::uint64_t version = 0;  // rises with every change
};

/// One at a time, in the order in which they were asked for: there is one writer.
class Jobs {
 public:
  struct Outcome {
    std::string result = {};
    std::shared_ptr<const void> made = {};
  };
  using Work = std::function<Outcome(Progress&, std::stop_token)>;

  explicit Jobs(std::size_t most_waiting = 64);
  ~Jobs();  // asks the running job to stop, and waits for it
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;

  /// Throws Error{unavailable} where too many wait already.
  std::string start(const std::string& what, const std::string& owner, Work);
  std::optional<JobNow> find(const std::string& id) const;
  /// False if it is not there or has ended.
  bool stop(const std::string& id);
  std::size_t waiting() const;

 private:
  struct One;
  void work(const std::stop_token&);
  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<std::shared_ptr<One>> queue_;
  std::map<std::string, std::shared_ptr<One>> all_;
  std::deque<std::string> order_;  // oldest first: what is forgotten first
  std::size_t most_;
  std::uint64_t next_ = 1;
  std::jthread thread_;
};

}  // namespace cityloop
