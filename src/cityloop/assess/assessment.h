#pragma once

#include <memory>
#include <vector>

#include "cityloop/assess/framework.h"
#include "cityloop/measure/field.h"

namespace cityloop {

/// How some people stand on a criterion, a goal or everything, weighted by people.
///   score    = Σ w·s / Σ w     over those whose score is known (known, estimated or beyond)
///   value    = Σ w·v / Σ w     of the indicator (criteria only)
///   meets    = Σ w·[s ≥ s(standard)] / Σ w
///   coverage = Σ w known / Σ w applicable     unknown is not zero: it lowers coverage, not the score
struct Standing {
  double score = 0, value = 0, meets = 0;
  double people = 0;  // Σ w applicable
  double coverage = 0;
  Mark mark = Mark::no_data;  // known where coverage > 0
  friend bool operator==(const Standing&, const Standing&) = default;
};
struct Standings {
  Standing city;
  Column<ZoneIdx, Standing> zones;
  std::vector<Standing> groups;  // in the order of Framework::groups
  friend bool operator==(const Standings&, const Standings&) = default;
};

/// What one criterion came to. Shared by pointer between an assessment and its what-ifs where the field is the same.
struct CriterionResult {
  Field scores;  // in [0,1], on the indicator's support
  Standings standings;
  friend bool operator==(const CriterionResult&, const CriterionResult&) = default;
};

struct Assessment {
  SnapshotId snapshot;
  Date as_of = {};
  FrameworkKey framework;
  std::uint32_t framework_version = 1;
  ContentHash framework_hash;
  std::vector<std::shared_ptr<const CriterionResult>> criteria;  // by CriterionIdx
  std::vector<Standings> goals;                                  // by GoalIdx
  Standings overall;
  Field cell_score;  // overall score of each cell
  const CriterionResult& criterion(CriterionIdx c) const { return *criteria[c.v]; }
};

}  // namespace cityloop
