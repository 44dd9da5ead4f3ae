#include "cityloop/assess/equity.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

namespace cityloop {
namespace {

struct Row {
  double value, people;
};
/// Ascending; equal values in the order of their weights, so that the order of rows never shows.
std::vector<Row> sorted(std::span<const double> value, std::span<const double> people) {
  assert(value.size() == people.size() && "a value for each weight");
  std::vector<Row> rows;
  for (std::size_t i = 0; i < value.size(); ++i) {
    assert(value[i] >= 0 && people[i] >= 0 && "inequality is defined here for what cannot be negative");
    if (people[i] > 0) rows.push_back({value[i], people[i]});
  }
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return a.value != b.value ? a.value < b.value : a.people < b.people;
  });
  return rows;
}
double people_of(const std::vector<Row>& rows) {
  return std::accumulate(rows.begin(), rows.end(), 0.0, [](double s, const Row& r) { return s + r.people; });
}
double amount_of(const std::vector<Row>& rows) {
  return std::accumulate(rows.begin(), rows.end(), 0.0,
                         [](double s, const Row& r) { return s + r.people * r.value; });
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
