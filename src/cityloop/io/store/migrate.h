#pragma once

#include "cityloop/io/store/sqlite.h"

namespace cityloop {

/// What makes a SQLite file a CityLoop store: "CtLp" in its header, and the number of the last schema step taken.
inline constexpr std::int64_t kStoreApplication = 0x43744c70;
int newest_schema();

/// Takes the steps of schema/sqlite that the file has not taken yet, each in one transaction. Forward only. Throws
/// Error{bad_input} for a file of another program and Error{conflict} for one written by a newer CityLoop.
void migrate(sqlite::Database&);
/// For readers: throws as migrate() does, and Error{conflict} where a step is missing, which a reader cannot take.
void require_schema(sqlite::Database&);

}  // namespace cityloop
