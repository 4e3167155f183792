#include "media/jail/worker.h"

#include "media/examine.h"
#include "media/jail/channel.h"
#include "media/jail/wire.h"

#include <unistd.h>

namespace atelier::media {

namespace {

constexpr unsigned jobSeconds = 30;
constexpr std::size_t jobBytes = std::size_t{64} << 10;
constexpr auto idle = std::chrono::hours{24};

bool answer(int socket, const Job& job, const Source& source) {
  if (job.task == Task::Waveform) return send(socket, toText(waveformHere(source)));
  const auto examined = examineHere(source, job.previews);
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
    const Source source(message.fd.get(), job.name);
    if (!answer(socket, job, source)) return;
    ::alarm(0);
    message.fd.reset();
  }
}

}  // namespace atelier::media
