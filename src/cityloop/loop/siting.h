#pragma once

// Where new places would serve people best: the city's own travel times given to the siting engine, and its answer in words of
// the city.

#include <optional>
#include <string>
#include <vector>

#include "cityloop/decide/site/explain.h"
#include "cityloop/decide/site/verify.h"
#include "cityloop/loop/travel.h"
#include "cityloop/loop/workspace.h"

namespace cityloop {

enum class Aim : std::uint8_t {
  median,     // least travel of all people together
  center,     // the farthest is least far
  cover,      // most people within a limit
  cover_all,  // fewest sites so that everybody is within a limit
  shortfall,  // least travel beyond a limit: to the standard, and no credit for more
};
std::string_view to_word(Aim);
const std::vector<std::string>& aim_words();

struct SitingAsk {
  std::string what;  // a type of project, or a kind of place
  Aim aim = Aim::median;
  std::size_t add = 1;  // new sites; not of cover_all
  Seconds within{900};  // of cover, cover_all, shortfall
  TravelAsk travel;     // its limit: beyond it nobody is served
  std::vector<std::string>
      candidates;         // as `travel --from` reads them; empty: cells where the type may stand
  GroupKey people;        // whose travel counts; empty: residents
  bool fresh = false;     // as if none were there yet
  bool capacity = false;  // sites take no more people than they have room for
};
inline constexpr std::size_t kMostCandidates = 5000;

struct Sited {
  SitingAsk ask;
  PlaceKindKey kind;
  float capacity = 0;        // of a new one
  TravelPoints sites;        // candidates, then those that exist
  std::size_t existing = 0;  // how many of them exist
  std::size_t dropped =
      0;  // cells that might be candidates beyond kMostCandidates: those with the fewest people
  site::Problem problem;
  site::Siting answer;
  site::Explained why;
  site::Worth before;    // with those that exist alone
  double people = 0;     // whose travel counts
  bool checked = false;  // by the verifier, which shares no code with the solver
  Delta change;          // the new places

  bool is_new(std::uint32_t site) const { return site < sites.size() - existing; }
  /// People of so much weight, and minutes of so much cost.
  static double people_of(std::int64_t weight);
  static double minutes_of(double cost) { return cost / 60; }
};
/// Throws Error{bad_input}: no such type or kind, nobody lives there, no candidates, an aim that the sites cannot reach (with who is
/// left out), capacities that do not hold the demand.
Sited site_places(const City&, const Catalogue&, const SitingAsk&, Run&);

}  // namespace cityloop
