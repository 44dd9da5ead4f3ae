#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>

namespace cityloop {

/// A number that names one kind of thing. Default: nobody.
///
/// There are two kinds of name on purpose. An *index* (`CellIdx`) is dense, fast and dies with the snapshot; an *id*
/// (`CellId`) is stable and is what people and databases see. Confusing the two does not compile.
template <class Tag, class Rep = std::uint32_t>
struct Id {
  using rep = Rep;
  Rep v = std::numeric_limits<Rep>::max();
  constexpr bool valid() const { return v != std::numeric_limits<Rep>::max(); }
  friend constexpr auto operator<=>(Id, Id) = default;
};

/// A word that names one kind of thing, chosen by people: "access.school.walk".
template <class Tag>
struct Key {
  std::string word;
  bool empty() const { return word.empty(); }
  friend auto operator<=>(const Key&, const Key&) = default;
};

/// The index type `I` for position `i` of a column.
template <class I>
constexpr I idx(std::size_t i) {
  return I{static_cast<typename I::rep>(i)};
}

using CellIdx = Id<struct CellIdxTag>;
using ZoneIdx = Id<struct ZoneIdxTag>;
using PlaceIdx = Id<struct PlaceIdxTag>;
using KindIdx = Id<struct KindIdxTag, std::uint16_t>;
using NodeIdx = Id<struct NodeIdxTag>;
using EdgeIdx = Id<struct EdgeIdxTag>;
using BuildingIdx = Id<struct BuildingIdxTag>;
using SourceRow = Id<struct SourceRowTag>;  // a row of Provenance
using CriterionIdx = Id<struct CriterionIdxTag>;

using CellId = Id<struct CellIdTag, std::uint64_t>;
using ZoneId = Id<struct ZoneIdTag, std::uint64_t>;
using PlaceId = Id<struct PlaceIdTag, std::uint64_t>;
using ReportId = Id<struct ReportIdTag, std::uint64_t>;
using InspectionId = Id<struct InspectionIdTag, std::uint64_t>;
using FindingId = Id<struct FindingIdTag, std::uint64_t>;
using ProjectId = Id<struct ProjectIdTag, std::uint64_t>;
using PlanId = Id<struct PlanIdTag, std::uint64_t>;
using CaseId = Id<struct CaseIdTag, std::uint64_t>;

using IndicatorKey = Key<struct IndicatorKeyTag>;
using FrameworkKey = Key<struct FrameworkKeyTag>;
using GoalKey = Key<struct GoalKeyTag>;
using GroupKey = Key<struct GroupKeyTag>;          // "children", "elderly", "low_income"
using PlaceKindKey = Key<struct PlaceKindKeyTag>;  // "primary_school"
using ZoneLevelKey = Key<struct ZoneLevelKeyTag>;  // "community", "street", "district"
using LandUseKey = Key<struct LandUseKeyTag>;      // "residential", "park"
using BuildingUseKey = Key<struct BuildingUseKeyTag>;
using VariableKey = Key<struct VariableKeyTag>;  // a published statistic: "population", "doctors"
using CategoryKey = Key<struct CategoryKeyTag>;  // what a report is about
using CheckKey = Key<struct CheckKeyTag>;        // what an inspection looks for: "structure", "gas"
using ProjectTypeKey = Key<struct ProjectTypeKeyTag>;
using FundKey = Key<struct FundKeyTag>;
using DepartmentKey = Key<struct DepartmentKeyTag>;
using ActorKey = Key<struct ActorKeyTag>;

/// Sixteen hexadecimal digits: how an id is written in files, on the command line and in URLs.
std::string to_string_hex(std::uint64_t v);
template <class Tag>
std::string to_string(Id<Tag, std::uint64_t> id) {
  return to_string_hex(id.v);
}
/// Reads what `to_string_hex` writes; throws Error{bad_input} naming `what` otherwise.
std::uint64_t parse_hex(const std::string& text, const char* what);

}  // namespace cityloop

template <class Tag, class Rep>
struct std::hash<cityloop::Id<Tag, Rep>> {
  std::size_t operator()(cityloop::Id<Tag, Rep> id) const noexcept { return std::hash<Rep>{}(id.v); }
};
template <class Tag>
struct std::hash<cityloop::Key<Tag>> {
  std::size_t operator()(const cityloop::Key<Tag>& k) const noexcept {
    return std::hash<std::string>{}(k.word);
  }
};
