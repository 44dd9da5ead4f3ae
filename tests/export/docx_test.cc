// Documents for office programs, taken apart again; that office programs open them is tested by scripts/test-office.

#include "cityloop/io/export/docx.h"

#include <filesystem>
#include <fstream>
#include <numeric>
#include <sstream>
#include <zlib.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cityloop/io/export/png.h"
#include "cityloop/io/import/xml.h"
#include "cityloop/io/import/zip.h"
#include "tests/export/bytes.h"

namespace cityloop {
namespace {

using testing::bytes_of;
using ::testing::HasSubstr;
using ::testing::Not;

std::size_t count(const std::string& s, const std::string& what) {
  std::size_t n = 0;
  for (std::size_t at = 0; (at = s.find(what, at)) != std::string::npos; at += what.size()) ++n;
  return n;
}
/// Fails where a part is no well-formed XML.
struct Counter final : XmlListener {
  std::size_t elements = 0;
  void begin(std::string_view, const XmlAttributes&) override { ++elements; }
  void end(std::string_view) override {}
};

docx::Document letter() {
  using namespace docx;
  Document d{
      .title = "A & B", .foot = "foot", .lang = Lang::zh, .dated = parse_date("2025-06-30"), .blocks = {}};
  d.blocks.emplace_back(Paragraph{Style::title, {{.words = "题目 <1>"}}});
  d.blocks.emplace_back(Contents{{"Contents", "目录"}});
  d.blocks.emplace_back(Paragraph{Style::heading1, {{.words = "First"}}, true});
  d.blocks.emplace_back(
      Paragraph{Style::bullet, {{.words = "a\x01"}, {.words = "b", .bold = true, .new_line = true}}});
  d.blocks.emplace_back(Paragraph{Style::heading1, {{.words = "第二"}}});
  Table t;
  const auto cell = [](const std::string& words) {
    return Cell{{Paragraph{Style::cell, {{.words = words}}}}};
  };
  t.rows = {{cell("head"), cell("n")},
            {cell("a long text that goes on and on, over several lines of the cell it is in"), cell("5")},
            {}};
  d.blocks.emplace_back(t);
  Pixels p{2, 1, {255, 0, 0, 0, 0, 255}};
  d.blocks.emplace_back(Picture{png_of(p), 20, 10, "two dots"});
  return d;
}

class DocxFile : public ::testing::Test {
 protected:
  DocxFile() {
    std::string pattern = (std::filesystem::temp_directory_path() / "cityloop-docx-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~DocxFile() override { std::filesystem::remove_all(folder_); }
  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  std::string folder_;
};

TEST_F(DocxFile, EveryPartIsNamedInTheTypesAndIsWellFormed) {
  docx::write_docx(letter(), path("a.docx"));
  const ZipReader zip{path("a.docx"), "a.docx"};
  const std::string types = zip.read("[Content_Types].xml");
  for (const std::string& name : zip.names()) {
    const std::string part = zip.read(name);
    if (name.ends_with(".png")) continue;
    Counter counter;
    EXPECT_NO_THROW(read_xml(part, name, counter)) << name;
    EXPECT_GT(counter.elements, 0U) << name;
    if (name.starts_with("word/") && name.ends_with(".xml")) {
      EXPECT_THAT(types, HasSubstr("\"/" + name + "\""));
    }
  }
  EXPECT_EQ(zip.names().front(), "[Content_Types].xml");  // some readers look no further
}

TEST_F(DocxFile, HeadingsAreRealAndListedHeadersRepeatAndPicturesHaveWords) {
  docx::write_docx(letter(), path("a.docx"));
  const ZipReader zip{path("a.docx"), "a.docx"};
  const std::string text = zip.read("word/document.xml"), styles = zip.read("word/styles.xml");
  EXPECT_EQ(count(text, "w:val=\"Heading1\""), 2U);
  EXPECT_EQ(count(text, "<w:hyperlink w:anchor=\"_Toc"), 2U);
  EXPECT_EQ(count(text, "<w:bookmarkStart "), 2U);
  EXPECT_EQ(count(text,
                  "w:fldCharType=\"begin\" w:dirty=\"true\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> "
                  "PAGEREF _Toc"),
            2U);
  EXPECT_THAT(text, HasSubstr(" PAGEREF _Toc2 \\h "));
  EXPECT_THAT(text, HasSubstr("w:name=\"_Toc2\"/>"));
  EXPECT_EQ(count(text, "w:fldCharType=\"begin\""), count(text, "w:fldCharType=\"end\""));
  EXPECT_EQ(count(text, "<w:tblHeader/>"), 1U);
  EXPECT_EQ(count(text, "<w:tc>"), 6U);  // the row without cells has them too
  EXPECT_EQ(count(text, "<w:pageBreakBefore/>"), 1U);
  EXPECT_THAT(text, HasSubstr("题目 &lt;1&gt;"));
  EXPECT_THAT(text, HasSubstr(">a<"));  // a sign that XML does not know is left out
  EXPECT_THAT(text, HasSubstr("descr=\"two dots\""));
  EXPECT_THAT(text, HasSubstr("cx=\"720000\" cy=\"360000\""));  // 20 by 10 mm at 36,000 to the millimetre
  EXPECT_THAT(zip.read("word/footer1.xml"), HasSubstr(" NUMPAGES "));
  EXPECT_THAT(zip.read("docProps/core.xml"), HasSubstr("2025-06-30T00:00:00Z"));
  // Every style that the text names exists.
  for (std::size_t at = 0; (at = text.find("<w:pStyle w:val=\"", at)) != std::string::npos; ++at) {
    const std::size_t begin = at + 17;
    EXPECT_THAT(styles, HasSubstr("w:styleId=\"" + text.substr(begin, text.find('"', begin) - begin) + "\""));
  }
}

TEST_F(DocxFile, TheSameContentIsTheSameBytes) {
  docx::write_docx(letter(), path("a.docx"));
  docx::write_docx(letter(), path("b.docx"));
  EXPECT_EQ(bytes_of(path("a.docx")), bytes_of(path("b.docx")));
  EXPECT_FALSE(std::filesystem::exists(path("a.docx.part")));
}

TEST_F(DocxFile, EqualPicturesAreOneFileAndARowWithAPictureMayEndAPage) {
  docx::Document d = letter();
  const auto again = std::get<docx::Picture>(d.blocks.back());
  docx::Picture other = again;
  other.png = png_of({1, 1, {1, 2, 3}});
  docx::Table t{.head_rows = 0, .ruled = true, .widths = {}, .rows = {}};
  t.rows = {{docx::Cell{{again}}, docx::Cell{{other}}}};
  d.blocks = {again, t};
  docx::write_docx(d, path("a.docx"));
  const ZipReader zip{path("a.docx"), "a.docx"};
  std::size_t pictures = 0;
  for (const std::string& name : zip.names()) pictures += name.ends_with(".png") ? 1 : 0;
  EXPECT_EQ(pictures, 2U);
  const std::string text = zip.read("word/document.xml");
  EXPECT_EQ(count(text, "r:embed=\"rIdImage1\""), 2U);
  EXPECT_EQ(count(text, "r:embed=\"rIdImage2\""), 1U);
  for (const char* id : {"docPr id=\"1\"", "docPr id=\"2\"", "docPr id=\"3\""})
    EXPECT_EQ(count(text, id), 1U) << id;
  EXPECT_EQ(count(text, "w:val=\"Figure\""), 1U);  // that style keeps with what follows
}

TEST_F(DocxFile, AFolderThatIsNotThereIsSaid) {
  EXPECT_THROW(docx::write_docx(letter(), path("no/a.docx")), Error);
}

TEST(DocxTable, WidthsAddUpToThePageAndShortColumnsKeepTheirWords) {
  const docx::Document d = letter();
  for (const docx::Block& b : d.blocks)
    if (const auto* t = std::get_if<docx::Table>(&b)) {
      const std::vector<double> shares = docx::column_shares(*t);
      ASSERT_EQ(shares.size(), 2U);
      EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), 1, 1e-9);
      EXPECT_GT(shares[0], 4 * shares[1]);
    }
}

TEST(DocxTable, AColumnOfPicturesIsAsWideAsTheyAre) {
  docx::Table t;
  const docx::Cell words{{docx::Paragraph{docx::Style::cell, {{.words = std::string(400, 'a')}}}}};
  t.rows = {{words, docx::Cell{{docx::Picture{"", 20, 2, ""}}}}};
  EXPECT_GE(docx::column_shares(t)[1] * docx::kTextWidth, 20);
}

TEST(Png, UnpacksToTheRowsThatWentIn) {
  Pixels p{3, 2, {}};
  for (std::uint8_t i = 0; i < 18; ++i) p.rgb.push_back(static_cast<std::uint8_t>(37 * i));
  const std::string png = png_of(p);
  EXPECT_TRUE(png.starts_with("\x89PNG\r\n\x1a\n"));
  // IHDR: 13 bytes after 8 of signature and 8 of head; then IDAT.
  const std::size_t idat = png.find("IDAT"), end = png.find("IEND") - 8;
  ASSERT_NE(idat, std::string::npos);
  std::string rows(2 * (1 + 9), '\0');
  uLongf size = rows.size();
  ASSERT_EQ(
      uncompress(reinterpret_cast<Bytef*>(rows.data()), &size,
                 reinterpret_cast<const Bytef*>(png.data() + idat + 4), static_cast<uLong>(end - idat - 4)),
      Z_OK);
  ASSERT_EQ(size, rows.size());
  // Undone by the rules of ISO/IEC 15948, 9.2: 0 as it is, 1 from the left, 2 from above.
  std::vector<std::uint8_t> back(18);
  for (std::size_t y = 0; y < 2; ++y) {
    const int how = rows[10 * y];
    for (std::size_t i = 0; i < 9; ++i) {
      int v = static_cast<std::uint8_t>(rows[10 * y + 1 + i]);
      if (how == 1 && i >= 3) v += back[9 * y + i - 3];
      if (how == 2 && y > 0) v += back[9 * (y - 1) + i];
      back[9 * y + i] = static_cast<std::uint8_t>(v);
    }
  }
  EXPECT_EQ(back, p.rgb);
  // The checksum at the end of IEND is the same in every PNG.
  EXPECT_EQ(png.substr(png.size() - 4), "\xae\x42\x60\x82");
}

}  // namespace
}  // namespace cityloop
