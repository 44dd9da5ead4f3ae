#include "cityloop/loop/travel.h"

#include <algorithm>
#include <cmath>

#include "cityloop/base/document.h"
#include "cityloop/base/parallel.h"
#include "cityloop/city/hours.h"
#include "cityloop/geo/crs.h"
#include "cityloop/io/import/csv.h"
#include "cityloop/loop/files.h"
#include "cityloop/loop/usecases.h"
#include "cityloop/measure/kernel.h"
#include "cityloop/simulate/travel/matrix.h"
#include "cityloop/simulate/travel/ride.h"
#include "cityloop/simulate/travel/search.h"

namespace cityloop {
namespace {

const Text kWays{
    "write cells, places:KIND, a file that ends in .csv, or a position such as 113.61,34.75 (lon,lat) or "
    "506000,3110000 "
    "(metres)",
    "可写 cells、places:类别、以 .csv 结尾的文件，或一个位置：113.61,34.75（经度,纬度）或 "
    "506000,3110000（米）"};

/// Positions that look like degrees are degrees: no city's plane has its origin within 180 m.
Point on_plane(const Transform& from_degrees, Point p) {
  return std::abs(p.x) <= 180 && std::abs(p.y) <= 90 ? from_degrees.forward(p) : p;
}

void add(TravelPoints& out, std::string name, Point at, std::vector<Link> links) {
  out.name.push_back(std::move(name));
  out.at.push_back(at);
  out.links.push_back(std::move(links));
}
std::vector<Link> one_link(const Network& net, Point at) {
  const Link link = net.link(at);
  return link.valid() ? std::vector<Link>{link} : std::vector<Link>{};
}

void add_cells(const City& city, const Profile& profile, Run& run, TravelPoints& out) {
  const auto links = cell_links(city, profile, run);
  for (const CellIdx c : each(*links))
    add(out, to_string(city.grid->id(c)), city.grid->centre(c),
        (*links)[c].valid() ? std::vector<Link>{(*links)[c]} : std::vector<Link>{});
}

void add_places(const City& city, const Network& net, std::string_view kinds, TravelPoints& out) {
  const Places& places = *city.places;
  while (!kinds.empty()) {
    const std::size_t comma = std::min(kinds.find(','), kinds.size());
    const KindIdx kind = kind_named(city, std::string{kinds.substr(0, comma)});
    kinds.remove_prefix(std::min(comma + 1, kinds.size()));
    for (const PlaceIdx p : each(places.id))
      if (places.kind[p] == kind && places.open(p))
        add(out, to_string(places.id[p]), places.at[p], place_links(city, net, p));
  }
}

void add_file(const City& city, const Network& net, const std::string& file, Run& run, TravelPoints& out) {
  const std::string text = read_text(file);
  CsvReader csv{text, file, run.notes, guess_delimiter(text)};
  const std::size_t id = csv.column("id");
  const auto first_of = [&](std::initializer_list<const char*> names) -> std::optional<std::size_t> {
    for (const char* n : names)
      if (const auto c = csv.find(n)) return c;
    return std::nullopt;
  };
  const auto lon = first_of({"lon", "lng", "longitude"}), lat = first_of({"lat", "latitude"});
  const bool degrees = lon && lat;
  const std::size_t x = degrees ? *lon : csv.column("x"), y = degrees ? *lat : csv.column("y");
  const Transform from_degrees{"EPSG:4326", city.grid->spec().crs};
  while (csv.next()) {
    const auto px = to_number(csv[x]), py = to_number(csv[y]);
    if (!px || !py) {
      run.notes.problem("travel.position", say("there is no position in this row", "此行没有位置"),
                        csv.where(x));
      continue;
    }
    const Point at = degrees ? from_degrees.forward(Point{*px, *py}) : Point{*px, *py};
    if (!std::isfinite(at.x) || !std::isfinite(at.y)) {
      run.notes.problem("travel.position",
                        say("this position is not on the city's plane", "该位置不在城市坐标系内"),
                        csv.where(x));
      continue;
    }
    add(out, std::string{csv[id]}, at, one_link(net, at));
  }
}

/// Every link of all points, one behind the other, and where each point's begin.
struct Flat {
  explicit Flat(std::span<const std::vector<Link>> links) : first{0} {
    for (const auto& l : links) {
      all.insert(all.end(), l.begin(), l.end());
      first.push_back(all.size());
    }
  }
  std::vector<Link> all;
  std::vector<std::size_t> first;
};

/// From this many origins on, the hierarchy's preparation pays: about a tenth of a second for a city.
constexpr std::size_t kFewOrigins = 64;
/// Origins whose rows are held at one time.
constexpr std::size_t kBlock = 512;

using Row = std::function<void(std::size_t, std::span<const float>)>;

void street_rows(const City& city, const TravelAsk& ask, const TravelPoints& from, const TravelPoints& to,
                 Run& run, const Row& row) {
  const auto net = network(city, ask.profile, run);
  const Cost limit = net->limit(ask.limit);
  const Flat targets{to.links};
  std::unique_ptr<Cch> cch;
  std::unique_ptr<CchCosts> costs;
  if (from.size() > kFewOrigins) {
    cch = std::make_unique<Cch>(*net, run);
    costs = std::make_unique<CchCosts>(*cch, arc_costs(*net), run);
  }
  std::vector<float> seconds(to.size());
  for (std::size_t begin = 0; begin < from.size(); begin += kBlock) {
    const std::size_t n = std::min(kBlock, from.size() - begin);
    const Flat origins{std::span{from.links}.subspan(begin, n)};
    CostMatrix table;
    if (costs) {
      table = travel_matrix(*costs, origins.all, targets.all, limit, run);
    } else {
      table.columns = targets.all.size();
      table.cost.resize(origins.all.size() * table.columns);
      for_chunks(run, origins.all.size(), 1, [&](std::size_t first, std::size_t end) {
        Search search{*net};
        for (std::size_t o = first; o < end; ++o) {
          search.run(origins.all[o], Heading::from_sources, limit);
          for (std::size_t t = 0; t < table.columns; ++t)
            table.cost[o * table.columns + t] = search.cost(targets.all[t]);
        }
      });
    }
    for (std::size_t o = 0; o < n; ++o) {
      for (std::size_t t = 0; t < to.size(); ++t) {
        Cost best = kNoPath;
        for (std::size_t a = origins.first[o]; a < origins.first[o + 1]; ++a)
          for (std::size_t b = targets.first[t]; b < targets.first[t + 1]; ++b)
            best = std::min(best, table.row(a)[b]);
        seconds[t] = best == kNoPath ? kBeyond : static_cast<float>(net->seconds(best));
      }
      row(begin + o, seconds);
    }
    run.progress.advance(n);
  }
}

void need_timetable(const City& city) {
  if (!city.transit->empty()) return;
  throw Error{Fault::bad_input,
              say("the city has no timetable", "本市没有时刻表"),
              {},
              say("add a source with `reads: gtfs` to city.yaml and import again",
                  "请在 city.yaml 中加入 `reads: gtfs` 的来源并重新导入")};
}

void ride_rows(const City& city, const TravelAsk& ask, const TravelPoints& from, const TravelPoints& to,
               Run& run, const Row& row) {
  need_timetable(city);
  TransitSettings settings = settings_of(city, ask.profile, ask.limit);
  settings.percentiles = ask.percentiles;
  const RideTimes reach{city, settings, ask.profile.ride->budget, to.links, run};
  const std::size_t width = ask.times() * to.size();
  // To be there by: one search for each target, however many origins there are beside each other.
  constexpr std::size_t kMostHeld = std::size_t{1} << 26U;
  const std::size_t most =
      settings.arrive ? std::max(kBlock, kMostHeld / std::max<std::size_t>(1, width)) : kBlock;
  for (std::size_t begin = 0; begin < from.size(); begin += most) {
    const std::size_t n = std::min(most, from.size() - begin);
    std::vector<float> block(n * width, kBeyond);
    // A point with several entrances leaves by the best of them; percentiles of a best are not the best of percentiles,
    // so a ride starts at the first entrance.
    std::vector<Link> origins(n);
    for (std::size_t o = 0; o < n; ++o)
      if (!from.links[begin + o].empty()) origins[o] = from.links[begin + o].front();
    reach.from(origins, run, [&](std::size_t o, std::span<const float> times) {
      std::copy(times.begin(), times.end(), block.begin() + static_cast<std::ptrdiff_t>(o * width));
    });
    for (std::size_t o = 0; o < n; ++o) row(begin + o, std::span{block}.subspan(o * width, width));
    run.progress.advance(n);
  }
}

}  // namespace

TravelPoints points_named(const City& city, std::span<const std::string> words, const Profile& profile,
                          Run& run) {
  if (city.streets->edges() == 0)
    throw Error{Fault::bad_input,
                say("the city has no streets", "本市没有道路数据"),
                {},
                say("add a source with format: osm to city.yaml and import again",
                    "请在 city.yaml 中加入 format: osm 的来源并重新导入")};
  const auto net = network(city, profile, run);
  TravelPoints out;
  for (const std::string& word : words) {
    if (word == "cells") {
      add_cells(city, profile, run, out);
    } else if (word.starts_with("places:")) {
      add_places(city, *net, std::string_view{word}.substr(7), out);
    } else if (word.ends_with(".csv")) {
      add_file(city, *net, word, run, out);
    } else {
      const std::size_t comma = word.find(',');
      const auto x =
          comma == std::string::npos ? std::nullopt : to_number(std::string_view{word}.substr(0, comma));
      const auto y =
          comma == std::string::npos ? std::nullopt : to_number(std::string_view{word}.substr(comma + 1));
      if (!x || !y)
        throw Error{Fault::bad_input, say("'{}' does not say where", "“{}”没有说明位置", word), {}, kWays};
      const Transform from_degrees{"EPSG:4326", city.grid->spec().crs};
      const Point at = on_plane(from_degrees, {*x, *y});
      if (!std::isfinite(at.x) || !std::isfinite(at.y))
        throw Error{
            Fault::bad_input, say("{} is not on the city's plane", "{} 不在城市坐标系内", word), {}, kWays};
      add(out, word, at, one_link(*net, at));
    }
  }
  return out;
}

void travel_rows(const City& city, const TravelAsk& ask, const TravelPoints& from, const TravelPoints& to,
                 Run& run, const Row& row) {
  run.progress.begin("travel", from.size());
  (ask.profile.ride ? ride_rows : street_rows)(city, ask, from, to, run, row);
}

void travel_fronts(
    const City& city, const TravelAsk& ask, const TravelPoints& from, const TravelPoints& to, Run& run,
    const std::function<void(std::size_t, const std::vector<std::vector<FareReach::Offer>>&)>& row) {
  need_timetable(city);
  run.progress.begin("travel", from.size());
  const FareReach reach{city, settings_of(city, ask.profile, ask.limit), to.links, run};
  for (std::size_t begin = 0; begin < from.size(); begin += kBlock) {
    const std::size_t n = std::min(kBlock, from.size() - begin);
    std::vector<std::vector<std::vector<FareReach::Offer>>> block(n);
    for_chunks(run, n, 1, [&](std::size_t first, std::size_t end) {
      for (std::size_t o = first; o < end; ++o) {
        const auto& links = from.links[begin + o];
        block[o] = reach.front(links.empty() ? Link{} : links.front(), ask.percentiles.front());
      }
    });
    for (std::size_t o = 0; o < n; ++o) row(begin + o, block[o]);
    run.progress.advance(n);
  }
}

std::vector<Shape> isochrones_from(const City& city, const TravelAsk& ask, const TravelPoints& from,
                                   std::size_t which, std::span<const Seconds> limits,
                                   const IsochroneSettings& settings, Run& run) {
  const auto net = network(city, ask.profile, run);
  std::vector<Seed> seeds;
  for (const Link& l : from.links[which]) seeds.push_back({l, 0});
  const bool arrive = ask.profile.ride && ask.profile.ride->arrive;
  if (ask.profile.ride && !seeds.empty()) {
    // From one departure on, being at a stop after so long is like having walked there for as long; to be there by a
    // moment, having to be at a stop so long before it is like having to walk from there for as long.
    TravelAsk once = ask;
    once.limit = limits.back();
    once.percentiles = {100};
    once.profile.ride->until_s = once.profile.ride->from_s + 1;
    once.profile.ride->every_s = 1;
    TravelPoints here, stops;
    add(here, from.name[which], from.at[which], from.links[which]);
    const Transit& t = *city.transit;
    for (const StopIdx s : each(t.stop_at))
      if (t.stop_type[s] == StopType::platform || t.stop_type[s] == StopType::entrance)
        add(stops, t.stop_ref[s], t.stop_at[s], one_link(*net, t.stop_at[s]));
    const auto seed = [&](std::size_t i, float seconds) {
      if (seconds < kBeyond) seeds.push_back({stops.links[i].front(), ride_cost(ask.profile, seconds)});
    };
    travel_rows(city, once, arrive ? stops : here, arrive ? here : stops, run,
                [&](std::size_t o, std::span<const float> seconds) {
                  if (arrive) seed(o, seconds.front());
                  else
                    for (std::size_t i = 0; i < stops.size(); ++i) seed(i, seconds[i]);
                });
  }
  return isochrones(*net, seeds, arrive ? Heading::to_sources : Heading::from_sources, limits, settings, run);
}

namespace {

/// Names come from the user's files and go between quotes.
std::string quotable(std::string s) {
  std::erase_if(s, [](char c) { return c == '"' || c == '\\' || c == '\n'; });
  return s;
}

}  // namespace

std::vector<Indicator> access_indicators(const City& city, const TravelAsk& ask, std::string_view mode,
                                         std::span<const std::string> kinds,
                                         std::span<const Seconds> limits) {
  std::string common = fmt::format("  mode: {}\n", mode);
  if (ask.profile.speed != default_profile(ask.profile.mode).speed && mode != "drive")
    common += fmt::format("  speed: {} m/s\n", ask.profile.speed.base());
  if (ask.open_at) common += fmt::format("  open_at: '{}'\n", week_minute_text(*ask.open_at));
  if (!ask.profile.hills) common += "  hills: no\n";
  if (ask.profile.stress > 0) common += fmt::format("  stress: {}\n", ask.profile.stress);
  if (ask.profile.ride && ask.profile.ride->budget)
    common += fmt::format("  budget: \"{}\"\n", show_price(*ask.profile.ride->budget, 3));
  if (ask.profile.traffic) common += "  traffic: congested\n";
  if (const auto& ride = ask.profile.ride) {
    if (ask.profile.mode == Mode::wheelchair) common += "  wheelchair: yes\n";
    if (ride->arrive) common += "  window: arrival\n";
    if (ride->date) common += fmt::format("  date: '{}'\n", to_string(*ride->date));
    common += fmt::format("  from: '{}'\n  until: '{}'\n  percentile: {}\n  leg: {} s\n  rides: {}\n",
                          clock_words(ride->from_s), clock_words(ride->until_s), ask.percentiles.front(),
                          ride->leg.base(), ride->rides);
    if (!ride->weights.plain())
      common += fmt::format("  walk_reluctance: {}\n  wait_weight: {}\n  transfer_penalty: {} s\n",
                            ride->weights.walk, ride->weights.wait, ride->weights.change.base());
    if (ride->every_s > 0) common += fmt::format("  every: {} s\n", ride->every_s);
  }
  const double most = std::max_element(limits.begin(), limits.end())->base();
  std::vector<Indicator> out;
  const auto declare = [&](const std::string& key, const Text& name, const char* unit, const char* kernel,
                           const std::string& kind, double limit) {
    const std::string yaml = fmt::format(
        "key: {}\nversion: 1\nname: {{en: \"{}\", zh: \"{}\"}}\nmeaning: {{en: \"{}\", zh: \"{}\"}}\nunit: "
        "\"{}\"\n"
        "kernel: {}\nparams:\n  kind: {}\n  limit: {} s\n{}reach: 100 km\n"
        "source: {{title: CityLoop, clause: \"asked on the command line\"}}\n",
        key, name.en, name.zh, name.en, name.zh, unit, kernel, kind, limit, common);
    out.push_back(parse_indicator(parse_yaml(yaml, "--to " + kind)));
  };
  for (const std::string& kind : kinds) {
    const auto known = city.places->find(PlaceKindKey{kind});
    const Text named = known ? city.places->kind_names[*known] : verbatim(kind);
    const Text name{quotable(named.en), quotable(named.zh)};
    for (const Seconds limit : limits) {
      const double minutes = limit.base() / 60;
      declare(fmt::format("travel.{}.{}.within_{:g}_min", kind, mode, minutes),
              Text{fmt::format("{} within {:g} min", name.en, minutes),
                   fmt::format("{:g} 分钟内的{}", minutes, name.zh)},
              "1", "within", kind, limit.base());
    }
    declare(fmt::format("travel.{}.{}.nearest", kind, mode),
            Text{"to the nearest: " + name.en, "到最近的" + name.zh}, "min", "nearest", kind, most);
  }
  return out;
}

}  // namespace cityloop
