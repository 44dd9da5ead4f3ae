#include "cityloop/assess/framework.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace cityloop {
namespace {

double read_weight(const Document& d) {
  const auto w = d.find("weight");
  if (!w) return 1;
  const double v = w->number();
  if (!(v > 0) || v > 1e6)
    w->fail(say("a weight is a positive number", "权重应为正数"),
            {"only ratios matter: weights need not sum to anything; leave out what shall not count",
             "只看相对大小，无须合计为某个数；不参与评价的请不要列入"});
  return v;
}

/// In the unit of the indicator; a number without a unit is taken in it.
double read_value(const Document& d, const Unit& unit) { return unit.from_base(d.quantity(unit)); }

Curve read_curve(const Document& d, const Unit& unit) {
  Curve curve;
  for (const Document& point : d.list()) {
    const std::vector<Document> pair = point.is_list() ? point.list() : std::vector<Document>{};
    if (pair.size() != 2)
      point.fail(say("a point of a curve is a value and a score", "曲线上的点由指标值与得分组成"),
                 say("write [15 min, 0.6]", "写作 [15 min, 0.6]"));
    const double score = pair[1].number();
    if (!(score >= 0 && score <= 1))
      pair[1].fail(say("a score lies between 0 and 1", "得分应在 0 与 1 之间"));
    curve.points.emplace_back(read_value(pair[0], unit), score);
  }
  if (curve.points.size() < 2) d.fail(say("a curve has at least two points", "曲线至少需要两个点"));
  if (curve.points.front().first > curve.points.back().first)
    std::reverse(curve.points.begin(), curve.points.end());
  const bool rising = curve.rising();
  for (std::size_t n = 1; n < curve.points.size(); ++n) {
    const auto &a = curve.points[n - 1], &b = curve.points[n];
    if (!(b.first > a.first)) d.fail(say("the values of a curve must go one way", "曲线各点的指标值应单调"));
    if (rising ? b.second < a.second : b.second > a.second)
      d.fail(say("the scores of a curve must only rise or only fall", "曲线各点的得分应只升或只降"));
  }
  if (curve.points.front().second == curve.points.back().second)
    d.fail(say("a curve that is flat judges nothing", "水平的曲线没有评判作用"));
  return curve;
}

/// [{by: 2027, value: 80 %}, {by: 2030, value: 90 %}]: years ascend, and no stage asks for less than the one before.
std::vector<Target> read_targets(const Document& d, const Unit& unit, bool higher_is_better) {
  std::vector<Target> out;
  for (const Document& t : d.list()) {
    const std::int64_t year = t.at("by").integer();
    if (year < 1900 || year > 2200) t.at("by").fail(say("{} is not a year", "{} 不是年份", year));
    out.push_back({static_cast<int>(year), read_value(t.at("value"), unit)});
    t.done();
    if (out.size() < 2) continue;
    const Target &a = out[out.size() - 2], &b = out.back();
    if (b.year <= a.year) t.fail(say("targets stand in the order of their years", "目标应按年份先后排列"));
    if (higher_is_better ? b.value < a.value : b.value > a.value)
      t.fail(say("the target of {0} asks for less than that of {1}", "{0} 年的目标低于 {1} 年的目标", b.year,
                 a.year));
  }
  return out;
}

bool higher_of(const Document& d) {
  static const std::vector<std::string> ways{"higher", "lower"};
  return d.choice(ways) == 0;
}

/// {very_good: 90 %, good: 70 %, fair: 50 %, better: higher}: any may be left out but one; the direction follows from the
/// order of the values, and is said where they have none.
Cuts read_cuts(const Document& d, const Unit& unit) {
  Cuts cuts;
  std::vector<double> in_order;
  const auto cut = [&](const char* word, std::optional<double>& to) {
    if (const auto x = d.find(word)) {
      // Through float, as fields are: a value exactly at the cut earns the grade.
      to = static_cast<double>(static_cast<float>(read_value(*x, unit)));
      in_order.push_back(*to);
    }
  };
  cut("very_good", cuts.very_good);
  cut("good", cuts.good);
  cut("fair", cuts.fair);
  if (in_order.empty())
    d.fail(say("grades need at least one value", "分级至少需要一个界值"),
           say("write {{very_good: …, good: …, fair: …}}", "写作 {{very_good: …, good: …, fair: …}}"));
  const auto said = d.find("better");
  const bool ordered = in_order.front() != in_order.back();
  if (said) cuts.higher_is_better = higher_of(*said);
  else if (ordered) cuts.higher_is_better = in_order.front() > in_order.back();
  else
    d.fail(say("it is not clear which way is better", "无法判断数值越高越好还是越低越好"),
           say("write better: higher, or better: lower", "请写 better: higher 或 better: lower"));
  for (std::size_t n = 1; n < in_order.size(); ++n)
    if (cuts.higher_is_better ? in_order[n] > in_order[n - 1] : in_order[n] < in_order[n - 1])
      d.fail(say("a better grade cannot ask for less", "更高的等级不能要求更低"));
  d.done();
  return cuts;
}

/// A curve through the cuts, so that what is graded can also be compared, found and planned for: very good 1, good 2/3,
/// fair 1/3, and down to 0 one such step below.
Curve curve_of(const Cuts& cuts) {
  std::vector<std::pair<double, double>> points;  // from the best on
  const auto add = [&](const std::optional<double>& at, double score) {
    if (at && (points.empty() || points.back().first != *at)) points.emplace_back(*at, score);
  };
  add(cuts.very_good, 1.0);
  add(cuts.good, 2.0 / 3.0);
  add(cuts.fair, 1.0 / 3.0);
  const double last = points.back().first;
  const double step =
      points.size() > 1 ? std::abs(points[points.size() - 2].first - last) : std::max(std::abs(last), 1.0);
  points.emplace_back(cuts.higher_is_better ? last - step : last + step, 0.0);
  if (cuts.higher_is_better) std::reverse(points.begin(), points.end());
  return {std::move(points)};
}

Criterion read_criterion(const Document& d, const Framework& f, std::span<const Indicator> indicators) {
  Criterion c;
  c.line = static_cast<int>(d.where().line);
  const Document key = d.at("indicator");
  c.indicator = {key.string()};
  const Indicator* indicator = nullptr;
  std::vector<std::string> words;
  for (const Indicator& i : indicators) {
    if (i.key == c.indicator) indicator = &i;
    words.push_back(i.key.word);
  }
  if (indicator == nullptr) {
    const std::string near = nearest_word(c.indicator.word, words);
    key.fail(say("the indicator ‘{}’ is not declared", "指标“{}”未声明", c.indicator.word),
             near.empty()
                 ? say("`cityloop explain` lists the indicators", "可用 cityloop explain 查看全部指标")
                 : say("did you mean ‘{}’?", "是否想写“{}”？", near));
  }
  if (const auto v = d.find("version")) {
    const std::int64_t n = v->integer();
    if (n != static_cast<std::int64_t>(indicator->version))
      v->fail(say("‘{0}’ is pinned to version {1}, but version {2} is declared",
                  "“{0}”锁定版本 {1}，而已声明的是版本 {2}", c.indicator.word, n, indicator->version),
              say("see what changed, then pin the version you mean", "请核对变更后再锁定所需版本"));
  }
  c.indicator_version = indicator->version;
  c.weighing = indicator->weighing;
  if (f.scheme == Scheme::score) {
    c.curve = read_curve(d.at("curve"), indicator->unit);
  } else {
    if (const auto cuts = d.find("grades")) {
      c.cuts = read_cuts(*cuts, indicator->unit);
      c.curve = curve_of(*c.cuts);
    }
    if (const auto b = d.find("better")) {
      if (c.cuts)
        b->fail(say("the grades of ‘{}’ say already which way is better", "“{}”的分级已说明优劣方向",
                    c.indicator.word),
                say("write it inside `grades`, or leave it out", "请写在 `grades` 内，或删去"));
      c.higher = higher_of(*b);
    }
    if (const auto b = d.find("bottom_line")) c.bottom_line = b->boolean();
    if (const auto v = d.find("expert")) c.expert = {v->string()};
  }
  if (const auto s = d.find("standard")) {
    // Through float, as fields are: a cell exactly at the standard has exactly the standard's score.
    c.standard = static_cast<double>(static_cast<float>(read_value(*s, indicator->unit)));
    if (!c.judged())
      s->fail(say("a standard needs grades, which say how far from it is how bad",
                  "有标准就需要分级，以说明差距的程度"),
              say("add grades: {{good: …}}", "请添加 grades: {{good: …}}"));
  } else if (c.cuts && c.cuts->good) {
    c.standard = c.cuts->good;  // good is what is aimed at
  } else if (c.cuts) {
    c.standard = c.cuts->very_good ? c.cuts->very_good : c.cuts->fair;
  }
  if (const auto v = d.find("survey")) c.survey = {v->string()};
  if (const auto t = d.find("targets")) {
    if (!c.judged())
      t->fail(say("a target needs a curve or grades, which say which way is better",
                  "有目标就需要曲线或分级，以说明方向"));
    c.targets = read_targets(*t, indicator->unit, c.higher_is_better());
  }
  c.weight = read_weight(d);
  if (const auto p = d.find("people")) {
    c.people = {p->string()};
    if (c.weighing != Weighing::people)
      p->fail(say("‘{0}’ is weighed by {1}, not by people", "“{0}”按{2}加权，不按人口", c.indicator.word,
                  weighing_words()[static_cast<std::size_t>(c.weighing)],
                  c.weighing == Weighing::area ? "面积" : "个数"),
              say("leave `people` out", "请删去 `people`"));
  }
  if (const auto e = d.find("elements"))
    for (const std::string& word : e->strings()) {
      std::size_t at = 0;
      std::vector<std::string> known;
      while (at < f.elements.size() && f.elements[at].key.word != word)
        known.push_back(f.elements[at++].key.word);
      if (at == f.elements.size()) {
        const std::string near = nearest_word(word, known);
        e->fail(say("the framework has no element ‘{}’", "评价框架没有要素“{}”", word),
                near.empty() ? say("declare it under `elements`", "请在 `elements` 下声明")
                             : say("did you mean ‘{}’?", "是否想写“{}”？", near));
      }
      c.elements.push_back(static_cast<std::uint16_t>(at));
    }
  if (const auto s = d.find("source")) c.source = parse_source(*s);
  d.done();
  return c;
}

ContentHash hash_of(const Framework& f) {
  Hasher h;
  h.add(f.key.word).add(f.version);
  for (const GroupKey& g : f.groups) h.add(g.word);
  for (const Goal& goal : f.goals) {
    h.add(goal.key.word).add(goal.weight).add(goal.criteria.size());
    for (const Criterion& c : goal.criteria) {
      h.add(c.indicator.word).add(c.indicator_version).add(c.weight).add(c.people.word);
      h.add(c.standard.has_value()).add(c.standard.value_or(0));
      for (const auto& [value, score] : c.curve.points) h.add(value).add(score);
      for (const std::uint16_t e : c.elements) h.add(f.elements[e].key.word);
      if (f.scheme == Scheme::score && !c.survey.empty()) h.add(c.survey.word);
      for (const Target& t : c.targets) h.add(t.year).add(t.value);
      if (f.scheme == Scheme::score) continue;
      h.add(c.bottom_line).add(c.survey.word).add(c.expert.word).add(c.cuts.has_value());
      if (c.cuts)
        for (const auto& cut : {c.cuts->very_good, c.cuts->good, c.cuts->fair})
          h.add(cut.has_value()).add(cut.value_or(0));
      if (c.higher) h.add(*c.higher);
    }
  }
  if (f.scheme == Scheme::grade) {
    const Grading& g = f.grading;
    h.add("grade").add(g.survey_below).add(g.much).add(g.most).add(g.some).add(g.veto);
  }
  return h.done();
}

}  // namespace

double Curve::operator()(double value) const {
  if (points.empty()) return 0;
  if (value <= points.front().first) return points.front().second;
  for (std::size_t n = 1; n < points.size(); ++n) {
    const auto &a = points[n - 1], &b = points[n];
    if (value >= b.first) continue;
    const double score = a.second + (b.second - a.second) * ((value - a.first) / (b.first - a.first));
    // Rounding must not leave the stretch: [0, 1] and the direction are promises.
    return std::clamp(score, std::min(a.second, b.second), std::max(a.second, b.second));
  }
  return points.back().second;
}

Grade Cuts::operator()(double value) const {
  const auto earns = [&](const std::optional<double>& cut) {
    return cut && (higher_is_better ? value >= *cut : value <= *cut);
  };
  return earns(very_good) ? Grade::very_good
         : earns(good)    ? Grade::good
         : earns(fair)    ? Grade::fair
                          : Grade::poor;
}

bool Criterion::met(double value) const { return !standard || curve(value) >= curve(*standard); }

std::size_t Framework::criteria() const {
  std::size_t n = 0;
  for (const Goal& g : goals) n += g.criteria.size();
  return n;
}

const Criterion& Framework::criterion(CriterionIdx c) const {
  std::size_t n = c.v;
  for (const Goal& g : goals) {
    if (n < g.criteria.size()) return g.criteria[n];
    n -= g.criteria.size();
  }
  throw Error{Fault::internal, say("criterion {} does not exist", "不存在第 {} 条准则", c.v)};
}

GoalIdx Framework::goal_of(CriterionIdx c) const {
  std::size_t n = c.v;
  for (std::size_t g = 0; g < goals.size(); ++g) {
    if (n < goals[g].criteria.size()) return idx<GoalIdx>(g);
    n -= goals[g].criteria.size();
  }
  throw Error{Fault::internal, say("criterion {} does not exist", "不存在第 {} 条准则", c.v)};
}

std::optional<CriterionIdx> Framework::find(const IndicatorKey& wanted) const {
  std::size_t n = 0;
  for (const Goal& g : goals)
    for (const Criterion& c : g.criteria) {
      if (c.indicator == wanted) return idx<CriterionIdx>(n);
      ++n;
    }
  return std::nullopt;
}

const Indicator& Lens::indicator(const IndicatorKey& wanted) const {
  for (const Indicator& i : indicators)
    if (i.key == wanted) return i;
  throw Error{Fault::not_found, say("the indicator ‘{}’ is not declared", "指标“{}”未声明", wanted.word)};
}

Text group_name(const City& city, const Framework& f, const GroupKey& group) {
  if (const auto at = city.people->find(group); at && !city.people->group_names[*at].empty())
    return city.people->group_names[*at];
  const auto at = std::find(f.groups.begin(), f.groups.end(), group);
  const auto k = static_cast<std::size_t>(at - f.groups.begin());
  return k < f.group_names.size() ? f.group_names[k] : verbatim(group.word);
}

Framework parse_framework(const Document& d, std::span<const Indicator> indicators) {
  Framework f;
  f.file = d.where().file;
  f.key = {d.at("key").string()};
  if (const auto v = d.find("version")) {
    const std::int64_t n = v->integer();
    if (n < 1 || n > 1'000'000) v->fail(say("a version is a number from 1", "版本号应为从 1 起的整数"));
    f.version = static_cast<std::uint32_t>(n);
  }
  f.name = d.at("name").text();
  f.adopted_by = d.at("adopted_by").text();
  const Document valid = d.at("valid");
  f.valid = {valid.at("from").date(), valid.at("until").date()};
  if (f.valid.until <= f.valid.from)
    valid.fail(say("this period ends before it begins", "有效期的结束早于开始"));
  valid.done();
  if (const auto groups = d.find("groups"))
    for (const Document& g : groups->list()) {
      const bool named = g.is_map();
      f.groups.push_back({named ? g.at("key").string() : g.string()});
      f.group_names.push_back(named ? g.at("name").text() : verbatim(f.groups.back().word));
      if (named) g.done();
    }
  static const std::vector<std::string> schemes{"score", "grade"};
  if (const auto x = d.find("scheme")) f.scheme = static_cast<Scheme>(x->choice(schemes));
  if (const auto g = d.find("grading")) {
    if (f.scheme == Scheme::score)
      g->fail(say("only `scheme: grade` has rules of grading", "只有 `scheme: grade` 才有分级规则"));
    const auto number = [&](const char* word, double& to, double most) {
      if (const auto x = g->find(word)) {
        to = x->number();
        if (!(to >= 0 && to <= most)) x->fail(say("this lies between 0 and {}", "应在 0 与 {} 之间", most));
      }
    };
    number("survey_below", f.grading.survey_below, 100);
    number("much", f.grading.much, 1);
    number("most", f.grading.most, 1);
    number("some", f.grading.some, 1);
    if (f.grading.much < f.grading.most || f.grading.most < f.grading.some)
      g->fail(say("the shares must fall: much ≥ most ≥ some", "占比应依次递减：much ≥ most ≥ some"));
    if (const auto x = g->find("veto")) f.grading.veto = x->boolean();
    g->done();
  }
  if (const auto elements = d.find("elements"))
    for (const Document& e : elements->list()) {
      f.elements.push_back({{e.at("key").string()}, e.at("name").text()});
      e.done();
    }
  std::set<std::string> goal_keys, judged;
  for (const Document& g : d.at("goals").list()) {
    Goal goal;
    goal.key = {g.at("key").string()};
    if (!goal_keys.insert(goal.key.word).second)
      g.fail(say("the goal ‘{}’ is declared twice", "目标“{}”重复声明", goal.key.word));
    goal.name = g.at("name").text();
    goal.weight = read_weight(g);
    for (const Document& c : g.at("criteria").list()) {
      goal.criteria.push_back(read_criterion(c, f, indicators));
      if (!judged.insert(goal.criteria.back().indicator.word).second)
        c.fail(say("the indicator ‘{}’ is judged twice", "指标“{}”被重复评判",
                   goal.criteria.back().indicator.word));
    }
    if (goal.criteria.empty())
      g.fail(say("a goal without criteria cannot be judged", "目标之下至少要有一条准则"));
    g.done();
    f.goals.push_back(std::move(goal));
  }
  if (f.goals.empty()) d.fail(say("a framework has at least one goal", "评价框架至少要有一个目标"));
  d.done();
  f.hash = hash_of(f);
  return f;
}

}  // namespace cityloop
