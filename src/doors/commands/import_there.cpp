#include "doors/commands/import_there.h"

#include "base/clock.h"
#include "base/digest.h"
#include "base/text.h"
#include "studio/walk.h"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace atelier::commands {

namespace {

constexpr std::size_t blockBytes = std::size_t{1} << 18;

std::string textIn(const boost::json::value& answer, std::string_view member) {
  const auto* value = answer.as_object().if_contains(member);
  return value == nullptr ? std::string() : std::string(value->as_string());
}

/// After these the next file would fare no better.
bool endsAll(Code code) {
  return code == Code::NoSpace || code == Code::ServerUnreachable || code == Code::NotSignedIn ||
         code == Code::NotAllowed || code == Code::Cancelled;
}

class Sending {
 public:
  Sending(cli::Context& context, const studio::ImportOptions& options,
          const std::function<void(const studio::ImportProgress&)>& progress)
      : context_(context), options_(options), tell_(progress) {}

  studio::ImportReport run(const std::vector<fs::path>& paths,
                           const std::optional<std::string>& collection) {
    SystemClock clock;
    const auto start = clock.elapsed();
    const auto found = filesIn(paths);
    if (collection) collection_ = collectionNamed(*collection);
    for (const auto& file : found) {
      if (options_.stop != nullptr && *options_.stop) {
        report_.stopped = true;
        break;
      }
      take(file);
    }
    report_.seconds = std::chrono::duration<double>(clock.elapsed() - start).count();
    return std::move(report_);
  }

 private:
  std::vector<studio::FoundFile> filesIn(const std::vector<fs::path>& paths) {
    studio::needAll(files_, paths);
    std::vector<studio::FoundFile> found;
    studio::walkFiles(
        files_, paths, {},
        [&](studio::FoundFile file) {
          ++progress_.filesFound;
          progress_.bytesFound += file.status.size;
          found.push_back(std::move(file));
          return true;
        },
        [&](const fs::path& path, Error error) { fail(path, std::move(error)); });
    return found;
  }

  /// Its id, made if there is none of that name or id.
  std::string collectionNamed(const std::string& name) {
    const auto answer = context_.call("collection.list", boost::json::object{});
    for (const auto& each : answer.at("collections").as_array()) {
      if (textIn(each, "id") == name || textIn(each, "name") == name) return textIn(each, "id");
    }
    return textIn(context_.call("collection.create", {{"name", name}}), "id");
  }

  void take(const studio::FoundFile& file) {
    try {
      count(file, send(file));
    } catch (...) {
      auto error = currentError();
      if (endsAll(error.code)) throw ended(std::move(error));
      fail(file.path, std::move(error));
    }
  }

  studio::Arrival send(const studio::FoundFile& file) {
    const auto original = files_.open(file.path, Open::Read);
    studio::Arrival arrival;
    arrival.digest = digestOf(*original);
    arrival.bytes = original->size();
    const auto there =
        context_.call("asset.find", {{"query", "sha256:" + arrival.digest.hex()}, {"limit", 1}});
    if (const auto& assets = there.at("assets").as_array(); !assets.empty()) {
      arrival.duplicate = true;
      arrival.id = idOf(assets.front());
      fileUnderCollection(arrival.id);
      return arrival;
    }
    boost::json::object request{{"name", toUtf8(file.path.filename().string())}};
    if (!collection_.empty()) request["collection"] = collection_;
    std::uint64_t sent = 0;
    const auto answer = context_.executor().upload(
        context_.operation("asset.add"), request,
        [&](std::span<std::byte> block) {
          const auto got = original->read(sent, block);
          sent += got;
          return got;
        },
        arrival.bytes);
    arrival.id = idOf(answer);
    arrival.duplicate = answer.at("duplicate").as_bool();
    arrival.unreadable = textIn(answer, "unreadable");
    return arrival;
  }

  static Digest digestOf(File& file) {
    Sha256 hash;
    std::vector<std::byte> block(blockBytes);
    std::uint64_t offset = 0;
    while (const auto got = file.read(offset, block)) {
      hash.update(std::span(block).first(got));
      offset += got;
    }
    return hash.finish();
  }

  static AssetId idOf(const boost::json::value& answer) {
    if (const auto id = AssetId::parse(textIn(answer, "id"))) return *id;
    throw Error{Code::ServerUnreachable, "What answers is no Atelier server.",
                "It is not known what was done. Check the address."};
  }

  /// What is there already joins the collection, too.
  void fileUnderCollection(const AssetId& id) {
    if (collection_.empty()) return;
    context_.call("collection.change",
                  {{"id", collection_}, {"add", boost::json::array{id.text()}}});
  }

  void count(const studio::FoundFile& file, const studio::Arrival& arrival) {
    if (options_.arrived) options_.arrived(file.path, arrival);
    if (arrival.duplicate) {
      ++report_.duplicates;
    } else {
      ++report_.imported;
      report_.bytes += arrival.bytes;
      if (!arrival.unreadable.empty()) ++report_.unreadable;
    }
    advance(file.status.size);
  }

  void fail(const fs::path& path, Error error) {
    ++report_.failed;
    report_.failures.push_back({path.string(), std::move(error)});
    advance(0);
  }

  void advance(std::uint64_t bytes) {
    ++progress_.filesDone;
    progress_.bytesDone += bytes;
    if (tell_) tell_(progress_);
  }

  Error ended(Error error) const {
    error.hint += fmt::format(
        " {} of {} files are through. Run the same command again; it goes on where it stopped.",
        progress_.filesDone, progress_.filesFound);
    return error;
  }

  cli::Context& context_;
  const studio::ImportOptions& options_;
  const std::function<void(const studio::ImportProgress&)>& tell_;
  RealFiles files_;
  std::string collection_;  ///< id; empty: none
  studio::ImportProgress progress_;
  studio::ImportReport report_;
};

}  // namespace

studio::ImportPlan planImportThere(const std::vector<fs::path>& paths) {
  RealFiles files;
  studio::needAll(files, paths);
  studio::ImportPlan plan;
  studio::walkFiles(
      files, paths, {},
      [&](const studio::FoundFile& file) {
        ++plan.files;
        plan.bytes += file.status.size;
        return true;
      },
      [](const fs::path&, const Error& error) { throw error; });
  return plan;
}

studio::ImportReport importThere(
    cli::Context& context, const std::vector<fs::path>& paths,
    const std::optional<std::string>& collection, const studio::ImportOptions& options,
    const std::function<void(const studio::ImportProgress&)>& progress) {
  return Sending(context, options, progress).run(paths, collection);
}

}  // namespace atelier::commands
