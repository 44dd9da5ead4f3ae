#pragma once

// Private to simulate/travel.

#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace cityloop {

/// Work space that is as large as a network: as many as there are chunks at work at one time, used again and again.
template <class T>
class Pool {
 public:
  explicit Pool(std::function<std::unique_ptr<T>()> make) : make_{std::move(make)} {}
  std::unique_ptr<T> take() {
    {
      const std::lock_guard lock{mutex_};
      if (!free_.empty()) {
        auto one = std::move(free_.back());
        free_.pop_back();
        return one;
      }
    }
    return make_();
  }
  void give(std::unique_ptr<T> one) {
    const std::lock_guard lock{mutex_};
    free_.push_back(std::move(one));
  }

 private:
  std::function<std::unique_ptr<T>()> make_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<T>> free_;
};

}  // namespace cityloop
