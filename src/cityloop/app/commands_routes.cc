// cityloop travel routes: one way from here to there, leg by leg.

#include <cmath>

#include "cityloop/app/travel_words.h"
#include "cityloop/io/export/out_file.h"
#include "cityloop/simulate/travel/fare_search.h"
#include "cityloop/simulate/travel/journey.h"
#include "cityloop/simulate/travel/ride.h"
#include "cityloop/simulate/travel/route.h"

namespace cityloop {
namespace {

/// What a stretch is called on the terminal: streets carry no names, but their class is known.
Text class_words(StreetClass c) {
  switch (c) {
    case StreetClass::motorway: return {"motorway", "高速公路"};
    case StreetClass::trunk: return {"trunk road", "快速路"};
    case StreetClass::primary: return {"primary street", "主干路"};
    case StreetClass::secondary: return {"secondary street", "次干路"};
    case StreetClass::tertiary: return {"tertiary street", "支路"};
    case StreetClass::residential: return {"residential street", "居住区道路"};
    case StreetClass::living: return {"living street", "生活街道"};
    case StreetClass::service: return {"service way", "内部道路"};
    case StreetClass::pedestrian: return {"pedestrian street", "步行街"};
    case StreetClass::footway: return {"footway", "人行道"};
    case StreetClass::path: return {"path", "小路"};
    case StreetClass::cycleway: return {"cycleway", "自行车道"};
    case StreetClass::steps: return {"steps", "台阶"};
    case StreetClass::track: return {"track", "机耕路"};
    case StreetClass::ferry: return {"ferry", "轮渡"};
    case StreetClass::other: return {"street", "道路"};
  }
  return {"street", "道路"};
}

/// Consecutive legs on streets of one class, as one line of the table.
struct Piece {
  StreetClass street_class;
  double metres, seconds;
};
std::vector<Piece> pieces_of(const City& city, const Network& net, const Route& route) {
  std::vector<Piece> pieces;
  for (const Leg& leg : route.legs) {
    const StreetClass c = city.streets->street_class[leg.edge];
    const double seconds = net.seconds(leg.cost()), metres = length_m(net.line(leg.edge, leg.begin, leg.end));
    if (!pieces.empty() && pieces.back().street_class == c) {
      pieces.back().metres += metres;
      pieces.back().seconds += seconds;
    } else {
      pieces.push_back({c, metres, seconds});
    }
  }
  return pieces;
}

struct Found {
  std::size_t from, to;
  Route route;
};

void show(const Session& s, const City& city, const Network& net, const TravelPoints& from,
          const TravelPoints& to, const Found& f, JsonWriter& j) {
  const double minutes = net.seconds(f.route.total) / 60, metres = length_m(f.route.line);
  const double off = net.seconds(f.route.off_start) + net.seconds(f.route.off_end);
  const auto pieces = pieces_of(city, net, f.route);
  if (s.a().json) {
    j.begin_object().field("from", from.name[f.from]).field("to", to.name[f.to]);
    j.field("minutes", minutes).field("metres", metres).field("off_street_minutes", off / 60);
    j.key("legs").begin_array();
    for (const Piece& p : pieces)
      j.begin_object()
          .field("on", class_words(p.street_class))
          .field("metres", p.metres)
          .field("minutes", p.seconds / 60)
          .end_object();
    j.end_array().end_object();
    return;
  }
  s.head(say("{} → {}: {:.1f} min, {:.0f} m", "{} → {}：{:.1f} 分钟，{:.0f} 米", from.name[f.from],
             to.name[f.to], minutes, metres));
  TextTable t;
  t.column(s.t({"on", "道路"}))
      .column(s.t({"metres", "米"}), Align::right)
      .column(s.t({"minutes", "分钟"}), Align::right);
  for (const Piece& p : pieces)
    t.row({s.t(class_words(p.street_class)), fmt::format("{:.0f}", p.metres),
           fmt::format("{:.1f}", p.seconds / 60)});
  if (off > 0.5) t.row({s.t({"to and from the streets", "往返道路"}), "", fmt::format("{:.1f}", off / 60)});
  s.table(t);
}

void refuse_too_many(std::size_t routes) {
  constexpr std::size_t kMostRoutes = 10'000;
  if (routes > kMostRoutes)
    throw Error{
        Fault::bad_input,
        say("{} routes are too many to list", "路线多达 {} 条，无法逐一列出", routes),
        {.item = "--from"},
        say("ask for times instead: 'cityloop travel matrix'", "可改为查询时间：cityloop travel matrix")};
}

/// Ways by public transport, leaving at --depart: fewest rides first.
int ride_routes(Session& s, const City& city, TravelAsk ask) {
  if (!s.a().out.empty())
    throw Error{Fault::bad_input,
                say("rides are listed, not drawn", "乘车路线只列出，不绘制"),
                {.item = "--out"},
                say("leave -o out, or choose another --mode", "请去掉 -o，或改用其他 --mode")};
  // One departure is all there is to look at.
  ask.profile.ride->until_s = ask.profile.ride->from_s + 1;
  const TravelPoints from = points_named(city, s.a().from, ask.profile, s.run());
  const TravelPoints to = points_named(city, s.a().destinations, ask.profile, s.run());
  say_unlinked(s, from, {"origins", "起点"});
  say_unlinked(s, to, {"destinations", "终点"});
  refuse_too_many(from.size() * to.size());
  const TransitReach reach{city, settings_of(city, ask.profile, ask.limit), to.links, s.run()};
  const FareRules fares{city, reach.timetable().wanted().date};
  JsonWriter j{true};
  j.begin_array();
  for (std::size_t o = 0; o < from.size(); ++o)
    for (std::size_t d = 0; d < to.size(); ++d) {
      s.run().check_stop();
      const auto ways = from.links[o].empty()
                            ? std::vector<Journey>{}
                            : reach.journeys(from.links[o].front(), d, ask.profile.ride->from_s);
      if (ways.empty() && !s.a().json)
        s.line(say("{} → {}: no way within the limit", "{} → {}：上限内没有路线", from.name[o], to.name[d]));
      for (const Journey& way : ways) {
        const double minutes = (way.arrives - way.leaves) / 60.0;
        const auto fare = least_fare(fares, *city.transit, reach.timetable(), way.legs);
        if (s.a().json) {
          j.begin_object().field("from", from.name[o]).field("to", to.name[d]);
          j.field("leaves", clock_words(way.leaves)).field("arrives", clock_words(way.arrives));
          j.field("minutes", minutes).field("rides", static_cast<std::int64_t>(way.rides));
          if (fare)
            j.field("fare", show_price(*fare, city.fares->decimals())).field("currency", city.fares->money());
          j.key("legs").begin_array();
          for (const RideLeg& leg : way.legs)
            j.begin_object()
                .field("leaves", clock_words(leg.leaves))
                .field("arrives", clock_words(leg.arrives))
                .field("what", describe(city, reach.timetable(), leg, to.name[d]))
                .end_object();
          j.end_array().end_object();
          continue;
        }
        s.head(say("{} → {}: {:.1f} min, rides: {}, arrives {}", "{} → {}：{:.1f} 分钟，乘车 {} 次，{} 到达",
                   from.name[o], to.name[d], minutes, way.rides, clock_words(way.arrives)));
        if (fare && way.rides > 0)
          s.line(say("Fare: {} {}", "票价：{} {}", show_price(*fare, city.fares->decimals()),
                     city.fares->money()));
        else if (!fares.empty() && way.rides > 0) s.line({"Fare: not known", "票价：未知"});
        TextTable t;
        t.column(s.t({"leaves", "出发"})).column(s.t({"arrives", "到达"})).column(s.t({"what", "方式"}));
        for (const RideLeg& leg : way.legs)
          t.row({clock_words(leg.leaves), clock_words(leg.arrives),
                 s.t(describe(city, reach.timetable(), leg, to.name[d]))});
        s.table(t);
      }
    }
  j.end_array();
  if (s.a().json) s.out(j.str() + "\n");
  return 0;
}

}  // namespace

int travel_fares(Session& s) {
  if (s.a().mode != "walk" && s.a().mode != "transit")
    throw Error{Fault::bad_input,
                say("only public transport has fares", "只有公共交通有票价"),
                {.item = "--mode"},
                say("leave --mode out", "请去掉 --mode")};
  Workspace w = s.open();
  const City city = latest_city(w);
  need_fares(city);
  const TravelAsk ask = ask_of(s, limits_of(s, "2 h").back(), "transit");
  if (ask.percentiles.size() > 1)
    throw Error{Fault::bad_input,
                say("fares are told for one percentile at a time", "票价与时间一次只给出一个百分位"),
                {.item = "--percentile"}};
  const std::string& file = s.a().out;
  if (!file.empty() && !file.ends_with(".csv"))
    throw Error{Fault::bad_input,
                say("'{}' does not say which format it is to be", "无法从“{}”判断文件格式", file),
                {.item = "--out"},
                {"name it .csv", "请以 .csv 结尾"}};
  const TravelPoints from = points_named(city, s.a().from, ask.profile, s.run());
  const TravelPoints to = points_named(city, s.a().destinations, ask.profile, s.run());
  say_unlinked(s, from, {"origins", "起点"});
  say_unlinked(s, to, {"destinations", "终点"});
  const std::uint8_t digits = city.fares->decimals();
  std::string text =
      fmt::format("from_id,to_id,fare_{},minutes_p{:g}\r\n", city.fares->money(), ask.percentiles.front());
  JsonWriter j{true};
  j.begin_array();
  travel_fronts(city, ask, from, to, s.run(), [&](std::size_t o, const auto& fronts) {
    for (std::size_t t = 0; t < to.size(); ++t)
      for (const FareReach::Offer& x : fronts[t]) {
        const bool known = x.paid < kNoPrice;
        const std::string fare = known ? show_price(x.paid, digits) : std::string{};
        const double minutes = std::round(static_cast<double>(x.seconds) / 60 * 1000) / 1000;
        if (s.a().json) {
          j.begin_object().field("from", from.name[o]).field("to", to.name[t]);
          if (known) j.field("fare", fare).field("currency", city.fares->money());
          j.field("minutes", minutes).end_object();
        }
        if (!s.a().json || !file.empty()) {
          text += fmt::format("{},{},{},{:g}\r\n", in_csv(from.name[o]), in_csv(to.name[t]), fare, minutes);
        }
      }
  });
  j.end_array();
  if (!file.empty()) {
    OutFile out{file};
    out.write(text);
    out.finish();
    if (!s.a().json) s.line(say("{} × {} points: {}", "{} × {} 个点：{}", from.size(), to.size(), file));
    if (!s.a().json) return 0;
  }
  s.out(s.a().json ? j.str() + "\n" : text);
  return 0;
}

int travel_routes(Session& s) {
  Workspace w = s.open();
  const City city = latest_city(w);
  const bool rides = s.a().mode == "transit";
  const TravelAsk ask = ask_of(s, limits_of(s, rides ? "2 h" : "24 h").back());
  if (rides) return ride_routes(s, city, ask);
  const auto net = network(city, ask.profile, s.run());
  const TravelPoints from = points_named(city, s.a().from, ask.profile, s.run());
  const TravelPoints to = points_named(city, s.a().destinations, ask.profile, s.run());
  say_unlinked(s, from, {"origins", "起点"});
  say_unlinked(s, to, {"destinations", "终点"});
  refuse_too_many(from.size() * to.size());
  std::vector<Found> found;
  std::size_t without = 0;
  Search search{*net};
  for (std::size_t o = 0; o < from.size(); ++o) {
    s.run().check_stop();
    search.run(from.links[o], Heading::from_sources, net->limit(ask.limit));
    for (std::size_t d = 0; d < to.size(); ++d) {
      std::optional<Route> best;
      for (const Link& l : to.links[d])
        if (auto r = route(*net, search, l); r && (!best || r->total < best->total)) best = std::move(r);
      if (best) found.push_back({o, d, std::move(*best)});
      else ++without;
    }
  }
  JsonWriter j{true};
  j.begin_array();
  for (const Found& f : found) show(s, city, *net, from, to, f, j);
  j.end_array();
  if (!s.a().out.empty()) {
    using Type = ExportColumn::Type;
    ExportLayer layer{ExportLayer::Kind::line,
                      "routes",
                      {"Routes", "路线"},
                      {"a fastest way along the streets", "沿道路的最快路线"},
                      found.size(),
                      {},
                      [&](std::size_t r) -> Geometry { return LineString{found[r].route.line}; }};
    layer.columns.push_back(
        {Type::text, "from_id", {"from", "起点"}, {}, {}, [&](std::size_t r) -> ExportValue {
           return from.name[found[r].from];
         }});
    layer.columns.push_back({Type::text, "to_id", {"to", "终点"}, {}, {}, [&](std::size_t r) -> ExportValue {
                               return to.name[found[r].to];
                             }});
    layer.columns.push_back(
        {Type::real, "minutes", {"minutes", "分钟"}, "min", {}, [&](std::size_t r) -> ExportValue {
           return net->seconds(found[r].route.total) / 60;
         }});
    layer.columns.push_back(
        {Type::real, "metres", {"metres", "米"}, "m", {}, [&](std::size_t r) -> ExportValue {
           return length_m(found[r].route.line);
         }});
    write_layer(s, city, layer);
  }
  if (s.a().json) {
    s.out(j.str() + "\n");
    return 0;
  }
  if (without > 0)
    s.line(say("{} of {} pairs have no way within the limit.", "{1} 对中有 {0} 对在上限内没有路线。", without,
               from.size() * to.size()));
  if (!s.a().out.empty()) s.line(say("written: {}", "已写出：{}", s.a().out));
  return 0;
}

}  // namespace cityloop
