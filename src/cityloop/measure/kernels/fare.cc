#include <algorithm>
#include <cmath>
#include <map>

#include "cityloop/base/parallel.h"
#include "cityloop/measure/kernels/list.h"
#include "cityloop/simulate/travel/fare_search.h"
#include "cityloop/simulate/travel/ride.h"

namespace cityloop {
namespace {

constexpr Dim kMoneyDim{.yuan = 1};

/// What people of each cell have in a month: the latest published figure of their zone, or of the city.
struct Income {
  std::vector<double> of_cell;  // 0: not known
  std::vector<std::uint8_t> guessed;
};
Income income_of(const City& city, const Indicator& i) {
  const Statistics& s = *city.statistics;
  Income out{std::vector<double>(city.grid->size(), 0), std::vector<std::uint8_t>(city.grid->size(), 0)};
  std::size_t v = 0;
  while (v < s.variables.size() && s.variables[v].word != i.params.word("income")) ++v;
  if (v == s.variables.size()) return out;
  const Unit unit = parse_unit(s.units[v], where_of(i));
  if (unit.dim != kMoneyDim) return out;
  const std::string& over = i.params.word("over");
  const auto level = city.zones->find_level(ZoneLevelKey{over});
  if (over != "city" && !level) return out;
  struct Latest {
    int year = -1;
    double value = 0;
    Mark mark = Mark::no_data;
  };
  std::map<std::uint32_t, Latest> latest;
  constexpr std::uint32_t kCity = 0xffffffffU;
  for (const StatIdx x : each(s.variable)) {
    if (s.variable[x] != v || !has_value(s.mark[x]) || s.zone[x].valid() == (over == "city")) continue;
    Latest& l = latest[s.zone[x].valid() ? s.zone[x].v : kCity];
    if (s.year[x] > l.year) l = {s.year[x], unit.to_base(s.value[x]), s.mark[x]};
  }
  for (std::size_t c = 0; c < out.of_cell.size(); ++c) {
    std::uint32_t zone = kCity;
    if (level && over != "city") {
      const ZoneIdx z = city.zones->of_cell[*level][idx<CellIdx>(c)];
      if (!z.valid()) continue;
      zone = z.v;
    }
    const auto it = latest.find(zone);
    if (it == latest.end() || !(it->second.value > 0)) continue;
    out.of_cell[c] = it->second.value;
    out.guessed[c] = it->second.mark == Mark::estimated ? 1 : 0;
  }
  return out;
}

/// What it costs to get there, by the cheapest way that takes no longer than the limit: in money, or as a share of income.
///
///   value[c] = trips · min{ m ≤ budget : Σ over open places p with fare(c → p) ≤ m of S(p) ≥ many }  [ ÷ income(c) ]
///
///   fare(c → p) = the least m so that the percentile of travel times of journeys that cost m at most is within the
///   limit; 0 on foot. S = 1 (places) or the capacity. income = the latest published figure of the cell's zone, or of the
///   city; it stands for a month if trips does
///
/// reads    city.grid, city.people [cells], city.places [places], city.streets [edges], city.transit, city.fares;
///          city.statistics, city.zones with income
/// params   kind; count = places|capacity; many; trips; income, over = city | a level of zones; mode = transit and those
///          of a ride; limit; budget (required: what nobody would pay for one journey)
/// returns  Field [cells], money of the city's own currency (written yuan, as all money of a city), or with income a
///          plain ratio; ≥ 0
/// marks    beyond where it takes longer than the limit at any price up to the budget (value: the budget's);
///          not_applicable where nobody lives; no_data where the city has no streets, timetable or fares, knows none of
///          the kinds, or the income of the zone is not known: unknown is not zero
/// errors   none: params are checked when the declaration is read
/// cost     two FareSearches from every cell
/// source   the definition's own; access-to-income ratios: Guzman, Oviedo 2018; fares: fare_rules.h
/// see      catalogue/indicators/mobility/jobs_affordable.city
Field measure_fare(const Ask& ask) {
  const Indicator& i = ask.indicator;
  const City& city = ask.city;
  const auto lived = lived_in(city);
  Field f = Field::cells(lived.size(), Mark::no_data);
  for (std::size_t c = 0; c < lived.size(); ++c)
    if (!lived[c]) f.mark[c] = Mark::not_applicable;
  const auto kinds = known_kinds(city, i.params.words("kind"));
  if (!can_travel(city, i) || kinds.empty()) return f;
  const bool shared = i.params.has("income");
  const Income income = shared ? income_of(city, i) : Income{};
  const auto places = places_open(city, kinds);
  const Profile profile = travel_profile(i);
  const auto net = network(city, profile, ask.run);
  const auto cells = cell_links(city, profile, ask.run);
  std::vector<std::vector<Link>> targets;
  std::vector<double> offers;
  for (const PlaceIdx p : places) {
    targets.push_back(place_links(city, *net, p));
    offers.push_back(i.params.word("count") == "places" ? 1.0
                                                        : static_cast<double>(city.places->capacity[p]));
  }
  const FareReach reach{city, settings_of(city, profile, travel_limit(i, profile)), targets, ask.run};
  const std::int64_t budget = minor_units(*profile.ride->budget, city.fares->decimals());
  const double unit = std::pow(10.0, city.fares->decimals()), trips = i.params.number("trips"),
               many = i.params.number("many");
  for_chunks(ask.run, f.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t c = begin; c < end; ++c) {
      if (f.mark[c] == Mark::not_applicable || (shared && income.of_cell[c] <= 0)) continue;
      const auto fronts = reach.front((*cells)[idx<CellIdx>(c)], profile.ride->percentile, budget);
      std::vector<std::pair<std::int64_t, double>> by_price;
      for (std::size_t t = 0; t < targets.size(); ++t)
        if (!fronts[t].empty()) by_price.emplace_back(fronts[t].front().paid, offers[t]);
      std::sort(by_price.begin(), by_price.end());
      double sum = 0;
      std::int64_t price = budget;
      Mark mark = Mark::beyond;
      for (const auto& [paid, offer] : by_price) {
        sum += offer;
        if (sum < many) continue;
        price = paid;
        mark = shared && income.guessed[c] != 0 ? Mark::estimated : Mark::known;
        break;
      }
      const double money = static_cast<double>(price) / unit * trips;
      f.set(c, i.unit.from_base(shared ? money / income.of_cell[c] : money), mark);
    }
  });
  return f;
}

void check_fare(const Indicator& i, std::span<const Indicator>) {
  check_travel(i);
  if (!by_transit(i) || !i.params.has("budget"))
    throw Error{Fault::bad_input,
                say("a fare is that of a ride, up to a budget", "票价用于乘车，且须给出预算上限"),
                where_of(i), say("write mode: transit and budget", "请填写 mode: transit 与 budget")};
  if (i.params.has("income") ? i.unit.dim != kNoDim : i.unit.dim != kMoneyDim)
    refuse_unit(i, i.params.has("income") ? Text{"a share, such as %", "占比，如 %"} : Text{"money", "金额"});
}

}  // namespace

const Kernel& fare_kernel() {
  using Type = ParamSpec::Type;
  static const Kernel kernel = [] {
    Kernel k{};
    k.name = "fare";
    k.meaning = {
        "What it costs to reach places in time by public transport, in money or as a share of income.",
        "乘公共交通限时到达设施的票价，以金额或占收入的比例计。"};
    k.formula =
        "value[c] = trips · min{m ≤ budget: Σ over places with fare(c → p) ≤ m of S(p) ≥ many} ÷ income";
    k.params = travel_params({"How long a journey may take.", "一次出行的时间上限。"});
    k.params.insert(
        k.params.begin(),
        needed(Type::words, "kind", {"Kinds of place, any of which will do.", "设施类别，任一类即可。"}));
    k.params.push_back(choice_param("count", {"What has to be reached.", "要到达的内容。"},
                                    {"places", "capacity"}, "places"));
    ParamSpec many =
        param(Type::number, "many",
              {"How many places, or how much capacity, have to be reached.", "须到达的设施数或容量。"}, "1");
    many.least = 1;
    k.params.push_back(std::move(many));
    ParamSpec trips =
        param(Type::number, "trips",
              {"How many journeys are paid for, such as 44 for a month of work, there and back.",
               "计多少次出行，如一个月通勤往返为 44 次。"},
              "1");
    trips.least = 1;
    trips.most = 10'000;
    k.params.push_back(std::move(trips));
    k.params.push_back(
        param(Type::word, "income",
              {"The published series of income, for as long as ‘trips’ counts, such as a month; "
               "without it the value is money.",
               "收入的统计变量，时段与 trips 一致（如一个月）；不写则结果为金额。"}));
    k.params.push_back(param(Type::word, "over",
                             {"Whose income: that of the city, or of the cell's zone of a level.",
                              "收入的口径：city（全市）或某级分区。"},
                             "city"));
    k.check = check_fare;
    k.reads = [](const Indicator& i) {
      LayerSet set = travel_layers(i);
      if (i.params.has("income")) set |= layers(LayerId::statistics, LayerId::zones);
      return set;
    };
    k.kinds = [](const Indicator& i) { return kind_keys(i.params.words("kind")); };
    k.needs = needs_nothing;
    k.support = cell_support;
    k.measure = measure_fare;
    return k;
  }();
  return kernel;
}

}  // namespace cityloop
