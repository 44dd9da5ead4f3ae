#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cityloop/loop/mapping.h"

namespace cityloop {

/// The pages of docs/reference in one language, as (file name, Markdown), made from the declarations themselves so that
/// they cannot drift: commands, indicators (an index, and a page each with its worked example), kernels, frameworks and how
/// they map onto each other, project types. `scripts/check-docs` fails where the pages in the repository are not these.
std::vector<std::pair<std::string, std::string>> reference_pages(const Catalogue&, const Mapping&, Lang);

}  // namespace cityloop
