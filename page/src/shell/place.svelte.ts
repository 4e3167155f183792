// Where one is. Addresses: / and /trash (?q=words&sort=title&view=list), /home, /collections, /searches, and /asset/ID, which
// lies over the place one came from.

export type View = "library" | "trash" | "home" | "collections";
export interface Place { view: View; query: string; sort: string; mode: "wall" | "list"; asset: string | undefined }

export const firstSort = "-taken";
const first: Place = { view: "library", query: "", sort: firstSort, mode: "wall", asset: undefined };
export const place = $state<Place>({ ...first });

const paths: Record<View, string> = { library: "/", trash: "/trash", home: "/home", collections: "/collections" };

/** The address of a place. What is left out is as it is at first. */
export function addressOf(to: Partial<Place>): string {
  const words = new URLSearchParams();
  if (to.query) words.set("q", to.query);
  if (to.sort && to.sort !== firstSort) words.set("sort", to.sort);
  if (to.mode === "list") words.set("view", "list");
  const path = to.asset ? `/asset/${encodeURIComponent(to.asset)}` : paths[to.view ?? "library"];
  return words.size > 0 ? `${path}?${words}` : path;
}

export const assetAddress = (id: string) => addressOf({ asset: id });
export const searchAddress = (query: string) => addressOf({ query });

function read(url: URL) {
  const found = /^\/asset\/([^/]+)/.exec(url.pathname);
  if (found) {
    // What lies beneath stays as it was: the way back leads there.
    place.asset = decodeURIComponent(found[1]!);
    return;
  }
  const view = (Object.keys(paths) as View[]).find((each) => paths[each] === url.pathname) ?? "library";
  Object.assign(place, {
    view, asset: undefined, query: url.searchParams.get("q") ?? "", sort: url.searchParams.get("sort") ?? firstSort,
    mode: url.searchParams.get("view") === "list" ? "list" : "wall",
  });
}

/** Whether the browser's own way back leads to what lies beneath an asset. */
let cameFromHere = false;

export function go(address: string, { replace = false } = {}) {
  const url = new URL(address, location.href);
  if (!replace && !place.asset && url.pathname.startsWith("/asset/")) cameFromHere = true;
  if (replace) history.replaceState(null, "", url);
  else history.pushState(null, "", url);
  read(url);
}

/** Changes some of what the address says and keeps the rest. */
export const goTo = (change: Partial<Place>, options = {}) => go(addressOf({ ...place, asset: undefined, ...change }), options);

/** From an asset to what lies beneath it. */
export function closeAsset() {
  if (cameFromHere) { cameFromHere = false; history.back(); return; }
  go(addressOf({ ...place, asset: undefined }), { replace: true });
}

/** Links of the page lead through it without loading it anew; a middle click still opens a window of its own. */
function followLinks(event: MouseEvent) {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest?.("a[href]");
  if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute("download")) return;
  const url = new URL(link.href);
  if (url.origin !== location.origin || url.pathname.startsWith("/api/") || url.pathname.includes(".")) return;
  event.preventDefault();
  if (url.href !== location.href) go(url.href);
}

export function startPlaces() {
  history.scrollRestoration = "manual";
  read(new URL(location.href));
  addEventListener("popstate", () => { if (!location.pathname.startsWith("/asset/")) cameFromHere = false; read(new URL(location.href)); });
  document.addEventListener("click", followLinks);
}
