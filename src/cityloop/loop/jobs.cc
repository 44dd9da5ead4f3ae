#include "cityloop/loop/jobs.h"

namespace cityloop {
namespace {
constexpr std::size_t kKeptJobs = 200;  // that ended, so that whoever asked can still read how
}

std::string_view to_word(JobState s) {
  switch (s) {
    case JobState::waiting: return "waiting";
    case JobState::running: return "running";
    case JobState::done: return "done";
    case JobState::failed: return "failed";
    case JobState::stopped: return "stopped";
  }
  return "";
}

/// Progress of a job is a few fields behind a lock of its own: stages report from any thread.
struct Jobs::One final : public Progress {
  mutable std::mutex mutex;
  JobNow now;
  Work work;
  std::stop_source stop;

  void begin(std::string_view step, std::size_t units) override {
    const std::scoped_lock lock{mutex};
    now.step = step;
    now.done = 0;
    now.units = units;
    ++now.version;
  }
  void advance(std::size_t units) override {
    const std::scoped_lock lock{mutex};
    now.done += units;
    ++now.version;
  }
  void become(JobState state) {
    const std::scoped_lock lock{mutex};
    now.state = state;
    ++now.version;
  }
  JobNow look() const {
    const std::scoped_lock lock{mutex};
    return now;
  }
};

Jobs::Jobs(std::size_t most_waiting)
    : most_{most_waiting}, thread_{[this](const std::stop_token& stop) { work(stop); }} {}

Jobs::~Jobs() {
  thread_.request_stop();
  const std::scoped_lock lock{mutex_};
  for (const auto& [id, one] : all_) one->stop.request_stop();
}

std::string Jobs::start(const std::string& what, const std::string& owner, Work work) {
  const std::scoped_lock lock{mutex_};
  if (queue_.size() >= most_)
    throw Error{Fault::unavailable,
                {"too much work waits already", "等待的任务过多"},
                {},
                {"try again in a moment", "请稍后再试"}};
  auto one = std::make_shared<One>();
  one->now.id = std::to_string(next_++);
  one->now.what = what;
  one->now.owner = owner;
  one->work = std::move(work);
  all_[one->now.id] = one;
  order_.push_back(one->now.id);
  while (order_.size() > kKeptJobs + most_) {
    all_.erase(order_.front());
    order_.pop_front();
  }
  queue_.push_back(one);
  wake_.notify_one();
  return one->now.id;
}

std::optional<JobNow> Jobs::find(const std::string& id) const {
  std::shared_ptr<One> one;
  {
    const std::scoped_lock lock{mutex_};
    const auto it = all_.find(id);
    if (it == all_.end()) return std::nullopt;
    one = it->second;
  }
  return one->look();
}

bool Jobs::stop(const std::string& id) {
  std::shared_ptr<One> one;
  {
    const std::scoped_lock lock{mutex_};
    const auto it = all_.find(id);
    if (it == all_.end()) return false;
    one = it->second;
  }
  const JobState state = one->look().state;
  if (state != JobState::waiting && state != JobState::running) return false;
  one->stop.request_stop();
  return true;
}

std::size_t Jobs::waiting() const {
  const std::scoped_lock lock{mutex_};
  return queue_.size();
}

void Jobs::work(const std::stop_token& stop) {
  while (true) {
    std::shared_ptr<One> one;
    {
      std::unique_lock lock{mutex_};
      if (!wake_.wait(lock, stop, [this] { return !queue_.empty(); })) return;
      if (stop.stop_requested()) return;
      one = queue_.front();
      queue_.pop_front();
    }
    if (one->stop.stop_requested()) {
      one->become(JobState::stopped);
      continue;
    }
    one->become(JobState::running);
    try {
      Outcome made = one->work(*one, one->stop.get_token());
      const std::scoped_lock lock{one->mutex};
      one->now.result = std::move(made.result);
      one->now.made = std::move(made.made);
      one->now.state = JobState::done;
      ++one->now.version;
    } catch (const Error& e) {
      const std::scoped_lock lock{one->mutex};
      if (e.fault() != Fault::stopped) one->now.problem = e;
      one->now.state = e.fault() == Fault::stopped ? JobState::stopped : JobState::failed;
      ++one->now.version;
    } catch (const std::exception& e) {
      const std::scoped_lock lock{one->mutex};
      one->now.problem = Error{Fault::internal, say("an error of CityLoop itself: {}",
                                                    "CityLoop 自身出错：{}", std::string{e.what()})};
      one->now.state = JobState::failed;
      ++one->now.version;
    }
    one->work = {};  // what it held on to is let go
  }
}

}  // namespace cityloop
