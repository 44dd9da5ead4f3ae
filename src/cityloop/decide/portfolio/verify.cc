#include "cityloop/decide/portfolio/verify.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

namespace cityloop::portfolio {
namespace {

__extension__ using Wide = __int128;
using Long = long double;

constexpr Long kFenPerMillion = 100'000'000;

Long millions(Wide fen) { return static_cast<Long>(fen) / kFenPerMillion; }

/// A sum that knows how wrong it may be: each operation of extended precision errs by at most 2⁻⁶³ of its
/// result.
struct Careful {
  Long sum = 0, size = 0;
  std::size_t terms = 0;
  void add(Long x) {
    sum += x;
    size += std::abs(x);
    ++terms;
  }
  Long most() const { return sum + size * static_cast<Long>(terms + 16) * 0x1p-62L; }
};

struct Judge {
  const Problem& problem;
  const Starts& start;
  std::vector<Broken> out = {};

  bool chosen(std::size_t p) const { return start[p] != kNotChosen; }
  void money(Constraint c, Wide fen) {
    if (fen > 0) out.push_back({c, Money{static_cast<std::int64_t>(std::min<Wide>(fen, INT64_MAX))}, 0});
  }
  void units(Constraint c, Wide by) {
    if (by > 0) out.push_back({c, {}, static_cast<std::int64_t>(std::min<Wide>(by, INT64_MAX))});
  }

  void years() {
    for (std::size_t p = 0; p < start.size(); ++p) {
      const Proposal& w = problem.proposals[p];
      if (w.must() && !chosen(p)) units({w.fixed ? Rule::fixed : Rule::mandatory, p}, 1);
      if (!chosen(p)) continue;
      const std::vector<int> may = start_years(problem, p);
      if (std::find(may.begin(), may.end(), start[p]) == may.end()) units({Rule::start_years, p}, 1);
    }
  }
  void funds() {
    const auto last = static_cast<std::size_t>(last_year(problem));
    for (std::size_t f = 0; f < problem.funds.size(); ++f) {
      const Fund& fund = problem.funds[f];
      std::vector<Wide> spent(std::max(last, fund.budget.size()) + 1);
      for (std::size_t p = 0; p < start.size(); ++p) {
        if (!chosen(p)) continue;
        for (const Payment& pay : problem.proposals[p].payments)
          if (pay.fund == f) spent[static_cast<std::size_t>(start[p] + pay.year)] += pay.amount.fen;
      }
      Wide balance = 0;  // above 0: carried on; below: owed
      for (std::size_t y = 0; y < spent.size(); ++y) {
        if (!fund.carries) balance = std::min<Wide>(balance, 0);
        balance += (y < fund.budget.size() ? fund.budget[y].fen : 0) - spent[y];
        const Wide may_owe = y + 1 < fund.budget.size() ? fund.debt.fen : 0;
        if (balance < -may_owe) {
          money({Rule::fund, f, 0, static_cast<int>(y), static_cast<int>(y)}, -may_owe - balance);
          balance = -may_owe;  // said once; the next years are judged by what they add
        }
      }
    }
  }
  void running() {
    if (problem.fiscal_space.empty()) return;
    const int last = last_year(problem);
    std::vector<Wide> cost(static_cast<std::size_t>(last) + 1);
    for (std::size_t p = 0; p < start.size(); ++p) {
      if (!chosen(p)) continue;
      const Running& r = problem.proposals[p].running;
      for (int k = 0; k < r.years && r.per_year.fen > 0; ++k)
        cost[static_cast<std::size_t>(start[p] + r.from + k)] += r.per_year.fen;
    }
    for (int y = 0; y <= last; ++y)
      money({Rule::fiscal_space, 0, 0, y, y},
            cost[static_cast<std::size_t>(y)] - fiscal_space(problem, y).fen);
  }
  void groups() {
    Wide all = 0;
    for (std::size_t p = 0; p < start.size(); ++p)
      if (chosen(p)) all += capital(problem.proposals[p]).fen;
    for (std::size_t g = 0; g < problem.groups.size(); ++g) {
      const Group& group = problem.groups[g];
      Wide sum = 0, count = 0;
      for (const std::uint32_t p : group.members)
        if (chosen(p)) sum += capital(problem.proposals[p]).fen, ++count;
      if (group.floor) money({Rule::floor, g}, group.floor->fen - sum);
      if (group.ceiling) money({Rule::ceiling, g}, sum - group.ceiling->fen);
      if (group.floor_share)
        money({Rule::floor_share, g}, (*group.floor_share * all - 10'000 * sum + 9'999) / 10'000);
      if (group.ceiling_share)
        money({Rule::ceiling_share, g}, (10'000 * sum - *group.ceiling_share * all + 9'999) / 10'000);
      if (group.least) units({Rule::least, g}, *group.least - count);
      if (group.most) units({Rule::most, g}, count - *group.most);
    }
    for (std::size_t k = 0; k < problem.caps.size(); ++k) {
      Wide used = 0;
      for (std::size_t p = 0; p < start.size(); ++p)
        if (chosen(p)) used += problem.caps[k].use[p];
      units({Rule::cap, k}, used - problem.caps[k].most);
    }
  }
  void relations() {
    for (const auto& [a, b] : problem.exclusions)
      if (chosen(a) && chosen(b)) units({Rule::exclusion, a, b}, 1);
    std::map<std::uint64_t, std::size_t> holder;
    for (std::size_t p = 0; p < start.size(); ++p) {
      if (!chosen(p) || !problem.proposals[p].site) continue;
      const auto [it, first] = holder.emplace(*problem.proposals[p].site, p);
      if (!first) units({Rule::site, it->second, p}, 1);
    }
    for (std::size_t k = 0; k < problem.precedences.size(); ++k) {
      const Precedence& r = problem.precedences[k];
      if (!chosen(r.after)) continue;
      if (!chosen(r.before)) units({Rule::precedence, k, 0, start[r.after], start[r.after]}, 1);
      else
        units({Rule::precedence, k, 0, start[r.after], start[r.after]},
              Wide{start[r.before]} + r.lag - start[r.after]);
    }
  }
};

[[noreturn]] void reject(const char* en, const char* zh) { throw Error{Fault::bad_input, {en, zh}}; }

/// What payments of several sizes can do with a limited purse: for each sum that may be reached, the most
/// that it is worth, without sums that are worth no more than a smaller one.
class Payable {
 public:
  explicit Payable(Wide limit) : limit_{limit} {}
  void offer(Wide amount, Wide times, Long price) {
    times = std::min(times, limit_ / amount);
    for (Wide chunk = 1; times > 0 && known_; chunk *= 2) {
      chunk = std::min(chunk, times);
      times -= chunk;
      add(amount * chunk, price * static_cast<Long>(chunk));
    }
  }
  bool known() const { return known_; }
  Long most() const { return best_.back().second; }

 private:
  void add(Wide amount, Long price) {
    std::vector<std::pair<Wide, Long>> all;
    Long most = -1;
    const auto keep = [&](Wide sum, Long worth) {
      if (worth > most) all.emplace_back(sum, most = worth);
    };
    std::size_t a = 0;
    for (const auto& [sum, worth] : best_) {
      const Wide with = sum + amount;
      if (with > limit_) break;
      for (; a < best_.size() && best_[a].first < with; ++a) keep(best_[a].first, best_[a].second);
      if (a < best_.size() && best_[a].first == with && best_[a].second > worth + price) continue;
      keep(with, worth + price);
    }
    for (; a < best_.size(); ++a) keep(best_[a].first, best_[a].second);
    best_ = std::move(all);
    known_ = best_.size() <= kMostSums;
  }
  Wide limit_;
  bool known_ = true;
  std::vector<std::pair<Wide, Long>> best_{{0, 0}};
};

/// The Lagrangian of the problem at given prices: what each choice, element and pair is worth after prices.
class Lagrangian {
 public:
  Lagrangian(const Problem& problem, const Certificate& certificate) : problem_{problem} {
    const std::size_t n = problem.proposals.size();
    any_.resize(n);
    fund_.resize(problem.funds.size());
    const auto last = static_cast<std::size_t>(last_year(problem)) + 2;
    for (auto& f : fund_) f.assign(last, 0);
    running_.assign(last, 0);
    element_.resize(problem.elements.size());
    end_[0].resize(problem.together.size());
    end_[1].resize(problem.together.size());
    both_.resize(problem.together.size());
    knapsack_.resize(problem.funds.size());
    may_start();
    for (const Price& p : certificate.prices) charge(p, certificate);
  }

  double bound() {
    for (std::size_t c = 0; c < element_.size(); ++c)
      free_.add(std::max<Long>(0, problem_.elements[c].weight - element_[c]));
    for (std::size_t k = 0; k < problem_.together.size(); ++k) {
      const Long v = problem_.together[k].value;
      free_.add(std::max<Long>(0, v >= 0 ? v - end_[0][k] - end_[1][k] : v + both_[k]));
    }
    std::map<std::uint64_t, std::pair<bool, Long>> site;  // a work must stand there; the best
    for (std::size_t p = 0; p < problem_.proposals.size(); ++p) {
      const Proposal& w = problem_.proposals[p];
      const std::vector<int>& years = years_[p];
      const bool must = w.must();
      if (years.empty()) {
        if (must) return -INFINITY;  // no plan at all
        continue;
      }
      Long best = -INFINITY;
      for (const int y : years) best = std::max(best, after_prices(p, y));
      if (!w.site) {
        free_.add(must ? best : std::max<Long>(best, 0));
        continue;
      }
      auto& [taken, most] = site.try_emplace(*w.site, false, 0).first->second;
      if (must && taken) return -INFINITY;
      if (must) taken = true, most = best;
      else if (!taken) most = std::max(most, best);
    }
    for (const auto& [unused, s] : site) free_.add(s.second);
    Careful total = free_;
    total.size += rounding_.size;
    total.terms += rounding_.terms;
    const Long most = total.most();
    const auto down = static_cast<double>(most);
    return down >= most ? down : std::nextafter(down, INFINITY);
  }

 private:
  /// Years in which each work may start without breaking a limit all by itself.
  void may_start() {
    const std::size_t n = problem_.proposals.size();
    std::vector<char> out(n, 0);
    for (const Group& g : problem_.groups)
      for (const std::uint32_t p : g.members)
        if ((g.ceiling && capital(problem_.proposals[p]) > *g.ceiling) || (g.most && *g.most < 1)) out[p] = 1;
    for (const Cap& c : problem_.caps) {
      Wide given = 0;
      for (const std::int64_t u : c.use) given += std::min<std::int64_t>(u, 0);
      for (std::size_t p = 0; p < n; ++p)
        if (c.use[p] > 0 && given + c.use[p] > c.most) out[p] = 1;
    }
    std::vector<Money> least;  // of each fund, in any year of its budget
    for (const Fund& f : problem_.funds)
      least.push_back(f.budget.empty() ? Money{} : *std::min_element(f.budget.begin(), f.budget.end()));
    years_.resize(n);
    for (std::size_t p = 0; p < n; ++p) {
      if (out[p] != 0) continue;
      years_[p] = start_years(problem_, p);
      std::erase_if(years_[p], [&](int y) { return too_much(problem_.proposals[p], y, least); });
    }
  }
  bool too_much(const Proposal& w, int year, const std::vector<Money>& least) const {
    const Money all = capital(w);
    for (const Payment& of : w.payments) {
      const Fund& f = problem_.funds[of.fund];
      const auto end = static_cast<Wide>(f.budget.size());
      if (all <= least[of.fund] && year + of.year < end) continue;
      Wide balance = 0;
      int last = static_cast<int>(f.budget.size());
      for (const Payment& pay : w.payments) last = std::max(last, year + pay.year + 1);
      for (int y = 0; y < last; ++y) {
        if (!f.carries) balance = std::min<Wide>(balance, 0);
        if (y < end) balance += f.budget[static_cast<std::size_t>(y)].fen;
        for (const Payment& pay : w.payments)
          if (pay.fund == of.fund && year + pay.year == y) balance -= pay.amount.fen;
        if (balance < (y + 1 < end ? -Wide{f.debt.fen} : Wide{0})) return true;
      }
    }
    if (!problem_.fiscal_space.empty() && w.running.per_year.fen > 0)
      for (int k = 0; k < w.running.years; ++k)
        if (w.running.per_year > fiscal_space(problem_, year + w.running.from + k)) return true;
    return false;
  }
  Wide paid(const Proposal& w, int year, std::size_t fund, int from, int until) const {
    Wide sum = 0;
    for (const Payment& pay : w.payments)
      if (pay.fund == fund && year + pay.year >= from && year + pay.year <= until) sum += pay.amount.fen;
    return sum;
  }
  /// Amounts that works may pay from a fund in some years, and how many works may; none: too many amounts.
  std::optional<std::map<Wide, Wide>> amounts(const Constraint& c) const {
    std::map<Wide, Wide> out;
    for (std::size_t p = 0; p < years_.size(); ++p) {
      std::set<Wide> of;
      for (const int y : years_[p])
        if (const Wide sum = paid(problem_.proposals[p], y, c.a, c.from, c.until); sum > 0) of.insert(sum);
      for (const Wide sum : of) ++out[sum];
      if (out.size() > kMostAmounts) return std::nullopt;
    }
    return out;
  }
  /// The largest sum up to the limit that payments in these years can reach.
  Long reachable(const Constraint& c, Wide limit) const {
    constexpr Wide kExact = Wide{1} << 60U;
    if (limit <= 0 || limit > kExact) return millions(limit);
    const auto there = amounts(c);
    if (!there) return millions(limit);
    Payable sums{limit};
    for (const auto& [amount, count] : *there) sums.offer(amount, count, static_cast<Long>(amount));
    return sums.known() ? sums.most() / kFenPerMillion : millions(limit);
  }
  void charge_knapsack(const Constraint& c, Long price, Wide limit, const Certificate& certificate) {
    if (c.b >= certificate.lumps.size())
      reject("a price belongs to no constraint of the problem", "影子价格不对应任何约束");
    Knapsack k{c.from, c.until, price, {}};
    Long dearest = 0;  // of a fen
    for (const LumpPrice& l : certificate.lumps[c.b]) {
      if (!std::isfinite(l.price) || l.price < 0 || l.amount.fen <= 0)
        reject("a price is below 0", "影子价格为负");
      if (!k.of.emplace(l.amount.fen, l.price).second)
        reject("an amount has two prices", "同一金额有两个影子价格");
      dearest = std::max(dearest, static_cast<Long>(l.price) / static_cast<Long>(l.amount.fen));
    }
    Long most = dearest * static_cast<Long>(std::max<Wide>(limit, 0));
    if (const auto there = amounts(c); there && limit > 0) {
      Payable worth{limit};
      for (const auto& [amount, count] : *there)
        if (const auto it = k.of.find(amount); it != k.of.end()) worth.offer(amount, count, it->second);
      if (worth.known()) most = worth.most();
    }
    free_.add(price * most * (1 + 1e-15L));  // more than its own sums may have lost
    knapsack_[c.a].push_back(std::move(k));
  }
  Long after_prices(std::size_t p, int year) {
    const Proposal& w = problem_.proposals[p];
    Careful sum;
    sum.add(value_at(w, year));
    sum.add(-any_[p]);
    for (const Payment& pay : w.payments)
      sum.add(-millions(pay.amount.fen) * fund_[pay.fund][static_cast<std::size_t>(year + pay.year)]);
    for (std::size_t i = 0; i < w.payments.size(); ++i) {
      const std::size_t f = w.payments[i].fund;
      bool seen = false;
      for (std::size_t j = 0; j < i; ++j) seen = seen || w.payments[j].fund == f;
      if (seen) continue;
      for (const Knapsack& k : knapsack_[f])
        if (const auto it = k.of.find(paid(w, year, f, k.from, k.until)); it != k.of.end())
          sum.add(-k.price * it->second);
    }
    const Long per_year = millions(w.running.per_year.fen);
    if (w.running.per_year.fen > 0 && !problem_.fiscal_space.empty())
      for (int k = 0; k < w.running.years; ++k)
        sum.add(-per_year * running_[static_cast<std::size_t>(year + w.running.from + k)]);
    if (const auto it = dated_.find(p); it != dated_.end())
      for (const auto& [until, price] : it->second)
        if (year <= until) sum.add(-price);
    rounding_.size += sum.size;
    rounding_.terms = std::max(rounding_.terms, sum.terms);
    return sum.sum;
  }
  void charge_member(std::size_t p, Long amount) {
    any_[p] += amount;
    rounding_.size += std::abs(amount);
  }
  void group_money(const Group& g, Long price, Long in, Long all) {
    for (std::size_t p = 0; p < problem_.proposals.size() && all != 0; ++p)
      charge_member(p, price * all * millions(capital(problem_.proposals[p]).fen));
    for (const std::uint32_t p : g.members)
      charge_member(p, price * in * millions(capital(problem_.proposals[p]).fen));
  }
  void charge(const Price& given, const Certificate& certificate) {
    const Constraint& c = given.what;
    const Long price = given.price;
    if (!std::isfinite(given.price) || given.price < 0) reject("a price is below 0", "影子价格为负");
    const auto within = [](std::size_t i, std::size_t n) {
      if (i >= n) reject("a price belongs to no constraint of the problem", "影子价格不对应任何约束");
    };
    const auto given_limit = [](bool there) {
      if (!there) reject("a price belongs to a limit that is not there", "影子价格对应的限额不存在");
    };
    rounding_.terms += 4;
    switch (c.rule) {
      case Rule::knapsack:
      case Rule::fund: {
        within(c.a, problem_.funds.size());
        const Fund& f = problem_.funds[c.a];
        if (c.from < 0 || c.until < c.from || static_cast<std::size_t>(c.until) >= fund_[c.a].size() ||
            (f.carries && c.from != 0))
          reject("a price belongs to years that do not bind a fund", "影子价格的年份与资金约束不符");
        Wide limit = static_cast<std::size_t>(c.until) + 1 < f.budget.size() ? f.debt.fen : 0;
        for (int y = c.from; y <= c.until; ++y) {
          if (c.rule == Rule::fund) fund_[c.a][static_cast<std::size_t>(y)] += price;
          if (static_cast<std::size_t>(y) < f.budget.size())
            limit += f.budget[static_cast<std::size_t>(y)].fen;
        }
        if (c.rule == Rule::knapsack) charge_knapsack(c, price, limit, certificate);
        else free_.add(price > 0 ? price * reachable(c, limit) : 0);
        return;
      }
      case Rule::fiscal_space:
        given_limit(!problem_.fiscal_space.empty());
        within(static_cast<std::size_t>(c.from), running_.size());
        running_[static_cast<std::size_t>(c.from)] += price;
        free_.add(price * millions(fiscal_space(problem_, c.from).fen));
        return;
      case Rule::cap:
        within(c.a, problem_.caps.size());
        for (std::size_t p = 0; p < any_.size(); ++p)
          charge_member(p, price * static_cast<Long>(problem_.caps[c.a].use[p]));
        free_.add(price * static_cast<Long>(problem_.caps[c.a].most));
        return;
      case Rule::exclusion: {
        within(c.a, certificate.cliques.size());
        const auto& clique = certificate.cliques[c.a];
        check_clique(clique);
        for (const std::uint32_t p : clique) charge_member(p, price);
        free_.add(price);
        return;
      }
      case Rule::precedence: {
        within(c.a, problem_.precedences.size());
        const Precedence& r = problem_.precedences[c.a];
        dated_[r.after].emplace_back(c.from, price);
        dated_[r.before].emplace_back(c.from - r.lag, -price);
        return;
      }
      case Rule::covered:
        within(c.a, element_.size());
        element_[c.a] += price;
        for (const std::uint32_t p : problem_.elements[c.a].by) charge_member(p, -price);
        return;
      case Rule::synergy:
      case Rule::overlap: {
        within(c.a, both_.size());
        const Together& t = problem_.together[c.a];
        given_limit((t.value >= 0) == (c.rule == Rule::synergy) && c.b < 2);
        if (c.rule == Rule::synergy) {
          end_[c.b][c.a] += price;
          charge_member(c.b == 0 ? t.a : t.b, -price);
          return;
        }
        both_[c.a] += price;
        charge_member(t.a, price);
        charge_member(t.b, price);
        free_.add(price);
        return;
      }
      default: break;
    }
    charge_group(given, price);
  }
  void charge_group(const Price& given, Long price) {
    const Constraint& c = given.what;
    if (c.a >= problem_.groups.size())
      reject("a price belongs to no constraint of the problem", "影子价格不对应任何约束");
    const Group& g = problem_.groups[c.a];
    const auto need = [](bool there) {
      if (!there) reject("a price belongs to a limit that is not there", "影子价格对应的限额不存在");
    };
    switch (c.rule) {
      case Rule::floor:
        need(g.floor.has_value());
        group_money(g, price, -1, 0);
        free_.add(-price * millions(g.floor->fen));
        return;
      case Rule::ceiling:
        need(g.ceiling.has_value());
        group_money(g, price, 1, 0);
        free_.add(price * millions(g.ceiling->fen));
        return;
      case Rule::floor_share:
        need(g.floor_share.has_value());
        group_money(g, price, -1, static_cast<Long>(*g.floor_share) / 10'000);
        return;
      case Rule::ceiling_share:
        need(g.ceiling_share.has_value());
        group_money(g, price, 1, -static_cast<Long>(*g.ceiling_share) / 10'000);
        return;
      case Rule::least:
        need(g.least.has_value());
        for (const std::uint32_t p : g.members) charge_member(p, -price);
        free_.add(-price * *g.least);
        return;
      case Rule::most:
        need(g.most.has_value());
        for (const std::uint32_t p : g.members) charge_member(p, price);
        free_.add(price * *g.most);
        return;
      default: reject("such a constraint has no price", "此类约束没有影子价格");
    }
  }
  /// Any two of a clique exclude each other by word of the problem, or it proves nothing.
  void check_clique(const std::vector<std::uint32_t>& clique) {
    if (apart_.empty())
      for (const auto& [a, b] : problem_.exclusions) {
        apart_.insert({a, b});
        apart_.insert({b, a});
      }
    for (std::size_t i = 0; i < clique.size(); ++i)
      for (std::size_t j = i + 1; j < clique.size(); ++j) {
        const std::size_t a = clique[i], b = clique[j];
        if (a == b || a >= any_.size() || b >= any_.size())
          reject("a clique names no set of works", "互斥团不是一组项目");
        const auto& sa = problem_.proposals[a].site;
        if (!apart_.contains({a, b}) && !(sa && sa == problem_.proposals[b].site))
          reject("a clique holds works that do not exclude each other", "互斥团中有并不互斥的项目");
      }
  }

  const Problem& problem_;
  std::vector<Long> any_;                // price of a work in whatever year
  std::vector<std::vector<Long>> fund_;  // of a million of a fund in a year
  std::vector<Long> running_, element_, end_[2], both_;
  struct Knapsack {
    int from = 0, until = 0;
    Long price = 0;
    std::map<Wide, Long> of;
  };
  std::vector<std::vector<Knapsack>> knapsack_;                     // by fund
  std::vector<std::vector<int>> years_;                             // of start, by work
  std::map<std::size_t, std::vector<std::pair<int, Long>>> dated_;  // of a start until a year
  std::set<std::pair<std::size_t, std::size_t>> apart_;
  Careful free_, rounding_;
};

}  // namespace

std::vector<Broken> broken(const Problem& problem, const Starts& start) {
  if (start.size() != problem.proposals.size()) return {{{Rule::start_years, start.size()}, {}, 1}};
  Judge judge{problem, start};
  judge.years();
  for (const Broken& b : judge.out)
    if (b.what.rule == Rule::start_years) return judge.out;  // its payments fall into no year
  judge.funds();
  judge.running();
  judge.groups();
  judge.relations();
  return judge.out;
}

double proved_bound(const Problem& problem, const Certificate& certificate) {
  return Lagrangian{problem, certificate}.bound();
}

Verdict verify(const Problem& problem, const Starts& start, const Certificate& certificate) {
  Verdict v;
  v.broken = broken(problem, start);
  try {
    v.bound = proved_bound(problem, certificate);
  } catch (const Error& e) {
    v.bound = INFINITY;
    v.why_not = e.words();
    return v;
  }
  if (start.size() == problem.proposals.size()) v.value = worth(problem, start);
  if (!v.broken.empty())
    v.why_not = say("the plan breaks {} constraints", "计划违反 {} 条约束", v.broken.size());
  else if (certificate.bound < v.bound)
    v.why_not =
        say("the prices prove {} and not {}", "影子价格只能证明 {}，不能证明 {}", v.bound, certificate.bound);
  else v.holds = true;
  return v;
}

}  // namespace cityloop::portfolio
