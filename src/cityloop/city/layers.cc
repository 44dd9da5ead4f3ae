#include "cityloop/city/layers.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <type_traits>

#include "cityloop/base/hash.h"
#include "cityloop/geo/index.h"
#include "cityloop/geo/shape.h"

namespace cityloop {
namespace {

template <class T>
struct IsRaw : std::bool_constant<std::is_arithmetic_v<T> || std::is_enum_v<T>> {};
template <class Tag, class Rep>
struct IsRaw<Id<Tag, Rep>> : std::true_type {};
template <>
struct IsRaw<Point> : std::true_type {};
template <>
struct IsRaw<ContentHash> : std::true_type {};

// A first word, so that a blob of one layer is not mistaken for one of another version.
constexpr std::uint64_t kFormat = 0x0001'4c43'5459'4c00ULL;

class Encoder {
 public:
  std::string out;
  template <class T>
  void operator()(const char*, const T& x) {
    put(x);
  }
  template <class T>
    requires(IsRaw<T>::value)
  void put(const T& x) {
    out.append(reinterpret_cast<const char*>(&x), sizeof x);
  }
  void put(const std::string& s) {
    put(std::uint64_t{s.size()});
    out += s;
  }
  void put(const Text& t) {
    put(t.en);
    put(t.zh);
  }
  template <class Tag>
  void put(const Key<Tag>& k) {
    put(k.word);
  }
  void put(const Shape& s) { put(s.rings); }
  template <class T>
  void put(const std::vector<T>& v) {
    put(std::uint64_t{v.size()});
    if constexpr (IsRaw<T>::value) {
      out.append(reinterpret_cast<const char*>(v.data()), v.size() * sizeof(T));
    } else {
      for (const T& x : v) put(x);
    }
  }
  template <class I, class T>
  void put(const Column<I, T>& c) {
    put(std::uint64_t{c.size()});
    if constexpr (IsRaw<T>::value) {
      out.append(reinterpret_cast<const char*>(c.raw().data()), c.size() * sizeof(T));
    } else {
      for (const T& x : c.raw()) put(x);
    }
  }
  template <class I, class T>
  void put(const Ragged<I, T>& r) {
    put(std::vector<std::uint64_t>(r.offsets().begin(), r.offsets().end()));
    put(std::vector<T>(r.raw().begin(), r.raw().end()));
  }
};

class Decoder {
 public:
  explicit Decoder(std::string_view in) : in_{in} {}
  template <class T>
  void operator()(const char* column, T& x) {
    column_ = column;
    take(x);
  }
  void done() {
    if (!in_.empty()) bad();
  }
  template <class T>
    requires(IsRaw<T>::value)
  void take(T& x) {
    bytes(&x, sizeof x);
  }
  void take(std::string& s) {
    const std::uint64_t n = count(1);
    s.assign(in_.substr(0, n));
    in_.remove_prefix(n);
  }
  void take(Text& t) {
    take(t.en);
    take(t.zh);
  }
  template <class Tag>
  void take(Key<Tag>& k) {
    take(k.word);
  }
  void take(Shape& s) { take(s.rings); }
  template <class T>
  void take(std::vector<T>& v) {
    if constexpr (IsRaw<T>::value) {
      v.resize(count(sizeof(T)));
      bytes(v.data(), v.size() * sizeof(T));
    } else {
      v.resize(count(1));
      for (T& x : v) take(x);
    }
  }
  template <class I, class T>
  void take(Column<I, T>& c) {
    take(c.rows());
  }
  template <class I, class T>
  void take(Ragged<I, T>& r) {
    std::vector<std::uint64_t> offsets;
    std::vector<T> data;
    take(offsets);
    take(data);
    if (!r.assign(std::move(data), std::move(offsets))) bad();
  }

 private:
  [[noreturn]] void bad() const {
    throw Error{Fault::bad_input,
                say("the stored column `{}` is damaged", "存储的列 `{}` 已损坏", column_),
                {},
                say("Import the city again: facts can always be rebuilt from their files.",
                    "请重新导入城市：事实数据总能由原文件重建。")};
  }
  void bytes(void* to, std::size_t n) {
    if (n > in_.size()) bad();
    if (n > 0) std::memcpy(to, in_.data(), n);
    in_.remove_prefix(n);
  }
  // A count is believed only if that many items of at least `least` bytes can follow.
  std::uint64_t count(std::size_t least) {
    std::uint64_t n = 0;
    bytes(&n, sizeof n);
    if (n > in_.size() / least) bad();
    return n;
  }
  std::string_view in_;
  const char* column_ = "head";
};

// Grid keeps an index beside its columns, so it is taken apart here and built again when read.
template <class S, class C, class V>
void grid_columns(S& spec, C& cells, V& v) {
  v("crs", spec.crs), v("cell_m", spec.cell_m), v("lattice", spec.lattice), v("shape", spec.shape);
  v("id", cells.id), v("centre", cells.centre), v("area_m2", cells.area_m2), v("name", cells.name);
  v("ring", cells.ring);
}

}  // namespace

template <class T>
std::string encode(const T& layer) {
  Encoder e;
  e.put(kFormat);
  if constexpr (std::is_same_v<T, Grid>) grid_columns(layer.spec(), layer.cells(), e);
  else T::columns(layer, e);
  return std::move(e.out);
}

template <class T>
T decode(std::string_view bytes) {
  Decoder d{bytes};
  std::uint64_t format = 0;
  d("head", format);
  if (format != kFormat)
    throw Error{Fault::bad_input, say("this is not a layer of this version", "这不是本版本的图层数据")};
  if constexpr (std::is_same_v<T, Grid>) {
    GridSpec spec;
    GridCells cells;
    grid_columns(spec, cells, d);
    d.done();
    const std::size_t n = cells.id.size();
    if (cells.centre.size() != n || cells.area_m2.size() != n || cells.name.size() != n ||
        cells.ring.size() != n)
      throw Error{Fault::bad_input,
                  say("the stored grid has columns of different lengths", "存储的网格各列长度不一")};
    return Grid{std::move(spec), std::move(cells)};
  } else {
    T layer;
    T::columns(layer, d);
    d.done();
    return layer;
  }
}

template <class T>
Layer<T> freeze(T data) {
  const std::string bytes = encode(data);
  const ContentHash hash = Hasher{}.bytes(bytes.data(), bytes.size()).done();
  return {std::make_shared<const T>(std::move(data)), hash};
}

// The closed list of layers, spelt out: what can be hashed, stored and read back.
template std::string encode(const About&);
template std::string encode(const Grid&);
template std::string encode(const Zones&);
template std::string encode(const People&);
template std::string encode(const Places&);
template std::string encode(const Streets&);
template std::string encode(const Transit&);
template std::string encode(const Fares&);
template std::string encode(const Buildings&);
template std::string encode(const Land&);
template std::string encode(const Statistics&);
template std::string encode(const Budget&);
template std::string encode(const Reports&);
template std::string encode(const Inspections&);
template std::string encode(const Provenance&);
template About decode<About>(std::string_view);
template Grid decode<Grid>(std::string_view);
template Zones decode<Zones>(std::string_view);
template People decode<People>(std::string_view);
template Places decode<Places>(std::string_view);
template Streets decode<Streets>(std::string_view);
template Transit decode<Transit>(std::string_view);
template Fares decode<Fares>(std::string_view);
template Buildings decode<Buildings>(std::string_view);
template Land decode<Land>(std::string_view);
template Statistics decode<Statistics>(std::string_view);
template Budget decode<Budget>(std::string_view);
template Reports decode<Reports>(std::string_view);
template Inspections decode<Inspections>(std::string_view);
template Provenance decode<Provenance>(std::string_view);
template Layer<About> freeze(About);
template Layer<Grid> freeze(Grid);
template Layer<Zones> freeze(Zones);
template Layer<People> freeze(People);
template Layer<Places> freeze(Places);
template Layer<Streets> freeze(Streets);
template Layer<Transit> freeze(Transit);
template Layer<Fares> freeze(Fares);
template Layer<Buildings> freeze(Buildings);
template Layer<Land> freeze(Land);
template Layer<Statistics> freeze(Statistics);
template Layer<Budget> freeze(Budget);
template Layer<Reports> freeze(Reports);
template Layer<Inspections> freeze(Inspections);
template Layer<Provenance> freeze(Provenance);

SnapshotId id(const City& city) {
  Hasher h;
  h.add("snapshot").add(city.as_of.time_since_epoch().count());
  each_layer(city, [&](LayerId, const auto& layer) { h.add(layer.hash()); });
  return h.done();
}

std::string_view to_word(LayerId layer) {
  constexpr std::array<std::string_view, static_cast<std::size_t>(LayerId::count)> kWords{
      "about", "grid",      "zones", "people",     "places", "streets", "transit",
      "fares", "buildings", "land",  "statistics", "budget", "reports", "inspections", "provenance"};
  return kWords[static_cast<std::size_t>(layer)];
}

namespace {

double total(std::span<const float> v) {
  double sum = 0;
  for (const float x : v) sum += static_cast<double>(x);
  return sum;
}
std::string n(std::size_t count) { return show_number(static_cast<double>(count), 0); }

double length_km(const Streets& s) {
  double mm = 0;
  for (const std::uint32_t x : s.length_mm.raw()) mm += x;
  return mm / 1e6;
}

/// "1 zone", "2 zones".
std::string count(std::size_t many, const std::string& what) {
  return n(many) + " " + what + (many == 1 ? "" : "s");
}

Text describe_transit(const Transit& t) {
  if (t.trips() == 0) return {"no timetable", "没有时刻表"};
  std::size_t called = 0;
  std::vector<std::uint8_t> seen(t.stops(), 0);
  for (const StopIdx s : t.pattern_stops.raw())
    if (seen[s.v]++ == 0) ++called;
  const auto days = t.served();
  if (!days)
    return say("{} lines, {} trips, {} stops", "{} 条线路，{} 个班次，{} 个停靠站", n(t.line_ref.size()),
               n(t.trips()), n(called));
  return say("{} lines, {} trips, {} stops, service from {} until {}",
             "{} 条线路，{} 个班次，{} 个停靠站，运营日期 {} 至 {}", n(t.line_ref.size()), n(t.trips()),
             n(called), to_string(days->first), to_string(days->second));
}

}  // namespace

Text describe(const City& city, LayerId layer) {
  switch (layer) {
    case LayerId::about: return city.about->name;
    case LayerId::grid:
      return say("{} cells, {} km²", "{} 个单元，{} 平方公里", n(city.grid->size()),
                 show_number(total(city.grid->cells().area_m2.raw()) / 1e6));
    case LayerId::zones:
      return say("{0} at {1}", "{2} 个分区，{3} 级", count(city.zones->id.size(), "zone"),
                 count(city.zones->levels.size(), "level"), n(city.zones->id.size()),
                 city.zones->levels.size());
    case LayerId::people:
      return say("{0} residents, {1}", "{0} 名居民，{2} 个群体",
                 show_number(total(city.people->residents.raw()), 0),
                 count(city.people->groups.size(), "group"), city.people->groups.size());
    case LayerId::places:
      return say("{0} of {1}", "{2} 处设施，{3} 类", count(city.places->id.size(), "place"),
                 count(city.places->kinds.size(), "kind"), n(city.places->id.size()),
                 city.places->kinds.size());
    case LayerId::streets:
      return say("{} stretches, {} km", "{} 段道路，{} 公里", n(city.streets->edges()),
                 show_number(length_km(*city.streets)));
    case LayerId::transit: return describe_transit(*city.transit);
    case LayerId::fares:
      return city.fares->empty() ? Text{"no fares", "没有票价"}
                                 : say("{0} in {1}, {2}", "{3} 条票价，{4} 套票制，以 {1} 计",
                                       count(city.fares->leg_price.size(), "price"), city.fares->money(),
                                       count(city.fares->system_feed.size(), "system"),
                                       city.fares->leg_price.size(), city.fares->system_feed.size());
    case LayerId::buildings:
      return say("{0}", "{1} 栋建筑", count(city.buildings->id.size(), "building"),
                 n(city.buildings->id.size()));
    case LayerId::land:
      return city.land->elevation_m.empty()
                 ? say("{0}", "{1} 类用地", count(city.land->uses.size(), "land use"), city.land->uses.size())
                 : say("{0}, elevation", "{1} 类用地，高程", count(city.land->uses.size(), "land use"),
                       city.land->uses.size());
    case LayerId::statistics:
      return say("{0} of {1} series", "{2} 个数值，{1} 个指标序列",
                 count(city.statistics->value.size(), "figure"), city.statistics->variables.size(),
                 n(city.statistics->value.size()));
    case LayerId::budget:
      return say("{0} of {1}", "{2} 行，{3} 项资金", count(city.budget->fund.size(), "line"),
                 count(city.budget->funds.size(), "fund"), n(city.budget->fund.size()),
                 city.budget->funds.size());
    case LayerId::reports:
      return say("{0} of residents", "{1} 件居民诉求", count(city.reports->id.size(), "report"),
                 n(city.reports->id.size()));
    case LayerId::inspections: {
      const Inspections& i = *city.inspections;
      const auto today = static_cast<std::int32_t>(city.as_of.time_since_epoch().count());
      std::size_t open = 0;
      for (const InspectionIdx x : each(i.id)) open += i.open(x, today) ? 1U : 0U;
      return say("{0}, {1} of them open problems", "{2} 条检查记录，其中未整治问题 {1} 个",
                 count(i.id.size(), "inspection"), n(open), n(i.id.size()));
    }
    case LayerId::provenance:
      return say("{0}", "{1} 个文件", count(city.provenance->file.size(), "file"),
                 city.provenance->file.size());
    case LayerId::count: break;
  }
  return {};
}

namespace {

/// Cells that count (where people live; all, if no source says where) and lie far from every street. Some farms do; a
/// quarter of a city means that the street file covers less than the cells do, and its distances there mean nothing.
void check_streets_reach(const City& city, Diagnostics& d) {
  constexpr double far_m = 500, bucket_m = 250, few = 0.01;
  const Streets& s = *city.streets;
  std::vector<std::array<Point, 2>> segments;
  std::vector<Box> boxes;
  for (const EdgeIdx e : each(s.from)) {
    Point last = s.at[s.from[e]];
    const auto to = [&](Point p) {
      segments.push_back({last, p});
      boxes.emplace_back();
      boxes.back().add(last);
      boxes.back().add(p);
      last = p;
    };
    for (const Point p : s.bends[e]) to(p);
    to(s.at[s.to[e]]);
  }
  const BoxIndex near{boxes, bucket_m};
  const auto& residents = city.people->residents.raw();
  const double everybody = total(residents);
  double all = 0, off = 0;
  std::size_t cells = 0;
  std::vector<std::uint32_t> found;
  for (std::size_t c = 0; c < city.grid->size(); ++c) {
    const double weight = everybody > 0 ? static_cast<double>(residents[c]) : 1;
    if (weight <= 0) continue;
    all += weight;
    const Point at = city.grid->centre(idx<CellIdx>(c));
    near.collect(at, far_m, found);
    const bool reached = std::any_of(found.begin(), found.end(), [&](std::uint32_t i) {
      const auto [a, b] = segments[i];
      return distance_m(at, a + project(at, a, b) * (b - a)) <= far_m;
    });
    if (reached) continue;
    off += weight;
    ++cells;
  }
  if (off <= few * all) return;
  const Text hint =
      say("Does the street file cover the whole city? Distances there are ‘beyond’, not measured.",
          "道路数据是否覆盖全市？那里的距离记为“超出”，并非实测。");
  if (everybody > 0)
    d.warning("streets.far",
              say("{} cells, where {} people live, lie farther than {} m from every street",
                  "{} 个格网（居住 {} 人）距任何道路超过 {} 米", n(cells), show_number(off, 0), far_m),
              {}, hint);
  else
    d.warning("streets.far",
              say("{} cells lie farther than {} m from every street", "{} 个格网距任何道路超过 {} 米",
                  n(cells), far_m),
              {}, hint);
}

}  // namespace

Diagnostics check(const City& city) {
  Diagnostics d;
  if (city.grid->size() == 0)
    d.problem("city.empty", say("the city has no cells", "城市没有任何单元"), {},
              say("Give a boundary, cells, or people with coordinates in city.yaml.",
                  "请在 city.yaml 中提供边界、单元或带坐标的人口数据。"));
  if (total(city.people->residents.raw()) <= 0)
    d.warning("people.none",
              say("nobody lives in this city: averages cannot be weighted by people",
                  "城市中没有居民：无法按人口加权"),
              {}, say("Add a source with `as: people`.", "请添加 `as: people` 的数据源。"));
  if (city.streets->edges() == 0)
    d.warning(
        "streets.none", say("there are no streets: travel times are unknown", "没有道路：出行时间未知"), {},
        say("Add an OpenStreetMap extract (`reads: osm`).", "请添加 OpenStreetMap 数据（`reads: osm`）。"));
  else check_streets_reach(city, d);
  if (city.transit->trips() > 0) {
    const auto days = city.transit->served();
    if (!days)
      d.warning("transit.never", say("no trip of the timetable runs on any day", "时刻表中没有任何班次运营"));
    else if (city.as_of < days->first || city.as_of > days->second)
      d.note("transit.period", say("the timetable runs from {} until {}, and the city is described as of {}",
                                   "时刻表的运营日期为 {} 至 {}，而城市数据日期为 {}", to_string(days->first),
                                   to_string(days->second), to_string(city.as_of)));
  }
  if (city.places->id.empty())
    d.warning("places.none",
              say("there are no places: services cannot be measured", "没有设施：无法测算公共服务"));
  std::size_t off = 0;
  for (const CellIdx c : city.places->cell.raw()) off += c.valid() ? 0U : 1U;
  if (off > 0)
    d.note(
        "place.off-grid",
        say("{} of {} places lie outside the city's cells; they still serve residents near the border",
            "{} / {} 处设施位于城市单元之外；它们仍为边界附近的居民服务", n(off), n(city.places->id.size())));
  if (city.zones->id.empty())
    d.note("zones.none", say("there are no zones: results are shown by cell and for the whole city only",
                             "没有分区：结果仅按单元和全市展示"));
  if (city.budget->fund.empty())
    d.note("budget.none", say("there is no budget: plans cannot be made", "没有预算：无法制定计划"), {},
           say("Add a source with `as: budget`.", "请添加 `as: budget` 的数据源。"));
  return d;
}

}  // namespace cityloop
