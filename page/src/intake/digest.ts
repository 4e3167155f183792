// The SHA-256 of a file, computed by a worker so that the page stays quick.

type Heard = (message: { id: number; read?: number; digest?: string; failed?: string }) => void;

const waiting = new Map<number, Heard>();
let worker: Worker | undefined;
let next = 0;

interface Policy { createScriptURL(address: string): string }
const types = (globalThis as { trustedTypes?: { createPolicy(name: string, rules: object): Policy } }).trustedTypes;
/** The page may make this one worker and no other. */
const policy = types?.createPolicy("atelier-worker", {
  createScriptURL: (address: string) => {
    if (address !== DIGEST_WORKER) throw new TypeError("There is only one worker");
    return address;
  },
});

function reader(): Worker {
  if (worker) return worker;
  worker = new Worker(policy ? policy.createScriptURL(DIGEST_WORKER) : DIGEST_WORKER);
  worker.onmessage = ({ data }: MessageEvent<Parameters<Heard>[0]>) => waiting.get(data.id)?.(data);
  worker.onerror = () => { for (const [id, heard] of waiting) heard({ id, failed: "worker" }); worker = undefined; };
  return worker;
}

/** Nothing if it cannot be computed here: then the file is sent, and the server finds out. Throws if the file cannot be read. */
export function digestOf(file: Blob, progress: (read: number) => void, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const id = (next += 1);
    const end = (run: () => void) => { waiting.delete(id); signal.removeEventListener("abort", stop); run(); };
    const stop = () => end(() => { worker?.postMessage({ stop: id }); reject(new DOMException("Stopped", "AbortError")); });
    signal.addEventListener("abort", stop, { once: true });
    waiting.set(id, ({ read, digest, failed }) => {
      if (read !== undefined) progress(read);
      if (digest) end(() => resolve(digest));
      else if (failed) end(() => (failed === "worker" ? resolve(undefined) : reject(new Error(failed))));
    });
    try {
      reader().postMessage({ id, file });
    } catch (error) {
      console.debug(error);
      end(() => resolve(undefined));
    }
  });
}
