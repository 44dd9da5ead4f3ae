#include "cityloop/simulate/travel/ride_row.h"

#include <algorithm>
#include <cmath>

namespace cityloop {

StepTimes::StepTimes(const TransitSettings& settings)
    : settings_{&settings}, base_s_{settings.from - 1},
      end_{static_cast<LaneTime>(settings.until - settings.from + 1)} {
  for (std::int32_t t = settings.from; settings.every_s > 0 && t < settings.until; t += settings.every_s)
    departures_.push_back(static_cast<LaneTime>(t - base_s_));
  for (const double p : settings.percentiles)
    rank_.push_back(static_cast<std::size_t>(
                        std::max(1.0, std::ceil(p / 100 * static_cast<double>(departures_.size()) - 1e-9))) -
                    1);
}

LaneTime StepTimes::clipped(LaneTime moment) const {
  if (departures_.empty()) return moment <= 1 ? LaneTime{0} : std::min(moment, end_);
  const auto at = std::upper_bound(departures_.begin(), departures_.end(), moment);
  return at == departures_.begin() ? LaneTime{0} : *std::prev(at);
}

void StepTimes::exact(std::span<const RideStep> steps, LaneTime on_foot, std::span<float> times) {
  pieces_.clear();
  double earliest = 1;
  for (std::size_t i = steps.size(); i-- > 0;) {
    pieces_.push_back({earliest, double(steps[i].latest), double(steps[i].arrival)});
    earliest = steps[i].latest;
  }
  pieces_.push_back({earliest, double(end_), kBeyond});
  moment_percentiles(pieces_, on_foot == kNever ? double(kBeyond) : double(on_foot), settings_->percentiles,
                     times);
  const auto limit = static_cast<float>(settings_->limit.base());
  for (float& t : times)
    if (!(t <= limit)) t = kBeyond;
}

void StepTimes::sample(std::span<const RideStep> steps, LaneTime on_foot, LaneTime* column) const {
  std::uint32_t arrival = kNever;
  std::size_t next = 0;
  for (std::size_t l = departures_.size(); l-- > 0;) {
    for (; next < steps.size() && steps[next].latest >= departures_[l]; ++next) arrival = steps[next].arrival;
    column[l * kLaneBlock] =
        arrival == kNever ? on_foot : std::min(on_foot, static_cast<LaneTime>(arrival - departures_[l]));
  }
}

void StepTimes::pick(const LaneTime* sorted_column, std::span<float> times) const {
  const auto limit = static_cast<float>(settings_->limit.base());
  for (std::size_t p = 0; p < times.size(); ++p) {
    const LaneTime t = sorted_column[rank_[p] * kLaneBlock];
    times[p] = t == kNever || static_cast<float>(t) > limit ? kBeyond : static_cast<float>(t);
  }
}

}  // namespace cityloop
