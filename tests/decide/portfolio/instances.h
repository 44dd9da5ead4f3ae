#pragma once

// Portfolios for tests and benchmarks: small ones with every kind of constraint, and large ones like a
// city's.

#include <algorithm>
#include <cmath>

#include "cityloop/base/random.h"
#include "cityloop/decide/portfolio/verify.h"

namespace cityloop::portfolio::testing {

inline Money million(double m) { return Money{static_cast<std::int64_t>(std::llround(m * 1e8))}; }

/// Six works, three years, two funds; which constraints there are depends on the seed.
inline Problem small(std::uint64_t seed, std::size_t n = 6) {
  Random r{seed, 21};
  const auto maybe = [&](double chance) { return r.uniform() < chance; };
  Problem p;
  p.years = 3;
  for (std::size_t f = 0; f < 2; ++f) {
    Fund fund;
    for (int y = 0; y < 4; ++y) fund.budget.push_back(million(r.uniform(2, 9)));
    fund.carries = maybe(0.5);
    if (maybe(0.3)) fund.debt = million(r.uniform(1, 4));
    p.funds.push_back(fund);
  }
  for (std::size_t i = 0; i < n; ++i) {
    Proposal w;
    const double v = r.uniform(-0.5, 10);
    for (int y = 0; y < p.years; ++y) w.value.push_back(v * std::pow(0.95, y));
    const std::uint64_t lots = 1 + r.below(3);
    for (std::uint64_t k = 0; k < lots; ++k)
      w.payments.push_back({r.below(2), static_cast<int>(r.below(2)), million(r.uniform(0.3, 4))});
    if (maybe(0.5)) w.running = {million(r.uniform(0.05, 0.5)), 1, 1 + static_cast<int>(r.below(4))};
    if (maybe(0.2)) w.earliest = 1;
    if (maybe(0.2)) w.latest = 1;
    if (maybe(0.08)) w.mandatory = 1 + static_cast<int>(r.below(2));
    if (maybe(0.08)) w.fixed = static_cast<int>(r.below(3));
    if (maybe(0.06)) w.forbidden = true;
    if (maybe(0.4)) w.site = r.below(3);
    p.proposals.push_back(w);
  }
  const auto other = [&](std::size_t a) { return (a + 1 + r.below(n - 1)) % n; };
  if (maybe(0.5)) p.fiscal_space = {million(r.uniform(0.2, 1)), million(r.uniform(0.4, 1.2))};
  for (int k = 0; k < 2; ++k) {
    const std::size_t a = r.below(n);
    if (maybe(0.4)) p.exclusions.emplace_back(a, other(a));
  }
  if (maybe(0.5)) {
    const std::size_t a = r.below(n - 1);
    p.precedences.push_back({a, a + 1 + r.below(n - a - 1), static_cast<int>(r.below(2))});
  }
  for (int k = 0; k < 2; ++k) {
    const std::size_t a = r.below(n);
    if (maybe(0.4)) p.together.push_back({a, other(a), r.uniform(-4, 4)});
  }
  for (int k = 0; k < 3; ++k) {
    if (!maybe(0.5)) continue;
    Element e{r.uniform(1, 6), {}};
    for (std::uint32_t i = 0; i < n; ++i)
      if (maybe(0.5)) e.by.push_back(i);
    p.elements.push_back(e);
  }
  for (int k = 0; k < 2; ++k) {
    Group g;
    for (std::uint32_t i = 0; i < n; ++i)
      if (maybe(0.5)) g.members.push_back(i);
    if (maybe(0.2)) g.floor = million(r.uniform(0.5, 3));
    if (maybe(0.2)) g.ceiling = million(r.uniform(3, 8));
    if (maybe(0.15)) g.floor_share = 2000 + static_cast<int>(r.below(3000));
    if (maybe(0.15)) g.ceiling_share = 4000 + static_cast<int>(r.below(4000));
    if (maybe(0.15)) g.least = 1;
    if (maybe(0.15)) g.most = 2;
    p.groups.push_back(g);
  }
  if (maybe(0.4)) {
    Cap c;
    for (std::size_t i = 0; i < n; ++i) c.use.push_back(static_cast<std::int64_t>(r.below(100)) - 20);
    c.most = static_cast<std::int64_t>(40 + r.below(120));
    p.caps.push_back(c);
  }
  return p;
}

/// A city's list: values that go with costs, lots over two years, a fund for each of `funds` departments,
/// ten districts with floors, some precedences and exclusions. `tight`: budgets as a part of all costs.
inline Problem city(std::size_t n, int years, std::uint64_t seed, double tight = 0.3, std::size_t funds = 3,
                    bool relations = true) {
  Random r{seed, 22};
  Problem p;
  p.years = years;
  std::vector<double> total(funds, 0);
  p.groups.resize(10);
  for (std::size_t i = 0; i < n; ++i) {
    Proposal w;
    const double cost = std::exp(r.normal() * 0.8 + 1.5);
    const double v = cost * std::exp(r.normal() * 0.5) * 2;
    for (int y = 0; y < years; ++y) w.value.push_back(v * std::pow(0.96, y));
    const std::size_t f = r.below(funds);
    const double first = r.uniform(0.3, 1);
    w.payments = {{f, 0, million(cost * first)}, {f, 1, million(cost * (1 - first))}};
    w.running = {million(cost * r.uniform(0.005, 0.03)), 1, 10};
    total[f] += cost;
    p.groups[r.below(10)].members.push_back(static_cast<std::uint32_t>(i));
    p.proposals.push_back(w);
  }
  double all = 0;
  for (const double t : total) all += t;
  for (std::size_t f = 0; f < funds; ++f) {
    Fund fund;
    for (int y = 0; y <= years; ++y) fund.budget.push_back(million(total[f] * tight / (years + 1)));
    fund.carries = f % 2 == 0;
    p.funds.push_back(fund);
  }
  p.fiscal_space = {million(all * tight * 0.015)};
  if (!relations) {
    p.groups.clear();
    return p;
  }
  for (Group& g : p.groups) g.floor = million(all * tight * 0.03);
  for (std::size_t i = 0; i + 7 < n; i += 12) p.precedences.push_back({i, i + 7, 1});
  for (std::size_t i = 3; i + 4 < n; i += 10) {
    p.exclusions.emplace_back(i, i + 1);
    p.exclusions.emplace_back(i + 1, i + 4);
    p.exclusions.emplace_back(i, i + 4);
  }
  return p;
}

/// As small(), with prices of few sizes and purses that no whole works fill.
inline Problem small_lumpy(std::uint64_t seed, std::size_t n = 6) {
  Problem p = small(seed, n);
  Random r{seed, 23};
  constexpr double kPrices[] = {1.2, 2.6, 5, 0.6};
  for (Proposal& w : p.proposals)
    for (Payment& pay : w.payments) pay.amount = million(kPrices[r.below(4)]);
  for (Fund& f : p.funds) {
    f.carries = r.uniform() < 0.25;
    if (r.uniform() < 0.7) f.debt = {};
    for (Money& m : f.budget) m = million(0.1 * static_cast<double>(20 + r.below(60)) + 0.03);
  }
  return p;
}

/// A list of thirteen prices against purses of twenty years and funds that carry nothing over: each year pays
/// for one or two works and keeps a remainder.
inline Problem lumpy(std::size_t n, std::uint64_t seed) {
  constexpr double kPrices[] = {0.4, 0.8, 1.2, 1.5, 2.6, 2.6, 3, 4.1, 5, 6, 6, 6, 9.5};
  constexpr double kBudgets[4][5] = {{5.46, 6.71, 7.53, 8.1, 8.4},
                                     {3.36, 3.6, 3.9, 4.2, 4.44},
                                     {1.9, 2.1, 2.3, 2.5, 2.7},
                                     {9.1, 9.9, 10.7, 11.2, 11.8}};
  Random r{seed, 24};
  Problem p;
  p.years = 5;
  for (const auto& budget : kBudgets) {
    p.funds.emplace_back();
    for (const double b : budget) p.funds.back().budget.push_back(million(b));
  }
  for (std::size_t i = 0; i < n; ++i) {
    Proposal w;
    const double cost = kPrices[r.below(13)], v = cost * std::exp(r.normal() * 0.6) * 3;
    for (int y = 0; y < p.years; ++y) w.value.push_back(v * std::pow(0.96, y));
    w.payments = {{r.below(4), 0, million(cost)}};
    p.proposals.push_back(w);
  }
  return p;
}

/// The best plan of a small problem, by trying all.
struct Best {
  bool feasible = false;
  double value = 0;
  Starts start;
};
inline Best exhaustive(const Problem& p) {
  const std::size_t n = p.proposals.size();
  Best best;
  Starts s(n, kNotChosen);
  for (;;) {
    if (broken(p, s).empty()) {
      const double v = worth(p, s);
      if (!best.feasible || v > best.value) best = {true, v, s};
    }
    std::size_t i = 0;
    while (i < n && ++s[i] == p.years) s[i++] = kNotChosen;
    if (i == n) return best;
  }
}

}  // namespace cityloop::portfolio::testing
