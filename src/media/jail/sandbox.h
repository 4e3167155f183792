#pragma once

#include <cstdint>
#include <string>

/// The walls around a worker. Whoever enters cannot leave: no network, no new programs, no files
/// but the descriptors in hand and fonts for reading, no signals to others; memory, time, processes
/// and output are limited.
namespace atelier::media {

struct Walls {
  bool landlock = false;
  bool seccomp = false;
};

/// What this kernel offers.
Walls offered();

/// For the calling process, for good. Throws Error{JailUnavailable} if seccomp cannot be had;
/// without Landlock no file can be opened at all, which costs the fonts of SVG and PDF.
Walls enter();

}  // namespace atelier::media
