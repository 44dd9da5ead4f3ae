#pragma once

// What is asked of a collection, read strictly: what is unknown or wrong is refused with words.

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cityloop/io/http/message.h"
#include "cityloop/io/http/ogc/cql2.h"
#include "cityloop/io/http/ogc/features.h"

namespace cityloop::ogc {

inline constexpr std::size_t kDefaultLimit = 100, kMostLimit = 10'000;
inline constexpr std::size_t kMostPageBytes = std::size_t{16} << 20U;  // a page ends early beyond this

enum class Format : std::uint8_t { json, html };
/// `f`, else Accept; JSON when in doubt.
Format format_of(const http::Head&);
/// Refuses what is asked for and not in the list, and what is asked for twice. `f` is always allowed.
void allow(const http::Head&, const std::vector<std::string>& names);

/// The columns that are also parameters: those of words and whole numbers. Numbers with a fraction are asked for with
/// `filter`, because equality says nothing of them; marks too.
std::vector<const ExportColumn*> parameters_of(const Collection&);
std::vector<Queryable> queryables_of(const Collection&);

struct ItemsQuery {
  std::size_t limit = kDefaultLimit;
  std::uint32_t from = 0;                         // the first row that may be on this page
  std::size_t system = 0;                         // of the answer
  std::optional<std::vector<Geometry>> box = {};  // any of these
  std::size_t box_system = 0;
  std::optional<Moments> when = {};
  std::vector<std::pair<const ExportColumn*, std::string>> equal = {};
  std::optional<Condition> condition = {};
  std::size_t condition_system = 0;
};
/// Throws Error{bad_input}; Error{conflict} for a cursor of another version.
ItemsQuery read_items_query(const http::Head&, const Features&, const Collection&);
std::size_t read_system(const http::Head&, std::string_view parameter, const Features&);
std::string cursor_of(const Features&, std::uint32_t row);

// The parts, each by itself.
std::vector<Geometry> read_bbox(std::string_view, const System&);
Moments read_datetime(std::string_view);

/// What meets a query: how many in all, and the rows of this page.
struct Selected {
  std::size_t matched = 0;
  std::vector<std::uint32_t> rows;
  bool more = false;
};
Selected select_rows(const Features&, const Collection&, const ItemsQuery&);

Scalar scalar_of(const ExportValue&);

}  // namespace cityloop::ogc
