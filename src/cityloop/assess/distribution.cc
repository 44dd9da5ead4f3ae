#include "cityloop/assess/distribution.h"

#include <bit>
#include <cassert>
#include <limits>

#include "cityloop/assess/equity.h"
#include "cityloop/assess/people_rows.h"

namespace cityloop {
namespace {

/// Of each row: people below it, people level with it, and what those below have.
struct Below {
  double people = 0, level = 0, amount = 0;
};
std::vector<Below> below_each(const std::vector<PersonRow>& rows) {
  std::vector<Below> out(rows.size());
  CarefulSum people, amount;
  for (std::size_t i = 0; i < rows.size();) {
    std::size_t end = i;
    CarefulSum level;
    for (; end < rows.size() && rows[end].value == rows[i].value; ++end) level.add(rows[end].people);
    for (std::size_t k = i; k < end; ++k) out[k] = {people.value(), level.value(), amount.value()};
    people.add(level.value());
    amount.add(level.value() * rows[i].value);
    i = end;
  }
  return out;
}

}  // namespace

double Lorenz::at(double p) const {
  if (!(p > 0) || people.size() < 2) return 0;
  if (p >= 1) return 1;
  const auto next = std::upper_bound(people.begin(), people.end(), p);
  const auto i = static_cast<std::size_t>(next - people.begin());
  if (i == people.size()) return 1;
  const double part = (p - people[i - 1]) / (people[i] - people[i - 1]);
  return share[i - 1] + part * (share[i] - share[i - 1]);
}

Lorenz lorenz(std::span<const double> value, std::span<const double> people) {
  const std::vector<PersonRow> rows = ascending_rows(value, people);
  assert((rows.empty() || rows.front().value >= 0) && "shares of what cannot be negative");
  const double all = people_of(rows), amount = amount_of(rows);
  Lorenz out;
  if (!(amount > 0)) return out;
  out.mean = amount / all;
  CarefulSum w, x;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    w.add(rows[i].people);
    x.add(rows[i].people * rows[i].value);
    if (i + 1 < rows.size() && rows[i + 1].value == rows[i].value) continue;
    out.people.push_back(w.value() / all);
    out.share.push_back(x.value() / amount);
  }
  out.people.back() = out.share.back() = 1;
  return out;
}

double gini(const Lorenz& l) {
  CarefulSum area;
  for (std::size_t i = 1; i < l.people.size(); ++i)
    area.add((l.people[i] - l.people[i - 1]) * (l.share[i] + l.share[i - 1]));
  return l.people.size() < 2 ? 0 : std::max(0.0, 1 - area.value());
}

double quantile(std::span<const double> value, std::span<const double> people, double p) {
  assert(p >= 0 && p <= 1);
  const std::vector<PersonRow> rows = ascending_rows(value, people);
  if (rows.empty()) return 0;
  const double at = 1 + std::max(0.0, people_of(rows) - 1) * p, low = std::floor(at);
  const auto nth = [&](double n) {
    double sum = 0;
    for (const PersonRow& r : rows)
      if ((sum += r.people) >= n) return r.value;
    return rows.back().value;
  };
  const double first = nth(low);
  return at > low ? first + (at - low) * (nth(low + 1) - first) : first;
}

double quantile_ratio(std::span<const double> value, std::span<const double> people, double high,
                      double low) {
  const double top = quantile(value, people, high), bottom = quantile(value, people, low);
  if (bottom != 0) return top / bottom;
  return top > 0 ? std::numeric_limits<double>::infinity() : 0;
}

double gini_signed(std::span<const double> value, std::span<const double> people) {
  const std::vector<PersonRow> rows = ascending_rows(value, people);
  CarefulSum sizes, sum;
  double so_far = 0;
  const double all = people_of(rows);
  for (const PersonRow& r : rows) {
    so_far += r.people;
    sizes.add(r.people * std::abs(r.value));
    sum.add(r.people * r.value * (2 * so_far - r.people - all));
  }
  return sizes.value() > 0 ? std::clamp(sum.value() / (all * sizes.value()), 0.0, 1.0) : 0;
}

double gini_standard_error(std::span<const double> value, std::span<const double> people) {
  const std::vector<PersonRow> rows = ascending_rows(value, people);
  assert((rows.empty() || rows.front().value >= 0) && "inequality of what cannot be negative");
  if (rows.size() < 2) return 0;
  const std::vector<Below> below = below_each(rows);
  const double all = people_of(rows), amount = amount_of(rows);
  const auto distance = [&](std::size_t i) {
    const double x = rows[i].value, above_people = all - below[i].people - below[i].level;
    const double above = amount - below[i].amount - below[i].level * x;
    return (x * below[i].people - below[i].amount) + (above - x * above_people);
  };
  CarefulSum total;
  for (std::size_t i = 0; i < rows.size(); ++i) total.add(rows[i].people * distance(i));
  std::vector<double> without(rows.size());
  CarefulSum sum;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double w = rows[i].people, left = amount - w * rows[i].value;
    if (!(left > 0)) return 0;
    without[i] = (total.value() - 2 * w * distance(i)) / (2 * (all - w) * left);
    sum.add(without[i]);
  }
  const auto n = static_cast<double>(rows.size());
  CarefulSum squares;
  for (const double g : without) squares.add((g - sum.value() / n) * (g - sum.value() / n));
  return std::sqrt((n - 1) / n * squares.value());
}

std::vector<double> gini_gradient(std::span<const double> value, std::span<const double> people) {
  std::vector<double> out(value.size(), 0.0);
  const std::vector<PersonRow> rows = ascending_rows(value, people);
  const double all = people_of(rows), amount = amount_of(rows);
  if (!(amount > 0)) return out;
  const std::vector<Below> below = below_each(rows);
  const double g = gini(value, people);
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (!(people[i] > 0)) continue;
    const auto at = std::lower_bound(rows.begin(), rows.end(), value[i],
                                     [](const PersonRow& r, double x) { return r.value < x; });
    const Below& b = below[static_cast<std::size_t>(at - rows.begin())];
    out[i] = people[i] / amount * ((2 * b.people + b.level - all) / all - g);
  }
  return out;
}

double equal_equivalent(std::span<const double> value, std::span<const double> people, double aversion) {
  const std::vector<PersonRow> rows = ascending_rows(value, people);
  const double all = people_of(rows);
  return all > 0 ? amount_of(rows) / all * (1 - atkinson(value, people, aversion)) : 0;
}

double kolm_pollak_equivalent(std::span<const double> value, std::span<const double> people,
                              double aversion) {
  const std::vector<PersonRow> rows = ascending_rows(value, people);
  if (rows.empty()) return 0;
  const double all = people_of(rows), mean = amount_of(rows) / all;
  CarefulSum sum, squares;
  for (const PersonRow& r : rows) sum.add(r.people * r.value), squares.add(r.people * r.value * r.value);
  const double kappa = squares.value() > 0 ? aversion * sum.value() / squares.value() : 0;
  if (kappa == 0) return mean;
  // e^(−κ(x − m)) with m the value of the largest term: no term above 1, and at least one that is 1.
  const double least = kappa > 0 ? rows.front().value : rows.back().value;
  CarefulSum terms;
  for (const PersonRow& r : rows) terms.add(r.people * std::exp(-kappa * (r.value - least)));
  return least - std::log(terms.value() / all) / kappa;
}

double concentration_wagstaff(std::span<const double> value, std::span<const double> people,
                              std::span<const double> income, double least, double most) {
  const std::vector<PersonRow> rows = ascending_rows(value, people);
  const double all = people_of(rows);
  if (!(all > 0)) return 0;
  const double mean = amount_of(rows) / all, room = (most - mean) * (mean - least);
  return room > 0 ? concentration(value, people, income) * (most - least) * mean / room : 0;
}

double kakwani(std::span<const double> payment, std::span<const double> people,
               std::span<const double> income) {
  return concentration(payment, people, income) - gini(income, people);
}

ChangeInEquality change_in_equality(std::span<const double> before, std::span<const double> after,
                                    std::span<const double> people) {
  assert(before.size() == after.size() && before.size() == people.size());
  ChangeInEquality out;
  std::vector<double> change(before.size());
  CarefulSum all, was, is, gained, lost;
  for (std::size_t i = 0; i < before.size(); ++i) {
    change[i] = after[i] - before[i];
    if (!(people[i] > 0)) continue;
    all.add(people[i]);
    was.add(people[i] * before[i]);
    is.add(people[i] * after[i]);
    (change[i] > 0 ? out.better : change[i] < 0 ? out.worse : out.same) += people[i];
    if (change[i] > 0) gained.add(people[i] * change[i]);
    if (change[i] < 0) lost.add(-people[i] * change[i]);
  }
  if (!(all.value() > 0)) return out;
  out.mean_before = was.value() / all.value();
  out.mean_after = is.value() / all.value();
  out.gained = gained.value();
  out.lost = lost.value();
  out.gini_before = gini(before, people);
  out.gini_after = gini(after, people);
  const double in_old_order = concentration(after, people, before);
  out.levelling = out.gini_before - in_old_order;
  out.reranking = out.gini_after - in_old_order;
  out.gini_of_change = gini_signed(change, people);
  return out;
}

double concentration_of_gains(std::span<const double> before, std::span<const double> after,
                              std::span<const double> people, std::span<const double> income) {
  assert(before.size() == after.size());
  std::vector<double> gain(before.size());
  for (std::size_t i = 0; i < gain.size(); ++i) gain[i] = std::max(0.0, after[i] - before[i]);
  return concentration(gain, people, income);
}

std::vector<double> shapley(std::size_t factors, const std::function<double(std::uint32_t)>& worth) {
  assert(factors <= 20 && "2^20 evaluations are enough");
  const std::uint32_t all = 1U << factors;
  std::vector<double> of(all);
  for (std::uint32_t mask = 0; mask < all; ++mask) of[mask] = worth(mask);
  // |S|!(n − |S| − 1)!/n! for the sets S without the factor.
  std::vector<double> weight(std::max<std::size_t>(factors, 1));
  for (std::size_t k = 0; k < factors; ++k) {
    double ways = static_cast<double>(factors);  // n · C(n − 1, k)
    for (std::size_t j = 0; j < k; ++j)
      ways = ways * static_cast<double>(factors - 1 - j) / static_cast<double>(j + 1);
    weight[k] = 1 / ways;
  }
  std::vector<double> out(factors);
  for (std::size_t f = 0; f < factors; ++f) {
    CarefulSum sum;
    const std::uint32_t bit = 1U << f;
    for (std::uint32_t mask = 0; mask < all; ++mask)
      if ((mask & bit) == 0)
        sum.add(weight[static_cast<std::size_t>(std::popcount(mask))] * (of[mask | bit] - of[mask]));
    out[f] = sum.value();
  }
  return out;
}

std::vector<double> shapley_by_source(std::span<const std::vector<double>> before,
                                      std::span<const std::vector<double>> after,
                                      const std::function<double(std::span<const double>)>& index) {
  assert(before.size() == after.size());
  return shapley(before.size(), [&](std::uint32_t mask) {
    std::vector<double> total(before.empty() ? 0 : before.front().size(), 0.0);
    for (std::size_t f = 0; f < before.size(); ++f) {
      const std::vector<double>& column = ((mask >> f) & 1U) != 0 ? after[f] : before[f];
      assert(column.size() == total.size());
      for (std::size_t i = 0; i < total.size(); ++i) total[i] += column[i];
    }
    return index(total);
  });
}

}  // namespace cityloop
