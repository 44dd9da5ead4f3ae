#include "cityloop/io/report/letter.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "cityloop/io/report/page_tree.h"
#include "cityloop/io/report/picture.h"

namespace cityloop::report {
namespace {

using docx::Cell;
using docx::Paragraph;
using docx::Run;
using docx::Style;

constexpr double kDots = 8;  // for each millimetre: about 200 dpi
constexpr double kTallest = 190;
// In millimetres; a bar is wider where a table has few columns.
constexpr double kDialWidth = 34, kBar = 20, kWideBar = 36;
constexpr const char* kShaded = "F2F5F8";

bool blank(std::string_view s) { return s.find_first_not_of(" \n\t") == std::string_view::npos; }

/// Adds the words of an element, in the looks that its classes stand for.
void add_words(const Element& e, Run look, std::vector<Run>& to) {
  if (e.name.empty()) {
    std::string words;
    for (const char c : e.words) {
      const bool space = c == ' ' || c == '\n' || c == '\t';
      if (space && (words.empty() ? to.empty() || to.back().words.ends_with(' ') : words.back() == ' '))
        continue;
      words += space ? ' ' : c;
    }
    if (words.empty() && !look.new_line) return;
    look.words = words;
    to.push_back(look);
    return;
  }
  if (e.is("svg")) return;  // drawings are pictures of their own
  if (e.is("b") || e.has_class("pin")) look.bold = true;
  if (e.is("code")) look.code = true;
  if (e.has_class("small") || e.has_class("tag")) look.small = true, look.colour = "52606D";
  if (e.has_class("badge")) look.small = true, look.colour = "9A4B00";
  if (e.has_class("miss")) look.bold = true, look.colour = "9A4B00";
  if (e.has_class("up")) look.colour = "1D6FA5";
  if (e.has_class("down")) look.colour = "A34D00";
  bool line = false;
  for (const Element& c : e.children) {
    if (c.is("br")) {
      line = true;
      continue;
    }
    const std::size_t before = to.size();
    add_words(c, look, to);
    if (line && to.size() > before) to[before].new_line = true, line = false;
  }
}
std::vector<Run> words_of(const Element& e) {
  std::vector<Run> out;
  add_words(e, {}, out);
  while (!out.empty() && blank(out.back().words)) out.pop_back();
  if (!out.empty())
    while (out.back().words.ends_with(' ')) out.back().words.pop_back();
  return out;
}
Paragraph paragraph(Style style, const Element& e) { return {style, words_of(e)}; }

class Letter {
 public:
  Letter(const Element& page, Lang lang) : lang_{lang} {
    document_.lang = lang;
    collect_paths(page, shared_);
  }
  docx::Document take() { return std::move(document_); }

  void cover(const Element& e) {
    for (const Element& c : e.children) {
      if (c.is("h1")) add(paragraph(Style::title, c));
      else if (c.is("dl")) facts(c);
      else if (c.is("nav")) document_.blocks.emplace_back(docx::Contents{{"Contents", "目录"}});
      else if (c.has_class("kind")) add(paragraph(Style::subtitle, c));
      else if (c.has_class("banner")) add(paragraph(Style::banner, c));
      else if (c.is("p")) add(paragraph(Style::note, c));
    }
  }
  void section(const Element& e) {
    static constexpr std::array<std::string_view, 5> kNewPage{"map", "goals", "projects", "plan", "methods"};
    const std::string_view id = e.attribute("id");
    new_page_ = std::find(kNewPage.begin(), kNewPage.end(), id) != kNewPage.end();
    blocks(e);
  }
  void foot(const Element& e) { add(paragraph(Style::note, e)); }

 private:
  void add(docx::Block b) { document_.blocks.push_back(std::move(b)); }

  void blocks(const Element& e) {
    for (const Element& c : e.children) {
      if (c.is("h2")) heading(c);
      else if (c.is("h3")) add(paragraph(Style::heading2, c));
      else if (c.is("h4")) add(paragraph(Style::heading3, c));
      else if (c.is("p"))
        add(paragraph(c.has_class("lead")   ? Style::lead
                      : c.has_class("note") ? Style::note
                                            : Style::text,
                      c));
      else if (c.is("li")) add(paragraph(Style::bullet, c));
      else if (c.is("table")) table(c);
      else if (c.is("figure")) figure(c);
      else if (c.is("dl")) terms(c);
      else if (c.has_class("glance")) glance(c);
      else if (c.has_class("tiles")) tiles(c);
      else if (c.has_class("maps")) small_maps(c);
      else if (!c.name.empty()) blocks(c);
    }
  }
  void heading(const Element& e) {
    Paragraph p{Style::heading1, {}};
    for (const Element& c : e.children) {
      if (c.has_class("made")) continue;  // the foot of every page says it
      Run look;
      if (c.has_class("no")) look.words = c.all_words() + "  ";
      else look.words = c.all_words();
      if (!look.words.empty()) p.runs.push_back(look);
    }
    p.page_break = std::exchange(new_page_, false);
    add(std::move(p));
  }
  void facts(const Element& e) {
    docx::Table t{.head_rows = 0, .ruled = false, .widths = {0.25, 0.75}, .rows = {}};
    for (const Element& c : e.children) {
      const Element *name = c.find("dt"), *value = c.find("dd");
      if (name == nullptr || value == nullptr) continue;
      Paragraph left = paragraph(Style::cell, *name);
      for (Run& r : left.runs) r.colour = "52606D";
      t.rows.push_back({Cell{{std::move(left)}}, Cell{{paragraph(Style::cell, *value)}}});
    }
    add(std::move(t));
  }
  void terms(const Element& e) {
    for (const Element& c : e.children) {
      const Element *word = c.find("dt"), *meaning = c.find("dd");
      if (word == nullptr || meaning == nullptr) continue;
      Paragraph p{Style::note, {}};
      Run bold;
      bold.bold = true, bold.words = word->all_words() + (lang_ == Lang::zh ? "：" : ": ");
      p.runs.push_back(std::move(bold));
      add_words(*meaning, {}, p.runs);
      add(std::move(p));
    }
  }
  /// The round picture of the score, its numbers below it, and beside it what it says in some sentences.
  void glance(const Element& e) {
    docx::Table t{.head_rows = 0, .ruled = false, .widths = {0.23, 0.77}, .rows = {{Cell{}, Cell{}}}};
    if (const Element* dial = e.find("svg", "dial")) {
      std::vector<std::string> names;
      docx::Picture p = picture(*dial, kDialWidth, names);
      if (!p.png.empty()) t.rows[0][0].pieces.emplace_back(std::move(p));
      Paragraph below{.style = Style::cell, .runs = {}, .centred = true};
      below.runs.push_back(
          {.words = (lang_ == Lang::zh ? "综合得分 " : "Score ") + std::string{dial->attribute("aria-label")},
           .bold = true});
      t.rows[0][0].pieces.emplace_back(std::move(below));
    }
    if (const Element* list = e.find("ul"))
      for (const Element& c : list->children)
        if (c.is("li")) t.rows[0][1].pieces.emplace_back(paragraph(Style::bullet, c));
    add(std::move(t));
  }
  void tiles(const Element& e) {
    docx::Table t{.head_rows = 0, .ruled = true, .widths = {1.0 / 3, 1.0 / 3, 1.0 / 3}, .rows = {}};
    for (const Element& c : e.children) {
      const Element *value = c.find("b"), *name = c.find("span", "small");
      if (value == nullptr || name == nullptr) continue;
      if (t.rows.empty() || t.rows.back().size() == 3) t.rows.emplace_back();
      Paragraph big = paragraph(Style::subtitle, *value), small = paragraph(Style::cell, *name);
      t.rows.back().push_back(Cell{{std::move(big), std::move(small)}});
    }
    add(std::move(t));
  }

  void table(const Element& e) {
    std::vector<const Element*> rows;
    std::size_t heads = 0;
    for (const Element& part : e.children)
      for (const Element& row : part.children)
        if (row.is("tr")) {
          rows.push_back(&row);
          heads += part.is("thead") ? 1 : 0;
        }
    if (rows.empty()) return;
    const bool room = rows.front()->children.size() < 7;
    docx::Table t;
    t.head_rows = heads;
    for (std::size_t r = 0; r < rows.size(); ++r) {
      t.rows.emplace_back();
      const bool goal = rows[r]->has_class("goal"), total = rows[r]->has_class("total");
      for (std::size_t c = 0; c < rows[r]->children.size(); ++c) {
        const Element& cell = rows[r]->children[c];
        if (const Element* svg = cell.find("svg"); svg != nullptr && blank(cell.all_words())) {
          std::vector<std::string> names;
          t.rows.back().push_back({{}, goal || total ? kShaded : ""});
          docx::Picture p = picture(*svg, room ? kWideBar : kBar, names);
          if (!p.png.empty()) t.rows.back().back().pieces.emplace_back(std::move(p));
          continue;
        }
        Paragraph p = paragraph(r < heads ? Style::head_cell : Style::cell, cell);
        p.right = cell.has_class("n");
        if (goal || total)
          for (Run& run : p.runs) run.bold = run.bold || !run.small;
        t.rows.back().push_back({{std::move(p)}, goal || total ? kShaded : ""});
      }
    }
    add(std::move(t));
  }

  /// A drawing as a picture that fits into `width` millimetres; its names go to `names`.
  docx::Picture picture(const Element& svg, double width, std::vector<std::string>& names) {
    docx::Picture p;
    p.words = svg.attribute("aria-label");
    Drawn drawn = draw_svg(svg, shared_, static_cast<std::size_t>(width * kDots));
    if (drawn.pixels.width == 0) return p;
    p.width_mm = width;
    p.height_mm = width * static_cast<double>(drawn.pixels.height) / static_cast<double>(drawn.pixels.width);
    if (p.height_mm > kTallest) p.width_mm *= kTallest / p.height_mm, p.height_mm = kTallest;
    p.png = png_of(drawn.pixels);
    names = std::move(drawn.names);
    return p;
  }
  void figure(const Element& e) {
    Paragraph caption{Style::caption, {}};
    for (const Element& c : e.children) {
      if (c.is("svg")) {
        std::vector<std::string> names;
        docx::Picture p = picture(c, docx::kTextWidth, names);
        if (p.png.empty()) continue;
        add(std::move(p));
        std::string words;
        for (std::size_t i = 0; i < names.size(); ++i)
          words += fmt::format("{}{} {}", i == 0 ? "" : lang_ == Lang::zh ? "　" : "   ", i + 1, names[i]);
        if (!words.empty()) caption.runs.push_back({.words = words});
      } else if (c.has_class("legend")) {
        legend(c);
      } else if (c.is("figcaption")) {
        add_words(c, {}, caption.runs);
      }
    }
    if (!caption.runs.empty()) add(std::move(caption));
  }
  /// Squares in the colours of the drawing, with their words.
  void legend(const Element& e) {
    Paragraph p{Style::caption, {}};
    for (const Element& item : e.children) {
      if (!item.is("span")) continue;
      std::string_view fill;
      if (const Element* svg = item.find("svg"))
        for (const Element& r : svg->children)
          if (r.is("rect")) fill = r.attribute("fill");
      Run square;
      square.words = fill == "url(#beyond)" ? "▨ " : fill == "url(#unknown)" ? "▤ " : "■ ";
      square.colour = fill == "url(#beyond)"    ? "4A1D00"
                      : fill == "url(#unknown)" ? "A9B4BE"
                      : fill == "#eef1f4"       ? "D5DCE3"
                      : fill.starts_with('#')   ? std::string{fill.substr(1)}
                                                : "";
      p.runs.push_back(std::move(square));
      p.runs.push_back({.words = item.all_words() + "    "});
    }
    if (!p.runs.empty()) add(std::move(p));
  }
  void small_maps(const Element& e) {
    docx::Table t{.head_rows = 0, .ruled = false, .widths = {1.0 / 3, 1.0 / 3, 1.0 / 3}, .rows = {}};
    for (const Element& f : e.children) {
      const Element *svg = f.find("svg"), *words = f.find("figcaption");
      if (svg == nullptr) continue;
      std::vector<std::string> names;
      docx::Picture p = picture(*svg, docx::kTextWidth / 3 - 4, names);
      if (p.png.empty()) continue;
      if (t.rows.empty() || t.rows.back().size() == 3) t.rows.emplace_back();
      Cell cell{{std::move(p)}};
      if (words != nullptr) cell.pieces.emplace_back(paragraph(Style::cell, *words));
      t.rows.back().push_back(std::move(cell));
    }
    add(std::move(t));
  }

  Lang lang_;
  docx::Document document_;
  SharedPaths shared_;
  bool new_page_ = false;
};

}  // namespace

docx::Document letter_of(std::string_view page, Lang lang) {
  const Element tree = page_tree(page);
  Letter letter{tree, lang};
  if (const Element* main = tree.find("main"))
    for (const Element& c : main->children) {
      if (c.is("header")) letter.cover(c);
      else if (c.is("section")) letter.section(c);
      else if (c.is("footer")) letter.foot(c);
    }
  return letter.take();
}

}  // namespace cityloop::report

namespace cityloop {

void report_docx(const ReportModel& m, Lang lang, const std::string& file) {
  docx::Document d = report::letter_of(report_html(m, lang), lang);
  d.title = report_title(m, lang);
  d.foot = d.title;
  if (m.now.city.about->generated) d.foot += lang == Lang::zh ? " · 程序生成的城市" : " · generated city";
  d.dated = std::chrono::floor<std::chrono::days>(m.made);
  docx::write_docx(d, file);
}

}  // namespace cityloop
