// The files on their way and what became of them. Ten thousand of them are plain objects, sorted by state as they change; the
// tray is told a few times a second that something is different.

import type { Problem } from "../api/problem";

/** In the order in which they are shown: first whatever needs a person. "lost": its bytes are not at hand after a reload. */
export const states = ["failed", "lost", "going", "reading", "stopped", "waiting", "known", "in"] as const;
export type State = (typeof states)[number];
export type Wait = "" | "connection" | "server" | "sign-in" | "window";

export class Entry {
  state: State = "waiting";
  wait: Wait = "";
  sent = 0;
  read = 0;
  digest: string | undefined;
  address: string | undefined;
  asset: string | undefined;
  problem: Problem | undefined;
  control: AbortController | undefined;
  /** Its bytes survive a reload. */
  kept = false;
  /** The library was asked and does not have it. */
  asked = false;
  /** All of it was sent once, and the answer was lost: then "there already" may mean by ourselves. */
  sentWhole = false;

  constructor(
    readonly id: string, readonly user: string, readonly name: string, readonly path: string, readonly size: number,
    readonly modified: number, public file: File | undefined,
  ) {}

  /** The same for the same file, chosen again. */
  get key() { return keyOf(this.path, this); }
}

export const keyOf = (path: string, { size, modified }: { size: number; modified: number }) => `${size} ${modified} ${path}`;

const redraw = 120;

/** What lies still is not part of how far all of them are. */
const still: State[] = ["failed", "lost", "stopped"];

class Entries {
  /** Grows when something changed. */
  version = $state(0);
  all = 0;
  bytes = 0;
  sent = 0;
  readonly of = Object.fromEntries(states.map((state) => [state, new Set<Entry>()])) as Record<State, Set<Entry>>;
  #unfinished = new Map<string, Entry>();
  #timer = 0;

  add(entry: Entry) {
    this.all += 1;
    this.#weigh(entry, 1);
    this.of[entry.state].add(entry);
    this.#unfinished.set(entry.key, entry);
    this.touch();
  }

  set(entry: Entry, state: State) {
    if (!this.of[entry.state].delete(entry)) return;  // it was taken off the list meanwhile
    this.#weigh(entry, -1);
    entry.state = state;
    entry.wait = "";
    this.of[state].add(entry);
    this.#weigh(entry, 1);
    if (state === "in" || state === "known") { this.progress(entry, entry.size); this.#unfinished.delete(entry.key); entry.file = undefined; }
    this.touch();
  }

  progress(entry: Entry, sent: number) {
    this.#weigh(entry, -1);
    entry.sent = sent;
    this.#weigh(entry, 1);
    this.touch();
  }

  #weigh(entry: Entry, sign: 1 | -1) {
    if (still.includes(entry.state)) return;
    this.bytes += sign * entry.size;
    this.sent += sign * entry.sent;
  }

  remove(entry: Entry) {
    if (!this.of[entry.state].delete(entry)) return;
    this.all -= 1;
    this.#weigh(entry, -1);
    if (this.#unfinished.get(entry.key) === entry) this.#unfinished.delete(entry.key);
    this.touch();
  }

  /** The unfinished one that this file belongs to. A file chosen alone has no folder to be known by. */
  matching(path: string, file: { size: number; modified: number }): Entry | undefined {
    const exact = this.#unfinished.get(keyOf(path, file));
    if (exact) return exact;
    for (const each of this.of.lost) if (each.name === path && each.size === file.size && each.modified === file.modified) return each;
    return undefined;
  }

  count(...wanted: State[]) { return wanted.reduce((sum, state) => sum + this.of[state].size, 0); }

  *each(wanted: readonly State[] = states): Generator<Entry> {
    for (const state of wanted) yield* this.of[state];
  }

  /** The first `most` in the order in which they are shown. */
  first(most: number): Entry[] {
    const found: Entry[] = [];
    for (const entry of this.each()) { if (found.length >= most) break; found.push(entry); }
    return found;
  }

  touch() {
    this.#timer ||= window.setTimeout(() => { this.#timer = 0; this.version += 1; }, redraw);
  }
}

export const entries = new Entries();
