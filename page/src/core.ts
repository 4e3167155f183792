// What the first view needs, and most later ones, too. Every view that is loaded later imports it (build/svelte.mjs sees to that),
// so that all of it lies in one file: fifteen small ones compress far worse.

import "./api/client";
import "./api/events";
import "./api/problem";
import "./design/adopt";
import "./design/Icon.svelte";
import "./design/IconButton.svelte";
import "./design/ProblemBox.svelte";
import "./intake/intake.svelte";
import "./library/query";
import "./shell/keys.svelte";
import "./shell/notices.svelte";
import "./shell/place.svelte";
import "./shell/session.svelte";
import "./wall/Tile.svelte";
import "./words/format";
import "./words/words";
