#include "base/error.h"
#include "base/text.h"
#include "doors/cli/help.h"

#include <algorithm>

#include <fmt/format.h>

namespace atelier::cli {

namespace {

struct Word {
  std::string text;
  std::string help;
};

/// What may stand first, and what may stand after each noun.
struct Tree {
  std::vector<Word> first;
  std::vector<std::pair<std::string, std::vector<Word>>> verbs;
};

Tree treeOf(std::span<const Entry> entries) {
  Tree tree;
  for (const auto& entry : entries) {
    const auto space = entry.name.find(' ');
    if (space == std::string::npos) {
      tree.first.push_back({entry.name, entry.help});
      continue;
    }
    const auto noun = entry.name.substr(0, space);
    auto group = std::ranges::find(tree.verbs, noun, [](const auto& pair) { return pair.first; });
    if (group == tree.verbs.end()) {
      tree.first.push_back({noun, ""});
      group = tree.verbs.insert(tree.verbs.end(), {noun, {}});
    }
    group->second.push_back({entry.name.substr(space + 1), entry.help});
  }
  return tree;
}

std::string joined(std::span<const Word> words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word.text;
  return text;
}

std::string commonFlags() {
  std::string text;
  for (const auto& option : commonOptions()) text += fmt::format(" --{}", option.name);
  return text.substr(1);
}

/// In single quotes of a POSIX shell.
std::string inQuotes(std::string_view text) {
  std::string safe = "'";
  for (const char c : text) {
    if (c == '\'') {
      safe += "'\\''";
    } else {
      safe += c;
    }
  }
  return safe + "'";
}

std::string fishQuoted(std::string_view text) {
  std::string safe = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') safe += '\\';
    safe += c;
  }
  return safe + "'";
}

/// Common flags with a value must be stepped over when looking for the noun.
std::string valueFlagPattern() {
  std::string text;
  for (const auto& option : commonOptions()) {
    if (!option.value.empty()) text += fmt::format("{}--{}", text.empty() ? "" : "|", option.name);
  }
  return text;
}

std::string bashCases(std::span<const Entry> entries) {
  std::string cases;
  for (const auto& entry : entries) {
    std::string flags;
    for (const auto& flag : entry.flags) {
      flags += fmt::format(" --{}", flag.name);
      if (flag.words.empty()) continue;
      cases += fmt::format("    {}) COMPREPLY=($(compgen -W {} -- \"$word\")); return ;;\n",
                           inQuotes(fmt::format("{} --{}", entry.name, flag.name)),
                           inQuotes(fmt::format("{}", fmt::join(flag.words, " "))));
    }
    cases += fmt::format("    {}*) flags={} ;;\n", inQuotes(entry.name + " "), inQuotes(flags));
  }
  return cases;
}

std::string bash(std::span<const Entry> entries) {
  const auto tree = treeOf(entries);
  std::string verbs;
  for (const auto& [noun, words] : tree.verbs)
    verbs += fmt::format("      {}) words={} ;;\n", noun, inQuotes(joined(words)));
  std::string single;
  for (const auto& entry : entries) {
    if (entry.name.find(' ') == std::string::npos)
      single += fmt::format("{}{}", single.empty() ? "" : "|", entry.name);
  }
  return fmt::format(
      R"(# atelier: completion for bash. Load it with: source <(atelier completion bash)
_atelier() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}}
  local plain=() i flags= words=
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${{COMP_WORDS[i]}} in
      {0}) ((i++)) ;;
      -*) ;;
      *) plain+=("${{COMP_WORDS[i]}}") ;;
    esac
  done
  local command=${{plain[0]}}
  case $command in {1}) ;; *) command="${{plain[0]}} ${{plain[1]}}" ;; esac
  case "$command $before" in
{2}  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$flags {3}" -- "$word"))
  elif ((${{#plain[@]}} == 0)); then
    COMPREPLY=($(compgen -W {4} -- "$word"))
  elif ((${{#plain[@]}} == 1)); then
    case ${{plain[0]}} in
{5}    esac
    COMPREPLY=($(compgen -W "$words" -- "$word"))
  fi
}}
complete -o default -F _atelier atelier
)",
      valueFlagPattern(), single, bashCases(entries), commonFlags(), inQuotes(joined(tree.first)),
      verbs);
}

std::string zshWords(std::span<const Word> words) {
  std::string text;
  for (const auto& word : words)
    text += " " + inQuotes(word.help.empty() ? word.text : word.text + ":" + word.help);
  return text;
}

std::string zsh(std::span<const Entry> entries) {
  const auto tree = treeOf(entries);
  std::string verbs;
  for (const auto& [noun, words] : tree.verbs)
    verbs += fmt::format("      {}) some=({}) ;;\n", noun, zshWords(words));
  std::string cases;
  for (const auto& entry : entries) {
    std::string flags;
    for (const auto& flag : entry.flags)
      flags += " " + inQuotes(fmt::format("--{}:{}", flag.name, flag.help));
    cases += fmt::format("    {}*) flags+=({}) ;;\n", inQuotes(entry.name + " "), flags);
  }
  std::string common;
  for (const auto& option : commonOptions())
    common += " " + inQuotes(fmt::format("--{}:{}", option.name, option.help));
  return fmt::format(R"(#compdef atelier
# atelier: completion for zsh. Put it into a folder of $fpath as _atelier.
_atelier() {{
  local -a plain flags some
  local i
  for ((i = 2; i < CURRENT; i++)); do
    case $words[i] in
      {0}) ((i++)) ;;
      -*) ;;
      *) plain+=("$words[i]") ;;
    esac
  done
  flags=({1})
  case "$plain[1] $plain[2] " in
{2}  esac
  if [[ $PREFIX == -* ]]; then
    _describe flag flags
  elif (( $#plain == 0 )); then
    some=({3})
    _describe command some
  else
    case $plain[1] in
{4}    esac
    if (( $#plain == 1 && $#some )); then _describe verb some; else _files; fi
  fi
}}
_atelier "$@"
)",
                     valueFlagPattern(), common, cases, zshWords(tree.first), verbs);
}

std::string fish(std::span<const Entry> entries) {
  const auto tree = treeOf(entries);
  std::string text =
      "# atelier: completion for fish. Put it into ~/.config/fish/completions/atelier.fish\n";
  for (const auto& word : tree.first) {
    text += fmt::format("complete -c atelier -n __fish_use_subcommand -a {} -d {}\n", word.text,
                        fishQuoted(word.help));
  }
  for (const auto& [noun, words] : tree.verbs) {
    for (const auto& word : words) {
      text += fmt::format(
          "complete -c atelier -f -n '__fish_seen_subcommand_from {0}; and not "
          "__fish_seen_subcommand_from {1}' -a {2} -d {3}\n",
          noun, joined(words), word.text, fishQuoted(word.help));
    }
  }
  for (const auto& entry : entries) {
    std::string seen;
    for (const auto word : split(entry.name, ' ')) {
      seen += fmt::format("{}__fish_seen_subcommand_from {}", seen.empty() ? "" : "; and ", word);
    }
    for (const auto& flag : entry.flags) {
      text += fmt::format("complete -c atelier -n '{}' -l {} -d {}", seen, flag.name,
                          fishQuoted(flag.help));
      if (!flag.words.empty()) text += fmt::format(" -x -a '{}'", fmt::join(flag.words, " "));
      text += flag.value.empty() ? "\n" : " -r\n";
    }
  }
  for (const auto& option : commonOptions()) {
    text += fmt::format("complete -c atelier -l {} -d {}{}\n", option.name, fishQuoted(option.help),
                        option.value.empty() ? "" : " -r");
  }
  return text;
}

}  // namespace

std::string completion(const Program& program, std::string_view shell) {
  const auto entries = entriesOf(program);
  if (shell == "bash") return bash(entries);
  if (shell == "zsh") return zsh(entries);
  if (shell == "fish") return fish(entries);
  throw Error(Code::Usage, fmt::format("There is no completion for \"{}\".", toUtf8(shell)),
              "There is one for bash, zsh and fish.");
}

}  // namespace atelier::cli
