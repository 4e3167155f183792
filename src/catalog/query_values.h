#pragma once

#include "catalog/query.h"

#include <string>
#include <string_view>

/// Inside the parser: what may stand after "field:".
namespace atelier::catalog {

/// The meaning of a value for a field that is not of words. Throws Error{QuerySyntax} without a
/// place.
Leaf parseFieldValue(const QueryField& field, std::string_view text);

/// An example of what the field takes, as a sentence.
std::string valueHelp(const QueryField& field);

}  // namespace atelier::catalog
