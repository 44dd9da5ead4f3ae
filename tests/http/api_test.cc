// What may be asked of the server, by whom, and what it answers: on a generated town.

#include <cstring>
#include <set>

#include "tests/http/api_fixture.h"

namespace cityloop::http {
namespace {

using testing::Answered;
using testing::By;
using testing::Town;

TEST(Api, EveryOperationOfTheContractIsServed) {
  std::set<std::string_view> served_ids;
  for (const Served& s : served()) served_ids.insert(s.operation);
  for (const wire::Operation& op : wire::operations())
    EXPECT_TRUE(served_ids.contains(op.id) || op.id == "livez" || op.id == "metrics") << op.id;
  std::set<std::string_view> contract;
  for (const wire::Operation& op : wire::operations()) contract.insert(op.id);
  for (const std::string_view id : served_ids)
    EXPECT_TRUE(contract.contains(id)) << id << " is not in the contract";
}

TEST(Api, EveryPermissionOfTheContractIsOne) {
  for (const wire::Operation& op : wire::operations())
    EXPECT_NO_THROW(accounts::parse_permission(std::string{op.permission})) << op.id;
}

/// Deny by default: whatever is not public is refused to visitors, with the body unread.
TEST(Api, VisitorsMayDoWhatIsPublicAndNothingElse) {
  Town& town = Town::one();
  for (const wire::Operation& op : wire::operations()) {
    const bool open = op.permission == "public" || op.permission == "city.read";
    if (open) continue;
    std::string path{op.path};
    for (std::size_t at = 0; (at = path.find('{')) != std::string::npos;)
      path.replace(at, path.find('}') - at + 1, "1");
    const Answered a = town.ask(std::string{op.method}, path, op.json_body ? "{}" : "");
    EXPECT_EQ(a.status, 403) << op.id << a.body;
  }
}

TEST(Api, TheContractCanBeFetched) {
  const Document contract = Town::one().ask("GET", "/api/v1/openapi.json").json();
  EXPECT_EQ(contract.at("openapi").string(), "3.0.3");
  EXPECT_TRUE(contract.at("paths").find("/api/v1/whatif").has_value());
}

TEST(Api, SaysWhatCityItIs) {
  const Document city = Town::one().ask("GET", "/api/v1/city").json();
  EXPECT_TRUE(city.at("loaded").boolean());
  EXPECT_TRUE(city.at("generated").boolean());
  EXPECT_NEAR(city.at("people").number(), 10'000, 1);
  EXPECT_EQ(city.at("cells").integer(),
            static_cast<std::int64_t>(Town::one().office().picture()->shown->city().grid->size()));
  EXPECT_EQ(city.at("lattice").at("corners").size(), 4U);
  EXPECT_EQ(city.at("frameworks").size(), 3U);
}

TEST(Api, ScoresAreThoseOfTheAssessment) {
  const Document view = Town::one().ask("GET", "/api/v1/assessments/ten_points").json();
  const Shown& shown = *Town::one().office().picture()->shown;
  const Assessment& a = shown.view("ten_points").overview.now.assessed;
  EXPECT_DOUBLE_EQ(view.at("overall").at("score").number(), a.overall.city.score);
  EXPECT_EQ(view.at("goals").size(), shown.view("ten_points").framework->goals.size());
  EXPECT_EQ(Town::one().ask("GET", "/api/v1/assessments/none").status, 404);
}

/// The packed columns hold what the field holds, bit by bit.
TEST(Api, PackedCellsAreTheField) {
  const Answered a = Town::one().ask("GET", "/api/v1/measurements/access.clinic.walk/cells");
  ASSERT_EQ(a.status, 200);
  ASSERT_EQ(a.body.substr(0, 4), "CLC1");
  std::uint32_t length = 0;
  std::memcpy(&length, a.body.data() + 4, 4);
  const Document head = parse_json(a.body.substr(8, length), "head");
  const std::size_t data = (8 + length + 7) / 8 * 8;
  const Document value = head.at("columns").list().at(0);
  EXPECT_EQ(value.at("name").string(), "value");
  const Field& f = Town::one().office().picture()->shown->measured().at(IndicatorKey{"access.clinic.walk"});
  ASSERT_EQ(head.at("rows").integer(), static_cast<std::int64_t>(f.size()));
  const auto offset = static_cast<std::size_t>(value.at("offset").integer());
  EXPECT_EQ(std::memcmp(a.body.data() + data + offset, f.value.data(), f.size() * sizeof(float)), 0);
}

TEST(Api, TooFewPeopleAreNotCounted) {
  const Answered a = Town::one().ask("GET", "/api/v1/grid");
  std::uint32_t length = 0;
  std::memcpy(&length, a.body.data() + 4, 4);
  const Document head = parse_json(a.body.substr(8, length), "head");
  const std::size_t data = (8 + length + 7) / 8 * 8;
  const City& city = Town::one().office().picture()->shown->city();
  std::size_t hidden = 0;
  for (const Document& c : head.at("columns").list()) {
    if (c.at("name").string() != "people") continue;
    for (const CellIdx i : each(city.grid->cells().id)) {
      float there = 0;
      std::memcpy(&there, a.body.data() + data + c.at("offset").integer() + i.v * sizeof(float),
                  sizeof there);
      const float n = city.people->residents[i];
      EXPECT_EQ(std::isnan(there), n > 0 && n < 10) << n;
      hidden += std::isnan(there) ? 1U : 0U;
    }
  }
  EXPECT_GT(hidden, 0U);  // the town has such cells
}

TEST(Api, AnAnswerThatIsKnownIsNotSentAgain) {
  Town& town = Town::one();
  const Answered first = town.ask("GET", "/api/v1/zones");
  ASSERT_EQ(first.status, 200);
  const std::string etag = first.field("etag");
  ASSERT_FALSE(etag.empty());
  const Answered again = town.ask("GET", "/api/v1/zones", {}, {}, {{"If-None-Match", etag}});
  EXPECT_EQ(again.status, 304);
  EXPECT_TRUE(again.body.empty());
  const Answered part = town.ask("GET", "/api/v1/zones", {}, {}, {{"Range", "bytes=0-9"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, first.body.substr(0, 10));
  EXPECT_EQ(town.ask("GET", "/api/v1/zones", {}, {}, {{"Range", "bytes=99999999-"}}).status, 416);
}

TEST(Api, CompressedAnswersAreTheSame) {
  const Answered a = Town::one().ask("GET", "/api/v1/measurements", {}, {}, {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(a.field("content-encoding"), "gzip");
  EXPECT_LT(a.body.size(), Town::one().ask("GET", "/api/v1/measurements").body.size() / 3);
  EXPECT_EQ(Town::one()
                .ask("GET", "/api/v1/measurements", {}, {}, {{"Accept-Encoding", "gzip;q=0"}})
                .field("content-encoding"),
            "");
}

TEST(Api, UnknownAndWrongParametersAreNamed) {
  Town& town = Town::one();
  const Answered unknown = town.ask("GET", "/api/v1/findings?limits=3");
  EXPECT_EQ(unknown.status, 400);
  EXPECT_NE(unknown.body.find("limits"), std::string::npos);
  EXPECT_NE(unknown.body.find("limit"), std::string::npos);
  EXPECT_EQ(town.ask("GET", "/api/v1/findings?limit=0").status, 400);
  EXPECT_EQ(town.ask("GET", "/api/v1/findings?limit=a").status, 400);
  EXPECT_EQ(town.ask("GET", "/api/v1/findings?limit=2&limit=3").status, 400);
  EXPECT_EQ(town.ask("GET", "/api/v1/report.pdf").status, 400);
  EXPECT_EQ(town.ask("GET", "/api/v1/locate?lon=1").status, 400);
  EXPECT_EQ(town.ask("GET", "/tiles/basemap/3/9/0.mvt").status, 400);
  EXPECT_EQ(town.ask("GET", "/tiles/basemap/3/4294967296/0.mvt").status, 400);
  EXPECT_EQ(town.ask("POST", "/api/v1/city", "{}").status, 405);
  EXPECT_EQ(town.ask("GET", "/api/v1/nowhere").status, 404);
}

TEST(Api, WhatIfIsWhatTheEngineSays) {
  Town& town = Town::one();
  const By planner = town.sign_in("planner");
  const Document city = town.ask("GET", "/api/v1/city").json();
  const auto box = city.at("box").list();
  const double lon = (box[0].number() + box[2].number()) / 2, lat = (box[1].number() + box[3].number()) / 2;
  const std::string body = fmt::format(
      R"({{"changes":[{{"do":"add_place","kind":"clinic","lon":{},"lat":{},"capacity":40}}]}})", lon, lat);
  const Answered a = town.ask("POST", "/api/v1/whatif", body, planner);
  ASSERT_EQ(a.status, 200) << a.body;
  const auto picture = town.office().picture();
  AddPlace add;
  add.kind = PlaceKindKey{"clinic"};
  add.at = picture->to_degrees->inverse(Point{lon, lat});
  add.capacity = 40;
  add.id = PlaceId{id_of("what-if", add.kind.word, add.at.x, add.at.y)};
  QuietRun quiet;
  const ShownView& v = picture->shown->view("");
  const WhatIf same = what_if(v.overview.now, Delta{{add}}, v.lens(), quiet.run);
  EXPECT_DOUBLE_EQ(a.json().at("score_after").number(), same.assessed.overall.city.score);
  EXPECT_DOUBLE_EQ(a.json().at("gain").number(), same.gain);
  // Nothing was made.
  EXPECT_DOUBLE_EQ(a.json().at("score_before").number(),
                   town.ask("GET", "/api/v1/assessments/demo").json().at("overall").at("score").number());
}

TEST(Api, WhatIfRefusesWhatMakesNoSense) {
  Town& town = Town::one();
  const By planner = town.sign_in("planner");
  for (const char* body :
       {"", "{", "[]", "{}", R"({"changes":[{"do":"fly"}]})",
        R"({"changes":[{"do":"add_place","lon":1,"lat":1}]})",
        R"({"changes":[{"do":"add_place","kind":"castle","lon":114.02,"lat":32.35}]})",
        R"({"changes":[{"do":"close_place","place":"0000000000000000"}]})", R"({"changes":[],"more":1})"}) {
    const Answered a = town.ask("POST", "/api/v1/whatif", body, planner);
    EXPECT_GE(a.status, 400) << body;
    EXPECT_LT(a.status, 500) << body << a.body;
  }
}

/// Two stops of a line within the town, as a page sends them.
std::string drawn_line(Town& town, double south, const std::string& more) {
  const auto box = town.ask("GET", "/api/v1/city").json().at("box").list();
  const auto across = [&](double share) {
    return box[0].number() + (box[2].number() - box[0].number()) * share;
  };
  const double lat = box[1].number() + (box[3].number() - box[1].number()) * south;
  return fmt::format(R"({{"do":"add_line","line":[[{},{}],[{},{}]],"kmh":18{}}})", across(0.3), lat,
                     across(0.7), lat, more);
}

TEST(Api, SeveralLinesAreDrawnAndTheLastBusMayRunAfterMidnight) {
  Town& town = Town::one();
  const By planner = town.sign_in("planner");
  const Answered a =
      town.ask("POST", "/api/v1/whatif",
               R"({"changes":[)" + drawn_line(town, 0.4, "") + "," +
                   drawn_line(town, 0.6, R"(,"every_minutes":7.5,"from":"06:00","until":"00:30")") + "]}",
               planner);
  ASSERT_EQ(a.status, 200) << a.body;
  const auto words = a.json().at("words").list();
  ASSERT_EQ(words.size(), 2U);
  EXPECT_NE(words[0].at("en").string().find("line N1 "), std::string::npos) << a.body;
  EXPECT_NE(words[1].at("en").string().find("line N2 "), std::string::npos) << a.body;
  EXPECT_NE(words[1].at("en").string().find("06:00 until 24:30"), std::string::npos) << a.body;
  EXPECT_EQ(words[0].at("zh").string(), "新增公交线路 N1，2 站，06:00 至 22:00 每 10 分钟一班");
}

/// People walk to where it stops: what the line does is what the engine says of the line and its stops together, and it is something.
TEST(Api, ADrawnLineBringsItsStopsNearerToPeople) {
  Town& town = Town::one();
  const By planner = town.sign_in("planner");
  const auto picture = town.office().picture();
  const ShownView& v = picture->shown->view("");
  const City& city = v.overview.now.city;
  // From the middle of the cell with most people to one that lies a kilometre from it, wherever stops stand now.
  CellIdx most{};
  double people = -1;
  for (const CellIdx c : each(city.people->residents))
    if (static_cast<double>(city.people->residents[c]) > people)
      most = c, people = static_cast<double>(city.people->residents[c]);
  AddLine line;
  line.ref = line.name = "N1";
  line.kmh = 20;
  line.every_s = 600;
  line.from_s = 6 * 3600;
  line.until_s = 22 * 3600;
  std::string points;
  for (int i = 0; i < 4; ++i) {
    const Point at = city.grid->centre(most) + Point{270.0 * i, 130.0 * i};
    const LngLat d = [&] {
      const Point degrees = picture->to_degrees->forward(at);
      return LngLat{degrees.x, degrees.y};
    }();
    points += fmt::format("{}[{},{}]", i == 0 ? "" : ",", d.lng, d.lat);
    line.stops.push_back({picture->to_degrees->inverse(Point{d.lng, d.lat}), ""});
  }
  const Answered a = town.ask("POST", "/api/v1/whatif",
                              R"({"changes":[{"do":"add_line","line":[)" + points + "]}]}", planner);
  ASSERT_EQ(a.status, 200) << a.body;
  Delta same{{line}};
  for (const AddPlace& stop : stop_places(city, line, PlaceKindKey{"bus_stop"}, {}))
    same.changes.emplace_back(stop);
  ASSERT_GT(same.changes.size(), 1U) << "no stop is new";
  QuietRun quiet;
  const WhatIf engine = what_if(v.overview.now, same, v.lens(), quiet.run);
  EXPECT_DOUBLE_EQ(a.json().at("gain").number(), engine.gain);
  EXPECT_GT(engine.gain, 0);
  EXPECT_EQ(a.json().at("words").size(), 1U);
}

TEST(Api, ALineThatCannotRunIsRefusedByItsPlaceInTheList) {
  Town& town = Town::one();
  const By planner = town.sign_in("planner");
  for (const char* bad :
       {R"(,"from":"soon")", R"(,"until":"25h")", R"(,"every_minutes":0)", R"(,"every_minutes":1e300)",
        R"(,"every_minutes":-5)", R"(,"kmh":0)", R"(,"kmh":1e300)", R"(,"from":"22:00","until":"22:00")"}) {
    std::string line = drawn_line(town, 0.4, bad);
    // A key twice is refused before it is understood: the speed of the fault takes the place of the good one.
    if (std::string{bad}.find("kmh") != std::string::npos) line.erase(line.find(R"(,"kmh":18)"), 9);
    const Answered a = town.ask("POST", "/api/v1/whatif",
                                R"({"changes":[)" + drawn_line(town, 0.6, "") + "," + line + "]}", planner);
    EXPECT_EQ(a.status, 400) << bad << a.body;
  }
  const Answered named = town.ask(
      "POST", "/api/v1/whatif",
      R"({"changes":[)" + drawn_line(town, 0.6, "") + "," + drawn_line(town, 0.4, R"(,"from":"soon")") + "]}",
      planner);
  EXPECT_NE(named.body.find("changes[1]"), std::string::npos) << named.body;
}

/// Saved and read again, a line is the one that was drawn: what it does to the city is the same.
TEST(Api, ADrawnLineSurvivesBeingSaved) {
  Town& town = Town::one();
  const By planner = town.sign_in("planner");
  const std::string drawn = "[" + drawn_line(town, 0.45, R"(,"every_minutes":7.5,"until":"00:30")") + "]";
  const Answered saved =
      town.ask("POST", "/api/v1/scenarios",
               R"({"name":"east-west line","because":"try","changes":)" + drawn + "}", planner);
  ASSERT_EQ(saved.status, 201) << saved.body;
  const Document back = saved.json().at("changes");
  ASSERT_EQ(back.size(), 1U);
  const Document line = back.list().front();
  EXPECT_EQ(line.at("do").string(), "add_line");
  EXPECT_EQ(line.at("line").size(), 2U);
  EXPECT_DOUBLE_EQ(line.at("every_minutes").number(), 7.5);
  EXPECT_EQ(line.at("until").string(), "24:30");
  const std::string& body = saved.body;
  const std::size_t from = body.find(R"("changes":)") + 10;
  std::size_t until = from, depth = 0;
  do {
    depth += body[until] == '[' ? 1U : 0U;
    depth -= body[until] == ']' ? 1U : 0U;
    ++until;
  } while (depth > 0);
  const Answered first = town.ask("POST", "/api/v1/whatif", R"({"changes":)" + drawn + "}", planner);
  const Answered again =
      town.ask("POST", "/api/v1/whatif", R"({"changes":)" + body.substr(from, until - from) + "}", planner);
  ASSERT_EQ(again.status, 200) << again.body;
  EXPECT_EQ(again.json().at("gain").number(), first.json().at("gain").number());
  EXPECT_NE(first.json().at("gain").number(), 0);
  EXPECT_EQ(again.json().at("words").list()[0].at("en").string(),
            first.json().at("words").list()[0].at("en").string());
}

TEST(Api, WithoutTheTokenOfTheSessionNothingIsChanged) {
  Town& town = Town::one();
  By planner = town.sign_in("planner");
  planner.token.clear();
  EXPECT_EQ(town.ask("POST", "/api/v1/whatif", R"({"changes":[]})", planner).status, 403);
  planner.token = "wrong";
  EXPECT_EQ(town.ask("POST", "/api/v1/whatif", R"({"changes":[]})", planner).status, 403);
}

TEST(Api, APageOfAnotherSiteMayNotSignAnybodyIn) {
  Town& town = Town::one();
  const std::string body = R"({"name":"planner","password":"x"})";
  EXPECT_EQ(town.ask("POST", "/api/v1/session", body, {}, {{"Origin", "https://evil.example"}}).status, 403);
  EXPECT_EQ(town.ask("POST", "/api/v1/session", body, {}, {{"Sec-Fetch-Site", "cross-site"}}).status, 403);
}

TEST(Api, AWrongPasswordSaysNoMoreThanThat) {
  Town& town = Town::one();
  const Answered known = town.ask("POST", "/api/v1/session", R"({"name":"finance","password":"wrong-one"})");
  const Answered unknown = town.ask("POST", "/api/v1/session", R"({"name":"nobody","password":"wrong-one"})");
  EXPECT_EQ(known.status, 403);
  EXPECT_EQ(known.body, unknown.body);
}

/// The decision of the town: a planner proposes, a leader adopts by a named document, a department works, and all of it stands in
/// the audit record.
TEST(Api, APlanIsMadeAdoptedAndWorkedOn) {
  Town& town = Town::one();
  const By planner = town.sign_in("planner"), leader = town.sign_in("leader"),
           administrator = town.sign_in("administrator");
  const Answered started = town.ask("POST", "/api/v1/plans", {}, planner);
  ASSERT_EQ(started.status, 202) << started.body;
  const std::string job = started.json().at("id").string();
  EXPECT_EQ(town.ask("GET", "/api/v1/jobs/" + job, {}, leader).status, 404) << "others do not see it";
  const Document done = town.ended(job, planner);
  ASSERT_EQ(done.at("state").string(), "done");
  const std::string address = done.at("result").string();
  const Document plan = town.ask("GET", address).json();
  EXPECT_GT(plan.at("chosen").size(), 0U);
  EXPECT_LE(plan.at("line").at("value").number(), plan.at("line").at("bound").number());

  EXPECT_EQ(town.ask("POST", address + "/adoption", R"({"basis":"decision 7"})", planner).status, 403);
  EXPECT_EQ(town.ask("POST", address + "/adoption", R"({"basis":""})", leader).status, 400);
  const Answered adopted =
      town.ask("POST", address + "/adoption", R"({"basis":"decision 7 of 2026"})", leader);
  ASSERT_EQ(adopted.status, 200) << adopted.body;
  EXPECT_EQ(adopted.json().at("opened").integer(), static_cast<std::int64_t>(plan.at("chosen").size()));
  EXPECT_TRUE(town.ask("POST", address + "/adoption", R"({"basis":"decision 7 of 2026"})", leader)
                  .json()
                  .at("already")
                  .boolean());

  const Document cases = town.ask("GET", "/api/v1/cases", {}, leader).json();
  ASSERT_EQ(cases.at("cases").size(), plan.at("chosen").size());
  EXPECT_EQ(town.ask("GET", "/api/v1/cases").status, 403);

  const std::string audit = town.ask("GET", "/api/v1/audit?limit=5", {}, administrator).body;
  EXPECT_NE(audit.find("decision 7 of 2026"), std::string::npos) << audit;
  EXPECT_TRUE(town.people().audit_check().whole());
  EXPECT_EQ(town.ask("GET", "/api/v1/audit", {}, planner).status, 403);
}

/// What is kept goes with the picture that it belongs to: a move of a case is one that counts nothing anew.
TEST(Api, AfterACaseMovedNoOldAnswerIsGiven) {
  Town& town = Town::one();
  const By planner = town.sign_in("planner"), leader = town.sign_in("leader"),
           department = town.sign_in("department"), supervisor = town.sign_in("supervisor");
  if (town.office().picture()->shown->cases.empty()) {
    const Document done =
        town.ended(town.ask("POST", "/api/v1/plans", {}, planner).json().at("id").string(), planner);
    ASSERT_EQ(town.ask("POST", done.at("result").string() + "/adoption", R"({"basis":"decision 8"})", leader)
                  .status,
              200);
  }
  const std::string before = town.ask("GET", "/api/v1/loop").field("etag");
  const std::string cases = town.ask("GET", "/api/v1/cases", {}, supervisor).body;
  bool moved = false;
  for (const Document& one : parse_json(cases, "cases").at("cases").list())
    for (const Document& move : one.at("moves").list()) {
      if (moved || move.string() != "cancel") continue;
      const Answered a = town.ask("POST", "/api/v1/cases/" + one.at("id").string() + "/moves",
                                  R"({"move":"cancel","note":"test"})", supervisor);
      ASSERT_EQ(a.status, 200) << a.body;
      EXPECT_EQ(a.json().at("state").string(), "cancelled");
      moved = true;
    }
  ASSERT_TRUE(moved) << cases;
  EXPECT_NE(town.ask("GET", "/api/v1/loop").field("etag"), before);
}

/// While somebody else's work has the writer, readers are answered and writers are told to come back.
TEST(Api, NoReaderWaitsForAWriter) {
  Town& town = Town::one();
  const By leader = town.sign_in("leader");
  const std::string plan = town.ask("GET", "/api/v1/plans").json().at("plans").list().at(0).at("id").string();
  std::promise<void> holds, enough;
  std::jthread worker{[&] {
    NoProgress quiet;
    town.office().write(Office::Changes::decisions, Office::Waits::turn, quiet, {},
                        [&](Workspace&, cityloop::Run&) {
                          holds.set_value();
                          enough.get_future().wait();
                          return 0;
                        });
  }};
  holds.get_future().wait();
  EXPECT_EQ(town.ask("GET", "/api/v1/explain?subject=city&indicator=access.park.walk").status, 200);
  const Answered a =
      town.ask("POST", "/api/v1/plans/" + plan + "/adoption", R"({"basis":"decision 9"})", leader);
  EXPECT_EQ(a.status, 503) << a.body;
  EXPECT_FALSE(a.field("retry-after").empty());
  enough.set_value();
}

TEST(Api, AFindingComesWithWhatWouldAnswerIt) {
  const Document all = Town::one().ask("GET", "/api/v1/findings").json();
  std::size_t answered = 0;
  for (const Document& f : all.at("findings").list()) answered += f.at("answers").size();
  EXPECT_GT(answered, 0U);
}

TEST(Api, SitesAreProposedWithTheirProof) {
  Town& town = Town::one();
  const By planner = town.sign_in("planner");
  const Answered started = town.ask("POST", "/api/v1/sitings", R"({"kind":"clinic","places":2})", planner);
  ASSERT_EQ(started.status, 202) << started.body;
  const Document job = town.ended(started.json().at("id").string(), planner);
  ASSERT_EQ(job.at("state").string(), "done") << job.at("problem").at("detail").at("en").string();
  EXPECT_EQ(job.at("siting").at("sites").size(), 2U);
  EXPECT_TRUE(job.at("siting").at("proven").boolean());
}

TEST(Api, ScenariosAreKeptUnderOneId) {
  Town& town = Town::one();
  const By planner = town.sign_in("planner");
  const auto box = town.ask("GET", "/api/v1/city").json().at("box").list();
  const std::string body = fmt::format(
      R"({{"name":"north clinic","because":"try","changes":[{{"do":"add_place","kind":"clinic","lon":{},"lat":{},"capacity":40}}]}})",
      (box[0].number() + box[2].number()) / 2, (box[1].number() + box[3].number()) / 2);
  const Answered one = town.ask("POST", "/api/v1/scenarios", body, planner);
  ASSERT_EQ(one.status, 201) << one.body;
  EXPECT_EQ(town.ask("POST", "/api/v1/scenarios", body, planner).json().at("id").string(),
            one.json().at("id").string());
  const Document all = town.ask("GET", "/api/v1/scenarios").json();
  std::size_t kept = 0;
  for (const Document& s : all.at("scenarios").list())
    kept += s.at("id").string() == one.json().at("id").string() ? 1U : 0U;
  EXPECT_EQ(kept, 1U);
}

TEST(Api, NumbersAreExplainedDownToTheirSources) {
  const Answered a = Town::one().ask("GET", "/api/v1/explain?subject=city&indicator=access.clinic.walk");
  ASSERT_EQ(a.status, 200) << a.body;
  EXPECT_NE(a.body.find("demo.osm.pbf"), std::string::npos);
}

TEST(Api, ReportsAndFilesComeInBothLanguages) {
  Town& town = Town::one();
  EXPECT_NE(town.ask("GET", "/api/v1/report.html?lang=zh").body.find("城市体检报告"), std::string::npos);
  EXPECT_NE(town.ask("GET", "/api/v1/report.html?lang=en").body.find("City health check"), std::string::npos);
  EXPECT_EQ(town.ask("GET", "/api/v1/papers.html").status, 200);
  EXPECT_EQ(town.ask("GET", "/api/v1/papers.html?framework=demo").status, 400);
  EXPECT_EQ(town.ask("GET", "/api/v1/downloads/cells.csv").status, 200);
  EXPECT_EQ(town.ask("GET", "/api/v1/downloads/castles.csv").status, 404);
}

TEST(Api, EveryPageForbidsWhatComesFromElsewhere) {
  for (const char* path :
       {"/api/v1/city", "/api/v1/report.html", "/", "/measure", "/tiles/style.json", "/ogc"}) {
    const Answered a = Town::one().ask("GET", path);
    const std::string policy = a.field("content-security-policy");
    EXPECT_NE(policy.find("default-src 'none'"), std::string::npos) << path;
    EXPECT_EQ(policy.find("unsafe-eval"), std::string::npos) << path;
    EXPECT_EQ(a.field("x-content-type-options"), "nosniff") << path;
  }
}

TEST(Api, NoAnswerNamesAFileOfTheServer) {
  Town& town = Town::one();
  for (const char* path :
       {"/api/v1/sources", "/api/v1/city", "/api/v1/downloads/none.csv", "/api/v1/cells/zz"})
    EXPECT_EQ(town.ask("GET", path).body.find(std::filesystem::temp_directory_path().string() + "/cityloop"),
              std::string::npos)
        << path;
}

TEST(Api, SourcesSayWhereTheyComeFromAndWhatWasRemarked) {
  const Answered a = Town::one().ask("GET", "/api/v1/sources");
  ASSERT_EQ(a.status, 200) << a.body;
  EXPECT_GT(a.json().at("sources").size(), 3U);
}

/// A page may be opened under any name of the machine: addresses of tiles are those of the page.
TEST(Api, MapsNameNoHostUnlessToldTo) {
  EXPECT_EQ(Town::one().ask("GET", "/tiles/style.json").body.find("http:"), std::string::npos);
  EXPECT_EQ(Town::one().ask("GET", "/tiles/cells.json").body.find("http:"), std::string::npos);
}

TEST(Api, MetricsAreForThoseWhoMayReadThem) {
  Town& town = Town::one();
  const Answered a = town.ask("GET", "/metrics", {}, town.sign_in("administrator"));
  EXPECT_EQ(a.status, 200);
  EXPECT_NE(a.body.find("cityloop_city_loaded 1"), std::string::npos);
}

}  // namespace
}  // namespace cityloop::http
