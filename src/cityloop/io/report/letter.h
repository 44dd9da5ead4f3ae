#pragma once

#include <string_view>

#include "cityloop/io/export/docx.h"
#include "cityloop/io/report/report.h"

namespace cityloop::report {

/// The report's page as a document of paragraphs, tables and pictures. What the page says, in its order; only what paper
/// cannot hold is another: bars beside their numbers are left out, maps have numbers for the names in their captions.
/// `page`: what report_html() made.
docx::Document letter_of(std::string_view page, Lang);

}  // namespace cityloop::report
