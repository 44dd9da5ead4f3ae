#include "cityloop/io/accounts/schema.h"

#include <iterator>
#include <string>

#include "cityloop/base/error.h"

namespace cityloop::accounts {
namespace {

struct SchemaStep {
  int number;
  const char* name;
  const char* sql;
};
constexpr SchemaStep kSchemaSteps[] = {
#include "accounts_steps.inc"
};

}  // namespace

void bring_up_to_date(sqlite::Database& db, bool read_only) {
  const int newest = std::rbegin(kSchemaSteps)->number;
  const std::int64_t application = db.number("PRAGMA application_id"), at = db.number("PRAGMA user_version");
  const bool empty = application == 0 && db.number("SELECT count(*) FROM sqlite_schema") == 0;
  if (!empty && application != kAccountsApplication)
    throw Error{Fault::bad_input,
                {"this is not a file of CityLoop accounts", "这不是 CityLoop 的账户文件"},
                {.file = db.file()},
                {"move this file away, or restore it from a backup", "请移走此文件，或从备份恢复"}};
  if (at > newest || (read_only && at < newest))
    throw Error{
        Fault::conflict,
        say("these accounts were written by another version of CityLoop (schema {}; this program: {})",
            "账户文件由其他版本的 CityLoop 写入（结构版本 {}；本程序为 {}）", at, newest),
        {.file = db.file()},
        at > newest ? Text{"install the newer CityLoop; the file was not touched",
                           "请安装新版 CityLoop；文件未被改动"}
                    : Text{"start the server once: it brings the file up to date",
                           "请启动一次服务器，文件会自动升级"}};
  for (const SchemaStep& step : kSchemaSteps) {
    if (step.number <= at) continue;
    sqlite::Transaction all_of_it{db};
    db.run(step.sql);
    db.run("PRAGMA application_id = " + std::to_string(kAccountsApplication));
    db.run("PRAGMA user_version = " + std::to_string(step.number));
    all_of_it.commit();
  }
}

}  // namespace cityloop::accounts
