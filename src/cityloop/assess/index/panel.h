#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace cityloop::index {

/// One number for each unit. Not a number: missing. A missing value is never zero and never takes part in a sum.
using Values = std::vector<double>;
/// Steps that leave a column as it is share it.
using Series = std::shared_ptr<const Values>;

inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
inline bool missing(double x) { return std::isnan(x); }
inline Series series_of(Values v) { return std::make_shared<const Values>(std::move(v)); }

/// For vectors that several threads write right after they are resized: new elements are left unset.
template <class T>
struct Unset : std::allocator<T> {
  template <class U>
  struct rebind {
    using other = Unset<U>;
  };
  template <class U>
  void construct(U*) noexcept {}
  template <class U, class... Given>
  void construct(U* at, Given&&... given) {
    std::construct_at(at, std::forward<Given>(given)...);
  }
};

/// What is compared (countries, cities, zones, cells) and what is known of each: a table by column.
struct Panel {
  std::vector<std::string> unit;  // codes, each once
  std::vector<std::string> name;  // what people call the units; empty: the codes
  std::vector<std::string> header;
  std::vector<Series> column;  // one for each header
  struct Labels {
    std::string header;
    std::vector<std::string> label;  // of each unit; empty: belongs to no group
  };
  std::vector<Labels> labels;
  std::string file;  // for messages; empty: made in memory

  std::size_t size() const { return unit.size(); }
  const Values* find(const std::string& wanted) const {
    for (std::size_t c = 0; c < header.size(); ++c)
      if (header[c] == wanted) return column[c].get();
    return nullptr;
  }
  const Labels* find_labels(const std::string& wanted) const {
    for (const Labels& l : labels)
      if (l.header == wanted) return &l;
    return nullptr;
  }
  const std::string& shown(std::size_t u) const {
    return name.empty() || name[u].empty() ? unit[u] : name[u];
  }
};

}  // namespace cityloop::index
