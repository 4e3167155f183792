#include "formats/json_text.h"

#include "base/error.h"

#include <algorithm>
#include <string>

#include <boost/json/stream_parser.hpp>
#include <fmt/format.h>

namespace atelier::formats {

namespace {

std::string positionOf(std::string_view text, std::size_t offset) {
  auto before = text.substr(0, offset);
  auto line = std::ranges::count(before, '\n') + 1;
  auto lineBreak = before.rfind('\n');
  auto column = lineBreak == std::string_view::npos ? offset + 1 : offset - lineBreak;
  return fmt::format("{}:{}", line, column);
}

}  // namespace

boost::json::value parseJson(std::string_view text, std::string_view nameOfIt) {
  boost::json::stream_parser parser;
  boost::system::error_code failure;
  auto read = parser.write_some(text.data(), text.size(), failure);
  if (!failure && read < text.size()) failure = boost::json::error::extra_data;
  if (!failure) parser.finish(failure);
  if (failure) {
    throw Error{Code::JsonSyntax, fmt::format("{} is not JSON: {}.", nameOfIt, failure.message()),
                "Nothing was changed.", positionOf(text, read)};
  }
  return parser.release();
}

}  // namespace atelier::formats
