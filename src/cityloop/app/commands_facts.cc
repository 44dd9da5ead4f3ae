#include <exception>
#include <map>

#include "cityloop/app/present.h"
#include "cityloop/city/layers.h"
#include "cityloop/io/generate/generate.h"

namespace cityloop {

int command_new(Session& s) {
  if (s.a().demo) {
    DemoSpec spec;
    spec.people = s.a().people;
    spec.seed = s.a().seed;
    spec.cell_m = s.a().cell_m;
    spec.years_later = s.a().years_later;
    const DemoCount made = generate_demo(spec, s.a().folder, s.run());
    if (s.a().json) {
      JsonWriter j{true};
      j.begin_object()
          .field("folder", s.a().folder)
          .field("generated", true)
          .field("people", static_cast<std::uint64_t>(made.people));
      j.field("area_km2", static_cast<std::uint64_t>(made.area_km2))
          .field("buildings", static_cast<std::uint64_t>(made.buildings));
      j.field("places", static_cast<std::uint64_t>(made.places))
          .field("street_ways", static_cast<std::uint64_t>(made.street_ways));
      j.end_object();
      s.out(j.str() + "\n");
    } else {
      s.line(say("A generated city of {} people on {} km² is in {}: {} buildings, {} places, {} streets.",
                 "已在 {2} 生成一座城市：{0} 人，{1} 平方千米，{3} 栋建筑，{4} 处设施，{5} 条街道。",
                 show_number(static_cast<double>(made.people), 0),
                 show_number(static_cast<double>(made.area_km2), 0), s.a().folder,
                 show_number(static_cast<double>(made.buildings), 0),
                 show_number(static_cast<double>(made.places), 0),
                 show_number(static_cast<double>(made.street_ways), 0)));
      s.line(say("Next: cityloop -w {0} import", "下一步：cityloop -w {0} import", s.a().folder));
    }
    return 0;
  }
  new_workspace(s.a().folder, s.lang());
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_object().field("folder", s.a().folder).field("generated", false).end_object();
    s.out(j.str() + "\n");
  } else {
    s.line(say("{0}/city.yaml is written. Name your files in it, then: cityloop -w {0} import",
               "已写出 {0}/city.yaml。请在其中写明数据文件，然后：cityloop -w {0} import", s.a().folder));
  }
  return 0;
}

int command_import(Session& s) {
  Workspace w = s.open();
  // Where the import fails, the rows that were refused are shown before the error: they are often the reason.
  struct Shown {
    Session& session;
    int before = std::uncaught_exceptions();
    ~Shown() {
      if (std::uncaught_exceptions() > before && !session.a().json) session.show(session.notes());
    }
  };
  const Shown shown{s};
  const Imported done = import_facts(w, s.a().strict, s.now(), s.run());
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_object()
        .field("snapshot", to_string(done.snapshot))
        .field("fresh", done.fresh)
        .field("as_of", to_string(done.city.as_of));
    j.field("cells", static_cast<std::uint64_t>(done.city.grid->size()))
        .field("built", static_cast<std::uint64_t>(done.built));
    j.key("notes");
    write_json(j, done.notes);
    j.end_object();
    s.out(j.str() + "\n");
    return 0;
  }
  s.show(done.notes);
  s.head(say("{} · snapshot {}", "{} · 快照 {}", s.t(done.city.about->name), to_string(done.snapshot)));
  each_layer(done.city, [&](LayerId l, const auto&) {
    if (const Text words = describe(done.city, l); !words.empty()) s.out("  " + s.t(words) + "\n");
  });
  if (done.built > 0)
    s.line(say("  {} changes built by finished cases have become facts",
               "  {} 项已完工案件的建成内容成为事实", done.built));
  if (!done.fresh)
    s.line({"Nothing has changed: this snapshot was already stored.", "内容没有变化：该快照已存在。"});
  return 0;
}

int command_check(Session& s) {
  Workspace w = s.open(Access::write, true);
  const Checked c = check_workspace(w);
  Diagnostics all = s.notes();
  all.append(c.notes);
  const bool bad = all.has_problem();
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_object()
        .field("name", w.config.name)
        .field("as_of", to_string(w.config.as_of))
        .field("crs", w.config.crs);
    j.field("cell_m", w.config.cell_m).field("framework", w.config.framework).key("frameworks").begin_array();
    for (const std::string& f : w.config.frameworks) j.value(f);
    j.end_array().field("catalogue", w.catalogue.folder);
    j.field("indicators", static_cast<std::uint64_t>(w.catalogue.indicators.size()));
    j.key("sources").begin_array();
    for (const SourceSpec& one : w.config.sources)
      j.begin_object()
          .field("file", one.file)
          .field("reads", one.reads)
          .field("as", one.as)
          .field("licence", one.licence)
          .end_object();
    j.end_array();
    if (c.latest)
      j.field("snapshot", to_string(c.latest->id))
          .key("import")
          .raw(c.import_notes.empty() ? "{}" : c.import_notes);
    j.key("notes");
    write_json(j, all);
    j.end_object();
    s.out(j.str() + "\n");
    return bad ? exit_code(Fault::bad_input) : 0;
  }
  TextTable t;
  t.column(s.t({"configuration", "配置"})).column("");
  // The words on the left are the keys of city.yaml, the same in every language.
  t.row({"name", s.t(w.config.name)});
  t.row({"as_of", to_string(w.config.as_of)});
  t.row({"crs", w.config.crs});
  t.row(
      {"cell", w.config.cell_m > 0 ? fmt::format("{} m", w.config.cell_m) : s.t({"own cells", "自带网格"})});
  t.row({w.config.frameworks.size() > 1 ? "frameworks" : "framework",
         fmt::format("{}", fmt::join(w.config.frameworks, ", "))});
  t.row({"catalogue", s.t(say("{} ({} indicators, {} frameworks, {} project types)",
                              "{}（{} 个指标，{} 个评价框架，{} 类项目）", w.catalogue.folder,
                              w.catalogue.indicators.size(), w.catalogue.frameworks.size(),
                              w.catalogue.project_types.size()))});
  for (const SourceSpec& one : w.config.sources)
    t.row({one.reads + (one.as.empty() ? "" : " → " + one.as), one.file});
  s.table(t);
  if (c.latest) {
    const City city = w.store->city(c.latest->id);
    s.out("\n");
    s.head(say("snapshot {} · {} · imported {}", "快照 {} · {} · 导入于 {}", to_string(c.latest->id),
               to_string(c.latest->as_of), to_string(c.latest->imported)));
    each_layer(city, [&](LayerId l, const auto&) {
      if (const Text words = describe(city, l); !words.empty()) s.out("  " + s.t(words) + "\n");
    });
    if (!c.import_notes.empty()) {
      const Document doc = parse_json(c.import_notes, "cityloop.db");
      std::map<std::string, std::string> example;  // of each code, in the reader's words
      if (const auto items = doc.find("items"))
        for (const Document& item : items->list())
          example.try_emplace(item.at("code").string(), s.t(item.at("text").text()));
      if (const auto counts = doc.find("counts"))
        for (const std::string& code : counts->keys())
          s.out(fmt::format("  {} × {}{}{}\n", counts->at(code).integer(), code,
                            s.lang() == Lang::zh ? "：" : ": ", example[code]));
      if (const auto items = doc.find("items")) {
        std::size_t shown = 0;
        for (const Document& item : items->list()) {
          if (item.at("level").string() == "note" || ++shown > 50) continue;
          const Document where = item.at("where");
          const Where at{where.at("file").string(), static_cast<long>(where.at("line").integer()),
                         where.at("item").string()};
          const Text level =
              item.at("level").string() == "problem" ? Text{"problem", "问题"} : Text{"warning", "提醒"};
          const char* colon = s.lang() == Lang::zh ? "：" : ": ";
          s.out(fmt::format("  {}{}{}{}{}\n", s.t(level), colon, at.to_string(), colon,
                            s.t(item.at("text").text())));
        }
      }
    }
  } else {
    s.line({"Nothing has been imported yet.", "尚未导入任何数据。"});
  }
  s.show(all, 200);
  if (!bad) s.line({"No problems.", "没有问题。"});
  return bad ? exit_code(Fault::bad_input) : 0;
}

}  // namespace cityloop
