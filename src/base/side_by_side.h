#pragma once

#include <cstddef>
#include <functional>

/// The same work for many things at once, for as long as a call takes.
namespace atelier {

/// Does work(0) to work(count - 1), in any order, on a thread per core if there are many. If one
/// throws, no further ones are begun, and the first exception arrives here once all threads ended.
void sideBySide(std::size_t count, const std::function<void(std::size_t)>& work);

}  // namespace atelier
