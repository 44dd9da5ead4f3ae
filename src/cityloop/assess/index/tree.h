#pragma once

// From normalised indicators up the tree of the index.

#include <span>
#include <vector>

#include "cityloop/assess/index/ahp.h"
#include "cityloop/assess/index/method.h"
#include "cityloop/assess/index/pca.h"
#include "cityloop/base/run.h"

namespace cityloop::index {

/// How the weights of one node came about, for people to check.
struct WeightNote {
  std::optional<Judged> judged;
  std::optional<Budget> budget;
  std::optional<Components> components;
  std::optional<Matched> matched;
};

/// The weights of a node's parts by its rule; sum 1. Throws Error{bad_input} that names the node: judgements that do not
/// connect the parts or contradict themselves beyond the limit (with the triad to look at), negative values under
/// entropy, importance that no weights reach.
std::vector<double> node_weights(const Method&, std::size_t node, Parts, WeightNote&);

/// The scores of units [begin, end) from columns of parts, written to out[begin … end).
///
/// params   rule with by_unit(rule.by); weight ≥ 0
/// cost     O(parts) for each unit; allocates nothing for arithmetic and geometric means
/// `logs`: ln of the parts where it is known already, for geometric means; empty, or with empty columns, where it is not.
void aggregate_units(Parts, std::span<const double> weight, const AggregateRule&, std::size_t begin,
                     std::size_t end, std::span<double> out, Parts logs = {});

/// The scores of all units under any rule.
Values aggregate_all(Parts, std::span<const double> weight, const AggregateRule&, Run&);

/// Throws Error{bad_input} where a value of a part does not fit the rule: negative under a geometric or harmonic mean or
/// the benefit of the doubt. Names the node, the part, the unit and what to write.
void check_values(const Method&, std::size_t node, Parts, std::span<const std::string> part_keys,
                  std::span<const std::string> units);

}  // namespace cityloop::index
