#pragma once

// OpenStreetMap objects of the generated city, held compactly: a city of ten million has four million nodes.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "cityloop/geo/point.h"

namespace cityloop::demo {

using OsmTags = std::vector<std::pair<std::string_view, std::string_view>>;

/// Nodes, ways and relations; the id of each is its position plus one. Node positions are on the generator's plane until
/// they are written.
class OsmDraft {
 public:
  struct Member {
    char type = 'w';  // n, w
    std::uint32_t ref = 0;
    std::string_view role = "outer";
  };

  std::uint32_t node(Point at) {
    nodes_.push_back(at);
    return static_cast<std::uint32_t>(nodes_.size() - 1);
  }
  std::uint32_t node(Point at, const OsmTags& tags) {
    const std::uint32_t n = node(at);
    tag_node(n, tags);
    return n;
  }
  void tag_node(std::uint32_t n, const OsmTags& tags) { node_tags_.insert_or_assign(n, keep(tags)); }
  std::uint32_t way(std::span<const std::uint32_t> refs, const OsmTags& tags) {
    ways_.push_back({refs_.size(), refs.size(), keep(tags)});
    refs_.insert(refs_.end(), refs.begin(), refs.end());
    return static_cast<std::uint32_t>(ways_.size() - 1);
  }
  /// A closed way around a ring of points (first point not repeated).
  std::uint32_t area(std::span<const Point> ring, const OsmTags& tags) {
    std::vector<std::uint32_t> refs;
    for (const Point p : ring) refs.push_back(node(p));
    if (!refs.empty()) refs.push_back(refs.front());
    return way(refs, tags);
  }
  void relation(std::vector<Member> members, const OsmTags& tags) {
    relations_.push_back({std::move(members), keep(tags)});
  }

  // For the writer.
  struct TagRange {
    std::size_t begin = 0, count = 0;
  };
  struct Way {
    std::size_t first = 0, count = 0;
    TagRange tags;
  };
  struct Relation {
    std::vector<Member> members;
    TagRange tags;
  };
  const std::vector<Point>& nodes() const { return nodes_; }
  const std::vector<Way>& ways() const { return ways_; }
  const std::vector<Relation>& relations() const { return relations_; }
  std::span<const std::uint32_t> refs(const Way& w) const {
    return std::span{refs_}.subspan(w.first, w.count);
  }
  TagRange tags_of_node(std::uint32_t n) const {
    const auto hit = node_tags_.find(n);
    return hit == node_tags_.end() ? TagRange{} : hit->second;
  }
  template <class Fn>
  void each_tag(TagRange r, Fn fn) const {
    for (std::size_t k = r.begin; k < r.begin + r.count; ++k)
      fn(*words_[tags_[k].first], *words_[tags_[k].second]);
  }

 private:
  TagRange keep(const OsmTags& tags) {
    const TagRange r{tags_.size(), tags.size()};
    for (const auto& [k, v] : tags) tags_.emplace_back(word(k), word(v));
    return r;
  }
  std::uint32_t word(std::string_view w) {
    const auto [hit, fresh] =
        number_of_.try_emplace(std::string{w}, static_cast<std::uint32_t>(words_.size()));
    if (fresh) words_.push_back(&hit->first);
    return hit->second;
  }
  std::vector<Point> nodes_;
  std::unordered_map<std::uint32_t, TagRange> node_tags_;
  std::vector<Way> ways_;
  std::vector<std::uint32_t> refs_;
  std::vector<Relation> relations_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> tags_;
  std::unordered_map<std::string, std::uint32_t> number_of_;
  std::vector<const std::string*> words_;
};

}  // namespace cityloop::demo
