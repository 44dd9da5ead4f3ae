#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "cityloop/io/import/source.h"
#include "tests/paths.h"

namespace cityloop {

/// A folder of its own for one test, gone afterwards, and an import from it.
class ImportTest : public ::testing::Test {
 protected:
  ImportTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "cityloop-import-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~ImportTest() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, const std::string& bytes) {
    std::ofstream{std::filesystem::path{folder_} / name, std::ios::binary} << bytes;
  }
  /// Imports with these sources; other keys may be given by `head`. Without `crs`, the plane is UTM 28N.
  City import(const std::string& sources, const std::string& head = "crs: EPSG:32628\ncell: 100 m\n",
              std::span<const Delta> built = {}) {
    const std::string yaml = "name: Testville\nas_of: 2026-01-01\n" + head + "sources:\n" + sources;
    notes = Diagnostics{};
    NoProgress progress;
    Memo memo;
    cityloop::Run run{notes, progress, memo};
    return import_city(parse_city_config(parse_yaml(yaml, "city.yaml")), folder_, catalogue(), built, run);
  }
  static std::string catalogue() { return testing::source_dir() + "/catalogue"; }
  std::size_t count(const std::string& code) const {
    const auto it = notes.counts().find(code);
    return it == notes.counts().end() ? 0 : it->second;
  }
  const Diagnostic* first(const std::string& code) const {
    for (const Diagnostic& d : notes.items())
      if (d.code == code) return &d;
    return nullptr;
  }
  std::string path(const std::string& name) const { return (std::filesystem::path{folder_} / name).string(); }

  Diagnostics notes;
  std::string folder_;
};

/// The Error that `act` throws; fails the test if it throws none.
template <class Act>
Error error_of(Act act) {
  try {
    act();
  } catch (const Error& e) {
    return e;
  }
  ADD_FAILURE() << "no error was thrown";
  return Error{Fault::internal, {}};
}

inline std::size_t places_of(const City& city, const std::string& kind) {
  const auto k = city.places->find(PlaceKindKey{kind});
  std::size_t n = 0;
  if (k)
    for (const PlaceIdx p : each(city.places->id)) n += city.places->kind[p] == *k ? 1 : 0;
  return n;
}

}  // namespace cityloop
