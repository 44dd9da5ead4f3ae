#include "cityloop/io/report/page_tree.h"

#include <algorithm>

namespace cityloop::report {
namespace {

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

std::string unescaped(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] == '&') {
      static constexpr std::pair<std::string_view, char> kEntities[] = {
          {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
      const auto* it = std::find_if(std::begin(kEntities), std::end(kEntities),
                                    [&](const auto& e) { return s.substr(i).starts_with(e.first); });
      if (it != std::end(kEntities)) {
        out += it->second;
        i += it->first.size() - 1;
        continue;
      }
    }
    out += s[i];
  }
  return out;
}

/// Builds the tree along a stack of open elements.
class Reader {
 public:
  explicit Reader(std::string_view s) : s_{s} {}
  Element read() {
    std::vector<Element> open(1);
    const auto close = [&] {
      Element done = std::move(open.back());
      open.pop_back();
      open.back().children.push_back(std::move(done));
    };
    while (at_ < s_.size()) {
      if (s_[at_] != '<') {
        const std::size_t end = std::min(s_.find('<', at_), s_.size());
        Element words;
        words.words = unescaped(s_.substr(at_, end - at_));
        open.back().children.push_back(std::move(words));
        at_ = end;
      } else if (s_.substr(at_).starts_with("<!")) {
        const bool comment = s_.substr(at_).starts_with("<!--");
        const std::size_t end = s_.find(comment ? "-->" : ">", at_);
        at_ = end == std::string_view::npos ? s_.size() : end + (comment ? 3 : 1);
      } else if (s_.substr(at_).starts_with("</")) {
        const std::size_t end = std::min(s_.find('>', at_), s_.size());
        const std::string_view name = s_.substr(at_ + 2, end - at_ - 2);
        at_ = std::min(end + 1, s_.size());
        const bool opened =
            std::any_of(open.begin() + 1, open.end(), [&](const Element& e) { return e.name == name; });
        while (opened && open.size() > 1) {
          const bool last = open.back().name == name;
          close();
          if (last) break;
        }
      } else {
        bool empty = false;
        Element e = tag(empty);
        open.push_back(std::move(e));
        if (empty) close();
      }
    }
    while (open.size() > 1) close();
    return std::move(open.front());
  }

 private:
  void skip_space() {
    while (at_ < s_.size() && is_space(s_[at_])) ++at_;
  }
  std::string_view word() {
    const std::size_t begin = at_;
    while (at_ < s_.size() && !is_space(s_[at_]) && s_[at_] != '=' && s_[at_] != '>' &&
           !(s_[at_] == '/' && at_ + 1 < s_.size() && s_[at_ + 1] == '>'))
      ++at_;
    return s_.substr(begin, at_ - begin);
  }
  Element tag(bool& empty) {
    Element e;
    ++at_;
    e.name = word();
    while (true) {
      skip_space();
      if (at_ >= s_.size()) break;
      if (s_[at_] == '>') {
        ++at_;
        break;
      }
      if (s_[at_] == '/') {
        empty = true;
        ++at_;
        continue;
      }
      const std::string key{word()};
      if (key.empty()) {
        ++at_;
        continue;
      }
      std::string value;
      if (at_ < s_.size() && s_[at_] == '=') {
        ++at_;
        if (at_ < s_.size() && s_[at_] == '"') {
          const std::size_t end = std::min(s_.find('"', at_ + 1), s_.size());
          value = unescaped(s_.substr(at_ + 1, end - at_ - 1));
          at_ = std::min(end + 1, s_.size());
        } else {
          value = unescaped(word());
        }
      }
      e.attributes[key] = std::move(value);
    }
    empty = empty || e.name == "br" || e.name == "meta";
    return e;
  }
  std::string_view s_;
  std::size_t at_ = 0;
};

}  // namespace

bool Element::has_class(std::string_view word) const {
  const std::string padded = " " + std::string{attribute("class")} + " ";
  return padded.find(" " + std::string{word} + " ") != std::string::npos;
}
std::string_view Element::attribute(const std::string& key) const {
  const auto it = attributes.find(key);
  return it == attributes.end() ? std::string_view{} : std::string_view{it->second};
}
const Element* Element::find(std::string_view tag, std::string_view css) const {
  for (const Element& c : children) {
    if (c.is(tag) && (css.empty() || c.has_class(css))) return &c;
    if (const Element* deeper = c.find(tag, css)) return deeper;
  }
  return nullptr;
}
std::string Element::all_words() const {
  std::string out = words;
  for (const Element& c : children) out += c.all_words();
  return out;
}

Element page_tree(std::string_view markup) { return Reader{markup}.read(); }

}  // namespace cityloop::report
