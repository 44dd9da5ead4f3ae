// The manual pages and the options of `cityloop backup` and `cityloop restore`.

#include "cityloop/app/declare.h"
#include "cityloop/app/declared.h"

namespace cityloop {

void declare_backup(Declaring& b) {
  Arguments& a = b.a;
  const Text file{"FILE", "文件"};
  auto& out = b.command(
      b.app, "backup", {"the whole city in one file", "将整座城市备份为一个文件"},
      {"Everything of the workspace but what can be made again (`out/`): the store with its ledger of "
       "decisions, accounts with "
       "the audit record, city.yaml, data, and a catalogue of your own. The server may go on running: "
       "databases are copied as "
       "of one moment. The file is a zip archive that only you may read; it holds accounts unless you leave "
       "them out.\n\n"
       "Examples:\n  cityloop -w town backup\n  cityloop -w town backup -o town.zip --without-accounts",
       "备份工作区中除可再生成的 `out/` "
       "以外的全部内容：存储与决定账本、账户与审计记录、city.yaml、数据以及自有目录。"
       "服务器可继续运行：数据库按同一时刻复制。备份为 zip 文件，仅本人可读；除非选择不含，否则包括账户。\n\n"
       "示例：\n  cityloop -w town backup\n  cityloop -w town backup -o town.zip --without-accounts"});
  b.opt(out, "-o,--out", a.backup_file,
        {"the file to make (default: the folder's name and the day)", "要生成的文件（默认为文件夹名加日期）"},
        file);
  b.flag(out, "--without-accounts", a.without_accounts,
         {"leave out who may sign in and the audit record", "不含账户与审计记录"});

  auto& back = b.command(
      b.app, "restore", {"makes a city from a backup, or checks one", "从备份恢复城市，或检查备份"},
      {"Unpacks beside the new folder, compares every file with its sum, brings the databases up to date, "
       "reads the whole ledger, "
       "the last snapshot and the audit record, and only then gives the folder its name: it is there whole "
       "or not at all.\n\n"
       "Examples:\n  cityloop restore town.zip town-again\n  cityloop restore town.zip town --replace\n"
       "  cityloop restore town.zip --check",
       "在新文件夹旁解开，逐一核对文件，升级数据库，通读账本、最近快照与审计记录，最后才给文件夹命名：要么完"
       "整存在，要么不存在。\n\n"
       "示例：\n  cityloop restore town.zip town-again\n  cityloop restore town.zip town --replace\n"
       "  cityloop restore town.zip --check"});
  b.opt(back, "file", a.backup_file, {"the backup", "备份文件"}, file)->required();
  CLI::Option* into = b.opt(back, "folder", a.folder, {"the folder to make", "要建立的文件夹"}, kFolder);
  b.flag(back, "--replace", a.replace,
         {"if the folder is there, keep it under another name and take its place",
          "文件夹已存在时，将其改名保留并取而代之"})
      ->needs(into);
  b.flag(back, "--check", a.check_only, {"only see whether it could be restored", "仅检查能否恢复"})
      ->excludes(into);
}

}  // namespace cityloop
