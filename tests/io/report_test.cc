#include "cityloop/io/report/report.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "cityloop/city/drawing.h"
#include "cityloop/io/report/html.h"
#include "cityloop/io/report/letter.h"
#include "cityloop/io/report/map.h"
#include "cityloop/io/report/page_tree.h"

namespace cityloop {
namespace {

/// A city of 12 cells with everything that a report has a section for; its numbers are made up, not computed.
struct Fixture {
  std::vector<Indicator> indicators;
  Framework framework;
  Situation now;
  Assessment before;
  Plan plan;
  std::vector<Case> cases;
  Lessons lessons;
  std::vector<ProjectType> types;

  explicit Fixture(const std::string& name = "甲城", int generated = 0) {
    now.city = draw_city(R"(grid 100 m
  S 2 9 .
  5 # # 4
  3 . 1 4
legend
  S    primary_school capacity=300
  1-9  people ×100
  #    no way through
zones district
  A A B B
  A A B B
  A A B B
budget
  2027 education 84000000
)");
    About about = *now.city.about;
    about.name = {"Alpha", name};
    about.generated = generated != 0;
    now.city.about = Layer<About>{std::make_shared<const About>(about), {}};
    Budget budget = *now.city.budget;
    budget.fund_names = {{"Education fund", "教育专项"}};
    now.city.budget = Layer<Budget>{std::make_shared<const Budget>(budget), {}};

    Indicator i;
    i.key = {"access.primary_school.walk"};
    i.name = {"Walk to school", "步行至小学"};
    i.meaning = {"Minutes on foot", "步行分钟数"};
    i.unit = parse_unit("min");
    i.kernel = "nearest";
    i.params.set("kind", Param{std::string{"primary_school"}});
    i.source = {"GB 50180-2018", "4.0.1", "2018", false};
    indicators = {i};

    Criterion c;
    c.indicator = i.key;
    c.curve.points = {{5, 1}, {20, 0}};
    c.standard = 10;
    c.source = i.source;
    Goal goal;
    goal.key = {"education"};
    goal.name = {"Learning nearby", "就近入学"};
    goal.criteria = {c};
    framework.key = {"living-circle"};
    framework.name = {"Living circle", "生活圈"};
    framework.adopted_by = {"The council", "市政府"};
    framework.goals = {goal};
    framework.groups = {GroupKey{"elderly"}};
    framework.group_names = {{"Older people", "老年人"}};

    const std::size_t n = now.city.grid->size();
    Field minutes = Field::cells(n), scores = Field::cells(n);
    for (std::size_t k = 0; k < n; ++k) {
      if (now.city.people->residents.raw()[k] <= 0) {
        minutes.set_absent(k, Mark::not_applicable);
        scores.set_absent(k, Mark::not_applicable);
        continue;
      }
      minutes.set(k, 4.0 + 2.0 * static_cast<double>(k));
      scores.set(k, c.curve(4.0 + 2.0 * static_cast<double>(k)));
    }
    minutes.set(n - 1, 60, Mark::beyond);
    scores.set(n - 1, 0);
    now.measured.snapshot = id(now.city);
    now.measured.fields[i.key] = std::make_shared<const Field>(minutes);
    Standing s;
    s.score = 0.62, s.value = 11.7, s.meets = 0.55, s.people = 2800, s.coverage = 0.93, s.mark = Mark::known;
    Standings all{s, Column<ZoneIdx, Standing>(now.city.zones->id.size(), s), {s}};
    now.assessed.snapshot = now.measured.snapshot;
    now.assessed.criteria = {std::make_shared<const CriterionResult>(CriterionResult{scores, all})};
    now.assessed.goals = {all};
    now.assessed.overall = all;
    now.assessed.cell_score = scores;
    before = now.assessed;
    before.overall.city.score = 0.58;

    Finding f;
    f.id = FindingId{0x1234567890abcdefULL};
    f.about = i.key;
    f.criterion = idx<CriterionIdx>(0);
    f.cells = {now.city.grid->id(idx<CellIdx>(n - 1))};
    f.zones = {now.city.zones->id[idx<ZoneIdx>(1)]};
    f.affected = Persons{1234};
    f.severity = 0.47;
    f.confidence = 0.8;
    f.evidence = {{i.key, Subject{f.cells.front()}, 60, 10, Mark::beyond}};
    f.first_seen = f.last_seen = now.city.as_of;
    now.findings = {f};

    Project p;
    p.id = ProjectId{77};
    p.type = {"new_school"};
    p.name = {"Primary school in B", "B 区新建小学"};
    p.at = now.city.grid->centre(idx<CellIdx>(n - 1));
    p.capex = parse_money("8000万");
    p.fund = {"education"};
    p.answers = {f.id};
    Choice choice;
    choice.project = p;
    choice.start = Year{2027};
    choice.done = Year{2028};
    choice.cost = parse_money("8800万");
    choice.gain = 321.5;
    choice.promised[i.key] = Promise{-4.2, -4.2, Persons{1234}, f.cells};
    plan.id = PlanId{99};
    plan.base = now.measured.snapshot;
    plan.chosen = {choice};
    plan.passed_over = {{p, "fund.exhausted", {"the fund <education> has no money left", "资金已用完"}, 12}};
    plan.money = {{FundKey{"education"}, Year{2027}, parse_money("8400万"), parse_money("8000万")}};
    plan.expected_gain[goal.key] = 0.11;
    plan.score_before = 0.62, plan.score_after = 0.73, plan.value = 321.5, plan.bound = 340;

    Case one;
    one.id = CaseId{5};
    one.state = CaseState::closed;
    one.title = p.name;
    one.spent = parse_money("8900万");
    cases = {one};
    Outcome o;
    o.project = p.id;
    o.type = p.type;
    o.name = p.name;
    o.indicator = i.key;
    o.expected = -4.2, o.measured = -3.9, o.standard_error = 0.4, o.compared = true;
    lessons.outcomes = {o};
    lessons.effects.benefit[{p.type, i.key}] = {0.95, 0.2, 1};
    lessons.effects.cost[p.type] = {1.1, 0.1, 1};
    ProjectType t;
    t.key = p.type;
    t.name = {"New school", "新建小学"};
    t.owner_name = {"Education bureau", "教育局"};
    t.price_source = {"Local price list", "", "2025", false};
    types = {t};
  }
  ReportModel model() const {
    ReportModel m{.now = now, .lens = {indicators, framework}};
    m.imported = m.made = parse_instant("2026-11-24T08:00:00Z");
    m.version = "0.1.0";
    m.previous = &before;
    m.previous_as_of = parse_date("2025-11-24");
    m.plan = &plan;
    m.cases = cases;
    m.lessons = &lessons;
    m.effects = &lessons.effects;
    m.project_types = types;
    m.methods["nearest"] = {{"Time to the nearest place", "到最近设施的时间"}, "min over p of t(c → p)"};
    m.remarks["place.off-grid"] = 3;
    return m;
  }
};

/// Every opened element is closed, in order. Void elements and the doctype excepted; SVG's self-closing ones too.
std::string unbalanced(const std::string& html) {
  static const std::set<std::string> kVoid{"meta", "br", "!doctype", "img", "link"};
  std::vector<std::string> open;
  for (std::size_t at = 0; (at = html.find('<', at)) != std::string::npos;) {
    if (html.compare(at, 4, "<!--") == 0) {
      at = html.find("-->", at);
      continue;
    }
    const std::size_t end = html.find('>', at);
    if (end == std::string::npos) return "an open <";
    const bool closing = html[at + 1] == '/';
    std::string name;
    for (std::size_t i = at + (closing ? 2 : 1); i < end && html[i] != ' ' && html[i] != '/'; ++i)
      name += static_cast<char>(std::tolower(static_cast<unsigned char>(html[i])));
    if (closing) {
      if (open.empty() || open.back() != name)
        return "</" + name + "> closes <" + (open.empty() ? "" : open.back()) + ">";
      open.pop_back();
    } else if (!kVoid.contains(name) && html[end - 1] != '/') {
      open.push_back(name);
    }
    at = end;
    if (name == "style" && !closing) at = html.find("</style>", at);
  }
  return open.empty() ? "" : "<" + open.back() + "> stays open";
}

/// The words that a person sees.
std::string visible(const std::string& html) {
  std::string out;
  std::size_t at = html.find("<body>");
  for (; at < html.size(); ++at) {
    if (html.compare(at, 6, "<code>") == 0) at = html.find("</code>", at);
    if (html[at] == '<') {
      at = html.find('>', at);
      out += ' ';
    } else {
      out += html[at];
    }
  }
  return out;
}

TEST(Report, IsWellFormedInBothLanguages) {
  const Fixture f;
  EXPECT_EQ(unbalanced(report_html(f.model(), Lang::en)), "");
  EXPECT_EQ(unbalanced(report_html(f.model(), Lang::zh)), "");
}

TEST(Report, NeedsNothingFromOutside) {
  const Fixture f;
  for (const Lang lang : {Lang::en, Lang::zh}) {
    const std::string html = report_html(f.model(), lang);
    for (const char* outside : {"http://", "https://", "<script", "<link", "@import", "src="})
      EXPECT_EQ(html.find(outside), std::string::npos) << outside;
  }
}

TEST(Report, ChineseLeavesNoEnglishSentence) {
  const Fixture f;
  const std::string words = visible(report_html(f.model(), Lang::zh));
  // Units, ids, keys and the names of software and standards are the same in both languages; nothing else may be Latin.
  static const std::set<std::string> kAllowed{"min",    "UTC",  "CityLoop", "GB",      "access",  "primary",
                                              "school", "walk", "amp",      "nearest", "kind",    "Local",
                                              "price",  "list", "drawing",  "people",  "district"};
  std::string word;
  std::set<std::string> left;
  for (const char c : words + " ") {
    if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
      word += c;
      continue;
    }
    const bool hex = word.find_first_not_of("abcdef") == std::string::npos;
    if (word.size() > 2 && !hex && !kAllowed.contains(word)) left.insert(word);
    word.clear();
  }
  EXPECT_TRUE(left.empty()) << "left in English: " << *left.begin();
}

TEST(Report, EnglishHasNoChinese) {
  const Fixture f;
  const std::string words = visible(report_html(f.model(), Lang::en));
  // The first bytes of U+4E00…U+9FFF in UTF-8 are E4…E9.
  const auto chinese = std::find_if(words.begin(), words.end(), [](char c) {
    const auto b = static_cast<unsigned char>(c);
    return b >= 0xE4 && b <= 0xE9;
  });
  EXPECT_TRUE(chinese == words.end()) << words.substr(static_cast<std::size_t>(chinese - words.begin()), 60);
}

TEST(Report, NamesAreEscaped) {
  const Fixture f{"<b>城</b>"};
  const std::string html = report_html(f.model(), Lang::zh);
  EXPECT_EQ(html.find("<b>城</b>"), std::string::npos);
  EXPECT_NE(html.find("&lt;b&gt;城"), std::string::npos);
  EXPECT_NE(report_html(f.model(), Lang::en).find("the fund &lt;education&gt; has no money left"),
            std::string::npos);
}

TEST(Report, AGeneratedCitySaysSo) {
  const Fixture real, made{"甲城", 1};
  EXPECT_EQ(report_html(real.model(), Lang::en).find("class=banner"), std::string::npos);
  EXPECT_NE(report_html(made.model(), Lang::en).find("class=banner"), std::string::npos);
  EXPECT_NE(report_html(made.model(), Lang::zh).find("并不存在"), std::string::npos);
}

TEST(Report, ShowsTheBoundAndWhyAProjectWasPassedOver) {
  const Fixture f;
  const std::string html = report_html(f.model(), Lang::en);
  EXPECT_NE(html.find("94.6 %"), std::string::npos);  // 321.5 ÷ 340
  EXPECT_NE(html.find("Passed over, and why (1)"), std::string::npos);
  EXPECT_NE(html.find("not verified"), std::string::npos);
}

TEST(Report, LeavesOutWhatIsNotThere) {
  const Fixture f;
  ReportModel m = f.model();
  m.plan = nullptr;
  m.lessons = nullptr;
  m.effects = nullptr;
  m.cases = {};
  m.previous = nullptr;
  const std::string html = report_html(m, Lang::en);
  EXPECT_EQ(html.find("id=\"plan\""), std::string::npos);
  EXPECT_EQ(html.find("id=\"lessons\""), std::string::npos);
  EXPECT_EQ(unbalanced(html), "");
}

TEST(Report, HasEverySectionAndAContentsLineForEach) {
  const Fixture f;
  for (const Lang lang : {Lang::en, Lang::zh}) {
    const std::string html = report_html(f.model(), lang);
    for (const char* id : {"glance", "map", "goals", "groups", "zones", "cells", "findings", "plan", "cases",
                           "lessons", "methods", "gaps", "sources"}) {
      EXPECT_NE(html.find(fmt::format("<section id=\"{}\">", id)), std::string::npos) << id;
      EXPECT_NE(html.find(fmt::format("<a href=\"#{}\">", id)), std::string::npos) << id;
    }
  }
}

TEST(Report, SummaryIsInPlainSentences) {
  const Fixture f;
  const std::string en = report_html(f.model(), Lang::en), zh = report_html(f.model(), Lang::zh);
  EXPECT_NE(en.find("the city scores <b>62.0</b> of 100, up 4.0 since 24 November 2025."), std::string::npos);
  EXPECT_NE(zh.find("全市得 <b>62.0</b> 分（满分 100 分），较 2025 年 11 月 24 日提高 4.0 分。"),
            std::string::npos);
  // The cell of the finding is the last one, in district B.
  EXPECT_NE(
      en.find("<b>1,234</b> people live below the standard for <b>Walk to school</b> (more than 60 min; the "
              "standard is 10 min), most of them in B."),
      std::string::npos);
  EXPECT_NE(zh.find("<b>1,234</b> 名居民未达到“<b>步行至小学</b>”的标准（超过 60 分钟，标准 10 "
                    "分钟），其中以B最多。"),
            std::string::npos);
  EXPECT_NE(en.find("raises the score from 62.0 to <b>73.0</b>."), std::string::npos);
  // 340 ÷ 321.5 = 1.0575
  EXPECT_NE(
      en.find("No other choice of the examined projects for the same money could do more than 5.8 % better."),
      std::string::npos);
  EXPECT_NE(zh.find("至多再好 5.8%。"), std::string::npos);
}

TEST(Report, ABoundThatMayNotHoldIsNotPromised) {
  Fixture f;
  f.plan.diminishing = false;
  const std::string html = report_html(f.model(), Lang::en);
  EXPECT_EQ(html.find("No other choice for the same money"), std::string::npos);
  EXPECT_NE(html.find("no guarantee"), std::string::npos);
}

TEST(Report, EveryPictureHasWordsForThoseWhoDoNotSeeIt) {
  const Fixture f;
  const std::string html = report_html(f.model(), Lang::en);
  std::size_t maps = 0;
  for (std::size_t at = 0; (at = html.find("<svg ", at)) != std::string::npos; ++at) {
    const std::string tag = html.substr(at, html.find('>', at) - at);
    EXPECT_TRUE(tag.find("aria-label=\"") != std::string::npos ||
                tag.find("aria-hidden") != std::string::npos)
        << tag;
    EXPECT_EQ(tag.find("aria-label=\"\""), std::string::npos) << tag;
    maps += tag.find("class=map") != std::string::npos ? 1 : 0;
  }
  EXPECT_EQ(maps, 2U);  // the city's and the plan's
  EXPECT_NE(html.find("<html lang=\"en\">"), std::string::npos);
  EXPECT_NE(report_html(f.model(), Lang::zh).find("<html lang=\"zh-CN\">"), std::string::npos);
}

TEST(Report, IdsAreUniqueAndEveryReferenceHasOne) {
  const Fixture f;
  const std::string html = report_html(f.model(), Lang::en);
  std::set<std::string> ids;
  for (std::size_t at = 0; (at = html.find(" id=\"", at)) != std::string::npos; ++at)
    EXPECT_TRUE(ids.insert(html.substr(at + 5, html.find('"', at + 5) - at - 5)).second)
        << html.substr(at, 40);
  for (const std::string before : {"href=\"#", "url(#"})
    for (std::size_t at = 0; (at = html.find(before, at)) != std::string::npos; ++at) {
      const std::size_t from = at + before.size();
      const std::string id = html.substr(from, html.find_first_of("\")", from) - from);
      EXPECT_TRUE(ids.contains(id)) << id;
    }
}

TEST(Report, AGeneratedCitySaysSoInEverySectionOnEveryMapAndPage) {
  const Fixture f{"甲城", 1};
  const std::string html = report_html(f.model(), Lang::en);
  const auto count = [&](const std::string& what) {
    std::size_t n = 0;
    for (std::size_t at = 0; (at = html.find(what, at)) != std::string::npos; ++at) ++n;
    return n;
  };
  EXPECT_EQ(count("<span class=\"badge made\">generated city</span></h2>"), count("<section "));
  EXPECT_EQ(count(">generated city</text>"), 2U);  // both large maps
  EXPECT_EQ(count("@bottom-left{content:\"Alpha · City health check · "), 1U);
  EXPECT_EQ(count(" · generated city\";"), 1U);  // at the foot of printed pages
}

TEST(Report, ANameCannotLeaveTheStyleSheet) {
  Fixture f;
  About about = *f.now.city.about;
  about.name = {"A\";}</style><script>x", "甲"};
  f.now.city.about = Layer<About>{std::make_shared<const About>(about), {}};
  const std::string html = report_html(f.model(), Lang::en);
  EXPECT_EQ(html.find("<script"), std::string::npos);
  const std::size_t style = html.find("<style>"), end = html.find("</style>");
  EXPECT_EQ(html.find("content:\"A;}/stylescriptx · ", style) < end, true);
  EXPECT_EQ(unbalanced(html), "");
}

TEST(Report, LongListsGoToTheAnnex) {
  Fixture f;
  const Choice one = f.plan.chosen.front();
  for (int k = 1; k < 40; ++k) {
    f.plan.chosen.push_back(one);
    f.plan.chosen.back().gain = 400 + k;
    f.plan.passed_over.push_back(f.plan.passed_over.front());
    f.plan.passed_over.back().gain = 100 + k;
  }
  const std::string html = report_html(f.model(), Lang::en);
  EXPECT_NE(html.find("The 15 projects with the greatest gain"), std::string::npos);
  EXPECT_NE(html.find("<section id=\"projects\">"), std::string::npos);
  const std::size_t annex = html.find("<section id=\"projects\">");
  EXPECT_NE(html.find("<td class=n>40</td>", annex), std::string::npos);  // all of them are there,
  EXPECT_LT(html.find(">439<", annex), html.find(">438<", annex));        // the best first
  EXPECT_NE(html.find("The 10 with the greatest gain are shown; 30 more are in"), std::string::npos);
  EXPECT_NE(html.find("the fund has no money left for it"), std::string::npos);  // reasons, summed up
  EXPECT_EQ(unbalanced(html), "");
}

TEST(Report, CoordinatesInNamesAreShort) {
  EXPECT_EQ(report::short_decimals("Park (-15.42948842888, 28.1)"), "Park (-15.4294, 28.1)");
  EXPECT_EQ(report::short_decimals("v1.234567 .1234567 GB 50180-2018"), "v1.234567 .1234567 GB 50180-2018");
}

TEST(Report, GroupsThatNobodyCountsAreNoTableOfDashes) {
  Fixture f;
  f.now.assessed.overall.groups = {Standing{}};
  const std::string html = report_html(f.model(), Lang::en);
  EXPECT_NE(html.find("do not say where they live"), std::string::npos);
  EXPECT_EQ(html.find("Older people"), std::string::npos);
}

TEST(Report, AnEmptyCityIsSaidInWords) {
  Situation now;
  now.city = draw_city("grid 100 m\n  .\n");
  now.measured.snapshot = id(now.city);
  now.assessed.cell_score = Field::cells(now.city.grid->size());
  Framework none;
  none.name = {"None", "无"};
  const std::vector<Indicator> indicators;
  Plan plan;
  ReportModel m{.now = now, .lens = {indicators, none}};
  m.plan = &plan;
  for (const Lang lang : {Lang::en, Lang::zh}) {
    const std::string html = report_html(m, lang);
    EXPECT_EQ(unbalanced(html), "");
    EXPECT_EQ(html.find("nan"), std::string::npos);
    EXPECT_EQ(html.find("inf"), std::string::npos);
    EXPECT_NE(html.find(lang == Lang::zh ? "全市暂无得分" : "The city has no score"), std::string::npos);
    EXPECT_NE(html.find(lang == Lang::zh ? "尚无未来年度的预算" : "there is no budget"), std::string::npos);
  }
}

/// A town of `side` × `side` cells whose scores lie in patches of about five cells, as real ones do.
std::string map_of_town(int side, report::MapStyle style) {
  std::string drawing = "grid 100 m\n";
  for (int y = 0; y < side; ++y) {
    drawing += " ";
    for (int x = 0; x < side; ++x) drawing += " 1";
    drawing += "\n";
  }
  const City city = draw_city(drawing + "legend\n  1  people 100\n");
  Field f = Field::cells(city.grid->size());
  for (std::size_t i = 0; i < f.size(); ++i) {
    const std::size_t x = i % static_cast<std::size_t>(side) / 5, y = i / static_cast<std::size_t>(side) / 5;
    f.set(i, static_cast<double>((x * 7 + y * 13 + x * y) % 10) / 10);
  }
  return report::map_svg(city, f, {}, style, Lang::en);
}

TEST(Report, TheDocumentHasEverySectionAndNothingThatThePageDoesNotSay) {
  for (const Lang lang : {Lang::en, Lang::zh}) {
    const Fixture f{"甲城", 1};
    const std::string page = report_html(f.model(), lang);
    const docx::Document d = report::letter_of(page, lang);
    std::size_t headings = 0, sections = 0, pictures = 0;
    const std::string all = report::page_tree(page).all_words();
    for (const docx::Block& b : d.blocks) {
      if (const auto* p = std::get_if<docx::Paragraph>(&b)) {
        headings += p->style == docx::Style::heading1 ? 1 : 0;
        if (p->style != docx::Style::lead && p->style != docx::Style::note) continue;
        for (const docx::Run& r : p->runs) {
          if (r.bold) continue;
          EXPECT_NE(all.find(r.words), std::string::npos) << r.words;
        }
      }
      pictures += std::holds_alternative<docx::Picture>(b) ? 1 : 0;
    }
    for (std::size_t at = 0; (at = page.find("<section ", at)) != std::string::npos; ++at) ++sections;
    EXPECT_EQ(headings, sections);
    EXPECT_GT(headings, 8U);
    EXPECT_GE(pictures, 1U);
    EXPECT_TRUE(std::any_of(d.blocks.begin(), d.blocks.end(), [](const docx::Block& b) {
      const auto* p = std::get_if<docx::Paragraph>(&b);
      return p != nullptr && p->style == docx::Style::banner;
    }));
  }
}

TEST(ReportMap, ALargeCityStaysSmall) {
  const report::MapStyle bare{.zones = false, .streets = false, .scale = false};
  // 10,000 cells in 400 patches: fewer than 20 bytes a patch and class, far from one rectangle a cell.
  const std::string svg = map_of_town(100, bare);
  EXPECT_LT(svg.size(), 12'000U);
  EXPECT_GT(svg.size(), 2'000U);
}

TEST(ReportMap, ARingKeepsItsHole) {
  // Eight cells of one class around one of another: the ring is two outlines, the middle one.
  const City city = draw_city("grid 100 m\n  1 1 1\n  1 1 1\n  1 1 1\nlegend\n  1  people 100\n");
  Field f = Field::cells(9);
  for (std::size_t i = 0; i < 9; ++i) f.set(i, i == 4 ? 0.1 : 0.9);
  const std::string svg =
      report::map_svg(city, f, {}, {.zones = false, .streets = false, .scale = false}, Lang::en);
  const auto path = [&](int shade_of) {
    const std::string fill = fmt::format("\" fill=\"{}\"", report::shade(shade_of / 10.0));
    const std::size_t end = svg.find(fill), from = svg.rfind("d=\"", end) + 3;
    return svg.substr(from, end - from);
  };
  // Five cells across with the margin: 200 units each. y runs downwards: from the ring's low left corner to the right.
  EXPECT_EQ(path(9), "M200 800h600v-600h-600zm200-200v-200h200v200z");
  EXPECT_EQ(path(1), "M400 600h200v-200h-200z");
}

TEST(ReportMap, NeighboursOfOneClassBecomeOneOutline) {
  const City city = draw_city("grid 100 m\n  1 1 1 1 1\nlegend\n  1  people 100\n");
  Field f = Field::cells(5);
  for (std::size_t i = 0; i < 5; ++i) f.set(i, 0.9);
  const std::string svg =
      report::map_svg(city, f, {}, {.zones = false, .streets = false, .scale = false}, Lang::en);
  // Seven cells across with the margin: 143 units each; the ground below has the same outline.
  std::size_t outlines = 0;
  for (std::size_t at = 0; (at = svg.find("M143 286h715v-143h-715z\"", at)) != std::string::npos; ++at)
    ++outlines;
  EXPECT_EQ(outlines, 2U) << svg;
}

}  // namespace
}  // namespace cityloop
