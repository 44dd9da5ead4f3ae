// Timetables: levels.txt and pathways.txt, the ways within stations.
// source   gtfs.org/documentation/schedule/reference; rule names: canonical GTFS schedule validator

#include <cmath>
#include <map>
#include <vector>

#include "cityloop/io/import/gtfs_feed.h"

namespace cityloop {
namespace {

constexpr std::int32_t kMostSeconds = 86'400, kMostMetres = 100'000, kMostSteps = 10'000;

}  // namespace

void FeedReader::read_levels() {
  Sheet sheet;
  if (!open("levels.txt", false, sheet)) return;
  CsvReader& r = *sheet.rows;
  const auto id = column(sheet, "level_id"), index = column(sheet, "level_index");
  if (!id || !index) return;
  while (r.next()) {
    const auto storey = to_number(r[*index]);
    if (!storey || !(std::abs(*storey) <= 1000)) {
      notes_.problem(trimmed(r[*index]).empty() ? "gtfs.missing_required_field" : "gtfs.invalid_float",
                     say("‘{}’ is not the number of a storey", "“{}”不是楼层序号", r[*index]),
                     r.where(*index));
      continue;
    }
    if (refused(r, *id, level_at_, level_.size())) continue;
    level_.push_back(static_cast<std::int32_t>(std::lround(*storey * 100)));
  }
}

void FeedReader::read_pathways() {
  Sheet sheet;
  if (!open("pathways.txt", false, sheet)) return;
  CsvReader& r = *sheet.rows;
  const auto id = column(sheet, "pathway_id"), from = column(sheet, "from_stop_id"),
             to = column(sheet, "to_stop_id"), mode = column(sheet, "pathway_mode"),
             both = column(sheet, "is_bidirectional");
  if (!id || !from || !to || !mode || !both) return;
  const auto seconds = r.find("traversal_time"), length = r.find("length"), steps = r.find("stair_count");
  Positions seen;
  // A number of the row if there is one that can be; what cannot be is said, and what is left says how long it takes.
  const auto number = [&](std::optional<std::size_t> column, double least,
                          double most) -> std::optional<double> {
    if (!column || trimmed(r[*column]).empty()) return std::nullopt;
    const auto v = to_number(r[*column]);
    if (v && *v >= least && *v <= most) return v;
    notes_.problem("gtfs.number_out_of_range",
                   say("‘{}’ cannot be here; the way is used without it",
                       "“{}”超出范围，该通道按未给出此项处理", r[*column]),
                   r.where(*column));
    return std::nullopt;
  };
  while (r.next()) {
    if (refused(r, *id, seen, 0)) continue;
    const auto a = find(r, *from, stop_at_, "stops.txt"), b = find(r, *to, stop_at_, "stops.txt");
    if (!a || !b) continue;
    const auto m = to_integer(r[*mode]);
    if (!m || *m < 1 || *m > 7) {
      const bool empty = trimmed(r[*mode]).empty();
      notes_.problem(
          empty ? "gtfs.missing_required_field" : "gtfs.unexpected_enum_value",
          say("‘{}’ is not a pathway_mode", "“{}”不是有效的 pathway_mode", r[*mode]), r.where(*mode),
          say("write 1 (walkway), 2 (stairs), 3 (moving walkway), 4 (escalator), 5 (lift), 6 (fare "
              "gate) or 7 (exit gate)",
              "请写 1（通道）、2（楼梯）、3（自动步道）、4（扶梯）、5（电梯）、6（检票闸机）或 "
              "7（出站闸机）"));
      continue;
    }
    const bool station = feed.stops[*a].type == StopType::station || feed.stops[*b].type == StopType::station;
    if (station) {
      notes_.problem("gtfs.pathway_to_wrong_location_type",
                     say("a way leads to a platform, an entrance or a node, and not to a station",
                         "通道应连接站台、出入口或节点，而非车站"),
                     r.where(feed.stops[*a].type == StopType::station ? *from : *to));
      continue;
    }
    if (*a == *b) {
      notes_.warning("gtfs.pathway_loop", say("the way ends where it begins", "通道的起点与终点相同"),
                     r.where(*to));
      continue;
    }
    const std::string_view says = trimmed(r[*both]);
    if (says != "0" && says != "1")
      notes_.problem(says.empty() ? "gtfs.missing_required_field" : "gtfs.unexpected_enum_value",
                     say("‘{}’ does not say whether the way goes both ways; it is taken for one-way",
                         "“{}”没有说明通道是否双向，按单向处理", says),
                     r.where(*both), say("write 0 or 1", "请写 0 或 1"));
    FeedDraft::Pathway way{*a, *b, static_cast<PathwayMode>(*m), says == "1"};
    if (way.both && way.mode == PathwayMode::exit_gate) {
      notes_.problem(
          "gtfs.bidirectional_exit_gate",
          say("nobody enters by an exit gate; it is taken for one-way", "出站闸机不能双向，按单向处理"),
          r.where(*both));
      way.both = false;
    }
    if (const auto s = number(seconds, 1, kMostSeconds)) way.seconds = static_cast<std::int32_t>(*s);
    if (const auto l = number(length, 0, kMostMetres))
      way.mm = static_cast<std::int32_t>(std::lround(*l * 1000));
    // Up or down is in the sign; a step takes as long either way.
    if (const auto n = number(steps, -kMostSteps, kMostSteps); n && *n != 0)
      way.steps = static_cast<std::int32_t>(std::abs(*n));
    feed.pathways.push_back(way);
  }
  look_for_platforms_out_of_reach();
}

/// A platform at which a way begins or ends is entered along ways only: one that no entrance leads to is never reached.
void FeedReader::look_for_platforms_out_of_reach() {
  std::vector<std::vector<std::uint32_t>> next(feed.stops.size());
  for (std::uint32_t s = 0; s < feed.stops.size(); ++s)
    if (feed.stops[s].type == StopType::boarding_area && feed.stops[s].parent >= 0) {
      next[s].push_back(static_cast<std::uint32_t>(feed.stops[s].parent));
      next[static_cast<std::size_t>(feed.stops[s].parent)].push_back(s);
    }
  std::vector<std::uint8_t> walked(feed.stops.size(), 0), reached(feed.stops.size(), 0);
  for (const FeedDraft::Pathway& w : feed.pathways) {
    next[w.from].push_back(w.to);
    if (w.both) next[w.to].push_back(w.from);
    walked[w.from] = walked[w.to] = 1;
  }
  std::vector<std::uint32_t> line;
  for (std::uint32_t s = 0; s < feed.stops.size(); ++s)
    if (feed.stops[s].type == StopType::entrance) line.push_back(s), reached[s] = 1;
  while (!line.empty()) {
    const std::uint32_t s = line.back();
    line.pop_back();
    for (const std::uint32_t n : next[s]) {
      if (reached[n] != 0) continue;
      reached[n] = 1;
      line.push_back(n);
    }
  }
  for (std::size_t s = 0; s < feed.stops.size(); ++s)
    if (walked[s] != 0 && reached[s] == 0 && feed.stops[s].type == StopType::platform)
      notes_.warning("gtfs.pathway_unreachable_location",
                     say("no entrance leads to ‘{}’ along the ways of its station",
                         "沿站内通道没有出入口可到达“{}”", feed.stops[s].ref),
                     Where{shown("stops.txt"), feed.stops[s].item, feed.stops[s].ref});
}

}  // namespace cityloop
