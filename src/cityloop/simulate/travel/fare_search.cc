#include "cityloop/simulate/travel/fare_search.h"

#include <algorithm>

namespace cityloop {
namespace {

constexpr std::int32_t kAlways = std::numeric_limits<std::int32_t>::max();
constexpr std::uint32_t kNobody = 0xffffffffU;

}  // namespace

FareSearch::FareSearch(const Timetable& table, const Transit& transit,
                       const Ragged<StopNumber, StopLink>& transfers, Boarding boarding, std::int32_t base_s,
                       const FareRules& rules)
    : table_{&table}, transfers_{&transfers}, boarding_{boarding}, base_s_{base_s}, machine_{rules},
      arrived_(table.stops()), ready_(table.stops()), first_(table.patterns().size(), kNobody),
      is_touched_(table.stops(), 0), is_marked_(table.stops(), 0) {
  for (const Timetable::Pattern& p : table.patterns()) {
    const LineIdx line = transit.pattern_line[p.of];
    line_.push_back(line.v + 1);
    class_.push_back(rules.line_class(line));
  }
  for (std::uint32_t s = 0; s < table.stops(); ++s) zone_.push_back(rules.zone(table.city_stop(s)));
}

FareSearch::Beats FareSearch::beats(const Label& a, const Label& b, int rides_to_pay) {
  if (a.at > b.at || a.rides > b.rides || a.paid > b.paid) return Beats::no;
  if (a.state != b.state && machine_.open(a.state)) return Beats::no;
  const bool clock = a.clock >= b.clock || !machine_.has_clock(b.state);
  if (machine_.open(a.state)) return clock && a.line == b.line ? Beats::yes : Beats::no;
  if (b.paid >= kNoPrice) return Beats::yes;
  // a's lead in money outweighs whatever b's ticket can still save.
  if (a.paid + machine_.behind(a.state, b.state, rides_to_pay, clock, a.line == b.line) <= b.paid)
    return Beats::yes;
  if (a.line == 0 || a.line == b.line) return Beats::no;
  return a.paid + machine_.behind(a.state, b.state, rides_to_pay, clock, true) <= b.paid ? Beats::other_line
                                                                                         : Beats::no;
}

/// False if the bag makes the label useless; else it is in, and what it makes useless is out. Two that beat it from two
/// different lines beat it on every line.
bool FareSearch::put(Bag& bag, const Label& x) {
  const int left = boarding_.rides;
  std::uint32_t line = 0;
  for (const Label& a : bag) {
    const Beats b = beats(a, x, left - x.rides);
    if (b == Beats::yes) return false;
    if (b != Beats::other_line) continue;
    if (line != 0 && line != a.line) return false;
    line = a.line;
  }
  std::erase_if(bag, [&](const Label& b) { return beats(x, b, left - b.rides) == Beats::yes; });
  bag.push_back(x);
  return true;
}

void FareSearch::put(std::vector<Aboard>& bag, const Aboard& x, int rides_to_pay) {
  // Whose price is still open: the same stops to the rules, a clock that would begin no earlier, a ticket no older now.
  const auto same = [](const Aboard& a, const Aboard& b) {
    const bool timed = a.label.clock != kAlways && b.label.clock != kAlways;
    return a.boarded >= b.boarded && a.on == b.on && a.on_slice == b.on_slice &&
           (!timed || a.boarded - a.label.clock <= b.boarded - b.label.clock);
  };
  std::uint32_t line = 0;
  for (const Aboard& a : bag) {
    if (!same(a, x)) continue;
    const Beats b = beats(a.label, x.label, rides_to_pay);
    if (b == Beats::yes) return;
    if (b != Beats::other_line) continue;
    if (line != 0 && line != a.label.line) return;
    line = a.label.line;
  }
  std::erase_if(bag, [&](const Aboard& b) {
    return same(x, b) && beats(x.label, b.label, rides_to_pay) == Beats::yes;
  });
  bag.push_back(x);
}

bool FareSearch::affords(const Label& x) {
  if (most_ >= kAnyPrice) return true;
  return x.paid <= most_ || x.paid - machine_.refund(x.state, boarding_.rides - x.rides) <= most_;
}

FareSearch::Label FareSearch::paying(const Label& before, const FareStep& step, std::int64_t price) const {
  Label x = before;
  x.paid = before.paid >= kNoPrice ? kNoPrice : std::min(kNoPrice, before.paid + price);
  const std::int64_t cap = machine_.rules().cap();
  if (cap >= 0 && x.paid < kNoPrice) x.paid = std::min(x.paid, cap);
  x.state = step.next;
  x.waiting = false;
  x.covered = kAlways;
  return x;
}

void FareSearch::board(std::uint32_t pattern, std::uint32_t position, const Label& from) {
  const Timetable::Pattern& p = table_->patterns()[pattern];
  const auto leaves = table_->departures(p, position);
  const std::uint32_t stop = table_->stop(p, position);
  const FareRules& rules = machine_.rules();
  const std::uint16_t cls = class_[pattern];
  const bool now = rules.at_boarding(cls), final = from.rides + 1 >= boarding_.rides;
  auto t = static_cast<std::uint32_t>(
      std::lower_bound(leaves.begin(), leaves.end(), from.at + base_s_ + boarding_.slack()) - leaves.begin());
  bool later = true;
  for (; t < p.trips && later; ++t) {
    const std::int32_t at = leaves[t] - base_s_;
    if (at > last_ || at >= from.covered) break;
    later = rules.timed();
    const std::uint16_t slice = rules.timed() ? rules.slice(leaves[t]) : std::uint16_t{0};
    if (!now) {
      // The price is known at the other end.
      Aboard x{from, rules.clocked(cls) ? at : 0, zone_[stop], slice};
      x.label.at = static_cast<std::int32_t>(t);
      ++x.label.rides;
      x.label.waiting = false;
      x.label.covered = kAlways;
      put(aboard_, x, boarding_.rides - x.label.rides + 1);
      later = later || (rules.clocked(cls) && !final);
      continue;
    }
    for (const FareStep& step : machine_.steps(from.state, {cls, zone_[stop], 0, slice, 0})) {
      if (step.within_s >= 0 && at - from.clock > step.within_s) continue;
      if (step.other_line && from.line == line_[pattern]) continue;
      Aboard x{paying(from, step, step.pay), 0, 0, 0};
      ++x.label.rides;
      if (final) {
        if (machine_.open(step.next)) continue;  // one cannot arrive with it, and not ride on
        x.label.state = kHoldsNothing;
      }
      if (!machine_.has_clock(x.label.state)) x.label.clock = kAlways;
      else if (step.clock != FareStep::Clock::keep)
        x.label.clock = at;  // or when getting off: in the same order
      if (!machine_.has_line(x.label.state)) x.label.line = 0;
      else x.label.line = line_[pattern];
      if (!affords(x.label)) continue;
      later = later || (step.clock != FareStep::Clock::keep && machine_.has_clock(x.label.state));
      x.label.at = static_cast<std::int32_t>(t);
      put(aboard_, x, boarding_.rides - x.label.rides);
    }
  }
}

void FareSearch::alight(std::uint32_t pattern, std::uint32_t position, const Aboard& a) {
  const Timetable::Pattern& p = table_->patterns()[pattern];
  const std::uint32_t stop = table_->stop(p, position);
  const std::int32_t arrives = table_->arrivals(p, position)[static_cast<std::size_t>(a.label.at)];
  const std::int32_t at = arrives - base_s_;
  if (at > last_) return;
  const FareRules& rules = machine_.rules();
  if (rules.at_boarding(class_[pattern])) {
    Label x = a.label;
    x.at = at;
    if (machine_.has_clock(x.state) && machine_.clock_from_arrival(x.state)) x.clock = at;
    arrive(stop, x);
    return;
  }
  const FareMachine::RideFacts facts{class_[pattern], a.on, zone_[stop], a.on_slice,
                                     rules.timed() ? rules.slice(arrives) : std::uint16_t{0}};
  for (const FareStep& step : machine_.steps(a.label.state, facts)) {
    if (step.within_s >= 0 && (step.by_arrival ? at : a.boarded) - a.label.clock > step.within_s) continue;
    if (step.other_line && a.label.line == line_[pattern]) continue;
    Label x = paying(a.label, step, step.pay);
    x.at = at;
    if (x.rides >= boarding_.rides) {
      if (machine_.open(x.state)) continue;
      x.state = kHoldsNothing;
    }
    if (!machine_.has_clock(x.state)) x.clock = kAlways;
    else if (step.clock == FareStep::Clock::boards) x.clock = a.boarded;
    else if (step.clock == FareStep::Clock::alights) x.clock = at;
    x.line = machine_.has_line(x.state) ? line_[pattern] : 0;
    if (affords(x)) arrive(stop, x);
  }
}

void FareSearch::arrive(std::uint32_t stop, Label x) {
  Bag& bag = arrived_[stop];
  bool first = !machine_.open(x.state) && x.paid <= most_;
  for (const Label& a : bag)
    if (first && a.at <= x.at && a.paid <= x.paid && !machine_.open(a.state)) first = false;
  if (!put(bag, x)) return;
  if (is_touched_[stop] == 0) {
    is_touched_[stop] = 1;
    touched_.push_back(stop);
  }
  if (first) (*reached_)(stop, x.at, x.paid);
  if (x.rides >= boarding_.rides) return;
  wait(stop, x);
  for (const StopLink& w : (*transfers_)[StopNumber{stop}]) {
    if (x.at + w.seconds > last_) break;
    Label there = x;
    there.at += w.seconds;
    wait(w.stop, there);
  }
}

void FareSearch::wait(std::uint32_t stop, const Label& x) {
  Label y = x;
  y.waiting = true;
  // What those who come later at the same price can catch, they have caught.
  for (const Label& q : ready_[stop])
    if (q.at >= y.at && q.paid <= y.paid && q.rides <= y.rides && q.state == y.state && q.clock >= y.clock &&
        q.line == y.line)
      y.covered = std::min(y.covered, q.waiting ? q.covered : q.at + boarding_.slack());
  if (!put(ready_[stop], y)) return;
  if (is_touched_[stop] == 0) {
    is_touched_[stop] = 1;
    touched_.push_back(stop);
  }
  if (is_marked_[stop] == 0) {
    is_marked_[stop] = 1;
    next_.push_back(stop);
  }
}

void FareSearch::ride(std::uint32_t pattern, std::uint32_t from, int rides) {
  const Timetable::Pattern& p = table_->patterns()[pattern];
  aboard_.clear();
  for (std::uint32_t i = from; i < p.stops; ++i) {
    const std::uint32_t stop = table_->stop(p, i);
    if (table_->alights(p, i))
      for (const Aboard& a : aboard_) alight(pattern, i, a);
    if (!table_->boards(p, i)) continue;
    for (std::size_t n = 0; n < ready_[stop].size(); ++n) {
      const Label x = ready_[stop][n];
      if (x.waiting && x.rides + 1 == rides) board(pattern, i, x);
    }
  }
}

void FareSearch::run(std::span<const StopLink> access, std::span<const LaneTime> departures, LaneTime last,
                     std::int64_t most, const Reached& reached,
                     const std::function<void(std::size_t)>& departed) {
  for (const std::uint32_t s : touched_) {
    arrived_[s].clear();
    ready_[s].clear();
    is_touched_[s] = 0;
  }
  touched_.clear();
  reached_ = &reached;
  last_ = last;
  most_ = most;
  for (std::size_t d = departures.size(); d-- > 0;) {
    next_.clear();
    for (const StopLink& a : access) {
      Label x;
      x.at = departures[d] + a.seconds;
      x.clock = kAlways;
      if (x.at <= last_) wait(a.stop, x);
    }
    for (int r = 1; r <= boarding_.rides && !next_.empty(); ++r) {
      marked_.swap(next_);
      next_.clear();
      queue_.clear();
      for (const std::uint32_t s : marked_) {
        is_marked_[s] = 0;
        for (const Timetable::At& at : table_->at(s)) {
          if (!table_->boards(table_->patterns()[at.pattern], at.position)) continue;
          std::uint32_t& first = first_[at.pattern];
          if (first == kNobody) queue_.push_back(at.pattern);
          first = std::min(first, at.position);
        }
      }
      // In the order of the patterns, so that equal labels are kept in one order.
      std::sort(queue_.begin(), queue_.end());
      for (const std::uint32_t p : queue_) {
        ride(p, first_[p], r);
        first_[p] = kNobody;
      }
      for (const std::uint32_t s : marked_)
        for (Label& x : ready_[s])
          if (x.rides + 1 == r) x.waiting = false;
    }
    for (const std::uint32_t s : next_) is_marked_[s] = 0;
    departed(d);
  }
}

std::int64_t minor_units(std::int64_t thousandths, std::uint8_t digits) {
  std::int64_t unit = 1000;
  for (int d = 0; d < digits && d < 3; ++d) unit /= 10;
  return thousandths / unit;
}

}  // namespace cityloop
