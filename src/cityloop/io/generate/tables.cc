#include "cityloop/io/generate/tables.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "cityloop/base/json.h"
#include "cityloop/base/time.h"
#include "cityloop/geo/crs.h"

namespace cityloop::demo {
namespace {

// The centre of the city that does not exist: on the middle meridian of a CGCS2000 zone (EPSG:4547), so that its plane is
// the one that `crs: auto` chooses. The place on the real Earth is farmland.
constexpr const char* kPlane = "EPSG:4547";
constexpr LngLat kCentre{114.02, 32.35};

}  // namespace

struct Globe::Impl {
  Transform transform{"EPSG:4326", kPlane};
  Point origin;
};
Globe::Globe() : impl_{std::make_unique<Impl>()} {
  // The origin is a corner of the 100 m lattice, so that the cells are the same cells for every seed.
  const Point c = impl_->transform.forward(Point{kCentre.lng, kCentre.lat});
  impl_->origin = {std::round(c.x / 1000) * 1000, std::round(c.y / 1000) * 1000};
}
Globe::~Globe() = default;
std::vector<LngLat> Globe::operator()(std::vector<Point> points) const {
  for (Point& p : points) p = p + impl_->origin;
  impl_->transform.inverse(points);
  std::vector<LngLat> out;
  out.reserve(points.size());
  for (const Point p : points) out.push_back({std::round(p.x * 1e7) / 1e7, std::round(p.y * 1e7) / 1e7});
  return out;
}

std::string people_csv(const Sketch& s, const Globe& globe) {
  std::vector<Point> at;
  for (const Home& h : s.homes) at.push_back(h.at);
  const std::vector<LngLat> where = globe(std::move(at));
  Rows out;
  row(out, "building,lng,lat,residents,children,working,elderly,low_income\n");
  for (std::size_t h = 0; h < s.homes.size(); ++h) {
    const Home& home = s.homes[h];
    if (home.residents == 0) continue;
    row(out, "B{:07},{:.7f},{:.7f},{},{},{},{},{}\n", h + 1, where[h].lng, where[h].lat, home.residents,
        home.children, home.working, home.elderly, home.low_income);
  }
  return fmt::to_string(out);
}

std::string schools_csv(const Layout& l, const Sketch& s, const Globe& globe) {
  std::vector<Point> at;
  for (const School& x : s.schools) at.push_back(x.at);
  const std::vector<LngLat> where = globe(std::move(at));
  Rows out;
  row(out, "code,name,kind,lng,lat,places,pupils,district,note\n");
  for (std::size_t k = 0; k < s.schools.size(); ++k) {
    const School& x = s.schools[k];
    row(out, "{},{},{},{:.7f},{:.7f},{},{},{},generated\n", x.code, x.name, x.kind, where[k].lng,
        where[k].lat, x.capacity, x.pupils, s.zones[l.superblocks()[x.superblock].district].code);
  }
  return fmt::to_string(out);
}

std::string statistics_csv(const Layout& l, const DemoSpec& spec, const Sketch& s) {
  // What the yearbook of a district says, per resident and in the last year, by what kind of district it is; and how it
  // has moved per year. Orders of magnitude of published yearbooks; no figure is any real city's.
  struct Series {
    std::string_view variable, unit;
    std::array<double, kQuarters> per_person;
    double growth;  // of the per-person figure, per year
    int decimals;
  };
  static constexpr auto kSeries = std::to_array<Series>({
      {"doctors", "person", {0.0052, 0.0036, 0.0014, 0.0018, 0.0015, 0.0019}, 0.03, 0},
      {"nurses", "person", {0.0064, 0.0043, 0.0016, 0.0019, 0.0015, 0.0018}, 0.04, 0},
      {"hospital_beds", "1", {0.0095, 0.0069, 0.0022, 0.0031, 0.0020, 0.0042}, 0.02, 0},
      {"elder_care_beds", "1", {0.0040, 0.0062, 0.0015, 0.0058, 0.0010, 0.0049}, 0.03, 0},
      {"childcare_places", "1", {0.0031, 0.0042, 0.0012, 0.0020, 0.0008, 0.0010}, 0.12, 0},
      {"gdp", "万元", {8.4, 9.1, 6.3, 5.2, 21.0, 3.4}, 0.055, 0},
      {"public_revenue", "万元", {0.62, 0.66, 0.58, 0.31, 1.10, 0.17}, 0.04, 0},
      {"public_expenditure", "万元", {0.80, 0.78, 0.92, 0.55, 0.90, 0.61}, 0.05, 0},
      {"park_green_area", "m2", {4.1, 12.6, 19.5, 7.2, 9.0, 5.0}, 0.02, 0},
      {"sports_ground_area", "m2", {0.9, 2.3, 2.6, 1.6, 1.2, 2.1}, 0.05, 0},
      {"road_length", "km", {0.0011, 0.0013, 0.0024, 0.0021, 0.0040, 0.0068}, 0.01, 1},
      {"electricity", "万kWh", {0.36, 0.42, 0.40, 0.33, 1.90, 0.21}, 0.05, 0},
      {"water_supply", "m3", {74, 71, 66, 52, 180, 38}, 0.01, 0},
      {"employed", "person", {0.61, 0.58, 0.42, 0.50, 1.40, 0.47}, 0.00, 0},
      {"jobs", "person", {0.61, 0.58, 0.42, 0.50, 1.40, 0.47}, 0.00, 0},
  });
  constexpr std::array<double, kQuarters> kGrowth{-0.012, 0.006, 0.075, 0.022, 0.01, -0.018};
  const int last = year_of_spec(spec), first = last - spec.years_later - 4;
  std::vector<const Zone*> districts;
  for (const Zone& z : s.zones)
    if (z.level == "district") districts.push_back(&z);
  Rows out;
  row(out, "variable,unit,level,zone,year,value,note\n");
  const auto put = [&](std::string_view variable, std::string_view unit, const Zone* z, int year,
                       double value, int decimals) {
    row(out, "{},{},{},{},{},{:.{}f},generated\n", variable, unit, z ? "district" : "", z ? z->code : "",
        year, value, decimals);
  };
  const int known =
      last -
      spec.years_later;  // the first year's people are given; before them a trend, after them the drift
  const auto people_of = [&](const Zone& z, int year) {
    if (year <= known || z.people_first <= 0)
      return z.people_first * std::pow(1 + kGrowth[at(z.mostly)], year - known);
    return z.people_first *
           std::pow(z.people / z.people_first, (year - known) / static_cast<double>(spec.years_later));
  };
  for (int year = first; year <= last; ++year) {
    double whole = 0;
    for (const Zone* z : districts) {
      const double p = std::round(people_of(*z, year));
      whole += p;
      put("population", "person", z, year, p, 0);
    }
    put("population", "person", nullptr, year, whole, 0);
    for (std::size_t k = 0; k < kSeries.size(); ++k) {
      const Series& x = kSeries[k];
      double sum = 0;
      for (std::size_t d = 0; d < districts.size(); ++d) {
        const Zone& z = *districts[d];
        // A district's own level stays; each year adds a little noise of its own.
        Random own = l.random("statistic level", k * 1000 + d);
        const double level = 1 + 0.10 * own.normal();
        Random r = l.random("statistic", (k * 1000 + d) * 10000 + static_cast<std::uint64_t>(year));
        const double v = people_of(z, year) * x.per_person[at(z.mostly)] * std::max(0.5, level) *
                         std::pow(1 + x.growth, year - known) * (1 + 0.015 * r.normal());
        const double scale = std::pow(10.0, x.decimals), shown = std::round(std::max(0.0, v) * scale) / scale;
        sum += shown;
        put(x.variable, x.unit, &z, year, shown, x.decimals);
      }
      put(x.variable, x.unit, nullptr, year, sum, x.decimals);
    }
    // Series that exist for the whole city only.
    Random r = l.random("city statistic", static_cast<std::uint64_t>(year));
    const double t = year - known;
    put("good_air_days", "d", nullptr, year,
        std::clamp(std::round(281 + 5 * t + 6 * r.normal()), 180.0, 365.0), 0);
    put("pm25", "1", nullptr, year, std::round(10 * (37 - 1.2 * t + 1.0 * r.normal())) / 10, 1);
    put("sewage_treated", "%", nullptr, year, std::min(99.9, std::round(10 * (96.2 + 0.5 * t)) / 10), 1);
    put("carbon_emissions", "tCO2e", nullptr, year, std::round(whole * (6.1 - 0.06 * t)), 0);
    put("life_expectancy", "yr", nullptr, year, std::round(10 * (78.6 + 0.2 * t)) / 10, 1);
  }
  return fmt::to_string(out);
}

std::string budget_csv(const DemoSpec& spec, double people) {
  // Capital money of five departments for the years of the plan, in 万元; a part is committed to what is being built.
  struct Fund {
    std::string_view key, zh, en;
    double per_person_yuan;
    double committed;  // share, in the first year; less later
  };
  static constexpr auto kFunds = std::to_array<Fund>({
      {"education", "教育", "Education", 420, 0.35},
      {"health", "卫生健康", "Health", 260, 0.30},
      {"civil_affairs", "民政", "Civil affairs", 150, 0.25},
      {"culture_sport", "文化体育", "Culture and sport", 140, 0.20},
      {"construction", "城市建设", "Urban construction", 620, 0.50},
  });
  // A small town's capital money is topped up by transfers from above: else it could not build one whole health station.
  const double counted = std::max(people, 30'000.0);
  const int last = year_of_spec(spec);
  Rows out;
  row(out, "year,fund,name_zh,name_en,appropriated,committed,paid,unit\n");
  for (int year = last - spec.years_later + 1; year <= last + 5; ++year)
    for (const Fund& f : kFunds) {
      const double all = std::round(counted * f.per_person_yuan / 1e4 * std::pow(1.03, year - last - 1));
      const int ahead = year - last;
      const double share = ahead < 1 ? 1.0 : f.committed * std::pow(0.55, ahead - 1);
      row(out, "{},{},{},{},{:.0f},{:.0f},{:.0f},万元\n", year, f.key, f.zh, f.en, all,
          std::round(all * share), ahead < 1 ? std::round(all * 0.97) : 0.0);
    }
  return fmt::to_string(out);
}

std::string reports_csv(const Layout& l, const DemoSpec& spec, const Sketch& s, const Globe& globe,
                        std::size_t& count) {
  // Reports come where things fail, not where people are: each category has quarters it belongs to.
  struct Category {
    std::string_view key;
    std::array<double, kQuarters> rate;  // reports per 1,000 residents and year
    double deprived;                     // times as many where services came last
    int days;                            // usual time to close
  };
  static constexpr auto kCategories = std::to_array<Category>({
      {"street_light", {1.2, 0.8, 0.9, 2.4, 2.0, 1.1}, 2.0, 9},
      {"pothole", {1.0, 1.1, 0.3, 2.2, 3.0, 1.8}, 1.8, 21},
      {"manhole_cover", {1.1, 0.7, 0.2, 0.9, 0.8, 0.1}, 1.5, 4},
      {"garbage", {2.6, 1.5, 0.7, 3.1, 1.2, 1.6}, 2.5, 3},
      {"noise", {1.2, 1.9, 2.4, 0.8, 0.6, 0.1}, 1.0, 14},
      {"illegal_parking", {2.9, 2.6, 1.0, 0.9, 0.6, 0.1}, 1.0, 2},
      {"drainage", {1.6, 0.6, 0.4, 1.5, 0.9, 0.7}, 2.2, 30},
      {"ramp", {1.4, 0.6, 0.1, 0.4, 0.1, 0.1}, 1.2, 60},
      {"park_upkeep", {0.3, 0.7, 0.5, 0.3, 0.1, 0.0}, 1.0, 18},
  });
  struct Report {
    std::string id;
    Point at;
    std::string_view category;
    Date day;
    bool closed;
  };
  std::vector<Report> reports;
  std::vector<std::vector<std::uint32_t>> homes_of(s.blocks.size());
  for (std::uint32_t h = 0; h < s.homes.size(); ++h) homes_of[s.homes[h].block].push_back(h);
  const Date now = demo_date(spec);
  // A year's reports of a block depend on the year only: a later import finds the same reports, older and more of them closed.
  const int newest = year_of_spec(spec), oldest = newest - spec.years_later - 1;
  for (int year = std::max(oldest, newest - 2); year <= newest; ++year) {
    const Date start = std::chrono::sys_days{std::chrono::year{year} / 1 / 1};
    for (std::uint32_t b = 0; b < s.blocks.size(); ++b) {
      const Block& block = s.blocks[b];
      if (block.people_first <= 0) continue;
      std::size_t number = 0;
      Random r = l.random("reports", (static_cast<std::uint64_t>(year) << 32) + b);
      for (const Category& c : kCategories) {
        const double mean =
            block.people_first / 1000 * c.rate[at(block.quarter)] * (block.deprived ? c.deprived : 1.0);
        const double spread = mean * r.uniform(0.2, 2.4);
        auto n = static_cast<int>(std::floor(spread)) + (r.uniform() < spread - std::floor(spread) ? 1 : 0);
        for (; n > 0; --n) {
          const Home& h = s.homes[homes_of[b][r.below(homes_of[b].size())]];
          const Date day = start + std::chrono::days{r.below(365)};
          const double took = c.days * (block.deprived ? 2.5 : 1.0) * -std::log(1 - r.uniform());
          const Point at = h.at + Point{r.uniform(-25, 25), r.uniform(-25, 25)};
          reports.push_back({.id = {},
                             .at = at,
                             .category = c.key,
                             .day = day,
                             .closed = day + std::chrono::days{static_cast<int>(std::ceil(took))} <= now});
          reports.back().id = fmt::format("R{}-{:06}-{:03}", year, b, ++number);
        }
      }
    }
  }
  std::stable_sort(reports.begin(), reports.end(),
                   [](const Report& a, const Report& b) { return a.day < b.day; });
  std::vector<Point> at;
  for (const Report& x : reports) at.push_back(x.at);
  const std::vector<LngLat> where = globe(std::move(at));
  Rows out;
  row(out, "id,category,date,lng,lat,status\n");
  for (std::size_t k = 0; k < reports.size(); ++k)
    row(out, "{},{},{},{:.7f},{:.7f},{}\n", reports[k].id, reports[k].category, to_string(reports[k].day),
        where[k].lng, where[k].lat, reports[k].closed ? "closed" : "open");
  count = reports.size();
  return fmt::to_string(out);
}

}  // namespace cityloop::demo
