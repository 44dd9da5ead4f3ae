#include "cityloop/decide/effect.h"

#include <cmath>

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

Belief shrunk(const Belief& type, const Belief* own) {
  constexpr double spread = kOwnerSpread * kOwnerSpread;
  Belief others = type;
  if (own != nullptr) {
    const double all = 1 / (type.standard_error * type.standard_error);
    const double mine = 1 / (own->standard_error * own->standard_error);
    // No less than a hair of the whole is left: a difference of roundings is nobody's belief.
    if (all - mine > 1e-9 * all) {
      others.mean = (type.mean * all - own->mean * mine) / (all - mine);
      others.standard_error = std::sqrt(1 / (all - mine));
    } else {
      others = Belief{};
    }
  }
  const double before = 1 / (others.standard_error * others.standard_error + spread);
  Belief b{others.mean, std::sqrt(1 / before), 0};
  if (own == nullptr) return b;
  const double mine = 1 / (own->standard_error * own->standard_error);
  b.mean = (others.mean * before + own->mean * mine) / (before + mine);
  b.standard_error = std::sqrt(1 / (before + mine));
  b.outcomes = own->outcomes;
  return b;
}

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
  w.end_array();
  if (!e.benefit_by_owner.empty()) {
    w.key("benefit_by_owner").begin_array();
    for (const auto& [key, belief] : e.benefit_by_owner) {
      const auto& [type, indicator, owner] = key;
      w.begin_object().field("type", type.word).field("indicator", indicator.word).field("owner", owner.word);
      write(w, belief);
      w.end_object();
    }
    w.end_array();
  }
  if (!e.cost_by_owner.empty()) {
    w.key("cost_by_owner").begin_array();
    for (const auto& [key, belief] : e.cost_by_owner) {
      w.begin_object().field("type", key.first.word).field("owner", key.second.word);
      write(w, belief);
      w.end_object();
    }
    w.end_array();
  }
  w.end_object();
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
  if (const auto rows = d.find("benefit_by_owner"))
    for (const Document& row : rows->list()) {
      const ProjectTypeKey type{row.at("type").string()};
      const IndicatorKey indicator{row.at("indicator").string()};
      e.benefit_by_owner[{type, indicator, DepartmentKey{row.at("owner").string()}}] = parse_belief(row);
      row.done();
    }
  if (const auto rows = d.find("cost_by_owner"))
    for (const Document& row : rows->list()) {
      const ProjectTypeKey type{row.at("type").string()};
      e.cost_by_owner[{type, DepartmentKey{row.at("owner").string()}}] = parse_belief(row);
      row.done();
    }
  d.done();
  return e;
}

}  // namespace cityloop
