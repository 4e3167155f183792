// Where files come from: dropped anywhere, pasted, or chosen. What is done with them is loaded when the first one comes.

import { noticeProblem } from "../shell/notices.svelte";
import { may } from "../shell/session.svelte";
import { withWords } from "../words/words";
import { leftOver } from "./shelf";

/** `shown`: there is something to see of files on their way. `over`: files are being held over the page. */
export const intake = $state({ shown: false, over: false });

async function machine() {
  intake.shown = true;
  const [queue, walk] = await withWords(() => Promise.all([import("./queue"), import("./walk")]));
  return { ...queue, ...walk };
}
const guarded = (work: () => Promise<void>) => void work().catch(noticeProblem);
const take = (files: File[], pasted = false) => guarded(async () => { const { ready, addAll, inBatches, named } = await machine(); await ready(); await addAll(inBatches(pasted ? files.map(named) : files)); });

const input = document.createElement("input");
input.type = "file";
input.multiple = true;
input.addEventListener("change", () => { take([...(input.files ?? [])]); input.value = ""; });

function choose(folder: boolean) {
  input.webkitdirectory = folder;
  input.click();
}
export const chooseFiles = () => choose(false);
export const chooseFolder = () => choose(true);

let ownDrag = false;  // some browsers say "Files" of a picture that is dragged within the page
const holdsFiles = (event: DragEvent) => !ownDrag && may("assets:write") && Boolean(event.dataTransfer?.types.includes("Files"));

function drop(event: DragEvent) {
  intake.over = false;
  const transfer = event.dataTransfer;
  if (!transfer || !holdsFiles(event)) return;
  event.preventDefault();
  // Both must be asked for now: after the event they are gone.
  const roots = [...transfer.items].filter((each) => each.kind === "file").map((each) => each.webkitGetAsEntry?.());
  const files = [...transfer.files];
  if (roots.some((each) => !each)) return take(files);
  guarded(async () => { const { ready, addAll, walk } = await machine(); await ready(); await addAll(walk(roots as FileSystemEntry[])); });
}

function paste(event: ClipboardEvent) {
  const files = [...(event.clipboardData?.files ?? [])];
  const typing = event.target instanceof Element && event.target.closest("input, textarea, [contenteditable]");
  // Text from a word processor comes with a picture of itself; whoever types means the text.
  if (files.length === 0 || !may("assets:write") || (typing && event.clipboardData?.types.includes("text/plain"))) return;
  event.preventDefault();
  take(files, true);
}

const listeners: [string, (event: never) => void][] = [
  ["dragstart", () => (ownDrag = true)],
  ["dragend", () => (ownDrag = false)],
  ["dragenter", (event: DragEvent) => { if (holdsFiles(event)) intake.over = intake.shown = true; }],
  ["dragleave", (event: DragEvent) => { if (!event.relatedTarget) intake.over = false; }],
  ["dragover", (event: DragEvent) => { if (holdsFiles(event)) { event.preventDefault(); event.dataTransfer!.dropEffect = "copy"; } }],
  ["drop", drop],
  ["paste", paste],
];

/** Listens for files, and goes on with what was left. Returns a way to stop listening. */
export function startIntake(): () => void {
  for (const [name, run] of listeners) addEventListener(name, run as EventListener);
  if (may("assets:write")) guarded(async () => { if (intake.shown || localStorage.getItem(leftOver)) await (await machine()).goOn(); });
  return () => { for (const [name, run] of listeners) removeEventListener(name, run as EventListener); };
}
