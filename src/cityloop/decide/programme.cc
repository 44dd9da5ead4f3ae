#include "cityloop/decide/programme.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "cityloop/base/hash.h"
#include "cityloop/decide/city_gains.h"

namespace cityloop {
namespace {

constexpr std::size_t kSitesEach = 6;  // sites proposed per finding and type, as in decide()
constexpr double kAlone = 0.3;         // share of the what-ifs that measures projects alone
constexpr double kLeast = 0.5;         // people × score: less is nothing that could be shown
constexpr int kRounds = 40;            // of solving again with further pairs
constexpr double kRough = 0.02;        // gap that is near enough while pairs are being found
constexpr std::size_t kPromising = 5;  // of each fund, whose pairs are measured before anything is chosen

/// The first year that has a budget; the facts may be of the last day of the year before.
int first_year(const City& city) {
  int first = 0;
  for (const FundYear& f : planned_money(city))
    first = first == 0 ? number(f.year) : std::min(first, number(f.year));
  return first == 0 ? number(year_of(city.as_of)) : first;
}

class Programmer {
 public:
  Programmer(const Situation& now, const Lens& lens, const Effects& effects, const ProgrammeRules& rules,
             Run& run, std::span<const Settled> settled)
      : now_{now}, lens_{lens}, effects_{effects}, rules_{rules}, settled_{settled}, run_{run},
        base_{first_year(now.city)} {
    out_.plan.base = id(now.city);
    out_.plan.as_of = now.city.as_of;
    out_.plan.framework = lens.goals.key;
    set_funds();
  }

  Programmed done(std::span<const ProjectType> types, std::span<const Pooled> pooled) {
    for (const Pooled& x : pooled) by_code_.emplace(x.code, &x);
    hold(pooled);
    collect(types, pooled);
    limit_ = 2 * most_what_ifs(now_.city.grid->size());
    run_.progress.begin("decide", limit_);
    measure_alone();
    formulate();
    // Pairs of the most promising first, then of whatever is chosen with what is not known yet.
    measure_pairs(promising());
    // Roughly while pairs are still being found, then as near as asked for.
    bool fine = false;
    for (int round = 0;; ++round) {
      const portfolio::Starts warm = out_.result.start;
      const double gap = fine ? rules_.gap : std::max(kRough, rules_.gap);
      out_.result = portfolio::solve(out_.problem, {.gap = gap}, warm, out_.names);
      if (!out_.result.feasible) refuse();
      const bool more = round < kRounds && measure_pairs(chosen());
      if (!more && fine) break;
      fine = !more;
    }
    out_.verdict = portfolio::verify(out_.problem, out_.result.start, out_.result.certificate);
    write_plan();
    return std::move(out_);
  }

 private:
  void set_funds() {
    std::map<FundKey, std::size_t> at;
    for (const FundYear& f : planned_money(now_.city)) {
      const int t = number(f.year) - base_;
      const auto [found, fresh] = at.try_emplace(f.fund, out_.funds.size());
      if (fresh) {
        out_.funds.push_back(f.fund);
        portfolio::Fund fund;
        if (const auto rule = rules_.funds.find(f.fund); rule != rules_.funds.end()) {
          fund.carries = rule->second.carries;
          fund.debt = rule->second.debt;
        }
        out_.problem.funds.push_back(fund);
      }
      auto& budget = out_.problem.funds[found->second].budget;
      if (budget.size() <= static_cast<std::size_t>(t)) budget.resize(static_cast<std::size_t>(t) + 1);
      budget[static_cast<std::size_t>(t)] = f.available;
      out_.plan.money.push_back(f);
    }
    for (const auto& [key, rule] : rules_.funds)
      if (!at.contains(key)) {
        std::vector<std::string> known;
        for (const FundKey& k : out_.funds) known.push_back(k.word);
        const std::string near = nearest_word(key.word, known);
        throw Error{Fault::bad_input,
                    say("the budget has no fund ‘{}’ in these years", "预算在规划期内没有资金“{}”", key.word),
                    {.file = rules_.file, .item = "funds"},
                    near.empty() ? say("it has: {}", "已有：{}", fmt::join(known, ", "))
                                 : say("did you mean ‘{}’?", "是否想写“{}”？", near)};
      }
    out_.names.first_year = base_;
    out_.names.fund = [city = now_.city, keys = out_.funds](std::size_t f) {
      for (std::size_t i = 0; i < city.budget->funds.size(); ++i)
        if (city.budget->funds[i] == keys[f] && !city.budget->fund_names[i].empty())
          return city.budget->fund_names[i];
      return verbatim(keys[f].word);
    };
  }

  const Settled* settled(ProjectId id) const {
    for (const Settled& s : settled_)
      if (s.id == id) return &s;
    return nullptr;
  }
  static bool held(const Settled* s) {
    return s != nullptr && s->choice &&
           (s->state == ProjectState::adopted || s->state == ProjectState::under_way);
  }
  /// The adopted that are not finished come first, in their years and with their money.
  void hold(std::span<const Pooled> pooled) {
    for (const Settled& s : settled_) {
      if (!held(&s)) continue;
      out_.projects.push_back(s.choice->project);
      const auto own =
          std::find_if(pooled.begin(), pooled.end(), [&](const Pooled& p) { return p.project.id == s.id; });
      out_.code.push_back(own == pooled.end() ? std::string{} : own->code);
    }
    // What the budget counts as committed may be these very projects: it is not taken off twice.
    const Budget& b = *now_.city.budget;
    for (const BudgetIdx i : each(b.year)) {
      const FundKey& fund = b.funds[b.fund[i]];
      Money theirs;
      for (const Settled& s : settled_)
        if (held(&s) && s.choice->project.fund == fund)
          for (const auto& [year, money] : s.choice->spending)
            if (number(year) == b.year[i]) theirs += money;
      const Money back{std::min(theirs.fen, std::max<std::int64_t>(0, b.committed_fen[i] - b.paid_fen[i]))};
      for (FundYear& f : out_.plan.money)
        if (back.fen > 0 && f.fund == fund && number(f.year) == b.year[i]) {
          f.available += back;
          const auto at = static_cast<std::size_t>(std::find(out_.funds.begin(), out_.funds.end(), fund) -
                                                   out_.funds.begin());
          out_.problem.funds[at].budget[static_cast<std::size_t>(number(f.year) - base_)] += back;
        }
    }
  }
  /// True if where it stands keeps it out of the race.
  bool stands_apart(const Project& p, ProjectId whole, ProjectState as_filed, bool quiet) {
    const Settled* s = settled(whole);
    const ProjectState state = s == nullptr ? as_filed : s->state;
    if (state == ProjectState::in_pool) return false;
    if (quiet || held(s)) return true;
    if (state >= ProjectState::done)
      pass(p, "done", say("it is built: nothing is left to plan", "已完工，不再列入规划"));
    else
      pass(p, "not.in_pool",
           say("it is ‘{0}’ and not in the pool", "状态为“{1}”，尚未入库", words_of(state).en,
               words_of(state).zh));
    return true;
  }

  void collect(std::span<const ProjectType> types, std::span<const Pooled> pooled) {
    for (const Pooled& p : pooled) {
      const ProjectId whole = p.lot_of.empty() ? p.project.id : by_code_.at(p.lot_of)->project.id;
      if (stands_apart(p.project, whole, p.state, p.earlier_lot())) continue;
      if (rules_.no_check_no_project && p.project.answers.empty() && !p.mandatory_by && !p.earlier_lot()) {
        pass(p.project, "no.finding",
             say("no health check, no project: it answers no finding", "无体检不项目：未对应任何体检发现"));
        continue;
      }
      if (!fund_of(p.project)) {
        no_fund(p.project);
        continue;
      }
      out_.projects.push_back(p.project);
      out_.code.push_back(p.code);
    }
    by_hand_ = out_.projects.size();
    for (Project& p : candidates(now_, lens_, types, run_, kSitesEach)) {
      if (stands_apart(p, p.id, ProjectState::in_pool, false)) continue;
      if (!fund_of(p)) no_fund(p);
      else {
        out_.projects.push_back(std::move(p));
        out_.code.emplace_back();
      }
    }
    if (out_.projects.empty() && out_.plan.passed_over.empty())
      run_.notes.note("decide.no-projects", say("there is nothing to choose from: no finding and no project",
                                                "没有可选项目：既无体检发现，也无入库项目"));
  }

  std::optional<std::size_t> fund_of(const Project& p) const {
    const auto at = std::find(out_.funds.begin(), out_.funds.end(), p.fund);
    return at == out_.funds.end() ? std::nullopt
                                  : std::optional{static_cast<std::size_t>(at - out_.funds.begin())};
  }
  void pass(const Project& p, const char* code, Text why, double gain = 0) {
    out_.plan.passed_over.push_back({p, code, std::move(why), gain});
  }
  void no_fund(const Project& p) {
    pass(p, "no.fund",
         say("the budget has no fund '{}' from {} on", "预算中没有“{}”资金（{} 年起）", p.fund.word, base_));
  }

  /// Effects of each alone: what it gains, and which cells feel it.
  void measure_alone() {
    const auto most = std::max(by_hand_, static_cast<std::size_t>(static_cast<double>(limit_) * kAlone));
    std::vector<Project> kept;
    std::vector<std::string> codes;
    for (std::size_t i = 0; i < out_.projects.size(); ++i) {
      const Project& p = out_.projects[i];
      if (kept.size() >= most) {
        pass(p, "not.examined",
             say("not measured: of {} candidates, the {} with the most people helped per yuan by a first "
                 "estimate were",
                 "未测算：共 {} 个候选，仅对初步估计单位投入受益最大的 {} 个进行测算", out_.projects.size(),
                 most));
        continue;
      }
      run_.check_stop();
      double gain = 0;
      std::vector<CellId> cells;
      Felt felt;
      if (!p.change.empty()) {
        const WhatIf w = what_if(now_, p.change, lens_, run_);
        ++used_;
        run_.progress.advance(1);
        gain = believed(now_.assessed, w.assessed, lens_, p, effects_);
        cells = touched(now_.measured, w.measured);
        felt = where_felt(w, gain);
      }
      if (i >= by_hand_ && !(gain > kLeast)) {
        pass(p, "no.gain",
             say("no measurable gain: {} people × score", "没有可测量的收益（{} 人·分）",
                 show_number(gain, 2)),
             gain);
        continue;
      }
      out_.alone.push_back(gain);
      out_.felt.push_back(std::move(felt));
      cells_.push_back(std::move(cells));
      codes.push_back(out_.code[i]);
      kept.push_back(p);
    }
    out_.projects = std::move(kept);
    out_.code = std::move(codes);
    out_.names.proposal = [projects = out_.projects](std::size_t p) { return projects[p].name; };
  }

  /// Of the overall score; the belief about the whole gain is that about its parts.
  Felt where_felt(const WhatIf& w, double believed_gain) const {
    Felt out;
    const double part = w.gain != 0 ? believed_gain / w.gain : 0;
    const Standings &was = now_.assessed.overall, &is = w.assessed.overall;
    for (const ZoneIdx z : each(was.zones))
      out.zones.push_back(100 * part * (is.zones[z].score - was.zones[z].score));
    for (std::size_t g = 0; g < was.groups.size(); ++g)
      out.groups.push_back(100 * part * (is.groups[g].score - was.groups[g].score));
    return out;
  }

  /// Cells whose value of some goal's indicator differs.
  std::vector<CellId> touched(const Measurement& before, const Measurement& after) const {
    std::set<CellId> out;
    for (const auto& [key, field] : after.fields) {
      const auto was = before.find(key);
      if (!was || was == field || !lens_.goals.find(key) || field->support.of != Support::Of::cell) continue;
      for (const CellIdx c : each(now_.city.people->residents))
        if (was->value[c.v] != field->value[c.v] && now_.city.people->residents[c] > 0)
          out.insert(now_.city.grid->id(c));
    }
    return {out.begin(), out.end()};
  }

  const Pooled* by_hand(std::size_t i) const {
    const auto own = by_code_.find(out_.code[i]);
    return own == by_code_.end() ? nullptr : own->second;
  }
  int life_of(std::size_t i) const {
    if (const Pooled* h = by_hand(i); h != nullptr && h->life) return *h->life;
    const auto at = rules_.life.find(out_.projects[i].type);
    return at == rules_.life.end() ? rules_.other_life : at->second;
  }
  /// What is left to pay, from its year of start or the first of the programme on.
  void hold_years(const Choice& c, portfolio::Proposal& one) const {
    const int start = std::clamp(number(c.start) - base_, 0, rules_.years - 1);
    one.fixed = start;
    one.payments.clear();
    const auto fund = fund_of(c.project);
    for (const auto& [year, money] : c.spending)
      if (const int t = number(year) - base_; fund && t >= start)
        one.payments.push_back({*fund, t - start, money});
    one.running.from = std::max(0, number(c.done) + 1 - base_ - start);
  }

  void formulate() {
    portfolio::Problem& p = out_.problem;
    p.years = rules_.years;
    p.fiscal_space = rules_.running;
    std::map<std::string, std::pair<std::size_t, int>> lots;  // the lot before, and how long it takes
    for (std::size_t i = 0; i < out_.projects.size(); ++i) {
      const Project& x = out_.projects[i];
      portfolio::Proposal one;
      for (int t = 0; t < rules_.years; ++t)
        one.value.push_back(std::max(0.0, out_.alone[i]) * std::pow(1 + rules_.discount, -t));
      int k = 0;
      const Settled* stands = settled(x.id);
      if (!held(stands))
        for (const auto& [year, money] : spread(cost_of(x), x.years_to_build, Year{base_})) {
          (void)year;
          one.payments.push_back({*fund_of(x), k++, money});
        }
      one.running = {x.opex_per_year, x.years_to_build, life_of(i)};
      one.site = x.change.empty() ? static_cast<std::uint64_t>(id_of("alone", to_string(x.id))) : site_of(x);
      if (held(stands)) {
        hold_years(*stands->choice, one);
      } else if (const Pooled* own = by_hand(i)) {
        const Pooled& h = *own;
        if (!h.lot_of.empty()) {
          if (h.lot > 1) p.precedences.push_back({lots.at(h.lot_of).first, i, lots.at(h.lot_of).second});
          lots[h.lot_of] = {i, x.years_to_build};
        }
        if (h.earliest) one.earliest = std::max(0, *h.earliest - base_);
        if (h.latest) one.latest = *h.latest - base_;
        if (h.mandatory_by) one.mandatory = *h.mandatory_by - base_;
      }
      p.proposals.push_back(std::move(one));
    }
    for (const Named& n : rules_.require) {
      const std::size_t i = meant(n.project, n.line);
      p.proposals[i].mandatory = n.by ? *n.by - base_ : rules_.years - 1;
    }
    for (const Named& n : rules_.forbid) p.proposals[meant(n.project, n.line)].forbidden = true;
    for (const std::vector<std::string>& set : rules_.exclude)
      for (std::size_t a = 0; a < set.size(); ++a)
        for (std::size_t b = a + 1; b < set.size(); ++b)
          p.exclusions.emplace_back(meant(set[a], 0), meant(set[b], 0));
    for (const Order& o : rules_.precede)
      p.precedences.push_back({meant(o.first, o.line), meant(o.then, o.line), o.lag});
    add_zones();
    if (rules_.carbon_t) {
      portfolio::Cap cap;
      for (const Project& x : out_.projects) {
        const auto at = rules_.carbon_of.find(x.type);
        cap.use.push_back(at == rules_.carbon_of.end() ? 0 : std::llround(at->second * 1000));
      }
      cap.most = std::llround(*rules_.carbon_t * 1000);
      p.caps.push_back(std::move(cap));
      out_.names.cap = [](std::size_t) { return Text{"the cap on carbon (kg)", "碳排放上限（千克）"}; };
    }
  }

  void add_zones() {
    std::vector<Text> names;
    for (const ZoneRule& rule : rules_.zones) {
      const Zones& zones = *now_.city.zones;
      ZoneIdx zone;
      for (const ZoneIdx z : each(zones.id))
        if (zones.levels[zones.level[z]] == rule.level && zones.code[z] == rule.code) zone = z;
      if (!zone.valid())
        throw Error{
            Fault::bad_input,
            say("there is no {0} with the code ‘{1}’", "没有编码为“{1}”的 {0}", rule.level.word, rule.code),
            {rules_.file, rule.line, "zones"},
            say("`cityloop units list` shows them all", "可用 cityloop units list 查看")};
      portfolio::Group g;
      const auto level = zones.level[zone];
      for (std::size_t i = 0; i < out_.projects.size(); ++i) {
        const auto cell = now_.city.grid->find(out_.projects[i].at);
        if (cell && zones.of_cell[static_cast<std::size_t>(level)][*cell] == zone)
          g.members.push_back(static_cast<std::uint32_t>(i));
      }
      g.floor = rule.at_least, g.ceiling = rule.at_most;
      if (rule.least_share) g.floor_share = static_cast<int>(std::lround(*rule.least_share * 10'000));
      if (rule.most_share) g.ceiling_share = static_cast<int>(std::lround(*rule.most_share * 10'000));
      names.push_back(zones.name[zone]);
      out_.problem.groups.push_back(std::move(g));
    }
    out_.names.group = [names](std::size_t g) { return names[g]; };
  }

  std::size_t meant(const std::string& word, long line) const {
    try {
      return proposal_named(out_, word);
    } catch (const Error& e) {
      throw Error{e.fault(), e.words(), {rules_.file, line, word}, e.hint()};
    }
  }
  Money cost_of(const Project& p) const {
    return scaled(p.capex, std::max(effects_.cost_of(p.type, p.owner).mean, 0.01));
  }

  std::vector<std::size_t> chosen() const {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < out_.result.start.size(); ++i)
      if (out_.result.start[i] != portfolio::kNotChosen && !out_.projects[i].change.empty()) out.push_back(i);
    return out;
  }
  /// Those that gain most for each yuan of their fund, so that nearly all that could be chosen is among them.
  std::vector<std::size_t> promising() const {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < out_.projects.size(); ++i)
      if (!out_.projects[i].change.empty()) out.push_back(i);
    const auto rate = [&](std::size_t i) { return out_.alone[i] / to_yuan(out_.projects[i].capex); };
    std::stable_sort(out.begin(), out.end(), [&](std::size_t x, std::size_t y) { return rate(x) > rate(y); });
    std::map<std::size_t, std::size_t> of_fund;
    std::erase_if(out, [&](std::size_t i) { return ++of_fund[*fund_of(out_.projects[i])] > kPromising; });
    return out;
  }
  /// Measures the joint effect of pairs that touch the same cells. False if there was none, or nothing may be measured any more.
  bool measure_pairs(const std::vector<std::size_t>& among) {
    bool more = false;
    for (std::size_t a = 0; a < among.size(); ++a)
      for (std::size_t b = a + 1; b < among.size(); ++b) {
        const std::size_t i = std::min(among[a], among[b]), j = std::max(among[a], among[b]);
        if (used_ >= limit_ || known_.contains({i, j}) || !meet(cells_[i], cells_[j])) continue;
        run_.check_stop();
        known_.insert({i, j});
        Delta both = out_.projects[i].change;
        both.changes.insert(both.changes.end(), out_.projects[j].change.changes.begin(),
                            out_.projects[j].change.changes.end());
        const WhatIf w = what_if(now_, both, lens_, run_);
        ++used_;
        run_.progress.advance(1);
        ++out_.pairs;
        // Both types may be believed differently: what is missing is shared in proportion to what each gains alone.
        const double gi = believed(now_.assessed, w.assessed, lens_, out_.projects[i], effects_);
        const double gj = believed(now_.assessed, w.assessed, lens_, out_.projects[j], effects_);
        const double sum = out_.alone[i] + out_.alone[j];
        const double joint = sum > 0 ? (gi * out_.alone[i] + gj * out_.alone[j]) / sum : (gi + gj) / 2;
        const double beyond = joint - sum;
        if (std::abs(beyond) > kLeast) {
          out_.problem.together.push_back({i, j, beyond});
          more = true;
        }
      }
    return more;
  }
  static bool meet(const std::vector<CellId>& a, const std::vector<CellId>& b) {
    for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
      if (*x == *y) return true;
      (*x < *y ? x : y)++;
    }
    return false;
  }

  [[noreturn]] void refuse() const {
    std::string en, zh;
    for (const portfolio::Constraint& c : out_.result.conflict) {
      const Text t = portfolio::words(c, out_.problem, out_.names);
      en += "\n  " + t.in(Lang::en), zh += "\n  " + t.in(Lang::zh);
    }
    throw Error{
        Fault::conflict,
        {"no programme can hold all of this together:" + en, "以下要求无法同时满足：" + zh},
        {.file = rules_.file},
        say("without any one of them there is a programme: give one up, or move its year or its money",
            "去掉其中任意一项即有可行方案：请放弃其一，或调整其年份或资金")};
  }

  void write_plan() {
    Plan& plan = out_.plan;
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < out_.projects.size(); ++i)
      if (out_.result.start[i] != portfolio::kNotChosen) order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return out_.result.start[a] != out_.result.start[b] ? out_.result.start[a] < out_.result.start[b]
                                                          : out_.alone[a] > out_.alone[b];
    });
    std::set<std::string> whole;  // projects whose last lot is in: one line, with all its lots
    for (const std::size_t i : order)
      if (const Pooled* h = by_hand(i); h != nullptr && h->lots > 1 && !h->earlier_lot())
        whole.insert(h->code);
    CityGains measured{now_, out_.projects, lens_, effects_, run_};
    std::vector<std::size_t> before_it;
    for (const std::size_t i : order) {
      const Pooled* own = by_hand(i);
      if (own != nullptr && own->earlier_lot() && whole.contains(own->lot_of)) continue;
      const Situation before = measured.after(before_it);
      Choice c;
      c.project = out_.projects[i];
      set_money(c, i);
      if (own != nullptr && own->lots > 1 && !own->earlier_lot())
        for (std::size_t j = 0; j < out_.projects.size(); ++j)
          if (const Pooled* h = by_hand(j); h != nullptr && h->earlier_lot() && h->lot_of == own->code)
            join_lot(c, j);
      if (!c.project.change.empty()) {
        before_it.push_back(i);
        const Situation& after = measured.after(before_it);
        c.gain = believed(before.assessed, after.assessed, lens_, c.project, effects_);
        c.promised = promises(before, after, lens_, c.project, effects_);
      }
      out_.measured += c.gain;
      add_line(plan, std::move(c));
    }
    for (const std::size_t i : order) out_.modelled += std::max(0.0, out_.alone[i]);
    for (const portfolio::Together& t : out_.problem.together)
      if (out_.result.start[t.a] != portfolio::kNotChosen && out_.result.start[t.b] != portfolio::kNotChosen)
        out_.modelled += t.value;
    set_scores(plan, now_.assessed, measured.after(before_it).assessed, lens_.goals);
    for (const portfolio::Reason& r : portfolio::passed_over(out_.problem, out_.result))
      if (const Pooled* h = by_hand(r.proposal); h == nullptr || !h->earlier_lot())
        pass(out_.projects[r.proposal], code_of(r.why), portfolio::words(r, out_.problem, out_.names),
             r.gain);
    std::stable_sort(plan.passed_over.begin(), plan.passed_over.end(),
                     [](const PassedOver& a, const PassedOver& b) { return a.gain > b.gain; });
    plan.value = out_.result.value;
    plan.bound = out_.verdict.holds ? out_.verdict.bound : out_.result.proved;
    plan.certificate = certificate();
    plan.id = PlanId{id_of("plan", to_json(plan), to_string(lens_.goals.hash), to_json(effects_))};
  }

  void set_money(Choice& c, std::size_t i) const {
    if (const Settled* s = settled(c.project.id); held(s)) {
      c.cost = s->choice->cost;
      c.spending = s->choice->spending;
      c.start = s->choice->start, c.done = s->choice->done;
      return;
    }
    c.cost = cost_of(c.project);
    c.spending = spread(c.cost, c.project.years_to_build, Year{base_ + out_.result.start[i]});
    c.start = c.spending.front().first;
    c.done = c.spending.back().first;
  }
  /// An earlier lot becomes part of the line of its project.
  void join_lot(Choice& whole, std::size_t lot) const {
    Choice part;
    part.project = out_.projects[lot];
    set_money(part, lot);
    whole.cost += part.cost;
    whole.project.capex += part.project.capex;
    for (const auto& paid : part.spending) {
      const auto same = std::find_if(whole.spending.begin(), whole.spending.end(),
                                     [&](const auto& s) { return s.first == paid.first; });
      if (same == whole.spending.end()) whole.spending.push_back(paid);
      else same->second += paid.second;
    }
    std::sort(whole.spending.begin(), whole.spending.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    whole.start = std::min(whole.start, part.start);
    whole.project.years_to_build = number(whole.done) - number(whole.start) + 1;
  }

  PlanCertificate certificate() const {
    PlanCertificate c;
    c.years = rules_.years;
    c.proved = out_.verdict.bound;
    c.trusted = out_.result.trusted;
    c.checked = out_.verdict.holds;
    c.modelled = out_.modelled;
    c.measured = out_.measured;
    c.pairs = out_.pairs;
    for (const portfolio::Binding& b : out_.result.binding)
      c.binding.push_back({portfolio::words(b.what, out_.problem, out_.names), b.price, b.left});
    return c;
  }

  static const char* code_of(portfolio::Why w) {
    switch (w) {
      case portfolio::Why::forbidden: return "forbidden";
      case portfolio::Why::no_year: return "no.year";
      case portfolio::Why::predecessor: return "predecessor";
      case portfolio::Why::excluded: return "excluded";
      case portfolio::Why::no_value: return "no.gain";
      case portfolio::Why::covered: return "covered";
      case portfolio::Why::floor_elsewhere: return "floor.elsewhere";
      case portfolio::Why::lacks: return "fund.exhausted";
      case portfolio::Why::not_worth: break;
    }
    return "not.worth";
  }

  const Situation& now_;
  const Lens& lens_;
  const Effects& effects_;
  const ProgrammeRules& rules_;
  std::span<const Settled> settled_;
  Run& run_;
  int base_;
  Programmed out_;
  std::size_t by_hand_ = 0, limit_ = 0, used_ = 0;
  std::vector<std::vector<CellId>> cells_;
  std::set<std::pair<std::size_t, std::size_t>> known_;
  std::map<std::string, const Pooled*> by_code_;
};

}  // namespace

Programmed programme(const Situation& now, const Lens& lens, std::span<const ProjectType> types,
                     const Effects& effects, const ProgrammeRules& rules, std::span<const Pooled> pooled,
                     Run& run, std::span<const Settled> settled) {
  return Programmer{now, lens, effects, rules, run, settled}.done(types, pooled);
}

}  // namespace cityloop
