// Real cities from the command line, from files to report: every command of a turn ends well and says what is missing.

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

#include <gtest/gtest.h>
#include <sys/wait.h>

#include "cityloop/base/document.h"
#include "cityloop/decide/plan.h"
#include "tests/paths.h"

namespace cityloop {
namespace {

namespace fs = std::filesystem;

struct Ended {
  int code = -1;
  std::string words;  // standard output and standard error
};

class RealCommandLine : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string shared = testing::shared_dir();
    if (shared.empty())
      GTEST_SKIP() << "no shared data: set CITYLOOP_SHARED to the folder that holds data/cities";
    ::setenv("CITYLOOP_SHARED", shared.c_str(), 1);
    folder_ = fs::temp_directory_path() / ("cityloop-real-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  void copy(const std::string& city) {
    for (const auto& file : fs::directory_iterator(fs::path{testing::source_dir()} / "tests/real" / city))
      fs::copy_file(file.path(), folder_ / file.path().filename());
  }
  Ended run(const std::string& words) const {
    const std::string line = "'" + testing::binary() + "' -w '" + folder_.string() + "' --catalogue '" +
                             testing::source_dir() + "/catalogue' " + words + " 2>&1";
    Ended e;
    FILE* pipe = ::popen(line.c_str(), "r");
    if (pipe == nullptr) return e;
    std::array<char, 4096> buffer{};
    while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe))
      e.words.append(buffer.data(), got);
    const int status = ::pclose(pipe);
    e.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return e;
  }
  std::string text(const std::string& file) const {
    std::ifstream in{folder_ / file};
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
  }
  /// Runs a command that must end well.
  std::string done(const std::string& words) const {
    const Ended e = run(words);
    EXPECT_EQ(e.code, 0) << words << "\n" << e.words;
    return e.words;
  }
  fs::path folder_;
};

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_F(RealCommandLine, PortoAlegreGoesFromFilesToReport) {
  copy("porto-alegre");
  const std::string imported = done("--lang en import");
  EXPECT_TRUE(holds(imported, "1,227 cells")) << imported;
  EXPECT_TRUE(holds(imported, "812,935 residents")) << imported;
  EXPECT_FALSE(holds(imported, "streets.far")) << imported;
  const std::string turned = done("--lang en turn");
  EXPECT_TRUE(holds(turned, "812,935 people · coverage ")) << turned;
  EXPECT_TRUE(holds(turned, "Walk to the nearest clinic")) << turned;
  EXPECT_TRUE(holds(turned, "no source brings a budget")) << turned;
  // The files know no groups: how many children there are is unknown, and not none.
  EXPECT_FALSE(holds(turned, "Children           0")) << turned;
  done("--lang en report -o '" + (folder_ / "en.html").string() + "'");
  done("--lang zh report -o '" + (folder_ / "zh.html").string() + "'");
  EXPECT_TRUE(holds(text("en.html"), "Porto Alegre"));
  EXPECT_TRUE(holds(text("zh.html"), "阿雷格里港"));
  done("export --format gpkg --format geojson --format csv");
  EXPECT_GT(fs::file_size(folder_ / "out/city.gpkg"), 1'000'000U);
  const std::string why = done("--lang en explain city --indicator access.clinic.walk");
  EXPECT_TRUE(holds(why, "poa_hexgrid.csv")) << why;
  EXPECT_TRUE(holds(why, "weighted by people")) << why;
}

// Five years of money that is made up for four funds; everything else is the city's own.
TEST_F(RealCommandLine, PortoAlegreGetsAFiveYearPlanThatAPersonOverrules) {
  copy("porto-alegre");
  {
    std::ofstream budget{folder_ / "budget.csv"};
    budget << "fund,name,name_en,year,appropriated\n";
    for (int year = 2021; year <= 2025; ++year)
      for (const auto& [fund, amount] :
           {std::pair{"education", 7000}, {"health", 1800}, {"civil_affairs", 700}, {"culture_sport", 600}})
        budget << fund << "," << fund << "," << fund << "," << year << "," << amount << "\n";
    std::ofstream city{folder_ / "city.yaml", std::ios::app};
    city << "\n  - {file: budget.csv, reads: table, as: budget, unit: 万元}\n";
    std::ofstream rules{folder_ / "plan.yaml"};
    rules << "years: 5\nno_check_no_project: true\nfunds: {education: {carries: true}, health: {carries: "
             "true}}\n";
  }
  done("--lang en import");
  const auto plan_of = [&] { return parse_plan(parse_json(done("--json plan"), "plan").at("plan")); };
  const Plan first = plan_of();
  ASSERT_TRUE(first.certificate.has_value());
  EXPECT_TRUE(first.certificate->checked);
  EXPECT_EQ(first.certificate->years, 5);
  EXPECT_GE(first.chosen.size(), 5U);
  EXPECT_LE(first.value, first.certificate->trusted + 1e-6);
  EXPECT_LE(first.value, first.certificate->proved + 1e-6);
  EXPECT_NEAR(first.certificate->modelled, first.certificate->measured, 0.1 * first.certificate->measured)
      << "pairs stand for what projects share";
  for (const PassedOver& o : first.passed_over) EXPECT_FALSE(o.reason.zh.empty());
  for (const Choice& c : first.chosen) EXPECT_FALSE(c.promised.empty()) << c.project.name.en;
  // Somebody will not have the first line: it is gone, has its reason, and the rest is planned anew.
  const std::string id = to_string(first.chosen.front().project.id);
  {
    std::ofstream rules{folder_ / "plan.yaml", std::ios::app};
    rules << "forbid: [" << id << "]\n";
  }
  const Plan second = plan_of();
  EXPECT_TRUE(second.certificate->checked);
  for (const Choice& c : second.chosen) EXPECT_NE(to_string(c.project.id), id);
  EXPECT_TRUE(holds(done("--lang en plan --why " + id), "a person has ruled it out"));
  EXPECT_LE(second.value, first.certificate->trusted + 1e-6);
  EXPECT_TRUE(holds(done("--lang en adopt"), "is adopted by"));
}

/// Three frameworks judge one city: a turn measures once and judges by all, and each can be looked through.
class ThreeFrameworks : public RealCommandLine, public ::testing::WithParamInterface<const char*> {};

TEST_P(ThreeFrameworks, AreCarriedAtOnce) {
  copy(GetParam());
  done("--lang en import");
  done("--lang en turn");
  EXPECT_TRUE(holds(done("--lang en assess"), "A liveable city on foot"));
  const std::string points = done("--lang en --framework ten_points assess");
  EXPECT_TRUE(holds(points, "Ten points")) << points;
  EXPECT_TRUE(holds(points, "Infrastructure")) << points;
  const std::string check = done("--lang en --framework health_check_2025 assess");
  EXPECT_TRUE(holds(check, "of 60 indicators graded")) << check;
  EXPECT_TRUE(holds(check, "no total is made")) << check;
  // Nobody entered a ledger here: what was not looked at is unknown, and never none.
  const std::string why =
      done("--lang en --framework health_check_2025 explain city --indicator hc2025.02.gas");
  EXPECT_TRUE(holds(why, "not graded")) << why;
}
INSTANTIATE_TEST_SUITE_P(RealCities, ThreeFrameworks, ::testing::Values("porto-alegre", "las-palmas"),
                         [](const auto& i) {
                           return std::string{i.param == std::string{"porto-alegre"} ? "PortoAlegre"
                                                                                     : "LasPalmas"};
                         });

TEST_F(RealCommandLine, MilanSaysThatNobodyIsKnownToLiveThere) {
  copy("milan");
  const std::string imported = done("--lang en import");
  EXPECT_TRUE(holds(imported, "nobody lives in this city")) << imported;
  const std::string turned = done("--lang en turn");
  EXPECT_TRUE(holds(turned, "no source says where people live: each of 700 cells counts the same")) << turned;
  EXPECT_TRUE(holds(turned, "nothing can be found")) << turned;
  EXPECT_TRUE(holds(turned, "no source brings a budget")) << turned;
  EXPECT_FALSE(holds(turned, "700 people")) << turned;
  EXPECT_FALSE(holds(turned, "every standard is met")) << turned;
  const std::string why = done("--lang en explain city --indicator access.primary_school.walk");
  EXPECT_TRUE(holds(why, "mean over cells")) << why;
  EXPECT_FALSE(holds(why, "weighted by people")) << why;
  done("--lang en report -o '" + (folder_ / "en.html").string() + "'");
  const std::string report = text("en.html");
  EXPECT_TRUE(holds(report, "no source says where people live"));
  EXPECT_FALSE(holds(report, "No standard is missed"));
  EXPECT_TRUE(holds(done("--lang zh turn"), "没有人口数据来源"));
}

}  // namespace
}  // namespace cityloop
