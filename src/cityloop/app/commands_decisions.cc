#include <algorithm>

#include "cityloop/app/present.h"

namespace cityloop {
namespace {

Text move_words(Move m) {
  static const std::map<std::string_view, const char*> zh{
      {"open", "立案"},   {"assign", "交办"}, {"accept", "受理"}, {"start", "开工"}, {"finish", "完工"},
      {"verify", "核验"}, {"reopen", "重开"}, {"merge", "并案"},  {"cancel", "撤销"}};
  const auto at = zh.find(to_word(m));
  return {std::string{to_word(m)}, at == zh.end() ? std::string{to_word(m)} : at->second};
}

int list(Session& s) {
  Workspace w = s.open();
  std::vector<Case> cases = w.store->cases();
  if (!s.a().all)
    std::erase_if(cases, [](const Case& c) {
      return c.state == CaseState::closed || c.state == CaseState::merged || c.state == CaseState::cancelled;
    });
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_array();
    for (const Case& c : cases) write_json(j, c);
    j.end_array();
    s.out(j.str() + "\n");
  } else {
    show_cases(s, cases);
  }
  return 0;
}

int show(Session& s) {
  Workspace w = s.open();
  const CaseStory story = case_story(*w.store, s.a().case_id);
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_object().key("case");
    write_json(j, story.now);
    j.key("events").begin_array();
    for (const CaseEvent& e : story.events) j.raw(to_json(e));
    j.end_array().end_object();
    s.out(j.str() + "\n");
    return 0;
  }
  show_cases(s, {story.now});
  s.out("\n");
  TextTable t;
  t.column(s.t({"when", "时间"}))
      .column(s.t({"move", "步骤"}))
      .column(s.t({"by", "办理人"}))
      .column(s.t({"role", "角色"}))
      .column(s.t({"note", "备注"}));
  for (const CaseEvent& e : story.events)
    t.row({to_string(e.at), s.t(move_words(e.move)), e.by.word, e.role, e.note});
  s.table(t);
  std::string next;
  for (const Transition& m : moves())
    if (m.from == story.now.state) {
      std::string roles;
      for (const std::string& r : m.roles) roles += (roles.empty() ? "" : "|") + r;
      // The word to type comes first; the Chinese reader gets its meaning beside it.
      if (s.lang() == Lang::zh)
        next += fmt::format("{}{} {}（{}）", next.empty() ? "" : "、", to_word(m.move),
                            s.t(move_words(m.move)), roles);
      else next += fmt::format("{}{} ({})", next.empty() ? "" : ", ", to_word(m.move), roles);
    }
  if (!next.empty()) s.line(say("possible now: {}", "现在可以：{}", next));
  return 0;
}

CaseMove read_move(const Arguments& a) {
  CaseMove m;
  m.id = a.case_id;
  m.move = parse_move(a.move);
  m.role = a.role;
  m.by = ActorKey{a.by};
  m.note = a.note;
  if (!a.to.empty()) m.to = DepartmentKey{a.to};
  if (!a.due.empty()) m.due = parse_instant(a.due, {.item = "--due"});
  if (!a.spent.empty()) m.spent = parse_money(a.spent, {.item = "--spent"});
  if (!a.into.empty()) m.into = a.into;
  m.built_as_planned = a.built_as_planned;
  if (!a.built.empty()) {
    const Text words = say("'{}' does not say what was built", "“{}”没有说明建成内容", a.built);
    if (!a.built.starts_with("capacity="))
      throw Error{Fault::bad_input,
                  words,
                  {.item = "--built"},
                  {"write --built capacity=800", "请写 --built capacity=800"}};
    m.built_capacity = static_cast<float>(parse_quantity(a.built.substr(9), Unit{}, {.item = "--built"}));
  }
  return m;
}

}  // namespace

int command_adopt(Session& s) {
  Workspace w = s.open();
  std::optional<PlanId> which;
  if (!s.a().plan.empty()) which = plan_named(*w.store, s.a().plan).id;
  const Adopted done = adopt_plan(w, which, ActorKey{s.a().by}, s.now(), s.run());
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_object()
        .field("plan", to_string(done.plan.id))
        .field("already", done.already)
        .key("opened")
        .begin_array();
    for (const Case& c : done.opened) write_json(j, c);
    j.end_array().end_object();
    s.out(j.str() + "\n");
    return 0;
  }
  if (done.already)
    s.line(say("Plan {} was already adopted.", "方案 {} 此前已采纳。", to_string(done.plan.id)));
  else s.line(say("Plan {} is adopted by {}.", "方案 {} 已由 {} 采纳。", to_string(done.plan.id), s.a().by));
  s.line(say("{} cases opened", "立案 {} 件", done.opened.size()));
  if (!done.opened.empty()) show_cases(s, done.opened);
  return 0;
}

int command_case(Session& s) {
  if (s.a().verb == "list") return list(s);
  if (s.a().verb == "show") return show(s);
  if (s.a().verb == "move") {
    const CaseMove ask = read_move(s.a());
    Workspace w = s.open();
    const Case after = move_case(w, ask, s.now());
    if (s.a().json) {
      JsonWriter j{true};
      write_json(j, after);
      s.out(j.str() + "\n");
    } else {
      show_cases(s, {after});
    }
    return 0;
  }
  Workspace w = s.open();
  std::optional<Date> due;
  if (!s.a().due.empty()) due = parse_date(s.a().due);
  const std::vector<Case> worked = work_all_cases(w, s.a().overrun_percent / 100.0, due, s.now());
  s.remark({"Simulated: these events were not made by people.", "模拟：这些事件并非真人所为。"});
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_object().field("simulated", true).key("cases").begin_array();
    for (const Case& c : worked) write_json(j, c);
    j.end_array().end_object();
    s.out(j.str() + "\n");
  } else {
    show_cases(s, worked);
  }
  return 0;
}

int command_learn(Session& s) {
  Workspace w = s.open();
  const Situation now = detect_latest(w, s.run());
  const auto lessons = learn_latest(w, now, s.run());
  if (!lessons) {
    if (s.a().json) s.out("{\"outcomes\":[]}\n");
    else
      s.line({"Nothing to learn yet: it needs an adopted plan with closed cases and a later snapshot.",
              "暂无可学：需要已采纳且已结案的方案，以及其后的快照。"});
    return 0;
  }
  if (s.a().adopt) adopt_effects(w, *lessons, ActorKey{s.a().by}, s.now());
  if (s.a().json) {
    s.out(to_json(*lessons) + "\n");
    return 0;
  }
  const std::vector<Indicator> wanted = w.measured();
  show_lessons(s, *lessons, Lens{wanted, w.framework()});
  if (s.a().adopt) s.line({"The beliefs are adopted.", "经验值已采用。"});
  else
    s.remark({"Use these beliefs from now on: cityloop learn --adopt", "今后采用：cityloop learn --adopt"});
  return 0;
}

}  // namespace cityloop
