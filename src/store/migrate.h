#pragma once

#include "store/store.h"

/// Inside store only: bringing a database's schema up to date.
namespace atelier::store {

/// Does what Store::open promises about migrations. Returns the highest number applied.
int migrate(Connection& connection, const std::filesystem::path& path,
            std::span<const Migration> migrations);

/// A consistent, synced copy at `to`, which is replaced if it is there; it appears whole or not at
/// all.
void copyDatabase(Connection& connection, const std::filesystem::path& to);

}  // namespace atelier::store
