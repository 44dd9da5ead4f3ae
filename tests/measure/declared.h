#pragma once

// Declarations for tests: from a few lines of YAML, or the whole catalogue.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "cityloop/assess/framework.h"
#include "cityloop/measure/measure.h"
#include "tests/paths.h"

namespace cityloop::testing {

inline std::string read_file(const std::filesystem::path& p) {
  std::ifstream in{p};
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}
inline std::vector<std::filesystem::path> files_below(const std::filesystem::path& root,
                                                      const std::string& extension) {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root))
    if (entry.path().extension() == extension) found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}
inline std::filesystem::path catalogue() {
  return std::filesystem::path{testing::source_dir()} / "catalogue";
}

inline const std::vector<Indicator>& catalogue_indicators() {
  static const std::vector<Indicator> all = [] {
    std::vector<Indicator> list;
    for (const auto& p : files_below(catalogue() / "indicators", ".yaml"))
      list.push_back(parse_indicator(parse_yaml(read_file(p), p.filename().string())));
    check_indicators(list);
    return list;
  }();
  return all;
}
inline Framework catalogue_framework(const std::string& name) {
  const auto p = catalogue() / "frameworks" / (name + ".yaml");
  return parse_framework(parse_yaml(read_file(p), p.filename().string()), catalogue_indicators());
}

/// One indicator from its key, unit, kernel and the lines of its params: `declare("a", "min", "nearest", "kind: school, limit: 30 min")`.
inline Indicator declare(const std::string& key, const std::string& unit, const std::string& kernel,
                         const std::string& params) {
  return parse_indicator(parse_yaml("key: " + key + "\nname: " + key + "\nmeaning: test\nunit: \"" + unit +
                                        "\"\nkernel: " + kernel + "\nparams: {" + params +
                                        "}\nsource: {title: test}\n",
                                    "test.yaml"));
}
inline Field measured(const City& city, const Indicator& i) {
  QuietRun quiet;
  const std::vector<Indicator> one{i};
  return measure(city, one, quiet.run).at(i.key);
}

}  // namespace cityloop::testing
