#include "cityloop/loop/goals.h"

#include <cmath>
#include <map>

#include "cityloop/assess/assess.h"
#include "cityloop/loop/files.h"

namespace cityloop {
namespace {

/// The goals of a revision, read again from the file that was adopted.
Framework goals_of(const GoalsRevision& r, std::span<const Indicator> indicators) {
  const Document all =
      parse_yaml(r.what.body, "ledger: " + r.what.framework.word + " v" + std::to_string(r.what.version));
  for (const Document& one : all.is_list() ? all.list() : std::vector{all})
    if (one.at("key").string() == r.what.framework.word) return parse_framework(one, indicators);
  throw Error{Fault::internal, say("the ledger's goals of ‘{}’ are not in their own text",
                                   "台账中“{}”的目标与其原文不符", r.what.framework.word)};
}

/// A criterion and what it weighs in the whole.
struct Weighed {
  const Criterion* criterion;
  double weight;
};
std::map<IndicatorKey, Weighed> weighed(const Framework& f) {
  std::map<IndicatorKey, Weighed> out;
  double goals = 0;
  for (const Goal& g : f.goals) goals += g.weight;
  for (const Goal& g : f.goals) {
    double all = 0;
    for (const Criterion& c : g.criteria) all += c.weight;
    for (const Criterion& c : g.criteria) out[c.indicator] = {&c, g.weight / goals * c.weight / all};
  }
  return out;
}

}  // namespace

std::vector<GoalsRevision> goals_history(const Store& store, const FrameworkKey& framework) {
  std::vector<GoalsRevision> out;
  for (LedgerEntry& e : store.ledger())
    if (auto* goals = std::get_if<GoalsAdopted>(&e.what);
        goals && (framework.empty() || goals->framework == framework))
      out.push_back({e.at, std::move(*goals)});
  return out;
}

GoalsAdoption adopt_goals(Workspace& w, const ActorKey& by, const std::string& because, Instant now) {
  const Framework& goals = w.framework();
  const std::vector<GoalsRevision> before = goals_history(*w.store, goals.key);
  if (!before.empty() && before.back().what.hash == goals.hash) return {before.back(), true};
  if (!before.empty() && before.back().what.version >= goals.version)
    throw Error{Fault::conflict,
                say("‘{0}’ differs from what is in force, and is still version {1}",
                    "“{0}”与现行目标不同，版本号却仍为 {1}", goals.key.word, goals.version),
                {.file = goals.file, .item = "version"},
                say("raise `version` to {}: a revision is told by its number",
                    "请将 `version` 提高到 {}：修订以版本号区分", before.back().what.version + 1)};
  if (!before.empty() && because.empty())
    throw Error{Fault::bad_input,
                say("a revision needs a reason", "修订需要说明理由"),
                {},
                say("give it with --because", "请用 --because 说明")};
  GoalsAdoption out;
  out.revision = {now, {goals.key, goals.version, goals.hash, by, because, read_text(goals.file)}};
  const LedgerEntry one{now, out.revision.what};
  w.store->append(std::span{&one, 1});
  return out;
}

RevisionEffect revision_effect(Workspace& w, Run& run) {
  const Framework& current = w.framework();
  const std::vector<GoalsRevision> all = goals_history(*w.store, current.key);
  RevisionEffect out;
  if (!all.empty() && all.back().what.hash != current.hash) {
    out.before = all.back();
    out.new_goals = current;
  } else if (all.size() >= 2) {
    out.before = all[all.size() - 2];
    out.after = all.back();
    out.new_goals = current;
  } else {
    throw Error{Fault::not_found,
                say("‘{}’ was not revised: there is nothing to compare", "“{}”未经修订，没有可比较的内容",
                    current.key.word),
                {},
                say("adopt the goals first: cityloop goals adopt", "请先采纳目标：cityloop goals adopt")};
  }
  out.old_goals = goals_of(out.before, w.catalogue.indicators);
  std::vector<std::string> keys;
  for (const Framework* f : {&out.old_goals, &out.new_goals})
    for (const Goal& g : f->goals)
      for (const Criterion& c : g.criteria) keys.push_back(c.indicator.word);
  const std::vector<Indicator> wanted = with_needs(w.catalogue.indicators, std::move(keys));
  const Measured m = measure_latest(w, run, wanted);
  out.old_assessed = assess(m.city, m.measured, out.old_goals, run);
  out.new_assessed = assess(m.city, m.measured, out.new_goals, run);

  const auto was = weighed(out.old_goals), is = weighed(out.new_goals);
  for (const auto& [key, now] : is) {
    const auto then = was.find(key);
    if (then == was.end()) {
      out.added.push_back(key);
      continue;
    }
    const Criterion &a = *then->second.criterion, &b = *now.criterion;
    if (std::abs(then->second.weight - now.weight) > 1e-12) out.reweighted.push_back(key);
    if (a.curve.points != b.curve.points || a.standard != b.standard || a.people != b.people)
      out.rejudged.push_back(key);
    if (a.targets != b.targets) out.retargeted.push_back(key);
  }
  for (const auto& [key, then] : was)
    if (!is.contains(key)) out.removed.push_back(key);
  return out;
}

}  // namespace cityloop
