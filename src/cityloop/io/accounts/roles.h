#pragma once

// Who may do what: the closed lists of roles and permissions, and the one table that joins them. What the table does not
// give is denied.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cityloop/base/text.h"

namespace cityloop::accounts {

enum class Role : std::uint8_t {
  resident,
  collector,
  department,
  supervisor,
  analyst,
  planner,
  finance,
  leader,
  organisation,
  administrator,
};
inline constexpr std::size_t kRoles = 10;
std::string_view to_word(Role);
std::optional<Role> role_named(std::string_view word);
Role parse_role(std::string_view word);  // throws Error{bad_input} with the nearest word
Text name_of(Role);

enum class Permission : std::uint8_t {
  everybody,  // "public": also without signing in
  signed_in,  // whoever is signed in, even before the first password was changed
  city_read,
  whatif_try,
  scenario_save,
  plan_make,
  plan_adopt,
  import_make,
  job_read,
  case_read,
  case_move,
  case_collect,
  case_check,
  case_dispatch,
  report_file,
  report_handle,
  contact_read,
  approval_ask,
  approval_decide,
  evaluation_read,
  mediation_record,
  rules_set,
  accounts_manage,
  audit_read,
  metrics_read,
  server_manage,
};
inline constexpr std::size_t kPermissions = 26;
std::string_view to_word(Permission);  // "plan.adopt", as x-permission of the contract has it
std::optional<Permission> permission_named(std::string_view word);
Permission parse_permission(std::string_view word);  // throws Error{bad_input} with the nearest word
Text name_of(Permission);

/// On what the right to act rests, if the person names no document: the audit record keeps its word.
enum class Ground : std::uint8_t {
  openness,  // what government information must be open
  own,       // a person's own affair
  duty,      // the duties of the office
  document,  // only by a decision or a rule that is named: nothing is recorded without it
  security,  // keeping the system safe
};
std::string_view to_word(Ground);
Ground ground_of(Permission);

/// A set of permissions.
class Permissions {
 public:
  constexpr Permissions() = default;
  constexpr bool has(Permission p) const { return (bits_ & bit(p)) != 0; }
  constexpr Permissions& add(Permission p) {
    bits_ |= bit(p);
    return *this;
  }
  constexpr bool empty() const { return bits_ == 0; }
  std::vector<std::string> words() const;  // in the order of the list, without the two that are none
  friend constexpr Permissions operator|(Permissions a, Permissions b) {
    a.bits_ |= b.bits_;
    return a;
  }
  friend constexpr Permissions operator&(Permissions a, Permissions b) {
    a.bits_ &= b.bits_;
    return a;
  }
  friend constexpr bool operator==(Permissions, Permissions) = default;

 private:
  static constexpr std::uint64_t bit(Permission p) { return std::uint64_t{1} << static_cast<unsigned>(p); }
  std::uint64_t bits_ = 0;
};
static_assert(kPermissions <= 64);

Permissions permissions_of(Role);
Permissions permissions_of(std::span<const Role>);

/// A zone and those that hold it, the smallest first: where something is.
struct ZoneStep {
  std::string level, code;
};
/// Whether what lies there is within the zone an account is limited to: "S04", or "street/S04" where levels share codes.
/// No limit: yes. A limit, but nobody knows where it lies: no.
bool within(std::string_view limit, std::span<const ZoneStep> chain);

}  // namespace cityloop::accounts
