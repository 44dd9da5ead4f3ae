#pragma once

// Private to city/drawing: the blocks `lines`, `fares` and `units`.

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cityloop/city/builder.h"

namespace cityloop {

struct DrawnRow {
  int number = 0;  // of the line in the drawing
  std::vector<std::string> words;
};

/// A timetable from rows such as
///
///     M1 metro every=10 first=06:00 last=22:00 ride=2 1,1 4,1 4,3
///
/// line, vehicle, and the cells it calls at (column,row from the top left, counted from 1). A vehicle leaves either end
/// every so many minutes from the first departure to the last, takes `ride` minutes between neighbouring stops and
/// stays `dwell` (0) at each; `about=10` instead of every: as often, at times nobody knows; `oneway`: only as written.
/// Defaults: every=10 first=06:00 last=22:00 ride=2. Lines that call at one cell share its stop. It runs on all days of
/// the year of `as_of`.
/// Throws Error{bad_input} with the line.
FeedDraft drawn_feed(std::span<const DrawnRow>, Date as_of, const std::string& file,
                     const std::function<Point(std::string_view column_row, const Where&)>& centre);

/// What the drawn lines cost, from rows such as
///
///     bus 2.00 B1 B2             a ride of type `bus`, on these lines
///     bus metro 5.00 within=60   both, one after the other, boarded within so many minutes (without: whenever)
///     metro free                 from one line of the type to another for nothing
///     cap 8.00                   no journey costs more
///
/// A journey has one such reduced change; `most=2` on a row of a pair: two, of all.
/// Throws Error{bad_input} with the line.
FareDraft drawn_fares(std::span<const DrawnRow>, const std::string& currency, int head,
                      const std::string& file);

/// Changes of units, from rows such as
///
///     merge street A B AB
///     split street A A1 1,1 2,1 A2 3,1 4,1     each part: its code, and two cells at opposite corners
///     reassign street A Y
///     type street A old_town
///
/// Throws Error{bad_input} with the line.
std::vector<UnitEdit> drawn_units(
    std::span<const DrawnRow>, double cell_m, const std::string& file,
    const std::function<Point(std::string_view column_row, const Where&)>& centre);

}  // namespace cityloop
