// Beside the page: reads files slice by slice and says their digests, one after the other.

import { Sha256 } from "./sha256";

export interface Wanted { id: number; file?: Blob; stop?: boolean }
export interface Told { id: number; read?: number; digest?: string; failed?: string }

const slice = 4 * 1024 * 1024;
const stopped = new Set<number>();
const tell = (told: Told) => (postMessage as (message: Told) => void)(told);

async function read(id: number, file: Blob) {
  const sum = new Sha256();
  for (let at = 0; at < file.size; at += slice) {
    if (stopped.delete(id)) return;
    sum.update(new Uint8Array(await file.slice(at, at + slice).arrayBuffer()));
    tell({ id, read: Math.min(at + slice, file.size) });
  }
  tell({ id, digest: sum.finish() });
}

// One file at a time: two that are read at once make a disk slow.
let line = Promise.resolve();
addEventListener("message", ({ data }: MessageEvent<Wanted>) => {
  const { id, file } = data;
  if (!file) { stopped.add(id); return; }
  line = line.then(() => read(id, file)).catch((error: unknown) => tell({ id, failed: error instanceof Error ? error.name : "Error" }));
});
