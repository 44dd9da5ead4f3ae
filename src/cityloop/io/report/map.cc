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

/// The city's plane → the picture: y turned, in tenths of a cell or so, whole numbers.
struct Canvas {
  Box box;
  double unit = 1;  // metres per picture unit
  double x(double v) const { return (v - box.low.x) / unit; }
  double y(double v) const { return (box.high.y - v) / unit; }
  double width() const { return box.width() / unit; }
  double height() const { return box.height() / unit; }
};

/// A number for a path: shortest with one decimal.
void put(std::string& out, double v) {
  const auto tenths = static_cast<long>(std::lround(v * 10));
  if (tenths % 10 == 0) out += fmt::format("{}", tenths / 10);
  else out += fmt::format("{}{}.{}", tenths < 0 ? "-" : "", std::labs(tenths) / 10, std::labs(tenths) % 10);
}
void point(std::string& out, char verb, const Canvas& c, Point p) {
  out += verb;
  put(out, c.x(p.x));
  out += ' ';
  put(out, c.y(p.y));
}

/// Rows of squares with equal paint become one rectangle.
void add_runs(std::map<long, std::map<long, int>>& rows, double side, const Canvas& c,
              std::vector<std::string>& paths) {
  for (const auto& [row, line] : rows) {
    for (auto it = line.begin(); it != line.end();) {
      const long first = it->first;
      const int paint = it->second;
      long last = first;
      for (++it; it != line.end() && it->first == last + 1 && it->second == paint; ++it) last = it->first;
      std::string& p = paths[static_cast<std::size_t>(paint)];
      point(p, 'M', c, {static_cast<double>(first) * side, static_cast<double>(row + 1) * side});
      const double w = static_cast<double>(last - first + 1) * side / c.unit, h = side / c.unit;
      p += 'h', put(p, w), p += 'v', put(p, h), p += 'h', put(p, -w), p += 'z';
    }
  }
}

std::string outline(const Canvas& c, const Shape& s, double step) {
  std::string out;
  for (const auto& ring : s.rings) {
    if (ring.size() < 3) continue;
    Point last{1e300, 1e300};
    bool first = true;
    for (const Point p : ring) {
      if (!first && distance_m(p, last) < step) continue;
      point(out, first ? 'M' : 'L', c, p);
      last = p;
      first = false;
    }
    out += 'z';
  }
  return out;
}

/// Borders between zones that were given by cells: the edges where two neighbours differ.
std::string cell_borders(const City& city, std::size_t level, double side, const Canvas& c) {
  std::string out;
  const auto& of = city.zones->of_cell[level];
  for (const CellIdx i : each(of)) {
    const Point p = city.grid->centre(i);
    const auto differs = [&](Point q) {
      const auto n = city.grid->find(q);
      return n ? of[*n] != of[i] : of[i].valid();
    };
    const double h = side / 2;
    if (differs({p.x + side, p.y}))
      point(out, 'M', c, {p.x + h, p.y + h}), out += 'v', put(out, side / c.unit);
    if (differs({p.x, p.y - side}))
      point(out, 'M', c, {p.x - h, p.y - h}), out += 'h', put(out, side / c.unit);
    if (!city.grid->find(Point{p.x - side, p.y}) && of[i].valid())
      point(out, 'M', c, {p.x - h, p.y + h}), out += 'v', put(out, side / c.unit);
    if (!city.grid->find(Point{p.x, p.y + side}) && of[i].valid())
      point(out, 'M', c, {p.x - h, p.y + h}), out += 'h', put(out, side / c.unit);
  }
  return out;
}

struct ZoneDrawing {
  std::string fine, coarse, labels;
};
ZoneDrawing draw_zones(const City& city, const Canvas& c, double side, bool labels, Lang lang) {
  ZoneDrawing out;
  const Zones& z = *city.zones;
  if (z.levels.empty()) return out;
  const std::size_t coarsest = z.levels.size() - 1;
  std::vector<std::size_t> count(z.levels.size());
  for (const ZoneIdx i : each(z.id)) ++count[z.level[i]];
  for (std::size_t level = 0; level < z.levels.size(); ++level) {
    // Two levels are enough for the eye: the coarsest, and the next finer with at most a hundred zones.
    const bool top = level == coarsest;
    if (!top && (level + 1 != coarsest || count[level] > 100)) continue;
    std::string& lines = top ? out.coarse : out.fine;
    bool shaped = false;
    for (const ZoneIdx i : each(z.id))
      if (z.level[i] == level && !z.shape[i].empty()) {
        lines += outline(c, z.shape[i], c.unit);
        shaped = true;
      }
    if (!shaped && city.grid->spec().lattice) lines += cell_borders(city, level, side, c);
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
  for (const auto& [zone, m] : middles) {
    const std::string name = z.name[zone].empty() ? z.code[zone] : z.name[zone].in(lang);
    out.labels += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" font-size=\"{:.0f}\">{}</text>",
                              c.x(m.x / m.w), c.y(m.y / m.w), size, escaped(name));
  }
  return out;
}

std::string draw_streets(const City& city, const Canvas& c) {
  const Streets& s = *city.streets;
  std::string out;
  for (const StreetClass most : {StreetClass::secondary, StreetClass::primary, StreetClass::trunk}) {
    out.clear();
    std::size_t edges = 0;
    for (const EdgeIdx e : each(s.from)) {
      if (s.street_class[e] > most || ++edges > 12'000) continue;
      const Point a = s.at[s.from[e]], b = s.at[s.to[e]];
      if (!c.box.contains(a) && !c.box.contains(b)) continue;
      point(out, 'M', c, a);
      Point last = a;
      for (const Point p : s.bends[e])
        if (distance_m(p, last) > 2 * c.unit) point(out, 'L', c, p), last = p;
      point(out, 'L', c, b);
    }
    if (edges <= 12'000) break;  // a large city: only its larger streets
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

std::string scale_bar(const Canvas& c, Lang lang) {
  const double m = nice_length(c.box.width() / 5), w = m / c.unit, x = c.width() * 0.025,
               y = c.height() - c.width() * 0.025;
  const double size = std::clamp(c.width() / 55, 5.0, 36.0);
  const std::string words = m >= 1000 ? fmt::format("{} {}", m / 1000, lang == Lang::zh ? "千米" : "km")
                                      : fmt::format("{} {}", m, lang == Lang::zh ? "米" : "m");
  const double tall = size / 3;
  return fmt::format(
      "<g class=scale><rect x=\"{0:.1f}\" y=\"{1:.1f}\" width=\"{2:.1f}\" height=\"{3:.1f}\" "
      "fill=\"#1c2833\"/><text x=\"{4:.1f}\" y=\"{5:.1f}\" "
      "font-size=\"{6:.1f}\" fill=\"#1c2833\">{7}</text></g>",
      x, y - tall, w, tall, x, y - tall * 2, size, words);
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
        "<span><svg viewBox=\"0 0 22 13\"><rect width=\"22\" height=\"13\" fill=\"{}\"/></svg>{}</span>",
        fill, words);
  };
  for (int k = 0; k < kShades; ++k)
    item(shade((k + 0.5) / kShades), fmt::format("{}–{}", 20 * k, 20 * (k + 1)));
  if (beyond) {
    out += fmt::format(
        "<span><svg viewBox=\"0 0 22 13\"><rect width=\"22\" height=\"13\" fill=\"#f1a340\"/><rect "
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
  const double side = (grid.spec().cell_m > 0 ? grid.spec().cell_m : 100) * (lattice ? style.coarse : 1);
  Canvas c;
  for (const CellIdx i : each(grid.cells().id)) c.box.add(grid.centre(i));
  c.box = c.box.grown(side * 0.75);
  c.unit = std::max(c.box.width(), c.box.height()) / 1000;

  // Where water covers most of an uninhabited cell it is drawn as water: a river tells people where they are.
  const Column<CellIdx, float>* water = nullptr;
  if (const auto use = city.land->find(LandUseKey{"water"})) water = &city.land->area_m2[*use];

  std::vector<std::string> paths(kPaints);
  std::string hatch;
  if (lattice) {
    std::map<long, std::map<long, int>> rows, hatched;
    struct Sum {
      double score = 0, people = 0, beyond_people = 0;
      int worst = kEmpty;
    };
    std::map<std::pair<long, long>, Sum> sums;
    for (const CellIdx i : each(grid.cells().id)) {
      const Point p = grid.centre(i);
      const long col = std::lround(std::floor(p.x / side)), row = std::lround(std::floor(p.y / side));
      int paint = paint_of(scores, i);
      if (paint == kEmpty && water != nullptr && static_cast<double>((*water)[i]) > 0.5 * grid.area_m2(i))
        paint = kWater;
      if (style.coarse == 1) {
        rows[row][col] = paint;
        if (beyond.size() > i.v && beyond[i.v] && paint < kShades) hatched[row][col] = 0;
        continue;
      }
      Sum& s = sums[{row, col}];
      const auto people = static_cast<double>(city.people->residents[i]);
      if (paint < kShades) s.score += people * static_cast<double>(scores.value[i.v]), s.people += people;
      else if (s.worst == kEmpty) s.worst = paint;
    }
    for (const auto& [at, s] : sums)
      rows[at.first][at.second] = s.people > 0 ? shade_class(s.score / s.people) : s.worst;
    add_runs(rows, side, c, paths);
    if (!hatched.empty()) {
      std::vector<std::string> one(1);
      add_runs(hatched, side, c, one);
      hatch = one.front();
    }
  } else {
    for (const CellIdx i : each(grid.cells().id)) {
      const std::string shape = outline(c, grid.footprint(i), 0);
      paths[static_cast<std::size_t>(paint_of(scores, i))] += shape;
      if (beyond.size() > i.v && beyond[i.v] && has_value(scores.mark[i.v])) hatch += shape;
    }
  }

  std::string out = fmt::format("<svg class=map viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\">",
                                std::ceil(c.width()), std::ceil(c.height()));
  const auto layer = [&](const std::string& d, const std::string& attributes) {
    if (!d.empty()) out += fmt::format("<path d=\"{}\" {}/>\n", d, attributes);
  };
  layer(paths[kEmpty], "fill=\"#eef1f4\"");
  layer(paths[kWater], "fill=\"#cfe3ee\"");
  layer(paths[kUnknown], "fill=\"url(#unknown)\"");
  for (int k = 0; k < kShades; ++k)
    layer(paths[static_cast<std::size_t>(k)],
          fmt::format("fill=\"{0}\" stroke=\"{0}\" stroke-width=\"0.4\"{1}", shade((k + 0.5) / kShades),
                      style.faint ? " opacity=\"0.30\"" : ""));
  layer(hatch, "fill=\"url(#beyond)\" opacity=\"0.55\"");
  if (style.streets)
    layer(draw_streets(city, c), "fill=\"none\" stroke=\"#4b5a68\" stroke-width=\"0.7\" opacity=\"0.45\"");
  if (!style.outlined.empty()) {
    std::string edges;
    for (const CellId id : style.outlined)
      if (const auto i = grid.find(id)) edges += outline(c, grid.footprint(*i), 0);
    layer(edges, "fill=\"#7a3b00\" fill-opacity=\"0.30\"");
  }
  if (style.zones) {
    const ZoneDrawing z = draw_zones(city, c, side, style.labels, lang);
    layer(z.fine,
          "fill=\"none\" stroke=\"#1c2833\" stroke-width=\"0.7\" opacity=\"0.45\" stroke-dasharray=\"3 2\"");
    layer(z.coarse, "fill=\"none\" stroke=\"#1c2833\" stroke-width=\"1.6\" stroke-linejoin=\"round\"");
    if (!z.labels.empty())
      out +=
          "<g text-anchor=\"middle\" font-weight=\"700\" fill=\"#1c2833\" stroke=\"#fff\" "
          "stroke-width=\"3.5\" paint-order=\"stroke\" "
          "stroke-linejoin=\"round\">" +
          z.labels + "</g>\n";
  }
  for (const Pin& p : style.pins)
    out += fmt::format(
        "<g transform=\"translate({:.1f} {:.1f})\"><circle r=\"13\" fill=\"#1f4e79\" stroke=\"#fff\" "
        "stroke-width=\"2.5\"/><text y=\"5\" "
        "font-size=\"14\" text-anchor=\"middle\" fill=\"#fff\" font-weight=\"700\">{}</text></g>\n",
        c.x(p.at.x), c.y(p.at.y), escaped(p.words));
  if (style.scale) out += scale_bar(c, lang);
  return out + "</svg>\n";
}

}  // namespace cityloop::report
