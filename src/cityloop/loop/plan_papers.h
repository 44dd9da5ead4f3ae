#pragma once

// A plan as a workbook: what a finance office files and a council reads.

#include "cityloop/decide/decide.h"
#include "cityloop/io/export/workbook.h"

namespace cityloop {

/// Sheets: the programme (one line a project: what, where, why, who, which fund, years, money by year, what is promised), money by fund and
/// year, what was passed over and why, and the certificate.
/// Departments are called as their types of project call them.
Workbook plan_papers(const Plan&, const City&, const Lens&, std::span<const ProjectType>, Lang);

}  // namespace cityloop
