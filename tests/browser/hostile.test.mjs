// Names and titles that would like to be programs stay names and titles.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { browser, openLibrary, Studio } from "./studio.mjs";

const run = "window.struck=1";
const payloads = [
  `<script>${run}</script>`, `"><script>${run}</script>`, `'><script>${run}</script>`, `</title><script>${run}</script>`, `</textarea><script>${run}</script>`,
  `</style><script>${run}</script>`, `<img src=x onerror=${run}>`, `<img src=x onerror="${run}">`, `"><img src=x onerror=${run}>`, `<svg onload=${run}>`,
  `<svg><script>${run}</script></svg>`, `<svg/onload=${run}>`, `<body onload=${run}>`, `<iframe srcdoc="<script>parent.${run}</script>">`, `<iframe src="javascript:parent.${run}">`,
  `javascript:${run}`, `JaVaScRiPt:${run}`, `java\tscript:${run}`, `data:text/html,<script>parent.${run}</script>`, `<a href="javascript:${run}">x</a>`,
  `<math><mtext><table><mglyph><style><img src=x onerror=${run}>`, `<details open ontoggle=${run}>`, `<video><source onerror=${run}>`, `<audio src=x onerror=${run}>`, `<object data="javascript:${run}">`,
  `<embed src="javascript:${run}">`, `<form action="javascript:${run}"><button>x`, `<input autofocus onfocus=${run}>`, `<select autofocus onfocus=${run}>`, `<marquee onstart=${run}>`,
  `<meta http-equiv=refresh content="0;url=javascript:${run}">`, `<link rel=stylesheet href="data:text/css,*{color:red}">`, `<base href="https://example.com/">`, `<style>@import 'https://example.com/x'</style>`, `<template><script>${run}</script></template>`,
  `<noscript><p title="</noscript><img src=x onerror=${run}>">`, `<!--><script>${run}</script-->`, `<![CDATA[<script>${run}</script>]]>`, `<xmp><script>${run}</script></xmp>`, `<plaintext><script>${run}`,
  `{{constructor.constructor('${run}')()}}`, `\${${run}}`, `#{${run}}`, `<%= ${run} %>`, `" onmouseover=${run} x="`,
  `' onfocus=${run} autofocus='`, "`onerror=" + run + "`", `\u202e<script>${run}</script>`, `\ufeff<script>${run}</script>`, `&lt;script&gt;${run}&lt;/script&gt;`,
  `__proto__`, `constructor`, `url("x");background:url(//example.com/x)`,
];

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

test(`none of ${payloads.length} hostile names, titles and tags runs or is taken for markup`, async () => {
  const page = await openLibrary(running, studio);
  await page.getByRole("heading", { name: "Your works live here" }).waitFor();
  const ids = [];
  for (const [index, payload] of payloads.entries()) {
    const response = await fetch(`${studio.url}/api/v1/assets?name=${encodeURIComponent(payload)}`, {
      method: "POST", headers: { Cookie: studio.cookie, Origin: studio.url }, body: `Text ${index}: ${payload}`,
    });
    assert.ok([200, 201].includes(response.status), `${payload}: ${response.status}`);
    const { id } = await response.json();
    ids.push(id);
    const told = await studio.call("PATCH", `/assets/${id}`, { body: { set: { title: payload, description: payload, creator: payload } } });
    assert.equal(told.status, 200, JSON.stringify(told.body));
    await studio.call("POST", `/assets/${id}/tags`, { body: { tags: [payload] } });
  }
  await studio.call("POST", "/collections", { body: { name: payloads[0] } });
  await page.reload();
  await page.getByRole("main").getByText(`${payloads.length} works`).waitFor();
  const more = page.getByRole("button", { name: / more$/ });
  while ((await more.count()) > 0) await more.first().click();
  for (const [index, id] of ids.entries()) {
    await page.goto(`${studio.url}/asset/${id}`);
    const shown = page.waitForFunction((wanted) => document.querySelector("#asset-title")?.textContent.trim() === wanted.trim() && document.querySelector(".stage"), payloads[index]);
    await shown.catch(async () => assert.fail(`${payloads[index]} is shown as ${await page.locator("#asset-title").textContent()}`));
  }
  await page.getByRole("button", { name: "Edit" }).click();
  await page.goto(`${studio.url}/?q=${encodeURIComponent(payloads[0])}`);
  await page.waitForTimeout(50);
  assert.equal(await page.evaluate(() => window.struck), undefined);
  assert.equal(await page.evaluate(() => document.querySelectorAll("script:not([src^='/page/'])").length), 0);
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test("the page allows no markup from strings, no other host, and weighs little", async () => {
  const page = await openLibrary(running, studio);
  assert.match(await page.evaluate(() => { try { document.body.innerHTML = "<b>x</b>"; return "done"; } catch (error) { return error.name; } }), /TypeError/);
  page.wrongs.length = 0;
  const seen = await page.evaluate(() => performance.getEntriesByType("resource").map((each) => each.name));
  assert.deepEqual(seen.filter((each) => !each.startsWith(studio.url) && !each.startsWith("data:")), []);
  let weight = 0;
  for (const each of [`${studio.url}/`, ...seen.filter((address) => /\.(js|css|svg)(\?|$)/.test(address))]) weight += gzipSync(await (await fetch(each)).text()).length;
  assert.ok(weight < 60_000, `${weight} bytes`);
  await page.context().close();
});
