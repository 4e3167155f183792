// Files on their way in: dropped anywhere, pasted or chosen, three at once, each with its own story.

import { Problem } from "./api.js";
import { announce, h, icon, iconButton } from "./dom.js";
import { may } from "./session.js";
import { abandon, upload } from "./tus.js";
import * as words from "./words.js";

const atOnce = 3;
const tries = 4;
const listed = 200;  // of the files in the tray; the rest is counted

const entries = [];
let tray;
let arrived = () => {};

/** `done()` is called when a file came in that was not there before. */
export function startUploads(done) {
  arrived = done;
  const veil = h("div", { class: "veil", "aria-hidden": "true" }, h("p", {}, "Drop to bring in"));
  document.body.append(veil);
  let depth = 0;
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files") && may("assets:write");
  addEventListener("dragenter", (event) => { if (hasFiles(event)) { depth += 1; veil.classList.add("shown"); } });
  addEventListener("dragleave", (event) => { if (hasFiles(event) && (depth -= 1) <= 0) { depth = 0; veil.classList.remove("shown"); } });
  addEventListener("dragover", (event) => { if (hasFiles(event)) event.preventDefault(); });
  addEventListener("drop", async (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth = 0;
    veil.classList.remove("shown");
    add(await filesOf(event.dataTransfer));
  });
  addEventListener("paste", (event) => { if (event.clipboardData?.files.length > 0 && may("assets:write")) add([...event.clipboardData.files]); });
  addEventListener("beforeunload", (event) => { if (entries.some((entry) => !entry.ended)) event.preventDefault(); });
}

export function chooseFiles() {
  const input = h("input", { type: "file", multiple: true, onchange: () => add([...input.files]) });
  input.click();
}

/** All files in what was dropped, folders included. */
async function filesOf(transfer) {
  const roots = [...transfer.items].map((item) => item.webkitGetAsEntry?.());
  if (roots.some((root) => !root)) return [...transfer.files];
  const files = [];
  const walk = async (entry) => {
    if (entry.isFile) return files.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (some.length === 0) return undefined;
      for (const each of some) await walk(each);
    }
  };
  for (const root of roots) await walk(root);
  return files;
}

export function add(files) {
  if (files.length === 0) return;
  for (const file of files) entries.push({ file, sent: 0, state: "waiting" });
  announce(words.plural(files.length, "file is coming in", "files are coming in"));
  showTray();
  pump();
}

function pump() {
  while (entries.filter((entry) => entry.state === "going").length < atOnce) {
    const entry = entries.find((each) => each.state === "waiting");
    if (!entry) break;
    bringIn(entry);
  }
}

async function bringIn(entry) {
  entry.state = "going";
  entry.stop = new AbortController();
  try {
    entry.result = await withPatience(entry);
    entry.state = entry.result.duplicate ? "known" : "in";
    entry.sent = entry.file.size;
    if (!entry.result.duplicate) arrived();
  } catch (problem) {
    entry.state = problem.name === "AbortError" ? "stopped" : "failed";
    entry.problem = problem;
    if (!(problem instanceof Problem) && problem.name !== "AbortError") {
      entry.problem = new Problem({ detail: "The file could not be read.", hint: "Was it moved or changed meanwhile? Drop it again." });
    }
  }
  entry.ended = true;
  drawTray();
  pump();
  if (entries.every((each) => each.ended)) announce(summary());
}

/** A lost connection or a busy server is no reason to bother anybody, at first. */
async function withPatience(entry) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await upload(entry.file, (sent) => { entry.sent = sent; drawTray(); }, entry.stop.signal);
    } catch (problem) {
      const passing = problem instanceof Problem && (problem.offline || problem.status === 503 || problem.status === 409 || problem.status === 429);
      if (!passing || attempt === tries) throw problem;
      entry.note = "Waiting for the connection ...";
      drawTray();
      await new Promise((resolve) => setTimeout(resolve, 600 * 3 ** attempt));
      entry.note = undefined;
    }
  }
}

function again(entry) {
  Object.assign(entry, { state: "waiting", ended: false, problem: undefined });
  drawTray();
  pump();
}

const tally = (...states) => entries.filter((entry) => states.includes(entry.state)).length;

function summary() {
  const parts = [
    [tally("in"), "new"], [tally("known"), "known already"], [tally("failed"), "failed"], [tally("stopped"), "stopped"],
  ].filter(([number]) => number > 0).map(([number, name]) => `${words.count(number)} ${name}`);
  const left = tally("waiting", "going");
  return (left > 0 ? [`${words.count(left)} to go`, ...parts] : parts).join(", ");
}

function showTray() {
  if (!tray) {
    const title = h("h2", { id: "tray-title" }, "Bringing in");
    tray = {
      title, line: h("p", { class: "quiet" }), bar: h("progress", { max: 1, "aria-labelledby": "tray-title" }), list: h("ul", {}), rows: new Map(),
    };
    tray.element = h("section", { class: "tray", "aria-labelledby": "tray-title" },
      h("div", { class: "tray-head" }, title, iconButton("close", "Close the list of files", closeTray)), tray.line, tray.bar, tray.list);
  }
  if (!tray.element.isConnected) document.body.append(tray.element);
  drawTray();
}

function closeTray() {
  for (let i = entries.length - 1; i >= 0; i -= 1) {
    if (!entries[i].ended) continue;
    tray.rows.get(entries[i])?.element.remove();
    tray.rows.delete(entries[i]);
    entries.splice(i, 1);
  }
  tray.element.remove();
}

let drawing = false;
function drawTray() {
  if (drawing || !tray) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    const all = entries.reduce((sum, entry) => sum + entry.file.size, 0);
    const sent = entries.reduce((sum, entry) => sum + (entry.ended ? entry.file.size : entry.sent), 0);
    const over = entries.every((entry) => entry.ended);
    tray.title.textContent = over ? "Done" : "Bringing in";
    tray.line.textContent = over ? summary() : `${summary()} · ${words.bytes(sent)} of ${words.bytes(all)}`;
    tray.bar.value = all > 0 ? sent / all : 1;
    tray.bar.hidden = over;
    // Whatever needs a person comes first.
    const order = { failed: 0, going: 1, stopped: 2, known: 3, waiting: 4, in: 5 };
    const visible = entries.slice().sort((a, b) => order[a.state] - order[b.state]).slice(0, listed);
    const rows = visible.map(row);
    if (rows.some((each, i) => tray.list.children[i] !== each) || tray.list.children.length !== rows.length) tray.list.replaceChildren(...rows);
  });
}

function row(entry) {
  let cell = tray.rows.get(entry);
  if (!cell) {
    cell = { element: h("li", {}), state: "" };
    tray.rows.set(entry, cell);
  }
  const percent = entry.file.size > 0 ? Math.floor((100 * entry.sent) / entry.file.size) : 100;
  const now = `${entry.state}${entry.state === "going" ? percent : ""}${entry.note ?? ""}`;
  if (cell.state !== now) {
    cell.state = now;
    cell.element.className = `upload ${entry.state}`;
    cell.element.replaceChildren(...story(entry, percent));
  }
  return cell.element;
}

function story(entry, percent) {
  const link = (text) => h("a", { href: `#/asset/${encodeURIComponent(entry.result.id)}` }, text);
  const name = h("span", { class: "upload-name" }, entry.file.name);
  const stop = () => iconButton("close", `Stop ${entry.file.name}`, () => {
    if (entry.stop) entry.stop.abort();
    if (entry.state === "waiting") Object.assign(entry, { state: "stopped", ended: true });
    abandon(entry.file);
    drawTray();
  });
  const retry = () => h("button", { type: "button", onclick: () => again(entry) }, "Try again");
  switch (entry.state) {
    case "in": return [icon("check"), name, link("Open")];
    case "known": return [icon("check"), name, h("span", { class: "quiet" }, "already in the library"), link("Open")];
    case "failed": return [icon("warn"), name, retry(), h("p", {}, [entry.problem.message, entry.problem.hint, entry.problem.code && `(${entry.problem.code})`].filter(Boolean).join(" "))];
    case "stopped": return [icon("close"), name, h("span", { class: "quiet" }, "stopped"), retry()];
    case "going": return [icon("add"), name, h("span", { class: "quiet" }, entry.note ?? `${percent} %`), stop()];
    default: return [icon("add"), name, h("span", { class: "quiet" }, "waiting"), stop()];
  }
}
