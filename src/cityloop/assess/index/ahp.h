#pragma once

// Weights from comparisons in pairs (层次分析法).

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cityloop::index {

/// Judgements a_ij: how many times part i matters more than part j; a_ji = 1/a_ij, a_ii = 1, 0 where nobody said.
using Judgements = std::span<const double>;  // parts × parts, by row

/// The three judgements that contradict each other most: a_ij·a_jk is far from a_ik.
struct Triad {
  std::size_t i = 0, j = 0, k = 0;
  double said = 1, implied = 1;  // a_ik, and a_ij·a_jk
};

struct Judged {
  std::vector<double> weight;    // sum 1: the principal eigenvector
  std::vector<double> complete;  // the matrix with its gaps filled
  double lambda = 0;             // principal eigenvalue
  double ci = 0, cr = 0;         // (λ − n)/(n − 1), and over the random index
  double gci = 0;                // of the geometric rows: 2/((n−1)(n−2)) Σ_{i<j} ln²(a_ij w_j/w_i)
  std::optional<Triad> worst;    // of three parts or more
};

/// Weights of a comparison matrix, with how far it contradicts itself.
///
///   A w = λ w      CI = (λ − n)/(n − 1)      CR = CI/RI
///
/// Where pairs were not compared, the values that make λ least are put in: first those of the logarithmic least squares
/// over the graph of comparisons, then each in turn until none helps.
///
/// params   3 ≤ n ≤ 10 (2 contradict nothing); random_index 1: .58 .90 1.12 1.24 1.32 1.41 1.45 1.49 for n = 3 … 10;
///          2: .52 .89 1.11 1.25 1.35 1.40 1.45 1.49
/// returns  Judged
/// errors   the comparisons must connect all parts: `connected` says so
/// cost     O(n³)
/// source   Saaty 1980; gaps: Bozóki, Fülöp & Rónyai 2010; GCI: Aguarón & Moreno-Jiménez 2003
Judged ahp(Judgements, std::size_t n, int random_index = 1);

/// Geometric means of the rows, sum 1: the weights of the logarithmic least squares. Needs a complete matrix.
std::vector<double> geometric_rows(Judgements, std::size_t n);

/// True where every part is tied to every other by comparisons.
bool connected(Judgements, std::size_t n);

/// What several people say together: the geometric mean of each judgement, over those who gave it.
std::vector<double> judged_together(std::span<const std::vector<double>> people, std::size_t n);

inline constexpr std::size_t kMostCompared = 10;

}  // namespace cityloop::index
