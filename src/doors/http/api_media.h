#pragma once

#include "access/caller.h"
#include "doors/http/application.h"

#include <chrono>

#include <boost/json/fwd.hpp>

namespace atelier::studio {
class Studio;
}

/// Bytes of assets, out and in. `ask` is the request as its operation's shape allows it.
namespace atelier::http {

/// By ranges, as an attachment: what somebody brought in never becomes a page of ours.
Answer originalOf(studio::Studio& studio, const boost::json::object& ask);
Answer previewOf(studio::Studio& studio, const boost::json::object& ask);

/// By ranges, too. While it is being made, and that takes longer than one wants to wait: 202 with
/// how far it is and when to ask again.
Answer peaksOf(studio::Studio& studio, const boost::json::object& ask,
               std::chrono::milliseconds patience);
Answer storyboardSheetOf(studio::Studio& studio, const boost::json::object& ask,
                         std::chrono::milliseconds patience);

/// Takes one file as the body and makes an asset of it.
std::unique_ptr<BodySink> receiveAsset(studio::Studio& studio, const access::Caller& caller,
                                       const boost::json::object& ask);

/// Takes the new bytes of an asset as the body.
std::unique_ptr<BodySink> receiveVersion(studio::Studio& studio, const access::Caller& caller,
                                         const boost::json::object& ask);

}  // namespace atelier::http
