#pragma once

// How an index is made, declared and versioned: everything that is needed to make it again from the same table.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cityloop/assess/index/aggregate.h"
#include "cityloop/assess/index/normalise.h"
#include "cityloop/assess/index/treat.h"
#include "cityloop/assess/index/weights.h"
#include "cityloop/base/document.h"
#include "cityloop/base/hash.h"

namespace cityloop::index {

/// What an indicator is in the table, and which way it points.
struct IndicatorRule {
  std::string column;
  std::string denominator;  // a column; empty: none
  Ends ends;
  std::string error_column;   // standard errors, in the indicator's unit; empty: none
  double relative_error = 0;  // standard error as a share of the value, where there is no column
};

/// How the weights of one node's parts come about. The scheme of the whole method holds where a node has none.
struct WeightRule {
  Weighting by = Weighting::declared;
  bool rescale = false;                      // declared weights need not sum to 1
  std::vector<std::vector<double>> experts;  // of budget: points, one row for each expert
  bool by_median = false;                    // of budget
  std::vector<double> judgements;            // of ahp: parts × parts, by row; 0: not compared
  int random_index = 1;                      // of ahp: which of Saaty's two tables
  double consistency = 0.1;                  // of ahp: the most CR that is taken
  double variance = 0;  // of pca: keep components until this share; 0: those with an eigenvalue above 1
  long line = 0;
};

/// An indicator (a leaf) or an aggregate of parts. Numbered from the top: a part comes after what it belongs to.
struct Node {
  std::string key;
  Text name;
  double weight = 1;  // among its siblings, as declared
  bool weight_given = false;
  std::size_t parent = 0;  // the top is its own
  std::vector<std::size_t> parts;
  std::optional<std::size_t> indicator;  // of a leaf
  std::size_t level = 1;                 // 1: indicators; an aggregate is one above its highest part
  std::optional<WeightRule> weights;
  std::optional<AggregateRule> aggregate;
  long line = 0;
  bool leaf() const { return indicator.has_value(); }
};

enum class Imputer : std::uint8_t { none, mean, median, group_mean, group_median, regression };
std::string_view to_word(Imputer);
const std::vector<std::string>& imputer_words();
struct ImputeRule {
  Imputer by = Imputer::none;
  std::string group = {};  // of the group_ kinds
  friend bool operator==(const ImputeRule&, const ImputeRule&) = default;
};

/// Harmony of several aggregates (耦合协调度), beside the index.
struct CouplingRule {
  std::vector<std::size_t> of;  // nodes
  std::vector<double> weight;   // sum 1
  double full = 100;            // the score that counts as 1
};

/// What might as well have been chosen, for the doubt about the ranks. Empty: as in the method.
struct DoubtRule {
  std::vector<ImputeRule> impute;
  std::vector<std::size_t> winsorise;
  std::vector<NormaliseRule> normalise;
  std::vector<AggregateRule> aggregate;
  double weight_noise = 0;                 // each weight times 1 ± this, uniform
  std::vector<std::size_t> weight_levels;  // of which levels; empty: all
  bool measurement = false;                // values vary by their standard errors
  bool leave_out = false;                  // one of the index's indicators at a time, or none
  bool any() const {
    return !impute.empty() || !winsorise.empty() || !normalise.empty() || !aggregate.empty() ||
           weight_noise > 0 || measurement || leave_out;
  }
};

struct Method {
  std::string key;
  std::uint32_t version = 1;
  Text name, adopted_by;
  std::string unit_column, name_column;
  std::vector<IndicatorRule> indicators;
  std::vector<Node> nodes;  // nodes.front() is the index
  double screen = 0;        // share of the indicators that a unit must have
  ImputeRule impute;
  TreatRule treat;
  NormaliseRule normalise;
  WeightRule weights;
  AggregateRule aggregate;
  std::optional<CouplingRule> coupling;
  DoubtRule doubt;
  std::string file;

  const AggregateRule& aggregate_of(const Node& n) const { return n.aggregate ? *n.aggregate : aggregate; }
  const WeightRule& weights_of(const Node& n) const { return n.weights ? *n.weights : weights; }
  std::optional<std::size_t> find(std::string_view key) const;
  /// The indicators below a node, in order.
  std::vector<std::size_t> leaves(std::size_t node) const;
  /// Columns of the table that must be numbers, each once; and those that must be labels.
  std::vector<std::string> number_columns() const;
  std::vector<std::string> label_columns() const;
};

/// Reads a methodology. Throws Error{bad_input} with file, line, what is wrong and what to write: unknown keys, parts
/// that are named twice, weights that do not sum to 1 (unless `rescale: true`), judgements that contradict themselves.
Method parse_method(const Document&);

}  // namespace cityloop::index
