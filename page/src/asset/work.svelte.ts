// The work that is looked at: what the server knows of it, and the few things that can be done to it.

import { call } from "../api/client";
import type { AssetDetail, Operations } from "../api/operations";
import { type Problem, problemFrom } from "../api/problem";
import { attempt, notice } from "../shell/notices.svelte";
import { may } from "../shell/session.svelte";
import { say } from "../words/words";
import { ownWord } from "./fields";

export class Work {
  asset = $state.raw<AssetDetail | undefined>();
  problem = $state.raw<Problem | undefined>();

  /** `changed` is told of every new state, so that the library shows it, too. */
  constructor(private changed: (asset: AssetDetail) => void) {}

  get writable() { return may("assets:write") && !this.asset?.trashed_at; }

  #wanted = "";
  async load(id: string) {
    this.#wanted = id;
    try {
      const asset = await call("asset.show", { id });
      // Whoever steps on quickly does not come back to what was slow.
      if (this.#wanted !== id) return;
      this.problem = undefined;
      // The same answer again would only disturb what is being looked at.
      if (JSON.stringify(asset) !== JSON.stringify(this.asset)) this.asset = asset;
    } catch (error) {
      if (this.#wanted === id) this.problem = problemFrom(error);
    }
  }

  take(asset: AssetDetail) {
    if (asset.id === this.asset?.id) this.asset = asset;
    this.changed(asset);
  }

  /** Sets one property, or with an empty text takes the person's word back. Answers whether it is saved. */
  async describe(name: string, value: string, told: string): Promise<boolean> {
    const before = this.asset && { id: this.asset.id, word: ownWord(this.asset.fields, name) };
    if (!before) return false;
    if (value === (before.word ?? "")) return true;
    const put = (word: string) => call("asset.describe", word ? { id: before.id, set: { [name]: word } } : { id: before.id, clear: [name] });
    const after = await attempt(() => put(value));
    if (!after) return false;
    this.take(after);
    notice(told, say("undo"), () => attempt(async () => { this.take(await put(before.word ?? "")); notice(say("undone")); }));
    return true;
  }

  // Which work is meant is always said: by the time something is undone, another one may be looked at.

  async tag(id: string, change: Omit<Operations["asset.tag"]["ask"], "id">): Promise<boolean> {
    const after = await attempt(() => call("asset.tag", { id, ...change }));
    if (after) this.take(after);
    return Boolean(after);
  }

  /** Into a collection or out of it. */
  async collect(id: string, collection: string, way: "add" | "remove"): Promise<boolean> {
    if (!(await attempt(() => call("collection.change", { id: collection, [way]: [id] })))) return false;
    if (this.#wanted === id) await this.load(id);
    return true;
  }
}
