// The ways in: dropped anywhere, pasted, or chosen. All else of it is loaded when the first file comes.

import { may } from "../shell/session.svelte";
import { withWords } from "../words/words";
import { droppedFiles, each } from "./files";
import { mayRemember } from "./memory";

/** `shown`: there is something to see of files on their way. `over`: files are being held over the page. */
export const intake = $state({ shown: false, over: false });

async function bring(files: AsyncGenerator<File>) {
  intake.shown = true;
  const { addAll } = await withWords(() => import("./queue.svelte"));
  await addAll(files);
}

export function chooseFiles() { choose(false); }
export function chooseFolder() { choose(true); }

function choose(folder: boolean) {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.webkitdirectory = folder;
  input.addEventListener("change", () => { if (input.files?.length) void bring(each(input.files)); });
  input.click();
}

/** Files that are dropped, pasted, or left over from an earlier visit. Returns a way to stop listening. */
export function startIntake(): () => void {
  if (!may("assets:write")) return () => {};
  const listening = new AbortController();
  const on = <K extends keyof WindowEventMap>(name: K, run: (event: WindowEventMap[K]) => void) => addEventListener(name, run, { signal: listening.signal });
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  let depth = 0;
  on("dragenter", (event) => { if (hasFiles(event)) { depth += 1; intake.over = intake.shown = true; } });
  on("dragleave", (event) => { if (hasFiles(event) && (depth -= 1) <= 0) { depth = 0; intake.over = false; } });
  on("dragover", (event) => { if (hasFiles(event)) event.preventDefault(); });
  on("drop", (event) => {
    if (!hasFiles(event) || !event.dataTransfer) return;
    event.preventDefault();
    depth = 0;
    intake.over = false;
    void bring(droppedFiles(event.dataTransfer));
  });
  on("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length > 0) void bring(each(files));
  });
  if (mayRemember()) {
    intake.shown = true;
    void withWords(() => import("./queue.svelte")).then(({ resume }) => resume());
  }
  return () => listening.abort();
}
