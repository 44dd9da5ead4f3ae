#include "cityloop/assess/index/sobol.h"

#include <algorithm>
#include <cassert>

#include <boost/random/sobol.hpp>

#include "cityloop/base/random.h"

namespace cityloop::index {
namespace {

constexpr int kBits = 32;

/// Owen's scrambling of the first 32 bits: the coin for a bit is the one of the prefix above it. A prefix is numbered with a
/// leading 1, so that 0, 00 and 000 are three prefixes.
std::uint32_t scrambled(std::uint32_t bits, const Random& coins) {
  std::uint64_t prefix = 1;
  std::uint32_t out = 0;
  for (int b = kBits - 1; b >= 0; --b) {
    const std::uint32_t bit = (bits >> b) & 1U;
    const auto coin = static_cast<std::uint32_t>(coins.at(prefix) & 1U);
    out = (out << 1U) | (bit ^ coin);
    prefix = (prefix << 1U) | bit;
  }
  return out;
}

struct Sums {
  double variance = 0;
  std::vector<double> first, total;
};
/// `row(k)`: which row of the design stands at the k-th place.
template <class Row>
Sums estimate(const std::vector<double>& f, std::size_t n, std::size_t d, Row row) {
  double mean = 0;
  for (std::size_t k = 0; k < n; ++k) mean += f[row(k)] + f[n + row(k)];
  mean /= static_cast<double>(2 * n);
  Sums s{0, std::vector<double>(d, 0), std::vector<double>(d, 0)};
  for (std::size_t k = 0; k < n; ++k) {
    const std::size_t r = row(k);
    const double a = f[r] - mean, b = f[n + r] - mean;
    s.variance += a * a + b * b;
    for (std::size_t i = 0; i < d; ++i) {
      const double ab = f[(2 + i) * n + r] - mean;
      s.first[i] += b * (ab - a);
      s.total[i] += (a - ab) * (a - ab) / 2;
    }
  }
  s.variance /= static_cast<double>(2 * n);
  for (std::size_t i = 0; i < d; ++i) {
    const double whole = s.variance * static_cast<double>(n);
    s.first[i] = whole > 0 ? s.first[i] / whole : 0;
    s.total[i] = whole > 0 ? s.total[i] / whole : 0;
  }
  return s;
}

}  // namespace

std::vector<double> scrambled_sobol(std::size_t n, std::size_t d, std::uint64_t seed) {
  boost::random::sobol engine{d};
  constexpr int kDown = boost::random::sobol::max() == ~std::uint64_t{0} ? 64 - kBits : 0;
  std::vector<double> out(n * d);
  std::vector<Random> coins;
  for (std::size_t j = 0; j < d; ++j) coins.emplace_back(seed, 0x50B0'0000'0000ULL + j);
  for (std::size_t k = 0; k < n * d; ++k) {
    // The engine leaves out the first point of the sequence, 0, without which the points are no net.
    const auto bits = k < d ? 0U : static_cast<std::uint32_t>(static_cast<std::uint64_t>(engine()) >> kDown);
    out[k] = (static_cast<double>(scrambled(bits, coins[k % d])) + 0.5) * 0x1.0p-32;
  }
  return out;
}

void Design::point(std::size_t run, std::span<double> out) const {
  const std::size_t block = run / n, row = run % n;
  const std::vector<double>& from = block == 1 ? b : a;
  std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(row * d), d, out.begin());
  if (block >= 2) out[block - 2] = b[row * d + block - 2];
}

Design saltelli(std::size_t n, std::size_t d, std::uint64_t seed) {
  Design out{n, d, {}, {}};
  const std::vector<double> both = scrambled_sobol(n, 2 * d, seed);
  for (std::size_t k = 0; k < n; ++k) {
    const auto row = both.begin() + static_cast<std::ptrdiff_t>(k * 2 * d),
               half = row + static_cast<std::ptrdiff_t>(d);
    out.a.insert(out.a.end(), row, half);
    out.b.insert(out.b.end(), half, half + static_cast<std::ptrdiff_t>(d));
  }
  return out;
}

Sensitivity sensitivity(const Design& design, const std::function<double(std::size_t)>& result,
                        std::size_t bootstrap, std::uint64_t seed) {
  const std::size_t n = design.n, d = design.d;
  assert(n > 0);
  std::vector<double> f(design.runs());
  for (std::size_t r = 0; r < f.size(); ++r) f[r] = result(r);
  const Sums at = estimate(f, n, d, [](std::size_t k) { return k; });
  Sensitivity out;
  out.variance = at.variance;
  std::vector<std::vector<double>> first(d), total(d);
  std::vector<std::size_t> rows(n);
  for (std::size_t b = 0; b < bootstrap; ++b) {
    Random random{seed, 0xB007'0000'0000ULL + b};
    for (std::size_t& r : rows) r = random.below(n);
    const Sums again = estimate(f, n, d, [&](std::size_t k) { return rows[k]; });
    for (std::size_t i = 0; i < d; ++i)
      first[i].push_back(again.first[i]), total[i].push_back(again.total[i]);
  }
  const auto interval = [&](double value, std::vector<double>& of) {
    if (of.empty()) return Estimate{value, value, value};
    std::sort(of.begin(), of.end());
    const auto last = static_cast<double>(of.size() - 1);
    return Estimate{value, of[static_cast<std::size_t>(0.025 * last + 0.5)],
                    of[static_cast<std::size_t>(0.975 * last + 0.5)]};
  };
  for (std::size_t i = 0; i < d; ++i) {
    out.first.push_back(interval(at.first[i], first[i]));
    out.total.push_back(interval(at.total[i], total[i]));
  }
  return out;
}

}  // namespace cityloop::index
