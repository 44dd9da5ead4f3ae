#pragma once

#include <optional>
#include <string>

#include "cityloop/city/builder.h"
#include "cityloop/io/import/zip.h"

namespace cityloop {

/// What a GTFS archive says of prices: its fares v2 if it has them, else v1; nothing where it has neither. Problems have the
/// names of the rules of the canonical GTFS validator, as in gtfs_feed.h; what is right is used all the same.
///
/// v1: fare_attributes.txt, fare_rules.txt. Rows with contains_id are left out: which zones a way passes is not among what
/// the search remembers. v2: fare_products, fare_leg_rules, fare_transfer_rules, areas, stop_areas, networks and
/// route_networks (or network_id of routes.txt), timeframes, rider_categories. The rider is the default one, and pays with
/// the cheapest medium.
std::optional<FareDraft> gtfs_fares(const ZipReader&, const std::string& shown, const FeedDraft&,
                                    Diagnostics&);

}  // namespace cityloop
