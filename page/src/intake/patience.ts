// What may pass by itself is waited for: a lost connection, a busy server, a session that ended. Everything else is told.

import { ask, onReachable, tellReachable } from "../api/client";
import { Problem } from "../api/problem";
import { type Entry, entries, type Wait } from "./entries.svelte";
import type { Refused } from "./tus";

const shortest = 400;
const longest = 30_000;
const conflicts = 12;
const busy = [408, 425, 429, 500, 502, 503, 504];
const busyTries = 6;  // a server that only makes mistakes is a failure, and its words are better than a long wait

const sleepers = new Map<() => void, Wait>();
const wake = (wait: Wait) => { for (const [rise, why] of sleepers) if (why === wait) rise(); };

addEventListener("online", () => wake("connection"));
onReachable((yes) => { if (yes) wake("connection"); });
export const signedIn = () => wake("sign-in");

function sleep(time: number, wait: Wait, signal: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const over = () => { clearTimeout(timer); sleepers.delete(rise); signal.removeEventListener("abort", stop); };
    const rise = () => { over(); done(); };
    const stop = () => { over(); fail(new DOMException("Stopped", "AbortError")); };
    const timer = Number.isFinite(time) ? window.setTimeout(rise, time) : 0;
    sleepers.set(rise, wait);
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
  });
}

const pause = (time: number, signal: AbortSignal) => sleep(time, "", signal);

export class Patience {
  #tries = 0;
  #seen = 0;

  constructor(readonly entry: Entry, readonly signal: AbortSignal) {}

  /** Comes back when it is worth trying again; throws what will not pass. */
  async endure(error: unknown): Promise<void> {
    if (!(error instanceof Problem)) throw error;
    // Whoever gets ahead has all patience anew.
    if (this.entry.sent > this.#seen) this.#tries = 0;
    this.#seen = Math.max(this.#seen, this.entry.sent);
    this.#tries += 1;
    const delay = Math.min(longest, shortest * 2 ** (this.#tries - 1)) * (0.75 + Math.random() / 2);
    if (error.status === 401) return this.#signIn();
    if (error.offline) return this.#connection(delay);
    if (error.status === 409 || error.status === 423) {
      if (this.#tries > conflicts) throw error;
      return pause(Math.min(delay, 2000), this.signal);
    }
    const after = (error as Refused).retryAfter;
    if (!busy.includes(error.status) || (after === undefined && this.#tries > busyTries)) throw error;
    await this.#wait("server", after ?? delay);
  }

  async #wait(wait: Wait, time: number) {
    this.entry.wait = wait;
    entries.touch();
    await sleep(time, wait, this.signal);
    this.entry.wait = "";
    entries.touch();
  }

  async #signIn() {
    // The page is told by the question, and shows the door.
    void ask("GET", "/session").catch(() => {});
    await this.#wait("sign-in", Number.POSITIVE_INFINITY);
  }

  async #connection(delay: number) {
    await pause(Math.min(delay, shortest), this.signal);
    if (this.#tries === 1) return;  // one cut is nothing to speak of
    tellReachable(false);
    await this.#wait("connection", delay);
  }
}
