#include "cityloop/city/streets.h"

namespace cityloop {

double free_flow_kmh(StreetClass street_class) {
  switch (street_class) {
    case StreetClass::motorway: return 100;
    case StreetClass::trunk: return 80;
    case StreetClass::primary: return 50;
    case StreetClass::secondary: return 40;
    case StreetClass::tertiary: return 35;
    case StreetClass::residential: return 30;
    case StreetClass::living: return 15;
    case StreetClass::service: return 15;
    case StreetClass::track: return 15;
    case StreetClass::ferry: return 10;
    case StreetClass::pedestrian:
    case StreetClass::footway:
    case StreetClass::path:
    case StreetClass::cycleway:
    case StreetClass::steps: return 5;
    case StreetClass::other: return 30;
  }
  return 30;
}

}  // namespace cityloop
