// What kernels ask of travel, for a whole city: one search where one is enough, else many in parallel.

#include <algorithm>
#include <limits>
#include <mutex>
#include <unordered_map>

#include "cityloop/base/parallel.h"
#include "cityloop/simulate/travel/lane_search.h"
#include "cityloop/simulate/travel/linked.h"
#include "cityloop/simulate/travel/pool.h"
#include "cityloop/simulate/travel/search.h"

namespace cityloop {
namespace {

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

ContentHash where_stands(const City& city, PlaceIdx p) {
  Hasher h;
  add_point(h, city.places->at[p]);
  for (const Point entrance : city.places->entrances[p]) add_point(h, entrance);
  return h.done();
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
  for_chunks(run, order.size(), kBatches * LaneSearch::kLanes, [&](std::size_t begin, std::size_t end) {
    auto search = pool.take();
    std::array<std::span<const Link>, LaneSearch::kLanes> from;
    std::array<LaneSearch::Found, LaneSearch::kLanes> found;
    for (std::size_t i = begin; i < end; i += LaneSearch::kLanes) {
      const std::size_t n = std::min(LaneSearch::kLanes, end - i);
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
  Hasher common;
  common.add(profile_key("travel.catchments", city, profile)).add(city.grid.hash()).add(limit.base());
  const auto book = *run.memo.get<std::shared_ptr<CatchmentBook>>(
      common.done(), [] { return std::make_shared<CatchmentBook>(); });
  const auto link_of = link_book(city, profile, run);
  std::vector<std::shared_ptr<const Catchment>> out(places.size());
  std::vector<std::vector<Link>> links(places.size());
  for_chunks(run, places.size(), kChunk, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      if (out[i] = book->find(where_stands(city, places[i])); !out[i])
        links[i] = link_of->links(city, *net, places[i]);
  });
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
  if (from == Side::places || (from == Side::smaller && places.size() <= n)) {
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

}  // namespace cityloop
