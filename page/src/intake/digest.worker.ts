// Reads files beside the page and says their SHA-256. In: {id, file} or {stop: id}. Out: {id, read} now and then, {id, digest} at
// the end, {id, failed} if the file cannot be read.

import { Sha256 } from "./sha256";

const piece = 4 * 1024 * 1024;
const stopped = new Set<number>();
const post = postMessage as (message: unknown) => void;

async function digest(id: number, file: Blob) {
  const hash = new Sha256();
  for (let at = 0; at < file.size; at += piece) {
    if (stopped.delete(id)) return;
    hash.update(new Uint8Array(await file.slice(at, at + piece).arrayBuffer()));
    post({ id, read: Math.min(file.size, at + piece) });
  }
  post({ id, digest: hash.hex() });
}

let last: Promise<unknown> = Promise.resolve();
onmessage = ({ data }: MessageEvent<{ id: number; file: Blob } | { stop: number }>) => {
  if ("stop" in data) { stopped.add(data.stop); return; }
  // One after the other: the disk is read once, in order.
  last = last.then(() => digest(data.id, data.file)).catch((error: unknown) => post({ id: data.id, failed: String(error) }));
};
