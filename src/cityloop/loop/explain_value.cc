// The lower half of an explanation: score → curve → value → formula → inputs → files.

#include <algorithm>
#include <array>
#include <set>

#include "cityloop/city/hours.h"
#include "cityloop/loop/explain.h"
#include "cityloop/measure/kernels/list.h"
#include "cityloop/measure/opening.h"
#include "cityloop/simulate/travel/journey.h"
#include "cityloop/simulate/travel/ride.h"
#include "cityloop/simulate/travel/search.h"

namespace cityloop {
namespace {

Text mark_text(Mark m) {
  switch (m) {
    case Mark::known: return {"known", "已知"};
    case Mark::estimated: return {"estimated", "估计"};
    case Mark::beyond: return {"beyond the method's limit", "超出方法上限"};
    case Mark::no_data: return {"no data", "无数据"};
    case Mark::not_applicable: return {"not applicable", "不适用"};
    case Mark::suppressed: return {"suppressed", "不公布"};
  }
  return {};
}

Text value_text(double v, const Indicator& i) {
  return verbatim(fmt::format("{} {}", show_number(v, 2), i.unit.symbol == "1" ? "" : i.unit.symbol));
}

Text source_text(const Source& s) {
  std::string all = s.title;
  for (const std::string& part : {s.clause, s.edition})
    if (!part.empty()) all += ", " + part;
  if (s.verified) return verbatim(all);
  return say("{} (not verified)", "{}（未核实）", all);
}

const Standing* standing_at(const Standings& s, const City& city, const Subject& subject) {
  if (std::holds_alternative<WholeCity>(subject)) return &s.city;
  if (const auto* z = std::get_if<ZoneId>(&subject))
    if (const auto i = city.zones->find(*z); i && i->v < s.zones.size()) return &s.zones[*i];
  return nullptr;
}

/// Where no source brings people, every cell weighs the same, and a weight is a number of cells and not of people.
bool inhabited(const City& city) {
  const auto& residents = city.people->residents.raw();
  return std::any_of(residents.begin(), residents.end(), [](float n) { return n > 0; });
}
void add_weight(const City& city, const Standing& s, Because& out) {
  const std::string n = show_number(s.people, 0);
  if (inhabited(city)) out.add({"people", "人口"}, verbatim(n));
  else out.add({"cells", "格网"}, verbatim(n));
}

/// Which row of a field answers for a cell: the cell, the zone it lies in, or the whole city.
std::optional<std::size_t> row_of(const Field& f, const City& city, const Subject& subject) {
  if (f.support.of == Support::Of::whole) return 0;
  const auto* cell = std::get_if<CellId>(&subject);
  if (f.support.of == Support::Of::cell) {
    if (cell == nullptr) return std::nullopt;
    const auto c = city.grid->find(*cell);
    return c ? std::optional<std::size_t>{c->v} : std::nullopt;
  }
  if (cell != nullptr) {
    const auto level = city.zones->find_level(f.support.level);
    const auto c = city.grid->find(*cell);
    if (!level || !c) return std::nullopt;
    const ZoneIdx z = city.zones->of_cell[*level][*c];
    return z.valid() ? std::optional<std::size_t>{z.v} : std::nullopt;
  }
  if (const auto* zone = std::get_if<ZoneId>(&subject))
    if (const auto z = city.zones->find(*zone)) return z->v;
  return std::nullopt;
}

bool as_the_crow_flies(const Indicator& i) {
  const auto is = [&](const char* name, const char* word) {
    return i.params.has(name) && i.params.word(name) == word;
  };
  return is("straight", "yes") || is("by", "straight");
}

/// What a place offers, where that goes into the value.
void add_capacity(const City& city, PlaceIdx p, Because& into) {
  Because& b =
      into.add({"capacity", "容量"}, verbatim(show_number(static_cast<double>(city.places->capacity[p]), 0)));
  if (city.places->capacity_mark[p] == Mark::estimated) b.add({"mark", "标记"}, mark_text(Mark::estimated));
}

Text place_text(const City& city, PlaceIdx p, const std::string& how_far, const Text& unit) {
  const std::string name =
      city.places->name[p].empty() ? to_string(city.places->id[p]) : city.places->name[p];
  const Text& kind = city.places->kind_names[city.places->kind[p]];
  return {fmt::format("{} ({}), {} {}", name, kind.en, how_far, unit.en),
          fmt::format("{}（{}），{} {}", name, kind.in(Lang::zh), how_far, unit.in(Lang::zh))};
}

/// The place nearest as the crow flies, by whichever of its entrances.
void add_straight(const City& city, std::span<const KindIdx> kinds, CellIdx cell, Because& inputs) {
  std::optional<PlaceIdx> best;
  double least = 0;
  for (const PlaceIdx p : each(city.places->id)) {
    if (!city.places->open(p) || std::find(kinds.begin(), kinds.end(), city.places->kind[p]) == kinds.end())
      continue;
    const auto offer = [&](Point at) {
      const double d = distance_m(at, city.grid->centre(cell));
      if (!best || d < least) best = p, least = d;
    };
    for (const Point e : city.places->entrances[p]) offer(e);
    if (city.places->entrances[p].empty()) offer(city.places->at[p]);
  }
  if (!best) {
    inputs.add({"nearest place", "最近设施"}, {"all places of this kind are closed", "这类设施均已关闭"});
    return;
  }
  Because& b = inputs.add({"nearest place", "最近设施"}, place_text(city, *best, show_number(least, 0),
                                                                    {"m as the crow flies", "米（直线）"}));
  b.add({"id", "编号"}, verbatim(to_string(city.places->id[*best])));
  b.children.push_back(explain_source(city, city.places->source[*best], {"source", "来源"}));
}

/// How a person who leaves at the beginning of the window gets there: which line, which minute.
void add_way(const City& city, const Profile& profile, Seconds limit, CellIdx cell, PlaceIdx p, Run& run,
             Because& into) {
  const auto net = network(city, profile, run);
  const std::vector<std::vector<Link>> target{place_links(city, *net, p)};
  const TransitReach reach{city, settings_of(city, profile, limit), target, run};
  const auto ways = reach.journeys((*cell_links(city, profile, run))[cell], 0, profile.ride->from_s);
  if (ways.empty()) return;
  const Journey& best = ways.back();  // each takes one ride more and arrives earlier
  Because& way = into.add(say("leaving at {}", "{} 出发", clock_words(best.leaves)),
                          say("arrives at {}", "{} 到达", clock_words(best.arrives)));
  const std::string name =
      city.places->name[p].empty() ? to_string(city.places->id[p]) : city.places->name[p];
  for (const RideLeg& leg : best.legs)
    way.add(verbatim(fmt::format("{}–{}", clock_words(leg.leaves), clock_words(leg.arrives))),
            describe(city, reach.timetable(), leg, name));
}

/// The three nearest places of one cell, nearest first. A ride is searched from this cell alone.
std::vector<std::pair<Cost, PlaceIdx>> three_nearest(const City& city, const Profile& profile,
                                                     std::span<const KindIdx> kinds, Seconds limit,
                                                     CellIdx cell, Run& run) {
  constexpr std::size_t kMost = 3;
  std::vector<std::pair<Cost, PlaceIdx>> near;
  if (!profile.ride) {
    const NearestPlaces found = nearest_places(city, profile, kinds, limit, kMost, run);
    for (std::size_t row = cell.v * kMost; row < std::min(found.cost.size(), (cell.v + 1) * kMost); ++row)
      if (found.cost[row] != kNoPath) near.emplace_back(found.cost[row], found.place[row]);
    return near;
  }
  if (city.transit->empty()) return near;
  const auto net = network(city, profile, run);
  const std::vector<PlaceIdx> places = places_open(city, kinds);
  std::vector<std::vector<Link>> targets;
  for (const PlaceIdx p : places) targets.push_back(place_links(city, *net, p));
  const Link origin = (*cell_links(city, profile, run))[cell];
  TransitReach{city, settings_of(city, profile, limit), targets, run}.from(
      std::span{&origin, 1}, run, [&](std::size_t, std::span<const float> seconds) {
        for (std::size_t i = 0; i < places.size(); ++i)
          if (seconds[i] < kBeyond) near.emplace_back(ride_cost(profile, seconds[i]), places[i]);
      });
  std::sort(near.begin(), near.end());
  near.resize(std::min(near.size(), kMost));
  return near;
}

void add_nearest(const ExplainContext& x, const Indicator& i, CellIdx cell, Because& inputs) {
  if (!i.params.has("mode")) return;
  const City city = at_its_hour(x.view.now.city, i, x.run);
  const Kernel& k = kernel(i.kernel);
  if (k.kinds == nullptr) return;
  std::vector<KindIdx> kinds;
  for (const PlaceKindKey& key : k.kinds(i))
    if (const auto found = city.places->find(key)) kinds.push_back(*found);
  if (kinds.empty()) {
    inputs.add({"nearest place", "最近设施"}, {"the city has no place of this kind", "本市没有这类设施"});
    return;
  }
  if (as_the_crow_flies(i)) {
    add_straight(city, kinds, cell, inputs);
    return;
  }
  const Profile profile = travel_profile(i);
  const Seconds limit = i.params.has("limit") ? travel_limit(i, profile) : Seconds{3600.0};
  // Where supply is shared or summed, what each place has to offer explains the value as much as how far it is.
  const bool shared = i.kernel == "catchment";
  const bool offers = shared || i.kernel == "balancing" || i.kernel == "within";
  const auto near = three_nearest(city, profile, kinds, limit, cell, x.run);
  const auto streets = network(city, profile, x.run);
  for (std::size_t n = 0; n < near.size(); ++n) {
    const PlaceIdx p = near[n].second;
    Because& b = inputs.add(
        n == 0 ? Text{"nearest place", "最近设施"} : Text{"next nearest", "次近设施"},
        place_text(city, p, show_number(streets->seconds(near[n].first) / 60.0, 1), {"min", "分钟"}));
    b.add({"id", "编号"}, verbatim(to_string(city.places->id[p])));
    if (i.params.has("open_at"))
      b.add({"opening hours", "开放时间"}, city.places->hours[p].empty()
                                               ? Text{"not known", "未知"}
                                               : verbatim(hours_text(city.places->hours[p])));
    if (profile.ride && n == 0) add_way(city, profile, limit, cell, p, x.run, b);
    if (offers) add_capacity(city, p, b);
    if (shared) {
      const PlaceIdx one[] = {p};
      // Whose demand competes: the group's, if one is named.
      const auto group =
          i.params.has("group") ? city.people->find(GroupKey{i.params.word("group")}) : std::nullopt;
      const Column<CellIdx, float>& who = group ? city.people->by_group[*group] : city.people->residents;
      double people = 0;
      for (const auto& area : catchments(city, profile, one, limit, x.run))
        for (const CellIdx c : area->cell) people += static_cast<double>(who[c]);
      b.add({"people who share it", "共享该设施的人口"}, verbatim(show_number(people, 0)));
    }
    b.children.push_back(explain_source(city, city.places->source[p], {"source", "来源"}));
  }
  if (near.empty()) inputs.add({"nearest place", "最近设施"}, {"none within the limit", "上限内没有"});
}

void add_statistics(const ExplainContext& x, const Indicator& i, const Subject& subject, Because& inputs) {
  const City& city = x.view.now.city;
  const Statistics& s = *city.statistics;
  std::set<std::string> words;
  for (const auto& [name, p] : i.params.all())
    if (const auto* w = std::get_if<std::string>(&p)) {
      for (const VariableKey& v : s.variables)  // a variable named alone or inside an expression
        if (w->find(v.word) != std::string::npos) words.insert(v.word);
    }
  std::set<std::uint32_t> zones;
  if (const auto* z = std::get_if<ZoneId>(&subject))
    if (const auto found = city.zones->find(*z)) zones.insert(found->v);
  if (const auto* c = std::get_if<CellId>(&subject))
    if (const auto cell = city.grid->find(*c))
      for (const auto& level : city.zones->of_cell) zones.insert(level[*cell].v);
  int shown = 0;
  for (const StatIdx r : each(s.variable)) {
    const std::string& variable = s.variables[s.variable[r]].word;
    if (!words.contains(variable)) continue;
    if (s.zone[r].valid() && !zones.contains(s.zone[r].v)) continue;
    if (++shown > 12) break;
    const std::string where = s.zone[r].valid() ? city.zones->code[s.zone[r]] : "";
    Because& b =
        inputs.add(verbatim(fmt::format("{} {} {}", variable, s.year[r], where)),
                   verbatim(fmt::format("{} {}", show_number(s.value[r], 2), s.units[s.variable[r]])));
    b.children.push_back(explain_source(city, s.source[r], {"source", "来源"}));
  }
}

void add_files(const ExplainContext& x, const Indicator& i, Because& into) {
  const City& city = x.view.now.city;
  const Kernel& k = kernel(i.kernel);
  std::string en, zh;
  static constexpr std::array kZh{"概况", "网格", "分区", "人口", "设施", "街道",     "时刻表", "票价",
                                  "建筑", "用地", "统计", "预算", "诉求", "检查台账", "来源"};
  static_assert(kZh.size() == static_cast<std::size_t>(LayerId::count), "a name for every layer");
  const LayerSet reads = k.reads == nullptr ? LayerSet{} : k.reads(i);
  for (std::size_t l = 0; l < reads.size(); ++l)
    if (reads[l]) {
      en += (en.empty() ? "" : ", ") + std::string{to_word(static_cast<LayerId>(l))};
      zh += (zh.empty() ? "" : "、") + std::string{kZh[l]};
    }
  Because& b = into.add({"reads the layers", "读取图层"}, {en, zh});
  Because& files = into.add({"files of this snapshot", "本快照的文件"},
                            verbatim(std::to_string(city.provenance->file.size())));
  for (const FileIdx f : each(city.provenance->file)) {
    const auto& p = *city.provenance;
    files.add(verbatim(p.file[f]),
              verbatim(fmt::format("{}{}{}{}{}", p.title[f], p.licence[f].empty() ? "" : " · ", p.licence[f],
                                   p.dated[f].empty() ? "" : " · ", p.dated[f])));
  }
  (void)b;
}

void add_snapshot(const ExplainContext& x, Because& into) {
  Because& b = into.add({"snapshot", "快照"}, verbatim(to_string(x.view.now.measured.snapshot)));
  b.add({"facts as of", "事实日期"}, verbatim(to_string(x.view.now.city.as_of)));
  b.add({"imported", "导入时间"}, verbatim(to_string(x.view.row.imported)));
}

bool finding_touches(const ExplainContext& x, const Finding& f, const Subject& s) {
  if (std::holds_alternative<WholeCity>(s)) return true;
  if (const auto* c = std::get_if<CellId>(&s)) return std::binary_search(f.cells.begin(), f.cells.end(), *c);
  const auto& z = std::get<ZoneId>(s);
  if (std::find(f.zones.begin(), f.zones.end(), z) != f.zones.end()) return true;
  const City& city = x.view.now.city;
  const auto zone = city.zones->find(z);
  if (!zone) return false;
  const auto& of = city.zones->of_cell[city.zones->level[*zone]];
  return std::any_of(f.cells.begin(), f.cells.end(), [&](CellId c) {
    const auto i = city.grid->find(c);
    return i && of[*i] == *zone;
  });
}

/// Up: what would move this number.
void add_raisers(const ExplainContext& x, const Subject& s, const std::optional<IndicatorKey>& about,
                 Because& into) {
  Because up{{"what would raise it", "怎样才能提高"}, {}, {}};
  int shown = 0;
  for (const Finding& f : x.view.now.findings) {
    if ((about && f.about != *about) || !finding_touches(x, f, s)) continue;
    if (++shown > 5) break;
    Because& b = up.add({"finding", "发现"},
                        say("{} · {} people · severity {}", "{0} · {1} 人 · 严重度 {2}", to_string(f.id),
                            show_number(f.affected.base(), 0), show_number(f.severity, 2)));
    for (const Plan* plan :
         {x.view.plan ? &*x.view.plan : nullptr, x.view.adopted ? &*x.view.adopted : nullptr}) {
      if (plan == nullptr) continue;
      for (const Choice& c : plan->chosen)
        if (std::find(c.project.answers.begin(), c.project.answers.end(), f.id) != c.project.answers.end())
          b.add(
              {"answered by project", "应对项目"},
              Text{fmt::format("{} · {} · {} · gain {}", c.project.name.en, to_string(c.project.id),
                               show_money(c.cost, Lang::en), show_number(c.gain, 0)),
                   fmt::format("{} · {} · {} · 增益 {}", c.project.name.in(Lang::zh), to_string(c.project.id),
                               show_money(c.cost, Lang::zh), show_number(c.gain, 0))});
    }
  }
  if (up.children.empty())
    up.value = {"no finding touches it: it meets its standards or nothing is known",
                "没有相关发现：已达标或数据未知"};
  into.children.push_back(std::move(up));
}

}  // namespace

Because explain_source(const City& city, SourceRow row, const Text& label) {
  const Provenance& p = *city.provenance;
  if (!row.valid() || row.v >= p.of.size()) return {label, {"not recorded", "未记录"}, {}};
  const FileIdx f = p.of[row];
  Because b{label, verbatim(fmt::format("{}:{}", p.file[f], p.item[row])), {}};
  if (!p.title[f].empty()) b.add({"title", "名称"}, verbatim(p.title[f]));
  if (!p.licence[f].empty()) b.add({"licence", "许可"}, verbatim(p.licence[f]));
  if (!p.dated[f].empty()) b.add({"dated", "日期"}, verbatim(p.dated[f]));
  return b;
}

Text name_of_indicator(const ExplainContext& x, const IndicatorKey& key) {
  for (const Indicator& i : x.indicators)
    if (i.key == key) return i.name;
  return verbatim(key.word);
}

Text name_of(const ExplainContext& x, const Subject& s) {
  const City& city = x.view.now.city;
  if (std::holds_alternative<WholeCity>(s)) return city.about->name;
  if (const auto* z = std::get_if<ZoneId>(&s)) {
    const auto i = city.zones->find(*z);
    return i ? city.zones->name[*i] : verbatim(to_string(*z));
  }
  const auto i = city.grid->find(std::get<CellId>(s));
  return i ? say("cell {}", "网格 {}", city.grid->label(*i)) : verbatim(to_string(std::get<CellId>(s)));
}

Because explain_value(const ExplainContext& x, const Subject& subject, CriterionIdx criterion) {
  const City& city = x.view.now.city;
  const Criterion& c = x.lens.goals.criterion(criterion);
  const Indicator& i = x.lens.indicator(c.indicator);
  const CriterionResult& r = x.view.now.assessed.criterion(criterion);
  Because out{name_of(x, subject), i.name, {}};

  const Standing* standing = standing_at(r.standings, city, subject);
  const Field& field = x.view.now.measured.at(c.indicator);
  const auto row = standing != nullptr ? std::nullopt : row_of(field, city, subject);
  if (x.lens.goals.scheme == Scheme::grade) add_grade(x, subject, criterion, out);
  Because& score = out.add({"score", "得分"});
  if (!c.judged()) score.value = {"none: there is no curve to judge by", "无：没有评分曲线"};
  else if (standing != nullptr)
    score.value = standing->mark == Mark::known ? verbatim(show_number(100 * standing->score, 1))
                                                : mark_text(standing->mark);
  else if (row && *row < r.scores.size())
    score.value = has_value(r.scores.mark[*row])
                      ? verbatim(show_number(100.0 * static_cast<double>(r.scores.value[*row]), 1))
                      : mark_text(r.scores.mark[*row]);
  std::string curve;
  for (const auto& [v, s] : c.curve.points)
    curve += fmt::format("{}{} → {}", curve.empty() ? "" : ", ", show_number(v, 2), show_number(100 * s, 0));
  if (c.judged()) score.add({"curve", "评分曲线"}, verbatim(fmt::format("{} [{}]", curve, i.unit.symbol)));
  if (c.standard) {
    Because& st = score.add({"standard", "标准"}, value_text(*c.standard, i));
    st.add({"source", "出处"}, source_text(c.source));
  } else if (!c.source.title.empty()) {
    score.add({"source", "出处"}, source_text(c.source));  // that the framework asks for it at all
  }
  score.add({"weight", "权重"}, verbatim(show_number(c.weight, 2)));
  Because& declared = score.add({"declared by", "由谁制定"}, x.lens.goals.adopted_by);
  declared.add({"framework", "评价框架"},
               verbatim(fmt::format("{} v{} · {}:{}", x.lens.goals.key.word, x.lens.goals.version,
                                    x.lens.goals.file, c.line)));

  Because& value = out.add({"value", "数值"});
  if (standing != nullptr) {
    value.value = standing->mark == Mark::known ? value_text(standing->value, i) : mark_text(standing->mark);
    if (inhabited(city))
      value.add({"how", "方法"}, {"mean over residents, weighted by people", "按人口加权的居民平均值"});
    else
      value.add({"how", "方法"},
                {"mean over cells: no source says where people live", "各格网平均值：没有人口数据来源"});
    add_weight(city, *standing, value);
    value.add({"coverage", "覆盖率"}, verbatim(show_number(100 * standing->coverage, 1) + " %"));
    value.add({"meets the standard", "达标人口"}, verbatim(show_number(100 * standing->meets, 1) + " %"));
  } else if (row && *row < field.size()) {
    value.value = has_value(field.mark[*row]) ? value_text(static_cast<double>(field.value[*row]), i)
                                              : mark_text(field.mark[*row]);
    value.add({"mark", "标记"}, mark_text(field.mark[*row]));
  } else {
    value.value = {"no value here", "此处无数值"};
  }
  const Kernel& k = kernel(i.kernel);
  Because& formula = value.add({"formula", "公式"}, verbatim(std::string{k.formula}));
  formula.add({"kernel", "算法"}, Text{fmt::format("{}: {}", k.name, k.meaning.en),
                                       fmt::format("{}：{}", k.name, k.meaning.in(Lang::zh))});
  for (const auto& [name, p] : i.params.all()) formula.add(verbatim(name), verbatim(i.params.shown(name)));
  Because& declaration =
      value.add({"indicator", "指标"}, verbatim(fmt::format("{} v{} · {}", i.key.word, i.version, i.file)));
  if (!i.meaning.empty()) declaration.add({"meaning", "含义"}, i.meaning);
  declaration.add({"source", "出处"}, source_text(i.source));

  Because inputs{{"inputs", "输入"}, {}, {}};
  if (const auto* cell = std::get_if<CellId>(&subject))
    if (const auto at = city.grid->find(*cell)) {
      inputs.add({"residents", "居民"},
                 verbatim(show_number(static_cast<double>(city.people->residents[*at]), 0)));
      add_nearest(x, i, *at, inputs);
    }
  add_statistics(x, i, subject, inputs);
  if (k.needs != nullptr)
    for (const IndicatorKey& need : k.needs(i))
      if (const auto f = x.view.now.measured.find(need))
        if (const auto at = row_of(*f, city, subject); at && *at < f->size() && has_value(f->mark[*at]))
          inputs.add(name_of_indicator(x, need),
                     verbatim(show_number(static_cast<double>(f->value[*at]), 3)));
  add_files(x, i, inputs);
  value.children.push_back(std::move(inputs));
  add_snapshot(x, value);
  add_raisers(x, subject, c.indicator, out);
  return out;
}

Because explain_score(const ExplainContext& x, const Subject& subject) {
  const City& city = x.view.now.city;
  const Assessment& a = x.view.now.assessed;
  Because out{name_of(x, subject), {"score", "得分"}, {}};
  const auto* cell = std::get_if<CellId>(&subject);
  const auto at = cell != nullptr ? city.grid->find(*cell) : std::nullopt;
  if (const Standing* s = standing_at(a.overall, city, subject)) {
    out.value = s->mark == Mark::known ? say("score {}", "得分 {}", show_number(100 * s->score, 1))
                                       : mark_text(s->mark);
    add_weight(city, *s, out);
    out.add({"coverage", "覆盖率"}, verbatim(show_number(100 * s->coverage, 1) + " %"));
  } else if (at) {
    out.value = has_value(a.cell_score.mark_at(*at))
                    ? say("score {}", "得分 {}", show_number(100 * a.cell_score.at(*at), 1))
                    : mark_text(a.cell_score.mark_at(*at));
    out.add({"id", "编号"}, verbatim(to_string(*cell)));
    out.add({"residents", "居民"},
            verbatim(show_number(static_cast<double>(city.people->residents[*at]), 0)));
    for (std::size_t l = 0; l < city.zones->levels.size(); ++l)
      if (const ZoneIdx z = city.zones->of_cell[l][*at]; z.valid())
        out.add(city.zones->level_names[l], city.zones->name[z]);
  }
  Because& goals = out.add({"goals (weighted mean)", "目标（加权平均）"});
  std::uint32_t n = 0;
  for (std::size_t g = 0; g < x.lens.goals.goals.size(); ++g) {
    const Goal& goal = x.lens.goals.goals[g];
    Because& b = goals.add(goal.name, say("weight {}", "权重 {}", show_number(goal.weight, 2)));
    if (const Standing* s = standing_at(a.goals[g], city, subject); s != nullptr && s->mark == Mark::known)
      b.value = say("score {}, weight {}", "得分 {}，权重 {}", show_number(100 * s->score, 1),
                    show_number(goal.weight, 2));
    for (const Criterion& c : goal.criteria) {
      const CriterionIdx ci = idx<CriterionIdx>(n++);
      const Indicator& i = x.lens.indicator(c.indicator);
      Because& leaf = b.add(i.name, verbatim(i.key.word));
      if (const Standing* s = standing_at(a.criterion(ci).standings, city, subject)) {
        if (s->mark == Mark::known)
          leaf.value =
              say("score {} · {} {} · --indicator {}", "得分 {} · {} {} · --indicator {}",
                  show_number(100 * s->score, 1), show_number(s->value, 2), i.unit.symbol, i.key.word);
      } else if (const Field& f = x.view.now.measured.at(c.indicator);
                 const auto row = row_of(f, city, subject)) {
        leaf.value = has_value(f.mark[*row])
                         ? say("{} {} · --indicator {}", "{} {} · --indicator {}",
                               show_number(static_cast<double>(f.value[*row]), 2), i.unit.symbol, i.key.word)
                         : mark_text(f.mark[*row]);
      }
    }
  }
  add_snapshot(x, out);
  add_raisers(x, subject, std::nullopt, out);
  return out;
}

}  // namespace cityloop
