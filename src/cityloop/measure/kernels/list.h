#pragma once

// The kernels, one function each; the list itself is in measure/kernel.cc. Below: what several of them read in one
// way.

#include <optional>
#include <vector>

#include "cityloop/measure/kernel.h"
#include "cityloop/simulate/travel/search.h"

namespace cityloop {

const Kernel& nearest_kernel();
const Kernel& within_kernel();
const Kernel& catchment_kernel();
const Kernel& fare_kernel();
const Kernel& share_kernel();
const Kernel& statistic_kernel();
const Kernel& inspected_kernel();
const Kernel& remedied_kernel();
const Kernel& balancing_kernel();
const Kernel& coverage_kernel();
const Kernel& portion_kernel();
const Kernel& combine_kernel();

inline constexpr Dim kNoDim{};
inline constexpr Dim kLengthDim{.metre = 1};
inline constexpr Dim kAreaDim{.metre = 2};
inline constexpr Dim kTimeDim{.second = 1};
inline constexpr Dim kPersonDim{.person = 1};
inline constexpr Dim kSpeedDim{.metre = 1, .second = -1};

/// Whether a cell can be asked about: somebody lives there. In a city without any people every cell counts.
std::vector<std::uint8_t> lived_in(const City&);
bool has_people(const City&);

/// The kinds of the city's places that are asked for. Empty: the city's sources know none of them, which is not the
/// same as having none.
std::vector<KindIdx> known_kinds(const City&, const std::vector<std::string>& words);
/// Open places of these kinds, in index order.
std::vector<PlaceIdx> places_open(const City&, std::span<const KindIdx>);
std::vector<PlaceKindKey> kind_keys(const std::vector<std::string>& words);

/// One line of a kernel's parameters.
ParamSpec param(ParamSpec::Type type, std::string name, Text meaning, std::string fallback = {});
ParamSpec needed(ParamSpec::Type type, std::string name, Text meaning);
ParamSpec choice_param(std::string name, Text meaning, std::vector<std::string> choices,
                       std::string fallback);
ParamSpec quantity_param(std::string name, Text meaning, Dim dim, std::string bare_unit, double least,
                         double most);
inline std::vector<IndicatorKey> needs_nothing(const Indicator&) { return {}; }
inline Support cell_support(const Indicator&, std::span<const Indicator>) { return {}; }

/// Of parameter `over`: each cell (also without it), the whole city, or the zones of a level.
Support support_over(const Indicator&);
/// The rows of a field over a support, and the row that each cell is gathered into.
class Rows {
 public:
  Rows(const City&, const Support&);
  std::size_t size() const { return size_; }
  /// Whether the city has the level that is asked for.
  bool known() const { return support_.of != Support::Of::zone || level_; }
  /// Nothing known yet; zones of other levels are not asked about. Where the city has no such level it stays so.
  Field empty() const;
  /// nullopt: the cell is in no zone of the level.
  std::optional<std::size_t> of(CellIdx c) const {
    if (support_.of == Support::Of::cell) return c.v;
    if (support_.of == Support::Of::whole) return 0;
    if (!level_ || !city_.zones->of_cell[*level_][c].valid()) return std::nullopt;
    return city_.zones->of_cell[*level_][c].v;
  }

 private:
  const City& city_;
  Support support_;
  std::optional<std::uint16_t> level_;
  std::size_t size_ = 1;
};

/// Parameters mode, speed and limit, and those of a ride, which all kernels that travel share.
std::vector<ParamSpec> travel_params(const Text& limit_meaning);
Profile travel_profile(const Indicator&);
bool limit_is_distance(const Indicator&);
/// The limit as a duration of the profile: a distance is walked at its speed.
Seconds travel_limit(const Indicator&, const Profile&);
/// Refuses a limit in metres for driving, whose costs are times.
void check_travel(const Indicator&);
/// Metres or seconds of a cost, as the limit is written.
double travelled(const Indicator&, const Network&, Cost);

[[noreturn]] void refuse_unit(const Indicator&, const Text& needed);
Where where_of(const Indicator&);
/// Layers a kernel that travels reads: those of the ways too.
LayerSet travel_layers(const Indicator&);
/// mode: transit.
bool by_transit(const Indicator&);
/// Whether the city has what the mode needs: streets, and for a ride a timetable. Without: no_data.
bool can_travel(const City&, const Indicator&);
/// Whether all ways of the mode are the same in both.
bool same_ways(const City&, const City&, const Indicator&);

}  // namespace cityloop
