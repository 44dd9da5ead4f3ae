// The manual pages and the options of `cityloop accounts`.

#include "cityloop/app/declare.h"
#include "cityloop/app/declared.h"

namespace cityloop {

void declare_accounts(Declaring& b) {
  Arguments& a = b.a;
  const Text words{"WORDS", "文字"}, role{"ROLE", "角色"}, zone{"ZONE", "辖区"};
  auto& top = b.command(
      b.app, "accounts", {"who may sign in to the server, and what was done", "服务器账户、密钥与审计记录"},
      {"Accounts, keys of machines and the audit record are in `accounts.db` of the workspace. What changes "
       "them is "
       "refused while the server runs: then the page of accounts does it.\n\nExamples:\n"
       "  cityloop accounts add li --display \"Li Wei\" --role planner\n"
       "  cityloop accounts reset admin\n  cityloop accounts verify",
       "账户、密钥与审计记录保存在工作区的 `accounts.db` 中。服务器运行时不能在此更改，请使用账户页面。\n\n"
       "示例：\n  cityloop accounts add li --display 李伟 --role planner\n"
       "  cityloop accounts reset admin\n  cityloop accounts verify"});
  top.require_subcommand(1);
  const auto named = [&](CLI::App& c) {
    b.opt(c, "name", a.name, {"the account", "账户名"}, kName)->required();
  };
  const auto described = [&](CLI::App& c, bool must) {
    CLI::Option* roles = b.opt(
        c, "--role", a.roles,
        {"resident, collector, department, supervisor, analyst, planner, finance, leader, organisation, "
         "administrator; may be given several times",
         "resident、collector、department、supervisor、analyst、planner、finance、leader、organisation、"
         "administrator；可多次给出"},
        role);
    if (must) roles->required();
    b.opt(c, "--display", a.display, {"the person's name", "姓名"}, words);
    b.opt(c, "--organisation", a.organisation, {"bureau, company, committee", "所属单位"}, words);
    b.opt(c, "--zone", a.zone,
          {"limits the account to a zone and what lies in it: its code, or LEVEL/CODE",
           "限定辖区：编码，或“级别/编码”"},
          zone);
  };
  b.command(top, "list", {"all accounts", "全部账户"},
            {"Example:\n  cityloop accounts list", "示例：\n  cityloop accounts list"});
  auto& add =
      b.command(top, "add", {"a new account with a one-time password", "新增账户并给出一次性密码"},
                {"Example:\n  cityloop accounts add li --display \"Li Wei\" --role planner --zone district/W",
                 "示例：\n  cityloop accounts add li --display 李伟 --role planner --zone district/W"});
  named(add);
  described(add, true);
  auto& change =
      b.command(top, "change", {"other roles, zone or name; close, open", "更改角色、辖区、姓名或状态"},
                {"Whoever gains or loses something must sign in again. --zone none takes the limit "
                 "away.\n\nExample:\n  cityloop accounts change li --role planner --role analyst",
                 "权限有变者须重新登录。--zone none 取消辖区限制。\n\n"
                 "示例：\n  cityloop accounts change li --role planner --role analyst"});
  named(change);
  described(change, false);
  CLI::Option* close = b.flag(change, "--close", a.close, {"nobody may sign in with it", "停用"});
  b.flag(change, "--open", a.reopen, {"it may be used again", "重新启用"})->excludes(close);
  auto& reset = b.command(top, "reset", {"a new one-time password", "重置为一次性密码"},
                          {"All sessions of the account end.\n\nExample:\n  cityloop accounts reset admin",
                           "该账户的全部会话随即结束。\n\n示例：\n  cityloop accounts reset admin"});
  named(reset);
  b.command(top, "keys", {"keys of machines", "机器密钥"},
            {"Example:\n  cityloop accounts keys", "示例：\n  cityloop accounts keys"});
  auto& key =
      b.command(top, "key", {"a new key for a machine", "新增机器密钥"},
                {"The key stands for an account and can do only what is named here.\n\nExample:\n"
                 "  cityloop accounts key li --for \"nightly import\" --may import.make --until 2027-01-01",
                 "密钥代表某个账户，只能行使此处列出的权限。\n\n示例：\n"
                 "  cityloop accounts key li --for 夜间导入 --may import.make --until 2027-01-01"});
  named(key);
  b.opt(key, "--for", a.label, {"what it is for", "用途"}, words)->required();
  b.opt(key, "--may", a.may,
        {"a permission, such as city.read; may be given several times", "权限，如 city.read；可多次给出"},
        {"PERMISSION", "权限"})
      ->required();
  b.opt(key, "--until", a.until, {"the day on which it ends, within a year", "失效日期（一年以内）"}, kDate)
      ->required();
  auto& revoke =
      b.command(top, "revoke", {"ends a key", "吊销密钥"},
                {"Example:\n  cityloop accounts revoke 1", "示例：\n  cityloop accounts revoke 1"});
  b.opt(revoke, "number", a.number, {"its number in the list of keys", "密钥编号"})->required();
  auto& audit = b.command(
      top, "audit", {"what was done, the newest first", "审计记录（最新在前）"},
      {"Example:\n  cityloop accounts audit --most 50", "示例：\n  cityloop accounts audit --most 50"});
  b.most(audit, {"how many rows", "显示行数"});
  auto& verify =
      b.command(top, "verify", {"whether the audit record is what was written", "核验审计记录是否完整"},
                {"Each row is hashed with the one before it: the first that was changed, taken out or put in "
                 "is named. Whether the "
                 "end was cut off can only be told by what this command printed earlier and somebody else "
                 "keeps.\n\nExample:\n"
                 "  cityloop accounts verify",
                 "每一行都与前一行一起计算哈希，被改动、删除或插入的首行会被指出。末尾是否被截断，只能凭此前"
                 "输出并由他处"
                 "留存的内容判断。\n\n示例：\n  cityloop accounts verify"});
  b.opt(verify, "--noted", a.noted, {"what was printed earlier: ROWS:HASH", "此前输出的“行数:哈希”"}, words);
}

}  // namespace cityloop
