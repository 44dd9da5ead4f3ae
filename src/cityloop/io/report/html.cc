#include "cityloop/io/report/html.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace cityloop::report {

std::string escaped(std::string_view s) {
  std::string out;
  out.reserve(s.size());
  for (const char c : s) switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') out += c;
    }
  return out;
}

void Html::section(std::string_view id, const Text& title, const Text& lead) {
  ++sections_;
  raw(fmt::format("<section id=\"{}\"><h2><span class=no>{}</span>", id, sections_)).words(title);
  // A page that is torn out still says it.
  if (generated_)
    raw("<span class=\"badge made\">").words(Text{"generated city", "程序生成的城市"}).raw("</span>");
  raw("</h2>\n");
  if (!lead.empty()) raw("<p class=lead>").words(lead).raw("</p>\n");
}

void Html::table(std::vector<Col> columns, std::string_view css) {
  columns_ = std::move(columns);
  std::string classes = columns_.size() > 5 ? "scroll many" : "scroll";
  if (!css.empty()) classes += fmt::format(" {}", css);
  raw(fmt::format("<div class=\"{}", classes));
  table_at_ = out_.size(), rows_ = css.starts_with("tall") ? 100 : 0;
  raw("\" tabindex=\"0\"><table><thead><tr>");
  for (const Col& c : columns_)
    raw(c.number   ? "<th scope=\"col\" class=n>"
        : c.narrow ? "<th scope=\"col\" class=t>"
                   : "<th scope=\"col\">")
        .words(c.head)
        .raw("</th>");
  raw("</tr></thead><tbody>\n");
}

void Html::end_table() {
  raw("</tbody></table></div>\n");
  if (rows_ <= 16) out_.insert(table_at_, " keep");  // on paper a short table stays on one page
}

void Html::row(const std::vector<std::string>& cells, std::string_view css) {
  ++rows_;
  raw(css.empty() ? "<tr>" : fmt::format("<tr class=\"{}\">", css));
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    raw(columns_[i].number ? "<td class=n>" : columns_[i].narrow ? "<td class=t>" : "<td>");
    if (i < cells.size()) raw(cells[i]);
    raw("</td>");
  }
  raw("</tr>\n");
}

std::string percent(double share, Lang lang, int decimals) {
  return show_number(100 * share, decimals) + (lang == Lang::zh ? "%" : " %");
}
std::string whole(double v) { return show_number(v, 0); }
std::string points(const Standing& s) {
  return s.mark == Mark::known ? fmt::format("{:.1f}", 100 * s.score) : "–";
}

std::string value_words(double v, const Indicator& i, Lang lang) {
  return cityloop::value_words(v, i.unit, lang);
}
std::string short_id(const std::string& hex) { return hex.substr(0, 8); }
std::string short_decimals(const std::string& s) {
  const auto digit = [&](std::size_t i) { return i < s.size() && s[i] >= '0' && s[i] <= '9'; };
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    out += s[i];
    if (s[i] != '.' || i == 0 || !digit(i - 1)) continue;
    std::size_t end = i + 1;
    while (digit(end)) ++end;
    if (end - i - 1 <= 6) continue;
    out += s.substr(i + 1, 4);
    i = end - 1;
  }
  return out;
}

std::string date_words(Date d, Lang lang) {
  const std::chrono::year_month_day ymd{d};
  if (lang == Lang::zh)
    return fmt::format("{} 年 {} 月 {} 日", static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                       static_cast<unsigned>(ymd.day()));
  static const char* kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                  "July",    "August",   "September", "October", "November", "December"};
  return fmt::format("{} {} {}", static_cast<unsigned>(ymd.day()),
                     kMonths[static_cast<unsigned>(ymd.month()) - 1], static_cast<int>(ymd.year()));
}
std::string instant_words(Instant at, Lang lang) {
  const std::string iso = to_string(at);  // 2026-11-24T08:00:00Z
  return date_words(std::chrono::floor<std::chrono::days>(at), lang) + " " + iso.substr(11, 5) + " UTC";
}

std::string source_words(const Source& s, Lang lang) {
  std::string all = s.title;
  for (const std::string& part : {s.clause, s.edition})
    if (!part.empty() && all.find(part) == std::string::npos)
      all += (all.empty() ? "" : lang == Lang::zh ? "，" : ", ") + part;
  std::string out = escaped(all);
  if (!s.verified)
    out += fmt::format(" <span class=badge>{}</span>", lang == Lang::zh ? "未核实" : "not verified");
  return out;
}

double residents(const City& city) {
  double sum = 0;
  for (const float p : city.people->residents.raw()) sum += static_cast<double>(p);
  return sum;
}

Text zone_words(const City& city, const Finding& f) {
  Text out;
  int n = 0;
  for (const ZoneId z : f.zones) {
    const auto i = city.zones->find(z);
    if (!i) continue;
    if (++n > 3) {
      out.en += " …";
      out.zh += " 等";
      break;
    }
    const Text& name = city.zones->name[*i];
    const std::string& code = city.zones->code[*i];
    out.en += (out.en.empty() ? "" : ", ") + (name.empty() ? code : name.in(Lang::en));
    out.zh += (out.zh.empty() ? "" : "、") + (name.empty() ? code : name.in(Lang::zh));
  }
  if (out.empty() && !f.cells.empty())
    if (const auto c = city.grid->find(f.cells.front()))
      out = say("around {}", "{} 附近", short_decimals(city.grid->label(*c)));
  if (out.empty()) out = {"whole city", "全市"};
  return out;
}

Text main_zone(const City& city, const Finding& f) {
  const Zones& z = *city.zones;
  std::vector<std::size_t> count(z.levels.size());
  for (const ZoneIdx i : each(z.id)) ++count[z.level[i]];
  std::size_t level = z.levels.size();
  while (level > 0 && count[level - 1] < 2) --level;
  if (level == 0) return {};
  std::map<ZoneIdx, double> people;
  for (const CellId id : f.cells)
    if (const auto c = city.grid->find(id))
      if (const ZoneIdx zone = z.of_cell[level - 1][*c]; zone.valid())
        people[zone] += static_cast<double>(city.people->residents[*c]);
  const auto most = std::max_element(people.begin(), people.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == people.end()) return {};
  return z.name[most->first].empty() ? verbatim(z.code[most->first]) : z.name[most->first];
}

Text indicator_words(const ReportModel& m, const IndicatorKey& k) {
  for (const Indicator& i : m.lens.indicators)
    if (i.key == k) return i.name;
  return verbatim(k.word);
}
std::string change_value(double v, const ReportModel& m, const IndicatorKey& k, Lang lang) {
  std::string amount = show_number(std::abs(v), 2);
  for (const Indicator& i : m.lens.indicators)
    if (i.key == k) amount = value_words(std::abs(v), i, lang);
  return (v < 0 ? "−" : "+") + amount;
}

std::optional<double> reached(const Plan& plan) {
  const double bound = plan.certificate ? plan.certificate->bound() : plan.bound;
  if (bound <= 0) return std::nullopt;
  return std::min(1.0, plan.value / bound);
}

Text project_words(const Project& p) {
  if (p.name.empty()) return verbatim(p.type.word);
  return {short_decimals(p.name.en), short_decimals(p.name.zh)};
}

int shade_class(double score) { return std::clamp(static_cast<int>(score * kShades), 0, kShades - 1); }
const char* shade(double score) {
  static constexpr const char* kFill[kShades] = {"#b35806", "#f1a340", "#fde3b8", "#9cc9e0", "#3a7fb5"};
  return kFill[shade_class(score)];
}

std::string bar(const Standing& s, std::optional<double> tick) {
  if (s.mark != Mark::known)
    return "<svg class=bar viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect "
           "width=\"100\" height=\"10\" fill=\"url(#unknown)\"/></svg>";
  std::string out = fmt::format(
      "<svg class=bar viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect "
      "width=\"100\" height=\"10\" "
      "fill=\"#e8ecf0\"/><rect width=\"{:.1f}\" height=\"10\" fill=\"{}\"/>",
      100 * s.score, s.score < 0.6 ? shade(std::min(s.score, 0.39)) : shade(1));
  if (tick)
    out += fmt::format("<rect x=\"{:.1f}\" width=\"0.9\" height=\"10\" fill=\"#1c2833\"/>",
                       std::clamp(100 * *tick - 0.45, 0.0, 99.1));
  return out + "</svg>";
}

std::string dial(const Standing& s, Lang lang) {
  constexpr double kRound = 2 * 3.14159265358979 * 52;
  const double share = s.mark == Mark::known ? s.score : 0;
  return fmt::format(
      "<svg class=dial viewBox=\"0 0 120 120\" role=\"img\" aria-label=\"{2} / 100\"><circle cx=\"60\" "
      "cy=\"60\" r=\"52\" "
      "fill=\"none\" stroke=\"#e8ecf0\" "
      "stroke-width=\"10\"/><circle cx=\"60\" cy=\"60\" r=\"52\" fill=\"none\" stroke=\"#1f4e79\" "
      "stroke-width=\"10\" "
      "stroke-dasharray=\"{0:.1f} {1:.1f}\" transform=\"rotate(-90 60 60)\"/><text x=\"60\" y=\"66\" "
      "class=big font-size=\"31\" text-anchor=\"middle\" fill=\"#1c2833\">{2}</text><text x=\"60\" "
      "y=\"84\" class=small>{3}</text></svg>",
      share * kRound, kRound, points(s), lang == Lang::zh ? "满分 100" : "of 100");
}

std::string change_words(double points) {
  if (std::abs(points) < 0.05) return "<span class=same>± 0.0</span>";
  return fmt::format("<span class=\"{}\">{} {:.1f}</span>", points > 0 ? "up" : "down",
                     points > 0 ? "▲" : "▼", std::abs(points));
}

}  // namespace cityloop::report
