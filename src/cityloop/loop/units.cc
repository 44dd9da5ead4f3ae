#include "cityloop/loop/units.h"

namespace cityloop {
namespace {

void must_say_why(const std::string& because) {
  if (!because.empty()) return;
  throw Error{Fault::bad_input,
              {"a change of units needs a reason", "变更单元需要说明理由"},
              {},
              {"give it with --because", "请用 --because 说明"}};
}

Imported import_and_append(Workspace& w, const std::vector<UnitEdit>& edits, UnitsChanged what, Instant now,
                           Run& run) {
  Imported done = import_facts(w, edits, false, now, run);
  const LedgerEntry one{now, std::move(what)};
  w.store->append(std::span{&one, 1});
  return done;
}

}  // namespace

std::vector<UnitsEntry> units_history(const Store& store) {
  std::vector<UnitsEntry> out;
  for (const LedgerEntry& e : store.ledger()) {
    const auto* units = std::get_if<UnitsChanged>(&e.what);
    if (units == nullptr) continue;
    UnitsEntry one{e.at, units->by, units->because, {}, true};
    if (!units->edit.empty()) {
      one.edit = parse_unit_edit(parse_json(units->edit, "ledger: units"));
    } else {
      for (auto was = out.rbegin(); was != out.rend(); ++was)
        if (was->edit && was->in_force) {
          was->in_force = false;
          break;
        }
    }
    out.push_back(std::move(one));
  }
  return out;
}

std::vector<UnitEdit> units_in_force(const Store& store) {
  std::vector<UnitEdit> out;
  for (UnitsEntry& e : units_history(store))
    if (e.edit && e.in_force) out.push_back(std::move(*e.edit));
  return out;
}

Imported change_units(Workspace& w, UnitEdit edit, const ActorKey& by, const std::string& because,
                      Instant now, Run& run) {
  must_say_why(because);
  check_unit_edit(w.store->city(snapshot_named(*w.store, "")), edit);
  std::vector<UnitEdit> edits = units_in_force(*w.store);
  UnitsChanged entry{by, because, to_json(edit)};
  edits.push_back(std::move(edit));
  return import_and_append(w, edits, std::move(entry), now, run);
}

Imported undo_units(Workspace& w, const ActorKey& by, const std::string& because, Instant now, Run& run) {
  must_say_why(because);
  std::vector<UnitEdit> edits = units_in_force(*w.store);
  if (edits.empty())
    throw Error{Fault::not_found,
                {"no change of units is in force", "没有生效的单元变更"},
                {},
                {"`cityloop units history` shows all of them", "可用 cityloop units history 查看全部变更"}};
  edits.pop_back();
  return import_and_append(w, edits, UnitsChanged{by, because, {}}, now, run);
}

}  // namespace cityloop
