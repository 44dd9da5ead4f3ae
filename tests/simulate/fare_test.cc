#include <algorithm>
#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "cityloop/base/random.h"
#include "cityloop/city/builder.h"
#include "cityloop/city/layers.h"
#include "cityloop/simulate/travel/fare_search.h"
#include "cityloop/simulate/travel/journey.h"

namespace cityloop {
namespace {

constexpr Date kDay = Date{std::chrono::year{2026} / 3 / 2};
constexpr std::int64_t kNothing = std::int64_t{1} << 60;

struct World {
  FeedDraft feed;
  std::vector<FareDraft> fares;
  std::vector<std::string> zone;  // of stops
  City city() const {
    Diagnostics notes;
    Builder b{"EPSG:32650", kDay, notes};
    b.grid_lattice(1000);
    b.add_cell({500, 500});
    b.add_feed(feed);
    for (const FareDraft& f : fares) b.add_fares(f);
    QuietRun quiet;
    return std::move(b).freeze(quiet.run);
  }
};

World random_lines(Random& random) {
  World w;
  w.feed.name = "t";
  w.feed.services.push_back({"daily", 0x7f, day_number(kDay), day_number(kDay)});
  const std::size_t stops = 5 + random.below(3);
  for (std::size_t i = 0; i < stops; ++i) {
    w.feed.stops.push_back({fmt::format("s{}", i), "", {random.uniform(0, 900), random.uniform(0, 900)}});
    w.zone.push_back(std::string(1, static_cast<char>('A' + random.below(3))));
  }
  const std::size_t lines = 3 + random.below(2);
  for (std::uint32_t l = 0; l < lines; ++l) {
    w.feed.lines.push_back({fmt::format("l{}", l), "", "", ""});
    std::vector<std::uint32_t> way;
    for (std::size_t i = 0; i < 2 + random.below(3); ++i)
      way.push_back(static_cast<std::uint32_t>(random.below(stops)));
    for (std::size_t t = 0; t < 2 + random.below(4); ++t) {
      FeedDraft::Trip trip{fmt::format("t{}-{}", l, t), l, 0};
      trip.first_call = w.feed.calls.size();
      trip.calls = way.size();
      auto at = static_cast<std::int32_t>(25'000 + random.below(4200));
      for (const std::uint32_t s : way) {
        w.feed.calls.push_back({s, at, at + 20});
        at += static_cast<std::int32_t>(60 + random.below(600));
      }
      w.feed.trips.push_back(trip);
    }
  }
  return w;
}

/// Fares of one form for some lines. Times and amounts are few, so that ties and near misses are common.
FareDraft random_fares(Random& random, const World& w, FareForm form, std::uint32_t first,
                       std::uint32_t end) {
  FareDraft f;
  f.form = form;
  f.feed = form == FareForm::table ? "" : "t";
  f.currency = "BRL";
  const auto amount = [&] { return static_cast<std::int64_t>(100 + 50 * random.below(8)); };
  const auto seconds = [&] { return static_cast<std::int32_t>(600 * (1 + random.below(5))); };
  const std::string types[] = {"X", "Y"};
  for (std::size_t s = 0; s < w.zone.size(); ++s)
    if (form != FareForm::table) f.area_stops.push_back({w.zone[s], "t", w.feed.stops[s].ref});
  for (std::uint32_t l = first; l < end; ++l)
    f.members.push_back({types[random.below(2)], form == FareForm::table ? "" : "t", w.feed.lines[l].ref});
  const bool stop = random.below(2) == 0;  // whether a line may be changed for itself
  if (form == FareForm::table) {
    for (const std::string& t : types) {
      f.legs.push_back({.group = t, .net = t, .price = amount()});
      if (random.below(3) == 0) f.changes.push_back({.from = t, .to = t, .kind = 0, .other_line = stop});
    }
    const auto most = static_cast<std::int32_t>(1 + random.below(2)), within = seconds();
    for (const std::string& a : types)
      for (const std::string& b : types)
        if (random.below(3) > 0)
          f.changes.push_back({.from = a,
                               .to = b,
                               .kind = 2,
                               .price = amount() + 150,
                               .most = most,
                               .within_s = within,
                               .clock = 1,
                               .other_line = stop});
    if (random.below(3) == 0) f.cap = 500;
  } else if (form == FareForm::ticket) {
    for (int t = 0; t < 3; ++t) {
      const std::string ticket = fmt::format("T{}", t);
      const std::int64_t price = amount();
      const auto rows = 1 + random.below(3);
      for (std::uint64_t r = 0; r < rows; ++r) {
        FareDraft::Leg leg{.group = ticket, .price = price};
        if (random.below(2) == 0) leg.net = types[random.below(2)];
        if (random.below(2) == 0) leg.from = std::string(1, static_cast<char>('A' + random.below(3)));
        if (random.below(2) == 0) leg.to = std::string(1, static_cast<char>('A' + random.below(3)));
        f.legs.push_back(leg);
      }
      const auto transfers = static_cast<std::int32_t>(random.below(4)) - 1;  // −1: without end
      if (transfers != 0)
        f.changes.push_back({.from = ticket,
                             .to = ticket,
                             .kind = 0,
                             .most = transfers,
                             .within_s = random.below(3) == 0 ? -1 : seconds(),
                             .clock = 1});
    }
  } else {
    const std::string groups[] = {"g", "h"};
    for (int i = 0; i < 4; ++i) {
      FareDraft::Leg leg{.group = groups[random.below(2)], .price = amount()};
      if (random.below(3) > 0) leg.net = types[random.below(2)];
      if (random.below(3) == 0) leg.from = std::string(1, static_cast<char>('A' + random.below(3)));
      if (random.below(3) == 0) leg.to = std::string(1, static_cast<char>('A' + random.below(3)));
      leg.rank = static_cast<std::int32_t>(random.below(2));
      if (random.below(4) == 0) leg.boards = "peak";
      f.legs.push_back(leg);
    }
    f.hours.push_back({"peak", 25'000 + 900, 25'000 + 2700, "", ""});
    f.ranked = random.below(2) == 0;
    for (const std::string& a : groups)
      for (const std::string& b : groups) {
        if (random.below(3) == 0) continue;
        FareDraft::Change c{.from = a, .to = b, .kind = static_cast<std::uint8_t>(random.below(3))};
        c.price = c.kind == 2 ? amount() + 100 : random.below(2) == 0 ? 0 : 50;
        if (a == b) c.most = static_cast<std::int32_t>(random.below(3)) - 1;
        if (c.most == 0) c.most = -1;
        if (random.below(4) > 0) c.within_s = seconds();
        c.clock = static_cast<std::uint8_t>(random.below(4));
        f.changes.push_back(c);
      }
  }
  return f;
}

struct Taken {
  std::uint32_t line;
  std::string on, off;  // zones
  std::int32_t leaves, arrives;
};

/// The price of a way straight from the rules: every way of cutting it into runs, every way of paying for each run.
struct Till {
  const World& w;
  const FareDraft* system_of(std::uint32_t line) const {
    const FareDraft* own = nullptr;
    for (const FareDraft& f : w.fares) {
      if (f.form != FareForm::table) own = &f;
      for (const auto& m : f.members)
        if (f.form == FareForm::table && m.line == w.feed.lines[line].ref) return &f;
    }
    return own;
  }
  static std::string type(const FareDraft& f, const World& w, std::uint32_t line) {
    for (const auto& m : f.members)
      if (m.line == w.feed.lines[line].ref) return m.net;
    return "";
  }
  bool peak(std::int32_t at) const { return at >= 25'900 && at < 27'700; }
  /// Prices of one ride of a leg system, by group.
  std::map<std::string, std::int64_t> legs(const FareDraft& f, const Taken& r) const {
    const std::string t = type(f, w, r.line);
    const auto named = [&](auto part, const std::string& word) {
      return std::any_of(f.legs.begin(), f.legs.end(), [&](const auto& l) { return l.*part == word; });
    };
    const auto fits = [&](const FareDraft::Leg& l, auto part, const std::string& word) {
      if (!(l.*part).empty()) return l.*part == word;
      return f.ranked || f.form != FareForm::leg || word.empty() || !named(part, word);
    };
    std::vector<const FareDraft::Leg*> found;
    std::int32_t top = -1;
    for (const auto& l : f.legs) {
      if (!fits(l, &FareDraft::Leg::net, t) || !fits(l, &FareDraft::Leg::from, r.on) ||
          !fits(l, &FareDraft::Leg::to, r.off) || (!l.boards.empty() && !peak(r.leaves)))
        continue;
      found.push_back(&l);
      top = std::max(top, l.rank);
    }
    std::map<std::string, std::int64_t> prices;
    for (const auto* l : found)
      if (!f.ranked || l->rank == top) {
        const auto [it, fresh] = prices.emplace(l->group, l->price);
        it->second = std::min(it->second, l->price);
      }
    return prices;
  }
  std::int64_t run_of_ticket(const FareDraft& f, const std::vector<Taken>& way, std::size_t i,
                             std::size_t j) const {
    std::int64_t best = kNothing;
    std::map<std::string, std::int64_t> tickets;
    for (const auto& l : f.legs) tickets.emplace(l.group, l.price);
    for (const auto& [ticket, price] : tickets) {
      const auto admits = [&](const Taken& r, bool last) {
        return std::any_of(f.legs.begin(), f.legs.end(), [&](const auto& l) {
          return l.group == ticket && (l.net.empty() || l.net == type(f, w, r.line)) &&
                 (l.from.empty() || l.from == way[i].on) && (!last || l.to.empty() || l.to == r.off);
        });
      };
      bool good = true;
      const FareDraft::Change* change = nullptr;
      for (const auto& c : f.changes)
        if (c.from == ticket) change = &c;
      if (j > i &&
          (change == nullptr || (change->most >= 0 && j - i > static_cast<std::size_t>(change->most))))
        continue;
      for (std::size_t k = i; k <= j; ++k) {
        good = good && admits(way[k], k == j);
        if (k > i && change->within_s >= 0) good = good && way[k].leaves - way[i].leaves <= change->within_s;
      }
      if (good) best = std::min(best, price);
    }
    return best;
  }
  /// Rides k … of a run, after ride k − 1 of group `group` at list price `price`; `boards`: when the clock of departures
  /// began.
  std::int64_t follow(const FareDraft& f, const std::vector<Taken>& way, std::size_t k, std::size_t j,
                      const std::string& group, std::int64_t price, int used,
                      std::optional<std::int32_t> boards, bool by_arrival) const {
    if (k > j) return 0;
    std::int64_t best = kNothing;
    for (const auto& [g, list] : legs(f, way[k]))
      for (const auto& c : f.changes) {
        if (c.from != group || c.to != g || (c.most >= 0 && used >= c.most)) continue;
        if (c.other_line && way[k].line == way[k - 1].line) continue;
        if (c.within_s >= 0) {
          if ((c.clock <= 1) == by_arrival) continue;
          const std::int32_t began = c.clock <= 1 ? *boards : way[k - 1].arrives;
          const std::int32_t now = c.clock == 0 || c.clock == 3 ? way[k].arrives : way[k].leaves;
          if (now - began > c.within_s) continue;
        }
        std::int64_t pay = c.kind == 0 ? c.price : c.kind == 1 ? c.price + list : c.price - price;
        if (f.form == FareForm::table) pay = std::max<std::int64_t>(0, pay);
        const int n = f.form == FareForm::table       ? used + (c.most >= 0 ? 1 : 0)
                      : c.from == c.to && c.most >= 0 ? used + 1
                                                      : 0;
        // Which clock one looks at next is free to choose; that of departures goes on where it was looked at.
        for (const bool next_by_arrival : {false, true}) {
          const auto began = !by_arrival && boards ? boards : std::optional{way[k].leaves};
          const std::int64_t rest = follow(f, way, k + 1, j, g, list, n, began, next_by_arrival);
          if (rest < kNothing) best = std::min(best, pay + rest);
        }
      }
    return best;
  }
  std::int64_t run(const FareDraft& f, const std::vector<Taken>& way, std::size_t i, std::size_t j) const {
    if (f.form == FareForm::ticket) return run_of_ticket(f, way, i, j);
    std::int64_t best = kNothing;
    for (const auto& [g, list] : legs(f, way[i]))
      for (const bool by_arrival : {false, true}) {
        const std::int64_t rest = follow(f, way, i + 1, j, g, list, 0, way[i].leaves, by_arrival);
        if (rest < kNothing) best = std::min(best, list + rest);
      }
    return best;
  }
  std::int64_t price(const std::vector<Taken>& way, std::size_t i = 0) const {
    if (i == way.size()) return 0;
    const FareDraft* f = system_of(way[i].line);
    std::int64_t best = kNothing;
    for (std::size_t j = i; j < way.size() && system_of(way[j].line) == f; ++j) {
      const std::int64_t a = run(*f, way, i, j), b = price(way, j + 1);
      if (a < kNothing && b < kNothing) best = std::min(best, a + b);
    }
    return best;
  }
};

/// Every way there is: no label is ever thrown away.
struct EveryWay {
  const World& w;
  const Transit& t;
  const std::vector<std::vector<std::pair<std::uint32_t, std::int32_t>>>& walks;
  std::int32_t slack, last;
  int rides;
  Till till;
  std::vector<std::map<std::int64_t, std::int32_t>> best;  // stop → price → earliest arrival
  std::size_t ways = 0;
  std::uint32_t stop_no(std::string_view ref) const {
    for (const StopIdx s : each(t.stop_ref))
      if (t.stop_ref[s] == ref) return s.v;
    return 0;
  }
  void go(std::uint32_t stop, std::int32_t at, std::vector<Taken>& way) {
    if (static_cast<int>(way.size()) == rides) return;
    for (const TripIdx trip : each(t.trip_pattern)) {
      const auto stops = t.pattern_stops[t.trip_pattern[trip]];
      for (std::size_t i = 0; i < stops.size(); ++i) {
        if (stops[i].v != stop || t.trip_departures[trip][i] < at + slack) continue;
        for (std::size_t j = i + 1; j < stops.size(); ++j) {
          const std::int32_t arrives = t.trip_arrivals[trip][j];
          if (arrives > last) break;
          const auto zone = [&](StopIdx s) {
            return w.zone[static_cast<std::size_t>(t.stop_ref[s][1] - '0')];
          };
          way.push_back({t.pattern_line[t.trip_pattern[trip]].v, zone(stops[i]), zone(stops[j]),
                         t.trip_departures[trip][i], arrives});
          ++ways;
          const std::int64_t paid = till.price(way);
          if (paid < kNothing) {
            std::int64_t capped = paid;
            for (const FareDraft& f : w.fares)
              if (f.cap >= 0 && w.fares.size() == 1) capped = std::min(paid, f.cap);
            const auto [it, fresh] = best[stops[j].v].emplace(capped, arrives);
            it->second = std::min(it->second, arrives);
          }
          go(stops[j].v, arrives, way);
          for (const auto& [to, s] : walks[stops[j].v]) go(to, arrives + s, way);
          way.pop_back();
        }
      }
    }
  }
};

TEST(FareSearch, FindsWhatLookingAtEveryWayFindsOnRandomTimetablesAndFares) {
  std::size_t compared = 0, priced = 0, traded = 0;
  std::map<int, std::size_t> by_form;
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    Random random{seed, 11};
    World w = random_lines(random);
    const auto lines = static_cast<std::uint32_t>(w.feed.lines.size());
    const int form = static_cast<int>(random.below(5));
    if (form <= 2) w.fares = {random_fares(random, w, static_cast<FareForm>(form), 0, lines)};
    else
      w.fares = {random_fares(random, w, FareForm::table, 0, lines / 2),
                 random_fares(random, w, form == 3 ? FareForm::ticket : FareForm::leg, lines / 2, lines)};
    if (w.fares.size() > 1)
      for (FareDraft& f : w.fares) f.cap = -1;
    const City city = w.city();
    const Transit& t = *city.transit;
    const std::int32_t from = 25'000, last = from + 6000, base = from - 1;
    const Timetable table{t, {.date = kDay, .from = from, .until = last}};
    const FareRules rules{city, kDay};
    Boarding boarding;
    boarding.rides = static_cast<int>(random.below(5) == 0 ? 1 : 2 + random.below(2));
    boarding.slack_s = static_cast<std::int32_t>(random.below(2) * 60);
    std::vector<std::uint32_t> number(t.stops(), 0xffffffffU);
    for (std::uint32_t s = 0; s < table.stops(); ++s) number[table.city_stop(s).v] = s;
    std::vector<std::vector<std::pair<std::uint32_t, std::int32_t>>> walks(t.stops());
    Ragged<StopNumber, StopLink> transfers;
    for (std::uint32_t s = 0; s < table.stops(); ++s) {
      const StopIdx a = table.city_stop(s);
      std::vector<StopLink> links;
      for (const StopIdx b : each(t.stop_at))
        if (const double m = distance_m(t.stop_at[a], t.stop_at[b]);
            a != b && m <= 300 && number[b.v] != 0xffffffffU) {
          walks[a.v].emplace_back(b.v, static_cast<std::int32_t>(std::ceil(m)));
          links.push_back({number[b.v], static_cast<LaneTime>(std::ceil(m))});
        }
      std::sort(links.begin(), links.end(), [](auto& a1, auto& b1) { return a1.seconds < b1.seconds; });
      transfers.push_back(links);
    }
    std::vector<StopLink> access;
    for (std::uint32_t s = 0; s < table.stops(); ++s)
      if (random.below(2) == 0) access.push_back({s, static_cast<LaneTime>(random.below(400))});
    const std::vector<LaneTime> departures{1, 301, 1500};
    const std::int64_t most =
        random.below(2) == 0 ? kAnyPrice : 200 + 50 * static_cast<std::int64_t>(random.below(6));

    FareSearch search{table, t, transfers, boarding, base, rules};
    std::vector<std::map<std::int64_t, std::int32_t>> found(table.stops());
    search.run(
        {}, departures, static_cast<LaneTime>(last - base), kAnyPrice, [](auto, auto, auto) {}, [](auto) {});
    search.run(
        access, departures, static_cast<LaneTime>(last - base), most,
        [&](std::uint32_t stop, std::int32_t at, std::int64_t paid) {
          ASSERT_LE(paid, most);
          const auto [it, fresh] = found[stop].emplace(paid, at + base);
          it->second = std::min(it->second, at + base);
        },
        [&](std::size_t d) {
          EveryWay all{w, t, walks, boarding.slack(), last, boarding.rides, Till{w}, {}};
          all.best.resize(t.stops());
          std::vector<Taken> way;
          for (const StopLink& a : access)
            all.go(table.city_stop(a.stop).v, departures[d] + base + a.seconds, way);
          for (std::uint32_t s = 0; s < table.stops(); ++s) {
            std::int32_t before = 1 << 30;
            for (const std::int64_t budget :
                 {0, 50, 100, 150, 200, 250, 300, 350, 400, 450, 500, 550, 600, 650, 700, 800, 900, 1500}) {
              if (budget > most) continue;
              std::int32_t expected = 1 << 30, is = 1 << 30;
              for (const auto& [paid, at] : all.best[table.city_stop(s).v])
                if (paid <= budget) expected = std::min(expected, at);
              for (const auto& [paid, at] : found[s])
                if (paid <= budget) is = std::min(is, at);
              ASSERT_EQ(is, expected) << "seed " << seed << " form " << form << " departure " << d << " stop "
                                      << s << " budget " << budget << " rides " << boarding.rides;
              ++compared;
              priced += expected < (1 << 30) ? 1 : 0;
              traded += expected < before && before < (1 << 30) ? 1 : 0;
              by_form[form] += expected < before && before < (1 << 30) ? 1 : 0;
              before = expected;
            }
          }
        });
    // With any price allowed the arrivals are those of the search that knows no prices.
    RangeSearch plain{table, transfers, boarding, base};
    std::vector<std::int32_t> earliest(table.stops(), kNever);
    plain.run(access, departures, static_cast<LaneTime>(last - base));
    search.run(
        access, departures, static_cast<LaneTime>(last - base), kAnyPrice,
        [&](std::uint32_t stop, std::int32_t at, std::int64_t) {
          earliest[stop] = std::min(earliest[stop], at);
        },
        [&](std::size_t d) {
          for (std::uint32_t s = 0; s < table.stops(); ++s)
            ASSERT_EQ(earliest[s], plain.arrivals(s)[d]) << "seed " << seed;
        });
  }
  EXPECT_GT(priced, compared / 20);
  EXPECT_GT(traded, 200U);  // more money did buy time
  for (int form = 0; form < 5; ++form) EXPECT_GT(by_form[form], 10U) << form;
}

}  // namespace
}  // namespace cityloop
