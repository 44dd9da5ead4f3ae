#include "cityloop/learn/performance.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cityloop {
namespace {

struct ItemWords {
  SpendingItem item;
  SpendingBlock block;
  const char* word;
  const char* en;
  const char* zh;
};
constexpr std::array<ItemWords, kSpendingItems> kItemWords{{
    {SpendingItem::evidence, SpendingBlock::decision, "evidence", "answers a finding of the health check",
     "体检依据"},
    {SpendingItem::target, SpendingBlock::decision, "target", "a target was set", "绩效目标明确"},
    {SpendingItem::execution, SpendingBlock::process, "execution", "budget execution", "预算执行率"},
    {SpendingItem::calm, SpendingBlock::process, "calm", "carried out without going back",
     "组织实施（无反复）"},
    {SpendingItem::completion, SpendingBlock::output, "completion", "built as large as planned",
     "实际完成率"},
    {SpendingItem::quality, SpendingBlock::output, "quality", "verified at the first time", "质量达标"},
    {SpendingItem::timeliness, SpendingBlock::output, "timeliness", "in time", "完成及时性"},
    {SpendingItem::saving, SpendingBlock::output, "saving", "within its price", "成本节约率"},
    {SpendingItem::effect, SpendingBlock::benefit, "effect", "measured against promised", "实施效益"},
    {SpendingItem::certainty, SpendingBlock::benefit, "certainty", "effects beyond chance", "效益可信度"},
}};
const ItemWords& words_of_item(SpendingItem i) { return kItemWords[static_cast<std::size_t>(i)]; }
constexpr std::array<const char*, kSpendingBlocks> kBlockWords{"decision", "process", "output", "benefit"};

double capacity_of(const Delta& d) {
  double sum = 0;
  for (const Change& c : d.changes) {
    if (const auto* add = std::get_if<AddPlace>(&c)) sum += static_cast<double>(add->capacity);
    if (const auto* set = std::get_if<ResizePlace>(&c)) sum += static_cast<double>(set->capacity);
  }
  return sum;
}

std::optional<double> effect_of(std::span<const Outcome> outcomes) {
  double promised = 0, reached = 0;
  for (const Outcome& o : outcomes) {
    if (o.doubtful() || o.promised == 0) continue;
    // Each indicator by its own promise: minutes and people do not add up.
    promised += 1;
    reached += std::clamp(o.measured / o.promised, 0.0, 1.0);
  }
  return promised > 0 ? std::optional{100 * reached / promised} : std::nullopt;
}
std::optional<double> certainty_of(std::span<const Outcome> outcomes) {
  double compared = 0, sure = 0;
  for (const Outcome& o : outcomes) {
    if (!o.compared || o.doubtful() || o.promised == 0) continue;
    compared += 1;
    const double toward = o.promised > 0 ? o.measured : -o.measured;
    sure += toward > 1.96 * o.standard_error ? 1 : 0;
  }
  return compared > 0 ? std::optional{100 * sure / compared} : std::nullopt;
}

}  // namespace

SpendingBlock block_of(SpendingItem i) { return words_of_item(i).block; }
Text words_of(SpendingItem i) { return {words_of_item(i).en, words_of_item(i).zh}; }
std::string_view to_word(SpendingItem i) { return words_of_item(i).word; }
std::string_view to_word(SpendingBlock b) { return kBlockWords[static_cast<std::size_t>(b)]; }
Text words_of(SpendingBlock b) {
  switch (b) {
    case SpendingBlock::decision: return {"decision", "决策"};
    case SpendingBlock::process: return {"process", "过程"};
    case SpendingBlock::output: return {"output", "产出"};
    case SpendingBlock::benefit: break;
  }
  return {"benefit", "效益"};
}
Text words_of_grade(int g) {
  switch (g) {
    case 3: return {"excellent", "优"};
    case 2: return {"good", "良"};
    case 1: return {"fair", "中"};
    default: return {"poor", "差"};
  }
}

SpendingRules parse_spending_rules(const Document& d) {
  SpendingRules r;
  r.file = d.where().file;
  r.key = d.at("key").string();
  r.name = d.at("name").text();
  r.source = parse_source(d.at("source"));
  const Document weights = d.at("weights");
  for (std::size_t b = 0; b < kSpendingBlocks; ++b) {
    const auto block = weights.find(kBlockWords[b]);
    if (!block) continue;
    for (const ItemWords& w : kItemWords)
      if (static_cast<std::size_t>(w.block) == b)
        if (const auto x = block->find(w.word)) {
          const double v = x->number();
          if (!(v >= 0)) x->fail(say("a weight is not negative", "权重不能为负"));
          r.weight[static_cast<std::size_t>(w.item)] = v;
        }
    block->done();
  }
  weights.done();
  const double sum = std::accumulate(r.weight.begin(), r.weight.end(), 0.0);
  if (std::abs(sum - 100) > 1e-6)
    weights.fail(say("the weights sum to {:.6g}, not to 100", "权重之和为 {:.6g}，而不是 100", sum));
  if (const auto g = d.find("grades")) {
    r.excellent = g->at("excellent").number(), r.good = g->at("good").number(),
    r.fair = g->at("fair").number();
    if (!(r.excellent > r.good && r.good > r.fair))
      g->fail(say("a better grade asks for more", "更高的等级应要求更高的分数"));
    g->done();
  }
  d.done();
  return r;
}

Evaluated evaluate_spending(const Choice& c, const Case& done, std::span<const Outcome> outcomes,
                            const SpendingRules& rules) {
  Evaluated e;
  e.project = c.project.id;
  e.name = c.project.name;
  const auto set = [&](SpendingItem i, std::optional<double> v) { e.item[static_cast<std::size_t>(i)] = v; };
  set(SpendingItem::evidence, c.project.answers.empty() ? 0.0 : 100.0);
  set(SpendingItem::target, c.promised.empty() ? 0.0 : 100.0);
  set(SpendingItem::calm, 100.0 / (1 + done.reopened));
  const double planned = to_yuan(c.cost), spent = to_yuan(done.spent);
  const bool finished = done.finished.has_value();
  if (finished && planned > 0 && spent > 0) {
    set(SpendingItem::execution, 100 * std::min(spent / planned, planned / spent));
    set(SpendingItem::saving, 100 * std::clamp(1 + (planned - spent) / planned, 0.0, 1.0));
  }
  if (done.built)
    if (const double size = capacity_of(c.project.change); size > 0)
      set(SpendingItem::completion, 100 * std::clamp(capacity_of(*done.built) / size, 0.0, 1.0));
  if (done.state == CaseState::closed) set(SpendingItem::quality, 100.0 / (1 + done.reopened));
  if (finished && done.due) {
    const double late_days =
        std::chrono::duration<double, std::ratio<86400>>(*done.finished - *done.due).count();
    set(SpendingItem::timeliness, 100 * std::clamp(1 - late_days / 365, 0.0, 1.0));
  }
  set(SpendingItem::effect, effect_of(outcomes));
  set(SpendingItem::certainty, certainty_of(outcomes));

  double sum = 0, weight = 0, known = 0;
  for (std::size_t b = 0; b < kSpendingBlocks; ++b) {
    double points = 0, of = 0, whole = 0;
    for (const ItemWords& w : kItemWords) {
      if (static_cast<std::size_t>(w.block) != b) continue;
      const auto i = static_cast<std::size_t>(w.item);
      whole += rules.weight[i];
      if (!e.item[i]) continue;
      points += rules.weight[i] * *e.item[i];
      of += rules.weight[i];
    }
    if (!(of > 0)) continue;
    e.block[b] = points / of;
    // What is not known of a block counts as its other items do; a block of which nothing is known counts for nothing.
    sum += whole * points / of;
    weight += whole;
    known += of;
  }
  if (weight > 0) {
    e.score = sum / weight;
    e.known = known / 100;
    e.grade = *e.score >= rules.excellent ? 3 : *e.score >= rules.good ? 2 : *e.score >= rules.fair ? 1 : 0;
  }
  return e;
}

}  // namespace cityloop
