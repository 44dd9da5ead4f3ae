#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

namespace cityloop {

/// The exponents of a dimension. Six are enough for a city: m, s, person, yuan, kgCO2e, J.
struct Dim {
  std::int8_t metre = 0, second = 0, person = 0, yuan = 0, kgco2e = 0, joule = 0;
  friend constexpr bool operator==(Dim, Dim) = default;
};
constexpr std::int8_t narrow8(int x) { return static_cast<std::int8_t>(x); }
constexpr Dim operator*(Dim a, Dim b) {
  return {narrow8(a.metre + b.metre), narrow8(a.second + b.second), narrow8(a.person + b.person),
          narrow8(a.yuan + b.yuan),   narrow8(a.kgco2e + b.kgco2e), narrow8(a.joule + b.joule)};
}
constexpr Dim inverse(Dim a) {
  return {narrow8(-a.metre), narrow8(-a.second), narrow8(-a.person),
          narrow8(-a.yuan),  narrow8(-a.kgco2e), narrow8(-a.joule)};
}
constexpr Dim operator/(Dim a, Dim b) { return a * inverse(b); }

/// A number of base units (m, s, person, yuan, kgCO2e, J). The scale lives only in constants such as `kilometre`.
template <Dim D>
class Quantity {
 public:
  constexpr Quantity() = default;
  constexpr explicit Quantity(double base) : base_{base} {}
  template <class Rep, class Period>
    requires(D == Dim{.second = 1})
  // 5min, 90s: chrono literals are the literals of time
  constexpr Quantity(std::chrono::duration<Rep, Period> d)
      : base_{std::chrono::duration<double>(d).count()} {}
  constexpr double in(Quantity unit) const { return base_ / unit.base_; }
  constexpr double base() const { return base_; }
  friend constexpr auto operator<=>(Quantity, Quantity) = default;
  friend constexpr Quantity operator+(Quantity a, Quantity b) { return Quantity{a.base_ + b.base_}; }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return Quantity{a.base_ - b.base_}; }
  friend constexpr Quantity operator*(double k, Quantity a) { return Quantity{k * a.base_}; }
  friend constexpr Quantity operator/(Quantity a, double k) { return Quantity{a.base_ / k}; }

 private:
  double base_ = 0.0;
};
template <Dim A, Dim B>
constexpr auto operator*(Quantity<A> a, Quantity<B> b) {
  if constexpr (A * B == Dim{}) return a.base() * b.base();
  else return Quantity<A * B>{a.base() * b.base()};
}
template <Dim A, Dim B>
constexpr auto operator/(Quantity<A> a, Quantity<B> b) {
  if constexpr (A * inverse(B) == Dim{}) return a.base() / b.base();
  else return Quantity<A * inverse(B)>{a.base() / b.base()};
}

using Metres = Quantity<Dim{.metre = 1}>;
using Area = Quantity<Dim{.metre = 2}>;
using Seconds = Quantity<Dim{.second = 1}>;
using Speed = Quantity<Dim{.metre = 1, .second = -1}>;
using Persons = Quantity<Dim{.person = 1}>;
using Yuan = Quantity<Dim{.yuan = 1}>;  // analysis only: price per tonne, per minute. Budgets are Money.
using KgCO2e = Quantity<Dim{.kgco2e = 1}>;
using Energy = Quantity<Dim{.joule = 1}>;
inline constexpr Metres metre{1}, kilometre{1000};
inline constexpr Seconds second{1}, minute{60}, hour{3600};
inline constexpr Energy kilowatt_hour{3.6e6};

static_assert((Metres{100} / Speed{1.25}).in(second) == 80.0);
static_assert(Seconds{std::chrono::minutes{5}}.in(minute) == 5.0);
static_assert(sizeof(Seconds) == sizeof(double));

}  // namespace cityloop
