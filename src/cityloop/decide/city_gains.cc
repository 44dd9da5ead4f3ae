#include "cityloop/decide/city_gains.h"

#include <algorithm>

#include "cityloop/base/hash.h"

namespace cityloop {
namespace {

/// What a project changes for one indicator, cell by cell, weighted by the people whose experience counts.
std::optional<Promise> promise(const Situation& before, const Situation& after, const Lens& lens,
                               const IndicatorKey& key, double belief) {
  const auto was = before.measured.find(key), is = after.measured.find(key);
  if (!was || !is || was == is || was->support.of != Support::Of::cell) return std::nullopt;
  const auto criterion = lens.goals.find(key);
  const GroupKey group = criterion ? lens.goals.criterion(*criterion).people : GroupKey{};
  const auto g = group.empty() ? std::nullopt : before.city.people->find(group);
  const Column<CellIdx, float>& people = g ? before.city.people->by_group[*g] : before.city.people->residents;
  Promise p;
  double sum = 0, all = 0;
  for (const CellIdx c : each(people)) {
    if (!(people[c] > 0) || !has_value(was->mark_at(c)) || !has_value(is->mark_at(c))) continue;
    if (was->value[c.v] == is->value[c.v]) continue;
    const double w = static_cast<double>(people[c]);
    sum += w * (is->at(c) - was->at(c));
    all += w;
    p.cells.push_back(before.city.grid->id(c));
  }
  if (p.cells.empty()) return std::nullopt;
  std::sort(p.cells.begin(), p.cells.end());
  p.predicted = sum / all;
  p.change = p.predicted * belief;
  p.people = Persons{all};
  return p;
}

}  // namespace

double believed(const Assessment& before, const Assessment& after, const Lens& lens, const Project& project,
                const Effects& effects) {
  const std::vector<double> parts = gains(before, after, lens.goals);
  double sum = 0;
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (parts[i] != 0)
      sum += parts[i] * effects
                            .benefit_of(project.type, lens.goals.criterion(idx<CriterionIdx>(i)).indicator,
                                        project.owner)
                            .mean;
  return sum;
}

double CityGains::of(std::span<const std::size_t> chosen, std::size_t item) {
  const Situation& before = after(chosen);
  const Project& p = projects_[item];
  const WhatIf w = what_if(before, p.change, lens_, run_);
  return believed(before.assessed, w.assessed, lens_, p, effects_);
}

const Situation& CityGains::after(std::span<const std::size_t> chosen) {
  std::size_t same = 0;
  while (same < chosen.size() && same < items_.size() && items_[same] == chosen[same]) ++same;
  items_.resize(same);
  states_.resize(same);
  while (items_.size() < chosen.size()) {
    const std::size_t next = chosen[items_.size()];
    const Situation& before = states_.empty() ? base_ : states_.back();
    WhatIf w = what_if(before, projects_[next].change, lens_, run_);
    states_.push_back({std::move(w.city), std::move(w.measured), std::move(w.assessed), {}});
    items_.push_back(next);
  }
  return states_.empty() ? base_ : states_.back();
}

std::map<IndicatorKey, Promise> promises(const Situation& before, const Situation& after, const Lens& lens,
                                         const Project& project, const Effects& effects) {
  std::map<IndicatorKey, Promise> out;
  for (const auto& [key, field] : after.measured.fields) {
    if (!lens.goals.find(key)) continue;
    if (auto p = promise(before, after, lens, key, effects.benefit_of(project.type, key, project.owner).mean))
      out.emplace(key, std::move(*p));
  }
  return out;
}

void add_line(Plan& plan, Choice c) {
  for (const auto& [year, money] : c.spending)
    for (FundYear& f : plan.money)
      if (f.fund == c.project.fund && f.year == year) f.chosen += money;
  plan.chosen.push_back(std::move(c));
}

void set_scores(Plan& plan, const Assessment& before, const Assessment& after, const Framework& goals) {
  plan.score_before = before.overall.city.score;
  plan.score_after = after.overall.city.score;
  for (std::size_t g = 0; g < goals.goals.size(); ++g)
    plan.expected_gain[goals.goals[g].key] = after.goals[g].city.score - before.goals[g].city.score;
}

std::uint64_t site_of(const Project& p) {
  const Change& change = p.change.changes.front();
  if (const auto* r = std::get_if<ResizePlace>(&change)) return id_of("place", r->place.v);
  if (const auto* a = std::get_if<AddPlace>(&change))
    return id_of("add", a->kind.word, p.cell ? p.cell->v : p.id.v);
  return id_of("cell", p.cell ? p.cell->v : p.id.v);
}

}  // namespace cityloop
