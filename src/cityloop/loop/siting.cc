#include "cityloop/loop/siting.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "cityloop/decide/decide.h"
#include "cityloop/decide/site/capacitated.h"
#include "cityloop/decide/site/cover.h"
#include "cityloop/loop/usecases.h"

namespace cityloop {
namespace {

constexpr double kParts = 100;  // people are counted in hundredths: grids hold fractions

const ProjectType* type_named(const Catalogue& c, const std::string& word) {
  for (const ProjectType& t : c.project_types)
    if (t.key.word == word) return &t;
  return nullptr;
}

/// Cells where a new one may stand; those with the most people where there are too many.
std::vector<CellIdx> standing_room(const City& city, const ProjectType* type, std::size_t& dropped) {
  std::vector<char> may(city.grid->size(), 0);
  if (type != nullptr) may = allowed_cells(city, *type);
  else
    for (const CellIdx c : each(city.people->residents)) may[c.v] = city.people->residents[c] > 0;
  std::vector<CellIdx> cells;
  for (const CellIdx c : each(city.people->residents))
    if (may[c.v] != 0) cells.push_back(c);
  if (cells.size() > kMostCandidates) {
    dropped = cells.size() - kMostCandidates;
    std::stable_sort(cells.begin(), cells.end(), [&](CellIdx a, CellIdx b) {
      return city.people->residents[a] > city.people->residents[b];
    });
    cells.resize(kMostCandidates);
    std::sort(cells.begin(), cells.end());
  }
  return cells;
}

/// Points of all cells, by CellIdx, narrowed to some.
TravelPoints of_cells(const TravelPoints& all, const std::vector<CellIdx>& cells) {
  TravelPoints out;
  for (const CellIdx c : cells) {
    out.name.push_back(all.name[c.v]);
    out.at.push_back(all.at[c.v]);
    out.links.push_back(all.links[c.v]);
  }
  return out;
}

/// Sites by travel: row by row from where people live, what lies within the limit.
std::shared_ptr<const site::Travel> travel_of(const City& city, const TravelAsk& ask,
                                              const TravelPoints& homes, const TravelPoints& sites,
                                              Run& run) {
  std::vector<std::size_t> first{0};
  std::vector<site::Reach> reach;
  travel_rows(city, ask, homes, sites, run, [&](std::size_t, std::span<const float> seconds) {
    const std::size_t begin = reach.size();
    for (std::size_t s = 0; s < sites.size(); ++s)
      if (seconds[s] <= static_cast<float>(ask.limit.base()))
        reach.push_back({static_cast<std::uint32_t>(std::lround(seconds[s])), static_cast<std::uint32_t>(s)});
    std::sort(reach.begin() + static_cast<std::ptrdiff_t>(begin), reach.end());
    first.push_back(reach.size());
  });
  return std::make_shared<const site::Travel>(sites.size(), std::move(first), std::move(reach));
}

void append(TravelPoints& to, const TravelPoints& more) {
  to.name.insert(to.name.end(), more.name.begin(), more.name.end());
  to.at.insert(to.at.end(), more.at.begin(), more.at.end());
  to.links.insert(to.links.end(), more.links.begin(), more.links.end());
}

/// Says in words of the city what the sites cannot do, before the engine says it in numbers.
void refuse_impossible(const City& city, const std::vector<CellIdx>& homes, const Sited& x) {
  const site::Problem& p = x.problem;
  if (x.ask.aim == Aim::cover_all) {
    std::vector<std::string> out_of_reach;
    double people = 0;
    for (std::size_t c = 0; c < homes.size(); ++c) {
      const auto row = p.travel->of(c);
      if (p.weight[c] == 0 || (!row.empty() && row.front().cost <= std::lround(x.ask.within.base())))
        continue;
      out_of_reach.push_back(city.grid->label(homes[c]));
      people += Sited::people_of(p.weight[c]);
    }
    if (!out_of_reach.empty()) {
      const std::size_t cells = out_of_reach.size();
      out_of_reach.resize(std::min<std::size_t>(cells, 5));
      throw Error{
          Fault::conflict,
          say("{0} people in {1} cells are within {2:.4g} minutes of no candidate: {3}{4}",
              "{1} 个网格的 {0} 人在 {2:.4g} 分钟内到不了任何候选地点：{3}{4}", show_number(people, 0), cells,
              x.ask.within.base() / 60, fmt::join(out_of_reach, ", "), cells > 5 ? ", …" : ""),
          {},
          say("widen --within, offer more candidates, or ask for cover with a number of sites",
              "请放宽 --within、增加候选地点，或改用 cover 并给出数量")};
    }
  }
  if (x.ask.capacity && x.ask.aim != Aim::cover_all) {
    std::vector<std::int64_t> fresh(p.capacity.begin(),
                                    p.capacity.end() - static_cast<std::ptrdiff_t>(x.existing));
    std::sort(fresh.rbegin(), fresh.rend());
    std::int64_t room = std::accumulate(p.capacity.end() - static_cast<std::ptrdiff_t>(x.existing),
                                        p.capacity.end(), std::int64_t{0});
    for (std::size_t k = 0; k < std::min(x.ask.add, fresh.size()); ++k) room += fresh[k];
    const std::int64_t demand = std::accumulate(p.weight.begin(), p.weight.end(), std::int64_t{0});
    if (room < demand)
      throw Error{
          Fault::conflict,
          say("all sites together have room for {0} of {1} people", "各处合计只能容纳 {1} 人中的 {0} 人",
              show_number(Sited::people_of(room), 0), show_number(Sited::people_of(demand), 0)),
          {},
          say("ask for more sites (--add), larger ones, or count one group (--people)",
              "请增加数量（--add）、扩大规模，或只计一个群体（--people）")};
  }
}

void solve_for(Sited& out, Run& run) {
  using namespace site;
  const auto within = static_cast<std::uint32_t>(std::lround(out.ask.within.base()));
  Problem& p = out.problem;
  Limits limits;
  limits.gap = 0;
  switch (out.ask.aim) {
    case Aim::median: break;
    case Aim::shortfall: p.charge = {Charge::Kind::above, within}; break;
    case Aim::cover: p = max_cover(std::move(p), within); break;
    case Aim::cover_all:
      p.price.assign(p.travel->sites(), 1);
      p = set_cover(std::move(p), within);
      break;
    case Aim::center: {
      out.before = worth(p, p.existing);
      const Center c = center(p, limits, run);
      out.answer.open = c.open;
      out.answer.value = c.value, out.answer.bound = c.bound;
      out.answer.gap = c.value > 0 ? static_cast<double>(c.value - c.bound) / c.value : 0;
      out.answer.proven = c.proven, out.answer.worth = c.worth;
      out.checked = verify_center(p, c).holds;
      out.why = explain(p, out.answer.open);
      return;
    }
  }
  out.before = worth(p, p.existing);
  if (out.ask.capacity) {
    const Filled f = solve_capacitated(p, limits, run);
    out.answer = f.siting;
    out.checked = verify_capacitated(p, f).holds;
  } else {
    out.answer = solve(p, limits, run);
    out.checked = verify(p, out.answer.open, out.answer.value, out.answer.proof).holds;
  }
  out.why = explain(p, out.answer.open);
}

}  // namespace

const std::vector<std::string>& aim_words() {
  static const std::vector<std::string> words{"median", "center", "cover", "cover-all", "shortfall"};
  return words;
}
std::string_view to_word(Aim a) { return aim_words()[static_cast<std::size_t>(a)]; }
double Sited::people_of(std::int64_t weight) { return static_cast<double>(weight) / kParts; }

Sited site_places(const City& city, const Catalogue& catalogue, const SitingAsk& ask, Run& run) {
  Sited out;
  out.ask = ask;
  const ProjectType* type = type_named(catalogue, ask.what);
  if (type != nullptr && type->place.empty())
    throw Error{Fault::bad_input,
                say("‘{}’ is not a place that can be sited", "“{}”不是可选址的设施", ask.what),
                {},
                say("name a type of project that adds a place, or a kind of place",
                    "请写新增设施的项目类型，或设施类别")};
  out.kind = type != nullptr ? type->place : PlaceKindKey{ask.what};
  kind_named(city, out.kind.word);  // says which kinds there are
  out.capacity = type != nullptr && type->capacity > 0 ? type->capacity : 1;

  const auto group = ask.people.empty() ? std::nullopt : city.people->find(ask.people);
  if (!ask.people.empty() && !group)
    throw Error{Fault::bad_input,
                say("the city does not count the group ‘{}’", "该市没有统计群体“{}”", ask.people.word),
                {.item = "--people"}};
  const Column<CellIdx, float>& counted = group ? city.people->by_group[*group] : city.people->residents;
  const std::vector<std::string> cells_word{"cells"};
  const TravelPoints all = points_named(city, cells_word, ask.travel.profile, run);
  std::vector<CellIdx> lived_in;
  for (const CellIdx c : each(counted))
    if (counted[c] > 0) lived_in.push_back(c);
  if (lived_in.empty())
    throw Error{Fault::bad_input, say("nobody is known to live in this city", "本市没有人口数据"), {}};
  const TravelPoints homes = of_cells(all, lived_in);
  for (const CellIdx c : lived_in) {
    out.people += static_cast<double>(counted[c]);
    out.problem.weight.push_back(std::llround(static_cast<double>(counted[c]) * kParts));
  }

  if (ask.candidates.empty()) {
    out.sites = of_cells(all, standing_room(city, type, out.dropped));
  } else {
    out.sites = points_named(city, ask.candidates, ask.travel.profile, run);
  }
  if (out.sites.size() == 0)
    throw Error{Fault::bad_input,
                say("there is nowhere that a new one may stand", "没有可供新建的地点"),
                {.item = "--candidates"},
                say("name the candidates: a CSV file, places:KIND, or cells",
                    "请指定候选地点：CSV 文件、places:类别，或 cells")};
  const std::size_t fresh = out.sites.size();
  if (!ask.fresh) {
    const std::vector<std::string> there{"places:" + out.kind.word};
    append(out.sites, points_named(city, there, ask.travel.profile, run));
  }
  out.existing = out.sites.size() - fresh;

  site::Problem& p = out.problem;
  p.travel = travel_of(city, ask.travel, homes, out.sites, run);
  p.beyond = std::max(static_cast<std::uint32_t>(std::lround(ask.travel.limit.base())), p.travel->most());
  for (std::size_t k = fresh; k < out.sites.size(); ++k) p.existing.push_back(static_cast<std::uint32_t>(k));
  p.count = out.existing + ask.add;
  if (ask.aim != Aim::cover_all && ask.add > fresh)
    throw Error{Fault::bad_input,
                say("{} sites are asked for, and there are {} candidates", "要求 {} 处，而候选地点只有 {} 处",
                    ask.add, fresh),
                {.item = "--add"}};
  if (ask.capacity) {
    std::map<std::string, std::int64_t> room;
    const Places& places = *city.places;
    for (const PlaceIdx x : each(places.id))
      room[to_string(places.id[x])] = std::llround(static_cast<double>(places.capacity[x]) * kParts);
    for (std::size_t k = 0; k < out.sites.size(); ++k) {
      const auto own = room.find(out.sites.name[k]);
      p.capacity.push_back(k < fresh || own == room.end()
                               ? std::llround(static_cast<double>(out.capacity) * kParts)
                               : own->second);
    }
  }
  refuse_impossible(city, lived_in, out);
  run.progress.begin("site", 0);
  solve_for(out, run);
  for (const std::uint32_t s : out.answer.open) {
    if (!out.is_new(s)) continue;
    const Point at = out.sites.at[s];
    out.change.changes.emplace_back(
        AddPlace{PlaceId{id_of("site", out.kind.word, at.x, at.y)}, out.kind, at, out.capacity, {}});
  }
  return out;
}

}  // namespace cityloop
