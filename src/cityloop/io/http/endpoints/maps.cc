#include <algorithm>
#include <limits>

#include "cityloop/io/http/endpoints/views.h"

namespace cityloop::http {
namespace {
const Tiles& tiles_of(const Asked& a) {
  a.view();  // says that nothing was imported, where that is so
  return *a.picture->tiles;
}
}  // namespace

Response get_style(const Asked& a) {
  const std::string theme = a.parameter("theme");
  return answer(200, "application/json; charset=utf-8",
                Tiles::style_json(theme.empty() ? "light" : theme, a.office.settings().map_base));
}
Response get_tile_json(const Asked& a) {
  return answer(200, "application/json; charset=utf-8",
                tiles_of(a).tile_json(a.parameter("set"), a.office.settings().map_base));
}
Response get_tile(const Asked& a) {
  // What does not fit is no tile; it must not wrap to one.
  const auto part = [&a](const char* name) {
    return static_cast<unsigned>(
        std::min<std::int64_t>(a.integer(name, 0), std::numeric_limits<std::uint32_t>::max()));
  };
  std::string bytes = tiles_of(a).tile(a.parameter("set"), part("z"), part("x"), part("y"));
  if (bytes.empty()) return answer(204, "application/vnd.mapbox-vector-tile", "");
  return answer(200, "application/vnd.mapbox-vector-tile", std::move(bytes));
}

}  // namespace cityloop::http
