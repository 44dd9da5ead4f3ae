#include "cityloop/simulate/travel/ride_book.h"

#include <algorithm>
#include <atomic>

#include "cityloop/base/parallel.h"
#include "cityloop/simulate/travel/fresh_lines.h"
#include "cityloop/simulate/travel/line_edit.h"
#include "cityloop/simulate/travel/pool.h"

namespace cityloop {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 29U;  // of all that is kept
constexpr std::size_t kMostRows = std::size_t{1} << 23U;
/// Beyond so many calls of new patterns a search of everything is no dearer.
constexpr std::size_t kMostCalls = 512;
constexpr std::size_t kOthersPerChunk = 8;

ContentHash names_of(std::span<const std::vector<Link>> targets) {
  Hasher h;
  for (const auto& links : targets) {
    h.add(links.size());
    for (const Link& l : links) h.add(l.edge.v).add(l.fraction).add(l.off_m);
  }
  return h.done();
}

}  // namespace

struct RideBook::Held {
  std::shared_ptr<const Transit> transit;
  Date date;
  ContentHash targets;
  std::vector<RideRow> rows;  // by origin
  std::vector<float> times;   // origin after origin
  std::size_t bytes = 0;
};

std::shared_ptr<const RideBook::Held> RideBook::like(const City& city, const TransitSettings& settings,
                                                     ContentHash targets, LineEdit& edit) const {
  std::vector<std::shared_ptr<const Held>> all;
  {
    const std::lock_guard lock{mutex_};
    all = held_;
  }
  for (std::size_t i = all.size(); i-- > 0;) {
    if (all[i]->targets != targets || all[i]->date != settings.date) continue;
    auto found = line_edit(*all[i]->transit, *city.transit);
    if (!found || found->fresh_stops > kMostCalls) continue;
    edit = std::move(*found);
    return all[i];
  }
  return nullptr;
}

void RideBook::keep(std::shared_ptr<const Held> made) {
  const std::lock_guard lock{mutex_};
  std::size_t bytes = made->bytes;
  held_.push_back(std::move(made));
  for (std::size_t i = held_.size() - 1; i-- > 0;) {
    bytes += held_[i]->bytes;
    if (bytes <= kMostBytes) continue;
    held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    break;
  }
}

void RideBook::times(const City& city, const TransitSettings& settings,
                     std::span<const std::vector<Link>> origins, std::span<const std::vector<Link>> targets,
                     Run& run, const Fn& fn) {
  const TransitReach reach{city, settings, targets, run};
  const bool keeps = reach.gives_rows() && origins.size() * targets.size() <= kMostRows;
  if (!keeps) {
    reach.from(origins, run, fn);
    return;
  }
  const ContentHash names = names_of(targets);
  LineEdit edit;
  if (const auto was = like(city, settings, names, edit))
    if (mended(*was, edit, city, settings, reach, origins, run, fn)) {
      ++mends_;
      return;
    }
  auto made = std::make_shared<Held>();
  made->transit = city.transit.shared();
  made->date = settings.date;
  made->targets = names;
  const std::size_t width = targets.size() * settings.percentiles.size();
  made->rows.resize(origins.size());
  made->times.resize(origins.size() * width);
  std::atomic<std::size_t> bytes = made->times.size() * sizeof(float);
  reach.rows(origins, run, [&](std::size_t o, std::span<const float> times, RideRow&& row) {
    std::copy(times.begin(), times.end(), made->times.begin() + static_cast<std::ptrdiff_t>(o * width));
    bytes += row.steps.capacity() * sizeof(RideRow::Step) + row.on_foot.size() * sizeof(LaneTime);
    if (bytes <= kMostBytes) made->rows[o] = std::move(row);
    fn(o, times);
  });
  made->bytes = bytes;
  if (made->bytes <= kMostBytes) keep(std::move(made));
}

bool RideBook::mended(const Held& was, const LineEdit& edit, const City& city,
                      const TransitSettings& settings, const TransitReach& now,
                      std::span<const std::vector<Link>> origins, Run& run, const Fn& fn) const {
  const std::size_t width = origins.empty() ? 0 : was.times.size() / origins.size();
  const std::size_t targets = width / std::max<std::size_t>(1, settings.percentiles.size());
  std::vector<std::uint32_t> anew, others;
  for (std::uint32_t o = 0; o < origins.size(); ++o) {
    bool rode = false;
    for (std::size_t p = 0; p < edit.gone.size() && !rode; ++p)
      rode = edit.gone[p] != 0 && was.rows[o].rode(idx<PatternIdx>(p));
    (rode ? anew : others).push_back(o);
  }
  // All new: then there is nothing to mend.
  if (others.empty() && !origins.empty()) return false;
  const FreshLines fresh{city, settings, now, edit.fresh, origins, targets, run};
  if (fresh.too_many()) return false;
  std::vector<std::vector<Link>> from;
  for (const std::uint32_t o : anew) from.push_back(origins[o]);
  now.from(from, run, [&](std::size_t i, std::span<const float> times) { fn(anew[i], times); });
  Pool<FreshLines::Work> pool{[&] { return std::make_unique<FreshLines::Work>(fresh); }};
  for_chunks(run, others.size(), kOthersPerChunk, [&](std::size_t begin, std::size_t end) {
    auto work = pool.take();
    std::vector<float> times(width);
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint32_t o = others[i];
      std::copy_n(was.times.begin() + static_cast<std::ptrdiff_t>(o * width), width, times.begin());
      if (!was.rows[o].patterns.empty()) fresh.shorten(o, was.rows[o], *work, times);
      fn(o, times);
    }
    pool.give(std::move(work));
  });
  return true;
}

}  // namespace cityloop
