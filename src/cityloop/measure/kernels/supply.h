#pragma once

// What several kernels share that ask which places a cell reaches and what falls to it there: the decay
// parameters, and a state that is kept beside a city so that a what-if costs no more than what it reaches.

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "cityloop/measure/kernels/list.h"
#include "cityloop/simulate/access/floating.h"

namespace cityloop {

/// Parameters decay, steps, half, exponent, at, midpoint and spread.
void add_decay_params(std::vector<ParamSpec>&);
/// The decay over travelled(): seconds or metres, as the limit is written; 0 beyond the limit.
Decay decay_of(const Indicator&);
/// Throws Error{bad_input} where a form lacks its parameter, has another's, or its parameters make no sense.
void check_decay(const Indicator&);

/// How far a place of a size covers as the crow flies, where parameter `sizes` says so: "2000: 300 m" is from a capacity of
/// 2,000 on. Ascending by capacity.
struct SizeRadius {
  double capacity = 0, radius_m = 0;
};
/// Throws Error{bad_input} where a step cannot be read or the steps do not ascend; empty without the parameter.
std::vector<SizeRadius> size_radii(const Indicator&);

/// How far places of a kind cover, where parameter `limits` says so: "metro_station: 1000 m". Throws Error{bad_input} where a line
/// cannot be read, names a kind that is not asked for, or goes farther than the limit; empty without the parameter.
struct KindRadius {
  PlaceKindKey kind;
  double radius_m = 0;
};
std::vector<KindRadius> kind_radii(const Indicator&);

/// Which places supply whom, and how it is shared.
struct SupplyRule {
  Sharing sharing = Sharing::none;
  Decay decay;
  bool capacity = true;   // what a place offers: its capacity, or 1
  bool straight = false;  // reached as the crow flies, without streets
  bool demand = false;    // Σ over cells where somebody of the demand lives; else all cells, and no demand
  std::optional<GroupKey> group = {};  // whose demand; without it all residents
};
/// The demand column of a rule; nullptr: the city does not know the group.
const Column<CellIdx, float>* demand_of(const City&, const SupplyRule&);

/// A city's places of some kinds, who reaches them, and what falls to each cell. Closed places are there, with
/// supply 0.
struct Supplied {
  FloatingCatchment shares;
  std::vector<PlaceIdx> place;         // of the shares' places, ascending
  std::vector<std::uint32_t> guessed;  // cell → open places reached whose capacity is a declared default
};
/// What falls to a cell as its value, unless the question does not apply there.
void put(const Supplied&, const Indicator&, std::size_t cell, Field&);
/// What of a delta such a state can be mended for. nullopt: it has to be made anew (streets moved, a cell was
/// emptied or its first people came, or the kinds were not known before).
struct Edits {
  std::vector<PlaceIdx> added;    // of `now`, of the kinds
  std::vector<PlaceIdx> resized;  // of both, of the kinds
  std::vector<CellIdx> peopled;   // whose people were scaled
};
std::optional<Edits> edits_of(const City& before, const City& now, const Delta&, const Indicator&);

/// Before a field is made anew because streets moved: who reaches a place that the edit cannot concern is known already.
void keep_reach(const Ask& now, const City& before);

/// The state of a city, made anew. Without `to_mend` it does not remember who reaches a place, and cannot be
/// mended.
Supplied supplied(const City&, const Indicator&, const SupplyRule&, bool to_mend, Run&);
/// The state of `now` from the one of `before`, which is kept in Run::memo; `changed` are the cells whose value
/// may differ. nullptr: made anew costs no more, or is the only way.
std::shared_ptr<const Supplied> mended(const Ask& now, const City& before, const Delta&, const SupplyRule&,
                                       std::vector<std::uint32_t>& changed);

/// The places that a cell reaches, of some cells: PlaceIdx ascending within a cell.
struct ReachedPlaces {
  std::vector<std::uint64_t> first;  // cell → its places
  std::vector<PlaceIdx> place;
  std::vector<Cost> cost;
};
/// `wanted`: flags by cell; rows of other cells stay empty.
ReachedPlaces reached_places(const City&, const Indicator&, std::span<const std::uint8_t> wanted, Run&);
/// Flags of the cells that reach any of these places.
void mark_reaching(const City&, const Indicator&, std::span<const PlaceIdx>,
                   std::vector<std::uint8_t>& wanted, Run&);

}  // namespace cityloop
