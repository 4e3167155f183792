#include "media/ffmpeg/streams.h"

#include "base/error.h"
#include "base/text.h"
#include "media/date.h"
#include "media/ffmpeg/frame.h"
#include "media/ffmpeg/input.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

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
  constexpr int previewEdge = 1280;
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
    found = upright(*frame, previewEdge, rotation(*film));
    if (fade.isOver(brightness(*found))) break;
  }
  return found;
}

}  // namespace atelier::media::ffmpeg
