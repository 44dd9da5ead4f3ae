// cityloop travel …: questions about travel itself.

#include <bit>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>

#include "cityloop/app/travel_words.h"
#include "cityloop/city/hours.h"
#include "cityloop/io/export/export.h"
#include "cityloop/io/export/out_file.h"
#include "cityloop/measure/measure.h"

namespace cityloop {
namespace {

namespace fs = std::filesystem;

constexpr Dim kTime{.second = 1}, kSpeed{.metre = 1, .second = -1};

/// "60 min", "1 h"; a bare number counts minutes.
Seconds duration(const std::string& words, const char* option) {
  const double s = parse_quantity(words, parse_unit("min"), {.item = option});
  if (!(s > 0) || s > 24 * 3600)
    throw Error{Fault::bad_input,
                say("'{}' is not a time to travel", "“{}”不是有效的时长", words),
                {.item = option},
                say("write a time above 0 and up to 24 h, such as '30 min'",
                    "请写大于 0、至多 24 小时的时长，如“30 min”")};
  return Seconds{s};
}

std::int32_t clock(const std::string& words, const char* option) {
  if (const auto at = parse_clock(words)) return *at;
  throw Error{Fault::bad_input,
              say("'{}' is not a time of day", "“{}”不是有效的时刻", words),
              {.item = option},
              say("write hours and minutes: 07:30; a night goes on as 25:00",
                  "请写时与分：07:30；次日凌晨写作 25:00")};
}

/// What kind of file a name asks for: the extension, without the dot.
std::string extension(const std::string& file) {
  const std::string e = fs::path{file}.extension().string();
  return e.empty() ? e : e.substr(1);
}
[[noreturn]] void refuse_file(const std::string& file, const Text& known) {
  throw Error{Fault::bad_input,
              say("'{}' does not say which format it is to be", "无法从“{}”判断文件格式", file),
              {.item = "--out"},
              known};
}

}  // namespace

std::vector<Seconds> limits_of(const Session& s, const char* fallback) {
  std::vector<std::string> words = s.a().within;
  if (words.empty()) words = {fallback};
  const std::string& last = words.back();
  const std::size_t digits = last.find_first_not_of("0123456789. ");
  const std::string unit = digits == std::string::npos ? "" : last.substr(digits);
  std::vector<Seconds> limits;
  for (const std::string& w : words)
    limits.push_back(
        duration(w.find_first_not_of("0123456789. ") == std::string::npos ? w + unit : w, "--within"));
  std::sort(limits.begin(), limits.end());
  return limits;
}

TravelAsk ask_of(const Session& s, Seconds limit, const char* mode) {
  const Arguments& a = s.a();
  const std::string by = mode != nullptr ? mode : a.mode;
  TravelAsk ask;
  ask.limit = limit;
  const bool ride = by == "transit";
  bool known = ride;
  for (std::size_t m = 0; m < kModeWords.size(); ++m)
    if (kModeWords[m] == by) {
      ask.profile = default_profile(static_cast<Mode>(m));
      known = true;
    }
  if (!known) {
    std::vector<std::string> modes{kModeWords.begin(), kModeWords.end()};
    modes.emplace_back("transit");
    throw Error{Fault::bad_input,
                say("'{}' is not a way to travel", "没有“{}”这种出行方式", by),
                {.item = "--mode"},
                say("it may be {}", "可用：{}", fmt::join(modes, ", "))};
  }
  if (a.wheelchair && !ride)
    throw Error{Fault::bad_input,
                say("--wheelchair is for public transport", "--wheelchair 只用于公共交通"),
                {.item = "--wheelchair"},
                say("write --mode wheelchair instead", "请改写 --mode wheelchair")};
  if (a.wheelchair) ask.profile = default_profile(Mode::wheelchair);
  if (!a.speed.empty()) {
    ask.profile.speed = Speed{parse_quantity(a.speed, kSpeed, {.item = "--speed"})};
    if (!(ask.profile.speed.base() >= 0.1 && ask.profile.speed.base() <= 40))
      throw Error{
          Fault::bad_input, say("nobody travels at {}", "{} 不是可能的速度", a.speed), {.item = "--speed"}};
    if (ask.profile.mode != Mode::drive) ask.profile.access = ask.profile.speed;
  }
  if (a.stress > 0 && ask.profile.mode != Mode::cycle)
    throw Error{Fault::bad_input,
                say("traffic stress is a matter of cycling", "交通压力仅用于骑行"),
                {.item = "--stress"},
                say("write --mode cycle too", "请同时写 --mode cycle")};
  if (a.traffic && ask.profile.mode != Mode::drive)
    throw Error{Fault::bad_input,
                say("traffic slows driving only", "拥堵仅影响驾车"),
                {.item = "--traffic"},
                say("write --mode drive too", "请同时写 --mode drive")};
  ask.profile.hills = !a.flat;
  ask.profile.stress = static_cast<std::uint8_t>(a.stress);
  ask.profile.traffic = a.traffic;
  if (!a.budget.empty() && !ride)
    throw Error{Fault::bad_input,
                say("a budget is a matter of public transport", "预算仅用于公共交通"),
                {.item = "--budget"},
                say("write --mode transit too", "请同时写 --mode transit")};
  if (!ride) {
    if (a.reluctance != 1 || a.wait_weight != 1 || !a.transfer_penalty.empty() || !a.arrive_by.empty())
      throw Error{Fault::bad_input,
                  say("arrivals, and weights of walking, waiting and changing, are for public transport",
                      "到达时段以及步行、候车与换乘的权重只用于公共交通"),
                  {.item = "--mode"},
                  say("write --mode transit too", "请同时写 --mode transit")};
    return ask;
  }
  Ride r;
  if (!a.date.empty()) r.date = parse_date(a.date, {.item = "--date"});
  r.arrive = !a.arrive_by.empty();
  if (r.arrive && a.depart != Arguments{}.depart)
    throw Error{
        Fault::bad_input,
        say("people either leave from a time on or are there by a time", "出发时刻与到达时刻只能给出一个"),
        {.item = "--arrive-by"},
        say("leave --depart out", "请去掉 --depart")};
  r.from_s = r.arrive ? clock(a.arrive_by, "--arrive-by") : clock(a.depart, "--depart");
  r.until_s = a.until.empty() ? r.from_s + 2 * 3600 : clock(a.until, "--until");
  if (r.until_s <= r.from_s)
    throw Error{Fault::bad_input,
                r.arrive ? say("arrivals end before they begin", "到达时段的终点早于起点")
                         : say("departures end before they begin", "出发时段的终点早于起点"),
                {.item = "--until"}};
  if (static_cast<double>(r.until_s - r.from_s) + limit.base() >= 18 * 3600)
    throw Error{Fault::bad_input,
                say("the window and the limit together reach 18 hours", "时段与时间上限合计达到 18 小时"),
                {.item = "--within"}};
  r.leg = duration(a.leg, "--leg");
  r.rides = a.rides;
  if (!a.every.empty())
    r.every_s = static_cast<std::int32_t>(std::lround(duration(a.every, "--every").base()));
  r.weights = {a.reluctance, a.wait_weight, Seconds{0}};
  if (!a.transfer_penalty.empty()) {
    r.weights.change =
        Seconds{parse_quantity(a.transfer_penalty, parse_unit("min"), {.item = "--transfer-penalty"})};
    if (!(r.weights.change.base() >= 0 && r.weights.change.base() <= Weights::kMostChange))
      throw Error{Fault::bad_input,
                  say("‘{}’ is no time that a change may add", "“{}”不是换乘可加的时间", a.transfer_penalty),
                  {.item = "--transfer-penalty"},
                  say("write a time from 0 up to 60 min", "请写 0 至 60 分钟的时长")};
  }
  if (r.arrive && !r.weights.plain())
    throw Error{
        Fault::bad_input,
        say("weights of walking, waiting and changing are for a window of departures, not of arrivals",
            "步行、候车与换乘的权重只用于出发时段，不能与到达时段同用"),
        {.item = "--arrive-by"},
        say("leave out either", "请去掉其中之一")};
  if (!a.budget.empty()) {
    if (r.arrive || !r.weights.plain())
      throw Error{Fault::bad_input,
                  say("a budget is for travel times of departures: not with arrivals, and not with weights",
                      "预算只用于出发时段的出行时间，不能与到达时段或权重同用"),
                  {.item = "--budget"},
                  say("leave out either", "请去掉其中之一")};
    r.budget = parse_price(a.budget, 3);
    if (!r.budget || *r.budget < 0)
      throw Error{
          Fault::bad_input,
          say("'{}' is not an amount of money", "“{}”不是有效金额", a.budget),
          {.item = "--budget"},
          say("write it as 4.80, in the currency of the city's fares", "请写如 4.80，以本市票价的货币计")};
  }
  if (!a.percentiles.empty()) ask.percentiles = a.percentiles;
  std::sort(ask.percentiles.begin(), ask.percentiles.end());
  r.percentile = ask.percentiles.front();
  ask.profile.ride = r;
  return ask;
}

City latest_city(Workspace& w) { return w.store->city(snapshot_named(*w.store, "")); }

void say_unlinked(const Session& s, const TravelPoints& points, const Text& which) {
  const auto n =
      std::count_if(points.links.begin(), points.links.end(), [](const auto& l) { return l.empty(); });
  if (n > 0)
    s.remark(say("{} of {} {} have no street within reach and no way anywhere",
                 "{1} 个{2}中有 {0} 个附近没有道路，无法到达任何地方", n, points.size(), s.t(which)));
}

void write_layer(const Session& s, const City& city, const ExportLayer& layer) {
  const std::string& file = s.a().out;
  const std::string format = extension(file);
  if (format == "geojson") write_geojson(city, layer, file);
  else if (format == "gpkg") write_gpkg(city, std::span{&layer, 1}, s.lang(), file);
  else refuse_file(file, {"name it .geojson or .gpkg", "请以 .geojson 或 .gpkg 结尾"});
}

namespace {

std::string minutes_column(const TravelAsk& ask, std::size_t t) {
  if (!ask.profile.ride) return "minutes";
  return fmt::format("{}_p{:g}", ask.profile.ride->weights.plain() ? "minutes" : "equivalent_minutes",
                     ask.percentiles[t]);
}
Text minutes_title(const TravelAsk& ask, std::size_t t) {
  if (!ask.profile.ride) return {"minutes", "分钟"};
  const Ride& ride = *ask.profile.ride;
  const double p = ask.percentiles[t];
  if (!ride.weights.plain())
    return say("equivalent minutes, {:g}th percentile of departures", "等效分钟，各次出发的第 {:g} 百分位",
               p);
  return ride.arrive ? say("minutes, {:g}th percentile of arrivals", "分钟，各次到达的第 {:g} 百分位", p)
                     : say("minutes, {:g}th percentile of departures", "分钟，各次出发的第 {:g} 百分位", p);
}

/// Pairs within the limit, as they come.
struct Pairs {
  std::vector<std::uint32_t> from, to;
  std::vector<float> seconds;  // pair × times
};
Pairs pairs_of(const City& city, const TravelAsk& ask, const TravelPoints& from, const TravelPoints& to,
               Run& run) {
  Pairs pairs;
  travel_rows(city, ask, from, to, run, [&](std::size_t o, std::span<const float> seconds) {
    for (std::size_t t = 0; t < to.size(); ++t) {
      bool any = false;
      for (std::size_t k = 0; k < ask.times(); ++k) any = any || seconds[k * to.size() + t] < kBeyond;
      if (!any) continue;
      pairs.from.push_back(static_cast<std::uint32_t>(o));
      pairs.to.push_back(static_cast<std::uint32_t>(t));
      for (std::size_t k = 0; k < ask.times(); ++k) pairs.seconds.push_back(seconds[k * to.size() + t]);
    }
  });
  return pairs;
}

ExportLayer pairs_layer(const TravelAsk& ask, const TravelPoints& from, const TravelPoints& to,
                        const Pairs& pairs) {
  ExportLayer layer{ExportLayer::Kind::table,
                    "travel_times",
                    {"Travel times", "出行时间"},
                    {"one row for each pair within the limit", "上限之内的每个起讫点对一行"},
                    pairs.from.size(),
                    {},
                    {}};
  using Type = ExportColumn::Type;
  layer.columns.push_back(
      {Type::text, "from_id", {"from", "起点"}, {}, {}, [&](std::size_t r) -> ExportValue {
         return from.name[pairs.from[r]];
       }});
  layer.columns.push_back({Type::text, "to_id", {"to", "终点"}, {}, {}, [&](std::size_t r) -> ExportValue {
                             return to.name[pairs.to[r]];
                           }});
  for (std::size_t k = 0; k < ask.times(); ++k)
    layer.columns.push_back({Type::real,
                             minutes_column(ask, k),
                             minutes_title(ask, k),
                             "min",
                             {},
                             [&, k](std::size_t r) -> ExportValue {
                               const float s = pairs.seconds[r * ask.times() + k];
                               if (!(s < kBeyond)) return {};
                               return std::round(static_cast<double>(s) / 60 * 1000) / 1000;
                             }});
  return layer;
}

/// The packed form: NumPy's array file, version 1.0, float32, seconds by (time, from, to), NaN where there is no way.
void write_packed(const City& city, const TravelAsk& ask, const TravelPoints& from, const TravelPoints& to,
                  const std::string& file, Run& run) {
  static_assert(std::endian::native == std::endian::little);
  const std::size_t per_time = from.size() * to.size();
  constexpr std::size_t kMostTimes = std::size_t{1} << 31U;  // 8 GiB
  if (ask.times() * per_time > kMostTimes)
    throw Error{Fault::bad_input,
                say("{} × {} points are too many for one packed array", "{} × {} 个点超出一个数组所能容纳",
                    from.size(), to.size()),
                {.item = "--out"},
                say("ask in parts, or for a .csv file with a short --within",
                    "请分批查询，或改用 .csv 并缩短 --within")};
  std::vector<float> all(ask.times() * per_time, std::numeric_limits<float>::quiet_NaN());
  travel_rows(city, ask, from, to, run, [&](std::size_t o, std::span<const float> seconds) {
    for (std::size_t k = 0; k < ask.times(); ++k)
      for (std::size_t t = 0; t < to.size(); ++t)
        if (const float s = seconds[k * to.size() + t]; s < kBeyond)
          all[k * per_time + o * to.size() + t] = s;
  });
  std::string head = fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, {}, {}), }}",
                                 ask.times(), from.size(), to.size());
  constexpr std::size_t kFixed = 10, kAligned = 64;
  while ((kFixed + head.size() + 1) % kAligned != 0) head += ' ';
  head += '\n';
  OutFile out{file};
  out.write(std::string{"\x93NUMPY\x01\x00", 8});
  out.write(std::string{static_cast<char>(head.size() & 0xff), static_cast<char>(head.size() >> 8)} + head);
  out.write({reinterpret_cast<const char*>(all.data()), all.size() * sizeof(float)});
  out.finish();
  const std::string stem = file.substr(0, file.size() - 4);
  for (const auto& [points, name] : {std::pair{&from, "-from.csv"}, std::pair{&to, "-to.csv"}}) {
    std::string text = "id\r\n";
    for (const std::string& n : points->name) text += in_csv(n) + "\r\n";
    OutFile names{stem + name};
    names.write(text);
    names.finish();
  }
}

int matrix(Session& s) {
  Workspace w = s.open();
  const City city = latest_city(w);
  const TravelAsk ask = ask_of(s, limits_of(s, "60 min").back());
  const TravelPoints from = points_named(city, s.a().from, ask.profile, s.run());
  const TravelPoints to = points_named(city, s.a().destinations, ask.profile, s.run());
  say_unlinked(s, from, {"origins", "起点"});
  say_unlinked(s, to, {"destinations", "终点"});
  const std::string& file = s.a().out;
  const std::string format = file.empty() ? "csv" : extension(file);
  if (format == "npy") {
    write_packed(city, ask, from, to, file, s.run());
  } else if (format == "csv" || format == "gpkg") {
    const Pairs pairs = pairs_of(city, ask, from, to, s.run());
    const ExportLayer layer = pairs_layer(ask, from, to, pairs);
    if (s.a().json && file.empty()) {
      JsonWriter j{true};
      j.begin_array();
      for (std::size_t r = 0; r < layer.rows; ++r) {
        j.begin_object().field("from", from.name[pairs.from[r]]).field("to", to.name[pairs.to[r]]);
        const bool plain = !ask.profile.ride || ask.profile.ride->weights.plain();
        j.key(plain ? "minutes" : "equivalent_minutes").begin_array();
        for (std::size_t k = 0; k < ask.times(); ++k) {
          const ExportValue v = layer.columns[2 + k].value(r);
          if (const auto* d = std::get_if<double>(&v)) j.value(*d);
          else j.null();
        }
        j.end_array().end_object();
      }
      j.end_array();
      s.out(j.str() + "\n");
      return 0;
    }
    if (file.empty()) {
      s.out(csv_text(layer));
      return 0;
    }
    if (format == "csv") write_csv(city, layer, file);
    else write_gpkg(city, std::span{&layer, 1}, s.lang(), file);
  } else {
    refuse_file(file, {"name it .csv, .gpkg or .npy", "请以 .csv、.gpkg 或 .npy 结尾"});
  }
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_object().field("file", file).field("from", static_cast<std::uint64_t>(from.size()));
    j.field("to", static_cast<std::uint64_t>(to.size())).end_object();
    s.out(j.str() + "\n");
  } else {
    s.line(say("{} × {} points: {}", "{} × {} 个点：{}", from.size(), to.size(), file));
  }
  return 0;
}

std::uint16_t moment_of(const std::string& words) {
  if (const auto moment = read_week_minute(words)) return *moment;
  throw Error{Fault::bad_input,
              say("'{}' is no moment of the week", "“{}”不是一周中的时刻", words),
              {.item = "--open-at"},
              say("write a weekday and a time: 'Tue 19:00'", "请写星期与时刻，如“周二 19:00”")};
}

/// Of the places that count as open, those that do not say when they are.
void say_unknown_hours(Session& s, const City& city) {
  std::size_t all = 0, unknown = 0;
  for (const PlaceIdx p : each(city.places->id)) {
    const std::string& kind = city.places->kinds[city.places->kind[p]].word;
    const auto& asked = s.a().destinations;
    if (!city.places->open(p) || std::find(asked.begin(), asked.end(), kind) == asked.end()) continue;
    ++all;
    unknown += city.places->hours[p].empty() ? 1 : 0;
  }
  if (unknown > 0)
    s.line(say("{} of {} places do not say when they are open, and count as open",
               "{}/{} 处设施未注明开放时间，按开放计", unknown, all));
}

int access(Session& s) {
  Workspace w = s.open();
  const City city = latest_city(w);
  const std::vector<Seconds> limits = limits_of(s, "15 min");
  TravelAsk ask = ask_of(s, limits.back());
  if (ask.profile.ride && ask.percentiles.size() > 1)
    throw Error{Fault::bad_input,
                say("reach is told for one percentile at a time", "可达性一次只给出一个百分位"),
                {.item = "--percentile"},
                say("name one, or ask for times: 'cityloop travel matrix'",
                    "请只写一个，或改为查询时间：cityloop travel matrix")};
  if (ask.profile.ride && ask.profile.ride->budget) need_fares(city);
  for (const std::string& kind : s.a().destinations) kind_named(city, kind);  // says which kinds there are
  if (!s.a().open_at.empty()) ask.open_at = moment_of(s.a().open_at);
  const std::vector<Indicator> wanted = access_indicators(city, ask, s.a().mode, s.a().destinations, limits);
  const Measurement measured = measure(city, wanted, s.run());
  if (!s.a().out.empty()) {
    ExportRequest request{.city = city};
    request.indicators = wanted;
    request.measured = &measured;
    request.lang = s.lang();
    if (extension(s.a().out) == "gpkg") {
      export_gpkg(request, s.a().out);
    } else if (extension(s.a().out).empty()) {
      export_csv(request, s.a().out);
      export_geojson(request, s.a().out);
    } else {
      refuse_file(s.a().out, {"name a .gpkg file, or a folder", "请写 .gpkg 文件或文件夹"});
    }
  }
  JsonWriter j{true};
  j.begin_array();
  TextTable t;
  t.column(s.t({"what", "内容"}))
      .column(s.t({"residents' mean", "居民均值"}), Align::right)
      .column(s.t({"unit", "单位"}))
      .column(s.t({"residents who reach none", "一处也不可达的人口"}), Align::right)
      .column(s.t({"of", "占"}), Align::right);
  const auto residents = city.people->residents.raw();
  for (const Indicator& i : wanted) {
    const Field& f = measured.at(i.key);
    double people = 0, sum = 0, counted = 0, none = 0;
    for (std::size_t c = 0; c < f.size(); ++c) {
      const double n = residents.size() == f.size() ? static_cast<double>(residents[c]) : 1.0;
      if (!has_value(f.mark[c]) && f.mark[c] != Mark::beyond) continue;
      people += n;
      const bool nothing = f.mark[c] == Mark::beyond || (i.kernel == "within" && !(f.value[c] > 0));
      if (nothing) none += n;
      if (f.mark[c] == Mark::beyond) continue;
      counted += n;
      sum += n * static_cast<double>(f.value[c]);
    }
    if (s.a().json) {
      j.begin_object().field("indicator", i.key.word).field("unit", i.unit.symbol);
      j.key("mean");
      if (counted > 0) j.value(sum / counted);
      else j.null();
      j.field("residents", people).field("reach_none", none).end_object();
    } else {
      t.row({s.t(i.name), counted > 0 ? show_number(sum / counted, 2) : "–", i.unit.symbol,
             show_number(none, 0), people > 0 ? percent(none / people) : "–"});
    }
  }
  j.end_array();
  if (s.a().json) {
    s.out(j.str() + "\n");
    return 0;
  }
  s.table(t);
  if (ask.open_at) say_unknown_hours(s, city);
  if (!s.a().out.empty()) s.line(say("written: {}", "已写出：{}", s.a().out));
  return 0;
}

int isochrone(Session& s) {
  Workspace w = s.open();
  const City city = latest_city(w);
  const std::vector<Seconds> limits = limits_of(s, "15 min");
  const TravelAsk ask = ask_of(s, limits.back());
  const TravelPoints from = points_named(city, s.a().from, ask.profile, s.run());
  say_unlinked(s, from, {"origins", "起点"});
  struct Area {
    std::size_t from;
    Seconds limit;
    Shape shape;
    double people;
  };
  std::vector<Area> areas;
  const auto residents = city.people->residents.raw();
  s.run().progress.begin("travel", from.size());
  for (std::size_t o = 0; o < from.size(); ++o) {
    s.run().check_stop();
    auto shapes = isochrones_from(city, ask, from, o, limits, IsochroneSettings{}, s.run());
    for (std::size_t l = 0; l < limits.size(); ++l) {
      double people = 0;
      for (std::size_t c = 0; c < residents.size(); ++c)
        if (residents[c] > 0 && contains(shapes[l], city.grid->centre(idx<CellIdx>(c))))
          people += static_cast<double>(residents[c]);
      areas.push_back({o, limits[l], std::move(shapes[l]), people});
    }
    s.run().progress.advance(1);
  }
  if (!s.a().out.empty()) {
    using Type = ExportColumn::Type;
    ExportLayer layer{
        ExportLayer::Kind::polygon,
        "isochrones",
        {"Isochrones", "等时圈"},
        {"what lies within 50 m of a street that is reached in time", "限时可达道路两侧 50 米以内的范围"},
        areas.size(),
        {},
        [&](std::size_t r) -> Geometry { return areas[r].shape; }};
    layer.columns.push_back(
        {Type::text, "from_id", {"from", "起点"}, {}, {}, [&](std::size_t r) -> ExportValue {
           return from.name[areas[r].from];
         }});
    layer.columns.push_back(
        {Type::real, "minutes", {"minutes", "分钟"}, "min", {}, [&](std::size_t r) -> ExportValue {
           return areas[r].limit.base() / 60;
         }});
    layer.columns.push_back({Type::real,
                             "residents",
                             {"residents", "居民"},
                             "person",
                             {"of cells whose middle lies inside", "中心位于圈内的格网的居民"},
                             [&](std::size_t r) -> ExportValue { return areas[r].people; }});
    write_layer(s, city, layer);
  }
  JsonWriter j{true};
  j.begin_array();
  TextTable t;
  t.column(s.t({"from", "起点"}))
      .column(s.t({"within", "时限"}), Align::right)
      .column(s.t({"area", "面积"}), Align::right)
      .column(s.t({"residents", "居民"}), Align::right);
  for (const Area& a : areas) {
    const double minutes = a.limit.base() / 60, km2 = area_m2(a.shape) / 1e6;
    if (s.a().json)
      j.begin_object()
          .field("from", from.name[a.from])
          .field("minutes", minutes)
          .field("km2", km2)
          .field("residents", a.people)
          .end_object();
    else
      t.row({from.name[a.from], fmt::format("{:g} min", minutes), fmt::format("{:.3f} km²", km2),
             show_number(a.people, 0)});
  }
  j.end_array();
  if (s.a().json) {
    s.out(j.str() + "\n");
    return 0;
  }
  s.table(t);
  if (!s.a().out.empty()) s.line(say("written: {}", "已写出：{}", s.a().out));
  return 0;
}

}  // namespace

int command_travel(Session& s) {
  const std::string& verb = s.a().verb;
  const int code = verb == "matrix"      ? matrix(s)
                   : verb == "isochrone" ? isochrone(s)
                   : verb == "routes"    ? travel_routes(s)
                   : verb == "fares"     ? travel_fares(s)
                                         : access(s);
  s.show(s.notes());
  return code;
}

}  // namespace cityloop
