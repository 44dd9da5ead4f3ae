#pragma once

#include <cstdint>

namespace cityloop {

/// Counter-based random numbers (Philox4x32-10, Salmon et al. 2011): the n-th number of a stream is a pure function of
/// (seed, stream, n), so the same bytes come out for any number of threads and any order of asking.
class Random {
 public:
  Random(std::uint64_t seed, std::uint64_t stream) : seed_{seed}, stream_{stream} {}
  std::uint64_t next();  // 64 uniform bits
  double uniform();      // [0, 1)
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  std::uint64_t below(std::uint64_t n);  // [0, n), unbiased; n > 0
  double normal();                       // mean 0, standard deviation 1
  /// The n-th draw of this stream without moving it.
  std::uint64_t at(std::uint64_t n) const;

 private:
  std::uint64_t seed_, stream_, n_ = 0;
};

}  // namespace cityloop
