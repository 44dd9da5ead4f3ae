#include "cityloop/io/http/ogc/pages.h"

namespace cityloop::ogc {
namespace {

constexpr std::string_view kClasses[] = {
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
    "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/property-property",
};

Text name_of_city(const Asked& a) {
  const Text& name = a.features.city().about->name;
  return {name.in(Lang::en), name.in(Lang::zh)};
}

void write_extent(JsonWriter& out, const Collection& c) {
  const Box b = c.degrees_tree.bounds();
  out.key("extent").begin_object();
  if (!b.empty()) {
    out.key("spatial").begin_object().key("bbox").begin_array().begin_array();
    for (const double x : {b.low.x, b.low.y, b.high.x, b.high.y}) out.value(x);
    out.end_array().end_array().field("crs", kCrs84).end_object();
  }
  if (c.when) {
    std::optional<Moments> all;
    for (std::size_t row = 0; row < c.rows; ++row)
      if (const auto m = c.when(row))
        all = all ? Moments{std::min(all->from, m->from), std::max(all->until, m->until)} : *m;
    if (all) {
      out.key("temporal").begin_object().key("interval").begin_array().begin_array();
      out.value(to_string(all->from)).value(to_string(all->until)).end_array().end_array();
      out.field("trs", "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian").end_object();
    }
  }
  out.end_object();
}

std::vector<Link> collection_links(const Asked& a, const Collection& c) {
  const std::string at = collection_address(a, c);
  const std::string title = both(c.title);
  return {{at + "/items?f=json", "items", std::string{kGeoJson}, title},
          {at + "/items?f=html", "items", std::string{kHtml}, title},
          {at + "/queryables?f=json", "http://www.opengis.net/def/rel/ogc/1.0/queryables",
           std::string{kSchema}, "What may be asked · 可查询的属性"}};
}

void write_collection(JsonWriter& out, const Asked& a, const Collection& c, bool systems_here) {
  out.begin_object().field("id", c.id).field("title", both(c.title)).field("description", both(c.meaning));
  out.field("itemType", "feature");
  write_extent(out, c);
  std::vector<Link> links = collection_links(a, c);
  links.insert(links.begin(),
               {collection_address(a, c) + "?f=json", "self", std::string{kJson}, both(c.title)});
  if (systems_here)
    links.insert(links.begin() + 1,
                 {collection_address(a, c) + "?f=html", "alternate", std::string{kHtml}, both(c.title)});
  write_links(out, links);
  out.key("crs").begin_array();
  if (systems_here)
    for (const System& s : a.features.systems()) out.value(s.uri);
  else out.value("#/crs");
  out.end_array();
  out.field("storageCrs", a.features.systems()[a.features.storage()].uri);
  out.end_object();
}

}  // namespace

void write_links(JsonWriter& out, const std::vector<Link>& links) {
  out.key("links").begin_array();
  for (const Link& l : links) {
    out.begin_object().field("href", l.href).field("rel", l.rel).field("type", l.type);
    if (!l.title.empty()) out.field("title", l.title);
    out.end_object();
  }
  out.end_array();
}

std::string percent(std::string_view text) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    if (plain) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4U];
    out += kHex[byte & 15U];
  }
  return out;
}

std::string both(const Text& t) {
  return t.en == t.zh || t.zh.empty() ? t.in(Lang::en) : t.en.empty() ? t.zh : t.en + " · " + t.zh;
}

std::string collection_address(const Asked& a, const Collection& c) {
  return a.root + "/collections/" + percent(c.id);
}

std::string address_of(const Asked& a, const std::vector<std::string>& without,
                       const std::vector<std::pair<std::string, std::string>>& with) {
  std::string path;
  for (const char c : a.head.path.substr(std::string_view{"/ogc"}.size()))
    path += c == '/' ? "/" : percent({&c, 1});
  std::string out = a.root + path;
  char joint = '?';
  const auto add = [&](const std::string& name, const std::string& value) {
    out += joint + percent(name) + '=' + percent(value);
    joint = '&';
  };
  for (const auto& [name, value] : a.head.query) {
    bool left_out = false;
    for (const std::string& w : without) left_out = left_out || w == name;
    for (const auto& [w, unused] : with) left_out = left_out || w == name;
    if (!left_out) add(name, value);
  }
  for (const auto& [name, value] : with) add(name, value);
  return out;
}

std::vector<Link> own_links(const Asked& a, std::string_view json_type) {
  const bool html = a.format == Format::html;
  return {{address_of(a), "self", std::string{html ? kHtml : json_type}, "This document · 本文档"},
          {address_of(a, {}, {{"f", html ? "json" : "html"}}), "alternate",
           std::string{html ? json_type : kHtml}, html ? "As JSON · JSON 格式" : "As HTML · HTML 格式"}};
}

http::Response landing_page(const Asked& a) {
  allow(a.head, {});
  std::vector<Link> links = own_links(a, kJson);
  links.push_back(
      {a.root + "/api?f=json", "service-desc", std::string{kOpenApi}, "API definition · 接口定义"});
  links.push_back(
      {a.root + "/api?f=html", "service-doc", std::string{kHtml}, "API documentation · 接口文档"});
  links.push_back({a.root + "/conformance", "conformance", std::string{kJson}, "Conformance · 符合的标准"});
  links.push_back({a.root + "/collections", "data", std::string{kJson}, "Collections · 图层集合"});
  const Text name = name_of_city(a);
  const Text meaning = say("Layers of the city on {}", "{} 的城市图层", to_string(a.features.city().as_of));
  if (a.format == Format::html) return html_page(name, links, "<p>" + in_page(both(meaning)) + "</p>\n");
  JsonWriter out;
  out.begin_object().field("title", both(name)).field("description", both(meaning));
  write_links(out, links);
  out.end_object();
  return http::answer(200, std::string{kJson}, out.take());
}

http::Response conformance_page(const Asked& a) {
  allow(a.head, {});
  if (a.format == Format::html) {
    std::vector<std::vector<std::string>> rows;
    for (const std::string_view c : kClasses) rows.push_back({std::string{c}});
    return html_page({"Conformance", "符合的标准"}, own_links(a, kJson),
                     html_table({"class · 符合性类"}, rows));
  }
  JsonWriter out;
  out.begin_object();
  write_links(out, own_links(a, kJson));
  out.key("conformsTo").begin_array();
  for (const std::string_view c : kClasses) out.value(c);
  out.end_array().end_object();
  return http::answer(200, std::string{kJson}, out.take());
}

http::Response api_page(const Asked& a) {
  allow(a.head, {});
  if (a.format == Format::json)
    return http::answer(200, std::string{kOpenApi}, api_definition(a.features, a.root));
  std::string body;
  for (const auto& c : a.features.collections()) {
    body += "<h2>" + in_page(both(c->title)) + "</h2>\n<p><code>" + in_page(collection_address(a, *c)) +
            "/items</code></p>\n";
    std::vector<std::vector<std::string>> rows{
        {"limit", "1–" + std::to_string(kMostLimit) + ", " + std::to_string(kDefaultLimit)},
        {"bbox", "west,south,east,north"},
        {"bbox-crs, crs, filter-crs", "a coordinate system of the collection · 集合所列坐标系"},
        {"datetime", "2026-11-24, 2026-01-01/.."},
        {"filter", "CQL2 text"},
        {"cursor", "as in the link next · 见 next 链接"}};
    for (const ExportColumn* p : parameters_of(*c)) rows.push_back({p->name, both(p->title)});
    body += html_table({"parameter · 参数", "meaning · 含义"}, rows);
  }
  return html_page({"API", "接口"}, own_links(a, kOpenApi), body);
}

http::Response collections_page(const Asked& a) {
  allow(a.head, {});
  std::vector<Link> links = own_links(a, kJson);
  if (a.format == Format::html) {
    std::string body = "<ul>\n";
    for (const auto& c : a.features.collections())
      body += "<li><a href=\"" + in_page(collection_address(a, *c) + "?f=html") + "\">" +
              in_page(both(c->title)) + "</a>: " + in_page(both(c->meaning)) + "</li>\n";
    return html_page({"Collections", "图层集合"}, links, body + "</ul>\n");
  }
  JsonWriter out;
  out.begin_object();
  write_links(out, links);
  out.key("crs").begin_array();
  for (const System& s : a.features.systems()) out.value(s.uri);
  out.end_array().key("collections").begin_array();
  for (const auto& c : a.features.collections()) write_collection(out, a, *c, false);
  out.end_array().end_object();
  return http::answer(200, std::string{kJson}, out.take());
}

http::Response collection_page(const Asked& a, const Collection& c) {
  allow(a.head, {});
  if (a.format == Format::html) {
    std::vector<Link> links = own_links(a, kJson);
    for (Link& l : collection_links(a, c)) links.push_back(std::move(l));
    std::vector<std::vector<std::string>> rows;
    for (const ExportColumn& column : c.columns)
      rows.push_back({column.name, both(column.title), column.unit, both(column.meaning)});
    return html_page(
        c.title, links,
        "<p>" + in_page(both(c.meaning)) + "</p>\n" +
            html_table({"property · 属性", "title · 名称", "unit · 单位", "meaning · 含义"}, rows));
  }
  JsonWriter out;
  write_collection(out, a, c, true);
  return http::answer(200, std::string{kJson}, out.take());
}

http::Response queryables_page(const Asked& a, const Collection& c) {
  allow(a.head, {});
  const auto queryables = queryables_of(c);
  if (a.format == Format::html) {
    std::vector<std::vector<std::string>> rows{{"geometry", "S_INTERSECTS", "", ""}};
    for (std::size_t i = 0; i < queryables.size(); ++i)
      rows.push_back(
          {queryables[i].name, both(c.columns[i].title), c.columns[i].unit, both(c.columns[i].meaning)});
    return html_page(c.title, own_links(a, kSchema),
                     html_table({"property · 属性", "title · 名称", "unit · 单位", "meaning · 含义"}, rows));
  }
  JsonWriter out;
  out.begin_object().field("$schema", "https://json-schema.org/draft/2019-09/schema");
  out.field("$id", collection_address(a, c) + "/queryables")
      .field("type", "object")
      .field("title", both(c.title));
  out.key("properties").begin_object();
  out.key("geometry")
      .begin_object()
      .field("$ref", c.kind == ExportLayer::Kind::point  ? "https://geojson.org/schema/Point.json"
                     : c.kind == ExportLayer::Kind::line ? "https://geojson.org/schema/LineString.json"
                                                         : "https://geojson.org/schema/Geometry.json");
  out.end_object();
  for (std::size_t i = 0; i < queryables.size(); ++i) {
    const ExportColumn& column = c.columns[i];
    out.key(column.name).begin_object();
    out.field("title", both(column.title));
    if (!column.meaning.empty()) out.field("description", both(column.meaning));
    out.field("type", queryables[i].type != Queryable::Type::number ? "string"
                      : column.type == ExportColumn::Type::integer  ? "integer"
                                                                    : "number");
    if (queryables[i].type == Queryable::Type::date) out.field("format", "date");
    if (!column.unit.empty()) out.field("x-ogc-unit", column.unit);
    out.end_object();
  }
  out.end_object().field("additionalProperties", false).end_object();
  return http::answer(200, std::string{kSchema}, out.take());
}

}  // namespace cityloop::ogc
