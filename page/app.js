// The first page: who is here, what is shown, and the way between places. Addresses: #/?q=words&sort=-taken,
// #/trash, #/asset/ID.

import { ask, onReachable, onSignedOut, unreachable } from "./api.js";
import { AssetView } from "./asset.js";
import { h, icon, settled } from "./dom.js";
import { follow } from "./events.js";
import { Library } from "./library.js";
import { problemToast } from "./problems.js";
import { enter, leave, may, session } from "./session.js";
import { applyTheme, themeChoice } from "./theme.js";
import { chooseFiles, startUploads } from "./upload.js";

const place = document.getElementById("app");
const firstView = { query: "", sort: "-added", trashed: false };
let library;
let asset;
let header;
let cameFromLibrary = false;  // then the way back is the browser's own

function addressOf({ query, sort, trashed }) {
  const words = new URLSearchParams();
  if (query) words.set("q", query);
  if (sort !== firstView.sort) words.set("sort", sort);
  return `#/${trashed ? "trash" : ""}${words.size > 0 ? `?${words}` : ""}`;
}

function placeOf(hash) {
  const [path, tail = ""] = hash.replace(/^#\/?/, "").split("?");
  const found = /^asset\/(.+)$/.exec(path);
  if (found) return { asset: decodeURIComponent(found[1]) };
  const words = new URLSearchParams(tail);
  return { view: { query: words.get("q") ?? "", sort: words.get("sort") ?? firstView.sort, trashed: path === "trash" } };
}

/** Shows what the address says. */
function route() {
  const now = placeOf(location.hash);
  if (now.asset) {
    if (!asset.open) cameFromLibrary = Boolean(library.loaded);
    if (!library.loaded && !library.loading) library.show(firstView);
    asset.show(now.asset);
    return;
  }
  const from = asset.open ? asset.id : undefined;
  asset.hide();
  library.show(now.view);
  header.trash.setAttribute("aria-current", now.view.trashed ? "page" : "false");
  header.home.setAttribute("aria-current", now.view.trashed ? "false" : "page");
  const index = from ? library.indexOf(from) : -1;
  if (index >= 0) library.grid.focus(index);
  else if (from) library.heading.focus({ preventScroll: true });
}

/** Typing makes one step of history, not one for each letter. */
function goTo(view) {
  const address = addressOf(view);
  if (view.query && library.view.query) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  route();
}

function account() {
  const menu = h("div", { class: "menu", id: "account-menu", popover: "auto" },
    h("p", { class: "who" }, session.user?.name ?? "", session.user?.role && h("span", { class: "quiet" }, session.user.role)),
    themeChoice(),
    h("button", { type: "button", onclick: () => leave().catch(problemToast) }, "Sign out"));
  return [h("button", { type: "button", class: "icon-button", "aria-label": "You and this page", title: "You and this page", popovertarget: "account-menu" }, icon("person")), menu];
}

function buildHeader() {
  const home = h("a", { class: "wordmark", href: "#/", "aria-label": "Atelier, the library" }, "Atelier");
  const trash = h("a", { class: "button plain", href: "#/trash", "aria-label": "Trash" }, icon("trash"), h("span", { class: "wide" }, "Trash"));
  const add = may("assets:write") && h("button", { type: "button", class: "primary", "aria-label": "Add files", onclick: chooseFiles }, icon("add"), h("span", { class: "wide" }, "Add files"));
  const element = h("header", { class: "top" }, h("a", { class: "skip", href: "#main", onclick: (event) => { event.preventDefault(); library.heading.focus(); } }, "To the works"),
    home, library.searchForm, h("nav", { "aria-label": "Main" }, trash), add, account());
  return { element, home, trash };
}

/** Says that the server is away, and asks until it is back. */
function watchConnection() {
  const banner = h("p", { class: "away", role: "alert" });
  let timer = 0;
  const retry = () => { timer = setTimeout(() => ask("GET", "/session").then(route).catch(() => {}), 4000); };
  onReachable((yes) => {
    clearTimeout(timer);
    if (yes) {
      const wasAway = banner.isConnected;
      banner.remove();
      if (wasAway && !library.loaded) library.reload();
      return;
    }
    const { message, hint } = unreachable();
    if (!banner.isConnected) {
      banner.replaceChildren(icon("warn"), h("span", {}, h("strong", {}, message), ` ${hint}`));
      document.body.append(banner);
    }
    retry();
  });
}

function listen() {
  const refresh = settled(400, () => library.refresh());
  return follow((name, data) => {
    const id = data.asset;
    if (name === "asset.added" || name === "asset.restored" || name === "asset.trashed" || name === "journal.gap") refresh();
    if (!id) return;
    if (name === "asset.erased" || (name === "asset.trashed") !== library.view.trashed) {
      if (name === "asset.erased" || name === "asset.trashed" || name === "asset.restored") library.drop(id);
    }
    if (name !== "asset.added" && name !== "asset.erased") asset.refresh(id);
    if (name === "asset.changed" && library.indexOf(id) >= 0) ask("GET", `/assets/${encodeURIComponent(id)}`).then((now) => library.replace(now)).catch(() => {});
  });
}

function start() {
  let stop = () => {};
  library = new Library({ go: goTo, open: (id) => { location.hash = `#/asset/${id}`; } });
  asset = new AssetView({
    library,
    go: (id) => { history.replaceState(history.state, "", `#/asset/${encodeURIComponent(id)}`); route(); },
    close: () => {
      if (cameFromLibrary) return history.back();
      history.replaceState(null, "", addressOf(library.view));
      return route();
    },
  });
  header = buildHeader();
  place.replaceChildren(header.element, library.element);
  watchConnection();
  startUploads(() => library.refresh());
  addEventListener("popstate", route);
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || asset.open || event.target.closest("input, textarea, select")) return;
    event.preventDefault();
    library.search.focus();
  });
  onSignedOut(() => { stop(); location.reload(); });
  if (!location.hash.startsWith("#/")) history.replaceState(null, "", "#/");
  route();
  stop = listen();
}

applyTheme();
enter(place, start);
