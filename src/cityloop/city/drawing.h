#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cityloop/city/city.h"

namespace cityloop {

/// A city drawn in text: the one drawing language of the project, for tests, worked examples and documentation.
///
///     grid 100 m
///       S . 2 . .
///       . # # # .
///       3 . . # 4
///     legend
///       S    primary_school capacity=300
///       1-9  people ×100
///       #    no way through
///     zones district
///       A A A B B
///       A A A B B
///       A A A B B
///     expect access.school.walk [min]
///       -   -   2.7  -   -
///       -   -   -    -   -
///       2.7 -   -    -   8.0
///     because
///       A cell takes 100 m ÷ 1.25 m/s = 80 s. …
///
/// Rows run from north to south. A token is one or more characters, one legend entry each ("S2": a school and 200
/// people); `.` is an empty cell with streets; `_` is outside the city. Streets join the centres of cells that share
/// an edge, for all modes, both ways, unless an entry says `no way through`.
///
/// Legend entries: `<kind> capacity=N name=…`, `people ×N` (for a range of digits), `people N group=M …` (for a letter), `no way
/// through`, `steps` (walk only), `land <use>`, `building floors=N year=Y use=… area=M`.
/// Further blocks: `lines` (`M1 metro every=10 ride=2 1,1 4,1`: see drawing_lines.h), `fares CNY` (`bus 2.00 B1`: there too), `zones <level>` (letters are codes), `land` (letters by a `legend` entry `land <use>`),
/// `budget` (`2027 education 84000000 [committed] [paid]`), `statistics` (`2024 doctors 120 person zone=A`),
/// `reports` (`2026-05-01 ramp 3,1` – column, row from the top left, counted from 1), `as of 2026-11-24`, `crs EPSG:4547`,
/// `inspections` (`2026-05-01 gas B3 problem dated due=2026-09-01 zone=A severity=4 quantity=1 by=gas_company done=2026-08-01`).
struct Expectation {
  std::string indicator;
  std::string unit;
  int line = 0;
  /// One per cell of the drawing that is in the city, in CellIdx order. no value and no mark: `*`, anything goes.
  struct Cell {
    std::optional<double> value;
    std::optional<Mark> mark;
    int decimals = 0;  // as written: how close a value must be
  };
  std::vector<Cell> cells;
};
struct Drawing {
  City city;
  std::vector<Expectation> expectations;
  std::string because;
};
/// Throws Error{bad_input} with the line. An expectation without a `because` is refused: it must be derived, not blessed.
Drawing parse_drawing(std::string_view text, const std::string& file = "drawing");
inline City draw_city(std::string_view text) { return parse_drawing(text).city; }

/// The CellIdx of column `col` and row `row` of a drawing (1-based, from the top left).
CellIdx drawn_cell(const City& drawn, int col, int row);

/// A field drawn back, in the layout of its grid, north on top; marks as `-` (not applicable), `?` (no data), `>v`
/// (beyond), `x` (suppressed), `.` outside. Lattice grids only.
std::string draw_field(const City&, std::span<const float> value, std::span<const Mark> mark, int decimals);

}  // namespace cityloop
