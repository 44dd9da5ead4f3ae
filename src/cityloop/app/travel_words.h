#pragma once

// What the commands of `cityloop travel` share: reading what was asked, and writing layers.

#include "cityloop/app/present.h"
#include "cityloop/io/export/layers.h"
#include "cityloop/loop/travel.h"

namespace cityloop {

/// --within: "5", "10", "15min" share the last one's unit; ascending.
std::vector<Seconds> limits_of(const Session&, const char* fallback);
/// --mode, --speed and what a ride needs. Throws Error{bad_input} that names the option.
/// `mode`: instead of --mode.
TravelAsk ask_of(const Session&, Seconds limit, const char* mode = nullptr);
City latest_city(Workspace&);
/// Says of how many points there is no way anywhere.
void say_unlinked(const Session&, const TravelPoints&, const Text& which);
/// Writes one layer with geometry in the format that the name of --out asks for.
void write_layer(const Session&, const City&, const ExportLayer&);

int travel_routes(Session&);
int travel_fares(Session&);

}  // namespace cityloop
