// Who may do what, and where.

#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "cityloop/base/error.h"
#include "cityloop/io/accounts/accounts.h"
#include "tests/paths.h"

namespace cityloop::accounts {
namespace {

constexpr std::size_t index(Role r) { return static_cast<std::size_t>(r); }

std::vector<Role> all_roles() {
  std::vector<Role> out;
  for (std::size_t i = 0; i < kRoles; ++i) out.push_back(static_cast<Role>(i));
  return out;
}
std::vector<Permission> all_permissions() {
  std::vector<Permission> out;
  for (std::size_t i = 0; i < kPermissions; ++i) out.push_back(static_cast<Permission>(i));
  return out;
}

TEST(Roles, EveryRoleAndPermissionIsFoundByItsWordAndNamedInBothLanguages) {
  std::set<std::string_view> words;
  for (const Role r : all_roles()) {
    EXPECT_EQ(role_named(to_word(r)), r);
    EXPECT_TRUE(words.insert(to_word(r)).second);
    EXPECT_FALSE(name_of(r).en.empty());
    EXPECT_FALSE(name_of(r).zh.empty());
  }
  for (const Permission p : all_permissions()) {
    EXPECT_EQ(permission_named(to_word(p)), p);
    EXPECT_TRUE(words.insert(to_word(p)).second);
    EXPECT_FALSE(name_of(p).en.empty());
    EXPECT_FALSE(name_of(p).zh.empty());
  }
  EXPECT_EQ(role_named("mayor"), std::nullopt);
  EXPECT_EQ(permission_named("city.delete"), std::nullopt);
}

TEST(Roles, EveryPermissionOfTheContractIsOneOfOurs) {
  std::ifstream file{cityloop::testing::source_dir() + "/api/openapi.yaml"};
  std::stringstream text;
  text << file.rdbuf();
  const std::string contract = text.str();
  const std::regex word{"x-permission: ([a-z_.]+)"};
  std::size_t seen = 0;
  for (std::sregex_iterator it{contract.begin(), contract.end(), word}, end; it != end; ++it, ++seen)
    EXPECT_TRUE(permission_named((*it)[1].str())) << (*it)[1];
  EXPECT_GT(seen, 40U);
}

TEST(Roles, TheContractNamesTheSameRoles) {
  std::ifstream file{cityloop::testing::source_dir() + "/api/openapi.yaml"};
  std::stringstream text;
  text << file.rdbuf();
  std::string ours;
  for (const Role r : all_roles()) ours += (ours.empty() ? "" : ", ") + std::string{to_word(r)};
  EXPECT_NE(text.str().find("Role: {type: string, enum: [" + ours + "]}"), std::string::npos);
}

TEST(Roles, EveryPermissionIsGivenToSomebodyAndNobodyHasAll) {
  const Permissions together = permissions_of(all_roles());
  for (const Permission p : all_permissions())
    EXPECT_EQ(together.has(p), p > Permission::signed_in) << to_word(p);
  for (const Role r : all_roles()) EXPECT_LT(permissions_of(r).words().size(), 14U) << to_word(r);
}

TEST(Roles, WhoRunsTheSystemDecidesNothingAboutTheCity) {
  const Permissions admin = permissions_of(Role::administrator);
  for (const Permission p : {Permission::plan_make, Permission::plan_adopt, Permission::case_move,
                             Permission::case_check, Permission::approval_decide, Permission::contact_read})
    EXPECT_FALSE(admin.has(p)) << to_word(p);
  for (const Role r : all_roles())
    EXPECT_EQ(permissions_of(r).has(Permission::accounts_manage), r == Role::administrator) << index(r);
}

TEST(Roles, WhoAsksForApprovalDoesNotDecideAndWhoHandlesDoesNotCheck) {
  for (const Role r : all_roles()) {
    const Permissions p = permissions_of(r);
    EXPECT_FALSE(p.has(Permission::approval_ask) && p.has(Permission::approval_decide)) << to_word(r);
    EXPECT_FALSE(p.has(Permission::plan_make) && p.has(Permission::plan_adopt)) << to_word(r);
  }
  EXPECT_FALSE(permissions_of(Role::department).has(Permission::case_check));
}

TEST(Roles, SeveralRolesGiveWhatAnyOfThemGives) {
  const std::vector<Role> two{Role::planner, Role::leader};
  EXPECT_EQ(permissions_of(two), permissions_of(Role::planner) | permissions_of(Role::leader));
  EXPECT_TRUE(permissions_of(std::vector<Role>{}).empty());
}

TEST(Roles, WhatIsNotGivenIsDenied) {
  const Who nobody;
  for (const Permission p : all_permissions())
    EXPECT_EQ(nobody.may(p), p == Permission::everybody) << to_word(p);
  EXPECT_THROW(require(nobody, Permission::city_read), Error);
}

TEST(Roles, AMisspeltRoleIsRefusedWithTheNearestWord) {
  try {
    (void)parse_role("plannner");
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.fault(), Fault::bad_input);
    EXPECT_NE(e.hint().en.find("planner"), std::string::npos);
    EXPECT_NE(e.hint().zh.find("planner"), std::string::npos);
  }
  EXPECT_THROW((void)parse_permission("city.write"), Error);
}

TEST(Roles, AnAccountOfAZoneReachesWhatLiesInItAndNothingElse) {
  const std::vector<ZoneStep> community{{"community", "C12"}, {"street", "S04"}, {"district", "W"}};
  EXPECT_TRUE(within("", community));
  EXPECT_TRUE(within("C12", community));
  EXPECT_TRUE(within("S04", community));
  EXPECT_TRUE(within("W", community));
  EXPECT_FALSE(within("S05", community));
  EXPECT_FALSE(within("S0", community));
  EXPECT_TRUE(within("street/S04", community));
  EXPECT_FALSE(within("community/S04", community));
}

TEST(Roles, WhatLiesNowhereIsOnlyForAccountsWithoutALimit) {
  EXPECT_TRUE(within("", {}));
  EXPECT_FALSE(within("W", {}));
}

TEST(Roles, AnActNamesTheOfficeThatGaveTheRight) {
  Who w;
  w.signed_in = true;
  w.name = "li";
  w.roles = {Role::analyst, Role::leader};
  w.permissions = permissions_of(w.roles);
  const Act a = act_of(w, Permission::plan_adopt, "plan 7", "Decision 2026-12");
  EXPECT_EQ(a, (Act{"li", "leader", "plan.adopt", "plan 7", "Decision 2026-12", "done"}));
  EXPECT_EQ(act_of(w, Permission::import_make, "files").role, "analyst");
  EXPECT_EQ(act_of(w, Permission::import_make, "files").basis, "duty");
}

TEST(Roles, APlanIsNotAdoptedWithoutNamingTheDecision) {
  EXPECT_THROW((void)act_of(console(), Permission::plan_adopt, "plan 7"), Error);
}

}  // namespace
}  // namespace cityloop::accounts
