// cityloop budget: share a pool by need and results, try the formula out first, evaluate what was spent.

#include "cityloop/app/present.h"
#include "cityloop/loop/budget.h"

namespace cityloop {
namespace {

AllocationRule rule_of(const Session& s) {
  return s.a().rules.empty() ? AllocationRule{} : read_allocation_rule(s.a().rules);
}
Money pool_of(const Session& s) {
  const Money m = parse_money(s.a().pool, {.item = "--pool"});
  if (m.fen <= 0)
    throw Error{
        Fault::bad_input, say("there is no money in the pool", "资金总额应大于 0"), {.item = "--pool"}};
  return m;
}

int share(Session& s) {
  const BudgetTable table = read_budget_table(s.a().data, s.run());
  const Allocated a = allocate(pool_of(s), table.shares, rule_of(s));
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_object().key("shares").begin_array();
    for (std::size_t d = 0; d < table.shares.size(); ++d)
      j.begin_object()
          .field("code", table.shares[d].code)
          .field("judged", a.judged[d])
          .field("by_formula", to_string(a.by_formula[d]))
          .field("amount", to_string(a.amount[d]))
          .field("rail", static_cast<std::int64_t>(a.at_rail[d]))
          .end_object();
    s.out(j.end_array().end_object().str() + "\n");
    return 0;
  }
  TextTable t;
  t.column(s.t({"code", "编码"}))
      .column(s.t({"name", "名称"}))
      .column(s.t({"judged", "评价系数"}), Align::right);
  t.column(s.t({"last year", "上年"}), Align::right).column(s.t({"by formula", "按公式"}), Align::right);
  t.column(s.t({"amount", "分配"}), Align::right).column("");
  for (std::size_t d = 0; d < table.shares.size(); ++d) {
    const Share& x = table.shares[d];
    t.row({x.code, table.name[d], fmt::format("{:.2f}", a.judged[d]),
           x.previous.fen == 0 ? "–" : show_money(x.previous, s.lang()),
           show_money(a.by_formula[d], s.lang()), show_money(a.amount[d], s.lang()),
           a.at_rail[d] < 0   ? s.t({"at the lower rail", "达到下限"})
           : a.at_rail[d] > 0 ? s.t({"at the upper rail", "达到上限"})
                              : ""});
  }
  s.table(t);
  s.line(say("together {}", "合计 {}", show_money(pool_of(s), s.lang())));
  bool errors = false;
  for (const Share& x : table.shares) errors = errors || x.standard_error > 0;
  if (!errors)
    s.remark(
        {"No score has an error: its noise cannot be told from merit. A column ‘error’ would say how sure it "
         "is.",
         "评分均无误差：无法区分偶然与成效。可加 error 列说明其可靠程度。"});
  return 0;
}

int try_out(Session& s) {
  const BudgetTable table = read_budget_table(s.a().data, s.run());
  LabWorld world;
  world.years = static_cast<std::size_t>(s.a().years);
  world.worlds = s.a().draws;
  const std::vector<LabResult> all = lab(pool_of(s), table.shares, rule_of(s), world, s.run());
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_array();
    for (const LabResult& r : all)
      j.begin_object()
          .field("formula", to_word(r.formula))
          .field("paid_for_noise", r.paid_for_noise)
          .field("padding_pays", r.padding_pays)
          .field("holding_back_pays", r.holding_pays)
          .field("swing", r.swing)
          .field("swing_of_small", r.small_swing)
          .field("reaches", r.reaches)
          .end_object();
    s.out(j.end_array().str() + "\n");
    return 0;
  }
  s.head(say("{} years in {} worlds", "{} 年，{} 个模拟世界", world.years, world.worlds));
  TextTable t;
  t.column(s.t({"formula", "公式"})).column(s.t({"paid for noise", "为偶然付出"}), Align::right);
  t.column(s.t({"padding pays", "虚报所得"}), Align::right)
      .column(s.t({"holding back pays", "藏力所得"}), Align::right);
  t.column(s.t({"swing a year", "年波动"}), Align::right)
      .column(s.t({"of small ones", "小单元波动"}), Align::right);
  t.column(s.t({"follows results", "与成效相关"}), Align::right);
  for (const LabResult& r : all)
    t.row({s.t(words_of(r.formula)), percent(r.paid_for_noise, 2), percent(r.padding_pays, 2),
           percent(r.holding_pays, 2), percent(r.swing, 2), percent(r.small_swing, 2),
           fmt::format("{:.2f}", r.reaches)});
  s.table(t);
  s.line(
      {"paid for noise: share of the pool that would go elsewhere if scores were known without error; "
       "padding: what 3 points "
       "more in a report win; holding back: what 3 points kept for next year win over two years",
       "为偶然付出：若评分毫无误差，会流向别处的资金占比；虚报所得：多报 3 分的收益；藏力所得：留 3 "
       "分到下一年，两年合计的收益"});
  return 0;
}

int evaluate(Session& s) {
  Workspace w = s.open(Access::write);
  const SpendingEvaluated x = evaluate_all_spending(w, s.a().rules, s.run());
  const auto points = [](const std::optional<double>& v) {
    return v ? fmt::format("{:.0f}", *v) : std::string{"–"};
  };
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_object().field("rules", x.rules.key).key("projects").begin_array();
    for (const Evaluated& e : x.projects) {
      j.begin_object().field("project", to_string(e.project)).field("name", e.name);
      j.key("items").begin_object();
      for (std::size_t i = 0; i < kSpendingItems; ++i) {
        j.key(to_word(static_cast<SpendingItem>(i)));
        if (e.item[i]) j.value(*e.item[i]);
        else j.null();
      }
      j.end_object().key("blocks").begin_object();
      for (std::size_t b = 0; b < kSpendingBlocks; ++b) {
        j.key(to_word(static_cast<SpendingBlock>(b)));
        if (e.block[b]) j.value(*e.block[b]);
        else j.null();
      }
      j.end_object().key("score");
      if (e.score) j.value(*e.score);
      else j.null();
      j.field("known", e.known).end_object();
    }
    s.out(j.end_array().end_object().str() + "\n");
    return 0;
  }
  if (x.projects.empty()) {
    s.line({"no project of an adopted plan is finished and verified yet: there is nothing to evaluate",
            "已采纳的计划中尚无完工并核查的项目，无可评价"});
    return 0;
  }
  s.head(say("{}: {} projects", "{}：{} 个项目", s.t(x.rules.name), x.projects.size()));
  TextTable t;
  t.column(s.t({"project", "项目"}));
  for (std::size_t b = 0; b < kSpendingBlocks; ++b)
    t.column(s.t(words_of(static_cast<SpendingBlock>(b))), Align::right);
  t.column(s.t({"score", "得分"}), Align::right).column(s.t({"grade", "等级"}));
  t.column(s.t({"known", "可知"}), Align::right).column(s.t({"weakest", "最弱项"}));
  for (const Evaluated& e : x.projects) {
    std::size_t weakest = kSpendingItems;
    for (std::size_t i = 0; i < kSpendingItems; ++i)
      if (e.item[i] && x.rules.weight[i] > 0 && (weakest == kSpendingItems || *e.item[i] < *e.item[weakest]))
        weakest = i;
    std::vector<std::string> row{s.t(e.name)};
    for (const auto& b : e.block) row.push_back(points(b));
    row.push_back(points(e.score));
    row.push_back(e.grade ? s.t(words_of_grade(*e.grade)) : "–");
    row.push_back(percent(e.known, 0));
    row.push_back(weakest == kSpendingItems || *e.item[weakest] >= 99.5
                      ? ""
                      : s.t(words_of(static_cast<SpendingItem>(weakest))) + " " + points(e.item[weakest]));
    t.row(std::move(row));
  }
  s.table(t);
  if (!x.rules.source.verified)
    s.remark({"The weights of these rules are not verified; set your own in catalogue/evaluation.",
              "规则权重未经核实；请在 catalogue/evaluation 中自行设定。"});
  return 0;
}

}  // namespace

int command_budget(Session& s) {
  if (s.a().verb == "share") return share(s);
  if (s.a().verb == "lab") return try_out(s);
  return evaluate(s);
}

}  // namespace cityloop
