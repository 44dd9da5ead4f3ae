#pragma once

// Private to simulate/travel.

#include <atomic>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "cityloop/simulate/travel/ride_row.h"

namespace cityloop {

/// Rides from one set of origins, as they were answered before: when lines are drawn, moved, thinned out or taken away,
/// only what they change is searched. What it gives is what TransitReach gives, to the byte, whether it was asked before
/// or not.
///
/// Origins that rode a pattern which is gone are searched anew; new patterns are laid over all others, see FreshLines. What
/// cannot be mended (draws of unknown phases, more lines than fit, other walks between stops) is searched in full.
/// One book for each network, origins, and question (everything in the settings but their streets).
class RideBook {
 public:
  using Fn = std::function<void(std::size_t, std::span<const float>)>;
  /// Calls fn(origin, times) once for each, on any thread, as TransitReach::from does.
  void times(const City&, const TransitSettings&, std::span<const std::vector<Link>> origins,
             std::span<const std::vector<Link>> targets, Run&, const Fn& fn);
  /// How often an answer was mended.
  std::size_t mends() const { return mends_; }

 private:
  struct Held;
  std::shared_ptr<const Held> like(const City&, const TransitSettings&, ContentHash targets,
                                   struct LineEdit&) const;
  void keep(std::shared_ptr<const Held>);
  bool mended(const Held&, const struct LineEdit&, const City&, const TransitSettings&,
              const TransitReach& now, std::span<const std::vector<Link>> origins, Run&, const Fn&) const;
  mutable std::mutex mutex_;
  std::atomic<std::size_t> mends_ = 0;
  std::vector<std::shared_ptr<const Held>> held_;  // the latest last
};

}  // namespace cityloop
