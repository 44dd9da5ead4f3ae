#pragma once

#include <string>
#include <variant>
#include <vector>

#include "cityloop/base/text.h"
#include "cityloop/city/city.h"

namespace cityloop {

class Document;

/// Several units of one level become one.
struct MergeUnits {
  std::vector<std::string> codes;
  std::string into;  // a new code, so that figures of a part are not taken for those of the whole
  Text name;
  friend bool operator==(const MergeUnits&, const MergeUnits&) = default;
};
/// One unit becomes several, which share its cells out: a cell goes to the first part that holds its centre.
struct SplitUnit {
  struct Part {
    std::string code;
    Text name;
    Shape shape;  // on the city's plane
    friend bool operator==(const Part&, const Part&) = default;
  };
  std::string code;
  std::vector<Part> parts;
  friend bool operator==(const SplitUnit&, const SplitUnit&) = default;
};
/// A unit belongs to another one of a coarser level from now on, with its cells, and to all above that.
struct ReassignUnit {
  std::string code, parent;
  friend bool operator==(const ReassignUnit&, const ReassignUnit&) = default;
};
/// What kind of area a unit is: old_town, new_district, … Empty: no longer any.
struct TypeUnit {
  std::string code, type;
  friend bool operator==(const TypeUnit&, const TypeUnit&) = default;
};

/// One change of the units for which a city is judged. The files that were imported stay as they are: a change is applied
/// to what they say, at every import, in the order of the changes.
struct UnitEdit {
  ZoneLevelKey level;
  std::variant<MergeUnits, SplitUnit, ReassignUnit, TypeUnit> what;
  friend bool operator==(const UnitEdit&, const UnitEdit&) = default;
};

/// Throws Error{bad_input} where the change makes no sense in this city: a level or code that is not there, a code that is
/// taken, parts that leave cells of the unit out, a parent that is not coarser.
void check_unit_edit(const City&, const UnitEdit&);

std::string to_json(const UnitEdit&);
UnitEdit parse_unit_edit(const Document&);

}  // namespace cityloop
