#include <algorithm>
#include <cmath>
#include <numeric>

#include "cityloop/base/unit_words.h"
#include "cityloop/io/http/endpoints/views.h"
#include "cityloop/measure/kernel.h"

namespace cityloop::http {
namespace {

constexpr std::size_t kBars = 20;  // of a distribution

std::string support_word(const Support& s) {
  if (s.of == Support::Of::cell) return "cell";
  return s.of == Support::Of::whole ? "whole" : s.level.word;
}

double weight_of(const City& city, const Field& f, std::size_t i) {
  if (f.support.of != Support::Of::cell) return 1;
  return static_cast<double>(city.people->residents.raw()[i]);
}

wire::IndicatorLine line_of(const City& city, const Indicator& i, const Field& f) {
  wire::IndicatorLine out;
  out.key = i.key.word;
  out.version = i.version;
  out.theme = theme_of(i);
  out.name = i.name;
  out.meaning = i.meaning;
  out.unit = unit_words(i.unit, Lang::en);
  out.support = support_word(f.support);
  out.source = citation_of(i.source);
  double weight = 0, sum = 0;
  for (std::size_t k = 0; k < f.size(); ++k) {
    if (f.mark[k] == Mark::not_applicable) continue;
    if (!has_value(f.mark[k])) {
      ++out.unknown;
      continue;
    }
    (f.mark[k] == Mark::beyond ? out.beyond : out.known) += 1;
    const double w = weight_of(city, f, k);
    weight += w;
    sum += w * static_cast<double>(f.value[k]);
  }
  if (weight > 0) out.mean = sum / weight;
  return out;
}

const Indicator& indicator_of(const Asked& a, const ShownView*& view) {
  const std::string key = a.parameter("indicator");
  for (const ShownView& v : a.shown().views)
    for (const Indicator& i : v.indicators)
      if (i.key.word == key) {
        view = &v;
        return i;
      }
  std::vector<std::string> known;
  for (const ShownView& v : a.shown().views)
    for (const Indicator& i : v.indicators) known.push_back(i.key.word);
  const std::string near = nearest_word(key, known);
  throw Error{Fault::not_found,
              say("'{}' was not measured", "没有测量“{}”", key),
              {.item = "indicator"},
              near.empty() ? Text{} : say("did you mean '{}'?", "是否想写“{}”？", near)};
}

/// Round numbers between the 2nd and the 98th percentile of people, so that two maps of one indicator can be compared by eye.
std::vector<double> breaks_of(std::vector<std::pair<double, double>> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  double all = 0;
  for (const auto& [v, w] : values) all += w;
  const auto at = [&](double share) {
    double sum = 0;
    for (const auto& [v, w] : values) {
      sum += w;
      if (sum >= share * all) return v;
    }
    return values.back().first;
  };
  const double low = at(0.02), high = at(0.98);
  if (!(high > low)) return {low};
  const double rough = (high - low) / 6;
  const double size = std::pow(10.0, std::floor(std::log10(rough)));
  double step = size;
  for (const double k : {1.0, 2.0, 2.5, 5.0, 10.0})
    if (k * size <= rough * 1.2) step = k * size;
  std::vector<double> out;
  for (double b = std::ceil(low / step) * step; b < high && out.size() < 8; b += step)
    out.push_back(std::round(b / step) * step);
  if (out.empty()) out.push_back((low + high) / 2);
  return out;
}

}  // namespace

Response get_measurements(const Asked& a) {
  const City& city = a.view().overview.now.city;
  wire::MeasurementList out;
  out.snapshot = to_string(a.shown().measured().snapshot);
  out.as_of = to_string(city.as_of);
  std::map<std::string, const Indicator*> all;
  for (const ShownView& v : a.shown().views)
    for (const Indicator& i : v.indicators) all.emplace(i.key.word, &i);
  for (const auto& [key, i] : all)
    if (const auto f = a.shown().measured().find(i->key)) out.indicators.push_back(line_of(city, *i, *f));
  return json_answer(out);
}

Response get_measurement(const Asked& a) {
  const ShownView* found = nullptr;
  const Indicator& i = indicator_of(a, found);
  const ShownView& v = *found;
  const City& city = v.overview.now.city;
  const Field& f = v.overview.now.measured.at(i.key);
  wire::MeasurementDetail out;
  out.snapshot = to_string(a.shown().measured().snapshot);
  out.line = line_of(city, i, f);
  for (const Kernel& k : kernels())
    if (k.name == i.kernel) {
      out.formula = k.formula;
      out.method = k.meaning;
    }
  std::vector<std::pair<double, double>> values;
  double low = 0, high = 0;
  for (std::size_t k = 0; k < f.size(); ++k) {
    if (!has_value(f.mark[k])) continue;
    const auto x = static_cast<double>(f.value[k]);
    low = values.empty() ? x : std::min(low, x);
    high = values.empty() ? x : std::max(high, x);
    values.emplace_back(x, weight_of(city, f, k));
  }
  if (!values.empty()) {
    const double width = high > low ? (high - low) / kBars : 1;
    std::vector<wire::Bar> bars(high > low ? kBars : 1);
    for (std::size_t b = 0; b < bars.size(); ++b) {
      bars[b].from = low + width * static_cast<double>(b);
      bars[b].to = low + width * static_cast<double>(b + 1);
    }
    for (const auto& [x, w] : values) {
      const auto b = std::min(bars.size() - 1, static_cast<std::size_t>(std::max(0.0, (x - low) / width)));
      bars[b].people += w;
      ++bars[b].cells;
    }
    out.distribution = std::move(bars);
    out.breaks = breaks_of(std::move(values));
  }
  // By zone and group where a framework judges it: the one rule for putting cells together is that of assess.
  for (const ShownView& judged : a.shown().views) {
    const auto c = judged.framework->find(i.key);
    if (!c) continue;
    const Criterion& criterion = judged.framework->criterion(*c);
    const Standings& s = judged.overview.now.assessed.criterion(*c).standings;
    out.standard = criterion.standard;
    out.higher_is_better = criterion.way();
    for (const ZoneIdx z : each(city.zones->id)) {
      const Standing& there = s.zones[z];
      const bool known = has_value(there.mark);
      out.zones.push_back({city.zones->code[z], city.zones->name[z],
                           city.zones->levels[city.zones->level[z]].word, there.people, there.coverage,
                           number_if(known, there.value), score_of(there), number_if(known, there.meets)});
    }
    for (std::size_t g = 0; g < s.groups.size() && g < judged.framework->groups.size(); ++g) {
      const Standing& there = s.groups[g];
      const bool known = has_value(there.mark);
      out.groups.push_back({judged.framework->groups[g].word,
                            group_name(city, *judged.framework, judged.framework->groups[g]),
                            number_if(known, there.value), score_of(there), number_if(known, there.meets)});
    }
    break;
  }
  return json_answer(out);
}

Response get_measurement_cells(const Asked& a) {
  const ShownView* found = nullptr;
  const Indicator& i = indicator_of(a, found);
  const auto [value, mark] = on_cells(found->overview.now.city, found->overview.now.measured.at(i.key));
  Packed out{to_string(a.shown().measured().snapshot), value.size()};
  out.column("value", std::span<const float>{value}).column("mark", std::span<const std::uint8_t>{mark});
  return packed_answer(out);
}

}  // namespace cityloop::http
