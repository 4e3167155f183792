// What a person does here on an ordinary day.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browser, drop, openLibrary, openPage, password, root, Studio } from "./studio.mjs";

let studio;
let running;
before(async () => {
  running = await browser();
  studio = await Studio.start({ ready: false });
});
after(async () => {
  await running?.close();
  await studio?.stop();
});

const work = (page, name) => page.getByRole("grid", { name: "Works" }).getByRole("link", { name });

test("the printed link leads through the first start into the library", async () => {
  const page = await openPage(running, studio);
  await page.goto(studio.link);
  await page.getByLabel("Your name").fill("Ada");
  assert.equal(new URL(page.url()).hash, "", "the code is gone from the address");

  await page.getByLabel("A password").fill("aaaaaaaaaaaa");
  await page.getByRole("button", { name: "Open the studio" }).click();
  await page.getByRole("alert").filter({ hasText: "AT-1001" }).waitFor();

  await page.getByLabel("A password").fill(password);
  await page.getByRole("button", { name: "Open the studio" }).click();
  await page.getByRole("heading", { name: "Library" }).waitFor();
  await work(page, "Morning notes").waitFor();
  assert.deepEqual(page.wrongs, []);
  const cookie = (await page.context().cookies()).find((each) => each.name === "at_session");
  assert.ok(cookie.httpOnly && cookie.sameSite !== "None");
  studio.cookie = `at_session=${cookie.value}`;
  await page.context().close();
});

test("a wrong password is refused in words, the right one lets in, signing out ends it", async () => {
  const page = await openPage(running, studio, { signedIn: false });
  await page.goto(studio.url);
  await page.getByLabel("Name").fill("Ada");
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").waitFor();
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Library" }).waitFor();
  await page.getByRole("button", { name: "You and this page" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.goto(`${studio.url}/#/`);
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("words and facets narrow the library down, and the address keeps them", async () => {
  const page = await openLibrary(running, studio);
  const all = (await studio.call("GET", "/facets?query=")).body.total;
  await page.getByRole("main").getByText(`${all} works`).waitFor();
  await page.getByRole("searchbox").fill("mead");
  await page.getByRole("main").getByText("1 work", { exact: true }).waitFor();
  await work(page, "Morning notes").waitFor();
  await page.getByRole("searchbox").fill("");
  await page.getByRole("main").getByText(`${all} works`).waitFor();
  await page.getByRole("button", { name: /^Sound/ }).click();
  await page.getByRole("main").getByText("1 work", { exact: true }).waitFor();
  assert.equal(await page.getByRole("searchbox").inputValue(), "kind:audio");
  await page.reload();
  await page.getByRole("main").getByText("1 work", { exact: true }).waitFor();
  await page.getByRole("button", { name: /^Sound/ }).click();
  await page.getByRole("main").getByText(`${all} works`).waitFor();
  await page.getByRole("searchbox").fill("kin:image");
  await page.getByRole("alert").filter({ hasText: "AT-1022" }).waitFor();
  await page.getByRole("searchbox").fill("nosuchwordanywhere");
  await page.getByRole("heading", { name: "Nothing found" }).waitFor();
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("a work opens large, tells what is known, and comes back byte for byte", async () => {
  const page = await openLibrary(running, studio);
  await work(page, "Two hills").click();
  await page.getByRole("dialog").getByRole("heading", { name: "Two hills" }).waitFor();
  await page.getByText("960 × 640").first().waitFor();
  await page.waitForFunction(() => document.querySelector(".stage img")?.naturalWidth > 600);
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download" }).click();
  const got = readFileSync(await (await coming).path());
  const given = readFileSync(join(root, "samples/Two hills.svg"));
  assert.equal(createHash("sha256").update(got).digest("hex"), createHash("sha256").update(given).digest("hex"));
  await page.keyboard.press("Escape");
  await page.getByRole("heading", { name: "Library" }).waitFor();

  await work(page, "Bell").click();
  await page.getByRole("dialog").getByRole("button", { name: "Play" }).waitFor();
  await page.waitForFunction(() => document.querySelector("audio").duration > 3.5, undefined, { timeout: 15_000 });
  await page.getByRole("button", { name: "Back to where you were" }).click();

  await work(page, "Morning notes").click();
  await page.getByText("The light came over the meadow").waitFor();
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("a tag is added, found, and taken away; a title is said and taken back", async () => {
  const page = await openLibrary(running, studio);
  await work(page, "Two hills").click();
  await page.getByLabel("Add tags").fill("evening light");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "evening light" }).waitFor();
  await page.getByRole("link", { name: "evening light" }).click();
  await page.getByRole("main").getByText("1 work", { exact: true }).waitFor();
  await work(page, "Two hills").click();
  await page.getByRole("button", { name: "Remove the tag evening light" }).click();
  await page.getByRole("link", { name: "evening light" }).waitFor({ state: "detached" });

  await page.getByRole("button", { name: "Change: Title" }).click();
  await page.getByRole("textbox", { name: "Title" }).fill("Hills at dusk");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Hills at dusk" }).waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("dialog").getByRole("heading", { name: "Two hills" }).waitFor();
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("dropped files come in, in parts; what is there already is named, not stored twice", async () => {
  const page = await openLibrary(running, studio);
  await drop(page, [{ name: "dropped note.txt", text: "A word that stands nowhere else: zephyrine." }, { name: "large.bin", size: 9_000_000 }]);
  const tray = page.getByRole("region", { name: /Bringing in|Done/ });
  await tray.getByText("2 new").waitFor({ timeout: 20_000 });
  await work(page, "dropped note").waitFor();
  await drop(page, [{ name: "the same.txt", text: "A word that stands nowhere else: zephyrine." }]);
  await tray.getByText("already in the library").waitFor();
  await page.getByRole("searchbox").fill("zephyrine");
  await page.getByRole("main").getByText("1 work", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Close the list of files" }).click();
  const found = await studio.call("GET", "/assets?query=large");
  assert.equal(found.body.assets[0].bytes, 9_000_000);
  const given = new Uint8Array(9_000_000).map((_, i) => (i * 7919) % 251);
  const detail = await studio.call("GET", `/assets/${found.body.assets[0].id}`);
  assert.match(detail.body.digest, new RegExp(createHash("sha256").update(given).digest("hex")));
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("the trash takes, undoes, restores, and erases only when asked twice", async () => {
  const page = await openLibrary(running, studio);
  await work(page, "dropped note").click();
  await page.getByRole("button", { name: "Move to trash" }).click();
  await page.getByText("is in the trash.").first().waitFor();
  await work(page, "dropped note").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).click();
  await work(page, "dropped note").waitFor();

  await work(page, "dropped note").click();
  await page.getByRole("button", { name: "Move to trash" }).click();
  await page.getByRole("link", { name: "Trash" }).click();
  await page.getByRole("heading", { name: "Trash" }).waitFor();
  await work(page, "dropped note").click();
  await page.getByRole("button", { name: "Restore" }).click();
  await page.getByRole("heading", { name: "The trash is empty" }).waitFor();
  await page.getByRole("link", { name: "Atelier, the library" }).click();
  await work(page, "dropped note").click();
  await page.getByRole("button", { name: "Move to trash" }).click();
  await page.getByRole("link", { name: "Trash" }).click();
  await work(page, "dropped note").click();
  await page.getByRole("button", { name: "Erase for good" }).click();
  await page.getByRole("button", { name: "Keep" }).click();
  await page.getByRole("button", { name: "Erase for good" }).click();
  await page.getByRole("button", { name: "Erase", exact: true }).click();
  await page.getByRole("heading", { name: "The trash is empty" }).waitFor();
  assert.equal((await studio.call("GET", "/assets?query=zephyrine")).body.assets.length, 0);
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("what another window does is seen in this one", async () => {
  const here = await openLibrary(running, studio);
  const there = await openLibrary(running, studio);
  await work(here, "Morning notes").waitFor();
  await drop(there, [{ name: "from there.txt", text: "Written in another window." }]);
  await work(here, "from there").waitFor();
  const { assets } = (await studio.call("GET", "/assets?query=file:from")).body;
  await studio.call("DELETE", `/assets/${assets[0].id}`);
  await work(here, "from there").waitFor({ state: "detached" });
  assert.deepEqual(here.wrongs, []);
  await here.context().close();
  await there.context().close();
});

test("when the server is away the page says so and what is safe, and goes on when it is back", async () => {
  const page = await openLibrary(running, studio);
  await work(page, "Morning notes").waitFor();
  await studio.halt("SIGKILL");
  await page.getByRole("searchbox").fill("meadow");
  await page.getByRole("alert").filter({ hasText: "Atelier does not answer" }).first().waitFor();
  await page.getByText("Nothing is lost").first().waitFor();
  await studio.serve();
  await page.getByRole("main").getByText("1 work", { exact: true }).waitFor({ timeout: 20_000 });
  assert.equal(await page.locator(".away").count(), 0);
  await page.context().close();
});
