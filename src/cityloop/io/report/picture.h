#pragma once

// The report's drawings as pixels, for papers that cannot hold SVG.

#include <map>
#include <string>
#include <vector>

#include "cityloop/io/export/png.h"
#include "cityloop/io/report/page_tree.h"

namespace cityloop::report {

/// Paths that drawings share by their ids.
using SharedPaths = std::map<std::string, std::string>;
/// Every path below that has an id.
void collect_paths(const Element&, SharedPaths&);

struct Drawn {
  Pixels pixels;
  /// Names of zones: the picture has their numbers, 1 for the first, since it has no letters. They go into its caption.
  std::vector<std::string> names;
};

/// Draws what the report's maps consist of: paths of straight lines filled by the even–odd rule, outlines and dashes,
/// rectangles, circles, the two hatches, digits. Edges are smoothed. `width`: in pixels; the height follows from the
/// drawing. An SVG without a size gives no pixels.
Drawn draw_svg(const Element& svg, const SharedPaths&, std::size_t width);

}  // namespace cityloop::report
