#include "cityloop/base/unit.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace cityloop {
namespace {

struct KnownUnit {
  std::string_view symbol;
  Dim dim;
  double scale;
};

constexpr Dim kOne{};
constexpr Dim kMetre{.metre = 1}, kArea{.metre = 2}, kVolume{.metre = 3};
constexpr Dim kSecond{.second = 1};
constexpr Dim kPerson{.person = 1};
constexpr Dim kYuan{.yuan = 1};
constexpr Dim kCarbon{.kgco2e = 1};
constexpr Dim kJoule{.joule = 1}, kWatt{.second = -1, .joule = 1};
constexpr double kYear = 365.25 * 86400.0;  // the Julian year
constexpr double kCoal = 29.3076e9;  // J per tonne of coal equivalent; GB/T 2589-2020: 29 307.6 kJ per kg

constexpr KnownUnit kUnits[] = {
    {"%", kOne, 1e-2},
    {"％", kOne, 1e-2},
    {"‰", kOne, 1e-3},
    {"ppm", kOne, 1e-6},
    {"万", kOne, 1e4},
    {"亿", kOne, 1e8},
    {"m", kMetre, 1},
    {"米", kMetre, 1},
    {"km", kMetre, 1e3},
    {"千米", kMetre, 1e3},
    {"公里", kMetre, 1e3},
    {"cm", kMetre, 1e-2},
    {"mm", kMetre, 1e-3},
    {"ha", kArea, 1e4},
    {"公顷", kArea, 1e4},
    {"亩", kArea, 2000.0 / 3.0},
    {"mu", kArea, 2000.0 / 3.0},
    {"平方米", kArea, 1},
    {"平方公里", kArea, 1e6},
    {"平方千米", kArea, 1e6},
    {"万平方米", kArea, 1e4},
    {"L", kVolume, 1e-3},
    {"立方米", kVolume, 1},
    {"万立方米", kVolume, 1e4},
    {"s", kSecond, 1},
    {"秒", kSecond, 1},
    {"min", kSecond, 60},
    {"分钟", kSecond, 60},
    {"h", kSecond, 3600},
    {"hour", kSecond, 3600},
    {"hours", kSecond, 3600},
    {"小时", kSecond, 3600},
    {"day", kSecond, 86400},
    {"days", kSecond, 86400},
    {"d", kSecond, 86400},
    {"天", kSecond, 86400},
    {"日", kSecond, 86400},
    {"week", kSecond, 604800},
    {"weeks", kSecond, 604800},
    {"周", kSecond, 604800},
    {"yr", kSecond, kYear},
    {"year", kSecond, kYear},
    {"years", kSecond, kYear},
    {"年", kSecond, kYear},
    {"person", kPerson, 1},
    {"persons", kPerson, 1},
    {"people", kPerson, 1},
    {"人", kPerson, 1},
    {"千人", kPerson, 1e3},
    {"万人", kPerson, 1e4},
    {"百万人", kPerson, 1e6},
    {"yuan", kYuan, 1},
    {"CNY", kYuan, 1},
    {"元", kYuan, 1},
    {"千元", kYuan, 1e3},
    {"万元", kYuan, 1e4},
    {"百万元", kYuan, 1e6},
    {"亿元", kYuan, 1e8},
    {"fen", kYuan, 1e-2},
    {"gCO2e", kCarbon, 1e-3},
    {"kgCO2e", kCarbon, 1},
    {"tCO2e", kCarbon, 1e3},
    {"ktCO2e", kCarbon, 1e6},
    {"MtCO2e", kCarbon, 1e9},
    {"万tCO2e", kCarbon, 1e7},
    {"J", kJoule, 1},
    {"kJ", kJoule, 1e3},
    {"MJ", kJoule, 1e6},
    {"GJ", kJoule, 1e9},
    {"TJ", kJoule, 1e12},
    {"Wh", kJoule, 3600},
    {"kWh", kJoule, 3.6e6},
    {"千瓦时", kJoule, 3.6e6},
    {"度", kJoule, 3.6e6},
    {"万kWh", kJoule, 3.6e10},
    {"万千瓦时", kJoule, 3.6e10},
    {"MWh", kJoule, 3.6e9},
    {"GWh", kJoule, 3.6e12},
    {"kgce", kJoule, kCoal / 1e3},
    {"tce", kJoule, kCoal},
    {"吨标准煤", kJoule, kCoal},
    {"万吨标准煤", kJoule, kCoal * 1e4},
    {"W", kWatt, 1},
    {"kW", kWatt, 1e3},
    {"千瓦", kWatt, 1e3},
    {"MW", kWatt, 1e6},
    {"GW", kWatt, 1e9},
    // Mass: nothing is computed from it with anything else, so it has no dimension of its own.
    {"t", kOne, 1e3},
    {"吨", kOne, 1e3},
    {"kg", kOne, 1},
    {"千克", kOne, 1},
    {"g", kOne, 1e-3},
    {"mg", kOne, 1e-6},
    {"µg", kOne, 1e-9},
    {"μg", kOne, 1e-9},
    {"ug", kOne, 1e-9},
    // Things that are counted have no dimension.
    {"个", kOne, 1},
    {"处", kOne, 1},
    {"座", kOne, 1},
    {"所", kOne, 1},
    {"张", kOne, 1},
    {"件", kOne, 1},
    {"次", kOne, 1},
    {"辆", kOne, 1},
    {"户", kOne, 1},
    {"套", kOne, 1},
    {"栋", kOne, 1},
    {"家", kOne, 1},
    {"项", kOne, 1},
    {"条", kOne, 1},
    {"起", kOne, 1},
    {"床", kOne, 1},
    {"泊位", kOne, 1},
    {"piece", kOne, 1},
    {"pieces", kOne, 1},
    {"place", kOne, 1},
    {"places", kOne, 1},
    {"case", kOne, 1},
    {"cases", kOne, 1},
    {"bed", kOne, 1},
    {"beds", kOne, 1},
    {"seat", kOne, 1},
    {"seats", kOne, 1},
    {"vehicle", kOne, 1},
    {"vehicles", kOne, 1},
    {"household", kOne, 1},
    {"households", kOne, 1},
    {"trip", kOne, 1},
    {"trips", kOne, 1},
    {"job", kOne, 1},
    {"jobs", kOne, 1},
};

const KnownUnit* find_unit(std::string_view symbol) {
  for (const KnownUnit& u : kUnits)
    if (u.symbol == symbol) return &u;
  return nullptr;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// How many bytes of a superscript digit or minus begin `s`, and the plain character it stands for; {0, 0} if none.
struct Raised {
  std::size_t bytes = 0;
  char plain = 0;
};
Raised raised_at(std::string_view s) {
  constexpr std::pair<std::string_view, char> kRaised[] = {
      {"¹", '1'}, {"²", '2'}, {"³", '3'}, {"⁴", '4'}, {"⁻", '-'}};
  for (const auto& [word, plain] : kRaised)
    if (s.starts_with(word)) return {word.size(), plain};
  return {};
}

bool ends_symbol(std::string_view s) {
  const char c = s.front();
  return c == '/' || c == '*' || c == '^' || c == '-' || c == '+' || c == '.' || c == ' ' || c == '\t' ||
         s.starts_with("·") || raised_at(s).bytes > 0;
}

class UnitReader {
 public:
  UnitReader(std::string_view text, const Where& where) : text_{text}, rest_{text}, where_{where} {}

  Unit read() {
    blanks();
    if (rest_.empty())
      fail(say("a unit is missing", "缺少单位"), say("write 1 for a plain number", "无量纲请写 1"));
    factor(1);
    for (blanks(); !rest_.empty(); blanks()) {
      if (eat("/")) factor(-1);
      else if (eat("*") || eat("·")) factor(1);
      else
        fail(say("‘{0}’ is not a unit: a / or * is missing before ‘{1}’",
                 "“{0}”不是有效单位：“{1}”之前缺少 / 或 *", text_, rest_));
    }
    if (!std::isfinite(scale_) || scale_ <= 0)
      fail(say("the unit ‘{}’ is too large or too small to compute with", "单位“{}”的量级超出可计算范围",
               text_));
    return {dim_, scale_, std::string{trimmed(text_)}};
  }

 private:
  static std::string_view trimmed(std::string_view s) {
    while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
    while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
    return s;
  }
  [[noreturn]] void fail(Text words, Text hint = {}) const {
    throw Error{Fault::bad_input, std::move(words), where_, std::move(hint)};
  }
  bool eat(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  void blanks() {
    while (eat(" ") || eat("\t")) {}
  }

  /// number? symbol? exponent?, raised to `sign`.
  void factor(int sign) {
    blanks();
    const std::optional<double> n = number();
    blanks();
    if (n) scale_ *= sign > 0 ? *n : 1.0 / *n;
    if (!rest_.empty() && !ends_symbol(rest_)) symbol(sign);
    else if (!n) fail(say("‘{}’ is not a unit: a symbol is missing", "“{}”不是有效单位：缺少符号", text_));
  }

  std::optional<double> number() {
    if (rest_.empty() || !is_digit(rest_.front())) return {};
    double v = 0;
    const auto [end, fault] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), v);
    if (fault != std::errc{} || v <= 0)
      fail(say("the number in the unit ‘{}’ cannot be used", "单位“{}”中的数字无法使用", text_));
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return v;
  }

  void symbol(int sign) {
    std::size_t n = 0;
    while (n < rest_.size() && !ends_symbol(rest_.substr(n))) ++n;
    std::string word{rest_.substr(0, n)};
    rest_.remove_prefix(n);
    if (const std::size_t low2 = word.find("₂"); low2 != std::string::npos) word.replace(low2, 3, "2");
    if (find_unit(word + "CO2e") != nullptr) {  // "t CO2e"
      const std::string_view before = rest_;
      blanks();
      if (eat("CO2e") || eat("CO₂e")) word += "CO2e";
      else rest_ = before;
    }
    int power = 1;
    const KnownUnit* unit = find_unit(word);
    if (unit == nullptr && is_digit(word.back()) && (word.size() < 2 || !is_digit(word[word.size() - 2]))) {
      power = word.back() - '0';  // "km2"
      unit = find_unit(std::string_view{word}.substr(0, word.size() - 1));
    } else {
      power = exponent();
    }
    if (unit == nullptr) unknown(word);
    if (power == 0 || std::abs(power) > 4)
      fail(say("the exponent {0} in ‘{1}’ is not between -4 and 4, or is zero",
               "“{1}”中的指数 {0} 须在 -4 到 4 之间且不为零", power, text_));
    apply(*unit, sign * power);
  }

  int exponent() {
    const bool hat = eat("^");
    std::string digits;
    while (!rest_.empty()) {
      const Raised raised = raised_at(rest_);
      const char c = raised.bytes > 0 ? raised.plain : rest_.front();
      if (!is_digit(c) && !(c == '-' && digits.empty())) break;
      if (digits.size() > 3) break;
      digits += c;
      rest_.remove_prefix(raised.bytes > 0 ? raised.bytes : 1);
    }
    if (!hat && digits.empty()) return 1;
    int power = 0;
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), power);
    if (fault != std::errc{} || end != digits.data() + digits.size())
      fail(say("the exponent in ‘{}’ is not a whole number", "“{}”中的指数不是整数", text_));
    return power;
  }

  void apply(const KnownUnit& unit, int power) {
    for (int i = 0; i < std::abs(power); ++i) {
      scale_ = power > 0 ? scale_ * unit.scale : scale_ / unit.scale;
      dim_ = power > 0 ? dim_ * unit.dim : dim_ / unit.dim;
      for (const int e : {dim_.metre, dim_.second, dim_.person, dim_.yuan, dim_.kgco2e, dim_.joule})
        if (std::abs(e) > 100) fail(say("the unit ‘{}’ has too many factors", "单位“{}”的因子过多", text_));
    }
  }

  [[noreturn]] void unknown(const std::string& word) const {
    std::vector<std::string_view> symbols;
    for (const KnownUnit& u : kUnits) symbols.push_back(u.symbol);
    const std::string nearest = nearest_word(word, symbols);
    fail(say("‘{}’ is not a known unit", "未知单位“{}”", word),
         nearest.empty()
             ? say("known units: m, km2, ha, 亩, min, h, day, yr, person, yuan, 万元, tCO2e, kWh, tce, %",
                   "可用单位：m、km2、ha、亩、min、h、day、yr、人、元、万元、tCO2e、kWh、tce、%")
             : say("did you mean ‘{}’?", "是否想写“{}”？", nearest));
  }

  std::string_view text_, rest_;
  const Where& where_;
  Dim dim_ = {};
  double scale_ = 1.0;
};

/// Splits "60 min" into 60 and "min"; the unit part is empty if there is none.
struct NumberAndUnit {
  double number = 0;
  std::string unit;
};
NumberAndUnit split_quantity(std::string_view text, const Where& where) {
  std::string_view s = text;
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
  std::string_view bare = s;
  if (bare.starts_with('-')) bare.remove_prefix(1);
  if (bare.starts_with('+')) {
    s.remove_prefix(1);
    bare = s;
  }
  double v = 0;
  const char* end = s.data();
  if (!bare.empty() && (is_digit(bare.front()) || bare.front() == '.')) {
    const auto read = std::from_chars(s.data(), s.data() + s.size(), v);
    if (read.ec == std::errc{}) end = read.ptr;
  }
  if (end == s.data())
    throw Error{Fault::bad_input, say("‘{}’ does not begin with a number", "“{}”不是以数字开头", text), where,
                say("write a number and a unit, such as 60 min", "请写数字和单位，例如 60 min")};
  s.remove_prefix(static_cast<std::size_t>(end - s.data()));
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  return {v, s.starts_with('/') ? "1" + std::string{s} : std::string{s}};
}

double checked_base(double number, const Unit& unit, Dim expected, std::string_view text,
                    const Where& where) {
  if (unit.dim != expected)
    throw Error{Fault::bad_input,
                say("‘{0}’ is in {1}, but {2} is needed here", "“{0}”的量纲是 {1}，此处需要 {2}", text,
                    to_string(unit.dim), to_string(expected)),
                where};
  const double base = unit.to_base(number);
  if (!std::isfinite(base))
    throw Error{Fault::bad_input, say("‘{}’ is too large to compute with", "“{}”超出可计算范围", text),
                where};
  return base;
}

}  // namespace

Unit parse_unit(std::string_view text, const Where& where) {
  constexpr std::size_t kLongestUnit = 200;  // bytes
  if (text.size() > kLongestUnit)
    throw Error{Fault::bad_input, say("a unit of {} bytes is too long", "单位过长（{} 字节）", text.size()),
                where};
  return UnitReader{text, where}.read();
}

double parse_quantity(std::string_view text, Dim expected, const Where& where) {
  const NumberAndUnit read = split_quantity(text, where);
  if (read.unit.empty() && expected != Dim{})
    throw Error{Fault::bad_input, say("‘{}’ has no unit", "“{}”缺少单位", text), where,
                say("{} is needed here", "此处需要 {}", to_string(expected))};
  return checked_base(read.number, read.unit.empty() ? Unit{} : parse_unit(read.unit, where), expected, text,
                      where);
}

double parse_quantity(std::string_view text, const Unit& bare, const Where& where) {
  const NumberAndUnit read = split_quantity(text, where);
  return checked_base(read.number, read.unit.empty() ? bare : parse_unit(read.unit, where), bare.dim, text,
                      where);
}

std::string to_string(Dim dim) {
  const std::pair<std::string_view, int> parts[] = {{"m", dim.metre},       {"s", dim.second},
                                                    {"person", dim.person}, {"yuan", dim.yuan},
                                                    {"kgCO2e", dim.kgco2e}, {"J", dim.joule}};
  std::string out;
  for (const auto& [symbol, power] : parts) {
    if (power <= 0) continue;
    if (!out.empty()) out += "*";
    out += power == 1 ? std::string{symbol} : fmt::format("{}^{}", symbol, power);
  }
  if (out.empty()) out = "1";
  for (const auto& [symbol, power] : parts) {
    if (power >= 0) continue;
    out += power == -1 ? fmt::format("/{}", symbol) : fmt::format("/{}^{}", symbol, -power);
  }
  return out;
}

}  // namespace cityloop
