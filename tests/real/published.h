#pragma once

// The published walking distances of a city of CityAccessMap, beside ours: reading them, and how two columns compare.

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "cityloop/io/import/csv.h"
#include "cityloop/io/import/source.h"
#include "cityloop/io/import/text_file.h"
#include "cityloop/io/import/to_plane.h"
#include "tests/paths.h"

namespace cityloop::testing {

inline constexpr std::array<const char*, 7> kGroups{"education",    "health_wellbeing", "community_space",
                                                    "food_choices", "nightlife",        "active_living",
                                                    "mobility"};
inline constexpr double kCap_m = 5000;  // the publication searches no farther

/// A published grid, one row per cell in the order of the file.
struct PublishedGrid {
  std::vector<Point> lnglat;
  std::vector<double> residents;
  std::array<std::vector<double>, 7> metres;  // by kGroups
  std::size_t size() const { return lnglat.size(); }
};

inline PublishedGrid read_published(const std::string& file) {
  Diagnostics notes;
  const TextFile text = read_text_file(file, "grid");
  CsvReader rows{text.text, "grid", notes};
  std::vector<std::size_t> column;
  for (const char* name : {"lng", "lat", "POP_2015"}) column.push_back(rows.column(name));
  for (const char* group : kGroups) column.push_back(rows.column(group));
  PublishedGrid out;
  while (rows.next()) {
    std::vector<double> v;
    for (const std::size_t c : column) v.push_back(to_number(rows[c]).value());
    out.lnglat.push_back({v[0], v[1]});
    out.residents.push_back(v[2]);
    for (std::size_t g = 0; g < 7; ++g) out.metres[g].push_back(v[3 + g]);
  }
  return out;
}

/// The row of the published grid for each cell of a city that was imported from it.
inline std::vector<std::size_t> rows_of_cells(const PublishedGrid& grid, const City& city) {
  std::vector<Point> at = grid.lnglat;
  ToPlane{"EPSG:4326", city.grid->spec().crs}(at);
  std::vector<std::size_t> row(city.grid->size(), grid.size());
  for (std::size_t r = 0; r < at.size(); ++r)
    for (const CellIdx c : city.grid->within(at[r], 1.0)) row[c.v] = r;
  return row;
}

/// The middle value; the mean of the two middle ones of an even number.
inline double median(std::vector<double> v) {
  if (v.empty()) return std::nan("");
  std::sort(v.begin(), v.end());
  return (v[(v.size() - 1) / 2] + v[v.size() / 2]) / 2;
}

/// Ranks from 1; equal values share the mean of their ranks.
inline std::vector<double> ranks(const std::vector<double>& v) {
  std::vector<std::size_t> order(v.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return v[a] < v[b]; });
  std::vector<double> rank(v.size());
  for (std::size_t i = 0; i < order.size();) {
    std::size_t j = i;
    while (j < order.size() && v[order[j]] == v[order[i]]) ++j;
    for (std::size_t k = i; k < j; ++k) rank[order[k]] = static_cast<double>(i + 1 + j) / 2;
    i = j;
  }
  return rank;
}

/// Pearson's correlation of the ranks.
inline double spearman(const std::vector<double>& a, const std::vector<double>& b) {
  const std::vector<double> x = ranks(a), y = ranks(b);
  const auto n = static_cast<double>(a.size());
  const double mx = std::accumulate(x.begin(), x.end(), 0.0) / n;
  const double my = std::accumulate(y.begin(), y.end(), 0.0) / n;
  double xy = 0, xx = 0, yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mx) * (y[i] - my);
    xx += (x[i] - mx) * (x[i] - mx);
    yy += (y[i] - my) * (y[i] - my);
  }
  return xy / std::sqrt(xx * yy);
}

/// How our distances stand to the published ones.
struct Agreement {
  double spearman = 0, absolute_m = 0, signed_m = 0, within_250 = 0;
};
inline Agreement agreement(const std::vector<double>& published, const std::vector<double>& ours) {
  Agreement a;
  a.spearman = spearman(published, ours);
  std::vector<double> absolute, difference;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    difference.push_back(ours[i] - published[i]);
    absolute.push_back(std::abs(difference.back()));
    a.within_250 += absolute.back() <= 250 ? 1.0 / static_cast<double>(ours.size()) : 0;
  }
  a.signed_m = median(difference);
  a.absolute_m = median(absolute);
  return a;
}

}  // namespace cityloop::testing
