#pragma once

#include "base/digest.h"
#include "vault/draft.h"
#include "vault/vault_state.h"

#include <optional>
#include <string>
#include <vector>

/// What draft.cpp and deposit.cpp share.
namespace atelier::vault {

struct Draft::State {
  /// A file as it was given: spooled, or a short text in memory.
  struct Content {
    std::string logicalPath;
    Digest digest;
    std::optional<Spooled> spooled;
    std::string text;
  };

  Vault::State& vault;
  Note note{};
  std::vector<Content> contents{};
  std::vector<std::string> dropped{};  ///< logical paths that the version before has
  ocfl::Inventory inventory{};         ///< as it was, then, staged, as it will be
  Moving moving{};
  bool staged = false;
  bool taken = false;  ///< by a commit, which removes what has to be removed

  explicit State(Vault::State& v) : vault(v) {}

  bool isNew() const { return moving.number == 1; }
  void add(Content content);
  void stageObject();
  void stageVersion();

 private:
  ocfl::Version& newVersion();
  void stageContent(const fs::path& versionFolder);
};

/// Somebody else was faster: the head is not what a draft was made for.
Error madeMeanwhile(std::uint32_t head);

}  // namespace atelier::vault
