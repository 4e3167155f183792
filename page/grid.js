// The wall: as many works as there are, as few elements as are seen.

import { h } from "./dom.js";
import { aspectOf, packRows, rowAt } from "./layout.js";
import { tile } from "./tile.js";

const gap = 6;
const ahead = 700;  // pixels above and below the window that are ready before they are seen

export class Grid {
  /** `open(index)` when a work is chosen; `more()` when the end comes near. */
  constructor({ open, more }) {
    this.open = open;
    this.more = more;
    this.items = [];
    this.rows = [];
    this.cells = new Map();
    this.active = 0;
    this.total = -1;
    this.list = h("ul", { class: "wall", "aria-label": "Works", onkeydown: (event) => this.#key(event), onfocusin: (event) => this.#focused(event) });
    this.element = this.list;
    let waiting = false;
    this.render = () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; this.#draw(); });
    };
    addEventListener("scroll", this.render, { passive: true });
    this.width = 0;
    new ResizeObserver(() => { if (this.list.clientWidth !== this.width) this.pack(); }).observe(this.list);
  }

  setItems(items) {
    this.items = items;
    this.active = Math.min(this.active, Math.max(0, items.length - 1));
    this.pack();
  }

  pack() {
    this.width = this.list.clientWidth;
    if (this.width === 0) return;
    const target = this.width < 520 ? 140 : this.width < 900 ? 190 : 240;
    this.rows = packRows(this.items.map(aspectOf), this.width, target, gap);
    const last = this.rows.at(-1);
    this.list.style.height = last ? `${last.top + last.height}px` : "0";
    for (const cell of this.cells.values()) cell.stale = true;
    this.render();
  }

  #draw() {
    if (!this.list.isConnected) return;
    const top = -this.list.getBoundingClientRect().top;
    const wanted = new Map();
    if (this.rows.length > 0) {
      const first = rowAt(this.rows, top - ahead);
      const last = rowAt(this.rows, top + innerHeight + ahead);
      for (let r = first; r <= last; r += 1) {
        this.rows[r].boxes.forEach((box, i) => wanted.set(this.items[this.rows[r].first + i].id, { row: this.rows[r], box, index: this.rows[r].first + i }));
      }
      // The one with the focus stays, wherever the window went: otherwise the keyboard would lose its place.
      const active = this.items[this.active];
      if (active && !wanted.has(active.id)) wanted.set(active.id, this.#placeOf(this.active));
    }
    for (const [id, cell] of this.cells) {
      if (wanted.has(id)) continue;
      cell.element.remove();
      this.cells.delete(id);
    }
    const elements = [...wanted].sort((a, b) => a[1].index - b[1].index).map(([id, place]) => this.#cell(id, place));
    let before = this.list.firstChild;
    for (const element of elements) {
      if (element === before) before = before.nextSibling;
      else this.list.insertBefore(element, before);
    }
    const end = this.rows.at(-1);
    if (!end || top + innerHeight + 2 * ahead > end.top) this.more();
  }

  #placeOf(index) {
    const row = this.rows.find((each) => index < each.first + each.boxes.length);
    return { row, box: row.boxes[index - row.first], index };
  }

  #cell(id, { row, box, index }) {
    const asset = this.items[index];
    let cell = this.cells.get(id);
    if (cell && cell.asset !== asset) {
      cell.element.remove();
      cell = undefined;
    }
    if (!cell) {
      cell = { element: tile(asset, box.width), asset, stale: true };
      this.cells.set(id, cell);
    }
    if (cell.stale || cell.index !== index) {
      const { element } = cell;
      element.style.transform = `translate(${box.left}px, ${row.top}px)`;
      element.style.width = `${box.width}px`;
      element.style.height = `${row.height}px`;
      element.setAttribute("aria-posinset", index + 1);
      element.setAttribute("aria-setsize", this.total >= this.items.length ? this.total : -1);
      element.dataset.index = index;
      cell.stale = false;
      cell.index = index;
    }
    cell.element.firstChild.tabIndex = index === this.active ? 0 : -1;
    return cell.element;
  }

  focus(index) {
    if (this.items.length === 0) return;
    this.active = Math.max(0, Math.min(index, this.items.length - 1));
    const { row } = this.#placeOf(this.active);
    const header = document.querySelector(".top")?.offsetHeight ?? 0;
    const top = this.list.getBoundingClientRect().top + row.top;
    if (top < header + gap) scrollBy(0, top - header - 2 * gap);
    else if (top + row.height > innerHeight) scrollBy(0, top + row.height - innerHeight + 2 * gap);
    this.#draw();
    this.cells.get(this.items[this.active].id)?.element.firstChild.focus({ preventScroll: true });
  }

  #focused(event) {
    const cell = event.target.closest(".cell");
    if (!cell || Number(cell.dataset.index) === this.active) return;
    this.active = Number(cell.dataset.index);
    this.render();
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = {
      ArrowRight: () => this.active + 1,
      ArrowLeft: () => this.active - 1,
      ArrowDown: () => this.#beside(1),
      ArrowUp: () => this.#beside(-1),
      Home: () => 0,
      End: () => this.items.length - 1,
    }[event.key];
    if (!to) return;
    event.preventDefault();
    this.focus(to());
  }

  /** The work above or below that is nearest to the middle of this one. */
  #beside(step) {
    const place = this.#placeOf(this.active);
    const row = this.rows[this.rows.indexOf(place.row) + step];
    if (!row) return this.active;
    const middle = place.box.left + place.box.width / 2;
    const distance = (box) => Math.abs(box.left + box.width / 2 - middle);
    return row.first + row.boxes.reduce((best, box, i) => (distance(box) < distance(row.boxes[best]) ? i : best), 0);
  }
}
