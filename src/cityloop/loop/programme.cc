#include "cityloop/loop/programme.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>

#include "cityloop/base/hash.h"
#include "cityloop/geo/crs.h"
#include "cityloop/io/import/csv.h"
#include "cityloop/io/import/text_file.h"
#include "cityloop/loop/doubt.h"
#include "cityloop/loop/files.h"
#include "cityloop/loop/project_states.h"
#include "cityloop/loop/usecases.h"

namespace cityloop {
namespace {

namespace fs = std::filesystem;

class PoolReader {
 public:
  PoolReader(CsvReader& csv, const City& city, const Catalogue& catalogue, std::span<const Finding> findings)
      : csv_{csv}, city_{city}, catalogue_{catalogue}, findings_{findings},
        degrees_{"EPSG:4326", city.grid->spec().crs} {
    code_ = csv.column("code");
    fund_ = csv.find("fund");
    for (const char* name :
         {"lots", "state", "life", "name", "name_en", "type", "capex", "opex_per_year", "years", "capacity",
          "owner", "lon", "lat", "x", "y", "earliest", "latest", "mandatory_by", "finding"})
      at_[name] = csv.find(name);
  }

  Pooled row() {
    Pooled p;
    p.line = csv_.line();
    p.code = text(code_);
    if (p.code.find('#') != std::string::npos) fail(code_, say("a code has no #", "编码不能含 #"), {});
    if (p.code.empty())
      fail(code_, say("this project has no code", "该项目没有编码"),
           say("give each a code of its own", "请为每个项目填写编码"));
    if (const auto [was, fresh] = seen_.emplace(p.code, p.line); !fresh)
      fail(code_,
           say("the project ‘{}’ is there twice, first in line {}", "项目“{}”重复，首次在第 {} 行", p.code,
               was->second),
           {});
    const ProjectType* type = type_of();
    Project& x = p.project;
    x.id = ProjectId{id_of("pool", p.code)};
    if (type != nullptr) from_type(x, *type);
    const std::string name = text(at_["name"]), name_en = text(at_["name_en"]);
    if (!name.empty() || !name_en.empty())
      x.name = Text{name_en.empty() ? name : name_en, name.empty() ? name_en : name};
    if (x.name.empty()) x.name = verbatim(p.code);
    if (const auto m = money("capex")) x.capex = *m;
    read_lots(x);
    if (x.capex.fen <= 0)
      fail(at_["capex"] ? *at_["capex"] : code_,
           say("the project ‘{}’ has no price", "项目“{}”没有造价", p.code),
           say("fill in capex, such as 600万元, or name a type that has one",
               "请填写 capex（如 600万元），或写明有造价的项目类型"));
    if (const auto m = money("opex_per_year")) x.opex_per_year = *m;
    if (const auto y = whole("years", 1, 20)) x.years_to_build = *y;
    if (const std::string fund = fund_ ? text(*fund_) : ""; !fund.empty()) x.fund = {fund};
    if (x.fund.empty())
      fail(fund_.value_or(code_), say("no fund pays for ‘{}’", "项目“{}”没有资金来源", p.code),
           say("name its fund", "请填写 fund"));
    if (const std::string owner = text(at_["owner"]); !owner.empty()) x.owner = {owner};
    p.earliest = whole("earliest", 1900, 2200);
    p.latest = whole("latest", 1900, 2200);
    p.mandatory_by = whole("mandatory_by", 1900, 2200);
    if (p.earliest && p.latest && *p.earliest > *p.latest)
      fail(*at_["latest"],
           say("it may begin from {} and not after {}: never", "最早 {} 年、最迟 {} 年开工，无年份可选",
               *p.earliest, *p.latest),
           {});
    p.life = whole("life", 1, 200);
    if (const std::string word = text(at_["state"]); !word.empty()) p.state = state_of(word);
    place(x, type);
    if (const std::string word = text(at_["finding"]); !word.empty()) answer(x, word);
    return p;
  }
  /// The row as what is planned: itself, or its lots, each after the one before it; the last has the project's code and effect.
  void add_to(std::vector<Pooled>& out) {
    Pooled whole = row();
    const std::vector<Lot> lots = lots_;
    const int count = static_cast<int>(lots.size());
    for (int k = 1; k < count; ++k) {
      Pooled p = whole;
      p.code = fmt::format("{}#{}", whole.code, k);
      p.project.id = ProjectId{id_of("pool", p.code)};
      p.project.name = say("{0}, lot {2} of {3}", "{1}（第 {2}/{3} 标段）", whole.project.name.en,
                           whole.project.name.zh, k, count);
      p.project.change = {};
      p.project.opex_per_year = {};
      p.latest = p.mandatory_by = std::nullopt;
      if (k > 1) p.earliest = std::nullopt;
      as_lot(p, lots, k, whole.code);
      out.push_back(std::move(p));
    }
    if (count > 1) {
      whole.earliest = std::nullopt;
      as_lot(whole, lots, count, std::string{whole.code});
    }
    out.push_back(std::move(whole));
  }

 private:
  struct Lot {
    Money price;
    int years = 1;
  };
  static void as_lot(Pooled& p, const std::vector<Lot>& lots, int k, std::string of) {
    const Lot& lot = lots[static_cast<std::size_t>(k) - 1];
    p.project.capex = lot.price;
    p.project.years_to_build = lot.years;
    p.lot = k, p.lots = static_cast<int>(lots.size());
    p.lot_of = std::move(of);
  }
  /// "300万元/2; 500万元": what each costs, and over how many years if more than one.
  void read_lots(Project& x) {
    lots_.clear();
    const std::string words = text(at_["lots"]);
    if (words.empty()) return;
    const std::size_t column = *at_["lots"];
    Money sum;
    for (std::size_t at = 0; at <= words.size();) {
      const std::size_t end = std::min(words.find(';', at), words.size());
      const std::string_view one = trimmed(std::string_view{words}.substr(at, end - at));
      at = end + 1;
      if (one.empty()) continue;
      const std::size_t slash = one.find('/');
      Lot lot{parse_money(std::string{trimmed(one.substr(0, slash))}, csv_.where(column)), 1};
      if (lot.price.fen <= 0) fail(column, say("a lot has a price above 0", "标段造价应大于 0"), {});
      if (slash != std::string_view::npos) {
        const auto years = to_integer(trimmed(one.substr(slash + 1)));
        if (!years || *years < 1 || *years > 20)
          fail(column,
               say("‘{}’ does not say how many years a lot takes", "“{}”没有写明标段年数", std::string{one}),
               say("write price/years; price/years, such as 300万元/2; 500万元",
                   "写作 造价/年数; 造价/年数，如 300万元/2; 500万元"));
        lot.years = static_cast<int>(*years);
      }
      sum += lot.price;
      lots_.push_back(lot);
    }
    if (lots_.size() < 2)
      fail(column, say("one lot is no lots", "标段至少两个"),
           say("separate lots with ;, or leave lots empty", "请用 ; 分隔标段，或留空"));
    if (!text(at_["capex"]).empty() && sum != x.capex)
      fail(column,
           say("the lots cost {0} together, and capex says {1}", "各标段合计 {2}，而 capex 为 {3}",
               show_money(sum, Lang::en), show_money(x.capex, Lang::en), show_money(sum, Lang::zh),
               show_money(x.capex, Lang::zh)),
           say("make them agree, or leave capex empty", "请使二者一致，或将 capex 留空"));
    x.capex = sum;
  }
  ProjectState state_of(const std::string& word) {
    try {
      const ProjectState s = parse_project_state(word);
      if (!derived(s)) return s;
    } catch (const Error& e) {
      fail(*at_["state"], e.words(), e.hint());
    }
    fail(*at_["state"],
         say("a table does not say that a project is {}: that follows from plans and cases",
             "表格不能写明项目“{1}”：该状态由方案与案件决定", word, word),
         say("write idea, appraised, in_pool or shelved", "请写 idea、appraised、in_pool 或 shelved"));
  }
  [[noreturn]] void fail(std::size_t column, Text words, Text hint) const {
    throw Error{Fault::bad_input, std::move(words), csv_.where(column), std::move(hint)};
  }
  std::string text(const std::optional<std::size_t>& at) const {
    return at && !is_missing(csv_[*at]) ? std::string{trimmed(csv_[*at])} : std::string{};
  }
  std::optional<Money> money(const char* name) {
    const std::string words = text(at_[name]);
    if (words.empty()) return std::nullopt;
    const Money m = parse_money(words, csv_.where(*at_[name]));
    if (m.fen < 0)
      fail(*at_[name], say("a price is not negative", "造价不能为负"),
           say("what it saves is an effect, not a price", "节省的费用属于效果而非造价"));
    return m;
  }
  std::optional<int> whole(const char* name, int least, int most) {
    const std::string words = text(at_[name]);
    if (words.empty()) return std::nullopt;
    const auto v = to_integer(words);
    if (!v || *v < least || *v > most)
      fail(
          *at_[name],
          say("‘{0}’ is not a number from {1} to {2}", "“{0}”不是 {1} 至 {2} 之间的整数", words, least, most),
          least == 1900 ? say("write a year, such as 2027", "请写年份，如 2027") : Text{});
    return static_cast<int>(*v);
  }
  const ProjectType* type_of() {
    const std::string word = text(at_["type"]);
    if (word.empty()) return nullptr;
    std::vector<std::string> known;
    for (const ProjectType& t : catalogue_.project_types) {
      if (t.key.word == word) return &t;
      known.push_back(t.key.word);
    }
    const std::string near = nearest_word(word, known);
    fail(*at_["type"], say("‘{}’ is not a type of project", "“{}”不是项目类型", word),
         near.empty() ? Text{} : say("did you mean ‘{}’?", "是否想写“{}”？", near));
  }
  void from_type(Project& x, const ProjectType& t) {
    x.type = t.key;
    x.name = t.name;
    x.capex = t.capex, x.opex_per_year = t.opex_per_year;
    x.years_to_build = t.years_to_build;
    x.fund = t.fund, x.owner = t.owner;
  }
  void place(Project& x, const ProjectType* type) {
    const bool degrees = at_["lon"] && at_["lat"] && !text(at_["lon"]).empty();
    const auto &a = degrees ? at_["lon"] : at_["x"], &b = degrees ? at_["lat"] : at_["y"];
    if (text(a).empty() || text(b).empty()) {
      if (type != nullptr)
        fail(a.value_or(code_), say("nothing says where it stands", "没有写明位置"),
             say("fill in lon and lat, or x and y", "请填写 lon、lat 或 x、y"));
      return;
    }
    const auto x0 = to_number(text(a)), y0 = to_number(text(b));
    if (!x0 || !y0) fail(*a, say("this is not a position", "位置不是数字"), {});
    x.at = degrees ? degrees_.forward(Point{*x0, *y0}) : Point{*x0, *y0};
    const auto cell = city_.grid->find(x.at);
    if (!cell)
      fail(*a, say("this position lies outside the city", "该位置在城市之外"),
           say("lon and lat are degrees, x and y metres of {}", "lon、lat 为经纬度，x、y 为 {} 的米",
               city_.grid->spec().crs));
    x.cell = city_.grid->id(*cell);
    if (type == nullptr) return;
    float capacity = type->capacity;
    if (const std::string words = text(at_["capacity"]); !words.empty()) {
      const auto v = to_number(words);
      if (!v || !(*v > 0)) fail(*at_["capacity"], say("a capacity is above 0", "规模应大于 0"), {});
      capacity = static_cast<float>(*v);
    }
    if (type->does == ProjectType::Does::add_place) {
      x.change.changes.emplace_back(
          AddPlace{PlaceId{id_of("pool", x.id.v)}, type->place, x.at, capacity, {}});
    } else if (type->does == ProjectType::Does::expand_place) {
      x.change.changes.emplace_back(ResizePlace{nearest(type->place, x.at), 0});
      for (const PlaceIdx q : each(city_.places->id))
        if (city_.places->id[q] == std::get<ResizePlace>(x.change.changes.back()).place)
          std::get<ResizePlace>(x.change.changes.back()).capacity = city_.places->capacity[q] + capacity;
    } else {
      x.change.changes.emplace_back(SetLandUse{{*x.cell}, type->land_use});
    }
  }
  PlaceId nearest(const PlaceKindKey& kind, Point at) {
    std::optional<PlaceIdx> best;
    for (const PlaceIdx q : each(city_.places->id))
      if (city_.places->kinds[city_.places->kind[q]] == kind && city_.places->open(q) &&
          (!best || distance_m(city_.places->at[q], at) < distance_m(city_.places->at[*best], at)))
        best = q;
    if (!best) fail(code_, say("there is no {} to enlarge", "没有可扩建的 {}", kind.word), {});
    return city_.places->id[*best];
  }
  void answer(Project& x, const std::string& word) {
    for (const Finding& f : findings_)
      if (to_string(f.id).starts_with(word)) x.answers.push_back(f.id);
    if (x.answers.empty())
      fail(*at_["finding"], say("there is no finding ‘{}’ now", "目前没有体检发现“{}”", word),
           say("`cityloop detect --json` lists their ids", "可用 cityloop detect --json 查看编号"));
  }

  CsvReader& csv_;
  const City& city_;
  const Catalogue& catalogue_;
  std::span<const Finding> findings_;
  Transform degrees_;
  std::size_t code_ = 0;
  std::optional<std::size_t> fund_;
  std::map<std::string, std::optional<std::size_t>> at_;
  std::map<std::string, long> seen_;
  std::vector<Lot> lots_;  // of the row
};

Lens lens_of(const std::vector<Indicator>& indicators, const Workspace& w) {
  return {indicators, w.framework()};
}

}  // namespace

std::optional<ProgrammeRules> programme_rules(const Workspace& w, const std::string& file) {
  std::string found = file;
  if (found.empty()) {
    found = (fs::path{w.folder} / "plan.yaml").string();
    if (!fs::exists(found)) return std::nullopt;
  }
  return with_lives(w, parse_programme_rules(parse_yaml(read_text(found), found)));
}

ProgrammeRules with_lives(const Workspace& w, ProgrammeRules rules) {
  for (const AppraisalRules& r : w.catalogue.appraisal) {
    if (r.key != "social") continue;
    rules.other_life = r.other.life;
    for (const auto& [type, appraised] : r.types) rules.life[type] = appraised.life;
  }
  return rules;
}

std::vector<Pooled> read_pool(const std::string& file, const City& city, const Catalogue& catalogue,
                              std::span<const Finding> findings, Run& run) {
  const std::string text = read_text_file(file, file).text;
  CsvReader csv{text, file, run.notes, guess_delimiter(text)};
  PoolReader reader{csv, city, catalogue, findings};
  std::vector<Pooled> out;
  while (csv.next()) reader.add_to(out);
  return out;
}

std::vector<Pooled> pool_of(const Workspace& w, const ProgrammeRules& rules, const Situation& now, Run& run) {
  if (rules.projects.empty()) return {};
  const std::string file = (fs::path{rules.file}.parent_path() / rules.projects).string();
  return read_pool(file, now.city, w.catalogue, now.findings, run);
}

Programmed plan_programme(Workspace& w, const ProgrammeRules& rules, Run& run) {
  const Situation now = detect_latest(w, run);
  const std::vector<Pooled> pool = pool_of(w, rules, now, run);
  const std::vector<Indicator> wanted = w.measured();
  Effects effects = w.store->effects();
  if (const auto lessons = learn_latest(w, now, run)) effects = lessons->effects;
  Programmed p = programme(now, lens_of(wanted, w), w.catalogue.project_types, effects, rules, pool, run,
                           settled_projects(w, pool));
  w.store->put_result(p.plan);
  return p;
}

WhyNot why_not(const Programmed& p, const std::string& project) {
  WhyNot out;
  out.proposal = proposal_named(p, project);
  for (const portfolio::Reason& r : portfolio::passed_over(p.problem, p.result))
    if (r.proposal == out.proposal) out.reason = r;
  if (out.reason) out.way = portfolio::way_in(p.problem, p.result, out.proposal, {.gap = 1e-3, .nodes = 500});
  return out;
}

portfolio::Stability programme_stability(const Programmed& p, const Effects& effects, const Lens& lens,
                                         std::size_t draws, Run& run) {
  const portfolio::Doubt doubt = doubt_of(p, effects, lens);
  return portfolio::stability(p.problem, p.result.start, doubt, draws, run);
}

std::vector<MoreMoney> more_money(const Programmed& p, Money more) {
  std::vector<MoreMoney> out;
  for (std::size_t f = 0; f < p.funds.size(); ++f) {
    const portfolio::Binding* dearest = nullptr;
    for (const portfolio::Binding& b : p.result.binding)
      if (b.what.rule == portfolio::Rule::fund && b.what.a == f &&
          (dearest == nullptr || b.price > dearest->price))
        dearest = &b;
    if (dearest == nullptr) continue;
    const int last = static_cast<int>(p.problem.funds[f].budget.size()) - 1;
    const int year = std::min(dearest->what.until, last);
    out.push_back({p.funds[f], year + p.names.first_year, more,
                   portfolio::next_money(p.problem, p.result, f, year, more, {.gap = 1e-3, .nodes = 500})});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const MoreMoney& a, const MoreMoney& b) { return a.next.gain.low > b.next.gain.low; });
  return out;
}

}  // namespace cityloop
