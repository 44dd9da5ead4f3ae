#pragma once

// Whether flows of money are worth it: the figures of an appraisal, each with what can be wrong with it.

#include <optional>
#include <span>
#include <vector>

#include "cityloop/decide/appraise/discount.h"

namespace cityloop {

/// Rates at which flows are worth nothing in present value.
///
///   Σ flow_t/(1 + r)^t = 0
///
/// Found as all positive roots of the polynomial in x = 1/(1 + r): between two neighbouring extremes it is monotone, and the
/// extremes are the roots of its derivative, found likewise.
///
/// returns  all of them in [−90 %, 1,000 %], ascending. One is a rate of return; none or several are not: −1,000, 2,500, −1,540
///          is worth nothing at 10 % and at 40 %. Then the present value decides, or the modified rate
/// cost     O(years³)
std::vector<double> internal_rates(std::span<const double> flows);

/// The rate at which what is spent, financed at one rate, grows to what comes in, reinvested at another.
///
///   (Σ_+ flow_t (1 + reinvest)^{n−t} / −Σ_− flow_t (1 + finance)^{−t})^{1/n} − 1
///
/// marks    absent where nothing is spent or nothing comes in
std::optional<double> modified_rate(std::span<const double> flows, double finance, double reinvest);

/// Years until the sum of what came in covers what was spent, for good; within a year as if money came evenly.
///
/// params   flows; discounted by `d` if given
/// marks    absent where that never happens
std::optional<double> payback(std::span<const double> flows, const Discounting* d = nullptr);

/// A yearly amount of the same present value: projects of unequal lives are compared by it.
double equivalent_annual(double present, const Discounting&, int years);

/// What society gets for an input (SROI): the value of an outcome that fades, less what would have happened anyway and what
/// others did.
///
///   PV = Σ_{t=1…years} v(t)·amount·(1 − deadweight)·attribution·(1 − drop_off)^{t−1}
///
/// params   shares in [0, 1]
/// source   A Guide to Social Return on Investment, 2012
struct SocialOutcome {
  double amount = 0;  // a year
  int years = 1;
  double deadweight = 0, attribution = 1, drop_off = 0;
};
double social_value(const SocialOutcome&, const Discounting&);

/// What a yuan is worth to whom: (median income / income)^elasticity.
///
/// params   incomes above 0
/// source   HM Treasury, The Green Book, annex 3: elasticity 1.3
double distributional_weight(double income, double median_income, double elasticity);

}  // namespace cityloop
