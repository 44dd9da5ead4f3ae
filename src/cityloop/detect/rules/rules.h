#pragma once

#include <vector>

#include "cityloop/detect/detect.h"

namespace cityloop {

/// Matters below the standard. See rules/shortfall.cc.
std::vector<Finding> find_shortfalls(const City&, const Measurement&, const Assessment&, const Lens&, Run&);
/// Watched groups worse served than the city. See rules/gap.cc.
std::vector<Finding> find_gaps(const City&, const Measurement&, const Assessment&, const Lens&, Run&);
/// Clusters of badly served homes that chance does not explain. See rules/hotspot.cc.
std::vector<Finding> find_hotspots(const City&, const Measurement&, const Assessment&, const Lens&, Run&);

/// What inspections found and nobody has put right. See rules/defect.cc.
std::vector<Finding> find_defects(const City&, const Measurement&, const Assessment&, const Lens&, Run&);
/// Where residents say otherwise than what was computed. See rules/disagreement.cc.
std::vector<Finding> find_disagreements(const City&, const Measurement&, const Assessment&, const Lens&,
                                        Run&);

/// A finding's name before history is asked: a pure function of what it is about and where it is worst.
FindingId fresh_id(const Finding&, const FrameworkKey&, std::uint64_t anchor);
/// The zones of the coarsest level that the finding's cells lie in, ascending by id; empty without zones.
std::vector<ZoneId> zones_of(const City&, const std::vector<CellIdx>&);
/// The people whose experience a criterion counts: its group by cell, or all residents; null if the group is unknown.
const Column<CellIdx, float>* people_of(const City&, const GroupKey&);
/// Share of the people in the finding's zones (or the city's) whose value is known: how far it can be trusted.
double known_share(const City&, const Field&, const Column<CellIdx, float>& people,
                   const std::vector<ZoneId>& zones);

}  // namespace cityloop
