#include "media/source.h"

#include "base/error.h"
#include "base/text.h"

#include <algorithm>
#include <cerrno>

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace atelier::media {

Source::Source(int fd, std::string name) : fd_(fd), name_(std::move(name)) {
  struct stat status{};
  if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
    throw Error{Code::Unreadable, "This is no regular file.", "It is kept as it is."};
  }
  size_ = static_cast<std::size_t>(status.st_size);
  if (size_ == 0) return;
  void* mapped = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, fd, 0);
  // A file larger than the worker's memory limit cannot be mapped; those who stream (FFmpeg) do
  // without.
  if (mapped != MAP_FAILED) {
    data_ = static_cast<const std::byte*>(mapped);
  } else {
    size_ = 0;
  }
}

Source::~Source() {
  if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_);
}

void Source::rewind() const { ::lseek(fd_, 0, SEEK_SET); }

void addField(Inspected& to, std::string_view name, std::string_view value, metadata::Origin origin,
              std::string_view source) {
  constexpr std::size_t longest = 8192;
  const auto clean = toUtf8(value);
  const auto text = trim(cutUtf8(clean, longest));
  if (text.empty()) return;
  const auto* property = metadata::findProperty(name);
  const bool known = std::ranges::any_of(to.fields, [&](const auto& field) {
    return field.name == name && (!property->many || field.value == text);
  });
  if (!known)
    to.fields.push_back({std::string(name), std::string(text), origin, std::string(source)});
}

bool lacks(const Inspected& in, std::string_view name) {
  return std::ranges::none_of(in.fields, [&](const auto& field) { return field.name == name; });
}

}  // namespace atelier::media
