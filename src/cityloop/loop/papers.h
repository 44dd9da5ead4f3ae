#pragma once

// The papers of an official health check, and the forms that it is entered on. Pure: tables in, tables out.

#include "cityloop/assess/grade.h"
#include "cityloop/detect/finding.h"
#include "cityloop/io/export/workbook.h"

namespace cityloop {

/// One table, one ledger, two lists (一表一台账两清单): the indicators with their grades, every look that was entered, the
/// problems that are open, and what is to be done about them, in the columns of the handbook.
///
/// A problem is open where the last look at its object left it open (last_looks()), the rule by which indicators count. An
/// indicator that is computed or published stands in the lists where its grade is fair or poor. What no data say (how hard
/// a problem is to solve, whether it enters next year's plan) is left to be filled in. The ledger has the headers of the
/// form, so that it can be imported again as it is.
///
/// priority   high: 限时解决 and overdue; middle: other 限时解决; low: 尽力解决
/// source     《城市体检工作手册（试行）》2025-05, annexes 4 and 5
Workbook health_check_papers(const Situation&, const Lens&, const GradeSheet&, Lang);

/// An empty ledger (as: inspections) with lists to choose from and a sheet that explains it; it is imported as it is.
Workbook inspections_form(Date as_of, std::span<const Indicator>, Lang);
/// The published figures that a framework asks for (as: statistics), one row each, their values to be filled in.
Workbook statistics_form(Date as_of, const Lens&, Lang);

}  // namespace cityloop
