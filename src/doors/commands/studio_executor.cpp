#include "base/error.h"
#include "base/json/codec.h"
#include "doors/commands/commands.h"
#include "studio/intake.h"
#include "studio/operations/views.h"
#include "studio/previews.h"
#include "vault/vault.h"

#include <vector>

#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::commands {

namespace {

constexpr std::size_t blockBytes = std::size_t{1} << 18;

void pour(File& file, const cli::Executor::Sink& sink) {
  std::vector<std::byte> block(blockBytes);
  for (std::uint64_t offset = 0;;) {
    const auto got = file.read(offset, block);
    if (got == 0) return;
    sink(std::span(block).first(got));
    offset += got;
  }
}

std::optional<std::string> textOf(const boost::json::value& request, std::string_view name) {
  const auto* value = request.as_object().if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->as_string());
}

/// Runs operations on a studio that is open in this process, streams included.
class StudioExecutor final : public cli::Executor {
 public:
  explicit StudioExecutor(std::shared_ptr<studio::Studio> studio)
      : studio_(std::move(studio)), caller_(access::Caller::local()) {}

  boost::json::value call(const studio::Operation& operation,
                          const boost::json::value& request) override {
    boost::json::value answer;
    operation.call(*studio_, caller_, request, answer);
    return answer;
  }

  void download(const studio::Operation& operation, const boost::json::value& request,
                const Sink& sink) override {
    caller_.require(operation.scope);
    const auto id = studio::assetNamed(textOf(request, "id").value_or(""));
    if (operation.name == "asset.get") {
      const auto version = studio::numberIn(request.as_object(), "version");
      const auto path = studio_->vault().originalPath(id, version);
      pour(*studio_->vault().open(id, path, version), sink);
    } else if (operation.name == "asset.preview") {
      const auto size =
          studio::numberIn(request.as_object(), "size").value_or(studio::Previews::small);
      const auto format = textOf(request, "format").value_or("webp") == "jpeg"
                              ? media::PreviewFormat::Jpeg
                              : media::PreviewFormat::WebP;
      const auto version = studio::numberIn(request.as_object(), "version");
      pour(*studio_->previews().open(id, size, format, version).file, sink);
    } else {
      Executor::download(operation, request, sink);
    }
  }

  boost::json::value upload(const studio::Operation& operation, const boost::json::value& request,
                            const Source& source, std::uint64_t) override {
    caller_.require(operation.scope);
    auto writer = studio_->vault().spool();
    std::vector<std::byte> block(blockBytes);
    for (auto got = source(block); got > 0; got = source(block))
      writer.write(std::span(block).first(got));
    if (operation.name == "asset.revise") {
      const auto id = studio::assetNamed(textOf(request, "id").value_or(""));
      return studio::revisedView(studio_->intake().revise(
          id, writer.finish(),
          {textOf(request, "name").value_or(""), {}, std::nullopt, true, caller_}));
    }
    std::optional<CollectionId> collection;
    if (auto name = textOf(request, "collection"))
      collection = studio::collectionNamed(*studio_, *name);
    const auto arrival = studio_->intake().add(
        writer.finish(),
        {textOf(request, "name").value_or("unnamed"), {}, collection, true, caller_});
    boost::json::object answer{{"id", arrival.id.text()}, {"duplicate", arrival.duplicate}};
    if (!arrival.unreadable.empty()) answer["unreadable"] = arrival.unreadable;
    return answer;
  }

 private:
  std::shared_ptr<studio::Studio> studio_;
  access::Caller caller_;
};

}  // namespace

std::unique_ptr<cli::Executor> studioExecutor(std::shared_ptr<studio::Studio> studio) {
  return std::make_unique<StudioExecutor>(std::move(studio));
}

}  // namespace atelier::commands
