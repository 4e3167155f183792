// The first hour of somebody who has never been here: from the printed link to works found, placed, compared and brought back.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browser, openPage, password, root, Studio } from "./studio.mjs";

const corpus = join(root, "../shared/corpus/media/photos");

let studio;
let running;
before(async () => {
  running = await browser();
  studio = await Studio.start({ samples: false, ready: false });
});
after(async () => {
  await running?.close();
  await studio?.stop();
});

const tray = (page) => page.getByRole("region", { name: /Bringing in|Done/ });
/** Types a search and waits for what it finds. */
async function search(page, text) {
  await page.getByRole("searchbox").fill(text);
  await page.waitForFunction((wanted) => (new URLSearchParams(location.search).get("q") ?? "") === wanted && document.querySelector("main[aria-busy=false]"), text);
  await page.waitForTimeout(100);
}
const work = (page, name) => page.getByRole("grid", { name: "Works" }).getByRole("link", { name });

test("from the link to finding, placing, comparing and bringing back", { skip: existsSync(corpus) ? false : "the corpus of real files is not here" }, async () => {
  const page = await openPage(running, studio);
  let clicks = 0;
  const click = async (target) => { clicks += 1; await target.click(); };

  // From the printed link to the first picture.
  await page.goto(studio.link);
  await page.getByLabel("Your name").fill("Ada");
  await page.getByLabel("A password").fill(password);
  await click(page.getByRole("button", { name: "Open the studio" }));
  await page.getByRole("heading", { name: "Your works live here" }).waitFor();
  await click(page.getByRole("button", { name: "Add", exact: true }));
  const choosing = page.waitForEvent("filechooser");
  await click(page.getByRole("button", { name: "Add a folder" }));
  await (await choosing).setFiles(corpus);
  await work(page, /.+/).first().waitFor();
  assert.ok(clicks <= 5, `${clicks} clicks`);
  await page.getByRole("region", { name: "Done" }).waitFor({ timeout: 120_000 });
  assert.equal(await tray(page).getByText(/failed/).count(), 0);
  await page.getByRole("button", { name: "Close the list of files" }).click();

  // The picture of a squirrel.
  await search(page, "squirrel kind:image");
  await work(page, /squirrel/i).first().waitFor();
  await work(page, /squirrel/i).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("heading", { name: /squirrel/i }).first().waitFor();
  await page.waitForFunction(() => document.querySelector("dialog img")?.naturalWidth > 300);
  await page.keyboard.press("Escape");

  // Where Tokyo was taken.
  await search(page, "tokyo");
  await work(page, /tokyo/i).first().click();
  await dialog.getByText(/35[.,]\d+/).first().waitFor();
  await dialog.getByText(/139[.,]\d+/).first().waitFor();

  // Two versions, beside each other.
  await dialog.getByText("Versions", { exact: false }).first().click();
  const bringing = page.waitForEvent("filechooser");
  await dialog.getByRole("button", { name: "Bring in a new version" }).click();
  await (await bringing).setFiles(join(corpus, "silver_fir.jpg"));
  await page.getByText("Version 2 is in.").first().waitFor();
  for (const box of await page.getByRole("checkbox", { name: /Choose version [12] / }).all()) await box.check();
  await dialog.getByRole("button", { name: "Compare" }).click();
  const compared = page.getByRole("dialog", { name: "Versions 1 and 2" });
  await compared.getByRole("table").waitFor();
  await page.waitForFunction(() => [...document.querySelectorAll("dialog[open] figure img, dialog[open] img")].filter((each) => each.naturalWidth > 200).length >= 2);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");

  // Everything deleted, and everything back.
  await search(page, "");
  await work(page, /.+/).first().waitFor();
  const all = Number(/\d+/.exec(await page.locator(".tally").textContent())[0]);
  assert.ok(all > 30, `${all} works`);
  await page.locator("[data-index='0'] a").focus();
  await page.keyboard.press("Control+a");
  await page.getByRole("toolbar").getByRole("button", { name: "Move to trash" }).click();
  await page.getByRole("heading", { name: "Your works live here" }).waitFor({ timeout: 30_000 });
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("main").getByText(`${all} works`).waitFor({ timeout: 30_000 });
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});
