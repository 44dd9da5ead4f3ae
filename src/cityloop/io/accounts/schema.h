#pragma once

#include "cityloop/io/store/sqlite.h"

namespace cityloop::accounts {

/// "CtLa" in the header of the file of accounts.
inline constexpr std::int64_t kAccountsApplication = 0x43744c61;

/// Takes the steps of schema/accounts that the file has not taken yet, each in one transaction; if it may only be read,
/// it must have taken all. Throws Error{bad_input} for a file of another program and Error{conflict} for another version.
void bring_up_to_date(sqlite::Database&, bool read_only);

}  // namespace cityloop::accounts
