#pragma once

#include <map>
#include <string>
#include <vector>

#include "cityloop/io/import/xlsx.h"
#include "cityloop/io/import/zip.h"

namespace cityloop {

/// A workbook written out by hand, part by part, as office programs write them.
class HandMade final : public WorkbookParts {
 public:
  std::map<std::string, std::string> parts;

  explicit HandMade(const std::vector<std::string>& sheets = {"Sheet1"}) {
    std::string list, relations;
    for (std::size_t i = 0; i < sheets.size(); ++i) {
      const std::string n = std::to_string(i + 1);
      list += "<sheet name=\"" + sheets[i] + "\" sheetId=\"" + n + "\" r:id=\"rId" + n + "\"/>";
      relations += "<Relationship Id=\"rId" + n +
                   "\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"
                   "relationships/worksheet\" Target=\"worksheets/sheet" +
                   n + ".xml\"/>";
      sheet("", i + 1);
    }
    parts["xl/workbook.xml"] = "<workbook xmlns=\"m\" xmlns:r=\"r\"><sheets>" + list + "</sheets></workbook>";
    parts["xl/_rels/workbook.xml.rels"] =
        "<Relationships>" + relations + related("sharedStrings") + related("styles") + "</Relationships>";
  }
  /// The rows of a sheet, and what follows them.
  HandMade& sheet(const std::string& rows, std::size_t n = 1, const std::string& after = "") {
    parts["xl/worksheets/sheet" + std::to_string(n) + ".xml"] =
        "<worksheet xmlns=\"m\"><sheetData>" + rows + "</sheetData>" + after + "</worksheet>";
    return *this;
  }
  bool has(const std::string& name) const override { return parts.contains(name); }
  std::string read(const std::string& name) const override { return parts.at(name); }
  void save(const std::string& path) const {
    std::vector<ZipEntry> entries;
    for (const auto& [name, bytes] : parts) entries.push_back({name, bytes});
    write_zip(path, entries);
  }

 private:
  static std::string related(const std::string& what) {
    return "<Relationship Id=\"" + what +
           "\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/" + what +
           "\" Target=\"/xl/" + what + ".xml\"/>";
  }
};

}  // namespace cityloop
