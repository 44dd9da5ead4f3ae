#pragma once

// Conditions in the text form of CQL2 (OGC 21-065): comparison, AND, OR, NOT, BETWEEN, IN, LIKE, IS NULL, S_INTERSECTS.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cityloop/geo/codec.h"

namespace cityloop::ogc {

// What anybody may send is limited in length, depth and number of parts, so that it costs what a request may cost.
inline constexpr std::size_t kMostConditionBytes = 8192, kMostConditionDepth = 32, kMostConditionParts = 256,
                             kMostConditionPoints = 1000, kMostConditionGeometries = 16;

/// What may be asked of a feature.
struct Queryable {
  enum class Type : std::uint8_t { number, text, date } type = Type::text;
  std::string name;
};

using Scalar = std::variant<std::monostate, double, std::string>;  // monostate: missing
/// Yes, no, or not to be said because something is missing (SQL's three values).
enum class Truth : std::uint8_t { no, unknown, yes };

/// A condition that was read. Values are asked for by position in the list of queryables.
class Condition {
 public:
  using Value = std::function<Scalar(std::size_t queryable)>;
  using Meets = std::function<Truth(std::size_t geometry)>;
  Truth holds(const Value&, const Meets&) const;
  /// What S_INTERSECTS is asked with, each as geometries of which one is enough. x to the east, y to the north.
  const std::vector<std::vector<Geometry>>& geometries() const { return geometries_; }

 private:
  friend class ConditionReader;
  struct Operand {
    bool literal = true;
    std::size_t queryable = 0;
    Scalar value = {};
    Queryable::Type type = Queryable::Type::text;
  };
  enum class Op : std::uint8_t { all, any, negate, truth, compare, like, between, in, is_null, intersects };
  enum class Order : std::uint8_t { eq, ne, lt, le, gt, ge };
  struct Part {
    Op op = Op::truth;
    Order order = Order::eq;
    bool turned = false;  // NOT LIKE, NOT IN, NOT BETWEEN, IS NOT NULL; of `truth`: it holds
    std::vector<std::size_t> parts = {};
    std::vector<Operand> operands = {};
    std::string pattern = {};
    std::size_t geometry = 0;
  };
  Truth part_holds(std::size_t part, const Value&, const Meets&) const;
  static Scalar value_of(const Operand&, const Value&);
  std::vector<Part> parts_;
  std::size_t root_ = 0;
  std::vector<std::vector<Geometry>> geometries_;
};

/// How the coordinates of literals are to be read: those of a system that says north first, of one in degrees.
struct Axes {
  bool north_first = false, degrees = true;
};
/// Throws Error{bad_input} with the place in the text.
Condition read_condition(std::string_view text, const std::vector<Queryable>&, Axes axes = {});

/// SQL's LIKE: % any number of characters, _ one, \ takes the next as it is. Characters, not bytes.
bool like(std::string_view text, std::string_view pattern);
/// A box as geometries: two where it reaches across the 180th meridian (low.x > high.x, degrees only).
std::vector<Geometry> box_or_two(const Box&, bool degrees);

}  // namespace cityloop::ogc
