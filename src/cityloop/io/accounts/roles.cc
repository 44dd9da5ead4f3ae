#include "cityloop/io/accounts/roles.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "cityloop/base/error.h"

namespace cityloop::accounts {
namespace {

using P = Permission;

struct PermissionRow {
  Permission permission;
  const char* word;
  Ground ground;
  const char *en, *zh;
};
constexpr std::array<PermissionRow, kPermissions> kPermissionRows{{
    {P::everybody, "public", Ground::openness, "open to everybody", "对所有人开放"},
    {P::signed_in, "signed_in", Ground::own, "own account", "本人账户"},
    {P::city_read, "city.read", Ground::openness, "see the city, its indicators and plans",
     "查看城市、指标与计划"},
    {P::whatif_try, "whatif.try", Ground::duty, "try changes that nobody makes", "试算方案"},
    {P::scenario_save, "scenario.save", Ground::duty, "keep scenarios", "保存情景"},
    {P::plan_make, "plan.make", Ground::duty, "propose plans", "编制计划"},
    {P::plan_adopt, "plan.adopt", Ground::document, "adopt plans", "批准计划"},
    {P::import_make, "import.make", Ground::duty, "import the city's data", "导入城市数据"},
    {P::job_read, "job.read", Ground::own, "follow and stop own long work", "查看并停止本人的后台任务"},
    {P::case_read, "case.read", Ground::duty, "see cases", "查看案件"},
    {P::case_move, "case.move", Ground::duty, "handle cases", "处置案件"},
    {P::case_collect, "case.collect", Ground::duty, "find and verify on the spot", "现场采集与核实"},
    {P::case_check, "case.check", Ground::duty, "check what was done", "核查处置结果"},
    {P::case_dispatch, "case.dispatch", Ground::duty, "dispatch cases", "派遣案件"},
    {P::report_file, "report.file", Ground::own, "report something", "提交诉求"},
    {P::report_handle, "report.handle", Ground::duty, "take in reports and file cases", "受理诉求并立案"},
    {P::contact_read, "contact.read", Ground::duty, "see how to reach who reported", "查看诉求人联系方式"},
    {P::approval_ask, "approval.ask", Ground::duty, "ask for extension, return and the like",
     "申请延期、回退等"},
    {P::approval_decide, "approval.decide", Ground::document, "decide what was asked for", "审批申请"},
    {P::evaluation_read, "evaluation.read", Ground::duty, "see how units are evaluated", "查看考核评价"},
    {P::mediation_record, "mediation.record", Ground::duty, "record mediation", "记录调解"},
    {P::rules_set, "rules.set", Ground::document, "set filing rules, calendars and formulas",
     "设定立案标准、日历与公式"},
    {P::accounts_manage, "accounts.manage", Ground::security, "manage accounts", "管理账户"},
    {P::audit_read, "audit.read", Ground::security, "read the audit record", "查看审计记录"},
    {P::metrics_read, "metrics.read", Ground::security, "read the counters of the server",
     "查看服务器运行指标"},
    {P::server_manage, "server.manage", Ground::security, "back up and restore", "备份与恢复"},
}};

/// The table. An administrator runs the system and decides nothing about the city; who handles does not approve; the audit
/// record is read by supervision too.
struct RoleRow {
  Role role;
  const char *word, *en, *zh;
  Permissions may;
};
constexpr Permissions set_of(std::initializer_list<Permission> all) {
  Permissions out;
  for (const Permission p : all) out.add(p);
  return out;
}
constexpr std::array<RoleRow, kRoles> kRoleRows{{
    {Role::resident, "resident", "resident", "居民",
     set_of({P::city_read, P::whatif_try, P::job_read, P::report_file})},
    {Role::collector, "collector", "collector, grid worker", "采集员（网格员）",
     set_of({P::city_read, P::case_read, P::case_collect, P::case_check, P::report_file})},
    {Role::department, "department", "department", "职能部门",
     set_of({P::city_read, P::whatif_try, P::job_read, P::case_read, P::case_move, P::approval_ask,
             P::evaluation_read, P::mediation_record})},
    {Role::supervisor, "supervisor", "supervisor", "监督员",
     set_of({P::city_read, P::job_read, P::case_read, P::case_move, P::case_check, P::case_dispatch,
             P::report_file, P::report_handle, P::contact_read, P::approval_decide, P::evaluation_read,
             P::mediation_record, P::audit_read})},
    {Role::analyst, "analyst", "analyst", "分析员",
     set_of({P::city_read, P::whatif_try, P::scenario_save, P::import_make, P::job_read, P::case_read,
             P::evaluation_read})},
    {Role::planner, "planner", "planner", "规划人员",
     set_of({P::city_read, P::whatif_try, P::scenario_save, P::plan_make, P::job_read, P::case_read,
             P::evaluation_read})},
    {Role::finance, "finance", "finance officer", "财政人员",
     set_of({P::city_read, P::whatif_try, P::scenario_save, P::plan_make, P::job_read, P::evaluation_read})},
    {Role::leader, "leader", "leader", "领导",
     set_of({P::city_read, P::whatif_try, P::scenario_save, P::plan_adopt, P::job_read, P::case_read,
             P::approval_decide, P::evaluation_read})},
    {Role::organisation, "organisation",
     "organisation: enterprise, social organisation, residents' committee",
     "社会主体（企业、社会组织、居委会）",
     set_of({P::city_read, P::whatif_try, P::job_read, P::report_file})},
    {Role::administrator, "administrator", "administrator", "系统管理员",
     set_of({P::city_read, P::import_make, P::job_read, P::rules_set, P::accounts_manage, P::audit_read,
             P::metrics_read, P::server_manage})},
}};
const RoleRow& row_of(Role r) { return kRoleRows[static_cast<std::size_t>(r)]; }
const PermissionRow& row_of(Permission p) { return kPermissionRows[static_cast<std::size_t>(p)]; }

template <class Rows>
[[noreturn]] void fail_unknown(std::string_view word, const Rows& rows, const Text& sentence) {
  std::vector<std::string> known;
  std::string all;
  for (const auto& r : rows) {
    known.emplace_back(r.word);
    all += (all.empty() ? "" : ", ") + known.back();
  }
  const std::string near = nearest_word(word, known);
  throw Error{Fault::bad_input,
              sentence,
              {},
              near.empty() ? say("known are: {}", "已知的有：{}", all)
                           : say("did you mean ‘{}’?", "是否指“{}”？", near)};
}

}  // namespace

std::string_view to_word(Role r) { return row_of(r).word; }
std::optional<Role> role_named(std::string_view word) {
  for (const RoleRow& r : kRoleRows)
    if (word == r.word) return r.role;
  return std::nullopt;
}
Role parse_role(std::string_view word) {
  if (const auto r = role_named(word)) return *r;
  fail_unknown(word, kRoleRows, say("there is no role ‘{}’", "没有角色“{}”", word));
}
Text name_of(Role r) { return {row_of(r).en, row_of(r).zh}; }

std::string_view to_word(Permission p) { return row_of(p).word; }
std::optional<Permission> permission_named(std::string_view word) {
  for (const PermissionRow& r : kPermissionRows)
    if (word == r.word) return r.permission;
  return std::nullopt;
}
Permission parse_permission(std::string_view word) {
  if (const auto p = permission_named(word)) return *p;
  fail_unknown(word, kPermissionRows, say("there is no permission ‘{}’", "没有权限“{}”", word));
}
Text name_of(Permission p) { return {row_of(p).en, row_of(p).zh}; }

std::string_view to_word(Ground g) {
  constexpr std::array<std::string_view, 5> kWords{"openness", "own affair", "duty", "document", "security"};
  return kWords[static_cast<std::size_t>(g)];
}
Ground ground_of(Permission p) { return row_of(p).ground; }

std::vector<std::string> Permissions::words() const {
  std::vector<std::string> out;
  for (const PermissionRow& r : kPermissionRows)
    if (r.permission > Permission::signed_in && has(r.permission)) out.emplace_back(r.word);
  return out;
}

Permissions permissions_of(Role role) { return row_of(role).may; }
Permissions permissions_of(std::span<const Role> roles) {
  Permissions out;
  for (const Role r : roles) out = out | permissions_of(r);
  return out;
}

bool within(std::string_view limit, std::span<const ZoneStep> chain) {
  if (limit.empty()) return true;
  const std::size_t slash = limit.find('/');
  const std::string_view level =
                             slash == std::string_view::npos ? std::string_view{} : limit.substr(0, slash),
                         code = slash == std::string_view::npos ? limit : limit.substr(slash + 1);
  return std::ranges::any_of(
      chain, [&](const ZoneStep& z) { return z.code == code && (level.empty() || z.level == level); });
}

}  // namespace cityloop::accounts
