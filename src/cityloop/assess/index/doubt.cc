#include "cityloop/assess/index/doubt.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "cityloop/base/parallel.h"
#include "cityloop/base/random.h"

namespace cityloop::index {
namespace {

constexpr std::uint64_t kDraws = 0xD0B7'0000'0000ULL;
constexpr std::uint64_t kMostBytes = std::uint64_t{2} << 30U;

/// The sum over units of how far a place is from the declared one, and how many have both.
struct Shift {
  double sum = 0, n = 0;
  double mean() const { return n > 0 ? sum / n : 0; }
};

/// Mean |Δplace| of each point.
std::vector<double> shifts(const std::vector<std::uint32_t>& place, std::size_t points,
                           const std::vector<std::uint32_t>& declared, Run& run) {
  std::vector<Shift> of(points);
  for_chunks(run, points, 256, [&](std::size_t begin, std::size_t end) {
    for (std::size_t u = 0; u < declared.size(); ++u) {
      if (declared[u] == 0) continue;
      for (std::size_t k = begin; k < end; ++k) {
        const std::uint32_t p = place[u * points + k];
        if (p == 0) continue;
        of[k].sum += std::abs(static_cast<double>(p) - static_cast<double>(declared[u]));
        of[k].n += 1;
      }
    }
  });
  std::vector<double> out;
  for (const Shift& s : of) out.push_back(s.mean());
  return out;
}

UnitDoubt summed_up(std::span<const std::uint32_t> place, std::size_t units, std::size_t top,
                    std::size_t classes) {
  UnitDoubt d;
  d.in_class.assign(classes, 0);
  std::vector<std::uint32_t> there;
  for (const std::uint32_t p : place)
    if (p > 0) there.push_back(p);
  const auto n = static_cast<double>(there.size());
  d.scored = n / static_cast<double>(place.size());
  if (there.empty()) return d;
  double sum = 0;
  for (const std::uint32_t p : there) {
    sum += p;
    d.top += p <= top ? 1 : 0;
    d.in_class[std::min(classes - 1, (p - 1) * classes / units)] += 1;
  }
  d.mean = sum / n;
  d.top /= n;
  for (double& c : d.in_class) c /= n;
  const auto at = [&](double q) {
    const auto k = static_cast<std::ptrdiff_t>(q * (n - 1) + 0.5);
    std::nth_element(there.begin(), there.begin() + k, there.end());
    return there[static_cast<std::size_t>(k)];
  };
  d.low = at(0.05);
  d.median = at(0.5);
  d.high = at(0.95);
  return d;
}

void refuse_size(std::size_t units, std::size_t points) {
  if (units > 0 && points > kMostBytes / sizeof(std::uint32_t) / units)
    throw Error{Fault::bad_input,
                say("{} units at {} points are more places than fit into 2 GiB",
                    "{} 个对象、{} 次抽样的位次超过 2 GiB", units, points),
                {},
                say("ask for at most {}", "至多可取 {}", kMostBytes / sizeof(std::uint32_t) / units)};
}

}  // namespace

Text words_of(Factor f) {
  switch (f) {
    case Factor::impute: return {"filling of gaps", "插补方法"};
    case Factor::winsorise: return {"treatment of outliers", "异常值处理"};
    case Factor::normalise: return {"normalisation", "标准化方法"};
    case Factor::aggregate: return {"aggregation", "汇总方法"};
    case Factor::weights: return {"weights", "权重"};
    case Factor::measurement: return {"measurement error", "测量误差"};
    case Factor::leave_out: return {"an indicator left out", "剔除一项指标"};
  }
  return {};
}
std::string_view to_word(Factor f) {
  constexpr std::string_view words[] = {"impute",  "winsorise",   "normalise", "aggregate",
                                        "weights", "measurement", "leave_out"};
  return words[static_cast<std::size_t>(f)];
}

double Doubt::beats(std::size_t a, std::size_t b) const {
  double ahead = 0, both = 0;
  for (std::size_t k = 0; k < draws; ++k) {
    const std::uint32_t pa = place[a * draws + k], pb = place[b * draws + k];
    if (pa == 0 || pb == 0) continue;
    both += 1;
    ahead += pa < pb ? 1 : pa == pb ? 0.5 : 0;
  }
  return both > 0 ? ahead / both : 0.5;
}

Doubt doubt(const Redraw& redraw, std::size_t draws, std::size_t top, std::size_t classes, Run& run) {
  refuse_size(redraw.units(), draws);
  Doubt out;
  out.draws = draws;
  out.top = top;
  const std::uint64_t seed = run.seed;
  out.place = redraw.places_at(
      draws,
      [seed](std::size_t k, std::span<double> x) {
        Random r{seed, kDraws + k};
        for (double& v : x) v = r.uniform();
      },
      run);
  const std::size_t n = redraw.units();
  out.unit.resize(n);
  for_chunks(run, n, 256, [&](std::size_t begin, std::size_t end) {
    for (std::size_t u = begin; u < end; ++u)
      out.unit[u] = summed_up(std::span{out.place}.subspan(u * draws, draws), n, top, classes);
  });
  const std::vector<double> of = shifts(out.place, draws, redraw.built().place, run);
  out.mean_shift = std::accumulate(of.begin(), of.end(), 0.0) / static_cast<double>(draws);
  return out;
}

RankSensitivity rank_sensitivity(const Redraw& redraw, std::size_t points, std::size_t bootstrap,
                                 std::size_t bootstrap_units, Run& run) {
  const Design design = saltelli(points, redraw.factors().size(), run.seed);
  const std::size_t runs = design.runs(), n = redraw.units();
  refuse_size(n, runs);
  const std::vector<std::uint32_t> place =
      redraw.places_at(runs, [&](std::size_t k, std::span<double> x) { design.point(k, x); }, run);
  RankSensitivity out;
  out.factor = redraw.factors();
  out.runs = runs;
  const std::vector<double> of = shifts(place, runs, redraw.built().place, run);
  out.mean_shift = sensitivity(design, [&](std::size_t k) { return of[k]; }, bootstrap, run.seed);
  out.unit.resize(n);
  const auto placed = [n](std::uint32_t p) { return static_cast<double>(p == 0 ? n : p); };
  for_chunks(run, n, 1, [&](std::size_t u, std::size_t) {
    // Without a score a unit comes after all that have one.
    out.unit[u] = sensitivity(
        design, [&](std::size_t k) { return placed(place[u * runs + k]); }, bootstrap_units, run.seed);
  });
  return out;
}

}  // namespace cityloop::index
