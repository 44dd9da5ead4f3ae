#pragma once

#include <limits>
#include <string>
#include <vector>

#include "cityloop/base/column.h"
#include "cityloop/geo/point.h"

namespace cityloop {

using InspectionIdx = Id<struct InspectionIdxTag>;

/// What a look at one object came to. That it is sound is a fact as good as a problem: where nobody looked, nothing is
/// known.
enum class Look : std::uint8_t { sound, problem };
/// 整治类型: by a date (限时解决: safety, health, what the public feels strongly), or as means allow (尽力解决).
enum class Remedy : std::uint8_t { unsaid, dated, effort };
/// 问题分类: put right by managing better (管理类), or by building (工程类).
enum class Nature : std::uint8_t { unsaid, management, works };

inline constexpr std::int32_t kNoDay = std::numeric_limits<std::int32_t>::min();

/// The ledgers of a health check (台账): one row per object, check and day on which somebody looked. What was seen, where,
/// how bad, what is to be done, by whom and until when. A unit is responsible, never a person; who lives there is not told.
struct Inspections {
  std::vector<CheckKey> checks;  // sorted: what is looked for; indicators count by it
  Column<InspectionIdx, InspectionId> id;
  Column<InspectionIdx, std::uint16_t> check;
  Column<InspectionIdx, ZoneIdx>
      zone;  // the finest that the row names or lies in; invalid: the city as a whole
  Column<InspectionIdx, std::string> object;  // a building's number, a compound, a stretch of path
  Column<InspectionIdx, CellIdx> cell;        // invalid: not placed on the ground
  Column<InspectionIdx, Look> look;
  Column<InspectionIdx, std::uint8_t> severity;  // 1 (slight) – 5 (grave); 0: not graded
  Column<InspectionIdx, Remedy> remedy;
  Column<InspectionIdx, Nature> nature;
  Column<InspectionIdx, double> quantity;  // how much of it is bad, in the check's unit; 1: the object itself
  Column<InspectionIdx, std::int32_t> seen, due, done;  // days since 1970-01-01; kNoDay: none
  Column<InspectionIdx, std::string> problem, advice, responsible, photo, evidence;
  Column<InspectionIdx, SourceRow> source;

  /// A problem that was seen by `day` and not put right by it.
  bool open(InspectionIdx i, std::int32_t day) const {
    return look[i] == Look::problem && seen[i] <= day && !(done[i] != kNoDay && done[i] <= day);
  }
  template <class S, class V>
  static void columns(S& s, V& v) {
    v("checks", s.checks), v("id", s.id), v("check", s.check), v("zone", s.zone), v("object", s.object);
    v("cell", s.cell), v("look", s.look), v("severity", s.severity), v("remedy", s.remedy);
    v("nature", s.nature), v("quantity", s.quantity), v("seen", s.seen), v("due", s.due), v("done", s.done);
    v("problem", s.problem), v("advice", s.advice), v("responsible", s.responsible), v("photo", s.photo);
    v("evidence", s.evidence), v("source", s.source);
  }
};

}  // namespace cityloop
