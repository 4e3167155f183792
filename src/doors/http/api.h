#pragma once

#include "doors/http/application.h"

#include <chrono>
#include <memory>
#include <string>

namespace atelier::studio {
class Studio;
}

/// Atelier over HTTP: every operation of the table as a route below /api/v1, sign-in, downloads,
/// uploads (tus 1.0 and plain), events, assistants at /mcp, and the page. A request without a
/// session or token gets 401, except for signing in, the documents, /livez, /readyz and the page's
/// files.
namespace atelier::http {

struct ApiSettings {
  std::string version;
  bool https = false;  ///< a proxy in front speaks TLS: cookies are bound to it
  /// How long an answer may wait for what is being made before it says how far that is.
  std::chrono::milliseconds patience{2000};
};

/// The studio must outlive it.
std::unique_ptr<Application> makeApplication(studio::Studio& studio, ApiSettings settings);

}  // namespace atelier::http
