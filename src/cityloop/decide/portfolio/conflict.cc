#include "cityloop/decide/portfolio/conflict.h"

#include <algorithm>
#include <map>

#include "cityloop/decide/portfolio/formulate.h"

namespace cityloop::portfolio {
namespace {

/// The problem in which only some of its named constraints hold.
class Searcher {
 public:
  Searcher(const Problem& problem, int nodes) : problem_{problem}, nodes_{nodes} { list(); }

  Conflict find() {
    Conflict out;
    if (possible(all_)) return out;
    if (!possible({})) {
      out.certain = certain_;
      return out;  // cannot be: without constraints everything may stay as it is
    }
    out.constraints = explain({}, false, all_);
    std::sort(out.constraints.begin(), out.constraints.end());
    out.certain = certain_;
    return out;
  }

 private:
  using Set = std::vector<Constraint>;
  void list() {
    const Problem& p = problem_;
    for (std::size_t f = 0; f < p.funds.size(); ++f) {
      // Years that lend to each other are one constraint.
      const Fund& fund = p.funds[f];
      const int last = std::max(1, static_cast<int>(fund.budget.size()));
      if (fund.carries || fund.debt.fen > 0) {
        all_.push_back({Rule::fund, f, 0, 0, last - 1});
      } else {
        for (int y = 0; y < std::max(last, last_year(p)); ++y) all_.push_back({Rule::fund, f, 0, y, y});
      }
    }
    if (!p.fiscal_space.empty())
      for (int y = 0; y < last_year(p); ++y) all_.push_back({Rule::fiscal_space, 0, 0, y, y});
    for (std::size_t g = 0; g < p.groups.size(); ++g) {
      const Group& group = p.groups[g];
      if (group.floor) all_.push_back({Rule::floor, g});
      if (group.ceiling) all_.push_back({Rule::ceiling, g});
      if (group.floor_share) all_.push_back({Rule::floor_share, g});
      if (group.ceiling_share) all_.push_back({Rule::ceiling_share, g});
      if (group.least) all_.push_back({Rule::least, g});
      if (group.most) all_.push_back({Rule::most, g});
    }
    for (std::size_t k = 0; k < p.caps.size(); ++k) all_.push_back({Rule::cap, k});
    for (const auto& [a, b] : p.exclusions) all_.push_back({Rule::exclusion, a, b});
    std::map<std::uint64_t, std::vector<std::size_t>> at;
    for (std::size_t i = 0; i < p.proposals.size(); ++i)
      if (p.proposals[i].site && !p.proposals[i].forbidden) at[*p.proposals[i].site].push_back(i);
    for (const auto& [unused, works] : at)
      for (std::size_t i = 0; i < works.size(); ++i)
        for (std::size_t j = i + 1; j < works.size(); ++j)
          if (p.proposals[works[i]].must() || p.proposals[works[j]].must() || works.size() < 8)
            all_.push_back({Rule::site, works[i], works[j]});
    for (std::size_t k = 0; k < p.precedences.size(); ++k) all_.push_back({Rule::precedence, k});
    for (std::size_t i = 0; i < p.proposals.size(); ++i) {
      if (p.proposals[i].mandatory) all_.push_back({Rule::mandatory, i});
      if (p.proposals[i].fixed) all_.push_back({Rule::fixed, i});
      if (p.proposals[i].forbidden) all_.push_back({Rule::start_years, i});
    }
  }
  Problem with(const Set& kept) const {
    Problem q = problem_;
    for (Fund& f : q.funds) f = {std::vector<Money>{kPlenty}, true, {}};
    std::vector<bool> space(static_cast<std::size_t>(last_year(q)) + 1, false);
    q.exclusions.clear();
    q.precedences.clear();
    q.together.clear();
    q.elements.clear();
    for (Cap& c : q.caps) c.most = INT64_MAX / 4;
    for (Group& g : q.groups) g = {g.members};
    for (Proposal& p : q.proposals)
      p.mandatory.reset(), p.fixed.reset(), p.site.reset(), p.forbidden = false, p.value = {};
    bool any_space = false;
    std::vector<std::vector<bool>> year(q.funds.size());
    for (const Constraint& c : kept) {
      switch (c.rule) {
        case Rule::fund: {
          const Fund& given = problem_.funds[c.a];
          if (given.carries || given.debt.fen > 0) {
            q.funds[c.a] = given;
            break;
          }
          // Years that are not kept have plenty.
          if (year[c.a].empty()) {
            year[c.a].assign(static_cast<std::size_t>(last_year(problem_)), false);
            q.funds[c.a] = {std::vector<Money>(year[c.a].size(), kPlenty), false, {}};
          }
          const auto y = static_cast<std::size_t>(c.from);
          if (y < q.funds[c.a].budget.size())
            q.funds[c.a].budget[y] = y < given.budget.size() ? given.budget[y] : Money{};
          break;
        }
        case Rule::fiscal_space: space[static_cast<std::size_t>(c.from)] = any_space = true; break;
        case Rule::floor: q.groups[c.a].floor = problem_.groups[c.a].floor; break;
        case Rule::ceiling: q.groups[c.a].ceiling = problem_.groups[c.a].ceiling; break;
        case Rule::floor_share: q.groups[c.a].floor_share = problem_.groups[c.a].floor_share; break;
        case Rule::ceiling_share: q.groups[c.a].ceiling_share = problem_.groups[c.a].ceiling_share; break;
        case Rule::least: q.groups[c.a].least = problem_.groups[c.a].least; break;
        case Rule::most: q.groups[c.a].most = problem_.groups[c.a].most; break;
        case Rule::cap: q.caps[c.a].most = problem_.caps[c.a].most; break;
        case Rule::exclusion:
        case Rule::site: q.exclusions.emplace_back(c.a, c.b); break;
        case Rule::precedence: q.precedences.push_back(problem_.precedences[c.a]); break;
        case Rule::mandatory: q.proposals[c.a].mandatory = problem_.proposals[c.a].mandatory; break;
        case Rule::fixed: q.proposals[c.a].fixed = problem_.proposals[c.a].fixed; break;
        case Rule::start_years: q.proposals[c.a].forbidden = true; break;
        default: break;
      }
    }
    std::vector<Money> limits;
    for (std::size_t y = 0; y < space.size(); ++y)
      limits.push_back(space[y] ? fiscal_space(problem_, static_cast<int>(y)) : kPlenty);
    q.fiscal_space = any_space ? limits : std::vector<Money>{};
    return q;
  }
  bool possible(const Set& kept) {
    const Problem q = with(kept);
    for (std::size_t p = 0; p < q.proposals.size(); ++p) {
      const Proposal& w = q.proposals[p];
      if (w.forbidden && (w.mandatory || w.fixed)) return false;
      if (w.must() && start_years(q, p).empty()) return false;
    }
    const Links links{q};
    Formulation f = formulate(links);
    for (Milp::Column& c : f.milp.columns) c.objective = 0;
    Relaxation lp{f.milp};
    if (lp.solve() == Outcome::infeasible) return false;
    const MilpSolution s = solve(f.milp, {.gap = 1, .nodes = nodes_});
    if (s.outcome == Outcome::infeasible) return false;
    if (s.x.empty()) certain_ = false;
    return true;
  }
  /// Junker's QuickXplain: what of `open`, beside `kept`, is needed to contradict.
  Set explain(const Set& kept, bool grown, const Set& open) {
    if (grown && !possible(kept)) return {};
    if (open.size() == 1) return open;
    const auto half = open.begin() + static_cast<std::ptrdiff_t>(open.size() / 2);
    const Set left(open.begin(), half), right(half, open.end());
    Set both = kept;
    both.insert(both.end(), left.begin(), left.end());
    const Set second = explain(both, true, right);
    both = kept;
    both.insert(both.end(), second.begin(), second.end());
    Set first = explain(both, !second.empty(), left);
    first.insert(first.end(), second.begin(), second.end());
    return first;
  }

  static constexpr Money kPlenty{std::int64_t{1} << 55U};
  const Problem& problem_;
  int nodes_;
  Set all_;
  bool certain_ = true;
};

}  // namespace

Conflict conflict(const Problem& problem, int nodes) { return Searcher{problem, nodes}.find(); }

}  // namespace cityloop::portfolio
