#include <cmath>

#include "cityloop/io/http/ogc/pages.h"

namespace cityloop::ogc {
namespace {

/// A geometry in the axis order of its system; `null` where there is none that could be said.
std::string geometry_json(Geometry g, const System& s) {
  const Box box = geometry_bounds(g);
  if (box.empty() || !std::isfinite(box.low.x + box.low.y + box.high.x + box.high.y)) return "null";
  if (s.north_first) {
    if (auto* p = std::get_if<Point>(&g)) std::swap(p->x, p->y);
    if (auto* line = std::get_if<LineString>(&g))
      for (Point& p : line->points) std::swap(p.x, p.y);
    if (auto* shape = std::get_if<Shape>(&g))
      for (auto& ring : shape->rings)
        for (Point& p : ring) std::swap(p.x, p.y);
  }
  return to_geojson(g, s.decimals);
}

void write_feature(JsonWriter& out, const Collection& c, std::uint32_t row, const Geometry& g,
                   const System& s, const std::vector<Link>& links) {
  out.begin_object().field("type", "Feature").field("id", c.fid[row]);
  out.key("geometry").raw(geometry_json(g, s));
  out.key("properties").begin_object();
  for (const ExportColumn& column : c.columns) {
    out.key(column.name);
    const ExportValue v = column.value(row);
    if (const auto* n = std::get_if<std::int64_t>(&v)) out.value(*n);
    else if (const auto* x = std::get_if<double>(&v)) out.value(*x);
    else if (const auto* text = std::get_if<std::string>(&v)) out.value(*text);
    else out.null();
  }
  out.end_object();
  if (!links.empty()) write_links(out, links);
  out.end_object();
}

std::string shown(const ExportValue& v) {
  if (const auto* n = std::get_if<std::int64_t>(&v)) return std::to_string(*n);
  if (const auto* x = std::get_if<double>(&v)) return fmt::format("{}", *x);
  if (const auto* text = std::get_if<std::string>(&v)) return *text;
  return {};
}

Link collection_link(const Asked& a, const Collection& c) {
  return {collection_address(a, c) + "?f=json", "collection", std::string{kJson}, both(c.title)};
}
std::string content_crs(const System& s) { return "<" + s.uri + ">"; }

http::Response items_table(const Asked& a, const Collection& c, const Selected& found,
                           std::vector<Link> links) {
  std::vector<std::string> head{"id"};
  for (const ExportColumn& column : c.columns)
    if (column.name != "id") head.push_back(column.name);
  std::string body = "<p>" + std::to_string(found.rows.size()) + " / " + std::to_string(found.matched) +
                     "</p>\n<table>\n<thead><tr>";
  for (const std::string& h : head) body += "<th scope=\"col\">" + in_page(h) + "</th>";
  body += "</tr></thead>\n<tbody>\n";
  for (const std::uint32_t row : found.rows) {
    body += "<tr><td><a href=\"" +
            in_page(collection_address(a, c) + "/items/" + percent(c.fid[row]) + "?f=html") + "\">" +
            in_page(c.fid[row]) + "</a></td>";
    for (const ExportColumn& column : c.columns)
      if (column.name != "id") body += "<td>" + in_page(shown(column.value(row))) + "</td>";
    body += "</tr>\n";
  }
  return html_page(c.title, links, body + "</tbody>\n</table>\n");
}

}  // namespace

http::Response items_page(const Asked& a, const Collection& c) {
  const ItemsQuery q = read_items_query(a.head, a.features, c);
  const System& system = a.features.systems()[q.system];
  Selected found = select_rows(a.features, c, q);
  const auto links_to = [&](std::optional<std::uint32_t> next) {
    std::vector<Link> links = own_links(a, kGeoJson);
    links.push_back(collection_link(a, c));
    if (next)
      links.push_back({address_of(a, {}, {{"cursor", cursor_of(a.features, *next)}}), "next", links[0].type,
                       "Next page · 下一页"});
    return links;
  };
  const auto next_after = [&]() -> std::optional<std::uint32_t> {
    if (!found.more || found.rows.empty()) return std::nullopt;
    return found.rows.back() + 1;
  };
  if (a.format == Format::html) {
    auto page = items_table(a, c, found, links_to(next_after()));
    return page.with("content-crs", content_crs(system));
  }
  const auto shapes = a.features.published(c, found.rows, q.system);
  JsonWriter out;
  out.begin_object().field("type", "FeatureCollection").key("features").begin_array();
  std::size_t written = 0;
  while (written < found.rows.size() && out.str().size() < kMostPageBytes) {
    write_feature(out, c, found.rows[written], shapes[written], system, {});
    ++written;
  }
  if (written < found.rows.size()) {  // large geometries: an honest `next` instead of an endless page
    found.rows.resize(written);
    found.more = true;
  }
  out.end_array();
  write_links(out, links_to(next_after()));
  out.field("timeStamp", to_string(a.now));
  out.field("numberMatched", static_cast<std::uint64_t>(found.matched));
  out.field("numberReturned", static_cast<std::uint64_t>(written)).end_object();
  return http::answer(200, std::string{kGeoJson}, out.take()).with("content-crs", content_crs(system));
}

http::Response item_page(const Asked& a, const Collection& c, const std::string& fid) {
  allow(a.head, {"crs"});
  const std::size_t s = read_system(a.head, "crs", a.features);
  const System& system = a.features.systems()[s];
  const auto at = c.find.find(fid);
  if (at == c.find.end())
    throw Error{Fault::not_found,
                say("There is no feature \"{}\" in {}.", "{1} 中没有要素“{0}”。", fid, c.id),
                Where{.item = fid},
                say("Ids are those of the items of this collection.", "编号见本集合的要素列表。")};
  const std::uint32_t row = at->second;
  std::vector<Link> links = own_links(a, kGeoJson);
  links.push_back(collection_link(a, c));
  if (a.format == Format::html) {
    std::vector<std::vector<std::string>> rows;
    for (const ExportColumn& column : c.columns)
      rows.push_back({column.name, both(column.title), shown(column.value(row)), column.unit});
    return html_page({c.title.en + " " + fid, c.title.zh + " " + fid}, links,
                     html_table({"property · 属性", "title · 名称", "value · 数值", "unit · 单位"}, rows))
        .with("content-crs", content_crs(system));
  }
  JsonWriter out;
  write_feature(out, c, row, a.features.published(c, {&row, 1}, s)[0], system, links);
  return http::answer(200, std::string{kGeoJson}, out.take()).with("content-crs", content_crs(system));
}

}  // namespace cityloop::ogc
