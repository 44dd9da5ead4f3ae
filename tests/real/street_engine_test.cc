// The street engine on real cities, where the shared data is: the same costs as plain searches.

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "cityloop/io/import/source.h"
#include "cityloop/io/import/text_file.h"
#include "cityloop/simulate/travel/matrix.h"
#include "cityloop/simulate/travel/search.h"
#include "tests/paths.h"

namespace cityloop {
namespace {

class RealStreets : public ::testing::Test {
 protected:
  void SetUp() override {
    if (testing::shared_dir().empty())
      GTEST_SKIP() << "no shared data: set CITYLOOP_SHARED to the folder that holds data/cities";
    ::setenv("CITYLOOP_SHARED", testing::shared_dir().c_str(), 1);
  }
  void agrees(const City& city, std::initializer_list<Mode> modes) {
    for (const Mode mode : modes) {
      const Profile profile = default_profile(mode);
      const auto net = network(city, profile, quiet.run);
      const auto cells = cell_links(city, profile, quiet.run);
      const std::vector<Link> links(cells->raw().begin(), cells->raw().end());
      ASSERT_GT(net->nodes(), 200U);
      const Cch cch{*net, quiet.run};
      CchCosts costs{cch, arc_costs(*net), quiet.run};
      Search search{*net};
      const auto check = [&](Cost limit, std::size_t rows) {
        const CostMatrix table = travel_matrix(costs, links, links, limit, quiet.run);
        std::size_t reached = 0;
        for (std::size_t i = 0; i < links.size(); i += std::max<std::size_t>(1, links.size() / rows)) {
          search.run(links[i], Heading::from_sources, limit);
          for (std::size_t t = 0; t < links.size(); ++t) {
            const Cost cost = search.cost(links[t]);
            ASSERT_EQ(table.row(i)[t], cost) << i << " to " << t;
            reached += cost != kNoPath ? 1 : 0;
          }
        }
        EXPECT_GT(reached, rows);
      };
      check(net->limit(120 * minute), 40);
      check(kFar - 1, 10);
      // A thousand arcs twice as slow and back again leave no trace.
      const std::vector<CchCosts::Pair> before(costs.all().begin(), costs.all().end());
      std::vector<CchCosts::Change> slow, back;
      for (std::uint32_t a = 0; a < net->arcs(); a += 1 + static_cast<std::uint32_t>(net->arcs() / 1000)) {
        slow.push_back({a, 2 * net->all_out()[a].cost});
        back.push_back({a, net->all_out()[a].cost});
      }
      costs.change(slow);
      const CchCosts fresh{cch, costs.input(), quiet.run};
      EXPECT_TRUE(std::equal(costs.all().begin(), costs.all().end(), fresh.all().begin(), fresh.all().end()));
      EXPECT_FALSE(std::equal(before.begin(), before.end(), costs.all().begin()));
      costs.change(back);
      EXPECT_TRUE(std::equal(before.begin(), before.end(), costs.all().begin(), costs.all().end()));
    }
  }
  City import(const std::string& text, const std::string& folder) {
    return import_city(parse_city_config(parse_yaml(text, "city.yaml")), folder,
                       testing::source_dir() + "/catalogue", {}, quiet.run);
  }
  QuietRun quiet;
};

TEST_F(RealStreets, PortoAlegreOnFootByBicycleAndByCar) {
  const std::string folder = testing::source_dir() + "/tests/real/porto-alegre";
  agrees(import(read_text_file(folder + "/city.yaml", "city.yaml").text, folder),
         {Mode::walk, Mode::cycle, Mode::drive});
}

TEST_F(RealStreets, MonacoWithItsManyOneWayStreets) {
  // The extract has no boundary: a rectangle around the principality.
  const std::string folder = ::testing::TempDir() + "/cityloop-monaco";
  std::filesystem::create_directories(folder);
  std::ofstream{folder + "/boundary.geojson"}
      << R"({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": )"
         R"({"type": "Polygon", "coordinates": [[[7.409, 43.724], [7.440, 43.724], [7.440, 43.752], )"
         R"([7.409, 43.752], [7.409, 43.724]]]}}]})";
  const City city = import(
      "name: {en: Monaco, zh: 摩纳哥}\n"
      "as_of: 2020-01-01\n"
      "crs: auto\n"
      "cell: 100 m\n"
      "time_zone: Europe/Monaco\n"
      "framework: liveable\n"
      "language: en\n"
      "sources:\n"
      "  - file: boundary.geojson\n"
      "    reads: vector\n"
      "    as: boundary\n"
      "  - file: ${CITYLOOP_SHARED}/data/cities/monaco/monaco.osm.pbf\n"
      "    reads: osm\n"
      "    title: © OpenStreetMap contributors\n"
      "    licence: ODbL 1.0\n"
      "    dated: \"2020\"\n",
      folder);
  std::filesystem::remove_all(folder);
  agrees(city, {Mode::walk, Mode::drive});
}

}  // namespace
}  // namespace cityloop
