#include "cityloop/io/http/ogc/pages.h"

namespace cityloop::ogc {

std::string in_page(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '&': out += "&amp;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string html_table(const std::vector<std::string>& head,
                       const std::vector<std::vector<std::string>>& rows) {
  std::string out = "<table>\n<thead><tr>";
  for (const std::string& h : head) out += "<th scope=\"col\">" + in_page(h) + "</th>";
  out += "</tr></thead>\n<tbody>\n";
  for (const auto& row : rows) {
    out += "<tr>";
    for (const std::string& cell : row) out += "<td>" + in_page(cell) + "</td>";
    out += "</tr>\n";
  }
  return out + "</tbody>\n</table>\n";
}

/// No style and no script: it must do under the strictest policy, and be read by anything.
http::Response html_page(const Text& title, const std::vector<Link>& links, const std::string& body) {
  std::string out =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>" +
      in_page(both(title)) +
      "</title>\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n</head>\n<body>\n"
      "<main>\n<h1>" +
      in_page(title.en) + " · <span lang=\"zh\">" + in_page(title.zh) + "</span></h1>\n" + body;
  out += "</main>\n<nav aria-label=\"links\">\n<ul>\n";
  for (const Link& l : links)
    out += "<li><a rel=\"" + in_page(l.rel) + "\" href=\"" + in_page(l.href) + "\">" +
           in_page(l.title.empty() ? l.rel : l.title) + "</a> (" + in_page(l.type) + ")</li>\n";
  out += "</ul>\n</nav>\n</body>\n</html>\n";
  return http::answer(200, "text/html; charset=utf-8", std::move(out));
}

}  // namespace cityloop::ogc
