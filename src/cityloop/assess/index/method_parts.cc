#include "cityloop/assess/index/method_parts.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "cityloop/assess/index/ahp.h"

namespace cityloop::index {
namespace {

double positive(const Document& d) {
  const double v = d.number();
  if (!(v > 0)) d.fail(say("this must be a positive number", "应为正数"));
  return v;
}

std::vector<double> numbers(const Document& d) {
  std::vector<double> out;
  for (const Document& v : d.list()) out.push_back(v.number());
  return out;
}

void read_ends(const Document& d, IndicatorRule& i) {
  if (const auto v = d.find("better")) i.ends.higher_is_better = v->choice({"lower", "higher"}) == 1;
  if (const auto v = d.find("target")) i.ends.target = v->number();
  if (const auto v = d.find("goalposts")) {
    const std::vector<double> ends = numbers(*v);
    if (ends.size() != 2 || ends[0] == ends[1])
      v->fail(say("goalposts are two different values: the worst and the best",
                  "目标区间由两个不同的值组成：最差值与最好值"),
              say("write goalposts: [20, 85]", "例如 goalposts: [20, 85]"));
    if ((ends[1] > ends[0]) != i.ends.higher_is_better)
      v->fail(say("these goalposts say that {0} is better, but the indicator says {1}",
                  "目标区间表示“{0}”更好，而指标声明为“{1}”", ends[1] > ends[0] ? "higher" : "lower",
                  i.ends.higher_is_better ? "higher" : "lower"),
              say("write the worst value first, or better: lower", "请先写最差值，或写 better: lower"));
    i.ends.worst = ends[0];
    i.ends.best = ends[1];
  }
  if (const auto v = d.find("error")) {
    if (v->is_map()) {
      i.relative_error = positive(v->at("relative"));
      v->done();
    } else {
      i.error_column = v->string();
    }
  }
  if (const auto v = d.find("denominator")) i.denominator = v->string();
}

/// The judgements of one node, as a matrix with 0 where nothing was said.
std::vector<double> read_judgements(const Document& d, const std::vector<std::string>& keys) {
  const std::size_t n = keys.size();
  std::vector<double> a(n * n, 0);
  for (std::size_t i = 0; i < n; ++i) a[i * n + i] = 1;
  const auto at = [&](const Document& word) {
    const auto k = std::find(keys.begin(), keys.end(), word.string());
    if (k == keys.end()) {
      const std::string near = nearest_word(word.string(), keys);
      word.fail(
          say("‘{}’ is not among the parts that are compared", "“{}”不在被比较的部分之中", word.string()),
          near.empty() ? Text{} : say("did you mean ‘{}’?", "是否想写“{}”？", near));
    }
    return static_cast<std::size_t>(k - keys.begin());
  };
  for (const Document& one : d.list()) {
    const std::vector<Document> three = one.is_list() ? one.list() : std::vector<Document>{};
    if (three.size() != 3)
      one.fail(say("a judgement is two parts and how many times the first matters more",
                   "一条判断由两个部分与前者重要的倍数组成"),
               say("write [Physical, Social, 3], or [Social, Physical, 0.3333]",
                   "例如 [Physical, Social, 3] 或 [Social, Physical, 0.3333]"));
    const std::size_t i = at(three[0]), j = at(three[1]);
    const double v = positive(three[2]);
    if (i == j) one.fail(say("a part is not compared with itself", "不能与自身比较"));
    if (a[i * n + j] != 0)
      one.fail(say("‘{}’ and ‘{}’ are compared twice", "“{}”与“{}”比较了两次", keys[i], keys[j]));
    a[i * n + j] = v;
    a[j * n + i] = 1 / v;
  }
  return a;
}

/// What several people say, each with a name: [{expert: Li, pairs: [[a, b, 3], …]}, …].
std::vector<double> read_group(const Document& d, const std::vector<std::string>& keys) {
  std::vector<std::vector<double>> people;
  std::set<std::string> names;
  for (const Document& one : d.list()) {
    const Document expert = one.at("expert");
    if (!names.insert(expert.string()).second)
      expert.fail(say("the judgements of ‘{}’ are given twice", "“{}”的判断重复出现", expert.string()));
    people.push_back(read_judgements(one.at("pairs"), keys));
    one.done();
  }
  return judged_together(people, keys.size());
}

struct Tree {
  Method& m;
  std::set<std::string> keys;

  void weight_rule(const Document& d, Node& n, const std::vector<std::string>& parts) {
    WeightRule r = read_weight_scheme(d);
    r.line = d.where().line;
    if (r.by == Weighting::ahp) {
      const Document said = d.at("judgements");
      const std::vector<Document> list = said.list();
      r.judgements =
          !list.empty() && list.front().is_map() ? read_group(said, parts) : read_judgements(said, parts);
    }
    if (r.by == Weighting::budget) {
      for (const Document& e : d.at("experts").list()) {
        r.experts.push_back(numbers(e));
        const std::vector<double>& row = r.experts.back();
        const double sum = std::accumulate(row.begin(), row.end(), 0.0);
        if (row.size() != parts.size() || !(sum > 0) || *std::min_element(row.begin(), row.end()) < 0)
          e.fail(say("an expert gives points to each of the {} parts, none negative",
                     "每位专家须为 {} 个部分各打一个非负的分数", parts.size()));
      }
      if (r.experts.empty()) d.fail(say("there is no expert", "没有专家"));
    }
    d.done();
    n.weights = std::move(r);
  }

  std::size_t read(const Document& d, std::size_t parent) {
    const std::size_t at = m.nodes.size();
    m.nodes.emplace_back();
    Node n;
    n.parent = parent;
    n.line = d.where().line;
    const auto column = d.find("column");
    const auto parts = d.find("parts");
    if (column.has_value() == parts.has_value())
      d.fail(say("a part is either an indicator with ‘column’ or an aggregate with ‘parts’",
                 "一个部分或为带“column”的指标，或为带“parts”的汇总"));
    const auto key = d.find("key");
    if (!key && !column) d.at("key");
    n.key = key ? key->string() : column->string();
    if (!keys.insert(n.key).second)
      (key ? *key : *column)
          .fail(say("‘{}’ is a part of this index twice", "“{}”在本指数中出现两次", n.key),
                say("give one of them a key of its own", "请为其中之一另取 key"));
    if (const auto v = d.find("name")) n.name = v->text();
    else n.name = verbatim(n.key);
    if (const auto v = d.find("weight")) {
      n.weight = v->number();
      n.weight_given = true;
      if (!(n.weight >= 0)) v->fail(say("a weight is not negative", "权重不能为负"));
    }
    if (column) {
      IndicatorRule i;
      i.column = column->string();
      read_ends(d, i);
      n.indicator = m.indicators.size();
      m.indicators.push_back(std::move(i));
    } else {
      if (const auto v = d.find("aggregate")) n.aggregate = read_aggregate(*v);
      std::vector<std::string> part_keys;
      for (const Document& p : parts->list()) {
        const std::size_t child = read(p, at);
        n.parts.push_back(child);
        part_keys.push_back(m.nodes[child].key);
        n.level = std::max(n.level, m.nodes[child].level + 1);
      }
      if (n.parts.empty()) parts->fail(say("an aggregate needs parts", "汇总至少要有一个部分"));
      if (const auto v = d.find("weights")) weight_rule(*v, n, part_keys);
    }
    d.done();
    m.nodes[at] = std::move(n);
    return at;
  }
};

/// Declared weights of one node's parts, so that they sum to 1.
void settle_weights(Method& m, Node& n) {
  const WeightRule& rule = m.weights_of(n);
  const auto fail = [&](Text words, Text hint) {
    throw Error{Fault::bad_input, std::move(words), {m.file, n.line, n.key}, std::move(hint)};
  };
  std::size_t given = 0;
  double sum = 0;
  for (const std::size_t p : n.parts) given += m.nodes[p].weight_given ? 1U : 0U, sum += m.nodes[p].weight;
  const bool declared = rule.by == Weighting::declared || rule.by == Weighting::importance;
  if (declared && given > 0 && given < n.parts.size())
    fail(say("of the {} parts of ‘{}’ only {} have a weight", "“{1}”的 {0} 个部分中只有 {2} 个写了权重",
             n.parts.size(), n.key, given),
         say("write a weight for each of them, or for none: then all count the same",
             "请为每个部分都写权重，或都不写（此时等权）"));
  if (declared && given > 0 && !rule.rescale && std::abs(sum - 1) > 1e-6)
    fail(say("the weights of the parts of ‘{}’ sum to {:.6g}, not to 1",
             "“{}”各部分的权重之和为 {:.6g}，而不是 1", n.key, sum),
         say("correct them, or write weights: {{by: declared, rescale: true}} if only their ratios are meant",
             "请更正；若只取其比例，请写 weights: {{by: declared, rescale: true}}"));
  if (!(sum > 0)) fail(say("all weights of the parts of ‘{}’ are 0", "“{}”各部分的权重均为 0", n.key), {});
  for (const std::size_t p : n.parts) m.nodes[p].weight /= sum;
}

}  // namespace

NormaliseRule read_normalise(const Document& d) {
  NormaliseRule r;
  if (d.is_scalar()) {
    r.by = static_cast<Normaliser>(d.choice(normaliser_words()));
    return r;
  }
  r.by = static_cast<Normaliser>(d.at("by").choice(normaliser_words()));
  if (const auto v = d.find("to")) {
    const std::vector<double> ends = numbers(*v);
    if (ends.size() != 2 || !(ends[1] > ends[0]))
      v->fail(say("a scale goes from a lower to a higher number", "量程应由较小的数到较大的数"),
              say("write to: [0, 100]", "例如 to: [0, 100]"));
    r.low = ends[0];
    r.high = ends[1];
  }
  if (r.by == Normaliser::z) {
    if (const auto v = d.find("mean")) r.mean = v->number();
    if (const auto v = d.find("sd")) r.sd = positive(*v);
  }
  if (by_order(r.by))
    if (const auto v = d.find("ties")) r.ties = v->choice({"mean", "low"}) == 1 ? Shared::low : Shared::mean;
  if (r.by == Normaliser::distance_to_reference)
    if (const auto v = d.find("reference")) r.reference = v->string();
  d.done();
  return r;
}

AggregateRule read_aggregate(const Document& d) {
  AggregateRule r;
  if (d.is_scalar()) {
    r.by = static_cast<Aggregator>(d.choice(aggregator_words()));
    if (r.by == Aggregator::power || r.by == Aggregator::owa)
      d.fail(say("‘{}’ needs more than its name", "“{}”还需要参数", d.string()),
             say("write {{by: power, p: 0.5}} or {{by: owa, places: [0.5, 0.3, 0.2]}}",
                 "例如 {{by: power, p: 0.5}} 或 {{by: owa, places: [0.5, 0.3, 0.2]}}"));
    return r;
  }
  r.by = static_cast<Aggregator>(d.at("by").choice(aggregator_words()));
  if (r.by == Aggregator::power) r.power = d.at("p").number();
  if (r.by == Aggregator::owa) {
    const Document places = d.at("places");
    r.places = numbers(places);
    const double sum = std::accumulate(r.places.begin(), r.places.end(), 0.0);
    if (std::abs(sum - 1) > 1e-6 || *std::min_element(r.places.begin(), r.places.end()) < 0)
      places.fail(
          say("the weights by place sum to {:.6g}, not to 1", "位次权重之和为 {:.6g}，而不是 1", sum));
  }
  if (r.by == Aggregator::worst)
    if (const auto v = d.find("of")) {
      const std::int64_t n = v->integer();
      if (n < 1) v->fail(say("at least the worst one counts", "至少计入最差的一项"));
      r.worst = static_cast<std::size_t>(n);
    }
  if (r.by == Aggregator::bod)
    if (const auto v = d.find("share")) {
      const std::vector<double> ends = numbers(*v);
      if (ends.size() != 2 || !(ends[0] >= 0 && ends[1] <= 1 && ends[1] > ends[0]))
        v->fail(say("the shares of a part lie between a least and a most, such as [0.05, 0.5]",
                    "各部分所占份额应为下限与上限，如 [0.05, 0.5]"));
      r.share_least = ends[0];
      r.share_most = ends[1];
    }
  if (const auto v = d.find("at_least")) {
    r.at_least = v->number();
    if (!(r.at_least >= 0 && r.at_least <= 1))
      v->fail(say("a share lies between 0 and 1", "比例应在 0 与 1 之间"));
  }
  d.done();
  return r;
}

WeightRule read_weight_scheme(const Document& d) {
  WeightRule r;
  r.line = d.where().line;
  if (d.is_scalar()) {
    r.by = static_cast<Weighting>(d.choice(weighting_words()));
  } else {
    r.by = static_cast<Weighting>(d.at("by").choice(weighting_words()));
    if (const auto v = d.find("rescale")) r.rescale = v->boolean();
    if (r.by == Weighting::budget)
      if (const auto v = d.find("take")) r.by_median = v->choice({"mean", "median"}) == 1;
    if (r.by == Weighting::ahp) {
      if (const auto v = d.find("random_index"))
        r.random_index = static_cast<int>(v->choice({"saaty-1", "saaty-2"})) + 1;
      if (const auto v = d.find("consistency")) r.consistency = positive(*v);
    }
    if (r.by == Weighting::pca)
      if (const auto v = d.find("variance")) {
        r.variance = v->number();
        if (!(r.variance > 0 && r.variance <= 1))
          v->fail(say("a share lies between 0 and 1", "比例应在 0 与 1 之间"));
      }
  }
  return r;
}

void read_nodes(const Document& index, Method& m) {
  Tree tree{m, {}};
  tree.read(index, 0);
  if (m.nodes.front().leaf())
    index.fail(say("an index needs parts", "指数至少要有一个部分"),
               say("write the indicators below ‘parts:’", "请把指标写在“parts:”之下"));
}

void check_nodes(const Document& whole, Method& m) {
  if (m.weights.by == Weighting::ahp || m.weights.by == Weighting::budget)
    whole.at("weights").fail(say("‘{}’ belongs to one aggregate: its parts are what is compared",
                                 "“{}”应写在某个汇总之下，被比较的是它的各部分", to_word(m.weights.by)),
                             say("write it below that aggregate", "请移到该汇总之下"));
  if (const auto w = whole.find("weights"); w && w->is_map()) w->done();
  for (const Node& n : m.nodes) {
    if (!n.leaf()) continue;
    const Ends& e = m.indicators[*n.indicator].ends;
    const auto fail = [&](Text words, Text hint) {
      throw Error{Fault::bad_input, std::move(words), {m.file, n.line, n.key}, std::move(hint)};
    };
    if (m.normalise.by == Normaliser::goalposts && !e.worst)
      fail(say("‘{}’ has no goalposts", "“{}”没有目标区间", n.key),
           say("write goalposts: [worst, best], or another normalise",
               "请写 goalposts: [最差, 最好]，或更换 normalise"));
    if (m.normalise.by == Normaliser::distance_to_reference && m.normalise.reference.empty() && !e.target)
      fail(say("‘{}’ has no target to be compared with", "“{}”没有可比较的目标值", n.key),
           say("write target: VALUE, or normalise: {{by: distance-to-reference, reference: UNIT}}",
               "请写 target: 数值，或 normalise: {{by: distance-to-reference, reference: 对象代码}}"));
  }
  for (Node& n : m.nodes) {
    if (n.leaf()) continue;
    const AggregateRule& a = m.aggregate_of(n);
    if (a.by == Aggregator::owa && a.places.size() != n.parts.size())
      throw Error{Fault::bad_input,
                  say("‘{}’ has {} parts, but {} weights by place", "“{}”有 {} 个部分，却有 {} 个位次权重",
                      n.key, n.parts.size(), a.places.size()),
                  {m.file, n.line, n.key}};
    settle_weights(m, n);
  }
}

}  // namespace cityloop::index
