#pragma once

#include <map>
#include <string>
#include <string_view>

#include "cityloop/base/error.h"

namespace cityloop {

/// Which part of a workbook is a table.
struct SheetChoice {
  std::string sheet = {};  // its name or its number; empty: the first one that is not hidden
  long header = 0;  // the row with the names of the columns; 0: the first row in which two cells are filled
  Where asked_in = {};  // where a person wrote these
};

/// The parts of a workbook by their names ("xl/workbook.xml"): an archive, or text of a test.
class WorkbookParts {
 public:
  virtual ~WorkbookParts() = default;
  virtual bool has(const std::string& name) const = 0;
  virtual std::string read(const std::string& name) const = 0;
};

/// True for the bytes of an archive, which .xlsx files are.
bool is_archive(std::string_view bytes);
/// Throws Error{bad_input} for the bytes of an old .xls or .et (or of a workbook with a password: the same container),
/// and for any file that is named like a workbook and is none.
void refuse_other_workbooks(std::string_view bytes, const std::string& shown);

/// One sheet of a workbook as text for CsvReader: line n is the sheet's row n. Rows above the header and rows without any
/// cell are empty lines. Texts keep their words (line breaks become spaces), numbers their digits; dates, times,
/// percentages and padded codes are written as the sheet shows them, truth values as TRUE and FALSE.
///
/// Problems: `table.merged`, where cells are merged from the header downwards (the rows are refused: which of them a value
/// is for, nobody can tell). Notes: `table.formula`, a formula without a value, which is read as missing;
/// `table.beside`, cells to the right of the last header, which are not read; `table.above`, rows above the header.
/// Throws Error{bad_input} for what is no workbook, Error{not_found} for a sheet that is not in it.
/// Source: ECMA-376 part 1, 18.3 (worksheets), 18.4 (shared strings), 18.8.30 (number formats).
std::string sheet_as_csv(const WorkbookParts&, const std::string& shown, const SheetChoice&,
                         Diagnostics& notes);
/// The same from the bytes of a file.
std::string workbook_as_csv(std::string_view bytes, const std::string& shown, const SheetChoice&,
                            Diagnostics& notes);

}  // namespace cityloop
