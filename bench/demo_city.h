#pragma once

#include <filesystem>
#include <unistd.h>

#include "cityloop/io/generate/generate.h"
#include "cityloop/io/import/source.h"
#include "cityloop/io/import/text_file.h"
#include "tests/paths.h"

namespace cityloop::bench {

/// The generated city of a million people, written and imported once as `cityloop new --demo` and `import` do.
inline const City& demo_city() {
  static const City city = [] {
    std::string folder = (std::filesystem::temp_directory_path() / "cityloop-bench-XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr) throw std::runtime_error{"no folder to write to"};
    DemoSpec spec;
    spec.people = 1'000'000;
    QuietRun quiet;
    generate_demo(spec, folder, quiet.run);
    const std::string text = read_text_file(folder + "/city.yaml", "city.yaml").text;
    City made = import_city(parse_city_config(parse_yaml(text, "city.yaml")), folder,
                            testing::source_dir() + "/catalogue", {}, quiet.run);
    std::filesystem::remove_all(folder);
    return made;
  }();
  return city;
}

}  // namespace cityloop::bench
