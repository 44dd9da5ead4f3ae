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
    const std::vector<double> share = availability(all);
    for (std::uint32_t r = 0; r < panel.size(); ++r) {
      // A share that is written as 0.9 and counted as 44.1 of 49 is met by 44.1.
      if (held.mixed || share[r] >= m.screen - 1e-12) b.row.push_back(r);
      else b.left_out.push_back({r, share[r]});
    }
    if (b.row.empty())
      throw Error{
          Fault::bad_input,
          say("no unit has {:.3g} of the indicators", "没有对象具备 {:.3g} 的指标", m.screen),
          {.file = panel.file},
          say("lower screen: at_least, or complete the table", "请降低 screen: at_least，或补全数据")};
    const bool whole = b.left_out.empty();
    for (const std::uint32_t r : b.row) b.unit.push_back(panel.unit[r]);
    for (const Series& c : all) b.given.push_back(whole ? c : pick(*c, b.row));
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
      b.denominated[j] = series_of(denominate(*b.given[j], *pick(numbers(panel, d), b.row)));
    });
  }

  void impute_all() {
    std::vector<std::string> group;
    if (!m.impute.group.empty()) {
      const Panel::Labels* labels = panel.find_labels(m.impute.group);
      if (labels == nullptr) {
        numbers(panel, m.impute.group);  // says that it is not there
        throw Error{
            Fault::bad_input,
            say("the column ‘{}’ holds numbers, not groups", "“{}”列是数值而不是分组", m.impute.group),
            {.file = panel.file}};
      }
      for (const std::uint32_t r : b.row) group.push_back(labels->label[r]);
    }
    std::vector<Imputed> filled;
    b.imputed = impute(b.denominated, m.impute, group, filled);
    for (const Imputed& f : filled)
      b.audit.push_back({Audit::What::imputed, f.indicator, f.unit, kMissing, f.value});
    if (!filled.empty())
      run.notes.note("index.imputed", say("{} missing values were filled by ‘{}’", "{} 个缺失值已按“{}”填补",
                                          filled.size(), to_word(m.impute.by)));
  }

  void treat_all() {
    b.treated = b.imputed;
    b.treatment.resize(indicators());
    each_indicator([&](std::size_t j) {
      // Most columns pass; only the others are copied.
      Treatment& t = b.treatment[j];
      t.before = t.after = moments(*b.imputed[j]);
      if (missing(t.before.skew)) t.verdict = Verdict::cannot_judge;
      const bool passes = std::abs(t.before.skew) < m.treat.skew || t.before.kurtosis < m.treat.kurtosis;
      if (!m.treat.on || passes || t.verdict == Verdict::cannot_judge) return;
      Values v = *b.imputed[j];
      t = treat(v, m.treat);
      if (t.verdict != Verdict::still_skewed) b.treated[j] = series_of(std::move(v));
    });
    for (std::size_t j = 0; j < indicators(); ++j) {
      if (b.treated[j] == b.imputed[j]) continue;
      const auto what =
          b.treatment[j].verdict == Verdict::logged ? Audit::What::logged : Audit::What::winsorised;
      const Values &before = *b.imputed[j], &after = *b.treated[j];
      for (std::uint32_t i = 0; i < before.size(); ++i)
        if (!missing(before[i]) && before[i] != after[i])
          b.audit.push_back({what, static_cast<std::uint32_t>(j), i, before[i], after[i]});
    }
    std::stable_sort(b.audit.begin(), b.audit.end(),
                     [](const Audit& x, const Audit& y) { return x.indicator < y.indicator; });
  }

  std::optional<std::size_t> reference_row() const {
    if (m.normalise.by != Normaliser::distance_to_reference || m.normalise.reference.empty()) return {};
    const auto at = std::find(b.unit.begin(), b.unit.end(), m.normalise.reference);
    if (at == b.unit.end()) {
      const std::string near = nearest_word(m.normalise.reference, b.unit);
      throw Error{Fault::bad_input,
                  say("the reference ‘{}’ is not a unit of the table, or was left out by the screen",
                      "参照对象“{}”不在表中，或已被筛除", m.normalise.reference),
                  {m.file, 0, "normalise.reference"},
                  near.empty() ? Text{} : say("did you mean ‘{}’?", "是否想写“{}”？", near)};
    }
    return static_cast<std::size_t>(at - b.unit.begin());
  }

  void normalise_all() {
    const std::optional<std::size_t> reference = reference_row();
    b.scale.resize(indicators());
    b.normalised.resize(indicators());
    each_indicator([&](std::size_t j) {
      const Values& x = *b.treated[j];
      const Ends& ends = m.indicators[j].ends;
      b.scale[j] = held.scale != nullptr && (*held.scale)[j]
                       ? *(*held.scale)[j]
                       : scale_of(x, ends, m.normalise, reference, b.treatment[j].after);
      if (!held.mixed && !can_normalise(b.scale[j], m.normalise)) refuse_scale(j);
      Values y(x.size());
      RankScratch scratch;
      normalise(x, ends, b.scale[j], m.normalise, scratch, y);
      b.normalised[j] = series_of(std::move(y));
    });
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
  c.impute_all();
  c.treat_all();
  c.normalise_all();
  c.score_all();
  c.couple();
  return std::move(c.b);
}

}  // namespace cityloop::index
