#include "cityloop/decide/plan.h"

#include "cityloop/base/document.h"
#include "cityloop/base/json.h"

namespace cityloop {
namespace {

void write(JsonWriter& w, const Project& p) {
  w.begin_object().field("id", to_string(p.id)).field("type", p.type.word).field("name", p.name);
  w.key("change").raw(to_json(p.change));
  w.key("at").begin_array().value(p.at.x).value(p.at.y).end_array();
  if (p.cell) w.field("cell", to_string(*p.cell));
  w.field("capex_fen", p.capex.fen).field("opex_per_year_fen", p.opex_per_year.fen);
  w.field("years_to_build", p.years_to_build).field("fund", p.fund.word).field("owner", p.owner.word);
  w.key("answers").begin_array();
  for (const FindingId f : p.answers) w.value(to_string(f));
  w.end_array().end_object();
}

Project parse_project(const Document& d) {
  Project p;
  p.id = ProjectId{parse_hex(d.at("id").string(), "a project")};
  p.type = ProjectTypeKey{d.at("type").string()};
  p.name = d.at("name").text();
  p.change = parse_delta(d.at("change"));
  const std::vector<Document> at = d.at("at").list();
  if (at.size() != 2) d.at("at").fail(say("a position is two numbers", "位置应为两个数字"));
  p.at = {at[0].number(), at[1].number()};
  if (const auto c = d.find("cell")) p.cell = CellId{parse_hex(c->string(), "a cell")};
  p.capex = Money{d.at("capex_fen").integer()};
  p.opex_per_year = Money{d.at("opex_per_year_fen").integer()};
  p.years_to_build = static_cast<int>(d.at("years_to_build").integer());
  p.fund = FundKey{d.at("fund").string()};
  p.owner = DepartmentKey{d.at("owner").string()};
  for (const std::string& f : d.at("answers").strings())
    p.answers.push_back(FindingId{parse_hex(f, "a finding")});
  d.done();
  return p;
}

Year parse_year(const Document& d) { return Year{static_cast<int>(d.integer())}; }

void write(JsonWriter& w, const Choice& c) {
  w.begin_object().key("project");
  write(w, c.project);
  w.field("start", number(c.start)).field("done", number(c.done)).field("cost_fen", c.cost.fen);
  w.key("spending").begin_array();
  for (const auto& [year, money] : c.spending)
    w.begin_object().field("year", number(year)).field("fen", money.fen).end_object();
  w.end_array().field("gain", c.gain).key("promised").begin_array();
  for (const auto& [indicator, p] : c.promised) {
    w.begin_object()
        .field("indicator", indicator.word)
        .field("change", p.change)
        .field("predicted", p.predicted);
    w.field("people", p.people.base()).key("cells").begin_array();
    for (const CellId cell : p.cells) w.value(to_string(cell));
    w.end_array().end_object();
  }
  w.end_array().end_object();
}

Choice parse_choice(const Document& d) {
  Choice c;
  c.project = parse_project(d.at("project"));
  c.start = parse_year(d.at("start"));
  c.done = parse_year(d.at("done"));
  c.cost = Money{d.at("cost_fen").integer()};
  for (const Document& s : d.at("spending").list()) {
    const Year year = parse_year(s.at("year"));
    c.spending.emplace_back(year, Money{s.at("fen").integer()});
    s.done();
  }
  c.gain = d.at("gain").number();
  for (const Document& row : d.at("promised").list()) {
    Promise p;
    p.change = row.at("change").number();
    p.predicted = row.at("predicted").number();
    p.people = Persons{row.at("people").number()};
    for (const std::string& cell : row.at("cells").strings())
      p.cells.push_back(CellId{parse_hex(cell, "a cell")});
    c.promised[IndicatorKey{row.at("indicator").string()}] = std::move(p);
    row.done();
  }
  d.done();
  return c;
}

}  // namespace

std::string to_json(const Plan& p) {
  JsonWriter w;
  w.begin_object()
      .field("id", to_string(p.id))
      .field("base", to_string(p.base))
      .field("as_of", to_string(p.as_of));
  w.field("framework", p.framework.word).key("chosen").begin_array();
  for (const Choice& c : p.chosen) write(w, c);
  w.end_array().key("passed_over").begin_array();
  for (const PassedOver& o : p.passed_over) {
    w.begin_object().key("project");
    write(w, o.project);
    w.field("code", o.code).field("reason", o.reason).field("gain", o.gain).end_object();
  }
  w.end_array().key("money").begin_array();
  for (const FundYear& f : p.money) {
    w.begin_object().field("fund", f.fund.word).field("year", number(f.year));
    w.field("available_fen", f.available.fen).field("chosen_fen", f.chosen.fen).end_object();
  }
  w.end_array().key("expected_gain").begin_array();
  for (const auto& [goal, gain] : p.expected_gain)
    w.begin_object().field("goal", goal.word).field("gain", gain).end_object();
  w.end_array().field("score_before", p.score_before).field("score_after", p.score_after);
  w.field("value", p.value).field("bound", p.bound).field("diminishing", p.diminishing);
  if (p.certificate) {
    const PlanCertificate& c = *p.certificate;
    w.key("certificate").begin_object().field("years", c.years).field("proved", c.proved);
    w.field("trusted", c.trusted).field("checked", c.checked).field("modelled", c.modelled);
    w.field("measured", c.measured).field("pairs", static_cast<std::uint64_t>(c.pairs));
    w.key("binding").begin_array();
    for (const PlanCertificate::Binding& b : c.binding)
      w.begin_object().field("what", b.what).field("price", b.price).field("left", b.left).end_object();
    w.end_array().end_object();
  }
  w.end_object();
  return w.take();
}

Plan parse_plan(const Document& d) {
  Plan p;
  p.id = PlanId{parse_hex(d.at("id").string(), "a plan")};
  p.base = parse_hash(d.at("base").string());
  p.as_of = d.at("as_of").date();
  p.framework = FrameworkKey{d.at("framework").string()};
  for (const Document& c : d.at("chosen").list()) p.chosen.push_back(parse_choice(c));
  for (const Document& row : d.at("passed_over").list()) {
    PassedOver o;
    o.project = parse_project(row.at("project"));
    o.code = row.at("code").string();
    o.reason = row.at("reason").text();
    o.gain = row.at("gain").number();
    row.done();
    p.passed_over.push_back(std::move(o));
  }
  for (const Document& row : d.at("money").list()) {
    FundYear f;
    f.fund = FundKey{row.at("fund").string()};
    f.year = parse_year(row.at("year"));
    f.available = Money{row.at("available_fen").integer()};
    f.chosen = Money{row.at("chosen_fen").integer()};
    row.done();
    p.money.push_back(std::move(f));
  }
  for (const Document& row : d.at("expected_gain").list()) {
    const GoalKey goal{row.at("goal").string()};
    p.expected_gain[goal] = row.at("gain").number();
    row.done();
  }
  p.score_before = d.at("score_before").number();
  p.score_after = d.at("score_after").number();
  p.value = d.at("value").number();
  p.bound = d.at("bound").number();
  p.diminishing = d.at("diminishing").boolean();
  if (const auto c = d.find("certificate")) {
    PlanCertificate& x = p.certificate.emplace();
    x.years = static_cast<int>(c->at("years").integer());
    x.proved = c->at("proved").number(), x.trusted = c->at("trusted").number();
    x.checked = c->at("checked").boolean();
    x.modelled = c->at("modelled").number(), x.measured = c->at("measured").number();
    x.pairs = static_cast<std::size_t>(c->at("pairs").integer());
    for (const Document& b : c->at("binding").list()) {
      x.binding.push_back({b.at("what").text(), b.at("price").number(), b.at("left").number()});
      b.done();
    }
    c->done();
  }
  d.done();
  return p;
}

}  // namespace cityloop
