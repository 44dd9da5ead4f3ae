#include "cityloop/loop/scenario.h"

#include <algorithm>
#include <filesystem>

#include "cityloop/base/document.h"
#include "cityloop/base/hash.h"
#include "cityloop/base/json.h"
#include "cityloop/loop/files.h"
#include "cityloop/loop/usecases.h"

namespace cityloop {
namespace {

namespace fs = std::filesystem;

fs::path folder_of(const Workspace& w) { return fs::path{w.folder} / "scenarios"; }

Scenario read_scenario(const std::string& file) {
  const Document d = parse_json(read_text(file), file);
  Scenario s;
  s.id = d.at("id").string();
  s.name = d.at("name").string();
  s.because = d.at("because").string();
  s.by = {d.at("by").string()};
  s.at = parse_instant(d.at("at").string());
  s.change = parse_delta(d.at("change"));
  d.done();
  return s;
}

}  // namespace

std::vector<Scenario> scenarios(const Workspace& w) {
  std::vector<Scenario> out;
  std::error_code failed;
  if (!fs::is_directory(folder_of(w), failed)) return out;
  for (const auto& entry : fs::directory_iterator(folder_of(w)))
    if (entry.is_regular_file() && entry.path().extension() == ".json")
      out.push_back(read_scenario(entry.path().string()));
  std::sort(out.begin(), out.end(),
            [](const Scenario& a, const Scenario& b) { return a.at != b.at ? a.at < b.at : a.id < b.id; });
  return out;
}

Scenario add_scenario(Workspace& w, const std::string& name, const Delta& change, const ActorKey& by,
                      const std::string& because, Instant now) {
  if (change.empty())
    throw Error{Fault::bad_input,
                say("a scenario without a change is the city as it is", "没有改变的情景就是现状")};
  const Diagnostics trouble = resolve(w.store->city(snapshot_named(*w.store, "")), change);
  trouble.throw_if_problem();
  Scenario s{fmt::format("{:016x}", id_of("scenario", to_json(change))), name, because, by, now, change};
  for (const Scenario& other : scenarios(w)) {
    if (other.id == s.id && other.name == name) return other;
    if (other.name == name)
      throw Error{
          Fault::conflict,
          say("there is another scenario called ‘{}’ ({})", "已有名为“{}”的情景（{}）", name, other.id),
          {},
          say("give it another name", "请换一个名称")};
    if (other.id == s.id)
      throw Error{Fault::conflict,
                  say("these changes are the scenario ‘{}’ already", "这些改变已保存为情景“{}”", other.name),
                  {.item = s.id}};
  }
  JsonWriter j{true};
  j.begin_object().field("id", s.id).field("name", s.name).field("because", s.because).field("by", s.by.word);
  j.field("at", to_string(s.at)).key("change").raw(to_json(s.change)).end_object();
  fs::create_directories(folder_of(w));
  write_text((folder_of(w) / (s.id + ".json")).string(), j.str() + "\n");
  return s;
}

Scenario scenario_named(const Workspace& w, const std::string& word) {
  std::vector<Scenario> found;
  std::vector<std::string> known;
  for (Scenario& s : scenarios(w)) {
    if (s.name == word) return s;
    known.push_back(s.name);
    if (word.size() >= 4 && s.id.starts_with(word)) found.push_back(std::move(s));
  }
  if (found.size() == 1) return found.front();
  const std::string near = nearest_word(word, known);
  throw Error{found.empty() ? Fault::not_found : Fault::bad_input,
              found.empty() ? say("there is no scenario ‘{}’", "没有情景“{}”", word)
                            : say("several scenarios begin with ‘{}’", "有多个情景以“{}”开头", word),
              {},
              near.empty()
                  ? say("`cityloop scenario list` shows them all", "可用 cityloop scenario list 查看")
                  : say("did you mean ‘{}’?", "是否想写“{}”？", near)};
}

Compared compare_scenarios(Workspace& w, const std::vector<std::string>& names, Run& run) {
  Compared out;
  if (names.empty()) out.scenario = scenarios(w);
  for (const std::string& name : names) out.scenario.push_back(scenario_named(w, name));
  if (out.scenario.empty())
    throw Error{Fault::not_found,
                say("there is no scenario yet", "尚无情景"),
                {},
                say("save one: cityloop scenario add NAME change.yaml",
                    "可先保存：cityloop scenario add 名称 change.yaml")};
  out.base = detect_latest(w, run);
  const std::vector<Indicator> wanted = w.measured();
  const Lens lens{wanted, w.framework()};
  run.progress.begin("whatif", out.scenario.size());
  for (const Scenario& s : out.scenario) {
    run.check_stop();
    out.after.push_back(what_if(out.base, s.change, lens, run));
    run.progress.advance(1);
  }
  return out;
}

}  // namespace cityloop
