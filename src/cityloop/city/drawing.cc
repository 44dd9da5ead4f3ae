#include "cityloop/city/drawing.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>

#include "cityloop/base/money.h"
#include "cityloop/base/run.h"
#include "cityloop/base/unit.h"
#include "cityloop/city/builder.h"
#include "cityloop/city/drawing_lines.h"

namespace cityloop {
namespace {

using Words = std::vector<std::string>;

Words split(std::string_view line) {
  Words words;
  std::size_t i = 0;
  while (i < line.size()) {
    while (i < line.size() && (line[i] == ' ' || line[i] == '\t' || line[i] == '\r')) ++i;
    std::size_t j = i;
    while (j < line.size() && line[j] != ' ' && line[j] != '\t' && line[j] != '\r') ++j;
    if (j > i) words.emplace_back(line.substr(i, j - i));
    i = j;
  }
  return words;
}
std::string join(const Words& words, std::size_t from) {
  std::string out;
  for (std::size_t i = from; i < words.size(); ++i) out += (i > from ? " " : "") + words[i];
  return out;
}

using Line = DrawnRow;
/// A head line at the margin and the indented lines below it.
struct Block {
  Line head;
  std::string head_text;
  std::vector<Line> rows;
  std::string text;  // the rows as they stand, for `because`
};

std::vector<Block> blocks(std::string_view text) {
  std::vector<Block> out;
  int number = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    at = end + 1;
    ++number;
    Words words = split(line);
    if (words.empty()) continue;
    const bool indented = line[0] == ' ' || line[0] == '\t';
    if (!indented && words[0][0] == '#') continue;  // a comment at the margin
    if (!indented) {
      out.push_back({{number, words}, join(words, 0), {}, {}});
    } else if (!out.empty()) {
      if (!out.back().text.empty()) out.back().text += '\n';
      out.back().text += join(words, 0);
      out.back().rows.push_back({number, std::move(words)});
    }
  }
  // Drawings inside tests are indented as a whole: then nothing stands at the margin and the least indent is it.
  return out;
}

/// Takes away the indent that all lines share.
std::string dedent(std::string_view text) {
  std::size_t least = std::string_view::npos;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::size_t i = at;
    while (i < end && text[i] == ' ') ++i;
    if (i < end && text[i] != '\r') least = std::min(least, i - at);
    at = end + 1;
  }
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    out += least < line.size() ? line.substr(least) : std::string_view{};
    out += '\n';
    at = end + 1;
  }
  return out;
}

/// What a legend symbol puts into a cell.
struct Entry {
  bool blocked = false, steps = false;
  double people = 0;
  std::vector<std::pair<GroupKey, double>> groups;
  std::optional<PlaceDraft> place;
  std::optional<LandUseKey> land;
  std::optional<BuildingDraft> building;
};

class Sketch {
 public:
  Sketch(std::string_view text, std::string file) : file_{std::move(file)}, blocks_{blocks(dedent(text))} {}

  Drawing read() {
    for (const Block& b : blocks_) {
      const std::string& word = b.head.words[0];
      if (word == "grid") read_grid(b);
      else if (word == "legend") read_legend(b);
      else if (word == "crs") crs_ = join(b.head.words, 1);
      else if (word == "as" && b.head.words.size() == 3) as_of_ = parse_date(b.head.words[2], at(b.head));
      else if (word == "because") because_ = b.text.empty() ? join(b.head.words, 1) : b.text;
      else if (!is_later_block(word))
        throw Error{Fault::bad_input, say("a drawing has no block `{}`", "图示中没有“{}”这一部分", word),
                    at(b.head), known_blocks(word)};
    }
    if (map_.empty())
      throw Error{Fault::bad_input, say("the drawing has no `grid`", "图示缺少 `grid`"), {file_, 1}};
    return build();
  }

 private:
  static constexpr std::array<std::string_view, 14> kBlocks{
      "grid",  "legend", "crs",        "as",      "because",     "zones", "lines",
      "fares", "budget", "statistics", "reports", "inspections", "units", "expect"};
  static bool is_later_block(std::string_view w) {
    return w == "zones" || w == "lines" || w == "fares" || w == "budget" || w == "statistics" ||
           w == "reports" || w == "inspections" || w == "units" || w == "expect";
  }
  static Text known_blocks(const std::string& word) {
    const std::string near = nearest_word(word, kBlocks);
    return near.empty() ? Text{} : say("Did you mean `{}`?", "是否应为 `{}`？", near);
  }
  Where at(const Line& l) const { return {file_, l.number}; }
  [[noreturn]] void fail(const Line& l, Text words) const {
    throw Error{Fault::bad_input, std::move(words), at(l)};
  }
  double number(const std::string& word, const Line& l) const {
    double v = 0;
    const auto [end, ec] = std::from_chars(word.data(), word.data() + word.size(), v);
    if (ec != std::errc{} || end != word.data() + word.size() || !std::isfinite(v))
      fail(l, say("`{}` is not a number", "“{}”不是数字", word));
    return v;
  }

  /// A whole number of a range that fits its column.
  template <class T>
  T whole(const std::string& word, const Line& l, double least, double most) const {
    const double v = number(word, l);
    if (v != std::floor(v) || v < least || v > most)
      fail(l, say("`{}` is not a whole number from {} to {}", "“{}”不是 {} 到 {} 之间的整数", word, least,
                  most));
    return static_cast<T>(v);
  }

  void read_grid(const Block& b) {
    // "grid 100 m, walking 1.25 m/s": the walking speed is said for the reader; it must be the default.
    std::string head = join(b.head.words, 1);
    if (const auto comma = head.find(','); comma != std::string::npos) {
      const std::string rest = head.substr(comma + 1);
      const Words words = split(rest);
      if (words.size() < 2 || words[0] != "walking")
        fail(b.head, say("expected `walking <speed>`", "应为 `walking <速度>`"));
      if (std::abs(parse_quantity(join(words, 1), Dim{.metre = 1, .second = -1}, at(b.head)) - 1.25) > 1e-9)
        fail(b.head, say("drawings walk at 1.25 m/s", "图示中的步行速度为 1.25 m/s"));
      head = head.substr(0, comma);
    }
    cell_m_ = parse_quantity(head, Dim{.metre = 1}, at(b.head));
    if (!(cell_m_ > 0)) fail(b.head, say("a cell needs a size above 0", "单元尺寸须大于 0"));
    map_ = b.rows;
    if (map_.empty()) fail(b.head, say("the grid has no rows", "网格没有任何行"));
    for (const Line& l : map_)
      if (l.words.size() != map_[0].words.size())
        fail(l, say("this row has {} cells, the first has {}", "本行有 {} 个单元，首行有 {} 个",
                    l.words.size(), map_[0].words.size()));
  }

  void read_legend(const Block& b) {
    for (const Line& l : b.rows) {
      if (l.words.size() < 2) fail(l, say("a legend line is `symbol meaning`", "图例应写为“符号 含义”"));
      const std::string& symbol = l.words[0];
      const bool range = symbol.size() == 3 && symbol[1] == '-';
      if (symbol.size() != 1 && !range)
        fail(l,
             say("a symbol is one character, or a range such as 1-9", "符号应为一个字符或 1-9 这样的范围"));
      for (char c = symbol[0]; c <= symbol[range ? 2 : 0]; ++c) legend_[c] = entry(l, c);
    }
  }

  Entry entry(const Line& l, char symbol) const {
    Entry e;
    const Words& w = l.words;
    const std::string what = join(w, 1);
    if (what == "no way through") {
      e.blocked = true;
    } else if (w[1] == "steps") {
      e.steps = true;
    } else if (w[1] == "land" && w.size() == 3) {
      e.land = LandUseKey{w[2]};
    } else if (w[1] == "people" && w.size() >= 3) {
      std::string n = w[2];
      double times = 1;
      if (n.starts_with("×")) n = n.substr(std::string_view{"×"}.size()), times = symbol - '0';
      else if (n.starts_with("x")) n = n.substr(1), times = symbol - '0';
      e.people = number(n, l) * times;
      for (std::size_t i = 3; i < w.size(); ++i) {
        const auto [key, value] = pair(w[i], l);
        const bool percent = value.ends_with('%');
        const double v = number(percent ? value.substr(0, value.size() - 1) : value, l);
        e.groups.emplace_back(GroupKey{key}, percent ? e.people * v / 100 : v * times);
      }
    } else if (w[1] == "building") {
      e.building = BuildingDraft{};
      for (std::size_t i = 2; i < w.size(); ++i) {
        const auto [key, value] = pair(w[i], l);
        if (key == "floors") e.building->floors = whole<std::uint16_t>(value, l, 0, 300);
        else if (key == "year") e.building->year = whole<std::int16_t>(value, l, 0, 3000);
        else if (key == "use") e.building->use = {value};
        else if (key == "area") e.building->footprint_m2 = number(value, l);
        else fail(l, say("a building has no `{}`", "建筑没有“{}”这一属性", key));
      }
    } else {
      e.place = PlaceDraft{};
      e.place->kind = {w[1]};
      for (std::size_t i = 2; i < w.size(); ++i) {
        const auto [key, value] = pair(w[i], l);
        if (key == "capacity") e.place->capacity = static_cast<float>(number(value, l));
        else if (key == "name") e.place->name = value;
        else fail(l, say("a place has no `{}`", "设施没有“{}”这一属性", key));
      }
    }
    return e;
  }
  std::pair<std::string, std::string> pair(const std::string& word, const Line& l) const {
    const auto eq = word.find('=');
    if (eq == std::string::npos || eq == 0)
      fail(l, say("expected `name=value`, found `{}`", "应为 `name=value`，实为“{}”", word));
    return {word.substr(0, eq), word.substr(eq + 1)};
  }

  std::size_t cols() const { return map_[0].words.size(); }
  std::size_t rows() const { return map_.size(); }
  bool outside(std::size_t r, std::size_t c) const { return map_[r].words[c] == "_"; }
  Point centre(std::size_t r, std::size_t c) const {
    const double x0 = std::floor(500000 / cell_m_) * cell_m_, y0 = std::floor(3300000 / cell_m_) * cell_m_;
    return {x0 + (static_cast<double>(c) + 0.5) * cell_m_,
            y0 + (static_cast<double>(rows() - r) - 0.5) * cell_m_};
  }
  template <class Fn>
  void each_entry(std::size_t r, std::size_t c, Fn fn) const {
    for (const char symbol : map_[r].words[c]) {
      if (symbol == '.' || symbol == '_') continue;
      const auto it = legend_.find(symbol);
      if (it == legend_.end())
        fail(map_[r], say("the legend does not explain `{}`", "图例未说明“{}”", std::string(1, symbol)));
      fn(it->second);
    }
  }
  bool any(std::size_t r, std::size_t c, bool Entry::* flag) const {
    bool found = false;
    each_entry(r, c, [&](const Entry& e) { found = found || e.*flag; });
    return found;
  }

  void put_cell(Builder& b, FileIdx file, std::size_t r, std::size_t c) const {
    const Point p = centre(r, c);
    const auto item = static_cast<std::int64_t>(map_[r].number);
    b.add_cell(p);
    int nth = 0;
    each_entry(r, c, [&](const Entry& e) {
      if (e.people > 0) b.add_people(p, e.people, {}, file, item);
      for (const auto& [group, n] : e.groups) b.add_people(p, n, group, file, item);
      if (e.land) b.add_land(*e.land, p, cell_m_ * cell_m_, file, item);
      if (e.place) {
        PlaceDraft d = *e.place;
        d.at = p;
        d.ref = fmt::format("drawn:{},{}{}", c + 1, r + 1, nth > 0 ? fmt::format("/{}", nth) : "");
        d.file = file;
        d.item = item;
        b.add_place(std::move(d));
      }
      if (e.building) {
        BuildingDraft d = *e.building;
        d.id = id_of("drawn", r, c, nth);
        d.at = p;
        if (d.footprint_m2 <= 0) d.footprint_m2 = cell_m_ * cell_m_ / 4;
        d.file = file;
        b.add_building(d);
      }
      ++nth;
    });
  }

  void put_streets(Builder& b, FileIdx file) const {
    const auto passable = [&](std::size_t r, std::size_t c) {
      return !outside(r, c) && !any(r, c, &Entry::blocked);
    };
    const auto stretch = [&](std::size_t r1, std::size_t c1, std::size_t r2, std::size_t c2) {
      if (!passable(r1, c1) || !passable(r2, c2)) return;
      const bool steps = any(r1, c1, &Entry::steps) || any(r2, c2, &Entry::steps);
      const Permit allowed = steps ? permit(Mode::walk) : kAllModes;
      StreetDraft s;
      s.from_ref = static_cast<std::int64_t>(r1 * cols() + c1 + 1);
      s.to_ref = static_cast<std::int64_t>(r2 * cols() + c2 + 1);
      s.line = {centre(r1, c1), centre(r2, c2)};
      s.forward = s.backward = allowed;
      s.street_class = steps ? StreetClass::steps : StreetClass::residential;
      s.way_ref = s.from_ref * 2 + (r1 == r2 ? 0 : 1);
      s.file = file;
      b.add_street(std::move(s));
    };
    for (std::size_t r = 0; r < rows(); ++r)
      for (std::size_t c = 0; c < cols(); ++c) {
        if (c + 1 < cols()) stretch(r, c, r, c + 1);
        if (r + 1 < rows()) stretch(r, c, r + 1, c);
      }
  }

  void check_shape(const Block& b) const {
    if (b.rows.size() != rows())
      fail(b.head, say("this block has {} rows, the grid has {}", "此部分有 {} 行，网格有 {} 行",
                       b.rows.size(), rows()));
    for (const Line& l : b.rows)
      if (l.words.size() != cols())
        fail(l, say("this row has {} cells, the grid has {}", "本行有 {} 个单元，网格有 {} 个",
                    l.words.size(), cols()));
  }

  void put_zones(Builder& b, FileIdx file, const Block& block) const {
    check_shape(block);
    if (block.head.words.size() < 2) fail(block.head, say("which level of zones?", "缺少分区级别"));
    const ZoneLevelKey level{block.head.words[1]};
    b.zone_level(level, verbatim(level.word));
    std::map<std::string, std::vector<CellId>> cells;
    for (std::size_t r = 0; r < rows(); ++r)
      for (std::size_t c = 0; c < cols(); ++c)
        if (const std::string& code = block.rows[r].words[c]; code != "." && code != "_" && !outside(r, c))
          cells[code].push_back(Grid::lattice_id(centre(r, c), cell_m_));
    for (auto& [code, ids] : cells) {
      ZoneDraft z;
      z.level = level;
      z.code = code;
      z.name = verbatim(code);
      z.cells = std::move(ids);
      z.file = file;
      z.item = block.head.number;
      b.add_zone(std::move(z));
    }
  }

  /// The middle of the cell that is written `column,row`.
  Point column_row(std::string_view word, const Line& l) const {
    const auto comma = word.find(',');
    if (comma == std::string_view::npos) fail(l, say("where is written `column,row`", "位置应写为“列,行”"));
    const auto col =
        whole<std::size_t>(std::string{word.substr(0, comma)}, l, 1, static_cast<double>(cols()));
    const auto row =
        whole<std::size_t>(std::string{word.substr(comma + 1)}, l, 1, static_cast<double>(rows()));
    return centre(row - 1, col - 1);
  }

  void put_lines(Builder& b, FileIdx file, const Block& block) const {
    FeedDraft feed = drawn_feed(block.rows, as_of_, file_, [&](std::string_view word, const Where& at) {
      return column_row(word, {static_cast<int>(at.line), {}});
    });
    feed.file = file;
    b.add_feed(std::move(feed));
  }

  void put_rows(Builder& b, FileIdx file, const Block& block) const {
    const std::string& what = block.head.words[0];
    for (const Line& l : block.rows) {
      const Words& w = l.words;
      if (what == "budget") {
        if (w.size() < 3)
          fail(l, say("a budget line is `year fund appropriated [committed] [paid]`",
                      "预算行应为“年份 资金 安排额 [已承诺] [已支付]”"));
        BudgetDraft d;
        d.year = whole<int>(w[0], l, 1, 3000);
        d.fund = {w[1]};
        d.appropriated_fen = parse_money(w[2], at(l)).fen;
        if (w.size() > 3) d.committed_fen = parse_money(w[3], at(l)).fen;
        if (w.size() > 4) d.paid_fen = parse_money(w[4], at(l)).fen;
        d.file = file;
        d.item = l.number;
        b.add_budget(std::move(d));
      } else if (what == "statistics") {
        if (w.size() < 4)
          fail(l, say("a statistics line is `year variable value unit [zone=CODE]`",
                      "统计行应为“年份 变量 数值 单位 [zone=编码]”"));
        StatisticDraft d;
        d.year = whole<int>(w[0], l, 1, 3000);
        d.variable = {w[1]};
        if (w[2] == "?") d.mark = Mark::no_data;
        else d.value = number(w[2], l);
        d.unit = w[3];
        if (w.size() > 4) d.zone_code = pair(w[4], l).second;
        d.file = file;
        d.item = l.number;
        b.add_statistic(std::move(d));
      } else if (what == "inspections") {
        put_inspection(b, file, l);
      } else {
        if (w.size() < 3)
          fail(l, say("a report line is `date category column,row`", "诉求行应为“日期 类别 列,行”"));
        ReportDraft d;
        d.ref = fmt::format("drawn:{}", l.number);
        d.day = parse_date(w[0], at(l));
        d.category = {w[1]};
        d.at = column_row(w[2], l);
        d.closed = w.size() > 3 && w[3] == "closed";
        d.file = file;
        d.item = l.number;
        b.add_report(std::move(d));
      }
    }
  }

  void put_inspection(Builder& b, FileIdx file, const Line& l) const {
    const Words& w = l.words;
    if (w.size() < 4 || (w[3] != "sound" && w[3] != "problem"))
      fail(l, say("an inspection line is `date check object sound|problem [dated|effort] [zone=CODE] …`",
                  "检查行应为“日期 检查项 对象 sound|problem [dated|effort] [zone=编码] …”"));
    InspectionDraft d;
    d.seen = parse_date(w[0], at(l));
    d.check = {w[1]};
    d.object = w[2];
    d.look = w[3] == "sound" ? Look::sound : Look::problem;
    for (std::size_t n = 4; n < w.size(); ++n) {
      if (w[n] == "dated" || w[n] == "effort") {
        d.remedy = w[n] == "dated" ? Remedy::dated : Remedy::effort;
        continue;
      }
      const auto [key, value] = pair(w[n], l);
      if (key == "zone") d.zone_code = value;
      else if (key == "at") d.at = column_row(value, l);
      else if (key == "due") d.due = parse_date(value, at(l));
      else if (key == "done") d.done = parse_date(value, at(l));
      else if (key == "severity") d.severity = whole<std::uint8_t>(value, l, 1, 5);
      else if (key == "quantity") d.quantity = number(value, l);
      else if (key == "problem") d.problem = value;
      else if (key == "by") d.responsible = value;
      else fail(l, say("an inspection has no `{}`", "检查行没有“{}”", key));
    }
    d.file = file;
    d.item = l.number;
    b.add_inspection(std::move(d));
  }

  Expectation expectation(const Block& block, const City& city) const {
    check_shape(block);
    Expectation e;
    e.line = block.head.number;
    const Words& w = block.head.words;
    if (w.size() < 2) fail(block.head, say("expect what?", "缺少期望的指标"));
    e.indicator = w[1];
    if (w.size() > 2) {
      e.unit = join(w, 2);
      if (e.unit.size() < 2 || e.unit.front() != '[' || e.unit.back() != ']')
        fail(block.head, say("a unit stands in brackets: [min]", "单位应写在方括号内：[min]"));
      e.unit = e.unit.substr(1, e.unit.size() - 2);
    }
    e.cells.resize(city.grid->size());
    for (std::size_t r = 0; r < rows(); ++r)
      for (std::size_t c = 0; c < cols(); ++c) {
        if (outside(r, c)) continue;
        Expectation::Cell& cell = e.cells[city.grid->find(centre(r, c))->v];
        std::string word = block.rows[r].words[c];
        if (word == "*") continue;
        cell.mark = Mark::known;
        if (word == "-") cell.mark = Mark::not_applicable;
        else if (word == "?") cell.mark = Mark::no_data;
        else if (word == "x") cell.mark = Mark::suppressed;
        if (*cell.mark != Mark::known) continue;
        if (word[0] == '>') {
          cell.mark = Mark::beyond;
          word = word.substr(1);
        } else if (word[0] == '~') {
          cell.mark = Mark::estimated;
          word = word.substr(1);
        }
        cell.value = number(word, block.rows[r]);
        const auto dot = word.find('.');
        cell.decimals = dot == std::string::npos ? 0 : static_cast<int>(word.size() - dot - 1);
      }
    return e;
  }

  Drawing build() {
    QuietRun quiet;
    Builder b{crs_, as_of_, quiet.notes};
    const FileIdx file = b.add_file({file_, "drawing", "", "", {}});
    About about;
    about.name = {"Drawn city", "图示城市"};
    b.about(about);
    b.grid_lattice(cell_m_);
    for (std::size_t r = 0; r < rows(); ++r)
      for (std::size_t c = 0; c < cols(); ++c)
        if (!outside(r, c)) put_cell(b, file, r, c);
    put_streets(b, file);
    for (const Block& block : blocks_) {
      const std::string& word = block.head.words[0];
      if (word == "zones") put_zones(b, file, block);
      if (word == "units")
        b.edit_units(drawn_units(block.rows, cell_m_, file_, [&](std::string_view w, const Where& where) {
          return column_row(w, {static_cast<int>(where.line), {}});
        }));
      if (word == "lines") put_lines(b, file, block);
      if (word == "fares") {
        FareDraft fares = drawn_fares(block.rows, join(block.head.words, 1), block.head.number, file_);
        fares.file = file;
        b.add_fares(std::move(fares));
      }
      if (word == "budget" || word == "statistics" || word == "reports" || word == "inspections")
        put_rows(b, file, block);
    }
    Drawing d;
    d.city = std::move(b).freeze(quiet.run);
    quiet.notes.throw_if_problem();
    d.because = because_;
    for (const Block& block : blocks_)
      if (block.head.words[0] == "expect") d.expectations.push_back(expectation(block, d.city));
    if (!d.expectations.empty() && because_.empty())
      throw Error{
          Fault::bad_input,
          say("an expectation needs a `because`: derive it by hand", "期望值需要 `because`：请手工推导"),
          {file_, d.expectations[0].line}};
    return d;
  }

  std::string file_;
  std::vector<Block> blocks_;
  std::string crs_ = "EPSG:4547";
  Date as_of_ = parse_date("2026-01-01");
  double cell_m_ = 0;
  std::vector<Line> map_;
  std::map<char, Entry> legend_;
  std::string because_;
};

}  // namespace

Drawing parse_drawing(std::string_view text, const std::string& file) { return Sketch{text, file}.read(); }

CellIdx drawn_cell(const City& drawn, int col, int row) {
  const Box box = drawn.grid->bounds();
  const double m = drawn.grid->spec().cell_m;
  return drawn.grid->find(Point{box.low.x + (col - 0.5) * m, box.high.y - (row - 0.5) * m})
      .value_or(CellIdx{});
}

std::string draw_field(const City& city, std::span<const float> value, std::span<const Mark> mark,
                       int decimals) {
  const Box box = city.grid->bounds();
  const double m = city.grid->spec().cell_m;
  const auto cols = static_cast<int>(std::lround(box.width() / m)),
             rows = static_cast<int>(std::lround(box.height() / m));
  std::vector<std::string> words;
  std::size_t width = 1;
  for (int r = 1; r <= rows; ++r)
    for (int c = 1; c <= cols; ++c) {
      const CellIdx cell = drawn_cell(city, c, r);
      std::string w = ".";
      if (cell.valid()) switch (mark[cell.v]) {
          case Mark::known: w = fmt::format("{:.{}f}", value[cell.v], decimals); break;
          case Mark::estimated: w = fmt::format("~{:.{}f}", value[cell.v], decimals); break;
          case Mark::beyond: w = fmt::format(">{:.{}f}", value[cell.v], decimals); break;
          case Mark::no_data: w = "?"; break;
          case Mark::not_applicable: w = "-"; break;
          case Mark::suppressed: w = "x"; break;
        }
      width = std::max(width, w.size());
      words.push_back(std::move(w));
    }
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    out += fmt::format("{:>{}}", words[i], width);
    out += (i + 1) % static_cast<std::size_t>(cols) == 0 ? "\n" : "  ";
  }
  return out;
}

}  // namespace cityloop
