#pragma once

#include <span>

#include "cityloop/base/run.h"
#include "cityloop/decide/effect.h"
#include "cityloop/decide/plan.h"
#include "cityloop/detect/finding.h"

namespace cityloop {

/// Base + delta, measured and judged by the same functions as the real city.
struct WhatIf {
  City city;
  Measurement measured;
  Assessment assessed;
  double gain = 0;  // Σ over criteria of weight × people × change of score, over the city
};
/// Throws Error{bad_input} listing every problem of the delta.
WhatIf what_if(const Situation& base, const Delta&, const Lens&, Run&);

/// People × score that a change adds: Σ_goals w_g/Σw Σ_criteria w_c/Σw · people_c · (score_after − score_before).
double gain(const Assessment& before, const Assessment& after, const Framework&);

/// The parts of gain(), by criterion: their sum is gain().
std::vector<double> gains(const Assessment& before, const Assessment& after, const Framework&);

/// Findings × project types → sited candidates, each once, the most promising first (by a cheap estimate of people helped
/// per yuan, fund by fund in turn). At most `most` per finding and type.
std::vector<Project> candidates(const Situation&, const Lens&, std::span<const ProjectType>, Run&,
                                std::size_t most = 3);

/// "东城街道 E385 N4412": the finest zone with a name, and the cell.
Text place_name(const City&, CellIdx);

/// By CellIdx: whether a type may stand there. Where the city's land use is not mapped, wherever people live.
std::vector<char> allowed_cells(const City&, const ProjectType&);

/// How many what-ifs one decision may take: a city of 10⁵ cells should wait for seconds, not minutes.
std::size_t most_what_ifs(std::size_t cells);

/// What is left in each planned year: budget rows from the year of as_of on, appropriated − max(committed, paid), not below 0.
std::vector<FundYear> planned_money(const City&);

Plan decide(const Situation&, const Lens&, std::span<const ProjectType>, const Effects&, Run&);

}  // namespace cityloop
