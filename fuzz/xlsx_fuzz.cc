// The parts of a workbook, one after the other: a line "=== name", then the part. Packed archives would hide everything
// behind checksums; bytes that begin like one are read as such all the same.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "cityloop/io/import/csv.h"
#include "cityloop/io/import/xlsx.h"

namespace {

class Sections final : public cityloop::WorkbookParts {
 public:
  explicit Sections(std::string_view text) {
    while (text.starts_with("=== ")) {
      const std::size_t line = std::min(text.find('\n'), text.size());
      const std::string_view rest = text.substr(std::min(line + 1, text.size()));
      const std::size_t end = std::min(rest.find("\n=== "), rest.size());
      parts_[std::string{text.substr(4, line - 4)}] = rest.substr(0, end);
      text = rest.substr(std::min(end + 1, rest.size()));
    }
  }
  bool has(const std::string& name) const override { return parts_.contains(name); }
  std::string read(const std::string& name) const override { return std::string{parts_.at(name)}; }

 private:
  std::map<std::string, std::string_view> parts_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  try {
    cityloop::Diagnostics notes;
    const std::string text = cityloop::is_archive(bytes)
                                 ? cityloop::workbook_as_csv(bytes, "fuzz.xlsx", {}, notes)
                                 : cityloop::sheet_as_csv(Sections{bytes}, "fuzz.xlsx", {}, notes);
    // What comes out is a table whose rows all have the header's fields.
    cityloop::Diagnostics ragged;
    cityloop::CsvReader rows{text, "fuzz.csv", ragged};
    while (rows.next()) {}
    if (ragged.has_problem()) __builtin_trap();
  } catch (const cityloop::Error&) {
    // No workbook, or a damaged one.
  }
  return 0;
}
