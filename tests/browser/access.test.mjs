// The page for everybody: by keyboard, by screen reader, on every width, in light and dark.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { browser, drop, openLibrary, openPage, Studio } from "./studio.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

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

/** What axe finds, in words. */
async function findings(page) {
  // Through the debugger, so that the page's own policy stays as strict as it is.
  await page.evaluate(`if (!window.axe) { ${axe} }`);
  const result = await page.evaluate((runOnly) => window.axe.run(document, { runOnly }), tags);
  return result.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.target.join(" ")).join(", ")} (${each.help})`);
}

const places = {
  "the library": async (page) => {
    await page.getByRole("link", { name: "Morning notes" }).waitFor();
  },
  "a search without result": async (page) => {
    await page.getByRole("searchbox").fill("nosuchword");
    await page.getByRole("heading", { name: "Nothing found" }).waitFor();
  },
  "the list": async (page) => {
    await page.goto(`${studio.url}/?view=list`);
    await page.getByRole("link", { name: "Morning notes" }).waitFor();
  },
  "what is chosen": async (page) => {
    await page.locator("[data-index='0']").hover();
    await page.locator("[data-index='0'] .check").click();
    await page.getByRole("toolbar", { name: "With what is chosen" }).waitFor();
  },
  "a change of many": async (page) => {
    await page.locator("[data-index='0'] a").focus();
    await page.keyboard.press("Control+a");
    await page.getByRole("toolbar").getByRole("button", { name: "Tag" }).click();
    await page.getByLabel("Tags to add").waitFor();
  },
  "home": async (page) => {
    await page.goto(`${studio.url}/home`);
    await page.getByRole("heading", { name: "Storage and copies" }).waitFor();
  },
  "collections": async (page) => {
    await page.goto(`${studio.url}/collections`);
    await page.getByRole("link", { name: /^Samples/ }).waitFor();
  },
  "the palette": async (page) => {
    await page.keyboard.press("Control+k");
    await page.getByRole("listbox", { name: "Commands" }).getByRole("option").first().waitFor();
  },
  "a command": async (page) => {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Commands" }).fill("collection create");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Only say what would be done" }).waitFor();
  },
  "the keys": async (page) => {
    await page.locator("h1").focus();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
  },
  "the empty trash": async (page) => {
    await page.goto(`${studio.url}/trash`);
    await page.getByRole("heading", { name: "The trash is empty" }).waitFor();
  },
  "a picture": async (page) => {
    await page.getByRole("link", { name: "Two hills" }).click();
    await page.getByRole("dialog").getByRole("heading", { name: "Two hills" }).waitFor();
  },
  "a sound": async (page) => {
    await page.getByRole("link", { name: "Bell" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Play" }).waitFor();
  },
  "the edit form": async (page) => {
    await page.getByRole("link", { name: "Morning notes" }).click();
    await page.getByRole("button", { name: "Change: Title" }).click();
    await page.getByRole("textbox", { name: "Title" }).waitFor();
  },
  "the list of what comes in": async (page) => {
    await drop(page, [{ name: "one.txt", text: "one" }]);
    await page.getByRole("region", { name: "Done" }).waitFor();
  },
  "the menu": async (page) => {
    await page.getByRole("button", { name: "You and this page" }).click();
    await page.getByRole("button", { name: "Sign out" }).waitFor();
  },
};

const looks = ["light", "dark"].flatMap((colorScheme) => [360, 1024, 1920].map((width) => ({ colorScheme, width })));

/** Looks at one place in both schemes and on three widths. */
async function inEveryLook(page) {
  const wrong = [];
  for (const { colorScheme, width } of looks) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 900 });
    await page.waitForTimeout(50);  // the wall is packed anew
    const overflow = await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
    if (overflow > 0) wrong.push(`${colorScheme}, ${width}: ${overflow} pixels too wide`);
    for (const each of await findings(page)) wrong.push(`${colorScheme}, ${width}: ${each}`);
  }
  return wrong;
}

for (const [place, go] of Object.entries(places)) {
  test(`nothing is in anybody's way in light and dark, from 360 to 1920 pixels: ${place}`, async () => {
    const page = await openLibrary(running, studio);
    await go(page);
    assert.deepEqual(await inEveryLook(page), []);
    assert.deepEqual(page.wrongs, []);
    await page.context().close();
  });
}

test("nothing is in anybody's way in light and dark, from 360 to 1920 pixels: the way in", async () => {
  const page = await openPage(running, studio, { signedIn: false });
  await page.goto(studio.url);
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  assert.deepEqual(await inEveryLook(page), []);
  await page.context().close();
});

test("every target is at least 24 pixels wide and high", async () => {
  const page = await openLibrary(running, studio, { width: 360, height: 900 });
  await page.getByRole("button", { name: "Filters" }).click();
  const small = () => page.evaluate(() => [...document.querySelectorAll("a, button, input, select, textarea")]
    .filter((each) => each.checkVisibility() && !each.closest(".skip"))
    .map((each) => ({ name: each.outerHTML.slice(0, 90), box: each.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 24)).map(({ name }) => name));
  assert.deepEqual(await small(), []);
  await page.getByRole("link", { name: "Two hills" }).click();
  await page.getByRole("dialog").getByRole("heading", { name: "Two hills" }).waitFor();
  assert.deepEqual(await small(), []);
  await page.context().close();
});

test("the whole day is possible without a mouse", async () => {
  const page = await openLibrary(running, studio);
  await page.getByRole("link", { name: "Morning notes" }).waitFor();
  const focused = () => page.evaluate(() => document.activeElement.getAttribute("aria-label") || document.activeElement.textContent || document.activeElement.id);
  const seen = () => page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle !== "none");

  await page.keyboard.press("Tab");
  assert.equal(await focused(), "To the works");
  await page.keyboard.press("Enter");
  assert.equal(await focused(), "Library");

  // The wall is one stop; arrows walk on it.
  for (let i = 0; i < 6 && !(await page.evaluate(() => document.activeElement.classList.contains("tile"))); i += 1) await page.keyboard.press("Tab");
  const first = await page.evaluate(() => document.activeElement.getAttribute("href"));
  assert.ok(first?.startsWith("/asset/"), `the first work has the focus, not ${await focused()}`);
  assert.ok(await seen(), "the focus is seen");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("End");
  await page.keyboard.press("Home");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), first);
  await page.keyboard.press("ArrowRight");
  const second = await page.evaluate(() => document.activeElement.getAttribute("href"));
  assert.notEqual(second, first);

  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Back to where you were" }).waitFor();
  await page.getByRole("dialog").getByRole("link", { name: "Download" }).waitFor();
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction((old) => location.pathname !== old, second);
  await page.keyboard.press("ArrowLeft");
  await page.waitForFunction((old) => location.pathname === old, second);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), second, "back where one was");

  await page.keyboard.press("/");
  assert.equal(await focused(), "Search the library");
  await page.keyboard.type("meadow");
  await page.getByRole("main").getByText("1 work", { exact: true }).waitFor();
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("colours can be chosen, and stay chosen", async () => {
  const page = await openLibrary(running, studio, { scheme: "light" });
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  await page.getByRole("button", { name: "You and this page" }).click();
  await page.getByLabel("Colours").selectOption("dark");
  assert.notEqual(await paper(), light);
  await page.reload();
  await page.getByRole("heading", { name: "Library" }).waitFor();
  assert.notEqual(await paper(), light);
  await page.context().close();
});
