#include "access/caller.h"

#include "base/error.h"

#include <array>

#include <fmt/format.h>

namespace atelier::access {

namespace {

struct ScopeName {
  Scope scope;
  std::string_view name;
};

constexpr std::array scopeNames{
    ScopeName{Scope::ReadAssets, "assets:read"},
    ScopeName{Scope::WriteAssets, "assets:write"},
    ScopeName{Scope::DeleteAssets, "assets:delete"},
    ScopeName{Scope::EraseAssets, "assets:erase"},
    ScopeName{Scope::ReadStudio, "studio:read"},
    ScopeName{Scope::ManageStudio, "studio:manage"},
    ScopeName{Scope::ManageAccess, "access:manage"},
};

constexpr auto scopeList = [] {
  std::array<Scope, scopeNames.size()> list{};
  for (std::size_t i = 0; i < list.size(); ++i) list[i] = scopeNames[i].scope;
  return list;
}();

// Indexed by Role: each has what the one before it has, and more.
constexpr std::array<std::string_view, 4> roleNames{"viewer", "contributor", "editor", "owner"};

}  // namespace

std::string_view scopeName(Scope scope) {
  return scopeNames.at(static_cast<std::size_t>(scope)).name;
}

std::optional<Scope> scopeFromName(std::string_view name) {
  for (const auto& entry : scopeNames) {
    if (entry.name == name) return entry.scope;
  }
  return std::nullopt;
}

std::span<const Scope> allScopes() { return scopeList; }

std::string_view roleName(Role role) { return roleNames.at(static_cast<std::size_t>(role)); }

std::optional<Role> roleFromName(std::string_view name) {
  for (std::size_t i = 0; i < roleNames.size(); ++i) {
    if (roleNames[i] == name) return static_cast<Role>(i);
  }
  return std::nullopt;
}

Scopes scopesOf(Role role) {
  Scopes scopes;
  scopes.add(Scope::ReadAssets);
  if (role >= Role::Contributor) scopes.add(Scope::WriteAssets);
  if (role >= Role::Editor) {
    scopes.add(Scope::DeleteAssets);
    scopes.add(Scope::ReadStudio);
  }
  if (role == Role::Owner) {
    for (auto scope : allScopes()) scopes.add(scope);
  }
  return scopes;
}

void Caller::require(Scope scope) const {
  if (scopes.has(scope)) return;
  throw Error{Code::NotAllowed,
              fmt::format("This needs the scope {}, which this sign-in or token does not have.",
                          scopeName(scope)),
              "Nothing was changed. An owner can give a role or make a token that has it.",
              std::string{scopeName(scope)}};
}

Caller Caller::local() {
  return {.id = "local",
          .name = "command line",
          .scopes = scopesOf(Role::Owner),
          .via = "cli",
          .address = {},
          .session = {}};
}

}  // namespace atelier::access
