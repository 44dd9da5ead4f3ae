#include "cityloop/geo/meets.h"
#include "cityloop/io/http/ogc/cql2.h"

namespace cityloop::ogc {
namespace {

Truth truth_of(bool b) { return b ? Truth::yes : Truth::no; }
Truth opposite(Truth t) { return static_cast<Truth>(2 - static_cast<int>(t)); }

bool missing(const Scalar& s) { return std::holds_alternative<std::monostate>(s); }
/// < 0, 0, > 0. Types agree: the reader saw to that.
int compared(const Scalar& a, const Scalar& b) {
  if (const auto* x = std::get_if<double>(&a)) {
    const double y = std::get<double>(b);
    return *x < y ? -1 : *x > y ? 1 : 0;
  }
  return std::get<std::string>(a).compare(std::get<std::string>(b));
}

std::size_t next_character(std::string_view s, std::size_t at) {
  ++at;
  while (at < s.size() && (static_cast<unsigned char>(s[at]) & 0xc0U) == 0x80U) ++at;
  return at;
}

}  // namespace

bool like(std::string_view text, std::string_view pattern) {
  // The last % is the only place to come back to: each goes as far as it must, so the work is |text| · |pattern| at most.
  std::size_t t = 0, p = 0, back_p = std::string_view::npos, back_t = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '%') {
      back_p = ++p;
      back_t = t;
      continue;
    }
    if (p < pattern.size() && pattern[p] == '_') {
      ++p;
      t = next_character(text, t);
      continue;
    }
    const std::size_t sign = p < pattern.size() && pattern[p] == '\\' && p + 1 < pattern.size() ? p + 1 : p;
    if (sign < pattern.size() && pattern[sign] == text[t]) {
      p = sign + 1;
      ++t;
      continue;
    }
    if (back_p == std::string_view::npos) return false;
    p = back_p;
    t = back_t = next_character(text, back_t);
  }
  while (p < pattern.size() && pattern[p] == '%') ++p;
  return p == pattern.size();
}

std::vector<Geometry> box_or_two(const Box& b, bool degrees) {
  if (!degrees || b.low.x <= b.high.x) return {box_geometry(b)};
  return {box_geometry({b.low, {180, b.high.y}}), box_geometry({{-180, b.low.y}, b.high})};
}

Scalar Condition::value_of(const Operand& o, const Value& value) {
  return o.literal ? o.value : value(o.queryable);
}

Truth Condition::holds(const Value& value, const Meets& meets) const {
  return part_holds(root_, value, meets);
}

Truth Condition::part_holds(std::size_t at, const Value& value, const Meets& meets) const {
  const Part& part = parts_[at];
  switch (part.op) {
    case Op::truth: return truth_of(part.turned);
    case Op::negate: return opposite(part_holds(part.parts[0], value, meets));
    case Op::all:
    case Op::any: {
      const Truth last = part.op == Op::all ? Truth::no : Truth::yes;  // what decides at once
      Truth so_far = opposite(last);
      for (const std::size_t p : part.parts) {
        const Truth t = part_holds(p, value, meets);
        if (t == last) return last;
        if (t == Truth::unknown) so_far = Truth::unknown;
      }
      return so_far;
    }
    case Op::intersects: return meets(part.geometry);
    default: break;
  }
  const Scalar x = value_of(part.operands[0], value);
  if (part.op == Op::is_null) return truth_of(missing(x) != part.turned);
  if (missing(x)) return Truth::unknown;
  Truth found = Truth::no;
  switch (part.op) {
    case Op::compare: {
      const Scalar y = value_of(part.operands[1], value);
      if (missing(y)) return Truth::unknown;
      const int c = compared(x, y);
      switch (part.order) {
        case Order::eq: return truth_of(c == 0);
        case Order::ne: return truth_of(c != 0);
        case Order::lt: return truth_of(c < 0);
        case Order::le: return truth_of(c <= 0);
        case Order::gt: return truth_of(c > 0);
        case Order::ge: return truth_of(c >= 0);
      }
      return Truth::unknown;
    }
    case Op::like: found = truth_of(like(std::get<std::string>(x), part.pattern)); break;
    case Op::between: {
      // As SQL says it: x ≥ low AND x ≤ high, and a no is a no whatever the other half is.
      const Scalar low = value_of(part.operands[1], value), high = value_of(part.operands[2], value);
      const Truth above = missing(low) ? Truth::unknown : truth_of(compared(x, low) >= 0);
      const Truth below = missing(high) ? Truth::unknown : truth_of(compared(x, high) <= 0);
      found = std::min(above, below);
      break;
    }
    case Op::in:
      for (std::size_t i = 1; i < part.operands.size() && found != Truth::yes; ++i) {
        const Scalar y = value_of(part.operands[i], value);
        if (missing(y)) found = Truth::unknown;
        else if (compared(x, y) == 0) found = Truth::yes;
      }
      break;
    default: return Truth::unknown;
  }
  return part.turned ? opposite(found) : found;
}

}  // namespace cityloop::ogc
