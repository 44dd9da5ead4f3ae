#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cityloop/city/city.h"

namespace cityloop {

class Document;

/// A new place. The id is chosen by the drawer, so that later changes can refer to it.
struct AddPlace {
  PlaceId id;
  PlaceKindKey kind;
  Point at;
  float capacity = 0;
  std::string name = {};
  friend bool operator==(const AddPlace&, const AddPlace&) = default;
};
struct ResizePlace {  // capacity 0 closes it
  PlaceId place;
  float capacity = 0;
  friend bool operator==(const ResizePlace&, const ResizePlace&) = default;
};
/// A new way for some modes, both directions. Its ends (and nothing between) join the streets: each end is linked to the
/// nearest stretch within 50 m, splitting it there, or stays loose, with a warning from resolve().
struct AddPath {
  std::vector<Point> line;
  Permit modes = 0;
  friend bool operator==(const AddPath&, const AddPath&) = default;
};
/// Turns whole cells to one use (all other uses of these cells become 0).
struct SetLandUse {
  std::vector<CellId> cells;
  LandUseKey use;
  friend bool operator==(const SetLandUse&, const SetLandUse&) = default;
};
/// Moves residents in (or out, negative): a renewal or a new estate. Groups grow in proportion.
struct ScalePeople {
  std::vector<CellId> cells;
  double factor = 1;
  friend bool operator==(const ScalePeople&, const ScalePeople&) = default;
};

/// Alters one stretch of street: the one nearest to a point, within 25 m. (Edges have no name that outlives an import;
/// a point on the ground does.) With way_ref only stretches of that way are looked at.
struct ChangeStretch {
  Point at;
  std::int64_t way_ref = 0;    // 0: of any way
  Permit closed = 0;           // who may no longer go there, in either direction
  std::uint8_t drive_kmh = 0;  // 0: stays
  friend bool operator==(const ChangeStretch&, const ChangeStretch&) = default;
};

/// A stop on a drawn route. The nearest stop of the feed within 30 m at which the same vehicle calls is meant, and keeps
/// its name; where there is none, a new stop is made.
struct DrawnStop {
  Point at;
  std::string name = {};
  friend bool operator==(const DrawnStop&, const DrawnStop&) = default;
};
/// A new line, there and back, every day from the first day of the timetable to its last (of a city without one: the
/// year from the city's date). From each end the first leaves at from_s, then one every every_s before until_s.
struct AddLine {
  std::string feed;  // may be left out where it is clear: there is one feed, or one with such vehicles
  std::string ref, name;
  Vehicle vehicle = Vehicle::bus;
  std::vector<DrawnStop> stops;
  double kmh = 0;                    // along the straight legs; or else
  std::vector<double> minutes = {};  // of each leg
  std::int32_t every_s = 0, from_s = 0, until_s = 0;
  friend bool operator==(const AddLine&, const AddLine&) = default;
};
/// A line's trips that leave within [from_s, until_s) go every so often instead, on each day on which the line runs. In
/// each direction the busiest pattern of the period is the one that is run, as fast as its trip nearest to the middle.
/// Which pattern goes which way is told by its first and last stop.
struct SetHeadway {
  std::string feed, line;
  std::int32_t every_s = 0, from_s = 0, until_s = 0;
  friend bool operator==(const SetHeadway&, const SetHeadway&) = default;
};
/// All trips of a line go along other stops, there and back; they leave when they left before.
struct RerouteLine {
  std::string feed, line;
  std::vector<DrawnStop> stops;
  double kmh = 0;                    // neither: as fast as the line was
  std::vector<double> minutes = {};  // of each leg
  friend bool operator==(const RerouteLine&, const RerouteLine&) = default;
};
struct RemoveLine {
  std::string feed, line;
  friend bool operator==(const RemoveLine&, const RemoveLine&) = default;
};
/// Nobody calls at the stop any more; the times at the others stay. A station goes with its platforms and entrances.
struct RemoveStop {
  std::string feed, stop;
  friend bool operator==(const RemoveStop&, const RemoveStop&) = default;
};

/// The closed list of what can be altered. Visitors have no catch-all, so adding one breaks the build in touches(),
/// resolve() and apply() until answered. A Change names things by stable id only, never by index, so that a saved
/// what-if outlives the snapshot it was drawn on. Lines and stops are named by feed and reference; the feed may be left
/// out where only one has such a reference.
using Change = std::variant<AddPlace, ResizePlace, AddPath, SetLandUse, ScalePeople, ChangeStretch, AddLine,
                            SetHeadway, RerouteLine, RemoveLine, RemoveStop>;
struct Delta {
  std::vector<Change> changes;
  bool empty() const { return changes.empty(); }
  friend bool operator==(const Delta&, const Delta&) = default;
};

/// Which layers apply() will replace.
LayerSet touches(const Delta&);
/// Which kinds of place change (AddPlace, ResizePlace); sorted, unique.
std::vector<PlaceKindKey> kinds_touched(const City& base, const Delta&);
/// Every problem at once; changes nothing.
Diagnostics resolve(const City&, const Delta&);
/// The changed city. Precondition: resolve() found no problem; cannot fail. Untouched layers are shared by pointer.
///
/// What is drawn into a timetable stands where the builder would have put it, so that a line that is added and removed
/// again leaves no trace: equal bytes.
City apply(const City& base, const Delta&);
/// Where on the ground a change is made: places, ends of paths, stops, centres of cells. Of what is not there: nothing.
std::vector<Point> sites(const City& base, const Change&);
/// Where people get on a line that is drawn: a timetable says when it calls, and a walk to the nearest stop goes to places. One place
/// for each stop that has none of this kind within 30 m, neither in the city nor in `so_far`, named by where it stands; none where
/// the city has no places of this kind at all, as one without any would then have only these.
std::vector<AddPlace> stop_places(const City& base, const AddLine&, const PlaceKindKey&, const Delta& so_far);
/// Whether a place was made by stop_places(), so that it comes and goes with its line.
bool is_stop_place(const AddPlace&);

/// One delta in words: "add primary_school at 3,250 m E 1,100 m N (capacity 800)".
Text describe(const Change&);
/// JSON both ways; the form of files, ledger and API.
std::string to_json(const Delta&);
Delta parse_delta(const Document&);

}  // namespace cityloop
