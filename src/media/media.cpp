#include "media/media.h"

#include "base/error.h"
#include "base/text.h"
#include "media/examine.h"
#include "media/jail/sandbox.h"
#include "media/jail/worker.h"
#include "media/jail/workers.h"
#include "media/sniff.h"

#include <unistd.h>

namespace atelier::media {

namespace {

std::unique_ptr<Zygote>& zygote() {
  static std::unique_ptr<Zygote> instance;
  return instance;
}

Zygote& startedZygote() {
  if (!zygote()) {
    throw Error{Code::JailUnavailable, "The decoder jail was not started.",
                "What comes in is kept but not looked at."};
  }
  return *zygote();
}

/// What a file is can still be told from its first bytes.
Examined withoutDecoding(int fd, std::string_view fileName, const std::string& why) {
  std::vector<std::byte> head(sniffBytes);
  const auto got = ::pread(fd, head.data(), head.size(), 0);
  head.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  const auto type = sniff(head, fileName);
  Examined examined;
  examined.inspected.technical.kind = type.kind;
  examined.inspected.technical.mediaType = type.mediaType;
  examined.inspected.unreadable = why;
  return examined;
}

}  // namespace

void startZygote() {
  if (!zygote()) zygote() = std::make_unique<Zygote>(&warmUp, &workerMain);
}

struct Media::State {
  Workers workers{&startedZygote};
};

Media::Media() : state_(std::make_unique<State>()) {}

Media::~Media() = default;

Examined Media::examine(int fd, std::string_view fileName,
                        const std::vector<PreviewRequest>& previews) {
  const Job job{Task::Examine, std::string(cutUtf8(toUtf8(fileName), 1024)), previews};
  try {
    return state_->workers.examine(job, fd);
  } catch (const Lost& lost) {
    return withoutDecoding(fd, fileName, lost.message);
  }
}

std::optional<SoundLength> Media::peaks(int fd, const Piece& tell, const std::atomic<bool>& stop) {
  return state_->workers.peaks({.task = Task::Peaks}, fd, {tell, stop});
}

std::string Media::storyboard(int fd, const Storyboard& board, const Piece& tell,
                              const std::atomic<bool>& stop) {
  return state_->workers.storyboard({.task = Task::Storyboard, .board = board}, fd, {tell, stop});
}

JailStatus Media::status() {
  JailStatus status;
  const auto walls = offered();
  status.landlock = walls.landlock;
  status.seccomp = walls.seccomp;
  try {
    state_->workers.makeSure();
    status.ready = true;
  } catch (const Error&) {
    status.ready = false;
  }
  return status;
}

}  // namespace atelier::media
