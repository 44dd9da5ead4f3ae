#pragma once

#include <memory>

#include "cityloop/geo/codec.h"

namespace cityloop {

/// One geometry made ready to be compared with many others (GEOS prepared geometry behind). Boundaries belong to what
/// they bound: things that touch in one point meet. An empty geometry meets nothing. Coordinates of any kind, the same
/// on both sides. One object serves one thread at a time.
class Meeting {
 public:
  explicit Meeting(const Geometry& with);
  ~Meeting();
  Meeting(Meeting&&) noexcept;
  Meeting& operator=(Meeting&&) noexcept;
  bool operator()(const Geometry&) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// One polygon, its outer ring first and then its holes (three points each at least), as valid polygons of that form: itself
/// if it is valid (GEOS), else what its outer ring holds without what its holes hold. No search for what lies in what: for callers who know.
std::vector<std::vector<std::vector<Point>>> valid_polygons(const std::vector<std::vector<Point>>& rings);

/// The corners of a box as a shape, counter-clockwise; a box without width or height is one too thin to have an area, for
/// which see box_geometry().
Shape box_shape(const Box&);
/// A box as what it is: an area, a line where it has no width or no height, a point where it has neither.
Geometry box_geometry(const Box&);

}  // namespace cityloop
