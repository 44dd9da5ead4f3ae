#pragma once

// The programme of several years of a workspace: its rules and its pool of projects from files, the rest measured.

#include <optional>
#include <string>
#include <vector>

#include "cityloop/decide/portfolio/stability.h"
#include "cityloop/decide/programme.h"
#include "cityloop/loop/workspace.h"

namespace cityloop {

/// The rules that a workspace plans by: the file named, else plan.yaml in its folder; nothing if there is none.
std::optional<ProgrammeRules> programme_rules(const Workspace&, const std::string& file);

/// With the lives of types as the catalogue's rules of appraisal have them.
ProgrammeRules with_lives(const Workspace&, ProgrammeRules);

/// A table of projects put in by hand: code, name, type, fund, capex and, if wanted, name_en, owner, opex_per_year, years, capacity, lon and
/// lat or x and y, earliest, latest, mandatory_by, finding, life, state, and lots: "300万元/2; 500万元", what each costs and over how many
/// years, instead of capex and years. What is left out comes from the type; a project without a type changes
/// nothing that is measured and is there because it must be. Throws Error{bad_input} with file, line and remedy: no price, a negative
/// one, a year that is none, a code twice, a type that is not declared.
std::vector<Pooled> read_pool(const std::string& file, const City&, const Catalogue&,
                              std::span<const Finding>, Run&);

/// The pool that rules name, read against a city and its findings.
std::vector<Pooled> pool_of(const Workspace&, const ProgrammeRules&, const Situation&, Run&);
/// Plans by rules, and stores the plan.
Programmed plan_programme(Workspace&, const ProgrammeRules&, Run&);

/// How a project of a programme would come in, and why it is not.
struct WhyNot {
  std::size_t proposal = 0;
  std::optional<portfolio::Reason> reason;  // absent: it is in
  portfolio::WayIn way;
};
WhyNot why_not(const Programmed&, const std::string& project);

/// How often each project is chosen if effects and prices are as unsure as they are believed to be.
portfolio::Stability programme_stability(const Programmed&, const Effects&, const Lens&, std::size_t draws,
                                         Run&);

/// What more money in a fund buys, in the year in which it is dearest.
struct MoreMoney {
  FundKey fund;
  int year = 0;
  Money more;
  portfolio::Next next;
};
/// For each fund that holds the programme back.
std::vector<MoreMoney> more_money(const Programmed&, Money more);

}  // namespace cityloop
