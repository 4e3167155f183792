#pragma once

#include "base/digest.h"
#include "base/id.h"
#include "studio/preview_files.h"

#include <chrono>
#include <memory>
#include <variant>

/// What a page draws beside the player: the peaks of a sound (docs/formats/peaks.md) and the sheet
/// of a film's storyboard. Made when they are first asked for, which may take minutes; meanwhile
/// the answer is how far they are.
namespace atelier::studio {

class Studio;

struct Making {
  double done = 0;  ///< 0 to 1
};

using Drawing = std::variant<PreviewFile, Making>;

class Drawings {
 public:
  Drawings(Studio& studio, PreviewFiles files);
  ~Drawings();  ///< what is being made is given up

  /// Of the newest version; waits so long for it to be made. Error{NotFound} if there is no such
  /// asset or nothing to draw, Error{Unreadable} if it cannot be decoded, with the reason.
  Drawing peaks(AssetId id, std::chrono::milliseconds patience);
  Drawing sheet(AssetId id, std::chrono::milliseconds patience);

  /// Removes those of an erased original.
  void forget(const Digest& digest);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace atelier::studio
