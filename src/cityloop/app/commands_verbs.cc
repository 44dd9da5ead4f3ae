#include <algorithm>

#include "cityloop/app/present.h"
#include "cityloop/city/drawing.h"

namespace cityloop {
namespace {

std::size_t most(const Session& s) { return static_cast<std::size_t>(std::max(0, s.a().most)); }

struct Looked {
  Workspace w;
  std::vector<Indicator> wanted;
  Lens lens() const { return {wanted, w.framework()}; }
};
Looked look_at(Session& s) {
  Workspace w = s.open();
  std::vector<Indicator> wanted = w.measured();
  return {std::move(w), std::move(wanted)};
}

std::vector<Indicator> chosen_indicators(const Session& s, const Workspace& w) {
  std::vector<std::string> asked = s.a().indicators;
  if (asked.empty()) return {};
  if (!s.a().map.empty()) asked.push_back(s.a().map);
  return with_needs(w.catalogue.indicators, std::move(asked));
}

struct Summary {
  std::size_t known = 0, beyond = 0, unknown = 0;
  double least = 0, mean = 0, most = 0;
};
Summary summary(const City& city, const Field& f) {
  Summary out;
  double weight = 0, sum = 0;
  for (std::size_t i = 0; i < f.size(); ++i) {
    if (f.mark[i] == Mark::not_applicable) continue;
    if (!has_value(f.mark[i])) {
      ++out.unknown;
      continue;
    }
    const auto v = static_cast<double>(f.value[i]);
    if (f.mark[i] == Mark::beyond) ++out.beyond;
    if (out.known++ == 0) out.least = out.most = v;
    out.least = std::min(out.least, v);
    out.most = std::max(out.most, v);
    const double w =
        f.support.of == Support::Of::cell ? static_cast<double>(city.people->residents.raw()[i]) : 1.0;
    weight += w;
    sum += w * v;
  }
  out.mean = weight > 0 ? sum / weight : 0;
  return out;
}

}  // namespace

int command_measure(Session& s) {
  Workspace w = s.open();
  const std::vector<Indicator> asked = chosen_indicators(s, w);
  const Measured m = measure_latest(w, s.run(), asked);
  banner(s, m.city);
  s.show_problems();
  const std::vector<Indicator> shown = asked.empty() ? w.measured() : asked;
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_object()
        .field("snapshot", to_string(m.measured.snapshot))
        .field("as_of", to_string(m.city.as_of))
        .key("indicators")
        .begin_array();
    for (const Indicator& i : shown) {
      const Field& f = m.measured.at(i.key);
      const Summary sum = summary(m.city, f);
      j.begin_object()
          .field("key", i.key.word)
          .field("version", i.version)
          .field("name", i.name)
          .field("unit", i.unit.symbol);
      j.field("known", static_cast<std::uint64_t>(sum.known))
          .field("beyond", static_cast<std::uint64_t>(sum.beyond));
      j.field("unknown", static_cast<std::uint64_t>(sum.unknown));
      if (sum.known > 0) j.field("least", sum.least).field("mean", sum.mean).field("most", sum.most);
      if (!asked.empty()) {
        j.key("values").begin_array();
        for (std::size_t k = 0; k < f.size(); ++k) {
          if (has_value(f.mark[k])) j.value(static_cast<double>(f.value[k]));
          else j.null();
        }
        j.end_array().key("marks").begin_array();
        for (const Mark mark : f.mark) j.value(to_word(mark));
        j.end_array();
      }
      j.end_object();
    }
    j.end_array().end_object();
    s.out(j.str() + "\n");
    return 0;
  }
  TextTable t;
  t.column(s.t({"indicator", "指标"}))
      .column(s.t({"name", "名称"}))
      .column(s.t({"unit", "单位"}))
      .column(s.t({"least", "最小"}), Align::right);
  t.column(s.t({"mean", "均值"}), Align::right)
      .column(s.t({"most", "最大"}), Align::right)
      .column(s.t({"known", "已知"}), Align::right);
  t.column(s.t({"beyond", "超限"}), Align::right).column(s.t({"unknown", "未知"}), Align::right);
  for (const Indicator& i : shown) {
    const Summary sum = summary(m.city, m.measured.at(i.key));
    const auto num = [&](double v) { return sum.known > 0 ? show_number(v, 2) : std::string{"–"}; };
    t.row({i.key.word, s.t(i.name), i.unit.symbol, num(sum.least), num(sum.mean), num(sum.most),
           std::to_string(sum.known), std::to_string(sum.beyond), std::to_string(sum.unknown)});
  }
  s.table(t);
  if (!s.a().map.empty()) {
    const auto f = m.measured.find(IndicatorKey{s.a().map});
    if (!f || f->support.of != Support::Of::cell)
      throw Error{Fault::not_found, say("'{}' was not measured on cells", "“{}”没有按网格测量", s.a().map)};
    s.out("\n" + draw_field(m.city, f->value, f->mark, 1));
  }
  return 0;
}

int command_assess(Session& s) {
  Looked l = look_at(s);
  Situation now = detect_latest(l.w, s.run());
  banner(s, now.city);
  s.show_problems();
  if (s.a().targets) {
    show_trends(s, now, l.lens(), trends(l.w, now, s.run()));
    return 0;
  }
  if (s.a().json) {
    now.findings.clear();
    JsonWriter j{true};
    write_json(j, now, l.lens(), true);
    s.out(j.str() + "\n");
    return 0;
  }
  if (l.w.framework().scheme == Scheme::grade) show_grades(s, now, l.lens());
  else show_assessment(s, now, l.lens(), most(s));
  return 0;
}

int command_detect(Session& s) {
  Looked l = look_at(s);
  const Situation now = detect_latest(l.w, s.run());
  banner(s, now.city);
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_object().field("snapshot", to_string(now.measured.snapshot)).key("findings").begin_array();
    for (const Finding& f : now.findings) write_json(j, f);
    j.end_array().end_object();
    s.out(j.str() + "\n");
    return 0;
  }
  show_findings(s, now, l.lens(), most(s));
  return 0;
}

int command_whatif(Session& s) {
  Looked l = look_at(s);
  Delta change;
  if (!s.a().delta_file.empty()) change = read_delta(s.a().delta_file);
  if (!s.a().additions.empty()) {
    const City city = l.w.store->city(snapshot_named(*l.w.store, ""));
    for (const std::string& words : s.a().additions) change.changes.push_back(parse_addition(city, words));
  }
  if (change.empty())
    throw Error{Fault::bad_input,
                {"there is no change to try", "没有要推演的改变"},
                {},
                {"give a file or --add", "请给出文件或 --add"}};
  const Tried tried = try_change(l.w, change, s.run());
  const Lens lens = l.lens();
  banner(s, tried.before.city);
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_object().key("change").raw(to_json(change)).field("gain", tried.after.gain).key("before");
    write_json(j, tried.before.assessed.overall.city);
    j.key("after");
    write_json(j, tried.after.assessed.overall.city);
    j.key("indicators").begin_array();
    std::uint32_t n = 0;
    for (const Goal& g : lens.goals.goals)
      for (const Criterion& c : g.criteria) {
        const CriterionIdx ci = idx<CriterionIdx>(n++);
        j.begin_object().field("indicator", c.indicator.word).key("before");
        write_json(j, tried.before.assessed.criterion(ci).standings.city);
        j.key("after");
        write_json(j, tried.after.assessed.criterion(ci).standings.city);
        j.end_object();
      }
    j.end_array().end_object();
    s.out(j.str() + "\n");
    return 0;
  }
  for (const Change& c : change.changes) s.line(describe(c));
  s.head(say("score {} → {} · gain {} people × score", "得分 {} → {} · 增益 {} 人×分",
             show_number(100 * tried.before.assessed.overall.city.score, 3),
             show_number(100 * tried.after.assessed.overall.city.score, 3),
             show_number(tried.after.gain, 1)));
  TextTable t;
  t.column(s.t({"indicator", "指标"}))
      .column(s.t({"before", "之前"}), Align::right)
      .column(s.t({"after", "之后"}), Align::right);
  t.column(s.t({"unit", "单位"}))
      .column(s.t({"meets before", "达标（前）"}), Align::right)
      .column(s.t({"meets after", "达标（后）"}), Align::right);
  std::uint32_t n = 0;
  for (const Goal& g : lens.goals.goals)
    for (const Criterion& c : g.criteria) {
      const CriterionIdx ci = idx<CriterionIdx>(n++);
      const Standing& a = tried.before.assessed.criterion(ci).standings.city;
      const Standing& b = tried.after.assessed.criterion(ci).standings.city;
      if (a == b) continue;
      const Indicator& i = lens.indicator(c.indicator);
      t.row({s.t(i.name), show_number(a.value, 3), show_number(b.value, 3), i.unit.symbol,
             percent(a.meets, 2), percent(b.meets, 2)});
    }
  if (t.empty()) s.line({"No indicator moves.", "没有指标发生变化。"});
  else s.table(t);
  return 0;
}

int command_turn(Session& s) {
  Looked l = look_at(s);
  const Turn done = turn_once(l.w, s.now(), ActorKey{s.a().by}, s.run());
  const Lens lens = l.lens();
  banner(s, done.now.city);
  s.show_problems();
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_object().key("situation");
    write_json(j, done.now, lens, false);
    if (done.lessons) j.key("lessons").raw(to_json(*done.lessons));
    j.key("plan").raw(to_json(done.plan)).end_object();
    s.out(j.str() + "\n");
    return 0;
  }
  if (lens.goals.scheme == Scheme::grade) show_grades(s, done.now, lens);
  else show_assessment(s, done.now, lens, 5);
  s.out("\n");
  show_findings(s, done.now, lens, std::min<std::size_t>(most(s), 10));
  if (done.lessons) {
    s.out("\n");
    s.head({"What was learnt", "学到了什么"});
    show_lessons(s, *done.lessons, lens);
  }
  s.out("\n");
  show_plan(s, done.plan, lens, std::min<std::size_t>(most(s), 10));
  remark_no_budget(s, done.now.city);
  s.remark(say("This is a proposal. Adopt it: cityloop -w {0} adopt. Read it: cityloop -w {0} report.",
               "以上为建议方案。采纳：cityloop -w {0} adopt。查看：cityloop -w {0} report。",
               s.a().workspace));
  return 0;
}

}  // namespace cityloop
