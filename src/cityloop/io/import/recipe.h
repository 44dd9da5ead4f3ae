#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "cityloop/base/document.h"
#include "cityloop/city/builder.h"
#include "cityloop/io/import/permit.h"

namespace cityloop {

/// A condition on tags: any of several alternatives, each of which asks several keys for one of several values.
struct TagRule {
  struct Condition {
    std::string key;
    std::vector<std::string> values;  // "*": any; "~part": a value that holds `part`; else the whole value
  };
  struct Alternative {
    std::vector<Condition> all;
  };
  std::vector<Alternative> any;
  std::vector<Alternative> unless;
  bool matches(Tags) const;
};

/// What tags mean, as data (catalogue/recipes/*.yaml; docs/guide/import.md describes the form):
///
///     places:
///       - {kind: primary_school, when: {amenity: school, "isced:level": ["1"]}, capacity: capacity}
///       - {kind: park, when: [{leisure: park}, {leisure: garden}], unless: {access: private}, capacity: area, entrances: boundary}
///     land:       # the first that matches
///       - {use: residential, when: {landuse: residential}}
///     buildings:  # the first that matches
///       - {use: housing, when: {building: [apartments, house]}}
struct Recipe {
  struct Place {
    TagRule when;
    PlaceKindKey kind;
    std::vector<std::string> capacity;  // tags to read it from, the first that holds a number
    bool capacity_is_area = false;
    bool boundary_entrances =
        false;  // where no entrance is mapped, a large place is entered all along its edge
  };
  struct Land {
    TagRule when;
    LandUseKey use;
  };
  struct Building {
    TagRule when;
    BuildingUseKey use;
  };
  std::vector<Place> places;
  std::vector<Land> land;
  std::vector<Building> buildings;
};
Recipe parse_recipe(const Document&);

/// Finds the rules that match an object, all at once: objects whose keys no rule asks for cost almost nothing.
class RuleIndex {
 public:
  explicit RuleIndex(std::vector<const TagRule*> rules);
  /// The positions of the matching rules, ascending, into a buffer the caller keeps.
  void match(Tags, std::vector<std::uint32_t>& found) const;
  std::vector<std::string> keys() const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
  };
  std::vector<const TagRule*> rules_;
  std::unordered_map<std::string, std::vector<std::uint32_t>, Hash, std::equal_to<>> by_key_;
};

}  // namespace cityloop
