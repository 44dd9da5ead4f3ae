#include "cityloop/app/terminal.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <unistd.h>

#include <sys/ioctl.h>

namespace cityloop {
namespace {

struct Decoded {
  char32_t code = 0;
  std::size_t bytes = 1;
};
Decoded decode(std::string_view s, std::size_t i) {
  const auto at = [&](std::size_t k) { return static_cast<unsigned char>(s[k]); };
  const unsigned char c = at(i);
  const std::size_t n = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
  if (n == 1 || i + n > s.size()) return {c, 1};
  char32_t code = n == 4 ? c & 0x07U : n == 3 ? c & 0x0FU : c & 0x1FU;
  for (std::size_t k = 1; k < n; ++k) code = code << 6 | (at(i + k) & 0x3FU);
  return {code, n};
}
/// East Asian wide and full-width characters (Unicode TR 11, the blocks that city data contains).
std::size_t columns(char32_t c) {
  if (c < 0x20 || (c >= 0x300 && c <= 0x36F) || c == 0x200B || c == 0xFE0F) return 0;
  const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0x303E) ||
                    (c >= 0x3041 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
                    (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) ||
                    (c >= 0xFF00 && c <= 0xFF60) || (c >= 0xFFE0 && c <= 0xFFE6) ||
                    (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
  return wide ? 2 : 1;
}
std::string spaces(std::size_t n) { return std::string(n, ' '); }

}  // namespace

std::size_t shown_width(std::string_view s) {
  std::size_t w = 0;
  for (std::size_t i = 0; i < s.size();) {
    const Decoded d = decode(s, i);
    w += columns(d.code);
    i += d.bytes;
  }
  return w;
}

std::string clipped(const std::string& s, std::size_t width) {
  if (shown_width(s) <= width) return s;
  std::string out;
  std::size_t w = 0;
  for (std::size_t i = 0; i < s.size();) {
    const Decoded d = decode(s, i);
    if (w + columns(d.code) + 1 > width) break;
    w += columns(d.code);
    out.append(s, i, d.bytes);
    i += d.bytes;
  }
  return out + "…";
}

std::size_t stderr_columns() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1) return size.ws_col;
  return 80;
}
bool stdout_is_terminal() { return isatty(STDOUT_FILENO) != 0; }
bool stderr_is_terminal() { return isatty(STDERR_FILENO) != 0; }

std::string bold(const std::string& s, bool colour) { return colour ? "\x1b[1m" + s + "\x1b[0m" : s; }
std::string dim(const std::string& s, bool colour) { return colour ? "\x1b[2m" + s + "\x1b[0m" : s; }

TextTable& TextTable::column(std::string head, Align align) {
  heads_.push_back(std::move(head));
  aligns_.push_back(align);
  return *this;
}
void TextTable::row(std::vector<std::string> cells) {
  cells.resize(heads_.size());
  rows_.push_back(std::move(cells));
}
std::string TextTable::str(bool colour) const {
  constexpr std::size_t kWidest = 44;
  std::vector<std::size_t> width;
  for (std::size_t c = 0; c < heads_.size(); ++c) {
    std::size_t w = shown_width(heads_[c]);
    for (const auto& r : rows_) w = std::max(w, shown_width(r[c]));
    width.push_back(c + 1 == heads_.size() && aligns_[c] == Align::left ? w : std::min(w, kWidest));
  }
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string out;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      const std::string cell = clipped(cells[c], width[c]);
      const std::string pad = spaces(width[c] - std::min(width[c], shown_width(cell)));
      if (c > 0) out += "  ";
      out += aligns_[c] == Align::right ? pad + cell : c + 1 == cells.size() ? cell : cell + pad;
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
  };
  std::string out = bold(line(heads_), colour) + "\n";
  for (const auto& r : rows_) out += line(r) + "\n";
  return out;
}

std::string progress_line(const ProgressState& p, std::size_t width, Lang lang) {
  const bool zh = lang == Lang::zh;
  static const std::map<std::string, Text> steps{{"pattern", {"looking for clusters", "查找成片"}},
                                                 {"import", {"reading sources", "读取来源"}},
                                                 {"freeze", {"building layers", "生成图层"}},
                                                 {"travel", {"travel times", "计算出行时间"}},
                                                 {"measure", {"measuring", "测量"}},
                                                 {"decide", {"trying projects", "测算项目"}},
                                                 {"generate", {"generating", "生成城市"}}};
  const auto named = steps.find(p.step);
  std::string line = named == steps.end() ? p.step : named->second.in(lang);
  if (p.units == 0) return clipped(line, width);
  const double share = std::min(1.0, static_cast<double>(p.done) / static_cast<double>(p.units));
  std::string tail = fmt::format(" {:3.0f} %", 100 * share);
  // The rate and the remaining time are guesses until something has been done for a moment.
  std::string rate, left;
  if (p.seconds > 0.3 && p.done > 0) {
    const double per_second = static_cast<double>(p.done) / p.seconds;
    rate = fmt::format(fmt::runtime(zh ? "  每秒 {}" : "  {}/s"),
                       show_number(per_second, per_second < 10 ? 1 : 0));
    if (share < 1) {
      const double s = p.seconds * (1 - share) / share;
      left = s < 100 ? fmt::format(fmt::runtime(zh ? "  剩余 {:.0f} 秒" : "  {:.0f} s left"), s)
                     : fmt::format(fmt::runtime(zh ? "  剩余 {:.0f} 分" : "  {:.0f} min left"), s / 60);
    }
  }
  // What a narrow terminal has no room for goes first: the rate, then most of the bar.
  constexpr std::size_t kBar = 24, kLeastBar = 8;
  const auto room = [&](const std::string& words) {
    const std::size_t used = shown_width(line) + shown_width(words) + 2;
    return used < width ? std::min(kBar, width - used) : 0;
  };
  if (room(tail + rate + left) < kLeastBar) rate.clear();
  tail += rate + left;
  const std::size_t bar = room(tail);
  if (bar < kLeastBar) return clipped(line + tail, width);
  const auto full = static_cast<std::size_t>(share * static_cast<double>(bar));
  line += "  ";
  for (std::size_t i = 0; i < bar; ++i) line += i < full ? "█" : "░";
  return line + tail;
}

TerminalProgress::~TerminalProgress() { wipe(); }

void TerminalProgress::begin(std::string_view step, std::size_t units) {
  if (!shown_) return;
  const std::scoped_lock lock{mutex_};
  step_ = step;
  units_ = units;
  done_ = 0;
  start_ = std::chrono::steady_clock::now();
  drawn_ms_ = 0;
  draw();
}
void TerminalProgress::advance(std::size_t units) {
  if (!shown_) return;
  done_ += units;
  const auto ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start_)
          .count();
  if (ms - drawn_ms_ < 100) return;
  const std::unique_lock lock{mutex_, std::try_to_lock};
  if (!lock) return;
  drawn_ms_ = ms;
  draw();
}
void TerminalProgress::draw() {
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  const std::string line = progress_line({step_, done_.load(), units_, seconds}, stderr_columns() - 1, lang_);
  std::fprintf(stderr, "\r\x1b[K%s", line.c_str());
  std::fflush(stderr);
  open_ = true;
}
void TerminalProgress::wipe() {
  const std::scoped_lock lock{mutex_};
  if (!open_) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  open_ = false;
}

}  // namespace cityloop
