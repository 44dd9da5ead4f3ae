#include "cityloop/simulate/travel/profile.h"

namespace cityloop {

Profile default_profile(Mode mode) {
  Profile p;
  p.mode = mode;
  switch (mode) {
    case Mode::walk: break;
    case Mode::wheelchair:
      p.speed = Speed{0.9};
      p.access = Speed{0.9};
      break;
    case Mode::cycle: p.speed = Speed{15 / 3.6}; break;
    case Mode::drive: p.speed = Speed{30 / 3.6}; break;
  }
  return p;
}

Permit needed(const Profile& profile, StreetClass street_class) {
  const bool wheels = profile.mode == Mode::wheelchair || profile.mode == Mode::drive;
  return wheels && street_class == StreetClass::steps ? Permit{0} : permit(profile.mode);
}

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
