#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cityloop/loop/workspace.h"

namespace cityloop {

/// The pages of docs/reference in one language, as (file name, Markdown), made from the declarations themselves so that
/// they cannot drift: commands, indicators with their worked examples, kernels, frameworks, project types. `scripts/check-docs`
/// fails where the pages in the repository are not these.
std::vector<std::pair<std::string, std::string>> reference_pages(const Catalogue&, Lang);

}  // namespace cityloop
