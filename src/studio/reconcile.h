#pragma once

/// Brings the index in line with the vault when a studio opens: what an earlier run made durable
/// but could not write into the index any more is added; a new index is made from the whole vault.
namespace atelier::studio {

class Studio;

void reconcile(Studio& studio, bool indexIsNew);

}  // namespace atelier::studio
