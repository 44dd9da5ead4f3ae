#include "cityloop/decide/programme.h"

namespace cityloop {

std::size_t proposal_named(const Programmed& p, const std::string& word) {
  std::vector<std::size_t> found;
  std::vector<std::string> codes;
  for (std::size_t i = 0; i < p.projects.size(); ++i) {
    if (!p.code[i].empty()) codes.push_back(p.code[i]);
    if (p.code[i] == word) return i;
    if (word.size() >= 4 && to_string(p.projects[i].id).starts_with(word)) found.push_back(i);
  }
  if (found.size() == 1) return found.front();
  if (found.size() > 1)
    throw Error{Fault::bad_input,
                say("several projects begin with ‘{}’", "有多个项目以“{}”开头", word),
                {},
                say("write more digits", "请多写几位")};
  const std::string near = nearest_word(word, codes);
  throw Error{Fault::not_found,
              say("no project of the programme is called ‘{}’, or it was not measured",
                  "规划中没有项目“{}”，或未测算", word),
              {},
              near.empty() ? say("`cityloop plan --json` lists the ids", "可用 cityloop plan --json 查看编号")
                           : say("did you mean ‘{}’?", "是否想写“{}”？", near)};
}

}  // namespace cityloop
