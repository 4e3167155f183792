#include "doors/cli/words.h"

#include "base/error.h"
#include "base/text.h"

#include <algorithm>
#include <set>

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::cli {

namespace {

Error usage(std::string message, std::string hint) {
  return {Code::Usage, std::move(message), std::move(hint)};
}

std::string seeHelp(const Entry* entry) {
  return entry == nullptr ? "See: atelier help" : "See: atelier help " + entry->name;
}

std::string_view longName(std::string_view shortFlag) {
  if (shortFlag == "-h") return "help";
  if (shortFlag == "-q") return "quiet";
  if (shortFlag == "-v") return "verbose";
  if (shortFlag == "-y") return "yes";
  return {};
}

class Reader {
 public:
  Reader(std::span<const std::string> words, std::span<const Entry> entries)
      : words_(words), entries_(entries) {}

  Line read() {
    bool flagsEnded = false;
    while (at_ < words_.size()) {
      const std::string_view word = words_[at_++];
      if (!flagsEnded && word == "--") {
        flagsEnded = true;
      } else if (!flagsEnded && word.starts_with("--")) {
        flag(word.substr(2));
      } else if (!flagsEnded && word.size() == 2 && word[0] == '-' &&
                 !(word[1] >= '0' && word[1] <= '9')) {
        shortFlag(word);
      } else {
        plain(word);
      }
    }
    return std::move(line_);
  }

 private:
  void shortFlag(std::string_view word) {
    const auto name = longName(word);
    if (name.empty())
      throw usage(fmt::format("There is no flag {} here.", word), seeHelp(line_.entry));
    common(name, "", {});
  }

  void flag(std::string_view text) {
    const auto equals = text.find('=');
    const auto name = text.substr(0, equals);
    const auto value =
        equals == text.npos ? std::optional<std::string_view>() : text.substr(equals + 1);
    const auto options = commonOptions();
    const auto known = std::ranges::find(options, name, &Option::name);
    if (known != options.end()) return common(name, known->value, value);
    if (line_.entry != nullptr) {
      if (const auto* own = line_.entry->flag(name)) return ownFlag(*own, value);
    }
    throw unknownFlag(name);
  }

  void common(std::string_view name, std::string_view takes,
              std::optional<std::string_view> value) {
    if (name == "help") line_.help = true;
    if (name == "version") line_.version = true;
    auto& slot = line_.common[std::string(name)];
    slot = takes.empty() ? noValue(name, value) : valueFor(name, takes, value);
  }

  void ownFlag(const Flag& own, std::optional<std::string_view> value) {
    auto& given = line_.options[own.name];
    if (!given.empty() && !own.repeated) {
      throw usage(fmt::format("--{} is given more than once.", own.name), seeHelp(line_.entry));
    }
    const bool isSwitch = own.value.empty();
    if (!isSwitch) {
      given.push_back(valueFor(own.name, own.value, value));
    } else if (own.field != nullptr && value) {
      given.emplace_back(*value);  // --repair=false
    } else {
      noValue(own.name, value);
      given.emplace_back("true");
    }
  }

  std::string noValue(std::string_view name, std::optional<std::string_view> value) const {
    if (value) throw usage(fmt::format("--{} takes no value.", name), seeHelp(line_.entry));
    return "true";
  }

  std::string valueFor(std::string_view name, std::string_view takes,
                       std::optional<std::string_view> value) {
    if (value) return std::string(*value);
    if (at_ == words_.size()) {
      throw usage(fmt::format("--{} needs a value: --{} {}.", name, name, takes),
                  seeHelp(line_.entry));
    }
    return words_[at_++];
  }

  Error unknownFlag(std::string_view name) const {
    std::vector<std::string_view> names;
    if (line_.entry != nullptr) {
      for (const auto& each : line_.entry->flags) names.push_back(each.name);
    }
    for (const auto& each : commonOptions()) names.push_back(each.name);
    const auto meant = nearest(name, names);
    auto hint = meant ? fmt::format("Did you mean --{}? ", *meant) : std::string();
    return usage(fmt::format("There is no flag --{} here.", toUtf8(name)),
                 hint + seeHelp(line_.entry));
  }

  void plain(std::string_view word) {
    if (line_.entry != nullptr) {
      line_.arguments.emplace_back(word);
      return;
    }
    const auto name =
        line_.noun.empty() ? std::string(word) : fmt::format("{} {}", line_.noun, word);
    const auto found = std::ranges::find(entries_, name, &Entry::name);
    if (found != entries_.end()) {
      line_.entry = &*found;
      line_.noun.clear();
    } else if (line_.noun.empty() && isNoun(word)) {
      line_.noun = word;
    } else {
      throw unknownCommand(name);
    }
  }

  bool isNoun(std::string_view word) const {
    const auto start = std::string(word) + " ";
    return std::ranges::any_of(entries_,
                               [&](const Entry& entry) { return entry.name.starts_with(start); });
  }

  Error unknownCommand(const std::string& name) const {
    std::set<std::string> sorted;
    for (const auto& entry : entries_) {
      const auto space = entry.name.find(' ');
      if (!line_.noun.empty()) {
        if (entry.name.starts_with(line_.noun + " ")) sorted.insert(entry.name);
        continue;
      }
      sorted.insert(entry.name.substr(0, space));
    }
    const std::vector<std::string_view> names(sorted.begin(), sorted.end());
    // The verb alone decides: a long noun would make any verb look near.
    const auto meant = line_.noun.empty() ? nearest(name, names) : nearestVerb(name, names);
    auto hint = meant ? fmt::format("Did you mean \"{}\"? ", *meant) : std::string();
    return usage(
        fmt::format("There is no command \"{}\".", toUtf8(name)),
        hint + (line_.noun.empty() ? "See: atelier help" : "See: atelier help " + line_.noun));
  }

  std::optional<std::string_view> nearestVerb(std::string_view name,
                                              std::span<const std::string_view> names) const {
    const auto skip = line_.noun.size() + 1;
    std::vector<std::string_view> verbs;
    for (const auto each : names) verbs.push_back(each.substr(skip));
    const auto meant = nearest(name.substr(skip), verbs);
    if (!meant) return std::nullopt;
    return names[static_cast<std::size_t>(std::ranges::find(verbs, *meant) - verbs.begin())];
  }

  std::span<const std::string> words_;
  std::span<const Entry> entries_;
  std::size_t at_ = 0;
  Line line_;
};

Error missing(const Entry& entry, std::string_view what) {
  return usage(fmt::format("{} is missing.", what),
               fmt::format("Use it like this: {}", entry.usage()));
}

Error tooMany(const Entry& entry, std::string_view word) {
  return usage(fmt::format("\"{}\" is one argument too many.", toUtf8(word)),
               fmt::format("Use it like this: {}", entry.usage()));
}

/// Lists and maps grow; anything else is set once.
void put(boost::json::object& request, const json::Field& field, boost::json::value value) {
  auto* known = request.if_contains(field.name);
  if (known != nullptr && known->is_array() && value.is_array()) {
    for (auto& item : value.get_array()) known->get_array().push_back(item);
  } else if (known != nullptr && known->is_object() && value.is_object()) {
    for (auto& member : value.get_object()) known->get_object()[member.key()] = member.value();
  } else {
    request[field.name] = std::move(value);
  }
}

}  // namespace

Line understand(std::span<const std::string> words, std::span<const Entry> entries) {
  return Reader(words, entries).read();
}

bool wantsJson(std::span<const std::string> words) {
  for (const auto& word : words) {
    if (word == "--") return false;
    if (word == "--json" || word == "--ndjson") return true;
  }
  return false;
}

void checkArguments(const Line& line) {
  const auto& entry = *line.entry;
  std::size_t least = 0;
  bool any = false;
  for (const auto& argument : entry.arguments) {
    if (argument.required) ++least;
    any = any || argument.repeated;
  }
  if (line.arguments.size() < least)
    throw missing(entry, entry.arguments[line.arguments.size()].name);
  if (!any && line.arguments.size() > entry.arguments.size()) {
    throw tooMany(entry, line.arguments[entry.arguments.size()]);
  }
}

boost::json::value requestOf(const Line& line) {
  checkArguments(line);
  const auto& entry = *line.entry;
  boost::json::object request;
  std::size_t at = 0;
  for (const auto& argument : entry.arguments) {
    while (at < line.arguments.size()) {
      put(request, *argument.field,
          json::valueOfText(line.arguments[at++], *argument.field->shape, argument.name));
      if (!argument.repeated) break;
    }
  }
  for (const auto& flag : entry.flags) {
    const auto given = line.options.find(flag.name);
    if (given == line.options.end()) {
      if (flag.required) throw missing(entry, "--" + flag.name);
      continue;
    }
    for (const auto& text : given->second) {
      put(request, *flag.field, json::valueOfText(text, *flag.field->shape, "--" + flag.name));
    }
  }
  return request;
}

}  // namespace atelier::cli
