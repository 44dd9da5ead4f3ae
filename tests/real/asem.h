#pragma once

#include <string>

#include "cityloop/base/run.h"
#include "cityloop/io/import/csv.h"
#include "cityloop/io/import/text_file.h"
#include "tests/paths.h"

namespace cityloop::testing {

inline std::string asem_folder() {
  return shared_dir().empty() ? std::string{} : shared_dir() + "/data/indices/asem";
}

/// The published methodology of the ASEM index as one of ours, from its table of metadata: 49 indicators, 8 pillars, 2
/// sub-indices. `rest` is what follows the tree: how it is normalised, weighed and put together.
inline std::string asem_method(const std::string& rest) {
  const std::string file = asem_folder() + "/asem_metadata.csv";
  const std::string text = read_text_file(file, file).text;
  struct Row {
    std::string key, parent, weight, direction, denominator;
    int level;
  };
  std::vector<Row> rows;
  QuietRun quiet;
  CsvReader csv{text, file, quiet.notes};
  const auto column = [&](const char* name) { return csv.column(name); };
  while (csv.next()) {
    if (is_missing(csv[column("Level")])) continue;
    const auto given = [&](const char* name) {
      return is_missing(csv[column(name)]) ? std::string{} : std::string{csv[column(name)]};
    };
    rows.push_back({given("iCode"), given("Parent"), given("Weight"), given("Direction"),
                    given("Denominator"), std::stoi(given("Level"))});
  }
  std::string out =
      "key: asem\nname: {en: Sustainable connectivity, zh: 可持续互联互通}\nunit: uCode\nunit_name: uName\n";
  out += rest;
  const auto write = [&](const auto& self, const Row& r, const std::string& indent, bool item) -> void {
    const std::string more = item ? indent + "  " : indent;
    if (r.level == 1) {
      out += indent + "- {column: " + r.key + ", weight: " + r.weight;
      if (r.direction == "-1") out += ", better: lower";
      if (!r.denominator.empty()) out += ", denominator: " + r.denominator;
      out += "}\n";
      return;
    }
    out += indent + (item ? "- " : "") + "key: " + r.key + "\n";
    if (item) out += more + "weight: " + r.weight + "\n";
    out += more + "parts:\n";
    for (const Row& p : rows)
      if (p.parent == r.key) self(self, p, more + "  ", true);
  };
  out += "index:\n";
  for (const Row& r : rows)
    if (r.level == 4) write(write, r, "  ", false);
  return out;
}

/// The steps as published. There the screen comes after the gaps are filled, where it can find nothing; so there is none.
inline const char* kAsemSteps =
    "impute: {by: group-mean, group: EurAsia_group}\n"
    "treat: {skew: 2, kurtosis: 3.5, winsorise: 5, then: log}\n"
    "normalise: {by: min-max, to: [0, 100]}\n"
    "weights: {by: declared, rescale: true}\n"
    "aggregate: arithmetic\n";

}  // namespace cityloop::testing
