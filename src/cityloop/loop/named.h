#pragma once

#include <span>
#include <string>

#include "cityloop/base/error.h"

namespace cityloop {

/// The one row whose id begins with `digits`, so that people type six of them and not sixteen. Throws Error.
template <class Row, class IdOf>
const Row& named(std::span<const Row> rows, const std::string& digits, const Text& what, IdOf id_of_row,
                 Text list_with = {}) {
  const Row* found = nullptr;
  for (const Row& r : rows) {
    if (to_string(id_of_row(r)).compare(0, digits.size(), digits) != 0) continue;
    if (found != nullptr)
      throw Error{Fault::bad_input,
                  Text{fmt::format("more than one {} begins with {}", what.en, digits),
                       fmt::format("不止一个{}的编号以 {} 开头", what.zh, digits)},
                  {},
                  {"give more digits", "请多写几位"}};
    found = &r;
  }
  if (found == nullptr)
    throw Error{Fault::not_found,
                Text{fmt::format("there is no {} {}", what.en, digits),
                     fmt::format("没有编号为 {1} 的{0}", what.zh, digits)},
                {},
                std::move(list_with)};
  return *found;
}

}  // namespace cityloop
