#include "cityloop/base/run.h"

#include <utility>

namespace cityloop {

std::shared_ptr<const void> Memo::find(ContentHash key) const {
  const std::lock_guard lock{mutex_};
  const auto at = held_.find(key);
  return at == held_.end() ? nullptr : at->second;
}

void Memo::keep(ContentHash key, std::shared_ptr<const void> value) {
  std::unordered_map<ContentHash, std::shared_ptr<const void>> forgotten;  // destroyed outside the lock
  const std::lock_guard lock{mutex_};
  if (held_.size() >= most_) held_.swap(forgotten);
  held_.insert_or_assign(key, std::move(value));
}

void Memo::clear() {
  std::unordered_map<ContentHash, std::shared_ptr<const void>> forgotten;
  const std::lock_guard lock{mutex_};
  held_.swap(forgotten);
}

void Run::check_stop() const {
  if (stop.stop_requested()) throw Error{Fault::stopped, say("stopped on request", "已按请求停止")};
}

}  // namespace cityloop
