#pragma once

#include "media/source.h"

#include <memory>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

/// Foreign handles as values with destructors.
namespace atelier::media::ffmpeg {

struct CloseFrame {
  void operator()(AVFrame* frame) const { av_frame_free(&frame); }
};
struct ClosePacket {
  void operator()(AVPacket* packet) const { av_packet_free(&packet); }
};
struct CloseCodec {
  void operator()(AVCodecContext* codec) const { avcodec_free_context(&codec); }
};
using Frame = std::unique_ptr<AVFrame, CloseFrame>;
using Packet = std::unique_ptr<AVPacket, ClosePacket>;
using Codec = std::unique_ptr<AVCodecContext, CloseCodec>;

/// An opened container. Throws Error{Unreadable} with FFmpeg's reason.
class Input {
 public:
  explicit Input(const Source& source);
  ~Input();
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  AVFormatContext* operator->() const { return format_; }
  AVFormatContext* get() const { return format_; }

  /// The stream of this kind that a player would choose; null if there is none. Cover art is no
  /// film.
  AVStream* best(AVMediaType kind) const;

  /// A decoder for it, one thread. Null if there is none.
  Codec decoder(const AVStream& stream) const;

  /// The next decoded frame of this stream; false at the end or when nothing more can be decoded.
  bool next(const AVStream& stream, AVCodecContext& codec, AVFrame& frame);

  /// What follows is of this stream alone: the others are not even read where that can be avoided.
  void only(const AVStream& stream);

  /// To the last keyframe before this time from the beginning. False if that cannot be.
  bool seek(const AVStream& stream, AVCodecContext& codec, std::int64_t milliseconds);

  /// How much of the file has been read, 0 to 1.
  double done() const;

 private:
  AVFormatContext* format_ = nullptr;
  AVIOContext* io_ = nullptr;
  Packet packet_{av_packet_alloc()};
  bool drained_ = false;
};

}  // namespace atelier::media::ffmpeg
