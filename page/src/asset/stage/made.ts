// Drawings that the server makes when they are first asked for: it answers 202 with how far it is, until they are there.

import { send } from "../../api/client";

const pause = (milliseconds: number, signal: AbortSignal) => new Promise<void>((resolve, reject) => {
  const timer = setTimeout(resolve, milliseconds);
  signal.addEventListener("abort", () => { clearTimeout(timer); reject(new DOMException("Stopped", "AbortError")); }, { once: true });
});

/** Asks until it is made. `progress` is told how far that is, 0 to 1. */
export async function made(path: string, signal: AbortSignal, progress: (done: number) => void, headers: HeadersInit = {}): Promise<Response> {
  for (;;) {
    const response = await send(path, { signal, headers });
    if (response.status !== 202) return response;
    const { done } = (await response.json()) as { done?: number };
    progress(done ?? 0);
    await pause(1000 * Math.max(0.5, Number(response.headers.get("Retry-After") ?? 1) || 1), signal);
  }
}
