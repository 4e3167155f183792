// Files on their way in: three at once, each with its own story, remembered until it is over.

import { Problem, problemFrom } from "../api/problem";
import { announce } from "../shell/notices.svelte";
import { session } from "../shell/session.svelte";
import { say } from "../words/words";
import { bringIn, unreadable } from "./bring";
import { Entry, entries, type State } from "./entries.svelte";
import { forget, type Kept, keep, note, unfinished } from "./memory";
import { signedIn } from "./patience";
import { announceEnd, announceMore } from "./tally";
import { abandon } from "./tus";
import { alone, newId, oneAtATime, othersThere, standUp, tab, whenGone } from "./windows";
import type { Found } from "./walk";

const atOnce = 3;
const keptBytes = 200 * 1000 * 1000;  // larger ones are too much to be copied into the browser
const batch = 100;

let running = 0;
let keeping = 0;  // bytes that the browser holds for us
let walking = 0;

const me = () => session.user?.id ?? "";
const moving: State[] = ["waiting", "reading", "going"];

const recordOf = (entry: Entry): Kept => ({
  id: entry.id, user: entry.user, tab, name: entry.name, path: entry.path, size: entry.size, modified: entry.modified, at: Date.now(), offset: entry.sent,
  ...(entry.digest ? { digest: entry.digest } : {}), ...(entry.address ? { address: entry.address } : {}), ...(entry.state === "stopped" ? { stopped: true } : {}),
});

// ---- In

/** Takes files as they are found, so that the first are in before the last was seen. */
export async function addAll(found: AsyncIterable<Found[]> | Iterable<Found[]>) {
  walking += 1;
  try {
    for await (const some of found) add(some);
  } finally {
    walking -= 1;
  }
}

function add(found: Found[]) {
  const fresh: Entry[] = [];
  for (const { file, path } of found) {
    const known = file && entries.matching(path, { size: file.size, modified: file.lastModified });
    if (known) { goOnWith(known, file); continue; }
    const name = path.split("/").at(-1) ?? path;
    const entry = new Entry(newId(), me(), name, path, file?.size ?? 0, file?.lastModified ?? 0, file);
    if (!file) { entry.state = "failed"; entry.problem = unreadable(); }
    entries.add(entry);
    fresh.push(entry);
  }
  announceMore(found.length);
  for (let at = 0; at < fresh.length; at += batch) void remember(fresh.slice(at, at + batch));
  pump();
}

/** The same file once more: it was lost, failed or stopped before; or it is on its way, and once is enough. */
function goOnWith(entry: Entry, file: File) {
  if (moving.includes(entry.state)) return;
  entry.file = file;
  entry.problem = undefined;
  entries.set(entry, "waiting");
}

async function remember(some: Entry[]) {
  const all = some.filter((entry) => entry.file).map((entry) => {
    const fits = keeping + entry.size <= keptBytes;
    if (fits) keeping += entry.size;
    return { entry, record: recordOf(entry), file: fits ? entry.file : undefined };
  });
  const kept = await keep(all);
  // What did not fit was kept once more, without its bytes: perhaps after it had arrived.
  if (!kept) void forget(all.filter(({ entry }) => entry.asset).map(({ entry }) => entry.id));
  for (const { entry, file } of all) {
    if (!file) continue;
    if (kept && entry.state !== "in" && entry.state !== "known") entry.kept = true;
    else keeping -= entry.size;
  }
}

// ---- On the way

function pump() {
  while (running < atOnce) {
    const { value: entry } = entries.of.waiting.values().next();
    if (!entry) break;
    void run(entry);
  }
}

async function run(entry: Entry) {
  running += 1;
  const control = (entry.control = new AbortController());
  const { signal } = control;
  entries.set(entry, "going");
  try {
    const waiting = () => { entry.wait = "window"; entries.touch(); };
    const arrival = await alone(entry.key, signal, waiting, () => { entry.wait = ""; return bringIn(entry, (now) => void note(recordOf(now)), signal); });
    entry.asset = arrival.id;
    entries.set(entry, arrival.duplicate ? "known" : "in");
    letGo([entry]);
  } catch (error) {
    end(entry, error);
  } finally {
    running -= 1;
  }
  pump();
  if (entries.count(...moving) === 0 && walking === 0) announceEnd();
}

function end(entry: Entry, error: unknown) {
  if (error instanceof DOMException && error.name === "AbortError") {
    entries.set(entry, "stopped");
    void note(recordOf(entry));
    return;
  }
  const unread = error instanceof DOMException && /^Not(Readable|Found)Error$/.test(error.name);
  entry.problem = unread ? unreadable() : (problemFrom(error) ?? new Problem({}));
  entries.set(entry, "failed");
}

/** Forgets what a file needed to go on. */
function letGo(some: Entry[]) {
  for (const entry of some) {
    if (entry.kept) keeping -= entry.size;
    entry.kept = false;
  }
  void forget(some.map((entry) => entry.id));
}

// ---- What people do

export function stop(...some: Entry[]) {
  const waiting = some.filter((entry) => entry.state === "waiting");
  for (const entry of waiting) entries.set(entry, "stopped");
  void keep(waiting.map((entry) => ({ record: recordOf(entry), file: undefined })));
  for (const entry of some) if (entry.state === "going" || entry.state === "reading") entry.control?.abort();
}

export function retry(entry: Entry) {
  if (!entry.file) return;
  entry.problem = undefined;
  entries.set(entry, "waiting");
  pump();
}

/** Takes it off the list, and what came of it off the server. */
export function leaveOut(some: Entry[]) {
  for (const entry of some) {
    if (entry.address && !entry.asset) void abandon(entry.address);
    entries.remove(entry);
  }
  letGo(some);
}

export const stopAll = () => stop(...entries.each(moving));
export const retryAll = () => { for (const entry of [...entries.each(["failed", "stopped"])]) retry(entry); };
export const close = () => leaveOut([...entries.each()]);

// ---- After a reload, and at the door

let started = false;

/** Goes on with what this person left unfinished, here or in a window that is gone. */
export const goOn = () => (going = goOnNow());
/** Whoever brings something new waits until it is known what was left. */
export const ready = () => going ?? goOn();
let going: Promise<void> | undefined;

async function goOnNow() {
  if (!started) { started = true; standUp(); addEventListener("beforeunload", warn); }
  const others = [...entries.each()].filter((entry) => entry.user !== me());
  for (const entry of others) { entry.control?.abort(); entries.remove(entry); }
  signedIn();
  await oneAtATime(adopt);
  pump();
}

const awaited = new Set<string>();

async function adopt() {
  const there = await othersThere();
  const mine = new Set([...entries.each()].map((entry) => entry.id));
  const taken: { record: Kept; file: undefined }[] = [];
  const left = (await unfinished(me())).filter(({ record }) => !mine.has(record.id));
  for (const { record, file } of left) {
    if (there.has(record.tab)) {
      if (!awaited.has(record.tab)) { awaited.add(record.tab); whenGone(record.tab, () => void goOn()); }
      continue;
    }
    const entry = new Entry(record.id, record.user, record.name, record.path, record.size, record.modified, file);
    Object.assign(entry, { digest: record.digest, address: record.address, sent: record.offset ?? 0, kept: file !== undefined });
    entry.state = !file ? "lost" : record.stopped ? "stopped" : "waiting";
    if (file) keeping += entry.size;
    entries.add(entry);
    taken.push({ record: recordOf(entry), file: undefined });
  }
  await keep(taken);
  if (entries.of.lost.size > 0) announce(say("intake.lost.count", { count: entries.of.lost.size }));
}

/** Only while bytes would be lost: what the browser keeps goes on by itself. */
function warn(event: BeforeUnloadEvent) {
  const losing = walking > 0 || [...entries.each(moving)].some((entry) => !entry.kept);
  if (losing) event.preventDefault();
}
