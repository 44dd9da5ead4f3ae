#pragma once

// A page that the report's own sections wrote, as a tree of elements: for papers that show the same in another form.

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cityloop::report {

struct Element {
  std::string name;   // empty: words
  std::string words;  // of a node of words
  std::map<std::string, std::string> attributes;
  std::vector<Element> children;

  bool is(std::string_view tag) const { return name == tag; }
  /// True if `word` is one of the classes.
  bool has_class(std::string_view word) const;
  std::string_view attribute(const std::string& key) const;
  /// The first descendant with this tag and, if given, class; nullptr if there is none.
  const Element* find(std::string_view tag, std::string_view css = {}) const;
  /// All words below, one after the other.
  std::string all_words() const;
};

/// Reads markup of the kind that Html writes: nested tags, attributes with and without quotes, five entities, comments,
/// `<br>`. It is no reader for pages of others: an end without a beginning is left out.
Element page_tree(std::string_view markup);

}  // namespace cityloop::report
