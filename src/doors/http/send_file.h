#pragma once

#include <cstdint>

/// sendfile(2) in steps, so that one large file does not hold a thread of the pool.
namespace atelier::http {

constexpr std::uint64_t sendStep = std::uint64_t{4} << 20;

/// How far sendfile came: more later, all done, or the client is gone.
enum class Progress : std::uint8_t { Again, Done, Failed };

/// Sends up to sendStep bytes to a non-blocking socket and moves `offset` and `length` on. Never
/// throws.
Progress sendSome(int socket, int file, std::uint64_t& offset, std::uint64_t& length);

}  // namespace atelier::http
