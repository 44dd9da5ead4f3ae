#pragma once

// A noun header of `measure`: what a measurement is. Enters: a City and declared indicators. Leaves: fields of values
// with marks, without any judgement of good or bad.

#include <map>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "cityloop/base/column.h"
#include "cityloop/base/time.h"
#include "cityloop/city/city.h"

namespace cityloop {

/// What a value belongs to: each cell, each zone of one level, or the whole city. Aggregation leads upward only.
struct Support {
  enum class Of : std::uint8_t { cell, zone, whole } of = Of::cell;
  ZoneLevelKey level = {};  // of = zone
  friend bool operator==(const Support&, const Support&) = default;
};

/// One value and one mark per thing of its support, in the indicator's declared unit. Stored as float, computed in double.
/// Support cell: indexed by CellIdx. Support zone: by ZoneIdx over all zones; those of other levels are not_applicable.
/// Support whole: one row.
/// At `beyond` the value is the method's limit. Where there is no value it is 0 and means nothing.
struct Field {
  Support support;
  std::vector<float> value;
  std::vector<Mark> mark;
  std::vector<float> standard_error;  // empty: the method gives none

  static Field cells(std::size_t n, Mark fill = Mark::no_data) {
    return {Support{}, std::vector<float>(n, 0.0F), std::vector<Mark>(n, fill), {}};
  }
  std::size_t size() const { return value.size(); }
  void set(std::size_t i, double v, Mark m = Mark::known) {
    value[i] = static_cast<float>(v);
    mark[i] = m;
  }
  void set_absent(std::size_t i, Mark m) {
    value[i] = 0.0F;
    mark[i] = m;
  }
  double at(CellIdx c) const { return static_cast<double>(value[c.v]); }
  Mark mark_at(CellIdx c) const { return mark[c.v]; }
  friend bool operator==(const Field&, const Field&) = default;
};

/// What was measured in one city. Fields are shared: a what-if keeps the pointer of every field it did not touch.
struct Measurement {
  SnapshotId snapshot;
  std::map<IndicatorKey, std::shared_ptr<const Field>> fields;
  const Field& at(const IndicatorKey& k) const { return *fields.at(k); }
  std::shared_ptr<const Field> find(const IndicatorKey& k) const {
    const auto it = fields.find(k);
    return it == fields.end() ? nullptr : it->second;
  }
};

/// What a value is about.
struct WholeCity {
  friend constexpr auto operator<=>(WholeCity, WholeCity) = default;
};
using Subject = std::variant<WholeCity, ZoneId, CellId>;

/// The row view of one value: for the store, the API, and what people cite.
struct Observation {
  IndicatorKey indicator;
  std::uint32_t indicator_version = 1;
  Subject subject;
  Date as_of;
  double value = 0;
  Mark mark = Mark::no_data;
  std::optional<double> standard_error;
  SnapshotId snapshot;
};

}  // namespace cityloop
