#include "cityloop/assess/index/build.h"

#include <algorithm>

#include "cityloop/assess/index/prepare.h"
#include "cityloop/base/parallel.h"

namespace cityloop::index {
namespace {

const Values& numbers(const Panel& panel, const std::string& column) {
  if (const Values* v = panel.find(column)) return *v;
  const std::string near = nearest_word(column, panel.header);
  throw Error{Fault::bad_input,
              say("the table has no column ‘{}’", "表中没有名为“{}”的列", column),
              {.file = panel.file},
              near.empty() ? Text{} : say("did you mean ‘{}’?", "是否想写“{}”？", near)};
}

Series pick(const Values& v, const std::vector<std::uint32_t>& row) {
  Values out;
  out.reserve(row.size());
  for (const std::uint32_t r : row) out.push_back(v[r]);
  return series_of(std::move(out));
}

constexpr std::size_t kPiece = 1024;  // units whose scores are written at a time

struct Chain {
  const Panel& panel;
  const Method& m;
  Run& run;
  const Held& held;
  Built b;

  std::size_t indicators() const { return m.indicators.size(); }
  template <class Fn>
  void each_indicator(Fn fn) {
    for_chunks(run, indicators(), 1, [&](std::size_t j, std::size_t) { fn(j); });
  }
  const Node& leaf(std::size_t indicator) const {
    return *std::find_if(m.nodes.begin(), m.nodes.end(),
                         [&](const Node& n) { return n.indicator == indicator; });
  }

  void read() {
    std::vector<Series> all;
    for (const IndicatorRule& i : m.indicators) {
      if (held.mixed && panel.find(i.column) == nullptr) {
        all.push_back(series_of(Values(panel.size(), kMissing)));
        continue;
      }
      numbers(panel, i.column);  // says which column is not there
      for (std::size_t c = 0; c < panel.header.size(); ++c)
        if (panel.header[c] == i.column) {
          all.push_back(panel.column[c]);
          break;
        }
      if (!held.mixed && std::all_of(all.back()->begin(), all.back()->end(), missing))
        throw Error{Fault::bad_input,
                    say("the indicator ‘{}’ has no data for any unit", "指标“{}”没有任何数据", i.column),
                    {.file = panel.file, .item = i.column},
                    say("leave it out of the method, or give the table its values",
                        "请从方法中去掉该指标，或在表中补充数据")};
    }
    screen(all);
    if (b.row.empty())
      throw Error{
          Fault::bad_input,
          say("no unit has {:.3g} of the indicators", "没有对象具备 {:.3g} 的指标", m.screen),
          {.file = panel.file},
          say("lower screen: at_least, or complete the table", "请降低 screen: at_least，或补全数据")};
    const bool whole = b.left_out.empty();
    if (whole) {
      b.unit = panel.unit;
      b.given = std::move(all);
      return;
    }
    for (const std::uint32_t r : b.row) b.unit.push_back(panel.unit[r]);
    b.given.resize(indicators());
    each_indicator([&](std::size_t j) { b.given[j] = pick(*all[j], b.row); });
  }

  void screen(std::span<const Series> all) {
    b.row.reserve(panel.size());
    const bool everybody = held.mixed || !(m.screen > 0);
    const std::vector<double> share = everybody ? std::vector<double>{} : availability(all, run);
    for (std::uint32_t r = 0; r < panel.size(); ++r) {
      // A share that is written as 0.9 and counted as 44.1 of 49 is met by 44.1.
      if (everybody || share[r] >= m.screen - 1e-12) b.row.push_back(r);
      else b.left_out.push_back({r, share[r]});
    }
  }

  void denominate_all() {
    b.denominated = b.given;
    each_indicator([&](std::size_t j) {
      const std::string& d = m.indicators[j].denominator;
      if (d.empty()) return;
      if (held.mixed && panel.find(d) == nullptr) {
        b.denominated[j] = series_of(Values(b.row.size(), kMissing));
        return;
      }
      const Values& by = numbers(panel, d);
      b.denominated[j] = series_of(b.left_out.empty() ? denominate(*b.given[j], by)
                                                      : denominate(*b.given[j], *pick(by, b.row)));
    });
  }

  /// The group of each unit, if gaps are filled by group.
  std::vector<std::string> groups() const {
    std::vector<std::string> group;
    if (m.impute.group.empty()) return group;
    const Panel::Labels* labels = panel.find_labels(m.impute.group);
    if (labels == nullptr) {
      numbers(panel, m.impute.group);  // says that it is not there
      throw Error{Fault::bad_input,
                  say("the column ‘{}’ holds numbers, not groups", "“{}”列是数值而不是分组", m.impute.group),
                  {.file = panel.file}};
    }
    for (const std::uint32_t r : b.row) group.push_back(labels->label[r]);
    return group;
  }

  /// Each column from its gaps to its scale while it is at hand: columns of many units leave the caches in between.
  void fill_treat_and_scale() {
    const std::vector<std::string> group = groups();
    const Filling filling{b.denominated, m.impute, group};
    const std::optional<std::size_t> reference = reference_row();
    std::vector<std::vector<Imputed>> filled(indicators());
    std::vector<std::size_t> changed(indicators(), 0);  // by treatment
    b.imputed.resize(indicators());
    b.treated.resize(indicators());
    b.treatment.resize(indicators());
    b.scale.resize(indicators());
    b.normalised.resize(indicators());
    each_indicator([&](std::size_t j) {
      b.imputed[j] = filling.column(j, filled[j]);
      changed[j] = treat_column(j);
      normalise_column(j, reference);
    });
    write_audit(filled, changed);
    check_reference();
    for (std::size_t j = 0; j < indicators(); ++j)
      if (!held.mixed && !can_normalise(b.scale[j], m.normalise)) refuse_scale(j);
  }

  /// Returns how many values are others now.
  std::size_t treat_column(std::size_t j) {
    const Values& before = *b.imputed[j];
    b.treated[j] = b.imputed[j];
    // Most columns pass; only the others are copied.
    Treatment& t = b.treatment[j];
    t.before = t.after = moments(before);
    if (missing(t.before.skew)) t.verdict = Verdict::cannot_judge;
    if (left_alone(m.treat, t.before)) return 0;
    Values after = before;
    t = treat(after, m.treat, t.before);
    if (t.verdict == Verdict::still_skewed) return 0;
    std::size_t changed = 0;
    for (std::size_t i = 0; i < after.size(); ++i) changed += is_change(before[i], after[i]) ? 1U : 0U;
    b.treated[j] = series_of(std::move(after));
    return changed;
  }
  static bool is_change(double before, double after) { return !missing(before) && before != after; }

  void normalise_column(std::size_t j, std::optional<std::size_t> reference) {
    const Values& x = *b.treated[j];
    const Ends& ends = m.indicators[j].ends;
    b.scale[j] = held.scale != nullptr && (*held.scale)[j]
                     ? *(*held.scale)[j]
                     : scale_of(x, ends, m.normalise, reference, b.treatment[j].after);
    RankScratch scratch;
    Values y;
    y.reserve(x.size());
    // Order needs the whole column; a line is laid over it piece by piece, each of which is written to memory once.
    const std::size_t piece = by_order(m.normalise.by) ? x.size() : kPiece;
    for (std::size_t i = 0; i < x.size(); i = y.size()) {
      y.resize(std::min(x.size(), i + piece));
      normalise(std::span{x}.subspan(i, y.size() - i), ends, b.scale[j], m.normalise, scratch,
                std::span{y}.subspan(i));
    }
    b.normalised[j] = series_of(std::move(y));
  }

  void write_audit(const std::vector<std::vector<Imputed>>& filled, const std::vector<std::size_t>& changed) {
    std::vector<std::size_t> begin{0};
    std::size_t gaps = 0;
    for (std::size_t j = 0; j < indicators(); ++j) {
      gaps += filled[j].size();
      begin.push_back(begin.back() + filled[j].size() + changed[j]);
    }
    b.audit.resize(begin.back());
    each_indicator([&](std::size_t j) {
      std::size_t at = begin[j];
      for (const Imputed& f : filled[j])
        b.audit[at++] = {Audit::What::imputed, f.indicator, f.unit, kMissing, f.value};
      if (changed[j] == 0) return;
      const auto what =
          b.treatment[j].verdict == Verdict::logged ? Audit::What::logged : Audit::What::winsorised;
      const Values &before = *b.imputed[j], &after = *b.treated[j];
      for (std::uint32_t i = 0; i < before.size(); ++i)
        if (is_change(before[i], after[i]))
          b.audit[at++] = {what, static_cast<std::uint32_t>(j), i, before[i], after[i]};
    });
    if (gaps > 0)
      run.notes.note("index.imputed", say("{} missing values were filled by ‘{}’", "{} 个缺失值已按“{}”填补",
                                          gaps, to_word(m.impute.by)));
  }

  std::optional<std::size_t> reference_row() const {
    if (m.normalise.by != Normaliser::distance_to_reference || m.normalise.reference.empty()) return {};
    const auto at = std::find(b.unit.begin(), b.unit.end(), m.normalise.reference);
    return at == b.unit.end() ? std::nullopt : std::optional{static_cast<std::size_t>(at - b.unit.begin())};
  }
  void check_reference() const {
    if (m.normalise.by != Normaliser::distance_to_reference || m.normalise.reference.empty() ||
        reference_row())
      return;
    const std::string near = nearest_word(m.normalise.reference, b.unit);
    throw Error{Fault::bad_input,
                say("the reference ‘{}’ is not a unit of the table, or was left out by the screen",
                    "参照对象“{}”不在表中，或已被筛除", m.normalise.reference),
                {m.file, 0, "normalise.reference"},
                near.empty() ? Text{} : say("did you mean ‘{}’?", "是否想写“{}”？", near)};
  }

  [[noreturn]] void refuse_scale(std::size_t j) const {
    const Node& n = leaf(j);
    const Moments& now = b.treatment[j].after;
    const Where where{m.file, n.line, n.key};
    if (now.n > 0 && now.least == now.most)
      throw Error{Fault::bad_input,
                  say("all {} values of ‘{}’ are {:.6g}: nobody can be placed by it",
                      "“{1}”的 {0} 个值均为 {2:.6g}，无法据此区分", now.n, n.key, now.least),
                  where,
                  say("leave it out, or write goalposts for it and normalise: goalposts",
                      "请去掉该指标，或为其写 goalposts 并使用 normalise: goalposts")};
    throw Error{Fault::bad_input,
                say("‘{}’ cannot be put on a scale by ‘{}’: its two ends coincide or are the wrong way round",
                    "“{}”无法按“{}”确定量程：两端重合或方向相反", n.key, to_word(m.normalise.by)),
                where,
                say("check its target, the reference unit, and whether higher or lower is better",
                    "请核对其目标值、参照对象以及 better 的方向")};
  }

  void score_all() {
    b.score.resize(m.nodes.size());
    b.weight.resize(m.nodes.size());
    b.weight_note.resize(m.nodes.size());
    for (std::size_t n = m.nodes.size(); n-- > 0;) {
      const Node& node = m.nodes[n];
      if (node.leaf()) {
        b.score[n] = b.normalised[*node.indicator];
        continue;
      }
      std::vector<std::span<const double>> parts;
      std::vector<std::string> keys;
      for (const std::size_t p : node.parts) {
        parts.emplace_back(*b.score[p]);
        keys.push_back(m.nodes[p].key);
      }
      if (!held.mixed) check_values(m, n, parts, keys, b.unit);
      b.weight[n] = held.weight != nullptr ? (*held.weight)[n] : node_weights(m, n, parts, b.weight_note[n]);
      if (by_data(m.weights_of(node).by) && held.weight == nullptr)
        run.notes.note(
            "index.weights-move",
            say("the weights below ‘{}’ are made from the data (‘{}’): they move whenever the data do",
                "“{}”之下的权重由数据得出（“{}”），会随数据变化", node.key, to_word(m.weights_of(node).by)));
      b.score[n] = series_of(aggregate_all(parts, b.weight[n], m.aggregate_of(node), run));
    }
    b.place = places(b.index());
  }

  void couple() {
    if (!m.coupling) return;
    const CouplingRule& rule = *m.coupling;
    Values u(rule.of.size());
    for (std::size_t i = 0; i < b.unit.size(); ++i) {
      for (std::size_t k = 0; k < u.size(); ++k) {
        u[k] = (*b.score[rule.of[k]])[i] / rule.full;
        if (u[k] > 1 && u[k] < 1 + 1e-9) u[k] = 1;  // the best is 100.00000000000004 by a rounding
      }
      b.coupling.push_back(coupling(u, rule.weight));
    }
  }
};

}  // namespace

std::string_view to_word(Audit::What w) {
  switch (w) {
    case Audit::What::imputed: return "imputed";
    case Audit::What::winsorised: return "winsorised";
    case Audit::What::logged: return "logged";
  }
  return "";
}

Built build(const Panel& panel, const Method& method, Run& run, const Held& held) {
  Chain c{panel, method, run, held, {}};
  c.read();
  c.denominate_all();
  c.fill_treat_and_scale();
  c.score_all();
  c.couple();
  return std::move(c.b);
}

}  // namespace cityloop::index
