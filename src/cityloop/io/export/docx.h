#pragma once

// Letters and reports for office programs: WordprocessingML (ECMA-376 part 1, 17) in an archive, written by ourselves.

#include <string>
#include <variant>
#include <vector>

#include "cityloop/base/text.h"
#include "cityloop/base/time.h"

namespace cityloop::docx {

/// Words of one look within a paragraph.
struct Run {
  std::string words;
  bool bold = false, small = false, code = false;
  bool new_line = false;    // begins a line before the words
  std::string colour = {};  // "9a4b00"; empty: that of the style
};

/// Styles of paragraphs: real ones, so that office programs can list headings and restyle the whole.
enum class Style : std::uint8_t {
  text,
  title,
  subtitle,
  heading1,
  heading2,
  heading3,
  lead,
  note,
  caption,
  bullet,
  banner,
  figure,
  cell,
  head_cell
};

struct Paragraph {
  Style style = Style::text;
  std::vector<Run> runs;
  bool page_break = false;  // begins a page
  bool right = false;
  bool centred = false;
};
struct Picture {
  std::string png;
  double width_mm = 100, height_mm = 100;
  std::string words;  // for people who do not see it
};
using Piece = std::variant<Paragraph, Picture>;
struct Cell {
  std::vector<Piece> pieces;
  std::string fill = {};  // "f5f7f9"
};
struct Table {
  std::size_t head_rows = 1;        // repeated on every page
  bool ruled = true;                // false: only an arrangement
  std::vector<double> widths = {};  // shares of the page's width; empty: by what the cells hold
  std::vector<std::vector<Cell>> rows;
};
/// Where the list of the first-level headings stands.
struct Contents {
  Text title;
};
using Block = std::variant<Paragraph, Picture, Table, Contents>;

struct Document {
  std::string title, foot;  // `foot`: left of the page number, on every page
  Lang lang = Lang::en;
  Date dated{};  // the file says that it was made then, so that equal content is equal bytes
  std::vector<Block> blocks;
};

/// A4, upright, 18 mm left and right: what a block may be wide.
inline constexpr double kTextWidth = 174;

/// Writes the document; replaces `file` only when it is complete. Throws Error{unavailable} where the disk refuses.
void write_docx(const Document&, const std::string& file);

/// The widths of a table's columns as shares, from the words in them: no word is broken while there is room, and what is
/// left goes to the columns with long texts.
std::vector<double> column_shares(const Table&);

/// Words for XML: escaped, without signs that XML does not know.
std::string xml_words(std::string_view);

}  // namespace cityloop::docx
