#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace cityloop {

/// How a quantity is spread over people: `value[i]` is what each of `people[i]` persons has. Rows of nobody do not
/// count; the order of rows never shows.

/// The Lorenz curve: what share of the quantity the share p of people who have least holds. Equal values are one
/// segment. Times the mean it is the generalised Lorenz curve: of two cities, the one whose generalised curve is
/// nowhere lower is better for everybody who prefers more and prefers equality (Shorrocks 1983).
struct Lorenz {
  std::vector<double> people{0}, share{0};  // cumulative, from 0 to 1
  double mean = 0;
  double at(double p) const;  // share of the lowest p, straight between the points
  double generalised(double p) const { return mean * at(p); }
};
/// params   value ≥ 0; with nobody or nothing the curve is the point (0, 0)
Lorenz lorenz(std::span<const double> value, std::span<const double> people);
/// 1 − 2 · area under the curve: the Gini index again, on another way.
double gini(const Lorenz&);

/// The p-quantile, R's type 7: the people stand in a row, and the place 1 + (W − 1)p is read, straight between two
/// persons. With fractions of persons it is Harrell's weighted quantile. NaN-free: 0 with nobody.
double quantile(std::span<const double> value, std::span<const double> people, double p);
/// quantile(high)/quantile(low): P90/P10, P80/P20 …; infinite where the low one is zero and the high one is not.
double quantile_ratio(std::span<const double> value, std::span<const double> people, double high, double low);

/// Gini of what may be negative (the change of a value, a balance): mean absolute difference ÷ twice the mean of |x|, so
/// that it stays in [0, 1], where the usual form grows without limit as the mean nears zero. For values that are never
/// negative it is `gini`. Without the factor n/(n − 1) that the source puts in: people are counted, not sampled.
/// source   Raffinetti, Siletti & Vernizzi 2015
double gini_signed(std::span<const double> value, std::span<const double> people);

/// The standard error of Gini by the jackknife over rows (cells, zones): what it would vary by if other rows of the same
/// kind had been seen. Each G without row i comes from running sums, so all of them cost one sort.
///
///   G₍₋ᵢ₎ = (D − 2wᵢdᵢ) / (2(W − wᵢ)(A − wᵢxᵢ))     D = Σᵢ wᵢdᵢ, dᵢ = Σⱼ wⱼ|xᵢ − xⱼ|, A = Σ wx
///   se²   = (n − 1)/n · Σ (G₍₋ᵢ₎ − mean)²
///
/// returns  0 with fewer than two rows, or where one row has everything
/// cost     O(n log n)
/// source   Yitzhaki 1991; Karagiannis & Kovacevic 2000
double gini_standard_error(std::span<const double> value, std::span<const double> people);

/// The derivative of Gini by each row's value: (w_i/A)((W_below − W_above)/W − G), rows of equal value above and below
/// each other by half. Positive: one unit more for these people makes the city less equal.
std::vector<double> gini_gradient(std::span<const double> value, std::span<const double> people);

/// The equally distributed equivalent of Atkinson's index: as good as an equal city where everybody has so much.
/// μ(1 − A(ε)); in the quantity's own unit.
double equal_equivalent(std::span<const double> value, std::span<const double> people, double aversion);
/// The same after Kolm and Pollak, which also holds for what is bad (minutes, noise): with aversion > 0 for what is
/// good the equivalent lies below the mean, with aversion < 0 for what is bad above it.
///
///   EDE = −ln(mean of e^(−κx))/κ     κ = aversion · Σx/Σx²
///
/// params   any values; aversion ≠ 0
/// returns  the mean where κ is 0 (the sum of x is)
/// source   Logan, Anderson, Williams & Conrow 2021; Sheriff & Maguire 2020
double kolm_pollak_equivalent(std::span<const double> value, std::span<const double> people, double aversion);

/// Concentration of a bounded quantity after Wagstaff: C · (b − a)μ / ((b − μ)(μ − a)); for shares, C/(1 − μ). Reaches
/// −1 and 1 whatever the mean is. 0 where everybody is at a bound.
/// source   Wagstaff 2005
double concentration_wagstaff(std::span<const double> value, std::span<const double> people,
                              std::span<const double> income, double least = 0, double most = 1);
/// Kakwani's index of a payment (or a gain) by income: C(payment) − G(income). Positive: the rich pay a larger share
/// than they earn.
/// source   Kakwani 1977
double kakwani(std::span<const double> payment, std::span<const double> people,
               std::span<const double> income);

/// What happened to people between two measurements of the same rows.
///
///   Gini after − Gini before = reranking − levelling      (Jenkins & Van Kerm 2006)
///   levelling = G(before) − C(after by the order before)   > 0 where those who had least gained most, relatively
///   reranking = G(after) − C(after by the order before) ≥ 0 people who changed places
struct ChangeInEquality {
  double better = 0, worse = 0, same = 0;  // people who have more, less, the same
  double mean_before = 0, mean_after = 0;
  double gained = 0, lost = 0;  // Σ people · change, of those who gained, and of those who lost (≥ 0)
  double gini_before = 0, gini_after = 0;
  double levelling = 0, reranking = 0;
  double gini_of_change = 0;  // gini_signed of the changes
};
/// params   before, after ≥ 0, of the same rows; people as they are now
ChangeInEquality change_in_equality(std::span<const double> before, std::span<const double> after,
                                    std::span<const double> people);
/// Who of the incomes has what was gained: the concentration of max(0, after − before) by income. Negative: the poor
/// have more of it.
double concentration_of_gains(std::span<const double> before, std::span<const double> after,
                              std::span<const double> people, std::span<const double> income);

/// How much of a change is due to each of some factors, exactly: each factor's mean contribution over all orders in which
/// the factors could have changed (Shapley 1953), so that the parts add up to the whole and no order is favoured.
///
/// params   worth(mask): the figure with the factors of the mask (bit f: factor f) after and all others before
/// returns  one part a factor; they add up to worth(all) − worth(0)
/// errors   more than 20 factors are a programmer's mistake
/// cost     2^factors calls of worth
std::vector<double> shapley(std::size_t factors, const std::function<double(std::uint32_t)>& worth);
/// The same for the change of an index of a sum of sources (incomes by kind, access by service): before and after hold a
/// column for each source.
std::vector<double> shapley_by_source(std::span<const std::vector<double>> before,
                                      std::span<const std::vector<double>> after,
                                      const std::function<double(std::span<const double>)>& index);

}  // namespace cityloop
