#pragma once

// The whole chain: a table and a methodology to scores and ranks, with every step in between.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cityloop/assess/index/coupling.h"
#include "cityloop/assess/index/method.h"
#include "cityloop/assess/index/panel.h"
#include "cityloop/assess/index/tree.h"
#include "cityloop/base/run.h"

namespace cityloop::index {

/// One value that is not what was given, and what it was.
struct Audit {
  enum class What : std::uint8_t { imputed, winsorised, logged } what = What::imputed;
  std::uint32_t indicator = 0, unit = 0;
  double before = kMissing, after = kMissing;
};
std::string_view to_word(Audit::What);

/// What is taken from elsewhere instead of from this table: bounds of a base year, weights of another version.
struct Held {
  const std::vector<std::optional<Scale>>* scale = nullptr;  // by indicator; absent: from the data
  const std::vector<std::vector<double>>* weight = nullptr;  // by node, of its parts
  /// Mixed inputs: a column that is not there is all missing, an indicator without a scale has no score, nobody is screened.
  bool mixed = false;
};

struct Built {
  std::vector<std::uint32_t> row;  // unit → row of the panel
  std::vector<std::string> unit;   // their codes
  struct LeftOut {
    std::uint32_t row = 0;
    double share = 0;  // of the indicators that it has
  };
  std::vector<LeftOut> left_out;  // by the screen

  // by indicator; a step that left a column as it was shares it
  std::vector<Series> given, denominated, imputed, treated, normalised;
  std::vector<Treatment> treatment;
  std::vector<Scale> scale;
  std::vector<Audit, Unset<Audit>> audit;  // by indicator, within it by what was done

  // by node of the method
  std::vector<Series> score;                // of a leaf: its normalised column
  std::vector<std::vector<double>> weight;  // of its parts, as used
  std::vector<WeightNote> weight_note;

  std::vector<std::uint32_t> place;  // 1 the best; equal scores share one; 0 without a score
  std::vector<Coupling> coupling;    // of each unit, if the method asks

  const Values& index() const { return *score.front(); }
};

/// Makes an index.
///
///   denominate → screen → impute → treat → normalise → weigh and aggregate, from the leaves up → rank
///
/// reads    panel columns that the method names
/// params   Method; Held
/// returns  every step, an audit row for each value that was changed, weights as used
/// marks    missing stays missing, is left out of every figure, and makes a score missing where less than `at_least` of the
///          weight is there
/// errors   Error{bad_input}, naming the column or node and what to do: a column that is not there, an indicator with no
///          data or without any difference, a mean that cannot take the values, judgements that contradict themselves
/// cost     O(units·indicators); more where the method sorts or compares pairs
/// source   OECD/JRC, Handbook on Constructing Composite Indicators, 2008
Built build(const Panel&, const Method&, Run&, const Held& = {});

}  // namespace cityloop::index
