#include "cityloop/io/import/kinds.h"

#include <filesystem>

#include "cityloop/base/document.h"
#include "cityloop/io/import/text_file.h"

namespace cityloop {

std::map<PlaceKindKey, KindRule> read_kind_rules(const std::string& catalogue, const std::string& workspace) {
  std::map<PlaceKindKey, KindRule> rules;
  for (const std::string& folder : {catalogue, workspace}) {
    const std::filesystem::path path = std::filesystem::path{folder} / "places.yaml";
    std::error_code trouble;
    if (folder.empty() || !std::filesystem::is_regular_file(path, trouble)) continue;
    const Document doc =
        parse_yaml(read_text_file(path.string(), path.filename().string()).text, path.filename().string());
    const Document list = doc.is_map() ? doc.at("kinds") : doc;
    for (const Document& entry : list.list()) {
      KindRule rule;
      rule.kind = PlaceKindKey{entry.at("kind").string()};
      rule.name = entry.find("name") ? entry.at("name").text() : verbatim(rule.kind.word);
      if (const auto x = entry.find("capacity"); x && !x->is_null())
        rule.default_capacity = static_cast<float>(x->number());
      if (const auto x = entry.find("merge"))
        rule.merge_within_m = x->quantity(Unit{Dim{.metre = 1}, 1.0, "m"});
      entry.keys();  // the rest (units, sources, service radii) is for other readers of the catalogue
      if (rule.default_capacity <= 0)
        entry.at("capacity")
            .fail(say("the capacity of a kind must be more than 0", "类别的默认容量必须大于 0"));
      rules.insert_or_assign(rule.kind, std::move(rule));
    }
    if (doc.is_map()) doc.keys();
  }
  return rules;
}

}  // namespace cityloop
