#pragma once

#include <string>

#include "cityloop/io/export/workbook.h"

namespace cityloop::report {

/// A workbook as one page to print: every sheet a section, in the report's style, on A4 laid across.
std::string sheets_html(const Workbook&, Lang);

}  // namespace cityloop::report
