#include "cityloop/base/document.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <set>
#include <sstream>
#include <utility>

#include <nlohmann/json.hpp>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include "cityloop/base/utf8.h"

namespace cityloop {

/// One node. The root owns the whole tree; a Document points into it and keeps the root alive. Scalars stay as written,
/// so that whole numbers beyond 2^53 and exact decimals survive.
struct Document::Data {
  Kind kind = Kind::null;
  bool quoted = false;  // a scalar that was written as text, whatever it looks like
  std::string scalar = {};
  std::vector<std::string> keys = {};     // of a map, one per child
  std::vector<std::uint32_t> order = {};  // of a map: children sorted by key
  std::vector<Data> children = {};
  long line = 0;
  std::string file = {};         // the root's only
  const Data* parent = nullptr;  // set by settle()
  std::size_t position = 0;      // among the parent's children
  mutable std::set<std::string, std::less<>> asked = {};
  mutable bool all_asked = false;

  const Data* child(std::string_view key) const {
    const auto at = std::lower_bound(order.begin(), order.end(), key,
                                     [&](std::uint32_t i, std::string_view k) { return keys[i] < k; });
    return at != order.end() && keys[*at] == key ? &children[*at] : nullptr;
  }
  std::string path() const {
    if (parent == nullptr) return {};
    const std::string up = parent->path();
    if (parent->kind == Kind::list) return fmt::format("{}[{}]", up, position);
    return up.empty() ? parent->keys[position] : up + "." + parent->keys[position];
  }
  Where where() const {
    const Data* root = this;
    while (root->parent != nullptr) root = root->parent;
    return {root->file, line, path()};
  }
  void settle() {
    for (std::size_t i = 0; i < children.size(); ++i) {
      children[i].parent = this;
      children[i].position = i;
      children[i].settle();
    }
  }
};

namespace {

using Node = Document::Data;
using Kind = Document::Kind;

constexpr std::size_t kMostBytes = 16U << 20U;
constexpr std::size_t kMostDepth = 64;

/// Builds the tree from the events of either reader and refuses what the format refuses.
class TreeBuilder {
 public:
  explicit TreeBuilder(const std::string& file) : file_{file} {}

  void leaf(Node node) {
    if (waits_for_key()) {
      if (node.kind != Kind::scalar) fail(node.line, say("a key must be a word", "键必须是一个词"));
      keys_.back() = std::move(node.scalar);
      has_key_.back() = true;
      key_lines_.back().push_back(node.line);
      return;
    }
    place(std::move(node));
  }
  void open(Kind kind, long line) {
    if (waits_for_key())
      fail(line, say("a key must be a word, not a list or a map", "键必须是一个词，不能是列表或映射"));
    if (open_.size() >= kMostDepth)
      fail(line, say("nested deeper than {} levels", "嵌套超过 {} 层", kMostDepth));
    open_.push_back(Node{.kind = kind, .line = line});
    keys_.emplace_back();
    has_key_.push_back(false);
    key_lines_.emplace_back();
  }
  void close() {
    Node node = std::move(open_.back());
    if (node.kind == Kind::map) index(node);
    open_.pop_back();
    keys_.pop_back();
    has_key_.pop_back();
    key_lines_.pop_back();
    place(std::move(node));
  }
  std::shared_ptr<const Node> finish() {
    root_.file = file_;
    auto root = std::make_shared<Node>(std::move(root_));
    root->settle();
    return root;
  }
  [[noreturn]] void fail(long line, Text words, Text hint = {}) const {
    throw Error{Fault::bad_input, std::move(words), {file_, line, path()}, std::move(hint)};
  }

 private:
  bool waits_for_key() const { return !open_.empty() && open_.back().kind == Kind::map && !has_key_.back(); }
  void place(Node node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Node& into = open_.back();
    if (into.kind == Kind::map) {
      into.keys.push_back(std::move(keys_.back()));
      keys_.back().clear();
      has_key_.back() = false;
    }
    into.children.push_back(std::move(node));
  }
  void index(Node& map) const {
    map.order.resize(map.keys.size());
    std::iota(map.order.begin(), map.order.end(), 0U);
    std::sort(map.order.begin(), map.order.end(), [&](std::uint32_t a, std::uint32_t b) {
      const int by_key = map.keys[a].compare(map.keys[b]);
      return by_key < 0 || (by_key == 0 && a < b);
    });
    for (std::size_t i = 1; i < map.order.size(); ++i) {
      const std::uint32_t first = map.order[i - 1], again = map.order[i];
      if (map.keys[first] != map.keys[again]) continue;
      const long line = key_lines_.back()[first];
      fail(key_lines_.back()[again], say("the key ‘{}’ is written twice", "键“{}”重复", map.keys[again]),
           line > 0 ? say("it is first written in line {}", "首次出现在第 {} 行", line) : Text{});
    }
  }
  std::string path() const {
    std::string out;
    for (std::size_t i = 0; i < open_.size(); ++i) {
      if (open_[i].kind == Kind::list) out += fmt::format("[{}]", open_[i].children.size());
      else if (has_key_[i]) out += (out.empty() ? "" : ".") + keys_[i];
    }
    return out;
  }

  const std::string& file_;
  Node root_;
  std::vector<Node> open_;
  std::vector<std::string> keys_;  // of each open map: the key whose value is awaited
  std::vector<bool> has_key_;
  std::vector<std::vector<long>> key_lines_;
};

class YamlEvents final : public YAML::EventHandler {
 public:
  explicit YamlEvents(TreeBuilder& tree) : tree_{tree} {}
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_extras(mark, "?", anchor);
    tree_.leaf(Node{.line = line(mark)});
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse_anchor(line(mark)); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_extras(mark, tag, anchor);
    tree_.leaf(Node{.kind = Kind::scalar, .quoted = tag == "!", .scalar = value, .line = line(mark)});
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    refuse_extras(mark, tag, anchor);
    tree_.open(Kind::list, line(mark));
  }
  void OnSequenceEnd() override { tree_.close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    refuse_extras(mark, tag, anchor);
    tree_.open(Kind::map, line(mark));
  }
  void OnMapEnd() override { tree_.close(); }

 private:
  static long line(const YAML::Mark& mark) { return mark.line < 0 ? 0 : mark.line + 1L; }
  [[noreturn]] void refuse_anchor(long at) const {
    tree_.fail(at, say("anchors and aliases (& and *) are not allowed", "不允许使用锚点和别名（& 与 *）"),
               say("write the value out; a text that begins with & or * needs quotes",
                   "请直接写出值；以 & 或 * 开头的文本需加引号"));
  }
  void refuse_extras(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) const {
    if (anchor != YAML::NullAnchor) refuse_anchor(line(mark));
    if (!tag.empty() && tag != "?" && tag != "!")
      tree_.fail(line(mark), say("the tag ‘{}’ is not allowed", "不允许使用标签“{}”", tag),
                 say("a text that begins with ! needs quotes", "以 ! 开头的文本需加引号"));
  }
  TreeBuilder& tree_;
};

long line_at(std::string_view text, std::size_t offset) {
  return 1 + std::count(text.begin(),
                        text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text.size())), '\n');
}

class JsonEvents final : public nlohmann::json_sax<nlohmann::json> {
 public:
  JsonEvents(TreeBuilder& tree, std::string_view whole) : tree_{tree}, whole_{whole} {}
  bool null() override { return leaf(Kind::null, false, {}); }
  bool boolean(bool v) override { return leaf(Kind::scalar, false, v ? "true" : "false"); }
  bool number_integer(number_integer_t v) override { return leaf(Kind::scalar, false, fmt::format("{}", v)); }
  bool number_unsigned(number_unsigned_t v) override {
    return leaf(Kind::scalar, false, fmt::format("{}", v));
  }
  bool number_float(number_float_t, const string_t& written) override {
    return leaf(Kind::scalar, false, written);
  }
  bool string(string_t& v) override { return leaf(Kind::scalar, true, std::move(v)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Kind::map); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(Kind::list); }
  bool end_array() override { return close(); }
  bool key(string_t& v) override { return leaf(Kind::scalar, true, std::move(v)); }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception& e) override {
    const std::size_t offset = position == 0 ? 0 : position - 1;
    tree_.fail(line_at(whole_, offset), say("this is not JSON: {}", "不是有效的 JSON：{}", e.what()));
  }

 private:
  bool leaf(Kind kind, bool quoted, std::string scalar) {
    tree_.leaf(Node{.kind = kind, .quoted = quoted, .scalar = std::move(scalar)});
    return true;
  }
  bool open(Kind kind) {
    tree_.open(kind, 0);
    return true;
  }
  bool close() {
    tree_.close();
    return true;
  }
  TreeBuilder& tree_;
  std::string_view whole_;
};

/// Refuses what no reader should see: too many bytes, and control characters (yaml-cpp takes one for the end of a file).
void check_bytes(std::string_view text, const std::string& file) {
  if (text.size() > kMostBytes)
    throw Error{Fault::bad_input,
                say("the file has {0} bytes; the most is {1}", "文件有 {0} 字节，上限为 {1}", text.size(),
                    kMostBytes),
                {file}};
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F || c == 0xFE || c == 0xFF)
      throw Error{Fault::bad_input,
                  say("the file holds the byte {:#04x}, which is not text", "文件含有非文本字节 {:#04x}", c),
                  {file, line_at(text, i)},
                  say("save it as UTF-8 text", "请另存为 UTF-8 文本")};
  }
  if (const std::size_t at = first_not_utf8(text); at != std::string_view::npos)
    throw Error{Fault::bad_input,
                say("the file is not UTF-8 text", "文件不是 UTF-8 文本"),
                {file, line_at(text, at)},
                utf8_hint(text, file)};
}

std::string_view kind_en(Kind kind) {
  switch (kind) {
    case Kind::scalar: return "a single value";
    case Kind::list: return "a list";
    case Kind::map: return "a map";
    case Kind::null: break;
  }
  return "nothing";
}
std::string_view kind_zh(Kind kind) {
  switch (kind) {
    case Kind::scalar: return "单个值";
    case Kind::list: return "列表";
    case Kind::map: return "映射";
    case Kind::null: break;
  }
  return "空值";
}

[[noreturn]] void wrong_kind(const Document& doc, Kind needed) {
  doc.fail({fmt::format("{} is needed here, not {}", kind_en(needed), kind_en(doc.kind())),
            fmt::format("此处需要{}，而不是{}", kind_zh(needed), kind_zh(doc.kind()))});
}

/// True if the whole of `s` is one number of this type.
template <class T>
bool reads_whole(std::string_view s, T& out) {
  if (s.starts_with('+')) s.remove_prefix(1);
  const auto [end, fault] = std::from_chars(s.data(), s.data() + s.size(), out);
  return fault == std::errc{} && end == s.data() + s.size();
}

}  // namespace

Document::Document() : data_{std::make_shared<const Data>()} {}
Document::Document(std::shared_ptr<const Data> data) : data_{std::move(data)} {}

Document::Kind Document::kind() const { return data_->kind; }
Where Document::where() const { return data_->where(); }

void Document::fail(Text words, Text hint) const {
  throw Error{Fault::bad_input, std::move(words), where(), std::move(hint)};
}

std::optional<Document> Document::find(std::string_view key) const {
  if (is_null()) return {};
  if (!is_map()) wrong_kind(*this, Kind::map);
  data_->asked.emplace(key);
  const Data* child = data_->child(key);
  if (child == nullptr) return {};
  return Document{std::shared_ptr<const Data>{data_, child}};
}

Document Document::at(std::string_view key) const {
  if (auto found = find(key)) return *std::move(found);
  std::vector<std::string> unasked;
  for (const std::string& k : data_->keys)
    if (!data_->asked.contains(k)) unasked.push_back(k);
  const std::string nearest = nearest_word(key, unasked);
  fail(say("the key ‘{}’ is missing", "缺少键“{}”", key),
       nearest.empty() ? Text{} : say("is ‘{0}’ meant to be ‘{1}’?", "“{0}”是否应为“{1}”？", nearest, key));
}

std::vector<std::string> Document::keys() const {
  if (is_null()) return {};
  if (!is_map()) wrong_kind(*this, Kind::map);
  data_->all_asked = true;
  return data_->keys;
}

void Document::done() const {
  if (data_->all_asked) return;
  for (std::size_t i = 0; i < data_->keys.size(); ++i) {
    const std::string& key = data_->keys[i];
    if (data_->asked.contains(key)) continue;
    const std::string nearest = nearest_word(key, data_->asked);
    std::string known;
    for (const std::string& k : data_->asked) known += (known.empty() ? "" : ", ") + k;
    Text hint = !nearest.empty() ? say("did you mean ‘{}’?", "是否想写“{}”？", nearest)
                : known.empty()  ? Text{}
                                 : say("known keys here: {}", "此处可用的键：{}", known);
    throw Error{Fault::bad_input, say("the key ‘{}’ is not known here", "此处没有名为“{}”的键", key),
                data_->children[i].where(), std::move(hint)};
  }
}

std::vector<Document> Document::list() const {
  if (is_null()) return {};
  if (is_scalar()) return {*this};
  if (!is_list()) wrong_kind(*this, Kind::list);
  std::vector<Document> out;
  out.reserve(data_->children.size());
  for (const Data& child : data_->children)
    out.push_back(Document{std::shared_ptr<const Data>{data_, &child}});
  return out;
}

std::size_t Document::size() const { return is_scalar() ? 1 : data_->children.size(); }

std::string Document::string() const {
  if (is_null()) fail(say("a value is missing", "缺少值"));
  if (!is_scalar()) wrong_kind(*this, Kind::scalar);
  return data_->scalar;
}

double Document::number() const {
  const std::string written = string();
  double v = 0;
  if (data_->quoted)
    fail(say("a number is needed here, not the text ‘{}’", "此处需要数字，而不是文本“{}”", written),
         say("remove the quotes", "请去掉引号"));
  if (!reads_whole(written, v) || !std::isfinite(v))
    fail(say("‘{}’ is not a number", "“{}”不是数字", written));
  return v;
}

std::int64_t Document::integer() const {
  const std::string written = string();
  std::int64_t v = 0;
  if (data_->quoted)
    fail(say("a whole number is needed here, not the text ‘{}’", "此处需要整数，而不是文本“{}”", written),
         say("remove the quotes", "请去掉引号"));
  if (!reads_whole(written, v))
    fail(say("‘{}’ is not a whole number of at most 63 bits", "“{}”不是 63 位以内的整数", written));
  return v;
}

bool Document::boolean() const {
  const std::string written = string();
  if (!data_->quoted) {
    if (written == "true" || written == "True" || written == "TRUE") return true;
    if (written == "false" || written == "False" || written == "FALSE") return false;
  }
  fail(say("‘{}’ is neither true nor false", "“{}”既不是 true 也不是 false", written),
       say("write true or false, without quotes", "请写 true 或 false，不加引号"));
}

double Document::quantity(Dim expected) const { return parse_quantity(string(), expected, where()); }
double Document::quantity(const Unit& bare) const { return parse_quantity(string(), bare, where()); }
Money Document::money() const { return parse_money(string(), where()); }
Date Document::date() const { return parse_date(string(), where()); }

Text Document::text() const {
  if (!is_map()) return verbatim(string());
  Text words;
  if (const auto en = find("en")) words.en = en->string();
  if (const auto zh = find("zh")) words.zh = zh->string();
  done();
  if (words.empty())
    fail(say("words are missing", "缺少文字"), say("write {{en: …, zh: …}}", "请写 {{en: …, zh: …}}"));
  return words;
}

std::vector<std::string> Document::strings() const {
  std::vector<std::string> out;
  for (const Document& item : list()) out.push_back(item.string());
  return out;
}

std::size_t Document::choice(const std::vector<std::string>& words) const {
  const std::string written = string();
  const auto at = std::find(words.begin(), words.end(), written);
  if (at != words.end()) return static_cast<std::size_t>(at - words.begin());
  const std::string nearest = nearest_word(written, words);
  fail(say("‘{0}’ is not one of: {1}", "“{0}”不在可选范围内：{1}", written,
           fmt::format("{}", fmt::join(words, ", "))),
       nearest.empty() ? Text{} : say("did you mean ‘{}’?", "是否想写“{}”？", nearest));
}

Document parse_yaml(std::string_view text, const std::string& file) {
  check_bytes(text, file);
  TreeBuilder tree{file};
  YamlEvents events{tree};
  try {
    std::istringstream in{std::string{text}};
    YAML::Parser parser{in};
    if (parser.HandleNextDocument(events)) {
      TreeBuilder another{file};
      YamlEvents ignored{another};
      if (parser.HandleNextDocument(ignored))
        throw Error{Fault::bad_input,
                    say("a file holds one document, not several", "一个文件只能包含一份文档"),
                    {file},
                    say("remove the lines that hold only ---", "请删除仅含 --- 的行")};
    }
  } catch (const YAML::Exception& e) {
    const long line = e.mark.line < 0 ? 0 : e.mark.line + 1L;
    tree.fail(line, say("this is not YAML: {}", "不是有效的 YAML：{}", e.msg));
  }
  return Document{tree.finish()};
}

Document parse_json(std::string_view text, const std::string& file) {
  check_bytes(text, file);
  TreeBuilder tree{file};
  JsonEvents events{tree, text};
  nlohmann::json::sax_parse(text.begin(), text.end(), &events);
  return Document{tree.finish()};
}

}  // namespace cityloop
