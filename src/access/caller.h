#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Who asks, and what they may do. Every operation names the one scope that it needs; a role is a
/// set of scopes; a token carries a subset of its maker's scopes and can never gain any.
namespace atelier::access {

enum class Scope : std::uint8_t {
  ReadAssets,    ///< look at and download assets, search
  WriteAssets,   ///< bring in, describe, tag, file
  DeleteAssets,  ///< trash, restore
  EraseAssets,   ///< remove for good
  ReadStudio,    ///< see settings, health, storage
  ManageStudio,  ///< verify, repair, rebuild, watched folders
  ManageAccess,  ///< people, tokens of others, audit log
};

/// Scopes as they are written in tokens and in the API: "assets:read", "assets:write",
/// "assets:delete", "assets:erase", "studio:read", "studio:manage", "access:manage".
std::string_view scopeName(Scope scope);
std::optional<Scope> scopeFromName(std::string_view name);
std::span<const Scope> allScopes();

/// A set of scopes as a bit mask.
class Scopes {
 public:
  constexpr Scopes() = default;
  constexpr bool has(Scope scope) const {
    return (bits_ >> static_cast<unsigned>(scope) & 1U) != 0;
  }
  constexpr void add(Scope scope) { bits_ |= 1U << static_cast<unsigned>(scope); }
  constexpr bool within(Scopes other) const { return (bits_ & ~other.bits_) == 0; }
  constexpr Scopes both(Scopes other) const { return Scopes(bits_ & other.bits_); }
  constexpr bool operator==(const Scopes&) const = default;
  constexpr std::uint32_t bits() const { return bits_; }
  static constexpr Scopes fromBits(std::uint32_t bits) { return Scopes(bits); }

 private:
  constexpr explicit Scopes(std::uint32_t bits) : bits_(bits) {}
  std::uint32_t bits_ = 0;
};

enum class Role : std::uint8_t {
  Viewer,       ///< reads assets
  Contributor,  ///< and brings in and describes
  Editor,       ///< and trashes and restores, sees the studio's settings
  Owner,        ///< everything
};
std::string_view roleName(Role role);
std::optional<Role> roleFromName(std::string_view name);
Scopes scopesOf(Role role);

/// What an operation would have done, gathered instead of doing it; see Caller::rehearsal.
struct Rehearsal {
  struct Step {
    std::string action;   ///< as in the audit log: "asset.tag"
    std::string subject;  ///< id of what it would be done to
    std::string detail;   ///< what would be different, for people; may be empty
  };
  std::vector<Step> steps;
};

/// The one who asks. Made by a door after it checked a session, a token or that it runs locally.
struct Caller {
  std::string id;    ///< user id; "local" for the command line working on the folder itself
  std::string name;  ///< for people
  Scopes scopes;
  std::string via;      ///< "cli", "http", "mcp"
  std::string address;  ///< where the request came from, empty if local
  std::string session;  ///< id of the session or token used, empty if local

  /// Set while an operation is tried and not done (`--dry-run`): everything runs as always, up to
  /// the audit log, which notes the step here and undoes the transaction. Who changes something
  /// outside of a transaction asks here first.
  Rehearsal* rehearsal = nullptr;

  /// Throws Error{NotAllowed} that names the missing scope.
  void require(Scope scope) const;

  static Caller local();  ///< the owner, at the command line
};

}  // namespace atelier::access
