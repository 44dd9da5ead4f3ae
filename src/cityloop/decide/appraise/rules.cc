#include "cityloop/decide/appraise/rules.h"

#include <algorithm>

namespace cityloop {
namespace {

const Unit& share_unit() {
  static const Unit unit = parse_unit("1");
  return unit;
}
/// "3.5 %" or 0.035.
double rate_of(const Document& d, double least, double most) {
  const double r = d.quantity(share_unit());
  if (!(r >= least && r <= most))
    d.fail(say("this rate lies between {:.4g} and {:.4g}", "该比率应在 {:.4g} 与 {:.4g} 之间", least, most),
           say("write 3.5 % or 0.035", "写作 3.5 % 或 0.035"));
  return r;
}
double rate_of(const Document& d) { return rate_of(d, -0.5, 1); }

int years_of(const Document& d, int least, int most) {
  const std::int64_t n = d.integer();
  if (n < least || n > most)
    d.fail(say("years lie between {} and {}", "年数应在 {} 与 {} 之间", least, most));
  return static_cast<int>(n);
}

Discounting read_discount(const Document& d) {
  Discounting out;
  if (d.is_scalar()) {
    out.steps = {{0, rate_of(d)}};
    return out;
  }
  if (const auto w = d.find("timing"))
    out.when = static_cast<Discounting::When>(w->choice({"end_of_year", "middle_of_year"}));
  const Document rates = d.at("rates");
  if (rates.is_scalar()) {
    out.steps = {{0, rate_of(rates)}};
  } else {
    out.steps.clear();
    for (const Document& s : rates.list()) {
      out.steps.push_back({years_of(s.at("from"), 0, 500), rate_of(s.at("rate"))});
      s.done();
      const std::size_t n = out.steps.size();
      if (n == 1 ? out.steps[0].from != 0 : out.steps[n - 1].from <= out.steps[n - 2].from)
        s.fail(say("the first rate holds from 0, and each further one from a later year",
                   "第一个利率自 0 年起，其后逐个推后"));
    }
    if (out.steps.empty()) rates.fail(say("there is no rate", "没有折现率"));
  }
  d.done();
  return out;
}

double tonnes(const Document& d) {
  static const Unit tonne = parse_unit("t");
  return d.quantity(tonne) / tonne.scale;
}

AppraisedType read_type(const Document& d, AppraisedType t) {
  if (const auto x = d.find("life")) t.life = years_of(*x, 1, 200);
  if (const auto x = d.find("optimism")) t.optimism = rate_of(*x, -0.5, 5);
  if (const auto x = d.find("revenue_per_year")) t.revenue_per_year = x->money();
  if (const auto x = d.find("embodied")) t.embodied_t = tonnes(*x);
  if (const auto x = d.find("operating_per_year")) t.operating_t = tonnes(*x);
  if (const auto x = d.find("source")) t.source = parse_source(*x);
  d.done();
  return t;
}

template <class List>
void must_exist(const Document& d, const std::string& word, const List& all, const Text& what) {
  std::vector<std::string> known;
  for (const auto& x : all) {
    if (x.key.word == word) return;
    known.push_back(x.key.word);
  }
  const std::string near = nearest_word(word, known);
  d.fail({fmt::format("‘{}’ is not a declared {}", word, what.en),
          fmt::format("“{}”不是已声明的{}", word, what.zh)},
         near.empty() ? Text{} : say("did you mean ‘{}’?", "是否想写“{}”？", near));
}

}  // namespace

AppraisalRules parse_appraisal_rules(const Document& d, std::span<const Indicator> indicators,
                                     std::span<const ProjectType> types) {
  AppraisalRules r;
  r.file = d.where().file;
  r.key = d.at("key").string();
  if (const auto v = d.find("version")) r.version = static_cast<std::uint32_t>(v->integer());
  r.name = d.at("name").text();
  r.source = parse_source(d.at("source"));
  r.discount = read_discount(d.at("discount"));
  r.horizon = years_of(d.at("horizon"), 1, 200);
  r.finance = r.reinvest = r.discount.rate(1);
  if (const auto x = d.find("finance")) r.finance = rate_of(*x);
  if (const auto x = d.find("reinvest")) r.reinvest = rate_of(*x);
  if (const auto s = d.find("shadow_prices")) {
    if (const auto x = s->find("capital")) r.capital_factor = rate_of(*x, 0.01, 10);
    if (const auto x = s->find("running")) r.running_factor = rate_of(*x, 0.01, 10);
    s->done();
  }
  if (const auto c = d.find("carbon")) {
    r.carbon_price = c->at("price").money();
    if (const auto x = c->find("growth")) r.carbon_growth = rate_of(*x);
    c->done();
  }
  if (const auto x = d.find("distribution")) {
    r.elasticity = x->at("elasticity").number();
    if (!(r.elasticity >= 0 && r.elasticity <= 5))
      x->at("elasticity").fail(say("an elasticity lies between 0 and 5", "弹性应在 0 与 5 之间"));
    r.income = {x->at("income").string()};
    x->done();
  }
  if (const auto x = d.find("other_types")) r.other = read_type(*x, {});
  if (const auto all = d.find("types"))
    for (const std::string& word : all->keys()) {
      must_exist(all->at(word), word, types, {"type of project", "项目类型"});
      r.types[{word}] = read_type(all->at(word), r.other);
    }
  if (const auto all = d.find("benefits"))
    for (const Document& b : all->list()) {
      BenefitPrice p;
      p.of = {b.at("of").string()};
      must_exist(b.at("of"), p.of.word, indicators, {"indicator", "指标"});
      p.per = static_cast<BenefitPrice::Per>(b.at("per").choice({"unit", "lifted"}));
      p.price = b.at("price").money();
      if (const auto x = b.find("times_per_year")) p.times_per_year = x->number();
      if (!(p.times_per_year > 0)) b.at("times_per_year").fail(say("this must be above 0", "应大于 0"));
      if (const auto x = b.find("source")) p.source = parse_source(*x);
      b.done();
      r.benefits.push_back(std::move(p));
    }
  d.done();
  return r;
}

}  // namespace cityloop
