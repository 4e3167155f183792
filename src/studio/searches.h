#pragma once

#include "access/caller.h"
#include "base/id.h"
#include "catalog/catalog.h"

#include <string>
#include <string_view>

/// Queries with a name, the same for everybody in the studio. A saved search is an OCFL object of
/// its own that holds search.json, so that the vault alone tells it (docs/formats/vault.md).
namespace atelier::studio {

class Studio;

/// Name, query and sort as given; id and moment are made here. Error{Conflict} if the name is
/// taken, InvalidInput or QuerySyntax if something cannot be understood.
catalog::SavedSearch saveSearch(Studio& studio, catalog::SavedSearch search,
                                const access::Caller& caller);

/// Name, query and sort take the place of what the search of this id had.
void changeSearch(Studio& studio, const catalog::SavedSearch& search, const access::Caller& caller);

void deleteSearch(Studio& studio, const SearchId& id, const access::Caller& caller);

/// search.json, as in docs/formats/vault.md.
std::string searchJson(const catalog::SavedSearch& search);
catalog::SavedSearch searchFromJson(const SearchId& id, std::string_view json);

}  // namespace atelier::studio
