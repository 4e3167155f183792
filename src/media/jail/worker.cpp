#include "media/jail/worker.h"

#include "base/error.h"
#include "media/examine.h"
#include "media/jail/channel.h"
#include "media/jail/wire.h"

#include <unistd.h>

namespace atelier::media {

namespace {

constexpr unsigned jobSeconds = 30;  // or a step of a long one
constexpr std::size_t jobBytes = std::size_t{64} << 10;
constexpr auto idle = std::chrono::hours{24};

Examined examinedOrRefused(const Job& job, int fd) {
  try {
    return examineHere(Source(fd, job.name), job.previews);
  } catch (const Error& error) {  // a folder, a pipe
    Examined refused;
    refused.inspected.unreadable = error.message;
    return refused;
  }
}

/// The parent has gone or wants no more.
struct HungUp {};

/// Whoever gets on has as much time again.
void tell(int socket, const Step& step, std::string_view bytes) {
  if (!send(socket, toText(step)) || !send(socket, bytes)) throw HungUp{};
  ::alarm(jobSeconds);
}

void doLongWork(int socket, const Job& job, int fd) {
  const Piece piece = [&](double done, std::string_view bytes) {
    tell(socket, {.done = done}, bytes);
  };
  Step end{.done = 1, .last = true};
  std::string sheet;
  try {
    const Source source(fd);
    if (job.task == Task::Peaks) {
      end.sound = peaksHere(source, piece);
    } else {
      sheet = storyboardHere(source, job.board.value(), piece);
    }
  } catch (const Error& error) {
    end.problem = error.message;
  } catch (const std::bad_alloc&) {
    end.problem = "decoding it would need too much memory";
  }
  tell(socket, end, sheet);
}

bool answer(int socket, const Job& job, int fd) {
  if (job.task != Task::Examine) {
    try {
      doLongWork(socket, job, fd);
      return true;
    } catch (const HungUp&) {
      return false;
    }
  }
  const auto examined = examinedOrRefused(job, fd);
  if (!send(socket, toText(examined))) return false;
  for (const auto& preview : examined.previews) {
    if (!send(socket, preview.bytes)) return false;
  }
  return true;
}

}  // namespace

void workerMain(int socket) {
  Message message;
  while (receive(socket, message, jobBytes, idle) == Received::Message) {
    ::alarm(jobSeconds);  // whoever takes longer dies of SIGALRM
    const auto job = jobFromText(message.bytes);
    if (!answer(socket, job, message.fd.get())) return;
    ::alarm(0);
    message.fd.reset();
  }
}

}  // namespace atelier::media
