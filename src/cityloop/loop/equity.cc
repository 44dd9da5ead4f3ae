#include "cityloop/loop/equity.h"

#include <algorithm>

#include "cityloop/measure/measure.h"

namespace cityloop {
namespace {

std::optional<IncomeRank> income_for(const City& city, const std::string& asked) {
  if (asked.empty()) {
    if (auto published = income_of_zones(city, VariableKey{"income"})) return published;
    return income_by_share(city, GroupKey{"low_income"});
  }
  if (auto published = income_of_zones(city, VariableKey{asked})) return published;
  std::vector<std::string> known;
  for (const VariableKey& v : city.statistics->variables) known.push_back(v.word);
  const std::string close = nearest_word(asked, known);
  throw Error{Fault::not_found,
              say("no zone of the city has a published '{}'", "本市没有按分区发布的“{}”", asked),
              {.item = "--income"},
              close.empty() || close == asked
                  ? say("give a variable that a source of statistics brings for zones",
                        "请给出统计来源（as: statistics）中按分区发布的变量")
                  : say("did you mean '{}'?", "是否想写“{}”？", close)};
}

}  // namespace

EquityView equity_latest(Workspace& w, const EquityQuestion& question, Run& run) {
  const Framework& goals = w.framework();
  std::vector<Indicator> wanted =
      question.indicators.empty() ? w.measured() : with_needs(w.catalogue.indicators, question.indicators);
  Measured now = measure_latest(w, run, question.indicators.empty() ? std::vector<Indicator>{} : wanted);
  EquityView out{now.city, now.measured.snapshot, income_for(now.city, question.income), {}, {}, {}};
  EquityTerms terms = question.terms;
  terms.groups = goals.groups;
  terms.income = out.income ? &*out.income : nullptr;

  std::optional<Measured> before;
  if (!question.since.empty()) {
    const SnapshotId then = snapshot_named(*w.store, question.since);
    before = Measured{w.store->city(then), {}};
    // Measured again by the declarations of today, so that what changed is the city and not a definition.
    before->measured = measure(before->city, wanted, run);
    out.since = before->city.as_of;
  }
  for (const Indicator& i : wanted) {
    const auto criterion = goals.find(i.key);
    const bool asked = question.indicators.empty()
                           ? criterion.has_value()
                           : std::find(question.indicators.begin(), question.indicators.end(), i.key.word) !=
                                 question.indicators.end();
    if (!asked) continue;
    const auto field = now.measured.find(i.key);
    if (!field || field->support.of != Support::Of::cell) {
      if (!question.indicators.empty())
        throw Error{Fault::bad_input,
                    say("'{}' has no value for each cell: its zones or the city have one",
                        "“{}”没有逐网格的数值", i.key.word),
                    {.item = "--indicator"},
                    say("equity is asked between people, and people are counted in cells",
                        "公平性比较的是居民，居民按网格统计")};
      out.left_out.push_back(i.key);
      continue;
    }
    EquityRow row{i, question.less_is_better, {}, {}};
    if (criterion) row.less_is_better = !goals.criterion(*criterion).curve.rising();
    terms.less_is_better = row.less_is_better;
    row.profile = equity_profile(now.city, *field, terms, run);
    if (before)
      if (const auto was = before->measured.find(i.key))
        row.change = equity_change(before->city, *was, now.city, *field);
    out.rows.push_back(std::move(row));
  }
  return out;
}

}  // namespace cityloop
