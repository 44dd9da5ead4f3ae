// Prices of timetables.
// source   gtfs.org/documentation/schedule/reference; rule names: canonical GTFS schedule validator

#include "cityloop/io/import/gtfs_fares.h"

#include <algorithm>
#include <map>
#include <set>

#include "cityloop/io/import/csv.h"
#include "cityloop/io/import/gtfs_feed.h"

namespace cityloop {
namespace {

class FareReader {
 public:
  FareReader(const ZipReader& zip, std::string shown, const FeedDraft& feed, Diagnostics& notes)
      : zip_{zip}, shown_{std::move(shown)}, notes_{notes} {
    draft_.feed = feed.name;
    for (const auto& l : feed.lines) lines_.insert(l.ref);
    for (const auto& s : feed.stops) stops_.insert(s.ref);
    for (const auto& s : feed.services) services_.insert(s.ref);
  }
  std::optional<FareDraft> read() {
    if (zip_.has("fare_leg_rules.txt") && zip_.has("fare_products.txt")) read_legs();
    else if (zip_.has("fare_attributes.txt")) read_tickets();
    else return std::nullopt;
    if (draft_.legs.empty()) return std::nullopt;
    return std::move(draft_);
  }

 private:
  using Column = std::optional<std::size_t>;
  struct Sheet {
    std::string text;
    std::optional<CsvReader> rows;
    bool next() { return rows && rows->next(); }
    /// The field, trimmed; empty where there is no such column.
    std::string operator[](Column c) const { return c ? std::string{trimmed((*rows)[*c])} : std::string{}; }
    Column find(const char* name) const { return rows ? rows->find(name) : std::nullopt; }
  };
  void open(const char* table, Sheet& sheet) {
    if (!zip_.has(table)) return;
    sheet.text = zip_.read(table);
    try {
      sheet.rows.emplace(sheet.text, shown_ + "/" + table, notes_);
    } catch (const Error& e) {
      notes_.problem("gtfs.empty_file", e.words(), e.where(), e.hint());
    }
  }
  Column must(const Sheet& sheet, const char* name) {
    const Column at = sheet.find(name);
    if (!at && sheet.rows)
      notes_.problem("gtfs.missing_required_column",
                     say("{0} has no column {1}", "{0} 缺少“{1}”列", sheet.rows->file(), name),
                     Where{sheet.rows->file(), 1, name});
    return at;
  }
  void refuse(const Sheet& s, Column c, const char* code, Text words) {
    notes_.problem(code, std::move(words), c ? s.rows->where(*c) : Where{s.rows->file(), s.rows->line()});
  }
  /// True if a word that is given is among those known.
  bool known(const Sheet& s, Column c, const std::set<std::string>& in, const char* table) {
    const std::string word = s[c];
    if (word.empty() || in.contains(word)) return true;
    refuse(s, c, "gtfs.foreign_key_violation", say("‘{0}’ is not in {1}", "“{0}”不在 {1} 中", word, table));
    return false;
  }
  /// An amount of money in the feed's currency, which is that of its first row.
  std::optional<std::int64_t> amount(const Sheet& s, Column price, Column currency) {
    const std::string code = s[currency];
    const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (code.size() != 3 || !std::all_of(code.begin(), code.end(), upper)) {
      refuse(s, currency, "gtfs.invalid_currency", say("‘{}’ is not a currency", "“{}”不是货币代码", code));
      return std::nullopt;
    }
    if (draft_.currency.empty()) draft_.currency = code;
    if (code != draft_.currency) {
      refuse(s, currency, "fares.currency",
             say("a price in {} stands beside prices in {} and is left out",
                 "该价格以 {} 计，而其他价格以 {} 计，已忽略", code, draft_.currency));
      return std::nullopt;
    }
    const auto minor = parse_price(s[price], currency_digits(code));
    if (!minor)
      refuse(s, price, "gtfs.invalid_currency_amount",
             say("‘{0}’ is not an amount in {1}", "“{0}”不是有效的 {1} 金额", s[price], code));
    return minor;
  }
  bool fresh(const Sheet& s, Column c, std::set<std::string>& seen) {
    const std::string word = s[c];
    if (word.empty()) {
      refuse(s, c, "gtfs.missing_required_field", say("the row has no reference", "该行没有编号"));
      return false;
    }
    if (seen.insert(word).second) return true;
    refuse(s, c, "gtfs.duplicate_key",
           say("‘{}’ stands here a second time and is left out", "“{}”重复出现，已忽略", word));
    return false;
  }
  std::optional<long> whole(const Sheet& s, Column c, long least, long most) {
    const auto n = to_integer(s[c]);
    if (n && *n >= least && *n <= most) return n;
    refuse(s, c, "gtfs.number_out_of_range", say("‘{}’ cannot be", "“{}”不合理", s[c]));
    return std::nullopt;
  }

  void read_tickets();
  void read_ticket_rules(const std::map<std::string, std::int64_t>& tickets,
                         const std::map<std::string, std::string>& agency);
  void read_zones();
  void read_legs();
  void read_networks();
  void read_areas();
  void read_hours();
  std::map<std::string, std::int64_t> read_products();
  void read_leg_rules(const std::map<std::string, std::int64_t>& products);
  void read_transfer_rules(const std::map<std::string, std::int64_t>& products);

  const ZipReader& zip_;
  std::string shown_;
  Diagnostics& notes_;
  FareDraft draft_;
  std::set<std::string> lines_, stops_, services_, zones_, nets_, hours_, groups_;
};

// ── v1 ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

void FareReader::read_tickets() {
  draft_.form = FareForm::ticket;
  Sheet s;
  open("fare_attributes.txt", s);
  const Column id = must(s, "fare_id"), price = must(s, "price"), currency = must(s, "currency_type");
  if (!id || !price || !currency) return;
  const Column transfers = s.find("transfers"), duration = s.find("transfer_duration"),
               by = s.find("agency_id");
  std::map<std::string, std::int64_t> tickets;
  std::map<std::string, std::string> agency;
  std::set<std::string> seen;
  while (s.next()) {
    if (!fresh(s, id, seen)) continue;
    const auto minor = amount(s, price, currency);
    if (!minor) continue;
    if (*minor < 0) {
      refuse(s, price, "gtfs.number_out_of_range", say("a fare below zero cannot be", "票价不能为负"));
      continue;
    }
    FareDraft::Change ride_on{.from = s[id], .to = s[id], .kind = 0, .clock = 1};
    if (!s[transfers].empty()) {
      const auto n = whole(s, transfers, 0, 100);
      if (!n) continue;
      ride_on.most = static_cast<std::int32_t>(*n);
    }
    if (!s[duration].empty()) {
      const auto n = whole(s, duration, 0, 10'000'000);
      if (!n) continue;
      ride_on.within_s = static_cast<std::int32_t>(*n);
    }
    tickets[s[id]] = *minor;
    if (!s[by].empty()) agency[s[id]] = s[by];
    if (ride_on.most != 0) draft_.changes.push_back(std::move(ride_on));
  }
  read_zones();
  read_ticket_rules(tickets, agency);
}

void FareReader::read_zones() {
  Sheet s;
  open("stops.txt", s);
  const Column id = s.find("stop_id"), zone = s.find("zone_id");
  while (id && zone && s.next())
    if (!s[zone].empty() && stops_.contains(s[id])) {
      zones_.insert(s[zone]);
      draft_.area_stops.push_back({s[zone], draft_.feed, s[id]});
    }
}

void FareReader::read_ticket_rules(const std::map<std::string, std::int64_t>& tickets,
                                   const std::map<std::string, std::string>& agency) {
  // A ticket of one agency is one for all lines of it, where there are several.
  std::set<std::string> agencies;
  {
    Sheet s;
    open("routes.txt", s);
    const Column id = s.find("route_id"), by = s.find("agency_id");
    while (id && s.next()) {
      if (!lines_.contains(s[id])) continue;
      draft_.members.push_back({"line " + s[id], draft_.feed, s[id]});
      if (s[by].empty()) continue;
      agencies.insert(s[by]);
      draft_.members.push_back({"agency " + s[by], draft_.feed, s[id]});
    }
  }
  const auto anywhere = [&](const std::string& ticket) {
    const auto it = agency.find(ticket);
    return it == agency.end() || agencies.size() < 2 ? std::string{} : "agency " + it->second;
  };
  Sheet s;
  open("fare_rules.txt", s);
  std::set<std::string> with_rules, known_tickets;
  for (const auto& [ticket, price] : tickets) known_tickets.insert(ticket);
  if (s.rows) {
    const Column id = must(s, "fare_id");
    const Column line = s.find("route_id"), from = s.find("origin_id"), to = s.find("destination_id"),
                 through = s.find("contains_id");
    std::size_t passing = 0;
    while (id && s.next()) {
      with_rules.insert(s[id]);
      if (!known(s, id, known_tickets, "fare_attributes.txt") || !known(s, line, lines_, "routes.txt") ||
          !known(s, from, zones_, "stops.txt") || !known(s, to, zones_, "stops.txt"))
        continue;
      if (!s[through].empty()) {
        ++passing;
        continue;
      }
      FareDraft::Leg leg{.group = s[id], .from = s[from], .to = s[to], .price = tickets.at(s[id])};
      leg.net = s[line].empty() ? anywhere(s[id]) : "line " + s[line];
      draft_.legs.push_back(std::move(leg));
    }
    if (passing > 0)
      notes_.warning("fares.contains",
                     say("{} fare rules ask which zones a way passes (contains_id) and are left out",
                         "{} 条票价规则要求途经分区（contains_id），未采用", passing),
                     Where{s.rows->file()},
                     say("lines that only they price have no known price: use a rule table instead",
                         "仅由其定价的线路将没有票价，可改用规则表"));
  }
  for (const auto& [ticket, price] : tickets)
    if (!with_rules.contains(ticket))
      draft_.legs.push_back({.group = ticket, .net = anywhere(ticket), .price = price});
  // Sets that no rule asks for say nothing.
  std::set<std::string> asked, areas;
  for (const auto& l : draft_.legs) {
    asked.insert(l.net);
    areas.insert(l.from);
    areas.insert(l.to);
  }
  std::erase_if(draft_.members, [&](const auto& m) { return !asked.contains(m.net); });
  std::erase_if(draft_.area_stops, [&](const auto& a) { return !areas.contains(a.area); });
}

// ── v2 ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

void FareReader::read_networks() {
  Sheet routes, rows;
  open("routes.txt", routes);
  open("route_networks.txt", rows);
  const Column in_routes = routes.find("network_id");
  if (rows.rows && in_routes) {
    notes_.problem("gtfs.route_networks_specified_in_more_than_one_file",
                   say("networks stand in routes.txt and in route_networks.txt; the latter are used",
                       "routes.txt 与 route_networks.txt 均写有线网，采用后者"),
                   Where{shown_ + "/routes.txt"});
  }
  Sheet& from = rows.rows ? rows : routes;
  const Column id = from.find("route_id"), net = from.find("network_id");
  while (id && net && from.next()) {
    if (from[net].empty() || !known(from, id, lines_, "routes.txt")) continue;
    nets_.insert(from[net]);
    draft_.members.push_back({from[net], draft_.feed, from[id]});
  }
  Sheet all;
  open("networks.txt", all);
  const Column name = all.find("network_id");
  while (name && all.next()) nets_.insert(all[name]);
}

void FareReader::read_areas() {
  Sheet all, rows;
  open("areas.txt", all);
  const Column name = all.find("area_id");
  while (name && all.next()) zones_.insert(all[name]);
  open("stop_areas.txt", rows);
  const Column area = rows.find("area_id"), stop = rows.find("stop_id");
  while (area && stop && rows.next())
    if (known(rows, area, zones_, "areas.txt") && known(rows, stop, stops_, "stops.txt") &&
        !rows[area].empty())
      draft_.area_stops.push_back({rows[area], draft_.feed, rows[stop]});
}

void FareReader::read_hours() {
  Sheet s;
  open("timeframes.txt", s);
  if (!s.rows) return;
  const Column group = must(s, "timeframe_group_id"), service = must(s, "service_id");
  const Column from = s.find("start_time"), until = s.find("end_time");
  constexpr std::int32_t kDay = 24 * 3600;
  while (group && service && s.next()) {
    FareDraft::Hours h{s[group], 0, kDay, draft_.feed, s[service]};
    hours_.insert(h.group);
    if (!known(s, service, services_, "calendar.txt")) continue;
    if (s[from].empty() != s[until].empty()) {
      refuse(s, s[from].empty() ? from : until, "gtfs.timeframe_only_start_or_end_time_specified",
             say("a span of hours needs both ends or none", "时段须同时写明起止，或都不写"));
      continue;
    }
    if (!s[from].empty()) {
      const auto a = gtfs_time(s[from]), b = gtfs_time(s[until]);
      if (!a || !b) {
        refuse(s, a ? until : from, "gtfs.invalid_time",
               say("‘{}’ is not a time", "“{}”不是有效时刻", s[a ? until : from]));
        continue;
      }
      if (*a > kDay || *b > kDay) {
        refuse(s, *a > kDay ? from : until, "gtfs.timeframe_start_or_end_time_greater_than_twenty_four_hours",
               say("a span of hours lies within one day", "时段须在一日之内"));
        continue;
      }
      h.from = *a;
      h.until = *b;
    }
    draft_.hours.push_back(std::move(h));
  }
}

std::map<std::string, std::int64_t> FareReader::read_products() {
  std::set<std::string> riders;
  Sheet who;
  open("rider_categories.txt", who);
  const Column category = who.find("rider_category_id"), usual = who.find("is_default_fare_category");
  while (category && usual && who.next())
    if (who[usual] == "1") riders.insert(who[category]);
  Sheet s;
  open("fare_products.txt", s);
  const Column id = must(s, "fare_product_id"), price = must(s, "amount"), currency = must(s, "currency");
  const Column rider = s.find("rider_category_id");
  std::map<std::string, std::int64_t> usual_price, other_price;
  while (id && price && currency && s.next()) {
    if (s[id].empty()) {
      refuse(s, id, "gtfs.missing_required_field", say("the row has no reference", "该行没有编号"));
      continue;
    }
    const auto minor = amount(s, price, currency);
    if (!minor) continue;
    auto& prices = s[rider].empty() || riders.contains(s[rider]) ? usual_price : other_price;
    const auto [it, is_new] = prices.emplace(s[id], *minor);
    if (!is_new) it->second = std::min(it->second, *minor);
  }
  // A product for nobody else than certain riders is theirs, unless nobody is the usual one.
  if (riders.empty()) usual_price.insert(other_price.begin(), other_price.end());
  return usual_price;
}

void FareReader::read_leg_rules(const std::map<std::string, std::int64_t>& products) {
  Sheet s;
  open("fare_leg_rules.txt", s);
  const Column product = must(s, "fare_product_id");
  if (!product) return;
  const Column group = s.find("leg_group_id"), net = s.find("network_id"), from = s.find("from_area_id"),
               to = s.find("to_area_id"), boards = s.find("from_timeframe_group_id"),
               alights = s.find("to_timeframe_group_id"), rank = s.find("rule_priority");
  draft_.ranked = rank.has_value();
  std::size_t for_others = 0;
  std::set<std::string> all;
  {
    Sheet p;
    open("fare_products.txt", p);
    const Column id = p.find("fare_product_id");
    while (id && p.next()) all.insert(p[id]);
  }
  while (s.next()) {
    groups_.insert("leg " + s[group]);
    if (!known(s, product, all, "fare_products.txt") || !known(s, net, nets_, "networks.txt") ||
        !known(s, from, zones_, "areas.txt") || !known(s, to, zones_, "areas.txt") ||
        !known(s, boards, hours_, "timeframes.txt") || !known(s, alights, hours_, "timeframes.txt"))
      continue;
    const auto price = products.find(s[product]);
    if (price == products.end()) {
      ++for_others;
      continue;
    }
    FareDraft::Leg leg{"leg " + s[group], s[net], s[from], s[to], s[boards], s[alights], price->second, 0};
    if (!s[rank].empty()) {
      const auto n = whole(s, rank, 0, 1'000'000);
      if (!n) continue;
      leg.rank = static_cast<std::int32_t>(*n);
    }
    draft_.legs.push_back(std::move(leg));
  }
  if (for_others > 0)
    notes_.note("fares.other_riders",
                say("{} leg rules are for riders other than the usual one, or without a price",
                    "{} 条票价规则仅适用于非默认乘客，或没有价格", for_others),
                Where{s.rows->file()});
}

void FareReader::read_transfer_rules(const std::map<std::string, std::int64_t>& products) {
  Sheet s;
  open("fare_transfer_rules.txt", s);
  if (!s.rows) return;
  const Column kind = must(s, "fare_transfer_type");
  if (!kind) return;
  const Column from = s.find("from_leg_group_id"), to = s.find("to_leg_group_id"),
               count = s.find("transfer_count"), within = s.find("duration_limit"),
               clock = s.find("duration_limit_type"), product = s.find("fare_product_id");
  while (s.next()) {
    FareDraft::Change c;
    const auto group = [&](Column column, std::string& into) {
      if (s[column].empty()) return true;
      into = "leg " + s[column];
      if (groups_.contains(into)) return true;
      refuse(s, column, "gtfs.foreign_key_violation",
             say("‘{0}’ is not in {1}", "“{0}”不在 {1} 中", s[column], "fare_leg_rules.txt"));
      return false;
    };
    if (!group(from, c.from) || !group(to, c.to)) continue;
    const std::string word = s[kind];
    if (word != "0" && word != "1" && word != "2") {
      refuse(s, kind, "gtfs.unexpected_enum_value",
             say("‘{}’ is not a fare_transfer_type", "“{}”不是有效的 fare_transfer_type", word));
      continue;
    }
    c.kind = static_cast<std::uint8_t>(word[0] - '0');
    const bool same = !c.from.empty() && c.from == c.to;
    if (same && s[count].empty()) {
      refuse(s, count, "gtfs.fare_transfer_rule_missing_transfer_count",
             say("transfers within one group need a transfer_count", "同组换乘须写明 transfer_count"));
      continue;
    }
    if (!same && !s[count].empty())
      refuse(
          s, count, "gtfs.fare_transfer_rule_with_forbidden_transfer_count",
          say("a transfer_count between different groups is left out", "不同组之间的 transfer_count 已忽略"));
    if (same) {
      const auto n = to_integer(s[count]);
      if (!n || *n < -1 || *n == 0 || *n > 100) {
        refuse(s, count, "gtfs.fare_transfer_rule_invalid_transfer_count",
               say("‘{}’ is not a transfer_count: −1, or 1 and more",
                   "“{}”不是有效的 transfer_count：应为 −1 或不小于 1", s[count]));
        continue;
      }
      c.most = static_cast<std::int32_t>(*n);
    }
    if (s[within].empty() != s[clock].empty()) {
      refuse(s, s[within].empty() ? within : clock,
             s[within].empty() ? "gtfs.fare_transfer_rule_duration_limit_type_without_duration_limit"
                               : "gtfs.fare_transfer_rule_duration_limit_without_type",
             say("a time limit needs its seconds and its type", "时限须同时写明秒数与类型"));
      continue;
    }
    if (!s[within].empty()) {
      const auto n = whole(s, within, 1, 10'000'000), t = whole(s, clock, 0, 3);
      if (!n || !t) continue;
      c.within_s = static_cast<std::int32_t>(*n);
      c.clock = static_cast<std::uint8_t>(*t);
    }
    if (!s[product].empty()) {
      const auto price = products.find(s[product]);
      if (price == products.end()) {
        refuse(s, product, "gtfs.foreign_key_violation",
               say("‘{0}’ is not in {1}", "“{0}”不在 {1} 中", s[product], "fare_products.txt"));
        continue;
      }
      c.price = price->second;
    }
    draft_.changes.push_back(std::move(c));
  }
}

void FareReader::read_legs() {
  draft_.form = FareForm::leg;
  read_networks();
  read_areas();
  read_hours();
  const auto products = read_products();
  read_leg_rules(products);
  read_transfer_rules(products);
  if (zip_.has("fare_leg_join_rules.txt"))
    notes_.note("fares.joined_legs",
                say("rules that join rides into one leg are not used: each ride is a leg",
                    "未采用 fare_leg_join_rules.txt：每次乘车视为一段"),
                Where{shown_ + "/fare_leg_join_rules.txt"});
}

}  // namespace

std::optional<FareDraft> gtfs_fares(const ZipReader& zip, const std::string& shown, const FeedDraft& feed,
                                    Diagnostics& notes) {
  return FareReader{zip, shown, feed, notes}.read();
}

}  // namespace cityloop
