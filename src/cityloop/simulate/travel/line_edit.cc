#include "cityloop/simulate/travel/line_edit.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "cityloop/base/hash.h"

namespace cityloop {
namespace {

/// What of a timetable does not depend on the numbers of its rows.
struct Named {
  std::vector<ContentHash> stop;     // by StopIdx: with what decides where it can be walked to from
  std::vector<ContentHash> pattern;  // by PatternIdx
  std::vector<ContentHash> walk;     // given walks between stops and ways inside stations, sorted
};

ContentHash stop_itself(const Transit& t, StopIdx s) {
  Hasher h;
  h.add(t.feed_name[t.stop_feed[s]]).add(t.stop_ref[s]).add(t.stop_at[s].x).add(t.stop_at[s].y);
  return h.add(t.stop_type[s]).add(t.stop_wheelchair[s]).done();
}

template <class Row>
void add_all(Hasher& h, const Row& row) {
  h.add(row.size()).bytes(row.data(), row.size() * sizeof(row[0]));
}

void add_service(Hasher& h, const Transit& t, ServiceIdx s) {
  h.add(t.service_weekdays[s]).add(t.service_from[s]).add(t.service_last[s]);
  add_all(h, t.service_added[s]);
  add_all(h, t.service_removed[s]);
}

std::vector<ContentHash> hash_stops(const Transit& t) {
  std::vector<ContentHash> own(t.stops());
  std::map<StopIdx, std::vector<ContentHash>> entrances;
  for (const StopIdx s : each(t.stop_at)) {
    own[s.v] = stop_itself(t, s);
    if (t.stop_type[s] == StopType::entrance && t.stop_parent[s].valid())
      entrances[t.stop_parent[s]].push_back(own[s.v]);
  }
  for (auto& [station, all] : entrances) std::sort(all.begin(), all.end());
  std::vector<ContentHash> out = own;
  for (const StopIdx s : each(t.stop_at)) {
    if (!t.stop_parent[s].valid()) continue;
    Hasher h;
    h.add(own[s.v]).add(own[t.stop_parent[s].v]);
    if (const auto at = entrances.find(t.stop_parent[s]); at != entrances.end())
      for (const ContentHash& e : at->second) h.add(e);
    out[s.v] = h.done();
  }
  return out;
}

Named named(const Transit& t) {
  Named n;
  n.stop = hash_stops(t);
  std::vector<ContentHash> service;
  for (const ServiceIdx s : each(t.service_feed)) {
    Hasher h;
    add_service(h, t, s);
    service.push_back(h.done());
  }
  TripIdx trip{0};
  HeadwayIdx headway{0};
  for (const PatternIdx p : each(t.pattern_line)) {
    Hasher h;
    h.add(t.line_vehicle[t.pattern_line[p]]);
    for (const StopIdx s : t.pattern_stops[p]) h.add(n.stop[s.v]);
    add_all(h, t.pattern_calls[p]);
    for (; trip.v < t.trips() && t.trip_pattern[trip] == p; ++trip.v) {
      h.add(t.trip_ref[trip]).add(service[t.trip_service[trip].v]).add(t.trip_wheelchair[trip]);
      add_all(h, t.trip_arrivals[trip]);
      add_all(h, t.trip_departures[trip]);
      for (; headway.v < t.headway_trip.size() && t.headway_trip[headway] == trip; ++headway.v)
        h.add(t.headway_from[headway])
            .add(t.headway_until[headway])
            .add(t.headway_s[headway])
            .add(t.headway_exact[headway]);
    }
    n.pattern.push_back(h.done());
  }
  for (std::size_t i = 0; i < t.transfer_from.size(); ++i) {
    const TransferIdx x = idx<TransferIdx>(i);
    Hasher h;
    h.add(n.stop[t.transfer_from[x].v]).add(n.stop[t.transfer_to[x].v]);
    n.walk.push_back(h.add(t.transfer_type[x]).add(t.transfer_s[x]).done());
  }
  for (std::size_t i = 0; i < t.pathway_from.size(); ++i) {
    const PathwayIdx x = idx<PathwayIdx>(i);
    Hasher h;
    h.add("inside").add(n.stop[t.pathway_from[x].v]).add(n.stop[t.pathway_to[x].v]);
    h.add(t.pathway_mode[x]).add(t.pathway_both[x]).add(t.pathway_s[x]).add(t.pathway_mm[x]);
    n.walk.push_back(h.add(t.pathway_steps[x]).done());
  }
  std::sort(n.walk.begin(), n.walk.end());
  return n;
}

}  // namespace

std::optional<LineEdit> line_edit(const Transit& before, const Transit& now) {
  const Named was = named(before), is = named(now);
  if (was.walk != is.walk) return std::nullopt;
  // A stop of the same name that stands elsewhere, or is entered elsewhere, has patterns of its own: those that call at
  // it are gone and fresh. So stops need no comparison.
  std::unordered_map<ContentHash, std::size_t> left;
  for (const ContentHash& h : was.pattern) ++left[h];
  LineEdit edit;
  edit.fresh.assign(is.pattern.size(), 0);
  edit.gone.assign(was.pattern.size(), 0);
  for (std::size_t p = 0; p < is.pattern.size(); ++p) {
    if (const auto at = left.find(is.pattern[p]); at != left.end() && at->second > 0) {
      --at->second;
      continue;
    }
    edit.fresh[p] = 1;
    edit.fresh_stops += now.pattern_stops[idx<PatternIdx>(p)].size();
  }
  for (std::size_t p = 0; p < was.pattern.size(); ++p)
    if (auto& n = left[was.pattern[p]]; n > 0) {
      --n;
      edit.gone[p] = 1;
    }
  return edit;
}

}  // namespace cityloop
