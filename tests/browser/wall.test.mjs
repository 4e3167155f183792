// The wall with more works than fit on it.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { browser, openLibrary, Studio } from "./studio.mjs";

let studio;
let running;
before(async () => {
  running = await browser();
  studio = await Studio.start({ samples: false });
  const folder = `${studio.folder}/many`;
  mkdirSync(folder);
  for (let i = 0; i < 1200; i += 1) writeFileSync(`${folder}/note ${String(i).padStart(4, "0")}.txt`, `Note number ${i}`);
  await studio.halt();
  studio.run("import", folder);
  await studio.serve();
});
after(async () => {
  await running?.close();
  await studio?.stop();
});

const shown = (page) => page.locator("[data-index]").evaluateAll((all) => all.map((each) => Number(each.dataset.index)));
const activeIndex = (page) => page.evaluate(() => Number(document.activeElement.closest("[data-index]")?.dataset.index ?? -1));

for (const mode of ["wall", "list"]) {
  test(`twelve hundred works need fewer than 120 elements, and the last is reached: ${mode}`, async () => {
    const page = await openLibrary(running, studio, { width: 1920, height: 1080 });
    await page.goto(`${studio.url}/${mode === "list" ? "?view=list" : ""}`);
    await page.getByRole("main").getByText("1,200 works").waitFor();
    let most = 0;
    for (let i = 0; i < 60; i += 1) {
      await page.mouse.wheel(0, 1500);
      await page.waitForTimeout(20);
      most = Math.max(most, (await shown(page)).length);
    }
    assert.ok(most > 10 && most < 120, `${most} elements`);
    await page.waitForFunction(() => document.querySelector("[data-index='1199']"));
    assert.equal(await page.getByRole("grid").getAttribute("aria-rowcount"), mode === "list" ? "1201" : "1200");
    assert.deepEqual(page.wrongs, []);
    await page.context().close();
  });
}

test("keys lead everywhere on the wall, and the focus stays where it is seen", async () => {
  const page = await openLibrary(running, studio, { width: 1024 });
  await page.locator("[data-index='0'] a").focus();
  const inSight = async () => {
    const box = await page.evaluate(() => document.activeElement.getBoundingClientRect().toJSON());
    const bar = await page.evaluate(() => document.querySelector(".top").getBoundingClientRect().bottom);
    assert.ok(box.top >= bar && box.bottom <= 800, JSON.stringify(box));
  };
  await page.keyboard.press("End");
  await page.waitForFunction(() => document.activeElement.closest("[data-index='1199']"));
  await inSight();
  await page.keyboard.press("Home");
  await page.waitForFunction(() => document.activeElement.closest("[data-index='0']"));
  await inSight();
  let last = 0;
  for (let i = 0; i < 25; i += 1) {
    await page.keyboard.press("ArrowDown");
    await page.waitForFunction((before) => Number(document.activeElement.closest("[data-index]")?.dataset.index ?? -1) > before, last);
    last = await activeIndex(page);
    await inSight();
  }
  await page.keyboard.press("ArrowUp");
  await page.waitForFunction((before) => Number(document.activeElement.closest("[data-index]").dataset.index) < before, last);
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("the ruler leads to the end and back, by mouse and by keys", async () => {
  const page = await openLibrary(running, studio, { width: 1280 });
  const ruler = page.getByRole("slider", { name: "Timeline" });
  const box = await ruler.boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height - 2);
  await page.waitForFunction(() => document.querySelector("[data-index='1199']"));
  await ruler.press("Home");
  await page.waitForFunction(() => document.querySelector("[data-index='0']") && scrollY === 0);
  assert.match(await ruler.getAttribute("aria-valuetext"), /\d{4}|%/);
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("works are chosen by a click, a range and a drag, changed in one step, and one step leads back", async () => {
  const page = await openLibrary(running, studio, { width: 1280 });
  const bar = page.getByRole("toolbar", { name: "With what is chosen" });
  await page.locator("[data-index='0']").hover();
  await page.locator("[data-index='0'] .check").click();
  await bar.getByText("1 chosen").waitFor();
  await page.locator("[data-index='9'] a").click({ modifiers: ["Shift"] });
  await bar.getByText("10 chosen").waitFor();
  await page.keyboard.press("Escape");
  await bar.waitFor({ state: "detached" });

  const from = await page.locator("[data-index='1']").boundingBox();
  const to = await page.locator("[data-index='5']").boundingBox();
  await page.mouse.move(from.x + 40, from.y + 60);
  await page.mouse.down();
  await page.mouse.move(to.x + 40, to.y + 60, { steps: 8 });
  await page.mouse.up();
  await bar.getByText("5 chosen").waitFor();
  await page.keyboard.press("Escape");

  await page.locator("[data-index='0'] a").focus();
  await page.keyboard.press("Control+a");
  await bar.getByText("1,200 chosen").waitFor();
  await bar.getByRole("button", { name: "Tag" }).click();
  await page.getByLabel("Tags to add").fill("everything, at once");
  await page.getByRole("button", { name: "Apply to 1,200 works" }).click();
  await page.getByText("1,200 works changed.").first().waitFor({ timeout: 60_000 });
  const tagged = async () => (await studio.call("GET", `/facets?query=${encodeURIComponent('tag:"at once"')}`)).body.total;
  assert.equal(await tagged(), 1200);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("Undone.").first().waitFor({ timeout: 60_000 });
  assert.equal(await tagged(), 0);
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("what comes in without a pause is seen while it comes", async () => {
  const page = await openLibrary(running, studio, { width: 1280 });
  const tally = page.locator(".tally");
  await page.getByRole("main").getByText("1,200 works").waitFor();
  const seen = new Set();
  const made = [];
  for (let i = 0; i < 30; i += 1) {
    const answer = await fetch(`${studio.url}/api/v1/assets?name=steady-${i}.txt`, { method: "POST", headers: { Origin: studio.url, Cookie: studio.cookie, "Content-Type": "application/octet-stream" }, body: `Drop ${i} of a steady rain` });
    made.push((await answer.json()).id);
    await page.waitForTimeout(100);
    seen.add(await tally.textContent());
  }
  assert.ok(seen.size > 3, `seen on the way: ${[...seen].join("; ")}`);
  await page.getByRole("main").getByText("1,230 works").waitFor();
  for (const id of made) await studio.call("DELETE", `/assets/${id}`);
  await page.getByRole("main").getByText("1,200 works").waitFor();
  for (const id of made) await studio.call("POST", `/assets/${id}/erase`, { body: { confirm: id } });
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("what was typed for many works stays while the server is away, and is tried again", async () => {
  const page = await openLibrary(running, studio, { width: 1280 });
  await page.locator("[data-index='3']").hover();
  await page.locator("[data-index='3'] .check").click();
  await page.getByRole("toolbar").getByRole("button", { name: "Tag" }).click();
  await page.getByLabel("Tags to add").fill("patience");
  await studio.halt();
  await page.keyboard.press("Enter");
  await page.getByText("Atelier does not answer.").first().waitFor();
  assert.equal(await page.getByLabel("Tags to add").inputValue(), "patience");
  await studio.serve();
  await page.getByRole("button", { name: "Apply to 1 work" }).click();
  await page.getByText("1 work changed.").first().waitFor({ timeout: 30_000 });
  assert.equal((await studio.call("GET", "/facets?query=tag:patience")).body.total, 1);
  await page.context().close();
});

test("a bulk delete empties the library, and its undo brings all of it back", async () => {
  const page = await openLibrary(running, studio, { width: 1280 });
  await page.locator("[data-index='0'] a").focus();
  await page.keyboard.press("Control+a");
  await page.getByRole("toolbar").getByRole("button", { name: "Move to trash" }).click();
  await page.getByText("1,200 works are in the trash.").first().waitFor({ timeout: 60_000 });
  await page.getByRole("heading", { name: "Your works live here" }).waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("main").getByText("1,200 works").waitFor({ timeout: 60_000 });
  assert.equal((await studio.call("GET", "/facets?query=&trashed=true")).body.total, 0);
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("the way back is at home when the line at the foot is gone, and stays while the server is away", async () => {
  const page = await openLibrary(running, studio, { width: 1280 });
  const tagged = async () => (await studio.call("GET", "/facets?query=tag:later")).body.total;
  const started = await studio.call("POST", "/changes", { body: { query: "", tags: ["later"] } });
  assert.ok(started.status < 300, JSON.stringify(started.body));
  await page.goto(`${studio.url}/home`);
  await page.getByRole("heading", { name: "Changed lately" }).waitFor({ timeout: 30_000 });
  await page.getByText(/^1,200 works, Ada, /).waitFor({ timeout: 30_000 });
  const back = page.getByRole("button", { name: "Undo: Tag later" });
  await studio.halt("SIGKILL");
  await back.click();
  await page.getByText("Atelier does not answer.").first().waitFor();
  await studio.serve();
  await page.getByRole("alert").getByRole("button", { name: "Undo" }).click();
  await page.getByText("Undone.").first().waitFor({ timeout: 60_000 });
  assert.equal(await tagged(), 0);
  await back.waitFor({ state: "detached" });
  await page.context().close();
});

test("a search that was worth a name is kept, found again and taken away", async () => {
  const page = await openLibrary(running, studio, { width: 1280 });
  await page.getByRole("searchbox").fill("number 7");
  await page.getByRole("button", { name: "Save this search" }).click();
  await page.getByLabel("A name for this search").fill("Sevens");
  await page.keyboard.press("Enter");
  await page.getByText("The search is kept.").first().waitFor();
  await page.goto(studio.url);
  await page.getByRole("link", { name: "Sevens" }).click();
  assert.equal(await page.getByRole("searchbox").inputValue(), "number 7");
  await page.getByRole("button", { name: "Remove the search Sevens" }).click();
  await page.getByRole("link", { name: "Sevens" }).waitFor({ state: "detached" });
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("the heads of the columns put the list in order, by mouse and by keyboard", async () => {
  const page = await openLibrary(running, studio);
  await page.goto(`${studio.url}/?view=list`);
  const head = (name) => page.getByRole("columnheader", { name });
  const first = () => page.locator('[data-index="0"] a').textContent();
  await head("Size").getByRole("button").click();
  await page.waitForURL(/sort=-bytes/);
  assert.equal(await head("Size").getAttribute("aria-sort"), "descending");
  await head("Title").getByRole("button").focus();
  await page.keyboard.press("Space");
  await page.waitForURL(/sort=title/);
  await page.waitForFunction(() => document.querySelector("main").getAttribute("aria-busy") === "false");
  const a = await first();
  assert.equal(await head("Title").getAttribute("aria-sort"), "ascending");
  assert.equal(await head("Size").getAttribute("aria-sort"), null);
  await page.keyboard.press("Enter");
  await page.waitForURL(/sort=-title/);
  await page.waitForFunction((was) => document.querySelector('[data-index="0"] a')?.textContent !== was, a);
  assert.ok((await first()).localeCompare(a) > 0);
  assert.equal(await page.getByRole("combobox", { name: "Order" }).inputValue(), "-title");
  assert.equal(await page.getByRole("columnheader", { name: "Kind" }).getByRole("button").count(), 0);
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});
