#include "cityloop/learn/learn.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "cityloop/learn/calibrate.h"
#include "cityloop/learn/estimate.h"
#include "cityloop/learn/past.h"
#include "cityloop/measure/measure.h"

namespace cityloop {
namespace {

/// A chosen project whose case is closed and whose change stands in the new snapshot.
struct Done {
  const Choice* choice;
  const Case* work;
};

/// Where a delta changes something, for "beyond the indicator's reach of any change".
void add_sites(const City& city, const Delta& delta, std::vector<Point>& found) {
  for (const Change& change : delta.changes) {
    const std::vector<Point> at = sites(city, change);
    found.insert(found.end(), at.begin(), at.end());
  }
}

/// True if every place that a case says was built is in the snapshot: else there is nothing to measure yet.
bool stands_in(const City& city, const Delta& built) {
  return std::all_of(built.changes.begin(), built.changes.end(), [&](const Change& change) {
    if (const auto* a = std::get_if<AddPlace>(&change)) return city.places->find(a->id).has_value();
    if (const auto* r = std::get_if<ResizePlace>(&change)) {
      const auto p = city.places->find(r->place);
      return p && city.places->capacity[*p] == r->capacity;
    }
    return true;
  });
}

/// Whose experience of an indicator counts: the group of its criterion, or all residents.
const Column<CellIdx, float>& people_of(const City& city, const Lens& lens, const IndicatorKey& key) {
  if (const auto c = lens.goals.find(key)) {
    const GroupKey& group = lens.goals.criterion(*c).people;
    if (!group.empty())
      if (const auto g = city.people->find(group)) return city.people->by_group[*g];
  }
  return city.people->residents;
}

/// One cell in both snapshots, if it has people and a value in both.
struct Pair {
  const Field& before;
  const Field& now;
  const City& city_before;
  const City& city_now;
  const Column<CellIdx, float>& people;  // at the baseline: the promise was weighted by them

  std::optional<Seen> see(CellId id) const {
    const auto b = city_before.grid->find(id), n = city_now.grid->find(id);
    if (!b || !n || b->v >= people.size() || !(people[*b] > 0)) return std::nullopt;
    if (!has_value(before.mark_at(*b)) || !has_value(now.mark_at(*n))) return std::nullopt;
    return Seen{before.at(*b), now.at(*n) - before.at(*b), static_cast<double>(people[*b])};
  }
};

/// Projects that promise something for the same cells cannot be told apart: they are judged together, by position.
std::vector<std::vector<std::size_t>> overlapping(const std::vector<Done>& done, const IndicatorKey& key) {
  std::vector<std::size_t> root(done.size());
  std::iota(root.begin(), root.end(), std::size_t{0});
  const auto find = [&](std::size_t i) {
    while (root[i] != i) i = root[i];
    return i;
  };
  std::map<CellId, std::size_t> first;
  for (std::size_t i = 0; i < done.size(); ++i) {
    const auto p = done[i].choice->promised.find(key);
    if (p == done[i].choice->promised.end()) continue;
    for (const CellId c : p->second.cells) {
      const auto [at, fresh] = first.emplace(c, i);
      if (fresh) continue;
      const std::size_t a = find(at->second), b = find(i);
      root[std::max(a, b)] = std::min(a, b);
    }
  }
  std::map<std::size_t, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < done.size(); ++i)
    if (done[i].choice->promised.contains(key)) groups[find(i)].push_back(i);
  std::vector<std::vector<std::size_t>> out;
  for (auto& [r, members] : groups) out.push_back(std::move(members));
  return out;
}

/// Everything about one plan that does not depend on the indicator.
struct Study {
  const Plan& plan;
  const Situation& before;
  const Situation& now;
  const Lens& lens;
  const Background& past;
  const Effects& believed;  // when the plan was adopted
  std::vector<Done> done;
  Lessons& out;
};

/// Cells that no project of the plan can have reached: not promised anything, and further than the indicator's reach from
/// every site where something was built that it can feel (a park moves no walk to a clinic, and what is not built moves
/// nothing). An indicator without a reach is felt everywhere, so nothing can be compared.
std::vector<CellId> untouched(const Study& s, const IndicatorKey& key) {
  const Indicator& indicator = s.lens.indicator(key);
  if (!indicator.reach) return {};
  std::set<CellId> promised;
  for (const Choice& c : s.plan.chosen)
    if (const auto p = c.promised.find(key); p != c.promised.end())
      promised.insert(p->second.cells.begin(), p->second.cells.end());
  std::vector<Point> sites;
  for (const Done& d : s.done)
    for (const Change& change : d.work->built->changes)
      if (const Delta one{{change}}; may_feel(indicator, s.lens.indicators, s.now.city, one))
        add_sites(s.now.city, one, sites);
  const Grid& grid = *s.before.city.grid;
  std::vector<char> reached(grid.size(), 0);
  for (const Point at : sites)
    for (const CellIdx c : grid.within(at, indicator.reach->base())) reached[c.v] = 1;
  std::vector<CellId> out;
  for (const CellIdx c : each(grid.cells().id))
    if (reached[c.v] == 0 && !promised.contains(grid.id(c))) out.push_back(grid.id(c));
  return out;
}

/// Years from one day to another; snapshots of one day count as a day apart.
double years_between(Date from, Date to) {
  return std::max(1.0, static_cast<double>((to - from).count())) / 365.25;
}

/// What the earlier snapshots know of these cells. One that did not measure the indicator by cell knows nothing.
Past past_of(const Study& s, const IndicatorKey& key, const std::vector<CellId>& treated,
             const std::vector<CellId>& comparison) {
  Past past;
  past.ahead = years_between(s.before.city.as_of, s.now.city.as_of);
  past.treated.resize(treated.size());
  past.comparison.resize(comparison.size());
  for (const Situation& then : s.past.earlier) {
    const auto field = then.measured.find(key);
    if (!field || field->support.of != Support::Of::cell) continue;
    past.years.push_back(-years_between(then.city.as_of, s.before.city.as_of));
    const auto value = [&](CellId id) -> std::optional<double> {
      const auto c = then.city.grid->find(id);
      if (!c || !has_value(field->mark_at(*c))) return std::nullopt;
      return field->at(*c);
    };
    for (std::size_t i = 0; i < treated.size(); ++i) past.treated[i].push_back(value(treated[i]));
    for (std::size_t j = 0; j < comparison.size(); ++j) past.comparison[j].push_back(value(comparison[j]));
  }
  return past;
}

/// What was found about the cells of one outcome, by the comparison that suits them.
struct Found {
  double effect = 0, standard_error = 0;
  EffectBy by = EffectBy::before_after;
  bool matched = false;
  PreTrend pre_trend;
  std::optional<Placebos> placebos;
  std::vector<std::uint32_t> used;
};

Found find_effect(std::span<const Seen> treated, std::span<const Seen> comparison, const Past& past,
                  double predicted) {
  const double floor = kModelNoise * std::abs(predicted);
  const Weighting w = weighting(treated, comparison);
  Found f;
  if (const auto m = mixture(treated, comparison, w, past, floor, predicted)) {
    f.effect = m->now.effect;
    f.standard_error = m->now.standard_error;
    f.by = EffectBy::synthetic;
    f.pre_trend = m->before;
    f.placebos = Placebos{m->now.placebos, m->now.p, m->now.fit};
    f.used = m->used;
  } else {
    const Estimate e = difference(treated, comparison, w);
    f.effect = e.effect;
    f.standard_error = e.standard_error;
    f.by = e.compared ? EffectBy::difference : EffectBy::before_after;
    f.matched = e.matched;
    f.pre_trend = pre_trend(treated, comparison, w, past, floor, predicted);
    f.used = e.used;
  }
  double noise = kModelNoise;
  if (f.by == EffectBy::before_after) noise = kUncomparedNoise;
  else if (f.pre_trend.verdict == PreTrend::Verdict::unknown) noise = kUntestedNoise;
  f.standard_error = std::max(f.standard_error, noise * std::abs(predicted));
  return f;
}

/// What a reader must know before the number is believed.
void remark_on(const Found& f, const Text& name, const Text& what, std::vector<Text>& remarks) {
  if (f.by == EffectBy::before_after)
    remarks.push_back(Text{
        fmt::format("{}: '{}' has no comparison cells beyond its reach; the change is before–after only and "
                    "is believed "
                    "less",
                    name.en, what.en),
        fmt::format("{}：“{}”在影响范围之外没有可作对照的单元，只能作前后对比，可信度较低", name.zh,
                    what.zh)});
  else if (f.by == EffectBy::difference && !f.matched)
    remarks.push_back(Text{
        fmt::format(
            "{}: no comparison cell stood as '{}' did here before; all cells beyond its reach are compared",
            name.en, what.en),
        fmt::format("{}：没有基线相近的“{}”对照单元，改用影响范围外的全部单元作对照", name.zh, what.zh)});
  if (f.pre_trend.verdict == PreTrend::Verdict::apart)
    remarks.push_back(Text{
        fmt::format("{}: in '{}' its cells were moving apart from those they are compared with before it was "
                    "built (p = {:.3f}); the outcome is doubtful and moves no belief",
                    name.en, what.en, f.pre_trend.p),
        fmt::format("{}：“{}”在项目建成前与对照单元的走势已不一致（p = {:.3f}），结果存疑，不用于更新经验值",
                    name.zh, what.zh, f.pre_trend.p)});
}

void learn_together(Study& s, const IndicatorKey& key, const std::vector<std::size_t>& members,
                    const Pair& pair, const std::vector<CellId>& free_cells) {
  std::set<CellId> cells;
  double promised_total = 0;  // Σ people × predicted change: marginal promises add up over what overlaps
  for (const std::size_t m : members) {
    const Promise& p = s.done[m].choice->promised.at(key);
    cells.insert(p.cells.begin(), p.cells.end());
    promised_total += p.people.base() * p.predicted;
  }
  std::vector<Seen> treated, comparison;
  std::vector<CellId> treated_id, comparison_id;
  double people = 0;
  for (const CellId c : cells)
    if (const auto seen = pair.see(c)) {
      treated.push_back(*seen);
      treated_id.push_back(c);
      people += seen->weight;
    }
  for (const CellId c : free_cells)
    if (const auto seen = pair.see(c)) {
      comparison.push_back(*seen);
      comparison_id.push_back(c);
    }
  const Text& name = s.done[members.front()].choice->project.name;
  const Text& what = s.lens.indicator(key).name;
  if (treated.empty()) {
    s.out.remarks.push_back(Text{
        fmt::format(
            "{}: nothing can be learnt about '{}', because no promised cell has people and a value in both "
            "snapshots",
            name.en, what.en),
        fmt::format("{}：“{}”无法评估，因为承诺受益的单元在两次快照中没有可比的人口与数值", name.zh,
                    what.zh)});
    return;
  }
  const double predicted = promised_total / people;  // over the union
  const Found f = find_effect(treated, comparison, past_of(s, key, treated_id, comparison_id), predicted);
  remark_on(f, name, what, s.out.remarks);
  if (members.size() > 1)
    s.out.remarks.push_back(
        Text{fmt::format("{} and {} more share cells for '{}' and are judged together", name.en,
                         members.size() - 1, what.en),
             fmt::format("{}等 {} 个项目在“{}”上受益单元重叠，合并评估", name.zh, members.size(), what.zh)});

  for (const std::size_t m : members) {
    const Choice& choice = *s.done[m].choice;
    const Promise& p = choice.promised.at(key);
    // Each is credited with the ratio of all that share its cells.
    const double share = predicted != 0 ? p.predicted / predicted : 1.0;
    Outcome o;
    o.project = choice.project.id;
    o.type = choice.project.type;
    o.owner = choice.project.owner;
    o.name = choice.project.name;
    o.indicator = key;
    o.before = s.before.city.as_of;
    o.after = s.now.city.as_of;
    o.expected = p.predicted;
    o.promised = p.change;
    o.promised_error = std::abs(p.predicted) * s.believed.benefit_of(o.type, key, o.owner).standard_error;
    o.measured = f.effect * share;
    o.standard_error = f.standard_error * std::abs(share);
    o.by = f.by;
    o.compared = f.by != EffectBy::before_after;
    o.pre_trend = f.pre_trend;
    o.pre_trend.difference *= share;
    o.pre_trend.standard_error *= std::abs(share);
    o.placebos = f.placebos;
    const std::set<CellId> own(p.cells.begin(), p.cells.end());
    for (const CellId c : treated_id)
      if (own.contains(c)) o.treated.push_back(c);
    for (const std::uint32_t j : f.used) o.compared_with.push_back(comparison_id[j]);
    o.price = choice.project.capex;
    o.planned_cost = choice.cost;
    o.actual_cost = s.done[m].work->spent;
    s.out.outcomes.push_back(std::move(o));
  }
}

void learn_indicator(Study& s, const IndicatorKey& key) {
  const auto before = s.before.measured.find(key), now = s.now.measured.find(key);
  if (!before || !now || before->support.of != Support::Of::cell) {
    s.out.remarks.push_back(
        say("'{}' is not measured by cell in both snapshots, so nothing is learnt about it",
            "“{}”没有在两次快照中按单元测量，无法学习", key.word));
    return;
  }
  const Pair pair{*before, *now, s.before.city, s.now.city, people_of(s.before.city, s.lens, key)};
  const std::vector<CellId> free_cells = untouched(s, key);
  for (const auto& members : overlapping(s.done, key)) learn_together(s, key, members, pair, free_cells);
}

std::vector<Done> finished(const Plan& plan, std::span<const Case> cases, const Situation& now,
                           std::vector<Text>& remarks) {
  std::vector<Done> done;
  for (const Choice& choice : plan.chosen) {
    const auto work = std::find_if(cases.begin(), cases.end(), [&](const Case& c) {
      const auto* p = std::get_if<ProjectId>(&c.origin);
      return p != nullptr && *p == choice.project.id && c.plan == plan.id && c.state != CaseState::cancelled;
    });
    const Text& name = choice.project.name;
    if (work == cases.end() || work->state != CaseState::closed) {
      remarks.push_back(
          Text{fmt::format("{}: not closed yet", name.en), fmt::format("{}：尚未结案", name.zh)});
    } else if (!work->built || work->built->empty()) {
      remarks.push_back(Text{fmt::format("{}: closed, but nothing was built", name.en),
                             fmt::format("{}：已结案，但未建成任何内容", name.zh)});
    } else if (!stands_in(now.city, *work->built)) {
      remarks.push_back(Text{
          fmt::format("{}: built, but not in the snapshot of {} yet; import again", name.en,
                      to_string(now.city.as_of)),
          fmt::format("{}：已建成，但 {} 的快照尚未包含；请重新导入", name.zh, to_string(now.city.as_of))});
    } else {
      done.push_back({&choice, &*work});
    }
  }
  return done;
}

/// One more outcome of a type, and of the owner within it.
template <class ByType, class ByOwner>
void add(ByType& types, const typename ByType::key_type& type, ByOwner& owners,
         const typename ByOwner::key_type& owned, const DepartmentKey& owner, SeenRatio seen) {
  Belief& b = types.try_emplace(type).first->second;
  b = updated(b, seen);
  if (owner.empty()) return;
  const auto [own, fresh] = owners.try_emplace(owned);
  own->second = fresh ? first(seen) : updated(own->second, seen);
}

/// What things cost is on the bill, whatever became of the comparison: only benefits can be doubtful.
void update_beliefs(const std::vector<Outcome>& outcomes, const std::vector<Done>& done, Effects& effects) {
  for (const Outcome& o : outcomes) {
    const double size = std::abs(o.expected);
    if (!(size > 0) || o.doubtful()) continue;
    add(effects.benefit, {o.type, o.indicator}, effects.benefit_by_owner, {o.type, o.indicator, o.owner},
        o.owner, {o.measured / o.expected, o.standard_error / size});
  }
  for (const Done& d : done) {
    const Project& p = d.choice->project;
    const double price = to_yuan(p.capex);
    if (!(price > 0)) continue;
    add(effects.cost, p.type, effects.cost_by_owner, {p.type, p.owner}, p.owner,
        {to_yuan(d.work->spent) / price, kModelNoise});
  }
}

}  // namespace

/// reads    the fields of the promised indicators in all situations, people at the baseline, reach of each indicator
/// returns  one Outcome per closed project and promised indicator; beliefs after them; what could not be learnt and why
/// errors   none: what cannot be learnt is a remark
Lessons learn(const Plan& plan, std::span<const Case> cases, const Situation& before, const Situation& now,
              const Lens& lens, const Effects& prior, Run& run, const Background& past) {
  Lessons out;
  out.effects = prior;
  if (id(before.city) == id(now.city)) {
    out.remarks.push_back(say("there is no snapshot after the plan's: nothing can be compared yet",
                              "计划之后还没有新的快照，暂无可比较的内容"));
    return out;
  }
  const Effects& believed = past.believed != nullptr ? *past.believed : prior;
  Study study{plan, before, now, lens, past, believed, finished(plan, cases, now, out.remarks), out};
  std::set<IndicatorKey> keys;
  for (const Done& d : study.done)
    for (const auto& [key, promise] : d.choice->promised) keys.insert(key);
  for (const IndicatorKey& key : keys) {
    run.check_stop();
    learn_indicator(study, key);
  }
  update_beliefs(out.outcomes, study.done, out.effects);
  return out;
}

}  // namespace cityloop
