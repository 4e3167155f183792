#include "media/ffmpeg/streams.h"

#include "base/error.h"
#include "base/text.h"
#include "media/date.h"
#include "media/ffmpeg/input.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

extern "C" {
#include <libavutil/display.h>
#include <libavutil/pixdesc.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>
}

namespace atelier::media::ffmpeg {

namespace {

using metadata::Kind;
using metadata::Origin;

/// Tags of containers, by FFmpeg's names. TagLib speaks for sound files; this is for film.
struct Tag {
  std::string_view key;
  std::string_view property;
  Origin origin;
};

constexpr std::array tags{
    Tag{"title", "title", Origin::File},
    Tag{"artist", "creator", Origin::File},
    Tag{"comment", "description", Origin::File},
    Tag{"description", "description", Origin::File},
    Tag{"copyright", "copyright", Origin::File},
    Tag{"genre", "genre", Origin::File},
    Tag{"album", "album", Origin::File},
    Tag{"encoder", "software", Origin::File},
    Tag{"com.apple.quicktime.make", "camera_make", Origin::Camera},
    Tag{"com.apple.quicktime.model", "camera_model", Origin::Camera},
    Tag{"com.apple.quicktime.software", "software", Origin::Camera},
    Tag{"make", "camera_make", Origin::Camera},
    Tag{"model", "camera_model", Origin::Camera},
};

std::string_view tag(const AVDictionary* dictionary, const char* key) {
  const auto* entry = av_dict_get(dictionary, key, nullptr, 0);
  return entry == nullptr ? std::string_view() : std::string_view(entry->value);
}

/// ISO 6709, as phones write it: "+51.5334-000.1255+020.0/".
void addPlace(std::string_view text, Inspected& into) {
  std::array<double, 3> numbers{};
  std::size_t count = 0;
  while (!text.empty() && (text[0] == '+' || text[0] == '-') && count < numbers.size()) {
    const bool negative = text[0] == '-';
    text.remove_prefix(1);
    const auto [end, problem] =
        std::from_chars(text.data(), text.data() + text.size(), numbers[count]);
    if (problem != std::errc{}) break;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (negative) numbers[count] = -numbers[count];
    ++count;
  }
  if (count < 2 || std::abs(numbers[0]) > 90 || std::abs(numbers[1]) > 180) return;
  if (numbers[0] == 0 && numbers[1] == 0) return;
  addField(into, "latitude", fmt::format("{:.6f}", numbers[0]), Origin::Camera,
           "container:location");
  addField(into, "longitude", fmt::format("{:.6f}", numbers[1]), Origin::Camera,
           "container:location");
  if (count > 2)
    addField(into, "altitude", fmt::format("{:.1f}", numbers[2]), Origin::Camera,
             "container:location");
}

void addTags(const AVDictionary* dictionary, Inspected& into) {
  for (const auto& each : tags) {
    addField(into, each.property, tag(dictionary, std::string(each.key).c_str()), each.origin,
             fmt::format("container:{}", each.key));
  }
  for (const auto* key : {"location", "com.apple.quicktime.location.ISO6709"}) {
    if (lacks(into, "latitude")) addPlace(tag(dictionary, key), into);
  }
  for (const auto* key : {"com.apple.quicktime.creationdate", "creation_time", "date"}) {
    if (auto date = normalDate(tag(dictionary, key)); date && lacks(into, "taken_at")) {
      addField(into, "taken_at", *date, Origin::Camera, fmt::format("container:{}", key));
    }
  }
}

/// Clockwise degrees by which a player turns the picture.
int rotation(const AVStream& stream) {
  const auto* matrix = av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, nullptr);
  if (matrix == nullptr) return 0;
  const double angle = -av_display_rotation_get(reinterpret_cast<const std::int32_t*>(matrix));
  if (std::isnan(angle)) return 0;
  return (static_cast<int>(std::lround(angle / 90.0)) * 90 % 360 + 360) % 360;
}

void addFilm(const AVStream& stream, metadata::Technical& technical) {
  technical.kind = Kind::Video;
  technical.width = static_cast<std::uint32_t>(std::max(0, stream.codecpar->width));
  technical.height = static_cast<std::uint32_t>(std::max(0, stream.codecpar->height));
  if (rotation(stream) % 180 != 0) std::swap(technical.width, technical.height);
  technical.codec = avcodec_get_name(stream.codecpar->codec_id);
  const double rate = av_q2d(stream.avg_frame_rate);
  if (rate > 0 && std::isfinite(rate)) technical.framesPerSecond = rate;
}

void addSound(const AVStream& stream, metadata::Technical& technical) {
  if (stream.codecpar->sample_rate > 0) {
    technical.sampleRate = static_cast<std::uint32_t>(stream.codecpar->sample_rate);
  }
  const int channels = stream.codecpar->ch_layout.nb_channels;
  if (channels > 0) technical.channels = static_cast<std::uint32_t>(channels);
  if (technical.codec.empty()) technical.codec = avcodec_get_name(stream.codecpar->codec_id);
}

Pixels toPixels(const AVFrame& frame, int turn) {
  constexpr int longest = 1280;
  const double scale =
      std::min(1.0, static_cast<double>(longest) / std::max(frame.width, frame.height));
  const int width = std::max(1, static_cast<int>(std::lround(frame.width * scale)));
  const int height = std::max(1, static_cast<int>(std::lround(frame.height * scale)));
  auto* scaler =
      sws_getContext(frame.width, frame.height, static_cast<AVPixelFormat>(frame.format), width,
                     height, AV_PIX_FMT_RGBA, SWS_BICUBIC, nullptr, nullptr, nullptr);
  if (scaler == nullptr)
    throw Error{Code::Unreadable, "FFmpeg: this pixel format cannot be shown", ""};
  Pixels flat{
      static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height),
      std::string(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4, '\0')};
  std::array<std::uint8_t*, 4> planes{reinterpret_cast<std::uint8_t*>(flat.rgba.data()), nullptr,
                                      nullptr, nullptr};
  const std::array<int, 4> strides{width * 4, 0, 0, 0};
  sws_scale(scaler, frame.data, frame.linesize, 0, frame.height, planes.data(), strides.data());
  sws_freeContext(scaler);
  for (; turn > 0; turn -= 90) {  // a quarter clockwise
    Pixels turned{flat.height, flat.width, std::string(flat.rgba.size(), '\0')};
    for (std::uint32_t y = 0; y < turned.height; ++y) {
      for (std::uint32_t x = 0; x < turned.width; ++x) {
        const std::size_t from = (std::size_t{flat.height - 1 - x} * flat.width + y) * 4;
        std::copy_n(flat.rgba.data() + from, 4,
                    turned.rgba.data() + (std::size_t{y} * turned.width + x) * 4);
      }
    }
    flat = std::move(turned);
  }
  return flat;
}

/// Mean of the green samples, 0 to 255.
double brightness(const Pixels& pixels) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i + 3 < pixels.rgba.size(); i += 4)
    sum += static_cast<unsigned char>(pixels.rgba[i + 1]);
  return static_cast<double>(sum) /
         std::max<double>(1, static_cast<double>(pixels.rgba.size() / 4));
}

/// Films fade in from black; a black preview says nothing, and a half faded one little.
class FadeIn {
 public:
  bool isOver(double light) {
    const bool risen = light >= 64 || (light >= 16 && light < before_ * 1.1);
    before_ = light;
    return risen;
  }

 private:
  double before_ = 0;
};

/// Mixes everything to one channel of 16-bit samples and keeps the extremes of each stretch.
class Peaks {
 public:
  explicit Peaks(std::uint64_t samplesPerPeak)
      : stretch_(std::max<std::uint64_t>(1, samplesPerPeak)) {}

  void add(std::int16_t sample) {
    low_ = std::min(low_, sample);
    high_ = std::max(high_, sample);
    if (++seen_ == stretch_) flush();
  }

  void flush() {
    if (seen_ == 0) return;
    peaks.push_back(static_cast<std::int8_t>(low_ / 256));
    peaks.push_back(static_cast<std::int8_t>(high_ / 256));
    low_ = 0;
    high_ = 0;
    seen_ = 0;
  }

  std::vector<std::int8_t> peaks;

 private:
  std::uint64_t stretch_;
  std::uint64_t seen_ = 0;
  std::int16_t low_ = 0;
  std::int16_t high_ = 0;
};

std::int64_t durationMs(const Input& input) {
  return input->duration == AV_NOPTS_VALUE ? 0 : av_rescale(input->duration, 1000, AV_TIME_BASE);
}

}  // namespace

void warmUp() { av_log_set_level(AV_LOG_QUIET); }

void readStreams(const Source& source, Inspected& into) {
  const Input input(source);
  auto* film = input.best(AVMEDIA_TYPE_VIDEO);
  auto* sound = input.best(AVMEDIA_TYPE_AUDIO);
  if (film == nullptr && sound == nullptr) {
    throw Error{Code::Unreadable, "FFmpeg: there is neither sound nor film in it", ""};
  }
  auto& technical = into.technical;
  if (film != nullptr) {
    addFilm(*film, technical);
  } else {
    technical.kind = Kind::Audio;
    if (technical.mediaType.starts_with("video/")) technical.mediaType.replace(0, 5, "audio");
  }
  if (sound != nullptr) addSound(*sound, technical);
  if (const auto length = durationMs(input); length > 0) technical.durationMs = length;
  addTags(input->metadata, into);
  for (const auto* stream : {film, sound}) {
    if (stream != nullptr) addTags(stream->metadata, into);
  }
}

std::optional<Pixels> firstFrame(const Source& source) {
  constexpr int framesLimit = 300;
  Input input(source);
  const auto* film = input.best(AVMEDIA_TYPE_VIDEO);
  if (film == nullptr) return std::nullopt;
  const auto codec = input.decoder(*film);
  if (!codec) return std::nullopt;
  const Frame frame(av_frame_alloc());
  std::optional<Pixels> found;
  FadeIn fade;
  for (int i = 0; i < framesLimit && input.next(*film, *codec, *frame); ++i) {
    if (found && i % 12 != 0) continue;  // looking for light: every half second is enough
    found = toPixels(*frame, rotation(*film));
    if (fade.isOver(brightness(*found))) break;
  }
  return found;
}

std::optional<Waveform> waveform(const Source& source) {
  constexpr int columns = 1800;
  constexpr int rate = 8000;
  Input input(source);
  const auto* sound = input.best(AVMEDIA_TYPE_AUDIO);
  if (sound == nullptr) return std::nullopt;
  const auto codec = input.decoder(*sound);
  if (!codec) return std::nullopt;
  const auto length = std::max<std::int64_t>(durationMs(input), 1000);
  const auto samplesPerPeak = static_cast<std::uint64_t>(length * rate / 1000 / columns + 1);
  Peaks peaks(samplesPerPeak);
  const Frame frame(av_frame_alloc());
  SwrContext* resampler = nullptr;
  AVChannelLayout mono{};
  av_channel_layout_default(&mono, 1);
  std::vector<std::int16_t> block(std::size_t{rate} * 4);
  while (input.next(*sound, *codec, *frame)) {
    if (resampler == nullptr &&
        (swr_alloc_set_opts2(&resampler, &mono, AV_SAMPLE_FMT_S16, rate, &frame->ch_layout,
                             static_cast<AVSampleFormat>(frame->format), frame->sample_rate, 0,
                             nullptr) < 0 ||
         swr_init(resampler) < 0)) {
      break;
    }
    auto* out = reinterpret_cast<std::uint8_t*>(block.data());
    const int made =
        swr_convert(resampler, &out, static_cast<int>(block.size()),
                    const_cast<const std::uint8_t**>(frame->extended_data), frame->nb_samples);
    for (int i = 0; i < made; ++i) peaks.add(block[static_cast<std::size_t>(i)]);
  }
  peaks.flush();
  swr_free(&resampler);
  if (peaks.peaks.empty()) return std::nullopt;
  return Waveform{std::move(peaks.peaks), static_cast<double>(samplesPerPeak) / rate};
}

}  // namespace atelier::media::ffmpeg
