#include <algorithm>

#include "cityloop/base/parallel.h"
#include "cityloop/measure/kernels/list.h"

namespace cityloop {
namespace {

enum class Count : std::uint8_t { places, capacity, people };
Count count_of(const Indicator& i) {
  const std::string& w = i.params.word("count");
  return w == "places" ? Count::places : w == "capacity" ? Count::capacity : Count::people;
}

/// Sums what the reached places offer, place after place, so that the sum has one order.
void count_places(const Ask& ask, Field& f) {
  const Indicator& i = ask.indicator;
  const City& city = ask.city;
  const std::vector<KindIdx> kinds = known_kinds(city, i.params.words("kind"));
  if (kinds.empty()) return;
  const bool capacity = count_of(i) == Count::capacity;
  const Profile profile = travel_profile(i);
  const std::vector<PlaceIdx> places = places_open(city, kinds);
  const auto reached = catchments(city, profile, places, travel_limit(i, profile), ask.run);
  std::vector<double> sum(f.size(), 0.0);
  std::vector<std::uint8_t> guessed(f.size(), 0);
  for (std::size_t n = 0; n < places.size(); ++n) {
    const double offers = capacity ? static_cast<double>(city.places->capacity[places[n]]) : 1.0;
    const bool estimated = capacity && city.places->capacity_mark[places[n]] == Mark::estimated;
    for (const CellIdx c : reached[n]->cell) {
      sum[c.v] += offers;
      if (estimated) guessed[c.v] = 1;
    }
  }
  for (std::size_t c = 0; c < f.size(); ++c)
    if (f.mark[c] != Mark::not_applicable)
      f.set(c, i.unit.from_base(sum[c]), guessed[c] ? Mark::estimated : Mark::known);
}

void count_people(const Ask& ask, Field& f) {
  const Indicator& i = ask.indicator;
  const City& city = ask.city;
  const Column<CellIdx, float>* who = &city.people->residents;
  if (i.params.has("group")) {
    const auto g = city.people->find(GroupKey{i.params.word("group")});
    if (!g) return;
    who = &city.people->by_group[*g];
  }
  if (who->size() != f.size()) return;
  const Profile profile = travel_profile(i);
  const auto net = network(city, profile, ask.run);
  const auto links = cell_links(city, profile, ask.run);
  const Seconds limit = travel_limit(i, profile);
  const Cost most = net->limit(limit);
  const double speed = profile.mode == Mode::drive ? 40.0 : profile.speed.base();
  const double radius = limit.base() * std::max(speed, profile.access.base()) + 1;
  for_chunks(ask.run, f.size(), 64, [&](std::size_t begin, std::size_t end) {
    Search search{*net};
    for (std::size_t c = begin; c < end; ++c) {
      const CellIdx from = idx<CellIdx>(c);
      if (f.mark[c] == Mark::not_applicable) continue;
      double sum = static_cast<double>((*who)[from]);  // who lives in the cell itself is reached
      if ((*links)[from].valid()) {
        search.run((*links)[from], Heading::from_sources, most);
        for (const CellIdx to : city.grid->within(city.grid->centre(from), radius))
          if (to != from && (*who)[to] > 0 && (*links)[to].valid() && search.cost((*links)[to]) <= most)
            sum += static_cast<double>((*who)[to]);
      }
      f.set(c, i.unit.from_base(sum));
    }
  });
}

/// How much can be reached from each cell within a limit: places, what they offer in all, or people.
///
///   value[c] = Σ over open places p of the kinds with t(c → p) ≤ limit:  1 (places) or capacity(p) (capacity)
///   value[c] = Σ over cells d with t(c → d) ≤ limit:  residents(d), of one group if it is named   (people)
///
/// reads    city.grid, city.people [cells], city.places [places], city.streets [edges]
/// params   kind (not for people); count = places|capacity|people; group; mode; speed; limit (minutes or metres)
/// returns  Field [cells]; 1 for places; what the capacity counts (1, person or m²); person for people; ≥ 0
/// marks    estimated where a capacity reached is a declared default; not_applicable where nobody lives; no_data where
///          the city has no streets, knows none of the kinds or not the group. None reached is a known zero
/// errors   none: params are checked when the declaration is read
/// cost     places: one bounded search per place, memoised by place; people: one per cell
/// source   cumulative opportunities: Hansen 1959, Ingram 1971
Field measure_within(const Ask& ask) {
  const auto lived = lived_in(ask.city);
  Field f = Field::cells(lived.size(), Mark::no_data);
  for (std::size_t c = 0; c < lived.size(); ++c)
    if (!lived[c]) f.mark[c] = Mark::not_applicable;
  if (ask.city.streets->edges() == 0) return f;
  if (count_of(ask.indicator) == Count::people) count_people(ask, f);
  else count_places(ask, f);
  return f;
}

void check_within(const Indicator& i, std::span<const Indicator>) {
  check_travel(i);
  const Count count = count_of(i);
  if (count == Count::people) {
    if (i.params.has("kind"))
      throw Error{Fault::bad_input, say("people have no kind of place", "统计人口时不应填写 kind"),
                  where_of(i), say("leave kind out, or count places", "去掉 kind，或改为统计设施")};
    if (i.unit.dim != kPersonDim) refuse_unit(i, {"persons", "人数"});
    return;
  }
  if (!i.params.has("kind"))
    throw Error{Fault::bad_input, say("which kind of place is to be counted?", "未说明统计哪类设施"),
                where_of(i), say("add kind to params", "请在 params 中填写 kind")};
  if (count == Count::places && i.unit.dim != kNoDim)
    refuse_unit(i, {"a plain number of places", "设施个数"});
  if (count == Count::capacity && i.unit.dim != kNoDim && i.unit.dim != kPersonDim && i.unit.dim != kAreaDim)
    refuse_unit(i, {"a number, persons or m²", "数量、人数或面积"});
}

}  // namespace

const Kernel& within_kernel() {
  using Type = ParamSpec::Type;
  static const Kernel kernel = [] {
    Kernel k{};
    k.name = "within";
    k.meaning = {"How many places, how much capacity or how many people can be reached within a limit.",
                 "在限定时间或距离内可到达的设施数量、设施容量或人口。"};
    k.formula = "value[c] = Σ over open places p with t(c → p) ≤ limit: 1 or capacity(p)";
    k.params = travel_params({"How far people go, in minutes or metres.", "可达范围，分钟或米。"});
    k.params.push_back(param(Type::words, "kind", {"Kinds of place that count.", "计入的设施类别。"}));
    k.params.push_back(choice_param("count", {"What is counted.", "统计内容。"},
                                    {"places", "capacity", "people"}, "places"));
    k.params.push_back(
        param(Type::word, "group",
              {"People of one group only (with count: people).", "只统计某一人群（仅用于 people）。"}));
    k.check = check_within;
    k.reads = [](const Indicator& i) {
      return count_of(i) == Count::people ? layers(LayerId::grid, LayerId::people, LayerId::streets)
                                          : travel_layers();
    };
    k.kinds = [](const Indicator& i) {
      return i.params.has("kind") ? kind_keys(i.params.words("kind")) : std::vector<PlaceKindKey>{};
    };
    k.needs = needs_nothing;
    k.support = cell_support;
    k.measure = measure_within;
    return k;
  }();
  return kernel;
}

}  // namespace cityloop
