#pragma once

// What is left to look for while a front of any number of objectives is being found.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace cityloop::portfolio {

/// A point in the space of objectives, in whole numbers; more is better.
using Values = std::vector<std::int64_t>;

/// `a` is as good as `b` everywhere and better somewhere.
bool dominates(std::span<const std::int64_t> a, std::span<const std::int64_t> b);

/// The search region: all points that no point found so far is as good as, as a union of zones
/// { f : f_k > corner_k for each k }. A point in a zone splits it into one zone for each objective, in which
/// that objective must be better than the point's; what lies within another zone is dropped:
///
///   corner^j = (corner_1, …, z_j, …, corner_p)   for each j and each corner < z
///
/// A part with component j equal to z_j can lie only within another such part, or within an old zone whose
/// component j is z_j and whose others are below z: in any other one it would have been split too.
///
/// cost     for each point, linear in the zones there are, and quadratic in those that it splits. Of two
///          objectives there is a zone more than points; of p, at most of the order points^(p/2)
/// source   Klamroth, Lacour & Vanderpooten 2015 (redundancy elimination, algorithm 2)
class Zones {
 public:
  /// Everything better than `least` in each objective.
  explicit Zones(Values least);
  /// The corner of the youngest zone that is not known to be empty; none: all has been looked at.
  std::optional<Values> next();
  /// The zone of the last next() is empty.
  void close();
  /// A point has been found that no other feasible point dominates.
  void found(std::span<const std::int64_t> point);
  std::size_t size() const { return open_.size() + empty_.size(); }

 private:
  std::vector<Values> open_, empty_;  // corners
};

}  // namespace cityloop::portfolio
