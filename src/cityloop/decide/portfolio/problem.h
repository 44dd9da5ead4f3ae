#pragma once

// What may be built in which years, who pays, and what holds between works. Names are the caller's; here
// all are numbers.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cityloop/base/error.h"
#include "cityloop/base/money.h"

namespace cityloop::portfolio {

/// One lot of capital, or a year of a tail that a fund pays. `year` counts from the start of the work.
struct Payment {
  std::size_t fund = 0;
  int year = 0;
  Money amount;
};
/// What a work costs each year once it stands; it must fit into the fiscal space.
struct Running {
  Money per_year;
  int from = 1;   // years after the start
  int years = 0;  // of its life; may go on after the horizon
};
inline constexpr int kNotChosen = -1;

struct Proposal {
  std::vector<double> value = {};  // by year of start, discounted by the caller; one number: the same in each
  std::vector<Payment> payments = {};
  Running running = {};
  int earliest = 0, latest = 1 << 20;      // years of start; the horizon cuts them
  std::optional<std::uint64_t> site = {};  // one site holds one work
  std::optional<int> mandatory = {};       // must start by this year; funded whatever it is worth
  std::optional<int> fixed = {};           // a person has said: starts in this year
  bool forbidden = false;                  // a person has said: not at all
  bool must() const { return mandatory || fixed; }
};
/// Years after `budget` have none. What is left of a year goes on to the next if `carries`. Up to `debt`
/// may be owed at the end of a year; nothing at the end of the last year of `budget`.
struct Fund {
  std::vector<Money> budget = {};
  bool carries = false;
  Money debt = {};
};
/// `after` starts at least `lag` years after `before`, and not without it.
struct Precedence {
  std::size_t before = 0, after = 0;
  int lag = 0;
};
/// What two works are worth together beyond their sum; below 0: they overlap.
struct Together {
  std::size_t a = 0, b = 0;
  double value = 0;
};
/// Something that counts once, however many works provide it.
struct Element {
  double weight = 0;  // ≥ 0
  std::vector<std::uint32_t> by = {};
};
/// A district, a department, a kind of work. Money is capital over all funds and years; a share, in
/// ten-thousandths, is that of all capital of the plan.
struct Group {
  std::vector<std::uint32_t> members = {};
  std::optional<Money> floor = {}, ceiling = {};
  std::optional<int> floor_share = {}, ceiling_share = {};
  std::optional<int> least = {}, most = {};  // works
};
/// Something used up by works, in whole units of the caller: kilogrammes of carbon, crews.
struct Cap {
  std::vector<std::int64_t> use = {};  // by proposal; below 0: it gives
  std::int64_t most = 0;
};
struct Problem {
  int years = 1;  // in which works may start: 0 … years−1
  std::vector<Proposal> proposals = {};
  std::vector<Fund> funds = {};
  std::vector<Money> fiscal_space =
      {};  // for running costs, by year; the last holds ever after; empty: no limit
  std::vector<std::pair<std::size_t, std::size_t>> exclusions = {};
  std::vector<Precedence> precedences = {};
  std::vector<Together> together = {};
  std::vector<Element> elements = {};
  std::vector<Group> groups = {};
  std::vector<Cap> caps = {};
};

/// Year of start of each proposal, or kNotChosen.
using Starts = std::vector<int>;

enum class Rule : std::uint8_t {
  fund,          // a: fund; years from … until
  fiscal_space,  // year `from`
  floor,         // a: group, as all until `most`
  ceiling,
  floor_share,
  ceiling_share,
  least,
  most,
  cap,          // a: cap
  exclusion,    // a, b: proposals; in certificates a: clique
  site,         // a, b: proposals of one site
  precedence,   // a: precedence; in certificates year `from`
  mandatory,    // a: proposal
  fixed,        // a: proposal
  start_years,  // a: proposal: it starts in a year in which it may not, or is forbidden
  covered,      // a: element (certificates only, as the next two)
  synergy,      // a: of `together`; b: 0 for its first work, 1 for its second
  overlap,      // a: of `together`
  knapsack,     // a: fund; b: of a certificate's lumps; years from … until (certificates only)
};
struct Constraint {
  Rule rule = Rule::fund;
  std::size_t a = 0, b = 0;
  int from = 0, until = 0;
  friend auto operator<=>(const Constraint&, const Constraint&) = default;
};

/// The caller's words for numbers. Without them: "work 3", "第 3 项".
struct Names {
  std::function<Text(std::size_t)> proposal = {}, fund = {}, group = {}, cap = {};
  int first_year = 0;  // shown for year 0
  Text of_proposal(std::size_t) const;
  Text of_fund(std::size_t) const;
  Text of_group(std::size_t) const;
  Text of_cap(std::size_t) const;
};
/// A constraint as part of a sentence: "the budget of roads in 2027", "道路资金 2027 年预算".
Text words(const Constraint&, const Problem&, const Names& = {});

/// Years in which a proposal may start, ascending; mandates and what a person has said are counted in.
std::vector<int> start_years(const Problem&, std::size_t proposal);
double value_at(const Proposal&, int year);
/// Payments of all funds and years.
Money capital(const Proposal&);
Money fiscal_space(const Problem&, int year);
/// No year from this one on has payments or running costs.
int last_year(const Problem&);

/// A cycle of precedence, in order (each before the next, the last before the first); empty if there is none.
std::vector<std::size_t> precedence_cycle(const Problem&);
/// Throws Error{bad_input}: numbers out of range, amounts below 0, values that are no numbers, cycles
/// (named in order).
void validate(const Problem&, const Names& = {});

/// What a plan is worth; the plan may break constraints.
double worth(const Problem&, const Starts&);

}  // namespace cityloop::portfolio
