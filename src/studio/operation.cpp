#include "studio/operation.h"

#include "base/error.h"
#include "base/json/codec.h"

#include <algorithm>
#include <cassert>
#include <set>

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::studio {

std::string_view verbName(Verb verb) {
  constexpr std::array<std::string_view, 5> names{"GET", "POST", "PUT", "PATCH", "DELETE"};
  return names.at(static_cast<std::size_t>(verb));
}

namespace {

const json::Field& dryRun = json::shape<Rehearse>.fields.front();

/// What is made in a rehearsal has an id that nobody will see again.
Plan planOf(const access::Rehearsal& rehearsal, bool makes) {
  const auto unlessEmpty = [](const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
  };
  Plan plan;
  for (const auto& step : rehearsal.steps) {
    plan.steps.push_back(
        {step.action, makes ? std::nullopt : unlessEmpty(step.subject), unlessEmpty(step.detail)});
  }
  return plan;
}

}  // namespace

void Operation::call(Studio& studio, const access::Caller& caller, const boost::json::value& in,
                     boost::json::value& out) const {
  caller.require(scope);
  if (run == nullptr) {
    throw Error(Code::Unsupported, fmt::format("{} moves bytes and has a door of its own.", name),
                "Nothing was changed. Use its address below /api/v1 or its command.");
  }
  if (!plans()) return run(studio, caller, in, out);
  auto own = in;
  if (own.is_object()) own.get_object().erase(dryRun.name);
  if (!wantsPlan(in)) return run(studio, caller, own, out);
  access::Rehearsal rehearsal;
  auto rehearsing = caller;
  rehearsing.rehearsal = &rehearsal;
  boost::json::value nobodyHears;
  run(studio, rehearsing, own, nobodyHears);
  const bool makes = status == 201 && path.find('{') == path.npos;
  json::encode(planOf(rehearsal, makes), out);
}

bool Operation::wantsPlan(const boost::json::value& in) const {
  const auto* asked =
      plans() && in.is_object() ? in.get_object().if_contains(dryRun.name) : nullptr;
  if (asked == nullptr) return false;
  if (!asked->is_bool()) {
    throw Error(Code::InvalidInput, "dry_run is true or false.", "Nothing was changed.",
                "/dry_run");
  }
  return asked->get_bool();
}

const json::Field* Operation::member(std::string_view memberName) const {
  if (plans() && memberName == dryRun.name) return &dryRun;
  return request->find(memberName);
}

const Operation* findOperation(std::span<const Operation> table, std::string_view name) {
  const auto found = std::ranges::find(table, name, &Operation::name);
  return found == table.end() ? nullptr : &*found;
}

namespace {

class Inspection {
 public:
  std::vector<std::string> problems;

  void look(const Operation& operation) {
    name_ = operation.name;
    if (!names_.insert(operation.name).second) tell("the name is taken");
    if (std::ranges::count(operation.name, '.') != 1) tell("the name is not noun.verb");
    const auto route = fmt::format("{} {}", verbName(operation.verb), operation.path);
    if (!routes_.insert(route).second) tell("the route is taken");
    if (operation.help.empty()) tell("there is no help");
    if (operation.verb == Verb::Get && operation.effect != Effect::None)
      tell("GET changes something");
    if ((operation.run == nullptr) != (operation.stream != Stream::None)) tell("nothing runs it");
    lookAtPath(operation);
    lookAtArguments(operation);
    if (operation.request->find(dryRun.name) != nullptr) tell("dry_run is everyone's");
  }

 private:
  void tell(std::string_view what) { problems.push_back(fmt::format("{}: {}", name_, what)); }

  void lookAtPath(const Operation& operation) {
    auto path = operation.path;
    if (!path.starts_with('/')) tell("the path does not start with a slash");
    for (auto open = path.find('{'); open != path.npos; open = path.find('{')) {
      const auto close = path.find('}', open);
      if (close == path.npos) return tell("the path has a brace that does not close");
      const auto member = path.substr(open + 1, close - open - 1);
      if (operation.request->find(member) == nullptr) {
        tell(fmt::format("the path names {}, which is no member of the request", member));
      }
      path.remove_prefix(close);
    }
  }

  void lookAtArguments(const Operation& operation) {
    bool ended = false;
    for (const auto argument : operation.argumentNames) {
      if (argument.empty()) continue;
      const auto* field = operation.request->find(argument);
      if (field == nullptr) {
        tell(fmt::format("the argument {} is no member of the request", argument));
        continue;
      }
      if (ended) tell(fmt::format("the argument {} follows a list", argument));
      ended = field->shape->kind == json::Kind::List;
    }
  }

  std::string_view name_;
  std::set<std::string_view> names_;
  std::set<std::string> routes_;
};

}  // namespace

std::vector<std::string> problemsOf(std::span<const Operation> table) {
  Inspection inspection;
  for (const auto& operation : table) inspection.look(operation);
  return std::move(inspection.problems);
}

}  // namespace atelier::studio
