#include "cityloop/measure/kernels/list.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "cityloop/measure/opening.h"

namespace cityloop {

bool has_people(const City& city) {
  const auto residents = city.people->residents.raw();
  return std::any_of(residents.begin(), residents.end(), [](float x) { return x > 0; });
}

std::vector<std::uint8_t> lived_in(const City& city) {
  const std::size_t n = city.grid->size();
  std::vector<std::uint8_t> lived(n, 1);
  if (!has_people(city)) return lived;
  const auto residents = city.people->residents.raw();
  for (std::size_t c = 0; c < n; ++c) lived[c] = residents[c] > 0 ? 1 : 0;
  return lived;
}

std::vector<KindIdx> known_kinds(const City& city, const std::vector<std::string>& words) {
  std::vector<KindIdx> found;
  for (const std::string& w : words)
    if (const auto k = city.places->find(PlaceKindKey{w})) found.push_back(*k);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::vector<PlaceIdx> places_open(const City& city, std::span<const KindIdx> kinds) {
  std::vector<PlaceIdx> open;
  const Places& places = *city.places;
  for (const PlaceIdx p : each(places.id))
    if (places.open(p) && std::find(kinds.begin(), kinds.end(), places.kind[p]) != kinds.end())
      open.push_back(p);
  return open;
}

std::vector<PlaceKindKey> kind_keys(const std::vector<std::string>& words) {
  std::vector<PlaceKindKey> keys;
  for (const std::string& w : words) keys.push_back({w});
  return keys;
}

ParamSpec param(ParamSpec::Type type, std::string name, Text meaning, std::string fallback) {
  ParamSpec s;
  s.type = type;
  s.name = std::move(name);
  s.meaning = std::move(meaning);
  s.fallback = std::move(fallback);
  return s;
}
ParamSpec needed(ParamSpec::Type type, std::string name, Text meaning) {
  ParamSpec s = param(type, std::move(name), std::move(meaning));
  s.required = true;
  return s;
}
ParamSpec choice_param(std::string name, Text meaning, std::vector<std::string> choices,
                       std::string fallback) {
  ParamSpec s = param(ParamSpec::Type::choice, std::move(name), std::move(meaning), std::move(fallback));
  s.choices = std::move(choices);
  s.required = s.fallback.empty();
  return s;
}
ParamSpec quantity_param(std::string name, Text meaning, Dim dim, std::string bare_unit, double least,
                         double most) {
  ParamSpec s = param(ParamSpec::Type::quantity, std::move(name), std::move(meaning));
  s.dim = dim;
  s.bare_unit = std::move(bare_unit);
  s.least = least;
  s.most = most;
  return s;
}

namespace {

constexpr std::string_view kTransit = "transit";
/// Parameters that only a ride has.
constexpr std::array kRideParams{"date",
                                 "window",
                                 "from",
                                 "until",
                                 "percentile",
                                 "leg",
                                 "rides",
                                 "every",
                                 "walk_reluctance",
                                 "wait_weight",
                                 "transfer_penalty",
                                 "wheelchair",
                                 "budget"};

/// "07:30" as seconds of the day; 24:00 and later are the night that follows.
std::int32_t clock_of(const Indicator& i, const char* name, std::int32_t fallback) {
  if (!i.params.has(name)) return fallback;
  const std::string& w = i.params.word(name);
  if (const auto s = parse_clock(w)) return *s;
  throw Error{Fault::bad_input, say("‘{}’ is not a time of day", "“{}”不是有效的时刻", w), where_of(i),
              say("write hours and minutes: ‘07:30’", "请写时与分，例如“07:30”")};
}

/// "4.80" as thousandths of the currency.
std::int64_t budget_of(const Indicator& i) {
  const std::string& w = i.params.word("budget");
  if (const auto price = parse_price(w, 3); price && *price >= 0) return *price;
  throw Error{
      Fault::bad_input, say("‘{}’ is not an amount of money", "“{}”不是有效金额", w), where_of(i),
      say("write it as 4.80, in the currency of the city's fares", "请写如 4.80，以本市票价的货币计")};
}

}  // namespace

std::vector<ParamSpec> travel_params(const Text& limit_meaning) {
  using Type = ParamSpec::Type;
  ParamSpec limit = quantity_param("limit", limit_meaning, kTimeDim, "s", 1, 100'000);
  limit.or_dim = kLengthDim;
  limit.required = true;
  ParamSpec stress = param(
      ParamSpec::Type::number, "stress",
      {"The most traffic stress a rider takes, 1 to 4; where there is more the bicycle is pushed. Without it "
       "every street is ridden.",
       "骑行者可承受的最高交通压力等级，1 至 4；超过处推车步行。不写则所有道路均可骑行。"});
  stress.least = 1;
  stress.most = 4;
  const auto either = [](std::string name, Text meaning, std::vector<std::string> choices) {
    ParamSpec s = choice_param(std::move(name), std::move(meaning), std::move(choices), {});
    s.required = false;
    return s;
  };
  std::vector<std::string> modes{kModeWords.begin(), kModeWords.end()};
  modes.emplace_back(kTransit);
  ParamSpec percentile =
      param(Type::number, "percentile",
            {"For mode: transit, which travel time of all departures in the window counts; without "
             "it 50, the median.",
             "mode 为 transit 时取时段内各次出发所需时间的第几百分位；不写则为 50，即中位数。"});
  percentile.least = 1;
  percentile.most = 100;
  ParamSpec rides = param(Type::number, "rides",
                          {"For mode: transit, how many vehicles are taken at most; without it 4.",
                           "mode 为 transit 时最多乘坐几次车；不写则为 4。"});
  rides.least = 1;
  rides.most = 8;
  const auto weight = [](std::string name, Text meaning) {
    ParamSpec s = param(Type::number, std::move(name), std::move(meaning));
    s.least = 1;
    s.most = Weights::kMost;
    return s;
  };
  std::vector<ParamSpec> params{
      choice_param("mode",
                   {"How people move; transit: on foot and by public transport, whichever is faster.",
                    "出行方式；transit 指步行与公共交通结合，取较快者。"},
                   std::move(modes), "walk"),
      quantity_param("speed",
                     {"Speed on streets and to them; without it the mode's own: walk 1.25, wheelchair "
                      "0.9, cycle 4.2 m/s.",
                      "行进速度；不写则用该方式的默认值：步行 1.25、轮椅 0.9、骑行 4.2 米/秒。"},
                     kSpeedDim, "m/s", 0.1, 40),
      limit,
      param(Type::word, "date",
            {"For mode: transit, the day of travel; without it the calendar's busiest day.",
             "mode 为 transit 时的出行日期；不写则取时刻表中班次最多的一天。"}),
      either(
          "window",
          {"For mode: transit, what lies between ‘from’ and ‘until’: departures from the cell, or arrivals "
           "at "
           "the place, each with the time since the latest departure that makes it. Without it: departure.",
           "mode 为 transit 时 from 与 until 之间的时段：departure 为自网格出发，arrival "
           "为到达设施，时间自可赶上的最晚出发算起。默认 departure。"},
          {"departure", "arrival"}),
      param(Type::word, "from",
            {"For mode: transit, the first departure (or arrival); without it 07:00.",
             "mode 为 transit 时最早的出发（或到达）时刻；不写则为 07:00。"}),
      param(Type::word, "until",
            {"For mode: transit, the end of the window; without it two hours after ‘from’.",
             "mode 为 transit 时时段的终点；不写则为 from 之后两小时。"}),
      percentile,
      quantity_param(
          "leg",
          {"For mode: transit, the longest walk to the first stop and from the last; without it 20 min.",
           "mode 为 transit 时到首站与离末站的最长步行时间；不写则为 20 分钟。"},
          kTimeDim, "s", 1, 7200),
      rides,
      quantity_param(
          "every",
          {"For mode: transit, one departure every so often, such as 1 min; without it all moments of "
           "the window, exactly.",
           "mode 为 transit 时每隔多久取一次出发，如 1 min；不写则精确计入时段内的每一刻。"},
          kTimeDim, "s", 1, 3600),
      weight(
          "walk_reluctance",
          {"For mode: transit, how many minutes on board one minute on foot counts for; without it 1. With a "
           "weight, times are the least equivalent minutes, the limit too, of one departure a minute (or "
           "‘every’).",
           "mode 为 transit 时步行一分钟相当于乘车几分钟；不写则为 1。有权重时，时间与上限均为最小等效时间，"
           "每分钟（或按 every）取一次出发。"}),
      weight("wait_weight", {"For mode: transit, the same for waiting at stops; without it 1.",
                             "mode 为 transit 时候车一分钟相当于乘车几分钟；不写则为 1。"}),
      quantity_param("transfer_penalty",
                     {"For mode: transit, what each ride after the first adds; without it 0.",
                      "mode 为 transit 时首次乘车之后每次乘车所加的时间；不写则为 0。"},
                     kTimeDim, "s", 0, Weights::kMostChange),
      either("wheelchair",
             {"For mode: transit, whether people roll: no stairs, and no trip or stop that is barred to "
              "wheelchairs. Without it: no.",
              "mode 为 transit 时是否乘轮椅：不走楼梯，不乘注明轮椅不可用的班次与站点。默认 no。"},
             {"yes", "no"}),
      param(
          Type::word, "budget",
          {"For mode: transit, what a journey may cost, in the city's currency, such as 4.80; 0: on foot, or "
           "on what is free. Without it prices do not matter.",
           "mode 为 transit 时一次出行的票价上限，以本市票价的货币计，如 4.80；0 表示只步行或乘免费线路。"
           "不写则不计票价。"}),
      either("profile",
             {"Whose speeds where none is given: our own, or those of R5 (walk 1.0, cycle 3.3 m/s, stress 2 "
              "at most, no hills). Without it: own.",
              "未给出速度时采用的参数：own 为本系统，r5 为 R5（步行 1.0、骑行 3.3 米/秒，压力等级不超过 2，"
              "不计坡度）。默认 own。"},
             {"own", "r5"}),
      either("hills",
             {"Whether slopes slow walking and cycling, where heights are known. Without it: yes. Limits in "
              "metres are measured on the map in any case.",
              "有高程数据时是否计入坡度对步行和骑行的影响，默认计入。以米为限时始终按地图长度计算。"},
             {"yes", "no"}),
      stress,
      either("traffic",
             {"Speed of driving: free flow, or in traffic where that is known. Without it: free.",
              "驾车速度：free 为自由流，congested 为有数据处按拥堵速度。默认 free。"},
             {"free", "congested"})};
  for (ParamSpec& p : opening_params()) params.push_back(std::move(p));
  return params;
}

Profile travel_profile(const Indicator& i) {
  Mode mode = Mode::walk;
  for (std::size_t m = 0; m < kModeWords.size(); ++m)
    if (kModeWords[m] == i.params.word("mode")) mode = static_cast<Mode>(m);
  if (i.params.has("wheelchair") && i.params.word("wheelchair") == "yes") mode = Mode::wheelchair;
  const auto says = [&](const char* name, const char* word) {
    return i.params.has(name) && i.params.word(name) == word;
  };
  Profile profile = says("profile", "r5") ? r5_profile(mode) : default_profile(mode);
  if (i.params.has("speed")) {
    profile.speed = Speed{i.params.number("speed")};
    if (mode != Mode::drive) profile.access = profile.speed;
  }
  if (i.params.has("hills")) profile.hills = says("hills", "yes");
  if (i.params.has("stress")) profile.stress = static_cast<std::uint8_t>(i.params.number("stress"));
  profile.traffic = says("traffic", "congested");
  if (i.params.word("mode") == kTransit) {
    Ride ride;
    ride.arrive = says("window", "arrival");
    if (i.params.has("date")) ride.date = parse_date(i.params.word("date"), where_of(i));
    ride.from_s = clock_of(i, "from", ride.from_s);
    ride.until_s = clock_of(i, "until", ride.from_s + 2 * 3600);
    if (i.params.has("percentile")) ride.percentile = i.params.number("percentile");
    if (i.params.has("leg")) ride.leg = Seconds{i.params.number("leg")};
    if (i.params.has("every")) ride.every_s = static_cast<std::int32_t>(i.params.number("every"));
    if (i.params.has("walk_reluctance")) ride.weights.walk = i.params.number("walk_reluctance");
    if (i.params.has("wait_weight")) ride.weights.wait = i.params.number("wait_weight");
    if (i.params.has("transfer_penalty")) ride.weights.change = Seconds{i.params.number("transfer_penalty")};
    if (i.params.has("rides")) ride.rides = static_cast<int>(i.params.number("rides"));
    if (i.params.has("budget")) ride.budget = budget_of(i);
    profile.ride = ride;
  }
  // A distance is one on the map, and not the distance on the flat that takes as long.
  if (limit_is_distance(i)) {
    profile.hills = false;
    profile.stress = 0;
  }
  return profile;
}

Support support_over(const Indicator& i) {
  const std::string over = i.params.has("over") ? i.params.word("over") : "cell";
  if (over == "cell") return {};
  if (over == "city") return {Support::Of::whole, {}};
  return {Support::Of::zone, ZoneLevelKey{over}};
}

Rows::Rows(const City& city, const Support& support) : city_{city}, support_{support} {
  if (support.of == Support::Of::cell) size_ = city.grid->size();
  if (support.of != Support::Of::zone) return;
  size_ = city.zones->id.size();
  level_ = city.zones->find_level(support.level);
}

Field Rows::empty() const {
  Field f{support_, std::vector<float>(size_, 0.0F), std::vector<Mark>(size_, Mark::no_data), {}};
  if (level_)
    for (const ZoneIdx z : each(city_.zones->id))
      if (city_.zones->level[z] != *level_) f.mark[z.v] = Mark::not_applicable;
  return f;
}

bool by_transit(const Indicator& i) { return i.params.has("mode") && i.params.word("mode") == kTransit; }

LayerSet travel_layers(const Indicator& i) {
  LayerSet set = layers(LayerId::grid, LayerId::people, LayerId::places, LayerId::streets);
  if (by_transit(i)) set |= layers(LayerId::transit);
  if (i.params.has("budget")) set |= layers(LayerId::fares);
  return set;
}

bool can_travel(const City& city, const Indicator& i) {
  return city.streets->edges() > 0 && (!by_transit(i) || !city.transit->empty()) &&
         (!i.params.has("budget") || !city.fares->empty());
}

bool same_ways(const City& a, const City& b, const Indicator& i) {
  return a.streets.hash() == b.streets.hash() && (!by_transit(i) || a.transit.hash() == b.transit.hash()) &&
         (!i.params.has("budget") || a.fares.hash() == b.fares.hash());
}

bool limit_is_distance(const Indicator& i) { return i.params.dim("limit") == kLengthDim; }

Seconds travel_limit(const Indicator& i, const Profile& profile) {
  const double limit = i.params.number("limit");
  if (!limit_is_distance(i)) return Seconds{limit};
  // Half a millimetre more, so that the whole millimetres of the limit survive the division and the truncation.
  return Seconds{(limit + 0.0005) / profile.speed.base()};
}

void check_travel(const Indicator& i) {
  check_opening(i);
  const std::string& mode = i.params.word("mode");
  if (limit_is_distance(i) && (mode == "drive" || mode == kTransit))
    throw Error{Fault::bad_input,
                mode == "drive" ? say("a drive is limited by time, not by metres", "驾车应以时间而非距离为限")
                                : say("a ride is limited by time, not by metres", "乘车应以时间而非距离为限"),
                where_of(i), say("write limit in minutes", "请以分钟填写 limit")};
  const double stress = i.params.has("stress") ? i.params.number("stress") : 0;
  if (i.params.has("stress") &&
      (i.params.word("mode") != "cycle" || limit_is_distance(i) || stress != std::floor(stress)))
    throw Error{Fault::bad_input,
                say("stress is a whole number from 1 to 4, for cycling within a time",
                    "stress 为 1 至 4 的整数，仅用于以时间为限的骑行"),
                where_of(i),
                say("write mode: cycle and a limit in minutes", "请填写 mode: cycle 并以分钟填写 limit")};
  if (mode != kTransit) {
    for (const char* name : kRideParams)
      if (i.params.has(name))
        throw Error{Fault::bad_input,
                    say("‘{}’ is given, but mode is not transit", "给出了“{}”，但 mode 不是 transit", name),
                    where_of(i)};
    return;
  }
  const Ride ride = *travel_profile(i).ride;
  if (ride.budget && (ride.arrive || !ride.weights.plain()))
    throw Error{Fault::bad_input,
                say("a budget is for travel times of departures: not with arrivals, and not with weights",
                    "预算只用于出发时段的出行时间，不能与到达时段或权重同用"),
                where_of(i), say("leave out either", "请去掉其中之一")};
  if (ride.until_s <= ride.from_s)
    throw Error{Fault::bad_input, say("the window ends before it begins", "时段的终点早于起点"), where_of(i),
                say("write ‘until’ later than ‘from’; a night goes on as 25:00",
                    "until 须晚于 from；次日凌晨写作 25:00")};
  if (ride.arrive && !ride.weights.plain())
    throw Error{
        Fault::bad_input,
        say("weights of walking, waiting and changing are for a window of departures, not of arrivals",
            "步行、候车与换乘的权重只用于出发时段，不能与到达时段同用"),
        where_of(i), say("leave out either", "请去掉其中之一")};
  if (static_cast<double>(ride.until_s - ride.from_s) + i.params.number("limit") >= 18 * 3600)
    throw Error{Fault::bad_input,
                say("the window and the limit together reach 18 hours", "时段与 limit 合计达到 18 小时"),
                where_of(i), say("shorten one of them", "请缩短其一")};
}

double travelled(const Indicator& i, const Network& network, Cost cost) {
  return limit_is_distance(i) ? static_cast<double>(cost) / 1000.0 : network.seconds(cost);
}

Where where_of(const Indicator& i) { return {.file = i.file, .item = i.key.word}; }

void refuse_unit(const Indicator& i, const Text& needed) {
  throw Error{
      Fault::bad_input,
      Text{fmt::format("the unit of ‘{}’ is {}, but its kernel yields {}", i.key.word, i.unit.symbol,
                       needed.en),
           fmt::format("指标“{}”的单位是 {}，而其计算方法给出的是{}", i.key.word, i.unit.symbol, needed.zh)},
      where_of(i)};
}

}  // namespace cityloop
