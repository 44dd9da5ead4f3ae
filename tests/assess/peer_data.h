#pragma once

// The data sets that scripts/peer-data unpacks: tables, neighbour lists and attribute files of published examples.

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "cityloop/assess/pattern/neighbours.h"
#include "tests/paths.h"

namespace cityloop::testing {

/// Where a file of the published examples is; empty where they were not unpacked. A whole path is taken as it is.
inline std::string peer_file(const std::string& name) {
  if (name.starts_with('/')) return name;
  const std::filesystem::path file = std::filesystem::path{source_dir()} / "build/peer-data" / name;
  return std::filesystem::exists(file) ? file.string() : std::string{};
}
#define SKIP_WITHOUT_PEER_DATA()                                   \
  if (::cityloop::testing::peer_file("mexico/mexico.csv").empty()) \
  GTEST_SKIP() << "build/peer-data is not there: run scripts/peer-data (needs the network)"

/// One column of a plain CSV table by its head, which some of the files put in their second line.
inline std::vector<double> csv_column(const std::string& name, const std::string& column) {
  std::ifstream in{peer_file(name)};
  std::string line, cell;
  std::size_t wanted = std::string::npos;
  while (wanted == std::string::npos && std::getline(in, line)) {
    std::istringstream head{line};
    for (std::size_t k = 0; std::getline(head, cell, ','); ++k)
      if (cell == column || cell == '"' + column + '"') wanted = k;
  }
  std::vector<double> out;
  while (std::getline(in, line)) {
    std::istringstream row{line};
    for (std::size_t k = 0; std::getline(row, cell, ','); ++k)
      if (k == wanted) out.push_back(std::stod(cell));
  }
  return out;
}

/// One numeric column of a dBASE III table.
inline std::vector<double> dbf_column(const std::string& name, const std::string& column) {
  std::ifstream in{peer_file(name), std::ios::binary};
  std::ostringstream all;
  all << in.rdbuf();
  const std::string bytes = all.str();
  const auto number = [&](std::size_t at, std::size_t size) {
    std::size_t v = 0;
    for (std::size_t k = size; k-- > 0;) v = v * 256 + static_cast<unsigned char>(bytes.at(at + k));
    return v;
  };
  const std::size_t rows = number(4, 4), head = number(8, 2), width = number(10, 2);
  std::size_t from = 1, length = 0;
  for (std::size_t at = 32; at + 32 <= head && bytes[at] != '\r'; at += 32) {
    const std::size_t size = number(at + 16, 1);
    if (std::string{bytes.c_str() + at} == column) {
      length = size;
      break;
    }
    from += size;
  }
  std::vector<double> out;
  for (std::size_t r = 0; r < rows && length > 0; ++r)
    out.push_back(std::stod(bytes.substr(head + r * width + from, length)));
  return out;
}

/// A GAL file of neighbour lists; names are numbered in the order of their appearance as heads.
inline Neighbours gal(const std::string& name) {
  std::ifstream in{peer_file(name)};
  std::string first;
  std::getline(in, first);
  std::vector<std::pair<std::string, std::vector<std::string>>> rows;
  std::string site;
  for (std::size_t n = 0; in >> site >> n;) {
    std::vector<std::string> others(n);
    for (std::string& o : others) in >> o;
    rows.emplace_back(site, std::move(others));
  }
  std::map<std::string, std::uint32_t> number;
  for (const auto& [key, others] : rows) number.emplace(key, static_cast<std::uint32_t>(number.size()));
  std::vector<std::vector<std::uint32_t>> lists;
  for (const auto& [key, others] : rows) {
    lists.emplace_back();
    for (const std::string& o : others) lists.back().push_back(number.at(o));
  }
  return neighbours_from(lists);
}
/// The order in which a GAL file names its sites, to bring columns of another file into it.
inline std::vector<std::string> gal_sites(const std::string& name) {
  std::ifstream in{peer_file(name)};
  std::string line, word;
  std::getline(in, line);
  std::vector<std::string> out;
  for (std::size_t n = 0; in >> word >> n;) {
    out.push_back(word);
    for (std::size_t k = 0; k < n; ++k) in >> word;
  }
  return out;
}

}  // namespace cityloop::testing
