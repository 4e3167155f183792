#include "media/ffmpeg/peaks.h"

#include "base/error.h"
#include "media/ffmpeg/input.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include <fmt/format.h>

extern "C" {
#include <libswresample/swresample.h>
}

namespace atelier::media::ffmpeg {

namespace {

/// About twenty seconds of sound: often enough to show how far it is, and to stop.
constexpr std::size_t pieceBytes = 8192;

struct CloseResampler {
  void operator()(SwrContext* context) const { swr_free(&context); }
};

/// Frames of any format as 16-bit samples of one channel, at the rate of the first.
class Mono {
 public:
  /// Valid until the next call.
  std::span<const std::int16_t> of(const AVFrame& frame) {
    if (!fits(frame)) open(frame);
    const int room = swr_get_out_samples(resampler_.get(), frame.nb_samples);
    if (room < 0 || frame.nb_samples > mostSamples) throw cannot();
    const auto channels = static_cast<std::size_t>(channels_);
    mixed_.resize(static_cast<std::size_t>(room) * channels);
    auto* out = reinterpret_cast<std::uint8_t*>(mixed_.data());
    const int made =
        swr_convert(resampler_.get(), &out, room,
                    const_cast<const std::uint8_t**>(frame.extended_data), frame.nb_samples);
    if (made < 0) throw cannot();
    mix(static_cast<std::size_t>(made), channels);
    return std::span(mixed_).first(static_cast<std::size_t>(made));
  }

  std::uint32_t rate() const { return static_cast<std::uint32_t>(rate_); }

 private:
  static constexpr int mostSamples = 1 << 24;

  static Error cannot() {
    return {Code::Unreadable, "FFmpeg: this kind of sound cannot be converted", ""};
  }

  bool fits(const AVFrame& frame) const {
    return resampler_ && frame.format == format_ && frame.sample_rate == frameRate_ &&
           frame.ch_layout.nb_channels == channels_;
  }

  void open(const AVFrame& frame) {
    if (frame.sample_rate <= 0 || frame.ch_layout.nb_channels <= 0) throw cannot();
    if (rate_ == 0) rate_ = frame.sample_rate;
    // The channels are kept and mixed here: FFmpeg's own mix weighs them by where they stand, and
    // refuses those of whom nobody knows where.
    auto* layout = const_cast<AVChannelLayout*>(&frame.ch_layout);  // FFmpeg 5.1 forgot a const
    SwrContext* made = nullptr;
    const int problem = swr_alloc_set_opts2(&made, layout, AV_SAMPLE_FMT_S16, rate_, layout,
                                            static_cast<AVSampleFormat>(frame.format),
                                            frame.sample_rate, 0, nullptr);
    resampler_.reset(made);
    if (problem < 0 || swr_init(made) < 0) throw cannot();
    format_ = frame.format;
    frameRate_ = frame.sample_rate;
    channels_ = frame.ch_layout.nb_channels;
  }

  void mix(std::size_t frames, std::size_t channels) {
    if (channels == 1) return;
    for (std::size_t i = 0; i < frames; ++i) {
      std::int32_t sum = 0;
      for (std::size_t c = 0; c < channels; ++c) sum += mixed_[i * channels + c];
      mixed_[i] = static_cast<std::int16_t>(sum / static_cast<std::int32_t>(channels));
    }
  }

  std::unique_ptr<SwrContext, CloseResampler> resampler_;
  std::vector<std::int16_t> mixed_;
  int rate_ = 0;
  int format_ = -1;
  int frameRate_ = 0;
  int channels_ = 0;
};

/// Sixteen bits as eight, to the nearest.
std::int8_t narrow(std::int16_t sample) {
  return static_cast<std::int8_t>(std::min((sample + 128) >> 8, 127));
}

class Outline {
 public:
  explicit Outline(const Piece& tell) : tell_(tell) { waiting_.reserve(pieceBytes); }

  void add(std::span<const std::int16_t> samples, double done) {
    frames_ += samples.size();
    while (!samples.empty()) {
      const auto some = samples.first(std::min<std::size_t>(samples.size(), framesPerPeak - seen_));
      for (const auto sample : some) {
        low_ = std::min(low_, sample);
        high_ = std::max(high_, sample);
      }
      seen_ += static_cast<std::uint32_t>(some.size());
      if (seen_ == framesPerPeak) flush();
      samples = samples.subspan(some.size());
    }
    if (waiting_.size() >= pieceBytes) hand(done);
  }

  std::uint64_t finish() {
    if (seen_ > 0) flush();
    hand(1);
    return frames_;
  }

 private:
  void flush() {
    waiting_.push_back(static_cast<char>(narrow(low_)));
    waiting_.push_back(static_cast<char>(narrow(high_)));
    low_ = INT16_MAX;
    high_ = INT16_MIN;
    seen_ = 0;
  }

  void hand(double done) {
    handed_ += waiting_.size();
    if (handed_ > peaksLimit)
      throw Error{Code::MediaLimit, "the sound is longer than will be drawn", ""};
    tell_(done, waiting_);
    waiting_.clear();
  }

  const Piece& tell_;
  std::string waiting_;
  std::size_t handed_ = 0;
  std::uint64_t frames_ = 0;
  std::uint32_t seen_ = 0;
  std::int16_t low_ = INT16_MAX;
  std::int16_t high_ = INT16_MIN;
};

}  // namespace

std::optional<SoundLength> peaks(const Source& source, const Piece& tell) {
  Input input(source);
  const auto* sound = input.best(AVMEDIA_TYPE_AUDIO);
  if (sound == nullptr) return std::nullopt;
  const auto codec = input.decoder(*sound);
  if (!codec) {
    throw Error{Code::Unreadable,
                fmt::format("FFmpeg: there is no decoder for this sound ({})",
                            avcodec_get_name(sound->codecpar->codec_id)),
                ""};
  }
  input.only(*sound);
  const Frame frame(av_frame_alloc());
  Mono mono;
  Outline outline(tell);
  while (input.next(*sound, *codec, *frame)) outline.add(mono.of(*frame), input.done());
  const auto frames = outline.finish();
  if (frames == 0) throw Error{Code::Unreadable, "FFmpeg: nothing of its sound can be decoded", ""};
  return SoundLength{mono.rate(), frames};
}

}  // namespace atelier::media::ffmpeg
