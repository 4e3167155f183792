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
    const say1 = (word: string) => call("asset.describe", word ? { id: before.id, set: { [name]: word } } : { id: before.id, clear: [name] });
    const after = await attempt(() => say1(value));
    if (!after) return false;
    this.take(after);
    notice(told, say("undo"), () => attempt(async () => { this.take(await say1(before.word ?? "")); notice(say("undone")); }));
    return true;
  }

  async tag(change: Omit<Operations["asset.tag"]["ask"], "id">): Promise<boolean> {
    const id = this.asset?.id;
    const after = id && (await attempt(() => call("asset.tag", { id, ...change })));
    if (after) this.take(after);
    return Boolean(after);
  }

  /** Into a collection or out of it. */
  async collect(collection: string, way: "add" | "remove"): Promise<boolean> {
    const id = this.asset?.id;
    if (!id || !(await attempt(() => call("collection.change", { id: collection, [way]: [id] })))) return false;
    await this.load(id);
    return true;
  }
}
