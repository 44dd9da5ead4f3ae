// cityloop backup, cityloop restore.

#include <filesystem>

#include <fmt/format.h>

#include "cityloop/app/session.h"
#include "cityloop/io/backup/backup.h"

namespace cityloop {
namespace {

namespace fs = std::filesystem;

std::string size_words(std::uint64_t bytes) {
  return bytes < 1'000'000 ? fmt::format("{:.1f} kB", static_cast<double>(bytes) / 1e3)
                           : fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

void tell_contents(Session& s, const backup::Contents& c) {
  s.line(say("  taken {} by CityLoop {} from ‘{}’", "  由 CityLoop {1} 于 {0} 取自“{2}”", to_string(c.made),
             c.program, c.city));
  s.line(say("  {} files, {}", "  {} 个文件，{}", c.files.size(), size_words(c.bytes())));
  if (c.store_schema > 0)
    s.line(say("  snapshots: {}, decisions in the ledger: {}", "  快照 {} 个，账本中的决定 {} 条",
               c.snapshots, c.ledger));
  else s.line({"  no store: the city was never imported", "  没有存储：城市尚未导入"});
  if (c.accounts_schema > 0)
    s.line(say("  accounts, with {} rows of the audit record", "  含账户与 {} 行审计记录", c.audit));
  else s.line({"  no accounts", "  不含账户"});
  for (const std::string& name : c.outside)
    s.remark(say("left out, it lies elsewhere or is no file: {}", "未包含（位于别处或不是文件）：{}", name));
}

}  // namespace

int command_backup(Session& s) {
  const Arguments& a = s.a();
  backup::Ask ask;
  ask.workspace = a.workspace;
  ask.program = CITYLOOP_VERSION;
  ask.accounts = !a.without_accounts;
  ask.now = s.now();
  ask.to = a.backup_file;
  if (ask.to.empty()) {
    fs::path folder = fs::absolute(a.workspace).lexically_normal();
    if (folder.filename().empty()) folder = folder.parent_path();
    ask.to = folder.filename().string() + "-" + to_string(ask.now).substr(0, 10) + ".zip";
  }
  const backup::Contents c = backup::make(ask, s.run());
  if (a.json) {
    s.out(to_json(c) + "\n");
    return 0;
  }
  s.head(say("{}, {}", "{}，{}", ask.to, size_words(fs::file_size(ask.to))));
  tell_contents(s, c);
  s.remark(say("See whether it can be restored: cityloop restore {} --check",
               "检查能否恢复：cityloop restore {} --check", ask.to));
  return 0;
}

int command_restore(Session& s) {
  const Arguments& a = s.a();
  if (a.check_only) {
    const backup::Contents c = backup::check(a.backup_file, s.run());
    if (a.json) {
      s.out(to_json(c) + "\n");
      return 0;
    }
    s.head(say("{} can be restored", "{} 可以恢复", a.backup_file));
    tell_contents(s, c);
    return 0;
  }
  if (a.folder.empty())
    throw Error{Fault::bad_input,
                {"into which folder?", "恢复到哪个文件夹？"},
                {},
                say("cityloop restore {} FOLDER, or --check", "cityloop restore {} 文件夹，或 --check",
                    a.backup_file)};
  const backup::Restored r = backup::restore(a.backup_file, a.folder, a.replace, s.now(), s.run());
  if (a.json) {
    s.out(to_json(r.contents) + "\n");
    return 0;
  }
  s.head(say("{} is restored", "已恢复 {}", a.folder));
  tell_contents(s, r.contents);
  const auto upgraded = [&](int from, int to, const Text& words) {
    if (from > 0 && from < to) s.line(words);
  };
  const backup::Contents& c = r.contents;
  upgraded(c.store_schema, r.store_schema,
           say("  the store was brought from schema {} to {}", "  存储已从结构版本 {} 升级到 {}",
               c.store_schema, r.store_schema));
  upgraded(c.accounts_schema, r.accounts_schema,
           say("  accounts were brought from schema {} to {}", "  账户已从结构版本 {} 升级到 {}",
               c.accounts_schema, r.accounts_schema));
  if (!r.moved_aside.empty())
    s.line(say("  what was there before: {}", "  原有内容：{}", fs::path{r.moved_aside}.filename().string()));
  return 0;
}

}  // namespace cityloop
