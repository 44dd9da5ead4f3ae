#pragma once

#include <string>

#include "cityloop/app/arguments.h"
#include "cityloop/app/terminal.h"
#include "cityloop/base/json.h"
#include "cityloop/loop/workspace.h"

namespace cityloop {

/// One run of one command: what was said, in which language, and where to speak.
class Session {
 public:
  Session(Arguments arguments, Lang lang, std::stop_token stop);
  const Arguments& a() const { return arguments_; }
  Lang lang() const { return lang_; }
  bool colour() const { return colour_; }
  Run& run() { return run_; }
  Diagnostics& notes() { return notes_; }
  Instant now() const;
  std::string catalogue() const { return arguments_.catalogue; }

  /// Opens the workspace; its language holds unless --lang was given. Problems of the catalogue are fatal unless `lenient`.
  Workspace open(Access = Access::write, bool lenient = false);

  void out(const std::string& words) const;  // results: standard output
  void line(const Text& words) const { out(words.in(lang_) + "\n"); }
  void head(const Text& words) const { out(bold(words.in(lang_), colour_) + "\n"); }
  void table(const TextTable& t) const { out(t.str(colour_)); }
  void remark(const Text& words) const;  // standard error, unless --quiet
  std::string t(const Text& words) const { return words.in(lang_); }
  /// Problems of measuring, each once: what has no value because of them is not silent.
  void show_problems() const;
  /// Diagnostics for people, on standard error: problems and warnings, at most `most`.
  void show(const Diagnostics&, std::size_t most = 10) const;

 private:
  Arguments arguments_;
  Lang lang_;
  bool colour_;
  Diagnostics notes_;
  mutable TerminalProgress progress_;  // wiped before anything is printed
  Memo memo_;
  Run run_;
};

/// An error as people read it: what, where, what to do.
std::string to_words(const Error&, Lang);
void write_json(JsonWriter&, const Diagnostics&);
/// Where the web application is: --web, beside the program, or where it was built; empty if it is nowhere.
std::string find_web(const std::string& asked);
/// Where the catalogue is: --catalogue, CITYLOOP_CATALOGUE, beside the program, or where it was built.
std::string find_catalogue(const std::string& asked);

// The commands; each returns an exit code.
int command_new(Session&);
int command_import(Session&);
int command_check(Session&);
int command_measure(Session&);
int command_assess(Session&);
int command_equity(Session&);
int command_detect(Session&);
int command_plan(Session&);
int command_project(Session&);
int command_whatif(Session&);
int command_turn(Session&);
int command_adopt(Session&);
int command_case(Session&);
int command_learn(Session&);
int command_goals(Session&);
int command_units(Session&);
int command_accounts(Session&);
int command_report(Session&);
int command_export(Session&);
int command_papers(Session&);
int command_form(Session&);
int command_explain(Session&);
int command_draw(Session&);
int command_reference(Session&);
int command_travel(Session&);
int command_index(Session&);
int command_appraise(Session&);
int command_budget(Session&);
int command_site(Session&);
int command_scenario(Session&);
int command_serve(Session&);
int command_backup(Session&);
int command_restore(Session&);

}  // namespace cityloop
