#include <algorithm>

#include "cityloop/measure/kernels/supply.h"
#include "cityloop/measure/opening.h"

namespace cityloop {
namespace {

bool by_radius(const Indicator& i) { return i.params.word("by") == "straight"; }
bool of_land(const Indicator& i) { return i.params.word("of") == "land"; }

SupplyRule coverage_rule(const Indicator& i) {
  SupplyRule rule;
  rule.decay = Decay::binary(i.params.number("limit"));
  rule.decay.slack = 1e-9;
  rule.capacity = false;
  rule.straight = by_radius(i);
  return rule;
}

/// What is to be covered, per cell. Land that nobody mapped is stood in for by the people.
struct Amounts {
  std::vector<double> of;
  bool stand_in = false, known = false;
};
Amounts amounts(const City& city, const Indicator& i) {
  Amounts a;
  a.of.assign(city.grid->size(), 0.0);
  if (of_land(i)) {
    const Land& land = *city.land;
    for (const std::string& use : i.params.words("land_use"))
      if (const auto u = land.find(LandUseKey{use}))
        for (const CellIdx c : each(land.area_m2[*u])) {
          a.of[c.v] += static_cast<double>(land.area_m2[*u][c]);
          a.known = a.known || land.area_m2[*u][c] > 0;
        }
    if (a.known) return a;
    a.stand_in = true;
  }
  SupplyRule rule;
  if (i.params.has("group")) rule.group = GroupKey{i.params.word("group")};
  const Column<CellIdx, float>* who = demand_of(city, rule);
  if (who == nullptr || who->size() != a.of.size() || !has_people(city)) return a;
  for (const CellIdx c : each(*who)) a.of[c.v] = static_cast<double>((*who)[c]);
  a.known = true;
  return a;
}

bool can_measure(const City& city, const Indicator& i) {
  return !known_kinds(city, i.params.words("kind")).empty() && (by_radius(i) || can_travel(city, i));
}

/// The field from what is covered and how much of it there is, in the order of the cells.
Field share(const City& city, const Indicator& i, const Supplied* s) {
  const Rows rows{city, support_over(i)};
  Field f = rows.empty();
  const Amounts amount = amounts(city, i);
  if (!rows.known() || !amount.known || s == nullptr) return f;
  std::vector<double> all(rows.size(), 0.0), covered(rows.size(), 0.0);
  for (std::size_t c = 0; c < amount.of.size(); ++c)
    if (const auto row = rows.of(idx<CellIdx>(c))) {
      all[*row] += amount.of[c];
      if (s->shares.value(c) > 0) covered[*row] += amount.of[c];
    }
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (f.mark[row] == Mark::not_applicable) continue;
    if (!(all[row] > 0)) f.set_absent(row, Mark::not_applicable);
    else
      f.set(row, i.unit.from_base(covered[row] / all[row]), amount.stand_in ? Mark::estimated : Mark::known);
  }
  return f;
}

/// How much of the residential land, or of the people, lies within a radius of a place: as the crow flies, as
/// official health checks count it, or along the streets, as people walk.
///
///   value[x] = Σ over cells c of x that are covered: amount(c)  ÷  Σ over cells c of x: amount(c)
///
///   straight  covered: a place or one of its entrances lies within the limit of the cell's centre
///   sizes     straight, by how large the place is: from a capacity of 2,000 (m² of a park) on 300 m; a smaller one covers
///             nobody. Exactly at a step counts as the larger
///   limits    by kind: "metro_station: 1000 m" covers so far, within the limit
///   network   covered: the way from the cell's centre to a place is no longer than the limit
///
/// A cell is covered as a whole, by its centre: against exact buffers a cell on the rim may be wrong by its own
/// size, one way as often as the other. Places outside the city cover what they reach inside. The difference of
/// the two, by `combine`, is what the official figure promises and the streets do not keep.
///
/// reads    city.grid, city.places [places], city.land or city.people [cells], city.zones (over a level),
///          city.streets [edges] (network)
/// params   kind; by = straight|network; of = land|residents; land_use; group; over = cell|city|a level; mode;
///          speed; limit; sizes; limits
/// returns  Field [cells, zones of a level, or whole], a share of 1; in a cell 0 or 1
/// marks    estimated where land is asked for and none of these uses is mapped: the people stand in for it;
///          not_applicable where there is nothing to cover; no_data where nothing is known to cover, the kinds are
///          not known, or the streets are missing (network)
/// errors   none: params are checked when the declaration is read
/// cost     straight: O(places × cells within the limit); network: one bounded search per place, memoised. After
///          an edit: the reach of the place, and O(cells)
/// source   《城市体检工作手册》 ids 22–25 (住房和城乡建设部): share of residential land in straight buffers, facilities
///          across the border counted; GB 50180-2018 table C.0.1 for radii
/// see      catalogue/indicators/life_circle/10_primary_school_gap.city
Field measure_coverage(const Ask& ask) {
  const Indicator& i = ask.indicator;
  if (!can_measure(ask.city, i)) return share(ask.city, i, nullptr);
  const Supplied s = supplied(ask.city, i, coverage_rule(i), false, ask.run);
  return share(ask.city, i, &s);
}

bool update_coverage(const Ask& now, const City& before, const Field&, const Delta& delta, Field& out) {
  const Indicator& i = now.indicator;
  if (!can_measure(now.city, i) || !can_measure(before, i)) return false;
  if (i.params.has("sizes"))
    return false;  // a place that grows reaches farther: made anew, which is cheap as the crow flies
  std::vector<std::uint32_t> changed;
  const auto next = mended(now, before, delta, coverage_rule(i), changed);
  if (!next) return false;
  out = share(now.city, i, next.get());
  return true;
}

void check_coverage(const Indicator& i, std::span<const Indicator>) {
  if (by_radius(i)) check_opening(i);
  else check_travel(i);
  if (i.unit.dim != kNoDim) refuse_unit(i, {"a share", "占比"});
  size_radii(i);
  kind_radii(i);
  if (i.params.has("sizes") && !by_radius(i))
    throw Error{Fault::bad_input, say("radii by size are straight lines", "按规模分级的服务半径为直线距离"),
                where_of(i), say("write by: straight", "请写 by: straight")};
  if (i.params.has("group") && of_land(i))
    throw Error{Fault::bad_input, say("land has no group of people", "用地没有人群之分"), where_of(i),
                say("write of: residents", "请写 of: residents")};
}

}  // namespace

const Kernel& coverage_kernel() {
  using Type = ParamSpec::Type;
  static const Kernel kernel = [] {
    Kernel k{};
    k.name = "coverage";
    k.meaning = {
        "Share of residential land or of people within a radius of a place, as the crow flies or on foot.",
        "设施服务半径对居住用地（或居民）的覆盖率：直线缓冲区或按实际路网。"};
    k.formula = "value[x] = Σ_c∈x, covered amount(c) ÷ Σ_c∈x amount(c)";
    k.params = travel_params({"The radius, in metres or minutes.", "服务半径，米或分钟。"});
    k.params.insert(k.params.begin(),
                    needed(Type::words, "kind", {"Kinds of place that cover.", "设施类别。"}));
    k.params.push_back(choice_param("by",
                                    {"As the crow flies, or along the streets.", "直线距离或路网距离。"},
                                    {"straight", "network"}, "network"));
    k.params.push_back(
        choice_param("of", {"What is to be covered.", "覆盖对象。"}, {"land", "residents"}, "land"));
    k.params.push_back(
        param(Type::words, "land_use", {"Land of these uses.", "计入的用地类别。"}, "residential"));
    k.params.push_back(
        param(Type::word, "group", {"Of the residents, one group.", "只计居民中的某一人群。"}));
    k.params.push_back(param(Type::word, "over",
                             {"cell, city, or a level of zones.", "cell（格网）、city（全市）或分区层级。"},
                             "city"));
    k.params.push_back(
        param(Type::words, "sizes",
              {"Radii by the size of the place, such as [\"2000: 300 m\", \"10000: 500 m\"]; a smaller "
               "place covers nobody.",
               "按设施规模分级的服务半径，如 [\"2000: 300 m\", \"10000: 500 m\"]；规模更小的不计覆盖。"}));
    k.params.push_back(
        param(Type::words, "limits",
              {"Radii by kind of place, such as [\"bus_stop: 500 m\", \"metro_station: 1000 m\"]; the others "
               "cover as far as the limit.",
               "按设施类别的服务半径，如 [\"bus_stop: 500 m\", \"metro_station: 1000 m\"]；其余按 limit。"}));
    k.check = check_coverage;
    k.reads = [](const Indicator& i) {
      LayerSet s = layers(LayerId::grid, LayerId::places, LayerId::people);
      if (!by_radius(i)) s |= travel_layers(i);
      if (of_land(i)) s |= layers(LayerId::land);
      if (support_over(i).of == Support::Of::zone) s |= layers(LayerId::zones);
      return s;
    };
    k.kinds = [](const Indicator& i) { return kind_keys(i.params.words("kind")); };
    k.needs = needs_nothing;
    k.support = [](const Indicator& i, std::span<const Indicator>) { return support_over(i); };
    k.measure = measure_coverage;
    k.update = update_coverage;
    return k;
  }();
  return kernel;
}

}  // namespace cityloop
