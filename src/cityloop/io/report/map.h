#pragma once

#include <string>
#include <vector>

#include "cityloop/io/report/report.h"

namespace cityloop::report {

struct Pin {
  Point at;
  std::string words;
};
struct MapStyle {
  bool zones = true, streets = true, labels = true, scale = true, fine_zones = true;
  std::vector<Pin> pins = {};
  bool faint = false;  // the field only as background
  int coarse = 1;      // so many cells in each direction become one square, weighted by people
  Text title = {};     // for people who do not see the picture
  /// Ground, borders and streets are the same in all maps of a page: the first one gives them ids, the others use them.
  enum class Shared : std::uint8_t { none, given, used } shared = Shared::none;
};

/// A field of scores in [0,1] on cells as SVG. Cells of one class that touch become one outline, so that 100,000 cells
/// make about 100 KB. `beyond` marks cells that get the hatch of "out of reach".
std::string map_svg(const City&, const Field& scores, const std::vector<bool>& beyond, const MapStyle&, Lang);
/// The legend that goes with it.
std::string map_legend(Lang, bool beyond);
/// Patterns used by maps and bars; once per page.
std::string map_patterns();
/// So coarse that a map has at most about `most` squares.
int coarse_for(const Grid&, double most);

}  // namespace cityloop::report
