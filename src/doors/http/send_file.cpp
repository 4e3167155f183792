#include "doors/http/send_file.h"

#include <algorithm>
#include <cerrno>

#include <sys/sendfile.h>

namespace atelier::http {

Progress sendSome(int socket, int file, std::uint64_t& offset, std::uint64_t& length) {
  auto budget = std::min(length, sendStep);
  while (budget > 0) {
    auto position = static_cast<off_t>(offset);
    const auto sent = ::sendfile(socket, file, &position, budget);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return errno == EAGAIN ? Progress::Again : Progress::Failed;
    if (sent == 0) return Progress::Failed;  // the file is shorter than announced
    offset += static_cast<std::uint64_t>(sent);
    length -= static_cast<std::uint64_t>(sent);
    budget -= static_cast<std::uint64_t>(sent);
  }
  return length == 0 ? Progress::Done : Progress::Again;
}

}  // namespace atelier::http
