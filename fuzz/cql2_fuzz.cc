// read_condition() takes any text: it answers or refuses with words; what it accepts is judged without fault, the same
// twice, and its negation is judged the other way.

#include <cstdlib>
#include <string>

#include "cityloop/io/http/ogc/cql2.h"

using cityloop::ogc::Condition;
using cityloop::ogc::Queryable;
using cityloop::ogc::Scalar;
using cityloop::ogc::Truth;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<Queryable> queryables{{Queryable::Type::number, "a"},
                                                 {Queryable::Type::number, "b"},
                                                 {Queryable::Type::text, "s"},
                                                 {Queryable::Type::text, "t"},
                                                 {Queryable::Type::date, "day"}};
  const std::string text{reinterpret_cast<const char*>(data), size};
  const auto read = [](const std::string& t, Condition& to) {
    try {
      to = cityloop::ogc::read_condition(t, queryables, {t.size() % 2 == 0, t.size() % 3 != 0});
      return true;
    } catch (const cityloop::Error& e) {
      if (e.fault() != cityloop::Fault::bad_input || e.words().zh.empty()) std::abort();
      return false;
    }
  };
  Condition c, negated;
  if (!read(text, c)) return 0;
  const auto holds = [](const Condition& of, bool missing) {
    return of.holds(
        [&](std::size_t i) -> Scalar {
          if (missing) return {};
          if (i < 2) return static_cast<double>(i);
          return std::string{i == 4 ? "2026-02-10" : i == 3 ? "小学" : "school"};
        },
        [&](std::size_t g) {
          if (g >= of.geometries().size()) std::abort();
          return missing ? Truth::unknown : Truth::yes;
        });
  };
  if (text.size() + 8 < cityloop::ogc::kMostConditionBytes && read("NOT (" + text + ")", negated))
    for (const bool missing : {false, true})
      if (static_cast<int>(holds(c, missing)) + static_cast<int>(holds(negated, missing)) != 2) std::abort();
  for (const auto& any_of : c.geometries())
    for (const auto& g : any_of)
      if (const auto* shape = std::get_if<cityloop::Shape>(&g))
        for (const auto& ring : shape->rings)
          if (ring.size() < 3) std::abort();
  return 0;
}
