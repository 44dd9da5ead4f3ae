#include "cityloop/loop/usecases.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "cityloop/assess/assess.h"
#include "cityloop/city/layers.h"
#include "cityloop/detect/detect.h"
#include "cityloop/loop/files.h"
#include "cityloop/loop/named.h"
#include "cityloop/loop/programme.h"
#include "cityloop/loop/project_states.h"
#include "cityloop/loop/units.h"
#include "cityloop/measure/measure.h"

namespace cityloop {
namespace fs = std::filesystem;
namespace {

/// What a stored measurement was made with. The store keeps results by snapshot; this is the other half of their key.
ContentHash recipe(std::span<const Indicator> indicators) {
  Hasher h;
  h.add("measurement");
  for (const Indicator& i : indicators) h.add(i.key.word).add(i.version).add(i.hash);
  return h.done();
}
std::string recipe_file(const Workspace& w) { return (fs::path{w.folder} / "out" / "results.key").string(); }
std::string recipe_line(SnapshotId s, std::span<const Indicator> indicators) {
  return to_string(s) + " " + to_string(recipe(indicators)) + "\n";
}
bool made_with(const Workspace& w, SnapshotId s, std::span<const Indicator> indicators) {
  std::error_code failed;
  if (!fs::exists(recipe_file(w), failed)) return false;
  return read_text(recipe_file(w)).find(recipe_line(s, indicators)) != std::string::npos;
}
void remember(const Workspace& w, SnapshotId s, std::span<const Indicator> indicators) {
  std::error_code failed;
  std::string kept;
  if (fs::exists(recipe_file(w), failed)) kept = read_text(recipe_file(w));
  const std::string line = recipe_line(s, indicators);
  // One line per snapshot: a line for another catalogue is replaced.
  const std::string head = to_string(s);
  std::string out;
  for (std::size_t at = 0; at < kept.size();) {
    const std::size_t end = std::min(kept.find('\n', at), kept.size() - 1);
    const std::string one = kept.substr(at, end - at + 1);
    if (one.compare(0, head.size(), head) != 0) out += one;
    at = end + 1;
  }
  write_text(recipe_file(w), out + line);
}

}  // namespace

void new_workspace(const std::string& folder, Lang lang) {
  const fs::path config = fs::path{folder} / "city.yaml";
  if (fs::exists(config))
    throw Error{Fault::conflict,
                say("{} already holds a city", "{} 中已有城市", folder),
                {.file = config.string()},
                say("choose another folder", "请换一个文件夹")};
  const char* en =
      R"(# How this city is put together from its files. Lines that begin with # explain; remove the # of what you need.
name: {en: My city, zh: 我的城市}
as_of: 2026-01-01          # the day that these facts describe
crs: auto                  # or a projected system in metres, such as EPSG:4547
cell: 100 m                # side of the cells in which people are counted
time_zone: Asia/Shanghai
language: en               # of reports: en or zh
framework: liveable        # whose goals judge the city: a key or file of catalogue/frameworks

sources:
  # Streets, places, buildings and land use from OpenStreetMap (.osm.pbf or .osm):
  # - {file: data/city.osm.pbf, reads: osm, title: OpenStreetMap, licence: ODbL-1.0, dated: 2026-01-01}
  # The city's boundary and its zones (GeoJSON, GeoPackage, Shapefile):
  # - {file: data/boundary.geojson, reads: vector, as: boundary}
  # - {file: data/districts.geojson, reads: vector, as: zones, level: district, columns: {code: code, name: name}}
  # People at points, published figures, budgets, residents' reports (CSV):
  # - {file: data/people.csv, reads: table, as: people, crs: EPSG:4326, columns: {x: lon, y: lat, count: population}}
  # - {file: data/statistics.csv, reads: table, as: statistics}
  # - {file: data/budget.csv, reads: table, as: budget}
)";
  const char* zh = R"(# 这座城市由哪些文件拼成。以 # 开头的行是说明；需要哪一行，就去掉它的 #。
name: {en: My city, zh: 我的城市}
as_of: 2026-01-01          # 这些事实描述的是哪一天
crs: auto                  # 或以米为单位的投影坐标系，如 EPSG:4547
cell: 100 m                # 统计人口的网格边长
time_zone: Asia/Shanghai
language: zh               # 报告语言：en 或 zh
framework: liveable        # 用谁的目标评价城市：catalogue/frameworks 中的键或文件

sources:
  # 街道、设施、建筑和用地，来自 OpenStreetMap（.osm.pbf 或 .osm）：
  # - {file: data/city.osm.pbf, reads: osm, title: OpenStreetMap, licence: ODbL-1.0, dated: 2026-01-01}
  # 城市边界与分区（GeoJSON、GeoPackage、Shapefile）：
  # - {file: data/boundary.geojson, reads: vector, as: boundary}
  # - {file: data/districts.geojson, reads: vector, as: zones, level: district, columns: {code: code, name: name}}
  # 人口点、统计数据、预算、市民诉求（CSV）：
  # - {file: data/people.csv, reads: table, as: people, crs: EPSG:4326, columns: {x: lon, y: lat, count: population}}
  # - {file: data/statistics.csv, reads: table, as: statistics}
  # - {file: data/budget.csv, reads: table, as: budget}
)";
  write_text(config.string(), lang == Lang::zh ? zh : en);
}

Imported import_facts(Workspace& w, bool strict, Instant now, Run& run) {
  return import_facts(w, units_in_force(*w.store), strict, now, run);
}

Imported import_facts(Workspace& w, std::span<const UnitEdit> units, bool strict, Instant now, Run& run) {
  std::vector<Delta> built;
  for (const Case& c : w.store->cases())
    if (c.state == CaseState::closed && c.built && !c.built->empty()) built.push_back(*c.built);

  Imported out;
  Run own{out.notes, run.progress, run.memo, run.stop, run.seed};
  // What was found wrong with the rows is told even where the import cannot go on: it is often the reason.
  struct Told {
    const Diagnostics& found;
    Diagnostics& all;
    ~Told() { all.append(found); }
  };
  {
    const Told told{out.notes, run.notes};
    out.city = import_city(w.config, w.folder, w.catalogue.folder, built, own, units);
    out.built = built.size();
    out.notes.append(check(out.city));
  }
  if (strict) out.notes.throw_if_problem();
  run.check_stop();
  out.snapshot = id(out.city);
  const auto rows = w.store->snapshots();
  out.fresh =
      std::none_of(rows.begin(), rows.end(), [&](const SnapshotRow& r) { return r.id == out.snapshot; });
  w.store->put_fact(out.city, now, out.notes);
  return out;
}

Checked check_workspace(const Workspace& w) {
  Checked out;
  const auto rows = w.store->snapshots();
  if (rows.empty()) return out;
  out.latest = rows.back();
  out.import_notes = rows.back().diagnostics;
  out.notes = check(w.store->city(rows.back().id));
  return out;
}

SnapshotId snapshot_named(const Store& store, const std::string& digits) {
  const auto rows = store.snapshots();
  if (rows.empty())
    throw Error{Fault::not_found,
                say("nothing has been imported yet", "尚未导入任何数据"),
                {},
                say("run 'cityloop import' first", "请先运行“cityloop import”")};
  if (digits.empty()) return rows.back().id;
  return named(std::span<const SnapshotRow>{rows}, digits, {"snapshot", "快照"},
               [](const SnapshotRow& r) { return r.id; })
      .id;
}

Measured measure_latest(Workspace& w, Run& run, std::span<const Indicator> indicators) {
  const SnapshotId snapshot = snapshot_named(*w.store, "");
  Measured out{w.store->city(snapshot), {}};
  if (!indicators.empty()) {
    out.measured = measure(out.city, indicators, run);
    return out;
  }
  const std::vector<Indicator> wanted = w.kept();
  if (made_with(w, snapshot, wanted))
    if (auto kept = w.store->measurement(snapshot)) {
      out.measured = std::move(*kept);
      // What is wrong with a published series is said each time, and not only when it was measured first. That is cheap.
      std::vector<Indicator> published;
      for (const Indicator& i : wanted)
        if (i.kernel == "statistic") published.push_back(i);
      if (!published.empty()) measure(out.city, published, run);
      return out;
    }
  out.measured = measure(out.city, wanted, run);
  w.store->put_result(out.measured);
  remember(w, snapshot, wanted);
  return out;
}

Assessment assess_latest(Workspace& w, const Measured& m, Run& run) {
  return assess(m.city, m.measured, w.framework(), run);
}

Situation detect_latest(Workspace& w, Run& run) {
  Measured m = measure_latest(w, run);
  const std::vector<Indicator> wanted = w.measured();
  const Lens lens{wanted, w.framework()};
  Situation out{std::move(m.city), std::move(m.measured), {}, {}};
  out.assessed = assess(out.city, out.measured, w.framework(), run);
  out.findings = detect(out.city, out.measured, out.assessed, lens,
                        history_before(*w.store, out.measured.snapshot, w.framework().key), run);
  w.store->put_result(out.assessed, out.findings);
  return out;
}

Plan plan_latest(Workspace& w, const Situation& now, Run& run) {
  const std::vector<Indicator> wanted = w.measured();
  const Lens lens{wanted, w.framework()};
  Effects effects = w.store->effects();
  if (const auto lessons = learn_latest(w, now, run)) effects = lessons->effects;
  Plan plan = decide(now, lens, w.catalogue.project_types, effects, run);
  w.store->put_result(plan);
  return plan;
}

Tried try_change(Workspace& w, const Delta& change, Run& run) {
  const std::vector<Indicator> wanted = w.measured();
  const Lens lens{wanted, w.framework()};
  Situation before = detect_latest(w, run);
  WhatIf after = what_if(before, change, lens, run);
  return {std::move(before), std::move(after), change};
}

Delta read_delta(const std::string& file) { return parse_delta(parse_yaml(read_text(file), file)); }

KindIdx kind_named(const City& city, const std::string& word) {
  if (const auto kind = city.places->find(PlaceKindKey{word})) return *kind;
  std::vector<std::string> known;
  for (const PlaceKindKey& k : city.places->kinds.raw()) known.push_back(k.word);
  const std::string near = nearest_word(word, known);
  throw Error{Fault::bad_input,
              say("'{}' is not a kind of place of this city", "本市没有“{}”这类设施", word),
              {},
              near.empty() ? say("its kinds are: {}", "本市的设施类别：{}", fmt::join(known, ", "))
                           : say("did you mean '{}'?", "是否想写“{}”？", near)};
}

Change parse_addition(const City& city, const std::string& words) {
  const auto bad = [&](Text why) -> Error {
    return {
        Fault::bad_input,
        std::move(why),
        {.item = words},
        say("write KIND@X,Y:CAPACITY or KIND@CELL:CAPACITY, for example primary_school@506000,3110000:800",
            "写法：类型@X,Y:容量 或 类型@网格:容量，例如 primary_school@506000,3110000:800")};
  };
  const std::size_t at = words.find('@'), colon = words.rfind(':');
  if (at == std::string::npos || at == 0)
    throw bad(say("'{}' does not say where", "“{}”没有说明位置", words));
  const bool sized = colon != std::string::npos && colon > at;
  AddPlace add;
  add.kind = PlaceKindKey{words.substr(0, at)};
  const std::string where = words.substr(at + 1, (sized ? colon : words.size()) - at - 1);
  const auto number = [&](const std::string& s) {
    try {
      std::size_t used = 0;
      const double v = std::stod(s, &used);
      if (used == s.size() && v == v) return v;
    } catch (const std::exception&) {  // said below, with what was written
    }
    throw bad(say("'{}' is not a number", "“{}”不是数字", s));
  };
  if (const std::size_t comma = where.find(','); comma != std::string::npos) {
    add.at = {number(where.substr(0, comma)), number(where.substr(comma + 1))};
  } else {
    const auto cell = city.grid->find(CellId{parse_hex(where, "cell")});
    if (!cell) throw bad(say("there is no cell {}", "没有网格 {}", where));
    add.at = city.grid->centre(*cell);
  }
  add.capacity = sized ? static_cast<float>(number(words.substr(colon + 1))) : 1.0F;
  kind_named(city, add.kind.word);  // says which kinds there are
  add.id = PlaceId{id_of("what-if", add.kind.word, add.at.x, add.at.y)};
  return add;
}

Turn turn_once(Workspace& w, Instant now, const ActorKey& by, Run& run) {
  const std::vector<Indicator> wanted = w.measured();
  const Lens lens{wanted, w.framework()};
  snapshot_named(*w.store, "");  // says what to do where nothing was imported
  const std::vector<Indicator> kept = w.kept();
  Decider decider;
  if (const auto rules = programme_rules(w, ""))
    decider = [&w, &lens, &run, rules](const Situation& s, const Effects& believed) {
      const std::vector<Pooled> pool = pool_of(w, *rules, s, run);
      return programme(s, lens, w.catalogue.project_types, believed, *rules, pool, run,
                       settled_projects(w, pool))
          .plan;
    };
  Turn out = turn(*w.store, lens, w.catalogue.project_types, now, by, run, kept, decider);
  remember(w, out.now.measured.snapshot, kept);
  for (const std::string& name : w.config.frameworks) {
    const Framework& other = w.catalogue.framework(name);
    if (other.key == lens.goals.key) continue;
    // The same measurement under other goals: judged and searched, not planned for.
    const Lens also{kept, other};
    const Assessment judged = assess(out.now.city, out.now.measured, other, run);
    w.store->put_result(judged, detect(out.now.city, out.now.measured, judged, also,
                                       history_before(*w.store, out.now.measured.snapshot, other.key), run));
  }
  return out;
}

Overview overview(Workspace& w, Run& run) {
  Overview out;
  out.now = detect_latest(w, run);
  const SnapshotId snapshot = out.now.measured.snapshot;
  for (const SnapshotRow& row : w.store->snapshots()) {
    if (row.id == snapshot) {
      out.row = row;
      break;
    }
    if (auto a = w.store->assessment(row.id, w.framework().key);
        a && a->framework_hash == w.framework().hash) {
      out.previous = std::move(a);
      out.previous_as_of = row.as_of;
    }
  }
  for (Plan& p : w.store->plans())
    if (p.base == snapshot && p.framework == w.framework().key) out.plan = std::move(p);
  out.adopted = w.store->adopted_plan();
  out.cases = w.store->cases();
  out.lessons = learn_latest(w, out.now, run);
  out.effects = out.lessons ? out.lessons->effects : w.store->effects();
  return out;
}

}  // namespace cityloop
