#include "cityloop/decide/decide.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "cityloop/base/hash.h"
#include "cityloop/decide/city_gains.h"
#include "cityloop/decide/select.h"

namespace cityloop {
namespace {

/// Sites proposed per finding and type: more than any fund can pay of one type in one part of the city.
constexpr std::size_t kSites = 6;
/// Less than this many people × score is nothing that could be shown to anybody.
constexpr double kLeastGain = 0.5;
/// At most this share of the what-ifs measures candidates alone; the rest is for choosing among them.
constexpr double kAloneShare = 0.35;

std::string years_of(const Purse& purse) {
  const int from = number(purse.left.front().first), until = number(purse.left.back().first);
  return from == until ? fmt::format("{}", from) : fmt::format("{}–{}", from, until);
}

/// Why a project cannot be paid, with the numbers that a treasurer asks for.
Text exhausted(const Project& p, Money cost, const Purse& purse, const Text& fund) {
  const auto most = std::max_element(purse.left.begin(), purse.left.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  const Money yearly = spread(cost, p.years_to_build, purse.left.front().first).front().second;
  const auto years = static_cast<int>(purse.left.size());
  if (p.years_to_build > years)
    return say("it takes {0} years to build, but the budget of fund {1} is known for {2} only",
               "建设需 {0} 年，而“{3}”资金仅有 {2} 年度的预算", p.years_to_build, fund.en, years_of(purse),
               fund.zh);
  return {fmt::format("fund {} is exhausted in {}: needs {} ({} a year over {} years), {} left, at most {} "
                      "in one year ({})",
                      fund.en, years_of(purse), show_money(cost, Lang::en), show_money(yearly, Lang::en),
                      p.years_to_build, show_money(purse.total(), Lang::en),
                      show_money(most->second, Lang::en), number(most->first)),
          fmt::format("“{}”资金 {} 年已用尽：需 {}（分 {} 年，每年 {}），剩余 {}，单年最多 {}（{} 年）",
                      fund.zh, years_of(purse), show_money(cost, Lang::zh), p.years_to_build,
                      show_money(yearly, Lang::zh), show_money(purse.total(), Lang::zh),
                      show_money(most->second, Lang::zh), number(most->first))};
}

/// The funds of a city's planned years, as purses and by key.
struct Funds {
  std::vector<Purse> purses;
  std::map<FundKey, std::size_t> number;
  std::vector<Text> names;
};
Funds funds_of(const City& city, const std::vector<FundYear>& money) {
  Funds f;
  for (const FundYear& y : money) {
    const auto [at, fresh] = f.number.try_emplace(y.fund, f.purses.size());
    if (fresh) {
      f.purses.emplace_back();
      Text name = verbatim(y.fund.word);
      for (std::size_t i = 0; i < city.budget->funds.size(); ++i)
        if (city.budget->funds[i] == y.fund && !city.budget->fund_names[i].empty()) {
          const Text& given = city.budget->fund_names[i];
          name = {given.in(Lang::en), given.in(Lang::zh)};
        }
      f.names.push_back(std::move(name));
    }
    f.purses[at->second].left.emplace_back(y.year, y.available);
  }
  return f;
}

/// One decision, step by step.
class Decision {
 public:
  Decision(const Situation& now, const Lens& lens, const Effects& effects, Run& run)
      : now_{now}, lens_{lens}, effects_{effects}, run_{run} {
    plan_.base = id(now.city);
    plan_.as_of = now.city.as_of;
    plan_.framework = lens.goals.key;
    plan_.money = planned_money(now.city);
    funds_ = funds_of(now.city, plan_.money);
  }

  Plan done(std::span<const ProjectType> types) {
    std::vector<Project> all = candidates(now_, lens_, types, run_, kSites);
    const std::size_t budget = most_what_ifs(now_.city.grid->size());
    const auto alone = static_cast<std::size_t>(static_cast<double>(budget) * kAloneShare);
    for (Project& p : all) {
      if (!funds_.number.contains(p.fund)) no_fund(std::move(p));
      else if (examined_.size() >= alone) not_examined(std::move(p), all.size());
      else add(std::move(p));
    }
    run_.progress.begin("decide", budget);
    CityGains measured{now_, examined_, lens_, effects_, run_};
    const Selected selected =
        select(items_, funds_.purses, measured, {.evaluations = budget, .least_gain = kLeastGain}, run_);
    choose(selected, measured);
    pass_over(selected);
    finish(selected);
    return std::move(plan_);
  }

 private:
  void add(Project p) {
    Item item;
    item.fund = funds_.number.at(p.fund);
    item.cost = scaled(p.capex, std::max(effects_.cost_of(p.type, p.owner).mean, 0.01));
    item.years = p.years_to_build;
    item.site = site_of(p);
    items_.push_back(item);
    examined_.push_back(std::move(p));
  }

  void no_fund(Project p) {
    Text why = say("the budget has no fund '{}' from {} on", "预算中没有“{}”资金（{} 年起）", p.fund.word,
                   number(year_of(now_.city.as_of)));
    plan_.passed_over.push_back({std::move(p), "no.fund", std::move(why), 0});
  }
  void not_examined(Project p, std::size_t all) {
    Text why =
        say("not measured: of {} candidates, the {} with the most people helped per yuan by a first estimate "
            "were",
            "未测算：共 {} 个候选，仅对初步估计单位投入受益最大的 {} 个进行测算", all, examined_.size());
    plan_.passed_over.push_back({std::move(p), "not.examined", std::move(why), 0});
  }

  void choose(const Selected& selected, CityGains& measured) {
    std::vector<std::size_t> order;
    for (const Picked& picked : selected.chosen) {
      const Situation before = measured.after(order);  // pointers, not data
      order.push_back(picked.item);
      const Situation& after = measured.after(order);
      Choice c;
      c.project = examined_[picked.item];
      c.cost = items_[picked.item].cost;
      c.spending = picked.spending;
      c.start = picked.spending.front().first;
      c.done = picked.spending.back().first;
      c.gain = picked.gain;
      c.promised = promises(before, after, lens_, c.project, effects_);
      add_line(plan_, std::move(c));
    }
    set_scores(plan_, now_.assessed, measured.after(order).assessed, lens_.goals);
  }

  void pass_over(const Selected& selected) {
    for (const Refused& r : selected.refused) {
      const Project& p = examined_[r.item];
      const Text by = r.by ? examined_[*r.by].name : Text{};
      PassedOver o{p, {}, {}, r.gain};
      switch (r.why) {
        case Refusal::exhausted: {
          const std::size_t fund = items_[r.item].fund;
          o.code = "fund.exhausted";
          o.reason = exhausted(p, items_[r.item].cost, selected.left[fund], funds_.names[fund]);
          add_comparison(o, r, selected);
          break;
        }
        case Refusal::no_gain:
          o.code = "no.gain";
          o.reason = say("no measurable gain: {} people × score", "没有可测量的收益（{} 人·分）",
                         show_number(r.gain, 2));
          break;
        case Refusal::dominated:
          o.code = "dominated";
          o.reason = {
              fmt::format("what it would do is done by those chosen before it (the last is {})", by.en),
              fmt::format("其作用已由先选项目（最后一项为 {}）实现", by.zh)};
          break;
        case Refusal::same_site:
          o.code = "same.site";
          o.reason = {fmt::format("same site as the chosen {}", by.en),
                      fmt::format("与已选项目 {} 选址相同", by.zh)};
          break;
        case Refusal::not_examined:
          o.code = "not.examined";
          o.reason = say("the what-ifs of this decision were used up before its turn",
                         "本次决策的测算次数已用完，未能测算");
          break;
      }
      plan_.passed_over.push_back(std::move(o));
    }
  }

  /// Which chosen project of the same fund took the money, if it gives more for each yuan.
  void add_comparison(PassedOver& o, const Refused& r, const Selected& selected) const {
    const Picked* least = nullptr;
    const auto rate = [&](std::size_t item, double gain) { return gain / to_yuan(items_[item].cost); };
    for (const Picked& p : selected.chosen)
      if (items_[p.item].fund == items_[r.item].fund &&
          (least == nullptr || rate(p.item, p.gain) < rate(least->item, least->gain)))
        least = &p;
    if (least == nullptr || rate(r.item, r.gain) >= rate(least->item, least->gain)) return;
    const Text& name = examined_[least->item].name;
    o.reason.en +=
        fmt::format("; less gain per yuan than every chosen project of the fund (the least is {})", name.en);
    o.reason.zh += fmt::format("；单位投入收益低于该资金的所有已选项目（其中最低为 {}）", name.zh);
  }

  void finish(const Selected& selected) {
    plan_.value = selected.value;
    plan_.bound = selected.bound;
    plan_.diminishing = selected.diminishing;
    if (!selected.diminishing)
      run_.notes.note(
          "decide.not-diminishing",
          say("some measured gains grew after another project was chosen: the bound of the plan may not hold",
              "部分项目的收益在选入其他项目后反而增大：计划的上界可能不成立"));
    std::sort(plan_.passed_over.begin(), plan_.passed_over.end(),
              [](const PassedOver& a, const PassedOver& b) {
                return a.gain != b.gain ? a.gain > b.gain : a.project.id < b.project.id;
              });
    plan_.id = PlanId{id_of("plan", to_json(plan_), to_string(lens_.goals.hash), to_json(effects_))};
  }

  const Situation& now_;
  const Lens& lens_;
  const Effects& effects_;
  Run& run_;
  Plan plan_;
  Funds funds_;
  std::vector<Project> examined_;
  std::vector<Item> items_;
};

}  // namespace

std::size_t most_what_ifs(std::size_t cells) {
  constexpr double kCellsTimesWhatIfs = 4e7;  // some seconds on two cores: bench/decide_bench.cc
  const double n = kCellsTimesWhatIfs / static_cast<double>(std::max<std::size_t>(cells, 1));
  return static_cast<std::size_t>(std::clamp(n, 80.0, 1000.0));
}

std::vector<FundYear> planned_money(const City& city) {
  const Budget& b = *city.budget;
  const int first = number(year_of(city.as_of));
  std::map<std::pair<FundKey, int>, std::pair<Money, Money>> rows;  // appropriated, taken
  for (const BudgetIdx i : each(b.fund)) {
    const int year = b.year[i];
    if (year < first) continue;
    auto& [appropriated, taken] = rows[{b.funds[b.fund[i]], year}];
    appropriated += Money{b.appropriated_fen[i]};
    taken += Money{std::max(b.committed_fen[i], b.paid_fen[i])};
  }
  std::vector<FundYear> out;
  for (const auto& [key, money] : rows)
    out.push_back({key.first, Year{key.second}, std::max(money.first - money.second, Money{0}), Money{0}});
  return out;
}

/// reads    budget, people, places, land; what the findings and the lens name
/// returns  a plan that never overdraws a fund in a year, with a bound, and a reason for each candidate left out
/// marks    promises count cells with a value before and after; beyond counts as its limit
/// errors   none of its own: candidates that could not be resolved would be a fault of candidates()
/// cost     most_what_ifs(cells) what-ifs at most
Plan decide(const Situation& now, const Lens& lens, std::span<const ProjectType> types,
            const Effects& effects, Run& run) {
  return Decision{now, lens, effects, run}.done(types);
}

}  // namespace cityloop
