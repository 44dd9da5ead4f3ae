#include <filesystem>

#include "cityloop/app/session.h"
#include "cityloop/io/accounts/accounts.h"

namespace cityloop {
namespace {

std::string accounts_file(const Session& s) { return s.a().workspace + "/accounts.db"; }

/// Reading works while the server runs; changing does not, and says who holds the file.
accounts::Accounts opened(const Session& s, bool to_read) {
  const std::string file = accounts_file(s);
  if (to_read && !std::filesystem::exists(file))
    throw Error{Fault::not_found,
                {"nobody has an account here yet", "这里还没有任何账户"},
                {.file = file},
                {"`cityloop accounts add` makes one; the first start of the server makes an administrator",
                 "请用 `cityloop accounts add` 新增；首次启动服务器时会建立系统管理员"}};
  accounts::Options o;
  o.read_only = to_read;
  return accounts::Accounts{file, o};
}

std::string spaced(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& w : words) out += (out.empty() ? "" : " ") + w;
  return out;
}
std::vector<std::string> role_words(const accounts::Account& a) {
  std::vector<std::string> out;
  for (const accounts::Role r : a.roles) out.emplace_back(accounts::to_word(r));
  return out;
}
std::string or_dash(const std::string& words) { return words.empty() ? "–" : words; }
std::string or_dash(const std::optional<Instant>& at) { return at ? to_string(*at) : "–"; }

void write_account(JsonWriter& j, const accounts::Account& a) {
  j.begin_object().field("name", a.name).field("display", a.display).key("roles").begin_array();
  for (const std::string& r : role_words(a)) j.value(r);
  j.end_array().field("organisation", a.organisation).field("zone", a.zone).field("active", a.active);
  j.field("must_change_password", a.must_change).field("demo", a.demo).field("created", to_string(a.created));
  j.key("last_seen");
  if (a.last_seen) j.value(to_string(*a.last_seen));
  else j.null();
  j.end_object();
}

int list_accounts(Session& s) {
  const std::vector<accounts::Account> all = opened(s, true).list();
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_array();
    for (const accounts::Account& a : all) write_account(j, a);
    s.out(j.end_array().str() + "\n");
    return 0;
  }
  TextTable t;
  t.column(s.t({"account", "账户"})).column(s.t({"name", "姓名"})).column(s.t({"roles", "角色"}));
  t.column(s.t({"organisation", "单位"})).column(s.t({"zone", "辖区"})).column(s.t({"state", "状态"}));
  t.column(s.t({"last seen", "最近使用"}));
  for (const accounts::Account& a : all)
    t.row({a.name, a.display, spaced(role_words(a)), or_dash(a.organisation), or_dash(a.zone),
           s.t(!a.active       ? Text{"closed", "停用"}
               : a.must_change ? Text{"one-time password", "一次性密码"}
                               : Text{"open", "启用"}),
           or_dash(a.last_seen)});
  s.table(t);
  return 0;
}

void tell(Session& s, const accounts::Account& a, const std::string& password, const Text& what) {
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_object().key("account");
    write_account(j, a);
    if (!password.empty()) j.field("password", password);
    s.out(j.end_object().str() + "\n");
    return;
  }
  s.line(what);
  if (!password.empty()) {
    s.line(say("one-time password: {}", "一次性密码：{}", password));
    s.remark({"It is shown once, holds for seven days, and must be changed at the first sign-in.",
              "只显示一次，七天内有效，首次登录须修改。"});
  }
}

std::vector<accounts::Role> asked_roles(const Session& s) {
  std::vector<accounts::Role> out;
  for (const std::string& w : s.a().roles) out.push_back(accounts::parse_role(w));
  return out;
}

int change_account(Session& s) {
  const Arguments& a = s.a();
  accounts::AccountChange c;
  c.reset_password = a.verb == "reset";
  if (!a.display.empty()) c.display = a.display;
  if (!a.organisation.empty()) c.organisation = a.organisation;
  if (!a.zone.empty()) c.zone = a.zone == "none" ? "" : a.zone;
  if (!a.roles.empty()) c.roles = asked_roles(s);
  if (a.close) c.active = false;
  if (a.reopen) c.active = true;
  const accounts::Changed done = opened(s, false).change(a.name, c, accounts::console(), s.now());
  tell(s, done.account, done.password, say("account {} was changed", "账户 {} 已更改", done.account.name));
  return 0;
}

int list_keys(Session& s) {
  const std::vector<accounts::MachineKey> all = opened(s, true).keys();
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_array();
    for (const accounts::MachineKey& k : all) {
      j.begin_object().field("number", k.number).field("account", k.account).field("label", k.label);
      j.key("permissions").begin_array();
      for (const std::string& p : k.permissions) j.value(p);
      j.end_array().field("made", to_string(k.made)).field("expires", to_string(k.expires));
      j.field("revoked", k.revoked.has_value()).end_object();
    }
    s.out(j.end_array().str() + "\n");
    return 0;
  }
  if (all.empty()) {
    s.line({"there are no keys", "没有密钥"});
    return 0;
  }
  TextTable t;
  t.column(s.t({"number", "编号"}), Align::right)
      .column(s.t({"account", "账户"}))
      .column(s.t({"for", "用途"}));
  t.column(s.t({"may", "权限"})).column(s.t({"until", "有效期至"})).column(s.t({"last used", "最近使用"}));
  for (const accounts::MachineKey& k : all)
    t.row({std::to_string(k.number), k.account, k.label, spaced(k.permissions),
           k.revoked ? s.t({"revoked", "已吊销"}) : to_string(k.expires), or_dash(k.seen)});
  s.table(t);
  return 0;
}

int make_key(Session& s) {
  const Arguments& a = s.a();
  const accounts::IssuedKey made =
      opened(s, false).make_key({a.name, a.label, a.may, Instant{parse_date(a.until, {.item = "--until"})}},
                                accounts::console(), s.now());
  if (a.json) {
    JsonWriter j{true};
    j.begin_object().field("number", made.key.number).field("key", made.secret);
    s.out(j.field("expires", to_string(made.key.expires)).end_object().str() + "\n");
    return 0;
  }
  s.line(say("key {} of {}: {}", "密钥 {}（{}）：{}", made.key.number, made.key.account, made.secret));
  s.remark({"It is shown once. Send it as `Authorization: Bearer …`.",
            "只显示一次。请求时写入 `Authorization: Bearer …`。"});
  return 0;
}

int show_audit(Session& s) {
  const std::vector<accounts::AuditEntry> all =
      opened(s, true).audit_page(static_cast<std::size_t>(s.a().most));
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_array();
    for (const accounts::AuditEntry& e : all) {
      j.begin_object().field("number", e.number).field("at", to_string(e.at)).field("who", e.act.who);
      j.field("role", e.act.role).field("action", e.act.action).field("object", e.act.object);
      j.field("basis", e.act.basis).field("outcome", e.act.outcome).end_object();
    }
    s.out(j.end_array().str() + "\n");
    return 0;
  }
  TextTable t;
  t.column(s.t({"row", "行号"}), Align::right).column(s.t({"at", "时间"})).column(s.t({"who", "账户"}));
  t.column(s.t({"as", "角色"})).column(s.t({"did", "操作"})).column(s.t({"to", "对象"}));
  t.column(s.t({"by right of", "依据"})).column(s.t({"outcome", "结果"}));
  for (const accounts::AuditEntry& e : all)
    t.row({std::to_string(e.number), to_string(e.at), or_dash(e.act.who), or_dash(e.act.role), e.act.action,
           e.act.object, e.act.basis, e.act.outcome});
  s.table(t);
  return 0;
}

/// "12:9f3a…": as many rows, and the hash of the last of them.
accounts::AuditHead parse_head(const std::string& words) {
  const std::size_t colon = words.find(':');
  accounts::AuditHead head;
  const auto nibble = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  bool good = colon != std::string::npos && colon > 0 && colon < 18 &&
              words.size() == colon + 1 + 2 * head.hash.size();
  for (std::size_t i = 0; good && i < colon; ++i) {
    good = words[i] >= '0' && words[i] <= '9';
    head.rows = 10 * head.rows + (words[i] - '0');
  }
  for (std::size_t i = 0; good && i < head.hash.size(); ++i) {
    const int high = nibble(words[colon + 1 + 2 * i]), low = nibble(words[colon + 2 + 2 * i]);
    good = high >= 0 && low >= 0;
    head.hash[i] = static_cast<unsigned char>(16 * high + low);
  }
  if (!good)
    throw Error{
        Fault::bad_input,
        say("‘{}’ is not what `accounts verify` prints", "“{}”不是 `accounts verify` 输出的内容", words),
        {.item = "--noted"},
        {"write the number of rows, a colon and the hash", "请写“行数:哈希”"}};
  return head;
}

int verify_audit(Session& s) {
  std::optional<accounts::AuditHead> noted;
  if (!s.a().noted.empty()) noted = parse_head(s.a().noted);
  const accounts::AuditCheck check = opened(s, true).audit_check(noted);
  const std::string head = std::to_string(check.head.rows) + ":" + accounts::to_hex(check.head.hash);
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_object().field("whole", check.whole()).field("head", head).key("broken");
    if (check.broken) j.value(*check.broken);
    else j.null();
    s.out(j.field("why", check.why).end_object().str() + "\n");
  } else if (check.whole()) {
    s.line(say("the audit record is whole: {} rows", "审计记录完整：共 {} 行", check.head.rows));
    s.line(say("note elsewhere: {}", "请另行留存：{}", head));
  }
  if (check.whole()) return 0;
  throw Error{Fault::conflict,
              check.why,
              {.file = accounts_file(s)},
              {"keep this file as it is, and compare it with a backup", "请保留原文件，并与备份比对"}};
}

}  // namespace

int command_accounts(Session& s) {
  const Arguments& a = s.a();
  if (a.verb == "list") return list_accounts(s);
  if (a.verb == "keys") return list_keys(s);
  if (a.verb == "key") return make_key(s);
  if (a.verb == "audit") return show_audit(s);
  if (a.verb == "verify") return verify_audit(s);
  if (a.verb == "revoke") {
    opened(s, false).revoke_key(a.number, accounts::console(), s.now());
    s.line(say("key {} is revoked", "密钥 {} 已吊销", a.number));
    return 0;
  }
  if (a.verb == "add") {
    const accounts::Issued made = opened(s, false).add(
        {a.name, a.display.empty() ? a.name : a.display, asked_roles(s), a.organisation, a.zone},
        accounts::console(), s.now());
    tell(s, made.account, made.password, say("account {} was made", "账户 {} 已建立", made.account.name));
    return 0;
  }
  return change_account(s);
}

}  // namespace cityloop
