#pragma once

// Small random drawn cities with walls, for properties and brute-force twins. Everything passable hangs together, so
// that a path between two cells is a walk over the drawing.

#include <string>
#include <vector>

#include "cityloop/base/random.h"
#include "cityloop/city/drawing.h"

namespace cityloop::testing {

struct RandomCity {
  int cols = 0, rows = 0;
  std::vector<std::string> token;  // row by row
  City city;
  bool wall(int c, int r) const { return token[at(c, r)] == "#"; }
  std::size_t at(int c, int r) const { return static_cast<std::size_t>(r * cols + c); }
  CellIdx cell(int c, int r) const { return drawn_cell(city, c + 1, r + 1); }

  /// Steps between neighbouring cells from one cell to every other; −1: no way. Row by row.
  std::vector<int> steps_from(int c, int r) const {
    std::vector<int> steps(token.size(), -1);
    if (wall(c, r)) return steps;
    std::vector<std::pair<int, int>> queue{{c, r}};
    steps[at(c, r)] = 0;
    for (std::size_t head = 0; head < queue.size(); ++head) {
      const auto [x, y] = queue[head];
      const int dx[] = {1, -1, 0, 0}, dy[] = {0, 0, 1, -1};
      for (int d = 0; d < 4; ++d) {
        const int u = x + dx[d], v = y + dy[d];
        if (u < 0 || v < 0 || u >= cols || v >= rows || wall(u, v) || steps[at(u, v)] >= 0) continue;
        steps[at(u, v)] = steps[at(x, y)] + 1;
        queue.emplace_back(u, v);
      }
    }
    return steps;
  }
};

inline RandomCity random_city(std::uint64_t seed, int cols = 14, int rows = 11) {
  RandomCity out;
  out.cols = cols;
  out.rows = rows;
  Random random{seed, 1};
  // Letters stand for themselves; people a, b, c have groups in different shares.
  const char* const words[] = {"a", "b", "c", "a",  "b",  ".",  ".",  "S", "C", "P",
                               "B", "M", "E", "aS", "bC", "ao", "bn", "g", "cK"};
  for (int i = 0; i < cols * rows; ++i)
    out.token.push_back(random.uniform() < 0.22 ? "#" : words[random.below(std::size(words))]);
  out.token[0] = "a";
  out.token[1] = "S";  // a city without any school is another test
  const std::vector<int> steps = out.steps_from(0, 0);
  for (std::size_t i = 0; i < steps.size(); ++i)
    if (steps[i] < 0) out.token[i] = "#";
  std::string text = "grid 100 m\n";
  std::string streets, districts;
  for (int r = 0; r < rows; ++r) {
    text += " ";
    streets += " ", districts += " ";
    for (int c = 0; c < cols; ++c) {
      text += " " + out.token[out.at(c, r)];
      streets += c == 0 && r == 0 ? " ." : " s" + std::to_string(c / 4) + std::to_string(r / 4);
      districts += c < cols / 2 ? " west" : " east";
    }
    text += "\n", streets += "\n", districts += "\n";
  }
  text += R"(legend
  a people 100 children=10 elderly=30 low_income=5
  b people 37 children=9 elderly=2 low_income=20
  c people 211 children=40 elderly=41 low_income=60
  S primary_school capacity=300
  C clinic
  P park
  B bus_stop
  M market
  E elder_day_care capacity=20
  K kindergarten capacity=90
  o building year=1985 floors=6 use=residential area=300
  n building year=2015 floors=18 use=residential area=400
  g land park
  # no way through
zones street
)" + streets +
          "zones district\n" + districts + R"(statistics
  2023 doctors 300 person zone=west
  2023 population 100000 person zone=west
  2022 gdp 100 万元
  2023 gdp 110 万元
  2023 population 100000 person
reports
  2025-12-01 ramp 1,1
  2025-12-02 noise 5,5 closed
)";
  out.city = draw_city(text);
  return out;
}

}  // namespace cityloop::testing
