#include "base/error.h"
#include "base/text.h"
#include "doors/cli/command.h"
#include "doors/cli/interrupt.h"
#include "doors/cli/output.h"
#include "doors/cli/width.h"

#include <charconv>
#include <fstream>
#include <istream>
#include <ostream>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::cli {

namespace {

std::string tokenOf(const Settings& settings, const Terminal& terminal) {
  if (settings.tokenFile.empty()) return terminal.variable("ATELIER_TOKEN").value_or("");
  std::ifstream file(settings.tokenFile);
  std::string line;
  std::getline(file, line);
  const std::string token(trim(line));
  if (token.empty()) {
    throw Error(Code::NotFound, "The file with the token cannot be read or is empty.",
                "Nothing was sent. Make a token with: atelier token create --scope assets:read",
                settings.tokenFile.string());
  }
  return token;
}

}  // namespace

Context::Context(const Program& program, Terminal& terminal, Settings settings)
    : program_(program), terminal_(terminal), settings_(std::move(settings)) {}

Context::~Context() = default;

std::optional<std::string> Context::option(std::string_view name) const {
  const auto found = options.find(name);
  if (found == options.end() || found->second.empty()) return std::nullopt;
  return found->second.back();
}

std::optional<std::uint64_t> Context::number(std::string_view name) const {
  const auto text = option(name);
  if (!text) return std::nullopt;
  std::uint64_t value = 0;
  const auto end = text->data() + text->size();
  const auto result = std::from_chars(text->data(), end, value);
  if (result.ec == std::errc() && result.ptr == end) return value;
  throw Error(Code::Usage,
              fmt::format("--{} needs a whole number, not \"{}\".", name, toUtf8(*text)),
              "Nothing was changed.");
}

Executor& Context::executor() {
  if (executor_ == nullptr) {
    executor_ = settings_.server.empty()
                    ? program_.openStudio(settings_)
                    : remoteExecutor(settings_.server, tokenOf(settings_, terminal_));
  }
  return *executor_;
}

const studio::Operation& Context::operation(std::string_view name) const {
  if (const auto* found = studio::findOperation(program_.operations, name)) return *found;
  throw Error(Code::Internal, fmt::format("There is no operation {}.", name),
              "Please report this.");
}

boost::json::value Context::call(std::string_view name, const boost::json::value& request) {
  return executor().call(operation(name), request);
}

void Context::tellPlan(std::string_view name, boost::json::object request) {
  request["dry_run"] = true;
  const auto plan = call(name, request);
  printAnswer(plan, settings_, terminal_, &json::shape<studio::Plan>);
  note(plan.at("steps").as_array().empty() ? "Nothing would change." : "Nothing was changed.");
}

void Context::print(const boost::json::value& answer) { printAnswer(answer, settings_, terminal_); }

void Context::note(std::string_view line) {
  if (!settings_.quiet) terminal_.err << harmless(line) << '\n' << std::flush;
}

bool Context::confirm(std::string_view question) {
  if (settings_.yes) return true;
  if (settings_.noInput || !terminal_.inIsTerminal || !terminal_.errIsTerminal) {
    throw Error(Code::Usage, "This needs a yes, and there is nobody to ask.",
                "Nothing was changed. Add --yes if you are sure.");
  }
  terminal_.err << harmless(question) << " [y/N] " << std::flush;
  std::string answer;
  std::getline(terminal_.in, answer);
  answer = lowerAscii(trim(answer));
  return answer == "y" || answer == "yes";
}

std::unique_ptr<Progress> Context::progress(std::string label) {
  return std::make_unique<Progress>(terminal_, settings_.progress, std::move(label));
}

const std::atomic<bool>& Context::stop() const { return Interrupt::requested(); }

}  // namespace atelier::cli
