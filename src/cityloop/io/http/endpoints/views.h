#pragma once

// How things of the city look on the wire; used by more than one endpoint.

#include "cityloop/io/http/api.h"

namespace cityloop::http {

wire::Standing standing_of(const Standing&);
std::optional<double> score_of(const Standing&);
wire::FrameworkName framework_of(const Framework&);
wire::Citation citation_of(const Source&);
wire::FindingView finding_of(const Asked&, const ShownView&, const Finding&, bool with_cells);
wire::Amount amount_of(Money);
wire::Group group_of(const City&, std::size_t group);
wire::PlanLine plan_line_of(const Asked&, const Plan&);
wire::CaseView case_of(const Asked&, const Case&);
/// The changed city in the words of the contract → a change of the model; a drawn line brings the places where people get on. What is
/// asked may take several changes (a move closes and opens): `words` gets one sentence for each that was asked. Throws
/// Error{bad_input}.
Delta delta_of(const Asked&, const std::vector<wire::ChangeAsked>&, std::vector<Text>* words = nullptr);
/// For people; what comes with a line is not said again.
std::vector<Text> words_of(std::span<const Change>);
/// By CellIdx: the field itself, or that of the cell's zone or of the city.
std::pair<std::vector<float>, std::vector<std::uint8_t>> on_cells(const City&, const Field&);
/// What a client may draw: [west, south, east, north].
std::vector<double> box_of(const Asked&, Box);
/// Where the mean of some cells lies.
std::optional<LngLat> middle_of(const Asked&, std::span<const CellId>);
std::string theme_of(const Indicator&);
template <class T>
std::optional<double> number_if(bool there, T v) {
  return there ? std::optional<double>{static_cast<double>(v)} : std::nullopt;
}

// The functions behind the operations of the contract.
Response get_me(const Asked&);
Response sign_in(const Asked&);
Response sign_out(const Asked&);
Response change_password(const Asked&);
Response get_accounts(const Asked&);
Response add_account(const Asked&);
Response change_account(const Asked&);
Response get_audit(const Asked&);
Response get_ready(const Asked&);
Response get_city(const Asked&);
Response get_loop(const Asked&);
Response get_zones(const Asked&);
Response get_places(const Asked&);
Response get_grid(const Asked&);
Response get_cell(const Asked&);
Response get_located(const Asked&);
Response get_search(const Asked&);
Response get_sources(const Asked&);
Response get_measurements(const Asked&);
Response get_measurement(const Asked&);
Response get_measurement_cells(const Asked&);
Response get_assessment(const Asked&);
Response get_assessment_cells(const Asked&);
Response get_explanation(const Asked&);
Response get_findings(const Asked&);
Response get_finding(const Asked&);
Response try_what_if(const Asked&);
Response try_what_if_cells(const Asked&);
Response get_plans(const Asked&);
Response make_plan(const Asked&);
Response get_plan(const Asked&);
Response post_adoption(const Asked&);
Response start_siting(const Asked&);
Response get_scenarios(const Asked&);
Response save_scenario(const Asked&);
Response get_cases(const Asked&);
Response get_case(const Asked&);
Response post_move(const Asked&);
Response get_outcomes(const Asked&);
Response get_job(const Asked&);
Response stop_job(const Asked&);
Response get_job_events(const Asked&);
Response get_report(const Asked&);
Response get_papers(const Asked&);
Response get_download(const Asked&);
Response get_uploads(const Asked&);
Response take_upload(const Asked&);
Response start_import(const Asked&);
Response get_style(const Asked&);
Response get_tile_json(const Asked&);
Response get_tile(const Asked&);

wire::Job job_of(const JobNow&);
/// Starts work of one's own and answers with 202 and the job.
Response start_job(const Asked&, const std::string& what, Jobs::Work);

}  // namespace cityloop::http
