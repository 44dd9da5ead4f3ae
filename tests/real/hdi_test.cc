// The human development index from its own components, for every country of two years.

#include <cmath>
#include <fstream>

#include <gtest/gtest.h>

#include "cityloop/assess/index/build.h"
#include "cityloop/io/import/csv.h"
#include "cityloop/io/import/text_file.h"
#include "tests/paths.h"

namespace cityloop {
namespace {

using namespace index;

// Goalposts as published; school years count up to 18 and 15, income as its logarithm between 100 and 75,000.
const char* const kHdi =
    "key: hdi\nname: {en: Human development, zh: 人类发展}\nunit: iso3\nnormalise: {by: goalposts, to: [0, "
    "1]}\naggregate: "
    "{by: "
    "geometric, at_least: 1}\nindex:\n  key: hdi\n  parts:\n    - {column: le, goalposts: [20, 85]}\n    - "
    "key: "
    "education\n      aggregate: {by: arithmetic, at_least: 1}\n      parts:\n        - {column: eys, "
    "goalposts: [0, "
    "18]}\n        - {column: mys, goalposts: [0, 15]}\n    - {column: income, goalposts: "
    "[4.605170185988092, "
    "11.225243392518447]}\n";

class Hdi : public ::testing::TestWithParam<std::pair<int, std::size_t>> {};

TEST_P(Hdi, IsThePublishedOneForEveryCountry) {
  const std::string file = testing::shared_dir() + "/data/indices/hdi-1990-2022/hdi_1990_2015.csv.gz";
  if (testing::shared_dir().empty() || !std::ifstream{file})
    GTEST_SKIP() << "needs the shared data (CITYLOOP_SHARED): indices/hdi-1990-2022 is not here";
  const auto [year, countries] = GetParam();
  QuietRun quiet;
  const std::string text = read_text_file(file, file).text;
  CsvReader csv{text, file, quiet.notes};
  const auto column = [&](const char* what) { return csv.column(fmt::format("{}_{}", what, year)); };
  const std::size_t code = csv.column("iso3"), hdi = column("hdi");
  const std::size_t from[] = {column("le"), column("eys"), column("mys"), column("gnipc")};
  Panel panel;
  panel.header = {"le", "eys", "mys", "income"};
  std::vector<Values> read(4);
  Values wanted;
  while (csv.next()) {
    const auto published = to_number(csv[hdi]);
    if (!published) continue;
    panel.unit.emplace_back(csv[code]);
    wanted.push_back(*published);
    for (std::size_t k = 0; k < 4; ++k) read[k].push_back(to_number(csv[from[k]]).value_or(kMissing));
    read[3].back() = std::log(read[3].back());
  }
  for (Values& v : read) panel.column.push_back(series_of(std::move(v)));
  const Built b = build(panel, parse_method(parse_yaml(kHdi, "hdi.yaml")), quiet.run);
  ASSERT_EQ(b.unit.size(), countries);
  for (std::size_t i = 0; i < countries; ++i)
    EXPECT_NEAR(b.index()[i], wanted[i], 0.0005 + 1e-9) << b.unit[i];
}

INSTANTIATE_TEST_SUITE_P(Years, Hdi, ::testing::Values(std::pair{1990, 153U}, std::pair{2010, 202U}));

}  // namespace
}  // namespace cityloop
