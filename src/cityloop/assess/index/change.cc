#include "cityloop/assess/index/change.h"

#include <algorithm>
#include <bit>
#include <unordered_map>

namespace cityloop::index {
namespace {

constexpr std::size_t kMixtures = std::size_t{1} << kCauses;

std::optional<std::size_t> indicator_of(const Method& m, const std::string& column) {
  for (std::size_t j = 0; j < m.indicators.size(); ++j)
    if (m.indicators[j].column == column) return j;
  return std::nullopt;
}

/// The rows of a table that an edition scores: whom its screen left out is in no mixture.
Panel scored(const Panel& all, const Built& b) {
  Panel out;
  out.header = all.header;
  out.file = all.file;
  for (const std::uint32_t r : b.row) {
    out.unit.push_back(all.unit[r]);
    if (!all.name.empty()) out.name.push_back(all.name[r]);
  }
  for (const Series& c : all.column) {
    Values v;
    for (const std::uint32_t r : b.row) v.push_back((*c)[r]);
    out.column.push_back(series_of(std::move(v)));
  }
  for (const Panel::Labels& l : all.labels) {
    out.labels.push_back({l.header, {}});
    for (const std::uint32_t r : b.row) out.labels.back().label.push_back(l.label[r]);
  }
  return out;
}

struct Mixer {
  std::array<Edition, 2> edition;
  std::array<const Built*, 2> built;

  /// The bounds of edition k for the indicators of another's method: from its own treated table and its declared ends.
  std::vector<std::optional<Scale>> bounds(const Method& method, std::size_t k) const {
    const Method& own = edition[k].method;
    std::vector<std::optional<Scale>> out(method.indicators.size());
    for (std::size_t j = 0; j < out.size(); ++j) {
      const auto at = indicator_of(own, method.indicators[j].column);
      if (!at) continue;
      Ends ends = own.indicators[*at].ends;
      ends.higher_is_better = method.indicators[j].ends.higher_is_better;
      const auto row = std::find(built[k]->unit.begin(), built[k]->unit.end(), method.normalise.reference);
      out[j] = scale_of(*built[k]->treated[*at], ends, method.normalise,
                        row == built[k]->unit.end()
                            ? std::nullopt
                            : std::optional{static_cast<std::size_t>(row - built[k]->unit.begin())},
                        built[k]->treatment[*at].after);
    }
    return out;
  }
  /// The weights of edition k for the nodes of edition m's method: its own where a node has the same parts, else m's.
  std::vector<std::vector<double>> weights(std::size_t m, std::size_t k) const {
    const Method &method = edition[m].method, &own = edition[k].method;
    std::vector<std::vector<double>> out = built[m]->weight;
    for (std::size_t n = 0; n < method.nodes.size(); ++n) {
      const auto twin = own.find(method.nodes[n].key);
      if (!twin || own.nodes[*twin].parts.size() != method.nodes[n].parts.size()) continue;
      std::vector<double> w;
      for (const std::size_t p : method.nodes[n].parts)
        for (std::size_t q = 0; q < own.nodes[*twin].parts.size(); ++q)
          if (own.nodes[own.nodes[*twin].parts[q]].key == method.nodes[p].key)
            w.push_back(built[k]->weight[*twin][q]);
      if (w.size() == out[n].size()) out[n] = std::move(w);
    }
    return out;
  }
  /// Scores by unit with the later edition's part of everything in the set.
  std::unordered_map<std::string, double> scores(std::size_t set, Run& run) const {
    const auto of = [&](Cause s) { return (set >> static_cast<std::size_t>(s)) & 1U; };
    const std::size_t m = of(Cause::method);
    const auto scale = bounds(edition[m].method, of(Cause::bounds));
    const auto weight = weights(m, of(Cause::weights));
    const Built b = build(edition[of(Cause::data)].panel, edition[m].method, run,
                          {.scale = &scale, .weight = &weight, .mixed = true});
    std::unordered_map<std::string, double> out;
    for (std::size_t i = 0; i < b.unit.size(); ++i) out.emplace(b.unit[i], b.index()[i]);
    return out;
  }
};

}  // namespace

Text words_of(Cause s) {
  switch (s) {
    case Cause::data: return {"data", "数据"};
    case Cause::weights: return {"weights", "权重"};
    case Cause::bounds: return {"bounds", "量程"};
    case Cause::method: return {"method", "方法"};
  }
  return {};
}
std::string_view to_word(Cause s) {
  constexpr std::string_view words[] = {"data", "weights", "bounds", "method"};
  return words[static_cast<std::size_t>(s)];
}

Changed explain_change(const Edition& before, const Edition& after, Run& run) {
  Changed out;
  out.before = build(before.panel, before.method, run);
  out.after = build(after.panel, after.method, run);
  const Panel earlier = scored(before.panel, out.before), later = scored(after.panel, out.after);
  const Mixer mixer{{Edition{earlier, before.method}, Edition{later, after.method}},
                    {&out.before, &out.after}};
  std::unordered_map<std::string, std::size_t> row;
  for (std::size_t i = 0; i < out.before.unit.size(); ++i) row.emplace(out.before.unit[i], i);
  for (std::size_t i = 0; i < out.after.unit.size(); ++i) {
    const auto at = row.find(out.after.unit[i]);
    if (at == row.end()) {
      out.only_after.push_back(out.after.unit[i]);
      continue;
    }
    out.unit.push_back(out.after.unit[i]);
    out.score_before.push_back(out.before.index()[at->second]);
    out.score_after.push_back(out.after.index()[i]);
    out.place_before.push_back(out.before.place[at->second]);
    out.place_after.push_back(out.after.place[i]);
    row.erase(at);
  }
  for (const std::string& u : out.before.unit)
    if (row.contains(u)) out.only_before.push_back(u);

  Diagnostics unheard;  // the mixtures would say again what the editions have said
  Run quiet{unheard, run.progress, run.memo, run.stop, run.seed};
  std::vector<std::unordered_map<std::string, double>> score;
  for (std::size_t set = 0; set < kMixtures; ++set) score.push_back(mixer.scores(set, quiet));
  // |S|!(3 − |S|)!/4! for |S| = 0 … 3
  constexpr double chance[kCauses] = {1.0 / 4, 1.0 / 12, 1.0 / 12, 1.0 / 4};
  for (const std::string& u : out.unit) {
    std::array<double, kCauses> share{};
    for (std::size_t k = 0; k < kCauses; ++k)
      for (std::size_t set = 0; set < kMixtures; ++set) {
        if ((set >> k) & 1U) continue;
        const auto size = static_cast<std::size_t>(std::popcount(set));
        share[k] += chance[size] * (score[set | (std::size_t{1} << k)].at(u) - score[set].at(u));
      }
    out.share.push_back(share);
  }
  return out;
}

}  // namespace cityloop::index
