// The program: read the command line, run one command, say what went wrong. One
// of the two places that catch Error.

#include <csignal>
#include <cstdio>
#include <map>
#include <thread>

#include "cityloop/app/session.h"
#include "cityloop/base/parallel.h"

namespace {

using namespace cityloop;

std::stop_source& stop_source() {
  static std::stop_source source;
  return source;
}

int run(const std::vector<std::string>& words, Lang lang, std::stop_token stop) {
  Arguments a = parse_arguments(words, lang);
  if (!a.help.empty()) {
    std::fputs(a.help.c_str(), stdout);
    return 0;
  }
  set_threads(a.threads);
  static const std::map<std::string, int (*)(Session&)> commands{
      {"new", command_new},           {"import", command_import},   {"check", command_check},
      {"measure", command_measure},   {"assess", command_assess},   {"detect", command_detect},
      {"plan", command_plan},         {"whatif", command_whatif},   {"turn", command_turn},
      {"adopt", command_adopt},       {"case", command_case},       {"learn", command_learn},
      {"report", command_report},     {"export", command_export},   {"papers", command_papers},
      {"form", command_form},         {"explain", command_explain}, {"travel", command_travel},
      {"goals", command_goals},       {"draw", command_draw},       {"reference", command_reference},
      {"equity", command_equity},     {"index", command_index},     {"units", command_units},
      {"appraise", command_appraise}, {"budget", command_budget},   {"site", command_site},
      {"scenario", command_scenario}, {"serve", command_serve},     {"accounts", command_accounts},
      {"project", command_project},   {"backup", command_backup},   {"restore", command_restore}};
  const auto command = commands.at(a.command);
  Session session{std::move(a), lang, std::move(stop)};
  return command(session);
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  const Lang lang = language_of(words);

  // Ctrl-C asks the stages to stop; they answer at their next chunk. A second
  // one ends the process at once. The signal is waited for on a thread of its
  // own, because almost nothing is allowed in a handler.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::thread{[signals] {
    int got = 0;
    sigwait(&signals, &got);
    stop_source().request_stop();
    sigwait(&signals, &got);
    std::_Exit(exit_code(Fault::stopped));
  }}.detach();

  int code = exit_code(Fault::internal);
  try {
    code = run(words, lang, stop_source().get_token());
  } catch (const Error& e) {
    std::fputs(to_words(e, lang).c_str(), stderr);
    code = exit_code(e.fault());
  } catch (const std::bad_alloc&) {
    std::fputs(to_words(Error{Fault::unavailable,
                              {"there is not enough memory", "内存不足"},
                              {},
                              {"use larger cells or a machine with more memory",
                               "请用更大的网格，或内存更大的机器"}},
                        lang)
                   .c_str(),
               stderr);
    code = exit_code(Fault::unavailable);
  } catch (const std::exception& e) {
    std::fputs(
        to_words(Error{Fault::internal,
                       say("an error of CityLoop itself: {}", "CityLoop 自身出错：{}", std::string{e.what()}),
                       {},
                       {"please report it with the command that you ran", "请连同所用命令一并反馈"}},
                 lang)
            .c_str(),
        stderr);
  }
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    std::fputs(
        to_words(Error{Fault::unavailable, {"cannot write to standard output", "无法写入标准输出"}}, lang)
            .c_str(),
        stderr);
    if (code == 0) code = exit_code(Fault::unavailable);
  }
  return code;
}
