// What is on its way, kept in the browser: after a reload, or a night, it goes on. Without IndexedDB everything still works, but
// only for as long as the page is open.

import { leftOver } from "./shelf";

export interface Kept {
  id: string;
  user: string;
  /** The window that looks after it. */
  tab: string;
  name: string;
  path: string;
  size: number;
  modified: number;
  at: number;
  digest?: string;
  address?: string;
  offset?: number;
  stopped?: boolean;
}

const database = "atelier-intake";
const shelf = "entries";
const bodies = "files";  // apart, so that noting an offset does not write the bytes once more
const patience = 7 * 24 * 3600 * 1000;

let opened: Promise<IDBDatabase | undefined> | undefined;

function open(): Promise<IDBDatabase | undefined> {
  opened ??= new Promise((done) => {
    try {
      const asked = indexedDB.open(database, 1);
      asked.onupgradeneeded = () => { asked.result.createObjectStore(shelf, { keyPath: "id" }); asked.result.createObjectStore(bodies); };
      asked.onsuccess = () => done(asked.result);
      asked.onerror = asked.onblocked = () => done(undefined);
    } catch {
      done(undefined);  // forbidden, as in some private windows
    }
  });
  return opened;
}

/** Runs `work` in one transaction; says whether it is kept. */
async function write(work: (entries: IDBObjectStore, files: IDBObjectStore) => void): Promise<boolean> {
  const base = await open();
  if (!base) return false;
  return new Promise((done) => {
    try {
      const turn = base.transaction([shelf, bodies], "readwrite");
      turn.oncomplete = () => done(true);
      turn.onabort = turn.onerror = () => done(false);
      work(turn.objectStore(shelf), turn.objectStore(bodies));
    } catch {
      done(false);
    }
  });
}

const answer = <T>(asked: IDBRequest<T>) => new Promise<T>((done, fail) => { asked.onsuccess = () => done(asked.result); asked.onerror = () => fail(asked.error); });

/** Says whether all of them are kept with their bytes. Without room for those, the rest is kept all the same. */
export async function keep(all: { record: Kept; file: File | undefined }[]): Promise<boolean> {
  localStorage.setItem(leftOver, "yes");
  const done = await write((entries, files) => {
    for (const { record, file } of all) { entries.put(record); if (file) files.put(file, record.id); }
  });
  if (!done) await write((entries) => { for (const { record } of all) entries.put(record); });
  return done;
}

export const note = (record: Kept) => write((entries) => entries.put(record));
export const forget = (ids: string[]) => write((entries, files) => {
  for (const id of ids) { entries.delete(id); files.delete(id); }
  const left = entries.count();
  left.onsuccess = () => { if (left.result === 0) localStorage.removeItem(leftOver); };
});

/** What was left unfinished by `user`. What is too old for the server to know is swept, whosever it was. */
export async function unfinished(user: string): Promise<{ record: Kept; file: File | undefined }[]> {
  const base = await open();
  if (!base) return [];
  const read = base.transaction([shelf, bodies], "readonly");
  const records = await answer(read.objectStore(shelf).getAll() as IDBRequest<Kept[]>);
  const old = records.filter((each) => each.at < Date.now() - patience);
  if (old.length > 0) void forget(old.map((each) => each.id));
  const mine = records.filter((each) => each.user === user && !old.includes(each));
  const files = base.transaction(bodies, "readonly").objectStore(bodies);
  return Promise.all(mine.map(async (record) => ({ record, file: await answer(files.get(record.id) as IDBRequest<File | undefined>) })));
}
