#include "cityloop/base/error.h"

#include <utility>

namespace cityloop {

std::string Where::to_string() const {
  std::string out = file;
  if (line > 0) out += fmt::format("{}{}", file.empty() ? "line " : ":", line);
  if (!item.empty()) out += (out.empty() ? "" : ", ") + item;
  return out;
}

int exit_code(Fault fault) {
  switch (fault) {
    case Fault::bad_input: return 2;
    case Fault::not_found: return 3;
    case Fault::conflict: return 4;
    case Fault::forbidden: return 5;
    case Fault::unavailable: return 6;
    case Fault::stopped: return 130;
    case Fault::internal: break;
  }
  return 70;
}

std::string_view to_word(Fault fault) {
  switch (fault) {
    case Fault::bad_input: return "bad_input";
    case Fault::not_found: return "not_found";
    case Fault::conflict: return "conflict";
    case Fault::forbidden: return "forbidden";
    case Fault::unavailable: return "unavailable";
    case Fault::stopped: return "stopped";
    case Fault::internal: break;
  }
  return "internal";
}

std::string_view to_word(Diagnostic::Level level) {
  switch (level) {
    case Diagnostic::Level::note: return "note";
    case Diagnostic::Level::warning: return "warning";
    case Diagnostic::Level::problem: break;
  }
  return "problem";
}

void Diagnostics::add(Diagnostic d) {
  const bool first_problem = d.level == Diagnostic::Level::problem && problems_++ == 0;
  // The first problem is always kept, whatever its code: throw_if_problem() quotes it.
  if (counts_[d.code]++ < kKept || first_problem) items_.push_back(std::move(d));
}

void Diagnostics::note(std::string code, Text text, Where where, Text hint) {
  add({Diagnostic::Level::note, std::move(code), std::move(text), std::move(where), std::move(hint)});
}
void Diagnostics::warning(std::string code, Text text, Where where, Text hint) {
  add({Diagnostic::Level::warning, std::move(code), std::move(text), std::move(where), std::move(hint)});
}
void Diagnostics::problem(std::string code, Text text, Where where, Text hint) {
  add({Diagnostic::Level::problem, std::move(code), std::move(text), std::move(where), std::move(hint)});
}

void Diagnostics::append(const Diagnostics& other) {
  if (this == &other) {
    const Diagnostics copy = other;
    return append(copy);
  }
  std::map<std::string, std::size_t> unseen = other.counts_;
  std::size_t unseen_problems = other.problems_;
  for (const Diagnostic& d : other.items_) {
    --unseen[d.code];
    if (d.level == Diagnostic::Level::problem) --unseen_problems;
    add(d);
  }
  for (const auto& [code, n] : unseen) counts_[code] += n;
  problems_ += unseen_problems;
}

void Diagnostics::throw_if_problem() const {
  for (const Diagnostic& d : items_) {
    if (d.level != Diagnostic::Level::problem) continue;
    Text words = d.text;
    if (problems_ > 1) {
      const Text more = say(" (and {} more)", "（另有 {} 处问题）", problems_ - 1);
      words.en += more.en;
      words.zh += more.zh;
    }
    throw Error{Fault::bad_input, std::move(words), d.where, d.hint};
  }
}

}  // namespace cityloop
