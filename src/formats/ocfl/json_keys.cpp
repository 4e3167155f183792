#include "formats/ocfl/json_keys.h"

#include <unordered_set>
#include <utility>

#include <boost/json/basic_parser_impl.hpp>

namespace atelier::ocfl {

namespace {

namespace json = boost::json;

/// Listens to the parser and remembers the names of every object that is still open.
class KeyListener {
 public:
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  std::vector<std::string> repeated;

  using Failure = boost::system::error_code;

  bool on_document_begin(Failure&) { return true; }
  bool on_document_end(Failure&) { return true; }
  bool on_object_begin(Failure&) { return open(); }
  bool on_object_end(std::size_t, Failure&) { return close(); }
  bool on_array_begin(Failure&) { return open(); }
  bool on_array_end(std::size_t, Failure&) { return close(); }
  bool on_key_part(json::string_view part, std::size_t, Failure&) {
    key_.append(part.data(), part.size());
    return true;
  }
  bool on_key(json::string_view part, std::size_t, Failure&) {
    key_.append(part.data(), part.size());
    auto& level = levels_.back();
    level.current = std::exchange(key_, {});
    if (!level.seen.insert(level.current).second) repeated.push_back(pointer());
    return true;
  }
  bool on_string_part(json::string_view, std::size_t, Failure&) { return true; }
  bool on_string(json::string_view, std::size_t, Failure&) { return true; }
  bool on_number_part(json::string_view, Failure&) { return true; }
  bool on_int64(std::int64_t, json::string_view, Failure&) { return true; }
  bool on_uint64(std::uint64_t, json::string_view, Failure&) { return true; }
  bool on_double(double, json::string_view, Failure&) { return true; }
  bool on_bool(bool, Failure&) { return true; }
  bool on_null(Failure&) { return true; }
  bool on_comment_part(json::string_view, Failure&) { return true; }
  bool on_comment(json::string_view, Failure&) { return true; }

 private:
  struct Level {
    std::unordered_set<std::string> seen;
    std::string current;
  };

  bool open() {
    levels_.emplace_back();
    return true;
  }
  bool close() {
    levels_.pop_back();
    return true;
  }

  std::string pointer() const {
    std::string path;
    for (const auto& level : levels_) path += "/" + level.current;
    return path;
  }

  std::vector<Level> levels_;
  std::string key_;
};

}  // namespace

std::vector<std::string> repeatedKeys(std::string_view text) {
  json::basic_parser<KeyListener> parser{json::parse_options{}};
  boost::system::error_code failure;
  parser.write_some(false, text.data(), text.size(), failure);
  return std::move(parser.handler().repeated);
}

}  // namespace atelier::ocfl
