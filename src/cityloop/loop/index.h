#pragma once

// Composite indices from files: a table and a methodology in, scores and every step in between out.

#include <string>
#include <vector>

#include "cityloop/assess/index/build.h"
#include "cityloop/assess/index/change.h"
#include "cityloop/assess/index/check.h"
#include "cityloop/assess/index/doubt.h"

namespace cityloop {

/// Reads a methodology from a YAML file. Throws Error{not_found, bad_input} with file and line.
index::Method read_index_method(const std::string& file);

/// Reads the columns of a table that a methodology names. Throws Error{bad_input} that says file, line, column and what to
/// do: a header that is not there, a unit without a code or twice, a field that is no number. Empty fields and the usual words
/// for them (NA, -, …) are missing values, never zero.
index::Panel read_index_table(const std::string& file, const index::Method&, Run&);

struct IndexBuilt {
  index::Method method;
  index::Panel panel;
  index::Built built;
};
IndexBuilt build_index(const std::string& data_file, const std::string& method_file, Run&);

struct IndexDoubted {
  index::Method method;
  index::Panel panel;
  index::Built built;
  index::Doubt doubt;
  std::optional<index::RankSensitivity> sensitivity;
};
/// `points` 0: no sensitivity. Classes: five equal parts of the units.
IndexDoubted doubt_index(const std::string& data_file, const std::string& method_file, std::size_t draws,
                         std::size_t top, std::size_t points, Run&);
inline constexpr std::size_t kRankClasses = 5;

struct IndexChecked : IndexBuilt {
  index::Examined checked;
};
IndexChecked check_index(const std::string& data_file, const std::string& method_file, Run&);

/// The change from one table (and methodology) to another; an empty methodology of the later one is that of the earlier.
index::Changed change_index(const std::string& data_before, const std::string& method_before,
                            const std::string& data_after, const std::string& method_after, Run&);

/// Writes every step as CSV into a folder: scores, ranks and weights; given, denominated, imputed, treated and normalised data;
/// the audit of every changed value; the treatment and the scale of every indicator. Returns the names of the files.
std::vector<std::string> write_index(const IndexBuilt&, const std::string& folder);

}  // namespace cityloop
