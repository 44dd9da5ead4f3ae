#include "cityloop/act/case.h"

#include <algorithm>
#include <array>
#include <map>

#include "cityloop/base/document.h"
#include "cityloop/base/json.h"

namespace cityloop {
namespace {

constexpr std::array<std::string_view, 9> kMoveWords{"open",   "assign", "accept", "start", "finish",
                                                     "verify", "reopen", "merge",  "cancel"};
constexpr std::array<std::string_view, 9> kMoveZh{"立案",     "派遣",     "签收", "开工", "完工",
                                                  "核查结案", "退回重办", "并案", "作废"};
constexpr std::array<std::string_view, 7> kStateWords{"open",   "assigned", "working",  "finished",
                                                      "closed", "merged",   "cancelled"};
constexpr std::array<std::string_view, 7> kStateZh{"待派遣", "已派遣", "处置中", "待核查",
                                                   "已结案", "已并案", "已作废"};

std::string_view zh(Move m) { return kMoveZh[static_cast<std::size_t>(m)]; }
std::string_view zh(CaseState s) { return kStateZh[static_cast<std::size_t>(s)]; }

/// The life-cycle. Who does the work never closes the case: `verify` belongs to others.
const std::vector<Transition>& table() {
  using S = CaseState;
  static const std::vector<Transition> rows{
      {S::open, Move::open, S::open, {"resident", "planner", "operator", "worker", "supervisor"}},
      {S::open, Move::assign, S::assigned, {"planner", "operator", "supervisor"}},
      {S::assigned, Move::assign, S::assigned, {"planner", "operator", "supervisor"}},
      {S::assigned, Move::accept, S::assigned, {"department", "worker"}},
      {S::assigned, Move::start, S::working, {"department", "worker"}},
      {S::working, Move::finish, S::finished, {"department", "worker"}},
      {S::finished, Move::verify, S::closed, {"supervisor", "operator"}},
      {S::finished, Move::reopen, S::assigned, {"supervisor", "operator"}},
      {S::closed, Move::reopen, S::assigned, {"supervisor", "operator", "resident"}},
      {S::open, Move::merge, S::merged, {"operator", "planner", "supervisor"}},
      {S::assigned, Move::merge, S::merged, {"operator", "planner", "supervisor"}},
      {S::open, Move::cancel, S::cancelled, {"operator", "planner", "supervisor", "finance"}},
      {S::assigned, Move::cancel, S::cancelled, {"operator", "planner", "supervisor", "finance"}},
      {S::working, Move::cancel, S::cancelled, {"planner", "supervisor", "finance"}},
  };
  return rows;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& w : words) out += (out.empty() ? "" : ", ") + w;
  return out;
}

/// What may be done with a case in this state, for the hint of a refusal.
Text possible(CaseState s) {
  Text out;
  for (const Transition& t : table()) {
    if (t.from != s || t.move == Move::open) continue;
    out.en += fmt::format("{}{} ({})", out.en.empty() ? "" : "; ", to_word(t.move), joined(t.roles));
    out.zh += fmt::format("{}{}（{}）", out.zh.empty() ? "" : "；", zh(t.move), joined(t.roles));
  }
  if (out.empty()) return say("nothing: this is an end state", "无：此为终态");
  return out;
}

const Transition* row_of(CaseState from, Move m) {
  const auto& rows = table();
  const auto it = std::find_if(rows.begin(), rows.end(),
                               [&](const Transition& t) { return t.from == from && t.move == m; });
  return it == rows.end() ? nullptr : &*it;
}

std::optional<Text> refuses_role(const Transition& t, std::string_view role) {
  if (std::find(t.roles.begin(), t.roles.end(), role) != t.roles.end()) return std::nullopt;
  return say("the role '{0}' may not {1} a case; this is for: {2}",
             "角色“{0}”不能对案件执行“{3}”；可执行者：{2}", role, to_word(t.move), joined(t.roles),
             zh(t.move));
}

Where where_of(const CaseEvent& e) {
  return {.file = "ledger", .item = "case " + to_string(e.of) + ", " + std::string{to_word(e.move)}};
}

[[noreturn]] void lacks(const CaseEvent& e, std::string_view en, std::string_view zh_words) {
  throw Error{Fault::bad_input,
              say("the event '{0}' lacks {1}", "“{2}”事件缺少{3}", to_word(e.move), en, zh(e.move), zh_words),
              where_of(e)};
}

/// What an event must carry besides being legal.
void check_carries(const CaseEvent& e, const Case* c) {
  if (!e.of.valid()) lacks(e, "the case that it is about", "所属案件");
  if (e.by.empty()) lacks(e, "the person who did it ('by')", "操作人（by）");
  switch (e.move) {
    case Move::open:
      if (!e.origin) lacks(e, "an origin (a finding, a project or a report)", "来源（发现、项目或诉求）");
      if (e.title.empty()) lacks(e, "a title", "标题");
      break;
    case Move::assign:
      if (!e.to || e.to->empty()) lacks(e, "the department that it goes to ('to')", "承办部门（to）");
      break;
    case Move::finish:
      if (c != nullptr && std::holds_alternative<ProjectId>(c->origin)) {
        if (!e.spent) lacks(e, "what was spent ('spent')", "实际支出（spent）");
        if (!e.built)
          lacks(e, "what was really built ('built'); use an empty change if nothing was",
                "实际建成内容（built）；若未建成请给出空变更");
      }
      if (e.spent && e.spent->fen < 0)
        throw Error{Fault::bad_input, say("what was spent cannot be negative", "实际支出不能为负数"),
                    where_of(e)};
      break;
    case Move::merge:
      if (!e.into || !e.into->valid())
        lacks(e, "the case that it is merged into ('into')", "并入的案件（into）");
      if (*e.into == e.of)
        throw Error{Fault::bad_input, say("a case cannot be merged into itself", "案件不能并入自身"),
                    where_of(e)};
      break;
    case Move::accept:
    case Move::start:
    case Move::verify:
    case Move::reopen:
    case Move::cancel: break;
  }
}

Case opened_by(const CaseEvent& e) {
  check_carries(e, nullptr);
  Case c;
  c.id = e.of;
  c.origin = *e.origin;
  c.title = e.title;
  c.cell = e.cell;
  c.plan = e.plan;
  if (e.to) c.owner = *e.to;
  c.due = e.due;
  c.opened = c.last = e.at;
  return c;
}

}  // namespace

std::string_view to_word(Move m) { return kMoveWords[static_cast<std::size_t>(m)]; }
std::string_view to_word(CaseState s) { return kStateWords[static_cast<std::size_t>(s)]; }
Text words_of(CaseState s) { return {std::string{to_word(s)}, std::string{zh(s)}}; }

Move parse_move(std::string_view word) {
  const auto it = std::find(kMoveWords.begin(), kMoveWords.end(), word);
  if (it != kMoveWords.end()) return static_cast<Move>(it - kMoveWords.begin());
  const std::string close = nearest_word(word, kMoveWords);
  throw Error{Fault::bad_input,
              say("'{}' is not a move of a case", "“{}”不是案件操作", word),
              {},
              close.empty() ? Text{} : say("did you mean '{}'?", "是否要写“{}”？", close)};
}

std::span<const Transition> moves() { return table(); }

std::optional<Text> refuses(const Case& c, Move m, std::string_view role) {
  const Transition* row = m == Move::open ? nullptr : row_of(c.state, m);
  if (row == nullptr) {
    const Text can = possible(c.state);
    return Text{
        fmt::format("a case that is {} cannot {}; possible now: {}", to_word(c.state), to_word(m), can.en),
        fmt::format("“{}”的案件不能“{}”；目前可以：{}", zh(c.state), zh(m), can.zh)};
  }
  return refuses_role(*row, role);
}

Case step(const std::optional<Case>& before, const CaseEvent& e) {
  if (!before) {
    if (e.move != Move::open)
      throw Error{Fault::conflict,
                  say("a case must be opened before it can {0}", "案件须先立案才能“{1}”", to_word(e.move),
                      zh(e.move)),
                  where_of(e)};
    if (auto why = refuses_role(table().front(), e.role)) throw Error{Fault::conflict, *why, where_of(e)};
    return opened_by(e);
  }
  Case c = *before;
  if (e.of != c.id)
    throw Error{Fault::bad_input,
                say("this event is about case {}, not {}", "该事件属于案件 {}，不是 {}", to_string(e.of),
                    to_string(c.id)),
                where_of(e)};
  if (auto why = refuses(c, e.move, e.role)) throw Error{Fault::conflict, *why, where_of(e)};
  check_carries(e, &c);
  c.state = row_of(c.state, e.move)->to;
  c.last = std::max(c.last, e.at);
  if (e.due) c.due = e.due;
  if (e.move == Move::assign) c.owner = *e.to;
  if (e.move == Move::finish) {
    c.finished = e.at;
    if (e.spent) c.spent += *e.spent;  // work that was sent back costs again
    if (e.built) c.built = e.built;
  }
  if (e.move == Move::reopen) {
    ++c.reopened;
    c.finished.reset();
    c.built.reset();
  }
  return c;
}

Case fold(std::span<const CaseEvent> events) {
  std::optional<Case> c;
  for (const CaseEvent& e : events) c = step(c, e);
  if (!c)
    throw Error{Fault::bad_input,
                say("a case has at least the event that opened it", "案件至少要有立案事件")};
  return *c;
}

std::vector<Case> fold_all(std::span<const CaseEvent> events) {
  std::vector<Case> cases;
  std::map<CaseId, std::size_t> at;
  for (const CaseEvent& e : events) {
    const auto it = at.find(e.of);
    if (it == at.end()) {
      cases.push_back(step(std::nullopt, e));
      at.emplace(e.of, cases.size() - 1);
    } else {
      cases[it->second] = step(cases[it->second], e);
    }
  }
  return cases;
}

std::string to_json(const CaseEvent& e) {
  JsonWriter w;
  w.begin_object();
  w.field("case", to_string(e.of)).field("at", to_string(e.at)).field("by", e.by.word).field("role", e.role);
  w.field("move", to_word(e.move));
  if (e.origin) {
    w.key("origin").begin_object();
    if (const auto* f = std::get_if<FindingId>(&*e.origin)) w.field("finding", to_string(*f));
    if (const auto* p = std::get_if<ProjectId>(&*e.origin)) w.field("project", to_string(*p));
    if (const auto* r = std::get_if<ReportId>(&*e.origin)) w.field("report", to_string(*r));
    w.end_object();
  }
  if (!e.title.empty()) w.field("title", e.title);
  if (e.cell) w.field("cell", to_string(*e.cell));
  if (e.plan) w.field("plan", to_string(*e.plan));
  if (e.to) w.field("to", e.to->word);
  if (e.due) w.field("due", to_string(*e.due));
  if (e.spent) w.field("spent_fen", e.spent->fen);
  if (e.built) w.key("built").raw(to_json(*e.built));
  if (e.into) w.field("into", to_string(*e.into));
  if (!e.note.empty()) w.field("note", e.note);
  w.end_object();
  return w.take();
}

CaseEvent parse_case_event(const Document& d) {
  CaseEvent e;
  e.of = CaseId{parse_hex(d.at("case").string(), "a case")};
  e.at = parse_instant(d.at("at").string(), d.where());
  e.by = ActorKey{d.at("by").string()};
  e.role = d.at("role").string();
  e.move = parse_move(d.at("move").string());
  if (const auto o = d.find("origin")) {
    if (const auto f = o->find("finding")) e.origin = FindingId{parse_hex(f->string(), "a finding")};
    if (const auto p = o->find("project")) e.origin = ProjectId{parse_hex(p->string(), "a project")};
    if (const auto r = o->find("report")) e.origin = ReportId{parse_hex(r->string(), "a report")};
    if (!e.origin)
      o->fail(say("an origin is a finding, a project or a report",
                  "来源须为发现（finding）、项目（project）或诉求（report）"));
    o->done();
  }
  if (const auto t = d.find("title")) e.title = t->text();
  if (const auto c = d.find("cell")) e.cell = CellId{parse_hex(c->string(), "a cell")};
  if (const auto p = d.find("plan")) e.plan = PlanId{parse_hex(p->string(), "a plan")};
  if (const auto t = d.find("to")) e.to = DepartmentKey{t->string()};
  if (const auto t = d.find("due")) e.due = parse_instant(t->string(), t->where());
  if (const auto s = d.find("spent_fen")) e.spent = Money{s->integer()};
  if (const auto b = d.find("built")) e.built = parse_delta(*b);
  if (const auto i = d.find("into")) e.into = CaseId{parse_hex(i->string(), "a case")};
  if (const auto n = d.find("note")) e.note = n->string();
  d.done();
  return e;
}

}  // namespace cityloop
