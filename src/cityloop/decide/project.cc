#include "cityloop/decide/project.h"

#include <algorithm>
#include <cmath>

namespace cityloop {
namespace {

Source parse_price_source(const Document& d) {
  Source s;
  s.title = d.at("title").string();
  if (const auto c = d.find("clause")) s.clause = c->string();
  if (const auto e = d.find("edition")) s.edition = e->string();
  if (const auto v = d.find("verified")) s.verified = v->boolean();
  d.done();
  return s;
}

Money price(const Document& d) {
  const Money m = d.money();
  if (m.fen < 0) d.fail(say("a price cannot be negative", "价格不能为负数"));
  return m;
}

IndicatorKey known_indicator(const std::string& word, const Document& at,
                             std::span<const Indicator> indicators) {
  std::vector<std::string> words;
  for (const Indicator& i : indicators) {
    if (i.key.word == word) return i.key;
    words.push_back(i.key.word);
  }
  const std::string close = nearest_word(word, words);
  at.fail(say("'{}' is not a declared indicator", "“{}”不是已声明的指标", word),
          close.empty() ? Text{} : say("did you mean '{}'?", "是否要写“{}”？", close));
}

}  // namespace

ProjectType parse_project_type(const Document& d, std::span<const Indicator> indicators) {
  ProjectType t;
  t.key = ProjectTypeKey{d.at("key").string()};
  t.name = d.at("name").text();
  const Document helps = d.at("helps");
  for (const std::string& word : helps.strings()) t.helps.push_back(known_indicator(word, helps, indicators));
  if (t.helps.empty()) helps.fail(say("a project helps at least one indicator", "项目至少要改善一项指标"));
  std::sort(t.helps.begin(), t.helps.end());
  if (std::adjacent_find(t.helps.begin(), t.helps.end()) != t.helps.end())
    helps.fail(say("an indicator is named twice", "指标重复"));

  t.does = static_cast<ProjectType::Does>(d.at("does").choice({"add_place", "expand_place", "set_land_use"}));
  if (t.does == ProjectType::Does::set_land_use) {
    t.land_use = LandUseKey{d.at("land_use").string()};
  } else {
    t.place = PlaceKindKey{d.at("place").string()};
    const Document capacity = d.at("capacity");
    t.capacity = static_cast<float>(capacity.number());
    if (!(t.capacity > 0) || !std::isfinite(t.capacity))
      capacity.fail(say("a capacity must be above 0", "规模（capacity）必须大于 0"));
  }
  if (const auto sites = d.find("sites"))
    for (const std::string& use : sites->strings()) t.sites.push_back(LandUseKey{use});

  t.capex = price(d.at("capex"));
  if (t.capex.fen == 0) d.at("capex").fail(say("a project has a price", "项目必须有价格"));
  if (const auto opex = d.find("opex_per_year")) t.opex_per_year = price(*opex);
  const Document years = d.at("years_to_build");
  if (years.integer() < 1 || years.integer() > 20)
    years.fail(
        say("years_to_build must lie between 1 and 20", "建设年数（years_to_build）应在 1 到 20 之间"));
  t.years_to_build = static_cast<int>(years.integer());
  t.fund = FundKey{d.at("fund").string()};
  t.owner = DepartmentKey{d.at("owner").string()};
  t.owner_name = d.at("owner_name").text();
  t.price_source = parse_price_source(d.at("price_source"));
  t.file = d.where().file;
  d.done();
  return t;
}

}  // namespace cityloop
