#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "cityloop/base/unit_words.h"
#include "cityloop/decide/decide.h"
#include "cityloop/io/http/endpoints/views.h"

namespace cityloop::http {
namespace {

/// The grid as a picture, where it is a lattice of squares.
struct Raster {
  Box box;
  std::size_t columns = 0, rows = 0;
};
std::optional<Raster> raster_of(const Grid& g) {
  if (!g.spec().lattice || g.size() == 0) return std::nullopt;
  const double side = g.spec().cell_m;
  Raster out;
  for (const Point p : g.cells().centre.raw()) {
    out.box.add(p - Point{side / 2, side / 2});
    out.box.add(p + Point{side / 2, side / 2});
  }
  out.columns = static_cast<std::size_t>(std::lround(out.box.width() / side));
  out.rows = static_cast<std::size_t>(std::lround(out.box.height() / side));
  return out;
}

double people_in(const City& city) {
  double out = 0;
  for (const float n : city.people->residents.raw()) out += static_cast<double>(n);
  return out;
}

wire::LoopCount loop_count(const char* verb, double n, std::optional<std::string> date, Text text) {
  return {verb, n, std::move(date), std::move(text)};
}

/// Advice of a remark; many have none.
Text hint_of(const Document& item) {
  Text out;
  if (const auto hint = item.find("hint"); hint && hint->is_map()) {
    if (const auto en = hint->find("en")) out.en = en->string();
    if (const auto zh = hint->find("zh")) out.zh = zh->string();
  }
  return out;
}

Text in_words(double v, const Indicator& i) {
  return {value_words(v, i.unit, Lang::en), value_words(v, i.unit, Lang::zh)};
}

}  // namespace

Response get_ready(const Asked& a) {
  if (!a.shown().loaded()) return answer(503, "text/plain; charset=utf-8", "no city is loaded\n");
  return answer(200, "text/plain; charset=utf-8", "ready\n");
}

Response get_city(const Asked& a) {
  const Shown& shown = a.shown();
  wire::CityOverview out;
  out.version = a.picture->version;
  out.language = shown.config.language == Lang::zh ? "zh" : "en";
  if (!shown.loaded()) {
    out.name = {"No city yet", "尚无城市"};
    out.box = {73, 18, 135, 54};
    return json_answer(out);
  }
  const City& city = shown.city();
  out.loaded = true;
  out.name = city.about->name;
  out.generated = city.about->generated;
  out.snapshot = to_string(shown.measured().snapshot);
  out.as_of = to_string(city.as_of);
  out.people = people_in(city);
  out.cells = static_cast<std::int64_t>(city.grid->size());
  out.places = static_cast<std::int64_t>(city.places->id.size());
  double metres = 0;
  for (const std::uint32_t mm : city.streets->length_mm.raw()) metres += mm / 1000.0;
  out.streets_km = metres / 1000;
  out.box = box_of(a, city.grid->bounds());
  if (const auto r = raster_of(*city.grid)) {
    wire::Lattice l;
    l.columns = static_cast<std::int64_t>(r->columns);
    l.rows = static_cast<std::int64_t>(r->rows);
    l.side_m = city.grid->spec().cell_m;
    for (const Point p :
         {Point{r->box.low.x, r->box.high.y}, r->box.high, Point{r->box.high.x, r->box.low.y}, r->box.low}) {
      const LngLat d = a.degrees(p);
      l.corners.push_back({d.lng, d.lat});
    }
    out.lattice = std::move(l);
  }
  for (std::size_t i = 0; i < city.zones->levels.size(); ++i) {
    std::int64_t n = 0;
    for (const std::uint16_t level : city.zones->level.raw()) n += level == i ? 1 : 0;
    out.levels.push_back({city.zones->levels[i].word, city.zones->level_names[i], n});
  }
  for (const ShownView& v : shown.views) out.frameworks.push_back(framework_of(*v.framework));
  for (std::size_t g = 0; g < city.people->groups.size(); ++g) out.groups.push_back(group_of(city, g));
  for (const KindIdx k : each(city.places->kinds)) {
    std::int64_t n = 0;
    for (const KindIdx one : city.places->kind.raw()) n += one == k ? 1 : 0;
    out.kinds.push_back({city.places->kinds[k].word, city.places->kind_names[k], n});
  }
  return json_answer(out);
}

Response get_loop(const Asked& a) {
  const ShownView& v = a.view();
  const Shown& shown = a.shown();
  const std::string day = to_string(v.overview.now.city.as_of);
  wire::LoopState out;
  out.snapshot = to_string(shown.measured().snapshot);
  std::size_t failing = 0, criteria = 0, open = 0, closed = 0;
  std::uint32_t n = 0;
  for (const Goal& g : v.framework->goals)
    for (const Criterion& c : g.criteria) {
      const Standing& s = v.overview.now.assessed.criterion(idx<CriterionIdx>(n++)).standings.city;
      if (!has_value(s.mark)) continue;
      ++criteria;
      if (c.standard && !c.met(s.value)) ++failing;
    }
  std::optional<std::string> acted, learnt, decided;
  for (const Case& c : shown.cases) {
    const bool done = c.state == CaseState::closed;
    closed += done ? 1U : 0U;
    open += !done && c.state != CaseState::merged && c.state != CaseState::cancelled ? 1U : 0U;
    const std::string last = to_string(c.last).substr(0, 10);
    if (!acted || *acted < last) acted = last;
  }
  if (!shown.adopted.empty())
    for (const Plan& p : shown.plans)
      if (p.id == shown.adopted.back()) decided = to_string(p.as_of);
  const std::size_t outcomes = v.overview.lessons ? v.overview.lessons->outcomes.size() : 0;
  if (outcomes > 0) learnt = day;
  out.counts.push_back(loop_count("measure", static_cast<double>(shown.measured().fields.size()), day,
                                  {"indicators measured", "项指标已测量"}));
  out.counts.push_back(loop_count("assess", static_cast<double>(failing), day,
                                  say("of {} below the standard", "项未达标（共 {} 项）", criteria)));
  out.counts.push_back(loop_count("detect", static_cast<double>(v.overview.now.findings.size()), day,
                                  {"matters found", "个问题待解决"}));
  out.counts.push_back(
      loop_count("decide", static_cast<double>(v.overview.adopted ? v.overview.adopted->chosen.size() : 0),
                 decided, {"projects adopted", "个项目已采纳"}));
  out.counts.push_back(loop_count("act", static_cast<double>(closed), acted,
                                  say("cases closed, {} open", "件已办结，{} 件在办", open)));
  out.counts.push_back(loop_count("learn", static_cast<double>(outcomes), learnt,
                                  {"promises measured again", "项承诺已复测"}));
  for (std::size_t i = 0; i < std::min<std::size_t>(5, v.overview.now.findings.size()); ++i)
    out.worst.push_back(finding_of(a, v, v.overview.now.findings[i], false));
  return json_answer(out);
}

Response get_zones(const Asked& a) {
  const ShownView& v = a.view();
  const City& city = v.overview.now.city;
  wire::ZoneList out;
  out.snapshot = to_string(a.shown().measured().snapshot);
  std::vector<Box> box(city.zones->id.size());
  std::vector<double> people(city.zones->id.size(), 0);
  for (const auto& of_cell : city.zones->of_cell)
    for (const CellIdx c : each(city.grid->cells().id)) {
      const ZoneIdx z = of_cell[c];
      if (!z.valid()) continue;
      box[z.v].add(city.grid->centre(c));
      people[z.v] += static_cast<double>(city.people->residents[c]);
    }
  for (const ZoneIdx z : each(city.zones->id))
    out.zones.push_back({city.zones->code[z], city.zones->name[z],
                         city.zones->levels[city.zones->level[z]].word, city.zones->type[z], people[z.v],
                         score_of(v.overview.now.assessed.overall.zones[z]),
                         box[z.v].empty() ? std::vector<double>{} : box_of(a, box[z.v])});
  return json_answer(out);
}

Response get_places(const Asked& a) {
  const City& city = a.view().overview.now.city;
  const std::string kind = a.parameter("kind");
  wire::PlaceList out;
  out.snapshot = to_string(a.shown().measured().snapshot);
  const std::optional<KindIdx> only = kind.empty() ? std::nullopt : std::optional{kind_named(city, kind)};
  for (const PlaceIdx p : each(city.places->id)) {
    if (only && city.places->kind[p] != *only) continue;
    const LngLat at = a.degrees(city.places->at[p]);
    out.places.push_back({to_string(city.places->id[p]), city.places->kinds[city.places->kind[p]].word,
                          city.places->name[p], at.lng, at.lat,
                          static_cast<double>(city.places->capacity[p])});
  }
  return json_answer(out);
}

Response get_grid(const Asked& a) {
  const City& city = a.view().overview.now.city;
  const Grid& grid = *city.grid;
  const std::size_t n = grid.size();
  std::vector<double> lon(n), lat(n);
  std::vector<float> people(n);
  std::vector<std::uint16_t> column, row;
  std::vector<Point> at(grid.cells().centre.raw().begin(), grid.cells().centre.raw().end());
  a.picture->to_degrees->forward(std::span<Point>{at});
  for (std::size_t i = 0; i < n; ++i) {
    lon[i] = at[i].x;
    lat[i] = at[i].y;
    const float there = city.people->residents[idx<CellIdx>(i)];
    people[i] = there > 0 && there < ogc::kFewestPeople ? std::numeric_limits<float>::quiet_NaN() : there;
  }
  Packed out{to_string(a.shown().measured().snapshot), n};
  if (const auto r = raster_of(grid)) {
    column.resize(n);
    row.resize(n);
    const double side = grid.spec().cell_m;
    for (std::size_t i = 0; i < n; ++i) {
      const Point p = grid.centre(idx<CellIdx>(i));
      column[i] = static_cast<std::uint16_t>((p.x - r->box.low.x) / side);
      row[i] = static_cast<std::uint16_t>((r->box.high.y - p.y) / side);
    }
    out.column("column", std::span<const std::uint16_t>{column})
        .column("row", std::span<const std::uint16_t>{row});
  }
  out.column("lon", std::span<const double>{lon}).column("lat", std::span<const double>{lat});
  out.column("people", std::span<const float>{people});
  return packed_answer(out);
}

Response get_cell(const Asked& a) {
  const ShownView& v = a.view();
  const City& city = v.overview.now.city;
  const auto c = city.grid->find(CellId{parse_hex(a.parameter("cell"), "cell")});
  if (!c) throw Error{Fault::not_found, say("there is no cell {}", "没有网格 {}", a.parameter("cell"))};
  const LngLat at = a.degrees(city.grid->centre(*c));
  wire::CellStory out;
  out.snapshot = to_string(a.shown().measured().snapshot);
  out.cell = to_string(city.grid->id(*c));
  out.label = city.grid->label(*c);
  out.name = place_name(city, *c);
  out.lon = at.lng;
  out.lat = at.lat;
  const auto people = static_cast<double>(city.people->residents[*c]);
  const bool shown = people == 0 || people >= ogc::kFewestPeople;
  if (shown) {
    out.people = people;
    for (std::size_t g = 0; g < city.people->groups.size(); ++g) {
      const auto there = static_cast<double>(city.people->by_group[g][*c]);
      // A small group, or all but a few, would say who the others are.
      if (there == 0 ||
          (there >= ogc::kFewestPeople && (people - there == 0 || people - there >= ogc::kFewestPeople)))
        out.groups.push_back({city.people->groups[g].word, city.people->group_names[g], there});
    }
  }
  for (std::size_t level = 0; level < city.zones->levels.size(); ++level)
    if (const ZoneIdx z = city.zones->of_cell[level][*c]; z.valid())
      out.zones.push_back({city.zones->code[z], city.zones->levels[level].word, city.zones->name[z]});
  const Field& score = v.overview.now.assessed.cell_score;
  if (has_value(score.mark_at(*c))) out.score = score.at(*c);

  struct Said {
    double gap;
    Text words;
  };
  std::vector<Said> bad, good;
  std::uint32_t n = 0;
  for (const Goal& g : v.framework->goals)
    for (const Criterion& criterion : g.criteria) {
      const CriterionIdx ci = idx<CriterionIdx>(n++);
      const Indicator& i = v.lens().indicator(criterion.indicator);
      const Field& f = v.overview.now.measured.at(criterion.indicator);
      if (f.support.of != Support::Of::cell) continue;
      wire::CellValue cell;
      cell.indicator = i.key.word;
      cell.name = i.name;
      cell.unit = unit_words(i.unit, Lang::en);
      cell.mark = to_word(f.mark_at(*c));
      cell.standard = criterion.standard;
      const CriterionResult& result = v.overview.now.assessed.criterion(ci);
      if (has_value(result.standings.city.mark)) cell.city = result.standings.city.value;
      if (has_value(f.mark_at(*c))) {
        cell.value = f.at(*c);
        if (has_value(result.scores.mark_at(*c))) cell.score = result.scores.at(*c);
        if (criterion.standard) {
          cell.meets = criterion.met(f.at(*c));
          const double gap =
              criterion.judged() ? criterion.curve(*criterion.standard) - criterion.curve(f.at(*c)) : 0;
          const bool beyond = f.mark_at(*c) == Mark::beyond;
          const Text value = in_words(f.at(*c), i), standard = in_words(*criterion.standard, i);
          Said said{
              gap, say(beyond ? "{0}: more than {1} (the standard is {2})" : "{0}: {1} (the standard is {2})",
                       "", i.name.en, value.en, standard.en)};
          said.words.zh = say("", beyond ? "{0}：超过 {1}（标准 {2}）" : "{0}：{1}（标准 {2}）", i.name.zh,
                              value.zh, standard.zh)
                              .zh;
          (*cell.meets ? good : bad).push_back(std::move(said));
        }
      }
      out.values.push_back(std::move(cell));
    }
  std::stable_sort(bad.begin(), bad.end(), [](const Said& x, const Said& y) { return x.gap > y.gap; });
  if (out.people)
    out.words.push_back(
        people == 0 ? Text{"Nobody lives here.", "此处无人居住。"}
                    : say("About {} people live here.", "约有 {} 人居住于此。", show_number(people, 0)));
  if (bad.empty() && !good.empty())
    out.words.push_back({"Everything that has a standard meets it.", "有标准的各项均已达标。"});
  for (std::size_t i = 0; i < std::min<std::size_t>(3, bad.size()); ++i) out.words.push_back(bad[i].words);
  for (std::size_t i = 0; i < std::min<std::size_t>(2, good.size()); ++i) out.words.push_back(good[i].words);
  for (const Finding& f : v.overview.now.findings)
    if (std::binary_search(f.cells.begin(), f.cells.end(), city.grid->id(*c)))
      out.findings.push_back(finding_of(a, v, f, false));
  return json_answer(out);
}

Response get_located(const Asked& a) {
  const City& city = a.view().overview.now.city;
  const Point p = a.picture->to_degrees->inverse(Point{a.number("lon"), a.number("lat")});
  wire::Located out;
  if (std::isfinite(p.x) && std::isfinite(p.y))
    if (const auto c = city.grid->find(p)) {
      out.inside = true;
      out.cell = to_string(city.grid->id(*c));
      out.index = c->v;
    }
  return json_answer(out);
}

Response get_search(const Asked& a) {
  const City& city = a.view().overview.now.city;
  const std::string q = a.parameter("q");
  if (q.empty()) throw Error{Fault::bad_input, {"nothing to look for", "请输入要查找的内容"}, {.item = "q"}};
  constexpr std::size_t kMostHits = 20;
  const auto same_letter = [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
  };
  const auto has = [&](const std::string& name) {
    return std::search(name.begin(), name.end(), q.begin(), q.end(), same_letter) != name.end();
  };
  wire::SearchResult out;
  for (const ZoneIdx z : each(city.zones->id)) {
    if (out.hits.size() >= kMostHits) break;
    const Text& name = city.zones->name[z];
    if (!has(name.zh) && !has(name.en) && city.zones->code[z] != q) continue;
    std::vector<CellId> cells;
    for (const CellIdx c : each(city.grid->cells().id))
      if (city.zones->of_cell[city.zones->level[z]][c] == z) cells.push_back(city.grid->id(c));
    const auto at = middle_of(a, cells);
    if (at)
      out.hits.push_back({"zone", city.zones->code[z], name.in(city.about->language),
                          city.zones->level_names[city.zones->level[z]], at->lng, at->lat});
  }
  for (const PlaceIdx p : each(city.places->id)) {
    if (out.hits.size() >= kMostHits) break;
    if (city.places->name[p].empty() || !has(city.places->name[p])) continue;
    const LngLat at = a.degrees(city.places->at[p]);
    out.hits.push_back({"place", to_string(city.places->id[p]), city.places->name[p],
                        city.places->kind_names[city.places->kind[p]], at.lng, at.lat});
  }
  return json_answer(out);
}

Response get_sources(const Asked& a) {
  const ShownView& v = a.view();
  const Provenance& from = *v.overview.now.city.provenance;
  wire::SourceList out;
  out.snapshot = to_string(a.shown().measured().snapshot);
  std::vector<std::int64_t> rows(from.file.size(), 0);
  for (const FileIdx f : from.of.raw())
    if (f.v < rows.size()) ++rows[f.v];
  for (const FileIdx f : each(from.file)) {
    std::vector<std::string> layers;
    for (const SourceSpec& s : a.shown().config.sources)
      if (s.file == from.file[f]) layers.push_back(s.as.empty() ? s.reads : s.as);
    out.sources.push_back({from.file[f], from.title[f], from.licence[f], from.dated[f], layers, rows[f.v]});
  }
  if (!v.overview.row.diagnostics.empty()) {
    const Document doc = parse_json(v.overview.row.diagnostics, "import");
    std::map<std::string, std::int64_t> counts;
    if (const auto c = doc.find("counts"))
      for (const std::string& code : c->keys()) counts[code] = c->at(code).integer();
    std::map<std::string, bool> seen;
    if (const auto items = doc.find("items"))
      for (const Document& item : items->list()) {
        const std::string code = item.at("code").string();
        if (std::exchange(seen[code], true)) continue;
        const Document where = item.at("where");
        out.remarks.push_back({item.at("level").string(), code, counts[code], item.at("text").text(),
                               Where{where.at("file").string(), static_cast<long>(where.at("line").integer()),
                                     where.at("item").string()}
                                   .to_string(),
                               hint_of(item)});
      }
  }
  return json_answer(out);
}

}  // namespace cityloop::http
