#pragma once

#include <string>

#include "cityloop/base/text.h"
#include "cityloop/decide/site/problem.h"

namespace cityloop::site {

/// A site open or closed.
struct Decision {
  std::uint32_t site = 0;
  bool open = false;
  friend bool operator==(const Decision&, const Decision&) = default;
};

/// Why no choice of sites costs less than `bound`: a tree of decisions, written node before branches. A path from the
/// root fixes sites open or closed. Whatever whole numbers v_i ≥ 0 ("prices": what client i would pay, for each unit
/// of its weight, to be served) are taken, no choice on the path costs less than
///
///   L(v) = Σ_i w_i v_i + min_{S allowed on the path} Σ_{j∈S} ( price_j − Σ_i w_i max(0, v_i − c_ij) ),   v_i ≤ beyond'
///
/// (Lagrangian relaxation of "each client is served"). Prices and costs are counted in units of 2^−shift, all in whole
/// numbers: a bound is exact, not rounded. As values are whole, L > bound − 1 proves bound.
///
///   leaf   its prices alone prove the bound on this path
///   fix    its prices prove the bound for the opposite of each of `decided`, one at a time: they are fixed further down
///   outdone  each site of `worse`, in this order, is closed: in any choice that opens it, `by`, still undecided, does as
///          well; then the clients of `dropped` are left out of account further down, which can only lower the cost
///   split  two branches follow: `site` open, then `site` closed
struct Certificate {
  enum class Kind : std::uint8_t { leaf, fix, outdone, split };
  /// For no client is `site` better than `by`, given the sites that are open on the path, and it is no cheaper.
  struct Outdone {
    std::uint32_t site = 0, by = 0;
    friend bool operator==(const Outdone&, const Outdone&) = default;
  };
  struct Step {
    Kind kind = Kind::leaf;
    std::uint32_t site = 0;                   // split
    std::uint32_t prices = 0;                 // leaf, fix: which of `prices`
    std::vector<Decision> decided = {};       // fix
    std::vector<Outdone> worse = {};          // outdone
    std::vector<std::uint32_t> dropped = {};  // outdone
  };
  int shift = 0;
  std::vector<std::vector<std::int64_t>> prices;  // per client
  std::vector<Step> steps;
  std::int64_t bound = 0;
};

/// An answer, with what is known about better ones.
struct Siting {
  std::vector<std::uint32_t> open;  // ascending; existing sites among them
  std::int64_t value = 0;           // of the problem's objective
  std::int64_t bound = 0;           // no choice is below it
  double gap = 0;                   // (value − bound) / value
  bool proven = false;              // value = bound
  Worth worth;
  Certificate proof;
  std::size_t nodes = 0;       // of the tree
  std::size_t iterations = 0;  // of the prices
};

/// What the verifier found.
struct Verdict {
  bool holds = false;
  Text why = {};  // if it does not
};

}  // namespace cityloop::site
