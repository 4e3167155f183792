#pragma once

#include "catalog/fields.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// Inside the parser: the marks of the query language, one after the other, with their places.
namespace atelier::catalog {

class QueryScanner {
 public:
  explicit QueryScanner(std::string_view text);

  struct Value {
    std::string text;
    bool quoted = false;
    bool star = false;  ///< a * right after the closing quote
    std::size_t position = 0;
  };

  std::size_t position() const { return position_; }  ///< in bytes
  bool atEnd() const { return position_ >= text_.size(); }
  bool at(char mark) const { return !atEnd() && text_[position_] == mark; }
  void take(char mark);

  /// The word "or" or "OR" standing alone.
  bool atOr() const;
  void takeOr();

  /// A minus right before what it excludes.
  bool takeMinus();

  /// "name:" if one stands here; fails if there is no such field.
  const QueryField* takeField();

  /// A word up to a space or parenthesis, or what stands between quotes. Fails on a quote without
  /// an end.
  Value takeValue();

  /// Throws Error{QuerySyntax} with the column.
  [[noreturn]] void fail(std::string_view what, std::string_view hint) const;
  [[noreturn]] void failAt(std::size_t position, std::string_view what,
                           std::string_view hint) const;

 private:
  void skipSpace();
  bool isSpace(std::size_t position) const;

  std::string text_;
  std::size_t position_ = 0;
};

}  // namespace atelier::catalog
