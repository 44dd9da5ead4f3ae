// Fares as rule tables: the form in which r5r keeps them, zipped.
// source   r5r, vignette "Accounting for monetary costs" (the columns); the meaning is that of fare_rules.h

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "cityloop/io/import/csv.h"
#include "cityloop/io/import/readers.h"
#include "cityloop/io/import/zip.h"

namespace cityloop {
namespace {

struct Type {
  bool unlimited = false, same_line = false, by_line = false;
  std::int64_t price = 0;
};

class FareTables {
 public:
  FareTables(const ZipReader& zip, std::string shown, std::string currency, Diagnostics& notes)
      : zip_{zip}, shown_{std::move(shown)}, notes_{notes}, digits_{currency_digits(currency)} {
    draft_.form = FareForm::table;
    draft_.currency = std::move(currency);
  }
  FareDraft read() {
    read_settings();
    read_types();
    read_lines();
    read_pairs();
    return std::move(draft_);
  }

 private:
  struct Sheet {
    std::string text;
    std::optional<CsvReader> rows;
  };
  /// The entry of this name, wherever in the archive; resource forks of another system are passed over.
  bool open(const std::string& name, Sheet& sheet) {
    for (const std::string& entry : zip_.names()) {
      const std::string last = entry.substr(entry.find_last_of('/') + 1);
      if (last != name || entry.find("__MACOSX") != std::string::npos) continue;
      sheet.text = zip_.read(entry);
      sheet.rows.emplace(sheet.text, shown_ + "/" + entry, notes_);
      return true;
    }
    throw Error{
        Fault::bad_input, say("{0} holds no {1}", "{0} 中没有 {1}", shown_, name), Where{shown_},
        say("fares as rule tables are global_settings.csv, fares_per_type.csv, fares_per_transfer.csv and "
            "fares_per_route.csv in one zip file",
            "票价规则表为一个 zip 文件，内含 global_settings.csv、fares_per_type.csv、fares_per_transfer.csv "
            "与 "
            "fares_per_route.csv")};
  }
  std::optional<std::int64_t> price(const CsvReader& r, std::size_t column) {
    const auto minor = parse_price(trimmed(r[column]), digits_);
    if (minor && *minor >= 0) return minor;
    notes_.problem("fares.price",
                   say("‘{0}’ is not a price in {1}", "“{0}”不是有效的 {1} 价格", r[column], draft_.currency),
                   r.where(column));
    return std::nullopt;
  }
  std::optional<bool> yes(const CsvReader& r, std::size_t column) {
    std::string w{trimmed(r[column])};
    std::transform(w.begin(), w.end(), w.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (w == "true" || w == "t" || w == "1") return true;
    if (w == "false" || w == "f" || w == "0") return false;
    notes_.problem("fares.choice",
                   say("‘{}’ is neither TRUE nor FALSE", "“{}”既非 TRUE 也非 FALSE", r[column]),
                   r.where(column));
    return std::nullopt;
  }
  const Type* type(const CsvReader& r, std::size_t column) {
    const auto it = types_.find(std::string{trimmed(r[column])});
    if (it != types_.end()) return &it->second;
    notes_.problem(
        "fares.type",
        say("the type ‘{}’ is not in fares_per_type.csv", "类型“{}”不在 fares_per_type.csv 中", r[column]),
        r.where(column));
    return nullptr;
  }
  static std::string net(const std::string& type, std::int64_t price) {
    return fmt::format("{} @{}", type, price);
  }

  void read_settings();
  void read_types();
  void read_lines();
  void read_pairs();

  const ZipReader& zip_;
  std::string shown_;
  Diagnostics& notes_;
  std::uint8_t digits_;
  FareDraft draft_;
  std::map<std::string, Type> types_;
  std::int32_t most_ = 0, within_s_ = -1;
};

void FareTables::read_settings() {
  Sheet s;
  open("global_settings.csv", s);
  CsvReader& r = *s.rows;
  const std::size_t name = r.column("setting"), value = r.column("value");
  while (r.next()) {
    const std::string_view word = trimmed(r[name]), what = trimmed(r[value]);
    const bool endless = what == "Inf" || what == "inf" || what == "-1";
    const auto n = to_number(what);
    const auto bad = [&] {
      notes_.problem("fares.setting", say("‘{0}’ cannot be ‘{1}’", "“{0}”不能是“{1}”", word, what),
                     r.where(value));
    };
    if (word == "max_discounted_transfers") {
      if (endless) most_ = -1;
      else if (n && *n >= 0 && *n <= 100 && *n == std::floor(*n)) most_ = static_cast<std::int32_t>(*n);
      else bad();
    } else if (word == "transfer_time_allowance") {
      if (endless) within_s_ = -1;
      else if (n && *n >= 0 && *n <= 10'000) within_s_ = static_cast<std::int32_t>(std::lround(*n * 60));
      else bad();
    } else if (word == "fare_cap") {
      if (endless) continue;
      const auto cap = parse_price(what, digits_);
      if (cap && *cap >= 0) draft_.cap = *cap;
      else bad();
    } else {
      notes_.note("fares.setting", say("the setting ‘{}’ is not known", "未知的设置“{}”", word),
                  r.where(name));
    }
  }
}

void FareTables::read_types() {
  Sheet s;
  open("fares_per_type.csv", s);
  CsvReader& r = *s.rows;
  const std::size_t name = r.column("type"), unlimited = r.column("unlimited_transfers"),
                    same = r.column("allow_same_route_transfer"), by_line = r.column("use_route_fare"),
                    fare = r.column("fare");
  while (r.next()) {
    const auto a = yes(r, unlimited), b = yes(r, same), c = yes(r, by_line);
    if (!a || !b || !c) continue;
    const auto p = *c ? std::optional<std::int64_t>{0} : price(r, fare);
    if (!p) continue;
    const std::string word{trimmed(r[name])};
    if (word.empty() || !types_.emplace(word, Type{*a, *b, *c, *p}).second)
      notes_.problem("fares.type",
                     say("‘{}’ is no name for a further type", "“{}”不能作为又一类型的名称", word),
                     r.where(name));
  }
}

void FareTables::read_lines() {
  static const std::map<std::string, Vehicle> vehicles{
      {"TRAM", Vehicle::tram},     {"SUBWAY", Vehicle::metro},    {"RAIL", Vehicle::rail},
      {"BUS", Vehicle::bus},       {"FERRY", Vehicle::ferry},     {"CABLE_CAR", Vehicle::tram},
      {"GONDOLA", Vehicle::cable}, {"FUNICULAR", Vehicle::cable}, {"TROLLEYBUS", Vehicle::bus},
      {"MONORAIL", Vehicle::metro}};
  Sheet s;
  open("fares_per_route.csv", s);
  CsvReader& r = *s.rows;
  const std::size_t line = r.column("route_id"), kind = r.column("fare_type");
  const auto fare = r.find("route_fare"), mode = r.find("mode");
  std::set<std::pair<std::string, std::int64_t>> prices;
  std::map<Vehicle, std::set<std::string>> nets;  // what lines of a vehicle belong to
  while (r.next()) {
    const Type* t = type(r, kind);
    if (t == nullptr) continue;
    std::int64_t p = t->price;
    if (t->by_line) {
      const auto own = fare ? price(r, *fare) : std::nullopt;
      if (!own) continue;
      p = *own;
    }
    const std::string word{trimmed(r[kind])}, of = net(word, p);
    prices.emplace(word, p);
    draft_.members.push_back({of, "", std::string{trimmed(r[line])}});
    if (const auto v = mode ? vehicles.find(std::string{trimmed(r[*mode])}) : vehicles.end();
        v != vehicles.end())
      nets[v->second].insert(of);
  }
  for (const auto& [word, p] : prices)
    draft_.legs.push_back({.group = word, .net = net(word, p), .price = p});
  // A line that is not in the table, such as one that a what-if draws, costs what all lines of its vehicle cost.
  for (const auto& [vehicle, of] : nets)
    if (of.size() == 1) draft_.members.push_back({*of.begin(), "", "", static_cast<std::uint8_t>(vehicle)});
  if (draft_.legs.empty())
    notes_.problem("fares.empty", say("no line has a price", "没有任何线路有票价"), Where{r.file()});
}

void FareTables::read_pairs() {
  for (const auto& [word, t] : types_)
    if (t.unlimited)
      draft_.changes.push_back({.from = word, .to = word, .kind = 0, .other_line = !t.same_line});
  Sheet s;
  open("fares_per_transfer.csv", s);
  CsvReader& r = *s.rows;
  const std::size_t first = r.column("first_leg"), second = r.column("second_leg"), fare = r.column("fare");
  while (r.next()) {
    const Type* a = type(r, first);
    const Type* b = type(r, second);
    const auto p = price(r, fare);
    if (a == nullptr || b == nullptr || !p || most_ == 0) continue;
    draft_.changes.push_back({.from = std::string{trimmed(r[first])},
                              .to = std::string{trimmed(r[second])},
                              .kind = 2,
                              .price = *p,
                              .most = most_,
                              .within_s = within_s_,
                              .clock = 1,
                              .other_line = a == b && !a->same_line});
  }
}

}  // namespace

void read_fares(Import& in) {
  const Document money = in.spec.options.at("currency");
  const std::string currency = money.string();
  if (currency.size() != 3 ||
      !std::all_of(currency.begin(), currency.end(), [](char c) { return c >= 'A' && c <= 'Z'; }))
    money.fail(say("‘{}’ is not a currency", "“{}”不是货币代码", currency),
               say("write its three letters, such as CNY or BRL", "请写三字母代码，如 CNY 或 BRL"));
  in.spec.options.done();
  const ZipReader zip{in.path, in.spec.file};
  FareDraft draft = FareTables{zip, in.spec.file, currency, in.run.notes}.read();
  draft.file = in.file;
  in.into.add_fares(std::move(draft));
}

std::optional<LngLat> locate_fares(const SourceSpec&, const std::string&) { return std::nullopt; }

}  // namespace cityloop
