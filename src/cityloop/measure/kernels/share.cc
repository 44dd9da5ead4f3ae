#include <algorithm>
#include <array>
#include <cmath>

#include "cityloop/base/parallel.h"
#include "cityloop/measure/kernels/list.h"

namespace cityloop {
namespace {

/// What a cell can hold. The closed list; each has a dimension and a layer that it is read from.
enum class Amount : std::uint8_t {
  residents,
  group,
  land,
  building_floor_area,
  building_footprint,
  buildings,
  street_length,
  reports,
  places,
  capacity,
  cell_area,
  one
};
struct AmountRule {
  std::string_view word;
  Amount amount;
  Dim dim;
  LayerId layer;
};
constexpr std::array<AmountRule, 12> kAmounts{{
    {"residents", Amount::residents, kPersonDim, LayerId::people},
    {"group", Amount::group, kPersonDim, LayerId::people},
    {"land", Amount::land, kAreaDim, LayerId::land},
    {"building_floor_area", Amount::building_floor_area, kAreaDim, LayerId::buildings},
    {"building_footprint", Amount::building_footprint, kAreaDim, LayerId::buildings},
    {"buildings", Amount::buildings, kNoDim, LayerId::buildings},
    {"street_length", Amount::street_length, kLengthDim, LayerId::streets},
    {"reports", Amount::reports, kNoDim, LayerId::reports},
    {"places", Amount::places, kNoDim, LayerId::places},
    {"capacity", Amount::capacity, kNoDim, LayerId::places},
    {"cell_area", Amount::cell_area, kAreaDim, LayerId::grid},
    {"one", Amount::one, kNoDim, LayerId::grid},
}};
const AmountRule& rule_of(const Indicator& i, const char* which) {
  const std::string& w = i.params.word(which);
  return *std::find_if(kAmounts.begin(), kAmounts.end(), [&](const AmountRule& r) { return r.word == w; });
}

/// An amount per cell. `guessed`: part of what stands there could not be classified, or was estimated.
struct Tally {
  std::vector<double> amount;
  std::vector<std::uint8_t> guessed;
  explicit Tally(std::size_t n) : amount(n, 0.0), guessed(n, 0) {}
};

double number_or(const Indicator& i, const char* name, double otherwise) {
  return i.params.has(name) ? i.params.number(name) : otherwise;
}
bool listed(const std::vector<std::string>& words, const std::string& w) {
  return std::find(words.begin(), words.end(), w) != words.end();
}

std::optional<Tally> tally_people(const Ask& ask, Amount amount, const char* group_param) {
  const People& people = *ask.city.people;
  if (!has_people(ask.city)) return std::nullopt;
  const Column<CellIdx, float>* who = &people.residents;
  if (amount == Amount::group) {
    const auto g = people.find(GroupKey{ask.indicator.params.word(group_param)});
    if (!g) return std::nullopt;
    who = &people.by_group[*g];
  }
  Tally t{ask.city.grid->size()};
  for (const CellIdx c : each(*who)) t.amount[c.v] = static_cast<double>((*who)[c]);
  return t;
}

std::optional<Tally> tally_land(const Ask& ask, const char* use_param) {
  const Land& land = *ask.city.land;
  if (land.uses.empty()) return std::nullopt;
  Tally t{ask.city.grid->size()};
  const bool all = !ask.indicator.params.has(use_param);
  for (std::size_t u = 0; u < land.uses.size(); ++u) {
    if (!all && !listed(ask.indicator.params.words(use_param), land.uses[u].word)) continue;
    for (const CellIdx c : each(land.area_m2[u])) t.amount[c.v] += static_cast<double>(land.area_m2[u][c]);
  }
  return t;
}

/// Buildings of which the year or the floors are unknown, where these are asked for, count neither above nor below the
/// line: they make the cell's value an estimate.
std::optional<Tally> tally_buildings(const Ask& ask, Amount amount, bool filtered) {
  const Buildings& b = *ask.city.buildings;
  const Indicator& i = ask.indicator;
  if (b.id.empty()) return std::nullopt;
  const double before = number_or(i, "built_before", 0), since = number_or(i, "built_since", 0);
  const double least = number_or(i, "floors_at_least", 0), most = number_or(i, "floors_at_most", 0);
  const bool by_year = before > 0 || since > 0, by_floors = least > 0 || most > 0;
  Tally t{ask.city.grid->size()};
  for (const BuildingIdx x : each(b.id)) {
    const CellIdx c = b.cell[x];
    if (!c.valid()) continue;
    if (i.params.has("building_use") && !listed(i.params.words("building_use"), b.uses[b.use[x]].word))
      continue;
    const double floors = b.floors[x], year = b.year[x];
    const bool needs_floors = by_floors || amount == Amount::building_floor_area;
    if ((by_year && year <= 0) || (needs_floors && floors <= 0)) {
      t.guessed[c.v] = 1;
      continue;
    }
    if (filtered && ((before > 0 && year >= before) || (since > 0 && year < since) ||
                     (least > 0 && floors < least) || (most > 0 && floors > most)))
      continue;
    const double footprint = static_cast<double>(b.footprint_m2[x]);
    t.amount[c.v] += amount == Amount::buildings            ? 1.0
                     : amount == Amount::building_footprint ? footprint
                                                            : footprint * floors;
  }
  return t;
}

/// Streets open to a mode, cut into pieces of at most 20 m that go to the cell of their middle.
std::optional<Tally> tally_streets(const Ask& ask) {
  constexpr double kPiece = 20;
  const Streets& s = *ask.city.streets;
  if (s.edges() == 0) return std::nullopt;
  Permit wanted = kAllModes;
  for (std::size_t m = 0; m < kModeWords.size(); ++m)
    if (kModeWords[m] == ask.indicator.params.word("mode")) wanted = permit(static_cast<Mode>(m));
  Tally t{ask.city.grid->size()};
  std::vector<Point> line;
  for (const EdgeIdx e : each(s.from)) {
    if (((s.forward[e] | s.backward[e]) & wanted) == 0) continue;
    line.assign(1, s.at[s.from[e]]);
    if (s.bends.size() > e.v) line.insert(line.end(), s.bends[e].begin(), s.bends[e].end());
    line.push_back(s.at[s.to[e]]);
    double drawn = 0;
    for (std::size_t n = 1; n < line.size(); ++n) drawn += distance_m(line[n - 1], line[n]);
    if (!(drawn > 0)) continue;
    const double stretch = static_cast<double>(s.length_mm[e]) / 1000.0 / drawn;
    for (std::size_t n = 1; n < line.size(); ++n) {
      const double length = distance_m(line[n - 1], line[n]);
      const int pieces = std::max(1, static_cast<int>(std::ceil(length / kPiece)));
      for (int piece = 0; piece < pieces; ++piece) {
        const Point middle = line[n - 1] + ((piece + 0.5) / pieces) * (line[n] - line[n - 1]);
        if (const auto c = ask.city.grid->find(middle)) t.amount[c->v] += stretch * length / pieces;
      }
    }
  }
  return t;
}

std::optional<Tally> tally_reports(const Ask& ask, bool filtered) {
  const Reports& r = *ask.city.reports;
  const Indicator& i = ask.indicator;
  if (r.id.empty()) return std::nullopt;
  const auto today = static_cast<std::int32_t>(ask.city.as_of.time_since_epoch().count());
  const double days = i.params.has("during") ? i.params.number("during") / 86400.0 : 1e9;
  const std::string& state = i.params.word("state");
  Tally t{ask.city.grid->size()};
  for (const ReportIdx x : each(r.id)) {
    const CellIdx c = r.cell[x];
    if (!c.valid() || today - r.day[x] >= days || r.day[x] > today) continue;
    if (i.params.has("category") && !listed(i.params.words("category"), r.categories[r.category[x]].word))
      continue;
    if (filtered && ((state == "open" && r.closed[x]) || (state == "closed" && !r.closed[x]))) continue;
    t.amount[c.v] += 1;
  }
  return t;
}

std::optional<Tally> tally_places(const Ask& ask, bool capacity) {
  const City& city = ask.city;
  const std::vector<KindIdx> kinds = known_kinds(city, ask.indicator.params.words("kind"));
  if (kinds.empty()) return std::nullopt;
  Tally t{city.grid->size()};
  for (const PlaceIdx p : places_open(city, kinds)) {
    const CellIdx c = city.places->cell[p];
    if (!c.valid()) continue;
    t.amount[c.v] += capacity ? static_cast<double>(city.places->capacity[p]) : 1.0;
    if (capacity && city.places->capacity_mark[p] == Mark::estimated) t.guessed[c.v] = 1;
  }
  return t;
}

/// nullopt: the layer is not there, or does not know what is asked for.
std::optional<Tally> tally(const Ask& ask, bool above) {
  const Amount amount = rule_of(ask.indicator, above ? "numerator" : "denominator").amount;
  switch (amount) {
    case Amount::residents:
    case Amount::group: return tally_people(ask, amount, above ? "group" : "denominator_group");
    case Amount::land: return tally_land(ask, above ? "land_use" : "denominator_land_use");
    case Amount::building_floor_area:
    case Amount::building_footprint:
    case Amount::buildings: return tally_buildings(ask, amount, above);
    case Amount::street_length: return tally_streets(ask);
    case Amount::reports: return tally_reports(ask, above);
    case Amount::places: return tally_places(ask, false);
    case Amount::capacity: return tally_places(ask, true);
    case Amount::cell_area:
    case Amount::one: break;
  }
  Tally t{ask.city.grid->size()};
  for (const CellIdx c : each(ask.city.grid->cells().id))
    t.amount[c.v] = amount == Amount::one ? 1.0 : ask.city.grid->area_m2(c);
  return t;
}

/// One ratio for all cells of `row`, in index order.
struct Ratio {
  double above = 0, below = 0;
  bool guessed = false;
  void add(const Tally& over, const Tally& under, std::size_t c) {
    above += over.amount[c];
    below += under.amount[c];
    guessed = guessed || over.guessed[c] || under.guessed[c];
  }
  void put(const Indicator& i, bool total, Field& f, std::size_t row) const {
    if (!total && !(below > 0)) f.set_absent(row, Mark::not_applicable);
    else f.set(row, i.unit.from_base(total ? above : above / below), guessed ? Mark::estimated : Mark::known);
  }
};

/// How much of one thing there is per other thing: shares, densities, amounts per person.
///
///   value[x] = Σ over cells c of x: numerator(c)  ÷  Σ over cells c of x: denominator(c)
///
/// x is a cell; a zone (`over: level`); the city (`over: city`); or a cell with all cells whose centre lies within
/// `radius`. Filters (built_before, floors_at_least, state …) hold above the line only; building_use, category and
/// during hold on both sides. A denominator of `one` gives the plain amount.
///
/// reads    the layers of the two amounts, city.grid, city.zones (if over a level), city.people (marks of cells)
/// params   numerator, denominator, their filters; over; radius
/// returns  Field [cells, zones of a level, or whole], numerator ÷ denominator
/// marks    not_applicable where the denominator is zero (nobody lives, no building stands here); estimated where part of
///          what stands there is unclassified or has a default capacity; no_data where the layer is missing, or the
///          kind or the group is not known, or the city has no such level
/// errors   none: params are checked when the declaration is read
/// cost     O(rows of the layers + cells), × cells within the radius
/// source   the definition's own
Field measure_share(const Ask& ask) {
  const Indicator& i = ask.indicator;
  const City& city = ask.city;
  const Support support = support_over(i);
  const Rows rows{city, support};
  Field f = rows.empty();
  const auto over = tally(ask, true), under = tally(ask, false);
  const bool total = rule_of(i, "denominator").amount == Amount::one;
  if (!rows.known() || !over || !under) return f;
  if (support.of != Support::Of::cell) {
    std::vector<Ratio> ratio(rows.size());
    for (std::size_t c = 0; c < city.grid->size(); ++c)
      if (const auto row = rows.of(idx<CellIdx>(c))) ratio[*row].add(*over, *under, c);
    for (std::size_t row = 0; row < rows.size(); ++row)
      if (f.mark[row] != Mark::not_applicable) ratio[row].put(i, total, f, row);
    return f;
  }
  const double radius = number_or(i, "radius", 0);
  for_chunks(ask.run, f.size(), kChunk, [&](std::size_t begin, std::size_t end) {
    for (std::size_t c = begin; c < end; ++c) {
      Ratio ratio;
      if (radius > 0)
        for (const CellIdx near : city.grid->within(city.grid->centre(idx<CellIdx>(c)), radius))
          ratio.add(*over, *under, near.v);
      else ratio.add(*over, *under, c);
      ratio.put(i, total, f, c);
    }
  });
  return f;
}

void check_share(const Indicator& i, std::span<const Indicator>) {
  const AmountRule &over = rule_of(i, "numerator"), &under = rule_of(i, "denominator");
  const Dim dim = over.dim / under.dim;
  if (i.unit.dim != dim)
    refuse_unit(i, {fmt::format("{} per {}: {}", over.word, under.word, to_string(dim)),
                    fmt::format("{} 除以 {}，即 {}", over.word, under.word, to_string(dim))});
  const auto must = [&](bool when, const char* name) {
    if (when && !i.params.has(name))
      throw Error{Fault::bad_input, say("the parameter ‘{}’ is missing", "缺少参数“{}”", name), where_of(i)};
  };
  must(over.amount == Amount::group, "group");
  must(under.amount == Amount::group, "denominator_group");
  must(over.layer == LayerId::places || under.layer == LayerId::places, "kind");
  if (i.params.has("radius") && support_over(i).of != Support::Of::cell)
    throw Error{Fault::bad_input,
                say("a radius belongs to cells, not to zones", "radius 只能用于格网，不能用于分区"),
                where_of(i)};
}

LayerSet reads_share(const Indicator& i) {
  LayerSet s = layers(LayerId::grid, rule_of(i, "numerator").layer, rule_of(i, "denominator").layer);
  if (support_over(i).of == Support::Of::zone) s |= layers(LayerId::zones);
  return s;
}

}  // namespace

const Kernel& share_kernel() {
  using Type = ParamSpec::Type;
  static const Kernel kernel = [] {
    Kernel k{};
    k.name = "share";
    k.meaning = {
        "One amount per another, in a cell, around it, in a zone or in the whole city: shares, densities, "
        "per head.",
        "格网内、周边、分区或全市范围内两种数量之比：占比、密度、人均。"};
    k.formula = "value[x] = Σ_c∈x numerator(c) ÷ Σ_c∈x denominator(c)";
    std::vector<std::string> words;
    for (const AmountRule& r : kAmounts) words.emplace_back(r.word);
    k.params = {
        choice_param("numerator", {"The amount above the line.", "分子。"}, words, ""),
        choice_param("denominator", {"The amount below the line.", "分母。"}, words, ""),
        param(Type::word, "group", {"Numerator group: which people.", "分子为 group 时的人群。"}),
        param(Type::word, "denominator_group",
              {"Denominator group: which people.", "分母为 group 时的人群。"}),
        param(Type::words, "land_use",
              {"Numerator land: these uses; without it all.", "分子为 land 时的用地类别；不写为全部。"}),
        param(Type::words, "denominator_land_use",
              {"Denominator land: these uses.", "分母为 land 时的用地类别。"}),
        param(Type::words, "building_use",
              {"Buildings of these uses only, on both sides.", "只计这些用途的建筑（分子分母同）。"}),
        param(Type::number, "built_before", {"Buildings built before this year.", "建成年份早于。"}),
        param(Type::number, "built_since", {"Buildings built in or after this year.", "建成年份不早于。"}),
        param(Type::number, "floors_at_least", {"Buildings with at least so many floors.", "层数不少于。"}),
        param(Type::number, "floors_at_most", {"Buildings with at most so many floors.", "层数不多于。"}),
        choice_param("mode", {"Streets open to this mode.", "对该方式开放的街道。"},
                     {kModeWords.begin(), kModeWords.end()}, "drive"),
        param(Type::words, "category", {"Reports of these categories.", "诉求类别。"}),
        quantity_param("during", {"Reports of the last so many days.", "最近多少天内的诉求。"}, kTimeDim,
                       "day", 86400, 1e10),
        choice_param("state", {"Reports still open, closed, or any.", "诉求状态。"},
                     {"any", "open", "closed"}, "any"),
        param(Type::words, "kind", {"Kinds of place.", "设施类别。"}),
        param(Type::word, "over",
              {"cell, city, or a level of zones.", "cell（格网）、city（全市）或分区层级。"}, "cell"),
        quantity_param("radius",
                       {"Takes in all cells whose centre lies so near.", "计入中心在此半径内的格网。"},
                       kLengthDim, "m", 1, 20'000),
    };
    k.check = check_share;
    k.reads = reads_share;
    k.kinds = [](const Indicator& i) {
      return i.params.has("kind") ? kind_keys(i.params.words("kind")) : std::vector<PlaceKindKey>{};
    };
    k.needs = needs_nothing;
    k.support = [](const Indicator& i, std::span<const Indicator>) { return support_over(i); };
    k.measure = measure_share;
    return k;
  }();
  return kernel;
}

}  // namespace cityloop
