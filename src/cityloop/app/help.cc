#include "cityloop/app/help.h"

#include <algorithm>
#include <vector>

#include <CLI/CLI.hpp>

#include "cityloop/app/terminal.h"

namespace cityloop {
namespace {

struct Line {
  std::string left, right;
};
struct Block {
  std::string head;
  std::vector<Line> lines;
};

/// "-o, --out FILE"; a positional is called by its name only.
std::string call_of(const CLI::Option& o) {
  std::string out;
  for (const std::string& n : o.get_snames()) out += (out.empty() ? "-" : ", -") + n;
  for (const std::string& n : o.get_lnames()) out += (out.empty() ? "--" : ", --") + n;
  if (out.empty()) out = o.get_name();
  else if (o.get_expected_max() > 0 && !o.get_type_name().empty()) out += " " + o.get_type_name();
  return out;
}

void print(const Block& b, std::size_t left, std::string& out) {
  if (b.lines.empty()) return;
  out += "\n" + b.head + "\n";
  for (const Line& l : b.lines) {
    const std::size_t used = shown_width(l.left);
    out += "  " + l.left;
    out += used > left ? "\n" + std::string(left + 4, ' ') : std::string(left - used + 2, ' ');
    out += wrapped(l.right, kHelpWidth - left - 4, left + 4) + "\n";
  }
}

/// One step through a text: a word with the spaces after it, or one wide character with the closing marks after it.
std::size_t piece(const std::string& s, std::size_t at) {
  const auto bytes = [&](std::size_t i) {
    const auto c = static_cast<unsigned char>(s[i]);
    return std::min<std::size_t>(c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1, s.size() - i);
  };
  const auto wide = [&](std::size_t i) { return shown_width(s.substr(i, bytes(i))) == 2; };
  const auto closing = [&](std::size_t i) {
    static const std::string marks = "，。、；：？！）》”’…";
    return bytes(i) == 3 && marks.find(s.substr(i, 3)) != std::string::npos;
  };
  const auto opening = [&](std::size_t i) {
    static const std::string marks = "（《“‘";
    return bytes(i) == 3 && marks.find(s.substr(i, 3)) != std::string::npos;
  };
  std::size_t i = at;
  while (i < s.size() && opening(i)) i += 3;
  if (i < s.size() && wide(i)) {
    i += bytes(i);
  } else {
    while (i < s.size() && s[i] != ' ' && !wide(i) && !opening(i)) i += bytes(i);
  }
  while (i < s.size() && closing(i)) i += 3;
  while (i < s.size() && s[i] == ' ') ++i;
  return std::max(i, at + 1);
}

}  // namespace

std::string wrapped(const std::string& text, std::size_t width, std::size_t indent) {
  std::string out;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    const std::string line = text.substr(from, end - from);
    if (from > 0) out += line.empty() ? "\n" : "\n" + std::string(indent, ' ');
    std::size_t used = 0;
    // What is indented is an example: it is typed, so it stays in one line.
    const bool verbatim_line = line.starts_with("  ");
    for (std::size_t at = 0; at < line.size();) {
      const std::size_t next = verbatim_line ? line.size() : piece(line, at);
      std::string word = line.substr(at, next - at);
      std::string bare = word;
      while (!bare.empty() && bare.back() == ' ') bare.pop_back();
      if (used > 0 && used + shown_width(bare) > width) {
        while (!out.empty() && out.back() == ' ') out.pop_back();
        out += "\n" + std::string(indent, ' ');
        used = 0;
      }
      out += word;
      used += shown_width(word);
      at = next;
    }
    while (!out.empty() && out.back() == ' ' && !line.empty()) out.pop_back();
    from = end + 1;
  }
  return out;
}

std::string help_page(const CLI::App& command, const std::string& path, Lang lang) {
  const auto say_ = [&](const Text& t) { return t.in(lang); };
  Block commands{say_({"Commands:", "命令："}), {}}, arguments{say_({"Arguments:", "参数："}), {}};
  Block own{say_({"Options:", "选项："}), {}};
  Block common{say_({"For all commands, before or after their name:", "通用选项，写在命令之前或之后均可："}),
               {}};
  std::string usage = path;
  for (const CLI::App* s : command.get_subcommands([](const CLI::App*) { return true; }))
    commands.lines.push_back({s->get_name(), s->get_description()});
  if (!commands.lines.empty()) usage += say_({" COMMAND", " 命令"});
  for (const CLI::Option* o : command.get_options()) {
    std::string what = o->get_description();
    if (o->get_required() && !o->get_positional()) what = say_({"(required) ", "（必填）"}) + what;
    if (o->get_positional()) {
      const std::string more = o->get_expected_max() > 1 ? "…" : "";
      usage += o->get_required() ? " " + o->get_name() + more : " [" + o->get_name() + more + "]";
      arguments.lines.push_back({call_of(*o), what});
    } else {
      if (o->get_required())
        usage += " --" + o->get_lnames().front() +
                 (o->get_expected_max() > 0 ? " " + o->get_type_name() : std::string{});
      (o->get_group() == "common" ? common : own).lines.push_back({call_of(*o), what});
    }
  }
  usage += say_({" [OPTIONS]", " [选项]"});

  std::size_t left = 0;
  for (const Block* b : {&commands, &arguments, &own, &common})
    for (const Line& l : b->lines) left = std::max(left, shown_width(l.left));
  left = std::min<std::size_t>(left, 30);

  std::string out = wrapped(command.get_description(), kHelpWidth, 0) + "\n\n";
  out += say_({"Usage: ", "用法："}) + usage + "\n";
  // The page in words, and the examples that end it after all options.
  const std::string page = command.get_footer();
  std::size_t examples = page.size();
  for (const char* word : {"Example:", "Examples:", "示例："})
    if (const std::size_t at = page.find(word); at != std::string::npos) examples = std::min(examples, at);
  std::string words = page.substr(0, examples);
  while (!words.empty() && words.back() == '\n') words.pop_back();
  if (!words.empty()) out += "\n" + wrapped(words, kHelpWidth, 0) + "\n";
  for (const Block* b : {&commands, &arguments, &own}) print(*b, left, out);
  if (examples < page.size()) out += "\n" + wrapped(page.substr(examples), kHelpWidth, 0) + "\n";
  print(common, left, out);
  return out;
}

}  // namespace cityloop
