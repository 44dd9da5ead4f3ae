#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "cityloop/io/import/permit.h"
#include "cityloop/io/import/recipe.h"

namespace {

// key=value lines, as in the corpus.
std::vector<cityloop::Tag> read_tags(std::string_view text) {
  std::vector<cityloop::Tag> tags;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (const std::size_t eq = line.find('='); eq != std::string_view::npos)
      tags.push_back({line.substr(0, eq), line.substr(eq + 1)});
  }
  return tags;
}

const cityloop::Recipe& recipe() {
  static const cityloop::Recipe r = cityloop::parse_recipe(cityloop::parse_yaml(
      "places:\n"
      "  - {kind: school, when: {amenity: school}, unless: {access: private}}\n"
      "  - {kind: park, when: [{leisure: park}, {landuse: [grass, \"~wood\"]}], capacity: area}\n"
      "  - {kind: named, when: {name: \"*\"}}\n",
      "fuzz.yaml"));
  return r;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto tags = read_tags({reinterpret_cast<const char*>(data), size});
  if (const auto way = cityloop::permissions(tags)) {
    if ((way->forward | way->backward) == 0) __builtin_trap();  // a street is for somebody
    if ((way->forward | way->backward) > cityloop::kAllModes) __builtin_trap();
  }
  if (cityloop::stopped_by(tags) > cityloop::kAllModes) __builtin_trap();
  std::vector<const cityloop::TagRule*> rules;
  for (const auto& p : recipe().places) rules.push_back(&p.when);
  std::vector<std::uint32_t> found;
  cityloop::RuleIndex{rules}.match(tags, found);
  // The index and the plain question agree.
  for (std::uint32_t r = 0; r < rules.size(); ++r) {
    const bool hit = std::find(found.begin(), found.end(), r) != found.end();
    if (hit != rules[r]->matches(tags)) __builtin_trap();
  }
  return 0;
}
