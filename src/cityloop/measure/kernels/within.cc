#include <algorithm>

#include "cityloop/base/parallel.h"
#include "cityloop/measure/kernels/supply.h"
#include "cityloop/simulate/travel/ride.h"
#include "cityloop/simulate/travel/street_edit.h"

namespace cityloop {
namespace {

enum class Count : std::uint8_t { places, capacity, people };
Count count_of(const Indicator& i) {
  const std::string& w = i.params.word("count");
  return w == "places" ? Count::places : w == "capacity" ? Count::capacity : Count::people;
}

SupplyRule rule_of(const Indicator& i) {
  SupplyRule rule;
  rule.decay = decay_of(i);
  rule.capacity = count_of(i) == Count::capacity;
  return rule;
}

void count_places(const Ask& ask, Field& f) {
  const Indicator& i = ask.indicator;
  if (known_kinds(ask.city, i.params.words("kind")).empty()) return;
  const Supplied s = supplied(ask.city, i, rule_of(i), false, ask.run);
  for (std::size_t c = 0; c < f.size(); ++c) put(s, i, c, f);
}

/// Residents, or those of the group; nullptr: not known.
const Column<CellIdx, float>* who_counts(const City& city, const Indicator& i, std::size_t cells) {
  const Column<CellIdx, float>* who = &city.people->residents;
  if (i.params.has("group")) {
    const auto g = city.people->find(GroupKey{i.params.word("group")});
    if (!g) return nullptr;
    who = &city.people->by_group[*g];
  }
  return who->size() == cells ? who : nullptr;
}

/// No way within the limit is longer than this, as the crow flies.
double farthest_m(const Indicator& i, const Profile& profile) {
  return travel_limit(i, profile).base() * most_speed(profile) + 1;
}

/// Counts people from some cells, one search each.
void count_people(const Ask& ask, std::span<const CellIdx> cells, Field& f) {
  const Indicator& i = ask.indicator;
  const City& city = ask.city;
  const Column<CellIdx, float>* who = who_counts(city, i, f.size());
  if (who == nullptr) return;
  const Profile profile = travel_profile(i);
  const Decay decay = decay_of(i);
  const auto net = network(city, profile, ask.run);
  const auto links = cell_links(city, profile, ask.run);
  const Cost most = net->limit(travel_limit(i, profile));
  if (profile.ride) {
    std::vector<Link> from;
    for (const CellIdx c : cells) from.push_back((*links)[c]);
    // Who lives in the cell itself is reached, whatever the way from its centre to its centre is called.
    each_ride(city, profile, from, links->raw(), travel_limit(i, profile), ask.run,
              [&](std::size_t n, std::span<const float> seconds) {
                const std::size_t c = cells[n].v;
                if (f.mark[c] == Mark::not_applicable) return;
                double sum = static_cast<double>((*who)[cells[n]]);
                for (std::size_t to = 0; to < seconds.size(); ++to)
                  if (const auto there = static_cast<double>((*who)[idx<CellIdx>(to)]); to != c && there > 0)
                    sum += there * decay(static_cast<double>(seconds[to]));
                f.set(c, i.unit.from_base(sum));
              });
    return;
  }
  const double radius = farthest_m(i, profile);
  for_chunks(ask.run, cells.size(), 64, [&](std::size_t begin, std::size_t end) {
    Search search{*net};
    for (std::size_t n = begin; n < end; ++n) {
      const CellIdx from = cells[n];
      if (f.mark[from.v] == Mark::not_applicable) continue;
      double sum = static_cast<double>((*who)[from]);  // who lives in the cell itself is reached
      if ((*links)[from].valid()) {
        search.run((*links)[from], Heading::from_sources, most);
        for (const CellIdx to : city.grid->within(city.grid->centre(from), radius)) {
          if (to == from || !((*who)[to] > 0) || !(*links)[to].valid()) continue;
          if (const Cost cost = search.cost((*links)[to]); cost <= most)
            sum += static_cast<double>((*who)[to]) * decay(travelled(i, *net, cost));
        }
      }
      f.set(from.v, i.unit.from_base(sum));
    }
  });
}

/// How much can be reached from each cell within a limit: places, what they offer in all, or people.
///
///   value[c] = Σ over open places p of the kinds with t(c → p) ≤ limit:  S(p)·w(t(c → p))
///   value[c] = Σ over cells d with t(c → d) ≤ limit:  P(d)·w(t(c → d))        (count: people)
///
///   S = 1 (places) or the capacity; P = residents, of one group if it is named; w falls with the way as `decay`
///   says: binary 1 | steps | linear 1 − t/limit | exponential 2^(−t/half) | power min(1, (t/at)^−exponent)
///   | logistic, mean midpoint and standard deviation spread, 1 at the door | gaussian, a bell that ends at the
///   limit
///
/// reads    city.grid, city.people [cells], city.places [places], city.streets [edges]
/// params   kind (not for people); count = places|capacity|people; group; decay with steps, half, exponent and at,
///          or midpoint and spread; mode; speed; limit (minutes or metres)
/// returns  Field [cells]; 1 for places; what the capacity counts (1, person or m²); person for people; ≥ 0
/// marks    estimated where a capacity reached is a declared default; not_applicable where nobody lives; no_data
///          where the city has no streets, knows none of the kinds or not the group. None reached is a known zero
/// errors   none: params are checked when the declaration is read
/// cost     places: one bounded search per place, memoised by place; people: one per cell. After an edit of
///          places: what they reach; of people: the cells from where they can be reached
/// source   Hansen 1959 (gravity); Ingram 1971 (cumulative opportunities)
Field measure_within(const Ask& ask) {
  const auto lived = lived_in(ask.city);
  Field f = Field::cells(lived.size(), Mark::no_data);
  for (std::size_t c = 0; c < lived.size(); ++c)
    if (!lived[c]) f.mark[c] = Mark::not_applicable;
  if (!can_travel(ask.city, ask.indicator)) return f;
  if (count_of(ask.indicator) == Count::people) {
    std::vector<CellIdx> all;
    for (std::size_t c = 0; c < f.size(); ++c) all.push_back(idx<CellIdx>(c));
    count_people(ask, all, f);
  } else {
    count_places(ask, f);
  }
  return f;
}

/// People who were scaled are counted anew from every cell that may reach them, and everybody from every cell whose ways
/// an edit of the streets may alter.
bool update_people(const Ask& now, const City& before, const Field& was, const Delta& delta, Field& out) {
  const Indicator& i = now.indicator;
  const City& city = now.city;
  if (by_transit(i) || !can_travel(before, i) || !can_travel(city, i) ||
      before.grid.hash() != city.grid.hash())
    return false;
  std::vector<std::uint8_t> near(was.size(), 0);
  if (before.streets.hash() != city.streets.hash()) {
    const Profile profile = travel_profile(i);
    near = street_edit(before, city, profile, {}, travel_limit(i, profile), now.run)->cell;
  }
  const double radius = farthest_m(i, travel_profile(i));
  for (const Change& change : delta.changes)
    if (const auto* scale = std::get_if<ScalePeople>(&change))
      for (const CellId id : scale->cells) {
        const auto c = city.grid->find(id);
        if (!c || (before.people->residents[*c] > 0) != (city.people->residents[*c] > 0)) return false;
        for (const CellIdx from : city.grid->within(city.grid->centre(*c), radius)) near[from.v] = 1;
      }
  std::vector<CellIdx> cells;
  for (std::size_t c = 0; c < near.size(); ++c)
    if (near[c] != 0) cells.push_back(idx<CellIdx>(c));
  out = was;
  count_people(now, cells, out);
  return true;
}

bool update_within(const Ask& now, const City& before, const Field& was, const Delta& delta, Field& out) {
  const Indicator& i = now.indicator;
  if (was.size() != now.city.grid->size()) return false;
  if (count_of(i) == Count::people) return update_people(now, before, was, delta, out);
  if (!can_travel(now.city, i)) return false;
  std::vector<std::uint32_t> changed;
  const auto next = mended(now, before, delta, rule_of(i), changed);
  if (!next) return false;
  out = was;
  for (const std::uint32_t c : changed) put(*next, i, c, out);
  return true;
}

void check_within(const Indicator& i, std::span<const Indicator>) {
  check_travel(i);
  check_decay(i);
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
    k.formula =
        "value[c] = Σ over open places p with t(c → p) ≤ limit: S(p)·w(t(c → p)), S = 1 or capacity(p)";
    k.params = travel_params({"How far people go, in minutes or metres.", "可达范围，分钟或米。"});
    k.params.push_back(param(Type::words, "kind", {"Kinds of place that count.", "计入的设施类别。"}));
    k.params.push_back(choice_param("count", {"What is counted.", "统计内容。"},
                                    {"places", "capacity", "people"}, "places"));
    k.params.push_back(
        param(Type::word, "group",
              {"People of one group only (with count: people).", "只统计某一人群（仅用于 people）。"}));
    add_decay_params(k.params);
    k.check = check_within;
    k.reads = [](const Indicator& i) {
      LayerSet set = travel_layers(i);
      if (count_of(i) == Count::people) set.reset(static_cast<std::size_t>(LayerId::places));
      return set;
    };
    k.kinds = [](const Indicator& i) {
      return i.params.has("kind") ? kind_keys(i.params.words("kind")) : std::vector<PlaceKindKey>{};
    };
    k.needs = needs_nothing;
    k.support = cell_support;
    k.measure = measure_within;
    k.update = update_within;
    return k;
  }();
  return kernel;
}

}  // namespace cityloop
