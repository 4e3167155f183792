#pragma once

#include "access/caller.h"
#include "base/clock.h"
#include "base/random.h"

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include <boost/json/fwd.hpp>

/// A yes that fits one call only. The seal goes to the client and comes back with the person's
/// answer; it is a MAC over who asked, which tool and which arguments, good for ten minutes, once,
/// and gone when the program ends. Nothing is kept for a question that nobody answers.
namespace atelier::mcp {

class Consent {
 public:
  static constexpr std::chrono::minutes goodFor{10};

  Consent(const Clock& clock, Random& random);

  std::string seal(const access::Caller& caller, std::string_view tool,
                   const boost::json::value& arguments);

  enum class Verdict : std::uint8_t { Good, Forged, Expired, Used };

  /// Good takes it: the same seal is Used from then on.
  Verdict take(std::string_view seal, const access::Caller& caller, std::string_view tool,
               const boost::json::value& arguments);

 private:
  using Mac = std::array<std::uint8_t, 32>;
  Mac macOf(std::string_view head, const access::Caller& caller, std::string_view tool,
            const boost::json::value& arguments) const;

  const Clock& clock_;
  Random& random_;
  std::array<std::uint8_t, 32> key_{};
  std::mutex mutex_;
  std::map<std::string, std::int64_t> used_;  ///< seals taken and not yet expired
};

}  // namespace atelier::mcp
