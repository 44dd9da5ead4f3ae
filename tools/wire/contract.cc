#include "tools/wire/contract.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "cityloop/base/json.h"

namespace cityloop {
namespace {

using Words = std::set<std::string, std::less<>>;

std::string said(const Document& d, std::string_view key) {
  const auto v = d.find(key);
  return v ? v->string() : std::string{};
}

Document target_of(const Document& contract, const Document& reference) {
  const std::string ref = reference.string();
  if (!ref.starts_with("#/")) refuse_contract(reference, "a reference stays within the contract: " + ref);
  Document d = contract;
  for (std::size_t at = 2; at <= ref.size();) {
    const std::size_t end = std::min(ref.find('/', at), ref.size());
    const auto next = d.is_map() ? d.find(ref.substr(at, end - at)) : std::nullopt;
    if (!next) refuse_contract(reference, "this reference leads nowhere: " + ref);
    d = *next;
    at = end + 1;
  }
  return d;
}

void check_references(const Document& contract, const Document& d) {
  if (d.is_list())
    for (const Document& one : d.list()) check_references(contract, one);
  if (!d.is_map()) return;
  for (const std::string& key : d.keys()) {
    // A property may be called so too; it is a map then.
    if (key == "$ref" && d.at(key).is_scalar()) static_cast<void>(target_of(contract, d.at(key)));
    else check_references(contract, d.at(key));
  }
}

/// What a schema of a type may say beside its type, its description and whether it can be null.
const std::map<std::string, Words, std::less<>>& words_of_types() {
  static const std::map<std::string, Words, std::less<>> kWords{
      {"string", {"enum", "minLength", "maxLength"}},
      {"integer", {"minimum", "maximum"}},
      {"number", {"minimum", "maximum"}},
      {"boolean", {}},
      {"array", {"items"}},
      {"object", {"required", "properties"}}};
  return kWords;
}

enum class Place : std::uint8_t { named, field, item, parameter };

void check_schema(const Document& d, Place place) {
  if (d.find("$ref")) {
    if (d.keys().size() != 1) refuse_contract(d, "what stands beside a reference is not read by anybody");
    return;
  }
  const std::string type = said(d, "type");
  const auto words = words_of_types().find(type);
  if (words == words_of_types().end())
    refuse_contract(d, "a type that the generator does not know: '" + type + "'");
  if (type == "object" && place != Place::named) refuse_contract(d, "an object has a name of its own");
  if (place == Place::parameter && (type == "array" || type == "boolean"))
    refuse_contract(d, "a parameter is a string or a number");
  for (const std::string& key : d.keys()) {
    const bool everywhere = key == "type" || key == "description";
    const bool here = (key == "nullable" && place == Place::field && type != "array") ||
                      (key == "default" && place == Place::parameter);
    if (!everywhere && !here && !words->second.contains(key))
      refuse_contract(d.at(key), "'" + key + "' would not be kept here");
  }
  if (type == "array") check_schema(d.at("items"), Place::item);
  if (type == "object") {
    const Document properties = d.at("properties");
    for (const std::string& name : properties.keys()) check_schema(properties.at(name), Place::field);
  }
}

void check_parameter(const Document& d) {
  static const Words kWords{"name", "in", "required", "description", "schema"};
  for (const std::string& key : d.keys())
    if (!kWords.contains(key)) refuse_contract(d.at(key), "'" + key + "' would not be kept here");
  const std::string in = d.at("in").string();
  if (in != "path" && in != "query") refuse_contract(d, "a parameter stands in the path or the query");
  const auto required = d.find("required");
  if (in == "path" && !(required && required->boolean())) refuse_contract(d, "what a path names is required");
  check_schema(d.at("schema"), Place::parameter);
}

std::vector<std::string> names_in(const std::string& path) {
  std::vector<std::string> out;
  for (std::size_t at = path.find('{'); at != std::string::npos; at = path.find('{', at + 1))
    out.push_back(path.substr(at + 1, path.find('}', at) - at - 1));
  std::sort(out.begin(), out.end());
  return out;
}

void check_operation(const Document& contract, const Document& path, const std::string& address,
                     const Document& operation, std::set<std::string>& ids) {
  if (const std::string id = operation.at("operationId").string(); !ids.insert(id).second)
    refuse_contract(operation, "two operations are called " + id);
  if (said(operation, "x-permission").empty())
    refuse_contract(operation, "it is not said who may do this (x-permission)");
  std::vector<std::string> in_path;
  std::set<std::string> seen;
  for (const auto& list : {path.find("parameters"), operation.find("parameters")}) {
    if (!list) continue;
    for (const Document& one : list->list()) {
      const auto ref = one.find("$ref");
      const Document d = ref ? target_of(contract, *ref) : one;
      check_parameter(d);
      const std::string name = d.at("name").string();
      if (!seen.insert(name).second) refuse_contract(one, "two parameters are called " + name);
      if (d.at("in").string() == "path") in_path.push_back(name);
    }
  }
  std::sort(in_path.begin(), in_path.end());
  if (in_path != names_in(address)) refuse_contract(operation, address + " and its parameters do not agree");
}

/// JSON of any document; what a scalar is follows from how it reads.
void to_json(JsonWriter& j, const Document& d, bool text) {
  switch (d.kind()) {
    case Document::Kind::null: j.null(); return;
    case Document::Kind::map:
      j.begin_object();
      for (const std::string& k : d.keys()) {
        j.key(k);
        to_json(j, d.at(k),
                k == "description" || k == "summary" || k == "title" || k == "version" || k == "openapi" ||
                    k == "name" || k == "url" || k == "pattern");
      }
      j.end_object();
      return;
    case Document::Kind::list:
      j.begin_array();
      for (const Document& one : d.list()) to_json(j, one, text);
      j.end_array();
      return;
    case Document::Kind::scalar: {
      const std::string s = d.string();
      if (!text && (s == "true" || s == "false")) {
        j.value(s == "true");
        return;
      }
      if (!text && !s.empty() && s.find_first_not_of("0123456789.-") == std::string::npos &&
          s.find_first_of("0123456789") != std::string::npos) {
        try {
          std::size_t used = 0;
          const double v = std::stod(s, &used);
          if (used == s.size()) {
            if (s.find('.') == std::string::npos) j.value(static_cast<std::int64_t>(v));
            else j.value(v);
            return;
          }
        } catch (const std::exception&) {  // it is a word then
        }
      }
      j.value(s);
      return;
    }
  }
}

}  // namespace

void refuse_contract(const Document& at, const std::string& why) {
  throw Error{Fault::bad_input, verbatim(why), at.where()};
}

void check_contract(const Document& contract) {
  check_references(contract, contract);
  const Document schemas = contract.at("components").at("schemas");
  for (const std::string& name : schemas.keys()) check_schema(schemas.at(name), Place::named);
  const Document paths = contract.at("paths");
  std::set<std::string> ids;
  static const Words kMethods{"get", "post", "put", "patch", "delete"};
  for (const std::string& address : paths.keys()) {
    const Document path = paths.at(address);
    for (const std::string& key : path.keys()) {
      if (kMethods.contains(key)) check_operation(contract, path, address, path.at(key), ids);
      else if (key != "parameters") refuse_contract(path.at(key), "'" + key + "' would not be kept here");
    }
  }
}

std::string contract_json(const Document& contract) {
  JsonWriter j;
  to_json(j, contract, false);
  return j.take();
}

}  // namespace cityloop
