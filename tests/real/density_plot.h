#pragma once

// Small multiples of two-dimensional histograms as SVG: how often a published distance meets one of ours.

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace cityloop::testing {

struct Panel {
  std::string title;
  std::vector<double> across, up;  // metres, 0 to 5000
};

/// Squares of 100 m, five classes of count, the line of equality. Light and dark page alike: it brings its own paper.
inline std::string density_plot(const std::vector<Panel>& panels) {
  constexpr int bins = 50, side = 200, gap = 46, columns = 4;
  constexpr double bin_m = 100, scale = static_cast<double>(side) / bins;
  constexpr std::array<const char*, 5> colour{"#c6dbef", "#9ecae1", "#6baed6", "#2171b5", "#08306b"};
  constexpr std::array<int, 5> at_least{1, 3, 7, 15, 40};
  const int rows = (static_cast<int>(panels.size()) + columns - 1) / columns;
  const int width = gap + columns * (side + gap), height = rows * (side + gap + 22) + 24;
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
      "font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"{0}\" height=\"{1}\" fill=\"#fff\"/>\n",
      width, height);
  for (std::size_t i = 0; i < panels.size(); ++i) {
    const Panel& p = panels[i];
    std::vector<int> count(bins * bins, 0);
    const auto bin = [](double metres) { return std::clamp(static_cast<int>(metres / bin_m), 0, bins - 1); };
    for (std::size_t n = 0; n < p.across.size(); ++n)
      ++count[static_cast<std::size_t>(bin(p.up[n]) * bins + bin(p.across[n]))];
    const int x0 = gap + static_cast<int>(i % columns) * (side + gap),
              y0 = 28 + static_cast<int>(i / columns) * (side + gap + 22);
    svg += fmt::format("<g transform=\"translate({} {})\">\n<text x=\"0\" y=\"-8\">{}</text>\n", x0, y0,
                       p.title);
    for (std::size_t c = 0; c < colour.size(); ++c) {
      std::string path;
      for (int y = 0; y < bins; ++y)
        for (int x = 0; x < bins; ++x) {
          const int n = count[static_cast<std::size_t>(y * bins + x)];
          if (n < at_least[c] || (c + 1 < colour.size() && n >= at_least[c + 1])) continue;
          path += fmt::format("M{:g} {:g}h{:g}v{:g}h-{:g}z", x * scale, side - (y + 1) * scale, scale, scale,
                              scale);
        }
      if (!path.empty()) svg += fmt::format("<path fill=\"{}\" d=\"{}\"/>\n", colour[c], path);
    }
    svg += fmt::format(
        "<path d=\"M0 {0}L{0} 0\" stroke=\"#d62728\" stroke-width=\".7\"/>"
        "<path d=\"M0 0V{0}H{0}\" fill=\"none\" stroke=\"#333\"/>\n"
        "<text x=\"0\" y=\"{1}\" fill=\"#333\">0</text><text x=\"{0}\" y=\"{1}\" text-anchor=\"end\" "
        "fill=\"#333\">published 5 km</text>"
        "<text x=\"-6\" y=\"10\" text-anchor=\"end\" transform=\"rotate(-90 -6 10)\" dx=\"10\" "
        "fill=\"#333\">ours 5 km</text>\n</g>\n",
        side, side + 16);
  }
  return svg + "</svg>\n";
}

}  // namespace cityloop::testing
