#include "cityloop/io/http/ogc/query.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <set>

namespace cityloop::ogc {
namespace {

[[noreturn]] void refuse_parameter(std::string_view name, Text words, Text hint = {}) {
  throw Error{Fault::bad_input, std::move(words), Where{.item = std::string{name}}, std::move(hint)};
}

const std::vector<std::string>& items_parameters() {
  static const std::vector<std::string> names{"limit", "cursor", "bbox",   "bbox-crs",    "datetime",
                                              "crs",   "f",      "filter", "filter-lang", "filter-crs"};
  return names;
}

/// How much of a kind somebody wants who says "text/html;q=0.9, */*".
double wish_for(std::string_view accept, std::initializer_list<std::string_view> kinds) {
  double most = 0;
  while (!accept.empty()) {
    const std::size_t comma = std::min(accept.find(','), accept.size());
    std::string_view one = accept.substr(0, comma);
    accept.remove_prefix(std::min(comma + 1, accept.size()));
    const std::size_t semicolon = std::min(one.find(';'), one.size());
    std::string_view kind = one.substr(0, semicolon), rest = one.substr(semicolon);
    while (!kind.empty() && kind.front() == ' ') kind.remove_prefix(1);
    while (!kind.empty() && kind.back() == ' ') kind.remove_suffix(1);
    double q = 1;
    if (const std::size_t at = rest.find("q="); at != std::string_view::npos)
      std::from_chars(rest.data() + at + 2, rest.data() + rest.size(), q);
    for (const std::string_view k : kinds)
      if (k == kind) most = std::max(most, q);
  }
  return most;
}

std::optional<double> read_number(std::string_view text) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  double x = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), x);
  if (fault != std::errc{} || end != text.data() + text.size() || !std::isfinite(x)) return std::nullopt;
  return x;
}

bool digits_at(std::string_view s, std::string_view shape) {
  if (s.size() < shape.size()) return false;
  for (std::size_t i = 0; i < shape.size(); ++i)
    if (shape[i] == '0' ? s[i] < '0' || s[i] > '9' : s[i] != shape[i]) return false;
  return true;
}
[[noreturn]] void refuse_datetime() {
  refuse_parameter(
      "datetime",
      say("datetime is no moment and no interval of moments.", "datetime 既不是时刻，也不是时间区间。"),
      say("Write 2026-11-24, 2026-11-24T08:00:00Z, 2026-01-01/2026-12-31, or ../2026-12-31.",
          "请写 2026-11-24、2026-11-24T08:00:00Z、2026-01-01/2026-12-31 或 ../2026-12-31。"));
}
/// RFC 3339, or a day as a whole.
Moments read_moment(std::string text) {
  for (char& c : text) c = c == 't' ? 'T' : c == 'z' ? 'Z' : c;
  try {
    if (digits_at(text, "0000-00-00") && text.size() == 10) {
      const Instant day{parse_date(text)};
      return {day, day + std::chrono::hours{24} - std::chrono::seconds{1}};
    }
    if (!digits_at(text, "0000-00-00T00:00:00")) refuse_datetime();
    std::size_t zone = 19;
    if (text.size() > zone && text[zone] == '.') {
      ++zone;
      const std::size_t fraction = zone;
      while (zone < text.size() && text[zone] >= '0' && text[zone] <= '9') ++zone;
      if (zone == fraction) refuse_datetime();
    }
    std::string offset = text.substr(zone);
    if (!offset.empty() && offset[0] == ' ') offset[0] = '+';  // a plus sign that became a space on its way
    if (offset != "Z" && !((offset.starts_with('+') || offset.starts_with('-')) && offset.size() == 6 &&
                           digits_at(std::string_view{offset}.substr(1), "00:00")))
      refuse_datetime();
    const Instant at = parse_instant(text.substr(0, 19) + offset);
    return {at, at};
  } catch (const Error& e) {
    if (e.where().item == "datetime") throw;
    refuse_datetime();
  }
}

}  // namespace

Format format_of(const http::Head& head) {
  if (const auto f = head.parameter("f")) {
    if (*f == "json") return Format::json;
    if (*f == "html") return Format::html;
    refuse_parameter("f", say("There is no format \"{}\".", "没有格式“{}”。", *f),
                     say("There are json and html.", "可用：json、html。"));
  }
  const std::string_view accept = head.field("accept");
  return wish_for(accept, {"text/html", "application/xhtml+xml"}) >
                 wish_for(accept, {"application/json", "application/geo+json", "application/schema+json",
                                   "application/vnd.oai.openapi+json"})
             ? Format::html
             : Format::json;
}

void allow(const http::Head& head, const std::vector<std::string>& names) {
  std::set<std::string_view> seen;
  for (const auto& [name, value] : head.query) {
    if (!seen.insert(name).second)
      refuse_parameter(name, say("The parameter {} is given twice.", "参数 {} 出现了两次。", name));
    bool known = name == "f";
    for (const std::string& n : names) known = known || n == name;
    if (known) continue;
    const std::string near = nearest_word(name, names);
    refuse_parameter(name, say("There is no parameter \"{}\" here.", "此处没有参数“{}”。", name),
                     near.empty()
                         ? say("The parameters are listed in the API definition.", "参数见 API 定义。")
                         : say("Did you mean {}?", "是否想写 {}？", near));
  }
}

std::vector<const ExportColumn*> parameters_of(const Collection& c) {
  std::vector<const ExportColumn*> out;
  for (const ExportColumn& column : c.columns) {
    bool taken = column.type == ExportColumn::Type::real || column.name.ends_with("_mark");
    for (const std::string& n : items_parameters()) taken = taken || n == column.name;
    if (!taken) out.push_back(&column);
  }
  return out;
}

std::vector<Queryable> queryables_of(const Collection& c) {
  std::vector<Queryable> out;
  for (const ExportColumn& column : c.columns)
    out.push_back({column.name == "first_seen"               ? Queryable::Type::date
                   : column.type == ExportColumn::Type::text ? Queryable::Type::text
                                                             : Queryable::Type::number,
                   column.name});
  return out;
}

std::size_t read_system(const http::Head& head, std::string_view parameter, const Features& features) {
  const auto uri = head.parameter(parameter);
  if (!uri) return 0;
  if (const auto s = features.system(*uri)) return *s;
  refuse_parameter(
      parameter,
      say("\"{}\" is not a coordinate system of this collection.", "本集合不提供坐标系“{}”。", *uri),
      say("Those that are offered are listed with the collection.", "可用的坐标系列在集合说明中。"));
}

std::vector<Geometry> read_bbox(std::string_view text, const System& system) {
  std::vector<double> n;
  bool numbers = true;
  for (std::size_t begin = 0; numbers && begin <= text.size() && n.size() < 7;) {
    const std::size_t comma = std::min(text.find(',', begin), text.size());
    const auto x = read_number(text.substr(begin, comma - begin));
    numbers = x.has_value();
    n.push_back(x.value_or(0));
    begin = comma + 1;
  }
  if (!numbers || (n.size() != 4 && n.size() != 6))
    refuse_parameter("bbox", say("bbox is not four or six numbers.", "bbox 不是四个或六个数。"),
                     say("Write west,south,east,north, in the axis order of bbox-crs.",
                         "请按 bbox-crs 的轴序写：西,南,东,北。"));
  const std::size_t half = n.size() / 2;
  Point low{n[0], n[1]}, high{n[half], n[half + 1]};
  if (system.north_first) low = {low.y, low.x}, high = {high.y, high.x};
  if (low.y > high.y || (low.x > high.x && !system.degrees))
    refuse_parameter(
        "bbox", say("The first corner of bbox is not below the second.", "bbox 的第一个角不小于第二个角。"),
        say("Write west,south,east,north, in the axis order of bbox-crs.",
            "请按 bbox-crs 的轴序写：西,南,东,北。"));
  return box_or_two({low, high}, system.degrees);
}

Moments read_datetime(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return read_moment(std::string{text});
  const std::string_view from = text.substr(0, slash), until = text.substr(slash + 1);
  const auto open = [](std::string_view s) { return s.empty() || s == ".."; };
  if (until.find('/') != std::string_view::npos || (open(from) && open(until))) refuse_datetime();
  Moments m{Instant::min(), Instant::max()};
  if (!open(from)) m.from = read_moment(std::string{from}).from;
  if (!open(until)) m.until = read_moment(std::string{until}).until;
  if (m.from > m.until) refuse_datetime();
  return m;
}

std::string cursor_of(const Features& features, std::uint32_t row) {
  return features.version() + "-" + std::to_string(row);
}

ItemsQuery read_items_query(const http::Head& head, const Features& features, const Collection& c) {
  std::vector<std::string> names = items_parameters();
  const auto columns = parameters_of(c);
  for (const ExportColumn* column : columns) names.push_back(column->name);
  allow(head, names);

  ItemsQuery q;
  const auto whole = [](std::string_view text, std::size_t& to) {
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), to);
    if (fault == std::errc::result_out_of_range) to = std::numeric_limits<std::size_t>::max();
    return !text.empty() && end == text.data() + text.size() && fault != std::errc::invalid_argument;
  };
  if (const auto limit = head.parameter("limit")) {
    if (!whole(*limit, q.limit) || q.limit == 0)
      refuse_parameter("limit", say("limit is not a whole number from 1 up.", "limit 不是正整数。"),
                       say("At most {} are given at once; follow the link `next` for more.",
                           "一次最多返回 {} 个；其余请沿 next 链接获取。", kMostLimit));
    q.limit = std::min(q.limit, kMostLimit);
  }
  if (const auto cursor = head.parameter("cursor")) {
    const std::size_t dash = cursor->rfind('-');
    std::size_t row = 0;
    if (dash != 16 || !whole(std::string_view{*cursor}.substr(17), row))
      refuse_parameter("cursor", say("This cursor was not made here.", "该游标不是由本服务生成的。"),
                       say("Follow the links `next` as they are.", "请原样使用 next 链接。"));
    if (cursor->substr(0, dash) != features.version())
      throw Error{Fault::conflict,
                  say("The data has changed since the first page was read.", "读取第一页之后数据已更新。"),
                  Where{.item = "cursor"},
                  say("Start again from the first page: its pages belong together.",
                      "请从第一页重新开始，以保证各页一致。")};
    q.from = static_cast<std::uint32_t>(std::min(row, c.rows));
  }
  q.system = read_system(head, "crs", features);
  q.box_system = read_system(head, "bbox-crs", features);
  if (const auto box = head.parameter("bbox")) q.box = read_bbox(*box, features.systems()[q.box_system]);
  if (const auto when = head.parameter("datetime")) q.when = read_datetime(*when);
  for (const ExportColumn* column : columns)
    if (auto value = head.parameter(column->name)) {
      if (column->type == ExportColumn::Type::integer) {
        std::int64_t n = 0;
        const auto [end, fault] = std::from_chars(value->data(), value->data() + value->size(), n);
        if (fault != std::errc{} || end != value->data() + value->size())
          refuse_parameter(column->name, say("{} is a whole number.", "{} 应为整数。", column->name));
        value = std::to_string(n);
      }
      q.equal.emplace_back(column, *value);
    }
  if (const auto language = head.parameter("filter-lang"); language && *language != "cql2-text")
    refuse_parameter("filter-lang",
                     say("There is no filter language \"{}\".", "没有过滤语言“{}”。", *language),
                     say("There is cql2-text.", "可用：cql2-text。"));
  q.condition_system = read_system(head, "filter-crs", features);
  if (const auto filter = head.parameter("filter")) {
    const System& s = features.systems()[q.condition_system];
    q.condition = read_condition(*filter, queryables_of(c), {s.north_first, s.degrees});
  }
  return q;
}

Scalar scalar_of(const ExportValue& v) {
  if (const auto* n = std::get_if<std::int64_t>(&v)) return static_cast<double>(*n);
  if (const auto* x = std::get_if<double>(&v)) return *x;
  if (const auto* s = std::get_if<std::string>(&v)) return *s;
  return {};
}

Selected select_rows(const Features& features, const Collection& c, const ItemsQuery& q) {
  Selected found;
  const auto take = [&](std::uint32_t row) {
    ++found.matched;
    if (row < q.from) return;
    if (found.rows.size() < q.limit) found.rows.push_back(row);
    else found.more = true;
  };
  const bool plain = !q.when && q.equal.empty() && !q.condition;
  if (plain && !q.box) {
    const std::size_t end = std::min(c.rows, q.from + q.limit);
    for (std::size_t row = q.from; row < end; ++row) found.rows.push_back(static_cast<std::uint32_t>(row));
    found.matched = c.rows;
    found.more = end < c.rows;
    return found;
  }
  // S_INTERSECTS is answered for all rows at once, by the tree.
  std::vector<std::vector<char>> met;
  if (q.condition)
    for (const auto& any_of : q.condition->geometries()) {
      met.emplace_back(c.rows, 0);
      for (const std::uint32_t row : features.meeting(c, any_of, q.condition_system)) met.back()[row] = 1;
    }
  const auto fits = [&](std::uint32_t row) {
    if (q.when && c.when)
      if (const auto is = c.when(row); is && (is->until < q.when->from || is->from > q.when->until))
        return false;
    for (const auto& [column, value] : q.equal) {
      const ExportValue v = column->value(row);
      const auto* text = std::get_if<std::string>(&v);
      const auto* n = std::get_if<std::int64_t>(&v);
      if (text == nullptr ? n == nullptr || std::to_string(*n) != value : *text != value) return false;
    }
    if (!q.condition) return true;
    return q.condition->holds(
               [&](std::size_t i) { return scalar_of(c.columns[i].value(row)); },
               [&](std::size_t g) {
                 return c.plane_box[row].empty() ? Truth::unknown : met[g][row] != 0 ? Truth::yes : Truth::no;
               }) == Truth::yes;
  };
  if (q.box) {
    for (const std::uint32_t row : features.meeting(c, *q.box, q.box_system))
      if (plain || fits(row)) take(row);
  } else {
    for (std::uint32_t row = 0; row < c.rows; ++row)
      if (fits(row)) take(row);
  }
  return found;
}

}  // namespace cityloop::ogc
