#include "cityloop/base/unit_words.h"
#include "cityloop/io/http/endpoints/views.h"

namespace cityloop::http {
namespace {

const Case& case_asked(const Asked& a) {
  const std::string id = a.parameter("id");
  for (const Case& c : a.shown().cases)
    if (to_string(c.id) == id) return c;
  throw Error{Fault::not_found, say("there is no case {}", "没有案件 {}", id), {.item = "id"}};
}

}  // namespace

Response get_cases(const Asked& a) {
  wire::CaseList out;
  if (a.shown().loaded())
    for (const Case& c : a.shown().cases) out.cases.push_back(case_of(a, c));
  return json_answer(out);
}

Response get_case(const Asked& a) {
  const Case& c = case_asked(a);
  return a.office.read([&](Workspace& w, Run&) {
    const CaseStory story = case_story(*w.store, to_string(c.id));
    wire::CaseStoryView out;
    out.case_ = case_of(a, story.now);
    for (const CaseEvent& e : story.events)
      out.events.push_back({to_string(e.at), e.by.word, e.role, std::string{to_word(e.move)}, e.note});
    return json_answer(out);
  });
}

Response post_move(const Asked& a) {
  const Case& c = case_asked(a);
  const wire::CaseMoveAsked asked = wire::read_CaseMoveAsked(a.body());
  CaseMove move;
  move.id = to_string(c.id);
  move.move = parse_move(asked.move);
  move.by = ActorKey{a.who->name};
  // In the first of one's offices that may do it; if none may, the first says why not.
  for (const accounts::Role role : a.who->roles) {
    const std::string word{accounts::to_word(role)};
    if (move.role.empty() || may(c, move.move, word)) move.role = word;
    if (may(c, move.move, word)) break;
  }
  if (asked.to) move.to = DepartmentKey{*asked.to};
  if (asked.due) move.due = parse_instant(*asked.due, {.item = "due"});
  if (asked.spent_yuan)
    move.spent = parse_money(fmt::format("{:.2f}", *asked.spent_yuan), {.item = "spent_yuan"});
  if (asked.built_capacity) move.built_capacity = static_cast<float>(*asked.built_capacity);
  move.built_as_planned = asked.built_as_planned.value_or(false);
  move.into = asked.into;
  move.note = asked.note.value_or("");
  NoProgress quiet;
  const Case after = a.office.write(Office::Changes::decisions, Office::Waits::moment, quiet, {},
                                    [&](Workspace& w, Run&) { return move_case(w, move, a.office.now()); });
  a.office.accounts().audit(
      accounts::act_of(*a.who, accounts::Permission::case_move, "case " + move.id + " " + asked.move),
      a.office.now());
  return json_answer(case_of(a, after));
}

Response get_outcomes(const Asked& a) {
  const ShownView& v = a.view();
  wire::Learned out;
  out.snapshot = to_string(a.shown().measured().snapshot);
  const auto indicator = [&](const IndicatorKey& k) -> const Indicator* {
    for (const Indicator& i : a.shown().catalogue->indicators)
      if (i.key == k) return &i;
    return nullptr;
  };
  if (v.overview.lessons) {
    for (const Outcome& o : v.overview.lessons->outcomes) {
      const Indicator* i = indicator(o.indicator);
      wire::OutcomeView one;
      one.project = o.name;
      one.indicator = o.indicator.word;
      one.name = i ? i->name : verbatim(o.indicator.word);
      one.unit = i ? unit_words(i->unit, Lang::en) : "";
      one.promised = o.promised;
      one.measured = o.measured;
      one.low = o.measured - 1.96 * o.standard_error;
      one.high = o.measured + 1.96 * o.standard_error;
      double people = 0;
      for (const CellId id : o.treated)
        if (const auto c = v.overview.now.city.grid->find(id))
          people += static_cast<double>(v.overview.now.city.people->residents[*c]);
      one.people = people;
      one.note = cityloop::words_of(o.by);
      if (o.doubtful())
        one.note = {one.note.en + "; " + cityloop::words_of(o.pre_trend.verdict).en,
                    one.note.zh + "；" + cityloop::words_of(o.pre_trend.verdict).zh};
      out.outcomes.push_back(std::move(one));
    }
    out.words = v.overview.lessons->remarks;
  }
  for (const ProjectType& t : a.shown().catalogue->project_types) {
    const Belief cost = v.overview.effects.cost_of(t.key);
    Belief effect;
    for (const auto& [key, belief] : v.overview.effects.benefit)
      if (key.first == t.key && belief.outcomes > effect.outcomes) effect = belief;
    out.beliefs.push_back({t.key.word, t.name, effect.mean, effect.standard_error, cost.mean,
                           cost.standard_error, std::max(effect.outcomes, cost.outcomes)});
  }
  return json_answer(out);
}

}  // namespace cityloop::http
