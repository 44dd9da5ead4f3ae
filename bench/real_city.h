#pragma once

#include <cstdlib>
#include <map>
#include <string>

#include "cityloop/io/import/source.h"
#include "cityloop/io/import/text_file.h"
#include "tests/paths.h"

namespace cityloop::bench {

/// A city of tests/real, imported once; without the shared data (CITYLOOP_SHARED), nothing.
inline const City* real_city(const std::string& name) {
  static std::map<std::string, City> made;
  if (const auto at = made.find(name); at != made.end()) return &at->second;
  const std::string shared = testing::shared_dir();
  if (shared.empty()) return nullptr;
  ::setenv("CITYLOOP_SHARED", shared.c_str(), 1);
  QuietRun quiet;
  const std::string folder = testing::source_dir() + "/tests/real/" + name;
  const std::string text = read_text_file(folder + "/city.yaml", "city.yaml").text;
  return &made.emplace(name, import_city(parse_city_config(parse_yaml(text, "city.yaml")), folder,
                                         testing::source_dir() + "/catalogue", {}, quiet.run))
              .first->second;
}

}  // namespace cityloop::bench
