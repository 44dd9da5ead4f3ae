#include "cityloop/loop/budget.h"

#include <algorithm>
#include <map>

#include "cityloop/io/import/csv.h"
#include "cityloop/io/import/text_file.h"
#include "cityloop/loop/files.h"
#include "cityloop/loop/usecases.h"

namespace cityloop {

BudgetTable read_budget_table(const std::string& file, Run& run) {
  const std::string text = read_text_file(file, file).text;
  CsvReader csv{text, file, run.notes, guess_delimiter(text)};
  const std::size_t code = csv.column("code"), need = csv.column("need"), score = csv.column("score");
  const auto name = csv.find("name"), change = csv.find("change"), error = csv.find("error"),
             change_error = csv.find("change_error"), previous = csv.find("previous");
  BudgetTable out;
  std::map<std::string, long> first;
  while (csv.next()) {
    const auto number = [&](const std::optional<std::size_t>& at, bool needed) {
      if (!at || is_missing(csv[*at])) {
        if (needed)
          throw Error{Fault::bad_input, say("this row has no {}", "本行缺少 {}", csv.header()[*at]),
                      csv.where(*at), say("complete it, or leave the row out", "请补全，或删去此行")};
        return 0.0;
      }
      const auto v = to_number(csv[*at]);
      if (!v)
        throw Error{Fault::bad_input, say("‘{}’ is not a number", "“{}”不是数字", std::string{csv[*at]}),
                    csv.where(*at)};
      return *v;
    };
    Share s;
    s.code = std::string{trimmed(csv[code])};
    if (const auto [was, fresh] = first.emplace(s.code, csv.line()); !fresh)
      throw Error{
          Fault::bad_input,
          say("‘{}’ is there twice, first in line {}", "“{}”重复，首次在第 {} 行", s.code, was->second),
          csv.where(code)};
    s.need = number(need, true);
    s.score = number(score, true);
    s.change = number(change, false);
    s.standard_error = number(error, false);
    s.change_error = number(change_error, false);
    if (s.standard_error < 0 || s.change_error < 0)
      throw Error{Fault::bad_input, say("a standard error is not negative", "标准误不能为负"),
                  csv.where(s.standard_error < 0 ? *error : *change_error)};
    if (previous && !is_missing(csv[*previous]))
      s.previous = parse_money(csv[*previous], csv.where(*previous));
    out.name.push_back(name && !trimmed(csv[*name]).empty() ? std::string{trimmed(csv[*name])} : s.code);
    out.shares.push_back(std::move(s));
  }
  return out;
}

AllocationRule read_allocation_rule(const std::string& file) {
  const Document d = parse_yaml(read_text(file), file);
  AllocationRule r;
  const auto part = [&](const char* key, double& to) {
    const auto x = d.find(key);
    if (!x) return;
    to = x->quantity(parse_unit("1"));
    if (!(to >= 0 && to <= 1)) x->fail(say("this lies between 0 and 1", "应在 0 与 1 之间"));
  };
  part("by_need", r.by_need);
  part("by_change", r.by_change);
  part("power", r.power);
  part("rail", r.rail);
  if (const auto x = d.find("shrink")) r.shrink = x->boolean();
  d.done();
  return r;
}

SpendingEvaluated evaluate_all_spending(Workspace& w, const std::string& rules, Run& run) {
  const std::string wanted = rules.empty() ? "spending" : rules;
  SpendingEvaluated out;
  const auto at = std::find_if(w.catalogue.spending.begin(), w.catalogue.spending.end(),
                               [&](const SpendingRules& r) { return r.key == wanted; });
  if (at == w.catalogue.spending.end())
    throw Error{
        Fault::not_found,
        say("there are no rules of evaluation ‘{}’ in the catalogue", "目录中没有绩效评价规则“{}”", wanted),
        {.file = w.catalogue.folder, .item = "evaluation"}};
  out.rules = *at;
  const Situation now = detect_latest(w, run);
  const std::optional<Lessons> lessons = learn_latest(w, now, run);
  for (const Case& c : w.store->cases()) {
    if (c.state != CaseState::closed) continue;
    const std::optional<Choice> choice = choice_of(*w.store, c);
    if (!choice) continue;
    std::vector<Outcome> outcomes;
    if (lessons)
      for (const Outcome& o : lessons->outcomes)
        if (o.project == choice->project.id) outcomes.push_back(o);
    out.projects.push_back(evaluate_spending(*choice, c, outcomes, out.rules));
  }
  return out;
}

}  // namespace cityloop
