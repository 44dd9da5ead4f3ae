#include "cityloop/simulate/travel/fare_rules.h"

#include <algorithm>
#include <limits>
#include <set>

namespace cityloop {
namespace {

constexpr std::int32_t kDay = 24 * 3600;

template <class T>
bool holds(const std::vector<T>& sorted, T x) {
  return std::binary_search(sorted.begin(), sorted.end(), x);
}
template <class T>
void in_order(std::vector<T>& v) {
  std::sort(v.begin(), v.end());
  v.erase(std::unique(v.begin(), v.end()), v.end());
}

}  // namespace

FareRules::FareRules(const City& city, Date date) {
  const Fares& f = *city.fares;
  const Transit& t = *city.transit;
  if (f.empty()) return;
  systems_.resize(f.system_feed.size());
  for (const FareSystemIdx s : each(f.system_feed)) {
    System& y = systems_[s.v];
    y.form = f.system_form[s];
    y.ranked = f.system_ranked[s] != 0;
    y.named_net.assign(f.net_ref.size(), 0);
    y.named_from.assign(f.area_ref.size(), 0);
    y.named_to.assign(f.area_ref.size(), 0);
  }
  for (const FareLegIdx l : each(f.leg_system)) {
    System& y = systems_[f.leg_system[l].v];
    y.legs.push_back({f.leg_group[l], f.leg_net[l], f.leg_from[l], f.leg_to[l], f.leg_boards[l],
                      f.leg_alights[l], f.leg_price[l], f.leg_rank[l]});
    const Leg& leg = y.legs.back();
    if (leg.net.valid()) y.named_net[leg.net.v] = 1;
    if (leg.from.valid()) y.named_from[leg.from.v] = 1;
    if (leg.to.valid()) y.named_to[leg.to.v] = 1;
    y.late = y.late || leg.to.valid() || leg.alights != kNoGroup;
    by_stop_ = by_stop_ || leg.from.valid() || leg.to.valid();
    dearest_ = std::max(dearest_, leg.price);
  }
  for (const FareChangeIdx c : each(f.change_system)) {
    System& y = systems_[f.change_system[c].v];
    y.changes.push_back({f.change_from[c], f.change_to[c], f.change_kind[c], f.change_clock[c],
                         f.change_price[c], f.change_most[c], f.change_within_s[c],
                         f.change_other_line[c] != 0});
    const Change& change = y.changes.back();
    if (change.from != kNoGroup) y.named_change_from.push_back(change.from);
    if (change.to != kNoGroup) y.named_change_to.push_back(change.to);
    y.late = y.late || (change.within_s >= 0 && (change.clock == 0 || change.clock == 3));
    y.clocked = y.clocked || change.within_s >= 0;
    dearest_ = std::max(dearest_, change.price);
  }
  for (System& y : systems_) {
    in_order(y.named_change_from);
    in_order(y.named_change_to);
  }

  // Lines: by the sets that hold them. A table that names a line goes before what the line's feed says.
  std::map<std::pair<std::string, std::string>, std::vector<FareNetIdx>> nets_of;
  std::map<std::uint8_t, std::vector<FareNetIdx>> nets_by_vehicle;
  std::set<std::pair<std::string, std::string>> named;
  for (const FareMemberIdx m : each(f.member_net)) {
    if (f.member_line[m].empty()) nets_by_vehicle[f.member_vehicle[m]].push_back(f.member_net[m]);
    else nets_of[{f.member_feed[m], f.member_line[m]}].push_back(f.member_net[m]);
  }
  std::map<std::pair<std::uint16_t, std::vector<FareNetIdx>>, std::uint16_t> classes;
  for (const LineIdx l : each(t.line_ref)) {
    const std::string& feed = t.feed_name[t.line_feed[l]];
    std::vector<FareNetIdx> nets;
    for (const std::string& of : {feed, std::string{}})
      if (const auto it = nets_of.find({of, t.line_ref[l]}); it != nets_of.end())
        nets.insert(nets.end(), it->second.begin(), it->second.end());
    const auto in_table = [&](FareNetIdx n) { return systems_[f.net_system[n].v].form == FareForm::table; };
    if (std::none_of(nets.begin(), nets.end(), in_table))
      if (const auto it = nets_by_vehicle.find(static_cast<std::uint8_t>(t.line_vehicle[l]));
          it != nets_by_vehicle.end())
        nets.insert(nets.end(), it->second.begin(), it->second.end());
    std::uint16_t system = kNone;
    for (const FareNetIdx n : nets)
      if (in_table(n)) system = std::min(system, static_cast<std::uint16_t>(f.net_system[n].v));
    if (system == kNone)  // of the feed's own, legs rather than tickets: they come last
      for (const FareSystemIdx s : each(f.system_feed))
        if (f.system_form[s] != FareForm::table && f.system_feed[s] == feed) system = s.v;
    std::erase_if(nets, [&](FareNetIdx n) { return f.net_system[n].v != system; });
    in_order(nets);
    const auto [it, fresh] =
        classes.try_emplace({system, nets}, static_cast<std::uint16_t>(class_nets_.size()));
    if (fresh) {
      class_nets_.push_back(nets);
      system_of_.push_back(system);
    }
    class_of_.push_back(it->second);
  }

  // A cap is on the whole journey: it can be kept where one system prices all that is priced.
  std::vector<std::uint16_t> used(system_of_);
  std::erase(used, kNone);
  in_order(used);
  if (used.size() == 1) cap_ = f.system_cap[FareSystemIdx{used.front()}];

  // Stops: by the sets that hold them, or their stations.
  std::map<std::pair<std::string, std::string>, std::vector<FareAreaIdx>> areas_of;
  for (const FareAreaStopIdx a : each(f.in_area))
    areas_of[{f.in_feed[a], f.in_stop[a]}].push_back(f.in_area[a]);
  std::map<std::vector<FareAreaIdx>, std::uint16_t> zones{{{}, 0}};
  zone_areas_.emplace_back();
  for (const StopIdx s : each(t.stop_ref)) {
    std::vector<FareAreaIdx> areas;
    for (const StopIdx of : {s, t.stop_parent[s]})
      if (of.valid())
        if (const auto it = areas_of.find({t.feed_name[t.stop_feed[of]], t.stop_ref[of]});
            it != areas_of.end())
          areas.insert(areas.end(), it->second.begin(), it->second.end());
    in_order(areas);
    const auto [it, fresh] = zones.try_emplace(areas, static_cast<std::uint16_t>(zone_areas_.size()));
    if (fresh) zone_areas_.push_back(areas);
    zone_of_.push_back(it->second);
  }

  // The day in slices between which no span of hours begins or ends; from the day before to the day after.
  slices_.push_back(std::numeric_limits<std::int32_t>::min());
  struct Span {
    std::pair<std::uint16_t, std::uint32_t> group;
    std::int32_t from, until;
  };
  std::vector<Span> spans;
  std::map<std::pair<std::string, std::string>, ServiceIdx> services;
  for (const ServiceIdx s : each(t.service_ref))
    services[{t.feed_name[t.service_feed[s]], t.service_ref[s]}] = s;
  for (const FareHoursIdx h : each(f.hours_system)) {
    const std::pair group{f.hours_system[h].v, f.hours_group[h]};
    hours_.try_emplace(group);
    const auto service = services.find({f.hours_feed[h], f.hours_service[h]});
    for (int day = -1; day <= 1; ++day) {
      if (!f.hours_service[h].empty() &&
          (service == services.end() || !t.runs(service->second, day_number(date) + day)))
        continue;
      spans.push_back({group, f.hours_from[h] + day * kDay, f.hours_until[h] + day * kDay});
      slices_.push_back(spans.back().from);
      slices_.push_back(spans.back().until);
    }
  }
  in_order(slices_);
  for (auto& [group, open] : hours_) {
    open.assign(slices_.size(), 0);
    for (const Span& s : spans)
      for (std::size_t i = 0; i < slices_.size(); ++i)
        if (s.group == group && slices_[i] >= s.from && slices_[i] < s.until) open[i] = 1;
  }
}

std::uint16_t FareRules::slice(std::int32_t at) const {
  return static_cast<std::uint16_t>(std::upper_bound(slices_.begin(), slices_.end(), at) - slices_.begin() -
                                    1);
}

bool FareRules::in_hours(std::uint16_t system, std::uint32_t group, std::uint16_t slice) const {
  if (group == kNoGroup) return true;
  const auto it = hours_.find({system, group});
  return it != hours_.end() && it->second[slice] != 0;
}

FareMachine::FareMachine(const FareRules& rules) : rules_{&rules} { state(Key{}); }

FareState FareMachine::state(const Key& key) {
  const auto [it, fresh] = at_.try_emplace(key, static_cast<FareState>(keys_.size()));
  if (fresh) {
    if (keys_.size() >= 0xffff)
      throw Error{Fault::bad_input,
                  say("the fares have too many states to be searched", "票制状态过多，无法搜索"),
                  {},
                  say("a ticket with zones and unlimited transfers may be the reason",
                      "可能是因为按区计价且换乘次数不限")};
    keys_.push_back(key);
  }
  return it->second;
}

std::span<const FareStep> FareMachine::steps(FareState s, const RideFacts& r) {
  const std::uint64_t zones = rules_->zones(), slices = rules_->slices();
  std::uint64_t key = s;
  key = key * rules_->classes() + r.cls;
  key = key * zones + r.on;
  key = key * zones + r.off;
  key = key * slices + r.on_slice;
  key = key * slices + r.off_slice;
  const auto [it, fresh] = made_.try_emplace(key);
  if (fresh) {
    std::vector<FareStep> made;
    make(s, r, made);
    std::vector<FareStep>& there = made_[key];
    there = std::move(made);
    return there;
  }
  return it->second;
}

/// The prices of a ride for who holds nothing.
std::vector<FareRules::Leg> FareMachine::legs(std::uint16_t system, const RideFacts& r) const {
  const FareRules::System& y = rules_->systems_[system];
  const auto& nets = rules_->class_nets_[r.cls];
  const auto& on = rules_->zone_areas_[r.on];
  const auto& off = rules_->zone_areas_[r.off];
  const bool any = y.ranked || y.form != FareForm::leg;  // else an empty word means those that nobody names
  const auto fits = [&](auto word, const auto& sets, const std::vector<std::uint8_t>& named) {
    if (word.valid()) return holds(sets, word);
    return any || std::none_of(sets.begin(), sets.end(), [&](auto x) { return named[x.v] != 0; });
  };
  std::vector<FareRules::Leg> found;
  for (const FareRules::Leg& l : y.legs)
    if (fits(l.net, nets, y.named_net) && fits(l.from, on, y.named_from) && fits(l.to, off, y.named_to) &&
        rules_->in_hours(system, l.boards, r.on_slice) && rules_->in_hours(system, l.alights, r.off_slice))
      found.push_back(l);
  if (y.ranked) {
    std::int32_t top = std::numeric_limits<std::int32_t>::min();
    for (const FareRules::Leg& l : found) top = std::max(top, l.rank);
    std::erase_if(found, [&](const FareRules::Leg& l) { return l.rank < top; });
  }
  // Of a group the cheapest: somebody who pays need not know of the others.
  std::sort(found.begin(), found.end(), [](const FareRules::Leg& a, const FareRules::Leg& b) {
    return std::pair{a.group, a.price} < std::pair{b.group, b.price};
  });
  found.erase(
      std::unique(found.begin(), found.end(),
                  [](const FareRules::Leg& a, const FareRules::Leg& b) { return a.group == b.group; }),
      found.end());
  return found;
}

bool FareMachine::follows(const FareRules::System& y, const FareRules::Change& c, std::uint32_t group) const {
  return c.from == group || (c.from == kNoGroup && !holds(y.named_change_from, group));
}

void FareMachine::after(FareStep step, std::uint16_t system, std::uint32_t group, std::int64_t price,
                        std::uint16_t used, std::uint8_t clock_before, std::vector<FareStep>& out) {
  const FareRules::System& y = rules_->systems_[system];
  bool any = false, boards = false, alights = false, line = false, replaces = false;
  for (const FareRules::Change& c : y.changes) {
    if (!follows(y, c, group) || (c.most >= 0 && used >= c.most)) continue;
    any = true;
    line = line || c.other_line;
    replaces = replaces || c.kind == 2;
    if (c.within_s >= 0) (c.clock <= 1 ? boards : alights) = true;
  }
  if (!any) {
    step.next = kHoldsNothing;
    out.push_back(step);
    return;
  }
  Key key;
  key.system = system;
  key.group = group;
  key.price = replaces ? price : 0;
  key.used = used;
  key.line = line;
  if (boards || !alights) {
    key.clock = boards ? 1 : 0;
    step.clock = boards && clock_before != 1 ? FareStep::Clock::boards : FareStep::Clock::keep;
    step.next = state(key);
    out.push_back(step);
  }
  if (alights) {
    key.clock = 2;
    step.clock = FareStep::Clock::alights;
    step.next = state(key);
    out.push_back(step);
  }
}

void FareMachine::make_tickets(const Key& held, const RideFacts& r, std::uint16_t system,
                               std::vector<FareStep>& out) {
  const FareRules::System& y = rules_->systems_[system];
  const auto& nets = rules_->class_nets_[r.cls];
  const auto in = [](auto word, const auto& sets) { return !word.valid() || holds(sets, word); };
  const auto admits = [&](const FareRules::Leg& l, std::uint16_t origin) {
    return in(l.net, nets) && in(l.from, rules_->zone_areas_[origin]);
  };
  const auto ends = [&](const FareRules::Leg& l) { return in(l.to, rules_->zone_areas_[r.off]); };
  // What a ticket allows after this ride, and whether one may arrive with it.
  const auto ride_on = [&](std::uint32_t ticket, std::uint16_t origin, std::uint16_t used, FareStep step) {
    bool zoned = false, closed = false, good = false;
    for (const FareRules::Leg& l : y.legs) {
      if (l.group != ticket) continue;
      zoned = zoned || l.from.valid() || l.to.valid();
      if (!admits(l, origin)) continue;
      good = true;
      closed = closed || ends(l);
    }
    if (!good) return;
    const FareRules::Change* change = nullptr;
    for (const FareRules::Change& c : y.changes)
      if (c.from == ticket && (c.most < 0 || used < c.most)) change = &c;
    Key key;
    if (change != nullptr) {
      key.system = system;
      key.group = ticket;
      key.origin = zoned ? origin : std::uint16_t{0};
      key.used = change->most < 0 ? std::uint16_t{0} : used;
      key.clock = change->within_s >= 0 ? 1 : 0;
      key.open = !closed;
    } else if (!closed) {
      return;
    }
    step.next = state(key);
    step.clock = step.fresh ? FareStep::Clock::boards : FareStep::Clock::keep;
    out.push_back(step);
  };
  if (held.system == system)
    for (const FareRules::Change& c : y.changes)
      if (c.from == held.group && (c.most < 0 || held.used < c.most)) {
        FareStep step;
        step.fresh = false;
        step.within_s = c.within_s;
        ride_on(held.group, held.origin, c.most < 0 ? held.used : static_cast<std::uint16_t>(held.used + 1),
                step);
      }
  if (held.open) return;
  std::set<std::uint32_t> bought;
  for (const FareRules::Leg& l : y.legs) {
    if (!admits(l, r.on) || !bought.insert(l.group).second) continue;
    FareStep step;
    step.pay = l.price;
    ride_on(l.group, r.on, 0, step);
  }
}

void FareMachine::make(FareState s, const RideFacts& r, std::vector<FareStep>& out) {
  const Key held = keys_[s];
  const std::uint16_t system = rules_->system_of_[r.cls];
  const auto unknown = [&] {
    if (held.open) return;
    FareStep step;
    step.pay = kNoPrice;
    out.push_back(step);
  };
  if (system == FareRules::kNone) return unknown();
  const FareRules::System& y = rules_->systems_[system];
  if (y.form == FareForm::ticket) {
    make_tickets(held, r, system, out);
    // No ticket by which one could get off here: it may be an open one, or a price that nobody states.
    if (std::none_of(out.begin(), out.end(), [&](const FareStep& x) { return x.fresh && !open(x.next); }))
      unknown();
    return;
  }
  const auto priced = legs(system, r);
  if (priced.empty()) return unknown();
  for (const FareRules::Leg& l : priced) {
    if (!held.open) {
      FareStep step;
      step.pay = l.price;
      after(step, system, l.group, l.price, 0, 0, out);
    }
    if (held.system != system) continue;
    for (const FareRules::Change& c : y.changes) {
      const bool to = c.to == l.group || (c.to == kNoGroup && !holds(y.named_change_to, l.group));
      if (!to || !follows(y, c, held.group) || (c.most >= 0 && held.used >= c.most)) continue;
      const std::uint8_t clock = c.clock <= 1 ? 1 : 2;
      if (c.within_s >= 0 && held.clock != clock)
        continue;  // another way of telling the time is another state
      FareStep step;
      step.fresh = false;
      step.pay = c.kind == 0 ? c.price : c.kind == 1 ? c.price + l.price : c.price - held.price;
      if (y.form == FareForm::table) step.pay = std::max<std::int64_t>(step.pay, 0);
      step.within_s = c.within_s;
      step.by_arrival = c.clock == 0 || c.clock == 3;
      step.other_line = c.other_line;
      // A table counts all its discounts; legs count those in a row within one group.
      std::uint16_t used = held.used;
      if (y.form == FareForm::table) used = static_cast<std::uint16_t>(used + (c.most >= 0 ? 1 : 0));
      else if (c.from != c.to || c.most < 0) used = 0;
      else ++used;
      after(step, system, l.group, l.price, used, held.clock, out);
    }
  }
}

/// Calls fn for each kind of ride; false (and no call) if they are too many to look at each.
template <class Fn>
bool FareMachine::each_ride(Fn fn) const {
  const std::size_t zones = rules_->zones(), slices = rules_->slices();
  constexpr std::size_t kMostRides = 400;
  if (rules_->classes() * zones * zones * slices * slices > kMostRides) return false;
  for (std::uint16_t c = 0; c < rules_->classes(); ++c)
    for (std::uint16_t on = 0; on < zones; ++on)
      for (std::uint16_t off = 0; off < (rules_->at_boarding(c) ? 1 : zones); ++off)
        for (std::uint16_t a = 0; a < slices; ++a)
          for (std::uint16_t b = 0; b < (rules_->at_boarding(c) ? 1 : slices); ++b)
            fn(RideFacts{c, on, off, a, b});
  return true;
}

std::int64_t FareMachine::refund(FareState s, int rides) {
  if (rides <= 0) return 0;
  if (const auto it = refunds_.find({s, rides}); it != refunds_.end()) return it->second;
  std::int64_t most = 0;
  const bool looked = each_ride([&](const RideFacts& r) {
    const auto here = steps(s, r);
    for (const FareStep& x : std::vector<FareStep>{here.begin(), here.end()})
      most = std::max(most, refund(x.next, rides - 1) - x.pay);
  });
  if (!looked) most = rules_->dearest() * rides;
  return refunds_[{s, rides}] = most;
}

/// behind(t, s) = max over rides e and ways of paying o of s:  min over ways o' of t:  pay(o') − pay(o) + behind(next, next)
///
/// Of t's ways those count that are sure to be open to it when o is open to s: any that is open to who holds nothing; one
/// with a time limit if o has one that is no longer and t's clock began no earlier; one for another line if o is one.
std::int64_t FareMachine::behind(FareState t, FareState s, int rides, bool clock, bool line) {
  if (rides <= 0 || (t == s && clock && line)) return 0;
  const bool few = t < kFew && s < kFew && static_cast<std::size_t>(rides) < kRides;
  const std::size_t flags = (clock ? 2U : 0U) + (line ? 1U : 0U);
  const std::size_t at = ((t * kFew + s) * kRides + static_cast<std::size_t>(rides)) * 4 + flags;
  const std::uint64_t key =
      ((std::uint64_t{t} << 32U | s) << 8U | static_cast<std::uint64_t>(rides)) << 2U | flags;
  if (few) {
    if (behind_.empty()) behind_.assign(kFew * kFew * kRides * 4, -1);
    if (behind_[at] >= 0) return behind_[at];
  } else if (const auto it = behind_more_.find(key); it != behind_more_.end()) {
    return it->second;
  }
  std::int64_t most = 0;
  const bool looked = each_ride([&](const RideFacts& r) {
    const auto theirs = steps(s, r), ours = steps(t, r);
    const std::vector<FareStep> a{theirs.begin(), theirs.end()}, b{ours.begin(), ours.end()};
    for (const FareStep& o : a) {
      std::int64_t least = kNoPrice;
      for (const FareStep& x : b) {
        if (open(x.next) && x.next != o.next) continue;
        if (x.within_s >= 0 &&
            (!clock || o.within_s < 0 || o.within_s > x.within_s || o.by_arrival != x.by_arrival))
          continue;
        if (x.other_line && !(line && o.other_line)) continue;
        const bool anew = x.clock != FareStep::Clock::keep;
        const bool later = anew || (o.clock == FareStep::Clock::keep && clock);
        if (o.pay >= kNoPrice) least = 0;  // theirs is unknown from here on
        else if (x.pay < kNoPrice)
          least = std::min(least, x.pay - o.pay + behind(x.next, o.next, rides - 1, later, true));
      }
      most = std::max(most, least);
    }
  });
  if (!looked) most = t == s && clock && line ? 0 : s == kHoldsNothing ? 0 : kNoPrice;
  most = std::min(most, kNoPrice);
  if (few) behind_[at] = most;
  else behind_more_[key] = most;
  return most;
}

}  // namespace cityloop
