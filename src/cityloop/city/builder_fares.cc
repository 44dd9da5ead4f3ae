// Fares on their way into the city: words become numbers, rows are sorted, so that the order of files changes nothing.

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "cityloop/city/builder_parts.h"

namespace cityloop {
namespace {

template <class Row>
void in_order(std::vector<Row>& rows) {
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
}

/// The words of one system, each with its number.
class Numbered {
 public:
  void add(const std::string& w) {
    if (!w.empty()) at_.emplace(w, 0);
  }
  void number(std::uint32_t first) {
    for (auto& [word, n] : at_) n = first++;
  }
  std::uint32_t operator[](const std::string& w) const { return w.empty() ? kNoGroup : at_.at(w); }
  const std::map<std::string, std::uint32_t>& all() const { return at_; }

 private:
  std::map<std::string, std::uint32_t> at_;
};

template <class I>
I id_or_none(std::uint32_t n) {
  return n == kNoGroup ? I{} : I{n};
}

void add_system(FareDraft f, SourceRow source, Fares& out) {
  in_order(f.members);
  in_order(f.area_stops);
  in_order(f.hours);
  in_order(f.legs);
  in_order(f.changes);
  const FareSystemIdx system = out.system_feed.push_back(f.feed);
  out.system_form.push_back(f.form);
  out.system_cap.push_back(f.cap);
  out.system_ranked.push_back(f.ranked ? 1 : 0);
  out.system_source.push_back(source);

  Numbered groups, nets, areas, hours;
  for (const auto& m : f.members) nets.add(m.net);
  for (const auto& a : f.area_stops) areas.add(a.area);
  for (const auto& h : f.hours) hours.add(h.group);
  for (const auto& l : f.legs) {
    groups.add(l.group);
    nets.add(l.net);
    areas.add(l.from);
    areas.add(l.to);
    hours.add(l.boards);
    hours.add(l.alights);
  }
  for (const auto& c : f.changes) {
    groups.add(c.from);
    groups.add(c.to);
  }
  groups.number(0);
  hours.number(0);
  nets.number(static_cast<std::uint32_t>(out.net_ref.size()));
  areas.number(static_cast<std::uint32_t>(out.area_ref.size()));
  for (const auto& [word, n] : nets.all()) {
    out.net_system.push_back(system);
    out.net_ref.push_back(word);
  }
  for (const auto& [word, n] : areas.all()) {
    out.area_system.push_back(system);
    out.area_ref.push_back(word);
  }
  for (const auto& m : f.members) {
    out.member_net.push_back(FareNetIdx{nets[m.net]});
    out.member_feed.push_back(m.feed);
    out.member_line.push_back(m.line);
    out.member_vehicle.push_back(m.vehicle);
  }
  for (const auto& a : f.area_stops) {
    out.in_area.push_back(FareAreaIdx{areas[a.area]});
    out.in_feed.push_back(a.feed);
    out.in_stop.push_back(a.stop);
  }
  for (const auto& h : f.hours) {
    out.hours_system.push_back(system);
    out.hours_group.push_back(hours[h.group]);
    out.hours_from.push_back(h.from);
    out.hours_until.push_back(h.until);
    out.hours_feed.push_back(h.feed);
    out.hours_service.push_back(h.service);
  }
  for (const auto& l : f.legs) {
    out.leg_system.push_back(system);
    out.leg_group.push_back(groups[l.group]);
    out.leg_net.push_back(id_or_none<FareNetIdx>(nets[l.net]));
    out.leg_from.push_back(id_or_none<FareAreaIdx>(areas[l.from]));
    out.leg_to.push_back(id_or_none<FareAreaIdx>(areas[l.to]));
    out.leg_boards.push_back(hours[l.boards]);
    out.leg_alights.push_back(hours[l.alights]);
    out.leg_price.push_back(l.price);
    out.leg_rank.push_back(l.rank);
  }
  for (const auto& c : f.changes) {
    out.change_system.push_back(system);
    out.change_from.push_back(groups[c.from]);
    out.change_to.push_back(groups[c.to]);
    out.change_kind.push_back(c.kind);
    out.change_price.push_back(c.price);
    out.change_most.push_back(c.most);
    out.change_within_s.push_back(c.within_s);
    out.change_clock.push_back(c.clock);
    out.change_other_line.push_back(c.other_line ? 1 : 0);
  }
}

}  // namespace

void Builder::add_fares(FareDraft f) { parts_->fares.push_back(std::move(f)); }

Fares Builder::Parts::make_fares(const Transit& transit) {
  Fares out;
  if (fares.empty()) return out;
  const auto hash = [&](const FareDraft& f) {
    return f.file.valid() ? provenance.content[f.file] : ContentHash{};
  };
  std::stable_sort(fares.begin(), fares.end(), [&](const FareDraft& a, const FareDraft& b) {
    return std::tuple{a.form, a.feed, hash(a)} < std::tuple{b.form, b.feed, hash(b)};
  });
  for (FareDraft& f : fares) {
    const Where from = f.file.valid() ? where(f.file, 0) : Where{};
    if (out.currency.empty()) {
      out.currency.push_back(f.currency);
      out.digits.push_back(currency_digits(f.currency));
    } else if (f.currency != out.money()) {
      notes.problem("fares.currency",
                    say("fares in {} stand beside fares in {} and are left out",
                        "票价以 {} 计，而其他票价以 {} 计，前者已忽略", f.currency, out.money()),
                    from, say("give all fares of a city in one currency", "同一城市的票价请使用同一种货币"));
      continue;
    }
    add_system(std::move(f), from.file.empty() ? SourceRow{} : file_row(f.file), out);
  }
  const auto caps = out.system_cap.raw();
  if (caps.size() > 1 && std::any_of(caps.begin(), caps.end(), [](std::int64_t c) { return c >= 0; }))
    notes.note("fares.cap",
               say("a cap on the price of a journey is used only where one system prices all lines",
                   "仅当全市线路同属一套票制时才采用票价上限"));
  // Feeds and lines that nobody prices.
  std::set<std::string> priced(out.system_feed.raw().begin(), out.system_feed.raw().end());
  std::set<std::pair<std::string, std::string>> named;
  std::set<std::uint8_t> vehicles;
  for (const FareMemberIdx m : each(out.member_net)) {
    if (out.member_line[m].empty()) vehicles.insert(out.member_vehicle[m]);
    else named.emplace(out.member_feed[m], out.member_line[m]);
  }
  std::size_t without = 0;
  for (const LineIdx l : each(transit.line_ref)) {
    const std::string& feed = transit.feed_name[transit.line_feed[l]];
    if (priced.contains(feed) || named.contains({feed, transit.line_ref[l]}) ||
        named.contains({"", transit.line_ref[l]}) ||
        vehicles.contains(static_cast<std::uint8_t>(transit.line_vehicle[l])))
      continue;
    ++without;
  }
  if (without > 0)
    notes.warning("fares.line_without",
                  say("no source says what {} lines cost: within a budget they are not ridden",
                      "{} 条线路没有票价：有预算限制时不乘坐这些线路", without));
  return out;
}

}  // namespace cityloop
