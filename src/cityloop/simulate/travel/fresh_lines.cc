#include "cityloop/simulate/travel/fresh_lines.h"

#include <algorithm>
#include <utility>

#include "cityloop/base/parallel.h"
#include "cityloop/simulate/travel/pool.h"

namespace cityloop {
namespace {

/// Numbers held in one table.
constexpr std::size_t kMostTabled = std::size_t{1} << 28U;
constexpr std::uint32_t kNoSlot = 0xffffffffU;

/// A stop of the fresh patterns, and the moments at which their trips are there, ascending.
struct Slot {
  std::uint32_t stop = 0;
  std::vector<LaneTime> moment;
  std::size_t first = 0;  // of its rows in a table
};

/// One part of a fresh pattern as the day's timetable has it.
struct Part {
  const Timetable::Pattern* pattern = nullptr;
  // For each position and trip (position × trips + trip) the row in the table of catches, and in that of ways.
  std::vector<std::size_t> boards, alights;
  std::size_t first_way = 0;
};

constexpr std::size_t kNoRow = ~std::size_t{0};

/// Both lists of steps as one, without those that another beats.
void merge(std::span<const RideStep> a, std::span<const RideStep> b, std::vector<RideStep>& into) {
  into.clear();
  std::uint32_t best = kNever;
  for (std::size_t x = 0, y = 0; x < a.size() || y < b.size();) {
    const bool from_a =
        y == b.size() || (x < a.size() && (a[x].latest != b[y].latest ? a[x].latest > b[y].latest
                                                                      : a[x].arrival <= b[y].arrival));
    const RideStep s = from_a ? a[x++] : b[y++];
    if (s.arrival >= best) continue;
    best = s.arrival;
    into.push_back(s);
  }
}

LaneTime plus(LaneTime a, std::uint32_t b) {
  return static_cast<LaneTime>(std::min<std::uint32_t>(kNever, a + b));
}

}  // namespace

struct FreshLines::Tables {
  std::size_t rides = 0;   // 0 … rides − 1 before or after
  std::size_t padded = 0;  // targets, rounded up to whole blocks
  std::vector<Part> parts;
  std::size_t catch_rows = 0;     // of each origin: (row of the slot's moment) × rides + rides before
  std::vector<LaneTime> catches;  // origin × catch_rows; 0: never
  std::vector<LaneTime> ways;     // way × padded: arrivals
  bool too_many = false;

  void list(const Timetable&, const std::vector<std::uint8_t>& fresh, std::int32_t base_s, LaneTime last,
            std::vector<Slot>& boarded, std::vector<Slot>& left);
  void search_before(const City&, const TransitSettings&, const std::vector<std::uint8_t>& fresh,
                     const TransitReach& now, std::int32_t base_s, std::span<const std::vector<Link>> origins,
                     const std::vector<Slot>&, Run&);
  void search_after(const TransitSettings&, const TransitReach& now, std::int32_t base_s, LaneTime last,
                    std::size_t targets, const std::vector<Slot>&, std::vector<LaneTime>& arrivals, Run&);
  void join(const std::vector<LaneTime>& arrivals);
};

/// Where and when the fresh trips stop, within what can matter.
void FreshLines::Tables::list(const Timetable& table, const std::vector<std::uint8_t>& fresh,
                              std::int32_t base_s, LaneTime last, std::vector<Slot>& boarded,
                              std::vector<Slot>& left) {
  struct Call {
    std::uint32_t slot;
    LaneTime at;
    std::size_t part, entry;
  };
  const auto fill = [&](std::vector<Slot>& slots, bool boards) {
    std::vector<std::uint32_t> slot_of(table.stops(), kNoSlot);
    std::vector<Call> calls;
    for (std::size_t n = 0; n < parts.size(); ++n) {
      const Timetable::Pattern& p = *parts[n].pattern;
      auto& rows = boards ? parts[n].boards : parts[n].alights;
      rows.assign(std::size_t{p.stops} * p.trips, kNoRow);
      for (std::uint32_t i = 0; i < p.stops; ++i) {
        if (boards ? i + 1 == p.stops || !table.boards(p, i) : i == 0 || !table.alights(p, i)) continue;
        const auto times = boards ? table.departures(p, i) : table.arrivals(p, i);
        for (std::size_t t = 0; t < times.size(); ++t) {
          const std::int64_t at = std::int64_t{times[t]} - base_s;
          if (at < 1 || at > last) continue;
          std::uint32_t& slot = slot_of[table.stop(p, i)];
          if (slot == kNoSlot) {
            slot = static_cast<std::uint32_t>(slots.size());
            slots.push_back({table.stop(p, i), {}});
          }
          calls.push_back({slot, static_cast<LaneTime>(at), n, i * p.trips + t});
        }
      }
    }
    std::stable_sort(calls.begin(), calls.end(), [](const Call& a, const Call& b) {
      return std::pair{a.slot, a.at} < std::pair{b.slot, b.at};
    });
    for (std::size_t row = 0; row < calls.size(); ++row) {
      Slot& s = slots[calls[row].slot];
      if (s.moment.empty()) s.first = row;
      s.moment.push_back(calls[row].at);
      Part& part = parts[calls[row].part];
      (boards ? part.boards : part.alights)[calls[row].entry] = row;
    }
    return calls.size();
  };
  for (const Timetable::Pattern& p : table.patterns())
    if (fresh[p.of.v] != 0) parts.push_back({&p, {}, {}, 0});
  catch_rows = fill(boarded, true) * rides;
  fill(left, false);
}

/// Backwards from where the fresh trips are boarded, over what ran before: the day in a mirror, without them.
void FreshLines::Tables::search_before(const City& city, const TransitSettings& settings,
                                       const std::vector<std::uint8_t>& fresh, const TransitReach& now,
                                       std::int32_t base_s, std::span<const std::vector<Link>> origins,
                                       const std::vector<Slot>& slots, Run& run) {
  TransitSettings m = settings;
  m.mirrored = true;
  m.still = fresh;
  m.from = -(settings.until + static_cast<std::int32_t>(settings.limit.base()));
  m.until = -settings.from + 1;
  m.limit = Seconds{0};
  m.every_s = 0;
  std::swap(m.access, m.egress);
  const TransitReach mirror{city, m, origins, run};
  const TransitReach::Day day = mirror.day(0);
  const std::int32_t mirror_base = m.from - 1;
  const auto last = static_cast<LaneTime>(m.until - mirror_base);
  // Moment x of the mirror is moment turn − x here; whoever boards then has come a slack before.
  const std::int64_t turn = -std::int64_t{mirror_base} - base_s, slack = settings.boarding.slack();
  const Timetable& table = now.day(0).table;
  const auto in_mirror = mirror.numbers();
  catches.assign(origins.size() * catch_rows, 0);
  for (std::size_t o = 0; o < origins.size(); ++o)
    for (const StopLink& walk : mirror.still_walks(o))
      for (const Slot& s : slots) {
        if (in_mirror[table.city_stop(s.stop).v] != walk.stop) continue;
        for (std::size_t l = 0; l < s.moment.size(); ++l) {
          const std::int64_t latest = std::int64_t{s.moment[l]} - slack - walk.seconds;
          for (std::size_t k = 0; latest > 0 && k < rides; ++k)
            catches[o * catch_rows + (s.first + l) * rides + k] = static_cast<LaneTime>(latest);
        }
      }
  if (rides == 1) return;
  Boarding boarding = settings.boarding;
  boarding.rides = static_cast<int>(rides) - 1;
  Pool<RangeSearch> pool{
      [&] { return std::make_unique<RangeSearch>(day.table, day.transfers, boarding, mirror_base); }};
  for_chunks(run, slots.size(), 1, [&](std::size_t begin, std::size_t end) {
    auto search = pool.take();
    std::vector<LaneTime> lanes, row;
    std::vector<StopLink> access;
    for (std::size_t n = begin; n < end; ++n) {
      const Slot& s = slots[n];
      const std::uint32_t stop = in_mirror[table.city_stop(s.stop).v];
      access.assign({{stop, 0}});
      for (const StopLink& w : day.transfers[StopNumber{stop}]) access.push_back(w);
      lanes.clear();
      for (std::size_t l = s.moment.size(); l-- > 0;)
        lanes.push_back(static_cast<LaneTime>(turn - s.moment[l]));
      search->run(access, lanes, last, [&](int ride_no) {
        const auto k = static_cast<std::size_t>(ride_no);
        row.resize(search->width());
        for (std::size_t o = 0; o < origins.size(); ++o) {
          std::fill(row.begin(), row.end(), kNever);
          for (const StopLink& e : day.egress[Id<struct TargetTag>{static_cast<std::uint32_t>(o)}])
            if (search->is_reached(e.stop))
              lanes_lower(row.data(), search->arrivals(e.stop).data(), e.seconds, row.size());
          for (std::size_t l = 0; l < lanes.size(); ++l) {
            if (row[l] == kNever) continue;
            const std::int64_t latest = turn - row[l] - slack;
            if (latest <= 0) continue;
            LaneTime* of = catches.data() + o * catch_rows + (s.first + lanes.size() - 1 - l) * rides;
            for (std::size_t j = k; j < rides; ++j) of[j] = std::max(of[j], static_cast<LaneTime>(latest));
          }
        }
      });
    }
    pool.give(std::move(search));
  });
}

/// Forward from where the fresh trips are left, over all that runs now.
void FreshLines::Tables::search_after(const TransitSettings& settings, const TransitReach& now,
                                      std::int32_t base_s, LaneTime last, std::size_t targets,
                                      const std::vector<Slot>& slots, std::vector<LaneTime>& arrivals,
                                      Run& run) {
  const TransitReach::Day day = now.day(0);
  std::vector<std::uint32_t> slot_of(day.table.stops(), kNoSlot);
  for (std::uint32_t n = 0; n < slots.size(); ++n) slot_of[slots[n].stop] = n;
  const std::size_t moments = slots.empty() ? 0 : slots.back().first + slots.back().moment.size();
  // row × rides + rides after it, then the targets
  arrivals.assign(moments * rides * padded, kNever);
  for (std::uint32_t d = 0; d < targets; ++d)
    for (const StopLink& e : day.egress[Id<struct TargetTag>{d}]) {
      if (slot_of[e.stop] == kNoSlot) continue;
      const Slot& s = slots[slot_of[e.stop]];
      for (std::size_t l = 0; l < s.moment.size(); ++l)
        for (std::size_t k = 0; k < rides; ++k)
          arrivals[((s.first + l) * rides + k) * padded + d] = plus(s.moment[l], e.seconds);
    }
  if (rides == 1) return;
  Boarding boarding = settings.boarding;
  boarding.rides = static_cast<int>(rides) - 1;
  Pool<RangeSearch> pool{
      [&] { return std::make_unique<RangeSearch>(day.table, day.transfers, boarding, base_s); }};
  for_chunks(run, slots.size(), 1, [&](std::size_t begin, std::size_t end) {
    auto search = pool.take();
    std::vector<LaneTime> row;
    std::vector<StopLink> access;
    for (std::size_t n = begin; n < end; ++n) {
      const Slot& s = slots[n];
      access.assign({{s.stop, 0}});
      for (const StopLink& w : day.transfers[StopNumber{s.stop}]) access.push_back(w);
      search->run(access, s.moment, last, [&](int ride_no) {
        const auto after = static_cast<std::size_t>(ride_no);
        row.resize(search->width());
        for (std::uint32_t d = 0; d < targets; ++d) {
          std::fill(row.begin(), row.end(), kNever);
          for (const StopLink& e : day.egress[Id<struct TargetTag>{d}])
            if (search->is_reached(e.stop))
              lanes_lower(row.data(), search->arrivals(e.stop).data(), e.seconds, row.size());
          for (std::size_t l = 0; l < s.moment.size(); ++l)
            for (std::size_t k = after; k < rides; ++k) {
              LaneTime& at = arrivals[((s.first + l) * rides + k) * padded + d];
              at = std::min(at, row[l]);
            }
        }
      });
    }
    pool.give(std::move(search));
  });
}

/// Of those aboard a trip: the best of all stops at which they can still get off.
void FreshLines::Tables::join(const std::vector<LaneTime>& arrivals) {
  std::size_t rows = 0;
  for (Part& part : parts) {
    part.first_way = rows;
    rows += std::size_t{part.pattern->stops} * part.pattern->trips * rides;
  }
  if (rows * padded > kMostTabled) {
    too_many = true;
    return;
  }
  ways.assign(rows * padded, kNever);
  for (const Part& part : parts) {
    const Timetable::Pattern& p = *part.pattern;
    for (std::size_t t = 0; t < p.trips; ++t)
      for (std::uint32_t i = p.stops - 1; i-- > 0;)
        for (std::size_t k = 0; k < rides; ++k) {
          const auto way = [&](std::uint32_t position) {
            return ways.data() + (part.first_way + (position * p.trips + t) * rides + k) * padded;
          };
          if (i + 2 < p.stops) std::copy_n(way(i + 1), padded, way(i));
          const std::size_t row = part.alights[(i + 1) * p.trips + t];
          if (row != kNoRow) lanes_lower(way(i), arrivals.data() + (row * rides + k) * padded, 0, padded);
        }
  }
}

FreshLines::FreshLines(const City& city, const TransitSettings& settings, const TransitReach& now,
                       const std::vector<std::uint8_t>& fresh, std::span<const std::vector<Link>> origins,
                       std::size_t targets, Run& run)
    : settings_{&settings}, targets_{targets}, tables_{std::make_unique<Tables>()} {
  Tables& t = *tables_;
  t.rides = static_cast<std::size_t>(settings.boarding.rides);
  t.padded = (targets + kLaneBlock - 1) / kLaneBlock * kLaneBlock;
  const StepTimes times{settings};
  const auto last = static_cast<LaneTime>(settings.until + settings.limit.base() - times.base());
  std::vector<Slot> boarded, left;
  t.list(now.day(0).table, fresh, times.base(), last, boarded, left);
  std::size_t moments = 0;
  for (const Slot& s : left) moments += s.moment.size();
  if (t.rides == 0 || moments * t.rides * t.padded > kMostTabled ||
      origins.size() * t.catch_rows > kMostTabled) {
    t.too_many = t.rides > 0;
    t.parts.clear();
    return;
  }
  std::vector<LaneTime> arrivals;
  t.search_after(settings, now, times.base(), last, targets, left, arrivals, run);
  t.join(arrivals);
  if (!t.too_many && !t.parts.empty())
    t.search_before(city, settings, fresh, now, times.base(), origins, boarded, run);
}
FreshLines::~FreshLines() = default;
bool FreshLines::too_many() const { return tables_->too_many; }

FreshLines::Work::Work(const FreshLines& f)
    : times{*f.settings_}, offered(f.tables_->padded), known(f.tables_->padded), foot(f.tables_->padded),
      last(f.tables_->padded), which(f.tables_->padded), fresh(f.targets_), before(f.targets_),
      one(f.settings_->percentiles.size()), most(f.tables_->rides) {}

void FreshLines::shorten(std::size_t origin, const RideRow& was, Work& w, std::span<float> times) const {
  const Tables& t = *tables_;
  // The catches of this origin that no earlier stop of the same trip, with no more rides before, makes useless.
  w.catches.clear();
  const LaneTime* mine = t.catches.data() + origin * t.catch_rows;
  for (const Part& part : t.parts) {
    const Timetable::Pattern& p = *part.pattern;
    for (std::size_t trip = 0; trip < p.trips; ++trip) {
      std::fill(w.most.begin(), w.most.end(), LaneTime{0});
      for (std::uint32_t i = 0; i + 1 < p.stops; ++i) {
        const std::size_t row = part.boards[i * p.trips + trip];
        if (row == kNoRow) continue;
        LaneTime best = 0;
        for (std::size_t k = 0; k < t.rides; ++k) {
          best = std::max(best, w.most[k]);
          const LaneTime until = w.times.clipped(mine[row * t.rides + k]);
          if (until <= best) continue;
          best = w.most[k] = until;
          w.catches.push_back(
              {until, static_cast<std::uint32_t>(part.first_way + (i * p.trips + trip) * t.rides + t.rides -
                                                 1 - k)});
        }
      }
    }
  }
  if (w.catches.empty()) return;
  std::sort(w.catches.begin(), w.catches.end(), [](const Work::Catch& a, const Work::Catch& b) {
    return a.until != b.until ? a.until > b.until : a.ways < b.ways;
  });
  // From the last departure to the first, what was known beside what is offered.
  const auto over = static_cast<std::uint32_t>(settings_->limit.base()) + 1;
  std::fill(w.offered.begin(), w.offered.end(), kNever);
  std::fill(w.known.begin(), w.known.end(), kNever);
  std::fill(w.last.begin(), w.last.end(), kNever);
  std::fill(w.foot.begin(), w.foot.end(), LaneTime{0});
  for (std::size_t d = 0; d < targets_; ++d)
    w.foot[d] = static_cast<LaneTime>(std::min<std::uint32_t>(was.on_foot[d], over));
  w.changed.clear();
  std::size_t step = 0;
  for (std::size_t i = 0; i < w.catches.size();) {
    const LaneTime until = w.catches[i].until;
    for (; i < w.catches.size() && w.catches[i].until == until; ++i)
      lanes_lower(w.offered.data(), t.ways.data() + std::size_t{w.catches[i].ways} * t.padded, 0, t.padded);
    for (; step < was.steps.size() && was.steps[step].at.latest >= until; ++step)
      w.known[was.steps[step].target] = was.steps[step].at.arrival;
    const std::size_t n =
        lanes_below(w.offered.data(), w.known.data(), w.foot.data(), until, t.padded, w.which.data());
    for (std::size_t j = 0; j < n; ++j) {
      const std::uint32_t d = w.which[j];
      if (w.offered[d] >= w.last[d]) continue;
      if (w.last[d] == kNever) w.changed.push_back(d);
      w.last[d] = w.offered[d];
      w.fresh[d].push_back({until, w.offered[d]});
    }
  }
  if (w.changed.empty()) return;
  for (const RideRow::Step& s : was.steps)
    if (w.last[s.target] != kNever) w.before[s.target].push_back(s.at);
  const auto put = [&](std::uint32_t d) {
    for (std::size_t p = 0; p < w.one.size(); ++p) times[p * targets_ + d] = w.one[p];
  };
  const std::size_t departures = w.times.departures().size();
  w.columns.resize(departures * kLaneBlock);
  for (std::size_t i = 0; i < w.changed.size(); ++i) {
    const std::uint32_t d = w.changed[i];
    merge(w.fresh[d], w.before[d], w.merged);
    w.fresh[d].clear();
    w.before[d].clear();
    if (departures == 0) {
      w.times.exact(w.merged, was.on_foot[d], w.one);
      put(d);
      continue;
    }
    // As many targets are sorted beside each other as there are lanes.
    const std::size_t column = i % kLaneBlock;
    w.times.sample(w.merged, was.on_foot[d], w.columns.data() + column);
    if (column + 1 < kLaneBlock && i + 1 < w.changed.size()) continue;
    lanes_sort(w.columns.data(), departures);
    for (std::size_t c = 0; c <= column; ++c) {
      w.times.pick(w.columns.data() + c, w.one);
      put(w.changed[i - column + c]);
    }
  }
}

}  // namespace cityloop
