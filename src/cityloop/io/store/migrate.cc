#include "cityloop/io/store/migrate.h"

#include <iterator>
#include <string>

#include "cityloop/base/error.h"

namespace cityloop {
namespace {

struct Step {
  int number;
  const char* name;
  const char* sql;
};
constexpr Step kSteps[] = {
#include "schema_steps.inc"
};

/// The schema the file is at; 0 for an empty file.
int schema_of(sqlite::Database& db) {
  const std::int64_t application = db.number("PRAGMA application_id");
  const std::int64_t version = db.number("PRAGMA user_version");
  const bool empty = db.number("SELECT count(*) FROM sqlite_schema") == 0;
  if (empty && application == 0) return 0;
  if (application != kStoreApplication)
    throw Error{Fault::bad_input,
                {"this is a database of another program, not a CityLoop store",
                 "这是其他程序的数据库，不是 CityLoop 存储"},
                {.file = db.file()},
                {"give another file name, or move this file away", "请使用其他文件名，或移走此文件"}};
  if (version > newest_schema())
    throw Error{
        Fault::conflict,
        say("this store was written by a newer CityLoop (schema {}; this program knows up to {})",
            "此存储由更新版本的 CityLoop 写入（结构版本 {}；本程序最高支持 {}）", version, newest_schema()),
        {.file = db.file()},
        {"install the newer CityLoop; the file was not touched", "请安装新版 CityLoop；文件未被改动"}};
  return static_cast<int>(version);
}

}  // namespace

int newest_schema() { return std::rbegin(kSteps)->number; }

void migrate(sqlite::Database& db) {
  const int at = schema_of(db);
  for (const Step& step : kSteps) {
    if (step.number <= at) continue;
    sqlite::Transaction all_of_it{db};
    db.run(step.sql);
    db.run("PRAGMA application_id = " + std::to_string(kStoreApplication));
    db.run("PRAGMA user_version = " + std::to_string(step.number));
    all_of_it.commit();
  }
}

void require_schema(sqlite::Database& db) {
  const int at = schema_of(db);
  if (at == newest_schema()) return;
  throw Error{Fault::conflict,
              say("this store was written by an older CityLoop (schema {}; now {})",
                  "此存储由旧版本的 CityLoop 写入（结构版本 {}；当前为 {}）", at, newest_schema()),
              {.file = db.file()},
              {"run any command that writes, such as `cityloop turn`: it brings the store up to date",
               "请运行任一写入命令（如 `cityloop turn`），存储会自动升级"}};
}

}  // namespace cityloop
