#pragma once

#include <filesystem>

/// Makes sure that one process at a time has a studio open (flock on `.lock`; it goes with the
/// process, however that ends).
namespace atelier::studio {

class Lock {
 public:
  /// Error{StudioLocked} if another process has it.
  explicit Lock(const std::filesystem::path& folder);
  ~Lock();
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  int fd_;
};

}  // namespace atelier::studio
