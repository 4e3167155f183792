#pragma once

#include "base/files.h"
#include "base/id.h"
#include "studio/edit.h"

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// A change of many assets on disk: <studio>/changes/<id>.jsonl, one line per step, only ever added
/// to (docs/formats/changes.md). It says what was to be done with which assets, and from which
/// version each of them was changed, so that the rest can be done after a crash and all of it can
/// be taken back, from the vault alone. What stands after the last line that can be read was torn
/// by a power cut and does not count.
namespace atelier::studio {

enum class ChangeState : std::uint8_t { Running, Done, Stopped, Undoing, Undone, Failed };
BOOST_DESCRIBE_ENUM(ChangeState, Running, Done, Stopped, Undoing, Undone, Failed)

/// Whether nothing more will be done by itself.
bool ended(ChangeState state);

struct ChangeProblem {
  std::optional<std::string> asset;  ///< none: all of it
  std::string message;
};
BOOST_DESCRIBE_STRUCT(ChangeProblem, (), (asset, message))

struct ChangeAuthor {
  std::string id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(ChangeAuthor, (), (id, name))

/// The first line.
struct ChangeHeader {
  std::string format = "atelier-change/1";
  std::string id;
  std::string startedAt;  ///< RFC 3339
  ChangeAuthor by;
  std::string what;  ///< in plain words
  std::uint64_t total = 0;
  Edit edit;
};
BOOST_DESCRIBE_STRUCT(ChangeHeader, (), (format, id, startedAt, by, what, total, edit))

enum class ChangeWish : std::uint8_t { GoOn, Stop, Undo };
BOOST_DESCRIBE_ENUM(ChangeWish, GoOn, Stop, Undo)

/// Any other line; its members say which.
struct ChangeLine {
  std::optional<std::string> asset;      ///< alone: it is to be changed
  std::optional<std::uint32_t> from;     ///< the next version is being made; 0: it was not
  std::optional<std::string> problem;    ///< this asset could not be changed
  std::optional<std::uint64_t> through;  ///< so many are finished, in this direction
  std::optional<ChangeWish> asked;       ///< somebody said so; it is not done yet
  std::optional<ChangeState> state;      ///< from here on
  std::optional<std::string> at;         ///< when the state began
  std::optional<std::uint64_t> total;    ///< with a state that ended it, as are the rest
  std::optional<std::uint64_t> done;
  std::optional<std::uint64_t> failed;
  std::optional<std::uint64_t> changed;  ///< how many can be brought back
  std::optional<std::vector<ChangeProblem>> problems;
};
BOOST_DESCRIBE_STRUCT(ChangeLine, (),
                      (asset, from, problem, through, asked, state, at, total, done, failed,
                       changed, problems))

/// All that a file says.
struct ChangeStory {
  ChangeHeader header;
  std::vector<AssetId> selection;
  std::map<AssetId, std::uint32_t> madeFrom;  ///< assets that got a version, and from which one
  std::vector<AssetId> unsure;  ///< of these, the ones that a crash or a full disk may have kept
  bool undoing = false;         ///< the direction
  std::uint64_t through = 0;    ///< in this direction
  std::uint64_t failed = 0;     ///< in this direction
  std::vector<ChangeProblem> problems;  ///< the first few of this direction
  ChangeState state = ChangeState::Running;
  ChangeWish wish = ChangeWish::GoOn;  ///< what was asked after the state was written

  /// The assets to bring back, in the order in which they were changed.
  std::vector<AssetId> made() const;
};

/// What a list shows, from the first and the last line.
struct ChangeSummary {
  ChangeHeader header;
  std::optional<ChangeLine> end;  ///< nothing: it has not ended
};

class ChangeFile {
 public:
  static constexpr std::size_t problemsKept = 10;

  /// Durable when it returns.
  static void create(Files& files, const fs::path& path, const ChangeHeader& header,
                     std::span<const AssetId> selection);

  static ChangeStory read(Files& files, const fs::path& path);
  /// Error{JsonSyntax | JsonShape} if the first line cannot be understood.
  static ChangeSummary summary(Files& files, const fs::path& path);

  /// For adding lines after the last whole one.
  ChangeFile(Files& files, const fs::path& path);

  /// Any thread. Durable when it returns, with all that was added before, if `sync`.
  void append(std::span<const ChangeLine> lines, bool sync);

 private:
  std::mutex mutex_;
  std::unique_ptr<File> file_;
  std::uint64_t size_ = 0;
};

}  // namespace atelier::studio
