#include "cityloop/decide/portfolio/formulate.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace cityloop::portfolio {
namespace {

__extension__ using Wide = __int128;

double in_millions(Wide fen) { return static_cast<double>(fen) / 1e8; }

class Formulator {
 public:
  explicit Formulator(const Links& links) : l_{links}, problem_{links.problem} {}

  Formulation make() {
    values();
    choices();
    funds();
    running();
    groups();
    caps();
    exclusions();
    precedences();
    together();
    alone();
    purses();
    return std::move(out_);
  }

 private:
  std::size_t n() const { return problem_.proposals.size(); }
  std::size_t row(Constraint what, double limit, double unit = 1) {
    out_.rows.push_back({what, unit, false});
    return out_.milp.row(-kUnlimited, limit / unit);
  }
  void inside_row(double low, Constraint what) {
    out_.rows.push_back({what, 1, true});
    out_.milp.row(low, 1);
  }
  /// The same coefficient for each year of a proposal.
  void whole(std::size_t r, std::size_t p, double coefficient) {
    for (std::uint32_t j = out_.first[p]; j < out_.first[p + 1]; ++j) out_.milp.entry(r, j, coefficient);
  }

  void values() {
    double most = 0;
    const auto see = [&](double v) { most = std::max(most, std::abs(v)); };
    for (const Proposal& p : problem_.proposals)
      for (const double v : p.value) see(v);
    for (const Element& e : problem_.elements) see(e.weight);
    for (const Together& t : problem_.together) see(t.value);
    if (most > 0) out_.value_unit = most / 1000;
  }
  void choices() {
    for (std::size_t p = 0; p < n(); ++p) {
      out_.first.push_back(static_cast<std::uint32_t>(out_.milp.columns.size()));
      for (const int y : l_.years[p]) {
        out_.milp.column({.low = 0,
                          .high = 1,
                          .objective = value_at(problem_.proposals[p], y) / out_.value_unit,
                          .integer = true});
        out_.year.push_back(y);
      }
    }
    out_.choices = out_.milp.columns.size();
    out_.first.push_back(static_cast<std::uint32_t>(out_.choices));
    std::vector<std::vector<std::uint32_t>> at(l_.sites);
    for (std::size_t p = 0; p < n(); ++p) at[l_.site[p]].push_back(static_cast<std::uint32_t>(p));
    for (const auto& members : at) {
      std::size_t columns = 0;
      for (const std::uint32_t p : members) {
        columns += out_.first[p + 1] - out_.first[p];
        if (!problem_.proposals[p].must()) continue;
        const std::size_t r = out_.milp.rows.size();
        inside_row(1, {problem_.proposals[p].fixed ? Rule::fixed : Rule::mandatory, p});
        whole(r, p, 1);
      }
      if (columns < 2 || (members.size() == 1 && problem_.proposals[members[0]].must())) continue;
      const std::size_t r = out_.milp.rows.size();
      inside_row(-kUnlimited, {Rule::site, members[0], members.size() > 1 ? members[1] : members[0]});
      for (const std::uint32_t p : members) whole(r, p, 1);
    }
  }
  void funds() {
    for (std::size_t f = 0; f < problem_.funds.size(); ++f) {
      const Fund& fund = problem_.funds[f];
      // What all could cost in each year, at most: a window that they cannot overdraw is no row.
      std::vector<Wide> most(l_.last), budget(l_.last);
      std::vector<std::pair<std::uint32_t, Payment>> paid;  // column, payment with its year of calendar
      for (std::size_t p = 0; p < n(); ++p) {
        for (const Payment& pay : problem_.proposals[p].payments) {
          if (pay.fund != f || pay.amount.fen == 0) continue;
          for (std::uint32_t j = out_.first[p]; j < out_.first[p + 1]; ++j) {
            const int y = out_.year[j] + pay.year;
            paid.push_back({j, {f, y, pay.amount}});
            most[static_cast<std::size_t>(y)] += pay.amount.fen;
          }
        }
      }
      for (std::size_t y = 0; y < std::min(l_.last, fund.budget.size()); ++y) budget[y] = fund.budget[y].fen;
      std::sort(paid.begin(), paid.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
      for (std::size_t s = 0; s < l_.last; ++s) {
        if (fund.carries && s > 0) break;
        Wide could = 0, limit = 0;
        for (std::size_t u = s; u < l_.last; ++u) {
          could += most[u];
          limit += budget[u];
          if (!fund.carries && fund.debt.fen == 0 && u > s) break;
          const Wide owed = u + 1 < fund.budget.size() ? fund.debt.fen : 0;
          if (most[u] == 0 && u + 1 != fund.budget.size()) continue;  // an earlier window says as much
          if (could <= limit + owed) continue;
          window(f, s, u, limit + owed, paid);
        }
      }
    }
  }
  void window(std::size_t f, std::size_t from, std::size_t until, Wide limit,
              const std::vector<std::pair<std::uint32_t, Payment>>& paid) {
    const std::size_t r =
        row({Rule::fund, f, 0, static_cast<int>(from), static_cast<int>(until)}, in_millions(limit));
    for (std::size_t i = 0; i < paid.size();) {
      Wide sum = 0;
      const std::uint32_t column = paid[i].first;
      for (; i < paid.size() && paid[i].first == column; ++i) {
        const auto y = static_cast<std::size_t>(paid[i].second.year);
        if (y >= from && y <= until) sum += paid[i].second.amount.fen;
      }
      out_.milp.entry(r, column, in_millions(sum));
    }
  }
  void running() {
    if (problem_.fiscal_space.empty()) return;
    for (std::size_t y = 0; y < l_.last; ++y) {
      std::vector<std::pair<std::uint32_t, Money>> cost;
      Wide could = 0;
      for (std::size_t p = 0; p < n(); ++p) {
        const Running& w = problem_.proposals[p].running;
        if (w.per_year.fen == 0) continue;
        for (std::uint32_t j = out_.first[p]; j < out_.first[p + 1]; ++j) {
          const int since = static_cast<int>(y) - out_.year[j] - w.from;
          if (since < 0 || since >= w.years) continue;
          cost.emplace_back(j, w.per_year);
          could += w.per_year.fen;
        }
      }
      const Money limit = fiscal_space(problem_, static_cast<int>(y));
      if (could <= limit.fen) continue;
      const std::size_t r =
          row({Rule::fiscal_space, 0, 0, static_cast<int>(y), static_cast<int>(y)}, in_millions(limit.fen));
      for (const auto& [j, m] : cost) out_.milp.entry(r, j, in_millions(m.fen));
    }
  }
  void groups() {
    for (std::size_t g = 0; g < problem_.groups.size(); ++g) {
      const Group& group = problem_.groups[g];
      const auto capital = [&](std::uint32_t p) { return in_millions(l_.capital[p].fen); };
      const auto members = [&](std::size_t r, double sign) {
        for (const std::uint32_t p : group.members) whole(r, p, sign * capital(p));
      };
      if (group.floor) members(row({Rule::floor, g}, -in_millions(group.floor->fen)), -1);
      if (group.ceiling) members(row({Rule::ceiling, g}, in_millions(group.ceiling->fen)), 1);
      std::vector<bool> in(n(), false);
      for (const std::uint32_t p : group.members) in[p] = true;
      const auto share = [&](std::size_t r, double part, double sign) {
        for (std::uint32_t p = 0; p < n(); ++p) whole(r, p, sign * capital(p) * (part - (in[p] ? 1 : 0)));
      };
      if (group.floor_share) share(row({Rule::floor_share, g}, 0), *group.floor_share / 1e4, 1);
      if (group.ceiling_share) share(row({Rule::ceiling_share, g}, 0), *group.ceiling_share / 1e4, -1);
      const auto count = [&](std::size_t r, double sign) {
        for (const std::uint32_t p : group.members) whole(r, p, sign);
      };
      if (group.least) count(row({Rule::least, g}, -*group.least), -1);
      if (group.most) count(row({Rule::most, g}, *group.most), 1);
    }
  }
  void caps() {
    for (std::size_t k = 0; k < problem_.caps.size(); ++k) {
      const Cap& cap = problem_.caps[k];
      double most = 1;
      for (const std::int64_t u : cap.use) most = std::max(most, std::abs(static_cast<double>(u)));
      const std::size_t r = row({Rule::cap, k}, static_cast<double>(cap.most), most / 10);
      Wide given = 0;
      for (const std::int64_t u : cap.use) given += std::min<std::int64_t>(u, 0);
      for (std::size_t p = 0; p < n(); ++p) {
        whole(r, p, static_cast<double>(cap.use[p]) / (most / 10));
        if (cap.use[p] > 0 && cap.use[p] + given > cap.most)
          for (std::uint32_t j = out_.first[p]; j < out_.first[p + 1]; ++j) out_.milp.columns[j].high = 0;
      }
    }
  }
  bool apart(std::size_t a, std::size_t b) const {
    return l_.site[a] == l_.site[b] || pairs_.contains({std::min(a, b), std::max(a, b)});
  }
  /// Each pair grows, greedily and in order, into a set of which all exclude each other; pairs that a set
  /// holds are done.
  void exclusions() {
    for (const auto& [a, b] : problem_.exclusions) pairs_.insert({std::min(a, b), std::max(a, b)});
    std::vector<std::vector<std::uint32_t>> at(l_.sites);
    if (!pairs_.empty())
      for (std::size_t p = 0; p < n(); ++p) at[l_.site[p]].push_back(static_cast<std::uint32_t>(p));
    std::set<std::pair<std::size_t, std::size_t>> open = pairs_;
    while (!open.empty()) {
      const auto [a, b] = *open.begin();
      open.erase(open.begin());
      if (l_.site[a] == l_.site[b]) continue;  // its site is a row already
      std::vector<std::uint32_t> clique{static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b)};
      std::set<std::uint32_t> candidates(l_.apart[a].begin(), l_.apart[a].end());
      candidates.insert(at[l_.site[a]].begin(), at[l_.site[a]].end());
      for (const std::uint32_t c : candidates)
        if (c != a && c != b &&
            std::all_of(clique.begin(), clique.end(), [&](std::uint32_t q) { return apart(c, q); }))
          clique.push_back(c);
      for (const std::uint32_t p : clique)
        for (const std::uint32_t q : clique)
          if (p < q) open.erase({p, q});
      const std::size_t r = row({Rule::exclusion, out_.cliques.size()}, 1);
      for (const std::uint32_t p : clique) whole(r, p, 1);
      out_.cliques.push_back(std::move(clique));
    }
  }
  void precedences() {
    for (std::size_t k = 0; k < problem_.precedences.size(); ++k) {
      const auto [before, after, lag] = problem_.precedences[k];
      for (std::uint32_t last = out_.first[after]; last < out_.first[after + 1]; ++last) {
        const int y = out_.year[last];
        const std::size_t r = row({Rule::precedence, k, 0, y, y}, 0);
        for (std::uint32_t j = out_.first[after]; j <= last; ++j) out_.milp.entry(r, j, 1);
        for (std::uint32_t j = out_.first[before]; j < out_.first[before + 1]; ++j)
          if (out_.year[j] <= y - lag) out_.milp.entry(r, j, -1);
      }
    }
  }
  void together() {
    for (std::size_t e = 0; e < problem_.elements.size(); ++e) {
      const Element& element = problem_.elements[e];
      const std::size_t u = aside(element.weight), r = row({Rule::covered, e}, 0);
      out_.milp.entry(r, u, 1);
      for (const std::uint32_t p : element.by) whole(r, p, -1);
    }
    for (std::size_t k = 0; k < problem_.together.size(); ++k) {
      const Together& t = problem_.together[k];
      const std::size_t z = aside(t.value);
      if (t.value >= 0) {
        for (std::size_t end = 0; end < 2; ++end) {
          const std::size_t r = row({Rule::synergy, k, end}, 0);
          out_.milp.entry(r, z, 1);
          whole(r, end == 0 ? t.a : t.b, -1);
        }
        continue;
      }
      const std::size_t r = row({Rule::overlap, k}, 1);
      whole(r, t.a, 1);
      whole(r, t.b, 1);
      out_.milp.entry(r, z, -1);
    }
  }
  /// What overdraws a row by itself is in no plan. Rounding to millions keeps the order of amounts.
  void alone() {
    for (const Milp::Entry& e : out_.milp.entries) {
      const Rule rule = out_.rows[e.row].what.rule;
      if ((rule == Rule::fund || rule == Rule::fiscal_space || rule == Rule::ceiling || rule == Rule::most) &&
          e.coefficient > out_.milp.rows[e.row].high)
        out_.milp.columns[e.column].high = 0;
    }
  }
  /// Different amounts of each fund's row, and what they can reach. Entries of a row come by proposal.
  void purses() {
    constexpr double kExact = 1e7;  // millions: fen above that are not told from the double
    std::vector<std::uint32_t> purse(out_.rows.size(), kNone), owner(out_.choices);
    for (std::uint32_t p = 0; p < n(); ++p)
      for (std::uint32_t j = out_.first[p]; j < out_.first[p + 1]; ++j) owner[j] = p;
    std::vector<Purse> found;
    std::vector<std::map<std::int64_t, std::uint32_t>> number;
    for (std::size_t r = 0; r < out_.rows.size(); ++r) {
      const double limit = out_.milp.rows[r].high;
      if (out_.rows[r].what.rule != Rule::fund || limit <= 0 || limit > kExact) continue;
      purse[r] = static_cast<std::uint32_t>(found.size());
      found.push_back({.row = r, .limit = std::llround(limit * 1e8)});
    }
    number.resize(found.size());
    for (const Milp::Entry& e : out_.milp.entries) {
      if (purse[e.row] == kNone || out_.milp.columns[e.column].high == 0) continue;
      Purse& p = found[purse[e.row]];
      auto& of = number[purse[e.row]];
      const std::int64_t amount = std::llround(e.coefficient * 1e8);
      const auto [it, fresh] = of.try_emplace(amount, static_cast<std::uint32_t>(p.lumps.size()));
      if (fresh) p.lumps.push_back({amount, 0, kNone});
      Purse::Lump& lump = p.lumps[it->second];
      if (lump.last != owner[e.column]) ++lump.count, lump.last = owner[e.column];
      p.of.emplace_back(e.column, it->second);
      if (p.lumps.size() > kMostAmounts) purse[e.row] = kNone;
    }
    for (Purse& p : found) {
      if (purse[p.row] == kNone || p.lumps.empty()) continue;
      const std::int64_t most = reach(p);
      out_.rows[p.row].idle = in_millions(p.limit - most);
      p.limit = most;
      out_.milp.rows[p.row].high = in_millions(most);
      out_.purses.push_back(std::move(p));
    }
  }
  std::size_t aside(double value) {
    return out_.milp.column({.low = 0, .high = 1, .objective = value / out_.value_unit, .integer = false});
  }

  static constexpr std::uint32_t kNone = 0xffffffffU;
  const Links& l_;
  const Problem& problem_;
  Formulation out_;
  std::set<std::pair<std::size_t, std::size_t>> pairs_;
};

}  // namespace

Formulation formulate(const Links& links) { return Formulator{links}.make(); }

std::size_t add_knapsack(Formulation& f, const Purse& purse, std::span<const double> price) {
  const double limit = in_millions(purse.limit);
  Constraint what = f.rows[purse.row].what;
  what.rule = Rule::knapsack;
  what.b = f.lumps.size();
  f.rows.push_back({what, 1, false});
  const std::size_t r = f.milp.row(-kUnlimited, limit);
  for (const auto& [column, lump] : purse.of) f.milp.entry(r, column, price[lump] * limit);
  f.lumps.emplace_back();
  for (std::size_t l = 0; l < purse.lumps.size(); ++l)
    if (price[l] > 0) f.lumps.back().push_back({Money{purse.lumps[l].amount}, price[l] * limit});
  return r;
}

std::vector<double> columns_of(const Formulation& f, const Problem& problem, const Starts& start) {
  std::vector<double> x(f.milp.columns.size(), 0);
  for (std::size_t p = 0; p < start.size(); ++p)
    for (std::uint32_t j = f.first[p]; j < f.first[p + 1]; ++j)
      if (f.year[j] == start[p]) x[j] = 1;
  const auto chosen = [&](std::size_t p) { return start[p] != kNotChosen; };
  std::size_t j = f.choices;
  for (const Element& e : problem.elements) x[j++] = std::any_of(e.by.begin(), e.by.end(), chosen) ? 1 : 0;
  for (const Together& t : problem.together) x[j++] = chosen(t.a) && chosen(t.b) ? 1 : 0;
  return x;
}
Starts starts_of(const Formulation& f, std::span<const double> x) {
  Starts start(f.first.size() - 1, kNotChosen);
  for (std::size_t p = 0; p < start.size(); ++p)
    for (std::uint32_t j = f.first[p]; j < f.first[p + 1]; ++j)
      if (x[j] > 0.5) start[p] = f.year[j];
  return start;
}
Certificate certificate(const Formulation& f, std::span<const double> duals) {
  Certificate out;
  out.cliques = f.cliques;
  out.lumps = f.lumps;
  for (std::size_t i = 0; i < f.rows.size(); ++i)
    if (!f.rows[i].inside && duals[i] > 0)
      out.prices.push_back({f.rows[i].what, duals[i] * f.value_unit / f.rows[i].unit});
  return out;
}

}  // namespace cityloop::portfolio
