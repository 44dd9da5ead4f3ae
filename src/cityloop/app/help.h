#pragma once

#include <string>

#include "cityloop/base/text.h"

namespace CLI {
class App;
}

namespace cityloop {

/// The manual page of one command, made from its declaration: what it does, how it is called, its arguments, options and
/// examples. `path` is how it is called, "cityloop case move". Columns line up in both languages; no line is wider than
/// kHelpWidth, so that a page reads the same on a terminal, in a mail and in docs/reference.
std::string help_page(const CLI::App& command, const std::string& path, Lang lang);
inline constexpr std::size_t kHelpWidth = 88;

/// Broken into lines of at most `width` columns, each after `indent` spaces but the first. A line ends at a space, or
/// between two Chinese characters, never before a closing mark; lines that are there already stay.
std::string wrapped(const std::string& text, std::size_t width, std::size_t indent);

}  // namespace cityloop
