#include "cityloop/io/http/ogc/cql2.h"

#include <charconv>
#include <cmath>
#include <optional>

#include "cityloop/base/time.h"

namespace cityloop::ogc {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool same_word(std::string_view a, std::string_view lower_case) {
  if (a.size() != lower_case.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (lower(a[i]) != lower_case[i]) return false;
  return true;
}
bool begins_word(char c) {
  return (lower(c) >= 'a' && lower(c) <= 'z') || c == '_' || c == ':' || (c & 0x80) != 0;
}
bool in_word(char c) { return begins_word(c) || (c >= '0' && c <= '9') || c == '.'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Token {
  enum class Kind : std::uint8_t { end, word, quoted_word, number, text, sign } kind = Kind::end;
  std::string text;  // of a sign: the sign
  double number = 0;
  std::size_t at = 0;
};

[[noreturn]] void refuse(std::size_t at, std::string_view en, std::string_view zh) {
  throw Error{Fault::bad_input,
              say("The filter cannot be read at character {0}: {1}.", "过滤条件第 {0} 个字符处有误：{2}。",
                  at + 1, en, zh),
              Where{.item = "filter"},
              say("Example: kind = 'clinic' AND capacity BETWEEN 10 AND 50.",
                  "示例：kind = 'clinic' AND capacity BETWEEN 10 AND 50。")};
}

class Words {
 public:
  explicit Words(std::string_view text) : text_{text} { next(); }
  const Token& now() const { return now_; }
  Token take() {
    Token t = std::move(now_);
    next();
    return t;
  }
  bool word(std::string_view lower_case) const {
    return now_.kind == Token::Kind::word && same_word(now_.text, lower_case);
  }
  bool take_word(std::string_view lower_case) {
    if (!word(lower_case)) return false;
    next();
    return true;
  }
  bool sign(std::string_view s) const { return now_.kind == Token::Kind::sign && now_.text == s; }
  bool take_sign(std::string_view s) {
    if (!sign(s)) return false;
    next();
    return true;
  }
  void need_sign(std::string_view s) {
    if (!take_sign(s))
      refuse(now_.at, "\"" + std::string{s} + "\" is missing", "缺少“" + std::string{s} + "”");
  }
  void need_word(std::string_view lower_case) {
    if (!take_word(lower_case))
      refuse(now_.at, "the word " + std::string{lower_case} + " is missing",
             "缺少 " + std::string{lower_case});
  }

 private:
  void next() {
    while (at_ < text_.size() && (text_[at_] == ' ' || (text_[at_] >= '\t' && text_[at_] <= '\r'))) ++at_;
    now_ = Token{};
    now_.at = at_;
    if (at_ == text_.size()) return;
    const char c = text_[at_];
    if (c == '\'') return quoted('\'', Token::Kind::text);
    if (c == '"') return quoted('"', Token::Kind::quoted_word);
    if (is_digit(c) || c == '.') return number();
    if (begins_word(c)) {
      const std::size_t begin = at_;
      while (at_ < text_.size() && in_word(text_[at_])) ++at_;
      now_.kind = Token::Kind::word;
      now_.text = text_.substr(begin, at_ - begin);
      return;
    }
    now_.kind = Token::Kind::sign;
    for (const std::string_view two : {"<=", ">=", "<>"})
      if (text_.substr(at_, 2) == two) {
        now_.text = two;
        at_ += 2;
        return;
      }
    now_.text = c;
    ++at_;
  }
  /// Between marks; a mark that is doubled stands for itself.
  void quoted(char mark, Token::Kind kind) {
    now_.kind = kind;
    for (++at_;; ++at_) {
      if (at_ == text_.size()) refuse(now_.at, "a quotation does not end", "引号没有结束");
      if (text_[at_] == mark) {
        if (at_ + 1 == text_.size() || text_[at_ + 1] != mark) break;
        ++at_;
      }
      now_.text += text_[at_];
    }
    ++at_;
    if (kind == Token::Kind::quoted_word && now_.text.empty()) refuse(now_.at, "an empty name", "名称为空");
  }
  void number() {
    now_.kind = Token::Kind::number;
    const auto [end, fault] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), now_.number,
                                              std::chars_format::general);
    const auto stop = static_cast<std::size_t>(end - text_.data());
    if (fault != std::errc{} || !std::isfinite(now_.number) || (stop < text_.size() && in_word(text_[stop])))
      refuse(now_.at, "this is no number", "不是数字");
    at_ = stop;
  }
  std::string_view text_;
  std::size_t at_ = 0;
  Token now_;
};

bool keyword(std::string_view word) {
  for (const std::string_view k :
       {"and", "or", "not", "between", "in", "like", "is", "null", "true", "false", "date", "timestamp",
        "s_intersects", "bbox", "point", "linestring", "polygon", "multipolygon"})
    if (same_word(word, k)) return true;
  return false;
}

}  // namespace

/// Recursive descent over:
///   any    = all { OR all }            all  = one { AND one }          one = NOT one | '(' any ')' | predicate
class ConditionReader {
 public:
  ConditionReader(std::string_view text, const std::vector<Queryable>& queryables, Axes axes)
      : words_{text}, queryables_{queryables}, axes_{axes} {}

  Condition whole() {
    out_.root_ = any_of(0);
    if (words_.now().kind != Token::Kind::end)
      refuse(words_.now().at, "something is left over", "条件之后还有多余的内容");
    return std::move(out_);
  }

 private:
  using Op = Condition::Op;
  using Part = Condition::Part;
  using Operand = Condition::Operand;
  using Type = Queryable::Type;

  std::size_t put(Part part) {
    count(1);
    out_.parts_.push_back(std::move(part));
    return out_.parts_.size() - 1;
  }
  void count(std::size_t n) {
    used_ += n;
    if (used_ > kMostConditionParts) refuse(words_.now().at, "it has too many parts", "条件过多");
  }
  void check_depth(std::size_t depth) const {
    if (depth > kMostConditionDepth) refuse(words_.now().at, "it is nested too deeply", "嵌套过深");
  }

  std::size_t any_of(std::size_t depth) { return chain(depth, "or", Op::any); }
  std::size_t chain(std::size_t depth, std::string_view word, Op op) {
    check_depth(depth);
    const auto one = [&] { return op == Op::any ? chain(depth, "and", Op::all) : single(depth); };
    std::vector<std::size_t> parts{one()};
    while (words_.take_word(word)) parts.push_back(one());
    return parts.size() == 1 ? parts[0] : put({.op = op, .parts = std::move(parts)});
  }
  std::size_t single(std::size_t depth) {
    check_depth(depth);
    if (words_.take_word("not")) return put({.op = Op::negate, .parts = {single(depth + 1)}});
    if (words_.take_sign("(")) {
      const std::size_t inner = any_of(depth + 1);
      words_.need_sign(")");
      return inner;
    }
    if (words_.take_word("true")) return put({.op = Op::truth, .turned = true});
    if (words_.take_word("false")) return put({.op = Op::truth});
    if (words_.take_word("s_intersects")) return intersects();
    return predicate();
  }

  std::size_t predicate() {
    const std::size_t at = words_.now().at;
    Operand x = operand();
    Part part;
    if (words_.take_word("is")) {
      part.op = Op::is_null;
      part.turned = words_.take_word("not");
      words_.need_word("null");
      if (x.literal) refuse(at, "only a property can be NULL", "只有属性可以为 NULL");
      part.operands = {std::move(x)};
      return put(std::move(part));
    }
    part.turned = words_.take_word("not");
    if (words_.take_word("like")) {
      if (x.type != Type::text) refuse(at, "LIKE is for text", "LIKE 只用于文本");
      if (words_.now().kind != Token::Kind::text) refuse(words_.now().at, "a pattern is missing", "缺少模式");
      part.op = Op::like;
      part.pattern = words_.take().text;
      part.operands = {std::move(x)};
      return put(std::move(part));
    }
    if (words_.take_word("between")) {
      part.op = Op::between;
      Operand low = like_typed(x);
      words_.need_word("and");
      Operand high = like_typed(x);
      part.operands = {std::move(x), std::move(low), std::move(high)};
      return put(std::move(part));
    }
    if (words_.take_word("in")) {
      part.op = Op::in;
      words_.need_sign("(");
      part.operands = {x};
      do {
        part.operands.push_back(like_typed(x));
        count(1);
      } while (words_.take_sign(","));
      words_.need_sign(")");
      return put(std::move(part));
    }
    if (part.turned) refuse(words_.now().at, "LIKE, BETWEEN or IN is missing", "缺少 LIKE、BETWEEN 或 IN");
    part.op = Op::compare;
    constexpr std::string_view signs[] = {"=", "<>", "<", "<=", ">", ">="};
    for (std::size_t i = 0; i < 6; ++i)
      if (words_.take_sign(signs[i])) {
        part.order = static_cast<Condition::Order>(i);
        Operand y = like_typed(x);
        part.operands = {std::move(x), std::move(y)};
        return put(std::move(part));
      }
    refuse(words_.now().at, "a comparison is missing", "缺少比较运算");
  }

  /// A further operand that can be compared with `x`: of its type; a date also with text that looks like one.
  Operand like_typed(const Operand& x) {
    const std::size_t at = words_.now().at;
    Operand y = operand();
    const bool dates = (x.type == Type::date && y.type == Type::text && y.literal) ||
                       (y.type == Type::date && x.type == Type::text && x.literal);
    if (x.type != y.type && !dates) refuse(at, "the two sides are of different kinds", "两边的类型不同");
    return y;
  }

  Operand operand() {
    const Token t = words_.take();
    Operand o;
    switch (t.kind) {
      case Token::Kind::number: o.value = t.number, o.type = Type::number; return o;
      case Token::Kind::text: o.value = t.text; return o;
      case Token::Kind::sign:
        if ((t.text == "-" || t.text == "+") && words_.now().kind == Token::Kind::number) {
          const double n = words_.take().number;
          o.value = t.text == "-" ? -n : n;
          o.type = Type::number;
          return o;
        }
        break;
      case Token::Kind::word:
        if (same_word(t.text, "date")) return date(t.at);
        if (same_word(t.text, "timestamp"))
          refuse(t.at, "moments are days here: write DATE('2026-11-24')",
                 "此处的时间为日期，请写 DATE('2026-11-24')");
        if (keyword(t.text)) break;
        [[fallthrough]];
      case Token::Kind::quoted_word:
        for (std::size_t q = 0; q < queryables_.size(); ++q)
          if (queryables_[q].name == t.text) {
            o.literal = false;
            o.queryable = q;
            o.type = queryables_[q].type;
            return o;
          }
        refuse(t.at, "there is no property \"" + t.text + "\"", "没有属性“" + t.text + "”");
      case Token::Kind::end: break;
    }
    refuse(t.at, "a property or a value is missing", "缺少属性或数值");
  }
  Operand date(std::size_t at) {
    words_.need_sign("(");
    if (words_.now().kind != Token::Kind::text) refuse(words_.now().at, "a date is missing", "缺少日期");
    Operand o;
    o.type = Type::date;
    const Token t = words_.take();
    try {
      o.value = to_string(parse_date(t.text));
    } catch (const Error&) {
      refuse(at, "this is no date", "不是日期");
    }
    words_.need_sign(")");
    return o;
  }

  // ---- geometries ----------------------------------------------------------------------------------------------------

  std::size_t intersects() {
    words_.need_sign("(");
    const bool first = geometry_property();
    if (first) words_.need_sign(",");
    std::vector<Geometry> with = geometry();
    if (!first) {
      words_.need_sign(",");
      if (!geometry_property())
        refuse(words_.now().at, "S_INTERSECTS needs the property geometry",
               "S_INTERSECTS 需要 geometry 属性");
    }
    words_.need_sign(")");
    // Each is looked for in the whole layer.
    if (out_.geometries_.size() >= kMostConditionGeometries)
      refuse(words_.now().at, "it has too many geometries", "几何过多");
    out_.geometries_.push_back(std::move(with));
    return put({.op = Op::intersects, .geometry = out_.geometries_.size() - 1});
  }
  bool geometry_property() {
    if (words_.now().kind != Token::Kind::word && words_.now().kind != Token::Kind::quoted_word) return false;
    if (words_.now().text != "geometry") return false;
    words_.take();
    return true;
  }
  double coordinate() {
    const bool minus = words_.take_sign("-");
    if (!minus) words_.take_sign("+");
    if (words_.now().kind != Token::Kind::number)
      refuse(words_.now().at, "a coordinate is missing", "缺少坐标");
    const double x = words_.take().number;
    return minus ? -x : x;
  }
  Point position(bool height) {
    if (++points_ > kMostConditionPoints) refuse(words_.now().at, "it has too many points", "点数过多");
    const double a = coordinate(), b = coordinate();
    if (height) coordinate();
    return axes_.north_first ? Point{b, a} : Point{a, b};
  }
  std::vector<Point> positions(bool height) {
    words_.need_sign("(");
    std::vector<Point> all;
    do all.push_back(position(height));
    while (words_.take_sign(","));
    words_.need_sign(")");
    return all;
  }
  Shape polygon(bool height) {
    Shape shape;
    words_.need_sign("(");
    do {
      const std::size_t at = words_.now().at;
      auto ring = positions(height);
      if (ring.size() < 4 || ring.front() != ring.back()) refuse(at, "a ring is not closed", "环没有闭合");
      ring.pop_back();
      shape.rings.push_back(std::move(ring));
    } while (words_.take_sign(","));
    words_.need_sign(")");
    return shape;
  }
  std::vector<Geometry> geometry() {
    const Token t = words_.take();
    if (t.kind != Token::Kind::word) refuse(t.at, "a geometry is missing", "缺少几何");
    if (same_word(t.text, "bbox")) return box(t.at);
    const bool height = words_.take_word("z");
    if (same_word(t.text, "point")) {
      words_.need_sign("(");
      const Point p = position(height);
      words_.need_sign(")");
      return {p};
    }
    if (same_word(t.text, "linestring")) {
      LineString line{positions(height)};
      if (line.points.size() < 2) refuse(t.at, "a line has two points at least", "线至少有两个点");
      return {std::move(line)};
    }
    if (same_word(t.text, "polygon")) return {polygon(height)};
    if (same_word(t.text, "multipolygon")) {
      std::vector<Geometry> all;
      words_.need_sign("(");
      do all.emplace_back(polygon(height));
      while (words_.take_sign(","));
      words_.need_sign(")");
      return all;
    }
    refuse(t.at, "POINT, LINESTRING, POLYGON, MULTIPOLYGON and BBOX are understood",
           "支持 POINT、LINESTRING、POLYGON、MULTIPOLYGON 与 BBOX");
  }
  std::vector<Geometry> box(std::size_t at) {
    words_.need_sign("(");
    std::vector<double> n;
    do n.push_back(coordinate());
    while (n.size() < 6 && words_.take_sign(","));
    words_.need_sign(")");
    if (n.size() != 4 && n.size() != 6) refuse(at, "a box has four or six numbers", "BBOX 有四个或六个数");
    const std::size_t half = n.size() / 2;
    Point low{n[0], n[1]}, high{n[half], n[half + 1]};
    if (axes_.north_first) low = {low.y, low.x}, high = {high.y, high.x};
    if (low.y > high.y) refuse(at, "a box is upside down", "BBOX 上下颠倒");
    if (low.x > high.x && !axes_.degrees) refuse(at, "a box is the wrong way round", "BBOX 左右颠倒");
    return box_or_two({low, high}, axes_.degrees);
  }

  Words words_;
  const std::vector<Queryable>& queryables_;
  Axes axes_;
  Condition out_;
  std::size_t used_ = 0, points_ = 0;
};

Condition read_condition(std::string_view text, const std::vector<Queryable>& queryables, Axes axes) {
  if (text.size() > kMostConditionBytes) refuse(kMostConditionBytes, "it is too long", "过长");
  return ConditionReader{text, queryables, axes}.whole();
}

}  // namespace cityloop::ogc
