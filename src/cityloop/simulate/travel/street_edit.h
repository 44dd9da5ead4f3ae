#pragma once

#include <memory>
#include <vector>

#include "cityloop/simulate/travel/search.h"

namespace cityloop {

/// What an edit of the streets can change for one profile within a limit; all other costs are what they were.
///
/// A stretch is edited where its arcs differ between the two networks, a cell or a place where its link does. Let U be
/// the ends of edited stretches, and of the stretches that edited cells and places are or were linked to. A cost between
/// a cell and a place can differ only if a way of the old or of the new network between them that is within the limit
/// goes through a node of U, or if one of them stands on such a stretch. So two bounded searches from U in each network
/// find all cells and all places that matter; the network is compared, not the change, so that nothing is missed that a
/// change does farther off (an island that is cut off, a stretch that was split).
///
/// cost     O(edges + cells + places) to compare, and four bounded searches
struct StreetEdit {
  std::vector<std::uint8_t> cell;  // by CellIdx: what it reaches, or how far it is, may differ
  std::vector<std::uint8_t>
      place;              // by PlaceIdx of `now`: who reaches it, or how far it is, may differ; 1: not asked
  std::size_t cells = 0;  // how many of them
};
/// Of places only those of the kinds are looked at. Where turns are forbidden to this profile everything may differ.
/// Precondition: the same grid. Memoised.
std::shared_ptr<const StreetEdit> street_edit(const City& before, const City& now, const Profile&,
                                              std::span<const KindIdx>, Seconds limit, Run&);

/// Hands on what catchments() remembers of `before` to `now`, for all places of the kinds whose catchment the edit cannot change.
void keep_catchments(const City& before, const City& now, const Profile&, std::span<const KindIdx>,
                     Seconds limit, Run&);

/// Costs from some cells to their k nearest open places of the kinds, as nearest_places() finds them, each cell searched
/// on its own: cells.size() × k, ascending.
std::vector<Cost> nearest_costs(const City&, const Profile&, std::span<const KindIdx> kinds, Seconds limit,
                                std::size_t k, std::span<const CellIdx> cells, Run&);

}  // namespace cityloop
