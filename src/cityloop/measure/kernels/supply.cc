#include "cityloop/measure/kernels/supply.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <mutex>

#include "cityloop/base/parallel.h"
#include "cityloop/simulate/travel/street_edit.h"

namespace cityloop {
namespace {

/// A sum of whole millimetres divided by a speed may miss its step by one rounding.
constexpr double kSlack = 1e-9;

constexpr std::array<std::pair<std::string_view, std::array<std::string_view, 2>>, 7> kForms{{
    {"binary", {"", ""}},
    {"steps", {"steps", ""}},
    {"linear", {"", ""}},
    {"exponential", {"half", ""}},
    {"power", {"exponent", "at"}},
    {"logistic", {"midpoint", "spread"}},
    {"gaussian", {"", ""}},
}};

/// "5 min 0.68" → up to 5 min, weight 0.68.
std::pair<double, double> read_step(const Indicator& i, const std::string& text) {
  const std::size_t gap = text.find_last_of(' ');
  double weight = 0;
  if (gap != std::string::npos) {
    const auto [end, fault] = std::from_chars(text.data() + gap + 1, text.data() + text.size(), weight);
    if (fault == std::errc{} && end == text.data() + text.size() && weight >= 0 && weight <= 1)
      return {parse_quantity(text.substr(0, gap), i.params.dim("limit"), where_of(i)), weight};
  }
  throw Error{Fault::bad_input, say("‘{}’ is not a step", "“{}”不是有效的分级", text), where_of(i),
              say("write how far and what it counts there, between 0 and 1: ‘5 min 0.68’",
                  "请写范围与 0 至 1 之间的权重，例如“5 min 0.68”")};
}

}  // namespace

std::vector<KindRadius> kind_radii(const Indicator& i) {
  std::vector<KindRadius> out;
  if (!i.params.has("limits")) return out;
  if (!limit_is_distance(i))
    throw Error{Fault::bad_input, say("radii by kind are distances", "按设施类别的服务半径应为距离"),
                where_of(i), say("write the limit in metres", "请以米为单位写 limit")};
  const std::vector<std::string>& kinds = i.params.words("kind");
  for (const std::string& line : i.params.words("limits")) {
    const std::size_t colon = line.find(':');
    const std::string kind = line.substr(0, colon);
    if (colon == std::string::npos || std::find(kinds.begin(), kinds.end(), kind) == kinds.end())
      throw Error{Fault::bad_input, say("‘{}’ is not a radius of a kind", "“{}”不是某类设施的服务半径", line),
                  where_of(i),
                  say("write a kind that is asked for, and its radius: ‘metro_station: 1000 m’",
                      "请写所列的设施类别及其服务半径，例如“metro_station: 1000 m”")};
    out.push_back({{kind}, parse_quantity(line.substr(colon + 1), kLengthDim, where_of(i))});
    if (out.back().radius_m > i.params.number("limit"))
      throw Error{Fault::bad_input, say("‘{}’ goes farther than the limit", "“{}”超出了 limit", line),
                  where_of(i)};
  }
  return out;
}

std::vector<SizeRadius> size_radii(const Indicator& i) {
  std::vector<SizeRadius> out;
  if (!i.params.has("sizes")) return out;
  for (const std::string& step : i.params.words("sizes")) {
    const std::size_t colon = step.find(':');
    double capacity = -1;
    if (colon != std::string::npos) {
      const auto [end, fault] = std::from_chars(step.data(), step.data() + colon, capacity);
      if (fault != std::errc{} || end != step.data() + colon) capacity = -1;
    }
    if (capacity < 0 || (!out.empty() && capacity <= out.back().capacity))
      throw Error{Fault::bad_input, say("‘{}’ is not a step of size", "“{}”不是有效的规模分级", step),
                  where_of(i),
                  say("write capacities that ascend, each with its radius: ‘2000: 300 m’",
                      "请由小到大写规模及其服务半径，例如“2000: 300 m”")};
    out.push_back({capacity, parse_quantity(step.substr(colon + 1), kLengthDim, where_of(i))});
  }
  return out;
}

void put(const Supplied& s, const Indicator& i, std::size_t c, Field& f) {
  if (f.mark[c] != Mark::not_applicable)
    f.set(c, i.unit.from_base(s.shares.value(c)), s.guessed[c] > 0 ? Mark::estimated : Mark::known);
}

void add_decay_params(std::vector<ParamSpec>& params) {
  using Type = ParamSpec::Type;
  std::vector<std::string> forms;
  for (const auto& form : kForms) forms.emplace_back(form.first);
  params.push_back(choice_param("decay", {"How much a visit counts at a distance.", "距离衰减方式。"},
                                std::move(forms), "binary"));
  params.push_back(param(Type::words, "steps",
                         {"For decay: steps, such as [5 min 1, 10 min 0.68, 15 min 0.22].",
                          "decay 为 steps 时的分级，如 [5 min 1, 10 min 0.68, 15 min 0.22]。"}));
  const auto either = [&](const char* name, Text meaning) {
    ParamSpec s = quantity_param(name, std::move(meaning), kTimeDim, "s", 1e-3, 1e6);
    s.or_dim = kLengthDim;
    params.push_back(std::move(s));
  };
  either("half", {"For decay: exponential, where a visit counts half.",
                  "decay 为 exponential 时权重减半的时间或距离。"});
  ParamSpec exponent = param(Type::number, "exponent",
                             {"For decay: power, how steeply it falls.", "decay 为 power 时的幂指数。"});
  exponent.least = 0.01;
  exponent.most = 10;
  params.push_back(std::move(exponent));
  either("at", {"For decay: power, the time or distance up to which a visit counts in full.",
                "decay 为 power 时权重开始下降处的时间或距离。"});
  either("midpoint", {"For decay: logistic, its mean.", "decay 为 logistic 时的均值。"});
  either("spread", {"For decay: logistic, its standard deviation.", "decay 为 logistic 时的标准差。"});
}

Decay decay_of(const Indicator& i) {
  const double limit = i.params.number("limit");
  const std::string& w = i.params.word("decay");
  Decay d;
  if (w == "steps") {
    std::vector<std::pair<double, double>> steps;
    for (const std::string& s : i.params.words("steps")) steps.push_back(read_step(i, s));
    d = Decay::stepped(std::move(steps), StepRule::up_to);
  } else if (w == "linear") {
    d = Decay::linear(limit);
  } else if (w == "exponential") {
    d = Decay::half_life(i.params.number("half"));
  } else if (w == "power") {
    d = Decay::power(i.params.number("exponent"));
    d.scale = i.params.number("at");
  } else if (w == "logistic") {
    d = Decay::logistic(i.params.number("midpoint"), i.params.number("spread"));
  } else if (w == "gaussian") {
    d = Decay::bell(limit);
  }
  d = d.until(limit);
  d.slack = kSlack;
  return d;
}

void check_decay(const Indicator& i) {
  const std::string& chosen = i.params.word("decay");
  for (const auto& [form, needed] : kForms)
    for (const std::string_view name : needed) {
      if (name.empty()) continue;
      const std::string key{name};
      if ((form == chosen) == i.params.has(key)) {
        if (form == chosen && key != "exponent" && key != "steps" &&
            i.params.dim(key) != i.params.dim("limit"))
          throw Error{Fault::bad_input,
                      say("‘{}’ and limit must both be times or both be distances",
                          "“{}”与 limit 须同为时间或同为距离", key),
                      where_of(i)};
        continue;
      }
      throw Error{
          Fault::bad_input,
          form == chosen
              ? say("decay: {0} needs the parameter ‘{1}’", "decay: {0} 需要参数“{1}”", form, key)
              : say("‘{1}’ is given, but decay is not {0}", "给出了“{1}”，但 decay 不是 {0}", form, key),
          where_of(i)};
    }
  if (chosen != "steps") return;
  const Decay decay = decay_of(i);
  for (std::size_t n = 1; n < decay.steps.size(); ++n)
    if (decay.steps[n].first <= decay.steps[n - 1].first || decay.steps[n].second > decay.steps[n - 1].second)
      throw Error{Fault::bad_input,
                  say("the steps must go outwards and never rise", "分级应由近及远且权重不升"), where_of(i)};
  if (decay.steps.back().first > decay.limit * (1 + kSlack))
    throw Error{Fault::bad_input, say("a step lies beyond the limit", "分级超出了 limit"), where_of(i)};
}

const Column<CellIdx, float>* demand_of(const City& city, const SupplyRule& rule) {
  if (!rule.group) return &city.people->residents;
  const auto g = city.people->find(*rule.group);
  return g ? &city.people->by_group[*g] : nullptr;
}

std::optional<Edits> edits_of(const City& before, const City& now, const Delta& delta, const Indicator& i) {
  const auto& kinds = i.params.words("kind");
  const std::vector<KindIdx> known = known_kinds(now, kinds);
  if (known_kinds(before, kinds).empty() || before.grid->size() != now.grid->size() ||
      !same_ways(before, now, i))
    return std::nullopt;
  const auto ours = [&](PlaceIdx p) {
    return std::find(known.begin(), known.end(), now.places->kind[p]) != known.end();
  };
  Edits edits;
  for (std::size_t p = before.places->id.size(); p < now.places->id.size(); ++p)
    if (ours(idx<PlaceIdx>(p))) edits.added.push_back(idx<PlaceIdx>(p));
  for (const Change& change : delta.changes) {
    if (const auto* resize = std::get_if<ResizePlace>(&change)) {
      const auto p = before.places->find(resize->place);
      if (p && ours(*p)) edits.resized.push_back(*p);
    } else if (const auto* scale = std::get_if<ScalePeople>(&change)) {
      for (const CellId id : scale->cells)
        if (const auto c = now.grid->find(id)) edits.peopled.push_back(*c);
    }
  }
  const auto unique = [](auto& list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
  };
  unique(edits.resized);
  unique(edits.peopled);
  for (const CellIdx c : edits.peopled)
    if ((before.people->residents[c] > 0) != (now.people->residents[c] > 0)) return std::nullopt;
  return edits;
}

namespace {

using Reach = FloatingCatchment::Reach;

double offered(const City& city, const SupplyRule& rule, PlaceIdx p) {
  return !city.places->open(p) ? 0.0 : rule.capacity ? static_cast<double>(city.places->capacity[p]) : 1.0;
}
bool is_guess(const City& city, const SupplyRule& rule, PlaceIdx p) {
  return rule.capacity && city.places->open(p) && city.places->capacity_mark[p] == Mark::estimated;
}

/// How far a place covers for its kind; without an own radius as far as the limit goes.
double radius_of(const City& city, std::span<const KindRadius> kinds, PlaceIdx p) {
  for (const KindRadius& k : kinds)
    if (city.places->kinds[city.places->kind[p]] == k.kind) return k.radius_m;
  return 1e300;
}

std::shared_ptr<const Reach> straight_reach(const City& city, const Indicator& i,
                                            std::span<const SizeRadius> sizes,
                                            std::span<const KindRadius> kinds, PlaceIdx p) {
  double radius = limit_is_distance(i) ? i.params.number("limit")
                                       : i.params.number("limit") * travel_profile(i).speed.base();
  auto reach = std::make_shared<Reach>();
  if (!sizes.empty()) {
    double own = -1;  // smaller than the first step: it covers nobody
    for (const SizeRadius& s : sizes)
      if (static_cast<double>(city.places->capacity[p]) >= s.capacity) own = s.radius_m;
    if (own < 0) return reach;
    radius = std::min(radius, own);
  }
  radius = std::min(radius, radius_of(city, kinds, p));
  const auto put = [&](Point at) {
    for (const CellIdx c : city.grid->within(at, radius)) reach->origin.push_back(c.v);
  };
  if (city.places->entrances.size() > p.v && !city.places->entrances[p].empty())
    for (const Point e : city.places->entrances[p]) put(e);
  else put(city.places->at[p]);
  std::sort(reach->origin.begin(), reach->origin.end());
  reach->origin.erase(std::unique(reach->origin.begin(), reach->origin.end()), reach->origin.end());
  reach->weight.assign(reach->origin.size(), 1.0);
  return reach;
}

/// Who reaches each of some places, with which weight.
std::vector<std::shared_ptr<const Reach>> reaches_of(const City& city, const Indicator& i,
                                                     const SupplyRule& rule, std::span<const PlaceIdx> places,
                                                     Run& run) {
  std::vector<std::shared_ptr<const Reach>> out(places.size());
  const Column<CellIdx, float>* demand = rule.demand ? demand_of(city, rule) : nullptr;
  const std::vector<KindRadius> kinds = kind_radii(i);
  if (rule.straight) {
    const std::vector<SizeRadius> sizes = size_radii(i);
    for_chunks(run, places.size(), 64, [&](std::size_t begin, std::size_t end) {
      for (std::size_t n = begin; n < end; ++n) out[n] = straight_reach(city, i, sizes, kinds, places[n]);
    });
    return out;
  }
  const Profile profile = travel_profile(i);
  const auto net = network(city, profile, run);
  const auto reached = catchments(city, profile, places, travel_limit(i, profile), run);
  for_chunks(run, places.size(), 16, [&](std::size_t begin, std::size_t end) {
    for (std::size_t n = begin; n < end; ++n) {
      const Catchment& area = *reached[n];
      const double most = radius_of(city, kinds, places[n]) * (1 + 1e-9);
      auto reach = std::make_shared<Reach>();
      reach->origin.reserve(area.cell.size());
      reach->weight.reserve(area.cell.size());
      for (std::size_t a = 0; a < area.cell.size(); ++a) {
        if (demand != nullptr && !((*demand)[area.cell[a]] > 0)) continue;
        const double cost = travelled(i, *net, area.cost[a]);
        const double w = rule.decay(cost);
        if (!(w > 0) || cost > most) continue;
        reach->origin.push_back(area.cell[a].v);
        reach->weight.push_back(w);
      }
      out[n] = std::move(reach);
    }
  });
  return out;
}

std::vector<PlaceIdx> places_of(const City& city, const std::vector<std::string>& words) {
  const std::vector<KindIdx> kinds = known_kinds(city, words);
  std::vector<PlaceIdx> out;
  for (const PlaceIdx p : each(city.places->kind))
    if (std::find(kinds.begin(), kinds.end(), city.places->kind[p]) != kinds.end()) out.push_back(p);
  return out;
}

void count_guesses(const City& city, const SupplyRule& rule, PlaceIdx p, const Reach& reach, bool more,
                   std::vector<std::uint32_t>& guessed) {
  if (!is_guess(city, rule, p)) return;
  for (const std::uint32_t c : reach.origin) guessed[c] += more ? 1U : ~0U;
}

/// The last few states of one indicator, so that many what-ifs of one city find it again.
class SuppliedBook {
 public:
  std::shared_ptr<const Supplied> find(ContentHash city) {
    const std::lock_guard lock{mutex_};
    const auto at = std::find_if(held_.begin(), held_.end(), [&](const auto& h) { return h.first == city; });
    return at == held_.end() ? nullptr : at->second;
  }
  void keep(ContentHash city, std::shared_ptr<const Supplied> s) {
    const std::lock_guard lock{mutex_};
    if (held_.size() == kMost) held_.pop_front();
    held_.emplace_back(city, std::move(s));
  }

 private:
  static constexpr std::size_t kMost = 2;
  std::mutex mutex_;
  std::deque<std::pair<ContentHash, std::shared_ptr<const Supplied>>> held_;
};

/// Pairs of place and cell that a kept state may hold (12 bytes each).
constexpr std::size_t kMostPairs = std::size_t{1} << 24;
/// Places are looked at in batches, so that a measurement never holds all their reaches at one time.
constexpr std::size_t kBatch = 512;

}  // namespace

void keep_reach(const Ask& now, const City& before) {
  if (by_transit(now.indicator)) return;  // what a ride changes is not told by streets alone
  const Profile profile = travel_profile(now.indicator);
  keep_catchments(before, now.city, profile, known_kinds(now.city, now.indicator.params.words("kind")),
                  travel_limit(now.indicator, profile), now.run);
}

Supplied supplied(const City& city, const Indicator& i, const SupplyRule& rule, bool to_mend, Run& run) {
  Supplied s;
  const std::size_t n = city.grid->size();
  std::vector<double> demand(n, 0.0);
  if (rule.demand)
    if (const auto* who = demand_of(city, rule); who != nullptr && who->size() == n)
      for (const CellIdx c : each(*who)) demand[c.v] = static_cast<double>((*who)[c]);
  s.shares = FloatingCatchment{rule.sharing, std::move(demand)};
  s.guessed.assign(n, 0);
  s.place = places_of(city, i.params.words("kind"));
  if (!to_mend) std::erase_if(s.place, [&](PlaceIdx p) { return !city.places->open(p); });
  // Where demand divides itself by row, every reach is needed to the end.
  const bool at_once = to_mend || rule.sharing == Sharing::three_step || rule.sharing == Sharing::balanced;
  for (std::size_t begin = 0; begin < s.place.size(); begin += kBatch) {
    run.check_stop();
    const std::span<const PlaceIdx> batch{s.place.data() + begin, std::min(kBatch, s.place.size() - begin)};
    const auto reach = reaches_of(city, i, rule, batch, run);
    for (std::size_t k = 0; k < batch.size(); ++k) {
      count_guesses(city, rule, batch[k], *reach[k], true, s.guessed);
      s.shares.add(reach[k], offered(city, rule, batch[k]));
    }
    if (at_once) continue;
    s.shares.settle();
    s.shares.forget_reaches();
  }
  s.shares.settle();
  return s;
}

std::shared_ptr<const Supplied> mended(const Ask& now, const City& before, const Delta& delta,
                                       const SupplyRule& rule, std::vector<std::uint32_t>& changed) {
  const Indicator& i = now.indicator;
  if (!rule.straight) keep_reach(now, before);
  const auto edits = edits_of(before, now.city, delta, i);
  if (!edits) return nullptr;
  const Column<CellIdx, float>*old_demand = nullptr, *new_demand = nullptr;
  if (rule.demand) {
    old_demand = demand_of(before, rule);
    new_demand = demand_of(now.city, rule);
    if (old_demand == nullptr || new_demand == nullptr || new_demand->size() != now.city.grid->size())
      return nullptr;
    for (const CellIdx c : edits->peopled)
      if (((*old_demand)[c] > 0) != ((*new_demand)[c] > 0)) return nullptr;
  }
  Hasher one;
  const auto book = *now.run.memo.get<std::shared_ptr<SuppliedBook>>(
      one.add("measure.supplied").add(i.hash).done(), [] { return std::make_shared<SuppliedBook>(); });
  Hasher where;
  where.add(before.grid.hash())
      .add(before.streets.hash())
      .add(before.transit.hash())
      .add(before.places.hash())
      .add(before.people.hash());
  const ContentHash city = where.done();
  auto base = book->find(city);
  if (!base) {
    base = std::make_shared<const Supplied>(supplied(before, i, rule, true, now.run));
    std::size_t pairs = 0;
    for (std::uint32_t p = 0; p < base->shares.places(); ++p) pairs += base->shares.reach(p).origin.size();
    if (pairs <= kMostPairs) book->keep(city, base);
  }
  auto next = std::make_shared<Supplied>(*base);
  for (const PlaceIdx p : edits->resized) {
    const auto at = std::lower_bound(next->place.begin(), next->place.end(), p);
    const auto place = static_cast<std::uint32_t>(at - next->place.begin());
    const Reach& reach = next->shares.reach(place);
    // A capacity that was a guess is known once it is set, so the value's mark may change where the value does not.
    if (is_guess(before, rule, p) != is_guess(now.city, rule, p))
      changed.insert(changed.end(), reach.origin.begin(), reach.origin.end());
    count_guesses(before, rule, p, reach, false, next->guessed);
    count_guesses(now.city, rule, p, reach, true, next->guessed);
    next->shares.set_supply(place, offered(now.city, rule, p));
  }
  const auto reach = reaches_of(now.city, i, rule, edits->added, now.run);
  for (std::size_t n = 0; n < reach.size(); ++n) {
    next->place.push_back(edits->added[n]);
    count_guesses(now.city, rule, edits->added[n], *reach[n], true, next->guessed);
    next->shares.add(reach[n], offered(now.city, rule, edits->added[n]));
  }
  if (rule.demand)
    for (const CellIdx c : edits->peopled)
      next->shares.set_demand(c.v, static_cast<double>((*new_demand)[c]));
  const std::vector<std::uint32_t> settled = next->shares.settle();
  changed.insert(changed.end(), settled.begin(), settled.end());
  return next;
}

ReachedPlaces reached_places(const City& city, const Indicator& i, std::span<const std::uint8_t> wanted,
                             Run& run) {
  const Profile profile = travel_profile(i);
  const std::vector<PlaceIdx> places = places_open(city, known_kinds(city, i.params.words("kind")));
  const auto reached = catchments(city, profile, places, travel_limit(i, profile), run);
  ReachedPlaces out;
  out.first.assign(wanted.size() + 1, 0);
  for (const auto& area : reached)
    for (const CellIdx c : area->cell) out.first[c.v + 1] += wanted[c.v] != 0 ? 1 : 0;
  for (std::size_t c = 0; c < wanted.size(); ++c) out.first[c + 1] += out.first[c];
  out.place.resize(out.first.back());
  out.cost.resize(out.first.back());
  std::vector<std::uint64_t> next(out.first.begin(), out.first.end() - 1);
  for (std::size_t n = 0; n < places.size(); ++n)
    for (std::size_t a = 0; a < reached[n]->cell.size(); ++a) {
      const std::uint32_t c = reached[n]->cell[a].v;
      if (wanted[c] == 0) continue;
      out.place[next[c]] = places[n];
      out.cost[next[c]++] = reached[n]->cost[a];
    }
  return out;
}

void mark_reaching(const City& city, const Indicator& i, std::span<const PlaceIdx> places,
                   std::vector<std::uint8_t>& wanted, Run& run) {
  const Profile profile = travel_profile(i);
  for (const auto& area : catchments(city, profile, places, travel_limit(i, profile), run))
    for (const CellIdx c : area->cell) wanted[c.v] = 1;
}

}  // namespace cityloop
