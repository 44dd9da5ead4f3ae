#include "cityloop/app/arguments.h"

#include <cstdlib>

#include "cityloop/app/declared.h"
#include "cityloop/app/help.h"
#include "cityloop/base/error.h"

namespace cityloop {
namespace {

constexpr const char* kProgram = "cityloop";

void add_pages(const CLI::App& command, const std::string& path, Lang lang, std::vector<ManualPage>& out) {
  out.push_back({path, help_page(command, path, lang)});
  for (const CLI::App* s : command.get_subcommands([](const CLI::App*) { return true; }))
    add_pages(*s, path + " " + s->get_name(), lang, out);
}

}  // namespace

std::vector<ManualPage> manual_pages(Lang lang) {
  Arguments unused;
  CLI::App app{"", kProgram};
  declare_commands(app, unused, lang);
  std::vector<ManualPage> out;
  add_pages(app, kProgram, lang, out);
  return out;
}

Lang language_of(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].starts_with("--lang=")) return parse_lang(words[i].substr(7));
    if (words[i] == "--lang" && i + 1 < words.size()) return parse_lang(words[i + 1]);
  }
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
    if (const char* v = std::getenv(name); v != nullptr && *v != '\0') return parse_lang(v);
  return Lang::en;
}

Arguments parse_arguments(const std::vector<std::string>& words, Lang fallback) {
  Arguments a;
  CLI::App app{"", kProgram};
  declare_commands(app, a, fallback);
  bool version = false;
  app.add_flag("--version", version, Text{"print the version", "显示版本"}.in(fallback))->group("common");
  if (words.empty()) {
    a.help = help_page(app, kProgram, fallback);
    return a;
  }
  if (words.size() == 1 && words.front() == "--version") {
    a.help = "cityloop " CITYLOOP_VERSION "\n";
    return a;
  }
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::CallForHelp&) {
    const CLI::App* at = &app;
    std::string path = kProgram;
    while (!at->get_subcommands().empty()) {
      at = at->get_subcommands().front();
      path += " " + at->get_name();
    }
    a.help = help_page(*at, path, fallback);
    return a;
  } catch (const CLI::ParseError& e) {
    refuse(e, app, words);
  }
  const CLI::App* chosen = app.get_subcommands().front();
  a.command = chosen->get_name();
  if (!chosen->get_subcommands().empty()) a.verb = chosen->get_subcommands().front()->get_name();
  if (a.threads < 0) throw Error{Fault::bad_input, {"--threads must not be negative", "--threads 不能为负"}};
  return a;
}

}  // namespace cityloop
