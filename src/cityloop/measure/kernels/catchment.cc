#include <algorithm>
#include <charconv>
#include <cmath>

#include "cityloop/measure/kernels/list.h"

namespace cityloop {
namespace {

/// How much a visit counts at a distance: one within the limit, falling in steps, or along a bell.
struct Decay {
  enum class Of : std::uint8_t { binary, steps, gaussian } of = Of::binary;
  double limit = 0;
  std::vector<std::pair<double, double>> steps;  // up to here → weight, ascending

  double operator()(double d) const {
    constexpr double kSlack =
        1e-9;  // a sum of whole millimetres divided by a speed may miss its step by one rounding
    if (d > limit * (1 + kSlack)) return 0;
    if (of == Of::binary) return 1;
    if (of == Of::steps) {
      for (const auto& [until, weight] : steps)
        if (d <= until * (1 + kSlack)) return weight;
      return 0;
    }
    // Dai 2010: a bell cut off at the limit and scaled to 1 at the door and 0 at the limit.
    const double edge = std::exp(-0.5);
    const double x = d / limit;
    return (std::exp(-0.5 * x * x) - edge) / (1 - edge);
  }
};

/// "5 min 0.68" → up to 5 min, weight 0.68.
std::pair<double, double> read_step(const Indicator& i, const std::string& text) {
  const std::size_t gap = text.find_last_of(' ');
  double weight = 0;
  if (gap != std::string::npos) {
    const auto [end, fault] = std::from_chars(text.data() + gap + 1, text.data() + text.size(), weight);
    if (fault == std::errc{} && end == text.data() + text.size() && weight >= 0 && weight <= 1)
      return {parse_quantity(text.substr(0, gap), i.params.dim("limit"), where_of(i)), weight};
  }
  throw Error{Fault::bad_input, say("‘{}’ is not a step", "“{}”不是有效的分级", text), where_of(i),
              say("write how far and what it counts there, between 0 and 1: ‘5 min 0.68’",
                  "请写范围与 0 至 1 之间的权重，例如“5 min 0.68”")};
}

Decay decay_of(const Indicator& i) {
  Decay d;
  d.limit = i.params.number("limit");
  const std::string& w = i.params.word("decay");
  d.of = w == "binary" ? Decay::Of::binary : w == "steps" ? Decay::Of::steps : Decay::Of::gaussian;
  if (d.of == Decay::Of::steps)
    for (const std::string& s : i.params.words("steps")) d.steps.push_back(read_step(i, s));
  return d;
}

/// Supply per head under competing demand: the two-step floating catchment area.
///
///   R[p]     = S[p] / Σ over cells d with t(d → p) ≤ limit:  P[d]·w(t(d → p))
///   value[c] = Σ over places p with t(c → p) ≤ limit:  R[p]·w(t(c → p))
///
///   w = 1 (binary: 2SFCA) | falls in steps (E2SFCA) | (e^{−½(t/limit)²} − e^{−½}) / (1 − e^{−½}) (gaussian)
///
/// With w = 1, Σ P·value = Σ S of the places that anybody reaches: supply is handed out once, never invented.
///
/// reads    city.grid, city.people [cells], city.places [places], city.streets [edges]
/// params   kind; group: whose demand (without: all residents); decay, steps; mode; speed; limit (minutes or metres)
/// returns  Field [cells], capacity per person, ≥ 0
/// marks    estimated where a capacity reached is a declared default; not_applicable where nobody of the demand lives;
///          no_data without streets, without people, or where the kinds or the group are not known.
///          None reached is a known zero
/// errors   none: params are checked when the declaration is read
/// cost     one bounded search per place, memoised by place, then two passes over what they reach
/// source   Radke & Mu 2000; Luo & Wang 2003 (2SFCA); Luo & Qi 2009 (E2SFCA); Dai 2010 (gaussian)
Field measure_catchment(const Ask& ask) {
  const Indicator& i = ask.indicator;
  const City& city = ask.city;
  Field f = Field::cells(city.grid->size(), Mark::no_data);
  const Column<CellIdx, float>* demand = &city.people->residents;
  if (i.params.has("group")) {
    const auto g = city.people->find(GroupKey{i.params.word("group")});
    if (!g) return f;
    demand = &city.people->by_group[*g];
  }
  if (!has_people(city) || demand->size() != f.size()) return f;
  for (const CellIdx c : each(*demand))
    if (!((*demand)[c] > 0)) f.mark[c.v] = Mark::not_applicable;
  const std::vector<KindIdx> kinds = known_kinds(city, i.params.words("kind"));
  if (kinds.empty() || city.streets->edges() == 0) return f;

  const Decay decay = decay_of(i);
  const Profile profile = travel_profile(i);
  const auto net = network(city, profile, ask.run);
  const std::vector<PlaceIdx> places = places_open(city, kinds);
  const auto reached = catchments(city, profile, places, travel_limit(i, profile), ask.run);
  std::vector<double> sum(f.size(), 0.0), weight;
  std::vector<std::uint8_t> guessed(f.size(), 0);
  for (std::size_t n = 0; n < places.size(); ++n) {
    const Catchment& area = *reached[n];
    weight.resize(area.cell.size());
    double wanted = 0;
    for (std::size_t a = 0; a < area.cell.size(); ++a) {
      weight[a] = decay(travelled(i, *net, area.cost[a]));
      wanted += weight[a] * static_cast<double>((*demand)[area.cell[a]]);
    }
    if (!(wanted > 0)) continue;  // nobody within reach: its supply serves no one here
    const double per_head = static_cast<double>(city.places->capacity[places[n]]) / wanted;
    const bool estimated = city.places->capacity_mark[places[n]] == Mark::estimated;
    for (std::size_t a = 0; a < area.cell.size(); ++a) {
      sum[area.cell[a].v] += per_head * weight[a];
      if (estimated && weight[a] > 0) guessed[area.cell[a].v] = 1;
    }
  }
  for (std::size_t c = 0; c < f.size(); ++c)
    if (f.mark[c] != Mark::not_applicable)
      f.set(c, i.unit.from_base(sum[c]), guessed[c] ? Mark::estimated : Mark::known);
  return f;
}

void check_catchment(const Indicator& i, std::span<const Indicator>) {
  check_travel(i);
  const Dim d = i.unit.dim;
  if (d != kNoDim / kPersonDim && d != kNoDim && d != kAreaDim / kPersonDim)
    refuse_unit(i, {"capacity per person", "人均容量"});
  const bool steps = i.params.word("decay") == "steps";
  if (steps != i.params.has("steps"))
    throw Error{Fault::bad_input,
                steps ? say("decay: steps needs the list of steps", "decay: steps 需要给出 steps")
                      : say("steps are given, but decay is not steps", "给出了 steps，但 decay 不是 steps"),
                where_of(i)};
  if (!steps) return;
  const Decay decay = decay_of(i);
  for (std::size_t n = 1; n < decay.steps.size(); ++n)
    if (decay.steps[n].first <= decay.steps[n - 1].first || decay.steps[n].second > decay.steps[n - 1].second)
      throw Error{Fault::bad_input,
                  say("the steps must go outwards and never rise", "分级应由近及远且权重不升"), where_of(i)};
  if (decay.steps.back().first > decay.limit * (1 + 1e-9))
    throw Error{Fault::bad_input, say("a step lies beyond the limit", "分级超出了 limit"), where_of(i)};
}

}  // namespace

const Kernel& catchment_kernel() {
  using Type = ParamSpec::Type;
  static const Kernel kernel = [] {
    Kernel k{};
    k.name = "catchment";
    k.meaning = {"Supply per head where several cells share the same places (2SFCA, E2SFCA).",
                 "考虑需求竞争的人均供给（两步移动搜索法及其增强形式）。"};
    k.formula = "R[p] = S[p] / Σ_d P[d]·w(d,p);  value[c] = Σ_p R[p]·w(c,p)";
    k.params = travel_params({"How far people go, in minutes or metres.", "搜索半径，分钟或米。"});
    k.params.insert(k.params.begin(),
                    needed(Type::words, "kind", {"Kinds of place that supply.", "提供服务的设施类别。"}));
    k.params.push_back(
        param(Type::word, "group",
              {"Whose demand competes; without it, all residents.", "需求人群；不写则为全体居民。"}));
    k.params.push_back(choice_param("decay", {"How much a visit counts at a distance.", "距离衰减方式。"},
                                    {"binary", "steps", "gaussian"}, "binary"));
    k.params.push_back(param(Type::words, "steps",
                             {"For decay: steps, such as [5 min 1, 10 min 0.68, 15 min 0.22].",
                              "decay 为 steps 时的分级，如 [5 min 1, 10 min 0.68, 15 min 0.22]。"}));
    k.check = check_catchment;
    k.reads = [](const Indicator&) { return travel_layers(); };
    k.kinds = [](const Indicator& i) { return kind_keys(i.params.words("kind")); };
    k.needs = needs_nothing;
    k.support = cell_support;
    k.measure = measure_catchment;
    return k;
  }();
  return kernel;
}

}  // namespace cityloop
