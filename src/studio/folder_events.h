#pragma once

#include "base/files.h"

#include <atomic>
#include <chrono>

/// Hints from the kernel (inotify) that something happened in a folder. They may be lost or missing
/// (overflow, network shares), so whoever listens must look again from time to time all the same.
namespace atelier::studio {

class FolderEvents {
 public:
  FolderEvents();
  ~FolderEvents();
  FolderEvents(const FolderEvents&) = delete;
  FolderEvents& operator=(const FolderEvents&) = delete;

  /// Listens to this folder, not to those in it. Doing so twice is fine.
  void watch(const fs::path& folder);

  /// Waits until something happened or `patience` is over; after something happened it waits
  /// `settle` more, to take what comes in one go. False once closed.
  bool wait(std::chrono::milliseconds patience, std::chrono::milliseconds settle);

  void wake();   ///< as if something had happened
  void close();  ///< ends wait() now and for ever

 private:
  void drain() const;

  int inotify_ = -1;
  int bell_ = -1;
  std::atomic<bool> closed_ = false;
};

}  // namespace atelier::studio
