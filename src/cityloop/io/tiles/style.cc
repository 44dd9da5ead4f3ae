#include <array>

#include "cityloop/base/json.h"
#include "cityloop/io/tiles/tiles.h"

namespace cityloop {
namespace {

/// The colours of one theme. The ground is quiet, so that what is measured stands out from it.
struct Palette {
  std::string_view theme, ground, city, built, green, water, building, casing, minor, major, motorway, rail,
      border, text, halo;
};
constexpr std::array<Palette, 3> kPalettes{{
    {"light", "#f2f1ed", "#faf9f6", "#f1eee8", "#dcebd3", "#bcd8e8", "#e3ddd3", "#d9d4ca", "#ffffff",
     "#ffffff", "#f8dca6", "#a9a29a", "#9a8fa8", "#3d3a36", "#faf9f6"},
    {"dark", "#16191d", "#1d2126", "#22272d", "#1e2c25", "#15293a", "#2a2f36", "#14171b", "#343a42",
     "#444b55", "#5f553f", "#59616c", "#6d6580", "#c9ccd1", "#16191d"},
    {"contrast", "#ffffff", "#ffffff", "#ffffff", "#d5f0c4", "#9fd4ff", "#c8c8c8", "#000000", "#ffffff",
     "#ffffff", "#ffd24d", "#404040", "#6a00a8", "#000000", "#ffffff"},
}};

/// A number that grows with zoom: {zoom, value, zoom, value, …}.
std::string by_zoom(std::initializer_list<double> stops) {
  JsonWriter out;
  out.begin_array().value("interpolate").begin_array().value("exponential").value(1.5).end_array();
  out.begin_array().value("zoom").end_array();
  for (const double x : stops) out.value(x);
  return out.end_array().take();
}
std::string one_of(std::string_view field, std::initializer_list<std::string_view> words) {
  JsonWriter out;
  out.begin_array().value("in").begin_array().value("get").value(field).end_array();
  out.begin_array().value("literal").begin_array();
  for (const std::string_view w : words) out.value(w);
  return out.end_array().end_array().end_array().take();
}
std::string whether(std::string_view how, std::string_view field, std::string_view word) {
  JsonWriter out;
  out.begin_array().value(how).begin_array().value("get").value(field).end_array().value(word).end_array();
  return out.take();
}

class StyleLayers {
 public:
  explicit StyleLayers(JsonWriter& out) : out_{out} {}
  struct How {
    std::string filter = {};
    int from = 0;
    std::vector<std::pair<std::string_view, std::string>> paint = {}, layout = {};  // values already JSON
  };
  void add(std::string_view id, std::string_view type, std::string_view of, const How& how) {
    out_.begin_object().field("id", id).field("type", type);
    if (!of.empty()) out_.field("source", "basemap").field("source-layer", of);
    if (how.from > 0) out_.field("minzoom", how.from);
    if (!how.filter.empty()) out_.key("filter").raw(how.filter);
    for (const auto* part : {&how.layout, &how.paint}) {
      if (part->empty()) continue;
      out_.key(part == &how.layout ? "layout" : "paint").begin_object();
      for (const auto& [name, json] : *part) out_.key(name).raw(json);
      out_.end_object();
    }
    out_.end_object();
  }

 private:
  JsonWriter& out_;
};

void add_layers(StyleLayers& to, const Palette& p) {
  const auto c = [](std::string_view colour) { return json_quote(colour); };
  const std::vector<std::pair<std::string_view, std::string>> round{{"line-cap", "\"round\""},
                                                                    {"line-join", "\"round\""}};
  const std::string motorway = one_of("class", {"motorway", "trunk"}),
                    major = one_of("class", {"primary", "secondary", "tertiary"}),
                    minor = one_of("class", {"residential", "living", "service", "pedestrian", "other"}),
                    path = one_of("class", {"footway", "path", "cycleway", "steps", "track"});
  const std::string great_width = by_zoom({6, 0.8, 12, 3, 16, 12, 20, 60}),
                    great_casing = by_zoom({6, 1.2, 12, 4.5, 16, 15, 20, 66}),
                    minor_width = by_zoom({13, 0.8, 16, 6, 20, 40}),
                    minor_casing = by_zoom({13, 1.2, 16, 8, 20, 44});
  // Land comes in blocks that share their sides; a softened side would show.
  const std::pair<std::string_view, std::string> seamless{"fill-antialias", "false"};
  to.add("ground", "background", "", {{}, 0, {{"background-color", c(p.ground)}}});
  to.add("land", "fill", "land", {whether("==", "class", "city"), 0, {{"fill-color", c(p.city)}, seamless}});
  to.add("land-built", "fill", "land",
         {whether("!=", "class", "city"), 0, {{"fill-color", c(p.built)}, seamless}});
  to.add("green", "fill", "green", {{}, 0, {{"fill-color", c(p.green)}, seamless}});
  to.add("water", "fill", "water", {{}, 0, {{"fill-color", c(p.water)}, seamless}});
  to.add("buildings", "fill", "buildings", {{}, 13, {{"fill-color", c(p.building)}}});
  to.add("road-path", "line", "roads",
         {path,
          14,
          {{"line-color", c(p.casing)},
           {"line-width", by_zoom({14, 0.6, 20, 6})},
           {"line-dasharray", "[2,1]"}}});
  to.add("road-minor-casing", "line", "roads",
         {minor, 13, {{"line-color", c(p.casing)}, {"line-width", minor_casing}}, round});
  to.add("road-major-casing", "line", "roads",
         {major, 8, {{"line-color", c(p.casing)}, {"line-width", great_casing}}, round});
  to.add("road-minor", "line", "roads",
         {minor, 13, {{"line-color", c(p.minor)}, {"line-width", minor_width}}, round});
  to.add("road-major", "line", "roads",
         {major, 8, {{"line-color", c(p.major)}, {"line-width", great_width}}, round});
  to.add("road-motorway", "line", "roads",
         {motorway, 6, {{"line-color", c(p.motorway)}, {"line-width", great_width}}, round});
  to.add(
      "rail", "line", "rail",
      {{},
       10,
       {{"line-color", c(p.rail)}, {"line-width", by_zoom({10, 1, 16, 2.5})}, {"line-dasharray", "[4,2]"}}});
  to.add(
      "boundaries", "line", "boundaries",
      {{},
       8,
       {{"line-color", c(p.border)}, {"line-width", by_zoom({8, 1, 16, 2})}, {"line-dasharray", "[3,2]"}}});
  const std::vector<std::pair<std::string_view, std::string>> text_paint{
      {"text-color", c(p.text)}, {"text-halo-color", c(p.halo)}, {"text-halo-width", "1.5"}};
  to.add("place-labels", "symbol", "places",
         {{}, 12, text_paint, {{"text-field", R"(["get","name"])"}, {"text-size", "12"}}});
  to.add("zone-labels", "symbol", "zone_labels",
         {{},
          8,
          text_paint,
          {{"text-field", R"(["get","name"])"},
           {"text-size", R"(["step",["get","rank"],16,1,14,2,12])"},
           {"symbol-sort-key", R"(["get","rank"])"}}});
}

}  // namespace

std::string Tiles::style_json(std::string_view theme, std::string_view base_url) {
  for (const Palette& p : kPalettes) {
    if (p.theme != theme) continue;
    JsonWriter out;
    out.begin_object().field("version", 8).field("name", "CityLoop " + std::string{theme});
    out.key("sources").begin_object().key("basemap").begin_object().field("type", "vector");
    out.field("url", std::string{base_url} + "/tiles/basemap.json").end_object().end_object();
    out.key("layers").begin_array();
    StyleLayers layers{out};
    add_layers(layers, p);
    out.end_array().end_object();
    return out.take();
  }
  throw Error{Fault::bad_input,
              say("There is no theme \"{}\".", "没有名为“{}”的主题。", theme),
              {},
              say("There are light, dark and contrast.", "可用：light、dark、contrast。")};
}

}  // namespace cityloop
