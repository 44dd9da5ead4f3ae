#include "cityloop/decide/site/interchange.h"

#include <algorithm>

namespace cityloop::site {

Interchange::Interchange(const Task& task)
    : task_{task}, open_(task.sites, 0), slot_(task.sites, 0), near_(task.clients(), kUnreached),
      d1_(task.clients(), 0), d2_(task.clients(), 0) {}

void Interchange::start(const std::vector<char>& open) {
  open_ = open;
  list_.clear();
  value_ = spent_ = 0;
  for (std::uint32_t j = 0; j < task_.sites; ++j) {
    if (open_[j] == 0) continue;
    slot_[j] = list_.size();
    list_.push_back(j);
    value_ += task_.price[j];
    spent_ += task_.cost[j];
  }
  gain_.assign(task_.sites, 0);
  loss_.assign(task_.sites, 0);
  extra_.assign(task_.sites * list_.size(), 0);
  for (std::size_t i = 0; i < task_.clients(); ++i) {
    if (task_.weight(i) == 0) continue;
    nearest(i);
    count(i, 1);
    value_ += task_.weight(i) * d1_[i];
  }
}

void Interchange::nearest(std::size_t i) {
  near_[i] = kUnreached;
  d1_[i] = d2_[i] = task_.beyond;
  for (const Reach& r : task_.of(i)) {
    if (open_[r.site] == 0) continue;
    if (near_[i] == kUnreached) {
      near_[i] = r.site;
      d1_[i] = r.cost;
    } else {
      d2_[i] = r.cost;
      break;
    }
  }
}

void Interchange::count(std::size_t i, std::int64_t sign) {
  const std::int64_t w = sign * task_.weight(i), d1 = d1_[i], d2 = d2_[i];
  std::int64_t* extra = nullptr;
  if (near_[i] != kUnreached) {
    loss_[near_[i]] += w * (d2 - d1);
    extra = extra_.data() + slot(near_[i]) * task_.sites;
  }
  const auto row = task_.of(i);
  std::size_t k = 0;
  for (; k < row.size() && row[k].cost < d1; ++k) {
    gain_[row[k].site] += w * (d1 - row[k].cost);
    if (extra != nullptr) extra[row[k].site] += w * (d2 - d1);
  }
  if (extra == nullptr) return;
  for (; k < row.size() && row[k].cost < d2; ++k) extra[row[k].site] += w * (d2 - row[k].cost);
}

Interchange::Move Interchange::best() const {
  Move best;
  const bool exchange_only = task_.problem->rule == Rule::count;
  if (!exchange_only)
    for (std::uint32_t j = 0; j < task_.sites; ++j) {
      if (task_.state[j] == State::closed) continue;
      if (open_[j] == 0 && -opening(j) > best.profit && affords(j, kUnreached))
        best = {-opening(j), j, kUnreached};
      if (open_[j] != 0 && task_.state[j] == State::free && -closing(j) > best.profit)
        best = {-closing(j), kUnreached, j};
    }
  for (const std::uint32_t out : list_) {
    if (task_.state[out] != State::free) continue;
    const std::int64_t* extra = extra_.data() + slot(out) * task_.sites;
    const std::int64_t lost = closing(out);
    for (std::uint32_t in = 0; in < task_.sites; ++in) {
      const std::int64_t profit = gain_[in] - task_.price[in] - lost + extra[in];
      if (profit > best.profit && open_[in] == 0 && task_.state[in] == State::free && affords(in, out))
        best = {profit, in, out};
    }
  }
  return best;
}

void Interchange::apply(const Move& m) {
  const std::uint32_t in = m.in, out = m.out;
  std::vector<std::size_t> touched;
  for (std::size_t i = 0; i < task_.clients(); ++i) {
    if (task_.weight(i) == 0) continue;
    bool is = out != kUnreached && near_[i] == out;
    if (!is) {
      for (const Reach& r : task_.of(i)) {
        if (r.cost >= d2_[i] && (r.site != out || r.cost > d2_[i])) {
          if (r.cost > d2_[i]) break;
          continue;
        }
        if (r.site == in || r.site == out) {
          is = true;
          break;
        }
      }
    }
    if (is) touched.push_back(i);
  }
  for (const std::size_t i : touched) {
    count(i, -1);
    value_ -= task_.weight(i) * d1_[i];
  }
  if (out != kUnreached) {
    open_[out] = 0;
    value_ -= task_.price[out];
    spent_ -= task_.cost[out];
  }
  if (in != kUnreached) {
    open_[in] = 1;
    value_ += task_.price[in];
    spent_ += task_.cost[in];
  }
  if (in != kUnreached && out != kUnreached) {
    slot_[in] = slot_[out];
    list_[slot_[in]] = in;
  } else if (in != kUnreached) {
    slot_[in] = list_.size();
    list_.push_back(in);
    extra_.resize(list_.size() * task_.sites, 0);
  } else {
    const std::uint32_t last = list_.back();
    const std::size_t hole = slot_[out], from = list_.size() - 1;
    if (hole != from) {
      const auto row = extra_.begin() + static_cast<std::ptrdiff_t>(from * task_.sites);
      std::copy_n(row, task_.sites, extra_.begin() + static_cast<std::ptrdiff_t>(hole * task_.sites));
      list_[hole] = last;
      slot_[last] = hole;
    }
    list_.pop_back();
    extra_.resize(list_.size() * task_.sites);
  }
  for (const std::size_t i : touched) {
    nearest(i);
    count(i, 1);
    value_ += task_.weight(i) * d1_[i];
  }
}

void Interchange::grow() {
  const Rule rule = task_.problem->rule;
  while (rule != Rule::count || list_.size() < task_.problem->count) {
    std::uint32_t best = kUnreached;
    for (std::uint32_t j = 0; j < task_.sites; ++j) {
      if (open_[j] != 0 || task_.state[j] != State::free) continue;
      const std::int64_t g = -opening(j);
      if (rule != Rule::count && g <= 0) continue;
      if (rule == Rule::budget && spent_ + task_.cost[j] > task_.problem->budget) continue;
      if (best == kUnreached) best = j;
      else if (rule == Rule::count) {
        if (g > -opening(best)) best = j;
      } else {
        // Gain per cost, without division; costs of 0 first.
        const double a = static_cast<double>(g) *
                         static_cast<double>(rule == Rule::budget ? task_.cost[best] : task_.price[best]);
        const double b = static_cast<double>(-opening(best)) *
                         static_cast<double>(rule == Rule::budget ? task_.cost[j] : task_.price[j]);
        if (a > b || (a == b && g > -opening(best))) best = j;
      }
    }
    if (best == kUnreached) break;
    apply({-opening(best), best, kUnreached});
  }
}

std::int64_t Interchange::improve(std::size_t most) {
  for (std::size_t n = 0; n < most; ++n) {
    const Move m = best();
    if (m.profit <= 0) break;
    apply(m);
  }
  return value_;
}

}  // namespace cityloop::site
