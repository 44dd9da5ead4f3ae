#include "cityloop/loop/tradeoffs.h"

#include <algorithm>
#include <cmath>

#include "cityloop/base/unit_words.h"

namespace cityloop {
namespace {

using portfolio::Objective;

constexpr double kWan = 1e4;

Error not_carried(const std::string& key, Text why, Text hint) {
  return {Fault::bad_input,
          say("the programme has nothing to say about ‘{0}’: {1}", "规划没有“{0}”的数据：{2}", key, why.en,
              why.zh),
          {.item = "--front"},
          std::move(hint)};
}

SecondAim sum_of(std::string key, Text name, Text unit, int decimals, double step,
                 std::vector<double> gains) {
  SecondAim a{std::move(key), std::move(name), std::move(unit), decimals, -1, {}};
  for (double& g : gains) g = -g;
  a.objective = {.kind = Objective::Kind::sum, .gains = {std::move(gains)}, .step = step};
  return a;
}

std::vector<double> carbon_by_proposal(const Workspace& w, const Programmed& p, const ProgrammeRules& rules) {
  const AppraisalRules* appraisal = nullptr;
  for (const AppraisalRules& r : w.catalogue.appraisal)
    if (r.key == "social") appraisal = &r;
  std::vector<double> out;
  bool any = false;
  for (const Project& x : p.projects) {
    const auto own = rules.carbon_of.find(x.type);
    out.push_back(own != rules.carbon_of.end() ? own->second
                  : appraisal == nullptr       ? 0
                                               : appraisal->of(x.type).embodied_t);
    any = any || out.back() != 0;
  }
  if (!any)
    throw not_carried(
        "carbon", say("no project is known to cause any in building", "没有任何项目写明建设期碳排放"),
        say("give it under carbon: by_type: in plan.yaml", "请在 plan.yaml 的 carbon: by_type: 中填写"));
  return out;
}

SecondAim worst_district(const City& city, const Assessment& now, const Programmed& p,
                         const std::string& level) {
  const Zones& zones = *city.zones;
  std::optional<std::uint16_t> at;
  if (!level.empty()) {
    at = zones.find_level(ZoneLevelKey{level});
    if (!at) {
      std::vector<std::string> known;
      for (const ZoneLevelKey& k : zones.levels) known.push_back(k.word);
      throw not_carried("district", say("there is no level ‘{}’ of units", "没有“{}”级单元", level),
                        say("levels are: {}", "级别有：{}", fmt::join(known, ", ")));
    }
  } else {
    // The coarsest level that tells parts of the city apart.
    for (std::size_t l = 0; l < zones.levels.size(); ++l)
      if (std::count(zones.level.raw().begin(), zones.level.raw().end(), static_cast<std::uint16_t>(l)) > 1)
        at = static_cast<std::uint16_t>(l);
  }
  SecondAim a{"district", {}, {"points", "分"}, 2, 1, {}};
  a.objective.kind = Objective::Kind::least;
  a.objective.step = 0.01;
  for (const ZoneIdx z : each(zones.id)) {
    if (!at || zones.level[z] != *at || now.overall.zones.size() <= z.v) continue;
    const Standing& s = now.overall.zones[z];
    if (!(s.people > 0) || s.mark != Mark::known) continue;
    std::vector<double> gains;
    for (const Felt& f : p.felt) gains.push_back(f.zones.empty() ? 0 : f.zones[z.v]);
    a.objective.gains.push_back(std::move(gains));
    a.objective.base.push_back(100 * s.score);
  }
  if (a.objective.gains.size() < 2)
    throw not_carried("district", say("fewer than two zones are judged", "可评价的分区不足两个"),
                      say("import zones (`as: zones`), or name a level with --level",
                          "请导入分区（`as: zones`），或用 --level 指定级别"));
  const Text name =
      zones.level_names[*at].empty() ? verbatim(zones.levels[*at].word) : zones.level_names[*at];
  a.name = say("score of the worst-off {}", "得分最低的{1}", name.en, name.zh);
  return a;
}

SecondAim worst_group(const Assessment& now, const Programmed& p) {
  SecondAim a{"group", {"score of the worst-off group", "得分最低的群体"}, {"points", "分"}, 2, 1, {}};
  a.objective.kind = Objective::Kind::least;
  a.objective.step = 0.01;
  for (std::size_t g = 0; g < now.overall.groups.size(); ++g) {
    const Standing& s = now.overall.groups[g];
    if (!(s.people > 0) || s.mark != Mark::known) continue;
    std::vector<double> gains;
    for (const Felt& f : p.felt) gains.push_back(f.groups.empty() ? 0 : f.groups[g]);
    a.objective.gains.push_back(std::move(gains));
    a.objective.base.push_back(100 * s.score);
  }
  if (a.objective.gains.empty())
    throw not_carried("group",
                      say("the framework watches no group that lives here", "评价框架未关注本市任何群体"),
                      say("name groups in the framework", "请在评价框架中写明 groups"));
  return a;
}

Difference between(const portfolio::Starts& before, const portfolio::Starts& after) {
  Difference d;
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (before[i] == after[i]) continue;
    if (before[i] == portfolio::kNotChosen) d.in.push_back(i);
    else if (after[i] == portfolio::kNotChosen) d.out.push_back(i);
    else d.moved.push_back(i);
  }
  return d;
}

}  // namespace

TradeOffs trade_offs(const Workspace& w, const Programmed& p, const ProgrammeRules& rules,
                     const std::vector<std::string>& keys, const std::string& level, std::size_t levels) {
  TradeOffs out;
  const City city = w.store->city(p.plan.base);
  std::optional<Assessment> now;
  const auto assessed = [&]() -> const Assessment& {
    if (!now) now = w.store->assessment(p.plan.base, p.plan.framework);
    if (!now) throw Error{Fault::not_found, say("the snapshot was not assessed", "该快照尚未评价"), {}, {}};
    return *now;
  };
  for (const std::string& key : keys) {
    if (std::any_of(out.aims.begin(), out.aims.end(), [&](const SecondAim& a) { return a.key == key; }))
      continue;
    if (key == "cost") {
      std::vector<double> cost;
      for (const portfolio::Proposal& x : p.problem.proposals)
        cost.push_back(to_yuan(portfolio::capital(x)) / kWan);
      out.aims.push_back(
          sum_of(key, {"money for building", "建设资金"}, {"10,000 yuan", "万元"}, 0, 1, std::move(cost)));
    } else if (key == "running") {
      std::vector<double> cost;
      for (const Project& x : p.projects) cost.push_back(to_yuan(x.opex_per_year) / kWan);
      out.aims.push_back(
          sum_of(key, {"running costs a year", "年运行费"}, {"10,000 yuan", "万元"}, 0, 1, std::move(cost)));
    } else if (key == "carbon") {
      out.aims.push_back(sum_of(key, {"carbon of building", "建设期碳排放"}, {"t", "吨"}, 0, 1,
                                carbon_by_proposal(w, p, rules)));
    } else if (key == "district") {
      out.aims.push_back(worst_district(city, assessed(), p, level));
    } else if (key == "group") {
      out.aims.push_back(worst_group(assessed(), p));
    } else {
      const std::vector<std::string> known{"cost", "running", "carbon", "district", "group"};
      const std::string near = nearest_word(key, known);
      throw Error{Fault::bad_input,
                  say("value cannot be set against ‘{}’", "不能与“{}”权衡", key),
                  {.item = "--front"},
                  near.empty() ? say("it can be: {}", "可选：{}", kAims)
                               : say("did you mean ‘{}’?", "是否想写“{}”？", near)};
    }
  }
  std::vector<Objective> besides;
  for (const SecondAim& a : out.aims) besides.push_back(a.objective);
  portfolio::TradeLimits limits;
  limits.grid = levels > 0;
  limits.levels = levels > 0 ? levels : besides.size() == 1 ? 10 : 4;
  if (besides.size() > 1) limits.most_exact = 60;  // a front of three has many points
  out.front = portfolio::trade_front(p.problem, p.result, besides, 1, limits);
  const portfolio::Starts* before = &p.result.start;
  for (const portfolio::TradePoint& point : out.front.points) {
    out.from_before.push_back(between(*before, point.start));
    before = &point.start;
  }
  return out;
}

Text words_of(const Difference& d, const Programmed& p, std::size_t most) {
  Text out;
  const auto add = [&](const std::vector<std::size_t>& which, const char* en, const char* zh) {
    if (which.empty()) return;
    Text names;
    for (std::size_t k = 0; k < std::min(most, which.size()); ++k) {
      const Text& n = p.projects[which[k]].name;
      names.en += (k == 0 ? "" : ", ") + n.in(Lang::en);
      names.zh += (k == 0 ? "" : "、") + n.in(Lang::zh);
    }
    if (which.size() > most) {
      names.en += fmt::format(" and {} more", which.size() - most);
      names.zh += fmt::format(" 等 {} 项", which.size());
    }
    out.en += (out.en.empty() ? "" : "; ") + std::string{en} + ": " + names.en;
    out.zh += (out.zh.empty() ? "" : "；") + std::string{zh} + "：" + names.zh;
  };
  add(d.in, "in", "增");
  add(d.out, "out", "减");
  add(d.moved, "other year", "改期");
  if (out.empty()) return {"the same", "相同"};
  return out;
}

WorkbookSheet front_sheet(const TradeOffs& t, const Programmed& p, Lang lang) {
  WorkbookSheet s;
  s.name = {"trade-offs", "权衡"};
  s.title = {"What is given up for what", "多目标权衡"};
  s.lead = t.front.exact ? Text{"Every plan is matched or beaten by one of these: the front is exact.",
                                "任何方案都不优于下列各点：前沿是精确的。"}
                         : say("Levels of the front; each point lies within {0} of what its level allows.",
                               "前沿上的若干点；各点与同等条件下的最优值相差不超过 {0}。",
                               fmt::format("{:.1f} %", 100 * t.front.worst_gap()));
  s.columns = {{WorkbookColumn::As::number, {"people × score", "人×分"}, 14, 1, {}, {}},
               {WorkbookColumn::As::number, {"at most", "上界"}, 14, 1, {}, {}}};
  for (const SecondAim& a : t.aims)
    s.columns.push_back({WorkbookColumn::As::number,
                         say("{0} ({1})", "{2}（{3}）", a.name.en, a.unit.en, a.name.zh, a.unit.zh),
                         18,
                         a.decimals,
                         {},
                         {}});
  s.columns.push_back({WorkbookColumn::As::text, {"projects", "项目"}, 70, 0, {}, {}});
  for (std::size_t i = 0; i < t.front.points.size(); ++i) {
    const portfolio::TradePoint& point = t.front.points[i];
    std::vector<WorkbookCell> row{point.values[0], point.bound};
    for (std::size_t k = 0; k < t.aims.size(); ++k) row.emplace_back(t.aims[k].sign * point.values[k + 1]);
    row.emplace_back(words_of(t.from_before[i], p, 100).in(lang));
    s.rows.push_back(std::move(row));
  }
  return s;
}

}  // namespace cityloop
