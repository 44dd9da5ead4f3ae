// Makes the server's types from the contract: a struct for each schema of api/openapi.yaml, its writer, readers for what
// requests carry, and the table of operations. The build runs it (cmake/wire.cmake).
//
//   cityloop_wire CONTRACT FOLDER [NAMESPACE]      writes wire.h, wire_write.cc, wire_read.cc, wire_operations.cc
//
// Understands what the contract uses: objects of strings, integers, numbers, booleans, arrays and references, with what they
// are limited to. Anything else is an error (contract.cc), so that a contract that says more than the server keeps cannot be
// written. An array holds the struct that it stands in; two structs that hold each other are not understood.

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "cityloop/base/document.h"
#include "cityloop/base/json.h"
#include "tools/wire/contract.h"

namespace {

using cityloop::Document;
using cityloop::json_quote;

struct Type {
  enum class Of : std::uint8_t { text, string, integer, number, boolean, array, object } of = Of::string;
  std::string name;        // of = object
  std::vector<Type> item;  // of = array
  std::vector<std::string> allowed;
  std::string least = "std::nullopt", most = "std::nullopt";  // of = integer, number: as C++
  std::string shortest = "0", longest = "0";                  // of = string; 0: no limit
  bool bounded() const {
    return least != "std::nullopt" || most != "std::nullopt" || shortest != "0" || longest != "0";
  }
};
struct Field {
  std::string name;
  Type type;
  bool required = false, nullable = false;
  std::string note;
  bool optional() const { return type.of != Type::Of::array && (!required || nullable); }
};
struct Schema {
  std::string name, note;
  std::vector<Field> fields;
};

std::string word(const Document& d, std::string_view key) {
  const auto v = d.find(key);
  return v ? v->string() : std::string{};
}

std::string referred(const Document& d) {
  const std::string ref = word(d, "$ref");
  return ref.empty() ? ref : ref.substr(ref.rfind('/') + 1);
}

/// A limit as C++ says it.
std::string limit(const Document& schema, std::string_view key, std::string otherwise) {
  const auto v = schema.find(key);
  if (!v) return otherwise;
  if (key == "minLength" || key == "maxLength") return fmt::format("{}", v->integer());
  return schema.at("type").string() == "integer" ? fmt::format("std::int64_t{{{}}}", v->integer())
                                                 : fmt::format("double{{{}}}", v->number());
}
void read_limits(Type& t, const Document& d) {
  t.least = limit(d, "minimum", t.least);
  t.most = limit(d, "maximum", t.most);
  t.shortest = limit(d, "minLength", t.shortest);
  t.longest = limit(d, "maxLength", t.longest);
}

Type read_type(const Document& d, const Document& schemas) {
  Type t;
  if (const std::string name = referred(d); !name.empty()) {
    if (name == "Text") {
      t.of = Type::Of::text;
      return t;
    }
    const auto target = schemas.find(name);
    if (!target) cityloop::refuse_contract(d, "there is no schema " + name);
    if (word(*target, "type") != "object") return read_type(*target, schemas);
    t.of = Type::Of::object;
    t.name = name;
    return t;
  }
  const std::string type = word(d, "type");
  if (type == "string") {
    t.of = Type::Of::string;
    if (const auto allowed = d.find("enum"))
      for (const Document& one : allowed->list()) t.allowed.push_back(one.string());
  } else if (type == "integer") {
    t.of = Type::Of::integer;
  } else if (type == "number") {
    t.of = Type::Of::number;
  } else if (type == "boolean") {
    t.of = Type::Of::boolean;
  } else if (type == "array") {
    t.of = Type::Of::array;
    t.item.push_back(read_type(d.at("items"), schemas));
  } else {
    cityloop::refuse_contract(d, "a type that the generator does not know: '" + type + "'");
  }
  read_limits(t, d);
  return t;
}

std::vector<Schema> read_schemas(const Document& schemas) {
  std::vector<Schema> out;
  for (const std::string& name : schemas.keys()) {
    const Document d = schemas.at(name);
    if (name == "Text" || word(d, "type") != "object") continue;
    Schema s{name, word(d, "description"), {}};
    std::set<std::string> required;
    if (const auto r = d.find("required"))
      for (const Document& one : r->list()) required.insert(one.string());
    const Document properties = d.at("properties");
    for (const std::string& field : properties.keys()) {
      const Document p = properties.at(field);
      const auto nullable = p.find("nullable");
      s.fields.push_back({field, read_type(p, schemas), required.erase(field) > 0,
                          nullable && nullable->boolean(), word(p, "description")});
    }
    if (!required.empty())
      cityloop::refuse_contract(d, name + " requires " + *required.begin() + ", which it does not have");
    out.push_back(std::move(s));
  }
  return out;
}

std::string object_in(const Type& t) {
  if (t.of == Type::Of::object) return t.name;
  return t.of == Type::Of::array ? object_in(t.item.front()) : std::string{};
}

/// What a struct holds comes before it.
std::vector<Schema> in_order(const std::vector<Schema>& all) {
  std::map<std::string, const Schema*> by_name;
  for (const Schema& s : all) by_name[s.name] = &s;
  std::vector<Schema> out;
  std::set<std::string> done;
  const std::function<void(const Schema&)> visit = [&](const Schema& s) {
    if (!done.insert(s.name).second) return;
    for (const Field& f : s.fields)
      if (const std::string o = object_in(f.type); !o.empty()) visit(*by_name.at(o));
    out.push_back(s);
  };
  for (const Schema& s : all) visit(s);
  return out;
}

std::string in_cpp(const Type& t) {
  switch (t.of) {
    case Type::Of::text: return "Text";
    case Type::Of::string: return "std::string";
    case Type::Of::integer: return "std::int64_t";
    case Type::Of::number: return "double";
    case Type::Of::boolean: return "bool";
    case Type::Of::array: return "std::vector<" + in_cpp(t.item.front()) + ">";
    case Type::Of::object: return t.name;
  }
  return "";
}
std::string identifier(const std::string& name) {
  static const std::set<std::string> kWords = [] {
    std::istringstream all{
        "alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t char16_t "
        "char32_t "
        "class compl concept const consteval constexpr constinit const_cast continue co_await co_return "
        "co_yield "
        "decltype default delete do double dynamic_cast else enum explicit export extern false float for "
        "friend "
        "goto if inline int long mutable namespace new noexcept not not_eq nullptr operator or or_eq private "
        "protected public register reinterpret_cast requires return short signed sizeof static static_assert "
        "static_cast struct switch template this thread_local throw true try typedef typeid typename union "
        "unsigned using virtual void volatile wchar_t while xor xor_eq"};
    return std::set<std::string>{std::istream_iterator<std::string>{all}, {}};
  }();
  return kWords.contains(name) ? name + "_" : name;
}

constexpr const char* kHead =
    "// Made by tools/wire from the contract while building: change that. As long as the contract is.\n";

std::string header(const std::string& name, const std::vector<Schema>& schemas,
                   const std::set<std::string>& read) {
  std::string out =
      std::string{"#pragma once\n\n"} + kHead +
      "\n#include <cstdint>\n#include <optional>\n#include <span>\n#include <string>\n#include "
      "<string_view>\n"
      "#include <vector>\n\n#include \"cityloop/base/document.h\"\n#include \"cityloop/base/json.h\"\n\n"
      "namespace cityloop::" +
      name + " {\n\n";
  for (const Schema& s : schemas) {
    if (!s.note.empty()) out += "/// " + s.note + "\n";
    out += "struct " + s.name + " {\n";
    for (const Field& f : s.fields) {
      std::string type = in_cpp(f.type);
      if (f.optional()) type = "std::optional<" + type + ">";
      const bool plain = !f.optional() && (f.type.of == Type::Of::integer || f.type.of == Type::Of::number);
      const std::string start = plain                                             ? " = 0"
                                : !f.optional() && f.type.of == Type::Of::boolean ? " = false"
                                                                                  : " = {}";
      out += "  " + type + " " + identifier(f.name) + start + ";" + (f.note.empty() ? "" : "  // " + f.note) +
             "\n";
    }
    out += "};\n";
  }
  out += "\n";
  for (const Schema& s : schemas) out += "void write(JsonWriter&, const " + s.name + "&);\n";
  out +=
      "\n/// Strict: a key that the contract does not have, or a value outside what it allows, is an "
      "Error{bad_input}; null is\n/// the same as leaving out what may be left out.\n";
  for (const Schema& s : schemas)
    if (read.contains(s.name)) out += fmt::format("{0} read_{0}(const Document&);\n", s.name);
  out += R"(
template <class T>
std::string json(const T& t) {
  JsonWriter j;
  write(j, t);
  return j.take();
}

/// A parameter of an operation.
struct Parameter {
  std::string_view name;
  bool in_path = false, required = false;
  enum class Type : std::uint8_t { string, integer, number } type = Type::string;
  std::optional<double> minimum, maximum;
  std::size_t longest = 0;  // 0: no limit
  std::span<const std::string_view> allowed;
  std::size_t shortest = 0;
  std::string_view otherwise = {};  // what holds if it is left out
};
/// What can be asked for, and what one must be allowed to do to ask.
struct Operation {
  std::string_view id, method, path, permission;
  bool body = false, json_body = false;
  std::span<const Parameter> parameters;
};
std::span<const Operation> operations();
/// The contract, for those who connect.
const std::string& contract();

)";
  return out + "}  // namespace cityloop::" + name + "\n";
}

void write_value(std::string& out, const Type& t, const std::string& value, const std::string& indent,
                 int depth) {
  if (t.of == Type::Of::array) {
    const std::string each = fmt::format("v{}", depth);
    out += indent + "j.begin_array();\n" + indent + "for (const auto& " + each + " : " + value + ") {\n";
    write_value(out, t.item.front(), each, indent + "  ", depth + 1);
    out += indent + "}\n" + indent + "j.end_array();\n";
  } else if (t.of == Type::Of::object) {
    out += indent + "write(j, " + value + ");\n";
  } else {
    out += indent + "j.value(" + value + ");\n";
  }
}

std::string writers(const std::string& space, const std::vector<Schema>& schemas) {
  std::string out =
      std::string{kHead} +
      "\n#include <cmath>\n#include <type_traits>\n\n#include \"wire.h\"\n\nnamespace cityloop::" + space +
      R"( {
namespace {

/// A number that is not known is left out where it may be; elsewhere JsonWriter asserts that there is none.
template <class T>
bool has(const std::optional<T>& v) {
  if constexpr (std::is_same_v<T, double>) return v && std::isfinite(*v);
  else return v.has_value();
}

}  // namespace
)";
  for (const Schema& s : schemas) {
    out += fmt::format("\nvoid write(JsonWriter& j, const {}& o) {{\n  j.begin_object();\n", s.name);
    for (const Field& f : s.fields) {
      const std::string name = "o." + identifier(f.name);
      if (!f.optional()) {
        out += fmt::format("  j.key(\"{}\");\n", f.name);
        write_value(out, f.type, name, "  ", 0);
      } else if (f.nullable) {
        out += fmt::format("  j.key(\"{}\");\n  if (!has({})) j.null();\n  else {{\n", f.name, name);
        write_value(out, f.type, "(*" + name + ")", "    ", 0);
        out += "  }\n";
      } else {
        out += fmt::format("  if (has({})) {{\n    j.key(\"{}\");\n", name, f.name);
        write_value(out, f.type, "(*" + name + ")", "    ", 0);
        out += "  }\n";
      }
    }
    out += "  j.end_object();\n}\n";
  }
  return out + "\n}  // namespace cityloop::" + space + "\n";
}

std::string read_value(const Type& t, const std::string& from, int depth) {
  switch (t.of) {
    case Type::Of::text: return from + ".text()";
    case Type::Of::string: {
      if (t.allowed.empty() && t.bounded())
        return fmt::format("as_long({}, {}, {})", from, t.shortest, t.longest);
      if (t.allowed.empty()) return from + ".string()";
      std::string words;
      for (const std::string& w : t.allowed) words += (words.empty() ? "" : ", ") + json_quote(w);
      return fmt::format("one_of({}, {{{}}})", from, words);
    }
    case Type::Of::integer:
    case Type::Of::number: {
      const std::string value = from + (t.of == Type::Of::integer ? ".integer()" : ".number()");
      if (!t.bounded()) return value;
      return fmt::format("within<{}>({}, {}, {}, {})", in_cpp(t), from, value, t.least, t.most);
    }
    case Type::Of::boolean: return from + ".boolean()";
    case Type::Of::object: return fmt::format("read_{}({})", t.name, from);
    case Type::Of::array:
      return fmt::format("all_of<{0}>({1}, [](const Document& d{2}) {{ return {3}; }})",
                         in_cpp(t.item.front()), from, depth,
                         read_value(t.item.front(), fmt::format("d{}", depth), depth + 1));
  }
  return "";
}

std::string readers(const std::string& space, const std::vector<Schema>& schemas,
                    const std::set<std::string>& read) {
  std::string out = std::string{kHead} + R"(
#include <initializer_list>

#include "wire.h"

namespace cityloop::)" +
                    space + R"( {
namespace {

[[maybe_unused]] std::string one_of(const Document& d, std::initializer_list<std::string_view> allowed) {
  std::string said = d.string();
  for (const std::string_view a : allowed)
    if (a == said) return said;
  std::string all;
  for (const std::string_view a : allowed) all += (all.empty() ? "" : ", ") + std::string{a};
  throw Error{Fault::bad_input, say("'{}' is not among what may be said here", "此处不能填写“{}”", said), d.where(),
              say("choose one of: {}", "可填：{}", all)};
}
/// Characters are counted and not bytes.
[[maybe_unused]] std::string as_long(const Document& d, std::size_t shortest, std::size_t longest) {
  std::string said = d.string();
  const std::size_t n = symbol_count(said);
  if (n < shortest)
    throw Error{Fault::bad_input, {"this is too short", "过短"}, d.where(),
                say("at least {} characters", "至少 {} 个字符", shortest)};
  if (longest > 0 && n > longest)
    throw Error{Fault::bad_input, {"this is too long", "过长"}, d.where(),
                say("at most {} characters", "最多 {} 个字符", longest)};
  return said;
}
template <class N>
N within(const Document& d, N value, std::optional<N> least, std::optional<N> most) {
  if ((least && value < *least) || (most && value > *most))
    throw Error{Fault::bad_input, say("{} lies outside what is allowed", "{} 超出允许范围", value), d.where(),
                !most    ? say("from {} on", "不小于 {}", *least)
                : !least ? say("up to {}", "不大于 {}", *most)
                         : say("from {} to {}", "从 {} 到 {}", *least, *most)};
  return value;
}
template <class T, class Read>
std::vector<T> all_of(const Document& d, Read read) {
  if (!d.is_list())
    throw Error{Fault::bad_input, {"a list is needed here", "此处需要列表"}, d.where(), {"write […]", "请写 […]"}};
  std::vector<T> out;
  for (const Document& one : d.list()) out.push_back(read(one));
  return out;
}

}  // namespace
)";
  for (const Schema& s : schemas) {
    if (!read.contains(s.name)) continue;
    out += fmt::format("\n{0} read_{0}(const Document& d) {{\n  {0} o;\n", s.name);
    for (const Field& f : s.fields) {
      const std::string name = "o." + identifier(f.name);
      if (f.required && !f.nullable) {
        out += fmt::format("  {} = {};\n", name, read_value(f.type, fmt::format("d.at(\"{}\")", f.name), 0));
      } else if (f.required) {
        out += fmt::format("  if (const Document v = d.at(\"{}\"); !v.is_null()) {} = {};\n", f.name, name,
                           read_value(f.type, "v", 0));
      } else {
        out += fmt::format("  if (const auto v = d.find(\"{}\"); v && !v->is_null()) {} = {};\n", f.name,
                           name, read_value(f.type, "(*v)", 0));
      }
    }
    out += "  d.done();\n  return o;\n}\n";
  }
  return out + "\n}  // namespace cityloop::" + space + "\n";
}

/// The table keeps every limit as a number.
std::string as_number(const std::string& limit) {
  return limit.starts_with("std::int64_t") ? "double" + limit.substr(limit.find('{')) : limit;
}

struct ReadParameter {
  std::string name, type;
  bool in_path = false, required = false;
  Type limits = {};
  std::vector<std::string> allowed = {};
  std::string otherwise = {};
};

std::string operations(const std::string& space, const Document& contract, std::set<std::string>& bodies) {
  std::string tables, rows;
  const Document named = contract.at("components").at("parameters");
  const Document paths = contract.at("paths");
  static const std::vector<std::string> kMethods{"get", "post", "put", "patch", "delete"};
  for (const std::string& path : paths.keys()) {
    const Document p = paths.at(path);
    for (const std::string& method : kMethods) {
      const auto op = p.find(method);
      if (!op) continue;
      const std::string id = op->at("operationId").string();
      std::vector<ReadParameter> parameters;
      for (const auto& list : {p.find("parameters"), op->find("parameters")}) {
        if (!list) continue;
        for (const Document& one : list->list()) {
          const std::string ref = referred(one);
          const Document d = ref.empty() ? one : named.at(ref);
          const Document schema = d.at("schema");
          ReadParameter r{.name = d.at("name").string(),
                          .type = schema.at("type").string(),
                          .in_path = d.at("in").string() == "path"};
          if (const auto required = d.find("required")) r.required = required->boolean();
          read_limits(r.limits, schema);
          r.otherwise = word(schema, "default");
          if (const auto allowed = schema.find("enum"))
            for (const Document& a : allowed->list()) r.allowed.push_back(a.string());
          parameters.push_back(std::move(r));
        }
      }
      for (const ReadParameter& r : parameters) {
        if (r.allowed.empty()) continue;
        tables += fmt::format("constexpr std::array<std::string_view, {}> kAllowed_{}_{}{{", r.allowed.size(),
                              id, r.name);
        for (const std::string& a : r.allowed) tables += json_quote(a) + ", ";
        tables += "};\n";
      }
      if (!parameters.empty()) {
        tables += fmt::format("const std::array<Parameter, {}> kParameters_{}{{\n", parameters.size(), id);
        for (const ReadParameter& r : parameters)
          tables += fmt::format("    Parameter{{{}, {}, {}, Parameter::Type::{}, {}, {}, {}, {}, {}, {}}},\n",
                                json_quote(r.name), r.in_path, r.required, r.type, as_number(r.limits.least),
                                as_number(r.limits.most), r.limits.longest,
                                r.allowed.empty() ? "{}" : "kAllowed_" + id + "_" + r.name, r.limits.shortest,
                                json_quote(r.otherwise));
        tables += "};\n";
      }
      bool json_body = false;
      const auto body = op->find("requestBody");
      if (body) {
        const Document content = body->at("content");
        if (const auto json = content.find("application/json")) {
          json_body = true;
          const std::string name = referred(json->at("schema"));
          if (name.empty()) cityloop::refuse_contract(*json, "a request is a named schema");
          bodies.insert(name);
        }
      }
      std::string upper;
      for (const char c : method) upper += static_cast<char>(c - 'a' + 'A');
      rows += fmt::format("    Operation{{\"{}\", \"{}\", \"{}\", \"{}\", {}, {}, {}}},\n", id, upper, path,
                          op->at("x-permission").string(), body.has_value(), json_body,
                          parameters.empty() ? "{}" : "kParameters_" + id);
    }
  }
  const auto n = static_cast<std::size_t>(std::count(rows.begin(), rows.end(), '\n'));
  std::string pieces;
  const std::string text = cityloop::contract_json(contract);
  // Compilers need not take literals of more than 64 KiB, and some warn from far less on, or of half a character.
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) {
    std::size_t end = std::min(at + 8000, text.size());
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    pieces += "      {R\"~~(" + text.substr(at, end - at) + ")~~\"},\n";
    at = end;
  }
  return std::string{kHead} + "\n#include <array>\n\n#include \"wire.h\"\n\nnamespace cityloop::" + space +
         " {\nnamespace {\n\n" + tables + fmt::format("const std::array<Operation, {}> kOperations{{\n", n) +
         rows + "};\n\n" + fmt::format("constexpr std::array<std::string_view, {}> kContract{{{{\n", count) +
         pieces +
         "}};\n\n}  // namespace\n\nstd::span<const Operation> operations() { return kOperations; }\n\n"
         "const std::string& contract() {\n  static const std::string kWhole = [] {\n    std::string out;\n"
         "    for (const std::string_view piece : kContract) out += piece;\n    return out;\n  }();\n  "
         "return kWhole;\n}\n\n"
         "}  // namespace cityloop::" +
         space + "\n";
}

std::string text_of(const std::string& file) {
  std::ifstream in{file, std::ios::binary};
  if (!in)
    throw cityloop::Error{
        cityloop::Fault::not_found, {"cannot read " + file, "无法读取 " + file}, {.file = file}};
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}
/// Leaves a file alone that says this already: what includes it need not be compiled again.
void save(const std::string& file, const std::string& text) {
  if (std::ifstream{file} && text_of(file) == text) return;
  std::ofstream out{file, std::ios::binary};
  out << text;
  if (!out.flush())
    throw cityloop::Error{
        cityloop::Fault::unavailable, {"cannot write " + file, "无法写入 " + file}, {.file = file}};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3 && argc != 4) {
    std::fputs("cityloop_wire CONTRACT FOLDER [NAMESPACE]\n", stderr);
    return 2;
  }
  try {
    const std::string file = argv[1], folder = argv[2], space = argc == 4 ? argv[3] : "wire";
    const Document contract = cityloop::parse_yaml(text_of(file), file);
    cityloop::check_contract(contract);
    const std::vector<Schema> schemas = in_order(read_schemas(contract.at("components").at("schemas")));
    std::set<std::string> bodies;
    const std::string table = operations(space, contract, bodies);
    // What requests carry, with what it holds.
    for (std::size_t before = 0; before != bodies.size();) {
      before = bodies.size();
      for (const Schema& s : schemas)
        if (bodies.contains(s.name))
          for (const Field& f : s.fields)
            if (const std::string o = object_in(f.type); !o.empty()) bodies.insert(o);
    }
    save(folder + "/wire.h", header(space, schemas, bodies));
    save(folder + "/wire_write.cc", writers(space, schemas));
    save(folder + "/wire_read.cc", readers(space, schemas, bodies));
    save(folder + "/wire_operations.cc", table);
    return 0;
  } catch (const cityloop::Error& e) {
    std::fprintf(stderr, "%s: %s\n", e.where().to_string().c_str(), e.words().en.c_str());
    return 2;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 2;
  }
}
