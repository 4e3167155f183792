// People, their sign-ins, and the list of what was done by whom.

#include "access/access.h"
#include "access/audit.h"
#include "studio/operations/nouns.h"
#include "studio/studio.h"

#include <fmt/format.h>

namespace atelier::studio {

namespace {

struct UserView {
  std::string id;
  std::string name;
  std::string role;
  std::string createdAt;
  bool invited = false;
};
BOOST_DESCRIBE_STRUCT(UserView, (), (id, name, role, createdAt, invited))

struct Users {
  std::vector<UserView> users;
};
BOOST_DESCRIBE_STRUCT(Users, (), (users))

struct InviteUser {
  std::string name;
  std::string role = "viewer";
  static constexpr std::array help{"What they are called", "owner, editor, contributor or viewer"};
};
BOOST_DESCRIBE_STRUCT(InviteUser, (), (name, role))

struct InvitedUser {
  std::string code;  ///< shown this once, works once
  std::string expiresAt;
  UserView user;
};
BOOST_DESCRIBE_STRUCT(InvitedUser, (), (code, expiresAt, user))

struct UserRef {
  std::string id;
  static constexpr std::array help{"The person's id"};
};
BOOST_DESCRIBE_STRUCT(UserRef, (), (id))

struct ChangeRole {
  std::string id;
  std::string role;
  static constexpr std::array help{"The person's id", "owner, editor, contributor or viewer"};
};
BOOST_DESCRIBE_STRUCT(ChangeRole, (), (id, role))

struct SessionView {
  std::string id;
  std::string kind;
  std::string createdAt;
  std::string lastSeenAt;
  std::string expiresAt;
  std::string address;
  std::string agent;
  bool current = false;
};
BOOST_DESCRIBE_STRUCT(SessionView, (),
                      (id, kind, createdAt, lastSeenAt, expiresAt, address, agent, current))

struct Sessions {
  std::vector<SessionView> sessions;
};
BOOST_DESCRIBE_STRUCT(Sessions, (), (sessions))

struct SessionRef {
  std::string id;
  static constexpr std::array help{"The sign-in's id"};
};
BOOST_DESCRIBE_STRUCT(SessionRef, (), (id))

struct EndedSessions {
  std::uint64_t ended = 0;
};
BOOST_DESCRIBE_STRUCT(EndedSessions, (), (ended))

struct AuditEntryView {
  std::uint64_t number = 0;
  std::string at;
  std::string by;
  std::string via;
  std::string address;
  std::string action;
  std::string subject;
  std::string detail;
  std::string hash;
};
BOOST_DESCRIBE_STRUCT(AuditEntryView, (),
                      (number, at, by, via, address, action, subject, detail, hash))

struct ListAudit {
  std::optional<std::uint64_t> before;
  std::uint32_t limit = 50;
  std::optional<std::string> subject;
  static constexpr std::array help{"Only entries older than this number",
                                   "How many at most, up to 1000",
                                   "Only what was done to this: the id of an asset, say"};
};
BOOST_DESCRIBE_STRUCT(ListAudit, (), (before, limit, subject))

struct AuditList {
  std::vector<AuditEntryView> entries;
  std::optional<std::uint64_t> next;
};
BOOST_DESCRIBE_STRUCT(AuditList, (), (entries, next))

struct AuditCheck {
  std::uint64_t entries = 0;
  bool sound = false;
  std::vector<std::string> problems;
};
BOOST_DESCRIBE_STRUCT(AuditCheck, (), (entries, sound, problems))

UserView view(const access::User& user) {
  return {user.id.text(), user.name, std::string(access::roleName(user.role)),
          toRfc3339(user.createdAt), user.invited};
}

InvitedUser view(const access::Invitation& invitation) {
  return {invitation.code, toRfc3339(invitation.expiresAt), view(invitation.user)};
}

access::Role roleNamed(std::string_view name) {
  if (auto role = access::roleFromName(name)) return *role;
  throw Error{Code::InvalidInput, fmt::format("There is no role \"{}\".", name),
              "The roles are owner, editor, contributor and viewer.", "/role"};
}

UserId userNamed(std::string_view id) {
  if (auto user = UserId::parse(id)) return *user;
  throw Error{Code::InvalidInput, fmt::format("\"{}\" is not the id of a person.", id),
              "Ids are in the list of people.", "/id"};
}

Users listUsers(Studio& studio, const access::Caller& caller) {
  Users answer;
  for (const auto& user : studio.access().users(caller)) answer.users.push_back(view(user));
  return answer;
}

InvitedUser inviteUser(Studio& studio, const access::Caller& caller, const InviteUser& ask) {
  return view(studio.access().inviteUser(caller, ask.name, roleNamed(ask.role)));
}

InvitedUser inviteAgain(Studio& studio, const access::Caller& caller, const UserRef& ask) {
  return view(studio.access().inviteAgain(caller, userNamed(ask.id)));
}

UserView changeRole(Studio& studio, const access::Caller& caller, const ChangeRole& ask) {
  return view(studio.access().changeRole(caller, userNamed(ask.id), roleNamed(ask.role)));
}

void removeUser(Studio& studio, const access::Caller& caller, const UserRef& ask) {
  studio.access().removeUser(caller, userNamed(ask.id));
}

Sessions listSessions(Studio& studio, const access::Caller& caller) {
  Sessions answer;
  for (const auto& session : studio.access().sessions(caller)) {
    answer.sessions.push_back({session.id, session.kind, toRfc3339(session.createdAt),
                               toRfc3339(session.lastSeenAt), toRfc3339(session.expiresAt),
                               session.address, session.agent, session.current});
  }
  return answer;
}

void endSession(Studio& studio, const access::Caller& caller, const SessionRef& ask) {
  studio.access().endSession(caller, ask.id);
}

EndedSessions endOtherSessions(Studio& studio, const access::Caller& caller) {
  return {studio.access().endOtherSessions(caller)};
}

AuditList listAudit(Studio& studio, const access::Caller& caller, const ListAudit& ask) {
  auto page = studio.access().audit().list(caller, ask.before, ask.limit, ask.subject.value_or(""));
  AuditList answer{{}, page.next};
  for (const auto& entry : page.entries) {
    answer.entries.push_back({entry.number, toRfc3339(entry.at),
                              entry.callerName.empty() ? entry.callerId : entry.callerName,
                              entry.via, entry.address, entry.action, entry.subject, entry.detail,
                              entry.hash.hex()});
  }
  return answer;
}

AuditCheck checkAudit(Studio& studio, const access::Caller&) {
  auto report = studio.access().audit().verify();
  AuditCheck answer{report.entries, report.problems.empty(), {}};
  for (const auto& problem : report.problems) {
    answer.problems.push_back(fmt::format("entry {}: {}", problem.number, problem.what));
  }
  return answer;
}

constexpr std::array users{
    operation<&listUsers>("user.list", get("/users"), Scope::ManageAccess, Effect::None,
                          "Show who may use this studio."),
    operation<&inviteUser>("user.invite", post("/users"), Scope::ManageAccess, Effect::Write,
                           "Invite somebody; the answer has a code that works once.")
        .arguments("name")
        .example("atelier user invite Noor --role contributor")
        .created(),
    operation<&inviteAgain>("user.invite_again", post("/users/{id}/invitation"),
                            Scope::ManageAccess, Effect::Write,
                            "Make a new code for somebody who lost theirs, or their password.")
        .arguments("id")
        .created(),
    operation<&changeRole>("user.change", patch("/users/{id}"), Scope::ManageAccess, Effect::Write,
                           "Give a person another role; the last owner stays owner.")
        .arguments("id"),
    operation<&removeUser>(
        "user.remove", remove("/users/{id}"), Scope::ManageAccess, Effect::Destroy,
        "Remove a person with their sign-ins and tokens; what they brought in stays.")
        .arguments("id"),
};

constexpr std::array sessions{
    operation<&listSessions>("session.list", get("/sessions"), Scope::ReadAssets, Effect::None,
                             "Show where you are signed in."),
    operation<&endSession>("session.end", remove("/sessions/{id}"), Scope::ReadAssets,
                           Effect::Destroy, "End a sign-in.")
        .arguments("id"),
    operation<&endOtherSessions>("session.end_others", remove("/sessions"), Scope::ReadAssets,
                                 Effect::Destroy, "End all your sign-ins but this one."),
};

constexpr std::array audit{
    operation<&listAudit>("audit.list", get("/audit"), Scope::ManageAccess, Effect::None,
                          "Show what was done, by whom, newest first."),
    operation<&checkAudit>("audit.check", get("/audit/check"), Scope::ManageAccess, Effect::None,
                           "Prove that no entry of the audit log was changed, removed or moved."),
};

}  // namespace

std::span<const Operation> userOperations() { return users; }
std::span<const Operation> sessionOperations() { return sessions; }
std::span<const Operation> auditOperations() { return audit; }

}  // namespace atelier::studio
