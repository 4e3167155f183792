// One work: looked at closely, described, compared, heard, located, and taken back byte for byte.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browser, openLibrary, root, Studio } from "./studio.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const tower = join(root, "../shared/corpus/media/photos/tokyo.jpg");
const film = join(root, "../shared/corpus/media/video/tears_of_steel_battle.webm");
const elsewhere = existsSync(tower) && existsSync(film) ? false : "the corpus of real files is not here";

let studio;
let running;
const ids = {};

/** Brings bytes in as a program would: as a new work, or as a new version of one. */
async function bring(path, bytes) {
  const response = await fetch(`${studio.url}/api/v1${path}`, { method: "POST", headers: { Origin: studio.url, Cookie: studio.cookie, "Content-Type": "application/octet-stream" }, body: bytes });
  assert.ok(response.ok, `${path}: ${response.status}`);
  return response.json();
}

before(async () => {
  running = await browser();
  studio = await Studio.start();
  const { body } = await studio.call("GET", "/assets?limit=100");
  for (const each of body.assets) ids[each.file_name] = each.id;
  if (elsewhere) return;
  ids["tokyo.jpg"] = (await bring("/assets?name=tokyo.jpg", readFileSync(tower))).id;
  ids["battle.webm"] = (await bring("/assets?name=battle.webm", readFileSync(film))).id;
});
after(async () => {
  await running?.close();
  await studio?.stop();
});

async function open(name, options) {
  const page = await openLibrary(running, studio, options);
  await page.goto(`${studio.url}/asset/${ids[name]}`);
  await page.getByRole("dialog").getByRole("heading", { level: 2 }).waitFor();
  return page;
}
const dialog = (page) => page.getByRole("dialog").first();
const section = (page, name) => page.locator("summary", { hasText: name });
async function close(page) {
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
}

test("keys make a picture larger and whole again, arrows move it while it is, and lead to the next work when it is not", async () => {
  const page = await openLibrary(running, studio);
  await page.goto(`${studio.url}/?q=kind:image`);
  const tile = page.locator("[data-index='0'] a");
  const address = await tile.getAttribute("href");
  await tile.click();
  const picture = dialog(page).getByRole("img").first();
  await picture.waitFor();
  await page.waitForFunction(() => document.querySelector("dialog img").complete);
  const percent = () => page.getByRole("button", { name: /show all of it/ }).innerText();
  const first = await percent();
  await page.keyboard.press("+");
  await page.keyboard.press("+");
  assert.ok(parseInt(await percent(), 10) > 2 * parseInt(first, 10), `${first}, then ${await percent()}`);
  const left = () => picture.evaluate((each) => each.getBoundingClientRect().left);
  const before = await left();
  await page.keyboard.press("ArrowLeft");
  assert.ok((await left()) > before, "the picture moved");
  assert.equal(new URL(page.url()).pathname, address);
  await page.keyboard.press("0");
  assert.equal(await percent(), first);
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction((old) => location.pathname !== old, address);
  await page.keyboard.press("ArrowLeft");
  await page.waitForFunction((old) => location.pathname === old, address);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.waitForFunction((old) => document.activeElement.getAttribute("href") === old, address);
  await close(page);
});

test("a title is changed where it stands, and the change is taken back", async () => {
  const page = await open("Garden.jpg");
  await page.getByRole("button", { name: "Change: Title" }).click();
  const field = page.getByRole("textbox", { name: "Title" });
  await field.fill("Garden in the rain");
  await field.press("Enter");
  await page.getByRole("heading", { name: "Garden in the rain" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Change: Title", "the focus is back on the pencil");
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("heading", { name: /^Garden(\.jpg)?$/ }).waitFor();
  await close(page);
});

test("what is being typed outlives an event from elsewhere and a page loaded anew, until Escape gives it up", async () => {
  const page = await open("Storm.jpg");
  await page.getByRole("button", { name: "Change: Description" }).click();
  const field = page.getByRole("textbox", { name: "Description" });
  await field.pressSequentially("Half a sent");
  await page.getByRole("button", { name: "Change: Alt text" }).click();
  await studio.call("PATCH", `/assets/${ids["Storm.jpg"]}`, { body: { set: { creator: "Somebody else" } } });
  await page.getByText("Somebody else").first().waitFor();
  assert.equal(await field.inputValue(), "Half a sent");
  assert.ok(await page.getByRole("textbox", { name: "Alt text" }).isVisible(), "a field that was only opened stays open, too");
  await page.reload();
  assert.equal(await page.getByRole("textbox", { name: "Description" }).inputValue(), "Half a sent");
  await page.getByRole("textbox", { name: "Description" }).press("Escape");
  await page.getByRole("textbox", { name: "Description" }).waitFor({ state: "detached" });
  assert.ok(await dialog(page).isVisible(), "only the field is left");
  await page.reload();
  await page.getByRole("button", { name: "Change: Description" }).waitFor();
  await close(page);
});

test("what could not be saved because the server was away is still there to be saved when it is back", async () => {
  const page = await open("Aqua.jpg");
  await page.getByRole("button", { name: "Change: Copyright" }).click();
  const field = page.getByRole("textbox", { name: "Copyright" });
  await field.fill("Free for all");
  await studio.halt();
  await field.press("Enter");
  await page.getByText("Atelier does not answer.").first().waitFor();
  assert.equal(await field.inputValue(), "Free for all");
  await studio.serve();
  await field.press("Enter");
  await page.getByText("Copyright: saved.").first().waitFor();
  assert.equal((await studio.call("GET", `/assets/${ids["Aqua.jpg"]}`)).body.fields.find((each) => each.name === "copyright").value, "Free for all");
  await close(page);
});

test("tags and stars are given and taken, and a tag leads to all that has it", async () => {
  const page = await open("Wood.jpg");
  const input = page.getByRole("combobox", { name: "Add tags" });
  await input.fill("forest, old trees");
  await input.press("Enter");
  await page.getByRole("link", { name: "old trees" }).waitFor();
  await page.getByRole("button", { name: "Remove the tag forest" }).click();
  await page.getByRole("link", { name: "forest" }).waitFor({ state: "detached" });
  await page.getByRole("radio", { name: "4 of 5" }).check();
  await page.getByText("Rating: saved.").first().waitFor();
  const { body } = await studio.call("GET", `/assets/${ids["Wood.jpg"]}`);
  assert.equal(body.rating, 4);
  await page.getByRole("link", { name: "old trees" }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.getByRole("main").getByText("1 work", { exact: true }).waitFor();
  await close(page);
});

test("where a picture was taken is seen on a map, near and far, and what is near is found", { skip: elsewhere }, async () => {
  const page = await open("tokyo.jpg");
  await page.getByRole("img", { name: /map of the world with a mark at 35\.65723° N, 139\.74965° E/ }).waitFor();
  const wide = await page.locator("svg[role=img]").getAttribute("viewBox");
  await page.getByRole("button", { name: "Show the region" }).click();
  assert.notEqual(await page.locator("svg[role=img]").getAttribute("viewBox"), wide);
  await page.getByRole("link", { name: /within 10 km/ }).click();
  await page.getByRole("main").getByText("1 work", { exact: true }).waitFor();
  await close(page);
});

test("a sound is drawn, played by the space bar, and its place is chosen by keys", async () => {
  const page = await open("Bell.wav");
  const place = page.getByRole("slider", { name: "Position", exact: true });
  await page.waitForFunction(() => document.querySelector("dialog canvas").width > 100);
  const drawn = await page.locator("dialog canvas").first().evaluate((canvas) => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((each) => each > 0));
  assert.ok(drawn, "the outline is there");
  await page.keyboard.press(" ");
  await page.getByRole("button", { name: "Pause" }).waitFor();
  await page.waitForFunction(() => document.querySelector("audio").currentTime > 0.3);
  await page.getByRole("button", { name: "Pause" }).click();
  await place.focus();
  await page.keyboard.press("End");
  assert.match(await place.getAttribute("aria-valuetext"), /^0:04 of 0:04$/);
  await page.keyboard.press("Home");
  assert.equal(await place.getAttribute("aria-valuenow"), "0");
  await page.keyboard.press("+");
  await page.getByRole("slider", { name: "Position in the whole sound" }).waitFor();
  await page.keyboard.press("0");
  await page.getByRole("slider", { name: "Position in the whole sound" }).waitFor({ state: "detached" });
  await close(page);
});

test("a film plays, and its strip shows what is where before one goes there", { skip: elsewhere }, async () => {
  const page = await open("battle.webm");
  const strip = page.getByRole("slider", { name: "Position in the film, with pictures" });
  await strip.waitFor();
  await strip.hover({ position: { x: 200, y: 10 } });
  await strip.getByText(/^0:\d\d$/).waitFor();
  await strip.focus();
  await page.keyboard.press("PageUp");
  assert.ok((await page.locator("video").evaluate((video) => video.currentTime)) > 5, "the film is where the strip is");
  await page.getByRole("dialog").getByRole("heading", { level: 2 }).click();
  await page.keyboard.press(" ");
  await page.waitForFunction(() => !document.querySelector("video").paused);
  await close(page);
});

test("a new version comes in, two are compared side by side and one over the other, and both can be had", async () => {
  const page = await open("Elephants.jpg");
  await section(page, "Versions").click();
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Bring in a new version" }).click();
  await (await chooser).setFiles(join(studio.folder, "originals/Aqua.jpg"));
  await page.getByText("Version 2 is in.").first().waitFor();
  await page.getByRole("checkbox", { name: "Choose version 1 to compare it" }).check();
  await page.getByRole("checkbox", { name: "Choose version 2 to compare it" }).check();
  await page.getByRole("button", { name: "Compare" }).click();
  const compare = page.getByRole("dialog", { name: "Versions 1 and 2" });
  await compare.getByRole("table").getByText("Elephants.jpg").waitFor();
  await page.waitForFunction(() => [...document.querySelectorAll("dialog.compare img")].every((each) => each.naturalWidth > 0));
  await compare.getByRole("radio", { name: "One over the other" }).check();
  const split = compare.getByRole("slider");
  await split.focus();
  await page.keyboard.press("End");
  assert.equal(await split.getAttribute("aria-valuetext"), "100 % of the earlier one");
  await page.keyboard.press("Escape");
  await compare.waitFor({ state: "hidden" });
  assert.ok(await dialog(page).isVisible());
  await section(page, "How it came to be").click();
  await page.getByText("Ada brought in a new version of the file.").waitFor();
  await close(page);
});

test("what is undone goes to the work it was done to, whichever is looked at by then", async () => {
  const page = await openLibrary(running, studio);
  const id = ids["Garden.jpg"];
  await studio.call("POST", `/assets/${id}/tags`, { body: { tags: ["hedge"] } });
  await page.goto(`${studio.url}/?q=kind:image`);
  await page.locator(`a[href="/asset/${id}"]`).click();
  await page.getByRole("button", { name: "Remove the tag hedge" }).click();
  await page.getByRole("button", { name: "The next work" }).click();
  await page.waitForURL((url) => !url.pathname.endsWith(id));
  await page.getByRole("heading", { name: "Garden" }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).click();
  const tagged = async () => (await studio.call("GET", "/assets?query=tag:hedge")).body.assets.map((each) => each.id);
  for (let i = 0; i < 100 && (await tagged()).length === 0; i += 1) await page.waitForTimeout(50);
  assert.deepEqual(await tagged(), [id]);
  await close(page);
});

test("two versions of which only the words differ show which words, and nothing that is said of both", async () => {
  const page = await open("GreenMeadow.jpg");
  const id = page.url().split("/").at(-1);
  await studio.call("PATCH", `/assets/${id}`, { body: { set: { title: "Dusk", city: "Quito" } } });
  await studio.call("POST", `/assets/${id}/tags`, { body: { tags: ["evening"] } });
  await page.reload();
  await section(page, "Versions").click();
  await page.getByRole("checkbox", { name: "Choose version 1 to compare it" }).check();
  await page.getByRole("checkbox", { name: "Choose version 3 to compare it" }).check();
  await page.getByRole("button", { name: "Compare" }).click();
  const table = page.getByRole("dialog", { name: "Versions 1 and 3" }).getByRole("table");
  await table.getByRole("row", { name: "Title" }).getByText("Dusk").waitFor();
  await table.getByRole("row", { name: "City" }).getByText("Quito").waitFor();
  assert.match(await table.getByRole("row", { name: "Tag Differs" }).innerText(), /evening/);
  assert.equal(await table.getByRole("row", { name: "Camera" }).count(), 0);
  await page.keyboard.press("Escape");
  await section(page, "Activity").click();
  const deeds = page.locator("details", { hasText: "Activity" }).getByRole("listitem");
  await deeds.first().waitFor();
  assert.match((await deeds.allInnerTexts()).join("\n"), /Ada.*\n[^]*Ada/);
  await close(page);
});

test("what is downloaded is the original, byte for byte", async () => {
  const page = await open("Dune.jpg");
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download", exact: true }).click();
  const file = await coming;
  assert.equal(file.suggestedFilename(), "Dune.jpg");
  assert.ok(readFileSync(await file.path()).equals(readFileSync(join(studio.folder, "originals/Dune.jpg"))));
  await close(page);
});

test("what went to the trash is brought back by undo; only what is in the trash can be erased, and only when asked twice", async () => {
  const page = await open("LadyBird.jpg");
  await page.getByRole("button", { name: "Move to trash" }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("is back in the library").first().waitFor();

  await studio.call("DELETE", `/assets/${ids["LadyBird.jpg"]}`);
  await page.goto(`${studio.url}/asset/${ids["LadyBird.jpg"]}`);
  await page.getByRole("button", { name: "Erase for good" }).click();
  await page.getByRole("button", { name: "Keep it" }).click();
  assert.equal((await studio.call("GET", `/assets/${ids["LadyBird.jpg"]}`)).status, 200);
  await page.getByRole("button", { name: "Erase for good" }).click();
  await page.getByRole("button", { name: "Erase", exact: true }).click();
  await page.getByText("was erased").first().waitFor();
  assert.equal((await studio.call("GET", `/assets/${ids["LadyBird.jpg"]}`)).status, 404);
  await close(page);
});

test("a work with nothing beside it is shown all the same, and taken out of the trash", async () => {
  await studio.call("DELETE", `/assets/${ids["CREDITS.md"]}`);
  const page = await open("CREDITS.md");
  await page.getByRole("dialog").getByText("In the trash").waitFor();
  await page.keyboard.press("ArrowRight");
  await page.getByRole("dialog").getByRole("status").filter({ hasText: "This is the last one." }).waitFor({ state: "attached" });
  await page.getByRole("button", { name: "Restore" }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  assert.equal((await studio.call("GET", `/assets/${ids["CREDITS.md"]}`)).body.trashed_at, undefined);
  await close(page);
});

test("nobody who may only look is offered what they may not do", async () => {
  const { body } = await studio.call("POST", "/users", { body: { name: "Grace", role: "viewer" } });
  const answer = await studio.call("POST", "/setup", { body: { code: body.code, name: "Grace", password: "a quieter morning" }, cookie: "" });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  const page = await openLibrary(running, { url: studio.url, cookie: answer.headers.get("set-cookie").split(";")[0] });
  await page.goto(`${studio.url}/asset/${ids["Aqua.jpg"]}`);
  await page.getByRole("dialog").getByRole("link", { name: "Download", exact: true }).waitFor();
  assert.equal(await page.getByRole("button", { name: /^Change|trash|new version/ }).count(), 0);
  assert.equal(await page.getByRole("dialog").getByRole("combobox", { name: /Add/ }).count(), 0);
  await close(page);
});

const looks = ["light", "dark"].flatMap((scheme) => [360, 1024, 1920].map((width) => ({ scheme, width })));
const places = {
  "a picture with everything open": async (page) => {
    await page.evaluate(() => document.querySelectorAll("details").forEach((each) => (each.open = true)));
    await page.getByRole("button", { name: "Change: Description" }).click();
    await page.getByRole("textbox", { name: "Description" }).waitFor();
  },
  "two versions": async (page) => {
    await section(page, "Versions").click();
    for (const box of await page.getByRole("checkbox", { name: /Choose version [12] / }).all()) await box.check();
    await page.getByRole("button", { name: "Compare" }).click();
    await page.getByRole("dialog", { name: "Versions 1 and 2" }).getByRole("table").waitFor();
  },
  "a sound": async (page) => {
    const place = page.getByRole("slider", { name: "Position", exact: true });
    await place.focus();
    await page.waitForFunction(() => document.querySelector("dialog canvas").width > 100);
    await page.keyboard.press("+");
  },
  "a text": async () => {},
  ...(elsewhere ? {} : { "a film": async (page) => { await page.getByRole("slider", { name: "Position in the film, with pictures" }).focus(); } }),
};
const files = { "a picture with everything open": elsewhere ? "Dune.jpg" : "tokyo.jpg", "two versions": "Elephants.jpg", "a sound": "Bell.wav", "a text": "Morning notes.md", "a film": "battle.webm" };

for (const [place, go] of Object.entries(places)) {
  test(`nothing is in anybody's way in light and dark, from 360 to 1920 pixels: ${place}`, async () => {
    const page = await open(files[place]);
    await go(page);
    await page.evaluate(`if (!window.axe) { ${axe} }`);
    const wrong = [];
    for (const { scheme, width } of looks) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 900 });
      await page.waitForTimeout(60);
      const { over, small } = await page.evaluate(() => ({
        over: Math.max(0, ...[...document.querySelectorAll("dialog[open]")].map((each) => each.scrollWidth - innerWidth)),
        small: [...document.querySelectorAll("dialog[open] :is(a, button, input, select, textarea, summary)")].filter((each) => each.checkVisibility() && !each.matches("[type=checkbox], [type=radio], [type=range]"))
          .filter((each) => { const { width: across, height } = each.getBoundingClientRect(); return across > 0 && (across < 24 || height < 24) && getComputedStyle(each).display !== "inline"; }).map((each) => each.outerHTML.slice(0, 80)),
      }));
      if (over > 0) wrong.push(`${scheme}, ${width}: ${over} pixels too wide`);
      for (const each of small) wrong.push(`${scheme}, ${width}: too small: ${each}`);
      const result = await page.evaluate((runOnly) => window.axe.run(document, { runOnly }), rules);
      for (const each of result.violations) wrong.push(`${scheme}, ${width}: ${each.id}: ${each.nodes.map((node) => node.target.join(" ")).join(", ")} (${each.help})`);
    }
    assert.deepEqual(wrong, []);
    await close(page);
  });
}
