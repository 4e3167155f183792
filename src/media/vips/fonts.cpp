#include "media/vips/fonts.h"

#include <fontconfig/fontconfig.h>

namespace atelier::media::fonts {

void warmUp() {
  if (FcInit() == FcFalse) return;
  FcConfigSetRescanInterval(nullptr, 0);  // never again: a worker would find the folders gone
}

}  // namespace atelier::media::fonts
