// Streets and lines that are drawn, altered and taken out again.

#include <array>
#include <map>

#include <gtest/gtest.h>

#include "cityloop/base/document.h"
#include "cityloop/base/random.h"
#include "cityloop/city/builder.h"
#include "cityloop/city/delta.h"
#include "cityloop/city/drawing.h"

namespace cityloop {
namespace {

constexpr std::int32_t kSeven = 7 * 3600, kNine = 9 * 3600;

/// A city of 4 × 1 km with one street along the middle, and whatever timetable a test gives it.
City town_with(const std::vector<FeedDraft>& feeds) {
  Diagnostics notes;
  Builder b{"EPSG:32650", Date{std::chrono::year{2026} / 3 / 2}, notes};  // a Monday
  b.grid_lattice(500);
  for (int x = 0; x < 8; ++x)
    for (int y = 0; y < 2; ++y) b.add_cell({500 * x + 250.0, 500 * y + 250.0});
  for (int x = 0; x < 4; ++x) {
    StreetDraft s;
    s.from_ref = x + 1, s.to_ref = x + 2;
    s.line = {{1000.0 * x, 500}, {1000.0 * (x + 1), 500}};
    s.forward = s.backward = kAllModes;
    s.street_class = StreetClass::residential;
    s.way_ref = 70 + x;
    b.add_street(s);
  }
  for (const FeedDraft& f : feeds) b.add_feed(f);
  QuietRun quiet;
  return std::move(b).freeze(quiet.run);
}

/// A feed with a bus line 5 that calls at a, b, c and back, weekdays 2 March to 10 April 2026, at 7:00, 7:30, 8:00, 10:00.
FeedDraft bus() {
  FeedDraft f;
  f.name = "bus";
  f.stops = {{"a", "West", {500, 500}}, {"b", "Middle", {2000, 500}}, {"c", "East", {3500, 500}}};
  f.lines = {{"5", "Five", "", "", Vehicle::bus}};
  const std::int32_t monday = day_number(Date{std::chrono::year{2026} / 3 / 2});
  f.services = {{"weekdays", 0x1f, monday, monday + 39}};
  for (const bool back : {false, true})
    for (const int minutes : {420, 450, 480, 600}) {
      FeedDraft::Trip t{fmt::format("t{}{}", back ? "b" : "a", minutes), 0, 0};
      t.first_call = f.calls.size();
      t.calls = 3;
      for (int i = 0; i < 3; ++i) {
        const std::int32_t at = minutes * 60 + i * 300;
        f.calls.push_back({static_cast<std::uint32_t>(back ? 2 - i : i), at, at});
      }
      f.trips.push_back(t);
    }
  f.transfers = {{0, 1, 2, 120}, {1, 2, 2, 60}};
  f.stops[1].level = 150;
  f.pathways = {{0, 1, PathwayMode::stairs, true, -1, 9000, 20},
                {0, 2, PathwayMode::walkway, false, 40, -1, -1}};
  return f;
}
AddLine drawn_line() {
  AddLine c;
  c.feed = "bus";
  c.ref = "N1";
  c.name = "New";
  c.stops = {{{510, 505}, "ignored"}, {{1200, 700}, "Park"}, {{3500, 495}, ""}};
  c.minutes = {4, 6.5};
  c.every_s = 600, c.from_s = kSeven, c.until_s = kNine;
  return c;
}
City changed(const City& c, std::vector<Change> changes) {
  const Delta d{std::move(changes)};
  const Diagnostics found = resolve(c, d);
  for (const Diagnostic& x : found.items()) EXPECT_NE(x.level, Diagnostic::Level::problem) << x.text.en;
  return apply(c, d);
}
std::vector<std::int32_t> times(const Transit& t, TripIdx r) {
  return {t.trip_departures[r].begin(), t.trip_departures[r].end()};
}
std::optional<TripIdx> trip_called(const Transit& t, std::string_view ref) {
  for (const TripIdx r : each(t.trip_ref))
    if (t.trip_ref[r] == ref) return r;
  return std::nullopt;
}

TEST(DrawnLine, StandsWhereTheBuilderWouldHavePutIt) {
  const City base = town_with({bus()});
  const City now = changed(base, {drawn_line()});
  ASSERT_EQ(now.transit->stops(), 4U);
  StopIdx park;
  for (const StopIdx s : each(now.transit->stop_ref))
    if (now.transit->stop_name[s] == "Park") park = s;
  ASSERT_TRUE(park.valid());
  // The same line, imported from the start.
  FeedDraft f = bus();
  f.stops.push_back({now.transit->stop_ref[park], "Park", {1200, 700}});
  f.lines.push_back({"N1", "New", "", "", Vehicle::bus});
  // Every day from the first weekday, 2 March, to the last, Friday 10 April.
  std::string service;
  for (const ServiceIdx s : each(now.transit->service_ref))
    if (now.transit->service_ref[s] != "weekdays") service = now.transit->service_ref[s];
  const std::int32_t monday = day_number(base.as_of);
  f.services.push_back({service, 0x7f, monday, monday + 39});
  const std::uint32_t stops[2][3] = {{0, 3, 2}, {2, 3, 0}};
  const std::int32_t after[2][3] = {{0, 240, 630}, {0, 390, 630}};
  for (int way = 0; way < 2; ++way) {
    FeedDraft::Trip t{fmt::format("new:N1:{}", way), 1, 1};
    t.first_call = f.calls.size();
    t.calls = 3;
    for (int i = 0; i < 3; ++i)
      f.calls.push_back({stops[way][i], kSeven + after[way][i], kSeven + after[way][i]});
    f.headways.push_back({static_cast<std::uint32_t>(f.trips.size()), kSeven, kNine, 600, true});
    f.trips.push_back(t);
  }
  EXPECT_EQ(now.transit.hash(), town_with({f}).transit.hash());
  EXPECT_EQ(now.streets.shared(), base.streets.shared());
}

TEST(DrawnLine, LeavesNoTraceWhenItIsRemoved) {
  for (const City& base : {town_with({bus()}), town_with({})}) {
    AddLine line = drawn_line();
    const City with = changed(base, {line});
    EXPECT_NE(with.transit.hash(), base.transit.hash());
    EXPECT_EQ(changed(with, {RemoveLine{"", "N1"}}).transit.hash(), base.transit.hash());
    EXPECT_EQ(changed(base, {line, RemoveLine{"", "N1"}}).transit.hash(), base.transit.hash());
    // Rerouted and with another headway in between.
    const City altered = changed(with, {SetHeadway{"", "N1", 300, kSeven, kNine},
                                        RerouteLine{"", "N1", {{{500, 900}, "X"}, {{3000, 900}, "Y"}}, 30}});
    EXPECT_EQ(changed(altered, {RemoveLine{"", "N1"}}).transit.hash(), base.transit.hash());
  }
}

TEST(DrawnLine, InACityWithoutATimetableRunsForAYear) {
  const City now = changed(town_with({}), {drawn_line()});
  const auto served = now.transit->served();
  ASSERT_TRUE(served);
  EXPECT_EQ(served->first, now.as_of);
  EXPECT_EQ((served->second - served->first).count(), 365);
}

TEST(DrawnLine, AtASpeedTakesAsLongAsItsLegsAreLong) {
  AddLine line = drawn_line();
  line.minutes.clear();
  line.kmh = 30;
  line.stops = {{{500, 500}}, {{2000, 500}}, {{3500, 500}}};
  const City now = changed(town_with({bus()}), {line});
  EXPECT_EQ(now.transit->stops(), 3U);
  const auto t = trip_called(*now.transit, "new:N1:0");
  ASSERT_TRUE(t);
  EXPECT_EQ(times(*now.transit, *t),
            (std::vector<std::int32_t>{kSeven, kSeven + 180, kSeven + 360}));  // 1.5 km
}

TEST(Headway, ReplacesTheTripsOfItsPeriodInEachDirection) {
  const City now = changed(town_with({bus()}), {SetHeadway{"", "5", 900, kSeven, kNine}});
  const Transit& t = *now.transit;
  ASSERT_EQ(t.trips(), 4U);  // in each direction the one of 10:00, and the new
  ASSERT_EQ(t.headway_trip.size(), 2U);
  for (const HeadwayIdx h : each(t.headway_trip)) {
    EXPECT_EQ(t.headway_from[h], kSeven);
    EXPECT_EQ(t.headway_until[h], kNine);
    EXPECT_EQ(t.headway_s[h], 900);
    EXPECT_EQ(t.headway_exact[h], 1);
    EXPECT_EQ(times(t, t.headway_trip[h]), (std::vector<std::int32_t>{kSeven, kSeven + 300, kSeven + 600}));
    EXPECT_EQ(t.service_ref[t.trip_service[t.headway_trip[h]]], "weekdays");
  }
  EXPECT_NE(t.trip_pattern[t.headway_trip[HeadwayIdx{0}]], t.trip_pattern[t.headway_trip[HeadwayIdx{1}]]);
  // A second period cuts the first and keeps its phase: 7:00 … 7:45, then 8:00 on; in between another.
  const City again = changed(now, {SetHeadway{"", "5", 120, kSeven + 40 * 60, kSeven + 50 * 60}});
  std::vector<std::array<std::int32_t, 3>> rows;
  for (const HeadwayIdx h : each(again.transit->headway_trip))
    if (again.transit->trip_pattern[again.transit->headway_trip[h]].v == 0)
      rows.push_back(
          {again.transit->headway_from[h], again.transit->headway_until[h], again.transit->headway_s[h]});
  const std::vector<std::array<std::int32_t, 3>> wanted{
      {kSeven, kSeven + 2400, 900}, {kSeven + 3600, kNine, 900}, {kSeven + 2400, kSeven + 3000, 120}};
  EXPECT_EQ(rows, wanted);
}

TEST(Reroute, KeepsTheDeparturesAndTheDirections) {
  // Without a speed the line stays as fast as it was: 3 km in 10 min, 5 m/s.
  const City now = changed(town_with({bus()}),
                           {RerouteLine{"bus", "5", {{{500, 500}}, {{500, 900}, "North"}, {{3500, 900}}}}});
  const Transit& t = *now.transit;
  const auto there = trip_called(t, "ta450"), back = trip_called(t, "tb450");
  ASSERT_TRUE(there && back);
  EXPECT_EQ(times(t, *there), (std::vector<std::int32_t>{27000, 27080, 27680}));
  EXPECT_EQ(times(t, *back), (std::vector<std::int32_t>{27000, 27600, 27680}));
  EXPECT_EQ(t.stop_name[t.pattern_stops[t.trip_pattern[*there]][1]], "North");
  EXPECT_EQ(t.stop_ref[t.pattern_stops[t.trip_pattern[*back]][2]], "a");
  EXPECT_EQ(t.trips(), 8U);
}

TEST(RemovedStop, IsSkippedAndTheOtherTimesStay) {
  FeedDraft f = bus();
  f.headways = {{0, kSeven, kNine, 1200, true}};
  const City base = town_with({f});
  const City middle = changed(base, {RemoveStop{"", "b"}});
  EXPECT_EQ(times(*middle.transit, *trip_called(*middle.transit, "ta450")),
            (std::vector<std::int32_t>{27000, 27600}));
  EXPECT_EQ(middle.transit->stops(), 2U);
  EXPECT_EQ(middle.transit->transfer_from.size(), 0U);  // both led to or from it
  EXPECT_EQ(base.transit->pathway_from.size(), 2U);
  EXPECT_EQ(middle.transit->pathway_from.size(), 1U);  // from a to c
  EXPECT_EQ(middle.transit->pathway_s[PathwayIdx{0}], 40);
  // Without its first stop the headway counts from the second: five minutes later.
  const City first = changed(base, {RemoveStop{"", "a"}});
  EXPECT_EQ(first.transit->headway_from[HeadwayIdx{0}], kSeven + 300);
  EXPECT_EQ(first.transit->headway_until[HeadwayIdx{0}], kNine + 300);
  EXPECT_EQ(times(*first.transit, *trip_called(*first.transit, "ta450")),
            (std::vector<std::int32_t>{27300, 27600}));
  // Of one stop there is no trip.
  EXPECT_EQ(changed(base, {RemoveStop{"", "a"}, RemoveStop{"", "b"}}).transit->trips(), 0U);
}

TEST(Lines, WrongOnesAreRefusedInWords) {
  FeedDraft other = bus();
  other.name = "other";
  const City one = town_with({bus()}), two = town_with({bus(), other});
  const auto code = [](const City& c, const Change& change) {
    const Diagnostics found = resolve(c, Delta{{change}});
    for (const Diagnostic& d : found.items()) {
      EXPECT_FALSE(d.text.zh.empty());
      EXPECT_NE(d.text.en, d.text.zh);
      if (d.level == Diagnostic::Level::problem) return d.code;
    }
    return std::string{};
  };
  const auto line = [&](auto alter) {
    AddLine c = drawn_line();
    alter(c);
    return Change{c};
  };
  EXPECT_EQ(code(one, drawn_line()), "");
  EXPECT_EQ(code(one, line([](AddLine& c) { c.ref = "5"; })), "change.line");
  EXPECT_EQ(code(one, line([](AddLine& c) { c.stops.resize(1); })), "change.stops");
  EXPECT_EQ(code(one, line([](AddLine& c) { c.stops[1].at = {505, 500}; })),
            "change.stops");  // both are stop a
  EXPECT_EQ(code(one, line([](AddLine& c) { c.minutes = {4}; })), "change.minutes");
  EXPECT_EQ(code(one, line([](AddLine& c) { c.minutes = {4, -1}; })), "change.minutes");
  EXPECT_EQ(code(one, line([](AddLine& c) { c.kmh = 20; })), "change.speed");
  EXPECT_EQ(code(one, line([](AddLine& c) { c.minutes.clear(); })), "change.speed");
  EXPECT_EQ(code(one, line([](AddLine& c) { c.every_s = 0; })), "change.headway");
  EXPECT_EQ(code(one, line([](AddLine& c) { c.until_s = c.from_s; })), "change.period");
  EXPECT_EQ(code(one, line([](AddLine& c) {
                   for (DrawnStop& s : c.stops) s.at.x += 1e6;
                 })),
            "change.off-grid");
  EXPECT_EQ(code(two, line([](AddLine& c) { c.feed = ""; })), "change.feed");
  EXPECT_EQ(code(two, SetHeadway{"", "5", 600, kSeven, kNine}), "change.feed");
  EXPECT_EQ(code(two, SetHeadway{"other", "5", 600, kSeven, kNine}), "");
  EXPECT_EQ(code(one, RemoveLine{"", "55"}), "change.transit");
  EXPECT_EQ(code(one, RemoveStop{"nobody", "a"}), "change.transit");
  EXPECT_EQ(code(one, RerouteLine{"", "5", {{{500, 500}}}}), "change.stops");
  EXPECT_EQ(code(one, ChangeStretch{{500, 530}, 0, kAllModes}), "change.stretch");
  EXPECT_EQ(code(one, ChangeStretch{{500, 510}, 99, kAllModes}), "change.stretch");
  EXPECT_EQ(code(one, ChangeStretch{{500, 510}}), "change.nothing");
  EXPECT_EQ(code(one, ChangeStretch{{500, 510}, 70, kAllModes}), "");
  // A change may name what one before it has drawn.
  EXPECT_FALSE(resolve(one, Delta{{drawn_line(), SetHeadway{"", "N1", 60, kSeven, kNine}}}).has_problem());
  EXPECT_TRUE(resolve(one, Delta{{drawn_line(), drawn_line()}}).has_problem());
}

/// A timetable as drafts again, its rows in another order.
std::vector<FeedDraft> drafts(const Transit& t, Random& random) {
  std::vector<FeedDraft> out;
  for (const FeedIdx f : each(t.feed_name)) {
    FeedDraft d;
    d.name = t.feed_name[f], d.version = t.feed_version[f], d.time_zone = t.feed_time_zone[f];
    const auto shuffled = [&](const auto& feed_of) {
      std::vector<std::uint32_t> rows;
      for (std::uint32_t i = 0; i < feed_of.size(); ++i)
        if (feed_of.raw()[i] == f)
          rows.insert(rows.begin() + static_cast<long>(random.below(rows.size() + 1)), i);
      return rows;
    };
    const auto place = [](const std::vector<std::uint32_t>& rows) {
      std::map<std::uint32_t, std::uint32_t> at;
      for (std::uint32_t i = 0; i < rows.size(); ++i) at[rows[i]] = i;
      return at;
    };
    const auto stops = shuffled(t.stop_feed), lines = shuffled(t.line_feed),
               services = shuffled(t.service_feed);
    auto stop_at = place(stops), line_at = place(lines), service_at = place(services);
    for (const std::uint32_t i : stops) {
      const StopIdx s{i};
      d.stops.push_back({t.stop_ref[s], t.stop_name[s], t.stop_at[s],
                         t.stop_parent[s].valid() ? stop_at[t.stop_parent[s].v] : std::int64_t{-1},
                         t.stop_type[s], t.stop_wheelchair[s], 0, t.stop_level[s]});
    }
    for (const std::uint32_t i : lines) {
      const LineIdx l{i};
      d.lines.push_back(
          {t.line_ref[l], t.line_name[l], t.line_long_name[l], t.line_agency[l], t.line_vehicle[l]});
    }
    for (const std::uint32_t i : services) {
      const ServiceIdx s{i};
      d.services.push_back({t.service_ref[s],
                            t.service_weekdays[s],
                            t.service_from[s],
                            t.service_last[s],
                            {t.service_added[s].begin(), t.service_added[s].end()},
                            {t.service_removed[s].begin(), t.service_removed[s].end()}});
    }
    Column<TripIdx, FeedIdx> trip_feed;
    for (const TripIdx r : each(t.trip_ref))
      trip_feed.push_back(t.line_feed[t.pattern_line[t.trip_pattern[r]]]);
    const auto trips = shuffled(trip_feed);
    auto trip_at = place(trips);
    for (const std::uint32_t i : trips) {
      const TripIdx r{i};
      const PatternIdx p = t.trip_pattern[r];
      FeedDraft::Trip trip{
          t.trip_ref[r],  line_at[t.pattern_line[p].v], service_at[t.trip_service[r].v], t.trip_wheelchair[r],
          d.calls.size(), t.pattern_stops[p].size()};
      for (std::size_t k = 0; k < trip.calls; ++k)
        d.calls.push_back({stop_at[t.pattern_stops[p][k].v], t.trip_arrivals[r][k], t.trip_departures[r][k],
                           t.pattern_calls[p][k]});
      d.trips.push_back(std::move(trip));
    }
    for (const HeadwayIdx h : each(t.headway_trip))
      if (trip_at.contains(t.headway_trip[h].v))
        d.headways.push_back({trip_at[t.headway_trip[h].v], t.headway_from[h], t.headway_until[h],
                              t.headway_s[h], t.headway_exact[h] != 0});
    for (const TransferIdx x : each(t.transfer_from))
      if (t.stop_feed[t.transfer_from[x]] == f)
        d.transfers.push_back({stop_at[t.transfer_from[x].v], stop_at[t.transfer_to[x].v], t.transfer_type[x],
                               t.transfer_s[x]});
    for (const PathwayIdx w : each(t.pathway_from))
      if (t.stop_feed[t.pathway_from[w]] == f)
        d.pathways.push_back({stop_at[t.pathway_from[w].v], stop_at[t.pathway_to[w].v], t.pathway_mode[w],
                              t.pathway_both[w] != 0, t.pathway_s[w], t.pathway_mm[w], t.pathway_steps[w]});
    out.push_back(std::move(d));
  }
  std::reverse(out.begin(), out.end());
  return out;
}

TEST(Lines, AnyScriptOfEditsLeavesWhatTheBuilderWouldHaveBuilt) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    Random random{seed, 5};
    FeedDraft other = bus();
    other.name = "other";
    City city = town_with({bus(), other});
    std::array<int, 5> done{};
    for (int edit = 0; edit < 60; ++edit) {
      const Transit& t = *city.transit;
      const auto any_stop = [&] {
        if (t.stops() > 0 && random.uniform() < 0.4)
          return DrawnStop{t.stop_at[idx<StopIdx>(random.below(t.stops()))]};
        return DrawnStop{{random.uniform(0, 4000), random.uniform(0, 1000)}, "s"};
      };
      const auto route = [&] {
        std::vector<DrawnStop> stops;
        for (std::uint64_t n = 2 + random.below(4); n > 0; --n) stops.push_back(any_stop());
        return stops;
      };
      const auto second = [&](double from, double to) {
        return static_cast<std::int32_t>(random.uniform(from, to));
      };
      std::string feed, line = "none";
      if (!t.line_ref.empty()) {
        const LineIdx l = idx<LineIdx>(random.below(t.line_ref.size()));
        feed = t.feed_name[t.line_feed[l]], line = t.line_ref[l];
      }
      const std::uint64_t kind = random.below(5);
      Delta delta;
      if (kind == 0) {
        AddLine c{random.uniform() < 0.5 ? "bus" : "other",
                  "L" + std::to_string(edit),
                  "",
                  Vehicle::bus,
                  route(),
                  25};
        c.every_s = second(60, 900), c.from_s = second(0, 40'000), c.until_s = second(40'001, 90'000);
        delta.changes = {c};
      } else if (kind == 1) {
        delta.changes = {SetHeadway{feed, line, second(60, 900), second(0, 40'000), second(40'001, 90'000)}};
      } else if (kind == 2) {
        delta.changes = {RerouteLine{feed, line, route()}};
      } else if (kind == 3 && random.uniform() < 0.4) {
        delta.changes = {RemoveLine{feed, line}};
      } else if (kind == 4 && random.uniform() < 0.4 && t.stops() > 0) {
        const StopIdx s = idx<StopIdx>(random.below(t.stops()));
        delta.changes = {RemoveStop{t.feed_name[t.stop_feed[s]], t.stop_ref[s]}};
      }
      if (delta.empty() || resolve(city, delta).has_problem()) continue;
      SCOPED_TRACE(describe(delta.changes[0]).en);
      city = apply(city, delta);
      ++done[kind];
      ASSERT_EQ(city.transit.hash(), town_with(drafts(*city.transit, random)).transit.hash());
    }
    for (const int n : done) EXPECT_GT(n, 0);
  }
}

TEST(Stretch, IsClosedForSomeAndSlowedForOthers) {
  const City base = town_with({});
  const City now = changed(base, {ChangeStretch{{1500, 520}, 0, permit(Mode::walk), 20}});
  int altered = 0;
  for (const EdgeIdx e : each(now.streets->from)) {
    const bool here = now.streets->way_ref[e] == 71;
    EXPECT_EQ(now.streets->forward[e], here ? kAllModes & ~permit(Mode::walk) : kAllModes);
    EXPECT_EQ(now.streets->backward[e], now.streets->forward[e]);
    EXPECT_EQ(now.streets->drive_kmh[e], here ? 20 : 0);
    altered += here ? 1 : 0;
  }
  EXPECT_EQ(altered, 1);
  // Of two that meet, the way tells which: (2000, 500) is the end of both 71 and 72.
  const City other = changed(base, {ChangeStretch{{2000, 500}, 72, kAllModes}});
  for (const EdgeIdx e : each(other.streets->from))
    EXPECT_EQ(other.streets->forward[e] == 0, other.streets->way_ref[e] == 72);
}

TEST(Lines, SurviveTheirJson) {
  const Delta d{{ChangeStretch{{1.5, 2}, 77, permit(Mode::drive)}, ChangeStretch{{1.5, 2}, 0, 0, 30},
                 drawn_line(), SetHeadway{"bus", "5", 90, 3600, 90'061},
                 RerouteLine{"", "5", {{{1, 2}, "甲"}, {{3, 4}}}, 22.5}, RemoveLine{"bus", "5"},
                 RemoveStop{"", "b"}}};
  EXPECT_EQ(parse_delta(parse_json(to_json(d), "delta.json")), d);
  for (const Change& c : d.changes) EXPECT_NE(describe(c).en, describe(c).zh);
}

// A stop stands at 500 m E; the line calls 20 m from it, at 2,000 m and outside the city. A second one calls 10 m from its stops.
TEST(Lines, BringAPlaceForEachStopThatHasNone) {
  const PlaceKindKey kind{"bus_stop"};
  AddPlace old;
  old.id = PlaceId{5}, old.kind = kind, old.at = {500, 500}, old.capacity = 1;
  const City bare = town_with({bus()});
  AddLine line = drawn_line();
  line.stops = {{{520, 500}}, {{2000, 500}, "Market"}, {{9000, 500}}};
  EXPECT_TRUE(stop_places(bare, line, kind, {}).empty()) << "a city that knows no stops";
  const City town = apply(bare, Delta{{old}});
  const std::vector<AddPlace> places = stop_places(town, line, kind, {});
  ASSERT_EQ(places.size(), 1U);
  EXPECT_EQ(places[0].at, (Point{2000, 500}));
  EXPECT_EQ(places[0].name, "Market");
  EXPECT_TRUE(is_stop_place(places[0]));
  EXPECT_FALSE(is_stop_place(old));
  Delta both{{line}};
  both.changes.emplace_back(places[0]);
  const Diagnostics found = resolve(town, both);
  EXPECT_FALSE(found.has_problem()) << (found.items().empty() ? "" : found.items()[0].text.en);
  AddLine second = line;
  second.stops = {{{510, 500}}, {{2010, 500}}};
  EXPECT_EQ(stop_places(town, second, kind, {}).size(), 1U);
  EXPECT_TRUE(stop_places(town, second, kind, both).empty()) << "the first has brought them";
  EXPECT_TRUE(is_stop_place(std::get<AddPlace>(parse_delta(parse_json(to_json(both), "d.json")).changes[1])));
  // Closed, the old stop is none.
  const City closed = apply(town, Delta{{ResizePlace{old.id, 0}}});
  EXPECT_EQ(stop_places(closed, line, kind, {}).size(), 2U);
}

TEST(Lines, AreReadFromYaml) {
  const Delta d = parse_delta(parse_yaml(R"(
changes:
  - do: add_line
    ref: M9
    vehicle: metro
    kmh: 35
    every: 5 min
    from: 06:00
    until: 24:30
    stops:
      - {x_m: 1, y_m: 2, name: West Gate}
      - {x_m: 3, y_m: 4}
  - {do: set_headway, line: "5", every: 6, from: "07:00", until: "09:00:30"}
  - {do: change_stretch, x_m: 5, y_m: 6, way: 9, close: [walk, cycle]}
)",
                                         "x.yaml"));
  AddLine line{"", "M9", "", Vehicle::metro, {{{1, 2}, "West Gate"}, {{3, 4}}}, 35};
  line.every_s = 300, line.from_s = 21'600, line.until_s = 88'200;
  EXPECT_EQ(
      d, (Delta{{line, SetHeadway{"", "5", 360, 25'200, 32'430},
                 ChangeStretch{{5, 6}, 9, static_cast<Permit>(permit(Mode::walk) | permit(Mode::cycle))}}}));
  EXPECT_THROW(
      parse_delta(parse_yaml("changes:\n  - {do: set_headway, line: a, every: 5, from: 7.30, until: 9:00}\n",
                             "x.yaml")),
      Error);
}

}  // namespace
}  // namespace cityloop
