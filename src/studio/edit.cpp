#include "studio/edit.h"

#include "base/error.h"
#include "base/text.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace atelier::studio {

namespace {

using metadata::Description;
using metadata::Field;
using metadata::Origin;

void checkField(std::string_view name) {
  if (metadata::findProperty(name) != nullptr) return;
  std::vector<std::string_view> names;
  for (const auto& property : metadata::vocabulary) names.push_back(property.name);
  const auto near = nearest(name, names);
  throw Error{Code::InvalidInput, fmt::format("There is no field \"{}\".", name),
              near ? fmt::format("Did you mean {}?", *near)
                   : fmt::format("The fields are {}.", fmt::join(names, ", ")),
              fmt::format("/set/{}", name)};
}

std::string checkedValue(std::string_view value, std::string_view where) {
  constexpr std::size_t longest = std::size_t{64} << 10;
  const auto text = trim(value);
  if (text.empty() || text.size() > longest || !isUtf8(text)) {
    throw Error{Code::InvalidInput, "A value must be text of 1 to 65,536 bytes.",
                "Use `clear` to empty a field.", std::string(where)};
  }
  return std::string(text);
}

template <class List, class Value>
bool contains(const List& list, const Value& value) {
  return std::ranges::find(list, value) != list.end();
}

bool setField(Description& description, const Field& field) {
  if (contains(description.fields, field)) return false;
  std::erase_if(description.fields, [&](const Field& each) {
    return each.name == field.name && each.origin == Origin::Person;
  });
  description.fields.push_back(field);
  return true;
}

bool addTag(Description& description, const std::string& tag, const std::string& who) {
  const bool has = std::ranges::any_of(description.fields, [&](const Field& each) {
    return each.name == "keyword" && each.value == tag;
  });
  if (!has) description.fields.push_back({"keyword", tag, Origin::Person, who});
  return !has;
}

bool applyToFields(const Edit& edit, Description& description, const std::string& who) {
  bool changed = false;
  for (const auto& tag : edit.tags) changed |= addTag(description, tag, who);
  changed |= std::erase_if(description.fields, [&](const Field& each) {
               return each.name == "keyword" && contains(edit.untag, each.value);
             }) > 0;
  for (const auto& [name, value] : edit.set)
    changed |= setField(description, {name, value, Origin::Person, who});
  changed |= std::erase_if(description.fields, [&](const Field& each) {
               return each.origin == Origin::Person && contains(edit.clear, each.name);
             }) > 0;
  return changed;
}

bool applyToCollections(const Edit& edit, Description& description) {
  auto& collections = description.collections;
  bool changed = false;
  if (!edit.collection.empty() && !contains(collections, edit.collection)) {
    collections.push_back(edit.collection);
    changed = true;
  }
  if (!edit.outOf.empty()) changed |= std::erase(collections, edit.outOf) > 0;
  return changed;
}

bool applyToTrash(const Edit& edit, Description& description, const std::string& at) {
  if (edit.trash && description.trashedAt.empty()) {
    description.trashedAt = at;
    return true;
  }
  return edit.restore && !std::exchange(description.trashedAt, {}).empty();
}

std::string some(const std::vector<std::string>& words) {
  constexpr std::size_t shown = 3;
  const auto first = std::span(words).first(std::min(shown, words.size()));
  auto text = fmt::format("{}", fmt::join(first, ", "));
  if (words.size() > shown) text += fmt::format(" and {} more", words.size() - shown);
  return text;
}

/// Whether somebody gave a property that has one value only another word of their own.
bool saidOtherwise(const Description& now, const Field& field) {
  const auto* property = metadata::findProperty(field.name);
  if (property == nullptr || property->many) return false;
  return std::ranges::any_of(now.fields, [&](const Field& each) {
    return each.name == field.name && each.origin == field.origin;
  });
}

void takeBackFields(const Description& before, const Description& after, Description& now,
                    std::vector<std::string>& kept) {
  for (const auto& field : after.fields) {
    if (!contains(before.fields, field)) std::erase(now.fields, field);
  }
  for (const auto& field : before.fields) {
    if (contains(after.fields, field) || contains(now.fields, field)) continue;
    if (saidOtherwise(now, field)) {
      kept.push_back(field.name);
    } else {
      now.fields.push_back(field);
    }
  }
}

}  // namespace

Edit checked(Edit edit) {
  for (auto& tag : edit.tags) tag = checkedValue(tag, "/tags");
  for (auto& [name, value] : edit.set) {
    checkField(name);
    value = checkedValue(value, fmt::format("/set/{}", name));
  }
  for (const auto& name : edit.clear) checkField(name);
  if (edit.trash && edit.restore) {
    throw Error{Code::InvalidInput, "An asset cannot go into the trash and out of it at once.",
                "Nothing was changed. Say either trash or restore.", "/restore"};
  }
  return edit;
}

bool apply(const Edit& edit, Description& description, const std::string& who,
           const std::string& at) {
  bool changed = applyToFields(edit, description, who);
  changed |= applyToCollections(edit, description);
  changed |= applyToTrash(edit, description, at);
  return changed;
}

std::string inWords(const Edit& edit, std::string_view collection, std::string_view outOf) {
  constexpr std::size_t longest = 300;
  std::vector<std::string> parts;
  const auto add = [&](std::string_view verb, const std::vector<std::string>& words) {
    if (!words.empty()) parts.push_back(fmt::format("{} {}", verb, some(words)));
  };
  std::vector<std::string> names;
  for (const auto& [name, value] : edit.set) names.push_back(name);
  add("tag", edit.tags);
  add("untag", edit.untag);
  add("set", names);
  add("clear", edit.clear);
  if (!edit.collection.empty()) parts.push_back(fmt::format("put into {}", collection));
  if (!edit.outOf.empty()) parts.push_back(fmt::format("take out of {}", outOf));
  if (edit.trash) parts.emplace_back("move to the trash");
  if (edit.restore) parts.emplace_back("take from the trash");
  auto text = fmt::format("{}", fmt::join(parts, ", "));
  if (!text.empty()) text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return std::string(cutUtf8(text, longest));
}

bool takeBack(const Description& before, const Description& after, Description& now,
              std::vector<std::string>& kept) {
  const auto was = now;
  if (now == after) {
    now = before;
    return now != was;
  }
  takeBackFields(before, after, now, kept);
  for (const auto& id : after.collections) {
    if (!contains(before.collections, id)) std::erase(now.collections, id);
  }
  for (const auto& id : before.collections) {
    if (!contains(after.collections, id) && !contains(now.collections, id))
      now.collections.push_back(id);
  }
  if (before.trashedAt != after.trashedAt) {
    // Out of the trash and in again by somebody else is somebody else's word.
    if (now.trashedAt == after.trashedAt) {
      now.trashedAt = before.trashedAt;
    } else if (now.trashedAt != before.trashedAt && !now.trashedAt.empty()) {
      kept.emplace_back("trash");
    }
  }
  return now != was;
}

}  // namespace atelier::studio
