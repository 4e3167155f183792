#pragma once

#include "base/clock.h"

#include <string>
#include <string_view>

/// What a client has, wants and understands (RFC 9110, sections 8.8.3, 12.5.3, 13.1).
namespace atelier::http {

/// If-None-Match against our tag, by weak comparison; "*" matches any.
bool matchesWeakly(std::string_view header, std::string_view etag);

/// One tag against ours by strong comparison, as If-Range asks (13.1.5): a date never matches.
bool matchesStrongly(std::string_view header, std::string_view etag);

/// True if Accept-Encoding allows gzip with a weight above zero.
bool acceptsGzip(std::string_view header);

/// True for media types that shrink: text, JSON, script, SVG.
bool shrinks(std::string_view mediaType);

/// One member of gzip (RFC 1952) at a fast level. Reuses one compressor per thread.
std::string gzip(std::string_view bytes);

/// IMF-fixdate (RFC 9110, 5.6.7): "Sun, 06 Nov 1994 08:49:37 GMT".
std::string httpDate(Timestamp time);

}  // namespace atelier::http
