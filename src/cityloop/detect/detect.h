#pragma once

#include "cityloop/base/run.h"
#include "cityloop/detect/finding.h"

namespace cityloop {

using RuleFn = std::vector<Finding> (*)(const City&, const Measurement&, const Assessment&, const Lens&,
                                        Run&);
struct Rule {
  std::string_view name;
  RuleFn find;
};
std::span<const Rule> rules();  // the explicit list

/// Runs every rule, keeps ids stable against `history`, sorts by people × gap (ties by id).
std::vector<Finding> detect(const City&, const Measurement&, const Assessment&, const Lens&, const History&,
                            Run&);

/// A finding in one sentence: "1,100 people in 东城街道 are above the standard of 15 min for …".
Text title(const Finding&, const City&, const Lens&);
/// Where it is: its zones, else its first cell, else the whole city.
Text place_words(const City&, const Finding&);

}  // namespace cityloop
