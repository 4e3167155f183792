// The digest of a file, before it is sent: what the library has already need not travel.

import type { Told, Wanted } from "./digest.worker";

/** Up to here the browser's own is quicker, where a secure connection allows it. */
const whole = 32 * 1024 * 1024;

interface Policy { createScriptURL(address: string): string }
interface Policies { createPolicy(name: string, rules: Policy): Policy }

interface Waiting { progress: (read: number) => void; done: (digest: string | undefined) => void; fail: (error: unknown) => void }
const waiting = new Map<number, Waiting>();
let worker: Worker | undefined;
let broken = false;
let last = 0;

function make(): Worker | undefined {
  if (worker || broken) return worker;
  try {
    const policies = (window as unknown as { trustedTypes?: Policies }).trustedTypes;
    const policy = policies?.createPolicy("atelier-worker", {
      createScriptURL(address) {
        if (address !== DIGEST_WORKER) throw new TypeError("Only one worker belongs to this page.");
        return address;
      },
    });
    worker = new Worker(policy?.createScriptURL(DIGEST_WORKER) ?? DIGEST_WORKER);
  } catch (error) {
    return giveUp(error);
  }
  worker.addEventListener("error", giveUp);
  worker.addEventListener("message", ({ data }: MessageEvent<Told>) => hear(data));
  return worker;
}

/** Without a worker files are sent without being asked for. */
function giveUp(error: unknown): undefined {
  console.debug(error);
  broken = true;
  worker?.terminate();
  worker = undefined;
  for (const each of waiting.values()) each.done(undefined);
  waiting.clear();
}

function hear({ id, read, digest, failed }: Told) {
  const each = waiting.get(id);
  if (!each) return;
  if (read !== undefined) { each.progress(read); return; }
  waiting.delete(id);
  if (failed) each.fail(new DOMException(failed, failed));
  else each.done(digest);
}

const hex = (buffer: ArrayBuffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Sixty-four hexadecimal digits; nothing where it cannot be found out. */
export async function digestOf(file: Blob, progress: (read: number) => void, signal: AbortSignal): Promise<string | undefined> {
  signal.throwIfAborted();
  if (file.size <= whole && isSecureContext) return hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  const reader = make();
  if (!reader) return undefined;
  const id = (last += 1);
  return new Promise((done, fail) => {
    waiting.set(id, { progress, done, fail });
    signal.addEventListener("abort", () => {
      if (!waiting.delete(id)) return;
      reader.postMessage({ id, stop: true } satisfies Wanted);
      fail(new DOMException("Stopped", "AbortError"));
    }, { once: true });
    reader.postMessage({ id, file } satisfies Wanted);
  });
}
