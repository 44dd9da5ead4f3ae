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
  bool zones = true, streets = true, labels = true, scale = true;
  std::vector<Pin> pins = {};
  std::vector<CellId> outlined = {};  // cells with a dark edge
  bool faint = false;                 // the field only as background
  int coarse = 1;                     // so many cells of a lattice become one, weighted by people
};

/// A field of scores in [0,1] on cells as SVG: cells of one class that lie side by side become one rectangle, so that
/// 100,000 cells make a few hundred kilobytes. `beyond` marks cells that get the hatch of "out of reach".
std::string map_svg(const City&, const Field& scores, const std::vector<bool>& beyond, const MapStyle&, Lang);
/// The legend that goes with it.
std::string map_legend(Lang, bool beyond);
/// Patterns used by maps and bars; once per page.
std::string map_patterns();

}  // namespace cityloop::report
