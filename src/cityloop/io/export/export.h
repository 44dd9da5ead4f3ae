#pragma once

// What leaves for other programs: closed files that desktop GIS and spreadsheets open, with every layer, unit and mark
// explained in both languages. Never anything personal; the store itself stays private.

#include <span>
#include <string>

#include "cityloop/act/case.h"
#include "cityloop/assess/assessment.h"
#include "cityloop/decide/plan.h"
#include "cityloop/detect/finding.h"

namespace cityloop {

/// What is exported: a city, and what has been found out about it so far. Absent results are simply absent columns.
struct ExportRequest {
  const City& city;
  std::span<const Indicator> indicators = {};
  const Measurement* measured = nullptr;
  const Assessment* assessed = nullptr;
  const Framework* framework = nullptr;  // of `assessed`
  std::span<const Finding> findings = {};
  const Plan* plan = nullptr;
  Lang lang = Lang::en;  // of names in rows; explanations come in both languages
  std::span<const Case> cases = {};
};

/// One GeoPackage 1.3 with spatial indexes, in the city's own coordinate system. Replaces `file` only when it is
/// complete. Throws Error{unavailable} where the disk refuses.
void export_gpkg(const ExportRequest&, const std::string& file);
/// One RFC 7946 file per layer with geometry, in WGS 84.
void export_geojson(const ExportRequest&, const std::string& folder);
/// One table per layer, `columns.csv` that explains every column, and a README. Positions in WGS 84.
void export_csv(const ExportRequest&, const std::string& folder);
/// One workbook for the office, in one language: indicators, zones, findings, projects, cases and sources in words, a sheet
/// each. Not every cell and street: those are for the formats above.
void export_xlsx(const ExportRequest&, const std::string& file);

}  // namespace cityloop
