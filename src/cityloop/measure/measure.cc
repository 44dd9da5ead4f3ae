#include "cityloop/measure/measure.h"

#include <algorithm>
#include <map>

#include "cityloop/measure/opening.h"

namespace cityloop {
namespace {

/// The declarations, each after what it needs.
std::vector<const Indicator*> in_order(std::span<const Indicator> all) {
  std::map<IndicatorKey, const Indicator*> waiting;
  for (const Indicator& i : all) waiting.emplace(i.key, &i);
  std::vector<const Indicator*> order;
  const auto visit = [&](const auto& self, const Indicator& i) -> void {
    const auto it = waiting.find(i.key);
    if (it == waiting.end()) return;
    waiting.erase(it);
    for (const IndicatorKey& need : kernel(i.kernel).needs(i)) {
      const auto n = waiting.find(need);
      if (n != waiting.end()) self(self, *n->second);
    }
    order.push_back(&i);
  };
  for (const Indicator& i : all) visit(visit, i);
  return order;
}

bool meet(const std::vector<PlaceKindKey>& a, const std::vector<PlaceKindKey>& b) {
  return std::any_of(a.begin(), a.end(),
                     [&](const PlaceKindKey& k) { return std::find(b.begin(), b.end(), k) != b.end(); });
}

/// Whether what a delta touches is among what one indicator reads itself.
bool reads_any(const Indicator& i, LayerSet touched, const std::vector<PlaceKindKey>& kinds) {
  const Kernel& k = kernel(i.kernel);
  const LayerSet met = k.reads(i) & touched;
  // Of the places only some kinds changed: whoever reads none of these has nothing to do.
  return met == layers(LayerId::places) ? meet(k.kinds(i), kinds) : met.any();
}

}  // namespace

bool may_feel(const Indicator& i, std::span<const Indicator> all, const City& before, const Delta& delta) {
  if (reads_any(i, touches(delta), kinds_touched(before, delta))) return true;
  const std::vector<IndicatorKey> needs = kernel(i.kernel).needs(i);
  return std::any_of(all.begin(), all.end(), [&](const Indicator& other) {
    return std::find(needs.begin(), needs.end(), other.key) != needs.end() &&
           may_feel(other, all, before, delta);
  });
}

Measurement measure(const City& city, std::span<const Indicator> indicators, Run& run) {
  Measurement m;
  m.snapshot = id(city);
  run.progress.begin("measure", indicators.size());
  for (const Indicator* i : in_order(indicators)) {
    run.check_stop();
    const City asked = at_its_hour(city, *i, run);
    const Ask ask{asked, *i, m, indicators, run};
    m.fields[i->key] = std::make_shared<const Field>(kernel(i->kernel).measure(ask));
    run.progress.advance(1);
  }
  return m;
}

Measurement remeasure(const Measurement& was, const City& before, const City& now, const Delta& delta,
                      std::span<const Indicator> indicators, Run& run) {
  Measurement m;
  m.snapshot = id(now);
  const LayerSet touched = touches(delta);
  const std::vector<PlaceKindKey> kinds = kinds_touched(before, delta);
  for (const Indicator* i : in_order(indicators)) {
    run.check_stop();
    const Kernel& k = kernel(i->kernel);
    const std::shared_ptr<const Field> old = was.find(i->key);
    bool stale = !old || reads_any(*i, touched, kinds);
    for (const IndicatorKey& need : k.needs(*i)) stale = stale || m.find(need) != was.find(need);
    if (!stale) {
      m.fields[i->key] = old;
      continue;
    }
    const City asked = at_its_hour(now, *i, run), asked_before = at_its_hour(before, *i, run);
    const Ask ask{asked, *i, m, indicators, run};
    Field fresh;
    if (!old || k.update == nullptr || !k.update(ask, asked_before, *old, delta, fresh))
      fresh = k.measure(ask);
    m.fields[i->key] = old && fresh == *old ? old : std::make_shared<const Field>(std::move(fresh));
  }
  return m;
}

}  // namespace cityloop
