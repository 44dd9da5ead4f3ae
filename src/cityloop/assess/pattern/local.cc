#include "cityloop/assess/pattern/local.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numeric>

#include "cityloop/assess/pattern/moran.h"
#include "cityloop/assess/people_rows.h"
#include "cityloop/base/parallel.h"
#include "cityloop/base/random.h"

namespace cityloop {
namespace {

constexpr std::size_t kGrain = 256;
/// Up to so many neighbours a repeated draw is looked for among those before it; beyond, in a table of all sites.
constexpr std::size_t kFew = 32;

/// Numbers of one site, two from each 64 bits: SplitMix64 (Steele, Lea & Flood 2014), whose n-th number is a function of
/// (key, n).
class Draws {
 public:
  Draws(std::uint64_t seed, std::size_t site) : key_{Random{seed, site}.at(0)} {}
  /// [0, n), unbiased (Lemire 2019).
  std::uint32_t below(std::uint32_t n) {
    std::uint64_t product = std::uint64_t{word()} * n;
    if (static_cast<std::uint32_t>(product) < n) {
      const std::uint32_t unfair = (0U - n) % n;
      while (static_cast<std::uint32_t>(product) < unfair) product = std::uint64_t{word()} * n;
    }
    return static_cast<std::uint32_t>(product >> 32U);
  }

 private:
  std::uint32_t word() {
    half_ = !half_;
    if (!half_) return static_cast<std::uint32_t>(bits_ >> 32U);
    std::uint64_t z = key_ + 0x9e3779b97f4a7c15U * ++n_;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    bits_ = z ^ (z >> 31U);
    return static_cast<std::uint32_t>(bits_);
  }
  std::uint64_t key_, n_ = 0, bits_ = 0;
  bool half_ = false;
};

/// The values as whole numbers over their range.
std::vector<std::int32_t> whole(std::span<const double> value) {
  const auto [least, most] = std::minmax_element(value.begin(), value.end());
  const double middle = (*least + *most) / 2, unit = 0x1p30 / (*most - *least);
  std::vector<std::int32_t> out(value.size());
  for (std::size_t i = 0; i < value.size(); ++i)
    out[i] = static_cast<std::int32_t>(std::lround((value[i] - middle) * unit));
  return out;
}

/// All values in several random orders, one after another. k places in a row of a random order are k sites drawn without
/// replacement, in one place of the memory instead of k: on maps that no cache holds that is several times as fast.
struct Shuffles {
  std::size_t sites = 0, orders = 0;
  std::vector<std::int32_t> value;    // order → place → value
  std::vector<std::uint32_t> placed;  // site → order → place

  bool used() const { return orders > 0; }
};
/// Maps from this size on are shuffled.
constexpr std::size_t kShuffled = 20'000;
/// So many windows that do not overlap, for each permutation asked for: what windows share is lost in what draws vary by.
constexpr std::size_t kWindows = 20;
/// … but no more memory than this many places take (8 bytes each).
constexpr std::size_t kMostPlaces = std::size_t{1} << 25U;

Shuffles shuffled(const std::vector<std::int32_t>& value, std::size_t degree, const LocalTest& test,
                  Run& run) {
  Shuffles s;
  s.sites = value.size();
  if (s.sites < kShuffled || degree == 0 || degree > kFew || test.permutations == 0) return s;
  s.orders = std::clamp<std::size_t>(kWindows * test.permutations * degree / s.sites + 1, 1,
                                     std::max<std::size_t>(1, kMostPlaces / s.sites));
  s.value.resize(s.orders * s.sites);
  s.placed.resize(s.orders * s.sites);
  for_chunks(run, s.orders, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t o = begin; o < end; ++o) {
      std::vector<std::uint32_t> order(s.sites);
      std::iota(order.begin(), order.end(), 0U);
      Random random{test.seed, ~std::uint64_t{o}};  // streams from the other end than those of the sites
      for (std::size_t i = s.sites; i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
      for (std::size_t place = 0; place < s.sites; ++place) {
        s.value[o * s.sites + place] = value[order[place]];
        s.placed[order[place] * s.orders + o] = static_cast<std::uint32_t>(place);
      }
    }
  });
  return s;
}

bool even(const Neighbours& w, std::size_t i) {
  for (std::size_t k = w.begin[i] + 1; k < w.begin[i + 1]; ++k)
    if (w.weight_of(k) != w.weight_of(w.begin[i])) return false;
  return true;
}

struct Outcome {
  double p = 1;
  std::uint32_t drawn = 0;
};

/// Deals the other sites' values out to one site's neighbours, again and again.
class Dealer {
 public:
  Dealer(const std::vector<std::int32_t>& value, const Shuffles& shuffles, const Neighbours& w,
         const LocalTest& test)
      : value_{value}, shuffles_{shuffles}, w_{w}, test_{test} {}

  Outcome judge(std::size_t site) {
    if (even(w_, site)) return deal<std::int64_t>(site, [](std::size_t) { return std::int64_t{1}; });
    return deal<double>(site, [&](std::size_t k) { return w_.weight_of(w_.begin[site] + k); });
  }

 private:
  template <class Sum, class Weight>
  Outcome deal(std::size_t site, Weight weight) {
    const std::span<const std::uint32_t> row = w_.row(site);
    const std::size_t k = row.size();
    Sum observed = 0;
    for (std::size_t j = 0; j < k; ++j) observed += weight(j) * static_cast<Sum>(value_[row[j]]);
    Draws draws{test_.seed, site};
    std::size_t at_least = 0, at_most = 0, drawn = 0;
    if (hand_.size() < k) hand_.resize(k);
    while (drawn < test_.permutations) {
      const std::int32_t* hand = shuffles_.used() ? next_window(draws, site, k, drawn) : draw(draws, site, k);
      Sum sum = 0;
      for (std::size_t j = 0; j < k; ++j) sum += weight(j) * static_cast<Sum>(hand[j]);
      at_least += sum >= observed ? 1 : 0;
      at_most += sum <= observed ? 1 : 0;
      ++drawn;
      if (test_.enough > 0 && std::min(at_least, at_most) >= test_.enough) break;
    }
    const auto tail = static_cast<double>(std::min(at_least, at_most)), n = static_cast<double>(drawn);
    const bool stopped = test_.enough > 0 && std::min(at_least, at_most) >= test_.enough;
    return {std::min(1.0, stopped ? 2 * tail / n : 2 * (tail + 1) / (n + 1)),
            static_cast<std::uint32_t>(drawn)};
  }

  /// The values of k different sites, not of the site itself.
  const std::int32_t* window(Draws& draws, std::size_t site, std::size_t k) {
    const auto starts = static_cast<std::uint32_t>(shuffles_.sites - k + 1),
               orders = static_cast<std::uint32_t>(shuffles_.orders);
    while (true) {
      const std::size_t from = draws.below(starts), order = draws.below(orders);
      const std::size_t own = shuffles_.placed[site * shuffles_.orders + order];
      if (own - from >= k)
        return shuffles_.value.data() + order * shuffles_.sites + from;  // own < from: wraps
    }
  }
  /// Windows are chosen sixteen at a time, so that the memory brings them all at once.
  const std::int32_t* next_window(Draws& draws, std::size_t site, std::size_t k, std::size_t drawn) {
    if (drawn % ahead_.size() == 0)
      for (const std::int32_t*& w : ahead_) {
        w = window(draws, site, k);
        __builtin_prefetch(w);
      }
    return ahead_[drawn % ahead_.size()];
  }
  const std::int32_t* draw(Draws& draws, std::size_t site, std::size_t k) {
    const auto others = static_cast<std::uint32_t>(value_.size() - 1);
    if (ids_.size() < k) ids_.resize(k);
    if (k > kFew) ++round_;
    if (k > kFew && seen_.empty()) seen_.assign(value_.size(), 0);
    for (std::size_t j = 0; j < k;) {
      std::uint32_t x = draws.below(others);
      if (x >= site) ++x;
      if (k > kFew) {
        if (seen_[x] == round_) continue;
        seen_[x] = round_;
      } else {
        bool again = false;
        for (std::size_t b = 0; b < j; ++b) again |= ids_[b] == x;
        if (again) continue;
      }
      ids_[j] = x;
      hand_[j++] = value_[x];
    }
    return hand_.data();
  }

  const std::vector<std::int32_t>& value_;
  const Shuffles& shuffles_;
  const Neighbours& w_;
  const LocalTest& test_;
  std::array<const std::int32_t*, 16> ahead_{};
  std::vector<std::int32_t> hand_;
  std::vector<std::uint32_t> ids_;
  std::vector<std::uint64_t> seen_;
  std::uint64_t round_ = 0;
};

}  // namespace

LocalPattern local_pattern(std::span<const double> value, const Neighbours& w, const LocalTest& test,
                           Run& run) {
  assert(value.size() == w.size() && "a value for each site");
  const std::size_t sites = value.size();
  LocalPattern out;
  out.islands = w.islands();
  out.moran.assign(sites, 0.0);
  out.g = out.g_star = out.moran;
  out.p.assign(sites, 1.0);
  out.drawn.assign(sites, 0);
  const auto n = static_cast<double>(sites);
  CarefulSum total;
  for (const double x : value) total.add(x);
  const double mean = sites > 0 ? total.value() / n : 0;
  CarefulSum sum_of_squares;
  for (const double x : value) sum_of_squares.add((x - mean) * (x - mean));
  const double squares = sum_of_squares.value();
  if (sites < 4 || out.islands + 4 > sites || !(squares > 0)) return out;
  const std::vector<std::int32_t> dealt = whole(value);
  std::size_t most = 0;
  for (std::size_t i = 0; i < sites; ++i) most = std::max(most, w.degree(i));
  const Shuffles shuffles = shuffled(dealt, most, test, run);
  run.progress.begin("pattern", sites);
  for_chunks(run, sites, kGrain, [&](std::size_t begin, std::size_t end) {
    Dealer dealer{dealt, shuffles, w, test};
    for (std::size_t i = begin; i < end; ++i) {
      const std::size_t k = w.degree(i);
      if (k == 0) continue;
      double lag = 0, weights = 0, weights_squared = 0;  // of distances from the mean
      for (std::size_t e = w.begin[i]; e < w.begin[i + 1]; ++e) {
        const double x = w.weight_of(e);
        lag += x * (value[w.of[e]] - mean);
        weights += x;
        weights_squared += x * x;
      }
      const double z = value[i] - mean;
      out.moran[i] = (n - 1) * z * lag / squares;
      // The others, without the site: their mean is −z/(n − 1) from the mean of all.
      const double others = n - 1, other_mean = -z / others;
      const double other_variance = std::max(0.0, (squares - z * z) / others - other_mean * other_mean);
      const double spread = other_variance * (others * weights_squared - weights * weights) / (others - 1);
      if (spread > 1e-14 * squares / n * weights_squared)
        out.g[i] = (lag - weights * other_mean) / std::sqrt(spread);
      const double own = weights / static_cast<double>(k), all = weights + own;
      const double star = squares / n * (n * (weights_squared + own * own) - all * all) / (n - 1);
      if (star > 0) out.g_star[i] = (lag + own * z) / std::sqrt(star);
      if (spread > 0 && k < sites - 1) {
        const bool dull = std::abs(out.g[i]) < test.screen;
        const Outcome o = dull ? Outcome{two_sided(out.g[i]), 0} : dealer.judge(i);
        out.p[i] = o.p;
        out.drawn[i] = o.drawn;
      }
    }
    run.progress.advance(end - begin);
  });
  return out;
}

std::vector<double> false_discovery(std::span<const double> p, Dependence dependence) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return p[a] != p[b] ? p[a] < p[b] : a < b; });
  double price = 1;
  if (dependence == Dependence::any) {
    CarefulSum harmonic;
    for (std::size_t i = 1; i <= p.size(); ++i) harmonic.add(1 / static_cast<double>(i));
    price = harmonic.value();
  }
  std::vector<double> out(p.size());
  double least = 1;
  for (std::size_t r = order.size(); r-- > 0;) {
    least = std::min(least, p[order[r]] * price * static_cast<double>(p.size()) / static_cast<double>(r + 1));
    out[order[r]] = least;
  }
  return out;
}

std::string_view to_word(Spot s) {
  constexpr std::array<std::string_view, 6> words{"none",           "high",           "low",
                                                  "high_among_low", "low_among_high", "island"};
  return words[static_cast<std::size_t>(s)];
}

std::vector<Spot> spots(std::span<const double> value, const Neighbours& w, const LocalPattern& local,
                        std::span<const double> mended, double rate) {
  CarefulSum total;
  for (const double x : value) total.add(x);
  const double mean = value.empty() ? 0 : total.value() / static_cast<double>(value.size());
  std::vector<Spot> out(value.size(), Spot::none);
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (w.degree(i) == 0) out[i] = Spot::island;
    else if (mended[i] <= rate) {
      // Which side the neighbours are on is the side of their z; the site's own is against the mean.
      const bool high_around = local.g[i] > 0, high = value[i] > mean;
      out[i] = high ? (high_around ? Spot::high : Spot::high_among_low)
                    : (high_around ? Spot::low_among_high : Spot::low);
    }
  }
  return out;
}

}  // namespace cityloop
