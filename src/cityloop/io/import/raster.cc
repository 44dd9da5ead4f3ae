// Rasters through GDAL: a value per pixel becomes people or heights at the pixel's centre.

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
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

Raster open_raster(const SourceSpec& spec, const std::string& path) {
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

/// The part of a raster that lies under the city, and heights between its pixels' centres.
class Ground {
 public:
  Ground(const Raster& r, const Import& in) : to_raster_{in.into.crs(), r.crs} {
    int has_empty = 0;
    const double empty = GDALGetRasterNoDataValue(r.band, &has_empty);
    const double determinant = r.place[1] * r.place[5] - r.place[2] * r.place[4];
    const Box city = in.into.extent();
    if (city.empty() || determinant == 0) return;
    inverse_ = {r.place[5] / determinant, -r.place[2] / determinant, -r.place[4] / determinant,
                r.place[1] / determinant};
    origin_ = {r.place[0], r.place[3]};
    std::vector<Point> rim;  // straight sides on the plane are bent on the raster: twenty points each
    for (int i = 0; i <= 20; ++i)
      for (const double side : {0.0, 1.0}) {
        const double f = i / 20.0;
        rim.push_back(city.low + Point{f * city.width(), side * city.height()});
        rim.push_back(city.low + Point{side * city.width(), f * city.height()});
      }
    to_raster_(rim);
    Box window;
    for (const Point p : rim)
      if (std::isfinite(p.x) && std::isfinite(p.y)) window.add(pixel(p));
    if (window.empty()) return;
    left_ = static_cast<int>(std::clamp(std::floor(window.low.x) - 2, 0.0, double(r.width)));
    top_ = static_cast<int>(std::clamp(std::floor(window.low.y) - 2, 0.0, double(r.height)));
    width_ = static_cast<int>(std::clamp(std::ceil(window.high.x) + 2, 0.0, double(r.width))) - left_;
    height_ = static_cast<int>(std::clamp(std::ceil(window.high.y) + 2, 0.0, double(r.height))) - top_;
    if (width_ <= 0 || height_ <= 0) return;
    data_.resize(static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_));
    if (GDALRasterIO(r.band, GF_Read, left_, top_, width_, height_, data_.data(), width_, height_,
                     GDT_Float32, 0, 0) != CE_None)
      throw Error{Fault::bad_input, say("{} is cut off", "{} 被截断", in.spec.file), Where{in.spec.file},
                  say("copy or download it again", "请重新复制或下载")};
    if (has_empty != 0)
      for (float& h : data_)
        if (h == static_cast<float>(empty)) h = std::numeric_limits<float>::quiet_NaN();
  }
  /// Bilinear between the four nearest centres; within half a pixel of the raster's edge, between what is there. NaN
  /// outside, and where any of them holds no data.
  void operator()(std::span<const Point> at, std::span<float> out) const {
    if (data_.empty()) return;
    std::vector<Point> points(at.begin(), at.end());
    to_raster_(points);
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (!std::isfinite(points[i].x) || !std::isfinite(points[i].y)) continue;
      const Point p = pixel(points[i]) - Point{double(left_), double(top_)};
      if (!(p.x >= 0 && p.y >= 0 && p.x <= width_ && p.y <= height_)) continue;
      const double x = std::clamp(p.x - 0.5, 0.0, width_ - 1.0),
                   y = std::clamp(p.y - 0.5, 0.0, height_ - 1.0);
      const double fx = x - std::floor(x), fy = y - std::floor(y);
      const int x0 = static_cast<int>(x), y0 = static_cast<int>(y);
      double sum = 0;
      for (const int dx : {0, 1})
        for (const int dy : {0, 1}) {
          const double weight = (dx == 1 ? fx : 1 - fx) * (dy == 1 ? fy : 1 - fy);
          if (weight == 0) continue;
          sum += weight * static_cast<double>(
                              data_[static_cast<std::size_t>(y0 + dy) * static_cast<std::size_t>(width_) +
                                    static_cast<std::size_t>(x0 + dx)]);
        }
      out[i] = static_cast<float>(sum);
    }
  }

 private:
  Point pixel(Point p) const {
    const Point d = p - origin_;
    return {inverse_[0] * d.x + inverse_[1] * d.y, inverse_[2] * d.x + inverse_[3] * d.y};
  }
  ToPlane to_raster_;
  std::array<double, 4> inverse_{};
  Point origin_;
  int left_ = 0, top_ = 0, width_ = 0, height_ = 0;
  std::vector<float> data_;
};

}  // namespace

void read_raster(Import& in) {
  const bool people = in.spec.as == "people";
  if (!people && in.spec.as != "elevation")
    in.spec.options.at("as").fail(
        say("a raster cannot be read as {}", "栅格不能读作 {}", in.spec.as),
        say("write `as: people` or `as: elevation`", "请写 `as: people` 或 `as: elevation`"));
  const Raster r = open_raster(in.spec, in.path);
  GroupKey group;
  if (const auto x = in.spec.options.find("group")) {
    group = GroupKey{x->string()};
    in.into.group(group, verbatim(group.word));
  }
  in.spec.options.done();
  if (!people) {
    const Ground ground{r, in};
    in.into.street_heights([&](std::span<const Point> at, std::span<float> out) {
      in.run.check_stop();
      ground(at, out);
    });
  }
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
  const Raster r = open_raster(spec, path);
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
