#include "cityloop/io/import/recipe.h"

#include <algorithm>

namespace cityloop {
namespace {

bool holds(const TagRule::Condition& c, std::string_view value) {
  if (value.empty()) return false;
  for (const std::string& want : c.values) {
    if (want == "*" || value == want) return true;
    if (want.starts_with('~') && value.find(std::string_view{want}.substr(1)) != std::string_view::npos)
      return true;
    if (value.find(';') == std::string_view::npos) continue;
    for (std::size_t begin = 0; begin <= value.size();) {  // "restaurant;bar" is both
      std::size_t end = std::min(value.find(';', begin), value.size());
      std::string_view one = value.substr(begin, end - begin);
      while (one.starts_with(' ')) one.remove_prefix(1);
      if (one == want) return true;
      begin = end + 1;
    }
  }
  return false;
}

bool holds(const TagRule::Alternative& a, Tags tags) {
  return std::all_of(a.all.begin(), a.all.end(),
                     [&](const TagRule::Condition& c) { return holds(c, value_of(tags, c.key)); });
}

std::vector<TagRule::Alternative> parse_alternatives(const Document& doc) {
  std::vector<TagRule::Alternative> out;
  for (const Document& map : doc.is_list() ? doc.list() : std::vector{doc}) {
    TagRule::Alternative a;
    for (const std::string& key : map.keys()) a.all.push_back({key, map.at(key).strings()});
    if (a.all.empty()) map.fail(say("a rule asks for at least one tag", "规则至少要有一个标签条件"));
    out.push_back(std::move(a));
  }
  return out;
}

TagRule parse_rule(const Document& entry) {
  TagRule rule;
  rule.any = parse_alternatives(entry.at("when"));
  if (const auto x = entry.find("unless")) rule.unless = parse_alternatives(*x);
  return rule;
}

}  // namespace

bool TagRule::matches(Tags tags) const {
  const auto any_of = [&](const std::vector<Alternative>& list) {
    return std::any_of(list.begin(), list.end(), [&](const Alternative& a) { return holds(a, tags); });
  };
  return any_of(any) && !any_of(unless);
}

Recipe parse_recipe(const Document& doc) {
  Recipe recipe;
  static const std::vector<std::string> entrances{"mapped", "boundary"};
  doc.find("title");
  doc.find("source");
  if (const auto places = doc.find("places"))
    for (const Document& entry : places->list()) {
      Recipe::Place p;
      p.kind = PlaceKindKey{entry.at("kind").string()};
      p.when = parse_rule(entry);
      if (const auto x = entry.find("capacity")) {
        p.capacity = x->strings();
        p.capacity_is_area = p.capacity == std::vector<std::string>{"area"};
        if (p.capacity_is_area) p.capacity.clear();
      }
      if (const auto x = entry.find("entrances")) p.boundary_entrances = x->choice(entrances) == 1;
      entry.done();
      recipe.places.push_back(std::move(p));
    }
  if (const auto land = doc.find("land"))
    for (const Document& entry : land->list()) {
      recipe.land.push_back({parse_rule(entry), LandUseKey{entry.at("use").string()}});
      entry.done();
    }
  if (const auto buildings = doc.find("buildings"))
    for (const Document& entry : buildings->list()) {
      recipe.buildings.push_back({parse_rule(entry), BuildingUseKey{entry.at("use").string()}});
      entry.done();
    }
  doc.done();
  return recipe;
}

RuleIndex::RuleIndex(std::vector<const TagRule*> rules) : rules_{std::move(rules)} {
  for (std::uint32_t r = 0; r < rules_.size(); ++r)
    for (const TagRule::Alternative& a : rules_[r]->any) {
      auto& list = by_key_[a.all.front().key];
      if (list.empty() || list.back() != r) list.push_back(r);
    }
}

void RuleIndex::match(Tags tags, std::vector<std::uint32_t>& found) const {
  found.clear();
  for (const Tag& t : tags) {
    const auto it = by_key_.find(t.key);
    if (it == by_key_.end()) continue;
    for (const std::uint32_t r : it->second)
      if (std::find(found.begin(), found.end(), r) == found.end() && rules_[r]->matches(tags))
        found.push_back(r);
  }
  std::sort(found.begin(), found.end());
}

std::vector<std::string> RuleIndex::keys() const {
  std::vector<std::string> out;
  for (const auto& [key, rules] : by_key_) out.push_back(key);
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace cityloop
