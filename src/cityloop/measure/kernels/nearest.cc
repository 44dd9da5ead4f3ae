#include <algorithm>
#include <cmath>

#include "cityloop/base/parallel.h"
#include "cityloop/geo/index.h"
#include "cityloop/measure/kernels/list.h"
#include "cityloop/simulate/travel/street_edit.h"

namespace cityloop {
namespace {

bool straight(const Indicator& i) { return i.params.word("straight") == "yes"; }
std::size_t k_of(const Indicator& i) { return static_cast<std::size_t>(i.params.number("k")); }

/// Every cell's mark before anything is searched.
Field blank(const Ask& ask) {
  const auto lived = lived_in(ask.city);
  Field f = Field::cells(lived.size(), Mark::no_data);
  for (std::size_t c = 0; c < lived.size(); ++c)
    if (!lived[c]) f.mark[c] = Mark::not_applicable;
  return f;
}

void measure_straight(const Ask& ask, std::span<const KindIdx> kinds, Field& f) {
  const City& city = ask.city;
  const double limit = ask.indicator.params.number("limit");
  const bool metres = limit_is_distance(ask.indicator);
  const double speed = travel_profile(ask.indicator).speed.base();
  const double limit_m = metres ? limit : limit * speed;
  const std::size_t k = k_of(ask.indicator);
  std::vector<Box> boxes;
  std::vector<Point> doors;
  std::vector<std::uint32_t> place_of;
  std::uint32_t number = 0;
  for (const PlaceIdx p : places_open(city, kinds)) {
    const auto put = [&](Point at) {
      Box b;
      b.add(at);
      boxes.push_back(b);
      doors.push_back(at);
      place_of.push_back(number);
    };
    if (city.places->entrances.size() > p.v && !city.places->entrances[p].empty())
      for (const Point e : city.places->entrances[p]) put(e);
    else put(city.places->at[p]);
    ++number;
  }
  const BoxIndex index{boxes, std::max(limit_m / 2, 50.0)};
  for_chunks(ask.run, f.size(), kChunk, [&](std::size_t begin, std::size_t end) {
    std::vector<std::uint32_t> near;
    std::vector<std::pair<std::uint32_t, double>> by_place;
    std::vector<double> reached;
    for (std::size_t c = begin; c < end; ++c) {
      if (f.mark[c] == Mark::not_applicable) continue;
      const Point at = city.grid->centre(idx<CellIdx>(c));
      near.clear();
      if (!boxes.empty()) index.collect(at, limit_m, near);
      by_place.clear();
      for (const std::uint32_t n : near) by_place.emplace_back(place_of[n], distance_m(at, doors[n]));
      std::sort(by_place.begin(), by_place.end());
      reached.clear();
      for (std::size_t n = 0; n < by_place.size(); ++n)  // the first door of each place is its nearest
        if ((n == 0 || by_place[n].first != by_place[n - 1].first) && by_place[n].second <= limit_m)
          reached.push_back(by_place[n].second);
      std::sort(reached.begin(), reached.end());
      if (reached.size() >= k)
        f.set(c, ask.indicator.unit.from_base(metres ? reached[k - 1] : reached[k - 1] / speed));
      else f.set(c, ask.indicator.unit.from_base(limit), Mark::beyond);
    }
  });
}

/// Time or distance from each cell to the k-th nearest open place of one or several kinds.
///
///   value[c] = k-th smallest over open places p of the kinds:  t(c → p)
///
/// reads    city.grid, city.people [cells], city.places [places], city.streets [edges] (none if straight)
/// params   kind; mode = walk|wheelchair|cycle|drive|transit, speed, and those of a ride; limit (minutes or metres, as the unit); k; straight
/// returns  Field [cells], s or m as the declared unit has it, ≥ 0
/// marks    beyond where fewer than k are reached within the limit (value: the limit); not_applicable where nobody
///          lives (in a city without people every cell counts); no_data where the city has no streets, or where its
///          sources do not know any of the kinds
/// errors   none: params are checked when the declaration is read
/// cost     O((V + E) log V) once per (streets, places, params)
/// source   the definition's own; shortest paths: Dijkstra 1959
/// see      catalogue/indicators/services/primary_school_walk.city
Field measure_nearest(const Ask& ask) {
  Field f = blank(ask);
  const Indicator& i = ask.indicator;
  const std::vector<KindIdx> kinds = known_kinds(ask.city, i.params.words("kind"));
  if (kinds.empty()) return f;
  if (straight(i)) {
    measure_straight(ask, kinds, f);
    return f;
  }
  if (!can_travel(ask.city, i)) return f;
  const Profile profile = travel_profile(i);
  const auto net = network(ask.city, profile, ask.run);
  const std::size_t k = k_of(i);
  const NearestPlaces found = nearest_places(ask.city, profile, kinds, travel_limit(i, profile), k, ask.run);
  const double limit = i.unit.from_base(i.params.number("limit"));
  for (std::size_t c = 0; c < f.size(); ++c) {
    if (f.mark[c] == Mark::not_applicable) continue;
    const Cost cost = found.cost[c * k + k - 1];
    if (cost == kNoPath) f.set(c, limit, Mark::beyond);
    else f.set(c, i.unit.from_base(travelled(i, *net, cost)));
  }
  return f;
}

/// Cells whose nearest place has closed look for the next one, each on its own: near first, then ever farther. false:
/// there are so many of them that one search for all is cheaper.
bool look_again(const Ask& now, std::span<const PlaceIdx> closed, Field& out) {
  constexpr std::size_t kMostCells = 100;
  const Indicator& i = now.indicator;
  if (by_transit(i)) return false;
  const City& city = now.city;
  const Profile profile = travel_profile(i);
  const auto net = network(city, profile, now.run);
  std::vector<std::uint32_t> cells;
  for (const auto& reached : catchments(city, profile, closed, travel_limit(i, profile), now.run))
    for (std::size_t n = 0; n < reached->cell.size(); ++n) {
      const std::size_t c = reached->cell[n].v;
      if (out.mark[c] == Mark::known &&
          out.value[c] == static_cast<float>(i.unit.from_base(travelled(i, *net, reached->cost[n]))))
        cells.push_back(reached->cell[n].v);
    }
  if (cells.size() > kMostCells) return false;
  const auto links = cell_links(city, profile, now.run);
  const std::vector<PlaceIdx> open = places_open(city, known_kinds(city, i.params.words("kind")));
  const double speed = most_speed(profile);
  const double whole = travel_limit(i, profile).base();
  Search search{*net};
  for (const std::uint32_t c : cells) {
    const Point at = city.grid->centre(CellIdx{c});
    const Link& link = (*links)[CellIdx{c}];
    const double was =
        i.unit.to_base(static_cast<double>(out.value[c])) / (limit_is_distance(i) ? speed : 1.0);
    Cost best = kNoPath;
    for (double seconds = std::min(whole, 1.5 * was + 300);; seconds = std::min(whole, 2 * seconds)) {
      search.run(link, Heading::from_sources, net->limit(Seconds{seconds}));
      for (const PlaceIdx p : open) {
        // No way is shorter than the straight line, from the nearest of its entrances.
        double straight = distance_m(city.places->at[p], at);
        for (const Point e : city.places->entrances[p]) straight = std::min(straight, distance_m(e, at));
        if (straight > seconds * speed + 1) continue;
        for (const Link& l : place_links(city, *net, p)) best = std::min(best, search.cost(l));
      }
      if (best != kNoPath || seconds >= whole) break;
    }
    if (best == kNoPath) out.set(c, i.unit.from_base(i.params.number("limit")), Mark::beyond);
    else out.set(c, i.unit.from_base(travelled(i, *net, best)));
  }
  return true;
}

/// Cells that an edit of the streets can concern look again, each on its own. false: they are so many that one search
/// for all is cheaper.
bool look_along_streets(const Ask& now, const City& before, const Field& was, Field& out) {
  const Indicator& i = now.indicator;
  const City& city = now.city;
  const auto& words = i.params.words("kind");
  const std::vector<KindIdx> kinds = known_kinds(city, words);
  if (kinds.empty() || known_kinds(before, words).empty() || before.streets->edges() == 0 ||
      city.streets->edges() == 0 || before.grid.hash() != city.grid.hash())
    return false;
  const Profile profile = travel_profile(i);
  const auto edit = street_edit(before, city, profile, kinds, travel_limit(i, profile), now.run);
  if (edit->cells * 4 > was.size()) return false;
  std::vector<CellIdx> cells;
  for (std::size_t c = 0; c < was.size(); ++c)
    if (edit->cell[c] != 0 && was.mark[c] != Mark::not_applicable) cells.push_back(idx<CellIdx>(c));
  const auto net = network(city, profile, now.run);
  const std::size_t k = k_of(i);
  const auto cost = nearest_costs(city, profile, kinds, travel_limit(i, profile), k, cells, now.run);
  out = was;
  for (std::size_t n = 0; n < cells.size(); ++n) {
    const Cost last = cost[n * k + k - 1];
    if (last == kNoPath) out.set(cells[n].v, i.unit.from_base(i.params.number("limit")), Mark::beyond);
    else out.set(cells[n].v, i.unit.from_base(travelled(i, *net, last)));
  }
  return true;
}

/// A new place can only shorten: the minimum of the old value and the way to it, searched from the new place alone.
/// Costs are whole numbers and their conversion is monotone, so the minimum of values is the value of the minimum.
/// Where a place closes, those to whom it was the nearest look again.
bool update_nearest(const Ask& now, const City& before, const Field& was, const Delta& delta, Field& out) {
  const Indicator& i = now.indicator;
  if (straight(i) || was.size() != now.city.grid->size()) return false;
  if (!by_transit(i) && touches(delta) == layers(LayerId::streets))
    return look_along_streets(now, before, was, out);
  if (k_of(i) != 1 || !same_ways(before, now.city, i)) return false;
  const auto& words = i.params.words("kind");
  const auto ours = [&](const PlaceKindKey& k) {
    return std::find(words.begin(), words.end(), k.word) != words.end();
  };
  if (known_kinds(before, words).empty() || !can_travel(now.city, i)) return false;
  std::vector<PlaceIdx> fresh, closed;
  for (const Change& change : delta.changes) {
    if (const auto* add = std::get_if<AddPlace>(&change)) {
      if (!ours(add->kind) || add->capacity <= 0) continue;
      const auto p = now.city.places->find(add->id);
      if (!p || before.places->find(add->id)) return false;
      if (now.city.places->open(*p)) fresh.push_back(*p);
    } else if (const auto* resize = std::get_if<ResizePlace>(&change)) {
      const auto p = before.places->find(resize->place);
      if (!p) return false;
      if (!ours(before.places->kinds[before.places->kind[*p]])) continue;
      const bool had = before.places->open(*p), has = now.city.places->open(*p);
      if (had && !has) closed.push_back(*p);
      else if (has && !had) fresh.push_back(*p);
    } else if (!std::holds_alternative<SetLandUse>(change)) {
      return false;
    }
  }
  const Profile profile = travel_profile(i);
  const auto net = network(now.city, profile, now.run);
  out = was;
  if (!closed.empty() && !look_again(now, closed, out)) return false;
  for (const auto& reached : catchments(now.city, profile, fresh, travel_limit(i, profile), now.run))
    for (std::size_t n = 0; n < reached->cell.size(); ++n) {
      const std::size_t c = reached->cell[n].v;
      const auto value = static_cast<float>(i.unit.from_base(travelled(i, *net, reached->cost[n])));
      if (out.mark[c] == Mark::beyond || (out.mark[c] == Mark::known && value < out.value[c])) {
        out.value[c] = value;
        out.mark[c] = Mark::known;
      }
    }
  return true;
}

void check_nearest(const Indicator& i, std::span<const Indicator>) {
  check_travel(i);
  if (i.unit.dim != i.params.dim("limit"))
    refuse_unit(i, limit_is_distance(i) ? Text{"metres, as its limit does", "距离（与 limit 一致）"}
                                        : Text{"a time, as its limit does", "时间（与 limit 一致）"});
  const double k = i.params.number("k");
  if (k != std::floor(k))
    throw Error{Fault::bad_input, say("k is a whole number", "k 应为整数"), where_of(i)};
}

}  // namespace

const Kernel& nearest_kernel() {
  using Type = ParamSpec::Type;
  static const Kernel kernel = [] {
    Kernel k{};
    k.name = "nearest";
    k.meaning = {"Time or distance from each cell to the k-th nearest open place of one or several kinds.",
                 "从每个格网到最近（第 k 近）一处开放的某类设施的时间或距离。"};
    k.formula = "value[c] = k-th smallest over open places p of the kinds: t(c → p)";
    k.params = travel_params(
        {"How far the search goes, in minutes or metres as the unit has it; farther is ‘beyond’.",
         "搜索上限，分钟或米（与单位一致）；更远记为“超出”。"});
    k.params.insert(
        k.params.begin(),
        needed(Type::words, "kind", {"Kinds of place, any of which will do.", "设施类别，任一类即可。"}));
    ParamSpec nth =
        param(Type::number, "k", {"Which of the nearest: 1 is the nearest.", "第几近：1 为最近。"}, "1");
    nth.least = 1;
    nth.most = 20;
    k.params.push_back(std::move(nth));
    k.params.push_back(choice_param(
        "straight",
        {"As the crow flies, as some official formulas have it.", "是否按直线距离计算（部分官方口径）。"},
        {"no", "yes"}, "no"));
    k.check = check_nearest;
    k.reads = [](const Indicator& i) {
      return straight(i) ? layers(LayerId::grid, LayerId::people, LayerId::places) : travel_layers(i);
    };
    k.kinds = [](const Indicator& i) { return kind_keys(i.params.words("kind")); };
    k.needs = needs_nothing;
    k.support = cell_support;
    k.measure = measure_nearest;
    k.update = update_nearest;
    return k;
  }();
  return kernel;
}

}  // namespace cityloop
