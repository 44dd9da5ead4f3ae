#include "cityloop/decide/project_state.h"

#include <algorithm>
#include <array>
#include <utility>

namespace cityloop {
namespace {

constexpr std::array<std::string_view, 8> kStandingWords{"idea",    "appraised", "in_pool", "shelved",
                                                         "adopted", "under_way", "done",    "evaluated"};
constexpr std::array<std::string_view, 8> kStandingEn{"idea",    "appraised", "in the pool", "shelved",
                                                      "adopted", "under way", "done",        "evaluated"};
constexpr std::array<std::string_view, 8> kStandingZh{"设想",   "已论证", "已入库", "已搁置",
                                                      "已采纳", "在建",   "已完工", "已评价"};

/// A project is appraised before it enters the pool; it may be sent back a step, and shelved at any time before it is adopted.
constexpr std::array<std::pair<ProjectState, ProjectState>, 8> kByHand{{
    {ProjectState::idea, ProjectState::appraised},
    {ProjectState::appraised, ProjectState::in_pool},
    {ProjectState::appraised, ProjectState::idea},
    {ProjectState::in_pool, ProjectState::appraised},
    {ProjectState::idea, ProjectState::shelved},
    {ProjectState::appraised, ProjectState::shelved},
    {ProjectState::in_pool, ProjectState::shelved},
    {ProjectState::shelved, ProjectState::idea},
}};

}  // namespace

std::string_view to_word(ProjectState s) { return kStandingWords[static_cast<std::size_t>(s)]; }
Text words_of(ProjectState s) {
  const auto i = static_cast<std::size_t>(s);
  return {std::string{kStandingEn[i]}, std::string{kStandingZh[i]}};
}

ProjectState parse_project_state(std::string_view word) {
  const auto it = std::find(kStandingWords.begin(), kStandingWords.end(), word);
  if (it != kStandingWords.end()) return static_cast<ProjectState>(it - kStandingWords.begin());
  const std::string close = nearest_word(word, kStandingWords);
  throw Error{Fault::bad_input,
              say("‘{}’ is not a state of a project", "“{}”不是项目状态", word),
              {},
              close.empty() ? say("states are: {}", "状态有：{}", fmt::join(kStandingWords, ", "))
                            : say("did you mean ‘{}’?", "是否想写“{}”？", close)};
}

std::string states_after(ProjectState from) {
  std::string out;
  for (const auto& [a, b] : kByHand)
    if (a == from) out += (out.empty() ? "" : ", ") + std::string{to_word(b)};
  return out;
}

std::optional<Text> refuses_state(ProjectState from, ProjectState to) {
  if (derived(to)) {
    switch (to) {
      case ProjectState::adopted:
        return say("a project is adopted with a plan, not by hand", "项目随方案采纳，不能手工改为“已采纳”");
      case ProjectState::evaluated:
        return say("a project is evaluated when its outcome was measured, not by hand",
                   "项目在测得成效后即为已评价，不能手工改动");
      default:
        return say("whether a project is {} follows from its case, and is not said by hand",
                   "项目是否“{1}”由其案件决定，不能手工改动", words_of(to).en, words_of(to).zh);
    }
  }
  for (const auto& [a, b] : kByHand)
    if (a == from && b == to) return std::nullopt;
  const std::string can = states_after(from);
  const Text was = words_of(from), is = words_of(to);
  if (can.empty())
    return say("a project that is ‘{0}’ cannot become ‘{1}’: its case and its plan decide from here on",
               "“{2}”的项目不能改为“{3}”：此后由案件与方案决定", was.en, is.en, was.zh, is.zh);
  return say("a project that is ‘{0}’ cannot become ‘{1}’; it may become: {4}",
             "“{2}”的项目不能改为“{3}”；可改为：{4}", was.en, is.en, was.zh, is.zh, can);
}

}  // namespace cityloop
