// Takes the pictures that the documents show: node docs/screenshots/take.mjs. A studio is made with the sample set, served by the
// program itself and looked at with Chromium; nothing is drawn by hand. Needs build/release/atelier and the packages of tests/browser.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { browser, openLibrary, root, Studio } from "../../tests/browser/studio.mjs";

const out = join(root, "docs/images");
mkdirSync(out, { recursive: true });

const open = async (page, title) => {
  await page.getByRole("grid", { name: "Works" }).getByRole("link", { name: title }).click();
  await page.getByRole("dialog").getByRole("heading", { name: title }).waitFor();
};

const shots = [
  { name: "library", width: 1440, height: 900, scheme: "light", go: async () => {} },
  { name: "library-telephone", width: 390, height: 780, scheme: "light", go: async () => {} },
  { name: "home", width: 1440, height: 900, scheme: "dark", go: (page) => page.getByRole("link", { name: "Home" }).click() },
  { name: "picture", width: 1440, height: 900, scheme: "dark", go: (page) => open(page, "LadyBird.jpg") },
  { name: "sound", width: 1440, height: 900, scheme: "light", go: (page) => open(page, "Bell") },
  { name: "choosing", width: 1440, height: 900, scheme: "light", go: async (page) => {
    await page.locator("[data-index='0']").hover();
    await page.locator("[data-index='0'] .check").click();
    await page.locator("[data-index='5'] a").click({ modifiers: ["Shift"] });
    await page.mouse.move(0, 0);
  } },
  { name: "commands", width: 1440, height: 900, scheme: "light", go: async (page) => {
    await page.keyboard.press("Control+k");
    await page.keyboard.type("coll");
  } },
];

const running = await browser();
const studio = await Studio.start();
for (const { name, width, height, scheme, go } of shots) {
  const page = await openLibrary(running, studio, { width, height, scheme });
  await page.locator("[data-index='0']").waitFor();
  await go(page);
  await page.waitForFunction(() => [...document.images].every((each) => each.complete));
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(out, `${name}.jpg`), type: "jpeg", quality: 84 });
  console.log(`docs/images/${name}.jpg`);
  await page.context().close();
}
await running.close();
await studio.stop();
