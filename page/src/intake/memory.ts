// What is on its way in, kept by the browser: an upload goes on after a reload where it was. Small files are kept themselves; of
// large ones it is known where they were, and they go on when they are chosen again.

export interface Kept { key: string; name: string; size: number; address?: string; digest?: string; file?: File }

const mostKept = 200 * 1024 * 1024;  // of files themselves, in all
const flag = "uploads";

export const keyOf = (file: File) => `${file.name}:${file.size}:${file.lastModified}`;

/** Whether it is worth to look: answered without opening anything. */
export const mayRemember = () => localStorage.getItem(flag) !== null;

let opened: Promise<IDBDatabase> | undefined;
function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("atelier", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("uploads", { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function run<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
  try {
    const store = (await open()).transaction("uploads", mode).objectStore("uploads");
    return await new Promise((resolve, reject) => {
      const request = work(store);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } catch (error) {
    // Forbidden, or full: uploads work all the same, only not beyond a reload.
    console.debug(error);
    return undefined;
  }
}

let bytes = 0;

export async function remember(file: File) {
  localStorage.setItem(flag, "1");
  const kept: Kept = { key: keyOf(file), name: file.name, size: file.size };
  const old = await run("readonly", (store) => store.get(kept.key) as IDBRequest<Kept | undefined>);
  if (bytes + file.size <= mostKept) { kept.file = file; bytes += file.size; }
  await run("readwrite", (store) => store.put({ ...old, ...kept }));
}

export async function note(file: File, more: Partial<Kept>) {
  const old = await run("readonly", (store) => store.get(keyOf(file)) as IDBRequest<Kept | undefined>);
  await run("readwrite", (store) => store.put({ ...(old ?? { key: keyOf(file), name: file.name, size: file.size }), ...more }));
}

export const recall = (file: File) => run("readonly", (store) => store.get(keyOf(file)) as IDBRequest<Kept | undefined>);

export async function forget(key: string) {
  await run("readwrite", (store) => store.delete(key));
  if ((await run("readonly", (store) => store.count())) === 0) { localStorage.removeItem(flag); bytes = 0; }
}

export const everything = async (): Promise<Kept[]> => (await run("readonly", (store) => store.getAll() as IDBRequest<Kept[]>)) ?? [];
