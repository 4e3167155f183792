#pragma once

#include "doors/cli/entries.h"

#include <string>
#include <string_view>

/// The words of `atelier help`, and everything else that is written about the table.
namespace atelier::cli {

std::string overview(const Program& program, std::size_t width);

/// Of a noun ("asset"), a command ("asset find") or a topic ("exit-codes", "operations",
/// "typescript").
/// Error{Usage} if there is no such thing.
std::string helpAbout(const Program& program, std::string_view topic, std::size_t width);

std::string exitCodes(std::size_t width);

/// docs/operations.md: every operation with its route, scope, effect, request and answer.
std::string operationsDocument(std::span<const studio::Operation> operations);

/// page/src/api/operations.ts: the same table as TypeScript, for the page and for users' programs.
std::string operationsModule(std::span<const studio::Operation> operations);

/// For bash, zsh or fish. Error{Usage} for another shell.
std::string completion(const Program& program, std::string_view shell);

/// atelier(1), for man.
std::string manual(const Program& program);

}  // namespace atelier::cli
