#pragma once

#include "base/error.h"
#include "doors/cli/command.h"

#include <boost/json/object.hpp>

/// Answers and errors on paper.
namespace atelier::cli {

/// Prints one answer: JSON, lines of JSON, a table or plain values, as the settings say. With the
/// shape of the answer, plain values stand in the same columns whatever is missing in some of them.
void printAnswer(const boost::json::value& answer, const Settings& settings, Terminal& terminal,
                 const json::Shape* shape = nullptr);

/// Prints the pages of one list as if they were one: items as they come, the rest at the end.
class PagePrinter {
 public:
  PagePrinter(const Settings& settings, Terminal& terminal, const json::Shape& shape)
      : settings_(settings), terminal_(terminal), shape_(shape) {}
  void page(const boost::json::value& answer);
  void end();

 private:
  const Settings& settings_;
  Terminal& terminal_;
  const json::Shape& shape_;
  boost::json::object rest_;
  bool first_ = true;
  bool any_ = false;
};

/// The list that a page is about: its first member, if that is a list of records. Null if there is
/// none.
const boost::json::array* listIn(const boost::json::value& answer);

/// For people: a red first line, what is safe, what to do, the code. As JSON: one line
/// {"error":{"code","exit","message","hint","where"}}. Always on standard error.
void printError(const Error& error, bool asJson, bool colour, Terminal& terminal);

}  // namespace atelier::cli
