#include "media/taglib/sound_tags.h"

#include "media/date.h"

#include <array>
#include <string_view>

#include <fmt/format.h>
#include <taglib/attachedpictureframe.h>
#include <taglib/fileref.h>
#include <taglib/flacfile.h>
#include <taglib/id3v2tag.h>
#include <taglib/mp4file.h>
#include <taglib/mpegfile.h>
#include <taglib/tfilestream.h>
#include <taglib/tpropertymap.h>
#include <taglib/vorbisfile.h>
#include <taglib/xiphcomment.h>
#include <unistd.h>

namespace atelier::media::taglib {

namespace {

/// TagLib's names, one for ID3, Vorbis comments, MP4 and RIFF.
struct Key {
  const char* key;
  std::string_view property;
};

constexpr std::array keys{
    Key{"TITLE", "title"},         Key{"ARTIST", "artist"},       Key{"ARTIST", "creator"},
    Key{"ALBUM", "album"},         Key{"GENRE", "genre"},         Key{"TRACKNUMBER", "track"},
    Key{"COPYRIGHT", "copyright"}, Key{"COMMENT", "description"}, Key{"DESCRIPTION", "description"},
    Key{"LANGUAGE", "language"},   Key{"LICENSE", "licence"},     Key{"COPYRIGHTURL", "rights_url"},
    Key{"ENCODING", "software"},
};

/// "3/12" is track 3.
std::string_view withoutTotal(std::string_view value) { return value.substr(0, value.find('/')); }

std::string bytesOf(const TagLib::ByteVector& bytes) { return {bytes.data(), bytes.size()}; }

std::optional<std::string> id3Cover(const TagLib::ID3v2::Tag* tag) {
  if (tag == nullptr) return std::nullopt;
  for (const auto* frame : tag->frameList("APIC")) {
    const auto* picture = dynamic_cast<const TagLib::ID3v2::AttachedPictureFrame*>(frame);
    if (picture != nullptr && !picture->picture().isEmpty()) return bytesOf(picture->picture());
  }
  return std::nullopt;
}

template <class List>
std::optional<std::string> firstPicture(const List& pictures) {
  if (pictures.isEmpty()) return std::nullopt;
  return bytesOf(pictures.front()->data());
}

/// A stream on a descriptor of its own: TagLib closes what it is given.
class Stream {
 public:
  explicit Stream(const Source& source) : stream_((source.rewind(), ::dup(source.fd())), true) {}
  TagLib::FileStream* get() { return &stream_; }

 private:
  TagLib::FileStream stream_;
};

}  // namespace

void readTags(const Source& source, Inspected& into) {
  Stream stream(source);
  const TagLib::FileRef file(stream.get(), true, TagLib::AudioProperties::Average);
  if (file.isNull() || file.file() == nullptr) return;
  const auto map = file.file()->properties();
  for (const auto& each : keys) {
    if (!map.contains(each.key)) continue;
    for (const auto& value : map[each.key]) {
      const auto text = value.to8Bit(true);
      addField(into, each.property,
               each.property == "track" ? withoutTotal(text) : std::string_view(text),
               metadata::Origin::File, fmt::format("tag:{}", each.key));
    }
  }
  if (map.contains("DATE") && lacks(into, "taken_at")) {
    if (auto date = normalDate(map["DATE"].front().to8Bit(true))) {
      addField(into, "taken_at", *date, metadata::Origin::File, "tag:DATE");
    }
  }
}

std::optional<std::string> cover(const Source& source) {
  Stream stream(source);
  const TagLib::FileRef file(stream.get(), false);
  if (file.isNull()) return std::nullopt;
  if (auto* mpeg = dynamic_cast<TagLib::MPEG::File*>(file.file()))
    return id3Cover(mpeg->ID3v2Tag());
  if (auto* flac = dynamic_cast<TagLib::FLAC::File*>(file.file()))
    return firstPicture(flac->pictureList());
  if (auto* vorbis = dynamic_cast<TagLib::Ogg::Vorbis::File*>(file.file());
      vorbis && vorbis->tag()) {
    return firstPicture(vorbis->tag()->pictureList());
  }
  if (auto* mp4 = dynamic_cast<TagLib::MP4::File*>(file.file()); mp4 && mp4->tag()) {
    const auto covers = mp4->tag()->item("covr").toCoverArtList();
    if (!covers.isEmpty()) return bytesOf(covers.front().data());
  }
  return std::nullopt;
}

}  // namespace atelier::media::taglib
