#pragma once

#include "studio/import.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

/// Proof that what was acknowledged is there: every byte in the vault against its digest, every
/// object against OCFL 1.1, and the index against the vault, in both directions.
namespace atelier::studio {

class Studio;

struct Problem {
  std::string kind;    ///< "damaged", "missing", "not-indexed", "index-differs", "orphan", "stray"
  std::string asset;   ///< id, empty if it belongs to none
  std::string folder;  ///< in vault/
  std::string code;    ///< an OCFL code or an AT code
  std::string message;
  bool repaired = false;
};

struct VerifyOptions {
  std::optional<std::uint64_t>
      sample;           ///< check the bytes of only so many assets, chosen at random
  bool repair = false;  ///< sweep orphans and bring the index in line with the vault
  const std::atomic<bool>* stop = nullptr;
};

struct VerifyReport {
  std::uint64_t objects = 0;
  std::uint64_t bytes = 0;
  std::uint64_t warnings = 0;
  double seconds = 0;
  bool stopped = false;  ///< on request, before all was looked at
  std::vector<Problem> problems;

  bool sound() const;  ///< all was looked at, and no problem is left unrepaired
};

/// A rehearsal of a repair looks and mends nothing.
VerifyReport verify(
    Studio& studio, const VerifyOptions& options, const access::Caller& caller,
    const std::function<void(std::uint64_t done, std::uint64_t all)>& progress = {});

struct RebuildReport {
  std::uint64_t assets = 0;
  std::uint64_t collections = 0;
  double seconds = 0;
  std::vector<Problem> problems;  ///< objects that could not be read
};

/// Makes the part of the index that describes works again, from the vault alone.
RebuildReport rebuild(
    Studio& studio, const access::Caller& caller,
    const std::function<void(std::uint64_t done, std::uint64_t all)>& progress = {});

/// The same without an entry in the audit log, for a studio that is being opened without an index.
RebuildReport makeIndex(
    Studio& studio,
    const std::function<void(std::uint64_t done, std::uint64_t all)>& progress = {});

}  // namespace atelier::studio
