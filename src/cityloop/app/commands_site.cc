// cityloop site: where new places would serve people best, with proof.

#include <algorithm>

#include "cityloop/app/travel_words.h"
#include "cityloop/decide/decide.h"
#include "cityloop/loop/files.h"
#include "cityloop/loop/siting.h"

namespace cityloop {
namespace {

std::string minutes(double cost) { return fmt::format("{:.1f}", Sited::minutes_of(cost)); }

Text words_of(Aim a) {
  switch (a) {
    case Aim::median: return {"least travel of all together", "全体出行时间最短"};
    case Aim::center: return {"the farthest is least far", "最远者最近"};
    case Aim::cover: return {"most people within the limit", "限时内覆盖人口最多"};
    case Aim::cover_all:
      return {"fewest sites so that everybody is within the limit", "以最少设施使所有人在限时内"};
    case Aim::shortfall: break;
  }
  return {"least travel beyond the limit", "超出限时的出行最少"};
}

/// Where a site is, in the city's own words; what a file calls it stands before.
std::string where(const Session& s, const City& city, const Sited& x, std::uint32_t site) {
  const Point at = x.sites.at[site];
  const auto cell = city.grid->find(at);
  const std::string place = cell ? s.t(place_name(city, *cell)) : fmt::format("{:.0f}, {:.0f}", at.x, at.y);
  return x.ask.candidates.empty() || x.sites.name[site] == place ? place : x.sites.name[site] + " · " + place;
}

/// The value in words: person-minutes, people, or minutes.
std::string value_words(const Session& s, const Sited& x, std::int64_t v) {
  switch (x.ask.aim) {
    case Aim::center: return s.t(say("{} min", "{} 分钟", minutes(static_cast<double>(v))));
    case Aim::cover:
      return s.t(say("{} people left out", "{} 人未覆盖", show_number(Sited::people_of(v), 0)));
    case Aim::cover_all: return s.t(say("{} sites", "{} 处", v));
    default: break;
  }
  return s.t(say("{} person-minutes", "{} 人·分钟", show_number(Sited::minutes_of(Sited::people_of(v)), 0)));
}

void write_json(const Session& s, const City& city, const Sited& x) {
  JsonWriter j{true};
  j.begin_object().field("kind", x.kind.word).field("aim", to_word(x.ask.aim));
  j.field("candidates", static_cast<std::uint64_t>(x.sites.size() - x.existing));
  j.field("existing", static_cast<std::uint64_t>(x.existing)).field("people", x.people);
  j.field("value", x.answer.value).field("bound", x.answer.bound).field("gap", x.answer.gap);
  j.field("proven", x.answer.proven).field("checked", x.checked);
  j.field("value_before", x.before.value);
  j.field("unreached_people", Sited::people_of(x.answer.worth.unreached));
  j.key("sites").begin_array();
  for (const site::Served& o : x.why.open) {
    if (!x.is_new(o.site)) continue;
    const Point at = x.sites.at[o.site];
    j.begin_object().field("site", x.sites.name[o.site]).field("where", where(s, city, x, o.site));
    j.field("x", at.x).field("y", at.y).field("people", Sited::people_of(o.weight));
    j.field("mean_minutes", Sited::minutes_of(o.mean)).field("worst_minutes", Sited::minutes_of(o.worst));
    j.field("lost_without", o.lost).end_object();
  }
  j.end_array().key("next").begin_array();
  for (std::size_t k = 0; k < std::min<std::size_t>(10, x.why.ranking.size()); ++k)
    j.begin_object()
        .field("site", x.sites.name[x.why.ranking[k].site])
        .field("gain", x.why.ranking[k].gain)
        .end_object();
  s.out(j.end_array().end_object().str() + "\n");
}

void show_sited(const Session& s, const City& city, const Sited& x) {
  s.head(say("{} candidates, {} there already, {} people: {}", "候选 {} 处，现有 {} 处，{} 人；目标：{}",
             x.sites.size() - x.existing, x.existing, show_number(x.people, 0), s.t(words_of(x.ask.aim))));
  TextTable t;
  t.column(s.t({"new site", "新址"})).column(s.t({"people nearest", "就近人口"}), Align::right);
  t.column(s.t({"mean min", "平均分钟"}), Align::right).column(s.t({"worst min", "最远分钟"}), Align::right);
  t.column(s.t({"lost without it", "缺少它的损失"}), Align::right)
      .column(s.t({"what would do instead", "次选地点"}));
  for (const site::Served& o : x.why.open) {
    if (!x.is_new(o.site)) continue;
    const bool value = x.ask.aim != Aim::center && x.ask.aim != Aim::cover_all;
    const bool other = o.instead != site::kUnreached && x.ask.aim != Aim::center;
    t.row({where(s, city, x, o.site), show_number(Sited::people_of(o.weight), 0), minutes(o.mean),
           minutes(static_cast<double>(o.worst)), value ? value_words(s, x, o.lost) : "–",
           other ? where(s, city, x, o.instead) +
                       (value ? s.t(say(" (+{})", "（+{}）", value_words(s, x, o.difference))) : "")
                 : "–"});
  }
  s.table(t);
  if (t.empty()) s.line({"no new site is needed", "无需新增"});
  if (x.ask.aim != Aim::cover_all)
    s.line(say(
        "value: {0} (before: {1})", "目标值：{0}（此前：{1}）", value_words(s, x, x.answer.value),
        x.ask.aim == Aim::center ? value_words(s, x, x.before.worst) : value_words(s, x, x.before.value)));
  if (x.answer.proven)
    s.line(x.checked
               ? Text{"no choice of sites is better: proven, and the proof was checked by a second program",
                      "没有更好的选址：已证明，且证明经独立程序核验"}
               : Text{"no choice of sites is better, says the solver; its proof could not be checked",
                      "求解器称没有更好的选址，但证明未能核验"});
  else
    s.line(say("no choice of sites is below {0}: this one is within {1} of the best",
               "任何选址不低于 {0}：本方案与最优相差不超过 {1}", value_words(s, x, x.answer.bound),
               percent(x.answer.gap, 2)));
  if (x.answer.worth.unreached > 0)
    s.line(say("{} people are farther than {} minutes from every site; they count as that far",
               "{} 人到各处均超过 {} 分钟，按该值计",
               show_number(Sited::people_of(x.answer.worth.unreached), 0), minutes(x.problem.beyond)));
  if (x.dropped > 0)
    s.line(say("{} further cells might take one and were not looked at: those with the fewest people",
               "另有 {} 个人口最少的网格可新建但未纳入候选", x.dropped));
}

}  // namespace

int command_site(Session& s) {
  Workspace w = s.open(Access::read);
  const City city = latest_city(w);
  SitingAsk ask;
  ask.what = s.a().subject.empty() ? "" : s.a().subject.front();
  const auto& aims = aim_words();
  const auto at = std::find(aims.begin(), aims.end(), s.a().objective);
  if (at == aims.end()) {
    const std::string near = nearest_word(s.a().objective, aims);
    throw Error{Fault::bad_input,
                say("‘{}’ is not an objective of siting", "没有选址目标“{}”", s.a().objective),
                {.item = "--objective"},
                near.empty() ? say("it may be {}", "可用：{}", fmt::join(aims, ", "))
                             : say("did you mean ‘{}’?", "是否想写“{}”？", near)};
  }
  ask.aim = static_cast<Aim>(at - aims.begin());
  ask.add = static_cast<std::size_t>(s.a().add);
  ask.within = limits_of(s, "15 min").back();
  const Seconds limit = s.a().until.empty()
                            ? Seconds{std::max(3600.0, 2 * ask.within.base())}
                            : Seconds{parse_quantity(s.a().until, Dim{.second = 1}, {.item = "--limit"})};
  ask.travel = ask_of(s, limit);
  ask.candidates = s.a().from;
  ask.people = {s.a().name};
  ask.fresh = s.a().fresh;
  ask.capacity = s.a().capacity;
  const Sited x = site_places(city, w.catalogue, ask, s.run());
  say_unlinked(s, x.sites, {"sites", "地点"});
  if (!s.a().out.empty()) write_text(s.a().out, to_json(x.change) + "\n");
  if (s.a().json) {
    write_json(s, city, x);
    return 0;
  }
  show_sited(s, city, x);
  if (!s.a().out.empty())
    s.line(say("written: {0}; try it with: cityloop whatif {0}", "已写入 {0}；可用 cityloop whatif {0} 试算",
               s.a().out));
  return 0;
}

}  // namespace cityloop
