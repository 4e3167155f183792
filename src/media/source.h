#pragma once

#include "media/media.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

/// Inside of the jail: the file under the hands, and what they pass on to each other.
namespace atelier::media {

/// The input of a job: a descriptor and the same bytes in memory (mapped, not read). Not copyable.
class Source {
 public:
  Source(int fd, std::string name);
  /// Not mapped, for those who stream: what is mapped counts against a worker's memory.
  explicit Source(int fd) : fd_(fd) {}
  ~Source();
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  int fd() const { return fd_; }
  std::span<const std::byte> bytes() const { return {data_, size_}; }
  std::string_view text() const { return {reinterpret_cast<const char*>(data_), size_}; }
  const std::string& name() const { return name_; }
  void rewind() const;  ///< the descriptor's offset is shared by those who read through it

 private:
  int fd_;
  std::string name_;
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

/// Upright pixels: red, green, blue, alpha, 8 bit each, sRGB.
struct Pixels {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::string rgba;
};

/// A field as the file says it; empty values are passed over, texts cleaned and cut.
void addField(Inspected& to, std::string_view name, std::string_view value, metadata::Origin origin,
              std::string_view source);

/// True if nothing of this name was found yet.
bool lacks(const Inspected& in, std::string_view name);

}  // namespace atelier::media
