#pragma once

// A noun header of `decide`. A thing that is funded is a project; "measure" is only the verb.

#include <optional>
#include <string>
#include <vector>

#include "cityloop/base/document.h"
#include "cityloop/base/money.h"
#include "cityloop/base/time.h"
#include "cityloop/city/delta.h"
#include "cityloop/measure/indicator.h"

namespace cityloop {

/// A kind of thing a city can fund. Read from YAML; becomes a Project when it is given a site.
struct ProjectType {
  ProjectTypeKey key;
  Text name;
  std::vector<IndicatorKey> helps;  // candidates are made only for findings about these
  enum class Does : std::uint8_t { add_place, expand_place, set_land_use } does = Does::add_place;
  PlaceKindKey place;             // add_place, expand_place
  float capacity = 0;             // of the new place, or added to the old one
  LandUseKey land_use;            // set_land_use
  std::vector<LandUseKey> sites;  // may be put on cells with this use; empty: anywhere people live
  Money capex, opex_per_year;
  int years_to_build = 1;
  FundKey fund;
  DepartmentKey owner;
  Text owner_name;
  Source price_source;
  std::string file;
};
ProjectType parse_project_type(const Document&, std::span<const Indicator>);

/// Something that could be funded: a change to the city, a price, an owner, and what it answers.
struct Project {
  ProjectId id;
  ProjectTypeKey type;
  Text name;
  Delta change;
  Point at;
  std::optional<CellId> cell;  // where it stands; absent: off the grid
  Money capex, opex_per_year;
  int years_to_build = 1;
  FundKey fund;
  DepartmentKey owner;
  std::vector<FindingId> answers;
};

}  // namespace cityloop
