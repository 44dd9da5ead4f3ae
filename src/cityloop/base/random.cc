#include "cityloop/base/random.h"

#include <cassert>
#include <cmath>
#include <numbers>

#include <Random123/philox.h>

namespace cityloop {
namespace {

__extension__ using UnsignedWide = unsigned __int128;

constexpr std::uint32_t low_word(std::uint64_t x) { return static_cast<std::uint32_t>(x); }
constexpr std::uint32_t high_word(std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32U); }

}  // namespace

std::uint64_t Random::at(std::uint64_t n) const {
  const r123::Philox4x32 philox;
  const r123::Philox4x32::ctr_type counter{
      {low_word(n), high_word(n), low_word(stream_), high_word(stream_)}};
  const r123::Philox4x32::key_type key{{low_word(seed_), high_word(seed_)}};
  const r123::Philox4x32::ctr_type words = philox(counter, key);
  return (static_cast<std::uint64_t>(words[1]) << 32U) | words[0];
}

std::uint64_t Random::next() { return at(n_++); }

double Random::uniform() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }

// Lemire 2019, "Fast random integer generation in an interval": the few products that would favour some numbers are
// drawn again.
std::uint64_t Random::below(std::uint64_t n) {
  assert(n > 0 && "a number below zero does not exist");
  if (n == 0) return 0;
  UnsignedWide product = static_cast<UnsignedWide>(next()) * n;
  if (static_cast<std::uint64_t>(product) < n) {
    const std::uint64_t unfair = (0 - n) % n;
    while (static_cast<std::uint64_t>(product) < unfair) product = static_cast<UnsignedWide>(next()) * n;
  }
  return static_cast<std::uint64_t>(product >> 64U);
}

// Box–Muller, the cosine half only: two draws each time, so that the n-th normal is a function of n.
double Random::normal() {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));  // 1 - u is never 0
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

}  // namespace cityloop
