#pragma once

#include "base/error.h"
#include "studio/operation.h"
#include "tests/studio/studio_fixture.h"

#include <stdexcept>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

/// A studio that is asked through its operations, as every door does.
namespace atelier::studio {

class OperationTest : public StudioTest {
 protected:
  boost::json::value call(std::string_view name, const boost::json::object& request) {
    const auto* operation = findOperation(operations(), name);
    if (operation == nullptr) throw std::invalid_argument(std::string(name));
    boost::json::value answer;
    operation->call(studio(), caller_, request, answer);
    return answer;
  }

  /// How it is refused; Internal if it is not.
  Code codeOf(std::string_view name, const boost::json::object& request) {
    try {
      call(name, request);
    } catch (const Error& error) {
      return error.code;
    }
    return Code::Internal;
  }

  access::Caller caller_ = access::Caller::local();
};

}  // namespace atelier::studio
