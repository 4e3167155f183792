#pragma once

#include "base/simulated_disk.h"
#include "vault/vault.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

/// A vault on a simulated disk, a day in its life, and what the disk must show of it at any moment.
namespace atelier::vault {

/// Logical path -> bytes, of one version.
using Contents = std::map<std::string, std::string>;

/// What was acknowledged, and what is being attempted at this moment.
struct Book {
  std::map<AssetId, std::vector<Contents>> kept;       ///< every version of every object
  std::map<AssetId, std::vector<Contents>> attempted;  ///< may be there, if it is there whole
  std::set<AssetId> erased;
  std::optional<AssetId> erasing;  ///< may be there or not
  std::set<AssetId> notIndexed;    ///< acknowledged, and the index was not told of it
};

/// One thing that a day consists of. Done again after a failure, it must succeed.
struct Step {
  enum class Kind { Create, Update, Erase } kind = Kind::Create;
  std::map<AssetId, Contents> changes{};  ///< Update: what is new
  bool indexed = true;
};

class SimulatedVault : public testing::Test {
 protected:
  static inline const fs::path root = "/studio/vault";
  static inline const fs::path work = "/studio/work";

  std::unique_ptr<SimulatedDisk> emptyVault();
  std::unique_ptr<Vault> open(SimulatedDisk& disk);

  /// Groups come in, some are described again, some are erased, two of them neighbours.
  std::vector<Step> day();

  void attempt(Vault& vault, const Step& step, Book& book);
  void attempt(Vault& vault, const std::vector<Step>& steps, Book& book) {
    for (const auto& step : steps) attempt(vault, step, book);
  }

  /// Everything promised is there at every version, byte for byte; what was only attempted is there
  /// whole or not at all; the storage root is valid; what was erased is gone and written down.
  void expectKept(SimulatedDisk& disk, const Vault& vault, const Book& book);

  /// No run but this one left anything, and the index is reminded of what it may not know.
  void expectTidy(SimulatedDisk& disk, const Vault& vault, const Book& book);

  ManualClock clock_;
  SeededRandom random_{7};
  Log log_{clock_, -1};

 private:
  void expectVersions(const Vault& vault, AssetId id, const std::vector<Contents>& versions,
                      const std::vector<Contents>* attempted);
  std::vector<AssetId> neighbours(std::size_t count);
  AssetId id() {
    AssetId id;
    random_.fill(id.value.bytes);
    return id;
  }
};

}  // namespace atelier::vault
