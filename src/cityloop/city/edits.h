#pragma once

// Private to city: layers while a delta is applied to them, one change after the other.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cityloop/city/delta.h"
#include "cityloop/city/transit_rows.h"

namespace cityloop {

/// Visitors of Change have no catch-all: what is not answered does not compile.
template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

/// Coordinates in messages.
std::string at_words(Point p);

/// Streets that can be cut and altered.
class StreetsEdit {
 public:
  explicit StreetsEdit(const Streets& s) : streets_{s} {}
  void check(const AddPath&, const Where&, Diagnostics&) const;
  void check(const ChangeStretch&, const Where&, Diagnostics&) const;
  void apply(const AddPath&);
  void apply(const ChangeStretch&);
  Streets done() const;

 private:
  /// Where on which stretch.
  struct Foot {
    EdgeIdx edge;
    std::size_t segment = 0;
    Point at;
    double off_m = 0;
  };
  std::span<const Point> bends(EdgeIdx) const;
  std::optional<Foot> nearest(Point, double radius_m, std::int64_t way_ref = 0) const;
  EdgeIdx add(NodeIdx from, NodeIdx to, std::vector<Point> between, std::uint32_t mm, EdgeIdx like);
  NodeIdx add_node(Point);
  NodeIdx join(Point);

  Streets streets_;                                      // all but the bends of …
  std::map<std::uint32_t, std::vector<Point>> redrawn_;  // … these stretches
};

/// A timetable while lines are drawn in it.
class TransitEdit {
 public:
  explicit TransitEdit(const City&);
  void check(const AddLine&, const Where&, Diagnostics&) const;
  void check(const SetHeadway&, const Where&, Diagnostics&) const;
  void check(const RerouteLine&, const Where&, Diagnostics&) const;
  void check(const RemoveLine&, const Where&, Diagnostics&) const;
  void check(const RemoveStop&, const Where&, Diagnostics&) const;
  void apply(const AddLine&);
  void apply(const SetHeadway&);
  void apply(const RerouteLine&);
  void apply(const RemoveLine&);
  void apply(const RemoveStop&);
  Transit done() const { return rows_.done(); }

 private:
  using Handle = std::uint32_t;
  struct Found {  // none, one, or too many (and which feeds have it)
    std::optional<Handle> row;
    std::vector<std::string> feeds;
  };
  template <class Row>
  Found find(const std::vector<Row>&, const std::string& feed, const std::string& ref) const;
  template <class Row>
  void check_found(const std::vector<Row>&, const std::string& feed, const std::string& ref, const Text& what,
                   const Where&, Diagnostics&) const;
  /// The feed that a new line belongs to; kNone: a new one. Not a value: it has to be named.
  std::optional<Handle> feed_for(const AddLine&) const;
  void check_route(const std::string& feed, Vehicle, const std::vector<DrawnStop>&, double kmh,
                   const std::vector<double>& minutes, bool must_know_speed, const Where&,
                   Diagnostics&) const;
  /// The stop of a vehicle nearest to a point, within 30 m.
  std::optional<Handle> stop_near(Handle feed, Vehicle, Point) const;
  std::vector<Handle> stops_for(Handle feed, Vehicle, const std::vector<DrawnStop>&);
  std::vector<std::int32_t> legs_s(const std::vector<Handle>& stops, double kmh,
                                   const std::vector<double>& minutes) const;
  Handle pattern_for(Handle line, std::vector<Handle> stops);
  std::vector<std::int32_t> days_of(Handle service) const;
  std::vector<std::int32_t> days_of_line(Handle line) const;
  std::vector<std::int32_t> every_day() const;
  Handle service_for(Handle feed, const std::vector<std::int32_t>& days);
  std::vector<Handle> trips_of(Handle line) const;
  /// From the first stop of a pattern to its last.
  Point course(Handle pattern) const;
  /// The pattern with the most departures of some trips.
  Handle busiest(const std::vector<Handle>& trips) const;
  double kmh_of(Handle line) const;
  /// Takes out what was drawn and is no longer used.
  void sweep();

  const City& city_;
  TransitRows rows_;
};

}  // namespace cityloop
