#include "cityloop/loop/workspace.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "cityloop/loop/files.h"

namespace cityloop {
namespace fs = std::filesystem;

std::vector<Indicator> with_needs(std::span<const Indicator> all, std::vector<std::string> open,
                                  const Where& where) {
  std::set<std::string> wanted;
  while (!open.empty()) {
    const std::string key = open.back();
    open.pop_back();
    if (!wanted.insert(key).second) continue;
    const auto at =
        std::find_if(all.begin(), all.end(), [&](const Indicator& i) { return i.key.word == key; });
    if (at == all.end()) {
      std::vector<std::string> known;
      for (const Indicator& i : all) known.push_back(i.key.word);
      const std::string close = nearest_word(key, known);
      throw Error{Fault::not_found, say("there is no indicator '{}'", "没有指标“{}”", key), where,
                  close.empty() ? Text{} : say("did you mean '{}'?", "是否想写“{}”？", close)};
    }
    const Kernel& k = kernel(at->kernel, {.file = at->file, .item = key});
    if (k.needs != nullptr)
      for (const IndicatorKey& need : k.needs(*at)) open.push_back(need.word);
  }
  std::vector<Indicator> out;
  for (const Indicator& i : all)
    if (wanted.contains(i.key.word)) out.push_back(i);
  std::sort(out.begin(), out.end(), [](const Indicator& a, const Indicator& b) { return a.key < b.key; });
  return out;
}

namespace {
void add_keys(const Framework& f, std::vector<std::string>& keys) {
  for (const Goal& g : f.goals)
    for (const Criterion& c : g.criteria) keys.push_back(c.indicator.word);
}
}  // namespace

std::vector<Indicator> Workspace::measured() const {
  std::vector<std::string> keys;
  add_keys(framework(), keys);
  return with_needs(catalogue.indicators, std::move(keys), {.file = framework().file});
}

std::vector<Indicator> Workspace::kept() const {
  std::vector<std::string> keys;
  add_keys(framework(), keys);
  for (const std::string& name : config.frameworks) add_keys(catalogue.framework(name), keys);
  return with_needs(catalogue.indicators, std::move(keys), {.file = framework().file});
}

Workspace open_workspace(const std::string& folder, const std::string& catalogue_folder, Access access,
                         Diagnostics& notes) {
  const std::string config = (fs::path{folder} / "city.yaml").string();
  if (!fs::exists(config))
    throw Error{
        Fault::not_found,
        say("{} is not a workspace: it has no city.yaml", "{} 不是工作区：其中没有 city.yaml", folder),
        {.file = config},
        say("make one with 'cityloop new {0}', or name another with -w",
            "用“cityloop new {0}”新建，或用 -w 指定工作区", folder)};
  Workspace out;
  out.folder = folder;
  out.config = parse_city_config(parse_yaml(read_text(config), config));
  const fs::path own = fs::path{folder} / "catalogue";
  out.catalogue = load_catalogue(catalogue_folder, fs::is_directory(own) ? own.string() : "", notes);
  out.store = sqlite_store((fs::path{folder} / "cityloop.db").string(), access);
  return out;
}

}  // namespace cityloop
