// Files on their way in, over connections that break, with servers that die and pages that are loaded anew.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createRequire } from "node:module";
import { browser, openPage, Studio } from "./studio.mjs";

/** Stands before the server: counts what goes up, slows it, and cuts. */
class Wire {
  static async before(studio) {
    const wire = new Wire();
    Object.assign(wire, { up: 0, rate: Infinity, cuts: 0, pairs: new Set(), onUp: () => {} });
    wire.server = createServer((client) => wire.join(client, studio.port));
    await new Promise((done) => wire.server.listen(0, "127.0.0.1", done));
    wire.url = `http://127.0.0.1:${wire.server.address().port}`;
    return wire;
  }

  join(client, port) {
    const behind = connect(port, "127.0.0.1");
    const pair = [client, behind];
    this.pairs.add(pair);
    const end = () => { this.pairs.delete(pair); client.destroy(); behind.destroy(); };
    for (const socket of pair) socket.on("error", end).on("close", end);
    behind.pipe(client);
    client.on("data", (piece) => {
      this.up += piece.length;
      behind.write(piece);
      if (this.rate !== Infinity) { client.pause(); setTimeout(() => client.resume(), (1000 * piece.length) / this.rate); }
      this.onUp();
    });
  }

  cut() {
    this.cuts += 1;
    for (const pair of [...this.pairs]) for (const socket of pair) socket.destroy();
  }

  async passed(bytes) { while (this.up < bytes) await new Promise((done) => setTimeout(done, 20)); }
  close() { this.cut(); this.server.close(); }
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const megabyte = 1_000_000;

/** The bytes of a made file: any part of it can be said from its seed. */
function bytesOf({ seed, size }) {
  const made = new Uint8Array(size);
  for (let i = 0, x = (seed * 2654435761) >>> 0 || 1; i < size; i += 1) { x ^= x << 13; x ^= x >>> 17; x ^= x << 5; made[i] = x; }
  return made;
}
const digest = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** Drops made files, {name, seed, size, times}: the bytes `times` over, which costs no memory. */
const dropMade = (page, files) => page.evaluate(({ files: all, source }) => {
  const bytesOf = new Function(`return ${source}`)();
  const transfer = new DataTransfer();
  for (const each of all) {
    let body = new Blob([bytesOf(each)]);
    for (const times of each.times ?? []) body = new Blob(Array(times).fill(body));
    transfer.items.add(new File([body], each.name, { lastModified: 1 }));
  }
  document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
}, { files, source: bytesOf.toString() });

const tray = (page) => page.locator("section.tray");
async function says(page, text, timeout = 60_000) {
  await tray(page).getByText(text).first().waitFor({ timeout }).catch(async (error) => {
    throw new Error(`${error.message}\nThe tray says: ${(await tray(page).innerText()).slice(0, 600)}`);
  });
}

let studio;
let wire;
let running;
before(async () => {
  running = await browser();
  studio = await Studio.start({ samples: false });
  wire = await Wire.before(studio);
});
after(async () => {
  wire?.close();
  await running?.close();
  await studio?.stop();
});

async function openThrough(options) {
  Object.assign(wire, { up: 0, cuts: 0, rate: Infinity, onUp: () => {} });
  const page = await openPage(running, studio, options);
  await page.goto(wire.url);
  await page.getByRole("heading", { name: "Library" }).waitFor();
  return page;
}

async function idOf(bytes) {
  const answer = await studio.call("GET", `/assets?query=sha256:${digest(bytes)}`);
  return answer.body.assets[0]?.id;
}
async function readBack(bytes) {
  const response = await fetch(`${studio.url}/api/v1/assets/${await idOf(bytes)}/original`, { headers: { Cookie: studio.cookie } });
  return digest(new Uint8Array(await response.arrayBuffer()));
}

test("a hundred files arrive whole though the connection is cut twenty times", async () => {
  const page = await openThrough();
  const files = Array.from({ length: 100 }, (_, i) => ({ name: `cut ${i}.bin`, seed: 1000 + i, size: i % 10 === 0 ? 3 * megabyte : 1000 + i * 2500 }));
  const all = files.reduce((sum, each) => sum + each.size, 0);
  wire.onUp = () => { if (wire.cuts < 20 && wire.up > (wire.cuts + 1) * (all / 22)) wire.cut(); };
  await dropMade(page, files);
  await page.getByRole("region", { name: "Done" }).waitFor({ timeout: 120_000 });
  await says(page, /^(100 new|\d+ new, \d+ there already)$/);
  assert.equal(wire.cuts, 20);
  for (const each of files) assert.equal(await readBack(bytesOf(each)), digest(bytesOf(each)), each.name);
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("a large file goes on after a reload from where it was", async () => {
  const page = await openThrough();
  const file = { name: "long.bin", seed: 7, size: 40 * megabyte };
  wire.rate = 12 * megabyte;
  await dropMade(page, [file]);
  await wire.passed(20 * megabyte);
  await page.reload();
  const before = wire.up;
  wire.rate = Infinity;
  await says(page, /^1 new$/);
  assert.ok(before > 16 * megabyte && before < 36 * megabyte, `${before} bytes before`);
  assert.ok(wire.up - before < 30 * megabyte, `${wire.up - before} bytes after the reload, ${before} before it`);
  assert.equal(await readBack(bytesOf(file)), digest(bytesOf(file)));
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("what is too large to be kept is listed after a reload, and goes on when it is dropped again", async () => {
  const page = await openThrough();
  const file = { name: "film.bin", seed: 8, size: 7 * megabyte, times: [30] };
  wire.rate = 12 * megabyte;
  await dropMade(page, [file]);
  await wire.passed(20 * megabyte);
  // Bytes would be lost: the browser asks. The file before this one was kept, and it did not.
  page.removeAllListeners("dialog");
  const asked = [];
  page.on("dialog", (dialog) => { asked.push(dialog.type()); void dialog.accept(); });
  await page.reload();
  assert.deepEqual(asked, ["beforeunload"]);
  await says(page, /Choose it again/);
  Object.assign(wire, { up: 0, rate: Infinity });
  await dropMade(page, [file]);
  await says(page, /^1 new$/, 120_000);
  assert.ok(wire.up < 203 * megabyte, `${wire.up} bytes after the reload`);
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("what is there already is not sent", async () => {
  const page = await openThrough();
  await dropMade(page, [{ name: "the same by another name.bin", seed: 7, size: 40 * megabyte }]);
  await says(page, "already in the library");
  assert.ok(wire.up < 100_000, `${wire.up} bytes`);
  const link = tray(page).getByRole("link", { name: /^Open/ });
  assert.equal(await link.getAttribute("href"), `/asset/${await idOf(bytesOf({ seed: 7, size: 40 * megabyte }))}`);
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("without a worker a file is sent without being asked for, and still is not kept twice", async () => {
  const page = await openThrough();
  await page.route("**/digest.worker*", (route) => route.abort());
  await dropMade(page, [{ name: "sent blindly.bin", seed: 7, size: 40 * megabyte }]);
  await says(page, "already in the library");
  assert.ok(wire.up > 40 * megabyte, `${wire.up} bytes`);
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("a dropped folder arrives with all that is in its folders", async () => {
  const page = await openThrough();
  const folder = join(studio.folder, "a shelf");
  for (let i = 0; i < 30; i += 1) {
    const inner = join(folder, `row ${i % 5}`, `box ${i % 3}`);
    mkdirSync(inner, { recursive: true });
    writeFileSync(join(inner, "page.txt"), `Leaf ${i % 15} of the shelf`);
    writeFileSync(join(inner, `leaf ${i}.txt`), `Leaf number ${i} of the shelf: oleander`);
  }
  writeFileSync(join(folder, ".DS_Store"), "litter");
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [folder], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) {
    await session.send("Input.dispatchDragEvent", { type, x: 400, y: 400, data });
    // As with a hand, the page has time to say that it takes files.
    if (type !== "drop") await page.getByText("Drop to bring in").waitFor();
    await page.waitForTimeout(200);
  }
  await says(page, /^45 new$/);
  assert.equal((await studio.call("GET", "/facets?query=oleander")).body.total, 30);
  assert.equal(await page.getByText("Drop to bring in").count(), 0);
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("a server that is killed and comes back goes on with the same bytes", async () => {
  const page = await openThrough();
  const file = { name: "killed.bin", seed: 9, size: 30 * megabyte };
  wire.rate = 15 * megabyte;
  await dropMade(page, [file]);
  await wire.passed(12 * megabyte);
  await studio.halt("SIGKILL");
  await says(page, /Waiting for the connection/);
  await studio.serve();
  wire.rate = Infinity;
  await says(page, /^1 new$/);
  assert.ok(wire.up < 45 * megabyte, `${wire.up} bytes for 30 MB`);
  assert.equal(await readBack(bytesOf(file)), digest(bytesOf(file)));
  await page.context().close();
});

test("a file without room fails in the server's own words", async () => {
  const page = await openThrough();
  await dropMade(page, [{ name: "everything.bin", seed: 10, size: megabyte, times: [1000, 1000] }]);
  await says(page, "There is not enough room on the studio's disk.");
  await says(page, "AT-");
  await tray(page).getByRole("button", { name: "Retry everything.bin" }).click();
  await says(page, "There is not enough room on the studio's disk.");
  await tray(page).getByRole("button", { name: "Take everything.bin off the list" }).click();
  await tray(page).waitFor({ state: "detached" });
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("who may not bring in is told why, and Retry works once it is allowed", async () => {
  const invited = (await studio.call("POST", "/users", { body: { name: "Bea", role: "editor" } })).body;
  const answer = await studio.call("POST", "/setup", { body: { code: invited.code, name: "Bea", password: "a quiet evening" }, cookie: "" });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  const owner = studio.cookie;
  studio.cookie = answer.headers.get("set-cookie").split(";")[0];
  const page = await openThrough();
  studio.cookie = owner;
  const role = (name) => studio.call("PATCH", `/users/${invited.user.id}`, { body: { role: name } });
  assert.equal((await role("viewer")).status, 200);
  await dropMade(page, [{ name: "not yet.bin", seed: 20, size: 5000 }]);
  await says(page, "1 failed");
  await says(page, "AT-");
  assert.equal((await role("editor")).status, 200);
  const retry = tray(page).getByRole("button", { name: "Retry not yet.bin" });
  await retry.focus();
  await page.keyboard.press("Enter");
  await says(page, /^1 new$/);
  assert.ok(await tray(page).evaluate((element) => element.contains(document.activeElement)), "the focus stays in the tray");
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("a session that ends waits for the person, and goes on behind the door", async () => {
  const page = await openThrough();
  const file = { name: "signed out.bin", seed: 21, size: 30 * megabyte };
  wire.rate = 12 * megabyte;
  await dropMade(page, [file]);
  await wire.passed(10 * megabyte);
  await page.context().clearCookies();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  wire.rate = Infinity;
  await page.getByLabel("Name").fill("Ada");
  await page.getByLabel("Password", { exact: true }).fill("a quiet morning");
  await page.getByRole("button", { name: "Sign in" }).click();
  await says(page, /^1 new$/);
  assert.ok(wire.up < 42 * megabyte, `${wire.up} bytes for 30 MB`);
  assert.equal(await readBack(bytesOf(file)), digest(bytesOf(file)));
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("two windows do not send the same file twice", async () => {
  const page = await openThrough();
  const other = await page.context().newPage();
  await other.goto(wire.url);
  await other.getByRole("heading", { name: "Library" }).waitFor();
  const file = { name: "twice.bin", seed: 22, size: 20 * megabyte };
  wire.rate = 12 * megabyte;
  const start = wire.up;
  await dropMade(page, [file]);
  await wire.passed(start + 4 * megabyte);
  await dropMade(other, [file]);
  await says(other, /Another window/);
  wire.rate = Infinity;
  await says(page, /^1 new$/);
  await says(other, /^1 there already$/);
  assert.ok(wire.up - start < 24 * megabyte, `${wire.up - start} bytes`);
  await page.context().close();
});

test("what a closed window left goes on in another one; a window that is loaded anew keeps its own", async () => {
  const page = await openThrough();
  const file = { name: "handed on.bin", seed: 25, size: 30 * megabyte };
  wire.rate = 10 * megabyte;
  await dropMade(page, [file]);
  await wire.passed(6 * megabyte);
  const other = await page.context().newPage();
  await other.goto(wire.url);
  await other.getByRole("heading", { name: "Library" }).waitFor();
  await other.waitForTimeout(500);
  await page.reload();
  await says(page, /1 to go/);
  assert.equal(await tray(other).count(), 0);
  await page.close();
  wire.rate = Infinity;
  await says(other, /^1 new$/);
  assert.ok(wire.up < 48 * megabyte, `${wire.up} bytes for 30 MB`);
  assert.equal(await readBack(bytesOf(file)), digest(bytesOf(file)));
  await other.context().close();
});

test("a file that changes on its way is told, and not waited for", async () => {
  const page = await openThrough();
  const path = join(studio.folder, "growing.bin");
  writeFileSync(path, bytesOf({ seed: 26, size: 40 * megabyte }));
  wire.rate = 12 * megabyte;
  await page.getByRole("button", { name: "Add", exact: true }).click();
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Add files" }).click();
  await (await chooser).setFiles(path);
  await wire.passed(10 * megabyte);
  writeFileSync(path, "something else");
  wire.rate = Infinity;
  await says(page, /This file cannot be read/);
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("stopping keeps what came, and Retry goes on from there", async () => {
  const page = await openThrough();
  wire.rate = 12 * megabyte;
  await dropMade(page, [{ name: "paused.bin", seed: 23, size: 30 * megabyte }]);
  await wire.passed(12 * megabyte);
  await tray(page).getByRole("button", { name: "Stop paused.bin" }).click();
  await says(page, "1 stopped");
  await page.waitForTimeout(300);
  Object.assign(wire, { up: 0, rate: Infinity });
  await tray(page).getByRole("button", { name: "Retry paused.bin" }).click();
  await says(page, /^1 new$/);
  assert.ok(wire.up < 24 * megabyte, `${wire.up} bytes of 30 MB after the stop`);
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("an upload that the server forgot begins anew", async () => {
  const page = await openThrough();
  let address;
  page.on("request", (request) => { if (request.method() === "PATCH") address = new URL(request.url()).pathname; });
  wire.rate = 12 * megabyte;
  const file = { name: "forgotten.bin", seed: 27, size: 20 * megabyte };
  await dropMade(page, [file]);
  await wire.passed(5 * megabyte);
  await tray(page).getByRole("button", { name: "Stop forgotten.bin" }).click();
  await says(page, "1 stopped");
  const gone = await fetch(studio.url + address, { method: "DELETE", headers: { Cookie: studio.cookie, Origin: studio.url, "Tus-Resumable": "1.0.0" } });
  assert.equal(gone.status, 204);
  wire.rate = Infinity;
  await tray(page).getByRole("button", { name: "Retry forgotten.bin" }).click();
  await says(page, /^1 new$/);
  assert.equal(await readBack(bytesOf(file)), digest(bytesOf(file)));
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("a busy server and a disputed offset are waited for and asked about, and no byte is lost", async () => {
  const page = await openThrough();
  const asked = [];
  page.on("request", (request) => { if (request.url().includes("/uploads")) asked.push(request.method()); });
  let busy = 1;
  let conflicts = 2;
  const say = (route, status, headers = {}) => route.fulfill({ status, headers, contentType: "application/problem+json", body: JSON.stringify({ detail: "Not now.", code: "AT-0", status }) });
  await page.route("**/api/v1/uploads", (route) => (busy-- > 0 ? say(route, 503, { "Retry-After": "1" }) : route.continue()));
  await page.route("**/api/v1/uploads/*", (route) => (route.request().method() === "PATCH" && conflicts-- > 0 ? say(route, conflicts ? 409 : 423) : route.continue()));
  const file = { name: "busy.bin", seed: 24, size: 100_000 };
  await dropMade(page, [file]);
  await says(page, /The server is busy/);
  await says(page, /^1 new$/);
  assert.deepEqual(asked, ["POST", "POST", "PATCH", "HEAD", "PATCH", "HEAD", "PATCH"]);
  assert.equal(await readBack(bytesOf(file)), digest(bytesOf(file)));
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("files are chosen, folders too, and pictures are pasted", async () => {
  const page = await openThrough();
  const choose = async (name, paths) => {
    await page.getByRole("button", { name: "Add", exact: true }).click();
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name }).click();
    await (await chooser).setFiles(paths);
  };
  const folder = join(studio.folder, "chosen");
  mkdirSync(join(folder, "inner"), { recursive: true });
  writeFileSync(join(folder, "outer.txt"), "chosen: heliotrope");
  writeFileSync(join(folder, "inner", "inner.txt"), "chosen within: heliotrope");
  writeFileSync(join(studio.folder, "one.txt"), "one by hand: heliotrope");
  await choose("Add files", [join(studio.folder, "one.txt")]);
  await says(page, /^1 new$/);
  await choose("Add a folder", folder);
  await says(page, /^3 new$/);
  await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 30 });
    canvas.getContext("2d").fillRect(3, 3, 20, 20);
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([await new Promise((done) => canvas.toBlob(done))], "image.png", { type: "image/png" }));
    document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await says(page, /^4 new$/);
  await says(page, /^\d{4}-\d\d-\d\d \d\d-\d\d-\d\d\.png$/);
  assert.equal((await studio.call("GET", "/facets?query=heliotrope")).body.total, 3);
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("ten thousand files do not stop the page, and no more than two hundred are listed", async () => {
  const page = await openThrough();
  wire.rate = 100;
  await page.evaluate(() => {
    window.longest = 0;
    let last;
    const beat = () => { const now = performance.now(); window.longest = Math.max(window.longest, now - last); last = now; requestAnimationFrame(beat); };
    const transfer = new DataTransfer();
    for (let i = 0; i < 10_000; i += 1) transfer.items.add(new File([`File ${i}`], `many ${i}.txt`, { lastModified: 1 }));
    last = performance.now();
    beat();
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
  });
  await says(page, /And 9,800 more files/);
  const longest = await page.evaluate(() => { const found = window.longest; window.longest = 0; return found; });
  assert.ok(longest < 1000, `a frame of ${longest} ms`);
  assert.equal(await tray(page).getByRole("listitem").count(), 200);
  await tray(page).getByRole("button", { name: "Stop all" }).click();
  await says(page, /10,000 stopped|stopped/);
  await tray(page).getByRole("button", { name: "Close the list of files" }).click();
  await tray(page).waitFor({ state: "detached" });
  await page.context().close();
});

test("every control of the tray is reached by keyboard, and axe finds nothing", async () => {
  for (const [run, width, scheme] of [[1, 360, "light"], [2, 360, "dark"], [3, 1280, "light"], [4, 1280, "dark"]]) {
    const page = await openThrough({ width, scheme });
    await dropMade(page, [{ name: "everything.bin", seed: 10, size: megabyte, times: [1000, 1000] }, { name: `small ${width} ${scheme}.txt`, seed: 3000 + run, size: 3000 }]);
    await says(page, "1 failed");
    await says(page, "1 new");
    wire.rate = megabyte;
    await dropMade(page, Array.from({ length: 5 }, (_, i) => ({ name: `on the way ${i} ${width} ${scheme}.bin`, seed: 4000 + 10 * run + i, size: 5 * megabyte })));
    await tray(page).getByRole("button", { name: /^Stop on the way 4/ }).click();
    await says(page, "1 stopped");
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run("section.tray"));
    assert.deepEqual(found.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.target).join(" ")}`), [], `${width} ${scheme}`);
    const small = await tray(page).locator("button, a").evaluateAll((all) => all.filter((each) => { const box = each.getBoundingClientRect(); return box.width < 24 || box.height < 24; }).map((each) => each.outerHTML));
    assert.deepEqual(small, []);
    // One Tab after the other, from the heading on.
    await tray(page).getByRole("heading").focus();
    const reached = new Set();
    for (let i = 0; i < 40; i += 1) {
      await page.keyboard.press("Tab");
      reached.add(await page.evaluate(() => document.activeElement.closest("section.tray") && (document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent)));
    }
    for (const name of ["Fold the list of files", "Stop all", "Retry all", "Retry everything.bin", "Take everything.bin off the list", `Open small ${width} ${scheme}.txt`]) assert.ok(reached.has(name), `${name} is not among ${[...reached].join(", ")}`);
    wire.rate = Infinity;
    await page.context().close();
  }
});
