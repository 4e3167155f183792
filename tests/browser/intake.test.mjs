// Files on their way in: through a bad line, over a reload, and past a program that was killed.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browser, drop, openLibrary, openPage, Studio } from "./studio.mjs";

let studio;
let running;
before(async () => {
  running = await browser();
  studio = await Studio.start({ samples: false });
});
after(async () => {
  await running?.close();
  await studio?.stop();
});

/** A line to the studio that can be cut, and that counts what goes up. */
class Line {
  static async to(port) {
    const line = new Line();
    line.sockets = new Set();
    line.up = 0;
    line.server = createServer((near) => {
      const far = connect(port, "127.0.0.1");
      for (const [from, to] of [[near, far], [far, near]]) {
        line.sockets.add(from);
        from.on("error", () => {});
        from.on("close", () => { line.sockets.delete(from); to.destroy(); });
        from.on("data", (bytes) => { if (from === near) line.up += bytes.length; if (!to.write(bytes)) { from.pause(); to.once("drain", () => from.resume()); } });
      }
    });
    await new Promise((done) => line.server.listen(0, "127.0.0.1", done));
    line.url = `http://127.0.0.1:${line.server.address().port}`;
    return line;
  }
  cut() {
    for (const socket of this.sockets) socket.destroy();
  }
  close() {
    this.cut();
    this.server.close();
  }
}

/** What `drop` makes of a size, byte for byte. */
const bytesOf = (size, seed = 0) => Uint8Array.from({ length: size }, (_, i) => ((i + seed) * 7919) % 251);
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const tray = (page) => page.getByRole("region", { name: /Bringing in|Done/ });

async function openThrough(line) {
  const page = await openPage(running, studio);
  const [name, ...value] = studio.cookie.split("=");
  await page.context().addCookies([{ name, value: value.join("="), url: line.url }]);
  await page.goto(line.url);
  await page.getByRole("heading", { name: "Library" }).waitFor();
  return page;
}

test("a hundred files arrive over a line that is cut twenty times, and every byte is right", async () => {
  const line = await Line.to(studio.port);
  const page = await openThrough(line);
  const sizes = Array.from({ length: 100 }, (_, i) => 20_000 + i * 1_013 + (i % 10 === 0 ? 3_000_000 : 0));
  const wanted = new Map();
  await page.evaluate((all) => {
    const transfer = new DataTransfer();
    all.forEach((size, i) => transfer.items.add(new File([new Uint8Array(size).map((_, at) => ((at + i) * 7919) % 251)], `piece ${i}.bin`, { lastModified: 1 })));
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, sizes);
  sizes.forEach((size, i) => wanted.set(sha256(bytesOf(size, i)), `piece ${i}.bin`));
  for (let cut = 0; cut < 20; cut += 1) {
    await page.waitForTimeout(150);
    line.cut();
  }
  await tray(page).getByText(/^100 new$|^\d+ new, \d+ known already$/).waitFor({ timeout: 120_000 });
  assert.equal(await tray(page).getByText(/failed/).count(), 0);
  let after_;
  const got = new Map();
  do {
    const { body } = await studio.call("GET", `/assets?limit=1000${after_ ? `&after=${after_}` : ""}`);
    for (const asset of body.assets) got.set(asset.file_name, asset.id);
    after_ = body.next;
  } while (after_);
  for (const [digest, name] of wanted) {
    const response = await fetch(`${studio.url}/api/v1/assets/${got.get(name)}/original`, { headers: { Cookie: studio.cookie } });
    assert.equal(sha256(new Uint8Array(await response.arrayBuffer())), digest, name);
  }
  await page.context().close();
  line.close();
});

test("a large file goes on where it was after the page was loaded anew", async () => {
  const line = await Line.to(studio.port);
  const page = await openThrough(line);
  const size = 40_000_000;
  await page.route("**/api/v1/uploads/**", async (route) => {
    if (route.request().method() === "PATCH") await new Promise((done) => setTimeout(done, 400));
    await route.continue();
  });
  await drop(page, [{ name: "large.bin", size }]);
  await page.waitForFunction(() => /[2-9]\d %/.test(document.querySelector(".tray .going")?.textContent ?? ""), undefined, { timeout: 60_000 });
  await page.unroute("**/api/v1/uploads/**");
  await page.reload();
  const before_ = line.up;
  await tray(page).getByText("1 new").waitFor({ timeout: 60_000 });
  assert.ok(line.up - before_ < size * 0.9, `${line.up - before_} of ${size} bytes went up again`);
  const { body } = await studio.call("GET", "/assets?query=file:large");
  const detail = await studio.call("GET", `/assets/${body.assets[0].id}`);
  assert.ok(detail.body.digest.endsWith(sha256(bytesOf(size))));
  await page.context().close();
  line.close();
});

test("what is there is not sent again", async () => {
  const line = await Line.to(studio.port);
  const page = await openThrough(line);
  const before_ = line.up;
  await drop(page, [{ name: "the same under another name.bin", size: 40_000_000 }]);
  await tray(page).getByText("already in the library").waitFor({ timeout: 60_000 });
  assert.ok(line.up - before_ < 100_000, `${line.up - before_} bytes`);
  await page.context().close();
  line.close();
});

test("a folder comes in with all that is in it", async () => {
  const page = await openLibrary(running, studio);
  const folder = join(studio.folder, "season");
  mkdirSync(join(folder, "one/deep"), { recursive: true });
  for (const name of ["a.txt", "one/b.txt", "one/deep/c.txt"]) writeFileSync(join(folder, name), `In ${name}: sesquipedalian`);
  const choosing = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("button", { name: "Add a folder" }).click();
  await (await choosing).setFiles(folder);
  await tray(page).getByText("3 new").waitFor();
  assert.equal((await studio.call("GET", "/facets?query=sesquipedalian")).body.total, 3);
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("a program that was killed and started again gets the rest", async () => {
  const page = await openLibrary(running, studio);
  await page.route("**/api/v1/uploads/**", async (route) => {
    if (route.request().method() === "PATCH") await new Promise((done) => setTimeout(done, 300));
    await route.continue().catch(() => {});
  });
  await drop(page, [{ name: "stubborn.bin", size: 30_000_001 }]);
  await page.waitForFunction(() => /[2-9]\d %/.test(document.querySelector(".tray .going")?.textContent ?? ""), undefined, { timeout: 60_000 });
  await studio.halt("SIGKILL");
  await tray(page).getByText("waiting for the connection").waitFor();
  await studio.serve();
  await tray(page).getByText("1 new").waitFor({ timeout: 60_000 });
  const { body } = await studio.call("GET", "/assets?query=file:stubborn");
  const detail = await studio.call("GET", `/assets/${body.assets[0].id}`);
  assert.ok(detail.body.digest.endsWith(sha256(bytesOf(30_000_001))));
  await page.context().close();
});

test("a file that cannot be read says why, and can be tried again or let go", async () => {
  const page = await openLibrary(running, studio);
  await page.route("**/api/v1/uploads", (route) => route.fulfill({ status: 507, contentType: "application/problem+json", body: JSON.stringify({ title: "No space", detail: "The vault's disk is full.", hint: "Nothing was lost. Free some space, then try again.", code: "AT-1101", status: 507 }) }));
  await drop(page, [{ name: "no room.txt", text: "a little text" }]);
  await tray(page).getByText("The vault's disk is full.").waitFor();
  await tray(page).getByText("AT-1101").waitFor();
  await page.unroute("**/api/v1/uploads");
  await tray(page).getByRole("button", { name: "Try no room.txt again" }).click();
  await tray(page).getByText("1 new").waitFor();
  await tray(page).getByRole("link", { name: "Open no room.txt" }).waitFor();
  await page.getByRole("button", { name: "Close the list of files" }).click();
  await tray(page).waitFor({ state: "detached" });
  await page.context().close();
});
