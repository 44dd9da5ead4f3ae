#pragma once

// Gains that are measured on the city and not assumed: what one more project adds to those before it.

#include <map>
#include <span>
#include <vector>

#include "cityloop/decide/decide.h"
#include "cityloop/decide/select.h"

namespace cityloop {

/// The gain of one project, criterion by criterion, as believed of its type and owner.
double believed(const Assessment& before, const Assessment& after, const Lens&, const Project&,
                const Effects&);

/// Gains measured on the city: the states after each chosen project are kept, so that one more costs one what-if.
class CityGains final : public Gains {
 public:
  CityGains(const Situation& base, std::span<const Project> projects, const Lens& lens,
            const Effects& effects, Run& run)
      : base_{base}, projects_{projects}, lens_{lens}, effects_{effects}, run_{run} {}

  double of(std::span<const std::size_t> chosen, std::size_t item) override;

  /// The city with these projects in place.
  const Situation& after(std::span<const std::size_t> chosen);

 private:
  const Situation& base_;
  std::span<const Project> projects_;
  const Lens& lens_;
  const Effects& effects_;
  Run& run_;
  std::vector<std::size_t> items_;
  std::vector<Situation> states_;
};

/// What a project changes for each indicator that the goals name, cell by cell, weighted by the people whose experience counts. Not
/// only what its type is meant for: everything that was measured and moved.
std::map<IndicatorKey, Promise> promises(const Situation& before, const Situation& after, const Lens&,
                                         const Project&, const Effects&);

/// One more line of a plan, booked in its fund and years.
void add_line(Plan&, Choice);
/// The city's score and every goal's before and with all lines in place.
void set_scores(Plan&, const Assessment& before, const Assessment& after, const Framework&);

/// What two projects may not both do: stand in one cell as the same kind, or change one place.
std::uint64_t site_of(const Project& p);

}  // namespace cityloop
