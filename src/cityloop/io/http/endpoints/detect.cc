#include <algorithm>

#include "cityloop/io/http/endpoints/views.h"

namespace cityloop::http {

Response get_findings(const Asked& a) {
  const ShownView& v = a.view();
  const auto& all = v.overview.now.findings;
  wire::FindingList out;
  out.snapshot = to_string(a.shown().measured().snapshot);
  out.framework = v.framework->key.word;
  out.total = static_cast<std::int64_t>(all.size());
  const auto most = std::min(all.size(), static_cast<std::size_t>(a.integer("limit", 200)));
  for (std::size_t i = 0; i < most; ++i) out.findings.push_back(finding_of(a, v, all[i], true));
  return json_answer(out);
}

Response get_finding(const Asked& a) {
  const ShownView& v = a.view();
  const std::string id = a.parameter("id");
  for (const Finding& f : v.overview.now.findings)
    if (to_string(f.id) == id) return json_answer(finding_of(a, v, f, true));
  throw Error{
      Fault::not_found,
      say("there is no finding {} under these goals", "该评价体系下没有编号为 {} 的问题", id),
      {.item = "id"},
      {"it may have been put right, or belong to another framework", "可能已解决，或属于其他评价体系"}};
}

}  // namespace cityloop::http
