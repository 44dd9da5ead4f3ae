#pragma once

// What the tests of the store put into it: a drawn city and results with awkward values (negative zero, denormals, every
// mark), so that an exact round trip means something.

#include <cmath>
#include <filesystem>
#include <limits>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

#include "cityloop/base/random.h"
#include "cityloop/city/drawing.h"
#include "cityloop/city/layers.h"
#include "cityloop/io/store/store.h"

namespace cityloop::testing {

/// A folder of its own, gone at the end.
class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "cityloop-store-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

inline constexpr const char* kDrawing = R"(grid 100 m
  S . 2 . .
  . # # # .
  3 . . # 4
legend
  S    primary_school capacity=300
  1-9  people ×100
  #    no way through
zones district
  A A A B B
  A A A B B
  A A A B B
)";
inline City drawn() { return draw_city(kDrawing); }
/// The same city, one layer different: shares all other layers with `of`.
inline City renamed(City of, const std::string& name) {
  About about = *of.about;
  about.name = {name, name};
  of.about = freeze(std::move(about));
  return of;
}
/// A city whose layers take `rows` random numbers each, to have something to be interrupted in.
inline City heavy(City of, std::size_t rows, std::uint64_t seed) {
  Random random{seed, 1};
  People people;
  people.residents.resize(rows);
  for (float& x : people.residents.rows()) x = static_cast<float>(random.uniform(0, 1000));
  of.people = freeze(std::move(people));
  return of;
}

inline Instant at(int minute) {
  return Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24}} + std::chrono::minutes{minute};
}

inline Field awkward_field(std::size_t rows, std::uint64_t seed, bool with_error) {
  Random random{seed, 2};
  Field field = Field::cells(rows);
  const float odd[] = {-0.0F, std::numeric_limits<float>::denorm_min(), std::numeric_limits<float>::max(),
                       0.1F};
  for (std::size_t i = 0; i < rows; ++i) {
    field.value[i] = i < 4 ? odd[i] : static_cast<float>(random.normal());
    field.mark[i] = static_cast<Mark>(random.below(6));
  }
  if (with_error)
    for (std::size_t i = 0; i < rows; ++i)
      field.standard_error.push_back(static_cast<float>(random.uniform()));
  return field;
}
inline Measurement awkward_measurement(SnapshotId of, std::uint64_t seed = 7) {
  Measurement m{of, {}};
  m.fields[IndicatorKey{"access.school.walk"}] = std::make_shared<Field>(awkward_field(15, seed, false));
  m.fields[IndicatorKey{"air.pm25"}] = std::make_shared<Field>(awkward_field(15, seed + 1, true));
  // Longer than one stored piece, by one row.
  m.fields[IndicatorKey{"long"}] = std::make_shared<Field>(awkward_field(65537, seed + 2, true));
  Field zone = awkward_field(2, seed + 3, false);
  zone.support = {Support::Of::zone, ZoneLevelKey{"district"}};
  m.fields[IndicatorKey{"doctors"}] = std::make_shared<Field>(std::move(zone));
  Field whole = awkward_field(1, seed + 4, false);
  whole.support = {Support::Of::whole, {}};
  m.fields[IndicatorKey{"gdp"}] = std::make_shared<Field>(std::move(whole));
  m.fields[IndicatorKey{"nothing"}] = std::make_shared<Field>();
  return m;
}
inline Standing awkward_standing(Random& random) {
  return {random.uniform(), random.normal() * 1e-300,          -0.0, random.uniform(0, 1e7),
          1.0 / 3,          static_cast<Mark>(random.below(6))};
}
inline Standings awkward_standings(Random& random) {
  Standings s;
  s.city = awkward_standing(random);
  for (int i = 0; i < 2; ++i) s.zones.push_back(awkward_standing(random));
  for (int i = 0; i < 3; ++i) s.groups.push_back(awkward_standing(random));
  return s;
}
inline Assessment awkward_assessment(SnapshotId of, const std::string& framework = "liveable",
                                     std::uint64_t seed = 11) {
  Random random{seed, 3};
  Assessment a;
  a.snapshot = of;
  a.as_of = Date{std::chrono::year{2026} / 11 / 24};
  a.framework = FrameworkKey{framework};
  a.framework_version = 3;
  a.framework_hash = {1, ~std::uint64_t{0}};
  for (int i = 0; i < 2; ++i) {
    auto c = std::make_shared<CriterionResult>();
    c->scores = awkward_field(15, seed + static_cast<std::uint64_t>(i), i == 1);
    c->standings = awkward_standings(random);
    a.criteria.push_back(std::move(c));
    a.goals.push_back(awkward_standings(random));
  }
  a.overall = awkward_standings(random);
  a.cell_score = awkward_field(15, seed + 9, false);
  return a;
}
inline std::vector<Finding> awkward_findings() {
  Finding a;
  a.id = FindingId{~std::uint64_t{0} - 1};
  a.about = IndicatorKey{"access.school.walk"};
  a.criterion = CriterionIdx{1};
  a.cells = {CellId{1}, CellId{1ULL << 63}};
  a.zones = {ZoneId{5}};
  a.affected = Persons{1234.5};
  a.severity = 1.0 / 3;
  a.confidence = 0.99;
  a.evidence = {{IndicatorKey{"x"}, WholeCity{}, 1, 2, Mark::beyond},
                {IndicatorKey{"y"}, ZoneId{5}, -0.0, 2, Mark::known},
                {IndicatorKey{"z"}, CellId{9}, 1e300, 2, Mark::suppressed}};
  a.first_seen = Date{std::chrono::year{2025} / 1 / 1};
  a.last_seen = Date{std::chrono::year{2026} / 11 / 24};
  Finding b;
  b.id = FindingId{2};
  b.kind = FindingKind::gap;
  b.group = GroupKey{"elderly"};
  return {a, b};
}
inline Plan small_plan(std::uint64_t id, SnapshotId base) {
  Plan p;
  p.id = PlanId{id};
  p.base = base;
  p.as_of = Date{std::chrono::year{2026} / 11 / 24};
  p.framework = FrameworkKey{"liveable"};
  p.money = {{FundKey{"education"}, Year{2027}, Money{8'400'000'000}, Money{1}}};
  p.expected_gain[GoalKey{"learning"}] = 1.0 / 3;
  p.score_before = 0.1;
  p.score_after = 0.7;
  p.value = 1e6 / 3;
  p.bound = 1e6;
  return p;
}

inline LedgerEntry event(std::uint64_t of, Move move, const std::string& role, int minute) {
  CaseEvent e;
  e.of = CaseId{of};
  e.at = at(minute);
  e.by = ActorKey{"wang"};
  e.role = role;
  e.move = move;
  if (move == Move::open) {
    e.origin = FindingId{of + 1000};
    e.title = {"a \"broken\" ramp\n", "坡道损坏"};
    e.cell = CellId{17};
  }
  if (move == Move::assign) e.to = DepartmentKey{"works"};
  return {at(minute), e};
}
inline LedgerEntry opened(std::uint64_t of, int minute = 0) {
  return event(of, Move::open, "operator", minute);
}
inline LedgerEntry assigned(std::uint64_t of, int minute = 1) {
  return event(of, Move::assign, "operator", minute);
}
inline std::vector<std::string> as_json(const std::vector<LedgerEntry>& entries) {
  std::vector<std::string> out;
  for (const LedgerEntry& e : entries) out.push_back(to_json(e));
  return out;
}

inline bool same(const Measurement& a, const Measurement& b) {
  if (a.snapshot != b.snapshot || a.fields.size() != b.fields.size()) return false;
  for (const auto& [key, field] : a.fields) {
    const auto other = b.find(key);
    if (!other || !(*other == *field)) return false;
    for (std::size_t i = 0; i < field->size(); ++i)  // == calls -0 and 0 equal; bytes do not
      if (std::signbit(field->value[i]) != std::signbit(other->value[i])) return false;
  }
  return true;
}
inline bool same(const Assessment& a, const Assessment& b) {
  if (a.criteria.size() != b.criteria.size()) return false;
  for (std::size_t i = 0; i < a.criteria.size(); ++i)
    if (!(*a.criteria[i] == *b.criteria[i])) return false;
  return a.snapshot == b.snapshot && a.as_of == b.as_of && a.framework == b.framework &&
         a.framework_version == b.framework_version && a.framework_hash == b.framework_hash &&
         a.goals == b.goals && a.overall == b.overall && a.cell_score == b.cell_score;
}
inline bool same(const Finding& a, const Finding& b) {
  if (a.evidence.size() != b.evidence.size()) return false;
  for (std::size_t i = 0; i < a.evidence.size(); ++i) {
    const Evidence &x = a.evidence[i], &y = b.evidence[i];
    if (x.indicator != y.indicator || x.subject != y.subject || x.value != y.value ||
        x.expected != y.expected || x.mark != y.mark)
      return false;
  }
  return a.id == b.id && a.kind == b.kind && a.about == b.about && a.criterion == b.criterion &&
         a.group == b.group && a.cells == b.cells && a.zones == b.zones && a.affected == b.affected &&
         a.severity == b.severity && a.confidence == b.confidence && a.first_seen == b.first_seen &&
         a.last_seen == b.last_seen;
}

/// The fault of what `fn` throws; nothing if it does not.
template <class Fn>
std::optional<Fault> fault_of(Fn fn) {
  try {
    fn();
  } catch (const Error& e) {
    return e.fault();
  }
  return std::nullopt;
}

}  // namespace cityloop::testing
