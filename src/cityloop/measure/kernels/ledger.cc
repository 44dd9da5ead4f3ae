#include <algorithm>
#include <cmath>

#include "cityloop/city/last_looks.h"
#include "cityloop/measure/kernels/list.h"

namespace cityloop {
namespace {

Support support_entered(const Indicator& i) {
  const std::string& over = i.params.word("over");
  if (over == "city") return {Support::Of::whole, {}};
  return {Support::Of::zone, ZoneLevelKey{over}};
}

/// The row of the field that a zone's entries belong to: the zone itself, or the one of the wanted level that it lies in.
/// Entries of a coarser zone belong to none: what lies above never leads down.
class RowOf {
 public:
  RowOf(const City& city, const Support& support)
      : zones_{*city.zones}, whole_{support.of == Support::Of::whole} {
    if (!whole_) level_ = zones_.find_level(support.level);
  }
  std::optional<std::size_t> operator()(ZoneIdx z) const {
    if (whole_) return 0;
    if (!level_) return std::nullopt;
    while (z.valid() && zones_.level[z] != *level_) z = zones_.parent[z];
    return z.valid() ? std::optional<std::size_t>{z.v} : std::nullopt;
  }

 private:
  const Zones& zones_;
  bool whole_;
  std::optional<std::uint16_t> level_;
};

std::int32_t today(const City& city) {
  return static_cast<std::int32_t>(city.as_of.time_since_epoch().count());
}

bool asked(const Ask& ask, InspectionIdx i) {
  const Inspections& all = *ask.city.inspections;
  const std::vector<std::string>& wanted = ask.indicator.params.words("check");
  return std::find(wanted.begin(), wanted.end(), all.checks[all.check[i]].word) != wanted.end();
}
bool of_remedy(const Indicator& indicator, Remedy remedy) {
  const std::string& word = indicator.params.word("limit");
  return word == "any" || remedy == (word == "dated" ? Remedy::dated : Remedy::effort);
}

/// Whether every zone of the finest level that was looked into has been looked into: else a total is a part of it.
bool looked_everywhere(const City& city, const std::vector<std::uint8_t>& looked) {
  const Zones& zones = *city.zones;
  std::optional<std::uint16_t> finest;
  for (const ZoneIdx z : each(zones.id))
    if (looked[z.v] && (!finest || zones.level[z] < *finest)) finest = zones.level[z];
  if (!finest) return true;
  for (const ZoneIdx z : each(zones.id))
    if (zones.level[z] == *finest && looked[z.v] == 0) return false;
  return true;
}

/// What inspections found and nobody has put right yet.
///
///   value[z] = Σ over objects o of z whose last look (on or before the city's day) left a problem open:  1 | quantity(o)
///
/// reads    city.inspections, city.zones
/// params   check: one or more; count = objects|quantity; limit = any|dated|effort; over = city | a level of zones
/// returns  Field [whole, or zones of a level], a count, or the quantity in the declared unit
/// marks    no_data where nobody looked: that is not the same as having nothing; estimated in a total (city, or zones above
///          those looked into) of which some zones were not looked into: it is at least that much
/// errors   none
/// cost     O(rows)
/// source   《城市体检工作手册（试行）》2025-05, ledgers of dwelling, compound and neighbourhood level
Field measure_inspected(const Ask& ask) {
  const City& city = ask.city;
  const Indicator& indicator = ask.indicator;
  const Inspections& all = *city.inspections;
  const Support support = support_entered(indicator);
  const RowOf row_of{city, support};
  Field f = Rows{city, support}.empty();
  const std::int32_t day = today(city);
  const bool by_quantity = indicator.params.word("count") == "quantity";
  std::vector<double> sum(f.size(), 0.0);
  std::vector<std::uint8_t> looked_row(f.size(), 0), looked(city.zones->id.size(), 0);
  for (const LastLook& look : last_looks(all, day)) {
    const InspectionIdx first = idx<InspectionIdx>(look.from);
    if (!asked(ask, first)) continue;
    const ZoneIdx zone = all.zone[first];
    if (zone.valid()) looked[zone.v] = 1;
    const auto row = row_of(zone);
    if (!row) continue;
    looked_row[*row] = 1;
    bool open = false;
    double quantity = 0;
    for (std::size_t k = look.from; k < look.until; ++k) {
      const InspectionIdx i = idx<InspectionIdx>(k);
      if (!all.open(i, day) || !of_remedy(indicator, all.remedy[i])) continue;
      open = true;
      quantity += all.quantity[i];
    }
    if (open) sum[*row] += by_quantity ? quantity : 1.0;
  }
  const double unit = by_quantity ? 1.0 : indicator.unit.from_base(1.0);
  for (std::size_t r = 0; r < f.size(); ++r)
    if (looked_row[r]) f.set(r, sum[r] * unit);
  if (support.of == Support::Of::whole && looked_row[0] && !looked_everywhere(city, looked))
    f.mark[0] = Mark::estimated;
  return f;
}

/// The day on which a problem was put right, as far as it has come: what the row says, or a later look that found the object
/// sound. kNoDay: it was not.
std::int32_t put_right(const Inspections& all, InspectionIdx problem, std::int32_t day) {
  if (all.done[problem] != kNoDay) return all.done[problem] <= day ? all.done[problem] : kNoDay;
  // The layer is sorted by check, zone, object and day.
  for (std::size_t n = problem.v + std::size_t{1}; n < all.id.size(); ++n) {
    const InspectionIdx i = idx<InspectionIdx>(n);
    if (all.check[i] != all.check[problem] || all.zone[i] != all.zone[problem] ||
        all.object[i] != all.object[problem] || all.seen[i] > day)
      break;
    if (all.look[i] == Look::sound) return all.seen[i];
  }
  return kNoDay;
}

/// How much of what was to be put right by now has been.
///
///   value[z] = #{problems due by the city's day and done by it} ÷ #{problems due by the city's day}
///
/// reads    city.inspections, city.zones
/// params   check: empty for all; limit = any|dated|effort; late = counts|fails (done, but after it was due); over.
///          Done: by the row's own day, or by a later look that found the object sound
/// returns  Field [whole, or zones of a level], a share
/// marks    not_applicable where nothing was due; no_data where nobody looked
/// errors   none
/// cost     O(rows)
/// source   《城市体检工作手册（试行）》2025-05, indicator 60 (问题整治完成率): done ÷ due, for 限时 and 尽力 apart
Field measure_remedied(const Ask& ask) {
  const City& city = ask.city;
  const Indicator& indicator = ask.indicator;
  const Inspections& all = *city.inspections;
  const Support support = support_entered(indicator);
  const RowOf row_of{city, support};
  Field f = Rows{city, support}.empty();
  const std::int32_t day = today(city);
  const bool late_fails = indicator.params.word("late") == "fails";
  std::vector<double> due(f.size(), 0.0), done(f.size(), 0.0);
  std::vector<std::uint8_t> looked(f.size(), 0);
  for (const InspectionIdx i : each(all.id)) {
    if (all.seen[i] > day || (indicator.params.has("check") && !asked(ask, i))) continue;
    const auto row = row_of(all.zone[i]);
    if (!row) continue;
    looked[*row] = 1;
    if (all.look[i] != Look::problem || !of_remedy(indicator, all.remedy[i])) continue;
    const std::int32_t until = all.due[i], when = put_right(all, i, day);
    if (until == kNoDay || until > day) continue;
    due[*row] += 1;
    if (when != kNoDay && !(late_fails && when > until)) done[*row] += 1;
  }
  for (std::size_t r = 0; r < f.size(); ++r) {
    if (due[r] > 0) f.set(r, indicator.unit.from_base(done[r] / due[r]));
    else if (looked[r]) f.set_absent(r, Mark::not_applicable);
  }
  return f;
}

void check_over(const Indicator& i) {
  if (i.params.word("over") == "cell")
    throw Error{Fault::bad_input,
                say("what was entered belongs to a zone or the city, never to a cell",
                    "登记的数据属于分区或全市，不属于格网"),
                where_of(i)};
}
void check_inspected(const Indicator& i, std::span<const Indicator>) {
  check_over(i);
  if (i.params.word("count") == "objects" && i.unit.dim != kNoDim)
    refuse_unit(i, {"a count, such as 1", "个数，如 个"});
}
void check_remedied(const Indicator& i, std::span<const Indicator>) {
  check_over(i);
  if (i.unit.dim != kNoDim) refuse_unit(i, {"a share, such as %", "比例，如 %"});
}

ParamSpec limit_param() {
  return choice_param("limit",
                      {"Problems to be put right by a date (dated), as means allow (effort), or any.",
                       "整治类型：限时解决（dated）、尽力解决（effort）或全部（any）。"},
                      {"any", "dated", "effort"}, "any");
}
ParamSpec over_param() {
  return param(ParamSpec::Type::word, "over", {"city, or a level of zones.", "city（全市）或分区层级。"},
               "city");
}
void entered(Kernel& k) {
  k.reads = [](const Indicator&) { return layers(LayerId::inspections, LayerId::zones); };
  k.kinds = [](const Indicator&) { return std::vector<PlaceKindKey>{}; };
  k.needs = needs_nothing;
  k.support = [](const Indicator& i, std::span<const Indicator>) { return support_entered(i); };
}

}  // namespace

const Kernel& inspected_kernel() {
  static const Kernel kernel = [] {
    Kernel k{};
    k.name = "inspected";
    k.meaning = {"Objects (or how much of them) in which inspections found a problem that is still open.",
                 "现场检查发现且尚未整治的问题对象数（或数量）。"};
    k.formula = "value[z] = Σ objects of z whose last look left a problem open: 1 | quantity";
    k.params = {
        needed(ParamSpec::Type::words, "check", {"What was looked for.", "检查项。"}),
        choice_param("count", {"Objects, or their quantities.", "计对象数，或计数量。"},
                     {"objects", "quantity"}, "objects"),
        limit_param(),
        over_param(),
    };
    k.check = check_inspected;
    entered(k);
    k.measure = measure_inspected;
    return k;
  }();
  return kernel;
}

const Kernel& remedied_kernel() {
  static const Kernel kernel = [] {
    Kernel k{};
    k.name = "remedied";
    k.meaning = {"Share of the problems due by now that have been put right.",
                 "已到期问题中已完成整治的比例。"};
    k.formula = "value[z] = #(due by now and done) ÷ #(due by now)";
    k.params = {
        param(ParamSpec::Type::words, "check",
              {"What was looked for; without it everything.", "检查项；不写则为全部。"}),
        limit_param(),
        choice_param("late", {"Whether what was done after its date counts.", "逾期完成是否计入。"},
                     {"counts", "fails"}, "counts"),
        over_param(),
    };
    k.check = check_remedied;
    entered(k);
    k.measure = measure_remedied;
    return k;
  }();
  return kernel;
}

}  // namespace cityloop
