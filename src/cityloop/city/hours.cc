#include "cityloop/city/hours.h"

#include <algorithm>
#include <array>
#include <bitset>

#include <fmt/format.h>

namespace cityloop {
namespace {

constexpr std::array<std::string_view, 7> kDays{"mo", "tu", "we", "th", "fr", "sa", "su"};
constexpr std::array<std::string_view, 7> kDayNames{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"};

/// One way of writing: lower case, half-width marks, Chinese words as the specification's.
std::string plain(std::string_view text) {
  static constexpr std::pair<std::string_view, std::string_view> words[] = {{"：", ":"},
                                                                            {"，", ","},
                                                                            {"、", ","},
                                                                            {"；", ";"},
                                                                            {"～", "-"},
                                                                            {"—", "-"},
                                                                            {"–", "-"},
                                                                            {"至", "-"},
                                                                            {"到", "-"},
                                                                            {"~", "-"},
                                                                            {"星期一", "mo"},
                                                                            {"星期二", "tu"},
                                                                            {"星期三", "we"},
                                                                            {"星期四", "th"},
                                                                            {"星期五", "fr"},
                                                                            {"星期六", "sa"},
                                                                            {"星期日", "su"},
                                                                            {"星期天", "su"},
                                                                            {"周一", "mo"},
                                                                            {"周二", "tu"},
                                                                            {"周三", "we"},
                                                                            {"周四", "th"},
                                                                            {"周五", "fr"},
                                                                            {"周六", "sa"},
                                                                            {"周日", "su"},
                                                                            {"每天", "mo-su "},
                                                                            {"每日", "mo-su "},
                                                                            {"工作日", "mo-fr "},
                                                                            {"全天", " 00:00-24:00"},
                                                                            {"24小时", " 00:00-24:00"},
                                                                            {"休息", " off"},
                                                                            {"关闭", " off"},
                                                                            {"　", " "}};
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto word = std::find_if(std::begin(words), std::end(words),
                                   [&](const auto& w) { return text.substr(i, w.first.size()) == w.first; });
    if (word != std::end(words)) {
      out += word->second;
      i += word->first.size();
      continue;
    }
    const char c = text[i++];
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c == '\t' ? ' ' : c;
  }
  return out;
}

/// A reader that gives up for good at the first thing it does not know.
class Reader {
 public:
  explicit Reader(std::string text) : text_{std::move(text)} {}

  std::optional<OpenHours> hours() {
    skip();
    if (at_ == text_.size()) return std::nullopt;
    bool add = false;
    while (at_ < text_.size()) {
      if (!rule(add)) return std::nullopt;
      skip();
      if (at_ == text_.size()) break;
      const char mark = text_[at_++];
      if (mark != ';' && mark != ',') return std::nullopt;
      add = mark == ',';
      skip();
    }
    if (!said_) return std::nullopt;  // only of holidays
    return spans();
  }
  std::optional<std::uint16_t> moment() {
    skip();
    const auto d = day();
    if (!d) return std::nullopt;
    while (at_ < text_.size() && text_[at_] >= 'a' && text_[at_] <= 'z') ++at_;  // Tuesday
    skip();
    const auto t = clock();
    skip();
    if (!t || *t >= kDayMinutes || at_ != text_.size()) return std::nullopt;
    return static_cast<std::uint16_t>(static_cast<unsigned>(*d) * kDayMinutes + *t);
  }

 private:
  struct Span {
    int from, until;
  };
  void skip() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool take(std::string_view word) {
    if (text_.compare(at_, word.size(), word) != 0) return false;
    at_ += word.size();
    return true;
  }
  std::optional<std::size_t> day() {
    for (std::size_t d = 0; d < kDays.size(); ++d)
      if (take(kDays[d])) return d;
    return std::nullopt;
  }
  /// Minutes of the day, up to 48:00.
  std::optional<int> clock() {
    const auto number = [&](std::size_t least, std::size_t most) -> std::optional<int> {
      int n = 0;
      std::size_t digits = 0;
      while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9' && digits < most) {
        n = n * 10 + (text_[at_++] - '0');
        ++digits;
      }
      return digits >= least ? std::optional{n} : std::nullopt;
    };
    const auto h = number(1, 2);
    if (!h || !take(":")) return std::nullopt;
    const auto m = number(2, 2);
    if (!m || *m > 59 || *h * 60 + *m > 2 * kDayMinutes) return std::nullopt;
    return *h * 60 + *m;
  }
  /// Weekdays, "Mo-Fr", "Mo,We", "Sa-Mo"; holidays among them are passed over. nullopt: none are named.
  std::optional<std::bitset<7>> days() {
    std::bitset<7> out;
    bool any = false;
    while (true) {
      const std::size_t back = at_;
      if (take("ph") || take("sh")) {
        any = true;
      } else if (const auto from = day()) {
        any = true;
        skip();
        if (take("-")) {
          skip();
          const auto until = day();
          if (!until) return std::nullopt;
          for (std::size_t d = *from;; d = (d + 1) % 7) {
            out.set(d);
            if (d == *until) break;
          }
        } else {
          out.set(*from);
        }
      } else {
        at_ = back;
        break;
      }
      const std::size_t comma = at_;
      skip();
      if (!take(",")) break;
      skip();
      const bool goes_on = at_ < text_.size() && text_[at_] >= 'a' && text_[at_] <= 'z';
      if (!goes_on) {
        at_ = comma;
        break;
      }
    }
    if (!any) return std::nullopt;
    skip();
    take(":");
    return out;
  }
  bool rule(bool add) {
    if (take("24/7")) {
      for (std::size_t d = 0; d < 7; ++d) set(d, {{0, kDayMinutes}}, add);
      return said_ = true;
    }
    const std::size_t begin = at_;
    auto named = days();
    const bool for_all = !named;
    if (for_all) {
      if (at_ != begin) return false;
      named = std::bitset<7>{}.set();
    }
    skip();
    std::vector<Span> times;
    if (take("off") || take("closed")) {
    } else if (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') {
      while (true) {
        const auto from = clock();
        skip();
        if (!from || !take("-")) return false;
        skip();
        auto until = clock();
        if (!until || *from >= kDayMinutes) return false;
        if (*until <= *from) *until += kDayMinutes;
        if (*until - *from > kDayMinutes) return false;
        times.push_back({*from, *until});
        const std::size_t comma = at_;
        skip();
        if (!take(",")) break;
        skip();
        if (at_ == text_.size() || text_[at_] < '0' || text_[at_] > '9') {
          at_ = comma;
          break;
        }
      }
    } else if (for_all) {
      return false;
    } else {
      if (at_ < text_.size() && text_[at_] != ';' && text_[at_] != ',') return false;
      times.push_back({0, kDayMinutes});  // days alone: all day
    }
    for (std::size_t d = 0; d < 7; ++d)
      if (named->test(d)) {
        set(d, times, add);
        said_ = true;
      }
    return true;
  }
  void set(std::size_t d, const std::vector<Span>& times, bool add) {
    if (!add) of_[d].clear();
    of_[d].insert(of_[d].end(), times.begin(), times.end());
  }
  OpenHours spans() const {
    std::bitset<kWeekMinutes> open;
    for (int d = 0; d < 7; ++d)
      for (const Span s : of_[static_cast<std::size_t>(d)])
        for (int m = s.from; m < s.until; ++m)
          open.set(static_cast<std::size_t>((d * kDayMinutes + m) % kWeekMinutes));
    OpenHours out;
    for (std::uint16_t m = 0; m < kWeekMinutes; ++m)
      if (open[m] && (m == 0 || !open[m - 1U])) {
        out.push_back(m);
        while (m < kWeekMinutes && open[m]) ++m;
        out.push_back(m);
      }
    if (out.empty()) out = {0, 0};
    return out;
  }

  std::string text_;
  std::size_t at_ = 0;
  bool said_ = false;
  std::array<std::vector<Span>, 7> of_;
};

std::string clock_text(int minutes) { return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60); }

}  // namespace

std::optional<OpenHours> read_hours(std::string_view text) {
  constexpr std::size_t kMost = 1000;
  if (text.size() > kMost) return std::nullopt;
  return Reader{plain(text)}.hours();
}

std::optional<std::uint16_t> read_week_minute(std::string_view text) { return Reader{plain(text)}.moment(); }

std::string week_minute_text(std::uint16_t moment) {
  return fmt::format("{} {}", kDayNames[moment / kDayMinutes], clock_text(moment % kDayMinutes));
}

bool is_open(std::span<const std::uint16_t> hours, std::uint16_t moment) {
  for (std::size_t i = 0; i + 1 < hours.size(); i += 2)
    if (hours[i] <= moment && moment < hours[i + 1]) return true;
  return false;
}

std::string hours_text(std::span<const std::uint16_t> hours) {
  if (hours.empty()) return {};
  if (hours[0] == hours[1]) return "off";
  if (hours.size() == 2 && hours[1] - hours[0] == kWeekMinutes) return "24/7";
  // Day by day, a night belonging to the evening on which it begins; days that are alike and follow each other together.
  std::array<std::string, 7> day;
  for (std::size_t i = 0; i < hours.size(); i += 2)
    for (int from = hours[i], until = hours[i + 1]; from < until;) {
      const int d = from / kDayMinutes, midnight = (d + 1) * kDayMinutes;
      // On past midnight for less than half a day is one night.
      const bool night = until > midnight && until - midnight < kDayMinutes / 2 && from > d * kDayMinutes;
      const int end = night ? until : std::min(until, midnight);
      std::string& out = day[static_cast<std::size_t>(d)];
      out += out.empty() ? "" : ",";
      out += clock_text(from - d * kDayMinutes) + "-" +
             clock_text(end > midnight ? end - midnight : end - d * kDayMinutes);
      from = end;
    }
  std::string out;
  for (std::size_t d = 0, n = 0; d < 7; d = n) {
    while (n < 7 && day[n] == day[d]) ++n;
    if (day[d].empty()) continue;
    out += out.empty() ? "" : "; ";
    out += kDayNames[d];
    if (n - d > 1) out += fmt::format("-{}", kDayNames[n - 1]);
    out += " " + day[d];
  }
  return out;
}

}  // namespace cityloop
