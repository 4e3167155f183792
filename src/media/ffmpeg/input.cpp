#include "media/ffmpeg/input.h"

#include "base/error.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace atelier::media::ffmpeg {

namespace {

constexpr int bufferBytes = 64 * 1024;
constexpr int damagedPacketsLimit = 200;

int readBytes(void* opaque, std::uint8_t* into, int size) {
  const auto* source = static_cast<const Source*>(opaque);
  const auto got = ::read(source->fd(), into, static_cast<std::size_t>(size));
  if (got == 0) return AVERROR_EOF;
  return got < 0 ? AVERROR(errno) : static_cast<int>(got);
}

std::int64_t seekBytes(void* opaque, std::int64_t offset, int whence) {
  const auto* source = static_cast<const Source*>(opaque);
  if ((whence & AVSEEK_SIZE) != 0) {
    struct stat status{};
    return ::fstat(source->fd(), &status) == 0 ? status.st_size : AVERROR(errno);
  }
  return ::lseek(source->fd(), offset, whence & ~AVSEEK_FORCE);
}

std::string words(int error) {
  std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
  av_strerror(error, text.data(), text.size());
  return text.data();
}

Error unreadable(int error) {
  return {Code::Unreadable, fmt::format("FFmpeg: {}", words(error)), "It is kept as it is."};
}

}  // namespace

Input::Input(const Source& source) {
  source.rewind();
  auto* buffer = static_cast<unsigned char*>(av_malloc(bufferBytes));
  io_ = avio_alloc_context(buffer, bufferBytes, 0, const_cast<Source*>(&source), &readBytes,
                           nullptr, &seekBytes);
  format_ = avformat_alloc_context();
  format_->pb = io_;
  format_->flags |= AVFMT_FLAG_CUSTOM_IO;
  format_->protocol_whitelist = av_strdup("");
  format_->max_streams = 64;
  int problem = avformat_open_input(&format_, "", nullptr, nullptr);
  if (problem >= 0) problem = avformat_find_stream_info(format_, nullptr);
  if (problem >= 0) return;
  if (format_ != nullptr) avformat_close_input(&format_);
  av_freep(&io_->buffer);
  avio_context_free(&io_);
  throw unreadable(problem);
}

Input::~Input() {
  avformat_close_input(&format_);
  av_freep(&io_->buffer);
  avio_context_free(&io_);
}

AVStream* Input::best(AVMediaType kind) const {
  const int index = av_find_best_stream(format_, kind, -1, -1, nullptr, 0);
  if (index < 0) return nullptr;
  AVStream* stream = format_->streams[index];
  constexpr int stills = AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS;
  return (stream->disposition & stills) != 0 ? nullptr : stream;
}

Codec Input::decoder(const AVStream& stream) const {
  const AVCodec* found = avcodec_find_decoder(stream.codecpar->codec_id);
  if (found == nullptr) return nullptr;
  Codec codec(avcodec_alloc_context3(found));
  if (avcodec_parameters_to_context(codec.get(), stream.codecpar) < 0) return nullptr;
  codec->thread_count = 1;
  codec->max_pixels = 100'000'000;
  if (avcodec_open2(codec.get(), found, nullptr) < 0) return nullptr;
  return codec;
}

bool Input::next(const AVStream& stream, AVCodecContext& codec, AVFrame& frame) {
  int damaged = 0;
  for (;;) {
    const int got = avcodec_receive_frame(&codec, &frame);
    if (got >= 0) return true;
    if (got != AVERROR(EAGAIN) || drained_) return false;
    av_packet_unref(packet_.get());
    const int read = av_read_frame(format_, packet_.get());
    if (read < 0) {
      drained_ = true;
      avcodec_send_packet(&codec, nullptr);
      continue;
    }
    if (packet_->stream_index != stream.index) continue;
    if (avcodec_send_packet(&codec, packet_.get()) < 0 && ++damaged > damagedPacketsLimit)
      return false;
  }
}

void Input::only(const AVStream& stream) {
  for (unsigned i = 0; i < format_->nb_streams; ++i) {
    auto* other = format_->streams[i];
    if (other->index != stream.index) other->discard = AVDISCARD_ALL;
  }
}

bool Input::seek(const AVStream& stream, AVCodecContext& codec, std::int64_t milliseconds) {
  auto to = av_rescale_q(milliseconds, {1, 1000}, stream.time_base);
  if (stream.start_time != AV_NOPTS_VALUE) to += stream.start_time;
  if (av_seek_frame(format_, stream.index, to, AVSEEK_FLAG_BACKWARD) < 0) return false;
  avcodec_flush_buffers(&codec);
  drained_ = false;
  return true;
}

double Input::done() const {
  const auto size = static_cast<double>(avio_size(format_->pb));
  return size > 0 ? std::clamp(static_cast<double>(avio_tell(format_->pb)) / size, 0.0, 1.0) : 0;
}

}  // namespace atelier::media::ffmpeg
