#include "doors/http/api_sign_in.h"

#include "access/access.h"
#include "access/cookie.h"
#include "base/json/codec.h"
#include "base/json/shape.h"
#include "base/json/text.h"
#include "doors/http/api_caller.h"
#include "studio/studio.h"

#include <boost/describe/class.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace atelier::http {

namespace {

struct SetUp {
  std::string code;
  std::string name;
  std::string password;
  static constexpr std::array mayBeAbsent{"name"};
};
BOOST_DESCRIBE_STRUCT(SetUp, (), (code, name, password))

struct Credentials {
  std::optional<std::string> name;
  std::optional<std::string> password;
  std::optional<std::string> code;
};
BOOST_DESCRIBE_STRUCT(Credentials, (), (name, password, code))

struct NewPassword {
  std::string current;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(NewPassword, (), (current, next))

/// The role whose scopes these are; a token may hold fewer than any.
std::optional<std::string_view> roleOf(access::Scopes scopes) {
  for (const auto role : {access::Role::Viewer, access::Role::Contributor, access::Role::Editor,
                          access::Role::Owner}) {
    if (access::scopesOf(role) == scopes) return access::roleName(role);
  }
  return std::nullopt;
}

boost::json::object describeCaller(const access::Caller& caller) {
  boost::json::object user{{"id", caller.id}, {"name", caller.name}};
  if (const auto role = roleOf(caller.scopes)) user["role"] = *role;
  boost::json::array scopes;
  for (const auto scope : access::allScopes()) {
    if (caller.scopes.has(scope)) scopes.emplace_back(access::scopeName(scope));
  }
  return {{"user", std::move(user)}, {"scopes", std::move(scopes)}, {"setup_needed", false}};
}

Answer signedIn(const access::SignIn& sign, Timestamp now, bool https) {
  auto answer = Answer::json(json::toText(describeCaller(sign.caller)));
  answer.cache = "no-store";
  answer.headers.add("Set-Cookie", access::setCookie(sign.secret, sign.expiresAt, now, https));
  return answer;
}

}  // namespace

Answer SignInDoor::setUp(const Request& request) {
  const auto ask = json::decode<SetUp>(json::parse(request.body));
  const auto sign = studio_.access().setup(ask.code, ask.name, ask.password, visitorOf(request));
  return signedIn(sign, studio_.clock().now(), https_);
}

Answer SignInDoor::signIn(const Request& request) {
  const auto ask = json::decode<Credentials>(json::parse(request.body));
  if (ask.code.has_value() == ask.name.has_value() ||
      ask.name.has_value() != ask.password.has_value()) {
    throw Error{Code::InvalidInput, "Either a code is needed, or a name and a password.",
                "Nobody was signed in. Send one of the two."};
  }
  const auto visitor = visitorOf(request);
  const auto sign = ask.code ? studio_.access().signInWithCode(*ask.code, visitor)
                             : studio_.access().signIn(*ask.name, *ask.password, visitor);
  return signedIn(sign, studio_.clock().now(), https_);
}

Answer SignInDoor::whoAmI(const Request& request) {
  if (const auto caller = callerOf(studio_, request, https_)) {
    auto answer = Answer::json(json::toText(describeCaller(*caller)));
    answer.cache = "no-store";
    return answer;
  }
  if (!studio_.access().setupNeeded()) requireCaller(studio_, request, https_);
  auto answer = Answer::json(R"({"setup_needed":true})");
  answer.cache = "no-store";
  return answer;
}

Answer SignInDoor::changePassword(const Request& request) {
  const auto caller = requireCaller(studio_, request, https_);
  const auto ask = json::decode<NewPassword>(json::parse(request.body));
  const auto sign =
      studio_.access().changePassword(caller, ask.current, ask.next, visitorOf(request));
  return signedIn(sign, studio_.clock().now(), https_);
}

Answer SignInDoor::signOut(const Request& request) {
  studio_.access().signOut(requireCaller(studio_, request, https_));
  auto answer = Answer::empty();
  answer.headers.add("Set-Cookie", access::clearCookie(https_));
  return answer;
}

}  // namespace atelier::http
