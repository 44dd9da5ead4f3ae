#include "cityloop/decide/site/transport.h"

#include <algorithm>
#include <limits>

namespace cityloop::site {
namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max() / 4;

class Transport {
 public:
  Transport(const Task& task, const std::vector<char>& open) : task_{task} {
    std::vector<std::size_t> slot(task.sites, 0);
    for (std::uint32_t j = 0; j < task.sites; ++j) {
      if (open[j] == 0) continue;
      slot[j] = site_.size();
      site_.push_back(j);
      room_.push_back(task.problem->capacity[j]);
    }
    site_.push_back(kUnreached);
    room_.push_back(kNever);
    slots_ = site_.size();
    cost_.assign(task.clients() * slots_, kNever);
    at_.assign(task.clients() * slots_, 0);
    for (std::size_t i = 0; i < task.clients(); ++i) {
      std::int64_t* row = cost_.data() + i * slots_;
      for (const Reach& r : task.of(i))
        if (open[r.site] != 0 && r.cost < task.beyond) row[slot[r.site]] = r.cost;
      row[slots_ - 1] = task.beyond;
      const auto nearest = static_cast<std::size_t>(std::min_element(row, row + slots_) - row);
      at_[i * slots_ + nearest] = task.weight(i);
      room_[nearest] -= task.weight(i);
    }
  }

  void settle() {
    for (std::size_t s = 0; s + 1 < slots_; ++s)
      while (room_[s] < 0) move_from(s);
  }

  Shares told() {
    Shares out;
    for (const std::uint32_t j : site_)
      if (j != kUnreached) out.value += task_.price[j];
    exchanges();
    const std::vector<std::int64_t> price = to_room();
    for (std::size_t i = 0; i < task_.clients(); ++i) {
      std::int64_t ask = task_.beyond;
      for (std::size_t s = 0; s < slots_; ++s) {
        const std::int64_t c = cost_[i * slots_ + s], x = at_[i * slots_ + s];
        if (c < kNever && price[s] < kNever) ask = std::min(ask, c + price[s]);
        if (x == 0) continue;
        out.value += x * c;
        out.parts.push_back({static_cast<std::uint32_t>(i), site_[s], x});
      }
      out.ask.push_back(ask);
    }
    std::sort(out.parts.begin(), out.parts.end());
    return out;
  }

 private:
  /// For each two slots the client whose move from one to the other costs least.
  void exchanges() {
    step_.assign(slots_ * slots_, kNever);
    who_.assign(slots_ * slots_, 0);
    for (std::size_t i = 0; i < task_.clients(); ++i) {
      const std::int64_t* row = cost_.data() + i * slots_;
      for (std::size_t a = 0; a < slots_; ++a) {
        if (at_[i * slots_ + a] == 0) continue;
        for (std::size_t b = 0; b < slots_; ++b)
          if (b != a && row[b] < kNever && row[b] - row[a] < step_[a * slots_ + b]) {
            step_[a * slots_ + b] = row[b] - row[a];
            who_[a * slots_ + b] = i;
          }
      }
    }
  }

  /// From each slot the cheapest chain to one with room: what room there is worth.
  std::vector<std::int64_t> to_room() {
    std::vector<std::int64_t> d(slots_, kNever);
    next_.assign(slots_, slots_);
    for (std::size_t s = 0; s < slots_; ++s)
      if (room_[s] > 0) d[s] = 0;
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t a = 0; a < slots_; ++a)
        for (std::size_t b = 0; b < slots_; ++b) {
          const std::int64_t step = step_[a * slots_ + b];
          if (step == kNever || d[b] == kNever || step + d[b] >= d[a]) continue;
          d[a] = step + d[b];
          next_[a] = b;
          changed = true;
        }
    }
    return d;
  }

  void move_from(std::size_t s) {
    exchanges();
    to_room();
    std::int64_t amount = -room_[s];
    std::size_t end = s;
    for (; next_[end] != slots_; end = next_[end])
      amount = std::min(amount, at_[who_[end * slots_ + next_[end]] * slots_ + end]);
    amount = std::min(amount, room_[end]);
    for (std::size_t a = s; a != end; a = next_[a]) {
      const std::size_t b = next_[a], i = who_[a * slots_ + b];
      at_[i * slots_ + a] -= amount;
      at_[i * slots_ + b] += amount;
    }
    room_[s] += amount;
    room_[end] -= amount;
  }

  const Task& task_;
  std::vector<std::uint32_t> site_;  // by slot; the last is not being served
  std::vector<std::int64_t> room_;
  std::size_t slots_ = 0;
  std::vector<std::int64_t> cost_, at_;  // client × slot
  std::vector<std::int64_t> step_;       // slot × slot
  std::vector<std::size_t> who_, next_;
};

}  // namespace

Shares transport(const Task& task, const std::vector<char>& open) {
  Transport t{task, open};
  t.settle();
  return t.told();
}

}  // namespace cityloop::site
