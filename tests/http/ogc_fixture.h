#pragma once

// A drawn city with everything that can be said of one, asked as a client would ask it.

#include <string>
#include <utility>
#include <vector>

#include "cityloop/base/document.h"
#include "cityloop/city/drawing.h"
#include "cityloop/io/http/ogc/answer.h"

namespace cityloop::testing {

inline constexpr const char* kOgcBase = "https://city.example";
inline const Instant kOgcNow = parse_instant("2026-12-01T08:30:00Z");

inline constexpr const char* kOgcCity = R"(grid 100 m
  S . 2 W W .
  . # # W C .
  3 . . C 4 1
  . 5 . . 1 _
legend
  S    primary_school capacity=300 name=第一小学
  C    clinic capacity=20 name=it's
  1    people 4
  2-5  people ×100
  W    land water
  #    no way through
zones district
  A A A B B B
  A A A B B B
  A A A B B B
  A A A B B _
)";

inline ogc::FeatureSource ogc_source() {
  ogc::FeatureSource s;
  s.city = std::make_shared<const City>(draw_city(kOgcCity));
  const std::size_t n = s.city->grid->size();
  Indicator walk;
  walk.key = {"access.school.walk"};
  walk.name = {"Walk to the nearest primary school", "步行至最近小学"};
  walk.unit = parse_unit("min");
  Indicator density;
  density.key = {"density.population"};
  density.name = {"People per square kilometre", "人口密度"};
  density.unit = parse_unit("person/km2");
  s.indicators = std::make_shared<const std::vector<Indicator>>(std::vector{walk, density});
  auto minutes = std::make_shared<Field>(Field::cells(n, Mark::not_applicable));
  auto people = std::make_shared<Field>(Field::cells(n));
  for (std::size_t i = 0; i < n; ++i) {
    const auto here = static_cast<double>(s.city->people->residents[idx<CellIdx>(i)]);
    people->set(i, here / 0.01);
    if (here > 0) minutes->set(i, 1.5 * static_cast<double>(i % 7), i % 7 == 6 ? Mark::beyond : Mark::known);
  }
  Measurement m;
  m.snapshot = id(*s.city);
  m.fields[walk.key] = minutes;
  m.fields[density.key] = people;
  s.measured = std::make_shared<const Measurement>(m);
  std::vector<Finding> findings(3);
  for (std::size_t i = 0; i < findings.size(); ++i) {
    findings[i].id = FindingId{i + 1};
    findings[i].about = walk.key;
    findings[i].affected = Persons{i == 2 ? 4.0 : 250.0 * static_cast<double>(i + 1)};
    findings[i].severity = 0.25 * static_cast<double>(i + 1);
    findings[i].first_seen = parse_date("2026-0" + std::to_string(i + 1) + "-10");
    if (i < 2)
      findings[i].cells = {s.city->grid->id(drawn_cell(*s.city, 3, 1)),
                           s.city->grid->id(drawn_cell(*s.city, 4, 1))};
  }
  s.findings = std::make_shared<const std::vector<Finding>>(findings);
  Project p;
  p.id = ProjectId{1};
  p.name = {"New school", "新建小学"};
  p.at = s.city->grid->centre(CellIdx{3});
  p.capex = Money{100};
  Plan plan;
  plan.chosen = {{p, Year{2027}, Year{2028}, Money{100}, {}, 3.5, {}}};
  plan.passed_over = {{p, "fund.exhausted", {"the fund is exhausted", "资金已用尽"}, 3}};
  s.plan = std::make_shared<const Plan>(plan);
  return s;
}
inline const ogc::Features& ogc_features() {
  static const ogc::Features made{ogc_source()};
  return made;
}

using Query = std::vector<std::pair<std::string, std::string>>;
inline http::Response ask(const std::string& path, const Query& query = {}, const http::Fields& fields = {},
                          const ogc::Features& features = ogc_features(), const std::string& method = "GET") {
  http::Head head;
  head.method = method;
  head.path = path;
  head.query = query;
  head.fields = fields;
  auto answer = ogc::ogc_answer(head, features, kOgcBase, kOgcNow);
  return answer ? std::move(*answer) : http::Response{.status = 0, .fields = {}, .body = {}};
}
inline std::string field_of(const http::Response& r, std::string_view name) {
  for (const auto& [n, v] : r.fields)
    if (n == name) return v;
  return {};
}
inline Document json_of(const http::Response& r) { return parse_json(*r.body, "answer"); }
/// Follows a link of an answer: its address as a path and a query.
inline http::Response follow(const std::string& href, const ogc::Features& features = ogc_features()) {
  const auto plain = [](const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i)
      if (text[i] == '%') out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16)), i += 2;
      else out += text[i];
    return out;
  };
  const std::string base = kOgcBase;
  if (!href.starts_with(base)) return {.status = 0, .fields = {}, .body = {}};
  const std::size_t question = std::min(href.find('?'), href.size());
  Query query;
  for (std::size_t at = question + 1; at < href.size();) {
    const std::size_t end = std::min(href.find('&', at), href.size()), equals = href.find('=', at);
    query.emplace_back(plain(href.substr(at, equals - at)), plain(href.substr(equals + 1, end - equals - 1)));
    at = end + 1;
  }
  return ask(plain(href.substr(base.size(), question - base.size())), query, {}, features);
}
inline std::string link_of(const Document& d, const std::string& rel, const std::string& type = {}) {
  for (const Document& l : d.at("links").list())
    if (l.at("rel").string() == rel && (type.empty() || l.at("type").string() == type))
      return l.at("href").string();
  return {};
}
inline std::vector<std::string> ids_of(const Document& collection) {
  std::vector<std::string> ids;
  for (const Document& f : collection.at("features").list()) ids.push_back(f.at("id").string());
  return ids;
}

/// The points of a GeoJSON geometry, ring by ring.
inline std::vector<std::vector<Point>> points_of(const Document& geometry) {
  std::vector<std::vector<Point>> out;
  const auto point = [](const Document& d) {
    return Point{d.list().at(0).number(), d.list().at(1).number()};
  };
  const auto line = [&](const Document& d) {
    out.emplace_back();
    for (const Document& p : d.list()) out.back().push_back(point(p));
  };
  const std::string type = geometry.at("type").string();
  const Document at = geometry.at("coordinates");
  if (type == "Point") out = {{point(at)}};
  if (type == "LineString") line(at);
  if (type == "Polygon")
    for (const Document& ring : at.list()) line(ring);
  if (type == "MultiPolygon")
    for (const Document& polygon : at.list())
      for (const Document& ring : polygon.list()) line(ring);
  return out;
}

}  // namespace cityloop::testing
