#include "cityloop/io/import/source.h"

#include <array>
#include <cstdlib>
#include <filesystem>

#include "cityloop/io/import/readers.h"

namespace cityloop {

std::span<const SourceReader> source_readers() {
  static const std::array<SourceReader, 6> readers{{
      {"osm", say("OpenStreetMap, PBF or XML", "OpenStreetMap（PBF 或 XML）"), read_osm, locate_osm},
      {"table", say("tables as text: CSV, TSV, also gzipped", "文本表格：CSV、TSV（可 gzip 压缩）"),
       read_table, locate_table},
      {"vector",
       say("GeoJSON, GeoPackage, Shapefile and whatever else GDAL reads",
           "GeoJSON、GeoPackage、Shapefile 及 GDAL 支持的其他矢量格式"),
       read_vector, locate_vector},
      {"raster", say("GeoTIFF and whatever else GDAL reads", "GeoTIFF 及 GDAL 支持的其他栅格格式"),
       read_raster, locate_raster},
      {"gtfs", say("timetables as GTFS archives", "GTFS 时刻表压缩包"), read_gtfs, locate_gtfs},
      {"fares", say("rule tables of fares, zipped", "票价规则表压缩包"), read_fares, locate_fares},
  }};
  return readers;
}

std::string resolve_file(const std::string& file, const std::string& workspace, const Where& where) {
  std::string path = file;
  if (path.starts_with("${")) {
    const std::size_t end = path.find('}');
    const std::string name = path.substr(2, end == std::string::npos ? end : end - 2);
    const char* value = end == std::string::npos ? nullptr : std::getenv(name.c_str());
    if (value == nullptr)
      throw Error{Fault::not_found, say("the environment variable {} is not set", "环境变量 {} 未设置", name),
                  where,
                  say("set it to the folder that holds the data, or write the folder into city.yaml",
                      "请将其设为数据所在目录，或在 city.yaml 中直接写目录")};
    path = value + path.substr(end + 1);
  }
  const std::filesystem::path p{path};
  return p.is_absolute() ? path : (std::filesystem::path{workspace} / p).string();
}

}  // namespace cityloop
