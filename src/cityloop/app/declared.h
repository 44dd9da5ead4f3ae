#pragma once

#include <functional>

#include <CLI/CLI.hpp>

#include "cityloop/app/arguments.h"

namespace cityloop {

/// Declares every command with its options and its manual page in one language: the only place where they are written.
/// What is parsed goes into `into`.
void declare_commands(CLI::App& app, Arguments& into, Lang lang);

/// The page and the options of `equity`, which fill a file of their own.
struct CommandWords {
  Text what, page;
};
CommandWords equity_words();
void equity_options(CLI::App& command, Arguments& into, Lang lang);

/// The command `index`; `common` gives a command the options that every command has.
void declare_index(CLI::App& app, Arguments& into, Lang lang, const std::function<void(CLI::App&)>& common);

/// Says what was wrong with a command line, in a sentence with the nearest known word; always throws Error{bad_input}.
[[noreturn]] void refuse(const CLI::ParseError& e, const CLI::App& app,
                         const std::vector<std::string>& words);

}  // namespace cityloop
