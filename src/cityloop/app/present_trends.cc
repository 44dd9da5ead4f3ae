#include <cmath>

#include "cityloop/app/present.h"

namespace cityloop {
namespace {

/// As many decimals as a change of this size needs.
std::string step_words(double v) { return (v > 0 ? "+" : "") + show_number(v, std::abs(v) < 0.1 ? 3 : 2); }

void write_json(JsonWriter& j, const Trend& t, const Criterion& c, const Indicator& i) {
  j.begin_object()
      .field("indicator", c.indicator.word)
      .field("unit", i.unit.symbol)
      .key("series")
      .begin_array();
  for (const SeriesPoint& p : t.series)
    j.begin_object().field("year", p.year).field("value", p.value).end_object();
  j.end_array().key("targets").begin_array();
  for (const Target& x : t.targets) j.begin_object().field("by", x.year).field("value", x.value).end_object();
  j.end_array();
  if (t.pace) {
    const Pace& p = *t.pace;
    j.key("pace").begin_object().field("by", p.target.year).field("target", p.target.value);
    j.field("required_per_year", p.required).field("course", to_word(p.course));
    if (p.observed)
      j.field("observed_per_year", *p.observed)
          .field("observed_low", p.observed_low)
          .field("observed_high", p.observed_high);
    if (p.expected) j.field("expected", *p.expected);
    if (p.probability) j.field("probability", *p.probability);
    j.end_object();
  }
  j.end_object();
}

}  // namespace

void show_trends(const Session& s, const Situation& now, const Lens& lens, const std::vector<Trend>& trends) {
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_object().field("framework", lens.goals.key.word).field("as_of", to_string(now.city.as_of));
    j.key("trends").begin_array();
    for (const Trend& t : trends) {
      const Criterion& c = lens.goals.criterion(t.about);
      write_json(j, t, c, lens.indicator(c.indicator));
    }
    j.end_array().end_object();
    s.out(j.str() + "\n");
    return;
  }
  s.head(say("{} · {} · targets of {}", "{} · {} · {}的目标", s.t(now.city.about->name),
             to_string(now.city.as_of), s.t(lens.goals.name)));
  TextTable t;
  t.column(s.t({"indicator", "指标"})).column(s.t({"now", "现值"}), Align::right);
  t.column(s.t({"target", "目标"}), Align::right).column(s.t({"by", "年份"}), Align::right);
  t.column(s.t({"required a year", "每年需"}), Align::right)
      .column(s.t({"observed a year", "每年实际"}), Align::right);
  t.column(s.t({"95 %", "95% 区间"})).column(s.t({"expected", "预计"}), Align::right);
  t.column(s.t({"chance", "达标概率"}), Align::right).column(s.t({"course", "进度"}));
  std::size_t without = 0;
  for (const Trend& one : trends) {
    if (!one.pace) {
      ++without;
      continue;
    }
    const Pace& p = *one.pace;
    const Indicator& i = lens.indicator(lens.goals.criterion(one.about).indicator);
    t.row({s.t(i.name), show_number(one.series.back().value, 2), show_number(p.target.value, 2),
           std::to_string(p.target.year), p.required > 0 ? step_words(p.required) : "–",
           p.observed ? step_words(*p.observed) : "–",
           p.observed ? step_words(p.observed_low) + " … " + step_words(p.observed_high) : "–",
           p.expected ? show_number(*p.expected, 2) : "–", p.probability ? percent(*p.probability, 0) : "–",
           s.t(name_of(p.course))});
  }
  if (t.empty())
    s.line({"no indicator with a value has a target; declare `targets` in the framework",
            "没有设定了目标且有数值的指标；请在评价框架中写 targets"});
  else s.table(t);
  s.line(say("changes are towards better; {} more indicators have a past and no target",
             "变化以向好为正；另有 {} 项指标有历史数据而无目标", without));
}

}  // namespace cityloop
