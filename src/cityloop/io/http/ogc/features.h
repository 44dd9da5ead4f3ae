#pragma once

// What OGC API – Features gives out: one collection per layer of the city, made once for a snapshot and read by many.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cityloop/geo/crs.h"
#include "cityloop/geo/tree.h"
#include "cityloop/io/export/layers.h"

namespace cityloop::ogc {

/// Counts of fewer people than this are not published: with the map, the place and a list of groups, somebody who knows the
/// neighbourhood could tell who is meant. Ten is the smaller of the thresholds that statistical offices use for grids.
inline constexpr double kFewestPeople = 10;

inline constexpr std::string_view kCrs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

/// What is known of a city on one day. All but the city may be absent. Shared, so that a snapshot lives as long as an
/// answer about it is being made.
struct FeatureSource {
  std::shared_ptr<const City> city;
  std::shared_ptr<const std::vector<Indicator>> indicators = {};
  std::shared_ptr<const Measurement> measured = {};
  std::shared_ptr<const Assessment> assessed = {};
  std::shared_ptr<const Framework> framework = {};
  std::shared_ptr<const std::vector<Finding>> findings = {};
  std::shared_ptr<const Plan> plan = {};
  Lang lang = Lang::en;      // of names within rows
  std::string version = {};  // whatever else must make an old page's continuation stale
};

/// A coordinate system in which features are given.
struct System {
  std::string uri;
  std::string name;  // as Transform takes it
  bool north_first = false, degrees = false;
  int decimals = 3;  // of published coordinates: millimetres, or a centimetre in degrees
};

/// First and last moment of something, both included.
struct Moments {
  Instant from, until;
};

struct Collection {
  std::string id;
  Text title, meaning;
  ExportLayer::Kind kind = ExportLayer::Kind::point;
  std::size_t rows = 0;
  std::vector<ExportColumn> columns;           // counts of too few people are missing in them already
  std::function<Geometry(std::size_t)> shape;  // on the city's plane
  std::vector<std::string> fid;                // row → stable id
  std::unordered_map<std::string_view, std::uint32_t> find;  // of `fid`
  std::function<std::optional<Moments>(std::size_t)> when;   // absent: features of this layer have no time
  std::vector<Box> degrees_box, plane_box;                   // row → box as published in CRS84; on the plane
  BoxTree degrees_tree, plane_tree;

  const ExportColumn* column(std::string_view name) const {
    for (const ExportColumn& c : columns)
      if (c.name == name) return &c;
    return nullptr;
  }
};

class Features {
 public:
  explicit Features(FeatureSource);
  ~Features();
  Features(Features&&) noexcept;
  Features& operator=(Features&&) noexcept;

  const City& city() const;
  /// Sixteen digits that change when anything that can be asked for here does.
  const std::string& version() const;
  const std::vector<System>& systems() const;  // CRS84 first
  std::size_t storage() const;                 // the one that coordinates are kept in
  std::optional<std::size_t> system(std::string_view uri) const;
  const std::vector<std::unique_ptr<Collection>>& collections() const;
  const Collection* find(std::string_view id) const;
  /// Geometries of rows as they are published in a system: x to the east, rounded. Thread-safe.
  std::vector<Geometry> published(const Collection&, std::span<const std::uint32_t> rows,
                                  std::size_t system) const;
  /// Rows whose published geometry has a point in common with one of some geometries given in the same system, in
  /// ascending order.
  std::vector<std::uint32_t> meeting(const Collection&, std::span<const Geometry> any_of,
                                     std::size_t system) const;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

/// A layer whose counts of people are missing, with the mark `suppressed`, where they are of fewer than kFewestPeople: in
/// cells everything that is reckoned per person too, because the count follows from it. Personal data is in no layer.
ExportLayer without_small_counts(const City&, ExportLayer);

}  // namespace cityloop::ogc
