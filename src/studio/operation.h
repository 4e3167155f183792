#pragma once

#include "access/caller.h"
#include "base/json/codec.h"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

/// Something that a user can do, declared once: it is a REST route, an OpenAPI entry, a command, an
/// MCP tool and a TypeScript function, all with the same request, answer, scope and sentence of
/// help. Nothing here knows what a studio can do; that stands in operations/, one file per noun:
///
///   AssetPage findAssets(Studio& studio, const access::Caller& caller, const FindAssets& ask);
///   constexpr std::array table{
///       operation<&findAssets>("asset.find", get("/assets"), Scope::ReadAssets, Effect::None,
///                              "Find assets by words, kind, date or place.")
///           .arguments("query")
///           .example("atelier asset find 'sunset kind:image' --limit 5"),
///   };
///   std::span<const Operation> assetOperations() { return table; }
namespace atelier::studio {

class Studio;
using access::Scope;

enum class Verb : std::uint8_t { Get, Post, Put, Patch, Delete };
std::string_view verbName(Verb verb);  ///< "GET"

/// Verb and path below /api/v1; each {member} of the path is a member of the request.
struct Route {
  Verb verb;
  std::string_view path;
};
constexpr Route get(std::string_view path) { return {Verb::Get, path}; }
constexpr Route post(std::string_view path) { return {Verb::Post, path}; }
constexpr Route put(std::string_view path) { return {Verb::Put, path}; }
constexpr Route patch(std::string_view path) { return {Verb::Patch, path}; }
constexpr Route remove(std::string_view path) { return {Verb::Delete, path}; }

enum class Effect : std::uint8_t {
  None,     ///< changes nothing
  Write,    ///< changes something; can be undone or done again
  Destroy,  ///< cannot be undone: the command line asks first, MCP marks it destructive
};

/// Operations whose bytes flow past the table: listed for the documents, run by their door.
enum class Stream : std::uint8_t { None, Download, Upload, Events };

/// The answer of an operation that has nothing to say.
struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

/// What every operation with an effect takes beside its own members.
struct Rehearse {
  bool dryRun = false;
  static constexpr std::array help{"Only say what would be done: the answer is a plan"};
};
BOOST_DESCRIBE_STRUCT(Rehearse, (), (dryRun))

struct PlanStep {
  std::string action;
  std::optional<std::string> subject;  ///< left out for what does not exist yet
  std::optional<std::string> detail;
};
BOOST_DESCRIBE_STRUCT(PlanStep, (), (action, subject, detail))

/// The answer to `dry_run`. No steps: everything is so already.
struct Plan {
  std::vector<PlanStep> steps;
};
BOOST_DESCRIBE_STRUCT(Plan, (), (steps))

class Operation {
 public:
  using Run = void (*)(Studio&, const access::Caller&, const boost::json::value& request,
                       boost::json::value& answer);
  static constexpr std::size_t maxArguments = 4;

  constexpr Operation(std::string_view operationName, Route where, Scope needed, Effect does,
                      std::string_view sentence, const json::Shape& in, const json::Shape& out,
                      Stream flow, Run body)
      : name(operationName),
        verb(where.verb),
        path(where.path),
        scope(needed),
        effect(does),
        help(sentence),
        request(&in),
        response(&out),
        stream(flow),
        run(body) {}

  std::string_view name;  ///< "asset.find": `atelier asset find`, tool asset_find
  Verb verb;
  std::string_view path;  ///< "/assets/{id}"
  Scope scope;
  Effect effect;
  std::string_view help;  ///< one sentence
  const json::Shape* request;
  const json::Shape* response;
  Stream stream;
  Run run;  ///< null for streams; doors use call(), which checks the scope
  std::array<std::string_view, maxArguments> argumentNames{};
  std::string_view exampleText;
  int status = 200;  ///< of a success

  /// Members of the request that the command line takes by position; a list takes all that is left.
  template <class... Names>
  constexpr Operation arguments(Names... names) const {
    static_assert(sizeof...(Names) <= maxArguments);
    auto copy = *this;
    copy.argumentNames = {std::string_view(names)...};
    return copy;
  }
  constexpr Operation example(std::string_view commandLine) const {
    auto copy = *this;
    copy.exampleText = commandLine;
    return copy;
  }
  constexpr Operation created() const {
    auto copy = *this;
    copy.status = 201;
    return copy;
  }

  /// Checks that the caller has the scope, then decodes, runs and encodes. With `dry_run` it is
  /// rehearsed instead (see access::Caller::rehearsal), and `out` is a Plan. Throws Error.
  void call(Studio& studio, const access::Caller& caller, const boost::json::value& in,
            boost::json::value& out) const;

  /// Whether it can be rehearsed: it changes something, and no bytes flow past the table.
  constexpr bool plans() const { return effect != Effect::None && stream == Stream::None; }

  /// Whether this request asks for a plan only. Error{InvalidInput} if `dry_run` is no boolean.
  bool wantsPlan(const boost::json::value& in) const;

  /// A member of the request, `dry_run` included; null if there is none of this name.
  const json::Field* member(std::string_view memberName) const;

  constexpr std::string_view noun() const { return name.substr(0, name.find('.')); }
  constexpr std::string_view action() const { return name.substr(name.find('.') + 1); }
};

namespace detail {

template <class Handler>
struct Signature;

template <class Answer, class Ask>
struct Signature<Answer (*)(Studio&, const access::Caller&, const Ask&)> {
  using Request = Ask;
  using Response = std::conditional_t<std::is_void_v<Answer>, Nothing, Answer>;
};
template <class Answer>
struct Signature<Answer (*)(Studio&, const access::Caller&)> {
  using Request = Nothing;
  using Response = std::conditional_t<std::is_void_v<Answer>, Nothing, Answer>;
};

template <auto Handler>
void run(Studio& studio, const access::Caller& caller, const boost::json::value& in,
         boost::json::value& out) {
  using Request = typename Signature<decltype(Handler)>::Request;
  Request request{};
  json::decode(in, json::shape<Request>, &request);
  const auto answer = [&] {
    if constexpr (requires { Handler(studio, caller, request); }) {
      return Handler(studio, caller, request);
    } else {
      return Handler(studio, caller);
    }
  };
  if constexpr (std::is_void_v<decltype(answer())>) {
    answer();
    const Nothing nothing;
    json::encode(&nothing, json::shape<Nothing>, out);
  } else {
    const auto response = answer();
    json::encode(&response, json::shape<std::remove_cvref_t<decltype(response)>>, out);
  }
}

template <class Request, class Response>
consteval void checkShapes() {
  static_assert(json::shape<Request>.kind == json::Kind::Record, "a request is a record");
  static_assert(json::shape<Response>.kind == json::Kind::Record, "an answer is a record");
  static_assert(json::helpIsComplete(json::shape<Request>),
                "every member of a request needs a sentence in `help`");
}

}  // namespace detail

/// A handler is `Answer f(Studio&, const access::Caller&, const Request&)`; the answer may be void
/// and the request may be left away.
template <auto Handler>
consteval Operation operation(std::string_view name, Route route, Scope scope, Effect effect,
                              std::string_view help) {
  using Of = detail::Signature<decltype(Handler)>;
  detail::checkShapes<typename Of::Request, typename Of::Response>();
  return {name,
          route,
          scope,
          effect,
          help,
          json::shape<typename Of::Request>,
          json::shape<typename Of::Response>,
          Stream::None,
          &detail::run<Handler>};
}

/// One whose bytes stream: for the documents. Request: what comes in path and query. Response: what
/// the upload or each event says; Nothing for a download.
template <class Request, class Response = Nothing>
consteval Operation streaming(Stream stream, std::string_view name, Route route, Scope scope,
                              Effect effect, std::string_view help) {
  detail::checkShapes<Request, Response>();
  return {name,   route,  scope, effect, help, json::shape<Request>, json::shape<Response>,
          stream, nullptr};
}

/// All of them, noun by noun. The list stands in operations_registry.cpp.
std::span<const Operation> operations();

/// Null if there is none.
const Operation* findOperation(std::span<const Operation> table, std::string_view name);

/// What is wrong with a table: names twice, paths that name no member, arguments that are no
/// members, a dry_run of their own. Empty if all is well; a test asks.
std::vector<std::string> problemsOf(std::span<const Operation> table);

}  // namespace atelier::studio
