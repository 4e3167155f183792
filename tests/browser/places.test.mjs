// The places of the page, the way between them, and the languages it speaks.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, openLibrary, Studio } from "./studio.mjs";

let studio;
let running;
before(async () => {
  running = await browser();
  studio = await Studio.start();
});
after(async () => {
  await running?.close();
  await studio?.stop();
});

const work = (page, name) => page.getByRole("grid", { name: "Works" }).getByRole("link", { name });
/** The page as it is for somebody who chose this before. */
async function openAs(settings, address = "/") {
  const page = await openLibrary(running, studio);
  await page.evaluate((all) => Object.entries(all).forEach(([name, value]) => localStorage.setItem(name, value)), settings);
  await page.goto(studio.url + address);
  await page.locator("h1").waitFor();
  return page;
}

test("back and forward lead through places as one went, and a place is kept when the page is loaded anew", async () => {
  const page = await openLibrary(running, studio);
  await page.getByRole("link", { name: "Home" }).click();
  await page.getByRole("heading", { name: "Hello, Ada" }).waitFor();
  await page.getByRole("link", { name: "Collections" }).click();
  await page.getByRole("link", { name: /^Samples/ }).click();
  assert.equal(await page.getByRole("searchbox").inputValue(), "collection:Samples");
  await work(page, "Two hills").click();
  await page.getByRole("dialog").getByRole("heading", { name: "Two hills" }).waitFor();
  await page.goBack();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  assert.equal(await page.getByRole("searchbox").inputValue(), "collection:Samples");
  await page.goBack();
  await page.getByRole("heading", { name: "Collections" }).waitFor();
  await page.goForward();
  await page.getByRole("heading", { name: "Library" }).waitFor();
  await page.reload();
  await work(page, "Two hills").waitFor();
  assert.equal(await page.getByRole("searchbox").inputValue(), "collection:Samples");
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("a few letters find a command; it says what it would do, does it, and the place shows it", async () => {
  const page = await openLibrary(running, studio);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Commands" }).fill("collection create");
  await page.keyboard.press("Enter");
  await page.getByLabel(/^name/).fill("Autumn");
  await page.getByRole("button", { name: "Only say what would be done" }).click();
  await page.getByRole("heading", { name: "This would be done" }).waitFor();
  const names = async () => (await studio.call("GET", "/collections")).body.collections.map((each) => each.name);
  assert.ok(!(await names()).includes("Autumn"), "only said, not done");
  await page.getByRole("button", { name: "Do it", exact: true }).click();
  await page.getByRole("heading", { name: "The answer" }).waitFor();
  assert.ok((await names()).includes("Autumn"));
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("c");
  await page.getByRole("link", { name: /^Autumn/ }).waitFor();
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("keys rest while one types, and leave marked text to the browser", async () => {
  const page = await openLibrary(running, studio);
  await page.getByRole("searchbox").fill("");
  await page.getByRole("searchbox").pressSequentially("gh?v");
  assert.equal(await page.getByRole("searchbox").inputValue(), "gh?v");
  assert.equal(new URL(page.url()).pathname, "/");
  assert.equal(await page.getByRole("dialog").count(), 0);
  const taken = await page.evaluate(() => {
    document.activeElement.blur();
    return ["c", "x", "v", "a"].map((key) => !document.body.dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey: true, bubbles: true, cancelable: true })));
  });
  assert.deepEqual(taken, [false, false, false, false], "Ctrl C, X, V and A are the browser's");
  await page.context().close();
});

test("a collection is made, named anew and deleted, and its works stay", async () => {
  const page = await openLibrary(running, studio);
  await page.goto(`${studio.url}/collections`);
  await page.getByRole("button", { name: "New collection" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Winter");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Rename Winter" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Deep winter");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Delete Deep winter" }).click();
  await page.getByRole("button", { name: "Delete the collection" }).click();
  await page.getByRole("link", { name: /^Deep winter/ }).waitFor({ state: "detached" });
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("in German it says nothing in English", async () => {
  const page = await openAs({ language: "de" });
  await page.getByRole("heading", { name: "Bibliothek" }).waitFor();
  await page.getByRole("link", { name: "Start" }).click();
  await page.getByRole("heading", { name: "Eingetroffen" }).waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "de");
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Tasten" }).waitFor();
  await page.context().close();
});

/** Texts that are seen and neither marked as translated nor data. */
const unmarked = (page, data) => page.evaluate((known) => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const element = walker.currentNode.parentElement;
    if (!/\p{L}{2}/u.test(text) || !element.checkVisibility() || element.closest("code, pre, kbd, option[lang], datalist, noscript, .wordmark")) continue;
    if (!/[⟦⟧]/.test(element.closest("p, li, a, button, h1, h2, h3, label, option, span, div")?.textContent ?? "") && !known.some((each) => text.includes(each))) found.push(text);
  }
  for (const element of document.querySelectorAll("[aria-label], [placeholder], [title]")) {
    for (const name of ["aria-label", "placeholder", "title"]) {
      const text = element.getAttribute(name);
      if (text && element.checkVisibility() && !/[⟦⟧]/.test(text) && !known.some((each) => text.includes(each))) found.push(`${name}: ${text}`);
    }
  }
  return [...new Set(found)];
}, data);

test("every word of every place is one that can be translated", async () => {
  const { body } = await studio.call("GET", "/assets?limit=100");
  const facets = (await studio.call("GET", "/facets?query=")).body.facets.flatMap((each) => each.values.map((value) => value.label ?? value.value));
  const data = [...body.assets.flatMap((each) => [each.title, each.file_name]), ...facets, "Ada", "Samples", "Autumn", studio.folder, "kB", "MB", "GB", "2007", "2008", "2026", "20", "ago", "minute", "second", "now"];
  const page = await openAs({ language: "pseudo" });
  const wrong = [];
  for (const [name, go] of Object.entries({
    library: async () => { await page.locator("[data-index='0']").waitFor(); },
    list: async () => { await page.goto(`${studio.url}/?view=list`); await page.locator("[data-index='0']").waitFor(); },
    nothing: async () => { await page.goto(`${studio.url}/?q=nosuchword`); await page.locator(".empty").waitFor(); },
    trash: async () => { await page.goto(`${studio.url}/trash`); await page.locator(".empty").waitFor(); },
    home: async () => { await page.goto(`${studio.url}/home`); await page.locator(".kinds li").first().waitFor(); },
    collections: async () => { await page.goto(`${studio.url}/collections`); await page.locator(".collections li").first().waitFor(); },
    keys: async () => { await page.keyboard.press("?"); await page.locator("dialog[open] dl").waitFor(); },
  })) {
    await go();
    await page.waitForTimeout(200);
    for (const each of await unmarked(page, data)) wrong.push(`${name}: ${each}`);
  }
  assert.deepEqual(wrong, []);
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("written from right to left everything is mirrored and nothing hangs over", async () => {
  const page = await openAs({ language: "pseudo", direction: "rtl" });
  await page.locator("[data-index='1']").waitFor();
  for (const width of [360, 1024, 1920]) {
    await page.setViewportSize({ width, height: 900 });
    await page.waitForTimeout(200);
    assert.ok(await page.evaluate(() => document.scrollingElement.scrollWidth <= innerWidth), `${width} pixels`);
    const [first, second] = await Promise.all([0, 1].map((index) => page.locator(`[data-index='${index}']`).boundingBox()));
    assert.ok(first.x > second.x || first.y < second.y, "the first work stands at the right");
  }
  await page.locator("[data-index='0'] a").focus();
  await page.keyboard.press("ArrowLeft");
  await page.waitForFunction(() => document.activeElement.closest("[data-index='1']"));
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});
