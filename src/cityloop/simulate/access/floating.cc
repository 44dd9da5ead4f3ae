#include "cityloop/simulate/access/floating.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>

namespace cityloop {
namespace {

/// Whether two ascending lists share an element, one of them also given as flags.
bool meets(const std::vector<std::uint32_t>& reach, const std::vector<std::uint32_t>& few,
           const std::vector<std::uint8_t>& flag) {
  if (few.size() * static_cast<std::size_t>(std::bit_width(reach.size())) < reach.size())
    return std::any_of(few.begin(), few.end(),
                       [&](std::uint32_t i) { return std::binary_search(reach.begin(), reach.end(), i); });
  return std::any_of(reach.begin(), reach.end(), [&](std::uint32_t i) { return flag[i] != 0; });
}

}  // namespace

FloatingCatchment::FloatingCatchment(Sharing sharing, std::vector<double> demand, double power)
    : sharing_{sharing}, power_{power}, demand_{std::move(demand)}, value_(demand_.size()) {
  if (power_ != 1)
    for (double& p : demand_) p = p > 0 ? std::pow(p, power_) : 0;
  if (by_row()) {
    row_.resize(demand_.size());
    row_now_.resize(demand_.size());
  }
}

std::uint32_t FloatingCatchment::add(std::shared_ptr<const Reach> reach, double supply) {
  const auto place = static_cast<std::uint32_t>(places_.size());
  Place p;
  p.reach = std::move(reach);
  p.next = supply;
  for (const double w : p.reach->weight) p.column += w;
  places_.push_back(std::move(p));
  edited_.push_back(place);
  return place;
}

void FloatingCatchment::set_supply(std::uint32_t place, double supply) {
  places_[place].next = supply;
  edited_.push_back(place);
}

void FloatingCatchment::set_demand(std::uint32_t origin, double demand) {
  new_demand_.emplace_back(origin, power_ == 1 ? demand : demand > 0 ? std::pow(demand, power_) : 0);
}

double FloatingCatchment::demand_weight(double w, std::uint32_t origin) const {
  if (!by_row()) return w;
  const double row = row_now_[origin];
  if (!(row > 0)) return 0;
  return sharing_ == Sharing::three_step ? w * w / row : w / row;
}

double FloatingCatchment::access_weight(double w, std::uint32_t origin, double column) const {
  switch (sharing_) {
    case Sharing::modified: return w * w;
    case Sharing::three_step: return demand_weight(w, origin);
    case Sharing::balanced: return column > 0 ? w / column : 0;
    default: return w;
  }
}

template <class Sign>
void FloatingCatchment::contribute(const Place& p, Sign sign) {
  if (p.ratio == 0) return;
  for (std::size_t n = 0; n < p.reach->origin.size(); ++n) {
    const std::uint32_t i = p.reach->origin[n];
    sign(value_[i], p.ratio * access_weight(p.reach->weight[n], i, p.column));
  }
}

std::vector<std::uint32_t> FloatingCatchment::settle() {
  const auto unique = [](std::vector<std::uint32_t>& list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
  };
  unique(edited_);
  std::vector<std::uint8_t> stale(places_.size(), 0), touched(demand_.size(), 0), shared(demand_.size(), 0);
  std::vector<std::uint32_t> moved;  // origins whose demand or whose row of weights changes
  for (const auto& [i, d] : new_demand_)
    if (demand_[i] != d) moved.push_back(i);
  for (const std::uint32_t j : edited_) {
    Place& p = places_[j];
    if (p.supply == p.next) continue;
    stale[j] = 1;
    if (by_row() && (p.supply > 0) != (p.next > 0))
      moved.insert(moved.end(), p.reach->origin.begin(), p.reach->origin.end());
  }
  unique(moved);
  for (const std::uint32_t i : moved) shared[i] = touched[i] = 1;
  if (!moved.empty() && sharing_ != Sharing::none)
    for (std::size_t j = 0; j < places_.size(); ++j) {
      Place& p = places_[j];
      const bool never_open = !(p.supply > 0) && !(p.next > 0), to_be_made = stale[j] != 0 && p.wanted < 0;
      if (never_open || to_be_made || !meets(p.reach->origin, moved, shared)) continue;
      stale[j] = 1;
      p.wanted = -1;
    }
  // All old contributions go before any weight moves, all new ones come after.
  for (std::size_t j = 0; j < places_.size(); ++j)
    if (stale[j] != 0) contribute(places_[j], [](ExactSum& s, double x) { s.take(x); });
  for (const auto& [i, d] : new_demand_) demand_[i] = d;
  if (by_row())
    for (const std::uint32_t j : edited_) {
      const Place& p = places_[j];
      if ((p.supply > 0) == (p.next > 0)) continue;
      for (std::size_t n = 0; n < p.reach->origin.size(); ++n) {
        ExactSum& row = row_[p.reach->origin[n]];
        if (p.next > 0) row.add(p.reach->weight[n]);
        else row.take(p.reach->weight[n]);
      }
      for (const std::uint32_t i : p.reach->origin) row_now_[i] = row_[i].value();
    }
  for (std::size_t j = 0; j < places_.size(); ++j) {
    if (stale[j] == 0) continue;
    Place& p = places_[j];
    p.supply = p.next;
    const Reach& r = *p.reach;
    if (sharing_ == Sharing::none) {
      p.ratio = p.supply;
    } else if (!(p.supply > 0)) {
      p.ratio = 0;
      p.wanted = -1;
    } else {
      if (p.wanted < 0) {
        p.wanted = 0;
        for (std::size_t n = 0; n < r.origin.size(); ++n)
          p.wanted += demand_[r.origin[n]] * demand_weight(r.weight[n], r.origin[n]);
      }
      p.ratio = p.wanted > 0 ? p.supply / p.wanted : 0;
    }
    contribute(p, [](ExactSum& s, double x) { s.add(x); });
    for (const std::uint32_t i : r.origin) touched[i] = 1;
  }
  edited_.clear();
  new_demand_.clear();
  std::vector<std::uint32_t> changed;
  for (std::size_t i = 0; i < touched.size(); ++i)
    if (touched[i] != 0) changed.push_back(static_cast<std::uint32_t>(i));
  return changed;
}

void FloatingCatchment::forget_reaches() {
  static const auto nobody = std::make_shared<const Reach>();
  for (Place& p : places_) p.reach = nobody;
}

double FloatingCatchment::value(std::size_t origin) const {
  const double a = value_[origin].value();
  return sharing_ == Sharing::availability ? demand_[origin] * a : a;
}

std::vector<std::shared_ptr<const FloatingCatchment::Reach>> reaches(const CostTable& t, std::size_t places,
                                                                     const Decay& decay) {
  std::vector<std::shared_ptr<FloatingCatchment::Reach>> made(places);
  for (auto& r : made) r = std::make_shared<FloatingCatchment::Reach>();
  for (std::size_t i = 0; i < t.origins(); ++i)
    for (auto n = t.first[i]; n < t.first[i + 1]; ++n) {
      const double w = decay(t.cost[n]);
      if (!(w > 0)) continue;
      made[t.to[n]]->origin.push_back(static_cast<std::uint32_t>(i));
      made[t.to[n]]->weight.push_back(w);
    }
  return {made.begin(), made.end()};
}

std::vector<double> floating_catchment(const CostTable& t, std::span<const double> supply,
                                       std::span<const double> demand, const Decay& decay, Sharing sharing,
                                       double power) {
  // By origin, as the table lies: nothing is turned round, and sums are plain. FloatingCatchment is its twin.
  const bool by_row = sharing == Sharing::three_step || sharing == Sharing::balanced;
  const auto weight = std::make_unique_for_overwrite<double[]>(t.cost.size());
  std::vector<double> people(demand.begin(), demand.end());
  std::vector<double> wanted(supply.size(), 0.0), column(supply.size(), 0.0), value(t.origins(), 0.0);
  if (power != 1)
    for (double& p : people) p = p > 0 ? std::pow(p, power) : 0;
  // Plain pointers: these two loops are all the time there is.
  const std::uint32_t* const to = t.to.data();
  const double* const offer = supply.data();
  double *const w = weight.get(), *const need = wanted.data(), *const down = column.data();
  for (std::size_t i = 0; i < t.origins(); ++i) {
    const auto begin = t.first[i], end = t.first[i + 1];
    const double crowd = people[i];
    decay.weigh(std::span{t.cost}.subspan(begin, end - begin), std::span{w + begin, end - begin});
    if (by_row) {
      double across = 0;
      for (auto n = begin; n < end; ++n) across += offer[to[n]] > 0 ? w[n] : 0;
      const double share = across > 0 ? 1 / across : 0;
      if (sharing == Sharing::three_step) {
        for (auto n = begin; n < end; ++n) {
          w[n] *= w[n] * share;  // the weight of both steps from here on
          need[to[n]] += crowd * w[n];
        }
      } else {
        for (auto n = begin; n < end; ++n) {
          down[to[n]] += w[n];
          need[to[n]] += crowd * (w[n] * share);
        }
      }
    } else {
      for (auto n = begin; n < end; ++n) need[to[n]] += crowd * w[n];
    }
  }
  std::vector<double> ratio(supply.size(), 0.0);
  for (std::size_t j = 0; j < supply.size(); ++j) {
    if (!(supply[j] > 0)) continue;
    ratio[j] = sharing == Sharing::none ? supply[j] : wanted[j] > 0 ? supply[j] / wanted[j] : 0;
    if (sharing == Sharing::balanced) ratio[j] = column[j] > 0 ? ratio[j] / column[j] : 0;
  }
  if (sharing == Sharing::modified)
    for (std::size_t n = 0; n < t.cost.size(); ++n) w[n] *= w[n];
  const double* const each_gives = ratio.data();
  for (std::size_t i = 0; i < t.origins(); ++i) {
    double sum = 0;
    for (auto n = t.first[i]; n < t.first[i + 1]; ++n) sum += each_gives[to[n]] * w[n];
    value[i] = sharing == Sharing::availability ? people[i] * sum : sum;
  }
  return value;
}

}  // namespace cityloop
