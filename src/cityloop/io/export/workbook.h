#pragma once

// Workbooks for office programs: sheets of typed columns that print on A4 as they are.

#include <string>
#include <variant>
#include <vector>

#include "cityloop/base/text.h"
#include "cityloop/base/time.h"

namespace cityloop {

/// Nothing, words, a number or a day. A missing value is nothing, never a number.
using WorkbookCell = std::variant<std::monostate, std::string, double, Date>;

struct WorkbookColumn {
  enum class As : std::uint8_t { text, number, date } as = As::text;
  Text head;
  double width = 12;                    // in digits of the ordinary font
  int decimals = 0;                     // of a number, as shown; the file holds all of it
  std::vector<std::string> words = {};  // what may be entered: a list to choose from
  Text hint = {};                       // told when a cell of the column is chosen
};

struct WorkbookSheet {
  Text name;
  Text title = {};  // above the header, over the whole width
  Text lead = {};   // below the title
  std::vector<WorkbookColumn> columns;
  std::vector<std::vector<WorkbookCell>> rows;
  std::size_t to_fill = 0;  // empty rows below, drawn and checked as if they were filled
};

struct Workbook {
  Text title;
  Date dated{};  // of the content: the file says that it was made then, so that equal content is equal bytes
  std::vector<WorkbookSheet> sheets;
};

/// Writes the workbook in one language; libxlsxwriter behind. Headers stay in sight and are repeated on every printed
/// page, columns can be filtered, long words wrap; pages are A4, wide, one page across. Replaces `file` only when it is
/// complete. Throws Error{unavailable} where the disk refuses, Error{bad_input} for more rows than a sheet holds.
void write_workbook(const Workbook&, Lang, const std::string& file);

/// How many decimals a column of numbers needs so that its largest one shows four digits.
int decimals_for(double largest);

}  // namespace cityloop
