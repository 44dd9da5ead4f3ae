#include "cityloop/io/http/endpoints/views.h"

namespace cityloop::http {
namespace {

/// Whoever asked for it, and administrators: what others work on is not everybody's business.
JobNow job_for(const Asked& a) {
  const std::string id = a.parameter("id");
  const auto found = a.office.jobs().find(id);
  if (!found || (found->owner != a.who->name && !a.who->may(accounts::Permission::server_manage)))
    throw Error{Fault::not_found, say("there is no job {}", "没有任务 {}", id), {.item = "id"}};
  return *found;
}

}  // namespace

wire::Job job_of(const JobNow& j) {
  wire::Job out;
  out.id = j.id;
  out.what = j.what;
  out.state = to_word(j.state);
  out.step = j.step;
  out.done = static_cast<std::int64_t>(j.done);
  out.units = static_cast<std::int64_t>(j.units);
  if (!j.result.empty()) out.result = j.result;
  if (j.what == "siting" && j.made) out.siting = *std::static_pointer_cast<const wire::SitingView>(j.made);
  if (j.problem) out.problem = problem_of(*j.problem);
  return out;
}

Response start_job(const Asked& a, const std::string& what, Jobs::Work work) {
  const std::string id = a.office.jobs().start(what, a.who->name, std::move(work));
  return json_answer(job_of(*a.office.jobs().find(id)), 202).with("location", "/api/v1/jobs/" + id);
}

Response get_job(const Asked& a) { return json_answer(job_of(job_for(a))); }

Response stop_job(const Asked& a) {
  const JobNow j = job_for(a);
  a.office.jobs().stop(j.id);
  return json_answer(job_of(*a.office.jobs().find(j.id)), 202);
}

Response get_job_events(const Asked& a) {
  const std::string id = job_for(a).id;
  Response r = answer(200, "text/event-stream", "");
  r.with("x-accel-buffering", "no");  // reverse proxies pass events on at once
  Office* office = &a.office;
  auto seen = std::make_shared<std::uint64_t>(~std::uint64_t{0});
  r.stream = Stream{[office, id, seen]() -> Stream::Piece {
    const auto j = office->jobs().find(id);
    if (!j) return {"", true};
    const bool ended = j->state != JobState::waiting && j->state != JobState::running;
    if (j->version == *seen && !ended) return {};
    *seen = j->version;
    const char* event = j->state == JobState::done ? "done" : ended ? "failed" : "progress";
    return {fmt::format("id: {}\nevent: {}\ndata: {}\n\n", j->version, event, wire::json(job_of(*j))), ended};
  }};
  return r;
}

}  // namespace cityloop::http
