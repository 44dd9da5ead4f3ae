#include "cityloop/io/http/ogc/answer.h"

#include "cityloop/io/http/ogc/pages.h"

namespace cityloop::ogc {
namespace {

int status_of(Fault f) {
  switch (f) {
    case Fault::bad_input: return 400;
    case Fault::not_found: return 404;
    case Fault::conflict: return 409;
    case Fault::forbidden: return 403;
    case Fault::unavailable: return 503;
    case Fault::stopped: return 503;
    case Fault::internal: return 500;
  }
  return 500;
}
http::Response problem(int status, std::string_view title, const Text& detail, std::string_view where,
                       const Text& hint) {
  JsonWriter out;
  out.begin_object().field("type", "about:blank").field("title", title).field("status", status);
  out.field("detail", detail).field("where", where).field("hint", hint).end_object();
  return http::answer(status, "application/problem+json", out.take());
}
Error nothing_here(const std::string& path) {
  return Error{Fault::not_found, say("There is nothing at {}.", "{} 处没有内容。", path), Where{.item = path},
               say("Begin at /ogc and follow the links.", "请从 /ogc 开始，按链接访问。")};
}

/// The words of a path below /ogc; nothing for a path with an empty word, except the slash after /ogc.
std::vector<std::string> words_of(const std::string& path) {
  std::vector<std::string> words;
  for (std::size_t at = 4; at < path.size();) {
    const std::size_t next = std::min(path.find('/', at + 1), path.size());
    words.push_back(path.substr(at + 1, next - at - 1));
    at = next;
  }
  if (words.size() == 1 && words[0].empty()) words.clear();
  return words;
}

http::Response resource(const Asked& a) {
  const std::vector<std::string> words = words_of(a.head.path);
  const std::size_t n = words.size();
  if (n == 0) return landing_page(a);
  if (n == 1 && words[0] == "api") return api_page(a);
  if (n == 1 && words[0] == "conformance") return conformance_page(a);
  if (words[0] != "collections") throw nothing_here(a.head.path);
  if (n == 1) return collections_page(a);
  const Collection* c = a.features.find(words[1]);
  if (c == nullptr) throw nothing_here(a.head.path);
  if (n == 2) return collection_page(a, *c);
  if (n == 3 && words[2] == "queryables") return queryables_page(a, *c);
  if (n == 3 && words[2] == "items") return items_page(a, *c);
  if (n == 4 && words[2] == "items") return item_page(a, *c, words[3]);
  throw nothing_here(a.head.path);
}

}  // namespace

std::optional<http::Response> ogc_answer(const http::Head& head, const Features& features,
                                         const std::string& base_url, Instant now) {
  if (head.path != "/ogc" && !head.path.starts_with("/ogc/")) return std::nullopt;
  if (head.method != "GET" && head.method != "HEAD") {
    auto refused = problem(405, "method_not_allowed", say("This can be read only.", "此处仅支持读取。"),
                           head.method, say("Use GET or HEAD.", "请使用 GET 或 HEAD。"));
    return refused.with("allow", "GET, HEAD");
  }
  try {
    Asked a{head, features, base_url + "/ogc", now};
    a.format = format_of(head);
    return resource(a).with("vary", "accept");
  } catch (const Error& e) {
    return problem(status_of(e.fault()), to_word(e.fault()), e.words(), e.where().to_string(), e.hint());
  }
}

}  // namespace cityloop::ogc
