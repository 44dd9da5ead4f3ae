#include "cityloop/io/store/rows.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <type_traits>

#include "cityloop/base/json.h"

namespace cityloop {
namespace {

static_assert(std::endian::native == std::endian::little, "stored columns are little-endian");

[[noreturn]] void fail_damaged() {
  throw Error{
      Fault::bad_input,
      {"a stored result is damaged or was written by another version", "存储的结果已损坏，或由其他版本写入"},
      {},
      {"run `cityloop turn`: results are computed again from the facts",
       "请运行 `cityloop turn`：结果可由事实数据重新计算"}};
}

/// Appends fixed-size parts; strings and lists carry their length before them.
class Out {
 public:
  template <class T>
    requires(std::is_arithmetic_v<T> || std::is_enum_v<T>)
  Out& add(T x) {
    bytes_.append(reinterpret_cast<const char*>(&x), sizeof x);
    return *this;
  }
  Out& add(std::string_view s) {
    add(static_cast<std::uint64_t>(s.size()));
    bytes_.append(s);
    return *this;
  }
  Out& add(const std::string& s) { return add(std::string_view{s}); }
  Out& add(ContentHash h) { return add(h.hi).add(h.lo); }
  template <class Tag, class Rep>
  Out& add(Id<Tag, Rep> id) {
    return add(id.v);
  }
  template <class Tag>
  Out& add(const Key<Tag>& key) {
    return add(key.word);
  }
  Out& add(Date d) { return add(static_cast<std::int32_t>(d.time_since_epoch().count())); }
  template <class T>
  Out& add(const std::vector<T>& list) {
    add(static_cast<std::uint64_t>(list.size()));
    if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>)
      bytes_.append(reinterpret_cast<const char*>(list.data()), list.size() * sizeof(T));
    else
      for (const T& x : list) add(x);
    return *this;
  }
  Out& add(const Field& f) {
    return add(f.support.of).add(f.support.level).add(f.value).add(f.mark).add(f.standard_error);
  }
  Out& add(const Standing& s) {
    return add(s.score).add(s.value).add(s.meets).add(s.people).add(s.coverage).add(s.mark);
  }
  Out& add(const Standings& s) {
    add(s.city).add(static_cast<std::uint64_t>(s.zones.size()));
    for (const Standing& zone : s.zones.raw()) add(zone);
    return add(s.groups);
  }
  Out& add(const Subject& s) {
    add(static_cast<std::uint8_t>(s.index()));
    if (const auto* zone = std::get_if<ZoneId>(&s)) return add(*zone);
    if (const auto* cell = std::get_if<CellId>(&s)) return add(*cell);
    return add(std::uint64_t{0});
  }
  Out& add(const Evidence& e) {
    return add(e.indicator).add(e.subject).add(e.value).add(e.expected).add(e.mark);
  }
  Out& add(const Finding& f) {
    add(f.id).add(f.kind).add(f.about).add(f.criterion).add(f.group).add(f.cells).add(f.zones);
    add(f.affected.base()).add(f.severity).add(f.confidence).add(f.evidence);
    return add(f.first_seen).add(f.last_seen);
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Reads what Out wrote; never past the end, never more than the bytes could hold.
class In {
 public:
  explicit In(std::string_view bytes) : rest_{bytes} {}
  template <class T>
    requires(std::is_arithmetic_v<T>)
  void read(T& x) {
    std::memcpy(&x, part(sizeof x), sizeof x);
  }
  void read(Mark& m) { m = choice<Mark>(Mark::suppressed); }
  void read(FindingKind& k) { k = choice<FindingKind>(FindingKind::disagreement); }
  void read(Support::Of& of) { of = choice<Support::Of>(Support::Of::whole); }
  void read(std::string& s) {
    const std::size_t n = count(1);
    s.assign(part(n), n);
  }
  void read(ContentHash& h) { read(h.hi), read(h.lo); }
  template <class Tag, class Rep>
  void read(Id<Tag, Rep>& id) {
    read(id.v);
  }
  template <class Tag>
  void read(Key<Tag>& key) {
    read(key.word);
  }
  void read(Date& d) {
    std::int32_t days = 0;
    read(days);
    d = Date{std::chrono::days{days}};
  }
  template <class T>
  void read(std::vector<T>& list) {
    if constexpr (std::is_arithmetic_v<T>) {
      list.resize(count(sizeof(T)));
      const std::size_t n = list.size() * sizeof(T);
      if (n > 0) std::memcpy(list.data(), part(n), n);
    } else {
      list.resize(count(1));
      for (T& x : list) read(x);
    }
  }
  void read(Field& f) {
    read(f.support.of), read(f.support.level), read(f.value), read(f.mark), read(f.standard_error);
    if (f.mark.size() != f.value.size()) fail_damaged();
    if (!f.standard_error.empty() && f.standard_error.size() != f.value.size()) fail_damaged();
  }
  void read(Standing& s) {
    read(s.score), read(s.value), read(s.meets), read(s.people), read(s.coverage), read(s.mark);
  }
  void read(Standings& s) { read(s.city), read(s.zones.rows()), read(s.groups); }
  void read(Subject& s) {
    std::uint8_t which = 0;
    std::uint64_t id = 0;
    read(which), read(id);
    if (which > 2) fail_damaged();
    s = which == 0 ? Subject{WholeCity{}} : which == 1 ? Subject{ZoneId{id}} : Subject{CellId{id}};
  }
  void read(Evidence& e) {
    read(e.indicator), read(e.subject), read(e.value), read(e.expected), read(e.mark);
  }
  void read(Finding& f) {
    double affected = 0;
    read(f.id), read(f.kind), read(f.about), read(f.criterion), read(f.group), read(f.cells), read(f.zones);
    read(affected), read(f.severity), read(f.confidence), read(f.evidence), read(f.first_seen),
        read(f.last_seen);
    f.affected = Persons{affected};
  }
  void done() const {
    if (!rest_.empty()) fail_damaged();
  }

 private:
  const char* part(std::size_t n) {
    if (n > rest_.size()) fail_damaged();
    const char* at = rest_.data();
    rest_.remove_prefix(n);
    return at;
  }
  std::size_t count(std::size_t least_bytes_each) {
    std::uint64_t n = 0;
    read(n);
    if (n > rest_.size() / least_bytes_each) fail_damaged();
    return static_cast<std::size_t>(n);
  }
  template <class E>
  E choice(E last) {
    std::uint8_t x = 0;
    read(x);
    if (x > static_cast<std::uint8_t>(last)) fail_damaged();
    return static_cast<E>(x);
  }
  std::string_view rest_;
};

constexpr std::uint32_t kForm =
    1;  // raised when the bytes of a result change; older results are simply made again

Out begin() {
  Out out;
  out.add(kForm);
  return out;
}
In begin(std::string_view bytes) {
  In in{bytes};
  std::uint32_t form = 0;
  in.read(form);
  if (form != kForm) fail_damaged();
  return in;
}

template <class T>
std::string slice(const std::vector<T>& column, std::size_t from, std::size_t until) {
  if (column.empty()) return {};
  return {reinterpret_cast<const char*>(column.data() + from), (until - from) * sizeof(T)};
}
template <class T>
void extend(std::vector<T>& column, std::string_view bytes) {
  const std::size_t old = column.size();
  column.resize(old + bytes.size() / sizeof(T));
  if (!bytes.empty()) std::memcpy(column.data() + old, bytes.data(), bytes.size());
}

}  // namespace

std::string to_json(const Diagnostics& notes) {
  JsonWriter json;
  json.begin_object().field("problems", static_cast<std::uint64_t>(notes.problems()));
  json.key("counts").begin_object();
  for (const auto& [code, n] : notes.counts()) json.field(code, static_cast<std::uint64_t>(n));
  json.end_object().key("items").begin_array();
  for (const Diagnostic& d : notes.items()) {
    json.begin_object().field("level", to_word(d.level)).field("code", d.code).field("text", d.text);
    json.key("where").begin_object();
    json.field("file", d.where.file).field("line", static_cast<std::int64_t>(d.where.line));
    json.field("item", d.where.item).end_object();
    json.field("hint", d.hint).end_object();
  }
  return json.end_array().end_object().take();
}

void fail_unknown_snapshot(SnapshotId snapshot) {
  throw Error{Fault::not_found,
              say("the store holds no snapshot {}", "存储中没有快照 {}", to_string(snapshot)),
              {},
              {"run `cityloop import` first", "请先运行 `cityloop import`"}};
}

std::size_t pieces(std::size_t rows) { return (rows + kFieldRows - 1) / kFieldRows; }

FieldPiece to_piece(const Field& field, std::size_t piece) {
  const std::size_t from = piece * kFieldRows, until = std::min(field.size(), from + kFieldRows);
  return {slice(field.value, from, until), slice(field.mark, from, until),
          slice(field.standard_error, from, until)};
}

void append_piece(Field& field, std::string_view value, std::string_view mark,
                  std::string_view standard_error) {
  const std::size_t rows = mark.size();
  if (value.size() != rows * sizeof(float)) fail_damaged();
  if (!standard_error.empty() && standard_error.size() != rows * sizeof(float)) fail_damaged();
  for (const char m : mark)
    if (static_cast<std::uint8_t>(m) > static_cast<std::uint8_t>(Mark::suppressed)) fail_damaged();
  extend(field.value, value);
  extend(field.mark, mark);
  extend(field.standard_error, standard_error);
}

std::string encode(const CriterionResult& result) {
  return begin().add(result.scores).add(result.standings).take();
}
std::shared_ptr<const CriterionResult> decode_criterion(std::string_view bytes) {
  auto result = std::make_shared<CriterionResult>();
  In in = begin(bytes);
  in.read(result->scores), in.read(result->standings);
  in.done();
  return result;
}

std::string encode_totals(const Assessment& a) {
  Out out = begin();
  out.add(a.snapshot).add(a.as_of).add(a.framework).add(a.framework_version).add(a.framework_hash);
  return out.add(a.goals).add(a.overall).add(a.cell_score).take();
}
Assessment decode_totals(std::string_view bytes) {
  Assessment a;
  In in = begin(bytes);
  in.read(a.snapshot), in.read(a.as_of), in.read(a.framework), in.read(a.framework_version);
  in.read(a.framework_hash), in.read(a.goals), in.read(a.overall), in.read(a.cell_score);
  in.done();
  return a;
}

std::string encode(const std::vector<Finding>& findings) { return begin().add(findings).take(); }
std::vector<Finding> decode_findings(std::string_view bytes) {
  std::vector<Finding> findings;
  In in = begin(bytes);
  in.read(findings);
  in.done();
  return findings;
}

}  // namespace cityloop
