#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "cityloop/city/city.h"

namespace cityloop {

/// A layer's bytes: a canonical little-endian form, the same on every machine. What is hashed is what is stored.
template <class T>
std::string encode(const T& layer);
/// Reads what encode() wrote. Throws Error{bad_input} on anything else; never reads past the end.
template <class T>
T decode(std::string_view bytes);
/// Hashes and freezes.
template <class T>
Layer<T> freeze(T data);

/// Calls fn(id, layer) for each layer of a city, in LayerId order: the one exhaustive list. `C` is City or const City.
template <class C, class Fn>
void each_layer(C& city, Fn fn) {
  fn(LayerId::about, city.about);
  fn(LayerId::grid, city.grid);
  fn(LayerId::zones, city.zones);
  fn(LayerId::people, city.people);
  fn(LayerId::places, city.places);
  fn(LayerId::streets, city.streets);
  fn(LayerId::transit, city.transit);
  fn(LayerId::fares, city.fares);
  fn(LayerId::buildings, city.buildings);
  fn(LayerId::land, city.land);
  fn(LayerId::statistics, city.statistics);
  fn(LayerId::budget, city.budget);
  fn(LayerId::reports, city.reports);
  fn(LayerId::inspections, city.inspections);
  fn(LayerId::provenance, city.provenance);
}

/// One sentence per layer for people: "schools, clinics …: 1,204 places of 14 kinds".
Text describe(const City&, LayerId);
/// Things that are wrong or missing in a frozen city: empty layers, nobody living anywhere, places off the grid …
Diagnostics check(const City&);

}  // namespace cityloop
