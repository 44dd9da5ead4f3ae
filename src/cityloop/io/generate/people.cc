#include <algorithm>
#include <array>
#include <cmath>

#include "cityloop/io/generate/sketch.h"

namespace cityloop::demo {
namespace {

/// Who lives in a quarter, as shares of its residents; low income overlaps the ages.
struct Mix {
  double children, elderly, low_income;
  double drift;  // relative change of residents per year
};
constexpr std::array<Mix, kQuarters> kMix{{
    {0.09, 0.29, 0.18, -0.015},  // old town: the young have left
    {0.14, 0.19, 0.07, 0.000},
    {0.22, 0.08, 0.04, 0.070},  // new district: young families, still filling up
    {0.15, 0.12, 0.22, 0.020},  // suburb: people who came for work
    {0.08, 0.05, 0.30, 0.010},
    {0.12, 0.31, 0.27, -0.020},  // villages: the old stay
}};

/// Splits `total` over weights so that the parts are whole and add up: running totals are rounded, not parts.
template <class Weight, class Give>
void share_out(double total, std::size_t n, Weight weight, Give give) {
  double all = 0, run = 0;
  for (std::size_t k = 0; k < n; ++k) all += weight(k);
  if (all <= 0) return;
  std::int64_t given = 0;
  for (std::size_t k = 0; k < n; ++k) {
    run += weight(k);
    const auto until = static_cast<std::int64_t>(std::llround(total * run / all));
    give(k, until - given);
    given = until;
  }
}

}  // namespace

void settle_people(const Layout& layout, const DemoSpec& spec, Sketch& s) {
  // What the blocks hold in the first year adds up to the number asked for; then each quarter drifts at its own pace.
  std::vector<std::vector<std::uint32_t>> homes_of(s.blocks.size());
  for (std::uint32_t h = 0; h < s.homes.size(); ++h) homes_of[s.homes[h].block].push_back(h);
  double drawn = 0;
  for (std::size_t b = 0; b < s.blocks.size(); ++b) {
    if (homes_of[b].empty()) s.blocks[b].people = 0;
    drawn += s.blocks[b].people;
  }
  double total = spec.people;
  if (drawn > 0) {
    double later = 0;
    for (std::uint32_t b = 0; b < s.blocks.size(); ++b) {
      Block& block = s.blocks[b];
      block.people *= spec.people / drawn;
      for (int y = 1; y <= spec.years_later; ++y) {
        Random r =
            layout.random("drift", (static_cast<std::uint64_t>(b) << 8) + static_cast<std::uint64_t>(y));
        block.people *= 1 + kMix[at(block.quarter)].drift + 0.01 * r.normal();
      }
      block.people = std::max(0.0, block.people);
      later += block.people;
    }
    if (spec.years_later > 0) total = std::round(later);
  }
  share_out(
      total, s.blocks.size(), [&](std::size_t b) { return s.blocks[b].people; },
      [&](std::size_t b, std::int64_t people) {
        s.blocks[b].people = static_cast<double>(people);
        if (spec.years_later == 0) s.blocks[b].people_first = s.blocks[b].people;
        share_out(
            static_cast<double>(people), homes_of[b].size(),
            [&](std::size_t k) { return static_cast<double>(s.homes[homes_of[b][k]].weight); },
            [&](std::size_t k, std::int64_t n) {
              s.homes[homes_of[b][k]].residents = static_cast<std::uint32_t>(n);
            });
      });
  for (std::uint32_t h = 0; h < s.homes.size(); ++h) {
    Home& home = s.homes[h];
    const Mix& mix = kMix[at(s.blocks[home.block].quarter)];
    const bool deprived = s.blocks[home.block].deprived;
    Random r = layout.random("ages", h);
    // A share of whole people: the fraction is decided by chance, so that quarters come out right.
    const auto part = [&](double share) {
      const double x = std::clamp(share * r.uniform(0.6, 1.4), 0.0, 1.0) * home.residents;
      const double whole = std::floor(x);
      return static_cast<std::uint32_t>(whole) + (r.uniform() < x - whole ? 1U : 0U);
    };
    home.children = std::min(home.residents, part(mix.children));
    home.elderly = std::min(home.residents - home.children, part(mix.elderly));
    home.working = home.residents - home.children - home.elderly;
    home.low_income = std::min(home.residents, part(deprived ? 1.6 * mix.low_income : mix.low_income));
  }
}

}  // namespace cityloop::demo
