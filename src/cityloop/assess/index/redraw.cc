#include <algorithm>
#include <bit>
#include <map>
#include <numeric>
#include <optional>

#include "cityloop/assess/index/doubt.h"
#include "cityloop/assess/index/prepare.h"
#include "cityloop/base/parallel.h"
#include "cityloop/base/random.h"

namespace cityloop::index {
namespace {

constexpr std::uint64_t kWeights = 0x3E16'0000'0000'0000ULL, kErrors = 0xE440'0000'0000'0000ULL;
constexpr std::size_t kTile = 1024;       // units at a time: their columns stay in the cache over some draws
constexpr std::size_t kDrawsAtOnce = 16;  // a cache line of places of one unit
constexpr std::uint64_t kMostKept = std::uint64_t{1} << 30U;  // bytes of normalised tables that are made once

/// Which of k alternatives a coordinate in (0, 1) names.
std::size_t pick(double u, std::size_t k) {
  return std::min(k - 1, static_cast<std::size_t>(u * static_cast<double>(k)));
}
/// A stream of random numbers for a coordinate.
std::uint64_t stream_of(double u) { return std::bit_cast<std::uint64_t>(u) & 0x0000'FFFF'FFFF'FFFFULL; }

/// The alternatives that a draw has taken.
struct Drawn {
  std::size_t impute = 0, winsorise = 0, normalise = 0, aggregate = 0;
  std::optional<std::uint64_t> weights = {}, errors = {};
  std::optional<std::size_t> left_out = {};  // an indicator
};

/// Places with ties, without allocating: `order` is scratch.
void place_into(std::span<const double> score, std::vector<std::pair<double, std::uint32_t>>& order,
                std::span<std::uint32_t> out) {
  order.clear();
  for (std::size_t i = 0; i < score.size(); ++i) {
    out[i] = 0;
    if (!missing(score[i])) order.emplace_back(-score[i], static_cast<std::uint32_t>(i));
  }
  std::sort(order.begin(), order.end());
  std::uint32_t place = 0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    if (k == 0 || order[k].first != order[k - 1].first) place = static_cast<std::uint32_t>(k + 1);
    out[order[k].second] = place;
  }
}

}  // namespace

struct Redraw::Parts {
  const Method method;
  Built built;
  std::vector<Factor> factors;
  std::vector<ImputeRule> impute;
  std::vector<TreatRule> treat;
  std::vector<NormaliseRule> normalise;
  std::vector<AggregateRule> aggregate;
  std::vector<std::vector<Series>> imputed;           // by way of filling
  std::vector<Values> error;                          // standard errors by indicator; empty: none
  std::vector<std::optional<std::size_t>> reference;  // by normaliser: the reference unit
  std::vector<std::vector<Series>> normalised;        // by (impute, treat, normalise), if kept
  bool by_units = true;                               // no aggregation compares units

  explicit Parts(const Method& m) : method{m} {}

  std::size_t units() const { return built.unit.size(); }
  std::size_t indicators() const { return method.indicators.size(); }
  std::size_t table(const Drawn& d) const {
    return (d.impute * treat.size() + d.winsorise) * normalise.size() + d.normalise;
  }

  Drawn read(std::span<const double> point) const {
    Drawn d;
    for (std::size_t f = 0; f < factors.size(); ++f) {
      const double u = point[f];
      switch (factors[f]) {
        case Factor::impute: d.impute = pick(u, impute.size()); break;
        case Factor::winsorise: d.winsorise = pick(u, treat.size()); break;
        case Factor::normalise: d.normalise = pick(u, normalise.size()); break;
        case Factor::aggregate: d.aggregate = pick(u, aggregate.size()); break;
        case Factor::weights: d.weights = stream_of(u); break;
        case Factor::measurement: d.errors = stream_of(u); break;
        case Factor::leave_out:
          if (const std::size_t k = pick(u, indicators() + 1); k > 0) d.left_out = k - 1;
          break;
      }
    }
    return d;
  }

  /// Treats and normalises one column; x is scratch that holds it.
  void normalise_column(std::size_t j, std::span<double> x, const Drawn& d, RankScratch& scratch,
                        std::span<double> out) const {
    const Treatment t = index::treat(x, treat[d.winsorise]);
    const NormaliseRule& rule = normalise[d.normalise];
    const Ends& ends = method.indicators[j].ends;
    index::normalise(x, ends, scale_of(x, ends, rule, reference[d.normalise], t.after), rule, scratch, out);
  }

  /// The table of a draw with its measurement errors, made anew.
  void normalise_noisy(const Drawn& d, std::uint64_t seed, Values& x, RankScratch& scratch,
                       std::vector<Values>& out) const {
    out.resize(indicators());
    for (std::size_t j = 0; j < indicators(); ++j) {
      const Values& of = *imputed[d.impute][j];
      x.assign(of.begin(), of.end());
      if (d.errors && !error[j].empty()) {
        Random random{seed, kErrors ^ *d.errors ^ (std::uint64_t{j} << 48U)};
        for (std::size_t i = 0; i < x.size(); ++i)
          if (error[j][i] > 0) x[i] += error[j][i] * random.normal();
      }
      out[j].resize(x.size());
      normalise_column(j, x, d, scratch, out[j]);
    }
  }

  /// The weights of each node's parts in a draw.
  void weigh(const Drawn& d, std::uint64_t seed, std::vector<std::vector<double>>& out) const {
    out = built.weight;
    const DoubtRule& rule = method.doubt;
    std::optional<Random> random;
    if (d.weights) random.emplace(seed, kWeights ^ *d.weights);
    for (std::size_t n = 0; n < method.nodes.size(); ++n) {
      const Node& node = method.nodes[n];
      double sum = 0;
      for (std::size_t p = 0; p < node.parts.size(); ++p) {
        const Node& part = method.nodes[node.parts[p]];
        const bool varies = rule.weight_levels.empty() ||
                            std::find(rule.weight_levels.begin(), rule.weight_levels.end(), part.level) !=
                                rule.weight_levels.end();
        if (random && varies) out[n][p] *= 1 + rule.weight_noise * random->uniform(-1, 1);
        if (d.left_out && part.indicator == d.left_out && node.parts.size() > 1) out[n][p] = 0;
        sum += out[n][p];
      }
      if (sum > 0)
        for (double& w : out[n]) w /= sum;
    }
  }

  const AggregateRule& rule_of(const Node& n, const Drawn& d) const {
    return n.aggregate ? *n.aggregate : aggregate[d.aggregate];
  }

  /// The index of units [begin, end), from columns of normalised indicators, written to out[0 … end − begin).
  template <class Leaf>
  void score(const Drawn& d, const std::vector<std::vector<double>>& weight, Leaf leaf, std::size_t begin,
             std::size_t end, std::vector<double>& room, std::vector<std::span<const double>>& parts,
             std::span<double> out, Run& run) const {
    const std::size_t count = end - begin;
    room.resize(method.nodes.size() * count);
    const auto of = [&](std::size_t n) { return std::span{room}.subspan(n * count, count); };
    for (std::size_t n = method.nodes.size(); n-- > 0;) {
      const Node& node = method.nodes[n];
      if (node.leaf()) continue;
      parts.clear();
      for (const std::size_t p : node.parts)
        parts.push_back(method.nodes[p].leaf()
                            ? std::span<const double>{leaf(*method.nodes[p].indicator)}.subspan(begin, count)
                            : of(p));
      const AggregateRule& rule = rule_of(node, d);
      const std::span<double> into = n == 0 ? out : of(n);
      if (by_unit(rule.by)) {
        aggregate_units(parts, weight[n], rule, 0, count, into);
      } else {
        const Values all = aggregate_all(parts, weight[n], rule, run);
        std::copy(all.begin(), all.end(), into.begin());
      }
    }
  }

  void find_factors(const Panel& panel, Run& run);
  void find_errors(const Panel& panel);
  void keep_tables(Run& run);
};

void Redraw::Parts::find_factors(const Panel& panel, Run& run) {
  const DoubtRule& r = method.doubt;
  if (!r.any())
    throw Error{Fault::bad_input,
                say("the method names nothing that could be otherwise", "方法没有说明哪些选择可能不同"),
                {.file = method.file},
                say("write doubt: {{normalise: [min-max, z], aggregate: [arithmetic, geometric], weights: "
                    "{{noise: 0.25}}}}",
                    "例如 doubt: {{normalise: [min-max, z], aggregate: [arithmetic, geometric], weights: "
                    "{{noise: 0.25}}}}")};
  impute = r.impute.empty() ? std::vector{method.impute} : r.impute;
  normalise = r.normalise.empty() ? std::vector{method.normalise} : r.normalise;
  aggregate = r.aggregate.empty() ? std::vector{method.aggregate} : r.aggregate;
  treat = {method.treat};
  if (!r.winsorise.empty()) {
    treat.clear();
    for (const std::size_t most : r.winsorise) {
      TreatRule t = method.treat;
      t.on = true;
      t.winsorise = most;
      treat.push_back(t);
    }
  }
  if (!r.impute.empty()) factors.push_back(Factor::impute);
  if (!r.winsorise.empty()) factors.push_back(Factor::winsorise);
  if (!r.normalise.empty()) factors.push_back(Factor::normalise);
  if (!r.aggregate.empty()) factors.push_back(Factor::aggregate);
  if (r.weight_noise > 0) factors.push_back(Factor::weights);
  if (r.measurement) factors.push_back(Factor::measurement);
  if (r.leave_out) factors.push_back(Factor::leave_out);
  for (const Node& n : method.nodes)
    if (!n.leaf() && n.aggregate) by_units = by_units && by_unit(n.aggregate->by);
  for (const AggregateRule& a : aggregate) by_units = by_units && by_unit(a.by);

  for (const NormaliseRule& n : normalise) {
    Method one = method;
    one.normalise = n;
    // The declared chain once with each normaliser: says what is wrong with it in the same words.
    const Built b = index::build(panel, one, run);
    const auto at = std::find(b.unit.begin(), b.unit.end(), n.reference);
    reference.push_back(at == b.unit.end() ? std::nullopt
                                           : std::optional{static_cast<std::size_t>(at - b.unit.begin())});
  }
  for (const ImputeRule& i : impute) {
    std::vector<std::string> group;
    if (!i.group.empty()) {
      const Panel::Labels* labels = panel.find_labels(i.group);
      if (labels == nullptr)
        throw Error{Fault::bad_input,
                    say("the table has no column ‘{}’", "表中没有名为“{}”的列", i.group),
                    {.file = panel.file}};
      for (const std::uint32_t row : built.row) group.push_back(labels->label[row]);
    }
    std::vector<Imputed> filled;
    imputed.push_back(index::impute(built.denominated, i, group, filled));
  }
}

void Redraw::Parts::find_errors(const Panel& panel) {
  error.resize(indicators());
  if (!method.doubt.measurement) return;
  bool any = false;
  for (std::size_t j = 0; j < indicators(); ++j) {
    const IndicatorRule& rule = method.indicators[j];
    const Values& given = *built.denominated[j];
    Values e(units(), 0);
    const double spread = moments(given).sd;
    const Values* column = rule.error_column.empty() ? nullptr : panel.find(rule.error_column);
    const Values* by = rule.denominator.empty() ? nullptr : panel.find(rule.denominator);
    if (!rule.error_column.empty() && column == nullptr)
      throw Error{Fault::bad_input,
                  say("the table has no column ‘{}’", "表中没有名为“{}”的列", rule.error_column),
                  {.file = panel.file}};
    for (std::size_t i = 0; i < e.size(); ++i) {
      const std::uint32_t row = built.row[i];
      if (missing(given[i])) e[i] = missing(spread) ? 0 : spread;
      else if (column != nullptr) e[i] = by != nullptr ? (*column)[row] / (*by)[row] : (*column)[row];
      else e[i] = rule.relative_error * std::abs(given[i]);
      if (!(e[i] > 0)) e[i] = 0;  // an error that is not known is not made up
      any = any || e[i] > 0;
    }
    error[j] = std::move(e);
  }
  if (!any)
    throw Error{Fault::bad_input,
                say("measurement error is asked for, but no indicator says how large it is",
                    "要求计入测量误差，但没有任何指标说明误差大小"),
                {.file = method.file},
                say("write error: COLUMN (standard errors), or error: {{relative: 0.05}}",
                    "请写 error: 列名（标准误），或 error: {{relative: 0.05}}")};
}

void Redraw::Parts::keep_tables(Run& run) {
  const std::size_t tables = impute.size() * treat.size() * normalise.size();
  const std::uint64_t bytes = std::uint64_t{tables} * indicators() * units() * sizeof(double);
  if (method.doubt.measurement || bytes > kMostKept) return;
  normalised.assign(tables, std::vector<Series>(indicators()));
  for_chunks(run, tables * indicators(), 1, [&](std::size_t k, std::size_t) {
    const std::size_t t = k / indicators(), j = k % indicators();
    const Drawn d{.impute = t / (treat.size() * normalise.size()),
                  .winsorise = t / normalise.size() % treat.size(),
                  .normalise = t % normalise.size()};
    Values x = *imputed[d.impute][j], out(units());
    RankScratch scratch;
    normalise_column(j, x, d, scratch, out);
    normalised[t][j] = series_of(std::move(out));
  });
  const auto positive = [&](const AggregateRule& a) { return needs_positive(a.by, a.power); };
  if (std::none_of(aggregate.begin(), aggregate.end(), positive)) return;
  for (std::size_t t = 0; t < tables; ++t)
    for (std::size_t j = 0; j < indicators(); ++j)
      for (const double v : *normalised[t][j])
        if (v < 0)
          throw Error{Fault::bad_input,
                      say("the alternatives do not go together: ‘{}’ gives ‘{}’ negative values, which a "
                          "geometric or "
                          "harmonic mean has no answer for",
                          "备选方法相互冲突：“{}”使“{}”出现负值，几何或调和平均无法处理",
                          to_word(normalise[t % normalise.size()].by), method.indicators[j].column),
                      {.file = method.file, .item = "doubt"},
                      say("write normalise: [{{by: min-max, to: [1, 100]}}, {{by: z, mean: 10, sd: 2}}]",
                          "例如 normalise: [{{by: min-max, to: [1, 100]}}, {{by: z, mean: 10, sd: 2}}]")};
}

Redraw::Redraw(const Panel& panel, const Method& m, Run& run) : p_{std::make_unique<Parts>(m)} {
  p_->built = index::build(panel, m, run);
  p_->find_factors(panel, run);
  p_->find_errors(panel);
  p_->keep_tables(run);
}
Redraw::~Redraw() = default;
const Built& Redraw::built() const { return p_->built; }
const std::vector<Factor>& Redraw::factors() const { return p_->factors; }

std::vector<std::uint32_t> Redraw::places_at(std::size_t points,
                                             const std::function<void(std::size_t, std::span<double>)>& point,
                                             Run& run) const {
  const Parts& p = *p_;
  const std::size_t n = units();
  std::vector<std::uint32_t> out(n * points);
  const std::uint64_t seed = run.seed;
  const auto copy_out = [&](std::size_t first, std::size_t count, const std::vector<std::uint32_t>& place) {
    for (std::size_t u = 0; u < n; ++u)
      for (std::size_t k = 0; k < count; ++k) out[u * points + first + k] = place[k * n + u];
  };
  // Many units whose tables are there: tiles of units on several threads, with some draws for each tile.
  const bool tiled = !p.normalised.empty() && p.by_units && n >= 8 * kTile;
  if (tiled) {
    std::vector<double> score(kDrawsAtOnce * n);
    std::vector<std::uint32_t> place(kDrawsAtOnce * n);
    std::vector<Drawn> drawn(kDrawsAtOnce);
    std::vector<std::vector<std::vector<double>>> weight(kDrawsAtOnce);
    std::vector<double> x(p.factors.size());
    for (std::size_t first = 0; first < points; first += kDrawsAtOnce) {
      const std::size_t count = std::min(kDrawsAtOnce, points - first);
      for (std::size_t k = 0; k < count; ++k) {
        point(first + k, x);
        drawn[k] = p.read(x);
        p.weigh(drawn[k], seed, weight[k]);
      }
      for_chunks(run, n, kTile, [&](std::size_t begin, std::size_t end) {
        std::vector<double> room;
        std::vector<std::span<const double>> parts;
        for (std::size_t k = 0; k < count; ++k) {
          const std::vector<Series>& table = p.normalised[p.table(drawn[k])];
          p.score(
              drawn[k], weight[k], [&](std::size_t j) -> const Values& { return *table[j]; }, begin, end,
              room, parts, std::span{score}.subspan(k * n + begin, end - begin), run);
        }
      });
      for_chunks(run, count, 1, [&](std::size_t k, std::size_t) {
        std::vector<std::pair<double, std::uint32_t>> order;
        order.reserve(n);
        place_into(std::span{score}.subspan(k * n, n), order, std::span{place}.subspan(k * n, n));
      });
      copy_out(first, count, place);
    }
    return out;
  }
  for_chunks(run, points, kDrawsAtOnce, [&](std::size_t first, std::size_t last) {
    const std::size_t count = last - first;
    std::vector<double> score(n), x(p.factors.size()), room;
    std::vector<std::uint32_t> place(count * n);
    std::vector<std::vector<double>> weight;
    std::vector<std::span<const double>> parts;
    std::vector<std::pair<double, std::uint32_t>> order;
    std::vector<Values> noisy;
    Values column;
    RankScratch scratch;
    for (std::size_t k = 0; k < count; ++k) {
      point(first + k, x);
      const Drawn d = p.read(x);
      p.weigh(d, seed, weight);
      if (p.normalised.empty()) {
        p.normalise_noisy(d, seed, column, scratch, noisy);
        p.score(
            d, weight, [&](std::size_t j) -> const Values& { return noisy[j]; }, 0, n, room, parts, score,
            run);
      } else {
        const std::vector<Series>& table = p.normalised[p.table(d)];
        p.score(
            d, weight, [&](std::size_t j) -> const Values& { return *table[j]; }, 0, n, room, parts, score,
            run);
      }
      place_into(score, order, std::span{place}.subspan(k * n, n));
    }
    copy_out(first, count, place);
  });
  return out;
}

}  // namespace cityloop::index
