#pragma once

#include <span>
#include <vector>

namespace cityloop {

/// How unevenly groups live over units (cells, communities, districts). Units of nobody do not count. All indices but
/// isolation, interaction and the exposure they rest on are 0 where every unit has the city's mix and 1 where no unit is
/// mixed. An index rises as the grain gets finer: say it at several grains, or corrected for small units.

/// One group against the rest: `group[i]` of the `total[i]` people of unit i. p = group/total, P of the whole city,
/// G and T the city's group and people.
struct Segregation {
  double dissimilarity = 0;  // D = ½ Σ |g/G − (t − g)/(T − G)|: the share that would have to move
  double gini = 0;           // Σᵢⱼ tᵢtⱼ|pᵢ − pⱼ| / (2T²P(1 − P))
  double entropy = 0;        // H = Σ t(E − Eᵢ)/(TE), E the entropy of the mix (Theil & Finizza)
  double atkinson = 0;       // 1 − P/(1 − P) · |Σ (1 − p)^½ p^½ t/(PT)|², aversion ½
  double isolation = 0;      // Σ (g/G) p: share of the group in the unit of a member
  double interaction = 0;    // 1 − isolation
  double correlation = 0;    // (isolation − P)/(1 − P)
  double share = 0;          // P
  /// What chance alone would make of D if everybody drew a unit at random: the mean absolute deviation of a binomial in
  /// each unit (De Moivre), and what of D is beyond that: (D − chance)/(1 − chance), below 0 where people are more
  /// evenly spread than chance would spread them.
  double by_chance = 0, dissimilarity_corrected = 0;
};
/// params   0 ≤ group ≤ total, people (fractions are allowed; chance takes whole people, rounded)
/// returns  zeros where the group is empty or is everybody
/// source   Duncan & Duncan 1955; Massey & Denton 1988; James & Taeuber 1985; Carrington & Troske 1997 (correction)
/// cost     O(n log n)
Segregation segregation(std::span<const double> group, std::span<const double> total);

/// Several groups that part the people (ages, incomes): `groups[m][i]` of group m in unit i. π_im the share in a unit,
/// π_m in the city.
struct MultigroupSegregation {
  double dissimilarity = 0;       // Σ_m Σ_i t|π_im − π_m| / (2T Σ π_m(1 − π_m))
  double gini = 0;                // Σ_m Σᵢⱼ tᵢtⱼ|π_im − π_jm| / (2T² Σ π_m(1 − π_m))
  double entropy = 0;             // Theil's H = Σ t(E − E_i)/(TE)
  double divergence = 0;          // mean of Σ_m π_im ln(π_im/π_m): nats between a unit and the city
  double diversity = 0;           // E = −Σ π_m ln π_m of the city, in nats
  double squared_variation = 0;   // C = Σ_m Σ_i t(π_im − π_m)²/(T π_m) / (M − 1)
  double relative_diversity = 0;  // R = Σ_m Σ_i t(π_im − π_m)² / (T Σ π_m(1 − π_m))
  double interaction = 0;  // Simpson's Σ π_m(1 − π_m): chance that two people of the city are of two groups
};
/// params   one column a group, all of one length; groups of nobody do not count
/// source   Reardon & Firebaugh 2002; Roberto 2016 (divergence)
MultigroupSegregation multigroup_segregation(std::span<const std::vector<double>> groups);

/// How far a unit's mix is from the city's: Σ_m π_im ln(π_im/π_m), in nats; 0 where nobody lives.
std::vector<double> local_divergence(std::span<const std::vector<double>> groups);

/// Mean absolute deviation of a binomial share: E|X/n − p| = 2(1 − p)^(n−m) p^(m+1) (m + 1)C(n, m + 1)/n, m = ⌊np⌋.
/// source   De Moivre 1730; Diaconis & Zabell 1991
double mean_deviation_of_share(double n, double p);

}  // namespace cityloop
