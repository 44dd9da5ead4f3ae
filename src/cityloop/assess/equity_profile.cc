#include "cityloop/assess/equity_profile.h"

#include <algorithm>
#include <cassert>

#include "cityloop/assess/entropy.h"
#include "cityloop/assess/equity.h"

namespace cityloop {
namespace {

std::vector<double> who_counts(const City& city) {
  const auto residents = city.people->residents.raw();
  const bool peopled = std::any_of(residents.begin(), residents.end(), [](float x) { return x > 0; });
  std::vector<double> out(city.grid->size(), 1.0);
  if (peopled)
    for (std::size_t c = 0; c < out.size(); ++c) out[c] = static_cast<double>(residents[c]);
  return out;
}

void add_levels(EquityProfile& e, const City& city) {
  const Zones& zones = *city.zones;
  for (std::size_t level = zones.levels.size(); level-- > 0;) {
    // Cells in no zone of the level are one more group, so that the parts add up to the whole.
    std::vector<std::uint32_t> group;
    for (const CellIdx c : e.cell) {
      const ZoneIdx z = zones.of_cell[level][c];
      group.push_back(z.valid() ? z.v : static_cast<std::uint32_t>(zones.id.size()));
    }
    const EntropyParts parts = entropy_parts(e.value, e.weight, group, 1);
    e.levels.push_back({static_cast<std::uint16_t>(level), parts.between, parts.within});
  }
}

void add_groups(EquityProfile& e, const City& city, const std::vector<GroupKey>& keys) {
  for (const GroupKey& key : keys) {
    const auto g = city.people->find(key);
    if (!g) continue;
    // Each cell is two rows: its members of the group, and the rest.
    std::vector<double> value, people;
    std::vector<std::uint32_t> group;
    double members = 0, others = 0, amount = 0, rest = 0;
    for (std::size_t i = 0; i < e.cell.size(); ++i) {
      const double in = std::min(static_cast<double>(city.people->by_group[*g][e.cell[i]]), e.weight[i]);
      const double out = e.weight[i] - in;
      members += in, others += out, amount += in * e.value[i], rest += out * e.value[i];
      value.insert(value.end(), {e.value[i], e.value[i]});
      people.insert(people.end(), {in, out});
      group.insert(group.end(), {0U, 1U});
    }
    EquityOfGroup one{key, members, members > 0 ? amount / members : 0, others > 0 ? rest / others : 0, 0};
    if (!e.negative) one.between = entropy_parts(value, people, group, 1).between;
    e.groups.push_back(std::move(one));
  }
}

void add_pattern(EquityProfile& e, const City& city, const EquityTerms& terms, Run& run) {
  const Neighbours near = neighbours_of(*city.grid, e.cell, Contiguity::queen);
  e.pattern = moran(e.value, row_standardised(near));
  e.local = local_pattern(e.value, near, terms.test, run);
  e.mended = false_discovery(e.local.p);
  e.spot = spots(e.value, near, e.local, e.mended, terms.false_rate);
  for (const Spot s : e.spot) {
    e.high += s == Spot::high ? 1 : 0;
    e.low += s == Spot::low ? 1 : 0;
    e.outliers += s == Spot::high_among_low || s == Spot::low_among_high ? 1 : 0;
  }
}

}  // namespace

std::optional<IncomeRank> income_of_zones(const City& city, const VariableKey& variable) {
  const Statistics& s = *city.statistics;
  const Zones& zones = *city.zones;
  const auto at = std::find(s.variables.begin(), s.variables.end(), variable);
  if (at == s.variables.end()) return std::nullopt;
  const auto wanted = static_cast<std::uint16_t>(at - s.variables.begin());
  std::vector<double> of_zone(zones.id.size(), 0.0);
  std::vector<int> year(zones.id.size(), -32768);
  bool any = false;
  for (const StatIdx r : each(s.value)) {
    const ZoneIdx z = s.zone[r];
    if (s.variable[r] != wanted || !z.valid() || !has_value(s.mark[r]) || s.year[r] < year[z.v]) continue;
    of_zone[z.v] = s.value[r];
    year[z.v] = s.year[r];
    any = true;
  }
  if (!any) return std::nullopt;
  IncomeRank out{verbatim(variable.word), std::vector<double>(city.grid->size(), 0.0),
                 std::vector<char>(city.grid->size(), 0)};
  for (const CellIdx c : each(city.grid->cells().id))
    for (const auto& of_cell : zones.of_cell) {
      const ZoneIdx z = of_cell[c];
      if (!z.valid() || year[z.v] == -32768) continue;
      out.of_cell[c.v] = of_zone[z.v];
      out.known[c.v] = 1;
      break;
    }
  return out;
}

std::optional<IncomeRank> income_by_share(const City& city, const GroupKey& poor) {
  const auto g = city.people->find(poor);
  if (!g) return std::nullopt;
  const Text& name = city.people->group_names[*g];
  IncomeRank out{say("share of people of ‘{}’, fewest last", "“{}”人口占比（低者为富）",
                     name.empty() ? poor.word : name.in(Lang::en)),
                 std::vector<double>(city.grid->size(), 0.0), std::vector<char>(city.grid->size(), 0)};
  if (!name.empty()) out.name.zh = say("", "“{}”人口占比（低者为富）", name.in(Lang::zh)).zh;
  for (const CellIdx c : each(city.grid->cells().id)) {
    const auto all = static_cast<double>(city.people->residents[c]);
    if (!(all > 0)) continue;
    out.of_cell[c.v] = -static_cast<double>(city.people->by_group[*g][c]) / all;
    out.known[c.v] = 1;
  }
  return out;
}

EquityProfile equity_profile(const City& city, const Field& field, const EquityTerms& terms, Run& run) {
  assert(field.support.of == Support::Of::cell &&
         "zones and the whole city have no people of their own here");
  EquityProfile e;
  const std::vector<double> people = who_counts(city);
  double asked = 0;
  for (const CellIdx c : each(city.grid->cells().id)) {
    if (!(people[c.v] > 0) || field.mark_at(c) == Mark::not_applicable) continue;
    asked += people[c.v];
    if (!has_value(field.mark_at(c))) continue;
    e.cell.push_back(c);
    e.value.push_back(field.at(c));
    e.weight.push_back(people[c.v]);
    e.people += people[c.v];
    e.mean += people[c.v] * field.at(c);
    e.negative = e.negative || field.at(c) < 0;
  }
  if (!(e.people > 0)) return e;
  e.mean /= e.people;
  e.coverage = e.people / asked;
  e.equivalent = kolm_pollak_equivalent(e.value, e.weight, terms.less_is_better ? -1 : 1);
  if (e.negative) {
    e.gini = gini_signed(e.value, e.weight);
  } else {
    e.worst_mean = worst_served(e.value, e.weight, terms.worst_share, !terms.less_is_better).mean;
    e.gini = gini(e.value, e.weight);
    e.gini_error = gini_standard_error(e.value, e.weight);
    e.theil = generalised_entropy(e.value, e.weight, 1);
    e.log_deviation = generalised_entropy(e.value, e.weight, 0);
    e.atkinson = atkinson(e.value, e.weight, terms.aversion);
    e.palma = palma(e.value, e.weight);
    e.p90_p10 = quantile_ratio(e.value, e.weight, 0.9, 0.1);
    e.lorenz = lorenz(e.value, e.weight);
    add_levels(e, city);
    if (terms.income != nullptr) {
      std::vector<double> weight = e.weight, income;
      for (std::size_t i = 0; i < e.cell.size(); ++i) {
        if (terms.income->known[e.cell[i].v] == 0) weight[i] = 0;
        income.push_back(terms.income->of_cell[e.cell[i].v]);
      }
      e.concentration = concentration(e.value, weight, income);
    }
  }
  add_groups(e, city, terms.groups);
  add_pattern(e, city, terms, run);
  return e;
}

std::optional<ChangeInEquality> equity_change(const City& before, const Field& was, const City& now,
                                              const Field& is) {
  if (was.support.of != Support::Of::cell || is.support.of != Support::Of::cell) return std::nullopt;
  const std::vector<double> people = who_counts(now);
  std::vector<double> from, to, weight;
  for (const CellIdx c : each(now.grid->cells().id)) {
    const auto old = before.grid->find(now.grid->id(c));
    if (!old || !(people[c.v] > 0) || !has_value(was.mark_at(*old)) || !has_value(is.mark_at(c))) continue;
    if (was.at(*old) < 0 || is.at(c) < 0) return std::nullopt;
    from.push_back(was.at(*old));
    to.push_back(is.at(c));
    weight.push_back(people[c.v]);
  }
  if (weight.empty()) return std::nullopt;
  return change_in_equality(from, to, weight);
}

}  // namespace cityloop
