#pragma once

// Private to ogc: what each resource says.

#include <string>
#include <string_view>
#include <vector>

#include "cityloop/base/json.h"
#include "cityloop/io/http/ogc/query.h"

namespace cityloop::ogc {

struct Asked {
  const http::Head& head;
  const Features& features;
  std::string root;  // "https://city.example/ogc"
  Instant now;
  Format format = Format::json;
};

struct Link {
  std::string href, rel, type, title = {};
};
inline constexpr std::string_view kJson = "application/json", kGeoJson = "application/geo+json",
                                  kHtml = "text/html", kSchema = "application/schema+json",
                                  kOpenApi = "application/vnd.oai.openapi+json;version=3.0";

http::Response landing_page(const Asked&);
http::Response conformance_page(const Asked&);
http::Response api_page(const Asked&);
http::Response collections_page(const Asked&);
http::Response collection_page(const Asked&, const Collection&);
http::Response queryables_page(const Asked&, const Collection&);
http::Response items_page(const Asked&, const Collection&);
http::Response item_page(const Asked&, const Collection&, const std::string& fid);

// What several of them need.
std::string api_definition(const Features&, const std::string& root);
void write_links(JsonWriter&, const std::vector<Link>&);
/// The address of the request itself, as one can follow it; `without` and `with` change its parameters.
std::string address_of(const Asked&, const std::vector<std::string>& without = {},
                       const std::vector<std::pair<std::string, std::string>>& with = {});
/// self and alternate, whichever of JSON and HTML was asked for.
std::vector<Link> own_links(const Asked&, std::string_view json_type);
std::string percent(std::string_view);  // everything but unreserved characters escaped
std::string both(const Text&);          // "Cells · 格网": one URL is one view, in both languages
std::string collection_address(const Asked&, const Collection&);

std::string in_page(std::string_view text);  // text as HTML
http::Response html_page(const Text& title, const std::vector<Link>&, const std::string& body);
std::string html_table(const std::vector<std::string>& head,
                       const std::vector<std::vector<std::string>>& rows);

}  // namespace cityloop::ogc
