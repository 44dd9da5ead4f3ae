// What a full disk must not do.

#include "tests/store/small_disk.h"

#include <gtest/gtest.h>

#include "tests/store/world.h"

namespace cityloop::testing {
namespace {

TEST(FullDisk, OldSnapshotIsUntouchedWhereverTheImportStopped) {
  SmallDisk disk;
  TempFolder folder;
  const std::string file = folder / "city.db";
  const City a = drawn(), b = heavy(drawn(), 60000, 1);
  sqlite_store(file)->put_fact(a, at(0), {});
  int refused = 0;
  for (long writes = 0;; ++writes) {
    ASSERT_LT(writes, 2000);
    SCOPED_TRACE(writes);
    auto store = sqlite_store(file);
    disk.allow_writes(writes);
    const auto fault = fault_of([&] { store->put_fact(b, at(1), {}); });
    disk.allow_writes(-1);
    if (!fault) break;
    ++refused;
    EXPECT_EQ(fault, Fault::unavailable);
    EXPECT_EQ(store->latest(), id(a));  // the same connection goes on
    store.reset();
    store = sqlite_store(file);
    EXPECT_EQ(store->latest(), id(a));
    EXPECT_EQ(id(store->city(id(a))), id(a));
    EXPECT_EQ(store->snapshots().size(), 1U);
  }
  EXPECT_GT(refused, 5);
  const auto store = sqlite_store(file);
  EXPECT_EQ(store->latest(), id(b));
  EXPECT_EQ(id(store->city(id(b))), id(b));
}

TEST(FullDisk, SaysSoAndWhatToDo) {
  SmallDisk disk;
  TempFolder folder;
  auto store = sqlite_store(folder / "city.db");
  disk.allow_writes(0);
  try {
    store->put_fact(drawn(), at(0), {});
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.fault(), Fault::unavailable);
    EXPECT_NE(e.words().en.find("the disk is full; nothing was lost"), std::string::npos) << e.words().en;
    EXPECT_NE(e.words().zh.find("磁盘已满"), std::string::npos);
    EXPECT_FALSE(e.hint().empty());
  }
  disk.allow_writes(-1);
}

TEST(FullDisk, UnacknowledgedEntryIsWhollyThereOrNotAtAll) {
  SmallDisk disk;
  TempFolder folder;
  const std::string file = folder / "city.db";
  sqlite_store(file)->append(std::vector{opened(0)});
  std::uint64_t next = 1, acknowledged = 1;
  for (long n = 0; n < 12; ++n)
    for (const bool at_write : {true, false}) {
      auto store = sqlite_store(file);
      if (at_write) disk.allow_writes(n);
      else disk.allow_syncs(n);
      const auto fault = fault_of([&] { store->append(std::vector{opened(next), assigned(next)}); });
      disk.allow_writes(-1), disk.allow_syncs(-1);
      store.reset();
      store = sqlite_store(file);
      const auto cases = store->cases();
      if (!fault) ++acknowledged;
      EXPECT_GE(cases.size(), acknowledged);
      for (std::size_t i = 1; i < cases.size(); ++i)
        EXPECT_EQ(cases[i].state, CaseState::assigned);  // never half
      acknowledged = cases.size();
      next = cases.size();
    }
  EXPECT_TRUE(disk.was_full());
  EXPECT_GT(next, 2U);
}

}  // namespace
}  // namespace cityloop::testing
