#pragma once

#include <optional>
#include <vector>

#include "cityloop/city/unit_edit.h"
#include "cityloop/loop/usecases.h"

namespace cityloop {

/// A change of units, or the taking back of one, as the ledger holds it.
struct UnitsEntry {
  Instant at{};
  ActorKey by;
  std::string because;
  std::optional<UnitEdit> edit;  // absent: takes the last one back that is in force
  bool in_force = true;
};
/// Oldest first.
std::vector<UnitsEntry> units_history(const Store&);
/// The changes that every import applies.
std::vector<UnitEdit> units_in_force(const Store&);

/// Imports the city with one change more and, if that went well, writes it into the ledger. Throws what check_unit_edit()
/// throws; Error{bad_input} without a reason.
Imported change_units(Workspace&, UnitEdit, const ActorKey& by, const std::string& because, Instant now,
                      Run&);
/// Takes the last change back that is in force. Throws Error{not_found} where there is none.
Imported undo_units(Workspace&, const ActorKey& by, const std::string& because, Instant now, Run&);

}  // namespace cityloop
