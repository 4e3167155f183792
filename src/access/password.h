#pragma once

#include "access/access.h"
#include "base/random.h"

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

/// Passwords: which will do, and Argon2id (RFC 9106) over them in the PHC string format. Each hash
/// takes 64 MiB, so at most two run at once and at most 32 more wait; beyond that
/// Error{Unavailable}.
namespace atelier::access {

/// Throws Error{InvalidInput} for fewer than 10 characters, more than 1024 bytes, what is not
/// UTF-8, and the obvious: one character or one row of keys over and over, digits alone, the
/// person's own name.
void requireGoodPassword(std::string_view password, std::string_view name);

class PasswordHasher {
 public:
  PasswordHasher(Random& random, PasswordCost cost);

  std::string hash(std::string_view password);

  /// False for an ill-formed `stored`, too, after the same time.
  bool verify(std::string_view password, std::string_view stored);

  /// Takes as long as verify() and is always false: for names that do not exist.
  bool verifyNothing(std::string_view password);

 private:
  class Turn;

  Random& random_;
  unsigned long long operations_;
  std::size_t memory_;
  std::string nothing_;  ///< the shape of a hash that no password has

  std::mutex mutex_;
  std::condition_variable free_;
  int running_ = 0;
  int waiting_ = 0;
};

}  // namespace atelier::access
