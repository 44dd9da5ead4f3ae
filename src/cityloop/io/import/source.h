#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cityloop/base/document.h"
#include "cityloop/base/run.h"
#include "cityloop/city/builder.h"
#include "cityloop/city/delta.h"

namespace cityloop {

/// One entry of `sources:` in city.yaml: which file becomes which layer.
struct SourceSpec {
  std::string file;   // relative to the workspace
  std::string reads;  // "osm", "table", "vector", "raster", "gtfs"
  std::string
      as;  // table/vector/raster: "cells", "people", "zones", "places", "land", "statistics", "budget", "reports", "elevation", "boundary"
  std::string title, licence, dated;
  Document options;  // the rest of the entry; the importer asks for its keys and calls done()
};

/// What every importer is given.
struct Import {
  const SourceSpec& spec;
  std::string path;       // resolved file
  std::string workspace;  // folder of city.yaml
  std::string catalogue;  // folder with recipes
  FileIdx file;           // row of Provenance
  Builder& into;
  Run& run;
};

/// A source format: its name in city.yaml, how it is read into the Builder, and roughly where its facts lie.
struct SourceReader {
  std::string_view name;
  Text meaning;
  void (*read)(Import&);
  /// Some position among the facts (`crs: auto` asks the first source that knows); nullopt: this source has none.
  std::optional<LngLat> (*locate)(const SourceSpec&, const std::string& path);
};
std::span<const SourceReader> source_readers();  // the explicit list

/// The file that a source means: relative to the workspace; a leading `${NAME}` is an environment variable.
std::string resolve_file(const std::string& file, const std::string& workspace, const Where& where);

/// How a city is put together from its files: the `city.yaml` of a workspace.
struct CityConfig {
  Text name;
  bool generated = false;
  Text note;
  Date as_of{};
  std::string crs = "auto";
  double cell_m = 100;  // 0: own cells come from a source with `as: cells`
  std::string time_zone = "Asia/Shanghai";
  std::string framework;                // key or file; the one that plans are made by
  std::vector<std::string> frameworks;  // all that judge the city, that one first
  Lang language = Lang::zh;
  std::vector<SourceSpec> sources;
  std::string file;
};
CityConfig parse_city_config(const Document&);

/// Reads every source of a city, in phases (boundary and cells before people, zones before statistics …), and freezes.
/// `edits` are changes of units, applied to the zones that the files say.
/// `built` are changes that finished cases made since the files were written: they enter as facts with the ledger as source.
/// Every refused row is a diagnostic with file, line and reason (docs/guide/import.md lists their codes). Throws Error{bad_input} where nothing can be read.
City import_city(const CityConfig&, const std::string& workspace, const std::string& catalogue,
                 std::span<const Delta> built, Run&, std::span<const UnitEdit> edits = {});

}  // namespace cityloop
