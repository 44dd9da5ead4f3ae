#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "cityloop/base/run.h"
#include "cityloop/base/text.h"

namespace cityloop {

/// How many columns of a terminal a text takes: Chinese characters take two, combining marks none.
std::size_t shown_width(std::string_view utf8);
/// At most `width` columns, with … where something was cut.
std::string clipped(const std::string& utf8, std::size_t width);

/// How wide the terminal behind stderr is; 80 where it does not say.
std::size_t stderr_columns();
bool stdout_is_terminal();
bool stderr_is_terminal();

enum class Align : std::uint8_t { left, right };

/// A table whose columns line up whatever the language.
class TextTable {
 public:
  TextTable& column(std::string head, Align align = Align::left);
  void row(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }
  std::string str(bool colour) const;

 private:
  std::vector<std::string> heads_;
  std::vector<Align> aligns_;
  std::vector<std::vector<std::string>> rows_;
};
std::string bold(const std::string&, bool colour);
std::string dim(const std::string&, bool colour);

/// How far a step has got.
struct ProgressState {
  std::string step;
  std::size_t done = 0, units = 0;
  double seconds = 0;
};
/// One line of at most `width` columns: step, bar, share, rate, remaining time; a narrow one does without the rate.
std::string progress_line(const ProgressState&, std::size_t width, Lang);

/// One line on stderr: step, bar, rate, remaining time. Silent unless stderr is a terminal.
class TerminalProgress final : public Progress {
 public:
  TerminalProgress(Lang lang, bool shown) : lang_{lang}, shown_{shown} {}
  ~TerminalProgress() override;
  TerminalProgress(const TerminalProgress&) = delete;
  TerminalProgress& operator=(const TerminalProgress&) = delete;
  void begin(std::string_view step, std::size_t units) override;
  void advance(std::size_t units) override;
  void speak(Lang lang) { lang_ = lang; }
  /// Takes the line away, so that what is printed next begins on a clean one.
  void wipe();

 private:
  void draw();
  Lang lang_;
  bool shown_;
  std::mutex mutex_;
  std::string step_;
  std::size_t units_ = 0;
  std::atomic<std::size_t> done_{0};
  std::atomic<std::int64_t> drawn_ms_{0};
  std::chrono::steady_clock::time_point start_{};
  bool open_ = false;
};

}  // namespace cityloop
