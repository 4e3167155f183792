// What was dropped or chosen, file by file: folders are walked while the first files are on their way already.

/** Must be called inside of the drop's own event: afterwards the browser forgets what was dropped. */
export function droppedFiles(transfer: DataTransfer): AsyncGenerator<File> {
  const entries = [...transfer.items].filter((item) => item.kind === "file").map((item) => item.webkitGetAsEntry?.());
  const plain = [...transfer.files];
  return entries.some((entry) => !entry) ? each(plain) : walk(entries as FileSystemEntry[]);
}

export async function* each(files: Iterable<File>): AsyncGenerator<File> {
  yield* files;
}

async function* walk(entries: FileSystemEntry[]): AsyncGenerator<File> {
  for (const entry of entries) {
    if (entry.isFile) yield await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    else if (entry.isDirectory) yield* walkFolder(entry as FileSystemDirectoryEntry);
  }
}

async function* walkFolder(folder: FileSystemDirectoryEntry): AsyncGenerator<File> {
  const reader = folder.createReader();
  for (;;) {
    // A reader hands out a hundred at a time, and none when it is through.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return;
    yield* walk(some.filter((entry) => !entry.name.startsWith(".")));
  }
}
