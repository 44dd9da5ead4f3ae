#pragma once

// Where a project stands between an idea and its evaluation, and who may move it.

#include <optional>
#include <string_view>

#include "cityloop/base/error.h"

namespace cityloop {

/// idea → appraised → in pool → adopted → under way → done → evaluated. The first three, and shelved, are a person's to decide; the others
/// follow from what the ledger says: an adopted plan, the case that builds it, the outcome that was measured.
enum class ProjectState : std::uint8_t {
  idea,
  appraised,
  in_pool,
  shelved,
  adopted,
  under_way,
  done,
  evaluated
};

std::string_view to_word(ProjectState);
Text words_of(ProjectState);  // for people
/// Throws Error{bad_input} with the nearest word.
ProjectState parse_project_state(std::string_view);
/// Follows from the ledger and is no one's to say.
inline bool derived(ProjectState s) { return s >= ProjectState::adopted; }
/// Empty if a person may move a project so; else why not, with what is possible.
std::optional<Text> refuses_state(ProjectState from, ProjectState to);
/// What a person may move it to, in words: "in_pool, shelved"; empty: nothing.
std::string states_after(ProjectState from);

}  // namespace cityloop
