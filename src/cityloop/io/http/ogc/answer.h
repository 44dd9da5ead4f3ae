#pragma once

// OGC API – Features, Part 1 (Core, GeoJSON, HTML, OpenAPI 3.0), Part 2 (CRS) and Part 3 with CQL2 text, read-only, as a pure
// function of a request and a snapshot.

#include <optional>
#include <string>

#include "cityloop/base/time.h"
#include "cityloop/io/http/message.h"
#include "cityloop/io/http/ogc/features.h"

namespace cityloop::ogc {

/// The answer to a request for "/ogc" or anything below it; nothing for other paths. `base_url` is the address of the
/// server as clients know it ("https://city.example"), from its configuration and never from a Host header. `now` becomes
/// the time stamp of the answer. Errors are answers too (application/problem+json, words in both languages).
std::optional<http::Response> ogc_answer(const http::Head&, const Features&, const std::string& base_url,
                                         Instant now);

}  // namespace cityloop::ogc
