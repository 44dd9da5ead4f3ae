#include <algorithm>
#include <array>
#include <cmath>

#include "cityloop/measure/kernels/supply.h"

namespace cityloop {
namespace {

/// What the member of the family gives: capacity per person, capacity that falls to a cell, or a cost.
enum class Yields : std::uint8_t { per_person, amount, cost };
struct Method {
  std::string_view word;
  Sharing sharing;
  Yields yields;
};
constexpr std::array<Method, 7> kMethods{{
    {"2sfca", Sharing::two_step, Yields::per_person},
    {"e2sfca", Sharing::two_step, Yields::per_person},
    {"3sfca", Sharing::three_step, Yields::per_person},
    {"m2sfca", Sharing::modified, Yields::per_person},
    {"bfca", Sharing::balanced, Yields::per_person},
    {"spatial_availability", Sharing::availability, Yields::amount},
    {"raam", Sharing::none, Yields::cost},
}};
const Method& method_of(const Indicator& i) {
  const std::string& w = i.params.word("method");
  return *std::find_if(kMethods.begin(), kMethods.end(), [&](const Method& m) { return m.word == w; });
}

SupplyRule catchment_rule(const Indicator& i) {
  SupplyRule rule;
  rule.sharing = method_of(i).sharing;
  rule.decay = decay_of(i);
  rule.demand = true;
  if (i.params.has("group")) rule.group = GroupKey{i.params.word("group")};
  return rule;
}

/// RAAM: every person takes the place where journey and crowding together are least.
void equilibrium(const Ask& ask, const Column<CellIdx, float>& demand, Field& f) {
  const Indicator& i = ask.indicator;
  const City& city = ask.city;
  std::vector<std::uint8_t> wanted(f.size(), 0);
  for (std::size_t c = 0; c < f.size(); ++c) wanted[c] = f.mark[c] != Mark::not_applicable ? 1 : 0;
  const ReachedPlaces reached = reached_places(city, i, wanted, ask.run);
  const auto net = network(city, travel_profile(i), ask.run);
  CostTable table;
  table.first = reached.first;
  std::vector<double> supply(city.places->id.size(), 0.0), people(f.size(), 0.0);
  std::vector<std::uint8_t> guessed(f.size(), 0);
  for (std::size_t c = 0; c < f.size(); ++c) {
    people[c] = static_cast<double>(demand[idx<CellIdx>(c)]);
    for (auto n = reached.first[c]; n < reached.first[c + 1]; ++n) {
      const PlaceIdx p = reached.place[n];
      table.to.push_back(p.v);
      table.cost.push_back(travelled(i, *net, reached.cost[n]));
      supply[p.v] = static_cast<double>(city.places->capacity[p]);
      if (city.places->capacity_mark[p] == Mark::estimated) guessed[c] = 1;
    }
  }
  const double tau = i.params.number("tau");
  const RaamResult r = raam(table, supply, people, tau, i.params.number("rho"));
  if (r.gap > 1e-6)
    ask.run.notes.warning(
        "measure.raam",
        say("‘{0}’ is {1} from its equilibrium", "指标“{0}”距均衡尚差 {1}", i.key.word, r.gap), where_of(i));
  double worst =
      i.params.number("limit") / tau;  // nobody who reaches nothing stands better than who is crowded most
  for (const double cost : r.cost)
    if (std::isfinite(cost)) worst = std::max(worst, cost);
  for (std::size_t c = 0; c < f.size(); ++c) {
    if (f.mark[c] == Mark::not_applicable) continue;
    if (std::isfinite(r.cost[c]))
      f.set(c, i.unit.from_base(r.cost[c]), guessed[c] ? Mark::estimated : Mark::known);
    else f.set(c, i.unit.from_base(worst), Mark::beyond);
  }
}

/// Supply under competing demand: the floating catchment family.
///
///   R[p] = S[p] / Σ_d P[d]·u(d,p)          value[c] = Σ_p R[p]·v(c,p)          over d, p with t ≤ limit
///
///   2sfca, e2sfca         u = w            v = w              w: 1 (binary) or falling, see decay
///   m2sfca                u = w            v = w²             what is far is worse even where it is alone
///   3sfca                 u = v = w²/W[c]                     W[c] = Σ_p w: demand divides itself over what it
///   reaches bfca                  u = w/W[c]       v = w/C[p]         C[p] = Σ_c w: neither side is counted twice
///   spatial_availability  u = w            v = P[c]·w         what falls to the cell, not to a person
///   raam                  value[c] = least t/tau + D[p]/(rho·S[p]) once nobody can improve; D: who chose p. Lower
///   is better
///
/// decay: binary | steps | linear 1 − t/limit | exponential 2^(−t/half) | power min(1, (t/at)^−exponent) | logistic
/// | gaussian (e^{−½(t/limit)²} − e^{−½}) / (1 − e^{−½}).
/// In 2sfca, e2sfca, 3sfca and spatial_availability supply is handed out once, never invented: Σ P·value (Σ value)
/// = Σ S of the places that anybody reaches. W and C count open places, and cells where somebody of the demand
/// lives.
///
/// reads    city.grid, city.people [cells], city.places [places], city.streets [edges]
/// params   kind; method; group: whose demand (without: all residents); decay and its own; tau, rho (raam); mode;
///          speed; limit (minutes or metres)
/// returns  Field [cells]: capacity per person, ≥ 0; spatial_availability: capacity; raam: 1
/// marks    estimated where a capacity reached is a declared default; not_applicable where nobody of the demand
///          lives; no_data without streets, without people, or where the kinds or the group are not known. None
///          reached is a known zero, for raam beyond (value: the most that anybody bears)
/// errors   none: params are checked when the declaration is read. raam warns where its gap stays above 10⁻⁶
/// cost     one bounded search per place, memoised by place, then two passes over what they reach. After an edit:
///          the reach of the place (3sfca, bfca when it opens or closes, and all when people move: of every place
///          that shares a cell with it); raam is solved anew
/// source   Radke & Mu 2000; Luo & Wang 2003 (2SFCA); Luo & Qi 2009 (E2SFCA); Dai 2010 (gaussian); Wan, Zou &
///          Sternberg 2012 (3SFCA); Delamater 2013 (M2SFCA); Paez, Higgins & Vivona 2019 (BFCA); Saxon & Snow 2020
///          (RAAM); Soukhov et al. 2023 (spatial availability)
/// see      catalogue/indicators/services/clinic_supply.city, clinic_choice.city, clinic_crowding.city
Field measure_catchment(const Ask& ask) {
  const Indicator& i = ask.indicator;
  const City& city = ask.city;
  Field f = Field::cells(city.grid->size(), Mark::no_data);
  const SupplyRule rule = catchment_rule(i);
  const Column<CellIdx, float>* demand = demand_of(city, rule);
  if (demand == nullptr || !has_people(city) || demand->size() != f.size()) return f;
  for (const CellIdx c : each(*demand))
    if (!((*demand)[c] > 0)) f.mark[c.v] = Mark::not_applicable;
  if (known_kinds(city, i.params.words("kind")).empty() || !can_travel(city, i)) return f;
  if (method_of(i).yields == Yields::cost) {
    equilibrium(ask, *demand, f);
    return f;
  }
  const Supplied s = supplied(city, i, rule, false, ask.run);
  for (std::size_t c = 0; c < f.size(); ++c) put(s, i, c, f);
  return f;
}

bool update_catchment(const Ask& now, const City& before, const Field& was, const Delta& delta, Field& out) {
  const Indicator& i = now.indicator;
  if (method_of(i).yields == Yields::cost) keep_reach(now, before);
  if (method_of(i).yields == Yields::cost || was.size() != now.city.grid->size() ||
      !can_travel(now.city, i) || !has_people(before))
    return false;
  std::vector<std::uint32_t> changed;
  const auto next = mended(now, before, delta, catchment_rule(i), changed);
  if (!next) return false;
  out = was;
  for (const std::uint32_t c : changed) put(*next, i, c, out);
  return true;
}

void check_catchment(const Indicator& i, std::span<const Indicator>) {
  check_travel(i);
  check_decay(i);
  const Dim d = i.unit.dim;
  const Method& method = method_of(i);
  switch (method.yields) {
    case Yields::per_person:
      if (d != kNoDim / kPersonDim && d != kNoDim && d != kAreaDim / kPersonDim)
        refuse_unit(i, {"capacity per person", "人均容量"});
      break;
    case Yields::amount:
      if (d != kNoDim && d != kPersonDim && d != kAreaDim) refuse_unit(i, {"a capacity", "容量"});
      break;
    case Yields::cost:
      if (d != kNoDim) refuse_unit(i, {"a plain number", "无量纲数"});
      break;
  }
  const bool raam = method.yields == Yields::cost;
  for (const char* name : {"tau", "rho"})
    if (raam != i.params.has(name))
      throw Error{Fault::bad_input,
                  raam
                      ? say("method: raam needs the parameter ‘{}’", "method: raam 需要参数“{}”", name)
                      : say("‘{}’ is given, but method is not raam", "给出了“{}”，但 method 不是 raam", name),
                  where_of(i)};
  if (raam && i.params.dim("tau") != i.params.dim("limit"))
    throw Error{
        Fault::bad_input,
        say("tau and limit must both be times or both be distances", "tau 与 limit 须同为时间或同为距离"),
        where_of(i)};
  if (raam && i.params.word("decay") != "binary")
    throw Error{Fault::bad_input,
                say("raam weighs the way itself: leave decay out", "raam 自行计入路程，不应填写 decay"),
                where_of(i)};
  if (method.word == "e2sfca" && i.params.word("decay") == "binary")
    throw Error{Fault::bad_input,
                say("e2sfca needs a decay that falls; without one it is 2sfca",
                    "e2sfca 需要随距离衰减的 decay；否则即为 2sfca"),
                where_of(i)};
}

}  // namespace

const Kernel& catchment_kernel() {
  using Type = ParamSpec::Type;
  static const Kernel kernel = [] {
    Kernel k{};
    k.name = "catchment";
    k.meaning = {
        "Supply where several cells share the same places (2SFCA, E2SFCA, 3SFCA, M2SFCA, BFCA, RAAM, spatial "
        "availability).",
        "考虑需求竞争的供给水平（两步移动搜索法及其各种改进、RAAM、空间可得性）。"};
    k.formula = "R[p] = S[p] / Σ_d P[d]·u(d,p);  value[c] = Σ_p R[p]·v(c,p)  (2sfca: u = v = w)";
    k.params = travel_params({"How far people go, in minutes or metres.", "搜索半径，分钟或米。"});
    k.params.insert(k.params.begin(),
                    needed(Type::words, "kind", {"Kinds of place that supply.", "提供服务的设施类别。"}));
    std::vector<std::string> methods;
    for (const Method& m : kMethods) methods.emplace_back(m.word);
    k.params.push_back(
        choice_param("method", {"How supply is shared.", "供给的分配方法。"}, std::move(methods), "2sfca"));
    k.params.push_back(
        param(Type::word, "group",
              {"Whose demand competes; without it, all residents.", "需求人群；不写则为全体居民。"}));
    add_decay_params(k.params);
    ParamSpec tau =
        quantity_param("tau",
                       {"For method: raam, the journey that weighs as much as a place filled to rho.",
                        "method 为 raam 时，与“使用人数达到 rho”等价的路程。"},
                       kTimeDim, "s", 1e-3, 1e6);
    tau.or_dim = kLengthDim;
    k.params.push_back(std::move(tau));
    ParamSpec rho = param(Type::number, "rho",
                          {"For method: raam, persons per unit of capacity at which a place is full.",
                           "method 为 raam 时，每单位容量对应的满员人数。"});
    rho.least = 1e-6;
    rho.most = 1e9;
    k.params.push_back(std::move(rho));
    k.check = check_catchment;
    k.reads = travel_layers;
    k.kinds = [](const Indicator& i) { return kind_keys(i.params.words("kind")); };
    k.needs = needs_nothing;
    k.support = cell_support;
    k.measure = measure_catchment;
    k.update = update_catchment;
    return k;
  }();
  return kernel;
}

}  // namespace cityloop
