// What tools/wire makes: of the server's contract, and of one that says everything that a contract may say.

#include "cityloop/io/http/wire.h"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include "tests/http/wire/wire.h"
#include "tests/paths.h"

namespace cityloop {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

everything::Thing thing() {
  everything::Thing t;
  t.case_ = "first";
  t.count = 3;
  t.share = 0.5;
  t.name = "公园";
  t.colour = "red";
  return t;
}
std::string body(const std::string& more = {}, const std::string& count = "3",
                 const std::string& share = "0.5", const std::string& name = "\"公园\"",
                 const std::string& tags = "[]") {
  return R"({"case": "first", "maybe": null, "colour": "red", "count": )" + count + R"(, "share": )" + share +
         R"(, "name": )" + name + R"(, "tags": )" + tags + more + "}";
}
everything::Thing read_thing(const std::string& json) {
  return everything::read_Thing(parse_json(json, "request"));
}
/// What is wrong with a body and where; empty if nothing is.
std::string wrong_with(const std::string& json) {
  try {
    read_thing(json);
    return {};
  } catch (const Error& e) {
    EXPECT_EQ(e.fault(), Fault::bad_input);
    EXPECT_FALSE(e.words().zh.empty());
    return e.where().to_string() + ": " + e.words().en;
  }
}
std::string text_in(const fs::path& file) {
  std::ifstream in{file};
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

TEST(Wire, WritesTheFieldsOfTheContractInItsOrder) {
  EXPECT_EQ(wire::json(wire::SignIn{"lin", "a \"word\""}), R"({"name":"lin","password":"a \"word\""})");
  wire::Because top{{"score", "得分"}, {"71", "71"}, {}};
  top.children.push_back({{"walk", "步行"}, {"9 min", "9 分钟"}, {}});
  EXPECT_EQ(wire::json(top),
            R"({"label":{"en":"score","zh":"得分"},"value":{"en":"71","zh":"71"},"children":[{"label":)"
            R"({"en":"walk","zh":"步行"},"value":{"en":"9 min","zh":"9 分钟"},"children":[]}]})");
}

TEST(Wire, LeavesOutWhatIsOptionalAndSaysNullForWhatIsNullable) {
  everything::Thing t = thing();
  EXPECT_EQ(everything::json(t), R"({"case":"first","count":3,"share":0.5,"name":"公园","colour":"red",)"
                                 R"("maybe":null,"tags":[]})");
  t.maybe = 2;
  t.left = 1.5;
  t.tags = {"a"};
  t.label = Text{"e", "z"};
  t.part = everything::Part{.on = true, .parts = {everything::Part{}}};
  EXPECT_EQ(everything::json(t), R"({"case":"first","count":3,"share":0.5,"name":"公园","colour":"red",)"
                                 R"("maybe":2,"tags":["a"],"left":1.5,"label":{"en":"e","zh":"z"},)"
                                 R"("part":{"on":true,"parts":[{"on":false,"parts":[]}]}})");
}

TEST(Wire, ANumberThatIsNotKnownIsNullOrLeftOut) {
  everything::Thing t = thing();
  for (const double unknown : {kNan, std::numeric_limits<double>::infinity()}) {
    t.maybe = unknown;
    t.left = unknown;
    EXPECT_EQ(everything::json(t), everything::json(thing()));
  }
}

TEST(Wire, WhatIsWrittenIsReadAgain) {
  everything::Thing t = thing();
  t.maybe = -1.25;
  t.left = 9;
  t.same = 7;
  t.tags = {"abc", "三个字"};
  t.label = Text{"e", "z"};
  t.part =
      everything::Part{.on = true, .parts = {everything::Part{}, everything::Part{.on = true, .parts = {}}}};
  const std::string json = everything::json(t);
  EXPECT_EQ(everything::json(read_thing(json)), json);
  const everything::Thing least = read_thing(body());
  EXPECT_EQ(everything::json(least), everything::json(thing()));
  EXPECT_FALSE(read_thing(body(R"(, "left": null)")).left) << "null is the same as leaving it out";
}

TEST(Wire, ABodyOutsideTheContractIsRefusedWithItsPlace) {
  EXPECT_THAT(wrong_with(body(R"(, "colur": 1)")), HasSubstr("colur"));
  EXPECT_THAT(wrong_with(body(R"(, "part": {"on": true, "of": 1})")), HasSubstr("part"));
  EXPECT_THAT(wrong_with(R"({"case": "first"})"), HasSubstr("count"));
  EXPECT_THAT(wrong_with(body(R"(, "label": {"en": "e", "fr": "f"})")), HasSubstr("fr"));
  EXPECT_THAT(wrong_with(body("", "3.5")), HasSubstr("count"));
  EXPECT_THAT(wrong_with(body("", "\"3\"")), HasSubstr("count"));
  EXPECT_THAT(wrong_with(body(R"(, "part": {"on": 1})")), HasSubstr("part.on"));
  EXPECT_THAT(wrong_with(body("", "3", "0.5", "\"公园\"", "\"a\"")),
              HasSubstr("tags: a list is needed here"));
  EXPECT_THAT(wrong_with(body("", "3", "0.5", "\"公园\"", "null")), HasSubstr("tags: a list is needed here"));
  std::string blue = body();
  blue.replace(blue.find("red"), 3, "blue");
  EXPECT_THAT(wrong_with(blue), HasSubstr("colour: 'blue' is not among"));
}

TEST(Wire, LimitsHoldAtTheirEdgesAndLengthsCountCharacters) {
  for (const char* good : {"1", "5"}) EXPECT_EQ(wrong_with(body("", good)), "");
  for (const char* bad : {"0", "6", "-9223372036854775808"})
    EXPECT_THAT(wrong_with(body("", bad)), HasSubstr("count: ")) << bad;
  EXPECT_EQ(wrong_with(body("", "3", "-0.5")), "");
  EXPECT_THAT(wrong_with(body("", "3", "-0.50001")), HasSubstr("share: "));
  EXPECT_EQ(wrong_with(body("", "3", "1e300")), "") << "nothing is said about the most";
  EXPECT_EQ(wrong_with(body(R"(, "left": -1e300)")), "");
  EXPECT_THAT(wrong_with(body(R"(, "left": 9.5)")), HasSubstr("left: "));
  EXPECT_EQ(wrong_with(body(R"(, "same": 7)")), "");
  for (const char* bad : {"6", "8"})
    EXPECT_THAT(wrong_with(body(std::string{R"(, "same": )"} + bad)), HasSubstr("same: ")) << bad;
  for (const char* good : {"\"公园\"", "\"四个字的\"", "\"abcd\""})
    EXPECT_EQ(wrong_with(body("", "3", "0.5", good)), "");
  for (const char* bad : {"\"园\"", "\"五个字的名\"", "\"\""})
    EXPECT_THAT(wrong_with(body("", "3", "0.5", bad)), HasSubstr("name: ")) << bad;
  EXPECT_THAT(wrong_with(body("", "3", "0.5", "\"公园\"", R"(["abc", "abcd"])")), HasSubstr("tags"));
}

TEST(Wire, TheTableOfOperationsSaysWhatTheContractSays) {
  ASSERT_EQ(everything::operations().size(), 3U);
  const everything::Operation& put = everything::operations()[0];
  EXPECT_EQ(put.id, "putThing");
  EXPECT_EQ(put.method, "PUT");
  EXPECT_EQ(put.path, "/things/{key}.{format}");
  EXPECT_EQ(put.permission, "thing.put");
  EXPECT_TRUE(put.body && put.json_body);
  ASSERT_EQ(put.parameters.size(), 5U) << "those of the path first";
  const everything::Parameter &key = put.parameters[0], &format = put.parameters[1],
                              &share = put.parameters[2], &limit = put.parameters[3], &q = put.parameters[4];
  EXPECT_TRUE(key.name == "key" && key.in_path && key.required && key.allowed.empty());
  EXPECT_EQ(std::vector<std::string_view>(format.allowed.begin(), format.allowed.end()),
            (std::vector<std::string_view>{"csv", "json"}));
  EXPECT_TRUE(!share.in_path && !share.required && share.type == everything::Parameter::Type::number);
  EXPECT_EQ(share.minimum, 0.25);
  EXPECT_EQ(share.maximum, 1.0);
  EXPECT_EQ(limit.type, everything::Parameter::Type::integer);
  EXPECT_EQ(limit.minimum, 1.0);
  EXPECT_FALSE(limit.maximum);
  EXPECT_EQ(limit.otherwise, "200");
  EXPECT_TRUE(q.required && q.shortest == 1 && q.longest == 100);
  const everything::Operation &drop = everything::operations()[1], &raw = everything::operations()[2];
  EXPECT_TRUE(drop.method == "DELETE" && !drop.body && !drop.json_body && drop.parameters.size() == 2);
  EXPECT_TRUE(raw.body && !raw.json_body && raw.parameters.empty()) << "bytes are no JSON";
}

void resolve(const Document& whole, const Document& d, std::size_t& seen) {
  if (d.is_list())
    for (const Document& one : d.list()) resolve(whole, one, seen);
  if (!d.is_map()) return;
  for (const std::string& key : d.keys()) {
    if (key != "$ref" || !d.at(key).is_scalar()) {
      resolve(whole, d.at(key), seen);
      continue;
    }
    const std::string ref = d.at(key).string();
    std::istringstream parts{ref};
    std::string part;
    std::getline(parts, part, '/');
    EXPECT_EQ(part, "#") << ref;
    Document target = whole;
    while (std::getline(parts, part, '/')) target = target.at(part);  // throws where it leads nowhere
    ++seen;
  }
}

TEST(Wire, TheContractIsServedWholeAndEveryReferenceInItLeadsSomewhere) {
  const fs::path file = fs::path{testing::source_dir()} / "api" / "openapi.yaml";
  const Document written = parse_yaml(text_in(file), "openapi.yaml");
  const Document served = parse_json(wire::contract(), "openapi.json");
  std::size_t in_written = 0, in_served = 0;
  resolve(written, written, in_written);
  resolve(served, served, in_served);
  EXPECT_GT(in_served, 200U);
  EXPECT_EQ(in_served, in_written);
  EXPECT_EQ(served.keys(), written.keys());
  EXPECT_EQ(served.at("openapi").string(), "3.0.3");
  EXPECT_EQ(served.at("info").at("version").string(), "0.1.0");
  const Document& limit = served.at("components").at("parameters").at("limit").at("schema");
  EXPECT_EQ(limit.at("default").integer(), 200) << "a number and not a text";
  EXPECT_THAT(wire::contract(), HasSubstr("people × gap"));
  std::size_t operations = 0;
  for (const std::string& path : written.at("paths").keys())
    for (const std::string& key : written.at("paths").at(path).keys())
      operations += key != "parameters" ? 1 : 0;
  EXPECT_EQ(wire::operations().size(), operations);
  std::set<std::string_view> ids;
  for (const wire::Operation& op : wire::operations()) EXPECT_TRUE(ids.insert(op.id).second) << op.id;
}

/// The generator and a contract in which one thing was changed: what it says, empty if it was content.
std::string changed(const std::string& from, const std::string& to) {
  const fs::path folder = fs::path{::testing::TempDir()} / "cityloop_wire_test";
  fs::remove_all(folder);
  fs::create_directories(folder);
  std::string contract =
      text_in(fs::path{testing::source_dir()} / "tests" / "http" / "wire" / "contract.yaml");
  const auto at = contract.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  contract.replace(at, from.size(), to);
  std::ofstream{folder / "contract.yaml"} << contract;
  const fs::path generator = fs::path{testing::binary()}.parent_path() / "cityloop_wire";
  const std::string command = generator.string() + " " + (folder / "contract.yaml").string() + " " +
                              folder.string() + " changed 2>" + (folder / "said").string();
  const int status = std::system(command.c_str());  // NOLINT: a tool of this checkout
  const std::string said = text_in(folder / "said");
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), said.empty() ? 0 : 2) << said;
  EXPECT_EQ(fs::exists(folder / "wire.h"), said.empty())
      << "nothing is written of a contract that is refused";
  return said;
}

TEST(Wire, AContractThatSaysMoreThanIsKeptIsRefused) {
  EXPECT_EQ(changed("minLength: 2", "minLength: 3"), "");
  const std::array<std::array<const char*, 3>, 14> wrong{{
      {"minLength: 2", "pattern: a", "'pattern' would not be kept here"},
      {"maximum: 5", "maxLength: 5", "'maxLength' would not be kept here"},
      {"{type: string, maxLength: 3}", "{type: string, nullable: true}", "'nullable' would not be kept here"},
      {"maximum: 5", "maximum: five", "‘five’ is not a whole number"},
      {"schemas/Colour\"}", "schemas/Color\"}", "this reference leads nowhere: #/components/schemas/Color"},
      {"schemas/Colour\"}", "schemas/Colour\", nullable: true}", "what stands beside a reference"},
      {"\"#/components/schemas/Colour\"", "\"other.yaml#/Colour\"", "a reference stays within the contract"},
      {"{type: boolean}", "{type: object, properties: {}}", "an object has a name of its own"},
      {"required: [on]", "required: [on, off]", "Part requires off, which it does not have"},
      {"operationId: dropThing", "operationId: putThing", "two operations are called putThing"},
      {"x-permission: public, ", "", "x-permission"},
      {"/things/{key}.", "/things/{id}.", "its parameters do not agree"},
      {"name: share, in: query", "name: share, in: header", "a parameter stands in the path or the query"},
      {"schema: {type: number,", "schema: {type: boolean,", "a parameter is a string or a number"},
  }};
  for (const auto& [from, to, why] : wrong) EXPECT_THAT(changed(from, to), HasSubstr(why)) << to;
}

}  // namespace
}  // namespace cityloop
