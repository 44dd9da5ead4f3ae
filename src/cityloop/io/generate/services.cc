#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "cityloop/io/generate/sketch.h"

namespace cityloop::demo {
namespace {

enum class Door : std::uint8_t {
  street,
  inside
};  // on the pavement for everybody, or within the compound's walls

/// A kind of service: for how many residents there is one, and how each quarter fares against that (1: as planned).
struct Service {
  std::string_view kind;
  double people_each;
  std::array<double, kQuarters> supply;  // old town, main, new district, suburb, industry, rural
  double deprived;                       // further factor in the sector that services reached last
  Door door;
  std::string_view zh, en;
  std::array<std::pair<std::string_view, std::string_view>, 3> tags;
  std::string_view capacity_tag;
  int capacity;
  std::string_view school;  // word in schools.csv
};

// The new district has streets and towers but few services; the old town has shops and schools but no room for parks,
// sport and care of the elderly. These are the findings that the demo is meant to bring out.
constexpr std::array kServices = std::to_array<Service>({
    {"kindergarten",
     5000,
     {0.9, 1, 0.35, 0.6, 0.3, 0.3},
     0.6,
     Door::inside,
     "幼儿园",
     "Kindergarten",
     {{{"amenity", "kindergarten"}}},
     "capacity",
     270,
     "kindergarten"},
    {"primary",
     9000,
     {1.1, 1, 0.30, 0.6, 0.2, 0.5},
     0.7,
     Door::street,
     "小学",
     "Primary School",
     {{{"amenity", "school"}, {"isced:level", "1"}}},
     "capacity",
     1080,
     "primary_school"},
    {"middle",
     22000,
     {1.1, 1, 0.30, 0.5, 0, 0.4},
     0.8,
     Door::street,
     "初级中学",
     "Middle School",
     {{{"amenity", "school"}, {"isced:level", "2"}}},
     "capacity",
     1200,
     "middle_school"},
    {"high",
     70000,
     {1.2, 1, 0.4, 0.4, 0, 0.2},
     1,
     Door::street,
     "高级中学",
     "High School",
     {{{"amenity", "school"}, {"isced:level", "3"}}},
     "capacity",
     1800,
     "high_school"},
    {"hospital",
     90000,
     {1.4, 1, 0.3, 0.3, 0, 0.3},
     0.5,
     Door::street,
     "人民医院",
     "People's Hospital",
     {{{"amenity", "hospital"}, {"emergency", "yes"}}},
     "beds",
     500,
     ""},
    {"health_centre",
     30000,
     {1, 1, 0.4, 0.6, 0, 0.8},
     0.5,
     Door::street,
     "社区卫生服务中心",
     "Community Health Centre",
     {{{"amenity", "clinic"}, {"healthcare", "clinic"}}},
     "beds",
     30,
     ""},
    {"health_station",
     6000,
     {0.7, 1, 0.4, 0.5, 0.2, 0.7},
     0.5,
     Door::inside,
     "社区卫生服务站",
     "Community Health Station",
     {{{"amenity", "doctors"}, {"healthcare", "doctor"}}},
     "",
     0,
     ""},
    {"pharmacy",
     4000,
     {1.3, 1, 0.6, 0.8, 0.3, 0.3},
     0.8,
     Door::street,
     "大药房",
     "Pharmacy",
     {{{"amenity", "pharmacy"}}},
     "",
     0,
     ""},
    {"nursing_home",
     40000,
     {0.35, 1, 0.25, 0.8, 0, 0.5},
     1,
     Door::street,
     "养老院",
     "Nursing Home",
     {{{"amenity", "social_facility"},
       {"social_facility", "nursing_home"},
       {"social_facility:for", "senior"}}},
     "beds",
     150,
     ""},
    {"day_care",
     8000,
     {0.3, 1, 0.3, 0.3, 0, 0.15},
     0.7,
     Door::inside,
     "老年人日间照料中心",
     "Day Care Centre for the Elderly",
     {{{"amenity", "social_facility"}, {"social_facility", "day_care"}, {"social_facility:for", "senior"}}},
     "capacity",
     40,
     ""},
    {"library",
     60000,
     {1.2, 1, 0.5, 0.3, 0, 0.1},
     1,
     Door::street,
     "图书馆",
     "Library",
     {{{"amenity", "library"}}},
     "",
     0,
     ""},
    {"culture_centre",
     25000,
     {1, 1, 0.4, 0.5, 0, 0.5},
     0.8,
     Door::street,
     "文化活动中心",
     "Cultural Centre",
     {{{"amenity", "community_centre"}, {"community_centre", "cultural_centre"}}},
     "",
     0,
     ""},
    {"museum",
     150000,
     {2.5, 1, 0.5, 0.2, 0, 0},
     1,
     Door::street,
     "博物馆",
     "Museum",
     {{{"tourism", "museum"}}},
     "",
     0,
     ""},
    {"theatre",
     200000,
     {2, 1, 0.5, 0, 0, 0},
     1,
     Door::street,
     "大剧院",
     "Theatre",
     {{{"amenity", "theatre"}}},
     "",
     0,
     ""},
    {"cinema",
     60000,
     {1.2, 1, 0.8, 0.4, 0, 0},
     1,
     Door::street,
     "影城",
     "Cinema",
     {{{"amenity", "cinema"}}},
     "",
     0,
     ""},
    {"sports_centre",
     70000,
     {0.2, 1, 0.8, 0.3, 0, 0},
     0.7,
     Door::street,
     "体育馆",
     "Sports Centre",
     {{{"leisure", "sports_centre"}}},
     "",
     0,
     ""},
    {"fitness",
     10000,
     {0.7, 1, 0.7, 0.4, 0.2, 0},
     1,
     Door::street,
     "健身房",
     "Fitness Centre",
     {{{"leisure", "fitness_centre"}}},
     "",
     0,
     ""},
    {"pitch",
     6000,
     {0.15, 1, 0.7, 0.5, 0.3, 0.6},
     0.6,
     Door::inside,
     "健身场地",
     "Sports Pitch",
     {{{"leisure", "pitch"}, {"sport", "basketball"}}},
     "",
     0,
     ""},
    {"playground",
     7000,
     {0.25, 1, 0.7, 0.3, 0, 0.2},
     0.7,
     Door::inside,
     "儿童游乐场",
     "Playground",
     {{{"leisure", "playground"}}},
     "",
     0,
     ""},
    {"market",
     15000,
     {1.3, 1, 0.25, 0.8, 0, 0.4},
     0.8,
     Door::street,
     "农贸市场",
     "Wet Market",
     {{{"amenity", "marketplace"}}},
     "",
     0,
     ""},
    {"supermarket",
     9000,
     {1, 1, 0.6, 0.8, 0.3, 0.3},
     0.9,
     Door::street,
     "超市",
     "Supermarket",
     {{{"shop", "supermarket"}}},
     "",
     0,
     ""},
    {"convenience",
     1500,
     {1.3, 1, 0.5, 0.9, 0.5, 0.6},
     1,
     Door::street,
     "便利店",
     "Convenience Store",
     {{{"shop", "convenience"}}},
     "",
     0,
     ""},
    {"mall",
     120000,
     {1, 1, 1.2, 0.2, 0, 0},
     1,
     Door::street,
     "购物中心",
     "Shopping Mall",
     {{{"shop", "mall"}}},
     "",
     0,
     ""},
    {"restaurant",
     1800,
     {1.6, 1, 0.6, 0.8, 0.8, 0.2},
     1,
     Door::street,
     "饭店",
     "Restaurant",
     {{{"amenity", "restaurant"}}},
     "",
     0,
     ""},
    {"bank",
     6000,
     {1.3, 1, 0.6, 0.5, 0.3, 0.2},
     1,
     Door::street,
     "银行",
     "Bank",
     {{{"amenity", "bank"}}},
     "",
     0,
     ""},
    {"post_office",
     25000,
     {1.2, 1, 0.5, 0.7, 0.4, 0.6},
     1,
     Door::street,
     "邮政所",
     "Post Office",
     {{{"amenity", "post_office"}}},
     "",
     0,
     ""},
    {"community_service",
     8000,
     {1, 1, 0.5, 0.7, 0.2, 0.9},
     0.8,
     Door::street,
     "社区服务站",
     "Community Service Station",
     {{{"amenity", "community_centre"}, {"office", "government"}}},
     "",
     0,
     ""},
    {"police",
     30000,
     {1, 1, 0.6, 0.8, 0.5, 0.6},
     1,
     Door::street,
     "派出所",
     "Police Station",
     {{{"amenity", "police"}}},
     "",
     0,
     ""},
    {"fire",
     70000,
     {0.6, 1, 0.6, 0.6, 1, 0.4},
     1,
     Door::street,
     "消防站",
     "Fire Station",
     {{{"amenity", "fire_station"}}},
     "",
     0,
     ""},
    {"toilets",
     3500,
     {1.5, 1, 0.5, 0.5, 0.2, 0.3},
     1,
     Door::street,
     "公共厕所",
     "Public Toilets",
     {{{"amenity", "toilets"}}},
     "",
     0,
     ""},
    {"parking",
     6000,
     {0.3, 1, 1.2, 0.5, 0.5, 0},
     1,
     Door::street,
     "停车场",
     "Car Park",
     {{{"amenity", "parking"}}},
     "capacity",
     120,
     ""},
    {"office",
     4000,
     {1, 1, 1.3, 0.3, 1.5, 0.05},
     1,
     Door::street,
     "写字楼",
     "Office",
     {{{"office", "company"}}},
     "",
     0,
     ""},
});

/// Blocks along a space-filling order, so that one service after another covers the ground.
std::vector<std::uint32_t> along_the_ground(const Sketch& s) {
  std::vector<std::uint32_t> order(s.blocks.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto morton = [](std::uint32_t x, std::uint32_t y) {
    std::uint64_t m = 0;
    for (unsigned k = 0; k < 24; ++k)
      m |= static_cast<std::uint64_t>((x >> k) & 1U) << (2 * k) | static_cast<std::uint64_t>((y >> k) & 1U)
                                                                      << (2 * k + 1);
    return m;
  };
  std::vector<std::uint64_t> rank;
  for (const Block& b : s.blocks)
    rank.push_back(
        morton(static_cast<std::uint32_t>(b.x0 + (1 << 22)), static_cast<std::uint32_t>(b.y0 + (1 << 22))));
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return rank[a] < rank[b]; });
  return order;
}

/// A spot for a place of a block: 11 m behind one of its streets, or on an inner path.
Point spot(const Layout& l, const Block& b, Door door, Random& r) {
  if (b.use == Use::hamlet)
    return l.place(b.hamlet.x + r.uniform(-0.9, 0.9), b.hamlet.y + (r.below(2) ? 0.11 : -0.11));
  const double back = 11 / l.unit_m();
  if (door == Door::inside) {
    const double t = r.uniform(0.25, 0.75), u = r.uniform(0.25, 0.75);
    return l.place(b.x0 + t * (b.x1 - b.x0), b.y0 + u * (b.y1 - b.y0));
  }
  const double t = r.uniform(0.12, 0.88);
  switch (r.below(4)) {
    case 0: return l.place(b.x0 + t * (b.x1 - b.x0), b.y0 + back);
    case 1: return l.place(b.x0 + t * (b.x1 - b.x0), b.y1 - back);
    case 2: return l.place(b.x0 + back, b.y0 + t * (b.y1 - b.y0));
    default: return l.place(b.x1 - back, b.y0 + t * (b.y1 - b.y0));
  }
}

}  // namespace

void place_services(const Layout& layout, Sketch& s) {
  const std::vector<std::uint32_t> order = along_the_ground(s);
  for (std::size_t k = 0; k < kServices.size(); ++k) {
    const Service& service = kServices[k];
    Random start = layout.random("service", k);
    const auto wanted = [&](const Block& b) {
      return b.people / service.people_each * service.supply[at(b.quarter)] *
             (b.deprived ? service.deprived : 1.0);
    };
    double due = 0.35 + 0.4 * start.uniform(), people = 0, all = 0;
    for (const Block& b : s.blocks) people += b.people, all += wanted(b);
    // A town large enough for one has one, however badly its quarters are served.
    if (people >= service.people_each) due = std::max(due, 1.001 - all);
    std::uint64_t number = 0;
    for (const std::uint32_t n : order) {
      const Block& b = s.blocks[n];
      if (b.people <= 0) continue;
      due += wanted(b);
      for (; due >= 1; due -= 1, ++number) {
        Random r = layout.random("service place", (static_cast<std::uint64_t>(k) << 32) + number);
        const Point p = spot(layout, b, service.door, r);
        const Text area = area_name(number + 5 * k);
        const std::string zh = area.zh + std::string{service.zh},
                          en = area.en + " " + std::string{service.en};
        OsmTags tags{{"name", zh}, {"name:en", en}};
        for (const auto& t : service.tags)
          if (!t.first.empty()) tags.push_back(t);
        const int capacity = static_cast<int>(std::lround(service.capacity * r.uniform(0.7, 1.3)));
        const std::string capacity_word = std::to_string(capacity);
        if (!service.capacity_tag.empty()) tags.emplace_back(service.capacity_tag, capacity_word);
        s.osm.node(p, tags);
        ++s.places;
        ++s.placed[std::string{service.kind}][at(b.quarter)];
        if (!service.school.empty())
          s.schools.push_back({.code = fmt::format("EDU{:02}{:05}", k, number),
                               .name = zh,
                               .name_en = en,
                               .kind = std::string{service.school},
                               .at = p,
                               .superblock = b.superblock,
                               .capacity = capacity,
                               .pupils = static_cast<int>(std::lround(capacity * r.uniform(0.8, 1.15)))});
      }
    }
  }
}

}  // namespace cityloop::demo
