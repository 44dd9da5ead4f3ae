#pragma once

// A disk that takes so many writes and is full then: a shim in front of SQLite's own file layer.

#include <cstring>

#include <sqlite3.h>

namespace cityloop::testing {

namespace small_disk {

inline sqlite3_vfs* real_vfs = nullptr;
inline sqlite3_vfs shim_vfs;
inline long writes_left = -1, syncs_left = -1;
inline bool full = false;

struct File {
  sqlite3_file base;
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
inline sqlite3_file* real(sqlite3_file* f) { return reinterpret_cast<File*>(f)->real(); }

template <auto Method, class... Args>
int pass(sqlite3_file* f, Args... args) {
  return (real(f)->pMethods->*Method)(real(f), args...);
}
using M = sqlite3_io_methods;

inline int write(sqlite3_file* f, const void* bytes, int n, sqlite3_int64 offset) {
  if (writes_left == 0) {
    full = true;
    return SQLITE_FULL;
  }
  if (writes_left > 0) --writes_left;
  return real(f)->pMethods->xWrite(real(f), bytes, n, offset);
}
inline int sync(sqlite3_file* f, int flags) {
  if (syncs_left == 0) {
    full = true;
    return SQLITE_IOERR_FSYNC;
  }
  if (syncs_left > 0) --syncs_left;
  return real(f)->pMethods->xSync(real(f), flags);
}
inline void barrier(sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); }

inline const sqlite3_io_methods kMethods{3,
                                         pass<&M::xClose>,
                                         pass<&M::xRead, void*, int, sqlite3_int64>,
                                         write,
                                         pass<&M::xTruncate, sqlite3_int64>,
                                         sync,
                                         pass<&M::xFileSize, sqlite3_int64*>,
                                         pass<&M::xLock, int>,
                                         pass<&M::xUnlock, int>,
                                         pass<&M::xCheckReservedLock, int*>,
                                         pass<&M::xFileControl, int, void*>,
                                         pass<&M::xSectorSize>,
                                         pass<&M::xDeviceCharacteristics>,
                                         pass<&M::xShmMap, int, int, int, void volatile**>,
                                         pass<&M::xShmLock, int, int, int>,
                                         barrier,
                                         pass<&M::xShmUnmap, int>,
                                         pass<&M::xFetch, sqlite3_int64, int, void**>,
                                         pass<&M::xUnfetch, sqlite3_int64, void*>};

inline int open(sqlite3_vfs*, const char* name, sqlite3_file* f, int flags, int* out) {
  std::memset(f, 0, static_cast<std::size_t>(shim_vfs.szOsFile));
  const int code = real_vfs->xOpen(real_vfs, name, real(f), flags, out);
  if (real(f)->pMethods != nullptr) f->pMethods = &kMethods;
  return code;
}

}  // namespace small_disk

/// While it lives, every SQLite file is on this disk.
class SmallDisk {
 public:
  SmallDisk() {
    using namespace small_disk;  // NOLINT: the shim itself
    real_vfs = sqlite3_vfs_find(nullptr);
    shim_vfs = *real_vfs;
    shim_vfs.zName = "small-disk";
    shim_vfs.szOsFile += static_cast<int>(sizeof(File));
    shim_vfs.xOpen = open;
    shim_vfs.pNext = nullptr;
    writes_left = syncs_left = -1;
    full = false;
    sqlite3_vfs_register(&shim_vfs, 1);
  }
  ~SmallDisk() {
    sqlite3_vfs_unregister(&small_disk::shim_vfs);
    sqlite3_vfs_register(small_disk::real_vfs, 1);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  /// How many more writes succeed; negative: no limit.
  void allow_writes(long n) { small_disk::writes_left = n; }
  /// How many more times the disk says that it has really written; negative: no limit.
  void allow_syncs(long n) { small_disk::syncs_left = n; }
  bool was_full() const { return small_disk::full; }
};

}  // namespace cityloop::testing
