// What is chosen: single works by their ids, or everything that the query finds, less some.

import type { Listing } from "./listing.svelte";

export class Selection {
  #ids = new Set<string>();
  #version = $state(0);
  everything = $state(false);
  #anchor = -1;
  #before: ReadonlySet<string> = new Set();  // what was chosen when the range began
  #turn = 0;

  constructor(private listing: Listing) {}

  /** Where a range begins; -1 if there is none. What is chosen already stays so. */
  get anchor() { return this.#anchor; }
  set anchor(index: number) {
    this.#anchor = index;
    this.#before = new Set(this.#ids);
  }

  get count() {
    this.#version;
    return this.everything ? Math.max(0, this.listing.total - this.#ids.size) : this.#ids.size;
  }
  get any() { return this.count > 0; }

  has(id: string) {
    this.#version;
    return this.#ids.has(id) !== this.everything;
  }

  set(id: string, chosen: boolean) {
    if (chosen !== this.everything) this.#ids.add(id);
    else this.#ids.delete(id);
    this.#version += 1;
  }

  toggle(id: string, index: number) {
    this.set(id, !this.has(id));
    this.anchor = index;
  }

  all() {
    this.everything = true;
    this.#ids = new Set();
    this.#version += 1;
  }

  clear() {
    this.everything = false;
    this.#ids = new Set();
    this.anchor = -1;
    this.#version += 1;
  }

  /** From the anchor to `index`, however far that is. What is not loaded is asked for. */
  async extend(index: number) {
    if (this.anchor < 0) this.anchor = index;
    const turn = (this.#turn += 1);
    const range = await this.listing.ids(Math.min(this.anchor, index), Math.max(this.anchor, index));
    if (turn !== this.#turn) return;
    const chosen = new Set(this.#before);
    for (const id of range) {
      if (this.everything) chosen.delete(id);
      else chosen.add(id);
    }
    this.#ids = chosen;
    this.#version += 1;
  }

  /** For `change.start`: which works are meant. */
  request(): { assets?: string[]; query?: string; trashed?: boolean; except?: string[] } {
    if (!this.everything) return { assets: [...this.#ids] };
    return { query: this.listing.found, trashed: this.listing.ask.trashed, except: [...this.#ids] };
  }

  /** The ids, if single works are chosen. */
  get ids(): ReadonlySet<string> { return this.everything ? new Set() : this.#ids; }
}
