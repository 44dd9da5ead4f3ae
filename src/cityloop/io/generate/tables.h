#pragma once

// The files of the generated city that are not OSM: each as a whole, in memory.

#include <string>
#include <vector>

#include <fmt/format.h>

#include "cityloop/base/time.h"
#include "cityloop/io/generate/sketch.h"
#include "cityloop/io/import/zip.h"

namespace cityloop::demo {

/// The rows of a file, one after the other.
using Rows = fmt::memory_buffer;
template <class... Args>
void row(Rows& out, fmt::format_string<Args...> format, Args&&... args) {
  fmt::format_to(std::back_inserter(out), format, std::forward<Args>(args)...);
}
inline int year_of_spec(const DemoSpec& spec) { return number(year_of(demo_date(spec))); }

/// Turns plane positions into degrees; batches are cheap.
class Globe {
 public:
  Globe();
  ~Globe();
  std::vector<LngLat> operator()(std::vector<Point> points) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

std::string people_csv(const Sketch&, const Globe&);
std::string schools_csv(const Layout&, const Sketch&, const Globe&);
std::string statistics_csv(const Layout&, const DemoSpec&, const Sketch&);
std::string budget_csv(const DemoSpec&, double people);
/// `count` becomes the number of rows.
std::string reports_csv(const Layout&, const DemoSpec&, const Sketch&, const Globe&, std::size_t& count);
/// The ledgers of the health check, and what departments, experts and residents say of it.
std::string inspections_csv(const Layout&, const DemoSpec&, const Sketch&, std::size_t& count);
std::string health_figures_csv(const Layout&, const DemoSpec&);
std::string boundary_geojson(const Layout&, const DemoSpec&, const Globe&);
std::string zones_geojson(const Layout&, const Sketch&, const Globe&, std::string_view level);
/// The entries of gtfs.zip; `trips` becomes the number of trips.
std::vector<ZipEntry> timetable(const DemoSpec&, const Sketch&, const Globe&, std::size_t& trips);

}  // namespace cityloop::demo
