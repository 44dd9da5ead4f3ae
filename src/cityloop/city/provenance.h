#pragma once

#include <string>

#include "cityloop/base/column.h"
#include "cityloop/base/hash.h"
#include "cityloop/base/text.h"

namespace cityloop {

using FileIdx = Id<struct FileIdxTag, std::uint16_t>;

/// Where every fact came from: the files that were read, and per fact its line or feature in one of them.
struct Provenance {
  Column<FileIdx, std::string>
      file;  // as written in city.yaml; "ledger" for what was built by finished cases
  Column<FileIdx, ContentHash> content;  // of the file's bytes
  Column<FileIdx, std::string> title, licence, dated;
  Column<SourceRow, FileIdx> of;
  Column<SourceRow, std::int64_t> item;  // line number, OSM object id, feature number

  template <class S, class V>
  static void columns(S& s, V& v) {
    v("file", s.file), v("content", s.content), v("title", s.title), v("licence", s.licence),
        v("dated", s.dated);
    v("of", s.of), v("item", s.item);
  }
};

/// What the city is called and how to read it.
struct About {
  Text name;
  bool generated = false;  // made by the demo generator: said on every page
  Text note;
  std::string time_zone = "Asia/Shanghai";
  Lang language = Lang::zh;  // what people here name things in: new places get their name in it

  template <class S, class V>
  static void columns(S& s, V& v) {
    v("name", s.name), v("generated", s.generated), v("note", s.note), v("time_zone", s.time_zone);
    v("language", s.language);
  }
};

}  // namespace cityloop
