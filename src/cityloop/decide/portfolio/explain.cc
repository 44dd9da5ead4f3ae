#include "cityloop/decide/portfolio/explain.h"

#include <algorithm>
#include <cmath>

#include "cityloop/decide/portfolio/state.h"

namespace cityloop::portfolio {
namespace {

constexpr double kNothing = 1e-9;

State state_of(const std::shared_ptr<const Links>& links, const Starts& start) {
  State s{links};
  for (std::size_t p = 0; p < start.size(); ++p)
    if (start[p] != kNotChosen) s.add(p, start[p]);
  return s;
}

/// The less, the nearer to being chosen.
double weight(const Lack& lack) {
  return lack.what.rule == Rule::precedence || lack.what.rule == Rule::exclusion ||
                 lack.what.rule == Rule::site
             ? kNothing
             : to_yuan(lack.money) + static_cast<double>(lack.units);
}

class Explainer {
 public:
  Explainer(const Problem& problem, const Result& result)
      : problem_{problem}, result_{result}, links_{std::make_shared<Links>(problem)},
        state_{state_of(links_, result.start)} {
    for (const Price& p : result.certificate.prices)
      if (p.price > kNothing &&
          (p.what.rule == Rule::floor || p.what.rule == Rule::least || p.what.rule == Rule::floor_share))
        floors_.push_back(p.what);
  }
  Reason why(std::size_t p) const {
    const Proposal& w = problem_.proposals[p];
    Reason r{.proposal = p};
    r.price = p < result_.price.size() ? result_.price[p] : 0;
    if (w.forbidden) return with(r, Why::forbidden);
    if (links_->years[p].empty()) return with(r, Why::no_year);
    std::optional<Lack> least;
    bool fits = false;
    double gain = -INFINITY;
    for (const int y : links_->years[p]) {
      const std::optional<Lack> lack = state_.refusal(p, y, true);
      const double g = state_.gain(p, y);
      if (fits ? !lack && g > gain : !lack || !least || weight(*lack) < weight(*least)) {
        fits = fits || !lack;
        if (lack) least = lack;
        r.year = y;
        gain = g;
      }
    }
    r.gain = gain;
    if (!fits && least) {
      r.what = least->what;
      r.money = least->money;
      r.units = least->units;
    }
    if (const auto by = provider(p); gain <= kNothing) {
      r.by = by;
      return with(r, by ? Why::covered : Why::no_value);
    }
    if (fits) return with(r, Why::not_worth);
    switch (r.what.rule) {
      case Rule::precedence: {
        const Precedence& k = problem_.precedences[r.what.a];
        r.by = k.after == p ? k.before : k.after;
        return with(r, Why::predecessor);
      }
      case Rule::exclusion:
      case Rule::site: r.by = r.what.b; return with(r, Why::excluded);
      case Rule::fund:
      case Rule::fiscal_space:
        if (const auto floor = floor_elsewhere(p)) {
          r.what = *floor;
          return with(r, Why::floor_elsewhere);
        }
        break;
      default: break;
    }
    return with(r, gain < r.price ? Why::not_worth : Why::lacks);
  }

 private:
  static Reason with(Reason r, Why why) {
    r.why = why;
    return r;
  }
  /// A chosen work that already provides something that p would.
  std::optional<std::size_t> provider(std::size_t p) const {
    for (const std::uint32_t e : links_->elements[p])
      for (const std::uint32_t q : problem_.elements[e].by)
        if (q != p && state_.chosen(q)) return q;
    for (const std::uint32_t k : links_->together[p]) {
      const Together& t = problem_.together[k];
      const std::size_t q = t.a == p ? t.b : t.a;
      if (t.value < 0 && state_.chosen(q)) return q;
    }
    return std::nullopt;
  }
  /// A floor that costs something, of a group that p is not in, and whose chosen works of the same fund are
  /// worth less for their money.
  std::optional<Constraint> floor_elsewhere(std::size_t p) const {
    const double mine = density(p);
    for (const Constraint& floor : floors_) {
      const auto& members = problem_.groups[floor.a].members;
      if (std::find(members.begin(), members.end(), p) != members.end()) continue;
      for (const std::uint32_t q : members)
        if (state_.chosen(q) && density(q) < mine && same_fund(p, q)) return floor;
    }
    return std::nullopt;
  }
  double density(std::size_t p) const {
    const double cost = to_yuan(links_->capital[p]);
    const double value = state_.chosen(p) ? value_at(problem_.proposals[p], state_.starts()[p])
                                          : value_at(problem_.proposals[p], links_->years[p][0]);
    return cost > 0 ? value / cost : INFINITY;
  }
  bool same_fund(std::size_t p, std::size_t q) const {
    for (const Payment& a : problem_.proposals[p].payments)
      for (const Payment& b : problem_.proposals[q].payments)
        if (a.fund == b.fund) return true;
    return false;
  }

  const Problem& problem_;
  const Result& result_;
  std::shared_ptr<const Links> links_;
  State state_;
  std::vector<Constraint> floors_;
};

/// A re-solve is as good as it was asked to be.
struct Forced {
  Problem in, out;
};
Forced forced(const Problem& problem, std::size_t p) {
  Forced f{problem, problem};
  f.in.proposals[p].forbidden = false;
  if (!f.in.proposals[p].must()) f.in.proposals[p].mandatory = problem.years - 1;
  f.out.proposals[p].forbidden = true;
  f.out.proposals[p].mandatory.reset();
  f.out.proposals[p].fixed.reset();
  return f;
}
void scale_price(Problem& problem, const Proposal& given, std::size_t p, double part) {
  for (std::size_t k = 0; k < given.payments.size(); ++k)
    problem.proposals[p].payments[k].amount = scaled(given.payments[k].amount, part);
}
void add_money(Problem& problem, std::size_t fund, int year, Money more) {
  auto& budget = problem.funds[fund].budget;
  if (budget.size() <= static_cast<std::size_t>(year)) budget.resize(static_cast<std::size_t>(year) + 1);
  budget[static_cast<std::size_t>(year)] += more;
}

}  // namespace

std::vector<Reason> passed_over(const Problem& problem, const Result& result) {
  std::vector<Reason> out;
  if (!result.feasible) return out;
  const Explainer explainer{problem, result};
  for (std::size_t p = 0; p < result.start.size(); ++p)
    if (result.start[p] == kNotChosen) out.push_back(explainer.why(p));
  return out;
}

Text words(const Reason& r, const Problem& problem, const Names& names) {
  const Text by = r.by ? names.of_proposal(*r.by) : Text{};
  const auto named = [&](const char* en, const char* zh) {
    return Text{fmt::format(fmt::runtime(en), by.en), fmt::format(fmt::runtime(zh), by.zh)};
  };
  const auto priced = [&] {
    return say("it would add {} and what it takes is worth {} elsewhere",
               "可增效益 {}，所占资源用在别处值 {}", show_number(r.gain, 2), show_number(r.price, 2));
  };
  switch (r.why) {
    case Why::forbidden: return say("a person has ruled it out", "已被人工排除");
    case Why::no_year: return say("there is no year in which it may start", "没有可以开工的年份");
    case Why::predecessor:
      return named("it waits for {}, which is not chosen or too late", "须在{}之后，而后者未入选或太晚");
    case Why::excluded: return named("{} is chosen and excludes it", "{}已入选，与其互斥");
    case Why::no_value: return say("it adds nothing", "没有可计的效益");
    case Why::covered: return named("{} already provides what it would add", "其效益已由{}提供");
    case Why::floor_elsewhere: {
      const Text floor = words(r.what, problem, names);
      return {"the money is needed for " + floor.en, "资金须用于满足" + floor.zh};
    }
    case Why::not_worth: return priced();
    case Why::lacks: {
      const Text what = words(r.what, problem, names);
      if (r.money.fen > 0)
        return {what.en + " lacks " + show_money(r.money, Lang::en),
                what.zh + "不足，缺 " + show_money(r.money, Lang::zh)};
      return {fmt::format("{} is exceeded by {}", what.en, r.units),
              fmt::format("{}超出 {}", what.zh, r.units)};
    }
  }
  return {};
}

WayIn way_in(const Problem& problem, const Result& result, std::size_t p, const Options& given, int solves) {
  Options options = given;
  options.name_conflict = false;
  WayIn w{.proposal = p};
  const Reason r = Explainer{problem, result}.why(p);
  w.value_estimate = std::max(r.gain, r.price);
  w.price_estimate = r.price > 0 ? std::clamp(r.gain / r.price, 0.0, 1.0) : 1;
  const auto run = [&](const Problem& q, const Starts& warm) {
    ++w.solves;
    return solve(q, options, warm);
  };
  const auto bound = [](const Result& x) { return std::min(x.proved, x.trusted); };
  Forced f = forced(problem, p);
  const Result without = run(f.out, result.start);
  Result with = run(f.in, result.start);
  if (!without.feasible) return w;  // it is needed, so that it is chosen
  const double alone = r.gain;
  if (with.feasible) {
    w.value = {alone + without.value - bound(with), alone + bound(without) - with.value};
    w.value.low = std::max(w.value.low, 0.0);
  } else {
    w.possible = false;
  }
  // The price: the largest part of it at which a plan with the work is worth as much as the best without.
  const Proposal& original = problem.proposals[p];
  double low = 0, high = 1;
  const auto worth_it = [&](double part) {
    Problem q = f.in;
    scale_price(q, original, p, part);
    const Result x = run(q, with.feasible ? with.start : result.start);
    if (x.feasible) w.possible = true;
    return x.feasible && x.value >= without.value;
  };
  if (w.solves < solves && worth_it(0)) {
    w.price_part = 0;
    double at = std::clamp(w.price_estimate, 0.02, 0.98);
    for (const int until = 2 + (solves - 2) * 2 / 3; w.solves < until && high - low > 0.02;
         at = (low + high) / 2)
      (worth_it(at) ? low : high) = at;
    w.price_part = low;
  }
  // The money: of the fund and year that lacks, as much as lacks; then less and more.
  if (r.what.rule != Rule::fund || r.money.fen <= 0) return w;
  w.fund = r.what.a;
  w.year = r.what.from;
  const auto enough = [&](Money more) {
    Problem in = f.in, out = f.out;
    add_money(in, w.fund, w.year, more);
    add_money(out, w.fund, w.year, more);
    const Result a = run(in, with.feasible ? with.start : result.start), b = run(out, without.start);
    return a.feasible && (!b.feasible || a.value >= b.value);
  };
  Money little, much = r.money;
  while (w.solves + 2 <= solves) {
    if (enough(much)) {
      w.more = much;
      much = Money{little.fen + (much.fen - little.fen) / 2};
    } else {
      little = much;
      much = w.more ? Money{little.fen + (w.more->fen - little.fen) / 2} : 2 * much;
    }
    if (w.more && w.more->fen - little.fen <= r.money.fen / 50) break;
  }
  return w;
}

Next next_money(const Problem& problem, const Result& result, std::size_t fund, int year, Money more,
                const Options& options) {
  Next out;
  for (const Price& p : result.certificate.prices)
    if (p.what.rule == Rule::fund && p.what.a == fund && p.what.from <= year && year <= p.what.until)
      out.estimate += p.price * to_yuan(more) / 1e6;
  Problem q = problem;
  add_money(q, fund, year, more);
  out.result = solve(q, options, result.start);
  if (!out.result.feasible) return out;
  const Result& x = out.result;
  out.gain = {std::max(0.0, x.value - std::min(result.proved, result.trusted)),
              std::min(x.proved, x.trusted) - result.value};
  for (std::size_t p = 0; p < x.start.size(); ++p) {
    const bool was = result.start[p] != kNotChosen, is = x.start[p] != kNotChosen;
    if (is && !was) out.in.push_back(p);
    if (was && !is) out.out.push_back(p);
  }
  return out;
}

}  // namespace cityloop::portfolio
