#pragma once

#include <string>

namespace cityloop::testing {

/// Where this repository is, and the binary that was built with the tests. Functions and not macros, so that all other
/// sources compile to the same object file in every checkout.
std::string source_dir();
std::string binary();
/// The folder with `data/cities`: $CITYLOOP_SHARED, else `shared` beside the repository. Empty if there is none.
std::string shared_dir();

}  // namespace cityloop::testing
