#pragma once

// The parts of a methodology that have a file of their own to be read in: rules, and the tree of the index.

#include "cityloop/assess/index/method.h"

namespace cityloop::index {

NormaliseRule read_normalise(const Document&);
AggregateRule read_aggregate(const Document&);
/// The scheme of the whole method: no judgements and no points, which belong to one node.
WeightRule read_weight_scheme(const Document&);
/// Reads the tree below `index:` into nodes and indicators.
void read_nodes(const Document& index, Method&);
/// What can only be seen when all is read: sums of weights, goalposts, directions. Resolves declared weights.
void check_nodes(const Document& whole, Method&);

}  // namespace cityloop::index
