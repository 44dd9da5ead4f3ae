// Changes in words, and as JSON both ways.

#include <algorithm>
#include <array>
#include <cmath>

#include "cityloop/base/document.h"
#include "cityloop/base/json.h"
#include "cityloop/base/time.h"
#include "cityloop/city/edits.h"

namespace cityloop {
namespace {

std::int32_t clock_of(const Document& d) {
  const std::string text = d.string();
  const auto seconds = parse_clock(text);
  if (!seconds)
    d.fail(say("‘{}’ is not a time of the day", "“{}”不是一天中的时刻", text),
           say("write 07:30; times past midnight go on: 24:15", "请写 07:30；午夜之后接着计：24:15"));
  return *seconds;
}

template <std::size_t N>
std::vector<std::string> words_of(const std::array<std::string_view, N>& words) {
  return {words.begin(), words.end()};
}
Permit parse_modes(const Document& list) {
  static const std::vector<std::string> kModes = words_of(kModeWords);
  Permit modes = 0;
  for (const Document& m : list.list()) modes |= permit(static_cast<Mode>(m.choice(kModes)));
  return modes;
}
std::string word_or_none(const Document& d, const char* key) {
  const auto found = d.find(key);
  return found ? found->string() : std::string{};
}
std::vector<DrawnStop> parse_stops(const Document& d) {
  std::vector<DrawnStop> stops;
  for (const Document& s : d.at("stops").list()) {
    stops.push_back({{s.at("x_m").number(), s.at("y_m").number()}, word_or_none(s, "name")});
    s.done();
  }
  return stops;
}
void parse_pace(const Document& d, double& kmh, std::vector<double>& minutes) {
  if (const auto x = d.find("kmh")) kmh = x->number();
  if (const auto x = d.find("minutes"))
    for (const Document& m : x->list()) minutes.push_back(m.number());
}
template <class C>
void parse_period(const Document& d, C& c) {
  const double every = d.at("every").quantity(Unit{.dim = Dim{.second = 1}, .scale = 60});
  c.every_s = static_cast<std::int32_t>(std::llround(std::clamp(every, -1.0, 1e9)));
  c.from_s = clock_of(d.at("from"));
  c.until_s = clock_of(d.at("until"));
}

void write_modes(JsonWriter& w, const char* key, Permit modes) {
  w.key(key).begin_array();
  for (std::size_t m = 0; m < kModeWords.size(); ++m)
    if ((modes & permit(static_cast<Mode>(m))) != 0) w.value(kModeWords[m]);
  w.end_array();
}
template <class C>
void write_route(JsonWriter& w, const C& c) {
  if (c.kmh != 0) w.field("kmh", c.kmh);
  if (!c.minutes.empty()) {
    w.key("minutes").begin_array();
    for (const double m : c.minutes) w.value(m);
    w.end_array();
  }
  w.key("stops").begin_array();
  for (const DrawnStop& s : c.stops) {
    w.begin_object().field("x_m", s.at.x).field("y_m", s.at.y);
    if (!s.name.empty()) w.field("name", s.name);
    w.end_object();
  }
  w.end_array();
}
template <class C>
void write_period(JsonWriter& w, const C& c) {
  w.field("every", fmt::format("{} s", c.every_s));
  w.field("from", clock_words(c.from_s)).field("until", clock_words(c.until_s));
}
void write_feed(JsonWriter& w, const std::string& feed) {
  if (!feed.empty()) w.field("feed", feed);
}

/// "walk, cycle" in either language.
Text modes_words(Permit modes) {
  static constexpr std::array<std::string_view, 4> kZh{"步行", "轮椅", "骑行", "驾车"};
  Text out;
  for (std::size_t m = 0; m < kModeWords.size(); ++m) {
    if ((modes & permit(static_cast<Mode>(m))) == 0) continue;
    out.en += (out.en.empty() ? "" : ", ") + std::string{kModeWords[m]};
    out.zh += (out.zh.empty() ? "" : "、") + std::string{kZh[m]};
  }
  return out;
}
Text vehicle_words(Vehicle v) {
  static constexpr std::array<std::string_view, 7> kZh{"有轨电车", "地铁", "铁路", "公交",
                                                       "轮渡",     "缆车", "其他"};
  const auto n = static_cast<std::size_t>(v);
  return {std::string{kVehicleWords[n]}, std::string{kZh[n]}};
}
Text every_words(std::int32_t s) {
  return s % 60 == 0 ? say("{} min", "{} 分钟", s / 60) : say("{} s", "{} 秒", s);
}

}  // namespace

std::string at_words(Point p) { return fmt::format("({:.0f}, {:.0f})", p.x, p.y); }

Text describe(const Change& change) {
  return std::visit(
      Overloaded{
          [](const AddPlace& c) {
            return say("add {} at {}, capacity {}", "在 {1} 新增 {0}，容量 {2}",
                       c.name.empty() ? c.kind.word : c.name, at_words(c.at), c.capacity);
          },
          [](const ResizePlace& c) {
            return c.capacity > 0 ? say("set the capacity of place {} to {}", "将设施 {} 的容量设为 {}",
                                        to_string(c.place), c.capacity)
                                  : say("close place {}", "关闭设施 {}", to_string(c.place));
          },
          [](const AddPath& c) {
            return say("add a path of {} m from {} to {}", "新增 {} 米道路，自 {} 至 {}",
                       std::round(length_m(c.line)), at_words(c.line.front()), at_words(c.line.back()));
          },
          [](const SetLandUse& c) {
            return say("turn {} cells into {}", "将 {} 个单元改为 {}", c.cells.size(), c.use.word);
          },
          [](const ScalePeople& c) {
            return say("scale the residents of {} cells by {}", "将 {} 个单元的居民数乘以 {}", c.cells.size(),
                       c.factor);
          },
          [](const ChangeStretch& c) {
            const Text modes = modes_words(c.closed);
            if (c.closed == 0)
              return say("set the speed on the stretch at {} to {} km/h", "将 {} 处路段的车速设为 {} km/h",
                         at_words(c.at), c.drive_kmh);
            if (c.drive_kmh == 0)
              return say("close the stretch at {0} for {1}", "将 {0} 处路段对{2}关闭", at_words(c.at),
                         modes.en, modes.zh);
            return say("close the stretch at {0} for {1} and set its speed to {3} km/h",
                       "将 {0} 处路段对{2}关闭，车速设为 {3} km/h", at_words(c.at), modes.en, modes.zh,
                       c.drive_kmh);
          },
          [](const AddLine& c) {
            const Text vehicle = vehicle_words(c.vehicle), every = every_words(c.every_s);
            return say("add the {0} line {2} with {3} stops, every {4} from {6} until {7}",
                       "新增{1}线路 {2}，{3} 站，{6} 至 {7} 每 {5}一班", vehicle.en, vehicle.zh,
                       c.name.empty() ? c.ref : c.name, c.stops.size(), every.en, every.zh,
                       clock_words(c.from_s), clock_words(c.until_s));
          },
          [](const SetHeadway& c) {
            const Text every = every_words(c.every_s);
            return say("run line {0} every {1} from {3} until {4}", "线路 {0} 在 {3} 至 {4} 每 {2}一班",
                       c.line, every.en, every.zh, clock_words(c.from_s), clock_words(c.until_s));
          },
          [](const RerouteLine& c) {
            return say("reroute line {} along {} stops", "线路 {} 改道，经 {} 站", c.line, c.stops.size());
          },
          [](const RemoveLine& c) { return say("remove line {}", "取消线路 {}", c.line); },
          [](const RemoveStop& c) { return say("remove stop {}", "取消站点 {}", c.stop); }},
      change);
}

std::string to_json(const Delta& delta) {
  JsonWriter w;
  const auto cells = [&](const std::vector<CellId>& ids) {
    w.key("cells").begin_array();
    for (const CellId c : ids) w.value(to_string(c));
    w.end_array();
  };
  w.begin_object().key("changes").begin_array();
  for (const Change& change : delta.changes) {
    w.begin_object();
    std::visit(
        Overloaded{
            [&](const AddPlace& c) {
              w.field("do", "add_place").field("id", to_string(c.id)).field("kind", c.kind.word);
              w.field("x_m", c.at.x).field("y_m", c.at.y).field("capacity", static_cast<double>(c.capacity));
              if (!c.name.empty()) w.field("name", c.name);
            },
            [&](const ResizePlace& c) {
              w.field("do", "resize_place").field("place", to_string(c.place));
              w.field("capacity", static_cast<double>(c.capacity));
            },
            [&](const AddPath& c) {
              w.field("do", "add_path");
              write_modes(w, "modes", c.modes);
              w.key("line").begin_array();
              for (const Point p : c.line) w.begin_array().value(p.x).value(p.y).end_array();
              w.end_array();
            },
            [&](const SetLandUse& c) {
              w.field("do", "set_land_use").field("use", c.use.word);
              cells(c.cells);
            },
            [&](const ScalePeople& c) {
              w.field("do", "scale_people").field("factor", c.factor);
              cells(c.cells);
            },
            [&](const ChangeStretch& c) {
              w.field("do", "change_stretch").field("x_m", c.at.x).field("y_m", c.at.y);
              if (c.way_ref != 0) w.field("way", c.way_ref);
              if (c.closed != 0) write_modes(w, "close", c.closed);
              if (c.drive_kmh != 0) w.field("drive_kmh", static_cast<int>(c.drive_kmh));
            },
            [&](const AddLine& c) {
              w.field("do", "add_line");
              write_feed(w, c.feed);
              w.field("ref", c.ref);
              if (!c.name.empty()) w.field("name", c.name);
              w.field("vehicle", kVehicleWords[static_cast<std::size_t>(c.vehicle)]);
              write_period(w, c);
              write_route(w, c);
            },
            [&](const SetHeadway& c) {
              w.field("do", "set_headway");
              write_feed(w, c.feed);
              w.field("line", c.line);
              write_period(w, c);
            },
            [&](const RerouteLine& c) {
              w.field("do", "reroute_line");
              write_feed(w, c.feed);
              w.field("line", c.line);
              write_route(w, c);
            },
            [&](const RemoveLine& c) {
              w.field("do", "remove_line");
              write_feed(w, c.feed);
              w.field("line", c.line);
            },
            [&](const RemoveStop& c) {
              w.field("do", "remove_stop");
              write_feed(w, c.feed);
              w.field("stop", c.stop);
            }},
        change);
    w.end_object();
  }
  w.end_array().end_object();
  return w.take();
}

namespace {

std::vector<CellId> parse_cells(const Document& d) {
  std::vector<CellId> ids;
  for (const Document& c : d.at("cells").list()) ids.push_back(CellId{parse_hex(c.string(), "cell")});
  return ids;
}

Change parse_add_place(const Document& d) {
  AddPlace c;
  c.kind = {d.at("kind").string()};
  c.at = {d.at("x_m").number(), d.at("y_m").number()};
  c.capacity = static_cast<float>(d.at("capacity").number());
  c.name = word_or_none(d, "name");
  // Without an id the place is named by what and where it is, so that the same what-if drawn twice is one.
  if (const auto id = d.find("id")) c.id = PlaceId{parse_hex(id->string(), "place")};
  else c.id = PlaceId{id_of("what-if", c.kind.word, std::llround(c.at.x * 100), std::llround(c.at.y * 100))};
  return c;
}
Change parse_resize_place(const Document& d) {
  return ResizePlace{PlaceId{parse_hex(d.at("place").string(), "place")},
                     static_cast<float>(d.at("capacity").number())};
}
Change parse_add_path(const Document& d) {
  AddPath c;
  c.modes = parse_modes(d.at("modes"));
  for (const Document& p : d.at("line").list()) {
    const auto xy = p.list();
    if (xy.size() != 2) p.fail(say("a point is [x, y]", "点应写为 [x, y]"));
    c.line.push_back({xy[0].number(), xy[1].number()});
  }
  return c;
}
Change parse_set_land_use(const Document& d) { return SetLandUse{parse_cells(d), {d.at("use").string()}}; }
Change parse_scale_people(const Document& d) { return ScalePeople{parse_cells(d), d.at("factor").number()}; }
Change parse_change_stretch(const Document& d) {
  ChangeStretch c;
  c.at = {d.at("x_m").number(), d.at("y_m").number()};
  if (const auto way = d.find("way")) c.way_ref = way->integer();
  if (const auto modes = d.find("close")) c.closed = parse_modes(*modes);
  if (const auto kmh = d.find("drive_kmh")) {
    const std::int64_t n = kmh->integer();
    if (n < 1 || n > 255)
      kmh->fail(say("a speed lies between 1 and 255 km/h", "车速应在 1 至 255 km/h 之间"));
    c.drive_kmh = static_cast<std::uint8_t>(n);
  }
  return c;
}
Change parse_add_line(const Document& d) {
  static const std::vector<std::string> kVehicles = words_of(kVehicleWords);
  AddLine c;
  c.feed = word_or_none(d, "feed");
  c.ref = d.at("ref").string();
  c.name = word_or_none(d, "name");
  c.vehicle = static_cast<Vehicle>(d.at("vehicle").choice(kVehicles));
  parse_period(d, c);
  parse_pace(d, c.kmh, c.minutes);
  c.stops = parse_stops(d);
  return c;
}
Change parse_set_headway(const Document& d) {
  SetHeadway c;
  c.feed = word_or_none(d, "feed");
  c.line = d.at("line").string();
  parse_period(d, c);
  return c;
}
Change parse_reroute_line(const Document& d) {
  RerouteLine c;
  c.feed = word_or_none(d, "feed");
  c.line = d.at("line").string();
  parse_pace(d, c.kmh, c.minutes);
  c.stops = parse_stops(d);
  return c;
}
Change parse_remove_line(const Document& d) {
  return RemoveLine{word_or_none(d, "feed"), d.at("line").string()};
}
Change parse_remove_stop(const Document& d) {
  return RemoveStop{word_or_none(d, "feed"), d.at("stop").string()};
}

/// In the order of Change.
struct Form {
  const char* word;
  Change (*parse)(const Document&);
};
constexpr std::array<Form, std::variant_size_v<Change>> kForms{{{"add_place", parse_add_place},
                                                                {"resize_place", parse_resize_place},
                                                                {"add_path", parse_add_path},
                                                                {"set_land_use", parse_set_land_use},
                                                                {"scale_people", parse_scale_people},
                                                                {"change_stretch", parse_change_stretch},
                                                                {"add_line", parse_add_line},
                                                                {"set_headway", parse_set_headway},
                                                                {"reroute_line", parse_reroute_line},
                                                                {"remove_line", parse_remove_line},
                                                                {"remove_stop", parse_remove_stop}}};

}  // namespace

Delta parse_delta(const Document& doc) {
  std::vector<std::string> words;
  for (const Form& f : kForms) words.emplace_back(f.word);
  Delta delta;
  for (const Document& d : doc.at("changes").list()) {
    delta.changes.push_back(kForms[d.at("do").choice(words)].parse(d));
    d.done();
  }
  doc.done();
  return delta;
}

}  // namespace cityloop
