// The catalogue is executed: every declaration is read, every drawing beside one is measured and compared.

#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "cityloop/city/drawing.h"
#include "cityloop/measure/use.h"
#include "tests/measure/declared.h"

namespace cityloop {
namespace {

using testing::catalogue;
using testing::catalogue_indicators;
using testing::files_below;
using testing::read_file;

/// The row of a field that speaks for a cell: its own, its zone's, the city's.
std::optional<std::size_t> row_of(const City& city, const Field& f, CellIdx c) {
  if (f.support.of == Support::Of::cell) return c.v;
  if (f.support.of == Support::Of::whole) return 0;
  const auto level = city.zones->find_level(f.support.level);
  if (!level || !city.zones->of_cell[*level][c].valid()) return std::nullopt;
  return city.zones->of_cell[*level][c].v;
}

TEST(Catalogue, EveryDrawingIsTrue) {
  std::size_t drawings = 0;
  std::set<std::string> kernels_drawn;
  for (const auto& path : files_below(catalogue(), ".city")) {
    SCOPED_TRACE(path.string());
    const Drawing drawing = parse_drawing(read_file(path), path.filename().string());
    ASSERT_FALSE(drawing.expectations.empty());
    QuietRun quiet;
    const Measurement m = measure(drawing.city, catalogue_indicators(), quiet.run);
    for (const Expectation& e : drawing.expectations) {
      const auto& all = catalogue_indicators();
      const auto indicator =
          std::find_if(all.begin(), all.end(), [&](const Indicator& i) { return i.key.word == e.indicator; });
      ASSERT_NE(indicator, all.end()) << e.indicator << " is not in the catalogue";
      EXPECT_EQ(e.unit, indicator->unit.symbol);
      kernels_drawn.insert(indicator->kernel);
      const Field& f = m.at(indicator->key);
      for (std::size_t c = 0; c < e.cells.size(); ++c) {
        if (!e.cells[c].mark) continue;
        const auto row = row_of(drawing.city, f, idx<CellIdx>(c));
        ASSERT_TRUE(row.has_value());
        EXPECT_EQ(to_word(f.mark[*row]), to_word(*e.cells[c].mark))
            << drawing.city.grid->label(idx<CellIdx>(c));
        if (e.cells[c].value) {
          EXPECT_NEAR(static_cast<double>(f.value[*row]), *e.cells[c].value,
                      0.5001 * std::pow(10.0, -e.cells[c].decimals))
              << drawing.city.grid->label(idx<CellIdx>(c));
        }
      }
      if (f.support.of == Support::Of::cell && ::testing::Test::HasFailure())
        ADD_FAILURE() << e.indicator << " measured:\n" << draw_field(drawing.city, f.value, f.mark, 3);
    }
    ++drawings;
  }
  EXPECT_GE(drawings, 15U);
  for (const Kernel& k : kernels())
    EXPECT_TRUE(kernels_drawn.contains(std::string{k.name})) << k.name << " has no drawing";
}

TEST(Catalogue, EveryIndicatorSpeaksBothLanguages) {
  ASSERT_GE(catalogue_indicators().size(), 25U);
  for (const Indicator& i : catalogue_indicators())
    for (const Text& t : {i.name, i.meaning}) {
      EXPECT_FALSE(t.en.empty()) << i.key.word;
      EXPECT_FALSE(t.zh.empty()) << i.key.word;
      EXPECT_NE(t.en, t.zh) << i.key.word;
    }
}

TEST(Catalogue, EveryKernelAndParameterSpeaksBothLanguages) {
  for (const Kernel& k : kernels()) {
    EXPECT_NE(k.meaning.en, k.meaning.zh);
    EXPECT_FALSE(k.formula.empty());
    for (const ParamSpec& p : k.params) {
      EXPECT_FALSE(p.meaning.en.empty()) << k.name << "." << p.name;
      EXPECT_FALSE(p.meaning.zh.empty()) << k.name << "." << p.name;
    }
  }
}

TEST(Catalogue, FrameworksJudgeOnlyWhatIsDeclared) {
  for (const std::string name : {"liveable", "demo"}) {
    const Framework f = testing::catalogue_framework(name);
    EXPECT_GE(f.goals.size(), 7U);
    EXPECT_EQ(f.groups.size(), 3U);
  }
}

TEST(Catalogue, TheTenPointsAndTheSevenElementsHaveFiveIndicatorsEach) {
  const Framework f = testing::catalogue_framework("ten_points");
  EXPECT_EQ(f.goals.size(), 10U);
  ASSERT_EQ(f.elements.size(), 7U);
  std::vector<std::size_t> of_element(f.elements.size());
  for (const Goal& g : f.goals) {
    EXPECT_GE(g.criteria.size(), 5U) << g.key.word;
    for (const Criterion& c : g.criteria) {
      EXPECT_FALSE(c.elements.empty()) << c.indicator.word;
      for (const std::uint16_t e : c.elements) ++of_element[e];
    }
  }
  for (std::size_t e = 0; e < of_element.size(); ++e) EXPECT_GE(of_element[e], 5U) << f.elements[e].key.word;
}

TEST(Catalogue, TheHealthCheckHasItsSixtyIndicators) {
  // 9 dwelling, 12 compound, 8 neighbourhood, 30 city, 1 remediation; the first four are bottom lines.
  const Framework f = testing::catalogue_framework("health_check_2025");
  EXPECT_EQ(f.scheme, Scheme::grade);
  ASSERT_EQ(f.criteria(), 60U);
  for (std::uint32_t n = 0; n < 60; ++n) {
    const Criterion& c = f.criterion(idx<CriterionIdx>(n));
    EXPECT_EQ(c.indicator.word.substr(0, 10),
              "hc2025." + std::string{n < 9 ? "0" : ""} + std::to_string(n + 1) + ".");
    EXPECT_EQ(c.bottom_line, n < 4) << c.indicator.word;
    EXPECT_FALSE(c.expert.empty());
  }
  // No number is invented where the handbook publishes none.
  for (const int none :
       {5, 6, 7, 8, 9, 13, 14, 15, 16, 20, 21, 26, 27, 28, 29, 33, 38, 41, 45, 46, 50, 51, 56, 59})
    EXPECT_FALSE(f.criterion(idx<CriterionIdx>(static_cast<std::size_t>(none - 1))).cuts) << none;
}

TEST(Catalogue, TheHealthChecksOfBeforeHaveTheirIndicators) {
  const auto counts = [](const Framework& f) {
    std::vector<std::size_t> n;
    for (const Goal& g : f.goals) n.push_back(g.criteria.size());
    return n;
  };
  // 2023: dwellings 4 + 4 + 2, compounds 6 + 3 + 2, neighbourhoods 4 + 3 + 3, the city 8 + 5 + 3 + 9 + 5.
  const Framework of_2023 = testing::catalogue_framework("health_check_2023");
  EXPECT_EQ(of_2023.criteria(), 61U);
  EXPECT_EQ(counts(of_2023), (std::vector<std::size_t>{4, 4, 2, 6, 3, 2, 4, 3, 3, 8, 5, 3, 9, 5}));
  const std::vector<std::pair<std::string, std::size_t>> levels{
      {"住房", 10}, {"小区", 11}, {"街区", 10}, {"城区", 30}};
  for (const auto& [level, n] : levels) {
    std::size_t found = 0;
    for (const Goal& g : of_2023.goals)
      if (g.name.zh.starts_with(level)) found += g.criteria.size();
    EXPECT_EQ(found, n) << level;
  }
  // 2021: eight dimensions.
  const Framework of_2021 = testing::catalogue_framework("health_check_2021");
  EXPECT_EQ(of_2021.criteria(), 65U);
  EXPECT_EQ(counts(of_2021), (std::vector<std::size_t>{15, 9, 7, 7, 5, 6, 5, 11}));
  // Neither system knows grades: no cut is invented, and every criterion names its source.
  for (const Framework* f : {&of_2023, &of_2021})
    for (const Goal& g : f->goals)
      for (const Criterion& c : g.criteria) {
        EXPECT_FALSE(c.source.title.empty()) << c.indicator.word;
        EXPECT_FALSE(c.cuts) << c.indicator.word;
      }
  // One definition, no copy: what did not change since is the indicator of 2025.
  const Framework of_2025 = testing::catalogue_framework("health_check_2025");
  std::size_t shared = 0;
  for (const Goal& g : of_2023.goals)
    for (const Criterion& c : g.criteria) shared += of_2025.find(c.indicator).has_value() ? 1 : 0;
  EXPECT_EQ(shared, 41U);
}

TEST(Catalogue, InternationalFrameworksHaveTheirIndicators) {
  const Framework sdg = testing::catalogue_framework("sdg11");
  EXPECT_EQ(sdg.goals.size(), 7U);
  for (const std::string key : {"sdg11.1.1", "sdg11.2.1", "sdg11.3.1", "sdg11.4.1", "sdg11.5.1", "sdg11.6.1",
                                "sdg11.6.2.pm25", "sdg11.7.1", "sdg11.7.2"})
    EXPECT_TRUE(sdg.find({key})) << key;
  const Framework iso = testing::catalogue_framework("iso37120");
  EXPECT_EQ(iso.criteria(), 46U);  // core indicators of the edition of 2014
  for (const Goal& g : iso.goals)
    for (const Criterion& c : g.criteria) EXPECT_FALSE(c.source.verified) << c.indicator.word;
}

TEST(Catalogue, EveryIndicatorHasADrawingOrThatOfASibling) {
  std::set<std::string> drawn;
  for (const auto& path : files_below(catalogue(), ".city"))
    for (const Expectation& e : parse_drawing(read_file(path), path.filename().string()).expectations)
      for (const Indicator& i : catalogue_indicators())
        if (i.key.word == e.indicator) drawn.insert(way_of_use(i));
  for (const Indicator& i : catalogue_indicators())
    EXPECT_TRUE(drawn.contains(way_of_use(i))) << i.key.word << ": " << way_of_use(i);
}

TEST(Catalogue, ThePagesOfTheReferenceAreThoseOfTheIndicators) {
  for (const std::string folder : {"docs/reference/indicators", "docs/reference/zh/indicators"}) {
    std::set<std::string> pages, keys;
    for (const auto& page : files_below(std::filesystem::path{testing::source_dir()} / folder, ".md"))
      pages.insert(page.stem().string());
    for (const Indicator& i : catalogue_indicators()) keys.insert(i.key.word);
    EXPECT_EQ(pages, keys) << folder;
  }
}

TEST(Catalogue, KindsOfPlaceCoverTheIndicators) {
  const auto path = catalogue() / "places.yaml";
  std::set<std::string> kinds;
  const Document doc = parse_yaml(read_file(path), "places.yaml");
  for (const Document& d : doc.at("kinds").list()) {
    EXPECT_TRUE(kinds.insert(d.at("kind").string()).second);
    EXPECT_FALSE(d.at("name").text().zh.empty());
    EXPECT_GT(d.at("capacity").number(), 0);
    EXPECT_GE(d.at("merge").quantity(Dim{.metre = 1}), 0);
    EXPECT_FALSE(d.at("counts").text().zh.empty());
    d.done();
  }
  for (const Indicator& i : catalogue_indicators())
    for (const PlaceKindKey& k : kernel(i.kernel).kinds(i))
      EXPECT_TRUE(kinds.contains(k.word)) << i.key.word << ": " << k.word;
}

}  // namespace
}  // namespace cityloop
