#pragma once

#include <span>
#include <vector>

#include "cityloop/base/run.h"
#include "cityloop/geo/shape.h"
#include "cityloop/simulate/travel/search.h"

namespace cityloop {

/// Where a search begins, and what has been spent on the way to there: a stop that is reached after 12 minutes.
struct Seed {
  Link link;
  Cost spent = 0;
};
/// The link as a search sees it: every cost raised by what is spent.
Link after(const Seed&);

/// A reached part of a stretch: from `begin` to `end`, places on it, see Paces. What is left of the limit changes evenly
/// between the two ends (rounded where a pace costs less than one): up or down all the way, by what the stretch costs that
/// way; or, where two ways meet in the middle of a pace, by what lies between them. Off the street nothing is spent yet.
struct Stretch {
  EdgeIdx edge;
  Cost begin = 0, end = 0;
  Cost left_begin = 0, left_end = 0;
  friend bool operator==(const Stretch&, const Stretch&) = default;
};

/// The exact parts of stretches within a limit of the sources of a search: partly covered ones, entered from either end
/// or both, one-way ones, and the sources' own from their foot points outwards. By EdgeIdx, then along the edge; parts of
/// one edge share at most their ends, where the greater of what is left counts (it jumps where a seed stands on a one-way
/// street that is reached from behind). A point on the network is in a part exactly where its cost is within the limit.
///
/// formula  cost(x) = min( cost(from) + up(x), cost(to) + down(whole) − down(x), cost at foot + up(x) − up(foot),
///          cost at foot + down(foot) − down(x) ), each where one may go that way; up and down as Paces has them, and the
///          other way round for to_sources
/// params   limit ≤ the search's
/// cost     O(arcs at reached nodes · log)
std::vector<Stretch> reached_stretches(const Network&, const Search&, Cost limit);
/// The same with a search of its own.
std::vector<Stretch> reached_stretches(const Network&, std::span<const Seed>, Heading, Cost limit);

struct IsochroneSettings {
  double width_m = 50;    // how far off a street one still counts as being there
  unsigned segments = 8;  // chords to a quarter of a circle
};

/// What lies within each limit of the nearest seed: a Shape for each limit, in the order asked for.
///
/// formula  { p : a reached point q of a stretch with |pq| ≤ min(width, seconds left at q · access speed) }: discs along
///          the reached stretches, full ones where time is left for the width, tapered ones towards the ends of the reach.
///          Border off by at most width · (1 − cos(π / (4 · segments))) inwards where it is an arc (24 cm for the
///          defaults), 1 % of the width where GEOS simplifies the inner side of a bend, and 0.1 % of the length of a
///          taper that the disc before it holds all but that.
/// reads    only stretches on the network: an island is in it only where the surroundings of a stretch cover it. The way
///          from a source's own door to its foot point is not drawn. Off the streets it is flat.
/// marks    a shape is empty where no stretch is reached within the limit
/// errors   stopped; GEOS failures as internal
/// cost     one search for the largest limit, then the union of about 2 · reached stretches of polygons for each limit
/// source   access off streets and partly covered edges as in the travel engine's links; union by GEOS
///
/// Contained in each other: the shape of a smaller limit lies in that of a larger one. The same bytes for any number of
/// threads.
std::vector<Shape> isochrones(const Network&, std::span<const Seed>, Heading, std::span<const Seconds> limits,
                              const IsochroneSettings&, Run&);

}  // namespace cityloop
