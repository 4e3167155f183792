#include "tests/doors/http_toy.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>
#include <unistd.h>

namespace atelier::test {

using http::Answer;
using http::Request;

std::size_t MemoryFile::read(std::uint64_t offset, std::span<std::byte> into) {
  if (offset >= bytes_.size()) return 0;
  const auto count = std::min(into.size(), bytes_.size() - offset);
  std::ranges::copy(std::as_bytes(std::span(bytes_)).subspan(offset, count), into.begin());
  return count;
}

DiskFile::DiskFile(std::string_view bytes) : size_(bytes.size()) {
  char name[] = "/tmp/atelier-http-XXXXXX";
  descriptor_ = ::mkstemp(name);
  ::unlink(name);
  while (!bytes.empty()) {
    const auto count = ::write(descriptor_, bytes.data(), bytes.size());
    if (count <= 0) std::abort();
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

DiskFile::~DiskFile() { ::close(descriptor_); }

std::size_t DiskFile::read(std::uint64_t offset, std::span<std::byte> into) {
  const auto got = ::pread(descriptor_, into.data(), into.size(), static_cast<off_t>(offset));
  return got < 0 ? 0 : static_cast<std::size_t>(got);
}

void Journal::add(std::string name, std::string data) {
  std::function<void()> ring;
  {
    const std::lock_guard lock{mutex_};
    events_.push_back({events_.size() + 1, std::move(name), std::move(data)});
    ring = ring_;
  }
  if (ring) ring();
}

std::uint64_t Journal::last() {
  const std::lock_guard lock{mutex_};
  return events_.size();
}

std::vector<http::Event> Journal::after(std::uint64_t id, std::size_t limit) {
  ++reads_;
  const std::lock_guard lock{mutex_};
  std::vector<http::Event> found;
  for (auto i = id; i < events_.size() && found.size() < limit; ++i) found.push_back(events_[i]);
  return found;
}

void Journal::onNews(std::function<void()> ring) {
  const std::lock_guard lock{mutex_};
  ring_ = std::move(ring);
}

MemoryUploads::Upload& MemoryUploads::at(std::string_view id) {
  const auto found = uploads_.find(id);
  if (found == uploads_.end()) throw Error{Code::NotFound, "There is no such upload.", ""};
  return found->second;
}

std::string MemoryUploads::create(const Request&, std::uint64_t length,
                                  const std::vector<http::Field>& metadata) {
  const std::lock_guard lock{mutex_};
  auto id = fmt::format("u{}", uploads_.size() + 1);
  auto& upload = uploads_[id];
  upload.length = length;
  for (const auto& field : metadata) upload.metadata[field.name] = field.value;
  return id;
}

std::optional<http::UploadState> MemoryUploads::find(const Request&, std::string_view id) {
  const std::lock_guard lock{mutex_};
  const auto found = uploads_.find(id);
  if (found == uploads_.end()) return std::nullopt;
  http::UploadState state;
  state.offset = found->second.bytes.size();
  state.length = found->second.length;
  state.expires = Timestamp{std::chrono::milliseconds{784'111'777'000}};
  return state;
}

void MemoryUploads::append(const Request&, std::string_view id, std::uint64_t offset,
                           std::span<const std::byte> bytes) {
  const std::lock_guard lock{mutex_};
  auto& upload = at(id);
  if (offset != upload.bytes.size()) throw Error{Code::Conflict, "Another offset.", ""};
  upload.bytes.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

void MemoryUploads::rewind(const Request&, std::string_view id, std::uint64_t offset) {
  const std::lock_guard lock{mutex_};
  at(id).bytes.resize(offset);
}

http::Fields MemoryUploads::finish(const Request&, std::string_view id) {
  const std::lock_guard lock{mutex_};
  at(id).finished = true;
  http::Fields fields;
  fields.add("Atelier-Asset", id);
  return fields;
}

void MemoryUploads::remove(const Request&, std::string_view id) {
  const std::lock_guard lock{mutex_};
  uploads_.erase(std::string(id));
}

MemoryUploads::Upload MemoryUploads::look(const std::string& id) {
  const std::lock_guard lock{mutex_};
  return at(id);
}

namespace {

class Sink final : public http::BodySink {
 public:
  explicit Sink(Toy& toy) : toy_(toy) {}
  void write(std::span<const std::byte> bytes) override {
    const std::lock_guard lock{toy_.mutex};
    toy_.sunk.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }
  Answer finish() override {
    const std::lock_guard lock{toy_.mutex};
    return Answer::json(fmt::format("{}", toy_.sunk.size()), 201);
  }
  void broken() noexcept override {
    const std::lock_guard lock{toy_.mutex};
    ++toy_.broken;
    toy_.changed.notify_all();
  }

 private:
  Toy& toy_;
};

Answer fileAnswer(std::shared_ptr<File> file, std::string type) {
  Answer answer;
  answer.type = std::move(type);
  answer.etag = "\"the-file\"";
  answer.body = http::FileBody{file, file->size()};
  return answer;
}

}  // namespace

Toy::Toy() : tus_(uploads, "/tus", 1'000'000) {
  while (big.size() < 1'000'000) big += fmt::format("{:07} ", big.size());
}

Answer Toy::handle(Request& request) {
  if (tus_.owns(request.path)) return tus_.handle(request);
  if (request.path == "/hello") return Answer::json(R"({"hello":"world"})");
  if (request.path == "/echo") return Answer::json(request.body);
  if (request.path.starts_with("/json/")) {
    return Answer::json(std::string(std::stoul(request.path.substr(6)), 'x'));
  }
  if (request.path == "/query")
    return Answer::json(std::string(request.param("q").value_or("none")));
  if (request.path == "/file") return fileAnswer(std::make_shared<DiskFile>(big), "video/mp4");
  if (request.path == "/memory") return fileAnswer(std::make_shared<MemoryFile>(big), "video/mp4");
  if (request.path == "/foreign") {
    auto answer = fileAnswer(std::make_shared<MemoryFile>("<script>"), "image/svg+xml");
    answer.trust = http::Trust::Foreign;
    return answer;
  }
  if (request.path == "/page") {
    Answer answer;
    answer.type = "text/html; charset=utf-8";
    answer.trust = http::Trust::Page;
    answer.body = http::FixedBytes{"<!doctype html>", ""};
    return answer;
  }
  if (request.path == "/slow") {
    std::unique_lock lock{mutex};
    ++waiting;
    changed.notify_all();
    changed.wait(lock, [this] { return released_; });
    return Answer::json("\"done\"");
  }
  if (request.path == "/fails") throw std::runtime_error("a secret of the inside");
  if (request.path == "/events") {
    Answer answer;
    answer.type = "text/event-stream";
    http::EventStream stream{&journal, std::nullopt, [this] { return allowed.load(); }};
    if (const auto last = request.headers.find("last-event-id")) {
      stream.after = std::stoul(std::string(*last));
    }
    answer.body = std::move(stream);
    return answer;
  }
  throw Error{Code::NotFound, "There is nothing here.", "Go back.", request.path};
}

bool Toy::streams(const Request& request) const {
  return request.path == "/sink" || (tus_.owns(request.path) && http::Tus::streams(request));
}

std::unique_ptr<http::BodySink> Toy::upload(Request& request) {
  if (tus_.owns(request.path)) return tus_.upload(request);
  if (request.param("refuse")) throw Error{Code::NotSignedIn, "Sign in first.", ""};
  return std::make_unique<Sink>(*this);
}

void Toy::decorate(const Request& request, Answer& answer) const {
  if (tus_.owns(request.path)) http::Tus::decorate(answer);
}

void Toy::release() {
  const std::lock_guard lock{mutex};
  released_ = true;
  changed.notify_all();
}

Running::Running(http::Options options) {
  options.port = 0;
  server_ = std::make_unique<http::Server>(std::move(options), toy, clock_, random_, log_);
  thread_ = std::thread([this] { server_->run(); });
}

Running::~Running() {
  toy.release();
  server_->stop();
  join();
}

void Running::join() {
  if (thread_.joinable()) thread_.join();
}

}  // namespace atelier::test
