#include "cityloop/io/http/web_files.h"

#include <array>
#include <filesystem>

#include "cityloop/io/http/reply.h"
#include "cityloop/loop/files.h"

namespace cityloop::http {
namespace {

namespace fs = std::filesystem;

std::string_view type_of_file(const fs::path& file) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kTypes{
      {{".html", "text/html; charset=utf-8"},
       {".js", "text/javascript; charset=utf-8"},
       {".css", "text/css; charset=utf-8"},
       {".svg", "image/svg+xml"},
       {".png", "image/png"},
       {".json", "application/json"},
       {".webmanifest", "application/manifest+json"},
       {".ico", "image/x-icon"},
       {".woff2", "font/woff2"},
       {".txt", "text/plain; charset=utf-8"}}};
  const std::string end = file.extension().string();
  for (const auto& [extension, type] : kTypes)
    if (end == extension) return type;
  return "application/octet-stream";
}

Response nothing_here() {
  return answer(
      404, "text/html; charset=utf-8",
      "<!doctype html><meta charset=utf-8><title>CityLoop</title><p>There is no page here. · 此处没有页面。"
      "<p><a href=\"/\">CityLoop</a>\n");
}

}  // namespace

Response web_file(const std::string& folder, const Head& head) {
  if (folder.empty())
    return answer(404, "text/html; charset=utf-8",
                  "<!doctype html><meta charset=utf-8><title>CityLoop</title><p>The web application is not "
                  "installed; the API "
                  "answers under /api/v1. · 未安装网页应用，接口位于 /api/v1。\n");
  // The guard has refused dot segments; a name is taken only as it is.
  const fs::path root{folder};
  fs::path file = root / fs::path{head.path.substr(1)};
  std::error_code failed;
  const bool asset = head.path.starts_with("/assets/");
  if (head.path == "/" || !fs::is_regular_file(file, failed)) {
    if (asset || head.path.starts_with("/api/") || head.path.starts_with("/tiles/") ||
        !file.extension().empty())
      return nothing_here();
    file = root / "index.html";
  }
  // A link that leads out of the folder is not followed.
  const fs::path real = fs::weakly_canonical(file, failed), base = fs::weakly_canonical(root, failed);
  if (real.string().compare(0, base.string().size(), base.string()) != 0 ||
      !fs::is_regular_file(real, failed))
    return nothing_here();
  const fs::path packed{real.string() + ".gz"};
  const bool gzip = takes_gzip(head) && fs::is_regular_file(packed, failed);
  const auto size = fs::file_size(real, failed);
  const auto changed = fs::last_write_time(real, failed).time_since_epoch().count();
  const std::string etag = fmt::format("\"{:x}-{:x}{}\"", size, changed, gzip ? "-gz" : "");
  Response r = answer(200, std::string{type_of_file(real)}, "");
  r.with("etag", etag).with("vary", "accept-encoding");
  r.with("cache-control", asset ? "public, max-age=31536000, immutable" : "no-cache");
  if (has_already(head, etag)) {
    r.status = 304;
    return r;
  }
  if (gzip) r.with("content-encoding", "gzip");
  r.body = std::make_shared<const std::string>(read_text(gzip ? packed.string() : real.string()));
  return gzip ? r : ranged(std::move(r), head);
}

}  // namespace cityloop::http
