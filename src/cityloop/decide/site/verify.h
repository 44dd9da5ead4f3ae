#pragma once

#include "cityloop/decide/site/certificate.h"

namespace cityloop::site {

/// Whether a certificate proves its bound for a problem, and `open` is allowed and costs `value`. Shares no code with
/// what makes certificates: it reads travel and charge itself, walks the tree, and recomputes every L(v) in whole
/// numbers.
///
/// returns  holds, or the first thing that is wrong, in words
/// cost     one pass over the ways cheaper than the prices for each leaf and each fix
Verdict verify(const Problem&, std::span<const std::uint32_t> open, std::int64_t value, const Certificate&);

}  // namespace cityloop::site
