#pragma once

#include <cstdint>
#include <exception>
#include <span>
#include <string>
#include <string_view>

/// The one type that a failed operation throws. Its code is the same in the API (RFC 9457 problem
/// details), the command line (exit status), the page and the docs. Absence is std::optional and a
/// bug is an assert; neither is an Error.
namespace atelier {

/// Stable numbers: shown as AT-1002, never reused, never renumbered. `describe` has the words.
enum class Code : std::uint16_t {
  Internal = 1000,
  InvalidInput = 1001,
  NotFound = 1002,
  Conflict = 1003,
  NotSignedIn = 1004,
  NotAllowed = 1005,
  TooManyTries = 1006,
  TooLarge = 1007,
  Unsupported = 1008,
  Cancelled = 1009,
  Unavailable = 1010,
  PreconditionFailed = 1011,
  Usage = 1012,
  RangeNotSatisfiable = 1013,
  Gone = 1014,
  JsonSyntax = 1020,
  JsonShape = 1021,
  QuerySyntax = 1022,
  Io = 1100,
  NoSpace = 1101,
  AlreadyExists = 1102,
  ProcessFailed = 1103,
  DigestMismatch = 1104,
  NotAStudio = 1200,
  StudioNewer = 1201,
  StudioLocked = 1202,
  NotAStorageRoot = 2001,
  BadInventory = 2002,
  ObjectExists = 2003,
  ObjectDamaged = 2004,
  NotAVault = 2005,
  Unreadable = 2101,
  MediaLimit = 2102,
  MediaTimeout = 2103,
  JailUnavailable = 2104,
  Database = 2201,
  SchemaNewer = 2202,
  IntegrityProblem = 2301,
  PartlyDone = 2302,
  ServerUnreachable = 2401,
};

/// What a code means outside the program.
struct CodeInfo {
  Code code;
  std::string_view name;   ///< kebab-case, the last part of the problem type URI
  std::string_view title;  ///< one short sentence
  int httpStatus;
  int exitStatus;  ///< see `atelier help exit-codes`
};

std::span<const CodeInfo> codes();
const CodeInfo& describe(Code code);

/// "AT-1002".
std::string label(Code code);

class Error : public std::exception {
 public:
  Code code;
  std::string message;  ///< what happened
  std::string hint;     ///< what is safe, and what to do next
  std::string where;    ///< JSON pointer, line:column, byte offset or path; empty if there is none

  Error(Code c, std::string what, std::string next = {}, std::string place = {})
      : code(c), message(std::move(what)), hint(std::move(next)), where(std::move(place)) {}

  const char* what() const noexcept override { return message.c_str(); }
};

/// An Error from errno: ENOSPC and EDQUOT become NoSpace, ENOENT NotFound, EEXIST AlreadyExists,
/// the rest Io. `doing` completes the sentence "Could not ...".
Error systemError(int errorNumber, std::string_view doing, std::string_view path);

/// Any exception in flight, as an Error: foreign ones become Internal with their text.
Error currentError();

}  // namespace atelier
