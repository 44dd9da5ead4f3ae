// Conditions in CQL2 text: read strictly, and judged as a second, plain judge judges them.

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cityloop/base/random.h"
#include "cityloop/io/http/ogc/cql2.h"
#include "tests/http/ogc_fixture.h"

namespace cityloop {
namespace {

using namespace testing;  // NOLINT: the fixture
using ogc::Condition;
using ogc::Queryable;
using ogc::read_condition;
using ogc::Scalar;
using ogc::Truth;
using ::testing::HasSubstr;

const std::vector<Queryable>& asked() {
  static const std::vector<Queryable> all{{Queryable::Type::number, "a"}, {Queryable::Type::number, "b"},
                                          {Queryable::Type::text, "s"},   {Queryable::Type::text, "t"},
                                          {Queryable::Type::date, "day"}, {Queryable::Type::text, "in"}};
  return all;
}
using Row = std::vector<Scalar>;
Truth judge(const std::string& text, const Row& row, Truth meets = Truth::unknown) {
  return read_condition(text, asked())
      .holds([&](std::size_t i) { return row[i]; }, [&](std::size_t) { return meets; });
}
bool refused(const std::string& text) {
  try {
    read_condition(text, asked());
  } catch (const Error& e) {
    EXPECT_EQ(e.fault(), Fault::bad_input);
    return true;
  }
  return false;
}

TEST(Cql2, SaysWhatSqlSays) {
  const Row row{
      3.0, Scalar{}, std::string{"school"}, std::string{"小学"}, std::string{"2026-02-10"}, std::string{"x"}};
  const std::pair<const char*, Truth> known[] = {
      {"a = 3", Truth::yes},
      {"a<>3", Truth::no},
      {"a < 3.5", Truth::yes},
      {"a <= 3", Truth::yes},
      {"a > -3", Truth::yes},
      {"a >= 3.0000001", Truth::no},
      {"3 = a", Truth::yes},
      {"a = a", Truth::yes},
      {"a = 3e0", Truth::yes},
      {"a = .3e1", Truth::yes},
      {"a = +3", Truth::yes},
      {"b = 1", Truth::unknown},
      {"b <> 1", Truth::unknown},
      {"NOT b = 1", Truth::unknown},
      {"b IS NULL", Truth::yes},
      {"b is not null", Truth::no},
      {"a IS NULL", Truth::no},
      {"a IS NOT NULL", Truth::yes},
      {"b = 1 AND a = 4", Truth::no},
      {"b = 1 AND a = 3", Truth::unknown},
      {"b = 1 OR a = 3", Truth::yes},
      {"b = 1 OR a = 4", Truth::unknown},
      {"TRUE", Truth::yes},
      {"FALSE OR NOT FALSE", Truth::yes},
      {"a = 4 OR a = 3 AND a = 4", Truth::no},
      {"(a = 3 OR a = 4) AND a = 3", Truth::yes},
      {"a = 3 OR a = 3 AND a = 4", Truth::yes},
      {"NOT a = 4 AND a = 3", Truth::yes},
      {"NOT (a = 3 AND a = 4)", Truth::yes},
      {"a BETWEEN 3 AND 4", Truth::yes},
      {"a BETWEEN 4 AND 3", Truth::no},
      {"a NOT BETWEEN 4 AND 5", Truth::yes},
      {"a BETWEEN 4 AND b", Truth::no},
      {"a BETWEEN 2 AND b", Truth::unknown},
      {"a NOT BETWEEN 4 AND b", Truth::yes},
      {"a IN (1, 2, 3)", Truth::yes},
      {"a IN (1, 2)", Truth::no},
      {"a NOT IN (1)", Truth::yes},
      {"a IN (1, b)", Truth::unknown},
      {"a IN (b, 3)", Truth::yes},
      {"a NOT IN (b, 1)", Truth::unknown},
      {"b IN (1)", Truth::unknown},
      {"s = 'school'", Truth::yes},
      {"s < 'school2'", Truth::yes},
      {"s = 'School'", Truth::no},
      {"t = '小学'", Truth::yes},
      {"s IN ('a', 'school')", Truth::yes},
      {"s BETWEEN 'a' AND 't'", Truth::yes},
      {"s <> t", Truth::yes},
      {"s LIKE 'sch%'", Truth::yes},
      {"s LIKE '_chool'", Truth::yes},
      {"s NOT LIKE '%x%'", Truth::yes},
      {"t LIKE '_学'", Truth::yes},
      {"t LIKE '__'", Truth::yes},
      {"t LIKE '___'", Truth::no},
      {"day = DATE('2026-02-10')", Truth::yes},
      {"day > DATE('2026-01-31')", Truth::yes},
      {"day < '2026-02-11'", Truth::yes},
      {"day BETWEEN DATE('2026-01-01') AND DATE('2026-12-31')", Truth::yes},
      {"\"in\" = 'x'", Truth::yes},
      {"\"a\"=3", Truth::yes},
      {"  a\t=\n3  ", Truth::yes},
      {"'it''s' = s", Truth::no},
      {"S_INTERSECTS(geometry, POINT(1 2))", Truth::unknown}};
  for (const auto& [text, expected] : known) EXPECT_EQ(judge(text, row), expected) << text;
}

TEST(Cql2, WhatIsNoConditionIsRefusedWithItsPlace) {
  for (const char* wrong : {"",
                            " ",
                            "a",
                            "a =",
                            "= 3",
                            "a = = 3",
                            "a == 3",
                            "a != 3",
                            "a = 3 b = 3",
                            "a = 3 AND",
                            "AND a = 3",
                            "(a = 3",
                            "a = 3)",
                            "NOT",
                            "a = 'x'",
                            "s = 3",
                            "s > t AND",
                            "unknown = 3",
                            "A = 3",
                            "a LIKE 'x'",
                            "s LIKE 3",
                            "s LIKE",
                            "a BETWEEN 1",
                            "a BETWEEN 1 OR 2",
                            "a IN ()",
                            "a IN (1",
                            "a IN (1,)",
                            "a IN ('x')",
                            "3 IS NULL",
                            "a IS 3",
                            "a NOT = 3",
                            "a NOT NULL",
                            "'x",
                            "\"x",
                            "\"\" = 3",
                            "a = 3;",
                            "a = 1e999",
                            "a = 3x",
                            "a = 0x10",
                            "a = --3",
                            "day = DATE('x')",
                            "day = DATE(2026)",
                            "day = TIMESTAMP('2026-01-01T00:00:00Z')",
                            "s = DATE('2026-01-01')",
                            "day > 5",
                            "in = 'x'",
                            "S_INTERSECTS(geometry)",
                            "S_INTERSECTS(geometry, geometry)",
                            "S_INTERSECTS(a, POINT(1 2))",
                            "S_INTERSECTS(POINT(1 2), POINT(1 2))",
                            "S_INTERSECTS(geometry, POINT(1))",
                            "S_INTERSECTS(geometry, POINT(1,2))",
                            "S_INTERSECTS(geometry, POLYGON((0 0,1 0,1 1)))",
                            "S_INTERSECTS(geometry, POLYGON((0 0,1 0,0 0)))",
                            "S_INTERSECTS(geometry, LINESTRING(1 2))",
                            "S_INTERSECTS(geometry, CIRCLE(1 2))",
                            "S_INTERSECTS(geometry, BBOX(1,2,3))",
                            "S_INTERSECTS(geometry, BBOX(1,2,3,1))",
                            "S_WITHIN(geometry, POINT(1 2))",
                            "geometry IS NULL",
                            "a + 1 = 3"})
    EXPECT_TRUE(refused(wrong)) << wrong;
  try {
    read_condition("a = 3 AND nothing > 4", asked());
    FAIL();
  } catch (const Error& e) {
    EXPECT_THAT(e.words().en, HasSubstr("character 11"));
    EXPECT_THAT(e.words().zh, HasSubstr("没有属性“nothing”"));
  }
}

TEST(Cql2, WhatAnybodyMaySendIsLimited) {
  const auto times = [](std::size_t n, const std::string& part) {
    std::string out;
    for (std::size_t i = 0; i < n; ++i) out += part;
    return out;
  };
  EXPECT_FALSE(refused(times(20, "(") + "a = 3" + times(20, ")")));
  EXPECT_TRUE(refused(times(5000, "(") + "a = 3" + times(3000, ")")));
  EXPECT_TRUE(refused(times(2000, "NOT ") + "TRUE"));
  EXPECT_FALSE(refused("TRUE" + times(200, " OR TRUE")));
  EXPECT_TRUE(refused("TRUE" + times(300, " OR TRUE")));
  EXPECT_TRUE(refused("a IN (1" + times(300, ",1") + ")"));
  EXPECT_TRUE(refused("S_INTERSECTS(geometry, LINESTRING(0 0" + times(1500, ",1 1") + "))"));
  const std::string point = "S_INTERSECTS(geometry, POINT(1 2))";
  EXPECT_FALSE(refused(point + times(15, " OR " + point)));
  EXPECT_TRUE(refused(point + times(16, " OR " + point)));
  EXPECT_TRUE(refused("s = '" + times(9000, "x") + "'"));
}

TEST(Cql2, APatternIsMatchedAsItsTwinMatchesIt) {
  // By trying everything: what `like` finds without ever trying more than length times length.
  const std::function<bool(std::string_view, std::string_view)> twin = [&](std::string_view t,
                                                                           std::string_view p) {
    if (p.empty()) return t.empty();
    if (p[0] == '%') return twin(t, p.substr(1)) || (!t.empty() && twin(t.substr(1), p));
    if (t.empty()) return false;
    if (p[0] == '_') return twin(t.substr(1), p.substr(1));
    if (p[0] == '\\' && p.size() > 1) return p[1] == t[0] && twin(t.substr(1), p.substr(2));
    return p[0] == t[0] && twin(t.substr(1), p.substr(1));
  };
  Random r{1, 2};
  std::size_t yes = 0;
  for (int i = 0; i < 30'000; ++i) {
    std::string text, pattern;
    for (std::uint64_t k = r.below(8); k > 0; --k) text += "ab%_\\"[r.below(5)];
    for (std::uint64_t k = r.below(7); k > 0; --k) pattern += "ab%_\\%"[r.below(6)];
    ASSERT_EQ(ogc::like(text, pattern), twin(text, pattern)) << text << ' ' << pattern;
    yes += ogc::like(text, pattern) ? 1 : 0;
  }
  EXPECT_GT(yes, 1000U);
  EXPECT_FALSE(ogc::like(std::string(8000, 'a'), std::string(40, '%') + "a%a%a%a%a%b"));
}

/// A condition made at random, as text and as a plain judge of a row.
struct Made {
  std::string text;
  std::function<Truth(const Row&)> holds;
};
Made made_at_random(Random& r, int depth) {
  const auto truth = [](bool b) { return b ? Truth::yes : Truth::no; };
  const auto turn = [](Truth t) {
    return t == Truth::unknown ? t : t == Truth::yes ? Truth::no : Truth::yes;
  };
  if (depth > 0 && r.below(3) != 0) {
    const Made x = made_at_random(r, depth - 1), y = made_at_random(r, depth - 1);
    switch (r.below(3)) {
      case 0:
        return {"(" + x.text + " AND " + y.text + ")", [=](const Row& w) {
                  const Truth a = x.holds(w), b = y.holds(w);
                  if (a == Truth::no || b == Truth::no) return Truth::no;
                  return a == Truth::yes && b == Truth::yes ? Truth::yes : Truth::unknown;
                }};
      case 1:
        return {"(" + x.text + " OR " + y.text + ")", [=](const Row& w) {
                  const Truth a = x.holds(w), b = y.holds(w);
                  if (a == Truth::yes || b == Truth::yes) return Truth::yes;
                  return a == Truth::no && b == Truth::no ? Truth::no : Truth::unknown;
                }};
      default: return {"NOT " + x.text, [=](const Row& w) { return turn(x.holds(w)); }};
    }
  }
  const std::size_t column = r.below(4);
  const std::string name = asked()[column].name;
  const auto literal = [&]() -> std::pair<std::string, Scalar> {
    if (column < 2) {
      const double x = static_cast<double>(r.below(5)) - 2;
      return {fmt::format("{}", x), x};
    }
    const std::string word(r.below(3), static_cast<char>('a' + r.below(2)));
    return {"'" + word + "'", word};
  };
  const auto [text, value] = literal();
  const auto [text2, value2] = literal();
  const auto null = [column](const Row& w) { return std::holds_alternative<std::monostate>(w[column]); };
  switch (r.below(4)) {
    case 0: return {name + " IS NULL", [=](const Row& w) { return truth(null(w)); }};
    case 1:
      return {name + " NOT IN (" + text + ", " + text2 + ")", [=, v = value, v2 = value2](const Row& w) {
                return null(w) ? Truth::unknown : truth(w[column] != v && w[column] != v2);
              }};
    case 2:
      return {name + " BETWEEN " + text + " AND " + text2, [=, v = value, v2 = value2](const Row& w) {
                return null(w) ? Truth::unknown : truth(!(w[column] < v) && !(v2 < w[column]));
              }};
    default: {
      const std::uint64_t sign = r.below(6);
      const char* signs[] = {"=", "<>", "<", "<=", ">", ">="};
      return {name + " " + signs[sign] + " " + text, [=, v = value](const Row& w) {
                if (null(w)) return Truth::unknown;
                const Scalar& x = w[column];
                return truth(sign == 0   ? x == v
                             : sign == 1 ? x != v
                             : sign == 2 ? x < v
                             : sign == 3 ? !(v < x)
                             : sign == 4 ? v < x
                                         : !(x < v));
              }};
    }
  }
}
TEST(Cql2, AgreesWithAPlainJudgeOnConditionsMadeAtRandom) {
  Random r{7, 7};
  std::array<std::size_t, 3> seen{};
  for (int i = 0; i < 3000; ++i) {
    const Made made = made_at_random(r, 4);
    const Condition c = read_condition(made.text, asked());
    for (int k = 0; k < 5; ++k) {
      Row row;
      for (int column = 0; column < 6; ++column) {
        if (r.below(4) == 0) row.emplace_back();
        else if (column < 2) row.emplace_back(static_cast<double>(r.below(5)) - 2);
        else row.emplace_back(std::string(r.below(3), static_cast<char>('a' + r.below(2))));
      }
      const Truth t =
          c.holds([&](std::size_t q) { return row[q]; }, [](std::size_t) { return Truth::unknown; });
      ASSERT_EQ(t, made.holds(row)) << made.text;
      ++seen[static_cast<std::size_t>(t)];
    }
  }
  for (const std::size_t n : seen) EXPECT_GT(n, 1000U);
}

// ---- asked of the city --------------------------------------------------------------------------------------------------

std::int64_t matched(const std::string& collection, const std::string& filter, const Query& more = {}) {
  Query query = more;
  query.emplace_back("filter", filter);
  const auto answer = ask("/ogc/collections/" + collection + "/items", query);
  EXPECT_EQ(answer.status, 200) << *answer.body;
  return json_of(answer).at("numberMatched").integer();
}

TEST(ConfFilter, FiltersAreJudgedOnWhatIsPublished) {
  EXPECT_EQ(matched("places", "kind = 'clinic'"), 2);
  EXPECT_EQ(matched("places", "kind LIKE '%school' OR name = 'it''s'"), 3);
  EXPECT_EQ(matched("places", "capacity BETWEEN 10 AND 50", {{"kind", "clinic"}}), 2);
  EXPECT_EQ(matched("places", "capacity > 50", {{"kind", "clinic"}}), 0);
  EXPECT_EQ(matched("findings", "first_seen >= DATE('2026-02-01')"), 2);
  EXPECT_EQ(matched("cells", "access_school_walk_mark = 'beyond'"), 1);
  // With a box as well: both hold.
  const Document all = json_of(ask("/ogc/collections/places/items", {{"kind", "clinic"}}));
  const Point p = points_of(all.at("features").list()[0].at("geometry"))[0][0];
  EXPECT_EQ(matched("places", "kind = 'clinic'", {{"bbox", fmt::format("{0},{1},{0},{1}", p.x, p.y)}}), 1);
}
TEST(ConfFilter, SpatialFiltersAgreeWithWhatLiesThere) {
  const City& city = ogc_features().city();
  const Transform to_degrees{city.grid->spec().crs, "EPSG:4326"};
  for (const CellIdx c : each(city.grid->cells().id)) {
    const Point p = to_degrees.forward(city.grid->centre(c));
    const std::string point = fmt::format("POINT({} {})", p.x, p.y);
    const auto found = ids_of(
        json_of(ask("/ogc/collections/cells/items", {{"filter", "S_INTERSECTS(geometry, " + point + ")"}})));
    EXPECT_EQ(found, std::vector<std::string>{to_string(city.grid->id(c))});
    // All but this one.
    EXPECT_EQ(matched("cells", "NOT S_INTERSECTS(" + point + ", geometry)"), 22);
    // A triangle around its middle.
    EXPECT_EQ(
        matched("cells", fmt::format("S_INTERSECTS(geometry, POLYGON(({0} {1}, {2} {1}, {0} {3}, {0} {1})))",
                                     p.x, p.y, p.x + 0.0001, p.y + 0.0001)),
        1);
    EXPECT_EQ(matched("cells", fmt::format("S_INTERSECTS(geometry, POINT({1} {0}))", p.x, p.y),
                      {{"filter-crs", "http://www.opengis.net/def/crs/EPSG/0/4326"}}),
              1);
  }
  EXPECT_EQ(matched("cells", "S_INTERSECTS(geometry, BBOX(-180,-90,180,90))"), 23);
  EXPECT_EQ(matched("cells", "S_INTERSECTS(geometry, MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((2 2,3 2,3 3,2 2))))"),
            0);
  // A finding of the whole city has no place: neither inside nor outside.
  EXPECT_EQ(matched("findings", "S_INTERSECTS(geometry, BBOX(-180,-90,180,90))"), 2);
  EXPECT_EQ(matched("findings", "NOT S_INTERSECTS(geometry, BBOX(-180,-90,180,90))"), 0);
}
TEST(ConfQueryables, EveryPropertyOfAFeatureMayBeAsked) {
  for (const auto& c : ogc_features().collections()) {
    const auto answer = ask("/ogc/collections/" + c->id + "/queryables");
    EXPECT_EQ(field_of(answer, "content-type"), "application/schema+json");
    const auto names = json_of(answer).at("properties").keys();
    const Document first =
        json_of(ask("/ogc/collections/" + c->id + "/items", {{"limit", "1"}})).at("features").list().at(0);
    std::vector<std::string> expected{"geometry"};
    for (const std::string& name : first.at("properties").keys()) expected.push_back(name);
    EXPECT_EQ(names, expected);
    for (std::size_t i = 1; i < names.size(); ++i)
      EXPECT_EQ(matched(c->id, "\"" + names[i] + "\" IS NULL OR \"" + names[i] + "\" IS NOT NULL"),
                static_cast<std::int64_t>(c->rows));
  }
}

}  // namespace
}  // namespace cityloop
