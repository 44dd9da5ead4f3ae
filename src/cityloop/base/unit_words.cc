#include "cityloop/base/unit_words.h"

#include <cmath>
#include <map>

namespace cityloop {

std::string unit_words(const Unit& u, Lang lang) {
  const bool zh = lang == Lang::zh;
  if (u.symbol == "1") return "";
  if (u.symbol == "1/1000person" || u.symbol == "1/1000") return zh ? "/千人" : "per 1,000";
  if (u.symbol == "1/100000person" || u.symbol == "1/100000") return zh ? "/10万人" : "per 100,000";
  if (u.symbol == "1/万人") return zh ? "/万人" : "per 10,000";
  if (u.symbol == "1/person") return zh ? "/人" : "per person";
  static const std::map<std::string, Text> kWords{{"person", {"person", "人"}},
                                                  {"min", {"min", "分钟"}},
                                                  {"s", {"s", "秒"}},
                                                  {"h", {"h", "小时"}},
                                                  {"day", {"days", "天"}},
                                                  {"yr", {"year", "年"}},
                                                  {"m2", {"m²", "平方米"}},
                                                  {"km2", {"km²", "平方千米"}},
                                                  {"m", {"m", "米"}},
                                                  {"km", {"km", "千米"}},
                                                  {"yuan", {"yuan", "元"}},
                                                  {"万元", {"10,000 yuan", "万元"}},
                                                  {"亿元", {"100 million yuan", "亿元"}},
                                                  {"tCO2e", {"t CO₂e", "吨二氧化碳当量"}},
                                                  {"kgCO2e", {"kg CO₂e", "千克二氧化碳当量"}},
                                                  {"ha", {"ha", "公顷"}},
                                                  {"万立方米", {"10,000 m³", "万立方米"}},
                                                  {"m3", {"m³", "立方米"}},
                                                  {"L", {"L", "升"}},
                                                  {"t", {"t", "吨"}},
                                                  {"µg", {"µg", "微克"}},
                                                  {"万人", {"10,000 people", "万人"}},
                                                  {"100000person", {"100,000 people", "10万人"}},
                                                  {"10000vehicle", {"10,000 vehicles", "万辆"}},
                                                  {"vehicle", {"vehicles", "辆"}},
                                                  {"trip", {"trips", "次"}},
                                                  // What is counted: the indicator's name says what it is.
                                                  {"栋", {"buildings", "栋"}},
                                                  {"套", {"homes", "套"}},
                                                  {"座", {"number", "座"}},
                                                  {"条", {"number", "条"}},
                                                  {"起", {"events", "起"}},
                                                  {"件", {"matters", "件"}},
                                                  {"次", {"times", "次"}},
                                                  {"个", {"number", "个"}}};
  std::string out, word;
  for (const char c : u.symbol + "/") {
    if (c != '/' && c != '*') {
      word += c;
      continue;
    }
    const auto at = kWords.find(word);
    out += at == kWords.end() ? word : at->second.in(lang);
    out += c;
    word.clear();
  }
  out.pop_back();
  return out;
}

std::string value_words(double v, const Unit& unit, Lang lang) {
  const double size = std::abs(v);
  const std::string n = show_number(v, size >= 100 ? 0 : size >= 10 ? 1 : 2);
  std::string u = unit_words(unit, lang);
  if (lang == Lang::en && u == "number") u.clear();  // the indicator's name says what is counted
  if (u.empty() || u.front() == '/') return n + u;
  const bool multiple = u.front() >= '0' && u.front() <= '9';  // "0.3 × 10,000 m³"
  return n + (multiple ? " × " : " ") + u;
}

}  // namespace cityloop
