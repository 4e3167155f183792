// The files in what was dropped, folders included, as they are found: a hundred at a time, never all at once in memory.

/** Without a file: it is there, but cannot be read. */
export interface Found { path: string; file: File | undefined }

// What systems leave in folders for themselves.
const litter = /^(\.DS_Store|Thumbs\.db|desktop\.ini|\._.*)$/i;

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
const pathOf = (entry: FileSystemEntry) => entry.fullPath.replace(/^\//, "") || entry.name;

async function read(entry: FileSystemFileEntry): Promise<Found> {
  const file = await new Promise<File | undefined>((done) => entry.file(done, () => done(undefined)));
  return { path: pathOf(entry), file };
}

export async function* walk(dropped: FileSystemEntry[]): AsyncGenerator<Found[]> {
  const files = dropped.filter(isFile).filter((each) => !litter.test(each.name));
  if (files.length > 0) yield Promise.all(files.map(read));
  for (const folder of dropped.filter(isFolder)) {
    const reader = folder.createReader();
    for (;;) {
      // Some browsers give a hundred at a time; nothing is the end. A folder that cannot be read is told as one.
      const some = await new Promise<FileSystemEntry[] | undefined>((done) => reader.readEntries(done, () => done(undefined)));
      if (!some) yield [{ path: pathOf(folder), file: undefined }];
      if (!some || some.length === 0) break;
      yield* walk(some);
    }
  }
}

/** Every pasted picture is called image.png: a moment says more. */
export function named(file: File): File {
  if (file.name !== "image.png") return file;
  const now = new Date();
  const stamp = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 19).replace("T", " ").replaceAll(":", "-");
  return new File([file], `${stamp}.png`, { type: file.type, lastModified: file.lastModified });
}

/** Chosen files, in batches between which the page can breathe. */
export async function* inBatches(files: File[]): AsyncGenerator<Found[]> {
  const clean = files.filter((each) => !litter.test(each.name));
  for (let at = 0; at < clean.length; at += 200) {
    yield clean.slice(at, at + 200).map((file) => ({ path: file.webkitRelativePath || file.name, file }));
    await new Promise((done) => setTimeout(done));
  }
}
