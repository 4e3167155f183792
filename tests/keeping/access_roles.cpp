#include "access/caller.h"
#include "base/error.h"

#include <set>

#include <gtest/gtest.h>

namespace atelier::access {
namespace {

constexpr std::array roles{Role::Viewer, Role::Contributor, Role::Editor, Role::Owner};

/// Who may what, written down once more by hand: rows are scopes, columns are the roles above.
struct Row {
  Scope scope;
  std::array<bool, 4> may;
};
constexpr std::array matrix{
    Row{Scope::ReadAssets, {true, true, true, true}},
    Row{Scope::WriteAssets, {false, true, true, true}},
    Row{Scope::DeleteAssets, {false, false, true, true}},
    Row{Scope::EraseAssets, {false, false, false, true}},
    Row{Scope::ReadStudio, {false, false, true, true}},
    Row{Scope::ManageStudio, {false, false, false, true}},
    Row{Scope::ManageAccess, {false, false, false, true}},
};

TEST(Roles, MayExactlyWhatTheMatrixSays) {
  ASSERT_EQ(matrix.size(), allScopes().size());
  for (const auto& row : matrix) {
    for (std::size_t i = 0; i < roles.size(); ++i) {
      EXPECT_EQ(scopesOf(roles[i]).has(row.scope), row.may[i])
          << roleName(roles[i]) << " " << scopeName(row.scope);
    }
  }
}

TEST(Roles, RequireRefusesExactlyWhatTheRoleLacksAndNamesIt) {
  for (const auto& row : matrix) {
    for (std::size_t i = 0; i < roles.size(); ++i) {
      Caller caller = Caller::local();
      caller.scopes = scopesOf(roles[i]);
      if (row.may[i]) {
        EXPECT_NO_THROW(caller.require(row.scope));
        continue;
      }
      try {
        caller.require(row.scope);
        ADD_FAILURE() << roleName(roles[i]) << " may " << scopeName(row.scope);
      } catch (const Error& error) {
        EXPECT_EQ(error.code, Code::NotAllowed);
        EXPECT_EQ(error.where, scopeName(row.scope));
      }
    }
  }
}

TEST(Roles, EachHoldsAllThatTheOneBelowHolds) {
  for (std::size_t i = 1; i < roles.size(); ++i) {
    EXPECT_TRUE(scopesOf(roles[i - 1]).within(scopesOf(roles[i])));
    EXPECT_FALSE(scopesOf(roles[i]).within(scopesOf(roles[i - 1])));
  }
}

TEST(Roles, AndScopesHaveNamesThatReadBack) {
  std::set<std::string_view> names;
  for (auto scope : allScopes()) {
    EXPECT_EQ(scopeFromName(scopeName(scope)), scope);
    names.insert(scopeName(scope));
  }
  for (auto role : roles) EXPECT_EQ(roleFromName(roleName(role)), role);
  EXPECT_EQ(names.size(), allScopes().size());
  EXPECT_EQ(scopeFromName("assets:fly"), std::nullopt);
  EXPECT_EQ(roleFromName("Owner"), std::nullopt);
}

TEST(Roles, TheCommandLineOnTheFolderIsTheOwner) {
  EXPECT_EQ(Caller::local().scopes, scopesOf(Role::Owner));
  EXPECT_EQ(Caller::local().id, "local");
}

}  // namespace
}  // namespace atelier::access
