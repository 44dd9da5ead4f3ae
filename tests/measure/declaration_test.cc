// What a declaration may say, and how it is refused: every refusal names the file and what to do.

#include <gtest/gtest.h>

#include "tests/measure/declared.h"

namespace cityloop {
namespace {

using testing::declare;

template <class Fn>
Text refusal(Fn fn) {
  try {
    fn();
  } catch (const Error& e) {
    EXPECT_EQ(e.fault(), Fault::bad_input);
    EXPECT_EQ(e.where().file, "test.yaml") << e.words().en;
    EXPECT_NE(e.words().en, e.words().zh);
    return {e.words().en + " | " + e.hint().en, e.words().zh};
  }
  ADD_FAILURE() << "nothing was refused";
  return {};
}

TEST(Declaration, KeepsQuantitiesInBaseUnits) {
  const Indicator i = declare("a", "min", "nearest", "kind: primary_school, limit: 60 min");
  EXPECT_EQ(i.params.number("limit"), 3600);
  EXPECT_EQ(i.params.dim("limit"), Dim{.second = 1});
  EXPECT_EQ(i.params.words("kind"), std::vector<std::string>{"primary_school"});
  EXPECT_EQ(i.params.word("mode"), "walk");  // by default
  EXPECT_EQ(i.version, 1U);
}

TEST(Declaration, UnknownKernelSuggestsTheNearest) {
  EXPECT_NE(refusal([] { declare("a", "min", "nearst", "kind: x, limit: 5 min"); }).en.find("nearest"),
            std::string::npos);
}

TEST(Declaration, UnknownParameterSuggestsTheNearest) {
  EXPECT_NE(
      refusal([] { declare("a", "min", "nearest", "kind: x, limt: 5 min, limit: 5 min"); }).en.find("limit"),
      std::string::npos);
}

TEST(Declaration, MissingParameterIsNamed) {
  EXPECT_NE(refusal([] { declare("a", "min", "nearest", "kind: x"); }).en.find("limit"), std::string::npos);
}

TEST(Declaration, UnitOfTheWrongDimensionIsRefused) {
  refusal([] { declare("a", "m", "nearest", "kind: x, limit: 5 min"); });
  refusal([] { declare("a", "min", "nearest", "kind: x, limit: 500 m"); });
  refusal([] { declare("a", "min", "within", "kind: x, limit: 500 m"); });
  refusal([] { declare("a", "person", "catchment", "kind: x, limit: 500 m"); });
  refusal([] { declare("a", "%", "share", "numerator: residents, denominator: cell_area"); });
  refusal([] { declare("a", "min", "statistic", "variable: gdp, change: yearly"); });
}

TEST(Declaration, AChoiceOutsideItsListIsRefused) {
  EXPECT_NE(
      refusal([] { declare("a", "min", "nearest", "kind: x, limit: 5 min, mode: wlak"); }).en.find("walk"),
      std::string::npos);
}

TEST(Declaration, ALimitNeedsItsUnit) {
  refusal([] { declare("a", "min", "nearest", "kind: x, limit: 5"); });
}

TEST(Declaration, ADriveIsNotLimitedByMetres) {
  refusal([] { declare("a", "m", "nearest", "kind: x, limit: 500 m, mode: drive"); });
}

TEST(Declaration, StepsMustFallOutwards) {
  refusal([] { declare("a", "1/person", "catchment", "kind: x, limit: 15 min, decay: steps"); });
  refusal([] {
    declare("a", "1/person", "catchment",
            "kind: x, limit: 15 min, decay: steps, steps: [5 min 0.5, 10 min 1]");
  });
  refusal([] {
    declare("a", "1/person", "catchment",
            "kind: x, limit: 15 min, decay: steps, steps: [5 min 1, 20 min 0.5]");
  });
  refusal(
      [] { declare("a", "1/person", "catchment", "kind: x, limit: 15 min, decay: steps, steps: [five]"); });
  declare("a", "1/person", "catchment", "kind: x, limit: 15 min, decay: steps, steps: [5 min 1, 15 min 0.5]");
}

TEST(Declaration, ExpressionsAreReadWhole) {
  refusal([] { declare("a", "min", "combine", "expression: '\"b\" +'"); });
  refusal([] { declare("a", "min", "combine", "expression: '\"b'"); });
  refusal([] { declare("a", "min", "combine", "expression: '(1'"); });
  refusal([] { declare("a", "min", "combine", "expression: 'max(1)'"); });
  refusal([] { declare("a", "min", "combine", "expression: '1 2'"); });
  refusal([] { declare("a", "min", "combine", "expression: '" + std::string(200, '(') + "'"); });
}

TEST(Declaration, CombineChecksDimensionsOverTheWholeList) {
  const Indicator minutes = declare("walk", "min", "nearest", "kind: x, limit: 30 min");
  const Indicator metres = declare("far", "m", "nearest", "kind: x, limit: 900 m");
  const auto check = [&](const std::string& unit, const std::string& expression) {
    const std::vector<Indicator> all{minutes, metres,
                                     declare("c", unit, "combine", "expression: '" + expression + "'")};
    check_indicators(all);
  };
  check("min", "\"walk\" * 2 + 5 [min]");
  check("m/s", "\"far\" / \"walk\"");
  check("km", "max(\"far\", 100 [m], 0.2 [km])");
  refusal([&] { check("min", "\"walk\" + 5"); });
  refusal([&] { check("min", "\"walk\" + \"far\""); });
  refusal([&] { check("m", "\"walk\""); });
}

TEST(Declaration, NeedsMustExistAndNotGoInCircles) {
  const auto combine = [](const std::string& key, const std::string& of) {
    return declare(key, "1", "combine", "expression: '\"" + of + "\" + 1'");
  };
  EXPECT_NE(refusal([&] {
              const std::vector<Indicator> all{combine("abc", "abd"), combine("abx.y", "abc")};
              check_indicators(all);
            }).en.find("did you mean"),
            std::string::npos);
  refusal([&] {
    const std::vector<Indicator> all{combine("a", "b"), combine("b", "a")};
    check_indicators(all);
  });
  refusal([&] {
    const std::vector<Indicator> all{combine("a", "a")};
    check_indicators(all);
  });
  refusal([&] {
    const Indicator one = declare("a", "min", "nearest", "kind: x, limit: 5 min");
    const std::vector<Indicator> all{one, one};
    check_indicators(all);
  });
}

TEST(Declaration, HashFollowsTheNumbersAndNotTheWords) {
  const auto read = [](const std::string& name, const std::string& limit) {
    return parse_indicator(
               parse_yaml("key: a\nname: " + name +
                              "\nmeaning: x\nunit: min\nkernel: nearest\nparams: {kind: x, limit: " + limit +
                              "}\nsource: {title: t}\n",
                          "test.yaml"))
        .hash;
  };
  EXPECT_EQ(read("one", "30 min"), read("two", "1800 s"));
  EXPECT_NE(read("one", "30 min"), read("one", "31 min"));
}

}  // namespace
}  // namespace cityloop
