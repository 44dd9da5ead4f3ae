#include "cityloop/io/export/layers.h"

#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "cityloop/city/hours.h"

namespace cityloop {
namespace {

using Type = ExportColumn::Type;
using Kind = ExportLayer::Kind;

/// A name for a column or table that every database and GIS takes: "access.school.walk" → "access_school_walk".
std::string plain(std::string_view word) {
  std::string out;
  for (const char c : word) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    const bool capital = c >= 'A' && c <= 'Z';
    out += letter ? c : capital ? static_cast<char>(c - 'A' + 'a') : '_';
  }
  return out.empty() || (out[0] >= '0' && out[0] <= '9') ? "_" + out : out;
}

ExportValue text(std::string s) { return s.empty() ? ExportValue{} : ExportValue{std::move(s)}; }
ExportValue real(double x) { return std::isfinite(x) ? ExportValue{x} : ExportValue{}; }
ExportValue whole(std::int64_t x) { return x; }
ExportValue word(Mark m) { return std::string{to_word(m)}; }

/// Puts columns into a layer, keeping their names apart.
class Columns {
 public:
  explicit Columns(ExportLayer& layer) : layer_{layer} {}
  void add(Type type, const std::string& name, Text title, std::function<ExportValue(std::size_t)> value,
           std::string unit = {}, Text meaning = {}) {
    std::string unique = plain(name);
    for (int n = 2; !names_.insert(unique).second; ++n) unique = plain(name) + "_" + std::to_string(n);
    layer_.columns.push_back(
        {type, unique, std::move(title), std::move(unit), std::move(meaning), std::move(value)});
  }

 private:
  ExportLayer& layer_;
  std::set<std::string> names_{"fid", "geom", "lng", "lat"};
};

Text with(const Text& a, const char* en, const char* zh) {
  return {a.in(Lang::en) + en, a.in(Lang::zh) + zh};
}

const Indicator* find(std::span<const Indicator> all, const IndicatorKey& key) {
  for (const Indicator& i : all)
    if (i.key == key) return &i;
  return nullptr;
}
Text name_of(const ExportRequest& q, const IndicatorKey& key) {
  const Indicator* i = find(q.indicators, key);
  return i == nullptr || i->name.empty() ? verbatim(key.word) : i->name;
}
std::string unit_of(const ExportRequest& q, const IndicatorKey& key) {
  const Indicator* i = find(q.indicators, key);
  return i == nullptr ? "" : i->unit.symbol;
}
Text meaning_of(const ExportRequest& q, const IndicatorKey& key) {
  const Indicator* i = find(q.indicators, key);
  if (i == nullptr) return {};
  Text meaning = i->meaning;
  if (!i->source.title.empty()) {
    meaning.en +=
        " Source: " + i->source.title + " " + i->source.clause + (i->source.verified ? "" : " (unverified)");
    meaning.zh +=
        " 来源：" + i->source.title + " " + i->source.clause + (i->source.verified ? "" : "（未核实）");
  }
  return meaning;
}

/// Value and mark of a field, as two columns. `row` maps a row of the layer to a row of the field.
void field_columns(Columns& to, const std::string& name, const Text& title, const std::string& unit,
                   const Text& meaning, const Field& field,
                   const std::function<std::size_t(std::size_t)>& row) {
  to.add(
      Type::real, name, title,
      [&field, row](std::size_t r) {
        const std::size_t i = row(r);
        return has_value(field.mark[i]) ? real(static_cast<double>(field.value[i])) : ExportValue{};
      },
      unit, meaning);
  to.add(Type::text, name + "_mark", with(title, ": mark", "：标记"),
         [&field, row](std::size_t r) { return word(field.mark[row(r)]); }, {},
         {"why the value is or is not there; see the layer marks", "数值为何存在或缺失；见 marks 图层"});
}

void standing_columns(Columns& to, const std::string& name, const Text& title, const std::string& unit,
                      bool with_value, std::function<const Standing&(std::size_t)> at) {
  const auto known = [](const Standing& s) { return has_value(s.mark); };
  to.add(Type::real, name + "_score", with(title, ": score", "：得分"),
         [=](std::size_t r) { return known(at(r)) ? real(at(r).score) : ExportValue{}; }, "1",
         {"0 worst … 1 best, weighted by people", "0 最差 … 1 最好，按人口加权"});
  if (with_value) {
    to.add(Type::real, name + "_value", with(title, ": mean value", "：均值"),
           [=](std::size_t r) { return known(at(r)) ? real(at(r).value) : ExportValue{}; }, unit,
           {"mean over people", "按人口平均"});
    to.add(
        Type::real, name + "_meets", with(title, ": share that meets the standard", "：达标人口比例"),
        [=](std::size_t r) { return known(at(r)) ? real(at(r).meets) : ExportValue{}; }, "1");
  }
  to.add(Type::real, name + "_coverage", with(title, ": coverage", "：覆盖率"),
         [=](std::size_t r) { return real(at(r).coverage); }, "1",
         {"share of the people for whom it is known; what is unknown lowers this and not the score",
          "有数据人口所占比例；缺失数据降低覆盖率而不影响得分"});
}

std::size_t same_row(std::size_t r) { return r; }

ExportLayer cells_layer(const ExportRequest& q) {
  const City& city = q.city;
  const Grid& grid = *city.grid;
  ExportLayer layer{Kind::polygon,
                    "cells",
                    {"Cells", "格网"},
                    {"every cell of the city with people, measured values, marks and scores",
                     "城市的每个格网：人口、体检数值、标记与得分"},
                    grid.size(),
                    {},
                    {}};
  layer.shape = [&grid](std::size_t r) { return Geometry{grid.footprint(idx<CellIdx>(r))}; };
  Columns to{layer};
  to.add(Type::text, "id", {"cell id", "格网编号"},
         [&grid](std::size_t r) { return text(to_string(grid.id(idx<CellIdx>(r)))); });
  to.add(Type::text, "label", {"label", "名称"},
         [&grid](std::size_t r) { return text(grid.label(idx<CellIdx>(r))); });
  to.add(
      Type::real, "area", {"area", "面积"},
      [&grid](std::size_t r) { return real(grid.area_m2(idx<CellIdx>(r))); }, "m2");
  if (city.people->residents.size() == grid.size()) {
    const People& people = *city.people;
    to.add(
        Type::real, "residents", {"residents", "常住人口"},
        [&people](std::size_t r) { return real(static_cast<double>(people.residents[idx<CellIdx>(r)])); },
        "person");
    for (std::size_t g = 0; g < people.groups.size(); ++g)
      to.add(
          Type::real, "residents_" + people.groups[g].word, people.group_names[g],
          [&people, g](std::size_t r) {
            return real(static_cast<double>(people.by_group[g][idx<CellIdx>(r)]));
          },
          "person");
  }
  if (q.measured != nullptr)
    for (const auto& [key, field] : q.measured->fields)
      if (field->support.of == Support::Of::cell && field->size() == grid.size())
        field_columns(to, key.word, name_of(q, key), unit_of(q, key), meaning_of(q, key), *field, same_row);
  if (q.assessed == nullptr || q.framework == nullptr) return layer;
  const Text scale{"0 worst … 1 best", "0 最差 … 1 最好"};
  for (std::size_t c = 0; c < q.assessed->criteria.size(); ++c) {
    const Field& scores = q.assessed->criteria[c]->scores;
    const IndicatorKey& key = q.framework->criterion(idx<CriterionIdx>(c)).indicator;
    if (scores.support.of == Support::Of::cell && scores.size() == grid.size())
      field_columns(to, key.word + "_score", with(name_of(q, key), ": score", "：得分"), "1", scale, scores,
                    same_row);
  }
  if (q.assessed->cell_score.size() == grid.size())
    field_columns(to, "overall_score", {"overall score", "综合得分"}, "1", scale, q.assessed->cell_score,
                  same_row);
  return layer;
}

ExportLayer zones_layer(const ExportRequest& q, std::uint16_t level) {
  const Zones& zones = *q.city.zones;
  const ZoneLevelKey& key = zones.levels[level];
  ExportLayer layer{Kind::polygon,
                    "zones_" + plain(key.word),
                    with(zones.level_names[level], " (zones)", "（分区）"),
                    {"zones of this level with people-weighted standings", "本级分区及按人口加权的评估结果"},
                    0,
                    {},
                    {}};
  std::vector<std::size_t> of;  // row → zone
  for (const ZoneIdx z : each(zones.id))
    if (zones.level[z] == level) of.push_back(z.v);
  layer.rows = of.size();
  const auto zone = [of](std::size_t r) { return idx<ZoneIdx>(of[r]); };
  const Grid& grid = *q.city.grid;
  layer.shape = [&zones, &grid, zone, level](std::size_t r) -> Geometry {
    if (!zones.shape[zone(r)].empty()) return zones.shape[zone(r)];
    std::vector<CellId> cells;  // zones given by cells
    for (const CellIdx c : each(zones.of_cell[level]))
      if (zones.of_cell[level][c] == zone(r)) cells.push_back(grid.id(c));
    return outline(grid, cells);
  };
  Columns to{layer};
  to.add(Type::text, "id", {"zone id", "分区编号"},
         [&zones, zone](std::size_t r) { return text(to_string(zones.id[zone(r)])); });
  to.add(Type::text, "code", {"code", "代码"},
         [&zones, zone](std::size_t r) { return text(zones.code[zone(r)]); });
  to.add(Type::text, "name", {"name", "名称"},
         [&zones, zone, lang = q.lang](std::size_t r) { return text(zones.name[zone(r)].in(lang)); });
  to.add(Type::text, "type", {"type of area", "片区类型"},
         [&zones, zone](std::size_t r) { return text(zones.type[zone(r)]); });
  if (q.measured != nullptr)
    for (const auto& [indicator, field] : q.measured->fields)
      if (field->support == Support{Support::Of::zone, key} && field->size() == zones.id.size())
        field_columns(to, indicator.word, name_of(q, indicator), unit_of(q, indicator),
                      meaning_of(q, indicator), *field, [of](std::size_t r) { return of[r]; });
  if (q.assessed == nullptr || q.framework == nullptr) return layer;
  const Assessment& a = *q.assessed;
  const auto standings = [&](const std::string& name, const Text& title, const std::string& unit, bool value,
                             const Standings& s) {
    if (s.zones.size() == zones.id.size())
      standing_columns(to, name, title, unit, value,
                       [&s, zone](std::size_t r) -> const Standing& { return s.zones[zone(r)]; });
  };
  to.add(
      Type::real, "people", {"people", "人口"},
      [&a, zone](std::size_t r) {
        return a.overall.zones.empty() ? ExportValue{} : real(a.overall.zones[zone(r)].people);
      },
      "person");
  standings("overall", {"overall", "综合"}, "", false, a.overall);
  for (std::size_t g = 0; g < a.goals.size() && g < q.framework->goals.size(); ++g)
    standings("goal_" + q.framework->goals[g].key.word, q.framework->goals[g].name, "", false, a.goals[g]);
  for (std::size_t c = 0; c < a.criteria.size(); ++c) {
    const IndicatorKey& indicator = q.framework->criterion(idx<CriterionIdx>(c)).indicator;
    standings(indicator.word, name_of(q, indicator), unit_of(q, indicator), true, a.criteria[c]->standings);
  }
  return layer;
}

ExportLayer places_layer(const ExportRequest& q) {
  const Places& places = *q.city.places;
  const Provenance& from = *q.city.provenance;
  ExportLayer layer{Kind::point,
                    "places",
                    {"Places", "设施"},
                    {"schools, clinics, parks, shops and other places, with where each came from",
                     "学校、诊所、公园、商店等设施及其数据来源"},
                    places.id.size(),
                    {},
                    {}};
  const auto at = [](std::size_t r) { return idx<PlaceIdx>(r); };
  layer.shape = [&places, at](std::size_t r) { return Geometry{places.at[at(r)]}; };
  Columns to{layer};
  to.add(Type::text, "id", {"place id", "设施编号"},
         [&, at](std::size_t r) { return text(to_string(places.id[at(r)])); });
  to.add(Type::text, "kind", {"kind", "类别"},
         [&, at](std::size_t r) { return text(places.kinds[places.kind[at(r)]].word); });
  to.add(Type::text, "kind_name", {"kind in words", "类别名称"}, [&, at, lang = q.lang](std::size_t r) {
    return text(places.kind_names[places.kind[at(r)]].in(lang));
  });
  to.add(Type::text, "name", {"name", "名称"}, [&, at](std::size_t r) { return text(places.name[at(r)]); });
  to.add(Type::real, "capacity", {"capacity", "容量"},
         [&, at](std::size_t r) { return real(static_cast<double>(places.capacity[at(r)])); }, {},
         {"seats, beds, posts, m²: as the kind says; 0 is closed",
          "座位、床位、岗位或面积，视类别而定；0 表示关闭"});
  to.add(Type::text, "capacity_mark", {"capacity: mark", "容量：标记"},
         [&, at](std::size_t r) { return word(places.capacity_mark[at(r)]); });
  to.add(Type::text, "hours", {"opening hours", "开放时间"},
         [&, at](std::size_t r) { return text(hours_text(places.hours[at(r)])); }, {},
         {"empty: not known", "空：未知"});
  const auto source = [&, at](std::size_t r) -> std::optional<SourceRow> {
    if (places.source.size() != places.id.size()) return std::nullopt;
    const SourceRow row = places.source[at(r)];
    return row.v < from.of.size() && from.of[row].v < from.file.size() ? std::optional{row} : std::nullopt;
  };
  to.add(Type::text, "source_file", {"source file", "来源文件"}, [&from, source](std::size_t r) {
    return source(r) ? text(from.file[from.of[*source(r)]]) : ExportValue{};
  });
  to.add(Type::integer, "source_item", {"line or object in the source", "来源中的行号或对象号"},
         [&from, source](std::size_t r) { return source(r) ? whole(from.item[*source(r)]) : ExportValue{}; });
  return layer;
}

ExportLayer streets_layer(const ExportRequest& q) {
  static constexpr std::string_view classes[] = {
      "motorway",   "trunk",   "primary", "secondary", "tertiary", "residential", "living", "service",
      "pedestrian", "footway", "path",    "cycleway",  "steps",    "track",       "ferry",  "other"};
  const Streets& streets = *q.city.streets;
  ExportLayer layer{Kind::line,
                    "streets",
                    {"Streets", "街道"},
                    {"stretches between junctions and who may use them", "路口之间的路段及其通行权"},
                    streets.edges(),
                    {},
                    {}};
  const auto at = [](std::size_t r) { return idx<EdgeIdx>(r); };
  layer.shape = [&streets, at](std::size_t r) {
    const EdgeIdx e = at(r);
    LineString line{{streets.at[streets.from[e]]}};
    for (const Point p : streets.bends[e]) line.points.push_back(p);
    line.points.push_back(streets.at[streets.to[e]]);
    return Geometry{std::move(line)};
  };
  const auto modes = [](Permit permit_of_edge) {
    std::string out;
    for (std::size_t m = 0; m < kModeWords.size(); ++m)
      if ((permit_of_edge & permit(static_cast<Mode>(m))) != 0)
        out += (out.empty() ? "" : " ") + std::string{kModeWords[m]};
    return text(out);
  };
  Columns to{layer};
  to.add(Type::text, "class", {"class", "等级"}, [&, at](std::size_t r) {
    return text(std::string{classes[static_cast<std::size_t>(streets.street_class[at(r)])]});
  });
  to.add(
      Type::real, "length", {"length", "长度"},
      [&, at](std::size_t r) { return real(static_cast<double>(streets.length_mm[at(r)]) / 1000); }, "m");
  to.add(Type::text, "forward", {"may be used forward by", "正向允许"},
         [&streets, at, modes](std::size_t r) { return modes(streets.forward[at(r)]); });
  to.add(Type::text, "backward", {"may be used backward by", "反向允许"},
         [&streets, at, modes](std::size_t r) { return modes(streets.backward[at(r)]); });
  to.add(Type::integer, "osm_way", {"OpenStreetMap way", "OpenStreetMap 路径号"}, [&, at](std::size_t r) {
    return streets.way_ref[at(r)] > 0 ? whole(streets.way_ref[at(r)]) : ExportValue{};
  });
  return layer;
}

ExportLayer findings_layer(const ExportRequest& q) {
  ExportLayer layer{Kind::polygon,
                    "findings",
                    {"Findings", "发现的问题"},
                    {"matters that somebody should look at, worst first (people × gap)",
                     "需要关注的问题，按受影响人口 × 差距排序"},
                    q.findings.size(),
                    {},
                    {}};
  const Grid& grid = *q.city.grid;
  const Zones& zones = *q.city.zones;
  layer.shape = [&grid, &zones, all = q.findings](std::size_t r) -> Geometry {
    if (!all[r].cells.empty()) return outline(grid, all[r].cells);
    Shape shape;  // a matter of zones: their own outlines; of the whole city: none
    for (const ZoneId id : all[r].zones)
      if (const auto z = zones.find(id))
        shape.rings.insert(shape.rings.end(), zones.shape[*z].rings.begin(), zones.shape[*z].rings.end());
    return shape;
  };
  Columns to{layer};
  const auto all = q.findings;
  to.add(Type::text, "id", {"finding id", "问题编号"},
         [all](std::size_t r) { return text(to_string(all[r].id)); });
  to.add(Type::text, "kind", {"kind", "类别"},
         [all](std::size_t r) { return text(std::string{to_word(all[r].kind)}); });
  to.add(Type::text, "about", {"indicator", "指标"},
         [all](std::size_t r) { return text(all[r].about.word); });
  to.add(Type::text, "about_name", {"indicator in words", "指标名称"},
         [all, &q](std::size_t r) { return text(name_of(q, all[r].about).in(q.lang)); });
  to.add(Type::text, "people_group", {"group worse served", "处于劣势的人群"},
         [all](std::size_t r) { return text(all[r].group.word); });
  to.add(
      Type::real, "affected", {"people affected", "受影响人口"},
      [all](std::size_t r) { return real(all[r].affected.base()); }, "person");
  to.add(
      Type::real, "severity", {"severity", "严重程度"},
      [all](std::size_t r) { return real(all[r].severity); }, "1");
  to.add(
      Type::real, "confidence", {"confidence", "可信度"},
      [all](std::size_t r) { return real(all[r].confidence); }, "1");
  to.add(Type::real, "value", {"value found", "实测值"}, [all](std::size_t r) {
    return all[r].evidence.empty() ? ExportValue{} : real(all[r].evidence[0].value);
  });
  to.add(Type::real, "expected", {"value expected", "期望值"}, [all](std::size_t r) {
    return all[r].evidence.empty() ? ExportValue{} : real(all[r].evidence[0].expected);
  });
  to.add(Type::text, "first_seen", {"first seen", "首次发现"},
         [all](std::size_t r) { return text(to_string(all[r].first_seen)); });
  return layer;
}

ExportLayer projects_layer(const ExportRequest& q) {
  const Plan& plan = *q.plan;
  const std::size_t chosen = plan.chosen.size();
  ExportLayer layer{Kind::point,
                    "projects",
                    {"Projects of the plan", "计划项目"},
                    {"projects chosen by the plan, and those passed over with the reason",
                     "计划选中的项目，以及未选项目与原因"},
                    chosen + plan.passed_over.size(),
                    {},
                    {}};
  const auto project = [&plan, chosen](std::size_t r) -> const Project& {
    return r < chosen ? plan.chosen[r].project : plan.passed_over[r - chosen].project;
  };
  layer.shape = [project](std::size_t r) { return Geometry{project(r).at}; };
  Columns to{layer};
  const Lang lang = q.lang;
  to.add(Type::text, "id", {"project id", "项目编号"},
         [=](std::size_t r) { return text(to_string(project(r).id)); });
  to.add(Type::text, "name", {"name", "名称"}, [=](std::size_t r) { return text(project(r).name.in(lang)); });
  to.add(Type::text, "type", {"type", "类型"}, [=](std::size_t r) { return text(project(r).type.word); });
  to.add(Type::text, "status", {"status", "状态"},
         [=](std::size_t r) { return text(r < chosen ? "chosen" : "passed_over"); });
  to.add(Type::text, "reason", {"why passed over", "未选原因"}, [=, &plan](std::size_t r) {
    return r < chosen ? ExportValue{} : text(plan.passed_over[r - chosen].reason.in(lang));
  });
  to.add(Type::text, "fund", {"fund", "资金"}, [=](std::size_t r) { return text(project(r).fund.word); });
  to.add(Type::text, "owner", {"department", "责任部门"},
         [=](std::size_t r) { return text(project(r).owner.word); });
  to.add(
      Type::text, "cost", {"cost", "费用"},  // text: exact, not a rounded number
      [=, &plan](std::size_t r) {
        return text(to_string(r < chosen ? plan.chosen[r].cost : project(r).capex));
      },
      "yuan");
  to.add(
      Type::integer, "start", {"start", "开工年份"},
      [=, &plan](std::size_t r) { return r < chosen ? whole(number(plan.chosen[r].start)) : ExportValue{}; },
      "year");
  to.add(
      Type::integer, "done", {"done", "完工年份"},
      [=, &plan](std::size_t r) { return r < chosen ? whole(number(plan.chosen[r].done)) : ExportValue{}; },
      "year");
  to.add(Type::real, "gain", {"expected gain", "预期收益"},
         [=, &plan](std::size_t r) {
           return real(r < chosen ? plan.chosen[r].gain : plan.passed_over[r - chosen].gain);
         },
         "person", {"people × score", "人口 × 得分"});
  return layer;
}

ExportLayer marks_layer() {
  ExportLayer layer{Kind::table,
                    "marks",
                    {"Marks", "标记"},
                    {"why a value is or is not there", "数值为何存在或缺失"},
                    static_cast<std::size_t>(Mark::suppressed) + 1,
                    {},
                    {}};
  Columns to{layer};
  to.add(Type::text, "mark", {"mark", "标记"}, [](std::size_t r) { return word(static_cast<Mark>(r)); });
  to.add(Type::text, "meaning_en", {"meaning", "英文含义"},
         [](std::size_t r) { return text(meaning_of(static_cast<Mark>(r)).en); });
  to.add(Type::text, "meaning_zh", {"meaning in Chinese", "中文含义"},
         [](std::size_t r) { return text(meaning_of(static_cast<Mark>(r)).zh); });
  return layer;
}

}  // namespace

Text meaning_of(Mark mark) {
  switch (mark) {
    case Mark::known: return {"measured", "实测"};
    case Mark::estimated: return {"filled by a declared method", "按声明的方法估算"};
    case Mark::beyond:
      return {"worse than the limit of the method; the value is the limit", "超出方法的上限；数值为该上限"};
    case Mark::no_data: return {"should exist, does not", "应有而缺失"};
    case Mark::not_applicable: return {"nobody lives here, or nothing to measure", "无人居住或不适用"};
    case Mark::suppressed: return {"too few people to publish", "人数过少，不予公布"};
  }
  return {};
}

Shape outline(const Grid& grid, std::span<const CellId> cells) {
  Shape all;
  if (!grid.spec().lattice || grid.spec().shape != CellShape::square) {
    for (const CellId id : cells)
      if (const auto c = grid.find(id))
        for (auto& ring : grid.footprint(*c).rings) all.rings.push_back(std::move(ring));
    return cells.size() < 2 ? all : made_valid(all).value_or(all);
  }
  // Each side of a square runs counter-clockwise; a side shared by two cells is there once in each direction and vanishes.
  using Corner = std::pair<std::int64_t, std::int64_t>;
  const double side = grid.spec().cell_m;
  std::set<std::pair<Corner, Corner>> sides;
  for (const CellId id : cells) {
    const auto c = grid.find(id);
    if (!c) continue;
    const Point p = grid.centre(*c);
    const std::int64_t x = std::llround(p.x / side - 0.5), y = std::llround(p.y / side - 0.5);
    const Corner corners[] = {{x, y}, {x + 1, y}, {x + 1, y + 1}, {x, y + 1}};
    for (int i = 0; i < 4; ++i) {
      const Corner a = corners[i], b = corners[(i + 1) % 4];
      if (sides.erase({b, a}) == 0) sides.insert({a, b});
    }
  }
  while (!sides.empty()) {
    auto [from, to] = *sides.begin();
    sides.erase(sides.begin());
    const Corner start = from;
    std::vector<Point> ring;
    const auto turn = [&](const Corner& next) {  // > 0: to the left
      return (to.first - from.first) * (next.second - to.second) -
             (to.second - from.second) * (next.first - to.first);
    };
    while (true) {
      // Where two cells touch at a corner only, the left turn keeps each in a ring of its own.
      auto best = sides.end();
      for (auto s = sides.lower_bound({to, {INT64_MIN, INT64_MIN}}); s != sides.end() && s->first == to; ++s)
        if (best == sides.end() || turn(s->second) > turn(best->second)) best = s;
      const bool closed = to == start;
      const Corner next = closed || best == sides.end() ? start : best->second;
      if (closed) {
        ring.push_back({static_cast<double>(to.first) * side, static_cast<double>(to.second) * side});
        break;
      }
      if (turn(next) != 0)
        ring.push_back({static_cast<double>(to.first) * side, static_cast<double>(to.second) * side});
      if (best == sides.end()) break;
      from = to;
      to = next;
      sides.erase(best);
    }
    all.rings.push_back(std::move(ring));
  }
  return all;
}

std::vector<ExportLayer> export_layers(const ExportRequest& q) {
  std::vector<ExportLayer> layers;
  layers.push_back(cells_layer(q));
  for (std::size_t level = 0; level < q.city.zones->levels.size(); ++level)
    layers.push_back(zones_layer(q, static_cast<std::uint16_t>(level)));
  layers.push_back(places_layer(q));
  layers.push_back(streets_layer(q));
  if (!q.findings.empty()) layers.push_back(findings_layer(q));
  if (q.plan != nullptr) layers.push_back(projects_layer(q));
  layers.push_back(marks_layer());
  return layers;
}

}  // namespace cityloop
