#pragma once

// The one shared model: what the city is, on one day. Rows enter through city/builder.h; what leaves is immutable. No
// layer computes anything, none is changed after it is frozen, none holds a person.

#include <bitset>
#include <memory>
#include <string_view>

#include "cityloop/base/hash.h"
#include "cityloop/base/time.h"
#include "cityloop/city/budget.h"
#include "cityloop/city/buildings.h"
#include "cityloop/city/fares.h"
#include "cityloop/city/inspections.h"
#include "cityloop/city/land.h"
#include "cityloop/city/people.h"
#include "cityloop/city/places.h"
#include "cityloop/city/provenance.h"
#include "cityloop/city/reports.h"
#include "cityloop/city/statistics.h"
#include "cityloop/city/streets.h"
#include "cityloop/city/transit.h"
#include "cityloop/city/zones.h"
#include "cityloop/geo/grid.h"

namespace cityloop {

using SnapshotId = ContentHash;

/// The closed list of layers; a further one is a decision record, not a plug-in.
enum class LayerId : std::uint8_t {
  about,
  grid,
  zones,
  people,
  places,
  streets,
  transit,
  fares,
  buildings,
  land,
  statistics,
  budget,
  reports,
  inspections,
  provenance,
  count
};
using LayerSet = std::bitset<static_cast<std::size_t>(LayerId::count)>;
std::string_view to_word(LayerId);
template <class... L>
LayerSet layers(L... l) {
  LayerSet s;
  (s.set(static_cast<std::size_t>(l)), ...);
  return s;
}

/// Shared, immutable, self-identifying. Copying a Layer copies a pointer.
template <class T>
class Layer {
 public:
  Layer() : data_{std::make_shared<const T>()} {}
  Layer(std::shared_ptr<const T> data, ContentHash hash) : data_{std::move(data)}, hash_{hash} {}
  const T& operator*() const { return *data_; }
  const T* operator->() const { return data_.get(); }
  const std::shared_ptr<const T>& shared() const { return data_; }
  ContentHash hash() const { return hash_; }

 private:
  std::shared_ptr<const T> data_;
  ContentHash hash_;
};

/// An aggregate of pointers: copying it is O(layers); no layer can be changed through it.
struct City {
  Date as_of = {};
  Layer<About> about;
  Layer<Grid> grid;
  Layer<Zones> zones;
  Layer<People> people;
  Layer<Places> places;
  Layer<Streets> streets;
  Layer<Transit> transit;
  Layer<Fares> fares;
  Layer<Buildings> buildings;
  Layer<Land> land;
  Layer<Statistics> statistics;
  Layer<Budget> budget;
  Layer<Reports> reports;
  Layer<Inspections> inspections;
  Layer<Provenance> provenance;
};
/// Hash of the date and the layer hashes: equal content, equal id, on any machine.
SnapshotId id(const City&);

}  // namespace cityloop
