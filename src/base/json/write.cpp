#include "base/error.h"
#include "base/json/text.h"

#include <cmath>

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::json {

namespace {

class Writer {
 public:
  Writer(std::string& to, Layout layout) : to_(to), indented_(layout == Layout::Indented) {}

  void write(const boost::json::value& value) {
    switch (value.kind()) {
      case boost::json::kind::null:
        to_ += "null";
        break;
      case boost::json::kind::bool_:
        to_ += value.get_bool() ? "true" : "false";
        break;
      case boost::json::kind::int64:
        number(value.get_int64());
        break;
      case boost::json::kind::uint64:
        number(value.get_uint64());
        break;
      case boost::json::kind::double_:
        real(value.get_double());
        break;
      case boost::json::kind::string:
        appendQuoted(to_, value.get_string());
        break;
      case boost::json::kind::array:
        array(value.get_array());
        break;
      case boost::json::kind::object:
        object(value.get_object());
        break;
    }
  }

 private:
  template <class Whole>
  void number(Whole value) {
    fmt::format_to(std::back_inserter(to_), "{}", value);
  }

  void real(double value) {
    if (!std::isfinite(value)) {
      throw Error(Code::Internal, "A number to be written is NaN or infinite.",
                  "Nothing was changed. Please report this.");
    }
    const auto start = to_.size();
    fmt::format_to(std::back_inserter(to_), "{}", value);
    // A reader must be able to tell that this was no whole number, or 1e300 would not fit its 64
    // bits.
    if (to_.find_first_of(".e", start) == std::string::npos) to_ += ".0";
  }

  void array(const boost::json::array& items) {
    to_ += '[';
    bool first = true;
    ++depth_;
    for (const auto& item : items) {
      separate(first);
      write(item);
    }
    --depth_;
    close(']', items.empty());
  }

  void object(const boost::json::object& members) {
    to_ += '{';
    bool first = true;
    ++depth_;
    for (const auto& member : members) {
      separate(first);
      appendQuoted(to_, member.key());
      to_ += indented_ ? ": " : ":";
      write(member.value());
    }
    --depth_;
    close('}', members.empty());
  }

  void separate(bool& first) {
    if (!first) to_ += ',';
    first = false;
    newLine();
  }

  void close(char bracket, bool empty) {
    if (!empty) newLine();
    to_ += bracket;
  }

  void newLine() {
    if (!indented_) return;
    to_ += '\n';
    to_.append(depth_ * 2, ' ');
  }

  std::string& to_;
  bool indented_;
  std::size_t depth_ = 0;
};

}  // namespace

void appendQuoted(std::string& to, std::string_view text) {
  to += '"';
  for (const char c : text) {
    switch (c) {
      case '"':
        to += "\\\"";
        break;
      case '\\':
        to += "\\\\";
        break;
      case '\n':
        to += "\\n";
        break;
      case '\r':
        to += "\\r";
        break;
      case '\t':
        to += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
          fmt::format_to(std::back_inserter(to), "\\u{:04x}", static_cast<unsigned>(c));
        } else {
          to += c;
        }
    }
  }
  to += '"';
}

std::string toText(const boost::json::value& value, Layout layout) {
  std::string text;
  Writer(text, layout).write(value);
  return text;
}

}  // namespace atelier::json
