#include "cityloop/assess/assess.h"

#include <algorithm>
#include <numeric>

#include "cityloop/base/parallel.h"

namespace cityloop {
namespace {

/// Sums over some people; turned into a Standing at the end.
struct Sums {
  double people = 0, asked = 0, known = 0, score = 0, value = 0, meets = 0;
  /// `who`: how many live there; `w`: what the cell weighs, the same unless the indicator declares another weighing.
  void add(double who, double w, bool has, double s, double v, bool meets_it) {
    people += who;
    asked += w;
    if (!has) return;
    known += w;
    score += w * s;
    value += w * v;
    if (meets_it) meets += w;
  }
  Standing standing() const {
    Standing out;
    out.people = people;
    if (!(asked > 0)) {
      out.mark = Mark::not_applicable;
      return out;
    }
    if (!(known > 0)) return out;
    out.score = std::clamp(score / known, 0.0, 1.0);
    out.value = value / known;
    out.meets = std::min(meets / known, 1.0);
    out.coverage = std::min(known / asked, 1.0);
    out.mark = Mark::known;
    return out;
  }
};
/// Asked about and not known; in a city where nobody lives, not asked.
Standing unknown_of(const std::vector<double>& people) {
  Sums nothing;
  nothing.people = nothing.asked = std::accumulate(people.begin(), people.end(), 0.0);
  return nothing.standing();
}
Standing nobody_asked() {
  Standing s;
  s.mark = Mark::not_applicable;
  return s;
}

/// Who counts, cell by cell. In a city without people every cell counts as one.
class Weights {
 public:
  Weights(const City& city, const Framework& framework, Run& run) {
    const People& people = *city.people;
    const std::size_t n = city.grid->size();
    all_.assign(n, 1.0);
    const auto residents = people.residents.raw();
    peopled_ = std::any_of(residents.begin(), residents.end(), [](float x) { return x > 0; });
    if (peopled_)
      for (std::size_t c = 0; c < n; ++c) all_[c] = static_cast<double>(residents[c]);
    for (const GroupKey& g : framework.groups) groups_.push_back(of_group(city, g));
    for (const Goal& goal : framework.goals)
      for (const Criterion& c : goal.criteria) {
        std::optional<std::vector<double>> own;
        if (!c.people.empty()) {
          own = of_group(city, c.people);
          if (!own)
            run.notes.note(
                "assess.group",
                say("the city does not count ‘{0}’: ‘{1}’ is weighted by all residents",
                    "该市没有人群“{0}”的数据：“{1}”改按全体居民加权", c.people.word, c.indicator.word),
                {.file = framework.file, .line = c.line});
        }
        criteria_.push_back(std::move(own));
      }
  }
  bool peopled() const { return peopled_; }
  const std::vector<double>& all() const { return all_; }
  const std::vector<double>& criterion(std::size_t c) const { return criteria_[c] ? *criteria_[c] : all_; }
  std::size_t groups() const { return groups_.size(); }
  const std::vector<double>* group(std::size_t g) const { return groups_[g] ? &*groups_[g] : nullptr; }

 private:
  /// The people of a group, or those who live in areas of a type (old_town, new_district).
  std::optional<std::vector<double>> of_group(const City& city, const GroupKey& key) const {
    const People& people = *city.people;
    const auto g = people.find(key);
    if (!peopled_) return std::nullopt;
    if (!g) return of_type(*city.zones, key.word);
    std::vector<double> w(all_.size());
    for (const CellIdx c : each(people.by_group[*g])) w[c.v] = static_cast<double>(people.by_group[*g][c]);
    return w;
  }
  std::optional<std::vector<double>> of_type(const Zones& zones, const std::string& type) const {
    if (type.empty() ||
        std::find(zones.type.raw().begin(), zones.type.raw().end(), type) == zones.type.raw().end())
      return std::nullopt;
    std::vector<double> w(all_.size(), 0.0);
    for (const auto& of_cell : zones.of_cell)
      for (const CellIdx c : each(of_cell))
        if (const ZoneIdx z = of_cell[c]; z.valid() && zones.type[z] == type) w[c.v] = all_[c.v];
    return w;
  }
  bool peopled_ = false;
  std::vector<double> all_;
  std::vector<std::optional<std::vector<double>>> groups_, criteria_;
};

/// What a cell weighs in one indicator, as it declares: its people, its land, or 1; where zones speak, each zone weighs 1,
/// spread over its cells.
class Weight {
 public:
  Weight(const City& city, Weighing weighing, const Column<CellIdx, ZoneIdx>* speaks)
      : grid_{*city.grid}, weighing_{weighing}, speaks_{speaks} {
    if (weighing_ != Weighing::count || speaks_ == nullptr) return;
    cells_.assign(city.zones->id.size(), 0);
    for (const CellIdx c : each(*speaks_))
      if ((*speaks_)[c].valid()) ++cells_[(*speaks_)[c].v];
  }
  double operator()(CellIdx c, double people) const {
    if (weighing_ == Weighing::people) return people;
    if (weighing_ == Weighing::area) return grid_.area_m2(c);
    if (speaks_ == nullptr || !(*speaks_)[c].valid()) return 1;
    return 1.0 / static_cast<double>(cells_[(*speaks_)[c].v]);
  }

 private:
  const Grid& grid_;
  Weighing weighing_;
  const Column<CellIdx, ZoneIdx>* speaks_;
  std::vector<std::uint32_t> cells_;  // by zone
};

/// Cells, or the zone that speaks for a cell, or nothing.
constexpr std::uint32_t kNoRow = 0xffffffffU;

/// One criterion: every row's score once, then one pass over the cells in index order for the city, every level of
/// zones and every group.
CriterionResult judge(const City& city, const Field* field, const Criterion& criterion,
                      const std::vector<double>& people, const Weights& weights) {
  const Zones& zones = *city.zones;
  CriterionResult out;
  out.standings.zones.resize(zones.id.size(), nobody_asked());
  const std::size_t cells = city.grid->size();
  if (field == nullptr) {
    out.scores = Field::cells(cells, Mark::no_data);
    out.standings.city = unknown_of(people);
    out.standings.groups.assign(weights.groups(), Standing{});
    return out;
  }
  const std::size_t rows = field->size();
  out.scores = {field->support, std::vector<float>(rows, 0.0F), field->mark, {}};
  std::vector<double> score(rows, 0.0);
  std::vector<std::uint8_t> met(rows, 0);
  const double enough = criterion.standard ? criterion.curve(*criterion.standard) : 0.0;
  for (std::size_t r = 0; r < rows; ++r) {
    if (!has_value(field->mark[r])) continue;
    score[r] = criterion.curve(static_cast<double>(field->value[r]));
    met[r] = score[r] >= enough ? 1 : 0;
    out.scores.value[r] = static_cast<float>(score[r]);
  }
  const auto standing_of_row = [&](std::size_t r, double who) {
    Standing s;
    s.people = who;
    if (field->mark[r] == Mark::not_applicable) return nobody_asked();
    if (!has_value(field->mark[r])) return s;
    s.score = score[r];
    s.value = static_cast<double>(field->value[r]);
    s.meets = met[r];
    s.coverage = 1;
    s.mark = Mark::known;
    return s;
  };
  if (field->support.of == Support::Of::whole) {
    // A figure of the whole city says nothing about its parts.
    out.standings.city = standing_of_row(0, std::accumulate(people.begin(), people.end(), 0.0));
    out.standings.groups.assign(weights.groups(), nobody_asked());
    return out;
  }
  // A zone's figure weighs in with the people of its cells, for zones of its own level and coarser ones.
  const Column<CellIdx, ZoneIdx>* speaks = nullptr;
  std::size_t first_level = 0;
  if (field->support.of == Support::Of::zone) {
    const auto level = zones.find_level(field->support.level);
    if (!level) {
      out.standings.city = unknown_of(people);
      out.standings.groups.assign(weights.groups(), Standing{});
      return out;
    }
    speaks = &zones.of_cell[*level];
    first_level = *level;
  }
  const Weight weight{city, criterion.weighing, speaks};
  Sums whole;
  std::vector<Sums> by_zone(zones.id.size()), by_group(weights.groups());
  for (std::size_t c = 0; c < cells; ++c) {
    const CellIdx cell = idx<CellIdx>(c);
    const std::uint32_t row =
        speaks == nullptr ? cell.v : ((*speaks)[cell].valid() ? (*speaks)[cell].v : kNoRow);
    const Mark mark = row == kNoRow ? Mark::no_data : field->mark[row];
    if (mark == Mark::not_applicable) continue;
    const bool has = has_value(mark);
    const double s = has ? score[row] : 0, v = has ? static_cast<double>(field->value[row]) : 0;
    const bool m = has && met[row] != 0;
    const double w = weight(cell, people[c]);
    if (w > 0) {
      whole.add(people[c], w, has, s, v, m);
      for (std::size_t level = first_level; level < zones.of_cell.size(); ++level) {
        const ZoneIdx z = zones.of_cell[level][cell];
        if (z.valid()) by_zone[z.v].add(people[c], w, has, s, v, m);
      }
    }
    for (std::size_t g = 0; g < by_group.size(); ++g)
      if (const std::vector<double>* members = weights.group(g)) {
        const double n = (*members)[c];
        by_group[g].add(n, n, has, s, v, m);
      }
  }
  out.standings.city = whole.standing();
  for (const ZoneIdx z : each(zones.id)) {
    if (zones.level[z] < first_level) continue;
    out.standings.zones[z] = by_zone[z.v].standing();
    if (speaks != nullptr && zones.level[z] == first_level)
      out.standings.zones[z] = standing_of_row(z.v, by_zone[z.v].people);
  }
  for (std::size_t g = 0; g < by_group.size(); ++g)
    out.standings.groups.push_back(weights.group(g) == nullptr ? Standing{} : by_group[g].standing());
  return out;
}

/// Weighted mean of what is known; weights of what is unknown lower the coverage.
class Blend {
 public:
  void add(double weight, const Standing& s) {
    if (s.mark == Mark::not_applicable) return;
    asked_ += weight;
    people_ = std::max(people_, s.people);
    covered_ += weight * s.coverage;
    if (!has_value(s.mark)) return;
    known_ += weight;
    score_ += weight * s.score;
    meets_ += weight * s.meets;
  }
  Standing standing() const {
    if (!(asked_ > 0)) return nobody_asked();
    Standing s;
    s.people = people_;
    if (!(known_ > 0)) return s;
    s.score = std::clamp(score_ / known_, 0.0, 1.0);
    s.meets = std::min(meets_ / known_, 1.0);
    s.coverage = std::min(covered_ / asked_, 1.0);
    s.mark = Mark::known;
    return s;
  }

 private:
  double asked_ = 0, known_ = 0, score_ = 0, meets_ = 0, covered_ = 0, people_ = 0;
};

Standings blend(const std::vector<std::pair<double, const Standings*>>& parts) {
  Standings out;
  const auto mix = [&](auto part_of) {
    Blend b;
    for (const auto& [weight, standings] : parts) b.add(weight, part_of(*standings));
    return b.standing();
  };
  out.city = mix([](const Standings& s) { return s.city; });
  const Standings& first = *parts.front().second;
  out.zones.resize(first.zones.size());
  for (const ZoneIdx z : each(out.zones)) out.zones[z] = mix([z](const Standings& s) { return s.zones[z]; });
  for (std::size_t g = 0; g < first.groups.size(); ++g)
    out.groups.push_back(mix([g](const Standings& s) { return s.groups[g]; }));
  return out;
}

/// The overall score of single cells, from the criteria that speak of cells.
class CellScore {
 public:
  CellScore(const Framework& framework, const Assessment& a) {
    std::size_t n = 0;
    for (const Goal& goal : framework.goals) {
      GoalPart part{goal.weight, {}};
      for (const Criterion& c : goal.criteria) {
        const Field& scores = a.criteria[n++]->scores;
        if (c.judged() && scores.support.of == Support::Of::cell)
          part.criteria.emplace_back(c.weight, &scores);
      }
      goals_.push_back(std::move(part));
    }
  }
  void put(Field& f, std::size_t c, bool lived) const {
    bool asked = false;
    double known = 0, sum = 0;
    if (lived)
      for (const GoalPart& goal : goals_) {
        double goal_known = 0, goal_sum = 0;
        for (const auto& [weight, scores] : goal.criteria) {
          const Mark mark = scores->mark[c];
          asked = asked || mark != Mark::not_applicable;
          if (!has_value(mark)) continue;
          goal_known += weight;
          goal_sum += weight * static_cast<double>(scores->value[c]);
        }
        if (!(goal_known > 0)) continue;
        known += goal.weight;
        sum += goal.weight * (goal_sum / goal_known);
      }
    if (known > 0) f.set(c, std::clamp(sum / known, 0.0, 1.0));
    else f.set_absent(c, asked ? Mark::no_data : Mark::not_applicable);
  }

 private:
  struct GoalPart {
    double weight;
    std::vector<std::pair<double, const Field*>> criteria;
  };
  std::vector<GoalPart> goals_;
};

Assessment titled(const City& city, const Measurement& measured, const Framework& framework) {
  Assessment a;
  a.snapshot = measured.snapshot;
  a.as_of = city.as_of;
  a.framework = framework.key;
  a.framework_version = framework.version;
  a.framework_hash = framework.hash;
  a.criteria.resize(framework.criteria());
  return a;
}

void judge_all(Assessment& a, const std::vector<std::size_t>& which, const City& city,
               const Measurement& measured, const Framework& framework, const Weights& weights, Run& run) {
  for_chunks(run, which.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t n = begin; n < end; ++n) {
      const Criterion& c = framework.criterion(idx<CriterionIdx>(which[n]));
      const auto field = measured.find(c.indicator);
      a.criteria[which[n]] = std::make_shared<const CriterionResult>(
          judge(city, field.get(), c, weights.criterion(which[n]), weights));
    }
  });
}

void blend_all(Assessment& a, const Framework& framework) {
  std::size_t n = 0;
  for (const Goal& goal : framework.goals) {
    std::vector<std::pair<double, const Standings*>> parts;
    // What has no curve is measured and shown, and weighs nothing.
    for (const Criterion& c : goal.criteria)
      parts.emplace_back(c.judged() ? c.weight : 0.0, &a.criteria[n++]->standings);
    a.goals.push_back(blend(parts));
  }
  std::vector<std::pair<double, const Standings*>> parts;
  for (std::size_t g = 0; g < a.goals.size(); ++g) parts.emplace_back(framework.goals[g].weight, &a.goals[g]);
  a.overall = blend(parts);
}

}  // namespace

Assessment assess(const City& city, const Measurement& measured, const Framework& framework, Run& run) {
  Assessment a = titled(city, measured, framework);
  const Weights weights{city, framework, run};
  std::vector<std::size_t> all(a.criteria.size());
  for (std::size_t n = 0; n < all.size(); ++n) all[n] = n;
  judge_all(a, all, city, measured, framework, weights, run);
  blend_all(a, framework);
  a.cell_score = Field::cells(city.grid->size());
  const CellScore score{framework, a};
  for_chunks(run, a.cell_score.size(), kChunk, [&](std::size_t begin, std::size_t end) {
    for (std::size_t c = begin; c < end; ++c) score.put(a.cell_score, c, weights.all()[c] > 0);
  });
  return a;
}

Assessment reassess(const Assessment& was, const City& before, const Measurement& measured_before,
                    const City& now, const Measurement& measured_now, const Framework& framework, Run& run) {
  const bool same_people = before.people.hash() == now.people.hash() &&
                           before.zones.hash() == now.zones.hash() && before.grid.hash() == now.grid.hash();
  if (!same_people || was.framework_hash != framework.hash || was.criteria.size() != framework.criteria())
    return assess(now, measured_now, framework, run);
  Assessment a = titled(now, measured_now, framework);
  std::vector<std::size_t> moved;
  for (std::size_t n = 0; n < a.criteria.size(); ++n) {
    const IndicatorKey& key = framework.criterion(idx<CriterionIdx>(n)).indicator;
    if (measured_now.find(key) == measured_before.find(key)) a.criteria[n] = was.criteria[n];
    else moved.push_back(n);
  }
  if (moved.empty()) {
    a.goals = was.goals;
    a.overall = was.overall;
    a.cell_score = was.cell_score;
    return a;
  }
  const Weights weights{now, framework, run};
  judge_all(a, moved, now, measured_now, framework, weights, run);
  blend_all(a, framework);
  a.cell_score = was.cell_score;
  const CellScore score{framework, a};
  for_chunks(run, a.cell_score.size(), kChunk, [&](std::size_t begin, std::size_t end) {
    for (std::size_t c = begin; c < end; ++c)
      for (const std::size_t n : moved) {
        const Field &old = was.criteria[n]->scores, &fresh = a.criteria[n]->scores;
        if (fresh.support == old.support && fresh.support.of == Support::Of::cell &&
            fresh.value[c] == old.value[c] && fresh.mark[c] == old.mark[c])
          continue;
        score.put(a.cell_score, c, weights.all()[c] > 0);
        break;
      }
  });
  return a;
}

std::vector<Standings> by_element(const Assessment& a, const Framework& framework) {
  std::vector<std::vector<std::pair<double, const Standings*>>> parts(framework.elements.size());
  std::size_t n = 0;
  for (const Goal& goal : framework.goals) {
    double all = 0;
    for (const Criterion& c : goal.criteria) all += c.judged() ? c.weight : 0.0;
    for (const Criterion& c : goal.criteria) {
      const Standings* s = &a.criteria[n++]->standings;
      if (!c.judged()) continue;
      for (const std::uint16_t e : c.elements) parts[e].emplace_back(goal.weight * c.weight / all, s);
    }
  }
  std::vector<Standings> out;
  for (const auto& p : parts) out.push_back(p.empty() ? Standings{} : blend(p));
  return out;
}

}  // namespace cityloop
