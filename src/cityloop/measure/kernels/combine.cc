#include <algorithm>
#include <charconv>
#include <cmath>

#include "cityloop/base/parallel.h"
#include "cityloop/measure/kernels/list.h"

namespace cityloop {
namespace {

/// One step of an expression in the order of evaluation: operands push, operators take two and push one.
struct Step {
  enum class Op : std::uint8_t { number, indicator, add, subtract, multiply, divide, min, max, negate } op;
  double number = 0;  // base units
  Dim dim = {};
  std::size_t which = 0;  // of `keys`
};
struct Program {
  std::vector<Step> steps;
  std::vector<IndicatorKey> keys;
};

/// expression := term (('+' | '-') term)*      term := factor (('*' | '/') factor)*
/// factor := number ('[' unit ']')? | '"' key '"' | ('min' | 'max') '(' expression (',' expression)+ ')'
///         | '(' expression ')' | '-' factor
class Reader {
 public:
  Reader(const Indicator& i) : i_{i}, text_{i.params.word("expression")} {}
  Program read() {
    expression();
    blanks();
    if (at_ < text_.size()) fail("an operator");
    return std::move(out_);
  }

 private:
  using Op = Step::Op;
  [[noreturn]] void fail(std::string_view expected) const {
    throw Error{
        Fault::bad_input,
        say("the expression of ‘{0}’ cannot be read at character {1}: {2} is expected",
            "指标“{0}”的表达式在第 {1} 个字符处无法识别（应为：{2}）", i_.key.word, at_ + 1, expected),
        where_of(i_),
        say("indicators are written in double quotes: \"access.school.walk\" / 2",
            "指标代码需加双引号，例如 \"access.school.walk\" / 2")};
  }
  void blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')) ++at_;
  }
  bool eat(std::string_view word) {
    blanks();
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }
  void push(Op op) {
    if (out_.steps.size() > 500) fail("a shorter expression");
    out_.steps.push_back({op});
  }
  void expression() {
    if (++depth_ > 60) fail("fewer brackets");
    term();
    for (;;) {
      if (eat("+")) term(), push(Op::add);
      else if (eat("-")) term(), push(Op::subtract);
      else break;
    }
    --depth_;
  }
  void term() {
    factor();
    for (;;) {
      if (eat("*")) factor(), push(Op::multiply);
      else if (eat("/")) factor(), push(Op::divide);
      else return;
    }
  }
  void factor() {
    blanks();
    if (eat("(")) {
      expression();
      if (!eat(")")) fail(")");
    } else if (eat("-")) {
      if (++depth_ > 60) fail("fewer signs");
      factor();
      --depth_;
      push(Op::negate);
    } else if (eat("min")) {
      extreme(Op::min);
    } else if (eat("max")) {
      extreme(Op::max);
    } else if (eat("\"")) {
      const std::size_t end = text_.find('"', at_);
      if (end == std::string_view::npos) fail("\"");
      indicator(IndicatorKey{std::string{text_.substr(at_, end - at_)}});
      at_ = end + 1;
    } else {
      number();
    }
  }
  void extreme(Op op) {
    if (!eat("(")) fail("(");
    expression();
    int more = 0;
    while (eat(",")) expression(), push(op), ++more;
    if (more == 0) fail(",");
    if (!eat(")")) fail(")");
  }
  void indicator(IndicatorKey key) {
    const auto it = std::find(out_.keys.begin(), out_.keys.end(), key);
    Step s{Op::indicator};
    s.which = static_cast<std::size_t>(it - out_.keys.begin());
    if (it == out_.keys.end()) out_.keys.push_back(std::move(key));
    out_.steps.push_back(s);
  }
  void number() {
    Step s{Op::number};
    const auto [end, fault] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), s.number);
    if (fault != std::errc{} || !std::isfinite(s.number)) fail("a number, an indicator or a bracket");
    at_ = static_cast<std::size_t>(end - text_.data());
    if (eat("[")) {
      const std::size_t close = text_.find(']', at_);
      if (close == std::string_view::npos) fail("]");
      const Unit unit = parse_unit(text_.substr(at_, close - at_), where_of(i_));
      s.dim = unit.dim;
      s.number = unit.to_base(s.number);
      at_ = close + 1;
    }
    out_.steps.push_back(s);
  }

  const Indicator& i_;
  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  Program out_;
};

const Indicator& declared(const IndicatorKey& key, std::span<const Indicator> all) {
  for (const Indicator& i : all)
    if (i.key == key) return i;
  throw Error{Fault::internal, say("the indicator ‘{}’ is not declared", "指标“{}”未声明", key.word)};
}

Dim dim_of(const Program& p, const Indicator& i, std::span<const Indicator> all) {
  std::vector<Dim> stack;
  for (const Step& s : p.steps) {
    using Op = Step::Op;
    if (s.op == Op::number) stack.push_back(s.dim);
    else if (s.op == Op::indicator) stack.push_back(declared(p.keys[s.which], all).unit.dim);
    else if (s.op != Op::negate) {
      const Dim b = stack.back();
      stack.pop_back();
      Dim& a = stack.back();
      if (s.op == Op::multiply) a = a * b;
      else if (s.op == Op::divide) a = a / b;
      else if (a != b)
        throw Error{Fault::bad_input,
                    say("‘{0}’ adds or compares {1} and {2}", "指标“{0}”将 {1} 与 {2} 相加减或比较",
                        i.key.word, to_string(a), to_string(b)),
                    where_of(i),
                    say("give a number its unit, such as 30 [min]", "请为数字注明单位，例如 30 [min]")};
    }
  }
  return stack.back();
}

Support support_of(const Indicator& i, std::span<const Indicator> all) {
  Support support{Support::Of::whole, {}};
  if (all.empty()) return support;
  bool met = false;
  for (const IndicatorKey& key : Reader{i}.read().keys) {
    const Indicator& operand = declared(key, all);
    const Support s = kernel(operand.kernel).support(operand, all);
    if (s.of == Support::Of::whole || (met && s == support)) continue;
    if (met)
      throw Error{
          Fault::bad_input,
          say("‘{}’ joins values of cells with values of zones", "指标“{}”混用了格网值与分区值", i.key.word),
          where_of(i),
          say("all operands must have one support; the whole city may join any of them",
              "各项须属于同一空间层级；全市值可与任一层级合用")};
    support = s;
    met = true;
  }
  return support;
}

/// A value on its way through the expression.
struct Term {
  double value = 0;
  Mark mark = Mark::known;
};

/// The mark of a result that has a value: what is uncertain stays so.
Mark joined(Mark a, Mark b) {
  if (!has_value(a) || !has_value(b)) {
    for (const Mark m : {Mark::not_applicable, Mark::suppressed, Mark::no_data})
      if (a == m || b == m) return m;
  }
  return std::max(a, b);  // known < estimated < beyond
}

Term applied(Step::Op op, Term a, Term b) {
  using Op = Step::Op;
  const Mark mark = joined(a.mark, b.mark);
  if (!has_value(mark)) return {0, mark};
  switch (op) {
    case Op::add: return {a.value + b.value, mark};
    case Op::subtract: return {a.value - b.value, mark};
    case Op::multiply: return {a.value * b.value, mark};
    case Op::divide: return b.value == 0 ? Term{0, Mark::no_data} : Term{a.value / b.value, mark};
    case Op::min: {
      // What is beyond is at least its limit: it does not cast doubt on a smaller value that is known.
      const Term& least = b.value < a.value ? b : a;
      const Term& other = b.value < a.value ? a : b;
      return other.mark == Mark::beyond ? least : Term{least.value, mark};
    }
    default: return {std::max(a.value, b.value), mark};
  }
}

/// Arithmetic over other indicators; no scripting.
///
///   value[x] = expression of the operands' values at x, in base units, then in the declared unit
///
/// reads    the fields of its operands
/// params   expression: + − * / ( ), min(…), max(…), numbers (with a unit in square brackets), "indicator keys"
/// returns  Field on the operands' common support; a whole-city operand joins any
/// marks    any operand not_applicable → not_applicable, else suppressed, else no_data; otherwise beyond if any operand is
///          beyond (min takes a smaller known value instead), else estimated if any is; a division by zero or an
///          overflow is no_data
/// errors   none: syntax is checked when the declaration is read, dimensions when the list is complete
/// cost     O(length of the expression × rows)
/// source   the definition's own
Field measure_combine(const Ask& ask) {
  const Indicator& i = ask.indicator;
  const Program program = Reader{i}.read();
  std::vector<std::shared_ptr<const Field>> fields;
  std::vector<Unit> units;
  Support support = support_of(i, ask.indicators);
  std::size_t rows = 1;
  for (const IndicatorKey& key : program.keys) {
    fields.push_back(ask.so_far.find(key));
    units.push_back(declared(key, ask.indicators).unit);
    if (fields.back()->support.of != Support::Of::whole) rows = fields.back()->size();
  }
  Field f{support, std::vector<float>(rows, 0.0F), std::vector<Mark>(rows, Mark::no_data), {}};
  for_chunks(ask.run, rows, 4 * kChunk, [&](std::size_t begin, std::size_t end) {
    std::vector<Term> stack;
    for (std::size_t row = begin; row < end; ++row) {
      stack.clear();
      for (const Step& s : program.steps) {
        if (s.op == Step::Op::number) {
          stack.push_back({s.number, Mark::known});
        } else if (s.op == Step::Op::indicator) {
          const Field& from = *fields[s.which];
          const std::size_t r = from.support.of == Support::Of::whole ? 0 : row;
          stack.push_back({units[s.which].to_base(static_cast<double>(from.value[r])), from.mark[r]});
        } else if (s.op == Step::Op::negate) {
          stack.back().value = -stack.back().value;
        } else {
          const Term b = stack.back();
          stack.pop_back();
          stack.back() = applied(s.op, stack.back(), b);
        }
      }
      const Term& t = stack.back();
      const double value = i.unit.from_base(t.value);
      if (!has_value(t.mark)) f.set_absent(row, t.mark);
      else if (!std::isfinite(static_cast<float>(value))) f.set_absent(row, Mark::no_data);
      else f.set(row, value, t.mark);
    }
  });
  return f;
}

void check_combine(const Indicator& i, std::span<const Indicator> all) {
  const Program p = Reader{i}.read();
  if (all.empty()) return;
  support_of(i, all);
  const Dim dim = dim_of(p, i, all);
  if (dim != i.unit.dim) refuse_unit(i, {to_string(dim), to_string(dim)});
}

}  // namespace

const Kernel& combine_kernel() {
  static const Kernel kernel = [] {
    Kernel k{};
    k.name = "combine";
    k.meaning = {"Arithmetic over other indicators.", "对其他指标作算术组合。"};
    k.formula = "value[x] = expression of the operands at x";
    k.params = {
        needed(ParamSpec::Type::expression, "expression",
               {"+ - * / ( ), min(…), max(…), numbers with units in brackets, indicators in double quotes.",
                "可用 + - * / ( )、min(…)、max(…)、带单位的数字（如 30 [min]）与加双引号的指标代码。"})};
    k.check = check_combine;
    k.reads = [](const Indicator&) { return LayerSet{}; };
    k.kinds = [](const Indicator&) { return std::vector<PlaceKindKey>{}; };
    k.needs = [](const Indicator& i) { return Reader{i}.read().keys; };
    k.support = support_of;
    k.measure = measure_combine;
    return k;
  }();
  return kernel;
}

}  // namespace cityloop
