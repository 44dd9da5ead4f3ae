#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cityloop/base/column.h"
#include "cityloop/base/text.h"

namespace cityloop {

using FareSystemIdx = Id<struct FareSystemIdxTag, std::uint16_t>;
using FareNetIdx = Id<struct FareNetIdxTag>;
using FareMemberIdx = Id<struct FareMemberIdxTag>;
using FareAreaIdx = Id<struct FareAreaIdxTag>;
using FareAreaStopIdx = Id<struct FareAreaStopIdxTag>;
using FareHoursIdx = Id<struct FareHoursIdxTag>;
using FareLegIdx = Id<struct FareLegIdxTag>;
using FareChangeIdx = Id<struct FareChangeIdxTag>;

/// Where a system of fares comes from, which says how its rows are read together.
enum class FareForm : std::uint8_t {
  table,   // prices by type of line, and of pairs of types ridden one after the other
  ticket,  // GTFS fares v1: a ticket holds for a run of rides, from the first zone to the last
  leg,     // GTFS fares v2: legs of groups, transfers between groups
};
inline constexpr std::uint32_t kNoGroup = 0xffffffffU;

/// What rides cost. Amounts are whole minor units of one currency (cents, fen): exact.
///
/// Lines and stops are named by feed and reference and not by number, so that a what-if which draws or takes out lines
/// leaves this layer as it is. A line whose price nobody states has an unknown price, not none.
struct Fares {
  std::vector<std::string> currency;  // one word (ISO 4217), or none: the city knows no fares
  std::vector<std::uint8_t> digits;   // of the minor unit, beside it

  Column<FareSystemIdx, std::string> system_feed;  // whose lines it prices; empty: those of any feed
  Column<FareSystemIdx, FareForm> system_form;
  Column<FareSystemIdx, std::int64_t> system_cap;  // no journey costs more; negative: no cap
  Column<FareSystemIdx, std::uint8_t>
      system_ranked;  // 1: rows rank by priority, and an empty word means any; 0: an
                      // empty word means those that no other row names
  Column<FareSystemIdx, SourceRow> system_source;

  Column<FareNetIdx, FareSystemIdx> net_system;  // sets of lines
  Column<FareNetIdx, std::string> net_ref;
  Column<FareMemberIdx, FareNetIdx> member_net;  // ascending
  Column<FareMemberIdx, std::string> member_feed, member_line;
  Column<FareMemberIdx, std::uint8_t>
      member_vehicle;  // with no line: those of a vehicle that nobody names; 255: none

  Column<FareAreaIdx, FareSystemIdx> area_system;  // sets of stops
  Column<FareAreaIdx, std::string> area_ref;
  Column<FareAreaStopIdx, FareAreaIdx> in_area;  // ascending
  Column<FareAreaStopIdx, std::string> in_feed, in_stop;

  Column<FareHoursIdx, FareSystemIdx> hours_system;  // spans of the day, by group
  Column<FareHoursIdx, std::uint32_t> hours_group;
  Column<FareHoursIdx, std::int32_t> hours_from, hours_until;  // seconds of the day, half-open
  Column<FareHoursIdx, std::string> hours_feed, hours_service;

  // What a ride costs for somebody who holds nothing.
  Column<FareLegIdx, FareSystemIdx> leg_system;  // ascending
  Column<FareLegIdx, std::uint32_t> leg_group;   // of the system: type, ticket, leg group
  Column<FareLegIdx, FareNetIdx> leg_net;        // invalid: not said
  Column<FareLegIdx, FareAreaIdx> leg_from, leg_to;
  Column<FareLegIdx, std::uint32_t> leg_boards, leg_alights;  // groups of hours; kNoGroup: at any time
  Column<FareLegIdx, std::int64_t> leg_price;
  Column<FareLegIdx, std::int32_t> leg_rank;

  // What a ride costs after another.
  Column<FareChangeIdx, FareSystemIdx> change_system;           // ascending
  Column<FareChangeIdx, std::uint32_t> change_from, change_to;  // groups; kNoGroup: not said
  Column<FareChangeIdx, std::uint8_t> change_kind;              // GTFS fare_transfer_type 0, 1, 2
  Column<FareChangeIdx, std::int64_t> change_price;
  Column<FareChangeIdx, std::int32_t> change_most;        // how often in a row; negative: without end
  Column<FareChangeIdx, std::int32_t> change_within_s;    // negative: without end
  Column<FareChangeIdx, std::uint8_t> change_clock;       // GTFS duration_limit_type 0 … 3
  Column<FareChangeIdx, std::uint8_t> change_other_line;  // 1: not onto the same line again

  bool empty() const { return currency.empty() || leg_system.empty(); }
  const std::string& money() const { return currency.front(); }
  std::uint8_t decimals() const { return digits.empty() ? std::uint8_t{2} : digits.front(); }

  template <class S, class V>
  static void columns(S& s, V& v) {
    v("currency", s.currency), v("digits", s.digits);
    v("system_feed", s.system_feed), v("system_form", s.system_form), v("system_cap", s.system_cap);
    v("system_ranked", s.system_ranked), v("system_source", s.system_source);
    v("net_system", s.net_system), v("net_ref", s.net_ref);
    v("member_net", s.member_net), v("member_feed", s.member_feed), v("member_line", s.member_line);
    v("member_vehicle", s.member_vehicle);
    v("area_system", s.area_system), v("area_ref", s.area_ref);
    v("in_area", s.in_area), v("in_feed", s.in_feed), v("in_stop", s.in_stop);
    v("hours_system", s.hours_system), v("hours_group", s.hours_group), v("hours_from", s.hours_from);
    v("hours_until", s.hours_until), v("hours_feed", s.hours_feed), v("hours_service", s.hours_service);
    v("leg_system", s.leg_system), v("leg_group", s.leg_group), v("leg_net", s.leg_net);
    v("leg_from", s.leg_from), v("leg_to", s.leg_to), v("leg_boards", s.leg_boards);
    v("leg_alights", s.leg_alights), v("leg_price", s.leg_price), v("leg_rank", s.leg_rank);
    v("change_system", s.change_system), v("change_from", s.change_from), v("change_to", s.change_to);
    v("change_kind", s.change_kind), v("change_price", s.change_price), v("change_most", s.change_most);
    v("change_within_s", s.change_within_s), v("change_clock", s.change_clock);
    v("change_other_line", s.change_other_line);
  }
};

/// How many decimals the minor unit of a currency has: 2 but for those of ISO 4217 that have none or three.
std::uint8_t currency_digits(std::string_view code);
/// "4.80", "4.8", "5" as whole minor units; nothing for anything else, more decimals than the currency has, or a size
/// beyond 10¹².
std::optional<std::int64_t> parse_price(std::string_view, std::uint8_t digits);
std::string show_price(std::int64_t minor, std::uint8_t digits);  // "4.80"

}  // namespace cityloop
