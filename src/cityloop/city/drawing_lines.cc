#include "cityloop/city/drawing_lines.h"

#include <charconv>
#include <cmath>
#include <map>

namespace cityloop {
namespace {

struct Row {
  Vehicle vehicle = Vehicle::bus;
  double every_min = 10, ride_min = 2, dwell_min = 0;
  std::int32_t first = 6 * 3600, last = 22 * 3600;
  bool known = true, both = true;
  std::vector<std::uint32_t> stops;
};

[[noreturn]] void fail(const Where& at, Text words, Text hint = {}) {
  throw Error{Fault::bad_input, std::move(words), at, std::move(hint)};
}

double minutes(std::string_view word, const Where& at, bool may_be_zero) {
  double v = 0;
  const auto [end, ec] = std::from_chars(word.data(), word.data() + word.size(), v);
  if (ec != std::errc{} || end != word.data() + word.size() || !(may_be_zero ? v >= 0 : v > 0) || v > 1440 ||
      v * 60 != std::floor(v * 60))
    fail(at, say("`{}` is not a number of minutes", "“{}”不是有效的分钟数", word));
  return v;
}
std::int32_t clock(std::string_view word, const Where& at) {
  const auto s = parse_clock(word);
  if (!s) fail(at, say("`{}` is not a time of day", "“{}”不是有效的时刻", word));
  return *s;
}

void read_option(std::string_view key, std::string_view value, const Where& at, Row& row) {
  if (key == "every" || key == "about") {
    row.every_min = minutes(value, at, false);
    row.known = key == "every";
  } else if (key == "first") {
    row.first = clock(value, at);
  } else if (key == "last") {
    row.last = clock(value, at);
  } else if (key == "ride") {
    row.ride_min = minutes(value, at, false);
  } else if (key == "dwell") {
    row.dwell_min = minutes(value, at, true);
  } else {
    fail(at, say("a line has no `{}`", "线路没有“{}”这一属性", key),
         {"It may have every, about, first, last, ride, dwell.",
          "可用 every、about、first、last、ride、dwell。"});
  }
}

/// A drawing is read by people: more trips than this are a slip of the pen, and would fill memory.
constexpr std::size_t kMostTrips = 20'000;

void add_trips(FeedDraft& feed, std::uint32_t line, const Row& row, const std::vector<std::uint32_t>& stops,
               std::string_view direction, const Where& where) {
  const auto every = static_cast<std::int32_t>(row.every_min * 60);
  const auto trip = [&](std::int32_t leaves) {
    FeedDraft::Trip t;
    t.ref = fmt::format("{} {} {}", feed.lines[line].ref, direction, clock_words(leaves));
    t.line = line;
    t.first_call = feed.calls.size();
    t.calls = stops.size();
    std::int32_t at = leaves;
    for (std::size_t i = 0; i < stops.size(); ++i) {
      if (i > 0) at += static_cast<std::int32_t>(row.ride_min * 60);
      const std::int32_t arrival = at;
      if (i > 0 && i + 1 < stops.size()) at += static_cast<std::int32_t>(row.dwell_min * 60);
      feed.calls.push_back({stops[i], arrival, at});
    }
    feed.trips.push_back(std::move(t));
  };
  if (!row.known) {
    trip(row.first);
    feed.headways.push_back(
        {static_cast<std::uint32_t>(feed.trips.size() - 1), row.first, row.last + 1, every, false});
    return;
  }
  for (std::int32_t leaves = row.first; leaves <= row.last; leaves += every) {
    if (feed.trips.size() == kMostTrips)
      fail(where,
           say("the lines of a drawing have more than {} trips", "图示中线路的班次超过 {} 个", kMostTrips),
           say("Let them leave less often, with `every`.", "请用 `every` 减少班次。"));
    trip(leaves);
  }
}

}  // namespace

FeedDraft drawn_feed(std::span<const DrawnRow> rows, Date as_of, const std::string& file,
                     const std::function<Point(std::string_view, const Where&)>& centre) {
  FeedDraft feed;
  feed.name = "drawn";
  const std::chrono::year_month_day today{as_of};
  FeedDraft::Service daily;
  daily.ref = "daily";
  daily.weekdays = 0x7f;
  daily.from = day_number(Date{today.year() / std::chrono::January / 1});
  daily.last = day_number(Date{today.year() / std::chrono::December / 31});
  feed.services.push_back(daily);
  std::map<std::string, std::uint32_t> stop_at;
  for (const DrawnRow& r : rows) {
    const Where at{file, r.number};
    if (r.words.size() < 4)
      fail(at, say("a line is `name vehicle [every=N …] column,row column,row …`",
                   "线路应写为“名称 车种 [every=N …] 列,行 列,行 …”"));
    FeedDraft::Line line;
    line.ref = line.name = r.words[0];
    line.item = r.number;
    Row row;
    bool known_vehicle = false;
    for (std::size_t v = 0; v < kVehicleWords.size(); ++v)
      if (kVehicleWords[v] == r.words[1]) row.vehicle = static_cast<Vehicle>(v), known_vehicle = true;
    if (!known_vehicle)
      fail(at, say("`{}` is no vehicle", "没有“{}”这种车", r.words[1]),
           say("Did you mean `{}`?", "是否应为 `{}`？", nearest_word(r.words[1], kVehicleWords)));
    line.vehicle = row.vehicle;
    for (std::size_t i = 2; i < r.words.size(); ++i) {
      const std::string& w = r.words[i];
      if (w == "oneway") {
        row.both = false;
      } else if (const auto eq = w.find('='); eq != std::string::npos) {
        read_option(std::string_view{w}.substr(0, eq), std::string_view{w}.substr(eq + 1), at, row);
      } else {
        const Point p = centre(w, at);
        const auto [found, fresh] = stop_at.try_emplace(w, static_cast<std::uint32_t>(feed.stops.size()));
        if (fresh) {
          FeedDraft::Stop stop;
          stop.ref = stop.name = w;
          stop.at = p;
          stop.item = r.number;
          feed.stops.push_back(std::move(stop));
        }
        row.stops.push_back(found->second);
      }
    }
    if (row.stops.size() < 2) fail(at, say("a line needs two stops", "线路至少需要两站"));
    if (row.last < row.first) fail(at, say("the last departure is before the first", "末班早于首班"));
    const auto number = static_cast<std::uint32_t>(feed.lines.size());
    feed.lines.push_back(std::move(line));
    add_trips(feed, number, row, row.stops, "out", at);
    if (row.both) add_trips(feed, number, row, {row.stops.rbegin(), row.stops.rend()}, "back", at);
  }
  return feed;
}

FareDraft drawn_fares(std::span<const DrawnRow> rows, const std::string& currency, int head,
                      const std::string& file) {
  if (currency.size() != 3)
    fail({file, head}, say("fares are in a currency: `fares CNY`", "票价须写货币：`fares CNY`"));
  FareDraft fares;
  fares.form = FareForm::table;
  fares.currency = currency;
  const std::uint8_t digits = currency_digits(currency);
  const auto price = [&](const std::string& word) { return parse_price(word, digits); };
  std::int32_t most = 1;
  for (const DrawnRow& r : rows) {
    const Where at{file, r.number};
    const auto& w = r.words;
    const auto two = w.size() > 1 ? price(w[1]) : std::nullopt,
               three = w.size() > 2 ? price(w[2]) : std::nullopt;
    if (w.size() == 2 && w[0] == "cap" && two) {
      fares.cap = *two;
    } else if (w.size() == 2 && w[1] == "free") {
      fares.changes.push_back({.from = w[0], .to = w[0], .kind = 0, .other_line = true});
    } else if (w.size() > 2 && two) {
      fares.legs.push_back({.group = w[0], .net = w[0], .price = *two});
      for (std::size_t i = 2; i < w.size(); ++i) fares.members.push_back({w[0], "drawn", w[i]});
    } else if (three) {
      FareDraft::Change change{.from = w[0], .to = w[1], .kind = 2, .price = *three, .clock = 1};
      for (std::size_t i = 3; i < w.size(); ++i) {
        if (w[i].starts_with("within="))
          change.within_s = static_cast<std::int32_t>(minutes(w[i].substr(7), at, true) * 60);
        else if (w[i].starts_with("most="))
          most = static_cast<std::int32_t>(minutes(w[i].substr(5), at, false));
        else fail(at, say("a pair of rides has no `{}`", "两次乘车没有“{}”这一属性", w[i]));
      }
      fares.changes.push_back(std::move(change));
    } else {
      fail(at, say("a fare is `type price line …`, `type type price [within=N]`, `type free` or `cap price`",
                   "票价应写为“类型 价格 线路 …”、“类型 类型 价格 [within=N]”、“类型 free”或“cap 价格”"));
    }
  }
  for (FareDraft::Change& c : fares.changes)
    if (c.kind == 2) c.most = most;
  return fares;
}

}  // namespace cityloop
