#include "cityloop/measure/kernel.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <set>

#include "cityloop/measure/kernels/list.h"

namespace cityloop {
namespace {

using Type = ParamSpec::Type;

[[noreturn]] void refuse(const ParamSpec& spec, const Where& where, const std::string& written, Text hint) {
  throw Error{Fault::bad_input,
              say("parameter ‘{0}’ cannot be ‘{1}’", "参数“{0}”不能是“{1}”", spec.name, written), where,
              std::move(hint)};
}

double in_range(const ParamSpec& spec, double base, const std::string& written, const Where& where) {
  if (base < spec.least || base > spec.most)
    refuse(spec, where, written,
           say("it must lie between {0} and {1} in base units", "取值应在 {0} 与 {1} 之间（基本单位）",
               spec.least, spec.most));
  return base;
}

double read_quantity(const ParamSpec& spec, const std::string& written, const Where& where, Dim& dim) {
  dim = spec.dim;
  if (!spec.or_dim) {
    Unit bare = parse_unit(spec.bare_unit, where);
    if (bare.dim != spec.dim) return parse_quantity(written, spec.dim, where);
    return parse_quantity(written, bare, where);
  }
  // Written in either of two dimensions: whichever the unit after the number has.
  const std::size_t unit_at = written.find_first_not_of("+-.0123456789eE ");
  if (unit_at == std::string::npos)
    refuse(spec, where, written,
           say("write its unit: {0} or {1}", "请写明单位：{0} 或 {1}", to_string(spec.dim),
               to_string(*spec.or_dim)));
  if (parse_unit(written.substr(unit_at), where).dim == *spec.or_dim) dim = *spec.or_dim;
  return parse_quantity(written, dim, where);
}

void read_param(const ParamSpec& spec, const std::vector<std::string>& written, const Where& where,
                Params& out) {
  const std::string first = written.empty() ? std::string{} : written.front();
  switch (spec.type) {
    case Type::number: {
      double v = 0;
      const auto [end, fault] = std::from_chars(first.data(), first.data() + first.size(), v);
      if (fault != std::errc{} || end != first.data() + first.size())
        refuse(spec, where, first, say("it must be a number", "应为数字"));
      out.set(spec.name, in_range(spec, v, first, where));
      return;
    }
    case Type::quantity: {
      Dim dim;
      const double base = read_quantity(spec, first, where, dim);
      out.set(spec.name, in_range(spec, base, first, where), dim);
      return;
    }
    case Type::choice:
      if (std::find(spec.choices.begin(), spec.choices.end(), first) == spec.choices.end()) {
        const std::string near = nearest_word(first, spec.choices);
        std::string all;
        for (const std::string& c : spec.choices) all += (all.empty() ? "" : ", ") + c;
        refuse(spec, where, first,
               near.empty() ? say("one of: {}", "可选：{}", all)
                            : say("did you mean ‘{}’?", "是否想写“{}”？", near));
      }
      out.set(spec.name, first);
      return;
    case Type::word:
    case Type::expression:
      if (first.empty()) refuse(spec, where, first, say("it must not be empty", "不能为空"));
      out.set(spec.name, first);
      return;
    case Type::words:
      if (written.empty()) refuse(spec, where, "[]", say("name at least one", "至少写一个"));
      out.set(spec.name, written);
      return;
  }
}

void read_params(const Kernel& k, const std::optional<Document>& doc, const Where& where, Params& out) {
  for (const ParamSpec& spec : k.params) {
    const std::optional<Document> given = doc ? doc->find(spec.name) : std::nullopt;
    if (given) {
      if (spec.type == Type::words) read_param(spec, given->strings(), given->where(), out);
      else read_param(spec, {given->string()}, given->where(), out);
    } else if (!spec.fallback.empty()) {
      read_param(spec, {spec.fallback}, where, out);
    } else if (spec.required) {
      throw Error{
          Fault::bad_input,
          say("the kernel ‘{0}’ needs the parameter ‘{1}’", "计算方法“{0}”缺少参数“{1}”", k.name, spec.name),
          where, spec.meaning};
    }
  }
  if (doc) doc->done();
}

ContentHash hash_of(const Indicator& i) {
  Hasher h;
  h.add(i.key.word).add(i.version).add(i.unit.scale).add(i.kernel);
  const Dim d = i.unit.dim;
  for (const std::int8_t e : {d.metre, d.second, d.person, d.yuan, d.kgco2e, d.joule}) h.add(e);
  for (const auto& [name, value] : i.params.all()) {
    h.add(name).add(value.index());
    if (const auto* x = std::get_if<double>(&value)) h.add(*x);
    if (const auto* x = std::get_if<std::string>(&value)) h.add(*x);
    if (const auto* x = std::get_if<std::vector<std::string>>(&value)) {
      h.add(x->size());
      for (const std::string& s : *x) h.add(s);
    }
    h.add(to_string(i.params.dim(name)));
  }
  if (i.weighing != Weighing::people) h.add(static_cast<int>(i.weighing));
  return h.done();
}

}  // namespace

std::span<const Kernel> kernels() {
  static const std::vector<Kernel> list{nearest_kernel(),   within_kernel(),    catchment_kernel(),
                                        balancing_kernel(), coverage_kernel(),  fare_kernel(),
                                        share_kernel(),     statistic_kernel(), inspected_kernel(),
                                        remedied_kernel(),  portion_kernel(),   combine_kernel()};
  return list;
}

const Kernel& kernel(std::string_view name, const Where& where) {
  std::vector<std::string> names;
  for (const Kernel& k : kernels()) {
    if (k.name == name) return k;
    names.emplace_back(k.name);
  }
  const std::string near = nearest_word(name, names);
  std::string all;
  for (const std::string& n : names) all += (all.empty() ? "" : ", ") + n;
  throw Error{Fault::bad_input, say("there is no kernel ‘{}’", "没有名为“{}”的计算方法", name), where,
              near.empty() ? say("the kernels are: {}", "可用的有：{}", all)
                           : say("did you mean ‘{}’?", "是否想写“{}”？", near)};
}

Source parse_source(const Document& d) {
  Source s;
  s.title = d.at("title").string();
  if (const auto x = d.find("clause")) s.clause = x->string();
  if (const auto x = d.find("edition")) s.edition = x->string();
  if (const auto x = d.find("verified")) s.verified = x->boolean();
  d.done();
  return s;
}

Indicator parse_indicator(const Document& d) {
  Indicator i;
  i.file = d.where().file;
  i.key = {d.at("key").string()};
  if (i.key.empty() || i.key.word.find_first_of("\" \t") != std::string::npos)
    d.at("key").fail(say("‘{}’ cannot name an indicator", "“{}”不能作为指标代码", i.key.word),
                     say("use words joined by dots, such as access.school.walk",
                         "请用点连接的单词，如 access.school.walk"));
  if (const auto v = d.find("version")) {
    const std::int64_t n = v->integer();
    if (n < 1 || n > 1'000'000) v->fail(say("a version is a number from 1", "版本号应为从 1 起的整数"));
    i.version = static_cast<std::uint32_t>(n);
  }
  i.name = d.at("name").text();
  i.meaning = d.at("meaning").text();
  i.unit = parse_unit(d.at("unit").string(), d.at("unit").where());
  i.kernel = d.at("kernel").string();
  const Kernel& k = kernel(i.kernel, d.at("kernel").where());
  read_params(k, d.find("params"), d.where(), i.params);
  if (const auto w = d.find("weighing")) i.weighing = static_cast<Weighing>(w->choice(weighing_words()));
  if (const auto r = d.find("reach")) i.reach = Metres{r->quantity(kLengthDim)};
  i.source = parse_source(d.at("source"));
  d.done();
  k.check(i, {});
  i.hash = hash_of(i);
  return i;
}

void check_indicators(std::span<const Indicator> all) {
  std::map<IndicatorKey, const Indicator*> by_key;
  std::vector<std::string> words;
  for (const Indicator& i : all) {
    const auto [it, fresh] = by_key.emplace(i.key, &i);
    if (!fresh)
      throw Error{Fault::bad_input,
                  say("the indicator ‘{0}’ is declared twice, also in {1}", "指标“{0}”重复声明，另见 {1}",
                      i.key.word, it->second->file),
                  where_of(i)};
    words.push_back(i.key.word);
  }
  // Depth first along the needs; an indicator met again while it is still open closes a circle.
  std::map<IndicatorKey, int> state;
  const std::function<void(const Indicator&)> visit = [&](const Indicator& i) {
    int& s = state[i.key];
    if (s == 2) return;
    if (s == 1)
      throw Error{Fault::bad_input, say("‘{}’ needs itself in the end", "指标“{}”最终引用了自身", i.key.word),
                  where_of(i)};
    s = 1;
    for (const IndicatorKey& need : kernel(i.kernel).needs(i)) {
      const auto it = by_key.find(need);
      if (it == by_key.end()) {
        const std::string near = nearest_word(need.word, words);
        throw Error{Fault::bad_input,
                    say("‘{0}’ needs the indicator ‘{1}’, which is not declared",
                        "指标“{0}”引用了未声明的指标“{1}”", i.key.word, need.word),
                    where_of(i), near.empty() ? Text{} : say("did you mean ‘{}’?", "是否想写“{}”？", near)};
      }
      visit(*it->second);
    }
    state[i.key] = 2;
  };
  for (const Indicator& i : all) visit(i);
  for (const Indicator& i : all) kernel(i.kernel).check(i, all);
}

}  // namespace cityloop
