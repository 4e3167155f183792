// Files on their way in, three at once, each with its own story. A lost connection makes it wait, not fail.

import { call, onReachable } from "../api/client";
import { Problem } from "../api/problem";
import { announce } from "../shell/notices.svelte";
import { say } from "../words/words";
import { digestOf } from "./digest";
import { everything, forget, keyOf, remember } from "./memory";
import { abandon, type Arrived, upload } from "./tus";

export type State = "waiting" | "reading" | "going" | "in" | "known" | "failed" | "stopped" | "absent";
export interface Entry {
  id: number; key: string; name: string; size: number; state: State;
  file?: File | undefined;    // nothing: it must be chosen again
  sent: number;               // bytes that were read, while reading; else bytes that arrived
  patient?: boolean;          // waits for the connection
  problem?: Problem | undefined;
  asset?: string;
  stop?: AbortController;
}

const atOnce = 3;
const tries = 6;          // against a server that answers, but will not
const worthAsking = 256 * 1024;  // a smaller file is sent as quickly as it is asked for

const entries: Entry[] = [];
const byKey = new Map<string, Entry>();
let next = 0;

const over = (entry: Entry) => !["waiting", "reading", "going"].includes(entry.state);

export interface Story { entries: readonly Entry[]; counts: Record<State, number>; sent: number; bytes: number; over: boolean }
const listed = 200;
/** What the tray shows; made anew at most once for each frame. */
export const story = $state<{ now: Story }>({ now: tell() });

// Whatever needs a person comes first.
const order: Record<State, number> = { failed: 0, absent: 1, going: 2, reading: 3, stopped: 4, known: 5, waiting: 6, in: 7 };

function tell(): Story {
  const counts: Record<State, number> = { waiting: 0, reading: 0, going: 0, in: 0, known: 0, failed: 0, stopped: 0, absent: 0 };
  let sent = 0;
  let bytes = 0;
  for (const entry of entries) {
    counts[entry.state] += 1;
    bytes += entry.size;
    sent += over(entry) ? entry.size : entry.state === "going" ? entry.sent : 0;
  }
  const shown = entries.length <= listed ? entries.slice() : entries.filter((entry) => entry.state !== "in" && entry.state !== "waiting").slice(0, listed);
  for (const entry of entries) {
    if (shown.length >= Math.min(listed, entries.length)) break;
    if (entries.length > listed && (entry.state === "waiting" || entry.state === "in")) shown.push(entry);
  }
  shown.sort((a, b) => order[a.state] - order[b.state] || a.id - b.id);
  return { entries: shown.map((entry) => ({ ...entry })), counts, sent, bytes, over: entries.every(over) };
}

let drawing = false;
function draw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => { drawing = false; story.now = tell(); });
}

/** Takes files as they come; the first go up while the last are still being found. */
export async function addAll(files: AsyncGenerator<File>) {
  let added = 0;
  for await (const file of files) {
    add(file);
    added += 1;
    if (added % 200 === 0) await new Promise((done) => setTimeout(done));  // ten thousand files freeze nothing
  }
  if (added > 0) announce(say("intake.coming", { count: added }));
}

function add(file: File) {
  const known = byKey.get(keyOf(file));
  if (known && !["in", "known"].includes(known.state)) {
    known.file = file;
    if (over(known)) again(known.id);
    return;
  }
  const entry: Entry = { id: (next += 1), key: keyOf(file), name: file.name, size: file.size, file, sent: 0, state: "waiting" };
  entries.push(entry);
  byKey.set(entry.key, entry);
  void remember(file);
  draw();
  pump();
}

/** What an earlier visit left unfinished. */
export async function resume() {
  for (const kept of await everything()) {
    if (byKey.has(kept.key)) continue;
    const entry: Entry = { id: (next += 1), key: kept.key, name: kept.name, size: kept.size, file: kept.file, sent: 0, state: kept.file ? "waiting" : "absent" };
    entries.push(entry);
    byKey.set(entry.key, entry);
  }
  draw();
  pump();
}

let going = 0;
let from = 0;  // what stands before has been begun
function pump() {
  while (going < atOnce) {
    while (from < entries.length && entries[from]!.state !== "waiting") from += 1;
    const entry = entries[from];
    if (!entry) return;
    void bringIn(entry);
  }
}

async function bringIn(entry: Entry) {
  going += 1;
  const stop = (entry.stop = new AbortController());
  entry.state = "reading";
  try {
    const arrived = await alone(entry, stop.signal, () => withPatience(entry, stop.signal));
    entry.asset = arrived.id;
    entry.state = arrived.duplicate ? "known" : "in";
    await forget(entry.key);
  } catch (error) {
    const stopped = error instanceof DOMException && error.name === "AbortError";
    entry.state = stopped ? "stopped" : "failed";
    if (!stopped) entry.problem = error instanceof Problem ? error : new Problem({ detail: say("intake.unreadable"), hint: say("intake.unreadable.hint"), status: 1 });
    if (!stopped && !(error instanceof Problem)) console.debug(error);
  }
  entry.patient = false;
  going -= 1;
  draw();
  pump();
  if (entries.every(over)) announce(summary());
}

/** The same file goes up from one window only. */
function alone<T>(entry: Entry, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return navigator.locks ? (navigator.locks.request(`upload ${entry.key}`, { signal }, work) as Promise<T>) : work();
}

async function known(entry: Entry, file: File, signal: AbortSignal): Promise<Arrived | undefined> {
  if (file.size < worthAsking) return undefined;
  const digest = await digestOf(file, (read) => { entry.sent = read; draw(); }, signal);
  entry.sent = 0;
  if (!digest) return undefined;
  const found = (await call("asset.find", { query: `sha256:${digest}`, limit: 1 }, { signal })).assets[0];
  return found && { id: found.id, duplicate: true };
}

async function withPatience(entry: Entry, signal: AbortSignal): Promise<Arrived> {
  const file = entry.file!;
  for (let refused = 0, lost = 0; ; ) {
    try {
      // What was begun goes on; only what is new is asked for.
      const there = entry.state === "reading" ? await known(entry, file, signal) : undefined;
      if (there) { await abandon(file); return there; }
      entry.state = "going";
      draw();
      return await upload(file, (sent) => { entry.sent = sent; entry.patient = false; lost = 0; draw(); }, signal);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.offline || error.status === 401) lost += 1;
      else if ([409, 423, 429, 502, 503, 504].includes(error.status) && (refused += 1) < tries) lost = refused;
      else throw error;
      entry.patient = true;
      draw();
      await connection(Math.min(15_000, 250 * 2 ** Math.min(lost, 6)), signal);
    }
  }
}

const hopes = new Set<() => void>();
onReachable((yes) => { if (yes) for (const hope of hopes) hope(); });
addEventListener("online", () => { for (const hope of hopes) hope(); });

/** Waits, but not once there is a sign that it may work again. */
function connection(most: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (run: () => void) => { clearTimeout(timer); hopes.delete(hope); signal.removeEventListener("abort", stop); run(); };
    // A little apart, so that a hundred files do not all come back in the same moment.
    const hope = () => { clearTimeout(timer); timer = setTimeout(() => end(resolve), 100 + Math.random() * 300); };
    const stop = () => end(() => reject(new DOMException("Stopped", "AbortError")));
    let timer = setTimeout(() => end(resolve), most * (0.75 + Math.random() / 2));
    hopes.add(hope);
    signal.addEventListener("abort", stop, { once: true });
  });
}

const find = (id: number) => entries.find((entry) => entry.id === id);

export function again(id: number) {
  const entry = find(id);
  if (!entry?.file) return;
  Object.assign(entry, { state: "waiting", problem: undefined, sent: 0 });
  from = 0;
  draw();
  pump();
}

export function stop(id: number) {
  const entry = find(id);
  if (!entry) return;
  if (entry.state === "waiting" || entry.state === "absent") entry.state = "stopped";
  else entry.stop?.abort();
  if (entry.file) void abandon(entry.file);
  else void forget(entry.key);
  draw();
}

export const againAll = () => entries.filter((entry) => entry.state === "failed").forEach((entry) => again(entry.id));
export const stopAll = () => entries.filter((entry) => !over(entry)).forEach((entry) => stop(entry.id));

/** Takes what has come to its end off the list. */
export function clear() {
  for (let i = entries.length - 1; i >= 0; i -= 1) {
    const entry = entries[i]!;
    if (!over(entry)) continue;
    if (entry.state === "failed" || entry.state === "absent") void forget(entry.key);
    byKey.delete(entry.key);
    entries.splice(i, 1);
  }
  from = 0;
  story.now = tell();
}

export function summary(): string {
  const { counts } = tell();
  const left = counts.waiting + counts.reading + counts.going;
  const parts = (["in", "known", "failed", "absent", "stopped"] as const).filter((state) => counts[state] > 0).map((state) => say(`intake.count.${state}`, { count: counts[state] }));
  return (left > 0 ? [say("intake.count.left", { count: left }), ...parts] : parts).join(", ");
}

// Only what would be lost is worth a question.
addEventListener("beforeunload", (event) => { if (entries.some((entry) => !over(entry) && entry.size > 200 * 1024 * 1024)) event.preventDefault(); });
