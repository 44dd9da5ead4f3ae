#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "cityloop/city/city.h"
#include "cityloop/simulate/travel/network.h"

namespace cityloop {

/// Everywhere in this file a limit is the last cost that still counts: a cost equal to the limit is reached.

/// Direction of travel with respect to the sources of a search.
enum class Heading : std::uint8_t {
  from_sources,  // source → everywhere: what a home can reach
  to_sources,    // everywhere → source: who can reach a school
};

struct Reached {
  NodeIdx node;
  Cost cost = 0;
  friend bool operator==(const Reached&, const Reached&) = default;
};

/// A heap with four children a parent: fewer levels than a binary one, and the four lie in one cache line.
template <class Entry>
class MinHeap {
 public:
  bool empty() const { return heap_.empty(); }
  void clear() { heap_.clear(); }
  void push(Entry e) {
    std::size_t i = heap_.size();
    heap_.push_back(e);
    for (std::size_t up = 0; i > 0 && e < heap_[up = (i - 1) / 4]; i = up) heap_[i] = heap_[up];
    heap_[i] = e;
  }
  Entry pop() {
    const Entry top = heap_.front(), last = heap_.back();
    heap_.pop_back();
    const std::size_t n = heap_.size();
    if (n == 0) return top;
    std::size_t i = 0;
    for (std::size_t child = 1; child < n; child = 4 * i + 1) {
      const std::size_t end = std::min(child + 4, n);
      std::size_t least = child;
      for (std::size_t c = child + 1; c < end; ++c)
        if (heap_[c] < heap_[least]) least = c;
      if (!(heap_[least] < last)) break;
      heap_[i] = heap_[least];
      i = least;
    }
    heap_[i] = last;
    return top;
  }

 private:
  std::vector<Entry> heap_;
};

/// A reusable bounded search over a network: labels with a time stamp instead of clearing, one object per thread. The
/// network must outlive it.
///
/// Nodes wait in buckets of 2^kBucketBits cost units, nearest bucket first. Within a bucket a node may be looked at again
/// when a shorter way to it is found; arcs are about as long as a bucket is wide, so this is rare, and nothing is sorted.
///
/// cost     O(arcs reached + limit / bucket width)
/// source   Denardo, Fox 1979 (bucket queues); Meyer, Sanders 2003 (Δ-stepping, here with one thread)
class Search {
 public:
  explicit Search(const Network&);
  /// All nodes within `limit` of a linked point (or of the nearest of several), each once, in no promised order; the
  /// same order for the same question.
  std::span<const Reached> run(const Link& source, Heading heading, Cost limit) {
    return run(std::span<const Link>{&source, 1}, heading, limit);
  }
  std::span<const Reached> run(std::span<const Link> sources, Heading, Cost limit);
  Cost cost(NodeIdx n) const {
    return label_[n.v].stamp == now_ ? label_[n.v].cost : kNoPath;
  }  // of the last run
  /// Cost between the sources of the last run and another linked point, also when both stand on one stretch; kNoPath
  /// beyond the limit.
  Cost cost(const Link& target) const;
  std::span<const Reached> reached() const { return reached_; }
  std::span<const Link> sources() const { return sources_; }
  Heading heading() const { return heading_; }
  Cost limit() const { return limit_; }

 private:
  struct Label {
    Cost cost = 0;
    std::uint32_t stamp = 0;
  };
  struct Waiting {
    NodeIdx node;
    Cost cost = 0;
    std::uint32_t next = 0;  // in the same bucket
  };
  static constexpr unsigned kBucketBits = 15;  // 33 m, or 33 s of driving
  static constexpr std::uint32_t kNobody = 0xffffffffU;
  void offer(NodeIdx, Cost);
  void settle(std::size_t bucket);
  const Network* network_;
  std::vector<Label> label_;
  std::vector<std::uint32_t> bucket_;  // the latest who came to wait in it; kNobody between two runs
  std::vector<Waiting> waiting_;
  std::size_t last_bucket_ = 0;
  std::vector<Reached> reached_;
  std::uint32_t now_ = 0;
  std::vector<Link> sources_;
  Heading heading_ = Heading::from_sources;
  Cost limit_ = 0;
};

/// Cost from each node to (or from) its k nearest sources, with the source's number: one search for all sources.
struct NearestLabels {
  std::size_t k = 1;
  Heading heading = Heading::to_sources;
  Cost limit = 0;
  std::vector<Cost> cost;             // node × k, ascending; kNoPath: fewer than that within the limit
  std::vector<std::uint32_t> source;  // node × k; of equal costs the lower number first
  struct OnEdge {
    Link link;
    std::uint32_t source;
  };
  std::vector<OnEdge> on_edge;  // the sources by their stretch, for points that share it
};
/// `number[i]` is whom link i belongs to (the entrances of one place are one source); empty: each link for itself.
/// A node is settled at most k times, once for each distinct source.
NearestLabels nearest_labels(const Network&, std::span<const Link> sources, Heading, Cost limit,
                             std::size_t k, std::span<const std::uint32_t> number = {});

/// The nearest sources of one linked point, read off the labels; handles a source on the same stretch exactly.
struct NearestSource {
  Cost cost = kNoPath;
  std::uint32_t source = 0xffffffffU;
  friend auto operator<=>(const NearestSource&, const NearestSource&) = default;
};
/// At most k, ascending by cost and number, distinct. `found` is overwritten.
void nearest_sources(const NearestLabels&, const Link&, std::vector<NearestSource>& found);

/// The travel results a kernel asks for. What does not depend on the places is memoised by content hash in Run::memo;
/// nearest_places() and places_within() are not, because a what-if of many candidates would keep them all.
/// --- the network of a city for a profile
std::shared_ptr<const Network> network(const City&, const Profile&, Run&);
/// --- each cell's link (from its centre). Invalid where nothing permitted is within 1600 m: `beyond` in a city with
///     streets, `no_data` in one without
std::shared_ptr<const Column<CellIdx, Link>> cell_links(const City&, const Profile&, Run&);
/// --- the links of a place: its entrances, or where it stands; only the valid ones
std::vector<Link> place_links(const City&, const Network&, PlaceIdx);

/// From every cell to its k nearest places of the given kinds (open ones), cost and place; kNoPath beyond `limit`.
struct NearestPlaces {
  std::size_t k = 1;
  std::vector<Cost> cost;       // cell × k, ascending
  std::vector<PlaceIdx> place;  // cell × k; of equal costs the lower PlaceIdx first
};
NearestPlaces nearest_places(const City&, const Profile&, std::span<const KindIdx> kinds, Seconds limit,
                             std::size_t k, Run&);

/// Which cells can reach a place within a limit: the place's catchment, cells ascending.
struct Catchment {
  std::vector<CellIdx> cell;
  std::vector<Cost> cost;
};
/// Catchments of many places in one parallel pass; memoised per place by (streets, grid, where it stands, profile, limit).
/// Whether a place is open is not asked: its catchment is a matter of where it stands.
std::vector<std::shared_ptr<const Catchment>> catchments(const City&, const Profile&,
                                                         std::span<const PlaceIdx> places, Seconds limit,
                                                         Run&);

/// The open places of the given kinds that each cell can reach within a limit, by PlaceIdx: the walking circle.
struct PlaceCost {
  PlaceIdx place;
  Cost cost = kNoPath;
  friend bool operator==(const PlaceCost&, const PlaceCost&) = default;
};
/// Searched from whichever side is smaller in number, cells or places, unless told; the answer is the same.
enum class Side : std::uint8_t { smaller, cells, places };
Ragged<CellIdx, PlaceCost> places_within(const City&, const Profile&, std::span<const KindIdx> kinds,
                                         Seconds limit, Run&, Side from = Side::smaller);

}  // namespace cityloop
