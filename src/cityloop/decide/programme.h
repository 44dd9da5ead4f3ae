#pragma once

// A programme of several years, made of effects that were measured, with a certificate: what a five-year plan is.

#include <string>
#include <vector>

#include "cityloop/base/run.h"
#include "cityloop/decide/decide.h"
#include "cityloop/decide/portfolio/explain.h"
#include "cityloop/decide/programme_rules.h"

namespace cityloop {

/// What a project by itself does to the overall score of zones and groups, in points of 100, as believed.
struct Felt {
  std::vector<double> zones, groups;  // by ZoneIdx, by group of the framework
};

/// A programme and what it was made from, so that a person may ask why and what if.
struct Programmed {
  Plan plan;
  std::vector<Project> projects;  // by proposal
  std::vector<std::string> code;  // of those put in by hand; empty for others
  std::vector<double> alone;      // measured gain of each by itself, as believed
  std::vector<Felt> felt;         // where each is felt
  portfolio::Problem problem;
  portfolio::Result result;
  portfolio::Verdict verdict;  // of the verifier, which shares no code with the solver
  portfolio::Names names;
  std::vector<FundKey> funds;
  std::size_t pairs = 0;              // of projects whose joint effect was measured
  double modelled = 0, measured = 0;  // gain of the chosen together, undiscounted
};

/// Chooses what to build in which year.
///
///   max Σ v(t_p)·g_p + Σ_{pairs} g_pq,   v(t) = (1 + discount)^−t
///
/// g_p is the gain of a project alone and g_pq what two of them gain together beyond their sum, both measured on the city by what-ifs.
/// What is settled is not chosen again: adopted projects that are not finished are held in their years with their money, finished ones are
/// left out, and so are those that are not in the pool yet. What the budget shows as committed for what is held is not taken off twice.
/// A pair is measured when both are chosen and touch the same cells; the problem is then solved again, until no chosen pair is
/// unmeasured or the what-ifs are spent. Mandatory items stand outside the race: they are funded whatever they are worth.
///
/// reads    budget, findings, the pool; beliefs about effects and prices
/// params   rules; pooled: projects by hand, with lots chained each after the one before it and written as one line; settled: where
///          projects stand
/// returns  Programmed. In the plan, `gain` of a choice is what it adds after those before it, measured; `value` and `bound` are those
///          of the problem that was solved, and the bound is the proved one
/// errors   Error{bad_input}: a rule that names what there is not; Error{conflict}: no programme can hold all the rules, with the
///          smallest set of them that cannot hold together
/// cost     2 most_what_ifs(cells) what-ifs, and the solver's
Programmed programme(const Situation&, const Lens&, std::span<const ProjectType>, const Effects&,
                     const ProgrammeRules&, std::span<const Pooled>, Run&,
                     std::span<const Settled> settled = {});

/// The proposal that a person means: by code, or the first digits of the id. Throws Error{not_found}, Error{bad_input} if several.
std::size_t proposal_named(const Programmed&, const std::string&);

}  // namespace cityloop
