#include "studio/folder_events.h"

#include "base/error.h"

#include <array>
#include <cerrno>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

namespace atelier::studio {

FolderEvents::FolderEvents()
    : inotify_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)),
      bell_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (bell_ < 0) throw systemError(errno, "watch folders", "eventfd");
  // Without inotify (a container may have used up its instances) the regular scan still works.
}

FolderEvents::~FolderEvents() {
  if (inotify_ >= 0) ::close(inotify_);
  ::close(bell_);
}

void FolderEvents::watch(const fs::path& folder) {
  if (inotify_ < 0) return;
  ::inotify_add_watch(
      inotify_, folder.c_str(),
      IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_ONLYDIR);
}

void FolderEvents::drain() const {
  alignas(inotify_event) std::array<char, 16384> buffer;
  while (inotify_ >= 0 && ::read(inotify_, buffer.data(), buffer.size()) > 0) {
  }
  std::uint64_t rings = 0;
  while (::read(bell_, &rings, sizeof rings) > 0) {
  }
}

bool FolderEvents::wait(std::chrono::milliseconds patience, std::chrono::milliseconds settle) {
  std::array<pollfd, 2> waiting{pollfd{bell_, POLLIN, 0}, pollfd{inotify_, POLLIN, 0}};
  const int woken = ::poll(waiting.data(), waiting.size(), static_cast<int>(patience.count()));
  if (woken > 0 && !closed_) ::poll(waiting.data(), 0, static_cast<int>(settle.count()));
  drain();
  return !closed_;
}

void FolderEvents::wake() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(bell_, &one, sizeof one);
}

void FolderEvents::close() {
  closed_ = true;
  wake();
}

}  // namespace atelier::studio
