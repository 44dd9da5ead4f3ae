#pragma once

// What may be asked of a programme besides why: trade-offs, protection, scenarios, waiting.

#include <optional>

#include "cityloop/app/session.h"
#include "cityloop/loop/doubt.h"
#include "cityloop/loop/tradeoffs.h"

namespace cityloop {

struct Asked {
  std::optional<TradeOffs> front;
  std::optional<Protection> protection;
  std::optional<Scenarios> scenarios;
  std::optional<std::vector<portfolio::Waiting>> waiting;
};
/// Answers what the command line asks for, and nothing else.
Asked answer(Session&, const Workspace&, const Programmed&, const ProgrammeRules&, const Lens&);
void show(const Session&, const Programmed&, const Asked&);
void write_json(JsonWriter&, const Programmed&, const Asked&);
std::vector<WorkbookSheet> sheets_of(const Asked&, const Programmed&, Lang);
/// A sheet as text: one line a row, without title and lead.
std::string sheet_csv(const WorkbookSheet&, Lang);

}  // namespace cityloop
