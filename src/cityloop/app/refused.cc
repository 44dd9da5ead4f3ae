#include <algorithm>

#include "cityloop/app/declared.h"
#include "cityloop/base/error.h"

namespace cityloop {
namespace {

/// "cityloop case move": how the innermost command that was understood is called.
std::string path_of(const CLI::App* at) {
  std::string out = at->get_name();
  for (const CLI::App* up = at->get_parent(); up != nullptr; up = up->get_parent())
    out = up->get_name() + " " + out;
  return out;
}
Text did_you_mean(const std::string& word) { return say("did you mean '{}'?", "是否想写“{}”？", word); }
/// The option that a message of the parser is about, as it was written, and the word after it.
struct Written {
  std::string option, value;
};
Written written(const std::string& message, const CLI::App* at, const std::vector<std::string>& words) {
  for (const CLI::Option* o : at->get_options()) {
    if (message.find(o->get_name()) == std::string::npos) continue;
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::string head = words[i].substr(0, words[i].find('='));
      if (!o->check_name(head) || !head.starts_with("-")) continue;
      if (head != words[i]) return {head, words[i].substr(head.size() + 1)};
      return {head, i + 1 < words.size() ? words[i + 1] : ""};
    }
    if (o->get_positional()) return {o->get_name(), ""};
  }
  return {};
}

}  // namespace

void refuse(const CLI::ParseError& e, const CLI::App& app, const std::vector<std::string>& words) {
  const CLI::App* at = &app;
  while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
  const Text manual = say("'{} --help' is the manual page", "“{} --help”是使用说明", path_of(at));
  std::vector<std::string> options, commands;
  for (const CLI::Option* o : at->get_options())
    for (const std::string& n : o->get_lnames()) options.push_back("--" + n);
  for (const CLI::App* s : at->get_subcommands([](const CLI::App*) { return true; }))
    commands.push_back(s->get_name());
  const std::string message = e.what();
  const auto bad = [](Text what, Text hint) {
    return Error{Fault::bad_input, std::move(what), {}, std::move(hint)};
  };

  const bool extra = dynamic_cast<const CLI::ExtrasError*>(&e) != nullptr;
  if (extra || (dynamic_cast<const CLI::RequiredError*>(&e) != nullptr && !commands.empty())) {
    // The parser names every word that it could not place; the first of them is the one to speak about.
    for (const std::string& word : words) {
      if (extra && message.find(word) == std::string::npos) continue;
      const bool option = word.starts_with("-");
      if (!extra && option) continue;
      const std::string bare = word.substr(0, word.find('='));
      const std::string close = nearest_word(bare, option ? options : commands);
      if (!extra && (close.empty() || close == word)) continue;
      const Text hint = close.empty() ? manual : did_you_mean(close);
      if (option) throw bad(say("unknown option '{}'", "不认识的选项“{}”", bare), hint);
      if (commands.empty()) throw bad(say("'{}' is one word too many", "多了一个词“{}”", word), manual);
      throw bad(say("unknown command '{}'", "不认识的命令“{}”", word), hint);
    }
    throw bad({"say which command", "请写明命令"}, manual);
  }
  if (dynamic_cast<const CLI::RequiredError*>(&e) != nullptr) {
    std::string missing;
    for (const CLI::Option* o : at->get_options())
      if (o->get_required() && o->count() == 0) missing += (missing.empty() ? "" : ", ") + o->get_name();
    throw bad(say("{} is missing", "缺少 {}", missing.empty() ? message : missing), manual);
  }
  for (const CLI::Option* o : at->get_options())
    if (o->get_positional() && o->results().size() > static_cast<std::size_t>(o->get_expected_max()))
      throw bad(say("'{}' is one word too many", "多了一个词“{}”", o->results().back()), manual);
  const Written w = written(message, at, words);
  if (!w.option.empty()) {
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&e) != nullptr)
      throw bad(say("{} needs a value", "{} 后面缺少值", w.option), manual);
    if (dynamic_cast<const CLI::ConversionError*>(&e) != nullptr)
      throw bad(say("{}: '{}' is not a number that fits here", "{}：“{}”不是此处可用的数", w.option, w.value),
                manual);
    if (dynamic_cast<const CLI::ValidationError*>(&e) != nullptr)
      throw bad(say("{}: '{}' must be a number from 0 up", "{}：“{}”应为不小于 0 的数", w.option, w.value),
                manual);
  }
  throw bad(say("the command line is not understood: {}", "命令行有误：{}", message), manual);
}

}  // namespace cityloop
