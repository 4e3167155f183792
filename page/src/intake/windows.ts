// Several windows, one library: each unfinished file is looked after by one window, and no file is sent by two at once.
// Where there are no locks (an unencrypted connection), each window does its own; the server takes every byte only once.

// Not randomUUID, which wants a secure connection.
export const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export const tab = newId();
const locks = navigator.locks as LockManager | undefined;
const nameOf = (window: string) => `atelier-window ${window}`;

/** From here on other windows see that this one is there, for as long as it is. */
export function standUp() {
  void locks?.request(nameOf(tab), () => new Promise(() => {})).catch(() => {});
}

export async function othersThere(): Promise<Set<string>> {
  const held = (await locks?.query())?.held ?? [];
  return new Set(held.map((each) => each.name?.replace(/^atelier-window /, "") ?? "").filter((each) => each !== tab));
}

/** `gone` is called when that window was closed. If it was only loaded anew, it takes its files back in the meantime. */
export function whenGone(window: string, gone: () => void) {
  void locks?.request(nameOf(window), () => { setTimeout(gone, 3000); }).catch(() => {});
}

/** One window at a time takes over what others left. */
export const oneAtATime = async (work: () => Promise<void>): Promise<void> => { await (locks ? locks.request("atelier-intake", work) : work()); };

/** Runs `work` while no other window sends this file; `waiting` is called if one does. */
export async function alone<T>(key: string, signal: AbortSignal, waiting: () => void, work: () => Promise<T>): Promise<T> {
  if (!locks) return work();
  const name = `atelier-file ${key}`;
  const timer = setTimeout(waiting, 500);
  return (await locks.request(name, { signal }, () => { clearTimeout(timer); return work(); }).finally(() => clearTimeout(timer))) as T;
}
