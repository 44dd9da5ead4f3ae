#pragma once

// Aggregations in which a unit's score depends on all the others.

#include <span>
#include <vector>

#include "cityloop/assess/index/weights.h"

namespace cityloop::index {

/// How much of the weight speaks for `a` over `b`: the weight of the parts in which a is ahead, half of those in which
/// they are level, over the weight of the parts known of both.
///
///   o(a,b) = Σ_j w_j·([x_aj > x_bj] + ½[x_aj = x_bj]) / Σ_j w_j,   j over the parts that both have
///
/// returns  a number in [0, 1]; o(a,b) + o(b,a) = 1; ½ where nothing is known of both, so that neither gains by it
/// cost     O(parts)
/// source   Munda & Nardo 2009; the weights of what cannot be compared go to nobody
double outranks(Parts, std::span<const double> weight, std::size_t a, std::size_t b);

/// Wins less losses: how many units each is ahead of, less how many are ahead of it.
///
///   s(a) = Σ_b sign(o(a,b) − ½)
///
/// marks    missing for a unit of which nothing is known
/// cost     O(units²·parts)
/// source   Copeland 1951
Values copeland(Parts, std::span<const double> weight);

/// Nearness to the best of all, seen from the worst of all.
///
///   v_ij = w_j·r_ij    s = D⁻/(D⁺ + D⁻),  D± the distance to the best (worst) value of every part
///
/// params   how columns are made alike: r = x/√Σx² (vector), or (x − min)/(max − min) (min_max); more is better in each
/// returns  [0, 1]; ½ where best and worst coincide
/// marks    missing where any part is: a distance over fewer parts is not comparable
/// cost     O(units·parts)
/// source   Hwang & Yoon 1981. A rank can change when another unit joins
enum class Likeness : std::uint8_t { vector, min_max };
Values topsis(Parts, std::span<const double> weight, Likeness = Likeness::vector);

}  // namespace cityloop::index
