// The wall with more works than fit on it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { packRows, rowAt } from "../../page/layout.js";
import { has, term, toggle, whileTyping } from "../../page/query.js";
import { browser, openLibrary, Studio } from "./studio.mjs";

let studio;
let running;
before(async () => {
  running = await browser();
  studio = await Studio.start({ samples: false });
  const { mkdirSync, writeFileSync } = await import("node:fs");
  const folder = `${studio.folder}/many`;
  mkdirSync(folder);
  for (let i = 0; i < 600; i += 1) writeFileSync(`${folder}/note ${String(i).padStart(3, "0")}.txt`, `Note number ${i}`);
  await studio.halt();
  studio.run("import", folder);
  await studio.serve();
});
after(async () => {
  await running?.close();
  await studio?.stop();
});

test("six hundred works need fewer than three hundred elements on the wall, however far one goes", async () => {
  const page = await openLibrary(running, studio, { width: 1920, height: 1080 });
  await page.getByRole("main").getByText("600 works").waitFor();
  let most = 0;
  for (let i = 0; i < 30; i += 1) {
    await page.mouse.wheel(0, 1500);
    await page.waitForTimeout(40);
    most = Math.max(most, await page.locator(".cell").count());
  }
  assert.ok(most < 300, `${most} elements`);
  await page.waitForFunction(() => [...document.querySelectorAll(".cell")].some((each) => each.getAttribute("aria-posinset") === "600"));
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("End leads to the last that is loaded, and the focus stays where it is seen", async () => {
  const page = await openLibrary(running, studio, { width: 1024 });
  await page.getByRole("main").getByText("600 works").waitFor();
  await page.locator(".tile[tabindex='0']").focus();
  await page.keyboard.press("End");
  const box = await page.evaluate(() => document.activeElement.getBoundingClientRect().toJSON());
  assert.ok(box.top >= 0 && box.bottom <= 800, JSON.stringify(box));
  await page.context().close();
});

test("rows fill the width and none is higher than wanted", () => {
  const aspects = Array.from({ length: 500 }, (_, i) => 0.5 + ((i * 37) % 100) / 40);
  for (const width of [320, 777, 1600]) {
    const rows = packRows(aspects, width, 200, 6);
    assert.equal(rows.reduce((sum, row) => sum + row.boxes.length, 0), aspects.length);
    for (const row of rows.slice(0, -1)) {
      const last = row.boxes.at(-1);
      assert.ok(Math.abs(last.left + last.width - width) < 0.01);
      assert.ok(row.height <= 200);
    }
    assert.equal(rowAt(rows, rows[3].top + 1), 3);
  }
});

test("a facet is a piece of the query that can be added and taken away", () => {
  assert.equal(term("keyword", { value: "Mono Lake" }), 'keyword:"Mono Lake"');
  assert.equal(term("camera_model", { value: "EOS" }), "camera:EOS");
  const query = toggle("sunset -draft", 'keyword:"Mono Lake"');
  assert.ok(has(query, 'keyword:"Mono Lake"'));
  assert.equal(toggle(query, 'keyword:"Mono Lake"'), "sunset -draft");
  assert.equal(whileTyping("lake sun"), "lake sun*");
  assert.equal(whileTyping("lake or"), "lake or");
  assert.equal(whileTyping("kind:image"), "kind:image");
});
