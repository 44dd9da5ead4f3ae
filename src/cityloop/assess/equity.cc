#include "cityloop/assess/equity.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

#include "cityloop/assess/people_rows.h"

namespace cityloop {
namespace {

using Row = PersonRow;
/// Ascending, of what cannot be negative.
std::vector<Row> sorted(std::span<const double> value, std::span<const double> people) {
  std::vector<Row> rows = ascending_rows(value, people);
  assert((rows.empty() || rows.front().value >= 0) &&
         "inequality is defined here for what cannot be negative");
  return rows;
}
/// What the first `people` persons in the order of `rows` have; the last of them may be a fraction.
double amount_of_first(const std::vector<Row>& rows, double people) {
  double amount = 0;
  for (const Row& r : rows) {
    const double taken = std::min(r.people, people);
    amount += taken * r.value;
    people -= taken;
    if (!(people > 0)) break;
  }
  return amount;
}

/// Rows of people who are there, by income; equal incomes as one row with their mean value (shared) or in the
/// given order.
struct Ranked {
  double income, people, value;
};
std::vector<Ranked> by_income(std::span<const double> value, std::span<const double> people,
                              std::span<const double> income, Ties ties) {
  assert(value.size() == people.size() && value.size() == income.size());
  std::vector<Ranked> rows;
  for (std::size_t i = 0; i < value.size(); ++i)
    if (people[i] > 0) rows.push_back({income[i], people[i], value[i]});
  if (ties == Ties::in_order) {
    std::stable_sort(rows.begin(), rows.end(),
                     [](const Ranked& a, const Ranked& b) { return a.income < b.income; });
    return rows;
  }
  std::sort(rows.begin(), rows.end(), [](const Ranked& a, const Ranked& b) {
    return std::tie(a.income, a.value, a.people) < std::tie(b.income, b.value, b.people);
  });
  std::vector<Ranked> merged;
  for (const Ranked& r : rows) {
    if (merged.empty() || merged.back().income != r.income) {
      merged.push_back(r);
      continue;
    }
    Ranked& m = merged.back();
    m.value = (m.value * m.people + r.value * r.people) / (m.people + r.people);
    m.people += r.people;
  }
  return merged;
}
double people_of(const std::vector<Ranked>& rows) {
  return std::accumulate(rows.begin(), rows.end(), 0.0,
                         [](double s, const Ranked& r) { return s + r.people; });
}
double amount_of(const std::vector<Ranked>& rows) {
  return std::accumulate(rows.begin(), rows.end(), 0.0,
                         [](double s, const Ranked& r) { return s + r.people * r.value; });
}
/// Harrell's weighted quantile: the people in the order of their incomes, one after another, read at 1 + (W − 1)p.
double income_quantile(const std::vector<Ranked>& rows, double p) {
  const double at = 1 + (people_of(rows) - 1) * p, low = std::max(std::floor(at), 1.0);
  const auto nth = [&](double n) {
    double sum = 0;
    for (const Ranked& r : rows)
      if ((sum += r.people) >= n) return r.income;
    return rows.back().income;
  };
  return (1 - (at - low)) * nth(low) + (at - low) * nth(low + 1);
}

}  // namespace

Gap widest_gap(std::span<const Standing> standings) {
  Gap gap;
  std::size_t known = 0;
  for (std::size_t i = 0; i < standings.size(); ++i) {
    if (!has_value(standings[i].mark)) continue;
    if (known++ == 0) gap.worse = gap.better = i;
    if (standings[i].score < standings[gap.worse].score) gap.worse = i;
    if (standings[i].score > standings[gap.better].score) gap.better = i;
  }
  if (known < 2) return gap;
  const double worse = standings[gap.worse].score, better = standings[gap.better].score;
  gap.known = true;
  gap.difference = better - worse;
  gap.ratio = worse > 0 ? better / worse : (better > 0 ? std::numeric_limits<double>::infinity() : 1.0);
  return gap;
}

double gini(std::span<const double> value, std::span<const double> people) {
  const std::vector<Row> rows = sorted(value, people);
  const double all = people_of(rows), amount = amount_of(rows);
  if (!(amount > 0)) return 0;
  double sum = 0, so_far = 0;
  for (const Row& r : rows) {
    so_far += r.people;
    sum += r.people * r.value * (2 * so_far / all - r.people / all - 1);
  }
  return std::max(0.0, sum / amount);
}

double theil(std::span<const double> value, std::span<const double> people) {
  const std::vector<Row> rows = sorted(value, people);
  const double all = people_of(rows), amount = amount_of(rows);
  if (!(amount > 0)) return 0;
  const double mean = amount / all;
  double sum = 0;
  for (const Row& r : rows)
    if (r.value > 0) sum += r.people * (r.value / mean) * std::log(r.value / mean);
  return std::max(0.0, sum / all);
}

TheilParts theil_parts(std::span<const double> value, std::span<const double> people,
                       std::span<const std::uint32_t> group) {
  assert(value.size() == people.size() && value.size() == group.size());
  std::size_t groups = 0;
  for (const std::uint32_t g : group) groups = std::max<std::size_t>(groups, g + 1);
  TheilParts out;
  out.between_of.assign(groups, 0.0);
  out.within_of.assign(groups, 0.0);
  std::vector<std::vector<double>> x(groups), w(groups);
  for (std::size_t i = 0; i < value.size(); ++i)
    if (people[i] > 0) x[group[i]].push_back(value[i]), w[group[i]].push_back(people[i]);
  std::vector<std::pair<double, double>> of(groups);  // people, amount
  double all = 0, amount = 0;
  for (std::size_t g = 0; g < groups; ++g) {
    const std::vector<Row> rows = sorted(x[g], w[g]);
    of[g] = {people_of(rows), amount_of(rows)};
    all += of[g].first;
    amount += of[g].second;
  }
  if (!(amount > 0)) return out;
  for (std::size_t g = 0; g < groups; ++g) {
    if (!(of[g].second > 0)) continue;  // 0·ln 0 = 0
    const double ratio = (of[g].second / of[g].first) / (amount / all);
    out.between_of[g] = of[g].first / all * ratio * std::log(ratio);
    out.within_of[g] = of[g].first / all * ratio * theil(x[g], w[g]);
    out.between += out.between_of[g];
    out.within += out.within_of[g];
  }
  return out;
}

double concentration(std::span<const double> value, std::span<const double> people,
                     std::span<const double> income, Ties ties) {
  const std::vector<Ranked> rows = by_income(value, people, income, ties);
  const double all = people_of(rows), amount = amount_of(rows);
  if (!(amount > 0)) return 0;
  const double mean = amount / all;
  double sum = 0, before = 0;
  for (const Ranked& r : rows) {
    sum += ((before + r.people / 2) / all - 0.5) * (r.value - mean) * r.people;
    before += r.people;
  }
  return 2 * sum / amount;
}

double concentration_corrected(std::span<const double> value, std::span<const double> people,
                               std::span<const double> income, double least, double most, Ties ties) {
  const std::vector<Ranked> rows = by_income(value, people, income, ties);
  const double all = people_of(rows);
  if (!(all > 0) || !(most > least)) return 0;
  return concentration(value, people, income, ties) * 4 * (amount_of(rows) / all) / (most - least);
}

double fgt(std::span<const double> value, std::span<const double> people, double line, int k) {
  assert(line > 0 && k >= 0);
  const std::vector<Row> rows = sorted(value, people);
  const double all = people_of(rows);
  if (!(all > 0)) return 0;
  double sum = 0;
  for (const Row& r : rows)
    if (r.value < line) sum += r.people * std::pow((line - r.value) / line, k);
  return sum / all;
}

double palma_by(std::span<const double> value, std::span<const double> people, std::span<const double> income,
                Cut cut) {
  const std::vector<Ranked> rows = by_income(value, people, income, Ties::shared);
  const double all = people_of(rows);
  if (!(all > 0)) return 0;
  double rich = 0, poor = 0;  // means
  if (cut == Cut::persons) {
    std::vector<Row> up;
    for (const Ranked& r : rows) up.push_back({r.value, r.people});
    poor = amount_of_first(up, 0.4 * all) / (0.4 * all);
    std::reverse(up.begin(), up.end());
    rich = amount_of_first(up, 0.1 * all) / (0.1 * all);
  } else {
    const double low = income_quantile(rows, 0.4), high = income_quantile(rows, 0.9);
    double rich_people = 0, poor_people = 0;
    for (const Ranked& r : rows) {
      if (r.income > high) rich += r.people * r.value, rich_people += r.people;
      if (r.income <= low) poor += r.people * r.value, poor_people += r.people;
    }
    rich = rich_people > 0 ? rich / rich_people : 0;
    poor = poor_people > 0 ? poor / poor_people : 0;
  }
  return poor > 0 ? rich / poor : rich > 0 ? std::numeric_limits<double>::infinity() : 0;
}

double atkinson(std::span<const double> value, std::span<const double> people, double aversion) {
  assert(aversion > 0 && "without aversion there is no inequality to speak of");
  const std::vector<Row> rows = sorted(value, people);
  const double all = people_of(rows), amount = amount_of(rows);
  if (!(amount > 0)) return 0;
  const double mean = amount / all;
  if (aversion >= 1 && rows.front().value == 0) return 1;
  double sum = 0;
  for (const Row& r : rows)
    sum += r.people * (aversion == 1 ? std::log(r.value / mean) : std::pow(r.value / mean, 1 - aversion));
  const double equivalent = aversion == 1 ? std::exp(sum / all) : std::pow(sum / all, 1 / (1 - aversion));
  return std::clamp(1 - equivalent, 0.0, 1.0);
}

double hoover(std::span<const double> value, std::span<const double> people) {
  const std::vector<Row> rows = sorted(value, people);
  const double all = people_of(rows), amount = amount_of(rows);
  if (!(amount > 0)) return 0;
  double sum = 0;
  for (const Row& r : rows) sum += r.people * std::abs(r.value - amount / all);
  return sum / (2 * amount);
}

double palma(std::span<const double> value, std::span<const double> people) {
  const std::vector<Row> rows = sorted(value, people);
  const double all = people_of(rows), amount = amount_of(rows);
  if (!(amount > 0)) return 0;
  const double low = amount_of_first(rows, 0.4 * all);
  const double top = amount - amount_of_first(rows, 0.9 * all);
  return low > 0 ? top / low : std::numeric_limits<double>::infinity();
}

WorstServed worst_served(std::span<const double> value, std::span<const double> people, double share,
                         bool low_is_worse) {
  std::vector<Row> rows = sorted(value, people);
  const double all = people_of(rows);
  if (!(all > 0)) return {};
  if (!low_is_worse) std::reverse(rows.begin(), rows.end());
  return {amount_of_first(rows, share * all) / (share * all), amount_of(rows) / all};
}

}  // namespace cityloop
