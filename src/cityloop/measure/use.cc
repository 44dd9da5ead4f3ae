#include "cityloop/measure/use.h"

#include <cctype>

namespace cityloop {
namespace {

/// An expression without names and numbers: `max("a", "b") / 365 [day]` → `max(x,x)/n`.
std::string shape_of_expression(const std::string& written) {
  std::string out;
  for (std::size_t at = 0; at < written.size();) {
    const char c = written[at];
    if (c == '"') {
      at = written.find('"', at + 1);
      at = at == std::string::npos ? written.size() : at + 1;
      out += 'x';
    } else if (c == '[') {
      at = written.find(']', at);
      at = at == std::string::npos ? written.size() : at + 1;
    } else if (std::isdigit(static_cast<unsigned char>(c)) != 0) {
      while (at < written.size() &&
             (std::isdigit(static_cast<unsigned char>(written[at])) != 0 || written[at] == '.'))
        ++at;
      out += 'n';
    } else {
      if (c != ' ' && c != '\n') out += c;
      ++at;
    }
  }
  return out;
}

}  // namespace

std::string way_of_use(const Indicator& i) {
  using Type = ParamSpec::Type;
  std::string out = i.kernel;
  for (const ParamSpec& p : kernel(i.kernel).params) {
    if (!i.params.has(p.name)) continue;
    std::string how;
    if (p.name == "over") {
      const std::string& over = i.params.word("over");
      how = over == "cell" || over == "city" ? over : "zones";
    } else if (p.name == "mode") {
      const std::string& mode = i.params.word("mode");
      how = mode == "cycle" || mode == "drive" ? "walk" : mode;
    } else if (p.type == Type::choice) {
      how = i.params.word(p.name);
    } else if (p.type == Type::expression) {
      how = shape_of_expression(i.params.word(p.name));
    } else if (p.required || !p.fallback.empty()) {
      continue;  // always there
    }
    out += " " + p.name + (how.empty() ? "" : "=" + how);
  }
  return out;
}

}  // namespace cityloop
