#pragma once

#include <string>

#include "cityloop/loop/workspace.h"

namespace cityloop {

/// Pages of docs/reference, made from the declarations themselves, so that they cannot drift. Markdown, both languages
/// in one page.
std::string reference_indicators(
    const Catalogue&);            // every indicator: name, meaning, unit, kernel, parameters, source
std::string reference_kernels();  // every kernel: formula and parameters
std::string reference_frameworks(const Catalogue&);  // every framework: goals, criteria, standards
std::string reference_projects(const Catalogue&);    // every project type: price, owner, what it helps

}  // namespace cityloop
