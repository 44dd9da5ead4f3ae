#include "cityloop/io/import/csv.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "cityloop/base/utf8.h"

namespace cityloop {

CsvReader::CsvReader(std::string_view text, std::string file, Diagnostics& notes, char delimiter)
    : text_{text}, file_{std::move(file)}, notes_{notes}, delimiter_{delimiter} {
  if (text_.starts_with("\xef\xbb\xbf")) text_.remove_prefix(3);
  if (const std::size_t at = first_not_utf8(text_); at != std::string_view::npos)
    throw Error{
        Fault::bad_input, say("{} is not UTF-8 text", "{} 不是 UTF-8 文本", file_),
        Where{file_, 1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at), '\n')},
        utf8_hint(text_, file_)};
  Row row = Row::good;
  do row = read_row();
  while (row == Row::good && fields_.size() == 1 && trimmed(fields_[0]).empty());
  if (row != Row::good)
    throw Error{Fault::bad_input, say("{} has no header row", "{} 没有表头行", file_), Where{file_, 1},
                say("the first line of a table names its columns", "表的第一行应为列名")};
  for (const std::string_view f : fields_) header_.emplace_back(trimmed(f));
}

std::optional<std::size_t> CsvReader::find(std::string_view header) const {
  const auto it = std::find(header_.begin(), header_.end(), header);
  if (it == header_.end()) return std::nullopt;
  return static_cast<std::size_t>(it - header_.begin());
}

std::size_t CsvReader::column(std::string_view header, const Where& asked_in) const {
  if (const auto found = find(header)) return *found;
  const std::string near = nearest_word(header, header_);
  std::string all;
  for (const std::string& h : header_) all += (all.empty() ? "" : ", ") + h;
  throw Error{Fault::bad_input, say("{0} has no column '{1}'", "{0} 没有“{1}”列", file_, header),
              asked_in.file.empty() ? Where{file_, 1} : asked_in,
              near.empty()
                  ? say("its columns are: {}", "它的列有：{}", all)
                  : say("did you mean '{0}'? Its columns are: {1}", "是否指“{0}”？它的列有：{1}", near, all)};
}

Where CsvReader::where(std::size_t column) const {
  return Where{file_, row_line_, column < header_.size() ? header_[column] : std::string{}};
}

bool CsvReader::next() {
  while (true) {
    const Row row = read_row();
    if (row == Row::end) return false;
    if (row == Row::broken) continue;
    if (fields_.size() == 1 && header_.size() > 1 && trimmed(fields_[0]).empty()) continue;  // an empty line
    if (fields_.size() != header_.size()) {
      notes_.problem(
          "table.row",
          say("the row has {0} fields, the header has {1}", "该行有 {0} 个字段，表头有 {1} 个",
              fields_.size(), header_.size()),
          Where{file_, row_line_},
          say("put text that holds the separator in double quotes", "含分隔符的文字请用双引号括起"));
      continue;
    }
    ++rows_;
    return true;
  }
}

CsvReader::Row CsvReader::read_row() {
  fields_.clear();
  unquoted_.clear();
  if (at_ >= text_.size()) return Row::end;
  row_line_ = line_;
  const std::size_t row_begin = at_;
  const auto skip_line = [&](std::size_t from) {
    const std::size_t end = text_.find('\n', from);
    at_ = end == std::string_view::npos ? text_.size() : end + 1;
    line_ = row_line_ + 1;
  };
  const auto refuse = [&](Text words) {
    notes_.problem("table.quote", std::move(words), Where{file_, row_line_},
                   say("a quote inside quoted text is written twice", "引号内的引号要写两遍"));
    skip_line(row_begin);
    return Row::broken;
  };
  while (true) {
    std::size_t i = at_;
    if (i < text_.size() && text_[i] == '"') {
      const std::size_t begin = ++i;
      std::string* owned = nullptr;
      std::size_t piece = begin, close = std::string_view::npos;
      const std::size_t line_end =
          single_line_quotes_ ? std::min(text_.find('\n', begin), text_.size()) : text_.size();
      while ((close = text_.find('"', i)) < line_end) {
        if (close + 1 < text_.size() && text_[close + 1] == '"') {
          if (owned == nullptr) owned = &unquoted_.emplace_back();
          owned->append(text_.substr(piece, close + 1 - piece));
          piece = i = close + 2;
          continue;
        }
        break;
      }
      if (close >= line_end) {
        single_line_quotes_ = true;  // else every later quote would be searched to the end again
        return refuse(say("a quoted field is not closed", "带引号的字段没有结束"));
      }
      const std::string_view last = text_.substr(piece, close - piece);
      if (owned != nullptr) {
        owned->append(last);
        fields_.push_back(*owned);
      } else {
        fields_.push_back(last);
      }
      i = close + 1;
      if (i < text_.size() && text_[i] == '\r') ++i;
      if (i < text_.size() && text_[i] != delimiter_ && text_[i] != '\n')
        return refuse(say("text follows a closing quote", "引号结束后还有文字"));
    } else {
      while (i < text_.size() && text_[i] != delimiter_ && text_[i] != '\n') ++i;
      std::size_t end = i;
      if ((i == text_.size() || text_[i] == '\n') && end > at_ && text_[end - 1] == '\r') --end;
      fields_.push_back(text_.substr(at_, end - at_));
    }
    if (i >= text_.size()) {
      at_ = text_.size();
      break;
    }
    at_ = i + 1;
    if (text_[i] == '\n') break;
    if (at_ == text_.size()) {  // the file ends after a separator
      fields_.push_back({});
      break;
    }
  }
  line_ += std::count(text_.begin() + static_cast<std::ptrdiff_t>(row_begin),
                      text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n');
  return Row::good;
}

char guess_delimiter(std::string_view text) {
  const std::string_view first = text.substr(0, text.find('\n'));
  char best = ',';
  std::ptrdiff_t most = 0;
  for (const char c : {',', ';', '\t', '|'})
    if (const auto n = std::count(first.begin(), first.end(), c); n > most) most = n, best = c;
  return best;
}

std::string_view trimmed(std::string_view field) {
  while (!field.empty() && (field.front() == ' ' || field.front() == '\t')) field.remove_prefix(1);
  while (!field.empty() && (field.back() == ' ' || field.back() == '\t' || field.back() == '\r'))
    field.remove_suffix(1);
  return field;
}

bool is_missing(std::string_view field) {
  constexpr std::array<std::string_view, 15> words{"",     "NA",   "N/A", "n/a", "NaN", "nan", "null", "NULL",
                                                   "none", "None", "-",   "–",   "—",   "..",  "\\N"};
  const std::string_view t = trimmed(field);
  return std::find(words.begin(), words.end(), t) != words.end();
}

std::optional<double> to_number(std::string_view field) {
  field = trimmed(field);
  if (field.starts_with('+')) field.remove_prefix(1);
  double value = 0;
  const auto [end, trouble] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (trouble != std::errc{} || end != field.data() + field.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

std::optional<long> to_integer(std::string_view field) {
  field = trimmed(field);
  long value = 0;
  const auto [end, trouble] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (trouble != std::errc{} || end != field.data() + field.size()) return std::nullopt;
  return value;
}

}  // namespace cityloop
