// One file on its way in: is it there already, where did it stand, part after part, and whatever comes between.

import { call } from "../api/client";
import { Problem } from "../api/problem";
import { say } from "../words/words";
import { digestOf } from "./digest";
import { type Entry, entries } from "./entries.svelte";
import { Patience } from "./patience";
import { type Arrival, begin, partBytes, sendPart, type Standing, standingOf } from "./tus";

/** Up to here a file goes up in one request: asking first would take as long as sending it. */
const small = 64 * 1024;

/** What must be kept has changed: digest, address or offset. */
type Noted = (entry: Entry) => void;

export async function bringIn(entry: Entry, noted: Noted, signal: AbortSignal): Promise<Arrival> {
  const patience = new Patience(entry, signal);
  for (;;) {
    try {
      return await attempt(entry, noted, signal);
    } catch (error) {
      // A file that went away looks like a connection that did: see which.
      if (error instanceof Problem && error.offline) await readable(entry);
      await patience.endure(error);
    }
  }
}

async function attempt(entry: Entry, noted: Noted, signal: AbortSignal): Promise<Arrival> {
  const file = await readable(entry);
  if (!entry.address && file.size > small && !entry.asked) {
    const there = await askFor(entry, file, noted, signal);
    if (there) return { id: there, duplicate: true };
    entry.asked = true;
  }
  let offset = entry.address ? await standingOf(entry.address, signal) : undefined;
  if (offset === undefined) {
    const begun = await start(entry, file, signal);
    if (begun.arrival) return fresh(entry, begun.arrival);
    entry.address = begun.address;
    offset = begun.offset;
    noted(entry);
  }
  return sendRest(entry, file, offset, noted, signal);
}

async function start(entry: Entry, file: File, signal: AbortSignal): Promise<Standing> {
  const whole = file.size <= small;
  try {
    return await begin(entry.name, file.size, whole ? file : null, signal, (sent) => entries.progress(entry, Math.min(sent, file.size)));
  } catch (error) {
    entry.sentWhole ||= whole && error instanceof Problem && error.offline;
    throw error;
  }
}

async function sendRest(entry: Entry, file: File, from: number, noted: Noted, signal: AbortSignal): Promise<Arrival> {
  const address = entry.address ?? "";
  let offset = from;
  entries.progress(entry, offset);
  for (;;) {
    const last = offset + partBytes >= file.size;
    // Even an empty part asks: after a lost last answer, the server is told to look again.
    const stands = await sendPart(address, file.slice(offset, offset + partBytes), offset, signal, (sent) => entries.progress(entry, Math.min(offset + sent, file.size)));
    if (stands.arrival) return fresh(entry, stands.arrival);
    if (last) throw new Problem({ detail: say("intake.incomplete"), hint: say("intake.incomplete.hint"), status: 409 });
    offset = stands.offset;
    entries.progress(entry, offset);
    noted(entry);
  }
}

/** What we sent ourselves, and whose answer was lost, is new and no duplicate. */
const fresh = (entry: Entry, { id, duplicate }: Arrival): Arrival => ({ id, duplicate: duplicate && !entry.sentWhole });

/** The id of the asset that is this very file. Only where one of the same size is there, the file is read for its digest. */
async function askFor(entry: Entry, file: File, noted: Noted, signal: AbortSignal): Promise<string | undefined> {
  if (!entry.digest) {
    const alike = await call("asset.find", { query: `bytes:${file.size}`, limit: 1 }, { signal });
    if (alike.assets.length === 0) return undefined;
    entries.set(entry, "reading");
    entry.digest = await digestOf(file, (read) => { entry.read = read; entries.touch(); }, signal);
    entries.set(entry, "going");
    if (!entry.digest) return undefined;
    noted(entry);
  }
  const found = await call("asset.find", { query: `sha256:${entry.digest}`, limit: 1 }, { signal });
  return found.assets[0]?.id;
}

/** The file, if its bytes can still be had. */
async function readable(entry: Entry): Promise<File> {
  try {
    if (entry.file) {
      await entry.file.slice(0, 1).arrayBuffer();
      return entry.file;
    }
  } catch {
    // Moved, changed or deleted since it was chosen: told below.
  }
  throw unreadable();
}

export const unreadable = () => new Problem({ detail: say("intake.unreadable"), hint: say("intake.unreadable.hint"), status: 1 });
