// cityloop scenario: many changes at once, saved under an id that stays, compared with the city as it is and with each other.

#include "cityloop/app/present.h"
#include "cityloop/loop/scenario.h"
#include "cityloop/loop/usecases.h"

namespace cityloop {
namespace {

void write_scenario(JsonWriter& j, const Scenario& x) {
  j.begin_object()
      .field("id", x.id)
      .field("name", x.name)
      .field("by", x.by.word)
      .field("at", to_string(x.at));
  j.field("because", x.because).key("change").raw(to_json(x.change)).end_object();
}

int save_scenario(Session& s) {
  Workspace w = s.open();
  const Scenario x =
      add_scenario(w, s.a().name, read_delta(s.a().delta_file), {s.a().by}, s.a().because, s.now());
  if (s.a().json) {
    JsonWriter j{true};
    write_scenario(j, x);
    s.out(j.str() + "\n");
    return 0;
  }
  s.line(say("scenario {0} ({1}), changes: {2}", "情景 {0}（{1}）：{2} 项改变", x.name, x.id,
             x.change.changes.size()));
  return 0;
}

int list_scenarios(Session& s) {
  Workspace w = s.open(Access::read);
  const std::vector<Scenario> all = scenarios(w);
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_array();
    for (const Scenario& x : all) write_scenario(j, x);
    s.out(j.end_array().str() + "\n");
    return 0;
  }
  if (all.empty()) {
    s.line({"no scenario yet: cityloop scenario add NAME change.yaml",
            "尚无情景：cityloop scenario add 名称 change.yaml"});
    return 0;
  }
  TextTable t;
  t.column(s.t({"scenario", "情景"}))
      .column(s.t({"name", "名称"}))
      .column(s.t({"changes", "改变"}), Align::right);
  t.column(s.t({"by", "经手人"})).column(s.t({"why", "理由"}));
  for (const Scenario& x : all)
    t.row({x.id, x.name, std::to_string(x.change.changes.size()), x.by.word,
           x.because.empty() ? "–" : x.because});
  s.table(t);
  return 0;
}

void compare_json(const Session& s, const Compared& x, const Framework& goals) {
  JsonWriter j{true};
  j.begin_array();
  for (std::size_t k = 0; k < x.scenario.size(); ++k) {
    j.begin_object()
        .field("id", x.scenario[k].id)
        .field("name", x.scenario[k].name)
        .field("gain", x.after[k].gain);
    j.key("overall");
    write_json(j, x.after[k].assessed.overall.city);
    j.key("indicators").begin_array();
    for (std::size_t n = 0; n < goals.criteria(); ++n) {
      const auto at = idx<CriterionIdx>(n);
      if (x.base.assessed.criteria[n] == x.after[k].assessed.criteria[n]) continue;
      j.begin_object().field("indicator", goals.criterion(at).indicator.word).key("before");
      write_json(j, x.base.assessed.criterion(at).standings.city);
      j.key("after");
      write_json(j, x.after[k].assessed.criterion(at).standings.city);
      j.end_object();
    }
    j.end_array().end_object();
  }
  s.out(j.end_array().str() + "\n");
}

int compare_all(Session& s) {
  Workspace w = s.open();
  const Compared x = compare_scenarios(w, s.a().codes, s.run());
  const std::vector<Indicator> wanted = w.measured();
  const Lens lens{wanted, w.framework()};
  if (s.a().json) {
    compare_json(s, x, lens.goals);
    return 0;
  }
  banner(s, x.base.city);
  TextTable t;
  t.column("").column(s.t({"as it is", "现状"}), Align::right);
  for (const Scenario& one : x.scenario) t.column(one.name, Align::right);
  const auto row = [&](const std::string& what, const std::string& now, const auto& of) {
    std::vector<std::string> cells{what, now};
    for (const WhatIf& a : x.after) cells.push_back(of(a));
    t.row(std::move(cells));
  };
  const auto score = [](const Standing& st) { return show_number(100 * st.score, 2); };
  row(s.t({"score", "得分"}), score(x.base.assessed.overall.city),
      [&](const WhatIf& a) { return score(a.assessed.overall.city); });
  row(s.t({"gain, people × score", "增益（人×分）"}), "–",
      [](const WhatIf& a) { return show_number(a.gain, 0); });
  for (std::size_t g = 0; g < lens.goals.goals.size(); ++g) {
    const bool moved = std::any_of(x.after.begin(), x.after.end(), [&](const WhatIf& a) {
      return a.assessed.goals[g].city != x.base.assessed.goals[g].city;
    });
    if (moved)
      row(s.t(lens.goals.goals[g].name), score(x.base.assessed.goals[g].city),
          [&](const WhatIf& a) { return score(a.assessed.goals[g].city); });
  }
  for (std::size_t n = 0; n < lens.goals.criteria(); ++n) {
    const auto at = idx<CriterionIdx>(n);
    const Standing& now = x.base.assessed.criterion(at).standings.city;
    const bool moved = std::any_of(x.after.begin(), x.after.end(), [&](const WhatIf& a) {
      return a.assessed.criterion(at).standings.city != now;
    });
    if (!moved) continue;
    const Indicator& i = lens.indicator(lens.goals.criterion(at).indicator);
    row(s.t(i.name) + ", " + i.unit.symbol, show_number(now.value, 2),
        [&](const WhatIf& a) { return show_number(a.assessed.criterion(at).standings.city.value, 2); });
    row("  " + s.t({"meet the standard", "达标"}), percent(now.meets, 1),
        [&](const WhatIf& a) { return percent(a.assessed.criterion(at).standings.city.meets, 1); });
  }
  s.table(t);
  return 0;
}

}  // namespace

int command_scenario(Session& s) {
  if (s.a().verb == "add") return save_scenario(s);
  if (s.a().verb == "list") return list_scenarios(s);
  return compare_all(s);
}

}  // namespace cityloop
