#include "cityloop/assess/index/method.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "cityloop/assess/index/method_parts.h"

namespace cityloop::index {
namespace {

/// A whole number in a range.
std::size_t read_count(const Document& d, std::int64_t least, std::int64_t most) {
  const std::int64_t n = d.integer();
  if (n < least || n > most)
    d.fail(say("this must be a whole number from {} to {}", "应为 {} 至 {} 的整数", least, most));
  return static_cast<std::size_t>(n);
}
double read_share(const Document& d) {
  const double v = d.number();
  if (!(v >= 0 && v <= 1)) d.fail(say("a share lies between 0 and 1", "比例应在 0 与 1 之间"));
  return v;
}

TreatRule read_treat(const Document& d) {
  TreatRule r;
  r.on = true;
  if (d.is_scalar()) {
    static const std::vector<std::string> words{"none", "standard"};
    r.on = d.choice(words) == 1;
    return r;
  }
  if (const auto v = d.find("skew")) r.skew = v->number();
  if (const auto v = d.find("kurtosis")) r.kurtosis = v->number();
  if (const auto v = d.find("winsorise")) r.winsorise = read_count(*v, 0, 1'000'000);
  if (const auto v = d.find("then")) r.log = v->choice({"none", "log"}) == 1;
  if (!(r.skew > 0)) d.fail(say("the limit of the skew must be positive", "偏度界限应为正数"));
  d.done();
  return r;
}

/// A list of alternatives; a single one counts as a list of one.
template <class Read>
auto read_all(const Document& d, Read read) {
  std::vector<decltype(read(d))> out;
  if (d.is_map()) out.push_back(read(d));
  else
    for (const Document& one : d.list()) out.push_back(read(one));
  if (out.empty()) d.fail(say("an empty list leaves nothing to choose", "空列表没有可选项"));
  return out;
}

ImputeRule read_impute(const Document& d) {
  ImputeRule r;
  if (d.is_scalar()) {
    r.by = static_cast<Imputer>(d.choice(imputer_words()));
  } else {
    r.by = static_cast<Imputer>(d.at("by").choice(imputer_words()));
    if (const auto g = d.find("group")) r.group = g->string();
    d.done();
  }
  if ((r.by == Imputer::group_mean || r.by == Imputer::group_median) && r.group.empty())
    d.fail(say("the mean of a group needs ‘group’: the column that holds it",
               "按组插补需要“group”，即存放分组的列"),
           say("write {{by: {}, group: region}}", "例如 {{by: {}, group: region}}", to_word(r.by)));
  return r;
}

DoubtRule read_doubt(const Document& d) {
  DoubtRule r;
  if (const auto v = d.find("impute")) r.impute = read_all(*v, read_impute);
  if (const auto v = d.find("winsorise"))
    r.winsorise = read_all(*v, [](const Document& o) { return read_count(o, 0, 1'000'000); });
  if (const auto v = d.find("normalise")) r.normalise = read_all(*v, read_normalise);
  if (const auto v = d.find("aggregate")) r.aggregate = read_all(*v, read_aggregate);
  if (const auto v = d.find("weights")) {
    r.weight_noise = read_share(v->at("noise"));
    if (const auto l = v->find("levels"))
      r.weight_levels = read_all(*l, [](const Document& o) { return read_count(o, 1, 20); });
    v->done();
  }
  if (const auto v = d.find("measurement")) r.measurement = v->boolean();
  if (const auto v = d.find("leave_out")) r.leave_out = v->choice({"none", "indicator"}) == 1;
  d.done();
  for (const AggregateRule& a : r.aggregate)
    if (!by_unit(a.by))
      d.fail(say("‘{}’ cannot be an alternative here", "“{}”不能作为此处的备选", to_word(a.by)),
             say("doubt varies the means: arithmetic, geometric, harmonic, power, owa, mpi-, mpi+, worst",
                 "不确定性分析可更换的是均值类方法：arithmetic、geometric、harmonic、power、owa、mpi-、mpi+"
                 "、worst"));
  return r;
}

CouplingRule read_coupling(const Document& d, const Method& m) {
  CouplingRule r;
  for (const Document& key : d.at("of").list()) {
    const auto node = m.find(key.string());
    std::vector<std::string> keys;
    for (const Node& n : m.nodes) keys.push_back(n.key);
    const std::string near = nearest_word(key.string(), keys);
    if (!node)
      key.fail(say("‘{}’ is no part of this index", "本指数中没有“{}”", key.string()),
               near.empty() ? Text{} : say("did you mean ‘{}’?", "是否想写“{}”？", near));
    r.of.push_back(*node);
  }
  if (r.of.size() < 2) d.fail(say("coupling is between at least two parts", "耦合协调至少涉及两个部分"));
  if (const auto w = d.find("weights")) {
    for (const Document& v : w->list()) r.weight.push_back(v.number());
  } else {
    r.weight.assign(r.of.size(), 1.0 / static_cast<double>(r.of.size()));
  }
  const double sum = std::accumulate(r.weight.begin(), r.weight.end(), 0.0);
  if (r.weight.size() != r.of.size() || std::abs(sum - 1) > 1e-6)
    d.fail(say("the {} weights of the coupling sum to {:.6g}, not to 1",
               "耦合协调的 {} 个权重之和为 {:.6g}，而不是 1", r.weight.size(), sum),
           say("write one weight for each of the {} parts, with sum 1",
               "请为 {} 个部分各写一个权重，总和为 1", r.of.size()));
  if (const auto f = d.find("full")) r.full = f->number();
  if (!(r.full > 0)) d.fail(say("the full score must be positive", "满分应为正数"));
  d.done();
  return r;
}

}  // namespace

const std::vector<std::string>& imputer_words() {
  static const std::vector<std::string> words{"none",       "mean",         "median",
                                              "group-mean", "group-median", "regression"};
  return words;
}
std::string_view to_word(Imputer i) { return imputer_words()[static_cast<std::size_t>(i)]; }

std::optional<std::size_t> Method::find(std::string_view wanted) const {
  for (std::size_t n = 0; n < nodes.size(); ++n)
    if (nodes[n].key == wanted) return n;
  return std::nullopt;
}

std::vector<std::size_t> Method::leaves(std::size_t node) const {
  if (nodes[node].leaf()) return {*nodes[node].indicator};
  std::vector<std::size_t> out;
  for (const std::size_t p : nodes[node].parts)
    for (const std::size_t l : leaves(p)) out.push_back(l);
  return out;
}

std::vector<std::string> Method::number_columns() const {
  std::vector<std::string> out;
  const auto add = [&](const std::string& c) {
    if (!c.empty() && std::find(out.begin(), out.end(), c) == out.end()) out.push_back(c);
  };
  for (const IndicatorRule& i : indicators) add(i.column);
  for (const IndicatorRule& i : indicators) add(i.denominator), add(i.error_column);
  return out;
}

std::vector<std::string> Method::label_columns() const {
  std::vector<std::string> out;
  const auto add = [&](const ImputeRule& r) {
    if (!r.group.empty() && std::find(out.begin(), out.end(), r.group) == out.end()) out.push_back(r.group);
  };
  add(impute);
  for (const ImputeRule& r : doubt.impute) add(r);
  return out;
}

Method parse_method(const Document& d) {
  Method m;
  m.file = d.where().file;
  m.key = d.at("key").string();
  if (const auto v = d.find("version")) m.version = static_cast<std::uint32_t>(read_count(*v, 1, 1'000'000));
  m.name = d.at("name").text();
  if (const auto v = d.find("adopted_by")) m.adopted_by = v->text();
  m.unit_column = d.at("unit").string();
  if (const auto v = d.find("unit_name")) m.name_column = v->string();

  if (const auto v = d.find("screen")) {
    m.screen = read_share(v->at("at_least"));
    v->done();
  }
  if (const auto v = d.find("impute")) m.impute = read_impute(*v);
  if (const auto v = d.find("treat")) m.treat = read_treat(*v);
  if (const auto v = d.find("normalise")) m.normalise = read_normalise(*v);
  if (const auto v = d.find("aggregate")) m.aggregate = read_aggregate(*v);
  const auto weights = d.find("weights");
  if (weights) m.weights = read_weight_scheme(*weights);

  read_nodes(d.at("index"), m);
  check_nodes(d, m);
  if (const auto v = d.find("coupling")) m.coupling = read_coupling(*v, m);
  if (const auto v = d.find("doubt")) m.doubt = read_doubt(*v);
  d.done();
  return m;
}

}  // namespace cityloop::index
