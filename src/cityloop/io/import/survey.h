#pragma once

#include <map>
#include <string>
#include <vector>

namespace cityloop {

/// One resident's answer to one item, on the scale 0 (not content at all) to 100. It is counted and forgotten: no layer, no log
/// and no result holds it.
struct SurveyAnswer {
  std::string zone;     // empty: not known
  std::string stratum;  // of who answered, such as an age band; empty: not asked
  double score = 0;
};
struct SurveyEstimate {
  std::string zone;  // empty: all
  double mean = 0;   // as published: shrunk towards all for a zone
  double raw = 0;    // of the zone's own answers
  double standard_error = 0;
  std::size_t answers = 0;
  double own = 1;  // λ: how much of the zone's own answers is in it
};

/// What residents of each zone and of the whole city say of one item.
///
///   weight of an answer   share of its stratum among residents ÷ its share among the answers (post-stratification)
///   ȳ_z = Σ w y ÷ Σ w,   v_z = s² · Σ w² ÷ (Σ w)²,  s² the variance within zones, pooled
///   published             λ ȳ_z + (1 − λ) ȳ,   λ = τ²/(τ² + v_z)
///   τ²                    of Paule and Mandel: Σ (ȳ_z − ȳ)²/(v_z + τ²) = Z − 1, or 0
///
/// A zone with few answers is pulled towards the whole as much as its doubt deserves; one with many keeps its own.
/// `shares`: of the strata among residents, summing to 1; empty: all answers weigh the same. An answer of a stratum that is not
/// named there weighs one.
/// source   Fay & Herriot 1979; Paule & Mandel 1982
/// returns  all first (zone empty), then zones in the order of their codes
std::vector<SurveyEstimate> estimate_survey(const std::vector<SurveyAnswer>&,
                                            const std::map<std::string, double>& shares);

}  // namespace cityloop
