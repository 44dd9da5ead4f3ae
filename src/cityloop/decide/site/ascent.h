#pragma once

#include <functional>

#include "cityloop/decide/site/lot.h"

namespace cityloop::site {

/// Prices that make the bound L(v) of a lot high (certificate.h), in units of 2^−shift.
///
/// The volume algorithm: from the best prices v̂ a step along the average g̅ of the services missing (1 − how many
/// chosen sites would serve i), as long as that raises L; averages of the choices, y̅, come near the optimum of the
/// linear relaxation and say which sites are in doubt.
///
///   v = v̂ + λ (target − L(v̂)) / Σ w g̅² · g̅,   g̅ ← α g + (1 − α) g̅
///
/// Bounds are whole numbers; only directions are floating point, taken in the order of clients: the same bytes for any
/// number of threads.
/// source   Barahona & Anbil 2000
class Ascent {
 public:
  Ascent(const Lot&, int shift, Run&);

  struct Rules {
    std::size_t iterations = 300;
    std::size_t patience = 60;  // iterations that raise L by less than `least`, before it gives up
    double least = 1e-4;        // of the gap
  };
  /// Starts from `v` (one per client of the lot). Ends when L > target, when it stalls, or when `look` says false;
  /// `look(chosen)` sees the choice of an iteration (local sites).
  using Look = std::function<bool(const std::vector<std::uint32_t>&)>;
  void run(std::vector<std::int64_t> v, std::int64_t target, const Rules&, const Look& look);
  /// Averages to go on from, per site: those of the lot that this one is a part of.
  void remember(std::vector<double> average) { average_ = std::move(average), remembers_ = true; }

  std::int64_t best() const { return best_; }                       // L(v̂), constants included
  const std::vector<std::int64_t>& prices() const { return top_; }  // v̂
  const std::vector<std::int64_t>& rest() const {
    return rest_;
  }  // per site, at v̂: price − Σ w max(0, v̂ − c)
  const std::vector<double>& doubt() const { return average_; }  // y̅
  std::size_t iterations() const { return iterations_; }
  /// Which of the lot's sites the prices decide: the opposite would cost more than `target`.
  std::vector<Decision> decided(std::int64_t target) const;

 private:
  std::int64_t evaluate(const std::vector<std::int64_t>& v);
  void choose();
  void missing(const std::vector<std::int64_t>& v);

  const Lot& lot_;
  int shift_;
  Run& run_;
  std::vector<std::int64_t> top_, rest_, trial_rest_;
  std::vector<std::uint32_t> chosen_;
  std::vector<char> is_chosen_;
  std::vector<std::int32_t> missing_;
  std::vector<double> direction_, average_;
  bool remembers_ = false;
  std::int64_t best_ = 0, chosen_sum_ = 0;
  double ratio_ = 0, trial_ratio_ = 0;  // under a budget: what the last money buys
  std::size_t iterations_ = 0;
};

}  // namespace cityloop::site
