#include <array>

#include "cityloop/io/http/endpoints/views.h"

namespace cityloop::http {

std::span<const Served> served() {
  static const std::array<Served, 51> kServed{{
      {"readyz", get_ready},
      {"me", get_me},
      {"signIn", sign_in},
      {"signOut", sign_out},
      {"changePassword", change_password},
      {"accounts", get_accounts},
      {"addAccount", add_account},
      {"changeAccount", change_account},
      {"audit", get_audit},
      {"city", get_city, true},
      {"loop", get_loop, true},
      {"zones", get_zones, true},
      {"places", get_places, true},
      {"grid", get_grid, true},
      {"cell", get_cell, true},
      {"locate", get_located, true},
      {"search", get_search, true},
      {"sources", get_sources, true},
      {"measurements", get_measurements, true},
      {"measurement", get_measurement, true},
      {"measurementCells", get_measurement_cells, true},
      {"assessment", get_assessment, true},
      {"assessmentCells", get_assessment_cells, true},
      {"explain", get_explanation, true},
      {"findings", get_findings, true},
      {"finding", get_finding, true},
      {"whatIf", try_what_if},
      {"whatIfCells", try_what_if_cells},
      {"plans", get_plans, true},
      {"makePlan", make_plan},
      {"plan", get_plan, true},
      {"adoptPlan", post_adoption},
      {"site", start_siting},
      {"scenarios", get_scenarios},
      {"saveScenario", save_scenario},
      {"cases", get_cases},
      {"case", get_case},
      {"moveCase", post_move},
      {"outcomes", get_outcomes, true},
      {"job", get_job},
      {"stopJob", stop_job},
      {"jobEvents", get_job_events},
      {"report", get_report},
      {"papers", get_papers},
      {"download", get_download},
      {"uploads", get_uploads},
      {"upload", take_upload},
      {"importCity", start_import},
      {"mapStyle", get_style, true},
      {"tileJson", get_tile_json, true},
      {"tile", get_tile, true},
  }};
  return kServed;
}

}  // namespace cityloop::http
