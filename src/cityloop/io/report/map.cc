#include "cityloop/io/report/map.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "cityloop/io/report/html.h"

namespace cityloop::report {
namespace {

/// What a cell is drawn as. Below kShades: a class of score.
enum Paint : int { kEmpty = kShades, kWater, kUnknown, kPaints };

/// The city's plane → the picture, about a thousand units across: y turned, rounded to `grain` units so that paths are
/// short. On a lattice a cell is a whole number of units.
struct Canvas {
  Box box;
  double unit = 1;  // metres per picture unit
  double grain = 1;
  double x(double v) const { return (v - box.low.x) / unit; }
  double y(double v) const { return (box.high.y - v) / unit; }
  double width() const { return box.width() / unit; }
  double height() const { return box.height() / unit; }
};

/// Writes a path with relative moves: "M12 30h5v-2l3 4z". Positions are kept in tenths of a unit, so nothing drifts.
class Pen {
 public:
  explicit Pen(const Canvas& c) : c_{c} {}
  void move(Point p) {
    const auto [x, y] = at(p);
    out_ += out_.empty() ? 'M' : 'm';
    put(x - x_, true), put(y - y_, false);
    x_ = start_x_ = x, y_ = start_y_ = y;
  }
  void line(Point p) {
    const auto [x, y] = at(p);
    if (x == x_ && y == y_) return;
    if (y == y_) out_ += 'h', put(x - x_, true);
    else if (x == x_) out_ += 'v', put(y - y_, true);
    else out_ += 'l', put(x - x_, true), put(y - y_, false);
    x_ = x, y_ = y;
  }
  void close() { out_ += 'z', x_ = start_x_, y_ = start_y_; }
  std::string take() { return std::move(out_); }

 private:
  std::pair<long, long> at(Point p) const {
    const auto tenths = [&](double v) { return std::lround(v / c_.grain) * std::lround(c_.grain * 10); };
    return {tenths(c_.x(p.x)), tenths(c_.y(p.y))};
  }
  void put(long tenths, bool first) {
    if (!first && tenths >= 0) out_ += ' ';
    if (tenths < 0) out_ += '-';
    const long size = std::labs(tenths);
    if (size >= 10 || size == 0) out_ += std::to_string(size / 10);
    if (size % 10 != 0) out_ += '.', out_ += std::to_string(size % 10);
  }
  const Canvas& c_;
  std::string out_;
  long x_ = 0, y_ = 0, start_x_ = 0, start_y_ = 0;
};

/// Squares of a lattice by column and row.
using Squares = std::vector<std::pair<long, long>>;

/// The outline of a set of squares: what lies side by side becomes one shape, holes included (even–odd rule).
std::string merged(Squares squares, double side, const Canvas& c) {
  std::sort(squares.begin(), squares.end());
  squares.erase(std::unique(squares.begin(), squares.end()), squares.end());
  const auto in = [&](long col, long row) {
    return std::binary_search(squares.begin(), squares.end(), std::pair{col, row});
  };
  using Corner = std::pair<long, long>;
  // Every side towards the outside, walked with the squares on the left. A corner may have two ways on.
  std::map<Corner, std::vector<Corner>> ways;
  for (const auto& [x, y] : squares) {
    if (!in(x, y - 1)) ways[{x, y}].push_back({x + 1, y});
    if (!in(x + 1, y)) ways[{x + 1, y}].push_back({x + 1, y + 1});
    if (!in(x, y + 1)) ways[{x + 1, y + 1}].push_back({x, y + 1});
    if (!in(x - 1, y)) ways[{x, y + 1}].push_back({x, y});
  }
  Pen pen{c};
  const auto point = [&](Corner k) {
    return Point{static_cast<double>(k.first) * side, static_cast<double>(k.second) * side};
  };
  while (!ways.empty()) {
    const Corner start = ways.begin()->first;  // leftmost and lowest, hence a corner of its shape
    pen.move(point(start));
    Corner at = start, before = start;
    do {
      const auto here = ways.find(at);
      const Corner next = here->second.back();
      here->second.pop_back();
      if (here->second.empty()) ways.erase(here);
      const bool straight = (before.first == at.first && at.first == next.first) ||
                            (before.second == at.second && at.second == next.second);
      if (at != start && !straight) pen.line(point(at));
      before = at;
      at = next;
    } while (at != start);
    pen.close();
  }
  return pen.take();
}

void add_outline(Pen& pen, const Shape& s, double step) {
  for (const auto& ring : s.rings) {
    if (ring.size() < 3) continue;
    Point last = ring.front();
    pen.move(last);
    for (const Point p : ring)
      if (distance_m(p, last) > step) pen.line(p), last = p;
    pen.close();
  }
}

/// Borders between zones that were given by cells: the sides where two neighbours differ, joined where they go on.
std::string cell_borders(const City& city, std::size_t level, double side, const Canvas& c) {
  const auto& of = city.zones->of_cell[level];
  std::map<long, std::vector<long>> upright, level_lines;  // x → rows, y → columns
  for (const CellIdx i : each(of)) {
    const Point p = city.grid->centre(i);
    const long col = std::lround(std::floor(p.x / side)), row = std::lround(std::floor(p.y / side));
    const auto differs = [&](Point q) {
      const auto n = city.grid->find(q);
      return n ? of[*n] != of[i] : of[i].valid();
    };
    if (differs({p.x + side, p.y})) upright[col + 1].push_back(row);
    if (differs({p.x, p.y - side})) level_lines[row].push_back(col);
    if (!city.grid->find(Point{p.x - side, p.y}) && of[i].valid()) upright[col].push_back(row);
    if (!city.grid->find(Point{p.x, p.y + side}) && of[i].valid()) level_lines[row + 1].push_back(col);
  }
  Pen pen{c};
  for (const bool up : {true, false})
    for (auto& [fixed, steps] : up ? upright : level_lines) {
      std::sort(steps.begin(), steps.end());
      const auto point = [&, across = fixed](long v) {
        const double a = static_cast<double>(across) * side, b = static_cast<double>(v) * side;
        return up ? Point{a, b} : Point{b, a};
      };
      for (std::size_t k = 0, to = 0; k < steps.size(); k = to) {
        for (to = k + 1; to < steps.size() && steps[to] == steps[to - 1] + 1;) ++to;
        pen.move(point(steps[k]));
        pen.line(point(steps[to - 1] + 1));
      }
    }
  return pen.take();
}

struct ZoneDrawing {
  std::string fine, coarse, labels;
};
ZoneDrawing draw_zones(const City& city, const Canvas& c, double side, bool labels, bool only_labels,
                       Lang lang) {
  ZoneDrawing out;
  const Zones& z = *city.zones;
  if (z.levels.empty()) return out;
  const std::size_t coarsest = z.levels.size() - 1;
  std::vector<std::size_t> count(z.levels.size());
  for (const ZoneIdx i : each(z.id)) ++count[z.level[i]];
  for (std::size_t level = 0; level < z.levels.size(); ++level) {
    // Two levels are enough for the eye: the coarsest, and the next finer with at most a hundred zones.
    const bool top = level == coarsest;
    if (only_labels || (!top && (level + 1 != coarsest || count[level] > 100))) continue;
    Pen pen{c};
    for (const ZoneIdx i : each(z.id))
      if (z.level[i] == level && !z.shape[i].empty()) add_outline(pen, z.shape[i], 2.5 * c.unit);
    std::string& lines = top ? out.coarse : out.fine;
    lines = pen.take();
    if (lines.empty() && city.grid->spec().lattice) lines = cell_borders(city, level, side, c);
  }
  if (!labels || count[coarsest] > 24) return out;
  // A zone is named where its people are.
  struct Middle {
    double x = 0, y = 0, w = 0;
  };
  std::map<ZoneIdx, Middle> middles;
  for (const CellIdx i : each(z.of_cell[coarsest])) {
    const ZoneIdx zone = z.of_cell[coarsest][i];
    if (!zone.valid()) continue;
    const double w = 1e-6 + static_cast<double>(city.people->residents[i]);
    const Point p = city.grid->centre(i);
    Middle& m = middles[zone];
    m.x += w * p.x, m.y += w * p.y, m.w += w;
  }
  const double size = std::clamp(c.width() / 46, 6.0, 40.0);
  // From the top down; a name that would lie on another moves below it.
  struct Label {
    double x, y, half;
    std::string words;
  };
  std::vector<Label> names;
  for (const auto& [zone, m] : middles) {
    const std::string name = z.name[zone].empty() ? z.code[zone] : z.name[zone].in(lang);
    // About half an em a letter; a Chinese character is three bytes and a whole one.
    const double half = size * static_cast<double>(name.size()) * (lang == Lang::zh ? 1.0 / 3 : 0.55) / 2;
    names.push_back({c.x(m.x / m.w), c.y(m.y / m.w), half, name});
  }
  std::stable_sort(names.begin(), names.end(), [](const Label& a, const Label& b) { return a.y < b.y; });
  for (std::size_t k = 0; k < names.size(); ++k) {
    Label& here = names[k];
    for (std::size_t j = 0; j < k; ++j)
      if (std::abs(here.x - names[j].x) < here.half + names[j].half &&
          std::abs(here.y - names[j].y) < 1.15 * size)
        here.y = names[j].y + 1.15 * size;
    out.labels += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" font-size=\"{:.0f}\">{}</text>", here.x,
                              here.y, size, escaped(here.words));
  }
  return out;
}

std::string draw_streets(const City& city, const Canvas& c) {
  constexpr std::size_t kMost = 6'000;
  const Streets& s = *city.streets;
  std::string out;
  for (const StreetClass most : {StreetClass::secondary, StreetClass::primary, StreetClass::trunk}) {
    Pen pen{c};
    std::size_t edges = 0;
    NodeIdx end;
    for (const EdgeIdx e : each(s.from)) {
      if (s.street_class[e] > most || ++edges > kMost) continue;
      const Point a = s.at[s.from[e]], b = s.at[s.to[e]];
      if (!c.box.contains(a) && !c.box.contains(b)) continue;
      if (s.from[e] != end) pen.move(a);
      Point last = a;
      for (const Point p : s.bends[e])
        if (distance_m(p, last) > 3 * c.unit) pen.line(p), last = p;
      pen.line(b);
      end = s.to[e];
    }
    out = pen.take();
    if (edges <= kMost) break;  // a large city: only its larger streets
  }
  return out;
}

int paint_of(const Field& f, CellIdx i) {
  if (f.mark[i.v] == Mark::not_applicable) return kEmpty;
  if (!has_value(f.mark[i.v])) return kUnknown;
  return shade_class(static_cast<double>(f.value[i.v]));
}

double nice_length(double m) {
  const double ten = std::pow(10.0, std::floor(std::log10(std::max(m, 1.0))));
  for (const double k : {5.0, 2.0, 1.0})
    if (k * ten <= m) return k * ten;
  return ten;
}

/// The scale, an arrow to the north and, where it is so, that the city is generated: a picture travels without its page.
std::string furniture(const City& city, const Canvas& c, Lang lang) {
  const bool zh = lang == Lang::zh;
  const double w = c.width(), size = std::clamp(w / 50, 5.0, 40.0), edge = w * 0.02;
  const double m = nice_length(c.box.width() / 5), long_ = m / c.unit, x = edge, y = c.height() - edge;
  const std::string words = m >= 1000 ? fmt::format("{} {}", m / 1000, zh ? "千米" : "km")
                                      : fmt::format("{} {}", m, zh ? "米" : "m");
  std::string out = fmt::format(
      "<g class=furniture font-size=\"{6:.0f}\" fill=\"#1c2833\" stroke=\"none\"><rect x=\"{0:.0f}\" "
      "y=\"{1:.0f}\" width=\"{2:.0f}\" height=\"{3:.1f}\"/><text x=\"{0:.0f}\" y=\"{4:.0f}\">{5}</text>",
      x, y - size / 4, long_, size / 4, y - size * 0.6, words, size);
  const double nx = w - edge - size, ny = edge + size * 1.3;
  out += fmt::format(
      "<path d=\"M{0:.1f} {1:.1f}l{2:.1f} {3:.1f}l-{2:.1f} -{4:.1f}l-{2:.1f} {4:.1f}z\"/><text x=\"{0:.1f}\" "
      "y=\"{5:.1f}\" text-anchor=\"middle\" font-weight=\"700\">{6}</text>",
      nx, ny, size * 0.55, size * 1.6, size * 0.45, edge + size * 0.9, zh ? "北" : "N");
  if (city.about->generated)
    out += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"end\" fill=\"#9a4b00\">{}</text>",
                       w - edge, y, zh ? "程序生成的城市" : "generated city");
  return out + "</g>\n";
}

}  // namespace

std::string map_patterns() {
  return "<svg width=\"0\" height=\"0\" style=\"position:absolute\" aria-hidden=\"true\"><defs>"
         "<pattern id=\"unknown\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" "
         "patternTransform=\"rotate(45)\"><rect width=\"5\" "
         "height=\"5\" fill=\"#f3f4f5\"/><rect width=\"1.4\" height=\"5\" fill=\"#a9b4be\"/></pattern>"
         "<pattern id=\"beyond\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
         "patternTransform=\"rotate(-45)\"><rect width=\"1.3\" "
         "height=\"6\" fill=\"#4a1d00\"/></pattern></defs></svg>\n";
}

std::string map_legend(Lang lang, bool beyond) {
  const bool zh = lang == Lang::zh;
  std::string out = "<div class=legend>";
  const auto item = [&](const std::string& fill, const std::string& words) {
    out += fmt::format(
        "<span><svg aria-hidden=\"true\" viewBox=\"0 0 22 13\"><rect width=\"22\" height=\"13\" "
        "fill=\"{}\"/></svg>{}</span>",
        fill, words);
  };
  for (int k = 0; k < kShades; ++k)
    item(shade((k + 0.5) / kShades), fmt::format("{}–{}", 20 * k, 20 * (k + 1)));
  if (beyond) {
    out += fmt::format(
        "<span><svg aria-hidden=\"true\" viewBox=\"0 0 22 13\"><rect width=\"22\" height=\"13\" "
        "fill=\"#f1a340\"/><rect "
        "width=\"22\" height=\"13\" "
        "fill=\"url(#beyond)\"/></svg>{}</span>",
        zh ? "至少一项服务超出可达上限" : "at least one service out of reach");
  }
  item("url(#unknown)", zh ? "无数据" : "no data");
  item("#eef1f4", zh ? "无人居住" : "nobody lives here");
  return out + "</div>\n";
}

std::string map_svg(const City& city, const Field& scores, const std::vector<bool>& beyond,
                    const MapStyle& style, Lang lang) {
  const Grid& grid = *city.grid;
  if (grid.size() == 0 || scores.size() != grid.size()) return {};
  const bool lattice = grid.spec().lattice;
  const double cell = grid.spec().cell_m > 0 ? grid.spec().cell_m : 100;
  Canvas c;
  for (const CellIdx i : each(grid.cells().id)) c.box.add(grid.centre(i));
  if (lattice) {
    c.box.low = {std::floor(c.box.low.x / cell - 1) * cell, std::floor(c.box.low.y / cell - 1) * cell};
    c.box.high = {std::floor(c.box.high.x / cell + 2) * cell, std::floor(c.box.high.y / cell + 2) * cell};
    c.unit = cell / std::max(1.0, std::round(1000 * cell / std::max(c.box.width(), c.box.height())));
  } else {
    c.box = c.box.grown(cell);
    c.unit = std::max(c.box.width(), c.box.height()) / 1000;
  }
  const int coarse = std::max(1, style.coarse);
  const double side = cell * coarse;

  // Where water covers most of an uninhabited cell it is drawn as water: a river tells people where they are.
  const Column<CellIdx, float>* water = nullptr;
  if (const auto use = city.land->find(LandUseKey{"water"})) water = &city.land->area_m2[*use];
  const auto paint = [&](CellIdx i) {
    const int p = paint_of(scores, i);
    const bool wet =
        p == kEmpty && water != nullptr && static_cast<double>((*water)[i]) > 0.5 * grid.area_m2(i);
    return wet ? static_cast<int>(kWater) : p;
  };
  const auto is_beyond = [&](CellIdx i) {
    return i.v < beyond.size() && beyond[i.v] && has_value(scores.mark[i.v]);
  };

  std::array<std::string, kPaints> paths;
  std::string hatch;
  if (lattice || coarse > 1) {
    std::array<Squares, kPaints> squares;
    Squares hatched;
    struct Sum {
      double score = 0, people = 0, beyond = 0;
      int none = kEmpty;
    };
    std::map<std::pair<long, long>, Sum> sums;
    for (const CellIdx i : each(grid.cells().id)) {
      const Point p = grid.centre(i);
      const std::pair at{std::lround(std::floor(p.x / side)), std::lround(std::floor(p.y / side))};
      const int k = paint(i);
      if (coarse == 1) {
        squares[static_cast<std::size_t>(k)].push_back(at);
        if (is_beyond(i)) hatched.push_back(at);
        continue;
      }
      Sum& s = sums[at];
      const auto people = static_cast<double>(city.people->residents[i]);
      if (k >= kShades) s.none = std::max(s.none, k);
      else s.score += people * static_cast<double>(scores.value[i.v]), s.people += people;
      if (is_beyond(i)) s.beyond += people;
    }
    for (const auto& [at, s] : sums) {
      squares[static_cast<std::size_t>(s.people > 0 ? shade_class(s.score / s.people) : s.none)].push_back(
          at);
      if (s.people > 0 && s.beyond > 0.5 * s.people) hatched.push_back(at);
    }
    if (lattice) {  // one sheet below everything is shorter than the holes between the inhabited cells
      Squares& sheet = squares[kEmpty];
      sheet.clear();
      if (style.shared != MapStyle::Shared::used)
        for (const CellIdx i : each(grid.cells().id)) {
          const Point p = grid.centre(i);
          sheet.emplace_back(std::lround(std::floor(p.x / cell)), std::lround(std::floor(p.y / cell)));
        }
    }
    for (std::size_t k = 0; k < kPaints; ++k)
      paths[k] = merged(std::move(squares[k]), lattice && k == kEmpty ? cell : side, c);
    hatch = merged(std::move(hatched), side, c);
  } else {
    c.grain = 0.1;
    std::vector<Pen> pens(kPaints + 1, Pen{c});
    for (const CellIdx i : each(grid.cells().id)) {
      const Shape shape = grid.footprint(i);
      add_outline(pens[static_cast<std::size_t>(paint(i))], shape, 0);
      if (is_beyond(i)) add_outline(pens[kPaints], shape, 0);
    }
    for (std::size_t k = 0; k < kPaints; ++k) paths[k] = pens[k].take();
    hatch = pens[kPaints].take();
    c.grain = 1;
  }

  std::string out =
      fmt::format("<svg class=map viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{}\">\n",
                  std::ceil(c.width()), std::ceil(c.height()), escaped(style.title.in(lang)));
  const auto layer = [&](const std::string& d, const std::string& attributes) {
    if (!d.empty()) out += fmt::format("<path d=\"{}\" {}/>\n", d, attributes);
  };
  // What all maps of a page have in common is written once and used again by its id.
  const auto common = [&](const char* id, const std::string& d, const std::string& attributes) {
    if (style.shared == MapStyle::Shared::used) {
      out += fmt::format("<use href=\"#map-{}\" {}/>\n", id, attributes);
    } else if (!d.empty() || style.shared == MapStyle::Shared::given) {
      out += fmt::format("<g {}><path{} d=\"{}\"/></g>\n", attributes,
                         style.shared == MapStyle::Shared::given ? fmt::format(" id=\"map-{}\"", id) : "", d);
    }
  };
  if (lattice) common("ground", paths[kEmpty], "fill=\"#eef1f4\"");
  else layer(paths[kEmpty], "fill=\"#eef1f4\"");
  layer(paths[kWater], "fill=\"#cfe3ee\"");
  layer(paths[kUnknown], "fill=\"url(#unknown)\"");
  for (int k = 0; k < kShades; ++k)
    layer(paths[static_cast<std::size_t>(k)],
          fmt::format("fill=\"{0}\" stroke=\"{0}\" stroke-width=\"0.4\"{1}", shade((k + 0.5) / kShades),
                      style.faint ? " opacity=\"0.45\"" : ""));
  layer(hatch, "fill=\"url(#beyond)\" opacity=\"0.55\"");
  if (style.streets)
    common("streets", style.shared == MapStyle::Shared::used ? "" : draw_streets(city, c),
           "fill=\"none\" stroke=\"#4b5a68\" stroke-width=\"0.7\" opacity=\"0.45\"");
  if (style.zones) {
    const ZoneDrawing z =
        draw_zones(city, c, cell, style.labels, style.shared == MapStyle::Shared::used, lang);
    if (style.fine_zones)
      common(
          "fine", z.fine,
          "fill=\"none\" stroke=\"#1c2833\" stroke-width=\"0.7\" opacity=\"0.45\" stroke-dasharray=\"3 2\"");
    common("zones", z.coarse,
           "fill=\"none\" stroke=\"#1c2833\" stroke-width=\"1.6\" stroke-linejoin=\"round\"");
    if (!z.labels.empty())
      out +=
          "<g class=names text-anchor=\"middle\" font-weight=\"700\" fill=\"#1c2833\" stroke=\"#fff\" "
          "stroke-width=\"3.5\" paint-order=\"stroke\" stroke-linejoin=\"round\">" +
          z.labels + "</g>\n";
  }
  // Pins without words are dots; they lie below the numbered ones, and the first number lies on top.
  std::string dots, numbers;
  for (const Pin& p : style.pins) {
    if (p.words.empty())
      dots += fmt::format("<circle cx=\"{:.0f}\" cy=\"{:.0f}\" r=\"5\"/>", c.x(p.at.x), c.y(p.at.y));
    else
      numbers =
          fmt::format(
              "<g transform=\"translate({:.0f} {:.0f})\"><circle r=\"15\"/><text y=\"6\">{}</text></g>\n",
              c.x(p.at.x), c.y(p.at.y), escaped(p.words)) +
          numbers;
  }
  if (!style.pins.empty())
    out += fmt::format(
        "<g fill=\"#1f4e79\" stroke=\"#fff\" stroke-width=\"1.5\">{}</g>\n<g class=pins fill=\"#1f4e79\" "
        "stroke=\"#fff\" stroke-width=\"2.5\">{}</g>\n",
        dots, numbers);
  if (style.scale) out += furniture(city, c, lang);
  return out + "</svg>\n";
}

int coarse_for(const Grid& grid, double most) {
  return std::max(1, static_cast<int>(std::ceil(std::sqrt(static_cast<double>(grid.size()) / most))));
}

}  // namespace cityloop::report
