#include "cityloop/decide/effect.h"

#include "cityloop/base/document.h"
#include "cityloop/base/json.h"

namespace cityloop {
namespace {

void write(JsonWriter& w, const Belief& b) {
  w.field("mean", b.mean).field("standard_error", b.standard_error).field("outcomes", b.outcomes);
}

Belief parse_belief(const Document& d) {
  Belief b;
  b.mean = d.at("mean").number();
  b.standard_error = d.at("standard_error").number();
  b.outcomes = static_cast<int>(d.at("outcomes").integer());
  if (!(b.standard_error > 0)) d.fail(say("a belief needs a doubt above 0", "信念的标准误必须大于 0"));
  return b;
}

}  // namespace

std::string to_json(const Effects& e) {
  JsonWriter w;
  w.begin_object().key("benefit").begin_array();
  for (const auto& [key, belief] : e.benefit) {
    w.begin_object().field("type", key.first.word).field("indicator", key.second.word);
    write(w, belief);
    w.end_object();
  }
  w.end_array().key("cost").begin_array();
  for (const auto& [key, belief] : e.cost) {
    w.begin_object().field("type", key.word);
    write(w, belief);
    w.end_object();
  }
  w.end_array().end_object();
  return w.take();
}

Effects parse_effects(const Document& d) {
  Effects e;
  for (const Document& row : d.at("benefit").list()) {
    const ProjectTypeKey type{row.at("type").string()};
    const IndicatorKey indicator{row.at("indicator").string()};
    e.benefit[{type, indicator}] = parse_belief(row);
    row.done();
  }
  for (const Document& row : d.at("cost").list()) {
    const ProjectTypeKey type{row.at("type").string()};
    e.cost[type] = parse_belief(row);
    row.done();
  }
  d.done();
  return e;
}

}  // namespace cityloop
