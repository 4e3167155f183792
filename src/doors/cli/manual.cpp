#include "base/error.h"
#include "base/text.h"
#include "doors/cli/help.h"

#include <fmt/format.h>

namespace atelier::cli {

namespace {

/// What roff would take for a command or a hyphen of its own (groff_man(7)).
std::string escaped(std::string_view text) {
  std::string roff;
  for (const char c : text) {
    if (c == '\\') {
      roff += "\\e";
    } else if (c == '-') {
      roff += "\\-";
    } else if (c == '\'') {
      roff += "\\(aq";
    } else if (c == '.' && roff.empty()) {
      roff += "\\&.";
    } else {
      roff += c;
    }
  }
  return roff;
}

void term(std::string& to, std::string_view name, std::string_view help) {
  to += fmt::format(".TP\n.B {}\n{}\n", escaped(name), escaped(help));
}

void command(std::string& to, const Entry& entry) {
  to += fmt::format(".SS {}\n{}\n", escaped(entry.usage()), escaped(entry.help));
  for (const auto& flag : entry.flags) {
    auto help = flag.help;
    if (!flag.words.empty()) help += fmt::format(": {}", fmt::join(flag.words, ", "));
    if (!flag.standard.empty()) help += fmt::format(" (else {})", flag.standard);
    term(to, fmt::format("--{}{}{}", flag.name, flag.value.empty() ? "" : " ", flag.value), help);
  }
}

}  // namespace

std::string manual(const Program& program) {
  const auto entries = entriesOf(program);
  std::string text = fmt::format(".TH ATELIER 1 \"\" \"Atelier {}\" \"User Commands\"\n",
                                 escaped(program.version));
  text += ".SH NAME\natelier \\- keep what you make: a folder that is yours, findable and safe\n";
  text +=
      ".SH SYNOPSIS\n.B atelier\n[\\fIflags\\fR] \\fInoun\\fR \\fIverb\\fR [\\fIarguments\\fR]\n";
  text += ".SH EXAMPLES\n.nf\n";
  for (const auto& entry : entries) {
    for (const auto& example : entry.examples) text += escaped(example) + "\n";
  }
  text += ".fi\n.SH COMMANDS\n";
  for (const auto& entry : entries) command(text, entry);
  text += ".SH FLAGS OF EVERY COMMAND\n";
  for (const auto& option : commonOptions()) {
    term(text, fmt::format("--{}{}{}", option.name, option.value.empty() ? "" : " ", option.value),
         option.help);
  }
  text += ".SH EXIT STATUS\n.nf\n";
  const auto statuses = exitCodes(80);
  for (const auto line : split(statuses, '\n')) text += escaped(line) + "\n";
  text += ".fi\n.SH ENVIRONMENT\n";
  term(text, "ATELIER_STUDIO, ATELIER_SERVER, ATELIER_TOKEN_FILE",
       "As --studio, --server and --token-file.");
  term(text, "ATELIER_TOKEN", "The token itself, where no file can hold it.");
  term(text, "NO_COLOR, CLICOLOR_FORCE", "No colours, or colours even where there is no terminal.");
  return text;
}

}  // namespace atelier::cli
