#pragma once

#include <atomic>
#include <functional>
#include <string>

/// An SQLite file layer over the real one that fails, or ends the process, at the n-th write or
/// sync.
namespace atelier::store::test {

enum class Fault {
  None,
  Kill,      ///< _exit(9) right before the operation
  Full,      ///< SQLITE_FULL
  BadSync,   ///< SQLITE_IOERR_FSYNC; writes go through and are not counted
  BadWrite,  ///< SQLITE_IOERR_WRITE
};

class FaultyVfs {
 public:
  FaultyVfs();
  ~FaultyVfs();
  FaultyVfs(const FaultyVfs&) = delete;
  FaultyVfs& operator=(const FaultyVfs&) = delete;

  const std::string& name() const { return name_; }

  /// The `count`-th operation from now (1 is the next) meets the fault; with `lasting` all later
  /// ones, too.
  void arm(Fault fault, long count, bool lasting = false);
  void disarm() { arm(Fault::None, 0); }

  /// Operations since the last arm().
  long operations() const { return operations_; }

  /// For the file layer: SQLITE_OK or what the operation fails with.
  int before(bool sync);

 private:
  std::string name_;
  std::atomic<Fault> fault_ = Fault::None;
  std::atomic<long> at_ = 0;
  std::atomic<bool> lasting_ = false;
  std::atomic<long> operations_ = 0;
};

}  // namespace atelier::store::test
