#include "cityloop/decide/portfolio/dive.h"

#include <algorithm>

namespace cityloop::portfolio {
namespace {

class Dive {
 public:
  Dive(Relaxation& lp, const Formulation& f, State& state) : lp_{lp}, f_{f}, s_{state} {
    for (std::size_t p = 0; p + 1 < f.first.size(); ++p)
      for (std::uint32_t j = f.first[p]; j < f.first[p + 1]; ++j) owner_.push_back(p);
    open_.assign(f.choices, 1);
  }
  ~Dive() {
    for (const std::uint32_t j : touched_) lp_.bounds(j, 0, 1);
  }
  Dive(const Dive&) = delete;
  Dive& operator=(const Dive&) = delete;

  /// False when nothing is left to decide.
  bool step() {
    const std::span<const double> x = lp_.x();
    std::vector<std::uint32_t> taken;
    double most = 0;
    for (std::uint32_t j = 0; j < f_.choices; ++j) {
      if (open_[j] == 0 || x[j] < 1e-6) continue;
      most = std::max(most, x[j]);
      taken.push_back(j);
    }
    if (taken.empty()) return false;
    const double enough = std::min(0.97, most);
    std::stable_sort(taken.begin(), taken.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return x[a] > x[b]; });
    std::size_t parts = 0;
    for (const std::uint32_t j : taken) {
      if (x[j] < enough || (x[j] < 0.97 && ++parts > 1)) break;
      const auto lack = s_.refusal(owner_[j], f_.year[j]);
      if (lack && lack->what.rule == Rule::precedence && !s_.chosen(owner_[j]) && again_ < 3) {
        ++again_;  // its predecessor may come in this round
        continue;
      }
      open_[j] = 0;
      touched_.push_back(j);
      if (lack) {
        lp_.bounds(j, 0, 0);
        continue;
      }
      again_ = 0;
      s_.add(owner_[j], f_.year[j]);
      lp_.bounds(j, 1, 1);
    }
    return true;
  }

 private:
  Relaxation& lp_;
  const Formulation& f_;
  State& s_;
  std::vector<std::size_t> owner_;
  std::vector<char> open_;
  std::vector<std::uint32_t> touched_;
  int again_ = 0;
};

}  // namespace

void dive(Relaxation& lp, const Formulation& f, State& state, int rounds) {
  Dive d{lp, f, state};
  for (int round = 0; round < rounds; ++round)
    if (!d.step() || lp.solve() != Outcome::optimal) break;
}

}  // namespace cityloop::portfolio
