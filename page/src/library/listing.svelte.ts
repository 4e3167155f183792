// What is found for a query, in an order: as many works as there are, loaded where they are looked at.

import { call } from "../api/client";
import type { AssetSummary, BucketView, FacetsView } from "../api/operations";
import { Problem, problemFrom } from "../api/problem";
import { Strip } from "../wall/strip";
import { whileTyping } from "./query";

export interface Ask { query: string; sort: string; trashed: boolean }

const keptPages = 24;    // of up to 500 works; what is farther away is asked for again
const rankedPage = 100;  // a ranking has no timeline: its pages follow one another

const narrowest = 0.5;
const widest = 3;

/** Width by height of a work on the wall, kept within what a row can hold. */
export function aspectOf(asset: AssetSummary): number {
  const face = asset.kind === "document" ? 0.77 : 1;
  const ratio = !asset.thumb_hash ? 1 : asset.width && asset.height ? asset.width / asset.height : face;
  return Math.min(widest, Math.max(narrowest, ratio));
}

const aspectsOf = (items: AssetSummary[]) => Float32Array.from(items, aspectOf);
const same = (a: BucketView, b: BucketView) => a.count === b.count && a.after === b.after && a.month === b.month;

export class Listing {
  ask = $state.raw<Ask>({ query: "", sort: "-taken", trashed: false });
  strip = $state.raw(new Strip([]));
  /** Grows whenever something stands elsewhere or is known anew. */
  version = $state(0);
  total = $state(0);
  facets = $state.raw<FacetsView | undefined>();
  loaded = $state(false);
  busy = $state(false);
  problem = $state.raw<Problem | undefined>();
  /** Called with the height by which a bucket has grown when it was read. */
  grown: (bucket: number, by: number) => void = () => {};

  #pages = new Map<number, AssetSummary[]>();
  #going = new Map<number, AbortController>();
  #opening: AbortController | undefined;

  /** The query as it is asked: with what begins like the last word. */
  get found() { return whileTyping(this.ask.query); }
  get #request() {
    return { query: this.found, sort: this.ask.sort, trashed: this.ask.trashed };
  }
  get #ranked() { return this.ask.sort === "relevance"; }

  /** Shows another list. What was shown stays until the new one is there. */
  async open(ask: Ask) {
    this.ask = ask;
    this.#opening?.abort();
    const opening = (this.#opening = new AbortController());
    this.busy = true;
    try {
      // The first works are asked for together with the timeline: they are seen as soon as it is known.
      const size = this.#ranked ? rankedPage : 500;
      const [buckets, page] = await Promise.all([this.#buckets(opening.signal), call("asset.find", { ...this.#request, limit: size }, { signal: opening.signal })]);
      if (this.#opening !== opening) return;
      this.#stopReading();
      const all = buckets ?? this.#rankedBuckets([], page.assets.length, page.next);
      this.#show(all, new Map(all.length > 0 ? [[0, page.assets.slice(0, all[0]!.count)]] : []));
      this.loaded = true;
      this.problem = undefined;
      void this.#count(opening.signal);
    } catch (error) {
      if (this.#opening === opening) this.problem = problemFrom(error);
    } finally {
      if (this.#opening === opening) { this.busy = false; this.#opening = undefined; }
    }
  }

  /** The same list again: something came in or went. Works in view stay in view. `seen`: the buckets on the screen. */
  async refresh(seen: number[] = []) {
    if (this.#opening || !this.loaded) return;
    if (this.#ranked) return void this.#count();
    const { ask } = this;
    try {
      const buckets = await this.#buckets();
      if (this.ask !== ask || this.#opening || !buckets) return;
      const before = this.strip.buckets;
      const known = new Map(before.map((each, i) => [`${each.after ?? ""} ${each.count} ${each.month ?? ""}`, i]));
      const pages = new Map<number, AssetSummary[]>();
      buckets.forEach((each, i) => {
        const old = known.get(`${each.after ?? ""} ${each.count} ${each.month ?? ""}`);
        const items = old === undefined ? undefined : this.#pages.get(old);
        if (items) pages.set(i, items);
      });
      const last = Math.min(buckets.length - 1, Math.max(0, ...seen) + 1);
      for (let bucket = Math.min(...seen, last); bucket <= last && bucket >= 0; bucket += 1) {
        if (!pages.has(bucket)) pages.set(bucket, (await this.#read(buckets[bucket]!)).assets);
      }
      if (this.ask !== ask || this.#opening) return;
      if (buckets.length === before.length && buckets.every((each, i) => same(each, before[i]!))) return;
      this.#stopReading();
      this.#show(buckets, pages);
      void this.#count();
    } catch (error) {
      problemFrom(error);  // the next event, or the next look, asks again
    }
  }

  async #buckets(signal?: AbortSignal): Promise<BucketView[] | undefined> {
    if (this.#ranked) return undefined;
    return (await call("asset.timeline", this.#request, signal ? { signal } : {})).buckets;
  }

  #rankedBuckets(before: readonly BucketView[], count: number, next: string | undefined): BucketView[] {
    const first = before[0];
    const all = first ? [...before.slice(0, -1), { ...before.at(-1)!, count }] : [{ count }];
    return next ? [...all, { count: rankedPage, after: next }] : all.filter((each) => each.count > 0);
  }

  async #count(signal?: AbortSignal) {
    const { query, trashed } = this.#request;
    try {
      const facets = await call("asset.facets", { query, trashed }, signal ? { signal } : {});
      this.facets = facets;
      if (this.#ranked) this.total = facets.total;
    } catch (error) {
      problemFrom(error);
    }
  }

  #show(buckets: BucketView[], pages: Map<number, AssetSummary[]>) {
    const strip = new Strip(buckets);
    const { shape } = this.strip;
    this.#pages = pages;
    strip.fit(shape);
    for (const [bucket, items] of pages) strip.arrive(bucket, aspectsOf(items));
    this.strip = strip;
    if (!this.#ranked) this.total = strip.total;
    this.version += 1;
  }

  /** The work at a place in the list, if it has been read. */
  at(index: number): AssetSummary | undefined {
    const bucket = this.strip.bucketOf(index);
    return this.#pages.get(bucket)?.[index - this.strip.firsts[bucket]!];
  }

  page(bucket: number): AssetSummary[] | undefined {
    const items = this.#pages.get(bucket);
    if (items) { this.#pages.delete(bucket); this.#pages.set(bucket, items); }  // the last used stays longest
    return items;
  }

  /** Where a work stands among those that have been read; -1 if it is not there. */
  indexOf(id: string): number {
    for (const [bucket, items] of this.#pages) {
      const at = items.findIndex((each) => each.id === id);
      if (at >= 0) return this.strip.firsts[bucket]! + at;
    }
    return -1;
  }

  async #read(bucket: BucketView, signal?: AbortSignal) {
    return (await call("asset.find", { ...this.#request, limit: bucket.count, ...(bucket.after ? { after: bucket.after } : {}) }, signal ? { signal } : {}));
  }

  /** Reads a bucket unless it is there or under way. */
  async need(bucket: number): Promise<void> {
    if (this.#pages.has(bucket) || this.#going.has(bucket) || this.#opening) return;
    const stop = new AbortController();
    this.#going.set(bucket, stop);
    const { strip } = this;
    try {
      const page = await this.#read(strip.buckets[bucket]!, stop.signal);
      if (this.strip !== strip) return;
      this.#arrived(bucket, page.assets, page.next);
    } catch (error) {
      const problem = problemFrom(error);
      if (problem) this.problem = problem;
    } finally {
      if (this.#going.get(bucket) === stop) this.#going.delete(bucket);
    }
  }

  #arrived(bucket: number, items: AssetSummary[], next: string | undefined) {
    if (this.#ranked && bucket === this.strip.buckets.length - 1) {
      const pages = new Map(this.#pages).set(bucket, items);
      return this.#show(this.#rankedBuckets(this.strip.buckets, items.length, next), pages);
    }
    // Something went since the timeline was made: the bucket is as long as it is now.
    if (items.length < this.strip.buckets[bucket]!.count) {
      const buckets = this.strip.buckets.map((each, i) => (i === bucket ? { ...each, count: items.length } : each));
      return this.#show(buckets, new Map(this.#pages).set(bucket, items));
    }
    this.#pages.set(bucket, items);
    for (const old of this.#pages.keys()) {
      if (this.#pages.size <= keptPages) break;
      this.#pages.delete(old);
    }
    const by = this.strip.known(bucket) ? 0 : this.strip.arrive(bucket, aspectsOf(items));
    if (by !== 0) this.grown(bucket, by);
    this.version += 1;
    return undefined;
  }

  /** Stops reading what nobody looks at any more. */
  keepOnly(wanted: Set<number>) {
    for (const [bucket, stop] of this.#going) {
      if (wanted.has(bucket)) continue;
      stop.abort();
      this.#going.delete(bucket);  // at once: it may be wanted again before it has noticed
    }
  }

  #stopReading() {
    for (const stop of this.#going.values()) stop.abort();
    this.#going.clear();
  }

  /** Takes works off the list at once; the server has been told, or is just telling us. */
  drop(ids: ReadonlySet<string>) {
    const pages = new Map(this.#pages);
    const buckets = [...this.strip.buckets];
    for (const [bucket, items] of pages) {
      const left = items.filter((each) => !ids.has(each.id));
      if (left.length === items.length) continue;
      pages.set(bucket, left);
      buckets[bucket] = { ...buckets[bucket]!, count: buckets[bucket]!.count - (items.length - left.length) };
    }
    if (buckets.every((each, i) => each === this.strip.buckets[i])) return;
    this.#show(buckets, pages);
    if (this.#ranked) this.total = Math.max(0, this.total - ids.size);
    void this.#count();
  }

  /** Puts a newer state of a work in its place, if it is there. */
  replace(asset: AssetSummary) {
    const index = this.indexOf(asset.id);
    if (index < 0) return;
    if (Boolean(asset.trashed_at) !== this.ask.trashed) return this.drop(new Set([asset.id]));
    const bucket = this.strip.bucketOf(index);
    const items = this.#pages.get(bucket)!.slice();
    items[index - this.strip.firsts[bucket]!] = asset;
    this.#pages.set(bucket, items);
    const by = this.strip.arrive(bucket, aspectsOf(items));
    if (by !== 0) this.grown(bucket, by);
    this.version += 1;
  }

  /** Ids of works from one place to another, both included; reads what is not there. */
  async ids(from: number, to: number, progress: (done: number) => void = () => {}): Promise<string[]> {
    const found: string[] = [];
    const { strip } = this;
    for (let bucket = strip.bucketOf(from); bucket < strip.buckets.length && strip.firsts[bucket]! <= to; bucket += 1) {
      const items = this.#pages.get(bucket) ?? (await this.#read(strip.buckets[bucket]!)).assets;
      const first = strip.firsts[bucket]!;
      for (let i = Math.max(0, from - first); i < items.length && first + i <= to; i += 1) found.push(items[i]!.id);
      progress(found.length);
    }
    return found;
  }
}
