#include "doors/http/api.h"

#include "access/access.h"
#include "base/json/text.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "doors/http/api_caller.h"
#include "doors/http/api_events.h"
#include "doors/http/api_media.h"
#include "doors/http/api_sign_in.h"
#include "doors/http/api_uploads.h"
#include "doors/http/pages.h"
#include "doors/http/router.h"
#include "doors/mcp/http.h"
#include "doors/openapi.h"
#include "doors/wire.h"
#include "studio/operation.h"
#include "studio/previews.h"
#include "studio/studio.h"
#include "studio/uploads.h"

#include <charconv>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::http {

namespace {

using doors::apiRoot;
using studio::Operation;
using studio::Stream;

Method methodOf(studio::Verb verb) { return methodFrom(studio::verbName(verb)); }

/// Where an operation's request comes from: the path, the query, the JSON body.
boost::json::object requestOf(const Operation& operation, const std::vector<Field>& path,
                              const Request& request) {
  const auto pairs = [](const std::vector<Field>& fields) {
    doors::Pairs list;
    for (const auto& field : fields) list.emplace_back(field.name, field.value);
    return list;
  };
  std::optional<boost::json::value> body;
  if (!request.body.empty()) {
    const auto type = request.headers.get("content-type");
    if (lowerAscii(trim(type.substr(0, type.find(';')))) != "application/json") {
      throw Error{Code::Unsupported, "The body is not announced as JSON.",
                  "Nothing was done. Send it with \"Content-Type: application/json\".",
                  "Content-Type"};
    }
    body = json::parse(request.body, {.bytes = request.body.size()});  // bodyLimit() let it in
  }
  auto value =
      doors::requestOf(operation, pairs(path), pairs(request.query), body ? &*body : nullptr);
  return std::move(value.get_object());
}

std::optional<mcp::Picture> pictureOf(studio::Studio& studio, const access::Caller& caller,
                                      std::string_view id) {
  caller.require(access::Scope::ReadAssets);
  const auto asset = AssetId::parse(id);
  if (!asset) return std::nullopt;
  try {
    const auto preview =
        studio.previews().open(*asset, studio::Previews::large, studio::PreviewFormat::Jpeg);
    mcp::Picture picture{std::string(preview.mediaType), std::string(preview.size, '\0')};
    const auto got = preview.file->read(0, std::as_writable_bytes(std::span(picture.bytes)));
    picture.bytes.resize(got);
    return picture;
  } catch (const Error& error) {
    if (error.code == Code::NotFound || error.code == Code::Unreadable) return std::nullopt;
    throw;
  }
}

class Api final : public Application {
 public:
  Api(studio::Studio& studio, ApiSettings settings)
      : studio_(studio),
        settings_(std::move(settings)),
        signIn_(studio, settings_.https),
        uploads_(studio, settings_.https),
        tus_(uploads_, std::string(apiRoot) + "/uploads", studio::Uploads::lengthLimit),
        events_(studio),
        mcp_(mcpParts()) {
    for (const auto& operation : studio::operations()) {
      if (operation.stream == Stream::Upload) receivers_[handlers_.size()] = &operation;
      add(operation.path, methodOf(operation.verb), [this, &operation](Call& call) {
        return operation.stream == Stream::None ? run(operation, call) : stream(operation, call);
      });
    }
    addPlain("/setup", Method::Post, [this](Call& call) { return signIn_.setUp(call.request); });
    addPlain("/session", Method::Get, [this](Call& call) { return signIn_.whoAmI(call.request); });
    addPlain("/session", Method::Post, [this](Call& call) { return signIn_.signIn(call.request); });
    addPlain("/session", Method::Delete,
             [this](Call& call) { return signIn_.signOut(call.request); });
    addPlain("/session/password", Method::Put,
             [this](Call& call) { return signIn_.changePassword(call.request); });
    const auto document = json::toText(doors::openApi(studio::operations(), settings_.version));
    add("/openapi.json", Method::Get, [document](Call&) { return Answer::json(document); });
  }

  Answer handle(Request& request) override {
    try {
      return route(request);
    } catch (const access::TooManyTriesError& error) {
      auto answer = Answer::problem(error);
      answer.headers.set("Retry-After", std::to_string(error.retryAfter.count()));
      return answer;
    }
  }

  bool quick(const Request& request) const override {
    return !isApi(request) && request.path != "/mcp" && request.path != "/readyz";
  }

  bool streams(const Request& request) const override {
    if (tus_.owns(request.path)) return Tus::streams(request);
    const auto found = router_.find(request.method, request.path);
    return found.handler && receivers_.contains(*found.handler);
  }

  /// A change may name a hundred thousand assets.
  std::size_t bodyLimit(const Request& request) const override {
    const bool namesMany = request.method == Method::Post && request.path == changesPath_;
    return namesMany ? std::size_t{8} << 20 : Application::bodyLimit(request);
  }

  std::unique_ptr<BodySink> upload(Request& request) override {
    if (tus_.owns(request.path)) return tus_.upload(request);
    const auto found = router_.find(request.method, request.path);
    const auto& operation = *receivers_.at(found.handler.value());
    const auto caller = requireCaller(studio_, request, settings_.https, operation.scope);
    const auto ask = requestOf(operation, found.params, request);
    return operation.name == "asset.revise" ? receiveVersion(studio_, caller, ask)
                                            : receiveAsset(studio_, caller, ask);
  }

  void decorate(const Request& request, Answer& answer) const override {
    if (tus_.owns(request.path)) Tus::decorate(answer);
  }

 private:
  struct Call {
    Request& request;
    const std::vector<Field>& params;
  };
  using Handler = std::function<Answer(Call&)>;

  mcp::Mcp::Parts mcpParts() {
    return {studio::operations(),
            [this](const Operation& operation, const access::Caller& caller,
                   const boost::json::value& arguments) {
              boost::json::value answer;
              operation.call(studio_, caller, arguments, answer);
              return answer;
            },
            [this](const access::Caller& caller, std::string_view id) {
              return pictureOf(studio_, caller, id);
            },
            studio_.clock(),
            studio_.random(),
            settings_.version};
  }

  void add(std::string_view path, Method method, Handler handler) {
    router_.add(method, std::string(apiRoot) + std::string(path), handlers_.size());
    handlers_.push_back(std::move(handler));
  }

  /// One that takes nothing from the query: what stands there is a mistake, or is meant for others.
  void addPlain(std::string_view path, Method method, Handler handler) {
    add(path, method, [handler = std::move(handler)](Call& call) {
      const auto& query = call.request.query;
      if (query.empty()) return handler(call);
      throw Error{Code::InvalidInput,
                  fmt::format("There is no parameter \"{}\" here.", toUtf8(query.front().name)),
                  "Nothing was changed.", toUtf8(query.front().name)};
    });
  }

  static bool isApi(const Request& request) { return request.path.starts_with("/api/"); }

  Answer route(Request& request) {
    if (tus_.owns(request.path)) return tus_.handle(request);
    if (isApi(request)) {
      const auto found = router_.find(request.method, request.path);
      if (!found.handler) return Router::refusal(request.method, found);
      Call call{request, found.params};
      return handlers_[*found.handler](call);
    }
    if (request.path == "/mcp") return assistant(request);
    if (request.path == "/livez") return Answer::json(R"({"ok":true})");
    if (request.path == "/readyz") return ready();
    return page(request);
  }

  Answer run(const Operation& operation, Call& call) {
    // Before anything of the request is looked at: who may not ask learns nothing from its errors.
    const auto caller = requireCaller(studio_, call.request, settings_.https, operation.scope);
    const boost::json::value ask = requestOf(operation, call.params, call.request);
    boost::json::value told;
    operation.call(studio_, caller, ask, told);
    return Answer::json(json::toText(told), operation.wantsPlan(ask) ? 200 : operation.status);
  }

  Answer stream(const Operation& operation, Call& call) {
    const auto caller = requireCaller(studio_, call.request, settings_.https, operation.scope);
    const auto ask = requestOf(operation, call.params, call.request);
    if (operation.name == "asset.get") return originalOf(studio_, ask);
    if (operation.name == "asset.preview") return previewOf(studio_, ask);
    if (operation.name == "asset.peaks") return peaksOf(studio_, ask, settings_.patience);
    if (operation.name == "asset.storyboard_sheet")
      return storyboardSheetOf(studio_, ask, settings_.patience);
    if (operation.name == "event.follow") return follow(call.request);
    throw Error{Code::Unsupported, "This address takes no such request.", "See openapi.json."};
  }

  Answer follow(const Request& request) {
    EventStream stream;
    stream.source = &events_;
    if (const auto header = request.headers.find("last-event-id")) {
      std::uint64_t id = 0;
      const auto text = trim(*header);
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
      // A number from before the index was made anew: from the beginning, then.
      if (error == std::errc{} && end == text.data() + text.size())
        stream.after = id <= events_.last() ? id : 0;
    }
    // The stream ends with the session: its credentials are asked again at each heartbeat.
    Request asked;
    asked.remote = request.remote;
    for (const auto* name : {"authorization", "cookie", "user-agent"}) {
      if (const auto value = request.headers.find(name)) asked.headers.add(name, *value);
    }
    stream.allowed = [this, asked] {
      const auto caller = callerOf(studio_, asked, settings_.https);
      return caller && caller->scopes.has(access::Scope::ReadAssets);
    };
    Answer answer;
    answer.type = "text/event-stream";
    answer.body = std::move(stream);
    return answer;
  }

  Answer assistant(const Request& request) {
    const auto caller = requireCaller(studio_, request, settings_.https);
    const std::vector<std::string> origins{"http://" + request.host, "https://" + request.host};
    const auto& headers = request.headers;
    auto told = mcp::answerHttp(mcp_,
                                {name(request.method), request.body, headers.find("origin"),
                                 headers.find("mcp-protocol-version"), headers.find("mcp-method"),
                                 headers.find("mcp-name")},
                                caller, origins);
    auto answer = told.body.empty() ? Answer::empty(told.status)
                                    : Answer::json(std::move(told.body), told.status);
    if (!told.allow.empty()) answer.headers.set("Allow", told.allow);
    return answer;
  }

  /// The index answers and the disk has room for what comes in next.
  Answer ready() {
    constexpr std::uint64_t leastRoom = std::uint64_t{64} << 20;
    studio_.catalog().lastEvent();
    const auto space = studio_.files().space(studio_.folder());
    if (space.available < leastRoom) {
      return Answer::problem({Code::Unavailable, "The disk is nearly full.",
                              "Reading works. Free some room before anything is brought in."});
    }
    return Answer::json(R"({"ok":true})");
  }

  static Answer page(const Request& request) {
    if (request.method == Method::Options) {
      auto answer = Answer::empty();
      answer.headers.set("Allow", "GET, HEAD, OPTIONS");
      return answer;
    }
    auto found = pageAnswer(request);
    if (!found) return Router::refusal(request.method, {});
    if (request.method == Method::Get || request.method == Method::Head) return std::move(*found);
    Router::Found reads;
    reads.allow = "GET, HEAD, OPTIONS";
    return Router::refusal(request.method, reads);
  }

  studio::Studio& studio_;
  ApiSettings settings_;
  SignInDoor signIn_;
  StudioUploads uploads_;
  Tus tus_;
  StudioEvents events_;
  mcp::Mcp mcp_;
  Router router_;
  std::vector<Handler> handlers_;
  const std::string changesPath_ = std::string(apiRoot) + "/changes";
  std::map<std::size_t, const Operation*> receivers_;  ///< of handlers whose body is a file
};

}  // namespace

std::unique_ptr<Application> makeApplication(studio::Studio& studio, ApiSettings settings) {
  return std::make_unique<Api>(studio, std::move(settings));
}

}  // namespace atelier::http
