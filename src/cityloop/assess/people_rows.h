#pragma once

// What the measures of inequality share: rows of people in the order of what they have.

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>
#include <span>
#include <vector>

namespace cityloop {

/// `people` persons who have `value` each.
struct PersonRow {
  double value, people;
};
/// Those who are there, ascending; equal values in the order of their weights, so that the order of rows never shows.
inline std::vector<PersonRow> ascending_rows(std::span<const double> value, std::span<const double> people) {
  assert(value.size() == people.size() && "a value for each weight");
  std::vector<PersonRow> rows;
  rows.reserve(value.size());
  for (std::size_t i = 0; i < value.size(); ++i) {
    assert(people[i] >= 0 && "nobody is less than nobody");
    if (people[i] > 0) rows.push_back({value[i], people[i]});
  }
  std::sort(rows.begin(), rows.end(), [](const PersonRow& a, const PersonRow& b) {
    return a.value != b.value ? a.value < b.value : a.people < b.people;
  });
  return rows;
}
inline double people_of(const std::vector<PersonRow>& rows) {
  return std::accumulate(rows.begin(), rows.end(), 0.0,
                         [](double s, const PersonRow& r) { return s + r.people; });
}
inline double amount_of(const std::vector<PersonRow>& rows) {
  return std::accumulate(rows.begin(), rows.end(), 0.0,
                         [](double s, const PersonRow& r) { return s + r.people * r.value; });
}

/// A sum that carries what rounding loses (Neumaier 1974): a million terms cost no digits.
class CarefulSum {
 public:
  void add(double x) {
    const double t = sum_ + x;
    if (std::abs(sum_) >= std::abs(x)) lost_ += (sum_ - t) + x;
    else lost_ += (x - t) + sum_;
    sum_ = t;
  }
  /// An infinite term makes the sum infinite, and not the nothing that ∞ − ∞ would be.
  double value() const { return std::isfinite(sum_) ? sum_ + lost_ : sum_; }

 private:
  double sum_ = 0, lost_ = 0;
};

}  // namespace cityloop
