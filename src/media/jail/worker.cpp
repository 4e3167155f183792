#include "media/jail/worker.h"

#include "base/error.h"
#include "media/examine.h"
#include "media/jail/channel.h"
#include "media/jail/wire.h"

#include <unistd.h>

namespace atelier::media {

namespace {

constexpr unsigned jobSeconds = 30;
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

std::optional<Waveform> waveformOrNone(const Job& job, int fd) {
  try {
    return waveformHere(Source(fd, job.name));
  } catch (const Error&) {
    return std::nullopt;
  }
}

bool answer(int socket, const Job& job, int fd) {
  if (job.task == Task::Waveform) return send(socket, toText(waveformOrNone(job, fd)));
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
