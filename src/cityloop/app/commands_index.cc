// cityloop index: composite indices from a table and a methodology.

#include <algorithm>
#include <numeric>

#include "cityloop/app/session.h"
#include "cityloop/loop/index.h"

namespace cityloop {
namespace {

using namespace index;

constexpr std::size_t kMostPillars = 8;

std::string shown(double v, int decimals = 2) {
  return missing(v) ? std::string{"–"} : fmt::format("{:.{}f}", v, decimals);
}
void number_or_null(JsonWriter& j, std::string_view key, double v) {
  j.key(key);
  if (missing(v)) j.null();
  else j.value(v);
}

/// Best first; those without a score last.
std::vector<std::size_t> in_order(const Built& b) {
  std::vector<std::size_t> order(b.unit.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t k) {
    return b.place[i] - 1U < b.place[k] - 1U;  // 0 becomes the largest
  });
  return order;
}

/// The columns beside the index: the aggregates, from the highest level down, as many as a terminal holds.
std::vector<std::size_t> pillars(const Method& m) {
  std::vector<std::size_t> out;
  for (std::size_t n = 1; n < m.nodes.size(); ++n)
    if (!m.nodes[n].leaf()) out.push_back(n);
  std::stable_sort(out.begin(), out.end(),
                   [&](std::size_t a, std::size_t b) { return m.nodes[a].level > m.nodes[b].level; });
  if (out.size() > kMostPillars) out.resize(kMostPillars);
  return out;
}

void show_built(const Session& s, const IndexBuilt& x) {
  const Method& m = x.method;
  const Built& b = x.built;
  s.head(say("{}: {} units, {} indicators", "{}：{} 个对象，{} 项指标", s.t(m.name), b.unit.size(),
             m.indicators.size()));
  const std::vector<std::size_t> columns = pillars(m);
  TextTable t;
  t.column(s.t({"rank", "位次"}), Align::right).column(s.t({"unit", "对象"}));
  t.column(s.t(m.nodes.front().name), Align::right);
  for (const std::size_t n : columns) t.column(s.t(m.nodes[n].name), Align::right);
  if (!b.coupling.empty())
    t.column(s.t({"coupling D", "耦合协调度"}), Align::right)
        .column(s.t({"corrected", "修正后"}), Align::right)
        .column(s.t({"grade", "等级"}));
  const auto most = static_cast<std::size_t>(std::max(0, s.a().most));
  std::size_t listed = 0;
  for (const std::size_t i : in_order(b)) {
    if (listed++ >= most) break;
    std::vector<std::string> row{b.place[i] == 0 ? "–" : fmt::format("{}", b.place[i]),
                                 x.panel.shown(b.row[i]), shown(b.index()[i])};
    for (const std::size_t n : columns) row.push_back(shown((*b.score[n])[i]));
    if (!b.coupling.empty()) {
      const Coupling& c = b.coupling[i];
      row.push_back(shown(c.d, 3));
      row.push_back(shown(c.d_corrected, 3));
      row.push_back(missing(c.d_corrected) ? "–" : s.t(coupling_grade_words(coupling_grade(c.d_corrected))));
    }
    t.row(std::move(row));
  }
  s.table(t);
  if (b.unit.size() > most) s.line(say("and {} more", "其余 {} 个从略", b.unit.size() - most));

  std::size_t winsorised = 0, points = 0, logged = 0, skewed = 0, unjudged = 0, imputed = 0;
  for (const Treatment& tr : b.treatment) {
    winsorised += tr.verdict == Verdict::winsorised ? 1U : 0U;
    points += tr.points;
    logged += tr.verdict == Verdict::logged ? 1U : 0U;
    skewed += tr.verdict == Verdict::still_skewed ? 1U : 0U;
    unjudged += tr.verdict == Verdict::cannot_judge ? 1U : 0U;
  }
  for (const Audit& a : b.audit) imputed += a.what == Audit::What::imputed ? 1U : 0U;
  std::size_t gaps = 0;
  for (const Series& c : b.imputed)
    gaps += static_cast<std::size_t>(std::count_if(c->begin(), c->end(), missing));
  if (!b.left_out.empty())
    s.line(say("{} units were left out: less than {:.3g} of the indicators",
               "{} 个对象被筛除：具备的指标不足 {:.3g}", b.left_out.size(), m.screen));
  if (imputed > 0)
    s.line(say("values that were missing and are filled: {} ({})", "填补缺失值：{} 个（{}）", imputed,
               to_word(m.impute.by)));
  if (gaps > 0)
    s.line(say("values that are missing: {}; weights go to what is there",
               "{} 个数值缺失；权重由已有的部分承担", gaps));
  if (winsorised + logged > 0)
    s.line(say("outliers: {} points of {} indicators moved to the next value, {} indicators as logarithms",
               "异常值：{1} 项指标的 {0} 个点缩至相邻值，{2} 项指标取对数", points, winsorised, logged));
  if (skewed > 0)
    s.line(
        say("{} indicators are still skewed, whatever was tried", "{} 项指标处理后仍偏斜，保持原样", skewed));
  if (unjudged > 0)
    s.line(say("{} indicators have too few or equal values: their outliers cannot be judged",
               "{} 项指标数值过少或全部相等，无法判断异常值", unjudged));
  if (m.adopted_by.empty())
    s.remark({"Nobody has put their name to this method (adopted_by).", "此方法尚无人署名（adopted_by）。"});
}

void print_json(const Session& s, const IndexBuilt& x, const std::vector<std::string>& files) {
  const Method& m = x.method;
  const Built& b = x.built;
  JsonWriter j{true};
  j.begin_object().field("method", m.key).field("version", m.version).field("name", m.name);
  j.key("units").begin_array();
  for (const std::size_t i : in_order(b)) {
    j.begin_object().field("unit", b.unit[i]).field("name", x.panel.shown(b.row[i]));
    j.key("rank");
    if (b.place[i] == 0) j.null();
    else j.value(b.place[i]);
    j.key("scores").begin_object();
    for (std::size_t n = 0; n < m.nodes.size(); ++n)
      if (!m.nodes[n].leaf()) number_or_null(j, m.nodes[n].key, (*b.score[n])[i]);
    j.end_object();
    if (!b.coupling.empty()) {
      const Coupling& c = b.coupling[i];
      j.key("coupling").begin_object();
      for (const auto& [key, v] : {std::pair{"c", c.c},
                                   {"t", c.t},
                                   {"d", c.d},
                                   {"c_corrected", c.c_corrected},
                                   {"d_corrected", c.d_corrected}})
        number_or_null(j, key, v);
      j.end_object();
    }
    j.end_object();
  }
  j.end_array();
  j.key("left_out").begin_array();
  for (const Built::LeftOut& l : b.left_out) j.value(x.panel.unit[l.row]);
  j.end_array();
  j.field("audited", static_cast<std::uint64_t>(b.audit.size()));
  j.key("files").begin_array();
  for (const std::string& f : files) j.value(f);
  j.end_array().end_object();
  s.out(j.str() + "\n");
}

int build_one(Session& s) {
  const IndexBuilt x = build_index(s.a().data, s.a().method, s.run());
  const std::vector<std::string> files =
      s.a().out.empty() ? std::vector<std::string>{} : write_index(x, s.a().out);
  if (s.a().json) print_json(s, x, files);
  else {
    show_built(s, x);
    if (!files.empty())
      s.line(say("{} files were written into {}", "已在 {1} 中写出 {0} 个文件", files.size(), s.a().out));
  }
  for (const Diagnostic& d : s.notes().items())
    if (d.code == "index.weights-move") s.remark(d.text);
  if (s.notes().has_problem()) s.show(s.notes());
  return 0;
}

/// The index's own column, then what a change of it is made of.
int explain_one(Session& s) {
  const Changed c = change_index(s.a().before, s.a().method, s.a().after, s.a().method_after, s.run());
  std::vector<std::size_t> order(c.unit.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto moved = [&](std::size_t i) {
    const double d = std::abs(c.score_after[i] - c.score_before[i]);
    return missing(d) ? -1 : d;
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t i, std::size_t k) { return moved(i) > moved(k); });
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_object().key("units").begin_array();
    for (const std::size_t i : order) {
      j.begin_object().field("unit", c.unit[i]);
      number_or_null(j, "before", c.score_before[i]);
      number_or_null(j, "after", c.score_after[i]);
      j.field("rank_before", c.place_before[i]).field("rank_after", c.place_after[i]);
      for (std::size_t k = 0; k < kCauses; ++k)
        number_or_null(j, to_word(static_cast<Cause>(k)), c.share[i][k]);
      j.end_object();
    }
    j.end_array();
    for (const auto& [key, units] :
         {std::pair{"only_before", &c.only_before}, {"only_after", &c.only_after}}) {
      j.key(key).begin_array();
      for (const std::string& u : *units) j.value(u);
      j.end_array();
    }
    s.out(j.end_object().str() + "\n");
    return 0;
  }
  TextTable t;
  t.column(s.t({"unit", "对象"})).column(s.t({"before", "前期"}), Align::right);
  t.column(s.t({"after", "后期"}), Align::right).column(s.t({"rank", "位次"}), Align::right);
  t.column(s.t({"change", "变化"}), Align::right);
  for (std::size_t k = 0; k < kCauses; ++k) t.column(s.t(words_of(static_cast<Cause>(k))), Align::right);
  const auto signed_ = [](double v) { return missing(v) ? std::string{"–"} : fmt::format("{:+.2f}", v); };
  const auto most = static_cast<std::size_t>(std::max(0, s.a().most));
  for (std::size_t n = 0; n < std::min(most, order.size()); ++n) {
    const std::size_t i = order[n];
    std::vector<std::string> row{c.unit[i], shown(c.score_before[i]), shown(c.score_after[i]),
                                 fmt::format("{} → {}", c.place_before[i], c.place_after[i]),
                                 signed_(c.score_after[i] - c.score_before[i])};
    for (const double v : c.share[i]) row.push_back(signed_(v));
    t.row(std::move(row));
  }
  s.table(t);
  if (order.size() > most) s.line(say("and {} more", "其余 {} 个从略", order.size() - most));
  if (!c.only_before.empty())
    s.line(say("{} units are only in the earlier edition", "{} 个对象仅见于前期", c.only_before.size()));
  if (!c.only_after.empty())
    s.line(say("{} units are only in the later edition", "{} 个对象仅见于后期", c.only_after.size()));
  return 0;
}

void print_doubt_json(const Session& s, const IndexDoubted& x, const std::vector<std::size_t>& order) {
  JsonWriter j{true};
  j.begin_object()
      .field("draws", static_cast<std::uint64_t>(x.doubt.draws))
      .field("mean_shift", x.doubt.mean_shift);
  j.key("units").begin_array();
  for (std::size_t n = 0; n < order.size(); ++n) {
    const UnitDoubt& d = x.doubt.unit[order[n]];
    j.begin_object().field("unit", x.built.unit[order[n]]).field("rank", x.built.place[order[n]]);
    j.field("low", d.low).field("median", d.median).field("high", d.high).field("top", d.top);
    j.key("class").begin_array();
    for (const double p : d.in_class) j.value(p);
    j.end_array();
    if (n + 1 < order.size()) j.field("ahead_of_next", x.doubt.beats(order[n], order[n + 1]));
    j.end_object();
  }
  j.end_array();
  if (x.sensitivity) {
    j.key("sensitivity").begin_array();
    for (std::size_t f = 0; f < x.sensitivity->factor.size(); ++f) {
      const Estimate &first = x.sensitivity->mean_shift.first[f], &total = x.sensitivity->mean_shift.total[f];
      j.begin_object().field("factor", std::string{to_word(x.sensitivity->factor[f])});
      j.field("first", first.value).field("total", total.value);
      j.field("total_low", total.low).field("total_high", total.high).end_object();
    }
    j.end_array();
  }
  s.out(j.end_object().str() + "\n");
}

int doubt_one(Session& s) {
  const IndexDoubted x = doubt_index(s.a().data, s.a().method, s.a().draws, s.a().top, s.a().points, s.run());
  const std::vector<std::size_t> order = in_order(x.built);
  if (s.a().json) {
    print_doubt_json(s, x, order);
    return 0;
  }
  s.head(say("{}: {} draws", "{}：抽样 {} 次", s.t(x.method.name), x.doubt.draws));
  TextTable t;
  t.column(s.t({"rank", "位次"}), Align::right).column(s.t({"unit", "对象"}));
  t.column(s.t({"90 % between", "90% 区间"})).column(s.t({"median", "中位"}), Align::right);
  t.column(s.t(say("P(first {})", "进入前 {} 的概率", s.a().top)), Align::right);
  t.column(s.t({"P(ahead of next)", "领先下一名的概率"}), Align::right);
  if (x.sensitivity) t.column(s.t({"moved most by", "最受影响于"}));
  const auto most = static_cast<std::size_t>(std::max(0, s.a().most));
  for (std::size_t n = 0; n < std::min(most, order.size()); ++n) {
    const std::size_t u = order[n];
    const UnitDoubt& d = x.doubt.unit[u];
    std::vector<std::string> row{fmt::format("{}", x.built.place[u]),
                                 x.panel.shown(x.built.row[u]),
                                 fmt::format("{} – {}", d.low, d.high),
                                 fmt::format("{}", d.median),
                                 shown(d.top),
                                 n + 1 < order.size() ? shown(x.doubt.beats(u, order[n + 1])) : "–"};
    if (x.sensitivity) {
      const Sensitivity& of = x.sensitivity->unit[u];
      const auto at =
          std::max_element(of.total.begin(), of.total.end(),
                           [](const Estimate& a, const Estimate& b) { return a.value < b.value; });
      row.push_back(
          of.variance > 0
              ? s.t(words_of(x.sensitivity->factor[static_cast<std::size_t>(at - of.total.begin())]))
              : "–");
    }
    t.row(std::move(row));
  }
  s.table(t);
  s.line(say("a rank is off by {:.2f} places on average", "位次平均变动 {:.2f} 位", x.doubt.mean_shift));
  if (!x.sensitivity) return 0;
  TextTable f;
  f.column(s.t({"choice", "选择"})).column(s.t({"alone", "单独"}), Align::right);
  f.column(s.t({"with others", "含交互"}), Align::right).column(s.t({"95 % between", "95% 区间"}));
  for (std::size_t k = 0; k < x.sensitivity->factor.size(); ++k) {
    const Estimate& total = x.sensitivity->mean_shift.total[k];
    f.row({s.t(words_of(x.sensitivity->factor[k])), shown(x.sensitivity->mean_shift.first[k].value),
           shown(total.value), fmt::format("{:.2f} – {:.2f}", total.low, total.high)});
  }
  s.table(f);
  return 0;
}

void print_checked_json(const Session& s, const IndexChecked& x) {
  const Method& m = x.method;
  JsonWriter j{true};
  j.begin_object().field("method", m.key).field("version", m.version);
  for (const auto& [key, pairs] :
       {std::pair{"counted_twice", &x.checked.twins}, {"against_each_other", &x.checked.opposed}}) {
    j.key(key).begin_array();
    for (const Related& p : *pairs)
      j.begin_object()
          .field("a", m.indicators[p.a].column)
          .field("b", m.indicators[p.b].column)
          .field("r", p.r)
          .end_object();
    j.end_array();
  }
  j.key("parts").begin_array();
  for (const Weighs& w : x.checked.weighs)
    j.begin_object()
        .field("part", m.nodes[w.node].key)
        .field("of", m.nodes[m.nodes[w.node].parent].key)
        .field("weight", w.weight)
        .field("importance", w.importance)
        .end_object();
  j.end_array().key("consistency").begin_array();
  for (const Consistency& c : x.checked.consistency) {
    j.begin_object().field("of", m.nodes[c.node].key);
    j.field("indicators", static_cast<std::uint64_t>(c.indicators));
    number_or_null(j, "alpha", c.alpha);
    j.end_object();
  }
  j.end_array().key("without").begin_array();
  for (const Without& w : x.checked.without) {
    j.begin_object().field("part", m.nodes[w.node].key);
    number_or_null(j, "mean_shift", w.mean_shift);
    j.field("moves_most", x.built.unit[w.most]).field("from", w.from).field("to", w.to);
    j.field("without_a_place", static_cast<std::uint64_t>(w.lost)).end_object();
  }
  s.out(j.end_array().end_object().str() + "\n");
}

void show_pairs(const Session& s, const Method& m, const std::vector<Related>& pairs, const Text& what) {
  if (pairs.empty()) return;
  s.line(what);
  for (const Related& p : pairs)
    s.out(fmt::format("  {} · {}  r = {:.2f}\n", m.indicators[p.a].column, m.indicators[p.b].column, p.r));
}

int check_one(Session& s) {
  const IndexChecked x = check_index(s.a().data, s.a().method, s.run());
  if (s.a().json) {
    print_checked_json(s, x);
    return 0;
  }
  const Method& m = x.method;
  const auto name = [&](std::size_t n) { return s.t(m.nodes[n].name); };
  s.head(say("{}: what the method does without saying so", "{}：方法中未明说的影响", s.t(m.name)));
  TextTable parts;
  parts.column(s.t({"part", "部分"})).column(s.t({"of", "所属"}));
  parts.column(s.t({"weight", "权重"}), Align::right).column(s.t({"importance", "实际重要性"}), Align::right);
  parts.column("");
  for (const Weighs& w : x.checked.weighs) {
    const bool heavy = w.importance > 2 * w.weight, light = w.importance < w.weight / 2;
    parts.row({name(w.node), name(m.nodes[w.node].parent), shown(w.weight), shown(w.importance),
               heavy   ? s.t({"matters more than twice its weight", "重要性超过权重两倍"})
               : light ? s.t({"matters less than half its weight", "重要性不足权重一半"})
                       : ""});
  }
  s.table(parts);
  TextTable alphas;
  alphas.column(s.t({"aggregate", "汇总项"})).column(s.t({"indicators", "指标数"}), Align::right);
  alphas.column(s.t({"Cronbach's α", "克龙巴赫 α"}), Align::right);
  for (const Consistency& c : x.checked.consistency)
    alphas.row({name(c.node), fmt::format("{}", c.indicators), shown(c.alpha)});
  s.table(alphas);
  TextTable without;
  without.column(s.t({"without", "去掉"})).column(s.t({"places move by", "位次平均变动"}), Align::right);
  without.column(s.t({"most of all", "变动最大"})).column(s.t({"from → to", "变化"}), Align::right);
  const auto most = static_cast<std::size_t>(std::max(0, s.a().most));
  for (std::size_t k = 0; k < std::min(most, x.checked.without.size()); ++k) {
    const Without& w = x.checked.without[k];
    without.row({name(w.node), shown(w.mean_shift), x.panel.shown(x.built.row[w.most]),
                 fmt::format("{} → {}", w.from, w.to)});
  }
  s.table(without);
  if (x.checked.without.size() > most)
    s.line(say("and {} more", "其余 {} 个从略", x.checked.without.size() - most));
  show_pairs(s, m, x.checked.twins,
             say("Much the same, counted twice (r above {}):", "几乎相同、重复计入（r 大于 {}）：", kTwins));
  show_pairs(s, m, x.checked.opposed,
             say("Against each other within one topic (r below {}):", "同一主题内相互抵触（r 小于 {}）：",
                 kOpposed));
  if (x.checked.twins.empty() && x.checked.opposed.empty())
    s.line({"No two indicators say the same or pull against each other within a topic.",
            "没有重复计入的指标，同一主题内也没有相互抵触的指标。"});
  return 0;
}

}  // namespace

int command_index(Session& s) {
  if (s.a().verb == "check") return check_one(s);
  if (s.a().verb == "doubt") return doubt_one(s);
  if (s.a().verb == "change") return explain_one(s);
  return build_one(s);
}

}  // namespace cityloop
