// cityloop project: where projects stand between an idea and its evaluation.

#include <algorithm>

#include "cityloop/app/present.h"
#include "cityloop/loop/programme.h"
#include "cityloop/loop/project_states.h"
#include "cityloop/loop/usecases.h"

namespace cityloop {
namespace {

std::vector<Pooled> pool_here(Session& s, Workspace& w) {
  const std::optional<ProgrammeRules> rules = programme_rules(w, s.a().rules);
  if (!rules || rules->projects.empty()) return {};
  return pool_of(w, *rules, detect_latest(w, s.run()), s.run());
}

void write_story(JsonWriter& j, const ProjectStory& p) {
  j.begin_object().field("id", to_string(p.id)).field("code", p.code).field("name", p.name);
  j.field("state", to_word(p.state)).key("steps").begin_array();
  for (const ProjectStep& step : p.steps)
    j.begin_object()
        .field("at", to_string(step.at))
        .field("to", to_word(step.to))
        .field("by", step.by.word)
        .field("because", step.because)
        .end_object();
  j.end_array().end_object();
}

int list_projects(Session& s, const std::vector<ProjectStory>& all) {
  const std::string& only = s.a().to;
  std::optional<ProjectState> wanted;
  if (!only.empty()) wanted = parse_project_state(only);
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_array();
    for (const ProjectStory& p : all)
      if (!wanted || p.state == *wanted) write_story(j, p);
    j.end_array();
    s.out(j.str() + "\n");
    return 0;
  }
  TextTable t;
  t.column(s.t({"project", "编号"})).column(s.t({"code", "编码"})).column(s.t({"what", "名称"}));
  t.column(s.t({"state", "状态"})).column(s.t({"since", "始于"})).column(s.t({"by", "经手人"}));
  std::size_t shown = 0, more = 0;
  for (const ProjectStory& p : all) {
    if (wanted && p.state != *wanted) continue;
    if (shown >= static_cast<std::size_t>(std::max(0, s.a().most))) {
      ++more;
      continue;
    }
    ++shown;
    t.row({to_string(p.id), p.code.empty() ? "–" : p.code, s.t(p.name), s.t(words_of(p.state)),
           p.steps.empty() ? "–" : to_string(p.steps.back().at).substr(0, 10),
           p.steps.empty() ? "–" : p.steps.back().by.word});
  }
  if (shown == 0) {
    s.line({"no project stands here yet: `cityloop plan` finds some, a table in plan.yaml holds others",
            "尚无项目：cityloop plan 可生成项目，plan.yaml 可列出项目表"});
    return 0;
  }
  s.table(t);
  if (more > 0) s.line(say("… and {} more (--most)", "…… 另有 {} 项（--most）", more));
  return 0;
}

int show_project(Session& s, const ProjectStory& p) {
  if (s.a().json) {
    JsonWriter j{true};
    write_story(j, p);
    s.out(j.str() + "\n");
    return 0;
  }
  s.head(p.name);
  s.line(say("{0}: {1}", "{0}：{2}", p.code.empty() ? to_string(p.id) : p.code, words_of(p.state).en,
             words_of(p.state).zh));
  if (!p.steps.empty()) {
    TextTable t;
    t.column(s.t({"on", "日期"})).column(s.t({"became", "变为"})).column(s.t({"by", "经手人"}));
    t.column(s.t({"because of", "依据"}));
    for (const ProjectStep& step : p.steps)
      t.row({to_string(step.at).substr(0, 10), s.t(words_of(step.to)), step.by.word, step.because});
    s.table(t);
  }
  if (const std::string can = states_after(p.state); !can.empty())
    s.line(say("a person may make it: {}", "可手工改为：{}", can));
  return 0;
}

}  // namespace

int command_project(Session& s) {
  Workspace w = s.open();
  const std::vector<Pooled> pool = pool_here(s, w);
  if (s.a().verb == "state") {
    const ProjectStory p = move_project(w, pool, s.a().project, parse_project_state(s.a().to),
                                        ActorKey{s.a().by}, s.a().because, s.now());
    return show_project(s, p);
  }
  const std::vector<ProjectStory> all = project_stories(w, pool);
  return s.a().verb == "show" ? show_project(s, project_named(all, s.a().project)) : list_projects(s, all);
}

}  // namespace cityloop
