// The R5-compatible profile on Porto Alegre, beside what R5 v7.6 itself finds there (docs/validation.md).

#include <cmath>
#include <cstdlib>
#include <iostream>

#include <gtest/gtest.h>

#include "cityloop/io/import/source.h"
#include "cityloop/simulate/travel/matrix.h"
#include "cityloop/simulate/travel/search.h"
#include "tests/paths.h"

namespace cityloop {
namespace {

struct Summary {
  std::size_t pairs = 0;
  double mean_min = 0;  // whole minutes, as R5 reports them
};

class PortoAlegre : public ::testing::Test {
 protected:
  void SetUp() override {
    if (testing::shared_dir().empty())
      GTEST_SKIP() << "no shared data: set CITYLOOP_SHARED to the folder that holds data/cities";
    ::setenv("CITYLOOP_SHARED", testing::shared_dir().c_str(), 1);
    const std::string at = "${CITYLOOP_SHARED}/data/cities/porto-alegre/";
    const std::string yaml =
        "name: Porto Alegre\nas_of: 2020-08-01\ncell: own\nsources:\n"
        "  - {file: \"" +
        at +
        "poa_hexgrid.csv\", reads: table, as: cells, columns: {x: lon, y: lat, name: id}, "
        "shape: hexagon, area: 0.1053325 km2}\n"
        "  - {file: \"" +
        at +
        "poa_hexgrid.csv\", reads: table, as: people, columns: {cell: id, count: population}}\n"
        "  - {file: \"" +
        at +
        "poa_osm.pbf\", reads: osm, layers: [streets]}\n"
        "  - {file: \"" +
        at +
        "poa_elevation.tif\", reads: raster, as: elevation}\n"
        "  - {file: \"" +
        at +
        "poa_osm_lts.csv\", reads: table, as: stress}\n"
        "  - {file: \"" +
        at + "poa_osm_congestion.csv\", reads: table, as: congestion}\n";
    city = import_city(parse_city_config(parse_yaml(yaml, "city.yaml")), "/",
                       testing::source_dir() + "/catalogue", {}, quiet.run);
  }
  Summary summary(const Profile& profile) {
    const auto net = network(city, profile, quiet.run);
    const auto cells = cell_links(city, profile, quiet.run);
    const std::vector<Link> links(cells->raw().begin(), cells->raw().end());
    const Cch cch{*net, quiet.run};
    const CchCosts costs{cch, arc_costs(*net), quiet.run};
    const CostMatrix table = travel_matrix(costs, links, links, net->limit(120 * minute), quiet.run);
    Summary s;
    double sum = 0;
    for (const Cost c : table.cost)
      if (c != kNoPath) {
        ++s.pairs;
        sum += std::floor(net->seconds(c) / 60);
      }
    s.mean_min = sum / static_cast<double>(s.pairs);
    return s;
  }
  QuietRun quiet;
  City city;
};

TEST_F(PortoAlegre, WithR5sRulesWalkingComesNearR5) {
  const auto show = [&](const char* what, const Profile& p) {
    const Summary s = summary(p);
    std::cout << what << ": " << s.pairs << " pairs, " << s.mean_min << " min\n";
    return s;
  };
  const Streets& s = *city.streets;
  std::cout << s.edges() << " stretches, " << s.turn_via.size() << " forbidden turns\n";
  for (const auto& [code, n] : quiet.notes.counts()) std::cout << code << " " << n << "\n";
  Profile walk = r5_profile(Mode::walk);
  const Summary ours = show("walk r5", walk);
  // R5 v7.6: 799,168 pairs, 75.8201 min.
  EXPECT_NEAR(static_cast<double>(ours.pairs), 799'168, 0.01 * 799'168);
  EXPECT_NEAR(ours.mean_min, 75.8201, 2);
  walk.hills = true;
  const Summary hilly = show("walk r5 with hills", walk);
  EXPECT_LT(hilly.pairs, ours.pairs);
  Profile cycle = r5_profile(Mode::cycle);
  const Summary calm = show("cycle r5, stress 2", cycle);
  cycle.stress = 0;
  const Summary any = show("cycle r5, any stress", cycle);
  EXPECT_GE(any.pairs, calm.pairs);
  EXPECT_LT(any.mean_min, calm.mean_min);
  Profile drive = r5_profile(Mode::drive);
  const Summary free = show("drive", drive);
  drive.traffic = true;
  EXPECT_GE(show("drive in traffic", drive).mean_min, free.mean_min);
}

}  // namespace
}  // namespace cityloop
