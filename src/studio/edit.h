#pragma once

#include "base/json/shape.h"
#include "formats/metadata/description.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

/// What people do to the description of an asset, as a value: the same for one asset and for a
/// hundred thousand. A person's word on a field takes the place of an earlier one; what the file
/// says stays beside it.
namespace atelier::studio {

struct Edit {
  std::vector<std::string> tags{};           ///< keywords to add
  std::vector<std::string> untag{};          ///< keywords to take away, whoever gave them
  std::map<std::string, std::string> set{};  ///< fields of the vocabulary and their new values
  std::vector<std::string> clear{};          ///< fields to take a person's word from
  std::string collection{};                  ///< id of the one to put into; may be empty
  std::string outOf{};                       ///< id of the one to take out of; may be empty
  bool trash = false;
  bool restore = false;

  bool operator==(const Edit&) const = default;
  bool empty() const { return *this == Edit{}; }
};
BOOST_DESCRIBE_STRUCT(Edit, (), (tags, untag, set, clear, collection, outOf, trash, restore))

/// The same with trimmed values. Error{InvalidInput} names what does not fit: a field that is not
/// in the vocabulary, a value that is empty or too long.
Edit checked(Edit edit);

/// False if everything was so already. `who` is the user's id, `at` the moment for the trash.
bool apply(const Edit& edit, metadata::Description& description, const std::string& who,
           const std::string& at);

/// For people: "Tag evening, put into Summer". Names in the place of the collections' ids.
std::string inWords(const Edit& edit, std::string_view collection, std::string_view outOf);

/// Takes an edit back: `after` was made from `before`, and `now` is what others made of it since.
/// What they said about the same thing stays. Returns whether `now` was changed; `kept` gets the
/// names of what was left as they made it.
bool takeBack(const metadata::Description& before, const metadata::Description& after,
              metadata::Description& now, std::vector<std::string>& kept);

}  // namespace atelier::studio
