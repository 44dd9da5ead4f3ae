// What kernels ask of travel, for a whole city: one search where one is enough, else many in parallel.

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <unordered_map>

#include "cityloop/base/parallel.h"
#include "cityloop/simulate/travel/lane_search.h"
#include "cityloop/simulate/travel/linked.h"
#include "cityloop/simulate/travel/pool.h"
#include "cityloop/simulate/travel/ride.h"
#include "cityloop/simulate/travel/search.h"
#include "cityloop/simulate/travel/street_edit.h"

namespace cityloop {
namespace {

/// What streets are to a profile; its ride is another matter, so that riders and walkers share one network.
Hasher& add_profile(Hasher& h, const Profile& p) {
  h.add(p.mode).add(p.speed.base()).add(p.access.base()).add(p.snap_m).add(p.snap_most_m);
  return h.add(p.hills).add(p.stress).add(p.push.base()).add(p.traffic);
}
Hasher& add_point(Hasher& h, Point p) { return h.add(p.x).add(p.y); }

ContentHash profile_key(const char* what, const City& city, const Profile& profile) {
  Hasher h;
  h.add(what).add(city.streets.hash());
  return add_profile(h, profile).done();
}

std::shared_ptr<const Linked> linked_cells(const City& city, const Profile& profile, Run& run) {
  Hasher h;
  h.add(profile_key("travel.linked", city, profile)).add(city.grid.hash());
  return run.memo.get<Linked>(h.done(), [&] {
    const auto links = cell_links(city, profile, run);
    Linked linked;
    for (const CellIdx c : each(*links)) linked.add(c.v, (*links)[c]);
    linked.index(*network(city, profile, run));
    return linked;
  });
}

std::vector<PlaceIdx> open_places(const City& city, std::span<const KindIdx> kinds) {
  std::vector<PlaceIdx> found;
  const Places& places = *city.places;
  for (const PlaceIdx p : each(places.id))
    if (places.open(p) && std::find(kinds.begin(), kinds.end(), places.kind[p]) != kinds.end())
      found.push_back(p);
  return found;
}

/// Catchments already found, by where the place stands: one entry of the memo for all places of a profile and limit, so
/// that many places do not push everything else out of it.
class CatchmentBook {
 public:
  std::shared_ptr<const Catchment> find(ContentHash where) const {
    const std::lock_guard lock{mutex_};
    const auto at = held_.find(where);
    return at == held_.end() ? nullptr : at->second;
  }
  void keep(ContentHash where, std::shared_ptr<const Catchment> c) {
    const std::lock_guard lock{mutex_};
    if (cells_ + c->cell.size() > kMostCells) {
      held_.clear();
      cells_ = 0;
    }
    cells_ += c->cell.size();
    held_.insert_or_assign(where, std::move(c));
  }

 private:
  static constexpr std::size_t kMostCells = std::size_t{1} << 25;  // 256 MiB
  mutable std::mutex mutex_;
  std::unordered_map<ContentHash, std::shared_ptr<const Catchment>> held_;
  std::size_t cells_ = 0;
};

/// Everything that catchments depend on, but for the places and the timetable.
ContentHash ways_key(const char* what, const City& city, const Profile& profile, Seconds limit) {
  Hasher common;
  common.add(profile_key(what, city, profile)).add(city.grid.hash()).add(limit.base());
  if (profile.ride) add_ride(common, *profile.ride);
  if (profile.ride && profile.ride->budget) common.add(city.fares.hash());
  return common.done();
}

std::shared_ptr<CatchmentBook> catchment_book(const City& city, const Profile& profile, Seconds limit,
                                              Run& run) {
  Hasher common;
  common.add(ways_key("travel.catchments", city, profile, limit));
  if (profile.ride) common.add(city.transit.hash());
  return *run.memo.get<std::shared_ptr<CatchmentBook>>(common.done(),
                                                       [] { return std::make_shared<CatchmentBook>(); });
}

ContentHash where_stands(const City& city, PlaceIdx p) {
  Hasher h;
  add_point(h, city.places->at[p]);
  for (const Point entrance : city.places->entrances[p]) add_point(h, entrance);
  return h.done();
}

std::shared_ptr<const Catchment> within(const Catchment& wide, Cost most) {
  auto made = std::make_shared<Catchment>();
  for (std::size_t i = 0; i < wide.cell.size(); ++i) {
    if (wide.cost[i] > most) continue;
    made->cell.push_back(wide.cell[i]);
    made->cost.push_back(wide.cost[i]);
  }
  return made;
}

/// Links of places, by where they stand: a place is linked once for all kernels that ask about it, and once for all
/// what-ifs in which it stays where it is.
class LinkBook {
 public:
  std::vector<Link> links(const City& city, const Network& net, PlaceIdx p) {
    const ContentHash where = where_stands(city, p);
    {
      const std::lock_guard lock{mutex_};
      if (const auto at = held_.find(where); at != held_.end()) return at->second;
    }
    std::vector<Link> made = place_links(city, net, p);
    const std::lock_guard lock{mutex_};
    if (held_.size() >= kMostPlaces) held_.clear();
    held_.emplace(where, made);
    return made;
  }

 private:
  static constexpr std::size_t kMostPlaces = std::size_t{1} << 20;
  std::mutex mutex_;
  std::unordered_map<ContentHash, std::vector<Link>> held_;
};

std::shared_ptr<LinkBook> link_book(const City& city, const Profile& profile, Run& run) {
  return *run.memo.get<std::shared_ptr<LinkBook>>(profile_key("travel.place-links", city, profile),
                                                  [] { return std::make_shared<LinkBook>(); });
}

std::span<const Link> links_of(const Link& one) { return {&one, 1}; }
std::span<const Link> links_of(const std::vector<Link>& several) { return several; }

/// What of `linked` each source reaches (or is reached from): calls fn(source, found) once for each source that is linked
/// at all, on any thread.
template <class Sources, class Fn>
void search_all(const Network& net, const Linked& linked, const Sources& sources, Heading heading, Cost limit,
                Run& run, Fn fn) {
  std::vector<std::span<const Link>> links;
  links.reserve(sources.size());
  for (const auto& s : sources) links.push_back(links_of(s));
  const std::vector<std::uint32_t> order = by_neighbourhood(links);
  Pool<LaneSearch> pool{[&] { return std::make_unique<LaneSearch>(net); }};
  constexpr std::size_t kBatches = 4;
  for_chunks(run, order.size(), kBatches * kCostLanes, [&](std::size_t begin, std::size_t end) {
    auto search = pool.take();
    std::array<std::span<const Link>, kCostLanes> from;
    std::array<LaneSearch::Found, kCostLanes> found;
    for (std::size_t i = begin; i < end; i += kCostLanes) {
      const std::size_t n = std::min(kCostLanes, end - i);
      for (std::size_t l = 0; l < n; ++l) from[l] = links[order[i + l]];
      search->run({from.data(), n}, heading, limit);
      search->collect(linked, {found.data(), n});
      for (std::size_t l = 0; l < n; ++l) fn(order[i + l], found[l]);
    }
    pool.give(std::move(search));
  });
}

}  // namespace

std::shared_ptr<const Network> network(const City& city, const Profile& profile, Run& run) {
  return run.memo.get<Network>(profile_key("travel.network", city, profile),
                               [&] { return Network{city.streets.shared(), profile}; });
}

std::shared_ptr<const Column<CellIdx, Link>> cell_links(const City& city, const Profile& profile, Run& run) {
  Hasher h;
  h.add(profile_key("travel.cell-links", city, profile)).add(city.grid.hash());
  return run.memo.get<Column<CellIdx, Link>>(h.done(), [&] {
    const auto net = network(city, profile, run);
    Column<CellIdx, Link> links(city.grid->size());
    for_chunks(run, links.size(), kChunk, [&](std::size_t begin, std::size_t end) {
      for (std::size_t c = begin; c < end; ++c)
        links[idx<CellIdx>(c)] = net->link(city.grid->centre(idx<CellIdx>(c)));
    });
    return links;
  });
}

std::vector<Link> place_links(const City& city, const Network& net, PlaceIdx p) {
  const Places& places = *city.places;
  std::vector<Link> links;
  for (const Point entrance : places.entrances[p])
    if (const Link link = net.link(entrance); link.valid()) links.push_back(link);
  if (places.entrances[p].empty())
    if (const Link link = net.link(places.at[p]); link.valid()) links.push_back(link);
  return links;
}

NearestPlaces nearest_places(const City& city, const Profile& profile, std::span<const KindIdx> kinds,
                             Seconds limit, std::size_t k, Run& run) {
  if (profile.ride) return nearest_by_ride(city, profile, open_places(city, kinds), limit, k, run);
  const auto net = network(city, profile, run);
  const auto cells = cell_links(city, profile, run);
  const auto book = link_book(city, profile, run);
  std::vector<Link> sources;
  std::vector<std::uint32_t> number;
  for (const PlaceIdx p : open_places(city, kinds))
    for (const Link& link : book->links(city, *net, p)) {
      sources.push_back(link);
      number.push_back(p.v);
    }
  run.check_stop();
  const NearestLabels labels =
      nearest_labels(*net, sources, Heading::to_sources, net->limit(limit), k, number);
  NearestPlaces out;
  out.k = k;
  out.cost.assign(cells->size() * k, kNoPath);
  out.place.assign(cells->size() * k, PlaceIdx{});
  for_chunks(run, cells->size(), kChunk, [&](std::size_t begin, std::size_t end) {
    std::vector<NearestSource> found;
    for (std::size_t c = begin; c < end; ++c) {
      nearest_sources(labels, (*cells)[idx<CellIdx>(c)], found);
      for (std::size_t i = 0; i < found.size(); ++i) {
        out.cost[c * k + i] = found[i].cost;
        out.place[c * k + i] = PlaceIdx{found[i].source};
      }
    }
  });
  return out;
}

std::vector<std::shared_ptr<const Catchment>> catchments(const City& city, const Profile& profile,
                                                         std::span<const PlaceIdx> places, Seconds limit,
                                                         Run& run) {
  const auto net = network(city, profile, run);
  const auto cells = linked_cells(city, profile, run);
  if (profile.ride) {
    // One search serves all limits up to the next half hour: what takes longer than a limit is no part of what is within.
    constexpr double kShared_s = 1800;
    const Seconds shared{std::ceil(limit.base() / kShared_s) * kShared_s};
    if (shared > limit) {
      auto reached = catchments(city, profile, places, shared, run);
      const Cost most = net->limit(limit);
      for (auto& c : reached) c = within(*c, most);
      return reached;
    }
  }
  const auto book = catchment_book(city, profile, limit, run);
  const auto link_of = link_book(city, profile, run);
  std::vector<std::shared_ptr<const Catchment>> out(places.size());
  std::vector<std::vector<Link>> links(places.size());
  for_chunks(run, places.size(), kChunk, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      if (out[i] = book->find(where_stands(city, places[i])); !out[i])
        links[i] = link_of->links(city, *net, places[i]);
  });
  if (profile.ride) {
    catchments_by_ride(city, profile, links, limit, ways_key("travel.rides", city, profile, limit), out, run);
    for (std::size_t i = 0; i < places.size(); ++i)
      if (!links[i].empty()) book->keep(where_stands(city, places[i]), out[i]);
  } else
    search_all(*net, *cells, links, Heading::to_sources, net->limit(limit), run,
               [&](std::uint32_t i, const LaneSearch::Found& found) {
                 auto made = std::make_shared<Catchment>();
                 made->cell.reserve(found.size());
                 made->cost.reserve(found.size());
                 for (const auto& [cell, cost] : found) {
                   made->cell.push_back(CellIdx{cell});
                   made->cost.push_back(cost);
                 }
                 out[i] = std::move(made);
                 book->keep(where_stands(city, places[i]), out[i]);
               });
  for (auto& c : out)
    if (!c) c = std::make_shared<const Catchment>();  // linked to no street
  return out;
}

Ragged<CellIdx, PlaceCost> places_within(const City& city, const Profile& profile,
                                         std::span<const KindIdx> kinds, Seconds limit, Run& run, Side from) {
  const auto places = open_places(city, kinds);
  const std::size_t n = city.grid->size();
  std::vector<PlaceCost> data;
  std::vector<std::uint64_t> begin_of(n + 1, 0);
  // A ride is searched from all cells at once, whatever is asked.
  if (profile.ride || from == Side::places || (from == Side::smaller && places.size() <= n)) {
    // Turn the catchments round: places are taken in order, so each cell's row comes out by place.
    const auto reached = catchments(city, profile, places, limit, run);
    for (const auto& c : reached)
      for (const CellIdx cell : c->cell) ++begin_of[cell.v + 1];
    for (std::size_t c = 0; c < n; ++c) begin_of[c + 1] += begin_of[c];
    data.resize(begin_of[n]);
    std::vector<std::uint64_t> next(begin_of.begin(), begin_of.end() - 1);
    for (std::size_t i = 0; i < places.size(); ++i)
      for (std::size_t j = 0; j < reached[i]->cell.size(); ++j)
        data[next[reached[i]->cell[j].v]++] = {places[i], reached[i]->cost[j]};
  } else {
    const auto net = network(city, profile, run);
    const auto cells = cell_links(city, profile, run);
    const auto book = link_book(city, profile, run);
    Linked linked;
    for (const PlaceIdx p : places)
      for (const Link& link : book->links(city, *net, p)) linked.add(p.v, link);
    linked.index(*net);
    std::vector<std::vector<PlaceCost>> rows(n);
    search_all(*net, linked, cells->raw(), Heading::from_sources, net->limit(limit), run,
               [&](std::uint32_t c, const LaneSearch::Found& found) {
                 rows[c].reserve(found.size());
                 for (const auto& [place, cost] : found) rows[c].push_back({PlaceIdx{place}, cost});
               });
    for (std::size_t c = 0; c < n; ++c) {
      data.insert(data.end(), rows[c].begin(), rows[c].end());
      begin_of[c + 1] = data.size();
    }
  }
  Ragged<CellIdx, PlaceCost> out;
  out.assign(std::move(data), std::move(begin_of));
  return out;
}

namespace {

/// The arcs of each stretch as one network has them, between nodes of the city's streets.
struct StretchArcs {
  NodeIdx tail, head, back_tail, back_head;
  Cost there = kNoPath, back = kNoPath;
  friend bool operator==(const StretchArcs&, const StretchArcs&) = default;
};
std::vector<StretchArcs> arcs_of(const Network& net, const Streets& streets, std::size_t edges) {
  std::vector<StretchArcs> out(edges);
  for (std::uint32_t n = 0; n < net.nodes(); ++n) {
    const NodeIdx tail = net.street_node(NodeIdx{n});
    for (const Arc& arc : net.out(NodeIdx{n})) {
      StretchArcs& a = out[arc.edge.v];
      const NodeIdx head = net.street_node(arc.head);
      if (streets.from[arc.edge] == tail) a.tail = tail, a.head = head, a.there = arc.cost;
      else a.back_tail = tail, a.back_head = head, a.back = arc.cost;
    }
  }
  return out;
}

/// Whether a link says the same in both networks, whose nodes have other numbers.
bool same_link(const Network& was, const Link& a, const Network& is, const Link& b) {
  if (a.valid() != b.valid()) return false;
  return !a.valid() ||
         (a.edge == b.edge && a.off == b.off && a.along == b.along && a.to_from == b.to_from &&
          a.to_to == b.to_to && a.back == b.back && a.from_from == b.from_from && a.from_to == b.from_to &&
          was.street_node(a.from) == is.street_node(b.from) && was.street_node(a.to) == is.street_node(b.to));
}

/// One of the two networks: where its searches begin, and what they find.
struct EditSide {
  EditSide(const Network& n, std::size_t edges) : net{n}, seed(n.nodes(), 0), edited(edges, 0) {}
  const Network& net;
  std::vector<std::uint8_t> seed, edited;  // by network node, by edge
  void add(const Link& link) {
    if (!link.valid()) return;
    seed[link.from.v] = seed[link.to.v] = 1;
    edited[link.edge.v] = 1;
  }
  /// Calls fn(found) with a search from all seeds.
  template <class Fn>
  void search(Heading heading, Cost limit, Fn fn) const {
    std::vector<Link> from;
    for (std::uint32_t n = 0; n < seed.size(); ++n) {
      if (seed[n] == 0) continue;
      Link link;
      link.edge = EdgeIdx{static_cast<std::uint32_t>(edited.size())};  // nobody else's
      link.from = link.to = NodeIdx{n};
      link.to_from = link.to_to = link.from_from = link.from_to = 0;
      from.push_back(link);
    }
    Search search{net};
    search.run(from, heading, limit);
    fn([&](const Link& link) {
      if (!link.valid()) return false;
      if (edited[link.edge.v] != 0) return true;
      // The cost to an end is enough: who cannot reach one, or leave from one, reaches nothing that way.
      return search.cost(link.from) != kNoPath || search.cost(link.to) != kNoPath;
    });
  }
};

StreetEdit find_edit(const City& before, const City& now, const Profile& profile,
                     std::span<const KindIdx> kinds, Seconds limit, Run& run) {
  const auto was = network(before, profile, run), is = network(now, profile, run);
  StreetEdit out;
  out.place.assign(now.places->id.size(), 1);
  if (was->splits() || is->splits()) {
    out.cell.assign(now.grid->size(), 1);
    out.cells = out.cell.size();
    return out;
  }
  const auto old_cells = cell_links(before, profile, run), new_cells = cell_links(now, profile, run);
  const auto old_book = link_book(before, profile, run), new_book = link_book(now, profile, run);
  const std::size_t edges = std::max(before.streets->edges(), now.streets->edges());
  EditSide old_side{*was, edges}, new_side{*is, edges};
  const auto old_arcs = arcs_of(*was, *before.streets, edges), new_arcs = arcs_of(*is, *now.streets, edges);
  for (std::size_t e = 0; e < edges; ++e) {
    if (old_arcs[e] == new_arcs[e]) continue;
    const auto end = [&](EditSide& side, const Streets& streets) {
      side.edited[e] = 1;
      if (e >= streets.edges()) return;
      for (const NodeIdx n : {streets.from[idx<EdgeIdx>(e)], streets.to[idx<EdgeIdx>(e)]})
        if (const NodeIdx node = side.net.node(n); node.valid()) side.seed[node.v] = 1;
    };
    end(old_side, *before.streets);
    end(new_side, *now.streets);
  }
  out.cell.assign(new_cells->size(), 0);
  for (const CellIdx c : each(*new_cells)) {
    if (same_link(*was, (*old_cells)[c], *is, (*new_cells)[c])) continue;
    out.cell[c.v] = 1;
    old_side.add((*old_cells)[c]);
    new_side.add((*new_cells)[c]);
  }
  std::vector<PlaceIdx> asked;
  std::vector<std::vector<Link>> old_places, new_places;
  for (const PlaceIdx p : each(now.places->id)) {
    if (std::find(kinds.begin(), kinds.end(), now.places->kind[p]) == kinds.end()) continue;
    asked.push_back(p);
    // `now` tells where the place stands: a place that is new is looked for in the old streets too.
    old_places.push_back(old_book->links(now, *was, p));
    new_places.push_back(new_book->links(now, *is, p));
    const auto& a = old_places.back();
    const auto& b = new_places.back();
    bool same = a.size() == b.size();
    for (std::size_t i = 0; same && i < a.size(); ++i) same = same_link(*was, a[i], *is, b[i]);
    out.place[p.v] = same ? 0 : 1;
    if (same) continue;
    for (const Link& link : a) old_side.add(link);
    for (const Link& link : b) new_side.add(link);
  }
  const auto look = [&](const EditSide& side, const Column<CellIdx, Link>& cells,
                        const std::vector<std::vector<Link>>& places) {
    const Cost most = side.net.limit(limit);
    side.search(Heading::to_sources, most, [&](const auto& found) {
      for (const CellIdx c : each(cells))
        if (found(cells[c])) out.cell[c.v] = 1;
    });
    side.search(Heading::from_sources, most, [&](const auto& found) {
      for (std::size_t p = 0; p < places.size(); ++p)
        if (std::any_of(places[p].begin(), places[p].end(), found)) out.place[asked[p].v] = 1;
    });
  };
  look(old_side, *old_cells, old_places);
  look(new_side, *new_cells, new_places);
  out.cells = static_cast<std::size_t>(std::count(out.cell.begin(), out.cell.end(), 1));
  return out;
}

}  // namespace

std::shared_ptr<const StreetEdit> street_edit(const City& before, const City& now, const Profile& profile,
                                              std::span<const KindIdx> kinds, Seconds limit, Run& run) {
  Hasher h;
  h.add(profile_key("travel.street-edit", before, profile)).add(now.streets.hash());
  h.add(now.grid.hash()).add(now.places.hash()).add(limit.base());
  for (const KindIdx k : kinds) h.add(k.v);
  return run.memo.get<StreetEdit>(h.done(),
                                  [&] { return find_edit(before, now, profile, kinds, limit, run); });
}

void keep_catchments(const City& before, const City& now, const Profile& profile,
                     std::span<const KindIdx> kinds, Seconds limit, Run& run) {
  if (before.streets.hash() == now.streets.hash() || before.grid.hash() != now.grid.hash() ||
      before.streets->edges() == 0 || now.streets->edges() == 0)
    return;
  const auto old_book = catchment_book(before, profile, limit, run),
             new_book = catchment_book(now, profile, limit, run);
  const auto edit = street_edit(before, now, profile, kinds, limit, run);
  for (const PlaceIdx p : each(now.places->id)) {
    if (edit->place[p.v] != 0) continue;
    const ContentHash where = where_stands(now, p);
    if (new_book->find(where)) continue;
    if (auto held = old_book->find(where)) new_book->keep(where, std::move(held));
  }
}

std::vector<Cost> nearest_costs(const City& city, const Profile& profile, std::span<const KindIdx> kinds,
                                Seconds limit, std::size_t k, std::span<const CellIdx> cells, Run& run) {
  const auto net = network(city, profile, run);
  const auto links = cell_links(city, profile, run);
  const auto book = link_book(city, profile, run);
  Linked linked;
  for (const PlaceIdx p : open_places(city, kinds))
    for (const Link& link : book->links(city, *net, p)) linked.add(p.v, link);
  linked.index(*net);
  std::vector<Link> from;
  for (const CellIdx c : cells) from.push_back((*links)[c]);
  std::vector<Cost> out(cells.size() * k, kNoPath);
  search_all(*net, linked, from, Heading::from_sources, net->limit(limit), run,
             [&](std::uint32_t n, const LaneSearch::Found& found) {
               std::vector<Cost> costs;
               for (const auto& [place, cost] : found) costs.push_back(cost);
               std::sort(costs.begin(), costs.end());
               std::copy_n(costs.begin(), std::min(k, costs.size()),
                           out.begin() + static_cast<std::ptrdiff_t>(n * k));
             });
  return out;
}

}  // namespace cityloop
