#pragma once

#include <string>
#include <string_view>

namespace atelier::json {

/// Where a decoder stands, as a chain on the stack: nothing is allocated until something goes
/// wrong.
class Place {
 public:
  Place() = default;
  Place(const Place& parent, std::string_view name) : parent_(&parent), name_(name) {}
  Place(const Place& parent, std::size_t index) : parent_(&parent), index_(index), isIndex_(true) {}

  /// RFC 6901; empty for the whole document.
  std::string pointer() const {
    if (parent_ == nullptr) return {};
    auto text = parent_->pointer() + "/";
    if (isIndex_) return text + std::to_string(index_);
    for (const char c : name_) {
      if (c == '~') {
        text += "~0";
      } else if (c == '/') {
        text += "~1";
      } else {
        text += c;
      }
    }
    return text;
  }

 private:
  const Place* parent_ = nullptr;
  std::string_view name_;
  std::size_t index_ = 0;
  bool isIndex_ = false;
};

}  // namespace atelier::json
