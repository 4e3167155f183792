#include "doors/http/tus.h"

#include "base/text.h"
#include "doors/http/base64.h"
#include "doors/http/negotiate.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>
#include <openssl/evp.h>

namespace atelier::http {

namespace {

constexpr std::string_view version = "1.0.0";
constexpr std::string_view extensions =
    "creation,creation-with-upload,termination,checksum,expiration";
constexpr std::string_view bodyType = "application/offset+octet-stream";

/// tus 1.0.0, "X-HTTP-Method-Override": taken on POST only, which the check of the origin has seen.
Method methodOf(const Request& request) {
  const auto instead = request.headers.find("x-http-method-override");
  if (request.method != Method::Post || !instead) return request.method;
  return methodFrom(*instead);
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::uint64_t requiredNumber(const Request& request, std::string_view header) {
  const auto text = request.headers.find(header);
  const auto value = text ? number(trim(*text)) : std::nullopt;
  if (value) return *value;
  throw Error{Code::InvalidInput, fmt::format("{} is missing or no number.", header),
              "Nothing was written. Send it as tus 1.0.0 wants it.", std::string(header)};
}

void checkVersion(const Request& request) {
  if (trim(request.headers.get("tus-resumable")) == version) return;
  throw Error{Code::PreconditionFailed, "Only version 1.0.0 of the tus protocol is spoken here.",
              "Send \"Tus-Resumable: 1.0.0\".", "Tus-Resumable"};
}

Error noUpload() {
  return {Code::NotFound, "There is no such upload.",
          "It may have been finished, removed or expired. Begin a new one."};
}

/// Hashes what passes and compares at the end.
class Checksum {
 public:
  explicit Checksum(std::string_view header) {
    const auto space = header.find(' ');
    const auto algorithm = header.substr(0, space);
    const auto* kind = algorithm == "sha256" ? EVP_sha256()
                       : algorithm == "sha1" ? EVP_sha1()
                                             : nullptr;
    if (kind) {
      const auto digest = space == std::string_view::npos
                              ? std::nullopt
                              : fromBase64(trim(header.substr(space + 1)));
      if (digest && digest->size() == static_cast<std::size_t>(EVP_MD_size(kind)))
        expected_ = *digest;
    }
    if (expected_.empty()) {
      throw Error{Code::InvalidInput, "The checksum cannot be understood.",
                  "Nothing was written. Send sha256 or sha1, a space, and the digest in Base64.",
                  "Upload-Checksum"};
    }
    EVP_DigestInit_ex(context_.get(), kind, nullptr);
  }

  void update(std::span<const std::byte> bytes) {
    EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size());
  }

  bool matches() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    EVP_DigestFinal_ex(context_.get(), digest.data(), &size);
    return std::ranges::equal(expected_, std::span(digest).first(size), {},
                              [](char c) { return static_cast<unsigned char>(c); });
  }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context_{EVP_MD_CTX_new()};
  std::string expected_;
};

}  // namespace

std::vector<Field> parseUploadMetadata(std::string_view header) {
  std::vector<Field> fields;
  if (trim(header).empty()) return fields;
  std::size_t offset = 0;
  for (const auto part : split(header, ',')) {
    const auto pair = trim(part);
    const auto space = pair.find(' ');
    const auto key = pair.substr(0, space);
    const auto value = space == std::string_view::npos ? std::optional<std::string>("")
                                                       : fromBase64(trim(pair.substr(space + 1)));
    const bool again = std::ranges::find(fields, key, &Field::name) != fields.end();
    if (key.empty() || again || !value) {
      throw Error{Code::InvalidInput, "The metadata of the upload cannot be understood.",
                  "Nothing was begun. Each part is a name that comes once, a space and Base64.",
                  fmt::format("Upload-Metadata, byte {}", offset)};
    }
    fields.push_back({std::string(key), *value});
    offset += part.size() + 1;
  }
  return fields;
}

/// The body of one request, on its way into the store.
class Tus::Piece final : public BodySink {
 public:
  Piece(Tus& tus, const Request& request, std::string id, UploadState state)
      : tus_(tus),
        request_(request),
        id_(std::move(id)),
        state_(std::move(state)),
        start_(state_.offset),
        turn_(tus.takeTurn(id_)) {
    if (const auto header = request.headers.find("upload-checksum")) checksum_.emplace(*header);
  }

  ~Piece() override {
    takeBack();
    tus_.leaveTurn(id_, turn_);
  }

  void answerWith(int status, std::string location) {
    status_ = status;
    location_ = std::move(location);
  }

  void write(std::span<const std::byte> bytes) override {
    if (!tus_.hasTurn(id_, turn_)) {
      throw Error{Code::Conflict, "Another request goes on with this upload.",
                  "What arrived before is kept. Ask for the offset and go on from there."};
    }
    if (bytes.size() > state_.length - state_.offset) {
      throw Error{Code::TooLarge, "More bytes came than were announced.",
                  "What arrived before is kept. Check the length of the upload."};
    }
    if (checksum_) checksum_->update(bytes);
    tus_.store_.append(request_, id_, state_.offset, bytes);
    state_.offset += bytes.size();
  }

  Answer finish() override {
    if (checksum_ && !checksum_->matches()) {
      throw Error{Code::DigestMismatch, "The bytes do not have the announced checksum.",
                  "This piece was dropped, what came before is kept. Send the piece again.",
                  "Upload-Checksum"};
    }
    proven_ = true;
    auto answer = Answer::empty(status_);
    if (!location_.empty()) answer.headers.add("Location", location_);
    answer.headers.add("Upload-Offset", std::to_string(state_.offset));
    if (state_.offset == state_.length) {
      for (const auto& field : tus_.store_.finish(request_, id_)) {
        answer.headers.add(field.name, field.value);
      }
    } else if (state_.expires) {
      answer.headers.add("Upload-Expires", httpDate(*state_.expires));
    }
    return answer;
  }

 private:
  /// tus, "Checksum": a piece that cannot be proven leaves nothing behind.
  void takeBack() noexcept {
    if (!checksum_ || proven_ || state_.offset == start_) return;
    try {
      tus_.store_.rewind(request_, id_, start_);
    } catch (...) {  // then the store still has the bytes, and its offset says so
    }
  }

  Tus& tus_;
  const Request& request_;
  std::string id_;
  UploadState state_;
  std::uint64_t start_;
  std::uint64_t turn_;
  std::optional<Checksum> checksum_;
  bool proven_ = false;
  int status_ = 204;
  std::string location_;
};

std::uint64_t Tus::takeTurn(const std::string& id) {
  const std::lock_guard lock{mutex_};
  return turns_[id] = ++lastTurn_;
}

bool Tus::hasTurn(const std::string& id, std::uint64_t turn) {
  const std::lock_guard lock{mutex_};
  const auto found = turns_.find(id);
  return found != turns_.end() && found->second == turn;
}

void Tus::leaveTurn(const std::string& id, std::uint64_t turn) noexcept {
  const std::lock_guard lock{mutex_};
  const auto found = turns_.find(id);
  if (found != turns_.end() && found->second == turn) turns_.erase(found);
}

bool Tus::owns(std::string_view path) const {
  return path.starts_with(base_) && (path.size() == base_.size() || path[base_.size()] == '/');
}

std::string_view Tus::idIn(std::string_view path) const {
  path.remove_prefix(std::min(base_.size() + 1, path.size()));
  return path;
}

bool Tus::streams(const Request& request) {
  const auto method = methodOf(request);
  return method == Method::Patch || method == Method::Post;
}

Answer Tus::handle(Request& request) {
  const auto method = methodOf(request);
  if (method == Method::Options) return discover();
  checkVersion(request);
  const auto id = idIn(request.path);
  if (method == Method::Head && !id.empty()) return status(request, id);
  if (method == Method::Delete && !id.empty()) {
    if (!store_.find(request, id)) throw noUpload();
    const auto turn = takeTurn(std::string(id));  // whoever still sends is refused from here on
    store_.remove(request, id);
    leaveTurn(std::string(id), turn);
    return Answer::empty();
  }
  auto answer =
      Answer::problem({Code::Unsupported, "An upload does not know this method.",
                       "Use OPTIONS and POST on the collection; HEAD, PATCH and DELETE on "
                       "an upload."},
                      405);
  answer.headers.add("Allow", id.empty() ? "OPTIONS, POST" : "OPTIONS, HEAD, PATCH, DELETE");
  return answer;
}

Answer Tus::discover() const {
  auto answer = Answer::empty();
  answer.headers.add("Tus-Version", version);
  answer.headers.add("Tus-Extension", extensions);
  answer.headers.add("Tus-Max-Size", std::to_string(largest_));
  answer.headers.add("Tus-Checksum-Algorithm", "sha256,sha1");
  return answer;
}

Answer Tus::status(const Request& request, std::string_view id) {
  const auto state = store_.find(request, id);
  if (!state) throw noUpload();
  auto answer = Answer::empty(200);
  answer.cache = "no-store";
  answer.headers.add("Upload-Offset", std::to_string(state->offset));
  answer.headers.add("Upload-Length", std::to_string(state->length));
  if (!state->metadata.empty()) answer.headers.add("Upload-Metadata", state->metadata);
  if (state->expires && state->offset < state->length) {
    answer.headers.add("Upload-Expires", httpDate(*state->expires));
  }
  return answer;
}

std::unique_ptr<BodySink> Tus::upload(Request& request) {
  checkVersion(request);
  const auto id = idIn(request.path);
  if (methodOf(request) == Method::Post) {
    if (!id.empty()) throw noUpload();
    return create(request);
  }
  if (id.empty()) throw noUpload();
  return resume(request, id);
}

std::unique_ptr<BodySink> Tus::create(Request& request) {
  const auto length = requiredNumber(request, "Upload-Length");
  if (length > largest_) {
    throw Error{Code::TooLarge, fmt::format("An upload may have {} at most.", humanBytes(largest_)),
                "Nothing was begun.", "Upload-Length"};
  }
  const bool hasBody = request.chunked || request.length.value_or(0) > 0;
  if (hasBody && request.headers.get("content-type") != bodyType) {
    throw Error{Code::Unsupported, "The body of an upload has another media type.",
                fmt::format("Nothing was begun. Send it as {}.", bodyType), "Content-Type"};
  }
  const auto metadata = parseUploadMetadata(request.headers.get("upload-metadata"));
  auto id = store_.create(request, length, metadata);
  auto state = store_.find(request, id);
  if (!state) throw noUpload();
  auto location = fmt::format("{}/{}", base_, id);
  auto piece = std::make_unique<Piece>(*this, request, std::move(id), std::move(*state));
  piece->answerWith(201, std::move(location));
  return piece;
}

std::unique_ptr<BodySink> Tus::resume(Request& request, std::string_view id) {
  if (request.headers.get("content-type") != bodyType) {
    throw Error{Code::Unsupported, "The body of an upload has another media type.",
                fmt::format("Nothing was written. Send it as {}.", bodyType), "Content-Type"};
  }
  const auto offset = requiredNumber(request, "Upload-Offset");
  auto state = store_.find(request, id);
  if (!state) throw noUpload();
  if (offset != state->offset) {
    throw Error{Code::Conflict, fmt::format("The upload stands at byte {}.", state->offset),
                "Nothing was written. Ask for the offset (HEAD) and go on from there.",
                "Upload-Offset"};
  }
  if (request.length.value_or(0) > state->length - state->offset) {
    throw Error{Code::TooLarge, "More bytes were announced than the upload lacks.",
                "Nothing was written. Check the length of the upload.", "Content-Length"};
  }
  return std::make_unique<Piece>(*this, request, std::string(id), std::move(*state));
}

void Tus::decorate(Answer& answer) {
  answer.headers.set("Tus-Resumable", version);
  if (answer.status == 412) answer.headers.set("Tus-Version", version);
}

}  // namespace atelier::http
