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

/// The closed list of what can be altered. Visitors have no catch-all, so adding one breaks the build in touches(),
/// resolve() and apply() until answered. A Change names things by stable id only, never by index, so that a saved
/// what-if outlives the snapshot it was drawn on.
using Change = std::variant<AddPlace, ResizePlace, AddPath, SetLandUse, ScalePeople>;
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
City apply(const City& base, const Delta&);

/// One delta in words: "add primary_school at 3,250 m E 1,100 m N (capacity 800)".
Text describe(const Change&);
/// JSON both ways; the form of files, ledger and API.
std::string to_json(const Delta&);
Delta parse_delta(const Document&);

}  // namespace cityloop
