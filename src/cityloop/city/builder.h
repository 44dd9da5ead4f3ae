#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cityloop/base/run.h"
#include "cityloop/city/city.h"
#include "cityloop/city/unit_edit.h"

namespace cityloop {

/// A file that facts are read from.
struct SourceFile {
  std::string file, title, licence, dated;
  ContentHash content;
};
struct PlaceDraft {
  PlaceKindKey kind;
  std::string
      ref;  // stable name inside its source: "osm:n123", "edu:310115"; makes the PlaceId with the kind
  Point at;
  std::optional<float> capacity = {};  // absent: the kind's default, marked estimated
  std::string name = {};
  std::vector<std::uint16_t> hours = {};  // see OpenHours
  std::vector<Point> entrances = {};
  FileIdx file = {};
  std::int64_t item = 0;
};
struct ZoneDraft {
  ZoneLevelKey level;
  std::string code;
  Text name;
  Shape shape;                     // or:
  std::vector<CellId> cells = {};  // zones given by cells
  std::string type = {};           // old_town, new_district, …
  std::string parent_code = {};    // of any coarser level; empty: found by location
  FileIdx file = {};
  std::int64_t item = 0;
};
struct StreetDraft {  // one stretch between junctions; nodes with the same ref are the same node
  std::int64_t from_ref = 0, to_ref = 0;
  std::vector<Point> line;  // from, bends, to
  Permit forward = 0, backward = 0;
  StreetClass street_class = StreetClass::other;
  std::uint8_t drive_kmh = 0;
  std::int64_t way_ref = 0;
  std::optional<double> length_m = {};  // absent: the length of the line
  FileIdx file = {};
  std::vector<float> heights =
      {};              // at equal steps of at most 10 m along the line; empty: see street_heights()
  bool level = false;  // a bridge or a tunnel: the ground below or above it says nothing of its slope
  std::uint8_t stress_forward = 0, stress_backward = 0;  // level of traffic stress 1–4; 0: not known
  bool stress_said = false;                       // the source says so itself: crossings do not change it
  bool from_signals = false, to_signals = false;  // traffic lights at the ends
};
/// A turn that is forbidden (or, `only`: the only one allowed) from one way over a node into another.
struct TurnDraft {
  std::int64_t from_way = 0, via_ref = 0, to_way = 0;
  bool only = false;
  Permit stops = 0;
  FileIdx file = {};
  std::int64_t item = 0;
};
/// One whole timetable. Rows refer to each other by their positions here; every trip has at least two calls.
struct FeedDraft {
  struct Stop {
    std::string ref, name;
    Point at;
    std::int64_t parent = -1;  // position in `stops`; negative: none
    StopType type = StopType::platform;
    Wheelchair wheelchair = Wheelchair::unknown;
    std::int64_t item = 0;
    std::int32_t level = kNoLevel;
  };
  struct Line {
    std::string ref, name, long_name, agency;
    Vehicle vehicle = Vehicle::bus;
    std::int64_t item = 0;
  };
  struct Service {
    std::string ref;
    std::uint8_t weekdays = 0;
    std::int32_t from = 1, last = 0;
    std::vector<std::int32_t> added = {}, removed = {};
  };
  struct Call {
    std::uint32_t stop = 0;
    std::int32_t arrival = 0, departure = 0;
    std::uint8_t rules = kBoard | kAlight;
  };
  struct Trip {
    std::string ref;
    std::uint32_t line = 0, service = 0;
    Wheelchair wheelchair = Wheelchair::unknown;
    std::uint64_t first_call = 0, calls = 0;  // in `calls`
  };
  struct Headway {
    std::uint32_t trip = 0;
    std::int32_t from = 0, until = 0, every_s = 0;
    bool exact = false;
    friend auto operator<=>(const Headway&, const Headway&) = default;
  };
  struct Transfer {
    std::uint32_t from = 0, to = 0;
    std::uint8_t type = 0;
    std::int32_t least_s = -1;
    friend auto operator<=>(const Transfer&, const Transfer&) = default;
  };
  struct Pathway {
    std::uint32_t from = 0, to = 0;
    PathwayMode mode = PathwayMode::walkway;
    bool both = true;
    std::int32_t seconds = -1, mm = -1, steps = -1;
    friend auto operator<=>(const Pathway&, const Pathway&) = default;
  };
  std::string name, version = {}, time_zone = {};
  std::vector<Stop> stops = {};
  std::vector<Line> lines = {};
  std::vector<Service> services = {};
  std::vector<Trip> trips = {};
  std::vector<Call> calls = {};
  std::vector<Headway> headways = {};
  std::vector<Transfer> transfers = {};
  std::vector<Pathway> pathways = {};
  FileIdx file = {};
  std::span<const Call> calls_of(std::size_t trip) const {
    return std::span{calls}.subspan(trips[trip].first_call, trips[trip].calls);
  }
};
/// One system of fares on its way into the city, as its source says it; groups, sets and spans are named by words.
struct FareDraft {
  struct Member {
    std::string net, feed, line;
    std::uint8_t vehicle = 255;
    friend auto operator<=>(const Member&, const Member&) = default;
  };
  struct AreaStop {
    std::string area, feed, stop;
    friend auto operator<=>(const AreaStop&, const AreaStop&) = default;
  };
  struct Hours {
    std::string group;
    std::int32_t from = 0, until = 0;
    std::string feed, service;
    friend auto operator<=>(const Hours&, const Hours&) = default;
  };
  struct Leg {
    std::string group, net = {}, from = {}, to = {}, boards = {}, alights = {};
    std::int64_t price = 0;
    std::int32_t rank = 0;
    friend auto operator<=>(const Leg&, const Leg&) = default;
  };
  struct Change {
    std::string from, to;
    std::uint8_t kind = 0;
    std::int64_t price = 0;
    std::int32_t most = -1, within_s = -1;
    std::uint8_t clock = 1;
    bool other_line = false;
    friend auto operator<=>(const Change&, const Change&) = default;
  };
  FareForm form = FareForm::leg;
  std::string feed = {}, currency = {};
  std::int64_t cap = -1;
  bool ranked = false;
  std::vector<Member> members = {};
  std::vector<AreaStop> area_stops = {};
  std::vector<Hours> hours = {};
  std::vector<Leg> legs = {};
  std::vector<Change> changes = {};
  FileIdx file = {};
};
struct BuildingDraft {
  std::uint64_t id = 0;
  Point at;
  double footprint_m2 = 0;
  std::uint16_t floors = 0;
  std::int16_t year = 0;
  BuildingUseKey use;
  FileIdx file = {};
};
struct StatisticDraft {
  VariableKey variable;
  std::string unit;
  std::string zone_code;    // empty: the whole city
  ZoneLevelKey zone_level;  // empty: any level that has the code
  int year = 0;
  double value = 0;
  Mark mark = Mark::known;
  FileIdx file = {};
  std::int64_t item = 0;
};
struct BudgetDraft {
  FundKey fund;
  Text fund_name;
  int year = 0;
  std::int64_t appropriated_fen = 0, committed_fen = 0, paid_fen = 0;
  FileIdx file = {};
  std::int64_t item = 0;
};
struct ReportDraft {
  std::string ref;
  CategoryKey category;
  Point at;
  Date day;
  bool closed = false;
  FileIdx file = {};
  std::int64_t item = 0;
};
struct InspectionDraft {
  CheckKey check;
  std::string zone_code;         // empty: by `at`, else the city as a whole
  ZoneLevelKey zone_level = {};  // empty: any level that has the code
  std::string object;
  std::optional<Point> at = {};
  Look look = Look::problem;
  std::uint8_t severity = 0;
  Remedy remedy = Remedy::unsaid;
  Nature nature = Nature::unsaid;
  double quantity = 1;
  Date seen = {};
  std::optional<Date> due = {}, done = {};
  std::string problem = {}, advice = {}, responsible = {}, photo = {}, evidence = {};
  FileIdx file = {};
  std::int64_t item = 0;
};
/// What the catalogue says of a kind of place (catalogue/places.yaml).
struct KindRule {
  PlaceKindKey kind;
  Text name;
  float default_capacity = 1;
  double merge_within_m =
      0;  // two of this kind closer than this, same name or one unnamed, from different files: one place
};

/// The only mutable city: rows in, diagnostics out, City frozen. Importers know nothing else.
/// The order in which rows arrive never changes the result: everything is sorted by stable id before freezing.
/// Coordinates are on the city's plane (grid.crs); importers transform before they add.
class Builder {
 public:
  Builder(std::string crs, Date as_of, Diagnostics& notes);
  ~Builder();
  Builder(Builder&&) noexcept;

  const std::string& crs() const;
  Diagnostics& notes();
  void about(About about);
  FileIdx add_file(const SourceFile&);

  // The grid: exactly one of these families. A lattice covers the boundary shapes (cells whose centre lies inside), and
  // every cell with people where no boundary was given.
  void grid_lattice(double cell_m);
  void boundary(const Shape&);
  void add_cell(Point inside);  // one lattice cell, whatever the boundary
  struct CellDraft {
    std::string name;
    Point centre;
    double area_m2 = 0;
    Shape ring = {};  // empty: square or hexagon
  };
  void grid_own(CellShape shape, std::vector<CellDraft> cells);

  void kind(KindRule rule);
  void group(const GroupKey&, Text name);
  /// Residents at a point (a census point, a raster cell's centre, a building). `group` empty: residents in all.
  void add_people(Point at, double count, const GroupKey& group, FileIdx file, std::int64_t item);
  /// Residents of an own cell by its name.
  void add_people(const std::string& cell_name, double count, const GroupKey& group, FileIdx file,
                  std::int64_t item);
  /// Residents known by zone only are not spread over cells silently: pass weights (e.g. building floor area) or refuse.
  void zone_level(const ZoneLevelKey&, Text name);  // in the order finest first
  void add_zone(ZoneDraft);
  /// Changes of the units, applied in their order to the zones that were added.
  void edit_units(std::vector<UnitEdit>);
  void add_place(PlaceDraft);
  void add_street(StreetDraft);
  void add_turn(TurnDraft);
  /// Asks for heights at points no more than 10 m apart along every street that has none yet. NaN: not known; a street
  /// with such a point stays flat, and freeze() says how much of the length that is.
  using HeightsAt = std::function<void(std::span<const Point>, std::span<float>)>;
  void street_heights(const HeightsAt&);
  /// What a register knows of a street by its way_ref, better than the street's own source.
  void way_stress(std::int64_t way, std::uint8_t level);
  struct Congestion {
    std::optional<double> share;  // of the free-flow speed, or:
    double kmh = 0;
  };
  void way_traffic(std::int64_t way, Congestion);
  void add_feed(FeedDraft);
  /// All systems of a city are in one currency: one in another is left out, with a problem.
  void add_fares(FareDraft);
  void add_building(BuildingDraft);
  void add_land(const LandUseKey& use, const Shape& shape, FileIdx file, std::int64_t item);
  void add_land(const LandUseKey& use, Point at, double area_m2, FileIdx file, std::int64_t item);
  void set_elevation(Point at, double metres);  // mean of all points of a cell
  void add_statistic(StatisticDraft);
  void add_budget(BudgetDraft);
  void add_report(ReportDraft);
  void add_inspection(InspectionDraft);

  /// Extent of everything that was added so far with a place on the ground.
  Box extent() const;

  /// Sorts, snaps to cells, merges duplicates, hashes. Throws Error{bad_input} if there is no cell.
  City freeze(Run& run) &&;

 private:
  struct Parts;  // city/builder_parts.h
  std::unique_ptr<Parts> parts_;
};

}  // namespace cityloop
