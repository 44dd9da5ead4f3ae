// Arithmetic over fields: values by hand, marks by the rule in the docstring.

#include <gtest/gtest.h>

#include "cityloop/city/drawing.h"
#include "tests/measure/declared.h"

namespace cityloop {
namespace {

using testing::declare;

const City kCity = draw_city(R"(
grid 1000 m
  a b . p
legend
  a    people 100 elderly=25
  b    people 300 elderly=0
  p    land park
)");

Field combined(const std::string& unit, const std::string& expression) {
  const std::vector<Indicator> all{
      declare("people", "person", "share", "numerator: residents, denominator: one"),
      declare("density", "person/km2", "share", "numerator: residents, denominator: cell_area"),
      declare("old", "%", "share", "numerator: group, group: elderly, denominator: residents"),
      declare("homes", "1", "share", "numerator: buildings, denominator: one"),
      declare("total", "person", "share", "numerator: residents, denominator: one, over: city"),
      declare("c", unit, "combine", "expression: '" + expression + "'")};
  check_indicators(all);
  QuietRun quiet;
  return measure(kCity, all, quiet.run).at({"c"});
}
double at(const Field& f, int col) { return static_cast<double>(f.value[drawn_cell(kCity, col, 1).v]); }
Mark mark(const Field& f, int col) { return f.mark[drawn_cell(kCity, col, 1).v]; }

TEST(Combine, PrecedenceAndBrackets) {
  EXPECT_EQ(at(combined("person", "\"people\" + \"people\" * 2"), 1), 300);
  EXPECT_EQ(at(combined("person", "(\"people\" + \"people\") * 2"), 1), 400);
  EXPECT_EQ(at(combined("person", "\"people\" - 50 [person] - 25 [person]"), 1), 25);
  EXPECT_EQ(at(combined("person", "-\"people\" / 4"), 2), -75);
  EXPECT_EQ(at(combined("person", "min(\"people\", 200 [person], 150 [person])"), 2), 150);
  EXPECT_EQ(at(combined("person", "max(\"people\", 200 [person])"), 1), 200);
}

TEST(Combine, WorksInBaseUnitsAndAnswersInItsOwn) {
  // 100 people per km² over 100 people: one per km², one per million m².
  EXPECT_EQ(at(combined("1/km2", "\"density\" / \"people\""), 1), 1);
  EXPECT_EQ(at(combined("%", "\"old\" * 2"), 1), 50);  // 25 % twice
  EXPECT_EQ(at(combined("person", "\"people\" * \"old\""), 1), 25);
}

TEST(Combine, TheWholeCityJoinsAnyCell) {
  const Field f = combined("%", "\"people\" / \"total\"");
  EXPECT_EQ(f.support.of, Support::Of::cell);
  EXPECT_EQ(at(f, 1), 25);
  EXPECT_EQ(at(f, 2), 75);
  EXPECT_EQ(combined("person", "\"total\" / 2").support.of, Support::Of::whole);
}

TEST(Combine, AbsenceIsInherited) {
  EXPECT_EQ(mark(combined("%", "\"old\" + \"old\""), 3), Mark::not_applicable);  // nobody lives there
  EXPECT_EQ(mark(combined("1", "\"homes\" + 1"), 1), Mark::no_data);             // no buildings were imported
  EXPECT_EQ(mark(combined("%", "\"old\" + \"homes\""), 3),
            Mark::not_applicable);  // a question that does not apply stays so
  EXPECT_EQ(mark(combined("%", "\"old\" + \"homes\""), 1), Mark::no_data);
}

TEST(Combine, DivisionByZeroIsNotANumber) {
  const Field f = combined("1", "\"people\" / (\"people\" - 100 [person])");
  EXPECT_EQ(mark(f, 1), Mark::no_data);
  EXPECT_EQ(mark(f, 2), Mark::known);
  EXPECT_EQ(mark(combined("1", "1e300 * 1e300 * 1"), 1), Mark::no_data);
}

}  // namespace
}  // namespace cityloop
