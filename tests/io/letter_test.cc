// The report's page as a document: the tree of its markup, its drawings as pixels, its sections as blocks.

#include "cityloop/io/report/letter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cityloop/io/report/page_tree.h"
#include "cityloop/io/report/picture.h"

namespace cityloop::report {
namespace {

using docx::Paragraph;
using docx::Style;

TEST(PageTree, ReadsTagsAttributesEntitiesAndLineBreaks) {
  const Element page = page_tree(
      "<!DOCTYPE html><p class=\"note keep\" id=x>a &lt; b<br>&amp;c</p><!-- <b>no</b> --><svg "
      "width=\"5\"/>z");
  ASSERT_EQ(page.children.size(), 3U);
  const Element& p = page.children[0];
  EXPECT_TRUE(p.is("p"));
  EXPECT_TRUE(p.has_class("note"));
  EXPECT_TRUE(p.has_class("keep"));
  EXPECT_FALSE(p.has_class("kee"));
  EXPECT_EQ(p.attribute("id"), "x");
  EXPECT_EQ(p.all_words(), "a < b&c");
  ASSERT_EQ(p.children.size(), 3U);
  EXPECT_TRUE(p.children[1].is("br"));
  EXPECT_EQ(page.find("svg")->attribute("width"), "5");
  EXPECT_EQ(page.children[2].words, "z");
}
TEST(PageTree, AnEndWithoutABeginningIsLeftOutAndAnOpenOneIsClosed) {
  const Element page = page_tree("</div><div><b>x</div>y");
  ASSERT_EQ(page.children.size(), 2U);
  EXPECT_EQ(page.children[0].find("b")->all_words(), "x");
  EXPECT_EQ(page.children[1].words, "y");
}

std::array<int, 3> pixel(const Pixels& p, std::size_t x, std::size_t y) {
  const std::uint8_t* at = p.rgb.data() + 3 * (y * p.width + x);
  return {at[0], at[1], at[2]};
}
Pixels drawn(const std::string& inside, std::size_t width = 10) {
  const Element page = page_tree("<svg viewBox=\"0 0 10 10\">" + inside + "</svg>");
  SharedPaths shared;
  collect_paths(page, shared);
  return draw_svg(page.children[0], shared, width).pixels;
}
const std::array<int, 3> kWhite{255, 255, 255}, kRed{255, 0, 0};

TEST(Picture, FillsByTheEvenOddRuleWithSmoothEdges) {
  // A square from 1 to 9 with a hole from 3 to 7 that runs the same way round.
  const Pixels p = drawn("<path d=\"M1 1h8v8h-8zm2 2h4v4h-4z\" fill=\"#ff0000\"/>");
  EXPECT_EQ(pixel(p, 0, 0), kWhite);
  EXPECT_EQ(pixel(p, 1, 1), kRed);
  EXPECT_EQ(pixel(p, 8, 8), kRed);
  EXPECT_EQ(pixel(p, 5, 5), kWhite);
  EXPECT_EQ(pixel(p, 9, 9), kWhite);
  // Half of a pixel is half as red.
  const Pixels half = drawn("<rect x=\"2.5\" y=\"2\" width=\"3\" height=\"3\" fill=\"#f00\"/>");
  EXPECT_EQ(pixel(half, 2, 3), (std::array<int, 3>{255, 128, 128}));
  EXPECT_EQ(pixel(half, 3, 3), kRed);
}
TEST(Picture, GroupsHandOnColoursPlacesAndOpacityAndPathsAreShared) {
  const Pixels p = drawn(
      "<g fill=\"#ff0000\" opacity=\"0.5\"><path id=\"k\" d=\"M0 0h2v2h-2z\"/></g>"
      "<g transform=\"translate(5 5)\"><use href=\"#k\" fill=\"#ff0000\"/></g>");
  EXPECT_EQ(pixel(p, 1, 1), (std::array<int, 3>{255, 128, 128}));
  EXPECT_EQ(pixel(p, 6, 6), kRed);
}
TEST(Picture, StrokesCoverTheirWidthOnceAndDashesHaveGaps) {
  // A line along y = 5, two wide, there and back: rows 4 and 5 are covered, once.
  const Pixels p =
      drawn("<path d=\"M0 5h10h-10\" fill=\"none\" stroke=\"#ff0000\" stroke-width=\"2\" opacity=\"0.5\"/>");
  EXPECT_EQ(pixel(p, 5, 4), (std::array<int, 3>{255, 128, 128}));
  EXPECT_EQ(pixel(p, 5, 5), (std::array<int, 3>{255, 128, 128}));
  EXPECT_EQ(pixel(p, 5, 2), kWhite);
  const Pixels dashes = drawn(
      "<path d=\"M0 5h10\" fill=\"none\" stroke=\"#ff0000\" stroke-width=\"1\" stroke-dasharray=\"2 4\"/>",
      100);
  EXPECT_EQ(pixel(dashes, 10, 50), kRed);
  EXPECT_EQ(pixel(dashes, 40, 50), kWhite);
  EXPECT_EQ(pixel(dashes, 70, 50), kRed);
}
TEST(Picture, AQuarterTurnMovesTheBeginningOfARingToTheTop) {
  // A quarter of a ring begins at three o'clock and runs down; turned back by a right angle it begins at twelve.
  const Pixels p = drawn(
      "<circle cx=\"5\" cy=\"5\" r=\"4\" fill=\"none\" stroke=\"#ff0000\" stroke-width=\"1\" "
      "stroke-dasharray=\"6.28 25.13\" transform=\"rotate(-90 5 5)\"/>",
      100);
  EXPECT_EQ(pixel(p, 78, 22), kRed);    // north-east
  EXPECT_EQ(pixel(p, 78, 78), kWhite);  // south-east
  EXPECT_EQ(pixel(p, 22, 22), kWhite);
}
TEST(Picture, NamesBecomeNumbersAndHatchesAreTwoColours) {
  const Element page = page_tree(
      "<svg viewBox=\"0 0 100 100\"><rect width=\"100\" height=\"50\" fill=\"url(#unknown)\"/><g class=names "
      "fill=\"#1c2833\"><text x=\"50\" y=\"80\" font-size=\"20\">江东区</text><text x=\"80\" y=\"80\" "
      "font-size=\"20\">Riverside</text></g></svg>");
  const Drawn d = draw_svg(page.children[0], {}, 200);
  EXPECT_EQ(d.names, (std::vector<std::string>{"江东区", "Riverside"}));
  std::size_t ink = 0, stripes = 0;
  for (std::size_t y = 0; y < 200; ++y)
    for (std::size_t x = 0; x < 200; ++x) {
      stripes += pixel(d.pixels, x, y) == std::array<int, 3>{0xa9, 0xb4, 0xbe} ? 1 : 0;
      ink += y > 110 && pixel(d.pixels, x, y)[0] < 0x60 ? 1 : 0;
    }
  EXPECT_GT(stripes, 4'000U);
  EXPECT_LT(stripes, 8'000U);
  EXPECT_GT(ink, 60U);
}
TEST(Picture, ADrawingWithoutASizeHasNoPixels) {
  EXPECT_EQ(draw_svg(page_tree("<svg><rect/></svg>").children[0], {}, 10).pixels.width, 0U);
}

template <class T>
const T* nth(const docx::Document& d, std::size_t n) {
  for (const docx::Block& b : d.blocks)
    if (const T* t = std::get_if<T>(&b); t != nullptr && n-- == 0) return t;
  return nullptr;
}

TEST(Letter, SectionsBecomeHeadingsTablesNotesAndBars) {
  const docx::Document d = letter_of(
      "<main><header class=cover><p class=kind>Check</p><h1>Town</h1><dl><div><dt>As "
      "of</dt><dd>2026</dd></div></dl>"
      "<nav><a>1</a></nav></header><section id=\"goals\"><h2><span class=no>3</span>Goals<span class=\"badge "
      "made\">made"
      "</span></h2><p class=lead>Lead.</p><div class=\"scroll\"><table><thead><tr><th>Goal</th><th "
      "class=n>Score</th>"
      "<th></th></tr></thead><tbody><tr class=\"total\"><td>City<br><span class=small>small</span></td><td "
      "class=n>53.1"
      "</td><td><svg class=bar viewBox=\"0 0 100 10\"><rect width=\"53\" "
      "height=\"10\"/></svg></td></tr></tbody></table></div><ul><li>one "
      "<b>two</b></li></ul></section></main>",
      Lang::en);
  ASSERT_EQ(d.blocks.size(), 8U);
  EXPECT_EQ(std::get<Paragraph>(d.blocks[0]).style, Style::subtitle);
  EXPECT_EQ(std::get<Paragraph>(d.blocks[1]).runs.at(0).words, "Town");
  EXPECT_EQ(std::get<docx::Table>(d.blocks[2]).rows.size(), 1U);
  EXPECT_TRUE(std::holds_alternative<docx::Contents>(d.blocks[3]));
  const auto& heading = std::get<Paragraph>(d.blocks[4]);
  EXPECT_EQ(heading.style, Style::heading1);
  EXPECT_TRUE(heading.page_break);
  ASSERT_EQ(heading.runs.size(), 2U);
  EXPECT_EQ(heading.runs[0].words + heading.runs[1].words, "3  Goals");
  const docx::Table& table = std::get<docx::Table>(d.blocks[6]);
  EXPECT_EQ(table.head_rows, 1U);
  ASSERT_EQ(table.rows.size(), 2U);
  ASSERT_EQ(table.rows[1].size(), 3U);
  const auto& bar = std::get<docx::Picture>(table.rows[1][2].pieces.at(0));
  EXPECT_FALSE(bar.png.empty());
  EXPECT_NEAR(bar.width_mm, 10 * bar.height_mm, 0.5);  // whole pixels
  const auto& city = std::get<Paragraph>(table.rows[1][0].pieces[0]);
  ASSERT_EQ(city.runs.size(), 2U);
  EXPECT_TRUE(city.runs[0].bold);
  EXPECT_TRUE(city.runs[1].new_line);
  EXPECT_TRUE(city.runs[1].small);
  EXPECT_TRUE(std::get<Paragraph>(table.rows[1][1].pieces[0]).right);
  const auto& bullet = std::get<Paragraph>(d.blocks[7]);
  EXPECT_EQ(bullet.style, Style::bullet);
  EXPECT_TRUE(bullet.runs.at(1).bold);
}

TEST(Letter, TheScoreIsARoundPictureBesideWhatItSays) {
  const docx::Document d = letter_of(
      "<main><section id=\"glance\"><h2>Glance</h2><div class=glance><div><svg class=dial viewBox=\"0 0 120 "
      "120\" "
      "aria-label=\"53.1 / 100\"><circle cx=\"60\" cy=\"60\" r=\"52\" fill=\"none\" "
      "stroke=\"#1f4e79\"/></svg></div>"
      "<ul><li>one</li><li>two</li></ul></div></section></main>",
      Lang::en);
  const auto* t = nth<docx::Table>(d, 0);
  ASSERT_NE(t, nullptr);
  EXPECT_FALSE(t->ruled);
  ASSERT_EQ(t->rows.size(), 1U);
  ASSERT_EQ(t->rows[0].size(), 2U);
  EXPECT_EQ(std::get<docx::Picture>(t->rows[0][0].pieces.at(0)).words, "53.1 / 100");
  EXPECT_EQ(std::get<Paragraph>(t->rows[0][0].pieces.at(1)).runs.at(0).words, "Score 53.1 / 100");
  ASSERT_EQ(t->rows[0][1].pieces.size(), 2U);
  EXPECT_EQ(std::get<Paragraph>(t->rows[0][1].pieces[1]).style, Style::bullet);
}

TEST(Letter, AMapIsAPictureWithItsLegendAndTheNamesOfItsNumbers) {
  const docx::Document d = letter_of(
      "<main><section id=\"map\"><figure><svg class=map viewBox=\"0 0 100 50\" aria-label=\"Map\"><g "
      "class=names><text "
      "x=\"5\" y=\"5\">East</text></g></svg><div class=legend><span><svg><rect "
      "fill=\"#b35806\"/></svg>0–20</span></div>"
      "<figcaption>Today.</figcaption></figure></section></main>",
      Lang::en);
  const auto* p = nth<docx::Picture>(d, 0);
  ASSERT_NE(p, nullptr);
  EXPECT_EQ(p->words, "Map");
  EXPECT_DOUBLE_EQ(p->width_mm, docx::kTextWidth);
  EXPECT_DOUBLE_EQ(p->height_mm, docx::kTextWidth / 2);
  const auto* legend = nth<Paragraph>(d, 0);
  ASSERT_NE(legend, nullptr);
  EXPECT_EQ(legend->runs.at(0).colour, "b35806");
  const auto* caption = nth<Paragraph>(d, 1);
  ASSERT_NE(caption, nullptr);
  EXPECT_EQ(caption->runs.at(0).words, "1 East");
  EXPECT_EQ(caption->runs.at(1).words, "Today.");
}

}  // namespace
}  // namespace cityloop::report
