// Which indicator of one framework stands for which of another: the catalogue's, and what is refused.

#include "cityloop/assess/mapping.h"

#include <gtest/gtest.h>

#include "tests/measure/declared.h"

namespace cityloop {
namespace {

const std::vector<Framework>& mapped_frameworks() {
  static const std::vector<Framework> all = [] {
    std::vector<Framework> list;
    for (const char* name :
         {"health_check_2021", "health_check_2023", "health_check_2025", "iso37120", "sdg11"})
      list.push_back(testing::catalogue_framework(name));
    return list;
  }();
  return all;
}
const Framework& mapped(const std::string& key) {
  return *std::find_if(mapped_frameworks().begin(), mapped_frameworks().end(),
                       [&](const Framework& f) { return f.key.word == key; });
}
Mapping mapping_of(const std::string& yaml) {
  return parse_mapping(parse_yaml(yaml, "mapping.yaml"), testing::catalogue_indicators(),
                       mapped_frameworks());
}
const Mapping& catalogue_mapping() {
  static const Mapping m = mapping_of(testing::read_file(testing::catalogue() / "mapping.yaml"));
  return m;
}
std::string refused_mapping(const std::string& equivalents) {
  try {
    mapping_of("frameworks: [health_check_2025, health_check_2023]\nequivalents:\n" + equivalents);
  } catch (const Error& e) {
    return e.where().to_string() + ": " + e.words().en + " (" + e.hint().en + ")";
  }
  return "accepted";
}

TEST(Mapping, TheCatalogueSaysWhatBecameOfEveryIndicatorOf2023) {
  std::size_t exact = 0, close = 0, none = 0;
  const Framework& now = mapped("health_check_2025");
  for (const Goal& g : mapped("health_check_2023").goals)
    for (const Criterion& c : g.criteria) {
      const Counterpart first = counterparts(catalogue_mapping(), c.indicator, now).front();
      EXPECT_NE(first.match, Match::unsaid) << c.indicator.word;
      exact += first.match == Match::exact;
      close += first.match == Match::close;
      none += first.match == Match::none;
    }
  EXPECT_EQ(exact, 41U);
  EXPECT_EQ(close, 14U);
  EXPECT_EQ(none, 6U);
}

TEST(Mapping, ASharedIndicatorIsExactAndAPairIsReadBothWays) {
  const auto same =
      counterparts(catalogue_mapping(), {"hc2025.35.street_density"}, mapped("health_check_2021"));
  ASSERT_EQ(same.size(), 1U);
  EXPECT_EQ(same[0].match, Match::exact);
  const auto there =
      counterparts(catalogue_mapping(), {"hc2023.49.waterlogging_removed"}, mapped("health_check_2025"));
  const auto back =
      counterparts(catalogue_mapping(), {"hc2025.47.waterlogging"}, mapped("health_check_2023"));
  EXPECT_EQ(there.at(0).indicator.word, "hc2025.47.waterlogging");
  EXPECT_EQ(back.at(0).indicator.word, "hc2023.49.waterlogging_removed");
  EXPECT_EQ(there.at(0).note, back.at(0).note);
  const auto dropped = counterparts(catalogue_mapping(), {"hc2023.28.manholes"}, mapped("health_check_2025"));
  EXPECT_EQ(dropped.at(0).match, Match::none);
  EXPECT_FALSE(dropped.at(0).note.zh.empty());
  const auto unsaid = counterparts(catalogue_mapping(), {"hc2025.58.cim"}, mapped("iso37120"));
  EXPECT_EQ(unsaid.at(0).match, Match::unsaid);
}

TEST(Mapping, EveryNoteSpeaksBothLanguages) {
  EXPECT_GE(catalogue_mapping().equivalents.size(), 40U);
  for (const Equivalent& e : catalogue_mapping().equivalents) {
    EXPECT_FALSE(e.note.en.empty()) << e.of.word;
    EXPECT_NE(e.note.en, e.note.zh) << e.of.word;
  }
}

TEST(Mapping, RefusesWhatIsNotDeclaredWithItsPlaceAndTheNearestWord) {
  const std::string note = ", match: close, note: {en: a, zh: b}}\n";
  std::string said =
      refused_mapping("  - {of: hc2023.49.waterlogging_remove, as: hc2025.47.waterlogging" + note);
  EXPECT_NE(said.find("mapping.yaml:3"), std::string::npos) << said;
  EXPECT_NE(said.find("did you mean ‘hc2023.49.waterlogging_removed’?"), std::string::npos) << said;
  said = refused_mapping("  - {of: hc2023.28.manholes, in: health_check_2035, match: none}\n");
  EXPECT_NE(said.find("‘health_check_2035’ is not declared"), std::string::npos) << said;
  EXPECT_NE(said.find("did you mean ‘health_check_2025’?"), std::string::npos) << said;
  said = refused_mapping("  - {of: sdg11.2.1, as: hc2025.47.waterlogging" + note);
  EXPECT_NE(said.find("none of the frameworks judges ‘sdg11.2.1’"), std::string::npos) << said;
  said = refused_mapping("  - {of: hc2023.28.manholes, match: closer, as: hc2025.47.waterlogging}\n");
  EXPECT_NE(said.find("close"), std::string::npos) << said;
  said = refused_mapping("  - {of: hc2023.28.manholes, match: close, as: hc2025.47.waterlogging}\n");
  EXPECT_NE(said.find("needs a note"), std::string::npos) << said;
}

TEST(Mapping, RefusesWhatContradictsItself) {
  const std::string a =
      "  - {of: hc2023.28.manholes, as: hc2025.47.waterlogging, match: close, note: {en: a, zh: b}}\n";
  const std::string turned = "  - {of: hc2025.47.waterlogging, as: hc2023.28.manholes, match: exact}\n";
  EXPECT_NE(refused_mapping(a + turned).find("declared twice, first in line 3"), std::string::npos)
      << refused_mapping(a + turned);
  const std::string none = "  - {of: hc2023.28.manholes, in: health_check_2025, match: none}\n";
  EXPECT_NE(refused_mapping(a + none).find("has a counterpart"), std::string::npos);
  EXPECT_NE(refused_mapping(none + a).find("has a counterpart"), std::string::npos);
  EXPECT_NE(refused_mapping("  - {of: hc2025.01.structure, as: hc2025.01.structure, match: exact}\n")
                .find("is itself"),
            std::string::npos);
  EXPECT_NE(refused_mapping("  - {of: hc2025.02.gas, in: health_check_2023, match: none}\n")
                .find("has a counterpart"),
            std::string::npos);  // both judge it
  EXPECT_EQ(refused_mapping(none), "accepted");
}

}  // namespace
}  // namespace cityloop
