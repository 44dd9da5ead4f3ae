#pragma once

#include <string>

#include "cityloop/base/text.h"
#include "cityloop/base/unit.h"

namespace cityloop {

/// A unit in words for people: "m²/person", "平方米/人"; "per 1,000", "/千人". Empty for plain numbers.
std::string unit_words(const Unit&, Lang);
/// A value with its unit, with as many decimals as people read: "12.3 min", "12.3 分钟".
std::string value_words(double value, const Unit&, Lang);

}  // namespace cityloop
