// Tokens: keys for programs, with fewer rights than their maker or as many.

#include "access/access.h"
#include "base/text.h"
#include "studio/operations/nouns.h"
#include "studio/studio.h"

#include <fmt/format.h>

namespace atelier::studio {

namespace {

struct TokenView {
  std::string id;
  std::string name;
  std::string user;
  std::vector<std::string> scopes;
  std::string createdAt;
  std::optional<std::string> expiresAt;
  std::optional<std::string> lastUsedAt;
};
BOOST_DESCRIBE_STRUCT(TokenView, (), (id, name, user, scopes, createdAt, expiresAt, lastUsedAt))

struct Tokens {
  std::vector<TokenView> tokens;
};
BOOST_DESCRIBE_STRUCT(Tokens, (), (tokens))

struct CreateToken {
  std::vector<std::string> scope;
  std::string name = "token";
  std::optional<std::string> expiresAt;
  static constexpr std::array help{
      "What it may do: assets:read, assets:write, assets:delete, assets:erase, studio:read, "
      "studio:manage, access:manage",
      "What people call it", "When it ends, as in 2027-01-31T00:00:00Z; never if left out"};
};
BOOST_DESCRIBE_STRUCT(CreateToken, (), (scope, name, expiresAt))

struct CreatedToken {
  std::string token;  ///< shown this once
  TokenView info;
};
BOOST_DESCRIBE_STRUCT(CreatedToken, (), (token, info))

struct TokenRef {
  std::string id;
  static constexpr std::array help{"The token's id"};
};
BOOST_DESCRIBE_STRUCT(TokenRef, (), (id))

std::vector<std::string> scopeNames(access::Scopes scopes) {
  std::vector<std::string> names;
  for (auto scope : access::allScopes()) {
    if (scopes.has(scope)) names.emplace_back(access::scopeName(scope));
  }
  return names;
}

access::Scopes scopesNamed(const std::vector<std::string>& names) {
  access::Scopes scopes;
  std::vector<std::string_view> known;
  for (auto scope : access::allScopes()) known.push_back(access::scopeName(scope));
  for (const auto& name : names) {
    for (auto part : split(name, ',')) {
      auto scope = access::scopeFromName(trim(part));
      if (!scope) {
        auto near = nearest(part, known);
        throw Error{Code::InvalidInput, fmt::format("There is no scope \"{}\".", part),
                    near ? fmt::format("Did you mean {}?", *near)
                         : fmt::format("The scopes are {}.", fmt::join(known, ", ")),
                    "/scope"};
      }
      scopes.add(*scope);
    }
  }
  return scopes;
}

std::optional<std::string> text(const std::optional<Timestamp>& time) {
  if (!time) return std::nullopt;
  return toRfc3339(*time);
}

TokenView view(const access::TokenInfo& info) {
  return {info.id,
          info.name,
          info.user,
          scopeNames(info.scopes),
          toRfc3339(info.createdAt),
          text(info.expiresAt),
          text(info.lastUsedAt)};
}

CreatedToken createToken(Studio& studio, const access::Caller& caller, const CreateToken& ask) {
  if (ask.scope.empty()) {
    throw Error{Code::InvalidInput, "A token needs at least one scope.",
                "Say what it may do, for example --scope assets:read.", "/scope"};
  }
  access::TokenRequest request{ask.name, scopesNamed(ask.scope), std::nullopt};
  if (ask.expiresAt) {
    request.expiresAt = fromRfc3339(*ask.expiresAt);
    if (!request.expiresAt) {
      throw Error{Code::InvalidInput, "This is not a time.", "Write it as in 2027-01-31T00:00:00Z.",
                  "/expires_at"};
    }
  }
  auto made = studio.access().createToken(caller, request);
  return {made.secret, view(made.info)};
}

Tokens listTokens(Studio& studio, const access::Caller& caller) {
  Tokens answer;
  for (const auto& info : studio.access().tokens(caller)) answer.tokens.push_back(view(info));
  return answer;
}

void revokeToken(Studio& studio, const access::Caller& caller, const TokenRef& ask) {
  studio.access().revokeToken(caller, ask.id);
}

constexpr std::array table{
    operation<&createToken>(
        "token.create", post("/tokens"), Scope::ReadAssets, Effect::Write,
        "Make a token for a program; it may do what you allow and you may do yourself.")
        .example("atelier token create --scope assets:read --name backup")
        .created(),
    operation<&listTokens>("token.list", get("/tokens"), Scope::ReadAssets, Effect::None,
                           "Show the tokens that are in use, without their secrets."),
    operation<&revokeToken>("token.revoke", remove("/tokens/{id}"), Scope::ReadAssets,
                            Effect::Destroy, "End a token and those that it made.")
        .arguments("id"),
};

}  // namespace

std::span<const Operation> tokenOperations() { return table; }

}  // namespace atelier::studio
