#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cityloop/base/error.h"

namespace cityloop {

/// A table of text: RFC 4180 (quotes, doubled quotes, line breaks inside quotes), LF or CRLF, with a header row.
///
/// A broken row is refused alone: it becomes a problem with its line and reading goes on with the next one.
class CsvReader {
 public:
  /// `text` must outlive the reader. Throws Error{bad_input} where there is no header row.
  CsvReader(std::string_view text, std::string file, Diagnostics& notes, char delimiter = ',');

  const std::vector<std::string>& header() const { return header_; }
  /// The position of a header. Throws Error{bad_input} that suggests the nearest one.
  std::size_t column(std::string_view header, const Where& asked_in = {}) const;
  std::optional<std::size_t> find(std::string_view header) const;

  /// Moves to the next good row; false at the end.
  bool next();
  std::string_view operator[](std::size_t column) const { return fields_[column]; }
  /// How many good rows have been read so far.
  std::size_t rows() const { return rows_; }
  long line() const { return row_line_; }  // where the row begins, 1-based
  Where where(std::size_t column) const;
  const std::string& file() const { return file_; }

 private:
  enum class Row : std::uint8_t { good, broken, end };
  Row read_row();
  std::string_view text_;
  std::string file_;
  Diagnostics& notes_;
  char delimiter_;
  std::size_t at_ = 0;
  long line_ = 1, row_line_ = 0;
  std::size_t rows_ = 0;
  bool single_line_quotes_ = false;  // after an open quote ran to the end of the file
  std::vector<std::string> header_;
  std::vector<std::string_view> fields_;
  std::deque<std::string> unquoted_;  // owns fields that held doubled quotes
};

/// The comma, semicolon, tab or bar that the first line holds most of.
char guess_delimiter(std::string_view text);

/// True for the ways in which tables say "there is no value": nothing, NA, N/A, NaN, null, none, -, –, —, .., \N.
bool is_missing(std::string_view field);
/// The whole field as a finite number; spaces around it are allowed.
std::optional<double> to_number(std::string_view field);
std::optional<long> to_integer(std::string_view field);
std::string_view trimmed(std::string_view field);

}  // namespace cityloop
