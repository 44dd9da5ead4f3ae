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
                Tiles::style_json(theme.empty() ? "light" : theme, a.office.settings().base_url));
}
Response get_tile_json(const Asked& a) {
  return answer(200, "application/json; charset=utf-8",
                tiles_of(a).tile_json(a.parameter("set"), a.office.settings().base_url));
}
Response get_tile(const Asked& a) {
  std::string bytes = tiles_of(a).tile(a.parameter("set"), number("z"), number("x"), number("y"));
  if (bytes.empty()) return answer(204, "application/vnd.mapbox-vector-tile", "");
  return answer(200, "application/vnd.mapbox-vector-tile", std::move(bytes));
}

}  // namespace cityloop::http
