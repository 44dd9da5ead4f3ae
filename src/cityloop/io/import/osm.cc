// OpenStreetMap, PBF or XML, in two passes: ways and relations first (which nodes are junctions, which relations are
// areas), then everything with its positions. The only file that knows libosmium.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <filesystem>

#include <osmium/area/assembler.hpp>
#include <osmium/area/multipolygon_manager.hpp>
#include <osmium/handler/node_locations_for_ways.hpp>
#include <osmium/index/map/flex_mem.hpp>
#include <osmium/io/bzip2_compression.hpp>
#include <osmium/io/gzip_compression.hpp>
#include <osmium/io/pbf_input.hpp>
#include <osmium/io/xml_input.hpp>
#include <osmium/visitor.hpp>

#include "cityloop/city/hours.h"
#include "cityloop/io/import/osm_features.h"
#include "cityloop/io/import/readers.h"
#include "cityloop/io/import/text_file.h"

namespace cityloop {
namespace {

using NodeId = osmium::object_id_type;
using Locations = osmium::index::map::FlexMem<osmium::unsigned_object_id_type, osmium::Location>;
using LocationHandler = osmium::handler::NodeLocationsForWays<Locations>;
using Areas = osmium::area::MultipolygonManager<osmium::area::Assembler>;

struct TagBuffer {
  std::vector<Tag> tags;
  Tags read(const osmium::TagList& list) {
    tags.clear();
    for (const osmium::Tag& t : list) tags.push_back({t.key(), t.value()});
    return tags;
  }
};

struct Wanted {
  bool streets = true, places = true, buildings = true, land = true;
};

/// Pass 1: how often street ways use each node (a node used twice is a junction), and who may not turn where.
class JunctionCounter : public osmium::handler::Handler {
 public:
  void way(const osmium::Way& way) {
    if (way.tags().empty() || !permissions(tags_.read(way.tags()))) return;
    for (const auto& node : way.nodes()) used_.push_back(node.ref());
  }
  void relation(const osmium::Relation& relation) {
    if (relation.tags().empty()) return;
    const Tags tags = tags_.read(relation.tags());
    if (value_of(tags, "type") != "restriction") return;
    const TurnRule rule = turn_rule(tags);
    if (rule.stops == 0) return;
    std::vector<std::int64_t> from, to, via, over;
    bool strange = false;
    for (const auto& m : relation.members()) {
      const std::string_view role = m.role();
      const bool way = m.type() == osmium::item_type::way, node = m.type() == osmium::item_type::node;
      if (role == "from" && way) from.push_back(m.ref());
      else if (role == "to" && way) to.push_back(m.ref());
      else if (role == "via" && node) via.push_back(m.ref());
      else if (role == "via" && way) over.push_back(m.ref());
      else if (role == "from" || role == "to" || role == "via") strange = true;
    }
    if (!over.empty() && via.empty() && !strange && !from.empty() && !to.empty()) {
      ++over_ways;
      return;
    }
    // "No entry" may come from several ways and "no exit" lead into several; all else is one turn.
    if (strange || from.empty() || to.empty() || via.size() != 1 || !over.empty() ||
        (rule.only && (from.size() != 1 || to.size() != 1))) {
      if (broken_turns++ == 0) first_broken_turn = relation.id();
      return;
    }
    for (const std::int64_t f : from)
      for (const std::int64_t t : to)
        turns.push_back({f, via.front(), t, rule.only, rule.stops, {}, relation.id()});
  }
  std::vector<TurnDraft> turns;
  std::size_t broken_turns = 0, over_ways = 0;
  std::int64_t first_broken_turn = 0;
  /// The sorted ids of nodes that are used more than once.
  std::vector<NodeId> junctions() {
    std::sort(used_.begin(), used_.end());
    std::vector<NodeId> out;
    for (std::size_t i = 1; i < used_.size(); ++i)
      if (used_[i] == used_[i - 1] && (out.empty() || out.back() != used_[i])) out.push_back(used_[i]);
    return out;
  }

 private:
  TagBuffer tags_;
  std::vector<NodeId> used_;
};

/// Pass 2: streets cut at junctions and barriers, and every object that a rule of the recipe matches.
class Collector : public osmium::handler::Handler {
 public:
  Collector(const Recipe& recipe, const Wanted& wanted, std::vector<NodeId> junctions)
      : recipe_{recipe}, wanted_{wanted}, junctions_{std::move(junctions)},
        places_{rules(recipe.places, wanted.places)}, land_{rules(recipe.land, wanted.land)},
        buildings_{rules(recipe.buildings, wanted.buildings)} {}

  void node(const osmium::Node& node) {
    if (node.tags().empty()) return;
    const Tags tags = tags_.read(node.tags());
    const std::string_view barrier = value_of(tags, "barrier");
    if (!barrier.empty() && wanted_.streets)
      if (const Permit stops = stopped_by(tags); stops != 0) barriers_.emplace_back(node.id(), stops);
    if (value_of(tags, "highway") == "traffic_signals") signals_.push_back(node.id());
    if (!value_of(tags, "entrance").empty() || barrier == "gate" || barrier == "entrance")
      entrances_.push_back(node.id());
    if (!node.location().valid() || !match(tags, 'n')) return;
    found.points.push_back(at(node.location()));
    keep(tags, 'n', node.id(), 1);
  }

  void way(const osmium::Way& way) {
    settle();
    if (way.tags().empty()) return;
    const Tags tags = tags_.read(way.tags());
    if (wanted_.streets)
      if (const auto permit = permissions(tags)) {
        stress_ = traffic_stress(tags, *permit);
        add_street(way, *permit);
      }
    // Closed ways come again as areas.
    const bool closed = way.nodes().size() > 3 && way.nodes().front().ref() == way.nodes().back().ref();
    if (closed && value_of(tags, "area") != "no") return;
    if (!match(tags, 'l')) return;
    const std::size_t begin = found.points.size();
    for (const auto& n : way.nodes())
      if (n.location().valid()) found.points.push_back(at(n.location()));
    if (found.points.size() == begin) {
      ++nowhere;
      return;
    }
    keep(tags, 'w', way.id(), 1);
    found.features.back().open = true;
  }

  void area(const osmium::Area& area) {
    const Tags tags = tags_.read(area.tags());
    if (!match(tags, 'a')) return;
    const std::size_t begin = found.points.size();
    std::uint32_t rings = 0;
    std::vector<std::uint32_t> doors;
    const auto ring = [&](const osmium::NodeRefList& list) {
      for (std::size_t i = 0; i + 1 < list.size(); ++i) {  // the last node is the first again
        if (rings == 0 && std::binary_search(entrances_.begin(), entrances_.end(), list[i].ref()))
          doors.push_back(static_cast<std::uint32_t>(found.points.size()));
        found.points.push_back(at(list[i].location()));
      }
      if (found.ring_begin.back() != found.points.size())
        found.ring_begin.push_back(found.points.size()), ++rings;
    };
    for (const auto& outer : area.outer_rings()) {
      ring(outer);
      for (const auto& inner : area.inner_rings(outer)) ring(inner);
    }
    if (found.points.size() == begin) {
      ++broken_areas;
      return;
    }
    keep(tags, area.from_way() ? 'w' : 'r', area.orig_id(), rings);
    found.features.back().entrances = std::move(doors);
  }

  osmium::TagsFilter area_filter() const {
    osmium::TagsFilter filter{false};
    for (const RuleIndex* index : {&places_, &land_, &buildings_})
      for (const std::string& key : index->keys()) filter.add_rule(true, osmium::TagMatcher{key});
    return filter;
  }

  OsmFeatures found;
  std::size_t nowhere = 0, broken_areas = 0, street_ways = 0, lost_nodes = 0;

 private:
  template <class Rule>
  static RuleIndex rules(const std::vector<Rule>& list, bool wanted) {
    std::vector<const TagRule*> out;
    if (wanted)
      for (const Rule& r : list) out.push_back(&r.when);
    return RuleIndex{std::move(out)};
  }
  static Point at(osmium::Location l) { return {l.lon_without_check(), l.lat_without_check()}; }

  /// Nodes are all known once the first way comes.
  void settle() {
    if (settled_) return;
    std::sort(barriers_.begin(), barriers_.end());
    std::sort(entrances_.begin(), entrances_.end());
    std::sort(signals_.begin(), signals_.end());
    settled_ = true;
  }

  /// Finds the rules of an object; land and buildings only for areas.
  bool match(Tags tags, char form) {
    places_.match(tags, place_hits_);
    land_hits_.clear();
    building_hits_.clear();
    if (form == 'a') {
      land_.match(tags, land_hits_);
      if (value_of(tags, "building") != "no") buildings_.match(tags, building_hits_);
    }
    return !place_hits_.empty() || !land_hits_.empty() || !building_hits_.empty();
  }

  void keep(Tags tags, char type, std::int64_t id, std::uint32_t rings) {
    OsmFeatures::Feature f;
    f.type = type;
    f.id = id;
    if (found.ring_begin.back() != found.points.size()) found.ring_begin.push_back(found.points.size());
    f.rings = rings;
    f.first_ring = static_cast<std::uint32_t>(found.ring_begin.size() - 1 - rings);
    for (const std::uint32_t r : place_hits_) {
      const auto same = [&](std::uint32_t other) {
        return recipe_.places[other].kind == recipe_.places[r].kind;
      };
      if (std::any_of(f.places.begin(), f.places.end(), same))
        continue;  // one object is one school, by whatever rule
      f.places.push_back(r);
      float capacity = -1;
      for (const std::string& key : recipe_.places[r].capacity)
        if (capacity < 0) capacity = read_amount(value_of(tags, key));
      f.capacity.push_back(capacity);
    }
    if (!place_hits_.empty()) {
      f.name = value_of(tags, "name");
      // What is written there but cannot be read stays unknown: nothing else would be true.
      if (const std::string_view written = value_of(tags, "opening_hours"); !written.empty())
        f.hours = read_hours(written).value_or(OpenHours{});
    }
    if (!land_hits_.empty()) f.land = static_cast<std::int32_t>(land_hits_.front());
    if (!building_hits_.empty()) {
      f.building = static_cast<std::int32_t>(building_hits_.front());
      const float levels = read_amount(value_of(tags, "building:levels"));
      if (levels >= 0 && levels < 300)
        f.floors = static_cast<std::uint16_t>(std::max(1.0F, std::round(levels)));
      for (const char* key : {"start_date", "year_of_construction", "construction_date", "building:year"})
        if (f.year == 0) f.year = read_year_tag(value_of(tags, key));
    }
    found.features.push_back(std::move(f));
  }

  Permit stopped_at(NodeId node) const {
    const auto it = std::lower_bound(barriers_.begin(), barriers_.end(), std::pair{node, Permit{0}});
    return it != barriers_.end() && it->first == node ? it->second : Permit{0};
  }

  void add_street(const osmium::Way& way, const WayPermit& permit) {
    const auto& nodes = way.nodes();
    ++street_ways;
    std::size_t first = 0;
    while (first < nodes.size()) {
      // A run of nodes that are in the file: an extract may cut a way.
      while (first < nodes.size() && !nodes[first].location().valid()) ++first, ++lost_nodes;
      std::size_t last = first;
      while (last < nodes.size() && nodes[last].location().valid()) ++last;
      if (last - first >= 2) add_run(way, permit, first, last - 1);
      first = last;
    }
  }

  void add_run(const osmium::Way& way, const WayPermit& permit, std::size_t first, std::size_t last) {
    const auto& nodes = way.nodes();
    std::size_t from = first;
    for (std::size_t i = first + 1; i <= last; ++i) {
      const NodeId id = nodes[i].ref();
      const bool cut =
          i == last || std::binary_search(junctions_.begin(), junctions_.end(), id) || stopped_at(id) != 0;
      if (!cut) continue;
      if (nodes[from].ref() == id && i - from >= 2) {
        // A loop without a junction: cut in the middle, because an edge has two ends.
        const std::size_t middle = (from + i) / 2;
        add_stretch(way, permit, from, middle);
        add_stretch(way, permit, middle, i);
      } else if (nodes[from].ref() != id) {
        add_stretch(way, permit, from, i);
      }
      from = i;
    }
  }

  /// Where a barrier stands, a stretch ends at a node of its own, and a passage without length leads to the real node for
  /// the modes that may pass.
  std::int64_t end_of(const osmium::Way& way, const WayPermit& permit, std::size_t i, bool begins) {
    const NodeId id = way.nodes()[i].ref();
    const Permit stops = stopped_at(id);
    if (stops == 0) return id;
    const std::int64_t own = -(way.id() * 4096 + static_cast<std::int64_t>(i) * 2 + (begins ? 1 : 0)) - 1;
    const Permit both = static_cast<Permit>((permit.forward | permit.backward) & ~stops);
    if (both != 0) {
      OsmFeatures::Stretch gate;
      gate.way = way.id();
      gate.from = own;
      gate.to = id;
      gate.begin = found.points.size();
      found.points.push_back(at(way.nodes()[i].location()));
      gate.end = found.points.size();
      gate.permit = permit;
      gate.permit.forward = gate.permit.backward = both;
      gate.gate = true;
      found.stretches.push_back(gate);
      found.ring_begin.push_back(found.points.size());
    }
    return own;
  }

  void add_stretch(const osmium::Way& way, const WayPermit& permit, std::size_t from, std::size_t to) {
    OsmFeatures::Stretch s;
    s.way = way.id();
    s.from = end_of(way, permit, from, true);
    s.to = end_of(way, permit, to, false);
    s.begin = found.points.size();
    for (std::size_t i = from; i <= to; ++i) found.points.push_back(at(way.nodes()[i].location()));
    s.end = found.points.size();
    s.permit = permit;
    s.stress = stress_;
    const auto lights = [&](std::size_t i) {
      return std::binary_search(signals_.begin(), signals_.end(), way.nodes()[i].ref());
    };
    s.from_signals = lights(from);
    s.to_signals = lights(to);
    found.stretches.push_back(s);
    found.ring_begin.push_back(found.points.size());
  }

  const Recipe& recipe_;
  Wanted wanted_;
  std::vector<NodeId> junctions_;
  RuleIndex places_, land_, buildings_;
  TagBuffer tags_;
  bool settled_ = false;
  std::vector<std::pair<NodeId, Permit>> barriers_;
  std::vector<NodeId> entrances_, signals_;
  WayStress stress_;  // of the way at hand
  std::vector<std::uint32_t> place_hits_, land_hits_, building_hits_;
};

Recipe load_recipe(const Import& in) {
  const auto asked = in.spec.options.find("recipe");
  const std::string name = asked ? asked->string() : "osm.yaml";
  for (const std::string& folder : {in.workspace, in.workspace + "/recipes", in.catalogue + "/recipes"}) {
    const std::filesystem::path path = std::filesystem::path{folder} / name;
    std::error_code trouble;
    if (std::filesystem::is_regular_file(path, trouble))
      return parse_recipe(parse_yaml(read_text_file(path.string(), name).text, name));
  }
  throw Error{Fault::not_found, say("there is no recipe '{}'", "没有配方“{}”", name),
              asked ? asked->where() : in.spec.options.where(),
              say("put it beside city.yaml, or name one of catalogue/recipes",
                  "请放在 city.yaml 旁，或使用 catalogue/recipes 中的配方")};
}

[[noreturn]] void refuse(const std::string& shown, const std::exception& e) {
  throw Error{
      Fault::bad_input,
      say("{0} is not a complete OpenStreetMap file ({1})", "{0} 不是完整的 OpenStreetMap 文件（{1}）", shown,
          e.what()),
      Where{shown},
      say("it was probably cut off: download it again; names end in .osm.pbf, .osm, .osm.gz or .osm.bz2",
          "文件可能被截断：请重新下载；文件名应以 .osm.pbf、.osm、.osm.gz 或 .osm.bz2 结尾")};
}

}  // namespace

void read_osm(Import& in) {
  Wanted wanted;
  if (const auto layers = in.spec.options.find("layers")) {
    wanted = {false, false, false, false};
    static const std::vector<std::string> words{"streets", "places", "buildings", "land"};
    const std::array<bool*, 4> flags{&wanted.streets, &wanted.places, &wanted.buildings, &wanted.land};
    for (const Document& word : layers->list()) *flags[word.choice(words)] = true;
  }
  const bool only_streets = !wanted.places && !wanted.buildings && !wanted.land;
  const Recipe recipe = only_streets ? Recipe{} : load_recipe(in);
  in.spec.options.find("recipe");
  in.spec.options.done();
  try {
    const osmium::io::File file{in.path};
    JunctionCounter counter;
    osmium::area::AssemblerConfig config;
    config.ignore_invalid_locations = true;
    Collector probe{recipe, wanted, {}};
    Areas areas{config, probe.area_filter()};
    {
      osmium::io::Reader reader{file, osmium::osm_entity_bits::way | osmium::osm_entity_bits::relation,
                                osmium::io::read_meta::no};
      while (const osmium::memory::Buffer buffer = reader.read()) {
        in.run.check_stop();
        if (only_streets) osmium::apply(buffer, counter);
        else osmium::apply(buffer, counter, areas);
      }
      reader.close();
    }
    areas.prepare_for_lookup();
    Collector collector{recipe, wanted, wanted.streets ? counter.junctions() : std::vector<NodeId>{}};
    Locations locations;
    LocationHandler locate{locations};
    locate.ignore_errors();
    {
      osmium::io::Reader reader{file, osmium::osm_entity_bits::nwr, osmium::io::read_meta::no};
      auto& handler =
          areas.handler([&](osmium::memory::Buffer&& buffer) { osmium::apply(buffer, collector); });
      while (osmium::memory::Buffer buffer = reader.read()) {
        in.run.check_stop();
        if (only_streets) osmium::apply(buffer, locate, collector);
        else osmium::apply(buffer, locate, collector, handler);
      }
      reader.close();
      if (!only_streets) {
        osmium::memory::Buffer rest = areas.read();
        if (rest) osmium::apply(rest, collector);
      }
    }
    Diagnostics& notes = in.run.notes;
    if (collector.broken_areas > 0)
      notes.warning("osm.area",
                    say("{} areas have no closed edge and were left out", "{} 个面的边界不闭合，已忽略",
                        collector.broken_areas),
                    Where{in.spec.file},
                    say("they are usually cut by the edge of the extract", "通常是被数据范围边缘截断"));
    if (collector.lost_nodes + collector.nowhere > 0)
      notes.note("osm.node",
                 say("{} nodes of ways are not in the file", "{} 个路径节点不在文件中",
                     collector.lost_nodes + collector.nowhere),
                 Where{in.spec.file}, say("ways end at the edge of the extract", "路径在数据范围边缘中断"));
    if (wanted.streets) {
      for (TurnDraft& t : counter.turns) {
        t.file = in.file;
        in.into.add_turn(std::move(t));
      }
      if (counter.broken_turns > 0)
        notes.warning("osm.turn",
                      say("{0} turn restrictions lack a way they come from, a node or a way they lead to and "
                          "are left out (the first: relation {1})",
                          "{0} 条转向限制缺少驶入道路、路口节点或驶出道路，已忽略（首条：关系 {1}）",
                          counter.broken_turns, counter.first_broken_turn),
                      Where{in.spec.file});
      if (counter.over_ways > 0)
        notes.note("osm.turn_over_ways",
                   say("{} turn restrictions lead over a whole way and are not used",
                       "{} 条转向限制经过整条道路，未采用", counter.over_ways),
                   Where{in.spec.file});
    }
    if (wanted.streets && collector.street_ways == 0)
      notes.warning("osm.streets", say("{} holds no streets", "{} 中没有道路", in.spec.file),
                    Where{in.spec.file});
    add_features(std::move(collector.found), recipe, in);
  } catch (const Error&) {
    throw;
  } catch (const std::exception& e) {
    refuse(in.spec.file, e);
  }
}

std::optional<LngLat> locate_osm(const SourceSpec& spec, const std::string& path) {
  try {
    osmium::io::Reader reader{osmium::io::File{path}, osmium::osm_entity_bits::node,
                              osmium::io::read_meta::no};
    osmium::Box box = reader.header().joined_boxes();
    // A box that goes round the globe is one across the antimeridian: there longitudes are counted on beyond 180°.
    const auto too_wide = [](const osmium::Box& b) {
      return b.valid() && b.top_right().lon() - b.bottom_left().lon() > 180;
    };
    double west = 360, east = 0;  // of longitudes from 0° to 360°
    if (!box.valid() || too_wide(box)) {
      box = osmium::Box{};
      while (const osmium::memory::Buffer buffer = reader.read())
        for (const osmium::Node& node : buffer.select<osmium::Node>()) {
          if (!node.location().valid()) continue;
          box.extend(node.location());
          const double lon = node.location().lon() < 0 ? node.location().lon() + 360 : node.location().lon();
          west = std::min(west, lon);
          east = std::max(east, lon);
        }
    }
    reader.close();
    if (!box.valid()) return std::nullopt;
    LngLat middle{(box.bottom_left().lon() + box.top_right().lon()) / 2,
                  (box.bottom_left().lat() + box.top_right().lat()) / 2};
    if (too_wide(box) && east - west < 180) {
      middle.lng = (west + east) / 2;
      if (middle.lng > 180) middle.lng -= 360;
    }
    return middle;
  } catch (const Error&) {
    throw;
  } catch (const std::exception& e) {
    refuse(spec.file, e);
  }
}

}  // namespace cityloop
