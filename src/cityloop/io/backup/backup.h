#pragma once

// A city in one file, and back. The file is a zip archive that any machine opens: `backup.json` says what is in it, then
// come the workspace's own files and a copy of each database, taken in one moment while others go on reading and writing.

#include <cstdint>
#include <string>
#include <vector>

#include "cityloop/base/hash.h"
#include "cityloop/base/run.h"
#include "cityloop/base/time.h"

namespace cityloop::backup {

struct File {
  std::string name;  // below the workspace, with /
  std::uint64_t bytes = 0;
  ContentHash hash;  // finds damage, not forgery: whoever may write the file may write its sums
  friend bool operator==(const File&, const File&) = default;
};

/// What a backup says of itself, and what must be true again after a restore.
struct Contents {
  Instant made{};
  std::string program;      // the version that wrote it
  std::string city;         // the workspace's folder
  int store_schema = 0;     // 0: no store
  int accounts_schema = 0;  // 0: no accounts
  std::int64_t snapshots = 0, ledger = 0, audit = 0;
  std::string audit_hash;            // of the record's last row
  std::vector<File> files;           // in the order of the archive
  std::vector<std::string> outside;  // links out of the workspace and what is no file: left out, and told
  std::uint64_t bytes() const;
};
std::string to_json(const Contents&);

struct Ask {
  std::string workspace, to, program;
  bool accounts = true;
  Instant now{};
};
/// Writes `to`, readable by its owner only, whole or not at all. Works beside a server or a command that writes.
///
/// What is in it: cityloop.db, accounts.db and all other files of the workspace but `out/` (which can be made again), locks
/// and journals. Without accounts nothing is in it that names a person who signs in.
///
/// errors  Error{not_found} if there is no city; Error{conflict} if `to` exists; Error{unavailable} for a disk that is full
/// cost    each byte once from and once to the disk, and deflate
Contents make(const Ask&, Run&);

/// Unpacks into a folder of its own beside `file`, looks at everything, and removes it again.
Contents check(const std::string& file, Run&);

struct Restored {
  Contents contents;
  std::string moved_aside;  // where the folder went that was replaced; empty: there was none
  int store_schema = 0, accounts_schema = 0;  // after bringing them up to date
};
/// Makes `folder` from a backup. It is there whole or not at all: everything is unpacked beside it, compared with the sums,
/// brought up to date, read in full (ledger, the last snapshot, the audit record), and only then takes its name.
///
/// errors  Error{conflict} if `folder` exists and may not be replaced, or somebody works in it; Error{bad_input} naming the
///         entry that is damaged, missing, or lies outside
Restored restore(const std::string& file, const std::string& folder, bool replace, Instant now, Run&);

}  // namespace cityloop::backup
