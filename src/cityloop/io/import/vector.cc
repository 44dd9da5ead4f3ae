// Vector files through GDAL. Compiled without GDAL, reading one is an Error that says so.

#include <cmath>
#include <map>
#include <set>
#include <span>

#include "cityloop/io/import/csv.h"
#include "cityloop/io/import/readers.h"
#include "cityloop/io/import/to_plane.h"
#include "cityloop/io/import/written_hours.h"

#ifdef CITYLOOP_GDAL
#include <cpl_conv.h>
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#endif

namespace cityloop {

#ifdef CITYLOOP_GDAL
namespace {

struct CloseDataset {
  void operator()(void* d) const { GDALClose(d); }
};
using Dataset = std::unique_ptr<void, CloseDataset>;

/// GDAL writes its complaints to the terminal unless told otherwise; ours quote its last words instead.
class Quiet {
 public:
  Quiet() { CPLPushErrorHandler(CPLQuietErrorHandler); }
  ~Quiet() { CPLPopErrorHandler(); }
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;
};

Dataset open_vector(const SourceSpec& spec, const std::string& path) {
  GDALAllRegister();
  Dataset data{GDALOpenEx(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, nullptr, nullptr, nullptr)};
  if (!data || GDALDatasetGetLayerCount(data.get()) == 0) {
    const std::string why = CPLGetLastErrorMsg();
    throw Error{Fault::bad_input,
                why.empty()
                    ? say("{} is no vector file that can be read", "{} 不是可读取的矢量文件", spec.file)
                    : say("{0} is no vector file that can be read ({1})", "{0} 不是可读取的矢量文件（{1}）",
                          spec.file, why),
                Where{spec.file},
                say("check that it is complete GeoJSON, GeoPackage or Shapefile (with .dbf, .shx and .prj)",
                    "请确认是完整的 GeoJSON、GeoPackage 或 Shapefile（含 .dbf、.shx、.prj）")};
  }
  return data;
}

OGRLayerH layer_of(const SourceSpec& spec, GDALDatasetH data) {
  const auto asked = spec.options.find("layer");
  if (!asked) return GDALDatasetGetLayer(data, 0);
  if (OGRLayerH layer = GDALDatasetGetLayerByName(data, asked->string().c_str())) return layer;
  std::vector<std::string> names;
  for (int i = 0; i < GDALDatasetGetLayerCount(data); ++i)
    names.emplace_back(OGR_L_GetName(GDALDatasetGetLayer(data, i)));
  asked->fail(say("{0} has no layer '{1}'", "{0} 没有图层“{1}”", spec.file, asked->string()),
              say("did you mean '{}'?", "是否指“{}”？",
                  names.size() == 1 ? names[0] : nearest_word(asked->string(), names)));
}

std::string crs_of(const SourceSpec& spec, OGRLayerH layer) {
  if (const auto x = spec.options.find("crs")) return x->string();
  OGRSpatialReferenceH srs = OGR_L_GetSpatialRef(layer);
  if (srs == nullptr)
    throw Error{Fault::bad_input,
                say("{} does not say its coordinate system", "{} 没有坐标系说明", spec.file),
                Where{spec.file},
                say("add `crs:` to its entry, for example `crs: EPSG:4326`",
                    "请在条目中添加 `crs:`，例如 `crs: EPSG:4326`")};
  const char* authority = OSRGetAuthorityName(srs, nullptr);
  const char* code = OSRGetAuthorityCode(srs, nullptr);
  if (authority != nullptr && code != nullptr) return std::string{authority} + ":" + code;
  char* wkt = nullptr;
  OSRExportToWkt(srs, &wkt);
  std::string text = wkt == nullptr ? "" : wkt;
  CPLFree(wkt);
  return text;
}

/// The polygons of a geometry as rings of one shape.
void add_rings(OGRGeometryH g, Shape& shape) {
  const OGRwkbGeometryType type = wkbFlatten(OGR_G_GetGeometryType(g));
  if (type == wkbPolygon) {
    for (int r = 0; r < OGR_G_GetGeometryCount(g); ++r) {
      OGRGeometryH ring = OGR_G_GetGeometryRef(g, r);
      std::vector<Point> points;
      const int n = OGR_G_GetPointCount(ring);
      points.reserve(static_cast<std::size_t>(n));
      for (int i = 0; i < n; ++i) points.push_back({OGR_G_GetX(ring, i), OGR_G_GetY(ring, i)});
      if (points.size() > 1 && points.front() == points.back()) points.pop_back();
      if (points.size() >= 3) shape.rings.push_back(std::move(points));
    }
  } else if (type == wkbMultiPolygon || type == wkbGeometryCollection) {
    for (int i = 0; i < OGR_G_GetGeometryCount(g); ++i) add_rings(OGR_G_GetGeometryRef(g, i), shape);
  }
}

/// The features of a layer one by one, with the roles that city.yaml gives to its columns.
class Features {
 public:
  explicit Features(Import& in)
      : in_{in}, data_{open_vector(in.spec, in.path)}, layer_{layer_of(in.spec, data_.get())},
        to_plane_{crs_of(in.spec, layer_), in.into.crs()} {
    OGRFeatureDefnH defn = OGR_L_GetLayerDefn(layer_);
    for (int i = 0; i < OGR_FD_GetFieldCount(defn); ++i)
      fields_.emplace_back(OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(defn, i)));
    columns_ = in.spec.options.find("columns");
    OGR_L_ResetReading(layer_);
  }
  ~Features() {
    if (feature_ != nullptr) OGR_F_Destroy(feature_);
  }
  Features(const Features&) = delete;
  Features& operator=(const Features&) = delete;

  int maybe(const char* role) const {
    if (!columns_) return position(role);
    if (columns_->is_list()) {
      for (const Document& word : columns_->list())
        if (word.string() == role) return named(role, word.where());
      return -1;
    }
    const auto entry = columns_->find(role);
    if (!entry) return -1;
    return named(entry->is_null() ? role : entry->string(), entry->where());
  }
  int must(const char* role) const {
    if (const int c = maybe(role); c >= 0) return c;
    in_.spec.options.fail(say("{0} read as {1} needs a column for '{2}'", "{0} 读作 {1} 需要“{2}”列",
                              in_.spec.file, in_.spec.as, role),
                          say("write `columns: {{{0}: …}}` with one of: {1}",
                              "请写 `columns: {{{0}: …}}`，可选：{1}", role, all_fields()));
  }
  void done() const {
    if (columns_ && columns_->is_map()) columns_->done();
    in_.spec.options.done();
  }

  bool next() {
    if (feature_ != nullptr) OGR_F_Destroy(feature_);
    feature_ = OGR_L_GetNextFeature(layer_);
    ++number_;
    if (feature_ == nullptr && CPLGetLastErrorType() == CE_Failure)
      in_.run.notes.problem("vector.read", say("reading stopped: {}", "读取中断：{}", CPLGetLastErrorMsg()),
                            where());
    return feature_ != nullptr;
  }
  Where where() const { return Where{in_.spec.file, 0, "feature " + std::to_string(number_)}; }
  std::int64_t number() const { return number_; }
  /// Empty where the column is not there or the field is null.
  std::string text(int column) const {
    if (column < 0 || OGR_F_IsFieldSetAndNotNull(feature_, column) == 0) return {};
    return std::string{trimmed(OGR_F_GetFieldAsString(feature_, column))};
  }
  std::optional<double> amount(int column) const {
    if (column < 0) return std::nullopt;
    const std::string word = text(column);
    if (is_missing(word)) return std::nullopt;
    const auto value = to_number(word);
    if (!value)
      in_.run.notes.problem("table.number", say("'{}' is not a number", "“{}”不是数字", word), where());
    return value;
  }
  /// The feature's polygons on the plane, made valid; a problem and nullopt where it has none.
  std::optional<Shape> shape() const {
    OGRGeometryH g = OGR_F_GetGeometryRef(feature_);
    Shape raw;
    if (g != nullptr) {
      if (OGR_G_HasCurveGeometry(g, TRUE) != 0) {
        OGRGeometryH straight = OGR_G_GetLinearGeometry(g, 0, nullptr);
        add_rings(straight, raw);
        OGR_G_DestroyGeometry(straight);
      } else {
        add_rings(g, raw);
      }
    }
    std::size_t lost = 0;
    for (auto& ring : raw.rings) lost += to_plane_(ring);
    for (const auto& ring : raw.rings)
      for (const Point p : ring)
        if (!std::isfinite(p.x) || !std::isfinite(p.y)) ++lost;
    std::optional<Shape> valid;
    if (!raw.rings.empty() && lost == 0) valid = made_valid(raw);
    if (!valid || valid->empty())
      in_.run.notes.problem(
          "vector.shape",
          lost > 0 ? say("the shape lies outside the city's coordinate system", "图形超出城市坐标系范围")
                   : say("the feature has no area", "要素没有面积"),
          where(), lost > 0 ? say("check `crs:` of this source", "请检查该来源的 `crs:`") : Text{});
    return valid;
  }
  /// The feature's point, or a point inside its polygons.
  std::optional<Point> point() const {
    OGRGeometryH g = OGR_F_GetGeometryRef(feature_);
    if (g != nullptr && OGR_G_GetGeometryCount(g) == 1 &&
        wkbFlatten(OGR_G_GetGeometryType(g)) == wkbMultiPoint)
      g = OGR_G_GetGeometryRef(g, 0);
    if (g != nullptr && wkbFlatten(OGR_G_GetGeometryType(g)) == wkbPoint && OGR_G_IsEmpty(g) == 0) {
      Point p{OGR_G_GetX(g, 0), OGR_G_GetY(g, 0)};
      to_plane_(std::span{&p, 1});
      if (std::isfinite(p.x) && std::isfinite(p.y)) return p;
      in_.run.notes.problem(
          "table.coordinates",
          say("the position is outside the city's coordinate system", "坐标超出城市坐标系范围"), where());
      return std::nullopt;
    }
    if (const auto s = shape()) return point_inside(*s);
    return std::nullopt;
  }

 private:
  int position(const std::string& field) const {
    for (std::size_t i = 0; i < fields_.size(); ++i)
      if (fields_[i] == field) return static_cast<int>(i);
    return -1;
  }
  int named(const std::string& field, const Where& where) const {
    if (const int c = position(field); c >= 0) return c;
    const std::string near = nearest_word(field, fields_);
    throw Error{Fault::bad_input, say("{0} has no column '{1}'", "{0} 没有“{1}”列", in_.spec.file, field),
                where,
                near.empty() ? say("its columns are: {}", "它的列有：{}", all_fields())
                             : say("did you mean '{0}'? Its columns are: {1}", "是否指“{0}”？它的列有：{1}",
                                   near, all_fields())};
  }
  std::string all_fields() const {
    std::string all;
    for (const std::string& f : fields_) all += (all.empty() ? "" : ", ") + f;
    return all;
  }
  Quiet quiet_;
  Import& in_;
  Dataset data_;
  OGRLayerH layer_;
  ToPlane to_plane_;
  std::vector<std::string> fields_;
  std::optional<Document> columns_;
  OGRFeatureH feature_ = nullptr;
  std::int64_t number_ = 0;
};

void read_boundary(Import& in, Features& f) {
  f.done();
  std::size_t parts = 0;
  while (f.next())
    if (const auto s = f.shape()) in.into.boundary(*s), ++parts;
  if (parts == 0)
    throw Error{Fault::bad_input,
                say("{} holds no polygon to bound the city", "{} 中没有可作为城市边界的多边形", in.spec.file),
                Where{in.spec.file}};
}

void read_zones(Import& in, Features& f) {
  const Document& options = in.spec.options;
  const ZoneLevelKey level{options.at("level").string()};
  const auto level_name = options.find("level_name");
  in.into.zone_level(level, level_name ? level_name->text() : verbatim(level.word));
  const int code = f.must("code"), name = f.maybe("name"), name_en = f.maybe("name_en"),
            parent = f.maybe("parent"), type = f.maybe("type");
  f.done();
  while (f.next()) {
    auto s = f.shape();
    if (!s) continue;
    ZoneDraft zone;
    zone.level = level;
    zone.code = f.text(code);
    if (zone.code.empty()) {
      in.run.notes.problem("zone.code", say("the zone has no code", "分区没有编码"), f.where());
      continue;
    }
    const std::string shown = f.text(name), english = f.text(name_en);
    zone.name = {english.empty() ? (shown.empty() ? zone.code : shown) : english,
                 shown.empty() ? zone.code : shown};
    zone.parent_code = f.text(parent);
    zone.type = f.text(type);
    zone.shape = std::move(*s);
    zone.file = in.file;
    zone.item = f.number();
    in.into.add_zone(std::move(zone));
  }
}

void read_cells(Import& in, Features& f) {
  const int name = f.maybe("name");
  f.done();
  std::vector<Builder::CellDraft> cells;
  std::set<std::string> seen;
  while (f.next()) {
    auto s = f.shape();
    if (!s) continue;
    std::string word = f.text(name);
    if (!word.empty() && !seen.insert(word).second) {
      in.run.notes.problem("cell.twice", say("a cell '{}' stands above already", "单元“{}”前面已有", word),
                           f.where());
      continue;
    }
    const Point middle = point_inside(*s);
    const double area = area_m2(*s);
    cells.push_back({std::move(word), middle, area, std::move(*s)});
  }
  in.into.grid_own(CellShape::polygon, std::move(cells));
}

void read_people(Import& in, Features& f) {
  const int count = f.must("count");
  std::vector<std::pair<GroupKey, int>> groups;
  if (const auto x = in.spec.options.find("groups"))
    for (const std::string& word : x->keys()) {
      groups.emplace_back(GroupKey{word}, f.must(x->at(word).string().c_str()));
      in.into.group(groups.back().first, verbatim(word));
    }
  f.done();
  while (f.next()) {
    const auto at = f.point();
    if (!at) continue;
    const auto add = [&](int column, const GroupKey& group) {
      const auto n = f.amount(column);
      if (n && *n >= 0) in.into.add_people(*at, *n, group, in.file, f.number());
      else if (n)
        in.run.notes.problem("table.range", say("{} people are less than none", "人数 {} 小于零", *n),
                             f.where());
      else
        in.run.notes.note("table.missing",
                          say("no value is given: no data, not zero", "没有数值：视为无数据，而不是零"),
                          f.where());
    };
    add(count, {});
    for (const auto& [group, column] : groups) add(column, group);
  }
}

void read_places(Import& in, Features& f) {
  const Document& options = in.spec.options;
  const std::string one = options.find("kind") ? options.at("kind").string() : std::string{};
  const int kind = one.empty() ? f.must("kind") : -1;
  const int name = f.maybe("name"), capacity = f.maybe("capacity"), ref = f.maybe("ref"),
            hours = f.maybe("hours");
  const std::string owner = options.find("refs") ? options.at("refs").string() : in.spec.file;
  f.done();
  while (f.next()) {
    const auto at = f.point();
    if (!at) continue;
    PlaceDraft draft;
    draft.kind = PlaceKindKey{one.empty() ? f.text(kind) : one};
    if (draft.kind.empty()) {
      in.run.notes.problem("place.kind",
                           say("the feature does not say what kind of place it is", "要素没有说明设施类别"),
                           f.where());
      continue;
    }
    draft.name = f.text(name);
    if (const std::string written = f.text(hours); !written.empty())
      draft.hours = written_hours(in, written, f.where());
    if (const auto n = f.amount(capacity); n && *n >= 0) draft.capacity = static_cast<float>(*n);
    const std::string id = f.text(ref);
    draft.ref = owner + ":" +
                (id.empty() ? std::to_string(std::llround(at->x * 10)) + "," +
                                  std::to_string(std::llround(at->y * 10)) + "," + draft.name
                            : id);
    draft.at = *at;
    draft.file = in.file;
    draft.item = f.number();
    in.into.add_place(std::move(draft));
  }
}

void read_land(Import& in, Features& f) {
  const Document& options = in.spec.options;
  const std::string one = options.find("use") ? options.at("use").string() : std::string{};
  const int use = one.empty() ? f.must("use") : -1;
  std::map<std::string, std::string> uses;  // the file's words → ours
  if (const auto x = options.find("uses"))
    for (const std::string& word : x->keys()) uses[word] = x->at(word).string();
  f.done();
  while (f.next()) {
    const auto s = f.shape();
    if (!s) continue;
    std::string word = one.empty() ? f.text(use) : one;
    if (const auto it = uses.find(word); it != uses.end()) word = it->second;
    if (word.empty())
      in.run.notes.problem("land.use", say("the feature does not say its use", "要素没有说明用途"),
                           f.where());
    else in.into.add_land(LandUseKey{word}, *s, in.file, f.number());
  }
}

void read_buildings(Import& in, Features& f) {
  const Document& options = in.spec.options;
  const std::string one = options.find("use") ? options.at("use").string() : "other";
  const int use = f.maybe("use"), floors = f.maybe("floors"), year = f.maybe("year"), ref = f.maybe("ref");
  f.done();
  while (f.next()) {
    const auto s = f.shape();
    if (!s) continue;
    BuildingDraft b;
    b.at = point_inside(*s);
    b.footprint_m2 = area_m2(*s);
    const std::string id = f.text(ref);
    b.id = id.empty() ? id_of("building", std::llround(b.at.x * 10), std::llround(b.at.y * 10))
                      : id_of("building", id);
    if (const auto n = f.amount(floors); n && *n >= 0 && *n < 300) b.floors = static_cast<std::uint16_t>(*n);
    if (const auto n = f.amount(year); n && *n >= 1000 && *n <= 2200) b.year = static_cast<std::int16_t>(*n);
    const std::string word = f.text(use);
    b.use = BuildingUseKey{word.empty() ? one : word};
    b.file = in.file;
    in.into.add_building(std::move(b));
  }
}

}  // namespace

void read_vector(Import& in) {
  const std::string& as = in.spec.as;
  Features f{in};
  if (as == "boundary") read_boundary(in, f);
  else if (as == "zones") read_zones(in, f);
  else if (as == "cells") read_cells(in, f);
  else if (as == "people") read_people(in, f);
  else if (as == "places") read_places(in, f);
  else if (as == "land") read_land(in, f);
  else if (as == "buildings") read_buildings(in, f);
  else in.spec.options.at("as").fail(say("a vector file cannot be read as {}", "矢量文件不能读作 {}", as));
}

std::optional<LngLat> locate_vector(const SourceSpec& spec, const std::string& path) {
  const Quiet quiet;
  const Dataset data = open_vector(spec, path);
  OGRLayerH layer = layer_of(spec, data.get());
  OGREnvelope box{};
  if (OGR_L_GetExtent(layer, &box, TRUE) != OGRERR_NONE) return std::nullopt;
  const LngLat at = to_lnglat({(box.MinX + box.MaxX) / 2, (box.MinY + box.MaxY) / 2}, crs_of(spec, layer));
  if (!std::isfinite(at.lng) || !std::isfinite(at.lat)) return std::nullopt;
  return at;
}

#else

namespace {
[[noreturn]] void refuse(const SourceSpec& spec) {
  throw Error{
      Fault::unavailable,
      say("this build of cityloop reads no vector files ({})", "此版本不支持读取矢量文件（{}）", spec.file),
      Where{spec.file}, say("build it with -DCITYLOOP_GDAL=ON", "请用 -DCITYLOOP_GDAL=ON 构建")};
}
}  // namespace
void read_vector(Import& in) { refuse(in.spec); }
std::optional<LngLat> locate_vector(const SourceSpec& spec, const std::string&) { refuse(spec); }

#endif

}  // namespace cityloop
