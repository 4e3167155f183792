#include "base/error.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <new>

#include <fmt/format.h>

namespace atelier {

namespace {

// Sorted by code. HTTP status by RFC 9110; exit status: 0 ok, 1 failed, 2 usage, 3 partly done, 4
// not signed in or not allowed, 5 not found, 6 conflict, 7 server unreachable, 8 integrity problem,
// 9 no space.
constexpr std::array table{
    CodeInfo{Code::Internal, "internal", "Something went wrong inside", 500, 1},
    CodeInfo{Code::InvalidInput, "invalid-input", "The request is not valid", 400, 2},
    CodeInfo{Code::NotFound, "not-found", "There is no such thing", 404, 5},
    CodeInfo{Code::Conflict, "conflict", "This conflicts with what is there", 409, 6},
    CodeInfo{Code::NotSignedIn, "not-signed-in", "Sign in first", 401, 4},
    CodeInfo{Code::NotAllowed, "not-allowed", "You may not do this", 403, 4},
    CodeInfo{Code::TooManyTries, "too-many-tries", "Too many tries", 429, 4},
    CodeInfo{Code::TooLarge, "too-large", "This is larger than the limit", 413, 2},
    CodeInfo{Code::Unsupported, "unsupported", "This is not supported", 415, 1},
    CodeInfo{Code::Cancelled, "cancelled", "Stopped on request", 499, 130},
    CodeInfo{Code::Unavailable, "unavailable", "Not available at the moment", 503, 1},
    CodeInfo{Code::PreconditionFailed, "precondition-failed", "It changed in the meantime", 412, 6},
    CodeInfo{Code::Usage, "usage", "The command is not complete or not known", 400, 2},
    CodeInfo{Code::RangeNotSatisfiable, "range-not-satisfiable", "No such range", 416, 2},
    CodeInfo{Code::Gone, "gone", "It was here and is gone", 410, 5},
    CodeInfo{Code::JsonSyntax, "json-syntax", "This is not JSON", 400, 2},
    CodeInfo{Code::JsonShape, "json-shape", "The JSON does not have the expected shape", 422, 2},
    CodeInfo{Code::QuerySyntax, "query-syntax", "The query cannot be understood", 400, 2},
    CodeInfo{Code::Io, "io", "Reading or writing failed", 500, 1},
    CodeInfo{Code::NoSpace, "no-space", "The disk is full", 507, 9},
    CodeInfo{Code::AlreadyExists, "already-exists", "It exists already", 409, 6},
    CodeInfo{Code::ProcessFailed, "process-failed", "A helper program failed", 500, 1},
    CodeInfo{Code::DigestMismatch, "digest-mismatch", "The bytes are not the announced ones", 460,
             8},
    CodeInfo{Code::NotAStudio, "not-a-studio", "This folder is no studio", 404, 5},
    CodeInfo{Code::StudioNewer, "studio-newer", "A newer Atelier made this studio", 409, 6},
    CodeInfo{Code::StudioLocked, "studio-locked", "Another Atelier has this studio open", 409, 6},
    CodeInfo{Code::NotAStorageRoot, "not-a-storage-root", "This folder is no OCFL root", 500, 8},
    CodeInfo{Code::BadInventory, "bad-inventory", "An OCFL inventory is not valid", 500, 8},
    CodeInfo{Code::ObjectExists, "object-exists", "The vault has this object already", 409, 6},
    CodeInfo{Code::ObjectDamaged, "object-damaged", "An object in the vault is damaged", 500, 8},
    CodeInfo{Code::NotAVault, "not-a-vault", "This folder is no vault", 500, 8},
    CodeInfo{Code::Unreadable, "unreadable", "The media cannot be decoded", 422, 1},
    CodeInfo{Code::MediaLimit, "media-limit", "Decoding would need too much", 422, 1},
    CodeInfo{Code::MediaTimeout, "media-timeout", "Decoding took too long", 422, 1},
    CodeInfo{Code::JailUnavailable, "jail-unavailable", "The sandbox cannot be set up", 503, 1},
    CodeInfo{Code::Database, "database", "The index could not be used", 500, 1},
    CodeInfo{Code::SchemaNewer, "schema-newer", "A newer Atelier wrote this index", 500, 6},
    CodeInfo{Code::IntegrityProblem, "integrity-problem", "Stored bytes are damaged", 500, 8},
    CodeInfo{Code::PartlyDone, "partly-done", "Some of it failed", 500, 3},
    CodeInfo{Code::ServerUnreachable, "server-unreachable", "The server does not answer", 502, 7},
};

static_assert(std::ranges::is_sorted(table, {}, &CodeInfo::code));

}  // namespace

std::span<const CodeInfo> codes() { return table; }

const CodeInfo& describe(Code code) {
  auto found = std::ranges::lower_bound(table, code, {}, &CodeInfo::code);
  assert(found != table.end() && found->code == code);
  return *found;
}

std::string label(Code code) { return fmt::format("AT-{}", static_cast<int>(code)); }

Error systemError(int errorNumber, std::string_view doing, std::string_view path) {
  auto code = Code::Io;
  std::string hint = "Check that the folder is there and that you may use it.";
  if (errorNumber == ENOSPC || errorNumber == EDQUOT) {
    code = Code::NoSpace;
    hint = "Nothing that was acknowledged is lost. Free some room, then do it again.";
  } else if (errorNumber == ENOENT || errorNumber == ENOTDIR) {
    code = Code::NotFound;
  } else if (errorNumber == EEXIST || errorNumber == ENOTEMPTY) {
    code = Code::AlreadyExists;
  } else if (errorNumber == EIO) {
    hint =
        "The disk reported a fault. Do not write to it any more; check its health and your copies.";
  }
  return {code, fmt::format("Could not {}: {}.", doing, std::strerror(errorNumber)),
          std::move(hint), std::string(path)};
}

Error currentError() {
  try {
    throw;
  } catch (const Error& error) {
    return error;
  } catch (const std::bad_alloc&) {
    return {Code::Unavailable, "There was not enough memory.", "Nothing was changed. Try again."};
  } catch (const std::exception& error) {
    return {Code::Internal, error.what(), "Nothing was acknowledged. Please report this."};
  }
}

}  // namespace atelier
