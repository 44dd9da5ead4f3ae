#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "cityloop/city/builder.h"

namespace cityloop {

/// What a Builder has been given and not yet frozen. Private to city/builder*.cc.
struct Builder::Parts {
  struct PeopleRow {
    Point at;
    std::string cell_name;  // instead of `at`
    double count = 0;
    GroupKey group;
    FileIdx file;
    std::int64_t item = 0;
  };
  struct LandRow {
    LandUseKey use;
    Shape shape;  // or:
    Point at;
    double area_m2 = 0;
    FileIdx file;
    std::int64_t item = 0;
  };
  std::string crs;
  Date as_of;
  Diagnostics& notes;
  About about = {};
  double cell_m = 0;
  bool own_cells = false;
  CellShape cell_shape = CellShape::square;
  std::vector<Shape> boundaries = {};
  std::vector<Point> cells = {};
  std::vector<CellDraft> drafts = {};
  std::map<PlaceKindKey, KindRule> kinds = {};
  std::map<GroupKey, Text> groups = {};
  std::vector<PeopleRow> people = {};
  std::vector<std::pair<ZoneLevelKey, Text>> levels = {};
  std::vector<ZoneDraft> zones = {};
  std::vector<UnitEdit> unit_edits = {};
  std::set<ZoneLevelKey> settled =
      {};  // levels whose zones have all their cells in `cells`: shapes claim none
  std::map<std::pair<ZoneLevelKey, std::string>, std::vector<std::string>> became =
      {};  // unit → those that followed
  std::vector<PlaceDraft> places = {};
  std::vector<StreetDraft> streets = {};
  std::vector<TurnDraft> turns = {};
  bool heights_asked = false;
  std::map<std::int64_t, std::uint8_t> way_stress = {};
  std::map<std::int64_t, Congestion> way_traffic = {};
  std::vector<FeedDraft> feeds = {};
  std::vector<FareDraft> fares = {};
  std::vector<BuildingDraft> buildings = {};
  std::vector<LandRow> land = {};
  std::vector<std::pair<Point, double>> elevation = {};
  std::vector<StatisticDraft> statistics = {};
  std::vector<BudgetDraft> budget = {};
  std::vector<ReportDraft> reports = {};
  std::vector<InspectionDraft> inspections = {};
  Box extent = {};
  Provenance provenance = {};
  std::map<FileIdx, SourceRow> file_rows = {};

  /// A row of Provenance for one fact, and the shared one for facts that carry their own number (streets, buildings).
  SourceRow row(FileIdx file, std::int64_t item);
  SourceRow file_row(FileIdx file);
  Where where(FileIdx file, std::int64_t item, std::string what = {}) const;

  // One function per layer, in the order freeze() calls them.
  Grid make_grid();
  Zones make_zones(const Grid&);
  /// The cells that a zone says are its own; another zone may have claimed some before.
  std::vector<CellIdx> cells_in(const ZoneDraft&, const Grid&) const;
  /// Shares the cells of a level out among its zones as make_zones() would, so that a change of units moves cells and
  /// nothing else, however the borders overlap.
  void settle(const ZoneLevelKey&, const Grid&);
  void edit_zones(const Grid&);
  void reassign(Zones&);
  /// The unit that a merged one is a part of now, since what was found in a part was found in the whole; invalid: none.
  ZoneIdx heir_of(const Zones&, std::string code, ZoneLevelKey) const;
  /// What became of the units with this code, for people: "it became A1, A2"; empty: nothing.
  Text fate_of(const std::string& code, const ZoneLevelKey&) const;
  People make_people(const Grid&);
  Places make_places(const Grid&);
  Streets make_streets();
  void add_relief(Streets&);
  void add_stress(Streets&);
  void add_traffic(Streets&);
  void add_turns(Streets&);
  Transit make_transit();
  Fares make_fares(const Transit&);
  Buildings make_buildings(const Grid&);
  Land make_land(const Grid&, Run&);
  Statistics make_statistics(const Zones&);
  Budget make_budget();
  Reports make_reports(const Grid&);
  Inspections make_inspections(const Grid&, const Zones&);
  void merge_twins(std::vector<PlaceDraft>&);
};

/// A zone by the user's own code: of a level, or the finest that has it; invalid: none.
ZoneIdx zone_of_code(const Zones&, const std::string& code, const ZoneLevelKey& level);

/// Centres of the lattice that lie inside a shape, by scan lines: O(segments × rows they span + cells).
std::vector<CellId> lattice_inside(const Shape&, double cell_m);

}  // namespace cityloop
