#include <algorithm>

#include "cityloop/city/drawing_lines.h"

namespace cityloop {

std::vector<UnitEdit> drawn_units(
    std::span<const DrawnRow> rows, double cell_m, const std::string& file,
    const std::function<Point(std::string_view column_row, const Where&)>& centre) {
  std::vector<UnitEdit> edits;
  for (const DrawnRow& row : rows) {
    const std::vector<std::string>& w = row.words;
    const Where where{file, row.number};
    if (w.size() < 4)
      throw Error{Fault::bad_input,
                  say("a line of units is `merge|split|reassign|type LEVEL CODE …`",
                      "单元变更行应为“merge|split|reassign|type 级别 编码 …”"),
                  where};
    UnitEdit e{ZoneLevelKey{w[1]}, {}};
    if (w[0] == "merge") {
      e.what = MergeUnits{{w.begin() + 2, w.end() - 1}, w.back(), verbatim(w.back())};
    } else if (w[0] == "split") {
      SplitUnit s{w[2], {}};
      for (std::size_t i = 3; i + 2 < w.size(); i += 3) {
        const Point a = centre(w[i + 1], where), z = centre(w[i + 2], where);
        const double half = cell_m / 2, left = std::min(a.x, z.x) - half, right = std::max(a.x, z.x) + half,
                     low = std::min(a.y, z.y) - half, high = std::max(a.y, z.y) + half;
        s.parts.push_back(
            {w[i], verbatim(w[i]), Shape{{{{left, low}, {right, low}, {right, high}, {left, high}}}}});
      }
      e.what = std::move(s);
    } else if (w[0] == "reassign") {
      e.what = ReassignUnit{w[2], w[3]};
    } else if (w[0] == "type") {
      e.what = TypeUnit{w[2], w[3]};
    } else {
      throw Error{Fault::bad_input, say("`{}` is no change of units", "`{}` 不是单元变更", w[0]), where};
    }
    edits.push_back(std::move(e));
  }
  return edits;
}

}  // namespace cityloop
