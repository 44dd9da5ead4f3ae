#pragma once

#include <algorithm>

namespace cityloop {

/// A sum that has one value in whatever order it is made, and from which a term can be taken out again without a
/// trace: terms are cut to whole multiples of 2⁻⁶⁴ (5·10⁻²⁰) and added as integers. Needed where a sum is mended
/// after an edit and must equal, byte for byte, the sum made anew.
///
/// A term counts at most 2⁴² (4·10¹²); larger ones count as that, so that no sum of eight million terms overflows.
class ExactSum {
 public:
  void add(double x) { parts_ += parts(x); }
  void take(double x) { parts_ -= parts(x); }
  double value() const { return static_cast<double>(parts_) * 0x1p-64; }
  friend bool operator==(const ExactSum&, const ExactSum&) = default;

 private:
  __extension__ using Wide = __int128;
  static Wide parts(double x) { return static_cast<Wide>(std::clamp(x, -0x1p42, 0x1p42) * 0x1p64); }
  Wide parts_ = 0;
};

}  // namespace cityloop
