#include "cityloop/io/http/ogc/pages.h"

namespace cityloop::ogc {
namespace {

using Fill = std::function<void(JsonWriter&)>;

void parameter_ref(JsonWriter& out, std::string_view name) {
  out.begin_object().field("$ref", "#/components/parameters/" + std::string{name}).end_object();
}
void parameter(JsonWriter& out, std::string_view name, std::string_view in, std::string_view meaning,
               const Fill& schema) {
  out.begin_object().field("name", name).field("in", in).field("description", meaning);
  out.field("required", in == "path");
  if (in == "query") out.field("style", "form").field("explode", false);
  out.key("schema").begin_object();
  schema(out);
  out.end_object().end_object();
}
void responses(JsonWriter& out, std::string_view type, std::string_view schema,
               std::initializer_list<int> problems) {
  out.key("responses").begin_object();
  out.key("200").begin_object().field("description", "the resource");
  out.key("content").begin_object();
  out.key(type).begin_object().key("schema").begin_object().field(
      "$ref", "#/components/schemas/" + std::string{schema});
  out.end_object().end_object();
  out.key("text/html").begin_object().key("schema").begin_object().field("type", "string");
  out.end_object().end_object().end_object().end_object();
  for (const int p : problems)
    out.key(std::to_string(p)).begin_object().field("$ref", "#/components/responses/Problem").end_object();
  out.end_object();
}
void get(JsonWriter& out, std::string_view path, std::string_view operation, std::string_view summary,
         const Fill& parameters, std::string_view type, std::string_view schema,
         std::initializer_list<int> problems) {
  out.key(path)
      .begin_object()
      .key("get")
      .begin_object()
      .field("operationId", operation)
      .field("summary", summary);
  out.key("parameters").begin_array();
  parameters(out);
  parameter_ref(out, "f");
  out.end_array();
  responses(out, type, schema, problems);
  out.end_object().end_object();
}

void shared_parameters(JsonWriter& out, const Features& features) {
  const auto text = [](JsonWriter& s) { s.field("type", "string"); };
  const auto systems = [&](JsonWriter& s) {
    s.field("type", "string").field("format", "uri").field("default", kCrs84).key("enum").begin_array();
    for (const System& system : features.systems()) s.value(system.uri);
    s.end_array();
  };
  out.key("parameters").begin_object();
  const auto query = [&](std::string_view name, std::string_view meaning, const Fill& schema) {
    out.key(name);
    parameter(out, name, "query", meaning, schema);
  };
  query("f", "the format; Accept if left out", [](JsonWriter& s) {
    s.field("type", "string").key("enum").begin_array().value("json").value("html").end_array();
  });
  query("limit", "how many features at most; more are clamped", [](JsonWriter& s) {
    s.field("type", "integer").field("minimum", 1).field("maximum", static_cast<std::uint64_t>(kMostLimit));
    s.field("default", static_cast<std::uint64_t>(kDefaultLimit));
  });
  query("bbox",
        "only features whose geometry has a point in common with the box, in the axis order of bbox-crs; of "
        "six numbers "
        "the heights are not looked at; west may be greater than east across the 180th meridian",
        [](JsonWriter& s) {
          s.field("type", "array").key("oneOf").begin_array();
          for (const int n : {4, 6}) s.begin_object().field("minItems", n).field("maxItems", n).end_object();
          s.end_array().key("items").begin_object().field("type", "number").end_object();
        });
  query("datetime", "a moment or an interval (RFC 3339); features without a time always match", text);
  query("bbox-crs", "the system of bbox", systems);
  query("crs", "the system of the answer", systems);
  query("filter", "a condition in CQL2 text", text);
  query("filter-lang", "the language of filter", [](JsonWriter& s) {
    s.field("type", "string")
        .field("default", "cql2-text")
        .key("enum")
        .begin_array()
        .value("cql2-text")
        .end_array();
  });
  query("filter-crs", "the system of geometries in filter", systems);
  query("cursor", "as found in the link `next`", text);
  out.end_object();
}

void shared_schemas(JsonWriter& out) {
  out.key("responses")
      .begin_object()
      .key("Problem")
      .begin_object()
      .field("description", "what is wrong and what to do");
  out.key("content")
      .begin_object()
      .key("application/problem+json")
      .begin_object()
      .key("schema")
      .begin_object();
  out.field("$ref", "#/components/schemas/Problem")
      .end_object()
      .end_object()
      .end_object()
      .end_object()
      .end_object();
  out.key("schemas").raw(R"({
"Object":{"type":"object"},
"Text":{"type":"object","required":["en","zh"],"properties":{"en":{"type":"string"},"zh":{"type":"string"}}},
"Problem":{"type":"object","required":["type","title","status","detail"],"properties":{"type":{"type":"string"},
"title":{"type":"string"},"status":{"type":"integer"},"detail":{"$ref":"#/components/schemas/Text"},
"where":{"type":"string"},"hint":{"$ref":"#/components/schemas/Text"}}},
"Link":{"type":"object","required":["href","rel"],"properties":{"href":{"type":"string","format":"uri"},
"rel":{"type":"string"},"type":{"type":"string"},"title":{"type":"string"}}},
"Links":{"type":"array","items":{"$ref":"#/components/schemas/Link"}},
"LandingPage":{"type":"object","required":["links"],"properties":{"title":{"type":"string"},
"description":{"type":"string"},"links":{"$ref":"#/components/schemas/Links"}}},
"Conformance":{"type":"object","required":["conformsTo"],"properties":{"conformsTo":{"type":"array",
"items":{"type":"string"}}}},
"Collection":{"type":"object","required":["id","links"],"properties":{"id":{"type":"string"},
"title":{"type":"string"},"description":{"type":"string"},"itemType":{"type":"string"},"extent":{"type":"object"},
"links":{"$ref":"#/components/schemas/Links"},"crs":{"type":"array","items":{"type":"string"}},
"storageCrs":{"type":"string"}}},
"Collections":{"type":"object","required":["links","collections"],"properties":{
"links":{"$ref":"#/components/schemas/Links"},"crs":{"type":"array","items":{"type":"string"}},
"collections":{"type":"array","items":{"$ref":"#/components/schemas/Collection"}}}},
"Feature":{"type":"object","required":["type","geometry","properties"],"properties":{"type":{"type":"string",
"enum":["Feature"]},"id":{"type":"string"},"geometry":{"type":"object","nullable":true},
"properties":{"type":"object","nullable":true},"links":{"$ref":"#/components/schemas/Links"}}},
"FeatureCollection":{"type":"object","required":["type","features"],"properties":{"type":{"type":"string",
"enum":["FeatureCollection"]},"features":{"type":"array","items":{"$ref":"#/components/schemas/Feature"}},
"links":{"$ref":"#/components/schemas/Links"},"timeStamp":{"type":"string","format":"date-time"},
"numberMatched":{"type":"integer","minimum":0},"numberReturned":{"type":"integer","minimum":0}}}
})");
}

}  // namespace

std::string api_definition(const Features& features, const std::string& root) {
  JsonWriter out;
  const Fill none = [](JsonWriter&) {};
  out.begin_object().field("openapi", "3.0.3");
  out.key("info").begin_object().field("title", both(features.city().about->name)).field("version", "1.0.0");
  out.field("description", "Layers of the city as OGC API Features · 以 OGC API – Features 提供的城市图层")
      .end_object();
  out.key("servers").begin_array().begin_object().field("url", root).end_object().end_array();
  out.key("paths").begin_object();
  get(out, "/", "getLandingPage", "where to begin", none, kJson, "LandingPage", {});
  get(out, "/api", "getApi", "this definition", none, kOpenApi, "Object", {});
  get(out, "/conformance", "getConformance", "what standards are met", none, kJson, "Conformance", {400});
  get(out, "/collections", "getCollections", "all layers", none, kJson, "Collections", {400});
  for (const auto& c : features.collections()) {
    const std::string at = "/collections/" + c->id;
    get(out, at, "describe." + c->id, both(c->title), none, kJson, "Collection", {400, 404});
    get(out, at + "/queryables", "queryables." + c->id, "what may be asked of " + c->id, none, kSchema,
        "Object", {400});
    get(out, at + "/items", "items." + c->id, both(c->meaning),
        [&](JsonWriter& p) {
          for (const char* name : {"limit", "bbox", "datetime", "bbox-crs", "crs", "filter", "filter-lang",
                                   "filter-crs", "cursor"})
            parameter_ref(p, name);
          for (const ExportColumn* column : parameters_of(*c))
            parameter(p, column->name, "query", both(column->title), [&](JsonWriter& s) {
              s.field("type", column->type == ExportColumn::Type::integer ? "integer" : "string");
            });
        },
        kGeoJson, "FeatureCollection", {400, 409});
    get(out, at + "/items/{featureId}", "item." + c->id, "one of " + c->id,
        [&](JsonWriter& p) {
          parameter(p, "featureId", "path", "the id of a feature",
                    [](JsonWriter& s) { s.field("type", "string"); });
          parameter_ref(p, "crs");
        },
        kGeoJson, "Feature", {400, 404});
  }
  out.end_object();
  out.key("components").begin_object();
  shared_parameters(out, features);
  shared_schemas(out);
  out.end_object().end_object();
  return out.take();
}

}  // namespace cityloop::ogc
