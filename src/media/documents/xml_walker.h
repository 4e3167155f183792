#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Walks over XML one tag at a time, without a tree, a DTD or anything from outside: an entity is
/// one of the five of XML 1.0 (4.6) or a number, everything else stays as it stands. Never fails:
/// what is no XML any more is the end.
namespace atelier::media::documents {

class XmlWalker {
 public:
  enum class Step { Open, Close, Text, End };

  /// The text must outlive the walker.
  explicit XmlWalker(std::string_view xml) : rest_(xml) {}

  Step next();

  /// Of an element, without its prefix. An empty element opens and closes.
  std::string_view name() const { return name_; }
  /// Of the element that was opened, by its name without prefix; empty if there is none.
  std::string attribute(std::string_view wanted) const;
  /// Of a text, with entities resolved.
  std::string text() const;

 private:
  Step tag();
  bool skipPast(std::string_view end);

  std::string_view rest_;
  std::string_view name_;
  std::string_view attributes_;
  std::string_view text_;
  bool verbatim_ = false;  ///< a CDATA section
  bool closes_ = false;    ///< the element just opened is empty
};

}  // namespace atelier::media::documents
