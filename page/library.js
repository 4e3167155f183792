// The library and the trash: a wall of works, a search, and what narrows it down.

import { ask, Problem } from "./api.js";
import { announce, h, icon, settled } from "./dom.js";
import { facetPanel } from "./facets.js";
import { Grid } from "./grid.js";
import { problemBox } from "./problems.js";
import { whileTyping } from "./query.js";
import { chooseFiles } from "./upload.js";
import * as words from "./words.js";

const pageSize = 120;
const sorts = [["-added", "Newest first"], ["-taken", "Taken, newest first"], ["taken", "Taken, oldest first"], ["title", "Title"], ["-bytes", "Largest first"], ["relevance", "Best match"]];

export class Library {
  /** `go(view)` changes the address to that of a view {query, sort, trashed}. */
  constructor({ go, open }) {
    this.view = { query: "", sort: "-added", trashed: false };
    this.items = [];
    this.next = undefined;
    this.loading = undefined;
    this.opened = new Set();
    this.go = go;
    this.grid = new Grid({ open, more: () => this.#more() });
    this.build();
  }

  build() {
    this.search = h("input", { type: "search", id: "search", placeholder: "Search", "aria-label": "Search the library", autocomplete: "off", spellcheck: "false", enterkeyhint: "search" });
    const typed = settled(220, () => this.#typed());
    this.search.addEventListener("input", typed);
    this.searchForm = h("form", { class: "search", role: "search", onsubmit: (event) => { event.preventDefault(); this.#typed(); } }, icon("search"), this.search);
    this.heading = h("h1", { tabindex: "-1" }, "Library");
    this.tally = h("p", { class: "tally" });
    this.sort = h("select", { "aria-label": "Order", onchange: () => this.go({ ...this.view, sort: this.sort.value }) }, sorts.map(([value, name]) => h("option", { value }, name)));
    this.filters = h("button", { type: "button", class: "filters", "aria-expanded": "false", "aria-controls": "facets", onclick: () => this.#toggleFacets() }, icon("filter"), "Filters");
    this.facets = h("aside", { id: "facets", class: "facets", "aria-label": "Filters" });
    this.notice = h("div", { class: "notice" });
    this.end = h("div", { class: "end" });
    this.element = h("main", { class: "library", id: "main" }, this.facets,
      h("div", { class: "works" }, h("div", { class: "bar" }, this.heading, this.tally, this.filters, this.sort), this.notice, this.grid.element, this.end));
  }

  #toggleFacets() {
    const open = this.facets.classList.toggle("open");
    this.filters.setAttribute("aria-expanded", String(open));
  }

  #typed() {
    if (this.search.value.trim() !== this.view.query) this.go({ ...this.view, query: this.search.value.trim() });
  }

  #isSearch() {
    return this.view.query !== "";
  }

  /** Shows a view; the same view again costs nothing. */
  show(view) {
    const same = this.loaded && view.query === this.view.query && view.sort === this.view.sort && view.trashed === this.view.trashed;
    const wasTrash = this.view.trashed;
    this.view = view;
    document.title = `${view.trashed ? "Trash" : view.query || "Library"} · Atelier`;
    if (same) return;
    if (document.activeElement !== this.search) this.search.value = view.query;
    this.sort.value = view.sort;
    this.heading.textContent = view.trashed ? "Trash" : "Library";
    this.search.setAttribute("aria-label", view.trashed ? "Search the trash" : "Search the library");
    if (this.loaded && wasTrash !== view.trashed) this.#setItems([]);
    this.reload();
  }

  #parameters(after) {
    const { sort, trashed } = this.view;
    return { query: whileTyping(this.view.query), sort, trashed, limit: pageSize, after };
  }

  /** Asks anew from the top. What is on the wall stays until the answer is there. */
  async reload() {
    this.loading?.abort();
    const loading = (this.loading = new AbortController());
    this.element.setAttribute("aria-busy", "true");
    try {
      const [page] = await Promise.all([ask("GET", "/assets", { query: this.#parameters(), signal: loading.signal }), this.#count(loading.signal)]);
      if (this.loading !== loading) return;
      this.loaded = true;
      this.next = page.next;
      this.grid.active = 0;
      scrollTo(0, 0);
      this.notice.replaceChildren();
      this.#setItems(page.assets);
      this.#settle();
      if (this.#isSearch()) announce(this.tally.textContent || "Nothing found");
    } catch (problem) {
      if (problem.name === "AbortError" || this.loading !== loading) return;
      if (!(problem instanceof Problem)) throw problem;
      this.loaded = false;
      this.notice.replaceChildren(problemBox(problem, problem.code === "AT-1022" ? undefined : () => this.reload()));
    } finally {
      if (this.loading === loading) {
        this.loading = undefined;
        this.element.removeAttribute("aria-busy");
      }
    }
  }

  async #count(signal) {
    const { trashed } = this.view;
    const answer = await ask("GET", "/facets", { query: { query: whileTyping(this.view.query), trashed }, signal });
    this.total = answer.total;
    this.grid.total = answer.total;
    facetPanel(this.facets, answer, this.view.query, (query) => { this.search.value = query; this.go({ ...this.view, query }); }, this.opened);
    this.facets.hidden = answer.facets.every((facet) => facet.values.length === 0);
    this.filters.hidden = this.facets.hidden;
  }

  #setItems(items) {
    this.items = items;
    this.grid.setItems(items);
  }

  async #more() {
    if (!this.next || this.loading) return;
    const after = this.next;
    const loading = (this.loading = new AbortController());
    try {
      const page = await ask("GET", "/assets", { query: this.#parameters(after), signal: loading.signal });
      if (this.loading !== loading) return;
      this.next = page.next;
      const known = new Set(this.items.map((asset) => asset.id));
      this.#setItems(this.items.concat(page.assets.filter((asset) => !known.has(asset.id))));
      this.end.replaceChildren();
    } catch (problem) {
      if (problem.name === "AbortError") return;
      if (!(problem instanceof Problem)) throw problem;
      this.next = undefined;
      this.end.replaceChildren(problemBox(problem, () => { this.next = after; this.end.replaceChildren(); this.loading = undefined; this.#more(); }));
    } finally {
      if (this.loading === loading) this.loading = undefined;
    }
  }

  /** The words around the wall: how many, or why there are none. */
  #settle() {
    this.tally.textContent = this.items.length === 0 ? "" : words.plural(Math.max(this.total ?? 0, this.items.length), "work", "works");
    this.sort.hidden = this.items.length < 2;
    if (this.items.length > 0) this.end.replaceChildren();
    else this.end.replaceChildren(this.#empty());
  }

  #empty() {
    if (this.#isSearch()) {
      return h("div", { class: "empty" }, icon("search"), h("h2", {}, "Nothing found"),
        h("p", {}, "Words match titles, tags, people, places, file names and text inside. Try fewer of them."),
        h("button", { type: "button", onclick: () => { this.search.value = ""; this.go({ ...this.view, query: "" }); } }, "Show everything"));
    }
    if (this.view.trashed) {
      return h("div", { class: "empty" }, icon("trash"), h("h2", {}, "The trash is empty"), h("p", {}, "What you move here can be restored, until you erase it for good."));
    }
    return h("div", { class: "empty" }, icon("image"), h("h2", {}, "Nothing here yet"),
      h("p", {}, "Drop files or folders anywhere on this page. Your originals are kept byte for byte."),
      h("button", { type: "button", class: "primary", onclick: chooseFiles }, "Choose files"),
      h("p", { class: "quiet" }, "Or from the command line: ", h("code", {}, "./run ~/Pictures")));
  }

  indexOf(id) {
    return this.items.findIndex((asset) => asset.id === id);
  }

  /** Puts a newer state of a work on the wall, if it is there. */
  replace(asset) {
    const index = this.indexOf(asset.id);
    if (index < 0) return;
    if (Boolean(asset.trashed_at) !== this.view.trashed) return this.drop(asset.id);
    const items = this.items.slice();
    items[index] = asset;
    this.#setItems(items);
  }

  drop(id) {
    if (this.indexOf(id) < 0) return;
    this.total -= 1;
    this.grid.total = this.total;
    this.#setItems(this.items.filter((asset) => asset.id !== id));
    this.#settle();
  }

  /** Something came in or changed that is not on the wall. Newest first it is shown at once; else it is offered. */
  async refresh() {
    if (this.loading) return;
    const { view } = this;
    try {
      const [page] = await Promise.all([ask("GET", "/assets", { query: this.#parameters() }), this.#count()]);
      if (view !== this.view || this.loading) return;
      const known = new Map(this.items.map((asset) => [asset.id, asset]));
      const fresh = page.assets.filter((asset) => !known.has(asset.id));
      const joined = page.assets.length === 0 || this.items.length === 0 || page.assets.some((asset) => known.has(asset.id)) || !page.next;
      if (fresh.length === 0) return this.#settle();
      if (view.sort !== "-added" || !joined) return this.#offer();
      if (this.items.length === 0) this.next = page.next;
      const top = scrollY > 300;
      this.#setItems(fresh.concat(this.items));
      this.#settle();
      if (top) announce(words.plural(fresh.length, "new work", "new works"));
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
    }
  }

  #offer() {
    if (this.notice.firstChild) return;
    this.notice.replaceChildren(h("button", { type: "button", class: "pill", onclick: () => this.reload() }, "New works came in. Show them"));
  }
}
