// Rasters through GDAL: a value per pixel becomes people or heights at the pixel's centre.

#include <cmath>
#include <memory>

#include "cityloop/io/import/readers.h"
#include "cityloop/io/import/to_plane.h"

#ifdef CITYLOOP_GDAL
#include <cpl_conv.h>
#include <gdal.h>
#include <ogr_srs_api.h>
#endif

namespace cityloop {

#ifdef CITYLOOP_GDAL
namespace {

struct Raster {
  struct Close {
    void operator()(void* d) const { GDALClose(d); }
  };
  std::unique_ptr<void, Close> data;
  GDALRasterBandH band = nullptr;
  int width = 0, height = 0;
  double place[6] = {};  // pixel → coordinates
  std::string crs;
  Point at(double column, double row) const {
    return {place[0] + column * place[1] + row * place[2], place[3] + column * place[4] + row * place[5]};
  }
};

Raster open(const SourceSpec& spec, const std::string& path) {
  GDALAllRegister();
  CPLPushErrorHandler(CPLQuietErrorHandler);
  Raster r;
  r.data.reset(GDALOpenEx(path.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY, nullptr, nullptr, nullptr));
  const std::string words = CPLGetLastErrorMsg();
  CPLPopErrorHandler();
  if (!r.data)
    throw Error{
        Fault::bad_input,
        say("{0} is no raster that can be read ({1})", "{0} 不是可读取的栅格文件（{1}）", spec.file, words),
        Where{spec.file}, say("check that it is a complete GeoTIFF", "请确认是完整的 GeoTIFF")};
  int band = 1;
  if (const auto x = spec.options.find("band")) band = static_cast<int>(x->integer());
  if (band < 1 || band > GDALGetRasterCount(r.data.get()))
    spec.options.fail(
        say("{0} has {1} bands", "{0} 有 {1} 个波段", spec.file, GDALGetRasterCount(r.data.get())));
  r.band = GDALGetRasterBand(r.data.get(), band);
  r.width = GDALGetRasterXSize(r.data.get());
  r.height = GDALGetRasterYSize(r.data.get());
  if (GDALGetGeoTransform(r.data.get(), r.place) != CE_None)
    throw Error{Fault::bad_input, say("{} does not say where it lies", "{} 没有地理定位信息", spec.file),
                Where{spec.file}};
  if (const auto x = spec.options.find("crs")) {
    r.crs = x->string();
  } else {
    OGRSpatialReferenceH srs = GDALGetSpatialRef(r.data.get());
    if (srs == nullptr)
      throw Error{Fault::bad_input,
                  say("{} does not say its coordinate system", "{} 没有坐标系说明", spec.file),
                  Where{spec.file}, say("add `crs:` to its entry", "请在条目中添加 `crs:`")};
    const char* authority = OSRGetAuthorityName(srs, nullptr);
    const char* code = OSRGetAuthorityCode(srs, nullptr);
    if (authority != nullptr && code != nullptr) {
      r.crs = std::string{authority} + ":" + code;
    } else {
      char* wkt = nullptr;
      OSRExportToWkt(srs, &wkt);
      r.crs = wkt == nullptr ? "" : wkt;
      CPLFree(wkt);
    }
  }
  return r;
}

}  // namespace

void read_raster(Import& in) {
  const bool people = in.spec.as == "people";
  if (!people && in.spec.as != "elevation")
    in.spec.options.at("as").fail(
        say("a raster cannot be read as {}", "栅格不能读作 {}", in.spec.as),
        say("write `as: people` or `as: elevation`", "请写 `as: people` 或 `as: elevation`"));
  const Raster r = open(in.spec, in.path);
  GroupKey group;
  if (const auto x = in.spec.options.find("group")) {
    group = GroupKey{x->string()};
    in.into.group(group, verbatim(group.word));
  }
  in.spec.options.done();
  int has_empty = 0;
  const double empty = GDALGetRasterNoDataValue(r.band, &has_empty);
  const ToPlane to_plane{r.crs, in.into.crs()};
  const Box near = in.into.extent().grown(5000);  // a raster of a whole country is read for one city
  std::vector<double> row(static_cast<std::size_t>(r.width));
  std::vector<Point> points(row.size());
  std::size_t lost = 0;
  for (int y = 0; y < r.height; ++y) {
    in.run.check_stop();
    if (GDALRasterIO(r.band, GF_Read, 0, y, r.width, 1, row.data(), r.width, 1, GDT_Float64, 0, 0) != CE_None)
      throw Error{Fault::bad_input,
                  say("{0} is cut off at row {1}", "{0} 在第 {1} 行被截断", in.spec.file, y + 1),
                  Where{in.spec.file, y + 1}, say("copy or download it again", "请重新复制或下载")};
    for (int x = 0; x < r.width; ++x) points[static_cast<std::size_t>(x)] = r.at(x + 0.5, y + 0.5);
    to_plane(points);
    for (std::size_t x = 0; x < row.size(); ++x) {
      const Point p = points[x];
      const double v = row[x];
      if (!std::isfinite(v) || (has_empty != 0 && v == empty)) continue;
      if (!std::isfinite(p.x) || !std::isfinite(p.y) || (!near.empty() && !near.contains(p))) continue;
      if (!people) in.into.set_elevation(p, v);
      else if (v > 0)
        in.into.add_people(p, v, group, in.file,
                           static_cast<std::int64_t>(y) * r.width + static_cast<std::int64_t>(x));
      else if (v < 0) ++lost;
    }
  }
  if (lost > 0)
    in.run.notes.problem(
        "raster.range", say("{} pixels hold fewer than no people", "{} 个像元的人数小于零", lost),
        Where{in.spec.file}, say("declare the raster's no-data value", "请声明栅格的无数据值"));
}

std::optional<LngLat> locate_raster(const SourceSpec& spec, const std::string& path) {
  const Raster r = open(spec, path);
  const LngLat at = to_lnglat(r.at(r.width / 2.0, r.height / 2.0), r.crs);
  if (!std::isfinite(at.lng) || !std::isfinite(at.lat)) return std::nullopt;
  return at;
}

#else

namespace {
[[noreturn]] void refuse(const SourceSpec& spec) {
  throw Error{
      Fault::unavailable,
      say("this build of cityloop reads no rasters ({})", "此版本不支持读取栅格文件（{}）", spec.file),
      Where{spec.file}, say("build it with -DCITYLOOP_GDAL=ON", "请用 -DCITYLOOP_GDAL=ON 构建")};
}
}  // namespace
void read_raster(Import& in) { refuse(in.spec); }
std::optional<LngLat> locate_raster(const SourceSpec& spec, const std::string&) { refuse(spec); }

#endif

}  // namespace cityloop
