#include <algorithm>

#include "cityloop/io/import/source.h"

namespace cityloop {
namespace {

SourceSpec parse_source(const Document& entry) {
  SourceSpec spec;
  spec.file = entry.at("file").string();
  std::vector<std::string> known;
  for (const SourceReader& r : source_readers()) known.emplace_back(r.name);
  spec.reads = known[entry.at("reads").choice(known)];
  static const std::vector<std::string> things{
      "cells",      "people", "zones",   "places",    "land",   "boundary",   "buildings",
      "statistics", "budget", "reports", "elevation", "stress", "congestion", "inspections"};
  if (const auto as = entry.find("as")) spec.as = things[as->choice(things)];
  if (const auto x = entry.find("title")) spec.title = x->string();
  if (const auto x = entry.find("licence")) spec.licence = x->string();
  if (const auto x = entry.find("dated")) spec.dated = x->string();
  spec.options = entry;
  const bool whole = spec.reads == "osm" || spec.reads == "gtfs" || spec.reads == "fares";
  if (whole && !spec.as.empty())
    entry.at("as").fail(say("an entry that reads {} has no `as`", "读取 {} 的条目不用 `as`", spec.reads),
                        spec.reads == "fares" ? Text{"leave it out", "请去掉 `as`"}
                                              : say("choose with `layers:` what is taken from it",
                                                    "用 `layers:` 选择要读取的图层"));
  if (!whole && spec.as.empty())
    entry.fail(say("the entry for {} does not say what it is read as", "条目 {} 没有说明读作什么", spec.file),
               say("add `as:`, for example `as: people`", "请添加 `as:`，例如 `as: people`"));
  return spec;
}

}  // namespace

CityConfig parse_city_config(const Document& doc) {
  CityConfig config;
  config.file = doc.where().file;
  config.name = doc.at("name").text();
  config.as_of = doc.at("as_of").date();
  if (const auto x = doc.find("generated")) config.generated = x->boolean();
  if (const auto x = doc.find("note")) config.note = x->text();
  if (const auto x = doc.find("crs")) config.crs = x->string();
  if (const auto x = doc.find("cell")) {
    if (x->string() == "own") {
      config.cell_m = 0;
    } else {
      config.cell_m = x->quantity(Unit{Dim{.metre = 1}, 1.0, "m"});
      if (!(config.cell_m >= 1 && config.cell_m <= 100'000))
        x->fail(
            say("a cell of {} m is outside 1 m to 100 km", "{} m 的单元超出 1 m 至 100 km", config.cell_m));
    }
  }
  if (const auto x = doc.find("time_zone")) config.time_zone = x->string();
  if (const auto x = doc.find("framework")) config.frameworks = {x->string()};
  if (const auto x = doc.find("frameworks")) {
    if (!config.frameworks.empty())
      x->fail(
          say("`framework` and `frameworks` say the same thing twice", "`framework` 与 `frameworks` 重复"),
          say("keep `frameworks`; plans are made by the first", "请保留 `frameworks`；规划方案以第一个为准"));
    config.frameworks = x->strings();
  }
  if (!config.frameworks.empty()) config.framework = config.frameworks.front();
  if (const auto x = doc.find("language")) {
    static const std::vector<std::string> words{"zh", "en"};
    config.language = x->choice(words) == 0 ? Lang::zh : Lang::en;
  }
  if (const auto x = doc.find("sources"))
    if (!x->is_null())
      for (const Document& entry : x->list()) config.sources.push_back(parse_source(entry));
  doc.done();

  const auto cells = std::count_if(config.sources.begin(), config.sources.end(),
                                   [](const SourceSpec& s) { return s.as == "cells"; });
  if (config.cell_m == 0 && cells == 0)
    doc.fail(say("`cell: own` needs a source with `as: cells`", "`cell: own` 需要一个 `as: cells` 的来源"));
  if (config.cell_m > 0 && cells > 0) {
    if (doc.find("cell"))
      doc.at("cell").fail(say("a source brings its own cells, so `cell` must be `own`",
                              "已有来源提供单元，`cell` 应为 `own`"));
    config.cell_m = 0;
  }
  return config;
}

}  // namespace cityloop
