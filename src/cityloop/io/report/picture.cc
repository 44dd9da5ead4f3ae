#include "cityloop/io/report/picture.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "cityloop/geo/point.h"

namespace cityloop::report {
namespace {

using Line = std::vector<Point>;

struct Number {
  double value = 0;
  std::size_t next = 0;
};
/// The number that begins at or after `at`; nullopt where a letter or the end comes first.
std::optional<Number> number_at(std::string_view s, std::size_t at) {
  while (at < s.size() && (s[at] == ' ' || s[at] == ',' || s[at] == '\n')) ++at;
  double v = 0;
  const auto [end, trouble] = std::from_chars(s.data() + at, s.data() + s.size(), v);
  if (trouble != std::errc{}) return std::nullopt;
  return Number{v, static_cast<std::size_t>(end - s.data())};
}
double number_or(std::string_view s, double otherwise) {
  const auto n = number_at(s, 0);
  return n ? n->value : otherwise;
}
std::vector<double> numbers(std::string_view s) {
  std::vector<double> out;
  for (auto n = number_at(s, 0); n; n = number_at(s, n->next)) out.push_back(n->value);
  return out;
}

/// Paths of straight lines: M m L l H h V v z.
std::vector<Line> lines_of(std::string_view d) {
  std::vector<Line> out;
  Point at{}, start{};
  char command = 0;
  for (std::size_t i = 0; i < d.size();) {
    const char c = d[i];
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      command = c;
      ++i;
      if (c == 'z' || c == 'Z') {
        if (!out.empty() && !out.back().empty()) out.back().push_back(out.back().front());
        at = start;
      }
      continue;
    }
    const auto first = number_at(d, i);
    if (!first || command == 0 || command == 'z' || command == 'Z') {
      ++i;
      continue;
    }
    i = first->next;
    const bool relative = command >= 'a';
    Point to = at;
    const char kind = relative ? static_cast<char>(command - 'a' + 'A') : command;
    if (kind == 'H') {
      to.x = (relative ? at.x : 0) + first->value;
    } else if (kind == 'V') {
      to.y = (relative ? at.y : 0) + first->value;
    } else {
      const auto second = number_at(d, i);
      if (!second) break;
      i = second->next;
      to = {(relative ? at.x : 0) + first->value, (relative ? at.y : 0) + second->value};
    }
    if (kind == 'M') {
      out.push_back({to});
      start = to;
      command = relative ? 'l' : 'L';  // further pairs are lines
    } else {
      if (out.empty() || (out.back().size() > 1 && at == start && out.back().back() == out.back().front()))
        out.push_back({at});
      out.back().push_back(to);
    }
    at = to;
  }
  return out;
}

struct Ink {
  enum class Hatch : std::uint8_t { none, unknown, beyond } hatch = Hatch::none;
  std::array<int, 3> rgb{};
};
std::optional<Ink> ink_of(std::string_view s) {
  if (s.empty() || s == "none") return std::nullopt;
  if (s == "url(#unknown)") return Ink{Ink::Hatch::unknown, {0xa9, 0xb4, 0xbe}};
  if (s == "url(#beyond)") return Ink{Ink::Hatch::beyond, {0x4a, 0x1d, 0x00}};
  if (s.front() != '#') return Ink{};
  unsigned v = 0;
  std::from_chars(s.data() + 1, s.data() + s.size(), v, 16);
  if (s.size() == 4) v = (v & 0xF00U) * 0x1100U + (v & 0xF0U) * 0x110U + (v & 0xFU) * 0x11U;
  return Ink{
      Ink::Hatch::none,
      {static_cast<int>(v >> 16 & 0xFFU), static_cast<int>(v >> 8 & 0xFFU), static_cast<int>(v & 0xFFU)}};
}

/// Pixels that are painted upon.
class PixelCanvas {
 public:
  PixelCanvas(std::size_t w, std::size_t h) : w_{static_cast<long>(w)}, h_{static_cast<long>(h)} {
    pixels_.width = w, pixels_.height = h;
    pixels_.rgb.assign(3 * w * h, 0xFF);
  }
  Pixels take() { return std::move(pixels_); }

  /// Even–odd: exact sideways, four lines for each row of pixels.
  void fill(const std::vector<Line>& lines, const Ink& paint, double opacity) {
    constexpr long kFine = 4;
    std::vector<std::vector<float>> cuts(static_cast<std::size_t>(h_ * kFine));
    for (const Line& line : lines)
      for (std::size_t i = 0; i < line.size(); ++i) {
        Point a = line[i], b = line[i + 1 < line.size() ? i + 1 : 0];  // what is filled is closed
        if (a.y == b.y) continue;
        if (a.y > b.y) std::swap(a, b);
        const long from = std::max(0L, static_cast<long>(std::ceil(a.y * kFine - 0.5))),
                   until = std::min(h_ * kFine, static_cast<long>(std::ceil(b.y * kFine - 0.5)));
        for (long y = from; y < until; ++y) {
          const double t = ((static_cast<double>(y) + 0.5) / kFine - a.y) / (b.y - a.y);
          cuts[static_cast<std::size_t>(y)].push_back(static_cast<float>(a.x + t * (b.x - a.x)));
        }
      }
    std::vector<float> cover(static_cast<std::size_t>(w_));
    for (long y = 0; y < h_; ++y) {
      std::fill(cover.begin(), cover.end(), 0.0F);
      bool any = false;
      for (long f = 0; f < kFine; ++f) {
        auto& xs = cuts[static_cast<std::size_t>(y * kFine + f)];
        std::sort(xs.begin(), xs.end());
        for (std::size_t i = 0; i + 1 < xs.size(); i += 2) {
          const double left = std::max(0.0F, xs[i]), right = std::min(static_cast<float>(w_), xs[i + 1]);
          for (long x = static_cast<long>(left); static_cast<double>(x) < right; ++x) {
            const double part =
                std::min(right, static_cast<double>(x) + 1) - std::max(left, static_cast<double>(x));
            cover[static_cast<std::size_t>(x)] += static_cast<float>(part / kFine);
            any = true;
          }
        }
      }
      if (!any) continue;
      for (long x = 0; x < w_; ++x)
        if (cover[static_cast<std::size_t>(x)] > 0)
          blend(x, y, paint,
                opacity * std::min(1.0, static_cast<double>(cover[static_cast<std::size_t>(x)])));
    }
  }

  /// Lines with round ends. What one path covers twice is painted once.
  void stroke(const std::vector<Line>& lines, double width, const std::vector<double>& dashes,
              const Ink& paint, double opacity) {
    const double half = std::max(width, 0.8) / 2;
    std::vector<std::uint8_t> mask(static_cast<std::size_t>(w_ * h_));
    for (const Line& line : lines) {
      if (line.size() == 1) segment(line[0], line[0], half, mask);
      double along = 0;
      for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        if (dashes.size() < 2) segment(line[i], line[i + 1], half, mask);
        else dashed(line[i], line[i + 1], half, dashes, along, mask);
      }
    }
    for (long y = 0; y < h_; ++y)
      for (long x = 0; x < w_; ++x)
        if (const auto m = mask[static_cast<std::size_t>(y * w_ + x)]; m > 0)
          blend(x, y, paint, opacity * m / 255.0);
  }

 private:
  void blend(long x, long y, const Ink& paint, double share) {
    std::uint8_t* to = pixels_.rgb.data() + 3 * (y * w_ + x);
    std::array<int, 3> rgb = paint.rgb;
    if (paint.hatch == Ink::Hatch::unknown && (x + y) % 7 > 1) rgb = {0xf3, 0xf4, 0xf5};
    if (paint.hatch == Ink::Hatch::beyond && (x - y + h_ * 9) % 9 > 1) return;
    for (std::size_t i = 0; i < 3; ++i)
      to[i] = static_cast<std::uint8_t>(std::lround(to[i] + share * (rgb[i] - to[i])));
  }
  void segment(Point a, Point b, double half, std::vector<std::uint8_t>& mask) const {
    const double reach = half + 1;
    const long x0 = std::max(0L, static_cast<long>(std::min(a.x, b.x) - reach)),
               x1 = std::min(w_ - 1, static_cast<long>(std::max(a.x, b.x) + reach)),
               y0 = std::max(0L, static_cast<long>(std::min(a.y, b.y) - reach)),
               y1 = std::min(h_ - 1, static_cast<long>(std::max(a.y, b.y) + reach));
    const Point d = b - a;
    const double length2 = d.x * d.x + d.y * d.y;
    for (long y = y0; y <= y1; ++y)
      for (long x = x0; x <= x1; ++x) {
        const Point p{static_cast<double>(x) + 0.5, static_cast<double>(y) + 0.5};
        const double t =
            length2 > 0 ? std::clamp(((p.x - a.x) * d.x + (p.y - a.y) * d.y) / length2, 0.0, 1.0) : 0.0;
        const double cover = half + 0.5 - std::hypot(p.x - a.x - t * d.x, p.y - a.y - t * d.y);
        if (cover <= 0) continue;
        std::uint8_t& m = mask[static_cast<std::size_t>(y * w_ + x)];
        m = std::max(m, static_cast<std::uint8_t>(std::lround(255 * std::min(cover, 1.0))));
      }
  }
  void dashed(Point a, Point b, double half, const std::vector<double>& dashes, double& along,
              std::vector<std::uint8_t>& mask) const {
    const double length = std::hypot(b.x - a.x, b.y - a.y), period = dashes[0] + dashes[1];
    if (!(period > 0)) return;
    for (double s = 0; s < length;) {
      const double in = std::fmod(along, period);
      const bool on = in < dashes[0];
      const double step = std::min(length - s, std::max((on ? dashes[0] : period) - in, 0.01));
      if (on) segment(a + (s / length) * (b - a), a + ((s + step) / length) * (b - a), half, mask);
      s += step, along += step;
    }
  }
  Pixels pixels_;
  long w_, h_;
};

/// Signs as lines on a grid six high, y downwards: enough for numbers, "km" and the north.
const std::vector<Line>& sign(char c) {
  static const std::map<char, std::vector<Line>> kSigns{
      {'0', {{{1, 0}, {3, 0}, {4, 1}, {4, 5}, {3, 6}, {1, 6}, {0, 5}, {0, 1}, {1, 0}}}},
      {'1', {{{0.8, 1.2}, {2.2, 0}, {2.2, 6}}}},
      {'2', {{{0, 1}, {1, 0}, {3, 0}, {4, 1}, {4, 2}, {0, 6}, {4, 6}}}},
      {'3',
       {{{0, 0.6}, {1, 0}, {3, 0}, {4, 1}, {4, 2}, {3, 2.9}, {1.6, 2.9}},
        {{3, 2.9}, {4, 3.9}, {4, 5}, {3, 6}, {1, 6}, {0, 5.4}}}},
      {'4', {{{3, 6}, {3, 0}, {0, 4.2}, {4, 4.2}}}},
      {'5',
       {{{3.8, 0}, {0.4, 0}, {0.2, 2.8}, {1, 2.3}, {3, 2.3}, {4, 3.3}, {4, 5}, {3, 6}, {1, 6}, {0, 5.4}}}},
      {'6',
       {{{3.6, 0.3},
         {3, 0},
         {1, 0},
         {0, 1},
         {0, 5},
         {1, 6},
         {3, 6},
         {4, 5},
         {4, 3.6},
         {3, 2.7},
         {1, 2.7},
         {0, 3.6}}}},
      {'7', {{{0, 0}, {4, 0}, {1.6, 6}}}},
      {'8',
       {{{1, 2.8}, {0.2, 1.9}, {0.2, 0.9}, {1, 0}, {3, 0}, {3.8, 0.9}, {3.8, 1.9}, {3, 2.8}, {1, 2.8}},
        {{1, 2.8}, {0, 3.8}, {0, 5}, {1, 6}, {3, 6}, {4, 5}, {4, 3.8}, {3, 2.8}}}},
      {'9',
       {{{0.4, 5.7},
         {1, 6},
         {3, 6},
         {4, 5},
         {4, 1},
         {3, 0},
         {1, 0},
         {0, 1},
         {0, 2.4},
         {1, 3.3},
         {3, 3.3},
         {4, 2.4}}}},
      {'.', {{{2, 5.9}, {2, 6}}}},
      {'k', {{{0.4, 0}, {0.4, 6}}, {{3.4, 2}, {0.4, 4.4}}, {{1.6, 3.5}, {3.6, 6}}}},
      {'m',
       {{{0, 2}, {0, 6}},
        {{0, 3}, {0.8, 2}, {1.4, 2}, {2, 3}, {2, 6}},
        {{2, 3}, {2.8, 2}, {3.4, 2}, {4, 3}, {4, 6}}}},
      {'N', {{{0, 6}, {0, 0}, {4, 6}, {4, 0}}}}};
  static const std::vector<Line> kNothing;
  const auto it = kSigns.find(c);
  return it == kSigns.end() ? kNothing : it->second;
}

/// What an element hands on to those within it.
struct Look {
  std::string fill = "#000000", stroke = "none";
  double stroke_width = 1, opacity = 1, dx = 0, dy = 0, font_size = 16;
  double turn = 0;  // degrees, about `turn_at`
  Point turn_at{};
  std::vector<double> dashes;
  std::string role;  // the class of the group: "names", "pins", "furniture"
  std::string anchor;
};

class Drawing {
 public:
  Drawing(double scale, std::size_t w, std::size_t h, const SharedPaths& shared)
      : scale_{scale}, canvas_{w, h}, shared_{shared} {}
  void draw(const Element& e, Look style) {
    inherit(e, style);
    if (e.is("g") || e.is("svg")) {
      for (const Element& c : e.children) draw(c, style);
    } else if (e.is("path")) {
      path(e.attribute("d"), style);
    } else if (e.is("use")) {
      const std::string_view id = e.attribute("href");
      if (const auto it = shared_.find(std::string{id.substr(std::min<std::size_t>(1, id.size()))});
          it != shared_.end())
        path(it->second, style);
    } else if (e.is("rect")) {
      const auto get = [&](const char* key) { return number_or(e.attribute(key), 0); };
      const double x = get("x"), y = get("y"), w = get("width"), h = get("height");
      shape({{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}, {x, y}}}, style);
    } else if (e.is("circle")) {
      const double x = number_or(e.attribute("cx"), 0), y = number_or(e.attribute("cy"), 0),
                   r = number_or(e.attribute("r"), 0);
      Line round;
      for (int i = 0; i <= 48; ++i) {
        const double a = i * 2 * 3.14159265358979 / 48;
        round.push_back({x + r * std::cos(a), y + r * std::sin(a)});
      }
      shape({round}, style);
    } else if (e.is("text")) {
      text(e, style);
    }
  }
  Drawn take() { return {canvas_.take(), std::move(names_)}; }

 private:
  static void inherit(const Element& e, Look& s) {
    const auto word = [&](const char* key, std::string& to) {
      if (const auto v = e.attribute(key); !v.empty()) to = v;
    };
    word("fill", s.fill), word("stroke", s.stroke), word("class", s.role), word("text-anchor", s.anchor);
    s.stroke_width = number_or(e.attribute("stroke-width"), s.stroke_width);
    s.font_size = number_or(e.attribute("font-size"), s.font_size);
    s.opacity *= number_or(e.attribute("opacity"), 1);
    if (const auto v = e.attribute("stroke-dasharray"); !v.empty()) s.dashes = numbers(v);
    if (std::string_view t = e.attribute("transform"); t.starts_with("translate("))
      if (const auto by = numbers(t.substr(10)); by.size() == 2) s.dx += by[0], s.dy += by[1];
    if (std::string_view t = e.attribute("transform"); t.starts_with("rotate("))
      if (const auto by = numbers(t.substr(7)); by.size() == 3) s.turn = by[0], s.turn_at = {by[1], by[2]};
  }
  void path(std::string_view d, const Look& s) { shape(lines_of(d), s); }
  void shape(std::vector<Line> lines, const Look& s) {
    if (s.turn != 0) {
      const double angle = s.turn * 3.14159265358979 / 180, cosine = std::cos(angle), sine = std::sin(angle);
      for (Line& line : lines)
        for (Point& p : line) {
          const Point d = p - s.turn_at;
          p = s.turn_at + Point{cosine * d.x - sine * d.y, sine * d.x + cosine * d.y};
        }
    }
    for (Line& line : lines)
      for (Point& p : line) p = {(p.x + s.dx) * scale_, (p.y + s.dy) * scale_};
    if (const auto fill = ink_of(s.fill)) canvas_.fill(lines, *fill, s.opacity);
    std::vector<double> dashes = s.dashes;
    for (double& d : dashes) d *= scale_;
    if (const auto stroke = ink_of(s.stroke))
      canvas_.stroke(lines, s.stroke_width * scale_, dashes, *stroke, s.opacity);
  }
  void text(const Element& e, const Look& s) {
    std::string words = e.all_words();
    double size = s.font_size;
    bool middle = s.anchor == "middle", halo = false;
    if (s.role == "names") {
      names_.push_back(words);
      words = std::to_string(names_.size());
      halo = true, size *= 1.3;
    } else if (s.role == "pins") {
      size = 17, middle = true;
    } else {
      static const std::pair<std::string_view, std::string_view> kShort[] = {
          {"千米", "km"}, {"米", "m"}, {"北", "N"}};
      for (const auto& [long_, short_] : kShort)
        if (const std::size_t at = words.find(long_); at != std::string::npos)
          words.replace(at, long_.size(), short_);
      for (const char c : words)
        if (c != ' ' && sign(c).empty()) return;  // words that the caption has
    }
    const double unit = 0.72 * size / 6;  // capitals are 0.72 em high
    double width = 0;
    for (const char c : words) width += (c == ' ' ? 2.5 : 5.6) * unit;
    width -= 1.6 * unit;
    const double y = number_or(e.attribute("y"), 0) - 6 * unit;
    double x = number_or(e.attribute("x"), 0) - (middle ? width / 2 : 0);
    std::vector<Line> lines;
    for (const char c : words) {
      for (Line line : sign(c)) {
        for (Point& p : line) p = {(x + p.x * unit + s.dx) * scale_, (y + p.y * unit + s.dy) * scale_};
        lines.push_back(std::move(line));
      }
      x += (c == ' ' ? 2.5 : 5.6) * unit;
    }
    const Ink filled =
        s.role == "pins" ? Ink{Ink::Hatch::none, {255, 255, 255}} : ink_of(s.fill).value_or(Ink{});
    if (halo) canvas_.stroke(lines, 3.2 * unit * scale_, {}, {Ink::Hatch::none, {255, 255, 255}}, s.opacity);
    canvas_.stroke(lines, 1.1 * unit * scale_, {}, filled, s.opacity);
  }

  double scale_;
  PixelCanvas canvas_;
  const SharedPaths& shared_;
  std::vector<std::string> names_;
};

}  // namespace

void collect_paths(const Element& e, SharedPaths& to) {
  if (e.is("path") && !e.attribute("id").empty()) to[std::string{e.attribute("id")}] = e.attribute("d");
  for (const Element& c : e.children) collect_paths(c, to);
}

Drawn draw_svg(const Element& svg, const SharedPaths& shared, std::size_t width) {
  const std::vector<double> box = numbers(svg.attribute("viewBox"));
  if (box.size() != 4 || !(box[2] > 0) || !(box[3] > 0) || width == 0) return {};
  const double scale = static_cast<double>(width) / box[2];
  const auto height = static_cast<std::size_t>(std::clamp(std::ceil(box[3] * scale), 1.0, 20'000.0));
  Drawing drawing{scale, width, height, shared};
  drawing.draw(svg, {});
  return drawing.take();
}

}  // namespace cityloop::report
