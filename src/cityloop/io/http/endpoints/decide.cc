#include "cityloop/decide/decide.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <set>

#include "cityloop/base/unit_words.h"
#include "cityloop/io/http/endpoints/views.h"
#include "cityloop/loop/programme.h"
#include "cityloop/loop/scenario.h"
#include "cityloop/loop/siting.h"

namespace cityloop::http {
namespace {

WhatIf tried(const Asked& a, const ShownView& v, const Delta& change) {
  Diagnostics notes;
  NoProgress quiet;
  Run run{notes, quiet, a.office.memo()};
  return what_if(v.overview.now, change, v.lens(), run);
}

Permit modes_of(const std::vector<std::string>& words, const std::string& where) {
  Permit out = 0;
  for (const std::string& w : words) {
    const auto at = std::find(kModeWords.begin(), kModeWords.end(), w);
    if (at == kModeWords.end())
      throw Error{Fault::bad_input,
                  say("'{}' is not a way to travel", "没有“{}”这种出行方式", w),
                  {.item = where},
                  say("it may be {}", "可用：{}", fmt::join(kModeWords, ", "))};
    out = static_cast<Permit>(out | permit(static_cast<Mode>(at - kModeWords.begin())));
  }
  return out;
}

/// Money and gain as projects are taken, what gives most per yuan first.
std::vector<wire::Frontier> frontier_of(const Plan& p) {
  std::vector<const Choice*> order;
  for (const Choice& c : p.chosen) order.push_back(&c);
  std::stable_sort(order.begin(), order.end(), [](const Choice* x, const Choice* y) {
    return x->gain * to_yuan(y->cost) > y->gain * to_yuan(x->cost);
  });
  std::vector<wire::Frontier> out{{0, 0, ""}};
  for (const Choice* c : order)
    out.push_back({out.back().yuan + to_yuan(c->cost), out.back().gain + c->gain, to_string(c->project.id)});
  return out;
}

const Plan& plan_of(const Asked& a) {
  const std::string id = a.parameter("id");
  for (const Plan& p : a.shown().plans)
    if (to_string(p.id) == id) return p;
  throw Error{Fault::not_found, say("there is no plan {}", "没有方案 {}", id), {.item = "id"}};
}

/// When and how often a line runs, in seconds.
struct RunHours {
  std::int32_t every_s, from_s, until_s;
};
RunHours hours_of(const wire::ChangeAsked& c, const std::string& where) {
  const auto clock = [&](const std::string& text) {
    const auto s = parse_clock(text);
    if (!s)
      throw Error{Fault::bad_input,
                  say("'{}' is not a time of day", "“{}”不是时刻", text),
                  {.item = where},
                  {"write 06:00, or 24:30 for half past midnight", "请写成 06:00；次日零点半写成 24:30"}};
    return *s;
  };
  const double minutes = c.every_minutes.value_or(10);
  if (!(minutes > 0 && minutes <= 24 * 60))
    throw Error{Fault::bad_input,
                {"a headway lies above 0 and is at most 24 hours", "发车间隔应大于 0 且不超过 24 小时"},
                {.item = where}};
  RunHours out{static_cast<std::int32_t>(std::lround(60 * minutes)), clock(c.from.value_or("06:00")),
               clock(c.until.value_or("22:00"))};
  // A page's field for a time ends at 23:59: a last bus after midnight is of the next day.
  if (out.until_s < out.from_s) out.until_s += 24 * 3600;
  return out;
}
void put_hours(wire::ChangeAsked& c, std::int32_t every_s, std::int32_t from_s, std::int32_t until_s) {
  c.every_minutes = every_s / 60.0;
  c.from = clock_words(from_s);
  c.until = clock_words(until_s);
}

/// The first of N1, N2 … that no line has, so that several lines can be drawn.
std::string free_ref(const City& city, const std::vector<wire::ChangeAsked>& asked, const Delta& so_far) {
  std::set<std::string> taken;
  for (const LineIdx l : each(city.transit->line_ref)) taken.insert(city.transit->line_ref[l]);
  for (const wire::ChangeAsked& c : asked) taken.insert(c.ref.value_or(""));
  for (const Change& c : so_far.changes)
    if (const auto* line = std::get_if<AddLine>(&c)) taken.insert(line->ref);
  for (int n = 1;; ++n)
    if (std::string ref = fmt::format("N{}", n); !taken.contains(ref)) return ref;
}

wire::ScenarioView scenario_of(const Asked& a, const Scenario& s) {
  wire::ScenarioView out{s.id, s.name, s.because, s.by.word, to_string(s.at), words_of(s.change.changes), {}};
  for (const Change& c : s.change.changes) {
    wire::ChangeAsked one;
    const auto put = [&](Point p) {
      const LngLat d = a.degrees(p);
      one.lon = d.lng;
      one.lat = d.lat;
    };
    if (const auto* x = std::get_if<AddPlace>(&c)) {
      if (is_stop_place(*x)) continue;  // comes with its line
      one.do_ = "add_place";
      one.kind = x->kind.word;
      one.name = x->name;
      one.capacity = static_cast<double>(x->capacity);
      put(x->at);
    } else if (const auto* r = std::get_if<ResizePlace>(&c)) {
      one.do_ = r->capacity > 0 ? "resize_place" : "close_place";
      one.place = to_string(r->place);
      if (r->capacity > 0) one.capacity = static_cast<double>(r->capacity);
    } else if (const auto* way = std::get_if<AddPath>(&c)) {
      one.do_ = "add_path";
      for (const Point p : way->line) {
        const LngLat d = a.degrees(p);
        one.line.push_back({d.lng, d.lat});
      }
    } else if (const auto* use = std::get_if<SetLandUse>(&c)) {
      one.do_ = "set_land_use";
      one.use = use->use.word;
      for (const CellId id : use->cells) one.cells.push_back(to_string(id));
    } else if (const auto* people = std::get_if<ScalePeople>(&c)) {
      one.do_ = "scale_people";
      one.factor = people->factor;
      for (const CellId id : people->cells) one.cells.push_back(to_string(id));
    } else if (const auto* line = std::get_if<AddLine>(&c)) {
      // What a page cannot draw comes from files; it counts in the comparison and is named in its words.
      if (line->vehicle != Vehicle::bus || !line->minutes.empty()) continue;
      one.do_ = "add_line";
      one.feed = line->feed;
      one.ref = line->ref;
      one.name = line->name;
      for (const DrawnStop& stop : line->stops) {
        const LngLat d = a.degrees(stop.at);
        one.line.push_back({d.lng, d.lat});
      }
      one.kmh = line->kmh;
      put_hours(one, line->every_s, line->from_s, line->until_s);
    } else if (const auto* headway = std::get_if<SetHeadway>(&c)) {
      one.do_ = "set_headway";
      one.feed = headway->feed;
      one.ref = headway->line;
      put_hours(one, headway->every_s, headway->from_s, headway->until_s);
    } else if (const auto* gone = std::get_if<RemoveLine>(&c)) {
      one.do_ = "remove_line";
      one.feed = gone->feed;
      one.ref = gone->line;
    } else {
      continue;
    }
    out.changes.push_back(std::move(one));
  }
  return out;
}

}  // namespace

Delta delta_of(const Asked& a, const std::vector<wire::ChangeAsked>& asked, std::vector<Text>* words) {
  const City& city = a.view().overview.now.city;
  Delta out;
  constexpr std::size_t kMostChanges = 500;
  if (asked.size() > kMostChanges)
    throw Error{Fault::bad_input, say("more than {} changes at once", "一次最多 {} 项改变", kMostChanges)};
  std::size_t number = 0;
  for (const wire::ChangeAsked& c : asked) {
    const std::string where = fmt::format("changes[{}]", number++);
    const std::size_t first = out.changes.size();
    const auto lacks = [&](const char* what) -> Error {
      return {Fault::bad_input, say("'{}' needs '{}'", "“{}”缺少“{}”", c.do_, what), {.item = where}};
    };
    const auto at = [&](double lon, double lat) {
      const Point p = a.picture->to_degrees->inverse(Point{lon, lat});
      if (!std::isfinite(p.x) || !std::isfinite(p.y))
        throw Error{Fault::bad_input, {"this is no position", "位置无效"}, {.item = where}};
      return p;
    };
    const auto point = [&] {
      if (!c.lon || !c.lat) throw lacks("lon, lat");
      return at(*c.lon, *c.lat);
    };
    const auto place = [&] {
      if (!c.place) throw lacks("place");
      const auto p = city.places->find(PlaceId{parse_hex(*c.place, "place")});
      if (!p)
        throw Error{Fault::not_found, say("there is no place {}", "没有设施 {}", *c.place), {.item = where}};
      return *p;
    };
    const auto cells = [&] {
      if (c.cells.empty()) throw lacks("cells");
      std::vector<CellId> ids;
      for (const std::string& id : c.cells) ids.push_back(CellId{parse_hex(id, "cell")});
      return ids;
    };
    const auto add = [&](const PlaceKindKey& kind, double capacity, const std::string& name) {
      AddPlace x;
      x.kind = kind;
      x.at = point();
      x.capacity = static_cast<float>(capacity);
      x.name = name;
      x.id = PlaceId{id_of("what-if", kind.word, x.at.x, x.at.y)};
      return x;
    };
    if (c.do_ == "add_place") {
      if (!c.kind) throw lacks("kind");
      kind_named(city, *c.kind);  // says which there are
      out.changes.emplace_back(add(PlaceKindKey{*c.kind}, c.capacity.value_or(1), c.name.value_or("")));
    } else if (c.do_ == "move_place") {
      const PlaceIdx p = place();
      out.changes.emplace_back(ResizePlace{city.places->id[p], 0});
      out.changes.emplace_back(add(city.places->kinds[city.places->kind[p]],
                                   static_cast<double>(city.places->capacity[p]), city.places->name[p]));
    } else if (c.do_ == "resize_place") {
      if (!c.capacity) throw lacks("capacity");
      out.changes.emplace_back(ResizePlace{city.places->id[place()], static_cast<float>(*c.capacity)});
    } else if (c.do_ == "close_place") {
      out.changes.emplace_back(ResizePlace{city.places->id[place()], 0});
    } else if (c.do_ == "add_path") {
      AddPath way;
      for (const auto& p : c.line) {
        if (p.size() != 2) throw lacks("line");
        way.line.push_back(at(p[0], p[1]));
      }
      if (way.line.size() < 2) throw lacks("line");
      way.modes =
          c.modes.empty()
              ? static_cast<Permit>(permit(Mode::walk) | permit(Mode::wheelchair) | permit(Mode::cycle))
              : modes_of(c.modes, where);
      out.changes.emplace_back(std::move(way));
    } else if (c.do_ == "set_land_use") {
      if (!c.use) throw lacks("use");
      out.changes.emplace_back(SetLandUse{cells(), LandUseKey{*c.use}});
    } else if (c.do_ == "scale_people") {
      if (!c.factor) throw lacks("factor");
      out.changes.emplace_back(ScalePeople{cells(), *c.factor});
    } else if (c.do_ == "add_line") {
      AddLine line;
      line.ref = c.ref ? *c.ref : free_ref(city, asked, out);
      line.name = c.name.value_or(line.ref);
      line.feed = c.feed.value_or("");
      for (const auto& p : c.line) {
        if (p.size() != 2) throw lacks("line");
        line.stops.push_back({at(p[0], p[1]), ""});
      }
      line.kmh = c.kmh.value_or(20);
      const RunHours hours = hours_of(c, where);
      line.every_s = hours.every_s;
      line.from_s = hours.from_s;
      line.until_s = hours.until_s;
      std::vector<AddPlace> stops = stop_places(city, line, PlaceKindKey{"bus_stop"}, out);
      out.changes.emplace_back(std::move(line));
      for (AddPlace& stop : stops) out.changes.emplace_back(std::move(stop));
    } else if (c.do_ == "set_headway") {
      if (!c.ref || !c.every_minutes) throw lacks("ref, every_minutes");
      const RunHours hours = hours_of(c, where);
      out.changes.emplace_back(
          SetHeadway{c.feed.value_or(""), *c.ref, hours.every_s, hours.from_s, hours.until_s});
    } else if (c.do_ == "remove_line") {
      if (!c.ref) throw lacks("ref");
      out.changes.emplace_back(RemoveLine{c.feed.value_or(""), *c.ref});
    }
    if (words == nullptr) continue;
    Text all;
    for (const Text& one : words_of(std::span{out.changes}.subspan(first)))
      all = all.empty() ? one : Text{all.en + "; " + one.en, all.zh + "；" + one.zh};
    words->push_back(std::move(all));
  }
  return out;
}

std::vector<Text> words_of(std::span<const Change> changes) {
  std::vector<Text> out;
  for (const Change& c : changes) {
    const auto* place = std::get_if<AddPlace>(&c);
    if (place == nullptr || !is_stop_place(*place)) out.push_back(describe(c));
  }
  return out;
}

Response try_what_if(const Asked& a) {
  const auto began = std::chrono::steady_clock::now();
  const ShownView& v = a.view();
  const wire::WhatIfAsked asked = wire::read_WhatIfAsked(a.body());
  std::vector<Text> words;
  const WhatIf after = tried(a, v, delta_of(a, asked.changes, &words));
  const Assessment& before = v.overview.now.assessed;
  wire::WhatIfAnswer out;
  out.snapshot = to_string(a.shown().measured().snapshot);
  out.framework = v.framework->key.word;
  out.words = std::move(words);
  out.score_before = before.overall.city.score;
  out.score_after = after.assessed.overall.city.score;
  out.gain = after.gain;
  for (std::size_t g = 0; g < before.overall.groups.size(); ++g)
    out.groups.push_back({v.framework->groups[g].word,
                          group_name(v.overview.now.city, *v.framework, v.framework->groups[g]),
                          score_of(before.overall.groups[g]), score_of(after.assessed.overall.groups[g])});
  std::uint32_t n = 0;
  for (const Goal& g : v.framework->goals)
    for (const Criterion& c : g.criteria) {
      const CriterionIdx ci = idx<CriterionIdx>(n++);
      const Standing& was = before.criterion(ci).standings.city;
      const Standing& is = after.assessed.criterion(ci).standings.city;
      if (was == is) continue;
      const Indicator& i = v.lens().indicator(c.indicator);
      const bool known_before = has_value(was.mark), known_after = has_value(is.mark);
      if (c.standard && known_before && known_after)
        out.newly_within += std::max(0.0, is.meets * is.people - was.meets * was.people);
      wire::CriterionChange one;
      one.indicator = i.key.word;
      one.name = i.name;
      one.unit = unit_words(i.unit, Lang::en);
      one.before = number_if(known_before, was.value);
      one.after = number_if(known_after, is.value);
      one.score_before = score_of(was);
      one.score_after = score_of(is);
      one.meets_before = number_if(known_before, was.meets);
      one.meets_after = number_if(known_after, is.meets);
      one.people = is.people;
      out.criteria.push_back(std::move(one));
    }
  out.milliseconds =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
  return json_answer(out);
}

Response try_what_if_cells(const Asked& a) {
  const ShownView& v = a.view();
  const wire::WhatIfAsked asked = wire::read_WhatIfAsked(a.body());
  const WhatIf after = tried(a, v, delta_of(a, asked.changes));
  const City& city = v.overview.now.city;
  std::pair<std::vector<float>, std::vector<std::uint8_t>> was, is;
  if (asked.indicator && !asked.indicator->empty()) {
    const IndicatorKey key{*asked.indicator};
    const auto f = v.overview.now.measured.find(key);
    const auto g = after.measured.find(key);
    if (!f || !g)
      throw Error{
          Fault::not_found, say("'{}' was not measured", "没有测量“{}”", key.word), {.item = "indicator"}};
    was = on_cells(city, *f);
    is = on_cells(city, *g);
  } else {
    was = on_cells(city, v.overview.now.assessed.cell_score);
    is = on_cells(city, after.assessed.cell_score);
  }
  std::vector<std::uint32_t> index;
  std::vector<float> before, later;
  std::vector<std::uint8_t> mark;
  for (std::size_t i = 0; i < was.first.size(); ++i) {
    if (was.first[i] == is.first[i] && was.second[i] == is.second[i]) continue;
    index.push_back(static_cast<std::uint32_t>(i));
    before.push_back(was.first[i]);
    later.push_back(is.first[i]);
    mark.push_back(is.second[i]);
  }
  Packed out{to_string(a.shown().measured().snapshot), index.size()};
  out.column("index", std::span<const std::uint32_t>{index}).column("before", std::span<const float>{before});
  out.column("after", std::span<const float>{later}).column("mark", std::span<const std::uint8_t>{mark});
  return packed_answer(out);
}

Response get_plans(const Asked& a) {
  wire::PlanList out;
  const auto& plans = a.shown().plans;
  for (auto p = plans.rbegin(); p != plans.rend(); ++p) out.plans.push_back(plan_line_of(a, *p));
  return json_answer(out);
}

Response get_plan(const Asked& a) {
  const Plan& p = plan_of(a);
  const ShownView* view = nullptr;
  for (const ShownView& v : a.shown().views)
    if (v.framework->key == p.framework) view = &v;
  wire::PlanView out;
  out.line = plan_line_of(a, p);
  const auto name_of = [&](const IndicatorKey& k) -> const Indicator* {
    for (const Indicator& i : a.shown().catalogue->indicators)
      if (i.key == k) return &i;
    return nullptr;
  };
  for (const Choice& c : p.chosen) {
    wire::ChoiceView one;
    one.id = to_string(c.project.id);
    one.name = c.project.name;
    one.type = c.project.type.word;
    one.fund = c.project.fund.word;
    one.owner = c.project.owner.word;
    one.start = number(c.start);
    one.done = number(c.done);
    one.cost = amount_of(c.cost);
    for (const auto& [year, money] : c.spending) one.spending.push_back({number(year), amount_of(money)});
    one.gain = c.gain;
    const LngLat at = a.degrees(c.project.at);
    if (c.project.cell) {
      one.lon = at.lng;
      one.lat = at.lat;
    }
    for (const auto& [key, promise] : c.promised)
      if (const Indicator* i = name_of(key))
        one.promised.push_back(
            {key.word, i->name, unit_words(i->unit, Lang::en), promise.change, promise.people.base()});
    out.chosen.push_back(std::move(one));
  }
  for (const PassedOver& o : p.passed_over) {
    wire::PassedOverView one{to_string(o.project.id),
                             o.project.name,
                             o.project.fund.word,
                             amount_of(o.project.capex),
                             o.code,
                             o.reason,
                             o.gain,
                             {},
                             {}};
    if (o.project.cell) {
      const LngLat at = a.degrees(o.project.at);
      one.lon = at.lng;
      one.lat = at.lat;
    }
    out.passed_over.push_back(std::move(one));
  }
  for (const FundYear& f : p.money)
    out.money.push_back({f.fund.word, number(f.year), amount_of(f.available), amount_of(f.chosen)});
  if (view)
    for (const Goal& g : view->framework->goals)
      if (const auto it = p.expected_gain.find(g.key); it != p.expected_gain.end())
        out.goals.push_back({g.key.word, g.name, it->second});
  if (p.certificate)
    for (const auto& b : p.certificate->binding) out.binding.push_back({b.what, b.price, b.left});
  out.frontier = frontier_of(p);
  return json_answer(out);
}

Response make_plan(const Asked& a) {
  const std::string framework = a.view().framework->key.word;
  Office* office = &a.office;
  return start_job(a, "plan", [office, framework](Progress& progress, std::stop_token stop) -> Jobs::Outcome {
    const PlanId id = office->write(Office::Changes::decisions, Office::Waits::turn, progress,
                                    std::move(stop), [&](Workspace& w, Run& run) {
                                      struct Chosen {  // the workspace looks through other goals for a moment
                                        Workspace& w;
                                        std::string before = w.chosen;
                                        ~Chosen() { w.chosen = before; }
                                      } chosen{w};
                                      w.chosen = framework;
                                      if (const auto rules = programme_rules(w, ""))
                                        return plan_programme(w, *rules, run).plan.id;
                                      return plan_latest(w, detect_latest(w, run), run).id;
                                    });
    return {.result = "/api/v1/plans/" + to_string(id)};
  });
}

Response post_adoption(const Asked& a) {
  const Plan& p = plan_of(a);
  const wire::Adoption asked = wire::read_Adoption(a.body());
  const accounts::Act act =
      accounts::act_of(*a.who, accounts::Permission::plan_adopt, "plan " + to_string(p.id), asked.basis);
  NoProgress quiet;
  const Adopted done = a.office.write(
      Office::Changes::decisions, Office::Waits::moment, quiet, {}, [&](Workspace& w, Run& run) {
        return adopt_plan(w, p.id, ActorKey{a.who->name}, a.office.now(), run);
      });
  a.office.accounts().audit(act, a.office.now());
  return json_answer(
      wire::Adopted{to_string(done.plan.id), static_cast<std::int64_t>(done.opened.size()), done.already});
}

Response start_siting(const Asked& a) {
  const wire::SitingAsked asked = wire::read_SitingAsked(a.body());
  if (asked.places < 1 || asked.places > 100)
    throw Error{Fault::bad_input, {"from 1 to 100 places", "设施数应为 1 至 100"}, {.item = "places"}};
  SitingAsk ask;
  ask.what = asked.kind;
  const std::string goal = asked.goal.value_or("median");
  ask.aim = goal == "center" ? Aim::center : goal == "cover" ? Aim::cover : Aim::median;
  ask.add = static_cast<std::size_t>(asked.places);
  ask.within = Seconds{60 * asked.minutes.value_or(15)};
  ask.travel.profile = default_profile(Mode::walk);
  ask.travel.limit = Seconds{std::max(3600.0, 2 * ask.within.base())};
  ask.capacity = asked.capacity.has_value();
  const std::shared_ptr<const Picture> picture = a.picture;
  Office* office = &a.office;
  return start_job(a, "siting",
                   [picture, office, ask, goal](Progress& progress, std::stop_token stop) -> Jobs::Outcome {
                     Diagnostics notes;
                     Run run{notes, progress, office->memo(), std::move(stop)};
                     const City& city = picture->shown->city();
                     const Sited x = site_places(city, *picture->shown->catalogue, ask, run);
                     auto out = std::make_shared<wire::SitingView>();
                     out->kind = x.kind.word;
                     out->goal = goal;
                     out->value = static_cast<double>(x.answer.value);
                     out->bound = static_cast<double>(x.answer.bound);
                     out->gap = x.answer.gap;
                     out->proven = x.answer.proven && x.checked;
                     out->words = out->proven ? Text{"no choice of sites is better: proven, and the proof was checked by a second program",
                                    "没有更好的选址：已证明，且证明经独立程序核验"}
                             : say("within {} % of the best there can be", "与最优相差不超过 {} %", show_number(100 * x.answer.gap, 2));
                     for (const site::Served& o : x.why.open) {
                       if (!x.is_new(o.site)) continue;
                       const Point at = x.sites.at[o.site];
                       const Point d = picture->to_degrees->forward(at);
                       const auto cell = city.grid->find(at);
                       out->sites.push_back({d.x, d.y,
                                             cell ? place_name(city, *cell) : verbatim(x.sites.name[o.site]),
                                             Sited::people_of(o.weight)});
                     }
                     return {.made = out};
                   });
}

Response get_scenarios(const Asked& a) {
  a.view();
  return a.office.read([&](Workspace& w, Run&) {
    wire::ScenarioList out;
    for (const Scenario& s : scenarios(w)) out.scenarios.push_back(scenario_of(a, s));
    return json_answer(out);
  });
}

Response save_scenario(const Asked& a) {
  const wire::NewScenario asked = wire::read_NewScenario(a.body());
  const Delta change = delta_of(a, asked.changes);
  NoProgress quiet;
  const Scenario s =
      a.office.write(Office::Changes::decisions, Office::Waits::moment, quiet, {}, [&](Workspace& w, Run&) {
        return add_scenario(w, asked.name, change, ActorKey{a.who->name}, asked.because.value_or(""),
                            a.office.now());
      });
  a.office.accounts().audit(accounts::act_of(*a.who, accounts::Permission::scenario_save, "scenario " + s.id),
                            a.office.now());
  return json_answer(scenario_of(a, s), 201);
}

}  // namespace cityloop::http
