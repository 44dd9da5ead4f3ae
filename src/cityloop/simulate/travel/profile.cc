#include "cityloop/simulate/travel/profile.h"

#include <algorithm>

#include "cityloop/city/relief.h"

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

Profile r5_profile(Mode mode) {
  Profile p = default_profile(mode);
  p.access = Speed{1.3};
  p.hills = false;
  if (mode == Mode::walk) p.speed = Speed{1.0};
  if (mode == Mode::cycle) {
    p.speed = Speed{12 / 3.6};
    p.stress = 2;
    p.push = Speed{1.0};
  }
  return p;
}

double most_speed(const Profile& p) {
  double speed = p.speed.base();
  if (p.mode == Mode::drive) speed = kMostKmh / 3.6;
  else if (p.mode == Mode::cycle) speed = std::max(speed * (p.hills ? kMostGainCycling : 1.0), p.push.base());
  else if (p.mode == Mode::walk && p.hills) speed *= kMostGainWalking;
  return std::max(speed, p.access.base());
}

Permit needed(const Profile& profile, StreetClass street_class) {
  const bool wheels = profile.mode == Mode::wheelchair || profile.mode == Mode::drive;
  return wheels && street_class == StreetClass::steps ? Permit{0} : permit(profile.mode);
}

}  // namespace cityloop
