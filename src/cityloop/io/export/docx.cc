#include "cityloop/io/export/docx.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include "cityloop/io/export/docx_parts.h"
#include "cityloop/io/export/out_file.h"
#include "cityloop/io/import/zip.h"

namespace cityloop::docx {
namespace {

constexpr double kTwips = 56.6929;  // in a millimetre: a twentieth of a point
constexpr long kEmu = 36'000;       // in a millimetre
// A digit of the tables' font is 1.7 mm wide at most; the cells' edges take 3.2 mm.
constexpr double kDigit = 1.7, kEdges = 3.2;

long twips(double mm) { return std::lround(mm * kTwips); }

/// How wide words are, in digits: a Chinese character is two.
double symbol_width(unsigned char first) {
  return first >= 0xE2                                                                    ? 1.9
         : first == '%' || first == 'm' || first == 'w' || (first >= 'A' && first <= 'Z') ? 1.4
                                                                                          : 1.0;
}

struct Wide {
  double line = 0, word = 0;  // the longest line, and the longest piece that is not broken
};
Wide width_of(const Cell& cell) {
  Wide out;
  for (const Piece& piece : cell.pieces) {
    const auto* p = std::get_if<Paragraph>(&piece);
    if (p == nullptr) {
      const double digits = std::get<Picture>(piece).width_mm / kDigit;
      out = {std::max(out.line, digits), std::max(out.word, digits)};
      continue;
    }
    double line = 0, word = 0;
    for (const Run& r : p->runs) {
      if (r.new_line) line = word = 0;
      const double size = r.small || r.code ? 0.9 : r.bold ? 1.08 : 1.0;
      for (const char c : r.words) {
        const auto u = static_cast<unsigned char>(c);
        if ((u & 0xC0U) == 0x80) continue;
        const double w = size * symbol_width(u);
        line += w;
        word = c == ' ' ? 0 : w > 1.5 ? w : word + w;  // Chinese is broken between any two characters
        out.line = std::max(out.line, line);
        // A number stays with its unit, unless that is a long one.
        out.word = std::max(out.word, p->right ? std::min(line, std::max(word, 13.0)) : word);
      }
    }
  }
  return out;
}

const char* style_id(Style s) {
  switch (s) {
    case Style::text: return "Normal";
    case Style::title: return "Title";
    case Style::subtitle: return "Subtitle";
    case Style::heading1: return "Heading1";
    case Style::heading2: return "Heading2";
    case Style::heading3: return "Heading3";
    case Style::lead: return "Lead";
    case Style::note: return "Note";
    case Style::caption: return "Caption";
    case Style::bullet: return "ListBullet";
    case Style::banner: return "Banner";
    case Style::figure: return "Figure";
    case Style::cell: return "TableText";
    case Style::head_cell: return "TableHead";
  }
  return "Normal";
}

class Body {
 public:
  explicit Body(const Document& d) : d_{d} {
    for (const Block& b : d.blocks)
      if (const auto* p = std::get_if<Paragraph>(&b); p != nullptr && p->style == Style::heading1)
        headings_.push_back(words_of(*p));
  }
  std::string take() {
    for (const Block& b : d_.blocks) {
      if (const auto* p = std::get_if<Paragraph>(&b)) paragraph(*p);
      if (const auto* p = std::get_if<Picture>(&b)) picture_paragraph(*p);
      if (const auto* t = std::get_if<Table>(&b)) table(*t);
      if (const auto* c = std::get_if<Contents>(&b)) contents(*c);
    }
    return std::move(out_);
  }
  const std::vector<const std::string*>& pictures() const { return pictures_; }

 private:
  static std::string words_of(const Paragraph& p) {
    std::string out;
    for (const Run& r : p.runs) out += r.words;
    return out;
  }
  void run(const Run& r) {
    out_ += "<w:r>";
    std::string look;
    if (r.code) look += "<w:rStyle w:val=\"Code\"/>";
    if (r.bold) look += "<w:b/><w:bCs/>";
    if (!r.colour.empty()) look += "<w:color w:val=\"" + xml_words(r.colour) + "\"/>";
    if (r.small) look += "<w:sz w:val=\"16\"/><w:szCs w:val=\"16\"/>";
    if (!look.empty()) out_ += "<w:rPr>" + look + "</w:rPr>";
    if (r.new_line) out_ += "<w:br/>";
    if (!r.words.empty()) out_ += "<w:t xml:space=\"preserve\">" + xml_words(r.words) + "</w:t>";
    out_ += "</w:r>";
  }
  void paragraph(const Paragraph& p) {
    out_ += fmt::format("<w:p><w:pPr><w:pStyle w:val=\"{}\"/>", style_id(p.style));
    if (p.page_break) out_ += "<w:pageBreakBefore/>";
    if (p.right || p.centred) out_ += fmt::format("<w:jc w:val=\"{}\"/>", p.right ? "right" : "center");
    out_ += "</w:pPr>";
    const bool listed = p.style == Style::heading1;
    if (listed) {
      ++heading_;
      out_ += fmt::format("<w:bookmarkStart w:id=\"{0}\" w:name=\"_Toc{0}\"/>", heading_);
    }
    for (const Run& r : p.runs) run(r);
    if (listed) out_ += fmt::format("<w:bookmarkEnd w:id=\"{}\"/>", heading_);
    out_ += "</w:p>\n";
  }
  void picture(const Picture& p) {
    // Equal pictures, such as full bars, are one file.
    const auto [at, fresh] = file_of_.try_emplace(p.png, pictures_.size() + 1);
    if (fresh) pictures_.push_back(&p.png);
    const std::size_t file = at->second, n = ++drawings_;
    const long w = std::lround(p.width_mm * kEmu), h = std::lround(p.height_mm * kEmu);
    const std::string words = xml_words(p.words);
    out_ += fmt::format(
        "<w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{0}\" "
        "cy=\"{1}\"/>"
        "<wp:docPr id=\"{2}\" name=\"{3}\" descr=\"{3}\"/><a:graphic><a:graphicData "
        "uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic><pic:nvPicPr><pic:cNvPr "
        "id=\"{2}\" "
        "name=\"image{4}.png\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip "
        "r:embed=\"rIdImage{4}\"/><a:stretch>"
        "<a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{0}\" "
        "cy=\"{1}\"/></a:xfrm><a:prstGeom "
        "prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>"
        "</a:graphic></wp:inline></w:drawing></w:r>",
        w, h, n, words, file);
  }
  /// A figure stays with its caption; a picture in a ruled table must not keep its row with the next.
  void picture_paragraph(const Picture& p, Style style = Style::figure) {
    out_ += fmt::format("<w:p><w:pPr><w:pStyle w:val=\"{}\"/></w:pPr>", style_id(style));
    picture(p);
    out_ += "</w:p>\n";
  }
  void table(const Table& t) {
    if (t.rows.empty()) return;
    std::vector<double> shares = t.widths.empty() ? column_shares(t) : t.widths;
    out_ += fmt::format(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"{}\"/><w:tblW w:w=\"{}\" w:type=\"dxa\"/>"
        "<w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>",
        t.ruled ? "Ruled" : "Plain", twips(kTextWidth));
    std::vector<long> widths;
    for (const double s : shares) widths.push_back(twips(kTextWidth * s));
    for (const long w : widths) out_ += fmt::format("<w:gridCol w:w=\"{}\"/>", w);
    out_ += "</w:tblGrid>";
    for (std::size_t r = 0; r < t.rows.size(); ++r) {
      out_ += "<w:tr><w:trPr><w:cantSplit/>";
      if (r < t.head_rows) out_ += "<w:tblHeader/>";
      out_ += "</w:trPr>";
      for (std::size_t c = 0; c < widths.size(); ++c) {
        static const Cell kEmpty;
        const Cell& cell = c < t.rows[r].size() ? t.rows[r][c] : kEmpty;
        out_ += fmt::format("<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/>", widths[c]);
        if (!cell.fill.empty())
          out_ += "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"" + xml_words(cell.fill) + "\"/>";
        out_ += "</w:tcPr>";
        // The format wants a paragraph in every cell.
        if (cell.pieces.empty()) paragraph({r < t.head_rows ? Style::head_cell : Style::cell, {}});
        for (const Piece& piece : cell.pieces) {
          if (const auto* p = std::get_if<Paragraph>(&piece)) paragraph(*p);
          if (const auto* p = std::get_if<Picture>(&piece))
            picture_paragraph(*p, t.ruled ? Style::cell : Style::figure);
        }
        out_ += "</w:tc>";
      }
      out_ += "</w:tr>\n";
    }
    // Two tables that touch would become one.
    out_ += "</w:tbl><w:p><w:pPr><w:pStyle w:val=\"AfterTable\"/></w:pPr></w:p>\n";
  }
  void contents(const Contents& c) {
    if (headings_.empty()) return;
    const std::string& title = c.title.in(d_.lang);
    if (!title.empty())
      out_ += "<w:p><w:pPr><w:pStyle w:val=\"TOCHeading\"/></w:pPr><w:r><w:t>" + xml_words(title) +
              "</w:t></w:r></w:p>\n";
    // A line for each heading with a field for its page. Not one field around all lines: office programs lay the pages out
    // anew and then know the numbers of single references, whereas a list of contents waits until somebody renews it. No
    // number is written here, since only a layout knows it: dirty fields are worked out when the document is opened.
    for (std::size_t i = 0; i < headings_.size(); ++i)
      out_ += fmt::format(
          "<w:p><w:pPr><w:pStyle w:val=\"TOC1\"/></w:pPr><w:hyperlink w:anchor=\"_Toc{0}\" "
          "w:history=\"1\"><w:r><w:t "
          "xml:space=\"preserve\">{1}</w:t></w:r><w:r><w:tab/></w:r><w:r><w:fldChar w:fldCharType=\"begin\" "
          "w:dirty=\"true\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> PAGEREF _Toc{0} \\h "
          "</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t "
          "xml:space=\"preserve\"> </w:t></w:r><w:r><w:fldChar "
          "w:fldCharType=\"end\"/></w:r></w:hyperlink></w:p>\n",
          i + 1, xml_words(headings_[i]));
  }

  const Document& d_;
  std::string out_;
  std::vector<std::string> headings_;
  std::vector<const std::string*> pictures_;
  std::map<std::string_view, std::size_t> file_of_;
  std::size_t heading_ = 0, drawings_ = 0;
};

}  // namespace

std::string xml_words(std::string_view s) {
  std::string out;
  out.reserve(s.size());
  for (const char c : s) switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\t') out += c;
        else if (c == '\n') out += ' ';
    }
  return out;
}

std::vector<double> column_shares(const Table& t) {
  std::size_t columns = 0;
  for (const auto& row : t.rows) columns = std::max(columns, row.size());
  if (columns == 0) return {};
  // Short texts stay on one line.
  std::vector<double> least(columns, 4 * kDigit + kEdges), wish(columns, 0), width(columns, 0);
  for (const auto& row : t.rows)
    for (std::size_t c = 0; c < row.size(); ++c) {
      const Wide w = width_of(row[c]);
      least[c] =
          std::max(least[c], std::min(std::max(w.word, std::min(w.line, 13.0)), 24.0) * kDigit + kEdges);
      wish[c] = std::max(wish[c], std::min(w.line, 60.0) * kDigit + kEdges);
    }
  double all_least = 0, all_wish = 0;
  for (std::size_t c = 0; c < columns; ++c) {
    wish[c] = std::max(wish[c], least[c]);
    all_least += least[c], all_wish += wish[c];
  }
  for (std::size_t c = 0; c < columns; ++c) {
    if (all_wish <= kTextWidth) width[c] = wish[c] + (kTextWidth - all_wish) * wish[c] / all_wish;
    else if (all_least <= kTextWidth)
      width[c] =
          least[c] + (kTextWidth - all_least) * (wish[c] - least[c]) / std::max(all_wish - all_least, 1e-9);
    else width[c] = kTextWidth * least[c] / all_least;
    width[c] /= kTextWidth;
  }
  return width;
}

void write_docx(const Document& d, const std::string& file) {
  Body body{d};
  const std::string text = body.take();
  std::vector<ZipEntry> parts = fixed_parts(d, body.pictures().size());
  parts.push_back({"word/document.xml", document_part(text)});
  for (std::size_t i = 0; i < body.pictures().size(); ++i)
    parts.push_back({fmt::format("word/media/image{}.png", i + 1), *body.pictures()[i]});
  const std::string part = file + ".part";
  std::remove(part.c_str());
  write_zip(part, parts);
  move_into_place(part, file);
}

}  // namespace cityloop::docx
