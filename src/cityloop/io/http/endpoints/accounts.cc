#include "cityloop/io/http/endpoints/views.h"

namespace cityloop::http {
namespace {

using accounts::Permission;

wire::Me me_of(const accounts::Who& w) {
  wire::Me out;
  out.signed_in = w.signed_in;
  if (w.signed_in) {
    out.name = w.name;
    out.display = w.display;
  }
  for (const accounts::Role r : w.roles) out.roles.emplace_back(accounts::to_word(r));
  out.may = w.permissions.words();
  out.token = w.token;
  out.must_change_password = w.must_change;
  if (!w.zone.empty()) out.zone = w.zone;
  return out;
}

/// The prefix says to browsers: only over TLS, for this host alone. On plain loopback they would throw it away.
std::string cookie_for(const Asked& a, const std::string& session, std::chrono::seconds lasts) {
  const bool secure = a.request.secure;
  return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{}",
                     secure ? "__Host-cityloop" : "cityloop", session, lasts.count(),
                     secure ? "; Secure" : "");
}

Response welcome(const Asked& a, const accounts::SignIn& in) {
  if (in.outcome != accounts::SignIn::Outcome::welcome) {
    Response r = refusal({Fault::forbidden, in.words});
    if (in.outcome == accounts::SignIn::Outcome::wait) {
      r.status = 429;
      r.with("retry-after", std::to_string(in.wait.count()));
    }
    return r;
  }
  return json_answer(me_of(*in.who)).with("set-cookie", cookie_for(a, in.session, in.lasts));
}

wire::Account account_of(const accounts::Account& x) {
  wire::Account out;
  out.name = x.name;
  out.display = x.display;
  for (const accounts::Role r : x.roles) out.roles.emplace_back(accounts::to_word(r));
  out.active = x.active;
  out.organisation = x.organisation;
  if (!x.zone.empty()) out.zone = x.zone;
  out.created = to_string(x.created);
  if (x.last_seen) out.last_seen = to_string(*x.last_seen);
  return out;
}

std::vector<accounts::Role> roles_of(const std::vector<std::string>& words) {
  std::vector<accounts::Role> out;
  for (const std::string& w : words) out.push_back(accounts::parse_role(w));
  return out;
}

}  // namespace

Response get_me(const Asked& a) { return json_answer(me_of(*a.who)); }

Response sign_in(const Asked& a) {
  const wire::SignIn asked = wire::read_SignIn(a.body());
  accounts::SignInAsked in;
  in.name = asked.name;
  in.password = asked.password;
  in.peer = a.request.peer;
  in.device = std::string{a.request.head.field("user-agent").substr(0, 100)};
  in.session = a.session;
  return welcome(a, a.office.accounts().sign_in(in, a.office.now()));
}

Response sign_out(const Asked& a) {
  if (!a.session.empty()) a.office.accounts().sign_out(a.session, a.office.now());
  Response r = answer(204, "text/plain", "");
  return r.with("set-cookie", cookie_for(a, "", std::chrono::seconds{0}));
}

Response change_password(const Asked& a) {
  const wire::PasswordChange asked = wire::read_PasswordChange(a.body());
  const accounts::SignIn in =
      a.office.accounts().change_password(a.session, asked.old, asked.fresh, a.office.now());
  Response r = welcome(a, in);
  if (r.status == 200) {
    r.status = 204;
    r.body.reset();
  }
  return r;
}

Response get_accounts(const Asked& a) {
  wire::Accounts out;
  for (const accounts::Account& x : a.office.accounts().list()) out.accounts.push_back(account_of(x));
  return json_answer(out);
}

Response add_account(const Asked& a) {
  const wire::NewAccount asked = wire::read_NewAccount(a.body());
  const accounts::Issued made =
      a.office.accounts().add({asked.name, asked.display, roles_of(asked.roles),
                               asked.organisation.value_or(""), asked.zone.value_or("")},
                              *a.who, a.office.now());
  return json_answer(wire::IssuedAccount{account_of(made.account), made.password}, 201);
}

Response change_account(const Asked& a) {
  const wire::AccountChange asked = wire::read_AccountChange(a.body());
  accounts::AccountChange change;
  change.display = asked.display;
  change.organisation = asked.organisation;
  change.zone = asked.zone;
  if (!asked.roles.empty()) change.roles = roles_of(asked.roles);
  change.active = asked.active;
  change.reset_password = asked.reset_password.value_or(false);
  const accounts::Changed done =
      a.office.accounts().change(a.parameter("name"), change, *a.who, a.office.now());
  wire::Account out = account_of(done.account);
  if (!done.password.empty()) out.password = done.password;
  return json_answer(out);
}

Response get_audit(const Asked& a) {
  wire::AuditPage out;
  for (const accounts::AuditEntry& e : a.office.accounts().audit_page(
           static_cast<std::size_t>(a.integer("limit", 200)), a.integer("before", 0)))
    out.entries.push_back({e.number, to_string(e.at), e.act.who, e.act.role, e.act.action, e.act.object,
                           e.act.basis, e.act.outcome});
  return json_answer(out);
}

}  // namespace cityloop::http
