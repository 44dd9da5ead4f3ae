#include "cityloop/io/export/rtree.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "cityloop/io/store/sqlite.h"

namespace cityloop {
namespace {

// A node as SQLite stores it, big-endian: u16 depth of the tree (root only), u16 cells, then cells of i64 id and four
// f32: low x, high x, low y, high y (https://www.sqlite.org/rtree.html).
constexpr std::size_t kHead = 4, kCell = 24;

template <class T>
void put(std::string& out, T x) {
  for (int shift = static_cast<int>(sizeof x) * 8 - 8; shift >= 0; shift -= 8)
    out += static_cast<char>((x >> shift) & 0xff);
}
float rounded_down(double x) {
  const auto f = static_cast<float>(x);
  return static_cast<double>(f) > x ? std::nextafter(f, -std::numeric_limits<float>::infinity()) : f;
}
float rounded_up(double x) {
  const auto f = static_cast<float>(x);
  return static_cast<double>(f) < x ? std::nextafter(f, std::numeric_limits<float>::infinity()) : f;
}

std::string node_of(const std::vector<RtreeEntry>& entries, std::size_t from, std::size_t until, int depth,
                    std::size_t bytes) {
  std::string node;
  node.reserve(bytes);
  put(node, static_cast<std::uint16_t>(depth));
  put(node, static_cast<std::uint16_t>(until - from));
  for (std::size_t i = from; i < until; ++i) {
    const Box& b = entries[i].box;
    put(node, static_cast<std::uint64_t>(entries[i].id));
    for (const float f :
         {rounded_down(b.low.x), rounded_up(b.high.x), rounded_down(b.low.y), rounded_up(b.high.y)})
      put(node, std::bit_cast<std::uint32_t>(f));
  }
  node.resize(bytes, '\0');
  return node;
}

/// Tiles: slices by x, each cut by y. Entries end up in node order; node k holds [k·n/nodes, (k+1)·n/nodes), so that no
/// node is much emptier than another.
void tile(std::vector<RtreeEntry>& entries, std::size_t nodes) {
  const auto by = [](double Point::* axis) {
    return [axis](const RtreeEntry& a, const RtreeEntry& b) {
      const double x = a.box.low.*axis + a.box.high.*axis, y = b.box.low.*axis + b.box.high.*axis;
      return x != y ? x < y : a.id < b.id;
    };
  };
  const std::size_t n = entries.size();
  const auto slices = static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(nodes))));
  std::sort(entries.begin(), entries.end(), by(&Point::x));
  for (std::size_t s = 0; s < slices; ++s) {
    const std::size_t from = s * nodes / slices * n / nodes, until = (s + 1) * nodes / slices * n / nodes;
    std::sort(entries.begin() + static_cast<std::ptrdiff_t>(from),
              entries.begin() + static_cast<std::ptrdiff_t>(until), by(&Point::y));
  }
}

}  // namespace

void pack_rtree(sqlite::Database& db, const std::string& table, std::vector<RtreeEntry> entries) {
  db.run("CREATE VIRTUAL TABLE \"" + table + "\" USING rtree(id, minx, maxx, miny, maxy)");
  std::erase_if(entries, [](const RtreeEntry& e) { return e.box.empty(); });
  if (entries.empty()) return;
  const auto bytes =
      static_cast<std::size_t>(db.number("SELECT length(data) FROM \"" + table + "_node\" WHERE nodeno = 1"));
  const std::size_t most = (bytes - kHead) / kCell;

  sqlite::Statement node{db, "INSERT OR REPLACE INTO \"" + table + "_node\" (nodeno, data) VALUES (?, ?)"};
  sqlite::Statement parent{db, "INSERT INTO \"" + table + "_parent\" (nodeno, parentnode) VALUES (?, ?)"};
  sqlite::Statement rowid{db, "INSERT INTO \"" + table + "_rowid\" (rowid, nodeno) VALUES (?, ?)"};
  std::int64_t next = 2;  // 1 is the root
  for (int depth = 0;; ++depth) {
    const std::size_t n = entries.size(), nodes = (n + most - 1) / most;
    tile(entries, nodes);
    std::vector<RtreeEntry> above;
    for (std::size_t k = 0; k < nodes; ++k) {
      const std::size_t from = k * n / nodes, until = (k + 1) * n / nodes;
      const std::int64_t number = nodes == 1 ? 1 : next++;
      node.run(number, sqlite::Blob{node_of(entries, from, until, nodes == 1 ? depth : 0, bytes)});
      Box box;
      for (std::size_t i = from; i < until; ++i) {
        (depth == 0 ? rowid : parent).run(entries[i].id, number);
        box.add(entries[i].box.low);
        box.add(entries[i].box.high);
      }
      above.push_back({number, box});
    }
    if (nodes == 1) return;
    entries = std::move(above);
  }
}

}  // namespace cityloop
