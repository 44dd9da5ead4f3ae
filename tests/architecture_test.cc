// The table in docs/architecture.md, enforced: the document cannot rot, because it is what is tested.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/paths.h"

namespace {

namespace fs = std::filesystem;

const fs::path kRoot{cityloop::testing::source_dir()};
const fs::path kSource = kRoot / "src" / "cityloop";

std::string read(const fs::path& p) {
  std::ifstream in{p};
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}
std::vector<std::string> words(const std::string& text) {
  std::istringstream in{text};
  std::vector<std::string> out;
  for (std::string w; in >> w;) out.push_back(w);
  return out;
}
std::string unquoted(std::string s) {
  std::erase(s, '`');
  return s;
}

struct Architecture {
  std::map<std::string, std::vector<std::string>> may;    // folder → folders and files
  std::map<std::string, std::vector<std::string>> owner;  // third-party prefix → files
  std::set<std::string> nouns;
  std::vector<std::string> refused;
};

/// The rows of the first table below a heading, as (first cell, second cell).
std::vector<std::pair<std::string, std::string>> table(const std::string& doc, const std::string& heading) {
  std::vector<std::pair<std::string, std::string>> rows;
  std::istringstream in{doc.substr(std::min(doc.find(heading), doc.size()))};
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("|")) {
      inside = true;
      const auto second = line.find('|', 1), third = line.find('|', second + 1);
      rows.emplace_back(unquoted(line.substr(1, second - 1)),
                        unquoted(line.substr(second + 1, third - second - 1)));
    } else if (inside) {
      break;
    }
  }
  if (rows.size() > 2) rows.erase(rows.begin(), rows.begin() + 2);  // head and rule
  return rows;
}

Architecture architecture() {
  const std::string doc = read(kRoot / "docs" / "architecture.md");
  Architecture a;
  for (const auto& [folder, allowed] : table(doc, "## Who may include whom"))
    a.may[words(folder).at(0)] = words(allowed);
  for (const auto& [header, owner] : table(doc, "## Who owns which library"))
    a.owner[words(header).at(0)] = words(owner);
  const auto backticked = [&](std::size_t from, std::size_t to) {
    std::vector<std::string> out;
    const std::string part = doc.substr(from, to - from);
    static const std::regex kQuoted{"`([^`]+)`"};
    for (std::sregex_iterator it{part.begin(), part.end(), kQuoted}, end; it != end; ++it)
      out.push_back((*it)[1]);
    return out;
  };
  const auto nouns = doc.find("Noun headers declare");
  for (const auto& n : backticked(nouns, doc.find("\n\n", nouns))) a.nouns.insert(n);
  const auto refused = doc.find("these are refused in code");
  a.refused = backticked(refused, doc.find("\n\n", refused));
  return a;
}

/// The longest folder of the table that holds a file: "io/store" before "io".
std::string folder_of(const Architecture& a, const std::string& file) {
  std::string best;
  for (const auto& [folder, unused] : a.may)
    if (file.starts_with(folder + "/") && folder.size() > best.size()) best = folder;
  return best;
}
bool allowed(const Architecture& a, const std::string& from, const std::string& header) {
  for (const std::string& item : a.may.at(from)) {
    if (item == "nouns"        ? a.nouns.contains(header)
        : item.ends_with(".h") ? header == item
                               : header.starts_with(item + "/"))
      return true;
  }
  return header.starts_with(from + "/");
}

template <class Fn>
void each_source(Fn fn) {
  for (const auto& entry : fs::recursive_directory_iterator{kSource}) {
    const auto ext = entry.path().extension();
    if (ext == ".h" || ext == ".cc")
      fn(fs::relative(entry.path(), kSource).generic_string(), read(entry.path()));
  }
}
std::string without_comments(const std::string& code) {
  static const std::regex kComment{"//[^\n]*"};
  return std::regex_replace(code, kComment, "");
}

TEST(Architecture, TheTableIsThere) {
  const Architecture a = architecture();
  EXPECT_GE(a.may.size(), 15U);
  EXPECT_GE(a.owner.size(), 12U);
  EXPECT_EQ(a.nouns.size(), 11U);
  EXPECT_EQ(a.refused.size(), 7U);
  EXPECT_TRUE(allowed(a, "measure", "city/city.h"));
  EXPECT_FALSE(allowed(a, "measure", "assess/assess.h"));
  EXPECT_FALSE(allowed(a, "io/report", "measure/measure.h"));
}

TEST(Architecture, EveryIncludeFollowsTheTable) {
  const Architecture a = architecture();
  const std::regex include{"#include \"cityloop/([^\"]+)\""};
  std::size_t seen = 0;
  each_source([&](const std::string& file, const std::string& code) {
    const std::string from = folder_of(a, file);
    ASSERT_FALSE(from.empty()) << file << " is in a folder that docs/architecture.md does not know";
    for (std::sregex_iterator it{code.begin(), code.end(), include}, end; it != end; ++it, ++seen)
      EXPECT_TRUE(allowed(a, from, (*it)[1])) << file << " may not include " << (*it)[1];
  });
  EXPECT_GT(seen, 100U);
}

TEST(Architecture, EveryLibraryHasOneOwner) {
  const Architecture a = architecture();
  each_source([&](const std::string& file, const std::string& code) {
    for (const auto& [header, owners] : a.owner) {
      if (code.find("#include " + header) == std::string::npos) continue;
      bool mine = false;
      for (const std::string& o : owners) mine = mine || file == o || file.starts_with(o + "/");
      EXPECT_TRUE(mine) << file << " includes " << header << ", which belongs to " << owners.at(0);
    }
  });
}

TEST(Architecture, ThePureFoldersStayPure) {
  const Architecture a = architecture();
  const std::set<std::string> pure{"base",   "geo",    "city",   "simulate", "measure",
                                   "assess", "detect", "decide", "act",      "learn"};
  each_source([&](const std::string& file, const std::string& code) {
    if (!pure.contains(folder_of(a, file)) || file == "base/time.cc" || file == "base/parallel.cc") return;
    const std::string bare = without_comments(code);
    for (const std::string& token : a.refused)
      EXPECT_EQ(bare.find(token), std::string::npos) << file << " says " << token;
  });
}

TEST(Architecture, NoFileIsLongerThanSixHundredLines) {
  each_source([&](const std::string& file, const std::string& code) {
    EXPECT_LE(std::count(code.begin(), code.end(), '\n'), 600) << file;
  });
}

TEST(Architecture, EveryHeaderGuardsItself) {
  each_source([&](const std::string& file, const std::string& code) {
    if (!file.ends_with(".h")) return;
    EXPECT_NE(code.find("#pragma once"), std::string::npos) << file;
  });
}

}  // namespace
