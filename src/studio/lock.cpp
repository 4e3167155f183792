#include "studio/lock.h"

#include "base/error.h"

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace atelier::studio {

Lock::Lock(const std::filesystem::path& folder)
    : fd_(::open((folder / ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  if (fd_ < 0) throw systemError(errno, "lock the studio", folder.string());
  if (::flock(fd_, LOCK_EX | LOCK_NB) == 0) return;
  const int problem = errno;
  ::close(fd_);
  if (problem != EWOULDBLOCK) throw systemError(problem, "lock the studio", folder.string());
  throw Error{
      Code::StudioLocked, "Another Atelier has this studio open.",
      "Nothing was changed. Go through the running server with --server http://127.0.0.1:7717 "
      "--token-file FILE, or stop it first.",
      folder.string()};
}

Lock::~Lock() { ::close(fd_); }

}  // namespace atelier::studio
