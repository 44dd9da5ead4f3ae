#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <numeric>

#include "cityloop/city/layers.h"
#include "cityloop/io/import/kinds.h"
#include "cityloop/io/import/readers.h"
#include "cityloop/io/import/text_file.h"
#include "cityloop/io/import/to_plane.h"

namespace cityloop {
namespace {

/// Sources are read in this order, whatever their order in city.yaml: what bounds the city, then its cells, then facts.
std::size_t phase(const SourceSpec& spec) {
  constexpr std::array<std::string_view, 11> order{"boundary",  "cells",      "zones",     "people",
                                                   "places",    "",           "buildings", "land",
                                                   "elevation", "statistics", "budget"};
  const auto it = std::find(order.begin(), order.end(), spec.as);
  return static_cast<std::size_t>(it - order.begin());
}

const SourceReader& reader_of(const SourceSpec& spec) {
  for (const SourceReader& r : source_readers())
    if (r.name == spec.reads) return r;
  spec.options.fail(say("'{}' is not a source format", "“{}”不是来源格式", spec.reads));
}

struct Ordered {
  const SourceSpec* spec;
  std::string path;
};

std::string choose_crs(const CityConfig& config, const std::vector<Ordered>& sources) {
  if (config.crs != "auto") {
    require_metric(config.crs, Where{config.file, 0, "crs"});
    return config.crs;
  }
  for (const Ordered& s : sources)
    if (const auto at = reader_of(*s.spec).locate(*s.spec, s.path)) return auto_crs(*at);
  throw Error{Fault::bad_input,
              say("no source says where on Earth the city lies", "没有任何来源说明城市的位置"),
              Where{config.file, 0, "crs"},
              say("add a source with coordinates, or name the city's coordinate system with `crs:`",
                  "请添加带坐标的来源，或用 `crs:` 指定城市坐标系")};
}

std::optional<PlaceId> standing_already(const City& city, const AddPlace& add, double within_m) {
  const auto kind = city.places->find(add.kind);
  if (!kind || within_m <= 0) return std::nullopt;
  std::optional<PlaceId> best;
  double least = within_m;
  for (const PlaceIdx p : each(city.places->id)) {
    if (city.places->kind[p] != *kind) continue;
    const double d = distance_m(city.places->at[p], add.at);
    if (d < least || (d == least && best && city.places->id[p] < *best)) least = d, best = city.places->id[p];
  }
  return best;
}

/// What finished cases built since the files were written. A place that the files know by now is not built twice: the
/// ledger's name for it is then read as the file's.
City with_built(City city, std::span<const Delta> built, const std::map<PlaceKindKey, KindRule>& rules,
                Run& run) {
  std::map<PlaceId, PlaceId> known_as;
  std::vector<PlaceId> added;
  for (std::size_t i = 0; i < built.size(); ++i) {
    for (const Change& change : built[i].changes) {
      Delta one;
      if (const auto* add = std::get_if<AddPlace>(&change)) {
        if (city.places->find(add->id)) continue;
        const auto rule = rules.find(add->kind);
        if (const auto there =
                standing_already(city, *add, rule == rules.end() ? 0 : rule->second.merge_within_m)) {
          known_as[add->id] = *there;
          run.notes.note("ledger.known",
                         say("a {} built by a case is in the files by now", "案件新建的 {} 已见于数据文件",
                             add->kind.word),
                         Where{"ledger", static_cast<long>(i + 1), to_string(add->id)});
          continue;
        }
        added.push_back(add->id);
        one.changes.push_back(*add);
      } else if (const auto* resize = std::get_if<ResizePlace>(&change)) {
        ResizePlace r = *resize;
        if (const auto it = known_as.find(r.place); it != known_as.end()) r.place = it->second;
        one.changes.push_back(r);
      } else {
        one.changes.push_back(change);
      }
      const Diagnostics problems = resolve(city, one);
      for (Diagnostic d : problems.items()) {
        d.where = Where{"ledger", static_cast<long>(i + 1), d.where.item};
        if (d.level == Diagnostic::Level::problem) d.level = Diagnostic::Level::warning;
        run.notes.add(std::move(d));
      }
      if (!problems.has_problem()) city = apply(city, one);
    }
  }
  if (added.empty()) return city;
  std::sort(added.begin(), added.end());
  Provenance provenance = *city.provenance;
  const FileIdx ledger = provenance.file.push_back("ledger");
  Hasher content;
  for (const Delta& d : built) content.add(to_json(d));
  provenance.content.push_back(content.done());
  provenance.title.push_back("Finished cases · 已完成的案件");
  provenance.licence.push_back("");
  provenance.dated.push_back("");
  Places places = *city.places;
  for (const PlaceIdx p : each(places.id)) {
    const auto it = std::lower_bound(added.begin(), added.end(), places.id[p]);
    if (it == added.end() || *it != places.id[p]) continue;
    provenance.of.push_back(ledger);
    places.source[p] = provenance.item.push_back(static_cast<std::int64_t>(it - added.begin()) + 1);
  }
  city.places = freeze(std::move(places));
  city.provenance = freeze(std::move(provenance));
  return city;
}

}  // namespace

City import_city(const CityConfig& config, const std::string& workspace, const std::string& catalogue,
                 std::span<const Delta> built, Run& run, std::span<const UnitEdit> edits) {
  if (config.sources.empty())
    throw Error{Fault::bad_input, say("{} names no sources", "{} 没有列出任何来源", config.file),
                Where{config.file, 0, "sources"},
                say("add at least one entry under `sources:`", "请在 `sources:` 下至少添加一个条目")};
  std::vector<Ordered> sources;
  for (const SourceSpec& spec : config.sources)
    sources.push_back({&spec, resolve_file(spec.file, workspace, spec.options.where())});
  std::vector<std::size_t> order(sources.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return phase(*sources[a].spec) < phase(*sources[b].spec);
  });
  std::vector<Ordered> in_phases;
  for (const std::size_t i : order) in_phases.push_back(sources[i]);

  Builder builder{choose_crs(config, in_phases), config.as_of, run.notes};
  builder.about({config.name, config.generated, config.note, config.time_zone, config.language});
  if (config.cell_m > 0) builder.grid_lattice(config.cell_m);
  const std::map<PlaceKindKey, KindRule> rules = read_kind_rules(catalogue, workspace);
  for (const auto& [key, rule] : rules) builder.kind(rule);

  builder.edit_units({edits.begin(), edits.end()});

  std::map<std::string, FileIdx> files;  // a file that is read for two layers is one file
  for (const Ordered& s : sources) {
    if (files.contains(s.path)) continue;
    files[s.path] = builder.add_file(
        {s.spec->file, s.spec->title, s.spec->licence, s.spec->dated, hash_file(s.path, s.spec->file)});
  }
  run.progress.begin("import", sources.size());
  for (const Ordered& s : in_phases) {
    run.check_stop();
    Import import{*s.spec, s.path, workspace, catalogue, files.at(s.path), builder, run};
    reader_of(*s.spec).read(import);
    run.progress.advance(1);
  }
  City city = std::move(builder).freeze(run);
  return built.empty() ? city : with_built(std::move(city), built, rules, run);
}

}  // namespace cityloop
