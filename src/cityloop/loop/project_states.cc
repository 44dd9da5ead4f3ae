#include "cityloop/loop/project_states.h"

#include <algorithm>
#include <map>
#include <set>

namespace cityloop {
namespace {

/// What a case says of the project that it builds.
std::optional<ProjectState> state_after(Move m) {
  switch (m) {
    case Move::start: return ProjectState::under_way;
    case Move::verify: return ProjectState::done;
    case Move::reopen: return ProjectState::under_way;
    case Move::cancel: return ProjectState::in_pool;
    case Move::open:
    case Move::assign:
    case Move::accept:
    case Move::finish:
    case Move::merge: break;
  }
  return std::nullopt;
}

std::set<ProjectId> with_outcome(const Store& store) {
  std::set<ProjectId> out;
  const auto latest = store.latest();
  const auto kept = latest ? store.lessons(*latest) : std::nullopt;
  if (!kept) return out;
  const Document lessons = parse_json(*kept, "lessons");
  for (const Document& one : lessons.at("outcomes").list())
    out.insert(ProjectId{parse_hex(one.at("project").string(), "project")});
  return out;
}

class Teller {
 public:
  explicit Teller(std::span<const Pooled> pool) {
    for (const Pooled& p : pool)
      if (!p.earlier_lot()) {
        ProjectStory& s = story(p.project.id, p.project.name);
        s.code = p.code;
        s.state = p.state;
      }
  }
  ProjectStory& story(ProjectId id, const Text& name) {
    const auto [at, fresh] = at_.try_emplace(id, all_.size());
    if (fresh) {
      all_.emplace_back();
      all_.back().id = id;
      all_.back().name = name;
    }
    return all_[at->second];
  }
  void tell(const Instant& at, const PlanAdopted& a) {
    const Plan plan = parse_plan(parse_json(a.body, "ledger: plan " + to_string(a.plan)));
    for (const Choice& c : plan.chosen) {
      ProjectStory& s = story(c.project.id, c.project.name);
      if (derived(s.state)) continue;
      s.choice = c;
      step(s, {at, ProjectState::adopted, a.by, to_string(a.plan)});
    }
  }
  void tell(const Instant& at, const CaseEvent& e) {
    if (e.origin)
      if (const auto* project = std::get_if<ProjectId>(&*e.origin)) of_case_[e.of] = {*project, e.title};
    const auto whose = of_case_.find(e.of);
    const auto to = state_after(e.move);
    if (whose == of_case_.end() || !to) return;
    ProjectStory& s = story(whose->second.first, whose->second.second);
    if (*to == ProjectState::in_pool) s.choice.reset();
    step(s, {at, *to, e.by, to_string(e.of)});
  }
  void tell(const Instant& at, const ProjectMoved& m) {
    step(story(m.project, verbatim(to_string(m.project))), {at, parse_project_state(m.to), m.by, m.because});
  }
  std::vector<ProjectStory> done() { return std::move(all_); }

 private:
  static void step(ProjectStory& s, ProjectStep to) {
    s.state = to.to;
    s.steps.push_back(std::move(to));
  }
  std::vector<ProjectStory> all_;
  std::map<ProjectId, std::size_t> at_;
  std::map<CaseId, std::pair<ProjectId, Text>> of_case_;
};

}  // namespace

std::vector<ProjectStory> project_stories(const Workspace& w, std::span<const Pooled> pool) {
  Teller teller{pool};
  const std::vector<Plan> plans = w.store->plans();
  if (!plans.empty()) {
    std::set<ProjectId> lots;
    for (const Pooled& p : pool)
      if (p.earlier_lot()) lots.insert(p.project.id);
    const auto known = [&](const Project& p) {
      if (!lots.contains(p.id)) teller.story(p.id, p.name);
    };
    for (const Choice& c : plans.back().chosen) known(c.project);
    for (const PassedOver& o : plans.back().passed_over) known(o.project);
  }
  for (const LedgerEntry& entry : w.store->ledger()) {
    if (const auto* plan = std::get_if<PlanAdopted>(&entry.what)) teller.tell(entry.at, *plan);
    if (const auto* event = std::get_if<CaseEvent>(&entry.what)) teller.tell(entry.at, *event);
    if (const auto* moved = std::get_if<ProjectMoved>(&entry.what)) teller.tell(entry.at, *moved);
  }
  std::vector<ProjectStory> out = teller.done();
  const std::set<ProjectId> seen = with_outcome(*w.store);
  for (ProjectStory& s : out)
    if (s.state == ProjectState::done && seen.contains(s.id)) s.state = ProjectState::evaluated;
  return out;
}

std::vector<Settled> settled_projects(const Workspace& w, std::span<const Pooled> pool) {
  std::vector<Settled> out;
  for (const ProjectStory& s : project_stories(w, pool))
    if (s.state != ProjectState::in_pool || !s.steps.empty()) out.push_back({s.id, s.state, s.choice});
  return out;
}

const ProjectStory& project_named(std::span<const ProjectStory> all, const std::string& word) {
  const ProjectStory* found = nullptr;
  std::vector<std::string> codes;
  for (const ProjectStory& s : all) {
    if (s.code == word && !word.empty()) return s;
    if (!s.code.empty()) codes.push_back(s.code);
    if (word.size() < 4 || !to_string(s.id).starts_with(word)) continue;
    if (found != nullptr)
      throw Error{Fault::bad_input,
                  say("several projects begin with ‘{}’", "有多个项目以“{}”开头", word),
                  {},
                  say("write more digits", "请多写几位")};
    found = &s;
  }
  if (found != nullptr) return *found;
  const std::string near = nearest_word(word, codes);
  throw Error{Fault::not_found,
              say("there is no project ‘{}’", "没有项目“{}”", word),
              {},
              near.empty() ? say("`cityloop project list` shows them all", "可用 cityloop project list 查看")
                           : say("did you mean ‘{}’?", "是否想写“{}”？", near)};
}

ProjectStory move_project(Workspace& w, std::span<const Pooled> pool, const std::string& project,
                          ProjectState to, const ActorKey& by, const std::string& because, Instant now) {
  if (because.empty())
    throw Error{Fault::bad_input,
                say("a move of a project needs a reason", "变更项目状态需要说明理由"),
                {},
                say("give it with --reason", "请用 --reason 说明")};
  const std::vector<ProjectStory> before = project_stories(w, pool);
  const ProjectStory& s = project_named(before, project);
  if (auto why = refuses_state(s.state, to))
    throw Error{Fault::conflict, *why, {.item = s.code.empty() ? to_string(s.id) : s.code}, {}};
  const LedgerEntry one{now, ProjectMoved{s.id, std::string{to_word(to)}, by, because}};
  w.store->append(std::span{&one, 1});
  const std::vector<ProjectStory> after = project_stories(w, pool);
  return project_named(after, to_string(s.id));
}

}  // namespace cityloop
