#include "media/media.h"

namespace {

// Before main, and so before any test made a thread.
const bool started = (atelier::media::startZygote(), true);

}  // namespace
