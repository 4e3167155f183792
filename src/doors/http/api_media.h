#pragma once

#include "access/caller.h"
#include "doors/http/application.h"

#include <boost/json/fwd.hpp>

namespace atelier::studio {
class Studio;
}

/// Bytes of assets, out and in. `ask` is the request as its operation's shape allows it.
namespace atelier::http {

/// By ranges, as an attachment: what somebody brought in never becomes a page of ours.
Answer originalOf(studio::Studio& studio, const boost::json::object& ask);
Answer previewOf(studio::Studio& studio, const boost::json::object& ask);
Answer waveformOf(studio::Studio& studio, const boost::json::object& ask);

/// Takes one file as the body and makes an asset of it.
std::unique_ptr<BodySink> receiveAsset(studio::Studio& studio, const access::Caller& caller,
                                       const boost::json::object& ask);

}  // namespace atelier::http
