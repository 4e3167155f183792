#pragma once

#include "access/caller.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/files.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::store {
class Store;
class Transaction;
}  // namespace atelier::store

/// What was done, by whom, in an order that cannot be changed unnoticed. Each entry carries the
/// SHA-256 over the entry before it and its own content; how far the log went is also kept in a
/// small file beside the index, so that cutting off the end shows, too. It shows tampering; it
/// cannot prevent it, and who can write the index and that file and computes the whole chain anew
/// is not caught.
namespace atelier::access {

struct AuditEntry {
  std::uint64_t number = 0;  ///< 1, 2, 3 ... without gaps
  Timestamp at;
  std::string callerId;
  std::string callerName;
  std::string via;
  std::string address;
  std::string session;  ///< id of the session or token
  std::string action;   ///< "user.invite", "asset.erase"
  std::string subject;  ///< id of what it was done to
  std::string detail;   ///< JSON object as text, or empty; never a secret
  Digest hash;
};

struct AuditPage {
  std::vector<AuditEntry> entries;    ///< newest first
  std::optional<std::uint64_t> next;  ///< give it as `before` for the page after this one
};

struct AuditProblem {
  std::uint64_t number = 0;  ///< the entry where the chain does not hold
  std::string what;
};

struct AuditReport {
  std::uint64_t entries = 0;
  Digest head;
  std::vector<AuditProblem> problems;  ///< at most 100
};

class AuditLog {
 public:
  /// If the log is shorter than the head file remembers, or another one, that is written down as
  /// its next entry ("audit.gap"), which verify() shows from then on.
  AuditLog(store::Store& store, const Clock& clock, Files& files, std::filesystem::path headFile);
  ~AuditLog();
  AuditLog(const AuditLog&) = delete;
  AuditLog& operator=(const AuditLog&) = delete;

  /// Call it inside the transaction that does the thing, before the thing. Rolls back with it. In a
  /// rehearsal the transaction is undone at its end.
  void append(store::Transaction& transaction, const Caller& caller, std::string_view action,
              std::string_view subject, std::string_view detail = {});

  /// Needs access:manage. `limit` is at most 1000. With a `subject`, only what was done to it.
  AuditPage list(const Caller& caller, std::optional<std::uint64_t> before, std::size_t limit,
                 std::string_view subject = {});

  /// Reads the whole log. Never throws for what it finds.
  AuditReport verify();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace atelier::access
