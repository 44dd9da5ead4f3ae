#pragma once

// Tables and methods for tests of composite indices, written where they are used.

#include <string>
#include <vector>

#include <fmt/format.h>

#include "cityloop/assess/index/method.h"
#include "cityloop/base/document.h"

namespace cityloop::index {

inline Panel panel(std::vector<std::string> header, std::vector<Values> columns) {
  Panel p;
  for (std::size_t i = 0; i < columns.front().size(); ++i) p.unit.push_back(fmt::format("u{}", i));
  p.header = std::move(header);
  for (Values& v : columns) p.column.push_back(series_of(std::move(v)));
  return p;
}
inline Method method(const std::string& text) {
  return parse_method(parse_yaml("key: test\nname: test\nunit: unit\n" + text, "test.yaml"));
}

}  // namespace cityloop::index
