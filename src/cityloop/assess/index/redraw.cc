#include <algorithm>
#include <bit>
#include <compare>
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
constexpr std::size_t kTile = 256;  // units at a time: their columns stay in the cache over some draws
constexpr std::size_t kTiles = 8;   // for a thread to take
constexpr std::size_t kManyUnits = 8192;
constexpr std::size_t kMostWaiting = std::size_t{1} << 20U;   // draws that are put in order at a time
constexpr std::size_t kDrawsAtOnce = 16;                      // a cache line of places of one unit
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

/// What scoring writes in between.
struct Room {
  std::vector<double> score;  // of each aggregate
  std::vector<std::span<const double>> parts, logs;
  std::vector<std::vector<double>> weight;
  PlaceScratch places;
};

/// The table of some draws with measurement errors, column by column.
struct Noisy {
  std::vector<Values> error;  // what is added, if several tables take it
  std::vector<Values> normalised, log;
  std::vector<std::span<const double>> column, log_column;
  Values x, one_error;
  RankScratch ranks;
};

/// A draw whose table has to be made, in the order in which tables are made.
struct Waiting {
  std::uint64_t errors = 0;
  std::size_t table = 0, draw = 0;
  friend auto operator<=>(const Waiting&, const Waiting&) = default;
};

std::vector<std::span<const double>> views(const std::vector<Series>& columns) {
  std::vector<std::span<const double>> out;
  for (const Series& c : columns) out.emplace_back(*c);
  return out;
}
Values logs_of(std::span<const double> x) {
  Values out;
  out.reserve(x.size());
  for (const double v : x) out.push_back(std::log(v));
  return out;
}

/// From places draw by draw to places unit by unit.
void turn(std::span<const std::uint32_t> place, std::size_t n, std::size_t begin, std::size_t end,
          std::size_t first, std::size_t count, std::size_t points, std::span<std::uint32_t> out) {
  for (std::size_t u = begin; u < end; ++u)
    for (std::size_t k = 0; k < count; ++k) out[u * points + first + k] = place[k * n + u];
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
  std::vector<std::vector<Series>> normalised, logs;  // by (impute, treat, normalise), if kept
  std::vector<std::vector<std::span<const double>>> kept, kept_log;  // the same
  bool by_units = true;                                              // no aggregation compares units
  bool some_geometric = false;                                       // a node's own mean is

  std::vector<std::size_t> slot;  // of each node that is an aggregate, among those
  std::size_t aggregates = 0;

  explicit Parts(const Method& m) : method{m} {
    for (const Node& n : method.nodes) slot.push_back(n.leaf() ? 0 : aggregates++);
  }

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

  /// What measurement adds to a column; nothing stands where it has no error.
  void draw_errors(std::size_t j, std::uint64_t seed, std::uint64_t stream, Values& out) const {
    out.assign(units(), 0);
    Random random{seed, kErrors ^ stream ^ (std::uint64_t{j} << 48U)};
    for (std::size_t i = 0; i < out.size(); ++i)
      if (error[j][i] > 0) out[i] = error[j][i] * random.normal();
  }

  /// The table of a draw with its measurement errors: those in `t.error` if they are shared, else made here.
  void make_table(const Drawn& d, std::uint64_t seed, bool shared, Noisy& t) const {
    t.normalised.resize(indicators());
    t.column.resize(indicators());
    t.log_column.clear();
    for (std::size_t j = 0; j < indicators(); ++j) {
      const Values& of = *imputed[d.impute][j];
      t.x.assign(of.begin(), of.end());
      if (d.errors && !error[j].empty()) {
        if (!shared) draw_errors(j, seed, *d.errors, t.one_error);
        const Values& e = shared ? t.error[j] : t.one_error;
        for (std::size_t i = 0; i < t.x.size(); ++i)
          if (error[j][i] > 0) t.x[i] += e[i];
      }
      t.normalised[j].resize(t.x.size());
      normalise_column(j, t.x, d, t.ranks, t.normalised[j]);
      t.column[j] = t.normalised[j];
    }
  }

  /// True where logarithms of indicators may be asked for.
  bool takes_logs(const Drawn& d) const {
    return some_geometric || aggregate[d.aggregate].by == Aggregator::geometric;
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

  /// The index of units [begin, end), from columns of normalised indicators and, where there are any, their logarithms,
  /// written to out[0 … end − begin).
  void score(const Drawn& d, const std::vector<std::vector<double>>& weight, index::Parts column,
             index::Parts log, std::size_t begin, std::size_t end, Room& room, std::span<double> out,
             Run& run) const {
    const std::size_t count = end - begin;
    room.score.resize(aggregates * count);
    const auto of = [&](std::size_t n) { return std::span{room.score}.subspan(slot[n] * count, count); };
    for (std::size_t n = method.nodes.size(); n-- > 0;) {
      const Node& node = method.nodes[n];
      if (node.leaf()) continue;
      room.parts.clear();
      room.logs.clear();
      for (const std::size_t p : node.parts) {
        const auto leaf = method.nodes[p].indicator;
        room.parts.push_back(leaf ? column[*leaf].subspan(begin, count) : of(p));
        room.logs.push_back(leaf && !log.empty() ? log[*leaf].subspan(begin, count)
                                                 : std::span<const double>{});
      }
      const AggregateRule& rule = rule_of(node, d);
      const std::span<double> into = n == 0 ? out : of(n);
      if (by_unit(rule.by)) {
        aggregate_units(room.parts, weight[n], rule, 0, count, into, room.logs);
      } else {
        const Values all = aggregate_all(room.parts, weight[n], rule, run);
        std::copy(all.begin(), all.end(), into.begin());
      }
    }
  }

  using Point = std::function<void(std::size_t, std::span<double>)>;
  void places_of_tiles(std::size_t points, const Point&, std::span<std::uint32_t> out, Run&) const;
  void places_of_tables(std::size_t points, const Point&, std::span<std::uint32_t> out, Run&) const;
  void places_with_errors(std::size_t points, const Point&, std::span<std::uint32_t> out, Run&) const;

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
  for (const Node& n : method.nodes) {
    if (n.leaf() || !n.aggregate) continue;
    by_units = by_units && by_unit(n.aggregate->by);
    some_geometric = some_geometric || n.aggregate->by == Aggregator::geometric;
  }
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
  const bool geometric = some_geometric || std::any_of(aggregate.begin(), aggregate.end(), [](const auto& a) {
                           return a.by == Aggregator::geometric;
                         });
  if (geometric && 2 * bytes <= kMostKept) {
    logs.assign(tables, std::vector<Series>(indicators()));
    for_chunks(run, tables * indicators(), 1, [&](std::size_t k, std::size_t) {
      const std::size_t t = k / indicators(), j = k % indicators();
      logs[t][j] = series_of(logs_of(*normalised[t][j]));
    });
  }
  for (const auto& t : normalised) kept.push_back(views(t));
  for (const auto& t : logs) kept_log.push_back(views(t));
  kept_log.resize(tables);
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

/// Many units whose tables are there: tiles of units on several threads, with some draws for each tile.
void Redraw::Parts::places_of_tiles(std::size_t points, const Point& point, std::span<std::uint32_t> out,
                                    Run& run) const {
  const std::size_t n = units();
  std::vector<double> score_of(kDrawsAtOnce * n), x(factors.size());
  std::vector<std::uint32_t> place(kDrawsAtOnce * n);
  std::vector<Drawn> drawn(kDrawsAtOnce);
  std::vector<std::vector<std::vector<double>>> weight(kDrawsAtOnce);
  std::vector<PlaceScratch> scratch(kDrawsAtOnce);
  for (std::size_t first = 0; first < points; first += kDrawsAtOnce) {
    const std::size_t count = std::min(kDrawsAtOnce, points - first);
    for (std::size_t k = 0; k < count; ++k) {
      point(first + k, x);
      drawn[k] = read(x);
      weigh(drawn[k], run.seed, weight[k]);
    }
    for_chunks(run, n, kTiles * kTile, [&](std::size_t from, std::size_t to) {
      Room room;
      for (std::size_t begin = from; begin < to; begin += kTile) {
        const std::size_t end = std::min(to, begin + kTile);
        for (std::size_t k = 0; k < count; ++k) {
          const std::size_t t = table(drawn[k]);
          score(drawn[k], weight[k], kept[t], kept_log[t], begin, end, room,
                std::span{score_of}.subspan(k * n + begin, end - begin), run);
        }
      }
    });
    for_chunks(run, count, 1, [&](std::size_t k, std::size_t) {
      index::places(std::span{score_of}.subspan(k * n, n), scratch[k], std::span{place}.subspan(k * n, n));
    });
    for_chunks(run, n, kTiles * kTile, [&](std::size_t begin, std::size_t end) {
      turn(place, n, begin, end, first, count, points, out);
    });
  }
}

/// Tables that are there: draws on several threads.
void Redraw::Parts::places_of_tables(std::size_t points, const Point& point, std::span<std::uint32_t> out,
                                     Run& run) const {
  const std::size_t n = units();
  for_chunks(run, points, kDrawsAtOnce, [&](std::size_t first, std::size_t last) {
    std::vector<double> score_of(n), x(factors.size());
    std::vector<std::uint32_t> place((last - first) * n);
    Room room;
    for (std::size_t k = first; k < last; ++k) {
      point(k, x);
      const Drawn d = read(x);
      weigh(d, run.seed, room.weight);
      score(d, room.weight, kept[table(d)], kept_log[table(d)], 0, n, room, score_of, run);
      index::places(score_of, room.places, std::span{place}.subspan((k - first) * n, n));
    }
    turn(place, n, 0, n, first, last - first, points, out);
  });
}

/// Tables that have to be made. A design for variance shares asks for the same errors many times over, far apart: draws are
/// taken in the order of their errors and tables, so that each is made once.
void Redraw::Parts::places_with_errors(std::size_t points, const Point& point, std::span<std::uint32_t> out,
                                       Run& run) const {
  const std::size_t n = units();
  for (std::size_t first = 0; first < points; first += kMostWaiting) {
    std::vector<Waiting> waiting(std::min(kMostWaiting, points - first));
    for_chunks(run, waiting.size(), kChunk, [&](std::size_t begin, std::size_t end) {
      std::vector<double> x(factors.size());
      for (std::size_t k = begin; k < end; ++k) {
        point(first + k, x);
        const Drawn d = read(x);
        waiting[k] = {d.errors.value_or(0), table(d), first + k};
      }
    });
    std::sort(waiting.begin(), waiting.end());
    std::vector<std::size_t> groups{0};  // draws with the same errors, not too many of them
    for (std::size_t k = 1; k < waiting.size(); ++k)
      if (waiting[k].errors != waiting[k - 1].errors || k - groups.back() == kDrawsAtOnce)
        groups.push_back(k);
    groups.push_back(waiting.size());
    for_chunks(run, groups.size() - 1, n < kTile ? kDrawsAtOnce : 1, [&](std::size_t begin, std::size_t end) {
      std::vector<double> score_of(n), x(factors.size());
      std::vector<std::uint32_t> place(n);
      Room room;
      Noisy noisy;
      for (std::size_t g = begin; g < end; ++g) {
        const std::span group = std::span{waiting}.subspan(groups[g], groups[g + 1] - groups[g]);
        const bool shared = method.doubt.measurement && group.front().table != group.back().table;
        if (shared) {
          noisy.error.resize(indicators());
          for (std::size_t j = 0; j < indicators(); ++j)
            draw_errors(j, run.seed, group.front().errors, noisy.error[j]);
        }
        for (std::size_t k = 0; k < group.size(); ++k) {
          point(group[k].draw, x);
          const Drawn d = read(x);
          weigh(d, run.seed, room.weight);
          if (k == 0 || group[k].table != group[k - 1].table) make_table(d, run.seed, shared, noisy);
          if (takes_logs(d) && noisy.log_column.empty() && k + 1 < group.size() &&
              group[k + 1].table == group[k].table) {
            noisy.log.resize(indicators());
            for (std::size_t j = 0; j < indicators(); ++j) {
              noisy.log[j] = logs_of(noisy.column[j]);
              noisy.log_column.emplace_back(noisy.log[j]);
            }
          }
          score(d, room.weight, noisy.column, noisy.log_column, 0, n, room, score_of, run);
          index::places(score_of, room.places, place);
          for (std::size_t u = 0; u < n; ++u) out[u * points + group[k].draw] = place[u];
        }
      }
    });
  }
}

std::vector<std::uint32_t> Redraw::places_at(std::size_t points,
                                             const std::function<void(std::size_t, std::span<double>)>& point,
                                             Run& run) const {
  const Parts& p = *p_;
  std::vector<std::uint32_t> out(units() * points);
  if (p.normalised.empty()) p.places_with_errors(points, point, out, run);
  else if (p.by_units && units() >= kManyUnits) p.places_of_tiles(points, point, out, run);
  else p.places_of_tables(points, point, out, run);
  return out;
}

}  // namespace cityloop::index
