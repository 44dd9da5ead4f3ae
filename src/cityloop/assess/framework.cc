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
  if (!(v > 0) || v > 1e6) w->fail(say("a weight is a positive number", "权重应为正数"));
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

Criterion read_criterion(const Document& d, std::span<const Indicator> indicators) {
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
  c.curve = read_curve(d.at("curve"), indicator->unit);
  if (const auto s = d.find("standard")) {
    // Through float, as fields are: a cell exactly at the standard has exactly the standard's score.
    c.standard = static_cast<double>(static_cast<float>(read_value(*s, indicator->unit)));
  }
  c.weight = read_weight(d);
  if (const auto p = d.find("people")) c.people = {p->string()};
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
    }
  }
  return h.done();
}

}  // namespace

double Curve::operator()(double value) const {
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
  std::set<std::string> goal_keys, judged;
  for (const Document& g : d.at("goals").list()) {
    Goal goal;
    goal.key = {g.at("key").string()};
    if (!goal_keys.insert(goal.key.word).second)
      g.fail(say("the goal ‘{}’ is declared twice", "目标“{}”重复声明", goal.key.word));
    goal.name = g.at("name").text();
    goal.weight = read_weight(g);
    for (const Document& c : g.at("criteria").list()) {
      goal.criteria.push_back(read_criterion(c, indicators));
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
