#include <algorithm>
#include <cmath>

#include "cityloop/base/parallel.h"
#include "cityloop/measure/kernels/supply.h"

namespace cityloop {
namespace {

bool of_amount(const Indicator& i) { return i.params.word("need") == "amount"; }

/// Whose need it is; nullptr: a fixed amount, everybody's.
const Column<CellIdx, float>* who_needs(const City& city, const Indicator& i) {
  if (of_amount(i)) return nullptr;
  SupplyRule rule;
  if (i.params.has("group")) rule.group = GroupKey{i.params.word("group")};
  return demand_of(city, rule);
}
bool known(const City& city, const Indicator& i, std::size_t cells) {
  if (known_kinds(city, i.params.words("kind")).empty() || !can_travel(city, i)) return false;
  if (of_amount(i)) return true;
  const auto* who = who_needs(city, i);
  return has_people(city) && who != nullptr && who->size() == cells;
}

/// The wanted cells, each from its own places, in their order.
void balance(const Ask& ask, std::span<const std::uint8_t> wanted, Field& f) {
  const Indicator& i = ask.indicator;
  const City& city = ask.city;
  const Column<CellIdx, float>* who = who_needs(city, i);
  const bool capacity = i.params.word("count") == "capacity";
  const double amount = of_amount(i) ? i.params.number("amount") : 0;
  const double limit = i.params.number("limit");
  const auto net = network(city, travel_profile(i), ask.run);
  const ReachedPlaces reached = reached_places(city, i, wanted, ask.run);
  for_chunks(ask.run, f.size(), kChunk, [&](std::size_t begin, std::size_t end) {
    std::vector<std::pair<double, double>> near;
    for (std::size_t c = begin; c < end; ++c) {
      if (wanted[c] == 0 || f.mark[c] == Mark::not_applicable) continue;
      near.clear();
      for (auto n = reached.first[c]; n < reached.first[c + 1]; ++n)
        near.emplace_back(travelled(i, *net, reached.cost[n]),
                          capacity ? static_cast<double>(city.places->capacity[reached.place[n]]) : 1.0);
      const double need = who != nullptr ? static_cast<double>((*who)[idx<CellIdx>(c)]) : amount;
      const double cost = cost_of_enough(near, need, Enough::reaches);
      if (std::isinf(cost)) {
        f.set(c, i.unit.from_base(limit), Mark::beyond);
        continue;
      }
      bool guessed = false;  // a guess farther away than what is enough does not matter
      for (auto n = reached.first[c]; n < reached.first[c + 1] && capacity; ++n)
        guessed = guessed || (city.places->capacity_mark[reached.place[n]] == Mark::estimated &&
                              travelled(i, *net, reached.cost[n]) <= cost);
      f.set(c, i.unit.from_base(cost), guessed ? Mark::estimated : Mark::known);
    }
  });
}

/// How far one must go until there is enough for everybody: balancing cost, or dual access.
///
///   value[c] = least t with Σ over open places p with t(c → p) ≤ t:  S(p)  ≥  need(c)
///
///   need = the residents of the cell, or those of one group (balancing cost), or one amount for all (dual access);
///   S = the capacity, or 1. The published balancing cost asks for more than there are people; a place for each is
///   enough here.
///
/// reads    city.grid, city.people [cells], city.places [places], city.streets [edges]
/// params   kind; need = residents|amount; group; amount; count = capacity|places; mode; speed; limit (minutes or
///          metres)
/// returns  Field [cells], s or m as the limit has it, ≥ 0
/// marks    beyond where there is not enough within the limit (value: the limit); estimated where a capacity that
///          counts is a declared default; not_applicable where nobody lives, of the group if it is named; no_data
///          without streets, without people, or where the kinds or the group are not known
/// errors   none: params are checked when the declaration is read
/// cost     one bounded search per place, memoised by place, then the sorted list of each cell; after an edit the
///          cells that reach what changed
/// source   Barboza, Carneiro, Falavigna, Luz & Orrico 2021 (balancing time); Cui & Levinson 2020 (dual access)
/// see      catalogue/indicators/services/school_balance.city
Field measure_balancing(const Ask& ask) {
  const Indicator& i = ask.indicator;
  const auto lived = lived_in(ask.city);
  Field f = Field::cells(lived.size(), Mark::no_data);
  const Column<CellIdx, float>* who = who_needs(ask.city, i);
  const bool by_column = who != nullptr && who->size() == f.size() && has_people(ask.city);
  for (std::size_t c = 0; c < f.size(); ++c)
    if (by_column ? !((*who)[idx<CellIdx>(c)] > 0) : !lived[c]) f.mark[c] = Mark::not_applicable;
  if (!known(ask.city, i, f.size())) return f;
  balance(ask, std::vector<std::uint8_t>(f.size(), 1), f);
  return f;
}

bool update_balancing(const Ask& now, const City& before, const Field& was, const Delta& delta, Field& out) {
  const Indicator& i = now.indicator;
  keep_reach(now, before);
  const auto edits = edits_of(before, now.city, delta, i);
  if (!edits || was.size() != now.city.grid->size() || !known(now.city, i, was.size()) ||
      !known(before, i, was.size()))
    return false;
  std::vector<std::uint8_t> wanted(was.size(), 0);
  mark_reaching(now.city, i, edits->added, wanted, now.run);
  mark_reaching(now.city, i, edits->resized, wanted, now.run);
  if (const Column<CellIdx, float>* who = who_needs(now.city, i)) {
    const Column<CellIdx, float>* had = who_needs(before, i);
    for (const CellIdx c : edits->peopled) {
      if (((*had)[c] > 0) != ((*who)[c] > 0)) return false;
      wanted[c.v] = 1;
    }
  }
  out = was;
  balance(now, wanted, out);
  return true;
}

void check_balancing(const Indicator& i, std::span<const Indicator>) {
  check_travel(i);
  if (i.unit.dim != i.params.dim("limit"))
    refuse_unit(i, limit_is_distance(i) ? Text{"metres, as its limit does", "距离（与 limit 一致）"}
                                        : Text{"a time, as its limit does", "时间（与 limit 一致）"});
  if (of_amount(i) != i.params.has("amount"))
    throw Error{Fault::bad_input,
                of_amount(i)
                    ? say("need: amount lacks the amount", "need: amount 缺少 amount")
                    : say("an amount is given, but need is residents", "给出了 amount，但 need 是 residents"),
                where_of(i)};
  if (of_amount(i) && i.params.has("group"))
    throw Error{Fault::bad_input, say("a fixed amount has no group", "固定数量没有人群之分"), where_of(i)};
}

}  // namespace

const Kernel& balancing_kernel() {
  using Type = ParamSpec::Type;
  static const Kernel kernel = [] {
    Kernel k{};
    k.name = "balancing";
    k.meaning = {"How far one must go until there is enough: for everybody in the cell, or a fixed amount.",
                 "需走多远才够用：满足本格网全部居民，或达到给定数量。"};
    k.formula = "value[c] = least t with Σ over open places p with t(c → p) ≤ t: S(p) ≥ need(c)";
    k.params = travel_params(
        {"How far the search goes, in minutes or metres as the unit has it; farther is ‘beyond’.",
         "搜索上限，分钟或米（与单位一致）；更远记为“超出”。"});
    k.params.insert(k.params.begin(),
                    needed(Type::words, "kind", {"Kinds of place that supply.", "提供服务的设施类别。"}));
    k.params.push_back(
        choice_param("need", {"What is enough.", "多少为够。"}, {"residents", "amount"}, "residents"));
    k.params.push_back(param(Type::word, "group",
                             {"Whose need; without it, all residents.", "需求人群；不写则为全体居民。"}));
    ParamSpec amount =
        param(Type::number, "amount", {"For need: amount, how much.", "need 为 amount 时的数量。"});
    amount.least = 1e-9;
    k.params.push_back(std::move(amount));
    k.params.push_back(choice_param("count", {"What a place offers.", "设施提供的数量。"},
                                    {"capacity", "places"}, "capacity"));
    k.check = check_balancing;
    k.reads = travel_layers;
    k.kinds = [](const Indicator& i) { return kind_keys(i.params.words("kind")); };
    k.needs = needs_nothing;
    k.support = cell_support;
    k.measure = measure_balancing;
    k.update = update_balancing;
    return k;
  }();
  return kernel;
}

}  // namespace cityloop
