#pragma once

#include <algorithm>
#include <cmath>
#include <string>

#include "cityloop/base/random.h"
#include "cityloop/city/builder.h"

namespace cityloop::bench {

/// A square city of about `cells` cells of 100 m for benchmarks: a street along every cell edge, 10 people a cell with
/// three groups, eight kinds of place at the densities of a real city, districts of 32 × 32 cells, land use, budget.
/// Deterministic.
inline City lattice_city(std::size_t cells) {
  QuietRun quiet;
  const auto side = static_cast<int>(std::lround(std::sqrt(static_cast<double>(cells))));
  Builder b{"EPSG:4547", parse_date("2026-01-01"), quiet.notes};
  const FileIdx file = b.add_file({"lattice", "lattice city", "", "", {}});
  b.grid_lattice(100);
  const Point origin{500000, 3300000};
  const auto at = [&](int c, int r) { return origin + Point{c * 100.0 + 50, r * 100.0 + 50}; };
  const auto square = [](Point low, double w, double h) {
    return Shape{{{low, low + Point{w, 0}, low + Point{w, h}, low + Point{0, h}}}};
  };
  b.boundary(square(origin, side * 100.0, side * 100.0));
  struct Kind {
    const char* word;
    double per_cell, capacity;
  };
  // Places per cell: one primary school for 10,000 people at 10 people a cell, and so on.
  const Kind kinds[] = {{"primary_school", 1e-3, 800}, {"kindergarten", 2e-3, 270}, {"clinic", 8e-4, 30},
                        {"hospital", 5e-5, 500},       {"park", 2e-3, 1},           {"supermarket", 3e-3, 1},
                        {"bus_stop", 2e-2, 1},         {"elder_day_care", 6e-4, 40}};
  b.zone_level({"district"}, {"District", "区"});
  constexpr int kDistrict = 32;
  for (int r = 0; r < side; r += kDistrict)
    for (int c = 0; c < side; c += kDistrict) {
      ZoneDraft z;
      z.level = {"district"};
      z.code = std::to_string(r / kDistrict) + "-" + std::to_string(c / kDistrict);
      z.shape = square(origin + Point{c * 100.0, r * 100.0}, 100.0 * std::min(kDistrict, side - c),
                       100.0 * std::min(kDistrict, side - r));
      z.file = file;
      b.add_zone(std::move(z));
    }
  for (int r = 0; r < side; ++r)
    for (int c = 0; c < side; ++c) {
      const auto cell =
          static_cast<std::uint64_t>(r) * static_cast<std::uint64_t>(side) + static_cast<std::uint64_t>(c);
      Random random{42, cell};
      const double people = std::floor(20 * random.uniform());
      b.add_people(at(c, r), people, {}, file, 0);
      b.add_people(at(c, r), 0.15 * people, {"children"}, file, 0);
      b.add_people(at(c, r), 0.18 * people, {"elderly"}, file, 0);
      b.add_people(at(c, r), 0.10 * people, {"low_income"}, file, 0);
      b.add_land({random.uniform() < 0.1 ? "park" : "residential"}, at(c, r), 10000, file, 0);
      for (const Kind& k : kinds) {
        if (random.uniform() >= k.per_cell) continue;
        PlaceDraft d;
        d.kind = {k.word};
        d.ref = "lattice:" + std::to_string(cell);
        d.at = at(c, r) + Point{30, 10};
        d.capacity = static_cast<float>(k.capacity);
        d.file = file;
        b.add_place(std::move(d));
      }
      const auto street = [&](int c2, int r2) {
        StreetDraft s;
        s.from_ref = static_cast<std::int64_t>(cell) + 1;
        s.to_ref = static_cast<std::int64_t>(r2) * side + c2 + 1;
        s.line = {at(c, r), at(c2, r2)};
        s.forward = s.backward = kAllModes;
        s.street_class = StreetClass::residential;
        s.way_ref = static_cast<std::int64_t>(cell) * 2 + (r2 == r ? 1 : 2);
        s.file = file;
        b.add_street(std::move(s));
      };
      if (c + 1 < side) street(c + 1, r);
      if (r + 1 < side) street(c, r + 1);
    }
  for (const char* fund : {"education", "health", "civil_affairs", "culture_sport", "construction"})
    for (int year = 2026; year < 2031; ++year) {
      BudgetDraft d;
      d.fund = {fund};
      d.year = year;
      d.appropriated_fen = 10'000'000'000;
      d.file = file;
      b.add_budget(std::move(d));
    }
  return std::move(b).freeze(quiet.run);
}

}  // namespace cityloop::bench
