#include "cityloop/app/session.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <set>

namespace cityloop {
namespace fs = std::filesystem;

Session::Session(Arguments arguments, Lang lang, std::stop_token stop)
    : arguments_{std::move(arguments)}, lang_{lang},
      colour_{stdout_is_terminal() && std::getenv("NO_COLOR") == nullptr},
      progress_{lang, stderr_is_terminal() && !arguments_.quiet && !arguments_.json},
      run_{notes_, progress_, memo_, std::move(stop)} {}

Instant Session::now() const {
  // SOURCE_DATE_EPOCH: the usual way to make a run repeatable to the byte.
  if (const char* fixed = std::getenv("SOURCE_DATE_EPOCH"); fixed != nullptr && *fixed != '\0')
    return Instant{std::chrono::seconds{std::strtoll(fixed, nullptr, 10)}};
  return SystemClock{}.now();
}

Workspace Session::open(Access access, bool lenient) {
  Diagnostics catalogue_notes;
  Workspace w =
      open_workspace(arguments_.workspace, find_catalogue(arguments_.catalogue), access, catalogue_notes);
  w.chosen = arguments_.framework;
  if (!arguments_.lang) lang_ = w.config.language;
  progress_.speak(lang_);
  if (!lenient) catalogue_notes.throw_if_problem();
  notes_.append(catalogue_notes);
  return w;
}

void Session::out(const std::string& words) const {
  progress_.wipe();
  std::fwrite(words.data(), 1, words.size(), stdout);
}
void Session::remark(const Text& words) const {
  progress_.wipe();
  if (!arguments_.quiet) std::fprintf(stderr, "%s\n", words.in(lang_).c_str());
}
void Session::show_problems() const {
  Diagnostics problems;
  std::set<std::string> said;  // several frameworks ask for one indicator
  for (const Diagnostic& d : notes_.items())
    if (d.level == Diagnostic::Level::problem && said.insert(d.where.to_string() + d.text.en).second)
      problems.add(d);
  if (problems.has_problem()) show(problems);
}
void Session::show(const Diagnostics& d, std::size_t most) const {
  if (arguments_.quiet) return;
  progress_.wipe();
  std::size_t shown = 0;
  std::set<std::string> hinted;
  for (const auto level : {Diagnostic::Level::problem, Diagnostic::Level::warning}) {
    for (const Diagnostic& one : d.items()) {
      if (one.level != level) continue;
      if (++shown > most) break;
      const std::string where = one.where.to_string();
      const std::string word =
          one.level == Diagnostic::Level::problem ? t({"problem", "问题"}) : t({"warning", "提醒"});
      const std::string colon = t({": ", "："});
      std::fprintf(stderr, "%s%s%s%s%s\n", word.c_str(), colon.c_str(), where.c_str(),
                   where.empty() ? "" : colon.c_str(), t(one.text).c_str());
      // What to do is said once for each kind of trouble.
      if (!one.hint.empty() && hinted.insert(one.code).second)
        std::fprintf(stderr, "  %s%s\n", t({"hint: ", "建议："}).c_str(), t(one.hint).c_str());
    }
  }
  std::size_t all = 0;
  for (const auto& [code, n] : d.counts()) all += n;
  if (all > shown || shown > most)
    std::fprintf(stderr, "%s\n",
                 t(say(all == 1 ? "{} remark in all; 'cityloop check' lists it"
                                : "{} remarks in all; 'cityloop check' lists them",
                       "共 {} 条提示，“cityloop check”可查看", all))
                     .c_str());
}

std::string to_words(const Error& e, Lang lang) {
  std::string out = lang == Lang::zh ? "错误：" : "error: ";
  const std::string where = e.where().to_string();
  // A sentence that begins with the file, or names it and nothing more precise, does not need it twice.
  const bool said = e.where().line == 0 && e.where().item.empty() &&
                    e.words().in(lang).find(e.where().file) != std::string::npos;
  if (!where.empty() && !said) out += where + (lang == Lang::zh ? "：" : ": ");
  out += e.words().in(lang) + "\n";
  if (!e.hint().empty()) out += (lang == Lang::zh ? "建议：" : "hint: ") + e.hint().in(lang) + "\n";
  return out;
}

void write_json(JsonWriter& j, const Diagnostics& d) {
  j.begin_object().key("counts").begin_object();
  for (const auto& [code, n] : d.counts()) j.field(code, static_cast<std::uint64_t>(n));
  j.end_object().key("items").begin_array();
  for (const Diagnostic& one : d.items()) {
    j.begin_object().field("level", to_word(one.level)).field("code", one.code).field("text", one.text);
    j.field("where", one.where.to_string()).field("hint", one.hint).end_object();
  }
  j.end_array().end_object();
}

std::string find_web(const std::string& asked) {
  if (!asked.empty()) {
    if (!fs::is_regular_file(fs::path{asked} / "index.html"))
      throw Error{Fault::not_found,
                  say("there is no web application in {}", "{} 中没有网页应用", asked),
                  {.file = asked},
                  {"give the folder that holds its index.html", "请指定含 index.html 的文件夹"}};
    return asked;
  }
  std::error_code failed;
  const fs::path program = fs::read_symlink("/proc/self/exe", failed);
  if (!failed)
    if (const fs::path beside = program.parent_path().parent_path() / "share/cityloop/web";
        fs::is_regular_file(beside / "index.html"))
      return beside.lexically_normal().string();
  if (fs::is_regular_file(CITYLOOP_SOURCE_DIR "/web/dist/index.html")) return CITYLOOP_SOURCE_DIR "/web/dist";
  return {};
}

std::string find_catalogue(const std::string& asked) {
  const auto refuse = [](const std::string& folder) {
    throw Error{Fault::not_found,
                say("there is no catalogue at {}", "{} 处没有目录", folder),
                {.file = folder},
                {"give its folder with --catalogue", "请用 --catalogue 指定文件夹"}};
  };
  if (!asked.empty()) {
    if (!fs::is_directory(asked)) refuse(asked);
    return asked;
  }
  if (const char* v = std::getenv("CITYLOOP_CATALOGUE"); v != nullptr && *v != '\0') {
    if (!fs::is_directory(v)) refuse(v);
    return v;
  }
  std::error_code failed;
  const fs::path program = fs::read_symlink("/proc/self/exe", failed);
  if (!failed)
    if (const fs::path beside = program.parent_path().parent_path() / "share/cityloop/catalogue";
        fs::is_directory(beside))
      return beside.lexically_normal().string();
  if (fs::is_directory(CITYLOOP_SOURCE_DIR "/catalogue")) return CITYLOOP_SOURCE_DIR "/catalogue";
  refuse("share/cityloop/catalogue");
  return {};
}

}  // namespace cityloop
