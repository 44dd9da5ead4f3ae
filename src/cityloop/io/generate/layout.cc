#include "cityloop/io/generate/layout.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "cityloop/base/hash.h"

namespace cityloop::demo {
namespace {

/// Share of the municipality's area by quarter; what is left is rural.
constexpr std::array<double, 5> kAreaShare{0.010, 0.055, 0.040, 0.100, 0.030};
constexpr double kRounding = 0.45;  // 0: squares stay squares, 1: they become circles

}  // namespace

Layout::Layout(const DemoSpec& spec) : seed_{spec.seed} {
  // One square kilometre per thousand people: one 100 m cell for every ten.
  const double area_m2 = spec.people * 1000.0;
  side_m_ = spec.people < 50'000 ? 600 : 1200;
  Random r = random("layout", 0);
  turn_ = r.uniform(-0.16, 0.16);
  for (double& p : bend_phase_) p = r.uniform(0, 2 * std::numbers::pi);
  for (double& p : border_phase_) p = r.uniform(0, 2 * std::numbers::pi);
  radius_m_ = std::sqrt(area_m2 / std::numbers::pi);

  const double units = radius_m_ / unit_m();
  river_at_ = -std::max(0.11 * units, 0.6 * kUnits);
  river_swing_ = std::min(0.035 * units, 1.2 * kUnits);
  river_wave_ = 2 * std::numbers::pi / std::max(0.9 * units, 3.0 * kUnits);
  river_phase_ = r.uniform(0, 2 * std::numbers::pi);
  river_half_ = std::clamp(0.009 * radius_m_, 30.0, 220.0) / unit_m();

  // The border's scale: ∫ r² dθ / 2 must be the area.
  double integral = 0;
  constexpr int kSteps = 3600;
  border_scale_ = 1;
  for (int k = 0; k < kSteps; ++k) {
    const double a = 2 * std::numbers::pi * k / kSteps;
    const double b = border_m({std::cos(a), std::sin(a)});
    integral += 0.5 * b * b * (2 * std::numbers::pi / kSteps);
  }
  border_scale_ = std::sqrt(area_m2 / integral);

  const int reach = static_cast<int>(std::ceil(1.9 * radius_m_ / side_m_)) + 2;
  for (int j = -reach; j <= reach; ++j)
    for (int i = -reach; i <= reach; ++i) {
      const Point c = place((i + 0.5) * kUnits, (j + 0.5) * kUnits);
      if (inside(c)) superblocks_.push_back({.i = i, .j = j});
    }
  for (std::size_t k = 0; k < superblocks_.size(); ++k)
    by_position_.emplace(key_of({superblocks_[k].i, superblocks_[k].j}), k);
  choose_quarters();

  const double urban = std::sqrt(kAreaShare[0] + kAreaShare[1] + 0.5 * kAreaShare[2]) * radius_m_ / side_m_;
  inner_ring_ = std::max(1, static_cast<int>(std::lround(0.45 * urban)));
  outer_ring_ = std::max(inner_ring_ + 1, static_cast<int>(std::lround(1.05 * urban)));
  motorway_units_ = (outer_ring_ + 1 + 0.37) * kUnits;
}

Random Layout::random(std::string_view what, std::uint64_t number) const {
  return Random{seed_, id_of("demo", what, number)};
}

Point Layout::place(double x, double y) const {
  const double u = x * unit_m(), v = y * unit_m();
  const double square = std::max(std::abs(u), std::abs(v)), round = std::hypot(u, v);
  // Squares around the centre are rounded towards circles; the rim is reached slowly, so that the old town stays square.
  const double k =
      round > 0 ? std::pow(square / round, kRounding * std::min(1.0, round / (0.25 * radius_m_))) : 1.0;
  double px = u * k, py = v * k;
  // Long gentle bends of a few per cent of the radius.
  const double w = 2 * std::numbers::pi / (0.8 * radius_m_), a = 0.012 * radius_m_;
  px += a * (std::sin(w * py + bend_phase_[0]) - std::sin(bend_phase_[0]));
  py += a * (std::sin(w * px + bend_phase_[1]) - std::sin(bend_phase_[1]));
  return {px * std::cos(turn_) - py * std::sin(turn_), px * std::sin(turn_) + py * std::cos(turn_)};
}

double Layout::border_m(Point p) const {
  const double a = std::atan2(p.y, p.x);
  return border_scale_ * radius_m_ *
         (1 + 0.07 * std::sin(2 * a + border_phase_[0]) + 0.045 * std::sin(3 * a + border_phase_[1]) +
          0.02 * std::sin(5 * a + border_phase_[2]));
}
bool Layout::inside(Point p, double margin_m) const { return std::hypot(p.x, p.y) + margin_m < border_m(p); }
Point Layout::on_border(Point p) const {
  const double far = std::hypot(p.x, p.y);
  return far > 0 ? (border_m(p) / far) * p : p;
}

const Superblock* Layout::find(int i, int j) const {
  const auto hit = by_position_.find(key_of({i, j}));
  return hit == by_position_.end() ? nullptr : &superblocks_[hit->second];
}

double Layout::river_y(double x) const {
  return river_at_ + river_swing_ * std::sin(river_wave_ * x + river_phase_);
}
bool Layout::wet(double x, double y, double bank_units) const {
  return std::abs(y - river_y(x)) < river_half_ + bank_units;
}
bool Layout::bridge(int i) const { return i % 2 == 0; }

void Layout::choose_quarters() {
  const std::size_t n = superblocks_.size();
  std::vector<std::size_t> left(n);
  for (std::size_t k = 0; k < n; ++k) left[k] = k;
  const double reach = radius_m_ / unit_m();

  // Takes the `share` of all superblocks that `cost` ranks first, at least one.
  const auto take = [&](Quarter q, double share, auto cost) {
    const auto want = std::min(
        left.size(),
        std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(share * static_cast<double>(n)))));
    std::stable_sort(left.begin(), left.end(), [&](std::size_t a, std::size_t b) {
      return cost(superblocks_[a]) < cost(superblocks_[b]);
    });
    for (std::size_t k = 0; k < want; ++k) superblocks_[left[k]].quarter = q;
    left.erase(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(want));
  };
  const auto middle = [](const Superblock& b) { return Point{(b.i + 0.5) * kUnits, (b.j + 0.5) * kUnits}; };
  const double far = 100 * reach;
  const auto from = [&](const Superblock& b, double x, double y) { return distance_m(middle(b), {x, y}); };
  const auto northern = [&](const Superblock& b) {
    const Point c = middle(b);
    return south(c.x, c.y) ? far : 0.0;
  };
  take(Quarter::old_town, kAreaShare[0], [&](const Superblock& b) { return from(b, 1, 1) + northern(b); });
  take(Quarter::main_urban, kAreaShare[1],
       [&](const Superblock& b) { return from(b, 0.02 * reach, 0.05 * reach) + northern(b); });
  // Across the river, east of south: what was built last.
  take(Quarter::new_district, kAreaShare[2], [&](const Superblock& b) {
    return from(b, 0.16 * reach, river_at_ - 0.16 * reach) + far - northern(b);
  });
  take(Quarter::industry, kAreaShare[4],
       [&](const Superblock& b) { return from(b, -0.42 * reach, 0.22 * reach); });
  take(Quarter::suburb, kAreaShare[3],
       [&](const Superblock& b) { return from(b, 0.03 * reach, -0.02 * reach); });
}

}  // namespace cityloop::demo
