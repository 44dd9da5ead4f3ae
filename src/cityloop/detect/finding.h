#pragma once

// A noun header of `detect`: a finding is a matter that somebody should look at: where, what, how bad, for whom, since
// when, on what evidence.

#include <vector>

#include "cityloop/assess/assessment.h"

namespace cityloop {

/// shortfall: below the standard. gap: a group worse served than the city. hotspot: a cluster of homes worse served than
/// the city, which chance does not explain.
/// defect: entered by an inspection and not put right. disagreement: residents say otherwise than what was computed.
enum class FindingKind : std::uint8_t { shortfall, gap, hotspot, defect, disagreement };
std::string_view to_word(FindingKind);

struct Evidence {
  IndicatorKey indicator;
  Subject subject;
  double value = 0;     // people-weighted over the finding's cells, in the indicator's unit
  double expected = 0;  // the standard, or the city's value
  Mark mark = Mark::known;
};
struct Finding {
  FindingId id;  // the same matter keeps its id between snapshots
  FindingKind kind = FindingKind::shortfall;
  IndicatorKey about;
  CriterionIdx criterion;
  GroupKey group;             // gap: who is worse served
  std::vector<CellId> cells;  // ascending; empty for zone-level and whole-city matters
  std::vector<ZoneId> zones;  // zone-level matters; else the zones (coarsest level) that the cells lie in
  Persons affected;
  double severity = 0;    // [0,1]: mean shortfall of score below the standard's, over the affected
  double confidence = 0;  // [0,1]: coverage of what it rests on
  std::vector<Evidence> evidence;
  Date first_seen = {}, last_seen = {};
  double weight() const { return affected.base() * severity; }  // people × gap: the order of the list
};

/// Handed in by loop/; detect has no store.
struct History {
  std::vector<Finding> findings;  // of the previous assessment under the same framework
};

/// What is: everything known before anything is proposed. Made by the first three verbs, read by the fourth.
struct Situation {
  City city;
  Measurement measured;
  Assessment assessed;
  std::vector<Finding> findings;
};

}  // namespace cityloop
